//! `darb gift`.

use crate::app::{self, AppError};
use clap::{Args, Subcommand};
use std::io::IsTerminal;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check question banks: every problem at once, with its place and remedy
    Check {
        /// Files in GIFT
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Put a question bank in order; nothing in it is lost
    Fmt(Format),
    /// Turn a question bank into JSON
    ToJson {
        /// A file in GIFT
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Format {
    /// Files in GIFT; without an option one, which goes to standard output
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Change the files themselves
    #[arg(long)]
    write: bool,
    /// Change nothing; name the files that are not in order and end with exit code 1 if there are any
    #[arg(long, conflicts_with = "write")]
    check: bool,
}

pub fn execute(arguments: &Arguments) -> Result<(), AppError> {
    let colour = std::io::stderr().is_terminal();
    match &arguments.command {
        Command::Check { files } => {
            app::check_gift(files, colour)?.iter().for_each(|line| println!("{line}"));
            Ok(())
        }
        Command::ToJson { file } => {
            println!("{}", app::gift_to_json(file, colour)?);
            Ok(())
        }
        Command::Fmt(format) => execute_format(format, colour),
    }
}

fn execute_format(format: &Format, colour: bool) -> Result<(), AppError> {
    let Format { files, write, check } = format;
    if let ([file], false, false) = (&files[..], write, check) {
        print!("{}", app::format_gift(file, colour)?);
        return Ok(());
    }
    if !write && !check {
        return Err(AppError::wrong_use("several files: add --write to change them, or --check to look at them"));
    }
    let changed = app::reformat_gift(files, *write, colour)?;
    changed.iter().for_each(|file| println!("{}", file.display()));
    match changed.len() {
        count if *check && count > 0 => Err(AppError::failed(format!("not in order: {count}; --write changes that"))),
        _ => Ok(()),
    }
}
