//! Practice with what was missed: a button under the lesson of the day, one message, nothing counted.

use super::desk::{ActionError, Desk, Participant};
use super::intent::Pressed;
use super::practice;
use crate::rules::answer::{Draft, Given};
use crate::rules::notice::{Notice, Toast, Verdict};
use crate::rules::review;
use std::sync::Arc;

/// *Review*, or *Next*: the item that is due longest.
pub(super) fn show(desk: &mut Desk<'_>, pressed: &Pressed, participant: Participant) {
    let today = participant.rhythm.zone.date(desk.now);
    let due = review::next(&participant.enrolment.progress.review, today).cloned();
    let library = Arc::clone(&desk.work.library);
    let shown = due.filter(|_| participant.enrolment.may_ask());
    let shown = shown.and_then(|missed| review::item(&library, &missed).map(|(_, item)| (missed, item)));
    let Some((missed, item)) = shown else {
        desk.answer(pressed, Some(&participant.person), Toast::AlreadyAnswered);
        return;
    };
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    practice::show(desk, participant, item, &missed, Draft::default());
}

/// An answer to a practised item: what is right, and the next. Nothing is kept but that it was practised. `pressed` is
/// `None` for a typed one.
pub(super) fn answer(
    desk: &mut Desk<'_>,
    pressed: Option<&Pressed>,
    mut participant: Participant,
    (week, item): (u8, u16),
    given: Given,
) -> Result<(), ActionError> {
    let today = participant.rhythm.zone.date(desk.now);
    let due = review::due_item(&participant.enrolment.progress.review, week, item, today).cloned();
    let worth = due.and_then(|missed| review::worth(&desk.work.library, &missed, &given).map(|worth| (missed, worth)));
    let Some((missed, worth)) = worth else {
        if let Some(pressed) = pressed {
            desk.answer(pressed, Some(&participant.person), Toast::AlreadyAnswered);
        }
        return Ok(());
    };
    let progress = &mut participant.enrolment.progress;
    let _was = review::practised(&mut progress.review, week, item, today);
    (progress.practice, progress.practising) = (None, None);
    desk.keep(&participant);
    if let Some(pressed) = pressed {
        let toast = match worth.mark {
            mark if mark.is_full() => Toast::Right,
            mark if mark.is_partial() => Toast::PartlyRight,
            _ => Toast::NotQuite,
        };
        desk.answer(pressed, Some(&participant.person), toast);
    }
    let (choice, verdict) = match given {
        Given::Choice(choice) if !worth.mark.is_partial() => (choice, None),
        _ => (0, Some(Verdict { mark: worth.mark, hits: worth.hits, unread: false })),
    };
    let enrolment = participant.enrolment.id;
    let left = review::due(&participant.enrolment.progress.review, today);
    let version = missed.version;
    desk.say(participant.place(), Notice::ReviewAnswered { enrolment, version, week, item, choice, left, verdict });
    if left == 0
        && let Some(lesson) = participant.enrolment.progress.last_lesson(&participant.course)
    {
        // The button under the lesson goes.
        let keys = participant.setting(desk.now).lesson_keys(&participant.enrolment, lesson);
        desk.say(
            participant.place(),
            Notice::LessonButtons { enrolment, lesson, keys, version: Some(participant.cohort.version), shown: None },
        );
    }
    Ok(())
}
