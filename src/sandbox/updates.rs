//! The queue of updates: ids in sequence, confirmed by a larger offset, filtered by `allowed_updates`.

use std::collections::VecDeque;

use serde_json::{Value, json};

/// How long a press waits for the bot, real milliseconds; after that Telegram forgets it.
const PRESS_KEPT_MS: i64 = 150_000;

/// An offset further than this beyond the next id is taken for a mistake and ignored.
const FAR_OFFSET: i64 = 10;

/// Kinds that are sent only to a bot that asks for them by name.
const ASKED_FOR_ONLY: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// The updates not yet confirmed.
#[derive(Debug)]
pub(super) struct UpdateQueue {
    next_id: i64,
    waiting: VecDeque<Update>,
    /// `None`: never named by the bot.
    allowed: Option<Vec<String>>,
    /// Grows with each `getUpdates`: an older one still waiting has been taken over.
    pub(super) generation: u64,
    /// How many polls wait at this moment.
    pub(super) polls: u32,
}

#[derive(Debug)]
struct Update {
    id: i64,
    expires_real_ms: i64,
    json: Value,
}

impl UpdateQueue {
    pub(super) fn new(first_id: i64) -> Self {
        Self { next_id: first_id, waiting: VecDeque::new(), allowed: None, generation: 0, polls: 0 }
    }

    /// Queues an update of a kind, if the bot wants that kind. Returns its id.
    pub(super) fn push(&mut self, kind: &str, body: Value, real_ms: i64) -> Option<i64> {
        let wanted = match &self.allowed {
            None => !ASKED_FOR_ONLY.contains(&kind),
            Some(kinds) => kinds.iter().any(|allowed| allowed == kind),
        };
        if !wanted {
            return None;
        }
        let expires_real_ms = if kind == "callback_query" { real_ms + PRESS_KEPT_MS } else { i64::MAX };
        Some(self.queue(json!({ kind: body }), expires_real_ms))
    }

    /// Queues anything under the next id, as it is. What is no JSON object gets no id put in.
    pub(super) fn push_raw(&mut self, update: Value) -> i64 {
        self.queue(update, i64::MAX)
    }

    /// Remembers which kinds the bot wants from now on; an empty list is the default set again.
    pub(super) fn allow(&mut self, kinds: Vec<String>) {
        self.allowed = (!kinds.is_empty()).then_some(kinds);
    }

    pub(super) fn allowed(&self) -> Vec<String> {
        let mut kinds = self.allowed.clone().unwrap_or_default();
        kinds.sort();
        kinds
    }

    /// Confirms everything below `offset`; a negative one keeps only so many from the end. Returns from which id the
    /// answer starts.
    pub(super) fn confirm(&mut self, offset: i64) -> i64 {
        let first_id = if offset < 0 {
            let kept = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let index = self.waiting.len().saturating_sub(kept);
            self.waiting.get(index).map_or(self.next_id, |update| update.id)
        } else if offset > self.next_id + FAR_OFFSET {
            0
        } else {
            offset
        };
        while self.waiting.front().is_some_and(|update| update.id < first_id) {
            self.waiting.pop_front();
        }
        first_id
    }

    /// At most `limit` updates from `first_id` on, without confirming them.
    pub(super) fn batch(&mut self, first_id: i64, limit: usize, real_ms: i64) -> Vec<Value> {
        self.waiting.retain(|update| update.expires_real_ms > real_ms);
        self.waiting
            .iter()
            .filter(|update| update.id >= first_id)
            .take(limit)
            .map(|update| update.json.clone())
            .collect()
    }

    pub(super) fn unread(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn unread_ids(&self) -> Vec<i64> {
        self.waiting.iter().map(|update| update.id).collect()
    }

    fn queue(&mut self, mut json: Value, expires_real_ms: i64) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        if let Value::Object(fields) = &mut json {
            fields.insert("update_id".to_owned(), json!(id));
        }
        self.waiting.push_back(Update { id, expires_real_ms, json });
        id
    }
}
