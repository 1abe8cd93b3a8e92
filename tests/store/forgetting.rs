//! What is forgotten when its time is over, and times that a clock which was ahead has left behind.

use crate::bench::Bench;
use crate::world::*;
use chrono::Days;
use darb::actions::intake_batch::{self, Incoming};
use darb::actions::intent::{Intent, PrivateEvent, Sender};
use darb::actions::{Context, forget, tidy};
use darb::rules::ids::DeliveryId;
use darb::rules::notice::{Class, Notice};
use darb::rules::outcome::{Outcome, Receipt};
use darb::rules::patience;
use darb::store::Needs;
use darb::store::chats::Chat;
use darb::store::jumps;
use darb::store::outbox::{Mark, MarkState, NewDelivery};
use std::time::Duration;

fn usual() -> tidy::Retention {
    tidy::Retention { days: 30, reason: None }
}

pub async fn persons_of_a_closed_cohort_are_forgotten_and_what_was_sent_is_counted(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (&world.ana, &world.badr);
    let mut work = world.work().await;
    let strangers: Vec<Chat> = (0..450).map(|index| private(2_000 + index, 90_000 + index)).collect();
    for stranger in &strangers {
        work.chats.put(stranger.id, stranger.clone());
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let sent =
        [world.to(ana, Notice::Apology), world.to(badr, Notice::Apology), world.at(strangers[0].id, Notice::Apology)];
    let waits = world.at(strangers[1].id, Notice::Apology);
    world.enqueue(sent.clone().into_iter().chain([waits.clone()])).await;
    let mut work = world.work().await;
    for delivery in &sent {
        work.mark(Mark { delivery: delivery.id, state: MarkState::Sent });
    }
    work.save(&[], now(), REAL).await.expect("a save");
    bench
        .execute(&format!(
            "insert into attempts (id, enrolment_id, version_id, week, number, seed, item_order, started_at) \
             values (3000, {0}, {1}, 1, 1, 5, '[0]', 0); \
             insert into answers (attempt_id, position, item, choice, is_right, answered_at) values (3000, 0, 'q', 0, 1, 0); \
             insert into questions (id, enrolment_id, state, message, asked_at) values (3001, {0}, 'asked', 5, 0); \
             insert into notes (enrolment_id, kind, sealed, key_id, written_at) values ({0}, 'why', 's', 'k', 0); \
             insert into topics (id, enrolment_id, chat_id, thread, delivery_id) values (3002, {0}, {2}, 44, 10); \
             insert into feedback (enrolment_id, week, question, step, answered_at) values ({0}, 1, 'pace', 2, 0); \
             insert into sentences (id, enrolment_id, week, sealed, key_id, quotable, written_at) values (3003, {0}, 1, 's', 'k', 1, 0); \
             insert into form_answers (enrolment_id, entry, choice, answered_at) values ({0}, 'useful', 4, 0); \
             insert into form_sentences (id, enrolment_id, entry, sealed, key_id, quotable, written_at) values (3004, {0}, 'wish', 's', 'k', 1, 0); \
             insert into messages (chat_id, message, delivery_id, question_id, sent_at) values ({2}, 70, 1, 3001, 0), ({2}, 71, {3}, null, 0)",
            ana.enrolment.id, world.version, world.group.id, sent[0].id
        ))
        .await;
    let closes = world.cohort.calendar().closes_on();
    let kept_until = world.cohort.zone().instant(closes + Days::new(31), 0);
    tidy::tidy(&world.context_at(kept_until - chrono::TimeDelta::minutes(1)), &usual()).await.expect("tidied");
    assert_eq!(bench.count("enrolments").await, 2, "not before its time");
    assert_eq!(bench.count("people").await, 2);
    assert_eq!(bench.count("chats").await, 3 + 1, "strangers go at once, but for who is owed something");
    drop(world.loaded(Needs { telegram_ids: [ANA, BADR].into(), ..Needs::default() }).await);
    tidy::tidy(&world.context_at(kept_until), &usual()).await.expect("tidied");
    assert!(world.store.acquaintances.of(&[ANA, BADR]).is_empty());
    for table in [
        "enrolments",
        "people",
        "attempts",
        "answers",
        "questions",
        "notes",
        "topics",
        "messages",
        "feedback",
        "sentences",
        "form_answers",
        "form_sentences",
    ] {
        assert_eq!(bench.count(table).await, 0, "{table}");
    }
    assert_eq!(bench.count("chats").await, 2, "the group, and who is owed something");
    let left = bench.rows("kind", "from outbox order by kind").await;
    assert_eq!(left, ["apology", "erase_topic"], "who is owed something; and the topic in the mentors' group goes");
    let counted = bench.rows("kind, state, count", "from delivery_counts order by kind, state").await;
    assert_eq!(counted, ["apology|sent|3"]);
    tidy::tidy(&world.context_at(kept_until), &usual()).await.expect("nothing more to do");
}

pub async fn what_a_clock_that_was_ahead_wrote_holds_up_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let to = |due: i64, class| NewDelivery { due_at: in_hours(due), class, ..world.to(&world.ana, Notice::Apology) };
    // Made now, though the clock is set back two hours then: one was due at once, one late already, one is for tomorrow.
    let (at_once, late, tomorrow) = (to(0, Class::Reply), to(-1, Class::Lesson), to(20, Class::Nudge));
    world.enqueue([at_once.clone(), late.clone(), tomorrow.clone()]).await;
    let mut work = world.work().await;
    let again = |seconds| REAL + Duration::from_secs(seconds);
    for (delivery, seconds) in [(&at_once, 7_200), (&late, 30)] {
        let state = MarkState::Again { at: again(seconds), reason: "too many requests".into() };
        work.mark(Mark { delivery: delivery.id, state });
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let mut tx = world.store.write().await.expect("the lease");
    assert_eq!(jumps::keep_due(&mut tx, in_hours(-2)).await.expect("an answer"), 2);
    assert_eq!(jumps::keep_due(&mut tx, in_hours(-2)).await.expect("an answer"), 0, "twice is the same as once");
    assert_eq!(jumps::bring_retries_near(&mut tx, REAL).await.expect("an answer"), 1);
    tx.commit().await.expect("a commit");
    let due = |hours| in_hours(hours).timestamp_millis();
    let expected = [(&at_once, -2), (&late, -2), (&tomorrow, 20)];
    let expected = expected.map(|(delivery, hours)| format!("{}|{}", delivery.id, due(hours)));
    assert_eq!(bench.rows("id, due_at", "from outbox order by id").await, expected);
    let retries = bench.rows("retry_at", "from outbox where retry_at is not null order by id").await;
    assert_eq!(retries, [(REAL + patience::LONGEST).0.to_string(), again(30).0.to_string()]);
}

/// Ana has a topic, a message that stands, one lesson in flight and one that waits; then she panics. Returns the lesson in
/// flight.
async fn panics(bench: &Bench, world: &World) -> DeliveryId {
    let ana = &world.ana;
    let ids = {
        let work = world.work().await;
        [DeliveryId(work.fresh_id()), DeliveryId(work.fresh_id())]
    };
    let lessons = ids.map(|id| NewDelivery { id, ..world.to(ana, Notice::Apology) });
    world.enqueue(lessons).await;
    assert_eq!(world.release(&ids[..1]).await, ids[..1]);
    let sent_at = now().timestamp_millis();
    bench
        .execute(&format!(
            "insert into questions (id, enrolment_id, state, message, asked_at) values (3001, {0}, 'asked', 5, 0); \
             insert into topics (id, enrolment_id, chat_id, thread, delivery_id) values (3002, {0}, {1}, 44, 10); \
             insert into messages (chat_id, message, delivery_id, question_id, sent_at) values ({1}, 70, 1, 3001, {sent_at}), \
             ({2}, 71, 1, null, {sent_at})",
            ana.enrolment.id, world.group.id, ana.chat.id
        ))
        .await;
    let from = Sender { telegram_id: ANA, language: None };
    let intent = Intent::Private { from, event: PrivateEvent::Panic { message: 99 } };
    let incoming = Incoming { id: 1, raw: String::new(), sender: Some(ANA), intent: Some(intent) };
    intake_batch::handle(&world.context_at(now()), &[incoming]).await.expect("handled");
    for (table, expected) in [("enrolments", 1), ("people", 1), ("questions", 0), ("topics", 0), ("messages", 0)] {
        assert_eq!(bench.count(table).await, expected, "{table}");
    }
    assert_eq!((bench.count("erasures").await, bench.count("chats").await), (1, 3), "the sealed chat stays, marked");
    ids[0]
}

async fn waiting(bench: &Bench) -> Vec<DeliveryId> {
    let rows = bench.rows("id", "from outbox where state = 'pending' order by id").await;
    rows.iter().map(|id| DeliveryId(id.parse().expect("a number"))).collect()
}

async fn accepted(context: &Context, ids: Vec<DeliveryId>) {
    let sent = |id| (id, Outcome::Sent(Receipt::default()));
    settle(context, ids.into_iter().map(sent).collect()).await.expect("settled");
}

pub async fn who_is_being_forgotten_at_a_crash_is_forgotten_by_whoever_starts_next(bench: Bench) {
    let world = World::new(&bench).await;
    let lesson = panics(&bench, &world).await;
    assert_eq!(
        bench.rows("kind", "from outbox where state = 'pending' order by kind").await,
        ["erase_messages", "erase_topic"]
    );
    // The process ends, and another one takes over.
    bench.store.close().await;
    let heir = bench.open().await;
    assert_eq!(heir.take_lease("second").await.expect("an answer"), Ok(1), "the lesson is in doubt");
    let context = Context { store: heir, ..world.context_at(now()) };
    let progress = forget::go_on(&context).await.expect("gone on");
    assert_eq!((progress.open, progress.ended), (1, 0));
    // The lesson had arrived after all: it is taken away, too.
    let receipt = Receipt { message: Some(72), ..Receipt::default() };
    settle(&context, vec![(lesson, Outcome::Sent(receipt))]).await.expect("settled");
    accepted(&context, waiting(&bench).await).await;
    let progress = forget::go_on(&context).await.expect("gone on");
    assert!(progress.enqueued && progress.ended == 0, "{progress:?}");
    assert_eq!(
        bench.rows("notice", "from outbox where state = 'pending'").await,
        [r#"{"kind":"erase_messages","messages":[72]}"#]
    );
    accepted(&context, waiting(&bench).await).await;
    assert_eq!(forget::go_on(&context).await.expect("gone on").ended, 1);
    assert_eq!((bench.count("erasures").await, bench.count("chats").await), (0, 2), "her sealed chat is gone");
    assert_eq!((bench.count("outbox").await, bench.count("messages").await), (0, 0));
    assert_eq!(forget::go_on(&context).await.expect("gone on"), forget::Progress::default());
    context.store.close().await;
}

pub async fn after_a_day_nobody_waits_any_longer_for_what_is_not_accepted(bench: Bench) {
    let world = World::new(&bench).await;
    panics(&bench, &world).await;
    let context = world.context_at(now());
    let hours = |hours: i64| format!("update erasures set began_at = began_at - {}", hours * 3_600_000);
    bench.execute(&hours(23)).await;
    assert_eq!(forget::go_on(&context).await.expect("gone on").open, 1);
    // They press once more.
    drop(world.loaded(Needs { telegram_ids: [ANA].into(), ..Needs::default() }).await);
    assert_eq!(world.store.acquaintances.of(&[ANA]).len(), usize::from(!bench.is_postgres()));
    bench.execute(&hours(2)).await;
    assert_eq!(forget::go_on(&context).await.expect("gone on").ended, 1);
    assert!(world.store.acquaintances.of(&[ANA]).is_empty(), "nor is anything of them in memory");
    assert_eq!((bench.count("erasures").await, bench.count("chats").await, bench.count("outbox").await), (0, 2, 0));
}
