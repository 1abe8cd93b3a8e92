//! The safety card and its switches.

use super::desk::{Desk, Place};
use super::intent::Pressed;
use crate::rules::model::Person;
use crate::rules::notice::{Notice, Toast};
use crate::rules::preferences::{Preferences, Safeguard};
use crate::rules::press::Press;

/// Shows the card: `/safety`, or the button in the settings.
pub(super) fn show(desk: &mut Desk<'_>, place: Place) {
    desk.say(place, Notice::Safety { enrolment: place.enrolment });
}

/// Keeps what somebody wishes, and tends to what stands in their chat accordingly. The same twice changes nothing.
pub(super) fn wish(desk: &mut Desk<'_>, person: &Person, preferences: Preferences) {
    let person = Person { preferences, ..person.clone() };
    desk.work.wish(person.chat, preferences);
    desk.work.people.put(person.id, person);
}

/// A press on the card, or on the button that shows it; false for other buttons.
pub(super) fn press(desk: &mut Desk<'_>, pressed: &Pressed, person: &Person, place: Place, press: Press) -> bool {
    match press {
        Press::ShowSafety => desk.answer(pressed, Some(person), Toast::Silent),
        Press::SetSafeguard { safeguard, on } => {
            desk.answer(pressed, Some(person), Toast::Saved);
            let before = person.preferences;
            wish(desk, person, before.with(safeguard, on));
            if safeguard == Safeguard::Discreet && on && !before.discreet {
                // What stands there from the last two days becomes a neutral line as well, but for this card.
                desk.work.veil_recent(person.chat, pressed.message);
            }
        }
        _ => return false,
    }
    show(desk, place);
    true
}
