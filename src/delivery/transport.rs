//! What is asked of Telegram, and the face of whoever carries it there.

use crate::rules::course::{Language, Media};
use crate::rules::notice::CommandScope;
use crate::rules::outcome::Outcome;
use crate::rules::question::Document;
use crate::text::{Button, Card, Message};
use std::future::Future;

pub use crate::store::media::Source;

/// A request, finished but for its encoding. Chats are Telegram's ids.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    Send {
        chat: i64,
        thread: Option<i64>,
        reply_to: Option<i64>,
        silent: bool,
        message: Message,
    },
    /// A message with a file above its text.
    SendFile {
        chat: i64,
        thread: Option<i64>,
        reply_to: Option<i64>,
        silent: bool,
        message: Message,
        media: Media,
        /// What the file is drawn from, where it is a picture of ours.
        drawing: Option<Box<Card>>,
        /// How the file goes; `None` until the shelf has said so.
        source: Option<Source>,
    },
    Edit {
        chat: i64,
        target: i64,
        message: Message,
    },
    /// What is written under a file, or instead of it where its words came without.
    EditCaption {
        chat: i64,
        target: i64,
        message: Message,
    },
    EditKeyboard {
        chat: i64,
        target: i64,
        keyboard: Vec<Vec<Button>>,
    },
    Copy {
        chat: i64,
        thread: Option<i64>,
        reply_to: Option<i64>,
        silent: bool,
        from_chat: i64,
        source: i64,
        keyboard: Vec<Vec<Button>>,
    },
    CreateTopic {
        chat: i64,
        title: String,
    },
    Delete {
        chat: i64,
        target: i64,
    },
    /// Leaves nothing of a message but this text, whatever it shows.
    Dot {
        chat: i64,
        target: i64,
        text: String,
    },
    /// Fetches a document and sends it on under a neutral name.
    SendDocument {
        chat: i64,
        thread: Option<i64>,
        reply_to: Option<i64>,
        document: Document,
        keyboard: Vec<Vec<Button>>,
    },
    /// At most 100; those that are gone already are passed over.
    DeleteMany {
        chat: i64,
        targets: Vec<i64>,
    },
    DeleteTopic {
        chat: i64,
        thread: i64,
    },
    React {
        chat: i64,
        target: i64,
        emoji: String,
    },
    /// Looks up whether a group has topics and what the bot may do there.
    CheckGroup {
        chat: i64,
    },
    SetCommands {
        scope: CommandScope,
        chat: i64,
        language: Option<Language>,
        commands: Vec<(&'static str, String)>,
    },
}

/// Carries requests. Never retries, never decides; says what is known of the fate of each.
pub trait Transport: Send + Sync + 'static {
    /// Telegram's id of the bot that it carries for.
    fn bot_id(&self) -> i64;

    fn carry(&self, request: Request) -> impl Future<Output = Outcome> + Send;
}
