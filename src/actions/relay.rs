//! Questions on their way to the mentors, and answers on their way back. Words are never stored: messages are copied by
//! their number.

use super::desk::{ActionError, Desk, Participant, Place};
use super::intent::Pressed;
use super::own_words;
use crate::rules::addressing::enrolment_of_screen;
use crate::rules::decision::Refusal;
use crate::rules::enrolment::Status;
use crate::rules::help_screen::Stood;
use crate::rules::ids::{ChatId, DeliveryId, EnrolmentId, LessonId, QuestionId, TopicId};
use crate::rules::model::Person;
use crate::rules::notice::{EssayOf, NotDelivered, Notice, Toast};
use crate::rules::own_words::OwnWords;
use crate::rules::question::{Attachment, Document, MessageKind, Question, QuestionState};
use crate::store::chats::ChatKind;
use crate::store::topics::Topic;

/// A participant's message that is no command and no answer to an item: a question.
pub(super) fn ask(
    desk: &mut Desk<'_>,
    participant: &Participant,
    message: i64,
    kind: MessageKind,
    small_talk: bool,
) -> Result<(), ActionError> {
    if !participant.enrolment.may_ask() {
        desk.refuse(participant.place(), Refusal::HasLeft);
        return Ok(());
    }
    if !kind.is_carried() {
        desk.refuse(participant.place(), Refusal::KindNotCarried);
        return Ok(());
    }
    let enrolment = participant.enrolment.id;
    if small_talk {
        // Thanks are seen, and open nothing.
        desk.say(participant.place(), Notice::Received { enrolment, message });
        return Ok(());
    }
    let first = !participant.person.has_asked;
    let id = QuestionId(desk.work.fresh_id());
    let question = Question::new(id, enrolment, kind, first, message, desk.now);
    desk.work.questions.put(id, question.clone());
    if question.state == QuestionState::Held {
        desk.say(participant.place(), Notice::QuestionHeld { enrolment, question: id, first, document: false });
        return Ok(());
    }
    hand_over(desk, participant, &question);
    Ok(())
}

/// A document: carried where the course allows it, after a second look, and under a neutral name.
pub(super) fn ask_with_document(
    desk: &mut Desk<'_>,
    participant: &Participant,
    message: i64,
    document: &Document,
) -> Result<(), ActionError> {
    let refusal = if !participant.enrolment.may_ask() {
        Some(Refusal::HasLeft)
    } else if !participant.course.documents {
        Some(Refusal::NoDocuments)
    } else if document.size.is_some_and(|size| size > Document::MAX_BYTES) {
        Some(Refusal::DocumentTooLarge)
    } else {
        None
    };
    if let Some(why) = refusal {
        desk.refuse(participant.place(), why);
        return Ok(());
    }
    let (enrolment, first) = (participant.enrolment.id, !participant.person.has_asked);
    let id = QuestionId(desk.work.fresh_id());
    let question = Question::new(id, enrolment, MessageKind::Document, first, message, desk.now);
    desk.work.questions.put(id, Question { document: Some(document.clone()), ..question });
    desk.say(participant.place(), Notice::QuestionHeld { enrolment, question: id, first, document: true });
    Ok(())
}

/// `/ask` and *Ask a mentor*.
pub(super) fn prompt(desk: &mut Desk<'_>, participant: &Participant) {
    let enrolment = participant.enrolment.id;
    if participant.enrolment.may_ask() {
        desk.say(participant.place(), Notice::AskPrompt { enrolment });
    } else {
        desk.refuse(participant.place(), Refusal::HasLeft);
    }
}

/// What a button under a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Send,
    Discard,
    Withdraw,
    Helped,
}

impl Turn {
    const fn leads_to(self) -> QuestionState {
        match self {
            Self::Send => QuestionState::Asked,
            Self::Discard => QuestionState::Discarded,
            Self::Withdraw => QuestionState::Withdrawn,
            Self::Helped => QuestionState::Closed,
        }
    }
}

/// *Send to the mentors*, *Don't send*, *Withdraw*, *That helped*.
pub(super) fn turn(desk: &mut Desk<'_>, pressed: &Pressed, participant: &Participant, question: Question, turn: Turn) {
    let (enrolment, id, state) = (participant.enrolment.id, question.id, question.state);
    let turned = match turn {
        Turn::Send => question.send(),
        Turn::Discard => question.discard(),
        Turn::Withdraw => question.withdraw(),
        Turn::Helped => question.close(),
    };
    let toast = if turn == Turn::Send { Toast::Sent } else { Toast::Saved };
    let question = match turned {
        Ok(question) => question,
        // A tap that comes twice is answered twice, and does nothing more.
        Err(Refusal::Outdated) if state == turn.leads_to() => {
            desk.answer(pressed, Some(&participant.person), toast);
            return;
        }
        Err(why) => {
            desk.answer(pressed, Some(&participant.person), Toast::Refused(why));
            return;
        }
    };
    desk.work.questions.put(id, question.clone());
    desk.answer(pressed, Some(&participant.person), toast);
    match turn {
        Turn::Send => hand_over(desk, participant, &question),
        Turn::Discard => {
            desk.say_on_screen(participant.place(), Notice::QuestionDiscarded { enrolment, question: id });
        }
        Turn::Withdraw => {
            desk.work.stop_copies(id);
            match existing_topic(desk, participant) {
                // That it is withdrawn is said once the copy is gone.
                Some((place, _)) => desk.say(place, Notice::QuestionRemove { enrolment, question: id }),
                None => desk.say_on_screen(participant.place(), Notice::QuestionWithdrawn { enrolment, question: id }),
            };
        }
        Turn::Helped => {
            let of = desk.pressed_delivery(participant.person.chat, pressed);
            desk.say(participant.place(), Notice::ReplyClosed { enrolment, question: id, of });
        }
    }
}

/// Puts a question on its way into the participant's topic. Without a group it waits, and the person knows.
pub(super) fn hand_over(desk: &mut Desk<'_>, participant: &Participant, question: &Question) {
    let enrolment = participant.enrolment.id;
    if !participant.person.has_asked {
        let person = Person { has_asked: true, ..participant.person.clone() };
        desk.work.people.put(person.id, person);
    }
    let Some((place, after)) = topic(desk, participant) else {
        desk.say_on_screen(participant.place(), Notice::QuestionWaits { enrolment, question: question.id });
        return;
    };
    let essay = question.essay.map(|essay| EssayOf { attempt: essay.attempt, position: essay.position });
    if let Some(header) = essay.and_then(|essay| essay_header(desk, participant, essay)) {
        desk.say_once(format!("essay:{}:{}", question.id, place.chat), place, header, after);
    }
    let message = question.message;
    let copy = Notice::QuestionCopy { enrolment, question: question.id, message, repeated: false, essay };
    desk.say_once(format!("copy:{}:{}", question.id, place.chat), place, copy, after);
}

/// Above an essay: what it answers.
fn essay_header(desk: &Desk<'_>, participant: &Participant, essay: EssayOf) -> Option<Notice> {
    let attempt = desk.work.attempts.get(&essay.attempt)?;
    Some(Notice::EssayHeader {
        enrolment: participant.enrolment.id,
        version: attempt.version,
        handle: participant.enrolment.handle,
        week: attempt.week,
        item: attempt.order.get(usize::from(essay.position)).copied()?,
    })
}

/// The participant's place in the mentors' group, and the delivery that makes it if that is still on its way.
fn topic(desk: &mut Desk<'_>, participant: &Participant) -> Option<(Place, Option<DeliveryId>)> {
    if let Some(existing) = existing_topic(desk, participant) {
        return Some(existing);
    }
    let group = desk.work.cohorts.get(&participant.cohort.id)?.mentors?;
    let is_forum = desk.work.chats.get(&group).is_some_and(|chat| chat.kind == ChatKind::Forum);
    let id = TopicId(desk.work.fresh_id());
    let place = Place { chat: group, topic: Some(id), enrolment: Some(participant.enrolment.id) };
    let made = is_forum.then(|| {
        let notice = Notice::Topic { enrolment: participant.enrolment.id, handle: participant.enrolment.handle };
        desk.say_once(format!("topic:{id}"), place, notice, None)
    });
    let header = desk.say_once(format!("header:{id}"), place, header(participant), made);
    let delivery = made.unwrap_or(header);
    desk.work.topics.put(id, Topic { id, enrolment: participant.enrolment.id, chat: group, thread: None, delivery });
    Some((place, made))
}

/// The message that introduces a participant to the mentors.
pub(super) fn header(participant: &Participant) -> Notice {
    let last = participant.enrolment.progress.last_lesson(&participant.course);
    Notice::TopicHeader {
        enrolment: participant.enrolment.id,
        handle: participant.enrolment.handle,
        language: participant.person.language,
        country: participant.person.country,
        week: last.map_or(0, |lesson| lesson.week),
        day: last.map_or(0, |lesson| lesson.day),
    }
}

fn existing_topic(desk: &Desk<'_>, participant: &Participant) -> Option<(Place, Option<DeliveryId>)> {
    let group = desk.work.cohorts.get(&participant.cohort.id)?.mentors?;
    let found =
        desk.work.topics.values().find(|topic| topic.enrolment == participant.enrolment.id && topic.chat == group)?;
    let is_forum = desk.work.chats.get(&group).is_some_and(|chat| chat.kind == ChatKind::Forum);
    let place = Place { chat: group, topic: Some(found.id), enrolment: Some(participant.enrolment.id) };
    Some((place, (is_forum && found.thread.is_none()).then_some(found.delivery)))
}

/// After a second try that did not suffice: the mentors see which lessons to help with.
pub(super) fn ask_for_help(
    desk: &mut Desk<'_>,
    participant: &Participant,
    week: u8,
    missed: Vec<LessonId>,
    granted: u8,
    exhausted: bool,
) {
    let notice = Notice::NeedsHelp {
        enrolment: participant.enrolment.id,
        version: participant.cohort.version,
        handle: participant.enrolment.handle,
        week,
        missed,
        granted,
        exhausted,
        stood: Stood::default(),
    };
    // Without a group nobody can be told; whoever has used all attempts goes on after 24 hours all the same.
    if let Some((place, after)) = topic(desk, participant) {
        desk.say_after(place, notice, after);
    }
}

/// A mentor's message: copied to the participant in reply to the question, unless it is a note among mentors.
pub(super) fn reply(
    desk: &mut Desk<'_>,
    group: ChatId,
    topic: Option<&Topic>,
    (message, kind, file): (i64, MessageKind, Option<Attachment>),
    reply_to: Option<i64>,
) -> Result<(), ActionError> {
    let standing = reply_to.and_then(|message| desk.work.messages.get(&(group, message)));
    let answered = standing.and_then(|standing| standing.question);
    let by_question =
        answered.and_then(|question| desk.work.questions.get(&question)).map(|question| question.enrolment);
    let by_screen = standing.and_then(|standing| enrolment_of_screen(standing.screen.as_deref()?));
    let Some(enrolment) = topic.map(|topic| topic.enrolment).or(by_question).or(by_screen) else {
        if standing.is_some() {
            // It answers something of ours that nobody asked.
            let place = Place { chat: group, topic: None, enrolment: None };
            desk.say(place, Notice::ReplyFailed { enrolment: None, message, why: NotDelivered::NoQuestion });
        }
        // Else it is talk among mentors outside any topic.
        return Ok(());
    };
    let mut participant = desk.participant(enrolment)?;
    let place = Place { chat: group, topic: topic.map(|topic| topic.id), enrolment: Some(enrolment) };
    if participant.cohort.mentors != Some(group) {
        // Another group serves this cohort now.
        desk.say(place, Notice::ReplyFailed { enrolment: Some(enrolment), message, why: NotDelivered::NoQuestion });
        return Ok(());
    }
    if let Some(why) = cannot_hear(desk, &participant, kind) {
        desk.say(place, Notice::ReplyFailed { enrolment: Some(enrolment), message, why });
        return Ok(());
    }
    let screen = standing.and_then(|standing| standing.screen.clone());
    if let Some((replied, screen)) = reply_to.zip(screen)
        && own_words::taken(desk, group, &participant, OwnWords { message, file }, (replied, &screen))
    {
        return Ok(());
    }
    let question =
        answered.filter(|id| desk.work.questions.get(id).is_some_and(|question| question.enrolment == enrolment));
    let question = question.unwrap_or_else(|| newest_question(desk, enrolment));
    let reply_to = desk.work.questions.get(&question).map(|question| question.message).filter(|message| *message > 0);
    participant.is_told(desk.now);
    desk.keep(&participant);
    desk.say(
        participant.place(),
        Notice::Reply {
            enrolment,
            question,
            group,
            message,
            reply_to,
            repeated: false,
            opens: None,
            file,
            opening: None,
        },
    );
    Ok(())
}

fn cannot_hear(desk: &Desk<'_>, participant: &Participant, kind: MessageKind) -> Option<NotDelivered> {
    let reachable = desk.work.chats.get(&participant.person.chat).is_some_and(|chat| chat.unreachable_at.is_none());
    match participant.enrolment.status {
        Status::Left { .. } => Some(NotDelivered::Left),
        _ if !reachable => Some(NotDelivered::Unreachable),
        _ if !kind.is_carried_back() => Some(NotDelivered::Refused),
        _ => None,
    }
}

/// The question that a mentor's message answers: the newest that waits, else the newest at all; where a mentor writes
/// first, a conversation is opened without one (message 0).
fn newest_question(desk: &mut Desk<'_>, enrolment: EnrolmentId) -> QuestionId {
    let of_enrolment = desk.work.questions.values().filter(|question| question.enrolment == enrolment);
    let newest = of_enrolment
        .filter(|question| {
            matches!(question.state, QuestionState::Asked | QuestionState::Answered | QuestionState::Closed)
        })
        .max_by_key(|question| (question.state == QuestionState::Asked, question.id));
    match newest {
        Some(question) => question.id,
        None => new_conversation(desk, enrolment),
    }
}

/// Where something is said that answers no question: what waits for an answer goes on waiting.
pub(super) fn conversation(desk: &mut Desk<'_>, enrolment: EnrolmentId) -> QuestionId {
    let of_enrolment = desk.work.questions.values().filter(|question| question.enrolment == enrolment);
    let over =
        of_enrolment.filter(|question| matches!(question.state, QuestionState::Answered | QuestionState::Closed));
    match over.map(|question| question.id).max() {
        Some(question) => question,
        None => new_conversation(desk, enrolment),
    }
}

fn new_conversation(desk: &mut Desk<'_>, enrolment: EnrolmentId) -> QuestionId {
    let id = QuestionId(desk.work.fresh_id());
    desk.work.questions.put(
        id,
        Question {
            id,
            enrolment,
            state: QuestionState::Answered,
            message: 0,
            asked_at: desk.now,
            document: None,
            essay: None,
        },
    );
    id
}
