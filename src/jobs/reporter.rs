//! The reporter: every five seconds it writes down how the bot stands, for `darb status` and for a recorder.
//!
//! Counting a long queue or many people takes time, so neither is counted for more than a hundredth of the time: what
//! took 300 ms is counted again after 30 s. The row says how old the count is.

use crate::actions::{ActionError, Context, StoreError, health};
use crate::meter::{self, Totals};
use crate::rules::health::Health;
use crate::rules::real_time::RealTime;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often the row is written.
const EVERY: Duration = Duration::from_secs(5);

/// Before the first: a start has better things to do than to count.
const FIRST: Duration = Duration::from_secs(1);

/// How often people are counted at most.
const PEOPLE_EVERY: Duration = Duration::from_secs(60);

/// A count may take one part in so many of the time.
const SHARE: u32 = 100;

/// The rate is that of so long.
const MINUTE: Duration = Duration::from_secs(60);

/// What the settings say, for whoever compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// Messages a second, over all chats.
    pub per_second: u32,
    /// Requests in flight at once.
    pub in_flight: usize,
}

/// When something was counted last, and how long that took.
#[derive(Debug, Default)]
struct Counted(Option<(RealTime, Duration)>);

impl Counted {
    /// Whether it is worth counting again.
    fn is_stale(&self, now: RealTime, least: Duration) -> bool {
        // A clock that was set back must not keep anything from being counted.
        self.0.is_none_or(|(at, took)| now < at || now.since(at) >= least.max(took * SHARE))
    }
}

/// What was counted in the last minute.
#[derive(Debug)]
struct Samples {
    began: RealTime,
    first: Totals,
    recent: VecDeque<(RealTime, Totals)>,
    /// When Telegram was last seen to have answered a poll.
    heard_at: RealTime,
}

impl Samples {
    fn new(now: RealTime, totals: Totals) -> Self {
        Self { began: now, first: totals, recent: VecDeque::from([(now, totals)]), heard_at: now }
    }

    /// Takes in the totals of now, and says what follows from them.
    fn take(&mut self, now: RealTime, totals: Totals, figures: &mut Health) {
        if self.recent.back().is_some_and(|(_, last)| totals.polls > last.polls) {
            self.heard_at = now;
        }
        self.recent.push_back((now, totals));
        while self.recent.len() > 2 && self.recent.get(1).is_some_and(|(at, _)| now.since(*at) >= MINUTE) {
            self.recent.pop_front();
        }
        let (since, before) = self.recent.front().copied().unwrap_or((now, totals));
        let seconds = now.since(since).as_secs_f64();
        let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        figures.rate = if seconds > 0.0 { (totals.sent - before.sent) as f64 / seconds } else { 0.0 };
        figures.sent = totals.sent - self.first.sent;
        figures.too_many_minute = totals.too_many - before.too_many;
        figures.too_many = totals.too_many - self.first.too_many;
        figures.serving_ms = millis(now.since(self.began));
        figures.silent_ms = millis(now.since(self.heard_at));
    }
}

/// Runs until `stop` is set. A failure is logged and tried again; who has lost the lease writes nothing more.
pub async fn run(context: Arc<Context>, allowed: Allowed, mut stop: watch::Receiver<bool>) {
    let mut samples = Samples::new(context.clock.real(), meter::totals());
    let (mut queue, mut people) = (Counted::default(), Counted::default());
    let mut figures =
        Health { per_second: allowed.per_second, in_flight_limit: allowed.in_flight as u64, ..Health::default() };
    let mut nap = FIRST;
    loop {
        tokio::select! {
            () = tokio::time::sleep(nap) => {}
            _ = stop.changed() => {}
        }
        if *stop.borrow() {
            break;
        }
        nap = EVERY;
        samples.take(context.clock.real(), meter::totals(), &mut figures);
        match report(&context, &mut figures, &mut queue, &mut people).await {
            Ok(written) => meter::stands(&written),
            Err(ActionError::Store(StoreError::LeaseLost)) => break,
            Err(error) => tracing::warn!(%error, "how the bot stands could not be written down"),
        }
    }
    meter::stands_down();
}

async fn report(
    context: &Context,
    figures: &mut Health,
    queue: &mut Counted,
    people: &mut Counted,
) -> Result<Health, ActionError> {
    let now = context.clock.real();
    if queue.is_stale(now, Duration::ZERO) {
        figures.queue = health::count_queue(context).await?;
        queue.0 = Some((now, context.clock.real().since(now)));
    }
    let now = context.clock.real();
    if people.is_stale(now, PEOPLE_EVERY) {
        (figures.cohorts, figures.participants) = health::count_people(context).await?;
        people.0 = Some((now, context.clock.real().since(now)));
    }
    let counted_at = queue.0.map_or(now, |(at, _)| at);
    figures.counted_ms = u64::try_from(context.clock.real().since(counted_at).as_millis()).unwrap_or(u64::MAX);
    health::record(context, figures.clone()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_minute() {
        let at = |second: i64| RealTime(1_000_000 + second * 1_000);
        let total = |sent, too_many, polls| Totals { sent, too_many, polls };
        let mut samples = Samples::new(at(0), total(500, 3, 9));
        let mut figures = Health::default();
        samples.take(at(0), total(500, 3, 9), &mut figures);
        assert_eq!((figures.rate, figures.sent, figures.silent_ms), (0.0, 0, 0));
        // 20 a second for two minutes, then nothing.
        for step in 1..=24_u32 {
            samples.take(at(i64::from(step) * 5), total(500 + u64::from(step) * 100, 3, 9), &mut figures);
        }
        assert_eq!((figures.rate, figures.sent, figures.silent_ms), (20.0, 2_400, 120_000));
        samples.take(at(150), total(2_900, 5, 10), &mut figures);
        assert_eq!((figures.rate, figures.too_many_minute, figures.silent_ms), (10.0, 2, 0));
        samples.take(at(230), total(2_900, 5, 10), &mut figures);
        assert_eq!((figures.rate, figures.too_many_minute, figures.too_many), (0.0, 0, 2));
        assert_eq!(figures.serving_ms, 230_000);
    }

    #[test]
    fn what_takes_long_is_counted_seldom() {
        let now = RealTime(1_000_000);
        let took = |ms: u64| Counted(Some((now, Duration::from_millis(ms))));
        assert!(Counted::default().is_stale(now, PEOPLE_EVERY));
        assert!(took(1).is_stale(now + EVERY, Duration::ZERO));
        assert!(!took(1).is_stale(now + EVERY, PEOPLE_EVERY));
        assert!(!took(300).is_stale(now + EVERY * 5, Duration::ZERO));
        assert!(took(300).is_stale(now + EVERY * 6, Duration::ZERO));
        assert!(took(300).is_stale(now - EVERY, Duration::ZERO), "the clock was set back");
    }
}
