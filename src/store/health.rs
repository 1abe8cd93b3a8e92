//! How the bot stands: one row that the holder of the lease writes, the counts that it is made of, and the view of
//! whoever looks on from outside, without the key and without the lease.

use super::engine::Engine;
use super::error::StoreError;
use super::statement::{Statement, Value, row, statement};
use super::tx::Tx;
use super::{applied, newest};
use crate::rules::health::{Health, Participants};
use crate::rules::notice::Class;
use crate::rules::real_time::RealTime;
use chrono::{DateTime, Utc};
use std::sync::LazyLock;
use std::time::Duration;

/// The migration that made the table.
const SINCE: i64 = 4;

// Written by the engine's clock, and read by it, so that two machines need not agree on the time.
static WRITE: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of_each(
        "insert into health (id, epoch, written_at, figures) values (1, $1, cast(unixepoch('subsec') * 1000 as integer), $2) \
         on conflict (id) do update set epoch = excluded.epoch, written_at = excluded.written_at, figures = excluded.figures",
        "insert into health (id, epoch, written_at, figures) values (1, $1, (extract(epoch from clock_timestamp()) * 1000)::bigint, $2) \
         on conflict (id) do update set epoch = excluded.epoch, written_at = excluded.written_at, figures = excluded.figures",
    )
});

/// Writes the row. The transaction has checked the lease; `epoch` is its epoch.
pub async fn write(tx: &mut Tx, epoch: i64, health: &Health) -> Result<(), StoreError> {
    let figures = serde_json::to_string(health).expect("figures are plain data");
    tx.execute(&WRITE, [Value::Int(epoch), figures.into()]).await?;
    Ok(())
}

// ---- What it is made of ---------------------------------------------------------------------------------------------

row! {
    /// What waits in a class: by rank; what may go now, what is put off, and when the oldest that may go was due.
    pub struct Waiting { class: i64, waiting: i64, put_off: i64, oldest: Option<i64> }
}

statement!(
    WAITING,
    [],
    "select class, \
     cast(sum(case when due_at <= $1 and coalesce(retry_at, 0) <= $2 then 1 else 0 end) as bigint) as waiting, \
     cast(sum(case when due_at <= $1 and coalesce(retry_at, 0) <= $2 then 0 else 1 end) as bigint) as put_off, \
     min(case when due_at <= $1 and coalesce(retry_at, 0) <= $2 then due_at end) as oldest \
     from outbox where state = 'pending' group by class order by class"
);

/// Counts what waits, class by class. It looks at what is pending only, however much was settled.
pub async fn waiting(tx: &mut Tx, now: DateTime<Utc>, real: RealTime) -> Result<Vec<(Class, Waiting)>, StoreError> {
    let rows = tx.fetch::<Waiting>(&WAITING, [now.timestamp_millis().into(), real.0.into()]).await?;
    Ok(rows.into_iter().filter_map(|row| Some((Class::from_rank(row.class)?, row))).collect())
}

row! {
    /// What is rare: in flight, in doubt, doubts and failures since an instant, updates that failed.
    pub struct Rare { sending: i64, uncertain: i64, doubts: i64, failed: i64, failed_updates: i64 }
}

// Each condition names its partial index as that does: SQLite uses one only where its condition stands.
statement!(
    RARE,
    [],
    "select \
     (select count(*) from outbox where state in ('sending', 'uncertain') and state = 'sending') as sending, \
     (select count(*) from outbox where state in ('sending', 'uncertain') and state = 'uncertain') as uncertain, \
     (select cast(coalesce(sum(doubts), 0) as bigint) from outbox where doubts > 0 \
      and (settled_at is null or settled_at >= $1)) as doubts, \
     (select count(*) from outbox where state = 'failed' and settled_at >= $1) as failed, \
     (select count(*) from failed_updates) as failed_updates"
);

/// Counts what is rare; doubts and failures since an instant.
pub async fn rare(tx: &mut Tx, since: RealTime) -> Result<Rare, StoreError> {
    let rows = tx.fetch::<Rare>(&RARE, [Value::Int(since.0)]).await?;
    rows.into_iter().next().ok_or(StoreError::Database(sqlx::Error::RowNotFound))
}

row! {
    struct StatusRow { status: String, count: i64 }
}

statement!(STATUSES, [], "select status, count(*) as count from enrolments group by status");

/// Counts enrolments by status. It looks at all of them.
pub async fn participants(tx: &mut Tx) -> Result<Participants, StoreError> {
    let mut counts = Participants::default();
    for row in tx.fetch::<StatusRow>(&STATUSES, []).await? {
        counts.add(&row.status, row.count.cast_unsigned());
    }
    Ok(counts)
}

// ---- Looking on -----------------------------------------------------------------------------------------------------

/// Who holds the lease, or held it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub name: String,
    pub epoch: i64,
    /// How long ago it was renewed; `None` when it was given back.
    pub age: Option<Duration>,
}

/// The row as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub epoch: i64,
    pub age: Duration,
    pub health: Health,
}

/// What there is to see.
#[derive(Debug, Clone, PartialEq)]
pub enum Sight {
    /// A database in which Darb has never stood.
    Empty,
    /// The last one to serve was of a version that wrote no row.
    Older,
    Seen {
        holder: Option<Holder>,
        written: Option<Box<Written>>,
    },
}

row! {
    struct SightRow {
        holder: Option<String>, lease_epoch: Option<i64>, renewed_at: Option<i64>, epoch: Option<i64>,
        written_at: Option<i64>, figures: Option<String>, now: i64,
    }
}

static SIGHT: LazyLock<Statement> = LazyLock::new(|| {
    let text = |now: &str| {
        format!(
            "select l.holder, l.epoch as lease_epoch, l.renewed_at, h.epoch, h.written_at, h.figures, {now} as now \
             from (select 1 as id) as one left join lease l on l.id = one.id left join health h on h.id = one.id"
        )
    };
    Statement::of_each(
        &text("cast(unixepoch('subsec') * 1000 as integer)"),
        &text("(extract(epoch from clock_timestamp()) * 1000)::bigint"),
    )
});

/// Looks at a database that is there, without touching it. A newer one is refused.
pub async fn look(url: &str) -> Result<Sight, StoreError> {
    let engine = Engine::open_read_only(url).await?;
    let seen = sight(&engine).await;
    engine.close().await;
    seen
}

async fn sight(engine: &Engine) -> Result<Sight, StoreError> {
    match applied(engine).await? {
        0 => return Ok(Sight::Empty),
        older if older < SINCE => return Ok(Sight::Older),
        found if found > newest() => return Err(StoreError::Newer { found, known: newest() }),
        _ => {}
    }
    let mut tx = engine.read().await?;
    let rows = tx.fetch::<SightRow>(&SIGHT, []).await?;
    let row = rows.into_iter().next().ok_or(StoreError::Database(sqlx::Error::RowNotFound))?;
    let age = |at: i64| RealTime(row.now).since(RealTime(at));
    let holder = row.holder.zip(row.lease_epoch).map(|(name, epoch)| Holder {
        name: super::lease::name_of(&name).to_owned(),
        epoch,
        age: row.renewed_at.filter(|at| *at > 0).map(age),
    });
    let written = match row.epoch.zip(row.written_at).zip(row.figures) {
        None => None,
        Some(((epoch, at), figures)) => {
            let health = serde_json::from_str(&figures).map_err(|error| StoreError::Row {
                table: "health",
                id: 1,
                what: format!("`figures` does not decode: {error}"),
            })?;
            Some(Box::new(Written { epoch, age: age(at), health }))
        }
    };
    Ok(Sight::Seen { holder, written })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plans::pass_by_what_was_sent;

    #[tokio::test]
    async fn the_counts_of_every_five_seconds_pass_by_all_that_was_sent() {
        pass_by_what_was_sent(&[&WAITING, &RARE]).await;
    }
}
