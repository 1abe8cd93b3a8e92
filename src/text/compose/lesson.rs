//! Lessons, where somebody stands, and weeks that open.

use super::result::lesson_buttons;
use super::{Draft, Message, Voice, refusal_sentence, why};
use crate::rules::decision::Refusal;
use crate::rules::ids::{EnrolmentId, LessonId, VersionId};
use crate::rules::notice::{LessonKeys, Notice, OpenedBy};
use crate::rules::press::Press;
use chrono::{DateTime, Utc};

/// A part of a lesson as the course has it; the buttons stand under the last part of the reader's language.
pub(super) fn lesson(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    version: VersionId,
    lesson: LessonId,
    part: u8,
    keys: LessonKeys,
) -> Option<Message> {
    let course = voice.course(version)?;
    let body = &course.lesson(lesson)?.body;
    let parts = body.get(&course.language_for(voice.language())).or_else(|| body.get(&course.source))?;
    let mut draft = Draft::part(voice, parts.get(usize::from(part))?);
    if usize::from(part) + 1 == parts.len() {
        add_keys(voice, &mut draft, enrolment, lesson, keys);
    }
    Some(draft.finish())
}

/// The keyboard alone, for a lesson that stands already.
pub(super) fn buttons(voice: &Voice<'_>, enrolment: EnrolmentId, lesson: LessonId, keys: LessonKeys) -> Message {
    let mut draft = Draft::new(voice);
    add_keys(voice, &mut draft, enrolment, lesson, keys);
    draft.finish()
}

/// What the toast says to who presses.
pub(super) fn done_noted(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    lesson: LessonId,
    keys: LessonKeys,
    next_at: Option<DateTime<Utc>>,
) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&match next_at {
        Some(at) => voice.fill("toast-done-next", &[("at", voice.moment(at).into())]),
        None => voice.say("toast-done"),
    });
    add_keys(voice, &mut draft, enrolment, lesson, keys);
    draft.finish()
}

/// The button for lessons that wait from days of rest.
pub(super) fn add_waiting(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, waiting: u8) {
    if waiting > 0 {
        let lessons = voice.count("lessons", waiting);
        draft.button(voice.fill("button-waiting", &[("lessons", lessons.into())]), Press::ShowWaiting { enrolment });
    }
}

fn add_keys(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, lesson: LessonId, keys: LessonKeys) {
    if keys.done {
        draft.button(voice.say("button-done"), Press::Done { enrolment, lesson });
    }
    if keys.next {
        draft.button(voice.say("button-next-lesson"), Press::NextLesson { enrolment, after: lesson });
    }
    if let Some(number) = keys.test {
        draft.button(voice.say("button-test-now"), Press::StartTest { enrolment, week: lesson.week, number });
    }
    if let Some(key) = keys.why {
        why::add_key(voice, draft, enrolment, key);
    }
    add_waiting(voice, draft, enrolment, keys.waiting);
    if keys.ramadan {
        draft.button(voice.say("button-ramadan"), Press::ShowRamadanHours);
    }
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
}

pub(super) fn today(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::Today { enrolment, version, lesson, next_at, behind, minutes, week, test, may_open_next, ref waits } =
        notice
    else {
        return None;
    };
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    match lesson {
        Some(id) => {
            let title = voice.pick(course, &course.lesson(id)?.title);
            let args = [("week", id.week.into()), ("day", id.day.into()), ("title", title.into())];
            draft.line(&voice.fill("today-at", &args));
            draft.button(
                voice.fill("button-open-lesson", &[("day", id.day.into())]),
                Press::OpenLesson { enrolment, lesson: id },
            );
        }
        None => {
            draft.line(&voice.say("today-before-first"));
        }
    }
    if behind > 0 {
        let lessons = voice.count("lessons", behind);
        let args = [("lessons", lessons.into()), ("minutes", voice.count("about-minutes", minutes).into())];
        draft.paragraph(&voice.fill("today-behind", &args));
    }
    if let Some(number) = test {
        draft.paragraph(&voice.fill("today-test", &[("week", week.into())]));
        draft.button(voice.say("button-test-now"), Press::StartTest { enrolment, week, number });
    }
    if let Some(at) = next_at {
        let key = if lesson.is_some() { "today-next" } else { "welcome-first" };
        draft.paragraph(&voice.fill(key, &[("at", voice.moment(at).into())]));
    }
    if let Some(why) = waits {
        draft.paragraph(&refusal_sentence(voice, why));
        if let Refusal::ReviseFirst { lessons } = why {
            draft.grid(3, lesson_buttons(voice, enrolment, lessons));
        }
    }
    if behind == 0 && test.is_none() && next_at.is_none() && waits.is_none() {
        draft.paragraph(&voice.say("today-nothing"));
    }
    match lesson {
        _ if !may_open_next => {}
        Some(after) => {
            draft.button(voice.say("button-next-lesson"), Press::NextLesson { enrolment, after });
        }
        None => {
            draft.button(voice.say("button-first-lesson"), Press::StartWeek { enrolment, week: week.max(1) });
        }
    }
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

/// `counts`: lessons opened and done, of how many.
pub(super) fn progress(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    version: VersionId,
    counts: (u16, u16, u16),
    badges: &[bool],
) -> Option<Message> {
    let course = voice.course(version)?;
    let (opened, done, lessons) = counts;
    let mut draft = Draft::new(voice);
    let args = [("opened", opened.into()), ("done", done.into()), ("n", lessons.into())];
    draft.line(&voice.fill("progress-lessons", &args));
    for (week, passed) in (1_u8..).zip(badges) {
        let title = voice.week_title(course, week).unwrap_or_default();
        let key = if *passed { "progress-week-passed" } else { "progress-week-open" };
        let text = voice.fill(key, &[("week", week.into()), ("title", title.into())]);
        if week == 1 {
            draft.paragraph(&text)
        } else {
            draft.line(&text)
        };
    }
    draft.paragraph(&voice.say("progress-next"));
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

pub(super) fn week_opened(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    version: VersionId,
    week: u8,
    by: OpenedBy,
    lesson_at: DateTime<Utc>,
    startable: bool,
) -> Option<Message> {
    let title = voice.week_title(voice.course(version)?, week)?;
    let key = match by {
        OpenedBy::Passed | OpenedBy::Taken => "week-opened",
        OpenedBy::Mentor => "week-opened-mentor",
        OpenedBy::Waiting => "week-opened-waiting",
    };
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill(key, &[("week", week.into()), ("title", title.into())]));
    add_first_lesson(voice, &mut draft, enrolment, week, lesson_at, startable);
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

/// When the first lesson of an open week comes, and the button that brings it now.
pub(super) fn add_first_lesson(
    voice: &Voice<'_>,
    draft: &mut Draft,
    enrolment: EnrolmentId,
    week: u8,
    lesson_at: DateTime<Utc>,
    startable: bool,
) {
    let key = if startable { "week-first-lesson-or-now" } else { "week-first-lesson" };
    draft.line(&voice.fill(key, &[("at", voice.moment(lesson_at).into())]));
    if startable {
        draft.button(voice.fill("button-start-week", &[("week", week.into())]), Press::StartWeek { enrolment, week });
    }
}

pub(super) fn completed(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    version: VersionId,
    badges: u8,
    weeks: u8,
) -> Option<Message> {
    let title = voice.title(voice.course(version)?);
    let mut draft = Draft::new(voice);
    draft.bold(&voice.fill("completed-title", &[("title", title.into())]));
    if badges > 0 {
        draft.paragraph(&voice.fill("completed-badges", &[("n", badges.into()), ("weeks", weeks.into())]));
    }
    draft.paragraph(&voice.say("completed-stays"));
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}
