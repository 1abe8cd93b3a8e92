//! What mentors say of an essay: it passes, or needs work. A comment is a reply like any other.

use super::desk::{ActionError, Desk, Place};
use super::intent::Pressed;
use super::test;
use crate::rules::answer::Given;
use crate::rules::enrolment::Status;
use crate::rules::ids::{AttemptId, PersonId};
use crate::rules::notice::{Notice, Toast};
use crate::rules::role::Act;

/// *Passes* or *Needs work*, by a mentor in the group or an admin. The first word stands.
pub(super) fn mark(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    place: Place,
    by: Option<PersonId>,
    (attempt, position): (AttemptId, u8),
    pass: bool,
) -> Result<(), ActionError> {
    let who = by.and_then(|by| desk.work.people.get(&by)).cloned();
    let known = desk.work.attempts.get(&attempt).cloned();
    let Some((attempt, question)) = known.and_then(|attempt| match attempt.answers.get(usize::from(position))?.given {
        Given::Essay { question, .. } => Some((attempt, question)),
        _ => None,
    }) else {
        desk.answer(pressed, who.as_ref(), Toast::DoneAlready);
        return Ok(());
    };
    let mut participant = desk.participant(attempt.enrolment)?;
    let is_mentor = participant.cohort.mentors == Some(place.chat);
    let may = is_mentor || by.is_some_and(|by| desk.may(by, Act::WaiveGate));
    let Some(attempt) = may.then(|| attempt.mark_essay(position, pass).ok()).flatten() else {
        desk.answer(pressed, who.as_ref(), Toast::DoneAlready);
        return Ok(());
    };
    desk.work.attempts.put(attempt.id, attempt.clone());
    if let Some(answered) = desk.work.questions.get(&question).cloned().and_then(|question| question.answer().ok()) {
        desk.work.questions.put(answered.id, answered);
    }
    desk.answer(pressed, who.as_ref(), Toast::Saved);
    let (enrolment, handle, week) = (participant.enrolment.id, participant.enrolment.handle, attempt.week);
    let topic = desk.work.topics.values().find(|topic| topic.enrolment == enrolment && topic.chat == place.chat);
    let here = Place { chat: place.chat, topic: topic.map(|topic| topic.id), enrolment: Some(enrolment) };
    desk.say(here, Notice::EssaySettled { enrolment, question });
    desk.say_new(here, Notice::EssayNoted { enrolment, handle, week, passed: pass });
    if matches!(participant.enrolment.status, Status::Left { .. }) {
        // Who has left hears nothing; what they wrote is marked all the same.
        return Ok(());
    }
    participant.is_told(desk.now);
    let course = test::pinned(desk, &attempt)?;
    let assessment = test::assessment(&course, &attempt)?;
    let progress = participant.enrolment.progress.week(week);
    let hangs_on_it = progress.being_read_since.is_some() && attempt.number == progress.used.saturating_add(1);
    if hangs_on_it && attempt.is_finished() && !attempt.grade(assessment).undecided {
        let answered = test::answered(&attempt, assessment, position);
        return test::conclude(desk, participant, &attempt, assessment, answered, true);
    }
    desk.keep(&participant);
    let item = attempt.order.get(usize::from(position)).copied().unwrap_or(0);
    desk.say(
        participant.place(),
        Notice::EssayMarked { enrolment, version: attempt.version, week, item, passed: pass },
    );
    Ok(())
}
