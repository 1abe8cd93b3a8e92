//! Messages and keyboards in Telegram's JSON.

use crate::rules::course::Entity;
use crate::text::{Button, Message, Target};
use serde_json::{Value, json};

pub fn keyboard(rows: &[Vec<Button>]) -> Value {
    let rows: Vec<Vec<Value>> = rows.iter().map(|row| row.iter().map(button).collect()).collect();
    json!({ "inline_keyboard": rows })
}

fn button(button: &Button) -> Value {
    match &button.target {
        Target::Press(press) => json!({ "text": button.label, "callback_data": press.encode() }),
        Target::Url(url) => json!({ "text": button.label, "url": url }),
    }
}

/// The fields of a message that sending and editing share. No parse mode, no previews of links.
pub fn message(message: &Message) -> Value {
    let body = json!({ "text": message.text, "link_preview_options": { "is_disabled": true } });
    formatted(body, "entities", message)
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
