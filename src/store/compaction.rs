//! Compaction: deliveries that were settled long ago become counts by day, kind and state.

use super::error::StoreError;
use super::statement::{IdRow, Value, row, statement};
use super::tx::Tx;
use crate::rules::real_time::RealTime;

row! {
    struct SettledRow { id: i64 }
}

statement!(
    SETTLED,
    [],
    "select id from outbox where settled_at is not null and settled_at < $1 order by settled_at limit $2"
);
statement!(
    COUNT,
    [id: Int],
    "insert into delivery_counts (day, kind, state, count) \
     select o.settled_at / 86400000, o.kind, o.state, count(*) from outbox o join {rows} on r.id = o.id \
     where o.settled_at is not null group by o.settled_at / 86400000, o.kind, o.state \
     on conflict (day, kind, state) do update set count = delivery_counts.count + excluded.count"
);
statement!(DELETE, [id: Int], "delete from outbox where id in (select id from {rows})");

/// Counts deliveries that were settled before an instant and forgets them, at most so many. Returns how many there were:
/// call again, in a transaction of its own, as long as it is the limit.
pub async fn compact(tx: &mut Tx, before: RealTime, limit: i64) -> Result<u64, StoreError> {
    let rows = tx.fetch::<SettledRow>(&SETTLED, [Value::Int(before.0), Value::Int(limit)]).await?;
    let ids: Vec<IdRow> = rows.into_iter().map(|row| IdRow { id: row.id }).collect();
    count_and_forget(tx, &ids).await
}

/// Counts these and forgets them. What was never settled is forgotten without being counted.
pub(super) async fn count_and_forget(tx: &mut Tx, ids: &[IdRow]) -> Result<u64, StoreError> {
    tx.write_rows(&COUNT, ids).await?;
    tx.write_rows(&DELETE, ids).await
}

row! {
    /// How many deliveries of a kind ended how on a day.
    pub struct DeliveryCount { day: i64, kind: String, state: String, count: i64 }
}

statement!(COUNTS, [], "select day, kind, state, count from delivery_counts order by day, kind, state");

/// What is left of forgotten deliveries, day by day.
pub async fn counts(tx: &mut Tx) -> Result<Vec<DeliveryCount>, StoreError> {
    tx.fetch::<DeliveryCount>(&COUNTS, []).await
}
