//! What `check` can only see after rendering: whether every item fits a message as its readers will see it, and whether
//! answers of the form can be told apart when they are typed.

mod form;

use crate::rules::answer::Drawn;
use crate::rules::course::{Assessment, Course, Item, ItemKind, Language, Library};
use crate::rules::ids::{AttemptId, EnrolmentId, VersionId};
use crate::rules::item::Mark;
use crate::rules::notice::{Answered, Notice, Verdict};
use crate::rules::preferences::Preferences;
use crate::rules::press::MAX_BYTES;
use crate::rules::schedule::Zone;
use crate::rules::time_limit::TimeLeft;
use crate::text::{Catalog, Message, Reader, Target, compose};
use chrono::DateTime;
use std::fmt;
use std::sync::Arc;

/// Telegram's limit for a message; counted in UTF-16 units, which is never less than its own count.
const MAX_UNITS: usize = 4_096;

/// Something that only shows when a course is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintProblem {
    pub course: String,
    pub language: Language,
    /// What is shown, such as ``week 1, item `w1-phishing` ``.
    pub place: String,
    pub fault: Fault,
}

/// What is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// In UTF-16 units.
    TooLong { units: usize },
    /// Typed, these words (or this figure) stand for another answer.
    NotTold { words: String },
    /// Typed, these words lead on or back in every form.
    IsAWay { words: String },
}

impl fmt::Display for LintProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({}): {} ", self.course, self.language.code(), self.place)?;
        match &self.fault {
            Fault::TooLong { units } => {
                write!(out, "fills a message with {units} of {MAX_UNITS} units; shorten its text, choices or feedback")
            }
            Fault::NotTold { words } => {
                write!(out, "has an answer `{words}` that stands for another one when it is typed; word them apart")
            }
            Fault::IsAWay { words } => {
                write!(out, "has an answer `{words}`, which is typed to skip an entry or to go back; word it otherwise")
            }
        }
    }
}

/// Renders every item of a course, with the longest feedback above it, in every language; types every answer of its form.
pub fn lint(course: &Course) -> Vec<LintProblem> {
    let version = VersionId(1);
    let library: Library = [(version, Arc::new(course.clone()))].into();
    let catalog = Catalog::embedded();
    let mut problems = Vec::new();
    for language in &course.languages {
        let reader = Reader {
            language: *language,
            zone: Zone::utc(),
            hour: 19,
            handle: None,
            preferences: Preferences::default(),
            bot_username: "bot".to_owned(),
        };
        for week in &course.weeks {
            let assessment = &week.assessment;
            let items = &assessment.items;
            let size = |place: usize, previous: Option<Answered>, drawn: Drawn| {
                let notice = asked(version, week.number, assessment, place, previous, drawn);
                compose(&catalog, &notice, &reader, &library).map_or(0, |message| units(&message))
            };
            // What stands above is as long whatever stands below, so the longest above one is the longest above each.
            let before = (0..items.len()).flat_map(|before| answers(items, before));
            let longest = before.max_by_key(|previous| size(0, previous.clone(), Drawn::default())).flatten();
            for (index, item) in items.iter().enumerate() {
                let worst = stages(item).into_iter().map(|drawn| size(index, longest.clone(), drawn)).max();
                let units = worst.unwrap_or(0);
                if units > MAX_UNITS {
                    let place = format!("week {}, item `{}`", week.number, item.name);
                    let fault = Fault::TooLong { units };
                    problems.push(LintProblem { course: course.slug.clone(), language: *language, place, fault });
                }
            }
        }
    }
    form::lint(&catalog, course, &mut problems);
    problems
}

/// Every answer to an item of which the course has something to say.
fn answers(items: &[Item], place: usize) -> Vec<Option<Answered>> {
    let item = &items[place];
    let hit = |hits: Vec<u8>| {
        let verdict = Verdict { mark: Mark::ZERO, hits, unread: false };
        Some(Answered { item: small(place), choice: 0, verdict: Some(verdict) })
    };
    let places = |count: usize| (0..count).filter_map(|place| u8::try_from(place).ok());
    match &item.kind {
        ItemKind::SingleChoice | ItemKind::TrueFalse => places(item.choices.len())
            .map(|choice| Some(Answered { item: small(place), choice, verdict: None }))
            .collect(),
        ItemKind::SeveralRight => vec![hit(places(item.choices.len()).collect())],
        ItemKind::Numerical { answers } => places(answers.len()).map(|one| hit(vec![one])).collect(),
        ItemKind::ShortAnswer { answers } => places(answers.len()).map(|one| hit(vec![one])).collect(),
        ItemKind::Matching { .. } | ItemKind::Essay => vec![hit(Vec::new())],
        ItemKind::Description => vec![None],
    }
}

/// What an item shows on the way to its answer.
fn stages(item: &Item) -> Vec<Drawn> {
    let drawn = |picked: Vec<u8>| Drawn { picked, ..Drawn::default() };
    let all = (0..item.choices.len()).filter_map(|choice| u8::try_from(choice).ok());
    match &item.kind {
        ItemKind::Matching { pairs } => {
            (0..=pairs.len()).map(|count| drawn(pairs.iter().take(count).map(|pair| pair.choice).collect())).collect()
        }
        ItemKind::SeveralRight => vec![drawn(all.collect())],
        ItemKind::Essay => vec![Drawn::default(), Drawn { written: true, ..Drawn::default() }],
        _ => vec![Drawn::default()],
    }
}

fn asked(
    version: VersionId,
    week: u8,
    assessment: &Assessment,
    index: usize,
    previous: Option<Answered>,
    drawn: Drawn,
) -> Notice {
    let choices = assessment.items[index].choices.len();
    let put_off = TimeLeft { until: DateTime::UNIX_EPOCH, minutes: u16::MAX, put_off: true };
    Notice::Item {
        enrolment: EnrolmentId(i64::MAX),
        attempt: AttemptId(i64::MAX),
        version,
        week,
        position: u8::try_from(index).unwrap_or(u8::MAX),
        total: u8::try_from(assessment.items.len()).unwrap_or(u8::MAX),
        item: small(index),
        choices: (0..choices).map(|choice| u8::try_from(choice).unwrap_or(u8::MAX)).collect(),
        previous,
        place: None,
        drawn,
        time: assessment.rules.time_limit.map(|_| put_off),
        unoffered: index == 0,
    }
}

fn small(count: usize) -> u16 {
    count.try_into().unwrap_or(u16::MAX)
}

/// The size of a message, in UTF-16 units. Its buttons fit by construction.
fn units(message: &Message) -> usize {
    debug_assert!(message.keyboard.iter().flatten().all(|button| match &button.target {
        Target::Press(press) => press.encode().len() <= MAX_BYTES,
        Target::Url(_) => true,
    }));
    message.text.encode_utf16().count()
}
