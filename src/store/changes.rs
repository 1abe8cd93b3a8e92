//! Drafts: deciding while others write.
//!
//! A unit of work usually has its turn to write from what it loads to what it saves, and nobody else writes meanwhile. A
//! thousand lessons take long to decide, so a tick reads and decides beside the others and takes its turn only to write.
//! Then it has to know whether what it has read still is so: whoever writes anything that is decided on says so before it is
//! done and when it is committed. Another process is not heard of; it writes only with the lease.

use std::sync::atomic::{AtomicU64, Ordering};

/// Of the tables that no draft reads, those that are written all the time: what comes in, goes out and is recorded is no reason
/// to decide again.
const BESIDE: [&str; 9] = [
    "outbox",
    "messages",
    "sequence",
    "lease",
    "health",
    "updates",
    "failed_updates",
    "media_files",
    "delivery_counts",
];

/// Whether a statement writes anything that is decided on.
pub(super) fn is_decided_on(text: &str) -> bool {
    let verbs = ["insert into ", "delete from ", "update "];
    let written = verbs.into_iter().filter_map(|verb| Some((text.find(verb)?, verb.len()))).min();
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    written.is_some_and(|(place, verb)| {
        let rest = &text[place + verb..];
        !BESIDE.contains(&rest.split(|letter| !is_name(letter)).next().unwrap_or_default())
    })
}

/// The transactions of this process that write what is decided on, of which there is one at a time.
#[derive(Debug, Default)]
pub struct Changes {
    begun: AtomicU64,
    ended: AtomicU64,
}

/// A transaction that writes what is decided on.
#[derive(Debug, PartialEq, Eq)]
pub struct Change(u64);

/// Where the changes stood when a draft began to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(u64);

impl Changes {
    /// Before anything is written, by whoever has the turn to write.
    pub fn begin(&self) -> Change {
        Change(self.begun.fetch_add(1, Ordering::SeqCst) + 1)
    }

    /// It is committed. One before it of which nobody knows has ended, too: this one had its turn after it.
    pub fn end(&self, change: &Change) {
        self.ended.fetch_max(change.0, Ordering::SeqCst);
    }

    /// It was given up without a commit; perhaps it never had its turn, so it says nothing about one before it.
    pub fn undo(&self, change: &Change) {
        let _ = self.ended.compare_exchange(change.0 - 1, change.0, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// Where they stand; `None` while one is under way.
    pub fn mark(&self) -> Option<Mark> {
        let ended = self.ended.load(Ordering::SeqCst);
        (self.begun.load(Ordering::SeqCst) == ended).then_some(Mark(ended))
    }

    /// Whether nothing has changed since, asked by whoever has the turn to write.
    pub fn none_since(&self, mark: Mark) -> bool {
        self.begun.load(Ordering::SeqCst) == mark.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_statement_writes_is_told_from_what_it_reads() {
        for (text, expected) in [
            ("select * from enrolments", false),
            ("select update_id from updates", false),
            ("insert into outbox (id) select id from enrolments", false),
            ("insert into sequence (id) values (1) on conflict (id) do update set next = 2", false),
            ("with g as (select id from people) insert into outbox (id) select id from g", false),
            ("update messages set screen = null", false),
            ("delete from outbox where id = $1", false),
            ("update enrolments set status = r.status from outbox", true),
            ("insert into people (id) select id from outbox", true),
            ("delete from chats where id in (select chat_id from messages)", true),
            ("insert into outbox_archive (id) values (1)", true),
            ("commit", false),
        ] {
            assert_eq!(is_decided_on(text), expected, "{text}");
        }
    }

    #[test]
    fn what_changes_before_the_turn_comes_is_seen() {
        let changes = Changes::default();
        let mark = changes.mark().expect("nothing is under way");
        assert!(changes.none_since(mark));
        let change = changes.begin();
        assert!(!changes.none_since(mark));
        assert_eq!(changes.mark(), None, "what is under way may or may not be read");
        changes.undo(&change);
        assert!(!changes.none_since(mark));
        assert!(changes.mark().is_some_and(|mark| changes.none_since(mark)));
    }

    #[test]
    fn one_of_which_nobody_knows_is_over_when_the_next_is() {
        let changes = Changes::default();
        changes.begin();
        assert_eq!(changes.mark(), None);
        changes.undo(&changes.begin());
        assert_eq!(changes.mark(), None, "one that was given up may not have had its turn");
        changes.end(&changes.begin());
        assert!(changes.mark().is_some());
    }
}
