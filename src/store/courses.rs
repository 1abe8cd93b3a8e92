//! Course versions, kept by the hash of their canonical JSON.

use super::error::StoreError;
use super::statement::{Value, row, statement};
use super::tx::Tx;
use crate::rules::course::{Course, Library};
use crate::rules::ids::VersionId;
use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};
use std::sync::Arc;

row! {
    struct VersionRow { id: i64, slug: String, hash: String, body: String }
}

row! {
    struct VersionIdRow { id: i64 }
}

statement!(ALL, [], "select id, slug, hash, body from course_versions order by id");
statement!(BY_HASH, [], "select id from course_versions where hash = $1");
statement!(INSERT, [], "insert into course_versions (id, slug, hash, body, added_at) values ($1, $2, $3, $4, $5)");

/// Every version in the database.
pub async fn library(tx: &mut Tx) -> Result<Library, StoreError> {
    let sizes = super::media::sizes(tx).await?;
    let rows = tx.fetch::<VersionRow>(&ALL, []).await?;
    rows.into_iter()
        .map(|row| {
            let mut course: Course = serde_json::from_str(&row.body).map_err(|error| StoreError::Row {
                table: "course_versions",
                id: row.id,
                what: format!("`{}` ({}) does not decode: {error}", row.slug, row.hash),
            })?;
            for media in course.media_mut() {
                media.size = sizes.get(&media.hash).copied();
            }
            Ok((VersionId(row.id), Arc::new(course)))
        })
        .collect()
}

/// The id of this version of a course; it is added under `fresh` when the database does not have it yet.
pub async fn add(tx: &mut Tx, course: &Course, fresh: VersionId, now: DateTime<Utc>) -> Result<VersionId, StoreError> {
    let (body, hash) = canonical(course);
    if let Some(row) = tx.fetch::<VersionIdRow>(&BY_HASH, [hash.as_str().into()]).await?.first() {
        return Ok(VersionId(row.id));
    }
    tx.execute(&INSERT, values(fresh, course, hash, body, now)).await?;
    Ok(fresh)
}

/// The JSON of a version, and its hash.
fn canonical(course: &Course) -> (String, String) {
    let body = serde_json::to_string(course).expect("a course is plain data");
    let hash = digest(&SHA256, body.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    (body, hash)
}

fn values(id: VersionId, course: &Course, hash: String, body: String, now: DateTime<Utc>) -> [Value; 5] {
    [id.0.into(), course.slug.as_str().into(), hash.into(), body.into(), now.timestamp_millis().into()]
}
