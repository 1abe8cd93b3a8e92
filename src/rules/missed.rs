//! Which lessons an attempt says are worth another look: those behind its missed items.

use super::course::Assessment;
use super::grading::Attempt;
use super::ids::LessonId;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Lessons that a result names; more would be a list that nobody reads.
pub const FOREMOST: usize = 2;

impl Attempt {
    /// The [`FOREMOST`] lessons behind the most missed items, in course order; of equals the earlier. What mentors have yet
    /// to read is not missed.
    pub fn foremost(&self, assessment: &Assessment) -> Vec<LessonId> {
        let mut missed: BTreeMap<LessonId, usize> = BTreeMap::new();
        for position in 0..self.total() {
            let answer = self.answers.get(usize::from(position));
            let is_missed = !answer.is_some_and(|answer| answer.is_right() || answer.given.is_unmarked());
            let item =
                self.item(assessment, position).filter(|item| is_missed && item.kind.is_counted() && !item.for_all);
            if let Some(lesson) = item.and_then(|item| item.lesson) {
                *missed.entry(lesson).or_default() += 1;
            }
        }
        let mut lessons: Vec<(LessonId, usize)> = missed.into_iter().collect();
        lessons.sort_by_key(|(lesson, count)| (Reverse(*count), *lesson));
        let mut foremost: Vec<LessonId> = lessons.into_iter().take(FOREMOST).map(|(lesson, _)| lesson).collect();
        foremost.sort();
        foremost
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::grading::{Attempt, NewAttempt, fixture};
    use crate::rules::ids::{AttemptId, EnrolmentId, LessonId, VersionId};
    use chrono::DateTime;

    /// Two items for each of lessons 1 to 5; those at these places are missed.
    fn foremost(missed: &[u8]) -> Vec<u8> {
        let assessment = fixture::assessment(1);
        let (id, enrolment, version) = (AttemptId(1), EnrolmentId(1), VersionId(1));
        let new = NewAttempt { id, enrolment, version, week: 1, number: 1, seed: 7 };
        let started = Attempt::start(new, &assessment, DateTime::UNIX_EPOCH);
        let mut attempt = Attempt { order: (0..10).collect(), ..started };
        for position in 0..10 {
            let choice = u8::from(missed.contains(&position));
            attempt = attempt.answer(&assessment, position, choice, DateTime::UNIX_EPOCH).expect("in order");
        }
        attempt.foremost(&assessment).into_iter().map(|lesson: LessonId| lesson.day).collect()
    }

    #[test]
    fn the_two_lessons_with_the_most_missed_items_are_named() {
        for (missed, expected) in [
            (&[][..], vec![]),
            (&[8], vec![5]),
            (&[0, 2, 4], vec![1, 2]),
            (&[0, 4, 5, 8, 9], vec![3, 5]),
            (&[0, 8, 9], vec![1, 5]),
        ] {
            assert_eq!(foremost(missed), expected, "{missed:?}");
        }
    }
}
