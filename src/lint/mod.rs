//! What `check` can only see after rendering: whether every lesson and item fits a message as its readers will see it.

use crate::rules::course::{Course, Language, Library};
use crate::rules::ids::{AttemptId, EnrolmentId, VersionId};
use crate::rules::notice::{Answered, Notice};
use crate::rules::preferences::Preferences;
use crate::rules::press::MAX_BYTES;
use crate::rules::schedule::Zone;
use crate::text::{Catalog, Message, Reader, Target, compose};
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
    pub units: usize,
}

impl fmt::Display for LintProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} ({}): {} fills a message with {} of {MAX_UNITS} units; shorten its text, choices or feedback",
            self.course,
            self.language.code(),
            self.place,
            self.units
        )
    }
}

/// Renders every item of a course, with the longest feedback above it, in every language.
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
            let items = &week.assessment.items;
            for (index, item) in items.iter().enumerate() {
                let worst = (0..items.len())
                    .flat_map(|before| (0..items[before].choices.len()).map(move |choice| (before, choice)))
                    .filter_map(|(before, choice)| {
                        let previous = Answered { item: small(before), choice: u8::try_from(choice).ok()? };
                        compose(
                            &catalog,
                            &asked(version, week.number, index, items.len(), item.choices.len(), previous),
                            &reader,
                            &library,
                        )
                    })
                    .map(|message| units(&message))
                    .max();
                let units = worst.unwrap_or(0);
                if units > MAX_UNITS {
                    let place = format!("week {}, item `{}`", week.number, item.name);
                    problems.push(LintProblem { course: course.slug.clone(), language: *language, place, units });
                }
            }
        }
    }
    problems
}

fn asked(version: VersionId, week: u8, item: usize, total: usize, choices: usize, previous: Answered) -> Notice {
    Notice::Item {
        enrolment: EnrolmentId(i64::MAX),
        attempt: AttemptId(i64::MAX),
        version,
        week,
        position: u8::try_from(item).unwrap_or(u8::MAX),
        total: u8::try_from(total).unwrap_or(u8::MAX),
        item: small(item),
        choices: (0..choices).map(|choice| u8::try_from(choice).unwrap_or(u8::MAX)).collect(),
        previous: Some(previous),
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
