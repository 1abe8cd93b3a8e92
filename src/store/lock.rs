//! The lock that goes with the lease: it is gone when its holder is, so who gets it need not wait until the lease is old.
//!
//! On SQLite it is a file beside the data file. The kernel lets go of it when the process ends, however it ends.
//!
//! On Postgres it is an advisory lock of a session of its own. The kernel closes the connection of a process that ends,
//! and the server lets go of the locks of a session whose connection is closed. The lease's row says which session that
//! is, as a [`Mark`]. What follows from that, and what does not:
//!
//! - *The lock is taken* proves nothing. A machine that lost its power leaves a connection that the server takes for alive
//!   until its keepalive says otherwise. A standby then waits until the lease is old, as it would without a lock.
//! - *The lock is free* proves that the session has ended, and no more. It ends without its process when the server is
//!   restarted or replaced: the mark names the start of the server, and with another start the lease's age decides. It
//!   means nothing behind a pooler that lends a session to many: whoever finds itself in the very session that the mark
//!   names has proved nothing, and a holder that finds itself in another one has lost the lock.
//! - *A holder whose session was cut off while it lives* notices when it renews the lease, at most 3 seconds later, because
//!   it looks into that session first, and with little patience. The renewal then takes the mark away, so that the lease's
//!   age decides again, and the next one gets the lock in a new session. If it cannot renew at all, it stops sending.
//! - *In between* an heir may take such a holder for dead. It raises the epoch as any heir does, so the old one commits
//!   nothing more, and sends nothing that was not committed as *sending* by then. That much the heir records as
//!   uncertain: the promise for a connection that breaks. Only the time in which its last requests would have run out is
//!   missing.

use super::error::StoreError;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long the session of the lock may take to answer: less than the time between two renewals.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the lease's row says of the lock that its holder has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The file beside the data file.
    File,
    /// A session of a server, which is known by the instant of its start.
    Session { server_ms: i64, pid: i64 },
}

impl Mark {
    /// Whether it follows that the holder that left `other` is gone, when the lock of `self` was free.
    pub fn outlived(self, other: Self) -> bool {
        match (self, other) {
            (Self::File, Self::File) => true,
            (Self::Session { server_ms, pid }, Self::Session { server_ms: then_ms, pid: then }) => {
                server_ms == then_ms && pid != then
            }
            _ => false,
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => out.write_str("file"),
            Self::Session { server_ms, pid } => write!(out, "session {server_ms}.{pid}"),
        }
    }
}

impl FromStr for Mark {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "file" {
            return Ok(Self::File);
        }
        let session = text.strip_prefix("session ").and_then(|session| session.split_once('.')).ok_or(())?;
        let number = |text: &str| text.parse().map_err(|_| ());
        Ok(Self::Session { server_ms: number(session.0)?, pid: number(session.1)? })
    }
}

/// The lock of one process, held or not.
#[derive(Debug)]
pub struct Lock {
    way: Way,
    held: Mutex<Held>,
}

#[derive(Debug)]
enum Way {
    /// A database in memory, or a file that cannot be named.
    None,
    File(PathBuf),
    Session(Box<PgConnectOptions>),
}

#[derive(Debug, Default)]
struct Held {
    file: Option<File>,
    session: Option<Session>,
}

/// A session on the server; it has the lock if there is a mark.
#[derive(Debug)]
struct Session {
    connection: PgConnection,
    mark: Option<Mark>,
}

/// No session of ours is closed for being idle, and one whose machine is gone is not kept for hours.
const SET_UP: &str = "select set_config(name, case name when 'idle_session_timeout' then '0' else '5' end, false) \
     from pg_settings where name in ('idle_session_timeout', 'tcp_keepalives_idle', 'tcp_keepalives_interval')";

/// Asks for the lock unless this session has it, `$1`, and says in which session of which server that was.
const LOOK: &str = "select pg_backend_pid()::bigint as pid, \
     (extract(epoch from pg_postmaster_start_time()) * 1000)::bigint as server_ms, \
     case when $1 then true else pg_try_advisory_lock(hashtext('darb lease'), hashtext(current_schema())) end as is_locked";

const UNLOCK: &str = "select pg_advisory_unlock_all()";

impl Lock {
    /// The lock of the database at an address, not held. The SQLite file must be there.
    pub fn of(url: &str) -> Self {
        let way = if url.starts_with("sqlite:") {
            lock_path(url).map_or(Way::None, Way::File)
        } else {
            let options = PgConnectOptions::from_str(url).map(|options| options.application_name("darb lease"));
            options.map_or(Way::None, |options| Way::Session(Box::new(options)))
        };
        Self { way, held: Mutex::default() }
    }

    /// Gets the lock if it can be had; if it is held, makes sure that it still is. `None` while another process has it,
    /// and where nothing can be locked.
    pub async fn hold(&self) -> Option<Mark> {
        let mut held = self.held.lock().await;
        match &self.way {
            Way::None => None,
            Way::File(path) => {
                held.file = held.file.take().or_else(|| lock_file(path));
                held.file.as_ref().map(|_| Mark::File)
            }
            Way::Session(options) => {
                // Taken out, so that a session that failed or did not answer is closed.
                let session = held.session.take();
                let session = tokio::time::timeout(PATIENCE, Session::hold(session, options)).await.ok()?.ok()?;
                let mark = session.mark;
                held.session = Some(session);
                mark
            }
        }
    }

    /// Lets another process have it.
    pub async fn let_go(&self) {
        let mut held = self.held.lock().await;
        held.file = None;
        if let Some(mut session) = held.session.take().filter(|session| session.mark.is_some()) {
            let unlocked = sqlx::raw_sql(UNLOCK).execute(&mut session.connection);
            if matches!(tokio::time::timeout(PATIENCE, unlocked).await, Ok(Ok(_))) {
                held.session = Some(Session { mark: None, ..session });
            }
        }
    }

    /// Ends the session too.
    pub async fn close(&self) {
        *self.held.lock().await = Held::default();
    }
}

impl Session {
    async fn hold(session: Option<Self>, options: &PgConnectOptions) -> Result<Self, StoreError> {
        let mut session = match session {
            Some(session) => session,
            None => {
                let mut connection = options.connect().await?;
                sqlx::raw_sql(SET_UP).execute(&mut connection).await?;
                Self { connection, mark: None }
            }
        };
        let row: PgRow = sqlx::query(LOOK).bind(session.mark.is_some()).fetch_one(&mut session.connection).await?;
        let mark = Mark::Session { server_ms: row.try_get("server_ms")?, pid: row.try_get("pid")? };
        let is_locked: bool = row.try_get("is_locked")?;
        if session.mark.is_some_and(|before| before != mark) {
            return Err(StoreError::LeaseLost);
        }
        session.mark = is_locked.then_some(mark);
        Ok(session)
    }
}

/// The file that the holder keeps locked: beside the data file, whatever name or link it was opened by.
fn lock_path(url: &str) -> Option<PathBuf> {
    let options = SqliteConnectOptions::from_str(url).ok()?;
    let mut path = options.get_filename().canonicalize().ok()?.into_os_string();
    path.push(".lock");
    Some(path.into())
}

/// Locks it until the returned file is dropped. `None` while another process has it, and where files cannot be locked.
fn lock_file(path: &Path) -> Option<File> {
    let file = File::options().create(true).write(true).truncate(false).open(path).ok()?;
    file.try_lock().is_ok().then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_free_lock_of_the_same_kind_and_server_proves_an_end() {
        let session = |server_ms, pid| Mark::Session { server_ms, pid };
        for (mine, other, expected) in [
            (Mark::File, Mark::File, true),
            (session(1_000, 7), session(1_000, 8), true),
            (session(2_000, 7), session(1_000, 8), false), // the server was restarted
            (session(1_000, 8), session(1_000, 8), false), // a pooler lends one session to both
            (session(1_000, 7), Mark::File, false),
            (Mark::File, session(1_000, 7), false),
        ] {
            assert_eq!(mine.outlived(other), expected, "{mine}, {other}");
        }
    }

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        for mark in [Mark::File, Mark::Session { server_ms: 1_790_000_000_123, pid: 4_711 }] {
            assert_eq!(mark.to_string().parse(), Ok(mark));
        }
        for text in ["", "files", "session", "session 1", "session x.1", "session 1."] {
            assert_eq!(text.parse::<Mark>(), Err(()), "{text}");
        }
    }
}
