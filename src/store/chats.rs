//! Chats: the one table with Telegram's ids, sealed.

use super::error::StoreError;
use super::statement::{IdRow, row, statement};
use super::tx::{Asked, Tx};
use crate::rules::course::Language;
use crate::rules::ids::ChatId;
use crate::seal::Sealer;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// What a chat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    Private,
    /// A group without topics.
    Group,
    /// A supergroup with topics.
    Forum,
}

impl ChatKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Forum => "forum",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::Private, Self::Group, Self::Forum].into_iter().find(|kind| kind.name() == name)
    }
}

/// A chat as the product knows it; `telegram_id` exists in memory only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    pub id: ChatId,
    pub telegram_id: i64,
    pub kind: ChatKind,
    /// In which a group is written to; a person's own language stands with them.
    pub language: Option<Language>,
    /// Since when nothing can be sent there; `None` while messages are accepted.
    pub unreachable_at: Option<DateTime<Utc>>,
}

row! {
    pub(super) struct ChatRow { id: i64, lookup: String, sealed: String, key_id: String, kind: String, language: Option<String>, unreachable_at: Option<i64> }
}

#[derive(Serialize)]
#[serde(transparent)]
struct LookupRow {
    lookup: String,
}

statement!(
    BY_LOOKUP,
    [lookup: Text],
    "select c.id, c.lookup, c.sealed, c.key_id, c.kind, c.language, c.unreachable_at from chats c join {rows} on r.lookup = c.lookup"
);
statement!(
    BY_ID,
    [id: Int],
    "select c.id, c.lookup, c.sealed, c.key_id, c.kind, c.language, c.unreachable_at from chats c join {rows} on r.id = c.id"
);
statement!(
    OF_MENTORS,
    [],
    "select c.id, c.lookup, c.sealed, c.key_id, c.kind, c.language, c.unreachable_at from chats c \
     where c.id in (select mentors_chat_id from cohorts)"
);
statement!(
    SAVE,
    [id: Int, lookup: Text, sealed: Text, key_id: Text, kind: Text, language: Text, unreachable_at: Int],
    "insert into chats (id, lookup, sealed, key_id, kind, language, unreachable_at) \
     select id, lookup, sealed, key_id, kind, language, unreachable_at from {rows} where true \
     on conflict (id) do update set lookup = excluded.lookup, sealed = excluded.sealed, key_id = excluded.key_id, \
     kind = excluded.kind, language = excluded.language, unreachable_at = excluded.unreachable_at"
);

pub(super) fn ask_by_telegram_ids(tx: &mut Tx, sealer: &Sealer, ids: &[i64]) -> Option<Asked<ChatRow>> {
    let rows: Vec<LookupRow> = ids.iter().map(|id| LookupRow { lookup: sealer.lookup(*id) }).collect();
    tx.ask_by(&BY_LOOKUP, &rows)
}

/// The groups of the cohorts' mentors.
pub(super) fn ask_of_mentors(tx: &mut Tx) -> Asked<ChatRow> {
    tx.ask(&OF_MENTORS, [])
}

pub(super) fn ask_by_ids(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<ChatRow>> {
    tx.ask_by(&BY_ID, ids)
}

pub(super) async fn read(tx: &mut Tx, sealer: &Sealer, asked: Option<Asked<ChatRow>>) -> Result<Vec<Chat>, StoreError> {
    let rows = tx.answer(asked).await?.into_iter();
    Ok(rows.filter_map(|row| told(row.id, chat(sealer, row))).collect())
}

/// One that cannot be read costs only what is about it: to everybody else it is as if it were not there.
fn told(id: i64, chat: Result<Chat, StoreError>) -> Option<Chat> {
    chat.inspect_err(|error| tracing::error!(chat = id, %error, "a chat cannot be read")).ok()
}

pub(super) fn save(tx: &mut Tx, sealer: &Sealer, chats: &[&Chat]) {
    let rows: Vec<ChatRow> = chats
        .iter()
        .map(|chat| ChatRow {
            id: chat.id.0,
            lookup: sealer.lookup(chat.telegram_id),
            sealed: sealer.seal_chat(chat.telegram_id),
            key_id: sealer.key_id().to_owned(),
            kind: chat.kind.name().to_owned(),
            language: chat.language.map(|language| language.code().to_owned()),
            unreachable_at: chat.unreachable_at.map(|at| at.timestamp_millis()),
        })
        .collect();
    tx.rows_later(&SAVE, &rows);
}

fn chat(sealer: &Sealer, row: ChatRow) -> Result<Chat, StoreError> {
    let kind = ChatKind::from_name(&row.kind).ok_or_else(|| bad(row.id, &row.kind))?;
    Ok(Chat {
        id: ChatId(row.id),
        telegram_id: sealer.open_chat(&row.sealed)?,
        kind,
        language: row.language.as_deref().and_then(Language::from_code),
        unreachable_at: super::instant(row.unreachable_at),
    })
}

fn bad(id: i64, what: &str) -> StoreError {
    StoreError::Row { table: "chats", id, what: format!("unknown kind `{what}`") }
}
