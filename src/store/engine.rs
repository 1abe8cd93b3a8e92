//! The two engines behind one face: SQLite by default, Postgres when one machine is not enough.

use super::connection::{Connection, Held};
use super::error::StoreError;
use super::tx::Tx;
use super::writer::Writer;
use sqlx::Sqlite;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::str::FromStr;
use std::time::Duration;

/// An open database.
#[derive(Debug, Clone)]
pub enum Engine {
    /// One connection writes, a few read.
    Sqlite {
        writer: Writer,
        readers: SqlitePool,
    },
    Postgres {
        pool: PgPool,
    },
}

const READERS: u32 = 2;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Postgres: a process that hangs in the middle of a transaction must not keep the others from taking over.
const END_OF_HUNG: &str = "set idle_in_transaction_session_timeout = '10s'";

impl Engine {
    /// Opens `sqlite://...` (made when it is not there) or `postgres://...`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Url)?;
            let pool = PgPoolOptions::new().max_connections(READERS + 1).acquire_timeout(BUSY_TIMEOUT).after_connect(
                |connection, _| Box::pin(async { sqlx::raw_sql(END_OF_HUNG).execute(connection).await.map(|_| ()) }),
            );
            return Ok(Self::Postgres { pool: pool.connect_with(options).await? });
        }
        if !url.starts_with("sqlite:") {
            return Err(StoreError::Url);
        }
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|_| StoreError::Url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .pragma("secure_delete", "on")
            .pragma("temp_store", "memory")
            .pragma("journal_size_limit", "67108864")
            // No statistics: those of a quiet hour, when nothing waits, have the planner scan all that waits later.
            .optimize_on_close(false, None);
        // The writer keeps a quarter of a mebibyte of pages and moves the log into the file every 8 MiB. More would be no faster:
        // what it has just written, the system has at hand.
        let writing = options.clone().pragma("cache_size", "-256").pragma("wal_autocheckpoint", "2000");
        let writer = Writer::connect(writing).await?;
        // A reader forgets its pages whenever somebody else has committed: it need not keep many.
        let reading = options.read_only(true).pragma("cache_size", "-128");
        let readers = SqlitePoolOptions::new().test_before_acquire(false).max_connections(READERS);
        let readers = readers.connect_lazy_with(reading);
        Ok(Self::Sqlite { writer, readers })
    }

    /// Opens a database that is there for whoever only looks on: nothing can be written, nothing is made.
    pub async fn open_read_only(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Url)?;
            let options = options.options([("default_transaction_read_only", "on")]);
            let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(BUSY_TIMEOUT);
            return Ok(Self::Postgres { pool: pool.connect_with(options).await? });
        }
        if !url.starts_with("sqlite:") {
            return Err(StoreError::Url);
        }
        let options = SqliteConnectOptions::from_str(url).map_err(|_| StoreError::Url)?;
        let mut log = options.get_filename().as_os_str().to_owned();
        log.push("-wal");
        // Nobody has a file open that was closed well: it is read as it stands, and no file is made beside it.
        let is_at_rest = !std::path::Path::new(&log).exists();
        let options = options.create_if_missing(false).read_only(true).immutable(is_at_rest).busy_timeout(BUSY_TIMEOUT);
        let readers = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        Ok(Self::Sqlite { writer: Writer::lazy(options), readers })
    }

    /// A transaction that may write. One at a time on either engine: a unit of work writes over what it has read.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Tx::writing(match self {
            Self::Sqlite { writer, .. } => Connection::Sqlite(Held::Writer(writer.acquire().await?)),
            Self::Postgres { pool } => Connection::Postgres(pool.acquire().await?),
        })
        .await
    }

    /// Statements that only read, on a connection of its own, each seeing what is committed when it runs.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(Tx::reading(match self {
            Self::Sqlite { readers, .. } => Connection::Sqlite(Held::Reader(readers.acquire().await?)),
            Self::Postgres { pool } => Connection::Postgres(pool.acquire().await?),
        }))
    }

    /// Statements that only read, where they find in memory what was just written. SQLite forgets all pages of a reader
    /// whenever somebody else has committed; the writer's stay.
    pub async fn read_fresh(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite { writer, .. } => Ok(Tx::reading(Connection::Sqlite(Held::Writer(writer.acquire().await?)))),
            Self::Postgres { .. } => self.read().await,
        }
    }

    /// SQLite: moves the write-ahead log into the file and cuts it to nothing, so that what was deleted stands in neither
    /// (`secure_delete` overwrites it in the file). False while somebody reads; to be tried again. Postgres clears up by
    /// itself, in its own time.
    pub async fn empty_log(&self) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite { writer, .. } => {
                let mut writer = writer.acquire().await?;
                let checkpoint = sqlx::query_scalar::<Sqlite, i64>("pragma wal_checkpoint(truncate)");
                Ok(checkpoint.fetch_one(&mut *writer).await? == 0)
            }
            Self::Postgres { .. } => Ok(true),
        }
    }

    /// SQLite: writes the file anew, without the unused parts of its pages. `secure_delete` overwrites what is deleted, but
    /// not the copy that a row leaves behind when it is moved to another page while the table grows. Nobody can write
    /// meanwhile, so a larger file than `most_bytes` is left as it is, and the answer is false.
    pub async fn rewrite_file(&self, most_bytes: i64) -> Result<bool, StoreError> {
        let Self::Sqlite { writer, .. } = self else { return Ok(true) };
        let mut writer = writer.acquire().await?;
        let size = "select page_count * page_size from pragma_page_count, pragma_page_size";
        if sqlx::query_scalar::<Sqlite, i64>(size).fetch_one(&mut *writer).await? > most_bytes {
            return Ok(false);
        }
        sqlx::raw_sql("vacuum").execute(&mut *writer).await?;
        Ok(true)
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { pool } => pool.close().await,
        }
    }
}
