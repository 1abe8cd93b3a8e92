//! The lists of commands a bot has set, by scope and language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::refusal::Refusal;

/// One line of a command menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Without the slash.
    pub command: String,
    pub description: String,
}

/// All lists, by scope and two-letter language (empty: every language without a list of its own).
#[derive(Debug, Default)]
pub(super) struct CommandBook {
    lists: BTreeMap<(String, String), Vec<Command>>,
}

impl CommandBook {
    pub(super) fn set(&mut self, scope: String, language: &str, commands: Vec<Command>) {
        let key = (scope, language.to_owned());
        if commands.is_empty() {
            self.lists.remove(&key);
        } else {
            self.lists.insert(key, commands);
        }
    }

    pub(super) fn get(&self, scope: &str, language: &str) -> Vec<Command> {
        self.lists.get(&(scope.to_owned(), language.to_owned())).cloned().unwrap_or_default()
    }

    /// What a person sees: the first list there is, going through `scopes` (narrow to wide) and in each scope from
    /// the person's language to none.
    pub(super) fn shown(&self, scopes: &[String], language: &str) -> Vec<Command> {
        for scope in scopes {
            for language in [language, ""] {
                if let Some(commands) = self.lists.get(&(scope.clone(), language.to_owned())) {
                    return commands.clone();
                }
            }
        }
        Vec::new()
    }
}

/// The key of a `BotCommandScope`; without one it is the default scope.
pub(super) fn scope_key(scope: Option<&Value>) -> Result<String, Refusal> {
    let Some(scope) = scope.filter(|scope| !scope.is_null()) else {
        return Ok("default".to_owned());
    };
    let kind = scope["type"].as_str().unwrap_or_default();
    let chat = || match &scope["chat_id"] {
        Value::Number(id) => Ok(id.to_string()),
        Value::String(id) => Ok(id.clone()),
        _ => Err(Refusal::bad("chat not found")),
    };
    match kind {
        "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => Ok(kind.to_owned()),
        "chat" | "chat_administrators" => Ok(format!("{kind}:{}", chat()?)),
        "chat_member" => Ok(format!("{kind}:{}:{}", chat()?, scope["user_id"])),
        _ => Err(Refusal::bad("can't parse BotCommandScope: unsupported type specified")),
    }
}

/// Commands as a bot gives them, checked.
pub(super) fn checked(given: &Value) -> Result<Vec<Command>, Refusal> {
    let commands: Vec<Command> = serde_json::from_value(given.clone())
        .map_err(|_| Refusal::bad("can't parse commands: expected an Array of BotCommand"))?;
    if commands.len() > 100 {
        return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    for Command { command, description } in &commands {
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !(1..=32).contains(&command.len()) || !command.bytes().all(is_name) {
            return Err(Refusal::bad("BOT_COMMAND_INVALID"));
        }
        if !(1..=256).contains(&description.chars().count()) {
            return Err(Refusal::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    Ok(commands)
}
