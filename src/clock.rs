//! The only place that reads the time: course time and real time, and the conversion between them.
//!
//! The machine has two clocks. The *wall* is what people set: it may be set back or forward, and jumps when a machine wakes
//! up. The *monotonic* one only ever counts on. Real time starts at the wall and counts on by the other, so that limits,
//! leases and retries never jump; course time of real courses is the wall, because a lesson at nine is at nine by it.
//! [`Drift`] notices when the two part.

use crate::rules::real_time::RealTime;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// The clocks of a machine.
pub struct Machine {
    /// Unix milliseconds, as whoever set it wants them.
    wall: Box<dyn Fn() -> i64 + Send + Sync>,
    /// Milliseconds since any beginning; never fewer than before.
    monotonic: Box<dyn Fn() -> i64 + Send + Sync>,
    /// The wall when the monotonic clock was at 0.
    base_ms: i64,
}

/// One for all clocks of the process, so that they tell the same real time.
static THIS_MACHINE: LazyLock<Arc<Machine>> = LazyLock::new(|| {
    let started = Instant::now();
    let monotonic = move || i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
    Machine::new(wall_ms, monotonic)
});

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn wall_ms() -> i64 {
    Utc::now().timestamp_millis()
}

impl Machine {
    /// A machine with clocks of the caller's choice, for tests of what happens when they jump.
    pub fn new(
        wall: impl Fn() -> i64 + Send + Sync + 'static,
        monotonic: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Arc<Self> {
        let base_ms = wall() - monotonic();
        Arc::new(Self { wall: Box::new(wall), monotonic: Box::new(monotonic), base_ms })
    }

    fn real_ms(&self) -> i64 {
        self.base_ms.saturating_add((self.monotonic)())
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Machine").field("base_ms", &self.base_ms).finish_non_exhaustive()
    }
}

/// Tells course time and real time. Clones tell the same.
#[derive(Debug, Clone)]
pub struct Clock {
    machine: Arc<Machine>,
    source: Arc<Mutex<Source>>,
    changed: watch::Sender<u64>,
}

/// What course time is.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// The wall, and follows it when it is set.
    Wall,
    /// It was `course_ms` when real time was `real_ms`, and runs `speed` times as fast.
    Counted { course_ms: i64, real_ms: i64, speed: f64 },
}

/// Where a rehearsal's course time started, so that it goes on from there after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    pub course_ms: i64,
    pub real_ms: i64,
}

impl Clock {
    /// Course time is the machine's.
    pub fn system() -> Self {
        Self::on(&THIS_MACHINE)
    }

    /// Course time is that of a given machine.
    pub fn on(machine: &Arc<Machine>) -> Self {
        Self::from_source(machine, Source::Wall)
    }

    /// Course time runs `speed` times as fast as real time since the anchor.
    pub fn rehearsal(anchor: Anchor, speed: u32) -> Self {
        let Anchor { course_ms, real_ms } = anchor;
        Self::from_source(&THIS_MACHINE, Source::Counted { course_ms, real_ms, speed: speed.into() })
    }

    /// Course time stands at this instant until it is set or advanced.
    pub fn manual(at: DateTime<Utc>) -> Self {
        Self::manual_on(&THIS_MACHINE, at)
    }

    /// The same, with real time of a given machine.
    pub fn manual_on(machine: &Arc<Machine>, at: DateTime<Utc>) -> Self {
        Self::from_source(machine, Source::Counted { course_ms: at.timestamp_millis(), real_ms: 0, speed: 0.0 })
    }

    fn from_source(machine: &Arc<Machine>, source: Source) -> Self {
        Self { machine: Arc::clone(machine), source: Arc::new(Mutex::new(source)), changed: watch::Sender::new(0) }
    }

    /// Course time now.
    pub fn now(&self) -> DateTime<Utc> {
        let millis = match *self.source() {
            Source::Wall => (self.machine.wall)(),
            Source::Counted { course_ms, real_ms, speed } => {
                course_ms + ((self.real().0 - real_ms) as f64 * speed) as i64
            }
        };
        DateTime::from_timestamp_millis(millis).expect("course time stays within chrono's range")
    }

    /// Real time now. Within a process it never goes back and never jumps.
    pub fn real(&self) -> RealTime {
        RealTime(self.machine.real_ms())
    }

    /// What the machine's clock on the wall shows now, which people see on theirs. It may be set at any time, so nothing is
    /// measured by it.
    pub fn wall(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis((self.machine.wall)()).unwrap_or_default()
    }

    /// Watches for the wall and the monotonic clock to part, from now on.
    pub fn drift(&self) -> Drift {
        Drift { machine: Arc::clone(&self.machine), apart_ms: (self.machine.wall)() - self.machine.real_ms() }
    }

    /// Whether course time follows the wall, so that it jumps with it.
    pub fn follows_wall(&self) -> bool {
        matches!(*self.source(), Source::Wall)
    }

    /// How many times as fast as real time course time runs; 0 while it stands.
    pub fn speed(&self) -> f64 {
        match *self.source() {
            Source::Wall => 1.0,
            Source::Counted { speed, .. } => speed,
        }
    }

    /// Sets course time, as a clock that is followed says: it stands (`speed` 0) or runs from here.
    pub fn set(&self, now: DateTime<Utc>, speed: f64) {
        let real_ms = self.real().0;
        *self.source() = Source::Counted { course_ms: now.timestamp_millis(), real_ms, speed };
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
        if left <= 0 {
            return Some(Duration::ZERO);
        }
        let speed = self.speed();
        (speed > 0.0).then(|| Duration::from_millis((left as f64 / speed).ceil() as u64))
    }

    fn source(&self) -> MutexGuard<'_, Source> {
        self.source.lock().expect("nothing panics while it holds the clock")
    }
}

/// By how much the wall may part from the monotonic clock before it counts as a jump. Corrections over the network are
/// smaller, or so slow that they never add up to this between two looks.
pub const JUMP: TimeDelta = TimeDelta::seconds(2);

/// Notices when the wall was set, or the machine slept.
#[derive(Debug)]
pub struct Drift {
    machine: Arc<Machine>,
    /// How far the wall was ahead of real time at the last look.
    apart_ms: i64,
}

impl Drift {
    /// By how much the wall has jumped since the last look: forward is positive. `None` when it has not; a jump is told once.
    pub fn look(&mut self) -> Option<TimeDelta> {
        let apart_ms = (self.machine.wall)() - self.machine.real_ms();
        let jump = TimeDelta::milliseconds(apart_ms - self.apart_ms);
        self.apart_ms = apart_ms;
        (jump.abs() > JUMP).then_some(jump)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    const START_MS: i64 = 1_800_000_000_000;

    /// A machine whose clocks are moved by hand.
    fn machine() -> (Arc<AtomicI64>, Arc<AtomicI64>, Arc<Machine>) {
        let (wall, monotonic) = (Arc::new(AtomicI64::new(START_MS)), Arc::new(AtomicI64::new(5)));
        let (of_wall, of_monotonic) = (Arc::clone(&wall), Arc::clone(&monotonic));
        let machine =
            Machine::new(move || of_wall.load(Ordering::Relaxed), move || of_monotonic.load(Ordering::Relaxed));
        (wall, monotonic, machine)
    }

    #[test]
    fn a_manual_clock_stands_until_it_is_set() {
        let start = DateTime::from_timestamp_millis(START_MS).expect("an instant");
        let clock = Clock::manual(start);
        assert_eq!(clock.now(), start);
        let later = start + TimeDelta::days(7);
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

    #[test]
    fn real_time_counts_on_when_the_wall_is_set_and_course_time_goes_with_the_wall() {
        let (wall, monotonic, machine) = machine();
        let clock = Clock::on(&machine);
        assert_eq!((clock.real().0, clock.now().timestamp_millis()), (START_MS, START_MS));
        for (set_by, counted) in [(-3_600_000, 1_000), (7_200_000, 1), (0, 250)] {
            let before = clock.real();
            wall.fetch_add(set_by + counted, Ordering::Relaxed);
            monotonic.fetch_add(counted, Ordering::Relaxed);
            assert_eq!(clock.real().0 - before.0, counted);
            assert_eq!(clock.now().timestamp_millis(), wall.load(Ordering::Relaxed));
        }
    }

    #[test]
    fn a_jump_is_told_once_with_its_size_and_a_small_correction_is_none() {
        let (wall, monotonic, machine) = machine();
        let mut drift = Clock::on(&machine).drift();
        let mut pass = |wall_ms: i64, real_ms: i64| {
            wall.fetch_add(wall_ms, Ordering::Relaxed);
            monotonic.fetch_add(real_ms, Ordering::Relaxed);
            drift.look().map(|jump| jump.num_milliseconds())
        };
        assert_eq!(pass(1_000, 1_000), None);
        assert_eq!(pass(2_900, 1_000), None, "less than two seconds");
        assert_eq!(pass(1_000 - 3_600_000, 1_000), Some(-3_600_000), "set back an hour");
        assert_eq!(pass(1_000, 1_000), None, "told once");
        assert_eq!(pass(8 * 3_600_000, 1_000), Some(8 * 3_600_000 - 1_000), "slept for the night");
    }
}
