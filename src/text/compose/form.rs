//! The form after the course: its offer, its pages, and what admins read of it.

use super::admin::cohort_label;
use super::{Draft, Message, Voice, clip};
use crate::rules::course::Course;
use crate::rules::feedback::Group;
use crate::rules::form::{EntryKind, FormEntry, entries, minutes};
use crate::rules::form_progress::FormPress;
use crate::rules::ids::{EnrolmentId, VersionId};
use crate::rules::notice::Notice;
use crate::rules::press::Press;
use crate::text::draft::units;

/// What the form is for and how long it takes, with its button. Nothing where the course has none.
pub(super) fn add_offer(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, course: &Course) {
    let Some(entries) = entries(course) else { return };
    let args = [
        ("questions", voice.count("questions", entries.len()).into()),
        ("minutes", voice.count("about-minutes", minutes(entries)).into()),
    ];
    draft.paragraph(&voice.fill("form-offer", &args));
    draft.button(voice.say("button-form"), Press::Form { enrolment, press: FormPress::Open });
}

/// The entry, by the version that it is of.
fn find<'a>(voice: &Voice<'a>, version: VersionId, entry: u8) -> Option<(&'a Course, &'a FormEntry)> {
    let course = voice.course(version)?;
    Some((course, course.form.get(usize::from(entry))?))
}

/// Where in the form this is, and what it asks.
fn heading(voice: &Voice<'_>, course: &Course, entry: &FormEntry, place: u8) -> Draft {
    let mut draft = Draft::new(voice);
    let args = [("place", place.saturating_add(1).into()), ("total", course.form.len().into())];
    draft.line(&voice.fill("form-place", &args));
    draft.bold(voice.pick(course, &entry.text));
    draft
}

pub(super) fn entry(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    version: VersionId,
    place: u8,
    answered: bool,
) -> Option<Message> {
    let (course, entry) = find(voice, version, place)?;
    let press = |press| Press::Form { enrolment, press };
    let mut draft = heading(voice, course, entry, place);
    let tap = |choice| press(FormPress::Answer { entry: place, choice });
    match &entry.kind {
        EntryKind::Scale { steps, low, high } => {
            let (low, high) = (voice.pick(course, low), voice.pick(course, high));
            draft.paragraph(&voice.fill("form-scale-low", &[("words", low.into())]));
            draft.line(&voice.fill("form-scale-high", &[("steps", (*steps).into()), ("words", high.into())]));
            draft.row((0..*steps).map(|choice| (voice.figures((choice + 1).to_string()), tap(choice))));
        }
        EntryKind::Choice { options } => {
            for (choice, words) in (0..).zip(options) {
                let figure = voice.figures((choice + 1).to_string());
                draft.button(format!("{figure}. {}", voice.pick(course, words)), tap(choice));
            }
        }
        EntryKind::Sentence => {
            draft.paragraph(&voice.say(if answered { "form-sentence-again" } else { "form-sentence" }));
        }
    }
    if place == 0 {
        draft.paragraph(&voice.say("form-intro"));
    } else if answered && !entry.is_sentence() {
        draft.paragraph(&voice.say("form-answered"));
    }
    let skip = voice.say(if answered { "button-form-keep" } else { "button-form-skip" });
    let skip = (skip, press(FormPress::Skip { entry: place }));
    if place > 0 {
        draft.row([back(voice, enrolment, page(place, false)), skip]);
    } else {
        draft.row([skip]);
    }
    Some(draft.finish())
}

/// As [`crate::rules::form_progress::FormProgress::page`] counts.
fn page(place: u8, quoting: bool) -> u8 {
    place.saturating_mul(2).saturating_add(u8::from(quoting))
}

fn back(voice: &Voice<'_>, enrolment: EnrolmentId, from: u8) -> (String, Press) {
    (voice.say("button-back"), Press::Form { enrolment, press: FormPress::Back { from } })
}

pub(super) fn quote(voice: &Voice<'_>, enrolment: EnrolmentId, version: VersionId, place: u8) -> Option<Message> {
    let (course, entry) = find(voice, version, place)?;
    let mut draft = heading(voice, course, entry, place);
    draft.paragraph(&voice.say("form-quote"));
    let press = |quotable| Press::Form { enrolment, press: FormPress::Quote { entry: place, quotable } };
    draft.row([(voice.say("button-quote"), press(true)), (voice.say("button-no-quote"), press(false))]);
    draft.row([back(voice, enrolment, page(place, true))]);
    Some(draft.finish())
}

pub(super) fn end(voice: &Voice<'_>, enrolment: EnrolmentId, answered: u8, total: u8) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("form-end", &[("answered", answered.into()), ("total", total.into())]));
    draft.paragraph(&voice.say("form-end-hand-in"));
    draft.button(voice.say("button-hand-in"), Press::Form { enrolment, press: FormPress::HandIn });
    draft.row([back(voice, enrolment, page(total, false))]);
    draft.finish()
}

pub(super) fn thanks(voice: &Voice<'_>, enrolment: EnrolmentId, quotable: bool) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("form-thanks"));
    if quotable {
        draft.paragraph(&voice.say("form-thanks-quotable"));
        draft.button(voice.say("button-unquote"), Press::Form { enrolment, press: FormPress::Unquote });
    }
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    draft.finish()
}

pub(super) fn stats(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::FormStats { version, starts_on, people, first, ref entries, .. } = notice else { return None };
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, version, starts_on)?);
    if people == 0 {
        draft.line(&voice.say("form-stats-few"));
        return Some(draft.finish());
    }
    let people = voice.count("views-people", people);
    draft.line(&voice.fill("form-stats-title", &[("people", people.into())]));
    for (place, groups) in (first..).zip(entries) {
        let entry = course.form.get(usize::from(place))?;
        if entry.is_sentence() {
            continue;
        }
        let question = label(voice, course, entry, place);
        if groups.len() < 2 {
            draft.paragraph(&voice.fill("stats-views-all", &[("question", question.into())]));
            continue;
        }
        draft.paragraph(&question);
        for group in groups {
            let args = [("steps", steps(voice, course, entry, group).into()), ("people", group.people.into())];
            draft.line(&voice.fill("stats-views-group", &args));
        }
    }
    draft.paragraph(&voice.say("stats-views-rule"));
    Some(draft.finish())
}

/// "2. How were the lessons?", not too long for a list.
fn label(voice: &Voice<'_>, course: &Course, entry: &FormEntry, place: u8) -> String {
    const MOST: usize = 120;
    let text = clip(voice.pick(course, &entry.text), MOST);
    voice.fill("form-stats-entry", &[("place", place.saturating_add(1).into()), ("text", text.into())])
}

/// The answers of a group: "1–3", "too easy / no answer".
fn steps(voice: &Voice<'_>, course: &Course, entry: &FormEntry, group: &Group) -> String {
    const MOST: usize = 30;
    let mut named: Vec<String> = Vec::new();
    let mut run: Option<(u8, u8)> = None;
    let figures = |(from, to): (u8, u8)| if from == to { format!("{from}") } else { format!("{from}–{to}") };
    for step in &group.steps {
        let is_scale = matches!(entry.kind, EntryKind::Scale { .. }) && *step < entry.taps();
        if is_scale {
            run = match run {
                Some((from, to)) if to == *step => Some((from, step + 1)),
                other => {
                    named.extend(other.map(figures));
                    Some((step + 1, step + 1))
                }
            };
            continue;
        }
        named.extend(run.take().map(figures));
        named.push(match &entry.kind {
            EntryKind::Choice { options } => match options.get(usize::from(*step)) {
                Some(words) => clip(voice.pick(course, words), MOST),
                None => voice.say("form-stats-none"),
            },
            _ => voice.say("form-stats-none"),
        });
    }
    named.extend(run.map(figures));
    named.join(" / ")
}

pub(super) fn quotes(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    /// Room for the title and for what does not fit.
    const ROOM: usize = 3_500;
    let Notice::FormQuotes { version, starts_on, words, .. } = notice else { return None };
    let course = voice.course(*version)?;
    // All were taken back or erased since.
    let _first = words.iter().find(|(_, words)| !words.is_empty())?;
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, *version, *starts_on)?);
    draft.line(&voice.say("quotes-title"));
    let (mut taken, mut left_out) = (0, 0_usize);
    for (place, words) in words.iter().filter(|(_, words)| !words.is_empty()) {
        let label = label(voice, course, course.form.get(usize::from(*place))?, *place);
        taken += units(&label) + 2;
        if taken <= ROOM {
            draft.paragraph(&label);
        }
        for sentence in words {
            let line = voice.fill("quotes-line", &[("sentence", sentence.as_str().into())]);
            if taken + units(&line) + 1 > ROOM {
                left_out += 1;
                continue;
            }
            taken += units(&line) + 1;
            draft.line(&line);
        }
    }
    if left_out > 0 {
        draft.paragraph(&voice.count("quotes-more", left_out));
    }
    Some(draft.finish())
}
