//! Messages with a file above their text: by its `file_id` where Telegram has it, else with its bytes.

use super::api::{Answer, Api};
use super::classify::{self, Doing};
use super::form::{Form, FormFile};
use super::markup;
use super::transport::{PAID, reply_parameters, with};
use crate::delivery::transport::{Request, Source};
use crate::rules::course::{Media, MediaKind};
use crate::rules::outcome::{Outcome, Reason, Receipt, StoredFile};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Telegram's words for a `file_id` that it does not know (any more): of another bot, expired, or of another kind.
const GONE: [&str; 7] = [
    "wrong file identifier",
    "wrong remote file identifier",
    "wrong file_id",
    "invalid file_id",
    "file reference",
    "FILE_REFERENCE",
    "type of file mismatch",
];

/// Carries a message with a file, once the shelf has said how the file goes.
pub async fn carry(api: &Api, bot: i64, request: Request, is_paying: bool) -> Outcome {
    let Request::SendFile { chat, thread, reply_to, silent, message, media, source: Some(source), .. } = request else {
        return Outcome::NotNow { after: Duration::from_secs(1), why: "its file was not looked up".to_owned() };
    };
    let body = with(markup::caption(&message), "chat_id", Some(json!(chat)));
    let body = with(body, "message_thread_id", thread.map(Value::from));
    let body = with(body, "reply_parameters", reply_parameters(reply_to));
    let body = with(body, "disable_notification", silent.then_some(Value::Bool(true)));
    let body = with(body, "protect_content", message.is_protected.then_some(Value::Bool(true)));
    let body = with(body, PAID, is_paying.then_some(Value::Bool(true)));
    match source {
        Source::Stored(file_id) => {
            send_again(api, body, StoredFile { hash: media.hash, bot, file_id }, media.kind).await
        }
        Source::Bytes(bytes) => upload(api, bot, &body, media, &bytes).await,
        Source::Made(bytes) => upload_made(api, bot, &body, media, &bytes).await,
    }
}

async fn send_again(api: &Api, mut body: Value, file: StoredFile, kind: MediaKind) -> Outcome {
    let (method, field) = method(kind);
    body[field] = json!(file.file_id);
    match api.call(method, &body).await {
        Ok(answer) if answer.ok => Outcome::Sent(receipt(&answer).0),
        Ok(answer) => match classify::refusal(&answer, Doing::Other) {
            Outcome::Refused(Reason::Other { description }) if is_gone(&description) => {
                Outcome::Refused(Reason::FileGone { file })
            }
            outcome => outcome,
        },
        Err(error) => classify::no_answer(&error),
    }
}

/// What is refused here for no reason that concerns the chat is the file's fault.
async fn upload(api: &Api, bot: i64, body: &Value, media: Media, bytes: &[u8]) -> Outcome {
    let Media { hash, kind, mime, name, .. } = media;
    let (method, field) = method(kind);
    let form = Form::new(body, FormFile { field, name: &name, mime: &mime, bytes }, &hash.0);
    match api.upload(method, form).await {
        Ok(answer) if answer.ok => {
            let (receipt, file_id) = receipt(&answer);
            Outcome::Sent(Receipt { file: file_id.map(|file_id| StoredFile { hash, bot, file_id }), ..receipt })
        }
        Ok(answer) => match classify::refusal(&answer, Doing::Other) {
            Outcome::Refused(Reason::Other { description }) => {
                Outcome::Refused(Reason::FileUnfit { hash, description })
            }
            outcome => outcome,
        },
        Err(error) => classify::no_answer(&error),
    }
}

/// A file for one message: nobody shows it again, and there are no words that could go without it.
async fn upload_made(api: &Api, bot: i64, body: &Value, media: Media, bytes: &[u8]) -> Outcome {
    match upload(api, bot, body, media, bytes).await {
        Outcome::Sent(receipt) => Outcome::Sent(Receipt { file: None, ..receipt }),
        Outcome::Refused(Reason::FileUnfit { description, .. }) => Outcome::Refused(Reason::Other { description }),
        other => other,
    }
}

const fn method(kind: MediaKind) -> (&'static str, &'static str) {
    match kind {
        MediaKind::Photo => ("sendPhoto", "photo"),
        MediaKind::Document => ("sendDocument", "document"),
        MediaKind::Audio => ("sendAudio", "audio"),
        MediaKind::Video => ("sendVideo", "video"),
    }
}

fn is_gone(description: &str) -> bool {
    GONE.iter().any(|words| description.contains(words))
}

/// A message as Telegram gives it back. A film without sound comes back as an animation.
#[derive(Deserialize)]
struct Sent {
    message_id: i64,
    #[serde(default)]
    photo: Vec<File>,
    document: Option<File>,
    audio: Option<File>,
    video: Option<File>,
    animation: Option<File>,
}

#[derive(Deserialize)]
struct File {
    file_id: String,
}

/// The message's number, and the `file_id` to send it by: of a photo that of its largest size, the last one.
fn receipt(answer: &Answer) -> (Receipt, Option<String>) {
    let sent = answer.result.as_ref().and_then(|raw| serde_json::from_str::<Sent>(raw.get()).ok());
    let Some(mut sent) = sent else { return (Receipt::default(), None) };
    let file = sent.photo.pop().or(sent.video).or(sent.audio).or(sent.animation).or(sent.document);
    (Receipt { message: Some(sent.message_id), ..Receipt::default() }, file.map(|file| file.file_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_size_of_a_photo_is_kept() {
        let read = |result: Value| {
            let answer = serde_json::from_value(json!({ "ok": true, "result": result })).expect("an answer");
            let (receipt, file_id) = receipt(&answer);
            (receipt.message, file_id)
        };
        let photo = json!({ "message_id": 7, "photo": [{ "file_id": "small" }, { "file_id": "large" }] });
        assert_eq!(read(photo), (Some(7), Some("large".to_owned())));
        // Telegram gives an animation as a document, too.
        let film = json!({ "message_id": 8, "animation": { "file_id": "film" }, "document": { "file_id": "film" } });
        assert_eq!(read(film), (Some(8), Some("film".to_owned())));
        assert_eq!(read(json!({ "message_id": 9 })), (Some(9), None));
    }

    #[test]
    fn telegrams_words_for_a_file_it_does_not_know() {
        for description in [
            "Bad Request: wrong file identifier/HTTP URL specified",
            "Bad Request: wrong remote file identifier specified: Wrong padding in the string",
            "Bad Request: wrong file_id or the file is temporarily unavailable",
            "Bad Request: FILE_REFERENCE_EXPIRED",
        ] {
            assert!(is_gone(description), "{description}");
        }
        assert!(!is_gone("Bad Request: PHOTO_INVALID_DIMENSIONS"));
    }
}
