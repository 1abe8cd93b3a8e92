//! Reads what stands between the braces. Which kind a question is of is decided as in Moodle, by the first that fits:
//! nothing, `#`, `~`, `=` with `->`, TRUE or FALSE, words to be typed.

use super::lex::{Sign, Token, Weighing, weighing};
use super::number::Number;
use super::trace::reach;
use super::tree::{Answer, Choice, Count, NumericalAnswer, Pair, ShortAnswer, Text, Value};
use super::weight::Weight;
use super::words::Source;
use crate::content::kind::ProblemKind;
use crate::content::problem::Fault;
use std::ops::Range;

/// Reads the tokens between the braces, whose place is `braces`: the answers, and the feedback for everybody. `None`
/// after a fault that leaves nothing to go on with; where there are others the answers are of no use.
pub(super) fn read(
    source: Source<'_>,
    body: &[Token],
    braces: Range<usize>,
    faults: &mut Vec<Fault>,
) -> Option<(Answer, Option<Text>)> {
    let mut reader = Answers { source, braces, faults };
    let (body, feedback) = reader.general(body);
    Some((reader.answer(body)?, feedback))
}

struct Answers<'t, 'f> {
    source: Source<'t>,
    braces: Range<usize>,
    faults: &'f mut Vec<Fault>,
}

/// An answer cut from its neighbours.
#[derive(Clone, Copy)]
struct Piece<'b> {
    /// `=` or `~`; `None` for what stands before the first of them.
    sign: Option<&'b Token>,
    tokens: &'b [Token],
}

impl Answers<'_, '_> {
    /// Parts the feedback for everybody from the answers.
    fn general<'b>(&mut self, body: &'b [Token]) -> (&'b [Token], Option<Text>) {
        let Some(at) = body.iter().position(|token| token.sign == Sign::General) else { return (body, None) };
        reach!(GeneralFeedback);
        let after = &body[at + 1..];
        // Moodle takes the last of two, and of a longer row of signs the last four.
        if let Some(second) = after.iter().find(|token| token.sign == Sign::General) {
            reach!(GeneralTwice);
            self.fault(ProblemKind::StraySign { sign: '#' }, second.span.clone());
        } else if after.first().is_some_and(|token| token.sign == Sign::Hash) {
            reach!(GeneralRun);
            self.fault(ProblemKind::StraySign { sign: '#' }, after[0].span.clone());
        }
        (&body[..at], self.source.feedback(after, false, self.faults))
    }

    fn answer(&mut self, body: &[Token]) -> Option<Answer> {
        let Some(first) = body.iter().position(|token| !token.is_blank()) else {
            reach!(EssayRead);
            return Some(Answer::Essay);
        };
        let body = &body[first..];
        let has = |sign: Sign| body.iter().any(|token| token.sign == sign);
        if body[0].sign == Sign::Hash {
            reach!(NumericalRead);
            return self.numerical(&body[1..]);
        }
        let truth = truth(body);
        if has(Sign::Wrong) {
            if truth.is_some() {
                reach!(TruthTilde);
                return self.stray(body, &Sign::Wrong, '~');
            }
            reach!(ChoicesRead);
            return self.choices(body);
        }
        if has(Sign::Right) && has(Sign::Arrow) {
            if truth.is_some() {
                reach!(TruthArrow);
                return self.stray(body, &Sign::Right, '=');
            }
            reach!(MatchingRead);
            return self.matching(body);
        }
        if let Some(truth) = truth {
            reach!(TrueFalseRead);
            return Some(self.true_false(truth, &body[1..]));
        }
        reach!(ShortAnswerRead);
        self.short_answers(body)
    }

    /// Reports the first such sign.
    fn stray(&mut self, body: &[Token], sign: &Sign, letter: char) -> Option<Answer> {
        let token = body.iter().find(|token| token.sign == *sign)?;
        self.fault(ProblemKind::StraySign { sign: letter }, token.span.clone());
        None
    }

    fn true_false(&mut self, truth: bool, rest: &[Token]) -> Answer {
        if truth {
            reach!(Truth);
        } else {
            reach!(Untruth);
        }
        let hashes: Vec<&Token> = rest.iter().filter(|token| token.sign == Sign::Hash).collect();
        if let Some(third) = hashes.get(2) {
            reach!(TruthThird);
            self.fault(ProblemKind::StraySign { sign: '#' }, third.span.clone());
        }
        let mut pieces = rest.splitn(3, |token| token.sign == Sign::Hash).skip(1);
        let mut feedback = || pieces.next().and_then(|piece| self.source.feedback(piece, true, self.faults));
        let (wrong, right) = (feedback(), feedback());
        if wrong.is_some() {
            reach!(TruthWrong);
        }
        if right.is_some() {
            reach!(TruthRight);
        }
        Answer::TrueFalse { truth, wrong, right }
    }

    fn choices(&mut self, body: &[Token]) -> Option<Answer> {
        let is_one = body.iter().any(|token| token.sign == Sign::Right);
        let count = if is_one {
            reach!(CountOne);
            Count::One
        } else {
            reach!(CountSeveral);
            Count::Several
        };
        let mut choices = Vec::new();
        for piece in pieces(body) {
            let Some(sign) = self.sign_of(piece) else { continue };
            let (weight, tokens, text) = if sign.sign == Sign::Right {
                reach!(RightFull);
                self.no_weight(piece.tokens);
                (Weight::FULL, piece.tokens, 0)
            } else {
                let (weight, used) = self.weight(piece.tokens);
                (weight.unwrap_or(Weight::NONE), piece.tokens, used)
            };
            let (text, feedback) = self.text_and_feedback(tokens, text);
            choices.push(Choice { span: self.span(piece), weight, text, feedback });
        }
        Some(Answer::Choices { count, choices })
    }

    fn short_answers(&mut self, body: &[Token]) -> Option<Answer> {
        let mut answers = Vec::new();
        for piece in pieces(body) {
            if self.sign_of(piece).is_none() {
                continue;
            }
            let (weight, used) = self.weight(piece.tokens);
            let (text, feedback) = self.text_and_feedback(piece.tokens, used);
            let weight = weight.unwrap_or(Weight::FULL);
            answers.push(ShortAnswer { span: self.span(piece), weight, text, feedback });
        }
        Some(Answer::ShortAnswer(answers))
    }

    fn matching(&mut self, body: &[Token]) -> Option<Answer> {
        let mut pairs = Vec::new();
        for piece in pieces(body) {
            if self.sign_of(piece).is_none() {
                continue;
            }
            let Some(arrow) = piece.tokens.iter().position(|token| token.sign == Sign::Arrow) else {
                reach!(PairNoArrow);
                let found = self.source.line(piece.tokens);
                self.fault(ProblemKind::PairNoArrow { found }, self.span(piece));
                continue;
            };
            if let Some(hash) = piece.tokens.iter().find(|token| token.sign == Sign::Hash) {
                reach!(PairHash);
                self.fault(ProblemKind::StraySign { sign: '#' }, hash.span.clone());
            }
            if self.no_weight(piece.tokens) {
                reach!(PairWeighed);
            }
            let left = self.source.feedback(&piece.tokens[..arrow], true, self.faults);
            if left.is_some() {
                reach!(PairRead);
            } else {
                reach!(PairDistractor);
            }
            let right = self.source.plain(&piece.tokens[arrow + 1..]);
            pairs.push(Pair { span: self.span(piece), left, right });
        }
        Some(Answer::Matching(pairs))
    }

    /// `rest` is what follows the `#` that makes it numerical.
    fn numerical(&mut self, rest: &[Token]) -> Option<Answer> {
        // Moodle takes whatever follows a `~` for the feedback for other numbers.
        let (body, other) = match rest.iter().position(|token| token.sign == Sign::Wrong) {
            Some(at) => (&rest[..at], Some(&rest[at + 1..])),
            None => (rest, None),
        };
        let wrong = other.and_then(|tokens| self.wrong_feedback(tokens));
        let mut answers = Vec::new();
        for piece in pieces(body) {
            if piece.sign.is_none() {
                reach!(NumberFirstUnsigned);
            }
            let (weight, used) = self.weight(piece.tokens);
            let (text, feedback) = self.text_and_feedback(piece.tokens, used);
            let Some(value) = self.value(&text) else { continue };
            let weight = weight.unwrap_or(Weight::FULL);
            answers.push(NumericalAnswer { span: self.span(piece), weight, value, feedback });
        }
        if answers.is_empty() && self.faults.is_empty() {
            reach!(NumberNone);
            self.fault(ProblemKind::NoNumber, self.braces.clone());
        }
        Some(Answer::Numerical { answers, wrong })
    }

    /// What follows the `~` of a numerical question: only feedback may.
    fn wrong_feedback(&mut self, tokens: &[Token]) -> Option<Text> {
        reach!(NumberWrongFeedback);
        let hash = tokens.iter().position(|token| token.sign == Sign::Hash).unwrap_or(tokens.len());
        if tokens[..hash].iter().any(|token| !token.is_blank()) {
            reach!(NumberWrongWords);
            let (found, span) = (self.source.line(&tokens[..hash]), self.source.place(&tokens[..hash]));
            self.fault(ProblemKind::WrongNumber { found }, span);
            return None;
        }
        let rest = tokens.get(hash + 1..).unwrap_or_default();
        if let Some(sign) = rest.iter().find(|token| matches!(token.sign, Sign::Right | Sign::Wrong)) {
            reach!(NumberWrongSign);
            let letter = if sign.sign == Sign::Right { '=' } else { '~' };
            self.fault(ProblemKind::StraySign { sign: letter }, sign.span.clone());
        }
        self.source.feedback(rest, true, self.faults)
    }

    /// The numbers that a text stands for.
    fn value(&mut self, text: &Text) -> Option<Value> {
        let words = text.words.as_str();
        let number = |words: &str| Number::new(words).filter(|_| text.format.is_none());
        let bounds = words.split_once("..").filter(|(low, _)| !low.is_empty());
        let around = words.split_once(':').filter(|(number, _)| !number.is_empty());
        let value = if words == "*" {
            reach!(NumberAny);
            Some(Value::Any)
        } else if let Some((low, high)) = bounds {
            reach!(NumberBetween);
            number(low).zip(number(high)).map(|(low, high)| Value::Between { low, high })
        } else if let Some((around, tolerance)) = around {
            reach!(NumberAround);
            let tolerance = number(tolerance).map(Number::or_zero);
            number(around).zip(tolerance).map(|(number, tolerance)| Value::Around { number, tolerance })
        } else {
            reach!(NumberExact);
            number(words).map(|number| Value::Around { number, tolerance: Number::zero() })
        };
        match &value {
            None => {
                reach!(NumberBad);
                let span = if words.is_empty() { self.braces.clone() } else { text.span.clone() };
                self.fault(ProblemKind::NotANumber { found: words.to_owned() }, span);
            }
            Some(Value::Between { low, high }) if low.value() > high.value() => {
                reach!(NumberBackwards);
                self.fault(ProblemKind::RangeBackwards, text.span.clone());
            }
            Some(Value::Around { tolerance, .. }) if tolerance.value() < 0.0 => {
                reach!(NumberNegative);
                self.fault(ProblemKind::NegativeTolerance, text.span.clone());
            }
            Some(_) => {}
        }
        value
    }

    /// The weight before an answer, `None` without one, and how many letters of its text it takes.
    fn weight(&mut self, tokens: &[Token]) -> (Option<Weight>, usize) {
        let raw = self.source.raw(&tokens[..hash(tokens)]);
        let before = super::blocks::trimmed(&raw).1;
        let place = self.source.place(tokens).start;
        match weighing(&raw[before..]) {
            None => {
                reach!(WeightNone);
                (None, 0)
            }
            Some(Weighing::Weight(value, length)) => {
                let weight = Weight::listed(value);
                if weight.is_some() {
                    reach!(WeightListed);
                } else {
                    reach!(WeightUnlisted);
                    let found = raw[before..before + length].to_owned();
                    let nearest = Weight::nearest(value).to_string();
                    self.fault(ProblemKind::WeightNotListed { found, nearest }, place..place + length);
                }
                (weight, before + length)
            }
            Some(Weighing::Slip(found)) => {
                reach!(WeightSlipped);
                self.fault(ProblemKind::BadWeight { found: found.to_owned() }, place..place + found.len());
                (None, 0)
            }
        }
    }

    /// Reports a weight where Moodle would take it for words; whether there was one.
    fn no_weight(&mut self, tokens: &[Token]) -> bool {
        let raw = self.source.raw(tokens);
        let before = super::blocks::trimmed(&raw).1;
        let place = self.source.place(tokens).start;
        let length = match weighing(&raw[before..]) {
            None => return false,
            Some(Weighing::Weight(_, length)) => length,
            Some(Weighing::Slip(found)) => found.len(),
        };
        reach!(WeightMisplaced);
        let found = raw[before..before + length].to_owned();
        self.fault(ProblemKind::WeightMisplaced { found }, place..place + length);
        true
    }

    /// An answer's text after the first `used` bytes, and the feedback after its `#`.
    fn text_and_feedback(&mut self, tokens: &[Token], used: usize) -> (Text, Option<Text>) {
        let at = hash(tokens);
        let feedback = tokens.get(at + 1..).and_then(|feedback| {
            reach!(Feedback);
            self.source.feedback(feedback, true, self.faults)
        });
        (self.source.text_after(&tokens[..at], used, self.faults), feedback)
    }

    /// The sign of an answer; reports one that has none.
    fn sign_of<'b>(&mut self, piece: Piece<'b>) -> Option<&'b Token> {
        if piece.sign.is_none() {
            reach!(Unsigned);
            let found = self.source.line(piece.tokens);
            self.fault(ProblemKind::NotAChoice { found }, self.source.place(piece.tokens));
        }
        piece.sign
    }

    /// From an answer's sign to its last letter.
    fn span(&self, piece: Piece<'_>) -> Range<usize> {
        let text = self.source.place(piece.tokens);
        match piece.sign {
            Some(sign) => sign.span.start..text.end.max(sign.span.end),
            None => text,
        }
    }

    fn fault(&mut self, kind: ProblemKind, span: Range<usize>) {
        self.faults.push(Fault::new(kind, span));
    }
}

/// Where the feedback of an answer begins.
fn hash(tokens: &[Token]) -> usize {
    tokens.iter().position(|token| token.sign == Sign::Hash).unwrap_or(tokens.len())
}

/// What a body of true or false begins with.
fn truth(body: &[Token]) -> Option<bool> {
    let Sign::Text(word) = &body[0].sign else { return None };
    let is_alone = body.get(1).is_none_or(|token| token.sign == Sign::Hash);
    match super::blocks::trimmed(word).0 {
        "T" | "TRUE" if is_alone => Some(true),
        "F" | "FALSE" if is_alone => Some(false),
        _ => None,
    }
}

/// Cuts a body at its signs; nothing before the first of them is no piece.
fn pieces(body: &[Token]) -> impl Iterator<Item = Piece<'_>> {
    let is_sign = |token: &Token| matches!(token.sign, Sign::Right | Sign::Wrong);
    let mut rest = body;
    let mut is_first = true;
    std::iter::from_fn(move || {
        loop {
            let (sign, tokens) = match rest.split_first() {
                Some((first, after)) if is_sign(first) => (Some(first), after),
                Some(_) if is_first => (None, rest),
                _ => return None,
            };
            is_first = false;
            let end = tokens.iter().position(is_sign).unwrap_or(tokens.len());
            rest = &tokens[end..];
            if sign.is_some() || tokens[..end].iter().any(|token| !token.is_blank()) {
                return Some(Piece { sign, tokens: &tokens[..end] });
            }
        }
    })
}
