//! What cannot be is said kindly in every language: in words that blame nobody, with a way on.

use super::notices::{Size, library, reader, refusals};
use darb::rules::course::Language;
use darb::rules::decision::Refusal;
use darb::rules::ids::EnrolmentId;
use darb::rules::notice::{Notice, Toast};
use darb::text::{Catalog, compose, toast};

/// Words that judge or threaten, as they begin.
const UNKIND: [&str; 16] = [
    "fail",
    "error",
    "invalid",
    "illegal",
    "forbidden",
    "denied",
    "wrong",
    "locked",
    "échec",
    "échou",
    "tentative",
    "bloqu",
    "erreur",
    "interdit",
    "refus",
    "examen",
];

/// The same in Arabic, wherever they stand in a word.
const UNKIND_ARABIC: [&str; 10] = ["راسب", "رسوب", "فشل", "امتحان", "ممنوع", "مرفوض", "محظور", "مقفل", "غلط", "اضغط"];

/// Who can help, when it will be, or what can be done instead.
const WAYS: [&str; 14] = [
    "please",
    "can be written",
    "mentors",
    "organisers",
    "tomorrow",
    "merci",
    "peut s’écrire",
    "équipe",
    "demain",
    "نرجو",
    "يمكن كتابة",
    "التوجيه",
    "المنظّمين",
    "غدًا",
];

fn leads_on(text: &str) -> bool {
    let lower = text.to_lowercase();
    let command = text.split('/').skip(1).any(|rest| rest.starts_with(|sign: char| sign.is_ascii_lowercase()));
    command || text.contains(|sign: char| sign.is_ascii_digit()) || WAYS.iter().any(|way| lower.contains(way))
}

fn is_kind(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|sign: char| !sign.is_alphabetic());
    words.all(|word| !UNKIND.iter().any(|unkind| word.starts_with(unkind)))
        && !UNKIND_ARABIC.iter().any(|unkind| lower.contains(unkind))
}

#[test]
fn every_refusal_is_kind_and_leads_on_in_every_language() {
    let (catalog, library) = (Catalog::embedded(), library(Size::Plain));
    for language in Language::ALL {
        let reader = reader(language);
        for why in refusals() {
            let refused = |enrolment| Notice::Refused { enrolment, why: why.clone() };
            for notice in [refused(Some(EnrolmentId(7))), refused(None)] {
                let message = compose(&catalog, &notice, &reader, &library).expect("composed");
                let shown = format!("{language:?} {why:?}: {}", message.text);
                assert!(message.text.chars().count() > 15, "{shown}");
                assert!(is_kind(&message.text), "{shown}");
                assert!(leads_on(&message.text) || !message.keyboard.is_empty(), "no way on: {shown}");
            }
            // The alert of a press has no buttons, so its words alone lead on.
            let (text, stays) = toast(&catalog, &Toast::Refused(why.clone()), &reader).expect("it has words");
            assert!(stays && is_kind(&text) && leads_on(&text), "{language:?} {why:?}: {text}");
        }
    }
}

#[test]
fn no_refusal_reads_alike_in_two_languages_or_for_two_causes() {
    let catalog = Catalog::embedded();
    let mut said = std::collections::HashSet::new();
    for language in Language::ALL {
        let mut causes = std::collections::HashSet::new();
        for why in refusals() {
            let (text, _) = toast(&catalog, &Toast::Refused(why.clone()), &reader(language)).expect("it has words");
            // The same cause can stand in the list with other figures.
            if causes.insert(std::mem::discriminant::<Refusal>(&why)) {
                assert!(said.insert(text.clone()), "{language:?} {why:?}: {text}");
            }
        }
    }
}
