//! Making a cohort, step by step: course, start, zone, a last look.

use super::admin::{cohort_label, invitation_link};
use super::{Draft, Message, Voice};
use crate::rules::ids::{CohortId, VersionId};
use crate::rules::model::COHORT_ZONES;
use crate::rules::press::Press;
use chrono::{Datelike, NaiveDate, Weekday};

pub(super) fn course(voice: &Voice<'_>, versions: &[VersionId]) -> Option<Message> {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("newcohort-course"));
    for version in versions {
        draft.button(voice.title(voice.course(*version)?), Press::CohortCourse { version: *version });
    }
    Some(draft.finish())
}

/// Offers the Sundays and Mondays of the next six weeks; any other date can be typed.
pub(super) fn start(voice: &Voice<'_>, version: VersionId, today: NaiveDate) -> Option<Message> {
    const OFFERED: usize = 12;
    let title = voice.title(voice.course(version)?);
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("newcohort-start", &[("title", title.into())]));
    draft.paragraph(&voice.fill("newcohort-start-typed", &[("example", "2027-01-31".into())]));
    let days = today.iter_days().skip(1).filter(|day| matches!(day.weekday(), Weekday::Sun | Weekday::Mon));
    let buttons = days.take(OFFERED).map(|day| (voice.date(day), Press::CohortStart { version, starts_on: day }));
    draft.grid(2, buttons);
    Some(draft.finish())
}

pub(super) fn zone(voice: &Voice<'_>, version: VersionId, starts_on: NaiveDate) -> Option<Message> {
    voice.course(version)?;
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("newcohort-zone", &[("date", voice.date(starts_on).into())]));
    let zones = (0_u8..).zip(COHORT_ZONES);
    draft.grid(2, zones.map(|(zone, name)| (city(voice, name), Press::CohortZone { version, starts_on, zone })));
    Some(draft.finish())
}

/// The city of a zone's name, in words: `Asia/Beirut` stands under `zone-beirut`.
pub(super) fn city(voice: &Voice<'_>, zone: &str) -> String {
    let name = zone.rsplit('/').next().unwrap_or(zone);
    voice.say(&format!("zone-{}", name.to_ascii_lowercase()))
}

pub(super) fn confirm(voice: &Voice<'_>, version: VersionId, starts_on: NaiveDate, zone: u8) -> Option<Message> {
    let course = voice.course(version)?;
    let city = COHORT_ZONES.get(usize::from(zone)).map_or_else(String::new, |name| city(voice, name));
    let weeks = voice.count("weeks", course.weeks.len());
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("newcohort-confirm"));
    draft.line(
        &voice.fill("newcohort-confirm-course", &[("title", voice.title(course).into()), ("weeks", weeks.into())]),
    );
    let date = [("date", voice.date(starts_on).into()), ("iso", starts_on.to_string().into())];
    draft.line(&voice.fill("newcohort-confirm-date", &date));
    draft.line(&voice.fill("newcohort-confirm-zone", &[("city", city.into())]));
    draft.button(voice.say("button-create"), Press::CohortCreate { version, starts_on, zone });
    draft.button(voice.say("button-other-date"), Press::CohortCourse { version });
    Some(draft.finish())
}

pub(super) fn created(
    voice: &Voice<'_>,
    cohort: CohortId,
    version: VersionId,
    starts_on: NaiveDate,
    invite_code: &str,
) -> Option<Message> {
    let mut draft = Draft::new(voice);
    let args = [("cohort", cohort_label(voice, version, starts_on)?.into()), ("date", voice.date(starts_on).into())];
    draft.line(&voice.fill("newcohort-created", &args));
    draft.paragraph(&voice.say("newcohort-created-link"));
    draft.line(&invitation_link(voice, invite_code));
    draft.paragraph(&voice.say("help-mentors"));
    draft.button(voice.say("button-roster"), Press::Roster { cohort, page: 0 });
    Some(draft.finish())
}
