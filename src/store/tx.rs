//! A transaction: what is asked and what is written, collected until somebody waits for an answer.

use super::changes::{Change, Changes};
use super::connection::Connection;
use super::error::StoreError;
use super::script::{self, Answer, Condition, Step};
use super::statement::{Row, Statement, Value, bound, json};
use sqlx::{Postgres, Sqlite};
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock};

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

/// Postgres: waits for the other writers of the same schema, as long as SQLite's busy timeout.
const WAIT_FOR_WRITERS: &str = "set local lock_timeout = '5s'; \
     select pg_advisory_xact_lock(hashtext('darb'), hashtext(current_schema()))";

impl Tx {
    /// Opens a transaction. SQLite's opens with the first statement whose answer is awaited; Postgres's waits here for the
    /// other writers.
    pub(super) async fn writing(connection: Connection) -> Result<Self, StoreError> {
        let is_postgres = matches!(connection, Connection::Postgres(_));
        let mut tx = Self::reading(connection);
        tx.later(&BEGIN, []);
        if is_postgres {
            tx.run_now().await?;
            tx.run(WAIT_FOR_WRITERS).await?;
        }
        Ok(tx)
    }

    /// Opens none: each statement sees what is committed when it runs.
    pub(super) fn reading(connection: Connection) -> Self {
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
        script::run(&mut self.connection, steps, &mut self.answers, wants_count).await
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

impl Drop for Tx {
    fn drop(&mut self) {
        if self.is_open {
            self.connection.close_on_drop();
        }
        // Whether a commit that was asked for has happened nobody knows.
        if let (Some(changes), Some(change), false) = (&self.changes, self.change.take(), self.is_ending) {
            changes.undo(&change);
        }
    }
}
