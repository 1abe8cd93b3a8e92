//! Lessons read again: the list of a week, and a lesson in another language.

use super::lesson::part_in;
use super::{Draft, Message, Voice};
use crate::rules::course::Language;
use crate::rules::ids::{EnrolmentId, LessonId, VersionId};
use crate::rules::notice::LessonKeys;
use crate::rules::press::Press;
use crate::rules::wish::Wish;

/// The opened lessons of a week as buttons, and the other weeks that have some. `opened` counts lessons of all weeks.
pub(super) fn list(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    version: VersionId,
    week: u8,
    opened: u16,
    done: &[LessonId],
) -> Option<Message> {
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    if opened == 0 {
        draft.line(&voice.say("lessons-none"));
        return Some(draft.finish());
    }
    let all: Vec<_> = course.lessons().take(opened.into()).collect();
    let of_week: Vec<_> = all.iter().filter(|lesson| lesson.id.week == week).collect();
    let title = voice.week_title(course, week)?;
    draft.bold(&voice.fill("lessons-title", &[("week", week.into()), ("title", title.into())]));
    draft.line(&voice.fill("lessons-done", &[("opened", of_week.len().into()), ("done", done.len().into())]));
    for lesson in of_week {
        draft.button(voice.lesson_line(course, lesson), Press::OpenLesson { enrolment, lesson: lesson.id });
    }
    let newest = all.last().map_or(1, |lesson| lesson.id.week);
    let others = (1..=newest).filter(|number| *number != week);
    draft.grid(
        2,
        others.map(|number| {
            let label = voice.fill("button-week", &[("week", number.into())]);
            (label, Press::Wish { enrolment, wish: Wish::ShowLessons { week: number } })
        }),
    );
    Some(draft.finish())
}

/// A part of a lesson in the language that was chosen for it; the buttons stand under the last part of that language.
pub(super) fn lesson_in(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    version: VersionId,
    (lesson, part): (LessonId, u8),
    language: Language,
    keys: LessonKeys,
) -> Option<Message> {
    let course = voice.course(version).filter(|course| course.languages.contains(&language))?;
    Some(part_in(voice, enrolment, course, (lesson, part), language, keys)?.finish())
}
