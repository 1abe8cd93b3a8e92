//! Updates from Telegram: which were handled (for 48 hours), and those that failed (sealed, for 7 days).

use super::error::StoreError;
use super::statement::{Value, row, statement};
use super::tx::{Asked, Tx};
use crate::rules::privacy::FAILED_KEPT_DAYS;
use crate::rules::real_time::RealTime;
use crate::seal::Sealer;
use serde::Serialize;
use std::time::Duration;

/// How long the ids of handled updates are kept; Telegram itself keeps updates for a day.
pub const KEPT_FOR: Duration = Duration::from_secs(48 * 3600);

/// How long a failed update is kept for whoever looks into it.
pub const FAILED_KEPT_FOR: Duration = Duration::from_secs(FAILED_KEPT_DAYS as u64 * 24 * 3600);

#[derive(Serialize)]
struct SeenRow {
    update_id: i64,
    seen_at: i64,
}

row! {
    pub(super) struct UpdateIdRow { update_id: i64 }
}

statement!(
    INSERT,
    [update_id: Int, seen_at: Int],
    "insert into updates (update_id, seen_at) select update_id, seen_at from {rows} where true on conflict do nothing"
);
statement!(HANDLED, [id: Int], "select u.update_id from updates u join {rows} on r.id = u.update_id");
statement!(
    FORGET,
    [],
    "delete from updates where update_id in (select update_id from updates where seen_at < $1 order by update_id limit $2)"
);
statement!(
    FAIL,
    [],
    "insert into failed_updates (update_id, sealed, key_id, cause, failed_at) values ($1, $2, $3, $4, $5) on conflict do nothing"
);
statement!(FORGET_FAILED, [], "delete from failed_updates where failed_at < $1");

pub(super) fn ask_handled(tx: &mut Tx, update_ids: impl IntoIterator<Item = i64>) -> Option<Asked<UpdateIdRow>> {
    tx.ask_by(&HANDLED, &super::statement::id_rows(update_ids))
}

/// Which of these were handled already.
pub(super) async fn read_handled(tx: &mut Tx, asked: Option<Asked<UpdateIdRow>>) -> Result<Vec<i64>, StoreError> {
    Ok(tx.answer(asked).await?.into_iter().map(|row| row.update_id).collect())
}

/// The last statement of a unit of work that handled updates: unless none of them was there already nothing is committed,
/// so neither a repeat nor an aborted transaction passes for success.
pub fn record(tx: &mut Tx, update_ids: &[i64], now: RealTime) {
    let rows: Vec<SeenRow> =
        update_ids.iter().map(|update_id| SeenRow { update_id: *update_id, seen_at: now.0 }).collect();
    tx.each_later(&INSERT, &rows);
}

/// Puts away an update that failed alone, sealed.
pub fn fail(tx: &mut Tx, sealer: &Sealer, update_id: i64, raw: &str, cause: &str, now: RealTime) {
    let sealed = sealer.seal("failed update", raw.as_bytes());
    let values: [Value; 5] = [update_id.into(), sealed.into(), sealer.key_id().into(), cause.into(), now.0.into()];
    tx.later(&FAIL, values);
}

row! {
    struct SealedRow { update_id: i64, sealed: String }
}

statement!(FAILED, [], "select update_id, sealed from failed_updates");
statement!(FORGET_THESE, [id: Int], "delete from failed_updates where update_id in (select id from {rows})");

/// Forgets the failed updates in which this Telegram id occurs. They are few, and have to be opened one by one.
pub(super) async fn forget_failed_of(tx: &mut Tx, sealer: &Sealer, telegram_id: i64) -> Result<(), StoreError> {
    let digits = telegram_id.to_string();
    let rows = tx.fetch::<SealedRow>(&FAILED, []).await?;
    let names = |row: &SealedRow| {
        let raw = sealer.open("failed update", &row.sealed);
        // What cannot be opened goes too: nobody can tell whose it is.
        raw.map_or(true, |raw| String::from_utf8_lossy(&raw).contains(&digits))
    };
    let of_them = super::statement::id_rows(rows.iter().filter(|row| names(row)).map(|row| row.update_id));
    tx.write_rows(&FORGET_THESE, &of_them).await?;
    Ok(())
}

/// Forgets what is older than it is kept for, at most so many. Returns how many updates that were.
pub async fn forget_old(tx: &mut Tx, now: RealTime, limit: i64) -> Result<u64, StoreError> {
    tx.execute(&FORGET_FAILED, [(now - FAILED_KEPT_FOR).0.into()]).await?;
    tx.execute(&FORGET, [(now - KEPT_FOR).0.into(), limit.into()]).await
}
