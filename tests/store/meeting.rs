//! Whoever was met of late is asked about in the first round trip: it brings what three would have brought.

use crate::bench::Bench;
use crate::express::in_test;
use crate::world::*;
use darb::rules::ids::{CohortId, DeliveryId, TopicId};
use darb::rules::model::Cohort;
use darb::store::chats::Chat;
use darb::store::topics::Topic;
use darb::store::{Needs, Store};

/// What a unit of work has in memory when somebody has pressed a button.
async fn there(world: &World, store: &std::sync::Arc<Store>) -> String {
    let needs = Needs {
        telegram_ids: [ANA, BADR, CYRINE].into(),
        threads: [(GROUP, 8)].into(),
        messages: [(ANA, 9), (BADR, 9)].into(),
        standing: [BADR].into(),
        ..Needs::default()
    };
    let mut work = store.work(&world.library).await.expect("a unit of work");
    work.load(&needs).await.expect("rows that load");
    let chats: Vec<_> = work.chats.values().collect();
    let people: Vec<_> = work.people.values().map(|person| person.id).collect();
    let enrolments: Vec<_> = work.enrolments().map(|stored| stored.enrolment.id).collect();
    let attempts: Vec<_> = work.attempts.values().map(|attempt| (attempt.id, attempt.answers.len())).collect();
    let topics: Vec<_> = work.topics.values().map(|topic| topic.id).collect();
    let messages: Vec<_> = work.messages.values().map(|standing| (standing.chat, standing.message)).collect();
    let questions: Vec<_> = work.questions.values().map(|question| question.id).collect();
    let in_flight: Vec<_> = work.in_flight.keys().collect();
    format!(
        "{chats:?}\n{people:?}\n{enrolments:?}\n{attempts:?}\n{topics:?}\n{messages:?}\n{questions:?}\n{in_flight:?}"
    )
}

async fn hand_over(from: &Store, to: &Store) {
    from.give_lease_back().await.expect("an answer");
    assert_eq!(to.take_lease("whoever").await.expect("an answer"), Ok(0));
}

/// Who has met everybody and who has met nobody load the same, and the second time as well. Returns what that is.
async fn is_the_same(world: &World, bench: &Bench) -> String {
    // As things stood when it last looked, and as they stand.
    let met = there(world, &world.store).await;
    assert_eq!(there(world, &world.store).await, met);
    let stranger = bench.open().await;
    hand_over(&world.store, &stranger).await;
    assert_eq!(there(world, &stranger).await, met);
    hand_over(&stranger, &world.store).await;
    assert!(world.store.acquaintances.of(&[ANA, BADR, CYRINE]).is_empty(), "meanwhile somebody may have been erased");
    assert_eq!(there(world, &world.store).await, met);
    // Where each question is a round trip of its own a guess would save nothing.
    assert_eq!(world.store.acquaintances.of(&[BADR]).len(), usize::from(!bench.is_postgres()));
    met
}

pub async fn whoever_was_met_is_loaded_as_they_are_now(bench: Bench) {
    let world = World::new(&bench).await;
    let mut seen = vec![is_the_same(&world, &bench).await];

    // A test is begun, a topic is made, somebody joins.
    in_test(&world, &world.ana, 1).await;
    let mut work = world.work().await;
    let topic = TopicId(work.fresh_id());
    let of_badr = Topic {
        id: topic,
        enrolment: world.badr.enrolment.id,
        chat: world.group.id,
        thread: Some(8),
        delivery: DeliveryId(work.fresh_id()),
    };
    work.topics.put(topic, of_badr);
    somebody(&mut work, CYRINE, world.cohort.id, 9);
    work.save(&[], now(), REAL).await.expect("a save");
    seen.push(is_the_same(&world, &bench).await);

    // Somebody is in a second cohort.
    let mut work = world.loaded(Needs::default()).await;
    let second = CohortId(work.fresh_id());
    work.cohorts
        .put(second, Cohort { id: second, invite_code: "second".into(), request: "u2".into(), ..world.cohort.clone() });
    let more = enrolment(work.fresh_id(), world.badr.person.id, second, 1);
    work.put_enrolment(more, None, now());
    work.save(&[], now(), REAL).await.expect("a save");
    seen.push(is_the_same(&world, &bench).await);

    // Telegram gives a chat another id, and somebody else is erased where nobody of this process sees it.
    let mut work = world.work().await;
    work.chats.put(world.ana.chat.id, Chat { telegram_id: 77, ..world.ana.chat.clone() });
    work.save(&[], now(), REAL).await.expect("a save");
    seen.push(is_the_same(&world, &bench).await);
    bench.execute(&format!("delete from topics where enrolment_id = {}", world.badr.enrolment.id)).await;
    bench.execute(&format!("delete from enrolments where id = {}", world.badr.enrolment.id)).await;
    seen.push(is_the_same(&world, &bench).await);

    let different: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!(different.len(), seen.len(), "each time there is something else to load: {seen:#?}");
}
