//! Participants' names for mentors and circle: an adjective and a noun, the same pair in every language.
//!
//! The words are things, plants, animals and qualities that nobody minds being called by: no person's name, no party's
//! colour or emblem, nothing of a religion, nothing that teases in some dialect. The Arabic nouns are all masculine, so
//! that every adjective agrees with every noun. A place in a list is part of people's names: replace a word only where
//! it does harm, never reorder.

use crate::rules::course::Language;
use crate::rules::model::{HANDLE_WORDS, Handle};

/// A word in both scripts.
struct Word {
    en: &'static str,
    ar: &'static str,
}

const fn word(en: &'static str, ar: &'static str) -> Word {
    Word { en, ar }
}

/// The adjectives.
const FIRST: [Word; HANDLE_WORDS as usize] = [
    word("Amber", "كهرماني"),
    word("Golden", "ذهبي"),
    word("Silver", "فضي"),
    word("Copper", "نحاسي"),
    word("Bronze", "برونزي"),
    word("Pearly", "لؤلؤي"),
    word("Steady", "راسخ"),
    word("Emerald", "زمردي"),
    word("Turquoise", "فيروزي"),
    word("Indigo", "نيلي"),
    word("Striped", "مخطّط"),
    word("Purple", "أرجواني"),
    word("Elegant", "أنيق"),
    word("Crimson", "قرمزي"),
    word("Maroon", "عنابي"),
    word("Lilac", "ليلكي"),
    word("Apricot", "مشمشي"),
    word("Azure", "لازوردي"),
    word("Ivory", "عاجي"),
    word("Chestnut", "كستنائي"),
    word("Sandy", "رملي"),
    word("Marble", "رخامي"),
    word("Velvet", "مخملي"),
    word("Wooden", "خشبي"),
    word("Porcelain", "خزفي"),
    word("Glass", "زجاجي"),
    word("Sunny", "مشمس"),
    word("Snowy", "ثلجي"),
    word("Rainy", "ماطر"),
    word("Summery", "صيفي"),
    word("Autumnal", "خريفي"),
    word("Wintry", "شتوي"),
    word("Calm", "هادئ"),
    word("Bright", "ساطع"),
    word("Shiny", "لامع"),
    word("Warm", "دافئ"),
    word("Scented", "معطّر"),
    word("Swift", "سريع"),
    word("Graceful", "رشيق"),
    word("Wide", "واسع"),
    word("Deep", "عميق"),
    word("New", "جديد"),
    word("Smiling", "مبتسم"),
    word("Cheerful", "مرح"),
    word("Polished", "مصقول"),
    word("Embroidered", "مطرّز"),
    word("Lively", "نشيط"),
    word("Sparkling", "متلألئ"),
    word("Blooming", "مزهر"),
    word("Dreamy", "حالم"),
];

/// The nouns.
const SECOND: [Word; HANDLE_WORDS as usize] = [
    word("Sea", "بحر"),
    word("Mountain", "جبل"),
    word("Shore", "شاطئ"),
    word("Waterfall", "شلال"),
    word("Stream", "جدول"),
    word("Horizon", "أفق"),
    word("Planet", "كوكب"),
    word("Meadow", "مرج"),
    word("Orchard", "بستان"),
    word("Field", "حقل"),
    word("Crystal", "بلور"),
    word("Ibex", "وعل"),
    word("Dolphin", "دلفين"),
    word("Pelican", "بجع"),
    word("Swallow", "سنونو"),
    word("Stork", "لقلق"),
    word("Nightingale", "بلبل"),
    word("Kingfisher", "رفراف"),
    word("Squirrel", "سنجاب"),
    word("Almond", "لوز"),
    word("Carnation", "قرنفل"),
    word("Pomegranate", "رمان"),
    word("Quince", "سفرجل"),
    word("Anise", "يانسون"),
    word("Carob", "خروب"),
    word("Oak", "بلوط"),
    word("Maple", "قيقب"),
    word("Pine", "صنوبر"),
    word("Cotton", "قطن"),
    word("Wheat", "قمح"),
    word("Mint", "نعناع"),
    word("Lamp", "مصباح"),
    word("Bridge", "جسر"),
    word("Sail", "شراع"),
    word("Notebook", "دفتر"),
    word("Pen", "قلم"),
    word("Piano", "بيانو"),
    word("Carpet", "بساط"),
    word("Loom", "نول"),
    word("Cup", "فنجان"),
    word("Teapot", "إبريق"),
    word("Loaf", "رغيف"),
    word("Cardamom", "هيل"),
    word("Lemon", "ليمون"),
    word("Mulberry", "توت"),
    word("Balloon", "منطاد"),
    word("Train", "قطار"),
    word("Scarf", "وشاح"),
    word("Window", "شباك"),
    word("Lute", "عود"),
];

/// A participant's name in a language, such as "Amber Sail" or «شراع كهرماني», with a figure behind it where the pair is
/// used for the second time. French reads the English words.
pub fn handle_name(handle: Handle, language: Language) -> String {
    let (first, second, figure) = handle.words();
    let (first, second) = (&FIRST[first], &SECOND[second]);
    let name = match language {
        Language::Ar => format!("{} {}", second.ar, first.ar),
        Language::En | Language::Fr => format!("{} {}", first.en, second.en),
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

    #[test]
    fn the_words_of_a_language_are_all_different() {
        let all = || FIRST.iter().chain(&SECOND);
        assert_eq!(all().map(|word| word.en).collect::<HashSet<_>>().len(), 100);
        assert_eq!(all().map(|word| word.ar).collect::<HashSet<_>>().len(), 100);
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
    fn a_name_has_its_counterpart_in_the_other_language() {
        let handle = Handle(33);
        assert_eq!(handle_name(handle, Language::En), "Amber Sail");
        assert_eq!(handle_name(handle, Language::Ar), "شراع كهرماني");
        assert_eq!(handle_name(Handle(2_500 + 33), Language::En), "Amber Sail 2");
    }

    #[test]
    fn no_noun_is_feminine_in_arabic() {
        for word in &SECOND {
            assert!(!word.ar.ends_with(['ة', 'ى']) && !word.ar.ends_with("اء"), "{}", word.ar);
        }
    }
}
