//! `darb key`.

use crate::app::{self, AppError};
use crate::config::Config;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Change the key that seals identities: everything sealed is sealed anew
    Rotate {
        /// The file of the new key; made when it is not there [default: beside the old one, with `.new` at the end]
        #[arg(long, value_name = "FILE")]
        new_key: Option<PathBuf>,
    },
    /// Print the public key of the certificates, with which `darb verify` needs no database
    Public,
}

pub async fn execute(arguments: Arguments) -> Result<(), AppError> {
    let environment =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let keys = Config::read_keys(environment).map_err(|problems| AppError::wrong_use(problems.to_string()))?;
    match arguments.command {
        Command::Rotate { new_key } => app::rotate_key(&keys, new_key).await,
        Command::Public => {
            println!("{}", app::public_key(&keys).await?);
            Ok(())
        }
    }
}
