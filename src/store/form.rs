//! What people answer in the form after the course: taps as they are, sentences sealed.

use super::error::StoreError;
use super::statement::{IdRow, Value, id_rows, row, statement};
use super::tx::Tx;
use crate::rules::form_figures::FormTap;
use crate::rules::ids::{CohortId, EnrolmentId, SentenceId};
use crate::seal::Sealer;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// For which the words are sealed.
const PURPOSE: &str = "form";

/// A sentence to keep; an older one of the same enrolment and entry is replaced, and is not to be quoted until that is said
/// anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSentence {
    pub id: SentenceId,
    pub enrolment: EnrolmentId,
    /// The name of the entry.
    pub entry: String,
    pub words: String,
    pub at: DateTime<Utc>,
}

/// Whether a sentence may be quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormQuote {
    pub enrolment: EnrolmentId,
    pub entry: String,
    pub quotable: bool,
}

/// What a unit of work writes, in the order in which it was said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormWrites {
    taps: Vec<FormTap>,
    sentences: Vec<FormSentence>,
    quotes: Vec<FormQuote>,
    unquoted: BTreeSet<EnrolmentId>,
}

impl FormWrites {
    /// Keeps an answer, in place of an earlier one.
    pub fn tap(&mut self, tap: FormTap) {
        self.taps.push(tap);
    }

    /// Keeps a sentence, sealed; what was said of one before it does not hold for this one.
    pub fn sentence(&mut self, sentence: FormSentence) {
        self.quotes.retain(|quote| quote.enrolment != sentence.enrolment || quote.entry != sentence.entry);
        self.sentences.push(sentence);
    }

    pub fn quote(&mut self, quote: FormQuote) {
        self.quotes.push(quote);
    }

    /// None of the sentences of an enrolment may be quoted any more.
    pub fn unquote(&mut self, enrolment: EnrolmentId) {
        self.unquoted.insert(enrolment);
    }

    /// Nothing is written of these any more.
    pub(super) fn forget(&mut self, gone: &BTreeSet<EnrolmentId>) {
        self.taps.retain(|tap| !gone.contains(&tap.enrolment));
        self.sentences.retain(|sentence| !gone.contains(&sentence.enrolment));
        self.quotes.retain(|quote| !gone.contains(&quote.enrolment));
    }
}

/// A sentence that may be quoted; its words stay where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormQuotable {
    pub id: SentenceId,
    pub enrolment: EnrolmentId,
    pub entry: String,
}

/// What a cohort answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormOf {
    pub taps: Vec<FormTap>,
    pub quotable: Vec<FormQuotable>,
}

/// What one person answered, for themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered {
    pub taps: Vec<(EnrolmentId, String, u8)>,
    /// Opened; with whether they may be quoted.
    pub sentences: Vec<(EnrolmentId, String, String, bool)>,
}

row! {
    struct TapRow { enrolment_id: i64, entry: String, choice: i64, answered_at: i64 }
}

row! {
    struct SentenceRow {
        id: i64, enrolment_id: i64, entry: String, sealed: String, key_id: String, quotable: i64, written_at: i64,
    }
}

row! {
    struct QuotableRow { id: i64, enrolment_id: i64, entry: String }
}

row! {
    struct WordsRow { id: i64, sealed: String }
}

row! {
    struct OwnRow { enrolment_id: i64, entry: String, sealed: String, quotable: i64 }
}

#[derive(Serialize)]
struct QuoteRow {
    enrolment_id: i64,
    entry: String,
    quotable: i64,
}

statement!(
    SAVE_TAPS,
    [enrolment_id: Int, entry: Text, choice: Int, answered_at: Int],
    "insert into form_answers (enrolment_id, entry, choice, answered_at) \
     select enrolment_id, entry, choice, answered_at from {rows} where true \
     on conflict (enrolment_id, entry) do update set choice = excluded.choice, answered_at = excluded.answered_at"
);
statement!(
    SAVE_SENTENCES,
    [id: Int, enrolment_id: Int, entry: Text, sealed: Text, key_id: Text, quotable: Int, written_at: Int],
    "insert into form_sentences (id, enrolment_id, entry, sealed, key_id, quotable, written_at) \
     select id, enrolment_id, entry, sealed, key_id, quotable, written_at from {rows} where true \
     on conflict (enrolment_id, entry) do update set sealed = excluded.sealed, key_id = excluded.key_id, \
     quotable = excluded.quotable, written_at = excluded.written_at"
);
statement!(
    QUOTE,
    [enrolment_id: Int, entry: Text, quotable: Int],
    "update form_sentences set quotable = r.quotable from {rows} \
     where form_sentences.enrolment_id = r.enrolment_id and form_sentences.entry = r.entry"
);
statement!(UNQUOTE, [id: Int], "update form_sentences set quotable = 0 where enrolment_id in (select id from {rows})");
statement!(
    OF_COHORT,
    [],
    "select f.enrolment_id, f.entry, f.choice, f.answered_at from form_answers f \
     join enrolments e on e.id = f.enrolment_id where e.cohort_id = $1"
);
statement!(
    QUOTABLE,
    [],
    "select s.id, s.enrolment_id, s.entry from form_sentences s join enrolments e on e.id = s.enrolment_id \
     where e.cohort_id = $1 and s.quotable = 1"
);
statement!(
    WORDS,
    [id: Int],
    "select s.id, s.sealed from form_sentences s join {rows} on r.id = s.id where s.quotable = 1"
);
statement!(
    OWN_TAPS,
    [id: Int],
    "select f.enrolment_id, f.entry, f.choice, f.answered_at from form_answers f join {rows} on r.id = f.enrolment_id \
     order by f.enrolment_id, f.answered_at, f.entry"
);
statement!(
    OWN_SENTENCES,
    [id: Int],
    "select s.enrolment_id, s.entry, s.sealed, s.quotable from form_sentences s join {rows} on r.id = s.enrolment_id \
     order by s.enrolment_id, s.written_at, s.entry"
);
statement!(FORGET_TAPS, [id: Int], "delete from form_answers where enrolment_id in (select id from {rows})");
statement!(FORGET_SENTENCES, [id: Int], "delete from form_sentences where enrolment_id in (select id from {rows})");

pub(super) fn save(tx: &mut Tx, sealer: &Sealer, writes: &FormWrites) {
    // Postgres refuses a row that meets itself: of two in a batch the last counts.
    let taps: BTreeMap<(EnrolmentId, &str), &FormTap> =
        writes.taps.iter().map(|tap| ((tap.enrolment, tap.entry.as_str()), tap)).collect();
    let tap = |tap: &&FormTap| TapRow {
        enrolment_id: tap.enrolment.0,
        entry: tap.entry.clone(),
        choice: tap.choice.into(),
        answered_at: tap.at.timestamp_millis(),
    };
    tx.rows_later(&SAVE_TAPS, &taps.values().map(tap).collect::<Vec<_>>());
    let sentences: BTreeMap<(EnrolmentId, &str), &FormSentence> =
        writes.sentences.iter().map(|sentence| ((sentence.enrolment, sentence.entry.as_str()), sentence)).collect();
    let sentence = |sentence: &&FormSentence| SentenceRow {
        id: sentence.id.0,
        enrolment_id: sentence.enrolment.0,
        entry: sentence.entry.clone(),
        sealed: sealer.seal(PURPOSE, sentence.words.as_bytes()),
        key_id: sealer.key_id().to_owned(),
        quotable: 0,
        written_at: sentence.at.timestamp_millis(),
    };
    tx.rows_later(&SAVE_SENTENCES, &sentences.values().map(sentence).collect::<Vec<_>>());
    let quotes: BTreeMap<(EnrolmentId, &str), bool> =
        writes.quotes.iter().map(|quote| ((quote.enrolment, quote.entry.as_str()), quote.quotable)).collect();
    let quote = |(&(enrolment, entry), &quotable): (&(EnrolmentId, &str), &bool)| QuoteRow {
        enrolment_id: enrolment.0,
        entry: entry.to_owned(),
        quotable: quotable.into(),
    };
    tx.rows_later(&QUOTE, &quotes.iter().map(quote).collect::<Vec<_>>());
    // Only who has handed it in takes all back, and who has quotes no more.
    tx.rows_later(&UNQUOTE, &id_rows(writes.unquoted.iter().map(|enrolment| enrolment.0)));
}

/// All taps of a cohort, and its sentences that may be quoted.
pub(super) async fn of_cohort(tx: &mut Tx, cohort: CohortId) -> Result<FormOf, StoreError> {
    let taps = tx.ask::<TapRow>(&OF_COHORT, [Value::Int(cohort.0)]);
    let quotable = tx.ask::<QuotableRow>(&QUOTABLE, [Value::Int(cohort.0)]);
    let taps = tx.answer(taps).await?.into_iter().map(tap).collect::<Result<_, _>>()?;
    let of = |row: QuotableRow| FormQuotable {
        id: SentenceId(row.id),
        enrolment: EnrolmentId(row.enrolment_id),
        entry: row.entry,
    };
    Ok(FormOf { taps, quotable: tx.answer(quotable).await?.into_iter().map(of).collect() })
}

/// The words of sentences that may be quoted, in the order of the words: it tells nothing of when or by whom they were
/// written. One that was taken back or erased meanwhile is not there.
pub async fn words(tx: &mut Tx, sealer: &Sealer, ids: &[SentenceId]) -> Result<Vec<String>, StoreError> {
    let ids: Vec<IdRow> = id_rows(ids.iter().map(|id| id.0));
    let rows = tx.fetch_by::<WordsRow>(&WORDS, &ids).await?;
    let mut words: Vec<String> = rows.into_iter().filter_map(|row| open(sealer, row.id, &row.sealed)).collect();
    words.sort_unstable();
    Ok(words)
}

/// [`words`] of several entries.
pub async fn words_by_entry(
    tx: &mut Tx,
    sealer: &Sealer,
    sentences: &[(u8, Vec<SentenceId>)],
) -> Result<Vec<(u8, Vec<String>)>, StoreError> {
    let mut found = Vec::with_capacity(sentences.len());
    for (entry, ids) in sentences {
        found.push((*entry, words(tx, sealer, ids).await?));
    }
    Ok(found)
}

/// What these enrolments answered, for whoever it is about.
pub(super) async fn own(tx: &mut Tx, sealer: &Sealer, enrolments: &[IdRow]) -> Result<Answered, StoreError> {
    let taps = tx.ask_by::<TapRow>(&OWN_TAPS, enrolments);
    let sentences = tx.ask_by::<OwnRow>(&OWN_SENTENCES, enrolments);
    let mut answered = Answered::default();
    for row in tx.answer(taps).await? {
        let tap = tap(row)?;
        answered.taps.push((tap.enrolment, tap.entry, tap.choice));
    }
    for row in tx.answer(sentences).await? {
        // One that cannot be opened is kept all the same, and is no reason why nothing could be told.
        let words = open(sealer, row.enrolment_id, &row.sealed).unwrap_or_else(|| "?".to_owned());
        answered.sentences.push((EnrolmentId(row.enrolment_id), row.entry, words, row.quotable == 1));
    }
    Ok(answered)
}

/// Forgets what these enrolments answered.
pub(super) fn forget(tx: &mut Tx, enrolments: &[IdRow]) {
    tx.rows_later(&FORGET_TAPS, enrolments);
    tx.rows_later(&FORGET_SENTENCES, enrolments);
}

fn open(sealer: &Sealer, id: i64, sealed: &str) -> Option<String> {
    let words = sealer.open(PURPOSE, sealed);
    let words = words.inspect_err(|error| tracing::error!(sentence = id, %error, "a sentence cannot be opened"));
    String::from_utf8(words.ok()?).ok()
}

fn tap(row: TapRow) -> Result<FormTap, StoreError> {
    let out_of_range = |_| StoreError::Row {
        table: "form_answers",
        id: row.enrolment_id,
        what: "`choice` is out of range".to_owned(),
    };
    Ok(FormTap {
        enrolment: EnrolmentId(row.enrolment_id),
        choice: row.choice.try_into().map_err(out_of_range)?,
        entry: row.entry,
        at: super::instant_or_epoch(row.answered_at),
    })
}
