//! Which clock somebody lives by, where their country does not tell: *what time is it where you are?*
//!
//! What is asked is the time of day, because everybody knows it and it gives less away than a place. What is kept is a
//! zone, because a fixed distance from UTC would be wrong by an hour after the next change of the clocks. So each time
//! that some place shows at this moment stands there once, and stands for one zone:
//!
//! - of a country with several zones, among the zones of that country;
//! - where another country or none was said, among the zones of the countries of the course, that of the cohort, and
//!   those in which most of their people abroad live.
//!
//! Zones that show the same time now may part later in the year. Then the cohort's own zone stands for that time, if it
//! shows it; else the zone whose clock agrees with most of the others most of the coming year, the earlier in the list
//! where two do. Whoever lives by another of these clocks is wrong by an hour after a change at worst, and can say so in
//! the settings. Whoever's time is not among the buttons can type it: whole hours from UTC that no listed zone shows have
//! a fixed zone (`Etc/...`), which never changes.

use super::model::{COHORT_ZONES, Cohort, Country};
use super::schedule::Zone;
use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

/// All zones that can be chosen, by place in a press: what stands here is never moved, and new ones come behind.
pub const ZONES: [&str; 25] = [
    COHORT_ZONES[0],
    COHORT_ZONES[1],
    COHORT_ZONES[2],
    COHORT_ZONES[3],
    COHORT_ZONES[4],
    COHORT_ZONES[5],
    COHORT_ZONES[6],
    COHORT_ZONES[7],
    COHORT_ZONES[8],
    COHORT_ZONES[9],
    COHORT_ZONES[10],
    "Asia/Gaza",
    "Africa/El_Aaiun",
    "Europe/London",
    "Europe/Paris",
    "Europe/Istanbul",
    "Asia/Dubai",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Asia/Tehran",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kuala_Lumpur",
    "Australia/Sydney",
];

/// Those that stand behind the buttons where no country tells: the countries of the course, and where most of their people
/// abroad live. UTC is nobody's clock.
const OFFERED: [u8; 17] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 15, 16, 17, 18, 19];

/// So long after they were drawn, the times on the buttons are still those that people compare with their clock.
pub const DRAWN_FOR: TimeDelta = TimeDelta::minutes(20);

/// A typed time is that of a zone when it is at most so far from it.
const CLOSE: TimeDelta = TimeDelta::minutes(10);

/// The zone behind a place in [`ZONES`].
pub fn zone_name(zone: u8) -> Option<&'static str> {
    ZONES.get(usize::from(zone)).copied()
}

/// The clocks to choose from, in the order of their times, each a place in [`ZONES`]; empty where the country tells.
pub fn clocks(country: Country, cohort: &Cohort, now: DateTime<Utc>) -> Vec<u8> {
    let of_cohort = ZONES.iter().position(|name| *name == cohort.zone_name).and_then(|index| u8::try_from(index).ok());
    let candidates: Vec<u8> = match country {
        Country::Other | Country::Unsaid => {
            OFFERED.into_iter().chain(of_cohort.filter(|zone| !OFFERED.contains(zone))).collect()
        }
        named => (0..).zip(ZONES).filter(|(_, name)| named.zones().contains(name)).map(|(index, _)| index).collect(),
    };
    let chosen = distinct(&candidates, of_cohort, now);
    if chosen.len() > 1 { chosen } else { Vec::new() }
}

/// Whether the clock is asked for.
pub fn needs_clock(country: Country, cohort: &Cohort, now: DateTime<Utc>) -> bool {
    !clocks(country, cohort, now).is_empty()
}

/// The time of day on a clock, as it stands on its button.
pub fn time_on(zone: u8, at: DateTime<Utc>) -> Option<NaiveTime> {
    let (_, time) = Zone::named(zone_name(zone)?)?.local(at);
    time.with_second(0)
}

/// The zone of who typed the time on their clock, by name: the nearest of the offered ones, of all, or a fixed one.
pub fn typed(time: NaiveTime, offered: &[u8], now: DateTime<Utc>) -> Option<String> {
    let is_close = |zone: &u8| time_on(*zone, now).is_some_and(|shown| apart(shown, time) <= CLOSE);
    let all = 0..u8::try_from(ZONES.len()).unwrap_or(u8::MAX);
    let listed = offered.iter().copied().find(is_close).or_else(|| all.clone().find(is_close));
    if let Some(zone) = listed {
        return zone_name(zone).map(str::to_owned);
    }
    // The names of fixed zones count to the west of Greenwich.
    let fixed = (-14..=12).map(|west: i32| if west < 0 { format!("Etc/GMT{west}") } else { format!("Etc/GMT+{west}") });
    let shows = |name: &String| Zone::named(name).is_some_and(|zone| apart(zone.local(now).1, time) <= CLOSE);
    fixed.into_iter().find(shows)
}

/// How far two times of day lie from each other, around midnight too.
fn apart(one: NaiveTime, other: NaiveTime) -> TimeDelta {
    let between = (one - other).abs();
    between.min(TimeDelta::days(1) - between)
}

/// One zone for each time that is shown now, in the order of the times.
fn distinct(candidates: &[u8], of_cohort: Option<u8>, now: DateTime<Utc>) -> Vec<u8> {
    let clocks: Vec<(u8, Vec<NaiveDateTime>)> =
        candidates.iter().filter_map(|zone| Some((*zone, year_on(*zone, now)?))).collect();
    let mut times: Vec<NaiveDateTime> = clocks.iter().map(|(_, year)| year[0]).collect();
    times.sort_unstable();
    times.dedup();
    let stands_for = |time: &NaiveDateTime| {
        let same: Vec<&(u8, Vec<NaiveDateTime>)> = clocks.iter().filter(|(_, year)| year[0] == *time).collect();
        let agreement = |year: &[NaiveDateTime]| -> usize {
            same.iter().map(|(_, other)| other.iter().zip(year).filter(|(one, other)| one == other).count()).sum()
        };
        let rank = |(zone, year): &(u8, Vec<NaiveDateTime>)| (Some(*zone) == of_cohort, agreement(year));
        // The first of several that rank the same.
        same.iter().rev().max_by_key(|clock| rank(clock)).map(|(zone, _)| *zone)
    };
    times.iter().filter_map(stands_for).collect()
}

/// What a clock shows now and once a week for a year.
fn year_on(zone: u8, now: DateTime<Utc>) -> Option<Vec<NaiveDateTime>> {
    let zone = Zone::named(zone_name(zone)?)?;
    let shown = |week: u64| {
        let (date, time) = zone.local(now + Days::new(7 * week));
        date.and_time(time)
    };
    Some((0..53).map(shown).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::ids::{CohortId, VersionId};
    use std::collections::HashSet;

    fn cohort(zone: &str) -> Cohort {
        Cohort {
            id: CohortId(1),
            version: VersionId(1),
            starts_on: chrono::NaiveDate::from_ymd_opt(2027, 3, 7).expect("a date"),
            weeks: 4,
            zone_name: zone.to_owned(),
            invite_code: String::new(),
            capacity: None,
            enrolled: 0,
            names: 0,
            salt: 0,
            mentors: None,
            request: String::new(),
            created_at: DateTime::UNIX_EPOCH,
            days: crate::rules::rest::CohortDays::default(),
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("an instant").and_utc()
    }

    fn offered(country: Country, zone: &str, now: &str) -> Vec<&'static str> {
        clocks(country, &cohort(zone), at(now)).into_iter().filter_map(zone_name).collect()
    }

    #[test]
    fn a_country_whose_zones_show_the_same_time_is_not_asked() {
        for country in Country::NAMED {
            assert_eq!(offered(country, "Asia/Beirut", "2027-03-06 08:00"), [""; 0], "{country:?}");
        }
    }

    #[test]
    fn each_time_stands_there_once_and_the_cohorts_zone_for_its_own() {
        let winter = offered(Country::Unsaid, "Asia/Beirut", "2027-02-01 08:00");
        assert_eq!(
            winter,
            [
                "America/Los_Angeles",
                "America/Chicago",
                "America/New_York",
                "Africa/Casablanca",
                "Africa/Tunis",
                "Asia/Beirut",
                "Asia/Amman",
                "Asia/Dubai"
            ]
        );
        let summer = offered(Country::Other, "Africa/Khartoum", "2027-07-01 08:00");
        assert!(summer.contains(&"Africa/Khartoum"), "{summer:?}");
        for (zones, now) in [(&winter, "2027-02-01 08:00"), (&summer, "2027-07-01 08:00")] {
            let times: HashSet<_> =
                zones.iter().map(|name| Zone::named(name).expect("a zone").local(at(now))).collect();
            assert_eq!(times.len(), zones.len(), "{zones:?}");
        }
    }

    #[test]
    fn among_zones_that_part_later_the_one_of_most_stands_for_them() {
        // Three hours ahead in summer: Cairo, Beirut and Hebron until autumn; Amman, Damascus, Baghdad, Aden, Istanbul for good.
        let summer = offered(Country::Unsaid, "Africa/Tunis", "2027-07-01 08:00");
        assert!(summer.contains(&"Asia/Amman"), "{summer:?}");
        assert!(!summer.contains(&"Asia/Beirut"), "{summer:?}");
    }

    #[test]
    fn a_cohort_by_world_time_is_offered_it() {
        assert!(offered(Country::Unsaid, "UTC", "2027-07-01 08:00").contains(&"UTC"));
    }

    #[test]
    fn a_typed_time_finds_an_offered_zone_then_any_then_a_fixed_one() {
        let now = at("2027-02-01 08:00");
        let offered = clocks(Country::Unsaid, &cohort("Asia/Beirut"), now);
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
        for (hour, minute, expected) in [
            (10, 0, Some("Asia/Beirut")),
            (9, 56, Some("Asia/Beirut")),
            (13, 30, Some("Asia/Kolkata")),
            (7, 0, Some("Etc/GMT+1")),
            // Los Angeles shows midnight.
            (23, 58, Some("America/Los_Angeles")),
            (10, 30, None),
        ] {
            assert_eq!(typed(time(hour, minute), &offered, now).as_deref(), expected, "{hour}:{minute}");
        }
    }

    #[test]
    fn every_zone_exists_and_the_first_are_those_of_cohorts() {
        assert!(ZONES.iter().all(|name| Zone::named(name).is_some()));
        assert_eq!(ZONES[..COHORT_ZONES.len()], COHORT_ZONES);
        for country in Country::NAMED {
            assert!(country.zones().iter().all(|name| ZONES.contains(name)), "{country:?}");
            assert_eq!(country.zones().first().copied(), country.zone_name());
        }
    }
}
