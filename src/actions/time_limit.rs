//! Attempts whose time is over, and what a time in which nobody's answers could come does for the others.

use super::desk::{ActionError, Cause, Desk, Participant};
use super::{Context, test};
use crate::rules::enrolment::Status;
use crate::rules::grading::Attempt;
use crate::rules::ids::AttemptId;
use crate::rules::real_time::RealTime;
use crate::rules::time_limit::{Gap, Silence, TimeLeft, over_before};
use crate::store::meta::{self, Fact};
use crate::store::{Needs, time_limits};
use chrono::TimeDelta;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// Attempts that one unit of work ends or shows.
const CHUNK: i64 = 200;

/// Stands for never.
const NEVER: i64 = i64::MIN;

/// When Telegram was last heard: it answered a poll.
#[derive(Debug)]
pub struct Heard {
    at: AtomicI64,
    /// Not by this process.
    before: AtomicBool,
    /// A poll has broken off since, or what it brought could not be written down.
    interrupted: AtomicBool,
}

impl Default for Heard {
    fn default() -> Self {
        Self { at: AtomicI64::new(NEVER), before: AtomicBool::new(false), interrupted: AtomicBool::new(false) }
    }
}

impl Heard {
    /// When an earlier process heard it last.
    fn begin(&self, at: RealTime) {
        self.at.store(at.0, Ordering::Relaxed);
        self.before.store(true, Ordering::Relaxed);
    }

    /// The time in which nobody's answers could come, if one ends now.
    pub fn gap(&self, now: RealTime) -> Option<Gap> {
        let silence = match (self.before.load(Ordering::Relaxed), self.interrupted.load(Ordering::Relaxed)) {
            (true, _) => Silence::Away,
            (false, true) => Silence::Interrupted,
            (false, false) => Silence::Listening,
        };
        Gap::between(self.at()?, now, silence)
    }

    /// It is heard now; what followed from a gap was done.
    pub fn note(&self, now: RealTime) {
        self.at.store(now.0, Ordering::Relaxed);
        self.before.store(false, Ordering::Relaxed);
        self.interrupted.store(false, Ordering::Relaxed);
    }

    /// A poll broke off, or what it brought is not written down: until it is heard anew, what people do does not come.
    pub fn interrupt(&self) {
        self.interrupted.store(true, Ordering::Relaxed);
    }

    /// `None`: never yet.
    pub fn at(&self) -> Option<RealTime> {
        Some(self.at.load(Ordering::Relaxed)).filter(|at| *at != NEVER).map(RealTime)
    }
}

/// Whether any course has a time limit at all. Where none has, nothing is looked for.
fn is_needed(context: &Context) -> bool {
    let library = context.library.now();
    let mut weeks = library.values().flat_map(|course| &course.weeks);
    weeks.any(|week| week.assessment.rules.time_limit.is_some())
}

/// At the start: when Telegram was last heard by whoever ran before.
pub async fn at_start(context: &Context) -> Result<(), ActionError> {
    let mut tx = context.store.read().await?;
    let known = meta::get(&mut tx, Fact::HeardAt).await?;
    if let Some(at) = known.and_then(|at| at.parse().ok()) {
        context.heard.begin(RealTime(at));
    }
    Ok(())
}

/// Writes down when Telegram was last heard, in a transaction that does something else besides.
pub(super) async fn write_down(context: &Context, tx: &mut crate::store::Tx) -> Result<(), ActionError> {
    if let Some(at) = context.heard.at().filter(|_| is_needed(context)) {
        meta::set(tx, Fact::HeardAt, &at.0.to_string()).await?;
    }
    Ok(())
}

/// Ends a chunk of the attempts whose time is over, each once; says how many. Call again until it is 0. Nothing ends while
/// Telegram is not heard.
pub async fn end_overdue(context: &Context) -> Result<usize, ActionError> {
    let Some(heard_at) = context.heard.at().filter(|_| is_needed(context)) else { return Ok(0) };
    let mut tx = context.store.read().await?;
    let overdue = time_limits::overdue(&mut tx, over_before(heard_at), CHUNK).await?;
    drop(tx);
    if overdue.is_empty() {
        return Ok(0);
    }
    each(context, &overdue, |desk, attempt| {
        let participant = desk.participant(attempt.enrolment)?;
        run_out(desk, participant, attempt)
    })
    .await?;
    Ok(overdue.len())
}

/// Telegram is heard again: whoever had time left gets as much as was lost; after an outage some to find back as well, and
/// sees until when. Said twice for the same gap it gives twice, so it is noted with it that the gap is over.
pub async fn make_good(context: &Context, gap: Gap) -> Result<(), ActionError> {
    if !is_needed(context) {
        context.heard.note(gap.until);
        return Ok(());
    }
    let mut tx = context.store.write().await?;
    time_limits::put_off(&mut tx, gap.extension(), gap.concerns_from()).await?;
    meta::set(&mut tx, Fact::HeardAt, &gap.until.0.to_string()).await?;
    tx.commit().await?;
    // Whatever becomes of showing it, this gap is made good.
    context.heard.note(gap.until);
    if !gap.is_outage {
        // There is a little more time than stands there; the next question says how much.
        return Ok(());
    }
    let lost = TimeDelta::from_std(gap.until.since(gap.from)).unwrap_or(TimeDelta::MAX);
    let mut after = AttemptId(0);
    loop {
        let mut tx = context.store.read().await?;
        let chunk = time_limits::under_way(&mut tx, after, CHUNK).await?;
        drop(tx);
        let Some(last) = chunk.last() else { return Ok(()) };
        after = *last;
        each(context, &chunk, |desk, attempt| {
            let participant = desk.participant(attempt.enrolment)?;
            let is_concerned = attempt.ends_at.is_some_and(|ends_at| ends_at >= gap.concerns_from());
            if !is_concerned || !participant.enrolment.is_running() {
                return Ok(());
            }
            test::show_put_off(desk, &participant, attempt, lost)
        })
        .await?;
    }
}

/// Does something with each of these attempts, as one unit of work; one by one where that fails.
async fn each(
    context: &Context,
    attempts: &[AttemptId],
    act: impl Fn(&mut Desk<'_>, &Attempt) -> Result<(), ActionError> + Copy,
) -> Result<(), ActionError> {
    match together(context, attempts, act).await {
        Ok(()) => return Ok(()),
        Err(error) if error.is_transient() => return Err(error),
        Err(error) => tracing::warn!(attempts = attempts.len(), %error, "attempts are looked at one by one"),
    }
    for attempt in attempts {
        match together(context, std::slice::from_ref(attempt), act).await {
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                tracing::error!(attempt = attempt.0, %error, "an attempt with a time limit is left as it is");
                leave(context, *attempt).await?;
            }
            Ok(()) => {}
        }
    }
    Ok(())
}

/// An attempt that cannot be ended must not be looked at every second: it goes on without a limit.
async fn leave(context: &Context, attempt: AttemptId) -> Result<(), ActionError> {
    let mut tx = context.store.write().await?;
    time_limits::lift(&mut tx, attempt).await?;
    tx.commit().await?;
    Ok(())
}

async fn together(
    context: &Context,
    attempts: &[AttemptId],
    act: impl Fn(&mut Desk<'_>, &Attempt) -> Result<(), ActionError>,
) -> Result<(), ActionError> {
    let (now, real, wall) = (context.clock.now(), context.clock.real(), context.clock.wall());
    let mut work = context.store.work(&context.library).await?;
    work.load(&Needs { attempts: attempts.iter().copied().collect(), ..Needs::default() }).await?;
    {
        let mut randomness = context.randomness();
        let mut answers = Vec::new();
        for id in attempts {
            let Some(attempt) = work.attempts.get(id).filter(|attempt| !attempt.is_finished()).cloned() else {
                continue;
            };
            let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Tick);
            desk.wall = Some(wall);
            catch_unwind(AssertUnwindSafe(|| act(&mut desk, &attempt))).map_err(|_| ActionError::Panicked)??;
        }
    }
    work.save(&[], now, real).await?;
    Ok(())
}

/// The time of an attempt is over: it ends with what was answered, and the result says so.
pub(super) fn run_out(desk: &mut Desk<'_>, participant: Participant, attempt: &Attempt) -> Result<(), ActionError> {
    let attempt = attempt.clone().expire(desk.now);
    desk.work.attempts.put(attempt.id, attempt.clone());
    if matches!(participant.enrolment.status, Status::Left { .. }) {
        return Ok(());
    }
    let course = test::pinned(desk, &attempt)?;
    let assessment = test::assessment(&course, &attempt)?;
    test::finish(desk, participant, &attempt, assessment, None)
}

/// What a message says of the time that is left.
pub(super) fn left(desk: &Desk<'_>, attempt: &Attempt) -> Option<TimeLeft> {
    attempt.ends_at.map(|ends_at| TimeLeft::of(ends_at, desk.real, desk.wall.unwrap_or_else(|| desk.real.as_utc())))
}
