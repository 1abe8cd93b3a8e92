//! Participants' names for mentors and circle: a quality and a thing, the same pair in every language.
//!
//! The words stand in `locales/<language>/handles.toml`, which also says how they are chosen. In Arabic and French all
//! nouns are masculine, so that every adjective agrees with every noun.

use crate::rules::course::Language;
use crate::rules::model::{HANDLE_WORDS, Handle};
use serde::Deserialize;
use std::sync::LazyLock;

/// The two lists of a language; a place means the same in all of them.
#[derive(Debug, Deserialize)]
struct Words {
    /// The qualities.
    first: Vec<String>,
    /// The things.
    second: Vec<String>,
}

static AR: LazyLock<Words> = LazyLock::new(|| words(include_str!("../../locales/ar/handles.toml")));
static EN: LazyLock<Words> = LazyLock::new(|| words(include_str!("../../locales/en/handles.toml")));
static FR: LazyLock<Words> = LazyLock::new(|| words(include_str!("../../locales/fr/handles.toml")));

fn words(file: &str) -> Words {
    let words: Words = toml::from_str(file).expect("the lists compiled in are TOML");
    let all = usize::try_from(HANDLE_WORDS).expect("a small number");
    assert!(words.first.len() == all && words.second.len() == all, "each list has {all} words");
    words
}

fn words_of(language: Language) -> &'static Words {
    match language {
        Language::Ar => &AR,
        Language::En => &EN,
        Language::Fr => &FR,
    }
}

/// A participant's name in a language, such as "Amber Sail", «شراع كهرماني» or "Voilier ambré", with a figure behind it
/// where the pair is used for the second time.
pub fn handle_name(handle: Handle, language: Language) -> String {
    let (first, second, figure) = handle.words();
    let words = words_of(language);
    let (first, second) = (&words.first[first], &words.second[second]);
    let name = match language {
        Language::Ar | Language::Fr => format!("{second} {first}"),
        Language::En => format!("{first} {second}"),
    };
    figure.map_or_else(|| name.clone(), |figure| format!("{name} {figure}"))
}

/// The handle that a name stands for, in whatever language it is: a topic's title read back.
pub fn handle_of(name: &str) -> Option<Handle> {
    let (pair, figure) = match name.rsplit_once(' ') {
        Some((pair, figure)) if figure.bytes().all(|byte| byte.is_ascii_digit()) => (pair, figure.parse::<i64>().ok()?),
        _ => (name, 1),
    };
    let pairs = HANDLE_WORDS * HANDLE_WORDS;
    let found = (0..pairs)
        .find(|number| Language::ALL.iter().any(|language| handle_name(Handle(*number), *language) == pair))?;
    let round = figure.checked_sub(1).filter(|round| *round >= 0)?;
    pairs.checked_mul(round)?.checked_add(found).map(Handle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// So long a word is still read at a glance in the title of a topic.
    const LONGEST: usize = 14;

    #[test]
    fn the_lists_give_2_500_names_in_each_language_and_no_word_stands_twice() {
        for language in Language::ALL {
            let Words { first, second } = words_of(language);
            assert!(first.len() * second.len() >= 2_500 && first.len() == second.len());
            let all: HashSet<String> = first.iter().chain(second).map(|word| word.to_lowercase()).collect();
            assert_eq!(all.len(), first.len() + second.len(), "{language:?}");
            let names: HashSet<String> = (0..2_500).map(|number| handle_name(Handle(number), language)).collect();
            assert_eq!(names.len(), 2_500);
        }
    }

    #[test]
    fn a_word_is_one_short_word_in_the_script_of_its_language() {
        for language in Language::ALL {
            let Words { first, second } = words_of(language);
            for word in first.iter().chain(second) {
                assert!((2..=LONGEST).contains(&word.chars().count()), "{word}");
                let fits = |sign: char| match language {
                    Language::Ar => ('\u{0621}'..='\u{0652}').contains(&sign),
                    Language::En => sign.is_ascii_alphabetic(),
                    Language::Fr => sign.is_alphabetic() && !('\u{0600}'..='\u{06FF}').contains(&sign) || sign == '-',
                };
                assert!(word.chars().all(fits), "{word}");
            }
        }
    }

    #[test]
    fn a_name_is_read_back_in_every_language() {
        for number in [0, 33, 2_499, 2_500, 7_533] {
            for language in Language::ALL {
                assert_eq!(handle_of(&handle_name(Handle(number), language)), Some(Handle(number)));
            }
        }
        for title in ["Lunch", "Amber Sail 0", "Amber Sail 9223372036854775807", ""] {
            assert_eq!(handle_of(title), None, "{title}");
        }
    }

    #[test]
    fn a_name_has_its_counterpart_in_the_other_languages() {
        let handle = Handle(33);
        assert_eq!(handle_name(handle, Language::En), "Amber Sail");
        assert_eq!(handle_name(handle, Language::Ar), "شراع كهرماني");
        assert_eq!(handle_name(handle, Language::Fr), "Voilier ambré");
        assert_eq!(handle_name(Handle(2_500 + 33), Language::En), "Amber Sail 2");
    }

    #[test]
    fn every_adjective_agrees_with_every_noun() {
        for word in &AR.second {
            assert!(!word.ends_with(['ة', 'ى']) && !word.ends_with("اء"), "{word}");
        }
        for word in &AR.first {
            assert!(!word.ends_with('ة'), "{word}");
        }
        // What ends like a feminine form in French, and is none.
        const MASCULINE: [&str; 10] =
            ["turquoise", "ivoire", "noisette", "translucide", "calme", "rapide", "vaste", "Pin", "émeraude", "Mûrier"];
        for word in FR.first.iter().filter(|word| !MASCULINE.contains(&word.as_str())) {
            assert!(!word.ends_with('e'), "{word}");
        }
        const NOUNS: [&str; 7] = ["Astre", "Chêne", "Érable", "Tissage", "Châle", "Rivage", "Verger"];
        for word in FR.second.iter().filter(|word| !NOUNS.contains(&word.as_str())) {
            assert!(!word.ends_with('e'), "{word}");
        }
    }

    #[test]
    fn the_places_of_words_stay_as_they_were_given_out() {
        // A word that moved would rename people.
        for (number, name) in
            [(0, "Amber Sea"), (49, "Amber Lute"), (2_450, "Dreamy Sea"), (1_271, "Glass Pomegranate")]
        {
            let number = Handle(number);
            assert_eq!(handle_of(name).map(|handle| handle_name(handle, Language::En)), Some(name.to_owned()));
            assert_eq!(handle_name(number, Language::En), name);
        }
    }
}
