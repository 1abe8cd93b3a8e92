//! Trees out of nothing, for the tests: any that a file can say.

use super::lex::marks;
use super::number::Number;
use super::tree::*;
use super::weight::Weight;
use super::words::on_one_line;
use proptest::prelude::*;
use proptest::sample::select;

/// Words with a good share of what means something somewhere.
fn words() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "a",
        "word",
        " ",
        " ",
        "\n",
        "\n",
        "ما",
        "é",
        "0",
        "=",
        "~",
        "#",
        "####",
        "{",
        "}",
        ":",
        "::",
        "\\",
        "\\n",
        "//",
        "->",
        "-",
        ">",
        "%50%",
        "%",
        "[html]",
        "[HTML]",
        "[moodle",
        "[",
        "]",
        "$CATEGORY:",
        "T",
        "TRUE",
        "\u{a0}",
        "\u{200b}",
        "\u{feff}",
        "*",
        "1..2",
        "3:1",
        "😀",
        "[tag:x]",
        "_____",
        "\t",
    ]);
    prop::collection::vec(piece, 0..8).prop_map(|pieces| super::blocks::trimmed(&pieces.concat()).0.to_owned())
}

fn some_words() -> impl Strategy<Value = String> {
    words().prop_map(|words| if words.is_empty() { "w".to_owned() } else { words })
}

/// Words without the arrow that makes a question one for pairs.
fn no_arrow() -> impl Strategy<Value = String> {
    some_words().prop_map(|words| words.replace("->", "to"))
}

fn format() -> impl Strategy<Value = Option<Format>> {
    prop::option::weighted(0.2, select(Format::ALL.to_vec()))
}

fn text(words: impl Strategy<Value = String>) -> impl Strategy<Value = Text> {
    (format(), words).prop_map(|(format, words)| Text { span: 0..0, format, words })
}

fn feedback() -> impl Strategy<Value = Option<Text>> {
    prop::option::of(text(some_words()))
}

fn weight() -> impl Strategy<Value = Weight> {
    select(Weight::all().chain([Weight::FULL; 20]).chain([Weight::NONE; 20]).collect::<Vec<_>>())
}

fn number() -> impl Strategy<Value = Number> {
    let numbers = ["1", "-7.50", ".5", "5.", "+2", "1e3", "0", "1822"];
    select(numbers.map(|number| Number::new(number).expect("a number")).to_vec())
}

fn value() -> impl Strategy<Value = Value> {
    let tolerance = select(["0", "1", "0.5"].map(|number| Number::new(number).expect("a number")).to_vec());
    let between = (number(), number()).prop_map(|(one, other)| {
        let (low, high) = if one.value() <= other.value() { (one, other) } else { (other, one) };
        Value::Between { low, high }
    });
    let around = (number(), tolerance).prop_map(|(number, tolerance)| Value::Around { number, tolerance });
    prop_oneof![around, between, Just(Value::Any)]
}

fn choices() -> impl Strategy<Value = Answer> {
    let choice = (weight(), text(words()), feedback()).prop_map(|(weight, text, feedback)| Choice {
        span: 0..0,
        weight,
        text,
        feedback,
    });
    (prop::collection::vec(choice, 1..5), any::<bool>()).prop_map(|(mut choices, is_one)| {
        if is_one && choices.len() > 1 {
            choices[0].weight = Weight::FULL;
            return Answer::Choices { count: Count::One, choices };
        }
        Answer::Choices { count: Count::Several, choices }
    })
}

fn answer() -> impl Strategy<Value = Answer> {
    let true_false = (any::<bool>(), feedback(), feedback()).prop_map(|(truth, wrong, right)| Answer::TrueFalse {
        truth,
        wrong,
        right,
    });
    let short = (weight(), text(no_arrow()), prop::option::of(text(no_arrow())))
        .prop_map(|(weight, text, feedback)| ShortAnswer { span: 0..0, weight, text, feedback });
    let pair = (prop::option::of(text(no_arrow())), words()).prop_map(|(left, right)| Pair {
        span: 0..0,
        left,
        right: Said { span: 0..0, it: right },
    });
    let numerical = (weight(), value(), feedback()).prop_map(|(weight, value, feedback)| NumericalAnswer {
        span: 0..0,
        weight,
        value,
        feedback,
    });
    let numerical = (prop::collection::vec(numerical, 1..4), feedback())
        .prop_map(|(answers, wrong)| Answer::Numerical { answers, wrong });
    prop_oneof![
        Just(Answer::Description),
        Just(Answer::Essay),
        true_false,
        choices(),
        choices(),
        prop::collection::vec(short, 1..4).prop_map(Answer::ShortAnswer),
        prop::collection::vec(pair, 1..5).prop_map(Answer::Matching),
        numerical,
    ]
}

fn comment(places: usize) -> impl Strategy<Value = Comment> {
    let piece = select(vec!["a note", " ", "[tag:day-1]", "[tag:b\\]c]", "[tag:", "ملاحظة", "//", "{", "=", "::", "\t"]);
    let text = prop::collection::vec(piece, 0..4);
    let place = (0..places + 2).prop_map(move |place| match place {
        0 => Place::Above,
        1 => Place::Below,
        place => Place::Answer(place - 2),
    });
    (text, place).prop_map(|(text, place)| Comment {
        span: 0..0,
        text: text.concat().trim_end_matches(super::blocks::is_space).to_owned(),
        place,
    })
}

/// The places before, between and after answers that stand in lines of their own.
fn places(answer: &Answer) -> usize {
    match answer {
        Answer::Description | Answer::Essay | Answer::TrueFalse { .. } => 0,
        Answer::Choices { choices, .. } => choices.len() + 1,
        Answer::ShortAnswer(answers) => answers.len() + 1,
        Answer::Matching(pairs) => pairs.len() + 1,
        Answer::Numerical { answers, .. } => answers.len() + 1,
    }
}

fn question() -> impl Strategy<Value = Question> {
    let texts = (text(words()), prop::option::weighted(0.3, words()), prop::option::of(some_words()), feedback());
    let answered = answer().prop_flat_map(|answer| {
        let comments = prop::collection::vec(comment(places(&answer)), 0..3);
        (Just(answer), comments)
    });
    (texts, answered, prop::option::weighted(0.2, "[a-z]{1,5}")).prop_map(
        |((mut text, after, name, feedback), (answer, mut comments), id)| {
            let is_description = answer == Answer::Description;
            let name = name.map(|name| on_one_line(&name)).filter(|name| !name.is_empty());
            if name.is_none() && is_description && text.words.is_empty() {
                text.words = "w".to_owned();
            }
            let gap = after.filter(|_| !is_description).map(|after| {
                let gap = text.words.len();
                text.words.push_str(&after);
                gap
            });
            if let Some(id) = id {
                comments.push(Comment { span: 0..0, text: format!(" [id:{id}]"), place: Place::Above });
            }
            comments.sort_by_key(|comment| comment.place);
            let marks: Vec<_> = comments.iter().flat_map(|comment| marks(&comment.text)).collect();
            let said = |is_tag: bool| {
                let marks = marks.iter().filter(move |mark| mark.is_tag == is_tag);
                marks.map(|mark| Said { span: 0..0, it: mark.text.clone() }).collect::<Vec<_>>()
            };
            Question {
                span: 0..0,
                braces: 0..0,
                name: name.map(|it| Said { span: 0..0, it }),
                text,
                gap,
                feedback: feedback.filter(|_| !is_description),
                answer,
                tags: said(true),
                id: said(false).pop(),
                comments,
            }
        },
    )
}

/// A file that can be said in GIFT.
pub(super) fn gift() -> impl Strategy<Value = Gift> {
    let path = select(vec!["top/Week 1", "$course$/الأسبوع", "a // b", "a\\\\b = {c}"]);
    let category = (path, prop::collection::vec(comment(0), 0..2)).prop_map(|(path, mut comments)| {
        comments.sort_by_key(|comment| comment.place);
        Piece::Category(Category { path: Said { span: 0..0, it: path.to_owned() }, comments })
    });
    let comments = prop::collection::vec(comment(0), 1..3).prop_map(|mut comments| {
        comments.iter_mut().for_each(|comment| comment.place = Place::Above);
        Piece::Comments(comments)
    });
    let piece = prop_oneof![
        1 => comments,
        1 => category,
        6 => question().prop_map(|question| Piece::Question(Box::new(question))),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| Gift { pieces, broken: Vec::new() })
}

/// The tree without its bytes, and without what could not be read: what writing keeps.
pub(super) fn bare(gift: &Gift) -> Gift {
    let mut gift = gift.clone();
    gift.broken.clear();
    for piece in &mut gift.pieces {
        match piece {
            Piece::Comments(comments) => comments.iter_mut().for_each(|comment| comment.span = 0..0),
            Piece::Category(category) => {
                category.path.span = 0..0;
                category.comments.iter_mut().for_each(|comment| comment.span = 0..0);
            }
            Piece::Question(question) => bare_question(question),
        }
    }
    gift
}

fn bare_question(question: &mut Question) {
    let clear = |text: &mut Text| text.span = 0..0;
    (question.span, question.braces) = (0..0, 0..0);
    clear(&mut question.text);
    question.feedback.iter_mut().for_each(clear);
    let said = question.name.iter_mut().chain(&mut question.id).chain(&mut question.tags);
    said.for_each(|said| said.span = 0..0);
    question.comments.iter_mut().for_each(|comment| comment.span = 0..0);
    match &mut question.answer {
        Answer::Description | Answer::Essay => {}
        Answer::TrueFalse { wrong, right, .. } => wrong.iter_mut().chain(right).for_each(clear),
        Answer::Choices { choices, .. } => choices.iter_mut().for_each(|choice| {
            choice.span = 0..0;
            std::iter::once(&mut choice.text).chain(&mut choice.feedback).for_each(clear);
        }),
        Answer::ShortAnswer(answers) => answers.iter_mut().for_each(|answer| {
            answer.span = 0..0;
            std::iter::once(&mut answer.text).chain(&mut answer.feedback).for_each(clear);
        }),
        Answer::Matching(pairs) => pairs.iter_mut().for_each(|pair| {
            (pair.span, pair.right.span) = (0..0, 0..0);
            pair.left.iter_mut().for_each(clear);
        }),
        Answer::Numerical { answers, wrong } => {
            wrong.iter_mut().for_each(clear);
            answers.iter_mut().for_each(|answer| {
                answer.span = 0..0;
                answer.feedback.iter_mut().for_each(clear);
            });
        }
    }
}

/// What holds for any text at all: every place is one of it, and what was read is written and read again as it was.
pub(super) fn is_sound(source: &str) -> Result<(), String> {
    let (gift, faults) = super::read(source);
    sound_once_read(source, &gift, &faults)
}

pub(super) fn sound_once_read(
    source: &str,
    gift: &Gift,
    faults: &[crate::content::problem::Fault],
) -> Result<(), String> {
    let checked = super::check(gift);
    for fault in faults.iter().chain(&checked) {
        if source.get(fault.span.clone()).is_none() {
            return Err(format!("the place of {fault:?} is none"));
        }
    }
    if faults.is_empty() != gift.broken.is_empty() && faults.is_empty() {
        return Err("a question is broken without a fault".to_owned());
    }
    super::json::file(gift, |byte| source[..byte].matches('\n').count());
    let written = super::write(gift);
    let (again, faults) = super::read(&written);
    if !faults.is_empty() || bare(&again) != bare(gift) {
        return Err(format!("written: {written}\nread:    {gift:?}\nagain:   {again:?}\n{faults:?}"));
    }
    if super::write(&again) != written {
        return Err(format!("written: {written}\nand then: {}", super::write(&again)));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 400 } else { 20_000 }))]

    #[test]
    fn what_is_written_is_read_as_it_was(gift in gift()) {
        let written = super::write(&gift);
        let (again, faults) = super::read(&written);
        prop_assert_eq!(faults, vec![], "{}", written);
        prop_assert_eq!(bare(&again), bare(&gift), "{}", written);
        prop_assert_eq!(super::write(&again), written);
    }

    #[test]
    fn any_text_has_its_places_and_its_trip(pieces in prop::collection::vec(words(), 0..12)) {
        let source = pieces.join("\n");
        prop_assert_eq!(is_sound(&source), Ok(()), "{}", source);
    }
}
