//! Words for what people think of the weeks and of the course, and for practice; part of [`super::typed`].

use super::catalog::Catalog;
use super::voice::Args;
use crate::rules::course::Language;
use crate::rules::feedback::{STEPS, WEEK_QUESTIONS};
use crate::rules::typed::Typed;

/// More items than anybody has to practise in a day; who has more types the word alone.
const MOST_ITEMS: u8 = 60;

/// The words of wishes without a number.
pub(super) const WISHES: [(Typed, &[&str]); 9] = [
    (Typed::Sentence, &["button-sentence"]),
    (Typed::NoSentence, &["button-no-sentence"]),
    (Typed::Quote(true), &["button-quote"]),
    (Typed::Quote(false), &["button-no-quote"]),
    (Typed::Unquote, &["button-unquote"]),
    (Typed::Form, &["button-form", "typed-form"]),
    (Typed::Skip, &["button-form-skip", "button-form-keep", "typed-form-skip"]),
    (Typed::HandIn, &["button-hand-in", "typed-hand-in"]),
    (Typed::Review, &["typed-review"]),
];

/// The steps of the questions about a week, and *Review* with its figures.
pub(super) fn add_counted(catalog: &Catalog, language: Language, add: &mut impl FnMut(&str, &Args<'_>, Typed)) {
    for (question, name) in (0..).zip(WEEK_QUESTIONS) {
        for step in 0..STEPS {
            add(&format!("views-{name}-{step}"), &[], Typed::Rate { question, step });
        }
    }
    for n in 1..=MOST_ITEMS {
        let items = catalog.text(language, "questions", &[("n", n.into())]);
        add("button-review", &[("items", items.into())], Typed::Review);
        add("button-review-next", &[("left", n.into())], Typed::Review);
    }
}
