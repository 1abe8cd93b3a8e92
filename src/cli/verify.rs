//! `darb verify`.

use crate::app::{self, Against, AppError};
use crate::config::Config;
use clap::Args;

/// Exit codes: 0 the code is genuine (and the name fits, where one is given); 1 it is not; 2 wrong use.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The code from the certificate; spaces and line breaks in it do not matter
    #[arg(required = true)]
    code: Vec<String>,
    /// The name that should stand on it
    #[arg(long)]
    name: Option<String>,
    /// A public key, as `darb key public` prints it; may be given several times [default: those of the database that the
    /// settings name]
    #[arg(long, value_name = "PUBLIC")]
    key: Vec<String>,
    /// For machines: one JSON object
    #[arg(long)]
    json: bool,
}

pub async fn execute(arguments: Arguments) -> Result<(), AppError> {
    let Arguments { mut code, name, key, json } = arguments;
    let against = if key.is_empty() {
        let environment =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let keys = Config::read_keys(environment).map_err(|problems| {
            AppError::wrong_use(format!("{problems}\nwithout a database, give the public key with --key"))
        })?;
        Against::Database(app::keyring(&keys).await?)
    } else {
        Against::Given(key.iter().map(|key| app::given_key(key)).collect::<Result<_, _>>()?)
    };
    code.extend(name);
    app::verify_code(&against, &code.join(" "), json)
}
