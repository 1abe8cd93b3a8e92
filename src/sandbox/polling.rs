//! `getUpdates`: the long poll.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::methods::Answer;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::server::Shared;

/// The longest a poll may wait, real seconds.
const LONGEST_POLL_SECS: i64 = 50;

/// Answers with updates as soon as there are some, or with none when the time is over. A newer poll ends this one.
pub(super) async fn get_updates(shared: &Arc<Shared>, parameters: &Parameters) -> Answer {
    let limit = usize::try_from(parameters.integer("limit").unwrap_or(100)).unwrap_or(100).clamp(1, 100);
    let timeout_secs = parameters.integer("timeout").unwrap_or(0).clamp(0, LONGEST_POLL_SECS);
    let deadline = Instant::now() + Duration::from_secs(timeout_secs.unsigned_abs());
    let mut changes = shared.changes();
    // Subscribed before the change, so that what this poll itself changes does not go unnoticed by others and what
    // others change from here on does not by this one.
    let (generation, first_id) = shared.change(|world| {
        if parameters.has("allowed_updates") {
            let kinds = parameters.list("allowed_updates");
            world.updates.allow(kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        }
        world.updates.generation += 1;
        let first_id = world.updates.confirm(parameters.integer("offset").unwrap_or(0));
        (world.updates.generation, first_id)
    });
    let _waiting = WaitingPoll::begin(shared);
    loop {
        {
            let mut world = shared.world();
            if world.updates.generation != generation {
                return Err(Refusal::new(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                ));
            }
            let real_ms = world.real_ms();
            let batch = world.updates.batch(first_id, limit, real_ms);
            if !batch.is_empty() {
                return Ok(Value::Array(batch));
            }
        }
        if !shared.changed_before(&mut changes, deadline).await {
            return Ok(Value::Array(Vec::new()));
        }
    }
}

/// Counts a poll as waiting for as long as it lives; hyper drops it when the bot hangs up.
struct WaitingPoll<'a>(&'a Shared);

impl<'a> WaitingPoll<'a> {
    fn begin(shared: &'a Shared) -> Self {
        shared.world().updates.polls += 1;
        Self(shared)
    }
}

impl Drop for WaitingPoll<'_> {
    fn drop(&mut self) {
        self.0.world().updates.polls -= 1;
    }
}
