//! Settings, leaving, and coming back.

use super::arrive;
use super::desk::{ActionError, Desk, Participant};
use super::intent::Pressed;
use super::{calendar, pause};
use crate::rules::course::Language;
use crate::rules::decision::Refusal;
use crate::rules::enrolment::Status;
use crate::rules::notice::{Notice, SettingsCard, Toast};

/// `/settings`: everything on one message, edited in place.
pub(super) fn show(desk: &mut Desk<'_>, participant: &Participant) {
    let enrolment = &participant.enrolment;
    let card = SettingsCard {
        country: participant.person.country,
        next_at: participant.next_lesson_at(desk.now),
        on_break: matches!(enrolment.status, Status::Paused { .. }),
        until: enrolment.returns_on(),
        one_a_day: enrolment.progress.one_a_day,
        running: enrolment.is_running(),
        ramadan: calendar::in_course(participant, desk.now),
        drawn_at: Some(desk.now),
    };
    desk.say(participant.place(), Notice::Settings { enrolment: enrolment.id, card });
}

/// `/stop`: a break of a week, leaving with the place kept, or erasing everything.
pub(super) fn choose_stop(desk: &mut Desk<'_>, participant: &Participant) {
    let until = pause::week_from_now(desk, participant);
    desk.say(
        participant.place(),
        Notice::ChooseStop { enrolment: participant.enrolment.id, until, kept_days: desk.kept_days },
    );
}

/// `/language` without a code, or its button.
pub(super) fn choose_language(desk: &mut Desk<'_>, participant: &Participant) {
    let enrolment = participant.enrolment.id;
    desk.say(participant.place(), Notice::ChooseLanguage { enrolment, version: participant.cohort.version });
}

pub(super) fn set_language(desk: &mut Desk<'_>, mut participant: Participant, language: Option<Language>) {
    let known = language.filter(|language| participant.course.languages.contains(language));
    let Some(language) = known else {
        desk.refuse(participant.place(), Refusal::LanguageUnknown);
        return;
    };
    participant.person.language = language;
    desk.work.people.put(participant.person.id, participant.person.clone());
    if desk.pressed_screen().is_some() {
        // On a button, the card that it stands on shows it.
        return show(desk, &participant);
    }
    let enrolment = participant.enrolment.id;
    desk.say(participant.place(), Notice::LanguageSet { enrolment });
}

/// Another hour: what comes next is computed anew. A lesson that came today does not come again.
pub(super) fn set_hour(desk: &mut Desk<'_>, mut participant: Participant, hour: Option<u8>) {
    let Some(hour) = hour.filter(|hour| *hour < 24) else {
        desk.refuse(participant.place(), Refusal::HourUnknown);
        return;
    };
    participant.person.hour = hour;
    participant.rhythm.hour = hour;
    desk.work.people.put(participant.person.id, participant.person.clone());
    desk.keep(&participant);
    if desk.pressed_screen().is_some() {
        return show(desk, &participant);
    }
    let next_at = participant.next_lesson_at(desk.now);
    let enrolment = participant.enrolment.id;
    desk.say(participant.place(), Notice::HourSet { enrolment, next_at });
}

/// What a button under `/stop` or a break asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Pause,
    Leave,
    Resume,
}

/// A break, leaving, coming back. What waits to be sent does not go to who stopped.
pub(super) fn stop(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    stop: Stop,
) -> Result<(), ActionError> {
    let enrolment = participant.enrolment.clone();
    let next = match stop {
        Stop::Pause => enrolment.pause(desk.now),
        Stop::Leave => Ok(enrolment.leave(desk.now)),
        Stop::Resume => enrolment.resume(desk.now, &participant.course),
    };
    participant.enrolment = match next {
        Ok(enrolment) => enrolment,
        Err(why) => {
            desk.answer(pressed, Some(&participant.person), Toast::Refused(why));
            return Ok(());
        }
    };
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    desk.keep(&participant);
    let enrolment = participant.enrolment.id;
    let notice = match stop {
        Stop::Pause => Notice::Paused { enrolment, until: None },
        Stop::Leave => Notice::Left { enrolment, kept_days: desk.kept_days },
        Stop::Resume => {
            let next_at = participant.next_lesson_at(desk.now);
            Notice::Resumed { enrolment, next_at }
        }
    };
    if stop != Stop::Resume {
        desk.work.stop_deliveries(enrolment);
    }
    desk.say(participant.place(), notice);
    if stop == Stop::Resume {
        arrive::show_unfinished(desk, &participant);
    }
    Ok(())
}
