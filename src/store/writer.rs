//! The one connection to a data file that writes, and whose turn it is.
//!
//! sqlx's pool asks a connection that comes back whether it is still there, in a task of its own, and gives it to the next
//! only then: a way to its thread and back behind every unit of work. A file does not hang up, so the connection stays
//! here, and the next has it at once.

use sqlx::Sqlite;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool, SqlitePoolOptions};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How long whoever wants to write waits for the others.
const PATIENCE: Duration = Duration::from_secs(30);

/// Shared by its clones.
#[derive(Debug, Clone)]
pub struct Writer {
    /// Makes the connection, of which there is one at most, and closes it.
    pool: SqlitePool,
    idle: Arc<Mutex<Option<PoolConnection<Sqlite>>>>,
}

impl Writer {
    /// Connects now: where that is impossible, somebody wants to know.
    pub async fn connect(options: SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let writer = Self::lazy(options);
        drop(writer.acquire().await?);
        Ok(writer)
    }

    /// Connects when somebody wants to write.
    pub fn lazy(options: SqliteConnectOptions) -> Self {
        let pool = SqlitePoolOptions::new().test_before_acquire(false).max_connections(1).acquire_timeout(PATIENCE);
        Self { pool: pool.connect_lazy_with(options), idle: Arc::default() }
    }

    /// The connection, when it is one's turn: first come, first served. Fails with [`sqlx::Error::PoolTimedOut`] after half a
    /// minute.
    pub async fn acquire(&self) -> Result<Turn, sqlx::Error> {
        let waiting = tokio::time::timeout(PATIENCE, Arc::clone(&self.idle).lock_owned());
        let mut idle = waiting.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let connection = match idle.take() {
            Some(connection) => connection,
            None => self.pool.acquire().await?,
        };
        Ok(Turn { connection: Some(connection), idle })
    }

    /// Waits for whoever writes. Nobody writes after that.
    pub async fn close(&self) {
        let idle = self.idle.lock().await.take();
        drop(idle);
        self.pool.close().await;
    }
}

/// One's turn to write, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    /// Always there, but while this is dropped.
    connection: Option<PoolConnection<Sqlite>>,
    idle: OwnedMutexGuard<Option<PoolConnection<Sqlite>>>,
}

const HERE: &str = "the connection is here until its turn is over";

impl Turn {
    /// Nobody knows how the connection stands: it is closed, and the next has a new one.
    pub fn close_on_drop(&mut self) {
        self.connection.as_mut().expect(HERE).close_on_drop();
        // The pool makes no other before this one is closed.
        drop(self.connection.take());
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.idle = self.connection.take();
    }
}

impl Deref for Turn {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect(HERE)
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect(HERE)
    }
}
