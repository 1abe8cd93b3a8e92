//! Cuts a long text with its entities into messages.
//!
//! A cut falls at the last blank line that fits, else at the last newline, else at the last space, else between two
//! characters; never inside a link or code, nor before a mark that belongs to the letter in front of it. White space at
//! a cut is dropped, every other character is kept. Entities that reach over a cut are clipped and go on in the next
//! message.

use crate::rules::course::{Entity, EntityKind, Part};

/// What one message may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// UTF-16 units of text.
    pub units: u32,
    pub entities: usize,
}

impl Limits {
    /// Telegram refuses more than 4,096 characters (we count UTF-16 units, which are never fewer) and silently ignores
    /// entities after the hundredth; five are left for what a client or the server finds by itself, as addresses and
    /// numbers.
    pub const TELEGRAM: Self = Self { units: 4_096, entities: 95 };

    /// What stands under a file.
    pub const CAPTION: Self = Self { units: 1_024, entities: 95 };
}

/// How good a place for a cut is; a later variant is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    Anywhere,
    Space,
    Newline,
    BlankLine,
}

/// A place between two characters.
#[derive(Debug, Clone, Copy)]
struct Position {
    byte: usize,
    unit: u32,
}

/// The text in as few messages as good places for cuts allow; none for a text of white space.
///
/// A link or code longer than a message, which `validate` refuses, is cut all the same, so that the limits always hold.
pub fn split(whole: &Part, limits: Limits) -> Vec<Part> {
    let mut waiting = whole.entities.clone();
    waiting.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    let mut waiting = waiting.into_iter().peekable();
    let mut active: Vec<Entity> = Vec::new();
    let mut parts = Vec::new();
    let mut start = skip_space(&whole.text, Position { byte: 0, unit: 0 }, &whole.entities);

    while start.byte < whole.text.len() {
        // All that can reach into this message: what is carried over, then what begins within the limit.
        active.retain(|entity| end_of(entity) > start.unit);
        while let Some(entity) = waiting.next_if(|entity| entity.offset < start.unit.saturating_add(limits.units)) {
            if end_of(&entity) > start.unit {
                active.push(entity);
            }
        }
        let cut = find_cut(&whole.text, start, &active, limits);
        let text = whole.text[start.byte..cut.byte].trim_end();
        let end = start.unit + units(text);
        let mut entities: Vec<Entity> = active.iter().filter_map(|entity| clip(entity, start.unit, end)).collect();
        entities.truncate(limits.entities);
        if !text.is_empty() {
            parts.push(Part { text: text.to_owned(), entities, media: None });
        }
        start = skip_space(&whole.text, cut, &active);
    }
    parts
}

/// The number of UTF-16 units of a text.
pub(super) fn units(text: &str) -> u32 {
    text.chars().map(unit_len).sum()
}

fn unit_len(letter: char) -> u32 {
    if letter.len_utf16() == 2 { 2 } else { 1 }
}

/// The place after `start` where this message ends: the end of the text if all of it fits.
fn find_cut(text: &str, start: Position, active: &[Entity], limits: Limits) -> Position {
    let mut limit = start.unit.saturating_add(limits.units);
    // Entities beyond the limit must begin in the next message. If they all begin here, none can be spared a loss.
    if let Some(first_too_many) = active.get(limits.entities).filter(|entity| entity.offset > start.unit) {
        limit = limit.min(first_too_many.offset);
    }
    let early = start.unit + (limit - start.unit) / 4;
    let atoms: Vec<&Entity> = active.iter().filter(|entity| is_atom(entity.kind)).collect();
    let bold: Vec<&Entity> = active.iter().filter(|entity| entity.kind == EntityKind::Bold).collect();

    let mut at = start;
    let mut best: Option<(Grade, Position)> = None;
    let mut forced = None;
    let mut before = ' ';
    let mut line_start = start.unit;
    let (mut next_atom, mut next_bold) = (0, 0);
    for letter in text[start.byte..].chars() {
        while atoms.get(next_atom).is_some_and(|atom| end_of(atom) <= at.unit) {
            next_atom += 1;
        }
        while bold.get(next_bold).is_some_and(|bold| end_of(bold) < at.unit) {
            next_bold += 1;
        }
        if at.byte > start.byte && !belongs(before, letter) {
            forced = Some(at);
            if atoms.get(next_atom).is_none_or(|atom| atom.offset >= at.unit) {
                // A good place near the beginning would make a tiny message: the first quarter is taken only for want
                // of another.
                let heading =
                    bold.get(next_bold).is_some_and(|bold| bold.offset <= line_start && end_of(bold) == at.unit);
                let grade = if at.unit < early { Grade::Anywhere } else { grade(&text[at.byte..], heading) };
                if best.is_none_or(|(best, _)| grade >= best) {
                    best = Some((grade, at));
                }
            }
        }
        let next = Position { byte: at.byte + letter.len_utf8(), unit: at.unit + unit_len(letter) };
        if next.unit > limit {
            let stop = if at.byte > start.byte { at } else { next };
            return best.map(|(_, place)| place).or(forced).unwrap_or(stop);
        }
        if letter == '\n' {
            line_start = next.unit;
        }
        before = letter;
        at = next;
    }
    at
}

/// Judges the place before `rest`. A heading is not left behind at the foot of a message.
fn grade(rest: &str, after_heading: bool) -> Grade {
    if rest.starts_with("\n\n") && !after_heading {
        Grade::BlankLine
    } else if rest.starts_with('\n') && !after_heading {
        Grade::Newline
    } else if rest.starts_with(char::is_whitespace) {
        Grade::Space
    } else {
        Grade::Anywhere
    }
}

/// Steps over white space, but not into code, whose indentation counts.
fn skip_space(text: &str, from: Position, entities: &[Entity]) -> Position {
    let mut at = from;
    for letter in text[from.byte..].chars() {
        let in_code = entities.iter().any(|entity| {
            matches!(entity.kind, EntityKind::Pre | EntityKind::Code)
                && entity.offset <= at.unit
                && at.unit < end_of(entity)
        });
        if !letter.is_whitespace() || (in_code && !text[at.byte..].trim_start().is_empty()) {
            break;
        }
        at = Position { byte: at.byte + letter.len_utf8(), unit: at.unit + unit_len(letter) };
    }
    at
}

/// The piece of an entity between two units, counted from the first; `None` if nothing is left.
pub(super) fn clip(entity: &Entity, start: u32, end: u32) -> Option<Entity> {
    let from = entity.offset.max(start);
    let to = end_of(entity).min(end);
    (from < to).then(|| Entity { offset: from - start, length: to - from, ..entity.clone() })
}

fn end_of(entity: &Entity) -> u32 {
    entity.offset.saturating_add(entity.length)
}

fn is_atom(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::TextLink | EntityKind::Code | EntityKind::Pre)
}

/// Whether a character may not be parted from the one before it: marks over letters, and the pieces of one emoji.
///
/// The marks are those of Latin, Arabic and Hebrew script and of symbols; other scripts are not spoken here.
fn belongs(before: char, letter: char) -> bool {
    let mark = matches!(letter,
        '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05bd}' | '\u{05bf}' | '\u{05c1}'..='\u{05c2}' | '\u{05c4}'..='\u{05c5}'
        | '\u{0610}'..='\u{061a}' | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{06d6}'..='\u{06dc}' | '\u{06df}'..='\u{06e4}'
        | '\u{06e7}'..='\u{06e8}' | '\u{06ea}'..='\u{06ed}' | '\u{0898}'..='\u{089f}' | '\u{08ca}'..='\u{08e1}'
        | '\u{08e3}'..='\u{08ff}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
    let regional = |letter: char| matches!(letter, '\u{1f1e6}'..='\u{1f1ff}');
    mark || letter == '\u{200d}' || before == '\u{200d}' || (regional(before) && regional(letter))
}
