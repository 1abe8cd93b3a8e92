//! Forgetting somebody for good.
//!
//! ```text
//! in one commit: everything about them goes, their messages are put on their way to be deleted; the sealed chat stays
//!      |                                                                        (a row here marks it)
//!      v
//! what was in flight comes back, deletions and receipt are accepted, or 24 hours have passed
//!      |
//!      v
//! their deliveries and the sealed chat go too; who has come again meanwhile keeps the chat, as a new person
//! ```
//!
//! All ids are drawn from one sequence, so whatever is older than the row belongs to who is forgotten, and whatever is newer
//! to who has come again.

use super::compaction;
use super::error::StoreError;
use super::statement::{IdRow, Value, id_rows, row, statement};
use super::tx::Tx;
use crate::rules::dossier::Known;
use crate::rules::ids::{ChatId, DeliveryId, EnrolmentId, PersonId};
use crate::rules::real_time::RealTime;
use crate::seal::Sealer;
use serde::{Deserialize, Serialize};

/// Somebody who is being forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    pub id: i64,
    pub chat: ChatId,
    /// `None` for a stranger, and for a person who keeps their row because they run things.
    pub person: Option<PersonId>,
    /// Also those of a person who keeps their row.
    pub enrolments: Vec<EnrolmentId>,
    pub began_at: RealTime,
    /// What takes their messages away, what was in flight when it began, and the receipt.
    pub deliveries: Vec<DeliveryId>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Detail {
    deliveries: Vec<i64>,
    enrolments: Vec<i64>,
}

row! {
    struct ErasureRow { id: i64, chat_id: i64, began_at: i64, detail: String }
}

row! {
    struct FoundRow { id: i64 }
}

statement!(
    IN_FLIGHT,
    [id: Int],
    "select o.id from outbox o where o.state in ('sending', 'uncertain') and (o.chat_id = $2 or o.enrolment_id in (select id from {rows}))"
);
statement!(WAITING, [], "select id from outbox where state = 'pending' and to_come in (0, 1) and chat_id = $1");
statement!(
    WAITING_OF_ENROLMENTS,
    [id: Int],
    "select o.id from outbox o join {rows} on r.id = o.enrolment_id where o.state = 'pending'"
);
statement!(MESSAGES_OF_CHAT, [], "delete from messages where chat_id = $1");
statement!(
    MESSAGES_IN_GROUPS,
    [id: Int],
    "delete from messages where (chat_id, message) in (\
     select m.chat_id, m.message from topics t join {rows} on r.id = t.enrolment_id join messages m on m.chat_id = t.chat_id \
     where m.screen = 'i:' || t.enrolment_id or m.screen like 'h:' || t.enrolment_id || ':%' \
     union \
     select m.chat_id, m.message from topics t join {rows} on r.id = t.enrolment_id join messages m on m.chat_id = t.chat_id \
     join outbox o on o.id = m.delivery_id and o.enrolment_id = t.enrolment_id)"
);
statement!(
    DETACH,
    [id: Int],
    "update outbox set topic_id = null where topic_id in (select t.id from topics t join {rows} on r.id = t.enrolment_id)"
);
statement!(PERSON, [], "delete from people where id = $1");

/// Takes out everything about somebody but their sealed chat, what is in flight, and deliveries that were settled, which
/// go later. Returns what is in flight.
pub(super) async fn forget(tx: &mut Tx, erasure: &Erasure) -> Result<Vec<DeliveryId>, StoreError> {
    let of: Vec<IdRow> = id_rows(erasure.enrolments.iter().map(|id| id.0));
    let chat = Value::Int(erasure.chat.0);
    let in_flight = tx.fetch::<FoundRow>(&IN_FLIGHT, [super::statement::json(&of), chat.clone()]).await?;
    let mut waiting = found(tx.fetch(&WAITING, [chat.clone()]).await?);
    waiting.extend(found(tx.fetch_by(&WAITING_OF_ENROLMENTS, &of).await?));
    compaction::count_and_forget(tx, &waiting).await?;
    tx.rows_later(&MESSAGES_IN_GROUPS, &of);
    tx.later(&MESSAGES_OF_CHAT, [chat]);
    tx.rows_later(&DETACH, &of);
    super::retention::forget_enrolments(tx, &of).await?;
    super::regrades::forget_of_chat(tx, erasure.chat);
    if let Some(person) = erasure.person {
        tx.later(&PERSON, [Value::Int(person.0)]);
    }
    Ok(in_flight.into_iter().map(|row| DeliveryId(row.id)).collect())
}

statement!(
    SAVE,
    [],
    "insert into erasures (id, chat_id, began_at, detail) values ($1, $2, $3, $4) \
     on conflict (id) do update set detail = excluded.detail"
);

pub(super) fn save(tx: &mut Tx, erasure: &Erasure) {
    let detail = Detail {
        deliveries: erasure.deliveries.iter().map(|id| id.0).collect(),
        enrolments: erasure.enrolments.iter().map(|id| id.0).collect(),
    };
    let detail = serde_json::to_string(&detail).expect("ids are plain data");
    let values: [Value; 4] = [erasure.id.into(), erasure.chat.0.into(), erasure.began_at.0.into(), detail.into()];
    tx.later(&SAVE, values);
}

statement!(ALL, [], "select id, chat_id, began_at, detail from erasures order by id limit $1");

/// Who is being forgotten, the longest first.
pub async fn all(tx: &mut Tx, limit: i64) -> Result<Vec<Erasure>, StoreError> {
    let rows = tx.fetch::<ErasureRow>(&ALL, [Value::Int(limit)]).await?;
    rows.into_iter()
        .map(|row| {
            let detail: Detail = serde_json::from_str(&row.detail).map_err(|error| StoreError::Row {
                table: "erasures",
                id: row.id,
                what: format!("`detail`: {error}"),
            })?;
            Ok(Erasure {
                id: row.id,
                chat: ChatId(row.chat_id),
                person: None,
                enrolments: detail.enrolments.into_iter().map(EnrolmentId).collect(),
                began_at: RealTime(row.began_at),
                deliveries: detail.deliveries.into_iter().map(DeliveryId).collect(),
            })
        })
        .collect()
}

statement!(
    OPEN,
    [id: Int],
    "select o.id from outbox o join {rows} on r.id = o.id where o.state in ('pending', 'sending', 'uncertain')"
);

/// Whether anything of it is still on its way.
pub async fn is_open(tx: &mut Tx, erasure: &Erasure) -> Result<bool, StoreError> {
    let ids = id_rows(erasure.deliveries.iter().map(|id| id.0));
    Ok(!tx.fetch_by::<FoundRow>(&OPEN, &ids).await?.is_empty())
}

row! {
    struct StrayRow { message: i64, sent_at: i64 }
}

statement!(
    STRAYS,
    [],
    "select message, sent_at from messages where chat_id = $1 and delivery_id < $2 order by message"
);

/// Messages that arrived in their chat after everything was forgotten: they were in flight.
pub async fn strays(tx: &mut Tx, erasure: &Erasure) -> Result<Vec<Known>, StoreError> {
    let rows = tx.fetch::<StrayRow>(&STRAYS, [erasure.chat.0.into(), erasure.id.into()]).await?;
    let known = |row: StrayRow| Known { message: row.message, sent_at: super::instant_or_epoch(row.sent_at) };
    Ok(rows.into_iter().map(known).collect())
}

statement!(OLD_MESSAGES, [], "delete from messages where chat_id = $1 and delivery_id < $2");

pub(super) fn forget_strays(tx: &mut Tx, erasure: &Erasure) {
    tx.later(&OLD_MESSAGES, [erasure.chat.0.into(), erasure.id.into()]);
}

statement!(
    LEFT,
    [id: Int],
    "select o.id from outbox o where (o.chat_id = $2 and o.id < $3) or o.enrolment_id in (select id from {rows}) order by o.id"
);

/// Deliveries that were to or about them. Passes over the outbox: to be read without the writer.
pub async fn deliveries_left(tx: &mut Tx, erasure: &Erasure) -> Result<Vec<DeliveryId>, StoreError> {
    let of = id_rows(erasure.enrolments.iter().map(|id| id.0));
    let values: [Value; 3] = [super::statement::json(&of), erasure.chat.0.into(), erasure.id.into()];
    let rows = tx.fetch::<FoundRow>(&LEFT, values).await?;
    Ok(rows.into_iter().map(|row| DeliveryId(row.id)).chain(erasure.deliveries.iter().copied()).collect())
}

/// Forgets these deliveries; they are counted, without whom they were for.
pub async fn forget_deliveries(tx: &mut Tx, deliveries: &[DeliveryId]) -> Result<(), StoreError> {
    let ids = id_rows(deliveries.iter().map(|id| id.0));
    tx.write_rows(&MESSAGES_OF_DELIVERIES, &ids).await?;
    compaction::count_and_forget(tx, &ids).await?;
    Ok(())
}

statement!(
    MESSAGES_OF_DELIVERIES,
    [id: Int],
    "delete from messages where chat_id in (select o.chat_id from outbox o join {rows} on r.id = o.id) \
     and delivery_id in (select id from {rows})"
);
statement!(END, [], "delete from erasures where id = $1");
statement!(
    CHAT,
    [],
    "delete from chats where id = $1 and kind = 'private' \
     and not exists (select 1 from people p where p.chat_id = chats.id) \
     and not exists (select 1 from erasures e where e.chat_id = chats.id) \
     and not exists (select 1 from outbox o where o.chat_id = chats.id and o.state in ('pending', 'sending', 'uncertain'))"
);
statement!(OUTBOX_OF_CHAT, [], "select id from outbox where chat_id = $1");
statement!(
    IS_NOBODYS,
    [],
    "select c.id from chats c where c.id = $1 and c.kind = 'private' \
     and not exists (select 1 from people p where p.chat_id = c.id) \
     and not exists (select 1 from erasures e where e.chat_id = c.id)"
);

/// The end: the mark goes, and the sealed chat with it unless somebody has come again. Who did, or is owed an answer, keeps
/// it. `sealer` opens what failed and was put away, to take out what came from this chat.
pub async fn end(tx: &mut Tx, sealer: &Sealer, erasure: &Erasure) -> Result<(), StoreError> {
    forget_strays(tx, erasure);
    tx.later(&END, [erasure.id.into()]);
    let chat = Value::Int(erasure.chat.0);
    if tx.fetch::<FoundRow>(&IS_NOBODYS, [chat.clone()]).await?.is_empty() {
        return Ok(());
    }
    let asked = super::chats::ask_by_ids(tx, &id_rows([erasure.chat.0]));
    if let Some(chat) = super::chats::read(tx, sealer, asked).await?.first() {
        super::updates::forget_failed_of(tx, sealer, chat.telegram_id).await?;
    }
    let rest = found(tx.fetch(&OUTBOX_OF_CHAT, [chat.clone()]).await?);
    if !is_any_open(tx, &rest).await? {
        tx.execute(&MESSAGES_OF_CHAT, [chat.clone()]).await?;
        compaction::count_and_forget(tx, &rest).await?;
        tx.execute(&CHAT, [chat]).await?;
    }
    Ok(())
}

async fn is_any_open(tx: &mut Tx, ids: &[IdRow]) -> Result<bool, StoreError> {
    Ok(!tx.fetch_by::<FoundRow>(&OPEN, ids).await?.is_empty())
}

statement!(
    LONG_UNREACHABLE,
    [],
    "select c.id from chats c where c.unreachable_at < $1 and c.kind = 'private' \
     and not exists (select 1 from erasures e where e.chat_id = c.id) \
     and not exists (select 1 from roles o join people p on p.id = o.person_id where p.chat_id = c.id) \
     order by c.unreachable_at limit $2"
);

/// Private chats out of reach since before an instant, of whoever runs nothing; the longest first.
pub async fn long_unreachable(
    tx: &mut Tx,
    before: chrono::DateTime<chrono::Utc>,
    limit: i64,
) -> Result<Vec<ChatId>, StoreError> {
    let rows = tx.fetch::<FoundRow>(&LONG_UNREACHABLE, [before.timestamp_millis().into(), limit.into()]).await?;
    Ok(rows.into_iter().map(|row| ChatId(row.id)).collect())
}

fn found(rows: Vec<FoundRow>) -> Vec<IdRow> {
    rows.into_iter().map(|row| IdRow { id: row.id }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plans::pass_by_what_was_sent;

    #[tokio::test]
    async fn somebody_is_forgotten_without_reading_what_was_sent() {
        pass_by_what_was_sent(&[&IN_FLIGHT, &WAITING, &WAITING_OF_ENROLMENTS, &OPEN]).await;
    }
}
