//! What is on its way: committed as about to go, taken back, taken over by who comes after, and read to be settled; and
//! what the pacer and whoever looks on ask of it.

use super::error::StoreError;
use super::outbox::{self, Edit};
use super::statement::{IdRow, Value, id_rows, json, row, statement};
use super::tx::{Asked, Tx};
use crate::rules::ids::{ChatId, DeliveryId, EnrolmentId, QuestionId, TopicId};
use crate::rules::notice::{Class, Notice};
use crate::rules::real_time::RealTime;
use chrono::{DateTime, Utc};
use std::time::Duration;

statement!(
    RELEASE,
    [id: Int],
    "update outbox set state = 'sending', epoch = $2, attempts = attempts + 1 \
     where state = 'pending' and id in (select id from {rows})"
);
statement!(STILL_PENDING, [id: Int], "select o.id from outbox o join {rows} on r.id = o.id where o.state = 'pending'");

/// Commits that these are about to go; the ones that were cancelled meanwhile are not among those returned.
pub async fn release(tx: &mut Tx, ids: &[DeliveryId], epoch: i64) -> Result<Vec<DeliveryId>, StoreError> {
    let asked = ask_release(tx, ids, epoch);
    Ok(tx.answer(asked).await?.into_iter().map(|row| DeliveryId(row.id)).collect())
}

/// [`release`], of which the answer may come with the commit: those that still wait just before they are marked.
pub(super) fn ask_release(tx: &mut Tx, ids: &[DeliveryId], epoch: i64) -> Option<Asked<ReleasedRow>> {
    if ids.is_empty() {
        return None;
    }
    let rows = id_rows(ids.iter().map(|id| id.0));
    let pending = tx.ask_by(&STILL_PENDING, &rows);
    tx.later(&RELEASE, [json(&rows), Value::Int(epoch)]);
    pending
}

statement!(
    SENDING_FROM,
    [],
    "select id from outbox where state in ('sending', 'uncertain') and state = 'sending' and epoch = $1 and id >= $2"
);

/// What this process is sending, from an id on.
pub(super) fn ask_sending_from(tx: &mut Tx, first: DeliveryId, epoch: i64) -> Option<Asked<ReleasedRow>> {
    Some(tx.ask::<ReleasedRow>(&SENDING_FROM, [Value::Int(epoch), Value::Int(first.0)]))
}

row! {
    pub(super) struct ReleasedRow { id: i64 }
}

statement!(
    TAKE_BACK,
    [id: Int],
    "update outbox set state = 'pending', attempts = attempts - 1 \
     where state = 'sending' and epoch = $2 and id in (select id from {rows})"
);

/// Takes back what was committed as *sending* but certainly never went: the commit's answer was lost.
pub fn take_back(tx: &mut Tx, ids: &[DeliveryId], epoch: i64) {
    let rows = id_rows(ids.iter().map(|id| id.0));
    tx.later(&TAKE_BACK, [json(&rows), Value::Int(epoch)]);
}

// Both name the two states of `outbox_sending` as it does: SQLite uses a partial index only where its condition stands.
statement!(
    TAKE_OVER,
    [],
    "update outbox set state = 'uncertain' where state in ('sending', 'uncertain') and state = 'sending' and epoch < $1"
);
statement!(
    UNCERTAIN,
    [],
    "select id from outbox where state in ('sending', 'uncertain') and state = 'uncertain' order by id limit $1"
);

/// At take-over: what an older epoch was sending is in doubt. Returns how many.
pub async fn take_over(tx: &mut Tx, epoch: i64) -> Result<u64, StoreError> {
    tx.execute(&TAKE_OVER, [Value::Int(epoch)]).await
}

/// Deliveries whose fate is unknown.
pub async fn uncertain(tx: &mut Tx, limit: i64) -> Result<Vec<DeliveryId>, StoreError> {
    let rows = tx.fetch::<ReleasedRow>(&UNCERTAIN, [Value::Int(limit)]).await?;
    Ok(rows.into_iter().map(|row| DeliveryId(row.id)).collect())
}

statement!(
    BY_ID,
    [id: Int],
    "select o.id, o.chat_id, o.topic_id, o.enrolment_id, o.question_id, o.class, o.notice, o.screen, o.edit, o.state, o.attempts, o.doubts \
     from outbox o join {rows} on r.id = o.id"
);

row! {
    pub(super) struct SettledRow {
        id: i64, chat_id: i64, topic_id: Option<i64>, enrolment_id: Option<i64>, question_id: Option<i64>, class: i64,
        notice: String, screen: Option<String>, edit: Option<i64>, state: String, attempts: i64, doubts: i64,
    }
}

/// A delivery as settling needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct InFlight {
    pub id: DeliveryId,
    pub chat: ChatId,
    pub topic: Option<TopicId>,
    pub enrolment: Option<EnrolmentId>,
    pub question: Option<QuestionId>,
    pub class: Class,
    pub notice: Notice,
    pub screen: Option<String>,
    pub edit: Edit,
    /// Whether nobody has settled it yet.
    pub is_open: bool,
    pub attempts: i64,
    /// How often its fate was unknown before.
    pub doubts: i64,
}

pub(super) fn ask_by_ids(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<SettledRow>> {
    tx.ask_by(&BY_ID, ids)
}

pub(super) async fn read(tx: &mut Tx, asked: Option<Asked<SettledRow>>) -> Result<Vec<InFlight>, StoreError> {
    tx.answer(asked).await?.into_iter().map(in_flight).collect()
}

/// The same, without what cannot be read: it is wanted for what it says, and nothing depends on it.
pub(super) async fn read_known(tx: &mut Tx, asked: Option<Asked<SettledRow>>) -> Result<Vec<InFlight>, StoreError> {
    let rows = tx.answer(asked).await?;
    Ok(rows.into_iter().filter_map(|row| in_flight(row).ok()).collect())
}

fn in_flight(row: SettledRow) -> Result<InFlight, StoreError> {
    Ok(InFlight {
        id: DeliveryId(row.id),
        chat: ChatId(row.chat_id),
        topic: row.topic_id.map(TopicId),
        enrolment: row.enrolment_id.map(EnrolmentId),
        question: row.question_id.map(QuestionId),
        class: outbox::class(row.id, row.class)?,
        notice: outbox::notice(row.id, &row.notice)?,
        screen: row.screen,
        edit: Edit::from_column(row.edit),
        is_open: matches!(row.state.as_str(), "pending" | "sending" | "uncertain"),
        attempts: row.attempts,
        doubts: row.doubts,
    })
}

row! {
    /// How the outbox stands: due by now and waiting, in flight, in doubt, doubts ever recorded, failed.
    pub struct OutboxCounts {
        waiting: i64, sending: i64, uncertain: i64, doubts: i64, failed: i64,
    }
}

statement!(
    COUNTS,
    [],
    "select \
     cast(coalesce(sum(case when state = 'pending' and due_at <= $1 then 1 else 0 end), 0) as bigint) as waiting, \
     cast(coalesce(sum(case when state = 'sending' then 1 else 0 end), 0) as bigint) as sending, \
     cast(coalesce(sum(case when state = 'uncertain' then 1 else 0 end), 0) as bigint) as uncertain, \
     cast(coalesce(sum(doubts), 0) as bigint) as doubts, \
     cast(coalesce(sum(case when state = 'failed' then 1 else 0 end), 0) as bigint) as failed \
     from outbox"
);

/// Counts the outbox by state. It reads all of it, in one statement and so at one instant: tests compare the figures.
pub async fn counts(tx: &mut Tx, now: DateTime<Utc>) -> Result<OutboxCounts, StoreError> {
    let rows = tx.fetch::<OutboxCounts>(&COUNTS, [now.timestamp_millis().into()]).await?;
    rows.into_iter().next().ok_or(StoreError::Database(sqlx::Error::RowNotFound))
}

// Two questions and not one with `or`: for that SQLite reads all that was ever sent.
statement!(
    IDLE,
    [],
    "select d.id from outbox d where d.state in ('sending', 'uncertain') \
     union all select o.id from outbox o where o.state = 'pending' and o.due_at <= $1 and (o.retry_at is null or o.retry_at <= $2) \
     and not exists (select 1 from outbox w where w.lane = o.lane and w.state = 'pending' and w.retry_at > $2 \
      and (w.class < o.class or (w.class = o.class and w.id < o.id))) limit 1"
);

/// Whether nothing is due or in flight. What waits longer than a few seconds for another try, and what stands behind it,
/// is at rest too (a group that is out of reach).
pub async fn is_idle(tx: &mut Tx, now: DateTime<Utc>, real: RealTime) -> Result<bool, StoreError> {
    let soon = real + Duration::from_secs(10);
    Ok(tx.fetch::<ReleasedRow>(&IDLE, [now.timestamp_millis().into(), soon.0.into()]).await?.is_empty())
}

// A doubt is one time that it may have gone; `retry_at` is not before that. What was refused counts as it would have.
statement!(
    RECENT,
    [],
    "select o.chat_id, c.kind, o.settled_at as at, case when o.state = 'cancelled' then o.doubts else o.doubts + 1 end as times \
     from outbox o join chats c on c.id = o.chat_id where o.settled_at >= $1 and (o.state in ('sent', 'failed') or o.doubts > 0) \
     and o.kind not in ('received', 'reply_arrived', 'question_remove', 'set_commands', 'check_group', 'erase_messages', 'erase_topic', 'sweep') \
     union all \
     select o.chat_id, c.kind, o.retry_at as at, o.doubts as times \
     from outbox o join chats c on c.id = o.chat_id where o.retry_at >= $1 and o.state = 'pending' and o.doubts > 0 \
     and o.kind not in ('received', 'reply_arrived', 'question_remove', 'set_commands', 'check_group', 'erase_messages', 'erase_topic', 'sweep') \
     order by at"
);

row! {
    struct RecentRow { chat_id: i64, kind: String, at: Option<i64>, times: i64 }
}

/// What was sent since an instant, or may have been, for a pacer that starts: the chat, whether it is private, and when at
/// the latest, once for each time. What is in doubt must have been settled before.
pub async fn sent_since(tx: &mut Tx, since: RealTime) -> Result<Vec<(ChatId, bool, RealTime)>, StoreError> {
    let rows = tx.fetch::<RecentRow>(&RECENT, [Value::Int(since.0)]).await?;
    let each_time = |row: RecentRow| {
        let sent = row.at.map(|at| (ChatId(row.chat_id), row.kind == "private", RealTime(at)));
        sent.into_iter().cycle().take(usize::try_from(row.times).unwrap_or(0))
    };
    Ok(rows.into_iter().flat_map(each_time).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plans::pass_by_what_was_sent;

    #[tokio::test]
    async fn what_is_on_its_way_is_found_without_reading_what_was_sent() {
        pass_by_what_was_sent(&[&STILL_PENDING, &SENDING_FROM, &UNCERTAIN, &BY_ID, &IDLE, &RECENT]).await;
    }
}
