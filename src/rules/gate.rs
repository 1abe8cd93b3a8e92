//! The gate between weeks, and the way to repair: attempts, what opens the next, and who helps. Never a dead end.
//!
//! After a first try that did not suffice the second opens as soon as the missed lessons were opened again; the third
//! next day at the person's hour. After the second, mentors may give an attempt or open the week. Who has used all
//! attempts and heard from nobody for 24 hours goes on by itself, without the badge; the test stays open for the
//! badge, once a day, until the cohort closes.

use super::course::{Assessment, GateRule};
use super::decision::Refusal;
use super::grading::Grade;
use super::ids::LessonId;
use super::notice::OpenedBy;
use super::schedule::Rhythm;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long somebody without attempts waits for a word before the week opens by itself.
pub const GOES_ON_AFTER: TimeDelta = TimeDelta::hours(24);

/// What stands between a week and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "gate")]
pub enum Gate {
    #[default]
    Closed,
    Open {
        at: DateTime<Utc>,
        by: OpenedBy,
    },
}

impl Gate {
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    pub const fn opened_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Open { at, .. } => Some(*at),
            Self::Closed => None,
        }
    }
}

/// What became of a week's test for one person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WeekProgress {
    /// When the test was first offered or started.
    pub offered_at: Option<DateTime<Utc>>,
    /// Attempts finished.
    pub used: u8,
    /// Attempts that mentors gave on top.
    pub granted: u8,
    /// Lessons behind the items missed in the last attempt.
    pub missed: Vec<LessonId>,
    /// Those of them that were opened again since.
    pub reopened: Vec<LessonId>,
    /// The next attempt cannot start before.
    pub available_at: Option<DateTime<Utc>>,
    /// When to tell that the next attempt can start; `None` once told.
    pub announce_at: Option<DateTime<Utc>>,
    /// When the last attempt was used up with the gate closed.
    pub exhausted_at: Option<DateTime<Utc>>,
    pub gate: Gate,
    /// The test was passed.
    pub badge: bool,
    /// The most right answers of any attempt.
    pub best: u16,
    /// The test was offered without a sound on a day of rest, and rings on this date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rings_on: Option<NaiveDate>,
    /// Since when what the last attempt hangs on waits for a mentor to read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub being_read_since: Option<DateTime<Utc>>,
    /// Taps of feedback given, of those that the week asks for.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub views: u8,
    /// The test was begun under a lesson, before its intro had come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unoffered: bool,
}

fn is_zero(count: &u8) -> bool {
    *count == 0
}

/// What a finished attempt led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The gate opened through it.
    pub opened: bool,
    /// Mentors should hear of it.
    pub needs_help: bool,
}

impl WeekProgress {
    /// Attempts that can be used before the gate is anybody's question.
    pub fn allowed(&self, assessment: &Assessment) -> u8 {
        assessment.attempts.saturating_add(self.granted)
    }

    pub fn attempts_left(&self, assessment: &Assessment) -> u8 {
        self.allowed(assessment).saturating_sub(self.used)
    }

    /// When who has used everything goes on by itself: not at night, unless that is their hour.
    pub fn goes_on_at(&self, rhythm: &Rhythm) -> Option<DateTime<Utc>> {
        match self.gate {
            Gate::Closed => {
                let waiting = self.exhausted_at.or(self.being_read_since);
                waiting.map(|at| rhythm.awake(at + GOES_ON_AFTER))
            }
            Gate::Open { .. } => None,
        }
    }

    /// The number of the attempt that can start now, or why none can. The cohort's closing is the caller's to check.
    pub fn may_start(
        &self,
        week: u8,
        assessment: &Assessment,
        rhythm: &Rhythm,
        now: DateTime<Utc>,
    ) -> Result<u8, Refusal> {
        if self.badge {
            return Err(Refusal::TestPassed { week });
        }
        if self.offered_at.is_none() {
            return Err(Refusal::LessonsFirst { week });
        }
        if self.being_read_since.is_some() {
            return Err(Refusal::BeingRead { goes_on_at: self.goes_on_at(rhythm) });
        }
        if self.attempts_left(assessment) == 0 && !self.gate.is_open() {
            return Err(Refusal::NoAttemptLeft { goes_on_at: self.goes_on_at(rhythm) });
        }
        let missing: Vec<LessonId> = self.to_revise();
        if !missing.is_empty() {
            return Err(Refusal::ReviseFirst { lessons: missing });
        }
        match self.available_at {
            Some(at) if at > now => Err(Refusal::AttemptAt { at }),
            _ => Ok(self.used.saturating_add(1)),
        }
    }

    /// Missed lessons that still have to be opened again before the second attempt.
    pub fn to_revise(&self) -> Vec<LessonId> {
        let needed = self.used == 1 && self.granted == 0 && !self.gate.is_open() && !self.badge;
        let missing = self.missed.iter().filter(|lesson| needed && !self.reopened.contains(lesson));
        missing.copied().collect()
    }

    /// A missed lesson was opened again. True when it was the last that an attempt waited for.
    pub fn reopen(&mut self, lesson: LessonId) -> bool {
        let waited = !self.to_revise().is_empty();
        if self.missed.contains(&lesson) && !self.reopened.contains(&lesson) {
            self.reopened.push(lesson);
        }
        waited && self.to_revise().is_empty()
    }

    /// The last answer of an attempt is given, and what it comes to hangs on what mentors have yet to read. Until they did,
    /// or for [`GOES_ON_AFTER`], the way stays as it is.
    pub fn wait_for_reading(&mut self, now: DateTime<Utc>) {
        self.being_read_since = Some(now);
        self.available_at = None;
        self.announce_at = None;
        self.rings_on = None;
    }

    /// Takes in a finished attempt.
    pub fn finish_attempt(
        &mut self,
        grade: &Grade,
        assessment: &Assessment,
        rhythm: &Rhythm,
        now: DateTime<Utc>,
    ) -> Verdict {
        self.used = self.used.saturating_add(1);
        self.being_read_since = None;
        self.best = self.best.max(grade.right);
        self.available_at = None;
        self.announce_at = None;
        self.rings_on = None;
        self.missed.clone_from(&grade.missed);
        self.reopened.clear();
        let was_open = self.gate.is_open();
        if grade.passed {
            self.badge = true;
            self.open(OpenedBy::Passed, now);
            return Verdict { opened: !was_open, needs_help: false };
        }
        if assessment.gate == GateRule::Taken {
            self.open(OpenedBy::Taken, now);
        }
        let tomorrow = rhythm.on(rhythm.zone.date(now) + Days::new(1));
        if self.gate.is_open() {
            self.available_at = Some(tomorrow);
        } else if self.attempts_left(assessment) == 0 {
            self.exhausted_at = Some(now);
        } else if self.used >= 2 && self.granted == 0 {
            self.available_at = Some(tomorrow);
            self.announce_at = Some(tomorrow);
        }
        Verdict { opened: !was_open && self.gate.is_open(), needs_help: self.used >= 2 && !self.gate.is_open() }
    }

    /// *Give an attempt*: one more, at once. `granted` is the number that the button was drawn from; an older one is
    /// refused, so that two mentors pressing the same button give one attempt.
    pub fn give_attempt(&mut self, week: u8, granted: u8) -> Result<u8, Refusal> {
        if self.badge {
            return Err(Refusal::TestPassed { week });
        }
        if granted != self.granted || self.used == 0 {
            return Err(Refusal::Outdated);
        }
        self.granted = self.granted.saturating_add(1);
        self.available_at = None;
        self.announce_at = None;
        self.exhausted_at = None;
        Ok(self.used.saturating_add(1))
    }

    /// *Open the week*, or the 24 hours are over. False when it was open already.
    pub fn open(&mut self, by: OpenedBy, now: DateTime<Utc>) -> bool {
        if self.gate.is_open() {
            return false;
        }
        self.gate = Gate::Open { at: now, by };
        self.exhausted_at = None;
        self.announce_at = None;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::grading::fixture;
    use crate::rules::schedule::Zone;
    use chrono::TimeZone;

    fn rhythm() -> Rhythm {
        Rhythm::daily(Zone::utc(), 19)
    }

    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2027, 3, day, hour, 0, 0).single().expect("a plain instant")
    }

    fn grade(passed: bool) -> Grade {
        let missed = if passed { vec![] } else { vec![LessonId::new(1, 2), LessonId::new(1, 4)] };
        let right = if passed { 8 } else { 3 };
        Grade { right, total: 10, needed: 6, points: None, passed, undecided: false, missed }
    }

    fn offered() -> WeekProgress {
        WeekProgress { offered_at: Some(at(7, 19)), ..WeekProgress::default() }
    }

    #[test]
    fn a_passed_test_opens_the_next_week_and_gives_the_badge() {
        let mut week = offered();
        let verdict = week.finish_attempt(&grade(true), &fixture::assessment(1), &rhythm(), at(7, 20));
        assert_eq!(verdict, Verdict { opened: true, needs_help: false });
        assert!(week.badge);
        assert_eq!(
            week.may_start(1, &fixture::assessment(1), &rhythm(), at(8, 9)),
            Err(Refusal::TestPassed { week: 1 })
        );
    }

    #[test]
    fn the_second_attempt_opens_when_every_missed_lesson_was_opened_again() {
        let assessment = fixture::assessment(1);
        let mut week = offered();
        assert!(!week.finish_attempt(&grade(false), &assessment, &rhythm(), at(7, 20)).needs_help);
        let lessons = vec![LessonId::new(1, 2), LessonId::new(1, 4)];
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(7, 20)), Err(Refusal::ReviseFirst { lessons }));
        assert!(!week.reopen(LessonId::new(1, 2)));
        assert!(!week.reopen(LessonId::new(1, 2)));
        assert!(week.reopen(LessonId::new(1, 4)));
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(7, 20)), Ok(2));
    }

    #[test]
    fn the_third_attempt_waits_for_the_next_day_at_the_persons_hour_and_mentors_hear() {
        let assessment = fixture::assessment(1);
        let mut week = offered();
        week.finish_attempt(&grade(false), &assessment, &rhythm(), at(7, 20));
        let verdict = week.finish_attempt(&grade(false), &assessment, &rhythm(), at(7, 21));
        assert_eq!(verdict, Verdict { opened: false, needs_help: true });
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(7, 22)), Err(Refusal::AttemptAt { at: at(8, 19) }));
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(8, 19)), Ok(3));
    }

    #[test]
    fn after_the_last_attempt_the_week_opens_by_itself_without_the_badge_and_the_test_stays_open() {
        let assessment = fixture::assessment(1);
        let mut week = offered();
        for day in 7..10 {
            week.finish_attempt(&grade(false), &assessment, &rhythm(), at(day, 20));
        }
        let goes_on_at = Some(at(10, 20));
        assert_eq!(week.goes_on_at(&rhythm()), goes_on_at);
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(9, 21)), Err(Refusal::NoAttemptLeft { goes_on_at }));
        assert!(week.open(OpenedBy::Waiting, at(10, 20)));
        assert!(!week.badge);
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(10, 20)), Ok(4));
        week.finish_attempt(&grade(false), &assessment, &rhythm(), at(10, 20));
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(10, 21)), Err(Refusal::AttemptAt { at: at(11, 19) }));
        week.finish_attempt(&grade(true), &assessment, &rhythm(), at(11, 19));
        assert!(week.badge);
    }

    #[test]
    fn what_mentors_have_yet_to_read_holds_nobody_up_for_long() {
        let assessment = fixture::assessment(1);
        let mut week = offered();
        week.wait_for_reading(at(7, 20));
        let goes_on_at = Some(at(8, 20));
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(7, 21)), Err(Refusal::BeingRead { goes_on_at }));
        assert_eq!((week.goes_on_at(&rhythm()), week.used), (goes_on_at, 0));
        assert!(week.open(OpenedBy::Waiting, at(8, 20)));
        // It is read later: the badge still comes.
        assert_eq!(
            week.finish_attempt(&grade(true), &assessment, &rhythm(), at(9, 9)),
            Verdict { opened: false, needs_help: false }
        );
        assert!(week.badge && week.being_read_since.is_none());
    }

    #[test]
    fn two_mentors_pressing_the_same_button_give_one_attempt() {
        let assessment = fixture::assessment(1);
        let mut week = offered();
        for day in 7..10 {
            week.finish_attempt(&grade(false), &assessment, &rhythm(), at(day, 20));
        }
        assert_eq!(week.give_attempt(1, 0), Ok(4));
        assert_eq!(week.give_attempt(1, 0), Err(Refusal::Outdated));
        assert_eq!(week.goes_on_at(&rhythm()), None);
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(9, 21)), Ok(4));
    }

    #[test]
    fn a_gate_that_asks_only_for_a_taken_test_opens_without_the_badge() {
        let mut assessment = fixture::assessment(1);
        assessment.gate = GateRule::Taken;
        let mut week = offered();
        let verdict = week.finish_attempt(&grade(false), &assessment, &rhythm(), at(7, 20));
        assert_eq!(verdict, Verdict { opened: true, needs_help: false });
        assert!(!week.badge);
    }
}
