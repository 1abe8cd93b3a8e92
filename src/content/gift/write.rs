//! Writes a tree as a GIFT file, always the same way: what is read from it is the same tree.
//!
//! A piece stands apart from the next by one blank line, an answer has a line of its own, and every sign that means
//! something somewhere is escaped everywhere, as Moodle's own export does, so that a text can be moved.

use super::blocks::{is_space, looks_blank};
use super::lex::ESCAPED;
use super::tree::{
    Answer, Category, Choice, Comment, Count, Format, Gift, NumericalAnswer, Pair, Piece, Place, Question, Text, Value,
};
use super::weight::Weight;
use super::words::looks_marked;

/// The file; nothing for an empty tree. Questions that could not be read are not in it.
pub fn write(gift: &Gift) -> String {
    let mut out = String::new();
    for piece in &gift.pieces {
        if !out.is_empty() {
            out.push('\n');
        }
        match piece {
            Piece::Comments(comments) => comments_at(&mut out, comments, |_| true),
            Piece::Category(Category { path, comments }) => {
                comments_at(&mut out, comments, |place| place == Place::Above);
                line(&mut out, &["$CATEGORY: ", &path.it]);
                comments_at(&mut out, comments, |place| place != Place::Above);
            }
            Piece::Question(question) => write_question(&mut out, question),
        }
    }
    out
}

fn line(out: &mut String, pieces: &[&str]) {
    pieces.iter().for_each(|piece| out.push_str(piece));
    out.push('\n');
}

fn comments_at(out: &mut String, comments: &[Comment], is_here: impl Fn(Place) -> bool) {
    for comment in comments.iter().filter(|comment| is_here(comment.place)) {
        line(out, &["//", &comment.text]);
    }
}

fn write_question(out: &mut String, question: &Question) {
    comments_at(out, &question.comments, |place| place == Place::Above);
    if let Some(name) = &question.name {
        out.push_str(&["::", &escaped(&name.it, false), "::"].concat());
    }
    // A text that begins a line must not be taken for a comment or for a name.
    let begins_line = question.name.is_none();
    let Text { format, words, .. } = &question.text;
    let (before, after) = words.split_at(question.gap.unwrap_or(words.len()));
    out.push_str(&marked(*format, before, begins_line));
    if question.answer == Answer::Description {
        // A question of a name alone is one as well.
        out.push('\n');
    } else {
        if question.gap.is_none() && !words.is_empty() {
            out.push(' ');
        }
        write_answer(out, question);
        match question.gap {
            Some(_) if after.is_empty() => out.push_str("\\n"),
            Some(_) => out.push_str(&escaped(after, false)),
            None => {}
        }
        out.push('\n');
    }
    comments_at(out, &question.comments, |place| place == Place::Below);
}

/// From the opening brace to the closing one.
fn write_answer(out: &mut String, question: &Question) {
    let start = out.len();
    out.push('{');
    let mut answers = Vec::new();
    match &question.answer {
        Answer::Description | Answer::Essay => {}
        Answer::TrueFalse { truth, wrong, right } => out.push_str(&true_false(*truth, wrong.as_ref(), right.as_ref())),
        Answer::Choices { count, choices } => answers = choice_lines(*count, choices),
        Answer::ShortAnswer(list) => {
            let answer = |answer: &super::tree::ShortAnswer| {
                [typed_sign(answer.weight), weighed(&answer.text), feedback(answer.feedback.as_ref())].concat()
            };
            answers = list.iter().map(answer).collect();
        }
        Answer::Matching(pairs) => answers = pairs.iter().map(pair).collect(),
        Answer::Numerical { answers: list, wrong } => {
            out.push('#');
            if let ([NumericalAnswer { weight: Weight::FULL, value, feedback: None, .. }], None) = (&list[..], wrong)
                && question.comments.iter().all(|comment| !matches!(comment.place, Place::Answer(_)))
            {
                out.push_str(&number(value));
            } else {
                answers = list.iter().map(numerical).collect();
            }
            let wrong = wrong.as_ref().map(|wrong| format!("~{}", feedback(Some(wrong))));
            answers.extend(wrong);
        }
    }
    let is_list = !answers.is_empty();
    if is_list {
        out.push('\n');
    }
    for (index, answer) in answers.iter().enumerate() {
        comments_at(out, &question.comments, |place| place == Place::Answer(index));
        line(out, &[answer]);
    }
    comments_at(out, &question.comments, |place| matches!(place, Place::Answer(index) if index >= answers.len()));
    if let Some(feedback) = &question.feedback {
        if !out[start..].ends_with('\n') {
            out.push('\n');
        }
        line(out, &["####", &marked(feedback.format, &feedback.words, false)]);
    }
    out.push('}');
}

fn true_false(truth: bool, wrong: Option<&Text>, right: Option<&Text>) -> String {
    let word = if truth { "TRUE" } else { "FALSE" };
    let wrong = if wrong.is_none() && right.is_some() { "#".to_owned() } else { feedback(wrong) };
    [word, &wrong, &feedback(right)].concat()
}

fn choice_lines(count: Count, choices: &[Choice]) -> Vec<String> {
    // One `=` says that there is one to choose; others worth the whole have it in figures, or else a list of nothing
    // but `=` would be one of answers to be typed.
    let first = choices.iter().position(|choice| choice.weight == Weight::FULL);
    let choice = |(index, choice): (usize, &Choice)| {
        let sign = match choice.weight {
            Weight::FULL if count == Count::One && first == Some(index) => "=".to_owned(),
            Weight::NONE => "~".to_owned(),
            weight => format!("~%{weight}%"),
        };
        [sign, weighed(&choice.text), feedback(choice.feedback.as_ref())].concat()
    };
    choices.iter().enumerate().map(choice).collect()
}

/// The sign of an answer that is typed.
fn typed_sign(weight: Weight) -> String {
    if weight == Weight::FULL { "=".to_owned() } else { format!("=%{weight}%") }
}

fn pair(pair: &Pair) -> String {
    let left = pair.left.as_ref().map(weighed).unwrap_or_default();
    format!("={left} -> {}", escaped(&pair.right.it, false))
}

fn numerical(answer: &NumericalAnswer) -> String {
    [typed_sign(answer.weight), number(&answer.value), feedback(answer.feedback.as_ref())].concat()
}

fn number(value: &Value) -> String {
    match value {
        Value::Around { number, tolerance } if tolerance.value() == 0.0 => number.to_string(),
        Value::Around { number, tolerance } => format!("{number}:{tolerance}"),
        // The first two points are the range's.
        Value::Between { low, high } if low.as_str().ends_with('.') => format!("{low} ..{high}"),
        Value::Between { low, high } => format!("{low}..{high}"),
        Value::Any => "*".to_owned(),
    }
}

fn feedback(text: Option<&Text>) -> String {
    text.map(|text| format!("#{}", marked(text.format, &text.words, false))).unwrap_or_default()
}

/// A text with its mark of format.
fn marked(format: Option<Format>, words: &str, begins_line: bool) -> String {
    let shown = escaped(words, begins_line && format.is_none());
    match format {
        Some(format) => format!("[{}]{shown}", format.name()),
        // Words between brackets are not to be taken for a mark; white space before them is taken away.
        None if looks_marked(words) && !shown.starts_with('\\') => format!("\\n{shown}"),
        None => shown,
    }
}

/// A text where a weight may stand before it.
fn weighed(text: &Text) -> String {
    let shown = marked(text.format, &text.words, false);
    if shown.starts_with('%') { format!("\\n{shown}") } else { shown }
}

/// A text with its escapes. Line breaks are those of lines where no white space is lost and no line is taken for
/// something else.
fn escaped(words: &str, begins_line: bool) -> String {
    let mut out = String::with_capacity(words.len());
    if begins_line && !is_safe_line(words.split('\n').next().unwrap_or_default()) && !words.is_empty() {
        out.push_str("\\n");
    }
    let mut rest = words;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        if letter == '\n' {
            let line = rest.split('\n').next().unwrap_or_default();
            let is_real = is_safe_line(line)
                && out.chars().next_back().is_some_and(|letter| !is_space(letter))
                && !out.ends_with("\\n");
            out.push_str(if is_real { "\n" } else { "\\n" });
            continue;
        }
        if ESCAPED.contains(&letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Whether a line stands for itself: it is not blank, has no white space around it, and is nothing but words.
fn is_safe_line(line: &str) -> bool {
    let (first, last) = (line.chars().next(), line.chars().next_back());
    !looks_blank(line)
        && !line.starts_with("//")
        && line != "0"
        && !line.starts_with('\u{feff}')
        && first.is_some_and(|letter| !is_space(letter))
        && last.is_some_and(|letter| !is_space(letter))
}
