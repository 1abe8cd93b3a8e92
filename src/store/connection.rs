//! What a transaction has while it lasts: a connection to a data file, the writing one or a reader, or to Postgres.

use super::writer::Turn;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Postgres, Sqlite};
use std::ops::{Deref, DerefMut};

/// A connection of either engine.
#[derive(Debug)]
pub enum Connection {
    Sqlite(Held),
    Postgres(PoolConnection<Postgres>),
    /// It was given back: what is to be written is collected, and nothing can be asked.
    Returned,
}

impl Connection {
    /// Whoever comes next gets another one.
    pub fn close_on_drop(&mut self) {
        match self {
            Self::Sqlite(Held::Writer(turn)) => turn.close_on_drop(),
            Self::Sqlite(Held::Reader(connection)) => connection.close_on_drop(),
            Self::Postgres(connection) => connection.close_on_drop(),
            Self::Returned => {}
        }
    }
}

/// A connection to a data file.
#[derive(Debug)]
pub enum Held {
    Writer(Turn),
    Reader(PoolConnection<Sqlite>),
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
