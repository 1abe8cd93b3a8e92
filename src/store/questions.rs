//! Questions to the mentors: their state and the message they stand in, never their words.

use super::error::StoreError;
use super::statement::{IdRow, row, statement};
use super::tx::{Asked, Tx};
use crate::rules::ids::{AttemptId, CohortId, EnrolmentId, QuestionId};
use crate::rules::question::{Document, Essay, Question, QuestionState};
use crate::seal::Sealer;
use serde::Serialize;

row! {
    pub(super) struct QuestionRow {
        id: i64, enrolment_id: i64, state: String, message: i64, asked_at: i64, sealed: Option<String>,
        attempt_id: Option<i64>, position: Option<i64>,
    }
}

/// With the id of the key that sealed the document, where there is one.
#[derive(Serialize)]
struct SavedRow {
    id: i64,
    enrolment_id: i64,
    state: &'static str,
    message: i64,
    asked_at: i64,
    sealed: Option<String>,
    key_id: Option<String>,
    attempt_id: Option<i64>,
    position: Option<i64>,
}

statement!(
    BY_ID,
    [id: Int],
    "select q.id, q.enrolment_id, q.state, q.message, q.asked_at, q.sealed, q.attempt_id, q.position from questions q join {rows} on r.id = q.id"
);
statement!(
    OPEN_OF_ENROLMENT,
    [id: Int],
    "select q.id, q.enrolment_id, q.state, q.message, q.asked_at, q.sealed, q.attempt_id, q.position from questions q join {rows} on r.id = q.enrolment_id \
     where q.state in ('held', 'asked', 'answered', 'closed')"
);
statement!(
    SAVE,
    [id: Int, enrolment_id: Int, state: Text, message: Int, asked_at: Int, sealed: Text, key_id: Text,
     attempt_id: Int, position: Int],
    "insert into questions (id, enrolment_id, state, message, asked_at, sealed, key_id, attempt_id, position) \
     select id, enrolment_id, state, message, asked_at, sealed, key_id, attempt_id, position from {rows} where true \
     on conflict (id) do update set state = excluded.state, sealed = excluded.sealed, key_id = excluded.key_id"
);
statement!(
    ASKED_OF_COHORT,
    [],
    "select q.id, q.enrolment_id, q.state, q.message, q.asked_at, q.sealed, q.attempt_id, q.position from questions q \
     join enrolments e on e.id = q.enrolment_id where e.cohort_id = $1 and q.state = 'asked' order by q.id"
);

pub(super) fn ask_by_ids(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<QuestionRow>> {
    tx.ask_by(&BY_ID, ids)
}

/// Questions of these enrolments that a mentor may answer, or that wait for a second look.
pub(super) fn ask_open_of(tx: &mut Tx, enrolments: &[IdRow]) -> Option<Asked<QuestionRow>> {
    tx.ask_by(&OPEN_OF_ENROLMENT, enrolments)
}

pub(super) async fn read(
    tx: &mut Tx,
    sealer: &Sealer,
    asked: Option<Asked<QuestionRow>>,
) -> Result<Vec<Question>, StoreError> {
    tx.answer(asked).await?.into_iter().map(|row| question(sealer, row)).collect()
}

/// Questions of a cohort that nobody has answered yet.
pub(super) async fn asked_of(tx: &mut Tx, sealer: &Sealer, cohort: CohortId) -> Result<Vec<Question>, StoreError> {
    tx.fetch::<QuestionRow>(&ASKED_OF_COHORT, [cohort.0.into()])
        .await?
        .into_iter()
        .map(|row| question(sealer, row))
        .collect()
}

pub(super) fn save(tx: &mut Tx, sealer: &Sealer, questions: &[&Question]) {
    let rows: Vec<SavedRow> = questions
        .iter()
        .map(|question| SavedRow {
            id: question.id.0,
            enrolment_id: question.enrolment.0,
            state: question.state.name(),
            message: question.message,
            asked_at: question.asked_at.timestamp_millis(),
            sealed: question.document.as_ref().map(|document| seal(sealer, document)),
            key_id: question.document.as_ref().map(|_| sealer.key_id().to_owned()),
            attempt_id: question.essay.map(|essay| essay.attempt.0),
            position: question.essay.map(|essay| essay.position.into()),
        })
        .collect();
    tx.rows_later(&SAVE, &rows);
}

fn question(sealer: &Sealer, row: QuestionRow) -> Result<Question, StoreError> {
    let state = QuestionState::from_name(&row.state).ok_or_else(|| StoreError::Row {
        table: "questions",
        id: row.id,
        what: format!("unknown state `{}`", row.state),
    })?;
    let essay = row.attempt_id.zip(row.position).and_then(|(attempt, position)| {
        Some(Essay { attempt: AttemptId(attempt), position: position.try_into().ok()? })
    });
    Ok(Question {
        id: QuestionId(row.id),
        enrolment: EnrolmentId(row.enrolment_id),
        state,
        message: row.message,
        asked_at: super::instant_or_epoch(row.asked_at),
        document: row.sealed.and_then(|sealed| open(sealer, &sealed)),
        essay,
    })
}

/// What a document is sealed for.
pub(super) const PURPOSE: &str = "document";

fn seal(sealer: &Sealer, document: &Document) -> String {
    sealer.seal(PURPOSE, &serde_json::to_vec(document).expect("a document is plain data"))
}

/// One that cannot be opened is none: the message goes, or is refused, like any other.
pub(super) fn open(sealer: &Sealer, sealed: &str) -> Option<Document> {
    serde_json::from_slice(&sealer.open(PURPOSE, sealed).ok()?).ok()
}
