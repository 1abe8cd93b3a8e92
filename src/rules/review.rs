//! Spaced review: an item that was missed in a test comes back two and seven days later, as practice that is not counted.
//!
//! The gaps are fixed: how the practice went changes nothing. What is due stands as a button under the lesson of the day;
//! it never makes a message of its own. Everything needed is kept with the progress, as few numbers for each missed item,
//! so releasing a lesson loads nothing more.

use super::answer::{Given, Worth};
use super::course::{Assessment, Course, Item, Library};
use super::grading::{Attempt, shuffle};
use super::ids::{EnrolmentId, VersionId};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days after an item was missed on which it comes back.
pub const GAPS_DAYS: [u64; 2] = [2, 7];

/// An item that was missed, until it has come back twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// The version that the attempt was pinned to.
    pub version: VersionId,
    pub week: u8,
    /// Its place in the assessment of that version, from 0.
    pub item: u16,
    /// A date on the person's calendar.
    pub on: NaiveDate,
    /// How often it has come back: 0 or 1; after the second time it is gone.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub times: u8,
}

fn is_zero(times: &u8) -> bool {
    *times == 0
}

impl Missed {
    /// The date from which it may be practised next.
    pub fn due_on(&self) -> NaiveDate {
        let gap = GAPS_DAYS[usize::from(self.times).min(GAPS_DAYS.len() - 1)];
        self.on + Days::new(gap)
    }
}

/// Takes in a finished attempt. What is missed anew begins anew; what was missed before and is right now still comes back
/// at its time.
pub fn take_in(review: &mut Vec<Missed>, attempt: &Attempt, today: NaiveDate) {
    for (item, answer) in attempt.order.iter().zip(&attempt.answers) {
        // What mentors read is read once, and what was only read asks nothing.
        let may_come_back = !matches!(answer.given, Given::Essay { .. } | Given::Read);
        if !answer.is_right() && may_come_back {
            review.retain(|missed| (missed.week, missed.item) != (attempt.week, *item));
            review.push(Missed { version: attempt.version, week: attempt.week, item: *item, on: today, times: 0 });
        }
    }
}

/// How many items are due.
pub fn due(review: &[Missed], today: NaiveDate) -> u8 {
    review.iter().filter(|missed| missed.due_on() <= today).count().try_into().unwrap_or(u8::MAX)
}

/// The item that is due longest.
pub fn next(review: &[Missed], today: NaiveDate) -> Option<&Missed> {
    review
        .iter()
        .filter(|missed| missed.due_on() <= today)
        .min_by_key(|missed| (missed.due_on(), missed.week, missed.item))
}

/// The item, if it is due.
pub fn due_item(review: &[Missed], week: u8, item: u16, today: NaiveDate) -> Option<&Missed> {
    review.iter().find(|missed| (missed.week, missed.item) == (week, item) && missed.due_on() <= today)
}

/// An item was practised, rightly or not. Returns what it was; `None` when it was not due, and nothing changes: a second
/// press. Who comes to the first time only when the second is due has had both.
pub fn practised(review: &mut Vec<Missed>, week: u8, item: u16, today: NaiveDate) -> Option<Missed> {
    let place =
        review.iter().position(|missed| (missed.week, missed.item) == (week, item) && missed.due_on() <= today)?;
    let was = review[place].clone();
    review[place].times = was.times.saturating_add(1);
    let is_over = usize::from(was.times) + 1 >= GAPS_DAYS.len() || review[place].due_on() <= today;
    if is_over {
        review.remove(place);
    }
    Some(was)
}

/// The item as the library has it.
pub fn item<'a>(library: &'a Library, missed: &Missed) -> Option<(&'a Course, &'a Item)> {
    let course = library.get(&missed.version)?;
    let assessment: &Assessment = &course.week(missed.week)?.assessment;
    Some((course, assessment.items.get(usize::from(missed.item))?))
}

/// What an answer to it is worth; `None` where it answers no item of this kind.
pub fn worth(library: &Library, missed: &Missed, given: &Given) -> Option<Worth> {
    let (course, item) = item(library, missed)?;
    given.worth(item, &course.week(missed.week)?.assessment.rules)
}

/// The choices in the order on the screen, by place in the source language: another order each time, the same for a
/// second look. True and false keep theirs.
pub fn choices(item: &Item, missed: &Missed, enrolment: EnrolmentId) -> Vec<u8> {
    let mut choices: Vec<u8> = (0..item.choices.len()).map(|choice| choice.try_into().unwrap_or(u8::MAX)).collect();
    if item.kind.may_shuffle() {
        let number = u64::from(missed.week) << 32 | u64::from(missed.item) << 8 | u64::from(missed.times);
        shuffle(&mut choices, enrolment.0.cast_unsigned().rotate_left(24) ^ number);
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::grading::{NewAttempt, fixture};
    use crate::rules::ids::AttemptId;
    use chrono::DateTime;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, day).expect("a day of March")
    }

    /// An attempt in which the items at these places were missed.
    fn attempt(missed: &[u16]) -> Attempt {
        let (id, enrolment, version, assessment) = (AttemptId(1), EnrolmentId(1), VersionId(3), fixture::assessment(1));
        let new = NewAttempt { id, enrolment, version, week: 1, number: 1, seed: 5 };
        let mut attempt = Attempt::start(new, &assessment, DateTime::UNIX_EPOCH);
        for position in 0..attempt.total() {
            let item = attempt.order[usize::from(position)];
            let choice = u8::from(missed.contains(&item));
            attempt = attempt.answer(&assessment, position, choice, DateTime::UNIX_EPOCH).expect("the current item");
        }
        attempt
    }

    #[test]
    fn a_missed_item_is_due_after_two_and_after_seven_days_and_then_gone() {
        let mut review = Vec::new();
        take_in(&mut review, &attempt(&[4, 7]), day(1));
        let dues: Vec<u8> = [1, 2, 3, 4].map(|on| due(&review, day(on))).to_vec();
        assert_eq!(dues, [0, 0, 2, 2]);
        assert_eq!(next(&review, day(3)).map(|missed| missed.item), Some(4));
        assert!(practised(&mut review, 1, 4, day(2)).is_none(), "not due yet");
        assert!(practised(&mut review, 1, 4, day(3)).is_some());
        assert!(practised(&mut review, 1, 4, day(3)).is_none(), "a second press");
        assert_eq!((due(&review, day(3)), due(&review, day(7)), due(&review, day(8))), (1, 1, 2));
        assert!(practised(&mut review, 1, 4, day(8)).is_some());
        assert!(review.iter().all(|missed| missed.item == 7), "{review:?}");
    }

    #[test]
    fn who_comes_to_it_after_seven_days_has_it_once() {
        let mut review = Vec::new();
        take_in(&mut review, &attempt(&[4]), day(1));
        assert!(practised(&mut review, 1, 4, day(9)).is_some());
        assert_eq!(review, []);
    }

    #[test]
    fn a_later_attempt_adds_what_it_missed_and_keeps_what_waits() {
        let mut review = Vec::new();
        take_in(&mut review, &attempt(&[4, 7]), day(1));
        take_in(&mut review, &attempt(&[7, 9]), day(2));
        let all: Vec<(u16, NaiveDate)> = review.iter().map(|missed| (missed.item, missed.on)).collect();
        assert_eq!(all.len(), 3);
        for expected in [(4, day(1)), (7, day(2)), (9, day(2))] {
            assert!(all.contains(&expected), "{all:?}");
        }
    }

    #[test]
    fn a_missed_item_takes_few_bytes() {
        let missed = Missed { version: VersionId(12), week: 4, item: 11, on: day(1), times: 0 };
        assert_eq!(
            serde_json::to_string(&missed).expect("plain data"),
            r#"{"version":12,"week":4,"item":11,"on":"2027-03-01"}"#
        );
    }
}
