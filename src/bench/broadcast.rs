//! The job of a morning: a lesson is due to everybody.

use super::client::{BotSettings, Usage};
use super::place::Place;
use super::process::{Bot, Sink};
use super::report::{Figure, Report};
use super::seed::Plan;
use super::sink::Stats;
use super::{Common, course, progress};
use crate::app::AppError;
use crate::store::seed::Counts;
use std::time::Duration;

/// How long nothing may happen before a run is given up.
const PATIENCE: Duration = Duration::from_secs(15);

/// Items of a test that nobody takes here.
const ITEMS: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broadcast {
    pub common: Common,
    /// Participants to whom the lesson is due.
    pub count: usize,
    /// Messages a second that the stand-in enforces and the bot keeps to; 0: no limit.
    pub rate: u32,
}

/// What a run brought.
struct Run {
    stats: Stats,
    usage: Usage,
    counts: Counts,
    durability: String,
}

/// Sends a lesson to everybody, as often as there are rounds.
pub async fn broadcast(job: &Broadcast) -> Result<Report, AppError> {
    let sink = Sink::start().await?;
    // What start and end take, to be left out.
    let bare = once(job, &sink, 0).await?;
    let mut report = Report { title: title(job), notes: vec![bare.durability.clone()], ..Report::default() };
    for round in 1..=job.common.rounds {
        let run = once(job, &sink, job.count).await?;
        let figures = figures(job.count, &run, &bare.usage);
        progress(&format!(
            "round {round} of {}: {:.0} lessons/s",
            job.common.rounds,
            run.stats.send_rate().unwrap_or(0.0)
        ));
        report.faults.extend(faults(job.count, &run));
        report.runs.push(figures);
    }
    Ok(report)
}

fn title(job: &Broadcast) -> String {
    let Common { in_flight, latency_ms, .. } = job.common;
    let rate = if job.rate == 0 { "no limit".to_owned() } else { format!("{}/s enforced", job.rate) };
    format!("A lesson to {} participants: {rate}, answers take {latency_ms} ms, {in_flight} in flight", job.count)
}

async fn once(job: &Broadcast, sink: &Sink, count: usize) -> Result<Run, AppError> {
    let place = Place::new(&job.common).await?;
    let plan = Plan { due: count, items: ITEMS, ..Plan::default() };
    place.seed(plan).await?;
    let text = course::text(&course::write(&place.lessons(), ITEMS)?);
    let latency = job.common.latency_ms;
    sink.reset(&format!("rate={}&latency_ms={latency}&chats={}", job.rate, count.max(1)), text).await?;
    let settings = BotSettings {
        api_url: sink.address().to_owned(),
        database_url: place.url().to_owned(),
        lessons: place.lessons(),
        in_flight: job.common.in_flight,
        per_second: job.rate,
    };
    let bot = Bot::start(&settings).await?;
    let durability = bot.ready.durability.clone();
    sink.wait(PATIENCE, |stats| stats.first_poll.is_some() && stats.sends >= count).await?;
    // It lets what is in flight finish and records it, so that afterwards all is marked.
    let usage = bot.end().await?;
    let (stats, counts) = (sink.stats().await?, place.counts().await?);
    place.remove().await?;
    Ok(Run { stats, usage, counts, durability })
}

fn figures(count: usize, run: &Run, bare: &Usage) -> Vec<Figure> {
    let cpu = run.usage.cpu_seconds.zip(bare.cpu_seconds);
    let per_thousand = cpu.map(|(all, bare)| (all - bare) / count.max(1) as f64 * 1_000.0);
    vec![
        Figure::new("lessons_per_second", "lessons/s", run.stats.send_rate(), 1),
        Figure::new("cpu_per_thousand", "CPU s for 1,000", per_thousand, 3),
        Figure::new("cpu", "CPU s in all", run.usage.cpu_seconds, 2),
        Figure::new("peak_mb", "peak memory, MB", run.usage.peak_mb, 1),
        Figure::count("most_in_a_second", "most in any second", run.stats.most_in_a_second),
        Figure::count("refused", "refused (429)", run.stats.refused),
        Figure::count("sent", "accepted by the stand-in", run.stats.sends),
        Figure::count("marked", "rows sent in the database", run.counts.lessons),
        Figure::count("duplicates", "duplicates", run.stats.duplicates),
    ]
}

fn faults(count: usize, run: &Run) -> Vec<String> {
    let (stats, counts) = (&run.stats, &run.counts);
    let mut faults = Vec::new();
    let mut expect = |is_so: bool, what: String| {
        if !is_so {
            faults.push(what);
        }
    };
    expect(stats.sends == count, format!("{} lessons arrived instead of {count}", stats.sends));
    expect(stats.chats == count, format!("{} chats got one instead of {count}", stats.chats));
    expect(counts.lessons == count as i64, format!("{} rows are sent instead of {count}", counts.lessons));
    expect(stats.duplicates == 0, format!("{} duplicates", stats.duplicates));
    expect(stats.wrong_messages == 0, format!("{} messages with another text or chat", stats.wrong_messages));
    faults
}
