//! A lesson in one language: front matter and Markdown to title, minutes and messages.

use super::direction::latin_first;
use super::figure::{Figure, arrange};
use super::kind::ProblemKind;
use super::manifest::MAX_MINUTES;
use super::markdown::{self, FigureText, Rendered};
use super::media::{self, Folder};
use super::problem::Fault;
use super::split::units;
use super::table::{Fields, parse};
use crate::rules::course::{Entity, EntityKind, Language, Part};
use std::ops::Range;
use toml::Spanned;

/// The most messages of a lesson: who prefers less data or time gives up on more of them in a row. Our choice.
pub const MAX_PARTS: usize = 5;

/// Words a minute. Our choice: well below what people read from paper, for a small screen and a chat that interrupts.
const WORDS_PER_MINUTE: usize = 130;

#[derive(Debug)]
pub(super) struct LessonText {
    pub title: String,
    /// From the front matter.
    pub minutes: Option<u8>,
    /// From the words.
    pub estimated_minutes: u8,
    pub parts: Vec<Part>,
}

#[derive(Debug, Default)]
struct FrontMatter {
    title: Option<Spanned<String>>,
    minutes: Option<u8>,
    /// There is some, but it cannot be read: nothing is said about the title then.
    broken: bool,
}

/// Reads a lesson with the files of its week; with faults the result is good for nothing but to know that there is one.
pub(super) fn read(text: &str, language: Language, folder: &Folder, faults: &mut Vec<Fault>) -> LessonText {
    let rtl = language == Language::Ar;
    let (front, body_at) = front_matter(text, faults);
    let (mut rendered, found) = markdown::render(&text[body_at..], rtl);
    faults.extend(found.into_iter().map(|fault| Fault { span: shift(&fault.span, body_at), ..fault }));
    let estimated_minutes = minutes(&rendered.whole.text);
    let figures = std::mem::take(&mut rendered.figures);
    let length = rendered.whole.text.len();
    let (title, whole) = entitle(rendered, front.title.as_ref());
    // A title from the front matter has been put before the text.
    let moved = whole.text.len() - length;
    let figures = figures.into_iter().filter_map(|found| figure(found, moved, body_at, folder, faults)).collect();
    if let Some((given, (_, letter))) =
        front.title.as_ref().filter(|_| rtl).and_then(|given| Some((given, latin_first(given.get_ref())?)))
    {
        faults.push(Fault::new(ProblemKind::LatinFirst { letter }, given.span()));
    }
    if title.is_empty() && !front.broken {
        let at = front.title.map_or(body_at..body_at, |given| given.span());
        faults.push(Fault::new(ProblemKind::LessonNoTitle, at));
    } else if whole.text.trim() == title && faults.is_empty() {
        // With other faults the text may be missing because it was refused.
        faults.push(Fault::new(ProblemKind::LessonEmpty, body_at..body_at));
    }
    let parts = arrange(&whole, &title, figures, faults);
    if parts.len() > MAX_PARTS {
        faults.push(Fault::new(ProblemKind::LessonTooLong { parts: parts.len(), max: MAX_PARTS }, 0..0));
    }
    LessonText { title, minutes: front.minutes, estimated_minutes, parts }
}

/// The file that the text names, if there is nothing wrong with it. The text stands `moved` bytes later now, and began at
/// `body_at` of the source.
fn figure(found: FigureText, moved: usize, body_at: usize, folder: &Folder, faults: &mut Vec<Fault>) -> Option<Figure> {
    let span = shift(&found.span, body_at);
    let alternative = found.alternative.trim();
    let name = found.target.rsplit('/').next().unwrap_or_default();
    if !alternative.contains(char::is_alphanumeric) || alternative == name {
        faults.push(Fault::new(ProblemKind::NoAlternative, span.clone()));
    }
    match media::resolve(&found.target, folder) {
        Ok(media) => Some(Figure { at: found.at + moved, alternative: alternative.to_owned(), media, span }),
        Err(problem) => {
            faults.extend(problem.map(|kind| Fault::new(kind, span)));
            None
        }
    }
}

/// Reads the TOML between `+++` lines, if the file begins with such a line; also says where the Markdown begins.
fn front_matter(text: &str, faults: &mut Vec<Fault>) -> (FrontMatter, usize) {
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = text[at..].split_inclusive('\n');
    let opening = lines.next().unwrap_or_default();
    if opening.trim_end() != "+++" {
        return (FrontMatter::default(), at);
    }
    let opened = at..at + 3;
    at += opening.len();
    let toml_at = at;
    for line in lines {
        at += line.len();
        if line.trim_end() == "+++" {
            let toml = &text[toml_at..at - line.len()];
            return (read_front_matter(toml, toml_at, faults), at);
        }
    }
    faults.push(Fault::new(ProblemKind::FrontMatterOpen, opened));
    (FrontMatter { broken: true, ..FrontMatter::default() }, text.len())
}

fn read_front_matter(toml: &str, base: usize, faults: &mut Vec<Fault>) -> FrontMatter {
    let Some(document) = parse(toml, base, faults) else {
        return FrontMatter { broken: true, ..FrontMatter::default() };
    };
    let mut fields = Fields::new(document.get_ref(), 0..0, base, faults);
    let (title, minutes) = (fields.text("title"), fields.number("minutes", 1..=MAX_MINUTES));
    let broken = title.is_none() && fields.has("title");
    fields.finish();
    FrontMatter { title, minutes, broken }
}

/// Puts the title first, in bold, once: the heading the text begins with is the title unless the front matter has
/// another.
fn entitle(rendered: Rendered, given: Option<&Spanned<String>>) -> (String, Part) {
    let Rendered { mut whole, heading, .. } = rendered;
    let headline = heading.map(|range| whole.text[range].to_owned()).unwrap_or_default();
    let title = given.map_or(headline.as_str(), |given| given.get_ref().trim()).to_owned();
    if title != headline {
        let length = units(&title);
        for entity in &mut whole.entities {
            entity.offset += length + 2;
        }
        whole.entities.insert(0, Entity { kind: EntityKind::Bold, offset: 0, length, url: None });
        whole.text.insert_str(0, &format!("{title}\n\n"));
    }
    (title, whole)
}

fn minutes(text: &str) -> u8 {
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    u8::try_from(words.div_ceil(WORDS_PER_MINUTE).max(1)).unwrap_or(u8::MAX)
}

fn shift(span: &Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: &str, body: &str, minutes: Option<u8>) {
        let mut faults = Vec::new();
        let lesson = read(text, Language::En, &Folder::new(), &mut faults);
        assert_eq!(faults, []);
        assert_eq!((lesson.title.as_str(), lesson.minutes), (title, minutes));
        assert_eq!(lesson.parts[0].text, body);
        let first = Entity { kind: EntityKind::Bold, offset: 0, length: units(title), url: None };
        assert_eq!(lesson.parts[0].entities[0], first);
    }

    #[test]
    fn the_title_stands_first_and_once() {
        check("# One\n\ntext", "One", "One\n\ntext", None);
        check("+++\nminutes = 4\n+++\n\n# One\ntext", "One", "One\n\ntext", Some(4));
        check("\u{feff}+++\r\ntitle = \"One\"\r\n+++\r\n# One\r\ntext", "One", "One\n\ntext", None);
        check("+++\ntitle = \"Other\"\n+++\n# One\ntext", "Other", "Other\n\nOne\n\ntext", None);
    }

    #[test]
    fn minutes_are_rounded_up() {
        assert_eq!(minutes("a — b"), 1);
        assert_eq!(minutes(&"word ".repeat(131)), 2);
    }
}
