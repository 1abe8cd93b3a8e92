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
    let config = Config::read(std::env::vars()).map_err(|problems| AppError::wrong_use(problems.to_string()))?;
    app::run(config, Options { clock: arguments.clock, ..Options::default() }, stop_signal()).await
}
