//! The week's test: started, answered item by item on one message, graded, and what follows.

use super::desk::{ActionError, Desk, Participant};
use super::intent::Pressed;
use super::{answering, feedback, learn, relay, time_limit};
use crate::rules::answer::{Draft, Given};
use crate::rules::course::{Assessment, Course, ItemKind};
use crate::rules::decision::Refusal;
use crate::rules::draw::Met;
use crate::rules::feedback::WEEK_QUESTIONS;
use crate::rules::gate::WeekProgress;
use crate::rules::grading::{Attempt, Grade, NewAttempt};
use crate::rules::ids::{AttemptId, LessonId};
use crate::rules::notice::{Answered, NextStep, Notice, Toast, Verdict};
use crate::rules::press::Press;
use crate::rules::review;
use crate::rules::score::{Besides, Counted};
use crate::rules::test_rules::{Counts, FeedbackTime};
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
        if attempt.is_overdue(desk.real) {
            return time_limit::run_out(desk, participant, &attempt);
        }
        let attempt = looked_at(desk, &attempt);
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
        // Under a lesson: what to expect stands above the first item. Nothing is lost by having begun, for an attempt can
        // be left and gone on with, so one tap is enough; but where time runs from then on, it is said first.
        let is_limited = participant.course.week(week).is_some_and(|week| week.assessment.rules.time_limit.is_some());
        let mut enrolment = participant.enrolment.clone();
        let offer = setting.offer_test(&mut enrolment, week);
        participant.enrolment = enrolment;
        if let Some(offer) = offer.filter(|_| is_limited) {
            desk.keep(&participant);
            desk.say(participant.place(), offer);
            return Ok(());
        }
        let mut progress = participant.enrolment.progress.week(week);
        progress.unoffered = true;
        participant.enrolment.progress.set_week(week, progress);
        desk.keep(&participant);
    }
    let seed = desk.randomness.seed();
    let assessment =
        &participant.course.week(week).ok_or_else(|| ActionError::Missing(format!("week {week}")))?.assessment;
    let id = AttemptId(desk.work.fresh_id());
    let version = participant.cohort.version;
    let new = NewAttempt { id, enrolment: participant.enrolment.id, version, week, number: allowed, seed };
    let mut progress = participant.enrolment.progress.week(week);
    let met = progress.met.as_ref().map(|met| met.in_version(&desk.work.library, week, version)).unwrap_or_default();
    let attempt = Attempt::start_after(new, assessment, &met, desk.now).limited(assessment, desk.real);
    let is_drawn = assessment.rules.draw.is_some();
    if progress.rings_on.is_some() || is_drawn {
        // It is known by now.
        progress.rings_on = None;
        if is_drawn {
            progress.met = Some(Met::and(version, &met, &attempt.order));
        }
        participant.enrolment.progress.set_week(week, progress);
        desk.keep(&participant);
    }
    desk.work.attempts.put(id, attempt.clone());
    show_below(desk, &participant, &attempt)
}

/// Whether the item at a position can be answered now.
pub(super) fn may_answer(
    desk: &Desk<'_>,
    participant: &Participant,
    attempt: &Attempt,
    position: u8,
) -> Result<(), Refusal> {
    participant.enrolment.check_running()?;
    participant.setting(desk.now).check_open()?;
    if attempt.is_overdue(desk.real) {
        return Err(Refusal::TimeOver);
    }
    attempt.check_current(position)
}

/// Why an answer does not count, as a toast, or in the chat where it was typed. Where the time is over, the attempt ends.
pub(super) fn refuse_answer(
    desk: &mut Desk<'_>,
    pressed: Option<&Pressed>,
    participant: &Participant,
    attempt: &Attempt,
    why: Refusal,
) -> Result<(), ActionError> {
    let is_over = why == Refusal::TimeOver;
    match (pressed, why) {
        (Some(pressed), why) => {
            let toast = match why {
                Refusal::PastAttempt => Toast::PastAttempt,
                Refusal::AlreadyAnswered => Toast::AlreadyAnswered,
                why => Toast::Refused(why),
            };
            desk.answer(pressed, Some(&participant.person), toast);
        }
        // The result says it.
        (None, Refusal::TimeOver) => {}
        (None, why) => desk.refuse(participant.place(), why),
    }
    if is_over { time_limit::run_out(desk, participant.clone(), attempt) } else { Ok(()) }
}

/// An answer to the current item. `pressed` is `None` for a typed one.
pub(super) fn give(
    desk: &mut Desk<'_>,
    pressed: Option<&Pressed>,
    participant: Participant,
    attempt: &Attempt,
    position: u8,
    given: Given,
) -> Result<(), ActionError> {
    let course = pinned(desk, attempt)?;
    let assessment = assessment(&course, attempt)?;
    let next = may_answer(desk, &participant, attempt, position)
        .and_then(|()| attempt.clone().give(assessment, position, given, desk.now));
    let next = match next {
        Err(why) => {
            return refuse_answer(desk, pressed, &participant, attempt, why);
        }
        Ok(next) => next,
    };
    let at_once = assessment.rules.feedback == FeedbackTime::AtOnce;
    if let Some(pressed) = pressed {
        let toast = next.answers.last().map_or(Toast::Silent, |answer| match &answer.given {
            Given::Read => Toast::Silent,
            Given::Essay { .. } => Toast::Sent,
            _ if !at_once => Toast::Saved,
            _ if answer.is_right() => Toast::Right,
            _ if answer.mark.is_partial() => Toast::PartlyRight,
            _ => Toast::NotQuite,
        });
        desk.answer(pressed, Some(&participant.person), toast);
    }
    let previous = answered(&next, assessment, position).filter(|_| at_once);
    desk.work.attempts.put(next.id, next.clone());
    if next.is_finished() {
        finish(desk, participant, &next, assessment, previous)
    } else {
        show_item(desk, &participant, &next, previous)
    }
}

/// What an answer came to, to be shown above what comes next. What was typed is not in it.
pub(super) fn answered(attempt: &Attempt, assessment: &Assessment, position: u8) -> Option<Answered> {
    let item = attempt.order.get(usize::from(position)).copied()?;
    let answer = attempt.answers.get(usize::from(position))?;
    let worth = attempt.worth(assessment, position)?;
    match answer.given {
        Given::Choice(choice) if !answer.mark.is_partial() => Some(Answered { item, choice, verdict: None }),
        Given::Read => None,
        _ => {
            let verdict = Verdict { mark: answer.mark, hits: worth.hits, unread: answer.given.is_unmarked() };
            Some(Answered { item, choice: 0, verdict: Some(verdict) })
        }
    }
}

/// A typed letter answers the current item of an attempt that is open. True when there was one.
pub(super) fn typed(desk: &mut Desk<'_>, participant: &Participant, letter: u8) -> Result<bool, ActionError> {
    let Some(attempt) = open_attempt(desk, participant).cloned() else { return Ok(false) };
    let course = pinned(desk, &attempt)?;
    let assessment = assessment(&course, &attempt)?;
    let position = attempt.position();
    let is_one_of = attempt.item(assessment, position).is_some_and(|item| item.kind.is_one_of());
    let choice = attempt.choices(assessment, position).get(usize::from(letter)).copied();
    let Some(choice) = choice.filter(|_| is_one_of) else { return Ok(false) };
    desk.answers_below();
    give(desk, None, participant.clone(), &attempt, position, Given::Choice(choice))?;
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
pub(super) fn later(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: &Participant,
    attempt: &Attempt,
) -> Result<(), ActionError> {
    if attempt.is_finished() {
        desk.answer(pressed, Some(&participant.person), Toast::PastAttempt);
        return Ok(());
    }
    if attempt.is_overdue(desk.real) {
        return refuse_answer(desk, Some(pressed), participant, attempt, Refusal::TimeOver);
    }
    desk.answer(pressed, Some(&participant.person), Toast::Saved);
    if attempt.position() < attempt.total() && takes_text(desk, attempt) {
        // What is written from now on is no answer.
        let draft = Draft { set_aside: true, ..attempt.draft() };
        desk.work.attempts.put(attempt.id, Attempt { draft, ..attempt.clone() });
    }
    let (answered, total) = counted(desk, attempt);
    let notice = Notice::AttemptPaused {
        enrolment: participant.enrolment.id,
        attempt: attempt.id,
        week: attempt.week,
        answered,
        total,
        until: participant.cohort.calendar().closes_on(),
        time: time_limit::left(desk, attempt),
    };
    desk.say_on_screen(participant.place(), notice);
    Ok(())
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
    if attempt.is_overdue(desk.real) {
        return refuse_answer(desk, Some(pressed), participant, attempt, Refusal::TimeOver);
    }
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    let attempt = looked_at(desk, attempt);
    show_item(desk, participant, &attempt, None)
}

/// Items that count: how many are answered, of how many.
fn counted(desk: &Desk<'_>, attempt: &Attempt) -> (u8, u8) {
    let course = desk.work.library.get(&attempt.version);
    let assessment = course.and_then(|course| course.week(attempt.week)).map(|week| &week.assessment);
    let position = attempt.position();
    let place = |assessment| match position.checked_sub(1) {
        Some(last) => attempt.place(assessment, last),
        None => (0, attempt.place(assessment, 0).1),
    };
    assessment.map_or((position, attempt.total()), place)
}

/// Whether the current item is answered by a text.
fn takes_text(desk: &Desk<'_>, attempt: &Attempt) -> bool {
    let course = desk.work.library.get(&attempt.version);
    let assessment = course.and_then(|course| course.week(attempt.week)).map(|week| &week.assessment);
    let item = assessment.and_then(|assessment| attempt.item(assessment, attempt.position()));
    item.is_some_and(|item| item.kind.takes_text())
}

/// The current item is looked at anew: what is written from now on may answer it.
fn looked_at(desk: &mut Desk<'_>, attempt: &Attempt) -> Attempt {
    if !takes_text(desk, attempt) {
        return attempt.clone();
    }
    let draft = Draft { set_aside: false, shown_at: Some(desk.now), ..attempt.draft() };
    let attempt = Attempt { draft, ..attempt.clone() };
    desk.work.attempts.put(attempt.id, attempt.clone());
    attempt
}

/// The current item on the newest message of the test.
pub(super) fn show_item(
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
        place: Some(attempt.place(assessment, position)).filter(|(_, of)| *of != attempt.total()),
        drawn: attempt.draft().drawn(),
        time: time_limit::left(desk, attempt),
        unoffered: position == 0 && attempt.number == 1 && participant.enrolment.progress.week(attempt.week).unoffered,
    })
}

/// What was awaited when nobody could be heard any more is awaited as long as if that time had not been. What was set aside,
/// or seen long before, stays so: nobody has looked at it since, and what they write is for the mentors.
fn seen_through(desk: &mut Desk<'_>, attempt: &Attempt, lost: TimeDelta) -> Attempt {
    let draft = attempt.draft();
    if draft.set_aside || !takes_text(desk, attempt) {
        return attempt.clone();
    }
    let shown_at = Some((answering::seen_at(attempt) + lost).min(desk.now));
    let attempt = Attempt { draft: Draft { shown_at, ..draft }, ..attempt.clone() };
    desk.work.attempts.put(attempt.id, attempt.clone());
    attempt
}

/// The current item once more, with the time that is left now that the bot is back, after so much time was lost.
pub(super) fn show_put_off(
    desk: &mut Desk<'_>,
    participant: &Participant,
    attempt: &Attempt,
    lost: TimeDelta,
) -> Result<(), ActionError> {
    let attempt = seen_through(desk, attempt, lost);
    let mut notice = current_item(desk, participant, &attempt, None)?;
    if let Notice::Item { time: Some(time), .. } = &mut notice {
        time.put_off = true;
    }
    desk.say_on_screen(participant.place(), notice);
    Ok(())
}

/// The last answer, or the end of its time: the grade, what follows, and help where it is needed.
pub(super) fn finish(
    desk: &mut Desk<'_>,
    mut participant: Participant,
    attempt: &Attempt,
    assessment: &Assessment,
    previous: Option<Answered>,
) -> Result<(), ActionError> {
    let grade = attempt.grade(assessment);
    if !grade.undecided {
        return conclude(desk, participant, attempt, assessment, previous, false);
    }
    let mut progress = participant.enrolment.progress.week(attempt.week);
    progress.wait_for_reading(desk.now);
    let goes_on_at = progress.goes_on_at(&participant.rhythm);
    participant.enrolment.progress.set_week(attempt.week, progress);
    desk.keep(&participant);
    // Which lessons are worth another look is said when it is known what the text is worth.
    let grade = Grade { missed: Vec::new(), ..grade };
    let besides = Besides { ran_out: attempt.ran_out(), ..Besides::default() };
    let next = NextStep::BeingRead { goes_on_at };
    let notice = result(&participant, attempt, grade, next, (previous, Vec::new()), None, besides);
    desk.say_on_screen(participant.place(), notice);
    Ok(())
}

fn result(
    participant: &Participant,
    attempt: &Attempt,
    grade: Grade,
    next: NextStep,
    (previous, foremost): (Option<Answered>, Vec<LessonId>),
    views: Option<u8>,
    besides: Besides,
) -> Notice {
    Notice::TestResult {
        enrolment: participant.enrolment.id,
        attempt: attempt.id,
        version: attempt.version,
        week: attempt.week,
        number: attempt.number,
        right: grade.right,
        total: grade.total,
        needed: grade.needed,
        passed: grade.passed && !besides.reached,
        missed: grade.missed,
        next,
        previous,
        points: grade.points,
        companions: None,
        views,
        foremost,
        besides,
    }
}

/// What a result says besides: as things stand after the attempt, which `progress` has taken in. `was_open`: before it the
/// way on was.
fn besides(
    progress: &WeekProgress,
    assessment: &Assessment,
    attempt: &Attempt,
    grade: &Grade,
    was_open: bool,
) -> Besides {
    let rules = &assessment.rules;
    let left = progress.attempts_left(assessment);
    // After one attempt every way of counting comes to the same; and the last that counts is the one that is told of.
    let is_told = progress.used > 1 && rules.counts != Counts::Last;
    let stands = progress.standing(assessment).filter(|_| is_told);
    Besides {
        left: (!progress.gate.is_open()).then_some(left),
        counted: stands.map(|share| Counted { counts: rules.counts, percent: share.percent() }),
        reached: grade.passed && !progress.badge,
        was_open: grade.passed && !progress.badge && was_open,
        ran_out: attempt.ran_out(),
        look_back: rules.may_look_back(progress.badge, left == 0),
    }
}

/// It is known what an attempt came to. `anew`: long after its last answer, so that it is said in a message of its own.
pub(super) fn conclude(
    desk: &mut Desk<'_>,
    mut participant: Participant,
    attempt: &Attempt,
    assessment: &Assessment,
    previous: Option<Answered>,
    anew: bool,
) -> Result<(), ActionError> {
    let week = attempt.week;
    let grade = attempt.grade(assessment);
    let mut progress = participant.enrolment.progress.week(week);
    let was_open = progress.gate.is_open();
    let finished_at = attempt.finished_at.unwrap_or(desk.now);
    let verdict = progress.take_in(&grade, assessment, &participant.rhythm, (finished_at, desk.now));
    let closes_at = participant.cohort.calendar().closes_at(&participant.rhythm.zone);
    progress.before_closing(assessment, closes_at);
    let besides = besides(&progress, assessment, attempt, &grade, was_open);
    progress.shown = besides.look_back.then_some(attempt.id).or(progress.shown);
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
        NextStep::ReviseThenRetry { number: next_number, at: progress.available_at }
    } else if let Some(at) = progress.available_at {
        NextStep::RetryAt { number: next_number, at, quiet: progress.announce_at.is_some_and(|told| told > at) }
    } else {
        NextStep::RetryNow { number: next_number }
    };
    if next == NextStep::CourseCompleted {
        let mut enrolment = participant.enrolment.clone();
        // The result itself says that the course is completed; a message of its own would be one too many.
        let _said_by_the_result = setting.complete(&mut enrolment);
        participant.enrolment = enrolment;
    }
    let views = feedback::asked(&participant.enrolment, week, grade.passed || exhausted)
        .filter(|views| usize::from(*views) < WEEK_QUESTIONS.len());
    if views.is_some() {
        participant.enrolment.progress.views = Some(feedback::asked_under(attempt, desk.now));
    }
    desk.keep(&participant);
    let foremost = attempt.foremost(assessment);
    let notice = result(&participant, attempt, grade, next, (previous, foremost), views, besides);
    let notice = learn::accompanied(desk, &participant, notice);
    if anew {
        desk.say_new(participant.place(), notice);
    } else {
        desk.say_on_screen(participant.place(), notice);
    }
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
    let assessment = assessment(&course, attempt)?;
    let grade = attempt.grade(assessment);
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
    let at_once = assessment.rules.feedback == FeedbackTime::AtOnce;
    let previous = answered(attempt, assessment, last).filter(|_| at_once);
    let foremost = attempt.foremost(assessment);
    let opened_at = progress.gate.opened_at();
    let was_open = opened_at.zip(attempt.finished_at).is_some_and(|(opened_at, at)| opened_at < at);
    let besides = Besides { left: None, ..besides(&progress, assessment, attempt, &grade, was_open) };
    let notice = result(participant, attempt, grade, next, (previous, foremost), Some(progress.views), besides);
    Ok(learn::accompanied(desk, participant, notice))
}

/// The course of the version that an attempt pins.
pub(super) fn pinned(desk: &Desk<'_>, attempt: &Attempt) -> Result<Arc<Course>, ActionError> {
    let course = desk.work.library.get(&attempt.version).cloned();
    course.ok_or_else(|| ActionError::Missing(format!("course version {}", attempt.version)))
}

/// The assessment of an attempt in its course.
pub(super) fn assessment<'a>(course: &'a Course, attempt: &Attempt) -> Result<&'a Assessment, ActionError> {
    let week = course.week(attempt.week).map(|week| &week.assessment);
    week.ok_or_else(|| ActionError::Missing(format!("week {} of course version {}", attempt.week, attempt.version)))
}
