//! A stand-in for Telegram on this computer: the Bot API over real HTTP on loopback, kept in memory, and one page on
//! which to play participants, mentors and an admin side by side. Stories drive it through [`Sandbox`].
//!
//! A bot cannot tell it from Telegram as far as a course needs: offsets, refusals and their words, one message counter
//! for all private chats, topics, migration, press expiry. Beyond Telegram it owns *course time* ([`CourseTime`]),
//! checks the sending limits in real time, keeps a *ledger* of what took effect, fails on request ([`Fault`]) and
//! knows when everything has come to rest ([`Sandbox::settled`]). It imports nothing of ours: what it has to ask the
//! bot goes through the trait [`Panel`].
//!
//! One `World` behind one mutex holds everything; no lock is held across an `await`. A `watch` channel counts
//! revisions: whoever waits (a poll, the page, a clock follower) waits for the next one.

// The handle: what stories and the app use.
mod handle;
mod panel;
mod settings;
// What there is.
mod chat;
mod commands;
mod course_time;
mod entities;
mod faults;
mod files;
mod keyboard;
mod ledger;
mod limits;
mod message;
mod queries;
mod refusal;
mod traffic;
mod updates;
mod world;
// What people do.
mod membership;
mod people;
mod presses;
// What the bot does.
mod methods;
mod multipart;
mod parameters;
// Over HTTP.
mod acts;
mod connection;
mod gateway;
mod page;
mod polling;
mod server;
mod settle;

#[cfg(test)]
mod tests;

pub use chat::BotRights;
pub use commands::Command;
pub use course_time::CourseTime;
pub use faults::{Fault, FaultKind, Struck};
pub use handle::Sandbox;
pub use keyboard::Button;
pub use ledger::LedgerEntry;
pub use limits::{Limits, Violation};
pub use message::{Media, MessageView};
pub use panel::{NoPanel, Panel, PanelFuture, PanelInfo, PanelLine};
pub use queries::CallbackAnswer;
pub use settings::Settings;
pub use traffic::RequestEntry;
