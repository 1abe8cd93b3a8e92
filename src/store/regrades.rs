//! Corrections of a key: ordered by an admin in the chat or at the command line, carried out by whoever holds the lease, and
//! kept as the record of it.
//!
//! ```text
//! ordered --the cohort goes over to the corrected version--> running --no attempt is left on any other--> done
//!     +-----the items are no longer as they were----> refused
//! ```
//!
//! An order is the one row that another process writes without the lease: it does nothing by itself, and its key names the
//! act, so that ordering it twice is ordering it once.

use super::error::StoreError;
use super::statement::{IdRow, Value, id_rows, json, row, statement};
use super::tx::Tx;
use crate::rules::dossier::Corrected;
use crate::rules::grading::Attempt;
use crate::rules::ids::{AttemptId, ChatId, CohortId, EnrolmentId, PersonId, VersionId};
use crate::rules::real_time::RealTime;
use crate::rules::regrade::{Change, Effect};
use ring::digest::{SHA256, digest};
use serde::Serialize;

/// What was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Names the act; see [`name_of`].
    pub request: String,
    pub cohort: CohortId,
    pub week: u8,
    /// The version that it was ordered for.
    pub version: VersionId,
    pub change: Change,
    /// The admin who ordered it; `None` at the command line, and once that admin was forgotten.
    pub by: Option<PersonId>,
    pub ordered_at: RealTime,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Ordered,
    /// Attempts go over to this version, from whichever they stand on.
    Running {
        to: VersionId,
    },
    Done,
    Refused,
}

/// An order with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regrade {
    pub order: Order,
    pub stage: Stage,
    /// So far. Of the people only those are counted whose marks differ.
    pub effect: Effect,
    /// When it was over.
    pub ended_at: Option<RealTime>,
}

row! {
    struct RegradeRow {
        request: String, cohort_id: i64, week: i64, from_version: i64, to_version: Option<i64>, change: String,
        by_person: Option<i64>, state: String, ordered_at: i64, ended_at: Option<i64>, changed: i64, passing: i64,
    }
}

#[derive(Serialize)]
struct PinRow {
    id: i64,
    version_id: i64,
}

#[derive(Serialize)]
struct RemarkRow {
    attempt_id: i64,
    position: i64,
    is_right: i64,
    mark: i64,
}

statement!(
    ORDER,
    [],
    "insert into regrades (request, cohort_id, week, from_version, change, by_person, state, ordered_at, changed, passing) \
     values ($1, $2, $3, $4, $5, $6, 'ordered', $7, 0, 0) on conflict (request) do nothing"
);
statement!(
    OPEN,
    [],
    "select request, cohort_id, week, from_version, to_version, change, by_person, state, ordered_at, ended_at, changed, passing \
     from regrades where state in ('ordered', 'running') \
     order by case state when 'running' then 0 else 1 end, ordered_at, request limit 1"
);
statement!(
    OF_COHORT,
    [],
    "select request, cohort_id, week, from_version, to_version, change, by_person, state, ordered_at, ended_at, changed, passing \
     from regrades where cohort_id = $1 order by ordered_at, request"
);
statement!(
    BEGIN,
    [],
    "update regrades set state = 'running', from_version = $2, to_version = $3 where request = $1 and state = 'ordered'"
);
statement!(
    COUNT,
    [],
    "update regrades set changed = changed + $2, passing = passing + $3 where request = $1 and state = 'running'"
);
statement!(END, [], "update regrades set state = $2, ended_at = $3 where request = $1");
statement!(
    FORGET,
    [id: Int],
    "update regrades set by_person = null where by_person in (select id from {rows}) \
     and not exists (select 1 from people p where p.id = regrades.by_person)"
);
statement!(
    FORGET_OF_CHAT,
    [],
    "update regrades set by_person = null where by_person in (select p.id from people p where p.chat_id = $1)"
);
statement!(
    BY_PEOPLE,
    [id: Int],
    "select g.by_person, g.week, g.ordered_at from regrades g join {rows} on r.id = g.by_person order by g.ordered_at, g.request"
);
// Every row is looked at once, whoever's it is, by its number, so that no page costs more than its own rows; only what is left
// asks for its cohort.
statement!(
    LEFT,
    [],
    "select w.id, w.enrolment_id, case when w.week = $1 and w.version_id <> $2 then \
     (select e.cohort_id from enrolments e where e.id = w.enrolment_id) end as cohort_id \
     from (select id, enrolment_id, week, version_id from attempts where id > $3 order by id limit $4) w order by w.id"
);
statement!(
    ATTEMPTS,
    [id: Int],
    "select a.id from attempts a join {rows} on r.id = a.enrolment_id where a.week = $2 order by a.id"
);
statement!(
    PIN,
    [id: Int, version_id: Int],
    "update attempts set version_id = r.version_id from {rows} where r.id = attempts.id"
);
statement!(
    REMARK,
    [attempt_id: Int, position: Int, is_right: Int, mark: Int],
    "update answers set is_right = r.is_right, mark = r.mark from {rows} \
     where r.attempt_id = answers.attempt_id and r.position = answers.position"
);

row! {
    struct FoundRow { id: i64 }
}

row! {
    struct LeftRow { id: i64, enrolment_id: i64, cohort_id: Option<i64> }
}

row! {
    struct OrderedRow { by_person: Option<i64>, week: i64, ordered_at: i64 }
}

impl Regrade {
    /// Whether it is yet to be done, or being done.
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Ordered | Stage::Running { .. })
    }
}

/// The name of an act. The same correction of a week is the same act for as long as it is not over; once it is, it can be
/// asked for anew, for it may have been taken back since. `all`: what was ever ordered for the cohort.
pub fn name_of(cohort: CohortId, week: u8, change: &Change, all: &[Regrade]) -> String {
    let is_it = |regrade: &&Regrade| regrade.order.week == week && regrade.order.change == *change;
    let ended = all.iter().filter(is_it).filter(|regrade| !regrade.is_open()).count();
    let change = serde_json::to_vec(change).expect("a change is plain data");
    let hash: String = digest(&SHA256, &change).as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{cohort}:{week}:{hash}:{ended}")
}

/// Writes an order down, once.
pub fn order(tx: &mut Tx, order: &Order) {
    let change = serde_json::to_string(&order.change).expect("a change is plain data");
    let values: [Value; 7] = [
        order.request.as_str().into(),
        Value::Int(order.cohort.0),
        Value::Int(order.week.into()),
        Value::Int(order.version.0),
        change.into(),
        order.by.map(|by| by.0).into(),
        Value::Int(order.ordered_at.0),
    ];
    tx.later(&ORDER, values);
}

/// The order to carry out next; one that was begun goes before any other.
pub async fn open(tx: &mut Tx) -> Result<Option<Regrade>, StoreError> {
    tx.fetch::<RegradeRow>(&OPEN, []).await?.into_iter().next().map(regrade).transpose()
}

/// Everything that was ordered for a cohort, the oldest first.
pub async fn of_cohort(tx: &mut Tx, cohort: CohortId) -> Result<Vec<Regrade>, StoreError> {
    tx.fetch::<RegradeRow>(&OF_COHORT, [Value::Int(cohort.0)]).await?.into_iter().map(regrade).collect()
}

/// Some attempts of the table, in the order of their numbers: whose of them are left to be graded again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Who has attempts at the week's test on another version than the corrected one; each as often as there are such.
    pub left: Vec<EnrolmentId>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<AttemptId>,
}

/// Who is left to be graded again for a week of a cohort, by attempts from the one after `after` (`None`: the first) on, at most `limit` of the
/// table. An attempt that begins later stands on the version `to` already.
pub async fn left(
    tx: &mut Tx,
    (cohort, week): (CohortId, u8),
    to: VersionId,
    after: Option<AttemptId>,
    limit: i64,
) -> Result<Page, StoreError> {
    let values = [
        Value::Int(week.into()),
        Value::Int(to.0),
        Value::Int(after.map_or(i64::MIN, |after| after.0)),
        Value::Int(limit),
    ];
    let rows = tx.fetch::<LeftRow>(&LEFT, values).await?;
    let next = rows.last().map(|row| AttemptId(row.id));
    let of_cohort = rows.iter().filter(|row| row.cohort_id == Some(cohort.0));
    Ok(Page { left: of_cohort.map(|row| EnrolmentId(row.enrolment_id)).collect(), next })
}

/// All attempts of these enrolments at a week's test.
pub async fn attempts_of(tx: &mut Tx, enrolments: &[EnrolmentId], week: u8) -> Result<Vec<AttemptId>, StoreError> {
    let ids: Vec<IdRow> = id_rows(enrolments.iter().map(|id| id.0));
    let rows = tx.fetch::<FoundRow>(&ATTEMPTS, [json(&ids), Value::Int(week.into())]).await?;
    Ok(rows.into_iter().map(|row| AttemptId(row.id)).collect())
}

/// Of those people who are gone it is forgotten that they ordered something; what was ordered stays.
pub(super) fn forget(tx: &mut Tx, people: &[IdRow]) {
    tx.rows_later(&FORGET, people);
}

/// The same of the person of a private chat, who is still there: whoever runs things stays when the rest of them is erased.
pub(super) fn forget_of_chat(tx: &mut Tx, chat: ChatId) {
    tx.later(&FORGET_OF_CHAT, [Value::Int(chat.0)]);
}

/// What these people have ordered, the oldest first.
pub(super) async fn ordered_by(tx: &mut Tx, people: &[IdRow]) -> Result<Vec<(PersonId, Corrected)>, StoreError> {
    let corrected = |row: &OrderedRow| Corrected {
        week: u8::try_from(row.week).unwrap_or(u8::MAX),
        at: super::instant_or_epoch(row.ordered_at),
    };
    let rows = tx.fetch_by::<OrderedRow>(&BY_PEOPLE, people).await?;
    Ok(rows.iter().filter_map(|row| Some((PersonId(row.by_person?), corrected(row)))).collect())
}

/// What a unit of work does about corrections.
#[derive(Debug, Default)]
pub struct RegradeWrites {
    pub orders: Vec<Order>,
    /// Begun: the version that attempts leave, and the one they go over to.
    pub begun: Vec<(String, VersionId, VersionId)>,
    /// Attempts that were graded again.
    pub attempts: Vec<Attempt>,
    pub counted: Vec<(String, Effect)>,
    /// Over: done, or refused.
    pub ended: Vec<(String, bool, RealTime)>,
}

impl RegradeWrites {
    /// What is ordered here bears no name.
    pub(super) fn forget(&mut self, person: PersonId) {
        for order in self.orders.iter_mut().filter(|order| order.by == Some(person)) {
            order.by = None;
        }
    }
}

pub(super) fn save(tx: &mut Tx, writes: &RegradeWrites) {
    for written in &writes.orders {
        order(tx, written);
    }
    for (request, from, to) in &writes.begun {
        tx.later(&BEGIN, [request.as_str().into(), Value::Int(from.0), Value::Int(to.0)]);
    }
    let pins: Vec<PinRow> =
        (writes.attempts.iter()).map(|attempt| PinRow { id: attempt.id.0, version_id: attempt.version.0 }).collect();
    tx.rows_later(&PIN, &pins);
    let marks: Vec<RemarkRow> = writes.attempts.iter().flat_map(remarks).collect();
    tx.rows_later(&REMARK, &marks);
    for (request, effect) in &writes.counted {
        let values = [request.as_str().into(), Value::Int(effect.changed.into()), Value::Int(effect.passing.into())];
        tx.later(&COUNT, values);
    }
    for (request, is_done, at) in &writes.ended {
        let state = if *is_done { "done" } else { "refused" };
        tx.later(&END, [request.as_str().into(), state.into(), Value::Int(at.0)]);
    }
}

fn remarks(attempt: &Attempt) -> impl Iterator<Item = RemarkRow> {
    attempt.answers.iter().enumerate().map(|(position, answer)| RemarkRow {
        attempt_id: attempt.id.0,
        position: position as i64,
        is_right: answer.is_right().into(),
        mark: answer.mark.0,
    })
}

fn regrade(row: RegradeRow) -> Result<Regrade, StoreError> {
    let bad = |what: &str| StoreError::Row { table: "regrades", id: row.cohort_id, what: format!("`{what}`") };
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    let stage = match (row.state.as_str(), row.to_version) {
        ("ordered", _) => Stage::Ordered,
        ("running", Some(to)) => Stage::Running { to: VersionId(to) },
        ("done", _) => Stage::Done,
        ("refused", _) => Stage::Refused,
        _ => return Err(bad("state")),
    };
    Ok(Regrade {
        order: Order {
            cohort: CohortId(row.cohort_id),
            week: row.week.try_into().map_err(|_| bad("week"))?,
            version: VersionId(row.from_version),
            change: serde_json::from_str(&row.change).map_err(|_| bad("change"))?,
            by: row.by_person.map(PersonId),
            ordered_at: RealTime(row.ordered_at),
            request: row.request,
        },
        stage,
        effect: Effect { people: count(row.changed), changed: count(row.changed), passing: count(row.passing) },
        ended_at: row.ended_at.map(RealTime),
    })
}
