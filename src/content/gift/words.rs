//! The texts of a block: tokens put together again, white space tidied, the mark of format taken off.

use super::blocks::{is_space, trimmed};
use super::lex::{LINE_BREAK, Sign, Token};
use super::trace::reach;
use super::tree::{Format, Said, Text};
use crate::content::kind::ProblemKind;
use crate::content::problem::Fault;
use std::ops::Range;

/// Stands for the missing word until white space has been tidied; a control character, which no text has.
const GAP: char = '\u{2}';

/// The lines of a block and where they begin in their file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'t> {
    pub code: &'t str,
    pub base: usize,
}

impl<'t> Source<'t> {
    /// A text of several lines. It is `tight` where Moodle takes white space away before it looks for a mark of format.
    pub(super) fn text(self, tokens: &[Token], tight: bool, faults: &mut Vec<Fault>) -> Text {
        let span = self.place(tokens);
        let raw = self.raw(tokens);
        let (format, words) = format(&raw, &span, tight, faults);
        Text { span, format, words: tidy(words) }
    }

    /// The text after the first `used` bytes of some tokens, in which nothing is escaped.
    pub(super) fn text_after(self, tokens: &[Token], used: usize, faults: &mut Vec<Fault>) -> Text {
        if used == 0 {
            return self.text(tokens, true, faults);
        }
        let (from, to) = (tokens[0].span.start + used, tokens[tokens.len() - 1].span.end);
        let (content, before) = trimmed(self.source(from..to));
        let span = from + before..from + before + content.len();
        let raw = self.raw(tokens).split_off(used);
        let (format, words) = format(&raw, &span, true, faults);
        Text { span, format, words: tidy(words) }
    }

    /// A text with a missing word: what stands before and after the braces, and the byte of the gap.
    pub(super) fn text_with_gap(self, before: &[Token], after: &[Token], faults: &mut Vec<Fault>) -> (Text, usize) {
        let (start, end) = (self.place(before), self.place(after));
        // Nothing stands before braces that open the question.
        let span = if before.iter().all(Token::is_blank) { end } else { start.start..end.end };
        let raw = format!("{}{GAP}{}", self.raw(before), self.raw(after));
        let (format, words) = format(&raw, &span, true, faults);
        let mut words = tidy(words);
        let gap = words.find(GAP).expect("white space was tidied, and nothing else");
        words.remove(gap);
        (Text { span, format, words }, gap)
    }

    /// Feedback; `None` if it is empty.
    pub(super) fn feedback(self, tokens: &[Token], tight: bool, faults: &mut Vec<Fault>) -> Option<Text> {
        Some(self.text(tokens, tight, faults)).filter(|text| !text.words.is_empty())
    }

    /// A name: one line, whatever it was.
    pub(super) fn line(self, tokens: &[Token]) -> String {
        on_one_line(&self.raw(tokens))
    }

    /// Words that have no mark of format.
    pub(super) fn plain(self, tokens: &[Token]) -> Said<String> {
        Said { span: self.place(tokens), it: tidy(&self.raw(tokens)) }
    }

    /// The tokens as text; signs without a meaning where they stand are what they look like.
    pub(super) fn raw(self, tokens: &[Token]) -> String {
        let mut raw = String::new();
        for token in tokens {
            raw.push_str(if let Sign::Text(text) = &token.sign { text } else { self.source(token.span.clone()) });
        }
        raw
    }

    /// The bytes of the tokens without white space around them.
    pub(super) fn place(self, tokens: &[Token]) -> Range<usize> {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return self.base..self.base };
        let (content, before) = trimmed(self.source(first.span.start..last.span.end));
        first.span.start + before..first.span.start + before + content.len()
    }

    pub(super) fn source(self, span: Range<usize>) -> &'t str {
        &self.code[span.start - self.base..span.end - self.base]
    }
}

pub(super) fn on_one_line(text: &str) -> String {
    let is_gap = |letter: char| is_space(letter) || letter == LINE_BREAK;
    text.split(is_gap).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Lines and the whole without white space around them; then the escaped line breaks.
fn tidy(words: &str) -> String {
    let lines: Vec<&str> = words.split('\n').map(|line| trimmed(line).0).collect();
    let words = lines.join("\n").replace(LINE_BREAK, "\n");
    trimmed(&words).0.to_owned()
}

/// What stands where a mark of format may stand.
enum Mark<'r> {
    /// The mark, and what follows it.
    Known(Format, &'r str),
    /// Something that is meant for a mark, as written.
    Slip(String),
    /// Words like any others.
    None,
}

fn mark(words: &str) -> Mark<'_> {
    let Some(rest) = words.strip_prefix('[') else {
        reach!(TextPlain);
        return Mark::None;
    };
    let (name, after) = rest.split_once(']').unwrap_or((rest, ""));
    let is_closed = name.len() < rest.len();
    if let Some(format) = Format::ALL.into_iter().find(|format| is_closed && format.name() == name) {
        reach!(FormatRead);
        return Mark::Known(format, after);
    }
    if Format::ALL.iter().any(|format| is_almost(name, *format, is_closed)) {
        reach!(FormatSlip);
        let end = if is_closed { "]" } else { "" };
        return Mark::Slip(format!("[{}{end}", name.chars().take(12).collect::<String>()));
    }
    reach!(FormatUnknown);
    Mark::None
}

/// Whether words would be taken for a mark of format and what follows it.
pub(super) fn looks_marked(words: &str) -> bool {
    !matches!(mark(words), Mark::None)
}

/// Takes the mark of format off a text.
fn format<'r>(raw: &'r str, span: &Range<usize>, tight: bool, faults: &mut Vec<Fault>) -> (Option<Format>, &'r str) {
    let (words, before) = trimmed(raw);
    let found = match mark(words) {
        Mark::None => return (None, raw),
        Mark::Known(format, _) if !tight && before > 0 => {
            reach!(FormatSpaced);
            format!("[{}]", format.name())
        }
        Mark::Known(format, after) => return (Some(format), after),
        Mark::Slip(found) => found,
    };
    faults.push(Fault::new(ProblemKind::FormatMark { found }, span.clone()));
    (None, raw)
}

/// Whether a word between brackets is meant for a format: capitals or spaces, or the bracket is not closed.
fn is_almost(name: &str, format: Format, is_closed: bool) -> bool {
    let name = name.trim_start();
    if is_closed {
        return name.trim_end().eq_ignore_ascii_case(format.name());
    }
    let head = name.get(..format.name().len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(format.name()))
}
