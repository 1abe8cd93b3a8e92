//! Rest: nothing unread, nothing in flight, nothing due. And moving course time without losing what lies between.

use std::time::Duration;

use tokio::time::Instant;

use super::server::Shared;

/// How often it is looked whether all is at rest.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// The longest step in which course time may move.
const LONGEST_STEP_MS: i64 = 60 * 60 * 1000;

/// Whether all came to rest before `wait` passed, seen twice in a row. With a `wait` of nothing it looks twice all
/// the same.
pub(super) async fn settled(shared: &Shared, wait: Duration) -> bool {
    let deadline = Instant::now() + wait;
    let mut times_in_a_row = 0;
    loop {
        times_in_a_row = if is_at_rest(shared).await { times_in_a_row + 1 } else { 0 };
        if times_in_a_row == 2 {
            return true;
        }
        if times_in_a_row == 0 && Instant::now() >= deadline {
            return false;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Moves course time to `to_ms` in steps of at most an hour, waiting for rest before the first and after each.
/// False when one wait was in vain; course time then stands where it got.
pub(super) async fn advance_stepped(shared: &Shared, to_ms: i64, step_ms: i64, wait_each: Duration) -> bool {
    let step_ms = step_ms.clamp(1, LONGEST_STEP_MS);
    loop {
        if !settled(shared, wait_each).await {
            return false;
        }
        let is_there = shared.change(|world| {
            let now_ms = world.clock.now_ms();
            if now_ms < to_ms {
                world.clock.move_to(to_ms.min(now_ms + step_ms));
            }
            now_ms >= to_ms
        });
        if is_there {
            return true;
        }
    }
}

async fn is_at_rest(shared: &Shared) -> bool {
    let Some(now_ms) = quiet_at(shared) else { return false };
    // What the panel looked at may have moved while it looked, so the outside is asked again.
    shared.panel().settled(now_ms).await && quiet_at(shared).is_some()
}

/// Course time, if nothing is on its way between the bot and the sandbox.
fn quiet_at(shared: &Shared) -> Option<i64> {
    let world = shared.world();
    let is_followed = !world.settings.expects_clock_follower || world.clock.is_followed();
    let is_quiet = world.updates.unread() == 0 && world.updates.polls > 0 && world.in_flight == 0 && is_followed;
    is_quiet.then(|| world.clock.now_ms())
}
