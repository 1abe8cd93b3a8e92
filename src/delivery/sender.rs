//! The sender: claims what is due, prepares it, releases what the pacer allows, and hands outcomes to `settle`.
//!
//! *Claimed* is memory. *Sending* is committed only for what goes at once; a row is in flight from that commit to the
//! commit of its outcome, and its lane with it, so nothing overtakes anything in a chat.

use super::pacer::{Limits, Pacer, Room};
use super::prepare::{Prepared, prepare};
use super::transport::{Request, Transport};
use crate::actions::{ActionError, Context, settle};
use crate::rules::ids::DeliveryId;
use crate::rules::notice::Class;
use crate::rules::outcome::Outcome;
use crate::rules::real_time::RealTime;
use crate::store::StoreError;
use crate::store::chats::ChatKind;
use crate::store::claim::{self, Claimed};
use crate::text::Catalog;
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderSettings {
    pub limits: Limits,
    /// Requests in flight at once, at most; also the most that a crash can leave in doubt.
    pub in_flight: usize,
}

impl Default for SenderSettings {
    fn default() -> Self {
        Self { limits: Limits::default(), in_flight: 60 }
    }
}

/// How long the sender sleeps when nobody wakes it.
const IDLE: Duration = Duration::from_secs(1);

/// How long results wait for company before they are recorded, and slots for theirs.
const ROUND: Duration = Duration::from_millis(15);

/// A delivery that is ready to go.
#[derive(Debug)]
struct Ready {
    claimed: Claimed,
    request: Request,
}

impl Ready {
    const fn room(&self) -> Room {
        match self.claimed.chat_kind {
            ChatKind::Private => Room::Private,
            ChatKind::Group | ChatKind::Forum => Room::Group,
        }
    }
}

/// A request that came back.
#[derive(Debug)]
struct Done {
    id: DeliveryId,
    lane: String,
    chat: crate::rules::ids::ChatId,
    outcome: Outcome,
}

/// Takes deliveries to Telegram until it is told to stop.
pub struct Sender<T> {
    context: Arc<Context>,
    catalog: Arc<Catalog>,
    transport: Arc<T>,
    settings: SenderSettings,
    bot_username: String,
    /// Real time, in ms, at which the lease was last renewed; nothing goes when that is too long ago.
    renewed_at: Arc<AtomicI64>,
    pacer: Pacer,
    urgent: VecDeque<Ready>,
    background: VecDeque<Ready>,
    /// Lanes with something claimed or in flight.
    lanes: HashSet<String>,
    tasks: JoinSet<Done>,
    done: Vec<Done>,
}

impl<T: Transport> Sender<T> {
    pub fn new(
        context: Arc<Context>,
        catalog: Arc<Catalog>,
        transport: Arc<T>,
        settings: SenderSettings,
        bot_username: String,
        renewed_at: Arc<AtomicI64>,
    ) -> Self {
        let pacer = Pacer::new(settings.limits, context.clock.real());
        Self {
            context,
            catalog,
            transport,
            settings,
            bot_username,
            renewed_at,
            pacer,
            urgent: VecDeque::new(),
            background: VecDeque::new(),
            lanes: HashSet::new(),
            tasks: JoinSet::new(),
            done: Vec::new(),
        }
    }

    /// Runs until `stop` is set; then releases nothing more, lets what is in flight finish and records it. `wake` says
    /// that something was enqueued. An error is a lost lease or a fault that is not transient.
    pub async fn run(mut self, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) -> Result<(), ActionError> {
        self.warm().await?;
        settle::settle_uncertain(&self.context).await?;
        let mut look = true;
        loop {
            self.collect();
            let stopping = *stop.borrow();
            if let Err(error) = self.round(look && !stopping, stopping).await {
                if matches!(error, ActionError::Store(StoreError::LeaseLost)) || !error.is_transient() {
                    return Err(error);
                }
                tracing::warn!(%error, "the sender will try again");
                self.context.clock.pause(IDLE).await;
            }
            if stopping && self.tasks.is_empty() && self.done.is_empty() {
                return Ok(());
            }
            look = self.wait(&wake, &mut stop).await;
        }
    }

    /// One step: record what came back, look for more, let go what may.
    async fn round(&mut self, look: bool, stopping: bool) -> Result<(), ActionError> {
        let settled = self.record().await?;
        if look || settled {
            self.claim().await?;
        }
        if !stopping && self.may_send() {
            self.release().await?;
        }
        Ok(())
    }

    /// A holder that could not renew its lease stops sending before another may take it.
    fn may_send(&self) -> bool {
        let renewed_at = RealTime(self.renewed_at.load(Ordering::Relaxed));
        self.context.clock.real().since(renewed_at) < crate::store::lease::STOP_AFTER
    }

    /// Tells the pacer what went in the minute before this process started.
    async fn warm(&mut self) -> Result<(), ActionError> {
        let since = self.context.clock.real() - Duration::from_secs(60);
        let mut tx = self.context.store.read().await?;
        for (chat, private, at) in claim::sent_since(&mut tx, since).await? {
            self.pacer.warm(chat, if private { Room::Private } else { Room::Group }, at);
        }
        Ok(())
    }

    fn collect(&mut self) {
        while let Some(joined) = self.tasks.try_join_next() {
            match joined {
                Ok(done) => self.done.push(done),
                // A task of ours cannot be aborted; one that panicked leaves its row in doubt for the next start.
                Err(error) => tracing::error!(%error, "a request's task was lost"),
            }
        }
    }

    /// Records outcomes; true when lanes became free.
    async fn record(&mut self) -> Result<bool, ActionError> {
        if self.done.is_empty() {
            return Ok(false);
        }
        let real = self.context.clock.real();
        for done in &self.done {
            if let Outcome::TooMany { retry_after } = done.outcome {
                self.pacer.refused(done.chat, retry_after, real);
            }
        }
        let outcomes = self.done.iter().map(|done| (done.id, done.outcome.clone())).collect();
        settle::settle(&self.context, outcomes).await?;
        for done in self.done.drain(..) {
            self.lanes.remove(&done.lane);
        }
        Ok(true)
    }

    /// Looks for what may go: urgent things always, lessons about a second ahead.
    async fn claim(&mut self) -> Result<(), ActionError> {
        let ahead = (self.settings.limits.per_second as usize).clamp(32, 1_000);
        if self.urgent.len() < ahead {
            self.claim_classes((Class::Reply, Class::Relay), ahead).await?;
        }
        if self.background.len() < ahead / 2 {
            self.claim_classes((Class::Lesson, Class::Nudge), ahead).await?;
        }
        Ok(())
    }

    async fn claim_classes(&mut self, classes: (Class, Class), limit: usize) -> Result<(), ActionError> {
        let context = Arc::clone(&self.context);
        let (now, real) = (context.clock.now(), context.clock.real());
        let mut tx = context.store.read().await?;
        let busy = self.lanes.iter().map(String::as_str);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let claimed = claim::claim(&mut tx, context.store.sealer(), busy, classes, now, real, limit).await?;
        drop(tx);
        let (mut cancelled, mut postponed) = (Vec::new(), Vec::new());
        for claimed in claimed {
            match prepare(&self.catalog, &context.library, &self.bot_username, &claimed, now) {
                Prepared::Go(request) => {
                    self.lanes.insert(claimed.lane.clone());
                    let queue = if classes.0 == Class::Reply { &mut self.urgent } else { &mut self.background };
                    queue.push_back(Ready { claimed, request: *request });
                }
                Prepared::Cancel(reason) => cancelled.push((claimed.id, reason)),
                Prepared::Postpone(at) => postponed.push((claimed.id, at)),
                Prepared::Refuse(reason) => self.done.push(Done {
                    id: claimed.id,
                    lane: claimed.lane,
                    chat: claimed.chat,
                    outcome: Outcome::Refused(reason),
                }),
            }
        }
        if !cancelled.is_empty() || !postponed.is_empty() {
            let mut tx = context.store.write().await?;
            claim::cancel(&mut tx, &cancelled, real).await?;
            claim::postpone(&mut tx, &postponed).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Commits what the pacer allows now as *sending*, and lets it go.
    async fn release(&mut self) -> Result<(), ActionError> {
        let now = self.context.clock.real();
        let room = self.settings.in_flight.saturating_sub(self.tasks.len());
        let mut chosen = self.choose(room, now);
        if chosen.is_empty() {
            return Ok(());
        }
        let ids: Vec<DeliveryId> = chosen.iter().map(|ready| ready.claimed.id).collect();
        let released: HashSet<DeliveryId> = match self.commit_sending(&ids).await {
            Ok(released) => released.into_iter().collect(),
            Err(error) => {
                // Nothing was committed as far as we know: the lanes are free and the rows will be looked at again.
                for ready in chosen {
                    self.lanes.remove(&ready.claimed.lane);
                }
                return Err(error.into());
            }
        };
        chosen.retain(|ready| {
            let goes = released.contains(&ready.claimed.id);
            if !goes {
                // It was cancelled or superseded since it was claimed.
                self.lanes.remove(&ready.claimed.lane);
            }
            goes
        });
        for ready in chosen {
            let transport = Arc::clone(&self.transport);
            self.tasks.spawn(async move {
                let Ready { claimed, request } = ready;
                let outcome = patient(transport.carry(request).await, claimed.attempts);
                Done { id: claimed.id, lane: claimed.lane, chat: claimed.chat, outcome }
            });
        }
        Ok(())
    }

    async fn commit_sending(&self, ids: &[DeliveryId]) -> Result<Vec<DeliveryId>, StoreError> {
        let mut tx = self.context.store.write().await?;
        let released = claim::release(&mut tx, ids, self.context.store.epoch()).await?;
        tx.commit().await?;
        Ok(released)
    }

    /// Takes from the queues what may go now: urgent first, what waits for its chat stays.
    fn choose(&mut self, room: usize, now: RealTime) -> Vec<Ready> {
        let mut chosen = Vec::new();
        for queue in [&mut self.urgent, &mut self.background] {
            let mut waiting = VecDeque::with_capacity(queue.len());
            while let Some(ready) = queue.pop_front() {
                let counted = ready.claimed.notice.verb().is_counted();
                let may = chosen.len() < room
                    && (!counted
                        || self.pacer.may_go(ready.claimed.chat, ready.room(), ready.claimed.class, now).is_ok());
                if may {
                    if counted {
                        self.pacer.went(ready.claimed.chat, ready.room(), ready.claimed.class, now);
                    }
                    chosen.push(ready);
                } else {
                    waiting.push_back(ready);
                }
            }
            *queue = waiting;
        }
        chosen
    }

    /// Waits for something to do. True when the outbox is worth a look.
    async fn wait(&mut self, wake: &Notify, stop: &mut watch::Receiver<bool>) -> bool {
        let waiting = !self.urgent.is_empty() || !self.background.is_empty();
        let nap = if !self.done.is_empty() {
            Duration::ZERO
        } else if waiting && self.tasks.len() < self.settings.in_flight {
            ROUND
        } else {
            IDLE
        };
        tokio::select! {
            () = wake.notified() => true,
            _ = stop.changed() => true,
            Some(joined) = self.tasks.join_next(), if !self.tasks.is_empty() => {
                match joined {
                    Ok(done) => self.done.push(done),
                    Err(error) => tracing::error!(%error, "a request's task was lost"),
                }
                false
            }
            () = self.context.clock.pause(nap) => nap == IDLE || !waiting,
        }
    }
}

/// The delay before another try grows with the tries: 1, 2, 4, 8, 16, 32, then 60 seconds.
fn patient(outcome: Outcome, attempts: i64) -> Outcome {
    match outcome {
        Outcome::NotNow { after, why } => {
            let doubled = Duration::from_secs(1 << attempts.clamp(0, 6)).min(Duration::from_secs(60));
            Outcome::NotNow { after: after.max(doubled), why }
        }
        other => other,
    }
}
