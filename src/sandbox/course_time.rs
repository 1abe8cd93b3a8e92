//! Course time: a clock that stands and is moved by hand, or runs a number of times faster than real time.

use serde::Serialize;
use tokio::time::Instant;

/// Course time as `GET /clock` tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CourseTime {
    /// Unix milliseconds.
    pub now_ms: i64,
    /// How many times real pace it runs; 0: it stands.
    pub speed: u32,
}

/// The clock behind [`CourseTime`]. It never goes back: a bot's schedule is not made for that.
#[derive(Debug)]
pub(super) struct CourseClock {
    speed: u32,
    base_ms: i64,
    base_at: Instant,
    /// Course time of the last move by hand; a follower that has named it (or later) knows the newest setting.
    changed_ms: i64,
    /// Counts moves and changes of speed, so that one waiting for a change sees a change of speed alone.
    changes: u64,
    /// The largest `after` that a follower has named, with the `changes` it had been told by then.
    follower_ms: Option<i64>,
}

impl CourseClock {
    pub(super) fn new(start_ms: i64, speed: u32) -> Self {
        Self { speed, base_ms: start_ms, base_at: Instant::now(), changed_ms: start_ms, changes: 0, follower_ms: None }
    }

    pub(super) fn now_ms(&self) -> i64 {
        let passed_ms = i64::try_from(self.base_at.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.base_ms.saturating_add(passed_ms.saturating_mul(i64::from(self.speed)))
    }

    pub(super) fn time(&self) -> CourseTime {
        CourseTime { now_ms: self.now_ms(), speed: self.speed }
    }

    /// Moves to `to_ms`, or stays where it is when that lies in the past. Returns course time after it.
    pub(super) fn move_to(&mut self, to_ms: i64) -> i64 {
        let now_ms = self.now_ms();
        self.rebase(now_ms.max(to_ms));
        self.base_ms
    }

    pub(super) fn set_speed(&mut self, speed: u32) {
        let now_ms = self.now_ms();
        self.rebase(now_ms);
        self.speed = speed;
    }

    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// Remembers that a follower knows course time up to `after_ms`.
    pub(super) fn followed(&mut self, after_ms: i64) {
        self.follower_ms = Some(self.follower_ms.map_or(after_ms, |seen_ms| seen_ms.max(after_ms)));
    }

    /// Whether a follower has seen the newest time (or, while the clock runs, the last move by hand).
    pub(super) fn is_followed(&self) -> bool {
        self.follower_ms.is_some_and(|seen_ms| seen_ms >= self.changed_ms)
    }

    /// Whether somebody who knows `after_ms` has something to learn at once.
    pub(super) fn is_news_after(&self, after_ms: i64) -> bool {
        if self.speed == 0 { self.now_ms() != after_ms } else { after_ms < self.changed_ms }
    }

    fn rebase(&mut self, now_ms: i64) {
        self.base_ms = now_ms;
        self.base_at = Instant::now();
        self.changed_ms = now_ms;
        self.changes += 1;
    }
}
