//! Figures, dates and hours as people read them: Latin digits, weekday and day/month, 24 hours, the reader's zone.

use super::catalog::Catalog;
use crate::rules::course::Language;
use crate::rules::schedule::Zone;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc, Weekday};

/// Weekday and day/month in figures, such as "Tuesday 14/4"; names of months differ from country to country.
pub fn date(catalog: &Catalog, language: Language, on: NaiveDate) -> String {
    let weekday = catalog.text(language, weekday_key(on.weekday()), &[]);
    catalog.text(language, "date", &[("weekday", weekday.into()), ("day", day_month(on).into())])
}

/// The date and the hour of an instant on the wall of a zone, such as "Tuesday 14/4 at 19:00".
pub fn moment(catalog: &Catalog, language: Language, zone: &Zone, at: DateTime<Utc>) -> String {
    let (on, time) = zone.local(at);
    let hour = clock_time(time);
    catalog.text(language, "moment", &[("date", date(catalog, language, on).into()), ("hour", hour.into())])
}

/// "09:05", on a clock of 24 hours.
pub(super) fn clock_time(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// "14/4", without a year.
pub(super) fn day_month(on: NaiveDate) -> String {
    format!("{}/{}", on.day(), on.month())
}

/// "7/3/2027".
pub(super) fn day_month_year(on: NaiveDate) -> String {
    format!("{}/{}/{}", on.day(), on.month(), on.year())
}

/// "3/2027", as cohorts are called.
pub(super) fn month_year(on: NaiveDate) -> String {
    format!("{}/{}", on.month(), on.year())
}

fn weekday_key(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "weekday-mon",
        Weekday::Tue => "weekday-tue",
        Weekday::Wed => "weekday-wed",
        Weekday::Thu => "weekday-thu",
        Weekday::Fri => "weekday-fri",
        Weekday::Sat => "weekday-sat",
        Weekday::Sun => "weekday-sun",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_hours_are_read_in_the_readers_zone() {
        let catalog = Catalog::embedded();
        let on = NaiveDate::from_ymd_opt(2026, 4, 14).expect("a date");
        assert_eq!(date(&catalog, Language::En, on), "Tuesday 14/4");
        assert_eq!(date(&catalog, Language::Ar, on), "الثلاثاء 14/4");
        let at = on.and_hms_opt(22, 30, 0).expect("a time").and_utc();
        let cairo = Zone::named("Africa/Cairo").expect("a zone");
        assert_eq!(moment(&catalog, Language::En, &Zone::utc(), at), "Tuesday 14/4 at 22:30");
        assert_eq!(moment(&catalog, Language::En, &cairo, at), "Wednesday 15/4 at 00:30");
        assert_eq!(moment(&catalog, Language::Ar, &cairo, at), "الأربعاء 15/4، الساعة 00:30");
    }

    #[test]
    fn a_cohort_is_called_by_its_month() {
        assert_eq!(month_year(NaiveDate::from_ymd_opt(2027, 3, 14).expect("a date")), "3/2027");
    }
}
