//! Sealing of identities, the hash that looks them up, signatures, and randomness. Authenticated encryption, HMAC and Ed25519
//! are ring's.

pub mod certificate;
pub mod keyring;

mod key;
mod randomness;
mod sealer;

pub use certificate::{PublicKey, Signer};
pub use key::{Key, KeyError};
pub use keyring::Keyring;
pub use randomness::Randomness;
pub use sealer::{SealError, Sealer};
