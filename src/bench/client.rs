//! The bot under measurement: the wiring of `darb run`, with settings from the command line.

use super::place;
use super::seed::KEY;
use crate::app::{self, AppError};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::Store;
use crate::store::seed as store;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{oneshot, watch};

/// Messages a second that stand for no limit.
const UNLIMITED: u32 = 100_000;

/// How often it is looked whether anything is left to do.
const LOOK: Duration = Duration::from_millis(25);

/// What the bot is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotSettings {
    pub api_url: String,
    pub database_url: String,
    /// A folder of courses.
    pub lessons: PathBuf,
    pub in_flight: usize,
    /// Messages a second; 0: no limit of any kind.
    pub per_second: u32,
}

impl BotSettings {
    /// The command line that starts a bot like this.
    pub fn arguments(&self) -> Vec<String> {
        let lessons = self.lessons.display().to_string();
        let (in_flight, rate) = (self.in_flight.to_string(), self.per_second.to_string());
        let named = ["--api", &self.api_url, "--data", &self.database_url, "--lessons", &lessons];
        let words = ["client"].into_iter().chain(named).chain(["--in-flight", &in_flight, "--rate", &rate]);
        words.map(str::to_owned).collect()
    }

    fn config(&self) -> Result<Config, AppError> {
        let none = place::no_settings(&self.lessons)?;
        let (per_second, gap) = if self.per_second == 0 { (UNLIMITED, 0) } else { (self.per_second, 1_000) };
        let given = [
            ("DARB_CONFIG", none.display().to_string()),
            ("TELOXIDE_TOKEN", "1:bench".to_owned()),
            ("TELOXIDE_API_URL", self.api_url.clone()),
            ("DATABASE_URL", self.database_url.clone()),
            ("DARB_KEY", KEY.to_owned()),
            ("DARB_LESSONS", self.lessons.display().to_string()),
            // Rows are committed ahead of the requests, as many as go in 50 ms: what one request leaves the next takes up.
            ("DARB_IN_FLIGHT", (self.in_flight * 10).min(1_000).to_string()),
            ("DARB_REQUESTS", self.in_flight.to_string()),
            ("DARB_PER_SECOND", per_second.to_string()),
            ("DARB_PRIVATE_GAP_MS", gap.to_string()),
        ];
        let given = given.map(|(name, value)| (name.to_owned(), value));
        Config::read(given).map_err(|problems| AppError::wrong_use(problems.to_string()))
    }
}

/// When the bot ends.
#[derive(Debug)]
pub enum End {
    /// With the process that started it.
    InputCloses,
    /// When nothing is due, waits or is in flight; or when it is told to.
    NothingLeft(watch::Receiver<bool>),
    Told(watch::Receiver<bool>),
}

/// Said when the first poll is about to begin.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ready {
    /// By the connection that writes.
    pub durability: String,
}

/// Said at the end; `None` where the system does not tell.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Usage {
    /// User and system time of the whole process, start and end included.
    pub cpu_seconds: Option<f64>,
    pub peak_mb: Option<f64>,
}

/// Runs the bot as a child of the benchmark, and says what it took.
pub async fn client(settings: &BotSettings) -> Result<(), AppError> {
    run(settings, End::InputCloses, |ready| println!("{}", line(ready))).await?;
    println!("{}", line(&usage()));
    Ok(())
}

fn line(said: &impl Serialize) -> String {
    serde_json::to_string(said).expect("plain data")
}

/// Runs the bot until its end.
pub async fn run(settings: &BotSettings, end: End, is_ready: impl FnOnce(&Ready)) -> Result<(), AppError> {
    let config = settings.config()?;
    let (halt, halted) = watch::channel(false);
    let (ready, opened) = oneshot::channel();
    let options = app::Options { ready: Some(ready), ..app::Options::default() };
    let mut bot = tokio::spawn(app::run(config, options, halted));
    if let Ok((store, clock)) = opened.await {
        is_ready(&Ready { durability: store::durability(store.engine()).await? });
        tokio::select! {
            () = reached(end, &store, &clock) => {}
            ended = &mut bot => return joined(ended),
        }
        let _it_may_have_ended = halt.send(true);
    }
    joined(bot.await)
}

fn joined(ended: Result<Result<(), AppError>, tokio::task::JoinError>) -> Result<(), AppError> {
    ended.unwrap_or_else(|error| Err(AppError::failed(format!("the bot panicked: {error}"))))
}

async fn reached(end: End, store: &Arc<Store>, clock: &Clock) {
    match end {
        End::InputCloses => {
            let (closed, is_closed) = oneshot::channel();
            // A thread of its own: a read cannot be given up, and must not hold up the end of the process.
            std::thread::spawn(move || {
                let _ended = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
                let _nobody_waits = closed.send(());
            });
            let _ended = is_closed.await;
        }
        End::NothingLeft(stop) => {
            while is_anything_left(store, clock).await && !*stop.borrow() {
                tokio::time::sleep(LOOK).await;
            }
        }
        End::Told(mut stop) => {
            let _told = stop.wait_for(|stop| *stop).await;
        }
    }
}

/// A look that fails says nothing; there will be another.
async fn is_anything_left(store: &Store, clock: &Clock) -> bool {
    match store.read().await {
        Ok(mut tx) => store::is_anything_left(&mut tx, clock.now()).await.unwrap_or(true),
        Err(_) => true,
    }
}

/// What this process has taken so far.
pub fn usage() -> Usage {
    /// The unit of the times in `/proc`, whatever the machine.
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak_kb = peak.and_then(|text| text.trim().trim_end_matches(" kB").parse::<f64>().ok());
    Usage {
        cpu_seconds: ticks(11).zip(ticks(12)).map(|(user, system)| (user + system) / TICKS_A_SECOND),
        peak_mb: peak_kb.map(|kb| kb / 1_024.0),
    }
}
