//! A validated course as everything else sees it: texts already cut into parts, right choices known.
//!
//! Made by `content` from files, kept by `store` as canonical JSON under its hash. Nothing here refers to a file.

use super::form::FormEntry;
use super::ids::LessonId;
pub use super::item::{Choice, Item, ItemKind};
use super::rest::Days;
use super::test_rules::TestRules;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A language the product speaks. The order is the one in which choices are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Ar,
    En,
    Fr,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::Ar, Self::En, Self::Fr];

    /// The two-letter code of ISO 639-1, as in file names and in Telegram's `language_code`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// Reads a code with or without a region (`ar`, `ar-EG`, `en_GB`); `None` for a language we do not speak.
    pub fn from_code(code: &str) -> Option<Self> {
        let base = code.split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.code() == base)
    }
}

/// One text in every language of the course.
pub type Texts = BTreeMap<Language, String>;

/// A course version. `weeks` is never empty and weeks are numbered from 1 without a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The folder's name; stays the same through all versions.
    pub slug: String,
    /// The language the content was written in first; a choice is stored by its position in it.
    pub source: Language,
    /// The languages in which the course is complete, the source among them.
    pub languages: Vec<Language>,
    pub title: Texts,
    pub weeks: Vec<Week>,
    /// Days of rest and Ramadan, as the files on disk have them now; no part of a version, and not stored with it.
    #[serde(skip)]
    pub days: Days,
    /// Whether participants may send documents to the mentors. Default false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub documents: bool,
    /// Whether lessons can neither be forwarded nor saved. Default false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub protect_content: bool,
    /// The hours that its certificate says, 1 to 255; `None` where it gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_hours: Option<u8>,
    /// What is asked after the course; empty when there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<FormEntry>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// From 1.
    pub number: u8,
    pub title: Texts,
    /// One to six lessons, by day from 1 without a gap.
    pub lessons: Vec<Lesson>,
    pub assessment: Assessment,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    pub id: LessonId,
    /// Minutes it takes to read, from the word count or the front matter.
    pub minutes: u8,
    pub title: Texts,
    /// The lesson in each language, as the messages that carry it, title included.
    pub body: BTreeMap<Language, Vec<Part>>,
}

/// One message's worth of text: at most 4,096 UTF-16 units and 95 entities; with a file at most 1,024 units, its caption.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Part {
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    /// The file above the text, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<Media>,
}

/// A file of a lesson. It is named by what is in it, so a version of a course always shows the file it was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub hash: MediaHash,
    pub kind: MediaKind,
    /// Such as `image/png`.
    pub mime: String,
    /// The file's own name; people see it where it is a document.
    pub name: String,
    /// What is in it. There only while the course has just been read from its files; `store::media` keeps it.
    #[serde(skip)]
    pub bytes: Option<Arc<[u8]>>,
    /// How many bytes that are, as far as anybody has looked; filled in when a course is read from the database.
    #[serde(skip)]
    pub size: Option<u64>,
}

/// The SHA-256 of a file in small hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MediaHash(pub String);

/// How a file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Photo,
    Document,
    Audio,
    Video,
}

impl MediaKind {
    /// The largest file that Telegram takes from a bot, in bytes: 10 MB for a photo, 50 MB for anything else.
    pub const fn max_bytes(self) -> u64 {
        match self {
            Self::Photo => 10 * 1024 * 1024,
            Self::Document | Self::Audio | Self::Video => 50 * 1024 * 1024,
        }
    }
}

/// A stretch of formatted text; `offset` and `length` count UTF-16 units, as Telegram's `MessageEntity` does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    #[serde(rename = "type")]
    pub kind: EntityKind,
    pub offset: u32,
    pub length: u32,
    /// For `TextLink` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The kinds of `MessageEntity` that we produce; serialised with Telegram's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre,
    TextLink,
    Blockquote,
}

/// What opens the next week: a passed test, or a taken one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GateRule {
    #[default]
    Passed,
    Taken,
}

/// The test at the end of a week. `items` is never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub items: Vec<Item>,
    /// Right answers needed, in percent of the items: 1 to 100. Default 60.
    pub pass_percent: u8,
    /// Attempts that everybody has: 1 to 10. Default 3.
    pub attempts: u8,
    pub gate: GateRule,
    /// Whether the order of items differs from attempt to attempt, and that of choices where `rules` says nothing else.
    /// Default true.
    pub shuffle: bool,
    /// Minutes it takes, about: given, or a minute and a quarter an item.
    pub minutes: u8,
    #[serde(default, skip_serializing_if = "TestRules::is_usual")]
    pub rules: TestRules,
}

impl Assessment {
    /// Items that an attempt asks and counts; descriptions are only read.
    pub fn asked(&self) -> usize {
        let counted = self.items.iter().filter(|item| item.kind.is_counted()).count();
        self.rules.draw.as_ref().map_or(counted, |draw| draw.items().min(counted))
    }

    /// Whether choices stand in another order in each attempt.
    pub fn shuffles_choices(&self) -> bool {
        self.rules.shuffle_choices.unwrap_or(self.shuffle)
    }

    /// Whether mentors may open the next week to who has not passed.
    pub const fn may_be_waived(&self) -> bool {
        self.rules.waiver
    }

    /// Right answers that suffice: the percentage of the items, rounded up.
    pub fn needed(&self) -> usize {
        (self.asked() * usize::from(self.pass_percent)).div_ceil(100)
    }
}

impl Course {
    /// All lessons in the order in which they are opened.
    pub fn lessons(&self) -> impl Iterator<Item = &Lesson> {
        self.weeks.iter().flat_map(|week| &week.lessons)
    }

    pub fn week(&self, number: u8) -> Option<&Week> {
        self.weeks.get(usize::from(number).checked_sub(1)?)
    }

    pub fn lesson(&self, id: LessonId) -> Option<&Lesson> {
        self.week(id.week)?.lessons.get(usize::from(id.day).checked_sub(1)?)
    }

    /// The files that its lessons show, in their order; one that is shown twice comes twice.
    pub fn media(&self) -> impl Iterator<Item = &Media> {
        self.lessons().flat_map(|lesson| lesson.body.values().flatten()).filter_map(|part| part.media.as_ref())
    }

    /// The files that its lessons show, to note what is known of them.
    pub fn media_mut(&mut self) -> impl Iterator<Item = &mut Media> {
        let lessons = self.weeks.iter_mut().flat_map(|week| &mut week.lessons);
        lessons.flat_map(|lesson| lesson.body.values_mut().flatten()).filter_map(|part| part.media.as_mut())
    }

    /// The messages of a lesson in a reader's language.
    pub fn parts(&self, id: LessonId, wanted: Language) -> Option<&[Part]> {
        let body = &self.lesson(id)?.body;
        let parts = body.get(&self.language_for(wanted)).or_else(|| body.get(&self.source))?;
        Some(parts)
    }

    /// The language to show: the wanted one if the course has it, else the source.
    pub fn language_for(&self, wanted: Language) -> Language {
        if self.languages.contains(&wanted) { wanted } else { self.source }
    }
}

/// Course versions in memory, by the id under which they are stored.
pub type Library = BTreeMap<super::ids::VersionId, Arc<Course>>;

/// Gives every version of a course the days of rest that the course has on disk.
pub fn observe_days(library: &mut Library, on_disk: &[Course]) {
    for version in library.values_mut() {
        if let Some(newest) = on_disk.iter().find(|course| course.slug == version.slug && course.days != version.days) {
            Arc::make_mut(version).days = newest.days.clone();
        }
    }
}
