//! The part of GIFT that a chat asks so far: one right choice of several, true or false. Everything else is refused by
//! name.

use super::check::stray_marks;
use super::tree::{self, Count, Format, Question, Said, Text};
use super::weight::Weight;
use super::words::on_one_line;
use crate::content::kind::ProblemKind;
use crate::content::problem::Fault;
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
    let (tree, mut faults) = super::read(text);
    faults.extend(stray_marks(&tree));
    let mut gift = Gift { items: Vec::new(), broken: tree.broken.clone() };
    for question in tree.questions() {
        match item(question) {
            Ok(item) => gift.items.push(item),
            Err(fault) => {
                gift.broken.push(question.name.as_ref().map(|name| name.it.clone()));
                faults.push(fault);
            }
        }
    }
    (gift, faults)
}

fn item(question: &Question) -> Result<GiftItem, Fault> {
    if question.gap.is_some() {
        return Err(refusal("a sentence with a missing word", question.span.clone()));
    }
    Ok(GiftItem {
        span: question.span.clone(),
        name: question.name.as_ref().map(spanned),
        answer: answer(question)?,
        text: words(&question.text)?,
        feedback: optional(question.feedback.as_ref())?,
        tags: question.tags.iter().map(spanned).collect(),
    })
}

fn answer(question: &Question) -> Result<Answer, Fault> {
    let refuse = |kind| Err(refusal(kind, question.braces.clone()));
    match &question.answer {
        tree::Answer::Description => Err(refusal("a description without a question", question.span.clone())),
        tree::Answer::Essay => refuse("an essay"),
        tree::Answer::Numerical { .. } => refuse("a question for a number"),
        tree::Answer::Matching(_) => refuse("a matching question"),
        tree::Answer::ShortAnswer(_) => refuse("a question for a short answer"),
        tree::Answer::TrueFalse { truth, wrong, right } => {
            let (wrong, right) = (optional(wrong.as_ref())?, optional(right.as_ref())?);
            Ok(Answer::TrueFalse { truth: *truth, wrong, right })
        }
        tree::Answer::Choices { count, choices } => {
            let is_weighed = |choice: &&tree::Choice| match choice.weight {
                Weight::NONE => false,
                Weight::FULL => *count == Count::Several,
                _ => true,
            };
            if let Some(choice) = choices.iter().find(is_weighed) {
                return Err(refusal("a question whose choices have weights", choice.span.clone()));
            }
            choices.iter().map(choice).collect::<Result<_, _>>().map(Answer::Choices)
        }
    }
}

fn choice(choice: &tree::Choice) -> Result<GiftChoice, Fault> {
    let mut text = words(&choice.text)?;
    *text.get_mut() = on_one_line(text.get_ref());
    // An empty choice has no place of its own, so its sign stands for it.
    let sign = choice.span.start..choice.span.start + 1;
    let span = if text.get_ref().is_empty() { sign } else { text.span() };
    Ok(GiftChoice {
        right: choice.weight == Weight::FULL,
        text: Spanned::new(span, text.into_inner()),
        feedback: optional(choice.feedback.as_ref())?,
    })
}

fn optional(text: Option<&Text>) -> Result<Option<Spanned<String>>, Fault> {
    text.map(words).transpose()
}

/// The words of a text, if it has no format that only a page can show.
fn words(text: &Text) -> Result<Spanned<String>, Fault> {
    match text.format {
        Some(format @ (Format::Html | Format::Markdown)) => {
            let kind = ProblemKind::UnsupportedFormat { format: format.name().to_owned() };
            Err(Fault::new(kind, text.span.clone()))
        }
        _ => Ok(Spanned::new(text.span.clone(), text.words.clone())),
    }
}

fn spanned(said: &Said<String>) -> Spanned<String> {
    Spanned::new(said.span.clone(), said.it.clone())
}

fn refusal(kind: &'static str, span: Range<usize>) -> Fault {
    Fault::new(ProblemKind::UnsupportedKind { kind }, span)
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
            ("a {~%50%b ~%50%c}", "~%50%b"),
            ("a {=b ~c} d", "a {=b ~c} d"),
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
