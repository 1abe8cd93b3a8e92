//! Darb runs a course in a Telegram chat. See ARCHITECTURE.md for the map.
pub mod rules;
