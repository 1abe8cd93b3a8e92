//! What people think: taps as they are, sentences sealed.

use super::error::StoreError;
use super::statement::{IdRow, Value, row, statement};
use super::tx::Tx;
use crate::rules::feedback::Tap;
use crate::rules::ids::{CohortId, EnrolmentId, SentenceId};
use crate::seal::Sealer;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// For which the words are sealed.
const PURPOSE: &str = "feedback";

/// A sentence to keep; an older one of the same enrolment and week is replaced, and is not to be quoted until that is said
/// anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSentence {
    pub id: SentenceId,
    pub enrolment: EnrolmentId,
    pub week: u8,
    pub words: String,
    pub at: DateTime<Utc>,
}

/// A sentence that may be quoted, by whom and about what; its words stay where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotable {
    pub id: SentenceId,
    pub enrolment: EnrolmentId,
    pub week: u8,
}

/// A sentence as it goes back to who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnSentence {
    pub enrolment: EnrolmentId,
    pub week: u8,
    pub words: String,
    pub quotable: bool,
}

row! {
    struct TapRow { enrolment_id: i64, week: i64, question: String, step: i64, answered_at: i64 }
}

row! {
    struct SentenceRow { id: i64, enrolment_id: i64, week: i64, sealed: String, key_id: String, quotable: i64, written_at: i64 }
}

row! {
    struct QuotableRow { id: i64, enrolment_id: i64, week: i64 }
}

row! {
    struct WordsRow { id: i64, sealed: String }
}

row! {
    struct OwnRow { enrolment_id: i64, week: i64, sealed: String, quotable: i64 }
}

#[derive(Serialize)]
struct QuoteRow {
    enrolment_id: i64,
    week: i64,
    quotable: i64,
}

statement!(
    SAVE_TAPS,
    [enrolment_id: Int, week: Int, question: Text, step: Int, answered_at: Int],
    "insert into feedback (enrolment_id, week, question, step, answered_at) \
     select enrolment_id, week, question, step, answered_at from {rows} where true \
     on conflict (enrolment_id, week, question) do nothing"
);
statement!(
    SAVE_SENTENCES,
    [id: Int, enrolment_id: Int, week: Int, sealed: Text, key_id: Text, quotable: Int, written_at: Int],
    "insert into sentences (id, enrolment_id, week, sealed, key_id, quotable, written_at) \
     select id, enrolment_id, week, sealed, key_id, quotable, written_at from {rows} where true \
     on conflict (enrolment_id, week) do update set sealed = excluded.sealed, key_id = excluded.key_id, \
     quotable = excluded.quotable, written_at = excluded.written_at"
);
statement!(
    QUOTE,
    [enrolment_id: Int, week: Int, quotable: Int],
    "update sentences set quotable = r.quotable from {rows} \
     where sentences.enrolment_id = r.enrolment_id and sentences.week = r.week"
);
statement!(
    OF_COHORT,
    [],
    "select f.enrolment_id, f.week, f.question, f.step, f.answered_at from feedback f \
     join enrolments e on e.id = f.enrolment_id where e.cohort_id = $1"
);
statement!(
    QUOTABLE,
    [],
    "select s.id, s.enrolment_id, s.week from sentences s join enrolments e on e.id = s.enrolment_id \
     where e.cohort_id = $1 and s.quotable = 1"
);
statement!(WORDS, [id: Int], "select s.id, s.sealed from sentences s join {rows} on r.id = s.id where s.quotable = 1");
statement!(
    OWN_TAPS,
    [id: Int],
    "select f.enrolment_id, f.week, f.question, f.step, f.answered_at from feedback f \
     join {rows} on r.id = f.enrolment_id order by f.enrolment_id, f.week, f.answered_at"
);
statement!(
    OWN_SENTENCES,
    [id: Int],
    "select s.enrolment_id, s.week, s.sealed, s.quotable from sentences s join {rows} on r.id = s.enrolment_id \
     order by s.enrolment_id, s.week"
);
statement!(FORGET_TAPS, [id: Int], "delete from feedback where enrolment_id in (select id from {rows})");
statement!(FORGET_SENTENCES, [id: Int], "delete from sentences where enrolment_id in (select id from {rows})");

pub(super) fn save(
    tx: &mut Tx,
    sealer: &Sealer,
    taps: &[Tap],
    sentences: &[NewSentence],
    quotes: &[(EnrolmentId, u8, bool)],
) {
    // One answer for each question, also where a batch holds two: Postgres refuses nothing here, the first stays.
    let taps: Vec<TapRow> = taps.iter().map(tap_row).collect();
    tx.rows_later(&SAVE_TAPS, &taps);
    // Postgres refuses a row that meets itself: of two in a batch the last counts.
    let last: BTreeMap<(EnrolmentId, u8), &NewSentence> =
        sentences.iter().map(|sentence| ((sentence.enrolment, sentence.week), sentence)).collect();
    let rows: Vec<SentenceRow> = last
        .values()
        .map(|sentence| SentenceRow {
            id: sentence.id.0,
            enrolment_id: sentence.enrolment.0,
            week: sentence.week.into(),
            sealed: sealer.seal(PURPOSE, sentence.words.as_bytes()),
            key_id: sealer.key_id().to_owned(),
            quotable: 0,
            written_at: sentence.at.timestamp_millis(),
        })
        .collect();
    tx.rows_later(&SAVE_SENTENCES, &rows);
    let last: BTreeMap<(EnrolmentId, u8), bool> =
        quotes.iter().map(|(enrolment, week, quotable)| ((*enrolment, *week), *quotable)).collect();
    let rows: Vec<QuoteRow> = last
        .into_iter()
        .map(|((enrolment, week), quotable)| QuoteRow {
            enrolment_id: enrolment.0,
            week: week.into(),
            quotable: quotable.into(),
        })
        .collect();
    tx.rows_later(&QUOTE, &rows);
}

/// All taps of a cohort, and its sentences that may be quoted.
pub(super) async fn of_cohort(tx: &mut Tx, cohort: CohortId) -> Result<(Vec<Tap>, Vec<Quotable>), StoreError> {
    let taps = tx.fetch::<TapRow>(&OF_COHORT, [Value::Int(cohort.0)]).await?;
    let quotable = tx.fetch::<QuotableRow>(&QUOTABLE, [Value::Int(cohort.0)]).await?;
    let taps = taps.into_iter().map(tap).collect::<Result<_, _>>()?;
    let of = |row: QuotableRow| {
        Ok(Quotable { id: SentenceId(row.id), enrolment: EnrolmentId(row.enrolment_id), week: week(row.id, row.week)? })
    };
    Ok((taps, quotable.into_iter().map(of).collect::<Result<_, StoreError>>()?))
}

/// The words of sentences that may be quoted, in the order of the words: it tells nothing of when or by whom they were
/// written. One that was taken back or erased meanwhile is not there.
pub async fn words(tx: &mut Tx, sealer: &Sealer, ids: &[SentenceId]) -> Result<Vec<String>, StoreError> {
    let ids: Vec<IdRow> = super::statement::id_rows(ids.iter().map(|id| id.0));
    let rows = tx.fetch_by::<WordsRow>(&WORDS, &ids).await?;
    let open = |row: WordsRow| {
        let words = sealer.open(PURPOSE, &row.sealed);
        let words =
            words.inspect_err(|error| tracing::error!(sentence = row.id, %error, "a sentence cannot be opened"));
        String::from_utf8(words.ok()?).ok()
    };
    let mut words: Vec<String> = rows.into_iter().filter_map(open).collect();
    words.sort_unstable();
    Ok(words)
}

/// What these enrolments said, for whoever it is about: taps, and sentences opened, with whether they may be quoted.
pub(super) async fn own(
    tx: &mut Tx,
    sealer: &Sealer,
    enrolments: &[IdRow],
) -> Result<(Vec<Tap>, Vec<OwnSentence>), StoreError> {
    let taps = tx.ask_by::<TapRow>(&OWN_TAPS, enrolments);
    let sentences = tx.ask_by::<OwnRow>(&OWN_SENTENCES, enrolments);
    let taps = tx.answer(taps).await?.into_iter().map(tap).collect::<Result<_, _>>()?;
    let of = |row: OwnRow| {
        let words = sealer.open(PURPOSE, &row.sealed);
        let words = words.inspect_err(|error| tracing::error!(%error, "a sentence cannot be opened"));
        Ok(OwnSentence {
            enrolment: EnrolmentId(row.enrolment_id),
            week: week(row.enrolment_id, row.week)?,
            // One that cannot be opened is kept all the same, and is no reason why nothing could be told.
            words: words.ok().and_then(|words| String::from_utf8(words).ok()).unwrap_or_else(|| "?".to_owned()),
            quotable: row.quotable == 1,
        })
    };
    let sentences = tx.answer(sentences).await?.into_iter().map(of).collect::<Result<_, StoreError>>()?;
    Ok((taps, sentences))
}

/// Forgets what these enrolments said. Returns how many taps and sentences that were.
pub async fn forget(tx: &mut Tx, enrolments: &[EnrolmentId]) -> Result<u64, StoreError> {
    let ids = super::statement::id_rows(enrolments.iter().map(|enrolment| enrolment.0));
    let taps = tx.write_rows(&FORGET_TAPS, &ids).await?;
    Ok(taps + tx.write_rows(&FORGET_SENTENCES, &ids).await?)
}

fn tap_row(tap: &Tap) -> TapRow {
    TapRow {
        enrolment_id: tap.enrolment.0,
        week: tap.week.into(),
        question: tap.question.clone(),
        step: tap.step.into(),
        answered_at: tap.at.timestamp_millis(),
    }
}

fn tap(row: TapRow) -> Result<Tap, StoreError> {
    Ok(Tap {
        enrolment: EnrolmentId(row.enrolment_id),
        week: week(row.enrolment_id, row.week)?,
        step: row.step.try_into().map_err(|_| bad(row.enrolment_id, "`step` is out of range"))?,
        question: row.question,
        at: super::instant_or_epoch(row.answered_at),
    })
}

fn week(id: i64, week: i64) -> Result<u8, StoreError> {
    week.try_into().map_err(|_| bad(id, "`week` is out of range"))
}

fn bad(id: i64, what: &str) -> StoreError {
    StoreError::Row { table: "feedback", id, what: what.to_owned() }
}
