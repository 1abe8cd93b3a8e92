//! What is forgotten when its time is over, and times that a clock which was ahead has left behind.

use crate::bench::Bench;
use crate::world::*;
use chrono::Days;
use darb::actions::tidy;
use darb::rules::notice::{Class, Notice};
use darb::rules::patience;
use darb::store::chats::Chat;
use darb::store::jumps;
use darb::store::outbox::{Mark, MarkState, NewDelivery};
use std::time::Duration;

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
             insert into messages (chat_id, message, delivery_id, question_id, sent_at) values ({2}, 70, 1, 3001, 0), ({2}, 71, {3}, null, 0)",
            ana.enrolment.id, world.version, world.group.id, sent[0].id
        ))
        .await;
    let closes = world.cohort.calendar().closes_on();
    let kept_until = world.cohort.zone().instant(closes + Days::new(tidy::PERSONS_KEPT_DAYS + 1), 0);
    tidy::tidy(&world.context_at(kept_until - chrono::TimeDelta::minutes(1))).await.expect("tidied");
    assert_eq!(bench.count("enrolments").await, 2, "not before its time");
    assert_eq!(bench.count("people").await, 2);
    assert_eq!(bench.count("chats").await, 3 + 1, "strangers go at once, but for who is owed something");
    tidy::tidy(&world.context_at(kept_until)).await.expect("tidied");
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
    ] {
        assert_eq!(bench.count(table).await, 0, "{table}");
    }
    assert_eq!(bench.count("chats").await, 2, "the group, and who is owed something");
    assert_eq!(bench.count("outbox").await, 1);
    let counted = bench.rows("kind, state, count", "from delivery_counts order by kind, state").await;
    assert_eq!(counted, ["apology|sent|3"]);
    tidy::tidy(&world.context_at(kept_until)).await.expect("nothing more to do");
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
