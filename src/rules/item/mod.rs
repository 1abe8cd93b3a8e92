//! What an assessment asks: an item, its kind, what can be picked or typed, and what each is worth.
//!
//! Part of a course version, so every shape that was ever written goes on decoding, and what is as it always was is left
//! out of the JSON: a version without the newer kinds keeps its hash.

mod decimal;
mod mark;

pub use decimal::Decimal;
pub use mark::Mark;

use super::course::{Language, Texts};
use super::ids::LessonId;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The GIFT name; the same in every language and version.
    pub name: String,
    /// The lesson it tests, from `// [tag:day-2]` or a tag that names it in course.toml; reopened when the item was missed.
    pub lesson: Option<LessonId>,
    pub kind: ItemKind,
    pub text: Texts,
    /// In the order of the source language. Of a matching item these are the right sides, each once, distractors among
    /// them; a typed answer, an essay and a description have none.
    pub choices: Vec<Choice>,
    /// Shown after any answer; empty when there is none.
    #[serde(default)]
    pub feedback: Texts,
    /// Tags other than `day-2`, by which items are drawn from a pool; each once, in alphabetical order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Any answer counts in full: found wrong after people had answered it. Stands in no file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub for_all: bool,
}

/// How an item is answered. A kind carries what only it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Several choices, one to pick; the choices carry their own text. A missing word is one whose text has a gap.
    SingleChoice,
    /// Two choices, *true* first; their texts are empty, `text` has the words.
    TrueFalse,
    /// Several choices, any number to pick; weights are added.
    SeveralRight,
    /// To each left side one of the choices.
    Matching { pairs: Vec<Pair> },
    /// A typed number; the first range that it lies in counts.
    Numerical { answers: Vec<NumberAnswer> },
    /// Typed words; the first pattern that they fit counts, the reader's language first.
    ShortAnswer { answers: Vec<WordAnswer> },
    /// A text that a mentor reads: passed, or needs work.
    Essay,
    /// Nothing to answer: it is read, and not counted.
    Description,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Empty for true and false.
    #[serde(default)]
    pub text: Texts,
    pub right: bool,
    /// Shown to who picked this choice; empty when there is none.
    #[serde(default)]
    pub feedback: Texts,
    /// What it is worth when picked; `None`: all where it is right, else nothing. May be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Mark>,
}

/// A left side of a matching item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub left: Texts,
    /// The choice that belongs to it, by place in the source language.
    pub choice: u8,
}

/// A range of numbers, ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberAnswer {
    pub low: Decimal,
    pub high: Decimal,
    pub mark: Mark,
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub feedback: Texts,
}

/// Words that are accepted in one language; `*` stands for anything, `\*` for the sign itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordAnswer {
    pub language: Language,
    pub pattern: String,
    pub mark: Mark,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub feedback: String,
}

impl Choice {
    /// What picking it is worth.
    pub fn worth(&self) -> Mark {
        self.weight.unwrap_or(if self.right { Mark::FULL } else { Mark::ZERO })
    }
}

impl NumberAnswer {
    /// Whether any number lies in it.
    pub fn is_any(&self) -> bool {
        (self.low, self.high) == (Decimal::LEAST, Decimal::GREATEST)
    }
}

impl ItemKind {
    /// Whether it is answered and counts at all.
    pub const fn is_counted(&self) -> bool {
        !matches!(self, Self::Description)
    }

    /// Whether the answer is one letter.
    pub const fn is_one_of(&self) -> bool {
        matches!(self, Self::SingleChoice | Self::TrueFalse)
    }

    /// Whether the answer is written.
    pub const fn takes_text(&self) -> bool {
        matches!(self, Self::Numerical { .. } | Self::ShortAnswer { .. } | Self::Essay)
    }

    /// Whether its choices may stand in any order.
    pub const fn may_shuffle(&self) -> bool {
        matches!(self, Self::SingleChoice | Self::SeveralRight | Self::Matching { .. })
    }
}

impl Item {
    /// Whether it bears a tag. That of its lesson is `day-2`, by whichever tag the lesson was named.
    pub fn bears(&self, tag: &str) -> bool {
        let day = tag.strip_prefix("day-").and_then(|day| day.parse().ok());
        let is_of_lesson = day.is_some() && self.lesson.map(|lesson| lesson.day) == day;
        is_of_lesson || self.tags.iter().any(|one| one == tag)
    }

    pub fn pairs(&self) -> &[Pair] {
        match &self.kind {
            ItemKind::Matching { pairs } => pairs,
            _ => &[],
        }
    }

    /// The choices that may still be picked once these were: each is used once, unless one belongs to several left sides.
    pub fn remaining(&self, order: &[u8], picked: &[u8]) -> Vec<u8> {
        let pairs = self.pairs();
        let is_shared = pairs.iter().any(|pair| pairs.iter().filter(|other| other.choice == pair.choice).count() > 1);
        order.iter().copied().filter(|choice| is_shared || !picked.contains(choice)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_of_an_older_version_is_read_and_written_as_it_was() {
        let old = concat!(
            r#"{"name":"w1-a","lesson":"1.2","kind":"single_choice","text":{"en":"Two?"},"#,
            r#""choices":[{"text":{"en":"two"},"right":true,"feedback":{}}],"feedback":{}}"#
        );
        let item: Item = serde_json::from_str(old).expect("the old shape");
        assert_eq!(item.choices[0].worth(), Mark::FULL);
        assert_eq!(serde_json::to_string(&item).expect("plain data"), old);
    }

    #[test]
    fn what_is_matched_already_goes_unless_it_is_needed_again() {
        let pair = |choice| Pair { left: Texts::new(), choice };
        let item = |pairs| Item {
            name: String::new(),
            lesson: None,
            kind: ItemKind::Matching { pairs },
            text: Texts::new(),
            choices: Vec::new(),
            feedback: Texts::new(),
            tags: Vec::new(),
            for_all: false,
        };
        let once = item(vec![pair(0), pair(1)]);
        assert_eq!(once.remaining(&[2, 0, 1], &[0]), [2, 1]);
        let twice = item(vec![pair(0), pair(1), pair(0)]);
        assert_eq!(twice.remaining(&[2, 0, 1], &[0]), [2, 0, 1]);
    }
}
