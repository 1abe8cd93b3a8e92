//! The only part that knows Telegram's wire: the poller, the way from an update to an intent, and the carrier of requests.
//!
//! teloxide gives the types and their parsing. Its dispatcher, dialogues and throttle are not used: they confirm updates
//! before they are handled, forget on restart, and keep their queues in memory.

mod api;
mod callback;
mod classify;
mod days;
mod document;
mod dot;
mod form;
mod http;
pub mod intake;
mod markup;
pub mod routes;
pub mod transport;
mod upload;

pub use api::{Api, ApiError, Me};
pub use intake::Intake;
pub use transport::TelegramTransport;
