//! The sender: claims what is due, prepares it, releases what the pacer allows, and hands outcomes to `settle`.
//!
//! *Claimed* is memory. *Sending* is committed only for what goes at once; a row is in flight from that commit to the
//! commit of its outcome, and its lane with it, so nothing overtakes anything in a chat.

use super::pacer::{Limits, Pacer, Room};
use super::prepare::{Prepared, prepare};
use super::transport::{Request, Transport};
use crate::actions::{ActionError, Context, settle};
use crate::rules::ids::{ChatId, DeliveryId};
use crate::rules::notice::Class;
use crate::rules::outcome::Outcome;
use crate::rules::real_time::RealTime;
use crate::store::StoreError;
use crate::store::chats::ChatKind;
use crate::store::claim::{self, Claimed, Look};
use crate::text::Catalog;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::{Id, JoinError, JoinSet};

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

/// Which of the queues in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Queue {
    Urgent,
    Groups,
    Background,
}

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
    chat: ChatId,
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
    /// Answers and relays to private chats.
    urgent: VecDeque<Ready>,
    /// Whatever goes to groups: twenty a minute for each, so it must not stand before anybody else.
    groups: VecDeque<Ready>,
    /// Lessons and nudges.
    background: VecDeque<Ready>,
    /// Lanes with something claimed or in flight.
    lanes: HashSet<String>,
    tasks: JoinSet<Done>,
    /// What each task carries, should it be lost.
    carried: HashMap<Id, (DeliveryId, String, ChatId)>,
    done: Vec<Done>,
    /// Committed as *sending* as far as we know not; taken back before anything else is done. Their lanes stay taken.
    unsure: Vec<(DeliveryId, String)>,
    looked_at: RealTime,
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
            groups: VecDeque::new(),
            background: VecDeque::new(),
            lanes: HashSet::new(),
            tasks: JoinSet::new(),
            carried: HashMap::new(),
            done: Vec::new(),
            unsure: Vec::new(),
            looked_at: RealTime(0),
        }
    }

    /// Runs until `stop` is set; then releases nothing more, lets what is in flight finish and records it. `wake` says
    /// that something was enqueued. An error is a lost lease or a fault that is not transient.
    pub async fn run(mut self, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) -> Result<(), ActionError> {
        let mut look = true;
        let mut is_warm = false;
        loop {
            self.collect();
            let stopping = *stop.borrow();
            if !is_warm && !stopping {
                match self.warm().await {
                    Ok(()) => is_warm = true,
                    Err(error) if is_passing(&error) => {
                        tracing::warn!(%error, "the sender cannot start yet");
                        self.context.clock.pause(IDLE).await;
                        continue;
                    }
                    Err(error) => return Err(error),
                }
            }
            if let Err(error) = self.round(look && !stopping, stopping).await {
                if !is_passing(&error) {
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
        self.take_back().await?;
        let settled = self.record().await?;
        let is_time = self.context.clock.real().since(self.looked_at) >= IDLE;
        if !stopping && (look || settled || is_time) {
            self.looked_at = self.context.clock.real();
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

    /// Takes back what was committed as *sending* by a commit whose answer was lost, and certainly never went.
    async fn take_back(&mut self) -> Result<(), ActionError> {
        if self.unsure.is_empty() {
            return Ok(());
        }
        let ids: Vec<DeliveryId> = self.unsure.iter().map(|(id, _)| *id).collect();
        let mut tx = self.context.store.write().await?;
        claim::take_back(&mut tx, &ids, self.context.store.epoch()).await?;
        tx.commit().await?;
        for (_, lane) in self.unsure.drain(..) {
            self.lanes.remove(&lane);
        }
        Ok(())
    }

    /// Settles what was left in doubt, and tells the pacer what went, or may have gone, in the minute before this process
    /// started.
    async fn warm(&mut self) -> Result<(), ActionError> {
        settle::settle_uncertain(&self.context).await?;
        let now = self.context.clock.real();
        let since = now - Duration::from_secs(60);
        let mut tx = self.context.store.read().await?;
        for (chat, private, at) in claim::sent_since(&mut tx, since).await? {
            self.pacer.warm(chat, if private { Room::Private } else { Room::Group }, at.min(now));
        }
        Ok(())
    }

    fn collect(&mut self) {
        while let Some(joined) = self.tasks.try_join_next_with_id() {
            self.take_in(joined);
        }
    }

    /// A request that came back; one whose task panicked may have gone, so its fate is unknown.
    fn take_in(&mut self, joined: Result<(Id, Done), JoinError>) {
        match joined {
            Ok((task, done)) => {
                self.carried.remove(&task);
                self.done.push(done);
            }
            Err(error) => {
                tracing::error!(%error, "a request's task was lost");
                if let Some((id, lane, chat)) = self.carried.remove(&error.id()) {
                    let outcome = Outcome::Unknown { why: "the request's task was lost".to_owned() };
                    self.done.push(Done { id, lane, chat, outcome });
                }
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
            self.pacer.answered(done.chat, real);
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
            self.claim_for(Queue::Urgent, ahead).await?;
        }
        if self.groups.len() < ahead {
            self.claim_for(Queue::Groups, ahead).await?;
        }
        if self.background.len() < ahead / 2 {
            self.claim_for(Queue::Background, ahead).await?;
        }
        Ok(())
    }

    async fn claim_for(&mut self, queue: Queue, limit: usize) -> Result<(), ActionError> {
        let context = Arc::clone(&self.context);
        let (now, real) = (context.clock.now(), context.clock.real());
        let (classes, private) = match queue {
            Queue::Urgent => ((Class::Reply, Class::Relay), true),
            Queue::Groups => ((Class::Reply, Class::Nudge), false),
            Queue::Background => ((Class::Lesson, Class::Nudge), true),
        };
        let look = Look { classes, private, now, real, limit: i64::try_from(limit).unwrap_or(i64::MAX) };
        let mut tx = context.store.read().await?;
        let busy = self.lanes.iter().map(String::as_str);
        let claimed = claim::claim(&mut tx, context.store.sealer(), busy, look).await?;
        drop(tx);
        let (mut cancelled, mut postponed) = (Vec::new(), Vec::new());
        for claimed in claimed {
            match prepare(&self.catalog, &context.library, &self.bot_username, &claimed, now) {
                Prepared::Go(request) => {
                    self.lanes.insert(claimed.lane.clone());
                    let ready = Ready { claimed, request: *request };
                    match queue {
                        Queue::Urgent => self.urgent.push_back(ready),
                        Queue::Groups => self.groups.push_back(ready),
                        Queue::Background => self.background.push_back(ready),
                    }
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
                // The commit may have happened all the same. Nothing has gone, so it is taken back as soon as we can write.
                self.unsure.extend(chosen.into_iter().map(|ready| (ready.claimed.id, ready.claimed.lane)));
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
            let carried = (ready.claimed.id, ready.claimed.lane.clone(), ready.claimed.chat);
            let task = self.tasks.spawn(async move {
                let Ready { claimed, request } = ready;
                let outcome = patient(transport.carry(request).await, claimed.attempts);
                Done { id: claimed.id, lane: claimed.lane, chat: claimed.chat, outcome }
            });
            self.carried.insert(task.id(), carried);
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
        for queue in [&mut self.urgent, &mut self.groups, &mut self.background] {
            let mut waiting = VecDeque::with_capacity(queue.len());
            while let Some(ready) = queue.pop_front() {
                let counted = ready.claimed.notice.verb().is_counted();
                let (chat, class) = (ready.claimed.chat, ready.claimed.class);
                let may = chosen.len() < room
                    && if counted {
                        self.pacer.may_go(chat, ready.room(), class, now).is_ok()
                    } else {
                        !self.pacer.is_frozen(chat, now)
                    };
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
        let waiting = !self.urgent.is_empty() || !self.groups.is_empty() || !self.background.is_empty();
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
            Some(joined) = self.tasks.join_next_with_id(), if !self.tasks.is_empty() => {
                self.take_in(joined);
                false
            }
            () = self.context.clock.pause(nap) => nap == IDLE || !waiting,
        }
    }
}

/// Whether an error may go away by itself; a lost lease does not.
fn is_passing(error: &ActionError) -> bool {
    error.is_transient() && !matches!(error, ActionError::Store(StoreError::LeaseLost))
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
