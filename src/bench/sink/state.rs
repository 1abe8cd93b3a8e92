//! Everything that the stand-in remembers between two resets.

use super::Query;
use super::limits::{Limiter, Micros};
use super::presses::{FIRST_USER, Presses};
use super::requests::Call;
use super::stats::{Stats, most_in_a_second, seconds};
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::io::Write as _;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// What a reset sets.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How long every answer takes, polls excepted.
    latency: Duration,
    rate: f64,
    burst: f64,
    per_chat: f64,
    retry_after: u64,
    /// Messages go to that many chats from the first; 0: to any.
    chats: i64,
    /// What every message has to say; empty: anything.
    text: String,
}

impl Settings {
    pub fn read(given: &Query<'_>, text: String) -> Self {
        let rate = given.fraction("rate", 0.0);
        Self {
            latency: Duration::from_millis(given.number("latency_ms", 0)),
            rate,
            burst: given.fraction("burst", rate),
            per_chat: given.fraction("per_chat", 0.0),
            retry_after: given.number("retry_after", 1),
            chats: given.number("chats", 0),
            text,
        }
    }
}

/// An answer to a call.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

#[derive(Debug)]
pub struct State {
    since: Instant,
    settings: Settings,
    limiter: Limiter,
    methods: BTreeMap<String, u64>,
    sent_to: HashMap<i64, u32>,
    seen: HashSet<u64>,
    sends: Vec<Micros>,
    duplicates: u64,
    wrong_messages: u64,
    refused: u64,
    last_call: Option<Micros>,
    first_poll: Option<Micros>,
    next_message: i64,
    presses: Presses,
    loaded: Rc<Notify>,
}

impl State {
    pub fn new(settings: Settings) -> Self {
        Self {
            since: Instant::now(),
            limiter: Limiter::new(settings.rate, settings.burst, settings.per_chat, settings.retry_after),
            settings,
            methods: BTreeMap::new(),
            sent_to: HashMap::new(),
            seen: HashSet::new(),
            sends: Vec::new(),
            duplicates: 0,
            wrong_messages: 0,
            refused: 0,
            last_call: None,
            first_poll: None,
            next_message: 1_000,
            presses: Presses::default(),
            loaded: Rc::new(Notify::new()),
        }
    }

    fn now(&self) -> Micros {
        self.since.elapsed().as_micros().try_into().unwrap_or(Micros::MAX)
    }

    /// Carries out a call: the answer, and how long it takes.
    pub fn take(&mut self, method: &str, call: &Call<'_>) -> (Reply, Duration) {
        let now = self.now();
        self.last_call = Some(now);
        match self.methods.get_mut(method) {
            Some(count) => *count += 1,
            None => {
                self.methods.insert(method.to_owned(), 1);
            }
        }
        let reply = match method {
            "sendMessage" | "sendPhoto" | "sendDocument" | "copyMessage" => self.send(call, now),
            "editMessageText" => {
                self.presses.edited(call.chat_id, call.message_id, call.item(), now);
                ok(&message(call.message_id.unwrap_or(0), call))
            }
            "answerCallbackQuery" => {
                self.presses.answered(&call.callback_query_id, now);
                ok(b"true")
            }
            "getMe" => ok(br#"{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot","can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false}"#),
            _ => ok(b"true"),
        };
        (reply, self.settings.latency)
    }

    fn send(&mut self, call: &Call<'_>, now: Micros) -> Reply {
        if let Err(wait) = self.limiter.admit(call.chat_id, now) {
            self.refused += 1;
            let body = format!(
                r#"{{"ok":false,"error_code":429,"description":"Too Many Requests: retry after {wait}","parameters":{{"retry_after":{wait}}}}}"#
            );
            return Reply { status: 429, body: body.into_bytes() };
        }
        let Settings { chats, text, .. } = &self.settings;
        let is_known = *chats == 0 || (FIRST_USER..FIRST_USER + chats).contains(&call.chat_id);
        if !is_known || !call.text.contains(text.as_str()) {
            self.wrong_messages += 1;
        }
        let mut words = DefaultHasher::new();
        (call.chat_id, &call.text).hash(&mut words);
        self.duplicates += u64::from(!self.seen.insert(words.finish()));
        *self.sent_to.entry(call.chat_id).or_default() += 1;
        self.sends.push(now);
        self.next_message += 1;
        ok(&message(self.next_message, call))
    }

    /// Loads presses and wakes who polls.
    pub fn load(&mut self, count: usize, users: usize, rate: f64, first_attempt: i64) {
        self.presses = Presses::load(count, users, rate, first_attempt, self.now());
        self.loaded.notify_waiters();
    }

    pub fn loaded(&self) -> Rc<Notify> {
        Rc::clone(&self.loaded)
    }

    pub fn confirm(&mut self, offset: Option<i64>) {
        let now = self.now();
        self.first_poll.get_or_insert(now);
        self.presses.confirm(offset);
    }

    /// A batch of updates, or how long until one is due.
    pub fn hand_out(&mut self, limit: usize) -> (Option<Vec<u8>>, Option<Duration>) {
        let now = self.now();
        match self.presses.hand_out(limit, now) {
            Ok(batch) => (Some(batch), None),
            Err(wait) => (None, wait.map(Duration::from_micros)),
        }
    }

    pub fn stats(&self) -> Stats {
        let presses = self.presses.summary();
        Stats {
            methods: self.methods.clone(),
            sends: self.sends.len(),
            chats: self.sent_to.len(),
            duplicates: self.duplicates,
            wrong_messages: self.wrong_messages,
            wrong_edits: presses.wrong_edits,
            refused: self.refused,
            most_in_a_second: most_in_a_second(&self.sends),
            first_send: self.sends.first().copied().map(seconds),
            last_send: self.sends.last().copied().map(seconds),
            last_call: self.last_call.map(seconds),
            first_poll: self.first_poll.map(seconds),
            presses: presses.count,
            confirmed: presses.confirmed,
            answered: presses.answered,
            edited: presses.edited,
            handed_again: presses.handed_again,
            wrong_offsets: presses.wrong_offsets,
            first_handed: presses.first_handed.map(seconds),
            answer_p50: presses.answer.0,
            answer_p99: presses.answer.1,
            due_p50: presses.due.0,
            due_p99: presses.due.1,
            edit_p50: presses.edit.0,
            edit_p99: presses.edit.1,
        }
    }
}

fn ok(result: &[u8]) -> Reply {
    let mut body = Vec::with_capacity(result.len() + 24);
    body.extend_from_slice(br#"{"ok":true,"result":"#);
    body.extend_from_slice(result);
    body.push(b'}');
    Reply { status: 200, body }
}

/// The message as Telegram would echo it.
fn message(number: i64, call: &Call<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(call.text.len() + 512);
    let chat = call.chat_id;
    let written = write!(
        out,
        r#"{{"message_id":{number},"from":{{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}},"chat":{{"id":{chat},"first_name":"Participant","type":"private"}},"date":1700000000,"text":"#
    );
    written.expect("memory takes what is written to it");
    serde_json::to_writer(&mut out, &call.text).expect("a text is JSON");
    if let Some(keyboard) = call.reply_markup {
        out.extend_from_slice(br#","reply_markup":"#);
        out.extend_from_slice(keyboard.get().as_bytes());
    }
    out.push(b'}');
    out
}
