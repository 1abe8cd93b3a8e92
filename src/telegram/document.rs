//! A participant's document on its way to the mentors: fetched and sent anew, so that neither its name nor what Telegram
//! shows of where it came from goes with it. It is only ever in memory.

use super::api::{Answer, Api, ApiError};
use super::classify::{self, Doing};
use super::form::{Form, FormFile};
use super::markup;
use super::transport::{PAID, reply_parameters, with};
use crate::rules::outcome::{Outcome, Reason, Receipt};
use crate::rules::question::Document;
use crate::text::Button;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Where it goes, and what stands under it.
pub struct Way<'a> {
    pub chat: i64,
    pub thread: Option<i64>,
    pub reply_to: Option<i64>,
    pub keyboard: &'a [Vec<Button>],
    pub is_paying: bool,
}

#[derive(Deserialize)]
struct Found {
    #[serde(default)]
    file_path: Option<String>,
}

#[derive(Deserialize)]
struct Sent {
    message_id: i64,
}

/// Three requests, of which only the last has an effect.
pub async fn carry(api: &Api, way: Way<'_>, document: &Document) -> Outcome {
    let bytes = match fetch(api, document).await {
        Ok(bytes) => bytes,
        Err(outcome) => return outcome,
    };
    let body = json!({ "chat_id": way.chat, "disable_content_type_detection": true });
    let body = with(body, "message_thread_id", way.thread.map(Value::from));
    let body = with(body, "reply_parameters", reply_parameters(way.reply_to));
    let body = with(body, PAID, way.is_paying.then_some(true.into()));
    let keyboard = (!way.keyboard.is_empty()).then(|| markup::keyboard(way.keyboard));
    let body = with(body, "reply_markup", keyboard);
    let name = format!("document.{}", document.ending);
    let file = FormFile { field: "document", name: &name, mime: "application/octet-stream", bytes: &bytes };
    match api.upload("sendDocument", Form::new(&body, file, &boundary(&bytes))).await {
        Ok(answer) if answer.ok => {
            let message = read::<Sent>(&answer).map(|sent| sent.message_id);
            Outcome::Sent(Receipt { message, ..Receipt::default() })
        }
        Ok(answer) => classify::refusal(&answer, Doing::Other),
        Err(error) => classify::no_answer(&error),
    }
}

async fn fetch(api: &Api, document: &Document) -> Result<Vec<u8>, Outcome> {
    let found = match api.call("getFile", &json!({ "file_id": document.file_id })).await {
        Ok(answer) if answer.ok => read::<Found>(&answer).and_then(|found| found.file_path),
        Ok(answer) => {
            return Err(match classify::refusal(&answer, Doing::Other) {
                // Not the chat is at fault, but the file: gone, or too large.
                Outcome::Refused(_) => gone(&answer.description.unwrap_or_default()),
                other => other,
            });
        }
        Err(error) => return Err(not_yet(&error)),
    };
    let Some(path) = found else { return Err(gone("the file cannot be fetched")) };
    match api.download(&path).await {
        Ok((200, bytes)) if bytes.len() as u64 <= Document::MAX_BYTES => Ok(bytes.to_vec()),
        Ok((200, _)) => Err(gone("file is too big")),
        // The link is good for an hour; another try has a new one.
        Ok((status, _)) => Err(later(format!("the file cannot be fetched (HTTP {status})"))),
        Err(error) => Err(not_yet(&error)),
    }
}

fn gone(description: &str) -> Outcome {
    Outcome::Refused(Reason::Other { description: description.to_owned() })
}

/// Nothing was sent yet, whatever became of what was asked.
fn not_yet(error: &ApiError) -> Outcome {
    later(error.to_string())
}

fn later(why: String) -> Outcome {
    Outcome::NotNow { after: Duration::from_secs(5), why }
}

fn read<T: for<'de> Deserialize<'de>>(answer: &Answer) -> Option<T> {
    serde_json::from_str(answer.result.as_ref()?.get()).ok()
}

/// What does not occur in the file: its hash.
fn boundary(bytes: &[u8]) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA256, bytes);
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
