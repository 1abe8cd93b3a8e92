//! Words read as the button of a message: what the sender composes, composed once more for who types.

use crate::actions::{Labels, Participant};
use crate::rules::course::Library;
use crate::rules::notice::Notice;
use crate::rules::typed::Labelled;
use crate::text::{Catalog, Reader, compose, labelled};
use std::sync::Arc;

/// The sentences that are sent, for reading what stands on their buttons.
pub struct Wording(pub Arc<Catalog>);

impl std::fmt::Debug for Wording {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Wording")
    }
}

impl Labels for Wording {
    fn read(&self, words: &str, notice: &Notice, participant: &Participant, library: &Library) -> Labelled {
        let person = &participant.person;
        let reader = Reader {
            language: person.language,
            zone: participant.rhythm.zone.clone(),
            hour: person.hour,
            handle: Some(participant.enrolment.handle),
            preferences: person.preferences,
            bot_username: String::new(),
        };
        compose(&self.0, notice, &reader, library)
            .map_or(Labelled::Nothing, |message| labelled(words, &message.keyboard))
    }
}
