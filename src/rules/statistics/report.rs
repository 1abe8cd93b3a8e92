//! All figures of a test, each with its number of attempts and its interval, silent where there are too few.

use super::MIN_ATTEMPTS;
use super::choices::{Pick, picks_of};
use super::doubt::{Doubt, doubt};
use super::interval::{fisher, jackknife, median, wilson};
use super::raw::{self, WHOLE};
use super::table::{Column, Facts, Table};
use serde::Serialize;

/// An index. In percent unless it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    pub value: f64,
    /// From and to, 95 %; `None` where the method has no interval to give.
    pub interval: Option<(f64, f64)>,
    /// Attempts that it was computed from.
    pub n: usize,
}

/// The figures of an item; an index that is `None` is not given for so few attempts, or does not exist for such marks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemFigures {
    /// Attempts that hold it.
    pub n: usize,
    /// The mean mark, of the highest.
    pub facility: Option<Figure>,
    /// The standard deviation of the marks, of the highest mark.
    pub deviation: Option<Figure>,
    /// What blind guessing brings, of the highest mark; exact, so without an interval.
    pub guess: Option<f64>,
    /// The correlation with the rest of the attempt: -100 to 100.
    pub discrimination: Option<Figure>,
    /// The discrimination, of the largest that such marks could have: up to 100.
    pub efficiency: Option<Figure>,
    /// Its highest mark, of those of all items; exact. `None` where attempts hold different items.
    pub intended_weight: Option<f64>,
    /// How much it takes part in how the totals vary, of all; `None`, too, where it goes against them or attempts hold
    /// different items.
    pub effective_weight: Option<Figure>,
    /// Each choice with how many picked it, as far as items have one choice; empty under the minimum.
    pub picks: Vec<Pick>,
    pub doubt: Option<Doubt>,
}

/// The figures of a place, where attempts hold different items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceFigures {
    pub facility: Option<Figure>,
    pub deviation: Option<Figure>,
    pub discrimination: Option<Figure>,
    pub efficiency: Option<Figure>,
    pub effective_weight: Option<Figure>,
}

/// The figures of a test. Marks are in percent of what the attempt could bring.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct WholeFigures {
    pub mean: Option<Figure>,
    pub median: Option<Figure>,
    pub deviation: Option<Figure>,
    /// Where the tail is, below (negative) or above; no percentage.
    pub skewness: Option<Figure>,
    /// How peaked the marks are, 0 for a bell; no percentage.
    pub kurtosis: Option<Figure>,
    /// The coefficient of internal consistency (Cronbach's alpha), up to 100.
    pub consistency: Option<Figure>,
    /// The share of the standard deviation that is chance: 0 to 100.
    pub error_ratio: Option<Figure>,
    /// By how much a person's marks are uncertain.
    pub standard_error: Option<Figure>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Attempts taken.
    pub n: usize,
    pub whole: WholeFigures,
    /// In the order of [`Table::items`].
    pub items: Vec<ItemFigures>,
    /// Only where attempts hold different items, but the same number of them.
    pub places: Vec<PlaceFigures>,
}

/// All figures of a test.
pub fn report(table: &Table) -> Report {
    let is_fixed = table.is_fixed();
    let places = table.places();
    let columns = table.items_by_column();
    let weights = weights(table, &places);
    let most: f64 = columns.iter().filter(|column| column.len() > 0).map(|column| column.max).sum();
    // Where all attempts hold the same items, the places are those items, in their order.
    let mut of_items = weights.iter().copied();
    let mut items = Vec::with_capacity(columns.len());
    for (facts, column) in table.items.iter().zip(&columns) {
        let is_asked = column.len() > 0;
        let weight = if is_fixed && is_asked { of_items.next().flatten() } else { None };
        let intended = (is_fixed && is_asked && most > 0.0).then(|| 100.0 * column.max / most);
        items.push(item(facts, column, indexes(column), (intended, weight)));
    }
    let place = |(column, weight): (&Column, &Option<Figure>)| {
        let [facility, deviation, discrimination, efficiency] = indexes(column);
        PlaceFigures { facility, deviation, discrimination, efficiency, effective_weight: *weight }
    };
    let of_places = if is_fixed { Vec::new() } else { places.iter().zip(&weights).map(place).collect() };
    Report { n: table.attempts.len(), whole: whole(table, &places), items, places: of_places }
}

/// The figures that take no jackknife: facility, discrimination, picks and doubts; quick whatever the number of attempts.
pub fn brief(table: &Table) -> Vec<ItemFigures> {
    let quick = |(facts, column): (&Facts, &Column)| {
        let of_column = [facility(column), None, discrimination(column), None];
        item(facts, column, of_column, (None, None))
    };
    table.items.iter().zip(&table.items_by_column()).map(quick).collect()
}

fn item(
    facts: &Facts,
    column: &Column,
    [facility, deviation, discrimination, efficiency]: [Option<Figure>; 4],
    (intended, weight): (Option<f64>, Option<Figure>),
) -> ItemFigures {
    let is_shown = column.len() >= MIN_ATTEMPTS;
    let mut figures = ItemFigures {
        n: column.len(),
        facility,
        deviation,
        guess: facts.guess.map(|guess| 100.0 * guess),
        discrimination,
        efficiency,
        intended_weight: intended,
        effective_weight: weight,
        picks: if is_shown { picks_of(column) } else { Vec::new() },
        doubt: None,
    };
    figures.doubt = doubt(&figures);
    figures
}

/// Facility, deviation, discrimination and efficiency.
fn indexes(column: &Column) -> [Option<Figure>; 4] {
    let n = column.len();
    if n < MIN_ATTEMPTS {
        return [None; 4];
    }
    let half = jackknife(n, |kept| {
        let part = part(column, kept);
        vec![raw::spread(&part), raw::efficiency(&part)]
    });
    [
        facility(column),
        raw::spread(column).map(|value| around(value, half[0], n, (0.0, f64::INFINITY))),
        discrimination(column),
        raw::efficiency(column).map(|value| around(value, half[1], n, (f64::NEG_INFINITY, 100.0))),
    ]
}

fn facility(column: &Column) -> Option<Figure> {
    let n = column.len();
    let value = raw::facility(column).filter(|_| n >= MIN_ATTEMPTS)?;
    let is_share = column.marks.iter().all(|mark| (0.0..=column.max).contains(mark));
    let interval = wilson((value / 100.0).clamp(0.0, 1.0), n).filter(|_| is_share);
    Some(Figure { value, interval: interval.map(percent), n })
}

fn discrimination(column: &Column) -> Option<Figure> {
    let n = column.len();
    let value = raw::discrimination(column).filter(|_| n >= MIN_ATTEMPTS)?;
    Some(Figure { value, interval: fisher(value / 100.0, n).map(percent), n })
}

fn percent((low, high): (f64, f64)) -> (f64, f64) {
    (100.0 * low, 100.0 * high)
}

/// A value with so much to both sides, within what is possible.
fn around(value: f64, half: Option<f64>, n: usize, (least, most): (f64, f64)) -> Figure {
    Figure { value, interval: half.map(|half| ((value - half).max(least), (value + half).min(most))), n }
}

fn part(column: &Column, kept: &[usize]) -> Column {
    let of = |values: &[f64]| kept.iter().map(|attempt| values[*attempt]).collect();
    Column { max: column.max, marks: of(&column.marks), rests: of(&column.rests), choices: Vec::new() }
}

/// The effective weight of each place.
fn weights(table: &Table, places: &[Column]) -> Vec<Option<Figure>> {
    let n = table.attempts.len();
    if n < MIN_ATTEMPTS {
        return vec![None; places.len()];
    }
    let parts = |kept: &[usize]| places.iter().map(|place| part(place, kept)).collect::<Vec<Column>>();
    let half = jackknife(n, |kept| raw::effective_weights(&parts(kept)));
    let weight = |(value, half): (Option<f64>, Option<f64>)| value.map(|value| around(value, half, n, (0.0, 100.0)));
    raw::effective_weights(places).into_iter().zip(half).map(weight).collect()
}

fn whole(table: &Table, places: &[Column]) -> WholeFigures {
    const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
    const LIMITS: [(f64, f64); WHOLE] =
        [ANY, ANY, (0.0, f64::INFINITY), ANY, ANY, (f64::NEG_INFINITY, 100.0), (0.0, 100.0), (0.0, f64::INFINITY)];
    let n = table.attempts.len();
    if n < MIN_ATTEMPTS {
        return WholeFigures::default();
    }
    let percents = table.percents();
    let half = jackknife(n, |kept| {
        let of_kept: Vec<f64> = kept.iter().map(|attempt| percents[*attempt]).collect();
        let places: Vec<Column> = places.iter().map(|place| part(place, kept)).collect();
        raw::whole(&of_kept, &places).to_vec()
    });
    let values = raw::whole(&percents, places);
    let figure = |index: usize| values[index].map(|value| around(value, half[index], n, LIMITS[index]));
    let mut sorted = percents;
    sorted.sort_by(f64::total_cmp);
    WholeFigures {
        mean: figure(0),
        median: values[1].map(|value| Figure { value, interval: median(&sorted), n }),
        deviation: figure(2),
        skewness: figure(3),
        kurtosis: figure(4),
        consistency: figure(5),
        error_ratio: figure(6),
        standard_error: figure(7),
    }
}
