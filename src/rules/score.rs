//! Which score of a week's attempts stands, where a course says that not simply the best one does.

use super::course::Assessment;
use super::gate::{Gate, WeekProgress};
use super::grading::Grade;
use super::item::Mark;
use super::notice::OpenedBy;
use super::test_rules::Counts;
use serde::{Deserialize, Serialize};

/// What an attempt came to, in ten-millionths of all that could be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Share(pub u32);

/// The score that stands, as it is told where not simply the best does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub counts: Counts,
    /// Whole percent, cut.
    pub percent: u8,
}

/// What the result of an attempt says besides its score and the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Besides {
    /// Attempts that are left while the way on is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
    /// This attempt reached the pass mark, though the score that stands does not.
    #[serde(skip_serializing_if = "is_false")]
    pub reached: bool,
    /// With that the way on was open already.
    #[serde(skip_serializing_if = "is_false")]
    pub was_open: bool,
    /// It ended because its time was over.
    #[serde(skip_serializing_if = "is_false")]
    pub ran_out: bool,
    /// The answers can be looked at once more.
    #[serde(skip_serializing_if = "is_false")]
    pub look_back: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Besides {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Thirds that were cut add up to a whole all the same.
const NEAR: u32 = 10;

impl Share {
    /// Whether it reaches the pass mark.
    pub const fn suffices(self, pass_percent: u8) -> bool {
        self.0 + NEAR >= pass_percent as u32 * 100_000
    }

    /// In whole percent, cut: what is under a pass mark never reads as if it had reached it.
    pub const fn percent(self) -> u8 {
        let percent = (self.0 + NEAR) / 100_000;
        if percent > 100 { 100 } else { percent as u8 }
    }
}

impl Grade {
    /// What it is of all that could be had.
    pub fn share(&self) -> Share {
        let points = self.points.map_or(i64::from(self.right) * Mark::FULL.0, |points| points.0);
        let share = if self.total == 0 { 0 } else { points / i64::from(self.total) };
        Share(u32::try_from(share).unwrap_or(0))
    }
}

impl WeekProgress {
    /// Whether any attempt has reached the pass mark, also where the score that stands has not.
    pub fn has_reached(&self, assessment: &Assessment) -> bool {
        let opened_it = matches!(self.gate, Gate::Open { by: OpenedBy::Passed, .. });
        self.badge || opened_it || self.shares.iter().any(|share| share.suffices(assessment.pass_percent))
    }
}

/// The score that stands after these, in their order; `None` before the first.
pub fn standing(shares: &[Share], counts: Counts) -> Option<Share> {
    match counts {
        Counts::Best => shares.iter().copied().max(),
        Counts::Last => shares.last().copied(),
        Counts::First => shares.first().copied(),
        Counts::Average => {
            let sum: u64 = shares.iter().map(|share| u64::from(share.0)).sum();
            let mean = sum.checked_div(shares.len() as u64)?;
            u32::try_from(mean).ok().map(Share)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn share(percent: u32) -> Share {
        Share(percent * 100_000)
    }

    #[test]
    fn each_way_of_counting() {
        for (percents, best, last, first, average) in [
            (&[40][..], 40, 40, 40, 40),
            (&[40, 80], 80, 80, 40, 60),
            (&[80, 40], 80, 40, 80, 60),
            (&[10, 20, 60], 60, 60, 10, 30),
        ] {
            let shares: Vec<Share> = percents.iter().map(|percent| share(*percent)).collect();
            for (counts, expected) in
                [(Counts::Best, best), (Counts::Last, last), (Counts::First, first), (Counts::Average, average)]
            {
                assert_eq!(standing(&shares, counts), Some(share(expected)), "{percents:?} {counts:?}");
            }
        }
        assert_eq!(standing(&[], Counts::Average), None);
    }

    #[test]
    fn thirds_add_up_to_a_half() {
        let mean = standing(&[Share(3_333_333), Share(6_666_666)], Counts::Average).expect("two of them");
        assert!(mean.suffices(50) && mean.percent() == 50, "{mean:?}");
        assert!(!Share(5_999_000).suffices(60) && Share(5_999_000).percent() == 59);
    }

    proptest! {
        #[test]
        fn what_stands_lies_among_what_was_reached(
            shares in proptest::collection::vec(0_u32..=10_000_000, 1..12), which in 0_usize..4,
        ) {
            let shares: Vec<Share> = shares.into_iter().map(Share).collect();
            let counts = [Counts::Best, Counts::Last, Counts::First, Counts::Average][which];
            let stands = standing(&shares, counts).expect("there are some");
            prop_assert!(shares.iter().min() <= Some(&stands) && Some(&stands) <= shares.iter().max());
        }
    }
}
