//! What Telegram refuses, and what follows from it: who hears of it, and whether it goes another way.

use super::{mark, mentors_place, withdrawn};
use crate::actions::desk::{ActionError, Desk, Place};
use crate::actions::{group, help, relay, tend};
use crate::rules::addressing::Verb;
use crate::rules::decision::Refusal;
use crate::rules::notice::{GroupLack, NotDelivered, Notice};
use crate::rules::outcome::Reason;
use crate::rules::question::{Question, QuestionState};
use crate::store::chats::{Chat, ChatKind};
use crate::store::in_flight::InFlight;
use crate::store::outbox::MarkState;
use crate::store::topics::Topic;
use std::time::Duration;

/// How long what a group refuses for want of rights waits before it is tried again.
const RIGHTS_RETRY: Duration = Duration::from_secs(60);

pub fn refused(desk: &mut Desk<'_>, delivery: &InFlight, reason: &Reason) -> Result<(), ActionError> {
    let is_private = desk.work.chats.get(&delivery.chat).is_none_or(|chat| chat.kind == ChatKind::Private);
    match reason {
        Reason::Unreachable if is_private => unreachable(desk, delivery),
        _ if delivery.notice.is_tending() => {
            failed(desk, delivery, tend::WHY);
            tend::failed(desk, delivery);
            Ok(())
        }
        // A topic that cannot be made, for whatever reason, leaves everything that is to go there waiting: never for good.
        Reason::Other { .. } if delivery.notice.verb() == Verb::Topic => {
            wait_for_group(desk, delivery, "the topic cannot be made", GroupLack::ManageTopics)
        }
        Reason::Unreachable if !is_private => {
            wait_for_group(desk, delivery, "the group is out of reach", GroupLack::Gone)
        }
        Reason::NoRights if !is_private => {
            wait_for_group(desk, delivery, "the group is out of reach", GroupLack::ManageTopics)
        }
        Reason::MessageGone => message_gone(desk, delivery),
        Reason::ThreadGone => make_topic_again(desk, delivery),
        Reason::FileGone { file } => {
            desk.work.forget_file(file.clone());
            go_again(desk, delivery, "the file has to be uploaded again".to_owned());
            Ok(())
        }
        Reason::FileUnfit { hash, description } => {
            tracing::error!(file = hash.0, description, "Telegram does not take a file; its words go without it");
            go_again(desk, delivery, format!("without its file: {description}"));
            Ok(())
        }
        Reason::SourceGone => source_gone(desk, delivery),
        Reason::Unreachable | Reason::NoRights => given_up(desk, delivery, "not allowed"),
        Reason::Other { description } => given_up(desk, delivery, description),
    }
}

fn failed(desk: &mut Desk<'_>, delivery: &InFlight, why: &str) {
    mark(desk, delivery, MarkState::Failed { reason: why.to_owned() });
}

fn go_again(desk: &mut Desk<'_>, delivery: &InFlight, reason: String) {
    mark(desk, delivery, MarkState::Again { at: desk.real, reason });
}

/// Nothing else is known to do about it: the operator finds it in the log, and whoever waits for it hears of it.
fn given_up(desk: &mut Desk<'_>, delivery: &InFlight, description: &str) -> Result<(), ActionError> {
    let kind = delivery.notice.kind();
    tracing::warn!(delivery = delivery.id.0, kind, description, "Telegram refused a delivery");
    failed(desk, delivery, description);
    question_failed(desk, delivery)?;
    reply_failed(desk, delivery, NotDelivered::Refused)
}

/// What was to be edited or deleted is no longer there. An edit is said anew instead.
fn message_gone(desk: &mut Desk<'_>, delivery: &InFlight) -> Result<(), ActionError> {
    mark(desk, delivery, MarkState::Cancelled { reason: "the message is gone".to_owned() });
    if let Notice::QuestionRemove { enrolment, question } = delivery.notice {
        return withdrawn(desk, enrolment, question);
    }
    if delivery.notice.verb() == Verb::Message {
        let place = Place { chat: delivery.chat, topic: delivery.topic, enrolment: delivery.enrolment };
        desk.say_again(place, delivery.notice.clone());
    }
    Ok(())
}

/// Its author deleted what was to be copied.
fn source_gone(desk: &mut Desk<'_>, delivery: &InFlight) -> Result<(), ActionError> {
    failed(desk, delivery, "its author deleted it");
    match &delivery.notice {
        Notice::Reply { enrolment, opens: Some(_), opening, .. } => {
            // Told to who wants to read it; for the mentor it has arrived long ago.
            let place = desk.participant(*enrolment)?.place();
            desk.say(place, Notice::ReplyGone { enrolment: *enrolment });
            if let Some(opening) = opening.clone() {
                help::say_instead(desk, *enrolment, opening)?;
            }
            return Ok(());
        }
        Notice::QuestionCopy { question, .. } => {
            if let Some(question) = desk.work.questions.get(question).cloned() {
                let (id, enrolment) = (question.id, question.enrolment);
                desk.work.questions.put(id, Question { state: QuestionState::Withdrawn, ..question });
                withdrawn(desk, enrolment, id)?;
            }
        }
        _ => {}
    }
    reply_failed(desk, delivery, NotDelivered::Refused)
}

/// Questions wait in the outbox until the group serves again; the admins hear of it once a day.
fn wait_for_group(desk: &mut Desk<'_>, delivery: &InFlight, why: &str, lack: GroupLack) -> Result<(), ActionError> {
    let at = desk.real + RIGHTS_RETRY;
    mark(desk, delivery, MarkState::Again { at, reason: why.to_owned() });
    group::trouble(desk, delivery.chat, &[lack], &format!("refused:{}", desk.real.0 / 86_400_000));
    question_waits(desk, delivery)
}

/// A question that cannot be carried, or a copy that cannot be taken away any more: whoever asked hears of it.
fn question_failed(desk: &mut Desk<'_>, delivery: &InFlight) -> Result<(), ActionError> {
    let (question, state, why) = match &delivery.notice {
        Notice::QuestionCopy { question, .. } => (question, QuestionState::Discarded, Refusal::KindNotCarried),
        Notice::QuestionRemove { question, .. } => (question, QuestionState::Asked, Refusal::TooLateToWithdraw),
        _ => return Ok(()),
    };
    if let Some(question) = desk.work.questions.get(question).cloned() {
        let place = desk.participant(question.enrolment)?.place();
        desk.work.questions.put(question.id, Question { state, ..question });
        desk.refuse(place, why);
    }
    Ok(())
}

/// Whoever asked knows, once, that the question waits: behind its own copy, or behind the topic that cannot be made yet.
fn question_waits(desk: &mut Desk<'_>, delivery: &InFlight) -> Result<(), ActionError> {
    let waiting: Vec<_> = desk
        .work
        .questions
        .values()
        .filter(|question| question.state == QuestionState::Asked)
        .filter(|question| match &delivery.notice {
            Notice::QuestionCopy { question: copied, .. } => question.id == *copied,
            Notice::Topic { enrolment, .. } => question.enrolment == *enrolment,
            _ => false,
        })
        .map(|question| (question.id, question.enrolment))
        .collect();
    for (question, enrolment) in waiting {
        let place = desk.participant(enrolment)?.place();
        let said = desk.say_on_screen(place, Notice::QuestionWaits { enrolment, question });
        desk.work.rekey(said, format!("waits:{question}"));
    }
    Ok(())
}

/// Blocked, deactivated or gone: nothing more is sent there, the place is kept, and a mentor who answered hears why.
fn unreachable(desk: &mut Desk<'_>, delivery: &InFlight) -> Result<(), ActionError> {
    failed(desk, delivery, "unreachable");
    if let Some(chat) = desk.work.chats.get(&delivery.chat).filter(|chat| chat.unreachable_at.is_none()).cloned() {
        desk.work.chats.put(chat.id, Chat { unreachable_at: Some(desk.now), ..chat });
    }
    desk.keep_all_of(delivery.chat)?;
    reply_failed(desk, delivery, NotDelivered::Unreachable)
}

/// If it was a mentor's answer, the mentor sees there and then that it did not arrive.
fn reply_failed(desk: &mut Desk<'_>, delivery: &InFlight, why: NotDelivered) -> Result<(), ActionError> {
    if let Notice::Reply { enrolment, message, opens: None, ref opening, .. } = delivery.notice {
        if let Some(place) = mentors_place(desk, enrolment)? {
            desk.say(place, Notice::ReplyFailed { enrolment: Some(enrolment), message, why });
        }
        if let (NotDelivered::Refused, Some(opening)) = (why, opening.clone()) {
            help::say_instead(desk, enrolment, opening)?;
        }
    }
    Ok(())
}

/// Somebody deleted the topic: it is made anew with its introduction, and what was to go there follows.
fn make_topic_again(desk: &mut Desk<'_>, delivery: &InFlight) -> Result<(), ActionError> {
    mark(desk, delivery, MarkState::Cancelled { reason: "the topic is gone".to_owned() });
    let Some(topic) = delivery.topic.and_then(|id| desk.work.topics.get(&id)).cloned() else { return Ok(()) };
    let participant = desk.participant(topic.enrolment)?;
    let place = Place { chat: delivery.chat, topic: Some(topic.id), enrolment: Some(topic.enrolment) };
    let making = if topic.thread.is_some() {
        let handle = participant.enrolment.handle;
        let made = desk.say(place, Notice::Topic { enrolment: topic.enrolment, handle });
        desk.work.topics.put(topic.id, Topic { thread: None, delivery: made, ..topic });
        if !matches!(delivery.notice, Notice::TopicHeader { .. }) {
            desk.say_after(place, relay::header(&participant), Some(made));
        }
        made
    } else {
        topic.delivery
    };
    desk.say_after(place, delivery.notice.clone(), Some(making));
    Ok(())
}
