//! `darb status`.

use crate::app::{self, AppError};
use crate::config::Config;
use clap::Args;
use std::io::IsTerminal;

/// Exit codes: 0 it runs and is well; 1 it does not, or something is wrong; 2 wrong use or settings, or a database of a
/// newer version.
#[derive(Debug, Args)]
pub struct Arguments {
    /// For machines: one JSON object
    #[arg(long, conflicts_with = "watch")]
    json: bool,
    /// Keep showing it, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

pub async fn execute(arguments: &Arguments) -> Result<(), AppError> {
    let environment =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let url = Config::read_database_url(environment).map_err(|problems| AppError::wrong_use(problems.to_string()))?;
    if arguments.watch {
        app::watch(&url, std::io::stdout().is_terminal(), super::asked_to_end()).await
    } else {
        app::status(&url, arguments.json).await
    }
}
