//! Messages the bot deletes.

use serde_json::Value;

use super::Answer;
use crate::sandbox::chat::Chat;
use crate::sandbox::message::Message;
use crate::sandbox::parameters::Parameters;
use crate::sandbox::people::is_bots;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::world::World;

/// How old a message can be and still be deleted, course milliseconds.
const DELETABLE_MS: i64 = 48 * 60 * 60 * 1000;

impl World {
    pub(super) fn delete_message(&mut self, parameters: &Parameters) -> Answer {
        let now_ms = self.clock.now_ms();
        let chat = self.reachable(parameters)?;
        let chat_id = chat.id;
        let message = parameters.integer("message_id").and_then(|id| chat.message(id));
        let message = message.ok_or_else(|| Refusal::bad("message to delete not found"))?;
        deletable(chat, message, now_ms)?;
        self.mark_deleted("deleteMessage", chat_id, message.id);
        Ok(Value::Bool(true))
    }

    /// Deletes what it can; ids that are missing or too old are passed over, as Telegram does.
    pub(super) fn delete_messages(&mut self, parameters: &Parameters) -> Answer {
        let now_ms = self.clock.now_ms();
        let chat = self.reachable(parameters)?;
        let chat_id = chat.id;
        let ids: Vec<i64> = parameters.list("message_ids").iter().filter_map(Value::as_i64).collect();
        if !(1..=100).contains(&ids.len()) {
            return Err(Refusal::bad("there must be 1 to 100 message identifiers"));
        }
        let is_deletable = |id: &i64| chat.message(*id).is_some_and(|message| deletable(chat, message, now_ms).is_ok());
        for id in ids.into_iter().filter(is_deletable).collect::<Vec<_>>() {
            self.mark_deleted("deleteMessages", chat_id, id);
        }
        Ok(Value::Bool(true))
    }

    fn mark_deleted(&mut self, method: &str, chat_id: i64, message_id: i64) {
        self.record(method, chat_id, message_id);
        if let Some(message) = self.chats.get_mut(&chat_id).and_then(|chat| chat.message_mut(message_id)) {
            message.is_deleted = true;
        }
    }
}

fn deletable(chat: &Chat, message: &Message, now_ms: i64) -> Result<(), Refusal> {
    let may_delete_all = chat.is_private() || (chat.bot.is_administrator && chat.bot.can_delete_messages);
    if !is_bots(message) && !may_delete_all {
        return Err(Refusal::bad("message can't be deleted"));
    }
    if now_ms - message.sent_ms > DELETABLE_MS {
        return Err(Refusal::bad("message can't be deleted for everyone"));
    }
    Ok(())
}
