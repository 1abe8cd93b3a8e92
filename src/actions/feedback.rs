//! What people think: three taps under a week's result, a sentence for who wants, and what admins see of it.

use super::desk::{ActionError, Desk, Participant, Place};
use super::intent::{Pressed, PressedBy, Words};
use super::{form, test};
use crate::rules::addressing::views_screen;
use crate::rules::enrolment::Enrolment;
use crate::rules::feedback::{
    AWAITED_MINUTES, AskedViews, Awaited, STEPS, Tap, WEEK_QUESTIONS, WeekFigures, counted, figures, sentence,
};
use crate::rules::grading::Attempt;
use crate::rules::ids::SentenceId;
use crate::rules::model::Cohort;
use crate::rules::notice::{Notice, Toast};
use crate::store::feedback::NewSentence;
use chrono::{DateTime, TimeDelta, Utc};

/// Taps that a week asks for.
const ALL: u8 = WEEK_QUESTIONS.len() as u8;

/// A tap: kept, and the next question in the same message. The first answer stays.
pub(super) fn rate(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    attempt: &Attempt,
    (question, step): (u8, u8),
) -> Result<(), ActionError> {
    let mut week = participant.enrolment.progress.week(attempt.week);
    let name = WEEK_QUESTIONS.get(usize::from(question)).filter(|_| attempt.is_finished() && step < STEPS);
    let Some(name) = name else {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return Ok(());
    };
    if week.views != question {
        let toast = if question < week.views { Toast::AlreadyAnswered } else { Toast::OldButton };
        desk.answer(pressed, Some(&participant.person), toast);
        return Ok(());
    }
    week.views += 1;
    participant.enrolment.progress.set_week(attempt.week, week);
    participant.enrolment.progress.views = Some(asked_under(attempt, desk.now));
    desk.keep(&participant);
    desk.work.tap(Tap {
        enrolment: participant.enrolment.id,
        week: attempt.week,
        question: (*name).to_owned(),
        step,
        at: desk.now,
    });
    desk.answer(pressed, Some(&participant.person), Toast::Saved);
    let (enrolment, views) = (participant.enrolment.id, question + 1);
    let is_apart = desk.pressed_screen().is_some_and(|screen| screen == views_screen(enrolment, attempt.week));
    let notice = match pressed.by {
        PressedBy::Tap(_) if !is_apart => test::result_again(desk, &participant, attempt)?,
        // Below what was typed the whole result would be long.
        _ => Notice::Views { enrolment, attempt: attempt.id, week: attempt.week, views },
    };
    desk.say(participant.place(), notice);
    Ok(())
}

/// *Add a sentence*: the next message is one.
pub(super) fn announce(desk: &mut Desk<'_>, pressed: &Pressed, mut participant: Participant, week: u8) {
    if participant.enrolment.progress.week(week).views < ALL {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return;
    }
    let until = desk.now + TimeDelta::minutes(AWAITED_MINUTES);
    participant.enrolment.progress.awaited = Some(Awaited { week, until });
    desk.keep(&participant);
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    desk.say(participant.place(), Notice::SentencePrompt { enrolment: participant.enrolment.id, week });
}

/// *Rather not*.
pub(super) fn forgo(desk: &mut Desk<'_>, pressed: &Pressed, mut participant: Participant, week: u8) {
    if participant.enrolment.progress.awaited.take().is_none() {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return;
    }
    desk.keep(&participant);
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    desk.say(participant.place(), Notice::SentenceDropped { enrolment: participant.enrolment.id, week });
}

/// What asks under this result.
pub(super) fn asked_under(attempt: &Attempt, now: DateTime<Utc>) -> AskedViews {
    AskedViews { attempt: attempt.id, week: attempt.week, at: now, written: false, quoting: false }
}

/// Whether a message to the mentors was written since: then a short word that is typed may be about that.
pub(super) fn has_asked_since(desk: &Desk<'_>, participant: &Participant, since: DateTime<Utc>) -> bool {
    let of_person = desk.work.questions.values().filter(|question| question.enrolment == participant.enrolment.id);
    of_person.map(|question| question.asked_at).any(|at| at > since)
}

/// A message of somebody whose sentence is awaited is that sentence. True when it was.
pub(super) fn typed(desk: &mut Desk<'_>, participant: &Participant, words: &Words) -> bool {
    let mut participant = participant.clone();
    let awaited = participant.enrolment.progress.awaited.filter(|awaited| desk.now <= awaited.until);
    let (Some(Awaited { week, .. }), true) = (awaited, participant.enrolment.may_ask()) else { return false };
    participant.enrolment.progress.awaited = None;
    if week == 0 {
        return form::written(desk, &mut participant, words);
    }
    if let Some(asked) = participant.enrolment.progress.views.as_mut().filter(|asked| asked.week == week) {
        (asked.at, asked.written, asked.quoting) = (desk.now, true, true);
    }
    desk.keep(&participant);
    let enrolment = participant.enrolment.id;
    let id = SentenceId(desk.work.fresh_id());
    desk.work.sentence(NewSentence { id, enrolment, week, words: sentence(&words.0), at: desk.now });
    desk.say(participant.place(), Notice::SentenceKept { enrolment, week, quotable: None });
    true
}

/// Whether the sentence about a week may be quoted; may be said anew at any time.
pub(super) fn quote(desk: &mut Desk<'_>, pressed: &Pressed, participant: &Participant, week: u8, quotable: bool) {
    let enrolment = participant.enrolment.id;
    let mut participant = participant.clone();
    if let Some(asked) = participant.enrolment.progress.views.as_mut().filter(|asked| asked.week == week) {
        asked.quoting = false;
        desk.keep(&participant);
    }
    desk.work.quote(enrolment, week, quotable);
    desk.answer(pressed, Some(&participant.person), Toast::Saved);
    desk.say(participant.place(), Notice::SentenceKept { enrolment, week, quotable: Some(quotable) });
}

/// The figures of a cohort, by week; nothing under five people.
pub(super) fn of_cohort(desk: &Desk<'_>, cohort: &Cohort) -> Vec<WeekFigures> {
    let (taps, _) = desk.work.feedback_of(cohort.id);
    (1..=cohort.weeks).filter_map(|week| figures(taps, week)).collect()
}

/// The sentences of a cohort that may be quoted, of people who stand behind figures that are shown.
pub(super) fn say_quotes(desk: &mut Desk<'_>, place: Place, cohort: &Cohort) {
    let (taps, quotable) = desk.work.feedback_of(cohort.id);
    let of_counted = quotable.iter().filter(|quote| counted(taps, quote.week).contains(&quote.enrolment));
    let mut sentences: Vec<SentenceId> = of_counted.map(|quote| quote.id).collect();
    if sentences.is_empty() {
        return;
    }
    sentences.sort_unstable();
    desk.say(
        place,
        Notice::Quotes {
            cohort: cohort.id,
            version: cohort.version,
            starts_on: cohort.starts_on,
            sentences,
            words: Vec::new(),
        },
    );
}

/// What the result of a week asks for, if anything: the number of the question, or three for the sentence.
pub(super) fn asked(enrolment: &Enrolment, week: u8, is_over: bool) -> Option<u8> {
    let views = enrolment.progress.week(week).views;
    is_over.then_some(views.min(ALL))
}
