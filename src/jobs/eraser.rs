//! Looks after those who are being forgotten, and empties the data file's log once they are.

use crate::actions::{Context, StoreError, forget};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How often it is looked; a look is one query of a table that is nearly always empty.
const EVERY: Duration = Duration::from_secs(1);

/// A file of this size is written anew in less than half a second.
const SMALL: i64 = 64 * 1024 * 1024;

/// Runs until `stop` is set. `wake` tells the sender that something was enqueued. A failure is logged and tried again.
///
/// The write-ahead log of SQLite still holds pages as they were before: it is moved into the file and cut to nothing as
/// soon as somebody was forgotten, again when that has ended, and once at the start. When it has ended a small file is
/// written anew, too, without what moved rows have left in it.
pub async fn run(context: Arc<Context>, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) {
    let (mut is_log_clean, mut is_file_clean, mut seen) = (false, true, forget::Progress::default());
    while !*stop.borrow() {
        match forget::go_on(&context).await {
            Ok(progress) => {
                if progress.enqueued {
                    wake.notify_one();
                }
                is_file_clean &= progress.ended == 0;
                is_log_clean &= progress == seen && is_file_clean;
                seen = progress;
                if let Err(error) = clean(&context, &mut is_file_clean, &mut is_log_clean).await {
                    tracing::warn!(%error, "the data file cannot be cleaned yet");
                }
            }
            Err(error) => tracing::warn!(%error, "forgetting is tried again in a moment"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn clean(context: &Context, is_file_clean: &mut bool, is_log_clean: &mut bool) -> Result<(), StoreError> {
    let engine = context.store.engine();
    if !*is_file_clean {
        // A large file is written anew by its operator, when nobody waits.
        let _is_small = engine.rewrite_file(SMALL).await?;
        *is_file_clean = true;
    }
    if !*is_log_clean {
        *is_log_clean = engine.empty_log().await?;
    }
    Ok(())
}
