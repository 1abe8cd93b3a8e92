//! A wall clock that is set, under a running bot and between two. The machine's clocks are ours: the wall is the other one
//! and a shift.

use crate::support::{Tuning, World, utc};
use chrono::{DateTime, TimeDelta, Utc};
use darb::clock::{Clock, Machine};
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::real_time::RealTime;
use darb::sandbox::{Fault, FaultKind, Panel, PanelFuture, PanelInfo};
use darb::seal::{Key, Randomness, Sealer};
use darb::store::lease::FREE_AFTER;
use darb::store::{Engine, Store, enrolments, in_flight};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// How long something that must happen may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A bot whose course time is a wall clock that can be set.
struct Stage {
    world: World,
    machine: Arc<Machine>,
    shift_ms: Arc<AtomicI64>,
}

/// A machine whose wall is at an instant now, and how far it is set from there.
fn machine(at: DateTime<Utc>) -> (Arc<Machine>, Arc<AtomicI64>) {
    let shift_ms = Arc::new(AtomicI64::new(0));
    let (started, shift) = (Instant::now(), Arc::clone(&shift_ms));
    let counted = move || i64::try_from(started.elapsed().as_millis()).expect("a short time");
    let wall = move || at.timestamp_millis() + counted() + shift.load(Ordering::Relaxed);
    (Machine::new(wall, move || counted() + 12_345), shift_ms)
}

impl Stage {
    async fn start(at: DateTime<Utc>) -> Self {
        let (machine, shift_ms) = machine(at);
        // The stand-in's own course time stands, and nobody asks for it.
        let tuning = Tuning { machine: Some(Arc::clone(&machine)), ..Tuning::default() };
        let world = World::start_tuned(at, tuning).await;
        let stage = Self { world, machine, shift_ms };
        stage.look_at_the_bot();
        stage
    }

    fn now(&self) -> DateTime<Utc> {
        Clock::on(&self.machine).now()
    }

    /// Sets the wall.
    fn set(&self, by: TimeDelta) {
        self.shift_ms.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }

    fn set_to(&self, at: DateTime<Utc>) {
        self.set(at - self.now());
    }

    /// Rest is by the bot's clock.
    fn look_at_the_bot(&self) {
        let (engine, clock) = (self.world.store.engine().clone(), self.world.clock.clone());
        self.world.telegram.set_panel(Arc::new(WallPanel { engine, clock }));
    }

    async fn restart(&mut self) {
        self.world.restart().await;
        self.look_at_the_bot();
    }

    /// The texts that came to somebody, of which this is a part.
    fn came(&self, user: i64, part: &str) -> usize {
        let ledger = self.world.telegram.ledger();
        let sent = ledger.iter().filter(|entry| entry.method == "sendMessage" && entry.chat_id == Some(user));
        sent.filter(|entry| entry.text.contains(part)).count()
    }

    async fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let started = Instant::now();
        while !holds() {
            assert!(started.elapsed() < PATIENCE, "{what}: in vain at {}", self.now());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// At rest when nothing is due by the wall.
struct WallPanel {
    engine: Engine,
    clock: Clock,
}

impl Panel for WallPanel {
    fn settled(&self, _: i64) -> PanelFuture<'_, bool> {
        Box::pin(async {
            let Ok(mut tx) = self.engine.read().await else { return false };
            let due = enrolments::is_any_due(&mut tx, self.clock.now()).await;
            let idle = in_flight::is_idle(&mut tx, self.clock.now(), self.clock.real()).await;
            matches!((due, idle), (Ok(false), Ok(true)))
        })
    }

    fn about(&self) -> PanelFuture<'_, PanelInfo> {
        Box::pin(async { PanelInfo::default() })
    }
}

/// The first words of a lesson.
fn lesson(day: u8) -> String {
    let course = darb::content::load_all(&crate::support::lessons()).expect("a valid course").remove(0);
    let lesson = course.lesson(darb::rules::ids::LessonId::new(1, day)).expect("a lesson");
    lesson.body[&Language::En][0].text.clone()
}

/// Somebody in Beirut, winter, two hours ahead of UTC; lessons come at nine, 07:00 UTC.
async fn on_the_first_day() -> (Stage, i64) {
    let stage = Stage::start(utc("2027-01-09 12:00")).await;
    let (code, _) = stage.world.cohort("2027-01-10".parse().expect("a date")).await;
    let sami = stage.world.telegram.add_user("Sami", "en");
    stage.world.arrives(sami, &code, Language::En, Country::Lebanon, 9).await;
    stage.set_to(utc("2027-01-10 07:00"));
    stage.until("the first lesson", || stage.came(sami, &lesson(1)) == 1).await;
    stage.world.rest().await;
    (stage, sami)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_an_hour_releases_nothing_twice_and_holds_up_nobody() {
    let (stage, sami) = on_the_first_day().await;
    stage.set(TimeDelta::hours(-1));
    // Who writes is answered, though what they are told is due an hour before what they were told last.
    stage.world.says(sami, "/progress").await;
    let answered = stage.world.telegram.ledger().len();
    // The hour passes again: the lesson has come.
    stage.set_to(utc("2027-01-10 07:00"));
    stage.world.rest().await;
    stage.set_to(utc("2027-01-10 09:00"));
    stage.world.rest().await;
    assert_eq!(stage.came(sami, &lesson(1)), 1, "released once");
    assert_eq!(stage.came(sami, &lesson(2)), 0);
    assert_eq!(stage.world.telegram.ledger().len(), answered, "nothing else came");
    // The next day is as any other.
    stage.set_to(utc("2027-01-11 07:00"));
    stage.until("the second lesson", || stage.came(sami, &lesson(2)) == 1).await;
    stage.world.end().await;
}

/// Telegram refuses the next message to somebody, for so many seconds.
fn patience_with(user: i64, seconds: u32) -> Fault {
    let description = format!("Too Many Requests: retry after {seconds}");
    let kind = FaultKind::Refuse { code: 429, description, retry_after: Some(seconds) };
    Fault { method: Some("sendMessage".to_owned()), chat: Some(user), skip: 0, times: 1, kind }
}

/// What was enqueued a moment before the clock was set back is due by the old time only.
#[tokio::test(flavor = "multi_thread")]
async fn what_waits_when_the_clock_is_set_back_goes_all_the_same() {
    let (stage, sami) = on_the_first_day().await;
    stage.world.telegram.add_fault(patience_with(sami, 3));
    stage.world.telegram.send_text(sami, sami, "/help", None, None);
    stage.until("the refusal", || !stage.world.telegram.struck().is_empty()).await;
    let before = stage.world.telegram.ledger().len();
    stage.set(TimeDelta::hours(-1));
    let set_at = Instant::now();
    stage.until("the answer", || stage.world.telegram.ledger().len() > before).await;
    assert!(set_at.elapsed() < Duration::from_secs(10), "it waited {:?}", set_at.elapsed());
    stage.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn times_that_were_written_by_a_clock_that_was_ahead_hold_up_nothing_after_a_restart() {
    let (mut stage, sami) = on_the_first_day().await;
    // The hour in which the clock was ahead: an answer waits when the bot ends.
    stage.set(TimeDelta::hours(1));
    stage.world.telegram.add_fault(patience_with(sami, 2));
    stage.world.telegram.send_text(sami, sami, "/help", None, None);
    stage.until("the refusal", || !stage.world.telegram.struck().is_empty()).await;
    let before = stage.world.telegram.ledger().len();
    stage.world.end_bot().await.expect("the bot ends well");
    assert_eq!(stage.world.telegram.ledger().len(), before, "it still waits");
    // Real time begins at the wall: for the next process it is two hours behind what stands in the data file.
    let (machine, shift_ms) = machine(stage.now() - TimeDelta::hours(2));
    stage.world.use_machine(&machine);
    (stage.machine, stage.shift_ms) = (machine, shift_ms);
    stage.world.start_bot().await;
    stage.look_at_the_bot();
    let (retry_in, due_in) = ahead(&stage).await;
    assert!(retry_in <= darb::rules::patience::LONGEST, "{retry_in:?}");
    assert!(due_in <= TimeDelta::zero(), "{due_in:?}");
    // Nothing comes twice on the day that begins again.
    stage.set_to(utc("2027-01-10 09:00"));
    stage.restart().await;
    stage.world.says(sami, "/today").await;
    assert_eq!(stage.came(sami, &lesson(2)), 0);
    stage.world.end().await;
}

/// How far what waits lies ahead: its next try of real time, its being due of course time.
async fn ahead(stage: &Stage) -> (Duration, TimeDelta) {
    let pool = sqlx::SqlitePool::connect(stage.world.database_url()).await.expect("the data file");
    let row = sqlx::query_as("select max(retry_at), max(due_at) from outbox where state = 'pending'");
    let (retry_at, due_at): (Option<i64>, Option<i64>) = row.fetch_one(&pool).await.expect("the outbox");
    pool.close().await;
    let (retry_at, due_at) = (retry_at.expect("something waits"), due_at.expect("something waits"));
    let due_at = DateTime::from_timestamp_millis(due_at).expect("an instant");
    (RealTime(retry_at).since(Clock::on(&stage.machine).real()), due_at - stage.now())
}

/// The machine sleeps from the evening before until two in the morning: what came due meanwhile waits for seven.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_jump_forward_makes_late_does_not_ring_at_night() {
    let (stage, sami) = on_the_first_day().await;
    // Half past eight in the morning, and then two in the night after: the lesson of nine is seventeen hours late.
    stage.set_to(utc("2027-01-11 06:30"));
    stage.world.rest().await;
    stage.set_to(utc("2027-01-12 00:00"));
    stage.world.rest().await;
    assert_eq!(stage.came(sami, &lesson(2)), 0, "it rang at two in the morning");
    stage.set_to(utc("2027-01-12 05:00"));
    stage.until("the lesson at seven", || stage.came(sami, &lesson(2)) == 1).await;
    stage.world.rest().await;
    stage.set_to(utc("2027-01-12 06:59"));
    stage.world.rest().await;
    assert_eq!(stage.came(sami, &lesson(3)), 0);
    stage.world.end().await;
}

/// The last renewal lies an hour ahead of the engine's clock, and its holder is gone without a word.
#[tokio::test]
async fn a_standby_does_not_wait_for_an_hour_that_comes_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("darb.db").display());
    let open = || async {
        let key = Key::parse(&"5e".repeat(32)).expect("a key");
        Store::open(&url, Sealer::new(&key, Randomness::seeded(1))).await.expect("a database")
    };
    // As long as this one lives it has the lock, so the standby cannot know by that.
    let gone = open().await;
    assert_eq!(gone.take_lease("gone").await.expect("an answer"), Ok(0));
    let Engine::Sqlite { writer, .. } = gone.engine() else { panic!("a data file") };
    let ahead = sqlx::query("update lease set renewed_at = renewed_at + 3600000");
    ahead.execute(&mut *writer.acquire().await.expect("one's turn")).await.expect("the lease");
    let standby = open().await;
    let started = Instant::now();
    while standby.take_lease("standby").await.expect("an answer").is_err() {
        assert!(started.elapsed() < FREE_AFTER + Duration::from_secs(5), "it waits for the clock");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(started.elapsed() >= FREE_AFTER, "{:?}: a holder that lives would have lost its lease", started.elapsed());
}
