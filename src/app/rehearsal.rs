//! Rehearsals: a database is for real courses or for a rehearsal, never both.

use super::AppError;
use crate::clock::{Anchor, Clock};
use crate::store::Store;
use crate::store::meta::{self, Fact};
use std::sync::Arc;

const REAL: &str = "real";

/// The clock of this database. A new one becomes what the speed says; a rehearsal's course time goes on where it began.
pub async fn clock(store: &Arc<Store>, speed: u32) -> Result<Clock, AppError> {
    let real = Clock::system().real();
    let mut tx = store.write().await?;
    let known = meta::get(&mut tx, Fact::Rehearsal).await?;
    let fact = known.unwrap_or_else(|| if speed == 1 { REAL.to_owned() } else { format!("{}:{}", real.0, real.0) });
    meta::set(&mut tx, Fact::Rehearsal, &fact).await?;
    let is_real = fact == REAL;
    if is_real && speed != 1 {
        return Err(AppError::wrong_use(
            "DARB_SPEED is for rehearsals, and this database was made for real courses; use another DATABASE_URL",
        ));
    }
    if !is_real && speed == 1 {
        return Err(AppError::wrong_use(
            "this database was made for a rehearsal; set DARB_SPEED, or use another DATABASE_URL for real courses",
        ));
    }
    tx.commit().await?;
    let Some((course_ms, real_ms)) = fact.split_once(':') else { return Ok(Clock::system()) };
    let anchor = Anchor { course_ms: course_ms.parse().unwrap_or(real.0), real_ms: real_ms.parse().unwrap_or(real.0) };
    Ok(Clock::rehearsal(anchor, speed))
}
