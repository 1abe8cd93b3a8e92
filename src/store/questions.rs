//! Questions to the mentors: their state and the message they stand in, never their words.

use super::engine::{Asked, IdRow, Tx, row, statement};
use super::error::StoreError;
use crate::rules::ids::{CohortId, EnrolmentId, QuestionId};
use crate::rules::question::{Question, QuestionState};

row! {
    pub(super) struct QuestionRow { id: i64, enrolment_id: i64, state: String, message: i64, asked_at: i64 }
}

statement!(
    BY_ID,
    [id: Int],
    "select q.id, q.enrolment_id, q.state, q.message, q.asked_at from questions q join {rows} on r.id = q.id"
);
statement!(
    OPEN_OF_ENROLMENT,
    [id: Int],
    "select q.id, q.enrolment_id, q.state, q.message, q.asked_at from questions q join {rows} on r.id = q.enrolment_id \
     where q.state in ('held', 'asked', 'answered', 'closed')"
);
statement!(
    SAVE,
    [id: Int, enrolment_id: Int, state: Text, message: Int, asked_at: Int],
    "insert into questions (id, enrolment_id, state, message, asked_at) \
     select id, enrolment_id, state, message, asked_at from {rows} where true \
     on conflict (id) do update set state = excluded.state"
);
statement!(
    ASKED_OF_COHORT,
    [],
    "select q.id, q.enrolment_id, q.state, q.message, q.asked_at from questions q \
     join enrolments e on e.id = q.enrolment_id where e.cohort_id = $1 and q.state = 'asked' order by q.id"
);

pub(super) fn ask_by_ids(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<QuestionRow>> {
    tx.ask_by(&BY_ID, ids)
}

/// Questions of these enrolments that a mentor may answer, or that wait for a second look.
pub(super) fn ask_open_of(tx: &mut Tx, enrolments: &[IdRow]) -> Option<Asked<QuestionRow>> {
    tx.ask_by(&OPEN_OF_ENROLMENT, enrolments)
}

pub(super) async fn read(tx: &mut Tx, asked: Option<Asked<QuestionRow>>) -> Result<Vec<Question>, StoreError> {
    tx.answer(asked).await?.into_iter().map(question).collect()
}

/// Questions of a cohort that nobody has answered yet.
pub(super) async fn asked_of(tx: &mut Tx, cohort: CohortId) -> Result<Vec<Question>, StoreError> {
    tx.fetch::<QuestionRow>(&ASKED_OF_COHORT, [cohort.0.into()]).await?.into_iter().map(question).collect()
}

pub(super) fn save(tx: &mut Tx, questions: &[&Question]) {
    let rows: Vec<QuestionRow> = questions
        .iter()
        .map(|question| QuestionRow {
            id: question.id.0,
            enrolment_id: question.enrolment.0,
            state: question.state.name().to_owned(),
            message: question.message,
            asked_at: question.asked_at.timestamp_millis(),
        })
        .collect();
    tx.rows_later(&SAVE, &rows);
}

fn question(row: QuestionRow) -> Result<Question, StoreError> {
    let state = QuestionState::from_name(&row.state).ok_or_else(|| StoreError::Row {
        table: "questions",
        id: row.id,
        what: format!("unknown state `{}`", row.state),
    })?;
    Ok(Question {
        id: QuestionId(row.id),
        enrolment: EnrolmentId(row.enrolment_id),
        state,
        message: row.message,
        asked_at: super::instant_or_epoch(row.asked_at),
    })
}
