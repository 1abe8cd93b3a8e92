//! Use cases: load, decide, save. One file a family of intents; `intake_batch` owns the transaction of a batch of
//! updates, `release` that of a tick, `settle` that of a round of sending.

pub mod intent;

pub mod census;
pub mod forget;
pub mod health;
mod help;
pub mod intake_batch;
pub mod jump;
pub mod regrade;
pub mod release;
pub mod rush;
pub mod settle;
pub mod setup;
pub mod tend;
pub mod tidy;
pub mod time_limit;

mod desk;
mod discreet;
mod dispatch;
mod essays;
mod in_group;
mod needs;
mod press;
mod private;

mod admin;
mod answering;
mod arrive;
mod calendar;
mod card;
mod certificate;
mod correction;
mod feedback;
mod files;
mod form;
mod group;
mod items;
mod labels;
mod learn;
mod look_back;
mod own_words;
mod pause;
mod practice;
mod privacy;
mod relay;
mod reread;
mod review;
mod safety;
mod settings;
mod test;
mod typed;
mod typed_views;
mod why;
mod wish;

pub use crate::store::StoreError;
pub use crate::store::lease::RENEW_EVERY;
pub use calendar::Watched;
pub use desk::{ActionError, Participant, PressAnswer};
pub use files::{ItemFiles, NoFiles};
pub use labels::{Labels, NoLabels};

use crate::clock::Clock;
use crate::rules::ids::VersionId;
use crate::seal::Randomness;
use crate::store::{Store, Versions};
use std::sync::{Arc, Mutex, MutexGuard};

/// What every use case works with.
#[derive(Debug)]
pub struct Context {
    pub store: Arc<Store>,
    /// Every course version in the database.
    pub library: Versions,
    /// The versions of the courses on disk, which new cohorts can run.
    pub offered: Vec<VersionId>,
    /// Days after a course closes for which what is kept about its persons stays: the setting, for who asks.
    pub kept_days: u16,
    pub clock: Clock,
    pub randomness: Mutex<Randomness>,
    /// When it was looked at last which countries are heard.
    pub watched: Watched,
    /// When Telegram was last heard.
    pub heard: time_limit::Heard,
    /// Reads words as the buttons that stand in a chat.
    pub labels: Arc<dyn Labels>,
    /// Knows where items stand in the files.
    pub files: Arc<dyn ItemFiles>,
}

impl Context {
    fn randomness(&self) -> MutexGuard<'_, Randomness> {
        self.randomness.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
