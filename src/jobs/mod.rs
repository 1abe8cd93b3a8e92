//! What the clock brings: releasing what is due, keeping the lease, tidying up, saying how things stand and what is ahead. `jobs` decides nothing; it calls `actions`.

pub mod eraser;
pub mod forecaster;
pub mod housekeeping;
pub mod keeper;
pub mod regrader;
pub mod reporter;
pub mod ticker;
