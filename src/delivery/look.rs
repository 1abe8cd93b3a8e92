//! A look at the outbox: what may go is claimed and made ready, what must not go after all is cancelled or put off.
//!
//! It runs beside the rounds of sending, so that making hundreds of lessons ready holds up nobody. What cannot be read costs
//! itself only.

use super::prepare::{Prepared, Preparer};
use super::queue::{Queue, Ready};
use crate::actions::settle::{Basis, Returned};
use crate::actions::{ActionError, Context};
use crate::meter;
use crate::rules::dossier::Dossier;
use crate::rules::ids::{ChatId, DeliveryId};
use crate::rules::notice::Notice;
use crate::rules::outcome::Outcome;
use crate::rules::real_time::RealTime;
use crate::store::claim::{self, Batch, Claimed, Look};
use crate::store::{StoreError, Tx, dossiers, feedback, form};
use chrono::{DateTime, Utc};
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
    /// Nothing waits there, behind whatever lane.
    pub is_void: bool,
}

/// What waits no longer, or not now, without having gone.
#[derive(Debug, Default)]
struct Ended {
    cancelled: Vec<(DeliveryId, &'static str)>,
    postponed: Vec<(DeliveryId, DateTime<Utc>)>,
    /// What cannot be read.
    failed: Vec<(DeliveryId, String)>,
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
    let (mut tx, batch) = claim(context, queue, busy, look).await?;
    let mut ended = Ended { failed: batch.unreadable, ..Ended::default() };
    let mut claimed = batch.deliveries;
    let dossiers = dossiers_of(context, &mut tx, &mut claimed, &mut ended).await?;
    quote(context, &mut tx, &mut claimed, &mut ended).await?;
    drop(tx);
    let library = context.library.now();
    let mut found = Found {
        queue,
        ready: Vec::with_capacity(claimed.len()),
        refused: Vec::new(),
        is_full: batch.is_full,
        is_void: batch.is_void,
    };
    for claimed in claimed {
        // A notice that makes a panic must not hold up the rest.
        let prepared =
            catch_unwind(AssertUnwindSafe(|| preparer.prepare(&library, &claimed, dossiers.get(&claimed.chat), now)));
        let prepared = prepared.unwrap_or_else(|_| {
            tracing::error!(delivery = claimed.id.0, kind = claimed.notice.kind(), "a delivery cannot be made ready");
            Prepared::Cancel("cannot be made ready")
        });
        match prepared {
            Prepared::Go(request) => found.ready.push(Ready::new(claimed, request)),
            Prepared::Cancel(reason) => ended.cancelled.push((claimed.id, reason)),
            Prepared::Postpone(at) => ended.postponed.push((claimed.id, at)),
            Prepared::Refuse(reason) => {
                let (outcome, basis) = (Outcome::Refused(reason), Basis::Look);
                let returned = Returned { id: claimed.id, outcome, basis, trace: None };
                found.refused.push((claimed.lane, claimed.chat, returned));
            }
        }
    }
    record(context, &ended, real).await?;
    Ok(found)
}

/// What may go now. What was put off and has come meanwhile comes first: in its lane it may be the oldest.
async fn claim(context: &Context, queue: Queue, busy: &[String], look: Look) -> Result<(Tx, Batch), ActionError> {
    loop {
        // Hundreds of lessons are read beside whoever writes, though their pages have to be fetched; the little that
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

/// Everything that is kept about those who asked for it. Where that cannot be read, what they wait for has failed.
async fn dossiers_of(
    context: &Context,
    tx: &mut Tx,
    claimed: &mut Vec<Claimed>,
    ended: &mut Ended,
) -> Result<BTreeMap<ChatId, Dossier>, StoreError> {
    let asked = claimed.iter().filter(|claimed| claimed.notice.needs_dossier()).map(|claimed| claimed.chat);
    let asked: Vec<ChatId> = asked.collect();
    if asked.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sealer = context.store.sealer();
    match dossiers::of_chats(tx, sealer, &asked).await {
        Err(error) if !error.is_transient() => {}
        found => return found,
    }
    let mut dossiers = BTreeMap::new();
    for chat in asked {
        match dossiers::of_chats(tx, sealer, &[chat]).await {
            Ok(found) => dossiers.extend(found),
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => claimed.retain(|claimed| {
                let is_lost = claimed.chat == chat && claimed.notice.needs_dossier();
                if is_lost {
                    ended.failed.push((claimed.id, error.to_string()));
                }
                !is_lost
            }),
        }
    }
    Ok(dossiers)
}

/// Puts in what people wrote, for an admin who asked, and rarely: the words stand in no row of the outbox, and what was
/// erased meanwhile is not there.
async fn quote(
    context: &Context,
    tx: &mut Tx,
    claimed: &mut Vec<Claimed>,
    ended: &mut Ended,
) -> Result<(), StoreError> {
    let mut lost = Vec::new();
    let sealer = context.store.sealer();
    for claimed in claimed.iter_mut() {
        let looked_up = match &mut claimed.notice {
            Notice::Quotes { sentences, words, .. } => {
                feedback::words(tx, sealer, sentences).await.map(|found| *words = found)
            }
            Notice::FormQuotes { sentences, words, .. } => {
                form::words_by_entry(tx, sealer, sentences).await.map(|found| *words = found)
            }
            _ => continue,
        };
        match looked_up {
            Ok(()) => {}
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => lost.push((claimed.id, error.to_string())),
        }
    }
    claimed.retain(|claimed| lost.iter().all(|(id, _)| *id != claimed.id));
    ended.failed.append(&mut lost);
    Ok(())
}

/// Writes down what waits no longer, or not now.
async fn record(context: &Context, ended: &Ended, real: RealTime) -> Result<(), StoreError> {
    let Ended { cancelled, postponed, failed } = ended;
    if cancelled.is_empty() && postponed.is_empty() && failed.is_empty() {
        return Ok(());
    }
    let failed: Vec<(DeliveryId, &str)> = failed.iter().map(|(id, reason)| (*id, reason.as_str())).collect();
    let mut tx = context.store.write().await?;
    claim::cancel(&mut tx, cancelled, real);
    claim::postpone(&mut tx, postponed);
    claim::fail(&mut tx, &failed, real);
    tx.commit().await?;
    for (id, reason) in &failed {
        tracing::error!(delivery = id.0, reason, "a delivery cannot be read, and is given up");
    }
    meter::given_up(failed.len());
    Ok(())
}
