//! What a network, a server, a disk and a clock do on a bad day, and what the bot makes of it. What is expected comes from
//! the story and the stand-in's ledger.
//!
//! `DARB_FAULT_ROUNDS=50` makes the network campaign longer, `DARB_FAULT_SEED=...` repeats one.
//! `DARB_SOAK_PEOPLE=10000` makes the soak longer.

#[path = "faults/class.rs"]
mod class;
#[path = "faults/clocks.rs"]
mod clocks;
#[path = "faults/compaction.rs"]
mod compaction;
#[path = "faults/fate.rs"]
mod fate;
#[path = "faults/intake.rs"]
mod intake;
#[path = "faults/network.rs"]
mod network;
#[path = "faults/outage.rs"]
mod outage;
#[path = "faults/paid.rs"]
mod paid;
#[path = "faults/soak.rs"]
mod soak;
#[path = "faults/stores.rs"]
mod stores;
#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;
#[path = "faults/wire.rs"]
mod wire;

use std::io::Write;

/// Says something past the capture of the test harness.
pub fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error");
}

pub fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
