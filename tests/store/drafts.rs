//! Drafts: what is decided while others write is written only where it still rests on what is so.

use crate::bench::Bench;
use crate::world::*;
use darb::actions::release::release;
use darb::rules::course::Language;
use darb::rules::enrolment::Status;
use darb::rules::ids::{DeliveryId, EnrolmentId};
use darb::rules::notice::Notice;
use darb::rules::outcome::{Outcome, Receipt};
use darb::store::meta::Fact;
use darb::store::{Needs, StoreError, Work, enrolments};
use std::sync::Arc;

async fn draft(world: &World, enrolments: impl IntoIterator<Item = EnrolmentId>) -> Option<Work> {
    world.store.draft(&world.library, enrolments).await.expect("rows that load")
}

/// Ana pauses, and is told.
fn decide(world: &World, draft: &mut Work) {
    let ana = draft.enrolment(world.ana.enrolment.id).expect("Ana's").enrolment.clone();
    let paused = ana.pause_until(monday() + chrono::Days::new(3), now()).expect("a break");
    draft.put_enrolment(paused, Some(in_hours(72)), now());
    draft.enqueue(world.to(&world.ana, Notice::Apology));
}

/// How Ana's enrolment stands, and what is enqueued.
async fn standing(bench: &Bench, world: &World) -> (String, usize) {
    let of_ana = format!("from enrolments where id = {}", world.ana.enrolment.id);
    (bench.rows("status", &of_ana).await.concat(), bench.count("outbox").await)
}

pub async fn a_draft_is_written_though_others_sent_and_recorded_meanwhile(bench: Bench) {
    let world = World::new(&bench).await;
    let delivery = world.to(&world.badr, Notice::Apology);
    world.enqueue([delivery.clone()]).await;
    let mut draft = draft(&world, [world.ana.enrolment.id]).await.expect("nobody writes");
    assert_eq!(world.release(&[delivery.id]).await, [delivery.id]);
    settle(
        &world.context_at(now()),
        vec![(delivery.id, Outcome::Sent(Receipt { message: Some(5), ..Receipt::default() }))],
    )
    .await
    .expect("settled");
    decide(&world, &mut draft);
    draft.save(&[], now(), REAL).await.expect("nothing that it rests on has changed");
    assert_eq!(standing(&bench, &world).await, ("paused".to_owned(), 2));
    assert_eq!(bench.rows("state", "from outbox order by id").await, ["sent", "pending"]);
}

pub async fn a_draft_that_somebody_overtook_writes_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let mut draft = draft(&world, [world.ana.enrolment.id]).await.expect("nobody writes");
    decide(&world, &mut draft);
    let mut work = world.work().await;
    let mut badr = world.badr.person.clone();
    badr.language = Language::Fr;
    work.people.put(badr.id, badr);
    work.save(&[], now(), REAL).await.expect("a save");
    let before = bench.dump().await;
    let error = draft.save(&[], now(), REAL).await.expect_err("it may rest on Badr");
    assert!(matches!(error, StoreError::Outdated), "{error}");
    assert_eq!(bench.dump().await, before);
    assert_eq!(standing(&bench, &world).await, ("active".to_owned(), 0));
}

pub async fn nothing_is_drafted_while_what_it_rests_on_is_being_written(bench: Bench) {
    let world = World::new(&bench).await;
    let ana = world.ana.enrolment.id;
    for is_committed in [true, false] {
        let mut tx = world.store.write().await.expect("the lease");
        assert!(draft(&world, [ana]).await.is_some(), "nothing is written yet");
        enrolments::put_off(&mut tx, ana, in_hours(1)).await.expect("a statement");
        assert!(draft(&world, [ana]).await.is_none());
        if is_committed {
            tx.commit().await.expect("a commit");
        } else {
            drop(tx);
        }
        assert!(draft(&world, [ana]).await.is_some(), "committed: {is_committed}");
    }
}

pub async fn a_draft_of_who_lost_the_lease_writes_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let second = bench.open().await;
    let mut draft = draft(&world, [world.ana.enrolment.id]).await.expect("nobody writes");
    decide(&world, &mut draft);
    world.store.give_lease_back().await.expect("an answer");
    assert_eq!(second.take_lease("second").await.expect("an answer"), Ok(0));
    let error = draft.save(&[], now(), REAL).await.expect_err("the lease is lost");
    assert!(matches!(error, StoreError::LeaseLost), "{error}");
    assert_eq!(standing(&bench, &world).await, ("active".to_owned(), 0));
}

pub async fn a_draft_from_before_the_lease_was_lost_writes_nothing_after_it_is_back(bench: Bench) {
    let world = World::new(&bench).await;
    let mut draft = draft(&world, [world.ana.enrolment.id]).await.expect("nobody writes");
    decide(&world, &mut draft);
    world.store.give_lease_back().await.expect("an answer");
    assert_eq!(world.store.take_lease("again").await.expect("an answer"), Ok(0));
    let error = draft.save(&[], now(), REAL).await.expect_err("somebody may have written in between");
    assert!(matches!(error, StoreError::Outdated), "{error}");
    assert_eq!(standing(&bench, &world).await, ("active".to_owned(), 0));
}

pub async fn a_draft_that_would_have_to_ask_writes_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let asking: [fn(&mut Work); 2] =
        [|draft| draft.set_fact(Fact::Commands, Some("x".into())), |draft| draft.release(&[DeliveryId(1)])];
    for ask in asking {
        let mut draft = draft(&world, [world.ana.enrolment.id]).await.expect("nobody writes");
        decide(&world, &mut draft);
        ask(&mut draft);
        let error = draft.save(&[], now(), REAL).await.expect_err("nobody would hear the answer");
        assert!(matches!(error, StoreError::Outdated), "{error}");
        assert_eq!(standing(&bench, &world).await, ("active".to_owned(), 0));
    }
    let mut draft = draft(&world, [world.ana.enrolment.id]).await.expect("nobody writes");
    let loaded = draft.load(&Needs { telegram_ids: [BADR].into(), ..Needs::default() }).await;
    assert!(loaded.is_err_and(|error| matches!(error, StoreError::Outdated)), "its connection was given back");
}

/// A lesson is due to both; while it is decided, Ana stops.
pub async fn who_stops_while_a_tick_is_decided_gets_no_lesson(bench: Bench) {
    let world = Arc::new(World::new(&bench).await);
    let mut work = world.work().await;
    for somebody in [&world.ana, &world.badr] {
        work.put_enrolment(somebody.enrolment.clone(), Some(in_hours(1)), now());
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let mut work = world.work().await;
    let tick = tokio::spawn({
        let world = Arc::clone(&world);
        async move { release(&world.context_at(in_hours(30))).await }
    });
    // It decides, and waits for its turn.
    for _ in 0..20_000 {
        tokio::task::yield_now().await;
    }
    assert!(!tick.is_finished(), "somebody else has the turn");
    let mut stopped = world.ana.enrolment.clone();
    stopped.status = Status::Left { at: now() };
    work.put_enrolment(stopped, None, now());
    work.save(&[], now(), REAL).await.expect("a save");
    tick.await.expect("no panic").expect("a tick");
    let to = bench.rows("enrolment_id", "from outbox where kind = 'lesson' group by enrolment_id").await;
    assert_eq!(to, [world.badr.enrolment.id.to_string()]);
    assert_eq!(standing(&bench, &world).await.0, "left");
}
