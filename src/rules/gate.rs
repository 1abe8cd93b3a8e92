//! The gate between weeks, and the way to repair: attempts, what opens the next, and who helps. Never a dead end.
//!
//! After a first try that did not suffice the second opens as soon as the missed lessons were opened again; the third
//! next day at the person's hour. After the second, mentors may give an attempt or open the week. Who has used all
//! attempts and heard from nobody for 24 hours goes on by itself, without the badge; the test stays open for the
//! badge, once a day, until the cohort closes.

use super::course::{Assessment, GateRule};
use super::decision::Refusal;
use super::draw::Met;
use super::grading::Grade;
use super::ids::{AttemptId, LessonId};
use super::notice::OpenedBy;
use super::schedule::Rhythm;
use super::score::{Share, standing};
use super::test_rules::Counts;
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
    /// What each finished attempt came to, where not simply the best counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<Share>,
    /// The last attempt whose answers could be looked at when it ended: for who types that they want to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<AttemptId>,
    /// The items asked so far, where an attempt draws from a pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<Met>,
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

    /// Takes in an attempt that is finished now.
    pub fn finish_attempt(
        &mut self,
        grade: &Grade,
        assessment: &Assessment,
        rhythm: &Rhythm,
        now: DateTime<Utc>,
    ) -> Verdict {
        self.take_in(grade, assessment, rhythm, (now, now))
    }

    /// Takes in an attempt that was finished at the first of two instants, and is known what it came to at the second:
    /// mentors had to read something first. The next one is not put off by that.
    pub fn take_in(
        &mut self,
        grade: &Grade,
        assessment: &Assessment,
        rhythm: &Rhythm,
        (finished_at, now): (DateTime<Utc>, DateTime<Utc>),
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
        let rules = &assessment.rules;
        if rules.counts != Counts::Best {
            self.shares.push(grade.share());
        }
        if grade.passed {
            // The way on is open to whoever has reached the pass mark, also where their score that counts has not.
            self.open(OpenedBy::Passed, now);
            self.badge = self.standing(assessment).is_none_or(|stands| stands.suffices(assessment.pass_percent));
            if self.badge {
                return Verdict { opened: !was_open, needs_help: false };
            }
        }
        if assessment.gate == GateRule::Taken {
            self.open(OpenedBy::Taken, now);
        }
        let tomorrow = rhythm.on(rhythm.zone.date(finished_at) + Days::new(1));
        let delayed = rules.delay_hours.map(|hours| finished_at + TimeDelta::hours(hours.into()));
        if self.gate.is_open() {
            self.available_at = Some(delayed.unwrap_or(tomorrow));
        } else if self.attempts_left(assessment) == 0 {
            self.exhausted_at = Some(now);
        } else if self.granted == 0 && (delayed.is_some() || self.used >= 2) {
            // What is there by now needs no announcement.
            let at = Some(delayed.unwrap_or(tomorrow)).filter(|at| *at > now);
            self.available_at = at;
            self.announce_at = at.map(|at| if delayed.is_some() { rhythm.awake(at) } else { at });
        }
        Verdict { opened: !was_open && self.gate.is_open(), needs_help: self.used >= 2 && !self.gate.is_open() }
    }

    /// The score that stands; `None` where the best does, which [`WeekProgress::badge`] says all about, and before the first
    /// attempt.
    pub fn standing(&self, assessment: &Assessment) -> Option<Share> {
        let counts = assessment.rules.counts;
        standing(&self.shares, counts).filter(|_| counts != Counts::Best)
    }

    /// A delay that would last until the course has closed is none: it must not take away what everybody has.
    pub fn before_closing(&mut self, assessment: &Assessment, closes_at: DateTime<Utc>) {
        let is_too_late = assessment.rules.delay_hours.is_some() && self.available_at.is_some_and(|at| at >= closes_at);
        if is_too_late {
            self.available_at = None;
            self.announce_at = None;
        }
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
    fn a_delay_holds_from_the_first_attempt_on_and_the_missed_lessons_wait_beside_it() {
        let mut assessment = fixture::assessment(1);
        assessment.rules.delay_hours = Some(12);
        let mut week = offered();
        week.finish_attempt(&grade(false), &assessment, &rhythm(), at(7, 20));
        let lessons = vec![LessonId::new(1, 2), LessonId::new(1, 4)];
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(9, 20)), Err(Refusal::ReviseFirst { lessons }));
        week.reopen(LessonId::new(1, 2));
        week.reopen(LessonId::new(1, 4));
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(8, 7)), Err(Refusal::AttemptAt { at: at(8, 8) }));
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(8, 8)), Ok(2));
        // What mentors give is there at once.
        week.finish_attempt(&grade(false), &assessment, &rhythm(), at(8, 8));
        assert_eq!(week.announce_at, Some(at(8, 20)));
        assert_eq!(week.give_attempt(1, 0), Ok(3));
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(8, 9)), Ok(3));
    }

    #[test]
    fn a_delay_of_nothing_lets_every_attempt_start_at_once() {
        let mut assessment = fixture::assessment(1);
        assessment.rules.delay_hours = Some(0);
        let mut week = offered();
        week.finish_attempt(&grade(false), &assessment, &rhythm(), at(7, 20));
        week.finish_attempt(&grade(false), &assessment, &rhythm(), at(7, 21));
        assert_eq!(week.may_start(1, &assessment, &rhythm(), at(7, 21)), Ok(3));
    }

    #[test]
    fn what_mentors_read_late_does_not_put_off_the_next_attempt() {
        let finished_at = at(7, 20);
        for (delay_hours, read_at, expected) in [
            (Some(12), at(8, 2), Some(at(8, 8))),
            (Some(12), at(8, 8), None),
            (Some(12), at(8, 15), None),
            (Some(0), at(8, 2), None),
            (None, at(8, 9), Some(at(8, 19))),
            (None, at(8, 20), None),
        ] {
            let mut assessment = fixture::assessment(1);
            assessment.rules.delay_hours = delay_hours;
            let mut week = WeekProgress { used: 1, ..offered() };
            week.wait_for_reading(finished_at);
            week.take_in(&grade(false), &assessment, &rhythm(), (finished_at, read_at));
            assert_eq!((week.available_at, week.announce_at), (expected, expected), "{delay_hours:?} {read_at}");
            assert_eq!(week.may_start(1, &assessment, &rhythm(), read_at).is_ok(), expected.is_none());
        }
    }

    #[test]
    fn a_delay_over_the_closing_is_none() {
        let mut assessment = fixture::assessment(1);
        assessment.rules.delay_hours = Some(72);
        for (closes_at, expected) in [(at(10, 21), Some(at(10, 20))), (at(10, 20), None)] {
            let mut week = offered();
            week.finish_attempt(&grade(false), &assessment, &rhythm(), at(7, 20));
            week.before_closing(&assessment, closes_at);
            assert_eq!((week.available_at, week.announce_at.is_some()), (expected, expected.is_some()));
        }
    }

    #[test]
    fn no_delay_closes_the_way_of_who_has_used_everything() {
        for delay_hours in [None, Some(0), Some(72)] {
            let mut assessment = fixture::assessment(1);
            assessment.rules.delay_hours = delay_hours;
            let mut week = offered();
            for day in 7..10 {
                week.finish_attempt(&grade(false), &assessment, &rhythm(), at(day, 20));
            }
            assert_eq!(week.goes_on_at(&rhythm()), Some(at(10, 20)), "{delay_hours:?}");
        }
    }

    #[test]
    fn who_reaches_the_pass_mark_goes_on_whatever_counts_and_has_the_badge_when_that_counts() {
        let of = |right| Grade { right, passed: right >= 6, ..grade(false) };
        for (counts, rights, expected) in [
            (Counts::Best, &[3, 8][..], (true, true)),
            (Counts::Last, &[3, 8], (true, true)),
            (Counts::First, &[3, 8], (true, false)),
            (Counts::First, &[8], (true, true)),
            (Counts::Average, &[3, 8], (true, false)),
            (Counts::Average, &[3, 8, 8], (true, true)),
            (Counts::Average, &[5, 5], (false, false)),
        ] {
            let mut assessment = fixture::assessment(1);
            assessment.rules.counts = counts;
            let mut week = offered();
            for (right, day) in rights.iter().zip(7..) {
                week.finish_attempt(&of(*right), &assessment, &rhythm(), at(day, 20));
            }
            assert_eq!((week.gate.is_open(), week.badge), expected, "{counts:?} {rights:?}");
        }
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
