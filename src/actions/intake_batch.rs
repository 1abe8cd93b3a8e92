//! A batch of updates: one unit of work, without savepoints. If one of them fails, all is rolled back and the batch is
//! replayed one update a transaction, so that a poison update costs itself only.

use super::Context;
use super::desk::{ActionError, Cause, Desk, Place, PressAnswer};
use super::dispatch;
use super::intent::{Intent, Update};
use super::needs;
use crate::meter;
use crate::rules::notice::Notice;
use crate::store::{Needs, StoreError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// An update as it came, with what it asks for; `None` when it cannot be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    pub id: i64,
    pub raw: String,
    /// Whose private chat it came from, by Telegram's id, as far as even that can be read.
    pub sender: Option<i64>,
    pub intent: Option<Intent>,
}

/// Handles a batch in order. When it returns, everything is committed and may be confirmed to Telegram. An error is
/// transient: nothing may be confirmed, the batch is to be tried again.
pub async fn handle(context: &Context, batch: &[Incoming]) -> Result<Vec<PressAnswer>, ActionError> {
    match unit(context, batch).await {
        Ok(answers) => return Ok(answers),
        Err(error) if error.is_transient() => return Err(error),
        Err(error) => tracing::warn!(updates = batch.len(), %error, "a batch is replayed one by one"),
    }
    let mut answers = Vec::new();
    for incoming in batch {
        match unit(context, std::slice::from_ref(incoming)).await {
            Ok(more) => answers.extend(more),
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                tracing::error!(update_id = incoming.id, %error, "an update failed and was put away");
                put_away(context, incoming, &error).await?;
                meter::update_failed();
            }
        }
    }
    Ok(answers)
}

/// The batch as one transaction.
async fn unit(context: &Context, batch: &[Incoming]) -> Result<Vec<PressAnswer>, ActionError> {
    let (now, real, wall) = (context.clock.now(), context.clock.real(), context.clock.wall());
    let mut work = context.store.work(&context.library).await?;
    // Also of what turns out to have been handled already, which is rare.
    let mut needs = Needs { updates: batch.iter().map(|incoming| incoming.id).collect(), ..Needs::default() };
    for intent in batch.iter().filter_map(|incoming| incoming.intent.as_ref()) {
        needs::needs(intent, &mut needs);
    }
    work.load(&needs).await?;
    let mut fresh: Vec<Update> = Vec::with_capacity(batch.len());
    for incoming in batch.iter().filter(|incoming| !work.is_handled(incoming.id)) {
        let intent = incoming.intent.clone().ok_or(ActionError::Undecodable)?;
        if !fresh.iter().any(|update| update.id == incoming.id) {
            fresh.push(Update { id: incoming.id, intent });
        }
    }
    let more = catch_unwind(AssertUnwindSafe(|| needs::second_needs(&work, &fresh, now)))
        .map_err(|_| ActionError::Panicked)?;
    if let Some(more) = more {
        work.load(&more).await?;
    }
    let mut answers = Vec::new();
    {
        let mut randomness = context.randomness();
        for update in &fresh {
            let cause = Cause::Update(update.id);
            let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, cause);
            desk.wall = Some(wall);
            desk.kept_days = context.kept_days;
            desk.labels = Some(Arc::clone(&context.labels));
            desk.files = Arc::clone(&context.files);
            catch_unwind(AssertUnwindSafe(|| dispatch::carry_out(&mut desk, &context.offered, &update.intent)))
                .map_err(|_| ActionError::Panicked)??;
        }
    }
    let handled: Vec<i64> = fresh.iter().map(|update| update.id).collect();
    work.go_express();
    work.save(&handled, now, real).await?;
    Ok(answers)
}

/// An update that failed alone goes away sealed, and its sender gets a short apology; without one if it is what we know of
/// the sender that is at fault.
async fn put_away(context: &Context, incoming: &Incoming, error: &ActionError) -> Result<(), StoreError> {
    match put_away_for(context, incoming, error, incoming.sender).await {
        Err(cause) if !cause.is_transient() => put_away_for(context, incoming, error, None).await,
        done => done,
    }
}

async fn put_away_for(
    context: &Context,
    incoming: &Incoming,
    error: &ActionError,
    sender: Option<i64>,
) -> Result<(), StoreError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let mut work = context.store.work(&context.library).await?;
    if let Some(sender) = sender {
        work.load(&Needs { telegram_ids: [sender].into(), ..Needs::default() }).await?;
    }
    work.put_away(incoming.id, incoming.raw.clone(), error.to_string());
    {
        let mut answers = Vec::new();
        let mut randomness = context.randomness();
        let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Update(incoming.id));
        if let Some(chat) = sender.and_then(|sender| desk.chat_of_telegram(sender)) {
            desk.say(Place { chat, topic: None, enrolment: None }, Notice::Apology);
        }
    }
    work.save(&[incoming.id], now, real).await?;
    Ok(())
}
