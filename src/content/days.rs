//! Days of rest and Ramadan in `course.toml`: `[rest]`, `[[holiday]]` and `[[ramadan]]`.

use super::kind::ProblemKind;
use super::table::Fields;
use crate::rules::model::Country;
use crate::rules::rest::{Days, Holiday, Span, number};
use chrono::Weekday;
use std::collections::BTreeSet;
use toml::Spanned;

/// The longest holiday we believe an author, in days.
const LONGEST_HOLIDAY: i64 = 31;

/// How they are written.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// Reads the three tables; what cannot be read is reported and left out.
pub(super) fn read(fields: &mut Fields<'_, '_>) -> Days {
    let mut days = Days::default();
    if let Some((table, at)) = fields.table("rest") {
        let mut rest = fields.inner(table, at);
        if rest.flag("weekends").unwrap_or(false) {
            days.weekends = Days::usual_weekends();
        }
        if let Some((table, at)) = rest.table("weekend") {
            let mut own = rest.inner(table, at);
            weekends(&mut own, &mut days);
            own.finish();
        }
        rest.finish();
    }
    for (table, at) in fields.tables("holiday").unwrap_or_default() {
        let mut inner = fields.inner(table, at);
        let countries = countries(&mut inner);
        if let Some(span) = span(&mut inner) {
            let length = (span.until - span.from).num_days() + 1;
            if length > LONGEST_HOLIDAY {
                let at = inner.at();
                inner.fault(ProblemKind::HolidayTooLong { days: length, max: LONGEST_HOLIDAY }, at);
            }
            days.holidays.push(Holiday { span, countries: countries.unwrap_or_default() });
        }
        inner.finish();
    }
    for (table, at) in fields.tables("ramadan").unwrap_or_default() {
        let mut inner = fields.inner(table, at);
        if let Some(span) = span(&mut inner) {
            ramadan(&mut inner, &mut days, span);
        }
        inner.finish();
    }
    days.ramadan.sort_unstable();
    days
}

fn weekends(fields: &mut Fields<'_, '_>, days: &mut Days) {
    for country in Country::NAMED.into_iter().chain([Country::Other]) {
        let Some(names) = fields.texts(country.code()) else { continue };
        let mut weekend = BTreeSet::new();
        for name in names.get_ref() {
            match WEEKDAYS.into_iter().find(|(known, _)| known == name.get_ref()) {
                Some((_, day)) => {
                    weekend.insert(number(day));
                }
                None => fields.fault(ProblemKind::UnknownWeekday { value: name.get_ref().clone() }, name.span()),
            }
        }
        days.weekends.insert(country, weekend);
    }
}

/// `None` without a list: everywhere.
fn countries(fields: &mut Fields<'_, '_>) -> Option<BTreeSet<Country>> {
    let codes = fields.texts("countries")?;
    if codes.get_ref().is_empty() {
        fields.fault(ProblemKind::NoCountry, codes.span());
    }
    let mut countries = BTreeSet::new();
    for code in codes.get_ref() {
        match Country::from_code(code.get_ref()).filter(|country| *country != Country::Unsaid) {
            Some(country) => {
                countries.insert(country);
            }
            None => fields.fault(ProblemKind::UnknownCountry { code: code.get_ref().clone() }, code.span()),
        }
    }
    Some(countries)
}

/// `from` and `until`; one day where `until` is left out.
fn span(fields: &mut Fields<'_, '_>) -> Option<Span> {
    let from = fields.date("from");
    fields.require("from", "from = 2027-03-10");
    let given_until = fields.has("until");
    let until = fields.date("until");
    let from = from?;
    let until = match until {
        Some(until) => until,
        // One that could not be read was reported.
        None if given_until => return None,
        None => from.clone(),
    };
    let span = Span { from: *from.get_ref(), until: *until.get_ref() };
    if span.until < span.from {
        fields.fault(ProblemKind::SpanBackwards, Spanned::span(&until));
        return None;
    }
    Some(span)
}

fn ramadan(fields: &mut Fields<'_, '_>, days: &mut Days, span: Span) {
    let length = (span.until - span.from).num_days() + 1;
    let at = fields.at();
    if !(28..=31).contains(&length) {
        fields.fault(ProblemKind::RamadanLength { days: length }, at.clone());
    }
    if days.ramadan.iter().any(|other| other.from <= span.until && span.from <= other.until) {
        fields.fault(ProblemKind::RamadanOverlaps, at);
    }
    days.ramadan.push(span);
}
