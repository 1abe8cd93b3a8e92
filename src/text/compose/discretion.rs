//! Neutral lines, the way to hide what was opened, and the safety card.

use super::{Draft, Message, Voice, bidi, controls};
use crate::rules::course::Language;
use crate::rules::discretion::{GOES_AFTER, HIDES_AFTER};
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
pub(super) fn safety(voice: &Voice<'_>, enrolment: Option<EnrolmentId>) -> Message {
    let preferences = voice.reader.preferences;
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("safety-title"));
    for safeguard in Safeguard::ALL {
        let after = if safeguard == Safeguard::Discreet { HIDES_AFTER } else { GOES_AFTER };
        let hours = voice.hours(after);
        draft.line(&voice.fill(words(safeguard, safeguard.is_on(preferences)).0, &[("hours", hours.into())]));
    }
    draft.paragraph(&voice.say("safety-only-telegram"));
    draft.line(&voice.say("safety-timer"));
    draft.line(&voice.say("safety-delete-chat"));
    draft.paragraph(&voice.say("safety-panic"));
    for safeguard in Safeguard::ALL {
        let is_on = safeguard.is_on(preferences);
        let press = Press::SetSafeguard { safeguard, on: !is_on };
        draft.button(voice.say(words(safeguard, is_on).1), press);
    }
    if let Some(enrolment) = enrolment {
        controls::back(voice, &mut draft, enrolment);
    }
    draft.finish()
}

/// What the card says of a safeguard, and the button that changes it.
const fn words(safeguard: Safeguard, is_on: bool) -> (&'static str, &'static str) {
    match (safeguard, is_on) {
        (Safeguard::Discreet, true) => ("safety-discreet-on", "button-discreet-off"),
        (Safeguard::Discreet, false) => ("safety-discreet-off", "button-discreet-on"),
        (Safeguard::Cleaning, true) => ("safety-cleaning-on", "button-cleaning-off"),
        (Safeguard::Cleaning, false) => ("safety-cleaning-off", "button-cleaning-on"),
        (Safeguard::TextOnly, true) => ("safety-text-only-on", "button-text-only-off"),
        (Safeguard::TextOnly, false) => ("safety-text-only-off", "button-text-only-on"),
    }
}
