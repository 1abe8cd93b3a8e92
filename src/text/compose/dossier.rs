//! What is kept about somebody, in words: as a message, and with every detail as a file.

use super::{Draft, Message, Voice};
use crate::rules::course::{Library, Media, MediaHash, MediaKind};
use crate::rules::discretion::GOES_AFTER;
use crate::rules::dossier::{Dossier, Enrolled};
use crate::rules::enrolment::Status;
use crate::rules::feedback::{STEPS, WEEK_QUESTIONS};
use crate::rules::form::option;
use crate::rules::preferences::Digits;
use crate::rules::press::Press;
use crate::rules::question::QuestionState;
use crate::text::{Catalog, Reader};
use chrono::{DateTime, Utc};

/// The name of the file: it tells nothing to who finds it on a phone.
const FILE_NAME: &str = "document.html";

/// A line of the dossier.
enum Line {
    Heading(String),
    Text(String),
}

/// `/mydata` as a message, with the buttons for the file and for erasing.
pub fn my_data(catalog: &Catalog, dossier: &Dossier, reader: &Reader, library: &Library) -> Message {
    let voice = &Voice { catalog, reader, library };
    let mut draft = Draft::new(voice);
    if dossier.person.is_none() {
        draft.line(&voice.say("data-nothing")).paragraph(&voice.say("data-telegram"));
        return draft.finish();
    }
    for line in lines(voice, dossier, false) {
        match line {
            Line::Heading(text) => draft.bold(&text),
            Line::Text(text) => draft.line(&text),
        };
    }
    draft.button(voice.say("button-data-file"), Press::ShowMyDataFile);
    draft.button(voice.say("button-forget"), Press::ShowForget);
    draft.finish()
}

/// `/mydata` as a file with every detail: a page that any phone opens, in the reader's language and direction.
pub fn my_data_file(
    catalog: &Catalog,
    dossier: &Dossier,
    reader: &Reader,
    library: &Library,
    now: DateTime<Utc>,
) -> Message {
    let voice = &Voice { catalog, reader, library };
    let mut body = String::new();
    for line in lines(voice, dossier, true) {
        let (tag, text) = match &line {
            Line::Heading(text) => ("h2", text),
            Line::Text(text) => ("p", text),
        };
        body.push_str(&format!("<{tag}>{}</{tag}>\n", escaped(text)));
    }
    let made = escaped(&voice.fill("data-made", &[("at", voice.moment(now).into())]));
    let direction = if voice.is_rtl() { "rtl" } else { "ltr" };
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"></head>\n<body>\n{body}<p>{made}</p>\n</body>\n</html>\n",
        reader.language.code()
    );
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("data-file-caption"));
    let media = Media {
        hash: MediaHash(String::new()),
        kind: MediaKind::Document,
        mime: "text/html".to_owned(),
        name: FILE_NAME.to_owned(),
        size: None,
        bytes: Some(page.into_bytes().into()),
    };
    Message { media: Some(media), ..draft.finish() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn lines(voice: &Voice<'_>, dossier: &Dossier, in_detail: bool) -> Vec<Line> {
    let mut lines = vec![Line::Heading(voice.say("data-title"))];
    let mut text = |text: String| lines.push(Line::Text(text));
    let Some(person) = &dossier.person else {
        text(voice.say("data-nothing"));
        return lines;
    };
    let language = super::settings::own_name(person.language);
    text(voice.fill("data-language", &[("language", language.into())]));
    if let Some(country) = person.country {
        let country = voice.say(&format!("country-{}", country.code()));
        text(voice.fill("data-country", &[("country", country.into())]));
    }
    if let Some(zone) = &person.zone {
        text(voice.fill("data-zone", &[("zone", super::controls::place_of(voice, zone).into())]));
    }
    text(voice.fill("data-hour", &[("hour", voice.hour(person.hour).into())]));
    let preferences = person.preferences;
    if let Some(at) = preferences.ramadan_hour {
        text(voice.fill("data-ramadan-hour", &[("hour", super::calendar::half_hour(at).into())]));
    }
    for (key, is_on) in [
        ("data-text-only", preferences.text_only),
        ("data-discreet", preferences.discreet),
        ("data-cleaning", preferences.cleaning),
        ("data-digits", preferences.digits != Digits::Latin),
        ("data-role", !dossier.roles.is_empty()),
    ] {
        if is_on {
            text(voice.fill(key, &[("hours", voice.hours(GOES_AFTER).into())]));
        }
    }
    if !dossier.corrected.is_empty() {
        text(voice.count("data-corrections", dossier.corrected.len()));
    }
    for corrected in dossier.corrected.iter().filter(|_| in_detail) {
        let args = [("week", corrected.week.into()), ("at", voice.moment(corrected.at).into())];
        text(voice.fill("data-correction", &args));
    }
    for enrolled in &dossier.enrolments {
        course(voice, &mut lines, enrolled, in_detail);
    }
    if !dossier.messages.is_empty() {
        lines.push(Line::Text(voice.count("data-messages", dossier.messages.len())));
    }
    if dossier.waiting > 0 && in_detail {
        lines.push(Line::Text(voice.count("data-waiting", dossier.waiting)));
    }
    lines.push(Line::Heading(voice.say("data-sealed-title")));
    lines.push(Line::Text(voice.say("data-sealed")));
    lines.push(Line::Heading(voice.say("data-not-title")));
    lines.push(Line::Text(voice.say("data-not")));
    lines.push(Line::Text(voice.say("data-telegram")));
    lines
}

fn course(voice: &Voice<'_>, lines: &mut Vec<Line>, enrolled: &Enrolled, in_detail: bool) {
    let title = voice.course(enrolled.version).map_or_else(|| "-".to_owned(), |course| voice.title(course));
    let figures = [("title", title.into()), ("date", voice.date(enrolled.starts_on).into())];
    lines.push(Line::Heading(voice.fill("data-course", &figures)));
    let mut text = |text: String| lines.push(Line::Text(text));
    if !matches!(enrolled.status, Status::Onboarding { .. }) {
        text(voice.fill("data-name", &[("name", voice.handle(enrolled.handle).into())]));
    }
    if enrolled.progress.renamed > 0 && in_detail {
        text(voice.count("data-renamed", enrolled.progress.renamed));
    }
    text(voice.fill("data-since", &[("at", voice.moment(enrolled.since).into())]));
    text(voice.say(match enrolled.status {
        Status::Onboarding { .. } => "data-status-onboarding",
        Status::Waiting => "data-status-waiting",
        Status::Active => "data-status-active",
        Status::Paused { .. } => "data-status-paused",
        Status::Completed { .. } => "data-status-completed",
        Status::Left { .. } => "data-status-left",
    }));
    let progress = &enrolled.progress;
    text(voice.fill("data-lessons", &[("opened", progress.opened.into()), ("done", progress.done.len().into())]));
    let contact = &progress.contact;
    for (key, on) in [("data-heard", contact.heard_on), ("data-told", contact.told_on.filter(|_| in_detail))] {
        if let Some(on) = on {
            text(voice.fill(key, &[("date", voice.date(on).into())]));
        }
    }
    match &enrolled.why {
        Some(words) if in_detail => text(voice.fill("data-why", &[("words", words.as_str().into())])),
        Some(_) => text(voice.say("data-why-kept")),
        None => {}
    }
    match &enrolled.name {
        Some(name) if in_detail => text(voice.fill("data-certified", &[("name", name.as_str().into())])),
        Some(_) => text(voice.say("data-certified-kept")),
        None => {}
    }
    let answers: u32 = enrolled.attempts.iter().map(|tried| tried.answers).sum();
    text(voice.count("data-attempts", enrolled.attempts.len()));
    text(voice.count("data-answers", answers));
    if in_detail {
        for tried in &enrolled.attempts {
            let figures = [
                ("week", tried.week.into()),
                ("number", tried.number.into()),
                ("at", voice.moment(tried.started_at).into()),
                ("right", tried.right.into()),
                ("answers", tried.answers.into()),
            ];
            text(voice.fill("data-attempt", &figures));
            if tried.finished_at.is_none() {
                text(voice.say("data-attempt-open"));
            }
        }
    }
    if in_detail {
        for written in &enrolled.written {
            let args = [("week", written.week.into()), ("words", written.words.0.as_str().into())];
            text(voice.fill("data-written", &args));
        }
    } else if !enrolled.written.is_empty() {
        text(voice.count("data-written-kept", enrolled.written.len()));
    }
    for line in views(voice, enrolled, in_detail) {
        text(line);
    }
    text(voice.count("data-questions", enrolled.questions.len()));
    if in_detail {
        for asked in &enrolled.questions {
            let key = match asked.state {
                QuestionState::Held => "data-question-held",
                QuestionState::Asked => "data-question-asked",
                QuestionState::Answered => "data-question-answered",
                QuestionState::Closed => "data-question-closed",
                QuestionState::Discarded => "data-question-discarded",
                QuestionState::Withdrawn => "data-question-withdrawn",
            };
            text(voice.fill(key, &[("at", voice.moment(asked.asked_at).into())]));
        }
    }
    for held in &enrolled.groups {
        text(match held.forum {
            true => voice.say("data-group-forum"),
            false => voice.count("data-group-plain", held.messages.len()),
        });
    }
}

/// What they think of the weeks and of the course; each answer, and their sentences, in the file alone.
fn views(voice: &Voice<'_>, enrolled: &Enrolled, in_detail: bool) -> Vec<String> {
    let views = &enrolled.views;
    let mut lines = Vec::new();
    if !views.taps.is_empty() {
        lines.push(voice.count("data-views", views.taps.len()));
    }
    if in_detail {
        lines.extend(views.taps.iter().map(|tap| week_view(voice, tap)));
    }
    if !views.form.is_empty() {
        lines.push(voice.count("data-form", views.form.len()));
    }
    let version = enrolled.progress.form.map_or(enrolled.version, |form| form.version);
    let course = voice.course(version);
    let entry = |name: &str| course.and_then(|course| course.form.iter().find(|entry| entry.name == name));
    // The name in place of the words, should the version be gone.
    let asked = |name: &str| match (course, entry(name)) {
        (Some(course), Some(entry)) => voice.pick(course, &entry.text).to_owned(),
        _ => name.to_owned(),
    };
    let sentences = views.sentences.len() + views.form_sentences.len();
    if !in_detail {
        if sentences > 0 {
            lines.push(voice.count("data-sentences", sentences));
        }
        return lines;
    }
    for (name, choice) in &views.form {
        let figure = voice.figures((choice.saturating_add(1)).to_string());
        let words = course.zip(entry(name).and_then(|entry| option(entry, *choice)));
        let answer = words.map_or(figure, |(course, words)| voice.pick(course, words).to_owned());
        lines.push(voice.fill("data-form-entry", &[("text", asked(name).into()), ("answer", answer.into())]));
    }
    let quotable = |is_quotable| voice.say(if is_quotable { "data-quotable" } else { "data-not-quotable" });
    for (week, words, is_quotable) in &views.sentences {
        let args = [("week", (*week).into()), ("words", words.as_str().into())];
        lines.extend([voice.fill("data-sentence", &args), quotable(*is_quotable)]);
    }
    for (name, words, is_quotable) in &views.form_sentences {
        let args = [("text", asked(name).into()), ("words", words.as_str().into())];
        lines.extend([voice.fill("data-form-sentence", &args), quotable(*is_quotable)]);
    }
    lines
}

fn week_view(voice: &Voice<'_>, (week, question, step): &(u8, String, u8)) -> String {
    // Only what we ask has words.
    let is_known = WEEK_QUESTIONS.contains(&question.as_str()) && *step < STEPS;
    let (asked, answer) = if is_known {
        (voice.say(&format!("views-{question}-short")), voice.say(&format!("views-{question}-{step}")))
    } else {
        (question.clone(), step.to_string())
    };
    voice.fill("data-view", &[("week", (*week).into()), ("question", asked.into()), ("answer", answer.into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::course::Language;
    use crate::rules::ids::{ChatId, PersonId};
    use crate::rules::model::Person;
    use crate::rules::preferences::Preferences;
    use crate::rules::schedule::Zone;

    fn reader(language: Language) -> Reader {
        Reader {
            language,
            zone: Zone::utc(),
            hour: 19,
            handle: None,
            preferences: Preferences::default(),
            bot_username: "a_bot".to_owned(),
        }
    }

    #[test]
    fn the_file_runs_in_the_readers_direction_and_shows_what_is_typed_as_it_is() {
        let catalog = Catalog::embedded();
        let zone = Some("<Asia>&".to_owned());
        let person = Person { zone, ..Person::new(PersonId(1), ChatId(2), Language::Ar) };
        let dossier = Dossier { person: Some(person), ..Dossier::default() };
        for (language, expected) in [(Language::Ar, r#"lang="ar" dir="rtl""#), (Language::En, r#"lang="en" dir="ltr""#)]
        {
            let message = my_data_file(&catalog, &dossier, &reader(language), &Library::new(), DateTime::UNIX_EPOCH);
            let bytes = message.media.and_then(|media| media.bytes).expect("a file");
            let page = String::from_utf8(bytes.to_vec()).expect("UTF-8");
            assert!(page.contains(expected) && page.contains("&lt;Asia&gt;&amp;"), "{page}");
        }
    }

    #[test]
    fn a_stranger_hears_that_nothing_is_kept_and_finds_no_button() {
        let catalog = Catalog::embedded();
        let message = my_data(&catalog, &Dossier::default(), &reader(Language::En), &Library::new());
        assert!(message.text.starts_with("Nothing is kept about you") && message.keyboard.is_empty());
    }
}
