//! What became of deliveries: the only place that turns accepted, refused, migrated or unknown into state and further
//! deliveries. The outcomes of a round of sending are one unit of work. Accepted alone, where [`Returned::leaves_nothing`],
//! may be marked by somebody else (see [`crate::store::express`]).

mod refused;

use super::Context;
use super::certificate;
use super::desk::{ActionError, Cause, Desk, Place};
use super::group;
use super::tend;
use crate::rules::addressing::Verb;
use crate::rules::discretion::{GOES_AFTER, HIDES_AFTER, Shape, Tending, shape};
use crate::rules::ids::{ChatId, DeliveryId, EnrolmentId, QuestionId};
use crate::rules::notice::{Class, Notice};
use crate::rules::outcome::{Outcome, Reason, Receipt};
use crate::rules::patience;
use crate::rules::preferences::Preferences;
use crate::rules::question::QuestionState;
use crate::store::chats::ChatKind;
use crate::store::claim::Claimed;
use crate::store::in_flight::{self, InFlight};
use crate::store::messages::Standing;
use crate::store::outbox::{Edit, Mark, MarkState};
use crate::store::topics::Topic;
use crate::store::{Needs, Work, Written};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// How long an announced topic is waited for before it is made again.
const ADOPTION: Duration = Duration::from_secs(20);

/// A request that came back, or whose answer never came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    pub id: DeliveryId,
    pub outcome: Outcome,
    pub basis: Basis,
    /// Given where nothing follows from being accepted but the message itself: then nothing needs to be loaded.
    pub trace: Option<Trace>,
}

impl Returned {
    /// Accepted, and nothing is left to do but to mark it: its message is noted already.
    pub fn leaves_nothing(&self) -> bool {
        let is_noted = self.trace.as_ref().is_some_and(|trace| trace.is_noted);
        is_noted && matches!(&self.outcome, Outcome::Sent(receipt) if receipt.file.is_none())
    }
}

/// What an outcome rests on: whoever came back since is not out of reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// What stood in the database when it was looked.
    Look,
    /// What Telegram said, asked when so many had come back (see [`crate::store::returns`]).
    Asked(u64),
}

/// What an accepted message leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    pub chat: ChatId,
    /// What it shows.
    pub screen: Option<String>,
    pub question: Option<QuestionId>,
    /// What is done with it later.
    pub tending: Tending,
    /// The message shows this already, as it is noted: there is nothing to note.
    pub is_noted: bool,
}

impl Trace {
    /// `None` for what has consequences when it was accepted (see `sent`).
    pub fn of(claimed: &Claimed) -> Option<Self> {
        let plain = !matches!(
            claimed.notice,
            Notice::Topic { .. }
                | Notice::QuestionCopy { .. }
                | Notice::Reply { .. }
                | Notice::QuestionRemove { .. }
                | Notice::CheckGroup { .. }
                | Notice::Sweep { .. }
                | Notice::Dot { .. }
                | Notice::CertificateAsk { .. }
                | Notice::CertificateName { .. }
                | Notice::Certificate { .. }
                | Notice::NameForgotten { .. }
        );
        // What stands in a group about somebody who was forgotten meanwhile is taken away again.
        let plain = plain && claimed.chat_kind == ChatKind::Private;
        let is_edit = claimed.edit != Edit::No;
        plain.then(|| {
            let trace = Self {
                chat: claimed.chat,
                screen: claimed.screen.clone(),
                question: claimed.question,
                tending: Tending::default(),
                is_noted: false,
            };
            if claimed.chat_kind == ChatKind::Private {
                trace.in_private(claimed.preferences, &claimed.notice, claimed.class, is_edit)
            } else {
                trace
            }
        })
    }
}

impl Trace {
    /// `is_noted`: the message is known to show this screen already. Then there is nothing to note, unless something becomes
    /// of it later.
    #[must_use]
    pub fn noted(self, is_noted: bool) -> Self {
        let is_noted = is_noted && self.screen.is_some() && self.tending == Tending::default();
        Self { is_noted, ..self }
    }

    /// In a private chat: a neutral line shows nothing that a later notice could change.
    fn in_private(self, preferences: Preferences, notice: &Notice, class: Class, is_edit: bool) -> Self {
        let is_veiled = shape(preferences, notice, class, is_edit) == Shape::Veiled;
        let screen = self.screen.filter(|_| !is_veiled);
        Self { screen, tending: Tending::of(preferences, notice, class, is_edit), ..self }
    }
}

/// Records a round of outcomes with what follows from them, and commits that `next` are about to go, in one transaction.
/// Returns which of `next` may go (one that was cancelled meanwhile may not), and how much was enqueued.
///
/// If an outcome fails for a cause that lasts, the round is replayed one by one; the one that fails alone is recorded as
/// failed, with nothing following from it. An error is transient: nothing of the rest is recorded, and settling the same
/// outcomes again is harmless; whether `next` were committed is not known.
pub async fn settle(context: &Context, returned: &[Returned], next: &[DeliveryId]) -> Result<Written, ActionError> {
    if returned.is_empty() && next.is_empty() {
        return Ok(Written::default());
    }
    settle_in(context, context.store.work(&context.library).await?, returned, next).await
}

/// [`settle`], in a unit of work that has just begun: while whoever settles waited for it, more may have come back.
pub async fn settle_in(
    context: &Context,
    work: Work,
    returned: &[Returned],
    next: &[DeliveryId],
) -> Result<Written, ActionError> {
    match unit(context, work, returned, next).await {
        Ok(written) => return Ok(written),
        Err(error) if error.is_transient() || returned.is_empty() => return Err(error),
        Err(error) => tracing::warn!(outcomes = returned.len(), %error, "a round of outcomes is replayed one by one"),
    }
    let mut enqueued = 0;
    for one in returned {
        match anew(context, std::slice::from_ref(one), &[]).await {
            Ok(written) => enqueued += written.enqueued,
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                tracing::error!(delivery = one.id.0, %error, "an outcome could not be settled");
                let mut work = context.store.work(&context.library).await?;
                work.mark(Mark { delivery: one.id, state: MarkState::Failed { reason: error.to_string() } });
                work.save(&[], context.clock.now(), context.clock.real()).await?;
            }
        }
    }
    let released = if next.is_empty() { Vec::new() } else { anew(context, &[], next).await?.released };
    Ok(Written { enqueued, released })
}

/// In a unit of work of its own.
async fn anew(context: &Context, returned: &[Returned], next: &[DeliveryId]) -> Result<Written, ActionError> {
    unit(context, context.store.work(&context.library).await?, returned, next).await
}

async fn unit(
    context: &Context,
    mut work: Work,
    returned: &[Returned],
    next: &[DeliveryId],
) -> Result<Written, ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let mut rest = Vec::new();
    for one in returned {
        match (&one.outcome, &one.trace) {
            (Outcome::Sent(receipt), Some(trace)) => accepted(&mut work, one.id, trace, receipt, now),
            _ => rest.push(one),
        }
    }
    if !rest.is_empty() {
        load(&mut work, &rest).await?;
        let mut randomness = context.randomness();
        let mut answers = Vec::new();
        for Returned { id, outcome, basis, .. } in rest {
            // What was settled already (the answer to a commit was lost) is not settled twice.
            let Some(delivery) = work.in_flight.get(id).filter(|delivery| delivery.is_open).cloned() else { continue };
            let cause = Cause::Outcome { delivery: *id, attempts: delivery.attempts };
            let outcome = if is_stale(&work, context, &delivery, outcome, *basis) {
                Outcome::NotNow { after: Duration::ZERO, why: "they came back meanwhile".to_owned() }
            } else {
                outcome.clone()
            };
            let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, cause);
            catch_unwind(AssertUnwindSafe(|| one(&mut desk, &delivery, outcome)))
                .map_err(|_| ActionError::Panicked)??;
        }
    }
    work.release(next);
    Ok(work.save(&[], now, real).await?)
}

/// Whether somebody is said to be out of reach who came back since that was so.
fn is_stale(work: &Work, context: &Context, delivery: &InFlight, outcome: &Outcome, basis: Basis) -> bool {
    let chat = work.chats.get(&delivery.chat).filter(|chat| chat.kind == ChatKind::Private);
    let Some(chat) = chat.filter(|_| *outcome == Outcome::Refused(Reason::Unreachable)) else { return false };
    match basis {
        Basis::Look => chat.unreachable_at.is_none(),
        Basis::Asked(count) => context.store.returns.is_back_since(chat.id, count),
    }
}

/// What the outcomes need that have consequences.
async fn load(work: &mut Work, returned: &[&Returned]) -> Result<(), ActionError> {
    let admins = returned.iter().any(|one| match &one.outcome {
        Outcome::Refused(_) => true,
        Outcome::Sent(receipt) => receipt.group.is_some(),
        _ => false,
    });
    let deliveries = returned.iter().map(|one| one.id).collect();
    let migrated_to = returned.iter().filter_map(|one| match one.outcome {
        Outcome::Migrated { to } => Some(to),
        _ => None,
    });
    let telegram_ids = migrated_to.collect();
    work.load(&Needs { deliveries, admins, telegram_ids, ..Needs::default() }).await?;
    let bound = work.in_flight.values().filter_map(|delivery| match delivery.notice {
        Notice::CheckGroup { cohort } => Some(cohort),
        _ => None,
    });
    let asked_of: BTreeSet<_> = bound.collect();
    if !asked_of.is_empty() {
        work.load(&Needs { asked_of, ..Needs::default() }).await?;
    }
    Ok(())
}

/// The short way of what is accepted and has no consequences: it is marked, and its message stands.
fn accepted(work: &mut Work, id: DeliveryId, trace: &Trace, receipt: &Receipt, now: DateTime<Utc>) {
    work.mark(Mark { delivery: id, state: MarkState::Sent });
    if !trace.is_noted {
        stands(work, id, trace.clone(), receipt, now);
    }
}

/// Notes the message that a request made or changed, and the file that Telegram has since.
fn stands(work: &mut Work, delivery: DeliveryId, trace: Trace, receipt: &Receipt, now: DateTime<Utc>) {
    if let Some(file) = &receipt.file {
        work.keep_file(file.clone());
    }
    let Some(message) = receipt.message else { return };
    let Trace { chat, screen, question, tending, .. } = trace;
    let (hides_at, goes_at) = (tending.hides.then(|| now + HIDES_AFTER), tending.goes.then(|| now + GOES_AFTER));
    let standing = Standing { chat, message, delivery, screen, question, sent_at: now, hides_at, goes_at };
    work.messages.put((chat, message), standing);
}

/// Settles what an older epoch left in doubt. Returns how many rows that were.
pub async fn settle_uncertain(context: &Context) -> Result<usize, ActionError> {
    let mut count = 0;
    loop {
        let mut tx = context.store.read().await?;
        let uncertain = in_flight::uncertain(&mut tx, 1_000).await?;
        drop(tx);
        if uncertain.is_empty() {
            return Ok(count);
        }
        count += uncertain.len();
        let unknown = |id| Returned {
            id,
            outcome: Outcome::Unknown { why: "the process ended while it was in flight".to_owned() },
            basis: Basis::Look,
            trace: None,
        };
        settle(context, &uncertain.into_iter().map(unknown).collect::<Vec<_>>(), &[]).await?;
    }
}

fn one(desk: &mut Desk<'_>, delivery: &InFlight, outcome: Outcome) -> Result<(), ActionError> {
    if delivery.enrolment.is_some_and(|enrolment| desk.work.enrolment(enrolment).is_none()) {
        forgotten(desk, delivery, &outcome);
        return Ok(());
    }
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
        Outcome::Refused(reason) => refused::refused(desk, delivery, &reason),
        Outcome::Migrated { to } => {
            group::migrated(desk, delivery.chat, to);
            let (at, reason) = (desk.real, "the group has a new id".to_owned());
            let follows = desk.work.chats.get(&delivery.chat).is_some_and(|chat| chat.telegram_id == to);
            let state = if follows { MarkState::Again { at, reason } } else { MarkState::Cancelled { reason } };
            mark(desk, delivery, state);
            Ok(())
        }
    }
}

/// Whoever it was for or about was forgotten while it was in flight. What arrived in a group is taken away again; what
/// arrived in their own chat is noted, so that it is. What did not arrive does not go again.
fn forgotten(desk: &mut Desk<'_>, delivery: &InFlight, outcome: &Outcome) {
    let Outcome::Sent(receipt) = outcome else {
        mark(desk, delivery, MarkState::Cancelled { reason: "forgotten".to_owned() });
        return;
    };
    mark(desk, delivery, MarkState::Sent);
    let is_group = desk.work.chats.get(&delivery.chat).is_some_and(|chat| chat.kind != ChatKind::Private);
    let place = Place { chat: delivery.chat, topic: None, enrolment: None };
    match (is_group, receipt.thread, receipt.message) {
        (true, Some(thread), _) => {
            desk.say(place, Notice::EraseTopic { thread });
        }
        (true, None, Some(message)) if delivery.notice.verb() != Verb::React => {
            desk.say(place, Notice::EraseMessages { messages: vec![message] });
        }
        (false, _, Some(_)) => {
            let (chat, tending) = (delivery.chat, Tending::default());
            let trace = Trace { chat, screen: None, question: None, tending, is_noted: false };
            stands(desk.work, delivery.id, trace, receipt, desk.now);
        }
        _ => {}
    }
}

fn mark(desk: &mut Desk<'_>, delivery: &InFlight, state: MarkState) {
    desk.work.mark(Mark { delivery: delivery.id, state });
}

fn sent(desk: &mut Desk<'_>, delivery: &InFlight, receipt: &Receipt) -> Result<(), ActionError> {
    stands(desk.work, delivery.id, trace_of(desk, delivery), receipt, desk.now);
    match &delivery.notice {
        Notice::Topic { .. } => {
            if let (Some(topic), Some(thread)) =
                (delivery.topic.and_then(|id| desk.work.topics.get(&id)).cloned(), receipt.thread)
            {
                desk.work.topics.put(topic.id, Topic { thread: Some(thread), ..topic });
            }
        }
        Notice::QuestionCopy { enrolment, question, message, essay, .. } => {
            let asked =
                desk.work.questions.get(question).is_some_and(|question| question.state == QuestionState::Asked);
            let participant = desk.participant(*enrolment)?;
            if asked {
                desk.say(participant.place(), Notice::Received { enrolment: *enrolment, message: *message });
                if essay.is_some() {
                    // The test says where it is.
                    return Ok(());
                }
                desk.say_on_screen(
                    participant.place(),
                    Notice::QuestionArrived { enrolment: *enrolment, question: *question },
                );
            } else if desk
                .work
                .questions
                .get(question)
                .is_some_and(|question| question.state == QuestionState::Withdrawn)
            {
                // Withdrawn while it was on its way.
                let place = Place { chat: delivery.chat, topic: delivery.topic, enrolment: Some(*enrolment) };
                desk.say(place, Notice::QuestionRemove { enrolment: *enrolment, question: *question });
            }
        }
        Notice::Reply { opens: Some(_), .. } => {}
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
        Notice::Sweep { .. } | Notice::Dot { .. } => tend::done(desk, delivery),
        Notice::CertificateAsk { .. }
        | Notice::CertificateName { .. }
        | Notice::Certificate { .. }
        | Notice::NameForgotten { .. } => certificate::arrived(desk, delivery),
        Notice::QuestionRemove { enrolment, question } => withdrawn(desk, *enrolment, *question)?,
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

/// What an accepted message leaves behind, where everything about its reader is loaded.
fn trace_of(desk: &Desk<'_>, delivery: &InFlight) -> Trace {
    let (screen, question) = (delivery.screen.clone(), delivery.question);
    let trace = Trace { chat: delivery.chat, screen, question, tending: Tending::default(), is_noted: false };
    match desk.work.person_at(delivery.chat) {
        Some(person) => {
            trace.in_private(person.preferences, &delivery.notice, delivery.class, delivery.edit != Edit::No)
        }
        None => trace,
    }
}

/// The copy is gone, or there never was one: only now it is true that the question is withdrawn.
fn withdrawn(desk: &mut Desk<'_>, enrolment: EnrolmentId, question: QuestionId) -> Result<(), ActionError> {
    let place = desk.participant(enrolment)?.place();
    desk.say_on_screen(place, Notice::QuestionWithdrawn { enrolment, question });
    Ok(())
}

/// The participant's place in the group that serves their cohort.
fn mentors_place(desk: &Desk<'_>, enrolment: EnrolmentId) -> Result<Option<Place>, ActionError> {
    let participant = desk.participant(enrolment)?;
    let Some(chat) = participant.cohort.mentors else { return Ok(None) };
    let topic = desk.work.topics.values().find(|topic| topic.enrolment == enrolment && topic.chat == chat);
    Ok(Some(Place { chat, topic: topic.map(|topic| topic.id), enrolment: Some(enrolment) }))
}

/// A fate that cannot be known: settled by method first, then by class. Each is counted.
fn unknown(desk: &mut Desk<'_>, delivery: &InFlight, why: String) {
    let verb = delivery.notice.verb();
    let is_edit = verb == Verb::Message && delivery.edit != Edit::No;
    let random = patience::scatter(delivery.id.0, delivery.attempts);
    let at = desk.real + patience::after_doubt(delivery.doubts, random);
    let state = if verb.is_idempotent() || is_edit {
        MarkState::Doubtful { at, reason: why }
    } else if verb == Verb::Topic {
        // If it was made, its announcement comes as an update and is adopted; it may have come before the answer was lost.
        let announced = delivery.topic.and_then(|id| desk.work.topics.get(&id)).filter(|topic| topic.thread.is_some());
        if announced.is_some_and(|topic| topic.delivery == delivery.id) {
            MarkState::Sent
        } else {
            MarkState::Doubtful { at: desk.real + ADOPTION, reason: why }
        }
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
        MarkState::Doubtful { at, reason: why }
    };
    mark(desk, delivery, state);
}
