//! Telegram out of reach for six hours of the course, with people in several zones; and the bot itself away for as long.

use crate::class::{Class, Pupil, duplicates, outbox, rest};
use crate::network::tuning;
use crate::support::{Tuning, World, utc};
use crate::wire::Wire;
use chrono::{DateTime, TimeDelta, Utc};
use darb::rules::model::Country;
use darb::rules::schedule::{Rhythm, Zone};
use darb::store::enrolments;
use std::time::{Duration, Instant};

/// Whose hour falls into the six hours from 16:00 to 22:00 UTC, and whose does not. When they are over it is midnight or
/// later in the east, and ten or eleven in the evening in the west.
const PEOPLE: [(Country, u8); 8] = [
    (Country::Iraq, 21),
    (Country::Yemen, 23),
    (Country::Egypt, 19),
    (Country::Lebanon, 21),
    (Country::Tunisia, 18),
    (Country::Morocco, 19),
    (Country::Jordan, 9),
    (Country::Sudan, 0),
];

/// What may wait does not ring from ten in the evening to seven in the morning, if it is later than this.
const LATE: TimeDelta = TimeDelta::hours(1);

fn zone(country: Country) -> Zone {
    let name = match country {
        Country::Iraq => "Asia/Baghdad",
        Country::Yemen => "Asia/Aden",
        Country::Egypt => "Africa/Cairo",
        Country::Lebanon => "Asia/Beirut",
        Country::Tunisia => "Africa/Tunis",
        Country::Morocco => "Africa/Casablanca",
        Country::Jordan => "Asia/Amman",
        _ => "Africa/Khartoum",
    };
    Zone::named(name).expect("a zone")
}

/// The cohort on the evening of its third day, an hour before the trouble begins.
async fn evening(wire: Option<Wire>) -> (World, Class) {
    let leads = wire.map_or_else(|| Tuning::default().wire, |wire| Box::new(move |url: &str| wire.lead_to(url)) as _);
    let world = World::start_tuned(utc("2027-01-09 12:00"), Tuning { wire: leads, ..tuning() }).await;
    let mut class = Class::gather(&world, "2027-01-10".parse().expect("a date"), &PEOPLE).await;
    world.advance_to(utc("2027-01-12 15:00")).await;
    rest(&world).await;
    class.owe(0);
    class.owe(1);
    assert_eq!(class.lost(&world.telegram.ledger()), [""; 0]);
    (world, class)
}

/// When the lesson of a day comes to somebody whom nothing holds up.
fn due(class: &Class, pupil: &Pupil, day: u64) -> DateTime<Utc> {
    Rhythm::daily(zone(pupil.country), pupil.hour).on(class.starts_on + chrono::Days::new(day))
}

/// Every lesson of the third and fourth day came once: at the person's hour, or late, and then not at night. After a lesson
/// that came past midnight the next comes a day later, because no date has two.
fn check(class: &Class, world: &World, over_at: DateTime<Utc>) {
    let ledger = world.telegram.ledger();
    let mut late = 0;
    for pupil in &class.pupils {
        let came = class.lessons_to(&ledger, pupil);
        for day in [2, 3_u64] {
            let lesson = darb::rules::ids::LessonId::new(1, u8::try_from(day + 1).expect("a day"));
            let at: Vec<_> = came.iter().filter(|(of, _)| *of == lesson).map(|(_, at)| *at).collect();
            let due = due(class, pupil, day);
            let [at] = at[..] else { panic!("lesson {lesson} came to {:?} at {at:?}", pupil.country) };
            let local = zone(pupil.country).local(at).1;
            let at_their_hour = local == chrono::NaiveTime::from_hms_opt(pupil.hour.into(), 0, 0).expect("an hour");
            if at - due > LATE && !at_their_hour {
                late += 1;
                assert!(at >= over_at, "{:?}: nothing comes while nothing can", pupil.country);
                let night = Rhythm::daily(zone(pupil.country), 7).is_quiet(at);
                assert!(!night, "{:?}: a lesson due at {due} rang at {local}", pupil.country);
            } else {
                assert!(at >= due, "{:?}: early", pupil.country);
            }
        }
    }
    assert!(late >= 5, "only {late} lessons were late, so little was shown");
}

/// Moves course time on, while nobody can be reached: what comes due is released all the same.
async fn pass(world: &World, to: DateTime<Utc>) {
    while world.telegram.time().now_ms < to.timestamp_millis() {
        let now_ms = world.telegram.set_time(world.telegram.time().now_ms + 3_600_000);
        let now = DateTime::from_timestamp_millis(now_ms).expect("an instant");
        let started = Instant::now();
        loop {
            let mut tx = world.store.read().await.expect("the data file");
            if world.clock.now() >= now && !enrolments::is_any_due(&mut tx, now).await.expect("an answer") {
                break;
            }
            assert!(started.elapsed() < Duration::from_secs(30), "nothing is released at {now}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn six_hours_without_telegram_lose_nothing_and_ring_nobody_at_night() {
    let wire = Wire::new().await;
    let (world, mut class) = evening(Some(wire.clone())).await;
    wire.cut().await;
    let asked = class.pupils[6].id;
    world.telegram.send_text(asked, asked, "/progress", None, None);
    let before = world.telegram.ledger().len();
    let over_at = utc("2027-01-12 22:00");
    pass(&world, over_at).await;
    assert_eq!(world.telegram.ledger().len(), before, "nobody can be reached");
    assert!(world.telegram.unread() > 0);
    wire.mend().await;
    rest(&world).await;
    let answered = world.telegram.ledger().iter().skip(before).any(|entry| entry.chat_id == Some(asked));
    assert!(answered, "who asked for something is answered at any hour");
    world.advance_to(utc("2027-01-14 06:00")).await;
    rest(&world).await;
    class.owe(2);
    class.owe(3);
    let ledger = world.telegram.ledger();
    assert_eq!(class.lost(&ledger), [""; 0]);
    assert_eq!(class.overtaken(&ledger), [""; 0]);
    let doubts = outbox(&world).await.doubts;
    assert!(duplicates(&ledger) <= doubts, "{} repeated, {doubts} in doubt", duplicates(&ledger));
    assert_eq!(world.telegram.violations(), [], "no limit is broken");
    check(&class, &world, over_at);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_away_for_six_hours_rings_nobody_at_night() {
    let (mut world, mut class) = evening(None).await;
    world.end_bot().await.expect("the bot ends well");
    let over_at = utc("2027-01-12 22:00");
    world.telegram.set_time(over_at.timestamp_millis());
    world.start_bot().await;
    rest(&world).await;
    world.advance_to(utc("2027-01-15 06:00")).await;
    rest(&world).await;
    class.owe(2);
    class.owe(3);
    let ledger = world.telegram.ledger();
    assert_eq!(class.lost(&ledger), [""; 0]);
    assert_eq!(duplicates(&ledger), 0, "a planned restart repeats nothing");
    check(&class, &world, over_at);
    world.end().await;
}
