//! The end of an attempt: what was right, what is worth another look, what comes next and when.

use super::feedback::add_views;
use super::item::feedback;
use super::lesson::{add_companions, add_first_lesson};
use super::{Draft, Message, Voice, form, rules};
use crate::rules::course::{Course, Lesson};
use crate::rules::ids::{EnrolmentId, LessonId};
use crate::rules::item::Mark;
use crate::rules::missed::FOREMOST;
use crate::rules::notice::{NextStep, Notice};
use crate::rules::press::Press;

pub(super) fn result(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::TestResult {
        enrolment,
        attempt,
        version,
        week,
        right,
        total,
        needed,
        passed,
        ref missed,
        ref next,
        ref previous,
        points,
        companions,
        views,
        besides,
        ref foremost,
        ..
    } = notice
    else {
        return None;
    };
    let course = voice.course(version)?;
    let assessment = &course.week(week)?.assessment;
    let mut draft = Draft::new(voice);
    if besides.ran_out {
        draft.line(&voice.say("result-time-over"));
    }
    // Where some answers are worth a part, what counts are points.
    let right = points.map_or_else(|| right.to_string(), |points| shown_points(voice, points));
    let score = [("right", right.into()), ("total", total.into()), ("needed", needed.into())];
    let key = |of_answers: &'static str, of_points| if points.is_some() { of_points } else { of_answers };
    if passed {
        draft.bold(&voice.say("result-passed-title"));
        draft.line(&voice.fill(key("result-passed", "result-passed-points"), &score[..2]));
        let title = voice.week_title(course, week)?;
        draft.line(&voice.fill("result-week-complete", &[("week", week.into()), ("title", title.into())]));
    } else if besides.reached {
        let key = if besides.was_open {
            key("result-reached-again", "result-reached-again-points")
        } else {
            key("result-reached", "result-reached-points")
        };
        draft.line(&voice.fill(key, &score[..2]));
    } else if let NextStep::BeingRead { .. } = next {
        draft.line(&voice.fill(key("result-so-far", "result-so-far-points"), &score));
    } else {
        draft.line(&voice.fill(key("result-not-yet", "result-not-yet-points"), &score));
    }
    if let Some(counted) = besides.counted.and_then(|counted| rules::counted(voice, assessment, counted)) {
        draft.line(&counted);
    }
    // Who passed may look at two; who did not needs all of them for the next try, and hears with which to begin.
    let missed = if passed && !foremost.is_empty() { foremost } else { missed };
    let find = |lessons: &[LessonId]| lessons.iter().map(|lesson| course.lesson(*lesson)).collect::<Option<Vec<_>>>();
    add_missed(voice, &mut draft, course, (&find(missed)?, &find(foremost)?), passed);
    add_next(voice, &mut draft, (enrolment, week), next);
    let opens = matches!(next, NextStep::ReviseThenRetry { .. } | NextStep::RetryNow { .. } | NextStep::RetryAt { .. });
    if let Some(left) = besides.left.filter(|left| opens && *left > 0) {
        draft.line(&voice.fill("result-left", &[("attempts", voice.count("attempts", left).into())]));
    }
    if let (NextStep::RetryNow { .. }, Some(minutes)) = (next, assessment.rules.time_limit) {
        draft.line(&rules::limit(voice, minutes));
    }
    if let NextStep::WeekOpen { week, .. } = *next {
        add_companions(voice, &mut draft, week, companions);
    }
    if let Some(views) = views {
        add_views(voice, &mut draft, (enrolment, attempt), week, views);
    }
    if (passed || besides.reached) && super::certificate::is_given(course, week) {
        super::certificate::add_button(voice, &mut draft, enrolment);
    }
    if *next == NextStep::CourseCompleted {
        form::add_offer(voice, &mut draft, enrolment, course);
    }
    draft.grid(3, lesson_buttons(voice, enrolment, missed));
    if besides.look_back {
        draft.button(voice.say("button-look-back"), Press::LookBack { attempt, position: 0 });
    }
    if passed {
        super::progress::add_picture(voice, &mut draft, enrolment);
    }
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    if let Some(answered) = previous {
        draft.put_on_top(&feedback(voice, course, assessment, answered)?);
    }
    Some(draft.finish())
}

/// Points with two decimals at most, in the writing of the reader's language.
pub(super) fn shown_points(voice: &Voice<'_>, points: Mark) -> String {
    let hundredths = points.0 / (Mark::FULL.0 / 100);
    let (whole, part) = (hundredths / 100, format!("{:02}", hundredths % 100));
    match part.trim_end_matches('0') {
        "" => whole.to_string(),
        part => format!("{whole}{}{part}", voice.say("decimal-sign")),
    }
}

fn add_missed(
    voice: &Voice<'_>,
    draft: &mut Draft,
    course: &Course,
    (lessons, foremost): (&[&Lesson], &[&Lesson]),
    passed: bool,
) {
    if lessons.is_empty() {
        return;
    }
    let minutes: u16 = lessons.iter().map(|lesson| u16::from(lesson.minutes)).sum();
    let count = voice.count("lessons", lessons.len());
    let args = [("lessons", count.into()), ("minutes", voice.count("about-minutes", minutes).into())];
    draft.paragraph(&voice.fill(if passed { "result-reread" } else { "result-revise" }, &args));
    let is_long = lessons.len() > FOREMOST && !foremost.is_empty();
    if is_long {
        draft.line(&voice.say("result-foremost"));
    }
    for lesson in if is_long { foremost } else { lessons } {
        draft.line(&voice.lesson_line(course, lesson));
    }
}

/// *Lesson 2*, *Lesson 4*: each opens its lesson again.
pub(super) fn lesson_buttons(voice: &Voice<'_>, enrolment: EnrolmentId, lessons: &[LessonId]) -> Vec<(String, Press)> {
    lessons.iter().map(|id| (voice.lesson_label(*id), Press::OpenLesson { enrolment, lesson: *id })).collect()
}

pub(super) fn add_next(voice: &Voice<'_>, draft: &mut Draft, (enrolment, week): (EnrolmentId, u8), next: &NextStep) {
    let start = |draft: &mut Draft, number: u8| {
        draft.button(voice.say("button-try-again"), Press::StartTest { enrolment, week, number });
    };
    match *next {
        NextStep::WeekOpen { week, lesson_at, startable } => {
            draft.paragraph(&voice.fill("next-week-open", &[("week", week.into())]));
            add_first_lesson(voice, draft, enrolment, week, lesson_at, startable);
        }
        NextStep::CourseCompleted => {
            draft.paragraph(&voice.say("next-course-completed"));
        }
        NextStep::ReviseThenRetry { number, at: None } => {
            draft.paragraph(&voice.fill("next-revise", &[("number", number.into())]));
        }
        NextStep::ReviseThenRetry { number, at: Some(at) } => {
            let args = [("number", number.into()), ("at", voice.moment(at).into())];
            draft.paragraph(&voice.fill("next-revise-at", &args));
        }
        NextStep::RetryNow { number } => {
            draft.paragraph(&voice.fill("next-retry-now", &[("number", number.into())]));
            start(draft, number);
        }
        NextStep::RetryAt { number, at, quiet } => {
            let args = [("number", number.into()), ("at", voice.moment(at).into())];
            draft.paragraph(&voice.fill(if quiet { "next-retry-at-night" } else { "next-retry-at" }, &args));
        }
        NextStep::Mentors { goes_on_at } => {
            draft.paragraph(&voice.fill("next-mentors", &[("at", voice.moment(goes_on_at).into())]));
        }
        NextStep::BeingRead { goes_on_at } => {
            draft.paragraph(&voice.say("next-being-read"));
            if let Some(at) = goes_on_at {
                draft.line(&voice.fill("next-being-read-until", &[("at", voice.moment(at).into())]));
            }
        }
        NextStep::GoneOn => {}
        NextStep::Nothing => {
            draft.paragraph(&voice.say("next-nothing"));
        }
    }
}
