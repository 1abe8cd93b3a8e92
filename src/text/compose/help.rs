//! What mentors say to somebody whose tries did not suffice: the ready sentence as they see it, as it arrives, and the
//! buttons under whatever words it comes with.

use super::lesson::{add_companions, add_first_lesson};
use super::result::lesson_buttons;
use super::{Draft, Message, Voice, certificate};
use crate::rules::course::Course;
use crate::rules::help::{Aid, HelpStep, Opening, named};
use crate::rules::ids::{EnrolmentId, LessonId};
use crate::rules::notice::Notice;
use crate::rules::press::Press;
use crate::rules::test_rules::Counts;
use crate::text::message::Reader;

/// In the group: what is about to be done, the sentence in the person's language and in the group's, and how to say it
/// otherwise.
pub(super) fn draft(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::HelpDraft { enrolment, version, handle, week, ref missed, aid, ref opening, language, .. } = notice
    else {
        return None;
    };
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    let name = ("name", voice.handle(handle).into());
    draft.line(&match opening {
        Opening::Attempt { week, number } => {
            voice.fill("help-draft-attempt", &[name, ("week", (*week).into()), ("number", (*number).into())])
        }
        Opening::Week { week, .. } => voice.fill("help-draft-week", &[name, ("week", (*week).into())]),
        Opening::End { .. } => voice.fill("help-draft-end", &[name]),
    });
    let reader = Reader { language, ..voice.reader.clone() };
    let theirs = Voice { catalog: voice.catalog, reader: &reader, library: voice.library };
    let stays = stays(course, week, opening);
    draft.quote(&sentence(&theirs, week, missed, opening, stays));
    if language != voice.language() {
        draft.paragraph(&voice.say("help-draft-means"));
        draft.quote(&sentence(voice, week, missed, opening, stays));
    }
    for (index, lesson) in missed.iter().enumerate() {
        if index == 0 {
            draft.paragraph(&voice.say("needs-help-lessons"));
        }
        draft.line(&voice.lesson_line(course, course.lesson(*lesson)?));
    }
    let own = if matches!(aid, Aid::Attempt { .. }) { "help-draft-own-attempt" } else { "help-draft-own-week" };
    draft.paragraph(&voice.say(own));
    let step = |step| Press::Help { enrolment, week, step };
    draft.button(voice.say("button-help-send"), step(HelpStep::Send(aid)));
    draft.button(voice.say("button-help-cancel"), step(HelpStep::Cancel));
    Some(draft.finish())
}

/// What the test still gives to who goes on without having passed it, as its course counts attempts.
fn stays(course: &Course, week: u8, opening: &Opening) -> Option<&'static str> {
    let counts = course.week(week)?.assessment.rules.counts;
    match opening {
        Opening::Attempt { .. } => None,
        Opening::End { .. } if certificate::is_given(course, week) => Some("help-stays-certificate"),
        // Where the first attempt counts, no later one gives the badge.
        _ => (counts != Counts::First).then_some("help-stays-badge"),
    }
}

/// The ready sentence, in the first person: a mentor says it.
fn sentence(
    voice: &Voice<'_>,
    week: u8,
    missed: &[LessonId],
    opening: &Opening,
    stays: Option<&'static str>,
) -> String {
    let lessons: Vec<String> = named(missed).iter().map(|lesson| voice.lesson_label(*lesson)).collect();
    let lessons = lessons.join(&format!("{} ", voice.say("list-comma")));
    let of_test = || ("week", week.into());
    let (first, look) = match opening {
        Opening::Attempt { .. } => (voice.fill("help-attempt", &[of_test()]), "help-look-before"),
        Opening::Week { week: next, .. } => {
            let next = voice.fill("week-name", &[("week", (*next).into())]);
            (voice.fill("help-week", &[("next", next.into())]), "help-look-sometime")
        }
        Opening::End { .. } => (voice.say("help-end"), "help-look-sometime"),
    };
    let mut parts = vec![first];
    parts.extend(stays.map(|key| voice.fill(key, &[of_test()])));
    if !lessons.is_empty() {
        parts.push(voice.fill(look, &[("lessons", lessons.into())]));
    }
    parts.push(voice.say("help-closing"));
    parts.join(" ")
}

/// To the person: the sentence, what it opens, and the way there.
pub(super) fn says(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::MentorSays { enrolment, version, week, ref missed, ref opening } = notice else { return None };
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("help-from"));
    draft.line(&sentence(voice, week, missed, opening, stays(course, week, opening)));
    draft.grid(3, lesson_buttons(voice, enrolment, named(missed)));
    match *opening {
        Opening::Attempt { .. } => add_keys(voice, &mut draft, enrolment, opening),
        Opening::Week { week, lesson_at, startable, companions } => {
            let title = voice.week_title(course, week)?;
            draft.paragraph(&voice.fill("week-opened", &[("week", week.into()), ("title", title.into())]));
            add_first_lesson(voice, &mut draft, enrolment, week, lesson_at, startable);
            add_companions(voice, &mut draft, week, companions);
        }
        Opening::End { .. } => {
            draft.paragraph(&voice.fill("completed-title", &[("title", voice.title(course).into())]));
            draft.line(&voice.say("completed-stays"));
            add_keys(voice, &mut draft, enrolment, opening);
            super::form::add_offer(voice, &mut draft, enrolment, course);
        }
    }
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

/// Under a mentor's own words, which cannot be added to: what came with them, all of it as buttons.
pub(super) fn add_opening(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, opening: &Opening) {
    add_keys(voice, draft, enrolment, opening);
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
}

fn add_keys(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, opening: &Opening) {
    match *opening {
        Opening::Attempt { week, number } => {
            draft.button(voice.say("button-try-again"), Press::StartTest { enrolment, week, number });
        }
        Opening::Week { week, lesson_at, startable, .. } => {
            let label = if startable {
                voice.fill("button-start-week", &[("week", week.into())])
            } else {
                // What it says is all there is to it; who presses it hears that it has not come yet.
                voice.fill("button-week-at", &[("week", week.into()), ("at", voice.moment(lesson_at).into())])
            };
            draft.button(label, Press::StartWeek { enrolment, week });
        }
        Opening::End { certificate } => {
            if certificate {
                certificate::add_button(voice, draft, enrolment);
            }
        }
    }
}
