//! The journal of the bot's requests: what arrived, when it took effect, and when it was answered. A campaign that kills
//! the bot reads here how far each request had come.

use std::time::Instant;

use super::parameters::Parameters;

/// One request of the bot, polls included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestEntry {
    /// 1 for the first request.
    pub number: u64,
    /// The method under its official name.
    pub method: &'static str,
    pub chat_id: Option<i64>,
    /// Of a poll: the offset, which confirms what is below it.
    pub offset: Option<i64>,
    /// When all of it had been read.
    pub received_at: Instant,
    /// When it had been carried out, or refused by the Bot API; `None` when a fault kept it from that.
    pub effect_at: Option<Instant>,
    /// When its answer was handed to the connection; `None` when the bot had hung up or the connection was cut.
    pub answered_at: Option<Instant>,
    /// Of a poll that was answered: the ids of the updates that it brought.
    pub handed_out: Vec<i64>,
}

/// All requests since the start.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    entries: Vec<RequestEntry>,
}

impl Traffic {
    /// Notes a request that was read. Returns its number.
    pub(super) fn received(&mut self, method: &'static str, parameters: &Parameters) -> u64 {
        let number = self.entries.len() as u64 + 1;
        self.entries.push(RequestEntry {
            number,
            method,
            chat_id: parameters.integer("chat_id"),
            offset: parameters.integer("offset").filter(|_| method == "getUpdates"),
            received_at: now(),
            effect_at: None,
            answered_at: None,
            handed_out: Vec::new(),
        });
        number
    }

    pub(super) fn took_effect(&mut self, number: u64, handed_out: Vec<i64>) {
        if let Some(entry) = self.entry(number) {
            entry.effect_at = Some(now());
            entry.handed_out = handed_out;
        }
    }

    pub(super) fn answered(&mut self, number: u64) {
        if let Some(entry) = self.entry(number) {
            entry.answered_at = Some(now());
        }
    }

    /// The requests after the one with this number.
    pub(super) fn after(&self, number: u64) -> &[RequestEntry] {
        let from = usize::try_from(number).unwrap_or(usize::MAX).min(self.entries.len());
        &self.entries[from..]
    }

    fn entry(&mut self, number: u64) -> Option<&mut RequestEntry> {
        self.entries.get_mut(usize::try_from(number.checked_sub(1)?).ok()?)
    }
}

fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
