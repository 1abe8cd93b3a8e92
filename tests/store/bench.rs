//! A database of its own for each case, on either engine, removed again however the case ends.

use darb::seal::{Key, Randomness, Sealer};
use darb::store::{Store, StoreError};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection};
use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Once};

/// What a case works with: an open store that holds the lease, and ways to look behind it.
pub struct Bench {
    pub store: Arc<Store>,
    url: String,
}

/// The key of every case; another digit is another key.
pub fn sealer(digit: char) -> Sealer {
    let key = Key::parse(&digit.to_string().repeat(64)).expect("64 hexadecimal digits");
    Sealer::new(&key, Randomness::seeded(1))
}

pub const DIGIT: char = 'a';

impl Bench {
    async fn new(url: String) -> Self {
        let store = Store::open(&url, sealer(DIGIT)).await.expect("a new database");
        let taken = store.take_lease("first").await.expect("a database that answers");
        assert_eq!(taken, Ok(0), "nobody else holds the lease of a new database");
        Self { store, url }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// The SQLite file.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(self.url.strip_prefix("sqlite://").expect("a database of SQLite"))
    }

    /// Another process over the same database; it does not hold the lease.
    pub async fn open(&self) -> Arc<Store> {
        self.open_with(DIGIT).await.expect("a database that can be opened again")
    }

    pub async fn open_with(&self, digit: char) -> Result<Arc<Store>, StoreError> {
        Store::open(&self.url, sealer(digit)).await
    }

    /// Runs a statement past the store.
    pub async fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.is_postgres() {
            let mut connection = PgConnection::connect(&self.url).await.expect("a connection");
            connection.execute(sql).await.expect("a statement that works");
            connection.close().await.expect("a connection that closes");
        } else {
            let mut connection = SqliteConnection::connect(&self.url).await.expect("a connection");
            connection.execute(sql).await.expect("a statement that works");
            connection.close().await.expect("a connection that closes");
        }
    }

    /// The rows of a query past the store, each as one text; columns are joined by `|`, a null is `-`.
    pub async fn rows(&self, columns: &str, rest: &str) -> Vec<String> {
        rows(&self.url, columns, rest).await
    }

    pub async fn count(&self, table: &str) -> usize {
        let count = self.rows("count(*)", &format!("from {table}")).await;
        count[0].parse().expect("a number")
    }

    /// Everything in every table of ours.
    pub async fn dump(&self) -> BTreeMap<String, Vec<String>> {
        let tables = if self.is_postgres() {
            "from pg_tables where schemaname = current_schema() and tablename not like '\\_%' order by 1"
        } else {
            "from sqlite_master where type = 'table' and name not like '\\_%' escape '\\' and name not like 'sqlite%' order by 1"
        };
        let name = if self.is_postgres() { "tablename" } else { "name" };
        let mut dump = BTreeMap::new();
        for table in self.rows(name, tables).await {
            let columns = if self.is_postgres() {
                let of =
                    format!("from information_schema.columns where table_name = '{table}' order by ordinal_position");
                self.rows("column_name", &of).await
            } else {
                self.rows("name", &format!("from pragma_table_info('{table}') order by cid")).await
            };
            let rows = self.rows(&columns.join(","), &format!("from {table} order by 1")).await;
            dump.insert(table, rows);
        }
        dump
    }

    /// `id:state` of every delivery, by id.
    pub async fn states(&self) -> Vec<String> {
        self.rows("id, state", "from outbox order by id").await
    }
}

/// The rows of a query past any store, as [`Bench::rows`] gives them.
pub async fn rows(url: &str, columns: &str, rest: &str) -> Vec<String> {
    let columns: Vec<String> =
        columns.split(',').map(|column| format!("coalesce(cast({} as text), '-')", column.trim())).collect();
    let sql = AssertSqlSafe(format!("select {} as line {rest}", columns.join(" || '|' || ")));
    if url.starts_with("postgres") {
        let mut connection = PgConnection::connect(url).await.expect("a connection");
        let rows: Vec<PgRow> = sqlx::query(sql).fetch_all(&mut connection).await.expect("a query that works");
        connection.close().await.expect("a connection that closes");
        rows.iter().map(|row| row.get("line")).collect()
    } else {
        let mut connection = SqliteConnection::connect(url).await.expect("a connection");
        let rows: Vec<SqliteRow> = sqlx::query(sql).fetch_all(&mut connection).await.expect("a query that works");
        connection.close().await.expect("a connection that closes");
        rows.iter().map(|row| row.get("line")).collect()
    }
}

/// Runs a case on SQLite, in a file of its own.
pub fn on_sqlite<Case: Future<Output = ()>>(name: &str, case: impl FnOnce(Bench) -> Case) {
    count("sqlite", name);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("darb.db").display());
    runtime().block_on(async { case(Bench::new(url).await).await });
}

/// Runs a case on the server that `TEST_POSTGRES_URL` names, in a database of its own; skipped without one.
pub fn on_postgres<Case: Future<Output = ()>>(name: &str, case: impl FnOnce(Bench) -> Case) {
    let Some(server) = postgres() else { return };
    count("postgres", name);
    let database = fresh_database();
    let url = url_of(&server, &database);
    let runtime = runtime();
    runtime.block_on(on_server(&server, format!("create database {database} template template0")));
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(async { case(Bench::new(url).await).await })));
    runtime.block_on(on_server(&server, format!("drop database {database} with (force)")));
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// The server for tests; that there is none is said once, past the capture of the test harness.
pub fn postgres() -> Option<String> {
    static SAID: Once = Once::new();
    let server = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty());
    if server.is_none() {
        SAID.call_once(|| {
            let said = writeln!(std::io::stderr(), "SKIPPED on Postgres: TEST_POSTGRES_URL names no server");
            said.expect("standard error");
        });
    }
    server
}

/// A name for a database that no other case, and no other run on the same server, has.
pub fn fresh_database() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("darb_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

pub fn url_of(server: &str, database: &str) -> String {
    let (address, query) = server.split_once('?').map_or((server, None), |(address, query)| (address, Some(query)));
    let (host, _) = address.rsplit_once('/').expect("an address with a database");
    query.map_or_else(|| format!("{host}/{database}"), |query| format!("{host}/{database}?{query}"))
}

pub async fn on_server(server: &str, sql: String) {
    let mut connection = PgConnection::connect(server).await.expect("the server of TEST_POSTGRES_URL");
    connection.execute(AssertSqlSafe(sql)).await.expect("a user who may make and drop databases");
}

/// Says on which engine a case runs, to whoever counts.
pub fn count(engine: &str, name: &str) {
    if let Ok(path) = std::env::var("DARB_ENGINE_COUNTS") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        let line = format!("{engine} {name}\n");
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("the file named by DARB_ENGINE_COUNTS");
    }
}
