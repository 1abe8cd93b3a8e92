//! The card of settings and those behind its buttons, all on one message.

use super::onboarding::countries;
use super::settings::own_name;
use super::wizard::city;
use super::{Draft, Message, Voice};
use crate::rules::course::Language;
use crate::rules::ids::EnrolmentId;
use crate::rules::model::{COHORT_ZONES, Country};
use crate::rules::notice::SettingsCard;
use crate::rules::preferences::Digits;
use crate::rules::press::Press;
use crate::rules::wish::Wish;
use chrono::NaiveDate;

/// Everything that can be set, and how it stands.
pub(super) fn settings(voice: &Voice<'_>, enrolment: EnrolmentId, card: &SettingsCard) -> Message {
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("settings-title"));
    draft.line(&voice.fill("settings-language", &[("language", own_name(voice.language()).into())]));
    draft.line(&voice.fill("settings-hour", &[("hour", voice.hour(voice.reader.hour).into())]));
    draft.line(&place(voice, card.country));
    add_switches(voice, &mut draft);
    if card.one_a_day {
        draft.line(&voice.say("settings-one-a-day"));
    }
    if card.on_break {
        draft.line(&match card.until {
            Some(until) => voice.fill("settings-break-until", &[("date", voice.date(until).into())]),
            None => voice.say("settings-break"),
        });
    }
    if voice.reader.handle.is_some() {
        draft.line(&voice.fill("settings-name", &[("name", voice.own_handle().into())]));
    }
    if let Some(at) = card.next_at {
        draft.paragraph(&voice.fill("next-comes", &[("at", voice.moment(at).into())]));
    }
    add_buttons(voice, &mut draft, enrolment, card);
    draft.finish()
}

/// The lines of what is switched on or off.
fn add_switches(voice: &Voice<'_>, draft: &mut Draft) {
    let of = voice.reader.preferences;
    draft.line(&voice.say(if of.text_only { "settings-text-only-on" } else { "settings-text-only-off" }));
    if voice.language() == Language::Ar {
        draft.line(&voice.say(match of.digits {
            Digits::Latin => "settings-digits-latin",
            Digits::ArabicIndic => "settings-digits-indic",
        }));
    }
    draft.line(&voice.say(match (of.discreet, of.cleaning) {
        (false, false) => "settings-safety-none",
        (true, false) => "settings-safety-discreet",
        (false, true) => "settings-safety-cleaning",
        (true, true) => "settings-safety-both",
    }));
}

fn add_buttons(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, card: &SettingsCard) {
    let of = voice.reader.preferences;
    let wish = |key: &str, wish: Wish| (voice.say(key), Press::Wish { enrolment, wish });
    draft.row([(voice.say("button-language"), Press::ShowLanguages), (voice.say("button-hour"), Press::ShowHours)]);
    draft.row([wish("button-place", Wish::ShowPlaces), (voice.say("button-safety"), Press::ShowSafety)]);
    let text_only = if of.text_only { "button-text-only-off" } else { "button-text-only-on" };
    draft.row([wish(text_only, Wish::SetTextOnly { on: !of.text_only })]);
    if voice.language() == Language::Ar {
        let (key, arabic_indic) = match of.digits {
            Digits::Latin => ("button-digits-indic", true),
            Digits::ArabicIndic => ("button-digits-latin", false),
        };
        draft.row([wish(key, Wish::SetDigits { arabic_indic })]);
    }
    if card.one_a_day {
        draft.row([wish("button-more-a-day", Wish::SetOneADay { on: false })]);
    }
    if card.on_break {
        draft.button(voice.say("button-resume"), Press::Resume { enrolment });
        draft.row([wish("button-break-other", Wish::ShowBreaks)]);
    } else if card.running {
        draft.row([wish("button-break", Wish::ShowBreaks)]);
    }
    draft.button(voice.say("button-leaving"), Press::ShowStop);
}

/// The country, or the place by whose clock lessons come.
fn place(voice: &Voice<'_>, country: Option<Country>) -> String {
    match country.filter(|country| country.zone_name().is_some()) {
        Some(country) => {
            let name = voice.say(&format!("country-{}", country.code()));
            voice.fill("settings-place", &[("place", name.into())])
        }
        None => {
            let name = voice.reader.zone.name();
            voice.fill("settings-zone", &[("zone", place_of(voice, name).into())])
        }
    }
}

pub(super) fn choose_place(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("choose-place", &[("hour", voice.hour(voice.reader.hour).into())]));
    countries(voice, &mut draft, |country| Press::Wish { enrolment, wish: Wish::SetPlace { country } });
    back(voice, &mut draft, enrolment);
    draft.finish()
}

pub(super) fn choose_zone(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("choose-zone", &[("hour", voice.hour(voice.reader.hour).into())]));
    let zones = (0_u8..).zip(COHORT_ZONES);
    draft.grid(
        2,
        zones.map(|(zone, name)| (city(voice, name), Press::Wish { enrolment, wish: Wish::SetZone { zone } })),
    );
    back(voice, &mut draft, enrolment);
    draft.finish()
}

/// Breaks to choose from: days and date of return.
pub(super) fn choose_break(voice: &Voice<'_>, enrolment: EnrolmentId, breaks: &[(u16, NaiveDate)]) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("choose-break"));
    for (days, until) in breaks {
        let args = [("days", voice.count("break-days", *days).into()), ("date", voice.date(*until).into())];
        let wish = Wish::PauseUntil { until: *until };
        draft.button(voice.fill("button-break-days", &args), Press::Wish { enrolment, wish });
    }
    back(voice, &mut draft, enrolment);
    draft.finish()
}

/// The way back to the card of settings.
pub(super) fn back(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId) {
    draft.button(voice.say("button-settings"), Press::Wish { enrolment, wish: Wish::ShowSettings });
}

/// The city of a zone's name in words, where there are some.
pub(super) fn place_of(voice: &Voice<'_>, zone: &str) -> String {
    if COHORT_ZONES.contains(&zone) { city(voice, zone) } else { zone.to_owned() }
}
