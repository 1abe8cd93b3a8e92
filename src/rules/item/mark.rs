//! What an answer is worth.

use serde::{Deserialize, Serialize};

/// A part of what an item is worth, in ten-millionths, the unit in which Moodle keeps its fractions. That of an answer is
/// from nothing to all; a weight may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mark(pub i64);

impl Mark {
    pub const ZERO: Self = Self(0);
    pub const FULL: Self = Self(10_000_000);

    /// So near to all or nothing it is all or nothing: three times 33.33333 % is all. Moodle's own tolerance.
    const NEAR: i64 = 10;

    /// The mark for a sum of weights: never under nothing, never over all.
    pub fn of_sum(weights: impl IntoIterator<Item = Self>) -> Self {
        let sum: i64 = weights.into_iter().map(|weight| weight.0).sum();
        Self(sum).within()
    }

    /// The mark for so many right out of so many.
    pub fn of_parts(right: usize, all: usize) -> Self {
        let (right, all) = (i64::try_from(right).unwrap_or(0), i64::try_from(all).unwrap_or(0));
        if all == 0 { Self::ZERO } else { Self(Self::FULL.0 * right / all).within() }
    }

    fn within(self) -> Self {
        match self.0 {
            sum if sum > Self::FULL.0 - Self::NEAR => Self::FULL,
            sum if sum < Self::NEAR => Self::ZERO,
            _ => self,
        }
    }

    pub const fn is_full(self) -> bool {
        self.0 >= Self::FULL.0
    }

    pub const fn is_partial(self) -> bool {
        self.0 > 0 && self.0 < Self::FULL.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_as_in_moodle() {
        for (weights, expected) in [
            (&[5_000_000, 5_000_000][..], 10_000_000),
            (&[3_333_333, 3_333_333, 3_333_333], 10_000_000),
            (&[5_000_000, -5_000_000], 0),
            (&[5_000_000, -10_000_000], 0),
            (&[10_000_000, 5_000_000], 10_000_000),
            (&[3_333_333], 3_333_333),
            (&[], 0),
        ] {
            assert_eq!(Mark::of_sum(weights.iter().map(|weight| Mark(*weight))), Mark(expected), "{weights:?}");
        }
        assert_eq!(Mark::of_parts(1, 3), Mark(3_333_333));
        assert_eq!(Mark::of_parts(3, 3), Mark::FULL);
    }
}
