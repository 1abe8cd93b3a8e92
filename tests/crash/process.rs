//! The bot as a separate process, which can be killed; and the stand-in for Telegram, which stays.

use chrono::DateTime;
use darb::app::StorePanel;
use darb::clock::Clock;
use darb::sandbox::{Fault, FaultKind, Limits, NoPanel, Panel, PanelFuture, PanelInfo, Sandbox, Settings};
use darb::store::{Engine, StoreError, claim};
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Requests in flight at once, at most: small, so that the bound on what a crash leaves in doubt is tight.
pub const IN_FLIGHT: i64 = 8;

/// How long every request takes, so that some are in flight at any moment of a busy time.
const DELAY_MS: u64 = 50;

const PER_SECOND: u32 = 120;

/// How long the bot may take to come to rest: longer than a topic in doubt is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// `kill -9`.
    Killed,
    /// SIGTERM, as a planned restart sends it; the process must end by itself, with exit code 0.
    Asked,
}

pub struct Ground {
    pub telegram: Sandbox,
    pub admin: i64,
    pub database_url: String,
    bot: Option<Child>,
    panel: Arc<ClosablePanel>,
    folder: tempfile::TempDir,
}

impl Ground {
    /// A sandbox at an instant with a bot that has come to rest.
    pub async fn start(at_ms: i64) -> Self {
        let real = Clock::system();
        let mut settings = Settings::new(at_ms, Arc::new(move || real.real().0));
        settings.limits =
            Limits { overall_per_second: 5_000, group_per_minute: 60_000, private_gap_ms: 0, ..Limits::default() };
        let telegram = Sandbox::start(settings, Arc::new(NoPanel)).await.expect("a free port");
        let admin = telegram.add_user("Dana", "en");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database_url = format!("sqlite://{}", folder.path().join("crash.db").display());
        let panel = Arc::new(ClosablePanel { url: database_url.clone(), engine: tokio::sync::Mutex::new(None) });
        let mut ground = Self { telegram, admin, database_url, bot: None, panel, folder };
        ground.begin();
        ground.rest().await;
        ground.telegram.set_panel(ground.panel.clone());
        let kind = FaultKind::Delay { ms: DELAY_MS };
        ground.telegram.add_fault(Fault { method: None, chat: None, skip: 0, times: u32::MAX, kind });
        ground
    }

    /// Starts the process; it need not be up yet when this returns.
    pub fn begin(&mut self) {
        let log = File::options().create(true).append(true).open(self.log_path()).expect("a log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_darb"));
        command.env_clear().args(["run", "--clock", &self.telegram.clock_url()]);
        command.env("TELOXIDE_TOKEN", self.telegram.token()).env("TELOXIDE_API_URL", self.telegram.api_url());
        command.env("DATABASE_URL", &self.database_url).env("DARB_KEY", "5e".repeat(32));
        command.env("DARB_ADMINS", self.admin.to_string());
        command.env("DARB_LESSONS", concat!(env!("CARGO_MANIFEST_DIR"), "/lessons"));
        command.env("DARB_PER_SECOND", PER_SECOND.to_string()).env("DARB_PRIVATE_GAP_MS", "0");
        command.env("DARB_GROUP_PER_MINUTE", "60000").env("DARB_IN_FLIGHT", IN_FLIGHT.to_string());
        command.current_dir(self.folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.bot = Some(command.spawn().expect("the binary of this package"));
    }

    /// Ends the process. When this returns it is gone, and nobody has the data file open. Returns how much took effect
    /// in between.
    pub async fn finish(&mut self, ending: Ending) -> usize {
        self.panel.close().await;
        let before = self.telegram.ledger().len();
        let mut bot = self.bot.take().expect("a running bot");
        match ending {
            Ending::Killed => {
                bot.kill().expect("a process of ours");
                bot.wait().expect("its end");
            }
            Ending::Asked => {
                let kill = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", bot.id())).status();
                assert!(kill.expect("a shell").success());
                let asked = Instant::now();
                let status = loop {
                    if let Some(status) = bot.try_wait().expect("its end") {
                        break status;
                    }
                    assert!(asked.elapsed() < PATIENCE, "it does not end when asked\n{}", self.log());
                    tokio::time::sleep(Duration::from_millis(5)).await;
                };
                assert_eq!(status.code(), Some(0), "{}", self.log());
            }
        }
        self.telegram.ledger().len() - before
    }

    /// Waits until nothing is due, in flight, in doubt or unread.
    pub async fn rest(&mut self) {
        let started = Instant::now();
        while !self.telegram.settled(Duration::from_millis(200)).await {
            let ended = self.bot.as_mut().and_then(|bot| bot.try_wait().expect("a process of ours"));
            assert!(ended.is_none(), "the bot ended by itself: {ended:?}\n{}", self.log());
            assert!(started.elapsed() < PATIENCE, "the bot does not come to rest\n{}", self.log());
        }
    }

    /// How the outbox stands; `doubts` is how often ever the fate of a delivery was unknown.
    pub async fn outbox(&self) -> claim::OutboxCounts {
        self.panel.outbox(self.telegram.time().now_ms).await.expect("the outbox")
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some(bot) = &mut self.bot {
            let _gone_already = bot.kill();
            let _gone = bot.wait();
        }
    }
}

/// The bot's data file, opened when the bot is up and closed before it ends: recovery after a crash is the bot's alone.
struct ClosablePanel {
    url: String,
    engine: tokio::sync::Mutex<Option<Engine>>,
}

impl ClosablePanel {
    async fn engine(&self) -> Engine {
        let mut engine = self.engine.lock().await;
        if engine.is_none() {
            *engine = Some(Engine::open(&self.url).await.expect("the data file"));
        }
        engine.clone().expect("just opened")
    }

    async fn outbox(&self, now_ms: i64) -> Result<claim::OutboxCounts, StoreError> {
        let mut tx = self.engine().await.read().await?;
        claim::counts(&mut tx, DateTime::from_timestamp_millis(now_ms).expect("an instant")).await
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
