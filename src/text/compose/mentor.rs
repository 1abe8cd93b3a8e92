//! The mentors' group: topics, what could not be carried, who needs help, and whether the group can serve.

use super::admin::label_among;
use super::{Draft, Message, Voice, bidi};
use crate::rules::course::Language;
use crate::rules::ids::{EnrolmentId, LessonId, VersionId};
use crate::rules::model::{Country, Handle};
use crate::rules::notice::{CohortLine, GroupLack, NotDelivered};
use crate::rules::press::Press;
use chrono::NaiveDate;

/// The title of a participant's topic: the handle and nothing else.
pub(super) fn topic(voice: &Voice<'_>, handle: Handle) -> Message {
    Message { text: bidi::bare(&voice.handle(handle)), ..Message::default() }
}

pub(super) fn topic_header(
    voice: &Voice<'_>,
    handle: Handle,
    language: Language,
    country: Option<Country>,
    week: u8,
    day: u8,
) -> Message {
    let mut draft = Draft::new(voice);
    draft.bold(&voice.handle(handle));
    let spoken = voice.say(&format!("language-{}", language.code()));
    draft.line(&voice.fill("topic-language", &[("language", spoken.into())]));
    if let Some(country) = country.filter(|country| *country != Country::Unsaid) {
        let name = voice.say(&format!("country-{}", country.code()));
        draft.line(&voice.fill("topic-country", &[("country", name.into())]));
    }
    draft.line(&match week {
        0 => voice.say("topic-before-first"),
        _ => voice.fill("topic-place", &[("week", week.into()), ("day", day.into())]),
    });
    draft.paragraph(&voice.say("topic-how"));
    draft.finish()
}

pub(super) fn repeat_mark(voice: &Voice<'_>) -> Message {
    sentence(voice, &voice.say("repeat-mark"))
}

pub(super) fn reply_failed(voice: &Voice<'_>, why: NotDelivered) -> Message {
    sentence(
        voice,
        &voice.say(match why {
            NotDelivered::Unreachable => "reply-failed-unreachable",
            NotDelivered::Left => "reply-failed-left",
            NotDelivered::Refused => "reply-failed-refused",
            NotDelivered::NoQuestion => "reply-failed-no-question",
        }),
    )
}

pub(super) fn needs_help(
    voice: &Voice<'_>,
    who: (EnrolmentId, Handle),
    version: VersionId,
    week: u8,
    missed: &[LessonId],
    granted: u8,
    exhausted: bool,
) -> Option<Message> {
    let course = voice.course(version)?;
    let (enrolment, handle) = who;
    let mut draft = Draft::new(voice);
    let key = if exhausted { "needs-help-exhausted" } else { "needs-help" };
    draft.line(&voice.fill(key, &[("name", voice.handle(handle).into()), ("week", week.into())]));
    if !missed.is_empty() {
        draft.paragraph(&voice.say("needs-help-lessons"));
        for lesson in missed {
            draft.line(&voice.lesson_line(course, course.lesson(*lesson)?));
        }
    }
    let may_open = course.week(week).is_some_and(|week| week.assessment.may_be_waived());
    // Behind the last week there is no other: what opens is the end of the course.
    let (choices, way_on) = match course.week(week.saturating_add(1)) {
        Some(_) => ("needs-help-buttons", "button-open-week"),
        None => ("needs-help-buttons-last", "button-complete-course"),
    };
    draft.paragraph(&voice.say(if may_open { choices } else { "needs-help-button" }));
    draft.button(voice.say("button-give-attempt"), Press::GiveAttempt { enrolment, week, granted });
    if may_open {
        draft.button(voice.say(way_on), Press::OpenWeek { enrolment, week });
    }
    Some(draft.finish())
}

pub(super) fn help_given(voice: &Voice<'_>, handle: Handle, week: u8, opened: bool, completed: bool) -> Message {
    let key = match (completed, opened) {
        (true, _) => "help-given-completed",
        (false, true) => "help-given-opened",
        (false, false) => "help-given-attempt",
    };
    sentence(voice, &voice.fill(key, &[("name", voice.handle(handle).into()), ("week", week.into())]))
}

pub(super) fn choose_cohort(voice: &Voice<'_>, cohorts: &[CohortLine]) -> Option<Message> {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("choose-cohort"));
    for line in cohorts {
        let label = label_among(voice, line, cohorts)?;
        draft.button(label, Press::BindMentors { cohort: line.cohort });
    }
    Some(draft.finish())
}

pub(super) fn group_bound(voice: &Voice<'_>, version: VersionId, starts_on: NaiveDate, forum: bool) -> Option<Message> {
    let title = voice.title(voice.course(version)?);
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("group-bound", &[("title", title.into()), ("date", voice.date(starts_on).into())]));
    draft.paragraph(&voice.say(if forum { "group-bound-forum" } else { "group-bound-plain" }));
    Some(draft.finish())
}

pub(super) fn group_unfit(voice: &Voice<'_>, lacks: &[GroupLack]) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("group-unfit"));
    add_lacks(voice, &mut draft, lacks);
    draft.paragraph(&voice.say("group-unfit-then"));
    draft.finish()
}

/// The same trouble as an admin hears of it.
pub(super) fn group_trouble(
    voice: &Voice<'_>,
    version: VersionId,
    starts_on: NaiveDate,
    lacks: &[GroupLack],
) -> Option<Message> {
    let title = voice.title(voice.course(version)?);
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("group-trouble", &[("title", title.into()), ("date", voice.date(starts_on).into())]));
    add_lacks(voice, &mut draft, lacks);
    draft.paragraph(&voice.say("group-trouble-then"));
    Some(draft.finish())
}

fn add_lacks(voice: &Voice<'_>, draft: &mut Draft, lacks: &[GroupLack]) {
    for (index, lack) in lacks.iter().enumerate() {
        let text = voice.say(match lack {
            GroupLack::NotAdmin => "lack-not-admin",
            GroupLack::ManageTopics => "lack-manage-topics",
            GroupLack::DeleteMessages => "lack-delete-messages",
            GroupLack::Gone => "lack-gone",
        });
        if index == 0 {
            draft.paragraph(&text)
        } else {
            draft.line(&text)
        };
    }
}

fn sentence(voice: &Voice<'_>, text: &str) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(text);
    draft.finish()
}
