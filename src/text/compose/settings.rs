//! Help, language, hour, breaks and leaving.

use super::{Draft, Message, Voice};
use crate::rules::course::Language;
use crate::rules::ids::{EnrolmentId, VersionId};
use crate::rules::model::OFFERED_HOURS;
use crate::rules::press::Press;
use chrono::{DateTime, Utc};

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
        for key in
            ["help-today", "help-ask", "help-progress", "help-settings", "help-privacy", "help-data", "help-stop"]
        {
            draft.line(&voice.say(key));
        }
        draft.paragraph(&voice.say("help-words"));
    } else if !admin {
        draft.line(&voice.say("stranger"));
    }
    if admin {
        draft.bold(&voice.say("help-admin-title"));
        for name in ["cohorts", "newcohort", "invite", "roster", "stats", "preview", "rest", "admins"] {
            draft.line(&voice.say(&format!("help-{name}")));
        }
        draft.paragraph(&voice.say("help-mentors"));
    }
    if let Some(enrolment) = enrolment {
        draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    }
    draft.finish()
}

pub(super) fn settings(voice: &Voice<'_>) -> Message {
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("settings-title"));
    draft.line(&voice.fill("settings-language", &[("language", own_name(voice.language()).into())]));
    draft.line(&voice.fill("settings-hour", &[("hour", voice.hour(voice.reader.hour).into())]));
    if voice.reader.handle.is_some() {
        draft.line(&voice.fill("settings-name", &[("name", voice.own_handle().into())]));
    }
    draft.button(voice.say("button-language"), Press::ShowLanguages);
    draft.button(voice.say("button-hour"), Press::ShowHours);
    draft.button(voice.say("button-stop"), Press::ShowStop);
    draft.finish()
}

pub(super) fn choose_language(voice: &Voice<'_>, version: VersionId) -> Option<Message> {
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("choose-language"));
    for language in &course.languages {
        draft.button(own_name(*language).to_owned(), Press::SetLanguage { language: *language });
    }
    Some(draft.finish())
}

pub(super) fn choose_hour(voice: &Voice<'_>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("choose-hour", &[("hour", voice.hour(voice.reader.hour).into())]));
    draft.grid(4, hour_buttons(voice, &OFFERED_HOURS, |hour| Press::SetHour { hour }));
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

pub(super) fn choose_stop(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("stop-title"));
    draft.paragraph(&voice.say("stop-pause")).paragraph(&voice.say("stop-leave")).paragraph(&voice.say("stop-neither"));
    draft.button(voice.say("button-pause"), Press::Pause { enrolment });
    draft.button(voice.say("button-leave"), Press::Leave { enrolment });
    draft.finish()
}

pub(super) fn paused(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("paused")).button(voice.say("button-resume"), Press::Resume { enrolment });
    draft.finish()
}

pub(super) fn left(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("left")).button(voice.say("button-come-back"), Press::Resume { enrolment });
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
