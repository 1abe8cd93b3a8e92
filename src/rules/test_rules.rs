//! How a week's test is held, besides what every course has to say of it. What is as usual is left out of a version's JSON.

use super::answer::Folding;
use super::draw::Draw;
use serde::{Deserialize, Serialize};

/// The rules of one assessment that have a usual way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TestRules {
    /// What is not told apart in typed words.
    #[serde(skip_serializing_if = "is_usual")]
    pub folding: Folding,
    /// Which attempt's score stands.
    #[serde(skip_serializing_if = "is_usual")]
    pub counts: Counts,
    /// Hours between the end of an attempt and the next, 0 to [`LONGEST_DELAY_HOURS`]. `None`: the second as soon as the
    /// missed lessons were opened again, later ones the next day at the person's hour.
    #[serde(skip_serializing_if = "is_usual")]
    pub delay_hours: Option<u8>,
    /// What of the pool an attempt asks; `None`: all of it.
    #[serde(skip_serializing_if = "is_usual")]
    pub draw: Option<Draw>,
    /// Whether choices stand in another order in each attempt; `None`: as the items do.
    #[serde(skip_serializing_if = "is_usual")]
    pub shuffle_choices: Option<bool>,
    #[serde(skip_serializing_if = "is_usual")]
    pub feedback: FeedbackTime,
    #[serde(skip_serializing_if = "is_usual")]
    pub reveal: Reveal,
    #[serde(skip_serializing_if = "is_usual")]
    pub scoring: Scoring,
    /// Whether mentors may open the next week to who has not passed. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub waiver: bool,
    /// Minutes of real time that an attempt may last, from its start; `None`: until the course closes.
    #[serde(skip_serializing_if = "is_usual")]
    pub time_limit: Option<u8>,
}

/// The longest that a course may let anybody wait between two attempts: the way on must not be closed for long.
pub const LONGEST_DELAY_HOURS: u8 = 72;

/// Which attempt's score stands, and says whether the test is passed. One that reaches the pass mark opens the way on in
/// any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    #[default]
    Best,
    Last,
    First,
    /// The mean of all of them.
    Average,
}

/// When it is said what was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackTime {
    /// With the next item.
    #[default]
    AtOnce,
    /// After the last item, in a look back at the answers.
    AtEnd,
}

/// When the right answers themselves are shown, in a look back at an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reveal {
    #[default]
    Never,
    /// To who has passed.
    Passed,
    /// To who has passed, or has no attempt left.
    Last,
}

/// What an item with several right choices is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// The weights of what was picked, added up; never under nothing.
    #[default]
    Moodle,
    /// All or nothing.
    Whole,
}

impl Default for TestRules {
    fn default() -> Self {
        Self {
            folding: Folding::default(),
            counts: Counts::default(),
            delay_hours: None,
            draw: None,
            shuffle_choices: None,
            feedback: FeedbackTime::default(),
            reveal: Reveal::default(),
            scoring: Scoring::default(),
            waiver: true,
            time_limit: None,
        }
    }
}

fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_true(value: &bool) -> bool {
    *value
}

impl TestRules {
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an attempt can be looked back at once it is over. `passed`: the test is; `last`: no attempt is left.
    pub fn may_look_back(&self, passed: bool, last: bool) -> bool {
        self.feedback == FeedbackTime::AtEnd || self.reveals(passed, last)
    }

    /// Whether right answers are shown in it.
    pub const fn reveals(&self, passed: bool, last: bool) -> bool {
        match self.reveal {
            Reveal::Never => false,
            Reveal::Passed => passed,
            Reveal::Last => passed || last,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_is_not_written_and_old_rules_are_read() {
        assert_eq!(serde_json::to_string(&TestRules::default()).expect("plain data"), "{}");
        let old: TestRules =
            serde_json::from_str(r#"{"folding":{"case":false,"marks":true,"alef":true}}"#).expect("old");
        assert!(old.waiver && !old.folding.case && old.counts == Counts::Best);
        let own = TestRules { waiver: false, time_limit: Some(20), counts: Counts::Average, ..TestRules::default() };
        let written = serde_json::to_string(&own).expect("plain data");
        assert_eq!(written, r#"{"counts":"average","waiver":false,"time_limit":20}"#);
        assert_eq!(serde_json::from_str::<TestRules>(&written).expect("its own"), own);
    }

    #[test]
    fn right_answers_are_shown_when_the_course_says_so() {
        for (reveal, passed, last, expected) in [
            (Reveal::Never, true, true, false),
            (Reveal::Passed, true, false, true),
            (Reveal::Passed, false, true, false),
            (Reveal::Last, false, false, false),
            (Reveal::Last, false, true, true),
            (Reveal::Last, true, false, true),
        ] {
            let rules = TestRules { reveal, ..TestRules::default() };
            assert_eq!(rules.reveals(passed, last), expected, "{reveal:?} {passed} {last}");
            assert_eq!(rules.may_look_back(passed, last), expected);
            let at_end = TestRules { feedback: FeedbackTime::AtEnd, ..rules };
            assert!(at_end.may_look_back(passed, last));
        }
    }
}
