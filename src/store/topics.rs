//! Topics: a participant's place in a mentors' group.

use super::error::StoreError;
use super::statement::{IdRow, row, statement};
use super::tx::{Asked, Tx};
use crate::rules::ids::{ChatId, DeliveryId, EnrolmentId, TopicId};
use serde::Serialize;

/// In a forum a topic of its own; in a plain group just the header above the first question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub id: TopicId,
    pub enrolment: EnrolmentId,
    pub chat: ChatId,
    /// Telegram's `message_thread_id`; `None` until the topic was made, and always in a plain group.
    pub thread: Option<i64>,
    /// The delivery that makes the topic or, in a plain group, sends the header.
    pub delivery: DeliveryId,
}

row! {
    pub(super) struct TopicRow { id: i64, enrolment_id: i64, chat_id: i64, thread: Option<i64>, delivery_id: i64 }
}

/// A topic by its group and Telegram's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ThreadKey {
    pub chat_id: i64,
    pub thread: i64,
}

statement!(
    BY_ENROLMENT,
    [id: Int],
    "select t.id, t.enrolment_id, t.chat_id, t.thread, t.delivery_id from topics t join {rows} on r.id = t.enrolment_id"
);
statement!(
    BY_THREAD,
    [chat_id: Int, thread: Int],
    "select t.id, t.enrolment_id, t.chat_id, t.thread, t.delivery_id from topics t \
     join {rows} on r.chat_id = t.chat_id and r.thread = t.thread"
);
statement!(
    SAVE,
    [id: Int, enrolment_id: Int, chat_id: Int, thread: Int, delivery_id: Int],
    "insert into topics (id, enrolment_id, chat_id, thread, delivery_id) \
     select id, enrolment_id, chat_id, thread, delivery_id from {rows} where true \
     on conflict (id) do update set thread = excluded.thread, delivery_id = excluded.delivery_id"
);

pub(super) fn ask_of_enrolments(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<TopicRow>> {
    tx.ask_by(&BY_ENROLMENT, ids)
}

pub(super) fn ask_by_threads(tx: &mut Tx, keys: &[ThreadKey]) -> Option<Asked<TopicRow>> {
    tx.ask_by(&BY_THREAD, keys)
}

pub(super) async fn read(tx: &mut Tx, asked: Option<Asked<TopicRow>>) -> Result<Vec<Topic>, StoreError> {
    Ok(tx.answer(asked).await?.into_iter().map(topic).collect())
}

statement!(
    DETACH,
    [id: Int],
    "update outbox set topic_id = null where topic_id is not null and chat_id in (select id from {rows})"
);
statement!(FORGET_OF_CHAT, [id: Int], "delete from topics where chat_id in (select id from {rows})");

/// Forgets the topics of these groups; deliveries that were for them keep their lane.
pub(super) fn forget_of_chats(tx: &mut Tx, chats: &[ChatId]) {
    let rows = super::statement::id_rows(chats.iter().map(|id| id.0));
    tx.rows_later(&DETACH, &rows);
    tx.rows_later(&FORGET_OF_CHAT, &rows);
}

pub(super) fn save(tx: &mut Tx, topics: &[&Topic]) {
    let rows: Vec<TopicRow> = topics
        .iter()
        .map(|topic| TopicRow {
            id: topic.id.0,
            enrolment_id: topic.enrolment.0,
            chat_id: topic.chat.0,
            thread: topic.thread,
            delivery_id: topic.delivery.0,
        })
        .collect();
    tx.rows_later(&SAVE, &rows);
}

fn topic(row: TopicRow) -> Topic {
    Topic {
        id: TopicId(row.id),
        enrolment: EnrolmentId(row.enrolment_id),
        chat: ChatId(row.chat_id),
        thread: row.thread,
        delivery: DeliveryId(row.delivery_id),
    }
}
