//! Answers that are more than one tap: ticked and submitted, matched part by part, typed, or written for the mentors.

use super::desk::{ActionError, Desk, Participant};
use super::intent::{Meaning, Pressed, Words};
use super::{relay, test};
use crate::rules::answer::{Draft, Given, Written, are_letters, numbers};
use crate::rules::course::{Assessment, Course, Item, ItemKind};
use crate::rules::decision::Refusal;
use crate::rules::grading::Attempt;
use crate::rules::ids::QuestionId;
use crate::rules::notice::Toast;
use crate::rules::press::Press;
use crate::rules::question::{Essay, MessageKind, Question, QuestionState};
use crate::rules::test_rules::TestRules;
use chrono::{DateTime, TimeDelta, Utc};

/// So long after an item was shown what is typed is taken for its answer; later only what cannot be anything else.
const AWAITED: TimeDelta = TimeDelta::hours(1);

/// An essay takes its time.
const ESSAY_AWAITED: TimeDelta = TimeDelta::hours(24);

/// Longer than this, in characters, a text is a message to the mentors and no word or number.
const LONGEST_ANSWER: usize = 120;

/// A button under an item that is answered in more than one step. `None` for other buttons.
pub(super) fn press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: &Participant,
    press: Press,
) -> Option<Result<(), ActionError>> {
    let (attempt, position) = match press {
        Press::Toggle { attempt, position, .. }
        | Press::Match { attempt, position, .. }
        | Press::MatchBack { attempt, position, .. }
        | Press::Submit { attempt, position }
        | Press::AsQuestion { attempt, position }
        | Press::Seen { attempt, position } => (attempt, position),
        _ => return None,
    };
    let attempt = desk.work.attempts.get(&attempt).cloned()?;
    Some(step(desk, pressed, participant, attempt, position, press))
}

fn step(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: &Participant,
    attempt: Attempt,
    position: u8,
    press: Press,
) -> Result<(), ActionError> {
    if let Err(why) = test::may_answer(desk, participant, &attempt, position) {
        return test::refuse_answer(desk, Some(pressed), participant, &attempt, why);
    }
    let course = test::pinned(desk, &attempt)?;
    let assessment = test::assessment(&course, &attempt)?;
    let Some(item) = attempt.item(assessment, position) else { return Ok(()) };
    let mut draft = attempt.draft();
    match press {
        Press::Toggle { choice, on, revision, .. } if usize::from(choice) < item.choices.len() => {
            draft.toggle(choice, on, revision);
            redraw(desk, pressed, participant, attempt, draft)
        }
        Press::Match { choice, revision, .. } => {
            let order = attempt.choices(assessment, position);
            let is_open = draft.matched.len() < item.pairs().len();
            if is_open && item.remaining(&order, &draft.matched).contains(&choice) {
                draft.pick(choice, revision);
            }
            redraw(desk, pressed, participant, attempt, draft)
        }
        Press::MatchBack { revision, .. } => {
            draft.back(revision);
            redraw(desk, pressed, participant, attempt, draft)
        }
        Press::Submit { .. } => submit(desk, pressed, participant, &attempt, assessment, position),
        Press::AsQuestion { .. } => as_question(desk, pressed, participant, attempt, draft),
        Press::Seen { .. } => test::give(desk, Some(pressed), participant.clone(), &attempt, position, Given::Read),
        _ => {
            desk.answer(pressed, Some(&participant.person), Toast::OldButton);
            Ok(())
        }
    }
}

/// Keeps what is under way, and shows it.
fn redraw(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: &Participant,
    attempt: Attempt,
    draft: Draft,
) -> Result<(), ActionError> {
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    let attempt = keep(desk, attempt, draft);
    test::show_item(desk, participant, &attempt, None)
}

fn keep(desk: &mut Desk<'_>, attempt: Attempt, draft: Draft) -> Attempt {
    let attempt = Attempt { draft, ..attempt };
    desk.work.attempts.put(attempt.id, attempt.clone());
    attempt
}

/// *Submit*: what is ticked, matched or written is the answer.
fn submit(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: &Participant,
    attempt: &Attempt,
    assessment: &Assessment,
    position: u8,
) -> Result<(), ActionError> {
    let draft = attempt.draft();
    let pairs = attempt.item(assessment, position).map_or(0, |item| item.pairs().len());
    let kind = attempt.item(assessment, position).map(|item| &item.kind);
    let given = match (kind, draft.essay) {
        (Some(ItemKind::SeveralRight), _) => Given::Several(draft.picked()),
        (Some(ItemKind::Matching { .. }), _) if draft.matched.len() == pairs => Given::Matching(draft.matched),
        (Some(ItemKind::Essay), Some(message)) => {
            let question = hand_in(desk, participant, attempt, position, message);
            Given::Essay { message, question, passed: None }
        }
        _ => {
            desk.answer(pressed, Some(&participant.person), Toast::OldButton);
            return Ok(());
        }
    };
    if given == Given::Several(Vec::new()) {
        desk.answer(pressed, Some(&participant.person), Toast::Refused(Refusal::NothingPicked));
        return Ok(());
    }
    test::give(desk, Some(pressed), participant.clone(), attempt, position, given)
}

/// Puts an essay on its way to the mentors: a question of its own kind.
fn hand_in(
    desk: &mut Desk<'_>,
    participant: &Participant,
    attempt: &Attempt,
    position: u8,
    message: i64,
) -> QuestionId {
    let id = QuestionId(desk.work.fresh_id());
    let question = Question {
        id,
        enrolment: participant.enrolment.id,
        state: QuestionState::Asked,
        message,
        asked_at: desk.now,
        document: None,
        essay: Some(Essay { attempt: attempt.id, position }),
    };
    desk.work.questions.put(id, question.clone());
    relay::hand_over(desk, participant, &question);
    id
}

/// What was written is a message to the mentors after all.
fn as_question(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: &Participant,
    attempt: Attempt,
    mut draft: Draft,
) -> Result<(), ActionError> {
    let Some(message) = draft.essay.take() else {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return Ok(());
    };
    redraw(desk, pressed, participant, attempt, draft)?;
    relay::ask(desk, participant, message, MessageKind::Text, false)
}

/// The button that *Submit*, *Back*, *Continue* or *A message to the mentors instead* stand for under the current item.
pub(super) fn button(
    desk: &Desk<'_>,
    participant: &Participant,
    wanted: impl Fn(&Item, &Draft) -> bool,
    press: impl Fn(&Attempt, u8, &Draft) -> Press,
) -> Result<Option<Press>, ActionError> {
    let Some(attempt) = test::open_attempt(desk, participant) else { return Ok(None) };
    let course = test::pinned(desk, attempt)?;
    let position = attempt.position();
    let draft = attempt.draft();
    let item = attempt.item(test::assessment(&course, attempt)?, position);
    Ok(item.filter(|item| wanted(item, &draft)).map(|_| press(attempt, position, &draft)))
}

/// Words that the current item takes for an answer whatever else they may mean: a number, or words that are worth
/// something. True when there was such an item.
pub(super) fn fits(desk: &mut Desk<'_>, participant: &Participant, words: &Words) -> Result<bool, ActionError> {
    let Some(attempt) = test::open_attempt(desk, participant).filter(|attempt| !attempt.draft().set_aside).cloned()
    else {
        return Ok(false);
    };
    let course = test::pinned(desk, &attempt)?;
    let assessment = test::assessment(&course, &attempt)?;
    let position = attempt.position();
    let Some(item) = attempt.item(assessment, position) else { return Ok(false) };
    let Some(given) = fitting((&course, item), &assessment.rules, participant, words) else { return Ok(false) };
    desk.answers_below();
    test::give(desk, None, participant.clone(), &attempt, position, given)?;
    Ok(true)
}

/// What such words come to: a number, or words that are worth something. `None` where the item takes neither.
pub(super) fn fitting(
    (course, item): (&Course, &Item),
    rules: &TestRules,
    participant: &Participant,
    words: &Words,
) -> Option<Given> {
    match item.kind {
        ItemKind::Numerical { .. } if numbers(words.0.trim()).is_ok() => Some(Given::Number(trimmed(words))),
        ItemKind::ShortAnswer { .. } => {
            let given = in_words(course, participant, words);
            given.worth(item, rules).is_some_and(|worth| worth.mark.0 > 0).then_some(given)
        }
        _ => None,
    }
}

/// The words as an answer in the participant's language.
pub(super) fn in_words(course: &Course, participant: &Participant, words: &Words) -> Given {
    Given::Words(course.language_for(participant.person.language), trimmed(words))
}

fn trimmed(words: &Words) -> Written {
    Written(words.0.trim().to_owned())
}

/// A text while an item is open that is answered by one. True when it was taken: as the answer, or to be asked again.
pub(super) fn typed(
    desk: &mut Desk<'_>,
    participant: &Participant,
    message: i64,
    (meaning, words): (Meaning, &Words),
) -> Result<bool, ActionError> {
    let Some(attempt) = awaiting(desk, participant, AWAITED) else {
        return written(desk, participant, message);
    };
    let course = test::pinned(desk, &attempt)?;
    let assessment = test::assessment(&course, &attempt)?;
    let position = attempt.position();
    let Some(item) = attempt.item(assessment, position) else { return Ok(false) };
    let order = attempt.choices(assessment, position);
    let given = match item.kind {
        ItemKind::SeveralRight => {
            let Some(places) = meaning.picks else {
                return Ok(are_letters(&words.0) && refuse_letters(desk, participant));
            };
            let Some(given) = several(places, &order) else { return Ok(refuse_letters(desk, participant)) };
            given
        }
        ItemKind::Matching { .. } => {
            let Some(letter) = meaning.letter else {
                return Ok(are_letters(&words.0) && refuse_letters(desk, participant));
            };
            return match_letter(desk, participant, attempt.clone(), item, &order, letter);
        }
        // What fits was taken before.
        ItemKind::SingleChoice if are_letters(&words.0) => return Ok(refuse_letters(desk, participant)),
        ItemKind::Numerical { .. } if is_answer(meaning, words) => {
            return Ok(refuse(desk, participant, Refusal::NumberUnknown));
        }
        ItemKind::ShortAnswer { .. } if is_answer(meaning, words) => in_words(&course, participant, words),
        ItemKind::Essay => return written(desk, participant, message),
        _ => return Ok(false),
    };
    desk.answers_below();
    test::give(desk, None, participant.clone(), &attempt, position, given)?;
    Ok(true)
}

/// The choices behind a set of letters, by place in the source language; `None` if a letter stands before none.
pub(super) fn several(places: u16, order: &[u8]) -> Option<Given> {
    let places = (0..16_usize).filter(|place| places & (1 << place) != 0);
    let mut picked = places.map(|place| order.get(place).copied()).collect::<Option<Vec<u8>>>()?;
    picked.sort_unstable();
    Some(Given::Several(picked))
}

/// A letter for the left side that is asked.
fn match_letter(
    desk: &mut Desk<'_>,
    participant: &Participant,
    attempt: Attempt,
    item: &Item,
    order: &[u8],
    letter: u8,
) -> Result<bool, ActionError> {
    let mut draft = attempt.draft();
    if draft.matched.len() >= item.pairs().len() {
        return Ok(false);
    }
    let remaining = item.remaining(order, &draft.matched);
    let Some(choice) = remaining.get(usize::from(letter)).copied() else {
        return Ok(refuse_letters(desk, participant));
    };
    desk.answers_below();
    draft.pick(choice, draft.revision);
    let attempt = keep(desk, attempt, draft);
    test::show_item(desk, participant, &attempt, None)?;
    Ok(true)
}

/// A message that may be the essay that is awaited: it is asked whether it is. True when one was.
pub(super) fn written(desk: &mut Desk<'_>, participant: &Participant, message: i64) -> Result<bool, ActionError> {
    let Some(attempt) = awaiting(desk, participant, ESSAY_AWAITED) else { return Ok(false) };
    let course = test::pinned(desk, &attempt)?;
    let item = attempt.item(test::assessment(&course, &attempt)?, attempt.position());
    if !item.is_some_and(|item| item.kind == ItemKind::Essay) {
        return Ok(false);
    }
    let draft = Draft { essay: Some(message), ..attempt.draft() };
    desk.answers_below();
    let attempt = keep(desk, attempt, draft);
    test::show_item(desk, participant, &attempt, None)?;
    Ok(true)
}

/// The open attempt, if it was looked at so short a time ago that a text can be meant for it.
fn awaiting(desk: &Desk<'_>, participant: &Participant, within: TimeDelta) -> Option<Attempt> {
    let attempt = test::open_attempt(desk, participant)?;
    (!attempt.draft().set_aside && desk.now - seen_at(attempt) <= within).then(|| attempt.clone())
}

/// When the current item of an attempt was looked at last.
pub(super) fn seen_at(attempt: &Attempt) -> DateTime<Utc> {
    let answered_at = attempt.answers.last().map_or(attempt.started_at, |answer| answer.at);
    attempt.draft().shown_at.map_or(answered_at, |at| at.max(answered_at))
}

/// Whether a text can be a typed answer: a question, a long text and thanks are for the mentors.
pub(super) fn is_answer(meaning: Meaning, words: &Words) -> bool {
    let asks = words.0.contains(['?', '؟']);
    !asks && !meaning.small_talk && words.0.chars().count() <= LONGEST_ANSWER
}

/// Asks again, below what was typed. True, since that is all that is to be said to it.
pub(super) fn refuse(desk: &mut Desk<'_>, participant: &Participant, why: Refusal) -> bool {
    desk.answers_below();
    desk.refuse(participant.place(), why);
    true
}

pub(super) fn refuse_letters(desk: &mut Desk<'_>, participant: &Participant) -> bool {
    refuse(desk, participant, Refusal::LettersUnknown)
}
