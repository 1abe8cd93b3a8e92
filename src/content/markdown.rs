//! Markdown to plain text and entities, to be sent without a parse mode.
//!
//! Blocks are set apart by a blank line, items of a tight list by a newline. What a chat cannot show is a fault, not a
//! loss.

use super::direction::latin_first;
use super::kind::ProblemKind;
use super::problem::Fault;
use super::split::{Limits, units};
use crate::rules::course::{Entity, EntityKind, Part};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A text as it will be sent, not yet cut into messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    pub whole: Part,
    /// The bytes of `whole.text` that are the heading the text begins with, if it begins with one.
    pub heading: Option<Range<usize>>,
    /// The files that stand between its paragraphs, in their order.
    pub figures: Vec<FigureText>,
}

/// A file as the text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureText {
    /// The byte of `whole.text` that it stands before.
    pub at: usize,
    /// What it shows, in words; without formatting.
    pub alternative: String,
    pub target: String,
    /// Its bytes in the source.
    pub span: Range<usize>,
}

/// Renders a text. Faults have their place in `markdown`; `rtl` asks for lines that Telegram will set from right to
/// left.
pub fn render(markdown: &str, rtl: bool) -> (Rendered, Vec<Fault>) {
    let options =
        Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut walk = Walk::default();
    for (event, span) in Parser::new_ext(markdown, options).into_offset_iter() {
        if matches!(event, Event::Start(Tag::Paragraph)) && walk.is_outermost() {
            walk.paragraph = span.start..span.start + markdown[span.clone()].trim_end().len();
        }
        walk.event(event, span);
    }
    if rtl {
        walk.check_direction();
    }
    let whole = Part { text: walk.text, entities: walk.entities, media: None };
    (Rendered { whole, heading: walk.heading, figures: walk.figures }, walk.faults)
}

/// What has to stand between the text so far and the next piece.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Newline,
    BlankLine,
}

/// Formatting that has begun; it gets a start when its first character comes, so that gaps and bullets stay outside.
#[derive(Debug)]
struct Open {
    /// `None` for formatting that is in force already, as bold in a heading.
    kind: Option<EntityKind>,
    url: Option<String>,
    start: Option<usize>,
    span: Range<usize>,
    faults_before: usize,
}

#[derive(Debug, Default)]
struct Walk {
    text: String,
    entities: Vec<Entity>,
    faults: Vec<Fault>,
    open: Vec<Open>,
    gap: Gap,
    /// A bullet or number to write before the next piece, and how many of `open` it stands inside of.
    bullet: Option<(String, usize)>,
    /// The number of the next item for each list we are in; `None` for bullets.
    lists: Vec<Option<u64>>,
    loose_item: bool,
    code_block: Option<String>,
    /// How deep we are in something that cannot be shown.
    refused: usize,
    heading: Option<Range<usize>>,
    figures: Vec<FigureText>,
    /// The last one of `figures` is being read.
    in_figure: bool,
    /// The bytes of the paragraph we are in, if it stands in nothing else.
    paragraph: Range<usize>,
    /// Where pieces of the text come from: byte in `text`, byte in the source.
    origins: Vec<(usize, usize)>,
    /// The bytes of code blocks in `text`.
    code: Vec<Range<usize>>,
    /// UTF-16 units of `text`, kept because counting anew for each entity would be quadratic.
    counted: (usize, u32),
}

impl Walk {
    fn event(&mut self, event: Event<'_>, span: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            _ if self.refused > 0 => {}
            _ if self.in_figure => self.figure_text(&event),
            Event::Text(text) => match &mut self.code_block {
                Some(code) => code.push_str(&text),
                None => self.push(&text, span.start),
            },
            Event::Code(code) => self.inline_code(&code, span),
            Event::SoftBreak => self.push(" ", span.start),
            Event::HardBreak => self.push("\n", span.start),
            Event::Rule => {
                self.push("———", span.start);
                self.gap = Gap::BlankLine;
            }
            Event::TaskListMarker(done) => {
                let depth = self.open.len();
                self.bullet = Some((if done { "☑ " } else { "☐ " }.to_owned(), depth));
            }
            Event::InlineHtml(html) => {
                // Of a pair of tags, one problem is enough.
                let reported = self.faults.iter().any(|fault| fault.kind == ProblemKind::Html);
                if !(html.starts_with("</") && reported) {
                    self.fault(ProblemKind::Html, span);
                }
            }
            Event::FootnoteReference(_) => self.fault(ProblemKind::Footnote, span),
            Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.fault(ProblemKind::Html, span),
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Range<usize>) {
        if self.refused > 0 {
            self.refused += 1;
            return;
        }
        if self.in_figure {
            // Formatting in the alternative text, which has none.
            if matches!(tag, Tag::Image { .. }) {
                self.refuse(ProblemKind::Image, span);
            }
            return;
        }
        match tag {
            Tag::Paragraph => self.loose_item = !self.lists.is_empty(),
            Tag::Heading { .. } | Tag::Strong => self.open(EntityKind::Bold, None, span),
            Tag::Emphasis => self.open(EntityKind::Italic, None, span),
            Tag::Strikethrough => self.open(EntityKind::Strikethrough, None, span),
            Tag::BlockQuote(_) => self.open(EntityKind::Blockquote, None, span),
            Tag::CodeBlock(_) => self.code_block = Some(String::new()),
            Tag::List(first) => {
                if !self.lists.is_empty() {
                    self.fault(ProblemKind::NestedList, span);
                    self.gap = Gap::Newline;
                }
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::Link { link_type, dest_url, .. } => {
                let target =
                    if link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.to_string() };
                if !opens_from_chat(&target) {
                    self.fault(ProblemKind::BadLink { target: target.clone() }, span.clone());
                }
                self.open(EntityKind::TextLink, Some(target), span);
            }
            Tag::Image { dest_url, .. } if span == self.paragraph => {
                let (at, target) = (self.text.len(), dest_url.to_string());
                self.figures.push(FigureText { at, alternative: String::new(), target, span });
                self.in_figure = true;
            }
            Tag::Image { .. } => self.refuse(ProblemKind::Image, span),
            Tag::HtmlBlock => self.refuse(ProblemKind::Html, span),
            Tag::Table(_) => self.refuse(ProblemKind::TableUnsupported, span),
            Tag::FootnoteDefinition(_) => self.refuse(ProblemKind::Footnote, span),
            // None of these begins with the options we parse with.
            Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => self.refuse(ProblemKind::Html, span),
        }
    }

    fn end(&mut self, tag: TagEnd, span: Range<usize>) {
        if self.refused > 0 {
            self.refused -= 1;
            return;
        }
        if self.in_figure {
            self.in_figure = tag != TagEnd::Image;
            return;
        }
        match tag {
            TagEnd::Paragraph => self.gap = Gap::BlankLine,
            TagEnd::Heading(_) => {
                // The first thing of all, so its text is all there is.
                let first =
                    self.heading.is_none() && span.start <= self.origins.first().map_or(0, |&(_, source)| source);
                if first && self.open.len() == 1 && self.lists.is_empty() {
                    self.heading = Some(0..self.text.len());
                }
                self.close();
                self.gap = Gap::BlankLine;
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.gap = Gap::BlankLine;
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => self.close(),
            TagEnd::CodeBlock => self.code_block(span),
            TagEnd::List(_) => {
                self.lists.pop();
                self.gap = if self.lists.is_empty() { Gap::BlankLine } else { Gap::Newline };
            }
            TagEnd::Item => {
                self.bullet = None;
                self.gap = if self.loose_item { Gap::BlankLine } else { Gap::Newline };
            }
            _ => {}
        }
    }

    /// Whether nothing is open: what begins now stands in nothing else.
    fn is_outermost(&self) -> bool {
        self.open.is_empty() && self.lists.is_empty() && self.refused == 0
    }

    fn figure_text(&mut self, event: &Event<'_>) {
        let words = match event {
            Event::Text(text) | Event::Code(text) => text,
            _ => " ",
        };
        if let Some(figure) = self.figures.last_mut() {
            figure.alternative.push_str(words);
        }
    }

    fn item(&mut self) {
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                let bullet = format!("{number}. ");
                *number = number.saturating_add(1);
                bullet
            }
            _ => "• ".to_owned(),
        };
        self.bullet = Some((bullet, self.open.len()));
        self.loose_item = false;
    }

    /// Writes text in the formatting that is open.
    fn push(&mut self, text: &str, source: usize) {
        self.begin_piece();
        let at = self.text.len();
        for open in &mut self.open {
            open.start.get_or_insert(at);
        }
        self.write(text, source);
    }

    /// Writes what has to come before the next piece.
    fn begin_piece(&mut self) {
        let gap = match std::mem::take(&mut self.gap) {
            _ if self.text.is_empty() => "",
            Gap::None => "",
            Gap::Newline => "\n",
            Gap::BlankLine => "\n\n",
        };
        self.text.push_str(gap);
        if let Some((bullet, depth)) = self.bullet.take() {
            let at = self.text.len();
            for open in self.open.iter_mut().take(depth) {
                open.start.get_or_insert(at);
            }
            self.text.push_str(&bullet);
        }
    }

    fn write(&mut self, text: &str, source: usize) {
        self.origins.push((self.text.len(), source));
        self.text.extend(text.chars().filter(|&letter| letter != '\r'));
    }

    fn inline_code(&mut self, code: &str, span: Range<usize>) {
        self.begin_piece();
        let at = self.text.len();
        let in_link = self.open.iter().any(|open| open.kind == Some(EntityKind::TextLink));
        // Telegram allows code inside a quotation, but neither inside a link nor inside bold: the link wins, bold stops
        // around it.
        for index in 0..self.open.len() {
            let wraps = matches!(self.open[index].kind, Some(EntityKind::Blockquote | EntityKind::TextLink)) || in_link;
            if wraps {
                self.open[index].start.get_or_insert(at);
            } else if let (Some(kind), Some(start)) = (self.open[index].kind, self.open[index].start.take()) {
                self.entity(kind, start, None);
            }
        }
        self.write(code, span.start + 1);
        if !in_link {
            self.long_atom("code", at, span);
            self.entity(EntityKind::Code, at, None);
        }
    }

    fn code_block(&mut self, span: Range<usize>) {
        let code = self.code_block.take().unwrap_or_default();
        let code = code.trim_end_matches(['\n', '\r']);
        if !code.trim().is_empty() {
            self.push(code, span.start);
            let start =
                self.text.len() - code.chars().filter(|&letter| letter != '\r').map(char::len_utf8).sum::<usize>();
            self.code.push(start..self.text.len());
            self.long_atom("block of code", start, span);
            self.entity(EntityKind::Pre, start, None);
        }
        self.gap = Gap::BlankLine;
    }

    fn open(&mut self, kind: EntityKind, url: Option<String>, span: Range<usize>) {
        let nested = self.open.iter().any(|open| open.kind == Some(kind));
        let kind = Some(kind).filter(|_| !nested);
        self.open.push(Open { kind, url, start: None, span, faults_before: self.faults.len() });
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let Some(kind) = open.kind else { return };
        if let Some(start) = open.start {
            if kind == EntityKind::TextLink {
                self.long_atom("link", start, open.span);
            }
            self.entity(kind, start, open.url);
        } else if kind == EntityKind::TextLink && self.faults.len() == open.faults_before {
            self.fault(ProblemKind::EmptyLink, open.span);
        }
    }

    /// Adds an entity from a byte to the end of the text, without the white space it ends with.
    fn entity(&mut self, kind: EntityKind, start: usize, url: Option<String>) {
        let end = start + self.text[start..].trim_end().len();
        if end > start {
            let offset = self.units_at(start);
            let length = units(&self.text[start..end]);
            self.entities.push(Entity { kind, offset, length, url });
        }
    }

    fn units_at(&mut self, byte: usize) -> u32 {
        let (known_byte, known_units) = self.counted;
        let at = if byte >= known_byte {
            known_units + units(&self.text[known_byte..byte])
        } else {
            known_units - units(&self.text[byte..known_byte])
        };
        self.counted = (byte, at);
        at
    }

    fn long_atom(&mut self, what: &'static str, start: usize, span: Range<usize>) {
        let max = Limits::TELEGRAM.units;
        if units(&self.text[start..]) > max {
            self.fault(ProblemKind::LongAtom { what, max }, span);
        }
    }

    fn refuse(&mut self, kind: ProblemKind, span: Range<usize>) {
        self.refused = 1;
        self.fault(kind, span);
    }

    fn fault(&mut self, kind: ProblemKind, span: Range<usize>) {
        self.faults.push(Fault::new(kind, span));
    }

    /// Looks at each line as Telegram will; code is set from left to right by every client.
    fn check_direction(&mut self) {
        let mut at = 0;
        for line in self.text.split('\n') {
            let in_code = self.code.iter().any(|code| code.start <= at && at < code.end);
            if let Some((byte, letter)) = latin_first(line).filter(|_| !in_code) {
                let index = self.origins.partition_point(|&(text, _)| text <= at + byte);
                let (text, source) = self.origins.get(index.saturating_sub(1)).copied().unwrap_or_default();
                let from = source + (at + byte).saturating_sub(text);
                self.faults.push(Fault::new(ProblemKind::LatinFirst { letter }, from..from + letter.len_utf8()));
            }
            at += line.len() + 1;
        }
        for figure in &self.figures {
            if let Some((byte, letter)) = latin_first(&figure.alternative) {
                let from = figure.span.start + "![".len() + byte;
                self.faults.push(Fault::new(ProblemKind::LatinFirst { letter }, from..from + letter.len_utf8()));
            }
        }
    }
}

/// Whether a press on the link does something on a phone.
fn opens_from_chat(target: &str) -> bool {
    let Some((scheme, rest)) = target.split_once(':') else { return false };
    let host = |rest: &str| rest.strip_prefix("//").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => host(rest) && !target.contains(char::is_whitespace),
        "tg" | "mailto" => !rest.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with its entities written around it.
    fn check(markdown: &str, expected: &str) {
        let (rendered, faults) = render(markdown, false);
        assert_eq!(faults, []);
        let utf16: Vec<u16> = rendered.whole.text.encode_utf16().collect();
        let mut shown = rendered.whole.text.clone();
        for entity in &rendered.whole.entities {
            let from = usize::try_from(entity.offset).expect("small");
            let to = from + usize::try_from(entity.length).expect("small");
            let words = String::from_utf16(&utf16[from..to]).expect("entities keep to whole characters");
            shown.push_str(&format!("|{:?} {words}", entity.kind));
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn inline() {
        check("a **b *c* d** ~~e~~ `f`", "a b c d e f|Italic c|Bold b c d|Strikethrough e|Code f");
        check("😀 **é**\nsoft  \nhard", "😀 é soft\nhard|Bold é");
        check("[here](https://x.org) <a@b.org>", "here a@b.org|TextLink here|TextLink a@b.org");
    }

    #[test]
    fn code_stands_alone_or_in_a_link() {
        check("**a `b` c**", "a b c|Bold a|Code b|Bold  c");
        check("[a `b`](https://x.org)", "a b|TextLink a b");
        check("> a `b`", "a b|Code b|Blockquote a b");
    }

    #[test]
    fn blocks() {
        check(
            "# One **two**\n\ntext\n\n---\n\n> q\n>\n> r",
            "One two\n\ntext\n\n———\n\nq\n\nr|Bold One two|Blockquote q\n\nr",
        );
        check("```rust\nlet a;\n\n  b\n```\nafter", "let a;\n\n  b\n\nafter|Pre let a;\n\n  b");
    }

    #[test]
    fn a_file_has_a_paragraph_of_its_own() {
        let (rendered, faults) = render("a\n\n![A *grey* `cat`](media/cat.png)\n\nb", false);
        assert_eq!((faults, rendered.whole.text.as_str()), (Vec::new(), "a\n\nb"));
        let [figure] = &rendered.figures[..] else { panic!("one figure") };
        assert_eq!(
            (figure.at, figure.alternative.as_str(), figure.target.as_str()),
            (1, "A grey cat", "media/cat.png")
        );
        for inside in
            ["a ![b](c)", "![b](c)\n![d](e)", "> ![b](c)", "- ![b](c)", "[![b](c)](https://x.org)", "# ![b](c)"]
        {
            let (rendered, faults) = render(inside, false);
            assert!(rendered.figures.is_empty(), "{inside}");
            assert_eq!(faults[0].kind, ProblemKind::Image, "{inside}");
        }
    }

    #[test]
    fn lists() {
        check("Do:\n- a\n- **b**\n\nthen", "Do:\n\n• a\n• b\n\nthen|Bold b");
        check("3. a\n\n4. b", "3. a\n\n4. b");
        check("- [ ] a\n- [x] b", "☐ a\n☑ b");
        check("> - a\n> - b", "• a\n• b|Blockquote • a\n• b");
    }

    #[test]
    fn an_arabic_line_is_pointed_at_where_it_begins() {
        let (_, faults) = render("مرحبا\n\n- **Facebook** موقع", true);
        let at = "مرحبا\n\n- **".len();
        assert_eq!(faults, [Fault::new(ProblemKind::LatinFirst { letter: 'F' }, at..at + 1)]);
    }
}
