//! `darb bench`: what the product reaches on this machine, measured through its own wiring.
//!
//! Three processes: the stand-in that counts, the bot (the wiring of `darb run` over HTTP, with a database filled before),
//! and this one, which looks on.

mod broadcast;
mod client;
mod contestant;
mod course;
mod growth;
mod place;
mod process;
mod report;
mod seed;
mod sink;
mod updates;
mod waiting;

pub use broadcast::{Broadcast, broadcast};
pub use client::{BotSettings, End, client};
pub use contestant::{Contestant, contestant, prepare};
pub use growth::{Growth, growth, tick};
pub use report::Report;
pub use seed::{Plan, Seeded};
pub use sink::serve as sink;
pub use updates::{Updates, updates};
pub use waiting::{Waiting, waiting};

use std::path::PathBuf;

/// What every job can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Common {
    /// A Postgres server; SQLite without one.
    pub database: Option<String>,
    /// Where data files are made; the system's temporary folder without one.
    pub folder: Option<PathBuf>,
    /// How often the job runs.
    pub rounds: usize,
    /// Requests in flight at once.
    pub in_flight: usize,
    /// How long each answer of the stand-in takes.
    pub latency_ms: u64,
}

/// Says on standard error how far a long piece of work is.
fn progress(what: &str) {
    eprintln!("{what}");
}
