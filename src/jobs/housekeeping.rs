//! Housekeeping: once an hour, what is kept longer than promised goes.

use crate::actions::Context;
use crate::actions::tidy::{self, Retention};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

const EVERY: Duration = Duration::from_secs(3600);

/// Runs until `stop` is set. A failure is logged and tried again an hour later.
pub async fn run(context: Arc<Context>, retention: Retention, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match tidy::tidy(&context, &retention).await {
            // Topics to take away, or a report to the admins.
            Ok(()) => wake.notify_one(),
            Err(error) => tracing::warn!(%error, "housekeeping is tried again in an hour"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}
