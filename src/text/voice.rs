//! What a composing function needs at hand: the words, the reader and the courses.

use super::catalog::Catalog;
use super::digits;
use super::handle::handle_name;
use super::message::Reader;
use super::numbers;
use crate::rules::course::{Course, Language, Lesson, Library, Texts};
use crate::rules::ids::{LessonId, VersionId};
use crate::rules::model::Handle;
use crate::rules::preferences::Digits;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use fluent_bundle::FluentValue;

/// Arguments of a sentence, by name.
pub(super) type Args<'v> = [(&'static str, FluentValue<'v>)];

pub(super) struct Voice<'a> {
    pub catalog: &'a Catalog,
    pub reader: &'a Reader,
    pub library: &'a Library,
}

impl<'a> Voice<'a> {
    pub fn language(&self) -> Language {
        self.reader.language
    }

    /// Whether the reader's sentences run from right to left.
    pub fn is_rtl(&self) -> bool {
        self.reader.language == Language::Ar
    }

    /// A sentence without arguments.
    pub fn say(&self, key: &str) -> String {
        self.fill(key, &[])
    }

    pub fn fill(&self, key: &str, args: &Args<'_>) -> String {
        self.figures(self.catalog.text(self.reader.language, key, args))
    }

    /// A text with its figures in the digits that the reader chose for Arabic.
    pub fn figures(&self, text: String) -> String {
        let is_chosen = self.is_rtl() && self.reader.preferences.digits == Digits::ArabicIndic;
        if is_chosen { digits::arabic_indic(&text) } else { text }
    }

    /// A sentence whose only argument is a count, `$n`.
    pub fn count(&self, key: &str, n: impl Into<FluentValue<'a>>) -> String {
        self.fill(key, &[("n", n.into())])
    }

    /// A span in whole hours, in words: "24 hours".
    pub fn hours(&self, span: TimeDelta) -> String {
        self.count("hours", span.num_hours())
    }

    /// Weekday and day/month, such as "Tuesday 14/4".
    pub fn date(&self, on: NaiveDate) -> String {
        self.figures(numbers::date(self.catalog, self.reader.language, on))
    }

    /// Weekday, day/month and hour on the reader's wall.
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        self.figures(numbers::moment(self.catalog, self.reader.language, &self.reader.zone, at))
    }

    pub fn hour(&self, hour: u8) -> String {
        self.figures(format!("{hour:02}:00"))
    }

    /// A participant's name in the reader's language.
    pub fn handle(&self, handle: Handle) -> String {
        handle_name(handle, self.reader.language)
    }

    /// The reader's own name, or a dash for who has none.
    pub fn own_handle(&self) -> String {
        self.reader.handle.map_or_else(|| "-".to_owned(), |handle| self.handle(handle))
    }

    pub fn course(&self, version: VersionId) -> Option<&'a Course> {
        self.library.get(&version).map(|course| course.as_ref())
    }

    /// A text of the course in the reader's language, or in its source language.
    pub fn pick<'t>(&self, course: &Course, texts: &'t Texts) -> &'t str {
        pick_in(course, texts, self.reader.language)
    }

    pub fn title(&self, course: &Course) -> String {
        self.pick(course, &course.title).to_owned()
    }

    pub fn week_title(&self, course: &Course, week: u8) -> Option<String> {
        Some(self.pick(course, &course.week(week)?.title).to_owned())
    }

    /// "Lesson 2: title", for lists under the name of the week.
    pub fn lesson_line(&self, course: &Course, lesson: &Lesson) -> String {
        let title = self.pick(course, &lesson.title);
        self.fill("lesson-line", &[("day", lesson.id.day.into()), ("title", title.into())])
    }

    pub fn lesson_label(&self, lesson: LessonId) -> String {
        self.fill("lesson-label", &[("day", lesson.day.into())])
    }
}

/// A text of the course in a language, or in the course's source language; empty when there is none.
pub(super) fn pick_in<'t>(course: &Course, texts: &'t Texts, language: Language) -> &'t str {
    let shown = course.language_for(language);
    texts.get(&shown).or_else(|| texts.get(&course.source)).map_or("", String::as_str)
}
