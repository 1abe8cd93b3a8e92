//! Attempts that have a time limit and have not ended. They stand in an index of their own, which is nearly always empty.

use super::error::StoreError;
use super::statement::{Value, row, statement};
use super::tx::Tx;
use crate::rules::ids::AttemptId;
use crate::rules::real_time::RealTime;
use std::time::Duration;

row! {
    struct FoundRow { id: i64 }
}

statement!(
    OVERDUE,
    [],
    "select id from attempts where ends_at is not null and finished_at is null and ends_at < $1 order by ends_at limit $2"
);
statement!(
    UNDER_WAY,
    [],
    "select id from attempts where ends_at is not null and finished_at is null and id > $1 order by id limit $2"
);
statement!(
    PUT_OFF,
    [],
    "update attempts set ends_at = ends_at + $1 where ends_at is not null and finished_at is null and ends_at >= $2"
);

/// Attempts that were to end before an instant, at most so many, the earliest first.
pub async fn overdue(tx: &mut Tx, before: RealTime, most: i64) -> Result<Vec<AttemptId>, StoreError> {
    ids(tx.fetch::<FoundRow>(&OVERDUE, [Value::Int(before.0), Value::Int(most)]).await?)
}

/// Attempts with a limit that have not ended, from the one after `after` on.
pub async fn under_way(tx: &mut Tx, after: AttemptId, most: i64) -> Result<Vec<AttemptId>, StoreError> {
    ids(tx.fetch::<FoundRow>(&UNDER_WAY, [Value::Int(after.0), Value::Int(most)]).await?)
}

/// Puts off the end of every attempt that was to end at an instant or later.
pub async fn put_off(tx: &mut Tx, by: Duration, from: RealTime) -> Result<(), StoreError> {
    let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    tx.execute(&PUT_OFF, [Value::Int(millis), Value::Int(from.0)]).await?;
    Ok(())
}

fn ids(rows: Vec<FoundRow>) -> Result<Vec<AttemptId>, StoreError> {
    Ok(rows.into_iter().map(|row| AttemptId(row.id)).collect())
}

statement!(LIFT, [], "update attempts set ends_at = null where id = $1");

/// An attempt has a limit no more.
pub async fn lift(tx: &mut Tx, attempt: AttemptId) -> Result<(), StoreError> {
    tx.execute(&LIFT, [Value::Int(attempt.0)]).await?;
    Ok(())
}
