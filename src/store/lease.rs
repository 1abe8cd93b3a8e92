//! The lease: one row that says which process polls, ticks, sends and writes. Another process is a warm standby.
//!
//! Every taker raises the *epoch*; every writing transaction checks it, so a process that lost the lease writes nothing
//! more, even if it hung in between.

use super::engine::{Statement, Tx, Value, row, statement};
use super::error::StoreError;
use crate::rules::real_time::RealTime;
use std::sync::LazyLock;
use std::time::Duration;

/// How often the holder renews.
pub const RENEW_EVERY: Duration = Duration::from_secs(3);

/// A holder that could not renew for so long stops sending.
pub const STOP_AFTER: Duration = Duration::from_secs(6);

/// A lease that was not renewed for so long may be taken: longer than a holder goes on sending, plus the longest request.
pub const FREE_AFTER: Duration = Duration::from_secs(15);

/// What this process holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    pub holder: String,
    pub epoch: i64,
}

row! {
    struct LeaseRow { holder: String, epoch: i64, renewed_at: i64, now: i64 }
}

row! {
    struct EpochRow { epoch: i64 }
}

// The engine's own clock, so that two machines need not agree on the time.
static CURRENT: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of_each(
        "select holder, epoch, renewed_at, cast(unixepoch('subsec') * 1000 as integer) as now from lease where id = 1",
        "select holder, epoch, renewed_at, (extract(epoch from clock_timestamp()) * 1000)::bigint as now from lease where id = 1 for update",
    )
});

static TAKE: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of_each(
        "insert into lease (id, holder, epoch, renewed_at) values (1, $1, 1, cast(unixepoch('subsec') * 1000 as integer)) \
         on conflict (id) do update set holder = excluded.holder, epoch = lease.epoch + 1, renewed_at = excluded.renewed_at \
         returning epoch",
        "insert into lease (id, holder, epoch, renewed_at) values (1, $1, 1, (extract(epoch from clock_timestamp()) * 1000)::bigint) \
         on conflict (id) do update set holder = excluded.holder, epoch = lease.epoch + 1, renewed_at = excluded.renewed_at \
         returning epoch",
    )
});

static RENEW: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of_each(
        "update lease set renewed_at = cast(unixepoch('subsec') * 1000 as integer) where id = 1 and epoch = $1",
        "update lease set renewed_at = (extract(epoch from clock_timestamp()) * 1000)::bigint where id = 1 and epoch = $1",
    )
});

static CHECK: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of_each(
        "select epoch from lease where id = 1 and epoch = $1",
        "select epoch from lease where id = 1 and epoch = $1 for share",
    )
});

statement!(FREE, [], "update lease set renewed_at = 0 where id = 1 and epoch = $1");

/// Takes the lease if it is free; otherwise says after how long it may be.
pub async fn take(tx: &mut Tx, holder: &str) -> Result<Result<Lease, Duration>, StoreError> {
    if let Some(row) = tx.fetch::<LeaseRow>(&CURRENT, []).await?.first() {
        let age = RealTime(row.now).since(RealTime(row.renewed_at));
        if row.holder != holder && age < FREE_AFTER {
            return Ok(Err(FREE_AFTER - age));
        }
    }
    let rows = tx.fetch::<EpochRow>(&TAKE, [holder.into()]).await?;
    let epoch = rows.first().map_or(1, |row| row.epoch);
    Ok(Ok(Lease { holder: holder.to_owned(), epoch }))
}

/// Renews it; [`StoreError::LeaseLost`] when another process took it.
pub async fn renew(tx: &mut Tx, lease: &Lease) -> Result<(), StoreError> {
    match tx.execute(&RENEW, [Value::Int(lease.epoch)]).await? {
        0 => Err(StoreError::LeaseLost),
        _ => Ok(()),
    }
}

/// Gives it back, so that a standby or the next start need not wait.
pub async fn give_back(tx: &mut Tx, lease: &Lease) -> Result<(), StoreError> {
    tx.execute(&FREE, [Value::Int(lease.epoch)]).await?;
    Ok(())
}

/// For every writing transaction: this process still holds the lease.
pub async fn check(tx: &mut Tx, lease: &Lease) -> Result<(), StoreError> {
    if tx.fetch::<EpochRow>(&CHECK, [Value::Int(lease.epoch)]).await?.is_empty() {
        return Err(StoreError::LeaseLost);
    }
    Ok(())
}
