//! `darb run`: from settings to a bot that polls, ticks and sends, until it is told to stop.

use super::files::CourseFiles;
use super::{AppError, Wording, check, exporter, follow, rehearsal, sealer};
use crate::actions::tidy::Retention;
use crate::actions::{Context, jump, release, setup, time_limit};
use crate::clock::{Clock, Machine};
use crate::config::{Config, is_loopback};
use crate::delivery::{Limits, Preparer, Sender, SenderSettings};
use crate::jobs::reporter::Allowed;
use crate::jobs::{eraser, forecaster, housekeeping, keeper, regrader, reporter, ticker};
use crate::rules::course::{Course, Language};
use crate::seal::Randomness;
use crate::store::{Store, Versions};
use crate::telegram::{Api, ApiError, Intake, Me, TelegramTransport};
use crate::text::{COMMANDS_FINGERPRINT, Catalog};
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, oneshot, watch};

/// What is not a setting.
#[derive(Debug, Default)]
pub struct Options {
    /// Course time follows the clock at this URL; only together with a Bot API server on this machine.
    pub clock: Option<String>,
    /// Told, with the store, when the first poll is about to begin.
    pub ready: Option<oneshot::Sender<(Arc<Store>, Clock)>>,
    /// Seeds the randomness, for tests.
    pub seed: Option<u64>,
    /// Whose clocks are read, for tests of clocks that jump.
    pub machine: Option<Arc<Machine>>,
}

/// Runs until `stop` is set. While another process holds the lease, stands by.
pub async fn run(config: Config, mut options: Options, stop: watch::Receiver<bool>) -> Result<(), AppError> {
    if options.clock.is_some() && !is_loopback(&config.api_url) {
        return Err(AppError::wrong_use("--clock is for tests: it needs a Bot API server on this machine"));
    }
    let courses = check(&config.lessons, false)?;
    if let Some(address) = config.metrics {
        exporter::start(address).await?;
    }
    let store = Store::open(&config.database_url, sealer(&config)?).await?;
    let api = Api::new(&config.api_url, &config.token, config.requests).map_err(AppError::failed)?;
    let mut ready = options.ready.take();
    loop {
        if !stand_by(&store, stop.clone()).await? {
            break;
        }
        let ended = match clock(&config, &options, &store).await {
            Ok(clock) => serve(&config, &options, &courses, &store, &api, clock, &mut ready, stop.clone()).await,
            Err(error) => Err(error),
        };
        match ended {
            Err(error) if error.is_lease_lost => tracing::warn!("another process took over; standing by"),
            Err(error) => {
                // So that the next start need not wait. What ended us is what the operator has to hear of.
                let _given_back_or_free_in_a_while = store.give_lease_back().await;
                store.close().await;
                return Err(error);
            }
            Ok(()) => {
                store.give_lease_back().await?;
                break;
            }
        }
    }
    store.close().await;
    Ok(())
}

/// Waits for the lease. False when told to stop meanwhile.
async fn stand_by(store: &Arc<Store>, mut stop: watch::Receiver<bool>) -> Result<bool, AppError> {
    let holder = format!("{}-{}", std::process::id(), Randomness::system().code(8));
    let mut said = false;
    while !*stop.borrow() {
        let taken = match store.take_lease(&holder).await {
            Ok(taken) => taken,
            // The very fault that a standby stands by for: it waits for the database to come back.
            Err(error) if error.is_transient() && said => {
                tracing::warn!(%error, "the lease cannot be asked for; trying on");
                Err(Duration::from_secs(1))
            }
            Err(error) => return Err(error.into()),
        };
        match taken {
            Ok(in_doubt) => {
                if in_doubt > 0 {
                    tracing::warn!(
                        in_doubt,
                        "deliveries were in flight when the last process ended; they are settled now"
                    );
                }
                return Ok(true);
            }
            Err(wait) => {
                if !said {
                    tracing::info!("another process holds the lease; standing by");
                    said = true;
                }
                tokio::select! {
                    () = tokio::time::sleep(wait.min(Duration::from_secs(1))) => {}
                    _ = stop.changed() => {}
                }
            }
        }
    }
    Ok(false)
}

async fn clock(config: &Config, options: &Options, store: &Arc<Store>) -> Result<Clock, AppError> {
    match &options.clock {
        None => match &options.machine {
            Some(machine) => Ok(Clock::on(machine)),
            None => rehearsal::clock(store, config.speed).await,
        },
        Some(url) => {
            let client =
                reqwest::Client::builder().no_proxy().build().map_err(|error| AppError::failed(error.to_string()))?;
            let clock = follow::first(&client, url, options.machine.as_ref()).await?;
            tokio::spawn(follow::follow(client, url.clone(), clock.clone()));
            Ok(clock)
        }
    }
}

/// Everything that the holder of the lease does.
#[expect(clippy::too_many_arguments, reason = "the one place where everything is wired together")]
async fn serve(
    config: &Config,
    options: &Options,
    courses: &[Course],
    store: &Arc<Store>,
    api: &Api,
    clock: Clock,
    ready: &mut Option<oneshot::Sender<(Arc<Store>, Clock)>>,
    stop: watch::Receiver<bool>,
) -> Result<(), AppError> {
    let (library, offered) = store.add_courses(courses, clock.now()).await?;
    let randomness = options.seed.map_or_else(Randomness::system, Randomness::seeded);
    let catalog = Arc::new(Catalog::embedded());
    let context = Arc::new(Context {
        store: Arc::clone(store),
        library: Versions::of(library),
        offered,
        kept_days: u16::try_from(config.retention.days).unwrap_or(u16::MAX),
        clock: clock.clone(),
        randomness: Mutex::new(randomness),
        watched: crate::actions::Watched::default(),
        heard: crate::actions::time_limit::Heard::default(),
        labels: Arc::new(Wording(Arc::clone(&catalog))),
        files: Arc::new(CourseFiles(config.lessons.clone())),
    });
    // Everything that ends one ends all.
    let (halt, halted) = watch::channel(false);
    let renewed_at = Arc::new(AtomicI64::new(clock.real().0));
    let keeping = tokio::spawn(keeper::run(Arc::clone(&context), Arc::clone(&renewed_at), halted.clone()));
    let allowed = Allowed { per_second: config.per_second, in_flight: config.in_flight };
    let reporting = tokio::spawn(reporter::run(Arc::clone(&context), allowed, halted.clone()));
    let me = match start(config, &context, api, stop.clone()).await {
        Ok(Some(me)) => me,
        other => {
            let _ = halt.send(true);
            // It must not renew a lease that is given back.
            let _ended = keeping.await;
            let _ended = reporting.await;
            return other.map(|_| ());
        }
    };
    let wake = Arc::new(Notify::new());
    let settings = SenderSettings {
        limits: Limits {
            per_second: config.per_second,
            private_gap: Duration::from_millis(config.private_gap_ms),
            group_per_minute: config.group_per_minute,
        },
        in_flight: config.in_flight,
        requests: config.requests,
    };
    let transport = Arc::new(TelegramTransport::new(api.clone(), me.id).paying(config.paid_broadcast));
    let preparer = Preparer {
        catalog: Arc::clone(&catalog),
        bot_username: me.username.clone(),
        keyring: Arc::clone(store.keyring()),
    };
    let sender = Sender::new(Arc::clone(&context), preparer, transport, settings, renewed_at);
    let intake =
        Intake { context: Arc::clone(&context), catalog, api: api.clone(), bot_id: me.id, wake: Arc::clone(&wake) };
    if let Some(ready) = ready.take() {
        let _nobody_waits = ready.send((Arc::clone(store), clock.clone()));
    }
    tracing::info!(bot = me.username, "the bot is running");
    let mut sending = tokio::spawn(sender.run(Arc::clone(&wake), halted.clone()));
    let mut taking = tokio::spawn(intake.run(halted.clone()));
    let mut ticking = tokio::spawn(ticker::run(Arc::clone(&context), Arc::clone(&wake), halted.clone()));
    let tidying = tokio::spawn(housekeeping::run(
        Arc::clone(&context),
        Retention { days: config.retention.days, reason: config.retention.reason.clone() },
        Arc::clone(&wake),
        halted.clone(),
    ));
    let erasing = tokio::spawn(eraser::run(Arc::clone(&context), Arc::clone(&wake), halted.clone()));
    let regrading = tokio::spawn(regrader::run(Arc::clone(&context), Arc::clone(&wake), halted.clone()));
    let forecasting = tokio::spawn(forecaster::run(context, config.per_second, Arc::clone(&wake), halted));
    let mut keeping = keeping;
    let mut stop = stop;
    let ended: Result<(), AppError> = tokio::select! {
        () = until(&mut stop) => Ok(()),
        ended = &mut sending => joined(ended),
        ended = &mut taking => joined(ended),
        ended = &mut ticking => joined(ended),
        ended = &mut keeping => joined(ended),
    };
    let _ = halt.send(true);
    wake.notify_one();
    for task in [tokio::spawn(finish(taking)), tokio::spawn(finish(ticking)), tokio::spawn(finish(sending))] {
        let _ended = task.await;
    }
    finish(keeping).await;
    finish(reporting).await;
    tidying.abort();
    erasing.abort();
    regrading.abort();
    forecasting.abort();
    ended
}

/// Lets a task end by itself; one that has ended already is not asked again.
async fn finish<T>(task: tokio::task::JoinHandle<T>) {
    if !task.is_finished() {
        let _ended = task.await;
    }
}

fn joined<Error: Into<AppError>>(ended: Result<Result<(), Error>, tokio::task::JoinError>) -> Result<(), AppError> {
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(error.into()),
        Err(error) => Err(AppError::failed(format!("a part of the bot panicked: {error}"))),
    }
}

async fn until(stop: &mut watch::Receiver<bool>) {
    while !*stop.borrow() {
        if stop.changed().await.is_err() {
            return;
        }
    }
}

/// Asks Telegram who the bot is, until there is an answer: said once a minute. A refused token ends the process.
async fn who_am_i(api: &Api, clock: &Clock, mut stop: watch::Receiver<bool>) -> Result<Option<Me>, AppError> {
    let mut said = None;
    while !*stop.borrow() {
        let why = match api.call("getMe", &serde_json::json!({})).await {
            Ok(answer) if answer.ok => {
                let raw = answer.result.map(|raw| raw.get().to_owned()).unwrap_or_default();
                return serde_json::from_str(&raw)
                    .map(Some)
                    .map_err(|_| AppError::failed("getMe brought an answer that cannot be read"));
            }
            Ok(answer) if matches!(answer.error_code, Some(401 | 404)) => {
                return Err(AppError::failed("Telegram refused the bot's token; check TELOXIDE_TOKEN"));
            }
            Ok(answer) => answer.description.unwrap_or_default(),
            Err(error @ (ApiError::NotReached(_) | ApiError::NoAnswer(_) | ApiError::Unreadable { .. })) => {
                error.to_string()
            }
        };
        let now = clock.real();
        if said.is_none_or(|at| now.since(at) >= Duration::from_secs(60)) {
            said = Some(now);
            tracing::warn!(why, "Telegram cannot be reached; trying on");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stop.changed() => {}
        }
    }
    Ok(None)
}

/// Who the bot is, once everything is prepared; `None` when told to stop before.
async fn start(
    config: &Config,
    context: &Context,
    api: &Api,
    stop: watch::Receiver<bool>,
) -> Result<Option<Me>, AppError> {
    let me = who_am_i(api, &context.clock, stop).await?;
    if me.is_some() {
        prepare(config, context).await?;
    }
    Ok(me)
}

/// What is done once at start.
async fn prepare(config: &Config, context: &Context) -> Result<(), AppError> {
    jump::at_start(context).await?;
    time_limit::at_start(context).await?;
    let renewed = release::renew_schedule(context).await?;
    if renewed > 0 {
        tracing::info!(enrolments = renewed, "what is due was computed anew with the zone rules of this version");
    }
    if let Some(code) = setup::prepare_owners(context, &config.admins).await? {
        eprintln!("Nobody owns this bot yet. Within an hour, send it:  /claim {code}");
    }
    setup::prepare_commands(context, COMMANDS_FINGERPRINT, &Language::ALL).await?;
    Ok(())
}
