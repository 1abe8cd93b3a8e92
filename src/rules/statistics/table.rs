//! What the figures are made from: marks, by attempt and item.

/// The marks of a test. Nothing is known of people; the order of the attempts means nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub items: Vec<Facts>,
    /// For each attempt its items in the order in which they were asked, each at most once.
    pub attempts: Vec<Vec<Scored>>,
}

/// What an item can bring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts {
    /// The highest mark, above 0.
    pub max: f64,
    /// The share of it (0 to 1) that blind guessing brings on average; `None` where that cannot be said.
    pub guess: Option<f64>,
}

/// What an item brought in an attempt. One that was not answered brought 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// By place in [`Table::items`].
    pub item: usize,
    /// Usually from 0 to the highest; below 0 where wrong answers cost something.
    pub mark: f64,
    /// The one choice that was picked, by its place in the source language, for items that have one.
    pub choice: Option<u8>,
}

/// An item (or a place) with its marks, and what the rest of the same attempts brought.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Column {
    pub max: f64,
    pub marks: Vec<f64>,
    pub rests: Vec<f64>,
    pub choices: Vec<Option<u8>>,
}

impl Column {
    fn push(&mut self, scored: &Scored, total: f64, max: f64) {
        self.max = self.max.max(max);
        self.marks.push(scored.mark);
        self.rests.push(total - scored.mark);
        self.choices.push(scored.choice);
    }

    pub fn len(&self) -> usize {
        self.marks.len()
    }
}

/// The marks of an attempt.
pub(super) fn total(attempt: &[Scored]) -> f64 {
    attempt.iter().map(|scored| scored.mark).sum()
}

impl Table {
    /// A column for each item, with the attempts that hold it.
    pub(super) fn items_by_column(&self) -> Vec<Column> {
        let mut columns: Vec<Column> =
            self.items.iter().map(|facts| Column { max: facts.max, ..Column::default() }).collect();
        for attempt in &self.attempts {
            let total = total(attempt);
            for scored in attempt {
                columns[scored.item].push(scored, total, 0.0);
            }
        }
        columns
    }

    /// Whether all attempts hold the same items, in whatever order.
    pub(super) fn is_fixed(&self) -> bool {
        let held = |attempt: &Vec<Scored>| {
            let mut items: Vec<usize> = attempt.iter().map(|scored| scored.item).collect();
            items.sort_unstable();
            items
        };
        let mut all = self.attempts.iter().map(held);
        all.next().is_none_or(|first| all.all(|other| other == first))
    }

    /// A column for each place, all with all attempts in their order: the items where all attempts hold the same; else the
    /// places in which they were asked; nothing where attempts have different numbers of items.
    pub(super) fn places(&self) -> Vec<Column> {
        if self.is_fixed() {
            let columns = self.items_by_column();
            return columns.into_iter().filter(|column| column.len() == self.attempts.len()).collect();
        }
        let length = self.attempts.first().map_or(0, Vec::len);
        if self.attempts.iter().any(|attempt| attempt.len() != length) {
            return Vec::new();
        }
        let mut columns = vec![Column::default(); length];
        for attempt in &self.attempts {
            let total = total(attempt);
            for (column, scored) in columns.iter_mut().zip(attempt) {
                column.push(scored, total, self.items[scored.item].max);
            }
        }
        columns
    }

    /// What each attempt brought, in percent of what it could bring.
    pub(super) fn percents(&self) -> Vec<f64> {
        let percent = |attempt: &Vec<Scored>| {
            let most: f64 = attempt.iter().map(|scored| self.items[scored.item].max).sum();
            if most > 0.0 { 100.0 * total(attempt) / most } else { 0.0 }
        };
        self.attempts.iter().map(percent).collect()
    }
}
