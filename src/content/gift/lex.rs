//! A block of lines cut into signs and runs of text, every escape undone; and the small grammars inside of texts.

use super::trace::reach;
use std::ops::Range;
use winnow::combinator::{alt, delimited, eof, not, opt, preceded, repeat, terminated};
use winnow::prelude::*;
use winnow::stream::LocatingSlice;
use winnow::token::{any, one_of, take_while};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub sign: Sign,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sign {
    Open,
    Close,
    Right,
    Wrong,
    Hash,
    /// `####`
    General,
    /// `->`
    Arrow,
    /// `::`
    Colons,
    /// Text with its escapes undone; an escaped line break is [`LINE_BREAK`].
    Text(String),
}

/// Stands for `\n` until white space has been tidied; a control character, which no text has.
pub(super) const LINE_BREAK: char = '\u{1}';

/// What a backslash may stand before to take its meaning away, and `n`.
pub(super) const ESCAPED: [char; 7] = ['~', '=', '#', '{', '}', ':', '\\'];

impl Token {
    pub(super) fn is_brace(&self) -> bool {
        matches!(self.sign, Sign::Open | Sign::Close)
    }

    pub(super) fn is_blank(&self) -> bool {
        matches!(&self.sign, Sign::Text(text) if text.chars().all(super::blocks::is_space))
    }
}

type Input<'s> = LocatingSlice<&'s str>;

/// Cuts a block that begins at byte `base` into tokens. Every text can be cut.
pub(super) fn lex(code: &str, base: usize) -> Vec<Token> {
    let token = alt((
        "####".value(Sign::General),
        '#'.value(Sign::Hash),
        '{'.value(Sign::Open),
        '}'.value(Sign::Close),
        '='.value(Sign::Right),
        '~'.value(Sign::Wrong),
        "->".value(Sign::Arrow),
        "::".value(Sign::Colons),
        run.map(Sign::Text),
    ));
    let spanned = token.with_span().map(|(sign, span)| Token { sign, span: base + span.start..base + span.end });
    repeat(0.., spanned).parse(Input::new(code)).expect("`run` takes whatever is no sign")
}

/// Text up to the next sign.
fn run(input: &mut Input<'_>) -> ModalResult<String> {
    let plain = take_while(1.., |letter: char| !"{}=~#\\-:".contains(letter)).map(str::to_owned);
    let escape = preceded('\\', alt((one_of(ESCAPED), one_of('n').value(LINE_BREAK)))).map(|letter: char| {
        reach!(Escape);
        String::from(letter)
    });
    let lone = preceded(not(alt(("->", "::"))), one_of(['-', ':', '\\'])).map(|letter: char| {
        reach!(LoneSign);
        String::from(letter)
    });
    repeat(1.., alt((plain, escape, lone)))
        .fold(String::new, |mut text, piece: String| {
            text.push_str(&piece);
            text
        })
        .parse_next(input)
}

/// The weight that a text begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Weighing<'s> {
    /// In hundred-thousandths of a percent, and the bytes it takes.
    Weight(i64, usize),
    /// It looks like a weight and is none: as written.
    Slip(&'s str),
}

/// The weight before an answer; `None` if the text begins with none.
pub(super) fn weighing(text: &str) -> Option<Weighing<'_>> {
    let digits = |input: &mut &str| -> ModalResult<f64> {
        let whole = take_while(1.., '0'..='9');
        let number = (opt('-'), whole, opt(('.', take_while(0.., '0'..='9')))).take();
        number.try_map(|number: &str| number.parse::<f64>()).parse_next(input)
    };
    if let Ok((rest, percent)) = delimited('%', digits, '%').parse_peek(text) {
        reach!(Weighed);
        // A percentage beyond all reason is cut to the largest there is, which is on no list.
        #[expect(clippy::cast_possible_truncation, reason = "a cast of a float stays within bounds")]
        let value = (percent * 100_000.0).round() as i64;
        return Some(Weighing::Weight(value, text.len() - rest.len()));
    }
    let inside = take_while(0..12, |letter: char| letter.is_numeric() || " +-.,٫،/".contains(letter));
    let slip = ('%', inside.verify(|inside: &str| inside.contains(char::is_numeric)), '%').take();
    let slip: ModalResult<(&str, &str)> = { slip }.parse_peek(text);
    slip.ok().map(|(_, slip)| {
        reach!(WeightSlip);
        Weighing::Slip(slip)
    })
}

/// A mark in a comment: `[tag:...]` or `[id:...]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub is_tag: bool,
    pub text: String,
    /// Its bytes in the comment's text, brackets included.
    pub span: Range<usize>,
}

/// The marks of a comment, wherever they stand in it. A `]` inside is written `\]`.
pub(super) fn marks(comment: &str) -> Vec<Mark> {
    let letter = alt(("\\]".value(']'), any.verify(|letter: &char| *letter != ']' && !letter.is_control())));
    // Longer than anything Moodle takes; without a bound a line of nothing but openings would take long.
    let inside = repeat(1..=255, letter).fold(String::new, |mut text, letter: char| {
        text.push(letter);
        text
    });
    let kind = alt(("[tag:".value(true), "[id:".value(false)));
    let mark = terminated((kind, inside), ']').verify_map(|(is_tag, text): (bool, String)| {
        let text = super::blocks::trimmed(&text).0;
        let is_refused = text.is_empty() || is_tag && text.contains(['<', '>', '`']);
        (!is_refused).then(|| (is_tag, text.to_owned()))
    });
    let found = mark.with_span().map(|((is_tag, text), span)| {
        reach!(MarkFound);
        Some(Mark { is_tag, text, span })
    });
    let marks: ModalResult<Vec<Option<Mark>>> =
        terminated(repeat(0.., alt((found, any.value(None)))), eof).parse_next(&mut Input::new(comment));
    marks.unwrap_or_default().into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_anywhere_in_a_comment() {
        let show = |comment| {
            let marks = marks(comment);
            marks.iter().map(|mark| format!("{} {} {:?}", mark.is_tag, mark.text, mark.span)).collect::<Vec<_>>()
        };
        assert_eq!(show(" see [tag: day-2 ] and [id:a\\]b]"), ["true day-2 5..18", "false a]b 23..32"]);
        assert!(show(" [tag:] [tag: ] [tag:<b>] [id:open [Tag:x]").is_empty() || show("[id:open [x").is_empty());
        assert!(show(" [tag:never closed").is_empty());
    }

    #[test]
    fn weights_and_what_only_looks_like_one() {
        assert_eq!(weighing("%50%a"), Some(Weighing::Weight(5_000_000, 4)));
        assert_eq!(weighing("%-33.33333%"), Some(Weighing::Weight(-3_333_333, 11)));
        assert_eq!(weighing("%100%"), Some(Weighing::Weight(10_000_000, 5)));
        for slip in ["%٥٠%", "% 50 %", "%33,3%", "%+50%", "%--50%", "%.5%"] {
            assert_eq!(weighing(slip), Some(Weighing::Slip(slip)));
        }
        for text in ["%", "%%", "50%", "%d%", "% of %", "%5 of 10%"] {
            assert_eq!(weighing(text), None, "{text}");
        }
    }
}
