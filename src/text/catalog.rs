//! The sentences of `locales/`, one Fluent bundle a language.
//!
//! Two functions stand beside Fluent's own: `PLURAL($n)` gives the plural category (Fluent's own selector is wrong in
//! Arabic from 103 on), `NTH($n)` a word for the place (`first` to `tenth`, then `later`), so that no locale selects on a
//! bare number.

use super::bidi;
use super::typed::{Phrases, phrases};
use super::voice::Args;
use crate::rules::course::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use std::sync::{LazyLock, OnceLock};

/// Every file of a language's folder.
macro_rules! sentences {
    ($language:literal: $($file:literal),+) => {
        [$(include_str!(concat!("../../locales/", $language, "/", $file, ".ftl"))),+]
    };
    ($($language:literal),+; $files:tt) => {
        [$(sentences!(@ $language, $files)),+]
    };
    (@ $language:literal, ($($file:literal),+)) => {
        ($language, sentences!($language: $($file),+))
    };
}

/// The files of a language.
type Files = [&'static str; 22];

/// The files of each language; a new file is named here once.
const FILES: [(&str, Files); 3] = sentences!("ar", "en", "fr"; ("words", "arriving", "privacy", "participant", "settings", "picture", "test", "item", "rules", "review", "feedback", "form", "typed", "mentor", "safety", "erasing", "admin", "calendar", "items", "certificate", "help", "regrade"));

const PLACES: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// The sentences of one language, which take most of a megabyte: read when somebody is first spoken to in it.
type Bundle = LazyLock<FluentBundle<FluentResource>>;

/// All sentences in every language; shared by reference, `Send` and `Sync`.
pub struct Catalog {
    ar: Bundle,
    en: Bundle,
    fr: Bundle,
    phrases: OnceLock<Phrases>,
}

impl Catalog {
    /// The sentences compiled into the program.
    pub fn embedded() -> Self {
        Self {
            ar: LazyLock::new(|| bundle(FILES[0])),
            en: LazyLock::new(|| bundle(FILES[1])),
            fr: LazyLock::new(|| bundle(FILES[2])),
            phrases: OnceLock::new(),
        }
    }

    /// What can be typed instead of a press; read from the sentences once.
    pub(super) fn phrases(&self) -> &Phrases {
        self.phrases.get_or_init(|| phrases(self))
    }

    /// A sentence with its arguments, marks of direction only where they do something.
    ///
    /// A key that a language lacks is said in English; one that English lacks is a mistake of ours, found by
    /// `tests/locales.rs`, and gives an empty text.
    pub(super) fn text(&self, language: Language, key: &str, args: &Args<'_>) -> String {
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let bundle = match language {
            Language::Ar => &self.ar,
            Language::En => &self.en,
            Language::Fr => &self.fr,
        };
        let spoken = format(bundle, key, &args).map(|text| bidi::settle(&text, language == Language::Ar));
        debug_assert!(spoken.is_some(), "no `{key}` in {}", language.code());
        spoken.or_else(|| format(&self.en, key, &args).map(|text| bidi::settle(&text, false))).unwrap_or_default()
    }
}

fn bundle((code, files): (&'static str, Files)) -> FluentBundle<FluentResource> {
    let locale = code.parse().expect("our codes are language identifiers");
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    bundle.set_use_isolating(true);
    bundle.add_builtins().expect("a new bundle has no functions yet");
    bundle.add_function("PLURAL", move |given, _| plural(code, given)).expect("added once");
    bundle.add_function("NTH", |given, _| nth(given)).expect("added once");
    for file in files {
        // A file with a mistake still gives its sound entries; `tests/locales.rs` fails on the mistake.
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, errors)| {
            debug_assert!(errors.is_empty(), "{code}: {errors:?}");
            resource
        });
        let added = bundle.add_resource(resource);
        debug_assert!(added.is_ok(), "{code}: {added:?}");
    }
    bundle
}

fn format(bundle: &FluentBundle<FluentResource>, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let (id, attribute) = key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
    debug_assert!(errors.is_empty(), "{key}: {errors:?}");
    Some(text)
}

fn plural(code: &str, given: &[FluentValue<'_>]) -> FluentValue<'static> {
    let Some(FluentValue::Number(number)) = given.first() else {
        return FluentValue::Error;
    };
    FluentValue::from(plural_category(code, number.value as u64))
}

/// The plural category of a count by CLDR, as Fluent files name it.
pub(super) fn plural_category(code: &str, count: u64) -> &'static str {
    let locale: Locale = code.parse().expect("our codes are locales");
    let rules = PluralRules::try_new_cardinal(locale.into()).expect("the rules of our languages are compiled in");
    match rules.category_for(count) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

fn nth(given: &[FluentValue<'_>]) -> FluentValue<'static> {
    let Some(FluentValue::Number(number)) = given.first() else {
        return FluentValue::Error;
    };
    let place = (number.value as usize).checked_sub(1).and_then(|place| PLACES.get(place));
    FluentValue::from(place.copied().unwrap_or("later"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_counts_have_the_categories_of_cldr() {
        let expected = [
            (0, "zero"),
            (1, "one"),
            (2, "two"),
            (3, "few"),
            (10, "few"),
            (11, "many"),
            (99, "many"),
            (100, "other"),
            (102, "other"),
            (103, "few"),
            (111, "many"),
            (1_000, "other"),
        ];
        for (count, category) in expected {
            assert_eq!(plural_category("ar", count), category, "{count}");
        }
    }

    #[test]
    fn a_sentence_chooses_its_plural_through_the_function() {
        let catalog = Catalog::embedded();
        let say = |n: u16| catalog.text(Language::Ar, "minutes", &[("n", n.into())]);
        assert_eq!(say(1), "دقيقة واحدة");
        assert_eq!(say(2), "دقيقتان");
        assert_eq!(say(103), "103 دقائق");
        assert_eq!(say(111), "111 دقيقة");
    }

    #[test]
    fn french_counts_have_the_categories_of_cldr() {
        for (count, category) in [(0, "one"), (1, "one"), (2, "other"), (103, "other"), (1_000_000, "many")] {
            assert_eq!(plural_category("fr", count), category, "{count}");
        }
        let catalog = Catalog::embedded();
        let say = |n: u32| catalog.text(Language::Fr, "lessons", &[("n", n.into())]);
        assert_eq!(say(0), "0 leçon");
        assert_eq!(say(1), "1 leçon");
        assert_eq!(say(2), "2 leçons");
        assert_eq!(say(3_000_000), "3000000 de leçons");
    }

    #[test]
    fn a_language_is_read_when_somebody_is_first_spoken_to_in_it() {
        let catalog = Catalog::embedded();
        let read = || [&catalog.ar, &catalog.en, &catalog.fr].map(|bundle| LazyLock::get(bundle).is_some());
        assert_eq!(read(), [false; 3]);
        catalog.text(Language::Fr, "button-done", &[]);
        assert_eq!(read(), [false, false, true]);
    }

    #[test]
    fn a_catalog_can_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Catalog>();
    }
}
