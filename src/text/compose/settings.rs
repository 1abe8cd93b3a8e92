//! Help, language, hour, breaks and leaving; the card of settings itself is in `controls`.

use super::{Draft, Message, Voice, controls};
use crate::rules::course::Language;
use crate::rules::ids::{EnrolmentId, VersionId};
use crate::rules::model::OFFERED_HOURS;
use crate::rules::press::Press;
use crate::rules::wish::Wish;
use chrono::{DateTime, NaiveDate, Utc};

/// A language named in itself, as it is offered.
pub const fn own_name(language: Language) -> &'static str {
    match language {
        Language::Ar => "العربية",
        Language::En => "English",
        Language::Fr => "Français",
    }
}

pub(super) fn help(voice: &Voice<'_>, enrolment: Option<EnrolmentId>, admin: bool) -> Message {
    let mut draft = Draft::new(voice);
    if enrolment.is_some() {
        draft.bold(&voice.say("help-title"));
        for key in [
            "help-today",
            "help-lessons",
            "help-ask",
            "help-progress",
            "help-settings",
            "help-safety",
            "help-pause",
            "help-privacy",
            "help-data",
            "help-stop",
        ] {
            draft.line(&voice.say(key));
        }
        draft.paragraph(&voice.say("help-words"));
    } else if !admin {
        draft.line(&voice.say("stranger"));
    }
    if admin {
        draft.bold(&voice.say("help-admin-title"));
        for name in ["cohorts", "newcohort", "invite", "roster", "stats", "items", "preview", "rest", "admins"] {
            draft.line(&voice.say(&format!("help-{name}")));
        }
        draft.paragraph(&voice.say("help-mentors"));
    }
    if let Some(enrolment) = enrolment {
        draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    }
    draft.finish()
}

pub(super) fn choose_language(voice: &Voice<'_>, enrolment: EnrolmentId, version: VersionId) -> Option<Message> {
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("choose-language"));
    for language in &course.languages {
        draft.button(own_name(*language).to_owned(), Press::SetLanguage { language: *language });
    }
    controls::back(voice, &mut draft, enrolment);
    Some(draft.finish())
}

pub(super) fn choose_hour(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("choose-hour", &[("hour", voice.hour(voice.reader.hour).into())]));
    draft.grid(4, hour_buttons(voice, &OFFERED_HOURS, |hour| Press::SetHour { hour }));
    controls::back(voice, &mut draft, enrolment);
    draft.finish()
}

pub(super) fn hour_buttons(voice: &Voice<'_>, hours: &[u8], press: impl Fn(u8) -> Press) -> Vec<(String, Press)> {
    hours.iter().map(|hour| (voice.hour(*hour), press(*hour))).collect()
}

pub(super) fn language_set(voice: &Voice<'_>) -> Message {
    sentence(voice, &voice.say("language-set"))
}

pub(super) fn hour_set(voice: &Voice<'_>, next_at: Option<DateTime<Utc>>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("hour-set", &[("hour", voice.hour(voice.reader.hour).into())]));
    if let Some(at) = next_at {
        draft.line(&voice.fill("next-comes", &[("at", voice.moment(at).into())]));
    }
    draft.finish()
}

/// `until`: the date of return from a break of a week; `None` where there is none to take.
pub(super) fn choose_stop(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    until: Option<NaiveDate>,
    kept_days: u16,
) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("stop-title"));
    if let Some(until) = until {
        draft.paragraph(&voice.fill("stop-week", &[("date", voice.date(until).into())]));
        draft.button(voice.say("button-week-off"), Press::Wish { enrolment, wish: Wish::PauseUntil { until } });
    }
    let days = voice.count("days", kept_days);
    draft.paragraph(&voice.fill("stop-leave", &[("days", days.into())])).paragraph(&voice.say("stop-erase"));
    draft.paragraph(&voice.say("stop-neither"));
    draft.button(voice.say("button-leave"), Press::Leave { enrolment });
    draft.button(voice.say("button-erase"), Press::Wish { enrolment, wish: Wish::EraseEverything });
    draft.finish()
}

/// `until`: when lessons go on by themselves.
pub(super) fn paused(voice: &Voice<'_>, enrolment: EnrolmentId, until: Option<NaiveDate>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&match until {
        Some(until) => voice.fill("on-break-until", &[("date", voice.date(until).into())]),
        None => voice.say("paused"),
    });
    draft.button(voice.say("button-resume"), Press::Resume { enrolment });
    draft.finish()
}

pub(super) fn left(voice: &Voice<'_>, enrolment: EnrolmentId, kept_days: u16) -> Message {
    let mut draft = Draft::new(voice);
    let days = voice.count("days", kept_days);
    draft
        .line(&voice.fill("left", &[("days", days.into())]))
        .button(voice.say("button-come-back"), Press::Resume { enrolment });
    draft.finish()
}

pub(super) fn resumed(voice: &Voice<'_>, enrolment: EnrolmentId, next_at: Option<DateTime<Utc>>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("resumed"));
    draft.line(&match next_at {
        Some(at) => voice.fill("next-comes", &[("at", voice.moment(at).into())]),
        None => voice.say("resumed-see-today"),
    });
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    draft.finish()
}

pub(super) fn apology(voice: &Voice<'_>) -> Message {
    sentence(voice, &voice.say("apology"))
}

fn sentence(voice: &Voice<'_>, text: &str) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(text);
    draft.finish()
}
