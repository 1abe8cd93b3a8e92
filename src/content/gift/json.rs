//! A tree as JSON, for other programs; `docs/gift.md` describes it.

use super::tree::{Answer, Comment, Count, Gift, Piece, Place, Question, Text, Value as Numbers};
use super::weight::Weight;
use serde_json::{Map, Value, json};

/// The version of the shape; it grows when something means another thing than before, not when a key comes in.
pub const VERSION: u32 = 1;

/// A whole file. `line` says in which line a byte stands.
pub fn file(gift: &Gift, line: impl Fn(usize) -> usize) -> Value {
    let piece = |piece: &Piece| match piece {
        Piece::Comments(comments) => json!({ "type": "comments", "comments": comment_list(comments) }),
        Piece::Category(category) => object([
            ("type", json!("category")),
            ("line", json!(line(category.path.span.start))),
            ("path", json!(category.path.it)),
            ("comments", comment_list(&category.comments)),
        ]),
        Piece::Question(question) => self::question(question, line(question.span.start)),
    };
    json!({ "gift": VERSION, "pieces": gift.pieces.iter().map(piece).collect::<Vec<_>>() })
}

fn question(question: &Question, line: usize) -> Value {
    let (kind, answers) = answer(&question.answer);
    let mut whole = Map::from_iter([
        ("type".to_owned(), json!("question")),
        ("line".to_owned(), json!(line)),
        ("kind".to_owned(), json!(kind)),
        ("format".to_owned(), json!(question.format().name())),
        ("text".to_owned(), json!(question.text.words)),
    ]);
    let parts = object([
        ("name", json!(question.name.as_ref().map(|name| &name.it))),
        ("id", json!(question.id.as_ref().map(|id| &id.it))),
        ("tags", json!(question.tags.iter().map(|tag| &tag.it).collect::<Vec<_>>())),
        // In characters, which every language can count; bytes are Rust's own.
        ("gap", json!(question.gap.map(|gap| question.text.words[..gap].chars().count()))),
        ("feedback", optional(question.feedback.as_ref())),
        ("comments", comment_list(&question.comments)),
    ]);
    for part in [parts, answers] {
        if let Value::Object(part) = part {
            whole.extend(part);
        }
    }
    Value::Object(whole)
}

/// The kind's name and the keys that only it has.
fn answer(answer: &Answer) -> (&'static str, Value) {
    match answer {
        Answer::Description => ("description", json!({})),
        Answer::Essay => ("essay", json!({})),
        Answer::TrueFalse { truth, wrong, right } => {
            let (wrong, right) = (optional(wrong.as_ref()), optional(right.as_ref()));
            ("true_false", object([("truth", json!(truth)), ("wrong", wrong), ("right", right)]))
        }
        Answer::Choices { count, choices } => {
            let choice = |choice: &super::tree::Choice| weighed(choice.weight, &choice.text, choice.feedback.as_ref());
            let kind = if *count == Count::One { "single_choice" } else { "several_choices" };
            (kind, json!({ "choices": choices.iter().map(choice).collect::<Vec<_>>() }))
        }
        Answer::ShortAnswer(answers) => {
            let answer =
                |answer: &super::tree::ShortAnswer| weighed(answer.weight, &answer.text, answer.feedback.as_ref());
            ("short_answer", json!({ "answers": answers.iter().map(answer).collect::<Vec<_>>() }))
        }
        Answer::Matching(pairs) => {
            let pair = |pair: &super::tree::Pair| {
                object([("left", optional(pair.left.as_ref())), ("right", json!(pair.right.it))])
            };
            ("matching", json!({ "pairs": pairs.iter().map(pair).collect::<Vec<_>>() }))
        }
        Answer::Numerical { answers, wrong } => {
            let answer = |answer: &super::tree::NumericalAnswer| {
                let (weight, feedback) = (percent(answer.weight), optional(answer.feedback.as_ref()));
                let [first, second] = numbers(&answer.value);
                object([("weight", weight), first, second, ("feedback", feedback)])
            };
            let answers = answers.iter().map(answer).collect::<Vec<_>>();
            ("numerical", object([("answers", json!(answers)), ("wrong", optional(wrong.as_ref()))]))
        }
    }
}

/// Numbers are texts, as they were written: `3.10` is not `3.1`.
fn numbers(value: &Numbers) -> [(&'static str, Value); 2] {
    match value {
        Numbers::Around { number, tolerance } => {
            [("number", json!(number.as_str())), ("tolerance", json!(tolerance.as_str()))]
        }
        Numbers::Between { low, high } => [("low", json!(low.as_str())), ("high", json!(high.as_str()))],
        Numbers::Any => [("any", json!(true)), ("", Value::Null)],
    }
}

fn weighed(weight: Weight, text: &Text, feedback: Option<&Text>) -> Value {
    let Value::Object(mut whole) = optional(Some(text)) else { return Value::Null };
    whole.insert("weight".to_owned(), percent(weight));
    if feedback.is_some() {
        whole.insert("feedback".to_owned(), optional(feedback));
    }
    Value::Object(whole)
}

fn percent(weight: Weight) -> Value {
    json!(f64::from(weight.value()) / 100_000.0)
}

/// A text and, if it has a mark of its own, its format.
fn optional(text: Option<&Text>) -> Value {
    text.map_or(Value::Null, |text| {
        object([("text", json!(text.words)), ("format", json!(text.format.map(super::tree::Format::name)))])
    })
}

fn comment_list(comments: &[Comment]) -> Value {
    let place = |place: Place| match place {
        Place::Above => json!("above"),
        Place::Answer(index) => json!(index),
        Place::Below => json!("below"),
    };
    let comment = |comment: &Comment| json!({ "text": comment.text.trim(), "place": place(comment.place) });
    json!(comments.iter().map(comment).collect::<Vec<_>>())
}

/// An object without the keys whose value is null or an empty list.
fn object<const N: usize>(keys: [(&str, Value); N]) -> Value {
    let is_there = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    keys.into_iter().filter(|(_, value)| is_there(value)).map(|(key, value)| (key.to_owned(), value)).collect()
}
