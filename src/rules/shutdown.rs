//! A country that falls silent: nets are shut down, usually at exam time, and a reminder would only reach people who
//! cannot answer. Told from when people of a cohort were last heard, by country, never by person.

use super::model::Country;
use chrono::{Days, NaiveDate};

/// People heard lately without whom nothing is said of a country.
pub const FEWEST: u32 = 5;

/// How many of them are silent when the country is, in percent.
pub const SILENT_PERCENT: u32 = 80;

/// While so many of everybody else are silent, in percent, it is the course that is quiet and not the country.
pub const ELSEWHERE_PERCENT: u32 = 50;

/// A silent country is heard again when fewer are silent, in percent.
pub const OVER_PERCENT: u32 = 50;

/// Whoever was heard so many days before the silence is one of those who are usually heard.
const LATELY: Days = Days::new(7);

/// After so many days nobody is waited for any more.
const LONGEST_DAYS: i64 = 30;

/// How many people of a country were heard last on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    pub country: Country,
    pub on: NaiveDate,
    pub people: u32,
}

/// What is said of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// Those who were heard lately, and those of them who are silent.
    pub people: u32,
    pub silent: u32,
    /// The last date on which they were heard.
    pub heard_until: NaiveDate,
}

/// How many were heard lately and how many of them not since; a set of countries.
fn count(heard: &[Heard], heard_until: NaiveDate, of: impl Fn(Country) -> bool) -> (u32, u32) {
    let lately = heard_until.checked_sub_days(LATELY).unwrap_or(NaiveDate::MIN);
    let concerned = heard.iter().filter(|heard| of(heard.country) && heard.on > lately);
    concerned.fold((0, 0), |(people, silent), heard| {
        let gone = if heard.on <= heard_until { heard.people } else { 0 };
        (people + heard.people, silent + gone)
    })
}

/// Whether a country has fallen silent: at least [`FEWEST`] people were heard in the week before the last two whole
/// working days, at least [`SILENT_PERCENT`] of them not since, and of everybody else less than [`ELSEWHERE_PERCENT`] are
/// silent, as far as there are [`FEWEST`] of them. `two_days` is the first of those two days.
pub fn falls_silent(heard: &[Heard], country: Country, two_days: NaiveDate) -> Option<Silence> {
    let heard_until = two_days.pred_opt()?;
    let (people, silent) = count(heard, heard_until, |of| of == country);
    let (others, others_silent) = count(heard, heard_until, |of| of != country);
    let is_elsewhere = others >= FEWEST && others_silent * 100 >= others * ELSEWHERE_PERCENT;
    (people >= FEWEST && silent * 100 >= people * SILENT_PERCENT && !is_elsewhere).then_some(Silence {
        people,
        silent,
        heard_until,
    })
}

/// How a silent country stands today; `None` when it is heard again, or was waited for long enough.
pub fn goes_on(heard: &[Heard], country: Country, heard_until: NaiveDate, today: NaiveDate) -> Option<Silence> {
    let (people, silent) = count(heard, heard_until, |of| of == country);
    let is_over =
        silent * 100 < people * OVER_PERCENT || people == 0 || (today - heard_until).num_days() > LONGEST_DAYS;
    (!is_over).then_some(Silence { people, silent, heard_until })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, number).expect("a day of March")
    }

    /// People of Iraq and of Egypt by the day on which they were heard last.
    fn heard(iraq: &[(u32, u32)], egypt: &[(u32, u32)]) -> Vec<Heard> {
        let of = |country, days: &[(u32, u32)]| -> Vec<Heard> {
            days.iter().map(|(on, people)| Heard { country, on: day(*on), people: *people }).collect()
        };
        [of(Country::Iraq, iraq), of(Country::Egypt, egypt)].concat()
    }

    #[test]
    fn only_a_country_whose_people_all_at_once_are_not_heard_is_silent() {
        // Looked at on the 15th: the last two whole days are the 13th and the 14th.
        type Row = (&'static [(u32, u32)], &'static [(u32, u32)], bool);
        let table: [Row; 9] = [
            (&[(12, 5)], &[(14, 5)], true),
            (&[(12, 4)], &[(14, 5)], false),
            (&[(12, 8), (14, 2)], &[(14, 5)], true),
            (&[(12, 7), (14, 2)], &[(14, 5)], false),
            // Who was not heard for long before is none of those who fell silent.
            (&[(4, 9), (14, 2)], &[(14, 5)], false),
            (&[(11, 3), (12, 2)], &[(14, 5)], true),
            // Everybody is: that is the course.
            (&[(12, 9)], &[(12, 3), (14, 3)], false),
            // Too few elsewhere to compare with.
            (&[(12, 9)], &[(12, 4)], true),
            (&[], &[(14, 5)], false),
        ];
        for (iraq, egypt, expected) in table {
            let found = falls_silent(&heard(iraq, egypt), Country::Iraq, day(13));
            assert_eq!(found.is_some(), expected, "{iraq:?} {egypt:?}: {found:?}");
        }
    }

    #[test]
    fn a_silent_country_is_heard_again_when_half_of_it_is() {
        for (iraq, today, expected) in [
            (&[(12, 9)][..], 20, true),
            (&[(12, 6), (19, 3)], 20, true),
            (&[(12, 4), (19, 5)], 20, false),
            (&[(12, 5), (19, 5)], 20, true),
            (&[], 20, false),
        ] {
            let found = goes_on(&heard(iraq, &[]), Country::Iraq, day(12), day(today));
            assert_eq!(found.is_some(), expected, "{iraq:?}: {found:?}");
        }
        let long_after = day(12) + Days::new(31);
        assert_eq!(goes_on(&heard(&[(12, 9)], &[]), Country::Iraq, day(12), long_after), None);
    }
}
