//! The week's test: started, answered item by item on one message, graded, and what follows.

use super::desk::{ActionError, Desk, Participant};
use super::intent::Pressed;
use super::{feedback, learn, relay};
use crate::rules::course::{Assessment, Course, ItemKind};
use crate::rules::decision::Refusal;
use crate::rules::feedback::WEEK_QUESTIONS;
use crate::rules::grading::{Attempt, NewAttempt};
use crate::rules::ids::{AttemptId, LessonId};
use crate::rules::notice::{Answered, NextStep, Notice, Toast};
use crate::rules::press::Press;
use crate::rules::review;
use chrono::TimeDelta;
use std::sync::Arc;

/// So long a second tap on the button that started an attempt is taken for a double tap.
const JUST_STARTED: TimeDelta = TimeDelta::minutes(1);

/// *Start the test*, *Try again*, or *Start the test now* under the last lesson of a week.
pub(super) fn start(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    week: u8,
    number: u8,
) -> Result<(), ActionError> {
    let open = desk.work.attempts.values().find(|attempt| {
        attempt.enrolment == participant.enrolment.id && attempt.week == week && !attempt.is_finished()
    });
    if let Some(attempt) = open.cloned() {
        desk.answer(pressed, Some(&participant.person), Toast::Silent);
        // A double tap shows it once.
        if attempt.answers.is_empty() && desk.now - attempt.started_at < JUST_STARTED {
            return show_item(desk, &participant, &attempt, None);
        }
        return show_below(desk, &participant, &attempt);
    }
    let setting = participant.setting(desk.now);
    let allowed = match setting.may_start_test(&participant.enrolment, week) {
        Ok(allowed) if allowed == number => allowed,
        Ok(_) => {
            desk.answer(pressed, Some(&participant.person), Toast::PastAttempt);
            return Ok(());
        }
        Err(why) => {
            desk.answer(pressed, Some(&participant.person), Toast::Refused(why));
            return Ok(());
        }
    };
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    if participant.enrolment.progress.week(week).offered_at.is_none() {
        // Under a lesson: first the intro, with what to expect.
        let mut enrolment = participant.enrolment.clone();
        let offer = setting.offer_test(&mut enrolment, week);
        participant.enrolment = enrolment;
        desk.keep(&participant);
        if let Some(offer) = offer {
            desk.say(participant.place(), offer);
        }
        return Ok(());
    }
    let seed = desk.randomness.seed();
    let assessment =
        &participant.course.week(week).ok_or_else(|| ActionError::Missing(format!("week {week}")))?.assessment;
    let id = AttemptId(desk.work.fresh_id());
    let version = participant.cohort.version;
    let new = NewAttempt { id, enrolment: participant.enrolment.id, version, week, number: allowed, seed };
    let attempt = Attempt::start(new, assessment, desk.now);
    if participant.enrolment.progress.week(week).rings_on.is_some() {
        // It is known by now.
        let mut progress = participant.enrolment.progress.week(week);
        progress.rings_on = None;
        participant.enrolment.progress.set_week(week, progress);
        desk.keep(&participant);
    }
    desk.work.attempts.put(id, attempt.clone());
    show_below(desk, &participant, &attempt)
}

/// A letter was pressed or typed. `pressed` is `None` for a typed one.
pub(super) fn answer(
    desk: &mut Desk<'_>,
    pressed: Option<&Pressed>,
    participant: Participant,
    attempt: &Attempt,
    position: u8,
    choice: u8,
) -> Result<(), ActionError> {
    let course = pinned(desk, attempt)?;
    let assessment = assessment(&course, attempt)?;
    let answered = participant
        .enrolment
        .check_running()
        .and_then(|()| participant.setting(desk.now).check_open())
        .and_then(|()| attempt.clone().answer(assessment, position, choice, desk.now));
    let next = match answered {
        Err(why) => {
            if let Some(pressed) = pressed {
                let toast = match why {
                    Refusal::PastAttempt => Toast::PastAttempt,
                    Refusal::AlreadyAnswered => Toast::AlreadyAnswered,
                    why => Toast::Refused(why),
                };
                desk.answer(pressed, Some(&participant.person), toast);
            } else {
                desk.refuse(participant.place(), why);
            }
            return Ok(());
        }
        Ok(next) => next,
    };
    let right = next.answers.last().is_some_and(|answer| answer.right);
    if let Some(pressed) = pressed {
        desk.answer(pressed, Some(&participant.person), if right { Toast::Right } else { Toast::NotQuite });
    }
    let item = attempt.order.get(usize::from(position)).copied().unwrap_or(0);
    let previous = Some(Answered { item, choice });
    desk.work.attempts.put(next.id, next.clone());
    if next.is_finished() {
        finish(desk, participant, &next, assessment, previous)
    } else {
        show_item(desk, &participant, &next, previous)
    }
}

/// A typed letter answers the current item of an attempt that is open. True when there was one.
pub(super) fn typed(desk: &mut Desk<'_>, participant: &Participant, letter: u8) -> Result<bool, ActionError> {
    let Some(attempt) = open_attempt(desk, participant).cloned() else { return Ok(false) };
    let course = pinned(desk, &attempt)?;
    let assessment = assessment(&course, &attempt)?;
    let position = attempt.position();
    let Some(choice) = attempt.choices(assessment, position).get(usize::from(letter)).copied() else {
        return Ok(false);
    };
    desk.answers_below();
    answer(desk, None, participant.clone(), &attempt, position, choice)?;
    Ok(true)
}

/// The button of *True* or *False* under the current item of an attempt that is open, if it is such an item.
pub(super) fn true_or_false(
    desk: &Desk<'_>,
    participant: &Participant,
    is_true: bool,
) -> Result<Option<Press>, ActionError> {
    let Some(attempt) = open_attempt(desk, participant) else { return Ok(None) };
    let course = pinned(desk, attempt)?;
    let position = attempt.position();
    let item = attempt.item(assessment(&course, attempt)?, position);
    let fits = item.is_some_and(|item| item.kind == ItemKind::TrueFalse);
    Ok(fits.then_some(Press::Answer { attempt: attempt.id, position, choice: u8::from(!is_true) }))
}

/// The attempt that is under way.
pub(super) fn open_attempt<'d>(desk: &'d Desk<'_>, participant: &Participant) -> Option<&'d Attempt> {
    let mut attempts = desk.work.attempts.values();
    attempts.find(|attempt| attempt.enrolment == participant.enrolment.id && !attempt.is_finished())
}

/// *Continue later*: the attempt stays as it is.
pub(super) fn later(desk: &mut Desk<'_>, pressed: &Pressed, participant: &Participant, attempt: &Attempt) {
    if attempt.is_finished() {
        desk.answer(pressed, Some(&participant.person), Toast::PastAttempt);
        return;
    }
    desk.answer(pressed, Some(&participant.person), Toast::Saved);
    let notice = Notice::AttemptPaused {
        enrolment: participant.enrolment.id,
        attempt: attempt.id,
        week: attempt.week,
        answered: attempt.position(),
        total: attempt.total(),
        until: participant.cohort.calendar().closes_on(),
    };
    desk.say_on_screen(participant.place(), notice);
}

/// *Continue*: back to the current item.
pub(super) fn go_on(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: &Participant,
    attempt: &Attempt,
) -> Result<(), ActionError> {
    let open = participant.enrolment.check_running().and_then(|()| participant.setting(desk.now).check_open());
    if let Err(why) = open {
        desk.answer(pressed, Some(&participant.person), Toast::Refused(why));
        return Ok(());
    }
    if attempt.is_finished() {
        desk.answer(pressed, Some(&participant.person), Toast::PastAttempt);
        return Ok(());
    }
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    show_item(desk, participant, attempt, None)
}

/// The current item on the newest message of the test.
fn show_item(
    desk: &mut Desk<'_>,
    participant: &Participant,
    attempt: &Attempt,
    previous: Option<Answered>,
) -> Result<(), ActionError> {
    let notice = current_item(desk, participant, attempt, previous)?;
    desk.say_on_screen(participant.place(), notice);
    Ok(())
}

/// The current item where the person looks: on the message that was pressed if it is one of the test, else on a new one.
/// The message of an earlier attempt may stand far above.
fn show_below(desk: &mut Desk<'_>, participant: &Participant, attempt: &Attempt) -> Result<(), ActionError> {
    let notice = current_item(desk, participant, attempt, None)?;
    desk.say(participant.place(), notice);
    Ok(())
}

fn current_item(
    desk: &Desk<'_>,
    participant: &Participant,
    attempt: &Attempt,
    previous: Option<Answered>,
) -> Result<Notice, ActionError> {
    let course = pinned(desk, attempt)?;
    let assessment = assessment(&course, attempt)?;
    let position = attempt.position();
    let item = attempt.order.get(usize::from(position)).copied();
    Ok(Notice::Item {
        enrolment: participant.enrolment.id,
        attempt: attempt.id,
        version: attempt.version,
        week: attempt.week,
        position,
        total: attempt.total(),
        item: item.ok_or_else(|| ActionError::Missing(format!("item {position} of attempt {}", attempt.id)))?,
        choices: attempt.choices(assessment, position),
        previous,
    })
}

/// The last answer: the grade, what follows, and help where it is needed.
fn finish(
    desk: &mut Desk<'_>,
    mut participant: Participant,
    attempt: &Attempt,
    assessment: &Assessment,
    previous: Option<Answered>,
) -> Result<(), ActionError> {
    let week = attempt.week;
    let grade = attempt.grade(assessment);
    let mut progress = participant.enrolment.progress.week(week);
    let verdict = progress.finish_attempt(&grade, assessment, &participant.rhythm, desk.now);
    let exhausted = progress.exhausted_at.is_some();
    let (granted, missed) = (progress.granted, progress.missed.clone());
    participant.enrolment.progress.set_week(week, progress.clone());
    let today = participant.rhythm.zone.date(desk.now);
    review::take_in(&mut participant.enrolment.progress.review, attempt, today);
    let setting = participant.setting(desk.now);
    let next_number = progress.used.saturating_add(1);
    let next = if verdict.opened {
        setting.after_gate(&participant.enrolment, week)
    } else if progress.gate.is_open() {
        NextStep::Nothing
    } else if let Some(goes_on_at) = progress.goes_on_at(&participant.rhythm) {
        NextStep::Mentors { goes_on_at }
    } else if !progress.to_revise().is_empty() {
        NextStep::ReviseThenRetry { number: next_number }
    } else if let Some(at) = progress.available_at {
        NextStep::RetryAt { number: next_number, at }
    } else {
        NextStep::RetryNow { number: next_number }
    };
    if next == NextStep::CourseCompleted {
        let mut enrolment = participant.enrolment.clone();
        // The result itself says that the course is completed; a message of its own would be one too many.
        let _said_by_the_result = setting.complete(&mut enrolment);
        participant.enrolment = enrolment;
    }
    desk.keep(&participant);
    let views = feedback::asked(&participant.enrolment, week, grade.passed || exhausted)
        .filter(|views| usize::from(*views) < WEEK_QUESTIONS.len());
    let notice = Notice::TestResult {
        enrolment: participant.enrolment.id,
        attempt: attempt.id,
        version: attempt.version,
        week,
        number: attempt.number,
        right: grade.right,
        total: grade.total,
        needed: grade.needed,
        passed: grade.passed,
        missed: grade.missed,
        next,
        previous,
        companions: None,
        views,
    };
    let notice = learn::accompanied(desk, &participant, notice);
    desk.say_on_screen(participant.place(), notice);
    if verdict.needs_help {
        relay::ask_for_help(desk, &participant, week, missed, granted, exhausted);
    }
    Ok(())
}

/// The result of a finished attempt once more, as things stand now: with the next question of feedback.
pub(super) fn result_again(
    desk: &Desk<'_>,
    participant: &Participant,
    attempt: &Attempt,
) -> Result<Notice, ActionError> {
    let course = pinned(desk, attempt)?;
    let grade = attempt.grade(assessment(&course, attempt)?);
    let (enrolment, week) = (&participant.enrolment, attempt.week);
    let progress = enrolment.progress.week(week);
    let is_last = week == participant.cohort.weeks;
    let has_gone_on = enrolment.progress.has_opened(&participant.course, LessonId::new(week.saturating_add(1), 1));
    let next = match progress.goes_on_at(&participant.rhythm) {
        Some(goes_on_at) => NextStep::Mentors { goes_on_at },
        None if progress.gate.is_open() && (is_last || !has_gone_on) => {
            participant.setting(desk.now).after_gate(enrolment, week)
        }
        None => NextStep::GoneOn,
    };
    let last = attempt.total().saturating_sub(1);
    let answered = attempt.order.last().zip(attempt.answers.get(usize::from(last)));
    let notice = Notice::TestResult {
        enrolment: enrolment.id,
        attempt: attempt.id,
        version: attempt.version,
        week,
        number: attempt.number,
        right: grade.right,
        total: grade.total,
        needed: grade.needed,
        passed: grade.passed,
        missed: grade.missed,
        next,
        previous: answered.map(|(item, answer)| Answered { item: *item, choice: answer.choice }),
        views: Some(progress.views),
        companions: None,
    };
    Ok(learn::accompanied(desk, participant, notice))
}

/// The course of the version that an attempt pins.
fn pinned(desk: &Desk<'_>, attempt: &Attempt) -> Result<Arc<Course>, ActionError> {
    let course = desk.work.library.get(&attempt.version).cloned();
    course.ok_or_else(|| ActionError::Missing(format!("course version {}", attempt.version)))
}

/// The assessment of an attempt in its course.
fn assessment<'a>(course: &'a Course, attempt: &Attempt) -> Result<&'a Assessment, ActionError> {
    let week = course.week(attempt.week).map(|week| &week.assessment);
    week.ok_or_else(|| ActionError::Missing(format!("week {} of course version {}", attempt.week, attempt.version)))
}
