//! Forgetting: persons of cohorts that closed long ago, and chats of strangers. A little at a time: each function takes the
//! most that one transaction should do and returns what it did, and is called again until that is nothing, so that whoever
//! waits for the writer does not wait long.

use super::cohorts;
use super::compaction;
use super::error::StoreError;
use super::statement::{IdRow, Value, row, statement};
use super::tx::Tx;
use super::{feedback, form};
use crate::rules::ids::{ChatId, CohortId, EnrolmentId};
use crate::rules::model::Cohort;
use crate::rules::notice::CohortRows;
use std::collections::BTreeSet;

row! {
    struct FoundRow { id: i64 }
}

statement!(COHORTS, [], "select distinct cohort_id as id from enrolments");

/// Cohorts of which enrolments are kept.
pub async fn cohorts_with_people(tx: &mut Tx) -> Result<Vec<Cohort>, StoreError> {
    let rows = tx.fetch::<FoundRow>(&COHORTS, []).await?;
    let ids: BTreeSet<i64> = rows.into_iter().map(|row| row.id).collect();
    Ok(cohorts::all(tx).await?.into_iter().filter(|cohort| ids.contains(&cohort.id.0)).collect())
}

statement!(
    OUTBOX_OF_COHORT,
    [],
    "select o.id from outbox o join enrolments e on e.id = o.enrolment_id where e.cohort_id = $1 limit $2"
);
statement!(SENT_BY, [id: Int], "delete from messages where delivery_id in (select id from {rows})");

/// Forgets what was said to or about the persons of a cohort. Returns how many deliveries that were.
pub async fn forget_deliveries_of(tx: &mut Tx, cohort: CohortId, limit: i64) -> Result<u64, StoreError> {
    let ids = found(tx.fetch(&OUTBOX_OF_COHORT, [Value::Int(cohort.0), Value::Int(limit)]).await?);
    tx.write_rows(&SENT_BY, &ids).await?;
    compaction::count_and_forget(tx, &ids).await
}

statement!(ENROLMENTS_OF_COHORT, [], "select id from enrolments where cohort_id = $1 order by id limit $2");
statement!(
    ANSWERS,
    [id: Int],
    "delete from answers where attempt_id in (select a.id from attempts a join {rows} on r.id = a.enrolment_id)"
);
statement!(ATTEMPTS, [id: Int], "delete from attempts where enrolment_id in (select id from {rows})");
statement!(
    MESSAGES,
    [id: Int],
    "delete from messages where question_id in (select q.id from questions q join {rows} on r.id = q.enrolment_id)"
);
// Introductions and calls for help in a mentors' group.
statement!(
    SCREENS,
    [id: Int],
    "delete from messages where (chat_id, message) in (\
     select m.chat_id, m.message from topics t join {rows} on r.id = t.enrolment_id join messages m on m.chat_id = t.chat_id \
     where m.screen = 'i:' || t.enrolment_id or m.screen like 'h:' || t.enrolment_id || ':%')"
);
statement!(QUESTIONS, [id: Int], "delete from questions where enrolment_id in (select id from {rows})");
statement!(NOTES, [id: Int], "delete from notes where enrolment_id in (select id from {rows})");
statement!(TOPICS, [id: Int], "delete from topics where enrolment_id in (select id from {rows})");
statement!(ENROLMENTS, [id: Int], "delete from enrolments where id in (select id from {rows})");

statement!(
    THREADS_OF_COHORT,
    [],
    "select t.chat_id, t.thread from topics t join enrolments e on e.id = t.enrolment_id \
     where e.cohort_id = $1 and t.thread is not null order by t.id"
);

row! {
    struct ThreadRow { chat_id: i64, thread: i64 }
}

/// The topics of a cohort's participants in mentors' groups: the group, and Telegram's number.
pub async fn threads_of(tx: &mut Tx, cohort: CohortId) -> Result<Vec<(ChatId, i64)>, StoreError> {
    let rows = tx.fetch::<ThreadRow>(&THREADS_OF_COHORT, [Value::Int(cohort.0)]).await?;
    Ok(rows.into_iter().map(|row| (ChatId(row.chat_id), row.thread)).collect())
}

statement!(
    ROWS_OF_COHORT,
    [],
    "select (select count(*) from enrolments where cohort_id = $1) as enrolments, \
     (select count(*) from attempts a join enrolments e on e.id = a.enrolment_id where e.cohort_id = $1) as attempts, \
     (select count(*) from answers n join attempts a on a.id = n.attempt_id join enrolments e on e.id = a.enrolment_id \
      where e.cohort_id = $1) as answers, \
     (select count(*) from questions q join enrolments e on e.id = q.enrolment_id where e.cohort_id = $1) as questions, \
     (select count(*) from topics t join enrolments e on e.id = t.enrolment_id where e.cohort_id = $1 and t.thread is not null) as topics, \
     (select count(*) from feedback f join enrolments e on e.id = f.enrolment_id where e.cohort_id = $1) as weekly, \
     (select count(*) from form_answers f join enrolments e on e.id = f.enrolment_id where e.cohort_id = $1) as form, \
     (select count(*) from sentences s join enrolments e on e.id = s.enrolment_id where e.cohort_id = $1) as sentences, \
     (select count(*) from form_sentences s join enrolments e on e.id = s.enrolment_id where e.cohort_id = $1) as form_sentences, \
     (select count(*) from notes n join enrolments e on e.id = n.enrolment_id where e.cohort_id = $1 and n.kind = 'why') as whys"
);

row! {
    struct RowsRow {
        enrolments: i64, attempts: i64, answers: i64, questions: i64, topics: i64, weekly: i64, form: i64,
        sentences: i64, form_sentences: i64, whys: i64,
    }
}

/// What is kept about the persons of a cohort, counted.
pub async fn rows_of(tx: &mut Tx, cohort: CohortId) -> Result<CohortRows, StoreError> {
    let rows = tx.fetch::<RowsRow>(&ROWS_OF_COHORT, [Value::Int(cohort.0)]).await?;
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(rows.first().map_or_else(CohortRows::default, |row| CohortRows {
        enrolments: count(row.enrolments),
        attempts: count(row.attempts),
        answers: count(row.answers),
        questions: count(row.questions),
        topics: count(row.topics),
        views: count(row.weekly + row.form),
        sentences: count(row.sentences + row.form_sentences + row.whys),
    }))
}

/// Forgets everything else about the persons of a cohort, once their deliveries are forgotten. Returns how many
/// enrolments that were.
pub async fn forget_people_of(tx: &mut Tx, cohort: CohortId, limit: i64) -> Result<u64, StoreError> {
    let ids = found(tx.fetch(&ENROLMENTS_OF_COHORT, [Value::Int(cohort.0), Value::Int(limit)]).await?);
    forget_enrolments(tx, &ids).await
}

/// Forgets enrolments with everything that hangs on them. Returns how many there were.
pub(super) async fn forget_enrolments(tx: &mut Tx, ids: &[IdRow]) -> Result<u64, StoreError> {
    for statement in [&ANSWERS, &ATTEMPTS, &MESSAGES, &SCREENS, &QUESTIONS, &NOTES, &TOPICS] {
        tx.rows_later(statement, ids);
    }
    let enrolments: Vec<EnrolmentId> = ids.iter().map(|row| EnrolmentId(row.id)).collect();
    feedback::forget(tx, &enrolments).await?;
    form::forget(tx, ids);
    tx.write_rows(&ENROLMENTS, ids).await
}

statement!(
    PEOPLE_LEFT,
    [],
    "select p.id from people p where not exists (select 1 from enrolments e where e.person_id = p.id) \
     and not exists (select 1 from roles o where o.person_id = p.id) order by p.id limit $1"
);
statement!(
    PEOPLE,
    [id: Int],
    "delete from people where id in (select id from {rows}) \
     and not exists (select 1 from enrolments e where e.person_id = people.id) \
     and not exists (select 1 from roles o where o.person_id = people.id)"
);
// The states are named as the partial indexes do: otherwise all of the outbox would be passed over, once for each chat.
statement!(
    STRANGERS_LEFT,
    [],
    "select c.id from chats c where c.kind = 'private' and not exists (select 1 from people p where p.chat_id = c.id) \
     and not exists (select 1 from erasures x where x.chat_id = c.id) \
     and c.id not in (select chat_id from outbox where state = 'pending') \
     and c.id not in (select chat_id from outbox where state in ('sending', 'uncertain')) order by c.id limit $1"
);
statement!(
    STILL_STRANGERS,
    [id: Int],
    "select c.id from chats c join {rows} on r.id = c.id where not exists (select 1 from people p where p.chat_id = c.id) \
     and not exists (select 1 from erasures x where x.chat_id = c.id) \
     and c.id not in (select chat_id from outbox where state = 'pending') \
     and c.id not in (select chat_id from outbox where state in ('sending', 'uncertain'))"
);
statement!(STRANGERS_MESSAGES, [id: Int], "delete from messages where chat_id in (select id from {rows})");
statement!(STRANGERS_OUTBOX, [id: Int], "select id from outbox where chat_id in (select id from {rows})");
statement!(STRANGERS, [id: Int], "delete from chats where id in (select id from {rows})");

/// Whom [`forget_strangers`] would forget: people of whom nothing is left, and chats of strangers to whom nothing is on its
/// way (who declined, who asked what this is, whose cohort was forgotten). Needs no writer.
pub async fn strangers(tx: &mut Tx, limit: i64) -> Result<Strangers, StoreError> {
    let people = found(tx.fetch(&PEOPLE_LEFT, [Value::Int(limit)]).await?);
    let chats = found(tx.fetch(&STRANGERS_LEFT, [Value::Int(limit)]).await?);
    Ok(Strangers { people, chats })
}

/// People and chats that may be forgotten.
#[derive(Debug, Default)]
pub struct Strangers {
    people: Vec<IdRow>,
    chats: Vec<IdRow>,
}

impl Strangers {
    pub fn is_nobody(&self) -> bool {
        self.people.is_empty() && self.chats.is_empty()
    }
}

/// Forgets them, but for who has come back since. Returns how many people and chats that were.
pub async fn forget_strangers(tx: &mut Tx, strangers: &Strangers) -> Result<u64, StoreError> {
    let people = tx.write_rows(&PEOPLE, &strangers.people).await?;
    super::regrades::forget(tx, &strangers.people);
    let chats = found(tx.fetch_by(&STILL_STRANGERS, &strangers.chats).await?);
    tx.write_rows(&STRANGERS_MESSAGES, &chats).await?;
    let deliveries = found(tx.fetch_by(&STRANGERS_OUTBOX, &chats).await?);
    compaction::count_and_forget(tx, &deliveries).await?;
    Ok(people + tx.write_rows(&STRANGERS, &chats).await?)
}

fn found(rows: Vec<FoundRow>) -> Vec<IdRow> {
    rows.into_iter().map(|row| IdRow { id: row.id }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plans::pass_by_what_was_sent;

    #[tokio::test]
    async fn whether_strangers_are_still_strangers_is_asked_without_reading_what_was_sent() {
        pass_by_what_was_sent(&[&STRANGERS_LEFT, &STILL_STRANGERS]).await;
    }
}
