//! A tick: what is due is released, in chunks from the due index; nobody else is looked at.

use super::desk::{ActionError, Cause, Desk};
use super::{Context, StoreError};
use super::{calendar, learn};
use crate::rules::course::Library;
use crate::rules::ids::EnrolmentId;
use crate::rules::real_time::RealTime;
use crate::rules::schedule::tzdb_version;
use crate::store::meta::{self, Fact};
use crate::store::{Needs, Work, enrolments};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Enrolments that one unit of work releases.
const CHUNK: i64 = 1_000;

/// How long an enrolment that cannot be released waits for the next try.
const PUT_OFF: TimeDelta = TimeDelta::hours(1);

/// Releases a chunk of what is due by now; says how many enrolments that were. Call again until it is 0.
pub async fn release(context: &Context) -> Result<usize, ActionError> {
    let mut tx = context.store.read().await?;
    let due = enrolments::due(&mut tx, context.clock.now(), CHUNK).await?;
    drop(tx);
    if due.is_empty() {
        return Ok(0);
    }
    calendar::watch(context).await?;
    match release_these(context, &due).await {
        Ok(()) => return Ok(due.len()),
        Err(error) if error.is_transient() => return Err(error),
        Err(error) => tracing::warn!(enrolments = due.len(), %error, "a tick is replayed one by one"),
    }
    for id in &due {
        match release_these(context, std::slice::from_ref(id)).await {
            Ok(()) => {}
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                // It must not hold up everybody else; in an hour it is tried again.
                tracing::error!(enrolment = id.0, %error, "an enrolment could not be released and is put off");
                let mut tx = context.store.write().await?;
                enrolments::put_off(&mut tx, *id, context.clock.now() + PUT_OFF).await?;
                tx.commit().await?;
            }
        }
    }
    Ok(due.len())
}

/// When the next thing comes by itself for anybody; may lie in the past.
pub async fn next_due(context: &Context) -> Result<Option<DateTime<Utc>>, ActionError> {
    let mut tx = context.store.read().await?;
    Ok(enrolments::first_due(&mut tx).await?)
}

/// Decides while others write: a thousand lessons take long. Where somebody has changed what that rests on, it is decided
/// again while nobody else writes.
async fn release_these(context: &Context, due: &[EnrolmentId]) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    match draft(context, due, now, real).await {
        Ok(true) => return Ok(()),
        Ok(false) => {}
        // It may be that two things were read at two moments.
        Err(error) => tracing::debug!(enrolments = due.len(), %error, "a tick is decided again in its turn"),
    }
    let mut work = context.store.work(&context.library).await?;
    work.load(&Needs { enrolments: due.iter().copied().collect(), ..Needs::default() }).await?;
    decide(context, &mut work, due, now, real)?;
    work.save(&[], now, real).await?;
    Ok(())
}

/// False where it has to be decided in its turn, and nothing was written.
async fn draft(
    context: &Context,
    due: &[EnrolmentId],
    now: DateTime<Utc>,
    real: RealTime,
) -> Result<bool, ActionError> {
    let Some(mut draft) = context.store.draft(&context.library, due.iter().copied()).await? else { return Ok(false) };
    decide(context, &mut draft, due, now, real)?;
    match draft.save(&[], now, real).await {
        Err(StoreError::Outdated) => Ok(false),
        saved => Ok(saved.map(|_| true)?),
    }
}

/// Decides what of these goes now.
fn decide(
    context: &Context,
    work: &mut Work,
    due: &[EnrolmentId],
    now: DateTime<Utc>,
    real: RealTime,
) -> Result<(), ActionError> {
    let mut answers = Vec::new();
    for id in due {
        let Some(due_at) = work.enrolment(*id).map(|stored| stored.next_due_at) else { continue };
        // Whoever has the turn meanwhile needs it, too.
        let mut randomness = context.randomness();
        let mut desk = Desk::new(work, now, real, &mut randomness, &mut answers, Cause::Tick);
        desk.due_at = due_at;
        let mut participant = desk.participant(*id)?;
        let release = || {
            // What somebody has just asked for is due later than by the calendar.
            let natural = participant.setting(now).next_due(&participant.enrolment).map(|(at, _)| at);
            let asked = due_at.zip(natural).is_some_and(|(due_at, natural)| due_at > natural);
            learn::release(&mut desk, &mut participant, asked);
        };
        catch_unwind(AssertUnwindSafe(release)).map_err(|_| ActionError::Panicked)?;
    }
    Ok(())
}

/// Computes anew what is due for everybody when the zone rules or the days of rest are not those it was computed with. Returns how many.
pub async fn renew_schedule(context: &Context) -> Result<usize, ActionError> {
    let mut tx = context.store.read().await?;
    let known = meta::get(&mut tx, Fact::TzdbVersion).await?;
    let known_days = meta::get(&mut tx, Fact::Days).await?;
    drop(tx);
    let days = days_fingerprint(&context.library.now());
    if known.as_deref() == Some(tzdb_version()) && known_days.as_deref() == Some(days.as_str()) {
        return Ok(0);
    }
    let (mut after, mut count) = (EnrolmentId(0), 0);
    loop {
        let (now, real) = (context.clock.now(), context.clock.real());
        let mut tx = context.store.read().await?;
        let chunk = enrolments::running_after(&mut tx, after, CHUNK).await?;
        drop(tx);
        let Some(last) = chunk.last() else { break };
        after = *last;
        count += chunk.len();
        let mut work = context.store.work(&context.library).await?;
        work.load(&Needs { enrolments: chunk.iter().copied().collect(), ..Needs::default() }).await?;
        {
            let mut randomness = context.randomness();
            let mut answers = Vec::new();
            for id in &chunk {
                let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Tick);
                let participant = desk.participant(*id)?;
                desk.keep(&participant);
            }
        }
        work.save(&[], now, real).await?;
    }
    let mut tx = context.store.write().await?;
    meta::set(&mut tx, Fact::TzdbVersion, tzdb_version()).await?;
    meta::set(&mut tx, Fact::Days, &days).await?;
    tx.commit().await?;
    Ok(count)
}

/// Names the days of rest of all courses: with other ones, other things are due.
pub fn days_fingerprint(library: &Library) -> String {
    let mut fingerprint = DefaultHasher::new();
    for course in library.values() {
        (&course.slug, &course.days).hash(&mut fingerprint);
    }
    format!("{:016x}", fingerprint.finish())
}
