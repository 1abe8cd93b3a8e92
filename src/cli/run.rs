//! `darb run`.

use super::stop_signal;
use crate::app::{self, AppError, Options};
use crate::config::Config;
use clap::Args;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Follow course time at this URL (for tests; needs a Bot API server on this machine)
    #[arg(long, hide = true)]
    clock: Option<String>,
}

pub async fn execute(arguments: Arguments) -> Result<(), AppError> {
    // A variable that is not UTF-8 cannot be one of ours.
    let environment =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let config = Config::read(environment).map_err(|problems| AppError::wrong_use(problems.to_string()))?;
    app::run(config, Options { clock: arguments.clock, ..Options::default() }, stop_signal()).await
}
