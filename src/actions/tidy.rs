//! Tidying: what is kept for a time goes when the time is over.

use super::Context;
use super::desk::ActionError;
use crate::store::{claim, retention, updates};
use chrono::Days;
use std::time::Duration;

/// Deliveries that were settled so long ago are forgotten; what they sent stands in `messages`.
const OUTBOX_KEPT_FOR: Duration = Duration::from_secs(30 * 24 * 3600);

/// After a cohort's last open day, everything about its persons is kept so many days.
pub const PERSONS_KEPT_DAYS: u64 = 30;

/// Forgets handled update ids, old failed updates, old deliveries, and everything about the persons of cohorts that closed
/// long ago. Counts without persons are not touched.
pub async fn tidy(context: &Context) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let mut tx = context.store.write().await?;
    updates::forget_old(&mut tx, real).await?;
    claim::forget_settled(&mut tx, real - OUTBOX_KEPT_FOR).await?;
    let mut over = Vec::new();
    for cohort in retention::cohorts_with_people(&mut tx).await? {
        let ends_on = cohort.calendar().closes_on() + Days::new(PERSONS_KEPT_DAYS + 1);
        if now >= cohort.zone().instant(ends_on, 0) {
            over.push(cohort.id);
        }
    }
    for cohort in over {
        let forgotten = retention::forget_people_of(&mut tx, cohort).await?;
        tracing::info!(cohort = cohort.0, enrolments = forgotten, "the persons of a closed cohort were forgotten");
    }
    retention::forget_strangers(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}
