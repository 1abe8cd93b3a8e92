//! What the stand-in has counted.

use super::limits::Micros;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts since the last reset. Times are seconds since the reset, spans milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    pub methods: BTreeMap<String, u64>,
    /// Messages accepted.
    pub sends: usize,
    /// Chats that got one.
    pub chats: usize,
    /// Messages that a chat had got before.
    pub duplicates: u64,
    /// Messages to nobody we know, or without the text that was expected.
    pub wrong_messages: u64,
    /// Edits that show what was shown before, or of somebody else's message.
    pub wrong_edits: u64,
    pub refused: u64,
    pub most_in_a_second: usize,
    pub first_send: Option<f64>,
    pub last_send: Option<f64>,
    /// Any call but polls.
    pub last_call: Option<f64>,
    pub first_poll: Option<f64>,
    pub presses: usize,
    pub confirmed: usize,
    pub answered: usize,
    pub edited: usize,
    /// Updates that were handed out more than once.
    pub handed_again: u64,
    /// Polls that confirmed what was not handed out.
    pub wrong_offsets: u64,
    pub first_handed: Option<f64>,
    /// From hand-out to answer.
    pub answer_p50: f64,
    pub answer_p99: f64,
    /// From the instant of the press to answer.
    pub due_p50: f64,
    pub due_p99: f64,
    /// From the instant of the press to the edit.
    pub edit_p50: f64,
    pub edit_p99: f64,
}

impl Stats {
    /// Messages a second, from the first to the last.
    pub fn send_rate(&self) -> Option<f64> {
        let span = self.last_send? - self.first_send?;
        (span > 0.0).then(|| (self.sends - 1) as f64 / span)
    }

    /// Presses a second, from the first that was handed out to the last call.
    pub fn press_rate(&self) -> Option<f64> {
        let span = self.last_call? - self.first_handed?;
        (span > 0.0).then(|| self.answered as f64 / span)
    }
}

pub fn seconds(micros: Micros) -> f64 {
    micros as f64 / 1e6
}

/// A percentile in ms; 0 of nothing.
pub fn percentile(spans: &mut [Micros], percent: usize) -> f64 {
    spans.sort_unstable();
    let place = spans.len().saturating_sub(1) * percent / 100;
    spans.get(place).map_or(0.0, |span| *span as f64 / 1e3)
}

/// The most instants that lie within a second; `times` ascend.
pub fn most_in_a_second(times: &[Micros]) -> usize {
    let (mut first, mut most) = (0, 0);
    for (last, at) in times.iter().enumerate() {
        while at - times[first] >= 1_000_000 {
            first += 1;
        }
        most = most.max(last + 1 - first);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_slides() {
        assert_eq!(most_in_a_second(&[]), 0);
        assert_eq!(most_in_a_second(&[0, 999_999, 1_000_000, 1_500_000, 2_500_000]), 3);
    }

    #[test]
    fn percentiles_are_of_what_there_is() {
        assert_eq!(percentile(&mut [], 99), 0.0);
        let mut spans: Vec<Micros> = (1..=101).rev().map(|ms| ms * 1_000).collect();
        assert_eq!((percentile(&mut spans, 50), percentile(&mut spans, 99)), (51.0, 100.0));
    }
}
