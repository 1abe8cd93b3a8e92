//! What is typed instead of a press, read in every language: the words on a button, and other short forms of the same.
//!
//! Only a message that consists of such words and nothing else counts, so a question is never taken for a wish.

use super::bidi;
use super::catalog::Catalog;
use super::compose::{half_hour, own_name};
use super::fold::fold;
use super::typed_views as views;
use super::voice::Args;
use crate::rules::course::Language;
use crate::rules::model::Country;
use crate::rules::pause::MOST_DAYS as MOST_BREAK;
use crate::rules::preferences::Safeguard;
use crate::rules::schedule::HalfHour;
use crate::rules::typed::Typed;
use std::collections::HashMap;

/// Weeks and days for which words are known; a course has at most six lessons a week.
const MOST_WEEKS: u8 = 12;
const MOST_DAYS: u8 = 6;

/// The words of wishes without a number: what stands on the buttons, and what else may be typed.
const WISHES: [(Typed, &[&str]); 58] = [
    (Typed::Yes, &["button-agree", "typed-yes"]),
    (Typed::No, &["button-decline", "button-no", "typed-no"]),
    (Typed::Perhaps, &["button-perhaps"]),
    (Typed::Back, &["button-back", "typed-back"]),
    (Typed::Language(Language::Ar), &["language-ar", "typed-arabic"]),
    (Typed::Language(Language::En), &["language-en", "typed-english"]),
    (Typed::Language(Language::Fr), &["language-fr", "typed-french"]),
    (Typed::Done, &["button-done", "typed-done"]),
    (Typed::NextLesson, &["button-next-lesson", "typed-next-lesson"]),
    (Typed::FirstLesson, &["button-first-lesson"]),
    (Typed::StartTest, &["button-start-test", "button-test-now", "button-try-again", "typed-start-test"]),
    (Typed::True, &["button-true", "typed-true"]),
    (Typed::False, &["button-false", "typed-false"]),
    (Typed::Later, &["button-later", "typed-later"]),
    (Typed::Continue, &["button-continue", "button-go-on", "typed-continue"]),
    (Typed::LookBack, &["button-look-back", "typed-look-back"]),
    (Typed::Submit, &["button-submit", "typed-submit"]),
    (Typed::AsQuestion, &["button-as-question"]),
    (Typed::Send, &["button-send", "typed-send"]),
    (Typed::Discard, &["button-discard", "typed-discard"]),
    (Typed::Withdraw, &["button-withdraw", "typed-withdraw"]),
    (Typed::Helped, &["button-helped", "button-helped-repeated", "typed-helped"]),
    (Typed::Pause, &["button-break", "button-break-other", "typed-pause"]),
    (Typed::Leave, &["button-leave", "typed-leave"]),
    (Typed::Resume, &["button-resume", "button-come-back", "typed-resume"]),
    (Typed::Settings, &["button-settings", "typed-settings"]),
    (Typed::Place, &["button-place", "typed-place"]),
    (Typed::Clock, &["button-clock"]),
    (Typed::WeekOff, &["button-week-off"]),
    (Typed::OneADay(true), &["button-one-a-day"]),
    (Typed::OneADay(false), &["button-more-a-day"]),
    (Typed::ArabicIndicDigits(true), &["button-digits-indic"]),
    (Typed::ArabicIndicDigits(false), &["button-digits-latin"]),
    (Typed::RamadanUsual, &["typed-ramadan-usual"]),
    (Typed::AnotherName, &["button-another-name"]),
    (Typed::Try, &["button-try"]),
    (Typed::Why, &["button-why", "button-why-mine"]),
    (Typed::ChangeWhy, &["button-why-change"]),
    (Typed::RemoveWhy, &["button-why-remove"]),
    (Typed::Waiting, &["typed-waiting"]),
    (Typed::Picture, &["typed-picture"]),
    (Typed::Safeguard(Safeguard::TextOnly, true), &["button-text-only-on"]),
    (Typed::Safeguard(Safeguard::TextOnly, false), &["button-text-only-off"]),
    (Typed::Safeguard(Safeguard::Discreet, true), &["button-discreet-on"]),
    (Typed::Safeguard(Safeguard::Discreet, false), &["button-discreet-off"]),
    (Typed::Safeguard(Safeguard::Cleaning, true), &["button-cleaning-on"]),
    (Typed::Safeguard(Safeguard::Cleaning, false), &["button-cleaning-off"]),
    (Typed::Read, &["button-read", "typed-read"]),
    (Typed::Hide, &["button-hide", "typed-hide"]),
    (Typed::DataFile, &["button-data-file"]),
    (Typed::EraseAll, &["button-forget-yes"]),
    (Typed::KeepAll, &["button-forget-no"]),
    (Typed::NameRight, &["button-name-right"]),
    (Typed::NameKeep, &["button-name-keep"]),
    (Typed::NameChange, &["button-name-change"]),
    (Typed::NameForget, &["button-name-forget"]),
    (Typed::Country(Country::Other), &["country-other"]),
    (Typed::Country(Country::Unsaid), &["country-unsaid"]),
];

/// Every form of every wish, folded.
pub(super) type Phrases = HashMap<String, Typed>;

/// The wish that a text is, in whatever language; `None` for a text that is something else, or more than a wish.
pub fn typed(catalog: &Catalog, text: &str) -> Option<Typed> {
    /// Longer than any button.
    const LONGEST: usize = 200;
    (text.len() <= LONGEST).then(|| catalog.phrases().get(&fold(text)).copied()).flatten()
}

/// All that can be typed, for [`Catalog`] to keep.
pub(super) fn phrases(catalog: &Catalog) -> Phrases {
    let mut phrases = Phrases::new();
    for (phrase, typed) in forms(catalog) {
        phrases.entry(phrase).or_insert(typed);
    }
    phrases
}

/// Each form with its wish; the same form can stand there more than once.
fn forms(catalog: &Catalog) -> Vec<(String, Typed)> {
    let mut forms = Vec::new();
    for language in Language::ALL {
        let mut add = |key: &str, args: &Args<'_>, typed: Typed| {
            let words = bidi::bare(&catalog.text(language, key, args));
            forms.extend(words.split('|').map(|form| (fold(form), typed)));
        };
        for (typed, keys) in WISHES.into_iter().chain(views::WISHES) {
            keys.iter().for_each(|key| add(key, &[], typed));
        }
        views::add_counted(catalog, language, &mut add);
        for country in Country::NAMED {
            add(&format!("country-{}", country.code()), &[], Typed::Country(country));
        }
        for day in 1..=MOST_DAYS {
            let this_week = Typed::Lesson { week: None, day };
            for key in ["button-open-lesson", "lesson-label", "typed-lesson", "typed-lesson-nth"] {
                add(key, &[("day", day.into())], this_week);
            }
            for week in 1..=MOST_WEEKS {
                let args = [("week", week.into()), ("day", day.into())];
                add("typed-lesson-of-week", &args, Typed::Lesson { week: Some(week), day });
            }
        }
        for week in 1..=MOST_WEEKS {
            for key in ["button-start-week", "typed-start-week"] {
                add(key, &[("week", week.into())], Typed::StartWeek(week));
            }
        }
        for hour in 0..24_u8 {
            for shown in [format!("{hour}"), format!("{hour}:00"), format!("{hour:02}:00")] {
                add("typed-hour", &[("hour", shown.into())], Typed::Hour(hour));
            }
        }
        for days in 1..=MOST_BREAK {
            let length = catalog.text(language, "break-days", &[("n", days.into())]);
            for length in [bidi::bare(&length), days.to_string()] {
                add("typed-break", &[("days", length.into())], Typed::Break(days));
            }
        }
        for at in (0..HalfHour::COUNT).filter_map(HalfHour::new) {
            let full = (at.minute() == 0).then(|| at.hour().to_string());
            let bare = format!("{}:{:02}", at.hour(), at.minute());
            for shown in full.into_iter().chain([half_hour(at), bare]) {
                add("typed-ramadan-hour", &[("hour", shown.into())], Typed::RamadanHour(at));
            }
        }
        forms.push((fold(own_name(language)), Typed::Language(language)));
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::command_word;

    #[test]
    fn no_words_mean_two_things() {
        let catalog = Catalog::embedded();
        let phrases = phrases(&catalog);
        for (form, typed) in forms(&catalog) {
            assert!(!form.is_empty() && form.chars().count() <= 64, "{form}");
            assert_eq!(phrases[&form], typed, "{form}");
            for language in Language::ALL {
                assert_eq!(command_word(&catalog, language, &form), None, "{form}");
            }
        }
    }

    #[test]
    fn a_wish_is_read_however_it_is_written() {
        let catalog = Catalog::embedded();
        for (text, expected) in [
            ("Done", Some(Typed::Done)),
            ("done.", Some(Typed::Done)),
            ("أنهيتُ الدرس", Some(Typed::Done)),
            ("انهيت الدرس", Some(Typed::Done)),
            ("Terminé !", Some(Typed::Done)),
            ("termine", Some(Typed::Done)),
            ("next lesson", Some(Typed::NextLesson)),
            ("الدرس التالي", Some(Typed::NextLesson)),
            ("leçon suivante", Some(Typed::NextLesson)),
            ("lesson 3", Some(Typed::Lesson { week: None, day: 3 })),
            ("Open lesson 3", Some(Typed::Lesson { week: None, day: 3 })),
            ("الدرس ٣", Some(Typed::Lesson { week: None, day: 3 })),
            ("الدرس الثالث", Some(Typed::Lesson { week: None, day: 3 })),
            ("lecon 3", Some(Typed::Lesson { week: None, day: 3 })),
            ("lesson 2.3", Some(Typed::Lesson { week: Some(2), day: 3 })),
            ("الدرس ٢.٣", Some(Typed::Lesson { week: Some(2), day: 3 })),
            ("الأسبوع الثاني، الدرس 3", Some(Typed::Lesson { week: Some(2), day: 3 })),
            ("leçon 3 de la semaine 2", Some(Typed::Lesson { week: Some(2), day: 3 })),
            ("بدء الأسبوع الثاني الآن", Some(Typed::StartWeek(2))),
            ("Start week 2 now", Some(Typed::StartWeek(2))),
            ("hour 18:00", Some(Typed::Hour(18))),
            ("ساعة ١٨", Some(Typed::Hour(18))),
            ("heure 7", Some(Typed::Hour(7))),
            ("Français", Some(Typed::Language(Language::Fr))),
            ("francais", Some(Typed::Language(Language::Fr))),
            ("Syrie", Some(Typed::Country(Country::Syria))),
            ("don't send", Some(Typed::Discard)),
            // More than a wish is a message to the mentors.
            ("I am done with lesson 3, what now?", None),
            ("How do I send it?", None),
            ("ما معنى الدرس 3؟ لم أفهم", None),
            ("lesson 7", None),
            ("hour 24", None),
            ("19:00", None),
            ("3", None),
            ("", None),
        ] {
            assert_eq!(typed(&catalog, text), expected, "{text}");
        }
    }
}
