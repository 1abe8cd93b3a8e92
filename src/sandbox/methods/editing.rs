//! Messages the bot edits.

use serde_json::Value;

use super::Answer;
use super::sending::{caption, text_content};
use crate::sandbox::keyboard;
use crate::sandbox::message::Content;
use crate::sandbox::parameters::Parameters;
use crate::sandbox::people::is_bots;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::world::World;

impl World {
    pub(super) fn edit_message_text(&mut self, parameters: &Parameters) -> Answer {
        let content = text_content(parameters)?;
        self.edit("editMessageText", parameters, Some(content))
    }

    /// Gives a message with a file another caption; the file stays.
    pub(super) fn edit_message_caption(&mut self, parameters: &Parameters) -> Answer {
        let (text, entities) = caption(parameters)?;
        let chat_id = self.reachable(parameters)?.id;
        let message_id = parameters.integer("message_id").unwrap_or(0);
        let message = self.chats.get(&chat_id).and_then(|chat| chat.message(message_id));
        let message = message.ok_or_else(|| Refusal::bad("message to edit not found"))?;
        if is_bots(message) && message.content.media.is_none() {
            return Err(Refusal::bad("there is no caption in the message to edit"));
        }
        let content = Content { text, entities, ..message.content.clone() };
        self.edit("editMessageCaption", parameters, Some(content))
    }

    pub(super) fn edit_message_reply_markup(&mut self, parameters: &Parameters) -> Answer {
        self.edit("editMessageReplyMarkup", parameters, None)
    }

    /// Gives a message a new text (`None`: leaves it) and the keyboard of the request, or none if it has none.
    fn edit(&mut self, method: &'static str, parameters: &Parameters, content: Option<Content>) -> Answer {
        let chat_id = self.reachable(parameters)?.id;
        let now_ms = self.clock.now_ms();
        let markup = keyboard::checked(parameters.json("reply_markup").as_ref())?;
        let message_id = parameters.integer("message_id").unwrap_or(0);
        let message = self.chats.get_mut(&chat_id).and_then(|chat| chat.message_mut(message_id));
        let message = message.ok_or_else(|| Refusal::bad("message to edit not found"))?;
        if !is_bots(message) || message.content.service.is_some() {
            return Err(Refusal::bad("message can't be edited"));
        }
        if content.as_ref().is_some_and(|content| content.media.is_none()) && message.content.media.is_some() {
            return Err(Refusal::bad("there is no text in the message to edit"));
        }
        let content = content.unwrap_or_else(|| message.content.clone());
        if content == message.content && markup == message.markup {
            return Err(Refusal::bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a \
                 current content and reply markup of the message",
            ));
        }
        // Telegram marks a message as edited only when its text changes.
        if content != message.content {
            message.edited_ms = Some(now_ms);
        }
        message.content = content;
        message.markup = markup;
        message.edits += 1;
        self.record(method, chat_id, message_id);
        let chat = &self.chats[&chat_id];
        Ok(chat.message(message_id).map_or(Value::Bool(true), |message| self.message_json(chat, message)))
    }
}
