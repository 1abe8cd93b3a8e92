//! What mentors do for somebody whose tries did not suffice, and what their words come with. The person hears from a person:
//! a mentor sees a ready sentence first, and sends that one or their own.

use super::decision::Refusal;
use super::enrolment::Enrolment;
use super::gate::WeekProgress;
use super::ids::{EnrolmentId, LessonId};
use super::notice::{Notice, OpenedBy};
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
}

impl HelpStep {
    /// Every shape, for tests.
    pub fn every() -> [Self; 3] {
        [Self::Send(Aid::Attempt { granted: u8::MAX }), Self::Send(Aid::Week), Self::Cancel]
    }

    pub(super) fn encode(self) -> (&'static str, Vec<i64>) {
        match self {
            Self::Send(Aid::Attempt { granted }) => ("mg", vec![granted.into()]),
            Self::Send(Aid::Week) => ("mo", vec![]),
            Self::Cancel => ("mc", vec![]),
        }
    }

    pub(super) fn decode(tag: &str, numbers: &[i64]) -> Option<Self> {
        Some(match (tag, numbers) {
            ("mg", &[granted]) => Self::Send(Aid::Attempt { granted: u8::try_from(granted).ok()? }),
            ("mo", &[]) => Self::Send(Aid::Week),
            ("mc", &[]) => Self::Cancel,
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
    /// The screen of its ready sentence: that of the call for help, and which aid it is about. A reply to that message
    /// is the mentor's own words for it.
    pub fn screen(self, enrolment: EnrolmentId, week: u8) -> String {
        match self {
            Self::Attempt { granted } => format!("h:{enrolment}:{week}:a{granted}"),
            Self::Week => format!("h:{enrolment}:{week}:w"),
        }
    }

    /// What a screen is the ready sentence of.
    pub fn of_screen(screen: &str) -> Option<(EnrolmentId, u8, Self)> {
        let mut fields = screen.split(':');
        let ("h", enrolment, week, aid) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?) else {
            return None;
        };
        let aid = match aid.strip_prefix('a') {
            Some(granted) => Self::Attempt { granted: granted.parse().ok()? },
            None => Some(Self::Week).filter(|_| aid == "w")?,
        };
        Some((EnrolmentId(enrolment.parse().ok()?), week.parse().ok()?, aid))
    }

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
    fn a_screen_says_which_aid_its_sentence_is_about() {
        for aid in [Aid::Attempt { granted: 0 }, Aid::Attempt { granted: 255 }, Aid::Week] {
            assert_eq!(Aid::of_screen(&aid.screen(EnrolmentId(7), 2)), Some((EnrolmentId(7), 2, aid)));
        }
        for other in ["h:7:2", "h:7:2:", "h:7:2:x", "h:7:2:a", "h:x:2:w", "t:7:2:w", "s"] {
            assert_eq!(Aid::of_screen(other), None, "{other}");
        }
    }

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
