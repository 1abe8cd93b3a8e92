//! Hours and dates as people type them after `/ramadan` and `/rest`.

use super::routes::latin_digits;
use crate::actions::intent::{DaysWish, RamadanWish};
use crate::rules::rest::Span;
use crate::rules::schedule::HalfHour;
use chrono::NaiveDate;
use std::ops::RangeInclusive;

/// The words that take a correction back, or ask for the usual hour.
const NONE: [&str; 6] = ["-", "none", "usual", "المعتادة", "كالمعتاد", "aucun"];

/// The longest span that an admin can mean, in days.
const LONGEST: i64 = 60;

/// So many days a Ramadan may have, with one to spare on either side.
const MONTH: RangeInclusive<i64> = 28..=31;

/// After `/ramadan`.
pub(super) fn ramadan(argument: Option<&str>) -> RamadanWish {
    let Some(typed) = argument.map(latin_digits) else { return RamadanWish::Show };
    if NONE.contains(&typed.as_str()) {
        return RamadanWish::Usual;
    }
    let at = half_hour(&typed).map(RamadanWish::At);
    let month = || span(&typed).filter(|span| MONTH.contains(&days(span))).map(RamadanWish::Dates);
    at.or_else(month).unwrap_or(RamadanWish::Unknown)
}

/// After `/rest`.
pub(super) fn rest(argument: Option<&str>) -> DaysWish {
    let Some(typed) = argument.map(latin_digits) else { return DaysWish::Show };
    if NONE.contains(&typed.as_str()) {
        return DaysWish::None;
    }
    span(&typed).map_or(DaysWish::Unknown, DaysWish::Dates)
}

/// `22`, `22:00` or `22:30`.
fn half_hour(typed: &str) -> Option<HalfHour> {
    let (hour, minutes) = typed.split_once(':').unwrap_or((typed, "00"));
    let half = match minutes {
        "00" => 0,
        "30" => 1,
        _ => return None,
    };
    let is_plain = !hour.is_empty() && hour.len() <= 2 && hour.bytes().all(|byte| byte.is_ascii_digit());
    let hour: u8 = if is_plain { hour.parse().ok()? } else { return None };
    HalfHour::new(hour.checked_mul(2)? + half)
}

/// One date, or the first and the last.
fn span(typed: &str) -> Option<Span> {
    let mut dates = typed.split_whitespace().map(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d"));
    let from = dates.next()?.ok()?;
    let until = dates.next().map_or(Ok(from), |date| date).ok()?;
    let span = Span { from, until };
    (dates.next().is_none() && (1..=LONGEST).contains(&days(&span))).then_some(span)
}

fn days(span: &Span) -> i64 {
    (span.until - span.from).num_days() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_and_dates_are_read_as_they_are_typed() {
        let at = |number| RamadanWish::At(HalfHour::new(number).expect("a half hour"));
        let dates = |from: &str, until: &str| Span {
            from: from.parse().expect("a date"),
            until: until.parse().expect("a date"),
        };
        for (typed, expected) in [
            (None, RamadanWish::Show),
            (Some("22:30"), at(45)),
            (Some("٢٢:٣٠"), at(45)),
            (Some("0"), at(0)),
            (Some("23:30"), at(47)),
            (Some("24"), RamadanWish::Unknown),
            (Some("22:15"), RamadanWish::Unknown),
            (Some("+2"), RamadanWish::Unknown),
            (Some("none"), RamadanWish::Usual),
            (Some("-"), RamadanWish::Usual),
            (Some("كالمعتاد"), RamadanWish::Usual),
            (Some("2027-02-08 2027-03-09"), RamadanWish::Dates(dates("2027-02-08", "2027-03-09"))),
            (Some("2027-03-09 2027-02-08"), RamadanWish::Unknown),
            (Some("2027-02-09"), RamadanWish::Unknown),
            (Some("2027-02-08 2028-03-09"), RamadanWish::Unknown),
            (Some("soon"), RamadanWish::Unknown),
        ] {
            assert_eq!(ramadan(typed), expected, "{typed:?}");
        }
        for (typed, expected) in [
            (None, DaysWish::Show),
            (Some("none"), DaysWish::None),
            (Some("2027-03-10"), DaysWish::Dates(dates("2027-03-10", "2027-03-10"))),
            (Some("٢٠٢٧-٠٣-١٠  2027-03-12"), DaysWish::Dates(dates("2027-03-10", "2027-03-12"))),
            (Some("2027-03-10 2027-03-12 2027-03-13"), DaysWish::Unknown),
            (Some("22:30"), DaysWish::Unknown),
        ] {
            assert_eq!(rest(typed), expected, "{typed:?}");
        }
    }
}
