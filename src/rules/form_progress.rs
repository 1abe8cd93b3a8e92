//! How somebody goes through the form after the course.
//!
//! ```text
//! offered --opened--> entry 1 --answered or skipped--> entry 2 ... --> the end --handed in--> thanks
//!                        ^        back                    |
//!                        +-------------------------------+
//! ```
//!
//! One message, edited from entry to entry. Until it is handed in every answer can be changed; then it counts, and stays
//! as it is, so that two looks at the figures differ by five people or not at all (see [`super::form_figures`]). Who has opened
//! it keeps the entries of that version of the course.

use super::decision::Refusal;
use super::form::FormEntry;
use super::ids::VersionId;
use super::press::small;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// So long after the form was last touched a figure that is typed answers its entry. Later it may answer a mentor.
pub const TOUCHED_FOR: TimeDelta = TimeDelta::hours(1);

/// How far somebody is with the form. What they answered does not stand here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormProgress {
    /// Whose entries these are.
    pub version: VersionId,
    /// The entry on the screen, from 0; behind the last one is the end.
    pub at: u8,
    /// The sentence on the screen is written, and whether it may be quoted is being asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quoting: bool,
    /// A bit for each entry that is answered.
    #[serde(default)]
    pub answered: u16,
    /// A bit for each sentence that may be quoted.
    #[serde(default, skip_serializing_if = "is_none")]
    pub quotable: u16,
    pub touched_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_in_at: Option<DateTime<Utc>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_none(bits: &u16) -> bool {
    *bits == 0
}

/// What a button of the form asks for. Each names the place it was drawn at, so pressed twice it changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormPress {
    /// The form, where it was left.
    Open,
    /// `choice` from 0.
    Answer {
        entry: u8,
        choice: u8,
    },
    /// On, without an answer or with the one that was given.
    Skip {
        entry: u8,
    },
    /// One page back; see [`FormProgress::page`].
    Back {
        from: u8,
    },
    Quote {
        entry: u8,
        quotable: bool,
    },
    HandIn,
    /// None of the sentences may be quoted any more.
    Unquote,
}

impl FormPress {
    /// The tag of two letters and the numbers behind the enrolment.
    pub(super) fn encode(self) -> (&'static str, Vec<i64>) {
        match self {
            Self::Open => ("zo", vec![]),
            Self::Answer { entry, choice } => ("za", vec![entry.into(), choice.into()]),
            Self::Skip { entry } => ("zs", vec![entry.into()]),
            Self::Back { from } => ("zb", vec![from.into()]),
            Self::Quote { entry, quotable } => ("zq", vec![entry.into(), quotable.into()]),
            Self::HandIn => ("zh", vec![]),
            Self::Unquote => ("zu", vec![]),
        }
    }

    /// `None` for what is no button of the form.
    pub(super) fn decode(tag: &str, numbers: &[i64]) -> Option<Self> {
        Some(match (tag, numbers) {
            ("zo", &[]) => Self::Open,
            ("za", &[entry, choice]) => Self::Answer { entry: small(entry)?, choice: small(choice)? },
            ("zs", &[entry]) => Self::Skip { entry: small(entry)? },
            ("zb", &[from]) => Self::Back { from: small(from)? },
            ("zq", &[entry, quotable @ (0 | 1)]) => Self::Quote { entry: small(entry)?, quotable: quotable == 1 },
            ("zh", &[]) => Self::HandIn,
            ("zu", &[]) => Self::Unquote,
            _ => return None,
        })
    }

    /// One of each kind, with the largest figures.
    #[cfg(test)]
    pub(super) fn every() -> Vec<Self> {
        let mut all = vec![Self::Open, Self::Answer { entry: 255, choice: 255 }, Self::Skip { entry: 255 }];
        all.extend([true, false].map(|quotable| Self::Quote { entry: 255, quotable }));
        all.extend([Self::Back { from: 255 }, Self::HandIn, Self::Unquote]);
        all
    }
}

/// What a press changes besides how far somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormChange {
    Nothing,
    /// An answer, in place of an earlier one.
    Tapped {
        entry: u8,
        choice: u8,
    },
    Quoted {
        entry: u8,
        quotable: bool,
    },
    /// No sentence may be quoted.
    Unquoted,
}

impl FormProgress {
    /// The form, opened for the first time.
    pub fn begin(version: VersionId, now: DateTime<Utc>) -> Self {
        Self { version, at: 0, quoting: false, answered: 0, quotable: 0, touched_at: now, handed_in_at: None }
    }

    /// The page on the screen: two for each entry, its own and the one that asks whether a sentence may be quoted.
    pub fn page(&self) -> u8 {
        self.at.saturating_mul(2).saturating_add(u8::from(self.quoting))
    }

    pub fn has_answered(&self, entry: u8) -> bool {
        self.answered.checked_shr(entry.into()).is_some_and(|bits| bits & 1 == 1)
    }

    /// The entry on the screen, unless the end is, or it was handed in.
    pub fn entry<'a>(&self, entries: &'a [FormEntry]) -> Option<&'a FormEntry> {
        entries.get(usize::from(self.at)).filter(|_| self.handed_in_at.is_none())
    }

    /// Whether what is written next is the sentence on the screen.
    pub fn asks_sentence(&self, entries: &[FormEntry]) -> bool {
        !self.quoting && self.entry(entries).is_some_and(FormEntry::is_sentence)
    }

    /// Whether it was just touched, so that a figure or a *yes* that is typed belongs to it.
    pub fn is_at_hand(&self, now: DateTime<Utc>) -> bool {
        self.handed_in_at.is_none() && now < self.touched_at + TOUCHED_FOR
    }

    /// Goes on as a button asks. What was drawn for another page is refused and changes nothing.
    pub fn press(
        mut self,
        entries: &[FormEntry],
        press: FormPress,
        now: DateTime<Utc>,
    ) -> Result<(Self, FormChange), Refusal> {
        let at_the_end = usize::from(self.at) >= entries.len();
        if self.handed_in_at.is_some() {
            return match press {
                FormPress::Open => Ok((self, FormChange::Nothing)),
                FormPress::HandIn => Err(Refusal::AlreadyAnswered),
                FormPress::Unquote => {
                    self.quotable = 0;
                    Ok((self, FormChange::Unquoted))
                }
                _ => Err(Refusal::FormHandedIn),
            };
        }
        let mut change = FormChange::Nothing;
        match press {
            FormPress::Open => {}
            FormPress::Answer { entry, choice } => {
                self.check_page(entry, false)?;
                if choice >= entries.get(usize::from(entry)).map_or(0, FormEntry::taps) {
                    return Err(Refusal::Outdated);
                }
                self.answered |= 1 << entry;
                self.at += 1;
                change = FormChange::Tapped { entry, choice };
            }
            FormPress::Skip { entry } if !at_the_end => {
                self.check_page(entry, false)?;
                self.at += 1;
            }
            FormPress::Back { from } if from == self.page() && from > 0 => {
                if self.quoting {
                    self.quoting = false;
                } else {
                    self.at -= 1;
                }
            }
            FormPress::Quote { entry, quotable } if self.has_answered(entry) => {
                self.check_page(entry, true)?;
                let bit = 1 << entry;
                self.quotable = if quotable { self.quotable | bit } else { self.quotable & !bit };
                (self.quoting, self.at) = (false, self.at + 1);
                change = FormChange::Quoted { entry, quotable };
            }
            FormPress::HandIn if at_the_end => self.handed_in_at = Some(now),
            FormPress::Back { .. } => return Err(Refusal::AlreadyAnswered),
            _ => return Err(Refusal::Outdated),
        }
        self.touched_at = now;
        Ok((self, change))
    }

    /// The sentence on the screen was written; one from before is replaced, and may not be quoted until that is said anew.
    pub fn written(mut self, now: DateTime<Utc>) -> Self {
        let bit = 1 << self.at;
        (self.quoting, self.touched_at) = (true, now);
        (self.answered, self.quotable) = (self.answered | bit, self.quotable & !bit);
        self
    }

    fn check_page(&self, entry: u8, quoting: bool) -> Result<(), Refusal> {
        match entry.cmp(&self.at) {
            std::cmp::Ordering::Equal if self.quoting == quoting => Ok(()),
            std::cmp::Ordering::Less => Err(Refusal::AlreadyAnswered),
            _ => Err(Refusal::Outdated),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::form::fixture as entries;
    use proptest::prelude::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    /// Goes through presses, each of which has to be taken.
    fn through(presses: &[FormPress]) -> FormProgress {
        presses.iter().fold(FormProgress::begin(VersionId(1), at(0)), |form, press| {
            form.press(&entries(), *press, at(1)).unwrap_or_else(|why| panic!("{press:?}: {why:?}")).0
        })
    }

    #[test]
    fn an_answer_is_changed_by_going_back_and_counts_once_handed_in() {
        use FormPress::*;
        let (answer, skip) = (|entry, choice| Answer { entry, choice }, |entry| Skip { entry });
        let form = through(&[answer(0, 4), Back { from: 2 }, answer(0, 3), answer(1, 0)]);
        assert!((form.at, form.answered) == (2, 0b11) && form.asks_sentence(&entries()));
        let form = form.written(at(2));
        assert!(form.quoting && !form.asks_sentence(&entries()) && form.has_answered(2));
        let (form, change) = form.press(&entries(), Quote { entry: 2, quotable: true }, at(3)).expect("the page");
        assert_eq!((form.at, form.quotable, change), (3, 0b100, FormChange::Quoted { entry: 2, quotable: true }));
        let (form, _) = form.press(&entries(), HandIn, at(4)).expect("the end");
        assert_eq!(form.handed_in_at, Some(at(4)));
        for (press, why) in [
            (answer(0, 1), Refusal::FormHandedIn),
            (Back { from: 6 }, Refusal::FormHandedIn),
            (HandIn, Refusal::AlreadyAnswered),
        ] {
            assert_eq!(form.press(&entries(), press, at(5)), Err(why), "{press:?}");
        }
        assert_eq!(form.press(&entries(), Unquote, at(5)).map(|(form, _)| form.quotable), Ok(0));
        // Nothing has to be answered.
        assert_eq!(through(&[skip(0), skip(1), skip(2), HandIn]).answered, 0);
    }

    #[test]
    fn what_was_drawn_for_another_page_changes_nothing() {
        use FormPress::*;
        let form = through(&[Answer { entry: 0, choice: 4 }]);
        for (press, why) in [
            (Answer { entry: 0, choice: 4 }, Refusal::AlreadyAnswered),
            (Answer { entry: 2, choice: 0 }, Refusal::Outdated),
            (Answer { entry: 1, choice: 3 }, Refusal::Outdated),
            (Answer { entry: 1, choice: 255 }, Refusal::Outdated),
            (Skip { entry: 0 }, Refusal::AlreadyAnswered),
            (Skip { entry: 255 }, Refusal::Outdated),
            (Back { from: 4 }, Refusal::AlreadyAnswered),
            (Back { from: 0 }, Refusal::AlreadyAnswered),
            (Quote { entry: 1, quotable: true }, Refusal::Outdated),
            (Quote { entry: 200, quotable: true }, Refusal::Outdated),
            (HandIn, Refusal::Outdated),
            (Unquote, Refusal::Outdated),
        ] {
            assert_eq!(form.press(&entries(), press, at(9)), Err(why), "{press:?}");
        }
        // From the page that asks for a quotation it is one page back to the sentence.
        let quoting = through(&[Skip { entry: 0 }, Skip { entry: 1 }]).written(at(2));
        let (back, _) = quoting.press(&entries(), Back { from: 5 }, at(3)).expect("the page");
        assert!(back.at == 2 && back.asks_sentence(&entries()));
        assert_eq!(back.press(&entries(), Back { from: 5 }, at(3)), Err(Refusal::AlreadyAnswered));
    }

    proptest! {
        #[test]
        fn whatever_is_pressed_it_stays_within_the_form(
            presses in proptest::collection::vec((0_u8..7, 0_u8..9, 0_u8..6), 0..60)
        ) {
            let entries = entries();
            let mut form = FormProgress::begin(VersionId(1), at(0));
            for (kind, place, choice) in presses {
                let press = match kind {
                    0 => FormPress::Open,
                    1 => FormPress::Answer { entry: place, choice },
                    2 => FormPress::Skip { entry: place },
                    3 => FormPress::Back { from: place },
                    4 => FormPress::Quote { entry: place, quotable: choice > 2 },
                    5 => FormPress::HandIn,
                    _ => FormPress::Unquote,
                };
                if form.asks_sentence(&entries) && choice == 5 {
                    form = form.written(at(1));
                } else if let Ok((next, _)) = form.press(&entries, press, at(1)) {
                    form = next;
                }
                prop_assert!(usize::from(form.at) <= entries.len());
                prop_assert!(!form.quoting || entries[usize::from(form.at)].is_sentence());
                prop_assert_eq!(form.quotable & !form.answered, 0);
            }
        }
    }
}
