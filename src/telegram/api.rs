//! Calls to the Bot API over a pooled HTTP client of our own: the answer as it came, never a retry, never a sleep.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::time::Duration;

/// The longest a request may take; shorter than a lease goes unrenewed.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(8);

/// A bot on a Bot API server.
#[derive(Clone)]
pub struct Api {
    client: reqwest::Client,
    /// `<server>/bot<token>`; never logged.
    base: String,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Api(..)")
    }
}

/// Telegram's answer to a call, as far as anybody needs it.
#[derive(Debug, Deserialize)]
pub struct Answer {
    pub ok: bool,
    #[serde(default)]
    pub result: Option<Box<RawValue>>,
    #[serde(default)]
    pub error_code: Option<u16>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub parameters: Parameters,
}

#[derive(Debug, Default, Deserialize)]
pub struct Parameters {
    pub retry_after: Option<u64>,
    pub migrate_to_chat_id: Option<i64>,
}

/// Why there is no answer that can be read.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The request certainly never reached the server.
    #[error("no connection to Telegram: {0}")]
    NotReached(String),
    /// It may have been carried out.
    #[error("no answer from Telegram: {0}")]
    NoAnswer(String),
    /// An answer that is none of the Bot API's, with its HTTP status.
    #[error("an answer that cannot be read (HTTP {status})")]
    Unreadable { status: u16, says_ok: bool },
}

/// Who the bot is.
#[derive(Debug, Clone, Deserialize)]
pub struct Me {
    pub id: i64,
    pub username: String,
}

impl Api {
    /// `server` without a slash at the end, such as `https://api.telegram.org`.
    pub fn new(server: &str, token: &str, in_flight: usize) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .tcp_nodelay(true)
            .pool_max_idle_per_host(in_flight.max(8))
            .no_proxy()
            // A redirected request would be posted a second time.
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { client, base: format!("{}/bot{token}", server.trim_end_matches('/')) })
    }

    pub async fn call(&self, method: &str, body: &Value) -> Result<Answer, ApiError> {
        self.call_within(method, body, REQUEST_TIMEOUT).await
    }

    /// `timeout` is for long polling, whose answer may take its time.
    pub async fn call_within(&self, method: &str, body: &Value, timeout: Duration) -> Result<Answer, ApiError> {
        let request = self.client.post(format!("{}/{method}", self.base)).timeout(timeout);
        let request = request.header("content-type", "application/json").body(body.to_string());
        let response = request.send().await.map_err(|error| {
            // The URL holds the token.
            let error = error.without_url();
            if error.is_connect() || error.is_builder() {
                ApiError::NotReached(chain(&error))
            } else {
                ApiError::NoAnswer(chain(&error))
            }
        })?;
        let status = response.status().as_u16();
        let text = response.text().await.map_err(|error| ApiError::NoAnswer(chain(&error.without_url())))?;
        serde_json::from_str(&text).map_err(|_| ApiError::Unreadable { status, says_ok: says_ok(&text) })
    }
}

/// Whether an answer that cannot be read says at least that the request was accepted.
fn says_ok(text: &str) -> bool {
    let bare: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    bare.starts_with('{') && bare.contains("\"ok\":true")
}

/// An error with its causes, which say more than it does.
fn chain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
