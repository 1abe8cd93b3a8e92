//! What is done by itself with messages of ours, for who wishes it: 12 hours after it was last drawn a message becomes a
//! neutral line, 24 hours after it was sent it goes. Driven by an index, in chunks, through the outbox.

use super::Context;
use super::desk::{ActionError, Cause, Desk, Place};
use super::discreet;
use crate::rules::discretion::{DELETABLE_FOR, MOST_DELETED};
use crate::rules::ids::ChatId;
use crate::rules::notice::Notice;
use crate::store::Needs;
use crate::store::in_flight::InFlight;
use crate::store::outbox::Edit;
use crate::store::tending::{self, DueMessage};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// Messages that one unit of work tends to, of each kind.
const CHUNK: i64 = 1_000;

/// What stands in the outbox where Telegram did not do it.
pub(super) const WHY: &str = "it could not be changed";

/// Tends to a chunk of what is due by now; says how many messages that were. Call again until it is 0.
pub async fn tend(context: &Context) -> Result<usize, ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let mut tx = context.store.read().await?;
    let going = tending::going(&mut tx, now, CHUNK).await?;
    let mut hiding = tending::hiding(&mut tx, now, CHUNK).await?;
    drop(tx);
    let gone: BTreeSet<(ChatId, i64)> = going.iter().map(|due| (due.chat, due.message)).collect();
    hiding.retain(|due| !gone.contains(&(due.chat, due.message)));
    if going.is_empty() && hiding.is_empty() {
        return Ok(0);
    }
    let mut work = context.store.work(&context.library).await?;
    if !hiding.is_empty() {
        let deliveries = hiding.iter().map(|due| due.delivery).collect();
        work.load(&Needs { deliveries, ..Needs::default() }).await?;
    }
    {
        let mut randomness = context.randomness();
        let mut answers = Vec::new();
        let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Tick);
        clear_away(&mut desk, &going);
        for due in &hiding {
            hide(&mut desk, *due);
        }
    }
    work.save(&[], now, real).await?;
    Ok(going.len() + hiding.len())
}

/// When the next message is due; may lie in the past.
pub async fn next_due(context: &Context) -> Result<Option<DateTime<Utc>>, ActionError> {
    let mut tx = context.store.read().await?;
    Ok(tending::first_due(&mut tx).await?)
}

/// The chat alone: who takes a break or has left is tended to all the same.
const fn place(chat: ChatId) -> Place {
    Place { chat, topic: None, enrolment: None }
}

fn clear_away(desk: &mut Desk<'_>, going: &[DueMessage]) {
    let mut by_chat: BTreeMap<ChatId, Vec<DueMessage>> = BTreeMap::new();
    for due in going {
        desk.work.try_deleting(*due);
        if due.is_unreachable {
            continue;
        }
        by_chat.entry(due.chat).or_default().push(*due);
    }
    for (chat, messages) in by_chat {
        let (young, mut old): (Vec<_>, Vec<_>) =
            messages.into_iter().partition(|due| desk.now < due.sent_at + DELETABLE_FOR);
        let young: Vec<i64> = young.iter().map(|due| due.message).collect();
        for messages in young.chunks(MOST_DELETED) {
            desk.say(place(chat), Notice::Sweep { messages: messages.to_vec() });
        }
        // Each takes a request of its own, so what tells most goes first, and the newest of that.
        old.sort_by_key(|due| std::cmp::Reverse((due.is_telling, due.sent_at, due.message)));
        for due in old {
            desk.say(place(chat), Notice::Dot { message: due.message });
        }
    }
}

fn hide(desk: &mut Desk<'_>, due: DueMessage) {
    desk.work.hide(due);
    if due.is_unreachable {
        return;
    }
    let notice = desk.work.in_flight.get(&due.delivery).map(|shown| shown.notice.clone());
    if matches!(notice, Some(Notice::Veiled { .. })) {
        // It is one already.
        return;
    }
    let of = notice.as_ref().map_or(due.delivery, |notice| notice.shown_by(due.delivery));
    discreet::veil(desk, place(due.chat), (due.message, Some(due.sent_at)), notice.as_ref(), of);
}

/// Telegram did it: the messages stand there no more.
pub(super) fn done(desk: &mut Desk<'_>, delivery: &InFlight) {
    match &delivery.notice {
        Notice::Sweep { messages } => desk.work.gone(delivery.chat, messages.iter().copied()),
        Notice::Dot { message } => desk.work.gone(delivery.chat, [*message]),
        _ => {}
    }
}

/// Telegram did not do it: what cannot be hidden is deleted, of what cannot be deleted a dot is left. What cannot even be
/// that is not there, or not ours to change.
pub(super) fn failed(desk: &mut Desk<'_>, delivery: &InFlight) {
    match (&delivery.notice, delivery.edit) {
        (Notice::Sweep { messages }, _) => {
            for message in messages {
                desk.say(place(delivery.chat), Notice::Dot { message: *message });
            }
        }
        (Notice::Veiled { .. }, Edit::Message(message)) => {
            desk.say(place(delivery.chat), Notice::Sweep { messages: vec![message] });
        }
        _ => done(desk, delivery),
    }
}
