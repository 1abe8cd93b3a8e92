//! Short answers to a press.

use super::bidi;
use super::catalog::Catalog;
use super::compose::refusal_sentence;
use super::draft::clip;
use super::message::Reader;
use super::voice::Voice;
use crate::rules::course::Library;
use crate::rules::notice::Toast;

/// Telegram's limit for an answer to a press, in characters.
const MAX_CHARS: usize = 200;

/// The words, and whether they stay until closed (an alert); `None` for a press that is only acknowledged.
pub fn toast(catalog: &Catalog, toast: &Toast, reader: &Reader) -> Option<(String, bool)> {
    let no_courses = Library::new();
    let voice = Voice { catalog, reader, library: &no_courses };
    let (text, alert) = match toast {
        Toast::Silent => return None,
        Toast::LessonDone { next_at: Some(at) } => {
            (voice.fill("toast-done-next", &[("at", voice.moment(*at).into())]), false)
        }
        Toast::LessonDone { next_at: None } => (voice.say("toast-done"), false),
        Toast::Right => (voice.say("feedback-right"), false),
        Toast::PartlyRight => (voice.say("feedback-partly"), false),
        Toast::NotQuite => (voice.say("feedback-not-quite"), false),
        Toast::AlreadyAnswered => (voice.say("refused-already-answered"), false),
        Toast::PastAttempt => (voice.say("refused-past-attempt"), true),
        Toast::OldButton => (voice.say("refused-outdated"), true),
        Toast::DoneAlready => (voice.say("toast-done-already"), true),
        Toast::BeingWritten => (voice.say("toast-being-written"), true),
        Toast::Refused(why) => (refusal_sentence(&voice, why), true),
        Toast::Sent => (voice.say("toast-sent"), false),
        Toast::Saved => (voice.say("toast-saved"), false),
    };
    Some((clip(&bidi::bare(&text), MAX_CHARS), alert))
}
