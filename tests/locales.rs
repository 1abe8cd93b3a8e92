//! The sentences: complete in every language, in the manners of the house, and within Telegram's limits when composed.

#[path = "locales/files.rs"]
mod files;
#[path = "locales/lessons.rs"]
mod lessons;
#[path = "locales/notices.rs"]
pub mod notices;
#[path = "locales/refused.rs"]
mod refused;
#[path = "locales/typed.rs"]
mod typed;

use darb::rules::course::{Entity, EntityKind, Language, Library};
use darb::rules::decision::Refusal;
use darb::rules::ids::*;
use darb::rules::model::Handle;
use darb::rules::notice::{Notice, Toast};
use darb::rules::press::MAX_BYTES;
use darb::text::{Button, Catalog, Message, Target, compose, toast};
use notices::{Size, VERSION, day, library, notices, reader, refusals, toasts};
use std::collections::BTreeSet;

fn kind(notice: &Notice) -> String {
    let value = serde_json::to_value(notice).expect("a notice is JSON");
    value["kind"].as_str().expect("a notice has a kind").to_owned()
}

/// The variants of a tagged enum, as serde lists them when it does not know one.
fn variants<T: serde::de::DeserializeOwned>(tag: &str) -> BTreeSet<String> {
    let unknown = serde_json::json!({ tag: "?" });
    let error = serde_json::from_value::<T>(unknown).err().expect("`?` is no variant").to_string();
    let (_, list) = error.split_once("expected one of ").expect("serde lists the variants");
    list.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
}

#[test]
fn every_notice_and_refusal_is_among_those_composed_here() {
    assert_eq!(notices(Size::Plain).iter().map(kind).collect::<BTreeSet<_>>(), variants::<Notice>("kind"));
    let why = |refusal: &Refusal| serde_json::to_value(refusal).expect("JSON")["why"].as_str().map(str::to_owned);
    assert_eq!(refusals().iter().filter_map(why).collect::<BTreeSet<_>>(), variants::<Refusal>("why"));
}

#[test]
fn every_notice_becomes_a_message_that_telegram_takes() {
    let catalog = Catalog::embedded();
    for size in [Size::Plain, Size::Worst] {
        let library = library(size);
        for language in Language::ALL {
            for notice in notices(size) {
                let message = compose(&catalog, &notice, &reader(language), &library)
                    .unwrap_or_else(|| panic!("{notice:?} was not composed"));
                check(&notice, &message, language);
            }
        }
    }
}

fn check(notice: &Notice, message: &Message, language: Language) {
    // What is kept is not in the notice, and is composed by itself.
    const WORDLESS: [&str; 14] = [
        "lesson_file",
        "sweep",
        "lesson_buttons",
        "reply",
        "reply_closed",
        "question_copy",
        "question_remove",
        "essay_settled",
        "check_group",
        "set_commands",
        "my_data",
        "my_data_file",
        "erase_messages",
        "erase_topic",
    ];
    let Message { text, entities, keyboard, media, is_protected: _ } = message;
    let shown = format!("{language:?} {notice:?}:\n{text}");
    assert_eq!(text.is_empty(), WORDLESS.contains(&kind(notice).as_str()), "{shown}");
    let units = text.encode_utf16().count();
    assert!(units <= if media.is_some() { 1_024 } else { 4_096 }, "{units} units: {shown}");
    for entity in entities {
        assert!(entity.length > 0 && (entity.offset + entity.length) as usize <= units, "{entity:?}: {shown}");
    }
    assert!(entities.is_sorted_by_key(|entity| entity.offset), "{shown}");
    assert!(!text.contains(['{', '}', '$']), "something is unresolved: {shown}");
    check_marks(text, &shown);
    if language == Language::Ar {
        let own = without_others_words(text, entities, notice);
        check_direction(&own, &shown);
        check_no_english(&own, &shown);
    }
    for button in keyboard.iter().flatten() {
        check_button(button, &shown);
    }
    assert!(keyboard.iter().all(|row| (1..=8).contains(&row.len())), "{shown}");
    assert!(keyboard.iter().flatten().count() <= 100, "{shown}");
}

fn check_button(button: &Button, shown: &str) {
    let Button { label, target } = button;
    assert!((1..=64).contains(&label.chars().count()), "`{label}`: {shown}");
    assert!(!label.contains(['{', '\u{2068}', '\u{2069}', '\u{200E}']), "`{label}`: {shown}");
    match target {
        Target::Press(press) => assert!(press.encode().len() <= MAX_BYTES, "{press:?}: {shown}"),
        Target::Url(url) => assert!(url.starts_with("https://") && url.is_ascii(), "{url}: {shown}"),
    }
}

fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Isolates are closed within their line, and links carry none.
fn check_marks(text: &str, shown: &str) {
    for line in text.lines() {
        let count = |mark: char| line.chars().filter(|sign| *sign == mark).count();
        assert_eq!(count('\u{2068}'), count('\u{2069}'), "{shown}");
        assert!(!is_code(line) || !line.contains(is_mark), "{shown}");
        assert!(is_code(line) || !line.contains("https://"), "{shown}");
    }
}

/// The text without the sentence that a mentor is about to send to somebody with another language.
fn without_others_words(text: &str, entities: &[Entity], notice: &Notice) -> String {
    let of_others = match notice {
        Notice::HelpDraft { language, .. } if *language != Language::Ar => 1,
        _ => 0,
    };
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let quotes = entities.iter().filter(|entity| entity.kind == EntityKind::Blockquote).take(of_others);
    for quote in quotes {
        units.drain(quote.offset as usize..(quote.offset + quote.length) as usize);
    }
    String::from_utf16(&units).expect("whole signs")
}

/// In the onboarding each language asks in its own line.
const OTHER_WELCOMES: [&str; 2] = ["Welcome. Which", "Bienvenue. Dans"];

/// The direction of a paragraph is that of its first strong letter outside isolates.
fn check_direction(text: &str, shown: &str) {
    for line in text.lines().filter(|line| !is_code(line)) {
        let mut depth = 0;
        let first = line.chars().find(|sign| {
            match sign {
                '\u{2068}' => depth += 1,
                '\u{2069}' => depth -= 1,
                _ => {}
            }
            depth == 0 && sign.is_alphabetic()
        });
        let other = OTHER_WELCOMES.iter().any(|welcome| line.starts_with(welcome));
        let arabic = first.is_none_or(|sign| ('\u{0600}'..='\u{06FF}').contains(&sign));
        assert!(arabic || other, "`{line}` runs from left to right: {shown}");
    }
}

/// Lines to be tapped or passed on as they are.
fn is_code(line: &str) -> bool {
    line.starts_with("https://") || line.starts_with("/claim ") || line.contains(".gift:")
}

/// A sentence that fell back to English would show by its letters.
fn check_no_english(text: &str, shown: &str) {
    const LATIN: [&str; 5] = ["Facebook", "UTC", "English", "Welcome.", "Français"];
    let is_other = |line: &str| is_code(line) || OTHER_WELCOMES.iter().any(|welcome| line.starts_with(welcome));
    for line in text.lines().filter(|line| !is_other(line)) {
        for word in line.split_whitespace() {
            let bare: String = word.chars().filter(|sign| !is_mark(*sign)).collect();
            let known = bare.starts_with('/') || LATIN.iter().any(|latin| bare.contains(latin));
            assert!(known || !bare.contains(|sign: char| sign.is_ascii_alphabetic()), "`{bare}`: {shown}");
        }
    }
}

#[test]
fn every_toast_fits() {
    let catalog = Catalog::embedded();
    assert_eq!(toast(&catalog, &Toast::Silent, &reader(Language::Ar)), None);
    for language in Language::ALL {
        for shown in toasts() {
            let (text, alert) = toast(&catalog, &shown, &reader(language)).expect("it has words");
            assert!((1..=200).contains(&text.chars().count()) && !text.ends_with('…'), "{shown:?}: {text}");
            assert!(!text.contains(['{', '$']), "{text}");
            let stays = matches!(
                shown,
                Toast::PastAttempt | Toast::OldButton | Toast::DoneAlready | Toast::BeingWritten | Toast::Refused(_)
            );
            assert_eq!(alert, stays, "{shown:?}");
        }
    }
}

#[test]
fn what_the_library_lacks_is_not_composed() {
    let (catalog, none) = (Catalog::embedded(), Library::new());
    let notice = Notice::PreviewMenu { versions: vec![VERSION] };
    assert_eq!(compose(&catalog, &notice, &reader(Language::En), &none), None);
}

#[test]
fn letters_stand_from_the_right_for_who_reads_from_the_right() {
    let catalog = Catalog::embedded();
    let library = library(Size::Plain);
    let items = notices(Size::Plain).into_iter().filter(|notice| matches!(notice, Notice::Item { .. }));
    let first = items.into_iter().next().expect("there is an item");
    for (language, expected) in [(Language::Ar, "د ج ب أ"), (Language::En, "A B C D"), (Language::Fr, "A B C D")] {
        let message = compose(&catalog, &first, &reader(language), &library).expect("composed");
        let row: Vec<&str> = message.keyboard[0].iter().map(|button| button.label.as_str()).collect();
        assert_eq!(row.join(" "), expected);
    }
}

#[test]
fn reactions_titles_and_links_are_bare() {
    let catalog = Catalog::embedded();
    let library = library(Size::Plain);
    let text = |notice: &Notice| compose(&catalog, notice, &reader(Language::Ar), &library).expect("composed").text;
    let enrolment = EnrolmentId(1);
    assert_eq!(text(&Notice::Received { enrolment, message: 1 }), "👀");
    assert_eq!(text(&Notice::ReplyArrived { enrolment, message: 1 }), "👍");
    assert_eq!(text(&Notice::Topic { enrolment, handle: Handle(33) }), "شراع كهرماني");
    let (cohort, version, starts_on) = (CohortId(1), VERSION, day());
    let created = text(&Notice::CohortCreated { cohort, version, starts_on, invite_code: "abc".into() });
    assert!(created.lines().any(|line| line == "https://t.me/example_course_bot?start=abc"), "{created}");
}
