//! Telegram's own limits across `kill -9`: what may have gone in the last minute counts.

use crate::order;
use crate::people::{Act, People, morning};
use crate::process::{Ground, On, Pace};
use crate::say;
use darb::sandbox::RequestEntry;
use std::time::{Duration, Instant};

/// Telegram's numbers.
const PACE: Pace = Pace { in_flight: 30, per_second: 30, private_gap_ms: 1_000, group_per_minute: 20, delay_ms: 60 };

/// How long nothing may come before a group is taken to have had its minute's share.
const QUIET: Duration = Duration::from_secs(4);

pub async fn hold(on: On, name: &str) {
    let started = Instant::now();
    let at_ms = morning(0).timestamp_millis() - 20 * 3_600_000;
    let Some(mut ground) = Ground::start(on, name, PACE, at_ms).await else { return };
    let mut people = People::arrive(&mut ground, 30).await;
    let acts: [&[Act]; 3] = [&[Act::Morning { day: 0 }], &[Act::Done], &[Act::Ask { round: 0 }, Act::Ask { round: 1 }]];
    for acts in acts {
        acts.iter().for_each(|act| people.act(&ground, *act));
        for more in [3, 2] {
            kill_after(&mut ground, more, |request| request.chat_id.is_some()).await;
        }
        ground.rest().await;
        people.later(&ground);
        ground.rest().await;
    }
    // Twenty people ask: a topic, an introduction and a copy for each, and twenty of them may go in a minute. What was in
    // doubt counts among them, and so do the words to the group of the minute before.
    let before = ground.telegram.requests(0).len() as u64;
    let group = people.group;
    people.act(&ground, Act::Send { round: 0 });
    people.act(&ground, Act::Send { round: 1 });
    for more in [4, 3, 3] {
        kill_after(&mut ground, more, move |request| request.chat_id == Some(group)).await;
    }
    let to_group = |requests: &[RequestEntry]| requests.iter().filter(|one| one.chat_id == Some(group)).count();
    let mut seen = 0;
    while ground.telegram.until_requests(before, QUIET, |requests| to_group(requests) > seen).await {
        seen = to_group(&ground.telegram.requests(before));
    }
    let requests = ground.telegram.requests(0);
    assert_eq!(order::beyond_limits(PACE, group, &requests), [""; 0], "{}", ground.log());
    assert!((10..=20).contains(&seen), "{seen} requests to the group, of twenty in a minute\n{}", ground.log());
    say(&format!(
        "crash (limits, {on:?}): 9 kills, {} requests, {seen} of 20 to the group within its minute, no limit crossed, {:.1} s",
        requests.len(),
        started.elapsed().as_secs_f64()
    ));
}

/// Kills the process when it has made so many requests more, and starts the next.
async fn kill_after(ground: &mut Ground, more: usize, counts: impl Fn(&RequestEntry) -> bool) {
    let before = ground.telegram.requests(0).len() as u64;
    let enough = |requests: &[RequestEntry]| requests.iter().filter(|one| counts(one)).count() >= more;
    ground.look_away().await;
    assert!(ground.telegram.until_requests(before, Duration::from_secs(60), enough).await, "{}", ground.log());
    ground.kill().await;
    ground.begin();
}
