//! Practice with items that were missed.

use super::item::{Keys, Place, asked, feedback};
use super::{Draft, Message, Voice};
use crate::rules::ids::EnrolmentId;
use crate::rules::notice::{Answered, Notice};
use crate::rules::press::Press;

pub(super) fn item(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::ReviewItem { enrolment, version, week, item: place, ref choices, left, ref drawn } = notice else {
        return None;
    };
    let course = voice.course(version)?;
    let item = course.week(week)?.assessment.items.get(usize::from(place))?;
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("review-place", &[("week", week.into()), ("left", left.into())]));
    draft.bold(voice.pick(course, &item.text));
    let keys = Keys::Practice { enrolment, week, item: place };
    asked(voice, &mut draft, item, Place { course, keys, choices, drawn })?;
    Some(draft.finish())
}

pub(super) fn answered(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::ReviewAnswered { enrolment, version, week, item: place, choice, left, ref verdict } = notice else {
        return None;
    };
    let course = voice.course(version)?;
    let assessment = &course.week(week)?.assessment;
    let mut draft = Draft::new(voice);
    draft.bold(voice.pick(course, &assessment.items.get(usize::from(place))?.text));
    let answered = Answered { item: place, choice, verdict: verdict.clone() };
    draft.paragraph(&feedback(voice, course, assessment, &answered)?);
    if left > 0 {
        next(voice, &mut draft, enrolment, left);
    } else {
        draft.paragraph(&voice.say("review-over"));
    }
    Some(draft.finish())
}

fn next(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, left: u8) {
    draft.button(voice.fill("button-review-next", &[("left", left.into())]), Press::Review { enrolment });
}

/// *Review: two questions*, under a lesson.
pub(super) fn button(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, due: u8) {
    let items = voice.count("questions", due);
    draft.button(voice.fill("button-review", &[("items", items.into())]), Press::Review { enrolment });
}
