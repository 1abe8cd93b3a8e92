//! Looking ahead: when more lessons fall due at once than can go in a while, the admins hear of it in time.

use super::Context;
use super::desk::{ActionError, Cause, Desk};
use crate::rules::notice::Notice;
use crate::rules::rush::{Load, Rush, lesson_rate, rushes};
use crate::store::{Needs, enrolments};
use chrono::{DateTime, TimeDelta, Utc};

/// How far it looks.
const AHEAD: TimeDelta = TimeDelta::hours(24);

/// Everybody's hour begins on a quarter: zones differ by no less.
const QUARTER: TimeDelta = TimeDelta::minutes(15);

/// Warns every admin of each rush in the coming 24 hours, once. Returns how many are ahead, warned of or not.
pub async fn forecast(context: &Context, per_second: u32) -> Result<usize, ActionError> {
    let now = context.clock.now();
    let mut tx = context.store.read().await?;
    let loads = enrolments::loads(&mut tx, (now, now + AHEAD), QUARTER).await?;
    drop(tx);
    let loads: Vec<Load> = loads.into_iter().map(|(at, lessons)| Load { at, lessons }).collect();
    let found = rushes(&loads, parts(context), per_second);
    if !found.is_empty() {
        warn(context, &found, per_second, now).await?;
    }
    Ok(found.len())
}

/// How many messages the lessons of all courses are, of how many lessons.
fn parts(context: &Context) -> (u64, u64) {
    let library = context.library.now();
    let lessons = library.values().flat_map(|course| course.lessons());
    let each = lessons.map(|lesson| lesson.body.values().map(Vec::len).max().unwrap_or(1) as u64);
    each.fold((0, 0), |(parts, lessons), more| (parts + more, lessons + 1))
}

async fn warn(context: &Context, found: &[Rush], per_second: u32, now: DateTime<Utc>) -> Result<(), ActionError> {
    let real = context.clock.real();
    let mut work = context.store.work(&context.library).await?;
    work.load(&Needs { admins: true, ..Needs::default() }).await?;
    {
        let mut randomness = context.randomness();
        let mut answers = Vec::new();
        let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Tick);
        // The hour is told as it is on most people's walls.
        let open = desk.work.cohorts.values().filter(|cohort| !cohort.calendar().is_closed(&cohort.zone(), now));
        let zone = open.max_by_key(|cohort| cohort.enrolled).map(|cohort| cohort.zone_name.clone());
        for rush in found {
            let notice = Notice::Rush {
                at: rush.at,
                zone: zone.clone().unwrap_or_default(),
                lessons: rush.lessons,
                per_second: lesson_rate(per_second),
                minutes: rush.minutes,
                last_at: rush.last_at,
            };
            desk.tell_admins(&format!("rush:{}", rush.at.timestamp()), &notice);
        }
    }
    work.save(&[], now, real).await?;
    Ok(())
}
