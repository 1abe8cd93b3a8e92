//! Where the files of a lesson stand among its messages.
//!
//! The fewer messages the better: a lesson with one file is one message if all its words fit under it, wherever the file
//! stands in them. Otherwise a file begins a message. Its caption is its alternative text, which is all that a screen
//! reader or a phone that saves data has of it, and then the words that follow it, if they fit; if not, these come as
//! messages of their own. What stands before the file comes before it, but for a title alone, which goes on top of the
//! alternative text.

use super::kind::ProblemKind;
use super::problem::Fault;
use super::split::{Limits, clip, split, units};
use crate::rules::course::{Entity, EntityKind, Media, Part};
use std::cmp::Reverse;
use std::ops::Range;

/// A file with the place where it stands.
#[derive(Debug)]
pub(super) struct Figure {
    /// The byte of the text that it stands before.
    pub at: usize,
    pub alternative: String,
    pub media: Media,
    /// Its bytes in the source.
    pub span: Range<usize>,
}

const BETWEEN: &str = "\n\n";

/// The lesson as messages. Without a figure it is only cut.
pub(super) fn arrange(whole: &Part, title: &str, figures: Vec<Figure>, faults: &mut Vec<Fault>) -> Vec<Part> {
    let Some(first) = figures.first() else { return split(whole, Limits::TELEGRAM) };
    let before = piece(whole, 0..first.at);
    let goes_along = before.text == title || (figures.len() == 1 && is_caption(&all_under(whole, first)));
    let (mut parts, mut caption) =
        if goes_along { (Vec::new(), before) } else { (split(&before, Limits::TELEGRAM), Part::default()) };
    let mut ends: Vec<usize> = figures.iter().skip(1).map(|figure| figure.at).collect();
    ends.push(whole.text.len());
    for (figure, end) in figures.into_iter().zip(ends) {
        let after = piece(whole, figure.at..end);
        add(&mut caption, italic(figure.alternative));
        let units = units(&caption.text);
        if units > Limits::CAPTION.units {
            faults.push(Fault::new(ProblemKind::CaptionTooLong { units, max: Limits::CAPTION.units }, figure.span));
        }
        let mut full = caption.clone();
        add(&mut full, after.clone());
        let media = Some(figure.media);
        if is_caption(&full) {
            parts.push(Part { media, ..full });
        } else {
            parts.push(Part { media, ..caption });
            parts.extend(split(&after, Limits::TELEGRAM));
        }
        caption = Part::default();
    }
    parts
}

fn is_caption(part: &Part) -> bool {
    part.entities.len() <= Limits::CAPTION.entities && units(&part.text) <= Limits::CAPTION.units
}

/// Every word of a lesson with one figure.
fn all_under(whole: &Part, figure: &Figure) -> Part {
    let mut all = piece(whole, 0..figure.at);
    add(&mut all, italic(figure.alternative.clone()));
    add(&mut all, piece(whole, figure.at..whole.text.len()));
    all
}

fn italic(text: String) -> Part {
    let entity = Entity { kind: EntityKind::Italic, offset: 0, length: units(&text), url: None };
    Part { text, entities: vec![entity], media: None }
}

/// Puts a text below another, after a blank line.
fn add(above: &mut Part, below: Part) {
    if below.text.is_empty() {
        return;
    }
    if !above.text.is_empty() {
        above.text.push_str(BETWEEN);
    }
    let shift = units(&above.text);
    above.text.push_str(&below.text);
    above.entities.extend(below.entities.into_iter().map(|entity| Entity { offset: entity.offset + shift, ..entity }));
    above.entities.sort_by_key(|entity| (entity.offset, Reverse(entity.length)));
}

/// The text between two bytes with its formatting, without the blank lines around it.
fn piece(whole: &Part, bytes: Range<usize>) -> Part {
    let found = &whole.text[bytes.clone()];
    let text = found.trim_start_matches('\n');
    let start = units(&whole.text[..bytes.end - text.len()]);
    let text = text.trim_end();
    let end = start + units(text);
    let entities = whole.entities.iter().filter_map(|entity| clip(entity, start, end)).collect();
    Part { text: text.to_owned(), entities, media: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::markdown;
    use crate::rules::course::{MediaHash, MediaKind};

    /// The messages of a lesson: `[file] text`, with bold and italic words marked.
    fn check(markdown: &str, expected: &[&str]) {
        let (rendered, faults) = markdown::render(markdown, false);
        assert_eq!(faults, []);
        let title = rendered.heading.clone().map(|range| rendered.whole.text[range].to_owned()).unwrap_or_default();
        let figures = rendered.figures.into_iter().map(|figure| Figure {
            at: figure.at,
            alternative: figure.alternative,
            media: Media {
                hash: MediaHash(String::new()),
                kind: MediaKind::Photo,
                mime: String::new(),
                name: figure.target,
                bytes: None,
                size: None,
            },
            span: figure.span,
        });
        let mut faults = Vec::new();
        let parts = arrange(&rendered.whole, &title, figures.collect(), &mut faults);
        assert_eq!(faults, []);
        let shown: Vec<String> = parts.iter().map(shown).collect();
        assert_eq!(shown, expected);
    }

    fn shown(part: &Part) -> String {
        let mut units: Vec<String> = part.text.encode_utf16().map(|unit| String::from_utf16_lossy(&[unit])).collect();
        for entity in &part.entities {
            let sign = if entity.kind == EntityKind::Bold { "*" } else { "_" };
            let (from, to) = (entity.offset as usize, (entity.offset + entity.length) as usize);
            units[from].insert_str(0, sign);
            units[to - 1].push_str(sign);
        }
        let text = units.concat();
        let text = if text.len() > 300 { format!("{}...", &text[..20]) } else { text };
        part.media.as_ref().map(|media| format!("[{}] ", media.name)).unwrap_or_default() + &text
    }

    #[test]
    fn a_short_lesson_is_one_message() {
        check("# One\n\n![A cat](a)\n\nIt **sleeps**.", &["[a] *One*\n\n_A cat_\n\nIt *sleeps*."]);
        check("![A cat](a)\n\n# One\n\ntext", &["[a] _A cat_\n\n*One*\n\ntext"]);
        check("# One\n\nfirst\n\n![A cat](a)\n\nthen", &["[a] *One*\n\nfirst\n\n_A cat_\n\nthen"]);
        check("# One\n\ntext\n\n![A cat](a)", &["[a] *One*\n\ntext\n\n_A cat_"]);
    }

    #[test]
    fn the_order_is_the_authors() {
        check("# One\n\n![A cat](a)\n\n![A dog](b)\n\nend", &["[a] *One*\n\n_A cat_", "[b] _A dog_\n\nend"]);
        check("# One\n\ntext\n\n![A cat](a)\n\n![A dog](b)", &["*One*\n\ntext", "[a] _A cat_", "[b] _A dog_"]);
        let long = "word ".repeat(220);
        let text = format!("# One\n\n{long}\n\n![A cat](a)\n\nthen");
        check(&text, &["*One*\n\nword word wor...", "[a] _A cat_\n\nthen"]);
    }

    #[test]
    fn what_is_too_long_for_a_caption_follows_it() {
        let long = "word ".repeat(220);
        let text = format!("# One\n\n![A cat](a)\n\n{long}");
        check(&text, &["[a] *One*\n\n_A cat_", "word word word word ..."]);
    }
}
