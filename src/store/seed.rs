//! What the benchmark asks of a database besides what the product does: counts, sizes, and a place of its own.

use super::engine::Engine;
use super::error::StoreError;
use super::statement::{Statement, Value, row, statement};
use super::tx::Tx;
use crate::rules::ids::CohortId;
use chrono::{DateTime, Utc};
use std::sync::LazyLock;

row! {
    struct CountRow { count: i64 }
}

row! {
    struct WordRow { word: String }
}

/// Makes the connection that writes quick instead of careful, until it is closed: for filling a database that may as well
/// be filled again.
pub async fn hurry(engine: &Engine) -> Result<(), StoreError> {
    if let Engine::Sqlite { writer, .. } = engine {
        let text = "pragma synchronous = off; pragma cache_size = -262144; pragma wal_autocheckpoint = 65536";
        sqlx::raw_sql(text).execute(&mut *writer.acquire().await?).await?;
    }
    Ok(())
}

/// Lets Postgres look at what was filled in, as it does by itself within minutes; SQLite does so when it is closed.
pub async fn look_over(engine: &Engine) -> Result<(), StoreError> {
    if let Engine::Postgres { pool } = engine {
        sqlx::raw_sql("analyze").execute(pool).await?;
    }
    Ok(())
}

/// What has become of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Lessons recorded as sent.
    pub lessons: i64,
    pub answers: i64,
    /// Rows of the outbox whatever their state.
    pub deliveries: i64,
    /// Edits that a newer one made needless.
    pub superseded: i64,
}

statement!(LESSONS, [], "select count(*) as count from outbox where state = 'sent' and kind = 'lesson'");
statement!(ANSWERS, [], "select count(*) as count from answers");
statement!(DELIVERIES, [], "select count(*) as count from outbox");
statement!(SUPERSEDED, [], "select count(*) as count from outbox where state = 'cancelled' and reason = 'superseded'");

/// Counts what was done.
pub async fn counts(tx: &mut Tx) -> Result<Counts, StoreError> {
    Ok(Counts {
        lessons: count(tx, &LESSONS, []).await?,
        answers: count(tx, &ANSWERS, []).await?,
        deliveries: count(tx, &DELIVERIES, []).await?,
        superseded: count(tx, &SUPERSEDED, []).await?,
    })
}

statement!(
    LEFT,
    [],
    "select (select count(*) from (select 1 from enrolments where next_due_at <= $1 limit 1) as d) \
     + (select count(*) from (select 1 from outbox where state = 'pending' limit 1) as p) \
     + (select count(*) from (select 1 from outbox where state in ('sending', 'uncertain') limit 1) as s) as count"
);

/// Whether anything is due, waits or is in flight. Looks at indexes alone, so it may be asked often.
pub async fn is_anything_left(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(count(tx, &LEFT, [now.timestamp_millis().into()]).await? > 0)
}

statement!(ENROLMENTS, [], "select count(*) as count from enrolments");

/// How many enrolments there are.
pub async fn enrolments(tx: &mut Tx) -> Result<i64, StoreError> {
    count(tx, &ENROLMENTS, []).await
}

statement!(
    MAKE_DUE,
    [],
    "update enrolments set cohort_id = $2, next_due_at = $1 where id in \
     (select id from enrolments where next_due_at > $1 order by id limit $3)"
);

/// Moves so many enrolments with nothing due yet to a cohort of which a lesson is due. Returns how many there were.
pub async fn make_due(tx: &mut Tx, cohort: CohortId, at: DateTime<Utc>, limit: i64) -> Result<u64, StoreError> {
    tx.execute(&MAKE_DUE, [at.timestamp_millis().into(), Value::Int(cohort.0), limit.into()]).await
}

static DURABILITY: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of_each(
        "select 'synchronous = ' || case synchronous when 0 then 'OFF' when 1 then 'NORMAL' when 2 then 'FULL' else 'EXTRA' end as word \
         from pragma_synchronous",
        "select 'synchronous_commit = ' || current_setting('synchronous_commit') as word",
    )
});

/// How durable a commit is, as the writing connection says it.
pub async fn durability(engine: &Engine) -> Result<String, StoreError> {
    let mut tx = engine.write().await?;
    let words = tx.fetch::<WordRow>(&DURABILITY, []).await?;
    tx.rollback().await?;
    Ok(words.into_iter().next().map(|row| row.word).unwrap_or_default())
}

static BYTES: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of_each(
        "select page_count * page_size as count from pragma_page_count, pragma_page_size",
        "select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint as count from pg_class c \
         join pg_namespace n on n.oid = c.relnamespace where n.nspname = current_schema() and c.relkind = 'r'",
    )
});

/// Bytes that the database takes, indexes included.
pub async fn bytes(tx: &mut Tx) -> Result<i64, StoreError> {
    count(tx, &BYTES, []).await
}

static DROP: LazyLock<Statement> =
    LazyLock::new(|| Statement::of_each("select 1", "drop schema if exists darb_bench cascade"));
static MAKE: LazyLock<Statement> = LazyLock::new(|| Statement::of_each("select 1", "create schema darb_bench"));

/// The schema of the benchmark on a Postgres server; nothing else there is touched.
pub const SCHEMA: &str = "darb_bench";

/// Makes [`SCHEMA`] anew, empty. What it held is gone.
pub async fn make_schema(engine: &Engine) -> Result<(), StoreError> {
    drop_schema(engine).await?;
    let mut tx = engine.write().await?;
    tx.execute(&MAKE, []).await?;
    tx.commit().await
}

pub async fn drop_schema(engine: &Engine) -> Result<(), StoreError> {
    let mut tx = engine.write().await?;
    tx.execute(&DROP, []).await?;
    tx.commit().await
}

async fn count(
    tx: &mut Tx,
    statement: &'static Statement,
    values: impl IntoIterator<Item = Value>,
) -> Result<i64, StoreError> {
    Ok(tx.fetch::<CountRow>(statement, values).await?.first().map_or(0, |row| row.count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plans::pass_by_what_was_sent;

    #[tokio::test]
    async fn whether_anything_is_left_is_asked_without_reading_what_was_sent() {
        pass_by_what_was_sent(&[&LEFT]).await;
    }
}
