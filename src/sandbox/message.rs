//! Messages as they are kept, and as a story reads them.

use serde::Serialize;
use serde_json::{Map, Value};

use super::keyboard::{self, Button};

/// What people can send besides text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Photo,
    Voice,
    Video,
    Document,
    Sticker,
}

impl Media {
    /// The field of a message that carries it.
    pub fn field(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Voice => "voice",
            Self::Video => "video",
            Self::Document => "document",
            Self::Sticker => "sticker",
        }
    }

    /// The kind with this field name.
    pub fn from_field(field: &str) -> Option<Self> {
        [Self::Photo, Self::Voice, Self::Video, Self::Document, Self::Sticker]
            .into_iter()
            .find(|media| media.field() == field)
    }
}

/// What a message says, apart from where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Content {
    /// The text, or the caption where there is media.
    pub(super) text: String,
    pub(super) entities: Vec<Value>,
    /// The field and value of the media.
    pub(super) media: Option<(&'static str, Value)>,
    /// The field and value of a service message.
    pub(super) service: Option<(&'static str, Value)>,
}

/// A message in a chat.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) id: i64,
    pub(super) from: i64,
    pub(super) content: Content,
    /// An inline keyboard.
    pub(super) markup: Option<Value>,
    pub(super) reply_to: Option<i64>,
    /// The topic, or in a supergroup without topics the thread of replies.
    pub(super) thread: Option<i64>,
    pub(super) is_topic: bool,
    /// Course time, Unix milliseconds.
    pub(super) sent_ms: i64,
    pub(super) edited_ms: Option<i64>,
    pub(super) edits: u32,
    pub(super) is_deleted: bool,
    /// It can neither be forwarded nor saved.
    pub(super) is_protected: bool,
    /// Who reacted with which emoji.
    pub(super) reactions: Vec<(i64, String)>,
}

impl Message {
    pub(super) fn new(from: i64, content: Content) -> Self {
        Self {
            id: 0,
            from,
            content,
            markup: None,
            reply_to: None,
            thread: None,
            is_topic: false,
            sent_ms: 0,
            edited_ms: None,
            edits: 0,
            is_deleted: false,
            is_protected: false,
            reactions: Vec::new(),
        }
    }

    pub(super) fn view(&self, bot_id: i64, author: &str) -> MessageView {
        MessageView {
            message_id: self.id,
            from: self.from,
            author: author.to_owned(),
            from_bot: self.from == bot_id,
            text: self.content.text.clone(),
            entities: self.content.entities.clone(),
            media: self.content.media.as_ref().map(|(kind, _)| (*kind).to_owned()),
            file_id: self.content.media.as_ref().and_then(|(_, value)| largest_file(value)),
            service: self.content.service.as_ref().map(|(kind, _)| (*kind).to_owned()),
            service_text: self.content.service.as_ref().map(|(_, value)| service_text(value)).unwrap_or_default(),
            buttons: keyboard::rows(self.markup.as_ref()),
            reply_to: self.reply_to,
            thread: self.thread,
            edits: self.edits,
            deleted: self.is_deleted,
            protected: self.is_protected,
            reactions: self.reactions.iter().map(|(_, emoji)| emoji.clone()).collect(),
            sent_ms: self.sent_ms,
        }
    }
}

/// A message as somebody in the chat sees it (and, deleted, as the sandbox remembers it).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MessageView {
    pub message_id: i64,
    pub from: i64,
    /// First name of who sent it.
    pub author: String,
    pub from_bot: bool,
    /// The text, or the caption where there is media.
    pub text: String,
    /// Telegram's `MessageEntity` objects.
    pub entities: Vec<Value>,
    /// `photo`, `voice`, `video`, `document` or `sticker`.
    pub media: Option<String>,
    pub file_id: Option<String>,
    /// The field of a service message, such as `forum_topic_created`.
    pub service: Option<String>,
    /// The name or number in a service message.
    pub service_text: String,
    /// Row after row.
    pub buttons: Vec<Vec<Button>>,
    pub reply_to: Option<i64>,
    pub thread: Option<i64>,
    /// How often it was edited.
    pub edits: u32,
    pub deleted: bool,
    /// It can neither be forwarded nor saved.
    pub protected: bool,
    pub reactions: Vec<String>,
    /// Course time, Unix milliseconds.
    pub sent_ms: i64,
}

/// The `file_id` of media; of a photo that of its largest size.
fn largest_file(media: &Value) -> Option<String> {
    let file = media.as_array().map_or(Some(media), |sizes| sizes.last())?;
    file["file_id"].as_str().map(str::to_owned)
}

fn service_text(value: &Value) -> String {
    match value {
        Value::Object(fields) => name_in(fields),
        Value::Array(users) => users.iter().filter_map(Value::as_object).map(name_in).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn name_in(fields: &Map<String, Value>) -> String {
    let name = fields.get("name").or_else(|| fields.get("first_name"));
    name.and_then(Value::as_str).unwrap_or_default().to_owned()
}
