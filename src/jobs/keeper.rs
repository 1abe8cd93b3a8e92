//! The keeper of the lease: renews it, and says when that was, so that the sender stops before another may take it.

use crate::actions::{Context, RENEW_EVERY, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::watch;

/// Runs until `stop` is set; returns an error when another process took the lease.
pub async fn run(
    context: Arc<Context>,
    renewed_at: Arc<AtomicI64>,
    mut stop: watch::Receiver<bool>,
) -> Result<(), StoreError> {
    while !*stop.borrow() {
        let asked_at = context.clock.real();
        match context.store.renew_lease().await {
            Ok(()) => renewed_at.store(asked_at.0, Ordering::Relaxed),
            Err(StoreError::LeaseLost) => return Err(StoreError::LeaseLost),
            Err(error) => tracing::warn!(%error, "the lease could not be renewed"),
        }
        tokio::select! {
            () = tokio::time::sleep(RENEW_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
    Ok(())
}
