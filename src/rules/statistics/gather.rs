//! From attempts and the courses they were made on to marks.
//!
//! Items are known by their names. A later version of a course may have mended one: with other choices or another key it
//! is an item of its own, so that answers to different questions are never counted together.

use super::select::Which;
use super::table::{Facts, Scored, Table};
use crate::rules::answer::Given;
use crate::rules::course::{Assessment, Item, ItemKind, Library};
use crate::rules::grading::{Answer, Attempt};
use crate::rules::ids::VersionId;
use crate::rules::item::Mark;
use std::collections::BTreeMap;

/// Marks, and which items they are of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gathered {
    pub table: Table,
    /// In the order of [`Table::items`].
    pub sources: Vec<Source>,
    /// In the same order, of items with several right choices: how many ticked each choice, by its place in the source
    /// language. They are no part of the table, for whoever ticks one may tick another.
    pub ticks: Vec<BTreeMap<u8, u32>>,
}

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub version: VersionId,
    /// Its place in the assessment of that version, from 0.
    pub item: u16,
}

/// The marks of a week's attempts. First come the items of the version that is `current`, all of them, in their order;
/// then those that only older attempts hold.
pub fn gather(attempts: &[Attempt], library: &Library, week: u8, current: VersionId, which: Which) -> Gathered {
    let assessment = |version: &VersionId| library.get(version)?.week(week).map(|week| &week.assessment);
    let mut found = Finder::default();
    if let Some(assessment) = assessment(&current) {
        for item in (0..assessment.items.len()).filter(|item| assessment.items[*item].kind.is_counted()) {
            found.place(current, item.try_into().unwrap_or(u16::MAX), assessment);
        }
    }
    let marks = |attempt: &Attempt| attempt.answers.iter().map(mark).sum::<f64>();
    for attempt in which.of(attempts, marks) {
        let Some(assessment) = assessment(&attempt.version) else { continue };
        let scored = attempt.order.iter().enumerate().filter_map(|(position, item)| {
            // What is only read is nothing to count.
            assessment.items.get(usize::from(*item)).filter(|item| item.kind.is_counted())?;
            let place = found.place(attempt.version, *item, assessment)?;
            let answer = attempt.answers.get(position);
            if let Some(Given::Several(picked)) = answer.map(|answer| &answer.given) {
                let ticks = found.gathered.ticks.get_mut(place)?;
                picked.iter().for_each(|choice| *ticks.entry(*choice).or_default() += 1);
            }
            Some(Scored { item: place, mark: answer.map_or(0.0, mark), choice: answer.and_then(choice) })
        });
        let scored = scored.collect();
        found.gathered.table.attempts.push(scored);
    }
    found.gathered
}

/// What an answer brought, of 1.
fn mark(answer: &Answer) -> f64 {
    share(answer.mark)
}

fn share(mark: Mark) -> f64 {
    mark.0 as f64 / Mark::FULL.0 as f64
}

/// The choice of an answer that is one.
fn choice(answer: &Answer) -> Option<u8> {
    match answer.given {
        Given::Choice(choice) => Some(choice),
        _ => None,
    }
}

/// What blind guessing brings: as in Moodle the mean of what the choices bring.
pub fn guess(item: &Item) -> Option<f64> {
    match &item.kind {
        ItemKind::SingleChoice | ItemKind::TrueFalse => {
            let worth: f64 = item.choices.iter().map(|choice| share(choice.worth())).sum();
            (!item.choices.is_empty()).then(|| worth / item.choices.len() as f64)
        }
        ItemKind::Matching { .. } => (!item.choices.is_empty()).then(|| 1.0 / item.choices.len() as f64),
        // Nobody guesses a number or a word, unless anything is taken for one.
        ItemKind::Numerical { answers } => {
            Some(answers.iter().find(|answer| answer.is_any()).map_or(0.0, |any| share(any.mark)))
        }
        ItemKind::ShortAnswer { answers } => {
            Some(answers.iter().find(|answer| answer.pattern == "*").map_or(0.0, |any| share(any.mark)))
        }
        ItemKind::SeveralRight | ItemKind::Essay | ItemKind::Description => None,
    }
}

/// Finds items again.
#[derive(Debug, Default)]
struct Finder<'a> {
    gathered: Gathered,
    items: Vec<&'a Item>,
    known: BTreeMap<(VersionId, u16), usize>,
}

impl<'a> Finder<'a> {
    /// The place of an item in the table; `None` where its version has no such item.
    fn place(&mut self, version: VersionId, item: u16, assessment: &'a Assessment) -> Option<usize> {
        if let Some(place) = self.known.get(&(version, item)) {
            return Some(*place);
        }
        let wanted = assessment.items.get(usize::from(item))?;
        let place = self.items.iter().position(|known| is_the_same(known, wanted)).unwrap_or_else(|| {
            self.items.push(wanted);
            self.gathered.sources.push(Source { name: wanted.name.clone(), version, item });
            self.gathered.ticks.push(BTreeMap::new());
            self.gathered.table.items.push(Facts { max: 1.0, guess: guess(wanted) });
            self.items.len() - 1
        });
        self.known.insert((version, item), place);
        Some(place)
    }
}

/// Whether two versions ask the same: what was mended in the words of the question or in a feedback makes no difference.
fn is_the_same(one: &Item, other: &Item) -> bool {
    let choices =
        |item: &Item| item.choices.iter().map(|choice| (choice.right, choice.text.clone())).collect::<Vec<_>>();
    one.name == other.name && one.kind == other.kind && choices(one) == choices(other)
}
