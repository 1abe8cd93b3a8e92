//! Darb runs a course in a Telegram chat. See ARCHITECTURE.md for the map.

pub mod actions;
pub mod app;
pub mod bench;
pub mod cli;
pub mod clock;
pub mod config;
pub mod content;
pub mod delivery;
pub mod jobs;
pub mod lint;
pub mod meter;
pub mod picture;
pub mod rules;
pub mod sandbox;
pub mod seal;
pub mod store;
pub mod telegram;
pub mod text;
