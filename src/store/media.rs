//! The files that lessons show, by the hash of what is in them, and what Telegram keeps of them for a bot.

use super::error::StoreError;
use super::statement::{Value, json, row, statement};
use super::tx::Tx;
use crate::rules::course::{Media, MediaHash};
use crate::rules::outcome::StoredFile;
use crate::rules::real_time::RealTime;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What has to go to Telegram so that a file is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Telegram has it, under this `file_id`.
    Stored(String),
    Bytes(Arc<[u8]>),
    /// Made for this one message: it stands nowhere, and Telegram's name for it is not kept.
    Made(Arc<[u8]>),
}

row! {
    struct HashRow { hash: String }
}

statement!(KNOWN, [hash: Text], "select m.hash from media m join {rows} on r.hash = m.hash");
statement!(ADD, [], "insert into media (hash, body, added_at) values ($1, $2, $3) on conflict (hash) do nothing");

/// Keeps what is in these files. One that is there already, or comes without its bytes, is passed over.
pub(super) async fn add(
    tx: &mut Tx,
    files: impl Iterator<Item = &Media>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let files: Vec<(&str, &Arc<[u8]>)> =
        files.filter_map(|file| Some((file.hash.0.as_str(), file.bytes.as_ref()?))).collect();
    let rows: Vec<&str> = files.iter().map(|(hash, _)| *hash).collect();
    let known: BTreeSet<String> =
        tx.fetch_by::<HashRow>(&KNOWN, &rows).await?.into_iter().map(|row| row.hash).collect();
    // A statement for each: together they could be larger than an engine takes.
    for (hash, bytes) in files.into_iter().filter(|(hash, _)| !known.contains(*hash)) {
        let values: [Value; 3] = [hash.into(), STANDARD.encode(bytes).into(), now.timestamp_millis().into()];
        tx.execute(&ADD, values).await?;
    }
    Ok(())
}

row! {
    struct SizeRow { hash: String, size: i64 }
}

// Three bytes are four signs, without those that only fill up.
statement!(SIZES, [], "select hash, cast(length(rtrim(body, '=')) * 3 / 4 as bigint) as size from media");

/// How many bytes every file has.
pub(super) async fn sizes(tx: &mut Tx) -> Result<BTreeMap<MediaHash, u64>, StoreError> {
    let rows = tx.fetch::<SizeRow>(&SIZES, []).await?;
    Ok(rows.into_iter().map(|row| (MediaHash(row.hash), row.size.try_into().unwrap_or(0))).collect())
}

row! {
    struct SourceRow { hash: String, file_id: Option<String>, body: Option<String> }
}

statement!(
    SOURCES,
    [hash: Text],
    "select m.hash, f.file_id, case when f.file_id is null then m.body end as body \
     from {rows} join media m on m.hash = r.hash \
     left join media_files f on f.hash = m.hash and f.bot_id = $2"
);

/// How each of these files goes for a bot; one that is not in the database, or cannot be read, is not returned.
pub async fn sources(
    tx: &mut Tx,
    bot: i64,
    hashes: impl IntoIterator<Item = &MediaHash>,
) -> Result<Vec<(MediaHash, Source)>, StoreError> {
    let rows: Vec<&str> = hashes.into_iter().map(|hash| hash.0.as_str()).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let found = tx.fetch::<SourceRow>(&SOURCES, [json(&rows), Value::Int(bot)]).await?;
    Ok(found.into_iter().filter_map(source).collect())
}

fn source(row: SourceRow) -> Option<(MediaHash, Source)> {
    let source = match row.file_id {
        Some(file_id) => Source::Stored(file_id),
        // One row that cannot be read must not hold up the rest.
        None => Source::Bytes(
            STANDARD
                .decode(row.body.unwrap_or_default())
                .inspect_err(|error| tracing::error!(file = row.hash, %error, "a file cannot be read"))
                .ok()?
                .into(),
        ),
    };
    Some((MediaHash(row.hash), source))
}

#[derive(Serialize)]
struct FileRow<'a> {
    hash: &'a str,
    bot_id: i64,
    file_id: &'a str,
}

fn rows(files: &[StoredFile]) -> Vec<FileRow<'_>> {
    files.iter().map(|file| FileRow { hash: &file.hash.0, bot_id: file.bot, file_id: &file.file_id }).collect()
}

statement!(
    KEEP,
    [hash: Text, bot_id: Int, file_id: Text],
    "insert into media_files (hash, bot_id, file_id, taken_at) \
     select r.hash, r.bot_id, r.file_id, cast($2 as bigint) from {rows} where true \
     on conflict (hash, bot_id) do update set file_id = excluded.file_id, taken_at = excluded.taken_at"
);
statement!(
    FORGET,
    [hash: Text, bot_id: Int, file_id: Text],
    "delete from media_files where exists (select 1 from {rows} \
     where r.hash = media_files.hash and r.bot_id = media_files.bot_id and r.file_id = media_files.file_id)"
);

/// Notes what Telegram keeps. Of a file that was uploaded twice in a round the last upload counts.
pub(super) fn keep(tx: &mut Tx, files: &[StoredFile], real: RealTime) {
    // Postgres refuses a row that meets itself.
    let last = |(index, file): (usize, &StoredFile)| {
        let later = files.iter().skip(index + 1).any(|other| (&other.hash, other.bot) == (&file.hash, file.bot));
        (!later).then(|| file.clone())
    };
    let files: Vec<StoredFile> = files.iter().enumerate().filter_map(last).collect();
    if !files.is_empty() {
        tx.later(&KEEP, [json(&rows(&files)), Value::Int(real.0)]);
    }
}

/// Forgets what Telegram no longer knows. What was uploaded anew meanwhile stays.
pub(super) fn forget(tx: &mut Tx, files: &[StoredFile]) {
    tx.rows_later(&FORGET, &rows(files));
}
