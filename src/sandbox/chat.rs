//! People, chats and topics.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::message::Message;

/// Somebody with a Telegram account, or the bot.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) id: i64,
    pub(super) is_bot: bool,
    pub(super) first_name: String,
    pub(super) language_code: String,
    pub(super) is_deactivated: bool,
}

impl User {
    pub(super) fn to_json(&self, username: Option<&str>) -> Value {
        let mut user = json!({"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name});
        if !self.language_code.is_empty() {
            user["language_code"] = json!(self.language_code);
        }
        if let Some(username) = username {
            user["username"] = json!(username);
        }
        user
    }
}

/// What the bot may do in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotRights {
    /// False: it was removed.
    pub is_member: bool,
    /// False: an ordinary member without any of the rights below.
    pub is_administrator: bool,
    pub can_manage_topics: bool,
    pub can_delete_messages: bool,
    pub can_pin_messages: bool,
    pub can_restrict_members: bool,
    pub can_invite_users: bool,
}

impl BotRights {
    /// An administrator with every right.
    pub const ALL: Self = Self {
        is_member: true,
        is_administrator: true,
        can_manage_topics: true,
        can_delete_messages: true,
        can_pin_messages: true,
        can_restrict_members: true,
        can_invite_users: true,
    };

    /// An ordinary member.
    pub const MEMBER: Self = Self {
        is_member: true,
        is_administrator: false,
        can_manage_topics: false,
        can_delete_messages: false,
        can_pin_messages: false,
        can_restrict_members: false,
        can_invite_users: false,
    };

    /// Removed from the group.
    pub const REMOVED: Self = Self { is_member: false, ..Self::MEMBER };
}

/// Which kind a chat is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChatKind {
    Private,
    Basic,
    Super { is_forum: bool },
}

/// A chat as the bot knows it.
#[derive(Debug)]
pub(super) struct Chat {
    pub(super) id: i64,
    pub(super) kind: ChatKind,
    /// The group's title, or the person's first name.
    pub(super) title: String,
    pub(super) members: BTreeSet<i64>,
    pub(super) administrators: BTreeSet<i64>,
    pub(super) bot: BotRights,
    pub(super) topics: BTreeMap<i64, Topic>,
    pub(super) messages: BTreeMap<i64, Message>,
    /// Used by supergroups; all other chats share the bot's counter.
    pub(super) last_message_id: i64,
    pub(super) migrated_to: Option<i64>,
    /// In a private chat: whether the person ever wrote.
    pub(super) is_started: bool,
    /// In a private chat: whether the person has blocked the bot.
    pub(super) is_blocked: bool,
}

/// A topic of a forum; its id is that of the message that announced it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Topic {
    pub(super) name: String,
    pub(super) icon_color: i64,
    pub(super) is_closed: bool,
}

impl Chat {
    pub(super) fn new(id: i64, kind: ChatKind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            members: BTreeSet::new(),
            administrators: BTreeSet::new(),
            bot: BotRights::ALL,
            topics: BTreeMap::new(),
            messages: BTreeMap::new(),
            last_message_id: 0,
            migrated_to: None,
            is_started: false,
            is_blocked: false,
        }
    }

    pub(super) fn is_private(&self) -> bool {
        self.kind == ChatKind::Private
    }

    pub(super) fn is_super(&self) -> bool {
        matches!(self.kind, ChatKind::Super { .. })
    }

    pub(super) fn is_forum(&self) -> bool {
        matches!(self.kind, ChatKind::Super { is_forum: true })
    }

    /// A message that was not deleted.
    pub(super) fn message(&self, id: i64) -> Option<&Message> {
        self.messages.get(&id).filter(|message| !message.is_deleted)
    }

    pub(super) fn message_mut(&mut self, id: i64) -> Option<&mut Message> {
        self.messages.get_mut(&id).filter(|message| !message.is_deleted)
    }

    /// The chat as it stands in a message.
    pub(super) fn to_json(&self) -> Value {
        match self.kind {
            ChatKind::Private => json!({"id": self.id, "type": "private", "first_name": self.title}),
            ChatKind::Basic => json!({
                "id": self.id, "type": "group", "title": self.title, "all_members_are_administrators": false,
            }),
            ChatKind::Super { is_forum: false } => {
                json!({"id": self.id, "type": "supergroup", "title": self.title})
            }
            ChatKind::Super { is_forum: true } => {
                json!({"id": self.id, "type": "supergroup", "title": self.title, "is_forum": true})
            }
        }
    }
}
