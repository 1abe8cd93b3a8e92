//! Days on which nothing rings, and Ramadan: dates of the world around a course, by country and by cohort.
//!
//! They are no content. They come from the `course.toml` that is on disk, not from the version a cohort runs on, so that
//! a date that the moon has moved is corrected for running cohorts too; what an admin says of a cohort goes before it.

use super::model::Country;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Civil dates from the first to the last, both of them included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Span {
    pub fn contains(&self, on: NaiveDate) -> bool {
        (self.from..=self.until).contains(&on)
    }
}

/// Days off, everywhere or in some countries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Holiday {
    pub span: Span,
    /// Empty: everywhere.
    pub countries: BTreeSet<Country>,
}

/// What `course.toml` says of days of rest and of Ramadan. Empty: every day is like any other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Days {
    /// The days of the week on which a country rests; a country without an entry never does. Who said no country rests
    /// like [`Country::Other`].
    pub weekends: BTreeMap<Country, BTreeSet<u8>>,
    pub holidays: Vec<Holiday>,
    /// By date; they never overlap.
    pub ramadan: Vec<Span>,
}

/// The weekend of a country as it is kept there; empty where none can be known.
pub fn weekend_of(country: Country) -> &'static [Weekday] {
    match country {
        Country::Lebanon | Country::Morocco | Country::Tunisia => &[Weekday::Sat, Weekday::Sun],
        Country::Iraq
        | Country::Jordan
        | Country::Egypt
        | Country::Palestine
        | Country::Sudan
        | Country::Syria
        | Country::Yemen => &[Weekday::Fri, Weekday::Sat],
        Country::Other | Country::Unsaid => &[],
    }
}

impl Days {
    /// The usual weekends of the ten countries.
    pub fn usual_weekends() -> BTreeMap<Country, BTreeSet<u8>> {
        Country::NAMED.into_iter().map(|country| (country, numbers(weekend_of(country)))).collect()
    }

    /// Whether a country rests on a date.
    pub fn is_rest(&self, country: Country, on: NaiveDate) -> bool {
        let country = if country == Country::Unsaid { Country::Other } else { country };
        let weekend = self.weekends.get(&country).is_some_and(|days| days.contains(&number(on.weekday())));
        let concerns = |holiday: &Holiday| holiday.countries.is_empty() || holiday.countries.contains(&country);
        weekend || self.holidays.iter().any(|holiday| holiday.span.contains(on) && concerns(holiday))
    }
}

/// 0 for Monday to 6 for Sunday.
pub fn number(day: Weekday) -> u8 {
    u8::try_from(day.num_days_from_monday()).unwrap_or(0)
}

fn numbers(days: &[Weekday]) -> BTreeSet<u8> {
    days.iter().map(|day| number(*day)).collect()
}

/// What admins corrected of a cohort's days.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Corrected {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ramadan: Vec<Span>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rest: Vec<Span>,
}

/// What is known of a cohort's days beside its course: what admins corrected, and which countries have fallen silent.
/// Kept as JSON with what differs from the start alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CohortDays {
    /// Ramadan as an admin corrected it; empty: as the course has it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ramadan: Vec<Span>,
    /// Days of rest for everybody in the cohort, on top of those of the course.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rest: Vec<Span>,
    /// Countries from which hardly anybody is heard, and the last date on which they were.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub silent: BTreeMap<Country, NaiveDate>,
    /// How many corrections there were; the number of the last one.
    #[serde(skip_serializing_if = "is_zero")]
    pub corrections: u32,
    /// What stood before the last correction, so that it can be taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Corrected>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// The days of one person.
#[derive(Debug, Clone, Copy)]
pub struct Observance<'a> {
    pub days: &'a Days,
    pub cohort: &'a CohortDays,
    pub country: Country,
}

impl Observance<'_> {
    /// Whether nothing is to ring where they are.
    pub fn is_rest(&self, on: NaiveDate) -> bool {
        self.cohort.rest.iter().any(|span| span.contains(on)) || self.days.is_rest(self.country, on)
    }

    /// The first day from `on` that is none of rest; within two months, or else `on` itself.
    pub fn workday_from(&self, on: NaiveDate) -> NaiveDate {
        on.iter_days().take(60).find(|day| !self.is_rest(*day)).unwrap_or(on)
    }

    /// Whether their country has fallen silent.
    pub fn is_cut_off(&self) -> bool {
        self.cohort.silent.contains_key(&self.country)
    }

    /// Ramadan as it holds for them.
    pub fn ramadan(&self) -> &[Span] {
        if self.cohort.ramadan.is_empty() { &self.days.ramadan } else { &self.cohort.ramadan }
    }
}

#[cfg(test)]
pub(crate) mod fixture {
    use super::*;

    /// No day is one of rest.
    pub fn every_day() -> Observance<'static> {
        static DAYS: Days = Days { weekends: BTreeMap::new(), holidays: Vec::new(), ramadan: Vec::new() };
        static COHORT: CohortDays =
            CohortDays { ramadan: Vec::new(), rest: Vec::new(), silent: BTreeMap::new(), corrections: 0, before: None };
        Observance { days: &DAYS, cohort: &COHORT, country: Country::Unsaid }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn each_country_rests_on_its_own_days() {
        let holiday = |countries: &[Country]| Holiday {
            span: Span { from: date("2027-03-10"), until: date("2027-03-12") },
            countries: countries.iter().copied().collect(),
        };
        let usual = Days { weekends: Days::usual_weekends(), ..Days::default() };
        let feast = Days { holidays: vec![holiday(&[])], ..Days::default() };
        let egypt_only = Days { holidays: vec![holiday(&[Country::Egypt])], ..Days::default() };
        // 2027-03-12 is a Friday.
        for (days, country, on, expected) in [
            (&usual, Country::Egypt, "2027-03-11", false),
            (&usual, Country::Egypt, "2027-03-12", true),
            (&usual, Country::Egypt, "2027-03-13", true),
            (&usual, Country::Egypt, "2027-03-14", false),
            (&usual, Country::Lebanon, "2027-03-12", false),
            (&usual, Country::Lebanon, "2027-03-14", true),
            (&usual, Country::Unsaid, "2027-03-12", false),
            (&feast, Country::Unsaid, "2027-03-10", true),
            (&feast, Country::Yemen, "2027-03-12", true),
            (&feast, Country::Yemen, "2027-03-13", false),
            (&egypt_only, Country::Egypt, "2027-03-11", true),
            (&egypt_only, Country::Sudan, "2027-03-11", false),
        ] {
            assert_eq!(days.is_rest(country, date(on)), expected, "{country:?} on {on}");
        }
    }

    #[test]
    fn what_admins_say_goes_before_the_course() {
        let span = |from, until| Span { from: date(from), until: date(until) };
        let days = Days { ramadan: vec![span("2027-02-08", "2027-03-09")], ..Days::default() };
        let plain = CohortDays::default();
        let corrected = CohortDays {
            ramadan: vec![span("2027-02-09", "2027-03-10")],
            rest: vec![span("2027-04-01", "2027-04-02")],
            ..CohortDays::default()
        };
        let of = |cohort| Observance { days: &days, cohort, country: Country::Jordan };
        assert_eq!(of(&plain).ramadan(), days.ramadan);
        assert_eq!(of(&corrected).ramadan(), corrected.ramadan);
        assert!(!of(&plain).is_rest(date("2027-04-01")) && of(&corrected).is_rest(date("2027-04-01")));
        assert_eq!(of(&corrected).workday_from(date("2027-04-01")), date("2027-04-03"));
    }

    #[test]
    fn a_year_of_rest_ends_no_search() {
        let cohort = CohortDays {
            rest: vec![Span { from: date("2027-01-01"), until: date("2028-01-01") }],
            ..CohortDays::default()
        };
        let observance = Observance { days: &Days::default(), cohort: &cohort, country: Country::Other };
        assert_eq!(observance.workday_from(date("2027-02-01")), date("2027-02-01"));
    }
}
