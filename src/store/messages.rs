//! Messages of ours that stand in chats: what they show, so that they can be edited, answered or taken away.

use super::error::StoreError;
use super::statement::{row, statement};
use super::tx::{Asked, Tx};
use crate::rules::ids::{ChatId, DeliveryId, QuestionId};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A message of ours, keyed by chat and Telegram's number in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub chat: ChatId,
    pub message: i64,
    pub delivery: DeliveryId,
    /// What it shows, as [`crate::rules::addressing`] names it.
    pub screen: Option<String>,
    pub question: Option<QuestionId>,
    pub sent_at: DateTime<Utc>,
    /// When it becomes a neutral line by itself.
    pub hides_at: Option<DateTime<Utc>>,
    /// When it is deleted.
    pub goes_at: Option<DateTime<Utc>>,
}

row! {
    pub(super) struct MessageRow {
        chat_id: i64, message: i64, delivery_id: i64, screen: Option<String>, question_id: Option<i64>, sent_at: i64,
        hides_at: Option<i64>, goes_at: Option<i64>,
    }
}

/// A message by its chat and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MessageKey {
    pub chat_id: i64,
    pub message: i64,
}

statement!(
    BY_KEY,
    [chat_id: Int, message: Int],
    "select m.chat_id, m.message, m.delivery_id, m.screen, m.question_id, m.sent_at, m.hides_at, m.goes_at from messages m \
     join {rows} on r.chat_id = m.chat_id and r.message = m.message"
);
// The last dozen of each chat, along the primary key.
statement!(
    NEWEST,
    [id: Int],
    "select m.chat_id, m.message, m.delivery_id, m.screen, m.question_id, m.sent_at, m.hides_at, m.goes_at from messages m \
     join {rows} on r.id = m.chat_id where m.message >= coalesce((select n.message from messages n \
     where n.chat_id = r.id order by n.message desc limit 1 offset 11), 0)"
);
// An edit that shows the same screen once more changes nothing of it; but of screens that show now this and now that, it
// is noted which delivery drew them last, because words are read as their buttons. Not of tests, which are edited often.
statement!(
    SAVE,
    [chat_id: Int, message: Int, delivery_id: Int, screen: Text, question_id: Int, sent_at: Int, hides_at: Int, goes_at: Int],
    "insert into messages (chat_id, message, delivery_id, screen, question_id, sent_at, hides_at, goes_at) \
     select chat_id, message, delivery_id, screen, question_id, sent_at, hides_at, goes_at from {rows} \
     where exists (select 1 from chats c where c.id = r.chat_id) \
     on conflict (chat_id, message) do update set delivery_id = excluded.delivery_id, screen = excluded.screen, \
     question_id = excluded.question_id, hides_at = excluded.hides_at, \
     goes_at = coalesce(messages.goes_at, excluded.goes_at) \
     where messages.screen is distinct from excluded.screen or messages.question_id is distinct from excluded.question_id \
     or coalesce(messages.hides_at, excluded.hides_at, messages.goes_at, excluded.goes_at) is not null \
     or substr(excluded.screen, 1, 2) in ('s', 'fg', 'o:', 'p:', 'w:', 'l:', 'll', 'v:', 'y:')"
);

/// The newest messages of these chats.
pub(super) fn ask_newest(tx: &mut Tx, chats: &[super::statement::IdRow]) -> Option<Asked<MessageRow>> {
    tx.ask_by(&NEWEST, chats)
}

pub(super) fn ask_by_keys(tx: &mut Tx, keys: &[MessageKey]) -> Option<Asked<MessageRow>> {
    tx.ask_by(&BY_KEY, keys)
}

pub(super) async fn read(tx: &mut Tx, asked: Option<Asked<MessageRow>>) -> Result<Vec<Standing>, StoreError> {
    let rows = tx.answer(asked).await?;
    Ok(rows
        .into_iter()
        .map(|row| Standing {
            chat: ChatId(row.chat_id),
            message: row.message,
            delivery: DeliveryId(row.delivery_id),
            screen: row.screen,
            question: row.question_id.map(QuestionId),
            sent_at: super::instant_or_epoch(row.sent_at),
            hides_at: super::instant(row.hides_at),
            goes_at: super::instant(row.goes_at),
        })
        .collect())
}

statement!(FORGET_OF_CHAT, [id: Int], "delete from messages where chat_id in (select id from {rows})");

pub(super) fn forget_of_chats(tx: &mut Tx, chats: &[ChatId]) {
    tx.rows_later(&FORGET_OF_CHAT, &super::statement::id_rows(chats.iter().map(|id| id.0)));
}

/// Notes messages; one whose chat was forgotten while it was on its way is not.
pub(super) fn save(tx: &mut Tx, messages: &[&Standing]) {
    let rows: Vec<MessageRow> = messages
        .iter()
        .map(|standing| MessageRow {
            chat_id: standing.chat.0,
            message: standing.message,
            delivery_id: standing.delivery.0,
            screen: standing.screen.clone(),
            question_id: standing.question.map(|question| question.0),
            sent_at: standing.sent_at.timestamp_millis(),
            hides_at: standing.hides_at.map(|at| at.timestamp_millis()),
            goes_at: standing.goes_at.map(|at| at.timestamp_millis()),
        })
        .collect();
    tx.rows_later(&SAVE, &rows);
}
