//! A clock that jumped: what was released stays released, and nothing waits for an hour that it has already seen.

use super::Context;
use super::desk::ActionError;
use crate::store::jumps;
use chrono::TimeDelta;

/// Says by how much the wall clock was set and, when that was back, lets what was due be due. Who is owed a lesson gets it
/// when the clock has come to its hour; progress bears dates, so none comes twice. After a jump forward there is nothing
/// to repair: what is due is released, and what is late waits for morning. Twice is the same as once.
pub async fn jumped(context: &Context, by: TimeDelta) -> Result<(), ActionError> {
    let seconds = by.num_milliseconds() as f64 / 1_000.0;
    if by > TimeDelta::zero() {
        tracing::warn!(seconds, "the clock jumped forward, or the machine slept; what is due now is released");
        return Ok(());
    }
    let mut tx = context.store.write().await?;
    let deliveries = jumps::keep_due(&mut tx, context.clock.now()).await?;
    tx.commit().await?;
    tracing::warn!(
        seconds,
        deliveries,
        "the clock was set back; what was released stays released, lessons go on when it has caught up"
    );
    Ok(())
}

/// At the start: the same for times that an earlier process wrote under a clock that was ahead.
pub async fn at_start(context: &Context) -> Result<(), ActionError> {
    let mut tx = context.store.write().await?;
    let due = jumps::keep_due(&mut tx, context.clock.now()).await?;
    let retries = jumps::bring_retries_near(&mut tx, context.clock.real()).await?;
    tx.commit().await?;
    if due + retries > 0 {
        tracing::warn!(
            due,
            retries,
            "deliveries bear times ahead of the clock, which was set back; they need not wait"
        );
    }
    Ok(())
}
