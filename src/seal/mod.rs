//! Sealing of identities, the hash that looks them up, and randomness. Authenticated encryption and HMAC are ring's.

mod key;
mod randomness;
mod sealer;

pub use key::{Key, KeyError};
pub use randomness::Randomness;
pub use sealer::{SealError, Sealer};
