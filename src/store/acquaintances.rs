//! Who was met of late: in memory, because it is only a guess that saves round trips.
//!
//! What hangs on a chat can only be asked for when it is known which chat it is, and that only after a look by the hash of
//! Telegram's id. Whoever presses a button was here a moment ago: what was found then is asked about together with the look,
//! and counts only if the look finds it again in the same transaction.

use crate::rules::ids::{ChatId, EnrolmentId};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard};

/// What was found for an id of Telegram's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acquaintance {
    pub chat: ChatId,
    /// Of whoever is at the chat.
    pub enrolments: Vec<EnrolmentId>,
}

/// Remembers whom it met.
#[derive(Debug, Default)]
pub struct Acquaintances(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    new: HashMap<i64, Acquaintance>,
    /// Whoever of these is met again is new again.
    old: HashMap<i64, Acquaintance>,
}

/// So many are new at most; then the old are forgotten, and the new are old.
const MOST: usize = 4_096;

impl Acquaintances {
    /// Those of these ids that are remembered.
    pub fn of(&self, telegram_ids: &[i64]) -> BTreeMap<i64, Acquaintance> {
        let mut known = self.known();
        telegram_ids.iter().filter_map(|id| Some((*id, known.find(*id)?.clone()))).collect()
    }

    /// These were found, where those had been remembered.
    pub fn remember(&self, found: BTreeMap<i64, Acquaintance>, remembered: &BTreeMap<i64, Acquaintance>) {
        let mut known = self.known();
        for gone in remembered.keys().filter(|id| !found.contains_key(id)) {
            known.new.remove(gone);
            known.old.remove(gone);
        }
        for (id, acquaintance) in found.into_iter().filter(|(id, found)| remembered.get(id) != Some(found)) {
            known.put(id, acquaintance);
        }
    }

    /// Nothing of whoever was erased may stay.
    pub fn forget(&self) {
        *self.known() = Known::default();
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Known {
    fn find(&mut self, id: i64) -> Option<&Acquaintance> {
        if let Some(again) = self.old.remove(&id) {
            self.put(id, again);
        }
        self.new.get(&id)
    }

    fn put(&mut self, id: i64, acquaintance: Acquaintance) {
        if self.new.len() >= MOST && !self.new.contains_key(&id) {
            self.old = std::mem::take(&mut self.new);
        }
        self.old.remove(&id);
        self.new.insert(id, acquaintance);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(ids: std::ops::Range<i64>) -> BTreeMap<i64, Acquaintance> {
        ids.map(|id| (id, Acquaintance { chat: ChatId(-id), enrolments: vec![EnrolmentId(id)] })).collect()
    }

    const NOBODY: BTreeMap<i64, Acquaintance> = BTreeMap::new();

    #[test]
    fn it_remembers_whom_it_met_last_until_somebody_is_erased() {
        let most = MOST as i64;
        let acquaintances = Acquaintances::default();
        acquaintances.remember(found(1..3), &NOBODY);
        assert_eq!(acquaintances.of(&[2, 3]), found(2..3));
        acquaintances.remember(found(3..most + 3), &NOBODY);
        assert_eq!(acquaintances.of(&[2]), found(2..3), "met again, it stays longer than the first");
        acquaintances.remember(found(10_000..10_000 + most), &NOBODY);
        assert_eq!(
            acquaintances.of(&[1, 2, most + 2]),
            found(2..3).into_iter().chain(found(most + 2..most + 3)).collect()
        );
        for (from, to) in [(20_000, 90_000), (100_000, 100_000 + most)] {
            acquaintances.remember(found(from..to), &NOBODY);
            let known = acquaintances.known();
            assert!(known.new.len() <= MOST && known.old.len() <= MOST);
        }
        acquaintances.forget();
        assert!(acquaintances.known().new.is_empty() && acquaintances.known().old.is_empty());
    }

    #[test]
    fn whoever_is_there_no_longer_is_not_remembered() {
        let acquaintances = Acquaintances::default();
        acquaintances.remember(found(1..4), &NOBODY);
        acquaintances.remember(found(1..3), &found(1..4));
        assert_eq!(acquaintances.of(&[1, 2, 3]), found(1..3));
    }
}
