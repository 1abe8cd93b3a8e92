//! A wrong key, found after people have answered: what is corrected, and what becomes of the answers that were given.
//!
//! A correction makes another version of the course, in which nothing differs but the keys of the items it names; the cohort
//! goes over to it, and its attempts with it. So whatever is reckoned later, statistics included, goes by the corrected key.
//!
//! Nobody loses anything by it that they were told: what passed goes on passing, and an attempt whose result nobody has yet
//! keeps the better of both marks for each answer. Grading again by the same key changes nothing, and twice is as once.

mod effect;

pub use effect::{Again, Effect, again, effect};

use super::answer::Given;
use super::course::{Assessment, Course, Library};
use super::enrolment::{Enrolment, Status};
use super::gate::WeekProgress;
use super::grading::{Attempt, Grade};
use super::ids::VersionId;
use super::item::{Item, Mark};
use super::notice::{NextStep, OpenedBy};
use super::pace::Setting;
use super::review::Missed;
use super::score::Share;
use super::test_rules::Counts;
use serde::{Deserialize, Serialize};

/// What is corrected in a week's test. Items are named as in the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// Whatever was answered counts in full.
    Everybody { item: String },
    /// This choice, by its place in the source language, is right too.
    Choice { item: String, choice: u8 },
    /// These items as a corrected file has them.
    Items { items: Vec<Item> },
}

impl Change {
    /// The course with the corrected keys of a week; `None` where nothing would differ, or an item is not there.
    pub fn apply(&self, course: &Course, week: u8) -> Option<Course> {
        let mut corrected = course.clone();
        let place = usize::from(week).checked_sub(1)?;
        let items = &mut corrected.weeks.get_mut(place)?.assessment.items;
        for wanted in self.names() {
            let item = items.iter_mut().find(|item| item.name == wanted)?;
            match self {
                Self::Everybody { .. } => item.for_all = true,
                Self::Choice { choice, .. } => {
                    let choice = item.choices.get_mut(usize::from(*choice)).filter(|_| item.kind.is_one_of())?;
                    (choice.right, choice.weight) = (true, None);
                }
                Self::Items { items: corrected } => {
                    let corrected = corrected.iter().find(|corrected| corrected.name == item.name)?;
                    *item = corrected.clone();
                }
            }
        }
        (corrected != *course).then_some(corrected)
    }

    /// What it does, by places in the assessment, for who reads of it.
    pub fn brief(&self, assessment: &Assessment) -> Brief {
        let place = |name: &str| {
            let place = assessment.items.iter().position(|item| item.name == name);
            place.and_then(|place| u16::try_from(place).ok()).unwrap_or(u16::MAX)
        };
        match self {
            Self::Everybody { item } => Brief::Everybody { item: place(item) },
            Self::Choice { item, choice } => Brief::Choice { item: place(item), choice: *choice },
            Self::Items { items } => Brief::Items { items: items.iter().map(|item| place(&item.name)).collect() },
        }
    }

    /// The items that it corrects.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Everybody { item } | Self::Choice { item, .. } => vec![item.clone()],
            Self::Items { items } => items.iter().map(|item| item.name.clone()).collect(),
        }
    }
}

/// A change as it is told: items by their places in the assessment, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "did")]
pub enum Brief {
    Everybody { item: u16 },
    Choice { item: u16, choice: u8 },
    Items { items: Vec<u16> },
}

/// Why a corrected file cannot be taken for a correction of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unlike {
    /// The file lacks an item that people have answered.
    Missing(String),
    /// It has one that nobody was asked.
    New(String),
    /// Something other than key, weights or feedback differs.
    Changed(String, &'static str),
}

/// The items whose key, weights or feedback differ in a corrected file, as a change; `None` where none do. `asked` are the
/// items as people answered them. All that keeps the file from being taken comes at once.
pub fn corrections(asked: &[Item], file: &[Item]) -> Result<Option<Change>, Vec<Unlike>> {
    let find = |items: &[Item], name: &str| items.iter().find(|item| item.name == name).cloned();
    let missing = asked.iter().filter(|item| find(file, &item.name).is_none());
    let new = file.iter().filter(|item| find(asked, &item.name).is_none());
    let mut unlike: Vec<Unlike> = missing.map(|item| Unlike::Missing(item.name.clone())).collect();
    unlike.extend(new.map(|item| Unlike::New(item.name.clone())));
    let mut items = Vec::new();
    for item in asked {
        let Some(corrected) = find(file, &item.name) else { continue };
        match what_else_differs(item, &corrected) {
            Some(what) => unlike.push(Unlike::Changed(item.name.clone(), what)),
            // That it counts for everybody stands in no file, and stays.
            None => {
                items.extend(Some(Item { for_all: item.for_all, ..corrected }).filter(|corrected| corrected != item))
            }
        }
    }
    match (unlike.is_empty(), items.is_empty()) {
        (false, _) => Err(unlike),
        (true, true) => Ok(None),
        (true, false) => Ok(Some(Change::Items { items })),
    }
}

/// What differs besides the key, in words of the files.
fn what_else_differs(asked: &Item, file: &Item) -> Option<&'static str> {
    let choices = |item: &Item| item.choices.iter().map(|choice| choice.text.clone()).collect::<Vec<_>>();
    let lefts = |item: &Item| item.pairs().iter().map(|pair| pair.left.clone()).collect::<Vec<_>>();
    if std::mem::discriminant(&asked.kind) != std::mem::discriminant(&file.kind) {
        Some("its kind")
    } else if asked.text != file.text {
        Some("its question")
    } else if choices(asked) != choices(file) {
        Some("its choices, or their order")
    } else if lefts(asked) != lefts(file) {
        Some("its left sides, or their order")
    } else if (&asked.lesson, &asked.tags) != (&file.lesson, &file.tags) {
        Some("its tags")
    } else {
        None
    }
}

impl Attempt {
    /// The same attempt on the corrected version: answers to corrected items are marked anew by what was answered. One that
    /// is on that version already was graded so, and one of a test with other items cannot be: they stay as they are.
    pub fn regraded(&self, old: &Assessment, new: &Assessment, version: VersionId) -> Self {
        let stays = self.version == version || !is_alike(old, new);
        if stays { self.clone() } else { Self { version, ..self.remarked(old, new) } }
    }

    fn remarked(&self, old: &Assessment, new: &Assessment) -> Self {
        let mut regraded = self.clone();
        for (position, answer) in (0_u8..).zip(&mut regraded.answers) {
            let (Some(was), Some(is)) = (self.item(old, position), self.item(new, position)) else { continue };
            if was == is {
                continue;
            }
            let counts_in_full = is.for_all && is.kind.is_counted();
            if let Given::Essay { passed: passed @ None, .. } = &mut answer.given
                && counts_in_full
            {
                // Nothing hangs on what mentors say of it any more.
                *passed = Some(true);
            }
            let mark = match counts_in_full {
                // Whatever was answered: what was typed need not be known for that.
                true => Some(Mark::FULL),
                false => answer.given.worth(is, &new.rules).map(|worth| worth.mark),
            };
            answer.mark = mark.unwrap_or(answer.mark);
        }
        let before = self.grade(old);
        let is_open = !self.is_finished() || before.undecided;
        if is_open || (before.passed && !regraded.grade(new).passed) {
            for (answer, was) in regraded.answers.iter_mut().zip(&self.answers) {
                answer.mark = answer.mark.max(was.mark);
            }
        }
        regraded
    }
}

/// Whether both have the same items at the same places, whatever their keys.
fn is_alike(old: &Assessment, new: &Assessment) -> bool {
    old.items.iter().map(|item| &item.name).eq(new.items.iter().map(|item| &item.name))
}

/// What comes back for practice goes by the corrected keys, whatever version it was missed in; what counts for everybody is
/// nothing to practise.
pub fn practise_by(review: &mut Vec<Missed>, library: &Library, to: VersionId) {
    let item = |version: &VersionId, missed: &Missed| {
        library.get(version)?.week(missed.week)?.assessment.items.get(usize::from(missed.item))
    };
    for missed in review.iter_mut() {
        let (was, is) = (item(&missed.version, missed), item(&to, missed));
        if was.zip(is).is_some_and(|(was, is)| was.name == is.name) {
            missed.version = to;
        }
    }
    review.retain(|missed| !item(&missed.version, missed).is_some_and(|item| item.for_all));
}

/// What grading again has led to for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The test is passed, and what follows.
    Passed(NextStep),
    /// The way on is open, though the score that counts does not suffice.
    WeekOpen(NextStep),
}

impl WeekProgress {
    /// All finished attempts, in their order, as they are graded now. True for who has passed by it, and for whom the way
    /// on opens; what was passed or open stays so.
    pub fn graded_again(&mut self, grades: &[Grade], assessment: &Assessment) -> (bool, bool) {
        let reaches = grades.iter().any(|grade| grade.passed);
        // It is the last one that mentors read.
        let is_waiting = self.being_read_since.is_some() && usize::from(self.used) < grades.len();
        if reaches && is_waiting && grades.last().is_some_and(|last| !last.undecided) {
            // What waited for the mentors is decided with it.
            self.being_read_since = None;
            self.used = self.used.saturating_add(1);
        }
        let counted = &grades[..grades.len().min(self.used.into())];
        if assessment.rules.counts != Counts::Best {
            let shares: Vec<Share> = counted.iter().map(Grade::share).collect();
            // What somebody was told is not worth less than they were told.
            let better = |(place, share): (usize, Share)| self.shares.get(place).map_or(share, |was| share.max(*was));
            self.shares = shares.into_iter().enumerate().map(better).collect();
        }
        self.best = counted.iter().map(|grade| grade.right).fold(self.best, u16::max);
        let passes =
            !self.badge && reaches && self.standing(assessment).is_none_or(|it| it.suffices(assessment.pass_percent));
        self.badge |= passes;
        if passes {
            (self.available_at, self.announce_at, self.rings_on) = (None, None, None);
            self.missed.clear();
            self.reopened.clear();
        }
        (passes, reaches && !self.gate.is_open())
    }
}

impl Setting<'_> {
    /// What follows for somebody whose finished attempts, in their order, were graded again. `None` where nothing does.
    pub fn graded_again(&self, enrolment: &mut Enrolment, week: u8, grades: &[Grade]) -> Option<Outcome> {
        let assessment = &self.course.week(week)?.assessment;
        let mut progress = enrolment.progress.week(week);
        let (passes, opens) = progress.graded_again(grades, assessment);
        if opens {
            progress.open(OpenedBy::Passed, self.now);
        }
        enrolment.progress.set_week(week, progress);
        if !passes && !opens {
            return None;
        }
        let goes_on = opens && enrolment.is_running() && self.check_open().is_ok();
        let next = if goes_on { self.after_gate(enrolment, week) } else { NextStep::GoneOn };
        if next == NextStep::CourseCompleted {
            // What is said to them says so.
            let _said_by_the_line = self.complete(enrolment);
        }
        Some(if passes { Outcome::Passed(next) } else { Outcome::WeekOpen(next) })
    }
}

/// Whether somebody hears of it: who has left does not.
pub const fn hears(status: Status) -> bool {
    !matches!(status, Status::Left { .. } | Status::Onboarding { .. })
}

#[cfg(test)]
mod tests;
