//! Practice that takes more than one tap: what is ticked or matched so far, and the buttons for it.

use super::answer::{Draft, Given};
use super::item::{Item, ItemKind};
use super::press::small;
use super::review::Missed;
use serde::{Deserialize, Serialize};

/// A button under a practised item that is not answered by one letter. Like those of a test it names the revision that it
/// was drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// On or off; `choice` counts in the source language from 0.
    Toggle { choice: u8, on: bool, revision: u16 },
    /// The choice for the left side that is asked.
    Match { choice: u8, revision: u16 },
    /// One left side back.
    Back { revision: u16 },
    /// What is ticked or matched is the answer.
    Submit,
}

/// What is under way for the item that is practised; kept with the progress until it is answered, or another is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    pub week: u8,
    /// Its place in the assessment, from 0.
    pub item: u16,
    pub draft: Draft,
}

impl Step {
    pub(super) fn encode(self) -> (&'static str, Vec<i64>) {
        match self {
            Self::Toggle { choice, on, revision } => ("rt", vec![choice.into(), on.into(), revision.into()]),
            Self::Match { choice, revision } => ("rm", vec![choice.into(), revision.into()]),
            Self::Back { revision } => ("rb", vec![revision.into()]),
            Self::Submit => ("ru", vec![]),
        }
    }

    /// `None` for what is no such button.
    pub(super) fn decode(tag: &str, numbers: &[i64]) -> Option<Self> {
        let revision = |number| u16::try_from(number).ok();
        Some(match (tag, numbers) {
            ("rt", &[c, on @ (0 | 1), r]) => Self::Toggle { choice: small(c)?, on: on == 1, revision: revision(r)? },
            ("rm", &[c, r]) => Self::Match { choice: small(c)?, revision: revision(r)? },
            ("rb", &[r]) => Self::Back { revision: revision(r)? },
            ("ru", &[]) => Self::Submit,
            _ => return None,
        })
    }

    /// One of each kind, with the largest figures.
    #[cfg(test)]
    pub(super) fn every() -> Vec<Self> {
        vec![
            Self::Toggle { choice: 255, on: true, revision: u16::MAX },
            Self::Toggle { choice: 255, on: false, revision: u16::MAX },
            Self::Match { choice: 255, revision: u16::MAX },
            Self::Back { revision: u16::MAX },
            Self::Submit,
        ]
    }
}

impl Practice {
    /// What is under way for this item; empty where that is another.
    pub fn draft_of(practice: Option<&Self>, missed: &Missed) -> Draft {
        let same = practice.filter(|practice| (practice.week, practice.item) == (missed.week, missed.item));
        same.map_or_else(Draft::default, |practice| practice.draft.clone())
    }
}

/// Takes a step that changes the draft, of an item whose choices stand in this order; what it does not fit changes nothing.
pub fn take(draft: &mut Draft, item: &Item, order: &[u8], step: Step) -> bool {
    match (&item.kind, step) {
        (ItemKind::SeveralRight, Step::Toggle { choice, on, revision }) if order.contains(&choice) => {
            draft.toggle(choice, on, revision)
        }
        (ItemKind::Matching { pairs }, Step::Match { choice, revision }) => {
            let is_open = draft.matched.len() < pairs.len();
            is_open && item.remaining(order, &draft.matched).contains(&choice) && draft.pick(choice, revision)
        }
        (ItemKind::Matching { .. }, Step::Back { revision }) => draft.back(revision),
        _ => false,
    }
}

/// What is submitted with a draft; `None` while that is no answer yet.
pub fn submitted(draft: &Draft, item: &Item) -> Option<Given> {
    match &item.kind {
        ItemKind::SeveralRight => Some(draft.picked()).filter(|picked| !picked.is_empty()).map(Given::Several),
        ItemKind::Matching { pairs } if draft.matched.len() == pairs.len() => {
            Some(Given::Matching(draft.matched.clone()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::course::Texts;
    use crate::rules::item::Pair;

    fn item(kind: ItemKind) -> Item {
        Item {
            name: String::new(),
            lesson: None,
            kind,
            text: Texts::new(),
            choices: Vec::new(),
            feedback: Texts::new(),
            tags: Vec::new(),
            for_all: false,
        }
    }

    #[test]
    fn what_is_ticked_is_submitted_once_something_is() {
        let (item, mut draft) = (item(ItemKind::SeveralRight), Draft::default());
        assert_eq!(submitted(&draft, &item), None);
        assert!(take(&mut draft, &item, &[2, 0, 1], Step::Toggle { choice: 2, on: true, revision: 0 }));
        assert!(!take(&mut draft, &item, &[2, 0, 1], Step::Toggle { choice: 2, on: true, revision: 0 }), "again");
        assert!(!take(&mut draft, &item, &[2, 0, 1], Step::Toggle { choice: 3, on: true, revision: 1 }), "no choice");
        assert!(!take(&mut draft, &item, &[2, 0, 1], Step::Match { choice: 1, revision: 1 }), "another kind");
        assert_eq!(submitted(&draft, &item), Some(Given::Several(vec![2])));
    }

    #[test]
    fn pairs_are_submitted_once_all_are_matched() {
        let pairs = [0, 1].map(|choice| Pair { left: Texts::new(), choice }).to_vec();
        let (item, mut draft) = (item(ItemKind::Matching { pairs }), Draft::default());
        assert!(take(&mut draft, &item, &[0, 1, 2], Step::Match { choice: 1, revision: 0 }));
        assert!(!take(&mut draft, &item, &[0, 1, 2], Step::Match { choice: 1, revision: 1 }), "used already");
        assert_eq!(submitted(&draft, &item), None);
        assert!(take(&mut draft, &item, &[0, 1, 2], Step::Match { choice: 2, revision: 1 }));
        assert!(
            !take(&mut draft, &item, &[0, 1, 2], Step::Match { choice: 0, revision: 2 }),
            "nothing is left to match"
        );
        assert_eq!(submitted(&draft, &item), Some(Given::Matching(vec![1, 2])));
        assert!(take(&mut draft, &item, &[0, 1, 2], Step::Back { revision: 2 }));
        assert_eq!(submitted(&draft, &item), None);
    }
}
