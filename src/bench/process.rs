//! The other two processes: started from this binary, ended with this one.

use super::client::{BotSettings, Ready, Usage};
use super::growth::Ticks;
use super::sink::Stats;
use crate::app::AppError;
use serde::de::DeserializeOwned;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

/// A `darb` of its own that says things line by line, and ends when its input is closed.
#[derive(Debug)]
struct Process {
    child: Child,
    lines: Option<BufReader<ChildStdout>>,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _may_have_ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

impl Process {
    fn start(arguments: &[&str]) -> Result<Self, AppError> {
        let failed = |error: std::io::Error| AppError::failed(format!("darb cannot be started again: {error}"));
        let mut command = Command::new(std::env::current_exe().map_err(failed)?);
        command.arg("bench").args(arguments).env_clear().env("RUST_LOG", "warn");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let lines = child.stdout.take().map(BufReader::new);
        Ok(Self { child, lines })
    }

    /// The next line that it says; an error when it ends instead. What it had to complain of is on standard error.
    async fn line(&mut self) -> Result<String, AppError> {
        let mut lines = self.lines.take().ok_or_else(|| AppError::failed("nothing more is said"))?;
        let read = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            let read = lines.read_line(&mut line);
            (lines, line, read)
        });
        let (lines, line, read) = read.await.map_err(|error| AppError::failed(error.to_string()))?;
        self.lines = Some(lines);
        match read {
            Ok(count) if count > 0 => Ok(line.trim().to_owned()),
            _ => Err(AppError::failed("a process of the benchmark has ended too early; it says why above")),
        }
    }

    async fn told<T: DeserializeOwned>(&mut self) -> Result<T, AppError> {
        let line = self.line().await?;
        serde_json::from_str(&line).map_err(|error| AppError::failed(format!("`{line}`: {error}")))
    }
}

/// The stand-in.
#[derive(Debug)]
pub struct Sink {
    _process: Process,
    address: String,
    http: reqwest::Client,
}

impl Sink {
    pub async fn start() -> Result<Self, AppError> {
        let mut process = Process::start(&["sink", "--port", "0"])?;
        let address = process.line().await?;
        let http = reqwest::Client::builder().no_proxy().build();
        let http = http.map_err(|error| AppError::failed(error.to_string()))?;
        Ok(Self { _process: process, address, http })
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Clears it and sets limits, as the fields behind `?`; every message has to say `text`.
    pub async fn reset(&self, settings: &str, text: String) -> Result<(), AppError> {
        self.post(&format!("reset?{settings}"), text).await.map(|_| ())
    }

    /// Loads presses of so many users, whose attempts follow each other.
    pub async fn load(&self, count: usize, users: usize, rate: f64, first_attempt: i64) -> Result<(), AppError> {
        let fields = format!("updates?count={count}&users={users}&rate={rate}&attempt={first_attempt}");
        self.post(&fields, String::new()).await.map(|_| ())
    }

    pub async fn stats(&self) -> Result<Stats, AppError> {
        let text = self.post("stats", String::new()).await?;
        serde_json::from_str(&text).map_err(|error| AppError::failed(format!("the stand-in's counts: {error}")))
    }

    async fn post(&self, what: &str, body: String) -> Result<String, AppError> {
        let failed = |error: reqwest::Error| AppError::failed(format!("the stand-in does not answer: {error}"));
        let sent = self.http.post(format!("{}/ctl/{what}", self.address)).body(body).send().await.map_err(failed)?;
        sent.text().await.map_err(failed)
    }

    /// Asks until enough was done. An error when nothing has happened for `patience`.
    pub async fn wait(&self, patience: Duration, is_enough: impl Fn(&Stats) -> bool) -> Result<Stats, AppError> {
        let (mut before, mut still) = (Stats::default(), Duration::ZERO);
        loop {
            let stats = self.stats().await?;
            if is_enough(&stats) {
                return Ok(stats);
            }
            let pause = Duration::from_millis(100);
            still = if stats == before { still + pause } else { Duration::ZERO };
            if still >= patience {
                return Ok(stats);
            }
            before = stats;
            tokio::time::sleep(pause).await;
        }
    }
}

/// The bot.
#[derive(Debug)]
pub struct Bot {
    process: Process,
    pub ready: Ready,
}

impl Bot {
    /// Resolves when its first poll is about to begin.
    pub async fn start(settings: &BotSettings) -> Result<Self, AppError> {
        let arguments = settings.arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut process = Process::start(&arguments)?;
        let ready = process.told().await?;
        Ok(Self { process, ready })
    }

    /// Ends it as SIGTERM would, and says what it took.
    pub async fn end(mut self) -> Result<Usage, AppError> {
        drop(self.process.child.stdin.take());
        self.process.told().await
    }
}

/// Times the ticks of a database in a process of its own.
pub async fn ticks(url: &str, lessons: &Path, due_cohort: i64) -> Result<Ticks, AppError> {
    let (lessons, cohort) = (lessons.display().to_string(), due_cohort.to_string());
    Process::start(&["tick", "--data", url, "--lessons", &lessons, "--cohort", &cohort])?.told().await
}
