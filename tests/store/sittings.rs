//! What the figures of items are made from: a cohort's finished attempts at a week's test, read as a set.

use crate::bench::Bench;
use crate::world::*;
use darb::rules::grading::{Answer, Attempt};
use darb::rules::ids::{AttemptId, CohortId, EnrolmentId};
use darb::rules::model::Cohort;
use darb::store::{Needs, attempts, reading};

fn sitting(world: &World, id: i64, enrolment: EnrolmentId, week: u8, number: u8, rights: [bool; 3]) -> Attempt {
    Attempt {
        id: AttemptId(id),
        enrolment,
        version: world.version,
        week,
        number,
        seed: id,
        order: vec![2, 0, 1],
        answers: rights.map(|right| Answer::choice(u8::from(!right), right, now())).into(),
        draft: Default::default(),
        started_at: in_hours(-1),
        finished_at: Some(in_hours(1)),
        ends_at: None,
    }
}

pub async fn the_finished_attempts_of_a_cohorts_week_are_read_as_a_set(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (world.ana.enrolment.id, world.badr.enrolment.id);
    let mut work = world.work().await;
    // Somebody of another cohort, who has finished the same test.
    let other = CohortId(900);
    work.cohorts.put(
        other,
        Cohort {
            id: other,
            invite_code: "another".into(),
            request: "u2".into(),
            mentors: None,
            ..world.cohort.clone()
        },
    );
    let stranger = somebody(&mut work, CYRINE, other, 0);
    let wanted = [
        sitting(&world, 401, ana, 1, 1, [true, false, false]),
        sitting(&world, 402, ana, 1, 2, [true, true, true]),
        sitting(&world, 403, badr, 1, 1, [false, true, true]),
    ];
    let unfinished = Attempt { finished_at: None, ..sitting(&world, 404, badr, 1, 2, [true, true, true]) };
    let later = sitting(&world, 405, badr, 2, 1, [true, true, true]);
    let elsewhere = sitting(&world, 406, stranger.enrolment.id, 1, 1, [true, true, true]);
    for attempt in wanted.iter().chain([&unfinished, &later, &elsewhere]) {
        work.attempts.put(attempt.id, attempt.clone());
    }
    work.save(&[], now(), REAL).await.expect("a save");

    let week = (world.cohort.id, 1);
    let work = world.loaded(Needs { sittings: [week].into(), ..Needs::default() }).await;
    assert_eq!(work.sittings_of(week.0, week.1), wanted);
    assert_eq!(work.sittings_of(week.0, 2), [], "that was not asked for");
    drop(work);
    let mut tx = world.store.read().await.expect("a reader");
    assert_eq!(attempts::finished_of(&mut tx, week.0, 2).await.expect("an answer"), [later]);
    assert_eq!(attempts::finished_of(&mut tx, other, 1).await.expect("an answer"), [elsewhere]);
}

pub async fn who_reads_from_outside_is_told_of_an_older_database(bench: Bench) {
    let url = bench.url();
    let engine = reading::open(url).await.expect("it can be read").expect("it was made");
    engine.close().await;
    bench.execute("delete from _sqlx_migrations where version > 4").await;
    let error = reading::open(url).await.expect_err("it has to be brought up to date");
    assert!(error.to_string().contains("older version of darb (migration 4"), "{error}");
}
