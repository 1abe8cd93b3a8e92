//! What stories share: the real bot over real HTTP against the sandbox, on a manual clock. Time moves only by `advance`;
//! nothing sleeps, `rest` waits until the bot has.

pub mod answering;
pub mod lessons;
pub mod transcript;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use darb::app::{AppError, Options, StorePanel, run};
use darb::clock::{Clock, Machine};
use darb::config::{Config, KeySource};
use darb::rules::press::Press;
use darb::sandbox::{Limits, MessageView, NoPanel, Sandbox, Settings};
use darb::store::Store;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

pub use lessons::lessons;

/// How long the bot may take to come to rest.
const PATIENCE: Duration = Duration::from_secs(30);

/// Seeds the bot's randomness.
const SEED: u64 = 7;

/// A bot and its stand-in for Telegram.
pub struct World {
    pub telegram: Sandbox,
    pub store: Arc<Store>,
    pub clock: Clock,
    pub admin: i64,
    /// How many buttons were pressed; each press has to be answered.
    pub presses: AtomicUsize,
    config: Config,
    machine: Option<Arc<Machine>>,
    real: Option<Arc<Machine>>,
    stop: watch::Sender<bool>,
    bot: JoinHandle<Result<(), AppError>>,
    _folder: tempfile::TempDir,
}

/// What is not as in a story: most of them are about what is said, not about how fast or over which wire.
pub struct Tuning {
    pub database_url: Option<String>,
    /// The folder of courses.
    pub lessons: PathBuf,
    /// Whether the admin owns the bot from the start.
    pub owned: bool,
    /// What the stand-in for Telegram watches over, and what the bot keeps to.
    pub limits: Limits,
    pub per_second: u32,
    pub private_gap_ms: u64,
    pub group_per_minute: u32,
    pub in_flight: usize,
    /// Where the bot looks for the Bot API, given where the stand-in serves it.
    pub wire: Box<dyn FnOnce(&str) -> String + Send>,
    /// Course time is the wall clock of this machine; the sandbox's stands beside it.
    pub machine: Option<Arc<Machine>>,
    /// Real time is this machine's; course time is the sandbox's all the same.
    pub real: Option<Arc<Machine>>,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            database_url: None,
            lessons: lessons(),
            owned: true,
            limits: Limits {
                overall_per_second: 5_000,
                group_per_minute: 60_000,
                private_gap_ms: 0,
                ..Limits::default()
            },
            per_second: 2_000,
            private_gap_ms: 0,
            group_per_minute: 60_000,
            in_flight: 60,
            wire: Box::new(str::to_owned),
            machine: None,
            real: None,
        }
    }
}

/// An instant written as `2027-03-07 08:00`, UTC.
pub fn utc(text: &str) -> DateTime<Utc> {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("an instant").and_utc()
}

impl World {
    /// Starts at an instant, with limits out of the way (a story is about what is said, not about how fast).
    pub async fn start(at: DateTime<Utc>) -> Self {
        Self::start_on(at, None).await
    }

    /// The same on a database of the caller's choice.
    pub async fn start_on(at: DateTime<Utc>, database_url: Option<String>) -> Self {
        Self::start_tuned(at, Tuning { database_url, ..Tuning::default() }).await
    }

    /// A bot that nobody owns yet: `admin` is anybody, until they send `/claim` with [`World::claim_code`].
    pub async fn start_unowned(at: DateTime<Utc>) -> Self {
        Self::start_tuned(at, Tuning { owned: false, ..Tuning::default() }).await
    }

    /// With other courses than the repository's.
    pub async fn start_of(at: DateTime<Utc>, lessons: PathBuf) -> Self {
        Self::start_tuned(at, Tuning { lessons, ..Tuning::default() }).await
    }

    /// The code that a bot without an owner prints when it starts: the first that is drawn.
    pub fn claim_code() -> String {
        darb::seal::Randomness::seeded(SEED).code(10)
    }

    /// The same with whatever else a test wants.
    pub async fn start_tuned(at: DateTime<Utc>, tuning: Tuning) -> Self {
        let Tuning { database_url, lessons, owned, limits, wire, machine, real: watch, .. } = tuning;
        let real = machine.as_ref().or(watch.as_ref()).map_or_else(Clock::system, Clock::on);
        let mut settings = Settings::new(at.timestamp_millis(), Arc::new(move || real.real().0));
        settings.limits = limits;
        settings.expects_clock_follower = machine.is_none();
        let telegram = Sandbox::start(settings, Arc::new(NoPanel)).await.expect("a free port");
        let admin = telegram.add_user("Dana", "en");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = Config {
            token: telegram.token().to_owned(),
            api_url: wire(&telegram.api_url()),
            database_url: database_url
                .unwrap_or_else(|| format!("sqlite://{}", folder.path().join("story.db").display())),
            lessons,
            admins: if owned { vec![admin] } else { Vec::new() },
            key: KeySource::Given("5e".repeat(32)),
            speed: 1,
            per_second: tuning.per_second,
            paid_broadcast: false,
            private_gap_ms: tuning.private_gap_ms,
            group_per_minute: tuning.group_per_minute,
            in_flight: tuning.in_flight,
            requests: tuning.in_flight,
            metrics: None,
            retention: darb::config::Retention::default(),
        };
        let (bot, stop, store, clock) = start_bot(&config, machine.as_ref(), watch.as_ref(), &telegram).await;
        let presses = AtomicUsize::new(0);
        Self { telegram, store, clock, admin, presses, config, machine, real: watch, stop, bot, _folder: folder }
    }

    /// Ends the bot as SIGTERM would, and starts it again on the same data.
    pub async fn restart(&mut self) {
        self.end_bot().await.expect("the bot ends well");
        self.start_bot().await;
    }

    /// Ends the bot as SIGTERM would, or hears how it ended by itself.
    pub async fn end_bot(&mut self) -> Result<(), AppError> {
        let _ = self.stop.send(true);
        (&mut self.bot).await.expect("the bot does not panic")
    }

    /// Starts it again on the same data.
    pub async fn start_bot(&mut self) {
        let (bot, stop, store, clock) =
            start_bot(&self.config, self.machine.as_ref(), self.real.as_ref(), &self.telegram).await;
        (self.bot, self.stop, self.store, self.clock) = (bot, stop, store, clock);
    }

    /// The next bot runs on this machine.
    pub fn use_machine(&mut self, machine: &Arc<Machine>) {
        self.machine = Some(Arc::clone(machine));
    }

    /// Whether the bot has ended by itself.
    pub fn has_ended(&self) -> bool {
        self.bot.is_finished()
    }

    pub fn database_url(&self) -> &str {
        &self.config.database_url
    }

    /// Waits until nothing is due, in flight or unread.
    pub async fn rest(&self) {
        assert!(self.telegram.settled(PATIENCE).await, "the bot does not come to rest at {}", self.clock.now());
    }

    /// Moves course time on, resting on the way at least every hour.
    pub async fn advance(&self, span: TimeDelta) {
        let to = self.telegram.time().now_ms + span.num_milliseconds();
        assert!(self.telegram.advance_stepped(to, 3_600_000, PATIENCE).await, "time stands at {}", self.clock.now());
    }

    /// Moves course time to an instant.
    pub async fn advance_to(&self, at: DateTime<Utc>) {
        self.advance(at - DateTime::from_timestamp_millis(self.telegram.time().now_ms).expect("an instant")).await;
    }

    /// Somebody writes in their private chat with the bot.
    pub async fn says(&self, user: i64, text: &str) -> i64 {
        let message = self.telegram.send_text(user, user, text, None, None);
        self.rest().await;
        message
    }

    /// Somebody taps the newest button in a chat that asks for something, as its data says.
    pub async fn taps(&self, user: i64, chat: i64, wanted: impl Fn(Press) -> bool) -> String {
        let messages = self.telegram.chat_messages(chat);
        let found = messages.iter().rev().filter(|message| !message.deleted).find_map(|message| {
            let datas = message.buttons.iter().flatten().filter_map(|button| button.data.clone());
            let mut datas = datas.filter(|data| Press::decode(data).is_some_and(&wanted));
            datas.next().map(|data| (message.message_id, data))
        });
        let newest = messages.last().map(|message| message.text.clone());
        let (message, data) = found.unwrap_or_else(|| panic!("no such button; the newest message is {newest:?}"));
        let query = self.telegram.press(user, chat, message, &data);
        self.presses.fetch_add(1, Ordering::Relaxed);
        self.rest().await;
        query
    }

    /// A cohort made by the admin's own taps, with a mentors' group that is a forum. Returns its invitation code and group.
    pub async fn cohort(&self, starts_on: NaiveDate) -> (String, i64) {
        let group = self.telegram.add_group("Mentors", true);
        self.telegram.add_to_group(self.admin, group);
        self.says(self.admin, "/start").await;
        self.says(self.admin, "/newcohort").await;
        self.says(self.admin, &starts_on.to_string()).await;
        self.taps(self.admin, self.admin, |press| matches!(press, Press::CohortZone { zone: 0, .. })).await;
        self.taps(self.admin, self.admin, |press| matches!(press, Press::CohortCreate { .. })).await;
        let created = self.newest(self.admin);
        let code = created.text.split("start=").nth(1).expect("a link").split_whitespace().next().expect("a code");
        self.telegram.send_text(self.admin, group, "/mentors", None, None);
        self.rest().await;
        (code.to_owned(), group)
    }

    /// Somebody arrives by an invitation: language, consent, country (and the cohort's clock where that does not tell it),
    /// hour, and nobody who might look at their phone.
    pub async fn arrives(
        &self,
        user: i64,
        code: &str,
        language: darb::rules::course::Language,
        country: darb::rules::model::Country,
        hour: u8,
    ) {
        self.says(user, &format!("/start {code}")).await;
        self.taps(user, user, |press| matches!(press, Press::ChooseLanguage { language: of, .. } if of == language))
            .await;
        self.taps(user, user, |press| matches!(press, Press::Consent { given: true, .. })).await;
        self.taps(user, user, |press| matches!(press, Press::ChooseCountry { country: of, .. } if of == country)).await;
        if country.zones().is_empty() {
            let clock = self.clock_of(code).await;
            self.taps(user, user, |press| matches!(press, Press::ChooseClock { zone, .. } if zone == clock)).await;
        }
        let offered = darb::rules::model::OFFERED_HOURS.contains(&hour);
        if offered {
            self.taps(user, user, |press| matches!(press, Press::ChooseHour { hour: of, .. } if of == hour)).await;
        } else {
            self.says(user, &hour.to_string()).await;
        }
        self.taps(user, user, |press| matches!(press, Press::PhoneSeen { perhaps: false, .. })).await;
    }

    /// The place of a cohort's own zone among those that can be chosen.
    async fn clock_of(&self, code: &str) -> u8 {
        let pool = sqlx::SqlitePool::connect(&self.config.database_url).await.expect("the data file");
        let zone = sqlx::query_scalar("select zone from cohorts where invite_code = $1").bind(code.to_owned());
        let zone: String = zone.fetch_one(&pool).await.expect("a cohort");
        pool.close().await;
        let place = darb::rules::place::ZONES.iter().position(|name| *name == zone).expect("a zone that is offered");
        u8::try_from(place).expect("few zones")
    }

    /// How many rows a table of the bot's data file has.
    pub async fn count(&self, table: &str) -> i64 {
        let pool = sqlx::SqlitePool::connect(&self.config.database_url).await.expect("the data file");
        let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")));
        let count = count.fetch_one(&pool).await.expect("a table");
        pool.close().await;
        count
    }

    /// Names and numbers that hang on the ids drawn so far, and what stands for them in a transcript, so that it does not
    /// change with every id that is drawn earlier: `NAME-1` in every language, account `#1`.
    pub async fn drawn_names(&self) -> Vec<(String, String)> {
        use darb::rules::{course::Language, model::Handle};
        let pool = sqlx::SqlitePool::connect(&self.config.database_url).await.expect("the data file");
        let handles = sqlx::query_scalar("select handle from enrolments where handle >= 0 order by id");
        let handles: Vec<i64> = handles.fetch_all(&pool).await.expect("the table of enrolments");
        let people = sqlx::query_scalar("select id from people order by id");
        let people: Vec<i64> = people.fetch_all(&pool).await.expect("the table of people");
        pool.close().await;
        let mut names = Vec::new();
        for (number, handle) in (1..).zip(handles) {
            for language in Language::ALL {
                names.push((darb::text::handle_name(Handle(handle), language), format!("NAME-{number}")));
            }
        }
        for (number, person) in (1..).zip(people).collect::<Vec<(i32, i64)>>().into_iter().rev() {
            for account in ["Account", "account", "الحساب"] {
                names.push((format!("{account} {person}"), format!("{account} #{number}")));
            }
        }
        names
    }

    /// Gives every cohort so many places, which no command does yet.
    pub async fn limit_places(&self, places: i64) {
        let pool = sqlx::SqlitePool::connect(&self.config.database_url).await.expect("the data file");
        let limit = sqlx::query("update cohorts set capacity = $1").bind(places);
        limit.execute(&pool).await.expect("the table of cohorts");
        pool.close().await;
    }

    /// Gives whoever arrived last these preferences, as they stand in a row.
    pub async fn newest_person_prefers(&self, preferences: &str) {
        let pool = sqlx::SqlitePool::connect(&self.config.database_url).await.expect("the data file");
        let newest =
            "update people set preferences = $1 where id = (select person_id from enrolments order by id desc limit 1)";
        sqlx::query(newest).bind(preferences).execute(&pool).await.expect("the table of people");
        pool.close().await;
    }

    /// The newest message of a chat.
    pub fn newest(&self, chat: i64) -> MessageView {
        self.telegram.chat_messages(chat).pop().expect("the chat has a message")
    }

    /// Ends everything; the bot must end well.
    pub async fn end(self) {
        let _ = self.stop.send(true);
        self.bot.await.expect("the bot does not panic").expect("the bot ends well");
        self.telegram.stop().await;
    }
}

async fn start_bot(
    config: &Config,
    machine: Option<&Arc<Machine>>,
    real: Option<&Arc<Machine>>,
    telegram: &Sandbox,
) -> (JoinHandle<Result<(), AppError>>, watch::Sender<bool>, Arc<Store>, Clock) {
    let (stop, stopped) = watch::channel(false);
    let (ready, is_ready) = oneshot::channel();
    let clock = machine.is_none().then(|| telegram.clock_url());
    let options = Options { clock, ready: Some(ready), seed: Some(SEED), machine: machine.or(real).cloned() };
    let bot = tokio::spawn(run(config.clone(), options, stopped));
    let Ok((store, clock)) = is_ready.await else {
        panic!("the bot does not start: {:?}", bot.await);
    };
    let panel = StorePanel { engine: store.engine().clone(), clock: Some(clock.clone()), lines: Vec::new() };
    telegram.set_panel(Arc::new(panel));
    (bot, stop, store, clock)
}
