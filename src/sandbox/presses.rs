//! People press buttons.

use serde_json::{Value, json};

use super::keyboard;
use super::people::Acted;
use super::queries::Query;
use super::world::World;

impl World {
    /// A person presses a button with this data. Neither the button nor the message need exist any more: apps show
    /// old keyboards, and a modified app sends whatever it likes.
    pub(super) fn press(&mut self, user: i64, chat_id: i64, message_id: i64, data: &str) -> Acted<String> {
        let chat = self.writable(user, chat_id)?;
        if !chat.messages.contains_key(&message_id) {
            return Err(format!("there is no message {message_id} in chat {chat_id}"));
        }
        Ok(self.push_press(Query {
            user_id: user,
            chat_id,
            message_id,
            data: data.to_owned(),
            pressed_real_ms: self.real_ms(),
            is_answered: false,
        }))
    }

    /// A person presses the button with this text on the newest message that has one.
    pub(super) fn press_label(&mut self, user: i64, chat_id: i64, label: &str) -> Acted<String> {
        let chat = self.writable(user, chat_id)?;
        let mut seen = Vec::new();
        let mut found = None;
        for message in chat.messages.values().rev().filter(|message| !message.is_deleted) {
            for button in keyboard::rows(message.markup.as_ref()).concat() {
                if button.text == label
                    && let Some(data) = button.data
                {
                    found = found.or(Some((message.id, data)));
                } else {
                    seen.push(button.text);
                }
            }
        }
        let Some((message_id, data)) = found else {
            return Err(format!("no message in chat {chat_id} has the button {label:?}; there are {seen:?}"));
        };
        self.press(user, chat_id, message_id, &data)
    }

    /// The app repeats a press it got no answer to: the same press under a new update id and a new query id.
    pub(super) fn press_repeat(&mut self, query_id: &str) -> Acted<String> {
        let mut query = self.queries.get(query_id).cloned().ok_or_else(|| format!("there is no press {query_id}"))?;
        query.pressed_real_ms = self.real_ms();
        query.is_answered = false;
        Ok(self.push_press(query))
    }

    fn push_press(&mut self, query: Query) -> String {
        let (user, chat_id, message_id, data) = (query.user_id, query.chat_id, query.message_id, query.data.clone());
        let id = self.queries.add(query);
        let message = self.pressed_message(chat_id, message_id);
        let body = json!({
            "id": id,
            "from": self.user_json(user),
            "message": message,
            "chat_instance": (chat_id.unsigned_abs() * 1_048_583).to_string(),
            "data": data,
        });
        self.push_update("callback_query", body);
        id
    }

    /// The message of a press; of a deleted one Telegram tells only where it stood, dated 0.
    fn pressed_message(&self, chat_id: i64, message_id: i64) -> Value {
        let chat = &self.chats[&chat_id];
        chat.message(message_id).map_or_else(
            || json!({"chat": chat.to_json(), "message_id": message_id, "date": 0}),
            |message| self.message_json(chat, message),
        )
    }
}
