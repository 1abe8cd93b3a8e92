//! Cohorts. A bot runs a handful, so a unit of work loads them all with one statement.

use super::error::StoreError;
use super::statement::{row, statement};
use super::tx::{Asked, Tx};
use crate::rules::ids::{ChatId, CohortId, VersionId};
use crate::rules::model::Cohort;
use crate::rules::rest::CohortDays;

row! {
    pub(super) struct CohortRow {
        id: i64, version_id: i64, starts_on: String, weeks: i64, zone: String, invite_code: String, capacity: Option<i64>,
        enrolled: i64, names: i64, salt: i64, mentors_chat_id: Option<i64>, request: String, created_at: i64, days: Option<String>,
    }
}

statement!(
    ALL,
    [],
    "select id, version_id, starts_on, weeks, zone, invite_code, capacity, enrolled, names, salt, mentors_chat_id, request, created_at, days \
     from cohorts order by id"
);
statement!(
    SAVE,
    [id: Int, version_id: Int, starts_on: Text, weeks: Int, zone: Text, invite_code: Text, capacity: Int, enrolled: Int, names: Int, salt: Int,
     mentors_chat_id: Int, request: Text, created_at: Int, days: Text],
    "insert into cohorts (id, version_id, starts_on, weeks, zone, invite_code, capacity, enrolled, names, salt, mentors_chat_id, request, created_at, days) \
     select id, version_id, starts_on, weeks, zone, invite_code, capacity, enrolled, names, salt, mentors_chat_id, request, created_at, days \
     from {rows} where true \
     on conflict (id) do update set version_id = excluded.version_id, weeks = excluded.weeks, capacity = excluded.capacity, \
     enrolled = excluded.enrolled, names = excluded.names, mentors_chat_id = excluded.mentors_chat_id, days = excluded.days"
);

/// All cohorts, the oldest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<Cohort>, StoreError> {
    let asked = ask_all(tx);
    read(tx, asked).await
}

pub(super) fn ask_all(tx: &mut Tx) -> Asked<CohortRow> {
    tx.ask(&ALL, [])
}

pub(super) async fn read(tx: &mut Tx, asked: Asked<CohortRow>) -> Result<Vec<Cohort>, StoreError> {
    tx.answer(asked).await?.into_iter().map(cohort).collect()
}

pub(super) fn save(tx: &mut Tx, cohorts: &[&Cohort]) {
    let rows: Vec<CohortRow> = cohorts
        .iter()
        .map(|cohort| CohortRow {
            id: cohort.id.0,
            version_id: cohort.version.0,
            starts_on: cohort.starts_on.to_string(),
            weeks: cohort.weeks.into(),
            zone: cohort.zone_name.clone(),
            invite_code: cohort.invite_code.clone(),
            capacity: cohort.capacity.map(Into::into),
            enrolled: cohort.enrolled.into(),
            names: cohort.names.into(),
            salt: cohort.salt,
            mentors_chat_id: cohort.mentors.map(|chat| chat.0),
            request: cohort.request.clone(),
            created_at: cohort.created_at.timestamp_millis(),
            days: (cohort.days != CohortDays::default())
                .then(|| serde_json::to_string(&cohort.days).expect("days are plain data")),
        })
        .collect();
    tx.rows_later(&SAVE, &rows);
}

fn cohort(row: CohortRow) -> Result<Cohort, StoreError> {
    let days = match row.days.as_deref().map(serde_json::from_str).transpose() {
        Ok(days) => days.unwrap_or_default(),
        Err(error) => return Err(StoreError::Row { table: "cohorts", id: row.id, what: format!("`days`: {error}") }),
    };
    let bad = |what: &str| StoreError::Row { table: "cohorts", id: row.id, what: what.to_owned() };
    Ok(Cohort {
        id: CohortId(row.id),
        version: VersionId(row.version_id),
        starts_on: row.starts_on.parse().map_err(|_| bad("`starts_on` is no date"))?,
        weeks: row.weeks.try_into().map_err(|_| bad("`weeks` is out of range"))?,
        zone_name: row.zone,
        invite_code: row.invite_code,
        capacity: row.capacity.map(|capacity| capacity.try_into().unwrap_or(u32::MAX)),
        enrolled: row.enrolled.try_into().map_err(|_| bad("`enrolled` is out of range"))?,
        names: row.names.try_into().map_err(|_| bad("`names` is out of range"))?,
        salt: row.salt,
        mentors: row.mentors_chat_id.map(ChatId),
        request: row.request,
        created_at: super::instant_or_epoch(row.created_at),
        days,
    })
}
