//! The job of an evening: everybody answers their test, item by item.

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

const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, PartialEq)]
pub struct Updates {
    pub common: Common,
    /// Presses in all.
    pub count: usize,
    /// Participants who press in turn.
    pub users: usize,
    /// Presses a second; 0: all wait when the bot starts to poll.
    pub rate: f64,
}

/// What a run brought.
struct Run {
    stats: Stats,
    usage: Usage,
    counts: Counts,
    durability: String,
}

impl Updates {
    /// Items that the test needs so that no press is the last of it.
    pub fn items(&self) -> Result<usize, AppError> {
        items(self.count, self.users)
    }
}

/// Items that a test needs so that no press finishes it.
pub fn items(presses: usize, users: usize) -> Result<usize, AppError> {
    let each = presses.div_ceil(users.max(1));
    if each >= course::MOST_ITEMS {
        return Err(AppError::wrong_use(format!(
            "{presses} presses of {users} participants are {each} for each; a test here has at most {} items: name more --users",
            course::MOST_ITEMS
        )));
    }
    Ok((each + 1).max(12))
}

/// Answers tests, as often as there are rounds.
pub async fn updates(job: &Updates) -> Result<Report, AppError> {
    job.items()?;
    let sink = Sink::start().await?;
    let bare = once(&Updates { count: 0, ..job.clone() }, &sink).await?;
    let how = if job.rate == 0.0 { "all waiting".to_owned() } else { format!("{} a second", job.rate) };
    let Common { in_flight, latency_ms, rounds, .. } = job.common;
    let title = format!(
        "{} presses of {} participants, {how}: answers take {latency_ms} ms, {in_flight} in flight",
        job.count, job.users
    );
    let mut report = Report { title, notes: vec![bare.durability.clone()], ..Report::default() };
    for round in 1..=rounds {
        let run = once(job, &sink).await?;
        progress(&format!("round {round} of {rounds}: {:.0} presses/s", run.stats.press_rate().unwrap_or(0.0)));
        report.faults.extend(faults(job.count, &run));
        report.runs.push(figures(job.count, &run, &bare.usage));
    }
    Ok(report)
}

async fn once(job: &Updates, sink: &Sink) -> Result<Run, AppError> {
    let place = Place::new(&job.common).await?;
    let seeded = place.seed(Plan { in_test: job.users, items: job.items()?, ..Plan::default() }).await?;
    sink.reset(&format!("latency_ms={}", job.common.latency_ms), String::new()).await?;
    let settings = BotSettings {
        api_url: sink.address().to_owned(),
        database_url: place.url().to_owned(),
        lessons: place.lessons(),
        in_flight: job.common.in_flight,
        per_second: 0,
    };
    let bot = Bot::start(&settings).await?;
    let durability = bot.ready.durability.clone();
    sink.wait(PATIENCE, |stats| stats.first_poll.is_some()).await?;
    sink.load(job.count, job.users, job.rate, seeded.first_attempt).await?;
    let count = job.count;
    // The last poll confirms the last batch.
    let is_done = |stats: &Stats| stats.answered >= count && stats.edited >= count && stats.confirmed >= count;
    sink.wait(PATIENCE, is_done).await?;
    let usage = bot.end().await?;
    let (stats, counts) = (sink.stats().await?, place.counts().await?);
    place.remove().await?;
    Ok(Run { stats, usage, counts, durability })
}

fn figures(count: usize, run: &Run, bare: &Usage) -> Vec<Figure> {
    let cpu = run.usage.cpu_seconds.zip(bare.cpu_seconds);
    let per_thousand = cpu.map(|(all, bare)| (all - bare) / count.max(1) as f64 * 1_000.0);
    let stats = &run.stats;
    let edits = stats.methods.get("editMessageText").copied().unwrap_or(0);
    vec![
        Figure::new("presses_per_second", "presses/s", stats.press_rate(), 1),
        Figure::new("answer_p50_ms", "hand-out to answer, p50, ms", stats.answer_p50, 1),
        Figure::new("answer_p99_ms", "hand-out to answer, p99, ms", stats.answer_p99, 1),
        Figure::new("due_p50_ms", "press to answer, p50, ms", stats.due_p50, 1),
        Figure::new("due_p99_ms", "press to answer, p99, ms", stats.due_p99, 1),
        Figure::new("edit_p50_ms", "press to edit, p50, ms", stats.edit_p50, 1),
        Figure::new("edit_p99_ms", "press to edit, p99, ms", stats.edit_p99, 1),
        Figure::new("cpu_per_thousand", "CPU s for 1,000", per_thousand, 3),
        Figure::new("peak_mb", "peak memory, MB", run.usage.peak_mb, 1),
        Figure::count("answered", "presses answered", stats.answered),
        Figure::count("rows", "rows of answers", run.counts.answers),
        Figure::count("edits", "edits", edits),
        Figure::count("superseded", "edits that a newer one made needless", run.counts.superseded),
        Figure::count("handed_again", "handed out again", stats.handed_again),
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
    expect(stats.answered == count, format!("{} presses were answered instead of {count}", stats.answered));
    expect(stats.edited == count, format!("{} presses led to an edit instead of {count}", stats.edited));
    expect(stats.confirmed == count, format!("{} updates were confirmed instead of {count}", stats.confirmed));
    expect(counts.answers == count as i64, format!("{} answers are recorded instead of {count}", counts.answers));
    expect(stats.wrong_edits == 0, format!("{} edits out of order or of another's message", stats.wrong_edits));
    expect(stats.wrong_offsets == 0, format!("{} polls confirmed what was not handed out", stats.wrong_offsets));
    faults
}
