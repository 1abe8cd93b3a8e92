//! Arriving: the four questions, the summary, and what is said to who has no invitation.

use super::settings::{hour_buttons, own_name};
use super::{Draft, Message, Voice, bidi};
use crate::rules::course::Language;
use crate::rules::ids::{EnrolmentId, VersionId};
use crate::rules::model::{Country, OFFERED_HOURS};
use crate::rules::notice::OnboardingStep;
use crate::rules::press::Press;
use chrono::{DateTime, Days, NaiveDate, Utc};

pub(super) fn step(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    version: VersionId,
    step: OnboardingStep,
    offered_first: Language,
) -> Option<Message> {
    let mut draft = Draft::new(voice);
    match step {
        OnboardingStep::Language => language(voice, &mut draft, enrolment, version, offered_first)?,
        OnboardingStep::Consent => consent(voice, &mut draft, enrolment),
        OnboardingStep::Country => country(voice, &mut draft, enrolment),
        OnboardingStep::Hour => hour(voice, &mut draft, enrolment),
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

fn consent(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId) {
    draft.bold(&voice.say("consent-title"));
    for key in ["consent-kept", "consent-seen", "consent-telegram"] {
        draft.paragraph(&voice.say(key));
    }
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

/// The place in an alphabetical list: without the Arabic article, one alef.
fn alphabetical(name: &str) -> String {
    let name = bidi::bare(name);
    name.strip_prefix("ال").unwrap_or(&name).replace(['أ', 'إ', 'آ'], "ا").to_lowercase()
}

fn hour(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId) {
    draft.bold(&voice.say("hour-title")).paragraph(&voice.say("hour-why"));
    draft.grid(4, hour_buttons(voice, &OFFERED_HOURS, |hour| Press::ChooseHour { enrolment, hour }));
}

pub(super) fn welcome(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    version: VersionId,
    starts_on: NaiveDate,
    first_at: Option<DateTime<Utc>>,
) -> Option<Message> {
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("welcome-done"));
    draft.bold(&voice.fill("welcome-course", &[("title", voice.title(course).into())]));
    for week in &course.weeks {
        let starts = starts_on + Days::new(7 * u64::from(week.number.saturating_sub(1)));
        let (title, date) = (voice.pick(course, &week.title), voice.date(starts));
        let args = [("week", week.number.into()), ("title", title.into()), ("date", date.into())];
        draft.line(&voice.fill("welcome-week", &args));
    }
    draft.paragraph(&voice.say("welcome-rhythm"));
    draft.paragraph(&match first_at {
        Some(at) => voice.fill("welcome-first", &[("at", voice.moment(at).into())]),
        None => voice.say("welcome-first-now"),
    });
    draft.line(&voice.fill("welcome-hour", &[("hour", voice.hour(voice.reader.hour).into())]));
    draft.paragraph(&voice.fill("welcome-name", &[("name", voice.own_handle().into())]));
    draft.paragraph(&voice.say("welcome-ask"));
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

pub(super) fn consent_declined(voice: &Voice<'_>) -> Message {
    sentence(voice, "consent-declined")
}

pub(super) fn stranger(voice: &Voice<'_>) -> Message {
    sentence(voice, "stranger")
}

/// Text came where a button is awaited; the hour alone may be typed.
pub(super) fn button_awaited(voice: &Voice<'_>, step: OnboardingStep) -> Message {
    sentence(
        voice,
        match step {
            OnboardingStep::Hour => "button-awaited-hour",
            OnboardingStep::Language | OnboardingStep::Consent | OnboardingStep::Country => "button-awaited",
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
}
