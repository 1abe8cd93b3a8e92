//! Topics of a forum.

use serde_json::{Value, json};

use super::Answer;
use crate::sandbox::chat::{Chat, Topic};
use crate::sandbox::message::{Content, Message};
use crate::sandbox::parameters::Parameters;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::world::{BOT_ID, World};

/// The colours Telegram allows for a topic's icon; the first is the default.
const ICON_COLORS: [i64; 6] = [7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047];

impl World {
    pub(super) fn create_forum_topic(&mut self, parameters: &Parameters) -> Answer {
        let chat_id = self.forum(parameters, "create a topic")?.id;
        let name = topic_name(parameters.text("name"))?;
        let icon_color = parameters.integer("icon_color").unwrap_or(ICON_COLORS[0]);
        if !ICON_COLORS.contains(&icon_color) {
            return Err(Refusal::bad("TOPIC_ICON_COLOR_INVALID"));
        }
        let created = json!({"name": name, "icon_color": icon_color});
        let thread = self.announce(chat_id, None, ("forum_topic_created", created.clone()));
        if let Some(chat) = self.chats.get_mut(&chat_id) {
            chat.topics.insert(thread, Topic { name: name.clone(), icon_color, is_closed: false });
        }
        self.record_topic("createForumTopic", chat_id, thread, name);
        let mut topic = created;
        topic["message_thread_id"] = json!(thread);
        Ok(topic)
    }

    pub(super) fn edit_forum_topic(&mut self, parameters: &Parameters) -> Answer {
        let (chat_id, thread) = self.topic(parameters, "edit the topic")?;
        if !parameters.has("name") {
            // The name stays; icons are not kept here.
            return Ok(Value::Bool(true));
        }
        let name = topic_name(parameters.text("name"))?;
        let topic = self.chats.get_mut(&chat_id).and_then(|chat| chat.topics.get_mut(&thread));
        let topic = topic.ok_or_else(no_such_topic)?;
        if topic.name == name {
            return Err(Refusal::bad("TOPIC_NOT_MODIFIED"));
        }
        topic.name.clone_from(&name);
        self.announce(chat_id, Some(thread), ("forum_topic_edited", json!({"name": name})));
        self.record_topic("editForumTopic", chat_id, thread, name);
        Ok(Value::Bool(true))
    }

    pub(super) fn set_topic_closed(&mut self, parameters: &Parameters, is_closed: bool) -> Answer {
        let (chat_id, thread) = self.topic(parameters, if is_closed { "close a topic" } else { "reopen a topic" })?;
        let topic = self.chats.get_mut(&chat_id).and_then(|chat| chat.topics.get_mut(&thread));
        let topic = topic.ok_or_else(no_such_topic)?;
        if topic.is_closed == is_closed {
            return Err(Refusal::bad("TOPIC_NOT_MODIFIED"));
        }
        topic.is_closed = is_closed;
        let name = topic.name.clone();
        let (method, service) = if is_closed {
            ("closeForumTopic", "forum_topic_closed")
        } else {
            ("reopenForumTopic", "forum_topic_reopened")
        };
        self.announce(chat_id, Some(thread), (service, json!({})));
        self.record_topic(method, chat_id, thread, name);
        Ok(Value::Bool(true))
    }

    /// Deletes a topic with all its messages.
    pub(super) fn delete_forum_topic(&mut self, parameters: &Parameters) -> Answer {
        let (chat_id, thread) = self.topic(parameters, "delete the topic")?;
        let chat = self.chats.get_mut(&chat_id).ok_or_else(no_such_topic)?;
        if !chat.bot.can_delete_messages {
            return Err(Refusal::bad("not enough rights to delete the topic"));
        }
        let topic = chat.topics.remove(&thread).ok_or_else(no_such_topic)?;
        for message in chat.messages.values_mut().filter(|message| message.thread == Some(thread)) {
            message.is_deleted = true;
        }
        self.record_topic("deleteForumTopic", chat_id, thread, topic.name);
        Ok(Value::Bool(true))
    }

    /// The forum a request names, if the bot may manage its topics.
    fn forum(&self, parameters: &Parameters, what: &str) -> Result<&Chat, Refusal> {
        let chat = self.reachable(parameters)?;
        if !chat.is_forum() {
            return Err(Refusal::bad("the chat is not a forum"));
        }
        if !(chat.bot.is_administrator && chat.bot.can_manage_topics) {
            return Err(Refusal::bad(&format!("not enough rights to {what}")));
        }
        Ok(chat)
    }

    fn topic(&self, parameters: &Parameters, what: &str) -> Result<(i64, i64), Refusal> {
        let chat = self.forum(parameters, what)?;
        let thread = parameters.integer("message_thread_id").filter(|thread| chat.topics.contains_key(thread));
        Ok((chat.id, thread.ok_or_else(no_such_topic)?))
    }

    /// Posts the service message of a topic; without a thread it opens one under its own id.
    fn announce(&mut self, chat_id: i64, thread: Option<i64>, service: (&'static str, Value)) -> i64 {
        let content = Content { service: Some(service), ..Content::default() };
        let mut message = Message::new(BOT_ID, content);
        message.thread = thread;
        message.is_topic = true;
        let id = self.post(chat_id, message);
        if thread.is_none()
            && let Some(message) = self.chats.get_mut(&chat_id).and_then(|chat| chat.message_mut(id))
        {
            message.thread = Some(id);
        }
        self.tell(chat_id, id, "message");
        id
    }

    fn record_topic(&mut self, method: &str, chat_id: i64, thread: i64, name: String) {
        let mut entry = self.entry(method, Some(chat_id));
        entry.thread_id = Some(thread);
        entry.text = name;
        self.ledger.push(entry);
    }
}

fn topic_name(name: &str) -> Result<String, Refusal> {
    match name.trim().chars().count() {
        0 => Err(Refusal::bad("topic name must be non-empty")),
        1..=128 => Ok(name.trim().to_owned()),
        _ => Err(Refusal::bad("topic name is too long")),
    }
}

fn no_such_topic() -> Refusal {
    Refusal::bad("message thread not found")
}
