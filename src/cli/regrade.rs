//! `darb regrade`.

use crate::app::{self, AppError, RegradeOptions};
use crate::config::Config;
use clap::Args;
use std::path::PathBuf;

/// Exit codes: 0 graded again, ordered, or nothing to do; 1 it could not be; 2 wrong use or settings, or more than keys
/// differs.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Number of the cohort, or the date on which it began (2027-03-07)
    cohort: String,
    /// Number of the week whose test it is
    week: u8,
    /// Show who would pass, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Folder of courses, with the corrected file
    #[arg(long, env = "DARB_LESSONS", default_value = "lessons")]
    lessons: PathBuf,
}

pub async fn execute(arguments: Arguments) -> Result<(), AppError> {
    let environment =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let keys = Config::read_keys(environment).map_err(|problems| AppError::wrong_use(problems.to_string()))?;
    let Arguments { cohort, week, dry_run, lessons } = arguments;
    app::regrade(&keys, &RegradeOptions { cohort, week, dry_run, lessons }).await
}
