//! Who else is in a week: one figure, never a comparison, and none where it would point at somebody.

use super::course::Course;
use std::collections::BTreeMap;

/// Fewer than this are not told.
pub const FEWEST: u32 = 5;

/// How many people are in each week of a course, from how many have opened so many lessons. Weeks with few are left out.
pub fn by_week(course: &Course, opened: impl IntoIterator<Item = (u16, u32)>) -> BTreeMap<u8, u32> {
    let mut weeks = BTreeMap::new();
    for (lessons, people) in opened {
        let last = usize::from(lessons).checked_sub(1).and_then(|index| course.lessons().nth(index));
        if let Some(lesson) = last {
            *weeks.entry(lesson.id.week).or_insert(0) += people;
        }
    }
    weeks.retain(|_, people| *people >= FEWEST);
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::grading::fixture;

    #[test]
    fn few_are_not_told_and_who_has_opened_nothing_is_in_no_week() {
        // Six lessons a week.
        let course = fixture::course();
        let weeks = by_week(&course, [(0, 50), (1, 2), (6, 3), (7, 4), (12, 7), (99, 8)]);
        assert_eq!(weeks, BTreeMap::from([(1, 5), (2, 11)]));
        assert_eq!(by_week(&course, [(3, 4)]), BTreeMap::new());
    }
}
