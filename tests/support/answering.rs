//! How an item of a test is answered, whatever kind it is of, right or not: what is pressed or typed, read from the course
//! and from the buttons, never from letters at places.

use darb::rules::answer::Folding;
use darb::rules::course::{Item, Language};
use darb::rules::ids::AttemptId;
use darb::rules::item::{Decimal, ItemKind, Mark};
use darb::rules::press::Press;
use darb::sandbox::{Button, MessageView};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Presses(Press),
    Types(String),
}

/// An item on a screen that nobody has touched yet.
pub struct Shown<'a> {
    pub item: &'a Item,
    pub attempt: AttemptId,
    /// Where it stands in the attempt, from 0; not looked at for what is typed.
    pub position: u8,
    pub language: Language,
}

/// What is done about an item, in order; it can be done at once, without a look at what the bot makes of it.
pub fn deeds(shown: &Shown<'_>, right: bool) -> Vec<Deed> {
    let Shown { item, attempt, position, language } = *shown;
    let submit = Deed::Presses(Press::Submit { attempt, position });
    match &item.kind {
        ItemKind::SingleChoice | ItemKind::TrueFalse => {
            let choice = item.choices.iter().position(|choice| choice.right == right).expect("such a choice");
            let choice = u8::try_from(choice).expect("few choices");
            vec![Deed::Presses(Press::Answer { attempt, position, choice })]
        }
        ItemKind::SeveralRight => {
            let toggle = |choice| Press::Toggle { attempt, position, choice, on: true, revision: 0 };
            ticked(item, right).into_iter().map(toggle).map(Deed::Presses).chain([submit]).collect()
        }
        ItemKind::Matching { .. } => {
            let pick = |(revision, choice)| Press::Match { attempt, position, choice, revision };
            (0..).zip(matched(item, right)).map(pick).map(Deed::Presses).chain([submit]).collect()
        }
        ItemKind::Numerical { .. } | ItemKind::ShortAnswer { .. } => vec![Deed::Types(typed(item, language, right))],
        other => panic!("{other:?} is in no test of these stories"),
    }
}

/// The choices to be ticked: all that are worth something, or all that are not.
pub fn ticked(item: &Item, right: bool) -> Vec<u8> {
    (0..)
        .zip(&item.choices)
        .filter(|(_, choice)| (choice.worth() > Mark::ZERO) == right)
        .map(|(place, _)| place)
        .collect()
}

/// The choices for the left sides: each its own, or each that of the next one.
pub fn matched(item: &Item, right: bool) -> Vec<u8> {
    let mut picked: Vec<u8> = item.pairs().iter().map(|pair| pair.choice).collect();
    if !right {
        picked.rotate_left(1);
    }
    picked
}

/// What is typed for a number or for words: something worth all, or something that no answer takes.
pub fn typed(item: &Item, language: Language, right: bool) -> String {
    match &item.kind {
        ItemKind::Numerical { answers } => {
            let whole = answers.iter().find(|answer| answer.mark.is_full()).expect("an answer worth all");
            if right {
                return whole.low.to_string();
            }
            let is_taken = |number: Decimal| {
                answers.iter().any(|one| one.mark > Mark::ZERO && (one.low..=one.high).contains(&number))
            };
            let mut numbers = (1..).map(|number: u32| number.to_string());
            numbers.find(|number| !is_taken(Decimal::parse(number).expect("a number"))).expect("endless")
        }
        ItemKind::ShortAnswer { answers } => {
            let mut of_reader = answers.iter().filter(|answer| answer.language == language);
            if right {
                let whole = of_reader.find(|answer| answer.mark.is_full()).expect("an answer worth all");
                return whole.pattern.replace('*', "");
            }
            let words = match language {
                Language::Ar => "خطوة أخرى",
                Language::En => "another step",
                Language::Fr => "une autre étape",
            };
            let folding = Folding::default();
            assert!(!answers.iter().any(|answer| folding.fits(&answer.pattern, &folding.fold(words))), "{}", item.name);
            words.to_owned()
        }
        other => panic!("{other:?} is not typed"),
    }
}

/// The attempt of the item that a message shows; whatever kind it is of, it can be continued later.
pub fn attempt_of(message: &MessageView) -> Option<AttemptId> {
    presses(message).find_map(|press| match press {
        Press::ContinueLater { attempt } => Some(attempt),
        _ => None,
    })
}

/// The position of an item that is answered by buttons; `None` for one that is typed.
pub fn position_of(message: &MessageView) -> Option<u8> {
    presses(message).find_map(|press| match press {
        Press::Answer { position, .. } | Press::Toggle { position, .. } | Press::Match { position, .. } => {
            Some(position)
        }
        _ => None,
    })
}

/// The item of these that a message shows, and in which language.
pub fn shown_of<'i>(items: impl IntoIterator<Item = &'i Item>, message: &MessageView) -> Option<(&'i Item, Language)> {
    items.into_iter().find_map(|item| {
        let is_here =
            |language: &Language| item.text.get(language).is_some_and(|text| message.text.contains(text.trim()));
        Some((item, Language::ALL.into_iter().find(is_here)?))
    })
}

/// The button under a message that asks for something.
pub fn button_of(message: &MessageView, wanted: impl Fn(Press) -> bool) -> Option<&Button> {
    let mut buttons = message.buttons.iter().flatten();
    buttons.find(|button| button.data.as_deref().and_then(Press::decode).is_some_and(&wanted))
}

fn presses(message: &MessageView) -> impl Iterator<Item = Press> {
    message.buttons.iter().flatten().filter_map(|button| Press::decode(button.data.as_deref()?))
}
