//! `darb status`: how the bot stands, as its holder of the lease wrote it down; from outside, read-only, without the key.

use super::AppError;
use crate::config::sqlite_path;
use crate::meter::class_name;
use crate::rules::health::{Health, OLD, Trouble, remaining, troubles};
use crate::rules::notice::Class;
use crate::store::health::{Holder, Sight, Written, look};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use std::io::Write;
use std::time::Duration;

/// What there is to say.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing {
    pub holder: Option<Holder>,
    pub written: Option<Box<Written>>,
    pub troubles: Vec<Trouble>,
}

/// Shows how the bot stands, as lines or as JSON; an error with exit code 1 when that is not well.
pub async fn status(url: &str, as_json: bool) -> Result<(), AppError> {
    let standing = look_at(url).await?;
    let text = if as_json { format!("{:#}\n", standing.json()) } else { standing.lines().join("\n") + "\n" };
    // Whoever does not read to the end has seen enough.
    let _shown = std::io::stdout().write_all(text.as_bytes());
    standing.verdict()
}

/// Looks at the database of a URL. That there is none, or nothing in it, is an error.
pub(super) async fn look_at(url: &str) -> Result<Standing, AppError> {
    if let Some(path) = sqlite_path(url).filter(|path| !path.exists()) {
        return Err(AppError::failed(format!(
            "there is no data file `{}`; look where `darb run` was started, or name it with DATABASE_URL",
            path.display()
        )));
    }
    match look(url).await? {
        Sight::Empty => Err(AppError::failed("the database is empty: `darb run` has never run on it")),
        Sight::Older => Err(AppError::failed(
            "the database was last served by an older version of darb, which wrote nothing down for `darb status`",
        )),
        Sight::Seen { holder, written } => {
            let is_held = holder.as_ref().is_some_and(|holder| holder.age.is_some());
            let troubles = troubles(written.as_ref().map(|written| (&written.health, written.age)), is_held);
            Ok(Standing { holder, written, troubles })
        }
    }
}

impl Standing {
    /// What is wrong, in words.
    pub fn complaints(&self) -> Vec<String> {
        self.troubles
            .iter()
            .map(|trouble| match trouble {
                Trouble::NeverWritten => {
                    "nobody has ever written how the bot stands: it has not run on this database yet".to_owned()
                }
                Trouble::Ended(age) => {
                    format!("the bot is not running: it was ended, and last wrote {} ago", span(*age))
                }
                Trouble::Old(age) => {
                    format!("nobody has written for {}: the bot is not running or cannot write", span(*age))
                }
                Trouble::Late(class, age) => {
                    format!("the oldest {} has waited for {} though it may go", class_name(*class), span(*age))
                }
                Trouble::Silent(age) => {
                    format!("Telegram has not answered for {}: look at the network and at the log", span(*age))
                }
            })
            .collect()
    }

    fn verdict(&self) -> Result<(), AppError> {
        if self.troubles.is_empty() { Ok(()) } else { Err(AppError::failed(self.complaints().join("\n"))) }
    }

    /// Course time now, as far as it is told: it has run on since the row was written.
    fn course_time(&self) -> Option<DateTime<Utc>> {
        let written = self.written.as_ref()?;
        let ran = written.age.as_secs_f64() * written.health.speed * 1_000.0;
        Some(written.health.course_at + TimeDelta::milliseconds(ran as i64))
    }

    fn json(&self) -> Value {
        let holder = self.holder.as_ref().map(
            |holder| json!({ "holder": holder.name, "epoch": holder.epoch, "renewed_ms_ago": holder.age.map(millis) }),
        );
        let written = self.written.as_ref();
        json!({
            "healthy": self.troubles.is_empty(),
            "troubles": self.complaints(),
            "lease": holder,
            "written_ms_ago": written.map(|written| millis(written.age)),
            "written_in_epoch": written.map(|written| written.epoch),
            "course_time": self.course_time().map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
            "remaining_ms": written.and_then(|written| remaining(&written.health)).map(millis),
            "figures": written.map(|written| &written.health),
        })
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = |name: &str, text: String| lines.push(format!("{name:<14} {text}"));
        line("lease", self.lease());
        let Some(Written { age, health, .. }) = self.written.as_deref() else { return lines };
        let is_old = *age > OLD;
        line("written", format!("{} ago{}", span(*age), if is_old { "; the rest is as it was then" } else { "" }));
        line("serving", format!("for {}", span(Duration::from_millis(health.serving_ms))));
        if let Some(at) = self.course_time().filter(|_| health.speed != 1.0) {
            let pace =
                if health.speed == 0.0 { "it stands".to_owned() } else { format!("{} times as fast", health.speed) };
            line("course time", format!("{} UTC ({pace})", at.format("%Y-%m-%d %H:%M")));
        }
        let (cohorts, people) = (health.cohorts, health.participants);
        line("cohorts", format!("{} running, {} to come, {} over", cohorts.running, cohorts.ahead, cohorts.over));
        line(
            "participants",
            format!(
                "{} on the way, {} waiting for the start, {} registering, {} on a break, {} completed, {} left",
                figure(people.active),
                figure(people.waiting),
                figure(people.onboarding),
                figure(people.paused),
                figure(people.completed),
                figure(people.left)
            ),
        );
        line("waiting", waiting(health));
        line("in flight", format!("{} of {}", health.in_flight, health.in_flight_limit));
        line("rate", format!("{:.1} a second in the last minute, of {} allowed", health.rate, health.per_second));
        line("sent", format!("{} since it serves", figure(health.sent)));
        line("429s", format!("{} in the last minute, {} since it serves", health.too_many_minute, health.too_many));
        line("uncertain", format!("{} now, {} in the last day", health.uncertain, health.doubts_day));
        line("failed", format!("{} deliveries in the last day", health.failed_day));
        line("failed updates", format!("{} in the last 7 days", health.failed_updates));
        lines
    }

    fn lease(&self) -> String {
        match &self.holder {
            None => "nobody has ever held it".to_owned(),
            Some(Holder { name, epoch, age: None }) => format!("given back by {name}, epoch {epoch}"),
            Some(Holder { name, epoch, age: Some(age) }) => {
                format!("{name}, epoch {epoch}, renewed {} ago", span(*age))
            }
        }
    }
}

/// What waits by class, for how long the oldest has, what is put off, and when it is done.
fn waiting(health: &Health) -> String {
    let of_class = |(class, queue): (Class, &crate::rules::health::Queue)| {
        let oldest = queue.oldest_ms.filter(|_| queue.waiting > 0);
        let oldest = oldest.map(|ms| format!(" (the oldest for {})", span(Duration::from_millis(ms))));
        format!("{} {}{}", class_name(class), figure(queue.waiting), oldest.unwrap_or_default())
    };
    let classes: Vec<String> = Class::ALL.into_iter().zip(&health.queue).map(of_class).collect();
    let mut text = classes.join(", ");
    let put_off: u64 = health.queue.iter().map(|queue| queue.put_off).sum();
    if put_off > 0 {
        text += &format!("; {} put off until morning or another try", figure(put_off));
    }
    if let Some(left) = remaining(health) {
        text += &format!("; done in about {}", span(left));
    }
    text
}

/// Millions are read with commas.
pub(super) fn figure(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The two largest units of a span.
pub(super) fn span(span: Duration) -> String {
    let seconds = span.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, 1..10) if !seconds.is_multiple_of(60) => format!("{minutes} min {} s", seconds % 60),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, _) => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} d {} h", hours % 24),
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_figures_are_read_at_a_glance() {
        for (seconds, expected) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (61, "1 min 1 s"),
            (180, "3 min"),
            (700, "11 min"),
            (3_600, "1 h 0 min"),
            (37_038, "10 h 17 min"),
            (200_000, "2 d 7 h"),
        ] {
            assert_eq!(span(Duration::from_secs(seconds)), expected);
        }
        for (number, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(figure(number), expected);
        }
    }

    #[test]
    fn a_rehearsal_shows_its_time_and_an_old_row_its_age() {
        let health = Health {
            course_at: DateTime::from_timestamp_millis(1_800_000_000_000).expect("an instant"),
            speed: 60.0,
            ..Health::default()
        };
        let written = Some(Box::new(Written { epoch: 1, age: Duration::from_secs(10), health: health.clone() }));
        let standing = Standing { holder: None, written, troubles: vec![] };
        let text = standing.lines().join("\n");
        assert!(text.contains("2027-01-15 08:10 UTC (60 times as fast)"), "{text}");
        let age = Duration::from_secs(180);
        let written = Some(Box::new(Written { epoch: 1, age, health }));
        let standing = Standing { holder: None, written, troubles: vec![Trouble::Old(age)] };
        let error = standing.verdict().expect_err("nobody runs");
        assert_eq!(error.message, "nobody has written for 3 min: the bot is not running or cannot write");
        assert_eq!(error.exit_code, 1);
        assert!(standing.lines().join("\n").contains("3 min ago; the rest is as it was then"));
    }
}
