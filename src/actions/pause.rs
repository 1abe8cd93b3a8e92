//! A break of so many days, with its date of return.

use super::desk::{Desk, Participant};
use super::intent::Pressed;
use crate::rules::decision::Refusal;
use crate::rules::notice::{Notice, Toast};
use crate::rules::pause::{OFFERED_DAYS, check_return, most_days, return_on};
use chrono::{Days, NaiveDate};

/// `/pause`, or its button: the lengths to choose from, each with its date of return.
pub(super) fn choose(desk: &mut Desk<'_>, participant: &Participant) {
    let (calendar, today) = (participant.cohort.calendar(), participant.today(desk.now));
    if let Err(why) = participant.enrolment.clone().pause_until(today, desk.now) {
        desk.refuse(participant.place(), why);
        return;
    }
    let most = most_days(&calendar, today);
    if most == 0 {
        desk.refuse(participant.place(), Refusal::BreakOutlasts { closes_on: calendar.closes_on(), most });
        return;
    }
    let mut breaks: Vec<(u16, NaiveDate)> = OFFERED_DAYS
        .into_iter()
        .filter_map(|days| return_on(&calendar, today, days).ok().map(|until| (days, until)))
        .collect();
    if breaks.is_empty() {
        breaks.push((most, today + Days::new(most.into())));
    }
    let enrolment = participant.enrolment.id;
    desk.say(participant.place(), Notice::ChooseBreak { enrolment, breaks });
}

/// The date of return that *A break of a week* offers; `None` where there is no break to take, or no week left.
pub(super) fn week_from_now(desk: &Desk<'_>, participant: &Participant) -> Option<NaiveDate> {
    let until =
        return_on(&participant.cohort.calendar(), participant.today(desk.now), crate::rules::pause::WEEK).ok()?;
    participant.enrolment.clone().pause_until(until, desk.now).ok().map(|_| until)
}

/// `/pause 5`; `None` for what is no number of days.
pub(super) fn typed(desk: &mut Desk<'_>, participant: Participant, days: Option<u16>) {
    let today = participant.today(desk.now);
    let until = return_on(&participant.cohort.calendar(), today, days.unwrap_or(0));
    if let Err(why) = until.and_then(|until| begin(desk, participant.clone(), until)) {
        desk.refuse(participant.place(), why);
    }
}

/// A button with a date of return. Pressed twice it changes nothing.
pub(super) fn pressed(desk: &mut Desk<'_>, pressed: &Pressed, participant: &Participant, until: NaiveDate) {
    let today = participant.today(desk.now);
    let begun = check_return(&participant.cohort.calendar(), today, until)
        .and_then(|()| begin(desk, participant.clone(), until));
    let toast = begun.map_or_else(Toast::Refused, |()| Toast::Silent);
    desk.answer(pressed, Some(&participant.person), toast);
}

/// The break begins: what waits to be sent does not go.
fn begin(desk: &mut Desk<'_>, mut participant: Participant, until: NaiveDate) -> Result<(), Refusal> {
    participant.enrolment = participant.enrolment.pause_until(until, desk.now)?;
    desk.keep(&participant);
    let enrolment = participant.enrolment.id;
    desk.work.stop_deliveries(enrolment);
    desk.say(participant.place(), Notice::Paused { enrolment, until: Some(until) });
    Ok(())
}
