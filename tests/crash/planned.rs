//! A planned restart under load: nothing is lost, nothing is doubled, nothing is even in doubt.

use crate::bench;
use crate::order;
use crate::people::{Act, People, duplicates, morning};
use crate::process::{Asked, Ground, On, Pace};
use crate::{number, say};
use darb::clock::Clock;
use darb::seal::Randomness;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// SIGTERM and SIGINT by turns, each in the middle of something, until so many fell into a busy moment.
pub async fn restart(on: On, name: &str) {
    let restarts = if number("DARB_CRASH_KILLS").is_some_and(|kills| kills >= 300) { 20 } else { 5 };
    let seed = number("DARB_CRASH_SEED").unwrap_or_else(|| Clock::system().real().0.unsigned_abs() % 1_000_000);
    let started = Instant::now();
    let pace = Pace { in_flight: 8, per_second: 250, private_gap_ms: 300, group_per_minute: 6_000, delay_ms: 40 };
    let Some(mut ground) = Ground::start(on, name, pace, morning(0).timestamp_millis() - 20 * 3_600_000).await else {
        return;
    };
    say(&format!("crash (planned restart, {on:?}): DARB_CRASH_SEED={seed}"));
    let mut random = Randomness::seeded(seed);
    let mut people = People::arrive(&mut ground, 24).await;
    let (mut all, mut busy, mut meanwhile) = (0, 0, 0);
    let mut handed_out_again = 0;
    for act in acts(people.items()) {
        if busy == restarts {
            break;
        }
        let before = ground.telegram.ledger().len();
        people.act(&ground, act);
        let effects = random.seed().unsigned_abs() % 12;
        while (ground.telegram.ledger().len() - before) < effects as usize
            && !ground.telegram.settled(Duration::ZERO).await
        {}
        let asked = if busy % 2 == 0 { Asked::Term } else { Asked::Int };
        let in_between = ground.ask(asked).await;
        let left = bench::rows(&ground.url, "id, state", "from outbox where state in ('sending', 'uncertain')").await;
        assert_eq!(left, [""; 0], "in flight after {asked:?}; seed {seed}\n{}", ground.log());
        // Whatever was committed was confirmed too: nothing that was handled waits to be handed out again.
        let unread: Vec<String> = ground.telegram.unread_ids().iter().map(i64::to_string).collect();
        if !unread.is_empty() {
            let rest = format!("from updates where update_id in ({})", unread.join(","));
            handed_out_again += bench::rows(&ground.url, "update_id", &rest).await.len();
        }
        meanwhile += in_between;
        busy += usize::from(in_between > 0);
        ground.begin();
        ground.rest().await;
        people.later(&ground);
        ground.rest().await;
        let (ledger, outbox) = (ground.telegram.ledger(), ground.outbox().await);
        assert_eq!((outbox.doubts, outbox.failed), (0, 0), "{act:?}; seed {seed}\n{}", ground.log());
        assert_eq!(duplicates(&ledger), BTreeMap::new(), "{act:?}; seed {seed}");
        let lost = if matches!(act, Act::Ask { .. }) { Vec::new() } else { people.lost(&ledger) };
        assert_eq!(lost, [""; 0], "{act:?}; seed {seed}");
        all += 1;
    }
    assert_eq!(busy, restarts, "too few fell into a busy moment; seed {seed}");
    assert_eq!(handed_out_again, 0, "seed {seed}");
    let ledger = ground.telegram.ledger();
    assert_eq!(order::out_of_order(&people, &ledger), [""; 0], "seed {seed}");
    let beyond = order::beyond_limits(pace, people.group, &ground.telegram.requests(0));
    assert_eq!(beyond, [""; 0], "seed {seed}");
    say(&format!(
        "crash (planned restart, {on:?}): {all} restarts by SIGTERM and SIGINT, {busy} of them with something in flight, \
         {meanwhile} effects between signal and end; 0 uncertain, 0 duplicates, 0 lost, nothing handed out twice; {} effects \
         in order and within the limits, {:.1} s",
        ledger.len(),
        started.elapsed().as_secs_f64()
    ));
}

/// More than enough for a day.
fn acts(items: u8) -> Vec<Act> {
    let mut acts = Vec::new();
    for day in 0..6 {
        let round = usize::try_from(day).expect("a small number");
        acts.extend([Act::Morning { day }, Act::Ask { round }, Act::Send { round }, Act::Reply { round }, Act::Done]);
    }
    acts.extend([Act::Morning { day: 6 }, Act::Start { week: 1 }]);
    acts.extend((0..items).map(|position| Act::Answer { week: 1, position }));
    acts
}
