//! The card of settings and those behind its buttons, all on one message.

use super::calendar::half_hour;
use super::numbers::clock_time;
use super::onboarding::countries;
use super::settings::own_name;
use super::wizard::city;
use super::{Draft, Message, Voice};
use crate::rules::course::Language;
use crate::rules::ids::EnrolmentId;
use crate::rules::model::COHORT_ZONES;
use crate::rules::notice::SettingsCard;
use crate::rules::place;
use crate::rules::preferences::Digits;
use crate::rules::press::Press;
use crate::rules::rest::Span;
use crate::rules::wish::Wish;
use chrono::{DateTime, NaiveDate, Utc};

/// Everything that can be set, and how it stands.
pub(super) fn settings(voice: &Voice<'_>, enrolment: EnrolmentId, card: &SettingsCard) -> Message {
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("settings-title"));
    draft.line(&voice.fill("settings-language", &[("language", own_name(voice.language()).into())]));
    draft.line(&voice.fill("settings-hour", &[("hour", voice.hour(voice.reader.hour).into())]));
    draft.line(&place(voice, card));
    add_switches(voice, &mut draft);
    if let Some(Span { from, until }) = card.ramadan {
        let (from, until) = (voice.date(from).into(), voice.date(until).into());
        draft.line(&match voice.reader.preferences.ramadan_hour {
            Some(at) => {
                voice.fill("settings-ramadan", &[("from", from), ("until", until), ("hour", half_hour(at).into())])
            }
            None => voice.fill("settings-ramadan-usual", &[("from", from), ("until", until)]),
        });
    }
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
    if card.ramadan.is_some() {
        draft.row([(voice.say("button-ramadan"), Press::ShowRamadanHours)]);
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

/// The country, or the place by whose clock lessons come, or what that clock shows.
fn place(voice: &Voice<'_>, card: &SettingsCard) -> String {
    let zone = &voice.reader.zone;
    // Who lives by another clock for a while is told by which.
    if let Some(country) = card.country.filter(|country| country.zones().contains(&zone.name())) {
        let name = voice.say(&format!("country-{}", country.code()));
        return voice.fill("settings-place", &[("place", name.into())]);
    }
    match card.drawn_at.filter(|_| !COHORT_ZONES.contains(&zone.name())) {
        Some(at) => voice.fill("settings-clock", &[("time", clock_time(zone.local(at).1).into())]),
        None => voice.fill("settings-zone", &[("zone", place_of(voice, zone.name()).into())]),
    }
}

pub(super) fn choose_place(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("choose-place", &[("hour", voice.hour(voice.reader.hour).into())]));
    countries(voice, &mut draft, |country| Press::Wish { enrolment, wish: Wish::SetPlace { country } });
    draft.button(voice.say("button-clock"), Press::Wish { enrolment, wish: Wish::ShowZones });
    back(voice, &mut draft, enrolment);
    draft.finish()
}

/// The times that clocks showed when they were drawn, each with its zone; of an older delivery the places.
pub(super) fn choose_zone(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    zones: &[u8],
    drawn_at: Option<DateTime<Utc>>,
) -> Message {
    let mut draft = Draft::new(voice);
    let hour = ("hour", voice.hour(voice.reader.hour).into());
    match drawn_at {
        Some(drawn_at) => {
            draft.line(&voice.fill("choose-clock", &[hour]));
            let minute = u32::try_from(drawn_at.timestamp() / 60).unwrap_or(0);
            let times = zones.iter().filter_map(|zone| Some((*zone, place::time_on(*zone, drawn_at)?)));
            let press = |zone| Press::Wish { enrolment, wish: Wish::SetClock { zone, minute } };
            draft.grid(4, times.map(|(zone, time)| (clock_time(time), press(zone))));
        }
        None => {
            draft.line(&voice.fill("choose-zone", &[hour]));
            let press = |zone| Press::Wish { enrolment, wish: Wish::SetZone { zone } };
            draft.grid(2, (0_u8..).zip(COHORT_ZONES).map(|(zone, name)| (city(voice, name), press(zone))));
        }
    }
    draft.button(voice.say("button-place"), Press::Wish { enrolment, wish: Wish::ShowPlaces });
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
