//! A stand-in for Telegram that only counts: one thread, no store, as fast as the machine allows.
//!
//! `POST /ctl/reset` clears everything and sets limits, `POST /ctl/updates` loads presses, `GET /ctl/stats` says what came.

mod limits;
mod presses;
mod requests;
mod state;
mod stats;

pub use presses::{FIRST_USER, PRESSED_MESSAGE};
pub use stats::Stats;

use crate::app::AppError;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use requests::Call;
use state::{Reply, Settings, State};
use std::cell::RefCell;
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::TcpListener;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::LocalSet;
use tokio::time::Instant;

/// Telegram holds a poll open no longer than this.
const LONGEST_POLL: Duration = Duration::from_secs(50);

type Shared = Rc<RefCell<State>>;

/// Serves on the loopback interface until the process ends. Says the port on standard output; 0 takes any that is free.
pub async fn serve(port: u16) -> Result<(), AppError> {
    let listener = TcpListener::bind(("127.0.0.1", port))
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
        .map_err(|error| {
            AppError::failed(format!("port {port} cannot be used: {error}; choose another with --port"))
        })?;
    let address = listener.local_addr().map_err(|error| AppError::failed(error.to_string()))?;
    println!("http://{address}");
    let served = tokio::task::spawn_blocking(move || on_one_thread(listener)).await;
    served
        .unwrap_or_else(|error| Err(std::io::Error::other(error)))
        .map_err(|error| AppError::failed(error.to_string()))
}

fn on_one_thread(listener: TcpListener) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, accept(listener))
}

async fn accept(listener: TcpListener) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let state: Shared = Rc::new(RefCell::new(State::new(Settings::default())));
    loop {
        let Ok((connection, _)) = listener.accept().await else { continue };
        let _only_slower_without = connection.set_nodelay(true);
        let state = Rc::clone(&state);
        tokio::task::spawn_local(async move {
            let service = service_fn(move |request| answer(Rc::clone(&state), request));
            let server = hyper::server::conn::http1::Builder::new();
            let _a_client_may_go_at_any_time = server.serve_connection(TokioIo::new(connection), service).await;
        });
    }
}

async fn answer(state: Shared, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    if let Some(what) = path.strip_prefix("/ctl/") {
        return Ok(response(200, control(&state, what, &query, &body)));
    }
    let method = path.rsplit('/').next().unwrap_or_default();
    let call = Call::read(&body);
    if method.eq_ignore_ascii_case("getUpdates") {
        return Ok(response(200, poll(&state, &call).await));
    }
    let (Reply { status, body }, latency) = state.borrow_mut().take(method, &call);
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    Ok(response(status, body))
}

fn response(status: u16, body: Vec<u8>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    let json = hyper::header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, json);
    response
}

fn control(state: &Shared, what: &str, query: &str, body: &[u8]) -> Vec<u8> {
    let given = Query::read(query);
    match what {
        "reset" => {
            let text = std::str::from_utf8(body).unwrap_or_default().to_owned();
            *state.borrow_mut() = State::new(Settings::read(&given, text));
        }
        "updates" => state.borrow_mut().load(
            given.number("count", 0),
            given.number("users", 1),
            given.fraction("rate", 0.0),
            given.number("attempt", 0),
        ),
        _ => return serde_json::to_vec(&state.borrow().stats()).unwrap_or_default(),
    }
    br#"{"ok":true}"#.to_vec()
}

/// Holds a poll open until something is due, or its time is over.
async fn poll(state: &Shared, call: &Call<'_>) -> Vec<u8> {
    let end = Instant::now() + Duration::from_secs(call.timeout).min(LONGEST_POLL);
    state.borrow_mut().confirm(call.offset);
    loop {
        let (batch, next_due) = state.borrow_mut().hand_out(call.limit);
        let now = Instant::now();
        if let Some(batch) = batch {
            return batch;
        }
        if now >= end {
            return br#"{"ok":true,"result":[]}"#.to_vec();
        }
        let loaded = state.borrow().loaded();
        tokio::select! {
            () = tokio::time::sleep_until(end) => {}
            () = tokio::time::sleep(next_due.unwrap_or(LONGEST_POLL)) => {}
            () = loaded.notified() => {}
        }
    }
}

/// The fields behind `?`.
pub(super) struct Query<'a>(HashMap<&'a str, &'a str>);

impl<'a> Query<'a> {
    fn read(query: &'a str) -> Self {
        Self(query.split('&').filter_map(|field| field.split_once('=')).collect())
    }

    fn number<T: std::str::FromStr>(&self, name: &str, default: T) -> T {
        self.0.get(name).and_then(|value| value.parse().ok()).unwrap_or(default)
    }

    fn fraction(&self, name: &str, default: f64) -> f64 {
        self.number(name, default)
    }
}
