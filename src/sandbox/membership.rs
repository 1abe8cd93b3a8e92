//! Who is where: blocking, joining, the bot's rights, groups that become supergroups.

use serde_json::{Value, json};

use super::chat::{BotRights, ChatKind};
use super::message::{Content, Message};
use super::people::Acted;
use super::world::{BOT_ID, World};

impl World {
    /// A person blocks the bot or lifts the block. Nothing happens when it is so already.
    pub(super) fn set_blocked(&mut self, user: i64, is_blocked: bool) -> Acted<()> {
        let chat = self.chats.get_mut(&user).ok_or_else(|| format!("there is no person {user}"))?;
        if chat.is_blocked != is_blocked {
            chat.is_blocked = is_blocked;
            let (before, after) = if is_blocked { ("member", "kicked") } else { ("kicked", "member") };
            let (before, after) = (self.plain_member(BOT_ID, before), self.plain_member(BOT_ID, after));
            self.push_bot_change(user, user, before, after);
        }
        Ok(())
    }

    /// A person deletes their account: nothing reaches them any more, and the bot is not told.
    pub(super) fn deactivate(&mut self, user: i64) -> Acted<()> {
        self.users.get_mut(&user).ok_or_else(|| format!("there is no person {user}"))?.is_deactivated = true;
        Ok(())
    }

    /// Somebody makes a group and the bot its administrator with every right, and the bot is told.
    pub(super) fn create_group(&mut self, title: &str, kind: ChatKind) -> i64 {
        let id = self.add_chat(title, kind);
        self.push_bot_change(id, self.somebody(id), self.plain_member(BOT_ID, "left"), self.bot_member(BotRights::ALL));
        id
    }

    /// A person joins a group.
    pub(super) fn add_to_group(&mut self, user: i64, chat_id: i64) -> Acted<()> {
        if !self.users.contains_key(&user) {
            return Err(format!("there is no person {user}"));
        }
        self.group(chat_id)?;
        let is_new = self.chats.get_mut(&chat_id).is_some_and(|chat| chat.members.insert(user));
        if is_new {
            let who = json!([self.user_json(user)]);
            self.post_service(chat_id, user, ("new_chat_members", who));
            self.push_member_change(chat_id, user, "left", "member");
        }
        Ok(())
    }

    /// A person leaves a group.
    pub(super) fn remove_from_group(&mut self, user: i64, chat_id: i64) -> Acted<()> {
        self.group(chat_id)?;
        let was_there = self.chats.get_mut(&chat_id).is_some_and(|chat| {
            chat.administrators.remove(&user);
            chat.members.remove(&user)
        });
        if was_there {
            let who = self.user_json(user);
            self.post_service(chat_id, user, ("left_chat_member", who));
            self.push_member_change(chat_id, user, "member", "left");
        }
        Ok(())
    }

    /// A member becomes an administrator of a group, or stops being one.
    pub(super) fn set_administrator(&mut self, user: i64, chat_id: i64, is_administrator: bool) -> Acted<()> {
        self.group(chat_id)?;
        let chat = self.chats.get_mut(&chat_id).ok_or_else(|| format!("there is no chat {chat_id}"))?;
        if !chat.members.contains(&user) {
            return Err(format!("person {user} is no member of {}", chat.title));
        }
        if is_administrator {
            chat.administrators.insert(user);
        } else {
            chat.administrators.remove(&user);
        }
        Ok(())
    }

    /// Somebody adds the bot to a group, removes it or changes its rights there.
    pub(super) fn set_bot_rights(&mut self, chat_id: i64, rights: BotRights) -> Acted<()> {
        let before = self.group(chat_id)?;
        if before == rights {
            return Ok(());
        }
        if let Some(chat) = self.chats.get_mut(&chat_id) {
            chat.bot = rights;
        }
        self.push_bot_change(chat_id, self.somebody(chat_id), self.bot_member(before), self.bot_member(rights));
        Ok(())
    }

    /// A group becomes a supergroup: a new chat with its own message counter. Returns its id.
    pub(super) fn upgrade_group(&mut self, chat_id: i64) -> Acted<i64> {
        self.group(chat_id)?;
        let old = &self.chats[&chat_id];
        if old.kind != ChatKind::Basic || old.migrated_to.is_some() {
            return Err(format!("chat {chat_id} is no basic group any more"));
        }
        let (title, bot) = (old.title.clone(), old.bot);
        let (members, administrators) = (old.members.clone(), old.administrators.clone());
        let by = self.somebody(chat_id);
        let new_id = self.add_chat(&title, ChatKind::Super { is_forum: false });
        if let Some(new) = self.chats.get_mut(&new_id) {
            (new.bot, new.members, new.administrators) = (bot, members, administrators);
        }
        self.post_service(chat_id, by, ("migrate_to_chat_id", json!(new_id)));
        self.post_service(new_id, by, ("migrate_from_chat_id", json!(chat_id)));
        if let Some(old) = self.chats.get_mut(&chat_id) {
            old.migrated_to = Some(new_id);
        }
        Ok(new_id)
    }

    /// A `ChatMember`: the bot with its rights, a person by where they stand.
    pub(super) fn chat_member(&self, chat_id: i64, user: i64) -> Option<Value> {
        let chat = self.chats.get(&chat_id)?;
        if user == BOT_ID && !chat.is_private() {
            return Some(self.bot_member(chat.bot));
        }
        self.users.get(&user)?;
        if chat.administrators.contains(&user) {
            return Some(self.administrator(user, BotRights::ALL));
        }
        let is_there = chat.members.contains(&user) || chat.is_private();
        Some(self.plain_member(user, if is_there { "member" } else { "left" }))
    }

    /// Who does what nobody in particular does in a group: an administrator, a member, or the first person there is.
    fn somebody(&self, chat_id: i64) -> i64 {
        let chat = self.chats.get(&chat_id);
        let in_group = chat.and_then(|chat| chat.administrators.first().or(chat.members.first()));
        in_group.or_else(|| self.users.keys().find(|id| **id != BOT_ID)).copied().unwrap_or(BOT_ID)
    }

    fn group(&self, chat_id: i64) -> Acted<BotRights> {
        let chat = self.chats.get(&chat_id).filter(|chat| !chat.is_private());
        Ok(chat.ok_or_else(|| format!("there is no group {chat_id}"))?.bot)
    }

    fn post_service(&mut self, chat_id: i64, by: i64, service: (&'static str, Value)) {
        let content = Content { service: Some(service), ..Content::default() };
        self.post_and_tell(chat_id, Message::new(by, content));
    }

    fn push_bot_change(&mut self, chat_id: i64, by: i64, before: Value, after: Value) {
        let body = self.member_change(chat_id, by, before, after);
        self.push_update("my_chat_member", body);
    }

    fn push_member_change(&mut self, chat_id: i64, user: i64, before: &str, after: &str) {
        let (before, after) = (self.plain_member(user, before), self.plain_member(user, after));
        let body = self.member_change(chat_id, user, before, after);
        self.push_update("chat_member", body);
    }

    fn member_change(&self, chat_id: i64, by: i64, before: Value, after: Value) -> Value {
        json!({
            "chat": self.chats[&chat_id].to_json(),
            "from": self.user_json(by),
            "date": self.clock.now_ms().div_euclid(1000),
            "old_chat_member": before,
            "new_chat_member": after,
        })
    }

    fn bot_member(&self, rights: BotRights) -> Value {
        match rights {
            BotRights { is_member: false, .. } => self.plain_member(BOT_ID, "kicked"),
            BotRights { is_administrator: false, .. } => self.plain_member(BOT_ID, "member"),
            _ => self.administrator(BOT_ID, rights),
        }
    }

    fn plain_member(&self, user: i64, status: &str) -> Value {
        let mut member = json!({"user": self.user_json(user), "status": status});
        if status == "kicked" {
            member["until_date"] = json!(0);
        }
        member
    }

    fn administrator(&self, user: i64, rights: BotRights) -> Value {
        json!({
            "user": self.user_json(user),
            "status": "administrator",
            "can_be_edited": false,
            "is_anonymous": false,
            "can_manage_chat": true,
            "can_change_info": true,
            "can_delete_messages": rights.can_delete_messages,
            "can_invite_users": rights.can_invite_users,
            "can_restrict_members": rights.can_restrict_members,
            "can_pin_messages": rights.can_pin_messages,
            "can_manage_topics": rights.can_manage_topics,
            "can_promote_members": false,
            "can_manage_video_chats": false,
            "can_post_stories": false,
            "can_edit_stories": false,
            "can_delete_stories": false,
        })
    }
}
