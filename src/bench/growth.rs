//! How a tick, a start and the file grow with the number of enrolments.

use super::client::{BotSettings, Usage, usage};
use super::place::Place;
use super::process::{Bot, Sink, ticks};
use super::report::{Figure, Report};
use super::seed::{Plan, sealer};
use super::{Common, progress};
use crate::actions::{Context, release};
use crate::app::AppError;
use crate::clock::Clock;
use crate::rules::ids::CohortId;
use crate::seal::Randomness;
use crate::store::Store;
use crate::store::seed as store;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// How often a tick that finds nothing is timed.
const LOOKS: usize = 100;

/// How long a bot with everything due is watched.
const WATCHED: Duration = Duration::from_secs(10);

const ITEMS: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    pub common: Common,
    /// Enrolments, each a column.
    pub sizes: Vec<usize>,
}

/// What the process that ticks has measured.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Ticks {
    /// A tick that finds nothing due, in microseconds.
    idle_micros: f64,
    one_percent_ms: f64,
    all_ms: f64,
    usage: Usage,
}

/// Measures every size.
pub async fn growth(job: &Growth) -> Result<Report, AppError> {
    let sink = Sink::start().await?;
    let columns = job.sizes.iter().map(ToString::to_string).collect();
    let mut report = Report {
        title: "What grows with the number of enrolments".to_owned(),
        columns: Some(columns),
        ..Report::default()
    };
    for size in &job.sizes {
        progress(&format!("{size} enrolments"));
        report.runs.push(one(job, &sink, *size).await?);
    }
    Ok(report)
}

async fn one(job: &Growth, sink: &Sink, size: usize) -> Result<Vec<Figure>, AppError> {
    let place = Place::new(&job.common).await?;
    let began = Instant::now();
    let seeded = place.seed(Plan { later: size, items: ITEMS, ..Plan::default() }).await?;
    let seeding = began.elapsed().as_secs_f64();
    let bytes_before = place.bytes().await?;
    let (start_ms, idle) = start(job, sink, &place).await?;
    progress("  ticks");
    let ticks = ticks(place.url(), &place.lessons(), seeded.due_cohort.0).await?;
    let (counts, bytes_after) = (place.counts().await?, place.bytes().await?);
    place.remove().await?;
    progress("  the bot, with everything due");
    let due = with_all_due(job, sink, size).await?;
    let megabytes = |bytes: i64| bytes as f64 / 1_048_576.0;
    Ok(vec![
        Figure::new("seed_s", "filling the database, s", seeding, 1),
        Figure::new("start_ms", "start to first poll, ms", start_ms, 0),
        Figure::new("start_mb", "peak memory of the start, MB", idle.peak_mb, 1),
        Figure::new("tick_idle_us", "tick, nothing due, us", ticks.idle_micros, 0),
        Figure::new("tick_one_percent_ms", "tick, 1 % due, ms", ticks.one_percent_ms, 1),
        Figure::new("tick_all_ms", "tick, all due, ms", ticks.all_ms, 0),
        Figure::new("tick_mb", "peak memory of the ticks, MB", ticks.usage.peak_mb, 1),
        Figure::new("due_mb", "peak memory of the bot, all due, MB", due.peak_mb, 1),
        Figure::count("deliveries", "rows of the outbox", counts.deliveries),
        Figure::new("mb_before", "the file before, MB", megabytes(bytes_before), 1),
        Figure::new("mb_after", "the file after, MB", megabytes(bytes_after), 1),
    ])
}

fn settings(job: &Growth, sink: &Sink, place: &Place) -> BotSettings {
    BotSettings {
        api_url: sink.address().to_owned(),
        database_url: place.url().to_owned(),
        lessons: place.lessons(),
        in_flight: job.common.in_flight,
        per_second: 30,
    }
}

/// From the start of the process to its first poll, the median of five, and what the last one took.
async fn start(job: &Growth, sink: &Sink, place: &Place) -> Result<(Option<f64>, Usage), AppError> {
    let mut spans = Vec::new();
    let mut last = usage();
    for _ in 0..5 {
        sink.reset("", String::new()).await?;
        let bot = Bot::start(&settings(job, sink, place)).await?;
        let stats = sink.wait(PATIENCE, |stats| stats.first_poll.is_some()).await?;
        spans.extend(stats.first_poll.map(|seconds| seconds * 1_000.0));
        last = bot.end().await?;
    }
    spans.sort_by(f64::total_cmp);
    Ok((spans.get(spans.len() / 2).copied(), last))
}

/// The bot at work, for a while, with a lesson due to everybody.
async fn with_all_due(job: &Growth, sink: &Sink, size: usize) -> Result<Usage, AppError> {
    let place = Place::new(&job.common).await?;
    place.seed(Plan { due: size, items: ITEMS, ..Plan::default() }).await?;
    sink.reset("rate=30&latency_ms=50", String::new()).await?;
    let bot = Bot::start(&settings(job, sink, &place)).await?;
    tokio::time::sleep(WATCHED).await;
    let usage = bot.end().await?;
    place.remove().await?;
    Ok(usage)
}

/// Times the ticks of a database in which nothing is due; in a process of its own, so that its memory is its own.
pub async fn tick(url: &str, lessons: &std::path::Path, due_cohort: i64) -> Result<(), AppError> {
    let store = Store::open(url, sealer()?).await?;
    if store.take_lease("tick").await?.is_err() {
        return Err(AppError::failed("the database is in use"));
    }
    let clock = Clock::system();
    let courses = crate::app::check(lessons, false)?;
    let (library, offered) = store.add_courses(&courses, clock.now()).await?;
    let context = Context {
        store: Arc::clone(&store),
        library: crate::store::Versions::of(library),
        offered,
        kept_days: crate::rules::privacy::PERSONS_KEPT_DAYS,
        clock,
        randomness: Mutex::new(Randomness::system()),
        watched: crate::actions::Watched::default(),
        heard: crate::actions::time_limit::Heard::default(),
        labels: Arc::new(crate::actions::NoLabels),
        files: Arc::new(crate::actions::NoFiles),
    };
    let idle_micros = idle_tick(&context).await?;
    let all = store::enrolments(&mut store.read().await?).await?;
    let one_percent_ms = release_after(&context, due_cohort, (all / 100).max(1)).await?;
    let all_ms = release_after(&context, due_cohort, all).await?;
    let ticks = Ticks { idle_micros, one_percent_ms, all_ms, usage: usage() };
    println!("{}", serde_json::to_string(&ticks).expect("plain data"));
    store.give_lease_back().await?;
    store.close().await;
    Ok(())
}

/// A tick that finds nothing due, the median of many, in microseconds.
async fn idle_tick(context: &Context) -> Result<f64, AppError> {
    let mut spans = Vec::with_capacity(LOOKS);
    for _ in 0..LOOKS {
        let began = Instant::now();
        release::release(context).await?;
        release::next_due(context).await?;
        spans.push(began.elapsed().as_secs_f64() * 1e6);
    }
    spans.sort_by(f64::total_cmp);
    Ok(spans.get(LOOKS / 2).copied().unwrap_or_default())
}

/// Makes so many due, and times the tick that releases them, in ms.
async fn release_after(context: &Context, due_cohort: i64, count: i64) -> Result<f64, AppError> {
    let mut tx = context.store.write().await?;
    store::make_due(&mut tx, CohortId(due_cohort), context.clock.now(), count).await?;
    tx.commit().await?;
    let began = Instant::now();
    while release::release(context).await? > 0 {}
    Ok(began.elapsed().as_secs_f64() * 1_000.0)
}
