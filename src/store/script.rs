//! Statements that wait for each other, and how an engine runs them: SQLite as one script, Postgres one by one.

use super::connection::Connection;
use super::error::StoreError;
use super::statement::{Statement, Value, bound};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Postgres, Sqlite};

/// A statement on its way.
#[derive(Debug)]
pub struct Step {
    pub statement: &'static Statement,
    pub values: Vec<Value>,
    /// The query for SQLite that answers with one JSON array; `None` for what is no question.
    pub array: Option<&'static str>,
    /// What must be so for anything after it to be done.
    pub condition: Option<Condition>,
}

/// What nothing is committed without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// The query finds a row: the lease is ours.
    IsFound,
    /// So many rows were changed.
    Changed(u64),
}

/// What a question was answered with.
#[derive(Debug)]
pub enum Answer {
    Json(String),
    Rows(Vec<PgRow>),
}

/// Runs the steps in order and adds what was asked to the answers. Returns how many rows the last of them changed, if that
/// is wanted. Fails with [`StoreError::Outdated`] on a connection that was given back.
pub async fn run(
    connection: &mut Connection,
    steps: Vec<Step>,
    answers: &mut Vec<Option<Answer>>,
    wants_count: bool,
) -> Result<u64, StoreError> {
    match connection {
        Connection::Sqlite(connection) => run_on_sqlite(connection, steps, answers, wants_count).await,
        Connection::Postgres(connection) => run_on_postgres(connection, steps, answers).await,
        Connection::Returned => Err(StoreError::Outdated),
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

#[cfg(test)]
mod tests {
    use super::*;

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
