//! Another key: everything sealed is opened with the old key and sealed with the new one, a little at a time.
//!
//! ```text
//! begin: the new key's check value is written down --> chunks: rows that bear another key's id --> end: it is the key
//! ```
//!
//! Each chunk is a transaction under the lease, and each row says which key sealed it, so that a rotation which was cut off
//! is begun again with the same two keys and goes on where it was. Until it has ended no bot opens the database.

use super::engine::Engine;
use super::error::StoreError;
use super::lease::{self, Lease};
use super::lock::Lock;
use super::meta::{self, Fact};
use super::statement::{Statement, Value, row, statement};
use super::tx::Tx;
use crate::seal::{SealError, Sealer};
use serde::Serialize;

/// Rows of one transaction.
const CHUNK: i64 = 500;

/// A column with something sealed beside the id of the key that sealed it. Whoever seals something in a column of their own
/// adds it here; a test looks for columns named `sealed` that are missing.
struct Column {
    table: &'static str,
    purpose: &'static str,
    pick: &'static Statement,
    count: &'static Statement,
    save: &'static Statement,
    /// Whether the keyed hash of what is sealed stands beside it.
    is_looked_up: bool,
    /// Whether one that the old key does not open is given up: its readers take it for none anyway.
    may_be_lost: bool,
}

row! {
    struct SealedRow { id: i64, sealed: String }
}

#[derive(Serialize)]
struct ResealedRow {
    id: i64,
    sealed: Option<String>,
    key_id: Option<String>,
    lookup: Option<String>,
    /// What stood there, for a table whose rows have no number of their own.
    was: String,
}

row! {
    struct CountRow { count: i64 }
}

statement!(PICK_CHATS, [], "select id, sealed from chats where key_id <> $1 order by id limit $2");
statement!(COUNT_CHATS, [], "select count(*) as count from chats where key_id <> $1");
statement!(
    SAVE_CHATS,
    [id: Int, sealed: Text, key_id: Text, lookup: Text],
    "update chats set sealed = r.sealed, key_id = r.key_id, lookup = r.lookup from {rows} where r.id = chats.id"
);
statement!(
    PICK_FAILED,
    [],
    "select update_id as id, sealed from failed_updates where key_id <> $1 order by update_id limit $2"
);
statement!(COUNT_FAILED, [], "select count(*) as count from failed_updates where key_id <> $1");
statement!(
    SAVE_FAILED,
    [id: Int, sealed: Text, key_id: Text, lookup: Text],
    "update failed_updates set sealed = r.sealed, key_id = r.key_id from {rows} where r.id = failed_updates.update_id"
);

statement!(
    PICK_NOTES,
    [],
    "select enrolment_id as id, sealed from notes where key_id <> $1 order by enrolment_id, kind limit $2"
);
statement!(COUNT_NOTES, [], "select count(*) as count from notes where key_id <> $1");
statement!(
    SAVE_NOTES,
    [id: Int, sealed: Text, key_id: Text, lookup: Text, was: Text],
    "update notes set sealed = r.sealed, key_id = r.key_id from {rows} where r.id = notes.enrolment_id and r.was = notes.sealed"
);

statement!(PICK_SENTENCES, [], "select id, sealed from sentences where key_id <> $1 order by id limit $2");
statement!(COUNT_SENTENCES, [], "select count(*) as count from sentences where key_id <> $1");
statement!(
    SAVE_SENTENCES,
    [id: Int, sealed: Text, key_id: Text, lookup: Text, was: Text],
    "update sentences set sealed = r.sealed, key_id = r.key_id from {rows} where r.id = sentences.id"
);

statement!(PICK_FORM, [], "select id, sealed from form_sentences where key_id <> $1 order by id limit $2");
statement!(COUNT_FORM, [], "select count(*) as count from form_sentences where key_id <> $1");
statement!(
    SAVE_FORM,
    [id: Int, sealed: Text, key_id: Text, lookup: Text, was: Text],
    "update form_sentences set sealed = r.sealed, key_id = r.key_id from {rows} where r.id = form_sentences.id"
);

statement!(
    PICK_QUESTIONS,
    [],
    "select id, sealed from questions where sealed is not null and key_id <> $1 order by id limit $2"
);
statement!(COUNT_QUESTIONS, [], "select count(*) as count from questions where sealed is not null and key_id <> $1");
statement!(
    SAVE_QUESTIONS,
    [id: Int, sealed: Text, key_id: Text, lookup: Text, was: Text],
    "update questions set sealed = r.sealed, key_id = r.key_id from {rows} where r.id = questions.id"
);

statement!(
    PICK_ANSWERS,
    [],
    "select attempt_id as id, sealed from answers where key_id <> $1 order by attempt_id, position limit $2"
);
statement!(COUNT_ANSWERS, [], "select count(*) as count from answers where key_id <> $1");
statement!(
    SAVE_ANSWERS,
    [id: Int, sealed: Text, key_id: Text, lookup: Text, was: Text],
    "update answers set sealed = r.sealed, key_id = r.key_id from {rows} where r.id = answers.attempt_id and r.was = answers.sealed"
);

fn columns() -> [Column; 7] {
    [
        Column {
            table: "chats",
            purpose: "chat",
            pick: &PICK_CHATS,
            count: &COUNT_CHATS,
            save: &SAVE_CHATS,
            is_looked_up: true,
            may_be_lost: false,
        },
        Column {
            table: "failed_updates",
            purpose: "failed update",
            pick: &PICK_FAILED,
            count: &COUNT_FAILED,
            save: &SAVE_FAILED,
            is_looked_up: false,
            may_be_lost: false,
        },
        Column {
            table: "form_sentences",
            purpose: "form",
            pick: &PICK_FORM,
            count: &COUNT_FORM,
            save: &SAVE_FORM,
            is_looked_up: false,
            may_be_lost: false,
        },
        Column {
            table: "notes",
            purpose: "note",
            pick: &PICK_NOTES,
            count: &COUNT_NOTES,
            save: &SAVE_NOTES,
            is_looked_up: false,
            may_be_lost: false,
        },
        // A document that an earlier version left sealed with a key from before its last rotation opens with none.
        Column {
            table: "questions",
            purpose: super::questions::PURPOSE,
            pick: &PICK_QUESTIONS,
            count: &COUNT_QUESTIONS,
            save: &SAVE_QUESTIONS,
            is_looked_up: false,
            may_be_lost: true,
        },
        Column {
            table: "sentences",
            purpose: "feedback",
            pick: &PICK_SENTENCES,
            count: &COUNT_SENTENCES,
            save: &SAVE_SENTENCES,
            is_looked_up: false,
            may_be_lost: false,
        },
        Column {
            table: "answers",
            purpose: "answer",
            pick: &PICK_ANSWERS,
            count: &COUNT_ANSWERS,
            save: &SAVE_ANSWERS,
            is_looked_up: false,
            may_be_lost: false,
        },
    ]
}

/// The tables that a rotation seals anew.
pub fn tables() -> Vec<&'static str> {
    let mut tables: Vec<&str> = columns().into_iter().map(|column| column.table).collect();
    tables.sort_unstable();
    tables
}

/// How far a rotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub resealed: u64,
    /// Rows that are still sealed with another key.
    pub left: u64,
}

/// A rotation under way, holding the lease.
#[derive(Debug)]
pub struct Rotation {
    engine: Engine,
    old: Sealer,
    new: Sealer,
    lease: Lease,
    lock: Lock,
}

/// Why a rotation does not begin.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a bot runs on this database; end it first, with its standby processes")]
    InUse,
    #[error("the new key is the old one (key {0})")]
    SameKey(String),
    #[error("a rotation to key {0} was begun and has not ended; go on with that key")]
    Another(String),
    #[error("the key is already {0}: there is nothing to do")]
    Done(String),
}

/// Migrates a database and takes its lease, for a change of its keys: no bot may run on it meanwhile.
pub(super) async fn take_alone(engine: &Engine, url: &str, holder: &str) -> Result<(Lock, Tx, Lease), RotationError> {
    super::migrate(engine).await?;
    let lock = Lock::of(url);
    let mark = lock.hold().await;
    let mut tx = engine.write().await?;
    let Ok(lease) = lease::take(&mut tx, holder, mark, &mut None).await? else {
        tx.rollback().await?;
        lock.close().await;
        return Err(RotationError::InUse);
    };
    Ok((lock, tx, lease))
}

impl Rotation {
    /// Takes the lease and writes down that the key is being changed; goes on with a rotation to the same key.
    pub async fn begin(url: &str, holder: &str, old: Sealer, new: Sealer) -> Result<Self, RotationError> {
        if old.key_id() == new.key_id() {
            return Err(RotationError::SameKey(new.key_id().to_owned()));
        }
        let engine = Engine::open(url).await?;
        if (1..=super::newest()).contains(&super::applied(&engine).await?) {
            // Before an older database is migrated.
            let mut tx = engine.read().await?;
            if !meta::is_key_checked(&mut tx, &new).await.unwrap_or(false) {
                meta::is_key_checked(&mut tx, &old).await?;
            }
        }
        let (lock, mut tx, lease) = take_alone(&engine, url, holder).await?;
        // A key that does not fit is refused before anything is changed.
        if meta::is_key_checked(&mut tx, &new).await.unwrap_or(false) {
            let id = new.key_id().to_owned();
            lease::give_back(&mut tx, &lease);
            tx.commit().await?;
            return Err(RotationError::Done(id));
        }
        meta::check_key(&mut tx, &old).await?;
        match meta::get(&mut tx, Fact::KeyRotation).await? {
            Some(to) if to != new.key_id() => return Err(RotationError::Another(to)),
            _ => meta::set(&mut tx, Fact::KeyRotation, new.key_id()).await?,
        }
        tx.commit().await?;
        Ok(Self { engine, old, new, lease, lock })
    }

    /// Seals the next rows anew. `None` when none is left.
    pub async fn step(&self) -> Result<Option<Progress>, StoreError> {
        let mark = self.lock.hold().await;
        let mut tx = self.engine.write().await?;
        lease::renew(&mut tx, &self.lease, mark).await?;
        let mut resealed = 0;
        for column in columns() {
            resealed = self.reseal(&mut tx, &column).await?;
            if resealed > 0 {
                break;
            }
        }
        let left = self.left(&mut tx).await?;
        tx.commit().await?;
        Ok((resealed > 0).then_some(Progress { resealed, left }))
    }

    async fn reseal(&self, tx: &mut Tx, column: &Column) -> Result<u64, StoreError> {
        let values: [Value; 2] = [self.new.key_id().into(), CHUNK.into()];
        let rows = tx.fetch::<SealedRow>(column.pick, values).await?;
        let mut resealed = Vec::with_capacity(rows.len());
        for row in rows {
            let plain = match self.old.open(column.purpose, &row.sealed) {
                Ok(plain) => Some(plain),
                Err(_) if column.may_be_lost => None,
                Err(error) => return Err(error.into()),
            };
            let plain = plain.as_deref();
            let lookup = plain.filter(|_| column.is_looked_up).map(|plain| lookup(&self.new, plain)).transpose()?;
            resealed.push(ResealedRow {
                id: row.id,
                sealed: plain.map(|plain| self.new.seal(column.purpose, plain)),
                key_id: plain.map(|_| self.new.key_id().to_owned()),
                lookup,
                was: row.sealed,
            });
        }
        tx.write_rows(column.save, &resealed).await
    }

    async fn left(&self, tx: &mut Tx) -> Result<u64, StoreError> {
        let mut left = 0;
        for column in columns() {
            let rows = tx.fetch::<CountRow>(column.count, [self.new.key_id().into()]).await?;
            left += rows.first().map_or(0, |row| row.count.max(0).cast_unsigned());
        }
        Ok(left)
    }

    /// The new key is the key: only when nothing is sealed with another one. The log of the data file is emptied, so that
    /// what the old key opens stands nowhere in it.
    pub async fn end(self) -> Result<(), StoreError> {
        let mut tx = self.engine.write().await?;
        lease::check(&mut tx, self.lease.epoch);
        let left = self.left(&mut tx).await?;
        if left > 0 {
            let (table, what) = ("chats", format!("{left} rows are still sealed with another key"));
            return Err(StoreError::Row { table, id: 0, what });
        }
        // A code that is open was sealed with the old key; another one is drawn when it is asked for.
        meta::forget(&mut tx, Fact::ClaimCode).await?;
        meta::forget(&mut tx, Fact::KeyRotation).await?;
        meta::forget(&mut tx, Fact::KeyCheck).await?;
        meta::reseal_signing(&mut tx, &self.old, &self.new).await?;
        meta::check_key(&mut tx, &self.new).await?;
        lease::give_back(&mut tx, &self.lease);
        tx.commit().await?;
        self.lock.close().await;
        self.engine.empty_log().await?;
        self.engine.close().await;
        Ok(())
    }

    /// Gives the lease back in the middle: to be begun again.
    pub async fn interrupt(self) -> Result<(), StoreError> {
        let mut tx = self.engine.write().await?;
        lease::give_back(&mut tx, &self.lease);
        tx.commit().await?;
        self.lock.close().await;
        self.engine.close().await;
        Ok(())
    }
}

fn lookup(new: &Sealer, plain: &[u8]) -> Result<String, StoreError> {
    let id = std::str::from_utf8(plain).ok().and_then(|text| text.parse().ok());
    Ok(new.lookup(id.ok_or(StoreError::Seal(SealError::CannotOpen))?))
}

/// Whether this key is the one of a database, which is only read; [`StoreError::WrongKey`] when another one is.
pub async fn check(url: &str, sealer: &Sealer) -> Result<(), StoreError> {
    let engine = Engine::open_read_only(url).await?;
    let mut tx = engine.read().await?;
    let fits = meta::is_key_checked(&mut tx, sealer).await;
    drop(tx);
    engine.close().await;
    fits.map(|_| ())
}
