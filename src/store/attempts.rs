//! Attempts and their answers. An answer's key is its place in the attempt, so none counts twice.

use super::engine::{Asked, IdRow, Tx, Value, row, statement};
use super::error::StoreError;
use crate::rules::grading::{Answer, Attempt};
use crate::rules::ids::{AttemptId, CohortId, EnrolmentId, VersionId};
use std::collections::BTreeMap;

row! {
    pub(super) struct AttemptRow {
        id: i64, enrolment_id: i64, version_id: i64, week: i64, number: i64, seed: i64, item_order: String,
        started_at: i64, finished_at: Option<i64>,
    }
}

row! {
    pub(super) struct AnswerRow { attempt_id: i64, position: i64, choice: i64, is_right: i64, answered_at: i64 }
}

row! {
    struct NewAnswerRow { attempt_id: i64, position: i64, item: String, choice: i64, is_right: i64, answered_at: i64 }
}

statement!(
    BY_ID,
    [id: Int],
    "select a.id, a.enrolment_id, a.version_id, a.week, a.number, a.seed, a.item_order, a.started_at, a.finished_at \
     from attempts a join {rows} on r.id = a.id"
);
statement!(
    OPEN_OF_ENROLMENT,
    [id: Int],
    "select a.id, a.enrolment_id, a.version_id, a.week, a.number, a.seed, a.item_order, a.started_at, a.finished_at \
     from attempts a join {rows} on r.id = a.enrolment_id where a.finished_at is null"
);
statement!(
    ANSWERS,
    [id: Int],
    "select a.attempt_id, a.position, a.choice, a.is_right, a.answered_at from answers a join {rows} on r.id = a.attempt_id \
     order by a.attempt_id, a.position"
);
statement!(
    FINISHED_OF,
    [],
    "select a.id, a.enrolment_id, a.version_id, a.week, a.number, a.seed, a.item_order, a.started_at, a.finished_at \
     from attempts a join enrolments e on e.id = a.enrolment_id \
     where e.cohort_id = $1 and a.week = $2 and a.finished_at is not null order by a.id"
);
statement!(
    SAVE,
    [id: Int, enrolment_id: Int, version_id: Int, week: Int, number: Int, seed: Int, item_order: Text, started_at: Int,
     finished_at: Int],
    "insert into attempts (id, enrolment_id, version_id, week, number, seed, item_order, started_at, finished_at) \
     select id, enrolment_id, version_id, week, number, seed, item_order, started_at, finished_at from {rows} where true \
     on conflict (id) do update set finished_at = excluded.finished_at"
);
statement!(
    SAVE_ANSWERS,
    [attempt_id: Int, position: Int, item: Text, choice: Int, is_right: Int, answered_at: Int],
    "insert into answers (attempt_id, position, item, choice, is_right, answered_at) \
     select attempt_id, position, item, choice, is_right, answered_at from {rows} where true \
     on conflict (attempt_id, position) do nothing"
);

pub(super) fn ask_by_ids(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<AttemptRow>> {
    tx.ask_by(&BY_ID, ids)
}

/// The attempts in progress of these enrolments.
pub(super) fn ask_open_of(tx: &mut Tx, enrolments: &[IdRow]) -> Option<Asked<AttemptRow>> {
    tx.ask_by(&OPEN_OF_ENROLMENT, enrolments)
}

/// Attempts without their answers.
pub(super) async fn read(tx: &mut Tx, asked: Option<Asked<AttemptRow>>) -> Result<Vec<AttemptRow>, StoreError> {
    tx.answer(asked).await
}

pub(super) fn ask_answers(tx: &mut Tx, attempts: &[AttemptRow]) -> Option<Asked<AnswerRow>> {
    tx.ask_by(&ANSWERS, &super::engine::id_rows(attempts.iter().map(|attempt| attempt.id)))
}

/// Everybody's finished attempts at the test of a week, with their answers: two statements, however many they are.
pub async fn finished_of(tx: &mut Tx, cohort: CohortId, week: u8) -> Result<Vec<Attempt>, StoreError> {
    let rows = tx.fetch::<AttemptRow>(&FINISHED_OF, [Value::Int(cohort.0), Value::Int(week.into())]).await?;
    let answers = ask_answers(tx, &rows);
    with_answers(tx, rows, answers).await
}

/// An attempt to write, with the names of its items in the order in which they are asked.
pub(super) struct Saved<'a> {
    pub attempt: &'a Attempt,
    pub items: Vec<String>,
    /// How many of its answers stand already, for an answer never changes; `None` when the attempt is new.
    pub answered: Option<usize>,
}

pub(super) fn save(tx: &mut Tx, attempts: &[Saved<'_>]) {
    // An attempt begins and ends; in between there is nothing to write but its answers.
    let changed = |saved: &&Saved<'_>| saved.answered.is_none() || saved.attempt.is_finished();
    let rows: Vec<AttemptRow> = attempts.iter().filter(changed).map(|saved| attempt_row(saved.attempt)).collect();
    tx.rows_later(&SAVE, &rows);
    let mut answers = Vec::new();
    for Saved { attempt, items, answered } in attempts {
        for (position, (answer, item)) in attempt.answers.iter().zip(items).enumerate().skip(answered.unwrap_or(0)) {
            answers.push(NewAnswerRow {
                attempt_id: attempt.id.0,
                position: position as i64,
                item: item.clone(),
                choice: answer.choice.into(),
                is_right: answer.right.into(),
                answered_at: answer.at.timestamp_millis(),
            });
        }
    }
    tx.rows_later(&SAVE_ANSWERS, &answers);
}

/// Attempts together with their answers.
pub(super) async fn with_answers(
    tx: &mut Tx,
    rows: Vec<AttemptRow>,
    asked: Option<Asked<AnswerRow>>,
) -> Result<Vec<Attempt>, StoreError> {
    let mut answers: BTreeMap<i64, Vec<Answer>> = BTreeMap::new();
    for row in tx.answer(asked).await? {
        let of_attempt = answers.entry(row.attempt_id).or_default();
        if row.position != of_attempt.len() as i64 {
            return Err(bad("answers", row.attempt_id, "an answer is missing"));
        }
        let choice = row.choice.try_into().map_err(|_| bad("answers", row.attempt_id, "`choice` is out of range"))?;
        of_attempt.push(Answer { choice, right: row.is_right != 0, at: super::instant_or_epoch(row.answered_at) });
    }
    rows.into_iter().map(|row| attempt(&row, answers.remove(&row.id).unwrap_or_default())).collect()
}

fn attempt_row(attempt: &Attempt) -> AttemptRow {
    AttemptRow {
        id: attempt.id.0,
        enrolment_id: attempt.enrolment.0,
        version_id: attempt.version.0,
        week: attempt.week.into(),
        number: attempt.number.into(),
        seed: attempt.seed,
        item_order: serde_json::to_string(&attempt.order).expect("numbers are plain data"),
        started_at: attempt.started_at.timestamp_millis(),
        finished_at: attempt.finished_at.map(|at| at.timestamp_millis()),
    }
}

fn attempt(row: &AttemptRow, answers: Vec<Answer>) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        id: AttemptId(row.id),
        enrolment: EnrolmentId(row.enrolment_id),
        version: VersionId(row.version_id),
        week: row.week.try_into().map_err(|_| bad("attempts", row.id, "`week` is out of range"))?,
        number: row.number.try_into().map_err(|_| bad("attempts", row.id, "`number` is out of range"))?,
        seed: row.seed,
        order: serde_json::from_str(&row.item_order)
            .map_err(|_| bad("attempts", row.id, "`item_order` does not decode"))?,
        answers,
        started_at: super::instant_or_epoch(row.started_at),
        finished_at: super::instant(row.finished_at),
    })
}

fn bad(table: &'static str, id: i64, what: &str) -> StoreError {
    StoreError::Row { table, id, what: what.to_owned() }
}
