//! What an update asks for, typed. Made at the door by `telegram::routes`; nothing deeper sees an update.

use crate::rules::course::Language;
use crate::rules::model::Handle;
use crate::rules::press::Press;
use crate::rules::question::{Attachment, Document, MessageKind};
use crate::rules::rest::Span;
use crate::rules::schedule::HalfHour;
use crate::rules::typed::Typed;
use chrono::{NaiveDate, NaiveTime};

/// An update with what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Telegram's number: handled once, whatever is repeated.
    pub id: i64,
    pub intent: Intent,
}

/// Who does something, as Telegram names them; stays in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender {
    pub telegram_id: i64,
    /// The language of their phone, as far as we speak it.
    pub language: Option<Language>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// In somebody's private chat.
    Private { from: Sender, event: PrivateEvent },
    /// In a group.
    Group { chat: GroupChat, from: Sender, event: GroupEvent },
    /// Nothing that concerns us.
    Ignored,
}

/// A group as an update names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupChat {
    pub telegram_id: i64,
    pub is_forum: bool,
    pub thread: Option<i64>,
}

/// How a button was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PressedBy {
    /// A tap, with its id for `answerCallbackQuery`.
    Tap(String),
    /// Words that stand for it, in this message.
    Words(i64),
}

/// A button that was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    pub by: PressedBy,
    /// The message that the button stood under; `None` for words.
    pub message: Option<i64>,
    /// `None` for data that is none of ours, or of an older version.
    pub press: Option<Press>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateEvent {
    Command(Command),
    /// A text, with everything it could mean. Its words are for who was asked for a sentence, and go nowhere else.
    Text {
        message: i64,
        meaning: Meaning,
        words: Words,
    },
    Media {
        message: i64,
        kind: MessageKind,
        /// How to fetch it, where it is a document.
        document: Option<Document>,
    },
    Press(Pressed),
    /// `/panic`, in this message.
    Panic {
        message: i64,
    },
    Blocked,
    Unblocked,
}

/// Somebody's words on their way through memory: never in a log.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Words(pub String);

impl std::fmt::Debug for Words {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Words({} bytes)", self.0.len())
    }
}

/// What a text could mean, read in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meaning {
    /// It is only thanks, or only signs.
    pub small_talk: bool,
    /// A choice of an item by its place on the screen, from 0.
    pub letter: Option<u8>,
    /// Several choices by their places on the screen, a bit for each.
    pub picks: Option<u16>,
    /// An hour of the day.
    pub hour: Option<u8>,
    /// A date.
    pub date: Option<NaiveDate>,
    /// What could be pressed instead.
    pub typed: Option<Typed>,
    /// A time of day, such as that on the person's clock.
    pub time: Option<NaiveTime>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `/start`, with the code of an invitation.
    Start(Option<String>),
    Today,
    Ask,
    Progress,
    Settings,
    Help,
    /// What is kept, and who sees it.
    Privacy,
    /// `/language`, with a code.
    Language(Option<String>),
    /// `/hour`, with what was typed; `Some(None)` when that is no hour.
    Hour(Option<Option<u8>>),
    Stop,
    Safety,
    /// `/lessons`: what was opened.
    Lessons,
    /// `/pause`, with what was typed; `Some(None)` when that is no number of days.
    Pause(Option<Option<u16>>),
    MyData,
    Forget,
    /// `/ramadan`: a participant's hour for it, or its dates as an admin corrects them.
    Ramadan(RamadanWish),
    /// `/rest`: days of rest of a cohort, as an admin corrects them.
    Rest(DaysWish),
    Claim(Option<String>),
    Admins,
    NewCohort,
    Cohorts,
    Invite,
    Roster,
    Stats,
    /// `/items`, with the number of a week, as far as one was typed.
    Items(Option<u8>),
    Preview,
    /// What a code says; of whoever asks, in whatever chat with us. With a name behind it, whether that fits.
    Verify(Words),
    /// A participant's own certificate.
    Certificate,
    /// `/mentors`, which belongs into a group.
    Mentors,
    Unknown,
}

/// What was typed after `/ramadan`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RamadanWish {
    /// Nothing.
    Show,
    At(HalfHour),
    /// A dash: the usual hour; of an admin, the dates of the course.
    Usual,
    Dates(Span),
    Unknown,
}

/// What was typed after `/rest`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaysWish {
    /// Nothing.
    Show,
    /// A dash: those of the course alone.
    None,
    Dates(Span),
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupEvent {
    Command {
        command: Command,
        message: i64,
    },
    /// A message of a person. `note`: its line begins with `//`. `reply_to`: the message it answers, and whether that is ours.
    Message {
        message: i64,
        kind: MessageKind,
        /// What it carries beside words.
        file: Option<Attachment>,
        note: bool,
        reply_to: Option<i64>,
    },
    Press(Pressed),
    /// A topic was made; by the bot itself when `by_us`. `handle` is the one its title names.
    TopicMade {
        thread: i64,
        by_us: bool,
        handle: Option<Handle>,
    },
    /// The bot is not in the group any more.
    BotRemoved,
    /// The bot's rights in the group have changed.
    BotChanged,
    /// The group has become a supergroup.
    Migrated {
        to: i64,
    },
}
