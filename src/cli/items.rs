//! `darb items`.

use crate::app::{self, AppError, ItemsOptions, Which};
use crate::config::Config;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Exit codes: 0 shown; 1 there is nothing to read; 2 wrong use or settings, or a database of another version.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Number of the cohort, or the date on which it began (2027-03-07) [default: the only one]
    cohort: Option<String>,
    /// For machines: one JSON object
    #[arg(long)]
    json: bool,
    /// Only the test of this week [default: all]
    #[arg(long, value_name = "N")]
    week: Option<u8>,
    /// Which finished attempts of each person count
    #[arg(long, value_enum, default_value = "first")]
    attempts: Attempts,
    /// Folder of courses, to name files and lines
    #[arg(long, env = "DARB_LESSONS", default_value = "lessons")]
    lessons: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Attempts {
    First,
    Best,
    Last,
    All,
}

pub async fn execute(arguments: Arguments) -> Result<(), AppError> {
    let environment =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let url = Config::read_database_url(environment).map_err(|problems| AppError::wrong_use(problems.to_string()))?;
    let Arguments { cohort, json, week, attempts, lessons } = arguments;
    let attempts = match attempts {
        Attempts::First => Which::First,
        Attempts::Best => Which::Best,
        Attempts::Last => Which::Last,
        Attempts::All => Which::All,
    };
    app::items(&url, &ItemsOptions { cohort, week, attempts, json, lessons }).await
}
