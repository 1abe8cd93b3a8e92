//! Days and pace: reminders, a break by itself, the hour for Ramadan, and what admins hear of days and countries.

use super::admin::cohort_label;
use super::result::lesson_buttons;
use super::{Draft, Message, Voice};
use crate::rules::contact::WORDINGS;
use crate::rules::ids::EnrolmentId;
use crate::rules::notice::Notice;
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

pub(super) fn ramadan_hours(voice: &Voice<'_>, span: Option<Span>, at: Option<HalfHour>) -> Message {
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
    draft.finish()
}

pub(super) fn ramadan_hour_set(voice: &Voice<'_>, span: Option<Span>, at: Option<HalfHour>) -> Message {
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
pub(super) fn half_hour(at: HalfHour) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

pub(super) fn cohort_days(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let Notice::CohortDays { version, starts_on, ramadan, rest, .. } = notice else { return None };
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, *version, *starts_on)?);
    for (spans, each, none) in [(ramadan, "days-ramadan", "days-no-ramadan"), (rest, "days-rest", "days-no-rest")] {
        for Span { from, until } in spans {
            let args = [("from", voice.date(*from).into()), ("until", voice.date(*until).into())];
            draft.line(&voice.fill(each, &args));
        }
        if spans.is_empty() {
            draft.line(&voice.say(none));
        }
    }
    draft.paragraph(&voice.say("days-how-ramadan"));
    draft.line(&voice.say("days-how-rest"));
    draft.line(&voice.say("days-how-none"));
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
