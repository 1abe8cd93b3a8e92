//! The sentence that somebody may write on the second day, *why this course matters to me*: kept sealed, shown to them
//! alone above each week's first lesson.

use super::decision::Refusal;
use super::enrolment::{Enrolment, Status};
use chrono::{DateTime, TimeDelta, Utc};

/// Signs that it may have, so that it stays above a lesson without pushing it out of sight.
pub const LONGEST: u16 = 300;

/// How long what is written next is taken for the sentence. Later it is a message to the mentors again: nothing that
/// somebody wants to ask is to be kept back for a button that was pressed and forgotten.
pub const AWAITED_FOR: TimeDelta = TimeDelta::hours(1);

impl Enrolment {
    /// The sentence is asked for: what is written next is taken for it. Asking twice waits anew.
    pub fn await_why(mut self, now: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.status {
            Status::Onboarding { .. } => return Err(Refusal::NotEnrolled),
            Status::Left { .. } => return Err(Refusal::HasLeft),
            _ => {}
        }
        self.progress.why_asked_at = Some(now);
        Ok(self)
    }

    /// Whether what is written now is taken for the sentence.
    pub fn awaits_why(&self, now: DateTime<Utc>) -> bool {
        self.progress.why_asked_at.is_some_and(|at| now < at + AWAITED_FOR)
    }

    /// Something else was done: what is written next is no sentence, neither this one nor another, no name, and no letter for
    /// what was shown for practice. A name that was shown goes on waiting to be confirmed.
    pub fn forget_awaited(mut self) -> Self {
        (self.progress.why_asked_at, self.progress.awaited, self.progress.practising) = (None, None, None);
        self.progress.naming = self.progress.naming.filter(|naming| naming.shown);
        self
    }

    /// A sentence was written; the one before is replaced.
    pub fn keep_why(mut self) -> Self {
        (self.progress.why, self.progress.why_asked_at) = (true, None);
        self
    }

    /// The sentence goes. A second time changes nothing.
    pub fn remove_why(mut self) -> Self {
        (self.progress.why, self.progress.why_asked_at) = (false, None);
        self
    }
}

/// The sentence as it is kept: one line, no more than [`LONGEST`] signs.
pub fn sentence(written: &str) -> Result<String, Refusal> {
    let words: Vec<&str> = written.split_whitespace().collect();
    let sentence = words.join(" ");
    let signs = sentence.chars().count();
    if (1..=usize::from(LONGEST)).contains(&signs) {
        Ok(sentence)
    } else {
        Err(Refusal::SentenceTooLong { most: LONGEST })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::enrolment::Progress;
    use crate::rules::ids::{CohortId, EnrolmentId, PersonId};
    use crate::rules::model::Handle;

    #[test]
    fn a_sentence_is_one_line_and_not_too_long() {
        assert_eq!(sentence("  for my\n\nvillage "), Ok("for my village".to_owned()));
        let longest = "ن".repeat(usize::from(LONGEST));
        assert_eq!(sentence(&longest), Ok(longest.clone()));
        for text in ["", " \n", &format!("{longest}ن")] {
            assert_eq!(sentence(text), Err(Refusal::SentenceTooLong { most: LONGEST }), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_taken_for_the_sentence_for_an_hour() {
        let at = |minute| DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        let enrolment = Enrolment {
            id: EnrolmentId(1),
            person: PersonId(1),
            cohort: CohortId(1),
            handle: Handle(0),
            status: Status::Active,
            progress: Progress::default(),
        };
        assert!(!enrolment.awaits_why(at(0)));
        let asked = enrolment.clone().await_why(at(0)).expect("a participant");
        assert!(asked.awaits_why(at(59)) && !asked.awaits_why(at(60)));
        assert!(!asked.clone().forget_awaited().awaits_why(at(1)));
        let kept = asked.keep_why();
        assert!(kept.progress.why && !kept.awaits_why(at(1)));
        assert!(!kept.remove_why().progress.why);
        let left = Enrolment { status: Status::Left { at: at(0) }, ..enrolment };
        assert_eq!(left.await_why(at(1)), Err(Refusal::HasLeft));
    }
}
