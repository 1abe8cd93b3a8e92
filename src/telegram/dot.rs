//! Leaves nothing of a message but a dot, whatever it shows: a text is edited, a picture replaced, and where Telegram
//! allows neither, what stands under it is.

use super::api::{Answer, Api};
use super::classify::{self, Doing};
use super::form::{Form, FormFile};
use crate::rules::outcome::{Outcome, Receipt};
use serde_json::{Value, json};

/// A small white picture.
const BLANK: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00 \x00\x00\x00 \x01\x00\x00\x00\x00[\x01GY\x00\
      \x00\x00\x0fIDATx\xdac\xf8\x0f\x04\x0c\x83\x97\x00\x00\xda\xe9\x7f\x81&\xf2\xfac\x00\x00\x00\x00IEND\
      \xaeB`\x82";

/// Telegram's words where a message is no text.
const NO_TEXT: &str = "there is no text in the message to edit";

pub async fn carry(api: &Api, chat: i64, target: i64, text: &str) -> Outcome {
    let of = json!({ "chat_id": chat, "message_id": target });
    let words = with(&of, "text", json!(text));
    match outcome(api.call("editMessageText", &words).await) {
        Err(answer) if says(&answer, NO_TEXT) => {}
        other => return settled(other),
    }
    let media = with(&of, "media", json!({ "type": "photo", "media": "attach://blank", "caption": text }));
    let file = FormFile { field: "blank", name: "blank.png", mime: "image/png", bytes: BLANK };
    match outcome(api.upload("editMessageMedia", Form::new(&media, file, "blank")).await) {
        // A recording or a sticker cannot become a picture.
        Err(answer) if !says(&answer, "message to edit not found") && answer.error_code == Some(400) => {}
        other => return settled(other),
    }
    let caption = with(&of, "caption", json!(text));
    settled(outcome(api.call("editMessageCaption", &caption).await))
}

/// What came back, where it says yes or no; else what is known of its fate.
type Known = Result<Outcome, Answer>;

fn outcome(came_back: Result<Answer, super::api::ApiError>) -> Known {
    match came_back {
        Ok(answer) if answer.ok => Ok(Outcome::Sent(Receipt::default())),
        Ok(answer) => Err(answer),
        Err(error) => Ok(classify::no_answer(&error)),
    }
}

fn settled(known: Known) -> Outcome {
    known.unwrap_or_else(|answer| classify::refusal(&answer, Doing::Other))
}

fn says(answer: &Answer, words: &str) -> bool {
    answer.description.as_deref().is_some_and(|description| description.contains(words))
}

fn with(body: &Value, field: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[field] = value;
    body
}
