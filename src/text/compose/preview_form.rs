//! The form after the course as an author looks at it: several entries on a message, each with all that can be answered.

use super::{Draft, Message, Voice, pick_in};
use crate::rules::course::{Course, Language};
use crate::rules::form::{EntryKind, FormEntry, PREVIEWED};
use crate::rules::ids::VersionId;
use crate::rules::press::Press;

/// The entries from `first` on, as many as stand on a message; the last of them leads back to the contents.
pub(super) fn page(voice: &Voice<'_>, version: VersionId, language: Language, first: u8) -> Option<Message> {
    let course = voice.course(version)?;
    let from = usize::from(first);
    let shown = course.form.get(from..)?.iter().take(PREVIEWED);
    let until = from + shown.len();
    let mut draft = Draft::new(voice);
    let args = [("from", (from + 1).into()), ("to", until.into()), ("total", course.form.len().into())];
    draft.line(&voice.fill("form-preview-place", &args));
    for (place, entry) in (from + 1..).zip(shown) {
        add(voice, &mut draft, (course, language), place, entry);
    }
    if until == course.form.len() {
        draft.button(voice.say("button-contents"), Press::PreviewCourse { version, language });
    }
    Some(draft.finish())
}

fn add(voice: &Voice<'_>, draft: &mut Draft, (course, language): (&Course, Language), place: usize, entry: &FormEntry) {
    let words = |texts| pick_in(course, texts, language);
    let text = words(&entry.text);
    draft.bold(&voice.fill("form-preview-entry", &[("place", place.into()), ("text", text.into())]));
    let mut answer = |figure: u8, words: &str| {
        draft.line(&voice.fill("form-preview-answer", &[("figure", figure.into()), ("text", words.into())]));
    };
    match &entry.kind {
        EntryKind::Scale { steps, low, high } => {
            answer(1, words(low));
            answer(*steps, words(high));
        }
        EntryKind::Choice { options } => {
            for (figure, option) in (1..).zip(options) {
                answer(figure, words(option));
            }
        }
        EntryKind::Sentence => {
            draft.line(&voice.say("form-preview-sentence"));
        }
    }
}
