//! What an update asks for, typed. Made at the door by `telegram::routes`; nothing deeper sees an update.

use crate::rules::course::Language;
use crate::rules::model::Handle;
use crate::rules::press::Press;
use crate::rules::question::MessageKind;
use crate::rules::rest::Span;
use crate::rules::schedule::HalfHour;
use chrono::NaiveDate;

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

/// A button that was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    /// For `answerCallbackQuery`.
    pub callback_id: String,
    /// The message that the button stood under.
    pub message: Option<i64>,
    /// `None` for data that is none of ours, or of an older version.
    pub press: Option<Press>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateEvent {
    Command(Command),
    /// A text, with everything it could mean; its words stay at the door.
    Text {
        message: i64,
        meaning: Meaning,
    },
    Media {
        message: i64,
        kind: MessageKind,
    },
    Press(Pressed),
    Blocked,
    Unblocked,
}

/// What a text could mean, read in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meaning {
    /// It is only thanks, or only signs.
    pub small_talk: bool,
    /// A choice of an item by its place on the screen, from 0.
    pub letter: Option<u8>,
    /// An hour of the day.
    pub hour: Option<u8>,
    /// A date.
    pub date: Option<NaiveDate>,
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
    /// `/language`, with a code.
    Language(Option<String>),
    /// `/hour`, with what was typed; `Some(None)` when that is no hour.
    Hour(Option<Option<u8>>),
    Stop,
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
    Preview,
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
