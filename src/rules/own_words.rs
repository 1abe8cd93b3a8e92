//! A mentor's reply of which it is not known what it was meant to come with, and what may become of it.

use super::course::MediaKind;
use super::help::Aid;
use super::help_screen::Help;
use super::question::Attachment;
use serde::{Deserialize, Serialize};

/// A mentor's message in the group: its words are nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnWords {
    pub message: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Attachment>,
}

/// Why it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Unclear {
    /// The message that is answered is about this by now, and was about the other.
    Turned { to: Help },
    /// What it was about was taken back.
    TakenBack,
    /// The other was done meanwhile.
    Done { help: Help },
    /// What it is about cannot be given as things stand.
    Unfit,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Going {
    With(Aid),
    Alone,
    /// It stays in the group.
    Not,
}

const KINDS: [MediaKind; 4] = [MediaKind::Photo, MediaKind::Document, MediaKind::Audio, MediaKind::Video];

impl OwnWords {
    /// As numbers of a press; [`OwnWords::decode`] reads them.
    pub(super) fn encode(self) -> Vec<i64> {
        let Some(Attachment { kind, size, words }) = self.file else { return vec![self.message] };
        let kind = KINDS.iter().position(|one| *one == kind).unwrap_or_default();
        let size = size.and_then(|size| i64::try_from(size).ok()).map_or(0, |size| size.saturating_add(1));
        vec![self.message, i64::try_from(kind * 2).unwrap_or(0) + i64::from(words), size]
    }

    pub(super) fn decode(numbers: &[i64]) -> Option<Self> {
        let (message, file) = match *numbers {
            [message] => (message, None),
            [message, kind, size] if kind >= 0 && size >= 0 => {
                let words = kind % 2 == 1;
                let kind = *KINDS.get(usize::try_from(kind / 2).ok()?)?;
                let size = u64::try_from(size - 1).ok();
                (message, Some(Attachment { kind, size, words }))
            }
            _ => return None,
        };
        Some(Self { message, file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_with_what_it_carries() {
        let files = KINDS.into_iter().flat_map(|kind| {
            let sizes = [None, Some(0), Some(90_000_000)];
            sizes.into_iter().flat_map(move |size| [true, false].map(|words| Some(Attachment { kind, size, words })))
        });
        for file in files.chain([None]) {
            let words = OwnWords { message: 7, file };
            assert_eq!(OwnWords::decode(&words.encode()), Some(words));
        }
        for other in [&[][..], &[1, 2], &[1, 8, 0], &[1, -1, 0], &[1, 0, -1], &[1, 0, 0, 0]] {
            assert_eq!(OwnWords::decode(other), None, "{other:?}");
        }
    }
}
