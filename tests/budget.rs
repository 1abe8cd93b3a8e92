//! The budget of messages, over simulated courses: random people, hours, zones, days of rest, outages, answers and
//! silences. In a day nobody gets more than two messages that they did not ask for, of which one rings; nothing comes at
//! night but at the person's own hour; a reminder has its day for itself; after five of them comes a break.

#[expect(dead_code, reason = "the test of the schedule uses the rest")]
#[path = "schedule/table.rs"]
mod table;
#[expect(dead_code, reason = "the test of the schedule uses the rest")]
#[path = "schedule/walk.rs"]
mod walk;

use chrono::{DateTime, Days as DaysLater, NaiveDate, TimeDelta, Timelike, Utc};
use darb::rules::contact::NUDGES;
use darb::rules::enrolment::Status;
use darb::rules::model::Country;
use darb::rules::notice::Notice;
use darb::rules::rest::{Days, Holiday, Span};
use darb::rules::schedule::{HalfHour, SecondHour};
use proptest::prelude::*;
use std::collections::BTreeMap;
use walk::Walk;

/// Somebody in a country that rests, with an hour, perhaps another one in a Ramadan that begins in the course.
#[derive(Debug, Clone)]
struct Someone {
    country: Country,
    hour: u8,
    starts_on: NaiveDate,
    lessons: Vec<u8>,
    has_weekends: bool,
    /// Days after the start on which a holiday begins, and how many it has.
    holiday: Option<(u64, u64)>,
    /// Days after the start on which Ramadan begins, and the hour for it.
    ramadan: Option<(u64, u8)>,
    joins_on: u64,
    minute: i64,
}

impl Someone {
    fn walks(&self) -> Walk {
        let zone = self.country.zone_name().expect("a named country has a zone");
        let on = self.starts_on - DaysLater::new(1) + DaysLater::new(self.joins_on);
        let now = table::TABLE.instant(zone, on, 0) + TimeDelta::minutes(self.minute);
        let mut walk = Walk::new(&self.lessons, self.starts_on, zone, self.hour, now);
        walk.country = self.country;
        let span = |after: u64, length: u64| {
            let from = self.starts_on + DaysLater::new(after);
            Span { from, until: from + DaysLater::new(length - 1) }
        };
        walk.days = Days {
            weekends: if self.has_weekends { Days::usual_weekends() } else { BTreeMap::new() },
            holidays: self
                .holiday
                .map(|(after, length)| Holiday { span: span(after, length), countries: [].into() })
                .into_iter()
                .collect(),
            ramadan: self.ramadan.map(|(after, _)| span(after, 30)).into_iter().collect(),
        };
        let second = self.ramadan.and_then(|(_, at)| HalfHour::new(at));
        walk.rhythm.second = second.map(|at| SecondHour { spans: walk.days.ramadan.clone(), at });
        walk
    }
}

fn someone() -> impl Strategy<Value = Someone> {
    let first = NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date");
    let lessons = prop_oneof![Just(vec![6; 4]), prop::collection::vec(1..=6_u8, 1..=5)];
    let holiday = prop::option::of((0..30_u64, 1..7_u64));
    let ramadan = prop::option::of((0..20_u64, 0..48_u8));
    let when = (0..660_u64, 0..10_u64, 0..1_440_i64);
    (prop::sample::select(Country::NAMED.to_vec()), 0..24_u8, when, lessons, any::<bool>(), holiday, ramadan).prop_map(
        move |(country, hour, (start, joins_on, minute), lessons, has_weekends, holiday, ramadan)| Someone {
            country,
            hour,
            starts_on: first + DaysLater::new(start),
            lessons,
            has_weekends,
            holiday,
            ramadan,
            joins_on,
            minute,
        },
    )
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Nothing,
    PassTest,
    FailTest,
    NextLesson,
    StartWeek,
}

/// So many minutes later, perhaps with nobody looking at the clock meanwhile, something is done.
type Step = (i64, bool, Act);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let minutes = prop_oneof![2 => 0..900_i64, 2 => 900..3_000_i64, 1 => 3_000..12_000_i64];
    let act = prop_oneof![
        4 => Just(Act::Nothing),
        1 => Just(Act::PassTest),
        2 => Just(Act::FailTest),
        1 => Just(Act::NextLesson),
        1 => Just(Act::StartWeek),
    ];
    prop::collection::vec((minutes, prop::bool::weighted(0.15), act), 10..60)
}

fn play(walk: &mut Walk, steps: &[Step]) {
    for (minutes, is_down, act) in steps {
        if walk.now >= walk.closes_at() {
            return;
        }
        let at = walk.now + TimeDelta::minutes(*minutes);
        if *is_down {
            walk.now = at;
            walk.look();
        } else {
            walk.go_to(at);
        }
        match act {
            Act::Nothing => {}
            Act::PassTest => walk.pass_offered_test(),
            Act::FailTest => {
                if let Some((week, _)) = walk.offered.last().copied() {
                    let _ = walk.take_test(week, 3);
                }
            }
            Act::NextLesson => walk.press_next(),
            Act::StartWeek => walk.press_start_week(),
        }
        walk.comes_at_once();
    }
    walk.go_to(walk.closes_at() + TimeDelta::days(3));
}

/// What came on a day: messages (a lesson is one, however many parts it has), and how many rang.
#[derive(Debug, Default)]
struct Day {
    messages: u32,
    rang: u32,
    reminders: u32,
}

fn days_of(walk: &Walk) -> BTreeMap<NaiveDate, Day> {
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for (at, said) in &walk.said {
        let day = days.entry(walk.rhythm.zone.date(*at)).or_default();
        let is_part = matches!(said.notice, Notice::Lesson { part: 1.., .. });
        day.messages += u32::from(!is_part);
        day.rang += u32::from(!said.silent);
        day.reminders += u32::from(is_reminder(&said.notice));
    }
    days
}

fn is_reminder(notice: &Notice) -> bool {
    matches!(notice, Notice::Nudge { .. } | Notice::SelfPaused { .. })
}

fn is_night(walk: &Walk, at: DateTime<Utc>) -> bool {
    !(7..22).contains(&walk.rhythm.zone.local(at).1.hour())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn at_most_two_messages_a_day_that_nobody_asked_for_and_one_that_rings(someone in someone(), steps in steps()) {
        let mut walk = someone.walks();
        play(&mut walk, &steps);
        for (on, day) in days_of(&walk) {
            prop_assert!(day.messages <= 2, "{} messages on {on}: {day:?}", day.messages);
            prop_assert!(day.rang <= 1, "{} that rang on {on}: {day:?}", day.rang);
            prop_assert!(day.reminders == 0 || day.messages == 1, "a reminder beside others on {on}: {day:?}");
        }
        for (at, said) in &walk.said {
            let on = walk.rhythm.zone.date(*at);
            let is_rest = walk.setting().observance.is_rest(on);
            prop_assert!(!is_rest || said.silent, "{said:?} rang on {on}, a day of rest");
            prop_assert!(!is_rest || !is_reminder(&said.notice), "{said:?} on {on}, a day of rest");
            prop_assert!(!is_reminder(&said.notice) || said.silent, "{said:?} rang");
        }
    }

    /// Without outages: what an outage delays is held back at night by the sender.
    #[test]
    fn nothing_comes_at_night_but_at_the_chosen_hour(someone in someone(), steps in steps()) {
        let mut walk = someone.walks();
        let steps: Vec<Step> = steps.into_iter().map(|(minutes, _, act)| (minutes, false, act)).collect();
        let joined_at = walk.now;
        play(&mut walk, &steps);
        for (at, said) in walk.said.iter().filter(|(at, _)| is_night(&walk, *at) && *at > joined_at) {
            let on = walk.rhythm.zone.date(*at);
            prop_assert_eq!(walk.hour_on(on), *at, "{:?} at night", said);
        }
    }

    /// Who does nothing at all gets every lesson and the offer of the first test, five reminders, a break, and then nothing.
    #[test]
    fn silence_ends_in_five_reminders_and_a_break(someone in someone()) {
        let mut walk = Someone { joins_on: 0, minute: 0, ..someone }.walks();
        let closes_at = walk.closes_at();
        walk.go_to(closes_at + TimeDelta::days(3));
        let count = |is: fn(&Notice) -> bool| walk.said.iter().filter(|(_, said)| is(&said.notice)).count();
        let nudges = count(|notice| matches!(notice, Notice::Nudge { .. }));
        let breaks = count(|notice| matches!(notice, Notice::SelfPaused { .. }));
        prop_assert!(nudges <= usize::from(NUDGES));
        if breaks > 0 {
            prop_assert_eq!(nudges, usize::from(NUDGES));
            prop_assert!(is_reminder(&walk.said.last().expect("the break").1.notice), "nothing comes after it");
            let is_paused = matches!(walk.enrolment.status, Status::Paused { .. });
            prop_assert!(is_paused);
        } else {
            // The closing came before.
            let last = walk.said.last().expect("the test").0;
            prop_assert!(closes_at - last < TimeDelta::days(14), "{last} was the last, {closes_at} the closing");
        }
        let mut wordings: Vec<u8> = walk.said.iter().filter_map(|(_, said)| match said.notice {
            Notice::Nudge { wording, .. } => Some(wording),
            _ => None,
        }).collect();
        wordings.dedup();
        prop_assert_eq!(wordings.len(), nudges, "two in a row are put the same");
    }
}

/// In a silent country reminders are held back without an end, and go on when it is heard again.
#[test]
fn a_silent_country_gets_no_reminders_and_no_break() {
    let someone = Someone {
        country: Country::Iraq,
        hour: 19,
        starts_on: NaiveDate::from_ymd_opt(2027, 3, 7).expect("a date"),
        lessons: vec![6; 4],
        has_weekends: false,
        holiday: None,
        ramadan: None,
        joins_on: 0,
        minute: 0,
    };
    let reminders =
        |walk: &Walk| walk.said.iter().filter(|(_, said)| matches!(said.notice, Notice::Nudge { .. })).count();
    let mut walk = someone.walks();
    walk.cohort.silent.insert(Country::Iraq, someone.starts_on);
    walk.go_to(walk.now + TimeDelta::days(20));
    assert_eq!(reminders(&walk), 0);
    walk.cohort.silent.clear();
    walk.go_to(walk.now + TimeDelta::days(3));
    assert_eq!(reminders(&walk), 3);
    assert!(walk.enrolment.is_running());
}
