//! How far somebody is, as a drawing shows it: a mark for each lesson and each test.

use super::course::Course;
use super::enrolment::Progress;
use serde::{Deserialize, Serialize};

/// What became of a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Ahead,
    Opened,
    Done,
}

/// What became of a week's test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestMark {
    Ahead,
    /// It was offered and not passed yet.
    Open,
    Passed,
}

/// A week of somebody's course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekSketch {
    pub lessons: Vec<Mark>,
    pub test: TestMark,
}

/// All weeks of a course, in their order.
pub fn sketch(course: &Course, progress: &Progress) -> Vec<WeekSketch> {
    let mut opened = usize::from(progress.opened);
    let of_week = |week: &super::course::Week| {
        let lessons = week.lessons.iter().map(|lesson| {
            let is_opened = opened > 0;
            opened = opened.saturating_sub(1);
            match (progress.done.contains(&lesson.id), is_opened) {
                (true, _) => Mark::Done,
                (false, true) => Mark::Opened,
                (false, false) => Mark::Ahead,
            }
        });
        let lessons = lessons.collect();
        let of_test = progress.week(week.number);
        let test = match (of_test.badge, of_test.offered_at) {
            (true, _) => TestMark::Passed,
            (false, Some(_)) => TestMark::Open,
            (false, None) => TestMark::Ahead,
        };
        WeekSketch { lessons, test }
    };
    course.weeks.iter().map(of_week).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::grading::fixture;
    use crate::rules::ids::LessonId;
    use chrono::DateTime;

    #[test]
    fn a_sketch_has_a_mark_for_every_lesson_and_test() {
        let course = fixture::course();
        let mut progress = Progress { opened: 2, ..Progress::default() };
        progress.done.insert(LessonId::new(1, 1));
        let mut week = progress.week(1);
        week.offered_at = Some(DateTime::UNIX_EPOCH);
        progress.set_week(1, week);
        let weeks = sketch(&course, &progress);
        assert_eq!(weeks.len(), course.weeks.len());
        assert_eq!(weeks[0].lessons[..3], [Mark::Done, Mark::Opened, Mark::Ahead]);
        assert_eq!((weeks[0].test, weeks[1].test), (TestMark::Open, TestMark::Ahead));
        assert!(weeks[1].lessons.iter().all(|mark| *mark == Mark::Ahead));
    }
}
