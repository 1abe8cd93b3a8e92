//! What the bot does: the methods of the Bot API, but for `getUpdates`, which waits and is in `polling`.

mod answers;
mod chats;
mod deleting;
mod editing;
mod sending;
mod topics;

use serde_json::Value;

use super::chat::{Chat, ChatKind};
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::world::World;

/// What a method answers: Telegram's `result`, or a refusal.
pub(super) type Answer = Result<Value, Refusal>;

/// The methods served, under their official names.
const NAMES: [&str; 29] = [
    "getUpdates",
    "getMe",
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "sendAudio",
    "sendVideo",
    "copyMessage",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "deleteMessage",
    "deleteMessages",
    "answerCallbackQuery",
    "setMessageReaction",
    "getFile",
    "createForumTopic",
    "editForumTopic",
    "closeForumTopic",
    "reopenForumTopic",
    "deleteForumTopic",
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
    "getChat",
    "getChatMember",
    "deleteWebhook",
    "setWebhook",
];

/// The official name of a method written in any case.
pub(super) fn official_name(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name))
}

impl World {
    /// Carries out a method, within the limits.
    pub(super) fn call(&mut self, method: &'static str, parameters: &Parameters) -> Answer {
        let limited_chat = parameters.integer("chat_id").filter(|_| is_limited(method));
        let real_ms = self.real_ms();
        let is_paid = parameters.flag("allow_paid_broadcast");
        let violation = limited_chat.and_then(|chat| self.limits.check(method, chat, is_paid, real_ms));
        if let Some(violation) = violation.as_ref().filter(|_| self.settings.enforce) {
            let refusal = Refusal::too_many(violation.retry_after_secs);
            self.limits.violations.push(violation.clone());
            return Err(refusal);
        }
        let result = self.dispatch(method, parameters)?;
        if let Some(chat) = limited_chat {
            self.limits.count(chat, real_ms);
            // A request that Telegram refuses anyway takes nothing from a limit, so only what took effect is noted.
            self.limits.violations.extend(violation);
        }
        Ok(result)
    }

    fn dispatch(&mut self, method: &'static str, parameters: &Parameters) -> Answer {
        match method {
            "getMe" => Ok(self.me()),
            "sendMessage" => self.send_message(parameters),
            "sendPhoto" | "sendDocument" | "sendAudio" | "sendVideo" => self.send_file(method, parameters),
            "copyMessage" => self.copy_message(parameters),
            "editMessageText" => self.edit_message_text(parameters),
            "editMessageCaption" => self.edit_message_caption(parameters),
            "editMessageMedia" => self.edit_message_media(parameters),
            "editMessageReplyMarkup" => self.edit_message_reply_markup(parameters),
            "deleteMessage" => self.delete_message(parameters),
            "deleteMessages" => self.delete_messages(parameters),
            "answerCallbackQuery" => self.answer_callback_query(parameters),
            "setMessageReaction" => self.set_message_reaction(parameters),
            "getFile" => self.get_file(parameters),
            "createForumTopic" => self.create_forum_topic(parameters),
            "editForumTopic" => self.edit_forum_topic(parameters),
            "closeForumTopic" => self.set_topic_closed(parameters, true),
            "reopenForumTopic" => self.set_topic_closed(parameters, false),
            "deleteForumTopic" => self.delete_forum_topic(parameters),
            "setMyCommands" => self.set_my_commands(parameters),
            "getMyCommands" => self.get_my_commands(parameters),
            "deleteMyCommands" => self.delete_my_commands(parameters),
            "getChat" => self.get_chat(parameters),
            "getChatMember" => self.get_chat_member(parameters),
            "deleteWebhook" => Ok(Value::Bool(true)),
            "setWebhook" => Err(Refusal::bad("bad webhook: the sandbox serves getUpdates only")),
            _ => Err(Refusal::no_such_method()),
        }
    }

    /// The chat a request names. Refused when it does not exist, has moved on, or shuts the bot out.
    fn reachable(&self, parameters: &Parameters) -> Result<&Chat, Refusal> {
        let chat_id = parameters.integer("chat_id");
        let chat = chat_id.and_then(|id| self.chats.get(&id)).ok_or_else(|| Refusal::bad("chat not found"))?;
        if let Some(to) = chat.migrated_to {
            return Err(Refusal::migrated(to));
        }
        if chat.is_private() {
            if self.users.get(&chat.id).is_some_and(|user| user.is_deactivated) {
                return Err(Refusal::forbidden("user is deactivated"));
            }
            if chat.is_blocked {
                return Err(Refusal::forbidden("bot was blocked by the user"));
            }
            if !chat.is_started {
                return Err(Refusal::forbidden("bot can't initiate conversation with a user"));
            }
        } else if !chat.bot.is_member {
            let kind = if chat.kind == ChatKind::Basic { "group" } else { "supergroup" };
            return Err(Refusal::forbidden(&format!("bot was kicked from the {kind} chat")));
        }
        Ok(chat)
    }
}

/// Whether a method takes from the sending limits.
fn is_limited(method: &str) -> bool {
    matches!(
        method,
        "sendMessage"
            | "sendPhoto"
            | "sendDocument"
            | "sendAudio"
            | "sendVideo"
            | "copyMessage"
            | "editMessageText"
            | "editMessageCaption"
            | "editMessageMedia"
            | "editMessageReplyMarkup"
            | "createForumTopic"
            | "editForumTopic"
    )
}
