//! `darb key`.

use crate::app::{self, AppError, SigningChange};
use crate::config::Config;
use clap::{Args, Subcommand, ValueEnum};
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
    /// Print the public keys of the certificates, with which `darb verify` needs no database: one a line, the one that signs
    /// now first
    Public,
    /// Change what signs certificates
    #[command(subcommand)]
    Sign(Sign),
}

#[derive(Debug, Subcommand)]
enum Sign {
    /// Draw another key; end the bot first
    Rotate {
        /// What becomes of the codes that the key until now has signed
        #[arg(long, value_enum)]
        codes: Codes,
    },
    /// Refuse the codes of an earlier key from now on; end the bot first
    Refuse {
        /// As `darb key public` prints it
        public: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Codes {
    /// They stay genuine
    Keep,
    /// They prove nothing any more, for somebody else may have the key
    Refuse,
}

pub async fn execute(arguments: Arguments) -> Result<(), AppError> {
    let environment =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let keys = Config::read_keys(environment).map_err(|problems| AppError::wrong_use(problems.to_string()))?;
    match arguments.command {
        Command::Rotate { new_key } => app::rotate_key(&keys, new_key).await,
        Command::Public => app::print_public_keys(&keys).await,
        Command::Sign(Sign::Rotate { codes }) => {
            app::change_signing(&keys, SigningChange::Replace { refuse: codes == Codes::Refuse }).await
        }
        Command::Sign(Sign::Refuse { public }) => {
            app::change_signing(&keys, SigningChange::Refuse(app::given_key(&public)?)).await
        }
    }
}
