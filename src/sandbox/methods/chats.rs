//! What the bot asks about itself, chats and files, and its command lists.

use serde_json::{Value, json};

use super::Answer;
use crate::sandbox::commands;
use crate::sandbox::files::LARGEST_DOWNLOAD;
use crate::sandbox::parameters::Parameters;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::world::{BOT_ID, World};

impl World {
    pub(super) fn me(&self) -> Value {
        let mut me = self.user_json(BOT_ID);
        me["can_join_groups"] = json!(true);
        me["can_read_all_group_messages"] = json!(!self.settings.privacy_mode);
        me["supports_inline_queries"] = json!(false);
        me["can_connect_to_business"] = json!(false);
        me["has_main_web_app"] = json!(false);
        me
    }

    pub(super) fn get_chat(&self, parameters: &Parameters) -> Answer {
        let chat = parameters.integer("chat_id").and_then(|id| self.chats.get(&id));
        let chat = chat.filter(|chat| !chat.is_private() || chat.is_started);
        let chat = chat.ok_or_else(|| Refusal::bad("chat not found"))?;
        if !chat.is_private() {
            self.reachable(parameters)?;
        }
        let mut json = chat.to_json();
        json["accent_color_id"] = json!(3);
        json["max_reaction_count"] = json!(11);
        json["accepted_gift_types"] = json!({
            "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false,
        });
        if !chat.is_private() {
            json["permissions"] = json!({"can_send_messages": true, "can_manage_topics": false});
        }
        Ok(json)
    }

    pub(super) fn get_chat_member(&self, parameters: &Parameters) -> Answer {
        let chat_id = self.reachable(parameters)?.id;
        let member = parameters.integer("user_id").and_then(|user| self.chat_member(chat_id, user));
        member.ok_or_else(|| Refusal::bad("PARTICIPANT_ID_INVALID"))
    }

    pub(super) fn get_file(&self, parameters: &Parameters) -> Answer {
        let given = parameters.text("file_id");
        let file = self.files.get(given).or_else(|| self.files.get(given.trim_end_matches('s')));
        let file = file.ok_or_else(|| Refusal::bad("invalid file_id"))?;
        if file.size > LARGEST_DOWNLOAD {
            return Err(Refusal::bad("file is too big"));
        }
        let mut json = file.fields();
        json["file_path"] = json!(file.path);
        Ok(json)
    }

    pub(super) fn set_my_commands(&mut self, parameters: &Parameters) -> Answer {
        let scope = commands::scope_key(parameters.json("scope").as_ref())?;
        let commands = commands::checked(&Value::Array(parameters.list("commands")))?;
        let language = language(parameters)?;
        let mut entry =
            self.entry("setMyCommands", parameters.json("scope").and_then(|scope| scope["chat_id"].as_i64()));
        entry.text = commands.iter().map(|command| format!("/{}", command.command)).collect::<Vec<_>>().join(" ");
        self.ledger.push(entry);
        self.commands.set(scope, language, commands);
        Ok(Value::Bool(true))
    }

    pub(super) fn get_my_commands(&self, parameters: &Parameters) -> Answer {
        let scope = commands::scope_key(parameters.json("scope").as_ref())?;
        Ok(json!(self.commands.get(&scope, language(parameters)?)))
    }

    pub(super) fn delete_my_commands(&mut self, parameters: &Parameters) -> Answer {
        let scope = commands::scope_key(parameters.json("scope").as_ref())?;
        let language = language(parameters)?;
        self.commands.set(scope, language, Vec::new());
        Ok(Value::Bool(true))
    }

    /// The commands a person sees in a chat.
    pub(in crate::sandbox) fn commands_shown(&self, chat_id: i64, user: i64) -> Vec<commands::Command> {
        let Some(chat) = self.chats.get(&chat_id) else { return Vec::new() };
        let language = self.users.get(&user).map_or("", |user| user.language_code.get(..2).unwrap_or_default());
        let mut scopes = Vec::new();
        if chat.is_private() {
            scopes.extend([format!("chat:{chat_id}"), "all_private_chats".to_owned()]);
        } else {
            let is_administrator = chat.administrators.contains(&user);
            scopes.push(format!("chat_member:{chat_id}:{user}"));
            scopes.extend(is_administrator.then(|| format!("chat_administrators:{chat_id}")));
            scopes.push(format!("chat:{chat_id}"));
            scopes.extend(is_administrator.then(|| "all_chat_administrators".to_owned()));
            scopes.push("all_group_chats".to_owned());
        }
        scopes.push("default".to_owned());
        self.commands.shown(&scopes, language)
    }
}

fn language(parameters: &Parameters) -> Result<&str, Refusal> {
    let language = parameters.text("language_code");
    if language.is_empty() || (language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_lowercase())) {
        Ok(language)
    } else {
        Err(Refusal::bad("invalid language code specified"))
    }
}
