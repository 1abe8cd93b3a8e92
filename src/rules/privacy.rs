//! What the privacy notice says, as switches: each stands for sentences that are true only while it is so. `text` makes
//! the notice from them, so nothing in it can be left over from other settings.

use super::course::{Course, GateRule};
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
        }
    }
}

impl Switches {
    /// As things are in these courses (one, for a participant; all that are offered, for a stranger) and for somebody with
    /// these wishes.
    pub fn of<'a>(courses: impl IntoIterator<Item = &'a Course>, preferences: Preferences, kept_days: u16) -> Self {
        let mentors_help = courses.into_iter().any(asks_mentors);
        Self { kept_days, mentors_help, cleaning: preferences.cleaning, ..Self::default() }
    }
}

/// Whether a second try can leave a gate closed: with one try for everybody, or a gate that opens by taking part, the
/// mentors never hear of anybody.
fn asks_mentors(course: &Course) -> bool {
    course.weeks.iter().any(|week| week.assessment.gate == GateRule::Passed && week.assessment.attempts >= 2)
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
    fn a_wish_for_cleaning_is_in_force_for_who_has_it() {
        let course = fixture::course();
        let wishes = Preferences { cleaning: true, ..Preferences::default() };
        assert!(Switches::of([&course], wishes, 30).cleaning);
        assert!(!Switches::of([&course], Preferences::default(), 30).cleaning);
    }
}
