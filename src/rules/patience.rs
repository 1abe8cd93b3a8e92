//! How long to wait before another try. Pure: whoever asks says how often it was tried, and scatters the delays.
//!
//! | tries before | certainly not delivered | fate unknown |
//! |---|---|---|
//! | 1 | 1 s | at once |
//! | 2 | 2 s | 2 s |
//! | 3 | 4 s | 4 s |
//! | 4 | 8 s | 8 s |
//! | 5 | 16 s | 16 s |
//! | 6 | 32 s | 32 s |
//! | 7 | 60 s | 64 s |
//! | 8, 9, 10 | 60 s | 128 s, 256 s, 512 s |
//! | more | 60 s | 600 s |
//!
//! Each is lengthened by up to a quarter, by chance, so that what failed together does not come again together. What
//! Telegram asks for (`retry_after`) is the least that is waited, whatever stands here. A refused token and an unknown
//! method wait 30 s at least, a group that lacks rights 60 s, a topic that may have been made 20 s for its announcement.

use std::time::Duration;

/// The longest delay between two tries, with all that chance may add. A row that is to wait longer than this from now was
/// put off by a clock that has been set back since.
pub const LONGEST: Duration = Duration::from_secs(750);

const LONGEST_FAILURE: Duration = Duration::from_secs(60);
const LONGEST_DOUBT: Duration = Duration::from_secs(600);

/// The delay after a try that certainly delivered nothing. `tries`: how many there were before it, 0 for the first.
/// `least`: what the cause asks for by itself, when that is more.
pub fn after_failure(tries: i64, least: Duration, random: u64) -> Duration {
    let delay = Duration::from_secs(1 << tries.clamp(0, 6)).min(LONGEST_FAILURE);
    lengthened(delay.max(least), random)
}

/// The delay after a try of which nobody knows whether it delivered. `doubts`: how many such there were before it. The
/// first is followed at once: a break of a moment is the usual cause. What may have arrived is not sent again and again
/// while the way is broken.
pub fn after_doubt(doubts: i64, random: u64) -> Duration {
    if doubts <= 0 {
        return Duration::ZERO;
    }
    lengthened(Duration::from_secs(1 << doubts.clamp(1, 10)).min(LONGEST_DOUBT), random)
}

/// The random number for a delivery's try: the same for the same try, another for every other. The randomness that draws
/// names and seeds is not asked, so what happens on the way to Telegram does not change what is drawn.
pub fn scatter(delivery: i64, tries: i64) -> u64 {
    // The finaliser of SplitMix64.
    let mut mixed = delivery.cast_unsigned() ^ tries.cast_unsigned().rotate_left(48);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn lengthened(delay: Duration, random: u64) -> Duration {
    let most = u64::try_from(delay.as_millis() / 4).unwrap_or(u64::MAX);
    delay + Duration::from_millis(random % most.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delays_are_those_of_the_table() {
        let failures: Vec<u64> = (0..9).map(|tries| after_failure(tries, Duration::ZERO, 0).as_secs()).collect();
        assert_eq!(failures, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        let asked_for = after_failure(2, Duration::from_secs(30), 0);
        assert_eq!(asked_for, Duration::from_secs(30));
        let doubts: Vec<u64> = (0..12).map(|doubts| after_doubt(doubts, 0).as_secs()).collect();
        assert_eq!(doubts, [0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
    }

    #[test]
    fn chance_adds_a_quarter_at_most_and_spreads_what_failed_together() {
        for tries in [0, 3, 6, 40, i64::MAX, -1] {
            let least = after_failure(tries, Duration::ZERO, 0);
            let delays: Vec<Duration> =
                (1..=1_000).map(|id| after_failure(tries, Duration::ZERO, scatter(id, tries))).collect();
            assert!(delays.iter().all(|delay| (least..=least + least / 4).contains(delay)), "{tries}");
            let (first, last) = (delays.iter().min().expect("some"), delays.iter().max().expect("some"));
            assert!(*last - *first > least / 5, "{tries}: all between {first:?} and {last:?}");
        }
        assert!((0..2_000).all(|doubts| after_doubt(doubts, scatter(7, doubts)) <= LONGEST));
    }

    #[test]
    fn the_same_try_waits_as_long_whenever_it_is_asked_for() {
        assert_eq!(scatter(42, 3), scatter(42, 3));
        assert_ne!(scatter(42, 3), scatter(42, 4));
        assert_ne!(scatter(42, 3), scatter(43, 3));
    }
}
