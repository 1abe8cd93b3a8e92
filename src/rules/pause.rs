//! A break: so many days in which nothing comes, and the date on which lessons go on by themselves, where they stopped.
//!
//! Whatever fell due meanwhile does not pile up: on the date of return there is one lesson, and one a day from there.

use super::decision::Refusal;
use super::enrolment::{Enrolment, Status};
use super::schedule::Calendar;
use chrono::{DateTime, Days, NaiveDate, Utc};

/// The lengths offered as buttons, in days; any other can be typed.
pub const OFFERED_DAYS: [u16; 3] = [3, 7, 14];

/// A week, as leaving offers it instead.
pub const WEEK: u16 = 7;

/// The longest break, in days. Who needs a longer one leaves and keeps the place.
pub const MOST_DAYS: u16 = 30;

/// How many days a break that begins today may last, so that lessons go on while the course is open; 0 from its last day.
pub fn most_days(calendar: &Calendar, today: NaiveDate) -> u16 {
    let left = (calendar.closes_on() - today).num_days();
    u16::try_from(left).unwrap_or(0).min(MOST_DAYS)
}

/// The date of return after so many days; `today` is the date where the person is. After the closing nothing would come, so
/// a break from which nobody could return is refused.
pub fn return_on(calendar: &Calendar, today: NaiveDate, days: u16) -> Result<NaiveDate, Refusal> {
    let most = most_days(calendar, today);
    if (1..=most).contains(&days) {
        return Ok(today + Days::new(days.into()));
    }
    if most == 0 || (most < days && most < MOST_DAYS) {
        return Err(Refusal::BreakOutlasts { closes_on: calendar.closes_on(), most });
    }
    Err(Refusal::BreakLength { most })
}

/// Whether somebody may still choose this date of return; a button may be older than its date.
pub fn check_return(calendar: &Calendar, today: NaiveDate, until: NaiveDate) -> Result<(), Refusal> {
    if until <= today {
        return Err(Refusal::Outdated);
    }
    let days = u16::try_from((until - today).num_days()).unwrap_or(u16::MAX);
    return_on(calendar, today, days).map(|_| ())
}

impl Enrolment {
    /// A break until a local date. Who is on one gets this date of return; the same date twice changes nothing.
    pub fn pause_until(mut self, until: NaiveDate, now: DateTime<Utc>) -> Result<Self, Refusal> {
        let since = match self.status {
            Status::Waiting | Status::Active => now,
            Status::Paused { since, .. } => since,
            Status::Completed { .. } => return Err(Refusal::NothingMore),
            Status::Left { .. } => return Err(Refusal::HasLeft),
            Status::Onboarding { .. } => return Err(Refusal::NotEnrolled),
        };
        self.status = Status::Paused { since, until: Some(until) };
        Ok(self)
    }

    /// The date of return of who is on a break that has one.
    pub const fn returns_on(&self) -> Option<NaiveDate> {
        match self.status {
            Status::Paused { until, .. } => until,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, day).expect("a day of March")
    }

    /// Two weeks from the first of March; open until the 21st.
    fn calendar() -> Calendar {
        Calendar { starts_on: date(1), weeks: 2 }
    }

    #[test]
    fn a_break_lasts_a_day_to_thirty_and_ends_before_the_course_does() {
        let outlasts = |most| Err(Refusal::BreakOutlasts { closes_on: date(21), most });
        for (today, days, expected) in [
            (date(2), 0, Err(Refusal::BreakLength { most: 19 })),
            (date(2), 1, Ok(date(3))),
            (date(2), 19, Ok(date(21))),
            (date(2), 20, outlasts(19)),
            (date(20), 1, Ok(date(21))),
            (date(20), 2, outlasts(1)),
            (date(21), 1, outlasts(0)),
            (date(21), 0, outlasts(0)),
            (date(30), 2, outlasts(0)),
            (date(1) - Days::new(200), 30, Ok(date(1) - Days::new(170))),
            (date(1) - Days::new(200), 31, Err(Refusal::BreakLength { most: 30 })),
        ] {
            assert_eq!(return_on(&calendar(), today, days), expected, "{days} days from {today}");
        }
    }

    #[test]
    fn a_button_means_something_until_its_date() {
        assert_eq!(check_return(&calendar(), date(5), date(8)), Ok(()));
        assert_eq!(check_return(&calendar(), date(8), date(8)), Err(Refusal::Outdated));
        assert_eq!(
            check_return(&calendar(), date(5), date(22)),
            Err(Refusal::BreakOutlasts { closes_on: date(21), most: 16 })
        );
    }
}
