//! Commands by name, and the words that stand for them when somebody types instead.

use super::bidi;
use super::catalog::Catalog;
use super::fold::fold;
use crate::rules::course::Language;
use crate::rules::notice::CommandScope;

// Who checks a certificate need not take part, and everybody who writes to the bot sees the same list.
const PARTICIPANTS: [&str; 10] =
    ["today", "lessons", "ask", "progress", "certificate", "settings", "privacy", "mydata", "verify", "help"];
const ADMIN_ONLY: [&str; 9] =
    ["cohorts", "newcohort", "invite", "roster", "stats", "items", "preview", "rest", "admins"];
const MENTORS: [&str; 2] = ["mentors", "help"];

/// What Telegram shows behind the menu button: names and descriptions, without marks of direction.
pub fn commands(catalog: &Catalog, scope: CommandScope, language: Language) -> Vec<(&'static str, String)> {
    let describe = |name: &'static str| (name, bidi::bare(&catalog.text(language, &format!("command-{name}"), &[])));
    match scope {
        CommandScope::Participants | CommandScope::Former => PARTICIPANTS.into_iter().map(describe).collect(),
        CommandScope::Admin => PARTICIPANTS.into_iter().chain(ADMIN_ONLY).map(describe).collect(),
        CommandScope::Mentors => MENTORS
            .into_iter()
            .map(|name| match name {
                "help" => (name, bidi::bare(&catalog.text(language, "command-help-mentors", &[]))),
                other => describe(other),
            })
            .collect(),
    }
}

/// Names what the lists of commands are made of, all sentences and this file: who set others sets them anew. To compare the
/// lists themselves every language would have to be read.
pub const COMMANDS_FINGERPRINT: &str = env!("DARB_COMMANDS");

/// Commands that a single word stands for.
const SPOKEN: [&str; 16] = [
    "today",
    "lessons",
    "ask",
    "progress",
    "settings",
    "help",
    "privacy",
    "language",
    "hour",
    "pause",
    "stop",
    "safety",
    "ramadan",
    "mydata",
    "forget",
    "certificate",
];

/// The command whose name, in the person's language or in English, is the whole message.
///
/// The words stand in `words.ftl` (`spoken-today` and so on), separated by `|`.
pub fn command_word(catalog: &Catalog, language: Language, text: &str) -> Option<&'static str> {
    let typed = fold(text);
    if typed.is_empty() {
        return None;
    }
    SPOKEN.into_iter().find(|name| {
        let means = |words: String| words.split('|').any(|word| fold(word) == typed);
        let key = format!("spoken-{name}");
        means(catalog.text(language, &key, &[])) || means(catalog.text(Language::En, &key, &[]))
    })
}

/// Words that make a message a thank-you and no question: lower case, without harakat.
pub fn thanks_words(language: Language) -> &'static [&'static str] {
    match language {
        Language::Ar => &[
            "شكرا",
            "مشكور",
            "مشكورة",
            "مشكورين",
            "مشكورون",
            "تسلم",
            "تسلمي",
            "تسلموا",
            "تسلمو",
            "ممتاز",
            "رائع",
            "جزيلا",
            "جزيل",
            "الشكر",
            "كتير",
            "كثيرا",
            "كتيرا",
            "لكم",
            "لك",
            "إلكم",
            "الكم",
            "يسلمو",
            "يسلموا",
            "ممنون",
            "ممنونة",
            "ممنونين",
            "يعطيكم",
            "يعطيك",
            "العافية",
            "بارك",
            "الله",
            "فيكم",
            "فيك",
            "تمام",
            "حسنا",
            "طيب",
            "أوكي",
            "اوكي",
            "ok",
            "okay",
            "thanks",
            "merci",
            "ميرسي",
        ],
        Language::En => &[
            "thanks",
            "thank",
            "you",
            "thx",
            "ty",
            "so",
            "very",
            "much",
            "a",
            "lot",
            "many",
            "great",
            "ok",
            "okay",
            "perfect",
            "all",
            "clear",
            "got",
            "it",
            "cheers",
            "appreciated",
            "shukran",
        ],
        Language::Fr => &[
            "merci", "beaucoup", "bien", "à", "a", "vous", "tous", "toutes", "grand", "mille", "super", "parfait",
            "ok", "okay", "d", "accord", "entendu",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::question::is_small_talk;

    #[test]
    fn a_word_stands_for_a_command_however_it_is_written() {
        let catalog = Catalog::embedded();
        for (language, typed, expected) in [
            (Language::Ar, "اليوم", Some("today")),
            (Language::Ar, "اليَـــوم.", Some("today")),
            (Language::Ar, "today", Some("today")),
            (Language::Ar, "مساعدة", Some("help")),
            (Language::Ar, "مساعده", Some("help")),
            (Language::Ar, "اعدادات", Some("settings")),
            (Language::Ar, "الإعدادات", Some("settings")),
            (Language::Ar, "تقدّمي", Some("progress")),
            (Language::Ar, "سؤال", Some("ask")),
            (Language::Ar, "اللغة", Some("language")),
            (Language::Ar, "الساعة", Some("hour")),
            (Language::Ar, "توقف", Some("stop")),
            (Language::Ar, "خصوصيه", Some("privacy")),
            (Language::Ar, "استراحة", Some("pause")),
            (Language::Ar, "دروسي", Some("lessons")),
            (Language::En, "Today", Some("today")),
            (Language::En, "HELP!", Some("help")),
            (Language::En, "language", Some("language")),
            (Language::Fr, "stop", Some("stop")),
            (Language::Fr, "Aujourd'hui", Some("today")),
            (Language::Fr, "aujourd’hui !", Some("today")),
            (Language::Fr, "Réglages", Some("settings")),
            (Language::Fr, "reglages", Some("settings")),
            (Language::Fr, "aide", Some("help")),
            (Language::Fr, "Message aux mentors", Some("ask")),
            (Language::Fr, "aidez-moi avec cela", None),
            (Language::Ar, "رمضان", Some("ramadan")),
            (Language::En, "اليوم", None),
            (Language::En, "help me with this", None),
            (Language::Ar, "", None),
        ] {
            assert_eq!(command_word(&catalog, language, typed), expected, "{typed}");
        }
    }

    #[test]
    fn no_word_stands_for_two_commands() {
        let catalog = Catalog::embedded();
        for language in Language::ALL {
            for name in SPOKEN {
                for word in catalog.text(language, &format!("spoken-{name}"), &[]).split('|') {
                    assert_eq!(command_word(&catalog, language, word), Some(name), "{word}");
                }
            }
        }
    }

    #[test]
    fn thanks_are_no_question() {
        for (language, text) in [
            (Language::Ar, "شكرًا جزيلًا"),
            (Language::Ar, "شُكرا لكم 🙏"),
            (Language::En, "Thank you so much!"),
            (Language::Fr, "Merci beaucoup"),
        ] {
            assert!(is_small_talk(text, thanks_words(language)), "{text}");
        }
        assert!(!is_small_talk("كيف أغيّر كلمة السر", thanks_words(Language::Ar)));
    }

    #[test]
    fn each_scope_has_its_commands_described() {
        let catalog = Catalog::embedded();
        for language in Language::ALL {
            for (scope, count) in
                [(CommandScope::Participants, 10), (CommandScope::Admin, 19), (CommandScope::Mentors, 2)]
            {
                let list = commands(&catalog, scope, language);
                assert_eq!(list.len(), count);
                for (name, description) in list {
                    assert!((1..=256).contains(&description.chars().count()), "{name}");
                    assert_ne!(name, "panic", "it is told in the card on safety alone");
                }
            }
        }
    }
}
