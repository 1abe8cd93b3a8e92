//! The longer form after the course: what a course asks, and how that is answered. How somebody goes through it is
//! [`super::form_progress`], what of it may be shown [`super::form_figures`].

#[cfg(test)]
use super::course::Language;
use super::course::{Course, Texts};
use super::fold::fold;
use serde::{Deserialize, Serialize};

/// The most entries of a form: somebody who has learned for weeks gives it a few minutes.
pub const MOST_ENTRIES: u8 = 12;

/// Steps of a scale, fewest and most; they stand side by side on a narrow screen.
pub const SCALE_STEPS: (u8, u8) = (3, 5);

/// Options to choose from, fewest and most.
pub const OPTIONS: (usize, usize) = (2, 8);

/// Entries that an author sees on one message, which holds as many of the longest.
pub const PREVIEWED: usize = 4;

/// Seconds that a tap takes with its reading, and a sentence.
const TAP_SECONDS: u16 = 20;
const SENTENCE_SECONDS: u16 = 60;

/// One thing that the form asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormEntry {
    /// The same in every version of the course, never used for something else.
    pub name: String,
    pub text: Texts,
    pub kind: EntryKind,
}

/// How an entry is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum EntryKind {
    /// From 1 to `steps`, with words for both ends.
    Scale { steps: u8, low: Texts, high: Texts },
    /// One of these.
    Choice { options: Vec<Texts> },
    /// A sentence for who wants, and whether it may be quoted.
    Sentence,
}

impl FormEntry {
    /// How many answers can be tapped; 0 where a sentence is written.
    pub fn taps(&self) -> u8 {
        match &self.kind {
            EntryKind::Scale { steps, .. } => *steps,
            EntryKind::Choice { options } => u8::try_from(options.len()).unwrap_or(u8::MAX),
            EntryKind::Sentence => 0,
        }
    }

    pub fn is_sentence(&self) -> bool {
        self.kind == EntryKind::Sentence
    }

    /// The answer, from 0, that was typed: its figure, or its words in any language of the course, with the figure before
    /// them or without.
    pub fn typed(&self, written: &str) -> Option<u8> {
        /// Longer than any option.
        const LONGEST: usize = 400;
        if written.len() > LONGEST || self.is_sentence() {
            return None;
        }
        let written = fold(written);
        let spoken = |texts: &Texts, figure: u8| {
            texts
                .values()
                .map(|text| fold(text))
                .any(|words| written == words || written == format!("{figure} {words}"))
        };
        let by_words = match &self.kind {
            EntryKind::Scale { steps, low, high } => [(low, 1), (high, *steps)]
                .into_iter()
                .find_map(|(texts, figure)| spoken(texts, figure).then_some(figure)),
            EntryKind::Choice { options } => {
                (1..).zip(options).find_map(|(figure, texts)| spoken(texts, figure).then_some(figure))
            }
            EntryKind::Sentence => None,
        };
        let by_figure = || written.parse::<u8>().ok();
        by_words.or_else(by_figure).filter(|figure| (1..=self.taps()).contains(figure)).map(|figure| figure - 1)
    }
}

/// Whether a text is a figure and nothing else, as an answer may be that is not among those offered.
pub fn is_figure(written: &str) -> bool {
    let written = fold(written);
    (1..=2).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_digit())
}

/// How many minutes a form takes, about.
pub fn minutes(entries: &[FormEntry]) -> u8 {
    let of = |entry: &FormEntry| if entry.is_sentence() { SENTENCE_SECONDS } else { TAP_SECONDS };
    let seconds: u16 = entries.iter().map(of).sum();
    u8::try_from(seconds.div_ceil(60)).unwrap_or(u8::MAX)
}

/// The form of a course for who has completed it; `None` where there is none.
pub fn entries(course: &Course) -> Option<&[FormEntry]> {
    Some(course.form.as_slice()).filter(|entries| !entries.is_empty())
}

/// The words for an answer, in a language of the course; `None` where it stands for a figure of a scale, or for nothing.
pub fn option(entry: &FormEntry, choice: u8) -> Option<&Texts> {
    match &entry.kind {
        EntryKind::Choice { options } => options.get(usize::from(choice)),
        _ => None,
    }
}

/// One entry of each kind, for tests.
#[cfg(test)]
pub(super) fn fixture() -> Vec<FormEntry> {
    let all = |text: &str| -> Texts { Language::ALL.into_iter().map(|language| (language, text.to_owned())).collect() };
    let entry = |name: &str, kind| FormEntry { name: name.to_owned(), text: all(name), kind };
    let mut used = all("Yes, with others");
    used.insert(Language::Ar, "نعم، مع آخرين".to_owned());
    vec![
        entry("useful", EntryKind::Scale { steps: 5, low: all("Hardly"), high: all("Very") }),
        entry("used", EntryKind::Choice { options: vec![used, all("Not yet"), all("5")] }),
        entry("wish", EntryKind::Sentence),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<FormEntry> {
        fixture()
    }

    #[test]
    fn an_answer_is_read_from_its_figure_or_its_words() {
        let entries = entries();
        for (index, written, expected) in [
            (0, "4", Some(3)),
            (0, "٤", Some(3)),
            (0, " 5. ", Some(4)),
            (0, "very", Some(4)),
            (0, "Hardly!", Some(0)),
            (0, "0", None),
            (0, "6", None),
            (0, "about 4", None),
            (1, "2", Some(1)),
            (1, "not yet.", Some(1)),
            (1, "2. Not yet", Some(1)),
            (1, "نعم مع اخرين", Some(0)),
            (1, "5", Some(2)),
            (1, "not yet, why?", None),
            (2, "1", None),
        ] {
            assert_eq!(entries[index].typed(written), expected, "{written}");
        }
        assert!(is_figure("7") && is_figure("٧") && is_figure("12") && !is_figure("12 lessons") && !is_figure(""));
    }

    #[test]
    fn minutes_are_reckoned_from_what_is_asked() {
        assert_eq!(minutes(&entries()), 2);
        assert_eq!(minutes(&entries()[..1]), 1);
    }
}
