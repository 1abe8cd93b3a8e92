//! The outbox: every delivery, from the commit that decided it to what became of it.
//!
//! ```text
//! pending --release--> sending --accepted--> sent
//!    ^  |                 |  +-----refused--> failed
//!    |  +--> cancelled    |
//!    +-- not now ---------+--unknown--> uncertain --policy--> pending or cancelled
//! ```

use super::error::StoreError;
use super::statement::{Statement, Value, id_rows, json, statement};
use super::tx::Tx;
use crate::rules::ids::{ChatId, DeliveryId, EnrolmentId, QuestionId, TopicId};
use crate::rules::notice::{Class, KIND_VERSION, Notice};
use crate::rules::real_time::RealTime;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A delivery to enqueue.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDelivery {
    pub id: DeliveryId,
    pub dedupe_key: String,
    pub chat: ChatId,
    pub topic: Option<TopicId>,
    pub enrolment: Option<EnrolmentId>,
    pub question: Option<QuestionId>,
    pub class: Class,
    pub notice: Notice,
    pub edit: Edit,
    /// May wait for morning.
    pub quiet: bool,
    /// Comes without a sound.
    pub silent: bool,
    pub due_at: DateTime<Utc>,
    pub not_after: Option<DateTime<Utc>>,
    pub after: Option<DeliveryId>,
}

/// Whether a notice changes a message that stands already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// A new message.
    No,
    /// The newest message that shows the same screen; a new one if there is none.
    Screen,
    /// This very message.
    Message(i64),
}

impl Edit {
    pub(super) const fn column(self) -> Option<i64> {
        match self {
            Self::No => None,
            Self::Screen => Some(0),
            Self::Message(message) => Some(message),
        }
    }

    pub(super) const fn from_column(column: Option<i64>) -> Self {
        match column {
            None => Self::No,
            Some(0) => Self::Screen,
            Some(message) => Self::Message(message),
        }
    }
}

/// One column holds both: 1 for what may wait for morning, 2 for what makes no sound, 3 for both.
const fn quiet_column(quiet: bool, silent: bool) -> i64 {
    quiet as i64 | (silent as i64) << 1
}

/// Whether it may wait for morning, and whether it comes without a sound.
pub(super) const fn from_quiet_column(column: i64) -> (bool, bool) {
    (column & 1 != 0, column & 2 != 0)
}

pub(super) fn class(id: i64, rank: i64) -> Result<Class, StoreError> {
    Class::from_rank(rank).ok_or_else(|| StoreError::Row { table: "outbox", id, what: format!("unknown class {rank}") })
}

pub(super) fn notice(id: i64, text: &str) -> Result<Notice, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Row {
        table: "outbox",
        id,
        what: format!("`notice` does not decode: {error}"),
    })
}

/// What every delivery has. One to a private chat that hangs on nothing else, which nearly all are, has no more.
#[derive(Serialize)]
struct PlainRow<'a> {
    id: i64,
    dedupe_key: &'a str,
    chat_id: i64,
    enrolment_id: Option<i64>,
    class: i64,
    kind: String,
    notice: String,
    screen: Option<String>,
    edit: Option<i64>,
    quiet: i64,
    due_at: i64,
    not_after: Option<i64>,
}

impl<'a> PlainRow<'a> {
    /// Whether what goes to a private chat is plain.
    fn is(delivery: &NewDelivery) -> bool {
        (delivery.topic, delivery.question, delivery.after) == (None, None, None) && delivery.notice.source().is_none()
    }

    fn of(delivery: &'a NewDelivery) -> Self {
        let notice = delivery.notice.encode();
        Self {
            id: delivery.id.0,
            dedupe_key: &delivery.dedupe_key,
            chat_id: delivery.chat.0,
            enrolment_id: delivery.enrolment.map(|enrolment| enrolment.0),
            class: delivery.class.rank(),
            kind: Notice::kind_of(&notice).to_owned(),
            notice,
            screen: delivery.notice.screen(),
            edit: delivery.edit.column(),
            quiet: quiet_column(delivery.quiet, delivery.silent),
            due_at: delivery.due_at.timestamp_millis(),
            not_after: delivery.not_after.map(|at| at.timestamp_millis()),
        }
    }
}

#[derive(Serialize)]
struct DeliveryRow<'a> {
    #[serde(flatten)]
    plain: PlainRow<'a>,
    topic_id: Option<i64>,
    question_id: Option<i64>,
    source_chat_id: Option<i64>,
    after_id: Option<i64>,
}

impl<'a> DeliveryRow<'a> {
    fn of(delivery: &'a NewDelivery) -> Self {
        Self {
            plain: PlainRow::of(delivery),
            topic_id: delivery.topic.map(|topic| topic.0),
            question_id: delivery.question.map(|question| question.0),
            source_chat_id: delivery.notice.source().map(|chat| chat.0),
            after_id: delivery.after.map(|after| after.0),
        }
    }
}

// A lane, of which at most one delivery is in flight: a chat, or a topic of a forum.
statement!(
    INSERT,
    [id: Int, dedupe_key: Text, chat_id: Int, topic_id: Int, enrolment_id: Int, question_id: Int, source_chat_id: Int, class: Int,
     kind: Text, notice: Text, screen: Text, edit: Int, quiet: Int, due_at: Int, not_after: Int, after_id: Int],
    "insert into outbox (id, dedupe_key, chat_id, topic_id, enrolment_id, question_id, source_chat_id, lane, class, kind, kind_version, \
     notice, screen, edit, quiet, due_at, not_after, after_id, state, attempts, doubts, created_at, in_group) \
     select id, dedupe_key, chat_id, topic_id, enrolment_id, question_id, source_chat_id, \
     case when topic_id is null then 'c' || chat_id else 't' || topic_id end, class, kind, cast($2 as bigint), notice, screen, \
     edit, quiet, due_at, not_after, after_id, 'pending', 0, 0, cast($3 as bigint), \
     coalesce((select case when c.kind = 'private' then 0 else 1 end from chats c where c.id = r.chat_id), 0) from {rows} where true \
     on conflict (dedupe_key) do nothing"
);

statement!(
    INSERT_PLAIN,
    [id: Int, dedupe_key: Text, chat_id: Int, enrolment_id: Int, class: Int, kind: Text, notice: Text, screen: Text, edit: Int,
     quiet: Int, due_at: Int, not_after: Int],
    "insert into outbox (id, dedupe_key, chat_id, enrolment_id, lane, class, kind, kind_version, notice, screen, edit, quiet, \
     due_at, not_after, state, attempts, doubts, created_at, in_group) \
     select id, dedupe_key, chat_id, enrolment_id, 'c' || chat_id, class, kind, cast($2 as bigint), notice, screen, edit, \
     quiet, due_at, not_after, 'pending', 0, 0, cast($3 as bigint), 0 \
     from {rows} where true \
     on conflict (dedupe_key) do nothing"
);

// Where an answer waits in the lane, it waits behind that. Nothing else goes before it; `to_come` and the class stand there
// for the index, or all that waits would be looked through. The lanes of such answers are looked up once for all rows, and
// the fields of each row are taken out of its JSON once, not wherever they are named.
statement!(
    INSERT_GOING,
    [id: Int, dedupe_key: Text, chat_id: Int, enrolment_id: Int, class: Int, kind: Text, notice: Text, screen: Text, edit: Int,
     due_at: Int, not_after: Int],
    "with g as materialized (select r.*, 'c' || r.chat_id as lane, 'c' || r.chat_id in (select w.lane from outbox w \
      where w.state = 'pending' and w.to_come in (0, 1) and w.class = 0) as waits from {rows}) \
     insert into outbox (id, dedupe_key, chat_id, enrolment_id, lane, class, kind, kind_version, notice, screen, edit, quiet, \
     due_at, not_after, state, attempts, epoch, doubts, created_at, in_group) \
     select id, dedupe_key, chat_id, enrolment_id, lane, class, kind, cast($2 as bigint), notice, screen, edit, 0, due_at, \
     not_after, case when waits then 'pending' else 'sending' end, case when waits then 0 else 1 end, \
     case when waits then null else cast($4 as bigint) end, 0, cast($3 as bigint), 0 \
     from g where true \
     on conflict (dedupe_key) do nothing"
);

#[derive(Serialize)]
struct ScreenRow {
    chat_id: i64,
    screen: String,
    id: i64,
}

// Mostly no edit waits at all, which is seen at once. Edits of two messages by name are none of each other's business.
statement!(
    SUPERSEDE,
    [chat_id: Int, screen: Text, id: Int],
    "update outbox set state = 'cancelled', reason = 'superseded', settled_at = $2 where id in \
     (select o.id from {rows} join outbox n on n.id = r.id join outbox o on o.chat_id = r.chat_id and o.screen = r.screen \
     where o.state = 'pending' and o.edit is not null and o.id < r.id \
     and (o.edit = n.edit or o.edit = 0 or n.edit = 0) \
     and exists (select 1 from outbox e where e.state = 'pending' and e.edit is not null))"
);

statement!(
    CANCEL_OF_ENROLMENT,
    [id: Int],
    "update outbox set state = 'cancelled', reason = 'stopped', settled_at = $2 where state = 'pending' and class >= 2 \
     and enrolment_id in (select id from {rows})"
);

statement!(
    CANCEL_COPIES,
    [id: Int],
    "update outbox set state = 'cancelled', reason = 'withdrawn', settled_at = $2 where state = 'pending' and question_id is not null \
     and kind = 'question_copy' and question_id in (select id from {rows})"
);

statement!(
    CANCEL_OF_CHAT,
    [id: Int],
    "update outbox set state = 'cancelled', reason = 'another group', settled_at = $2, \
     dedupe_key = dedupe_key || ':' || cast(id as text) where state = 'pending' and to_come in (0, 1) and class = 1 \
     and chat_id in (select id from {rows})"
);

statement!(
    CANCEL_COPIES_FROM,
    [id: Int],
    "update outbox set state = 'cancelled', reason = 'the group counts anew', settled_at = $2 where state = 'pending' and class = 1 \
     and source_chat_id in (select id from {rows})"
);

/// Cancels copies that wait to be made from these groups.
pub(super) fn cancel_copies_from(tx: &mut Tx, chats: &[ChatId], now: RealTime) {
    settle_rows(tx, &CANCEL_COPIES_FROM, &id_rows(chats.iter().map(|id| id.0)), now);
}

/// Enqueues what goes with this commit: each alone in its lane, to a private chat, and no reply to anything.
pub(super) fn insert_going(tx: &mut Tx, deliveries: &[NewDelivery], epoch: i64, now: DateTime<Utc>, real: RealTime) {
    if !deliveries.is_empty() {
        let rows = json(deliveries.iter().map(PlainRow::of));
        let values = [rows, Value::Int(KIND_VERSION), now.timestamp_millis().into(), Value::Int(epoch)];
        tx.later(&INSERT_GOING, values);
    }
    supersede(tx, deliveries, real);
}

/// Enqueues; a key that is there already changes nothing. A newer edit of a screen cancels older edits that wait.
/// `is_private`: whether a chat is known to be one.
pub(super) fn insert(
    tx: &mut Tx,
    deliveries: &[NewDelivery],
    is_private: impl Fn(ChatId) -> bool,
    now: DateTime<Utc>,
    real: RealTime,
) {
    let is_plain = |delivery: &&NewDelivery| PlainRow::is(delivery) && is_private(delivery.chat);
    let (plain, others): (Vec<_>, Vec<_>) = deliveries.iter().partition(is_plain);
    let with = |rows| [rows, Value::Int(KIND_VERSION), now.timestamp_millis().into()];
    if !plain.is_empty() {
        tx.later(&INSERT_PLAIN, with(json(plain.into_iter().map(PlainRow::of))));
    }
    if !others.is_empty() {
        tx.later(&INSERT, with(json(others.into_iter().map(DeliveryRow::of))));
    }
    // Hardly anything is decided for later; what is keeps out of the way of those who look until then.
    let later =
        deliveries.iter().filter(|delivery| delivery.due_at > now).map(|delivery| (delivery.id, delivery.due_at));
    super::claim::postpone(tx, &later.collect::<Vec<_>>());
    supersede(tx, deliveries, real);
}

/// Cancels older edits that wait of the screens that these edit.
fn supersede(tx: &mut Tx, deliveries: &[NewDelivery], now: RealTime) {
    let edits = deliveries.iter().filter(|delivery| delivery.edit != Edit::No);
    let row = |delivery: &NewDelivery| {
        let screen = delivery.notice.screen()?;
        Some(ScreenRow { chat_id: delivery.chat.0, screen, id: delivery.id.0 })
    };
    settle_rows(tx, &SUPERSEDE, &edits.filter_map(row).collect::<Vec<_>>(), now);
}

/// Runs a statement that settles rows at an instant, which is when their time to be forgotten begins.
fn settle_rows(tx: &mut Tx, statement: &'static Statement, rows: &[impl Serialize], now: RealTime) {
    if !rows.is_empty() {
        tx.later(statement, [json(rows), Value::Int(now.0)]);
    }
}

/// Cancels lessons and nudges that wait for somebody who stopped.
pub(super) fn cancel_of_enrolments(tx: &mut Tx, enrolments: &[EnrolmentId], now: RealTime) {
    settle_rows(tx, &CANCEL_OF_ENROLMENT, &id_rows(enrolments.iter().map(|id| id.0)), now);
}

/// Cancels copies of withdrawn questions that wait.
pub(super) fn cancel_copies(tx: &mut Tx, questions: &[QuestionId], now: RealTime) {
    settle_rows(tx, &CANCEL_COPIES, &id_rows(questions.iter().map(|id| id.0)), now);
}

/// Cancels relays that wait for a group that serves no longer. Their keys are free again: the same may be handed over anew.
pub(super) fn cancel_of_chats(tx: &mut Tx, chats: &[ChatId], now: RealTime) {
    settle_rows(tx, &CANCEL_OF_CHAT, &id_rows(chats.iter().map(|id| id.0)), now);
}

/// What a settled row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub delivery: DeliveryId,
    pub state: MarkState,
}

/// Where an outcome takes a row that was *sending*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkState {
    Sent,
    Failed {
        reason: String,
    },
    Cancelled {
        reason: String,
    },
    /// Certainly not delivered: again, not before this.
    Again {
        at: RealTime,
        reason: String,
    },
    /// Its fate is unknown; sent again, not before this, and counted.
    Doubtful {
        at: RealTime,
        reason: String,
    },
    /// Its fate is unknown and it is not worth a duplicate; counted.
    Dropped {
        reason: String,
    },
}

#[derive(Serialize)]
struct MarkRow {
    id: i64,
    state: &'static str,
    retry_at: Option<i64>,
    doubts: i64,
    reason: Option<String>,
}

statement!(
    MARK,
    [id: Int, state: Text, retry_at: Int, doubts: Int, reason: Text],
    "update outbox set state = r.state, retry_at = r.retry_at, doubts = outbox.doubts + r.doubts, reason = r.reason, \
     settled_at = case when r.state = 'pending' then null else cast($2 as bigint) end \
     from {rows} where r.id = outbox.id and outbox.state in ('pending', 'sending', 'uncertain')"
);

statement!(
    MARK_SENT,
    [id: Int],
    "update outbox set state = 'sent', retry_at = null, reason = null, settled_at = cast($2 as bigint) \
     where id in (select id from {rows}) and state in ('pending', 'sending', 'uncertain')"
);

/// Records that these were accepted. A row that another process has taken over is left alone.
pub(super) fn mark_sent(tx: &mut Tx, deliveries: impl Iterator<Item = DeliveryId>, now: RealTime) {
    settle_rows(tx, &MARK_SENT, &id_rows(deliveries.map(|id| id.0)), now);
}

/// Records what became of deliveries in flight. A row that another process has taken over is left alone.
pub(super) fn mark(tx: &mut Tx, marks: &[Mark], now: RealTime) {
    let (sent, rest): (Vec<&Mark>, Vec<&Mark>) = marks.iter().partition(|mark| mark.state == MarkState::Sent);
    mark_sent(tx, sent.iter().map(|mark| mark.delivery), now);
    let rows: Vec<MarkRow> = rest
        .iter()
        .map(|mark| {
            let (state, retry_at, doubts, reason) = match &mark.state {
                MarkState::Sent => ("sent", None, 0, None),
                MarkState::Failed { reason } => ("failed", None, 0, Some(reason)),
                MarkState::Cancelled { reason } => ("cancelled", None, 0, Some(reason)),
                MarkState::Again { at, reason } => ("pending", Some(at.0), 0, Some(reason)),
                MarkState::Doubtful { at, reason } => ("pending", Some(at.0), 1, Some(reason)),
                MarkState::Dropped { reason } => ("cancelled", None, 1, Some(reason)),
            };
            MarkRow { id: mark.delivery.0, state, retry_at, doubts, reason: reason.cloned() }
        })
        .collect();
    settle_rows(tx, &MARK, &rows, now);
}

#[derive(Serialize)]
struct NoticeRow {
    id: i64,
    notice: String,
    kind: String,
}

statement!(
    REWRITE,
    [id: Int, notice: Text, kind: Text],
    "update outbox set notice = r.notice, kind = r.kind from {rows} where r.id = outbox.id"
);

/// Replaces the notices of deliveries: of those that go again, with a mark; of those whose row is to tell nothing.
pub(super) fn rewrite(tx: &mut Tx, notices: &[(DeliveryId, Notice)]) {
    let rows: Vec<NoticeRow> = notices
        .iter()
        .map(|(id, notice)| NoticeRow { id: id.0, notice: notice.encode(), kind: notice.kind() })
        .collect();
    tx.rows_later(&REWRITE, &rows);
}

statement!(
    FULFIL,
    [id: Int],
    "update outbox set state = 'sent', reason = 'adopted', settled_at = $2 \
     where state in ('pending', 'sending', 'uncertain') and id in (select id from {rows})"
);

/// Marks deliveries as sent whose effect was seen otherwise (an announced topic), also before the answer to the request:
/// should that be lost, nothing is in doubt any more.
pub(super) fn fulfil(tx: &mut Tx, deliveries: &[DeliveryId], now: RealTime) {
    settle_rows(tx, &FULFIL, &id_rows(deliveries.iter().map(|id| id.0)), now);
}

statement!(
    REROUTE,
    [id: Int],
    "update outbox set retry_at = null where state = 'pending' and retry_at is not null and chat_id in (select id from {rows})"
);

/// Lets what waits for a chat be tried at once: its id has changed, or the rights are there.
pub(super) fn retry_now(tx: &mut Tx, chats: &[ChatId]) {
    tx.rows_later(&REROUTE, &id_rows(chats.iter().map(|id| id.0)));
}
