//! Messages the bot sends: texts, files, copies.

use serde_json::{Value, json};

use super::Answer;
use crate::sandbox::entities::{self, LONGEST_CAPTION, LONGEST_TEXT};
use crate::sandbox::keyboard;
use crate::sandbox::message::{Content, Message};
use crate::sandbox::parameters::Parameters;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::world::{BOT_ID, World};

/// The largest photo and the largest other file that a bot may upload, bytes.
const LARGEST_PHOTO: u64 = 10 * 1024 * 1024;
const LARGEST_UPLOAD: u64 = 50 * 1024 * 1024;

impl World {
    pub(super) fn send_message(&mut self, parameters: &Parameters) -> Answer {
        self.reachable(parameters)?;
        let content = text_content(parameters)?;
        self.place("sendMessage", parameters, content)
    }

    /// `sendPhoto`, `sendDocument`, `sendAudio` and `sendVideo`: a file by id, by address or uploaded.
    pub(super) fn send_file(&mut self, method: &'static str, parameters: &Parameters) -> Answer {
        self.reachable(parameters)?;
        let (field, folder, largest) = match method {
            "sendPhoto" => ("photo", "photos", LARGEST_PHOTO),
            "sendAudio" => ("audio", "music", LARGEST_UPLOAD),
            "sendVideo" => ("video", "videos", LARGEST_UPLOAD),
            _ => ("document", "documents", LARGEST_UPLOAD),
        };
        let (text, entities) = caption(parameters)?;
        let given = parameters.text(field);
        let upload_name = given.strip_prefix("attach://").unwrap_or(field);
        let upload = parameters.uploads.iter().find(|part| part.name == upload_name);
        let file = if let Some(upload) = upload {
            let size = upload.bytes.len() as u64;
            if size == 0 {
                return Err(Refusal::bad("file must be non-empty"));
            }
            if size > largest {
                return Err(Refusal::new(413, "Request Entity Too Large"));
            }
            let name = upload.file_name.as_deref().unwrap_or("file");
            self.files.keep(folder, name, &upload.mime_type, upload.bytes.clone(), size)
        } else if let Some(file) = self.files.get(given) {
            if !file.path.starts_with(folder) {
                return Err(Refusal::bad("type of file mismatch"));
            }
            file.clone()
        } else if given.starts_with("http://") || given.starts_with("https://") {
            self.files.keep(folder, "file.jpg", "image/jpeg", Vec::new(), 100_000)
        } else {
            return Err(Refusal::bad("wrong file identifier/HTTP URL specified"));
        };
        let value = if field == "photo" { file.photo_sizes() } else { file.document() };
        let content = Content { text, entities, media: Some((field, value)), service: None };
        let answer = self.place(method, parameters, content)?;
        if let Some(entry) = self.ledger.last_mut() {
            entry.uploaded = upload.is_some();
        }
        Ok(answer)
    }

    pub(super) fn copy_message(&mut self, parameters: &Parameters) -> Answer {
        self.reachable(parameters)?;
        let from = parameters.integer("from_chat_id").and_then(|id| self.chats.get(&id));
        let from = from.ok_or_else(|| Refusal::bad("chat not found"))?;
        if let Some(to) = from.migrated_to {
            return Err(Refusal::migrated(to));
        }
        let original = parameters.integer("message_id").and_then(|id| from.message(id));
        let original = original.ok_or_else(|| Refusal::bad("message to copy not found"))?;
        if original.content.service.is_some() {
            return Err(Refusal::bad("message can't be copied"));
        }
        let mut content = original.content.clone();
        if content.media.is_some() && parameters.has("caption") {
            (content.text, content.entities) = caption(parameters)?;
        }
        let message = self.place("copyMessage", parameters, content)?;
        Ok(json!({"message_id": message["message_id"]}))
    }

    /// Puts a message of the bot where a request wants it: topic, reply, keyboard.
    fn place(&mut self, method: &'static str, parameters: &Parameters, content: Content) -> Answer {
        let chat = self.reachable(parameters)?;
        let chat_id = chat.id;
        let markup = keyboard::checked(parameters.json("reply_markup").as_ref())?;
        let topic = parameters.integer("message_thread_id");
        if let Some(topic) = topic {
            // The General topic has no number in the Bot API: 1 is refused like any other unknown thread.
            let topic = chat.topics.get(&topic).filter(|_| chat.is_forum());
            let topic = topic.ok_or_else(|| Refusal::bad("message thread not found"))?;
            if topic.is_closed && !chat.bot.is_administrator {
                return Err(Refusal::bad("TOPIC_CLOSED"));
            }
        }
        let reply = parameters.json("reply_parameters").unwrap_or(Value::Null);
        let replied = reply["message_id"].as_i64().or_else(|| parameters.integer("reply_to_message_id"));
        let reply_to = replied.filter(|id| chat.message(*id).is_some());
        let may_lack = reply["allow_sending_without_reply"].as_bool().unwrap_or(false)
            || parameters.flag("allow_sending_without_reply");
        if replied.is_some() && reply_to.is_none() && !may_lack {
            return Err(Refusal::bad("message to be replied not found"));
        }
        let mut message = Message::new(BOT_ID, content);
        message.markup = markup;
        message.reply_to = reply_to;
        message.is_protected = parameters.flag("protect_content");
        (message.thread, message.is_topic) = chat.thread_of(topic, reply_to);
        let id = self.post(chat_id, message);
        self.record(method, chat_id, id);
        if let Some(entry) = self.ledger.last_mut() {
            entry.silent = parameters.flag("disable_notification");
        }
        let chat = &self.chats[&chat_id];
        Ok(self.message_json(chat, &chat.messages[&id]))
    }
}

/// The text of a request and its entities, checked and cleaned as Telegram does.
pub(super) fn text_content(parameters: &Parameters) -> Result<Content, Refusal> {
    let text = entities::clean(parameters.text("text"));
    if text.trim().is_empty() {
        return Err(Refusal::bad("message text is empty"));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Refusal::bad("message is too long"));
    }
    let entities = given_entities(parameters, &text, "entities")?;
    Ok(Content { text, entities, ..Content::default() })
}

pub(super) fn caption(parameters: &Parameters) -> Result<(String, Vec<Value>), Refusal> {
    let (text, _) = caption_of(parameters.text("caption"), Vec::new())?;
    let entities = given_entities(parameters, &text, "caption_entities")?;
    Ok((text, entities))
}

/// A caption by itself, cleaned and checked.
pub(super) fn caption_of(given: &str, given_entities: Vec<Value>) -> Result<(String, Vec<Value>), Refusal> {
    let text = entities::clean(given);
    if text.chars().count() > LONGEST_CAPTION {
        return Err(Refusal::bad("message caption is too long"));
    }
    let entities = entities::with_found(&text, given_entities);
    Ok((text, entities))
}

fn given_entities(parameters: &Parameters, text: &str, field: &str) -> Result<Vec<Value>, Refusal> {
    if parameters.has("parse_mode") {
        return Err(Refusal::bad("can't parse entities: the sandbox knows no parse_mode; send entities"));
    }
    Ok(entities::with_found(text, entities::checked(text, &parameters.list(field))?))
}
