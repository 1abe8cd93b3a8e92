//! GIFT, Moodle's text format for question banks: the part of it that a chat can ask.
//!
//! Read: one right choice of several (`{=right ~wrong}`) and true or false (`{T}`), with names, feedback, `[plain]` and
//! `[moodle]` marks, `// [tag:...]` and `// [id:...]` comments and the escapes `\~ \= \# \{ \} \: \\ \n`. Everything
//! else is refused by name. `$CATEGORY:` lines are accepted and ignored: a course has its weeks instead. As in Moodle,
//! items stand apart by blank lines, a comment is a whole line, and a line break in a text counts.
//!
//! Each block of lines is cut into signs and runs of text (with winnow), which keeps every escape in one place; what
//! the signs mean depends on where they stand, so the rest is a walk over them.

use super::blocks::{LINE_BREAK, Sign, Token, blocks, lex};
use super::kind::ProblemKind;
use super::problem::Fault;
use std::ops::Range;
use toml::Spanned;

/// The items of a file in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gift {
    pub items: Vec<GiftItem>,
    /// The names of items that could not be read; `None` for one whose name is not known either.
    pub broken: Vec<Option<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftItem {
    /// The item's bytes, comments before it left out.
    pub span: Range<usize>,
    pub name: Option<Spanned<String>>,
    pub text: Spanned<String>,
    pub answer: Answer,
    /// Shown after any answer.
    pub feedback: Option<Spanned<String>>,
    /// What the `[tag:...]` marks above it say.
    pub tags: Vec<Spanned<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Choices(Vec<GiftChoice>),
    /// Feedback is for who answered wrongly and for who answered rightly.
    TrueFalse {
        truth: bool,
        wrong: Option<Spanned<String>>,
        right: Option<Spanned<String>>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftChoice {
    pub right: bool,
    pub text: Spanned<String>,
    pub feedback: Option<Spanned<String>>,
}

/// Reads a file; faults have their place in `text`. An item with a fault is not among the items.
pub fn parse(text: &str) -> (Gift, Vec<Fault>) {
    let (mut gift, mut faults) = (Gift::default(), Vec::new());
    let mut in_open_brace = false;
    for block in blocks(text) {
        let tokens = lex(&block.code, block.start);
        let blank = block.code.trim().is_empty();
        if blank {
            let lost = block.marks.iter().map(|mark| Fault::new(ProblemKind::StrayTag, mark.span()));
            faults.extend(lost);
            continue;
        }
        // The rest of an item that a blank line cut in two has been reported where its brace was opened.
        let goes_on = in_open_brace
            && tokens.iter().find(|token| token.is_brace()).is_some_and(|token| token.sign == Sign::Close);
        in_open_brace = false;
        if goes_on {
            continue;
        }
        let reader = Reader { code: &block.code, base: block.start, tokens: &tokens };
        match reader.item(block.tags()) {
            Ok(item) => gift.items.push(item),
            Err(fault) => {
                in_open_brace = fault.kind == ProblemKind::BraceOpen;
                // A block with a stray brace or no end may hide more items than the one whose name it begins with.
                let hides = matches!(fault.kind, ProblemKind::NoBlankLine | ProblemKind::StraySign { .. });
                let name = reader.name().ok().flatten().filter(|_| !hides);
                gift.broken.push(name.map(|(name, _)| name.into_inner()));
                faults.push(fault);
            }
        }
    }
    (gift, faults)
}

/// Reads the one item of a block.
struct Reader<'t> {
    code: &'t str,
    /// Where the block begins in its file.
    base: usize,
    tokens: &'t [Token],
}

/// A name and the tokens after it.
type Named<'t> = (Spanned<String>, &'t [Token]);

impl<'t> Reader<'t> {
    fn item(&self, tags: Vec<Spanned<String>>) -> Result<GiftItem, Fault> {
        let (name, rest) = match self.name()? {
            Some((name, rest)) => (Some(name), rest),
            None => (None, self.tokens),
        };
        let span = self.place(self.tokens);
        let Some(open) = rest.iter().position(Token::is_brace) else {
            return Err(Fault::new(ProblemKind::UnsupportedKind { kind: "a description without a question" }, span));
        };
        let after = &rest[open + 1..];
        let brace = rest[open].span.clone();
        if rest[open].sign == Sign::Close {
            return Err(Fault::new(ProblemKind::BraceStray, brace));
        }
        let Some(close) = after.iter().position(Token::is_brace) else {
            return Err(Fault::new(ProblemKind::BraceOpen, brace));
        };
        if after[close].sign == Sign::Open {
            return Err(Fault::new(ProblemKind::StraySign { sign: '{' }, after[close].span.clone()));
        }
        self.nothing_follows(&after[close + 1..])?;
        let text = self.text(&rest[..open])?;
        let (answer, feedback) = self.body(&after[..close], brace.start..after[close].span.end)?;
        Ok(GiftItem { span, name, text, answer, feedback, tags })
    }

    /// The name between `::` and the tokens after it; `None` if the item has none.
    fn name(&self) -> Result<Option<Named<'t>>, Fault> {
        let first = self.tokens.iter().position(|token| !token.is_blank()).unwrap_or(0);
        let Some((colons, rest)) = self.tokens[first..].split_first().filter(|(token, _)| token.sign == Sign::Colons)
        else {
            return Ok(None);
        };
        let end = rest.iter().position(|token| token.sign == Sign::Colons || token.is_brace());
        match end.filter(|&end| rest[end].sign == Sign::Colons) {
            Some(end) => {
                let name = on_one_line(&self.raw(&rest[..end]));
                let span = colons.span.start..rest[end].span.end;
                Ok(Some((Spanned::new(span, name), &rest[end + 1..])).filter(|(name, _)| !name.get_ref().is_empty()))
            }
            None => Err(Fault::new(ProblemKind::NameOpen, colons.span.clone())),
        }
    }

    /// Text after the choices makes the item a sentence with a gap; an item right below is a slip.
    fn nothing_follows(&self, tail: &[Token]) -> Result<(), Fault> {
        let Some(first) = tail.iter().find(|token| !token.is_blank()) else { return Ok(()) };
        let kind = match first.sign {
            Sign::Colons => ProblemKind::NoBlankLine,
            Sign::Close => ProblemKind::BraceStray,
            _ => ProblemKind::UnsupportedKind { kind: "a sentence with a missing word" },
        };
        Err(Fault::new(kind, self.place(std::slice::from_ref(first))))
    }

    /// What stands between the braces; `braces` is their place.
    fn body(&self, body: &[Token], braces: Range<usize>) -> Result<(Answer, Option<Spanned<String>>), Fault> {
        let refuse = |kind| Err(Fault::new(ProblemKind::UnsupportedKind { kind }, braces.clone()));
        let general = body.iter().position(|token| token.sign == Sign::General);
        let (body, feedback) = match general {
            Some(at) => (&body[..at], self.feedback(&body[at + 1..])?),
            None => (body, None),
        };
        let first = body.iter().position(|token| !token.is_blank());
        let Some(body) = first.map(|first| &body[first..]) else { return refuse("an essay") };
        if body[0].sign == Sign::Hash {
            return refuse("a question for a number");
        }
        let has = |sign: Sign| body.iter().any(|token| token.sign == sign);
        if let Some(answer) = self.true_false(body)? {
            return Ok((answer, feedback));
        }
        if !has(Sign::Wrong) && has(Sign::Right) {
            return refuse(if has(Sign::Arrow) { "a matching question" } else { "a question for a short answer" });
        }
        Ok((Answer::Choices(self.choices(body)?), feedback))
    }

    fn true_false(&self, body: &[Token]) -> Result<Option<Answer>, Fault> {
        let Sign::Text(word) = &body[0].sign else { return Ok(None) };
        let truth = match word.trim() {
            "T" | "TRUE" => true,
            "F" | "FALSE" => false,
            _ => return Ok(None),
        };
        let mut pieces = body[1..].split(|token| token.sign == Sign::Hash);
        if pieces.next().is_some_and(|between| !between.is_empty()) {
            return Ok(None);
        }
        let wrong = pieces.next().map(|piece| self.feedback(piece)).transpose()?.flatten();
        let right = pieces.next().map(|piece| self.feedback(piece)).transpose()?.flatten();
        match body.iter().filter(|token| token.sign == Sign::Hash).nth(2) {
            Some(third) => Err(Fault::new(ProblemKind::StraySign { sign: '#' }, third.span.clone())),
            None => Ok(Some(Answer::TrueFalse { truth, wrong, right })),
        }
    }

    fn choices(&self, body: &[Token]) -> Result<Vec<GiftChoice>, Fault> {
        let is_mark = |token: &Token| matches!(token.sign, Sign::Right | Sign::Wrong);
        let mut rest = body;
        let mut choices = Vec::new();
        while let Some((mark, after)) = rest.split_first() {
            if !is_mark(mark) {
                let end = rest.iter().position(is_mark).unwrap_or(rest.len());
                let found = on_one_line(&self.raw(&rest[..end]));
                return Err(Fault::new(ProblemKind::NotAChoice { found }, self.place(&rest[..end])));
            }
            let end = after.iter().position(is_mark).unwrap_or(after.len());
            choices.push(self.choice(mark, &after[..end])?);
            rest = &after[end..];
        }
        Ok(choices)
    }

    fn choice(&self, mark: &Token, tokens: &[Token]) -> Result<GiftChoice, Fault> {
        let hash = tokens.iter().position(|token| token.sign == Sign::Hash);
        let (text, feedback) = match hash {
            Some(at) => (&tokens[..at], self.feedback(&tokens[at + 1..])?),
            None => (tokens, None),
        };
        let mut text = self.text(text)?;
        let is_weight = |text: &str| {
            let weight = text.strip_prefix('%').and_then(|rest| rest.split_once('%'));
            weight.is_some_and(|(weight, _)| weight.trim_start_matches('-').parse::<f32>().is_ok())
        };
        if is_weight(text.get_ref()) {
            let kind = ProblemKind::UnsupportedKind { kind: "a question whose choices have weights" };
            return Err(Fault::new(kind, text.span()));
        }
        *text.get_mut() = on_one_line(text.get_ref());
        // An empty choice has no place of its own, so its sign stands for it.
        let span = if text.get_ref().is_empty() { mark.span.clone() } else { text.span() };
        Ok(GiftChoice { right: mark.sign == Sign::Right, text: Spanned::new(span, text.into_inner()), feedback })
    }

    /// Feedback; `None` if it is empty.
    fn feedback(&self, tokens: &[Token]) -> Result<Option<Spanned<String>>, Fault> {
        Ok(Some(self.text(tokens)?).filter(|text| !text.get_ref().is_empty()))
    }

    /// A text of several lines, its mark of format taken off.
    fn text(&self, tokens: &[Token]) -> Result<Spanned<String>, Fault> {
        let raw = self.raw(tokens);
        let span = self.place(tokens);
        let mut words = raw.trim();
        if let Some((format, rest)) = words.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            match format {
                "plain" | "moodle" => words = rest,
                "html" | "markdown" => {
                    return Err(Fault::new(ProblemKind::UnsupportedFormat { format: format.to_owned() }, span));
                }
                _ => {}
            }
        }
        let lines: Vec<&str> = words.lines().map(str::trim).collect();
        Ok(Spanned::new(span, lines.join("\n").trim().replace(LINE_BREAK, "\n")))
    }

    /// The tokens as text; signs without a meaning where they stand are what they look like.
    fn raw(&self, tokens: &[Token]) -> String {
        let mut raw = String::new();
        for token in tokens {
            raw.push_str(if let Sign::Text(text) = &token.sign { text } else { self.source(token.span.clone()) });
        }
        raw
    }

    /// The bytes of the tokens without white space around them.
    fn place(&self, tokens: &[Token]) -> Range<usize> {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return self.base..self.base };
        let whole = self.source(first.span.start..last.span.end);
        let start = first.span.start + (whole.len() - whole.trim_start().len());
        start..start + whole.trim().len()
    }

    fn source(&self, span: Range<usize>) -> &'t str {
        &self.code[span.start - self.base..span.end - self.base]
    }
}

fn on_one_line(text: &str) -> String {
    text.replace(LINE_BREAK, " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> GiftItem {
        let (mut gift, faults) = parse(text);
        assert_eq!(faults, []);
        assert_eq!(gift.items.len(), 1);
        gift.items.remove(0)
    }

    /// Each choice as `+text|feedback` or `-text|feedback`.
    fn check(text: &str, question: &str, choices: &[&str], feedback: &str) {
        let item = one(text);
        assert_eq!(item.text.get_ref(), question);
        let words = |text: &Option<Spanned<String>>| text.as_ref().map_or(String::new(), |text| text.get_ref().clone());
        let found: Vec<String> = match &item.answer {
            Answer::Choices(choices) => {
                let show = |choice: &GiftChoice| {
                    let sign = if choice.right { '+' } else { '-' };
                    format!("{sign}{}|{}", choice.text.get_ref(), words(&choice.feedback))
                };
                choices.iter().map(show).collect()
            }
            Answer::TrueFalse { truth, wrong, right } => vec![truth.to_string(), words(wrong), words(right)],
        };
        assert_eq!(found, choices);
        assert_eq!(words(&item.feedback), feedback);
    }

    fn refused(text: &str, code: &str, words: &str) {
        let (gift, faults) = parse(text);
        let codes: Vec<_> = faults.iter().map(|fault| (fault.kind.code(), &text[fault.span.clone()])).collect();
        assert_eq!((codes, gift.items.len()), (vec![(code, words)], 0), "{text}");
    }

    #[test]
    fn choices_and_feedback() {
        check("::q:: Two?\n{ =one # yes \n ~two three#no }", "Two?", &["+one|yes", "-two three|no"], "");
        check("[plain]a\r\n  b {~[moodle]x\r\n=y####for all = ~}", "a\nb", &["-x|", "+y|"], "for all = ~");
        check("ما هذا؟ {=هذا ~ذاك}", "ما هذا؟", &["+هذا|", "-ذاك|"], "");
    }

    #[test]
    fn escapes() {
        check(
            r"a\: \{b\} \~ \= \# c\nd \\ \x {=\=a ~b -> c::d#e\#f # g}",
            "a: {b} ~ = # c\nd \\ \\x",
            &["+=a|", "-b -> c::d|e#f # g"],
            "",
        );
    }

    #[test]
    fn signs_in_the_question_are_text() {
        check("1 + 1 = 2 # ~ at 10:30 -> {T}", "1 + 1 = 2 # ~ at 10:30 ->", &["true", "", ""], "");
    }

    #[test]
    fn true_or_false() {
        check("a {FALSE#wrong#right####all}", "a", &["false", "wrong", "right"], "all");
        check("a { T #wrong}", "a", &["true", "wrong", ""], "");
    }

    #[test]
    fn names_tags_and_comments() {
        let text = "// about the file: [tag:no]\n\n$CATEGORY: a/b\n\n// [id:7] [tag:day-2]\n::w1-a::q {\n// = a comment\n=a\n~b\n}\n";
        let item = one(text);
        assert_eq!(item.name.map(|name| name.into_inner()).as_deref(), Some("w1-a"));
        assert_eq!(
            item.tags.iter().map(|tag| (tag.get_ref().as_str(), &text[tag.span()])).collect::<Vec<_>>(),
            [("day-2", "[tag:day-2]")]
        );
        assert!(text[item.span].starts_with("::w1-a::q {"));
    }

    #[test]
    fn other_kinds_are_refused_by_name() {
        let kind = "content::gift::unsupported_kind";
        for (text, words) in [
            ("a {}", "{}"),
            ("a {#5:1}", "{#5:1}"),
            ("a {=b -> c =d -> e}", "{=b -> c =d -> e}"),
            ("a {=b =c}", "{=b =c}"),
            ("a {~%50%b ~%50%c}", "%50%b"),
            ("a {=b ~c} d", "d"),
            ("only words", "only words"),
        ] {
            refused(text, kind, words);
        }
        refused("[html]<p>a</p> {T}", "content::gift::unsupported_format", "[html]<p>a</p>");
    }

    #[test]
    fn an_item_cut_by_a_blank_line_is_one_fault() {
        refused("a {=b\n\n~c}", "content::gift::brace_open", "{");
        refused("a {=b ~c}\n::d:: e {T}", "content::gift::no_blank_line", "::");
        refused("a {b ~c}", "content::gift::not_a_choice", "b");
        refused("::a {T}", "content::gift::name_open", "::");
    }
}
