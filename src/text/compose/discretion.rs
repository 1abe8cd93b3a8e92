//! Neutral lines, the way to hide what was opened, and the safety card.

use super::{Draft, Message, Voice, bidi};
use crate::rules::course::Language;
use crate::rules::ids::{DeliveryId, EnrolmentId};
use crate::rules::preferences::Safeguard;
use crate::rules::press::Press;
use crate::text::catalog::Catalog;
use crate::text::message::{Button, Target};

/// What is left of a message that is too old to be deleted.
const DOT: &str = ".";

/// A line that says nothing of the course, with *Read*.
pub(super) fn veil(voice: &Voice<'_>, of: DeliveryId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("veiled")).button(voice.say("button-read"), Press::Read { delivery: of });
    draft.finish()
}

/// *Hide*, which stands under whatever a discreet person has open.
pub fn hide_button(catalog: &Catalog, language: Language, delivery: DeliveryId) -> Button {
    let label = bidi::bare(catalog.text(language, "button-hide", &[]).trim());
    Button { label, target: Target::Press(Press::Hide { delivery }) }
}

pub(super) fn dot() -> Message {
    Message { text: DOT.to_owned(), ..Message::default() }
}

pub(super) fn reply_gone(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("reply-gone")).button(voice.say("button-ask"), Press::AskMentor { enrolment });
    draft.finish()
}

/// What is on, what only Telegram can do, and the switches.
pub(super) fn safety(voice: &Voice<'_>) -> Message {
    let preferences = voice.reader.preferences;
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("safety-title"));
    for safeguard in Safeguard::ALL {
        let state = if safeguard.is_on(preferences) { "on" } else { "off" };
        draft.line(&voice.say(&format!("safety-{}-{state}", name(safeguard))));
    }
    draft.paragraph(&voice.say("safety-only-telegram"));
    draft.line(&voice.say("safety-timer"));
    draft.line(&voice.say("safety-delete-chat"));
    draft.paragraph(&voice.say("safety-panic"));
    for safeguard in Safeguard::ALL {
        let on = !safeguard.is_on(preferences);
        let state = if on { "on" } else { "off" };
        let label = voice.say(&format!("button-{}-{state}", name(safeguard)));
        draft.button(label, Press::SetSafeguard { safeguard, on });
    }
    draft.finish()
}

const fn name(safeguard: Safeguard) -> &'static str {
    match safeguard {
        Safeguard::Discreet => "discreet",
        Safeguard::Cleaning => "cleaning",
        Safeguard::TextOnly => "text-only",
    }
}
