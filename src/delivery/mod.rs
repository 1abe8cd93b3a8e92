//! From the outbox to Telegram: claim, prepare, pace, send, record. The sender never decides; what an outcome means is
//! `actions::settle`'s.

mod allowance;
mod berths;
mod flights;
mod lanes;
mod look;
mod lookout;
pub mod pacer;
pub mod prepare;
mod queue;
pub mod sender;
mod shelf;
mod studio;
pub mod transport;

pub use pacer::{Limits, Pacer};
pub use prepare::Preparer;
pub use sender::{Sender, SenderSettings};
pub use transport::{Request, Transport};
