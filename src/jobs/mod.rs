//! What the clock brings: releasing what is due, keeping the lease, tidying up. `jobs` decides nothing; it calls `actions`.

pub mod housekeeping;
pub mod keeper;
pub mod ticker;
