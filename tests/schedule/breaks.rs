//! Breaks with a date of return: nothing comes meanwhile, one lesson on the day, and never a pile.

use super::walk::Walk;
use super::{Act, Someone, someone, steps, take, take_all, to_the_end};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use darb::rules::enrolment::Status;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Messages that nobody asked for, the most of any local date.
fn most_a_day(walk: &Walk) -> (usize, Option<NaiveDate>) {
    let mut by_date: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for on in &walk.unasked {
        *by_date.entry(*on).or_default() += 1;
    }
    by_date.into_iter().map(|(on, count)| (count, Some(on))).max().unwrap_or_default()
}

fn is_paused(walk: &Walk) -> bool {
    matches!(walk.enrolment.status, Status::Paused { .. })
}

/// Takes a break of so many days now, if one can be taken; the instant of return, which comes before the closing.
fn pause(walk: &mut Walk, days: u16) -> Option<DateTime<Utc>> {
    let until = walk.pause(days).ok()?;
    let returns_at = walk.hour_on(until);
    assert!(returns_at < walk.closes_at(), "a break of {days} days from {} outlasts the course", walk.now);
    Some(returns_at)
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => (1..=14_u16).prop_map(Act::Pause),
        2 => Just(Act::PassTest),
        1 => Just(Act::FailTest),
        2 => Just(Act::NextLesson),
        1 => Just(Act::Nothing),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// A break of any length, at any time: silence until the hour of the day of return, then at most one lesson, and at
    /// most one each day from there.
    #[test]
    fn a_break_never_piles_up_lessons(
        someone in someone(), breaks in prop::collection::vec((0..8_000_i64, 1..=20_u16), 1..=4),
    ) {
        let mut walk = Someone { lessons: vec![6; 4], ..someone }.arrives(0, 0);
        walk.passes_at_once = true;
        for (minutes, days) in breaks {
            walk.go_to(walk.now + TimeDelta::minutes(minutes));
            let Some(returns_at) = pause(&mut walk, days) else { continue };
            let (came, unasked) = (walk.came.len(), walk.unasked.len());
            walk.go_to(returns_at - TimeDelta::milliseconds(1));
            prop_assert!(is_paused(&walk) && walk.unasked.len() == unasked, "something came in a break");
            walk.go_to(returns_at);
            prop_assert!(!is_paused(&walk), "the break is over by itself at {}", returns_at);
            prop_assert!(walk.came.len() <= came + 1, "a pile of {} lessons", walk.came.len() - came);
            prop_assert!(walk.unasked.len() > unasked, "whose break is over hears of it");
        }
        to_the_end(&mut walk);
        prop_assert!(most_a_day(&walk).0 <= 2, "{:?}", most_a_day(&walk));
    }

    /// The budget of two messages a day that nobody asked for, with breaks, tests failed and passed, and outages.
    #[test]
    fn the_budget_of_messages_holds_across_breaks_and_returns(
        someone in someone(), day in 0..15_u64, minute in 0..1_440_i64, steps in steps(acts()),
    ) {
        let mut walk = someone.arrives(day, minute);
        walk.look();
        take_all(&mut walk, &steps);
        prop_assert!(most_a_day(&walk).0 <= 2, "{:?}", most_a_day(&walk));
    }

    /// After an outage over the day of return the break is over all the same, with one lesson.
    #[test]
    fn an_outage_over_the_day_of_return_changes_nothing(someone in someone(), days in 1..=9_u16, later in 0..7_i64) {
        let mut walk = Someone { lessons: vec![6; 4], ..someone }.arrives(0, 0);
        walk.passes_at_once = true;
        walk.go_to(walk.now + TimeDelta::days(3));
        let Some(returns_at) = pause(&mut walk, days) else { return Ok(()) };
        let came = walk.came.len();
        let down = (returns_at - walk.now + TimeDelta::days(later)).num_minutes() + 1;
        take(&mut walk, &super::Step { minutes: down, is_down: true, act: Act::Nothing });
        prop_assert!(!is_paused(&walk));
        prop_assert!(walk.came.len() <= came + 1);
    }
}
