//! An item in all its languages: in what a translation may not differ, and the model that is made of them.

use super::{Entry, GAP, range};
use crate::content::gift::tree::{Answer, Choice as Written, Count, Pair as WrittenPair, Question, Text};
use crate::content::gift::weight::Weight;
use crate::content::kind::ProblemKind;
use crate::rules::course::{Choice, Item, ItemKind, Language, Texts};
use crate::rules::item::{Decimal, Mark, NumberAnswer, Pair, WordAnswer};

/// The languages in which an item is there.
type Languages<'e> = [(Language, &'e Entry)];

/// In what a translation differs from the original: the first thing of what must be the same.
pub(super) fn difference(name: &str, entry: &Entry, original: &Entry, other: &str) -> Option<ProblemKind> {
    let (name, other) = (name.to_owned(), other.to_owned());
    let counts = |here: usize, there: usize| (here != there).then_some((here, there));
    let (counted, is_same) = match (&entry.item.answer, &original.item.answer) {
        (Answer::Choices { count: here, .. }, Answer::Choices { count: there, .. }) if here != there => {
            return Some(ProblemKind::ItemKindDiffers { name, other });
        }
        (Answer::Choices { choices: here, .. }, Answer::Choices { choices: there, .. }) => {
            (counts(here.len(), there.len()), weights(here).eq(weights(there)))
        }
        (Answer::TrueFalse { truth: here, .. }, Answer::TrueFalse { truth: there, .. }) => (None, here == there),
        (Answer::Matching(here), Answer::Matching(there)) => {
            (counts(here.len(), there.len()), belonging(here) == belonging(there))
        }
        (Answer::Numerical { answers: here, .. }, Answer::Numerical { answers: there, .. }) => {
            let taken = |answers: &[crate::content::gift::tree::NumericalAnswer]| -> Vec<_> {
                answers.iter().map(|answer| (range(&answer.value), answer.weight)).collect()
            };
            if taken(here) != taken(there) {
                return Some(ProblemKind::NumbersDiffer { name, other });
            }
            (None, true)
        }
        (Answer::ShortAnswer(_), Answer::ShortAnswer(_))
        | (Answer::Essay, Answer::Essay)
        | (Answer::Description, Answer::Description) => (None, true),
        _ => return Some(ProblemKind::ItemKindDiffers { name, other }),
    };
    if let Some((here, there)) = counted {
        return Some(ProblemKind::ChoicesDiffer { name, other, here, there });
    }
    if !is_same {
        return Some(ProblemKind::RightDiffers { name, other });
    }
    (entry.said != original.said).then_some(ProblemKind::TagsDiffer { name, other })
}

fn weights(choices: &[Written]) -> impl Iterator<Item = Weight> {
    choices.iter().map(|choice| choice.weight)
}

/// The right sides of a matching item, each once, in the order in which they come.
fn right_sides(pairs: &[WrittenPair]) -> Vec<&str> {
    let mut sides: Vec<&str> = Vec::new();
    for pair in pairs {
        if !sides.contains(&pair.right.it.as_str()) {
            sides.push(&pair.right.it);
        }
    }
    sides
}

/// For each pair the place of its right side, and whether it has a left one.
fn belonging(pairs: &[WrittenPair]) -> Vec<(usize, bool)> {
    let sides = right_sides(pairs);
    let place = |pair: &WrittenPair| sides.iter().position(|side| *side == pair.right.it).unwrap_or(0);
    pairs.iter().map(|pair| (place(pair), pair.left.is_some())).collect()
}

/// Takes a text out of an item, if it has it.
type Pick<'a> = dyn Fn(&Question) -> Option<String> + 'a;

/// An item in all its languages; right only if no problem was found.
pub(super) fn model(name: &str, original: &Entry, translated: &Languages<'_>) -> Item {
    let texts = |pick: &Pick<'_>| -> Texts {
        translated.iter().filter_map(|(language, entry)| Some((*language, pick(&entry.item)?))).collect()
    };
    let (kind, choices) = match &original.item.answer {
        Answer::Choices { count, choices } => {
            let kind = if *count == Count::One { ItemKind::SingleChoice } else { ItemKind::SeveralRight };
            let choice = |(index, choice): (usize, &Written)| {
                let is_usual =
                    matches!(choice.weight, Weight::NONE) || (*count == Count::One && choice.weight == Weight::FULL);
                Choice {
                    text: texts(&|item| Some(on_one_line(&choice_at(item, index)?.text.words))),
                    right: if *count == Count::One {
                        choice.weight == Weight::FULL
                    } else {
                        choice.weight > Weight::NONE
                    },
                    feedback: texts(&|item| words(choice_at(item, index)?.feedback.as_ref())),
                    weight: (!is_usual).then(|| mark(choice.weight)),
                }
            };
            (kind, choices.iter().enumerate().map(choice).collect())
        }
        Answer::TrueFalse { truth, .. } => {
            let choice = |says: bool| Choice {
                text: Texts::new(),
                right: says == *truth,
                feedback: texts(&|item| match &item.answer {
                    Answer::TrueFalse { truth, wrong, right } => {
                        words(if says == *truth { right } else { wrong }.as_ref())
                    }
                    _ => None,
                }),
                weight: None,
            };
            (ItemKind::TrueFalse, vec![choice(true), choice(false)])
        }
        Answer::Matching(pairs) => matching(pairs, &texts),
        Answer::Numerical { answers, wrong } => {
            let mut numbers: Vec<NumberAnswer> = (answers.iter().enumerate())
                .filter_map(|(index, answer)| {
                    let (low, high) = range(&answer.value)?;
                    let feedback = texts(&|item| match &item.answer {
                        Answer::Numerical { answers, .. } => words(answers.get(index)?.feedback.as_ref()),
                        _ => None,
                    });
                    Some(NumberAnswer { low, high, mark: mark(answer.weight), feedback })
                })
                .collect();
            if wrong.is_some() {
                let feedback = texts(&|item| match &item.answer {
                    Answer::Numerical { wrong, .. } => words(wrong.as_ref()),
                    _ => None,
                });
                let (low, high) = (Decimal::LEAST, Decimal::GREATEST);
                numbers.push(NumberAnswer { low, high, mark: Mark::ZERO, feedback });
            }
            (ItemKind::Numerical { answers: numbers }, Vec::new())
        }
        Answer::ShortAnswer(_) => (ItemKind::ShortAnswer { answers: accepted(translated) }, Vec::new()),
        Answer::Essay => (ItemKind::Essay, Vec::new()),
        Answer::Description => (ItemKind::Description, Vec::new()),
    };
    Item {
        name: name.to_owned(),
        lesson: original.said.lesson,
        kind,
        text: texts(&|item| Some(item.text_with(GAP))),
        choices,
        feedback: texts(&|item| words(item.feedback.as_ref())),
        tags: original.said.tags.clone(),
        for_all: false,
    }
}

fn matching(pairs: &[WrittenPair], texts: &dyn Fn(&Pick<'_>) -> Texts) -> (ItemKind, Vec<Choice>) {
    let of = |item: &Question| match &item.answer {
        Answer::Matching(pairs) => Some(pairs.clone()),
        _ => None,
    };
    let belonging = belonging(pairs);
    let lefts = belonging.iter().enumerate().filter(|(_, (_, has_left))| *has_left);
    let made = lefts.map(|(index, (choice, _))| Pair {
        left: texts(&|item| Some(on_one_line(&of(item)?.get(index)?.left.as_ref()?.words))),
        choice: u8::try_from(*choice).unwrap_or(u8::MAX),
    });
    let choice = |place: usize| Choice {
        text: texts(&|item| Some(on_one_line(right_sides(&of(item)?).get(place)?))),
        right: belonging.contains(&(place, true)),
        feedback: Texts::new(),
        weight: None,
    };
    (ItemKind::Matching { pairs: made.collect() }, (0..right_sides(pairs).len()).map(choice).collect())
}

/// What may be typed, in each language.
fn accepted(translated: &Languages<'_>) -> Vec<WordAnswer> {
    let of = |(language, entry): &(Language, &Entry)| -> Vec<WordAnswer> {
        let Answer::ShortAnswer(answers) = &entry.item.answer else { return Vec::new() };
        let made = answers.iter().map(|answer| WordAnswer {
            language: *language,
            pattern: on_one_line(&answer.text.words),
            mark: mark(answer.weight),
            feedback: answer.feedback.as_ref().map(|text| text.words.clone()).unwrap_or_default(),
        });
        made.collect()
    };
    translated.iter().flat_map(of).collect()
}

fn mark(weight: Weight) -> Mark {
    Mark(weight.value().into())
}

fn choice_at(item: &Question, index: usize) -> Option<&Written> {
    match &item.answer {
        Answer::Choices { choices, .. } => choices.get(index),
        _ => None,
    }
}

fn words(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.words.clone())
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
