//! The person's own sentence: asked for, shown, put above a lesson.

use super::{Draft, Message, Voice, units};
use crate::rules::course::{Entity, EntityKind, Library};
use crate::rules::ids::EnrolmentId;
use crate::rules::notice::WhyKey;
use crate::rules::press::Press;
use crate::text::{Catalog, Reader};

/// Puts what the reader wrote for themselves above a message, as far as there is room for it. `covered`: it shows at a
/// touch, and neither in a notification nor to who looks over their shoulder.
pub fn put_above(catalog: &Catalog, reader: &Reader, message: Message, words: &str, covered: bool) -> Message {
    let voice = Voice { catalog, reader, library: &Library::new() };
    let top = voice.fill("why-above", &[("words", words.into())]);
    let before = units(&message.text);
    let mut draft = Draft::again(&voice, message);
    draft.put_on_top(&top);
    let mut message = draft.finish();
    // What was cut for want of room is covered as far as it stands there.
    let added = units(&message.text).saturating_sub(before);
    let offset = top.find(words).map_or(0, |at| units(&top[..at]));
    let length = units(words).min(added.saturating_sub(offset + BLANK_LINE));
    if covered && length > 0 {
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let spoiler = Entity { kind: EntityKind::Spoiler, offset: small(offset), length: small(length), url: None };
        message.entities.insert(0, spoiler);
    }
    message
}

/// Between what is put on top and what was there.
const BLANK_LINE: usize = 2;

pub(super) fn ask(voice: &Voice<'_>, enrolment: EnrolmentId, kept: bool) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("why-ask")).paragraph(&voice.say("why-ask-or"));
    if kept {
        draft.button(voice.say("button-back"), Press::Why { enrolment });
    }
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    draft.finish()
}

/// The sentence itself is put above it.
pub(super) fn mine(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("why-mine"));
    draft.button(voice.say("button-why-change"), Press::ChangeWhy { enrolment });
    draft.button(voice.say("button-why-remove"), Press::RemoveWhy { enrolment });
    draft.finish()
}

pub(super) fn removed(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("why-removed"));
    draft.button(voice.say("button-why"), Press::Why { enrolment });
    draft.finish()
}

/// The button under a lesson.
pub(super) fn add_key(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, key: WhyKey) {
    let label = match key {
        WhyKey::Ask => "button-why",
        WhyKey::Mine => "button-why-mine",
    };
    draft.button(voice.say(label), Press::Why { enrolment });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::course::Language;
    use crate::rules::preferences::Preferences;
    use crate::rules::schedule::Zone;

    fn above(language: Language, text: &str, words: &str, covered: bool) -> Message {
        let reader = Reader {
            language,
            zone: Zone::utc(),
            hour: 19,
            handle: None,
            preferences: Preferences::default(),
            bot_username: String::new(),
        };
        let bold = Entity { kind: EntityKind::Bold, offset: 0, length: 3, url: None };
        let message = Message { text: text.to_owned(), entities: vec![bold], ..Message::default() };
        put_above(&Catalog::embedded(), &reader, message, words, covered)
    }

    fn covered_part(message: &Message) -> Option<String> {
        let spoiler = message.entities.iter().find(|entity| entity.kind == EntityKind::Spoiler)?;
        let signs: Vec<u16> = message.text.encode_utf16().collect();
        let (from, length) = (spoiler.offset as usize, spoiler.length as usize);
        String::from_utf16(&signs[from..from + length]).ok()
    }

    #[test]
    fn exactly_the_words_are_covered_and_what_stood_there_moves_down() {
        for (language, words) in [
            (Language::En, "for our 🌳 village"),
            (Language::Ar, "لأن جمعيتنا في Saida تحتاج إلى صوت"),
            (Language::Ar, "because"),
        ] {
            let message = above(language, "The lesson", words, true);
            assert_eq!(covered_part(&message).as_deref(), Some(words), "{}", message.text);
            assert!(message.text.ends_with("\n\nThe lesson"), "{}", message.text);
            let bold = message.entities.last().expect("the lesson's own");
            let before: usize = message.text.strip_suffix("The lesson").map_or(0, units);
            assert_eq!((bold.offset as usize, bold.length), (before, 3));
        }
        assert_eq!(covered_part(&above(Language::En, "The lesson", "for us", false)), None);
    }

    #[test]
    fn where_there_is_little_room_what_stands_there_is_covered_to_the_end() {
        let lesson = "x".repeat(4_000);
        let words = "village ".repeat(30).trim().to_owned();
        let message = above(Language::En, &lesson, &words, true);
        assert!(units(&message.text) <= 4_096);
        let covered = covered_part(&message).expect("some of it");
        assert!(covered.starts_with("village") && message.text.contains(&format!("{covered}\n\nx")), "{covered}");
        let full = "x".repeat(4_090);
        assert_eq!(above(Language::En, &full, &words, true).text, full, "no room, no word of it");
    }
}
