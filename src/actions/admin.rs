//! Admins: claiming, cohorts, invitations, rosters and figures, previews.

use super::desk::{ActionError, Desk, Place};
use super::intent::{Pressed, Sender};
use super::{arrive, feedback, form, items};
use crate::rules::decision::Refusal;
use crate::rules::enrolment::Status;
use crate::rules::ids::{CohortId, LessonId, PersonId, VersionId};
use crate::rules::model::{COHORT_ZONES, Cohort};
use crate::rules::notice::{CohortCounts, CohortLine, CommandScope, Notice, PickFor, RosterLine, Toast};
use crate::rules::question::{Question, QuestionState};
use crate::rules::real_time::RealTime;
use crate::rules::rest::CohortDays;
use crate::rules::role::{Act, Role};
use crate::store::Work;
use crate::store::meta::Fact;
use crate::store::people::Grant;
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::time::Duration;

/// How long a claim code is good for.
pub const CLAIM_GOOD_FOR: Duration = Duration::from_secs(3600);

/// How far ahead a cohort can be planned.
const LATEST_START: Days = Days::new(2 * 365);

const ROSTER_PAGE: usize = 30;

/// `/claim CODE`: the first who claims owns the bot; who claims with a code that an owner made becomes an admin.
pub(super) fn claim(desk: &mut Desk<'_>, from: Sender, code: Option<&str>) -> Result<(), ActionError> {
    let open = desk.work.claim_code().filter(|(_, until)| desk.real <= *until);
    let fits = open.zip(code).is_some_and(|((expected, _), given)| expected == given.trim());
    let chat = arrive::private_chat(desk, from);
    let place = Place { chat, topic: None, enrolment: None };
    if !fits {
        desk.refuse(place, Refusal::WrongClaimCode);
        return Ok(());
    }
    let person = arrive::person(desk, from);
    let is_owned = desk.work.roles().iter().any(|grant| grant.role == Role::Owner);
    let role = if is_owned { Role::Admin } else { Role::Owner };
    desk.work.grant(Grant { person: person.id, role, granted_at: desk.now });
    desk.work.set_fact(Fact::ClaimCode, None);
    desk.say(place, Notice::Claimed);
    desk.say(place, Notice::SetCommands { scope: CommandScope::Admin, language: None });
    Ok(())
}

/// `/admins`: who runs things; for an owner with a code that makes another admin.
pub(super) fn admins(desk: &mut Desk<'_>, person: PersonId, place: Place) {
    let owner = desk.may(person, Act::NameAdmins);
    let claim_code = owner.then(|| {
        let code = desk.randomness.code(10);
        desk.work.set_claim_code(&code, desk.real + CLAIM_GOOD_FOR);
        code
    });
    let admins = desk.work.roles().iter().map(|grant| (grant.person, grant.granted_at.date_naive())).collect();
    desk.say(place, Notice::Admins { admins, you: person, owner, claim_code });
}

/// *Remove* beside an admin. An owner cannot be removed, so that the bot is never without one.
pub(super) fn remove_admin(desk: &mut Desk<'_>, pressed: &Pressed, by: PersonId, place: Place, person: PersonId) {
    let who = desk.work.people.get(&by).cloned();
    if !desk.may(by, Act::NameAdmins) || desk.roles_of(person).contains(&Role::Owner) {
        let why = if desk.may(by, Act::NameAdmins) { Refusal::LastAdmin } else { Refusal::NotAllowed };
        desk.answer(pressed, who.as_ref(), Toast::Refused(why));
        return;
    }
    desk.work.revoke(person);
    if let Some(chat) = desk.work.people.get(&person).map(|person| person.chat) {
        let their_place = Place { chat, topic: None, enrolment: None };
        desk.say(their_place, Notice::SetCommands { scope: CommandScope::Former, language: None });
    }
    desk.answer(pressed, who.as_ref(), Toast::Saved);
    desk.say(place, Notice::AdminRemoved { person });
}

/// The wizard of a new cohort, step by step; each button carries what was chosen so far.
pub(super) fn new_cohort(desk: &mut Desk<'_>, place: Place, offered: &[VersionId]) {
    match offered {
        [] => desk.refuse(place, Refusal::NoCourse),
        [version] => start_dates(desk, place, *version),
        versions => {
            desk.say(place, Notice::NewCohortCourse { versions: versions.to_vec() });
        }
    }
}

pub(super) fn start_dates(desk: &mut Desk<'_>, place: Place, version: VersionId) {
    let today = desk.now.date_naive();
    desk.say(place, Notice::NewCohortStart { version, today });
}

pub(super) fn zones(desk: &mut Desk<'_>, place: Place, version: VersionId, starts_on: NaiveDate) {
    match check_start(desk, starts_on) {
        Ok(()) => desk.say(place, Notice::NewCohortZone { version, starts_on }),
        Err(why) => desk.say(place, Notice::Refused { enrolment: None, why }),
    };
}

/// A cohort starts today or later, and not so late that the date is a slip.
fn check_start(desk: &Desk<'_>, starts_on: NaiveDate) -> Result<(), Refusal> {
    let today = desk.now.date_naive();
    if starts_on < today {
        return Err(Refusal::StartInPast);
    }
    if starts_on > today + LATEST_START { Err(Refusal::DateUnknown) } else { Ok(()) }
}

pub(super) fn confirm(desk: &mut Desk<'_>, place: Place, version: VersionId, starts_on: NaiveDate, zone: u8) {
    match check_start(desk, starts_on) {
        Ok(()) => desk.say(place, Notice::NewCohortConfirm { version, starts_on, zone }),
        Err(why) => desk.say(place, Notice::Refused { enrolment: None, why }),
    };
}

/// *Create*. Pressed twice on the same message it makes one cohort and shows it again.
pub(super) fn create(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    by: PersonId,
    place: Place,
    version: VersionId,
    starts_on: NaiveDate,
    zone: u8,
) -> Result<(), ActionError> {
    let course = desk.work.library.get(&version).cloned();
    let course = course.ok_or_else(|| ActionError::Missing(format!("course version {version}")))?;
    let request = format!("{by}:{}", pressed.message.unwrap_or_default());
    let existing = desk.work.cohorts.values().find(|cohort| cohort.request == request).cloned();
    if let (None, Err(why)) = (&existing, check_start(desk, starts_on)) {
        desk.refuse(place, why);
        return Ok(());
    }
    let cohort = existing.unwrap_or_else(|| Cohort {
        id: CohortId(desk.work.fresh_id()),
        version,
        starts_on,
        weeks: course.weeks.len().try_into().unwrap_or(u8::MAX),
        zone_name: COHORT_ZONES.get(usize::from(zone)).copied().unwrap_or("UTC").to_owned(),
        invite_code: desk.randomness.code(12),
        capacity: None,
        enrolled: 0,
        names: 0,
        salt: desk.randomness.seed(),
        mentors: None,
        request,
        created_at: desk.now,
        days: CohortDays::default(),
    });
    desk.work.cohorts.put(cohort.id, cohort.clone());
    desk.say(
        place,
        Notice::CohortCreated {
            cohort: cohort.id,
            version,
            starts_on: cohort.starts_on,
            invite_code: cohort.invite_code,
        },
    );
    Ok(())
}

/// `/cohorts`.
pub(super) fn cohorts(desk: &mut Desk<'_>, place: Place) {
    let cohorts = lines(desk);
    if cohorts.is_empty() {
        desk.refuse(place, Refusal::NoCohort);
    } else {
        desk.say(place, Notice::Cohorts { cohorts });
    }
}

pub(super) fn lines(desk: &Desk<'_>) -> Vec<CohortLine> {
    let line = |cohort: &Cohort| CohortLine {
        cohort: cohort.id,
        version: cohort.version,
        starts_on: cohort.starts_on,
        closes_on: cohort.calendar().closes_on(),
        enrolled: cohort.enrolled,
        has_mentors: cohort.mentors.is_some(),
        closed: cohort.is_closed(desk.now),
    };
    desk.work.cohorts.values().map(line).collect()
}

/// The cohort that a command without one means, when there is only one to mean.
pub(super) fn only_cohort(work: &Work, now: DateTime<Utc>) -> Option<CohortId> {
    let mut open = work.cohorts.values().filter(|cohort| !cohort.is_closed(now));
    match (open.next(), open.next()) {
        (Some(cohort), None) => Some(cohort.id),
        _ => None,
    }
}

/// `/invite`, `/roster` and `/stats` without a cohort: the only one, or a choice.
pub(super) fn for_cohort(desk: &mut Desk<'_>, place: Place, what: PickFor) -> Result<(), ActionError> {
    if let Some(cohort) = only_cohort(desk.work, desk.now) {
        return show(desk, place, cohort, what, 0);
    }
    let cohorts = lines(desk);
    if cohorts.is_empty() {
        desk.refuse(place, Refusal::NoCohort);
    } else {
        desk.say(place, Notice::PickCohort { cohorts, what });
    }
    Ok(())
}

/// What was asked of one cohort.
pub(super) fn show(
    desk: &mut Desk<'_>,
    place: Place,
    cohort: CohortId,
    what: PickFor,
    page: u8,
) -> Result<(), ActionError> {
    let cohort = desk.cohort(cohort)?.clone();
    let (id, version, starts_on) = (cohort.id, cohort.version, cohort.starts_on);
    let notice = match what {
        PickFor::Items { week } => items::page(desk, &cohort, week, page)?,
        PickFor::Invite => Notice::Invitation {
            cohort: id,
            version,
            starts_on,
            invite_code: cohort.invite_code.clone(),
            enrolled: cohort.enrolled,
            capacity: cohort.capacity,
        },
        PickFor::Roster => {
            let lines = roster(desk, &cohort)?;
            let pages = lines.len().div_ceil(ROSTER_PAGE).clamp(1, 255);
            let page = page.min(u8::try_from(pages - 1).unwrap_or(u8::MAX));
            let lines = lines.into_iter().skip(usize::from(page) * ROSTER_PAGE).take(ROSTER_PAGE).collect();
            Notice::Roster { cohort: id, version, starts_on, page, pages: pages.try_into().unwrap_or(u8::MAX), lines }
        }
        PickFor::Stats => {
            let feedback = feedback::of_cohort(desk, &cohort);
            Notice::Stats { cohort: id, version, starts_on, counts: counts(desk, &cohort)?, feedback }
        }
    };
    desk.say(place, notice);
    if what == PickFor::Stats {
        feedback::say_quotes(desk, place, &cohort);
        form::say_figures(desk, place, &cohort)?;
    }
    Ok(())
}

/// One line for each who has arrived, who needs help first.
fn roster(desk: &Desk<'_>, cohort: &Cohort) -> Result<Vec<RosterLine>, ActionError> {
    let course = desk.course_of(cohort)?;
    let of_cohort =
        desk.work.enrolments().map(|stored| &stored.enrolment).filter(|enrolment| enrolment.cohort == cohort.id);
    let mut lines: Vec<RosterLine> = of_cohort
        .filter(|enrolment| !matches!(enrolment.status, Status::Onboarding { .. }))
        .map(|enrolment| {
            let progress = &enrolment.progress;
            RosterLine {
                handle: enrolment.handle,
                status: enrolment.status.name().to_owned(),
                week: progress.last_lesson(&course).map_or(0, |lesson| lesson.week),
                lessons_opened: progress.opened,
                lessons_done: progress.done.len().try_into().unwrap_or(u16::MAX),
                badges: progress.badges(),
                stuck: progress.weeks.iter().any(|week| week.exhausted_at.is_some() && !week.gate.is_open()),
                unreachable: is_unreachable(desk, enrolment.person),
            }
        })
        .collect();
    lines.sort_by_key(|line| (!line.stuck, !line.unreachable, line.lessons_opened, line.handle));
    Ok(lines)
}

fn counts(desk: &Desk<'_>, cohort: &Cohort) -> Result<CohortCounts, ActionError> {
    let course = desk.course_of(cohort)?;
    let mut counts = CohortCounts { weeks: vec![(0, 0); course.weeks.len()], ..CohortCounts::default() };
    for enrolment in
        desk.work.enrolments().map(|stored| &stored.enrolment).filter(|enrolment| enrolment.cohort == cohort.id)
    {
        let of_status = match enrolment.status {
            Status::Onboarding { .. } => &mut counts.onboarding,
            Status::Waiting => &mut counts.waiting,
            Status::Active => &mut counts.active,
            Status::Paused { .. } => &mut counts.paused,
            Status::Completed { .. } => &mut counts.completed,
            Status::Left { .. } => &mut counts.left,
        };
        *of_status += 1;
        counts.unreachable += u32::from(is_unreachable(desk, enrolment.person));
        for (index, (begun, passed)) in counts.weeks.iter_mut().enumerate() {
            let number = u8::try_from(index + 1).unwrap_or(u8::MAX);
            *begun += u32::from(enrolment.progress.has_opened(&course, LessonId::new(number, 1)));
            *passed += u32::from(enrolment.progress.week(number).badge);
        }
    }
    let is_of_cohort = |question: &&Question| {
        desk.work.enrolment(question.enrolment).is_some_and(|stored| stored.enrolment.cohort == cohort.id)
    };
    for question in desk.work.questions.values().filter(is_of_cohort) {
        match question.state {
            QuestionState::Asked => counts.questions_open += 1,
            QuestionState::Answered | QuestionState::Closed => counts.questions_answered += 1,
            _ => {}
        }
    }
    Ok(counts)
}

fn is_unreachable(desk: &Desk<'_>, person: PersonId) -> bool {
    let chat = desk.work.people.get(&person).and_then(|person| desk.work.chats.get(&person.chat));
    chat.is_some_and(|chat| chat.unreachable_at.is_some())
}

/// `/preview`.
pub(super) fn preview(desk: &mut Desk<'_>, place: Place, offered: &[VersionId]) {
    match offered {
        [] => desk.refuse(place, Refusal::NoCourse),
        versions => {
            desk.say(place, Notice::PreviewMenu { versions: versions.to_vec() });
        }
    }
}

/// A lesson or a whole assessment, as participants see it, to whoever asked.
pub(super) fn preview_lesson(
    desk: &mut Desk<'_>,
    place: Place,
    version: VersionId,
    language: crate::rules::course::Language,
    lesson: LessonId,
) {
    let course = desk.work.library.get(&version).cloned();
    let parts = course
        .as_ref()
        .and_then(|course| course.lesson(lesson)?.body.get(&course.language_for(language)).map(Vec::len));
    for part in 0..parts.unwrap_or(0) {
        let part = part.try_into().unwrap_or(u8::MAX);
        desk.say(place, Notice::PreviewLesson { version, language, lesson, part });
    }
}

pub(super) fn preview_test(
    desk: &mut Desk<'_>,
    place: Place,
    version: VersionId,
    language: crate::rules::course::Language,
    week: u8,
) {
    let items = desk
        .work
        .library
        .get(&version)
        .and_then(|course| course.week(week))
        .map_or(0, |week| week.assessment.items.len());
    if items > 0 {
        desk.say(place, Notice::PreviewRules { version, week });
    }
    for item in 0..items {
        let item = item.try_into().unwrap_or(u16::MAX);
        desk.say(place, Notice::PreviewItem { version, language, week, item });
    }
}

/// Grants the roles that the settings name, and opens a claim code where nobody owns the bot yet. Returns the code.
pub fn prepare_owners(desk: &mut Desk<'_>, telegram_ids: &[i64]) -> Option<String> {
    for telegram_id in telegram_ids {
        let person = arrive::person(desk, Sender { telegram_id: *telegram_id, language: None });
        if !desk.roles_of(person.id).contains(&Role::Owner) {
            desk.work.grant(Grant { person: person.id, role: Role::Owner, granted_at: desk.now });
        }
    }
    let is_owned = desk.work.roles().iter().any(|grant| grant.role == Role::Owner);
    (!is_owned).then(|| {
        let code = desk.randomness.code(10);
        let until: RealTime = desk.real + CLAIM_GOOD_FOR;
        desk.work.set_claim_code(&code, until);
        code
    })
}
