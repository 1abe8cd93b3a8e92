//! The ticker: releases what is due when it is due, and sleeps until the next instant at which something is.

use crate::actions::{ActionError, Context, release};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// The longest sleep: an enrolment that changed meanwhile may be due sooner.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Runs until `stop` is set or the lease is lost. `wake` is told when something was enqueued.
pub async fn run(context: Arc<Context>, wake: Arc<Notify>, stop: watch::Receiver<bool>) -> Result<(), ActionError> {
    while !*stop.borrow() {
        let nap = match tick(&context, &wake, &stop).await {
            Ok(nap) => nap,
            Err(error) if error.is_transient() && !is_lease_lost(&error) => {
                tracing::warn!(%error, "a tick is tried again");
                LOOK_EVERY
            }
            Err(error) => return Err(error),
        };
        let mut stop = stop.clone();
        tokio::select! {
            () = context.clock.pause(nap) => {}
            _ = stop.changed() => {}
        }
    }
    Ok(())
}

fn is_lease_lost(error: &ActionError) -> bool {
    matches!(error, ActionError::Store(crate::actions::StoreError::LeaseLost))
}

/// Releases everything due by now; says how long nothing is.
async fn tick(context: &Context, wake: &Notify, stop: &watch::Receiver<bool>) -> Result<Duration, ActionError> {
    while !*stop.borrow() && release::release(context).await? > 0 {
        wake.notify_one();
    }
    let next = release::next_due(context).await?;
    let span = next.and_then(|at| context.clock.real_span_until(at));
    Ok(span.unwrap_or(LOOK_EVERY).clamp(Duration::from_millis(1), LOOK_EVERY))
}
