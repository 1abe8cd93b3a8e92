//! The form after the course in `course.toml`: one `[[form]]` for each thing that is asked.

use super::direction::latin_first;
use super::kind::ProblemKind;
use super::table::Fields;
use crate::rules::course::{Language, Texts};
use crate::rules::form::{EntryKind, FormEntry, MOST_ENTRIES, OPTIONS, SCALE_STEPS};
use toml::Spanned;

/// The longest text of an entry, in UTF-16 units: read on a small screen, above its answers.
const MOST_TEXT: usize = 400;

/// The longest end of a scale, in UTF-16 units; it stands in a line of its own.
const MOST_END: usize = 60;

/// The longest option: the button of a narrow phone shows so much, with its figure.
const MOST_OPTION: usize = 40;

const MOST_NAME: usize = 32;

/// Reads all of them; what cannot be read is reported and left out.
pub(super) fn read(fields: &mut Fields<'_, '_>, languages: Option<&[Language]>) -> Vec<FormEntry> {
    let mut entries: Vec<FormEntry> = Vec::new();
    for (index, (table, at)) in fields.tables("form").unwrap_or_default().into_iter().enumerate() {
        let mut inner = fields.inner(table, at);
        if index == usize::from(MOST_ENTRIES) {
            let at = inner.at();
            inner.fault(ProblemKind::FormTooMany { max: MOST_ENTRIES }, at);
        }
        let name = name(&mut inner, &entries);
        let text = texts(&mut inner, "text", "text.en = \"...\"", languages, MOST_TEXT);
        let kind = inner.text("kind");
        inner.require("kind", "kind = \"scale\"");
        let Some(kind) = kind else {
            // Which keys belong here is not known.
            continue;
        };
        let kind = match kind.get_ref().as_str() {
            "scale" => scale(&mut inner, languages),
            "choice" => EntryKind::Choice { options: options(&mut inner, languages) },
            "sentence" => EntryKind::Sentence,
            other => {
                inner.fault(ProblemKind::FormUnknownKind { value: other.to_owned() }, kind.span());
                continue;
            }
        };
        inner.finish();
        entries.push(FormEntry { name: name.unwrap_or_default(), text, kind });
    }
    entries
}

fn name(fields: &mut Fields<'_, '_>, earlier: &[FormEntry]) -> Option<String> {
    let name = fields.text("name");
    fields.require("name", "name = \"useful\"");
    let name = name?;
    let is_sign = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    let text = name.get_ref();
    if text.is_empty() || text.len() > MOST_NAME || !text.chars().all(is_sign) {
        fields.fault(ProblemKind::FormBadName { name: text.clone() }, name.span());
    } else if earlier.iter().any(|entry| entry.name == *text) {
        fields.fault(ProblemKind::FormRepeatedName { name: text.clone() }, name.span());
    }
    Some(name.into_inner())
}

fn scale(fields: &mut Fields<'_, '_>, languages: Option<&[Language]>) -> EntryKind {
    let (fewest, most) = SCALE_STEPS;
    let steps = fields.number("steps", fewest..=most).unwrap_or(most);
    let low = texts(fields, "low", "low.en = \"Not at all\"", languages, MOST_END);
    let high = texts(fields, "high", "high.en = \"Very much\"", languages, MOST_END);
    EntryKind::Scale { steps, low, high }
}

/// A table with a text for every language of the course.
fn texts(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    example: &'static str,
    languages: Option<&[Language]>,
    most: usize,
) -> Texts {
    let mut texts = Texts::new();
    let table = fields.table(key);
    fields.require(key, example);
    let Some((table, at)) = table else { return texts };
    let mut inner = fields.inner(table, at);
    for language in Language::ALL {
        let is_listed = languages.is_some_and(|languages| languages.contains(&language));
        let text = inner.text(language.code());
        let is_blank = text.as_ref().is_none_or(|text| text.get_ref().trim().is_empty());
        if is_listed && is_blank && (text.is_some() || !inner.has(language.code())) {
            let at = text.as_ref().map_or(inner.at(), Spanned::span);
            inner.fault(ProblemKind::FormTextMissing { key, language: language.code() }, at);
        }
        let Some(text) = text else { continue };
        check_length(&mut inner, &text, most);
        if let Some((_, letter)) = latin_first(text.get_ref()).filter(|_| language == Language::Ar) {
            inner.fault(ProblemKind::LatinFirst { letter }, text.span());
        }
        if is_listed {
            texts.insert(language, text.into_inner().trim().to_owned());
        }
    }
    inner.finish();
    texts
}

/// The table `options`, with a list for every language of the course, each as long as the others.
fn options(fields: &mut Fields<'_, '_>, languages: Option<&[Language]>) -> Vec<Texts> {
    let table = fields.table("options");
    fields.require("options", "options.en = [\"Yes\", \"Not yet\"]");
    let Some((table, at)) = table else { return Vec::new() };
    let mut inner = fields.inner(table, at);
    let mut lists: Vec<(Language, Spanned<Vec<Spanned<String>>>)> = Vec::new();
    for language in Language::ALL {
        let is_listed = languages.is_some_and(|languages| languages.contains(&language));
        let list = inner.texts(language.code());
        let Some(list) = list else {
            if is_listed && !inner.has(language.code()) {
                let at = inner.at();
                inner.fault(ProblemKind::FormTextMissing { key: "options", language: language.code() }, at);
            }
            continue;
        };
        // Another number in another language is said below.
        check_options(&mut inner, &list, is_listed && lists.is_empty());
        if let Some((other, first)) = lists.first().filter(|_| is_listed)
            && first.get_ref().len() != list.get_ref().len()
        {
            let (here, there) = (list.get_ref().len(), first.get_ref().len());
            let (language, other) = (language.code(), other.code());
            inner.fault(ProblemKind::FormOptionsDiffer { language, other, here, there }, list.span());
        }
        if is_listed {
            lists.push((language, list));
        }
    }
    inner.finish();
    let count = lists.iter().map(|(_, list)| list.get_ref().len()).max().unwrap_or(0);
    let option = |place: usize| {
        let of = |(language, list): &(Language, Spanned<Vec<Spanned<String>>>)| {
            Some((*language, list.get_ref().get(place)?.get_ref().trim().to_owned()))
        };
        lists.iter().filter_map(of).collect()
    };
    (0..count).map(option).collect()
}

fn check_options(fields: &mut Fields<'_, '_>, list: &Spanned<Vec<Spanned<String>>>, is_first: bool) {
    let (low, high) = OPTIONS;
    let found = list.get_ref().len();
    if is_first && !(low..=high).contains(&found) {
        fields.fault(ProblemKind::FormOptionCount { found, low, high }, list.span());
    }
    for (place, option) in list.get_ref().iter().enumerate() {
        let words = option.get_ref().trim();
        if words.is_empty() {
            fields.fault(ProblemKind::FormEmptyOption, option.span());
        } else if list.get_ref()[..place].iter().any(|earlier| earlier.get_ref().trim() == words) {
            fields.fault(ProblemKind::FormRepeatedOption { option: words.to_owned() }, option.span());
        }
        check_length(fields, option, MOST_OPTION);
    }
}

fn check_length(fields: &mut Fields<'_, '_>, text: &Spanned<String>, max: usize) {
    let units = text.get_ref().trim().encode_utf16().count();
    if units > max {
        fields.fault(ProblemKind::FormTooLong { units, max }, text.span());
    }
}
