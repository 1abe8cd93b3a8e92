//! Which attempts are taken.

use crate::rules::grading::Attempt;
use crate::rules::ids::EnrolmentId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which finished attempts of each person are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Which {
    /// A later attempt builds on the first, so this is the one that says something about the test.
    #[default]
    First,
    /// The one with the most marks; of several the first.
    Best,
    Last,
    /// Each as if it were another person's: statistically doubtful.
    All,
}

impl Which {
    /// The attempts to take, in no order that means anything. `marks` says what one brought.
    pub(super) fn of(self, attempts: &[Attempt], marks: impl Fn(&Attempt) -> f64) -> Vec<&Attempt> {
        let mut finished: Vec<&Attempt> = attempts.iter().filter(|attempt| attempt.is_finished()).collect();
        finished.sort_by_key(|attempt| (attempt.enrolment, attempt.number));
        if self == Self::All {
            return finished;
        }
        let mut taken: BTreeMap<EnrolmentId, &Attempt> = BTreeMap::new();
        for attempt in finished {
            let earlier = taken.get(&attempt.enrolment);
            let is_taken = match (self, earlier) {
                (_, None) | (Self::Last, _) => true,
                (Self::Best, Some(earlier)) => marks(attempt) > marks(earlier),
                _ => false,
            };
            if is_taken {
                taken.insert(attempt.enrolment, attempt);
            }
        }
        taken.into_values().collect()
    }
}
