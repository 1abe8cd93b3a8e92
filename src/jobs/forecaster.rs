//! The forecaster: once an hour of course time, it looks for more lessons at once than can go.

use crate::actions::{Context, rush};
use chrono::TimeDelta;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

const EVERY: TimeDelta = TimeDelta::hours(1);

/// Before the first: a start has better things to do than to look ahead.
const FIRST: Duration = Duration::from_secs(30);

/// The longest sleep; course time may be set ahead meanwhile, which ends a sleep too.
const LONGEST: Duration = Duration::from_secs(3600);

/// Runs until `stop` is set. A failure is logged and tried again an hour later. `wake` is told when something may have
/// been enqueued. In a rehearsal an hour lasts minutes and tells nothing about a real one, so nobody is warned.
pub async fn run(context: Arc<Context>, per_second: u32, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        () = context.clock.pause(FIRST) => {}
        _ = stop.changed() => {}
    }
    while !*stop.borrow() {
        let now = context.clock.now();
        if context.clock.speed() <= 1.0 {
            match rush::forecast(&context, per_second).await {
                Ok(0) => {}
                Ok(_) => wake.notify_one(),
                Err(error) => tracing::warn!(%error, "the forecast is tried again in an hour"),
            }
        }
        let next = now + EVERY;
        while !*stop.borrow() && context.clock.now() < next {
            let nap = context.clock.real_span_until(next).unwrap_or(LONGEST).min(LONGEST);
            tokio::select! {
                () = context.clock.pause(nap) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
