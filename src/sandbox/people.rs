//! What people do with messages: send, edit, delete, react.

use serde_json::{Value, json};

use super::chat::Chat;
use super::entities;
use super::message::{Content, Media, Message};
use super::world::{BOT_ID, World};

/// What a person wants to do and Telegram's app would not let them, in words for whoever wrote the story.
pub(super) type Acted<T> = Result<T, String>;

impl World {
    /// A person sends a text. In the private chat it starts the bot.
    pub(super) fn send_text(
        &mut self,
        user: i64,
        chat: i64,
        text: &str,
        reply_to: Option<i64>,
        thread: Option<i64>,
    ) -> Acted<i64> {
        let text = entities::clean(text);
        if text.trim().is_empty() {
            return Err("a text cannot be empty".to_owned());
        }
        let content = Content { entities: entities::with_found(&text, Vec::new()), text, ..Content::default() };
        self.send(user, chat, content, reply_to, thread)
    }

    /// A person sends media, with a caption unless it is empty.
    pub(super) fn send_media(
        &mut self,
        user: i64,
        chat: i64,
        media: Media,
        caption: &str,
        reply_to: Option<i64>,
        thread: Option<i64>,
    ) -> Acted<i64> {
        let value = self.stand_in(media);
        let content = Content {
            entities: entities::with_found(caption, Vec::new()),
            text: caption.to_owned(),
            media: Some((media.field(), value)),
            service: None,
        };
        self.send(user, chat, content, reply_to, thread)
    }

    /// A person sends a document with something in it.
    pub(super) fn send_document(
        &mut self,
        user: i64,
        (name, mime_type): (&str, &str),
        bytes: Vec<u8>,
        caption: &str,
    ) -> Acted<i64> {
        let size = bytes.len() as u64;
        let file = self.files.keep("documents", name, mime_type, bytes, size);
        let content = Content {
            entities: entities::with_found(caption, Vec::new()),
            text: caption.to_owned(),
            media: Some(("document", file.document())),
            service: None,
        };
        self.send(user, user, content, None, None)
    }

    /// A person edits a text or caption of theirs.
    pub(super) fn edit_by_user(&mut self, user: i64, chat_id: i64, message_id: i64, text: &str) -> Acted<()> {
        let now_ms = self.clock.now_ms();
        self.writable(user, chat_id)?;
        let message = self.existing(chat_id, message_id)?;
        if message.from != user {
            return Err(format!("message {message_id} is not theirs to edit"));
        }
        message.content.text = entities::clean(text);
        message.content.entities = entities::with_found(&message.content.text, Vec::new());
        message.edited_ms = Some(now_ms);
        message.edits += 1;
        self.tell(chat_id, message_id, "edited_message");
        Ok(())
    }

    /// A person deletes a message for both sides. Telegram tells the bot nothing.
    pub(super) fn delete_by_user(&mut self, user: i64, chat_id: i64, message_id: i64) -> Acted<()> {
        let chat = self.chats.get(&chat_id).ok_or_else(|| format!("there is no chat {chat_id}"))?;
        let may_delete_all = chat.id == user || chat.administrators.contains(&user);
        let message = self.existing(chat_id, message_id)?;
        if message.from != user && !may_delete_all {
            return Err(format!("message {message_id} is not theirs to delete"));
        }
        message.is_deleted = true;
        Ok(())
    }

    /// A person reacts to a message with one emoji; an empty one takes the reaction back.
    pub(super) fn react(&mut self, user: i64, chat_id: i64, message_id: i64, emoji: &str) -> Acted<()> {
        let now_ms = self.clock.now_ms();
        self.writable(user, chat_id)?;
        let message = self.existing(chat_id, message_id)?;
        let as_json = |reactions: &[(i64, String)]| -> Vec<Value> {
            let own = reactions.iter().filter(|(from, _)| *from == user);
            own.map(|(_, emoji)| json!({"type": "emoji", "emoji": emoji})).collect()
        };
        let before = as_json(&message.reactions);
        message.reactions.retain(|(from, _)| *from != user);
        if !emoji.is_empty() {
            message.reactions.push((user, emoji.to_owned()));
        }
        let after = as_json(&message.reactions);
        let chat = self.chats[&chat_id].to_json();
        let user = self.user_json(user);
        let body = json!({
            "chat": chat, "message_id": message_id, "user": user, "date": now_ms.div_euclid(1000),
            "old_reaction": before, "new_reaction": after,
        });
        self.push_update("message_reaction", body);
        Ok(())
    }

    /// The chat, if this person can write in it.
    pub(super) fn writable(&self, user: i64, chat_id: i64) -> Acted<&Chat> {
        let chat = self.chats.get(&chat_id).ok_or_else(|| format!("there is no chat {chat_id}"))?;
        let person = self.users.get(&user).ok_or_else(|| format!("there is no person {user}"))?;
        if person.is_deactivated {
            return Err(format!("{} has deleted their account", person.first_name));
        }
        if let Some(to) = chat.migrated_to {
            return Err(format!("group {chat_id} has become supergroup {to}"));
        }
        if chat.is_private() {
            if chat_id != user {
                return Err(format!("{} cannot write in the private chat {chat_id}", person.first_name));
            }
            if chat.is_blocked {
                return Err(format!("{} has blocked the bot; unblock first", person.first_name));
            }
        } else if !chat.members.contains(&user) {
            return Err(format!("{} is no member of {}", person.first_name, chat.title));
        }
        Ok(chat)
    }

    fn send(
        &mut self,
        user: i64,
        chat_id: i64,
        content: Content,
        reply_to: Option<i64>,
        thread: Option<i64>,
    ) -> Acted<i64> {
        let chat = self.writable(user, chat_id)?;
        if let Some(replied) = reply_to.filter(|id| chat.message(*id).is_none()) {
            return Err(format!("there is no message {replied} to reply to"));
        }
        let thread = thread.filter(|_| chat.is_forum());
        if let Some(thread) = thread {
            let topic = chat.topics.get(&thread).ok_or_else(|| format!("there is no topic {thread}"))?;
            if topic.is_closed && !chat.administrators.contains(&user) {
                return Err(format!("the topic {} is closed", topic.name));
            }
        }
        let mut message = Message::new(user, content);
        message.reply_to = reply_to;
        (message.thread, message.is_topic) = chat.thread_of(thread, reply_to);
        if let Some(chat) = self.chats.get_mut(&chat_id).filter(|chat| chat.is_private()) {
            chat.is_started = true;
        }
        Ok(self.post_and_tell(chat_id, message))
    }

    fn existing(&mut self, chat_id: i64, message_id: i64) -> Acted<&mut Message> {
        let message = self.chats.get_mut(&chat_id).and_then(|chat| chat.message_mut(message_id));
        message.ok_or_else(|| format!("there is no message {message_id} in chat {chat_id}"))
    }

    /// What a phone would have made: no bytes, but all that Telegram says about it.
    fn stand_in(&mut self, media: Media) -> Value {
        let (folder, name, mime_type, size) = match media {
            Media::Photo => ("photos", "photo.jpg", "image/jpeg", 182_734),
            Media::Voice => ("voice", "voice.ogg", "audio/ogg", 24_511),
            Media::Video => ("videos", "video.mp4", "video/mp4", 2_184_330),
            Media::Document => ("documents", "plan.pdf", "application/pdf", 88_210),
            Media::Sticker => ("stickers", "sticker.webp", "image/webp", 21_004),
        };
        let file = self.files.keep(folder, name, mime_type, Vec::new(), size);
        let mut value = file.document();
        let mut put = |name: &str, number: Value| value[name] = number;
        match media {
            Media::Photo => return file.photo_sizes(),
            Media::Voice => put("duration", json!(9)),
            Media::Video => {
                put("duration", json!(21));
                put("width", json!(720));
                put("height", json!(1280));
            }
            Media::Document => {}
            Media::Sticker => {
                value = file.fields();
                value["type"] = json!("regular");
                value["width"] = json!(512);
                value["height"] = json!(512);
                value["is_animated"] = json!(false);
                value["is_video"] = json!(false);
                value["emoji"] = json!("👍");
            }
        }
        if media == Media::Voice
            && let Value::Object(fields) = &mut value
        {
            fields.remove("file_name");
        }
        value
    }
}

impl Chat {
    /// The thread a new message falls into, and whether that is a topic: the topic named or that of the message
    /// answered; without topics a supergroup numbers threads of replies by their first message.
    pub(super) fn thread_of(&self, topic: Option<i64>, reply_to: Option<i64>) -> (Option<i64>, bool) {
        let replied = reply_to.and_then(|id| self.message(id));
        if self.is_forum() {
            let thread = topic.or(replied.filter(|replied| replied.is_topic).and_then(|replied| replied.thread));
            return (thread, thread.is_some());
        }
        let thread = replied.filter(|_| self.is_super()).map(|replied| replied.thread.unwrap_or(replied.id));
        (thread, false)
    }
}

/// Whether a message is the bot's own.
pub(super) fn is_bots(message: &Message) -> bool {
    message.from == BOT_ID
}
