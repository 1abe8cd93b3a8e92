//! Counting, now and then, how many of a cohort are in each week.

use super::Context;
use super::desk::ActionError;
use crate::rules::companions::{FEWEST, by_week};
use crate::store::{cohorts, companions};
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// Course time between two counts.
pub const EVERY: TimeDelta = TimeDelta::hours(1);

/// Counts anew, one statement for each open cohort that is not small; writes nothing.
pub async fn count(context: &Context) -> Result<(), ActionError> {
    let now = context.clock.now();
    let mut tx = context.store.read().await?;
    let mut counted = BTreeMap::new();
    for cohort in cohorts::all(&mut tx).await? {
        if cohort.enrolled < FEWEST || cohort.is_closed(now) {
            continue;
        }
        if let Some(course) = context.library.now().get(&cohort.version) {
            let opened = companions::opened(&mut tx, cohort.id).await?;
            counted.insert(cohort.id, by_week(course, opened));
        }
    }
    drop(tx);
    context.store.companions.set(counted);
    Ok(())
}
