//! A statement in the words of both engines, the values that go into it and the rows that come out.
//!
//! A statement has one text with `$1` placeholders. What differs stands side by side here, above all the *row source*:
//! `{rows}` in a text becomes `jsonb_each` on SQLite and `json_to_recordset` on Postgres, so that one statement reads or
//! writes as many rows as a batch has. sqlx's cost is the statement, not the row, but for SQLite's rows, which pass from
//! thread to thread one by one: a query there answers with all of its rows as one JSON array.
//!
//! `jsonb_each` and not `json_each`: the latter writes each element out and parses it anew for each column, which takes
//! four times as long for a row of nineteen.

use super::changes;
use serde::de::DeserializeOwned;
use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use std::sync::OnceLock;

/// One statement in the words of each engine.
#[derive(Debug)]
pub struct Statement {
    pub sqlite: String,
    pub postgres: String,
    /// The query for SQLite, wrapped so that it answers with one JSON array.
    array: OnceLock<String>,
    /// Whether it writes anything that is decided on.
    pub is_decided_on: bool,
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
    pub fn array<T: Row>(&'static self) -> Option<&'static str> {
        let wrap = || {
            let columns: Vec<String> = T::COLUMNS.iter().map(|column| format!("\"{column}\"")).collect();
            format!("select json_group_array(json_array({})) from ({})", columns.join(", "), self.sqlite)
        };
        self.sqlite.starts_with("select").then(|| self.array.get_or_init(wrap).as_str())
    }
}

/// The kind of a column in a row source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int,
    Text,
}

/// A row that both engines can decode. Declared by [`row!`].
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + DeserializeOwned + Send + Unpin {
    /// The names of its columns, in the order in which they stand in a JSON array.
    const COLUMNS: &'static [&'static str];
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

/// Declares a statement: `statement!(NAME, [id: Int, name: Text], "... {rows} ...")`.
macro_rules! statement {
    ($name:ident, [$($column:ident: $kind:ident),* $(,)?], $text:expr) => {
        static $name: std::sync::LazyLock<$crate::store::statement::Statement> = std::sync::LazyLock::new(|| {
            $crate::store::statement::Statement::new(&[$((stringify!($column), $crate::store::statement::Kind::$kind)),*], $text)
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

        impl $crate::store::statement::Row for $name {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];
        }

        $crate::store::statement::row!(@decode $name, sqlx::sqlite::SqliteRow, $($field),*);
        $crate::store::statement::row!(@decode $name, sqlx::postgres::PgRow, $($field),*);
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
pub(super) use bound;

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
}
