//! The only place that reads the time: course time and real time, and the conversion between them.

use crate::rules::real_time::RealTime;
use chrono::{DateTime, Utc};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::watch;

/// Tells course time and real time. Clones tell the same.
#[derive(Debug, Clone)]
pub struct Clock {
    source: Arc<Mutex<Source>>,
    changed: watch::Sender<u64>,
}

/// Where course time stands: at `course_ms` when real time was `real_ms`, running `speed` times as fast.
#[derive(Debug, Clone, Copy)]
struct Source {
    course_ms: i64,
    real_ms: i64,
    speed: f64,
}

/// Where a rehearsal's course time started, so that it goes on from there after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    pub course_ms: i64,
    pub real_ms: i64,
}

impl Clock {
    /// Course time is real time.
    pub fn system() -> Self {
        Self::from_source(Source { course_ms: 0, real_ms: 0, speed: 1.0 })
    }

    /// Course time runs `speed` times as fast as real time since the anchor.
    pub fn rehearsal(anchor: Anchor, speed: u32) -> Self {
        Self::from_source(Source { course_ms: anchor.course_ms, real_ms: anchor.real_ms, speed: speed.into() })
    }

    /// Course time stands at this instant until it is set or advanced.
    pub fn manual(at: DateTime<Utc>) -> Self {
        Self::from_source(Source { course_ms: at.timestamp_millis(), real_ms: 0, speed: 0.0 })
    }

    fn from_source(source: Source) -> Self {
        Self { source: Arc::new(Mutex::new(source)), changed: watch::Sender::new(0) }
    }

    /// Course time now.
    pub fn now(&self) -> DateTime<Utc> {
        let source = *self.source();
        let ran = (self.real().0 - source.real_ms) as f64 * source.speed;
        let millis =
            if source.speed == 1.0 && source.real_ms == 0 { self.real().0 } else { source.course_ms + ran as i64 };
        DateTime::from_timestamp_millis(millis).expect("course time stays within chrono's range")
    }

    /// Real time now.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn real(&self) -> RealTime {
        RealTime(Utc::now().timestamp_millis())
    }

    /// How many times as fast as real time course time runs; 0 while it stands.
    pub fn speed(&self) -> f64 {
        self.source().speed
    }

    /// Sets course time, as a clock that is followed says: it stands (`speed` 0) or runs from here.
    pub fn set(&self, now: DateTime<Utc>, speed: f64) {
        let real_ms = self.real().0;
        *self.source() = Source { course_ms: now.timestamp_millis(), real_ms, speed };
        self.changed.send_modify(|revision| *revision += 1);
    }

    /// Resolves after a real span, or sooner when course time was set.
    pub async fn pause(&self, at_most: Duration) {
        let mut changed = self.changed.subscribe();
        tokio::select! {
            () = tokio::time::sleep(at_most) => {}
            _ = changed.changed() => {}
        }
    }

    /// The real span after which course time reaches an instant; `None` while it stands before it.
    pub fn real_span_until(&self, at: DateTime<Utc>) -> Option<Duration> {
        let left = (at - self.now()).num_milliseconds();
        let speed = self.source().speed;
        if left <= 0 {
            return Some(Duration::ZERO);
        }
        (speed > 0.0).then(|| Duration::from_millis((left as f64 / speed).ceil() as u64))
    }

    fn source(&self) -> MutexGuard<'_, Source> {
        self.source.lock().expect("nothing panics while it holds the clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_stands_until_it_is_set() {
        let start = DateTime::from_timestamp_millis(1_800_000_000_000).expect("an instant");
        let clock = Clock::manual(start);
        assert_eq!(clock.now(), start);
        let later = start + chrono::TimeDelta::days(7);
        assert_eq!(clock.real_span_until(later), None);
        clock.clone().set(later, 0.0);
        assert_eq!(clock.now(), later);
        assert_eq!(clock.real_span_until(later), Some(Duration::ZERO));
    }

    #[test]
    fn a_rehearsal_runs_from_its_anchor() {
        let real = Clock::system().real();
        let clock = Clock::rehearsal(Anchor { course_ms: 0, real_ms: real.0 - 1_000 }, 60);
        let ran = clock.now().timestamp_millis();
        assert!((60_000..120_000).contains(&ran), "{ran}");
    }
}
