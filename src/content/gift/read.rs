//! Reads the blocks of a GIFT file: its categories and its questions up to their answers, which [`super::answers`]
//! reads.

use super::answers;
use super::blocks::{Block, blocks, trimmed};
use super::lex::{Sign, Token, lex, marks};
use super::trace::reach;
use super::tree::{Answer, Category, Comment, Gift, Piece, Place, Question, Said, Text};
use super::words::{Source, on_one_line};
use crate::content::kind::ProblemKind;
use crate::content::problem::Fault;
use std::ops::Range;

/// Reads a file; faults have their place in `text`. A question with a fault is not in the tree, though its name may be
/// among the broken ones. What Moodle would take for something else than what it looks like is a fault.
pub fn read(text: &str) -> (Gift, Vec<Fault>) {
    let (mut gift, mut faults) = (Gift::default(), Vec::new());
    let mut in_open_brace = false;
    for block in blocks(text, &mut faults) {
        let (code, before) = trimmed(&block.code);
        if code.is_empty() {
            reach!(OnlyComments);
            let comments = comments(&block, |_| Place::Above);
            // A line of nothing but what has been reported is none.
            gift.pieces.extend((!comments.is_empty()).then_some(Piece::Comments(comments)));
            continue;
        }
        if let Some(path) = code.strip_prefix("$CATEGORY:") {
            let at = block.start + before;
            gift.pieces.extend(category(&block, path, at..at + code.len(), &mut faults).map(Piece::Category));
            continue;
        }
        let tokens = lex(&block.code, block.start);
        // The rest of a question that a blank line cut in two has been reported where its brace was opened.
        let goes_on = in_open_brace
            && tokens.iter().find(|token| token.is_brace()).is_some_and(|token| token.sign == Sign::Close);
        in_open_brace = false;
        if goes_on {
            reach!(GoesOn);
            continue;
        }
        let mut reader = Reader {
            source: Source { code: &block.code, base: block.start },
            block: &block,
            tokens: &tokens,
            faults: Vec::new(),
        };
        let question = reader.question();
        match question.filter(|_| reader.faults.is_empty()) {
            Some(question) => gift.pieces.push(Piece::Question(Box::new(question))),
            None => gift.broken.push(reader.name_if_broken()),
        }
        in_open_brace = reader.faults.iter().any(|fault| fault.kind == ProblemKind::BraceOpen);
        faults.append(&mut reader.faults);
    }
    (gift, faults)
}

fn category(block: &Block, path: &str, span: Range<usize>, faults: &mut Vec<Fault>) -> Option<Category> {
    let (line, below) = path.split_once('\n').unwrap_or((path, ""));
    let start = span.end - path.len();
    let (below, before) = (trimmed(below).0, trimmed(below).1);
    if !below.is_empty() {
        reach!(CategoryCrowded);
        let at = start + line.len() + 1 + before;
        faults.push(Fault::new(ProblemKind::CategoryCrowded, at..at + trimmed(below.lines().next()?).0.len()));
        return None;
    }
    let (path, before) = trimmed(line);
    let at = start + before..start + before + path.len();
    if path.is_empty() {
        reach!(CategoryEmpty);
        faults.push(Fault::new(ProblemKind::CategoryEmpty, span));
        return None;
    }
    let has_escape = |path: &str| path.replace("\\\\", "").contains('\\');
    if has_escape(path) {
        reach!(CategoryEscape);
        faults.push(Fault::new(ProblemKind::StraySign { sign: '\\' }, at));
        return None;
    }
    reach!(CategoryRead);
    let place = |comment: &Range<usize>| if comment.start < span.start { Place::Above } else { Place::Below };
    Some(Category { path: Said { span: at, it: path.to_owned() }, comments: comments(block, place) })
}

/// The comments of a block in the order of their places.
fn comments(block: &Block, place: impl Fn(&Range<usize>) -> Place) -> Vec<Comment> {
    let comment = |line: &super::blocks::Line| Comment {
        span: line.span.clone(),
        text: line.text.clone(),
        place: place(&line.span),
    };
    let mut comments: Vec<Comment> = block.comments.iter().map(comment).collect();
    comments.sort_by_key(|comment| comment.place);
    comments
}

/// Reads the one question of a block.
struct Reader<'t> {
    source: Source<'t>,
    block: &'t Block,
    tokens: &'t [Token],
    faults: Vec<Fault>,
}

/// A question cut at its braces.
struct Cut<'t> {
    before: &'t [Token],
    body: &'t [Token],
    after: &'t [Token],
    braces: Range<usize>,
}

impl<'t> Reader<'t> {
    fn question(&mut self) -> Option<Question> {
        self.no_category_inside();
        let (name, rest) = self.name()?;
        let span = self.source.place(self.tokens);
        let Some(cut) = self.cut(rest)? else {
            reach!(NoBraces);
            let text = self.source.text(rest, true, &mut self.faults);
            if name.is_none() && text.words.is_empty() && text.format.is_none() {
                reach!(NothingSaid);
                return self.fail(ProblemKind::ItemNoText { name: self.source.source(span.clone()).to_owned() }, span);
            }
            let end = span.end..span.end;
            return Some(self.whole(span, end, name, (text, None), (Answer::Description, None)));
        };
        let (text, gap) = if cut.after.is_empty() {
            (self.source.text(cut.before, true, &mut self.faults), None)
        } else {
            reach!(Gap);
            let (text, gap) = self.source.text_with_gap(cut.before, cut.after, &mut self.faults);
            (text, Some(gap))
        };
        let answer = answers::read(self.source, cut.body, cut.braces.clone(), &mut self.faults)?;
        Some(self.whole(span, cut.braces, name, (text, gap), answer))
    }

    fn whole(
        &mut self,
        span: Range<usize>,
        braces: Range<usize>,
        name: Option<Said<String>>,
        (text, gap): (Text, Option<usize>),
        (answer, feedback): (Answer, Option<Text>),
    ) -> Question {
        let comments = comments(self.block, |comment| place(comment, &span, &braces, &answer));
        let mut question = Question {
            span,
            braces,
            name,
            text,
            gap,
            answer,
            feedback,
            tags: Vec::new(),
            id: None,
            comments: Vec::new(),
        };
        for comment in &comments {
            let start = comment.span.start + 2;
            for mark in marks(&comment.text) {
                let said = Said { span: start + mark.span.start..start + mark.span.end, it: mark.text };
                if mark.is_tag {
                    reach!(TagRead);
                    question.tags.push(said);
                } else if question.id.is_none() {
                    reach!(IdRead);
                    question.id = Some(said);
                } else {
                    reach!(IdSecond);
                    self.faults.push(Fault::new(ProblemKind::SeveralIds, said.span));
                }
            }
        }
        question.comments = comments;
        question
    }

    /// The name between `::`, if there is one, and the tokens after it.
    fn name(&mut self) -> Option<(Option<Said<String>>, &'t [Token])> {
        match name(self.source, self.tokens) {
            Ok(named) => Some(named),
            Err(colons) => {
                self.faults.push(Fault::new(ProblemKind::NameOpen, colons));
                None
            }
        }
    }

    /// The name of a question that could not be read. One with a stray brace or no end may hide more questions than the
    /// one whose name it begins with.
    fn name_if_broken(&self) -> Option<String> {
        reach!(Broken);
        let hides = |fault: &Fault| match fault.kind {
            ProblemKind::NoBlankLine => true,
            ProblemKind::StraySign { sign } => sign == '{',
            _ => false,
        };
        if self.faults.iter().any(hides) {
            return None;
        }
        let (name, _) = name(self.source, self.tokens).ok()?;
        reach!(BrokenNamed);
        name.map(|name| name.it)
    }

    /// Finds the braces; `Some(None)` if there are none, `None` if they are wrong.
    fn cut(&mut self, rest: &'t [Token]) -> Option<Option<Cut<'t>>> {
        let Some(open) = rest.iter().position(Token::is_brace) else { return Some(None) };
        let (first, inside) = (&rest[open], &rest[open + 1..]);
        if first.sign == Sign::Close {
            reach!(CloseFirst);
            return self.fail(ProblemKind::BraceStray, first.span.clone());
        }
        let Some(close) = inside.iter().position(Token::is_brace) else {
            reach!(NeverClosed);
            return self.fail(ProblemKind::BraceOpen, first.span.clone());
        };
        if inside[close].sign == Sign::Open {
            reach!(OpenTwice);
            return self.fail(ProblemKind::StraySign { sign: '{' }, inside[close].span.clone());
        }
        let after = self.after(&inside[close + 1..], inside[close].span.end)?;
        let braces = first.span.start..inside[close].span.end;
        Some(Some(Cut { before: &rest[..open], body: &inside[..close], after, braces }))
    }

    /// What stands after the answers: nothing, or the rest of a sentence with a missing word. Another question right
    /// below would be taken for that.
    fn after(&mut self, tail: &'t [Token], closed_at: usize) -> Option<&'t [Token]> {
        let Some(first) = tail.iter().find(|token| !token.is_blank()) else {
            reach!(TailBlank);
            return Some(&[]);
        };
        let brace = tail.iter().find(|token| token.is_brace());
        let is_below = |token: &Token| self.source.source(closed_at..token.span.end).contains('\n');
        if first.sign == Sign::Colons || brace.is_some_and(|brace| brace.sign == Sign::Open && is_below(brace)) {
            reach!(TailNextItem);
            let place = self.source.place(std::slice::from_ref(first));
            return self.fail(ProblemKind::NoBlankLine, place);
        }
        match brace {
            Some(brace) if brace.sign == Sign::Close => {
                reach!(TailStrayClose);
                self.fail(ProblemKind::BraceStray, brace.span.clone())
            }
            Some(brace) => {
                reach!(TailStrayOpen);
                self.fail(ProblemKind::StraySign { sign: '{' }, brace.span.clone())
            }
            None => Some(tail),
        }
    }

    /// Moodle looks for a category at the beginning of a block only, and else takes the line for words.
    fn no_category_inside(&mut self) {
        let mut at = self.source.base;
        for line in self.source.code.split_inclusive('\n') {
            let (content, before) = trimmed(line);
            if content.starts_with("$CATEGORY:") {
                reach!(CategoryInside);
                let start = at + before;
                self.faults.push(Fault::new(ProblemKind::CategoryInside, start..start + content.len()));
            }
            at += line.len();
        }
    }

    fn fail<T>(&mut self, kind: ProblemKind, span: Range<usize>) -> Option<T> {
        self.faults.push(Fault::new(kind, span));
        None
    }
}

/// A name and the tokens after it.
type Named<'t> = (Option<Said<String>>, &'t [Token]);

/// The name between `::`, if there is one, and the tokens after it; or the place of the `::` that opens one without an
/// end.
fn name<'t>(source: Source<'_>, tokens: &'t [Token]) -> Result<Named<'t>, Range<usize>> {
    let first = tokens.iter().position(|token| !token.is_blank()).unwrap_or(0);
    let Some((colons, rest)) = tokens[first..].split_first().filter(|(token, _)| token.sign == Sign::Colons) else {
        reach!(Unnamed);
        return Ok((None, tokens));
    };
    let end = rest.iter().position(|token| token.sign == Sign::Colons || token.is_brace());
    let Some(end) = end.filter(|&end| rest[end].sign == Sign::Colons) else {
        reach!(NameOpen);
        return Err(colons.span.clone());
    };
    let it = on_one_line(&source.raw(&rest[..end]));
    if it.is_empty() {
        reach!(NameEmpty);
        return Ok((None, &rest[end + 1..]));
    }
    reach!(Named);
    Ok((Some(Said { span: colons.span.start..rest[end].span.end, it }), &rest[end + 1..]))
}

/// Where a comment stands in its question.
fn place(comment: &Range<usize>, span: &Range<usize>, braces: &Range<usize>, answer: &Answer) -> Place {
    let starts = match answer {
        Answer::Description | Answer::Essay | Answer::TrueFalse { .. } => None,
        Answer::Choices { choices, .. } => Some(choices.iter().map(|choice| choice.span.start).collect::<Vec<_>>()),
        Answer::ShortAnswer(answers) => Some(answers.iter().map(|answer| answer.span.start).collect()),
        Answer::Matching(pairs) => Some(pairs.iter().map(|pair| pair.span.start).collect()),
        Answer::Numerical { answers, .. } => Some(answers.iter().map(|answer| answer.span.start).collect()),
    };
    if comment.start >= span.end {
        reach!(PlaceBelow);
        return Place::Below;
    }
    match starts.filter(|_| braces.contains(&comment.start)) {
        Some(starts) => {
            reach!(PlaceAnswer);
            Place::Answer(starts.iter().filter(|start| **start < comment.start).count())
        }
        None => {
            reach!(PlaceAbove);
            Place::Above
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a question is taken for: its kind, and how many answers it has.
    fn taken_for(text: &str) -> (&'static str, usize) {
        let (gift, faults) = read(text);
        assert_eq!((faults, gift.pieces.len()), (vec![], 1), "{text}");
        match &gift.questions().next().expect("it is a question").answer {
            Answer::Description => ("description", 0),
            Answer::Essay => ("essay", 0),
            Answer::TrueFalse { .. } => ("true or false", 0),
            Answer::Choices { count: crate::content::gift::tree::Count::One, choices } => ("one", choices.len()),
            Answer::Choices { choices, .. } => ("several", choices.len()),
            Answer::ShortAnswer(answers) => ("typed", answers.len()),
            Answer::Matching(pairs) => ("pairs", pairs.len()),
            Answer::Numerical { answers, .. } => ("number", answers.len()),
        }
    }

    #[test]
    fn the_kind_is_that_of_the_first_sign_that_fits() {
        for (text, kind, count) in [
            ("a", "description", 0),
            ("a {  }", "essay", 0),
            ("a {####thank you = ~ ->}", "essay", 0),
            ("a {#1}", "number", 1),
            ("a {#1 =2 ~#no}", "number", 2),
            ("a {#=1#one -> two =%50%3..4}", "number", 2),
            ("a {=b ~c -> d}", "one", 2),
            ("a {~%50%b#c = d ~%50%e}", "one", 3),
            ("a {~%50%b ~%50%c}", "several", 2),
            ("a {=b -> c =d -> e -> f}", "pairs", 2),
            ("a {T#b = c}", "true or false", 0),
            ("a {F}", "true or false", 0),
            ("a {=T}", "typed", 1),
            ("a {=b#c =%50%*d}", "typed", 2),
            ("a {=b} c", "typed", 1),
        ] {
            assert_eq!(taken_for(text), (kind, count), "{text}");
        }
    }

    #[test]
    fn a_missing_word_keeps_its_place() {
        let (gift, faults) = read("[html]Two <b>and</b> \n{=two}\nare four.");
        assert_eq!(faults, []);
        let question = gift.questions().next().expect("it is a question");
        assert_eq!(question.text_with("___"), "Two <b>and</b>\n___\nare four.");
        assert_eq!(question.format(), crate::content::gift::tree::Format::Html);
        let (gift, _) = read("{=Paris} is a city");
        let question = gift.questions().next().expect("it is a question");
        assert_eq!((question.gap, question.text_with("___").as_str()), (Some(0), "___ is a city"));
    }

    #[test]
    fn every_fault_of_a_question_is_told() {
        let (gift, faults) = read("// [id:a] [id:b]\n::q:: [HTML]a {#=1,5#[html ]b =3..2 ~4}");
        let codes: Vec<&str> = faults.iter().map(|fault| fault.kind.code().rsplit(':').next().unwrap_or("")).collect();
        assert_eq!(
            codes,
            ["format_mark", "wrong_number", "format_mark", "not_a_number", "range_backwards", "several_ids"]
        );
        assert_eq!((gift.broken, gift.pieces), (vec![Some("q".to_owned())], vec![]));
    }
}
