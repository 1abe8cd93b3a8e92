//! Attempts with a time limit: which are over, and what puts them off.

use crate::bench::Bench;
use crate::world::*;
use darb::rules::grading::Attempt;
use darb::rules::ids::AttemptId;
use darb::rules::real_time::RealTime;
use darb::store::time_limits::{lift, overdue, put_off, under_way};
use std::time::Duration;

const END: RealTime = RealTime(1_900_000_000_000);

fn attempt(world: &World, id: i64, ends_at: Option<RealTime>, is_over: bool) -> Attempt {
    Attempt {
        id: AttemptId(id),
        enrolment: world.ana.enrolment.id,
        version: world.version,
        week: 1,
        number: u8::try_from(id - 500).expect("a small number"),
        seed: id,
        order: vec![0, 1],
        answers: Vec::new(),
        draft: Default::default(),
        started_at: now(),
        finished_at: is_over.then(now),
        ends_at,
    }
}

async fn world_with_limits(bench: &Bench) -> World {
    let world = World::new(bench).await;
    let mut work = world.work().await;
    for (id, ends_at, is_over) in [
        (501, Some(END), false),
        (502, Some(END + Duration::from_secs(60)), false),
        (503, Some(END), true),
        (504, None, false),
    ] {
        work.attempts.put(AttemptId(id), attempt(&world, id, ends_at, is_over));
    }
    work.save(&[], now(), REAL).await.expect("a save");
    world
}

async fn over(world: &World, before: RealTime) -> Vec<i64> {
    let mut tx = world.store.read().await.expect("a reader");
    overdue(&mut tx, before, 10).await.expect("attempts").into_iter().map(|id| id.0).collect()
}

pub async fn attempts_whose_time_is_over_are_found_and_no_others(bench: Bench) {
    let world = world_with_limits(&bench).await;
    assert_eq!(over(&world, END).await, Vec::<i64>::new(), "not in the instant itself");
    assert_eq!(over(&world, END + Duration::from_millis(1)).await, [501]);
    assert_eq!(over(&world, END + Duration::from_secs(90)).await, [501, 502], "the earliest first");
    let mut tx = world.store.read().await.expect("a reader");
    let first = under_way(&mut tx, AttemptId(0), 1).await.expect("attempts");
    assert_eq!(first, [AttemptId(501)]);
    assert_eq!(under_way(&mut tx, first[0], 9).await.expect("attempts"), [AttemptId(502)]);
}

pub async fn what_was_not_over_when_an_outage_began_is_put_off(bench: Bench) {
    let world = world_with_limits(&bench).await;
    let mut tx = world.store.write().await.expect("a writer");
    put_off(&mut tx, Duration::from_secs(600), END + Duration::from_secs(30)).await.expect("an update");
    tx.commit().await.expect("a commit");
    assert_eq!(over(&world, END + Duration::from_secs(660)).await, [501]);
    assert_eq!(over(&world, END + Duration::from_secs(661)).await, [501, 502]);
    let mut tx = world.store.write().await.expect("a writer");
    lift(&mut tx, AttemptId(501)).await.expect("an update");
    tx.commit().await.expect("a commit");
    assert_eq!(over(&world, END + Duration::from_secs(661)).await, [502]);
}
