//! What admins correct of a cohort's days: days of rest, the dates of Ramadan, and the last correction taken back.
//!
//! The data of these buttons stand in the family of [`super::press`]: a tag of two letters, the cohort, then numbers.

use super::decision::Refusal;
use super::press::{date, day_number};
use super::rest::{CohortDays, Corrected, Span};
use serde::{Deserialize, Serialize};

/// A correction. Each names the state that it asks for, so a repeated one changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// None: the days as they stand.
    Show,
    /// Days of rest for everybody, on top of the others.
    Rest(Span),
    /// No days of rest but those of the course.
    NoRest,
    /// The dates of Ramadan.
    Ramadan(Span),
    /// The dates of Ramadan as the course has them.
    OwnRamadan,
    /// The days as they stood before the correction with this number.
    Undo { number: u32 },
}

impl Correction {
    /// The tag of two letters and the numbers behind the cohort.
    pub(super) fn encode(self) -> (&'static str, Vec<i64>) {
        let dates = |span: Span| vec![day_number(span.from), day_number(span.until)];
        match self {
            Self::Show => ("hs", vec![]),
            Self::Rest(span) => ("hr", dates(span)),
            Self::NoRest => ("hn", vec![]),
            Self::Ramadan(span) => ("hm", dates(span)),
            Self::OwnRamadan => ("ho", vec![]),
            Self::Undo { number } => ("hu", vec![number.into()]),
        }
    }

    /// `None` for what is no correction.
    pub(super) fn decode(tag: &str, numbers: &[i64]) -> Option<Self> {
        let span = |from, until| {
            let span = Span { from: date(from)?, until: date(until)? };
            (span.from <= span.until).then_some(span)
        };
        Some(match (tag, numbers) {
            ("hs", &[]) => Self::Show,
            ("hr", &[from, until]) => Self::Rest(span(from, until)?),
            ("hn", &[]) => Self::NoRest,
            ("hm", &[from, until]) => Self::Ramadan(span(from, until)?),
            ("ho", &[]) => Self::OwnRamadan,
            ("hu", &[number]) => Self::Undo { number: number.try_into().ok()? },
            _ => return None,
        })
    }

    /// One of each kind, with the largest figures.
    #[cfg(test)]
    pub(super) fn every() -> Vec<Self> {
        let last = chrono::NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date");
        let span = Span { from: last, until: last };
        let undo = Self::Undo { number: u32::MAX };
        vec![Self::Show, Self::Rest(span), Self::NoRest, Self::Ramadan(span), Self::OwnRamadan, undo]
    }
}

impl CohortDays {
    /// The days as they stand after a correction; `None` when they stand so already. Only the last correction can be taken
    /// back; taking it back is one too.
    pub fn correct(&self, correction: Correction) -> Result<Option<Self>, Refusal> {
        let now = Corrected { ramadan: self.ramadan.clone(), rest: self.rest.clone() };
        let mut next = now.clone();
        match correction {
            Correction::Show => {}
            Correction::Rest(span) => {
                if !next.rest.contains(&span) {
                    next.rest.push(span);
                    next.rest.sort_unstable();
                }
            }
            Correction::NoRest => next.rest.clear(),
            Correction::Ramadan(span) => next.ramadan = vec![span],
            Correction::OwnRamadan => next.ramadan.clear(),
            Correction::Undo { number } if number == self.corrections => match &self.before {
                Some(before) => next.clone_from(before),
                None => return Err(Refusal::Outdated),
            },
            Correction::Undo { .. } => return Err(Refusal::Outdated),
        }
        Ok((next != now).then(|| Self {
            ramadan: next.ramadan,
            rest: next.rest,
            silent: self.silent.clone(),
            corrections: self.corrections.wrapping_add(1),
            before: Some(now),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, until: &str) -> Span {
        Span { from: from.parse().expect("a date"), until: until.parse().expect("a date") }
    }

    #[test]
    fn a_correction_is_made_once_and_taken_back_once() {
        let (feast, storm) = (span("2027-03-10", "2027-03-12"), span("2027-03-16", "2027-03-16"));
        let ramadan = span("2027-02-09", "2027-03-10");
        let mut days = CohortDays::default();
        for (correction, rest, month) in [
            (Correction::Rest(storm), vec![storm], vec![]),
            (Correction::Rest(feast), vec![feast, storm], vec![]),
            (Correction::Ramadan(ramadan), vec![feast, storm], vec![ramadan]),
            (Correction::NoRest, vec![], vec![ramadan]),
            (Correction::Undo { number: 4 }, vec![feast, storm], vec![ramadan]),
            (Correction::Undo { number: 5 }, vec![], vec![ramadan]),
            (Correction::OwnRamadan, vec![], vec![]),
        ] {
            days = days.correct(correction).expect("allowed").expect("a change");
            assert_eq!((&days.rest, &days.ramadan), (&rest, &month), "after {correction:?}");
            if !matches!(correction, Correction::Undo { .. }) {
                assert_eq!(days.correct(correction), Ok(None), "{correction:?} twice is once");
            }
        }
        assert_eq!(days.correct(Correction::Show), Ok(None));
        assert_eq!(days.correct(Correction::Undo { number: 6 }), Err(Refusal::Outdated), "only the last one");
        assert_eq!(CohortDays::default().correct(Correction::Undo { number: 0 }), Err(Refusal::Outdated));
    }
}
