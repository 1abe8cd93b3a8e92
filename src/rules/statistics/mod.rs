//! What a test's answers say about the test: Moodle's quiz statistics, for each item and for the whole.
//!
//! The formulas are those of *Quiz statistics calculations* in Moodle's developer documentation (docs.moodle.org/dev),
//! read together with what its report does (`quiz_statistics\calculator`, `core_question\statistics\questions\calculator`),
//! so that a bank that was used in both can be compared. As there:
//!
//! - what is reckoned with is the mark of each item, whatever its kind: fractions and negative marks are marks like others;
//! - discrimination is the correlation of an item's marks with those of *the rest* of the same attempt. (For an item drawn
//!   from a pool Moodle's code takes the whole attempt, the item included; here it is the rest for all.)
//! - where attempts hold different items, effective weights and internal consistency are about *places* (the first item
//!   that was asked, the second, ...), which Moodle calls positions or slots; where all hold the same, a place is an item.
//!
//! Only first finished attempts are taken unless somebody asks for others: a second attempt builds on the first. An index
//! is not given under [`MIN_ATTEMPTS`] attempts, and each is given with its number of attempts and a 95 % interval, see
//! [`interval`].

mod choices;
mod doubt;
mod gather;
pub mod interval;
mod line;
mod raw;
mod report;
mod select;
mod table;

pub use choices::{Pick, picks};
pub use doubt::{Doubt, MIN_PICKS, doubt};
pub use gather::{Gathered, Source, gather, guess};
pub use line::{A_CHART, A_PAGE, ItemLine, Share, lines};
pub use report::{Figure, ItemFigures, PlaceFigures, Report, WholeFigures, brief, report};
pub use select::Which;
pub use table::{Facts, Scored, Table};

/// Attempts below which an index is not given. With nine, half of the items that discriminate as they should (0.3) still
/// have an interval from below -0.4 to above 0.8: such a figure misleads more often than it helps; and the figures of a
/// handful of people could be told apart.
pub const MIN_ATTEMPTS: usize = 10;

#[cfg(test)]
mod tests;
