//! Lessons that were opened before: the list of them, and one in another language.

use super::desk::{ActionError, Desk, Participant};
use super::intent::Pressed;
use crate::rules::course::{Language, Part};
use crate::rules::decision::Refusal;
use crate::rules::ids::LessonId;
use crate::rules::notice::{Notice, Toast};
use crate::rules::text_only::text_only;

/// What fits under a file, in UTF-16 units; a longer text does not fit on a message with a picture.
const CAPTION: usize = 1_024;

/// `/lessons`: the opened lessons of a week, the newest week unless one is named.
pub(super) fn list(desk: &mut Desk<'_>, participant: &Participant, week: Option<u8>) {
    if !participant.enrolment.may_ask() {
        let why = participant.enrolment.check_running().err().unwrap_or(Refusal::NotEnrolled);
        desk.refuse(participant.place(), why);
        return;
    }
    let progress = &participant.enrolment.progress;
    let newest = progress.last_lesson(&participant.course).map_or(1, |lesson| lesson.week);
    let week = week.unwrap_or(newest).clamp(1, newest);
    let notice = Notice::Lessons {
        enrolment: participant.enrolment.id,
        version: participant.cohort.version,
        week,
        opened: progress.opened,
        done: progress.done.iter().copied().filter(|lesson| lesson.week == week).collect(),
    };
    desk.say(participant.place(), notice);
}

/// This part of a lesson in another language, on the message that was pressed. A language with more parts brings the rest
/// below, once for each message; one with fewer shows its last.
pub(super) fn show_in(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: &Participant,
    lesson: LessonId,
    (part, language): (u8, Language),
) -> Result<(), ActionError> {
    let (course, enrolment) = (&participant.course, &participant.enrolment);
    let may_read = enrolment.may_ask() && enrolment.progress.has_opened(course, lesson);
    let body = course.lesson(lesson).filter(|_| may_read).map(|lesson| &lesson.body);
    let own = course.language_for(participant.person.language);
    let shown = desk.pressed_language().unwrap_or(own);
    // As they stand in the chat: with text only the parts are joined.
    let text_only_wished = participant.person.preferences.text_only;
    let as_sent = |parts: &Vec<Part>| if text_only_wished { text_only(parts) } else { parts.clone() };
    let both = body.and_then(|body| Some((as_sent(body.get(&language)?), body.get(&shown).map(as_sent))));
    let Some((new, old)) = both.filter(|(new, _)| !new.is_empty()) else {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return Ok(());
    };
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    let last = new.len().saturating_sub(1);
    let at = usize::from(part).min(last);
    let keys = participant.setting(desk.now).lesson_keys(enrolment, lesson);
    let in_part = |at: usize| Notice::LessonIn {
        enrolment: enrolment.id,
        version: participant.cohort.version,
        lesson,
        part: u8::try_from(at).unwrap_or(u8::MAX),
        language,
        keys,
    };
    let before = old.as_ref().and_then(|old| old.get(usize::from(part)));
    let (notice, place) = (in_part(at), participant.place());
    if language != shown && !fits(before, &new[at]) {
        desk.say_new(place, notice);
    } else {
        desk.say_on_pressed(place, notice);
    }
    // Below the last part that stands there: whatever the other language says more.
    let was_last = old.as_ref().is_none_or(|old| usize::from(part) + 1 >= old.len());
    if was_last && language != shown {
        for more in at + 1..=last {
            let notice = in_part(more);
            let key = format!("in:{}:{lesson}:{more}:{}:{:?}", enrolment.id, language.code(), pressed.message);
            desk.say_once(key, participant.place(), notice, None);
        }
    }
    Ok(())
}

/// Whether a part can take the place of another: under a picture stays a picture, and there is room for its caption alone.
fn fits(before: Option<&Part>, new: &Part) -> bool {
    let has_picture = before.is_some_and(|part| part.media.is_some());
    !has_picture || new.text.encode_utf16().count() <= CAPTION
}
