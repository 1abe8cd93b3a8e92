//! What can be wrong with a question that can be read: what it is worth does not add up, something is empty or twice.

use super::lex::marks;
use super::tree::{Answer, Choice, Count, Gift, Pair, Piece, Question, Text};
use super::weight::Weight;
use crate::content::kind::ProblemKind;
use crate::content::problem::Fault;
use std::collections::BTreeSet;
use std::ops::Range;

/// The letters of a name that Moodle keeps.
const MAX_NAME: usize = 255;

/// The letters of a text that stand for the name of a question without one.
const SHOWN: usize = 40;

/// All that is wrong with the questions of a file, each by itself. It asks for what Moodle would store without a
/// complaint, and for one right choice where one is to be chosen.
pub fn check(gift: &Gift) -> Vec<Fault> {
    let mut faults = stray_marks(gift);
    for question in gift.questions() {
        let at = question.name.as_ref().map_or(question.span.clone(), |name| name.span.clone());
        Check { question, at, faults: &mut faults }.run();
    }
    faults
}

/// A mark in a comment that belongs to no question is lost. A comment in words may tell of marks.
pub(super) fn stray_marks(gift: &Gift) -> Vec<Fault> {
    let mut faults = Vec::new();
    let comments = gift.pieces.iter().flat_map(|piece| match piece {
        Piece::Comments(comments) | Piece::Category(super::tree::Category { comments, .. }) => &comments[..],
        Piece::Question(_) => &[],
    });
    for comment in comments.filter(|comment| comment.text.trim_start().starts_with('[')) {
        let start = comment.span.start + 2;
        let fault = |span: Range<usize>| Fault::new(ProblemKind::StrayTag, start + span.start..start + span.end);
        faults.extend(marks(&comment.text).into_iter().map(|mark| fault(mark.span)));
    }
    faults
}

impl Question {
    /// What to call it in a message: its name, or how its text begins.
    pub fn called(&self) -> String {
        let words = || self.text_with("___").split_whitespace().collect::<Vec<_>>().join(" ");
        match &self.name {
            Some(name) => name.it.clone(),
            None => {
                let words = words();
                let mut short: String = words.chars().take(SHOWN).collect();
                if short.len() < words.len() {
                    short.push('…');
                }
                short
            }
        }
    }
}

struct Check<'c> {
    question: &'c Question,
    at: Range<usize>,
    faults: &'c mut Vec<Fault>,
}

impl Check<'_> {
    fn run(&mut self) {
        let units = self.question.name.as_ref().map_or(0, |name| name.it.chars().count());
        if units > MAX_NAME {
            self.fault(self.at.clone(), |_| ProblemKind::NameTooLong { units, max: MAX_NAME });
        }
        if self.question.text.words.is_empty() {
            self.fault(self.at.clone(), |name| ProblemKind::ItemNoText { name });
        }
        match &self.question.answer {
            Answer::Description | Answer::Essay | Answer::TrueFalse { .. } => {}
            Answer::Choices { count, choices } => self.choices(*count, choices),
            Answer::ShortAnswer(answers) => {
                self.texts(answers.iter().map(|answer| (&answer.text, answer.span.start)));
                self.full(answers.iter().map(|answer| answer.weight));
            }
            Answer::Matching(pairs) => self.pairs(pairs),
            Answer::Numerical { answers, .. } => self.full(answers.iter().map(|answer| answer.weight)),
        }
    }

    fn choices(&mut self, count: Count, choices: &[Choice]) {
        self.texts(choices.iter().map(|choice| (&choice.text, choice.span.start)));
        if choices.len() < 2 {
            let found = choices.len();
            self.fault(self.at.clone(), |name| ProblemKind::OneChoice { name, found });
        }
        let right: Vec<&Choice> = choices.iter().filter(|choice| choice.weight > Weight::NONE).collect();
        match count {
            Count::One => {
                let full = right.iter().filter(|choice| choice.weight == Weight::FULL);
                for choice in full.skip(1) {
                    self.fault(text_place(&choice.text, choice.span.start), |name| ProblemKind::SeveralRight { name });
                }
            }
            Count::Several if right.is_empty() => {
                self.fault(self.at.clone(), |name| ProblemKind::NoRightChoice { name });
            }
            Count::Several if !Weight::is_whole(right.iter().map(|choice| choice.weight)) => {
                let sum = Weight::sum(right.iter().map(|choice| choice.weight));
                self.fault(self.at.clone(), |name| ProblemKind::WeightsSum { name, sum });
            }
            Count::Several => {}
        }
    }

    fn pairs(&mut self, pairs: &[Pair]) {
        let found = pairs.iter().filter(|pair| pair.left.is_some()).count();
        if found < 2 {
            self.fault(self.at.clone(), |name| ProblemKind::FewPairs { name, found });
        }
        for pair in pairs.iter().filter(|pair| pair.right.it.is_empty()) {
            self.fault(pair.span.clone(), |name| ProblemKind::EmptyPair { name });
        }
        let mut seen = BTreeSet::new();
        for left in pairs.iter().filter_map(|pair| pair.left.as_ref()) {
            if !seen.insert(&left.words) {
                self.fault(left.span.clone(), |name| ProblemKind::RepeatedChoice { name });
            }
        }
    }

    /// Texts of which none is empty or twice, each with the byte of its sign.
    fn texts<'t>(&mut self, texts: impl Iterator<Item = (&'t Text, usize)>) {
        let mut seen = BTreeSet::new();
        for (text, sign) in texts {
            if text.words.is_empty() {
                self.fault(text_place(text, sign), |name| ProblemKind::EmptyChoice { name });
            } else if !seen.insert(&text.words) {
                self.fault(text.span.clone(), |name| ProblemKind::RepeatedChoice { name });
            }
        }
    }

    /// Of answers that are typed one has to be worth the whole.
    fn full(&mut self, mut weights: impl Iterator<Item = Weight>) {
        if !weights.any(|weight| weight == Weight::FULL) {
            self.fault(self.at.clone(), |name| ProblemKind::NoFullAnswer { name });
        }
    }

    fn fault(&mut self, span: Range<usize>, kind: impl FnOnce(String) -> ProblemKind) {
        self.faults.push(Fault::new(kind(self.question.called()), span));
    }
}

/// The place of a text; of an empty one, its sign.
fn text_place(text: &Text, sign: usize) -> Range<usize> {
    if text.span.is_empty() { sign..sign + 1 } else { text.span.clone() }
}
