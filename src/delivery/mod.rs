//! From the outbox to Telegram: claim, prepare, pace, send, record. The sender never decides; what an outcome means is
//! `actions::settle`'s.

pub mod pacer;
pub mod prepare;
pub mod sender;
mod shelf;
pub mod transport;

pub use pacer::{Limits, Pacer};
pub use sender::{Sender, SenderSettings};
pub use transport::{Request, Transport};
