//! What a clock that was set back must not hold up: times in the outbox that were written when it was ahead.

use super::error::StoreError;
use super::statement::{Value, statement};
use super::tx::Tx;
use crate::rules::patience;
use crate::rules::real_time::RealTime;
use chrono::{DateTime, Utc};

statement!(
    KEEP_DUE,
    [],
    "update outbox set due_at = $1 where state = 'pending' and created_at > $1 and due_at > $1 and due_at <= created_at"
);

/// What was due when it was made stays due, though course time is behind that again. What was put off until an hour is
/// not: that hour comes again. Returns how many rows that were.
pub async fn keep_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    tx.execute(&KEEP_DUE, [now.timestamp_millis().into()]).await
}

statement!(NO_LATER, [], "update outbox set retry_at = $1 where state = 'pending' and retry_at > $1");

/// At the start, when real time may be behind what the last process wrote: nothing waits longer for another try than any
/// try is put off. Returns how many rows that were.
pub async fn bring_retries_near(tx: &mut Tx, now: RealTime) -> Result<u64, StoreError> {
    tx.execute(&NO_LATER, [Value::Int((now + patience::LONGEST).0)]).await
}
