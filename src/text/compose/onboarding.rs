//! Arriving: the questions, and what is said to who has no invitation.

use super::numbers::clock_time;
use super::settings::{hour_buttons, own_name};
use super::{Draft, Message, Voice, bidi, fold, privacy};
use crate::rules::course::Language;
use crate::rules::discretion::GOES_AFTER;
use crate::rules::ids::{EnrolmentId, VersionId};
use crate::rules::model::{Country, OFFERED_HOURS};
use crate::rules::notice::{Notice, OnboardingStep};
use crate::rules::place;
use crate::rules::press::Press;
use crate::rules::privacy::Switches;
use chrono::{DateTime, Utc};

pub(super) fn step(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let Notice::Onboarding { enrolment, version, step, offered_first, privacy, ref zones, drawn_at } = *notice else {
        return None;
    };
    let mut draft = Draft::new(voice);
    match step {
        OnboardingStep::Language => language(voice, &mut draft, enrolment, version, offered_first)?,
        OnboardingStep::Consent => consent(voice, &mut draft, enrolment, privacy.unwrap_or_default()),
        OnboardingStep::Country => country(voice, &mut draft, enrolment),
        OnboardingStep::Clock => clock(voice, &mut draft, enrolment, zones, drawn_at.unwrap_or_default()),
        OnboardingStep::Hour => hour(voice, &mut draft, enrolment),
        OnboardingStep::Phone => phone(voice, &mut draft, enrolment),
    }
    if step != OnboardingStep::Language {
        draft.button(voice.say("button-back"), Press::OnboardingBack { enrolment, from: step.number() });
    }
    Some(draft.finish())
}

/// In every language of the course at once, the phone's first.
fn language(
    voice: &Voice<'_>,
    draft: &mut Draft,
    enrolment: EnrolmentId,
    version: VersionId,
    offered_first: Language,
) -> Option<()> {
    let mut languages = voice.course(version)?.languages.clone();
    languages.sort_by_key(|language| *language != offered_first);
    let mut said: Vec<String> = Vec::new();
    for language in &languages {
        let line = voice.catalog.text(*language, "onboarding-language", &[]);
        if !said.contains(&line) {
            draft.paragraph(&line);
            said.push(line);
        }
    }
    for language in languages {
        draft.button(own_name(language).to_owned(), Press::ChooseLanguage { enrolment, language });
    }
    Some(())
}

fn consent(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, switches: Switches) {
    privacy::add(voice, draft, switches);
    draft.row([
        (voice.say("button-agree"), Press::Consent { enrolment, given: true }),
        (voice.say("button-decline"), Press::Consent { enrolment, given: false }),
    ]);
}

fn country(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId) {
    draft.bold(&voice.say("country-title")).paragraph(&voice.say("country-why"));
    countries(voice, draft, |country| Press::ChooseCountry { enrolment, country });
}

/// The countries in the reader's alphabetical order, then the two that are none.
pub(super) fn countries(voice: &Voice<'_>, draft: &mut Draft, press: impl Fn(Country) -> Press) {
    let name = |country: Country| voice.say(&format!("country-{}", country.code()));
    let mut countries: Vec<(String, Country)> = Country::NAMED.map(|country| (name(country), country)).into();
    countries.sort_by_key(|(name, _)| alphabetical(name));
    draft.grid(2, countries.into_iter().map(|(name, country)| (name, press(country))));
    for country in [Country::Other, Country::Unsaid] {
        draft.button(name(country), press(country));
    }
}

/// The place in an alphabetical list: without the Arabic article, one alef, no accents.
fn alphabetical(name: &str) -> String {
    let name = bidi::bare(name);
    fold(name.strip_prefix("ال").unwrap_or(&name))
}

/// The times that clocks showed when they were drawn, each with its zone.
fn clock(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, zones: &[u8], drawn_at: DateTime<Utc>) {
    draft.bold(&voice.say("clock-title")).paragraph(&voice.say("clock-why"));
    let minute = u32::try_from(drawn_at.timestamp() / 60).unwrap_or(0);
    let times = zones.iter().filter_map(|zone| Some((*zone, place::time_on(*zone, drawn_at)?)));
    let press = |zone| Press::ChooseClock { enrolment, zone, minute };
    draft.grid(4, times.map(|(zone, time)| (clock_time(time), press(zone))));
}

fn phone(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId) {
    let hours = [("hours", voice.hours(GOES_AFTER).into())];
    draft.bold(&voice.say("phone-title")).paragraph(&voice.fill("phone-why", &hours));
    draft.row([
        (voice.say("button-no"), Press::PhoneSeen { enrolment, perhaps: false }),
        (voice.say("button-perhaps"), Press::PhoneSeen { enrolment, perhaps: true }),
    ]);
}

fn hour(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId) {
    draft.bold(&voice.say("hour-title")).paragraph(&voice.say("hour-why"));
    draft.grid(4, hour_buttons(voice, &OFFERED_HOURS, |hour| Press::ChooseHour { enrolment, hour }));
}

pub(super) fn consent_declined(voice: &Voice<'_>) -> Message {
    sentence(voice, "consent-declined")
}

pub(super) fn stranger(voice: &Voice<'_>) -> Message {
    sentence(voice, "stranger")
}

/// Text came where a button is awaited; the hour and the time on a clock may be typed.
pub(super) fn button_awaited(voice: &Voice<'_>, step: OnboardingStep) -> Message {
    sentence(
        voice,
        match step {
            OnboardingStep::Hour => "button-awaited-hour",
            OnboardingStep::Clock => "button-awaited-clock",
            OnboardingStep::Language | OnboardingStep::Consent | OnboardingStep::Country | OnboardingStep::Phone => {
                "button-awaited"
            }
        },
    )
}

fn sentence(voice: &Voice<'_>, key: &str) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say(key));
    draft.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arabic_article_does_not_count_in_the_alphabet() {
        let mut names = ["اليمن", "الأردن", "تونس", "المغرب", "مصر", "العراق"];
        names.sort_by_key(|name| alphabetical(name));
        assert_eq!(names, ["الأردن", "تونس", "العراق", "مصر", "المغرب", "اليمن"]);
    }

    #[test]
    fn an_accent_does_not_move_a_name_to_the_end() {
        let mut names = ["Yémen", "Égypte", "Irak"];
        names.sort_by_key(|name| alphabetical(name));
        assert_eq!(names, ["Égypte", "Irak", "Yémen"]);
    }
}
