//! Darb runs a course in a Telegram chat. See ARCHITECTURE.md for the map.

pub mod actions;
pub mod clock;
pub mod content;
pub mod rules;
pub mod sandbox;
pub mod seal;
pub mod store;
pub mod text;
