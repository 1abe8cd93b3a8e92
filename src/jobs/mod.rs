//! What the clock brings: releasing what is due, keeping the lease, tidying up, saying how things stand. `jobs` decides nothing; it calls `actions`.

pub mod housekeeping;
pub mod keeper;
pub mod reporter;
pub mod ticker;
