//! How the bot stands, and what lies ahead: counts, the row, the view from outside, the warning of many lessons at once.

use crate::bench::Bench;
use crate::world::{ANA, REAL, Somebody, World, in_hours, now, person, private, somebody};
use chrono::TimeDelta;
use darb::actions::{Context, health, rush};
use darb::rules::health::{Cohorts, Health, Participants, Queue};
use darb::rules::notice::{Class, Notice};
use darb::rules::role::Role;
use darb::store::health::{Sight, Written, look};
use darb::store::outbox::{Mark, MarkState, NewDelivery};
use darb::store::people::Grant;
use darb::store::{Needs, StoreError, enrolments};
use std::sync::Arc;
use std::time::Duration;

fn lesson(world: &World, to: &Somebody) -> NewDelivery {
    NewDelivery { class: Class::Lesson, ..world.to(to, Notice::Apology) }
}

async fn seen(bench: &Bench) -> (Option<darb::store::health::Holder>, Option<Box<Written>>) {
    match look(bench.url()).await.expect("a database that can be looked at") {
        Sight::Seen { holder, written } => (holder, written),
        other => panic!("{other:?}"),
    }
}

pub async fn what_waits_is_counted_by_class(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    assert_eq!(health::count_queue(&context).await.expect("a count"), [Queue::default(); 4]);
    let ahead = NewDelivery { due_at: in_hours(9), ..lesson(&world, &world.ana) };
    let oldest = NewDelivery { due_at: now() - TimeDelta::minutes(5), ..lesson(&world, &world.badr) };
    let tried = lesson(&world, &world.badr);
    let reply = world.to(&world.ana, Notice::Apology);
    world.enqueue([lesson(&world, &world.ana), ahead, oldest, tried.clone(), reply]).await;
    let sent = world.to(&world.ana, Notice::Apology);
    world.enqueue([sent.clone()]).await;
    world.release(&[sent.id]).await;
    // A try that failed waits by the machine's own clock, which a case does not set.
    bench.execute(&format!("update outbox set retry_at = 9000000000000 where id = {}", tried.id)).await;
    let queue = health::count_queue(&context).await.expect("a count");
    assert_eq!(queue[0], Queue { waiting: 1, put_off: 0, oldest_ms: Some(0) });
    assert_eq!(queue[2], Queue { waiting: 2, put_off: 2, oldest_ms: Some(300_000) });
    assert_eq!((queue[1], queue[3]), (Queue::default(), Queue::default()));
}

pub async fn the_row_is_written_by_who_holds_the_lease_and_seen_without_it(bench: Bench) {
    let world = World::new(&bench).await;
    let (holder, written) = seen(&bench).await;
    let holder = holder.expect("the lease is held");
    assert_eq!((holder.name.as_str(), holder.epoch, written), ("first", 1, None));
    assert!(holder.age.is_some_and(|age| age < Duration::from_secs(60)), "{holder:?}");
    let [flying, failed, doubtful] = [1, 2, 3].map(|_| world.to(&world.ana, Notice::Apology));
    world.enqueue([flying.clone(), failed.clone(), doubtful.clone()]).await;
    world.release(&[flying.id, failed.id, doubtful.id]).await;
    let mut work = world.work().await;
    work.mark(Mark { delivery: failed.id, state: MarkState::Failed { reason: "r".into() } });
    work.mark(Mark { delivery: doubtful.id, state: MarkState::Doubtful { at: REAL, reason: "r".into() } });
    work.put_away(7, "raw".into(), "cause".into());
    work.save(&[7], now(), REAL).await.expect("a save");
    let context = world.context_at(now());
    // What failed two days ago is no news.
    for (settled_at, failures) in [(context.clock.real(), 1), (context.clock.real() - Duration::from_secs(172_800), 0)]
    {
        let set = format!("update outbox set settled_at = {} where state = 'failed'", settled_at.0);
        bench.execute(&set).await;
        let figures = Health { rate: 2.5, sent: 9, ..Health::default() };
        let health = health::record(&context, figures).await.expect("a row that can be written");
        let expected = (1, 0, 1, failures, 1, 2.5, now());
        let found = (
            health.in_flight,
            health.uncertain,
            health.doubts_day,
            health.failed_day,
            health.failed_updates,
            health.rate,
            health.course_at,
        );
        assert_eq!(found, expected);
        let (_, written) = seen(&bench).await;
        let written = written.expect("the row");
        assert_eq!((written.epoch, &written.health), (1, &health));
        assert!(written.age < Duration::from_secs(60), "{written:?}");
    }
    assert_eq!(bench.count("health").await, 1);
    let before = bench.dump().await;
    let other = Context { store: bench.open().await, ..world.context_at(now()) };
    let error = health::record(&other, Health::default()).await.expect_err("it does not hold the lease");
    assert!(matches!(error, darb::actions::ActionError::Store(StoreError::LeaseLost)), "{error}");
    assert_eq!(bench.dump().await, before);
    world.store.give_lease_back().await.expect("the lease is ours");
    assert_eq!(seen(&bench).await.0.expect("a holder").age, None);
}

pub async fn people_and_cohorts_are_counted(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    for (days, code) in [(30, "later"), (-300, "long over")] {
        let id = darb::rules::ids::CohortId(work.fresh_id());
        let starts_on = world.cohort.starts_on + TimeDelta::days(days);
        let (invite_code, request) = (code.to_owned(), code.to_owned());
        work.cohorts
            .put(id, darb::rules::model::Cohort { id, starts_on, invite_code, request, ..world.cohort.clone() });
    }
    let mut left = somebody(&mut work, ANA + 50, world.cohort.id, 9).enrolment;
    left.status = darb::rules::enrolment::Status::Waiting;
    work.put_enrolment(left, None, now());
    work.save(&[], now(), REAL).await.expect("a save");
    let counted = health::count_people(&world.context_at(now())).await.expect("a count");
    assert_eq!(counted.0, Cohorts { running: 1, ahead: 1, over: 1 });
    assert_eq!(counted.1, Participants { active: 2, waiting: 1, ..Participants::default() });
}

/// 1,000 people more, whose lesson comes at nine in the evening, UTC.
async fn crowd(world: &World) {
    let mut work = world.work().await;
    for index in 0..1_000 {
        let one = somebody(&mut work, ANA + 1_000 + index, world.cohort.id, 100 + index);
        work.put_enrolment(one.enrolment, Some(in_hours(9)), now());
    }
    work.save(&[], now(), REAL).await.expect("a save");
}

pub async fn what_falls_due_is_counted_by_its_time(bench: Bench) {
    let world = World::new(&bench).await;
    crowd(&world).await;
    let mut work = world.loaded(Needs { enrolments: [world.ana.enrolment.id].into(), ..Needs::default() }).await;
    work.put_enrolment(world.ana.enrolment.clone(), Some(in_hours(9) + TimeDelta::minutes(31)), now());
    work.save(&[], now(), REAL).await.expect("a save");
    let mut tx = world.store.read().await.expect("a reader");
    let quarter = TimeDelta::minutes(15);
    let loads = enrolments::loads(&mut tx, (now(), in_hours(24)), quarter).await.expect("a count");
    assert_eq!(loads, [(in_hours(9), 1_000), (in_hours(9) + quarter * 2, 1)]);
    let none = enrolments::loads(&mut tx, (in_hours(10), in_hours(24)), quarter).await.expect("a count");
    assert_eq!(none, []);
}

pub async fn many_lessons_at_one_hour_are_warned_of_once(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    let chat = private(work.fresh_id(), ANA + 77);
    let dana = person(work.fresh_id(), chat.id);
    work.chats.put(chat.id, chat.clone());
    work.people.put(dana.id, dana.clone());
    for person in [world.badr.person.id, dana.id] {
        work.grant(Grant { person, role: Role::Owner, granted_at: now() });
    }
    work.save(&[], now(), REAL).await.expect("a save");
    crowd(&world).await;
    let warned = "from outbox where kind = 'rush' order by chat_id";
    // 27 lessons a second: 1,000 are out within a minute.
    assert_eq!(rush::forecast(&world.context_at(now()), 30).await.expect("a forecast"), 0);
    assert!(bench.rows("id", warned).await.is_empty());
    // One a second: 1,000 of one part each take 16 min 40 s.
    for at in [now(), now(), in_hours(1), in_hours(8)] {
        let found = rush::forecast(&world.context_at(at), 1).await.expect("a forecast");
        assert_eq!(found, 1, "it lies ahead still");
    }
    assert_eq!(rush::forecast(&world.context_at(in_hours(10)), 1).await.expect("a forecast"), 0, "it is past");
    let chats = [world.badr.chat.id, chat.id].map(|chat| chat.to_string());
    assert_eq!(bench.rows("chat_id", warned).await, chats, "each admin, once");
    let notice: Notice = serde_json::from_str(&bench.rows("notice", warned).await[0]).expect("a notice");
    let expected = Notice::Rush {
        at: in_hours(9),
        zone: "Asia/Beirut".into(),
        lessons: 1_000,
        per_second: 1,
        minutes: 17,
        last_at: in_hours(9) + TimeDelta::seconds(1_000),
    };
    assert_eq!(notice, expected);
}

pub mod sqlite {
    use super::*;

    /// Files beside the data file, by name.
    fn beside(bench: &Bench) -> Vec<String> {
        let folder = bench.path().parent().expect("a folder").to_owned();
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("a readable folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub async fn looking_on_leaves_no_trace(bench: Bench) {
        let world = World::new(&bench).await;
        health::record(&world.context_at(now()), Health::default()).await.expect("a row");
        assert!(seen(&bench).await.1.is_some(), "while somebody has it open");
        let store = Arc::clone(&world.store);
        drop(world);
        store.close().await;
        let (files, bytes) = (beside(&bench), std::fs::read(bench.path()).expect("a readable file"));
        assert!(!files.iter().any(|name| name.ends_with("-wal")), "it was closed well: {files:?}");
        assert!(seen(&bench).await.1.is_some(), "when nobody has");
        assert_eq!((beside(&bench), std::fs::read(bench.path()).expect("a readable file") == bytes), (files, true));
    }
}
