//! Tidying: what is kept for a time goes when the time is over.

use super::desk::{ActionError, Cause, Desk, Place};
use super::{Context, forget};
use crate::rules::certificate;
use crate::rules::ids::CohortId;
use crate::rules::model::Cohort;
use crate::rules::notice::Notice;
use crate::rules::real_time::RealTime;
use crate::store::{Needs, StoreError, Tx, compaction, notes, retention, updates};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::time::Duration;

/// Deliveries that were settled so long ago become counts; what they sent stands in `messages`.
pub const OUTBOX_KEPT_FOR: Duration = Duration::from_secs(30 * 24 * 3600);

/// How long everything about the persons of a cohort is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// Days after the cohort's last open day.
    pub days: u32,
    /// Why they are more than usual, in the words of the settings.
    pub reason: Option<String>,
}

/// So many days before everything about the persons of a cohort goes, the admins are told what that will be.
pub const REPORT_DAYS: u64 = 7;

/// Rows that one transaction forgets: few enough that nobody waits long for the writer.
const CHUNK: i64 = 2_000;

/// Persons that one transaction forgets; each has rows in several tables.
const PERSONS: i64 = 200;

/// Forgets handled update ids, old failed updates, old deliveries, whoever has been out of reach for 30 days, and everything
/// about the persons of cohorts that closed long ago; a week before that it is told to the admins. Counts without persons
/// are not touched. What fails half-way is done the next time.
pub async fn tidy(context: &Context, retention: &Retention) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    Step::Updates(real).until_done(context).await?;
    Step::Names { before: now - certificate::WAITS_FOR }.until_done(context).await?;
    let compacted = Step::Deliveries { before: real - OUTBOX_KEPT_FOR }.until_done(context).await?;
    if compacted > 0 {
        tracing::info!(deliveries = compacted, "deliveries settled long ago became counts");
    }
    let unreachable = forget::forget_unreachable(context).await?;
    let mut tx = context.store.read().await?;
    let cohorts = retention::cohorts_with_people(&mut tx).await?;
    drop(tx);
    let mut forgotten = 0;
    for cohort in cohorts {
        let ends_on = cohort.calendar().closes_on() + Days::new(u64::from(retention.days) + 1);
        if now < cohort.zone().instant(ends_on, 0) {
            if now >= cohort.zone().instant(ends_on - Days::new(REPORT_DAYS), 0) {
                report(context, &cohort, ends_on, retention).await?;
            }
            continue;
        }
        take_topics_away(context, cohort.id).await?;
        Step::DeliveriesOf(cohort.id).until_done(context).await?;
        let enrolments = Step::PeopleOf(cohort.id).until_done(context).await?;
        tracing::info!(cohort = cohort.id.0, enrolments, "the persons of a closed cohort were forgotten");
        forgotten += enrolments;
    }
    forget_strangers(context).await?;
    context.store.acquaintances.forget();
    if forgotten > 0 || unreachable > 0 {
        // Whether or not somebody reads just now: the log is emptied again at the next start, and moved on by itself.
        context.store.engine().empty_log().await?;
    }
    Ok(())
}

/// Tells the admins, once, what goes in a week and what stays.
async fn report(context: &Context, cohort: &Cohort, on: NaiveDate, retention: &Retention) -> Result<(), ActionError> {
    let mut tx = context.store.read().await?;
    let counts = retention::rows_of(&mut tx, cohort.id).await?;
    drop(tx);
    let notice = Notice::RetentionDue {
        cohort: cohort.id,
        version: cohort.version,
        starts_on: cohort.starts_on,
        on,
        counts,
        kept_days: retention.days,
        reason: retention.reason.clone(),
    };
    enqueue(context, |desk| desk.tell_admins(&format!("retention:{}:{on}", cohort.id), &notice)).await
}

/// The topics of the persons who go are deleted in the mentors' group, with all that stands in them.
async fn take_topics_away(context: &Context, cohort: CohortId) -> Result<(), ActionError> {
    let mut tx = context.store.read().await?;
    let threads = retention::threads_of(&mut tx, cohort).await?;
    drop(tx);
    if threads.is_empty() {
        return Ok(());
    }
    enqueue(context, |desk| {
        for (chat, thread) in threads {
            let place = Place { chat, topic: None, enrolment: None };
            // Half done at a crash, it is done again: the same topic is taken away once.
            desk.say_once(format!("retired:{chat}:{thread}"), place, Notice::EraseTopic { thread }, None);
        }
    })
    .await
}

async fn enqueue(context: &Context, say: impl FnOnce(&mut Desk<'_>)) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let mut work = context.store.work(&context.library).await?;
    work.load(&Needs { admins: true, ..Needs::default() }).await?;
    {
        let (mut randomness, mut answers) = (context.randomness(), Vec::new());
        say(&mut Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Tick));
    }
    work.save(&[], now, real).await?;
    Ok(())
}

async fn forget_strangers(context: &Context) -> Result<(), ActionError> {
    loop {
        let mut tx = context.store.read().await?;
        let strangers = retention::strangers(&mut tx, PERSONS).await?;
        drop(tx);
        if strangers.is_nobody() {
            return Ok(());
        }
        let mut tx = context.store.write().await?;
        let forgotten = retention::forget_strangers(&mut tx, &strangers).await?;
        tx.commit().await?;
        if forgotten == 0 {
            return Ok(());
        }
    }
}

/// What is forgotten in chunks, each in a transaction of its own.
#[derive(Debug, Clone, Copy)]
enum Step {
    Updates(RealTime),
    Names { before: DateTime<Utc> },
    Deliveries { before: RealTime },
    DeliveriesOf(CohortId),
    PeopleOf(CohortId),
}

impl Step {
    /// Until nothing more is found. Returns how much that was.
    async fn until_done(self, context: &Context) -> Result<u64, ActionError> {
        let mut count = 0;
        loop {
            let mut tx = context.store.write().await?;
            let found = self.take(&mut tx).await?;
            tx.commit().await?;
            count += found;
            if found == 0 {
                return Ok(count);
            }
        }
    }

    async fn take(self, tx: &mut Tx) -> Result<u64, StoreError> {
        match self {
            Self::Updates(now) => updates::forget_old(tx, now, CHUNK).await,
            Self::Names { before } => notes::forget_names(tx, before).await,
            Self::Deliveries { before } => compaction::compact(tx, before, CHUNK).await,
            Self::DeliveriesOf(cohort) => retention::forget_deliveries_of(tx, cohort, CHUNK).await,
            Self::PeopleOf(cohort) => retention::forget_people_of(tx, cohort, PERSONS).await,
        }
    }
}
