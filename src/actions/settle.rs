//! What became of deliveries: the only place that turns accepted, refused, migrated or unknown into state and further
//! deliveries. The outcomes of a round of sending are one unit of work.

use super::Context;
use super::desk::{ActionError, Cause, Desk, Place};
use super::group;
use crate::rules::addressing::Verb;
use crate::rules::ids::DeliveryId;
use crate::rules::notice::{Class, GroupLack, NotDelivered, Notice};
use crate::rules::outcome::{Outcome, Reason, Receipt};
use crate::rules::question::{Question, QuestionState};
use crate::store::chats::{Chat, ChatKind};
use crate::store::claim::InFlight;
use crate::store::messages::Standing;
use crate::store::outbox::{Edit, Mark, MarkState};
use crate::store::topics::Topic;
use crate::store::{Needs, claim};
use std::time::Duration;

/// How long an announced topic is waited for before it is made again.
const ADOPTION: Duration = Duration::from_secs(20);

/// How long what a group refuses for want of rights waits before it is tried again.
const RIGHTS_RETRY: Duration = Duration::from_secs(60);

/// Records a round of outcomes and what follows from them, in one transaction.
pub async fn settle(context: &Context, outcomes: Vec<(DeliveryId, Outcome)>) -> Result<(), ActionError> {
    if outcomes.is_empty() {
        return Ok(());
    }
    let (now, real) = (context.clock.now(), context.clock.real());
    let mut work = context.store.work(&context.library).await?;
    let admins = outcomes.iter().any(|(_, outcome)| matches!(outcome, Outcome::Refused(_)));
    let deliveries = outcomes.iter().map(|(id, _)| *id).collect();
    work.load(&Needs { deliveries, admins, ..Needs::default() }).await?;
    let bound = work.in_flight.values().filter_map(|delivery| match delivery.notice {
        Notice::CheckGroup { cohort } => Some(cohort),
        _ => None,
    });
    let asked_of: std::collections::BTreeSet<_> = bound.collect();
    if !asked_of.is_empty() {
        work.load(&Needs { asked_of, ..Needs::default() }).await?;
    }
    {
        let mut randomness = context.randomness();
        let mut answers = Vec::new();
        for (id, outcome) in outcomes {
            let Some(delivery) = work.in_flight.get(&id).cloned() else { continue };
            let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Outcome(id));
            one(&mut desk, &delivery, outcome)?;
        }
    }
    work.save(&[], now, real).await?;
    Ok(())
}

/// Settles what an older epoch left in doubt. Returns how many rows that were.
pub async fn settle_uncertain(context: &Context) -> Result<usize, ActionError> {
    let mut count = 0;
    loop {
        let mut tx = context.store.read().await?;
        let uncertain = claim::uncertain(&mut tx, 1_000).await?;
        drop(tx);
        if uncertain.is_empty() {
            return Ok(count);
        }
        count += uncertain.len();
        let unknown = |id| (id, Outcome::Unknown { why: "the process ended while it was in flight".to_owned() });
        settle(context, uncertain.into_iter().map(unknown).collect()).await?;
    }
}

fn one(desk: &mut Desk<'_>, delivery: &InFlight, outcome: Outcome) -> Result<(), ActionError> {
    match outcome {
        Outcome::Sent(receipt) => {
            mark(desk, delivery, MarkState::Sent);
            sent(desk, delivery, &receipt)
        }
        Outcome::NotNow { after, why } => {
            let at = desk.real + after;
            mark(desk, delivery, MarkState::Again { at, reason: why });
            Ok(())
        }
        Outcome::TooMany { retry_after } => {
            let at = desk.real + retry_after;
            mark(desk, delivery, MarkState::Again { at, reason: "too many requests".to_owned() });
            Ok(())
        }
        Outcome::Unknown { why } => {
            unknown(desk, delivery, why);
            Ok(())
        }
        Outcome::Refused(reason) => refused(desk, delivery, &reason),
        Outcome::Migrated { to } => {
            group::migrated(desk, delivery.chat, to);
            let at = desk.real;
            mark(desk, delivery, MarkState::Again { at, reason: "the group has a new id".to_owned() });
            Ok(())
        }
    }
}

fn mark(desk: &mut Desk<'_>, delivery: &InFlight, state: MarkState) {
    desk.work.mark(Mark { delivery: delivery.id, state });
}

fn sent(desk: &mut Desk<'_>, delivery: &InFlight, receipt: &Receipt) -> Result<(), ActionError> {
    if let Some(message) = receipt.message {
        let standing = Standing {
            chat: delivery.chat,
            message,
            delivery: delivery.id,
            screen: delivery.screen.clone(),
            question: delivery.question,
            sent_at: desk.now,
        };
        desk.work.messages.put((delivery.chat, message), standing);
    }
    match &delivery.notice {
        Notice::Topic { .. } => {
            if let (Some(topic), Some(thread)) =
                (delivery.topic.and_then(|id| desk.work.topics.get(&id)).cloned(), receipt.thread)
            {
                desk.work.topics.put(topic.id, Topic { thread: Some(thread), ..topic });
            }
        }
        Notice::QuestionCopy { enrolment, question, message, .. } => {
            let asked =
                desk.work.questions.get(question).is_some_and(|question| question.state == QuestionState::Asked);
            let participant = desk.participant(*enrolment)?;
            if asked {
                desk.say(participant.place(), Notice::Received { enrolment: *enrolment, message: *message });
                desk.say_on_screen(
                    participant.place(),
                    Notice::QuestionArrived { enrolment: *enrolment, question: *question },
                );
            } else {
                // Withdrawn while it was on its way.
                let place = Place { chat: delivery.chat, topic: delivery.topic, enrolment: Some(*enrolment) };
                desk.say(place, Notice::QuestionRemove { enrolment: *enrolment, question: *question });
            }
        }
        Notice::Reply { enrolment, question, message, .. } => {
            if let Some(answered) =
                desk.work.questions.get(question).cloned().and_then(|question| question.answer().ok())
            {
                desk.work.questions.put(answered.id, answered);
            }
            if let Some(place) = mentors_place(desk, *enrolment)? {
                desk.say(place, Notice::ReplyArrived { enrolment: *enrolment, message: *message });
            }
        }
        Notice::CheckGroup { cohort } => {
            if let Some((lacks, forum)) = receipt.group.clone() {
                let place = Place { chat: delivery.chat, topic: None, enrolment: None };
                group::checked(desk, place, *cohort, lacks, forum)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The participant's place in the group that serves their cohort.
fn mentors_place(desk: &Desk<'_>, enrolment: crate::rules::ids::EnrolmentId) -> Result<Option<Place>, ActionError> {
    let participant = desk.participant(enrolment)?;
    let Some(chat) = participant.cohort.mentors else { return Ok(None) };
    let topic = desk.work.topics.values().find(|topic| topic.enrolment == enrolment && topic.chat == chat);
    Ok(Some(Place { chat, topic: topic.map(|topic| topic.id), enrolment: Some(enrolment) }))
}

/// A fate that cannot be known: settled by method first, then by class. Each is counted.
fn unknown(desk: &mut Desk<'_>, delivery: &InFlight, why: String) {
    let verb = delivery.notice.verb();
    let is_edit = verb == Verb::Message && delivery.edit != Edit::No;
    let state = if verb.is_idempotent() || is_edit {
        MarkState::Doubtful { at: desk.real, reason: why }
    } else if verb == Verb::Topic {
        // If it was made, its announcement comes as an update and is adopted.
        MarkState::Doubtful { at: desk.real + ADOPTION, reason: why }
    } else if delivery.class == Class::Nudge {
        MarkState::Dropped { reason: why }
    } else {
        if delivery.class == Class::Relay {
            desk.work.rewrite(delivery.id, delivery.notice.clone().marked_repeated());
            if let Notice::QuestionCopy { enrolment, repeated: false, .. } = delivery.notice {
                let place = Place { chat: delivery.chat, topic: delivery.topic, enrolment: delivery.enrolment };
                desk.say(place, Notice::RepeatMark { enrolment });
            }
        }
        MarkState::Doubtful { at: desk.real, reason: why }
    };
    mark(desk, delivery, state);
}

fn refused(desk: &mut Desk<'_>, delivery: &InFlight, reason: &Reason) -> Result<(), ActionError> {
    let is_private = desk.work.chats.get(&delivery.chat).is_none_or(|chat| chat.kind == ChatKind::Private);
    match reason {
        Reason::Unreachable if is_private => unreachable(desk, delivery),
        Reason::Unreachable | Reason::NoRights if !is_private => {
            // Questions wait in the outbox until the group serves again; the admins hear of it once an hour.
            let at = desk.real + RIGHTS_RETRY;
            mark(desk, delivery, MarkState::Again { at, reason: "the group is out of reach".to_owned() });
            let lack = if *reason == Reason::Unreachable { GroupLack::Gone } else { GroupLack::ManageTopics };
            group::trouble(desk, delivery.chat, &[lack], &format!("refused:{}", desk.now.timestamp() / 3600));
            Ok(())
        }
        Reason::MessageGone => {
            mark(desk, delivery, MarkState::Cancelled { reason: "the message is gone".to_owned() });
            if delivery.notice.verb() == Verb::Message {
                let place = Place { chat: delivery.chat, topic: delivery.topic, enrolment: delivery.enrolment };
                desk.say_again(place, delivery.notice.clone());
            }
            Ok(())
        }
        Reason::ThreadGone => {
            make_topic_again(desk, delivery);
            Ok(())
        }
        Reason::SourceGone => {
            mark(desk, delivery, MarkState::Failed { reason: "its author deleted it".to_owned() });
            if let Notice::QuestionCopy { question, .. } = &delivery.notice
                && let Some(question) = desk.work.questions.get(question).cloned()
            {
                desk.work.questions.put(question.id, Question { state: QuestionState::Withdrawn, ..question });
            }
            reply_failed(desk, delivery, NotDelivered::Refused)
        }
        Reason::Unreachable | Reason::NoRights | Reason::Other { .. } => {
            let description = match reason {
                Reason::Other { description } => description.clone(),
                _ => "not allowed".to_owned(),
            };
            tracing::warn!(
                delivery = delivery.id.0,
                kind = delivery.notice.kind(),
                description,
                "Telegram refused a delivery"
            );
            mark(desk, delivery, MarkState::Failed { reason: description });
            reply_failed(desk, delivery, NotDelivered::Refused)
        }
    }
}

/// Blocked, deactivated or gone: nothing more is sent there, the place is kept, and a mentor who answered hears why.
fn unreachable(desk: &mut Desk<'_>, delivery: &InFlight) -> Result<(), ActionError> {
    mark(desk, delivery, MarkState::Failed { reason: "unreachable".to_owned() });
    if let Some(chat) = desk.work.chats.get(&delivery.chat).filter(|chat| chat.unreachable_at.is_none()).cloned() {
        desk.work.chats.put(chat.id, Chat { unreachable_at: Some(desk.now), ..chat });
    }
    let of_chat: Vec<_> = desk
        .work
        .enrolments()
        .filter(|stored| {
            desk.work.people.get(&stored.enrolment.person).is_some_and(|person| person.chat == delivery.chat)
        })
        .map(|stored| stored.enrolment.id)
        .collect();
    for enrolment in of_chat {
        let participant = desk.participant(enrolment)?;
        desk.keep(&participant);
    }
    reply_failed(desk, delivery, NotDelivered::Unreachable)
}

/// If it was a mentor's answer, the mentor sees there and then that it did not arrive.
fn reply_failed(desk: &mut Desk<'_>, delivery: &InFlight, why: NotDelivered) -> Result<(), ActionError> {
    if let Notice::Reply { enrolment, message, .. } = delivery.notice
        && let Some(place) = mentors_place(desk, enrolment)?
    {
        desk.say(place, Notice::ReplyFailed { enrolment: Some(enrolment), message, why });
    }
    Ok(())
}

/// Somebody deleted the topic: it is made anew, and what was to go there follows.
fn make_topic_again(desk: &mut Desk<'_>, delivery: &InFlight) {
    mark(desk, delivery, MarkState::Cancelled { reason: "the topic is gone".to_owned() });
    let Some(topic) = delivery.topic.and_then(|id| desk.work.topics.get(&id)).cloned() else { return };
    let Some(handle) = desk.work.enrolment(topic.enrolment).map(|stored| stored.enrolment.handle) else { return };
    let place = Place { chat: delivery.chat, topic: Some(topic.id), enrolment: Some(topic.enrolment) };
    let making = if topic.thread.is_some() {
        let made = desk.say(place, Notice::Topic { enrolment: topic.enrolment, handle });
        desk.work.topics.put(topic.id, Topic { thread: None, delivery: made, ..topic });
        made
    } else {
        topic.delivery
    };
    desk.say_after(place, delivery.notice.clone(), Some(making));
}
