//! `darb bench`.

use super::stop_signal;
use crate::app::AppError;
use crate::bench::{self, BotSettings, Broadcast, Common, Contestant, Growth, Report, Updates, Waiting};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Debug, Subcommand)]
enum Job {
    /// A lesson is due to everybody: lessons a second, and what they take
    Broadcast {
        /// Participants
        #[arg(long, default_value_t = 20_000)]
        n: usize,
        /// Messages a second that the stand-in enforces and the bot keeps to; 0 for no limit
        #[arg(long, default_value_t = 0)]
        rate: u32,
        #[command(flatten)]
        shared: Shared,
    },
    /// Participants answer their test: presses a second, and how long each waits
    Updates {
        /// Presses
        #[arg(long, default_value_t = 20_000)]
        n: usize,
        /// Participants who press in turn
        #[arg(long, default_value_t = 2_000)]
        users: usize,
        /// Presses a second; 0 for all waiting at once
        #[arg(long, default_value_t = 0.0)]
        rate: f64,
        #[command(flatten)]
        shared: Shared,
    },
    /// Somebody presses a button while lessons wait at the limit: how long each press waits
    Waiting {
        /// Participants with a lesson due
        #[arg(long, default_value_t = 100_000)]
        n: usize,
        /// Messages a second that the stand-in enforces and the bot keeps to
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        rate: u32,
        /// Presses a second
        #[arg(long, default_value_t = 2.0)]
        presses: f64,
        /// For how many seconds somebody presses
        #[arg(long, default_value_t = 120)]
        seconds: u64,
        #[command(flatten)]
        shared: Shared,
    },
    /// Ticks, start and file from a thousand enrolments to a million
    Growth {
        /// The most enrolments: from 1,000 in steps of ten
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1_000..=10_000_000))]
        most: u64,
        #[command(flatten)]
        shared: Shared,
    },
    /// The stand-in alone, for other clients
    Sink {
        /// Port on this computer; 0 for any that is free
        #[arg(long, default_value_t = 8099)]
        port: u16,
    },
    /// Fill a new data file for a contestant
    Seed {
        /// The data file to make
        #[arg(long)]
        file: PathBuf,
        /// Participants with a lesson due
        #[arg(long, default_value_t = 0)]
        due: usize,
        /// Participants with an open test
        #[arg(long, default_value_t = 0)]
        in_test: usize,
        /// Items that each of them can answer
        #[arg(long, default_value_t = 10)]
        presses: usize,
    },
    /// The bot among other bots in a foreign harness: API_BASE, DB, CONC and RATE from the environment
    Contestant { what: What },
    /// The ticks under measurement (started by `growth`)
    #[command(hide = true)]
    Tick {
        #[arg(long)]
        data: String,
        #[arg(long)]
        lessons: PathBuf,
        #[arg(long)]
        cohort: i64,
    },
    /// The bot under measurement (started by the other jobs)
    #[command(hide = true)]
    Client {
        #[arg(long)]
        api: String,
        #[arg(long)]
        data: String,
        #[arg(long)]
        lessons: PathBuf,
        #[arg(long)]
        in_flight: usize,
        #[arg(long)]
        rate: u32,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Broadcast,
    Updates,
}

/// What every job can be told.
#[derive(Debug, Args)]
struct Shared {
    /// A Postgres server to measure on; SQLite without one
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Where data files are made; the system's temporary folder without one
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// How often to run; medians are shown
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// Requests in flight at once
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    in_flight: u32,
    /// Milliseconds that each answer of the stand-in takes; 0, or 50 where lessons wait
    #[arg(long)]
    latency: Option<u64>,
    /// Everything as JSON
    #[arg(long)]
    json: bool,
}

impl Shared {
    fn common(&self, latency_ms: u64) -> Common {
        Common {
            database: self.database.clone(),
            folder: self.folder.clone(),
            rounds: self.rounds as usize,
            in_flight: self.in_flight as usize,
            latency_ms: self.latency.unwrap_or(latency_ms),
        }
    }
}

pub async fn execute(arguments: Arguments) -> Result<(), AppError> {
    match arguments.job {
        Job::Broadcast { n: count, rate, shared } => {
            let job = Broadcast { common: shared.common(0), count, rate };
            measured(bench::broadcast(&job), shared.json).await
        }
        Job::Updates { n: count, users, rate, shared } => {
            let job = Updates { common: shared.common(0), count, users, rate };
            measured(bench::updates(&job), shared.json).await
        }
        Job::Waiting { n: count, rate, presses, seconds, shared } => {
            // As far away as Telegram is.
            let job = Waiting { common: shared.common(50), count, rate, presses, seconds };
            measured(bench::waiting(&job), shared.json).await
        }
        Job::Growth { most, shared } => {
            let sizes = (3..).map(|power| 10_usize.pow(power)).take_while(|size| *size as u64 <= most).collect();
            measured(bench::growth(&Growth { common: shared.common(0), sizes }), shared.json).await
        }
        Job::Sink { port } => bench::sink(port).await,
        Job::Seed { file, due, in_test, presses } => bench::prepare(&file, due, in_test, presses).await,
        Job::Contestant { what: What::Broadcast } => bench::contestant(Contestant::Broadcast, stop_signal()).await,
        Job::Contestant { what: What::Updates } => bench::contestant(Contestant::Updates, stop_signal()).await,
        Job::Tick { data, lessons, cohort } => bench::tick(&data, &lessons, cohort).await,
        Job::Client { api, data, lessons, in_flight, rate } => {
            let settings = BotSettings { api_url: api, database_url: data, lessons, in_flight, per_second: rate };
            bench::client(&settings).await
        }
    }
}

/// Runs a job and prints what it found. Ctrl-C gives it up, with everything that it has made.
async fn measured(job: impl Future<Output = Result<Report, AppError>>, json: bool) -> Result<(), AppError> {
    let report = tokio::select! {
        report = job => report?,
        _ = tokio::signal::ctrl_c() => return Err(AppError::failed("given up")),
    };
    println!("{}", if json { format!("{:#}", report.json()) } else { report.table() });
    if report.faults.is_empty() {
        return Ok(());
    }
    Err(AppError::failed(format!("it did not do what it should: {}", report.faults.join("; "))))
}
