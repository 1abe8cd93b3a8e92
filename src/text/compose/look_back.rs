//! An item of an attempt that is over: what was answered, what was right about it, and what is right.

use super::item::{choice_words, feedback, letter, letters};
use super::{Draft, Message, Voice, clip};
use crate::rules::course::{Course, Item, ItemKind};
use crate::rules::item::Mark;
use crate::rules::notice::{Answered, Notice};
use crate::rules::press::Press;

/// What of a feedback, and of what is right, is shown: both fit under the longest item.
const MOST: usize = 700;

pub(super) fn item(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::LookedBack {
        attempt,
        version,
        week,
        place: (at, of),
        item,
        ref choices,
        ref answered,
        neighbours,
        reveal,
        ..
    } = notice
    else {
        return None;
    };
    let course = voice.course(version)?;
    let assessment = &course.week(week)?.assessment;
    let item = assessment.items.get(usize::from(item))?;
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("look-place", &[("place", at.into()), ("total", of.into())]));
    draft.bold(voice.pick(course, &item.text));
    add_choices(voice, &mut draft, (course, item), choices)?;
    match answered {
        Some(answered) => {
            add_picked(voice, &mut draft, (course, item), choices, answered)?;
            draft.paragraph(&clip(&feedback(voice, course, assessment, answered)?, MOST));
        }
        None => {
            draft.paragraph(&voice.say("look-none"));
        }
    }
    if reveal
        && !answered.as_ref().is_some_and(|answered| is_right(item, answered))
        && let Some(right) = right(voice, (course, item), choices)
    {
        draft.paragraph(&clip(&voice.fill("look-right", &[("answer", right.into())]), MOST));
    }
    let (before, after) = neighbours;
    let before = before.map(|position| (voice.say("button-look-previous"), Press::LookBack { attempt, position }));
    let after = after.map(|position| (voice.say("button-look-next"), Press::LookBack { attempt, position }));
    draft.row(before.into_iter().chain(after));
    Some(draft.finish())
}

/// The choices with their letters, as they stood on the screen.
fn add_choices(voice: &Voice<'_>, draft: &mut Draft, (course, item): (&Course, &Item), choices: &[u8]) -> Option<()> {
    if !has_letters(item) {
        return Some(());
    }
    let letters = letters(voice);
    for (index, choice) in choices.iter().enumerate() {
        let words = choice_words(voice, course, item, *choice)?;
        let args = [("letter", letter(&letters, index).into()), ("text", words.into())];
        let line = voice.catalog.text(voice.language(), "test-choice", &args);
        if index == 0 {
            draft.paragraph(&line)
        } else {
            draft.line(&line)
        };
    }
    Some(())
}

const fn has_letters(item: &Item) -> bool {
    matches!(item.kind, ItemKind::SingleChoice | ItemKind::SeveralRight)
}

/// What was picked; what was typed stands in the chat alone.
fn add_picked(
    voice: &Voice<'_>,
    draft: &mut Draft,
    (course, item): (&Course, &Item),
    choices: &[u8],
    answered: &Answered,
) -> Option<()> {
    let picked = picked(answered);
    let answer = match &item.kind {
        ItemKind::SingleChoice | ItemKind::SeveralRight => named(voice, choices, picked.iter().copied()),
        ItemKind::TrueFalse => choice_words(voice, course, item, *picked.first()?)?,
        ItemKind::Matching { pairs } => {
            for (index, (pair, choice)) in pairs.iter().zip(&picked).enumerate() {
                let line = pair_line(voice, (course, item), &pair.left, *choice)?;
                if index == 0 {
                    draft.paragraph(&line)
                } else {
                    draft.line(&line)
                };
            }
            return Some(());
        }
        _ => return Some(()),
    };
    draft.paragraph(&voice.fill("look-picked", &[("answer", answer.into())]));
    Some(())
}

/// Choices picked, by place in the source language.
fn picked(answered: &Answered) -> Vec<u8> {
    answered.verdict.as_ref().map_or_else(|| vec![answered.choice], |verdict| verdict.hits.clone())
}

fn is_right(item: &Item, answered: &Answered) -> bool {
    match &answered.verdict {
        Some(verdict) => verdict.mark.is_full() || verdict.unread,
        None => item.choices.get(usize::from(answered.choice)).is_some_and(|choice| choice.worth() == Mark::FULL),
    }
}

/// What is right, in words or letters; `None` for what only a person can say.
fn right(voice: &Voice<'_>, (course, item): (&Course, &Item), choices: &[u8]) -> Option<String> {
    let is_right = |choice: &u8| item.choices.get(usize::from(*choice)).is_some_and(|choice| choice.right);
    match &item.kind {
        ItemKind::SingleChoice | ItemKind::SeveralRight => {
            Some(named(voice, choices, choices.iter().copied().filter(is_right)))
        }
        ItemKind::TrueFalse => choice_words(voice, course, item, choices.iter().copied().find(is_right)?),
        ItemKind::Matching { pairs } => {
            let lines = pairs.iter().map(|pair| pair_line(voice, (course, item), &pair.left, pair.choice));
            Some(format!("\n{}", lines.collect::<Option<Vec<_>>>()?.join("\n")))
        }
        ItemKind::Numerical { answers } => {
            let best = answers.iter().find(|answer| answer.mark.is_full() && !answer.is_any())?;
            let range =
                if best.low == best.high { best.low.to_string() } else { format!("{}–{}", best.low, best.high) };
            Some(voice.figures(range))
        }
        ItemKind::ShortAnswer { answers } => {
            let full = answers.iter().filter(|answer| answer.mark.is_full() && answer.pattern != "*");
            let mut own = full.filter(|answer| answer.language == course.language_for(voice.language()));
            own.next().map(|answer| answer.pattern.replace("\\*", "*"))
        }
        ItemKind::Essay | ItemKind::Description => None,
    }
}

/// The letters of choices, as they stood on the screen: "A, C".
fn named(voice: &Voice<'_>, order: &[u8], choices: impl Iterator<Item = u8>) -> String {
    let letters = letters(voice);
    let mut places: Vec<usize> = choices.filter_map(|choice| order.iter().position(|one| *one == choice)).collect();
    places.sort_unstable();
    let named: Vec<String> = places.into_iter().map(|place| letter(&letters, place)).collect();
    named.join(&format!("{} ", voice.say("list-comma")))
}

fn pair_line(
    voice: &Voice<'_>,
    (course, item): (&Course, &Item),
    left: &crate::rules::course::Texts,
    choice: u8,
) -> Option<String> {
    let right = choice_words(voice, course, item, choice)?;
    let args = [("left", voice.pick(course, left).to_owned().into()), ("right", right.into())];
    Some(voice.catalog.text(voice.language(), "item-pair", &args))
}
