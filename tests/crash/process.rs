//! The bot as separate processes, which can be killed; and the stand-in for Telegram, which stays.

use crate::bench;
use chrono::DateTime;
use darb::app::StorePanel;
use darb::clock::Clock;
use darb::sandbox::{Fault, FaultKind, Limits, NoPanel, Panel, PanelFuture, PanelInfo, Sandbox, Settings};
use darb::store::{Engine, StoreError, in_flight};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The key that seals identities in these databases.
pub const KEY: &str = "5e";

/// How long the bot may take to come to rest: longer than a topic in doubt is waited for.
const PATIENCE: Duration = Duration::from_secs(180);

/// What a database stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    Sqlite,
    Postgres,
}

/// The settings of the bot that bound what a crash can do.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Small, so that the bound on what a crash leaves in doubt is tight.
    pub in_flight: i64,
    pub per_second: u32,
    pub private_gap_ms: u64,
    pub group_per_minute: u32,
    /// How long every request takes, so that some are in flight at any moment of a busy time.
    pub delay_ms: u64,
}

/// How a process is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Term,
    Int,
}

pub struct Ground {
    pub telegram: Sandbox,
    pub admin: i64,
    pub pace: Pace,
    pub url: String,
    pub bot: Option<Bot>,
    /// The folder of courses.
    pub lessons: PathBuf,
    panel: Arc<ClosablePanel>,
    folder: tempfile::TempDir,
    _database: Option<Database>,
}

impl Ground {
    /// A sandbox at an instant with a bot that has come to rest. `None` when there is no such engine here.
    pub async fn start(on: On, name: &str, pace: Pace, at_ms: i64) -> Option<Self> {
        Self::start_with(on, name, pace, at_ms, crate::lessons::lettered()).await
    }

    /// The same with other courses.
    pub async fn start_with(on: On, name: &str, pace: Pace, at_ms: i64, lessons: PathBuf) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (url, database) = match on {
            On::Sqlite => (format!("sqlite://{}", folder.path().join("crash.db").display()), None),
            On::Postgres => {
                let database = Database::make(bench::postgres()?).await;
                (bench::url_of(&database.server, &database.name), Some(database))
            }
        };
        bench::count(if on == On::Sqlite { "sqlite" } else { "postgres" }, name);
        let real = Clock::system();
        let mut settings = Settings::new(at_ms, Arc::new(move || real.real().0));
        settings.limits =
            Limits { overall_per_second: 5_000, group_per_minute: 60_000, private_gap_ms: 0, ..Limits::default() };
        let telegram = Sandbox::start(settings, Arc::new(NoPanel)).await.expect("a free port");
        let admin = telegram.add_user("Dana", "en");
        let panel = Arc::new(ClosablePanel { url: url.clone(), engine: tokio::sync::Mutex::new(None) });
        let mut ground = Self { telegram, admin, pace, url, bot: None, lessons, panel, folder, _database: database };
        ground.begin();
        ground.rest().await;
        ground.telegram.set_panel(ground.panel.clone());
        ground.calm();
        Some(ground)
    }

    /// Nothing special befalls the requests.
    pub fn calm(&self) {
        self.befall(&[(None, FaultKind::Delay { ms: self.pace.delay_ms })]);
    }

    /// What befalls requests from now on, by method; `None`: all but the polls.
    pub fn befall(&self, faults: &[(Option<&str>, FaultKind)]) {
        self.telegram.clear_faults();
        for (method, kind) in faults {
            let method = method.map(str::to_owned);
            self.telegram.add_fault(Fault { method, chat: None, skip: 0, times: u32::MAX, kind: kind.clone() });
        }
    }

    /// Starts the process; it need not be up yet when this returns.
    pub fn begin(&mut self) {
        self.bot = Some(self.another());
    }

    /// Starts a process beside the one that is there.
    pub fn another(&self) -> Bot {
        let log = File::options().create(true).append(true).open(self.log_path()).expect("a log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_darb"));
        command.env_clear().args(["run", "--clock", &self.telegram.clock_url()]);
        command.env("TELOXIDE_TOKEN", self.telegram.token()).env("TELOXIDE_API_URL", self.telegram.api_url());
        command.env("DATABASE_URL", &self.url).env("DARB_KEY", KEY.repeat(32));
        command.env("DARB_ADMINS", self.admin.to_string());
        command.env("DARB_LESSONS", &self.lessons);
        command.env("DARB_PER_SECOND", self.pace.per_second.to_string());
        command.env("DARB_PRIVATE_GAP_MS", self.pace.private_gap_ms.to_string());
        command.env("DARB_GROUP_PER_MINUTE", self.pace.group_per_minute.to_string());
        command.env("DARB_IN_FLIGHT", self.pace.in_flight.to_string());
        command.current_dir(self.folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        Bot(command.spawn().expect("the binary of this package"))
    }

    /// `kill -9`. Returns between which two instants it died. What it had asked for has taken effect or never will when
    /// this returns, and nobody has its data open.
    pub async fn kill(&mut self) -> (Instant, Instant) {
        self.panel.close().await;
        let died = self.bot.take().expect("a running bot").kill();
        while self.telegram.is_connected() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        died
    }

    /// `kill -9` while another process is there. Returns when it died.
    pub async fn kill_beside(&mut self) -> Instant {
        self.panel.close().await;
        self.bot.take().expect("a running bot").kill().0
    }

    /// Waits until the processes have said something so many times.
    pub async fn until_said(&self, text: &str, times: usize) {
        let started = Instant::now();
        while self.log().matches(text).count() < times {
            assert!(started.elapsed() < PATIENCE, "nobody said `{text}`\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends the process with a signal, as a planned restart does; it must end by itself, with exit code 0. Returns how
    /// much took effect in between.
    pub async fn ask(&mut self, asked: Asked) -> usize {
        self.panel.close().await;
        let before = self.telegram.ledger().len();
        let mut bot = self.bot.take().expect("a running bot");
        bot.signal(if asked == Asked::Term { "TERM" } else { "INT" });
        let since = Instant::now();
        let status = loop {
            if let Some(status) = bot.0.try_wait().expect("its end") {
                break status;
            }
            assert!(since.elapsed() < PATIENCE, "it does not end when asked\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        assert_eq!(status.code(), Some(0), "{}", self.log());
        self.telegram.ledger().len() - before
    }

    /// Waits until nothing is due, in flight, in doubt or unread.
    pub async fn rest(&mut self) {
        let started = Instant::now();
        while !self.telegram.settled(Duration::from_millis(200)).await {
            let ended = self.bot.as_mut().and_then(|bot| bot.0.try_wait().expect("a process of ours"));
            assert!(ended.is_none(), "the bot ended by itself: {ended:?}\n{}", self.log());
            assert!(started.elapsed() < PATIENCE, "the bot does not come to rest\n{}", self.log());
        }
    }

    /// How the outbox stands; `doubts` is how often ever the fate of a delivery was unknown.
    pub async fn outbox(&self) -> in_flight::OutboxCounts {
        self.panel.outbox(self.telegram.time().now_ms).await.expect("the outbox")
    }

    /// Closes what this side has open of the data.
    pub async fn look_away(&self) {
        self.panel.close().await;
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

/// A process of ours; killed when it is dropped.
pub struct Bot(Child);

impl Bot {
    /// Between which two instants it died.
    pub fn kill(mut self) -> (Instant, Instant) {
        let before = Instant::now();
        self.0.kill().expect("a process of ours");
        self.0.wait().expect("its end");
        (before, Instant::now())
    }

    /// Sends it a signal by name.
    pub fn signal(&self, name: &str) {
        let kill = Command::new("sh").arg("-c").arg(format!("kill -{name} {}", self.0.id())).status();
        assert!(kill.expect("a shell").success());
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        let _gone_already = self.0.kill();
        let _gone = self.0.wait();
    }
}

/// A database on the server for tests, dropped with this.
struct Database {
    server: String,
    name: String,
}

impl Database {
    async fn make(server: String) -> Self {
        let name = bench::fresh_database();
        bench::on_server(&server, format!("create database {name} template template0")).await;
        Self { server, name }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, sql) = (self.server.clone(), format!("drop database {} with (force)", self.name));
        // A thread of its own: this runs inside a runtime, which must not be waited in.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(bench::on_server(&server, sql));
        });
        let _dropped_or_said = dropping.join();
    }
}

/// The bot's data, opened when the bot is up and closed before it ends: recovery after a crash is the bot's alone.
struct ClosablePanel {
    url: String,
    engine: tokio::sync::Mutex<Option<Engine>>,
}

impl ClosablePanel {
    async fn engine(&self) -> Engine {
        let mut engine = self.engine.lock().await;
        if engine.is_none() {
            *engine = Some(Engine::open(&self.url).await.expect("the data"));
        }
        engine.clone().expect("just opened")
    }

    async fn outbox(&self, now_ms: i64) -> Result<in_flight::OutboxCounts, StoreError> {
        let mut tx = self.engine().await.read().await?;
        in_flight::counts(&mut tx, DateTime::from_timestamp_millis(now_ms).expect("an instant")).await
    }

    async fn close(&self) {
        if let Some(engine) = self.engine.lock().await.take() {
            engine.close().await;
        }
    }
}

impl Panel for ClosablePanel {
    fn settled(&self, now_ms: i64) -> PanelFuture<'_, bool> {
        // Asked only while the bot polls. Stricter than the app: what is in doubt is waited for, however long it takes.
        Box::pin(async move {
            let panel = StorePanel { engine: self.engine().await, clock: None, lines: Vec::new() };
            panel.settled(now_ms).await && self.outbox(now_ms).await.is_ok_and(|outbox| outbox.waiting == 0)
        })
    }

    fn about(&self) -> PanelFuture<'_, PanelInfo> {
        Box::pin(async { PanelInfo::default() })
    }
}
