//! Enrolments, with what is due as an indexed column.

use super::error::StoreError;
use super::statement::{IdRow, Value, id_rows, json, row, statement};
use super::tx::{Asked, Tx};
use crate::rules::enrolment::Enrolment;
use crate::rules::ids::{CohortId, EnrolmentId, PersonId};
use crate::rules::model::{Country, Handle};
use crate::rules::shutdown::Heard;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use serde::Serialize;

row! {
    pub(super) struct EnrolmentRow {
        id: i64, person_id: i64, cohort_id: i64, handle: i64, status: String, detail: String, progress: String,
        next_due_at: Option<i64>, created_at: i64,
    }
}

row! {
    struct DueRow { id: i64 }
}

statement!(
    BY_ID,
    [id: Int],
    "select e.id, e.person_id, e.cohort_id, e.handle, e.status, e.detail, e.progress, e.next_due_at, e.created_at \
     from enrolments e join {rows} on r.id = e.id"
);
statement!(
    BY_PERSON,
    [id: Int],
    "select e.id, e.person_id, e.cohort_id, e.handle, e.status, e.detail, e.progress, e.next_due_at, e.created_at \
     from enrolments e join {rows} on r.id = e.person_id"
);
statement!(
    BY_CHAT,
    [id: Int],
    "select e.id, e.person_id, e.cohort_id, e.handle, e.status, e.detail, e.progress, e.next_due_at, e.created_at \
     from enrolments e join people p on p.id = e.person_id join {rows} on r.id = p.chat_id"
);
statement!(
    SAVE,
    [id: Int, person_id: Int, cohort_id: Int, handle: Int, status: Text, detail: Text, progress: Text, next_due_at: Int,
     created_at: Int, heard_on: Int],
    "insert into enrolments (id, person_id, cohort_id, handle, status, detail, progress, next_due_at, created_at, heard_on) \
     select id, person_id, cohort_id, handle, status, detail, progress, next_due_at, created_at, heard_on from {rows} where true \
     on conflict (id) do update set handle = excluded.handle, status = excluded.status, detail = excluded.detail, progress = excluded.progress, \
     next_due_at = excluded.next_due_at, heard_on = excluded.heard_on"
);
// What changes with every lesson: none of it stands in an index but the instant, and none of it refers to anything.
statement!(
    CHANGE,
    [id: Int, status: Text, detail: Text, progress: Text, next_due_at: Int, heard_on: Int],
    "update enrolments set status = r.status, detail = r.detail, progress = r.progress, next_due_at = r.next_due_at, heard_on = r.heard_on \
     from {rows} where r.id = enrolments.id"
);
statement!(REMOVE, [id: Int], "delete from enrolments where id in (select id from {rows})");
statement!(DUE, [], "select id from enrolments where next_due_at <= $1 order by next_due_at, id limit $2");
statement!(NEXT, [], "select id from enrolments where next_due_at <= $1 limit 1");
statement!(
    RUNNING,
    [],
    "select id from enrolments where id > $1 and status in ('waiting', 'active', 'paused') order by id limit $2"
);
statement!(OF_COHORT, [], "select id from enrolments where cohort_id = $1 order by id");

row! {
    struct InstantRow { at: Option<i64> }
}
statement!(FIRST_DUE, [], "select min(next_due_at) as at from enrolments where next_due_at is not null");

/// An enrolment with the instant at which something comes by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub enrolment: Enrolment,
    pub next_due_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// The handle that stands in the database; `None` for an enrolment that is not there yet.
    pub kept: Option<Handle>,
}

pub(super) fn ask_by_ids(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<EnrolmentRow>> {
    tx.ask_by(&BY_ID, ids)
}

pub(super) fn ask_by_people(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<EnrolmentRow>> {
    tx.ask_by(&BY_PERSON, ids)
}

/// Of whoever is at these chats: asked at once, together with who that is.
pub(super) fn ask_by_chats(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<EnrolmentRow>> {
    tx.ask_by(&BY_CHAT, ids)
}

pub(super) async fn read(tx: &mut Tx, asked: Option<Asked<EnrolmentRow>>) -> Result<Vec<Stored>, StoreError> {
    tx.answer(asked).await?.into_iter().map(stored).collect()
}

pub(super) fn save(tx: &mut Tx, enrolments: &[&Stored]) {
    let (known, other): (Vec<&Stored>, Vec<&Stored>) =
        enrolments.iter().partition(|stored| stored.kept == Some(stored.enrolment.handle));
    let changes: Vec<ChangeRow> = known.iter().map(|stored| change(stored)).collect();
    tx.rows_later(&CHANGE, &changes);
    let rows: Vec<SavedRow> = other
        .iter()
        .map(|stored| {
            let ChangeRow { id, status, detail, progress, next_due_at, heard_on } = change(stored);
            SavedRow {
                id,
                person_id: stored.enrolment.person.0,
                cohort_id: stored.enrolment.cohort.0,
                handle: stored.enrolment.handle.0,
                status,
                detail,
                progress,
                next_due_at,
                created_at: stored.created_at.timestamp_millis(),
                heard_on,
            }
        })
        .collect();
    tx.rows_later(&SAVE, &rows);
}

#[derive(Serialize)]
struct SavedRow {
    id: i64,
    person_id: i64,
    cohort_id: i64,
    handle: i64,
    status: &'static str,
    detail: String,
    progress: String,
    next_due_at: Option<i64>,
    created_at: i64,
    heard_on: Option<i64>,
}

#[derive(Serialize)]
struct ChangeRow {
    id: i64,
    status: &'static str,
    detail: String,
    progress: String,
    next_due_at: Option<i64>,
    /// When they were last heard, which stands in the progress too: here it can be counted.
    heard_on: Option<i64>,
}

fn change(stored: &Stored) -> ChangeRow {
    ChangeRow {
        id: stored.enrolment.id.0,
        status: stored.enrolment.status.name(),
        detail: serde_json::to_string(&stored.enrolment.status).expect("a status is plain data"),
        progress: serde_json::to_string(&stored.enrolment.progress).expect("progress is plain data"),
        next_due_at: stored.next_due_at.map(|at| at.timestamp_millis()),
        heard_on: stored.enrolment.progress.contact.heard_on.map(|on| on.num_days_from_ce().into()),
    }
}

pub(super) fn remove(tx: &mut Tx, ids: &[EnrolmentId]) {
    tx.rows_later(&REMOVE, &super::statement::id_rows(ids.iter().map(|id| id.0)));
}

/// Enrolments with something due by now, the longest waiting first.
pub async fn due(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<EnrolmentId>, StoreError> {
    let rows = tx.fetch::<DueRow>(&DUE, [now.timestamp_millis().into(), limit.into()]).await?;
    Ok(rows.into_iter().map(|row| EnrolmentId(row.id)).collect())
}

statement!(PUT_OFF, [], "update enrolments set next_due_at = $2 where id = $1");

/// Puts off what is due to an enrolment.
pub async fn put_off(tx: &mut Tx, id: EnrolmentId, until: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(&PUT_OFF, [Value::Int(id.0), until.timestamp_millis().into()]).await?;
    Ok(())
}

statement!(
    LOOK_AGAIN,
    [id: Int],
    "update enrolments set next_due_at = $2 where next_due_at is not null and cohort_id in (select id from {rows})"
);

/// So long before the look lies what is due by it: what it finds is late, and by night waits for morning.
const BEFORE: TimeDelta = TimeDelta::days(2);

/// Has everybody of some cohorts looked at now: what is due to them may be something else.
pub(super) fn look_again(tx: &mut Tx, cohorts: &[CohortId], now: DateTime<Utc>) {
    if !cohorts.is_empty() {
        let rows = json(id_rows(cohorts.iter().map(|id| id.0)));
        tx.later(&LOOK_AGAIN, [rows, (now - BEFORE).timestamp_millis().into()]);
    }
}

row! {
    struct HeardRow { country: String, heard_on: i64, count: i64 }
}
statement!(
    HEARD,
    [],
    "select p.country, e.heard_on, count(*) as count from enrolments e join people p on p.id = e.person_id \
     where e.cohort_id = $1 and e.heard_on >= $2 and e.status in ('waiting', 'active') and p.country is not null \
     group by p.country, e.heard_on"
);

/// How many people of a cohort were heard last on each date since one, by country.
pub async fn heard(tx: &mut Tx, cohort: CohortId, since: NaiveDate) -> Result<Vec<Heard>, StoreError> {
    let values: [Value; 2] = [cohort.0.into(), i64::from(since.num_days_from_ce()).into()];
    let rows = tx.fetch::<HeardRow>(&HEARD, values).await?;
    let heard = |row: HeardRow| {
        let on = NaiveDate::from_num_days_from_ce_opt(row.heard_on.try_into().ok()?)?;
        let people = row.count.try_into().unwrap_or(u32::MAX);
        Some(Heard { country: Country::from_code(&row.country)?, on, people })
    };
    Ok(rows.into_iter().filter_map(heard).collect())
}

/// Whether anything is due by now.
pub async fn is_any_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(!tx.fetch::<DueRow>(&NEXT, [now.timestamp_millis().into()]).await?.is_empty())
}

/// When the next thing comes by itself for anybody.
pub async fn first_due(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    let rows = tx.fetch::<InstantRow>(&FIRST_DUE, []).await?;
    Ok(rows.first().and_then(|row| super::instant(row.at)))
}

row! {
    struct LoadRow { part: i64, count: i64 }
}
statement!(
    LOADS,
    [],
    "select next_due_at / $3 as part, count(*) as count from enrolments where next_due_at >= $1 and next_due_at < $2 \
     group by next_due_at / $3 order by 1"
);

/// How many enrolments have something due in each part of a span of time, the earliest first; parts without any are left
/// out. A part is so many milliseconds long, counted from the epoch. Only the index is looked at.
pub async fn loads(
    tx: &mut Tx,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    part: TimeDelta,
) -> Result<Vec<(DateTime<Utc>, u32)>, StoreError> {
    let part = part.num_milliseconds().max(1);
    let values: [Value; 3] = [from.timestamp_millis().into(), until.timestamp_millis().into(), part.into()];
    let rows = tx.fetch::<LoadRow>(&LOADS, values).await?;
    let load = |row: LoadRow| (super::instant_or_epoch(row.part * part), u32::try_from(row.count).unwrap_or(u32::MAX));
    Ok(rows.into_iter().map(load).collect())
}

/// Enrolments to which something may come by itself, a break that ends included, after an id, in chunks: for computing anew what is due.
pub async fn running_after(tx: &mut Tx, after: EnrolmentId, limit: i64) -> Result<Vec<EnrolmentId>, StoreError> {
    let rows = tx.fetch::<DueRow>(&RUNNING, [Value::Int(after.0), limit.into()]).await?;
    Ok(rows.into_iter().map(|row| EnrolmentId(row.id)).collect())
}

pub(super) async fn of_cohort(tx: &mut Tx, cohort: CohortId) -> Result<Vec<EnrolmentId>, StoreError> {
    let rows = tx.fetch::<DueRow>(&OF_COHORT, [cohort.0.into()]).await?;
    Ok(rows.into_iter().map(|row| EnrolmentId(row.id)).collect())
}

#[derive(Serialize)]
struct HandleRow {
    cohort_id: i64,
    handle: i64,
}

statement!(
    BY_HANDLE,
    [cohort_id: Int, handle: Int],
    "select e.id from enrolments e join {rows} on r.cohort_id = e.cohort_id and r.handle = e.handle"
);

pub(super) async fn by_handles(
    tx: &mut Tx,
    handles: impl Iterator<Item = (CohortId, Handle)>,
) -> Result<Vec<EnrolmentId>, StoreError> {
    let rows: Vec<HandleRow> =
        handles.map(|(cohort, handle)| HandleRow { cohort_id: cohort.0, handle: handle.0 }).collect();
    let found = tx.fetch_by::<DueRow>(&BY_HANDLE, &rows).await?;
    Ok(found.into_iter().map(|row| EnrolmentId(row.id)).collect())
}

fn stored(row: EnrolmentRow) -> Result<Stored, StoreError> {
    let bad = |what: String| StoreError::Row { table: "enrolments", id: row.id, what };
    let status = serde_json::from_str(&row.detail).map_err(|error| bad(format!("`detail`: {error}")))?;
    let progress = serde_json::from_str(&row.progress).map_err(|error| bad(format!("`progress`: {error}")))?;
    Ok(Stored {
        kept: Some(Handle(row.handle)),
        enrolment: Enrolment {
            id: EnrolmentId(row.id),
            person: PersonId(row.person_id),
            cohort: CohortId(row.cohort_id),
            handle: Handle(row.handle),
            status,
            progress,
        },
        next_due_at: super::instant(row.next_due_at),
        created_at: super::instant_or_epoch(row.created_at),
    })
}
