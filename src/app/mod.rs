//! The wiring: one process that polls, ticks, sends and keeps the lease; or stands by until another lets go of it.

mod certificate;
mod error;
mod exporter;
mod files;
mod follow;
mod gift;
mod items;
mod key;
mod labels;
mod panel;
mod regrade;
mod rehearsal;
mod running;
mod sandbox;
mod status;
mod watch;

pub use crate::rules::statistics::Which;
pub use crate::store::signing::Change as SigningChange;
pub use certificate::{Against, change_signing, given_key, keyring, print_public_keys, verify_code};
pub use error::AppError;
pub use gift::{check_gift, format_gift, gift_to_json, reformat_gift};
pub use items::{ItemsOptions, items, items_text};
pub use key::rotate_key;
pub use labels::Wording;
pub use panel::StorePanel;
pub use regrade::{RegradeOptions, regrade};
pub use running::{Options, run};
pub use sandbox::{SandboxOptions, sandbox};
pub use status::status;
pub use watch::watch;

use crate::config::{Config, KeySource};
use crate::content;
use crate::lint;
use crate::rules::course::Course;
use crate::seal::{Key, Randomness, Sealer};
use std::path::Path;

/// Loads every course of a folder and looks at it as readers will; all problems at once.
pub fn check(lessons: &Path, colour: bool) -> Result<Vec<Course>, AppError> {
    let heading = |count: usize| {
        let problems = if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
        format!("{problems} in the courses of `{}`", lessons.display())
    };
    let courses = content::load_all(lessons).map_err(|problems| {
        AppError::wrong_use(format!("{}\n\n{}\n{problems}", heading(problems.len()), problems.report(colour)))
    })?;
    let problems: Vec<String> = courses.iter().flat_map(lint::lint).map(|problem| problem.to_string()).collect();
    if problems.is_empty() {
        return Ok(courses);
    }
    Err(AppError::wrong_use(format!("{}\n\n{}", heading(problems.len()), problems.join("\n"))))
}

/// The sealer for a configuration. A key file beside a SQLite file is made with the file, never for one that is there.
fn sealer(config: &Config) -> Result<Sealer, AppError> {
    let key = match &config.key {
        KeySource::Given(key) => Key::parse(key)?,
        KeySource::File(path) => Key::read(path)?,
        KeySource::BesideData(path) if path.exists() => Key::read(path)?,
        KeySource::BesideData(path) => {
            let data = crate::config::sqlite_path(&config.database_url);
            if data.is_some_and(|data| data.exists()) {
                let path = path.display();
                return Err(AppError::wrong_use(format!(
                    "the key file `{path}` is missing; without it the data file cannot be read: restore it, or name it with DARB_KEY_FILE"
                )));
            }
            let key = Key::create(path, &mut Randomness::system())?;
            tracing::warn!(path = %path.display(), "a key was made; keep a copy somewhere else, and move it away from the data file");
            key
        }
    };
    Ok(Sealer::new(&key, Randomness::system()))
}
