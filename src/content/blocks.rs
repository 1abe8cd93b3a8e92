//! A GIFT file cut into blocks of lines, and a block into signs and runs of text.

use std::ops::Range;
use toml::Spanned;
use winnow::combinator::{alt, not, preceded, repeat};
use winnow::prelude::*;
use winnow::stream::LocatingSlice;
use winnow::token::{one_of, take_while};

/// Lines without a blank one between them: at most one item.
pub(super) struct Block {
    pub start: usize,
    /// The lines with comments and categories blanked out byte for byte, so that places stay what they are.
    pub code: String,
    /// The comments that carry a mark: what stands between the brackets.
    pub marks: Vec<Spanned<String>>,
}

impl Block {
    pub(super) fn tags(&self) -> Vec<Spanned<String>> {
        let tag = |mark: &Spanned<String>| {
            Some(Spanned::new(mark.span(), mark.get_ref().strip_prefix("tag:")?.trim().to_owned()))
        };
        self.marks.iter().filter_map(tag).collect()
    }
}

pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block: Option<Block> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches('\u{feff}').trim();
        if content.is_empty() {
            blocks.extend(block.take());
        } else {
            let block = block.get_or_insert_with(|| Block { start: at, code: String::new(), marks: Vec::new() });
            let is_category = content.starts_with("$CATEGORY:") && block.code.trim().is_empty();
            if let Some(comment) = content.strip_prefix("//") {
                block.marks.extend(marks(comment, at + line.find("//").unwrap_or(0) + 2));
            }
            if is_category || content.starts_with("//") {
                block.code.extend(std::iter::repeat_n(' ', line.len() - 1).chain(['\n']));
            } else {
                block.code.push_str(&line.replace('\u{feff}', "   "));
            }
        }
        at += line.len();
    }
    blocks.extend(block);
    blocks
}

/// The `[tag:...]` and `[id:...]` of a comment whose text begins at byte `at`; a comment in words may mention them.
fn marks(comment: &str, at: usize) -> Vec<Spanned<String>> {
    let mut marks = Vec::new();
    let mut rest = comment.trim_start();
    while let Some((mark, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        if !mark.starts_with("tag:") && !mark.starts_with("id:") {
            break;
        }
        let start = at + comment.len() - rest.len();
        marks.push(Spanned::new(start..start + mark.len() + 2, mark.to_owned()));
        rest = after.trim_start();
    }
    marks
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub sign: Sign,
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

/// Stands for `\n` until white space has been tidied; a control character, so no text has it.
pub(super) const LINE_BREAK: char = '\u{1}';

impl Token {
    pub(super) fn is_brace(&self) -> bool {
        matches!(self.sign, Sign::Open | Sign::Close)
    }

    pub(super) fn is_blank(&self) -> bool {
        matches!(&self.sign, Sign::Text(text) if text.trim().is_empty())
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
    let escape = preceded('\\', one_of(['~', '=', '#', '{', '}', ':', '\\', 'n']))
        .map(|letter| if letter == 'n' { LINE_BREAK } else { letter }.to_string());
    let lone = preceded(not(alt(("->", "::"))), one_of(['-', ':', '\\'])).map(String::from);
    repeat(1.., alt((plain, escape, lone)))
        .fold(String::new, |mut text, piece: String| {
            text.push_str(&piece);
            text
        })
        .parse_next(input)
}
