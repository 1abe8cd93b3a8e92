//! Small answers to people: to a press, and reactions.

use serde_json::Value;

use super::Answer;
use crate::sandbox::parameters::Parameters;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::world::{BOT_ID, World};

/// The emoji Telegram takes as reactions.
const REACTIONS: &str = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡";

/// The longest answer to a press, Unicode code points.
const LONGEST_ANSWER: usize = 200;

impl World {
    pub(super) fn answer_callback_query(&mut self, parameters: &Parameters) -> Answer {
        let text = parameters.text("text");
        if text.chars().count() > LONGEST_ANSWER {
            return Err(Refusal::bad("MESSAGE_TOO_LONG"));
        }
        let real_ms = self.real_ms();
        let show_alert = parameters.flag("show_alert");
        let query = self.queries.answer(parameters.text("callback_query_id"), text, show_alert, real_ms)?;
        let (chat_id, message_id) = (query.chat_id, query.message_id);
        let mut entry = self.entry("answerCallbackQuery", Some(chat_id));
        entry.message_id = Some(message_id);
        entry.text = text.to_owned();
        self.ledger.push(entry);
        Ok(Value::Bool(true))
    }

    /// Sets the bot's one reaction to a message; an empty list takes it back.
    pub(super) fn set_message_reaction(&mut self, parameters: &Parameters) -> Answer {
        let chat_id = self.reachable(parameters)?.id;
        let reactions = parameters.list("reaction");
        if reactions.len() > 1 {
            return Err(Refusal::bad("REACTIONS_TOO_MANY"));
        }
        let emoji = reactions.first().and_then(|reaction| reaction["emoji"].as_str());
        if !reactions.is_empty() && !emoji.is_some_and(is_reaction) {
            return Err(Refusal::bad("REACTION_INVALID"));
        }
        let message_id = parameters.integer("message_id").unwrap_or(0);
        let message = self.chats.get_mut(&chat_id).and_then(|chat| chat.message_mut(message_id));
        let message = message.ok_or_else(|| Refusal::bad("message to react not found"))?;
        message.reactions.retain(|(from, _)| *from != BOT_ID);
        message.reactions.extend(emoji.map(|emoji| (BOT_ID, emoji.to_owned())));
        let mut entry = self.entry("setMessageReaction", Some(chat_id));
        entry.message_id = Some(message_id);
        entry.text = emoji.unwrap_or_default().to_owned();
        self.ledger.push(entry);
        Ok(Value::Bool(true))
    }
}

/// Whether an emoji is one of the set, with or without the mark that asks for its coloured form.
fn is_reaction(emoji: &str) -> bool {
    let plain = emoji.trim_end_matches('\u{fe0f}');
    REACTIONS.split(' ').any(|known| known == plain)
}
