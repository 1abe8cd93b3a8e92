//! Housekeeping: once an hour, what is kept longer than promised goes.

use crate::actions::{Context, tidy};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

const EVERY: Duration = Duration::from_secs(3600);

/// Runs until `stop` is set. A failure is logged and tried again an hour later.
pub async fn run(context: Arc<Context>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = tidy::tidy(&context).await {
            tracing::warn!(%error, "housekeeping is tried again in an hour");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}
