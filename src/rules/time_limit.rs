//! The time that an attempt may last: real time, by an honest clock, and never while the bot is away.
//!
//! The bot is heard from Telegram's side when a poll is answered, which happens every 25 seconds at least. As long as none
//! is, nobody's answers can come, so an attempt ends only once Telegram was heard after its time. If it was silent for
//! longer, or the bot was not running, whoever had time left when that began gets as much more, and [`GRACE`] to find back.
//! A poll that broke off tells of a shorter silence: that is given back as it was, without a word.

use super::real_time::RealTime;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long after its end an attempt still takes an answer that was on its way.
pub const ON_THE_WAY: Duration = Duration::from_secs(10);

/// What is given on top of the time that the bot was away.
pub const GRACE: Duration = Duration::from_secs(120);

/// A silence that is longer than any poll that brings nothing.
pub const SILENCE: Duration = Duration::from_secs(45);

/// What is known of the time since Telegram was last heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// A poll is open, or brought nothing: there was nothing to hear.
    Listening,
    /// A poll broke off, or what it brought could not be written down.
    Interrupted,
    /// The bot was not running.
    Away,
}

/// A time in which nobody's answers could come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// When Telegram was last heard.
    pub from: RealTime,
    pub until: RealTime,
    /// Long enough to have sent people away: they have to find back, and are shown until when.
    pub is_outage: bool,
}

impl Gap {
    /// The time between the last answer to a poll and this one, if it is a gap. Where the bot was away it is one however
    /// short; where a poll broke off, as soon as it is longer than an answer may be on its way.
    pub fn between(heard_at: RealTime, now: RealTime, silence: Silence) -> Option<Self> {
        let length = now.since(heard_at);
        let is_outage = silence == Silence::Away || length > SILENCE;
        let is_gap = is_outage || (silence == Silence::Interrupted && length > ON_THE_WAY);
        is_gap.then_some(Self { from: heard_at, until: now, is_outage })
    }

    /// By how much it puts off the end of an attempt that was not over when it began.
    pub fn extension(self) -> Duration {
        let silence = self.until.since(self.from);
        if self.is_outage { silence + GRACE } else { silence }
    }

    /// Attempts that end at this instant or later are put off.
    pub fn concerns_from(self) -> RealTime {
        self.from - ON_THE_WAY
    }
}

/// Whether an attempt that ends at an instant takes no more answers.
pub fn is_over(ends_at: RealTime, now: RealTime) -> bool {
    now > ends_at + ON_THE_WAY
}

/// Attempts that end before this instant are over for certain, if Telegram was last heard then.
pub fn over_before(heard_at: RealTime) -> RealTime {
    heard_at - ON_THE_WAY
}

/// What a message says of the time that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeLeft {
    /// Until when; whole minutes.
    pub until: DateTime<Utc>,
    /// Whole minutes that are left; 0 for less than one.
    pub minutes: u16,
    /// It was put off, because the bot was away.
    #[serde(default, skip_serializing_if = "is_false")]
    pub put_off: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl TimeLeft {
    /// As things stand now. Minutes are cut, but for what is on its way anyway: nobody is told that there is more time than
    /// there is. `wall`: what clocks on walls and phones show now, which real time may have parted from since the start.
    pub fn of(ends_at: RealTime, now: RealTime, wall: DateTime<Utc>) -> Self {
        let left = (ends_at + ON_THE_WAY).since(now);
        let at = wall + TimeDelta::from_std(left).unwrap_or_default();
        let until = at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at);
        let left = left.as_secs() / 60;
        Self { until, minutes: u16::try_from(left).unwrap_or(u16::MAX), put_off: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn at(second: i64) -> RealTime {
        RealTime(1_900_000_000_000 + second * 1_000)
    }

    #[test]
    fn polls_that_bring_nothing_are_no_gap_and_silence_is() {
        use Silence::{Away, Interrupted, Listening};
        let outage = |second| Some(Duration::from_secs(second) + GRACE);
        for (second, silence, expected) in [
            (25, Listening, None),
            (45, Listening, None),
            (46, Listening, outage(46)),
            (3, Away, outage(3)),
            (10, Interrupted, None),
            (11, Interrupted, Some(Duration::from_secs(11))),
            (45, Interrupted, Some(Duration::from_secs(45))),
            (46, Interrupted, outage(46)),
        ] {
            let gap = Gap::between(at(0), at(second), silence);
            assert_eq!(gap.map(Gap::extension), expected, "{second} {silence:?}");
        }
    }

    #[test]
    fn the_time_away_does_not_count() {
        let gap = Gap::between(at(100), at(700), Silence::Listening).expect("ten minutes");
        for (ends, concerned) in [(80, false), (95, true), (100, true), (300, true), (5_000, true)] {
            assert_eq!(at(ends) >= gap.concerns_from(), concerned, "{ends}");
            // Whoever is concerned has as much time left at its end as at its beginning, and some to find back.
            if concerned {
                let left_before = (at(ends) + ON_THE_WAY).since(at(100));
                assert_eq!((at(ends) + gap.extension() + ON_THE_WAY).since(at(700)), left_before + GRACE);
            }
        }
    }

    proptest! {
        #[test]
        fn no_silence_in_which_a_poll_broke_off_takes_time_that_was_left(
            silence in 1_i64..600, left in 0_i64..7_200, away: bool,
        ) {
            let known = if away { Silence::Away } else { Silence::Interrupted };
            let (began, heard, ends) = (at(0), at(silence), at(left));
            let given = Gap::between(began, heard, known).map(Gap::extension).unwrap_or_default();
            // What was pressed while nothing got through comes as soon as something does, and counts.
            prop_assert!(!is_over(ends + given, heard));
            // And all but what an answer may be on its way is there still.
            prop_assert!((ends + given).since(heard) + ON_THE_WAY >= ends.since(began));
        }
    }

    #[test]
    fn until_when_is_told_by_the_wall_that_was_set_and_the_time_that_is_left_by_the_honest_clock() {
        let (start, ends) = (at(0), at(20 * 60));
        let wall = DateTime::from_timestamp_millis(at(0).0).expect("an instant");
        let told = TimeLeft::of(ends, start, wall);
        for hours in [-2, 0, 3] {
            let set = TimeLeft::of(ends, start, wall + TimeDelta::hours(hours));
            assert_eq!((set.minutes, set.until), (told.minutes, told.until + TimeDelta::hours(hours)), "{hours}");
        }
    }

    #[test]
    fn an_attempt_ends_only_once_telegram_was_heard_after_its_time() {
        for (heard, over) in [(60, false), (69, false), (71, true)] {
            assert_eq!(at(60) < over_before(at(heard)), over, "{heard}");
        }
        assert!(!is_over(at(60), at(70)) && is_over(at(60), at(71)));
    }

    #[test]
    fn nobody_is_told_of_more_time_than_there_is() {
        let ends = at(0) + Duration::from_secs(20 * 60);
        let of = |now: RealTime| TimeLeft::of(ends, now, DateTime::from_timestamp_millis(now.0).expect("an instant"));
        let whole = of(at(0));
        assert_eq!(whole.minutes, 20);
        for (second, minutes) in [(9, 20), (11, 19), (19 * 60 + 15, 0), (20 * 60 + 30, 0)] {
            assert_eq!(of(at(second)).minutes, minutes, "{second}");
        }
        let shown = RealTime(whole.until.timestamp_millis());
        assert!(shown <= ends + ON_THE_WAY && (ends + ON_THE_WAY).since(shown) < Duration::from_secs(60));
    }
}
