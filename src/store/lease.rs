//! The lease: one row that says which process polls, ticks, sends and writes. Another process is a warm standby.
//!
//! Every taker raises the *epoch*; every writing transaction checks it, so a process that lost the lease writes nothing
//! more, even if it hung in between.
//!
//! A holder also keeps a lock that is gone when it is: who gets it knows that a holder that had it is dead, and takes the
//! lease without waiting. What the lock is, and what it proves, stands in [`lock`](super::lock).

use super::error::StoreError;
use super::lock::Mark;
use super::statement::{Statement, Value, row, statement};
use super::tx::Tx;
use crate::rules::real_time::RealTime;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// How often the holder renews.
pub const RENEW_EVERY: Duration = Duration::from_secs(3);

/// A holder that could not renew for so long stops sending.
pub const STOP_AFTER: Duration = Duration::from_secs(6);

/// A lease that was not renewed for so long may be taken: longer than a holder goes on sending, plus the longest request
/// of 8 s, and short enough for the heir to be at work within 15 s.
pub const FREE_AFTER: Duration = Duration::from_millis(14_500);

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
        "update lease set renewed_at = cast(unixepoch('subsec') * 1000 as integer), holder = $2 where id = 1 and epoch = $1",
        "update lease set renewed_at = (extract(epoch from clock_timestamp()) * 1000)::bigint, holder = $2 where id = 1 and epoch = $1",
    )
});

static CHECK: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of_each(
        "select epoch from lease where id = 1 and epoch = $1",
        "select epoch from lease where id = 1 and epoch = $1 for share",
    )
});

statement!(FREE, [], "update lease set renewed_at = 0 where id = 1 and epoch = $1");

/// What stands in the row: the holder's name, and the lock it has.
fn signature(holder: &str, mark: Option<Mark>) -> String {
    mark.map_or_else(|| holder.to_owned(), |mark| format!("{holder} ({mark})"))
}

fn read_signature(text: &str) -> (&str, Option<Mark>) {
    let parts = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    parts.and_then(|(name, mark)| Some((name, Some(mark.parse().ok()?)))).unwrap_or((text, None))
}

/// The name in a row's holder, without the lock.
pub(super) fn name_of(holder: &str) -> &str {
    read_signature(holder).0
}

/// What a standby saw of the lease, and since when it has been so by its own monotonic clock.
#[derive(Debug, Clone, Copy)]
pub struct Sighting {
    epoch: i64,
    renewed_at: i64,
    since: Instant,
}

/// Takes the lease if it is free; otherwise says after how long it may be. `mark`: this process has the lock, so a holder
/// that had it is dead. One that never had it (it took over while another process hung) is waited for. `seen` is kept from
/// look to look: a lease that is not renewed before our eyes is free too, whatever the engine's clock says. That clock may
/// have been set back, and the last renewal then lies ahead of it.
pub async fn take(
    tx: &mut Tx,
    holder: &str,
    mark: Option<Mark>,
    seen: &mut Option<Sighting>,
) -> Result<Result<Lease, Duration>, StoreError> {
    if let Some(row) = tx.fetch::<LeaseRow>(&CURRENT, []).await?.first() {
        let is_same = |seen: &Sighting| (seen.epoch, seen.renewed_at) == (row.epoch, row.renewed_at);
        let now = Sighting { epoch: row.epoch, renewed_at: row.renewed_at, since: Instant::now() };
        let sighting = *seen.insert(seen.filter(is_same).unwrap_or(now));
        let age = RealTime(row.now).since(RealTime(row.renewed_at)).max(sighting.since.elapsed());
        let (name, left) = read_signature(&row.holder);
        let is_dead = mark.zip(left).is_some_and(|(mark, left)| mark.outlived(left));
        if name != holder && !is_dead && age < FREE_AFTER {
            return Ok(Err(FREE_AFTER - age));
        }
    }
    let rows = tx.fetch::<EpochRow>(&TAKE, [signature(holder, mark).into()]).await?;
    let epoch = rows.first().map_or(1, |row| row.epoch);
    Ok(Ok(Lease { holder: holder.to_owned(), epoch }))
}

/// Renews it, and says which lock its holder has by now; [`StoreError::LeaseLost`] when another process took it.
pub async fn renew(tx: &mut Tx, lease: &Lease, mark: Option<Mark>) -> Result<(), StoreError> {
    let values: [Value; 2] = [lease.epoch.into(), signature(&lease.holder, mark).into()];
    match tx.execute(&RENEW, values).await? {
        0 => Err(StoreError::LeaseLost),
        _ => Ok(()),
    }
}

/// Gives it back, so that a standby or the next start need not wait.
pub fn give_back(tx: &mut Tx, lease: &Lease) {
    tx.later(&FREE, [Value::Int(lease.epoch)]);
}

/// For every writing transaction: this process still holds the lease.
pub fn check(tx: &mut Tx, epoch: i64) {
    tx.require(&CHECK, [Value::Int(epoch)]);
}
