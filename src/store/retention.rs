//! Forgetting: persons of cohorts that closed long ago, and chats of strangers.

use super::cohorts;
use super::engine::{Tx, Value, row, statement};
use super::error::StoreError;
use crate::rules::ids::CohortId;
use crate::rules::model::Cohort;
use std::collections::BTreeSet;

row! {
    struct CohortIdRow { id: i64 }
}

statement!(COHORTS, [], "select distinct cohort_id as id from enrolments");

/// Cohorts of which enrolments are kept.
pub async fn cohorts_with_people(tx: &mut Tx) -> Result<Vec<Cohort>, StoreError> {
    let rows = tx.fetch::<CohortIdRow>(&COHORTS, []).await?;
    let ids: BTreeSet<i64> = rows.into_iter().map(|row| row.id).collect();
    Ok(cohorts::all(tx).await?.into_iter().filter(|cohort| ids.contains(&cohort.id.0)).collect())
}

statement!(
    ANSWERS,
    [],
    "delete from answers where attempt_id in \
     (select a.id from attempts a join enrolments e on e.id = a.enrolment_id where e.cohort_id = $1)"
);
statement!(ATTEMPTS, [], "delete from attempts where enrolment_id in (select id from enrolments where cohort_id = $1)");
statement!(
    MESSAGES,
    [],
    "delete from messages where delivery_id in (select o.id from outbox o join enrolments e on e.id = o.enrolment_id \
     where e.cohort_id = $1) or question_id in (select q.id from questions q join enrolments e on e.id = q.enrolment_id \
     where e.cohort_id = $1)"
);
statement!(OUTBOX, [], "delete from outbox where enrolment_id in (select id from enrolments where cohort_id = $1)");
statement!(
    QUESTIONS,
    [],
    "delete from questions where enrolment_id in (select id from enrolments where cohort_id = $1)"
);
statement!(TOPICS, [], "delete from topics where enrolment_id in (select id from enrolments where cohort_id = $1)");
statement!(ENROLMENTS, [], "delete from enrolments where cohort_id = $1");

/// Forgets everything about the persons of a cohort. Returns how many enrolments that were.
pub async fn forget_people_of(tx: &mut Tx, cohort: CohortId) -> Result<u64, StoreError> {
    for statement in [&ANSWERS, &ATTEMPTS, &MESSAGES, &OUTBOX, &QUESTIONS, &TOPICS] {
        tx.execute(statement, [Value::Int(cohort.0)]).await?;
    }
    tx.execute(&ENROLMENTS, [Value::Int(cohort.0)]).await
}

statement!(
    PEOPLE,
    [],
    "delete from people where id not in (select person_id from enrolments) and id not in (select person_id from roles)"
);
statement!(
    STRANGERS_MESSAGES,
    [],
    "delete from messages where chat_id in (select id from chats where kind = 'private' \
     and id not in (select chat_id from people)) \
     and chat_id not in (select chat_id from outbox where state in ('pending', 'sending', 'uncertain'))"
);
statement!(
    STRANGERS_OUTBOX,
    [],
    "delete from outbox where chat_id in (select id from chats where kind = 'private' \
     and id not in (select chat_id from people)) \
     and chat_id not in (select chat_id from outbox where state in ('pending', 'sending', 'uncertain'))"
);
statement!(
    STRANGERS,
    [],
    "delete from chats where kind = 'private' and id not in (select chat_id from people) \
     and id not in (select chat_id from outbox) and id not in (select chat_id from messages)"
);

/// Forgets people of whom nothing is left, and the chats of strangers to whom nothing is on its way: who declined, who
/// asked what this is, whose cohort was forgotten.
pub async fn forget_strangers(tx: &mut Tx) -> Result<(), StoreError> {
    for statement in [&PEOPLE, &STRANGERS_MESSAGES, &STRANGERS_OUTBOX, &STRANGERS] {
        tx.execute(statement, []).await?;
    }
    Ok(())
}
