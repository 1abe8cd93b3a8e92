//! A story with its transcript: what people do and what took effect, in order, as a snapshot to be read.
//!
//! Lines: `Layla: words`, `Layla taps [label]`, `bot → Layla: words` with the keyboard's rows below, `bot edits`, `bot copies`,
//! `bot reacts`, `bot deletes`, `toast` and `alert` (answers to presses). Lessons are cut to their heading. Effects of one
//! act are ordered by chat, since chats are served side by side.

use super::World;
use super::answering::{Deed, Shown, attempt_of, button_of, deeds, matched, position_of, shown_of, ticked, typed};
use chrono::{DateTime, TimeDelta, Utc};
use darb::rules::course::{Course, Item, ItemKind, Language};
use darb::rules::press::Press;
use darb::sandbox::{LedgerEntry, Media, MessageView};
use darb::store::{enrolments, tending};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// A text longer than this many signs is a lesson and is cut to its heading.
const LONG: usize = 1_400;

/// Telegram's limit for a message, UTF-16 units.
const LONGEST: usize = 4_096;

pub struct Story {
    world: World,
    names: BTreeMap<i64, String>,
    /// How much of the ledger and of the answers to presses was written down.
    seen: (usize, usize),
    written_at: Option<i64>,
    lines: String,
    /// Whether something waits for a group out of reach, so that there is no rest.
    waiting: bool,
    /// Names that were drawn for people who may be forgotten before the end.
    drawn: Vec<(String, String)>,
}

impl Deref for Story {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl DerefMut for Story {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.world
    }
}

/// The course of the repository, loaded once.
pub fn course() -> &'static Course {
    static COURSE: OnceLock<Course> = OnceLock::new();
    COURSE.get_or_init(|| {
        darb::content::load_all(&super::lessons()).expect("the course is valid").pop().expect("there is a course")
    })
}

impl Story {
    pub async fn start(at: DateTime<Utc>) -> Self {
        Self::of(World::start(at).await)
    }

    pub fn of(world: World) -> Self {
        let names = BTreeMap::from([(world.admin, "Dana".to_owned())]);
        Self { world, names, seen: (0, 0), written_at: None, lines: String::new(), waiting: false, drawn: Vec::new() }
    }

    /// A new person.
    pub fn person(&mut self, name: &str, language: &str) -> i64 {
        let id = self.telegram.add_user(name, language);
        self.names.insert(id, name.to_owned());
        id
    }

    /// Gives a chat the name under which it stands in the transcript.
    pub fn call(&mut self, chat: i64, name: &str) {
        self.names.insert(chat, name.to_owned());
    }

    // ---- What people do -------------------------------------------------------------------------------------------

    pub async fn writes(&mut self, user: i64, text: &str) -> i64 {
        self.writes_in(user, user, text, None, None).await
    }

    /// Writes in a group, in reply to a message, in a topic.
    pub async fn writes_in(
        &mut self,
        user: i64,
        chat: i64,
        text: &str,
        reply_to: Option<i64>,
        thread: Option<i64>,
    ) -> i64 {
        let place = self.place(user, chat, reply_to, thread);
        self.act(&format!("{}{place}: {}", self.name(user), mask(text)));
        let message = self.telegram.send_text(user, chat, text, reply_to, thread);
        self.settle().await;
        message
    }

    pub async fn sends(&mut self, user: i64, media: Media, caption: &str) -> i64 {
        self.sends_in(user, user, media, caption, None, None).await
    }

    pub async fn sends_in(
        &mut self,
        user: i64,
        chat: i64,
        media: Media,
        caption: &str,
        reply_to: Option<i64>,
        thread: Option<i64>,
    ) -> i64 {
        let place = self.place(user, chat, reply_to, thread);
        self.act(&format!("{}{place} sends a {}: {caption}", self.name(user), media.field()));
        let message = self.telegram.send_media(user, chat, media, caption, reply_to, thread);
        self.settle().await;
        message
    }

    /// Taps the button with this label on the newest message of the private chat that has one.
    pub async fn touches(&mut self, user: i64, label: &str) -> String {
        self.touches_in(user, user, label).await
    }

    pub async fn touches_in(&mut self, user: i64, chat: i64, label: &str) -> String {
        let place = self.place(user, chat, None, None);
        self.act(&format!("{}{place} taps [{label}]", self.name(user)));
        let query = self.telegram.press_label(user, chat, label);
        self.presses.fetch_add(1, Ordering::Relaxed);
        self.settle().await;
        query
    }

    /// Presses data on a message, as an old keyboard, another phone or a stranger's app would.
    pub async fn presses_data(&mut self, user: i64, chat: i64, message: i64, data: &str, how: &str) -> String {
        let place = self.place(user, chat, None, None);
        self.act(&format!("{}{place} presses {how}", self.name(user)));
        let query = self.telegram.press(user, chat, message, data);
        self.presses.fetch_add(1, Ordering::Relaxed);
        self.settle().await;
        query
    }

    /// The app repeats a press that it got no answer to.
    pub async fn repeats(&mut self, query: &str) {
        self.act("the same press comes again");
        self.telegram.press_repeat(query);
        self.presses.fetch_add(1, Ordering::Relaxed);
        self.settle().await;
    }

    /// Answers the item on the screen of the test, right or not: by taps, or by writing where there is nothing to tap.
    pub async fn answers(&mut self, user: i64, right: bool) {
        let (item, message) = self.item(user).expect("an item is on the screen");
        match &item.kind {
            ItemKind::SeveralRight => {
                for wanted in ticked(item, right) {
                    let is_it = |press| matches!(press, Press::Toggle { choice, .. } if choice == wanted);
                    self.touches(user, &self.label(user, is_it)).await;
                }
                self.touches(user, &self.label(user, is_submit)).await;
            }
            ItemKind::Matching { .. } => {
                for wanted in matched(item, right) {
                    let is_it = |press| matches!(press, Press::Match { choice, .. } if choice == wanted);
                    self.touches(user, &self.label(user, is_it)).await;
                }
                self.touches(user, &self.label(user, is_submit)).await;
            }
            kind if kind.takes_text() => {
                self.writes(user, &typed(item, language_of(item, &message), right)).await;
            }
            _ => {
                let label = self.choice(user, right);
                self.touches(user, &label).await;
            }
        }
    }

    /// The same out of the transcript.
    pub async fn answers_quietly(&mut self, user: i64, right: bool) {
        let (item, message) = self.item(user).expect("an item is on the screen");
        let attempt = attempt_of(&message).expect("an item of an attempt");
        let (position, language) = (position_of(&message).unwrap_or_default(), language_of(item, &message));
        self.write_down();
        for deed in deeds(&Shown { item, attempt, position, language }, right) {
            match deed {
                Deed::Presses(press) => {
                    self.telegram.press(user, user, message.message_id, &press.encode());
                    self.presses.fetch_add(1, Ordering::Relaxed);
                }
                Deed::Types(text) => {
                    self.telegram.send_text(user, user, &text, None, None);
                }
            }
        }
        self.skip().await;
    }

    /// Answers rightly until an item that is answered by one letter is on the screen.
    pub async fn comes_to_letters(&mut self, user: i64) {
        while !self.item(user).expect("an item is on the screen").0.kind.is_one_of() {
            self.answers(user, true).await;
        }
    }

    /// Answers all items that are left: so many right ones first.
    pub async fn answers_all(&mut self, user: i64, mut right: usize) {
        let mut count = 0;
        while let Some((item, message)) = self.item(user) {
            if self.is_last(item, &message).await {
                self.act(&format!("* {} answered {count} items so", self.name(user)));
                self.answers(user, right > 0).await;
                return;
            }
            self.answers_quietly(user, right > 0).await;
            right = right.saturating_sub(1);
            count += 1;
        }
    }

    /// Whether an item that a message shows is the last one of its attempt.
    pub async fn is_last(&self, item: &Item, message: &MessageView) -> bool {
        let week = course().weeks.iter().find(|week| week.assessment.items.contains(item)).expect("its week");
        let attempt = attempt_of(message).expect("an item of an attempt");
        let answered = self.count(&format!("answers where attempt_id = {attempt}")).await;
        usize::try_from(answered).expect("few") + 1 == week.assessment.items.len()
    }

    /// Answers the item on the screen by writing alone: letters, words, or what stands on the button.
    pub async fn types_answer(&mut self, user: i64, right: bool) {
        let (item, message) = self.item(user).expect("an item is on the screen");
        match &item.kind {
            ItemKind::SeveralRight => {
                let letter = |wanted: &u8| {
                    self.label(user, |press| matches!(press, Press::Toggle { choice, .. } if choice == *wanted))
                };
                let letters: Vec<String> = ticked(item, right).iter().map(letter).collect();
                self.writes(user, &letters.join(" ")).await;
            }
            ItemKind::Matching { .. } => {
                for wanted in matched(item, right) {
                    let is_it = |press| matches!(press, Press::Match { choice, .. } if choice == wanted);
                    self.writes(user, &self.label(user, is_it)).await;
                }
                self.writes(user, &self.label(user, is_submit)).await;
            }
            kind if kind.takes_text() => {
                self.writes(user, &typed(item, language_of(item, &message), right)).await;
            }
            _ => {
                let label = self.choice(user, right);
                self.writes(user, &label).await;
            }
        }
    }

    /// Whether the newest message with buttons is an item.
    pub fn is_in_test(&self, user: i64) -> bool {
        let messages = self.telegram.chat_messages(user);
        let newest = messages.iter().rev().find(|message| !message.deleted && !message.buttons.is_empty());
        newest.is_some_and(|message| attempt_of(message).is_some())
    }

    /// The label of the button that answers the item on the screen, right or not, where one letter does.
    pub fn choice(&self, user: i64, right: bool) -> String {
        let (item, _) = self.item(user).expect("an item is on the screen");
        self.label(user, |press| match press {
            Press::Answer { choice, .. } => item.choices[usize::from(choice)].right == right,
            _ => false,
        })
    }

    /// What stands on a button of the item on the screen.
    fn label(&self, user: i64, wanted: impl Fn(Press) -> bool) -> String {
        let (_, message) = self.item(user).expect("an item is on the screen");
        button_of(&message, wanted).expect("such a button").text.clone()
    }

    /// The item of a test that is on the screen.
    pub fn item(&self, user: i64) -> Option<(&'static Item, MessageView)> {
        let messages = self.telegram.chat_messages(user);
        let is_item = |message: &MessageView| !message.deleted && attempt_of(message).is_some();
        let message = messages.into_iter().rev().find(is_item)?;
        let items = course().weeks.iter().flat_map(|week| &week.assessment.items);
        let (item, _) = shown_of(items, &message).expect("an item of the course");
        Some((item, message))
    }

    /// A message that stands, with its button of a label.
    pub fn button(&self, chat: i64, label: &str) -> (i64, String) {
        let messages = self.telegram.chat_messages(chat);
        let found = messages.iter().rev().find_map(|message| {
            let mut buttons = message.buttons.iter().flatten();
            let button = buttons.find(|button| button.text == label)?;
            Some((message.message_id, button.data.clone()?))
        });
        found.unwrap_or_else(|| panic!("no button {label}"))
    }

    /// Something that happens otherwise; written down as it is said.
    pub async fn does(&mut self, what: &str, act: impl FnOnce(&World)) {
        self.act(&format!("* {what}"));
        act(&self.world);
        self.settle().await;
    }

    /// Ends the bot and starts it again.
    pub async fn restarts(&mut self) {
        self.act("* the bot is restarted");
        self.world.restart().await;
        self.settle().await;
    }

    /// Moves course time to an instant, from one instant at which something is due to the next.
    pub async fn until(&mut self, at: DateTime<Utc>) {
        self.settle().await;
        loop {
            let now = self.now();
            if now >= at {
                break;
            }
            let mut tx = self.store.read().await.expect("a reader");
            let due = enrolments::first_due(&mut tx).await.expect("the table of enrolments");
            let tended = tending::first_due(&mut tx).await.expect("the table of messages");
            drop(tx);
            let due = due.into_iter().chain(tended).min();
            let next = due.filter(|due| *due > now).map_or(at, |due| due.min(at));
            self.telegram.set_time(next.timestamp_millis());
            self.settle().await;
        }
    }

    pub async fn after(&mut self, span: TimeDelta) {
        self.until(self.now() + span).await;
    }

    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.telegram.time().now_ms).expect("an instant")
    }

    /// Arrives as most do, without a word in the transcript.
    pub async fn joins(
        &mut self,
        user: i64,
        code: &str,
        language: Language,
        country: darb::rules::model::Country,
        hour: u8,
    ) {
        self.write_down();
        self.world.arrives(user, code, language, country, hour).await;
        self.skip().await;
        self.act(&format!("* {} arrives, {} o'clock, {}", self.name(user), hour, country.code()));
    }

    /// A cohort, without a word in the transcript.
    pub async fn opens(&mut self, starts_on: &str) -> (String, i64) {
        self.write_down();
        let (code, group) = self.world.cohort(super::utc(&format!("{starts_on} 00:00")).date_naive()).await;
        self.call(group, "Mentors");
        self.skip().await;
        (code, group)
    }

    /// The days of a week until its sixth lesson is done, cut out of the transcript.
    pub async fn does_six_lessons(&mut self, user: i64, done: &str) {
        self.write_down();
        let told = self.lines.len();
        for day in 0..6 {
            self.world.taps(user, user, |press| matches!(press, Press::Done { .. })).await;
            if day < 5 {
                self.after(TimeDelta::days(1)).await;
                self.lines.truncate(told);
            }
        }
        self.skip().await;
        self.act(&format!("* {} did six lessons, a day each, each with [{done}]", self.name(user)));
    }

    /// Six lessons, a passed test, and the first lesson of the second week at an instant; cut out of the transcript. Stands
    /// in the middle of the first week: whatever was done already stays.
    pub async fn skips_to_the_second_week(&mut self, user: i64, at: DateTime<Utc>) {
        self.write_down();
        let told = self.lines.len();
        while self.now() + TimeDelta::days(2) <= at {
            self.after(TimeDelta::days(1)).await;
        }
        self.world.taps(user, user, |press| matches!(press, Press::StartTest { .. })).await;
        self.answers_all(user, 10).await;
        self.lines.truncate(told);
        self.skip().await;
        self.act(&format!("* {} passed the test of the first week", self.name(user)));
        self.until(at).await;
    }

    /// Somebody takes the phone and looks: what stands in the chat now, from the top.
    pub fn looks_at_the_phone_of(&mut self, user: i64) {
        self.act(&format!("* somebody looks at {}'s phone", self.name(user)));
        for message in self.telegram.chat_messages(user).iter().filter(|message| !message.deleted) {
            let who = if message.from_bot { "bot" } else { "own" };
            let media = message.media.as_ref().map(|media| format!("<{media}> ")).unwrap_or_default();
            let buttons: Vec<String> =
                message.buttons.iter().flatten().map(|button| format!("[{}]", button.text)).collect();
            let text = indented(&mask(&shortened(&message.text)));
            let _ = writeln!(self.lines, "    | {who}: {media}{text} {}", buttons.join(" "));
        }
    }

    // ---- The transcript -------------------------------------------------------------------------------------------

    /// What took effect since stays out of the transcript.
    pub async fn skip(&mut self) {
        self.settled().await;
        self.seen = (self.telegram.ledger().len(), self.telegram.callback_answers().len());
    }

    async fn settle(&mut self) {
        self.settled().await;
        if !self.waiting {
            self.write_down();
        }
    }

    /// Rest, and every press answered: that goes from memory, so no rest of the bot waits for it.
    async fn settled(&self) {
        if !self.waiting {
            self.world.rest().await;
        }
        let deadline = Instant::now() + Duration::from_secs(5);
        while self.telegram.callback_answers().len() < self.presses.load(Ordering::Relaxed) {
            assert!(Instant::now() < deadline, "a press was not answered\n{}", self.lines);
            tokio::task::yield_now().await;
        }
    }

    fn act(&mut self, line: &str) {
        if !self.waiting {
            self.write_down();
        }
        self.mark_time(self.telegram.time().now_ms);
        self.lines.push_str(line.trim_end());
        self.lines.push('\n');
    }

    fn mark_time(&mut self, now_ms: i64) {
        if self.written_at != Some(now_ms) {
            self.written_at = Some(now_ms);
            let at = DateTime::from_timestamp_millis(now_ms).expect("an instant");
            let _ = writeln!(self.lines, "\n—— {} UTC ——", at.format("%a %Y-%m-%d %H:%M"));
        }
    }

    fn write_down(&mut self) {
        let ledger = self.telegram.ledger();
        let answers = self.telegram.callback_answers();
        let mut entries: Vec<&LedgerEntry> = ledger[self.seen.0..].iter().collect();
        let fresh = answers[self.seen.1..].to_vec();
        self.seen = (ledger.len(), answers.len());
        for answer in fresh.iter().filter(|answer| !answer.text.is_empty()) {
            let how = if answer.show_alert { "alert" } else { "toast" };
            let line = format!("  ({how} to {}) {}\n", self.name(answer.user_id), indented(&answer.text));
            self.lines.push_str(&line);
        }
        let rank = |chat: Option<i64>| chat.map_or((2, 0), |chat| if chat > 0 { (0, chat) } else { (1, -chat) });
        entries.sort_by_key(|entry| (entry.course_ms, rank(entry.chat_id), entry.thread_id, entry.sequence));
        for entry in entries {
            if let Some(line) = self.line(entry) {
                self.mark_time(entry.course_ms);
                self.lines.push_str(&line);
            }
        }
    }

    fn line(&self, entry: &LedgerEntry) -> Option<String> {
        let chat = entry.chat_id.filter(|chat| *chat != 0)?;
        let messages = self.telegram.chat_messages(chat);
        let message = messages.iter().find(|message| Some(message.message_id) == entry.message_id);
        let mut to = self.name(chat);
        if let Some(thread) = entry.thread_id
            && let Some((_, topic, _)) = self.telegram.topics(chat).into_iter().find(|(id, ..)| *id == thread)
        {
            let _ = write!(to, " / {topic}");
        }
        let quoted = entry.reply_to.and_then(|id| messages.iter().find(|message| message.message_id == id)).map(quote);
        let reply = quoted.map(|quoted| format!(" (in reply to {quoted})")).unwrap_or_default();
        let uploaded = if entry.uploaded { ", uploaded" } else { "" };
        let media = message
            .and_then(|message| message.media.clone())
            .map(|media| format!("<{media}{uploaded}> "))
            .unwrap_or_default();
        let text = media + &indented(&mask(&shortened(&entry.text)));
        let keyboard = keyboard(entry, message);
        let silently = if entry.silent { " (without a sound)" } else { "" };
        Some(match entry.method.as_str() {
            "sendMessage" | "sendPhoto" | "sendDocument" => format!("bot → {to}{silently}{reply}: {text}\n{keyboard}"),
            "copyMessage" => format!("bot copies → {to}{silently}{reply}: {text}\n{keyboard}"),
            "editMessageText" | "editMessageCaption" | "editMessageMedia" => {
                format!("bot edits → {to}: {text}\n{keyboard}")
            }
            "editMessageReplyMarkup" => {
                let which = message.map(quote).unwrap_or_default();
                format!("bot changes the buttons → {to}, under {which}\n{keyboard}")
            }
            "setMessageReaction" => {
                format!("bot reacts {} → {to}, to {}\n", entry.text, message.map(quote).unwrap_or_default())
            }
            "deleteMessage" | "deleteMessages" => {
                format!("bot deletes → {to}: {}\n", message.map(quote).unwrap_or_default())
            }
            "deleteForumTopic" => format!("bot deletes a topic → {}: {}\n", self.name(chat), entry.text),
            "createForumTopic" => format!("bot makes a topic → {}: {}\n", self.name(chat), entry.text),
            _ => return None,
        })
    }

    fn place(&self, user: i64, chat: i64, reply_to: Option<i64>, thread: Option<i64>) -> String {
        let mut place = if user == chat { String::new() } else { format!(" in {}", self.name(chat)) };
        if let Some((_, topic, _)) = self.telegram.topics(chat).into_iter().find(|(id, ..)| Some(*id) == thread) {
            let _ = write!(place, " / {topic}");
        }
        let messages = self.telegram.chat_messages(chat);
        if let Some(replied) = messages.iter().find(|message| Some(message.message_id) == reply_to) {
            let _ = write!(place, " (in reply to {})", quote(replied));
        }
        place
    }

    fn name(&self, chat: i64) -> String {
        self.names.get(&chat).cloned().unwrap_or_else(|| format!("chat {chat}"))
    }

    /// From here on something waits that the bot cannot send: there is no rest, [`Story::awaits`] tells when to go on.
    pub fn begins_waiting(&mut self) {
        self.waiting = true;
    }

    pub fn ends_waiting(&mut self) {
        self.waiting = false;
    }

    /// Waits until everything is so that follows from what was done, and writes it down.
    pub async fn awaits(&mut self, is_so: impl Fn(&World) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !is_so(&self.world) {
            assert!(Instant::now() < deadline, "in vain\n{}", self.lines);
            tokio::task::yield_now().await;
        }
        self.write_down();
    }

    /// What was told so far stays out of the transcript; whoever has a name by now is known by it to the end.
    pub async fn begins_here(&mut self) {
        self.skip().await;
        self.drawn = self.world.drawn_names().await;
        self.lines.clear();
        self.written_at = None;
    }

    /// Ends a story without a transcript.
    pub async fn ends_untold(mut self) {
        self.settle().await;
        self.holds();
        self.world.end().await;
    }

    /// Ends the story: what holds in every one is checked, and the transcript is compared.
    pub async fn ends(mut self, name: &str) {
        self.settle().await;
        self.holds();
        let mut transcript = std::mem::take(&mut self.lines);
        for (name, stands_for) in self.drawn.into_iter().chain(self.world.drawn_names().await) {
            transcript = transcript.replace(&name, &stands_for);
        }
        let transcript = without_codes(&transcript);
        self.world.end().await;
        insta::with_settings!({
            snapshot_path => "../stories/snapshots",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, transcript);
        });
    }

    /// What holds in every story, whatever it tells.
    fn holds(&self) {
        let answered = self.telegram.callback_answers().len();
        assert_eq!(answered, self.presses.load(Ordering::Relaxed), "every press is answered once");
        assert_eq!(self.telegram.unread(), 0, "every update was taken");
        for entry in self.telegram.ledger() {
            let units: usize = entry.text.chars().map(char::len_utf16).sum();
            assert!(units <= LONGEST, "{units} units: {}", entry.text);
            for text in std::iter::once(&entry.text).chain(entry.buttons.iter().map(|button| &button.text)) {
                assert!(!text.contains("{$") && !text.contains("{ $"), "a hole in: {text}");
                assert!(!is_key(text), "a key instead of a sentence: {text}");
                let isolates = |sign: char| text.chars().filter(|other| *other == sign).count();
                assert_eq!(isolates('\u{2068}'), isolates('\u{2069}'), "an isolate is left open in: {text}");
            }
            for data in entry.buttons.iter().filter_map(|button| button.data.as_deref()) {
                assert!(data.len() <= 64 && Press::decode(data).is_some(), "a button that means nothing: {data}");
            }
        }
        for answer in self.telegram.callback_answers() {
            assert!(!answer.text.contains("{$") && !is_key(&answer.text), "{}", answer.text);
        }
    }
}

/// Codes of certificates are signed with a key that each run draws: told as `CODE-1` with their length, the same for the
/// same letters, large or small.
fn without_codes(transcript: &str) -> String {
    const SHORTEST: usize = 80;
    let mut known: Vec<String> = Vec::new();
    let mut told = String::with_capacity(transcript.len());
    for piece in transcript.split_inclusive(|sign: char| !sign.is_ascii_alphanumeric()) {
        let word = piece.trim_end_matches(|sign: char| !sign.is_ascii_alphanumeric());
        if word.len() < SHORTEST {
            told.push_str(piece);
            continue;
        }
        let code = word.to_ascii_uppercase();
        let place = known.iter().position(|other| *other == code).unwrap_or_else(|| {
            known.push(code);
            known.len() - 1
        });
        told.push_str(&format!("CODE-{} ({} signs){}", place + 1, word.len(), &piece[word.len()..]));
    }
    told
}

/// Whether a text looks like the name of a sentence (`refused-not-yet`) instead of the sentence.
fn is_key(text: &str) -> bool {
    text.contains('-') && !text.is_empty() && text.chars().all(|sign| sign.is_ascii_lowercase() || sign == '-')
}

fn is_submit(press: Press) -> bool {
    matches!(press, Press::Submit { .. })
}

/// The language in which a message shows an item.
fn language_of(item: &Item, message: &MessageView) -> Language {
    shown_of([item], message).expect("the item that it shows").1
}

fn decoded(message: &MessageView) -> impl Iterator<Item = Press> {
    message.buttons.iter().flatten().filter_map(|button| Press::decode(button.data.as_deref()?))
}

/// The keyboard in its rows; as it was, in one row each, when the message has another by now.
fn keyboard(entry: &LedgerEntry, message: Option<&MessageView>) -> String {
    let rows = message.map(|message| message.buttons.clone()).filter(|rows| rows.concat() == entry.buttons);
    let rows = rows.unwrap_or_else(|| vec![entry.buttons.clone()]);
    rows.iter().filter(|row| !row.is_empty()).fold(String::new(), |mut lines, row| {
        let labels: Vec<String> = row.iter().map(|button| format!("[{}]", button.text)).collect();
        let _ = writeln!(lines, "    {}", labels.join(" "));
        lines
    })
}

fn quote(message: &MessageView) -> String {
    let first: String = mask(message.text.lines().next().unwrap_or_default()).chars().take(40).collect();
    match &message.media {
        Some(media) => format!("<{media}> “{first}”"),
        None => format!("“{first}”"),
    }
}

fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONG {
        return text.to_owned();
    }
    format!("{} [… {count} signs]", text.lines().next().unwrap_or_default())
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n    ")
}

/// Codes are random: they stand as CODE.
fn mask(text: &str) -> String {
    let mut out = text.to_owned();
    for before in ["start=", "/start ", "/claim "] {
        let mut from = 0;
        while let Some(at) = out[from..].find(before) {
            let begin = from + at + before.len();
            let end = out[begin..].find(char::is_whitespace).map_or(out.len(), |length| begin + length);
            if begin < end {
                out.replace_range(begin..end, "CODE");
            }
            from = begin;
        }
    }
    out
}

/// What stories look up.
impl Story {
    /// The newest message of a chat with a button that asks for something.
    pub fn newest_with(&self, chat: i64, wanted: impl Fn(Press) -> bool) -> MessageView {
        let messages = self.telegram.chat_messages(chat);
        let found = messages.into_iter().rev().find(|message| !message.deleted && decoded(message).any(&wanted));
        found.expect("a message with such a button")
    }

    /// Taps a button of the private chat by what it asks for.
    pub async fn taps_noted(&mut self, user: i64, wanted: impl Fn(Press) -> bool) {
        let message = self.newest_with(user, &wanted);
        let mut buttons = message.buttons.iter().flatten();
        let found = buttons.find(|button| button.data.as_deref().and_then(Press::decode).is_some_and(&wanted));
        let button = found.expect("the button").clone();
        let data = button.data.expect("its data");
        self.presses_data(user, user, message.message_id, &data, &format!("[{}]", button.text)).await;
    }

    /// Presses something without a word in the transcript.
    pub async fn press_quietly(&mut self, user: i64, message: i64, press: Press) {
        self.write_down();
        self.telegram.press(user, user, message, &press.encode());
        self.presses.fetch_add(1, Ordering::Relaxed);
        self.skip().await;
    }

    /// The enrolment of a person, as their buttons name it.
    pub fn enrolment(&self, user: i64) -> darb::rules::ids::EnrolmentId {
        let messages = self.telegram.chat_messages(user);
        let found = messages.iter().flat_map(decoded).find_map(|press| match press {
            Press::AskMentor { enrolment } | Press::Done { enrolment, .. } => Some(enrolment),
            _ => None,
        });
        found.expect("a button with the enrolment")
    }

    /// The one topic of a group.
    pub fn topic(&self, group: i64) -> i64 {
        let topics = self.telegram.topics(group);
        assert_eq!(topics.len(), 1, "{topics:?}");
        topics[0].0
    }

    /// The invitation code of the cohort made last, as the admin was told.
    pub async fn invitation(&mut self) -> String {
        let messages = self.telegram.chat_messages(self.admin);
        let found = messages.iter().rev().find_map(|message| message.text.split("start=").nth(1).map(str::to_owned));
        found.expect("a link").split_whitespace().next().expect("a code").to_owned()
    }
}

impl Story {
    /// Whether a message of the chat that stands contains this.
    pub fn newest_text(&self, chat: i64, part: &str) -> bool {
        self.telegram.chat_messages(chat).iter().any(|message| !message.deleted && message.text.contains(part))
    }
}
