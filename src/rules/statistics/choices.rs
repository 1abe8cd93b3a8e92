//! Which choices were picked, and how those who picked one did on the rest.

use super::interval::fisher;
use super::raw::correlation;
use super::report::Figure;
use super::table::{Column, Table};
use serde::Serialize;

/// A choice of an item.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pick {
    /// By its place in the source language, from 0.
    pub choice: u8,
    pub count: usize,
    /// In percent of the attempts that hold the item.
    pub share: f64,
    /// How picking it goes with what the rest of the attempt brought: the correlation, in percent. Positive for what the
    /// strong pick; `None` where everybody or nobody did.
    pub strength: Option<Figure>,
}

/// The choices that were picked at least once, in their order, for one item of a table.
pub fn picks(table: &Table, item: usize) -> Vec<Pick> {
    table.items_by_column().get(item).map(picks_of).unwrap_or_default()
}

pub(super) fn picks_of(column: &Column) -> Vec<Pick> {
    let n = column.len();
    let mut choices: Vec<u8> = column.choices.iter().flatten().copied().collect();
    choices.sort_unstable();
    choices.dedup();
    let pick = |choice: u8| {
        let picked: Vec<f64> = column.choices.iter().map(|of| f64::from(u8::from(*of == Some(choice)))).collect();
        let count = column.choices.iter().filter(|of| **of == Some(choice)).count();
        let strength = correlation(&picked, &column.rests).map(|value| Figure {
            value: 100.0 * value,
            interval: fisher(value, n).map(|(low, high)| (100.0 * low, 100.0 * high)),
            n,
        });
        Pick { choice, count, share: 100.0 * count as f64 / n as f64, strength }
    };
    choices.into_iter().map(pick).collect()
}
