//! Buttons about how the course comes to somebody. Each names the state it asks for; the card it stands on shows it at once.

use super::desk::{ActionError, Desk, Participant};
use super::intent::Pressed;
use super::{forget, learn, pause, reread, settings};
use crate::rules::model::{COHORT_ZONES, Country};
use crate::rules::notice::{Notice, Toast};
use crate::rules::place;
use crate::rules::preferences::{Digits, Preferences};
use crate::rules::wish::Wish;
use chrono::{DateTime, NaiveTime};

pub(super) fn wish(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: Participant,
    wish: Wish,
) -> Result<(), ActionError> {
    match wish {
        Wish::ShowLessonIn { lesson, part, language } => {
            return reread::show_in(desk, pressed, &participant, lesson, (part, language));
        }
        Wish::PauseUntil { until } => pause::pressed(desk, pressed, &participant, until),
        Wish::SetPlace { country } => return set_place(desk, pressed, participant, country),
        Wish::SetZone { zone } => {
            let zone = COHORT_ZONES.get(usize::from(zone)).copied();
            return set_zone(desk, pressed, participant, zone);
        }
        Wish::SetClock { zone, minute } => return set_clock(desk, pressed, participant, zone, minute),
        Wish::SetOneADay { on } => one_a_day(desk, pressed, participant, on),
        Wish::SetTextOnly { on } => prefer(desk, pressed, participant, |of| of.text_only = on),
        Wish::SetDigits { arabic_indic } => prefer(desk, pressed, participant, |of| {
            of.digits = if arabic_indic { Digits::ArabicIndic } else { Digits::Latin };
        }),
        Wish::ShowSettings
        | Wish::ShowPlaces
        | Wish::ShowZones
        | Wish::ShowBreaks
        | Wish::ShowLessons { .. }
        | Wish::EraseEverything => {
            desk.answer(pressed, Some(&participant.person), Toast::Silent);
            show(desk, &participant, wish);
        }
    }
    Ok(())
}

/// What only shows something.
fn show(desk: &mut Desk<'_>, participant: &Participant, wish: Wish) {
    let enrolment = participant.enrolment.id;
    let notice = match wish {
        Wish::ShowPlaces => Notice::ChoosePlace { enrolment },
        Wish::ShowZones => {
            let zones = clocks(desk, participant);
            Notice::ChooseZone { enrolment, zones, drawn_at: Some(desk.now) }
        }
        Wish::ShowBreaks => return pause::choose(desk, participant),
        Wish::ShowLessons { week } => return reread::list(desk, participant, Some(week)),
        Wish::EraseEverything => return forget::ask(desk, participant),
        _ => return settings::show(desk, participant),
    };
    desk.say(participant.place(), notice);
}

/// A switch on the card of settings.
fn prefer(desk: &mut Desk<'_>, pressed: &Pressed, mut participant: Participant, change: impl FnOnce(&mut Preferences)) {
    change(&mut participant.person.preferences);
    desk.work.people.put(participant.person.id, participant.person.clone());
    desk.answer(pressed, Some(&participant.person), Toast::Saved);
    settings::show(desk, &participant);
}

/// Another country: the hour moves with the person. Where the country does not tell the zone, it is asked for.
fn set_place(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    country: Country,
) -> Result<(), ActionError> {
    desk.answer(pressed, Some(&participant.person), Toast::Saved);
    let zone = country.zone_name();
    // Said again, it leaves a zone that was chosen where it is.
    if zone.is_some() || participant.person.country != Some(country) {
        participant.person.country = Some(country);
        participant.person.zone = zone.map(str::to_owned);
        moved(desk, &participant)?;
    }
    let participant = desk.participant(participant.enrolment.id)?;
    if zone.is_none() {
        show(desk, &participant, Wish::ShowZones);
    } else {
        settings::show(desk, &participant);
    }
    Ok(())
}

/// The clocks of everywhere: who has named a country may be elsewhere for a while.
fn clocks(desk: &Desk<'_>, participant: &Participant) -> Vec<u8> {
    place::clocks(Country::Other, &participant.cohort, desk.now)
}

/// The chosen clock. The times on old buttons are not those that people compare with theirs: they are drawn anew.
fn set_clock(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: Participant,
    zone: u8,
    minute: u32,
) -> Result<(), ActionError> {
    let drawn_at = DateTime::from_timestamp(i64::from(minute) * 60, 0);
    if drawn_at.is_some_and(|at| desk.now - at < place::DRAWN_FOR) {
        return set_zone(desk, pressed, participant, place::zone_name(zone));
    }
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    show(desk, &participant, Wish::ShowZones);
    Ok(())
}

/// The time that somebody typed below the clocks, as on theirs. False where no clock shows it.
pub(super) fn typed_clock(
    desk: &mut Desk<'_>,
    participant: &Participant,
    time: NaiveTime,
) -> Result<bool, ActionError> {
    let Some(zone) = place::typed(time, &clocks(desk, participant), desk.now) else { return Ok(false) };
    keep_zone(desk, participant.clone(), zone)?;
    Ok(true)
}

fn set_zone(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: Participant,
    zone: Option<&str>,
) -> Result<(), ActionError> {
    let Some(zone) = zone else {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return Ok(());
    };
    desk.answer(pressed, Some(&participant.person), Toast::Saved);
    keep_zone(desk, participant, zone.to_owned())
}

fn keep_zone(desk: &mut Desk<'_>, mut participant: Participant, zone: String) -> Result<(), ActionError> {
    participant.person.zone = Some(zone);
    moved(desk, &participant)?;
    let participant = desk.participant(participant.enrolment.id)?;
    settings::show(desk, &participant);
    Ok(())
}

/// What comes by itself comes at the same hour of the new place. A lesson that came today does not come again.
fn moved(desk: &mut Desk<'_>, participant: &Participant) -> Result<(), ActionError> {
    desk.work.people.put(participant.person.id, participant.person.clone());
    desk.keep_all_of(participant.person.chat)
}

/// *One a day suits me*, and back. Shown where it was pressed: under `/today`, or among the settings.
fn one_a_day(desk: &mut Desk<'_>, pressed: &Pressed, mut participant: Participant, on: bool) {
    participant.enrolment.progress.one_a_day = on;
    desk.keep(&participant);
    desk.answer(pressed, Some(&participant.person), Toast::Saved);
    if desk.pressed_screen() == Some("s") {
        settings::show(desk, &participant);
    } else {
        learn::say_today(desk, &participant);
    }
}
