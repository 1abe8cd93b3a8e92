//! Who can be reached again of late: in memory, because it is only about requests that are under way.
//!
//! Somebody who had blocked the bot comes back. What was asked of Telegram before that, and is refused now, says nothing
//! about them any more. Instants would not do: a clock may be set. So returns are counted, and a request remembers how many
//! there had been when it began.

use crate::rules::ids::ChatId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

/// Remembers who came back, and in which order.
#[derive(Debug, Default)]
pub struct Returns {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    count: u64,
    /// Which return was a chat's last.
    last: HashMap<ChatId, u64>,
}

/// At so many chats the older half is forgotten: no request is under way for as long as that takes.
const MOST: usize = 8_192;

impl Returns {
    /// How many there have been.
    pub fn count(&self) -> u64 {
        self.inner().count
    }

    /// A chat can be reached again. To be told before that is committed: what is asked afterwards is answered anew.
    pub fn came_back(&self, chat: ChatId) {
        let mut inner = self.inner();
        inner.count += 1;
        let count = inner.count;
        inner.last.insert(chat, count);
        if inner.last.len() >= MOST {
            inner.last.retain(|_, last| *last + MOST as u64 / 2 > count);
        }
    }

    /// Whether a chat came back when there had been so many returns, or later.
    pub fn is_back_since(&self, chat: ChatId, count: u64) -> bool {
        self.inner().last.get(&chat).is_some_and(|last| *last > count)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_counts_for_what_was_asked_before_it() {
        let returns = Returns::default();
        let (ana, badr) = (ChatId(1), ChatId(2));
        let before = returns.count();
        returns.came_back(ana);
        let after = returns.count();
        assert!(returns.is_back_since(ana, before) && !returns.is_back_since(ana, after));
        assert!(!returns.is_back_since(badr, before));
    }

    #[test]
    fn of_many_the_newest_are_remembered() {
        let returns = Returns::default();
        for chat in 0..100_000 {
            returns.came_back(ChatId(chat));
        }
        assert!(returns.is_back_since(ChatId(99_000), 0));
        assert!(returns.inner().last.len() < MOST);
    }
}
