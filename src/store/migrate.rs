//! Migrations, embedded in the binary: the same files by name for both engines, applied in order, never edited.

use super::engine::Engine;
use super::error::StoreError;
use super::statement::{Statement, row};
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::sync::LazyLock;

/// Version, name, the text for SQLite, the text for Postgres.
const FILES: [(i64, &str, &str, &str); 18] = [
    (
        1,
        "start",
        include_str!("../../migrations/sqlite/0001_start.sql"),
        include_str!("../../migrations/postgres/0001_start.sql"),
    ),
    (
        2,
        "lean outbox",
        include_str!("../../migrations/sqlite/0002_lean_outbox.sql"),
        include_str!("../../migrations/postgres/0002_lean_outbox.sql"),
    ),
    (
        3,
        "media",
        include_str!("../../migrations/sqlite/0003_media.sql"),
        include_str!("../../migrations/postgres/0003_media.sql"),
    ),
    (
        4,
        "health",
        include_str!("../../migrations/sqlite/0004_health.sql"),
        include_str!("../../migrations/postgres/0004_health.sql"),
    ),
    (
        5,
        "delivery counts",
        include_str!("../../migrations/sqlite/0005_delivery_counts.sql"),
        include_str!("../../migrations/postgres/0005_delivery_counts.sql"),
    ),
    (
        6,
        "doubtful",
        include_str!("../../migrations/sqlite/0006_doubtful.sql"),
        include_str!("../../migrations/postgres/0006_doubtful.sql"),
    ),
    (
        7,
        "preferences",
        include_str!("../../migrations/sqlite/0007_preferences.sql"),
        include_str!("../../migrations/postgres/0007_preferences.sql"),
    ),
    (
        8,
        "notes",
        include_str!("../../migrations/sqlite/0008_notes.sql"),
        include_str!("../../migrations/postgres/0008_notes.sql"),
    ),
    (
        9,
        "tending",
        include_str!("../../migrations/sqlite/0009_tending.sql"),
        include_str!("../../migrations/postgres/0009_tending.sql"),
    ),
    (
        10,
        "erasures",
        include_str!("../../migrations/sqlite/0010_erasures.sql"),
        include_str!("../../migrations/postgres/0010_erasures.sql"),
    ),
    (
        11,
        "feedback",
        include_str!("../../migrations/sqlite/0011_feedback.sql"),
        include_str!("../../migrations/postgres/0011_feedback.sql"),
    ),
    (
        12,
        "days",
        include_str!("../../migrations/sqlite/0012_days.sql"),
        include_str!("../../migrations/postgres/0012_days.sql"),
    ),
    (
        13,
        "put off",
        include_str!("../../migrations/sqlite/0013_put_off.sql"),
        include_str!("../../migrations/postgres/0013_put_off.sql"),
    ),
    (
        14,
        "sealed_documents",
        include_str!("../../migrations/sqlite/0014_sealed_documents.sql"),
        include_str!("../../migrations/postgres/0014_sealed_documents.sql"),
    ),
    (
        15,
        "item kinds",
        include_str!("../../migrations/sqlite/0015_item_kinds.sql"),
        include_str!("../../migrations/postgres/0015_item_kinds.sql"),
    ),
    (
        16,
        "form",
        include_str!("../../migrations/sqlite/0016_form.sql"),
        include_str!("../../migrations/postgres/0016_form.sql"),
    ),
    (
        17,
        "time limits",
        include_str!("../../migrations/sqlite/0017_time_limits.sql"),
        include_str!("../../migrations/postgres/0017_time_limits.sql"),
    ),
    (
        18,
        "regrades",
        include_str!("../../migrations/sqlite/0018_regrades.sql"),
        include_str!("../../migrations/postgres/0018_regrades.sql"),
    ),
];

row! {
    pub struct CountRow { count: i64 }
}

static TABLE_IS_THERE: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of_each(
        "select count(*) as count from sqlite_master where type = 'table' and name = '_sqlx_migrations'",
        "select count(*) as count from pg_tables where schemaname = current_schema() and tablename = '_sqlx_migrations'",
    )
});

static NEWEST_APPLIED: LazyLock<Statement> =
    LazyLock::new(|| Statement::new(&[], "select coalesce(max(version), 0) as count from _sqlx_migrations"));

/// The newest migration that this version knows.
pub fn newest() -> i64 {
    FILES.iter().map(|(version, ..)| *version).max().unwrap_or(0)
}

/// The newest migration applied to a database; 0 for an empty one.
pub async fn applied(engine: &Engine) -> Result<i64, StoreError> {
    let mut tx = engine.read().await?;
    let there = tx.fetch::<CountRow>(&TABLE_IS_THERE, []).await?;
    if there.first().is_none_or(|row| row.count == 0) {
        return Ok(0);
    }
    let newest = tx.fetch::<CountRow>(&NEWEST_APPLIED, []).await?;
    Ok(newest.first().map_or(0, |row| row.count))
}

/// Brings a database up to date. One of a newer version is refused and not touched.
pub async fn migrate(engine: &Engine) -> Result<(), StoreError> {
    let found = applied(engine).await?;
    if found > newest() {
        return Err(StoreError::Newer { found, known: newest() });
    }
    if found == newest() {
        return Ok(());
    }
    let postgres = matches!(engine, Engine::Postgres { .. });
    let migrations = FILES.iter().map(|(version, name, sqlite_text, postgres_text)| {
        let text: &'static str = if postgres { postgres_text } else { sqlite_text };
        Migration::new(*version, (*name).into(), MigrationType::Simple, text.into_sql_str(), false)
    });
    let migrator = Migrator::with_migrations(migrations.collect());
    match engine {
        // What `run` does with a connection once it has it: `run` itself makes a future that no task may carry.
        Engine::Sqlite { writer, .. } => migrator.run_direct(None, &mut *writer.acquire().await?, false).await?,
        Engine::Postgres { pool } => migrator.run(pool).await?,
    }
    Ok(())
}
