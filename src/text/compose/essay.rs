//! A text that mentors read: above it in their group, under it, and what its author hears.

use super::{Draft, Message, Voice};
use crate::rules::ids::VersionId;
use crate::rules::model::Handle;
use crate::rules::notice::EssayOf;
use crate::rules::press::Press;

/// Above the text: whose it is, and what it answers.
pub(super) fn header(voice: &Voice<'_>, version: VersionId, handle: Handle, week: u8, item: u16) -> Option<Message> {
    let course = voice.course(version)?;
    let asked = course.week(week)?.assessment.items.get(usize::from(item))?;
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("essay-header", &[("name", voice.handle(handle).into()), ("week", week.into())]));
    draft.bold(voice.pick(course, &asked.text));
    draft.paragraph(&voice.say("essay-how"));
    Some(draft.finish())
}

/// The keyboard under the copied text; a copy says nothing itself.
pub(super) fn copy(voice: &Voice<'_>, essay: EssayOf) -> Message {
    let EssayOf { attempt, position } = essay;
    let mut draft = Draft::new(voice);
    draft.row([
        (voice.say("button-essay-passes"), Press::MarkEssay { attempt, position, pass: true }),
        (voice.say("button-essay-needs-work"), Press::MarkEssay { attempt, position, pass: false }),
    ]);
    draft.finish()
}

pub(super) fn noted(voice: &Voice<'_>, handle: Handle, week: u8, passed: bool) -> Message {
    let mut draft = Draft::new(voice);
    let key = if passed { "essay-noted-passed" } else { "essay-noted-needs-work" };
    draft.line(&voice.fill(key, &[("name", voice.handle(handle).into()), ("week", week.into())]));
    draft.finish()
}

/// What its author hears where nothing else follows from it.
pub(super) fn marked(voice: &Voice<'_>, version: VersionId, week: u8, item: u16, passed: bool) -> Option<Message> {
    let course = voice.course(version)?;
    let asked = course.week(week)?.assessment.items.get(usize::from(item))?;
    let mut draft = Draft::new(voice);
    draft.line(&voice.say(if passed { "feedback-essay-passed" } else { "feedback-essay-needs-work" }));
    let args = [("week", week.into()), ("text", voice.pick(course, &asked.text).to_owned().into())];
    draft.paragraph(&voice.fill("essay-marked", &args));
    Some(draft.finish())
}
