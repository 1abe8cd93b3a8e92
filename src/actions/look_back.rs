//! The answers of an attempt that is over, item by item: what was said to each, and what is right where the course says so.

use super::desk::{ActionError, Desk, Participant};
use super::intent::Pressed;
use super::test;
use crate::rules::grading::Attempt;
use crate::rules::notice::{Notice, Toast};

/// *Look at my answers*, and from there to the next and back. What may be seen is looked up anew each time.
pub(super) fn press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: &Participant,
    attempt: &Attempt,
    position: u8,
) -> Result<(), ActionError> {
    let course = test::pinned(desk, attempt)?;
    let assessment = test::assessment(&course, attempt)?;
    let progress = participant.enrolment.progress.week(attempt.week);
    let (passed, last) = (progress.badge, progress.attempts_left(assessment) == 0);
    if !attempt.is_finished() || !assessment.rules.may_look_back(passed, last) {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return Ok(());
    }
    let counts = |at: &u8| attempt.item(assessment, *at).is_some_and(|item| item.kind.is_counted());
    // The button under the result names the first position, which may be one that is only read.
    let Some(position) = (position..attempt.total()).find(counts) else {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return Ok(());
    };
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    let neighbours = ((0..position).rev().find(counts), (position.saturating_add(1)..attempt.total()).find(counts));
    let notice = Notice::LookedBack {
        enrolment: participant.enrolment.id,
        attempt: attempt.id,
        version: attempt.version,
        week: attempt.week,
        position,
        place: attempt.place(assessment, position),
        item: attempt.order.get(usize::from(position)).copied().unwrap_or(0),
        choices: attempt.choices(assessment, position),
        answered: test::answered(attempt, assessment, position),
        neighbours,
        reveal: assessment.rules.reveals(passed, last),
    };
    desk.say(participant.place(), notice);
    Ok(())
}
