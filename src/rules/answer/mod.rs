//! What somebody gave in answer to an item, and what it is worth.

mod draft;
mod folding;
mod reading;

pub use draft::{Draft, Drawn, Toggle};
pub use folding::Folding;
pub use reading::{Unreadable, are_letters, numbers, picks};

use super::course::Language;
use super::ids::QuestionId;
use super::item::{Item, ItemKind, Mark};
use super::test_rules::{Scoring, TestRules};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An answer's content. Typed words and numbers are kept sealed (see [`Given::is_written`]); the rest as it stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// One choice, by place in the source language.
    Choice(u8),
    /// The choices picked, ascending.
    Several(Vec<u8>),
    /// For each left side the choice picked.
    Matching(Vec<u8>),
    /// A number as it was typed, in Latin digits.
    Number(Written),
    /// Words as they were typed, in this language of the course.
    Words(Language, Written),
    /// A message of the person that mentors read; `question` carries it to them. `passed`: what they said, once they did.
    Essay {
        message: i64,
        question: QuestionId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passed: Option<bool>,
    },
    /// A description was read.
    Read,
    /// Something was typed, and nobody opened it: figures need no words.
    #[serde(skip)]
    Sealed,
}

/// What a person typed: never in a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Written(pub String);

impl fmt::Debug for Written {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Written({} bytes)", self.0.len())
    }
}

/// What an answer came to: its worth, and what of the item it hit, which is what its feedback is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    pub mark: Mark,
    /// Choices picked; for a typed answer the place of the accepted one that it fits, if any.
    pub hits: Vec<u8>,
}

impl Given {
    /// Whether it holds what a person typed, so that it is kept sealed.
    pub const fn is_written(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Words(..))
    }

    /// Whether a mentor has yet to say what it is worth.
    pub const fn is_unmarked(&self) -> bool {
        matches!(self, Self::Essay { passed: None, .. })
    }

    /// What it is worth; `None` where it answers no item of this kind, or names a choice that is not there.
    pub fn worth(&self, item: &Item, rules: &TestRules) -> Option<Worth> {
        let worth = self.worth_by_key(item, rules)?;
        Some(if item.for_all && item.kind.is_counted() { Worth { mark: Mark::FULL, ..worth } } else { worth })
    }

    fn worth_by_key(&self, item: &Item, rules: &TestRules) -> Option<Worth> {
        let worth = |mark: Mark, hits: Vec<u8>| Some(Worth { mark, hits });
        match (self, &item.kind) {
            (Self::Choice(choice), kind) if kind.is_one_of() => {
                let picked = item.choices.get(usize::from(*choice))?;
                worth(Mark::of_sum([picked.worth()]), vec![*choice])
            }
            (Self::Several(picked), ItemKind::SeveralRight) => {
                let is_ascending = picked.windows(2).all(|two| two[0] < two[1]);
                let weights = picked.iter().map(|choice| Some(item.choices.get(usize::from(*choice))?.worth()));
                let weights: Option<Vec<Mark>> = weights.collect();
                let sum = Mark::of_sum(weights.filter(|_| is_ascending && !picked.is_empty())?);
                let is_lost = rules.scoring == Scoring::Whole && !sum.is_full();
                worth(if is_lost { Mark::ZERO } else { sum }, picked.clone())
            }
            (Self::Matching(picked), ItemKind::Matching { pairs }) => {
                let known = picked.iter().all(|choice| usize::from(*choice) < item.choices.len());
                if picked.len() != pairs.len() || !known {
                    return None;
                }
                let right = pairs.iter().zip(picked).filter(|(pair, choice)| pair.choice == **choice).count();
                worth(Mark::of_parts(right, pairs.len()), picked.clone())
            }
            (Self::Number(typed), ItemKind::Numerical { answers }) => {
                let hit = |number| answers.iter().position(|answer| (answer.low..=answer.high).contains(&number));
                // Where a sign can be read in two ways, the better counts.
                let hits = numbers(&typed.0).ok()?.into_iter().filter_map(hit);
                best(hits.map(|place| (place, answers[place].mark)))
            }
            (Self::Words(language, typed), ItemKind::ShortAnswer { answers }) => {
                let folding = rules.folding;
                let folded = folding.fold(&typed.0);
                let fits = |wanted: bool| {
                    let of_language =
                        answers.iter().enumerate().filter(move |(_, one)| (one.language == *language) == wanted);
                    let mut found = of_language.filter(|(_, one)| folding.fits(&one.pattern, &folded));
                    found.next().map(|(place, one)| (place, one.mark))
                };
                best(fits(true).or_else(|| fits(false)))
            }
            (Self::Essay { passed, .. }, ItemKind::Essay) => {
                worth(if *passed == Some(true) { Mark::FULL } else { Mark::ZERO }, Vec::new())
            }
            (Self::Read, ItemKind::Description) => worth(Mark::ZERO, Vec::new()),
            _ => None,
        }
    }
}

fn best(hits: impl IntoIterator<Item = (usize, Mark)>) -> Option<Worth> {
    let best = hits.into_iter().max_by_key(|(place, mark)| (*mark, std::cmp::Reverse(*place)));
    Some(match best {
        Some((place, mark)) => Worth { mark: Mark::of_sum([mark]), hits: u8::try_from(place).into_iter().collect() },
        None => Worth { mark: Mark::ZERO, hits: Vec::new() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::course::{Choice, Texts};
    use crate::rules::item::{Decimal, NumberAnswer, Pair, WordAnswer};

    fn item(kind: ItemKind, weights: &[i64]) -> Item {
        let choice = |weight: &i64| Choice {
            text: Texts::new(),
            right: *weight > 0,
            feedback: Texts::new(),
            weight: Some(Mark(weight * 100_000)),
        };
        Item {
            name: "a".to_owned(),
            lesson: None,
            kind,
            text: Texts::new(),
            choices: weights.iter().map(choice).collect(),
            feedback: Texts::new(),
            tags: Vec::new(),
            for_all: false,
        }
    }

    fn check(item: &Item, given: &Given, expected: Option<(i64, &[u8])>) {
        let worth = given.worth(item, &TestRules::default()).map(|worth| (worth.mark.0 / 100_000, worth.hits));
        assert_eq!(worth, expected.map(|(mark, hits)| (mark, hits.to_vec())), "{given:?}");
    }

    #[test]
    fn several_right_adds_weights_and_never_falls_under_nothing() {
        let item = item(ItemKind::SeveralRight, &[50, 50, -50, -50]);
        for (picked, expected) in [
            (&[0, 1][..], Some(100)),
            (&[0], Some(50)),
            (&[0, 1, 2], Some(50)),
            (&[2, 3], Some(0)),
            (&[0, 2, 3], Some(0)),
            (&[], None),
            (&[1, 0], None),
            (&[0, 0], None),
            (&[4], None),
        ] {
            check(&item, &Given::Several(picked.to_vec()), expected.map(|mark| (mark, picked)));
        }
        check(&item, &Given::Choice(0), None);
        let whole = TestRules { scoring: Scoring::Whole, ..TestRules::default() };
        for (picked, expected) in [(&[0, 1][..], Mark::FULL), (&[0], Mark::ZERO), (&[0, 1, 2], Mark::ZERO)] {
            let worth = Given::Several(picked.to_vec()).worth(&item, &whole);
            assert_eq!(worth.map(|worth| worth.mark), Some(expected), "{picked:?}, all or nothing");
        }
    }

    #[test]
    fn each_right_pair_counts_its_part() {
        let pairs = [0, 1, 2, 0].map(|choice| Pair { left: Texts::new(), choice }).to_vec();
        let item = item(ItemKind::Matching { pairs }, &[0, 0, 0, 0]);
        for (picked, expected) in [
            (&[0, 1, 2, 0][..], Some(100)),
            (&[0, 1, 2, 3], Some(75)),
            (&[3, 3, 3, 3], Some(0)),
            (&[0, 1, 2], None),
            (&[0, 1, 2, 9], None),
        ] {
            check(&item, &Given::Matching(picked.to_vec()), expected.map(|mark| (mark, picked)));
        }
    }

    #[test]
    fn a_number_counts_in_the_first_range_it_lies_in() {
        let number = |text| Decimal::parse(text).expect("a number");
        let answer = |low, high, mark: i64| NumberAnswer {
            low: number(low),
            high: number(high),
            mark: Mark(mark * 100_000),
            feedback: Texts::new(),
        };
        let item =
            item(ItemKind::Numerical { answers: vec![answer("1822", "1822", 100), answer("1820", "1824", 50)] }, &[]);
        for (typed, expected) in [
            ("1822", Some((100, &[0][..]))),
            ("١٨٢٢", Some((100, &[0]))),
            ("1,822", Some((100, &[0]))),
            ("1824.0", Some((50, &[1]))),
            ("1824,5", Some((0, &[]))),
            ("many", None),
        ] {
            check(&item, &Given::Number(Written(typed.to_owned())), expected);
        }
    }

    #[test]
    fn words_count_in_the_readers_language_first_and_in_others_too() {
        let answer = |language, pattern: &str, mark: i64| WordAnswer {
            language,
            pattern: pattern.to_owned(),
            mark: Mark(mark * 100_000),
            feedback: String::new(),
        };
        let answers = vec![
            answer(Language::En, "password", 100),
            answer(Language::En, "*word*", 50),
            answer(Language::Ar, "كلمة السر", 100),
            answer(Language::Ar, "كلمة *", 100),
        ];
        let item = item(ItemKind::ShortAnswer { answers }, &[]);
        for (language, typed, expected) in [
            (Language::En, " PassWord.", (100, &[0][..])),
            (Language::En, "a word of mine", (50, &[1])),
            (Language::En, "كَلِمة السـرّ", (100, &[2])),
            (Language::Ar, "كلمة المرور", (100, &[3])),
            (Language::Ar, "password", (100, &[0])),
            (Language::Ar, "شيء", (0, &[])),
        ] {
            check(&item, &Given::Words(language, Written(typed.to_owned())), Some(expected));
        }
    }

    #[test]
    fn an_essay_counts_once_a_mentor_passed_it() {
        let essay = |passed| Given::Essay { message: 5, question: QuestionId(7), passed };
        let item = item(ItemKind::Essay, &[]);
        for (passed, mark) in [(None, 0), (Some(false), 0), (Some(true), 100)] {
            check(&item, &essay(passed), Some((mark, &[])));
            assert_eq!(essay(passed).is_unmarked(), passed.is_none());
        }
    }

    #[test]
    fn what_was_typed_does_not_show() {
        let given = Given::Words(Language::En, Written("secret".to_owned()));
        assert!(given.is_written() && !format!("{given:?}").contains("secret"));
    }
}
