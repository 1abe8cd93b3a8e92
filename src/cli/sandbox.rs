//! `darb sandbox`.

use super::stop_signal;
use crate::app::{self, AppError, SandboxOptions};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Port of the page on this computer; 0 for any that is free
    #[arg(long, default_value_t = 8088)]
    port: u16,
    /// Folder of courses
    #[arg(long, env = "DARB_LESSONS", default_value = "lessons")]
    lessons: PathBuf,
}

pub async fn execute(arguments: Arguments) -> Result<(), AppError> {
    app::sandbox(SandboxOptions { port: arguments.port, lessons: arguments.lessons }, stop_signal()).await
}
