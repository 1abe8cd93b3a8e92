//! People and their roles.

use super::error::StoreError;
use super::statement::{IdRow, row, statement};
use super::tx::{Asked, Tx};
use crate::rules::course::Language;
use crate::rules::ids::{ChatId, PersonId};
use crate::rules::model::{Country, Person};
use crate::rules::preferences::Preferences;
use crate::rules::role::Role;
use chrono::{DateTime, Utc};

/// A role somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    pub person: PersonId,
    pub role: Role,
    pub granted_at: DateTime<Utc>,
}

row! {
    pub(super) struct PersonRow {
        id: i64, chat_id: i64, language: String, country: Option<String>, zone: Option<String>, hour: i64, has_asked: i64,
        preferences: Option<String>,
    }
}

row! {
    pub(super) struct RoleRow { person_id: i64, role: String, granted_at: i64 }
}

statement!(
    BY_CHAT,
    [id: Int],
    "select p.id, p.chat_id, p.language, p.country, p.zone, p.hour, p.has_asked, p.preferences from people p join {rows} on r.id = p.chat_id"
);
statement!(
    BY_ID,
    [id: Int],
    "select p.id, p.chat_id, p.language, p.country, p.zone, p.hour, p.has_asked, p.preferences from people p join {rows} on r.id = p.id"
);
statement!(
    SAVE,
    [id: Int, chat_id: Int, language: Text, country: Text, zone: Text, hour: Int, has_asked: Int, preferences: Text],
    "insert into people (id, chat_id, language, country, zone, hour, has_asked, preferences) \
     select id, chat_id, language, country, zone, hour, has_asked, preferences from {rows} where true \
     on conflict (id) do update set language = excluded.language, country = excluded.country, zone = excluded.zone, \
     hour = excluded.hour, has_asked = excluded.has_asked, preferences = excluded.preferences"
);
statement!(ALL_ROLES, [], "select person_id, role, granted_at from roles order by granted_at, person_id");
statement!(
    GRANT,
    [person_id: Int, role: Text, granted_at: Int],
    "insert into roles (person_id, role, granted_at) select person_id, role, granted_at from {rows} where true \
     on conflict (person_id, role) do nothing"
);
statement!(REVOKE, [id: Int], "delete from roles where person_id in (select id from {rows})");

statement!(REMOVE, [id: Int], "delete from people where id in (select id from {rows})");

/// Forgets people of whom nothing is left but their row.
pub(super) fn remove(tx: &mut Tx, people: &[PersonId]) {
    tx.rows_later(&REMOVE, &super::statement::id_rows(people.iter().map(|person| person.0)));
}

pub(super) fn ask_by_chats(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<PersonRow>> {
    tx.ask_by(&BY_CHAT, ids)
}

pub(super) fn ask_by_ids(tx: &mut Tx, ids: &[IdRow]) -> Option<Asked<PersonRow>> {
    tx.ask_by(&BY_ID, ids)
}

pub(super) async fn read(tx: &mut Tx, asked: Option<Asked<PersonRow>>) -> Result<Vec<Person>, StoreError> {
    tx.answer(asked).await?.into_iter().map(person).collect()
}

pub(super) fn save(tx: &mut Tx, people: &[&Person]) {
    let rows: Vec<PersonRow> = people
        .iter()
        .map(|person| PersonRow {
            id: person.id.0,
            chat_id: person.chat.0,
            language: person.language.code().to_owned(),
            country: person.country.map(|country| country.code().to_owned()),
            zone: person.zone.clone(),
            hour: person.hour.into(),
            has_asked: person.has_asked.into(),
            preferences: preferences_json(person.preferences),
        })
        .collect();
    tx.rows_later(&SAVE, &rows);
}

/// All roles: a handful of owners, admins and authors, whatever the number of participants.
pub(super) fn ask_roles(tx: &mut Tx) -> Asked<RoleRow> {
    tx.ask(&ALL_ROLES, [])
}

pub(super) async fn read_roles(tx: &mut Tx, asked: Asked<RoleRow>) -> Result<Vec<Grant>, StoreError> {
    let rows = tx.answer(asked).await?;
    rows.into_iter()
        .map(|row| {
            let role = Role::from_name(&row.role).ok_or_else(|| bad("roles", row.person_id, &row.role))?;
            let granted_at = super::instant_or_epoch(row.granted_at);
            Ok(Grant { person: PersonId(row.person_id), role, granted_at })
        })
        .collect()
}

pub(super) fn grant(tx: &mut Tx, grants: &[Grant]) {
    let rows: Vec<RoleRow> = grants
        .iter()
        .map(|grant| RoleRow {
            person_id: grant.person.0,
            role: grant.role.name().to_owned(),
            granted_at: grant.granted_at.timestamp_millis(),
        })
        .collect();
    tx.rows_later(&GRANT, &rows);
}

pub(super) fn revoke(tx: &mut Tx, people: &[PersonId]) {
    tx.rows_later(&REVOKE, &super::statement::id_rows(people.iter().map(|person| person.0)));
}

fn person(row: PersonRow) -> Result<Person, StoreError> {
    let language = Language::from_code(&row.language).ok_or_else(|| bad("people", row.id, &row.language))?;
    let preferences = preferences(row.id, row.preferences.as_deref())?;
    Ok(Person {
        id: PersonId(row.id),
        chat: ChatId(row.chat_id),
        language,
        country: row.country.as_deref().and_then(Country::from_code),
        zone: row.zone,
        hour: row.hour.try_into().unwrap_or(crate::rules::model::DEFAULT_HOUR),
        has_asked: row.has_asked != 0,
        preferences,
    })
}

/// As they are kept: what differs from the start alone, and null where nothing does.
fn preferences_json(preferences: Preferences) -> Option<String> {
    let differs = preferences != Preferences::default();
    differs.then(|| serde_json::to_string(&preferences).expect("preferences are plain data"))
}

/// The preferences in the row of a person.
pub(super) fn preferences(person: i64, kept: Option<&str>) -> Result<Preferences, StoreError> {
    let Some(json) = kept else { return Ok(Preferences::default()) };
    serde_json::from_str(json).map_err(|_| bad("people", person, json))
}

fn bad(table: &'static str, id: i64, what: &str) -> StoreError {
    StoreError::Row { table, id, what: format!("unknown value `{what}`") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::preferences::Digits;

    #[test]
    fn preferences_are_kept_where_they_differ_and_those_of_old_are_passed_over() {
        assert_eq!(preferences_json(Preferences::default()), None);
        let some = Preferences { text_only: true, digits: Digits::ArabicIndic, ..Preferences::default() };
        let kept = preferences_json(some);
        assert_eq!(kept.as_deref(), Some(r#"{"text_only":true,"digits":"arabic_indic"}"#));
        assert_eq!(preferences(1, kept.as_deref()).expect("ours"), some);
        assert_eq!(preferences(1, None).expect("none"), Preferences::default());
        assert_eq!(preferences(1, Some(r#"{"of_old":1}"#)).expect("of old"), Preferences::default());
        assert!(preferences(1, Some("?")).is_err());
    }
}
