//! A look at the outbox: what may go is claimed and made ready, what must not go after all is cancelled or put off.
//!
//! It runs beside the rounds of sending, so that making a thousand lessons ready holds up nobody.

use super::prepare::{Prepared, Preparer};
use super::queue::{Queue, Ready};
use crate::actions::settle::Returned;
use crate::actions::{ActionError, Context};
use crate::rules::ids::ChatId;
use crate::rules::notice::Notice;
use crate::rules::outcome::Outcome;
use crate::store::claim::{self, Batch, Look};
use crate::store::{Tx, dossiers, feedback};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a look found.
#[derive(Debug)]
pub struct Found {
    pub queue: Queue,
    pub ready: Vec<Ready>,
    /// What cannot go, and somebody has to hear of it: to be settled.
    pub refused: Vec<(String, ChatId, Returned)>,
    /// As much was found as was asked for; there may be more.
    pub is_full: bool,
}

/// What may go now. What was put off and has come meanwhile comes first: in its lane it may be the oldest.
async fn claim(context: &Context, queue: Queue, busy: &[String], look: Look) -> Result<(Tx, Batch), ActionError> {
    loop {
        // A thousand lessons are read beside whoever writes, though their pages have to be fetched; the little that
        // somebody waits for is at hand where it was written.
        let mut tx = match queue {
            Queue::Background => context.store.read().await?,
            Queue::Urgent | Queue::Groups => context.store.read_fresh().await?,
        };
        let busy = busy.iter().map(String::as_str);
        let claimed = claim::claim(&mut tx, context.store.sealer(), busy, look).await?;
        if !claimed.has_come {
            return Ok((tx, claimed));
        }
        drop(tx);
        let mut has_more = true;
        while has_more {
            let mut tx = context.store.write().await?;
            has_more = claim::come(&mut tx, look.classes, look.now).await?;
            tx.commit().await?;
        }
    }
}

/// Looks for at most `limit` deliveries of a queue, one for each lane that is not `busy`.
pub async fn look(
    context: &Context,
    preparer: &Preparer,
    queue: Queue,
    busy: &[String],
    limit: usize,
) -> Result<Found, ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let (classes, private) = queue.of();
    let look = Look { classes, private, now, real, limit: i64::try_from(limit).unwrap_or(i64::MAX) };
    let (mut tx, mut claimed) = claim(context, queue, busy, look).await?;
    let asked = claimed.deliveries.iter().filter(|claimed| claimed.notice.needs_dossier()).map(|claimed| claimed.chat);
    let asked: Vec<ChatId> = asked.collect();
    let dossiers = if asked.is_empty() {
        BTreeMap::new()
    } else {
        dossiers::of_chats(&mut tx, context.store.sealer(), &asked).await?
    };
    for claimed in &mut claimed.deliveries {
        // An admin's, and rare: the words stand in no row of the outbox, and what was erased meanwhile is not there.
        if let Notice::Quotes { sentences, words, .. } = &mut claimed.notice {
            *words = feedback::words(&mut tx, context.store.sealer(), sentences).await?;
        }
    }
    drop(tx);
    let (mut cancelled, mut postponed) = (Vec::new(), Vec::new());
    let is_full = claimed.is_full;
    let mut found = Found { queue, ready: Vec::with_capacity(claimed.deliveries.len()), refused: Vec::new(), is_full };
    for claimed in claimed.deliveries {
        // A notice that makes a panic must not hold up the rest.
        let prepared = catch_unwind(AssertUnwindSafe(|| {
            preparer.prepare(&context.library, &claimed, dossiers.get(&claimed.chat), now)
        }));
        let prepared = prepared.unwrap_or_else(|_| {
            tracing::error!(delivery = claimed.id.0, kind = claimed.notice.kind(), "a delivery cannot be made ready");
            Prepared::Cancel("cannot be made ready")
        });
        match prepared {
            Prepared::Go(request) => found.ready.push(Ready::new(claimed, *request)),
            Prepared::Cancel(reason) => cancelled.push((claimed.id, reason)),
            Prepared::Postpone(at) => postponed.push((claimed.id, at)),
            Prepared::Refuse(reason) => {
                let returned = Returned { id: claimed.id, outcome: Outcome::Refused(reason), trace: None };
                found.refused.push((claimed.lane, claimed.chat, returned));
            }
        }
    }
    if !cancelled.is_empty() || !postponed.is_empty() {
        let mut tx = context.store.write().await?;
        claim::cancel(&mut tx, &cancelled, real);
        claim::postpone(&mut tx, &postponed);
        tx.commit().await?;
    }
    Ok(found)
}
