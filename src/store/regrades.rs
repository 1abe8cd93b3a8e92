//! Corrections of a key: ordered by an admin in the chat or at the command line, carried out by whoever holds the lease, and
//! kept as the record of it.
//!
//! ```text
//! ordered --the cohort goes over to the corrected version--> running --no attempt is left on the old one--> done
//!     +-----the items are no longer as they were----> refused
//! ```
//!
//! An order is the one row that another process writes without the lease: it does nothing by itself, and its key names the
//! act, so that ordering it twice is ordering it once.

use super::engine::{IdRow, Tx, Value, id_rows, json, row, statement};
use super::error::StoreError;
use crate::rules::course::Course;
use crate::rules::grading::Attempt;
use crate::rules::ids::{AttemptId, CohortId, EnrolmentId, PersonId, VersionId};
use crate::rules::real_time::RealTime;
use crate::rules::regrade::{Change, Effect};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use std::sync::Arc;

/// What was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Names the act.
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
    /// Attempts go over from the order's version to this one.
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
statement!(FORGET, [id: Int], "update regrades set by_person = null where by_person in (select id from {rows})");
statement!(
    LEFT,
    [],
    "select distinct a.enrolment_id as id from attempts a join enrolments e on e.id = a.enrolment_id \
     where e.cohort_id = $1 and a.week = $2 and a.version_id = $3 order by a.enrolment_id limit $4"
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

/// The name of an act: the same correction of the same version is the same one.
pub fn name_of(cohort: CohortId, version: VersionId, week: u8, change: &Change) -> String {
    let change = serde_json::to_vec(change).expect("a change is plain data");
    let hash: String = digest(&SHA256, &change).as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{cohort}:{version}:{week}:{hash}")
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

/// Some of those who have attempts of a week on a version, at most `limit`.
pub async fn left(
    tx: &mut Tx,
    (cohort, week): (CohortId, u8),
    version: VersionId,
    limit: i64,
) -> Result<Vec<EnrolmentId>, StoreError> {
    let values = [Value::Int(cohort.0), Value::Int(week.into()), Value::Int(version.0), Value::Int(limit)];
    Ok(tx.fetch::<FoundRow>(&LEFT, values).await?.into_iter().map(|row| EnrolmentId(row.id)).collect())
}

/// All attempts of these enrolments at a week's test.
pub async fn attempts_of(tx: &mut Tx, enrolments: &[EnrolmentId], week: u8) -> Result<Vec<AttemptId>, StoreError> {
    let ids: Vec<IdRow> = id_rows(enrolments.iter().map(|id| id.0));
    let rows = tx.fetch::<FoundRow>(&ATTEMPTS, [json(&ids), Value::Int(week.into())]).await?;
    Ok(rows.into_iter().map(|row| AttemptId(row.id)).collect())
}

/// Who ordered something is forgotten; what was ordered stays.
pub(super) fn forget(tx: &mut Tx, people: &[IdRow]) {
    tx.rows_later(&FORGET, people);
}

/// What a unit of work does about corrections.
#[derive(Debug, Default)]
pub struct RegradeWrites {
    /// Versions that are new.
    pub versions: Vec<(VersionId, Arc<Course>)>,
    pub orders: Vec<Order>,
    /// Begun: the version that attempts leave, and the one they go over to.
    pub begun: Vec<(String, VersionId, VersionId)>,
    /// Attempts that were graded again.
    pub attempts: Vec<Attempt>,
    pub counted: Vec<(String, Effect)>,
    /// Over: done, or refused.
    pub ended: Vec<(String, bool, RealTime)>,
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
