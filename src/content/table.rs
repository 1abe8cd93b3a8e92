//! A TOML table read key by key.
//!
//! Unknown keys are refused as `serde(deny_unknown_fields)` would, but serde gives up at the first mistake and an
//! author wants all of them; so the tables are read from the spanned tree instead.

use super::kind::ProblemKind;
use super::problem::Fault;
use chrono::NaiveDate;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Parses a document that begins `base` bytes into its file; `None` with a fault if it is not TOML.
pub(super) fn parse<'t>(text: &'t str, base: usize, faults: &mut Vec<Fault>) -> Option<Spanned<DeTable<'t>>> {
    match DeTable::parse(text) {
        Ok(table) => Some(table),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let reason = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            faults.push(Fault::new(ProblemKind::Syntax { reason }, base + span.start..base + span.end));
            None
        }
    }
}

/// The keys of one table; each is asked for once, and [`Fields::finish`] reports those nobody asked for.
pub(super) struct Fields<'d, 'f> {
    table: &'d DeTable<'d>,
    /// Where the table begins: what it lacks is reported there.
    at: Range<usize>,
    base: usize,
    asked: Vec<&'static str>,
    faults: &'f mut Vec<Fault>,
}

impl<'d, 'f> Fields<'d, 'f> {
    /// `at` is relative to the document, `base` the document's place in its file.
    pub(super) fn new(table: &'d DeTable<'d>, at: Range<usize>, base: usize, faults: &'f mut Vec<Fault>) -> Self {
        Self { table, at: base + at.start..base + at.end, base, asked: Vec::new(), faults }
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(Spanned::new(self.place(value), text.clone().into_owned())),
            _ => self.wrong_type(key, value, "a text in quotation marks"),
        }
    }

    pub(super) fn texts(&mut self, key: &'static str) -> Option<Spanned<Vec<Spanned<String>>>> {
        let value = self.get(key)?;
        let DeValue::Array(array) = value.get_ref() else {
            return self.wrong_type(key, value, "a list of texts, as in [\"ar\", \"en\"]");
        };
        let mut texts = Vec::new();
        for element in array.iter() {
            match element.get_ref() {
                DeValue::String(text) => texts.push(Spanned::new(self.place(element), text.clone().into_owned())),
                _ => self.wrong_type(key, element, "each as a text in quotation marks").unwrap_or(()),
            }
        }
        Some(Spanned::new(self.place(value), texts))
    }

    pub(super) fn number(&mut self, key: &'static str, range: RangeInclusive<u8>) -> Option<u8> {
        let value = self.get(key)?;
        let DeValue::Integer(digits) = value.get_ref() else {
            return self.wrong_type(key, value, "a whole number without quotation marks");
        };
        let number = u8::from_str_radix(digits.as_str(), digits.radix()).ok().filter(|number| range.contains(number));
        if number.is_none() {
            let kind = ProblemKind::OutOfRange { key, low: *range.start(), high: *range.end() };
            self.fault(kind, self.place(value));
        }
        number
    }

    /// Numbers under names that the author chooses, each with its place; [`Fields::entries`] says whether it is that.
    pub(super) fn numbers(&mut self, key: &'static str, range: RangeInclusive<u8>) -> Vec<(Spanned<String>, u8)> {
        let mut numbers = Vec::new();
        for (name, value) in self.named(key) {
            let DeValue::Integer(digits) = value.get_ref() else {
                self.wrong_type::<()>(name.get_ref(), value, "a whole number without quotation marks");
                continue;
            };
            let number = u8::from_str_radix(digits.as_str(), digits.radix()).ok();
            match number.filter(|number| range.contains(number)) {
                Some(number) => numbers.push((name, number)),
                None => {
                    let kind = ProblemKind::OutOfRange { key, low: *range.start(), high: *range.end() };
                    self.fault(kind, self.place(value));
                }
            }
        }
        numbers
    }

    /// Texts under names that the author chooses.
    pub(super) fn texts_by_name(&mut self, key: &'static str) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut texts = Vec::new();
        for (name, value) in self.named(key) {
            match value.get_ref() {
                DeValue::String(text) => {
                    texts.push((name, Spanned::new(self.place(value), text.clone().into_owned())));
                }
                _ => self.wrong_type(name.get_ref(), value, "a text in quotation marks").unwrap_or(()),
            }
        }
        texts
    }

    /// The entries of a table inside this one, whatever their names.
    fn named(&mut self, key: &'static str) -> Vec<(Spanned<String>, &'d Spanned<DeValue<'d>>)> {
        let Some((table, _)) = self.table(key) else { return Vec::new() };
        let name = |name: &Spanned<std::borrow::Cow<'_, str>>| {
            let span = name.span();
            Spanned::new(self.base + span.start..self.base + span.end, name.get_ref().to_string())
        };
        table.iter().map(|(key, value)| (name(key), value)).collect()
    }

    /// How many entries the table under a key has; `None` where there is no table.
    pub(super) fn entries(&self, key: &str) -> Option<usize> {
        match self.table.get(key)?.get_ref() {
            DeValue::Table(table) => Some(table.len()),
            _ => None,
        }
    }

    /// Where the value of a key stands.
    pub(super) fn place_of(&mut self, key: &'static str) -> Option<Range<usize>> {
        self.get(key).map(|value| self.place(value))
    }

    /// A date without a time, written without quotation marks.
    pub(super) fn date(&mut self, key: &'static str) -> Option<Spanned<NaiveDate>> {
        let wanted = "a date without quotation marks, as in 2027-03-10";
        let value = self.get(key)?;
        let DeValue::Datetime(given) = value.get_ref() else {
            return self.wrong_type(key, value, wanted);
        };
        let (Some(date), None, None) = (given.date, given.time, given.offset) else {
            return self.wrong_type(key, value, wanted);
        };
        // TOML itself knows how many days a month has.
        let date = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into());
        Some(Spanned::new(self.place(value), date?))
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.wrong_type(key, value, "true or false without quotation marks"),
        }
    }

    /// A table inside this one, with its place.
    pub(super) fn table(&mut self, key: &'static str) -> Option<(&'d DeTable<'d>, Range<usize>)> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some((table, value.span())),
            _ => self.wrong_type(key, value, "it as a table"),
        }
    }

    /// The tables under `[[key]]`, with their places.
    pub(super) fn tables(&mut self, key: &'static str) -> Option<Vec<(&'d DeTable<'d>, Range<usize>)>> {
        let value = self.get(key)?;
        let wanted = match key {
            "holiday" => "`[[holiday]]` above the keys of each",
            "form" => "`[[form]]` above the keys of each",
            "ramadan" => "`[[ramadan]]` above the keys of each",
            _ => "`[[week]]` above the keys of each",
        };
        let DeValue::Array(array) = value.get_ref() else {
            return self.wrong_type(key, value, wanted);
        };
        let mut tables = Vec::new();
        for element in array.iter() {
            match element.get_ref() {
                DeValue::Table(table) => tables.push((table, element.span())),
                _ => self.wrong_type(key, element, wanted).unwrap_or(()),
            }
        }
        Some(tables)
    }

    /// Fields of a table inside this one, reporting to the same list.
    pub(super) fn inner(&mut self, table: &'d DeTable<'d>, at: Range<usize>) -> Fields<'d, '_> {
        Fields::new(table, at, self.base, self.faults)
    }

    /// Reports that a key asked for is not there; `example` shows what to write.
    pub(super) fn require(&mut self, key: &'static str, example: &'static str) {
        if !self.table.contains_key(key) {
            self.fault(ProblemKind::MissingKey { key, example }, self.at.clone());
        }
    }

    /// Whether the key is there, whatever its value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn at(&self) -> Range<usize> {
        self.at.clone()
    }

    pub(super) fn fault(&mut self, kind: ProblemKind, span: Range<usize>) {
        self.faults.push(Fault::new(kind, span));
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(self) {
        let known = self.asked.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        for key in self.table.keys().filter(|key| !self.asked.contains(&key.get_ref().as_ref())) {
            let kind = ProblemKind::UnknownKey { key: key.get_ref().to_string(), known: known.clone() };
            let span = key.span();
            self.faults.push(Fault::new(kind, self.base + span.start..self.base + span.end));
        }
    }

    fn get(&mut self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.table.get(key)
    }

    fn place(&self, value: &Spanned<DeValue<'_>>) -> Range<usize> {
        let span = value.span();
        self.base + span.start..self.base + span.end
    }

    fn wrong_type<T>(&mut self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &'static str) -> Option<T> {
        let found = value.get_ref().type_str();
        self.fault(ProblemKind::WrongType { key: key.to_owned(), found, wanted }, self.place(value));
        None
    }
}
