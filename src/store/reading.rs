//! A database as somebody from outside reads it: without the key and without the lease, changing nothing.

use super::engine::Engine;
use super::error::StoreError;
use super::{applied, newest};

/// Opens a database that is there, for reading. `None` where Darb has never stood in it; one of another version is refused,
/// and [`StoreError::Older`] says so of one that `darb run` has yet to bring up to date.
pub async fn open(url: &str) -> Result<Option<Engine>, StoreError> {
    let engine = Engine::open_read_only(url).await?;
    let found = applied(&engine).await;
    let refused = match found {
        Ok(0) => {
            engine.close().await;
            return Ok(None);
        }
        Ok(found) if found == newest() => return Ok(Some(engine)),
        Ok(found) if found > newest() => StoreError::Newer { found, known: newest() },
        Ok(found) => StoreError::Older { found, known: newest() },
        Err(error) => error,
    };
    engine.close().await;
    Err(refused)
}
