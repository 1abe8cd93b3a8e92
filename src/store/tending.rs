//! Messages that are hidden, or deleted, by themselves: when, and which are due.

use super::error::StoreError;
use super::messages::MessageKey;
use super::statement::{IdRow, Value, row, statement};
use super::tx::Tx;
use crate::rules::discretion::{AGAIN_AFTER, DELETABLE_FOR, GOES_AFTER};
use crate::rules::ids::{ChatId, DeliveryId};
use crate::rules::preferences::Preferences;
use chrono::{DateTime, Utc};

/// A message with which something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueMessage {
    pub chat: ChatId,
    pub message: i64,
    /// The delivery that drew it last.
    pub delivery: DeliveryId,
    pub sent_at: DateTime<Utc>,
    /// Whether it shows something of the course, and not a line that anybody may read.
    pub is_telling: bool,
    /// Whether nothing can be done in this chat now.
    pub is_unreachable: bool,
}

row! {
    struct DueRow { chat_id: i64, message: i64, delivery_id: i64, sent_at: i64, telling: i64, unreachable_at: Option<i64> }
}

statement!(
    GOING,
    [],
    "select m.chat_id, m.message, m.delivery_id, m.sent_at, \
     cast(case when m.screen is not null or m.question_id is not null or m.hides_at is not null then 1 else 0 end as bigint) as telling, \
     c.unreachable_at from messages m join chats c on c.id = m.chat_id where m.goes_at is not null and m.goes_at <= $1 order by m.goes_at limit $2"
);
statement!(
    HIDING,
    [],
    "select m.chat_id, m.message, m.delivery_id, m.sent_at, cast(1 as bigint) as telling, c.unreachable_at \
     from messages m join chats c on c.id = m.chat_id where m.hides_at is not null and m.hides_at <= $1 order by m.hides_at limit $2"
);

/// Messages that are to go by now, those due first before the others.
pub async fn going(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<DueMessage>, StoreError> {
    Ok(due(tx.fetch(&GOING, [now.timestamp_millis().into(), limit.into()]).await?))
}

/// Messages that are to be hidden by now.
pub async fn hiding(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<DueMessage>, StoreError> {
    Ok(due(tx.fetch(&HIDING, [now.timestamp_millis().into(), limit.into()]).await?))
}

fn due(rows: Vec<DueRow>) -> Vec<DueMessage> {
    rows.into_iter()
        .map(|row| DueMessage {
            chat: ChatId(row.chat_id),
            message: row.message,
            delivery: DeliveryId(row.delivery_id),
            sent_at: super::instant_or_epoch(row.sent_at),
            is_telling: row.telling != 0,
            is_unreachable: row.unreachable_at.is_some(),
        })
        .collect()
}

row! {
    struct FirstRow { hides_at: Option<i64>, goes_at: Option<i64> }
}

statement!(
    FIRST,
    [],
    "select (select min(h.hides_at) from messages h where h.hides_at is not null) as hides_at, \
     (select min(g.goes_at) from messages g where g.goes_at is not null) as goes_at"
);

/// When the next message is hidden or goes; may lie in the past.
pub async fn first_due(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row = tx.fetch::<FirstRow>(&FIRST, []).await?.into_iter().next();
    let first = row.and_then(|row| row.hides_at.into_iter().chain(row.goes_at).min());
    Ok(super::instant(first))
}

statement!(
    HIDDEN,
    [chat_id: Int, message: Int],
    "update messages set hides_at = null from {rows} where messages.chat_id = r.chat_id and messages.message = r.message"
);
statement!(
    TRIED,
    [chat_id: Int, message: Int],
    "update messages set goes_at = cast($2 as bigint), hides_at = null from {rows} \
     where messages.chat_id = r.chat_id and messages.message = r.message"
);
statement!(
    GONE,
    [chat_id: Int, message: Int],
    "delete from messages where exists (select 1 from {rows} \
     where r.chat_id = messages.chat_id and r.message = messages.message)"
);

/// What a unit of work did with messages of ours.
#[derive(Debug, Default)]
pub(super) struct Tended {
    /// They are being hidden.
    pub hidden: Vec<MessageKey>,
    /// They are being deleted; if that fails they are tried again.
    pub tried: Vec<MessageKey>,
    /// They stand there no more.
    pub gone: Vec<MessageKey>,
    /// Chats whose person wishes something else from now on.
    pub wishes: Vec<(ChatId, Preferences)>,
    /// Chats in which what stands from the last two days becomes neutral lines, but for one message.
    pub veiled: Vec<(ChatId, Option<i64>)>,
}

#[derive(serde::Serialize)]
struct VeiledRow {
    id: i64,
    spared: i64,
}

// The newest first: what is due first is what was sent last.
statement!(
    VEILS,
    [id: Int, spared: Int],
    "update messages set hides_at = cast($2 as bigint) - sent_at from {rows} where messages.chat_id = r.id \
     and messages.message <> r.spared and messages.sent_at > cast($3 as bigint)"
);

statement!(GOES, [id: Int], "update messages set goes_at = sent_at + cast($2 as bigint) where goes_at is null and chat_id in (select id from {rows})");
statement!(STAYS, [id: Int], "update messages set goes_at = null where goes_at is not null and chat_id in (select id from {rows})");
statement!(SHOWS, [id: Int], "update messages set hides_at = null where hides_at is not null and chat_id in (select id from {rows})");

pub(super) fn save(tx: &mut Tx, tended: &Tended, now: DateTime<Utc>) {
    tx.rows_later(&HIDDEN, &tended.hidden);
    if !tended.tried.is_empty() {
        let again = (now + AGAIN_AFTER).timestamp_millis();
        tx.later(&TRIED, [super::statement::json(&tended.tried), Value::Int(again)]);
    }
    tx.rows_later(&GONE, &tended.gone);
    if !tended.veiled.is_empty() {
        let rows: Vec<VeiledRow> = (tended.veiled.iter())
            .map(|(chat, spared)| VeiledRow { id: chat.0, spared: spared.unwrap_or_default() })
            .collect();
        let from = now - DELETABLE_FOR;
        let mirrored = now.timestamp_millis() + from.timestamp_millis();
        tx.later(&VEILS, [super::statement::json(&rows), Value::Int(mirrored), Value::Int(from.timestamp_millis())]);
    }
    for (chat, wish) in &tended.wishes {
        let chat = [IdRow { id: chat.0 }];
        if wish.cleaning {
            tx.later(&GOES, [super::statement::json(chat), Value::Int(GOES_AFTER.num_milliseconds())]);
        } else {
            tx.rows_later(&STAYS, &chat);
        }
        if !wish.discreet {
            tx.rows_later(&SHOWS, &chat);
        }
    }
}
