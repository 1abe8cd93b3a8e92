//! What an answer is worth, as Moodle takes it.

use std::fmt;

/// A share of an item's mark, in hundred-thousandths of a percent: 10,000,000 is the whole, -5,000,000 takes half away.
/// It is always one that Moodle's importer accepts, which has a list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(i32);

/// The fractions of Moodle's list, each also negative; 0 besides.
const LIST: [(i64, i64); 20] = [
    (1, 1),
    (9, 10),
    (5, 6),
    (4, 5),
    (3, 4),
    (7, 10),
    (2, 3),
    (3, 5),
    (1, 2),
    (2, 5),
    (1, 3),
    (3, 10),
    (1, 4),
    (1, 5),
    (1, 6),
    (1, 7),
    (1, 8),
    (1, 9),
    (1, 10),
    (1, 20),
];

impl Weight {
    pub const NONE: Self = Self(0);
    pub const FULL: Self = Self(10_000_000);

    /// All there are, the smallest first.
    pub fn all() -> impl Iterator<Item = Self> {
        let positive = || LIST.iter().map(|&(part, of)| share(part, of));
        positive().map(|share| Self(-share)).chain([Self::NONE]).chain(positive().rev().map(Self))
    }

    /// The weight on the list that is meant by a percentage, given in hundred-thousandths of a percent: the one less
    /// than a thousandth of a percent away, as in Moodle. So 33.333 is a third and 33.3 is nothing.
    pub fn listed(value: i64) -> Option<Self> {
        Self::all().find(|weight| i64::from(weight.0).abs_diff(value) < 100)
    }

    /// The weight on the list that is next to a value; of two the smaller.
    pub fn nearest(value: i64) -> Self {
        let distance = |weight: &Self| i64::from(weight.0).abs_diff(value);
        Self::all().min_by_key(distance).unwrap_or(Self::NONE)
    }

    /// In hundred-thousandths of a percent, -10,000,000 to 10,000,000.
    pub fn value(self) -> i32 {
        self.0
    }

    /// Weights together, as a percentage without its sign.
    pub fn sum(weights: impl IntoIterator<Item = Self>) -> String {
        let sum: i32 = weights.into_iter().fold(0, |sum, weight| weight.0.saturating_add(sum));
        Self(sum).to_string()
    }

    /// Whether weights make up the whole, as Moodle rounds: within half a percent.
    pub fn is_whole(weights: impl IntoIterator<Item = Self>) -> bool {
        let sum: i64 = weights.into_iter().map(|weight| i64::from(weight.0)).sum();
        (sum - i64::from(Self::FULL.0)).abs() < 50_000
    }
}

/// The fraction in hundred-thousandths of a percent, rounded to the nearest.
fn share(part: i64, of: i64) -> i32 {
    let rounded = (part * 20_000_000 + of) / (2 * of);
    i32::try_from(rounded).expect("no fraction of the list is above the whole")
}

/// The percentage without its signs: `50`, `-33.33333`.
impl fmt::Display for Weight {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, value) = (if self.0 < 0 { "-" } else { "" }, self.0.abs());
        let (whole, rest) = (value / 100_000, value % 100_000);
        let digits = format!("{rest:05}");
        match digits.trim_end_matches('0') {
            "" => write!(out, "{sign}{whole}"),
            digits => write!(out, "{sign}{whole}.{digits}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_the_list() {
        assert_eq!(Weight::all().count(), 41);
        assert!(Weight::all().is_sorted());
        for (value, shown) in [
            (10_000_000, Some("100")),
            (-5_000_000, Some("-50")),
            (3_333_300, Some("33.33333")),
            (3_333_333, Some("33.33333")),
            (3_330_000, None),
            (1_428_571, Some("14.28571")),
            (1_666_667, Some("16.66667")),
            (1_250_000, Some("12.5")),
            (500_000, Some("5")),
            (0, Some("0")),
            (4_500_000, None),
            (11_000_000, None),
        ] {
            assert_eq!(Weight::listed(value).map(|weight| weight.to_string()).as_deref(), shown, "{value}");
        }
    }

    #[test]
    fn three_thirds_are_a_whole() {
        let third = Weight::listed(3_333_333).expect("a third is on the list");
        assert!(Weight::is_whole([third; 3]) && !Weight::is_whole([third; 2]));
        assert!(Weight::is_whole([Weight::FULL]) && !Weight::is_whole([]));
    }
}
