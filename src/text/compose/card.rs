//! The summary that ends the onboarding, what can be done on it, and the evening before the first lesson.

use super::numbers::clock_time;
use super::settings::hour_buttons;
use super::{Draft, Message, Voice};
use crate::rules::ids::EnrolmentId;
use crate::rules::model::OFFERED_HOURS;
use crate::rules::notice::Notice;
use crate::rules::press::Press;
use chrono::{DateTime, Days, Utc};

pub(super) fn welcome(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let Notice::Welcome { enrolment, version, starts_on, first_at, rename, begun } = *notice else { return None };
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
    let first = if begun { "next-comes" } else { "welcome-first" };
    match first_at {
        Some(at) => draft.paragraph(&voice.fill(first, &[("at", voice.moment(at).into())])),
        None if begun => &mut draft,
        None => draft.paragraph(&voice.say("welcome-first-now")),
    };
    draft.line(&voice.fill("welcome-hour", &[("hour", voice.hour(voice.reader.hour).into())]));
    draft.paragraph(&voice.fill("welcome-name", &[("name", voice.own_handle().into())]));
    draft.paragraph(&voice.say("welcome-ask"));
    add_keys(voice, &mut draft, enrolment, rename, !begun && first_at.is_some());
    Some(draft.finish())
}

/// While the course has not begun there is time to try how it works.
fn add_keys(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, rename: bool, before: bool) {
    if before {
        draft.button(voice.say("button-try"), Press::TrySample { enrolment });
    }
    let than = voice.reader.handle.filter(|_| rename);
    let name = than.map(|than| (voice.say("button-another-name"), Press::AnotherName { enrolment, than }));
    draft.row(name.into_iter().chain([(voice.say("button-hour"), Press::CardHours { enrolment })]));
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
}

pub(super) fn hours(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("card-hours", &[("hour", voice.hour(voice.reader.hour).into())]));
    draft.grid(4, hour_buttons(voice, &OFFERED_HOURS, |hour| Press::CardHour { enrolment, hour }));
    draft.button(voice.say("button-back"), Press::Card { enrolment });
    draft.finish()
}

/// The choices of the practice item, and the place of the right one.
const CHOICES: [&str; 3] = ["sample-choice-lost", "sample-choice-kept", "sample-choice-sent"];
const RIGHT: u8 = 1;

pub(super) fn sample(voice: &Voice<'_>, enrolment: EnrolmentId, answered: Option<u8>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("sample-intro"));
    draft.bold(&voice.say("sample-item"));
    let letters = voice.say("choice-letters");
    let letters: Vec<&str> = letters.split('|').collect();
    for (letter, choice) in letters.iter().zip(CHOICES) {
        let args = [("letter", (*letter).into()), ("text", voice.say(choice).into())];
        draft.line(&voice.fill("test-choice", &args));
    }
    match answered {
        None => {
            let buttons = letters.iter().zip(0_u8..).take(CHOICES.len());
            let press = |choice| Press::AnswerSample { enrolment, choice };
            draft.row(buttons.map(|(letter, choice)| ((*letter).to_owned(), press(choice))));
        }
        Some(choice) => {
            let is_right = choice == RIGHT;
            draft.paragraph(&voice.say(if is_right { "feedback-right" } else { "feedback-not-quite" }));
            draft.line(&voice.say("sample-feedback"));
            if !is_right {
                draft.button(voice.say("button-try-again"), Press::TrySample { enrolment });
            }
        }
    }
    draft.finish()
}

pub(super) fn eve(voice: &Voice<'_>, first_at: DateTime<Utc>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("eve-line", &[("hour", clock_time(voice.reader.zone.local(first_at).1).into())]));
    draft.button(voice.say("button-hour"), Press::ShowHours);
    draft.finish()
}
