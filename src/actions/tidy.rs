//! Tidying: what is kept for a time goes when the time is over.

use super::Context;
use super::desk::ActionError;
use crate::rules::ids::CohortId;
use crate::rules::privacy;
use crate::rules::real_time::RealTime;
use crate::store::{StoreError, Tx, compaction, retention, updates};
use chrono::Days;
use std::time::Duration;

/// Deliveries that were settled so long ago become counts; what they sent stands in `messages`.
pub const OUTBOX_KEPT_FOR: Duration = Duration::from_secs(30 * 24 * 3600);

/// After a cohort's last open day, everything about its persons is kept so many days.
pub const PERSONS_KEPT_DAYS: u64 = privacy::PERSONS_KEPT_DAYS as u64;

/// Rows that one transaction forgets: few enough that nobody waits long for the writer.
const CHUNK: i64 = 2_000;

/// Persons that one transaction forgets; each has rows in several tables.
const PERSONS: i64 = 200;

/// Forgets handled update ids, old failed updates, old deliveries, and everything about the persons of cohorts that closed
/// long ago. Counts without persons are not touched. What fails half-way is done the next time.
pub async fn tidy(context: &Context) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    Step::Updates(real).until_done(context).await?;
    let compacted = Step::Deliveries { before: real - OUTBOX_KEPT_FOR }.until_done(context).await?;
    if compacted > 0 {
        tracing::info!(deliveries = compacted, "deliveries settled long ago became counts");
    }
    let mut tx = context.store.read().await?;
    let cohorts = retention::cohorts_with_people(&mut tx).await?;
    drop(tx);
    for cohort in cohorts {
        let ends_on = cohort.calendar().closes_on() + Days::new(PERSONS_KEPT_DAYS + 1);
        if now < cohort.zone().instant(ends_on, 0) {
            continue;
        }
        Step::DeliveriesOf(cohort.id).until_done(context).await?;
        let forgotten = Step::PeopleOf(cohort.id).until_done(context).await?;
        tracing::info!(cohort = cohort.id.0, enrolments = forgotten, "the persons of a closed cohort were forgotten");
    }
    forget_strangers(context).await
}

async fn forget_strangers(context: &Context) -> Result<(), ActionError> {
    loop {
        let mut tx = context.store.read().await?;
        let strangers = retention::strangers(&mut tx, PERSONS).await?;
        drop(tx);
        if strangers.is_nobody() {
            return Ok(());
        }
        let mut tx = context.store.write().await?;
        let forgotten = retention::forget_strangers(&mut tx, &strangers).await?;
        tx.commit().await?;
        if forgotten == 0 {
            return Ok(());
        }
    }
}

/// What is forgotten in chunks, each in a transaction of its own.
#[derive(Debug, Clone, Copy)]
enum Step {
    Updates(RealTime),
    Deliveries { before: RealTime },
    DeliveriesOf(CohortId),
    PeopleOf(CohortId),
}

impl Step {
    /// Until nothing more is found. Returns how much that was.
    async fn until_done(self, context: &Context) -> Result<u64, ActionError> {
        let mut count = 0;
        loop {
            let mut tx = context.store.write().await?;
            let found = self.take(&mut tx).await?;
            tx.commit().await?;
            count += found;
            if found == 0 {
                return Ok(count);
            }
        }
    }

    async fn take(self, tx: &mut Tx) -> Result<u64, StoreError> {
        match self {
            Self::Updates(now) => updates::forget_old(tx, now, CHUNK).await,
            Self::Deliveries { before } => compaction::compact(tx, before, CHUNK).await,
            Self::DeliveriesOf(cohort) => retention::forget_deliveries_of(tx, cohort, CHUNK).await,
            Self::PeopleOf(cohort) => retention::forget_people_of(tx, cohort, PERSONS).await,
        }
    }
}
