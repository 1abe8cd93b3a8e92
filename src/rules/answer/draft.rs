//! An answer on its way: what is ticked or matched so far, before it is submitted.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The state of the item that is being answered. It belongs to one position of the attempt; for any other it is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub position: u8,
    /// Grows with each change; a button names the one it was drawn from.
    #[serde(skip_serializing_if = "is_zero")]
    pub revision: u16,
    /// Choices that were ever touched, by choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub toggles: Vec<Toggle>,
    /// For the left sides in their order the choice picked, as far as they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<u8>,
    /// The person's message that is to be the essay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub essay: Option<i64>,
    /// *Continue later* was pressed: what is written is no answer until the item is shown again.
    #[serde(skip_serializing_if = "is_false")]
    pub set_aside: bool,
    /// When the item was shown anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<DateTime<Utc>>,
}

/// What of a draft a message shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Drawn {
    /// Its buttons name it.
    #[serde(skip_serializing_if = "is_zero")]
    pub revision: u16,
    /// Choices ticked, or matched to the left sides in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub picked: Vec<u8>,
    /// An essay is written.
    #[serde(skip_serializing_if = "is_false")]
    pub written: bool,
}

impl Drawn {
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

/// A choice that was touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toggle {
    pub choice: u8,
    pub on: bool,
    /// The revision that this change made.
    pub revision: u16,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_zero(count: &u16) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Draft {
    /// An empty one.
    pub fn at(position: u8) -> Self {
        Self { position, ..Self::default() }
    }

    /// The choices that are on, ascending.
    pub fn picked(&self) -> Vec<u8> {
        let mut picked: Vec<u8> = self.toggles.iter().filter(|toggle| toggle.on).map(|toggle| toggle.choice).collect();
        picked.sort_unstable();
        picked
    }

    /// What a message shows of it.
    pub fn drawn(&self) -> Drawn {
        let picked = if self.matched.is_empty() { self.picked() } else { self.matched.clone() };
        Drawn { revision: self.revision, picked, written: self.essay.is_some() }
    }

    /// Turns a choice on or off. `drawn` is the revision the button was drawn from: two buttons of one drawing, pressed one
    /// right after the other, both count; a press that comes again after its choice was changed since does not. True when
    /// something changed.
    pub fn toggle(&mut self, choice: u8, on: bool, drawn: u16) -> bool {
        let before = self.toggles.iter().position(|toggle| toggle.choice == choice);
        let is_stale = before.is_some_and(|place| self.toggles[place].revision > drawn);
        let was_on = before.is_some_and(|place| self.toggles[place].on);
        if is_stale || was_on == on || drawn > self.revision {
            return false;
        }
        self.revision = self.revision.saturating_add(1);
        let toggle = Toggle { choice, on, revision: self.revision };
        match before {
            Some(place) => self.toggles[place] = toggle,
            None => self.toggles.push(toggle),
        }
        true
    }

    /// The choice for the next left side. Only from the newest drawing, since every press changes what is asked.
    pub fn pick(&mut self, choice: u8, drawn: u16) -> bool {
        if drawn != self.revision {
            return false;
        }
        self.revision = self.revision.saturating_add(1);
        self.matched.push(choice);
        true
    }

    /// One left side back.
    pub fn back(&mut self, drawn: u16) -> bool {
        if drawn != self.revision || self.matched.is_empty() {
            return false;
        }
        self.revision = self.revision.saturating_add(1);
        self.matched.pop();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_taps_on_one_drawing_both_count_and_a_late_repeat_does_not() {
        let mut draft = Draft::at(0);
        assert!(draft.toggle(0, true, 0));
        assert!(draft.toggle(2, true, 0), "drawn before the first tap, about another choice");
        assert_eq!(draft.picked(), [0, 2]);
        assert!(!draft.toggle(0, true, 0), "the same tap again");
        assert!(draft.toggle(0, false, 2));
        assert!(!draft.toggle(0, true, 0), "the first tap comes again, late");
        assert_eq!(draft.picked(), [2]);
        assert!(draft.toggle(0, true, 3));
        assert!(!draft.toggle(1, true, 9), "from a drawing that never was");
    }

    #[test]
    fn a_matching_goes_forth_and_back_by_the_newest_drawing_alone() {
        let mut draft = Draft::at(0);
        assert!(draft.pick(1, 0) && !draft.pick(1, 0) && !draft.pick(2, 0));
        assert!(draft.pick(2, 1));
        assert!(draft.back(2) && !draft.back(2));
        assert_eq!((draft.matched.as_slice(), draft.revision), (&[1][..], 3));
        assert!(draft.back(3) && !draft.back(4));
    }

    proptest! {
        /// However often and however late each press comes again, the outcome is that of the presses once in their order.
        #[test]
        fn repeats_change_nothing(presses in proptest::collection::vec((0_u8..4, any::<bool>()), 1..12),
                                  repeats in proptest::collection::vec(0_usize..12, 0..24)) {
            let (mut once, mut often) = (Draft::at(0), Draft::at(0));
            let mut sent = Vec::new();
            for (choice, on) in presses {
                let press = (choice, on, once.revision);
                once.toggle(press.0, press.1, press.2);
                often.toggle(press.0, press.1, press.2);
                sent.push(press);
                for again in repeats.iter().filter_map(|place| sent.get(*place)).copied().collect::<Vec<_>>() {
                    // A press that did nothing the first time may not do something later.
                    let was = often.picked();
                    often.toggle(again.0, again.1, again.2);
                    prop_assert_eq!(&often.picked(), &was);
                }
                prop_assert_eq!(often.picked(), once.picked());
            }
        }
    }
}
