//! A GIFT file cut into blocks of lines: as in Moodle a blank line ends a question, and a comment is a whole line.

use super::trace::reach;
use crate::content::kind::ProblemKind;
use crate::content::problem::Fault;
use std::ops::Range;

/// Lines without a blank one between them: comments, a category, or a question.
#[derive(Debug)]
pub(super) struct Block {
    pub start: usize,
    /// The lines with comments blanked out byte for byte, so that places stay what they are.
    pub code: String,
    pub comments: Vec<Line>,
}

/// The place of a comment without white space around it, and what follows its two slashes.
#[derive(Debug)]
pub(super) struct Line {
    pub span: Range<usize>,
    pub text: String,
}

/// The letters that Moodle takes off both ends of a line, and no others.
pub(super) fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r' | '\0' | '\u{b}')
}

/// Without white space at both ends, and how many bytes of it were taken off before.
pub(super) fn trimmed(text: &str) -> (&str, usize) {
    let from_start = text.trim_start_matches(is_space);
    (from_start.trim_end_matches(is_space), text.len() - from_start.len())
}

/// Whether a line that has letters shows none: a no-break space, a mark of direction.
pub(super) fn looks_blank(content: &str) -> bool {
    let is_invisible = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    content.chars().all(is_invisible)
}

/// A control character that no text needs; within the reader some of them have a meaning of its own.
pub(super) fn is_control(letter: char) -> bool {
    letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\r')
}

pub(super) fn blocks(text: &str, faults: &mut Vec<Fault>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block: Option<Block> = None;
    let mut at = 0;
    returns(text, faults);
    for whole in text.split_inclusive('\n') {
        let (mark, line) = match whole.strip_prefix('\u{feff}').filter(|_| at == 0) {
            Some(line) => (whole.len() - line.len(), line),
            None => (0, whole),
        };
        let (content, before) = trimmed(line);
        let span = at + mark + before..at + mark + before + content.len();
        at += whole.len();
        controls(content, span.start, faults);
        if content.is_empty() {
            reach!(BlankLine);
            blocks.extend(block.take());
        } else if looks_blank(content) {
            reach!(FalseBlank);
            faults.push(Fault::new(ProblemKind::FalseBlank, span));
            blocks.extend(block.take());
        } else {
            let block = block.get_or_insert_with(|| Block {
                start: at - whole.len(),
                code: String::with_capacity(whole.len()),
                comments: Vec::new(),
            });
            block.code.extend(std::iter::repeat_n(' ', mark));
            if let Some(comment) = content.strip_prefix("//") {
                reach!(CommentLine);
                block.code.extend(std::iter::repeat_n(' ', line.len() - 1).chain(['\n']));
                block.comments.push(Line { span, text: cleaned(comment).trim_end_matches(is_space).to_owned() });
            } else {
                if content == "0" {
                    reach!(ZeroLine);
                    faults.push(Fault::new(ProblemKind::ZeroLine, span));
                }
                let (words, end) = line.split_at(line.trim_end_matches(['\r', '\n']).len());
                block.code.push_str(&cleaned(words));
                block.code.push_str(end);
            }
        }
    }
    blocks.extend(block);
    blocks
}

/// What has been reported, replaced by spaces.
fn cleaned(words: &str) -> String {
    let is_wrong = |letter: char| letter == '\r' || is_control(letter);
    words.chars().map(|letter| if is_wrong(letter) { ' ' } else { letter }).collect()
}

/// Reports the control characters of a line.
fn controls(content: &str, start: usize, faults: &mut Vec<Fault>) {
    for (at, letter) in content.char_indices().filter(|(_, letter)| is_control(*letter)) {
        reach!(Control);
        let code = u32::from(letter);
        faults.push(Fault::new(ProblemKind::ControlCharacter { code }, start + at..start + at + 1));
    }
}

/// Reports the first carriage return that stands alone; a file with one has more of them.
fn returns(text: &str, faults: &mut Vec<Fault>) {
    let alone = text.match_indices('\r').find(|(at, _)| !text[at + 1..].starts_with('\n'));
    if let Some((at, _)) = alone {
        reach!(LoneReturn);
        faults.push(Fault::new(ProblemKind::LoneReturn, at..at + 1));
    }
}
