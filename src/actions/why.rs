//! The person's own sentence, *why this course matters to me*: asked for by a button, kept sealed, shown to them alone.

use super::desk::{ActionError, Desk, Participant};
use super::intent::{Pressed, Words};
use crate::rules::enrolment::Enrolment;
use crate::rules::notice::{Notice, Toast};
use crate::rules::sentence::sentence;
use crate::store::notes::NoteKind;

/// What a button about the sentence asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sentence {
    /// The one that is kept; where none is, one may be written.
    See,
    Change,
    Remove,
}

pub(super) fn pressed(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    asked: Sentence,
) -> Result<(), ActionError> {
    let enrolment = participant.enrolment.id;
    let kept = participant.enrolment.progress.why;
    let asks = asked == Sentence::Change || (asked == Sentence::See && !kept);
    let (next, notice) = match asked {
        _ if asks => (participant.enrolment.clone().await_why(desk.now), Notice::WhyAsk { enrolment, kept }),
        Sentence::Remove => {
            desk.work.remove_note(enrolment, NoteKind::Why);
            (Ok(participant.enrolment.clone().remove_why()), Notice::WhyRemoved { enrolment })
        }
        _ => (Ok(participant.enrolment.clone()), Notice::WhyMine { enrolment }),
    };
    match next {
        Err(why) => desk.answer(pressed, Some(&participant.person), Toast::Refused(why)),
        Ok(next) => {
            desk.answer(pressed, Some(&participant.person), Toast::Silent);
            keep(desk, &mut participant, next);
            desk.say(participant.place(), notice);
        }
    }
    Ok(())
}

/// What was written after the button: the sentence, or too long for one, and then it is still waited for.
pub(super) fn written(desk: &mut Desk<'_>, mut participant: Participant, words: &Words) {
    match sentence(&words.0) {
        Err(why) => desk.refuse(participant.place(), why),
        Ok(words) => {
            let enrolment = participant.enrolment.id;
            desk.work.put_note(enrolment, NoteKind::Why, words);
            let next = participant.enrolment.clone().keep_why();
            keep(desk, &mut participant, next);
            desk.say(participant.place(), Notice::WhyMine { enrolment });
        }
    }
}

/// Something else was done, so what is written next is no sentence.
pub(super) fn let_go(desk: &mut Desk<'_>, mut participant: Participant) -> Participant {
    let progress = &participant.enrolment.progress;
    let awaits = progress.why_asked_at.is_some() || progress.awaited.is_some();
    if awaits || progress.naming.is_some() || progress.practising.is_some() {
        let next = participant.enrolment.clone().forget_awaited();
        keep(desk, &mut participant, next);
    }
    participant
}

fn keep(desk: &mut Desk<'_>, participant: &mut Participant, next: Enrolment) {
    if next != participant.enrolment {
        participant.enrolment = next;
        desk.keep(participant);
    }
}
