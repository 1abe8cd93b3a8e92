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
        Ok(Turn { connection: Some(connection), is_lost: false, idle })
    }

    /// Waits for whoever writes. Nobody writes after that.
    pub async fn close(&self) {
        // Whose turn came while it closes would bring the connection here, and not back to the pool.
        let mut idle = self.idle.lock().await;
        drop(idle.take());
        self.pool.close().await;
    }
}

/// One's turn to write, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    /// Always there, but while this is dropped.
    connection: Option<PoolConnection<Sqlite>>,
    is_lost: bool,
    idle: OwnedMutexGuard<Option<PoolConnection<Sqlite>>>,
}

const HERE: &str = "the connection is here until its turn is over";

impl Turn {
    /// Nobody knows how the connection stands: it is closed, and the next has a new one.
    pub fn close_on_drop(&mut self) {
        self.is_lost = true;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        match self.connection.take() {
            // The pool makes no other before this one is closed.
            Some(mut lost) if self.is_lost => lost.close_on_drop(),
            connection => *self.idle = connection,
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    async fn writer(folder: &tempfile::TempDir) -> Writer {
        let options = SqliteConnectOptions::new().filename(folder.path().join("w.db")).create_if_missing(true);
        let writer = Writer::connect(options).await.expect("a file");
        execute(&writer, "create table said (word text)").await;
        writer
    }

    async fn execute(writer: &Writer, text: &'static str) {
        let mut turn = writer.acquire().await.expect("a turn");
        sqlx::query(text).execute(&mut *turn).await.expect("a statement");
    }

    async fn count(writer: &Writer) -> i64 {
        let mut turn = writer.acquire().await.expect("a turn");
        sqlx::query_scalar("select count(*) from said").fetch_one(&mut *turn).await.expect("a number")
    }

    #[tokio::test]
    async fn one_writes_at_a_time_in_the_order_they_came() {
        let folder = tempfile::tempdir().expect("a folder");
        let writer = writer(&folder).await;
        let turn = writer.acquire().await.expect("a turn");
        let (mut second, mut third) = (pin!(writer.acquire()), pin!(writer.acquire()));
        let mut early = Vec::new();
        poll_fn(|cx| {
            early = vec![second.as_mut().poll(cx).is_ready(), third.as_mut().poll(cx).is_ready()];
            Poll::Ready(())
        })
        .await;
        assert_eq!(early, [false, false]);
        drop(turn);
        let turn = second.await.expect("a turn");
        let is_early = poll_fn(|cx| Poll::Ready(third.as_mut().poll(cx).is_ready())).await;
        assert!(!is_early);
        drop(turn);
        third.await.expect("a turn");
    }

    #[tokio::test]
    async fn what_a_lost_turn_began_is_undone_and_the_next_writes() {
        let folder = tempfile::tempdir().expect("a folder");
        let writer = writer(&folder).await;
        let mut turn = writer.acquire().await.expect("a turn");
        sqlx::query("begin; insert into said values ('half')").execute(&mut *turn).await.expect("a statement");
        turn.close_on_drop();
        drop(turn);
        assert_eq!(count(&writer).await, 0);
        execute(&writer, "insert into said values ('whole')").await;
        assert_eq!(count(&writer).await, 1);
    }

    #[tokio::test]
    async fn it_closes_when_whoever_writes_is_done_and_nobody_writes_after_that() {
        let folder = tempfile::tempdir().expect("a folder");
        let writer = writer(&folder).await;
        let turn = writer.acquire().await.expect("a turn");
        let closing = tokio::spawn({
            let writer = writer.clone();
            async move { writer.close().await }
        });
        tokio::task::yield_now().await;
        let late = tokio::spawn({
            let writer = writer.clone();
            async move { writer.acquire().await.map(drop) }
        });
        tokio::task::yield_now().await;
        assert!(!closing.is_finished() && !late.is_finished());
        drop(turn);
        closing.await.expect("no panic");
        assert!(matches!(late.await.expect("no panic"), Err(sqlx::Error::PoolClosed)));
    }
}
