//! Whether the key of an item may be wrong, or its words misleading. It is a reason to look, not a verdict.

use super::report::{Figure, ItemFigures};
use serde::{Deserialize, Serialize};

/// So few who picked a choice say nothing about the strong.
pub const MIN_PICKS: usize = 5;

/// What speaks against an item, the strongest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum Doubt {
    /// Who does well on the rest picks this choice (by its place in the source language), which brings less than the key.
    StrongPick { choice: u8 },
    /// Who does well on the rest does badly here: all of the interval is below 0.
    Negative,
    /// It is answered worse than by guessing: all of the interval is below what that brings.
    BelowGuess,
}

/// What speaks against an item, if anything. Each reason needs all of a 95 % interval, so of forty items that are as they
/// should be about one is named by chance.
pub fn doubt(item: &ItemFigures) -> Option<Doubt> {
    let discrimination = item.discrimination?;
    let low = |figure: &Figure| figure.interval.map_or(f64::NEG_INFINITY, |(low, _)| low);
    let high = |figure: &Figure| figure.interval.map_or(f64::INFINITY, |(_, high)| high);
    // The key itself goes with the rest as the marks do, so only a distractor can be stronger.
    let strong = (item.picks.iter())
        .filter(|pick| pick.count >= MIN_PICKS)
        .filter_map(|pick| Some((pick.choice, pick.strength?)))
        .filter(|(_, strength)| low(strength) > 0.0 && strength.value > discrimination.value + 1e-9)
        .max_by(|(_, one), (_, other)| one.value.total_cmp(&other.value));
    let is_below_guess = || {
        let (facility, guess) = (item.facility.as_ref()?, item.guess?);
        Some(high(facility) < guess)
    };
    if let Some((choice, _)) = strong {
        Some(Doubt::StrongPick { choice })
    } else if high(&discrimination) < 0.0 {
        Some(Doubt::Negative)
    } else {
        is_below_guess().filter(|is_below| *is_below).map(|_| Doubt::BelowGuess)
    }
}
