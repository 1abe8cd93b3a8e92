//! `darb status --watch`: the same, again and again. On a terminal with a bar for each class; else a line for each
//! change.

use super::AppError;
use super::status::{Standing, figure, look_at, span};
use crate::meter::class_name;
use crate::rules::health::{Health, remaining};
use crate::rules::notice::Class;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(1);

/// Shows how the bot stands until `stop`. That there is nothing to look at is an error only at the beginning.
pub async fn watch(url: &str, is_terminal: bool, stop: impl Future<Output = ()>) -> Result<(), AppError> {
    tokio::pin!(stop);
    let mut seen = Ok(look_at(url).await?);
    let mut screen = if is_terminal { Screen::bars() } else { Screen::Lines { last: String::new() } };
    loop {
        if !screen.show(&seen) {
            // Nobody reads any more.
            return Ok(());
        }
        tokio::select! {
            () = &mut stop => {
                screen.leave();
                return Ok(());
            }
            () = tokio::time::sleep(EVERY) => {}
        }
        seen = tokio::select! {
            () = &mut stop => {
                screen.leave();
                return Ok(());
            }
            seen = look_at(url) => seen,
        };
    }
}

/// Where it is shown.
enum Screen {
    Bars { head: ProgressBar, bars: Vec<ProgressBar>, foot: ProgressBar, _all: MultiProgress },
    Lines { last: String },
}

impl Screen {
    fn bars() -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stdout());
        let text = ProgressStyle::with_template("{wide_msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let style = ProgressStyle::with_template("{prefix:<7} [{bar:32}] {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ");
        let line = || all.add(ProgressBar::new(1).with_style(text.clone()));
        let head = line();
        let bar = |class| all.add(ProgressBar::new(1).with_style(style.clone()).with_prefix(class_name(class)));
        let bars = Class::ALL.map(bar).into();
        let foot = line();
        Self::Bars { head, bars, foot, _all: all }
    }

    /// False when it cannot be shown.
    fn show(&mut self, seen: &Result<Standing, AppError>) -> bool {
        match self {
            Self::Bars { head, bars, foot, .. } => {
                head.set_message(head_line(seen));
                let Some(written) = seen.as_ref().ok().and_then(|standing| standing.written.as_ref()) else {
                    return true;
                };
                for ((bar, queue), class) in bars.iter().zip(&written.health.queue).zip(Class::ALL) {
                    // Full is the most that was seen to wait.
                    let most = bar.length().unwrap_or(0).max(queue.waiting).max(1);
                    bar.set_length(most);
                    bar.set_position(most - queue.waiting);
                    bar.set_message(bar_text(&written.health, class));
                }
                foot.set_message(goes(&written.health));
                true
            }
            Self::Lines { last } => {
                let (key, text) = match seen {
                    Err(error) => (error.message.clone(), error.message.clone()),
                    Ok(standing) => plain_line(standing),
                };
                if *last == key {
                    return true;
                }
                *last = key;
                writeln!(std::io::stdout(), "{text}").is_ok()
            }
        }
    }

    /// What was shown last stays.
    fn leave(&self) {
        if let Self::Bars { head, bars, foot, .. } = self {
            for bar in [head].into_iter().chain(bars).chain([foot]) {
                bar.abandon();
            }
        }
    }
}

fn head_line(seen: &Result<Standing, AppError>) -> String {
    match seen {
        Err(error) => error.message.clone(),
        Ok(standing) if !standing.troubles.is_empty() => standing.complaints().join("; "),
        Ok(standing) => standing.written.as_ref().map_or_else(String::new, |written| {
            format!(
                "running, written {} ago; {} cohorts, {} on the way",
                span(written.age),
                written.health.cohorts.running,
                figure(written.health.participants.active)
            )
        }),
    }
}

fn bar_text(health: &Health, class: Class) -> String {
    let queue = health.queue[class as usize];
    let oldest = queue.oldest_ms.filter(|_| queue.waiting > 0);
    let oldest = oldest.map(|ms| format!(", the oldest for {}", span(Duration::from_millis(ms)))).unwrap_or_default();
    let put_off = if queue.put_off > 0 { format!(", {} put off", figure(queue.put_off)) } else { String::new() };
    format!("{} waiting{oldest}{put_off}", figure(queue.waiting))
}

fn goes(health: &Health) -> String {
    let done = remaining(health).map(|left| format!(", done in about {}", span(left))).unwrap_or_default();
    format!("{:.1} a second, {} of {} in flight{done}", health.rate, health.in_flight, health.in_flight_limit)
}

/// All of it on a line; and a key that changes only with what is told, not with how long it has been so.
fn plain_line(standing: &Standing) -> (String, String) {
    if !standing.troubles.is_empty() {
        let kinds: Vec<_> = standing.troubles.iter().map(std::mem::discriminant).collect();
        return (format!("{kinds:?}"), standing.complaints().join("; "));
    }
    let Some(written) = &standing.written else { return (String::new(), String::new()) };
    let waiting: Vec<String> = Class::ALL
        .into_iter()
        .zip(&written.health.queue)
        .map(|(class, queue)| format!("{} {}", class_name(class), figure(queue.waiting)))
        .collect();
    let text = format!("waiting: {}; {}", waiting.join(", "), goes(&written.health));
    (text.clone(), text)
}
