//! The arithmetic of many lessons at once: how long they take at the rate in force, and when that is worth a warning.

use chrono::{DateTime, TimeDelta, Utc};

/// How much of the sending rate lessons and nudges may use, in percent; the rest is kept for answers and relays.
pub const LESSON_PERCENT: i64 = 90;

/// A lesson that comes so long after its hour is noticed.
pub const NOTICED: TimeDelta = TimeDelta::minutes(15);

/// Lessons that fall due together, at the beginning of somebody's hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    pub at: DateTime<Utc>,
    pub lessons: u32,
}

/// Lessons that fall due together and take longer than people notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rush {
    pub at: DateTime<Utc>,
    pub lessons: u32,
    /// How long they take by themselves, rounded up.
    pub minutes: u32,
    /// When the last of them comes, with what still waits from before.
    pub last_at: DateTime<Utc>,
}

/// The messages a second that lessons get of a rate.
pub const fn lesson_rate(per_second: u32) -> u32 {
    let kept = per_second as i64 * LESSON_PERCENT / 100;
    if kept < 1 { 1 } else { kept as u32 }
}

/// How long so many messages take at the share of the rate that lessons get.
pub fn takes(messages: u64, per_second: u32) -> TimeDelta {
    let seconds = messages.div_ceil(lesson_rate(per_second).into());
    // A century is enough; more is beyond what a date can say.
    TimeDelta::seconds(i64::try_from(seconds).unwrap_or(i64::MAX).min(3_155_760_000))
}

/// Which of these loads (in the order of time) are worth a warning. `parts` messages make `of` lessons on the average.
///
/// The queue is followed from load to load: what of one is not out when the next falls due goes first.
pub fn rushes(loads: &[Load], (parts, of): (u64, u64), per_second: u32) -> Vec<Rush> {
    let mut free_at = DateTime::<Utc>::MIN_UTC;
    let mut found = Vec::new();
    for load in loads {
        let messages = (u64::from(load.lessons) * parts.max(1)).div_ceil(of.max(1));
        let takes = takes(messages, per_second);
        free_at = free_at.max(load.at) + takes;
        if takes > NOTICED {
            let minutes = u32::try_from((takes.num_seconds() + 59) / 60).unwrap_or(u32::MAX);
            found.push(Rush { at: load.at, lessons: load.lessons, minutes, last_at: free_at });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Timelike;

    fn at(hour: u32, minute: u32) -> DateTime<Utc> {
        chrono::NaiveDate::from_ymd_opt(2027, 3, 1)
            .and_then(|day| day.and_hms_opt(hour, minute, 0))
            .expect("an instant")
            .and_utc()
    }

    #[test]
    fn nine_tenths_of_the_rate_are_for_lessons() {
        for (per_second, expected) in [(1, 1), (2, 1), (10, 9), (30, 27), (1_000, 900), (100_000, 90_000)] {
            assert_eq!(lesson_rate(per_second), expected, "{per_second}");
        }
    }

    /// The table in ARCHITECTURE.md.
    #[test]
    fn how_long_one_lesson_takes_to_reach_everybody() {
        for (people, at_30, at_1000) in
            [(1_000, 38, 2), (10_000, 371, 12), (100_000, 3_704, 112), (1_000_000, 37_038, 1_112)]
        {
            assert_eq!(takes(people, 30).num_seconds(), at_30, "{people}");
            assert_eq!(takes(people, 1_000).num_seconds(), at_1000, "{people}");
        }
    }

    #[test]
    fn what_takes_longer_than_a_quarter_of_an_hour_is_warned_of() {
        // Hour and lessons; parts of a lesson; hour, minutes, and the last one's hour and minute.
        type Row = (&'static [(u32, u32)], u64, &'static [(u32, u32, u32, u32)]);
        // 27 a second, a quarter of an hour: 24,300.
        let table: [Row; 7] = [
            (&[], 1, &[]),
            (&[(19, 24_300)], 1, &[]),
            (&[(19, 24_301)], 1, &[(19, 16, 19, 15)]),
            // Two parts each are twice the messages.
            (&[(19, 12_151)], 2, &[(19, 16, 19, 15)]),
            (&[(18, 24_000), (19, 24_000), (20, 24_000)], 1, &[]),
            // What still waits from before goes first.
            (&[(18, 97_200), (19, 48_600)], 1, &[(18, 60, 19, 0), (19, 30, 19, 30)]),
            (&[(18, 145_800), (19, 48_600)], 1, &[(18, 90, 19, 30), (19, 30, 20, 0)]),
        ];
        for (loads, parts, expected) in table {
            let loads: Vec<Load> =
                loads.iter().map(|(hour, lessons)| Load { at: at(*hour, 0), lessons: *lessons }).collect();
            let seen = |rush: &Rush| (rush.at.hour(), rush.minutes, rush.last_at.hour(), rush.last_at.minute());
            let found: Vec<_> = rushes(&loads, (parts, 1), 30).iter().map(seen).collect();
            assert_eq!(found, expected, "{loads:?}");
        }
    }

    #[test]
    fn figures_beyond_measure_are_survived() {
        let loads = [Load { at: at(19, 0), lessons: u32::MAX }];
        let found = rushes(&loads, (u64::from(u32::MAX), 0), 0);
        assert_eq!((found.len(), found[0].lessons), (1, u32::MAX));
    }
}
