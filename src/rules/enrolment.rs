//! An enrolment: a participant in a cohort, as a state machine, with the progress that hangs on it.
//!
//! ```text
//! onboarding --hour chosen--> waiting --first lesson--> active --last gate--> completed
//!     |                          |  \                   |  \
//!     +--------leave--------+    |   +--pause--> paused <-+   |
//!                           v    v                 | resume (to waiting or active)
//!                          left <-----leave--------+---------+
//!                           +---resume--> waiting or active
//! ```
//!
//! A break with a date of return ends by itself: see [`super::pause`].

use super::certificate::Naming;
use super::contact::Contact;
use super::course::Course;
use super::decision::Refusal;
use super::feedback::{AskedViews, Awaited};
use super::form_progress::FormProgress;
use super::gate::WeekProgress;
use super::ids::{CohortId, EnrolmentId, LessonId, PersonId};
use super::model::Handle;
use super::notice::OnboardingStep;
use super::practice::Practice;
use super::review::Missed;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where an enrolment stands; a variant carries only what exists in that state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Status {
    Onboarding {
        step: OnboardingStep,
    },
    /// Arrived; the first lesson has not come yet.
    Waiting,
    Active,
    Paused {
        since: DateTime<Utc>,
        /// The local date on which lessons go on by themselves; `None`: when the person comes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
    },
    Completed {
        at: DateTime<Utc>,
    },
    /// Left, place kept.
    Left {
        at: DateTime<Utc>,
    },
}

impl Status {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Onboarding { .. } => "onboarding",
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Paused { .. } => "paused",
            Self::Completed { .. } => "completed",
            Self::Left { .. } => "left",
        }
    }
}

/// How far somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Lessons opened so far, in course order, none skipped.
    pub opened: u16,
    pub done: BTreeSet<LessonId>,
    /// The local date of the last lesson that came by itself; the next one comes on a later date.
    pub came_on: Option<NaiveDate>,
    /// When the last lesson was opened, in whatever way.
    pub opened_at: Option<DateTime<Utc>>,
    /// *Next lesson* presses: the local date and how many that day.
    pub extra: Option<(NaiveDate, u8)>,
    /// By week from the first; as long as weeks were touched.
    pub weeks: Vec<WeekProgress>,
    /// The line of the evening before the first lesson was said, or comes too late.
    #[serde(default, skip_serializing_if = "is_false")]
    pub eve: bool,
    /// How often *Another name* was pressed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub renamed: u8,
    /// A sentence of theirs is kept (see [`super::sentence`]).
    #[serde(default, skip_serializing_if = "is_false")]
    pub why: bool,
    /// When the sentence was asked for; until it comes, or is waited for no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_asked_at: Option<DateTime<Utc>>,
    /// *One a day suits me*: no further lesson is offered for the day, however many the calendar is ahead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_a_day: bool,
    /// Items that were missed and come back as practice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review: Vec<Missed>,
    /// Where they are asked what they think of a week, the newest one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views: Option<AskedViews>,
    /// When an item was last shown for practice; until something else is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practising: Option<DateTime<Utc>>,
    /// What is ticked or matched of it so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practice: Option<Practice>,
    /// How far they are with the form after the course, once it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormProgress>,
    /// A sentence that they are about to type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaited: Option<Awaited>,
    /// Lessons that were opened on days of rest without a message, and not shown since; in course order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<LessonId>,
    /// What they heard without asking, and when they were heard.
    #[serde(default, skip_serializing_if = "is_untouched")]
    pub contact: Contact,
    /// The beginning of the Ramadan for which another hour was offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramadan_offered: Option<NaiveDate>,
    /// A name for the certificate that is asked for, or waits to be confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub naming: Option<Naming>,
    /// They allowed it to be kept, sealed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub name_kept: bool,
}

fn is_untouched(contact: &Contact) -> bool {
    *contact == Contact::default()
}

fn is_false(value: &bool) -> bool {
    !*value
}

fn is_zero(value: &u8) -> bool {
    *value == 0
}

/// Names that can be had instead of the first one. A name that was given is never given again, so not endlessly many.
pub const OTHER_NAMES: u8 = 5;

/// Lessons a day that can be opened by *Next lesson*, besides the one that comes by itself.
pub const EXTRA_A_DAY: u8 = 2;

impl Progress {
    /// The progress in a week, from 1; untouched weeks are at their start.
    pub fn week(&self, number: u8) -> WeekProgress {
        usize::from(number).checked_sub(1).and_then(|index| self.weeks.get(index)).cloned().unwrap_or_default()
    }

    pub fn set_week(&mut self, number: u8, week: WeekProgress) {
        let index = usize::from(number).saturating_sub(1);
        if self.weeks.len() <= index {
            self.weeks.resize(index + 1, WeekProgress::default());
        }
        self.weeks[index] = week;
    }

    /// Whether this lesson was opened.
    pub fn has_opened(&self, course: &Course, lesson: LessonId) -> bool {
        course.lessons().take(self.opened.into()).any(|opened| opened.id == lesson)
    }

    /// The lesson to open next; `None` when all are open.
    pub fn next_lesson(&self, course: &Course) -> Option<LessonId> {
        course.lessons().nth(self.opened.into()).map(|lesson| lesson.id)
    }

    /// The lesson opened last.
    pub fn last_lesson(&self, course: &Course) -> Option<LessonId> {
        course.lessons().nth(usize::from(self.opened).checked_sub(1)?).map(|lesson| lesson.id)
    }

    /// Whether every lesson of a week was opened.
    pub fn week_opened(&self, course: &Course, number: u8) -> bool {
        course.week(number).and_then(|week| week.lessons.last()).is_some_and(|last| self.has_opened(course, last.id))
    }

    /// Weeks whose test was passed.
    pub fn badges(&self) -> u8 {
        self.weeks.iter().filter(|week| week.badge).count().try_into().unwrap_or(u8::MAX)
    }

    /// *Next lesson* presses left on a local date.
    pub fn extras_left(&self, today: NaiveDate) -> u8 {
        match self.extra {
            Some((date, used)) if date == today => EXTRA_A_DAY.saturating_sub(used),
            _ => EXTRA_A_DAY,
        }
    }
}

/// A participant in a cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    pub id: EnrolmentId,
    pub person: PersonId,
    pub cohort: CohortId,
    pub handle: Handle,
    pub status: Status,
    pub progress: Progress,
}

impl Enrolment {
    /// Whether lessons and tests come and can be asked for.
    pub fn is_running(&self) -> bool {
        matches!(self.status, Status::Waiting | Status::Active)
    }

    /// Whether questions may be asked and opened lessons read: everybody who has arrived and not left.
    pub fn may_ask(&self) -> bool {
        !matches!(self.status, Status::Onboarding { .. } | Status::Left { .. })
    }

    /// What somebody needs to hear who asks for something of the course now.
    pub fn check_running(&self) -> Result<(), Refusal> {
        match self.status {
            Status::Waiting | Status::Active | Status::Completed { .. } => Ok(()),
            Status::Paused { .. } => Err(Refusal::OnBreak),
            Status::Left { .. } => Err(Refusal::HasLeft),
            Status::Onboarding { .. } => Err(Refusal::NotEnrolled),
        }
    }

    /// One step on or back in the onboarding. Refused once it is over.
    pub fn go_to(mut self, step: OnboardingStep) -> Result<Self, Refusal> {
        match self.status {
            Status::Onboarding { .. } => {
                self.status = Status::Onboarding { step };
                Ok(self)
            }
            _ => Err(Refusal::Outdated),
        }
    }

    /// The onboarding is over.
    pub fn arrive(mut self) -> Result<Self, Refusal> {
        match self.status {
            Status::Onboarding { .. } => {
                self.status = Status::Waiting;
                Ok(self)
            }
            _ => Err(Refusal::Outdated),
        }
    }

    /// Whether another name can be had: none of the mentors has met them under this one (`met`), and few were drawn.
    pub fn may_rename(&self, met: bool) -> Result<(), Refusal> {
        match self.status {
            Status::Onboarding { .. } | Status::Left { .. } => Err(Refusal::Outdated),
            _ if met => Err(Refusal::NameKnown),
            _ if self.progress.renamed >= OTHER_NAMES => Err(Refusal::Outdated),
            _ => Ok(()),
        }
    }

    /// Another name; `handle` must be one that nobody in the cohort ever had.
    pub fn rename(mut self, handle: Handle, met: bool) -> Result<Self, Refusal> {
        self.may_rename(met)?;
        self.handle = handle;
        self.progress.renamed += 1;
        Ok(self)
    }

    /// A break: nothing comes, the place is kept. A second press changes nothing.
    pub fn pause(mut self, now: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.status {
            Status::Waiting | Status::Active => {
                self.status = Status::Paused { since: now, until: None };
                Ok(self)
            }
            Status::Paused { .. } => Ok(self),
            Status::Completed { .. } | Status::Onboarding { .. } => Err(Refusal::Outdated),
            Status::Left { .. } => Err(Refusal::HasLeft),
        }
    }

    /// Back from a break or from having left, to where it stopped.
    pub fn resume(mut self, now: DateTime<Utc>, course: &Course) -> Result<Self, Refusal> {
        match self.status {
            Status::Paused { .. } | Status::Left { .. } => {
                let over = u8::try_from(course.weeks.len()).is_ok_and(|last| self.progress.week(last).gate.is_open());
                self.status = match self.progress.opened {
                    _ if over => Status::Completed { at: now },
                    0 => Status::Waiting,
                    _ => Status::Active,
                };
                Ok(self)
            }
            Status::Onboarding { .. } => Err(Refusal::NotEnrolled),
            _ => Err(Refusal::Outdated),
        }
    }

    /// Leaves, place kept. A second press changes nothing.
    pub fn leave(mut self, now: DateTime<Utc>) -> Self {
        if !matches!(self.status, Status::Left { .. }) {
            self.status = Status::Left { at: now };
        }
        self
    }

    /// *Done* under a lesson; a second press changes nothing.
    pub fn finish_lesson(mut self, course: &Course, lesson: LessonId) -> Result<Self, Refusal> {
        self.check_running()?;
        if !self.progress.has_opened(course, lesson) {
            return Err(Refusal::Outdated);
        }
        self.progress.done.insert(lesson);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::grading::fixture;

    fn at(status: Status) -> Enrolment {
        Enrolment {
            id: EnrolmentId(1),
            person: PersonId(1),
            cohort: CohortId(1),
            handle: Handle(0),
            status,
            progress: Progress::default(),
        }
    }

    #[test]
    fn every_transition_is_in_the_table() {
        let now = DateTime::UNIX_EPOCH;
        let course = fixture::course();
        let onboarding = Status::Onboarding { step: OnboardingStep::Hour };
        let paused = Status::Paused { since: now, until: None };
        let left = Status::Left { at: now };
        let completed = Status::Completed { at: now };
        type Go<'a> = Box<dyn Fn(Enrolment) -> Result<Enrolment, Refusal> + 'a>;
        type Row<'a> = (&'static str, Go<'a>, Vec<(Status, &'static str)>);
        let table: Vec<Row<'_>> = vec![
            ("arrive", Box::new(Enrolment::arrive), vec![(onboarding, "waiting")]),
            (
                "pause",
                Box::new(|enrolment| enrolment.pause(now)),
                vec![(Status::Waiting, "paused"), (Status::Active, "paused"), (paused, "paused")],
            ),
            (
                "pause until",
                Box::new(|enrolment| enrolment.pause_until(NaiveDate::MAX, now)),
                vec![(Status::Waiting, "paused"), (Status::Active, "paused"), (paused, "paused")],
            ),
            (
                "resume",
                Box::new(|enrolment| enrolment.resume(now, &course)),
                vec![(paused, "waiting"), (left, "waiting")],
            ),
            (
                "leave",
                Box::new(|enrolment| Ok(enrolment.leave(now))),
                [onboarding, Status::Waiting, Status::Active, paused, completed, left]
                    .map(|from| (from, "left"))
                    .to_vec(),
            ),
        ];
        for (name, go, allowed) in table {
            for from in [onboarding, Status::Waiting, Status::Active, paused, completed, left] {
                let expected = allowed.iter().find(|(allowed_from, _)| *allowed_from == from).map(|(_, to)| *to);
                let reached = go(at(from)).ok().map(|enrolment| enrolment.status.name());
                assert_eq!(reached, expected, "{name} from {}", from.name());
            }
        }
    }

    #[test]
    fn a_lesson_that_was_not_opened_cannot_be_done() {
        let course = fixture::course();
        let mut enrolment = at(Status::Active);
        enrolment.progress.opened = 1;
        assert_eq!(enrolment.clone().finish_lesson(&course, LessonId::new(1, 2)), Err(Refusal::Outdated));
        let done = enrolment.finish_lesson(&course, LessonId::new(1, 1)).expect("an opened lesson can be done");
        assert!(done.progress.done.contains(&LessonId::new(1, 1)));
    }
}
