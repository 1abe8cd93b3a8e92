//! How a person wants to be served: everything that is off until they switch it on.

use super::schedule::HalfHour;
use serde::{Deserialize, Serialize};

/// The figures that stand in Arabic sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Digits {
    /// 0123456789, in every language.
    #[default]
    Latin,
    /// ٠١٢٣٤٥٦٧٨٩, in Arabic.
    ArabicIndic,
}

/// What somebody has switched on. Kept as JSON with what differs from the start alone; an addition has a default, and what
/// nobody knows any more is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// No picture and no file comes by itself; a button with kind and size shows each.
    #[serde(skip_serializing_if = "is_default")]
    pub text_only: bool,
    /// What comes by itself is one neutral line with *Read*; nothing of the course stands in a notification.
    #[serde(skip_serializing_if = "is_default")]
    pub discreet: bool,
    /// What the bot has written goes from the chat after 24 hours.
    #[serde(skip_serializing_if = "is_default")]
    pub cleaning: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub digits: Digits,
    /// Their hour in Ramadan; `None`: the same as ever.
    #[serde(skip_serializing_if = "is_default")]
    pub ramadan_hour: Option<HalfHour>,
}

impl Preferences {
    /// Nothing switched on, as at the start.
    pub const NONE: Self =
        Self { text_only: false, discreet: false, cleaning: false, digits: Digits::Latin, ramadan_hour: None };

    /// The answer to *Might somebody look at your phone?*: *Perhaps* switches on all that shows less of the course there,
    /// *No* switches it off. Whatever else was chosen stays.
    pub const fn guarded(self, perhaps: bool) -> Self {
        Self { text_only: perhaps, discreet: perhaps, cleaning: perhaps, ..self }
    }

    /// The same with one safeguard switched on or off.
    pub const fn with(self, safeguard: Safeguard, on: bool) -> Self {
        match safeguard {
            Safeguard::TextOnly => Self { text_only: on, ..self },
            Safeguard::Discreet => Self { discreet: on, ..self },
            Safeguard::Cleaning => Self { cleaning: on, ..self },
        }
    }
}

/// What a switch of the safety card turns on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safeguard {
    Discreet,
    Cleaning,
    TextOnly,
}

impl Safeguard {
    /// In the order of the card.
    pub const ALL: [Self; 3] = [Self::Discreet, Self::Cleaning, Self::TextOnly];

    pub const fn is_on(self, preferences: Preferences) -> bool {
        match self {
            Self::TextOnly => preferences.text_only,
            Self::Discreet => preferences.discreet,
            Self::Cleaning => preferences.cleaning,
        }
    }

    /// For a button's data.
    pub const fn number(self) -> i64 {
        self as i64
    }

    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|safeguard| safeguard.number() == number)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn perhaps_switches_on_all_that_guards_and_no_switches_it_off_and_nothing_else() {
        let before = Preferences { digits: Digits::ArabicIndic, ..Preferences::default() };
        let guarded = before.guarded(true);
        assert!(guarded.text_only && guarded.discreet && guarded.cleaning);
        assert_eq!(guarded.digits, Digits::ArabicIndic);
        assert_eq!(guarded.guarded(false), before);
    }
}
