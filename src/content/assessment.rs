//! A week's assessment: checks its items in each language, then puts the languages together.

use super::direction::latin_first;
use super::gift::number::Number;
use super::gift::tree::{Answer, Format, Question, Said as Tag, Text, Value};
use super::gift::{self};
use super::kind::ProblemKind;
use super::problem::{ContentProblem, Fault, SourceFile};
use super::rules::{self, Said, Tags};
use crate::rules::course::{Item, Language};
use crate::rules::ids::LessonId;
use crate::rules::item::Decimal;
use std::collections::BTreeMap;
use std::ops::Range;

mod translation;

/// The most UTF-16 units of an item with its choices. When it was answered the message shows the item, the feedback of
/// the choice and that of the item: 2,500 + 700 + 700 leaves some 200 of Telegram's 4,096 for letters, marks and the
/// score.
pub const MAX_ITEM_UNITS: usize = 2_500;

/// The most UTF-16 units of one feedback; see [`MAX_ITEM_UNITS`].
pub const MAX_FEEDBACK_UNITS: usize = 700;

/// The choices or pairs an item can have: more buttons than that are no longer seen at once.
const MAX_CHOICES: usize = 10;

/// What `A. ` and the line break add to each choice when it is shown.
const UNITS_A_CHOICE: usize = 4;

/// Where a word is missing.
const GAP: &str = "_____";

/// An assessment in one language.
#[derive(Debug)]
pub(super) struct Script {
    pub language: Language,
    file: SourceFile,
    entries: BTreeMap<String, Entry>,
    /// The names in the order of the file.
    order: Vec<String>,
    /// Items that are there but could not be read; see [`gift::tree::Gift::broken`].
    broken: Vec<Option<String>>,
}

#[derive(Debug)]
struct Entry {
    item: Question,
    at: Range<usize>,
    said: Said,
    /// Nothing is wrong with it, so a difference to another language is one of its own.
    sound: bool,
}

/// Reads one language's file. `days` is the number of lessons the week has; 0 if that is not known. `tags` are those that
/// course.toml knows besides.
pub(super) fn read(
    file: SourceFile,
    language: Language,
    (week, days): (u8, u8),
    tags: &Tags,
    problems: &mut Vec<ContentProblem>,
) -> Script {
    let (gift, mut faults) = gift::read(file.text());
    if gift.questions().next().is_none() && faults.is_empty() {
        faults.push(Fault::new(ProblemKind::AssessmentEmpty, 0..0));
    }
    let wrong = gift::check(&gift);
    let mut script =
        Script { language, file, entries: BTreeMap::new(), order: Vec::new(), broken: gift.broken.clone() };
    for item in gift.questions() {
        let Some(name) = &item.name else {
            faults.push(Fault::new(ProblemKind::ItemNoName, item.span.clone()));
            script.broken.push(None);
            continue;
        };
        let (at, name) = (name.span.clone(), name.it.clone());
        let is_wrong = wrong.iter().any(|fault| item.span.contains(&fault.span.start));
        let before = faults.len();
        let mut check = Check { name: &name, language, faults: &mut faults };
        check.item(item, &at);
        let said = check.tags(&item.tags, tags, (week, days));
        if script.entries.contains_key(&name) {
            faults.push(Fault::new(ProblemKind::ItemRepeated { name }, at));
            continue;
        }
        let sound = faults.len() == before && !is_wrong;
        script.order.push(name.clone());
        script.entries.insert(name, Entry { item: item.clone(), at, said, sound });
    }
    faults.extend(wrong);
    problems.extend(faults.into_iter().map(|fault| script.file.problem(fault)));
    script
}

/// What is checked of one item without looking at other languages, besides what [`gift::check`] asks for.
struct Check<'c> {
    name: &'c str,
    language: Language,
    faults: &'c mut Vec<Fault>,
}

impl Check<'_> {
    fn item(&mut self, item: &Question, at: &Range<usize>) {
        self.words(&item.text);
        let mut units = unit_count(&item.text.words);
        let mut feedback: Vec<&Text> = item.feedback.iter().collect();
        match &item.answer {
            Answer::Choices { choices, .. } => {
                self.count(choices.len(), at);
                choices.iter().for_each(|choice| self.plain(&choice.text));
                self.alike(choices.iter().map(|choice| &choice.text));
                units += choices.iter().map(|choice| unit_count(&choice.text.words) + UNITS_A_CHOICE).sum::<usize>();
                feedback.extend(choices.iter().filter_map(|choice| choice.feedback.as_ref()));
            }
            Answer::TrueFalse { wrong, right, .. } => feedback.extend([wrong, right].into_iter().flatten()),
            Answer::Matching(pairs) => {
                self.count(pairs.len(), at);
                for pair in pairs {
                    pair.left.iter().for_each(|left| self.plain(left));
                    self.html(&pair.right.it, &pair.right.span);
                    let left = pair.left.as_ref().map_or(0, |left| unit_count(&left.words));
                    units += left + unit_count(&pair.right.it) + UNITS_A_CHOICE;
                }
            }
            Answer::ShortAnswer(answers) => {
                answers.iter().for_each(|answer| self.plain(&answer.text));
                feedback.extend(answers.iter().filter_map(|answer| answer.feedback.as_ref()));
            }
            Answer::Numerical { answers, wrong } => {
                for answer in answers.iter().filter(|answer| range(&answer.value).is_none()) {
                    self.fault(answer.span.clone(), |name| ProblemKind::NumberTooFine { name });
                }
                feedback.extend(answers.iter().filter_map(|answer| answer.feedback.as_ref()).chain(wrong));
            }
            Answer::Essay | Answer::Description => {}
        }
        if units > MAX_ITEM_UNITS {
            self.fault(at.clone(), |name| ProblemKind::ItemTooLong { name, units, max: MAX_ITEM_UNITS });
        }
        for feedback in feedback {
            let units = unit_count(&feedback.words);
            if units > MAX_FEEDBACK_UNITS {
                self.fault(feedback.span.clone(), |name| ProblemKind::FeedbackTooLong {
                    name,
                    units,
                    max: MAX_FEEDBACK_UNITS,
                });
            }
            self.words(feedback);
        }
    }

    /// Choices that differ in white space alone read the same in a chat.
    fn alike<'t>(&mut self, texts: impl Iterator<Item = &'t Text>) {
        let mut seen: Vec<(String, &str)> = Vec::new();
        for text in texts {
            let shown = text.words.split_whitespace().collect::<Vec<_>>().join(" ");
            let is_alike = |(before, words): &(String, &str)| *before == shown && *words != text.words;
            if seen.iter().any(is_alike) {
                self.fault(text.span.clone(), |name| ProblemKind::RepeatedChoice { name });
            }
            seen.push((shown, &text.words));
        }
    }

    /// One choice or pair is told by [`gift::check`]; here is asked what a phone can show.
    fn count(&mut self, found: usize, at: &Range<usize>) {
        if found > MAX_CHOICES {
            self.fault(at.clone(), |name| ProblemKind::ChoiceCount { name, found, low: 2, high: MAX_CHOICES });
        }
    }

    /// The lesson that the tags name, and the tags that are more than that.
    fn tags(&mut self, tags: &[Tag<String>], known: &Tags, (week, days): (u8, u8)) -> Said {
        let mut said = Said::default();
        for tag in tags {
            let text = tag.it.clone();
            let named = known.lessons.get(&text).copied();
            let day = match rules::day_of(&text) {
                Some(digits) => match digits.parse().ok().filter(|day| (1..=days).contains(day)) {
                    Some(day) => Some(day),
                    None if days == 0 => continue,
                    None => {
                        self.fault(tag.span.clone(), |_| ProblemKind::TagNoLesson { tag: text, days });
                        continue;
                    }
                },
                None if named.is_none() && !known.drawn.contains(&text) => {
                    self.fault(tag.span.clone(), |_| ProblemKind::UnknownTag { tag: text });
                    continue;
                }
                None => named,
            };
            if let Some(day) = day {
                let lesson = LessonId::new(week, day);
                // A day said twice is a slip; two tags may well name one lesson.
                let is_again = said.lesson.is_some_and(|known| known != lesson || named.is_none());
                if is_again {
                    self.fault(tag.span.clone(), |name| ProblemKind::SeveralTags { name });
                }
                said.lesson.get_or_insert(lesson);
            }
            if rules::day_of(&text).is_none() {
                said.tags.push(text);
            }
        }
        said.tags.sort_unstable();
        said.tags.dedup();
        said
    }

    /// What holds for every text of more than a few words.
    fn words(&mut self, text: &Text) {
        self.plain(text);
        if self.language == Language::Ar {
            let wrong = text.words.lines().find_map(latin_first);
            self.faults
                .extend(wrong.map(|(_, letter)| Fault::new(ProblemKind::LatinFirst { letter }, text.span.clone())));
        }
    }

    /// What holds for every text: a chat shows no page.
    fn plain(&mut self, text: &Text) {
        if let Some(format @ (Format::Html | Format::Markdown)) = text.format {
            let format = format.name().to_owned();
            return self.fault(text.span.clone(), |_| ProblemKind::UnsupportedFormat { format });
        }
        self.html(&text.words, &text.span);
    }

    fn html(&mut self, words: &str, span: &Range<usize>) {
        if let Some(tag) = html_tag(words).map(str::to_owned) {
            self.fault(span.clone(), |_| ProblemKind::ItemHtml { tag });
        }
    }

    fn fault(&mut self, span: Range<usize>, kind: impl FnOnce(String) -> ProblemKind) {
        self.faults.push(Fault::new(kind(self.name.to_owned()), span));
    }
}

/// The numbers that an answer takes, ends included; `None` for what has more digits than are kept.
fn range(value: &Value) -> Option<(Decimal, Decimal)> {
    let read = |number: &Number| Decimal::parse(number.as_str());
    match value {
        Value::Around { number, tolerance } => {
            let (number, tolerance) = (read(number)?, read(tolerance)?);
            Some((number.minus(tolerance)?, number.plus(tolerance)?))
        }
        Value::Between { low, high } => Some((read(low)?, read(high)?)),
        Value::Any => Some((Decimal::LEAST, Decimal::GREATEST)),
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
                let kind = translation::difference(name, entry, original, reference.file.file_name());
                problems.extend(kind.map(|kind| script.file.problem(Fault::new(kind, entry.at.clone()))));
            }
        }
    }
    let translated = |name: &String| {
        scripts.iter().filter_map(|script| Some((script.language, script.entries.get(name)?))).collect::<Vec<_>>()
    };
    reference.order.iter().map(|name| translation::model(name, &reference.entries[name], &translated(name))).collect()
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

fn unit_count(text: &str) -> usize {
    text.encode_utf16().count()
}
