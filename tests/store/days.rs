//! Days of a cohort: what admins corrected, who was heard, and what is looked at again.

use super::bench::Bench;
use super::world::{REAL, World, in_hours, monday, now};
use chrono::Days as DaysLater;
use darb::rules::contact::Contact;
use darb::rules::model::{Cohort, Country};
use darb::rules::rest::{CohortDays, Span};
use darb::rules::shutdown::Heard;
use darb::store::{Needs, enrolments};

/// What an admin corrected and which countries are silent comes back; nothing is written where there is nothing.
pub async fn the_days_of_a_cohort_are_kept(bench: Bench) {
    let world = World::new(&bench).await;
    assert_eq!(bench.rows("days", "from cohorts where days is not null").await, [""; 0]);
    let span = Span { from: monday(), until: monday() + DaysLater::new(2) };
    let days = CohortDays {
        ramadan: vec![span],
        rest: vec![span],
        silent: [(Country::Iraq, monday())].into(),
        ..CohortDays::default()
    };
    let mut work = world.work().await;
    work.cohorts.put(world.cohort.id, Cohort { days: days.clone(), ..world.cohort.clone() });
    work.save(&[], now(), REAL).await.expect("a save");
    let work = world.loaded(Needs::default()).await;
    assert_eq!(work.cohorts.get(&world.cohort.id).map(|cohort| cohort.days.clone()), Some(days));
}

/// Counted by country and date: who is running, was heard since the date, and named a country.
pub async fn who_was_heard_is_counted_by_country(bench: Bench) {
    let world = World::new(&bench).await;
    let heard_since = async |since| {
        let mut tx = world.store.read().await.expect("a reader");
        let mut heard = enrolments::heard(&mut tx, world.cohort.id, since).await.expect("counts");
        heard.sort_by_key(|heard| (heard.country, heard.on));
        heard
    };
    let mut work = world.work().await;
    for (somebody, on) in [(&world.ana, monday()), (&world.badr, monday() + DaysLater::new(1))] {
        let mut enrolment = somebody.enrolment.clone();
        enrolment.status = darb::rules::enrolment::Status::Active;
        enrolment.progress.contact = Contact { heard_on: Some(on), ..Contact::default() };
        work.put_enrolment(enrolment, None, now());
        let mut person = somebody.person.clone();
        person.country = Some(Country::Egypt);
        work.people.put(person.id, person);
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let egypt = |after: u64| Heard { country: Country::Egypt, on: monday() + DaysLater::new(after), people: 1 };
    assert_eq!(heard_since(monday()).await, [egypt(0), egypt(1)]);
    assert_eq!(heard_since(monday() + DaysLater::new(1)).await, [egypt(1)]);
    let mut work = world.work().await;
    let mut left = world.badr.enrolment.clone().leave(now());
    left.progress.contact.heard_on = Some(monday() + DaysLater::new(1));
    work.put_enrolment(left, None, now());
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(heard_since(monday()).await, [egypt(0)]);
}

/// Whoever of the cohort has something to come is due at once; who has nothing goes on having nothing.
pub async fn a_cohort_is_looked_at_again(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    work.put_enrolment(world.ana.enrolment.clone(), Some(in_hours(9)), now());
    work.put_enrolment(world.badr.enrolment.clone(), None, now());
    work.save(&[], now(), REAL).await.expect("a save");
    let mut work = world.work().await;
    work.look_again(world.cohort.id);
    work.save(&[], in_hours(1), REAL).await.expect("a save");
    let mut tx = world.store.read().await.expect("a reader");
    let due = enrolments::due(&mut tx, in_hours(1), 9).await.expect("what is due");
    assert_eq!(due, [world.ana.enrolment.id]);
}
