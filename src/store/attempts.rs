//! Attempts and their answers. An answer's key is its place in the attempt, so none counts twice.

use super::error::StoreError;
use super::statement::{IdRow, Value, row, statement};
use super::tx::{Asked, Tx};
use crate::rules::answer::{Draft, Given, Written};
use crate::rules::grading::{Answer, Attempt};
use crate::rules::ids::{AttemptId, CohortId, EnrolmentId, VersionId};
use crate::rules::item::Mark;
use crate::rules::real_time::RealTime;
use crate::seal::Sealer;
use serde::Serialize;
use std::collections::BTreeMap;

row! {
    pub(super) struct AttemptRow {
        id: i64, enrolment_id: i64, version_id: i64, week: i64, number: i64, seed: i64, item_order: String,
        started_at: i64, finished_at: Option<i64>, draft: Option<String>, ends_at: Option<i64>,
    }
}

row! {
    pub(super) struct AnswerRow {
        attempt_id: i64, position: i64, choice: i64, is_right: i64, answered_at: i64, mark: Option<i64>, given: Option<String>,
        sealed: Option<String>,
    }
}

row! {
    struct NewAnswerRow { attempt_id: i64, position: i64, item: String, choice: i64, is_right: i64, answered_at: i64 }
}

/// An answer that is more than a choice.
#[derive(Serialize)]
struct GivenRow<'a> {
    attempt_id: i64,
    position: i64,
    item: &'a str,
    choice: i64,
    is_right: i64,
    answered_at: i64,
    mark: i64,
    given: Option<String>,
    sealed: Option<String>,
    key_id: Option<&'a str>,
}

/// An essay that a mentor marked.
#[derive(Serialize)]
struct MarkedRow {
    attempt_id: i64,
    position: i64,
    is_right: i64,
    mark: i64,
    given: String,
}

statement!(
    BY_ID,
    [id: Int],
    "select a.id, a.enrolment_id, a.version_id, a.week, a.number, a.seed, a.item_order, a.started_at, a.finished_at, \
     a.draft, a.ends_at \
     from attempts a join {rows} on r.id = a.id"
);
statement!(
    OPEN_OF_ENROLMENT,
    [id: Int],
    "select a.id, a.enrolment_id, a.version_id, a.week, a.number, a.seed, a.item_order, a.started_at, a.finished_at, \
     a.draft, a.ends_at \
     from attempts a join {rows} on r.id = a.enrolment_id where a.finished_at is null"
);
statement!(
    ANSWERS,
    [id: Int],
    "select a.attempt_id, a.position, a.choice, a.is_right, a.answered_at, a.mark, a.given, a.sealed from answers a join {rows} on r.id = a.attempt_id"
);
statement!(
    FINISHED_OF,
    [],
    "select a.id, a.enrolment_id, a.version_id, a.week, a.number, a.seed, a.item_order, a.started_at, a.finished_at, \
     a.draft, a.ends_at from attempts a join enrolments e on e.id = a.enrolment_id \
     where e.cohort_id = $1 and a.week = $2 and a.finished_at is not null order by a.id"
);
statement!(
    SAVE,
    [id: Int, enrolment_id: Int, version_id: Int, week: Int, number: Int, seed: Int, item_order: Text, started_at: Int,
     finished_at: Int, draft: Text, ends_at: Int],
    "insert into attempts (id, enrolment_id, version_id, week, number, seed, item_order, started_at, finished_at, draft, ends_at) \
     select id, enrolment_id, version_id, week, number, seed, item_order, started_at, finished_at, draft, ends_at from {rows} where true \
     on conflict (id) do update set finished_at = excluded.finished_at, draft = excluded.draft"
);
statement!(
    SAVE_ANSWERS,
    [attempt_id: Int, position: Int, item: Text, choice: Int, is_right: Int, answered_at: Int],
    "insert into answers (attempt_id, position, item, choice, is_right, answered_at) \
     select attempt_id, position, item, choice, is_right, answered_at from {rows} where true \
     on conflict (attempt_id, position) do nothing"
);

statement!(
    SAVE_GIVEN,
    [attempt_id: Int, position: Int, item: Text, choice: Int, is_right: Int, answered_at: Int, mark: Int, given: Text,
     sealed: Text, key_id: Text],
    "insert into answers (attempt_id, position, item, choice, is_right, answered_at, mark, given, sealed, key_id) \
     select attempt_id, position, item, choice, is_right, answered_at, mark, given, sealed, key_id from {rows} where true \
     on conflict (attempt_id, position) do nothing"
);
statement!(
    MARK,
    [attempt_id: Int, position: Int, is_right: Int, mark: Int, given: Text],
    "update answers set is_right = r.is_right, mark = r.mark, given = r.given from {rows} \
     where r.attempt_id = answers.attempt_id and r.position = answers.position"
);

/// What a typed answer is sealed for.
const PURPOSE: &str = "answer";

/// Stands for the choice of an answer that is none.
const NO_CHOICE: i64 = -1;

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
    ask_answers_by_ids(tx, &super::statement::id_rows(attempts.iter().map(|attempt| attempt.id)))
}

/// Asked at once, together with the attempts themselves.
pub(super) fn ask_answers_by_ids(tx: &mut Tx, attempts: &[IdRow]) -> Option<Asked<AnswerRow>> {
    tx.ask_by(&ANSWERS, attempts)
}

/// Everybody's finished attempts at the test of a week, with their answers: two statements, however many they are.
pub async fn finished_of(tx: &mut Tx, cohort: CohortId, week: u8) -> Result<Vec<Attempt>, StoreError> {
    let rows = tx.fetch::<AttemptRow>(&FINISHED_OF, [Value::Int(cohort.0), Value::Int(week.into())]).await?;
    let answers = ask_answers(tx, &rows);
    with_answers(tx, None, rows, answers).await
}

/// The same with what was typed, for who has the key.
pub async fn finished_of_opened(
    tx: &mut Tx,
    sealer: &Sealer,
    cohort: CohortId,
    week: u8,
) -> Result<Vec<Attempt>, StoreError> {
    let rows = tx.fetch::<AttemptRow>(&FINISHED_OF, [Value::Int(cohort.0), Value::Int(week.into())]).await?;
    let answers = ask_answers(tx, &rows);
    with_answers(tx, Some(sealer), rows, answers).await
}

/// An attempt to write, with the names of its items in the order in which they are asked.
pub(super) struct Saved<'a> {
    pub attempt: &'a Attempt,
    pub items: Vec<String>,
    /// How many of its answers stand already, for an answer never changes; `None` when the attempt is new.
    pub answered: Option<usize>,
}

pub(super) fn save(tx: &mut Tx, sealer: &Sealer, attempts: &[Saved<'_>]) {
    // An attempt begins and ends; in between there is nothing to write but its answers, and what is under way for the
    // current item.
    let changed = |saved: &&Saved<'_>| {
        let attempt = saved.attempt;
        saved.answered.is_none() || attempt.is_finished() || attempt.draft() != Draft::at(attempt.position())
    };
    let rows: Vec<AttemptRow> = attempts.iter().filter(changed).map(|saved| attempt_row(saved.attempt)).collect();
    tx.rows_later(&SAVE, &rows);
    let (mut choices, mut others, mut marked) = (Vec::new(), Vec::new(), Vec::new());
    for Saved { attempt, items, answered } in attempts {
        let standing = answered.unwrap_or(0);
        for (position, (answer, item)) in attempt.answers.iter().zip(items).enumerate() {
            let place = (attempt.id, position as i64);
            match &answer.given {
                // An essay alone gets its worth after it was given.
                Given::Essay { passed: Some(_), .. } if position < standing => marked.push(marked_row(place, answer)),
                _ if position < standing => {}
                Given::Choice(choice) if answer.mark == Mark::ZERO || answer.is_right() => choices.push(NewAnswerRow {
                    attempt_id: place.0.0,
                    position: place.1,
                    item: item.clone(),
                    choice: (*choice).into(),
                    is_right: answer.is_right().into(),
                    answered_at: answer.at.timestamp_millis(),
                }),
                _ => others.push(given_row(sealer, place, item, answer)),
            }
        }
    }
    tx.rows_later(&SAVE_ANSWERS, &choices);
    tx.rows_later(&SAVE_GIVEN, &others);
    tx.rows_later(&MARK, &marked);
}

fn json(given: &Given) -> String {
    serde_json::to_string(given).expect("an answer is plain data")
}

fn given_row<'a>(
    sealer: &'a Sealer,
    (attempt, position): (AttemptId, i64),
    item: &'a str,
    answer: &Answer,
) -> GivenRow<'a> {
    let choice = match answer.given {
        Given::Choice(choice) => choice.into(),
        _ => NO_CHOICE,
    };
    let (is_written, given) = (answer.given.is_written(), json(&answer.given));
    GivenRow {
        attempt_id: attempt.0,
        position,
        item,
        choice,
        is_right: answer.is_right().into(),
        answered_at: answer.at.timestamp_millis(),
        mark: answer.mark.0,
        sealed: is_written.then(|| sealer.seal(PURPOSE, given.as_bytes())),
        key_id: is_written.then(|| sealer.key_id()),
        given: (!is_written && choice == NO_CHOICE).then_some(given),
    }
}

fn marked_row((attempt, position): (AttemptId, i64), answer: &Answer) -> MarkedRow {
    MarkedRow {
        attempt_id: attempt.0,
        position,
        is_right: answer.is_right().into(),
        mark: answer.mark.0,
        given: json(&answer.given),
    }
}

/// Attempts together with their answers; without a sealer what was typed stays closed.
pub(super) async fn with_answers(
    tx: &mut Tx,
    sealer: Option<&Sealer>,
    rows: Vec<AttemptRow>,
    asked: Option<Asked<AnswerRow>>,
) -> Result<Vec<Attempt>, StoreError> {
    let mut answers: BTreeMap<i64, Vec<Answer>> = BTreeMap::new();
    let mut found = tx.answer(asked).await?;
    // Cheaper here than where there is one thread for everybody.
    found.sort_unstable_by_key(|row| (row.attempt_id, row.position));
    for row in found {
        let of_attempt = answers.entry(row.attempt_id).or_default();
        if row.position != of_attempt.len() as i64 {
            return Err(bad("answers", row.attempt_id, "an answer is missing"));
        }
        of_attempt.push(answer(sealer, row)?);
    }
    rows.into_iter().map(|row| attempt(&row, answers.remove(&row.id).unwrap_or_default())).collect()
}

/// What was typed in a sealed answer; `None` where it cannot be opened.
pub(super) fn typed(sealer: &Sealer, sealed: &str) -> Option<Written> {
    match serde_json::from_slice(&sealer.open(PURPOSE, sealed).ok()?).ok()? {
        Given::Number(words) | Given::Words(_, words) => Some(words),
        _ => None,
    }
}

/// A row of before there was anything but choices has neither a mark nor what was given.
fn answer(sealer: Option<&Sealer>, row: AnswerRow) -> Result<Answer, StoreError> {
    let at = super::instant_or_epoch(row.answered_at);
    let wrong = |what: &str| bad("answers", row.attempt_id, what);
    let read = |text: &str| serde_json::from_str(text).map_err(|_| wrong("`given` does not decode"));
    let given = match (&row.sealed, &row.given) {
        (Some(sealed), _) => {
            let Some(sealer) = sealer else { return Ok(Answer { given: Given::Sealed, mark: mark_of(&row), at }) };
            let plain = String::from_utf8(sealer.open(PURPOSE, sealed)?).map_err(|_| wrong("`sealed` is no text"))?;
            read(&plain)?
        }
        (None, Some(given)) => read(given)?,
        (None, None) => Given::Choice(row.choice.try_into().map_err(|_| wrong("`choice` is out of range"))?),
    };
    Ok(Answer { given, mark: mark_of(&row), at })
}

fn mark_of(row: &AnswerRow) -> Mark {
    row.mark.map_or(if row.is_right == 0 { Mark::ZERO } else { Mark::FULL }, Mark)
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
        draft: (attempt.draft != Draft::default())
            .then(|| serde_json::to_string(&attempt.draft).expect("a draft is plain data")),
        ends_at: attempt.ends_at.map(|at| at.0),
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
        draft: match &row.draft {
            Some(draft) => {
                serde_json::from_str(draft).map_err(|_| bad("attempts", row.id, "`draft` does not decode"))?
            }
            None => Draft::default(),
        },
        started_at: super::instant_or_epoch(row.started_at),
        finished_at: super::instant(row.finished_at),
        ends_at: row.ends_at.map(RealTime),
    })
}

fn bad(table: &'static str, id: i64, what: &str) -> StoreError {
    StoreError::Row { table, id, what: what.to_owned() }
}
