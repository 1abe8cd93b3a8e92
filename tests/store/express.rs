//! What goes with the commit that decides it: the next item of a test, to whoever pressed.

use crate::acting::{incoming, press};
use crate::bench::Bench;
use crate::sending::{Stand, many, roomy};
use crate::world::*;
use darb::actions::intake_batch::handle;
use darb::actions::intent::{Command, PrivateEvent};
use darb::delivery::Limits;
use darb::rules::grading::{Attempt, NewAttempt};
use darb::rules::ids::{AttemptId, DeliveryId};
use darb::rules::notice::{Class, Notice};
use darb::rules::press::Press;
use darb::rules::real_time::RealTime;
use darb::store::Connection;
use darb::store::claim::Claimed;
use darb::store::express::{Carrier, Going};
use darb::store::in_flight;
use darb::store::messages::Standing;
use darb::store::outbox::NewDelivery;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Later than whatever decides began.
const LANDED: RealTime = RealTime(REAL.0 + 7_000);

/// Promises everything, and keeps what it is told.
#[derive(Debug, Default)]
struct Porter {
    went: Mutex<Vec<Going>>,
    freed: Mutex<Vec<String>>,
    stayed: Mutex<Vec<(DeliveryId, String)>>,
    /// What has landed and is not told; what was told, and what somebody failed to tell.
    landed: Mutex<Vec<DeliveryId>>,
    told: Mutex<Vec<DeliveryId>>,
    untold: Mutex<Vec<DeliveryId>>,
}

impl Carrier for Porter {
    fn has_room(&self) -> bool {
        true
    }

    fn promise(&self, claimed: &[Claimed]) -> Vec<bool> {
        vec![true; claimed.len()]
    }

    fn go(&self, going: Vec<Going>) {
        self.went.lock().expect("nobody panicked").extend(going);
    }

    fn free(&self, lanes: Vec<String>) {
        self.freed.lock().expect("nobody panicked").extend(lanes);
    }

    fn stayed(&self, deliveries: Vec<(DeliveryId, String)>) {
        self.stayed.lock().expect("nobody panicked").extend(deliveries);
    }

    fn landed(&self) -> (Vec<DeliveryId>, RealTime) {
        (std::mem::take(&mut *self.landed.lock().expect("nobody panicked")), LANDED)
    }

    fn told(&self, landed: Vec<DeliveryId>) {
        self.told.lock().expect("nobody panicked").extend(landed);
    }

    fn untold(&self, landed: Vec<DeliveryId>) {
        self.untold.lock().expect("nobody panicked").extend(landed);
    }
}

fn porter(world: &World) -> Arc<Porter> {
    let porter = Arc::new(Porter::default());
    let carrier: Arc<dyn Carrier> = Arc::clone(&porter) as _;
    world.store.express.carried_by(&carrier);
    porter
}

/// Somebody at the first item of a test, which stands in message 9 of their chat.
pub async fn in_test(world: &World, somebody: &Somebody, number: u8) -> Attempt {
    let mut work = world.work().await;
    let id = AttemptId(work.fresh_id());
    let of = NewAttempt { id, enrolment: somebody.enrolment.id, version: world.version, week: 1, number, seed: 5 };
    let attempt = Attempt::start(of, &course().weeks[0].assessment, now());
    let shown = Standing {
        chat: somebody.chat.id,
        message: 9,
        delivery: DeliveryId(work.fresh_id()),
        screen: Some(format!("t:{}:1", somebody.enrolment.id)),
        question: None,
        sent_at: now(),
        hides_at: None,
        goes_at: None,
    };
    work.attempts.put(id, attempt.clone());
    work.messages.put((shown.chat, shown.message), shown);
    work.save(&[], now(), REAL).await.expect("a save");
    attempt
}

fn answer(attempt: &Attempt, position: u8) -> Press {
    Press::Answer { attempt: attempt.id, position, choice: 0 }
}

const ITEMS: &str = "from outbox where kind = 'item' order by id";

pub async fn the_next_item_goes_with_the_commit_that_decides_it_as_a_look_would_read_it(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (in_test(&world, &world.ana, 1).await, in_test(&world, &world.badr, 1).await);
    let porter = porter(&world);
    handle(&world.context_at(now()), &[press(1, ANA, answer(&ana, 0)), press(2, BADR, answer(&badr, 0))])
        .await
        .expect("nothing transient");
    assert_eq!(bench.rows("state, attempts, epoch, in_group", ITEMS).await, ["sending|1|1|0", "sending|1|1|0"]);
    let went = std::mem::take(&mut *porter.went.lock().expect("nobody panicked"));
    assert!(went.iter().all(|going| going.is_noted));
    let went: Vec<Claimed> = went.into_iter().map(|going| going.claimed).collect();
    // Taken back, it is found by a look; what that reads is what was handed over.
    let mut tx = world.store.write().await.expect("the lease");
    let ids: Vec<DeliveryId> = went.iter().map(|claimed| claimed.id).collect();
    in_flight::take_back(&mut tx, &ids, world.store.epoch());
    tx.commit().await.expect("a commit");
    assert_eq!(world.claim().await, went);
}

pub async fn an_answer_that_waits_in_the_chat_goes_before_the_next_item(bench: Bench) {
    let world = World::new(&bench).await;
    let attempt = in_test(&world, &world.ana, 1).await;
    world.enqueue([NewDelivery { class: Class::Reply, ..world.to(&world.ana, Notice::Apology) }]).await;
    let porter = porter(&world);
    handle(&world.context_at(now()), &[press(1, ANA, answer(&attempt, 0))]).await.expect("nothing transient");
    assert_eq!(bench.rows("state, attempts, epoch", ITEMS).await, ["pending|0|-"]);
    assert!(porter.went.lock().expect("nobody panicked").is_empty());
    assert_eq!(*porter.freed.lock().expect("nobody panicked"), [format!("c{}", world.ana.chat.id)]);
}

/// Counts the steps of SQLite's machine from now on, in hundreds; there is one connection that writes.
async fn steps_of(world: &World) -> Arc<AtomicU64> {
    let steps = Arc::new(AtomicU64::new(0));
    let mut tx = world.store.write().await.expect("the lease");
    if let Connection::Sqlite(connection) = &mut tx.connection {
        let count = Arc::clone(&steps);
        connection.lock_handle().await.expect("a connection").set_progress_handler(100, move || {
            count.fetch_add(1, Ordering::Relaxed);
            true
        });
    }
    tx.rollback().await.expect("nothing was written");
    steps
}

pub async fn the_next_item_waits_for_no_lesson_and_looks_through_none(bench: Bench) {
    let world = World::new(&bench).await;
    let attempt = in_test(&world, &world.ana, 1).await;
    let lesson = NewDelivery { class: Class::Lesson, ..world.to(&world.ana, Notice::Apology) };
    world.enqueue([lesson.clone()]).await;
    many(&bench, &lesson, 20_000).await;
    world.enqueue([NewDelivery { class: Class::Lesson, ..world.to(&world.ana, Notice::Apology) }]).await;
    let porter = porter(&world);
    let steps = steps_of(&world).await;
    handle(&world.context_at(now()), &[press(1, ANA, answer(&attempt, 0))]).await.expect("nothing transient");
    assert_eq!(bench.rows("state", ITEMS).await, ["sending"]);
    assert_eq!(porter.went.lock().expect("nobody panicked").len(), 1);
    let steps = steps.load(Ordering::Relaxed);
    assert!(steps < 100 && (steps > 0 || bench.is_postgres()), "a press took {steps} hundreds of steps");
}

pub async fn answers_that_wait_in_other_chats_are_looked_through_once_for_a_batch(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (in_test(&world, &world.ana, 1).await, in_test(&world, &world.badr, 1).await);
    let reply = NewDelivery { class: Class::Reply, ..world.to(&world.ana, Notice::Apology) };
    world.enqueue([reply.clone()]).await;
    many(&bench, &reply, 5_000).await;
    let porter = porter(&world);
    let steps = steps_of(&world).await;
    let batch = [press(1, ANA, answer(&ana, 0)), press(2, BADR, answer(&badr, 0))];
    handle(&world.context_at(now()), &batch).await.expect("nothing transient");
    assert_eq!(bench.rows("state", ITEMS).await, ["sending"; 2]);
    assert_eq!(porter.went.lock().expect("nobody panicked").len(), 2);
    let steps = steps.load(Ordering::Relaxed);
    assert!(steps < 600 && (steps > 0 || bench.is_postgres()), "two presses took {steps} hundreds of steps");
}

pub async fn nothing_goes_at_once_that_is_not_alone_or_no_item(bench: Bench) {
    let world = World::new(&bench).await;
    let attempt = in_test(&world, &world.ana, 1).await;
    let porter = porter(&world);
    let batch = [
        press(1, ANA, answer(&attempt, 0)),
        press(2, ANA, answer(&attempt, 1)),
        incoming(3, BADR, PrivateEvent::Command(Command::Settings)),
    ];
    handle(&world.context_at(now()), &batch).await.expect("nothing transient");
    assert_eq!(bench.count("outbox where state = 'sending'").await, 0);
    assert!(porter.went.lock().expect("nobody panicked").is_empty());
    assert_eq!(bench.rows("state, reason", ITEMS).await, ["cancelled|superseded", "pending|-"]);
}

/// From now on no item can be kept.
fn no_items(bench: &Bench) -> &'static str {
    if bench.is_postgres() {
        "create function refuse() returns trigger as $$ begin raise exception 'no'; end $$ language plpgsql; \
         create trigger no_items before insert on outbox for each row when (new.kind = 'item') execute function refuse()"
    } else {
        "create trigger no_items before insert on outbox when new.kind = 'item' begin select raise(abort, 'no'); end"
    }
}

pub async fn what_was_promised_and_not_committed_is_told_to_the_carrier(bench: Bench) {
    let world = World::new(&bench).await;
    let attempt = in_test(&world, &world.ana, 1).await;
    let porter = porter(&world);
    bench.execute(no_items(&bench)).await;
    handle(&world.context_at(now()), &[press(1, ANA, answer(&attempt, 0))]).await.expect("it is put away");
    assert_eq!(bench.count("failed_updates").await, 1);
    assert!(porter.went.lock().expect("nobody panicked").is_empty());
    let stayed = porter.stayed.lock().expect("nobody panicked").clone();
    let lane = format!("c{}", world.ana.chat.id);
    assert!(!stayed.is_empty() && stayed.iter().all(|(_, of)| *of == lane), "{stayed:?}");
}

/// What Ana's press sent has landed, and nobody has told it.
async fn one_has_landed(world: &World) -> (Arc<Porter>, DeliveryId) {
    let ana = in_test(world, &world.ana, 1).await;
    let porter = porter(world);
    handle(&world.context_at(now()), &[press(1, ANA, answer(&ana, 0))]).await.expect("nothing transient");
    let went = porter.went.lock().expect("nobody panicked")[0].claimed.id;
    *porter.landed.lock().expect("nobody panicked") = vec![went];
    (porter, went)
}

pub async fn what_has_landed_is_told_with_the_next_commit(bench: Bench) {
    let world = World::new(&bench).await;
    let badr = in_test(&world, &world.badr, 1).await;
    let (porter, went) = one_has_landed(&world).await;
    handle(&world.context_at(now()), &[press(2, BADR, answer(&badr, 0))]).await.expect("nothing transient");
    assert_eq!(bench.rows("state, attempts", ITEMS).await, ["sent|1", "sending|1"]);
    assert_eq!(*porter.told.lock().expect("nobody panicked"), [went]);
    let settled = bench.rows("settled_at", "from outbox where kind = 'item' and state = 'sent'").await;
    assert_eq!(settled, [LANDED.0.to_string()], "not before it was accepted");
    // Also where nothing goes.
    let went = porter.went.lock().expect("nobody panicked")[1].claimed.id;
    *porter.landed.lock().expect("nobody panicked") = vec![went];
    handle(&world.context_at(now()), &[incoming(3, BADR, PrivateEvent::Blocked)]).await.expect("nothing transient");
    assert_eq!(bench.rows("state", ITEMS).await, ["sent", "sent"]);
    assert_eq!(porter.told.lock().expect("nobody panicked").len(), 2);
    assert!(porter.untold.lock().expect("nobody panicked").is_empty());
}

pub async fn what_has_landed_is_told_again_when_the_commit_fails(bench: Bench) {
    let world = World::new(&bench).await;
    let badr = in_test(&world, &world.badr, 1).await;
    let (porter, went) = one_has_landed(&world).await;
    bench.execute(no_items(&bench)).await;
    handle(&world.context_at(now()), &[press(2, BADR, answer(&badr, 0))]).await.expect("it is put away");
    assert_eq!(bench.count("failed_updates").await, 1);
    assert_eq!(bench.rows("state", ITEMS).await, ["sending"], "with what fails nothing is told");
    assert_eq!(*porter.untold.lock().expect("nobody panicked"), [went]);
    assert!(porter.told.lock().expect("nobody panicked").is_empty());
}

pub async fn what_has_landed_is_not_told_by_whoever_lost_the_lease(bench: Bench) {
    let world = World::new(&bench).await;
    let badr = in_test(&world, &world.badr, 1).await;
    let (porter, went) = one_has_landed(&world).await;
    let second = bench.open().await;
    world.store.give_lease_back().await.expect("an answer");
    assert_eq!(second.take_lease("second").await.expect("an answer"), Ok(1), "it is in doubt now");
    let before = bench.dump().await;
    let lost = handle(&world.context_at(now()), &[press(2, BADR, answer(&badr, 0))]).await;
    lost.expect_err("the lease is lost");
    assert_eq!(bench.dump().await, before);
    let (landed, untold) = (porter.landed.lock().expect("nobody panicked"), porter.untold.lock());
    assert_eq!([&landed[..], &untold.expect("nobody panicked")[..]].concat(), [went], "it is still there");
    assert!(porter.told.lock().expect("nobody panicked").is_empty());
}

pub async fn the_limits_hold_for_what_goes_at_once(bench: Bench) {
    let world = World::new(&bench).await;
    let attempt = in_test(&world, &world.ana, 1).await;
    let limits = Limits { private_gap: Duration::from_secs(3_600), ..roomy() };
    let stand = Stand::run(&world, world.context_at(now()), limits);
    world.enqueue([world.to(&world.badr, Notice::Apology)]).await;
    stand.wake.notify_one();
    stand.until(&bench, 1).await;
    for (update, position) in [(10, 0), (11, 1)] {
        handle(&world.context_at(now()), &[press(update, ANA, answer(&attempt, position))])
            .await
            .expect("nothing transient");
    }
    assert_eq!(bench.count("outbox where kind = 'item' and state <> 'pending'").await, 1, "the gap is not over");
    assert_eq!(bench.rows("state, attempts", ITEMS).await[1], "pending|0");
    stand.stop().await;
}

pub async fn presses_are_answered_in_order_by_whoever_sends(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (in_test(&world, &world.ana, 1).await, in_test(&world, &world.badr, 1).await);
    let stand = Stand::run(&world, world.context_at(now()), roomy());
    // Once something has gone the sender takes over what goes with a commit.
    world.enqueue([world.to(&world.badr, Notice::Apology)]).await;
    stand.wake.notify_one();
    stand.until(&bench, 1).await;
    for position in 0..2 {
        let update = 10 * i64::from(position) + 10;
        let batch = [press(update, ANA, answer(&ana, position)), press(update + 1, BADR, answer(&badr, position))];
        handle(&world.context_at(now()), &batch).await.expect("nothing transient");
        stand.wake.notify_one();
        stand.until(&bench, 1).await;
    }
    assert_eq!(bench.rows("state, attempts", ITEMS).await, ["sent|1"; 4]);
    let mut edits = stand.edits();
    edits[..2].sort_unstable();
    edits[2..].sort_unstable();
    assert_eq!(edits, [(ANA, 9), (BADR, 9), (ANA, 9), (BADR, 9)]);
    // What is on its way when it is told to stop has landed and is told when it has stopped.
    let next = in_test(&world, &world.ana, 2).await;
    let last = [press(28, ANA, answer(&next, 0))];
    handle(&world.context_at(now()), &last).await.expect("nothing transient");
    // When it has stopped, nothing is handed over any more.
    stand.stop().await;
    assert_eq!(bench.rows("state, attempts", ITEMS).await, ["sent|1"; 5]);
    handle(&world.context_at(now()), &[press(30, ANA, answer(&next, 1))]).await.expect("nothing transient");
    assert_eq!(bench.count("outbox where state = 'pending' and kind = 'item'").await, 1);
}
