//! How many rows may be in flight: so many that requests find the next ones committed, but no more than go in the next
//! 50 ms, because whatever is in flight at a crash is in doubt.

use crate::rules::real_time::RealTime;
use std::time::Duration;

/// Follows how many requests come back in 50 ms. Clocked from outside.
#[derive(Debug)]
pub struct Allowance {
    /// Never more rows than this.
    most: usize,
    /// Requests open at once, at most.
    requests: usize,
    since: RealTime,
    now: usize,
    before: usize,
    /// What was found to be too little: commits take so long that requests wait for them.
    grown: usize,
}

impl Allowance {
    const SPAN: Duration = Duration::from_millis(50);

    pub const fn new(in_flight: usize, requests: usize) -> Self {
        Self { most: in_flight, requests, since: RealTime(0), now: 0, before: 0, grown: 0 }
    }

    /// A request came back.
    pub fn came_back(&mut self, real: RealTime) {
        let passed = real.since(self.since);
        if passed >= Self::SPAN {
            self.before = if passed < 2 * Self::SPAN { self.now } else { 0 };
            self.now = 0;
            self.since = real;
        }
        self.now += 1;
    }

    /// As much was let go as was allowed, and so many of it are in flight now. If requests are idle, what came back says how
    /// much was let go and not how much can go: twice as much is allowed. Otherwise it is measured again.
    pub fn exhausted(&mut self, in_flight: usize) {
        self.grown = if in_flight < self.requests { (2 * self.allowed()).min(self.most) } else { 0 };
    }

    /// Rows in flight, at most.
    pub fn allowed(&self) -> usize {
        let recent = self.now.max(self.before).max(self.requests);
        self.most.min((self.requests + recent).max(self.grown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(millis: i64) -> RealTime {
        RealTime(1_000_000 + millis)
    }

    #[test]
    fn twice_the_requests_are_allowed_at_first_and_never_more_than_the_setting() {
        assert_eq!(Allowance::new(1_000, 100).allowed(), 200);
        assert_eq!(Allowance::new(60, 60).allowed(), 60);
    }

    #[test]
    fn it_follows_what_comes_back_in_fifty_milliseconds() {
        let mut allowance = Allowance::new(1_000, 100);
        for _ in 0..400 {
            allowance.came_back(after(0));
        }
        assert_eq!(allowance.allowed(), 500);
        allowance.came_back(after(60));
        assert_eq!(allowance.allowed(), 500, "the span before still counts");
        allowance.came_back(after(500));
        assert_eq!(allowance.allowed(), 200, "that was long ago");
    }

    #[test]
    fn idle_requests_make_it_grow_and_busy_ones_have_it_measured_anew() {
        let mut allowance = Allowance::new(1_000, 100);
        for expected in [400, 800, 1_000, 1_000] {
            allowance.exhausted(0);
            assert_eq!(allowance.allowed(), expected);
        }
        allowance.exhausted(100);
        assert_eq!(allowance.allowed(), 200);
    }
}
