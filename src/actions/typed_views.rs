//! Words for what people think of the weeks and of the course, and for practice; part of [`super::typed`].

use super::desk::{Desk, Participant};
use super::{feedback, form, practice};
use crate::rules::enrolment::Status;
use crate::rules::feedback::WEEK_QUESTIONS;
use crate::rules::form_progress::FormPress;
use crate::rules::press::Press;
use crate::rules::typed::Typed;

/// The button that the words stand for, where the person is; `None` for other words, and where they stand for nothing.
pub(super) fn press(desk: &Desk<'_>, participant: &Participant, typed: Typed) -> Option<Press> {
    let enrolment = participant.enrolment.id;
    let progress = &participant.enrolment.progress;
    let form = |press| Press::Form { enrolment, press };
    match typed {
        Typed::Rate { question, step } => {
            let asked = progress.views.filter(|asked| asked.is_at_hand(desk.now))?;
            let is_asked = progress.week(asked.week).views == question;
            let is_free = is_asked && !feedback::has_asked_since(desk, participant, asked.at);
            is_free.then_some(Press::Rate { attempt: asked.attempt, question, step })
        }
        Typed::Sentence => {
            let asked = progress.views?;
            let all = usize::from(progress.week(asked.week).views) == WEEK_QUESTIONS.len();
            all.then_some(Press::WriteSentence { enrolment, week: asked.week })
        }
        Typed::NoSentence => {
            let awaited = progress.awaited.filter(|awaited| desk.now <= awaited.until)?;
            match awaited.week {
                0 => skip(desk, participant),
                week => Some(Press::NoSentence { enrolment, week }),
            }
        }
        Typed::Quote(quotable) => quoting(participant, quotable).or_else(|| {
            let asked = progress.views.filter(|asked| asked.written)?;
            Some(Press::Quote { enrolment, week: asked.week, quotable })
        }),
        Typed::Yes | Typed::No => {
            let touched_at = progress.form.map(|form| form.touched_at).max(progress.views.map(|asked| asked.at))?;
            let is_late = desk.now - touched_at >= crate::rules::form_progress::TOUCHED_FOR;
            let is_free = !is_late && !feedback::has_asked_since(desk, participant, touched_at);
            quoting(participant, typed == Typed::Yes).filter(|_| is_free)
        }
        Typed::Unquote => {
            let has_handed_in = progress.form.is_some_and(|form| form.handed_in_at.is_some() && form.quotable != 0);
            has_handed_in.then_some(form(FormPress::Unquote))
        }
        Typed::Form => {
            let is_completed = matches!(participant.enrolment.status, Status::Completed { .. });
            let has_form = progress.form.is_some() || !participant.course.form.is_empty();
            (is_completed && has_form).then_some(form(FormPress::Open))
        }
        Typed::Skip => skip(desk, participant),
        Typed::Back => {
            let (under_way, _) = form::at_hand(desk, participant)?;
            (under_way.page() > 0).then_some(form(FormPress::Back { from: under_way.page() }))
        }
        Typed::HandIn => {
            let under_way = progress.form.filter(|form| form.handed_in_at.is_none())?;
            let entries = &desk.work.library.get(&under_way.version)?.form;
            (usize::from(under_way.at) >= entries.len()).then_some(form(FormPress::HandIn))
        }
        Typed::True | Typed::False => practice::true_or_false(desk, participant, typed == Typed::True),
        _ => None,
    }
}

/// Whether a button says what somebody thinks: its words are read while that is what they are busy with, by [`press`] and
/// by `form`, and not on a message that stands there from before.
pub(super) const fn is_view(press: Press) -> bool {
    matches!(
        press,
        Press::Rate { .. }
            | Press::Quote { .. }
            | Press::Form { press: FormPress::Answer { .. } | FormPress::Quote { .. }, .. }
    )
}

/// The page on whose screen it is asked whether a sentence may be quoted: the one that was touched last.
fn quoting(participant: &Participant, quotable: bool) -> Option<Press> {
    let enrolment = participant.enrolment.id;
    let progress = &participant.enrolment.progress;
    let form = progress.form.filter(|form| form.quoting && form.handed_in_at.is_none());
    let views = progress.views.filter(|asked| asked.quoting);
    match (form, views) {
        (Some(form), views) if views.is_none_or(|views| views.at <= form.touched_at) => {
            Some(Press::Form { enrolment, press: FormPress::Quote { entry: form.at, quotable } })
        }
        (_, Some(views)) => Some(Press::Quote { enrolment, week: views.week, quotable }),
        _ => None,
    }
}

fn skip(desk: &Desk<'_>, participant: &Participant) -> Option<Press> {
    let (form, course) = form::at_hand(desk, participant)?;
    let _entry = form.entry(&course.form).filter(|_| !form.quoting)?;
    Some(Press::Form { enrolment: participant.enrolment.id, press: FormPress::Skip { entry: form.at } })
}
