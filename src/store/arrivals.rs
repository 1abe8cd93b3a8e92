//! What this process has enqueued since the sender last asked: whoever sends looks only where there is something.

use crate::rules::notice::Class;
use std::sync::atomic::{AtomicU8, Ordering};

/// Of which sorts something was enqueued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived(u8);

impl Arrived {
    pub const NONE: Self = Self(0);
    /// Answers and relays to private chats.
    pub const ANSWERS: Self = Self(1);
    /// Whatever goes to groups.
    pub const TO_GROUPS: Self = Self(2);
    /// Lessons and nudges to private chats.
    pub const LESSONS: Self = Self(4);
    pub const ALL: Self = Self(7);
    /// What was handed over: nobody need look for it.
    pub const EXPRESS: Self = Self(8);

    /// What a delivery of this class is; `private` says whether it goes to a private chat.
    pub const fn of(class: Class, private: bool) -> Self {
        match class {
            _ if !private => Self::TO_GROUPS,
            Class::Reply | Class::Relay => Self::ANSWERS,
            Class::Lesson | Class::Nudge => Self::LESSONS,
        }
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether something of a sort is among them.
    pub const fn has(self, sort: Self) -> bool {
        self.0 & sort.0 != 0
    }
}

/// Gathers what arrives between two looks of the sender; in memory alone, for a look now and then finds everything.
#[derive(Debug, Default)]
pub struct Arrivals(AtomicU8);

impl Arrivals {
    /// Something was committed.
    pub(super) fn note(&self, arrived: Arrived) {
        self.0.fetch_or(arrived.0, Ordering::AcqRel);
    }

    /// What arrived since this was last asked.
    pub fn take(&self) -> Arrived {
        Arrived(self.0.swap(0, Ordering::AcqRel))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrived_is_told_once_and_by_its_sort() {
        let arrivals = Arrivals::default();
        assert_eq!(arrivals.take(), Arrived::NONE);
        arrivals.note(Arrived::of(Class::Relay, true));
        arrivals.note(Arrived::of(Class::Lesson, false));
        let arrived = arrivals.take();
        assert!(arrived.has(Arrived::ANSWERS) && arrived.has(Arrived::TO_GROUPS) && !arrived.has(Arrived::LESSONS));
        assert_eq!(arrivals.take(), Arrived::NONE);
        assert_eq!(Arrived::of(Class::Nudge, true), Arrived::LESSONS);
    }
}
