//! Carries out corrections of keys: rare, and a few hundred people a transaction, so that nobody waits long for the writer.

use crate::actions::{Context, regrade};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How often it is looked; a look is one query of an index that is nearly always empty.
const EVERY: Duration = Duration::from_secs(1);

/// Runs until `stop` is set. `wake` tells the sender that something was enqueued. A failure is logged and tried again.
pub async fn run(context: Arc<Context>, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) {
    let mut reached = regrade::Reached::default();
    while !*stop.borrow() {
        match regrade::go_on(&context, &mut reached).await {
            Ok(true) => {
                wake.notify_one();
                continue;
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "grading again is tried again in a moment"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}
