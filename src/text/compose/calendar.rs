//! Days and pace: reminders, a break by itself, the hour for Ramadan, and what admins hear of days and countries.

use super::admin::{cohort_label, cohort_label_on, label_among};
use super::result::lesson_buttons;
use super::{Draft, Message, Voice, controls};
use crate::rules::contact::WORDINGS;
use crate::rules::correction::Correction;
use crate::rules::ids::EnrolmentId;
use crate::rules::notice::{CohortLine, Notice};
use crate::rules::press::Press;
use crate::rules::rest::Span;
use crate::rules::schedule::HalfHour;

/// The half hours offered for Ramadan, by number: before the meal, and in the evening after prayers.
const RAMADAN_HOURS: [u8; 6] = [28, 32, 41, 43, 45, 47];

/// What is next and how long it takes, with the button that does it.
pub(super) fn nudge(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::Nudge { enrolment, version, week, number, ref revise, minutes, wording, until } = notice else {
        return None;
    };
    voice.course(version)?;
    let next = if revise.is_empty() {
        voice.fill("nudge-test", &[("week", week.into())])
    } else {
        voice.fill("nudge-revise", &[("lessons", voice.count("lessons", revise.len()).into())])
    };
    let args = [
        ("next", next.into()),
        ("minutes", voice.count("about-minutes", minutes).into()),
        ("until", voice.date(until).into()),
    ];
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill(&format!("nudge-{}", wording % WORDINGS), &args));
    if revise.is_empty() {
        draft.button(voice.say("button-start-test"), Press::StartTest { enrolment, week, number });
    } else {
        draft.grid(3, lesson_buttons(voice, enrolment, revise));
    }
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

pub(super) fn self_paused(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("self-paused"));
    draft.button(voice.say("button-resume"), Press::Resume { enrolment });
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    draft.finish()
}

pub(super) fn ramadan_hours(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    span: Option<Span>,
    at: Option<HalfHour>,
) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("ramadan-hours"));
    add_dates(voice, &mut draft, span);
    if let Some(at) = at {
        draft.line(&voice.fill("ramadan-now", &[("hour", half_hour(at).into())]));
    }
    draft.line(&voice.say("ramadan-typed"));
    let hours = RAMADAN_HOURS.into_iter().filter_map(HalfHour::new);
    draft.grid(3, hours.map(|at| (half_hour(at), Press::SetRamadanHour { at: Some(at) })));
    let usual = voice.fill("button-ramadan-usual", &[("hour", voice.hour(voice.reader.hour).into())]);
    draft.button(usual, Press::SetRamadanHour { at: None });
    controls::back(voice, &mut draft, enrolment);
    draft.finish()
}

pub(super) fn ramadan_hour_set(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    span: Option<Span>,
    at: Option<HalfHour>,
) -> Message {
    let mut draft = Draft::new(voice);
    match at {
        Some(at) => {
            draft.line(&voice.fill("ramadan-set", &[("hour", half_hour(at).into())]));
            add_dates(voice, &mut draft, span);
        }
        None => {
            draft.line(&voice.fill("ramadan-usual", &[("hour", voice.hour(voice.reader.hour).into())]));
        }
    }
    controls::back(voice, &mut draft, enrolment);
    draft.finish()
}

fn add_dates(voice: &Voice<'_>, draft: &mut Draft, span: Option<Span>) {
    if let Some(Span { from, until }) = span {
        let hour = voice.hour(voice.reader.hour);
        let args = [("from", voice.date(from).into()), ("until", voice.date(until).into()), ("hour", hour.into())];
        draft.line(&voice.fill("ramadan-dates", &args));
    }
}

/// "22:30", with a zero before a single figure.
pub(in crate::text) fn half_hour(at: HalfHour) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// "Monday 8/3", or "Monday 8/3 to Wednesday 10/3".
fn dates(voice: &Voice<'_>, Span { from, until }: Span) -> String {
    if from == until {
        return voice.date(from);
    }
    voice.fill("days-span", &[("from", voice.date(from).into()), ("until", voice.date(until).into())])
}

/// A sentence about a correction: the names of the sentences for each kind, days of rest added first.
fn about(voice: &Voice<'_>, correction: Correction, names: [&str; 6]) -> String {
    let [rest, no_rest, ramadan, own_ramadan, undo, show] = names;
    match correction {
        Correction::Rest(span) => voice.fill(rest, &[("dates", dates(voice, span).into())]),
        Correction::NoRest => voice.say(no_rest),
        Correction::Ramadan(span) => voice.fill(ramadan, &[("dates", dates(voice, span).into())]),
        Correction::OwnRamadan => voice.say(own_ramadan),
        Correction::Undo { .. } => voice.say(undo),
        Correction::Show => voice.say(show),
    }
}

pub(super) fn pick_days(voice: &Voice<'_>, cohorts: &[CohortLine], correction: Correction) -> Option<Message> {
    let names = [
        "pick-days-rest",
        "pick-days-no-rest",
        "pick-days-ramadan",
        "pick-days-own-ramadan",
        "pick-days-show",
        "pick-days-show",
    ];
    let mut draft = Draft::new(voice);
    draft.line(&about(voice, correction, names));
    for line in cohorts {
        draft.button(label_among(voice, line, cohorts)?, Press::CorrectDays { cohort: line.cohort, correction });
    }
    Some(draft.finish())
}

pub(super) fn cohort_days(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::CohortDays { cohort, version, starts_on, ref ramadan, ref rest, done } = notice else { return None };
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label_on(voice, version, starts_on)?);
    if let Some((correction, number)) = done {
        let names = [
            "days-done-rest",
            "days-done-no-rest",
            "days-done-ramadan",
            "days-done-own-ramadan",
            "days-done-undo",
            "days-so-already",
        ];
        let said = if number.is_some() { about(voice, correction, names) } else { voice.say("days-so-already") };
        draft.line(&said);
        draft.paragraph(&voice.say("days-now"));
    }
    for (spans, each, none) in [(ramadan, "days-ramadan", "days-no-ramadan"), (rest, "days-rest", "days-no-rest")] {
        for span in spans {
            draft.line(&voice.fill(each, &[("dates", dates(voice, *span).into())]));
        }
        if spans.is_empty() {
            draft.line(&voice.say(none));
        }
    }
    match done {
        None => {
            draft.paragraph(&voice.say("days-how-ramadan"));
            draft.line(&voice.say("days-how-rest"));
            draft.line(&voice.say("days-how-none"));
        }
        Some((_, Some(number))) => {
            let correction = Correction::Undo { number };
            draft.button(voice.say("button-undo"), Press::CorrectDays { cohort, correction });
        }
        Some((_, None)) => {}
    }
    Some(draft.finish())
}

pub(super) fn country_silent(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::CountrySilent { version, starts_on, country, people, silent, since, over, .. } = notice else {
        return None;
    };
    let country = voice.say(&format!("country-{}", country.code()));
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, version, starts_on)?);
    if over {
        draft.line(&voice.fill("country-heard", &[("country", country.into())]));
        return Some(draft.finish());
    }
    let args = [
        ("country", country.clone().into()),
        ("since", voice.date(since).into()),
        ("silent", silent.into()),
        ("people", people.into()),
    ];
    draft.line(&voice.fill("country-silent", &args));
    draft.paragraph(&voice.fill("country-silent-why", &[("country", country.into())]));
    Some(draft.finish())
}
