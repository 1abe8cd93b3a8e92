//! Practice that is more than one letter: ticked and submitted, matched part by part, or typed.

use super::answering::{fitting, in_words, is_answer, refuse, refuse_letters, several};
use super::desk::{ActionError, Desk, Participant};
use super::intent::{Meaning, Pressed, PressedBy, Words};
use super::{feedback, press, review};
use crate::rules::answer::{Draft, Given, are_letters};
use crate::rules::course::{Item, ItemKind};
use crate::rules::decision::Refusal;
use crate::rules::notice::{Notice, Toast};
use crate::rules::practice::{self, Practice, Step};
use crate::rules::press::Press;
use crate::rules::review::{self as spaced, Missed};
use chrono::TimeDelta;
use std::sync::Arc;

/// So long what is typed answers the item that was shown; later it may answer a mentor.
const SHOWN_FOR: TimeDelta = TimeDelta::hours(1);

/// The item that was just shown for practice, and nothing else was done since.
pub(super) fn on_screen(desk: &Desk<'_>, participant: &Participant) -> Option<Missed> {
    let progress = &participant.enrolment.progress;
    let shown_at = progress.practising.filter(|at| desk.now < *at + SHOWN_FOR)?;
    let is_free = participant.enrolment.may_ask() && !feedback::has_asked_since(desk, participant, shown_at);
    spaced::next(&progress.review, participant.rhythm.zone.date(desk.now)).filter(|_| is_free).cloned()
}

/// A button under an item that takes more than one tap.
pub(super) fn press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: Participant,
    (week, place): (u8, u16),
    step: Step,
) -> Result<(), ActionError> {
    let today = participant.rhythm.zone.date(desk.now);
    let due = spaced::due_item(&participant.enrolment.progress.review, week, place, today).cloned();
    let library = Arc::clone(&desk.work.library);
    let known = due.and_then(|missed| spaced::item(&library, &missed).map(|(_, item)| (missed, item)));
    let Some((missed, item)) = known.filter(|_| participant.enrolment.may_ask()) else {
        desk.answer(pressed, Some(&participant.person), Toast::AlreadyAnswered);
        return Ok(());
    };
    let mut draft = Practice::draft_of(participant.enrolment.progress.practice.as_ref(), &missed);
    if step == Step::Submit {
        return match practice::submitted(&draft, item) {
            Some(given) => review::answer(desk, Some(pressed), participant, (week, place), given),
            None => {
                desk.answer(pressed, Some(&participant.person), Toast::Refused(Refusal::NothingPicked));
                Ok(())
            }
        };
    }
    practice::take(&mut draft, item, &spaced::choices(item, &missed, participant.enrolment.id), step);
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    show(desk, participant, item, &missed, draft);
    Ok(())
}

/// The item with what is under way, where it stands already or in a new message.
pub(super) fn show(desk: &mut Desk<'_>, mut participant: Participant, item: &Item, missed: &Missed, draft: Draft) {
    let today = participant.rhythm.zone.date(desk.now);
    let drawn = draft.drawn();
    let progress = &mut participant.enrolment.progress;
    progress.practising = Some(desk.now);
    let is_blank = draft == Draft::default();
    progress.practice = (!is_blank).then_some(Practice { week: missed.week, item: missed.item, draft });
    let notice = Notice::ReviewItem {
        enrolment: participant.enrolment.id,
        version: missed.version,
        week: missed.week,
        item: missed.item,
        choices: spaced::choices(item, missed, participant.enrolment.id),
        left: spaced::due(&participant.enrolment.progress.review, today),
        drawn,
    };
    desk.keep(&participant);
    desk.say(participant.place(), notice);
}

/// Words that the item on the screen takes for an answer whatever else they may mean: a number, or words that are worth
/// something. True when there was such an item.
pub(super) fn fits(desk: &mut Desk<'_>, participant: &Participant, words: &Words) -> Result<bool, ActionError> {
    let Some(missed) = on_screen(desk, participant) else { return Ok(false) };
    let library = Arc::clone(&desk.work.library);
    let Some((course, item)) = spaced::item(&library, &missed) else { return Ok(false) };
    let Some(rules) = course.week(missed.week).map(|week| &week.assessment.rules) else { return Ok(false) };
    let Some(given) = fitting((course, item), rules, participant, words) else { return Ok(false) };
    give(desk, participant, &missed, given)?;
    Ok(true)
}

/// A text while an item stands there for practice. True when it was taken: as the answer, or to be asked again.
pub(super) fn typed(
    desk: &mut Desk<'_>,
    participant: &Participant,
    message: i64,
    (meaning, words): (Meaning, &Words),
) -> Result<bool, ActionError> {
    let Some(missed) = on_screen(desk, participant) else { return Ok(false) };
    let library = Arc::clone(&desk.work.library);
    let Some((course, item)) = spaced::item(&library, &missed) else { return Ok(false) };
    let order = spaced::choices(item, &missed, participant.enrolment.id);
    let given = match &item.kind {
        ItemKind::SingleChoice | ItemKind::TrueFalse => {
            let letter = meaning.letter.and_then(|letter| order.get(usize::from(letter)).copied());
            let is_lettered = item.kind == ItemKind::SingleChoice && are_letters(&words.0);
            let Some(choice) = letter else { return Ok(is_lettered && refuse_letters(desk, participant)) };
            let press = answer_press(participant, &missed, choice);
            return by_words(desk, participant, message, press);
        }
        ItemKind::SeveralRight => {
            let Some(places) = meaning.picks else {
                return Ok(are_letters(&words.0) && refuse_letters(desk, participant));
            };
            let Some(given) = several(places, &order) else { return Ok(refuse_letters(desk, participant)) };
            given
        }
        ItemKind::Matching { pairs } => {
            let draft = Practice::draft_of(participant.enrolment.progress.practice.as_ref(), &missed);
            if draft.matched.len() >= pairs.len() {
                return Ok(false);
            }
            let Some(letter) = meaning.letter else {
                return Ok(are_letters(&words.0) && refuse_letters(desk, participant));
            };
            let remaining = item.remaining(&order, &draft.matched);
            let Some(choice) = remaining.get(usize::from(letter)).copied() else {
                return Ok(refuse_letters(desk, participant));
            };
            let step = Step::Match { choice, revision: draft.revision };
            return by_words(desk, participant, message, step_press(participant, &missed, step));
        }
        ItemKind::Numerical { .. } if is_answer(meaning, words) => {
            return Ok(refuse(desk, participant, Refusal::NumberUnknown));
        }
        ItemKind::ShortAnswer { .. } if is_answer(meaning, words) => in_words(course, participant, words),
        _ => return Ok(false),
    };
    give(desk, participant, &missed, given)?;
    Ok(true)
}

/// The button that *Submit* or *Back* stand for under the item on the screen.
pub(super) fn button(desk: &Desk<'_>, participant: &Participant, is_submit: bool) -> Option<Press> {
    let missed = on_screen(desk, participant)?;
    let (_, item) = spaced::item(&desk.work.library, &missed)?;
    let draft = Practice::draft_of(participant.enrolment.progress.practice.as_ref(), &missed);
    let step = if is_submit {
        practice::submitted(&draft, item).map(|_| Step::Submit)
    } else {
        (!draft.matched.is_empty()).then_some(Step::Back { revision: draft.revision })
    };
    Some(step_press(participant, &missed, step?))
}

/// The button of *True* or *False* under the item that is shown for practice, if it is such an item.
pub(super) fn true_or_false(desk: &Desk<'_>, participant: &Participant, is_true: bool) -> Option<Press> {
    let missed = on_screen(desk, participant)?;
    let (_, item) = spaced::item(&desk.work.library, &missed)?;
    (item.kind == ItemKind::TrueFalse).then(|| answer_press(participant, &missed, u8::from(!is_true)))
}

fn answer_press(participant: &Participant, missed: &Missed, choice: u8) -> Press {
    Press::ReviewAnswer { enrolment: participant.enrolment.id, week: missed.week, item: missed.item, choice }
}

fn step_press(participant: &Participant, missed: &Missed, step: Step) -> Press {
    Press::Practice { enrolment: participant.enrolment.id, week: missed.week, item: missed.item, step }
}

/// What was typed stands for a button.
fn by_words(desk: &mut Desk<'_>, participant: &Participant, message: i64, press: Press) -> Result<bool, ActionError> {
    desk.answers_below();
    let pressed = Pressed { by: PressedBy::Words(message), message: None, press: Some(press) };
    press::participant_press(desk, &pressed, participant.clone(), press)?;
    Ok(true)
}

fn give(desk: &mut Desk<'_>, participant: &Participant, missed: &Missed, given: Given) -> Result<(), ActionError> {
    desk.answers_below();
    review::answer(desk, None, participant.clone(), (missed.week, missed.item), given)
}
