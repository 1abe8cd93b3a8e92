//! The week's test: its intro, its questions one by one, a stop on the way, another go.

use super::lesson::add_waiting;
use super::{Draft, Message, Voice, clip};
use crate::rules::course::{Assessment, Course, Item, ItemKind};
use crate::rules::ids::{AttemptId, EnrolmentId};
use crate::rules::notice::{Answered, Notice};
use crate::rules::press::Press;
use chrono::NaiveDate;

pub(super) fn offer(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::TestOffer { enrolment, version, week, number, items, minutes, needed, attempts_left, until, waiting } =
        notice
    else {
        return None;
    };
    let title = voice.week_title(voice.course(version)?, week)?;
    let mut draft = Draft::new(voice);
    let key = if number <= 1 { "test-offer-first" } else { "test-offer-again" };
    let args = [
        ("week", week.into()),
        ("title", title.into()),
        ("number", number.into()),
        ("items", voice.count("questions", items).into()),
        ("minutes", voice.count("about-minutes", minutes).into()),
        ("needed", voice.count("right-answers-suffice", needed).into()),
    ];
    draft.line(&voice.fill(key, &args));
    let attempts = voice.count("attempts", attempts_left);
    let args = [("attempts", attempts.into()), ("until", voice.date(until).into())];
    draft.paragraph(&voice.fill("test-offer-attempts", &args));
    draft.paragraph(&voice.say("test-offer-private"));
    draft.button(voice.say("button-start-test"), Press::StartTest { enrolment, week, number });
    add_waiting(voice, &mut draft, enrolment, waiting);
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

pub(super) fn item(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::Item { attempt, version, week, position, total, item, ref choices, previous, .. } = notice else {
        return None;
    };
    let course = voice.course(version)?;
    let assessment = &course.week(week)?.assessment;
    let item = assessment.items.get(usize::from(item))?;
    let mut draft = Draft::new(voice);
    let place = position.saturating_add(1);
    draft.line(&voice.fill("test-place", &[("place", place.into()), ("total", total.into())]));
    draft.bold(voice.pick(course, &item.text));
    let press = |choice| Press::Answer { attempt, position, choice };
    choice_lines(voice, &mut draft, course, item, choices, press)?;
    draft.button(voice.say("button-later"), Press::ContinueLater { attempt });
    if let Some(answered) = previous {
        draft.put_on_top(&feedback(voice, course, assessment, answered)?);
    }
    Some(draft.finish())
}

/// The choices in the order on the screen, as lines with letters and as buttons.
pub(super) fn choice_lines(
    voice: &Voice<'_>,
    draft: &mut Draft,
    course: &Course,
    item: &Item,
    choices: &[u8],
    press_of: impl Fn(u8) -> Press,
) -> Option<()> {
    let letters = letters(voice);
    let mut buttons = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        let letter = letters.get(index).cloned().unwrap_or_else(|| (index + 1).to_string());
        let words = choice_words(voice, course, item, *choice)?;
        let press = press_of(*choice);
        if item.kind == ItemKind::TrueFalse {
            buttons.push((words, press));
            continue;
        }
        // The author's own words keep the digits they were written with: a figure may be the answer itself.
        let args = [("letter", letter.clone().into()), ("text", words.into())];
        let line = voice.catalog.text(voice.language(), "test-choice", &args);
        if index == 0 {
            draft.paragraph(&line)
        } else {
            draft.line(&line)
        };
        buttons.push((letter, press));
    }
    draft.grid(4, buttons);
    Some(())
}

/// *Right* or *Not quite*, and what the course says to that choice and to any.
pub(super) fn feedback(
    voice: &Voice<'_>,
    course: &Course,
    assessment: &Assessment,
    answered: Answered,
) -> Option<String> {
    /// Enough for every feedback that helps, and little enough to leave room for the question.
    const MOST: usize = 1_500;
    let item = assessment.items.get(usize::from(answered.item))?;
    let choice = item.choices.get(usize::from(answered.choice))?;
    let mut text = voice.say(if choice.right { "feedback-right" } else { "feedback-not-quite" });
    for part in [voice.pick(course, &choice.feedback), voice.pick(course, &item.feedback)] {
        if !part.trim().is_empty() {
            text.push('\n');
            text.push_str(part.trim());
        }
    }
    Some(clip(&text, MOST))
}

/// The letters that stand before choices: A to H, أ to ح.
pub(super) fn letters(voice: &Voice<'_>) -> Vec<String> {
    voice.say("choice-letters").split('|').map(str::to_owned).collect()
}

/// The text of a choice, or the word for true and false.
pub(super) fn choice_words(voice: &Voice<'_>, course: &Course, item: &Item, choice: u8) -> Option<String> {
    let text = voice.pick(course, &item.choices.get(usize::from(choice))?.text);
    Some(match item.kind {
        ItemKind::SingleChoice => text.to_owned(),
        ItemKind::TrueFalse => voice.say(if choice == 0 { "button-true" } else { "button-false" }),
    })
}

pub(super) fn paused(
    voice: &Voice<'_>,
    attempt: AttemptId,
    week: u8,
    answered: u8,
    total: u8,
    until: NaiveDate,
) -> Message {
    let args = [
        ("week", week.into()),
        ("answered", answered.into()),
        ("total", total.into()),
        ("until", voice.date(until).into()),
    ];
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("test-paused", &args)).button(voice.say("button-continue"), Press::Continue { attempt });
    draft.finish()
}

pub(super) fn ready(voice: &Voice<'_>, enrolment: EnrolmentId, week: u8, number: u8, given_by_mentor: bool) -> Message {
    let key = if given_by_mentor { "attempt-given" } else { "attempt-ready" };
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill(key, &[("week", week.into()), ("number", number.into())]));
    draft.button(voice.say("button-try-again"), Press::StartTest { enrolment, week, number });
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    draft.finish()
}
