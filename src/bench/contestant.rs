//! The bot as one contestant among others in a harness that is not ours: settings from the environment, a data file that
//! was filled before.
//!
//! `API_BASE`: the Bot API server. `DB`: the data file. `CONC`: requests in flight. `RATE`: messages a second, 0 for no
//! limit.

use super::client::{self, BotSettings, End};
use super::seed::{self, Plan};
use super::{course, updates};
use crate::app::AppError;
use serde_json::json;
use std::path::Path;
use tokio::sync::watch;

/// What it is measured at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contestant {
    /// Ends when every lesson that was due is recorded as sent.
    Broadcast,
    /// Ends when it is told to.
    Updates,
}

/// Fills a new data file for a contestant: `due` participants with a lesson due, `in_test` with an open test in which each
/// can answer `presses` items. Prints the id of the first attempt as JSON.
pub async fn prepare(database: &Path, due: usize, in_test: usize, presses: usize) -> Result<(), AppError> {
    if database.exists() {
        return Err(AppError::wrong_use(format!("{} is there already; name a new file", database.display())));
    }
    let lessons = temporary()?;
    let items = updates::items(presses * in_test.max(1), in_test)?;
    let url = format!("sqlite://{}", database.display());
    let seeded = seed::seed(&url, lessons.path(), Plan { in_test, due, later: 0, items }, |_| ()).await?;
    println!("{}", json!({ "first_attempt": seeded.first_attempt }));
    Ok(())
}

/// Runs it. `stop` ends it early.
pub async fn contestant(what: Contestant, stop: watch::Receiver<bool>) -> Result<(), AppError> {
    let lessons = temporary()?;
    course::write(lessons.path(), updates::items(0, 1)?)?;
    let settings = BotSettings {
        api_url: given("API_BASE")?,
        database_url: format!("sqlite://{}", given("DB")?),
        lessons: lessons.path().to_owned(),
        in_flight: number("CONC", 100)? as usize,
        per_second: number("RATE", 0)?,
    };
    let end = match what {
        Contestant::Broadcast => End::NothingLeft(stop),
        Contestant::Updates => End::Told(stop),
    };
    client::run(&settings, end, |ready| tracing::info!(durability = ready.durability, "a contestant")).await
}

fn temporary() -> Result<tempfile::TempDir, AppError> {
    tempfile::tempdir().map_err(|error| AppError::failed(format!("no temporary folder can be made: {error}")))
}

fn given(name: &str) -> Result<String, AppError> {
    std::env::var(name).map_err(|_| AppError::wrong_use(format!("`{name}` is not set; a contestant needs it")))
}

fn number(name: &str, default: u32) -> Result<u32, AppError> {
    match std::env::var(name) {
        Err(_) => Ok(default),
        Ok(text) => {
            let number: Option<f64> = text.parse().ok();
            let number = number.filter(|number| *number >= 0.0);
            number
                .map(|number| number as u32)
                .ok_or_else(|| AppError::wrong_use(format!("`{name}` is no number: {text}")))
        }
    }
}
