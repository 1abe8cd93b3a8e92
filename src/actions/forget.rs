//! Erasing everything about a person.

use super::desk::{Desk, Participant};
use crate::rules::notice::Notice;

/// *Erase everything about me*: how that is done. Nothing is erased by asking.
pub(super) fn ask(desk: &mut Desk<'_>, participant: &Participant) {
    let enrolment = participant.enrolment.id;
    desk.say(participant.place(), Notice::AboutErasing { enrolment });
}
