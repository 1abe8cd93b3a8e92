//! Days and pace: hearing somebody, the hour for Ramadan, days of rest that admins correct, and countries that fall silent.

use super::Context;
use super::admin;
use super::desk::{ActionError, Cause, Desk, Participant, Place};
use super::intent::{DaysWish, Pressed, RamadanWish};
use crate::rules::correction::Correction;
use crate::rules::decision::Refusal;
use crate::rules::enrolment::Status;
use crate::rules::ids::{CohortId, EnrolmentId};
use crate::rules::model::{Cohort, Country, Person};
use crate::rules::notice::{Notice, Toast};
use crate::rules::rest::{Observance, Span};
use crate::rules::schedule::HalfHour;
use crate::rules::shutdown::{self, Heard};
use crate::store::{Needs, cohorts, enrolments};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI32, Ordering};

/// How far back it is asked who was heard.
const HEARD_SINCE: Days = Days::new(45);

/// The date on which the countries were looked at last, in this process: once a day is enough, once more is harmless.
#[derive(Debug, Default)]
pub struct Watched(AtomicI32);

impl Watched {
    /// Whether a date is not the one of the last look.
    fn is_new(&self, today: NaiveDate) -> bool {
        self.0.load(Ordering::Relaxed) != today.num_days_from_ce()
    }

    fn is_done(&self, today: NaiveDate) {
        self.0.store(today.num_days_from_ce(), Ordering::Relaxed);
    }
}

/// Somebody pressed or wrote something: reminders stop. Kept once a day, or when a reminder was without an answer.
pub(super) fn hear(desk: &mut Desk<'_>, telegram_id: i64) -> Result<(), ActionError> {
    let Some(person) = desk.person_of_telegram(telegram_id).map(|person| person.id) else { return Ok(()) };
    let of_person = desk.work.enrolments_of(person).map(|stored| &stored.enrolment);
    let of_person =
        of_person.filter(|enrolment| !matches!(enrolment.status, Status::Left { .. } | Status::Completed { .. }));
    let ids: Vec<EnrolmentId> = of_person.map(|enrolment| enrolment.id).collect();
    for id in ids {
        let mut participant = desk.participant(id)?;
        let today = participant.rhythm.zone.date(desk.now);
        if participant.enrolment.progress.contact.hear(today) {
            desk.keep(&participant);
        }
    }
    Ok(())
}

// ---- The hour for Ramadan ----------------------------------------------------------------------------------------

/// The Ramadan that is meant today: the one that runs or comes next.
fn coming(participant: &Participant, now: DateTime<Utc>) -> Option<Span> {
    let today = participant.rhythm.zone.date(now);
    let observance = participant.person.observance(&participant.cohort, &participant.course);
    observance.ramadan().iter().copied().find(|span| span.until >= today)
}

/// The same, where some of it lies in the course: before that nobody needs another hour.
pub(super) fn in_course(participant: &Participant, now: DateTime<Utc>) -> Option<Span> {
    coming(participant, now).filter(|span| span.from <= participant.cohort.calendar().closes_on())
}

/// `/ramadan`, or its button.
pub(super) fn ramadan_hours(desk: &mut Desk<'_>, participant: &Participant) {
    let span = coming(participant, desk.now);
    let at = participant.person.preferences.ramadan_hour;
    desk.say(participant.place(), Notice::RamadanHours { enrolment: participant.enrolment.id, span, at });
}

/// Another hour for Ramadan, or the usual one: what comes next is computed anew.
pub(super) fn set_ramadan_hour(desk: &mut Desk<'_>, mut participant: Participant, at: Option<HalfHour>) {
    participant.person.preferences.ramadan_hour = at;
    desk.work.people.put(participant.person.id, participant.person.clone());
    participant.rhythm = participant.person.rhythm(&participant.cohort, &participant.course);
    desk.keep(&participant);
    let span = coming(&participant, desk.now);
    desk.say(participant.place(), Notice::RamadanHourSet { enrolment: participant.enrolment.id, span, at });
}

/// What a participant typed after `/ramadan`.
pub(super) fn ramadan(desk: &mut Desk<'_>, participant: Participant, wish: RamadanWish) {
    match wish {
        RamadanWish::Show => ramadan_hours(desk, &participant),
        RamadanWish::At(at) => set_ramadan_hour(desk, participant, Some(at)),
        RamadanWish::Usual => set_ramadan_hour(desk, participant, None),
        RamadanWish::Dates(_) | RamadanWish::Unknown => desk.refuse(participant.place(), Refusal::HalfHourUnknown),
    }
}

// ---- What admins correct -----------------------------------------------------------------------------------------

/// `/ramadan` of an admin: the dates as they hold, corrected, or the course's own again.
pub(super) fn correct_ramadan(desk: &mut Desk<'_>, place: Place, wish: RamadanWish) -> Result<(), ActionError> {
    match wish {
        RamadanWish::Show => for_cohort(desk, place, Correction::Show),
        RamadanWish::Usual => for_cohort(desk, place, Correction::OwnRamadan),
        RamadanWish::Dates(span) => for_cohort(desk, place, Correction::Ramadan(span)),
        RamadanWish::At(_) | RamadanWish::Unknown => {
            desk.refuse(place, Refusal::SpanUnknown);
            Ok(())
        }
    }
}

/// `/rest` of an admin: days of rest for everybody in a cohort, on top of those of the course.
pub(super) fn correct_rest(desk: &mut Desk<'_>, place: Place, wish: DaysWish) -> Result<(), ActionError> {
    match wish {
        DaysWish::Show => for_cohort(desk, place, Correction::Show),
        DaysWish::None => for_cohort(desk, place, Correction::NoRest),
        DaysWish::Dates(span) => for_cohort(desk, place, Correction::Rest(span)),
        DaysWish::Unknown => {
            desk.refuse(place, Refusal::SpanUnknown);
            Ok(())
        }
    }
}

/// What was typed holds for the only cohort that is open; where there are several, it is asked for which.
fn for_cohort(desk: &mut Desk<'_>, place: Place, correction: Correction) -> Result<(), ActionError> {
    if let Some(cohort) = admin::only_cohort(desk.work, desk.now) {
        return correct(desk, place, cohort, correction).map(|_| ());
    }
    let mut cohorts = admin::lines(desk);
    cohorts.retain(|line| !line.closed);
    if cohorts.is_empty() {
        desk.refuse(place, Refusal::NoCohort);
    } else {
        desk.say(place, Notice::PickDays { cohorts, correction });
    }
    Ok(())
}

/// A button that corrects the days of a cohort. Pressed twice it corrects them once.
pub(super) fn correct_pressed(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    person: &Person,
    place: Place,
    (cohort, correction): (CohortId, Correction),
) -> Result<(), ActionError> {
    let is_open = desk.cohort(cohort).is_ok_and(|cohort| !cohort.is_closed(desk.now));
    let toast = match is_open.then(|| correct(desk, place, cohort, correction)).transpose()? {
        None => Toast::OldButton,
        Some(Ok(())) => Toast::Silent,
        Some(Err(why)) => Toast::Refused(why),
    };
    desk.answer(pressed, Some(person), toast);
    Ok(())
}

/// Corrects the days of a cohort, and says how they stand. What is due there is computed anew.
fn correct(
    desk: &mut Desk<'_>,
    place: Place,
    cohort: CohortId,
    correction: Correction,
) -> Result<Result<(), Refusal>, ActionError> {
    let mut cohort = desk.cohort(cohort)?.clone();
    let corrected = match cohort.days.correct(correction) {
        Ok(corrected) => corrected,
        Err(why) => return Ok(Err(why)),
    };
    let number = corrected.as_ref().map(|days| days.corrections);
    if let Some(days) = corrected {
        cohort.days = days;
        desk.work.cohorts.put(cohort.id, cohort.clone());
        desk.work.look_again(cohort.id);
    }
    let course = desk.course_of(&cohort)?;
    let everywhere = Observance { days: &course.days, cohort: &cohort.days, country: Country::Unsaid };
    let notice = Notice::CohortDays {
        cohort: cohort.id,
        version: cohort.version,
        starts_on: cohort.starts_on,
        ramadan: everywhere.ramadan().to_vec(),
        rest: cohort.days.rest.clone(),
        done: (correction != Correction::Show).then_some((correction, number)),
    };
    desk.say(place, notice);
    Ok(Ok(()))
}

// ---- Countries that fall silent ----------------------------------------------------------------------------------

/// Looks once a day, with one statement a cohort, for countries from which hardly anybody is heard any more, or again.
/// Their reminders are held back, and the admins are told why.
pub(super) async fn watch(context: &Context) -> Result<(), ActionError> {
    let today = context.clock.now().date_naive();
    if !context.watched.is_new(today) {
        return Ok(());
    }
    let since = today.checked_sub_days(HEARD_SINCE).unwrap_or(NaiveDate::MIN);
    let mut tx = context.store.read().await?;
    let mut heard = BTreeMap::new();
    for cohort in cohorts::all(&mut tx).await? {
        if !cohort.is_closed(context.clock.now()) {
            heard.insert(cohort.id, enrolments::heard(&mut tx, cohort.id, since).await?);
        }
    }
    drop(tx);
    if heard.values().any(|heard| !heard.is_empty()) {
        take_note(context, &heard, today).await?;
    }
    context.watched.is_done(today);
    Ok(())
}

async fn take_note(
    context: &Context,
    heard: &BTreeMap<CohortId, Vec<Heard>>,
    today: NaiveDate,
) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let mut work = context.store.work(&context.library).await?;
    work.load(&Needs { admins: true, ..Needs::default() }).await?;
    {
        let mut randomness = context.randomness();
        let mut answers = Vec::new();
        let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Tick);
        for (id, heard) in heard {
            let cohort = desk.cohort(*id)?.clone();
            // A version that is not in memory has no days either.
            let Ok(course) = desk.course_of(&cohort) else { continue };
            note_countries(&mut desk, cohort, &course.days, heard, today);
        }
    }
    work.save(&[], now, real).await?;
    Ok(())
}

fn note_countries(
    desk: &mut Desk<'_>,
    mut cohort: Cohort,
    days: &crate::rules::rest::Days,
    heard: &[Heard],
    today: NaiveDate,
) {
    let before = cohort.days.silent.clone();
    // Who was heard before the course began, and not in it, was not there to fall silent.
    let in_course: Vec<Heard> = heard.iter().copied().filter(|heard| heard.on >= cohort.starts_on).collect();
    let mut told = Vec::new();
    for country in Country::NAMED {
        let observance = Observance { days, cohort: &cohort.days, country };
        let stands = match before.get(&country) {
            Some(heard_until) => shutdown::goes_on(heard, country, *heard_until, today),
            None => two_workdays_before(&observance, today)
                .and_then(|two_days| shutdown::falls_silent(&in_course, country, two_days)),
        };
        match (before.get(&country), stands) {
            (None, Some(silence)) => {
                cohort.days.silent.insert(country, silence.heard_until);
                told.push((country, silence.people, silence.silent, silence.heard_until, false));
            }
            (Some(heard_until), None) => {
                cohort.days.silent.remove(&country);
                told.push((country, 0, 0, *heard_until, true));
            }
            _ => {}
        }
    }
    if cohort.days.silent != before {
        desk.work.cohorts.put(cohort.id, cohort.clone());
    }
    for (country, people, silent, since, over) in told {
        let (id, version, starts_on) = (cohort.id, cohort.version, cohort.starts_on);
        let notice = Notice::CountrySilent { cohort: id, version, starts_on, country, people, silent, since, over };
        desk.tell_admins(&format!("silent:{id}:{}:{since}:{over}", country.code()), &notice);
    }
}

/// The first of the last two whole days that are none of rest.
fn two_workdays_before(observance: &Observance<'_>, today: NaiveDate) -> Option<NaiveDate> {
    let earlier = (1..=31).filter_map(|back| today.checked_sub_days(Days::new(back)));
    earlier.filter(|on| !observance.is_rest(*on)).nth(1)
}
