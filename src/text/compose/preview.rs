//! A look at a course as participants will see it, with the answers.

use super::settings::own_name;
use super::test::{choice_words, letters};
use super::{Draft, Message, Voice, pick_in};
use crate::rules::course::{Course, Language};
use crate::rules::ids::{LessonId, VersionId};
use crate::rules::press::Press;

pub(super) fn menu(voice: &Voice<'_>, versions: &[VersionId]) -> Option<Message> {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("preview-menu"));
    for version in versions {
        let course = voice.course(*version)?;
        let language = course.language_for(voice.language());
        draft.button(voice.title(course), Press::PreviewCourse { version: *version, language });
    }
    Some(draft.finish())
}

pub(super) fn course(voice: &Voice<'_>, version: VersionId, language: Language) -> Option<Message> {
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    draft.bold(pick_in(course, &course.title, language));
    for week in &course.weeks {
        let number = week.number;
        let title = pick_in(course, &week.title, language);
        draft.paragraph(&voice.fill("preview-week", &[("week", number.into()), ("title", title.into())]));
        for lesson in &week.lessons {
            let title = pick_in(course, &lesson.title, language);
            draft.line(&voice.fill("lesson-line", &[("day", lesson.id.day.into()), ("title", title.into())]));
        }
        let lessons = week.lessons.iter().map(|lesson| {
            (format!("{number}.{}", lesson.id.day), Press::PreviewLesson { version, language, lesson: lesson.id })
        });
        draft.row(lessons);
        let test = voice.fill("button-preview-test", &[("week", number.into())]);
        draft.button(test, Press::PreviewTest { version, language, week: number });
    }
    let others = course.languages.iter().filter(|other| **other != language);
    draft.row(others.map(|other| (own_name(*other).to_owned(), Press::PreviewCourse { version, language: *other })));
    Some(draft.finish())
}

pub(super) fn lesson(
    voice: &Voice<'_>,
    version: VersionId,
    language: Language,
    lesson: LessonId,
    part: u8,
) -> Option<Message> {
    let course = voice.course(version)?;
    let body = &course.lesson(lesson)?.body;
    let parts = body.get(&language).or_else(|| body.get(&course.source))?;
    let mut draft = Draft::part(voice, parts.get(usize::from(part))?);
    if usize::from(part) + 1 == parts.len() {
        back(voice, &mut draft, version, language);
    }
    Some(draft.finish())
}

/// One item with its right choice marked and every feedback under what it belongs to.
pub(super) fn item(voice: &Voice<'_>, version: VersionId, language: Language, week: u8, item: u16) -> Option<Message> {
    let course = voice.course(version)?;
    let items = &course.week(week)?.assessment.items;
    let shown = items.get(usize::from(item))?;
    let mut draft = Draft::new(voice);
    let place = item.saturating_add(1);
    let args = [("week", week.into()), ("place", place.into()), ("total", items.len().into())];
    draft.line(&voice.fill("preview-place", &args));
    if let Some(lesson) = shown.lesson {
        draft.line(&voice.lesson_label(lesson));
    }
    draft.bold(pick_in(course, &shown.text, language));
    for (index, letter) in (0..shown.choices.len()).zip(letters(voice)) {
        add_choice(voice, &mut draft, (course, language), shown, index, &letter)?;
    }
    let general = pick_in(course, &shown.feedback, language);
    if !general.is_empty() {
        draft.paragraph(&voice.fill("preview-feedback-any", &[("text", general.into())]));
    }
    if usize::from(place) == items.len() {
        back(voice, &mut draft, version, language);
    }
    Some(draft.finish())
}

fn add_choice(
    voice: &Voice<'_>,
    draft: &mut Draft,
    (course, language): (&Course, Language),
    item: &crate::rules::course::Item,
    index: usize,
    letter: &str,
) -> Option<()> {
    let choice = &item.choices[index];
    let written = pick_in(course, &choice.text, language);
    let text = match written {
        "" => choice_words(voice, course, item, u8::try_from(index).ok()?)?,
        text => text.to_owned(),
    };
    let key = if choice.right { "preview-choice-right" } else { "test-choice" };
    draft.paragraph(&voice.fill(key, &[("letter", letter.into()), ("text", text.into())]));
    let feedback = pick_in(course, &choice.feedback, language);
    if !feedback.is_empty() {
        draft.line(&voice.fill("preview-feedback", &[("text", feedback.into())]));
    }
    Some(())
}

fn back(voice: &Voice<'_>, draft: &mut Draft, version: VersionId, language: Language) {
    draft.button(voice.say("button-contents"), Press::PreviewCourse { version, language });
}
