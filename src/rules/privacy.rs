//! What the privacy notice says, as switches: each stands for sentences that are true only while it is so. `text` makes
//! the notice from them, so nothing in it can be left over from other settings.

use super::course::{Course, GateRule, ItemKind};
use super::preferences::Preferences;
use serde::{Deserialize, Serialize};

/// Days after a cohort's last open day for which everything about its persons is kept, unless a setting says otherwise.
pub const PERSONS_KEPT_DAYS: u16 = 30;

/// Days for which an update that failed on our side is kept, sealed, for whoever looks into it.
pub const FAILED_KEPT_DAYS: u16 = 7;

/// How things are where the notice is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Switches {
    /// Days after the last open day for which what is kept about a person stays.
    pub kept_days: u16,
    /// Days for which a message that failed on our side stays, sealed.
    pub failed_days: u16,
    /// After a second try that did not suffice, the mentors see which lessons to help with.
    pub mentors_help: bool,
    /// What the bot has written goes from the reader's chat by itself.
    pub cleaning: bool,
    /// They allowed the name on their certificate to be kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub name_kept: bool,
    /// A form is offered after the course.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub form: bool,
    /// A test has an item of which the answer goes to the mentors.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub essays: bool,
}

impl Default for Switches {
    /// As things are without a course and without wishes, where nothing else was set; also what stood behind notices that
    /// were written before there were switches.
    fn default() -> Self {
        Self {
            kept_days: PERSONS_KEPT_DAYS,
            failed_days: FAILED_KEPT_DAYS,
            mentors_help: true,
            cleaning: false,
            name_kept: false,
            form: false,
            essays: false,
        }
    }
}

impl Switches {
    /// As things are in these courses (one, for a participant; all that are offered, for a stranger) and for somebody with
    /// these wishes.
    pub fn of<'a>(courses: impl IntoIterator<Item = &'a Course>, preferences: Preferences, kept_days: u16) -> Self {
        let mut switches = Self { kept_days, mentors_help: false, cleaning: preferences.cleaning, ..Self::default() };
        for course in courses {
            switches.mentors_help |= asks_mentors(course);
            switches.form |= !course.form.is_empty();
            switches.essays |= has_essays(course);
        }
        switches
    }
}

/// Whether a second try can leave a gate closed: with one try for everybody, or a gate that opens by taking part, the
/// mentors never hear of anybody.
fn asks_mentors(course: &Course) -> bool {
    course.weeks.iter().any(|week| week.assessment.gate == GateRule::Passed && week.assessment.attempts >= 2)
}

fn has_essays(course: &Course) -> bool {
    course.weeks.iter().flat_map(|week| &week.assessment.items).any(|item| item.kind == ItemKind::Essay)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::grading::fixture;

    #[test]
    fn mentors_hear_only_where_a_second_try_can_leave_a_gate_closed() {
        let with = |gate, attempts| {
            let mut course = fixture::course();
            for week in &mut course.weeks {
                (week.assessment.gate, week.assessment.attempts) = (gate, attempts);
            }
            Switches::of([&course], Preferences::default(), 30).mentors_help
        };
        assert!(with(GateRule::Passed, 3) && with(GateRule::Passed, 2));
        assert!(!with(GateRule::Passed, 1) && !with(GateRule::Taken, 3));
        assert!(!Switches::of([], Preferences::default(), 30).mentors_help, "no course, no test");
    }

    #[test]
    fn a_form_and_essays_are_told_of_where_a_course_has_them() {
        let of = |courses: &[&Course]| {
            let switches = Switches::of(courses.iter().copied(), Preferences::default(), 30);
            (switches.form, switches.essays)
        };
        let plain = fixture::course();
        let (mut asking, mut writing) = (fixture::course(), fixture::course());
        asking.form = crate::rules::form::fixture();
        writing.weeks[0].assessment.items[0].kind = ItemKind::Essay;
        assert_eq!(of(&[&plain]), (false, false));
        assert_eq!(of(&[&asking]), (true, false));
        assert_eq!(of(&[&plain, &writing]), (false, true));
        assert_eq!(of(&[&asking, &writing]), (true, true), "all that are offered");
    }

    #[test]
    fn a_wish_for_cleaning_is_in_force_for_who_has_it() {
        let course = fixture::course();
        let wishes = Preferences { cleaning: true, ..Preferences::default() };
        assert!(Switches::of([&course], wishes, 30).cleaning);
        assert!(!Switches::of([&course], Preferences::default(), 30).cleaning);
    }
}
