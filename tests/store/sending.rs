//! What the sender finds when much waits: how much a look costs, and in which order things come.

use crate::acting::{incoming, press, start};
use crate::bench::{Bench, DIGIT, sealer};
use crate::world::*;
use chrono::{DateTime, Utc};
use darb::actions::Context;
use darb::actions::intake_batch::handle;
use darb::actions::intent::PrivateEvent;
use darb::actions::settle::{self, Basis, Returned};
use darb::delivery::{Limits, Preparer, Request, Sender, SenderSettings, Transport};
use darb::rules::course::{Course, Language, Library, Part};
use darb::rules::ids::{ChatId, DeliveryId, LessonId, TopicId, VersionId};
use darb::rules::notice::{Class, LessonKeys, Notice};
use darb::rules::outcome::{Outcome, Reason, Receipt};
use darb::rules::press::Press;
use darb::store::chats::{Chat, ChatKind};
use darb::store::claim::{self, Batch, Look};
use darb::store::outbox::NewDelivery;
use darb::store::topics::Topic;
use darb::store::{Connection, Tx};
use darb::text::Catalog;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// Ids of chats and deliveries that are filled in by the thousand begin here.
const MANY: i64 = 900_000_000;

/// So many lessons in chats of their own, all like `like`, which is taken away. Their ids are even.
pub async fn many(bench: &Bench, like: &NewDelivery, count: i64) -> Vec<DeliveryId> {
    let numbers = if bench.is_postgres() {
        format!("select i from generate_series(1, {count}) as i")
    } else {
        format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) select i from n")
    };
    let (chat, like) = (like.chat, like.id);
    bench
        .execute(&format!(
            "insert into chats (id, lookup, sealed, key_id, kind) select {MANY} + n.i, 'l' || n.i, c.sealed, c.key_id, c.kind \
             from ({numbers}) as n join chats c on c.id = {chat}"
        ))
        .await;
    bench
        .execute(&format!(
            "insert into outbox (id, dedupe_key, chat_id, enrolment_id, lane, class, kind, kind_version, notice, quiet, due_at, \
             state, attempts, doubts, created_at) select {MANY} + 2 * n.i, 'many ' || n.i, {MANY} + n.i, o.enrolment_id, \
             'c' || ({MANY} + n.i), o.class, o.kind, o.kind_version, o.notice, o.quiet, o.due_at, o.state, 0, 0, o.created_at \
             from ({numbers}) as n join outbox o on o.id = {like}"
        ))
        .await;
    bench.execute(&format!("delete from outbox where id = {like}")).await;
    (1..=count).map(|number| DeliveryId(MANY + 2 * number)).collect()
}

const LESSONS: (Class, Class) = (Class::Lesson, Class::Nudge);

/// A look for lessons in private chats, as the sender has it.
async fn look_at(tx: &mut Tx, at: DateTime<Utc>) -> Batch {
    let look = Look { classes: LESSONS, private: true, now: at, real: REAL, limit: 32 };
    claim::claim(tx, &sealer(DIGIT), [], look).await.expect("a claim")
}

fn ids(batch: &Batch) -> Vec<DeliveryId> {
    batch.deliveries.iter().map(|claimed| claimed.id).collect()
}

/// How many hundreds of steps SQLite's machine takes for a look; `None` on Postgres.
async fn steps(world: &World, at: DateTime<Utc>) -> Option<u64> {
    let mut tx = world.store.read().await.expect("a reader");
    // The statement is made ready first: what is counted is the look itself.
    look_at(&mut tx, at).await;
    let counted = Arc::new(AtomicU64::new(0));
    let Connection::Sqlite(connection) = &mut tx.connection else { return None };
    let count = Arc::clone(&counted);
    connection.lock_handle().await.expect("a connection").set_progress_handler(100, move || {
        count.fetch_add(1, Ordering::Relaxed);
        true
    });
    look_at(&mut tx, at).await;
    let Connection::Sqlite(connection) = &mut tx.connection else { return None };
    connection.lock_handle().await.expect("a connection").remove_progress_handler();
    Some(counted.load(Ordering::Relaxed))
}

pub async fn what_was_put_off_until_morning_costs_a_look_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let lesson = || NewDelivery { class: Class::Lesson, ..world.to(&world.ana, Notice::Apology) };
    let like = lesson();
    world.enqueue([like.clone()]).await;
    let waiting = many(&bench, &like, 20_000).await;
    let due = [lesson(), lesson()];
    let later = NewDelivery { due_at: in_hours(5), ..lesson() };
    world.enqueue(due.iter().cloned().chain([later.clone()])).await;
    let (off, first) = waiting.split_at(waiting.len() - 1);
    let mut tx = world.store.write().await.expect("the lease");
    let until: Vec<_> = off.iter().map(|id| (*id, in_hours(9))).collect();
    claim::postpone(&mut tx, &until);
    tx.commit().await.expect("a commit");
    let mut tx = world.store.read().await.expect("a reader");
    assert_eq!(ids(&look_at(&mut tx, now()).await), [due[0].id, first[0]]);
    drop(tx);
    if let Some(steps) = steps(&world, now()).await {
        assert!(steps < 50, "a look took {steps} hundreds of steps");
    }
}

pub async fn what_was_put_off_comes_in_its_time_before_what_is_younger(bench: Bench) {
    let world = World::new(&bench).await;
    let lesson = |to| NewDelivery { class: Class::Lesson, ..world.to(to, Notice::Apology) };
    let (first, second, other) = (lesson(&world.ana), lesson(&world.ana), lesson(&world.badr));
    let later = NewDelivery { due_at: in_hours(2), ..lesson(&world.badr) };
    world.enqueue([first.clone(), second.clone(), other.clone(), later.clone()]).await;
    let mut tx = world.store.write().await.expect("the lease");
    claim::postpone(&mut tx, &[(first.id, in_hours(2)), (other.id, in_hours(3))]);
    tx.commit().await.expect("a commit");
    let look = async |at| look_at(&mut world.store.read().await.expect("a reader"), at).await;
    let found = look(in_hours(1)).await;
    assert_eq!((ids(&found), found.has_come), (vec![second.id], false));
    // What has come may stand before what is found: it is told first.
    assert!(look(in_hours(2)).await.has_come);
    let mut tx = world.store.write().await.expect("the lease");
    let has_more = claim::come(&mut tx, LESSONS, in_hours(2)).await.expect("an answer");
    tx.commit().await.expect("a commit");
    assert!(!has_more);
    let found = look(in_hours(2)).await;
    assert_eq!((ids(&found), found.has_come), (vec![first.id, later.id], false), "the older one of each lane");
    assert!(look(in_hours(3)).await.has_come, "each in its own time");
    let urgent = Look { classes: (Class::Reply, Class::Relay), private: true, now: in_hours(3), real: REAL, limit: 32 };
    let mut tx = world.store.read().await.expect("a reader");
    let found = claim::claim(&mut tx, &sealer(DIGIT), [], urgent).await.expect("a claim");
    assert!(!found.has_come, "an answer does not wait for lessons to come");
}

pub async fn a_look_knows_when_nothing_waits_behind_what_is_claimed(bench: Bench) {
    let world = World::new(&bench).await;
    let look = |classes, private| Look { classes, private, now: now(), real: REAL, limit: 32 };
    let is_void = async |busy: &[&str], look: Look| {
        let mut tx = world.store.read().await.expect("a reader");
        claim::claim(&mut tx, &sealer(DIGIT), busy.iter().copied(), look).await.expect("a claim").is_void
    };
    let (answers, lessons) = (look((Class::Reply, Class::Relay), true), look(LESSONS, true));
    let groups = look((Class::Reply, Class::Nudge), false);
    assert!(is_void(&[], answers).await && is_void(&[], lessons).await && is_void(&[], groups).await);
    let lane = format!("c{}", world.ana.chat.id);
    world.enqueue([NewDelivery { class: Class::Reply, ..world.to(&world.ana, Notice::Apology) }]).await;
    assert!(!is_void(&[], answers).await, "it is found");
    assert!(!is_void(&[lane.as_str()], answers).await, "it waits behind its lane");
    assert!(is_void(&[lane.as_str()], lessons).await && is_void(&[], groups).await, "it is no lesson and in no group");
    world.enqueue([NewDelivery { class: Class::Reply, ..world.at(world.group.id, Notice::Apology) }]).await;
    let group = format!("c{}", world.group.id);
    assert!(!is_void(&[group.as_str()], groups).await);
    assert!(is_void(&[], lessons).await);
}

// ---- Groups ---------------------------------------------------------------------------------------------------------

pub async fn a_busy_forum_leaves_room_for_another_group(bench: Bench) {
    let world = World::new(&bench).await;
    let other = Chat { id: ChatId(77_001), telegram_id: GROUP - 1, kind: ChatKind::Group, ..world.group.clone() };
    let mut work = world.work().await;
    work.chats.put(other.id, other.clone());
    let topics: Vec<TopicId> = (0..60).map(|number| TopicId(77_100 + number)).collect();
    for (topic, number) in topics.iter().zip(40..) {
        let enrolment = somebody(&mut work, 6_000_000_000 + number, world.cohort.id, number).enrolment.id;
        let (chat, thread, delivery) = (world.group.id, Some(number), DeliveryId(1));
        work.topics.put(*topic, Topic { id: *topic, enrolment, chat, thread, delivery });
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let relay = |chat, topic| NewDelivery { class: Class::Relay, topic, ..world.at(chat, Notice::Apology) };
    let busy: Vec<NewDelivery> = topics.iter().map(|topic| relay(world.group.id, Some(*topic))).collect();
    let answer = NewDelivery { class: Class::Reply, ..world.at(world.group.id, Notice::Apology) };
    let waiting = relay(other.id, None);
    world.enqueue(busy.into_iter().chain([waiting.clone()])).await;
    let look = Look { classes: (Class::Reply, Class::Nudge), private: false, now: now(), real: REAL, limit: 32 };
    let looked = async |busy: &[String]| {
        let mut tx = world.store.read().await.expect("a reader");
        let busy = busy.iter().map(String::as_str);
        claim::claim(&mut tx, &sealer(DIGIT), busy, look).await.expect("a claim")
    };
    let found = looked(&[]).await;
    assert_eq!(found.deliveries.len(), claim::AHEAD_OF_GROUP, "so much of the busy one and no more");
    assert!(found.is_full, "it is worth another look");
    let taken = found.deliveries.iter().map(|claimed| claimed.lane.clone());
    let taken: Vec<String> = taken.chain([claim::full_group(world.group.id)]).collect();
    assert_eq!(ids(&looked(&taken).await), [waiting.id]);
    // What a mentor there pressed for does not wait behind sixty questions.
    world.enqueue([answer.clone()]).await;
    assert_eq!(ids(&looked(&taken).await), [answer.id, waiting.id]);
}

// ---- What cannot be read --------------------------------------------------------------------------------------------

pub async fn a_chat_that_cannot_be_unsealed_costs_its_own_deliveries_only(bench: Bench) {
    let world = World::new(&bench).await;
    let lost = [world.to(&world.badr, Notice::Apology), world.to(&world.badr, Notice::Stranger)];
    let fine = world.to(&world.ana, Notice::Apology);
    world.enqueue(lost.iter().cloned().chain([fine.clone()])).await;
    bench.execute(&format!("update chats set sealed = 'of another key' where id = {}", world.badr.chat.id)).await;
    let stand = Stand::run(&world, world.context_at(now()), Limits::default());
    stand.until(&bench, 1).await;
    stand.stop().await;
    assert_eq!(bench.rows("state", &format!("from outbox where id = {}", fine.id)).await, ["sent"]);
    let failed = bench.rows("state, reason", "from outbox where state = 'failed'").await;
    assert!(failed.len() == 2 && failed[0].len() > "failed|".len(), "each with its reason: {failed:?}");
    assert_eq!(bench.count("outbox where state = 'failed' and settled_at is not null").await, 2);
    // Nor does it keep anybody else from being heard.
    let context = world.context_at(now());
    handle(&context, &[press(1, ANA, Press::ShowLanguages)]).await.expect("nothing transient");
    assert_eq!(bench.count("failed_updates").await, 0);
}

// ---- Who came back --------------------------------------------------------------------------------------------------

pub async fn a_refusal_from_before_somebody_came_back_says_nothing_about_them(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let unreachable = "chats where unreachable_at is not null";
    handle(&context, &[incoming(1, ANA, PrivateEvent::Blocked)]).await.expect("nothing transient");
    assert_eq!(bench.count(unreachable).await, 1);
    let relay = NewDelivery { class: Class::Relay, ..world.to(&world.ana, Notice::Apology) };
    world.enqueue([relay.clone()]).await;
    // It is looked at, asked of Telegram, and only then they come back.
    let asked = world.store.returns.count();
    handle(&context, &[start(2, ANA)]).await.expect("nothing transient");
    assert_eq!(bench.count(unreachable).await, 0);
    let settle = async |basis| {
        let outcome = Outcome::Refused(Reason::Unreachable);
        let returned = Returned { id: relay.id, outcome, basis, trace: None };
        settle::settle(&context, &[returned], &[]).await.expect("settled");
    };
    let state = format!("from outbox where id = {}", relay.id);
    for basis in [Basis::Look, Basis::Asked(asked)] {
        settle(basis).await;
        assert_eq!(bench.count(unreachable).await, 0, "{basis:?}");
        assert_eq!(bench.rows("state", &state).await, ["pending"], "it goes after all ({basis:?})");
        world.release(&[relay.id]).await;
    }
    // Blocked once more: what is asked from now on counts.
    settle(Basis::Asked(world.store.returns.count())).await;
    assert_eq!(bench.count(unreachable).await, 1);
    assert_eq!(bench.rows("state, reason", &state).await, ["failed|unreachable"]);
}

// ---- While much waits -----------------------------------------------------------------------------------------------

/// Takes everything at once and remembers what went where.
#[derive(Debug, Default)]
struct Ledger {
    went: Mutex<Vec<(i64, String)>>,
    /// The chat and the message of each edit.
    edits: Mutex<Vec<(i64, i64)>>,
}

impl Transport for Ledger {
    fn bot_id(&self) -> i64 {
        1
    }

    async fn carry(&self, request: Request) -> Outcome {
        let mut went = self.went.lock().expect("nobody panicked");
        match request {
            Request::Send { chat, message, .. } => went.push((chat, message.text)),
            Request::Edit { chat, target, .. } => {
                self.edits.lock().expect("nobody panicked").push((chat, target));
                return Outcome::Sent(Receipt { message: Some(target), ..Receipt::default() });
            }
            _ => {}
        }
        let message = i64::try_from(went.len()).expect("few");
        Outcome::Sent(Receipt { message: Some(1_000 + message), ..Receipt::default() })
    }
}

/// Limits that nobody meets.
pub fn roomy() -> Limits {
    Limits { per_second: 100_000, private_gap: Duration::ZERO, ..Limits::default() }
}

/// A sender at work.
pub struct Stand {
    ledger: Arc<Ledger>,
    stop: watch::Sender<bool>,
    pub wake: Arc<Notify>,
    task: tokio::task::JoinHandle<Result<(), darb::actions::ActionError>>,
}

impl Stand {
    pub fn run(world: &World, context: Context, limits: Limits) -> Self {
        let ledger = Arc::new(Ledger::default());
        let keyring = Arc::clone(world.store.keyring());
        let preparer = Preparer { catalog: Arc::new(Catalog::embedded()), bot_username: "bot".to_owned(), keyring };
        let settings = SenderSettings { limits, in_flight: 100, requests: 100 };
        let renewed_at = Arc::new(AtomicI64::new(context.clock.real().0 + 3_600_000));
        assert_eq!(context.store.epoch(), world.store.epoch());
        let sender = Sender::new(Arc::new(context), preparer, Arc::clone(&ledger), settings, renewed_at);
        let (stop, stopped) = watch::channel(false);
        let wake = Arc::new(Notify::new());
        let task = tokio::spawn(sender.run(Arc::clone(&wake), stopped));
        Self { ledger, stop, wake, task }
    }

    /// The chat and the message of each edit, as they went.
    pub fn edits(&self) -> Vec<(i64, i64)> {
        self.ledger.edits.lock().expect("nobody panicked").clone()
    }

    fn count(&self) -> usize {
        self.ledger.went.lock().expect("nobody panicked").len()
    }

    /// Until so much went, and nothing waits or is in flight.
    pub async fn until(&self, bench: &Bench, count: usize) {
        for _ in 0..1_200 {
            let is_busy = self.count() < count || bench.count("outbox where state in ('pending', 'sending')").await > 0;
            if !is_busy {
                return;
            }
            assert!(!self.task.is_finished(), "the sender has ended");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{} of {count} went, and then nothing more", self.count());
    }

    /// Until none of these waits or is in flight, and nobody waits for an answer.
    async fn until_settled(&self, bench: &Bench, deliveries: &[NewDelivery]) {
        let ids: Vec<String> = deliveries.iter().map(|delivery| delivery.id.to_string()).collect();
        let open =
            format!("outbox where state in ('pending', 'sending') and (class < 2 or id in ({}))", ids.join(", "));
        for _ in 0..1_200 {
            if bench.count(&open).await == 0 {
                return;
            }
            assert!(!self.task.is_finished(), "the sender has ended");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{} went, and then nothing more", self.count());
    }

    /// What each chat got, in order.
    pub async fn stop(self) -> BTreeMap<i64, Vec<String>> {
        self.stop.send(true).expect("the sender listens");
        self.wake.notify_one();
        self.task.await.expect("no panic").expect("it ended well");
        let mut by_chat: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for (chat, text) in self.ledger.went.lock().expect("nobody panicked").drain(..) {
            by_chat.entry(chat).or_default().push(text);
        }
        by_chat
    }
}

/// The usual course, with its lessons in Arabic too.
async fn in_two_languages(world: &World) -> (Arc<Library>, VersionId) {
    let mut course: Course = course();
    for lesson in course.weeks.iter_mut().flat_map(|week| &mut week.lessons) {
        let part = Part { text: "درس في لغته".into(), entities: vec![], media: None };
        lesson.body.insert(Language::Ar, vec![part]);
    }
    let (library, versions) = world.store.add_courses(&[course], now()).await.expect("a course that can be kept");
    (Arc::new(library), versions[0])
}

/// So many lessons wait, and so many of them before those of who stops, pauses, erases or changes language.
const WAITING: usize = 20_000;
const BEFORE: usize = 4_000;

pub async fn who_stops_pauses_erases_or_changes_language_while_much_waits_gets_what_is_right(bench: Bench) {
    let world = World::new(&bench).await;
    let (library, version) = in_two_languages(&world).await;
    let mut work = world.work().await;
    let crowd = somebody(&mut work, 6_000_000_000, world.cohort.id, 10);
    let who: Vec<Somebody> =
        (0..5).map(|number| somebody(&mut work, 7_000_000_000 + number, world.cohort.id, 20 + number)).collect();
    work.save(&[], now(), REAL).await.expect("a save");
    let [leaves, pauses, erases, changes, stays] = &who[..] else { panic!("five") };
    let like = NewDelivery { class: Class::Lesson, ..world.at(crowd.chat.id, Notice::Apology) };
    world.enqueue([like.clone()]).await;
    many(&bench, &like, WAITING as i64).await;
    let lesson = |somebody: &Somebody| {
        let (enrolment, lesson, keys) = (somebody.enrolment.id, LessonId::new(1, 1), LessonKeys::default());
        let notice = Notice::Lesson { enrolment, version, lesson, part: 0, last: true, keys, back: false };
        world.to(somebody, notice)
    };
    let mut lessons: Vec<NewDelivery> = who.iter().map(lesson).collect();
    for (lesson, number) in lessons.iter_mut().zip((2 * BEFORE as i64 + 1..).step_by(2)) {
        lesson.id = DeliveryId(MANY + number);
    }
    world.enqueue(lessons.clone()).await;
    let context = || Context { library: Arc::clone(&library).into(), ..world.context_at(now()) };
    let stand = Stand::run(&world, context(), roomy());
    while stand.count() < 100 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let updates = [
        press(1, leaves.chat.telegram_id, Press::Leave { enrolment: leaves.enrolment.id }),
        press(2, pauses.chat.telegram_id, Press::Pause { enrolment: pauses.enrolment.id }),
        incoming(3, erases.chat.telegram_id, PrivateEvent::Panic { message: 9 }),
        press(4, changes.chat.telegram_id, Press::SetLanguage { language: Language::Ar }),
    ];
    handle(&context(), &updates).await.expect("nothing transient");
    assert!(stand.count() < BEFORE - 1_000, "it happened before anything of theirs was claimed");
    stand.wake.notify_one();
    stand.until_settled(&bench, &lessons).await;
    let went = stand.stop().await;
    assert_eq!(bench.count("failed_updates").await, 0);
    let waits = bench.count("outbox where state = 'pending' and class = 2").await;
    let of_crowd = went[&crowd.chat.telegram_id].len();
    assert!(of_crowd >= BEFORE && of_crowd + waits == WAITING, "{of_crowd} went, {waits} wait: none of theirs is lost");
    let (arabic, english) = ("درس في لغته", "A lesson");
    let has = |somebody: &Somebody, words: &str| {
        let texts = went.get(&somebody.chat.telegram_id).map(Vec::as_slice).unwrap_or_default();
        texts.iter().any(|text| text.contains(words))
    };
    for (somebody, in_arabic, in_english) in [
        (leaves, false, false),
        (pauses, false, false),
        (erases, false, false),
        (changes, true, false),
        (stays, false, true),
    ] {
        let found = (has(somebody, arabic), has(somebody, english));
        assert_eq!(found, (in_arabic, in_english), "{:?}", went.get(&somebody.chat.telegram_id));
    }
    let state =
        async |at: usize| bench.rows("state, reason", &format!("from outbox where id = {}", lessons[at].id)).await;
    assert_eq!((state(0).await, state(1).await), (vec!["cancelled|stopped".into()], vec!["cancelled|stopped".into()]));
    assert_eq!((state(3).await, state(4).await), (vec!["sent|-".into()], vec!["sent|-".into()]));
    let of_who_erased = state(2).await;
    assert!(of_who_erased.iter().all(|row| row.starts_with("cancelled|")), "{of_who_erased:?}");
}
