//! Grading again after a wrong key: who would pass is shown first, then it is ordered, and the holder of the lease carries it
//! out, some people a transaction, and says what became of it.

use super::desk::{ActionError, Cause, Desk, Participant, Place};
use super::intent::Pressed;
use super::{Context, learn};
use crate::rules::course::{Assessment, Course};
use crate::rules::grading::{Attempt, Grade};
use crate::rules::ids::{CohortId, EnrolmentId, PersonId, VersionId};
use crate::rules::model::{Cohort, Person};
use crate::rules::notice::{NextStep, Notice, OpenedBy, Toast};
use crate::rules::press::Press;
use crate::rules::regrade::{Change, Effect, Outcome, effect, hears};
use crate::store::regrades::{self, Order, Regrade, Stage};
use crate::store::{Needs, Work};
use std::sync::Arc;

/// Enrolments that one unit of work grades again.
const CHUNK: i64 = 200;

// ---- In the chat --------------------------------------------------------------------------------------------------

/// *Count it for everybody*, *This is right too*, and *Grade again* behind either, of an admin; `None` for other buttons.
pub(super) fn press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    person: &Person,
    place: Place,
    press: Press,
) -> Option<Result<(), ActionError>> {
    let Press::Regrade { cohort, version, week, item, choice, sure } = press else { return None };
    let toast = match plan(desk, cohort, version, week, (item, choice)) {
        None => Toast::DoneAlready,
        Some(plan) if sure => {
            order(desk, person.id, &plan);
            desk.say(place, plan.notice(week, (item, choice), true));
            Toast::Silent
        }
        Some(plan) => {
            desk.say(place, plan.notice(week, (item, choice), false));
            Toast::Silent
        }
    };
    desk.answer(pressed, Some(person), toast);
    Some(Ok(()))
}

/// What a correction would come to.
struct Plan {
    cohort: Cohort,
    week: u8,
    change: Change,
    effect: Effect,
}

impl Plan {
    fn notice(&self, week: u8, (item, choice): (u16, Option<u8>), ordered: bool) -> Notice {
        let Cohort { id: cohort, version, starts_on, .. } = self.cohort;
        Notice::RegradeAsk { cohort, version, starts_on, week, item, choice, effect: self.effect, ordered }
    }
}

/// `None` where the cohort runs another version by now, or there is nothing to correct.
fn plan(
    desk: &Desk<'_>,
    cohort: CohortId,
    version: VersionId,
    week: u8,
    (item, choice): (u16, Option<u8>),
) -> Option<Plan> {
    let cohort = desk.cohort(cohort).ok().filter(|cohort| cohort.version == version)?.clone();
    let course = desk.course_of(&cohort).ok()?;
    let assessment = &course.week(week)?.assessment;
    let name = assessment.items.get(usize::from(item))?.name.clone();
    let change = match choice {
        Some(choice) => Change::Choice { item: name, choice },
        None => Change::Everybody { item: name },
    };
    let corrected = change.apply(&course, week)?;
    let attempts = desk.work.sittings_of(cohort.id, week);
    let effect = effect(attempts, version, assessment, &corrected.week(week)?.assessment);
    Some(Plan { cohort, week, change, effect })
}

/// Named by what is corrected in which version, so that any number of presses order it once.
fn order(desk: &mut Desk<'_>, by: PersonId, plan: &Plan) {
    let request = regrades::name_of(plan.cohort.id, plan.cohort.version, plan.week, &plan.change);
    desk.work.regrades.orders.push(Order {
        request,
        cohort: plan.cohort.id,
        week: plan.week,
        version: plan.cohort.version,
        change: plan.change.clone(),
        by: Some(by),
        ordered_at: desk.real,
    });
}

// ---- Carrying it out ----------------------------------------------------------------------------------------------

/// One step of what was ordered; says whether there was one. Call again until there is not.
pub async fn go_on(context: &Context) -> Result<bool, ActionError> {
    let mut tx = context.store.read().await?;
    let open = regrades::open(&mut tx).await?;
    drop(tx);
    let Some(open) = open else { return Ok(false) };
    match open.stage {
        Stage::Running { to } => grade_some(context, &open, to).await?,
        _ => begin(context, &open).await?,
    }
    Ok(true)
}

/// The cohort goes over to the corrected version. Refused where the items are no longer as they were.
async fn begin(context: &Context, open: &Regrade) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let order = &open.order;
    let library = context.library.now();
    let mut work = context.store.work(&context.library).await?;
    work.load(&Needs { admins: true, ..Needs::default() }).await?;
    let cohort = work.cohorts.get(&order.cohort).cloned();
    let corrected = cohort.as_ref().and_then(|cohort| {
        let (ordered_for, current) = (library.get(&order.version)?, library.get(&cohort.version)?);
        let is_as_it_was = is_the_same(ordered_for, current, order);
        is_as_it_was.then(|| order.change.apply(current, order.week)).flatten()
    });
    match cohort.zip(corrected) {
        Some((cohort, corrected)) => {
            let known = library.iter().find(|(_, course)| ***course == corrected).map(|(version, _)| *version);
            let to = known.unwrap_or_else(|| {
                let (version, course) = (VersionId(work.fresh_id()), Arc::new(corrected));
                // Whoever reads it after the commit finds it; before, nobody asks for it.
                context.library.add(version, Arc::clone(&course));
                work.regrades.versions.push((version, course));
                version
            });
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

/// Some of the attempts that are left go over; when none is, it is done.
async fn grade_some(context: &Context, open: &Regrade, to: VersionId) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let order = &open.order;
    let mut tx = context.store.read().await?;
    let left = regrades::left(&mut tx, (order.cohort, order.week), order.version, CHUNK).await?;
    let attempts = regrades::attempts_of(&mut tx, &left, order.week).await?;
    drop(tx);
    let mut work = context.store.work(&context.library).await?;
    let admins = left.is_empty();
    let needs = Needs {
        enrolments: left.iter().copied().collect(),
        attempts: attempts.into_iter().collect(),
        admins,
        ..Needs::default()
    };
    work.load(&needs).await?;
    if left.is_empty() {
        work.regrades.ended.push((order.request.clone(), true, real));
        tell(context, &mut work, open, to, true)?;
    } else {
        let mut randomness = context.randomness();
        let mut answers = Vec::new();
        let mut counted = Effect::default();
        for enrolment in left {
            let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Tick);
            grade_again(&mut desk, enrolment, order, to, &mut counted)?;
        }
        work.regrades.counted.push((order.request.clone(), counted));
    }
    work.save(&[], now, real).await?;
    Ok(())
}

/// All attempts of somebody at the test, and what follows.
fn grade_again(
    desk: &mut Desk<'_>,
    enrolment: EnrolmentId,
    order: &Order,
    to: VersionId,
    counted: &mut Effect,
) -> Result<(), ActionError> {
    let (from, week) = (order.version, order.week);
    let of_week =
        |attempt: &&Attempt| attempt.enrolment == enrolment && attempt.week == week && attempt.version == from;
    let attempts: Vec<Attempt> = desk.work.attempts.values().filter(of_week).cloned().collect();
    let (old, new) = (version(desk, from)?, version(desk, to)?);
    let Some((was, is)) = old.week(week).zip(new.week(week)) else { return Ok(()) };
    let mut changed = false;
    for attempt in attempts {
        let regraded = attempt.regraded(&was.assessment, &is.assessment, to);
        changed |= regraded.answers != attempt.answers;
        desk.work.attempts.put(regraded.id, regraded.clone());
        desk.work.regrades.attempts.push(regraded);
    }
    counted.changed += u32::from(changed);
    // Whoever was forgotten meanwhile has no attempts either.
    let Ok(mut participant) = desk.participant(enrolment) else { return Ok(()) };
    for missed in participant.enrolment.progress.review.iter_mut().filter(|missed| missed.version == from) {
        missed.version = to;
    }
    // What counts for everybody is nothing to practise.
    let is_for_all = |place: u16| is.assessment.items.get(usize::from(place)).is_some_and(|item| item.for_all);
    let review = &mut participant.enrolment.progress.review;
    review.retain(|missed| (missed.version, missed.week) != (to, week) || !is_for_all(missed.item));
    let grades = grades(desk, enrolment, week, &is.assessment);
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

/// Somebody's finished attempts at a week's test as they are graded now, in their order.
fn grades(desk: &Desk<'_>, enrolment: EnrolmentId, week: u8, assessment: &Assessment) -> Vec<Grade> {
    let of_week = |attempt: &&Attempt| attempt.enrolment == enrolment && attempt.week == week && attempt.is_finished();
    let mut attempts: Vec<&Attempt> = desk.work.attempts.values().filter(of_week).collect();
    attempts.sort_by_key(|attempt| attempt.number);
    attempts.into_iter().map(|attempt| attempt.grade(assessment)).collect()
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
