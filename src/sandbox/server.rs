//! The HTTP side as a whole: what is shared, the routes, and who may call them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::Instant;

use super::course_time::CourseTime;
use super::panel::Panel;
use super::traffic::Traffic;
use super::world::World;
use super::{acts, gateway, page, settle};

/// How long a clock follower waits at most while course time runs, real time: it can reckon in between.
const RUNNING_CLOCK_WAIT: Duration = Duration::from_millis(250);

/// What handlers and the handle share.
pub(super) struct Shared {
    world: Mutex<World>,
    /// Counts changes of the world; whoever waits for something waits for the next one.
    revision: watch::Sender<u64>,
    /// The requests of the bot, which change too often to wake everybody.
    traffic: watch::Sender<Traffic>,
    panel: RwLock<Arc<dyn Panel>>,
    /// True once the sandbox ends, so that nobody goes on waiting.
    stopped: watch::Sender<bool>,
}

impl Shared {
    pub(super) fn new(world: World, panel: Arc<dyn Panel>) -> Self {
        Self {
            world: Mutex::new(world),
            revision: watch::Sender::new(0),
            traffic: watch::Sender::new(Traffic::default()),
            panel: RwLock::new(panel),
            stopped: watch::Sender::new(false),
        }
    }

    /// The world, to read it; [`Shared::change`] is for changes.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the world and wakes whoever waits for a change.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = change(&mut self.world());
        self.revision.send_modify(|revision| *revision += 1);
        result
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }

    /// The requests of the bot, to wait for one.
    pub(super) fn traffic(&self) -> watch::Receiver<Traffic> {
        self.traffic.subscribe()
    }

    pub(super) fn note<T>(&self, note: impl FnOnce(&mut Traffic) -> T) -> T {
        let mut noted = None;
        self.traffic.send_modify(|traffic| noted = Some(note(traffic)));
        noted.expect("the note was taken")
    }

    pub(super) fn panel(&self) -> Arc<dyn Panel> {
        self.panel.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_panel(&self, panel: Arc<dyn Panel>) {
        *self.panel.write().unwrap_or_else(PoisonError::into_inner) = panel;
    }

    /// Ends all waiting.
    pub(super) fn stop(&self) {
        self.stopped.send_replace(true);
    }

    pub(super) async fn stopped(&self) {
        // An error would mean that the sender is gone, and `self` holds it.
        drop(self.stopped.subscribe().wait_for(|stopped| *stopped).await);
    }

    /// Waits for the next change of the world; false when the deadline passed or the sandbox ended first.
    pub(super) async fn changed_before(&self, changes: &mut watch::Receiver<u64>, deadline: Instant) -> bool {
        tokio::select! {
            changed = changes.changed() => changed.is_ok(),
            () = tokio::time::sleep_until(deadline) => false,
            () = self.stopped() => false,
        }
    }
}

/// All routes. What is no page, clock or act is taken for a Bot API request.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(page::page))
        .route("/page.css", get(page::style))
        .route("/page.js", get(page::script))
        .route("/ui/state", get(page::state))
        .route("/ui/about", get(page::about))
        .route("/ui/file", get(page::file))
        .route("/act/{act}", post(acts::act))
        .route("/clock", get(clock))
        .route("/settled", get(settled))
        .fallback(gateway::serve)
        .layer(middleware::from_fn(only_from_here))
        .with_state(shared)
}

async fn only_from_here(request: Request, next: Next) -> Response {
    match objection(&request) {
        Some(response) => response,
        None => next.run(request).await,
    }
}

/// Refuses what a web page elsewhere could make a browser send: other host names (DNS rebinding), other origins, and
/// acts whose body is not declared as JSON (which needs no leave from us to be sent).
fn objection(request: &Request) -> Option<Response> {
    let header = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = header(header::HOST).unwrap_or_default();
    let origin = header(header::ORIGIN).map(|origin| origin.split_once("://").map_or("", |(_, host)| host));
    if !is_loopback(host) || !origin.is_none_or(is_loopback) {
        return Some((StatusCode::FORBIDDEN, "the sandbox serves this computer only\n").into_response());
    }
    let is_act = request.uri().path().starts_with("/act/") && request.method() == Method::POST;
    let is_json = header(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/json"));
    (is_act && !is_json).then(|| (StatusCode::UNSUPPORTED_MEDIA_TYPE, "send JSON\n").into_response())
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[derive(Debug, Deserialize)]
struct ClockQuery {
    /// The time the follower knows, Unix milliseconds.
    after: Option<i64>,
    /// How long to wait for a change, real seconds.
    #[serde(default)]
    wait: f64,
}

async fn clock(State(shared): State<Arc<Shared>>, Query(query): Query<ClockQuery>) -> Json<CourseTime> {
    let Some(after_ms) = query.after else {
        return Json(shared.world().clock.time());
    };
    let mut changes = shared.changes();
    let (known_changes, wait) = {
        let mut world = shared.world();
        world.clock.followed(after_ms);
        let wait = seconds(query.wait);
        let is_running = world.clock.time().speed > 0;
        (world.clock.changes(), if is_running { wait.min(RUNNING_CLOCK_WAIT) } else { wait })
    };
    let deadline = Instant::now() + wait;
    loop {
        {
            let world = shared.world();
            if world.clock.is_news_after(after_ms) || world.clock.changes() != known_changes {
                return Json(world.clock.time());
            }
        }
        if !shared.changed_before(&mut changes, deadline).await {
            return Json(shared.world().clock.time());
        }
    }
}

#[derive(Debug, Deserialize)]
struct SettledQuery {
    /// How long to wait, real seconds.
    #[serde(default)]
    wait: f64,
}

async fn settled(State(shared): State<Arc<Shared>>, Query(query): Query<SettledQuery>) -> Response {
    let settled = settle::settled(&shared, seconds(query.wait)).await;
    Json(json!({"settled": settled})).into_response()
}

/// Seconds from a query, between none and an hour.
fn seconds(given: f64) -> Duration {
    Duration::try_from_secs_f64(given).unwrap_or_default().min(Duration::from_secs(3600))
}
