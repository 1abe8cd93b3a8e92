//! What participants wrote for themselves: sealed, one of a kind for each enrolment. Read by the sender alone, when it goes
//! back to who wrote it (see [`super::claim`]).

use super::error::StoreError;
use super::statement::statement;
use super::tx::Tx;
use crate::rules::ids::EnrolmentId;
use crate::seal::{SealError, Sealer};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// What a note is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// *Why this course matters to me*.
    Why,
    /// A name for the certificate with its code, until it was used or let go; never longer than a day.
    Name,
    /// The same, kept because they allowed it.
    KeptName,
}

impl NoteKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Why => "why",
            Self::Name => "name",
            Self::KeptName => "kept_name",
        }
    }
}

/// What a note is sealed for: it opens nowhere else.
const PURPOSE: &str = "note";

/// A note as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub enrolment: EnrolmentId,
    pub kind: NoteKind,
    pub words: String,
}

#[derive(Serialize)]
struct NoteRow<'a> {
    enrolment_id: i64,
    kind: &'static str,
    sealed: String,
    key_id: &'a str,
    written_at: i64,
}

#[derive(Serialize)]
struct KeyRow {
    enrolment_id: i64,
    kind: &'static str,
}

statement!(
    SAVE,
    [enrolment_id: Int, kind: Text, sealed: Text, key_id: Text, written_at: Int],
    "insert into notes (enrolment_id, kind, sealed, key_id, written_at) \
     select enrolment_id, kind, sealed, key_id, written_at from {rows} where true \
     on conflict (enrolment_id, kind) do update set sealed = excluded.sealed, key_id = excluded.key_id, \
     written_at = excluded.written_at"
);
statement!(
    REMOVE,
    [enrolment_id: Int, kind: Text],
    "delete from notes where exists (select 1 from {rows} where r.enrolment_id = notes.enrolment_id and r.kind = notes.kind)"
);

/// Keeps notes, each instead of the one before of its kind.
pub(super) fn save(tx: &mut Tx, sealer: &Sealer, notes: &[Note], now: DateTime<Utc>) {
    let rows: Vec<NoteRow<'_>> = notes
        .iter()
        .map(|note| NoteRow {
            enrolment_id: note.enrolment.0,
            kind: note.kind.name(),
            sealed: sealer.seal(PURPOSE, note.words.as_bytes()),
            key_id: sealer.key_id(),
            written_at: now.timestamp_millis(),
        })
        .collect();
    tx.rows_later(&SAVE, &rows);
}

pub(super) fn remove(tx: &mut Tx, notes: &[(EnrolmentId, NoteKind)]) {
    let rows: Vec<KeyRow> =
        notes.iter().map(|(enrolment, kind)| KeyRow { enrolment_id: enrolment.0, kind: kind.name() }).collect();
    tx.rows_later(&REMOVE, &rows);
}

statement!(
    MAKE_ROOM,
    [enrolment_id: Int],
    "delete from notes where kind = 'kept_name' and enrolment_id in (select enrolment_id from {rows}) \
     and exists (select 1 from notes n where n.enrolment_id = notes.enrolment_id and n.kind = 'name')"
);
statement!(
    KEEP,
    [enrolment_id: Int],
    "update notes set kind = 'kept_name' where kind = 'name' and enrolment_id in (select enrolment_id from {rows})"
);

#[derive(Serialize)]
#[serde(transparent)]
struct OfRow {
    enrolment_id: i64,
}

/// Keeps the names that wait, each instead of the one that was kept. Without one that waits nothing changes.
pub(super) fn keep_names(tx: &mut Tx, enrolments: &[EnrolmentId]) {
    let rows: Vec<OfRow> = enrolments.iter().map(|enrolment| OfRow { enrolment_id: enrolment.0 }).collect();
    tx.rows_later(&MAKE_ROOM, &rows);
    tx.rows_later(&KEEP, &rows);
}

statement!(FORGET_OLD_NAMES, [], "delete from notes where kind = 'name' and written_at < $1");

/// Forgets names that were typed before an instant and never used. Returns how many.
pub async fn forget_names(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    tx.execute(&FORGET_OLD_NAMES, [before.timestamp_millis().into()]).await
}

/// The words of a note.
pub(super) fn open(sealer: &Sealer, sealed: &str) -> Result<String, SealError> {
    let plain = sealer.open(PURPOSE, sealed)?;
    String::from_utf8(plain).map_err(|_| SealError::CannotOpen)
}
