//! A wrong key: what correcting it would come to, what it came to, and the one line to who passes by it.

use super::admin::cohort_label;
use super::items::{letter, number_and_text};
use super::result::{add_next, shown_points};
use super::{Draft, Message, Voice};
use crate::rules::course::Item;
use crate::rules::ids::VersionId;
use crate::rules::notice::{NextStep, Notice};
use crate::rules::press::Press;
use crate::rules::regrade::Brief;

/// To an admin: counts, and no names.
pub(super) fn ask(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::RegradeAsk { cohort, version, starts_on, week, item, choice, effect, ordered } = notice else {
        return None;
    };
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, version, starts_on)?);
    draft.line(&voice.fill("items-title", &[("week", week.into())]));
    draft.paragraph(&number_and_text(voice, version, week, item)?);
    draft.line(&what(voice, (version, week), item, choice)?);
    if ordered {
        draft.paragraph(&voice.say("regrade-ordered"));
    } else {
        draft.paragraph(&voice.count("regrade-people", effect.people));
        draft.line(&voice.count("regrade-changed", effect.changed));
        draft.line(&voice.count("regrade-passing", effect.passing));
        draft.paragraph(&voice.say("regrade-then"));
        let press = Press::Regrade { cohort, version, week, item, choice, sure: true };
        draft.button(voice.say("button-regrade-sure"), press);
    }
    draft.button(voice.say("button-regrade-back"), Press::Items { cohort, week, page: 0 });
    Some(draft.finish())
}

fn item_of<'a>(voice: &Voice<'a>, version: VersionId, week: u8, item: u16) -> Option<&'a Item> {
    voice.course(version)?.week(week)?.assessment.items.get(usize::from(item))
}

/// What is done about it, as a sentence.
fn what(voice: &Voice<'_>, (version, week): (VersionId, u8), item: u16, choice: Option<u8>) -> Option<String> {
    let asked = item_of(voice, version, week, item)?;
    Some(match choice {
        Some(choice) => voice.fill("regrade-choice", &[("letter", letter(voice, asked, choice).into())]),
        None => voice.say("regrade-everybody"),
    })
}

/// To every admin: what was done, by whom, and what it came to.
pub(super) fn done(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::RegradeDone { version, starts_on, week, ref change, by, changed, passing, refused, .. } = notice
    else {
        return None;
    };
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, version, starts_on)?);
    draft.line(&voice.say(if refused { "regrade-refused" } else { "regrade-done" }));
    draft.line(&voice.fill("items-title", &[("week", week.into())]));
    let items: &[u16] = match change {
        Brief::Everybody { item } | Brief::Choice { item, .. } => std::slice::from_ref(item),
        Brief::Items { items } => items,
    };
    for (index, item) in items.iter().enumerate() {
        let line = number_and_text(voice, version, week, *item)?;
        if index == 0 {
            draft.paragraph(&line)
        } else {
            draft.line(&line)
        };
    }
    draft.line(&match *change {
        Brief::Everybody { item } => what(voice, (version, week), item, None)?,
        Brief::Choice { item, choice } => what(voice, (version, week), item, Some(choice))?,
        Brief::Items { ref items } => voice.count("regrade-file", items.len()),
    });
    if !refused {
        draft.paragraph(&voice.count("regrade-did-change", changed));
        draft.line(&voice.count("regrade-did-pass", passing));
    }
    // Files are corrected by the command alone, and an admin in the chat may have been forgotten since.
    let in_chat = by.is_some() || !matches!(change, Brief::Items { .. });
    draft.line(&voice.say(if in_chat { "regrade-by-admin" } else { "regrade-by-command" }));
    Some(draft.finish())
}

/// To who passes by it.
pub(super) fn passed(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::Regraded { enrolment, version, week, right, total, points, ref next, certificate, companions, .. } =
        notice
    else {
        return None;
    };
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    let right = points.map_or_else(|| right.to_string(), |points| shown_points(voice, points));
    let key = if points.is_some() { "regraded-points" } else { "regraded" };
    draft.line(&voice.fill(key, &[("week", week.into()), ("right", right.into()), ("total", total.into())]));
    add_next(voice, &mut draft, (enrolment, week), next);
    if let NextStep::WeekOpen { week, .. } = *next {
        super::lesson::add_companions(voice, &mut draft, week, companions);
    }
    if *next == NextStep::CourseCompleted {
        super::form::add_offer(voice, &mut draft, enrolment, course);
    }
    if certificate && super::certificate::is_given(course, week) {
        super::certificate::add_button(voice, &mut draft, enrolment);
    }
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}
