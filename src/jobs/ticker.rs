//! The ticker: releases what is due when it is due, tends to messages that are to be hidden or to go, and sleeps until the
//! next instant at which something is.

use crate::actions::{ActionError, Context, census, jump, release, tend, time_limit};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// The longest sleep: an enrolment that changed meanwhile may be due sooner.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Runs until `stop` is set or the lease is lost. `wake` is told when something was enqueued.
/// A clock that jumps is said, once, before anything more is released.
pub async fn run(context: Arc<Context>, wake: Arc<Notify>, stop: watch::Receiver<bool>) -> Result<(), ActionError> {
    let mut drift = context.clock.drift();
    let mut jumped = None;
    let mut counted_at = None;
    while !*stop.borrow() {
        jumped = together(jumped, drift.look()).filter(|_| context.clock.follows_wall());
        let nap = match tick(&context, &mut jumped, &wake, &stop).await {
            Ok(nap) => {
                count(&context, &mut counted_at).await;
                nap
            }
            Err(error) if error.is_passing() => {
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

/// Once an hour of course time, after everything due has gone: who is in which week. A failure is made good the next hour.
async fn count(context: &Context, counted_at: &mut Option<DateTime<Utc>>) {
    let now = context.clock.now();
    if counted_at.is_some_and(|at| (now - at).abs() < census::EVERY) {
        return;
    }
    *counted_at = Some(now);
    if let Err(error) = census::count(context).await {
        tracing::warn!(%error, "who is in which week is counted again in an hour");
    }
}

/// A jump that could not be dealt with yet, and one more.
fn together(jumped: Option<TimeDelta>, again: Option<TimeDelta>) -> Option<TimeDelta> {
    jumped.into_iter().chain(again).reduce(|one, other| one + other)
}

/// Releases everything due by now; says how long nothing is.
async fn tick(
    context: &Context,
    jumped: &mut Option<TimeDelta>,
    wake: &Notify,
    stop: &watch::Receiver<bool>,
) -> Result<Duration, ActionError> {
    if let Some(by) = *jumped {
        jump::jumped(context, by).await?;
        *jumped = None;
        wake.notify_one();
    }
    while !*stop.borrow() {
        // While the next are decided others write: what is released is to be sent meanwhile, and who presses a button is to
        // be answered.
        if release::release(context).await? == 0 {
            break;
        }
        wake.notify_one();
    }
    while !*stop.borrow() && time_limit::end_overdue(context).await? > 0 {
        wake.notify_one();
    }
    while !*stop.borrow() && tend::tend(context).await? > 0 {
        wake.notify_one();
    }
    let next = [release::next_due(context).await?, tend::next_due(context).await?].into_iter().flatten().min();
    let span = next.and_then(|at| context.clock.real_span_until(at));
    Ok(span.unwrap_or(LOOK_EVERY).clamp(Duration::from_millis(1), LOOK_EVERY))
}
