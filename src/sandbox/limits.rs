//! Telegram's sending limits, measured in real time. Sends, edits and new topics count; answers, reactions and
//! deletions do not.

use std::collections::{HashMap, VecDeque};

use serde::Serialize;

/// How much may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// In any second, over all chats.
    pub overall_per_second: u32,
    /// In any minute, in one group.
    pub group_per_minute: u32,
    /// The least distance of two messages in a private chat, milliseconds.
    pub private_gap_ms: i64,
    /// How much shorter a window or distance may come out without being a violation, milliseconds: requests that
    /// left evenly do not arrive evenly.
    pub tolerance_ms: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { overall_per_second: 30, group_per_minute: 20, private_gap_ms: 1000, tolerance_ms: 100 }
    }
}

/// What may be sent in any second of what is paid for.
const PAID_PER_SECOND: u32 = 1_000;

/// One send beyond a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// `overall`, `private` or `group`.
    pub limit: &'static str,
    pub method: String,
    pub chat_id: i64,
    /// Real time, Unix milliseconds.
    pub real_ms: i64,
    /// Seconds after which the limit would have allowed it.
    pub retry_after_secs: u32,
}

/// What was sent in the last minute, and what of it was too much.
#[derive(Debug)]
pub(super) struct LimitWatch {
    limits: Limits,
    overall: VecDeque<i64>,
    groups: HashMap<i64, VecDeque<i64>>,
    private: HashMap<i64, i64>,
    pub(super) violations: Vec<Violation>,
}

impl LimitWatch {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            overall: VecDeque::new(),
            groups: HashMap::new(),
            private: HashMap::new(),
            violations: Vec::new(),
        }
    }

    /// What a send to `chat_id` at `real_ms` would violate, without counting it. More may be sent overall of what is paid for.
    pub(super) fn check(&mut self, method: &str, chat_id: i64, is_paid: bool, real_ms: i64) -> Option<Violation> {
        let tolerance_ms = self.limits.tolerance_ms;
        let violation = |limit, wait_ms: i64| Violation {
            limit,
            method: method.to_owned(),
            chat_id,
            real_ms,
            retry_after_secs: u32::try_from(wait_ms.max(1).div_euclid(1000) + 1).unwrap_or(1),
        };
        if chat_id > 0 {
            let wait_ms =
                self.private.get(&chat_id).map_or(0, |last_ms| last_ms + self.limits.private_gap_ms - real_ms);
            if wait_ms > tolerance_ms {
                return Some(violation("private", wait_ms));
            }
        } else if let Some(sent) = self.groups.get_mut(&chat_id) {
            let wait_ms = wait_for_room(sent, 60_000 - tolerance_ms, self.limits.group_per_minute, real_ms);
            if wait_ms > 0 {
                return Some(violation("group", wait_ms));
            }
        }
        let most = self.limits.overall_per_second.max(if is_paid { PAID_PER_SECOND } else { 0 });
        let wait_ms = wait_for_room(&mut self.overall, 1000 - tolerance_ms, most, real_ms);
        (wait_ms > 0).then(|| violation("overall", wait_ms))
    }

    /// Counts a send that took effect.
    pub(super) fn count(&mut self, chat_id: i64, real_ms: i64) {
        self.overall.push_back(real_ms);
        if chat_id > 0 {
            self.private.insert(chat_id, real_ms);
        } else {
            self.groups.entry(chat_id).or_default().push_back(real_ms);
        }
    }
}

/// Forgets what has left the window; milliseconds until there is room for one more, 0 when there is.
fn wait_for_room(sent: &mut VecDeque<i64>, window_ms: i64, most: u32, real_ms: i64) -> i64 {
    while sent.front().is_some_and(|at_ms| at_ms + window_ms <= real_ms) {
        sent.pop_front();
    }
    if sent.len() < most as usize {
        return 0;
    }
    sent.front().map_or(0, |at_ms| at_ms + window_ms - real_ms)
}
