//! What is counted while the bot runs: one place for names, units and descriptions.
//!
//! Each round of work tells it once what it did. The totals stand in this process for the row that `darb status` reads;
//! whoever wants more installs a recorder of the `metrics` crate, without which naming a figure costs next to nothing.

use crate::rules::health::Health;
use crate::rules::notice::Class;
use crate::rules::outcome::Outcome;
use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};
use std::sync::atomic::{AtomicU64, Ordering};

const SENT: &str = "darb_sent_total";
const TOO_MANY: &str = "darb_too_many_requests_total";
const DOUBTS: &str = "darb_doubts_total";
const FAILED: &str = "darb_failed_total";
const UPDATES: &str = "darb_updates_total";
const FAILED_UPDATES: &str = "darb_failed_updates_total";
const POLLS: &str = "darb_polls_total";
const SERVING: &str = "darb_serving";
const WAITING: &str = "darb_waiting";
const PUT_OFF: &str = "darb_put_off";
const OLDEST: &str = "darb_oldest_waiting_seconds";
const IN_FLIGHT: &str = "darb_in_flight";
const UNCERTAIN: &str = "darb_uncertain";
const RATE: &str = "darb_sent_per_second";

/// The name under which a class is known outside.
pub const fn class_name(class: Class) -> &'static str {
    match class {
        Class::Reply => "reply",
        Class::Relay => "relay",
        Class::Lesson => "lesson",
        Class::Nudge => "nudge",
    }
}

/// Counts since this process began; they only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Deliveries that Telegram accepted.
    pub sent: u64,
    /// Answers "too many requests".
    pub too_many: u64,
    /// Polls that Telegram answered.
    pub polls: u64,
}

static TOTAL_SENT: AtomicU64 = AtomicU64::new(0);
static TOTAL_TOO_MANY: AtomicU64 = AtomicU64::new(0);
static TOTAL_POLLS: AtomicU64 = AtomicU64::new(0);

pub fn totals() -> Totals {
    Totals {
        sent: TOTAL_SENT.load(Ordering::Relaxed),
        too_many: TOTAL_TOO_MANY.load(Ordering::Relaxed),
        polls: TOTAL_POLLS.load(Ordering::Relaxed),
    }
}

/// A round of outcomes was recorded.
pub fn came_back<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) {
    let (mut sent, mut too_many, mut doubts, mut failed) = (0, 0, 0, 0);
    for outcome in outcomes {
        match outcome {
            Outcome::Sent(_) => sent += 1,
            Outcome::TooMany { .. } => too_many += 1,
            Outcome::Unknown { .. } => doubts += 1,
            Outcome::Refused(_) => failed += 1,
            Outcome::NotNow { .. } | Outcome::Migrated { .. } => {}
        }
    }
    TOTAL_SENT.fetch_add(sent, Ordering::Relaxed);
    TOTAL_TOO_MANY.fetch_add(too_many, Ordering::Relaxed);
    for (name, count) in [(SENT, sent), (TOO_MANY, too_many), (DOUBTS, doubts), (FAILED, failed)] {
        if count > 0 {
            counter!(name).increment(count);
        }
    }
}

/// So many deliveries could not be read, and were given up without being sent.
pub fn given_up(deliveries: usize) {
    counter!(FAILED).increment(deliveries as u64);
}

/// So many deliveries were in doubt when this process took over.
pub fn doubted(deliveries: usize) {
    counter!(DOUBTS).increment(deliveries as u64);
}

/// Telegram answered a poll with so many updates.
pub fn polled(updates: usize) {
    TOTAL_POLLS.fetch_add(1, Ordering::Relaxed);
    counter!(POLLS).increment(1);
    counter!(UPDATES).increment(updates as u64);
}

/// An update could not be handled.
pub fn update_failed() {
    counter!(FAILED_UPDATES).increment(1);
}

/// The bot serves, and stands like this.
pub fn stands(health: &Health) {
    gauge!(SERVING).set(1.0);
    for (class, queue) in Class::ALL.into_iter().zip(&health.queue) {
        let name = class_name(class);
        gauge!(WAITING, "class" => name).set(queue.waiting as f64);
        gauge!(PUT_OFF, "class" => name).set(queue.put_off as f64);
        gauge!(OLDEST, "class" => name).set(queue.oldest_ms.unwrap_or(0) as f64 / 1_000.0);
    }
    gauge!(IN_FLIGHT).set(health.in_flight as f64);
    gauge!(UNCERTAIN).set(health.uncertain as f64);
    gauge!(RATE).set(health.rate);
}

/// The bot serves no longer: another process does, or none.
pub fn stands_down() {
    gauge!(SERVING).set(0.0);
}

/// Tells a recorder what each figure is. Once, after it was installed.
pub fn describe() {
    for name in [SENT, TOO_MANY, DOUBTS, FAILED, UPDATES, FAILED_UPDATES, POLLS] {
        // A count that is not there cannot be told from one that has not begun.
        counter!(name).increment(0);
    }
    describe_counter!(SENT, Unit::Count, "Deliveries that Telegram accepted");
    describe_counter!(TOO_MANY, Unit::Count, "Answers \"too many requests\" (429)");
    describe_counter!(DOUBTS, Unit::Count, "Deliveries whose fate was unknown for a time");
    describe_counter!(FAILED, Unit::Count, "Deliveries that Telegram refused for good, or that could not be read");
    describe_counter!(UPDATES, Unit::Count, "Updates that polls brought");
    describe_counter!(FAILED_UPDATES, Unit::Count, "Updates that could not be handled and were put away");
    describe_counter!(POLLS, Unit::Count, "Polls that Telegram answered");
    describe_gauge!(SERVING, Unit::Count, "1 while this process holds the lease and serves, else 0");
    describe_gauge!(WAITING, Unit::Count, "Deliveries that are due and kept by nothing but the limits, by class");
    describe_gauge!(PUT_OFF, Unit::Count, "Deliveries put off until morning or until another try, by class");
    describe_gauge!(OLDEST, Unit::Seconds, "How long the oldest waiting delivery has waited, by class");
    describe_gauge!(IN_FLIGHT, Unit::Count, "Requests under way");
    describe_gauge!(UNCERTAIN, Unit::Count, "Deliveries whose fate is unknown now");
    describe_gauge!(RATE, Unit::CountPerSecond, "Deliveries accepted a second, over the last minute");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::outcome::Receipt;
    use std::time::Duration;

    #[test]
    fn a_round_is_counted_by_what_came_of_it() {
        let before = totals();
        came_back(&[
            Outcome::Sent(Receipt::default()),
            Outcome::Sent(Receipt::default()),
            Outcome::TooMany { retry_after: Duration::from_secs(1) },
            Outcome::Unknown { why: String::new() },
        ]);
        polled(0);
        let after = totals();
        // Other tests of this process may count meanwhile.
        assert!(after.sent >= before.sent + 2 && after.too_many > before.too_many && after.polls > before.polls);
    }
}
