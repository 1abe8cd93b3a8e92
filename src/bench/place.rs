//! Where a run has its data: a new file, or a schema of its own on a Postgres server. Both go away with it.

use super::Common;
use super::seed::{Plan, Seeded, seed};
use crate::app::AppError;
use crate::store::Engine;
use crate::store::seed::{self as store, Counts, SCHEMA};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A database for one run, and a folder for its course.
#[derive(Debug)]
pub struct Place {
    folder: TempDir,
    url: String,
    /// The address of the server, if it is one.
    server: Option<String>,
}

impl Place {
    pub async fn new(common: &Common) -> Result<Self, AppError> {
        let folder = match &common.folder {
            Some(parent) => tempfile::tempdir_in(parent),
            None => tempfile::tempdir(),
        };
        let folder = folder.map_err(|error| AppError::failed(format!("no folder can be made: {error}")))?;
        let Some(server) = common.database.clone() else {
            let url = format!("sqlite://{}", folder.path().join("bench.db").display());
            return Ok(Self { folder, url, server: None });
        };
        if !server.starts_with("postgres") {
            return Err(AppError::wrong_use(
                "--database names a Postgres server, as postgres://user@host/database; for SQLite leave it out",
            ));
        }
        let engine = Engine::open(&server).await?;
        store::make_schema(&engine).await?;
        engine.close().await;
        let sign = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{sign}options[search_path]={SCHEMA}");
        Ok(Self { folder, url, server: Some(server) })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn lessons(&self) -> PathBuf {
        self.folder.path().join("lessons")
    }

    /// Fills it, and says how far that is when it takes long.
    pub async fn seed(&self, plan: Plan) -> Result<Seeded, AppError> {
        let total = plan.in_test + plan.due + plan.later;
        let said = |done: usize| {
            if total >= 100_000 && done.is_multiple_of(100_000) {
                super::progress(&format!("  {done} of {total} people are there"));
            }
        };
        seed(&self.url, &self.lessons(), plan, said).await
    }

    /// Counts what was done.
    pub async fn counts(&self) -> Result<Counts, AppError> {
        let engine = Engine::open(&self.url).await?;
        let counts = store::counts(&mut engine.read().await?).await;
        engine.close().await;
        Ok(counts?)
    }

    /// Bytes that the database takes.
    pub async fn bytes(&self) -> Result<i64, AppError> {
        let engine = Engine::open(&self.url).await?;
        let bytes = store::bytes(&mut engine.read().await?).await;
        engine.close().await;
        Ok(bytes?)
    }

    /// Forgets everything.
    pub async fn remove(self) -> Result<(), AppError> {
        if let Some(server) = &self.server {
            let engine = Engine::open(server).await?;
            store::drop_schema(&engine).await?;
            engine.close().await;
        }
        Ok(())
    }
}

/// A file for the settings, which has nothing in it: what stands in the working folder is none of ours.
pub fn no_settings(lessons: &Path) -> Result<PathBuf, AppError> {
    let path = lessons.join("no-settings.toml");
    std::fs::write(&path, "")
        .map_err(|error| AppError::failed(format!("{} cannot be written: {error}", path.display())))?;
    Ok(path)
}
