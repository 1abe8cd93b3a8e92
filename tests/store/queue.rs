//! The outbox: what is enqueued once, what may go and in which order, and what became of it.

use crate::bench::Bench;
use crate::world::*;
use darb::rules::course::Language;
use darb::rules::decision::Refusal;
use darb::rules::enrolment::Status;
use darb::rules::ids::*;
use darb::rules::model::Handle;
use darb::rules::notice::{Class, CommandScope, LessonKeys, Notice, SettingsCard};
use darb::rules::question::{Question, QuestionState};
use darb::rules::real_time::RealTime;
use darb::store::chats::ChatKind;
use darb::store::compaction;
use darb::store::messages::Standing;
use darb::store::outbox::{Edit, Mark, MarkState, NewDelivery};
use darb::store::topics::Topic;
use darb::store::{Needs, StoreError};
use darb::store::{claim, in_flight};
use std::time::Duration;

fn lesson(somebody: &Somebody) -> Notice {
    let keys = LessonKeys::default();
    let lesson = LessonId::new(1, 1);
    Notice::Lesson {
        enrolment: somebody.enrolment.id,
        version: VersionId(1),
        lesson,
        part: 0,
        last: true,
        keys,
        back: false,
    }
}

fn copy(somebody: &Somebody, question: i64) -> Notice {
    let enrolment = somebody.enrolment.id;
    Notice::QuestionCopy { enrolment, question: QuestionId(question), message: 5, repeated: false, essay: None }
}

pub async fn a_key_enqueued_twice_keeps_the_first(bench: Bench) {
    let world = World::new(&bench).await;
    let keyed = |notice| NewDelivery { dedupe_key: "once".into(), ..world.to(&world.ana, notice) };
    let (first, second, third) = (keyed(Notice::Apology), keyed(Notice::Stranger), keyed(Notice::Claimed));
    let id = first.id;
    world.enqueue([first, second]).await;
    world.enqueue([third]).await;
    assert_eq!(bench.rows("id, kind", "from outbox").await, [format!("{id}|apology")]);
    // Also when the first was sent meanwhile.
    world.release(&[id]).await;
    settle(&world, id, MarkState::Sent).await;
    world.enqueue([keyed(Notice::Stranger)]).await;
    assert_eq!(bench.states().await, [format!("{id}|sent")]);
}

pub async fn a_newer_edit_cancels_older_edits_of_the_same_screen_that_wait(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (&world.ana, &world.badr);
    let edit = |to: &Somebody, edit| NewDelivery { edit, ..world.to(to, lesson(ana)) };
    let older = [
        ("pending", edit(ana, Edit::No)),
        ("sending", edit(ana, Edit::Screen)),
        ("cancelled", edit(ana, Edit::Screen)),
        ("cancelled", edit(ana, Edit::Message(7))),
        ("pending", edit(badr, Edit::Screen)),
        (
            "pending",
            NewDelivery {
                edit: Edit::Screen,
                ..world.to(ana, Notice::Settings { enrolment: ana.enrolment.id, card: SettingsCard::default() })
            },
        ),
    ];
    let newer = edit(ana, Edit::Screen);
    world.enqueue(older.iter().map(|(_, delivery)| delivery.clone())).await;
    // Within one unit the newest edit alone is left; the rest is looked at one by one.
    assert_eq!(
        bench.states().await[2..4],
        [format!("{}|cancelled", older[2].1.id), format!("{}|pending", older[3].1.id)]
    );
    bench.execute("update outbox set state = 'pending'").await;
    world.release(&[older[1].1.id]).await;
    world.enqueue([newer.clone()]).await;
    let expected = older.iter().map(|(state, delivery)| format!("{}|{state}", delivery.id));
    let expected: Vec<String> = expected.chain([format!("{}|pending", newer.id)]).collect();
    assert_eq!(bench.states().await, expected);
    // A new message for the screen changes nothing that waits.
    world.enqueue([edit(ana, Edit::No)]).await;
    assert_eq!(bench.states().await[..7], expected);
}

pub async fn edits_of_two_messages_leave_each_other_alone(bench: Bench) {
    let world = World::new(&bench).await;
    let edit = |message| NewDelivery { edit: Edit::Message(message), ..world.to(&world.ana, lesson(&world.ana)) };
    let all = [edit(7), edit(8), edit(7)];
    for one in &all {
        world.enqueue([one.clone()]).await;
    }
    let expected = ["cancelled", "pending", "pending"];
    let expected: Vec<String> =
        all.iter().zip(expected).map(|(delivery, state)| format!("{}|{state}", delivery.id)).collect();
    assert_eq!(bench.states().await, expected);
}

pub async fn an_edit_that_was_said_before_cancels_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let edit = |key: &str| NewDelivery {
        edit: Edit::Screen,
        dedupe_key: key.into(),
        ..world.to(&world.ana, lesson(&world.ana))
    };
    let (first, waiting) = (edit("once"), edit("other"));
    world.enqueue([first.clone()]).await;
    world.release(&[first.id]).await;
    world.enqueue([waiting.clone()]).await;
    world.enqueue([edit("once")]).await;
    assert_eq!(bench.states().await, [format!("{}|sending", first.id), format!("{}|pending", waiting.id)]);
}

pub async fn what_was_cancelled_or_adopted_is_forgotten_like_what_was_sent(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, group) = (&world.ana, world.group.id);
    let superseded = NewDelivery { edit: Edit::Screen, ..world.to(ana, lesson(ana)) };
    let stopped = NewDelivery { class: Class::Nudge, ..world.to(ana, Notice::Apology) };
    let question = Some(QuestionId(50));
    let withdrawn = NewDelivery { question, ..world.at(group, copy(ana, 50)) };
    let left = NewDelivery { class: Class::Relay, ..world.at(world.badr.chat.id, Notice::Apology) };
    let adopted = world.at(group, Notice::Topic { enrolment: ana.enrolment.id, handle: Handle(1) });
    let stays = world.to(ana, Notice::Apology);
    let all = [&superseded, &stopped, &withdrawn, &left, &adopted, &stays];
    world.enqueue(all.map(Clone::clone)).await;
    let mut work = world.work().await;
    work.stop_deliveries(ana.enrolment.id);
    work.stop_copies(QuestionId(50));
    work.stop_relays(world.badr.chat.id);
    work.fulfil(adopted.id);
    work.save(&[], now(), REAL).await.expect("a save");
    let expected = ["cancelled", "cancelled", "cancelled", "cancelled", "sent", "pending"];
    let expected: Vec<String> =
        all.iter().zip(expected).map(|(delivery, state)| format!("{}|{state}", delivery.id)).collect();
    assert_eq!(bench.states().await, expected);
    world.enqueue([NewDelivery { edit: Edit::Screen, ..world.to(&world.badr, lesson(&world.badr)) }]).await;
    world.enqueue([NewDelivery { edit: Edit::Screen, ..world.to(&world.badr, lesson(&world.badr)) }]).await;
    assert_eq!(bench.count("outbox where state = 'cancelled' and reason = 'superseded'").await, 1);

    let mut tx = world.store.write().await.expect("the lease");
    assert_eq!(compaction::compact(&mut tx, REAL, 100).await.expect("an answer"), 0, "not before its time");
    let later = RealTime(REAL.0 + 1);
    for found in [4, 2, 0] {
        assert_eq!(compaction::compact(&mut tx, later, 4).await.expect("an answer"), found);
    }
    tx.commit().await.expect("a commit");
    let mut tx = world.store.read().await.expect("a reader");
    let counts = compaction::counts(&mut tx).await.expect("an answer");
    let counts: Vec<String> =
        counts.iter().map(|of| format!("{} {} {} {}", of.day, of.kind, of.state, of.count)).collect();
    let day = REAL.0 / 86_400_000;
    let expected = ["apology cancelled 2", "lesson cancelled 2", "question_copy cancelled 1", "topic sent 1"];
    assert_eq!(counts, expected.map(|rest| format!("{day} {rest}")));
    assert_eq!(bench.count("outbox").await, 2);
    assert_eq!(bench.count("outbox where state = 'pending'").await, 2);
}

pub async fn stopping_touches_only_what_waits_for_it(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (&world.ana, &world.badr);
    let of = |somebody: &Somebody, class| NewDelivery { class, ..world.to(somebody, Notice::Apology) };
    let deliveries = [
        ("pending", of(ana, Class::Reply)),
        ("pending", of(ana, Class::Relay)),
        ("cancelled", of(ana, Class::Lesson)),
        ("cancelled", of(ana, Class::Nudge)),
        ("sending", of(ana, Class::Lesson)),
        ("pending", of(badr, Class::Lesson)),
        ("pending", NewDelivery { question: Some(QuestionId(51)), ..world.at(world.group.id, copy(ana, 51)) }),
        ("pending", NewDelivery { question: Some(QuestionId(50)), ..world.at(badr.chat.id, lesson(ana)) }),
    ];
    world.enqueue(deliveries.iter().map(|(_, delivery)| delivery.clone())).await;
    world.release(&[deliveries[4].1.id]).await;
    let mut work = world.work().await;
    work.stop_deliveries(ana.enrolment.id);
    work.stop_copies(QuestionId(50));
    work.stop_relays(badr.chat.id);
    work.save(&[], now(), REAL).await.expect("a save");
    let expected: Vec<String> = deliveries.iter().map(|(state, delivery)| format!("{}|{state}", delivery.id)).collect();
    assert_eq!(bench.states().await, expected);
}

pub async fn the_higher_class_goes_first_then_the_older_one_a_lane(bench: Bench) {
    let world = World::new(&bench).await;
    let of = |chat, class| NewDelivery { class, ..world.at(chat, Notice::Apology) };
    let (ana, badr, group) = (world.ana.chat.id, world.badr.chat.id, world.group.id);
    let topics = topics(&world, Some(45)).await;
    let in_topic = |topic: TopicId| NewDelivery { topic: Some(topic), ..of(group, Class::Relay) };
    let deliveries = [
        of(ana, Class::Nudge),
        of(badr, Class::Lesson),
        of(group, Class::Lesson),
        in_topic(topics[0]),
        in_topic(topics[0]),
        in_topic(topics[1]),
        of(ana, Class::Reply),
        of(badr, Class::Lesson),
        of(ana, Class::Reply),
    ];
    world.enqueue(deliveries.clone()).await;
    let expected = [6, 3, 5, 1, 2].map(|place: usize| deliveries[place].id);
    assert_eq!(world.claimed_ids().await, expected);
    let lanes: Vec<String> = world.claim().await.into_iter().map(|claimed| claimed.lane).collect();
    let expected = [
        format!("c{ana}"),
        format!("t{}", topics[0]),
        format!("t{}", topics[1]),
        format!("c{badr}"),
        format!("c{group}"),
    ];
    assert_eq!(lanes, expected);

    let busy = [lanes[0].as_str(), lanes[1].as_str(), "c'); --"];
    let ids = |claimed: Vec<claim::Claimed>| claimed.into_iter().map(|claimed| claimed.id).collect::<Vec<_>>();
    let all = (Class::Reply, Class::Nudge);
    assert_eq!(ids(world.claim_from(all, &busy, 100).await), [5, 1, 2].map(|place: usize| deliveries[place].id));
    let limited = [6, 3].map(|place: usize| deliveries[place].id);
    assert_eq!(ids(world.claim_from(all, &[], 2).await), limited, "the limit counts rows, in private and in groups");
    let relays = (Class::Relay, Class::Relay);
    assert_eq!(ids(world.claim_from(relays, &[], 100).await), [3, 5].map(|place: usize| deliveries[place].id));
    let lower = (Class::Lesson, Class::Nudge);
    assert_eq!(ids(world.claim_from(lower, &[], 100).await), [1, 2, 0].map(|place: usize| deliveries[place].id));
}

/// A topic for Ana and one for Badr.
async fn topics(world: &World, second: Option<i64>) -> [TopicId; 2] {
    let mut work = world.work().await;
    let topics = [(&world.ana, Some(44)), (&world.badr, second)].map(|(somebody, thread)| Topic {
        id: TopicId(600 + somebody.enrolment.id.0),
        enrolment: somebody.enrolment.id,
        chat: world.group.id,
        thread,
        delivery: DeliveryId(1),
    });
    for topic in &topics {
        work.topics.put(topic.id, topic.clone());
    }
    work.save(&[], now(), REAL).await.expect("a save");
    topics.map(|topic| topic.id)
}

pub async fn what_comes_after_another_waits_until_that_was_sent(bench: Bench) {
    let world = World::new(&bench).await;
    let first = world.to(&world.ana, Notice::Apology);
    let after = |after| NewDelivery { after: Some(after), ..world.to(&world.badr, Notice::Apology) };
    let (waiting, free) = (after(first.id), after(DeliveryId(404)));
    world.enqueue([first.clone(), waiting.clone()]).await;
    assert_eq!(world.claimed_ids().await, [first.id]);
    world.release(&[first.id]).await;
    assert_eq!(world.claimed_ids().await, [], "in flight is not sent");
    settle(&world, first.id, MarkState::Again { at: REAL, reason: "later".into() }).await;
    assert_eq!(world.claimed_ids().await, [first.id]);
    settle(&world, first.id, MarkState::Sent).await;
    assert_eq!(world.claimed_ids().await, [waiting.id]);
    world.release(&[waiting.id]).await;
    world.enqueue([free.clone()]).await;
    assert_eq!(world.claimed_ids().await, [free.id], "what is not there is not waited for");
}

pub async fn nothing_goes_before_its_time(bench: Bench) {
    let world = World::new(&bench).await;
    let second = chrono::TimeDelta::milliseconds(1);
    let due = world.to(&world.ana, Notice::Apology);
    let later = NewDelivery { due_at: now() + second, ..world.to(&world.badr, Notice::Apology) };
    let group = world.at(world.group.id, Notice::Apology);
    world.enqueue([due.clone(), later.clone(), group.clone()]).await;
    assert_eq!(world.claimed_ids().await, [due.id, group.id]);
    let again = |real: i64| MarkState::Again { at: RealTime(REAL.0 + real), reason: "not now".into() };
    world.release(&[due.id, group.id]).await;
    settle(&world, due.id, again(1)).await;
    settle(&world, group.id, again(0)).await;
    assert_eq!(world.claimed_ids().await, [group.id], "retried at the very instant, not before");
    let mut work = world.work().await;
    work.retry_now(world.ana.chat.id);
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(world.claimed_ids().await, [due.id, group.id], "the chat is ready again");
}

pub async fn a_claim_reads_who_receives_it_and_how_they_read(bench: Bench) {
    let world = World::new(&bench).await;
    let [topic, unmade] = topics(&world, None).await;
    let (ana, badr) = (&world.ana, &world.badr);
    let asked = Question {
        id: QuestionId(50),
        enrolment: ana.enrolment.id,
        state: QuestionState::Asked,
        message: 81,
        asked_at: now(),
        document: None,
        essay: None,
    };
    let without = Question { id: QuestionId(51), message: 0, ..asked.clone() };
    let mut work = world.work().await;
    work.questions.put(asked.id, asked.clone());
    work.questions.put(without.id, without.clone());
    for (message, hours) in [(30, 3), (31, 5), (32, 5), (33, 4)] {
        let standing = Standing {
            chat: ana.chat.id,
            message,
            delivery: DeliveryId(1),
            screen: Some(format!("l:{}:1.1", ana.enrolment.id)),
            question: None,
            sent_at: in_hours(hours),
            hides_at: None,
            goes_at: None,
        };
        let of_badr = Standing { screen: Some("s".into()), chat: badr.chat.id, ..standing.clone() };
        work.messages.put((of_badr.chat, message), of_badr);
        work.messages.put((standing.chat, message), standing);
    }
    let to_ana = NewDelivery {
        question: Some(without.id),
        edit: Edit::Message(31),
        quiet: true,
        silent: true,
        not_after: Some(in_hours(9)),
        ..world.to(ana, lesson(ana))
    };
    let to_mentors = NewDelivery {
        topic: Some(topic),
        enrolment: Some(ana.enrolment.id),
        question: Some(asked.id),
        ..world.at(world.group.id, copy(ana, 50))
    };
    let unmade = NewDelivery { topic: Some(unmade), ..world.at(world.group.id, Notice::Apology) };
    let to_badr = NewDelivery { edit: Edit::Screen, ..world.at(badr.chat.id, Notice::Apology) };
    for delivery in [&to_ana, &to_mentors, &unmade, &to_badr] {
        work.enqueue(delivery.clone());
    }
    work.save(&[], in_hours(-1), REAL).await.expect("a save");
    // The chat remembers the language of the phone; what a person chose goes before it.
    let set = "update chats set language = 'fr', unreachable_at = 5";
    bench.execute(&format!("{set} where id = {}", badr.chat.id)).await;

    let claimed = world.claim().await;
    let of = |id| claimed.iter().find(|claimed| claimed.id == id).expect("claimed");
    let one = of(to_ana.id);
    assert_eq!((one.chat, one.telegram_id, one.chat_kind), (ana.chat.id, ANA, ChatKind::Private));
    assert!(!one.unreachable);
    assert_eq!((one.topic, one.thread), (None, None));
    assert_eq!((one.enrolment, one.status.as_deref()), (Some(ana.enrolment.id), Some("active")));
    assert_eq!((one.question, one.question_message), (Some(without.id), None), "a question without a message");
    assert_eq!((one.class, &one.notice), (Class::Lesson, &to_ana.notice));
    assert_eq!((one.edit, one.standing), (Edit::Message(31), None), "it is known which message");
    assert_eq!((one.person_telegram_id, one.mentors_telegram_id), (None, None), "nothing is copied");
    assert_eq!((one.quiet, one.silent, one.due_at, one.not_after), (true, true, now(), Some(in_hours(9))));
    assert_eq!((one.attempts, one.created_at), (0, in_hours(-1)));
    assert_eq!((one.language, one.handle), (Some(Language::Ar), Some(ana.enrolment.handle)));
    assert_eq!((one.hour, one.zone.as_deref()), (7, Some("Africa/Cairo")));

    let one = of(to_mentors.id);
    assert_eq!((one.telegram_id, one.chat_kind), (GROUP, ChatKind::Forum));
    assert_eq!((one.topic, one.thread), (Some(topic), Some(44)));
    assert_eq!((one.question, one.question_message), (Some(asked.id), Some(81)));
    assert_eq!((one.person_telegram_id, one.mentors_telegram_id), (Some(ANA), None));
    assert_eq!((one.language, one.handle), (Some(Language::Ar), Some(ana.enrolment.handle)), "of the group, about Ana");
    assert_eq!(one.zone.as_deref(), Some("Asia/Beirut"), "a group is in the zone of the cohort");
    assert_eq!(one.standing, None);

    assert!(claimed.iter().all(|claimed| claimed.id != unmade.id), "its topic is not made yet");
    let one = of(to_badr.id);
    assert!(one.unreachable);
    assert_eq!((one.enrolment, one.status.as_ref(), one.handle), (None, None, None));
    assert_eq!((one.person_telegram_id, one.mentors_telegram_id), (None, None));
    assert_eq!((one.language, one.hour, one.zone.as_ref()), (Some(Language::En), 19, None));
    assert_eq!((one.edit, one.standing), (Edit::Screen, None), "an apology has no screen");

    // Without a zone of their own a person is in that of the cohort; the status is that of now.
    let (id, enrolment) = (
        badr.enrolment.id,
        darb::rules::enrolment::Enrolment { status: Status::Left { at: now() }, ..badr.enrolment.clone() },
    );
    let mut work = world.loaded(Needs { enrolments: [id].into(), ..Needs::default() }).await;
    work.put_enrolment(enrolment, None, now());
    work.save(&[], now(), REAL).await.expect("a save");
    world.release(&[to_badr.id]).await;
    settle(&world, to_badr.id, MarkState::Sent).await;
    let to_badr = NewDelivery {
        edit: Edit::Screen,
        ..world.to(badr, Notice::Settings { enrolment: id, card: SettingsCard::default() })
    };
    world.enqueue([to_badr.clone()]).await;
    let claimed = world.claim().await;
    let one = claimed.iter().find(|claimed| claimed.id == to_badr.id).expect("claimed");
    assert_eq!((one.zone.as_deref(), one.status.as_deref()), (Some("Asia/Beirut"), Some("left")));
    assert_eq!(one.standing, Some(32), "the newest message of the screen in this chat");
}

pub async fn only_what_still_waits_is_released(bench: Bench) {
    let world = World::new(&bench).await;
    let deliveries = [1, 2, 3, 4].map(|_| world.to(&world.ana, Notice::Apology));
    let ids = deliveries.each_ref().map(|delivery| delivery.id);
    world.enqueue(deliveries).await;
    let mut tx = world.store.write().await.expect("the lease");
    claim::cancel(&mut tx, &[(ids[1], "unreachable")], REAL);
    tx.commit().await.expect("a commit");
    assert_eq!(world.release(&[ids[0], ids[1], ids[2], DeliveryId(404)]).await, [ids[0], ids[2]]);
    assert_eq!(world.release(&[ids[0]]).await, [], "what is in flight is not released again");
    assert_eq!(world.release(&[]).await, []);
    let expected = ["sending|1|1", "cancelled|0|-", "sending|1|1", "pending|0|-"];
    assert_eq!(bench.rows("state, attempts, epoch", "from outbox order by id").await, expected);
    settle(&world, ids[0], MarkState::Again { at: REAL, reason: "later".into() }).await;
    assert_eq!(world.release(&[ids[0]]).await, [ids[0]]);
    assert_eq!(bench.rows("state, attempts", "from outbox order by id limit 1").await, ["sending|2"]);
}

async fn settle(world: &World, delivery: DeliveryId, state: MarkState) {
    let mut work = world.work().await;
    work.mark(Mark { delivery, state });
    work.save(&[], now(), REAL).await.expect("a save");
}

pub async fn every_mark_takes_a_delivery_where_it_belongs(bench: Bench) {
    let world = World::new(&bench).await;
    let at = REAL + Duration::from_secs(7);
    let reason = "for a 'reason'".to_owned();
    let marks = [
        (MarkState::Sent, format!("sent|-|0|-|{}", REAL.0)),
        (MarkState::Failed { reason: reason.clone() }, format!("failed|-|0|{reason}|{}", REAL.0)),
        (MarkState::Cancelled { reason: reason.clone() }, format!("cancelled|-|0|{reason}|{}", REAL.0)),
        (MarkState::Again { at, reason: reason.clone() }, format!("pending|{}|0|{reason}|-", at.0)),
        (MarkState::Doubtful { at, reason: reason.clone() }, format!("pending|{}|1|{reason}|-", at.0)),
        (MarkState::Dropped { reason: reason.clone() }, format!("cancelled|-|1|{reason}|{}", REAL.0)),
    ];
    let deliveries = marks.each_ref().map(|_| world.to(&world.ana, Notice::Apology));
    let ids = deliveries.each_ref().map(|delivery| delivery.id);
    world.enqueue(deliveries).await;
    world.release(&ids).await;
    let mut work = world.work().await;
    for ((state, _), delivery) in marks.iter().zip(ids) {
        work.mark(Mark { delivery, state: state.clone() });
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let expected = marks.map(|(_, row)| row);
    let columns = "state, retry_at, doubts, reason, settled_at";
    assert_eq!(bench.rows(columns, "from outbox order by id").await, expected);
    // A second doubt is counted beside the first.
    settle(&world, ids[4], MarkState::Doubtful { at, reason }).await;
    assert_eq!(bench.rows("doubts", &format!("from outbox where id = {}", ids[4])).await, ["2"]);
}

pub async fn a_mark_changes_nothing_that_others_have_settled(bench: Bench) {
    let world = World::new(&bench).await;
    let settled = ["sent", "failed", "cancelled"];
    let deliveries = settled.map(|_| world.to(&world.ana, Notice::Apology));
    world.enqueue(deliveries.clone()).await;
    for (state, delivery) in settled.iter().zip(&deliveries) {
        bench.execute(&format!("update outbox set state = '{state}', settled_at = 5 where id = {}", delivery.id)).await;
    }
    let before = bench.dump().await;
    for state in [
        MarkState::Sent,
        MarkState::Failed { reason: "late".into() },
        MarkState::Again { at: REAL, reason: "late".into() },
        MarkState::Doubtful { at: REAL, reason: "late".into() },
        MarkState::Dropped { reason: "late".into() },
    ] {
        for delivery in &deliveries {
            settle(&world, delivery.id, state.clone()).await;
        }
        settle(&world, DeliveryId(404), state).await;
    }
    assert_eq!(bench.dump().await, before);
}

pub async fn what_waits_can_be_cancelled_and_put_off(bench: Bench) {
    let world = World::new(&bench).await;
    let deliveries = [1, 2, 3].map(|_| world.to(&world.ana, Notice::Apology));
    let ids = deliveries.each_ref().map(|delivery| delivery.id);
    world.enqueue(deliveries).await;
    world.release(&[ids[2]]).await;
    let mut tx = world.store.write().await.expect("a transaction");
    claim::cancel(&mut tx, &[(ids[0], "too late"), (ids[2], "too late")], REAL);
    let morning = ids.map(|id| (id, in_hours(8)));
    claim::postpone(&mut tx, &morning);
    claim::cancel(&mut tx, &[], REAL);
    claim::postpone(&mut tx, &[]);
    tx.commit().await.expect("a commit");
    let (then, morning) = (now().timestamp_millis(), in_hours(8).timestamp_millis());
    let expected = [
        format!("cancelled|too late|{}|{then}", REAL.0),
        format!("pending|-|-|{morning}"),
        format!("sending|-|-|{then}"),
    ];
    assert_eq!(bench.rows("state, reason, settled_at, due_at", "from outbox order by id").await, expected);
}

pub async fn a_delivery_can_be_said_otherwise_before_it_goes_again(bench: Bench) {
    let world = World::new(&bench).await;
    let delivery = world.at(world.group.id, copy(&world.ana, 50));
    world.enqueue([delivery.clone()]).await;
    world.release(&[delivery.id]).await;
    let marked = delivery.notice.clone().marked_repeated();
    assert_ne!(marked, delivery.notice);
    let mut work = world.work().await;
    work.rewrite(delivery.id, marked.clone());
    work.mark(Mark { delivery: delivery.id, state: MarkState::Doubtful { at: REAL, reason: "lost".into() } });
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(world.claim().await.first().map(|claimed| &claimed.notice), Some(&marked));
}

pub async fn a_key_can_be_changed_within_its_unit_of_work(bench: Bench) {
    let world = World::new(&bench).await;
    let delivery = world.to(&world.ana, Notice::Apology);
    let mut work = world.work().await;
    work.enqueue(delivery.clone());
    work.enqueue(world.to(&world.ana, Notice::Apology));
    work.rekey(delivery.id, "its own".into());
    work.rekey(DeliveryId(404), "nobody's".into());
    assert_eq!(work.save(&[], now(), REAL).await.expect("a save").enqueued, 2);
    assert_eq!(bench.rows("dedupe_key", "from outbox order by id").await[0], "its own");
    assert_eq!(bench.count("outbox where dedupe_key = 'nobody''s'").await, 0);
}

pub async fn nothing_overtakes_what_is_in_doubt(bench: Bench) {
    let world = World::new(&bench).await;
    let deliveries = [&world.ana, &world.ana, &world.badr].map(|somebody| world.to(somebody, Notice::Apology));
    let ids = deliveries.each_ref().map(|delivery| delivery.id);
    world.enqueue(deliveries).await;
    world.release(&[ids[0]]).await;
    assert_eq!(world.store.take_lease("first").await.expect("an answer"), Ok(1));
    assert_eq!(world.claimed_ids().await, [ids[2]]);
    settle(&world, ids[0], MarkState::Sent).await;
    assert_eq!(world.claimed_ids().await, [ids[1], ids[2]]);
}

pub async fn a_take_over_doubts_what_an_older_epoch_was_sending(bench: Bench) {
    let world = World::new(&bench).await;
    let deliveries = [1, 2, 3].map(|_| world.to(&world.ana, Notice::Apology));
    let ids = deliveries.each_ref().map(|delivery| delivery.id);
    world.enqueue(deliveries).await;
    world.release(&[ids[0]]).await;
    assert_eq!(world.store.take_lease("first").await.expect("an answer"), Ok(1));
    assert_eq!(world.store.epoch(), 2);
    world.release(&[ids[1]]).await;
    let expected = ["uncertain|1", "sending|2", "pending|-"];
    assert_eq!(bench.rows("state, epoch", "from outbox order by id").await, expected);
    let mut tx = world.store.write().await.expect("the lease");
    assert_eq!(in_flight::take_over(&mut tx, 2).await.expect("an answer"), 0, "of its own epoch it knows");
    assert_eq!(in_flight::uncertain(&mut tx, 10).await.expect("an answer"), [ids[0]]);
    assert_eq!(in_flight::uncertain(&mut tx, 0).await.expect("an answer"), []);
    let counts = in_flight::counts(&mut tx, now()).await.expect("an answer");
    assert_eq!((counts.waiting, counts.sending, counts.uncertain, counts.doubts, counts.failed), (1, 1, 1, 0, 0));
    drop(tx);
    settle(&world, ids[0], MarkState::Dropped { reason: "a nudge".into() }).await;
    assert_eq!(bench.states().await[0], format!("{}|cancelled", ids[0]));
}

pub async fn the_outbox_is_idle_when_nothing_is_due_in_flight_or_in_doubt(bench: Bench) {
    let world = World::new(&bench).await;
    let delivery = NewDelivery { due_at: in_hours(1), ..world.to(&world.ana, Notice::Apology) };
    world.enqueue([delivery.clone()]).await;
    for (state, hour, idle) in [
        ("pending", 0, true),
        ("pending", 1, false),
        ("sending", 0, false),
        ("uncertain", 0, false),
        ("sent", 1, true),
        ("failed", 1, true),
        ("cancelled", 1, true),
    ] {
        bench.execute(&format!("update outbox set state = '{state}'")).await;
        let mut tx = world.store.read().await.expect("a reader");
        assert_eq!(
            in_flight::is_idle(&mut tx, in_hours(hour), REAL).await.expect("an answer"),
            idle,
            "{state} at {hour}"
        );
        let counts = in_flight::counts(&mut tx, in_hours(hour)).await.expect("an answer");
        assert_eq!(counts.waiting, i64::from(state == "pending" && hour == 1), "{state} at {hour}");
        assert_eq!(counts.failed, i64::from(state == "failed"));
    }
}

pub async fn the_pacer_hears_of_everything_that_counts_and_of_nothing_else(bench: Bench) {
    let world = World::new(&bench).await;
    let (enrolment, question) = (world.ana.enrolment.id, QuestionId(50));
    let notices = [
        Notice::Apology,
        lesson(&world.ana),
        copy(&world.ana, 50),
        Notice::Refused { enrolment: None, why: Refusal::Outdated },
        Notice::Topic { enrolment, handle: Handle(1) },
        Notice::ReplyClosed { enrolment, question, of: None },
        Notice::Received { enrolment, message: 5 },
        Notice::ReplyArrived { enrolment, message: 5 },
        Notice::QuestionRemove { enrolment, question },
        Notice::SetCommands { scope: CommandScope::Admin, language: None },
        Notice::CheckGroup { cohort: world.cohort.id },
    ];
    let counted = notices.iter().filter(|notice| notice.verb().is_counted()).count();
    assert_eq!(counted, 6);
    let deliveries = notices.map(|notice| world.to(&world.ana, notice));
    let ids = deliveries.each_ref().map(|delivery| delivery.id);
    world.enqueue(deliveries).await;
    world.release(&ids).await;
    for id in ids {
        settle(&world, id, MarkState::Sent).await;
    }
    let mut tx = world.store.read().await.expect("a reader");
    assert_eq!(in_flight::sent_since(&mut tx, REAL).await.expect("an answer").len(), counted);
    assert_eq!(in_flight::sent_since(&mut tx, RealTime(REAL.0 + 1)).await.expect("an answer").len(), 0);
}

pub async fn the_pacer_hears_of_what_may_have_gone(bench: Bench) {
    let world = World::new(&bench).await;
    let deliveries = [0, 1, 2].map(|_| world.to(&world.ana, Notice::Apology));
    let [again, twice, dropped] = deliveries.each_ref().map(|delivery| delivery.id);
    world.enqueue(deliveries).await;
    let doubtful = || MarkState::Doubtful { at: REAL, reason: "no answer".into() };
    world.release(&[again, twice, dropped]).await;
    settle(&world, again, doubtful()).await;
    settle(&world, twice, doubtful()).await;
    settle(&world, dropped, MarkState::Dropped { reason: "no answer".into() }).await;
    world.release(&[twice]).await;
    settle(&world, twice, MarkState::Sent).await;
    let mut tx = world.store.read().await.expect("a reader");
    // Once for each time: one that waits for another try, one in doubt and then sent, one in doubt and given up.
    assert_eq!(in_flight::sent_since(&mut tx, REAL).await.expect("an answer").len(), 1 + 2 + 1);
    assert_eq!(in_flight::sent_since(&mut tx, RealTime(REAL.0 + 1)).await.expect("an answer").len(), 0);
}

pub async fn a_notice_that_does_not_decode_names_its_row(bench: Bench) {
    let world = World::new(&bench).await;
    let delivery = world.to(&world.ana, Notice::Apology);
    world.enqueue([delivery.clone()]).await;
    bench.execute("update outbox set notice = '{\"kind\":\"of tomorrow\"}'").await;
    let mut work = world.work().await;
    let needs = Needs { deliveries: [delivery.id].into(), ..Needs::default() };
    let error = work.load(&needs).await.expect_err("a notice of a newer version");
    assert!(matches!(&error, StoreError::Row { table: "outbox", id, .. } if *id == delivery.id.0), "{error}");
    assert!(!error.is_transient());
}
