//! How the bot stands: the counts, and the row that whoever looks on reads.

use super::Context;
use super::desk::ActionError;
use super::time_limit;
use crate::rules::health::{Cohorts, Health, Participants, Queue};
use crate::store::{cohorts, health};
use std::time::Duration;

/// Failures and doubts are told of so long.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What waits, in the order of the classes.
pub async fn count_queue(context: &Context) -> Result<[Queue; 4], ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let mut tx = context.store.read().await?;
    let mut queue = [Queue::default(); 4];
    for (class, row) in health::waiting(&mut tx, now, real).await? {
        // How long it waits is felt in real time, also in a rehearsal.
        let age = |due_at: i64| (now.timestamp_millis() - due_at).max(0) as f64 / context.clock.speed().max(1.0);
        queue[class as usize] = Queue {
            waiting: row.waiting.cast_unsigned(),
            put_off: row.put_off.cast_unsigned(),
            oldest_ms: row.oldest.map(|due_at| age(due_at) as u64),
        };
    }
    Ok(queue)
}

/// The cohorts by whether their time it is, and the participants by status. It looks at every enrolment.
pub async fn count_people(context: &Context) -> Result<(Cohorts, Participants), ActionError> {
    let now = context.clock.now();
    let mut tx = context.store.read().await?;
    let mut counts = Cohorts::default();
    for cohort in cohorts::all(&mut tx).await? {
        let (calendar, zone) = (cohort.calendar(), cohort.zone());
        let field = if calendar.is_closed(&zone, now) {
            &mut counts.over
        } else if zone.date(now) < calendar.starts_on {
            &mut counts.ahead
        } else {
            &mut counts.running
        };
        *field += 1;
    }
    Ok((counts, health::participants(&mut tx).await?))
}

/// Adds what is rare, and writes the row in a transaction of its own that checks the lease. Returns it as written.
pub async fn record(context: &Context, mut figures: Health) -> Result<Health, ActionError> {
    let mut tx = context.store.read().await?;
    let rare = health::rare(&mut tx, context.clock.real() - DAY).await?;
    drop(tx);
    figures.course_at = context.clock.now();
    figures.speed = context.clock.speed();
    figures.in_flight = rare.sending.cast_unsigned();
    figures.uncertain = rare.uncertain.cast_unsigned();
    figures.doubts_day = rare.doubts.cast_unsigned();
    figures.failed_day = rare.failed.cast_unsigned();
    figures.failed_updates = rare.failed_updates.cast_unsigned();
    let mut tx = context.store.write().await?;
    health::write(&mut tx, context.store.epoch(), &figures).await?;
    time_limit::write_down(context, &mut tx).await?;
    tx.commit().await?;
    Ok(figures)
}
