//! A week's assessment: checks its items in each language, then puts the languages together.

use super::direction::latin_first;
use super::gift::{self, Answer, GiftChoice, GiftItem};
use super::kind::ProblemKind;
use super::problem::{ContentProblem, Fault, SourceFile};
use crate::rules::course::{Choice, Item, ItemKind, Language, Texts};
use crate::rules::ids::LessonId;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;

/// The most UTF-16 units of an item with its choices. When it was answered the message shows the item, the feedback of
/// the choice and that of the item: 2,500 + 700 + 700 leaves some 200 of Telegram's 4,096 for letters, marks and the
/// score.
pub const MAX_ITEM_UNITS: usize = 2_500;

/// The most UTF-16 units of one feedback; see [`MAX_ITEM_UNITS`].
pub const MAX_FEEDBACK_UNITS: usize = 700;

/// The choices an item can have: more buttons than that are no longer seen at once.
const CHOICES: std::ops::RangeInclusive<usize> = 2..=10;

/// What `A. ` and the line break add to each choice when it is shown.
const UNITS_A_CHOICE: usize = 4;

/// An assessment in one language.
#[derive(Debug)]
pub(super) struct Script {
    pub language: Language,
    file: SourceFile,
    entries: BTreeMap<String, Entry>,
    /// The names in the order of the file.
    order: Vec<String>,
    /// Items that are there but could not be read; see [`gift::Gift::broken`].
    broken: Vec<Option<String>>,
}

#[derive(Debug)]
struct Entry {
    item: GiftItem,
    at: Range<usize>,
    lesson: Option<LessonId>,
    /// Nothing is wrong with it, so a difference to another language is one of its own.
    sound: bool,
}

/// Reads one language's file. `days` is the number of lessons the week has; 0 if that is not known.
pub(super) fn read(
    file: SourceFile,
    language: Language,
    week: u8,
    days: u8,
    problems: &mut Vec<ContentProblem>,
) -> Script {
    let (gift, mut faults) = gift::parse(file.text());
    if gift.items.is_empty() && faults.is_empty() {
        faults.push(Fault::new(ProblemKind::AssessmentEmpty, 0..0));
    }
    let mut script = Script { language, file, entries: BTreeMap::new(), order: Vec::new(), broken: gift.broken };
    for item in gift.items {
        let Some(name) = item.name.clone() else {
            faults.push(Fault::new(ProblemKind::ItemNoName, item.span));
            script.broken.push(None);
            continue;
        };
        let (at, name) = (name.span(), name.into_inner());
        let before = faults.len();
        let mut check = Check { name: &name, language, faults: &mut faults };
        check.item(&item, &at);
        let lesson = check.lesson(&item.tags, week, days);
        if script.entries.contains_key(&name) {
            faults.push(Fault::new(ProblemKind::ItemRepeated { name }, at));
            continue;
        }
        let sound = faults.len() == before;
        script.order.push(name.clone());
        script.entries.insert(name, Entry { item, at, lesson, sound });
    }
    problems.extend(faults.into_iter().map(|fault| script.file.problem(fault)));
    script
}

/// What is checked of one item without looking at other languages.
struct Check<'c> {
    name: &'c str,
    language: Language,
    faults: &'c mut Vec<Fault>,
}

impl Check<'_> {
    fn item(&mut self, item: &GiftItem, at: &Range<usize>) {
        if item.text.get_ref().is_empty() {
            self.fault(at.clone(), |name| ProblemKind::ItemNoText { name });
        }
        self.words(&item.text);
        let mut units = unit_count(item.text.get_ref());
        let mut feedback: Vec<&Spanned<String>> = item.feedback.iter().collect();
        match &item.answer {
            Answer::Choices(choices) => {
                self.choices(choices, at);
                units += choices.iter().map(|choice| unit_count(choice.text.get_ref()) + UNITS_A_CHOICE).sum::<usize>();
                feedback.extend(choices.iter().filter_map(|choice| choice.feedback.as_ref()));
            }
            Answer::TrueFalse { wrong, right, .. } => feedback.extend([wrong, right].into_iter().flatten()),
        }
        if units > MAX_ITEM_UNITS {
            self.fault(at.clone(), |name| ProblemKind::ItemTooLong { name, units, max: MAX_ITEM_UNITS });
        }
        for feedback in feedback {
            let units = unit_count(feedback.get_ref());
            if units > MAX_FEEDBACK_UNITS {
                self.fault(feedback.span(), |name| ProblemKind::FeedbackTooLong {
                    name,
                    units,
                    max: MAX_FEEDBACK_UNITS,
                });
            }
            self.words(feedback);
        }
    }

    fn choices(&mut self, choices: &[GiftChoice], at: &Range<usize>) {
        let found = choices.len();
        if !CHOICES.contains(&found) {
            let (low, high) = (*CHOICES.start(), *CHOICES.end());
            return self.fault(at.clone(), |name| ProblemKind::ChoiceCount { name, found, low, high });
        }
        if !choices.iter().any(|choice| choice.right) {
            self.fault(at.clone(), |name| ProblemKind::NoRightChoice { name });
        }
        for choice in choices.iter().filter(|choice| choice.right).skip(1) {
            self.fault(choice.text.span(), |name| ProblemKind::SeveralRight { name });
        }
        let mut seen = BTreeSet::new();
        for text in choices.iter().map(|choice| &choice.text) {
            self.html(text);
            if text.get_ref().is_empty() {
                self.fault(text.span(), |name| ProblemKind::EmptyChoice { name });
            } else if !seen.insert(text.get_ref()) {
                self.fault(text.span(), |name| ProblemKind::RepeatedChoice { name });
            }
        }
    }

    /// The lesson that the tags name.
    fn lesson(&mut self, tags: &[Spanned<String>], week: u8, days: u8) -> Option<LessonId> {
        let mut lesson = None;
        for tag in tags {
            let text = tag.get_ref().clone();
            let Some(digits) =
                text.strip_prefix("day-").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            else {
                self.fault(tag.span(), |_| ProblemKind::UnknownTag { tag: text });
                continue;
            };
            match digits.parse().ok().filter(|day| (1..=days).contains(day)) {
                Some(day) if lesson.is_none() => lesson = Some(LessonId::new(week, day)),
                Some(_) => self.fault(tag.span(), |name| ProblemKind::SeveralTags { name }),
                None if days == 0 => {}
                None => self.fault(tag.span(), |_| ProblemKind::TagNoLesson { tag: text, days }),
            }
        }
        lesson
    }

    /// What holds for every text of more than a few words.
    fn words(&mut self, text: &Spanned<String>) {
        self.html(text);
        if self.language == Language::Ar {
            let wrong = text.get_ref().lines().find_map(latin_first);
            self.faults.extend(wrong.map(|(_, letter)| Fault::new(ProblemKind::LatinFirst { letter }, text.span())));
        }
    }

    fn html(&mut self, text: &Spanned<String>) {
        if let Some(tag) = html_tag(text.get_ref()).map(str::to_owned) {
            self.fault(text.span(), |_| ProblemKind::ItemHtml { tag });
        }
    }

    fn fault(&mut self, span: Range<usize>, kind: impl FnOnce(String) -> ProblemKind) {
        self.faults.push(Fault::new(kind(self.name.to_owned()), span));
    }
}

/// The first tag in a text, as `<b>` or `</p>`; `1 < 2` has none.
fn html_tag(text: &str) -> Option<&str> {
    text.match_indices('<').find_map(|(at, _)| {
        // A tag is short; to look further would take long in a text of nothing but such signs.
        let end = at + text[at..].bytes().take(100).position(|byte| byte == b'>')?;
        let name = text[at + 1..end].trim_start_matches('/');
        let named = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
        (named && !name.contains('<')).then_some(&text[at..=end])
    })
}

/// Puts the languages of an assessment together, in the order of the source; nothing if the source is not there.
pub(super) fn merge(scripts: &[Script], source: Language, problems: &mut Vec<ContentProblem>) -> Vec<Item> {
    let Some(reference) = scripts.iter().find(|script| script.language == source) else { return Vec::new() };
    let others: Vec<&Script> = scripts.iter().filter(|script| script.language != source).collect();
    for script in &others {
        script.lacks(reference, problems);
        reference.lacks(script, problems);
        for (name, entry) in &script.entries {
            if let Some(original) = reference.entries.get(name).filter(|original| original.sound && entry.sound) {
                let kind = difference(name, entry, original, reference.file.file_name());
                problems.extend(kind.map(|kind| script.file.problem(Fault::new(kind, entry.at.clone()))));
            }
        }
    }
    let translated = |name: &String| {
        scripts.iter().filter_map(|script| Some((script.language, script.entries.get(name)?))).collect()
    };
    reference.order.iter().map(|name| model(name, &reference.entries[name], &translated(name))).collect()
}

impl Script {
    /// Reports the items of another language that are not here.
    fn lacks(&self, other: &Self, problems: &mut Vec<ContentProblem>) {
        let unread =
            |name: &str| self.broken.iter().any(|broken| broken.as_deref().is_none_or(|broken| broken == name));
        for name in other.order.iter().filter(|name| !self.entries.contains_key(*name) && !unread(name)) {
            let kind = ProblemKind::ItemMissing { name: name.clone(), other: other.file.file_name().to_owned() };
            problems.push(self.file.problem(Fault::new(kind, 0..0)));
        }
    }
}

/// In what a translation differs from the original: the first thing of what must be the same.
fn difference(name: &str, entry: &Entry, original: &Entry, other: &str) -> Option<ProblemKind> {
    let (name, other) = (name.to_owned(), other.to_owned());
    match (&entry.item.answer, &original.item.answer) {
        (Answer::Choices(here), Answer::Choices(there)) => {
            let right = |choices: &[GiftChoice]| choices.iter().position(|choice| choice.right);
            if here.len() != there.len() {
                return Some(ProblemKind::ChoicesDiffer { name, other, here: here.len(), there: there.len() });
            }
            if right(here) != right(there) {
                return Some(ProblemKind::RightDiffers { name, other });
            }
        }
        (Answer::TrueFalse { truth: here, .. }, Answer::TrueFalse { truth: there, .. }) if here == there => {}
        (Answer::TrueFalse { .. }, Answer::TrueFalse { .. }) => return Some(ProblemKind::RightDiffers { name, other }),
        _ => return Some(ProblemKind::ItemKindDiffers { name, other }),
    }
    (entry.lesson != original.lesson).then_some(ProblemKind::TagsDiffer { name, other })
}

/// An item in all its languages; right only if no problem was found.
fn model(name: &str, original: &Entry, translated: &Vec<(Language, &Entry)>) -> Item {
    let texts = |pick: &dyn Fn(&GiftItem) -> Option<String>| -> Texts {
        translated.iter().filter_map(|(language, entry)| Some((*language, pick(&entry.item)?))).collect()
    };
    let (kind, choices) = match &original.item.answer {
        Answer::Choices(choices) => {
            let choice = |(index, choice): (usize, &GiftChoice)| Choice {
                text: texts(&|item| Some(choice_at(item, index)?.text.get_ref().clone())),
                right: choice.right,
                feedback: texts(&|item| words(choice_at(item, index)?.feedback.as_ref())),
            };
            (ItemKind::SingleChoice, choices.iter().enumerate().map(choice).collect())
        }
        Answer::TrueFalse { truth, .. } => {
            let choice = |says: bool| Choice {
                text: Texts::new(),
                right: says == *truth,
                feedback: texts(&|item| match &item.answer {
                    Answer::TrueFalse { truth, wrong, right } => {
                        words(if says == *truth { right } else { wrong }.as_ref())
                    }
                    Answer::Choices(_) => None,
                }),
            };
            (ItemKind::TrueFalse, vec![choice(true), choice(false)])
        }
    };
    Item {
        name: name.to_owned(),
        lesson: original.lesson,
        kind,
        text: texts(&|item| Some(item.text.get_ref().clone())),
        choices,
        feedback: texts(&|item| words(item.feedback.as_ref())),
    }
}

fn choice_at(item: &GiftItem, index: usize) -> Option<&GiftChoice> {
    match &item.answer {
        Answer::Choices(choices) => choices.get(index),
        Answer::TrueFalse { .. } => None,
    }
}

fn words(text: Option<&Spanned<String>>) -> Option<String> {
    text.map(|text| text.get_ref().clone())
}

fn unit_count(text: &str) -> usize {
    text.encode_utf16().count()
}
