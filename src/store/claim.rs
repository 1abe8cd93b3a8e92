//! Looking at what may go: the first of each lane, with what its message needs to know; and what a look puts off or ends.

use super::chats::ChatKind;
use super::error::StoreError;
use super::in_flight::ReleasedRow;
use super::outbox::{self, Edit};
use super::statement::{Kind, Statement, Value, json, row, statement};
use super::tx::Tx;
use crate::rules::course::Language;
use crate::rules::ids::{ChatId, DeliveryId, EnrolmentId, QuestionId, TopicId};
use crate::rules::model::{DEFAULT_HOUR, Handle};
use crate::rules::notice::{Class, Notice};
use crate::rules::preferences::Preferences;
use crate::rules::question::Document;
use crate::rules::real_time::RealTime;
use crate::seal::Sealer;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A delivery with what is read at claim: who receives it, and how they read.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    pub id: DeliveryId,
    pub lane: String,
    pub chat: ChatId,
    pub telegram_id: i64,
    pub chat_kind: ChatKind,
    pub unreachable: bool,
    pub topic: Option<TopicId>,
    /// Telegram's number of the topic.
    pub thread: Option<i64>,
    /// In a plain group: the message that introduces the participant.
    pub header: Option<i64>,
    pub enrolment: Option<EnrolmentId>,
    /// The status of the enrolment by name.
    pub status: Option<String>,
    pub question: Option<QuestionId>,
    /// The participant's message that the question stands in.
    pub question_message: Option<i64>,
    pub class: Class,
    pub notice: Notice,
    /// False when the notice's JSON does not decode; what stands in `notice` is then to be cancelled, not sent.
    pub is_readable: bool,
    pub screen: Option<String>,
    pub edit: Edit,
    /// The newest message that shows the same screen.
    pub standing: Option<i64>,
    /// The private chat of the enrolment's person: where a question is copied from.
    pub person_telegram_id: Option<i64>,
    /// The group that a reply is copied from.
    pub mentors_telegram_id: Option<i64>,
    /// Where the question is a document: how to fetch it.
    pub document: Option<Document>,
    /// May wait for morning.
    pub quiet: bool,
    /// Comes without a sound.
    pub silent: bool,
    pub due_at: DateTime<Utc>,
    pub not_after: Option<DateTime<Utc>>,
    pub attempts: i64,
    pub created_at: DateTime<Utc>,
    pub language: Option<Language>,
    pub handle: Option<Handle>,
    pub hour: u8,
    /// The reader's zone, or that of the cohort.
    pub zone: Option<String>,
    pub preferences: Preferences,
    /// What the reader wrote for themselves, for the few deliveries that show it.
    pub note: Option<String>,
}

row! {
    struct ClaimedRow {
        id: i64, lane: String, chat_id: i64, sealed: String, chat_kind: String, unreachable_at: Option<i64>,
        topic_id: Option<i64>, thread: Option<i64>, header: Option<i64>, enrolment_id: Option<i64>, status: Option<String>, question_id: Option<i64>, question_message: Option<i64>,
        class: i64, notice: String, screen: Option<String>, edit: Option<i64>, standing: Option<i64>,
        person_sealed: Option<String>, mentors_sealed: Option<String>, quiet: i64, due_at: i64, not_after: Option<i64>,
        attempts: i64, created_at: i64, language: Option<String>, handle: Option<i64>, hour: Option<i64>, zone: Option<String>,
        preferences: Option<String>, note: Option<String>, document: Option<String>,
    }
}

// What few deliveries need is looked up behind a `case`, and what few lanes have is asked of those alone: a morning's
// lessons pass through here hundreds at a time.
const CLAIM: &str = "select o.id, o.lane, o.chat_id, c.sealed, c.kind as chat_kind, c.unreachable_at, o.topic_id, t.thread, \
     case when o.topic_id is not null then (select max(h.message) from messages h \
      where h.chat_id = o.chat_id and h.screen = 'i:' || t.enrolment_id) end as header, o.enrolment_id, e.status, o.question_id, \
     case when o.question_id is not null then (select q.message from questions q where q.id = o.question_id) end \
      as question_message, o.class, o.notice, o.screen, o.edit, \
     case when o.edit = 0 or o.kind = 'question_remove' then (select m.message from messages m \
      where m.chat_id = o.chat_id and m.screen = o.screen order by m.sent_at desc, m.message desc limit 1) end as standing, \
     case when o.kind = 'question_copy' then (select pc.sealed from people ep join chats pc on pc.id = ep.chat_id \
      where ep.id = e.person_id) end as person_sealed, \
     case when o.kind = 'question_copy' then (select qd.sealed from questions qd where qd.id = o.question_id) end as document, \
     case when o.source_chat_id is not null then (select mc.sealed from chats mc where mc.id = o.source_chat_id) end \
      as mentors_sealed, o.quiet, o.due_at, o.not_after, o.attempts, o.created_at, \
     coalesce(p.language, c.language) as language, e.handle, p.hour, coalesce(p.zone, co.zone) as zone, p.preferences, \
     case when o.kind = 'why_mine' or (o.kind = 'lesson' and o.notice like '%\"why\":\"mine\"%') then (select n.sealed \
      from notes n where n.enrolment_id = o.enrolment_id and n.kind = 'why') \
      when o.kind in ('certificate', 'certificate_name') then (select n.sealed from notes n \
      where n.enrolment_id = o.enrolment_id and n.kind in ('name', 'kept_name') order by n.kind desc limit 1) end as note \
     from outbox o \
     join chats c on c.id = o.chat_id \
     left join topics t on t.id = o.topic_id \
     left join people p on p.chat_id = o.chat_id \
     left join enrolments e on e.id = o.enrolment_id \
     left join cohorts co on co.id = e.cohort_id \
     where o.state = 'pending' and o.class >= $2 and o.class <= $3 \
     and o.lane not in (select lane from {rows}) \
     and o.due_at <= $4 and (o.retry_at is null or o.retry_at <= $5) \
     and {room} \
     and (o.after_id is null or not exists (select 1 from outbox a where a.id = o.after_id \
      and a.state not in ('sent', 'failed', 'cancelled'))) \
     and (c.kind <> 'forum' or o.topic_id is null or t.thread is not null or t.delivery_id = o.id) \
     and (o.lane not in (select w.lane from outbox w where w.state = 'pending' and w.retry_at > $5) \
      or not exists (select 1 from outbox w where w.lane = o.lane and w.state = 'pending' and w.retry_at > $5 \
      and (w.class < o.class or (w.class = o.class and w.id < o.id)))) \
     and o.lane not in (select d.lane from outbox d where d.state in ('sending', 'uncertain') and d.state = 'uncertain') \
     order by o.class, o.id limit $6";

static CLAIM_PRIVATE: LazyLock<Statement> = LazyLock::new(|| claim_where("o.in_group = 0 and o.to_come = 0"));
// `g` and the number of a group among the busy lanes: of that group enough is claimed. What somebody there waits for goes
// ahead of it.
static CLAIM_GROUPS: LazyLock<Statement> = LazyLock::new(|| {
    claim_where("o.in_group = 1 and (o.class = 0 or 'g' || o.chat_id not in (select lane from {rows}))")
});

/// Literals, so that the engines see which partial index fits.
fn claim_where(room: &str) -> Statement {
    Statement::new(&[("lane", Kind::Text)], &CLAIM.replace("{room}", room))
}

#[derive(Serialize)]
#[serde(transparent)]
struct LaneRow<'a> {
    lane: &'a str,
}

/// What the sender looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// From the first class to the last.
    pub classes: (Class, Class),
    /// In private chats; otherwise in groups.
    pub private: bool,
    pub now: DateTime<Utc>,
    pub real: RealTime,
    pub limit: i64,
}

/// What a look brought.
#[derive(Debug)]
pub struct Batch {
    pub deliveries: Vec<Claimed>,
    /// What cannot be read (a chat that cannot be unsealed), and why; to be told with [`fail`], or it is found each time.
    pub unreadable: Vec<(DeliveryId, String)>,
    /// As many rows were found as were asked for.
    pub is_full: bool,
    /// The time has come for what was put off. It may be older than what was found in its lane, so it has to be told with
    /// [`come`] first, and looked again.
    pub has_come: bool,
    /// Nothing waited at all, not even behind what is claimed: lanes that become free uncover nothing. What is yet to come
    /// does not count, nor what this look let come.
    pub is_void: bool,
}

/// However many rows of one lane stand before the others, no look reads more than this.
const MOST_ROWS: i64 = 16_384;

/// Of each group so many are claimed ahead, besides answers: a group gets twenty a minute, and one with a thousand waiting
/// leaves room for the others.
pub const AHEAD_OF_GROUP: usize = 8;

/// What stands among the busy lanes for a group of which enough is claimed.
pub fn full_group(group: ChatId) -> String {
    format!("g{group}")
}

/// What may go now, one for each lane, most urgent first. `busy` are the lanes with something claimed or in flight, and
/// groups of which enough is (see [`full_group`]).
/// A lane with something in doubt is busy too, and so is one whose first delivery waits for another try: nothing
/// overtakes it.
pub async fn claim(
    tx: &mut Tx,
    sealer: &Sealer,
    busy: impl IntoIterator<Item = &str>,
    look: Look,
) -> Result<Batch, StoreError> {
    let Look { classes, private, now, real, limit } = look;
    let busy: Vec<LaneRow<'_>> = busy.into_iter().map(|lane| LaneRow { lane }).collect();
    let busy = json(&busy);
    let mut rows_wanted = limit;
    // In groups little is put off, and nothing is out of the way.
    let come = private.then(|| tx.ask::<ReleasedRow>(&COME, come_by(classes, now)));
    loop {
        let values: [Value; 6] = [
            busy.clone(),
            classes.0.rank().into(),
            classes.1.rank().into(),
            now.timestamp_millis().into(),
            real.0.into(),
            rows_wanted.into(),
        ];
        let statement = if private { &CLAIM_PRIVATE } else { &CLAIM_GROUPS };
        let mut rows = tx.fetch::<ClaimedRow>(statement, values).await?;
        let is_full = rows.len() as i64 >= rows_wanted;
        let mut lanes = HashSet::with_capacity(rows.len());
        rows.retain(|row| lanes.insert(row.lane.clone()));
        if !private {
            let mut ahead: HashMap<i64, usize> = HashMap::new();
            rows.retain(|row| {
                let ahead = ahead.entry(row.chat_id).or_default();
                *ahead += usize::from(row.class > Class::Reply.rank());
                row.class == Class::Reply.rank() || *ahead <= AHEAD_OF_GROUP
            });
        } else if is_full && (rows.len() as i64) < limit / 2 && rows_wanted < MOST_ROWS {
            // A few lanes with much to say hide the others. In groups the next look passes them over.
            rows_wanted = (rows_wanted * 4).min(MOST_ROWS);
            continue;
        }
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let has_come = !tx.answer(come).await?.is_empty();
        let any = if private { &ANY_PRIVATE } else { &ANY_IN_GROUPS };
        let is_void = rows.is_empty() && tx.fetch::<ReleasedRow>(any, each(classes)).await?.is_empty();
        let (mut deliveries, mut unreadable) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows {
            let id = DeliveryId(row.id);
            match claimed(sealer, row) {
                Ok(claimed) => deliveries.push(claimed),
                Err(error) => unreadable.push((id, error.to_string())),
            }
        }
        return Ok(Batch { deliveries, unreadable, is_full, has_come, is_void });
    }
}

// The order is there so that SQLite takes the index in which it stands, and looks at nothing that is yet to come.
statement!(
    COME,
    [],
    "select o.id from outbox o where o.state = 'pending' and o.to_come = 1 and o.class in ($1, $2, $3, $4) and o.due_at <= $5 \
     order by o.class, o.due_at limit 1"
);
statement!(
    ANY_PRIVATE,
    [],
    "select o.id from outbox o where o.state = 'pending' and o.to_come = 0 and o.class in ($1, $2, $3, $4) and o.in_group = 0 \
     order by o.class, o.id limit 1"
);
statement!(
    ANY_IN_GROUPS,
    [],
    "select o.id from outbox o where o.state = 'pending' and o.in_group = 1 and o.class in ($1, $2, $3, $4) \
     order by o.class, o.id limit 1"
);
statement!(
    HAS_COME,
    [],
    "update outbox set to_come = 0 where id in (select o.id from outbox o where o.state = 'pending' and o.to_come = 1 \
     and o.class in ($1, $2, $3, $4) and o.due_at <= $5 order by o.class, o.due_at limit $6)"
);

fn come_by(classes: (Class, Class), now: DateTime<Utc>) -> [Value; 5] {
    let [a, b, c, d] = each(classes);
    [a, b, c, d, now.timestamp_millis().into()]
}

/// Each class by name: a range of them would pass over all that is yet to come.
fn each((first, last): (Class, Class)) -> [Value; 4] {
    Class::ALL.map(|class| Value::Int(class.clamp(first, last).rank()))
}

/// At most so much comes at once, so that nobody who writes waits for all that a night put off.
const MOST_COME: i64 = 2_000;

/// Puts what was put off back before the eyes of a look, as far as its time has come. True while there may be more.
pub async fn come(tx: &mut Tx, classes: (Class, Class), now: DateTime<Utc>) -> Result<bool, StoreError> {
    let values = come_by(classes, now).into_iter().chain([MOST_COME.into()]);
    Ok(tx.execute(&HAS_COME, values).await? >= MOST_COME.unsigned_abs())
}

#[derive(Serialize)]
struct EndRow<'a> {
    id: i64,
    state: &'static str,
    reason: &'a str,
}

statement!(
    END,
    [id: Int, state: Text, reason: Text],
    "update outbox set state = r.state, reason = r.reason, settled_at = cast($2 as bigint) from {rows} \
     where r.id = outbox.id and outbox.state = 'pending'"
);

/// Cancels what must not go after all, each with its reason.
pub fn cancel(tx: &mut Tx, cancelled: &[(DeliveryId, &str)], now: RealTime) {
    end(tx, "cancelled", cancelled, now);
}

/// Gives up what cannot go, each with its reason.
pub fn fail(tx: &mut Tx, failed: &[(DeliveryId, &str)], now: RealTime) {
    end(tx, "failed", failed, now);
}

fn end(tx: &mut Tx, state: &'static str, ended: &[(DeliveryId, &str)], now: RealTime) {
    if !ended.is_empty() {
        let rows: Vec<EndRow<'_>> = ended.iter().map(|(id, reason)| EndRow { id: id.0, state, reason }).collect();
        tx.later(&END, [json(&rows), Value::Int(now.0)]);
    }
}

#[derive(Serialize)]
struct PostponeRow {
    id: i64,
    due_at: i64,
}

statement!(
    POSTPONE,
    [id: Int, due_at: Int],
    "update outbox set due_at = r.due_at, to_come = 1 from {rows} where r.id = outbox.id and outbox.state = 'pending'"
);

/// Puts off what may wait for morning. Until then it is out of the way of every look.
pub fn postpone(tx: &mut Tx, postponed: &[(DeliveryId, DateTime<Utc>)]) {
    let rows: Vec<PostponeRow> =
        postponed.iter().map(|(id, at)| PostponeRow { id: id.0, due_at: at.timestamp_millis() }).collect();
    tx.rows_later(&POSTPONE, &rows);
}

/// What somebody wrote for themselves; without it the rest goes all the same.
fn own_words(sealer: &Sealer, delivery: i64, sealed: &str) -> Option<String> {
    let opened = super::notes::open(sealer, sealed);
    opened.inspect_err(|error| tracing::error!(delivery, %error, "a note cannot be read")).ok()
}

fn claimed(sealer: &Sealer, row: ClaimedRow) -> Result<Claimed, StoreError> {
    // One row that cannot be read must not hold up the rest.
    let read =
        outbox::notice(row.id, &row.notice).inspect_err(|error| tracing::error!(%error, "a delivery cannot be read"));
    let is_readable = read.is_ok();
    let (quiet, silent) = outbox::from_quiet_column(row.quiet);
    let open = |sealed: Option<String>| sealed.map(|sealed| sealer.open_chat(&sealed)).transpose();
    Ok(Claimed {
        id: DeliveryId(row.id),
        lane: row.lane,
        chat: ChatId(row.chat_id),
        telegram_id: sealer.open_chat(&row.sealed)?,
        chat_kind: ChatKind::from_name(&row.chat_kind).unwrap_or(ChatKind::Private),
        unreachable: row.unreachable_at.is_some(),
        topic: row.topic_id.map(TopicId),
        thread: row.thread,
        header: row.header,
        enrolment: row.enrolment_id.map(EnrolmentId),
        status: row.status,
        question: row.question_id.map(QuestionId),
        question_message: row.question_message.filter(|message| *message > 0),
        class: outbox::class(row.id, row.class)?,
        notice: read.unwrap_or(Notice::Apology),
        is_readable,
        screen: row.screen,
        edit: Edit::from_column(row.edit),
        standing: row.standing,
        person_telegram_id: open(row.person_sealed)?,
        mentors_telegram_id: open(row.mentors_sealed)?,
        document: row.document.and_then(|sealed| super::questions::open(sealer, &sealed)),
        quiet,
        silent,
        due_at: super::instant_or_epoch(row.due_at),
        not_after: super::instant(row.not_after),
        attempts: row.attempts,
        created_at: super::instant_or_epoch(row.created_at),
        language: row.language.as_deref().and_then(Language::from_code),
        handle: row.handle.map(Handle),
        hour: row.hour.and_then(|hour| hour.try_into().ok()).unwrap_or(DEFAULT_HOUR),
        zone: row.zone,
        preferences: super::people::preferences(row.id, row.preferences.as_deref())?,
        note: row.note.and_then(|sealed| own_words(sealer, row.id, &sealed)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plans::pass_by_what_was_sent;

    #[tokio::test]
    async fn what_is_asked_over_and_over_passes_by_all_that_was_sent() {
        let looks: [&Statement; 5] = [&CLAIM_PRIVATE, &CLAIM_GROUPS, &COME, &ANY_PRIVATE, &ANY_IN_GROUPS];
        pass_by_what_was_sent(&looks).await;
    }
}
