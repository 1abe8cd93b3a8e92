//! From an update to an intent: the platform's payload becomes our own closed enums at the door.

use super::callback::CallbackQuery;
use super::days;
use crate::actions::intake_batch::Incoming;
use crate::actions::intent::{Command, GroupChat, GroupEvent, Intent, Meaning, PrivateEvent, Sender, Words};
use crate::rules::answer::picks;
use crate::rules::certificate;
use crate::rules::course::{Language, MediaKind as File};
use crate::rules::question::{Attachment, Document, MessageKind, is_small_talk};
use crate::text::{Catalog, answer_position, command_word, handle_of, thanks_words, typed};
use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::panic::{AssertUnwindSafe, catch_unwind};
use teloxide::types::{
    Chat, ChatMemberUpdated, MediaKind, Message, MessageKind as Kind, Update as TelegramUpdate, UpdateKind, User,
};

/// What is asked of Telegram to send, and nothing else.
pub const ALLOWED_UPDATES: [&str; 3] = ["message", "callback_query", "my_chat_member"];

/// An update, as far as its kind goes.
#[derive(Deserialize)]
struct Envelope<'a> {
    update_id: i64,
    #[serde(borrow, default)]
    callback_query: Option<&'a RawValue>,
}

/// A press with its number, in one reading: presses come by the hundred.
#[derive(Deserialize)]
struct Pressing<'a> {
    update_id: i64,
    #[serde(borrow)]
    callback_query: CallbackQuery<'a>,
}

/// What can be read of an update that cannot be decoded: whose private chat it came from.
#[derive(Deserialize)]
struct Undecoded {
    #[serde(default)]
    message: Value,
    #[serde(default)]
    callback_query: Value,
}

impl Undecoded {
    fn sender(&self) -> Option<i64> {
        let chat = self.message.get("chat").or_else(|| self.callback_query.get("message")?.get("chat"))?;
        let is_private = chat.get("type").and_then(Value::as_str) == Some("private");
        chat.get("id").and_then(Value::as_i64).filter(|_| is_private)
    }
}

/// Reads one update from its text. `None` only when not even its number can be read.
pub fn read(catalog: &Catalog, bot_id: i64, raw: &str) -> Option<Incoming> {
    // Whatever a stranger can send costs itself only, also where it finds a mistake of ours.
    let press =
        || serde_json::from_str::<Pressing<'_>>(raw).ok().map(|press| (press.update_id, press.callback_query.intent()));
    if raw.contains("\"callback_query\"")
        && let Some((id, intent)) = catch_unwind(AssertUnwindSafe(press)).ok().flatten()
    {
        return Some(Incoming { id, raw: raw.to_owned(), sender: sender_of(&intent), intent: Some(intent) });
    }
    let envelope = serde_json::from_str::<Envelope<'_>>(raw).ok()?;
    let read = || match envelope.callback_query {
        Some(query) => serde_json::from_str::<CallbackQuery<'_>>(query.get()).ok().map(CallbackQuery::intent),
        None => serde_json::from_str::<TelegramUpdate>(raw).ok().and_then(|update| route(catalog, bot_id, update.kind)),
    };
    let intent = catch_unwind(AssertUnwindSafe(read)).ok().flatten();
    let sender = match &intent {
        Some(intent) => sender_of(intent),
        None => serde_json::from_str::<Undecoded>(raw).ok().and_then(|update| update.sender()),
    };
    Some(Incoming { id: envelope.update_id, raw: raw.to_owned(), sender, intent })
}

/// Whose private chat it came from.
fn sender_of(intent: &Intent) -> Option<i64> {
    match intent {
        Intent::Private { from, .. } => Some(from.telegram_id),
        _ => None,
    }
}

/// `None` for what cannot be decoded.
fn route(catalog: &Catalog, bot_id: i64, kind: UpdateKind) -> Option<Intent> {
    match kind {
        UpdateKind::Message(message) => Some(message_intent(catalog, bot_id, &message)),
        UpdateKind::MyChatMember(change) => Some(membership_intent(&change)),
        UpdateKind::Error(_) => None,
        _ => Some(Intent::Ignored),
    }
}

fn sender(user: &User) -> Sender {
    let telegram_id = i64::try_from(user.id.0).unwrap_or(0);
    Sender { telegram_id, language: user.language_code.as_deref().and_then(Language::from_code) }
}

fn message_intent(catalog: &Catalog, bot_id: i64, message: &Message) -> Intent {
    let Some(user) = &message.from else { return Intent::Ignored };
    let from = sender(user);
    if message.chat.is_private() {
        return Intent::Private { from, event: private_event(catalog, message) };
    }
    if !message.chat.is_group() && !message.chat.is_supergroup() {
        return Intent::Ignored;
    }
    let chat = group_chat(&message.chat, message);
    match group_event(bot_id, user, message) {
        Some(event) => Intent::Group { chat, from, event },
        None => Intent::Ignored,
    }
}

fn group_chat(chat: &Chat, message: &Message) -> GroupChat {
    let thread = message.thread_id.filter(|_| message.is_topic_message).map(|thread| i64::from(thread.0.0));
    GroupChat { telegram_id: chat.id.0, is_forum: is_forum(chat), thread }
}

fn is_forum(chat: &Chat) -> bool {
    use teloxide::types::{ChatKind, PublicChatKind};
    match &chat.kind {
        ChatKind::Public(public) => matches!(&public.kind, PublicChatKind::Supergroup(group) if group.is_forum),
        ChatKind::Private(_) => false,
    }
}

fn private_event(catalog: &Catalog, message: &Message) -> PrivateEvent {
    let id = i64::from(message.id.0);
    match message.text() {
        Some(text) if is_panic(text) => PrivateEvent::Panic { message: id },
        Some(text) => match command(text).or_else(|| word(catalog, text)) {
            Some(command) => PrivateEvent::Command(command),
            // The code alone, from a picture's square or a copied caption.
            None if certificate::read(text).is_ok() => PrivateEvent::Command(Command::Verify(Words(text.to_owned()))),
            None => PrivateEvent::Text { message: id, meaning: meaning(catalog, text), words: Words(text.to_owned()) },
        },
        None => PrivateEvent::Media { message: id, kind: kind(message), document: document(message) },
    }
}

fn group_event(bot_id: i64, user: &User, message: &Message) -> Option<GroupEvent> {
    let id = i64::from(message.id.0);
    let by_us = i64::try_from(user.id.0) == Ok(bot_id);
    if let Kind::ForumTopicCreated(created) = &message.kind {
        let thread = i64::from(message.thread_id?.0.0);
        let handle = by_us.then(|| handle_of(&created.forum_topic_created.name)).flatten();
        return Some(GroupEvent::TopicMade { thread, by_us, handle });
    }
    if let Some(to) = message.migrate_to_chat_id() {
        return Some(GroupEvent::Migrated { to: to.0 });
    }
    // A mentor may write anonymously, in the group's own name; other bots are nobody's mentors.
    let is_anonymous = message.sender_chat.as_ref().is_some_and(|chat| chat.id == message.chat.id);
    if by_us || (user.is_bot && !is_anonymous) {
        return None;
    }
    // Other words that begin with a slash are a mentor's words.
    let ours = |command: &Command| matches!(command, Command::Mentors | Command::Help);
    if let Some(command) = message.text().and_then(command).filter(ours) {
        return Some(GroupEvent::Command { command, message: id });
    }
    // Service messages are none of a mentor's words.
    if !matches!(message.kind, Kind::Common(_) | Kind::Empty {}) {
        return None;
    }
    let first = message.text().or_else(|| message.caption()).unwrap_or_default();
    // In a topic every message answers the one that opened the topic, which says nothing.
    let reply_to = message.reply_to_message().filter(|replied| !matches!(replied.kind, Kind::ForumTopicCreated(_)));
    Some(GroupEvent::Message {
        message: id,
        kind: kind(message),
        file: attachment(message),
        note: first.trim_start().starts_with("//"),
        reply_to: reply_to.map(|replied| i64::from(replied.id.0)),
    })
}

/// What kind a message is. One that this version cannot read is still told from service messages, and refused kindly.
fn kind(message: &Message) -> MessageKind {
    let Kind::Common(common) = &message.kind else { return MessageKind::Other };
    match &common.media_kind {
        MediaKind::Text(_) => MessageKind::Text,
        MediaKind::Photo(_) => MessageKind::Photo,
        MediaKind::Voice(_) => MessageKind::Voice,
        MediaKind::Video(_) | MediaKind::VideoNote(_) => MessageKind::Video,
        MediaKind::Document(_) => MessageKind::Document,
        _ => MessageKind::Other,
    }
}

/// What a mentor's message carries, as far as it is told before it is loaded.
fn attachment(message: &Message) -> Option<Attachment> {
    let Kind::Common(common) = &message.kind else { return None };
    let (kind, size) = match &common.media_kind {
        // The largest of the sizes that Telegram makes.
        MediaKind::Photo(photo) => (File::Photo, photo.photo.iter().map(|size| size.file.size).max()),
        MediaKind::Voice(voice) => (File::Audio, Some(voice.voice.file.size)),
        MediaKind::Video(video) => (File::Video, Some(video.video.file.size)),
        MediaKind::VideoNote(note) => (File::Video, Some(note.video_note.file.size)),
        MediaKind::Document(document) => (File::Document, Some(document.document.file.size)),
        _ => return None,
    };
    Some(Attachment { kind, size: size.filter(|size| *size > 0).map(u64::from), words: message.caption().is_some() })
}

/// How a document is fetched. Its name stays at the door.
fn document(message: &Message) -> Option<Document> {
    let document = message.document()?;
    Some(Document {
        file_id: document.file.id.0.clone(),
        ending: Document::ending_of(document.mime_type.as_ref().map(|mime| mime.essence_str())).to_owned(),
        size: Some(u64::from(document.file.size)),
    })
}

/// `/panic`, whatever follows it: it stands in no list of commands.
fn is_panic(text: &str) -> bool {
    let name = text.trim().split(char::is_whitespace).next().unwrap_or_default();
    name.split('@').next().is_some_and(|name| name.eq_ignore_ascii_case("/panic"))
}

/// A slash command with its argument; `/today@bot` is `/today`.
fn command(text: &str) -> Option<Command> {
    let rest = text.trim().strip_prefix('/')?;
    let (name, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let name = name.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let argument = Some(argument.trim()).filter(|argument| !argument.is_empty()).map(str::to_owned);
    Some(match name.as_str() {
        "start" => Command::Start(argument),
        "today" => Command::Today,
        "ask" => Command::Ask,
        "progress" => Command::Progress,
        "settings" => Command::Settings,
        "help" => Command::Help,
        "privacy" => Command::Privacy,
        "language" => Command::Language(argument),
        "hour" => Command::Hour(argument.map(|argument| hour(&argument))),
        "stop" => Command::Stop,
        "safety" => Command::Safety,
        "lessons" => Command::Lessons,
        "pause" => Command::Pause(argument.map(|argument| days(&argument))),
        "mydata" => Command::MyData,
        "forget" => Command::Forget,
        "ramadan" => Command::Ramadan(days::ramadan(argument.as_deref())),
        "rest" => Command::Rest(days::rest(argument.as_deref())),
        "claim" => Command::Claim(argument),
        "admins" => Command::Admins,
        "newcohort" => Command::NewCohort,
        "cohorts" => Command::Cohorts,
        "invite" => Command::Invite,
        "roster" => Command::Roster,
        "stats" => Command::Stats,
        "items" => Command::Items(argument.and_then(|argument| latin_digits(&argument).parse().ok())),
        "preview" => Command::Preview,
        "certificate" => Command::Certificate,
        "verify" => Command::Verify(Words(argument.unwrap_or_default())),
        "mentors" => Command::Mentors,
        _ => Command::Unknown,
    })
}

/// A word that equals a command's name in any of our languages.
fn word(catalog: &Catalog, text: &str) -> Option<Command> {
    let name = Language::ALL.into_iter().find_map(|language| command_word(catalog, language, text))?;
    command(&format!("/{name}"))
}

fn meaning(catalog: &Catalog, text: &str) -> Meaning {
    let thanks: Vec<&str> =
        Language::ALL.into_iter().flat_map(|language| thanks_words(language).iter().copied()).collect();
    Meaning {
        small_talk: is_small_talk(text, &thanks),
        letter: answer_position(text),
        picks: picks(text, answer_position)
            .map(|places| places.into_iter().filter(|place| *place < 16).fold(0, |bits, place| bits | 1 << place)),
        hour: hour(text),
        date: NaiveDate::parse_from_str(&latin_digits(text.trim()), "%Y-%m-%d").ok(),
        typed: typed(catalog, text),
        time: NaiveTime::parse_from_str(&latin_digits(text.trim()), "%H:%M").ok(),
    }
}

/// An hour of the day as people type it: `22`, `22:00`, `٢٢`.
fn hour(text: &str) -> Option<u8> {
    let text = latin_digits(text.trim());
    let (hour, minutes) = text.split_once(':').unwrap_or((&text, "00"));
    let whole =
        !hour.is_empty() && hour.len() <= 2 && hour.bytes().all(|byte| byte.is_ascii_digit()) && minutes == "00";
    whole.then(|| hour.parse().ok()).flatten().filter(|hour| *hour < 24)
}

/// A number of days as people type it: `5`, `٥`.
fn days(text: &str) -> Option<u16> {
    let text = latin_digits(text.trim());
    let plain = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Arabic-Indic and extended Arabic-Indic digits as Latin ones.
pub(super) fn latin_digits(text: &str) -> String {
    let latin = |sign: char| match sign {
        '\u{0660}'..='\u{0669}' => char::from_digit(sign as u32 - 0x0660, 10).unwrap_or(sign),
        '\u{06F0}'..='\u{06F9}' => char::from_digit(sign as u32 - 0x06F0, 10).unwrap_or(sign),
        other => other,
    };
    text.chars().map(latin).collect()
}

fn membership_intent(change: &ChatMemberUpdated) -> Intent {
    let from = sender(&change.from);
    let gone = change.new_chat_member.is_banned() || change.new_chat_member.is_left();
    if change.chat.is_private() {
        let event = if gone { PrivateEvent::Blocked } else { PrivateEvent::Unblocked };
        return Intent::Private { from, event };
    }
    let chat = GroupChat { telegram_id: change.chat.id.0, is_forum: is_forum(&change.chat), thread: None };
    let event = if gone { GroupEvent::BotRemoved } else { GroupEvent::BotChanged };
    Intent::Group { chat, from, event }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_with_their_arguments() {
        for (text, expected) in [
            ("/start abc", Some(Command::Start(Some("abc".to_owned())))),
            ("/start", Some(Command::Start(None))),
            ("/Today@darb_bot", Some(Command::Today)),
            ("/hour 22", Some(Command::Hour(Some(Some(22))))),
            ("/hour ٢٢:00", Some(Command::Hour(Some(Some(22))))),
            ("/hour late", Some(Command::Hour(Some(None)))),
            ("/hour", Some(Command::Hour(None))),
            ("/pause ٥", Some(Command::Pause(Some(Some(5))))),
            ("/pause", Some(Command::Pause(None))),
            ("/pause long", Some(Command::Pause(Some(None)))),
            ("/lessons", Some(Command::Lessons)),
            ("/items", Some(Command::Items(None))),
            ("/items ٢", Some(Command::Items(Some(2)))),
            ("/items all", Some(Command::Items(None))),
            ("/dance", Some(Command::Unknown)),
            ("today", None),
        ] {
            assert_eq!(command(text), expected, "{text}");
        }
    }

    #[test]
    fn a_panic_is_understood_however_it_is_typed() {
        for (text, expected) in
            [("/panic", true), (" /Panic now", true), ("/panic@darb_bot", true), ("panic", false), ("/panics", false)]
        {
            assert_eq!(is_panic(text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_that_is_a_commands_name_runs_it() {
        let catalog = Catalog::embedded();
        assert_eq!(word(&catalog, "اليوم"), Some(Command::Today));
        assert_eq!(word(&catalog, "Help"), Some(Command::Help));
        assert_eq!(word(&catalog, "what about today"), None);
    }

    #[test]
    fn hours_are_whole_hours_of_the_day() {
        for (text, expected) in [
            ("7", Some(7)),
            ("23:00", Some(23)),
            ("24", None),
            ("7:30", None),
            ("-1", None),
            ("", None),
            ("٧", Some(7)),
        ] {
            assert_eq!(hour(text), expected, "{text}");
        }
    }

    #[test]
    fn a_time_of_day_is_read_in_both_scripts() {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        for (text, expected) in [
            ("14:35", time(14, 35)),
            (" 9:05", time(9, 5)),
            ("١٤:٣٥", time(14, 35)),
            ("24:10", None),
            ("14", None),
            ("now", None),
        ] {
            assert_eq!(meaning(&Catalog::embedded(), text).time, expected, "{text}");
        }
    }

    #[test]
    fn an_update_that_cannot_be_decoded_keeps_its_number() {
        let catalog = Catalog::embedded();
        let broken = read(&catalog, 1, r#"{"update_id": 7, "message": {"text": 5}}"#).expect("it has a number");
        assert_eq!((broken.id, broken.intent), (7, None));
        assert_eq!(read(&catalog, 1, r#"{"message": {}}"#), None);
    }
}
