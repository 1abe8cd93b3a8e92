//! Messages and keyboards in Telegram's JSON.

use crate::rules::course::Entity;
use crate::text::{Button, Message, Target};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::{Value, json};

pub fn keyboard(rows: &[Vec<Button>]) -> Value {
    serde_json::to_value(Keyboard { inline_keyboard: Rows(rows) }).expect("a keyboard is plain data")
}

/// `sendMessage` and `editMessageText`, written without a detour: most of what is ever asked. No parse mode, no previews
/// of links.
#[derive(serde::Serialize)]
pub struct Text<'a> {
    pub chat_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_thread_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_parameters: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disable_notification: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protect_content: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_paid_broadcast: Option<bool>,
    pub text: &'a str,
    #[serde(skip_serializing_if = "<[Entity]>::is_empty")]
    pub entities: &'a [Entity],
    pub link_preview_options: LinkPreview,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_markup: Option<Keyboard<'a>>,
}

impl<'a> Text<'a> {
    pub fn new(chat: i64, message: &'a Message) -> Self {
        Self {
            chat_id: chat,
            message_id: None,
            message_thread_id: None,
            reply_parameters: None,
            disable_notification: None,
            protect_content: None,
            allow_paid_broadcast: None,
            text: &message.text,
            entities: &message.entities,
            link_preview_options: LinkPreview { is_disabled: true },
            reply_markup: (!message.keyboard.is_empty())
                .then_some(Keyboard { inline_keyboard: Rows(&message.keyboard) }),
        }
    }
}

#[derive(serde::Serialize)]
pub struct LinkPreview {
    is_disabled: bool,
}

#[derive(serde::Serialize)]
pub struct Keyboard<'a> {
    inline_keyboard: Rows<'a>,
}

struct Rows<'a>(&'a [Vec<Button>]);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(|row| Row(row)))
    }
}

struct Row<'a>(&'a [Button]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(OneButton))
    }
}

struct OneButton<'a>(&'a Button);

impl Serialize for OneButton<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("button", 2)?;
        fields.serialize_field("text", &self.0.label)?;
        match &self.0.target {
            Target::Press(press) => fields.serialize_field("callback_data", &press.encode())?,
            Target::Url(url) => fields.serialize_field("url", url)?,
        }
        fields.end()
    }
}

/// The fields of a message that stands under a file.
pub fn caption(message: &Message) -> Value {
    formatted(json!({ "caption": message.text }), "caption_entities", message)
}

fn formatted(mut body: Value, field: &str, message: &Message) -> Value {
    let entities: Vec<Value> = message.entities.iter().map(entity).collect();
    if !entities.is_empty() {
        body[field] = Value::Array(entities);
    }
    if !message.keyboard.is_empty() {
        body["reply_markup"] = keyboard(&message.keyboard);
    }
    body
}

fn entity(entity: &Entity) -> Value {
    serde_json::to_value(entity).expect("an entity is plain data with Telegram's names")
}
