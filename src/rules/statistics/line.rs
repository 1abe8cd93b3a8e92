//! What admins see of an item in the chat: rounded to whole percents, and nothing that takes long to compute.

use super::doubt::Doubt;
use super::gather::{Gathered, Source};
use super::report::{Figure, brief};
use crate::rules::course::Language;
use crate::rules::ids::VersionId;
use serde::{Deserialize, Serialize};

/// Items that stand in one message.
pub const A_PAGE: u16 = 12;

/// Items that a picture shows: more would be too small on a phone.
pub const A_CHART: u16 = 6;

/// An item with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemLine {
    /// The version that it stands in, and its place in the assessment there, from 0.
    pub version: VersionId,
    pub item: u16,
    /// Attempts that hold it.
    pub n: u32,
    /// `None` for too few attempts; then there are no picks either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<Share>,
    /// Choices by their place in the source language, and how many picked or ticked each; those that nobody did are not
    /// there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub picks: Vec<(u8, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// Of one in doubt, the line in the file of each language, from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<(Language, u32)>,
}

/// A figure in whole percents, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub value: i8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<(i8, i8)>,
}

impl Share {
    fn of(figure: &Figure) -> Self {
        let whole = |value: f64| value.round().clamp(-100.0, 100.0) as i8;
        Self {
            value: whole(figure.value),
            interval: figure.interval.map(|(low, high)| (whole(low.floor()), whole(high.ceil()))),
        }
    }
}

/// The items of a test in their order, those that only earlier versions have behind the others.
pub fn lines(gathered: &Gathered) -> Vec<ItemLine> {
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let line = |(place, (figures, source)): (usize, (super::report::ItemFigures, &Source))| {
        let picked = figures.picks.iter().map(|pick| (pick.choice, small(pick.count)));
        // Under the minimum of answers there are neither.
        let ticked = gathered.ticks.get(place).filter(|_| figures.facility.is_some());
        let ticked = ticked.into_iter().flatten().map(|(choice, count)| (*choice, *count));
        ItemLine {
            version: source.version,
            item: source.item,
            n: small(figures.n),
            facility: figures.facility.as_ref().map(Share::of),
            picks: picked.chain(ticked).collect(),
            doubt: figures.doubt,
            lines: Vec::new(),
        }
    };
    brief(&gathered.table).into_iter().zip(&gathered.sources).enumerate().map(line).collect()
}
