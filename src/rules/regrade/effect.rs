//! What grading again comes to, for one person and for many: shown before it is done, and reckoned in the same way when it is.

use crate::rules::course::{Assessment, Library};
use crate::rules::grading::{Attempt, Grade};
use crate::rules::ids::{EnrolmentId, VersionId};
use crate::rules::score::{Share, standing};
use crate::rules::test_rules::Counts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Somebody's attempts at a test, graded again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Again {
    /// All of them, in their order.
    pub attempts: Vec<Attempt>,
    /// The finished ones as they were graded, each by the key of its own version, and as they are now.
    pub was: Vec<Grade>,
    pub is: Vec<Grade>,
    /// Whether a finished one is worth something else now.
    pub changed: bool,
}

/// Grades somebody's attempts at a week's test again by the corrected key of `to`, each from the key of the version that it
/// stands on.
pub fn again(mut attempts: Vec<Attempt>, library: &Library, week: u8, (to, new): (VersionId, &Assessment)) -> Again {
    attempts.sort_by_key(|attempt| attempt.number);
    let mut done = Again::default();
    for attempt in attempts {
        let old = library.get(&attempt.version).and_then(|course| course.week(week)).map(|week| &week.assessment);
        // One of the version itself goes by its key already.
        let old = if attempt.version == to { Some(new) } else { old };
        let regraded = old.map_or_else(|| attempt.clone(), |old| attempt.regraded(old, new, to));
        if let Some(old) = old.filter(|_| attempt.is_finished()) {
            let key = if regraded.version == to { new } else { old };
            let (was, is) = (attempt.grade(old), regraded.grade(key));
            done.changed |= regraded.answers != attempt.answers || is.right != was.right;
            done.was.push(was);
            done.is.push(is);
        }
        done.attempts.push(regraded);
    }
    done
}

impl Again {
    /// Whether these attempts are a passed test now and were none, as the course counts attempts. Who has passed keeps that,
    /// whatever came later, and what somebody was told is not worth less than they were told.
    fn passes(&self, assessment: &Assessment) -> bool {
        let (counts, pass) = (assessment.rules.counts, assessment.pass_percent);
        let suffices = |shares: Vec<Share>| {
            counts == Counts::Best || standing(&shares, counts).is_some_and(|stands| stands.suffices(pass))
        };
        let decided = |grade: &&Grade| !grade.undecided;
        let had_passed = |last: usize| {
            let until = self.was[..=last].iter().filter(decided);
            self.was[last].passed && suffices(until.map(Grade::share).collect())
        };
        // What mentors have yet to read counts for nothing yet.
        let told = self.was.iter().zip(&self.is).filter(|(was, is)| !was.undecided || !is.undecided);
        let better = told.map(|(was, is)| is.share().max(was.share())).collect();
        let reaches = self.is.iter().any(|grade| grade.passed);
        reaches && suffices(better) && !(0..self.was.len()).any(had_passed)
    }
}

/// What grading again comes to for so many people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Effect {
    /// Who have finished the test at least once.
    pub people: u32,
    /// Whose marks differ in any of the attempts that they have finished.
    pub changed: u32,
    /// Who have not passed, and would.
    pub passing: u32,
}

/// What grading finished attempts at a week's test again would come to, by the key of a version that is yet to be made.
pub fn effect(attempts: &[Attempt], library: &Library, week: u8, new: &Assessment) -> Effect {
    /// No version has it.
    const YET_TO_BE_MADE: VersionId = VersionId(i64::MIN);
    let mut by_person: BTreeMap<EnrolmentId, Vec<Attempt>> = BTreeMap::new();
    for attempt in attempts.iter().filter(|attempt| attempt.is_finished()) {
        by_person.entry(attempt.enrolment).or_default().push(attempt.clone());
    }
    let mut effect = Effect::default();
    for attempts in by_person.into_values() {
        let done = again(attempts, library, week, (YET_TO_BE_MADE, new));
        effect.people += 1;
        effect.changed += u32::from(done.changed);
        effect.passing += u32::from(done.passes(new));
    }
    effect
}
