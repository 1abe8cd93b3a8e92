//! Lessons, where somebody stands, and weeks that open.

use super::result::lesson_buttons;
use super::settings::own_name;
use super::{Draft, Message, Voice, form, refusal_sentence, review, why};
use crate::rules::course::{Course, Language, MediaKind, Part};
use crate::rules::decision::Refusal;
use crate::rules::ids::{EnrolmentId, LessonId, VersionId};
use crate::rules::notice::{LessonKeys, Notice, OpenedBy};
use crate::rules::press::Press;
use crate::rules::text_only::{files, text_only};
use crate::rules::wish::Wish;
use chrono::{DateTime, Utc};

/// A part of a lesson as the course has it; the buttons stand under the last part of the reader's language.
pub(super) fn lesson(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    version: VersionId,
    (lesson, part): (LessonId, u8),
    keys: LessonKeys,
    back: bool,
) -> Option<Message> {
    let course = voice.course(version)?;
    let mut draft = part_in(voice, enrolment, course, (lesson, part), course.language_for(voice.language()), keys)?;
    if back {
        draft.put_on_top(&voice.say("back-above"));
    }
    Some(draft.finish())
}

/// A part of a lesson in a language of the course, with what stands under it, as the reader wishes to have it.
pub(super) fn part_in(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    course: &Course,
    (lesson, part): (LessonId, u8),
    language: Language,
    keys: LessonKeys,
) -> Option<Draft> {
    let whole = course.parts(lesson, language)?;
    // Most lessons are one message without a file, and are the same for everybody.
    let is_plain = matches!(whole, [Part { media: None, .. }]);
    let joined = (voice.reader.preferences.text_only && !is_plain).then(|| text_only(whole));
    let parts = joined.as_deref().unwrap_or(whole);
    let mut draft = Draft::part(voice, parts.get(usize::from(part))?);
    draft.protect(course.protect_content);
    if usize::from(part) + 1 == parts.len() {
        if joined.is_some() {
            // What these buttons send is of the reader's own language.
            add_files(voice, &mut draft, enrolment, lesson, course.parts(lesson, voice.language())?);
        }
        add_keys(voice, &mut draft, enrolment, lesson, keys);
    }
    add_languages(&mut draft, enrolment, course, (lesson, part), language);
    Some(draft)
}

/// A button for each file, with its kind and size: nothing is loaded that nobody asked for.
fn add_files(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, lesson: LessonId, parts: &[Part]) {
    for (number, media) in (0..=u8::MAX).zip(files(parts)) {
        draft.button(file_label(voice, media.kind, media.size), Press::ShowFile { enrolment, lesson, number });
    }
}

/// Kind and size of a file.
pub(super) fn file_label(voice: &Voice<'_>, kind: MediaKind, size: Option<u64>) -> String {
    const KB: u64 = 1024;
    let kind = voice.say(match kind {
        MediaKind::Photo => "file-photo",
        MediaKind::Document => "file-document",
        MediaKind::Audio => "file-audio",
        MediaKind::Video => "file-video",
    });
    match size {
        None => kind,
        Some(size) if size < KB * KB => {
            voice.fill("file-kilobytes", &[("kind", kind.into()), ("n", size.div_ceil(KB).max(1).into())])
        }
        Some(size) => voice.fill("file-megabytes", &[("kind", kind.into()), ("n", size.div_ceil(KB * KB).into())]),
    }
}

/// A file that was asked for, alone.
pub(super) fn file(voice: &Voice<'_>, version: VersionId, lesson: LessonId, number: u8) -> Option<Message> {
    let course = voice.course(version)?;
    let media = files(course.parts(lesson, voice.language())?).nth(usize::from(number))?;
    let mut draft = Draft::file(voice, media);
    draft.protect(course.protect_content);
    Some(draft.finish())
}

/// The keyboard alone, for a lesson that stands already.
///
/// `shown`: the language in which it stands, if not the reader's own. Without a version other languages are not offered.
pub(super) fn buttons(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    lesson: LessonId,
    keys: LessonKeys,
    version: Option<VersionId>,
    shown: Option<Language>,
) -> Message {
    let mut draft = Draft::new(voice);
    let course = version.filter(|_| voice.reader.preferences.text_only).and_then(|version| voice.course(version));
    if let Some(parts) = course.and_then(|course| course.parts(lesson, voice.language())) {
        add_files(voice, &mut draft, enrolment, lesson, parts);
    }
    add_keys(voice, &mut draft, enrolment, lesson, keys);
    if let Some(course) = version.and_then(|version| voice.course(version)) {
        let shown = shown.unwrap_or_else(|| course.language_for(voice.language()));
        let parts = course.lesson(lesson).and_then(|lesson| lesson.body.get(&shown)).map_or(1, Vec::len);
        let last = u8::try_from(parts.saturating_sub(1)).unwrap_or(u8::MAX);
        add_languages(&mut draft, enrolment, course, (lesson, last), shown);
    }
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

/// The other languages of the course, each under its own name; the part is shown in it on the same message.
fn add_languages(
    draft: &mut Draft,
    enrolment: EnrolmentId,
    course: &Course,
    (lesson, part): (LessonId, u8),
    shown: Language,
) {
    let others = course.languages.iter().filter(|language| **language != shown);
    draft.grid(
        2,
        others.map(|language| {
            let wish = Wish::ShowLessonIn { lesson, part, language: *language };
            (own_name(*language).to_owned(), Press::Wish { enrolment, wish })
        }),
    );
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
    if keys.review > 0 {
        review::button(voice, draft, enrolment, keys.review);
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
    let &Notice::Today {
        enrolment,
        version,
        lesson,
        next_at,
        behind,
        minutes,
        week,
        test,
        may_open_next,
        ref waits,
        test_waits,
        one_a_day,
        form: has_form,
    } = notice
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
            // One that is to be read again has its button below.
            if !matches!(waits, Some(Refusal::ReviseFirst { lessons }) if lessons.contains(&id)) {
                draft.button(
                    voice.fill("button-open-lesson", &[("day", id.day.into())]),
                    Press::OpenLesson { enrolment, lesson: id },
                );
            }
        }
        None => {
            draft.line(&voice.say("today-before-first"));
        }
    }
    if behind > 0 {
        let lessons = voice.count("lessons", behind);
        let args = [("lessons", lessons.into()), ("minutes", voice.count("about-minutes", minutes).into())];
        draft.paragraph(&voice.fill(if one_a_day { "today-behind-one-a-day" } else { "today-behind" }, &args));
    }
    if let Some((week, until)) = test_waits {
        draft.line(&voice.fill("today-test-waits", &[("week", week.into()), ("date", voice.date(until).into())]));
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
    if has_form {
        form::add_offer(voice, &mut draft, enrolment, course);
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
    // Beside *Next lesson* only: where nothing more can be opened, nothing is to be declined.
    if may_open_next && behind > 0 && lesson.is_some() {
        draft.button(voice.say("button-one-a-day"), Press::Wish { enrolment, wish: Wish::SetOneADay { on: true } });
    }
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

/// A week that opened otherwise than by the result just shown.
pub(super) fn week_opened(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::WeekOpened { enrolment, version, week, by, lesson_at, startable, companions } = notice else {
        return None;
    };
    let title = voice.week_title(voice.course(version)?, week)?;
    let key = match by {
        OpenedBy::Passed | OpenedBy::Taken => "week-opened",
        OpenedBy::Mentor => "week-opened-mentor",
        OpenedBy::Waiting => "week-opened-waiting",
    };
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill(key, &[("week", week.into()), ("title", title.into())]));
    add_first_lesson(voice, &mut draft, enrolment, week, lesson_at, startable);
    add_companions(voice, &mut draft, week, companions);
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

/// How many of the cohort are in the week that opens; nothing where few are.
pub(super) fn add_companions(voice: &Voice<'_>, draft: &mut Draft, week: u8, companions: Option<u32>) {
    if let Some(people) = companions {
        draft.line(&voice.fill("companions", &[("week", week.into()), ("n", people.into())]));
    }
}

/// A break is over by itself and no lesson came with it.
pub(super) fn back(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    week: u8,
    test: Option<u8>,
    next_at: Option<DateTime<Utc>>,
) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("back-alone"));
    if let Some(number) = test {
        draft.line(&voice.fill("today-test", &[("week", week.into())]));
        draft.button(voice.say("button-test-now"), Press::StartTest { enrolment, week, number });
    }
    draft.line(&match next_at {
        Some(at) => voice.fill("next-comes", &[("at", voice.moment(at).into())]),
        None => voice.say("resumed-see-today"),
    });
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    draft.finish()
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
    (enrolment, certificate): (EnrolmentId, bool),
    version: VersionId,
    badges: u8,
    weeks: u8,
) -> Option<Message> {
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    draft.bold(&voice.fill("completed-title", &[("title", voice.title(course).into())]));
    if badges > 0 {
        draft.paragraph(&voice.fill("completed-badges", &[("n", badges.into()), ("weeks", weeks.into())]));
    }
    draft.paragraph(&voice.say("completed-stays"));
    if certificate {
        super::certificate::add_button(voice, &mut draft, enrolment);
    }
    form::add_offer(voice, &mut draft, enrolment, course);
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}
