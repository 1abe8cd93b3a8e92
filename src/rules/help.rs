//! What mentors do for somebody whose tries did not suffice, and what their words come with. The person hears from a person:
//! a mentor sees a ready sentence first, and sends that one or their own.

use super::decision::Refusal;
use super::enrolment::Enrolment;
use super::gate::WeekProgress;
use super::ids::LessonId;
use super::notice::{Notice, OpenedBy};
use super::own_words::{Going, OwnWords};
use super::pace::Setting;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Lessons that a sentence names; of more than these the first are no better than the others.
pub const NAMED: usize = 3;

/// What a mentor is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "aid")]
pub enum Aid {
    /// One more attempt, at once. `granted`: how many were given when the button was drawn.
    Attempt { granted: u8 },
    /// The way past the week, without its badge.
    Week,
}

/// What a button under a ready sentence asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HelpStep {
    /// The sentence goes as it is, and the aid with it.
    Send(Aid),
    /// Back to what can be done.
    Cancel,
    /// What becomes of a reply of which that was asked.
    Words { going: Going, words: OwnWords },
}

impl HelpStep {
    /// Every shape, for tests.
    pub fn every() -> Vec<Self> {
        use super::course::MediaKind;
        use super::question::Attachment;
        let file = Attachment { kind: MediaKind::Video, size: Some(u64::from(u32::MAX)), words: true };
        let words = OwnWords { message: i64::from(i32::MAX), file: Some(file) };
        let aids = [Aid::Attempt { granted: u8::MAX }, Aid::Week];
        let going = aids.map(Going::With).into_iter().chain([Going::Alone, Going::Not]);
        let words = going.map(|going| Self::Words { going, words });
        aids.map(Self::Send).into_iter().chain([Self::Cancel]).chain(words).collect()
    }

    pub(super) fn encode(self) -> (&'static str, Vec<i64>) {
        match self {
            Self::Send(Aid::Attempt { granted }) => ("mg", vec![granted.into()]),
            Self::Send(Aid::Week) => ("mo", vec![]),
            Self::Cancel => ("mc", vec![]),
            Self::Words { going: Going::With(Aid::Attempt { granted }), words } => {
                ("mt", std::iter::once(granted.into()).chain(words.encode()).collect())
            }
            Self::Words { going: Going::With(Aid::Week), words } => ("mp", words.encode()),
            Self::Words { going: Going::Alone, words } => ("ml", words.encode()),
            Self::Words { going: Going::Not, words } => ("mx", words.encode()),
        }
    }

    pub(super) fn decode(tag: &str, numbers: &[i64]) -> Option<Self> {
        Some(match (tag, numbers) {
            ("mg", &[granted]) => Self::Send(Aid::Attempt { granted: u8::try_from(granted).ok()? }),
            ("mo", &[]) => Self::Send(Aid::Week),
            ("mc", &[]) => Self::Cancel,
            ("mt", &[granted, ref words @ ..]) => {
                let aid = Aid::Attempt { granted: u8::try_from(granted).ok()? };
                Self::Words { going: Going::With(aid), words: OwnWords::decode(words)? }
            }
            ("mp", words) => Self::Words { going: Going::With(Aid::Week), words: OwnWords::decode(words)? },
            ("ml", words) => Self::Words { going: Going::Alone, words: OwnWords::decode(words)? },
            ("mx", words) => Self::Words { going: Going::Not, words: OwnWords::decode(words)? },
            _ => return None,
        })
    }
}

/// What a mentor's words come with: it stands under them as buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "opens")]
pub enum Opening {
    /// Attempt `number` at the test of `week` can start.
    Attempt { week: u8, number: u8 },
    /// `week` is open; its first lesson comes at `lesson_at`, or now by a button where `startable`.
    Week {
        week: u8,
        lesson_at: DateTime<Utc>,
        startable: bool,
        /// How many of the cohort are in it; `None` for few.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        companions: Option<u32>,
    },
    /// The course is completed.
    End { certificate: bool },
}

impl Opening {
    /// The week whose test it is about, in a course of so many weeks.
    pub fn week_of_test(&self, weeks: u8) -> u8 {
        match self {
            Self::Attempt { week, .. } => *week,
            Self::Week { week, .. } => week.saturating_sub(1),
            Self::End { .. } => weeks,
        }
    }
}

impl Aid {
    /// Whether it is of any use still; a refusal when it is done already, or not needed any more.
    pub fn check(self, week: u8, progress: &WeekProgress) -> Result<(), Refusal> {
        match self {
            Self::Attempt { granted } => progress.clone().give_attempt(week, granted).map(|_| ()),
            Self::Week if progress.gate.is_open() || progress.offered_at.is_none() => Err(Refusal::Outdated),
            Self::Week => Ok(()),
        }
    }
}

impl Setting<'_> {
    /// Does what a mentor decided, and says what that opens. Once: the second of two mentors is refused.
    pub fn help(&self, enrolment: &mut Enrolment, week: u8, aid: Aid) -> Result<Opening, Refusal> {
        let mut progress = enrolment.progress.week(week);
        aid.check(week, &progress)?;
        if let Aid::Attempt { granted } = aid {
            let number = progress.give_attempt(week, granted)?;
            enrolment.progress.set_week(week, progress);
            return Ok(Opening::Attempt { week, number });
        }
        match self.open_week(enrolment, week, OpenedBy::Mentor).into_iter().next() {
            Some(Notice::WeekOpened { week, lesson_at, startable, .. }) => {
                Ok(Opening::Week { week, lesson_at, startable, companions: None })
            }
            Some(Notice::Completed { certificate, .. }) => Ok(Opening::End { certificate }),
            _ => Err(Refusal::Outdated),
        }
    }

    /// What the ready sentence of an aid would open, as things stand.
    pub fn would_open(&self, enrolment: &Enrolment, week: u8, aid: Aid) -> Result<Opening, Refusal> {
        self.help(&mut enrolment.clone(), week, aid)
    }
}

/// The lessons that a sentence names: those behind the missed items, where they are few.
pub fn named(missed: &[LessonId]) -> &[LessonId] {
    if missed.len() <= NAMED { missed } else { &[] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn an_aid_that_was_given_is_given_once() {
        let offered = WeekProgress { offered_at: Some(DateTime::UNIX_EPOCH), used: 2, ..WeekProgress::default() };
        let (first, second) = (Aid::Attempt { granted: 0 }, Aid::Attempt { granted: 1 });
        assert_eq!((first.check(1, &offered), Aid::Week.check(1, &offered)), (Ok(()), Ok(())));
        let given = WeekProgress { granted: 1, ..offered.clone() };
        assert_eq!((first.check(1, &given), second.check(1, &given)), (Err(Refusal::Outdated), Ok(())));
        let passed = WeekProgress { badge: true, ..given };
        assert_eq!(second.check(1, &passed), Err(Refusal::TestPassed { week: 1 }));
        let mut open = offered;
        open.open(OpenedBy::Mentor, DateTime::UNIX_EPOCH);
        assert_eq!(Aid::Week.check(1, &open), Err(Refusal::Outdated));
    }

    #[test]
    fn few_lessons_are_named_and_many_are_not() {
        let lessons: Vec<LessonId> = (1..=6).map(|day| LessonId::new(1, day)).collect();
        assert_eq!((named(&lessons[..3]).len(), named(&lessons[..4]).len()), (3, 0));
    }
}
