//! The schedule seen from outside: local hours against a table that another program made, and people walking through
//! courses in ten countries in 2026 and 2027, through every change of the clocks.

#[path = "schedule/breaks.rs"]
mod breaks;
#[path = "schedule/table.rs"]
mod table;
#[path = "schedule/walk.rs"]
mod walk;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Timelike, Utc};
use darb::rules::course::GateRule;
use darb::rules::decision::Refusal;
use darb::rules::ids::LessonId;
use darb::rules::model::Country;
use darb::rules::schedule::{Zone, tzdb_version};
use proptest::prelude::*;
use std::collections::BTreeSet;
use table::TABLE;
use walk::{By, Walk};

// ---- The table ---------------------------------------------------------------------------------------------------

#[test]
fn every_local_hour_of_two_years_is_the_instant_that_the_table_says() {
    let mut hours = 0;
    for run in &TABLE.runs {
        let zone = Zone::named(&run.zone).expect("the bundled rules know every zone of the table");
        for local in run.hours() {
            let hour = u8::try_from(local.hour()).expect("an hour of the day");
            assert_eq!(
                zone.instant(local.date(), hour),
                run.instant(local),
                "{} {local}: the table has zone rules {}, the program {}; tests/schedule/instants.py makes it anew",
                run.zone,
                TABLE.tzdb_version,
                tzdb_version(),
            );
            hours += 1;
        }
    }
    assert_eq!(hours, 11 * 790 * 24, "eleven zones, 2026-01-01 to 2028-02-29, every hour");
}

#[test]
fn an_instant_turned_back_into_local_time_is_the_hour_it_came_from() {
    let mut skipped = BTreeSet::new();
    for run in &TABLE.runs {
        let zone = Zone::named(&run.zone).expect("a zone of the table");
        for hour in run.hours() {
            let (date, time) = zone.local(run.instant(hour));
            if date.and_time(time) != hour {
                assert_eq!(date.and_time(time), hour + TimeDelta::hours(1), "{} {hour}", run.zone);
                skipped.insert((run.zone.as_str(), hour.to_string()));
            }
        }
    }
    // Hours that the clocks skip; midnight in Cairo and Beirut is among them.
    let skipped_in = |zone| skipped.iter().filter(|(of, _)| *of == zone).map(|(_, hour)| hour.as_str()).collect();
    let (cairo, beirut): (Vec<&str>, Vec<&str>) = (skipped_in("Africa/Cairo"), skipped_in("Asia/Beirut"));
    assert_eq!(cairo, ["2026-04-24 00:00:00", "2027-04-30 00:00:00"]);
    assert_eq!(beirut, ["2026-03-29 00:00:00", "2027-03-28 00:00:00"]);
    assert_eq!(skipped.len(), 9, "{skipped:?}");
}

// ---- Who walks ---------------------------------------------------------------------------------------------------

/// Somebody in one of the ten countries: their hour, and the course they take.
#[derive(Debug, Clone)]
struct Someone {
    zone: &'static str,
    hour: u8,
    starts_on: NaiveDate,
    /// Lessons of each week.
    lessons: Vec<u8>,
}

impl Someone {
    /// Arrives on a day of the course (0: the day before it starts) at a minute of the day.
    fn arrives(&self, day: u64, minute: i64) -> Walk {
        let midnight = TABLE.instant(self.zone, self.starts_on - Days::new(1) + Days::new(day), 0);
        self.arrives_at(midnight + TimeDelta::minutes(minute))
    }

    fn arrives_at(&self, at: DateTime<Utc>) -> Walk {
        Walk::new(&self.lessons, self.starts_on, self.zone, self.hour, at)
    }
}

fn zones() -> Vec<&'static str> {
    Country::NAMED.iter().map(|country| country.zone_name().expect("a named country has a zone")).collect()
}

/// Any start date in 2026 and 2027, and as often one that puts a change of the clocks inside the course.
fn someone() -> impl Strategy<Value = Someone> {
    let lessons = prop_oneof![Just(vec![6; 4]), prop::collection::vec(1..=6_u8, 1..=5)];
    let hour = prop_oneof![prop::sample::select(vec![0, 1, 2, 3, 9, 19, 23]), 0..24_u8];
    let around_change = prop::option::of((any::<prop::sample::Index>(), 0..28_u64));
    (prop::sample::select(zones()), hour, 0..730_u64, around_change, lessons).prop_map(
        |(zone, hour, day, around_change, lessons)| {
            let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
            let changes = TABLE.changes(zone);
            let starts_on = match around_change {
                Some((pick, before)) if !changes.is_empty() => pick.get(&changes).checked_sub_days(Days::new(before)),
                _ => first.checked_add_days(Days::new(day)),
            };
            Someone { zone, hour, starts_on: starts_on.expect("near 2026").max(first + Days::new(2)), lessons }
        },
    )
}

/// What somebody does after some time went by.
#[derive(Debug, Clone)]
enum Act {
    Nothing,
    PassTest,
    FailTest,
    NextLesson,
    StartWeek,
    Hour(u8),
    Move(&'static str),
    /// A break of so many days.
    Pause(u16),
}

/// A stretch of time and what is done at its end. While the bot is down nobody looks at the clock; then it is back.
#[derive(Debug, Clone)]
struct Step {
    minutes: i64,
    is_down: bool,
    act: Act,
}

fn steps(act: impl Strategy<Value = Act>) -> impl Strategy<Value = Vec<Step>> {
    let minutes = prop_oneof![2 => 0..600_i64, 2 => 600..2_000_i64, 1 => 2_000..6_000_i64];
    let step = (minutes, prop::bool::weighted(0.3), act);
    prop::collection::vec(step.prop_map(|(minutes, is_down, act)| Step { minutes, is_down, act }), 20..90)
}

fn presses() -> impl Strategy<Value = Act> {
    let quiet = prop_oneof![Just(Act::Nothing), Just(Act::PassTest), Just(Act::FailTest)];
    prop_oneof![3 => quiet, 3 => Just(Act::NextLesson), 1 => Just(Act::StartWeek)]
}

fn changes() -> impl Strategy<Value = Act> {
    prop_oneof![(0..24_u8).prop_map(Act::Hour), prop::sample::select(zones()).prop_map(Act::Move)]
}

fn take_all(walk: &mut Walk, steps: &[Step]) {
    for step in steps {
        if walk.now < walk.closes_at() {
            take(walk, step);
        }
    }
}

fn take(walk: &mut Walk, step: &Step) {
    let at = walk.now + TimeDelta::minutes(step.minutes);
    if step.is_down {
        walk.now = at;
        walk.look();
    } else {
        walk.go_to(at);
    }
    match step.act {
        Act::Nothing => {}
        Act::PassTest => walk.pass_offered_test(),
        Act::FailTest => {
            if let Some((week, _)) = walk.offered.last() {
                let _ = walk.take_test(*week, 3);
            }
        }
        Act::NextLesson => walk.press_next(),
        Act::StartWeek => walk.press_start_week(),
        Act::Hour(hour) => walk.rhythm.hour = hour,
        Act::Pause(days) => {
            let _ = walk.pause(days);
        }
        Act::Move(zone) => walk.rhythm.zone = Zone::named(zone).expect("a zone of a country"),
    }
}

fn to_the_end(walk: &mut Walk) {
    walk.go_to(walk.closes_at() + TimeDelta::days(10));
}

// ---- What they are promised --------------------------------------------------------------------------------------

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_time_every_lesson_comes_once_at_the_hour_of_its_day(someone in someone()) {
        let mut walk = someone.arrives(0, 0);
        walk.passes_at_once = true;
        to_the_end(&mut walk);
        let came: Vec<_> = walk.came.iter().map(|came| (came.lesson, came.at)).collect();
        let expected: Vec<_> =
            walk.course.lessons().map(|lesson| (lesson.id, walk.hour_on(walk.date_of(lesson.id)))).collect();
        prop_assert_eq!(came, expected);
        let tests: Vec<_> =
            (1..=walk.calendar.weeks).map(|week| (week, walk.hour_on(walk.day(7 * u64::from(week))))).collect();
        prop_assert_eq!(&walk.offered, &tests);
        prop_assert!(walk.is_completed());
    }

    /// The promises that `Walk` checks at each step: one a day by itself, none skipped or twice or early, no week
    /// before its gate, *Next lesson* at most twice a day, nothing owed, nothing after the closing.
    #[test]
    fn outages_and_presses_never_double_skip_or_lose_a_lesson(
        someone in someone(), day in 0..15_u64, minute in 0..1_440_i64, steps in steps(presses()),
    ) {
        let mut walk = someone.arrives(day, minute);
        walk.look();
        take_all(&mut walk, &steps);
        walk.now = walk.now.max(walk.closes_at());
        walk.look();
        prop_assert_eq!(walk.next_due(), None);
    }

    #[test]
    fn a_change_of_hour_or_zone_never_doubles_or_loses_a_lesson(
        someone in someone(), steps in prop::collection::vec((0..6_000_i64, changes()), 1..=6),
    ) {
        let mut walk = someone.arrives(0, 0);
        walk.passes_at_once = true;
        for (minutes, act) in steps {
            take(&mut walk, &Step { minutes, is_down: false, act });
        }
        to_the_end(&mut walk);
        prop_assert_eq!(walk.came.len(), walk.course.lessons().count());
        prop_assert!(walk.is_completed());
    }

    #[test]
    fn changes_of_hour_and_zone_amid_outages_never_double_or_skip_a_lesson(
        someone in someone(), steps in steps(prop_oneof![changes(), Just(Act::PassTest), Just(Act::StartWeek)]),
    ) {
        let mut walk = someone.arrives(0, 0);
        take_all(&mut walk, &steps);
    }

    #[test]
    fn who_joins_late_gets_the_first_lesson_at_once_then_one_a_day_at_the_hour(
        someone in someone(), day in 2..=14_u64, minute in 0..1_440_i64,
    ) {
        let mut walk = someone.arrives(day, minute);
        walk.passes_at_once = true;
        let joined_at = walk.now;
        let joined_on = walk.rhythm.zone.date(joined_at);
        walk.look();
        to_the_end(&mut walk);

        let (mut lessons, mut tests) = (Vec::new(), Vec::new());
        let (mut at, mut on) = (joined_at, joined_on);
        for week in &walk.course.weeks {
            for lesson in &week.lessons {
                if lesson.id != LessonId::new(1, 1) {
                    on = (on + Days::new(1)).max(walk.date_of(lesson.id));
                    at = walk.hour_on(on);
                }
                lessons.push((lesson.id, at));
            }
            // The test: day 7 at the hour, or the first hour after the last lesson; passed in that moment.
            at = walk.hour_after(at).max(walk.hour_on(walk.day(7 * u64::from(week.number))));
            on = walk.rhythm.zone.date(at);
            tests.push((week.number, at));
        }
        lessons.retain(|(_, at)| *at < walk.closes_at());
        tests.retain(|(_, at)| *at < walk.closes_at());
        let came: Vec<_> = walk.came.iter().map(|came| (came.lesson, came.at)).collect();
        prop_assert_eq!(came, lessons);
        prop_assert_eq!(&walk.offered, &tests);
    }

    #[test]
    fn who_joins_late_can_have_two_lessons_more_each_day_until_the_calendar_is_reached(
        someone in someone(), day in 2..=14_u64, minute in 0..1_440_i64,
    ) {
        let mut walk = Someone { lessons: vec![6; 4], ..someone }.arrives(day, minute);
        walk.look();
        walk.press_next();
        walk.press_next();
        walk.press_next();
        // `Walk` checks of each press whether it should open a lesson; three lessons are there for whom day 3 has begun.
        let reached = walk.course.lessons().filter(|lesson| walk.hour_on(walk.date_of(lesson.id)) <= walk.now).count();
        prop_assert_eq!(walk.came.len(), reached.clamp(1, 3));
        prop_assert!(walk.came[1..].iter().all(|came| came.by == By::NextLesson));
    }

    #[test]
    fn whatever_becomes_of_the_tests_everybody_gets_on(
        someone in someone(),
        day in 0..15_u64,
        attempts in 1..=10_u8,
        is_passed in any::<bool>(),
        is_eager in any::<bool>(),
        turns in prop::collection::vec((0..2_500_i64, 0..=10_u8, prop::bool::weighted(0.1)), 30),
    ) {
        let mut walk = someone.arrives(day, 0);
        for week in &mut walk.course.weeks {
            week.assessment.attempts = attempts;
            week.assessment.gate = if is_passed { GateRule::Passed } else { GateRule::Taken };
        }
        get_on(&mut walk, is_eager, turns.iter().copied().cycle());
    }

    #[test]
    fn who_fails_everything_still_completes_the_course(someone in someone(), delay in 0..90_i64) {
        let mut walk = Someone { lessons: vec![6; 4], ..someone }.arrives(0, 0);
        get_on(&mut walk, true, std::iter::repeat((delay, 0, false)));
        prop_assert!(walk.is_completed(), "{:?}", walk.enrolment);
        prop_assert_eq!(walk.enrolment.progress.badges(), 0);
    }
}

/// Takes every test as soon as it can be taken plus a delay, with so many items right, and does whatever a refusal
/// asks for, until the course is completed or the cohort closed. Each refusal has to name a way on that leads on.
/// Who is eager presses *Next lesson* and *Start week* each time. A turn: minutes that pass, right items, whether a mentor gives an attempt.
fn get_on(walk: &mut Walk, is_eager: bool, mut turns: impl Iterator<Item = (i64, u8, bool)>) {
    let mut used_up_at = None;
    for _ in 0..2_000 {
        let (minutes, right, is_helped) = turns.next().expect("turns never end");
        walk.go_to(walk.now + TimeDelta::minutes(minutes));
        if is_eager {
            walk.press_start_week();
            walk.press_next();
        }
        if walk.now >= walk.closes_at() || walk.is_completed() {
            return;
        }
        let Some(week) = (1..=walk.calendar.weeks).find(|week| !walk.enrolment.progress.week(*week).gate.is_open())
        else {
            panic!("every gate is open and the course is not completed: {:?}", walk.enrolment);
        };
        match walk.take_test(week, right) {
            Ok(grade) => {
                let progress = walk.enrolment.progress.week(week);
                assert!(!grade.passed || progress.gate.is_open(), "passed, and the gate is closed");
                let assessment = &walk.course.weeks[usize::from(week) - 1].assessment;
                let is_used_up = progress.attempts_left(assessment) == 0 && !progress.gate.is_open();
                used_up_at = is_used_up.then_some(walk.now);
            }
            Err(Refusal::ReviseFirst { lessons }) => revise(walk, week, &lessons),
            Err(Refusal::AttemptAt { at }) => {
                assert!(at > walk.now && at - walk.now <= TimeDelta::hours(49), "{at} seen from {}", walk.now);
                walk.go_to(at);
                assert!(walk.now >= walk.closes_at() || walk.setting().may_start_test(&walk.enrolment, week).is_ok());
            }
            Err(Refusal::NoAttemptLeft { goes_on_at }) => {
                let used_up_at = used_up_at.expect("the attempts were used up before");
                if is_helped {
                    give_attempt(walk, week);
                    continue;
                }
                let opens_by = walk.by_day(used_up_at + TimeDelta::hours(24));
                assert_eq!(goes_on_at, Some(opens_by));
                walk.go_to(opens_by);
                let is_open = walk.enrolment.progress.week(week).gate.is_open();
                assert!(is_open || walk.now >= walk.closes_at(), "the gate is closed at {}", walk.now);
            }
            Err(Refusal::LessonsFirst { .. }) => {
                // The test comes by itself after the lessons, so something has to be on its way.
                let next = walk.next_due();
                let Some((at, _)) = next else {
                    assert!(
                        walk.now + TimeDelta::days(2) > walk.closes_at(),
                        "nothing comes any more: {:?}",
                        walk.enrolment
                    );
                    return;
                };
                walk.go_to(at);
            }
            Err(refusal) => panic!("{refusal:?} names no way on: {:?}", walk.enrolment),
        }
    }
    panic!("no end after 2,000 turns: {:?}", walk.enrolment);
}

fn revise(walk: &mut Walk, week: u8, lessons: &[LessonId]) {
    let mut progress = walk.enrolment.progress.week(week);
    for (lesson, place) in lessons.iter().zip(1..) {
        assert!(walk.enrolment.progress.has_opened(&walk.course, *lesson), "{lesson} cannot be opened again");
        assert_eq!(progress.reopen(*lesson), place == lessons.len());
    }
    walk.enrolment.progress.set_week(week, progress);
    assert!(walk.setting().may_start_test(&walk.enrolment, week).is_ok());
}

fn give_attempt(walk: &mut Walk, week: u8) {
    let mut progress = walk.enrolment.progress.week(week);
    let granted = progress.granted;
    progress.give_attempt(week, granted).expect("a mentor can help who has used up the attempts");
    walk.enrolment.progress.set_week(week, progress);
    assert!(walk.setting().may_start_test(&walk.enrolment, week).is_ok());
}
