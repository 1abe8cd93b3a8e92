//! A look at a course as participants will see it, with the answers.

use super::item::{choice_words, letters};
use super::settings::own_name;
use super::{Draft, Message, Voice, pick_in};
use crate::rules::course::{Choice, Course, Item, ItemKind, Language};
use crate::rules::ids::{LessonId, VersionId};
use crate::rules::item::{Mark, Pair};
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
    if !course.form.is_empty() {
        draft.paragraph(&voice.count("form-preview-line", course.form.len()));
        draft.button(voice.say("button-preview-form"), Press::PreviewForm { version, language });
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
    if let ItemKind::Matching { pairs } = &shown.kind {
        add_pairs(voice, &mut draft, (course, language), shown, pairs)?;
    } else {
        for (index, letter) in (0..shown.choices.len()).zip(letters(voice)) {
            add_choice(voice, &mut draft, (course, language), shown, index, &letter)?;
        }
    }
    add_awaited(voice, &mut draft, (course, language), &shown.kind);
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
    if choice.weight.is_some() {
        draft.line(&weight(voice, choice.worth()));
    }
    let feedback = pick_in(course, &choice.feedback, language);
    if !feedback.is_empty() {
        draft.line(&voice.fill("preview-feedback", &[("text", feedback.into())]));
    }
    Some(())
}

/// Left sides with what belongs to them, then what belongs to none.
fn add_pairs(
    voice: &Voice<'_>,
    draft: &mut Draft,
    (course, language): (&Course, Language),
    item: &Item,
    pairs: &[Pair],
) -> Option<()> {
    let side = |choice: &Choice| pick_in(course, &choice.text, language).to_owned();
    for pair in pairs {
        let right = side(item.choices.get(usize::from(pair.choice))?);
        let left = pick_in(course, &pair.left, language).to_owned();
        draft.line(&voice.fill("item-pair", &[("left", left.into()), ("right", right.into())]));
    }
    let is_nobodys = |place: usize| !pairs.iter().any(|pair| usize::from(pair.choice) == place);
    for (_, choice) in item.choices.iter().enumerate().filter(|(place, _)| is_nobodys(*place)) {
        draft.line(&voice.fill("preview-distractor", &[("text", side(choice).into())]));
    }
    Some(())
}

/// What may be typed, or that a mentor reads it, or that nothing is answered.
fn add_awaited(voice: &Voice<'_>, draft: &mut Draft, (course, language): (&Course, Language), kind: &ItemKind) {
    let mut accepted = |text: String, mark: Mark, feedback: &str| {
        let args = [("text", text.into()), ("weight", weight(voice, mark).into())];
        draft.paragraph(&voice.fill("preview-accepted", &args));
        if !feedback.is_empty() {
            draft.line(&voice.fill("preview-answer-feedback", &[("text", feedback.to_owned().into())]));
        }
    };
    match kind {
        ItemKind::Numerical { answers } => {
            for one in answers {
                let range = match (one.is_any(), one.low == one.high) {
                    (true, _) => voice.say("preview-any-number"),
                    (_, true) => one.low.to_string(),
                    _ => format!("{}–{}", one.low, one.high),
                };
                accepted(range, one.mark, pick_in(course, &one.feedback, language));
            }
        }
        ItemKind::ShortAnswer { answers } => {
            for one in answers.iter().filter(|one| one.language == course.language_for(language)) {
                accepted(one.pattern.clone(), one.mark, &one.feedback);
            }
        }
        ItemKind::Essay => {
            draft.paragraph(&voice.say("preview-essay"));
        }
        ItemKind::Description => {
            draft.paragraph(&voice.say("preview-description"));
        }
        _ => {}
    }
}

/// "50 %".
fn weight(voice: &Voice<'_>, mark: Mark) -> String {
    voice.fill("preview-weight", &[("percent", (mark.0 / (Mark::FULL.0 / 100)).into())])
}

fn back(voice: &Voice<'_>, draft: &mut Draft, version: VersionId, language: Language) {
    draft.button(voice.say("button-contents"), Press::PreviewCourse { version, language });
}
