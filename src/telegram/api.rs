//! Calls to the Bot API over a pooled HTTP client of our own: the answer as it came, never a retry, never a sleep.

use super::form::Form;
use super::http::{Client, HttpError};
use hyper::Uri;
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::sync::Arc;
use std::time::Duration;

/// The longest a request may take; shorter than a lease goes unrenewed.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(8);

/// Updates that a poll brings, at most; Telegram gives no more. Presses among them are answered at once, beside whatever the
/// sender carries.
pub(super) const MOST_UPDATES: usize = 100;

/// The longest that fetching a file may take.
const DOWNLOAD_TIMEOUT: Duration = Duration::from_secs(40);

/// The longest an upload may take: 50 MB over a slow line. The lease is renewed meanwhile.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(60);

/// A bot on a Bot API server.
#[derive(Clone)]
pub struct Api {
    client: Client,
    /// `/bot<token>` behind the server's own path; never logged.
    base: Arc<str>,
    /// The same for files.
    files: Arc<str>,
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
    /// `server` without a slash at the end, such as `https://api.telegram.org`. An error says what is wrong with it.
    pub fn new(server: &str, token: &str, in_flight: usize) -> Result<Self, String> {
        let uri: Uri = server.parse().map_err(|_| "the address of the Bot API server cannot be read".to_owned())?;
        let below = uri.path().trim_end_matches('/');
        let (base, files) = (format!("{below}/bot{token}"), format!("{below}/file/bot{token}"));
        // A token that cannot stand in a path is found now, not at the first call.
        path(&base, "getMe").map_err(|_| "the token cannot stand in an address".to_owned())?;
        Ok(Self { client: Client::new(&uri, in_flight + MOST_UPDATES)?, base: base.into(), files: files.into() })
    }

    pub async fn call(&self, method: &str, body: &impl Serialize) -> Result<Answer, ApiError> {
        self.call_within(method, body, REQUEST_TIMEOUT).await
    }

    /// `timeout` is for long polling, whose answer may take its time.
    pub async fn call_within(
        &self,
        method: &str,
        body: &impl Serialize,
        timeout: Duration,
    ) -> Result<Answer, ApiError> {
        /// What most requests take, so that they need not grow.
        const USUAL: usize = 1_536;
        let mut json = Vec::with_capacity(USUAL);
        serde_json::to_writer(&mut json, body).expect("a request is plain data");
        self.post(method, &HeaderValue::from_static("application/json"), json.into(), timeout).await
    }

    /// A call that brings a file along, as a form.
    pub async fn upload(&self, method: &str, form: Form) -> Result<Answer, ApiError> {
        let content_type = HeaderValue::from_str(&form.content_type()).expect("a boundary is plain letters");
        self.post(method, &content_type, form.into_body().into(), UPLOAD_TIMEOUT).await
    }

    /// Fetches a file by the path that `getFile` gave: its status and its bytes.
    pub async fn download(&self, file_path: &str) -> Result<(u16, Bytes), ApiError> {
        let path = path(&self.files, file_path).map_err(|error| ApiError::NotReached(error.to_string()))?;
        Ok(self.client.get(&path, DOWNLOAD_TIMEOUT).await?)
    }

    async fn post(
        &self,
        method: &str,
        content_type: &HeaderValue,
        body: Bytes,
        timeout: Duration,
    ) -> Result<Answer, ApiError> {
        let path = path(&self.base, method).map_err(|error| ApiError::NotReached(error.to_string()))?;
        let (status, bytes) = self.client.post(&path, content_type, body, timeout).await?;
        serde_json::from_slice(&bytes).map_err(|_| ApiError::Unreadable { status, says_ok: says_ok(&bytes) })
    }
}

/// Whether an answer that cannot be read says at least that the request was accepted.
fn says_ok(bytes: &[u8]) -> bool {
    let bare: String = String::from_utf8_lossy(bytes).chars().filter(|sign| !sign.is_whitespace()).collect();
    bare.starts_with('{') && bare.contains("\"ok\":true")
}

fn path(base: &str, method: &str) -> Result<Uri, hyper::http::Error> {
    Uri::builder().path_and_query(format!("{base}/{method}")).build()
}

impl From<HttpError> for ApiError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::NotReached(why) => Self::NotReached(why),
            HttpError::NoAnswer(why) => Self::NoAnswer(why),
        }
    }
}
