//! `course.toml`: languages, titles, weeks and rules of a course.

use super::days;
use super::direction::latin_first;
use super::form;
use super::kind::ProblemKind;
use super::problem::Fault;
use super::rules::{self, NamedLesson, WeekRules};
use super::table::{Fields, parse};
use crate::rules::course::{Language, Texts};
use crate::rules::form::FormEntry;
use crate::rules::rest::Days;
use std::ops::Range;
use toml::Spanned;

/// The longest time we believe an author for a lesson or an assessment, in minutes.
pub(super) const MAX_MINUTES: u8 = 180;

/// A year: the most weeks of a course.
const MAX_WEEKS: u8 = 52;

/// What the file says. A field that could not be read is `None`, and whatever depends on it is not checked.
#[derive(Debug)]
pub(super) struct Manifest {
    pub source: Option<Language>,
    /// In the order of [`Language`]; always with the source.
    pub languages: Option<Vec<Language>>,
    pub title: Texts,
    pub rules: WeekRules,
    pub documents: bool,
    pub protect_content: bool,
    pub certificate: bool,
    /// Only with a certificate.
    pub hours: Option<u8>,
    pub weeks: Option<Vec<WeekEntry>>,
    pub days: Days,
    pub form: Vec<FormEntry>,
}

impl Manifest {
    /// A week by its number.
    pub(super) fn week(&self, number: u8) -> Option<&WeekEntry> {
        self.weeks.as_ref()?.get(usize::from(number).checked_sub(1)?)
    }
}

/// One `[[week]]`.
#[derive(Debug)]
pub(super) struct WeekEntry {
    pub at: Range<usize>,
    pub title: Texts,
    /// What the week sets for itself.
    pub rules: WeekRules,
    /// What its tags other than `day-2` say.
    pub tags: Vec<NamedLesson>,
}

/// Reads the file; `None` if it is not TOML.
pub(super) fn read(text: &str, faults: &mut Vec<Fault>) -> Option<Manifest> {
    // A byte-order mark, as Windows' editor writes it, is not TOML but no mistake of the author's either.
    let body = text.trim_start_matches('\u{feff}');
    let base = text.len() - body.len();
    let document = parse(body, base, faults)?;
    let mut fields = Fields::new(document.get_ref(), 0..0, base, faults);

    let source = source(&mut fields);
    let languages = languages(&mut fields, source.as_ref());
    let title = titles(&mut fields, languages.as_deref());
    let rules = match fields.table("rules") {
        Some((table, at)) => {
            let mut inner = fields.inner(table, at);
            let rules = rules::read(&mut inner);
            inner.finish();
            rules
        }
        None => WeekRules::default(),
    };
    let documents = fields.flag("documents").unwrap_or(false);
    let protect_content = fields.flag("protect_content").unwrap_or(false);
    let (certificate, hours) = certificate(&mut fields);
    let weeks = weeks(&mut fields, languages.as_deref());
    let days = days::read(&mut fields);
    let form = form::read(&mut fields, languages.as_deref());
    fields.finish();
    Some(Manifest {
        source: source.map(Spanned::into_inner),
        languages,
        title,
        rules,
        documents,
        protect_content,
        certificate,
        hours,
        weeks,
        days,
        form,
    })
}

/// Whether there is a certificate, and the hours it says.
fn certificate(fields: &mut Fields<'_, '_>) -> (bool, Option<u8>) {
    let certificate = fields.flag("certificate");
    let hours = fields.number("hours", 1..=u8::MAX);
    if hours.is_some() && !certificate.unwrap_or(false) {
        let at = fields.at();
        fields.fault(ProblemKind::HoursAlone, at);
    }
    (certificate.unwrap_or(false), hours)
}

fn source(fields: &mut Fields<'_, '_>) -> Option<Spanned<Language>> {
    let code = fields.text("source");
    fields.require("source", "source = \"en\"");
    language(fields, &code?)
}

fn languages(fields: &mut Fields<'_, '_>, source: Option<&Spanned<Language>>) -> Option<Vec<Language>> {
    let codes = fields.texts("languages");
    fields.require("languages", "languages = [\"ar\", \"en\"]");
    let codes = codes?;
    let mut languages = Vec::new();
    for code in codes.get_ref() {
        let Some(language) = language(fields, code) else { continue };
        if languages.contains(language.get_ref()) {
            let code = language.get_ref().code();
            fields.fault(ProblemKind::RepeatedLanguage { code }, language.span());
        } else {
            languages.push(language.into_inner());
        }
    }
    if let Some(source) = source.filter(|source| !languages.contains(source.get_ref())) {
        let code = source.get_ref().code();
        fields.fault(ProblemKind::SourceNotListed { code }, codes.span());
        // Otherwise every file in the source language would be reported as well.
        languages.push(*source.get_ref());
    }
    languages.sort_unstable();
    Some(languages)
}

fn language(fields: &mut Fields<'_, '_>, code: &Spanned<String>) -> Option<Spanned<Language>> {
    let found = Language::ALL.into_iter().find(|language| language.code() == code.get_ref());
    if found.is_none() {
        fields.fault(ProblemKind::ManifestLanguage { code: code.get_ref().clone() }, code.span());
    }
    Some(Spanned::new(code.span(), found?))
}

/// The table `title`, with a text for every language of the course.
fn titles(fields: &mut Fields<'_, '_>, languages: Option<&[Language]>) -> Texts {
    let mut texts = Texts::new();
    let title = fields.table("title");
    fields.require("title", "title.en = \"...\"");
    let Some((table, at)) = title else { return texts };
    let mut inner = fields.inner(table, at);
    for language in Language::ALL {
        let listed = languages.is_some_and(|languages| languages.contains(&language));
        let text = inner.text(language.code());
        let blank = text.as_ref().is_none_or(|text| text.get_ref().trim().is_empty());
        if listed && blank && (text.is_some() || !inner.has(language.code())) {
            let at = text.as_ref().map_or(inner.at(), Spanned::span);
            inner.fault(ProblemKind::NoTitle { language: language.code() }, at);
        }
        let Some(text) = text else { continue };
        if let Some((_, letter)) = latin_first(text.get_ref()).filter(|_| language == Language::Ar) {
            inner.fault(ProblemKind::LatinFirst { letter }, text.span());
        }
        if listed {
            texts.insert(language, text.into_inner().trim().to_owned());
        }
    }
    inner.finish();
    texts
}

fn weeks(fields: &mut Fields<'_, '_>, languages: Option<&[Language]>) -> Option<Vec<WeekEntry>> {
    let tables = fields.tables("week");
    if tables.as_ref().is_some_and(Vec::is_empty) || !fields.has("week") {
        let at = fields.at();
        fields.fault(ProblemKind::NoWeek, at);
        return None;
    }
    let tables = tables?;
    if tables.len() > usize::from(MAX_WEEKS) {
        let at = fields.at();
        fields.fault(ProblemKind::OutOfRange { key: "week", low: 1, high: MAX_WEEKS }, at);
    }
    let mut weeks = Vec::new();
    for (table, at) in tables.into_iter().take(usize::from(MAX_WEEKS)) {
        let mut inner = fields.inner(table, at);
        let title = titles(&mut inner, languages);
        let mut rules = rules::read(&mut inner);
        rules.minutes = inner.number("minutes", 1..=MAX_MINUTES);
        let tags = rules::tags(&mut inner);
        weeks.push(WeekEntry { at: inner.at(), title, rules, tags });
        inner.finish();
    }
    Some(weeks)
}
