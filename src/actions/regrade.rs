//! Grading again after a wrong key: the holder of the lease carries out what was ordered, some people a transaction, and says
//! what became of it. `correction` and `darb regrade` order it.

use super::desk::{ActionError, Cause, Desk, Participant};
use super::{Context, learn};
use crate::rules::course::{Course, Library};
use crate::rules::grading::{Attempt, Grade};
use crate::rules::ids::{AttemptId, EnrolmentId, VersionId};
use crate::rules::model::Cohort;
use crate::rules::notice::{NextStep, Notice, OpenedBy};
use crate::rules::regrade::{Again, Effect, Outcome, again, hears, practise_by};
use crate::store::regrades::{self, Order, Page, Regrade, Stage};
use crate::store::{Needs, Work, cohorts};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Enrolments that one unit of work grades again.
const CHUNK: usize = 100;

/// Attempts that one look for who is left passes over.
const PAGE: i64 = 1_000;

/// How far this process has come with what it carries out, so that the attempts are looked through once. Whoever starts anew
/// looks from the beginning, and finds graded what is graded.
#[derive(Debug, Default)]
pub struct Reached {
    request: String,
    /// Up to here the attempts were looked at.
    after: Option<AttemptId>,
    /// Who was found, and is not graded again yet.
    left: BTreeSet<EnrolmentId>,
    /// Nobody else is left.
    is_end: bool,
}

impl Reached {
    fn of(&mut self, request: &str) -> &mut Self {
        if self.request != request {
            *self = Self { request: request.to_owned(), ..Self::default() };
        }
        self
    }

    fn take(&mut self, page: Page) {
        self.left.extend(page.left);
        match page.next {
            Some(next) => self.after = Some(next),
            None => self.is_end = true,
        }
    }
}

/// One step of what was ordered; says whether there was one. Call again, with the same `reached`, until there is not. What
/// fails is tried again by the next call.
pub async fn go_on(context: &Context, reached: &mut Reached) -> Result<bool, ActionError> {
    let mut tx = context.store.read().await?;
    let open = regrades::open(&mut tx).await?;
    drop(tx);
    let Some(open) = open else { return Ok(false) };
    match open.stage {
        Stage::Running { to } => grade_some(context, &open, to, reached.of(&open.order.request)).await?,
        _ => begin(context, &open).await?,
    }
    Ok(true)
}

/// The cohort goes over to the corrected version. Refused where the items are no longer as they were.
async fn begin(context: &Context, open: &Regrade) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let order = &open.order;
    let mut tx = context.store.read().await?;
    let from = cohorts::all(&mut tx).await?.into_iter().find(|cohort| cohort.id == order.cohort);
    drop(tx);
    let corrected = from.as_ref().and_then(|cohort| corrected(&context.library.now(), cohort, order));
    let to = match corrected {
        Some(course) => {
            // In a commit of its own: in memory it is only what is certainly in the data, and before anybody goes over to it.
            let version = context.store.add_version(&course, now).await?;
            context.library.add(version, Arc::new(course));
            Some(version)
        }
        None => None,
    };
    let mut work = context.store.work(&context.library).await?;
    work.load(&Needs { admins: to.is_none(), ..Needs::default() }).await?;
    let cohort = work.cohorts.get(&order.cohort).cloned();
    if cohort.as_ref().map(|cohort| cohort.version) != from.map(|cohort| cohort.version) {
        // It has gone over to another version meanwhile: the next call looks at that one.
        return Ok(());
    }
    match cohort.zip(to) {
        Some((cohort, to)) => {
            work.regrades.begun.push((order.request.clone(), cohort.version, to));
            work.cohorts.put(cohort.id, Cohort { version: to, ..cohort });
        }
        None => {
            work.regrades.ended.push((order.request.clone(), false, real));
            tell(context, &mut work, open, open.order.version, false)?;
        }
    }
    work.save(&[], now, real).await?;
    Ok(())
}

/// The version that the cohort runs, with the keys that were ordered.
fn corrected(library: &Library, cohort: &Cohort, order: &Order) -> Option<Course> {
    let (ordered_for, current) = (library.get(&order.version)?, library.get(&cohort.version)?);
    if is_the_same(ordered_for, current, order) { order.change.apply(current, order.week) } else { None }
}

/// Whether the items that are corrected are in both versions alike.
fn is_the_same(ordered_for: &Course, current: &Course, order: &Order) -> bool {
    let find = |course: &Course, name: &str| {
        let items = course.week(order.week).map(|week| week.assessment.items.as_slice()).unwrap_or_default();
        items.iter().find(|item| item.name == name).cloned()
    };
    order.change.names().iter().all(|name| {
        let was = find(ordered_for, name);
        was.is_some() && was == find(current, name)
    })
}

/// Some of the people who are left go over; when nobody is, it is done.
async fn grade_some(
    context: &Context,
    open: &Regrade,
    to: VersionId,
    reached: &mut Reached,
) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let order = &open.order;
    let mut tx = context.store.read().await?;
    while reached.left.is_empty() && !reached.is_end {
        let page = regrades::left(&mut tx, (order.cohort, order.week), to, reached.after, PAGE).await?;
        reached.take(page);
    }
    let some: BTreeSet<EnrolmentId> = reached.left.iter().take(CHUNK).copied().collect();
    let of_some: Vec<EnrolmentId> = some.iter().copied().collect();
    let attempts = regrades::attempts_of(&mut tx, &of_some, order.week).await?;
    drop(tx);
    let mut work = context.store.work(&context.library).await?;
    let needs = Needs {
        enrolments: some.clone(),
        attempts: attempts.into_iter().collect(),
        admins: some.is_empty(),
        ..Needs::default()
    };
    work.load(&needs).await?;
    if some.is_empty() {
        work.regrades.ended.push((order.request.clone(), true, real));
        tell(context, &mut work, open, to, true)?;
    } else {
        let mut randomness = context.randomness();
        let mut answers = Vec::new();
        let mut counted = Effect::default();
        for enrolment in &some {
            let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Tick);
            grade_again(&mut desk, *enrolment, order.week, to, &mut counted)?;
        }
        work.regrades.counted.push((order.request.clone(), counted));
    }
    work.save(&[], now, real).await?;
    reached.left.retain(|enrolment| !some.contains(enrolment));
    Ok(())
}

/// All attempts of somebody at the test, from whatever version they stand on, and what follows.
fn grade_again(
    desk: &mut Desk<'_>,
    enrolment: EnrolmentId,
    week: u8,
    to: VersionId,
    counted: &mut Effect,
) -> Result<(), ActionError> {
    let of_week = |attempt: &&Attempt| attempt.enrolment == enrolment && attempt.week == week;
    let attempts: Vec<Attempt> = desk.work.attempts.values().filter(of_week).cloned().collect();
    let course = version(desk, to)?;
    let Some(assessment) = course.week(week).map(|week| &week.assessment) else { return Ok(()) };
    let Again { attempts, is: grades, changed, .. } = again(attempts, &desk.work.library, week, (to, assessment));
    for attempt in attempts {
        let moved = desk.work.attempts.get(&attempt.id).is_some_and(|stood| stood.version != attempt.version);
        if moved {
            desk.work.attempts.put(attempt.id, attempt.clone());
            desk.work.regrades.attempts.push(attempt);
        }
    }
    counted.changed += u32::from(changed);
    // Whoever was forgotten meanwhile has no attempts either.
    let Ok(mut participant) = desk.participant(enrolment) else { return Ok(()) };
    practise_by(&mut participant.enrolment.progress.review, &desk.work.library, to);
    let mut enrolment = participant.enrolment.clone();
    let outcome = participant.setting(desk.now).graded_again(&mut enrolment, week, &grades);
    participant.enrolment = enrolment;
    counted.passing += u32::from(matches!(outcome, Some(Outcome::Passed(_))));
    if let Some(outcome) = outcome {
        let best = grades.iter().max_by_key(|grade| (grade.share(), grade.right));
        say(desk, &mut participant, (to, week), outcome, best);
    }
    desk.keep(&participant);
    Ok(())
}

/// One line to whom it concerns, with what follows: by day, and within what a day may bring.
fn say(
    desk: &mut Desk<'_>,
    participant: &mut Participant,
    (version, week): (VersionId, u8),
    outcome: Outcome,
    best: Option<&Grade>,
) {
    let reachable = desk.work.chats.get(&participant.person.chat).is_some_and(|chat| chat.unreachable_at.is_none());
    if !hears(participant.enrolment.status) || !reachable {
        return;
    }
    let at = participant.rhythm.awake(desk.now);
    let today = participant.rhythm.zone.date(at);
    let rings = participant.enrolment.progress.contact.tell(today, !participant.setting(at).is_rest());
    let certificate = participant.enrolment.certified_hours(&participant.course).is_ok();
    let enrolment = participant.enrolment.id;
    let notice = match (outcome, best) {
        (Outcome::Passed(next), Some(grade)) => Notice::Regraded {
            enrolment,
            version,
            week,
            right: grade.right,
            total: grade.total,
            points: grade.points,
            next,
            certificate,
            companions: None,
        },
        (Outcome::WeekOpen(NextStep::WeekOpen { week, lesson_at, startable }), _) => Notice::WeekOpened {
            enrolment,
            version,
            week,
            by: OpenedBy::Passed,
            lesson_at,
            startable,
            companions: None,
        },
        _ => return,
    };
    let notice = learn::accompanied(desk, participant, notice);
    let said = desk.say_at(participant.place(), notice, at);
    if !rings {
        desk.silence(said);
    }
}

fn version(desk: &Desk<'_>, version: VersionId) -> Result<Arc<Course>, ActionError> {
    let course = desk.work.library.get(&version).cloned();
    course.ok_or_else(|| ActionError::Missing(format!("course version {version}")))
}

/// Every admin hears what was corrected, by whom, and what it came to: that is the record in the chat.
fn tell(
    context: &Context,
    work: &mut Work,
    open: &Regrade,
    version: VersionId,
    is_done: bool,
) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let order = &open.order;
    let mut randomness = context.randomness();
    let mut answers = Vec::new();
    let mut desk = Desk::new(work, now, real, &mut randomness, &mut answers, Cause::Tick);
    let Ok(starts_on) = desk.cohort(order.cohort).map(|cohort| cohort.starts_on) else { return Ok(()) };
    let course = self::version(&desk, version)?;
    let Some(week) = course.week(order.week) else { return Ok(()) };
    let notice = Notice::RegradeDone {
        cohort: order.cohort,
        version,
        starts_on,
        week: order.week,
        change: order.change.brief(&week.assessment),
        by: order.by,
        changed: open.effect.changed,
        passing: open.effect.passing,
        refused: !is_done,
    };
    desk.tell_admins(&format!("regrade:{}", order.request), &notice);
    Ok(())
}
