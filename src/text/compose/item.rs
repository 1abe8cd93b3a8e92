//! A question of the test, one function a kind: what is asked, in which form the answer comes, and what was right about
//! the one before.

use super::{Draft, Message, Voice, clip, rules};
use crate::rules::answer::Drawn;
use crate::rules::course::{Assessment, Course, Item, ItemKind};
use crate::rules::ids::{AttemptId, EnrolmentId};
use crate::rules::notice::{Answered, Notice, Verdict};
use crate::rules::practice::Step;
use crate::rules::press::Press;

/// The most letters in a row of buttons.
const COLUMNS: usize = 5;

/// The mark before a letter that is ticked.
const TICK: &str = "✓";

/// Where a question stands, in an attempt or for practice, and what of its answer stands already.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub course: &'a Course,
    pub keys: Keys,
    pub choices: &'a [u8],
    pub drawn: &'a Drawn,
}

/// Whose buttons they are: of an item of an attempt, or of one that is practised.
#[derive(Clone, Copy)]
pub(super) enum Keys {
    Attempt { attempt: AttemptId, position: u8 },
    Practice { enrolment: EnrolmentId, week: u8, item: u16 },
}

impl Keys {
    fn answer(self, choice: u8) -> Press {
        match self {
            Self::Attempt { attempt, position } => Press::Answer { attempt, position, choice },
            Self::Practice { enrolment, week, item } => Press::ReviewAnswer { enrolment, week, item, choice },
        }
    }

    fn step(self, step: Step) -> Press {
        let (attempt, position) = match self {
            Self::Attempt { attempt, position } => (attempt, position),
            Self::Practice { enrolment, week, item } => return Press::Practice { enrolment, week, item, step },
        };
        match step {
            Step::Toggle { choice, on, revision } => Press::Toggle { attempt, position, choice, on, revision },
            Step::Match { choice, revision } => Press::Match { attempt, position, choice, revision },
            Step::Back { revision } => Press::MatchBack { attempt, position, revision },
            Step::Submit => Press::Submit { attempt, position },
        }
    }
}

pub(super) fn item(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::Item {
        attempt,
        version,
        week,
        position,
        total,
        item,
        ref choices,
        ref previous,
        place: counted,
        ref drawn,
        time,
        unoffered,
        ..
    } = notice
    else {
        return None;
    };
    let course = voice.course(version)?;
    let assessment = &course.week(week)?.assessment;
    let item = assessment.items.get(usize::from(item))?;
    let place = Place { course, keys: Keys::Attempt { attempt, position }, choices, drawn };
    let mut draft = Draft::new(voice);
    let (at, of) = counted.unwrap_or((position.saturating_add(1), total));
    if item.kind.is_counted() {
        draft.line(&voice.fill("test-place", &[("place", at.into()), ("total", of.into())]));
    }
    if let Some(time) = time {
        draft.line(&rules::time_left(voice, time));
    }
    if item.kind.is_counted() {
        draft.bold(voice.pick(course, &item.text));
    } else {
        draft.line(voice.pick(course, &item.text));
    }
    match &item.kind {
        ItemKind::Essay => essay(voice, &mut draft, (attempt, position), drawn),
        ItemKind::Description => {
            draft.button(voice.say("button-go-on"), Press::Seen { attempt, position });
        }
        _ => asked(voice, &mut draft, item, place)?,
    }
    draft.button(voice.say("button-later"), Press::ContinueLater { attempt });
    if unoffered {
        let args = [
            ("items", voice.count("questions", of).into()),
            ("minutes", voice.count("about-minutes", assessment.minutes).into()),
            ("needed", voice.count("right-answers-suffice", assessment.needed()).into()),
        ];
        let expected = std::iter::once(voice.fill("test-unoffered", &args)).chain(rules::of_offer(voice, assessment));
        draft.put_on_top(&expected.collect::<Vec<_>>().join("\n"));
    }
    if let Some(answered) = previous {
        draft.put_on_top(&feedback(voice, course, assessment, answered)?);
    }
    Some(draft.finish())
}

/// The choices with their buttons, or in which form a typed answer comes.
pub(super) fn asked(voice: &Voice<'_>, draft: &mut Draft, item: &Item, place: Place<'_>) -> Option<()> {
    match &item.kind {
        ItemKind::SingleChoice | ItemKind::TrueFalse => {
            choice_lines(voice, draft, place.course, item, place.choices, |choice| place.keys.answer(choice))?;
        }
        ItemKind::SeveralRight => several(voice, draft, item, place)?,
        ItemKind::Matching { .. } => matching(voice, draft, item, place)?,
        ItemKind::Numerical { .. } => {
            draft.paragraph(&voice.say("item-number"));
        }
        ItemKind::ShortAnswer { .. } => {
            draft.paragraph(&voice.say("item-words"));
        }
        // Nothing is practised that nobody marks, or that asks nothing.
        ItemKind::Essay | ItemKind::Description => return None,
    }
    Some(())
}

/// Ticks on the letters; each button asks for the other state.
fn several(voice: &Voice<'_>, draft: &mut Draft, item: &Item, place: Place<'_>) -> Option<()> {
    let Place { course, keys, choices, drawn } = place;
    draft.line(&voice.say("item-several"));
    let letters = letters(voice);
    let mut buttons = Vec::new();
    let mut ticked = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        let letter = letter(&letters, index);
        choice_line(voice, draft, (index, &letter), &choice_words(voice, course, item, *choice)?);
        let is_on = drawn.picked.contains(choice);
        let press = keys.step(Step::Toggle { choice: *choice, on: !is_on, revision: drawn.revision });
        buttons.push((if is_on { format!("{TICK} {letter}") } else { letter.clone() }, press));
        ticked.extend(is_on.then_some(letter));
    }
    draft.paragraph(&match ticked.as_slice() {
        [] => voice.say("item-several-how"),
        ticked => {
            let letters = ticked.join(&format!("{} ", voice.say("list-comma")));
            voice.fill("item-ticked", &[("letters", letters.into())])
        }
    });
    draft.grid(columns(buttons.len()), buttons);
    if !ticked.is_empty() {
        draft.button(voice.say("button-submit"), keys.step(Step::Submit));
    }
    Some(())
}

/// One left side after the other, with the choices that are left; at the end all pairs once more.
fn matching(voice: &Voice<'_>, draft: &mut Draft, item: &Item, place: Place<'_>) -> Option<()> {
    let Place { course, keys, choices, drawn } = place;
    let (pairs, revision) = (item.pairs(), drawn.revision);
    let matched = pairs.iter().zip(&drawn.picked);
    for (index, (pair, choice)) in matched.enumerate() {
        let right = choice_words(voice, course, item, *choice)?;
        let args = [("left", voice.pick(course, &pair.left).to_owned().into()), ("right", right.into())];
        let line = voice.catalog.text(voice.language(), "item-pair", &args);
        if index == 0 {
            draft.paragraph(&line)
        } else {
            draft.line(&line)
        };
    }
    match pairs.get(drawn.picked.len()) {
        Some(pair) => {
            let figure = |number: usize| voice.figures(number.to_string());
            let args = [
                ("place", figure(drawn.picked.len() + 1).into()),
                ("total", figure(pairs.len()).into()),
                ("left", voice.pick(course, &pair.left).to_owned().into()),
            ];
            draft.paragraph(&voice.catalog.text(voice.language(), "item-match", &args));
            let letters = letters(voice);
            let mut buttons = Vec::new();
            for (index, choice) in item.remaining(choices, &drawn.picked).iter().enumerate() {
                let letter = letter(&letters, index);
                choice_line(voice, draft, (index, &letter), &choice_words(voice, course, item, *choice)?);
                buttons.push((letter, keys.step(Step::Match { choice: *choice, revision })));
            }
            draft.grid(columns(buttons.len()), buttons);
        }
        None => {
            draft.paragraph(&voice.say("item-matched"));
            draft.button(voice.say("button-submit"), keys.step(Step::Submit));
        }
    }
    if !drawn.picked.is_empty() {
        draft.button(voice.say("button-back"), keys.step(Step::Back { revision }));
    }
    Some(())
}

/// A text for the mentors: asked for, then looked at once more before it goes.
fn essay(voice: &Voice<'_>, draft: &mut Draft, (attempt, position): (AttemptId, u8), drawn: &Drawn) {
    if !drawn.written {
        draft.paragraph(&voice.say("item-essay"));
        draft.line(&voice.fill("item-essay-who", &[("name", voice.own_handle().into())]));
        return;
    }
    draft.paragraph(&voice.say("item-essay-written"));
    draft.button(voice.say("button-submit"), Press::Submit { attempt, position });
    draft.button(voice.say("button-as-question"), Press::AsQuestion { attempt, position });
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
        let letter = letter(&letters, index);
        let words = choice_words(voice, course, item, *choice)?;
        let press = press_of(*choice);
        if item.kind == ItemKind::TrueFalse {
            buttons.push((words, press));
            continue;
        }
        choice_line(voice, draft, (index, &letter), &words);
        buttons.push((letter, press));
    }
    draft.grid(columns(buttons.len()), buttons);
    Some(())
}

/// The author's own words keep the digits they were written with: a figure may be the answer itself.
fn choice_line(voice: &Voice<'_>, draft: &mut Draft, (index, letter): (usize, &str), words: &str) {
    let args = [("letter", letter.into()), ("text", words.into())];
    let line = voice.catalog.text(voice.language(), "test-choice", &args);
    if index == 0 {
        draft.paragraph(&line)
    } else {
        draft.line(&line)
    };
}

/// *Right*, *Partly right* or *Not quite*, and what the course says to that answer and to any.
pub(super) fn feedback(
    voice: &Voice<'_>,
    course: &Course,
    assessment: &Assessment,
    answered: &Answered,
) -> Option<String> {
    /// Enough for every feedback that helps, and little enough to leave room for the question.
    const MOST: usize = 1_500;
    let item = assessment.items.get(usize::from(answered.item))?;
    if !item.kind.is_counted() {
        return Some(String::new());
    }
    if item.for_all {
        return Some(voice.say("feedback-for-all"));
    }
    let (verdict, of_answer) = match &answered.verdict {
        None => {
            let choice = item.choices.get(usize::from(answered.choice))?;
            (
                voice.say(if choice.right { "feedback-right" } else { "feedback-not-quite" }),
                voice.pick(course, &choice.feedback).into(),
            )
        }
        Some(verdict) => (verdict_words(voice, item, verdict), of_hits(voice, course, item, &verdict.hits)),
    };
    // Authors like to begin as the verdict does, and once is enough.
    let is_said = of_answer.trim().to_lowercase().starts_with(&verdict.trim_end_matches('.').to_lowercase());
    let verdict = if is_said { "" } else { verdict.as_str() };
    let parts = [verdict, of_answer.as_str(), voice.pick(course, &item.feedback)];
    let said: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    Some(clip(&said.join("\n"), MOST))
}

fn verdict_words(voice: &Voice<'_>, item: &Item, verdict: &Verdict) -> String {
    let pairs = item.pairs();
    if verdict.mark.is_partial() && !pairs.is_empty() {
        let right = pairs.iter().zip(&verdict.hits).filter(|(pair, choice)| pair.choice == **choice).count();
        let figure = |number: usize| voice.figures(number.to_string());
        return voice.fill("feedback-pairs", &[("right", figure(right).into()), ("total", figure(pairs.len()).into())]);
    }
    voice.say(verdict_key(item, verdict))
}

fn verdict_key(item: &Item, verdict: &Verdict) -> &'static str {
    match item.kind {
        ItemKind::Essay if verdict.unread => "feedback-unread",
        ItemKind::Essay if verdict.mark.is_full() => "feedback-essay-passed",
        ItemKind::Essay => "feedback-essay-needs-work",
        _ if verdict.mark.is_full() => "feedback-right",
        _ if verdict.mark.is_partial() => "feedback-partly",
        _ => "feedback-not-quite",
    }
}

/// What the course says to each thing that the answer hit.
fn of_hits(voice: &Voice<'_>, course: &Course, item: &Item, hits: &[u8]) -> String {
    let of_hit = |hit: &u8| {
        let place = usize::from(*hit);
        Some(match &item.kind {
            ItemKind::Numerical { answers } => voice.pick(course, &answers.get(place)?.feedback).to_owned(),
            // Words of another language are taken, but what is said to them stays in the reader's own.
            ItemKind::ShortAnswer { answers } => {
                let answer = answers.get(place)?;
                Some(answer).filter(|one| one.language == course.language_for(voice.language()))?.feedback.clone()
            }
            _ => voice.pick(course, &item.choices.get(place)?.feedback).to_owned(),
        })
    };
    let said: Vec<String> = hits.iter().filter_map(of_hit).filter(|said| !said.trim().is_empty()).collect();
    said.join("\n")
}

/// Letters in a row, so that no row is much shorter than another: five in one, six in two of three.
fn columns(count: usize) -> usize {
    count.div_ceil(count.div_ceil(COLUMNS).max(1))
}

/// The letters that stand before choices: A to H, أ to ح.
pub(super) fn letters(voice: &Voice<'_>) -> Vec<String> {
    voice.say("choice-letters").split('|').map(str::to_owned).collect()
}

pub(super) fn letter(letters: &[String], index: usize) -> String {
    letters.get(index).cloned().unwrap_or_else(|| (index + 1).to_string())
}

/// The text of a choice, or the word for true and false.
pub(super) fn choice_words(voice: &Voice<'_>, course: &Course, item: &Item, choice: u8) -> Option<String> {
    let text = voice.pick(course, &item.choices.get(usize::from(choice))?.text);
    Some(match item.kind {
        ItemKind::TrueFalse => voice.say(if choice == 0 { "button-true" } else { "button-false" }),
        _ => text.to_owned(),
    })
}
