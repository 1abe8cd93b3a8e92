//! Somebody presses a button while a hundred thousand lessons wait for their turn.

use super::client::{BotSettings, Usage};
use super::place::Place;
use super::process::{Bot, Sink};
use super::report::{Figure, Report};
use super::seed::Plan;
use super::sink::Stats;
use super::updates::items;
use super::{Common, course, progress};
use crate::app::AppError;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

/// Participants who press in turn.
const USERS: usize = 60;

#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    pub common: Common,
    /// Participants to whom a lesson is due.
    pub count: usize,
    /// Messages a second that the stand-in enforces and the bot keeps to.
    pub rate: u32,
    /// Presses a second.
    pub presses: f64,
    /// For how long somebody presses.
    pub seconds: u64,
}

/// What a run brought.
struct Run {
    stats: Stats,
    usage: Usage,
    durability: String,
}

impl Waiting {
    fn total(&self) -> usize {
        (self.presses * self.seconds as f64).round() as usize
    }
}

/// Sends lessons at the limit and presses meanwhile, as often as there are rounds.
pub async fn waiting(job: &Waiting) -> Result<Report, AppError> {
    items(job.total(), USERS)?;
    let sink = Sink::start().await?;
    let Common { in_flight, latency_ms, rounds, .. } = job.common;
    let title = format!(
        "{} presses a second for {} s while {} lessons wait at {}/s: answers take {latency_ms} ms, {in_flight} in flight",
        job.presses, job.seconds, job.count, job.rate
    );
    let mut report = Report { title, ..Report::default() };
    for round in 1..=rounds {
        progress(&format!("round {round} of {rounds}: filling the database, then {} s", job.seconds));
        let run = once(job, &sink).await?;
        report.notes = vec![run.durability.clone()];
        report.faults.extend(faults(job.total(), &run.stats));
        report.runs.push(figures(&run));
    }
    Ok(report)
}

async fn once(job: &Waiting, sink: &Sink) -> Result<Run, AppError> {
    let place = Place::new(&job.common).await?;
    let items = items(job.total(), USERS)?;
    let seeded = place.seed(Plan { in_test: USERS, due: job.count, items, later: 0 }).await?;
    let text = course::text(&course::write(&place.lessons(), items)?);
    let chats = USERS + job.count;
    sink.reset(&format!("rate={}&latency_ms={}&chats={chats}", job.rate, job.common.latency_ms), text).await?;
    let settings = BotSettings {
        api_url: sink.address().to_owned(),
        database_url: place.url().to_owned(),
        lessons: place.lessons(),
        in_flight: job.common.in_flight,
        per_second: job.rate,
    };
    let bot = Bot::start(&settings).await?;
    let durability = bot.ready.durability.clone();
    sink.wait(PATIENCE, |stats| stats.first_poll.is_some()).await?;
    // At once: that all these lessons are being made is part of it.
    sink.load(job.total(), USERS, job.presses, seeded.first_attempt).await?;
    let total = job.total();
    sink.wait(PATIENCE, |stats| stats.answered >= total && stats.edited >= total).await?;
    let usage = bot.end().await?;
    let stats = sink.stats().await?;
    place.remove().await?;
    Ok(Run { stats, usage, durability })
}

fn figures(run: &Run) -> Vec<Figure> {
    let stats = &run.stats;
    vec![
        Figure::new("due_p50_ms", "press to answer, p50, ms", stats.due_p50, 1),
        Figure::new("due_p99_ms", "press to answer, p99, ms", stats.due_p99, 1),
        Figure::new("edit_p50_ms", "press to edit, p50, ms", stats.edit_p50, 1),
        Figure::new("edit_p99_ms", "press to edit, p99, ms", stats.edit_p99, 1),
        Figure::count("presses", "presses answered", stats.answered),
        Figure::count("edited", "presses edited", stats.edited),
        Figure::new("lessons_per_second", "lessons/s meanwhile", stats.send_rate(), 2),
        Figure::count("lessons", "lessons sent meanwhile", stats.sends),
        Figure::count("most_in_a_second", "most lessons in any second", stats.most_in_a_second),
        Figure::count("refused", "refused (429)", stats.refused),
        Figure::new("cpu", "CPU s in all", run.usage.cpu_seconds, 2),
        Figure::new("peak_mb", "peak memory, MB", run.usage.peak_mb, 1),
    ]
}

fn faults(total: usize, stats: &Stats) -> Vec<String> {
    let mut faults = Vec::new();
    if stats.answered != total || stats.edited != total {
        faults.push(format!("of {total} presses {} were answered and {} edited", stats.answered, stats.edited));
    }
    if stats.duplicates + stats.wrong_messages + stats.wrong_edits > 0 {
        faults.push("a message came twice, or a wrong one".to_owned());
    }
    faults
}
