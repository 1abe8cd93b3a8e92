//! Presses to hand out: answers to the current items of open attempts, the way our own buttons would send them.

use super::limits::Micros;
use super::stats::percentile;
use crate::rules::ids::AttemptId;
use crate::rules::press::Press;
use std::io::Write as _;

/// Telegram's id of the first participant; the others follow.
pub const FIRST_USER: i64 = 1_000_000;

/// The number of the message that every press stands under.
pub const PRESSED_MESSAGE: i64 = 7;

/// The number of the first update.
const FIRST_UPDATE: i64 = 1_000;

/// What became of a press.
#[derive(Debug, Clone, Copy)]
struct Fate {
    due: Micros,
    handed: Option<Micros>,
    answered: Option<Micros>,
    edited: Option<Micros>,
}

/// All presses: the k-th of user u is number `k * users + u`, and answers item k of the attempt `first_attempt + u`.
#[derive(Debug, Default)]
pub struct Presses {
    fates: Vec<Fate>,
    users: usize,
    first_attempt: i64,
    /// How many the poller has confirmed.
    confirmed: usize,
    handed_again: u64,
    wrong_offsets: u64,
    wrong_edits: u64,
    /// The item that each user's message shows.
    shown: Vec<u8>,
}

/// What is said of the presses in the end; times in ms.
#[derive(Debug, Default)]
pub struct Summary {
    pub count: usize,
    pub confirmed: usize,
    pub answered: usize,
    pub edited: usize,
    pub handed_again: u64,
    pub wrong_offsets: u64,
    pub wrong_edits: u64,
    pub first_handed: Option<Micros>,
    /// p50 and p99 of hand-out to answer, due to answer, due to edit.
    pub answer: (f64, f64),
    pub due: (f64, f64),
    pub edit: (f64, f64),
}

impl Presses {
    /// `rate` a second from now; 0: all at once.
    pub fn load(count: usize, users: usize, rate: f64, first_attempt: i64, now: Micros) -> Self {
        let due = |number: usize| if rate > 0.0 { now + (number as f64 / rate * 1e6) as Micros } else { now };
        let fate = |number| Fate { due: due(number), handed: None, answered: None, edited: None };
        let users = users.max(1);
        Self { fates: (0..count).map(fate).collect(), users, first_attempt, shown: vec![0; users], ..Self::default() }
    }

    /// The offset of a poll confirms what was handed out before it, and nothing else.
    pub fn confirm(&mut self, offset: Option<i64>) {
        let Some(offset) = offset else { return };
        let confirmed = usize::try_from(offset - FIRST_UPDATE).unwrap_or(0);
        let was_handed = confirmed == 0 || self.fates.get(confirmed - 1).is_some_and(|fate| fate.handed.is_some());
        if was_handed && confirmed >= self.confirmed {
            self.confirmed = confirmed;
        } else {
            self.wrong_offsets += 1;
        }
    }

    /// The next batch as Telegram's answer, or how long until something is due.
    pub fn hand_out(&mut self, limit: usize, now: Micros) -> Result<Vec<u8>, Option<Micros>> {
        let waiting = self.fates[self.confirmed..].iter();
        let count = waiting.take(limit.clamp(1, 100)).take_while(|fate| fate.due <= now).count();
        if count == 0 {
            return Err(self.fates.get(self.confirmed).map(|fate| fate.due - now));
        }
        let mut batch = br#"{"ok":true,"result":["#.to_vec();
        for number in self.confirmed..self.confirmed + count {
            if number > self.confirmed {
                batch.push(b',');
            }
            self.write(&mut batch, number);
            let fate = &mut self.fates[number];
            self.handed_again += u64::from(fate.handed.is_some());
            fate.handed.get_or_insert(now);
        }
        batch.extend_from_slice(b"]}");
        Ok(batch)
    }

    fn write(&self, out: &mut Vec<u8>, number: usize) {
        let (user, item) = (number % self.users, number / self.users);
        let (id, update) = (FIRST_USER + user as i64, FIRST_UPDATE + number as i64);
        let attempt = AttemptId(self.first_attempt + user as i64);
        let position = u8::try_from(item).unwrap_or(u8::MAX);
        let data = Press::Answer { attempt, position, choice: (number % 2) as u8 }.encode();
        let person = format!(r#"{{"id":{id},"is_bot":false,"first_name":"Participant","language_code":"en"}}"#);
        let chat = format!(r#"{{"id":{id},"first_name":"Participant","type":"private"}}"#);
        let bot = r#"{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}"#;
        let written = write!(
            out,
            r#"{{"update_id":{update},"callback_query":{{"id":"{number}","from":{person},"message":{{"message_id":{PRESSED_MESSAGE},"from":{bot},"chat":{chat},"date":1700000000,"text":"Question {item}: which one is right?","reply_markup":{{"inline_keyboard":[[{{"text":"A","callback_data":"{data}"}},{{"text":"B","callback_data":"{data}"}}]]}}}},"chat_instance":"1","data":"{data}"}}}}"#
        );
        written.expect("memory takes what is written to it");
    }

    pub fn answered(&mut self, callback: &str, now: Micros) {
        if let Some(fate) = callback.parse::<usize>().ok().and_then(|number| self.fates.get_mut(number)) {
            fate.answered.get_or_insert(now);
        }
    }

    /// An edit that shows an item: every press on an item before it is done with. Items come in order, on the message
    /// that was pressed, of the user's own attempt.
    pub fn edited(&mut self, chat: i64, message: Option<i64>, item: Option<(i64, u8)>, now: Micros) {
        let user = usize::try_from(chat - FIRST_USER).ok().filter(|user| *user < self.users && !self.fates.is_empty());
        let (Some(user), Some((attempt, position))) = (user, item) else {
            self.wrong_edits += 1;
            return;
        };
        let is_own = attempt == self.first_attempt + user as i64 && message == Some(PRESSED_MESSAGE);
        if !is_own || position <= self.shown[user] {
            self.wrong_edits += 1;
            return;
        }
        for item in self.shown[user]..position {
            if let Some(fate) = self.fates.get_mut(usize::from(item) * self.users + user) {
                fate.edited.get_or_insert(now);
            }
        }
        self.shown[user] = position;
    }

    pub fn summary(&self) -> Summary {
        let span = |from: fn(&Fate) -> Option<Micros>, to: fn(&Fate) -> Option<Micros>| {
            let spans = self.fates.iter().filter_map(|fate| Some(to(fate)?.saturating_sub(from(fate)?)));
            let mut spans: Vec<Micros> = spans.collect();
            (percentile(&mut spans, 50), percentile(&mut spans, 99))
        };
        Summary {
            count: self.fates.len(),
            confirmed: self.confirmed,
            answered: self.fates.iter().filter(|fate| fate.answered.is_some()).count(),
            edited: self.fates.iter().filter(|fate| fate.edited.is_some()).count(),
            handed_again: self.handed_again,
            wrong_offsets: self.wrong_offsets,
            wrong_edits: self.wrong_edits,
            first_handed: self.fates.iter().filter_map(|fate| fate.handed).min(),
            answer: span(|fate| fate.handed, |fate| fate.answered),
            due: span(|fate| Some(fate.due), |fate| fate.answered),
            edit: span(|fate| Some(fate.due), |fate| fate.edited),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_comes_again_until_it_is_confirmed() {
        let mut presses = Presses::load(3, 2, 0.0, 50, 0);
        let first = presses.hand_out(2, 5).expect("all are due");
        assert_eq!(presses.hand_out(2, 6).expect("nothing was confirmed"), first);
        presses.confirm(Some(FIRST_UPDATE + 2));
        let second = String::from_utf8(presses.hand_out(2, 7).expect("one is left")).expect("text");
        assert!(second.contains("\"data\":\"1an.1e.1.0\""), "item 1 of attempt 50: {second}");
        presses.confirm(Some(FIRST_UPDATE + 9));
        let summary = presses.summary();
        assert_eq!((summary.confirmed, summary.handed_again, summary.wrong_offsets), (2, 2, 1));
    }

    #[test]
    fn an_edit_is_done_with_every_item_before_the_one_it_shows() {
        let mut presses = Presses::load(4, 2, 0.0, 50, 0);
        presses.edited(FIRST_USER, Some(PRESSED_MESSAGE), Some((50, 2)), 9);
        presses.edited(FIRST_USER, Some(PRESSED_MESSAGE), Some((50, 1)), 9);
        presses.edited(FIRST_USER + 1, Some(PRESSED_MESSAGE), Some((50, 1)), 9);
        let summary = presses.summary();
        assert_eq!((summary.edited, summary.wrong_edits), (2, 2), "backwards, and of somebody else's attempt");
    }
}
