//! The two engines behind one face: SQLite by default, Postgres when one machine is not enough.
//!
//! A statement has one text with `$1` placeholders. What differs stands side by side here, above all the *row source*:
//! `{rows}` in a text becomes `jsonb_each` on SQLite and `json_to_recordset` on Postgres, so that one statement reads or
//! writes as many rows as a batch has. sqlx's cost is the statement, not the row, but for SQLite's rows, which pass from
//! thread to thread one by one: a query there answers with all of its rows as one JSON array.
//!
//! `jsonb_each` and not `json_each`: the latter writes each element out and parses it anew for each column, which takes
//! four times as long for a row of nineteen.

use super::changes::{self, Change, Changes};
use super::error::StoreError;
use super::writer::{Turn, Writer};
use serde::de::DeserializeOwned;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, FromRow, Postgres, Sqlite};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::str::FromStr;
use std::sync::{Arc, LazyLock, OnceLock};
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

/// Postgres: waits for the other writers of the same schema, as long as SQLite's busy timeout.
const WAIT_FOR_WRITERS: &str = "set local lock_timeout = '5s'; \
     select pg_advisory_xact_lock(hashtext('darb'), hashtext(current_schema()))";

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
        match self {
            Self::Sqlite { writer, .. } => {
                let mut tx = Tx::new(Connection::Sqlite(Held::Writer(writer.acquire().await?)));
                tx.later(&BEGIN, []);
                Ok(tx)
            }
            Self::Postgres { pool } => {
                let mut tx = Tx::new(Connection::Postgres(pool.acquire().await?));
                tx.is_open = true;
                tx.run("begin").await?;
                tx.run(WAIT_FOR_WRITERS).await?;
                Ok(tx)
            }
        }
    }

    /// Statements that only read, on a connection of its own, each seeing what is committed when it runs.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let connection = match self {
            Self::Sqlite { readers, .. } => Connection::Sqlite(Held::Reader(readers.acquire().await?)),
            Self::Postgres { pool } => Connection::Postgres(pool.acquire().await?),
        };
        Ok(Tx::new(connection))
    }

    /// Statements that only read, where they find in memory what was just written. SQLite forgets all pages of a reader
    /// whenever somebody else has committed; the writer's stay.
    pub async fn read_fresh(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite { writer, .. } => Ok(Tx::new(Connection::Sqlite(Held::Writer(writer.acquire().await?)))),
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

/// A connection, with a transaction open on it if it may write.
///
/// Whoever drops an open transaction, or fails to commit it, leaves a connection in a state that nobody knows (SQLite may
/// have rolled back by itself, Postgres may hold an aborted transaction): it is closed, and the next writer gets a new one.
#[derive(Debug)]
pub struct Tx {
    pub connection: Connection,
    is_open: bool,
    /// A commit was asked for.
    is_ending: bool,
    /// What goes with the next statement whose answer is awaited.
    waiting: Vec<Step>,
    /// The answers to what was asked, by place; each is taken once.
    answers: Vec<Option<Answer>>,
    /// How much was asked.
    asked: usize,
    /// Who is told of what is written that is decided on.
    changes: Option<Arc<Changes>>,
    /// What of it is told and has not ended.
    change: Option<Change>,
}

/// A statement on its way.
#[derive(Debug)]
struct Step {
    statement: &'static Statement,
    values: Vec<Value>,
    /// The query for SQLite that answers with one JSON array; `None` for what is no question.
    array: Option<&'static str>,
    /// What must be so for anything after it to be done.
    condition: Option<Condition>,
}

/// What nothing is committed without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Condition {
    /// The query finds a row: the lease is ours.
    IsFound,
    /// So many rows were changed.
    Changed(u64),
}

/// What a question was answered with.
#[derive(Debug)]
enum Answer {
    Json(String),
    Rows(Vec<PgRow>),
}

/// A question of which the answer will be there after the next round trip.
#[derive(Debug)]
#[must_use]
pub struct Asked<T> {
    place: usize,
    of: PhantomData<T>,
}

// A transaction begins and ends with the statements around it.
static BEGIN: LazyLock<Statement> = LazyLock::new(|| Statement::of_each("begin immediate", "begin"));
static COMMIT: LazyLock<Statement> = LazyLock::new(|| Statement::of_each("commit", "commit"));

/// A connection of either engine.
#[derive(Debug)]
pub enum Connection {
    Sqlite(Held),
    Postgres(PoolConnection<Postgres>),
    /// It was given back: what is to be written is collected, and nothing can be asked.
    Returned,
}

/// A connection to a data file.
#[derive(Debug)]
pub enum Held {
    Writer(Turn),
    Reader(PoolConnection<Sqlite>),
}

impl Held {
    fn close_on_drop(&mut self) {
        match self {
            Self::Writer(turn) => turn.close_on_drop(),
            Self::Reader(connection) => connection.close_on_drop(),
        }
    }
}

impl Deref for Held {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Writer(turn) => turn,
            Self::Reader(connection) => connection,
        }
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Writer(turn) => turn,
            Self::Reader(connection) => connection,
        }
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if self.is_open {
            match &mut self.connection {
                Connection::Sqlite(connection) => connection.close_on_drop(),
                Connection::Postgres(connection) => connection.close_on_drop(),
                Connection::Returned => {}
            }
        }
        // Whether a commit that was asked for has happened nobody knows.
        if let (Some(changes), Some(change), false) = (&self.changes, self.change.take(), self.is_ending) {
            changes.undo(&change);
        }
    }
}

/// A value for a placeholder.
#[derive(Debug, Clone)]
pub enum Value {
    Int(i64),
    OptionalInt(Option<i64>),
    Text(String),
    OptionalText(Option<String>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::OptionalInt(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::OptionalText(value)
    }
}

/// A row that both engines can decode. Declared by [`row!`].
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + DeserializeOwned + Send + Unpin {
    /// The names of its columns, in the order in which they stand in a JSON array.
    const COLUMNS: &'static [&'static str];
}

/// The kind of a column in a row source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int,
    Text,
}

/// One statement in the words of each engine.
#[derive(Debug)]
pub struct Statement {
    sqlite: String,
    postgres: String,
    /// The query for SQLite, wrapped so that it answers with one JSON array.
    array: OnceLock<String>,
    /// Whether it writes anything that is decided on.
    is_decided_on: bool,
}

impl Statement {
    /// `{rows}` in the text stands for the row source `r` with these columns, fed by the JSON array in `$1`: of objects,
    /// or of plain values where there is one column.
    pub fn new(columns: &[(&str, Kind)], text: &str) -> Self {
        let kind = |kind: Kind| if kind == Kind::Int { "bigint" } else { "text" };
        let (sqlite, postgres) = if let [(name, only)] = columns {
            (
                format!("(select value as {name} from json_each($1)) as r"),
                format!(
                    "(select cast(value as {}) as {name} from json_array_elements_text($1::json)) as r",
                    kind(*only)
                ),
            )
        } else {
            let extracted = columns.iter().map(|(name, _)| format!("json_extract(value, '$.{name}') as {name}"));
            let typed = columns.iter().map(|(name, of)| format!("{name} {}", kind(*of)));
            (
                format!("(select {} from jsonb_each($1)) as r", extracted.collect::<Vec<_>>().join(", ")),
                format!("json_to_recordset($1::json) as r({})", typed.collect::<Vec<_>>().join(", ")),
            )
        };
        Self {
            sqlite: text.replace("{rows}", &sqlite),
            postgres: text.replace("{rows}", &postgres),
            array: OnceLock::new(),
            is_decided_on: changes::is_decided_on(text),
        }
    }

    /// Two texts, for the few statements that differ otherwise.
    pub fn of_each(sqlite: &str, postgres: &str) -> Self {
        let (array, is_decided_on) = (OnceLock::new(), changes::is_decided_on(sqlite));
        Self { sqlite: sqlite.to_owned(), postgres: postgres.to_owned(), array, is_decided_on }
    }

    /// `None` for what is no query but a change that returns rows.
    fn array<T: Row>(&'static self) -> Option<&'static str> {
        let wrap = || {
            let columns: Vec<String> = T::COLUMNS.iter().map(|column| format!("\"{column}\"")).collect();
            format!("select json_group_array(json_array({})) from ({})", columns.join(", "), self.sqlite)
        };
        self.sqlite.starts_with("select").then(|| self.array.get_or_init(wrap).as_str())
    }
}

/// Declares a statement: `statement!(NAME, [id: Int, name: Text], "... {rows} ...")`.
macro_rules! statement {
    ($name:ident, [$($column:ident: $kind:ident),* $(,)?], $text:expr) => {
        static $name: std::sync::LazyLock<$crate::store::engine::Statement> = std::sync::LazyLock::new(|| {
            $crate::store::engine::Statement::new(&[$((stringify!($column), $crate::store::engine::Kind::$kind)),*], $text)
        });
    };
}
pub(super) use statement;

/// Declares a row that is read from and written to both engines: fields are `i64`, `String` and options of them.
macro_rules! row {
    ($(#[$doc:meta])* $visibility:vis struct $name:ident { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        $visibility struct $name { $(pub $field: $type),* }

        impl $crate::store::engine::Row for $name {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];
        }

        $crate::store::engine::row!(@decode $name, sqlx::sqlite::SqliteRow, $($field),*);
        $crate::store::engine::row!(@decode $name, sqlx::postgres::PgRow, $($field),*);
    };
    (@decode $name:ident, $row:ty, $($field:ident),*) => {
        impl<'r> sqlx::FromRow<'r, $row> for $name {
            fn from_row(row: &'r $row) -> Result<Self, sqlx::Error> {
                use sqlx::Row as _;
                Ok(Self { $($field: row.try_get(stringify!($field))?),* })
            }
        }
    };
}
pub(super) use row;

macro_rules! bound {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::OptionalInt(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::OptionalText(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Tx {
    fn new(connection: Connection) -> Self {
        Self {
            connection,
            is_open: false,
            is_ending: false,
            waiting: Vec::new(),
            answers: Vec::new(),
            asked: 0,
            changes: None,
            change: None,
        }
    }

    /// Whoever drafts is told of what is written here.
    #[must_use]
    pub fn telling(self, changes: &Arc<Changes>) -> Self {
        let mut tx = self;
        tx.changes = Some(Arc::clone(changes));
        tx
    }

    fn change_begins(&mut self) {
        if self.change.is_none() {
            self.change = self.changes.as_ref().map(|changes| changes.begin());
        }
    }

    fn change_ended(&mut self) {
        if let (Some(changes), Some(change)) = (&self.changes, self.change.take()) {
            changes.end(&change);
        }
    }

    /// Gives the connection back. What is written from now on is only collected, for [`Self::hand_over`].
    pub fn give_back(&mut self) {
        self.connection = Connection::Returned;
    }

    /// Has another transaction do what waits. Fails with [`StoreError::Outdated`] if something in it asks: nobody would hear
    /// the answer here.
    pub fn hand_over(&mut self, to: &mut Self) -> Result<(), StoreError> {
        let steps = std::mem::take(&mut self.waiting);
        if steps.iter().any(|step| step.array.is_some()) {
            return Err(StoreError::Outdated);
        }
        to.waiting.extend(steps);
        Ok(())
    }

    /// Runs a statement whose answer nobody needs, together with the next one whose answer is awaited, or the commit. What
    /// costs with SQLite is the way to its thread and back, not the statement: a unit of work goes there half a dozen times.
    pub fn later(&mut self, statement: &'static Statement, values: impl IntoIterator<Item = Value>) {
        self.push(statement, values, None, None);
    }

    /// [`Self::later`] with a JSON row source. Nothing is done when there are no rows.
    pub fn rows_later(&mut self, statement: &'static Statement, rows: &[impl serde::Serialize]) {
        if !rows.is_empty() {
            self.later(statement, [json(rows)]);
        }
    }

    /// Asks, so that several questions go together; to be answered by [`Self::answer`].
    pub fn ask<T: Row>(&mut self, statement: &'static Statement, values: impl IntoIterator<Item = Value>) -> Asked<T> {
        let array = statement.array::<T>();
        debug_assert!(array.is_some(), "a change that returns rows is fetched");
        self.push(statement, values, array, None);
        self.asked += 1;
        Asked { place: self.asked - 1, of: PhantomData }
    }

    /// [`Self::ask`] with a JSON row source. Nothing is asked when there are no rows.
    pub fn ask_by<T: Row>(
        &mut self,
        statement: &'static Statement,
        rows: &[impl serde::Serialize],
    ) -> Option<Asked<T>> {
        (!rows.is_empty()).then(|| self.ask(statement, [json(rows)]))
    }

    /// A query that must find a row, whose columns nobody needs: if it finds none the lease is lost, and nothing that comes
    /// after it is done.
    pub fn require(&mut self, statement: &'static Statement, values: impl IntoIterator<Item = Value>) {
        self.push(statement, values, None, Some(Condition::IsFound));
    }

    /// Writes rows by a JSON row source, and nothing after them unless each of them changed something. Nothing is done
    /// when there are none.
    pub fn each_later(&mut self, statement: &'static Statement, rows: &[impl serde::Serialize]) {
        if !rows.is_empty() {
            self.push(statement, [json(rows)], None, Some(Condition::Changed(rows.len() as u64)));
        }
    }

    fn push(
        &mut self,
        statement: &'static Statement,
        values: impl IntoIterator<Item = Value>,
        array: Option<&'static str>,
        condition: Option<Condition>,
    ) {
        self.waiting.push(Step { statement, values: values.into_iter().collect(), array, condition });
    }

    /// The answer to what was asked, with whatever else waits.
    pub async fn answer<T: Row>(&mut self, asked: impl Into<Option<Asked<T>>>) -> Result<Vec<T>, StoreError> {
        let Some(Asked { place, .. }) = asked.into() else { return Ok(Vec::new()) };
        if self.answers.len() <= place {
            self.run_waiting(false).await?;
        }
        match self.answers.get_mut(place).and_then(Option::take) {
            Some(Answer::Json(rows)) => {
                Ok(serde_json::from_str(&rows).map_err(|error| sqlx::Error::Decode(error.into()))?)
            }
            Some(Answer::Rows(rows)) => Ok(rows.iter().map(T::from_row).collect::<Result<_, _>>()?),
            None => Err(sqlx::Error::RowNotFound.into()),
        }
    }

    pub async fn fetch<T: Row>(
        &mut self,
        statement: &'static Statement,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>, StoreError> {
        if statement.array::<T>().is_some() {
            let asked = self.ask(statement, values);
            return self.answer(asked).await;
        }
        self.run_waiting(false).await?;
        if statement.is_decided_on {
            self.change_begins();
        }
        Ok(match &mut self.connection {
            Connection::Returned => return Err(StoreError::Outdated),
            Connection::Sqlite(tx) => {
                let query = sqlx::query_as::<Sqlite, T>(statement.sqlite.as_str());
                bound!(query, values).fetch_all(&mut **tx).await?
            }
            Connection::Postgres(tx) => {
                let query = sqlx::query_as::<Postgres, T>(statement.postgres.as_str());
                bound!(query, values).fetch_all(&mut **tx).await?
            }
        })
    }

    /// Rows affected.
    pub async fn execute(
        &mut self,
        statement: &'static Statement,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, StoreError> {
        self.later(statement, values);
        self.run_waiting(true).await
    }

    /// The rows that a JSON row source selects. Nothing is asked when there are no rows.
    pub async fn fetch_by<T: Row>(
        &mut self,
        statement: &'static Statement,
        rows: &[impl serde::Serialize],
    ) -> Result<Vec<T>, StoreError> {
        if rows.is_empty() { Ok(Vec::new()) } else { self.fetch(statement, [json(rows)]).await }
    }

    /// Writes rows by a JSON row source. Nothing is done when there are none.
    pub async fn write_rows(
        &mut self,
        statement: &'static Statement,
        rows: &[impl serde::Serialize],
    ) -> Result<u64, StoreError> {
        if rows.is_empty() { Ok(0) } else { self.execute(statement, [json(rows)]).await }
    }

    /// Commits, with whatever waits. When that fails the connection is closed.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.end().await
    }

    /// Whether what is asked together is asked in one round trip; on Postgres each question is one of its own.
    pub fn goes_together(&self) -> bool {
        matches!(self.connection, Connection::Sqlite(_))
    }

    /// Commits, with whatever waits, and gives the answer to what was asked on the way.
    pub async fn commit_and_answer<T: Row>(mut self, asked: Option<Asked<T>>) -> Result<Vec<T>, StoreError> {
        self.end().await?;
        self.answer(asked).await
    }

    async fn end(&mut self) -> Result<(), StoreError> {
        self.later(&COMMIT, []);
        self.is_ending = true;
        self.run_waiting(false).await?;
        self.is_open = false;
        self.change_ended();
        Ok(())
    }

    /// Gives up what was written. When that fails the connection is closed.
    pub async fn rollback(mut self) -> Result<(), StoreError> {
        self.waiting.clear();
        if self.is_open {
            self.run("rollback").await?;
            self.is_open = false;
        }
        self.change_ended();
        Ok(())
    }

    /// Has what waits done now.
    pub async fn run_now(&mut self) -> Result<(), StoreError> {
        self.run_waiting(false).await.map(|_| ())
    }

    /// Runs what waits, in order. Returns how many rows the last of it changed, if that is wanted.
    async fn run_waiting(&mut self, wants_count: bool) -> Result<u64, StoreError> {
        let steps = std::mem::take(&mut self.waiting);
        if steps.iter().any(|step| step.statement.is_decided_on) {
            self.change_begins();
        }
        // From here on nobody knows how it stands if this is not heard to its end.
        self.is_open |= steps.first().is_some_and(|step| std::ptr::eq(step.statement, &*BEGIN));
        match &mut self.connection {
            Connection::Sqlite(connection) => run_on_sqlite(connection, steps, &mut self.answers, wants_count).await,
            Connection::Postgres(connection) => run_on_postgres(connection, steps, &mut self.answers).await,
            Connection::Returned => Err(StoreError::Outdated),
        }
    }

    async fn run(&mut self, text: &'static str) -> Result<(), StoreError> {
        match &mut self.connection {
            Connection::Sqlite(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(|_| ())?,
            Connection::Postgres(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(|_| ())?,
            Connection::Returned => return Err(StoreError::Outdated),
        }
        Ok(())
    }
}

/// SQLite: ends a script where a condition does not hold, and passes for an answer where it does. Only a fault ends a
/// script, and what is no JSON is one; `{holds}` is no constant, or it would be found out before the script begins.
const UNLESS: &str = "select json(case when {holds} then '[]' else 'unmet' end)";

/// All steps as one script, whose placeholders count on from statement to statement. How much the last one changed is
/// asked only where somebody wants to know.
async fn run_on_sqlite(
    connection: &mut SqliteConnection,
    steps: Vec<Step>,
    answers: &mut Vec<Option<Answer>>,
    wants_count: bool,
) -> Result<u64, StoreError> {
    if steps.is_empty() {
        return Ok(0);
    }
    let mut script = String::new();
    let (mut values, mut is_answer, mut conditions) = (Vec::new(), Vec::new(), Vec::new());
    for Step { statement, values: own, array, condition } in steps {
        match (array, condition) {
            (None, Some(Condition::IsFound)) => {
                let holds = format!("exists ({})", statement.sqlite);
                renumbered(&mut script, &UNLESS.replace("{holds}", &holds), values.len());
                conditions.push((Condition::IsFound, statement, own.clone()));
                is_answer.push(false);
                values.extend(own);
            }
            (None, Some(Condition::Changed(count))) => {
                renumbered(&mut script, &statement.sqlite, values.len());
                values.extend(own);
                script.push(';');
                renumbered(&mut script, &UNLESS.replace("{holds}", "changes() = $1"), values.len());
                conditions.push((Condition::Changed(count), statement, Vec::new()));
                is_answer.push(false);
                values.push(Value::Int(count.cast_signed()));
            }
            (array, _) => {
                renumbered(&mut script, array.unwrap_or(&statement.sqlite), values.len());
                is_answer.extend(array.map(|_| true));
                values.extend(own);
            }
        }
        script.push(';');
    }
    if wants_count {
        script.push_str("select cast(changes() as text)");
    }
    let rows = bound!(sqlx::query_scalar::<Sqlite, String>(AssertSqlSafe(script)), values);
    let mut rows = match rows.fetch_all(&mut *connection).await {
        Ok(rows) => rows,
        Err(error) if is_no_json(&error) => {
            return Err(unmet(connection, conditions).await.unwrap_or_else(|| error.into()));
        }
        Err(error) => return Err(error.into()),
    };
    let count = if wants_count { rows.pop() } else { None };
    let asked = rows.into_iter().zip(is_answer).filter(|(_, is_answer)| *is_answer);
    answers.extend(asked.map(|(rows, _)| Some(Answer::Json(rows))));
    Ok(count.and_then(|count| count.parse().ok()).unwrap_or(0))
}

/// Whether it is the fault by which a condition ends a script.
fn is_no_json(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.message().contains("malformed JSON"))
}

/// Which condition ended a script; `None` when something else did.
async fn unmet(
    connection: &mut SqliteConnection,
    conditions: Vec<(Condition, &'static Statement, Vec<Value>)>,
) -> Option<StoreError> {
    for (condition, statement, values) in conditions {
        match condition {
            Condition::IsFound => {
                let query = bound!(sqlx::query::<Sqlite>(statement.sqlite.as_str()), values);
                if query.fetch_optional(&mut *connection).await.ok()?.is_none() {
                    return Some(StoreError::LeaseLost);
                }
            }
            Condition::Changed(asked) => {
                let changed = sqlx::query_scalar::<Sqlite, i64>("select changes()").fetch_one(&mut *connection).await;
                let handled = changed.ok()?.cast_unsigned();
                if handled != asked {
                    return Some(StoreError::Repeated { asked, handled });
                }
            }
        }
    }
    None
}

async fn run_on_postgres(
    connection: &mut PoolConnection<Postgres>,
    steps: Vec<Step>,
    answers: &mut Vec<Option<Answer>>,
) -> Result<u64, StoreError> {
    let mut affected = 0;
    for Step { statement, values, array, condition } in steps {
        let query = bound!(sqlx::query::<Postgres>(statement.postgres.as_str()), values);
        match condition {
            Some(Condition::IsFound) => {
                if query.fetch_optional(&mut **connection).await?.is_none() {
                    return Err(StoreError::LeaseLost);
                }
            }
            _ if array.is_some() => answers.push(Some(Answer::Rows(query.fetch_all(&mut **connection).await?))),
            _ => affected = query.execute(&mut **connection).await?.rows_affected(),
        }
        if let Some(Condition::Changed(asked)) = condition
            && affected != asked
        {
            return Err(StoreError::Repeated { asked, handled: affected });
        }
    }
    Ok(affected)
}

/// Appends a statement with `$1` as `$first + 1` and so on. A `$` without a digit begins a path in JSON.
fn renumbered(script: &mut String, text: &str, first: usize) {
    let mut parts = text.split('$');
    script.push_str(parts.next().unwrap_or_default());
    for part in parts {
        script.push('$');
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        match part[..digits].parse::<usize>() {
            Ok(number) => script.push_str(&(number + first).to_string()),
            Err(_) => script.push_str(&part[..digits]),
        }
        script.push_str(&part[digits..]);
    }
}

/// A JSON array for a row source.
pub fn json(rows: impl IntoIterator<Item: serde::Serialize>) -> Value {
    /// Bytes that are reserved at once, at most: the first row may be much longer than the others.
    const MOST: usize = 1 << 20;
    let mut rows = rows.into_iter().enumerate();
    let mut text = Vec::from([b'[']);
    while let Some((place, row)) = rows.next() {
        if place > 0 {
            text.push(b',');
        }
        if place == 1 {
            // The others take about as much as the first: room for all of them at once, and for little more.
            text.reserve((text.len() * (rows.size_hint().0 + 1) * 9 / 8).min(MOST));
        }
        serde_json::to_writer(&mut text, &row).expect("rows are plain data");
    }
    text.push(b']');
    Value::Text(String::from_utf8(text).expect("JSON is UTF-8"))
}

/// A row source of ids alone.
#[derive(Debug, Clone, Copy, serde::Serialize)]
#[serde(transparent)]
pub struct IdRow {
    pub id: i64,
}

/// Ids as a row source.
pub fn id_rows(ids: impl IntoIterator<Item = i64>) -> Vec<IdRow> {
    ids.into_iter().map(|id| IdRow { id }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_one_json_array_with_little_room_to_spare() {
        for count in [0, 1, 2, 1_000] {
            let rows = id_rows((0..count).map(|id| 1_000_000 + id));
            let Value::Text(text) = json(&rows) else { panic!("a row source is a text") };
            assert_eq!(text, serde_json::to_string(&rows).expect("plain data"));
            assert!(text.capacity() <= text.len() * 3 / 2 + 16, "{count} rows: {} for {}", text.capacity(), text.len());
        }
    }

    #[test]
    fn placeholders_count_on_from_statement_to_statement() {
        for (text, first, expected) in [
            ("select $1, $2", 0, "select $1, $2"),
            ("select $1, $12, $2", 3, "select $4, $15, $5"),
            (
                "select json_extract(value, '$.name') from json_each($1)",
                2,
                "select json_extract(value, '$.name') from json_each($3)",
            ),
            ("commit", 7, "commit"),
        ] {
            let mut script = String::new();
            renumbered(&mut script, text, first);
            assert_eq!(script, expected);
        }
    }
}
