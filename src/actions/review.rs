//! Practice with what was missed: a button under the lesson of the day, one message, nothing counted.

use super::desk::{ActionError, Desk, Participant};
use super::intent::{Pressed, PressedBy};
use super::{feedback, press};
use crate::rules::course::ItemKind;
use crate::rules::notice::{Notice, Toast};
use crate::rules::press::Press;
use crate::rules::review::{self, Missed};
use chrono::TimeDelta;

/// So long a letter that is typed answers the item that was shown; later it may answer a mentor.
const SHOWN_FOR: TimeDelta = TimeDelta::hours(1);

/// *Review*, or *Next*: the item that is due longest.
pub(super) fn show(desk: &mut Desk<'_>, pressed: &Pressed, mut participant: Participant) {
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
    participant.enrolment.progress.practising = Some(desk.now);
    desk.keep(&participant);
    desk.say(participant.place(), notice);
}

/// A typed letter answers the item that is shown for practice. True when there was one.
pub(super) fn typed(
    desk: &mut Desk<'_>,
    participant: &Participant,
    message: i64,
    letter: u8,
) -> Result<bool, ActionError> {
    let press = on_screen(desk, participant).and_then(|missed| {
        let (_, item) = review::item(&desk.work.library, &missed)?;
        let choice = *review::choices(item, &missed, participant.enrolment.id).get(usize::from(letter))?;
        Some(answer_press(participant, &missed, choice))
    });
    let Some(press) = press else { return Ok(false) };
    desk.answers_below();
    let pressed = Pressed { by: PressedBy::Words(message), message: None, press: Some(press) };
    press::participant_press(desk, &pressed, participant.clone(), press)?;
    Ok(true)
}

/// The button of *True* or *False* under the item that is shown for practice, if it is such an item.
pub(super) fn true_or_false(desk: &Desk<'_>, participant: &Participant, is_true: bool) -> Option<Press> {
    let missed = on_screen(desk, participant)?;
    let (_, item) = review::item(&desk.work.library, &missed)?;
    (item.kind == ItemKind::TrueFalse).then(|| answer_press(participant, &missed, u8::from(!is_true)))
}

fn answer_press(participant: &Participant, missed: &Missed, choice: u8) -> Press {
    Press::ReviewAnswer { enrolment: participant.enrolment.id, week: missed.week, item: missed.item, choice }
}

/// The item that was just shown for practice, and nothing else was done since.
fn on_screen(desk: &Desk<'_>, participant: &Participant) -> Option<Missed> {
    let progress = &participant.enrolment.progress;
    let shown_at = progress.practising.filter(|at| desk.now < *at + SHOWN_FOR)?;
    let is_free = participant.enrolment.may_ask() && !feedback::has_asked_since(desk, participant, shown_at);
    review::next(&progress.review, participant.rhythm.zone.date(desk.now)).filter(|_| is_free).cloned()
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
