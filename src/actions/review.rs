//! Practice with what was missed: a button under the lesson of the day, one message, nothing counted.

use super::desk::{ActionError, Desk, Participant};
use super::intent::Pressed;
use crate::rules::notice::{Notice, Toast};
use crate::rules::review;

/// *Review*, or *Next*: the item that is due longest.
pub(super) fn show(desk: &mut Desk<'_>, pressed: &Pressed, participant: &Participant) {
    let enrolment = &participant.enrolment;
    let today = participant.rhythm.zone.date(desk.now);
    let due = review::next(&enrolment.progress.review, today).cloned();
    let shown = due.filter(|_| enrolment.may_ask()).and_then(|missed| {
        let (_, item) = review::item(&desk.work.library, &missed)?;
        Some(Notice::ReviewItem {
            enrolment: enrolment.id,
            version: missed.version,
            week: missed.week,
            item: missed.item,
            choices: review::choices(item, &missed, enrolment.id),
            left: review::due(&enrolment.progress.review, today),
        })
    });
    let Some(notice) = shown else {
        desk.answer(pressed, Some(&participant.person), Toast::AlreadyAnswered);
        return;
    };
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    desk.say(participant.place(), notice);
}

/// A letter under a practised item: what is right, and the next. Nothing is kept but that it was practised.
pub(super) fn answer(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    (week, item): (u8, u16),
    choice: u8,
) -> Result<(), ActionError> {
    let today = participant.rhythm.zone.date(desk.now);
    let practised = review::practised(&mut participant.enrolment.progress.review, week, item, today);
    let known = practised.and_then(|missed| {
        let right = review::item(&desk.work.library, &missed)?.1.choices.get(usize::from(choice))?.right;
        Some((missed, right))
    });
    let Some((missed, right)) = known else {
        desk.answer(pressed, Some(&participant.person), Toast::AlreadyAnswered);
        return Ok(());
    };
    desk.keep(&participant);
    desk.answer(pressed, Some(&participant.person), if right { Toast::Right } else { Toast::NotQuite });
    let enrolment = participant.enrolment.id;
    let left = review::due(&participant.enrolment.progress.review, today);
    let version = missed.version;
    desk.say(participant.place(), Notice::ReviewAnswered { enrolment, version, week, item, choice, left });
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
