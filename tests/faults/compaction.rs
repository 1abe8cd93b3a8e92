//! The outbox over months: what was settled long ago becomes counts, the file stays as large as a month needs, and nobody
//! waits long for the writer.

use chrono::DateTime;
use darb::actions::settle::{self, Basis, Returned};
use darb::actions::{Context, tidy};
use darb::clock::{Clock, Machine};
use darb::rules::course::Library;
use darb::rules::ids::{ChatId, DeliveryId};
use darb::rules::notice::{Class, Notice};
use darb::rules::outcome::{Outcome, Reason, Receipt};
use darb::seal::{Key, Randomness, Sealer};
use darb::store::chats::{Chat, ChatKind};
use darb::store::outbox::{Edit, NewDelivery};
use darb::store::{Engine, Store, Versions, compaction, in_flight};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const START_MS: i64 = 1_800_000_000_000;
const DAY_MS: i64 = 86_400_000;

/// Deliveries of a day, of which one fails.
const A_DAY: usize = 400;

struct Months {
    context: Context,
    now_ms: Arc<AtomicI64>,
    group: ChatId,
}

impl Months {
    async fn start(url: &str) -> Self {
        let key = Key::parse(&"5e".repeat(32)).expect("a key");
        let store = Store::open(url, Sealer::new(&key, Randomness::seeded(1))).await.expect("a database");
        assert_eq!(store.take_lease("months").await.expect("an answer"), Ok(0));
        let now_ms = Arc::new(AtomicI64::new(START_MS));
        let (wall, monotonic) = (Arc::clone(&now_ms), Arc::clone(&now_ms));
        let machine = Machine::new(move || wall.load(Ordering::Relaxed), move || monotonic.load(Ordering::Relaxed));
        let context = Context {
            store,
            library: Versions::of(Library::new()),
            offered: Vec::new(),
            kept_days: 30,
            clock: Clock::on(&machine),
            randomness: Mutex::new(Randomness::seeded(1)),
            watched: darb::actions::Watched::default(),
            heard: darb::actions::time_limit::Heard::default(),
            labels: Arc::new(darb::actions::NoLabels),
            files: Arc::new(darb::actions::NoFiles),
        };
        let mut work = context.store.work(&context.library).await.expect("a unit of work");
        let group = ChatId(work.fresh_id());
        let chat = Chat { id: group, telegram_id: -5, kind: ChatKind::Group, language: None, unreachable_at: None };
        work.chats.put(group, chat);
        work.save(&[], context.clock.now(), context.clock.real()).await.expect("a save");
        Self { context, now_ms, group }
    }

    /// A day's deliveries, from enqueued to settled; then the day is over.
    async fn day(&self) {
        let context = &self.context;
        let (now, real) = (context.clock.now(), context.clock.real());
        let mut work = context.store.work(&context.library).await.expect("a unit of work");
        let ids: Vec<DeliveryId> = (0..A_DAY).map(|_| DeliveryId(work.fresh_id())).collect();
        for id in &ids {
            work.enqueue(NewDelivery {
                id: *id,
                dedupe_key: format!("a{id}"),
                chat: self.group,
                topic: None,
                enrolment: None,
                question: None,
                class: Class::Reply,
                quiet: false,
                silent: false,
                notice: Notice::Apology,
                edit: Edit::No,
                due_at: now,
                not_after: None,
                after: None,
            });
        }
        work.save(&[], now, real).await.expect("a save");
        let mut tx = context.store.write().await.expect("the lease");
        in_flight::release(&mut tx, &ids, context.store.epoch()).await.expect("a release");
        tx.commit().await.expect("a commit");
        let returned = |(index, id): (usize, &DeliveryId)| {
            let outcome = match index {
                0 => Outcome::Refused(Reason::Other { description: "no".to_owned() }),
                _ => Outcome::Sent(Receipt::default()),
            };
            Returned { id: *id, outcome, basis: Basis::Asked(0), trace: None }
        };
        let returned: Vec<Returned> = ids.iter().enumerate().map(returned).collect();
        settle::settle(context, &returned, &[]).await.expect("settled");
        self.now_ms.fetch_add(DAY_MS, Ordering::Relaxed);
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let Engine::Sqlite { readers, .. } = self.context.store.engine() else { panic!("a data file") };
        sqlx::query_scalar(sql).fetch_one(readers).await.expect("a number")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_settled_long_ago_becomes_counts_and_the_file_stops_growing() {
    let folder = tempfile::tempdir().expect("a folder");
    let months = Months::start(&format!("sqlite://{}", folder.path().join("darb.db").display())).await;
    let days = 90;
    let mut pages = Vec::new();
    for _ in 0..days {
        months.day().await;
        tidy::tidy(&months.context, &tidy::Retention { days: 30, reason: None }).await.expect("tidied");
        pages.push(months.count("select page_count from pragma_page_count()").await);
    }
    // A month is kept, and the day on which it ends.
    let kept = months.count("select count(*) from outbox").await;
    let a_day = i64::try_from(A_DAY).expect("a few");
    assert!((30 * a_day..=31 * a_day).contains(&kept), "{kept}");
    let (after_forty, at_the_end) = (pages[39], pages[89]);
    assert!(at_the_end <= after_forty + after_forty / 20, "{after_forty} pages after 40 days, {at_the_end} after 90");
    // Nothing is uncounted.
    let mut tx = months.context.store.read().await.expect("a reader");
    let counts = compaction::counts(&mut tx).await.expect("counts");
    drop(tx);
    assert_eq!(counts.iter().map(|of| of.count).sum::<i64>() + kept, days * a_day);
    let first = START_MS / DAY_MS;
    let of_first: Vec<_> = counts.iter().filter(|of| of.day == first).map(|of| (of.state.as_str(), of.count)).collect();
    assert_eq!(of_first, [("failed", 1), ("sent", a_day - 1)]);
    crate::say(&format!(
        "compaction: {days} days of {A_DAY}, {after_forty} pages after 40 days, {at_the_end} after 90"
    ));
}

/// Months pass without tidying; then the whole of it is tidied while others want to write.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_long_for_the_writer_while_much_is_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let months = Months::start(&format!("sqlite://{}", folder.path().join("darb.db").display())).await;
    for _ in 0..60 {
        months.day().await;
    }
    months.now_ms.fetch_add(40 * DAY_MS, Ordering::Relaxed);
    let context = &months.context;
    let (mut longest, mut waits) = (Duration::ZERO, 0);
    let usual = tidy::Retention { days: 30, reason: None };
    let mut tidying = std::pin::pin!(tidy::tidy(context, &usual));
    let started = Instant::now();
    loop {
        let write = async {
            let asked = Instant::now();
            let tx = context.store.write().await.expect("the lease");
            tx.commit().await.expect("a commit");
            asked.elapsed()
        };
        tokio::select! {
            done = &mut tidying => break done.expect("tidied"),
            waited = write => {
                longest = longest.max(waited);
                waits += 1;
            }
        }
    }
    let took = started.elapsed();
    assert_eq!(months.count("select count(*) from outbox").await, 0);
    assert!(waits >= 5, "it was one transaction: {waits} others in {took:?}");
    assert!(longest < took / 2, "somebody waited {longest:?} of {took:?}");
    let now = context.clock.now();
    assert!(now > DateTime::from_timestamp_millis(START_MS).expect("an instant"));
}
