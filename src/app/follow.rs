//! Following another clock: course time comes from the sandbox, real time stays the machine's.

use super::AppError;
use crate::clock::{Clock, Machine};
use chrono::DateTime;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

#[derive(Deserialize)]
struct Told {
    now_ms: i64,
    speed: f64,
}

/// Asks for course time once and returns a clock that stands there, with real time of a given machine, or of this one.
pub async fn first(client: &reqwest::Client, url: &str, real: Option<&Arc<Machine>>) -> Result<Clock, AppError> {
    let told = ask(client, url)
        .await
        .map_err(|error| AppError::failed(format!("the clock at {url} does not answer: {error}")))?;
    let at = DateTime::from_timestamp_millis(told.now_ms).unwrap_or_default();
    let clock = real.map_or_else(|| Clock::manual(at), |machine| Clock::manual_on(machine, at));
    set(&clock, &told);
    Ok(clock)
}

/// Follows until dropped. A clock that does not answer stands still.
pub async fn follow(client: reqwest::Client, url: String, clock: Clock) {
    let mut after = clock.now().timestamp_millis();
    loop {
        match ask(&client, &format!("{url}?after={after}&wait=20")).await {
            Ok(told) => {
                if told.now_ms != after {
                    set(&clock, &told);
                }
                after = told.now_ms;
            }
            Err(error) => {
                tracing::debug!(%error, "the clock does not answer");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

async fn ask(client: &reqwest::Client, url: &str) -> Result<Told, String> {
    let response = client.get(url).timeout(Duration::from_secs(30)).send().await.map_err(|error| error.to_string())?;
    let text = response.text().await.map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn set(clock: &Clock, told: &Told) {
    if let Some(now) = DateTime::from_timestamp_millis(told.now_ms) {
        clock.set(now, told.speed);
    }
}
