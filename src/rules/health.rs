//! How the bot stands, in figures without persons, as the holder of the lease writes it down every few seconds; and
//! what in it is a cause for worry.

use super::notice::Class;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A row that is older was written by nobody who is still well: it is written every 5 seconds, and another process may
/// take the lease after 14.5.
pub const OLD: Duration = Duration::from_secs(20);

/// Answers and relays that wait longer than this, though nothing keeps them, are late.
pub const LATE: Duration = Duration::from_secs(60);

/// Telegram answers a poll every 25 seconds at least; when it has not for so long, the way is broken.
pub const SILENT: Duration = Duration::from_secs(120);

/// The figures. Spans are in real time; every field has a default, so that a row of another version can be read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// Course time when it was written.
    pub course_at: DateTime<Utc>,
    /// How many times as fast as real time course time runs: 1 but in rehearsals.
    pub speed: f64,
    /// Since when this process serves.
    pub serving_ms: u64,
    /// In the order of the classes.
    pub queue: [Queue; 4],
    /// How long before the writing the queue was counted; counting a long one is not done every time.
    pub counted_ms: u64,
    pub in_flight: u64,
    /// The most that may be in flight.
    pub in_flight_limit: u64,
    /// Messages a second, over all chats, at most.
    pub per_second: u32,
    /// Deliveries accepted a second, over the last minute.
    pub rate: f64,
    /// Deliveries accepted since this process serves.
    pub sent: u64,
    /// Answers "too many requests": in the last minute, and since this process serves.
    pub too_many_minute: u64,
    pub too_many: u64,
    /// Deliveries in doubt now, and doubts of the last day.
    pub uncertain: u64,
    pub doubts_day: u64,
    /// Deliveries that failed for good in the last day.
    pub failed_day: u64,
    /// Updates that could not be handled in the last seven days.
    pub failed_updates: u64,
    /// How long Telegram has not answered a poll.
    pub silent_ms: u64,
    /// Cohorts whose time it is, those that have not begun, and those that are over.
    pub cohorts: Cohorts,
    /// Enrolments by status.
    pub participants: Participants,
}

/// What waits in one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Queue {
    /// Due, and kept by nothing but the limits.
    pub waiting: u64,
    /// Put off: until morning, or until another try.
    pub put_off: u64,
    /// For how long the oldest of those that wait has.
    pub oldest_ms: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cohorts {
    pub running: u64,
    pub ahead: u64,
    pub over: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Participants {
    pub onboarding: u64,
    pub waiting: u64,
    pub active: u64,
    pub paused: u64,
    pub completed: u64,
    pub left: u64,
}

impl Participants {
    /// Adds to the status of this name, as [`super::enrolment::Status::name`]; one that is not known is not counted.
    pub fn add(&mut self, status: &str, count: u64) {
        let field = match status {
            "onboarding" => &mut self.onboarding,
            "waiting" => &mut self.waiting,
            "active" => &mut self.active,
            "paused" => &mut self.paused,
            "completed" => &mut self.completed,
            "left" => &mut self.left,
            _ => return,
        };
        *field += count;
    }
}

/// A cause for worry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody has ever written a row.
    NeverWritten,
    /// The last one to write has ended, and given the lease back; nobody has written for so long.
    Ended(Duration),
    /// Nobody has written for so long.
    Old(Duration),
    /// Answers or relays wait for so long, though they may go.
    Late(Class, Duration),
    /// Telegram has not answered a poll for so long.
    Silent(Duration),
}

/// What is wrong, of a row (with its age) or of there being none; and of whether somebody holds the lease. An old row
/// says nothing about now.
pub fn troubles(row: Option<(&Health, Duration)>, is_held: bool) -> Vec<Trouble> {
    let Some((health, age)) = row else { return vec![Trouble::NeverWritten] };
    if !is_held {
        return vec![Trouble::Ended(age)];
    }
    if age > OLD {
        return vec![Trouble::Old(age)];
    }
    let mut found = Vec::new();
    for (class, queue) in Class::ALL.into_iter().zip(&health.queue) {
        let oldest = Duration::from_millis(queue.oldest_ms.unwrap_or(0));
        if class <= Class::Relay && oldest > LATE {
            found.push(Trouble::Late(class, oldest));
        }
    }
    let silent = Duration::from_millis(health.silent_ms);
    if silent > SILENT {
        found.push(Trouble::Silent(silent));
    }
    found
}

/// How long what waits takes at the present rate; `None` when nothing waits, or nothing goes.
pub fn remaining(health: &Health) -> Option<Duration> {
    let waiting: u64 = health.queue.iter().map(|queue| queue.waiting).sum();
    (waiting > 0 && health.rate > 0.0).then(|| Duration::from_secs((waiting as f64 / health.rate).ceil() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn waiting(class: Class, oldest: u64) -> Health {
        let mut health = Health::default();
        health.queue[class as usize] = Queue { waiting: 5, put_off: 0, oldest_ms: Some(oldest * 1_000) };
        health
    }

    #[test]
    fn what_is_a_cause_for_worry() {
        let silent = |seconds: u64| Health { silent_ms: seconds * 1_000, ..Health::default() };
        for (health, age, expected) in [
            (Health::default(), 0, vec![]),
            (Health::default(), 20, vec![]),
            (Health::default(), 21, vec![Trouble::Old(secs(21))]),
            // What an old row says is past.
            (silent(500), 180, vec![Trouble::Old(secs(180))]),
            (silent(120), 1, vec![]),
            (silent(121), 1, vec![Trouble::Silent(secs(121))]),
            (waiting(Class::Reply, 60), 1, vec![]),
            (waiting(Class::Reply, 61), 1, vec![Trouble::Late(Class::Reply, secs(61))]),
            (waiting(Class::Relay, 61), 1, vec![Trouble::Late(Class::Relay, secs(61))]),
            // Lessons wait for hours when there are many.
            (waiting(Class::Lesson, 36_000), 1, vec![]),
        ] {
            assert_eq!(troubles(Some((&health, secs(age))), true), expected, "{health:?}");
            assert_eq!(troubles(Some((&health, secs(age))), false), [Trouble::Ended(secs(age))]);
        }
        assert_eq!(troubles(None, true), [Trouble::NeverWritten]);
    }

    #[test]
    fn what_waits_is_done_at_the_present_rate() {
        for (count, rate, expected) in [
            (0, 27.0, None),
            (100, 0.0, None),
            (54, 27.0, Some(2)),
            (55, 27.0, Some(3)),
            (1_000_000, 27.0, Some(37_038)),
        ] {
            let mut health = Health { rate, ..Health::default() };
            health.queue[2].waiting = count;
            assert_eq!(remaining(&health), expected.map(secs), "{count} at {rate}");
        }
    }

    #[test]
    fn a_row_of_another_version_is_read() {
        let read: Health = serde_json::from_str(r#"{"rate":2.5,"unheard":[1],"cohorts":{"running":3}}"#).expect("JSON");
        assert_eq!((read.rate, read.cohorts.running, read.sent), (2.5, 3, 0));
        let all = Health { speed: 60.0, ..waiting(Class::Nudge, 7) };
        let text = serde_json::to_string(&all).expect("plain data");
        assert_eq!(serde_json::from_str::<Health>(&text).expect("JSON"), all);
    }
}
