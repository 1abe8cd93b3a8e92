//! The certificate: the name is asked for, shown, confirmed, used once and forgotten; and what a code says, to anybody.
//!
//! The code is made when the name is typed, so the words go straight from the update into a sealed note and no use case
//! reads them again. The sender does, when the certificate goes.

use super::desk::{Desk, Participant, Place};
use super::intent::{Pressed, Words};
use crate::rules::certificate::{AWAITED_FOR, Answer, Named, Naming, Step, WAITS_FOR, name};
use crate::rules::enrolment::Enrolment;
use crate::rules::ids::EnrolmentId;
use crate::rules::notice::{Notice, Toast};
use crate::rules::preferences::Preferences;
use crate::rules::press::Press;
use crate::rules::typed::Typed;
use crate::seal::certificate::{Course, Unfit};
use crate::seal::keyring::Checked;
use crate::store::in_flight::InFlight;
use crate::store::notes::NoteKind;
use chrono::{DateTime, Days, Utc};

/// `/certificate`.
pub(super) fn get(desk: &mut Desk<'_>, participant: Participant) {
    match participant.enrolment.certified_hours(&participant.course) {
        Err(why) => desk.refuse(participant.place(), why),
        Ok(_) if participant.enrolment.progress.name_kept => {
            // A name that waits would be in the way of the one that is kept.
            desk.work.remove_note(participant.enrolment.id, NoteKind::Name);
            let notice = drawn(&participant, true, false);
            desk.say(participant.place(), notice);
        }
        Ok(_) => ask(desk, participant),
    }
}

pub(super) fn press(desk: &mut Desk<'_>, pressed: &Pressed, mut participant: Participant, step: Step) {
    let enrolment = participant.enrolment.id;
    if let Err(why) = participant.enrolment.certified_hours(&participant.course) {
        desk.answer(pressed, Some(&participant.person), Toast::Refused(why));
        return;
    }
    // A name is confirmed once, however often that is pressed.
    if matches!(step, Step::Right { .. }) && !participant.enrolment.has_name_shown(desk.now) {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return;
    }
    let toast = if step == Step::Forget { Toast::Saved } else { Toast::Silent };
    desk.answer(pressed, Some(&participant.person), toast);
    match step {
        Step::Get => get(desk, participant),
        Step::Rename => ask(desk, participant),
        Step::Right { keep } => {
            participant.enrolment.progress.naming = None;
            if keep {
                desk.work.keep_name(enrolment);
            } else {
                desk.work.remove_note(enrolment, NoteKind::KeptName);
            }
            participant.enrolment.progress.name_kept = keep;
            desk.keep(&participant);
            let notice = drawn(&participant, keep, false);
            desk.say(participant.place(), notice);
        }
        Step::Picture => {
            let notice = drawn(&participant, participant.enrolment.progress.name_kept, true);
            desk.say(participant.place(), notice);
        }
        Step::Forget => {
            desk.work.remove_note(enrolment, NoteKind::KeptName);
            desk.work.remove_note(enrolment, NoteKind::Name);
            participant.enrolment.progress.naming = None;
            participant.enrolment.progress.name_kept = false;
            desk.keep(&participant);
            desk.say(participant.place(), Notice::NameForgotten { enrolment });
        }
    }
}

fn drawn(participant: &Participant, kept: bool, picture: bool) -> Notice {
    Notice::Certificate { enrolment: participant.enrolment.id, version: participant.cohort.version, kept, picture }
}

/// The next message is the name.
fn ask(desk: &mut Desk<'_>, mut participant: Participant) {
    participant.enrolment.progress.naming = Some(Naming { until: desk.now + AWAITED_FOR, shown: false });
    desk.keep(&participant);
    let (enrolment, version) = (participant.enrolment.id, participant.cohort.version);
    desk.say(participant.place(), Notice::CertificateAsk { enrolment, version });
}

/// A message of somebody whose name is awaited is that name. True when it was taken for it.
pub(super) fn typed(desk: &mut Desk<'_>, participant: &Participant, words: &Words) -> bool {
    let hours = participant.enrolment.certified_hours(&participant.course);
    let (true, Ok(hours)) = (participant.enrolment.awaits_name(desk.now), hours) else { return false };
    let name = match name(&words.0) {
        Ok(name) => name,
        Err(why) => {
            desk.refuse(participant.place(), why);
            return true;
        }
    };
    let cohort = &participant.cohort;
    let starts_on = cohort.starts_on;
    let ends_on = starts_on + Days::new((7 * u64::from(cohort.weeks)).saturating_sub(1));
    let course = Course { slug: &participant.course.slug, starts_on, ends_on, hours };
    let code = desk.work.signer().issue(&course, &name, desk.randomness);
    let (enrolment, version) = (participant.enrolment.id, cohort.version);
    let named = Named { name, code, starts_on, ends_on, hours };
    desk.work.put_note(enrolment, NoteKind::Name, named.encode());
    let mut participant = participant.clone();
    participant.enrolment.progress.naming = Some(Naming { until: desk.now + WAITS_FOR, shown: true });
    desk.keep(&participant);
    desk.say(participant.place(), Notice::CertificateName { enrolment, version });
    true
}

/// The button that words stand for, where a name waits to be confirmed or is kept.
pub(super) fn meant(enrolment: &Enrolment, typed: Typed, now: DateTime<Utc>) -> Option<Press> {
    let (waits, kept) = (enrolment.has_name_shown(now), enrolment.progress.name_kept);
    let step = match typed {
        Typed::NameRight if waits => Step::Right { keep: false },
        Typed::NameKeep if waits => Step::Right { keep: true },
        Typed::NameChange if waits || kept => Step::Rename,
        Typed::NameForget if waits || kept => Step::Forget,
        _ => return None,
    };
    Some(Press::Certificate { enrolment: enrolment.id, step })
}

/// Something of the certificate has arrived: no row says any more that it was one, and a name that was used is forgotten.
pub(super) fn arrived(desk: &mut Desk<'_>, delivery: &InFlight) {
    let Some(enrolment) = delivery.enrolment else { return };
    let text_only = reader(desk, delivery).is_some_and(|preferences| preferences.text_only);
    let file = matches!(delivery.notice, Notice::Certificate { picture, .. } if picture || !text_only);
    if reader(desk, delivery).is_some_and(|preferences| preferences.discreet) {
        // What they can hide needs a row by which it is known.
        desk.work.rewrite(delivery.id, Notice::Gone { enrolment, file });
    } else {
        desk.work.untell(delivery.id);
    }
    // One that was typed since waits to be confirmed.
    let is_used = matches!(delivery.notice, Notice::Certificate { kept: false, .. }) && file;
    if is_used && !is_named_anew(desk, enrolment) {
        desk.work.remove_note(enrolment, NoteKind::Name);
    }
}

fn reader(desk: &Desk<'_>, delivery: &InFlight) -> Option<Preferences> {
    desk.work.person_at(delivery.chat).map(|person| person.preferences)
}

fn is_named_anew(desk: &Desk<'_>, enrolment: EnrolmentId) -> bool {
    desk.work.enrolment(enrolment).is_some_and(|stored| stored.enrolment.progress.naming.is_some())
}

/// `/verify CODE`, and with a name behind it; for anybody.
pub(super) fn verify(desk: &mut Desk<'_>, place: Place, words: &Words) {
    let answer = match desk.work.keyring().check(&words.0) {
        _ if words.0.trim().is_empty() => Answer::How,
        Err(Unfit::Garbled) => Answer::Garbled,
        Err(Unfit::OtherKey(_) | Unfit::Forged) => Answer::Forged,
        Ok(Checked { refused_since: Some(since), .. }) => Answer::Refused { since },
        Ok(Checked { claims, name_fits, refused_since: None }) => Answer::Genuine {
            course: claims.course,
            starts_on: claims.starts_on,
            ends_on: claims.ends_on,
            hours: claims.hours,
            name_fits,
        },
    };
    let of_course = |slug: &str| {
        let versions = desk.work.library.iter().rev();
        versions.into_iter().find(|(_, course)| course.slug == slug).map(|(version, _)| *version)
    };
    let version = match &answer {
        Answer::Genuine { course, .. } => of_course(course),
        _ => None,
    };
    desk.say(place, Notice::Verified { answer, version });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::enrolment::{Progress, Status};
    use crate::rules::ids::{CohortId, PersonId};
    use crate::rules::model::Handle;

    #[test]
    fn words_about_a_name_mean_something_only_where_one_is() {
        let now = DateTime::UNIX_EPOCH;
        let naming = |shown| Some(Naming { until: now + AWAITED_FOR, shown });
        for (naming, name_kept, meant_by) in [
            (None, false, [None, None, None, None]),
            (naming(false), false, [None, None, None, None]),
            (naming(true), false, [Some(2), Some(3), Some(1), Some(5)]),
            (None, true, [None, None, Some(1), Some(5)]),
        ] {
            let progress = Progress { naming, name_kept, ..Progress::default() };
            let (id, person, cohort) = (EnrolmentId(1), PersonId(1), CohortId(1));
            let enrolment = Enrolment { id, person, cohort, handle: Handle(0), status: Status::Active, progress };
            let words = [Typed::NameRight, Typed::NameKeep, Typed::NameChange, Typed::NameForget];
            let found = words.map(|typed| match meant(&enrolment, typed, now) {
                Some(Press::Certificate { step, .. }) => Some(step.number()),
                _ => None,
            });
            assert_eq!(found, meant_by, "{naming:?} {name_kept}");
        }
    }
}
