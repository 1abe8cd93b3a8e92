//! Everything the sandbox knows, and the few ways in which it grows: people, groups, messages, updates, effects.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::chat::{Chat, ChatKind, User};
use super::commands::CommandBook;
use super::course_time::CourseClock;
use super::faults::{FaultKind, Faults, Struck};
use super::files::FileBook;
use super::keyboard;
use super::ledger::LedgerEntry;
use super::limits::LimitWatch;
use super::message::{Content, Message, MessageView};
use super::queries::Queries;
use super::settings::Settings;
use super::updates::UpdateQueue;

/// The bot's own id.
pub(super) const BOT_ID: i64 = 7_000_000_001;
const FIRST_USER_ID: i64 = 5_000_000_001;
const FIRST_BASIC_GROUP_ID: i64 = -4_000_000_001;
const FIRST_SUPERGROUP_ID: i64 = -1_002_000_000_001;

/// The state behind the Bot API.
pub(super) struct World {
    pub(super) settings: Settings,
    pub(super) clock: CourseClock,
    pub(super) users: BTreeMap<i64, User>,
    pub(super) chats: BTreeMap<i64, Chat>,
    pub(super) updates: UpdateQueue,
    pub(super) queries: Queries,
    pub(super) commands: CommandBook,
    pub(super) files: FileBook,
    pub(super) faults: Faults,
    pub(super) limits: LimitWatch,
    pub(super) ledger: Vec<LedgerEntry>,
    /// Bot API requests being served, polls not counted.
    pub(super) in_flight: u32,
    /// The counter of messages in private chats and basic groups.
    last_message_id: i64,
    /// How many chats of each kind were ever made, for their ids.
    basic_groups: i64,
    supergroups: i64,
}

impl World {
    pub(super) fn new(settings: Settings) -> Self {
        let bot = User {
            id: BOT_ID,
            is_bot: true,
            first_name: "Darb".to_owned(),
            language_code: String::new(),
            is_deactivated: false,
        };
        Self {
            clock: CourseClock::new(settings.start_ms, settings.speed),
            users: BTreeMap::from([(BOT_ID, bot)]),
            chats: BTreeMap::new(),
            updates: UpdateQueue::new(settings.first_update_id),
            queries: Queries::default(),
            commands: CommandBook::default(),
            files: FileBook::default(),
            faults: Faults::default(),
            limits: LimitWatch::new(settings.limits),
            ledger: Vec::new(),
            in_flight: 0,
            last_message_id: 0,
            basic_groups: 0,
            supergroups: 0,
            settings,
        }
    }

    /// Real time, Unix milliseconds.
    pub(super) fn real_ms(&self) -> i64 {
        (self.settings.real_now_ms)()
    }

    /// A new person, and the private chat that has not been started yet.
    pub(super) fn add_user(&mut self, first_name: &str, language_code: &str) -> i64 {
        // All users but the bot have private chats, so their number gives the next id.
        let id = FIRST_USER_ID + self.users.len() as i64 - 1;
        self.add_user_with_id(id, first_name, language_code)
    }

    /// An account as old as its id is small. Each id is given once.
    pub(super) fn add_user_with_id(&mut self, id: i64, first_name: &str, language_code: &str) -> i64 {
        self.users.insert(
            id,
            User {
                id,
                is_bot: false,
                first_name: first_name.to_owned(),
                language_code: language_code.to_owned(),
                is_deactivated: false,
            },
        );
        self.chats.insert(id, Chat::new(id, ChatKind::Private, first_name));
        id
    }

    /// A new group or supergroup in which the bot is an administrator, without telling it.
    pub(super) fn add_chat(&mut self, title: &str, kind: ChatKind) -> i64 {
        let id = if kind == ChatKind::Basic {
            self.basic_groups += 1;
            FIRST_BASIC_GROUP_ID + 1 - self.basic_groups
        } else {
            self.supergroups += 1;
            FIRST_SUPERGROUP_ID + 1 - self.supergroups
        };
        self.chats.insert(id, Chat::new(id, kind, title));
        id
    }

    /// Puts a message into a chat under the next id, dated now. The chat must exist.
    pub(super) fn post(&mut self, chat_id: i64, mut message: Message) -> i64 {
        message.sent_ms = self.clock.now_ms();
        let chat = self.chats.get_mut(&chat_id).expect("callers look the chat up first");
        let counter = if chat.is_super() { &mut chat.last_message_id } else { &mut self.last_message_id };
        *counter += 1;
        message.id = *counter;
        let id = message.id;
        chat.messages.insert(id, message);
        id
    }

    /// Posts a message of a person or a service message and queues its update, if the bot may see it.
    pub(super) fn post_and_tell(&mut self, chat_id: i64, message: Message) -> i64 {
        let id = self.post(chat_id, message);
        self.tell(chat_id, id, "message");
        id
    }

    /// Queues an update about a message, if the bot may see it.
    pub(super) fn tell(&mut self, chat_id: i64, message_id: i64, kind: &str) {
        let Some(chat) = self.chats.get(&chat_id) else { return };
        let Some(message) = chat.messages.get(&message_id) else { return };
        if self.sees(chat, message) {
            let json = self.message_json(chat, message);
            self.push_update(kind, json);
        }
    }

    pub(super) fn push_update(&mut self, kind: &str, body: Value) {
        let real_ms = self.real_ms();
        self.updates.push(kind, body, real_ms);
    }

    /// Records what took effect on a message (or on none, 0) in the ledger.
    pub(super) fn record(&mut self, method: &str, chat_id: i64, message_id: i64) {
        let message = self.chats.get(&chat_id).and_then(|chat| chat.messages.get(&message_id));
        let mut entry = self.entry(method, Some(chat_id));
        if let Some(message) = message {
            entry.message_id = Some(message_id);
            entry.thread_id = message.thread;
            entry.text = message.content.text.clone();
            entry.buttons = keyboard::rows(message.markup.as_ref()).concat();
            entry.reply_to = message.reply_to;
        }
        self.ledger.push(entry);
    }

    /// The fault that a request meets, noted.
    pub(super) fn strike(&mut self, method: &str, chat_id: Option<i64>) -> Option<FaultKind> {
        let kind = self.faults.take(method, chat_id)?;
        if !matches!(kind, FaultKind::Delay { .. }) {
            let (real_ms, sequence) = (self.real_ms(), self.ledger.len() as u64);
            self.faults.struck.push(Struck {
                method: method.to_owned(),
                chat_id,
                kind: kind.clone(),
                real_ms,
                sequence,
            });
        }
        Some(kind)
    }

    /// An entry that is yet to be filled and pushed.
    pub(super) fn entry(&self, method: &str, chat_id: Option<i64>) -> LedgerEntry {
        LedgerEntry {
            sequence: self.ledger.len() as u64 + 1,
            method: method.to_owned(),
            chat_id,
            thread_id: None,
            message_id: None,
            text: String::new(),
            buttons: Vec::new(),
            reply_to: None,
            uploaded: false,
            silent: false,
            course_ms: self.clock.now_ms(),
            real_ms: self.real_ms(),
        }
    }

    /// All messages of a chat in order, deleted ones included; empty for a chat that does not exist.
    pub(super) fn views(&self, chat_id: i64) -> Vec<MessageView> {
        let messages = self.chats.get(&chat_id).into_iter().flat_map(|chat| chat.messages.values());
        messages
            .map(|message| {
                let author = self.users.get(&message.from).map_or("", |user| user.first_name.as_str());
                message.view(BOT_ID, author)
            })
            .collect()
    }

    pub(super) fn user_json(&self, id: i64) -> Value {
        let username = (id == BOT_ID).then_some(self.settings.bot_username.as_str());
        self.users.get(&id).map_or(Value::Null, |user| user.to_json(username))
    }

    /// A message as Telegram tells it, with the message it replies to.
    pub(super) fn message_json(&self, chat: &Chat, message: &Message) -> Value {
        let mut json = self.message_alone(chat, message);
        // In a topic, a message that answers none answers the one that opened the topic.
        let replied = message.reply_to.or(message.thread.filter(|_| message.is_topic)).filter(|id| *id != message.id);
        if let Some(replied) = replied.and_then(|id| chat.message(id)) {
            json["reply_to_message"] = self.message_alone(chat, replied);
        }
        json
    }

    fn message_alone(&self, chat: &Chat, message: &Message) -> Value {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        put("message_id", json!(message.id));
        put("from", self.user_json(message.from));
        put("chat", chat.to_json());
        put("date", json!(message.sent_ms.div_euclid(1000)));
        if let Some(edited_ms) = message.edited_ms {
            put("edit_date", json!(edited_ms.div_euclid(1000)));
        }
        if let Some(thread) = message.thread {
            put("message_thread_id", json!(thread));
        }
        if message.is_topic {
            put("is_topic_message", json!(true));
        }
        put_content(&mut put, &message.content);
        if let Some(markup) = &message.markup {
            put("reply_markup", markup.clone());
        }
        Value::Object(fields)
    }

    /// Whether the bot gets an update about a message: not about its own (but about its own service messages), not
    /// from where it is no member, and under privacy mode only what concerns it.
    fn sees(&self, chat: &Chat, message: &Message) -> bool {
        let content = &message.content;
        if message.from == BOT_ID {
            return content.service.is_some();
        }
        if chat.is_private() || content.service.is_some() {
            return chat.bot.is_member;
        }
        let replied = message.reply_to.and_then(|id| chat.message(id));
        let concerns_bot = command_address(content)
            .is_some_and(|address| address.is_empty() || address.eq_ignore_ascii_case(&self.settings.bot_username))
            || replied.is_some_and(|replied| replied.from == BOT_ID);
        chat.bot.is_member && (chat.bot.is_administrator || !self.settings.privacy_mode || concerns_bot)
    }
}

fn put_content(put: &mut impl FnMut(&str, Value) -> Option<Value>, content: &Content) {
    if let Some((field, value)) = &content.service {
        put(field, value.clone());
        return;
    }
    let (text_field, entities_field) = match &content.media {
        Some((field, value)) => {
            put(field, value.clone());
            ("caption", "caption_entities")
        }
        None => ("text", "entities"),
    };
    if content.media.is_none() || !content.text.is_empty() {
        put(text_field, json!(content.text));
    }
    if !content.entities.is_empty() {
        put(entities_field, json!(content.entities));
    }
}

/// The username behind the command a text begins with, empty when it names none.
fn command_address(content: &Content) -> Option<&str> {
    let first = content.text.split_whitespace().next()?;
    let command = first.strip_prefix('/')?;
    Some(command.split_once('@').map_or("", |(_, address)| address))
}
