//! On which engine a cohort runs: a file of its own, or a database of its own on the server for tests.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

pub fn on_sqlite<Case: Future<Output = ()>>(case: impl FnOnce(Option<String>) -> Case) {
    count("sqlite cohort");
    runtime().block_on(async { case(None).await });
}

/// Skipped, and said so, where `TEST_POSTGRES_URL` names no server.
pub fn on_postgres<Case: Future<Output = ()>>(case: impl FnOnce(Option<String>) -> Case) {
    let Some(server) = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty()) else {
        return say("SKIPPED on Postgres: TEST_POSTGRES_URL names no server");
    };
    count("postgres cohort");
    let database = format!("darb_cohort_{}", std::process::id());
    let (address, query) = server
        .split_once('?')
        .map_or((server.as_str(), String::new()), |(address, query)| (address, format!("?{query}")));
    let (host, _) = address.rsplit_once('/').expect("an address with a database");
    let url = format!("{host}/{database}{query}");
    let runtime = runtime();
    runtime.block_on(on_server(&server, format!("create database {database} template template0")));
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(async { case(Some(url)).await })));
    runtime.block_on(on_server(&server, format!("drop database {database} with (force)")));
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
}

/// Says something past the capture of the test harness.
pub fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error");
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime")
}

async fn on_server(server: &str, sql: String) {
    let mut connection = PgConnection::connect(server).await.expect("the server of TEST_POSTGRES_URL");
    connection.execute(AssertSqlSafe(sql)).await.expect("a user who may make and drop databases");
}

fn count(line: &str) {
    if let Ok(path) = std::env::var("DARB_ENGINE_COUNTS") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        let line = format!("{line}\n");
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("the file named by DARB_ENGINE_COUNTS");
    }
}
