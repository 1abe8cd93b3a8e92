//! The sender: looks for what is due, releases what the pacer allows, and hands outcomes to `settle`.
//!
//! *Claimed* is memory. *Sending* is committed only for what goes at once; a row is in flight from that commit to the
//! commit of its outcome, and its lane with it, so nothing overtakes anything in a chat. A round is one transaction: what
//! came back is recorded and what goes next is committed together.

use super::allowance::Allowance;
use super::lanes::Lanes;
use super::look::{Found, look};
use super::pacer::{Limits, Pacer, Room};
use super::prepare::Preparer;
use super::queue::{Queue, Queues, Ready};
use super::shelf::Shelf;
use super::studio::Studio;
use super::transport::Transport;
use crate::actions::settle::{Basis, Returned, settle, settle_uncertain};
use crate::actions::{ActionError, Context};
use crate::meter;
use crate::rules::ids::{ChatId, DeliveryId};
use crate::rules::outcome::Outcome;
use crate::rules::patience;
use crate::rules::real_time::RealTime;
use crate::store::{Written, claim};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::{Id, JoinError, JoinSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderSettings {
    pub limits: Limits,
    /// Rows in flight at once, at most; also the most that a crash can leave in doubt.
    pub in_flight: usize,
    /// Requests open at once, at most.
    pub requests: usize,
}

impl Default for SenderSettings {
    fn default() -> Self {
        Self { limits: Limits::default(), in_flight: 60, requests: 60 }
    }
}

/// How long the sender sleeps when nobody wakes it.
const IDLE: Duration = Duration::from_secs(1);

/// How long results wait for company before they are recorded, and slots for theirs.
const ROUND: Duration = Duration::from_millis(20);

/// While much is in flight, results wait so long for company before the next are let go.
const GATHER: Duration = Duration::from_millis(3);

/// A queue is not looked at again sooner than this because lanes became free.
const LOOK_GAP: Duration = Duration::from_millis(10);

/// The same while there is enough for the moment: a look passes over everything that is claimed already.
const FULL_LOOK_GAP: Duration = Duration::from_millis(50);

/// What is claimed ahead for groups, at most.
const MOST_IN_GROUPS: usize = 4_096;

/// So long after something was enqueued it may stand behind what is in flight in its lane.
const RECENT: Duration = Duration::from_secs(2);

/// The share of the rows in flight, in percent, that lessons and nudges leave to whatever somebody waits for.
const KEPT_PERCENT: usize = 10;

/// A request that came back.
#[derive(Debug)]
struct Done {
    lane: String,
    chat: ChatId,
    returned: Returned,
}

type Looked = (Queue, Result<Found, ActionError>);

/// A queue's next look.
#[derive(Debug, Clone, Copy)]
struct Watch {
    /// Something was enqueued or became free since the last look began.
    is_due: bool,
    /// One is on its way.
    is_looking: bool,
    at: RealTime,
}

/// Takes deliveries to Telegram until it is told to stop.
pub struct Sender<T> {
    context: Arc<Context>,
    preparer: Arc<Preparer>,
    transport: Arc<T>,
    settings: SenderSettings,
    /// Real time, in ms, at which the lease was last renewed; nothing goes when that is too long ago.
    renewed_at: Arc<AtomicI64>,
    pacer: Pacer,
    /// The files that messages carry.
    shelf: Shelf,
    /// Where those of ours are drawn.
    studio: Studio,
    queues: Queues,
    watches: [Watch; 3],
    looks: JoinSet<Looked>,
    /// Lanes with something claimed or in flight.
    lanes: Lanes,
    requests: Arc<Semaphore>,
    tasks: JoinSet<Done>,
    /// What each task carries, should it be lost; and whether it counts against the limits.
    carried: HashMap<Id, (DeliveryId, String, ChatId, bool)>,
    done: Vec<Done>,
    /// When something was last enqueued, as far as we were told.
    woken_at: RealTime,
    /// When the first of `done` came back.
    done_at: RealTime,
    /// When it was last looked what may go, and whether the limits then left room.
    chosen_at: RealTime,
    is_spent: bool,
    /// Whether what is allowed in flight, and not the limits, then left something waiting.
    is_short: bool,
    allowance: Allowance,
    /// Committed as *sending* as far as we know not; taken back before anything else is done. Their lanes stay taken.
    unsure: Vec<(DeliveryId, String)>,
}

impl<T: Transport> Sender<T> {
    pub fn new(
        context: Arc<Context>,
        preparer: Preparer,
        transport: Arc<T>,
        settings: SenderSettings,
        renewed_at: Arc<AtomicI64>,
    ) -> Self {
        let pacer = Pacer::new(settings.limits, context.clock.real());
        let shelf = Shelf::new(transport.bot_id());
        Self {
            context,
            preparer: Arc::new(preparer),
            transport,
            settings,
            renewed_at,
            pacer,
            shelf,
            studio: Studio::default(),
            queues: Queues::default(),
            watches: [Watch { is_due: true, is_looking: false, at: RealTime(0) }; 3],
            looks: JoinSet::new(),
            lanes: Lanes::default(),
            requests: Arc::new(Semaphore::new(settings.requests.max(1))),
            tasks: JoinSet::new(),
            carried: HashMap::new(),
            done: Vec::new(),
            woken_at: RealTime(0),
            done_at: RealTime(0),
            chosen_at: RealTime(0),
            is_spent: false,
            is_short: false,
            allowance: Allowance::new(settings.in_flight, settings.requests.max(1)),
            unsure: Vec::new(),
        }
    }

    /// Runs until `stop` is set; then releases nothing more, lets what is in flight finish and records it. `wake` says
    /// that something was enqueued. An error is a lost lease or a fault that is not transient.
    pub async fn run(mut self, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) -> Result<(), ActionError> {
        let mut is_warm = false;
        loop {
            self.collect();
            let stopping = *stop.borrow();
            if !is_warm && !stopping {
                match self.warm().await {
                    Ok(()) => is_warm = true,
                    Err(error) => {
                        self.rest_after(error).await?;
                        continue;
                    }
                }
            }
            if let Err(error) = self.round(stopping).await {
                self.rest_after(error).await?;
            }
            if stopping && self.tasks.is_empty() && self.done.is_empty() && self.unsure.is_empty() {
                return Ok(());
            }
            self.wait(&wake, &mut stop).await?;
        }
    }

    /// A fault that may pass is waited out; another ends the sender.
    async fn rest_after(&self, error: ActionError) -> Result<(), ActionError> {
        if !error.is_passing() {
            return Err(error);
        }
        tracing::warn!(%error, "the sender will try again");
        self.context.clock.pause(IDLE).await;
        Ok(())
    }

    /// One round: look for more where it is worth it, choose what may go, record what came back and commit what goes, and
    /// let it go.
    async fn round(&mut self, stopping: bool) -> Result<(), ActionError> {
        self.take_back().await?;
        let real = self.context.clock.real();
        let mut chosen = Vec::new();
        if !stopping {
            self.look(real);
            if is_ours(real, &self.renewed_at) && !self.is_gathering(real) && !self.is_pacing(real) {
                self.shelf.fill(&self.context.store, real).await?;
                self.studio.begin(&mut self.shelf);
                if std::mem::take(&mut self.is_short) {
                    self.allowance.exhausted(self.tasks.len());
                }
                let (room, kept) = (self.room(), self.allowance.allowed() * KEPT_PERCENT / 100);
                chosen = self.queues.choose(&mut self.pacer, &mut self.shelf, room, kept, real);
                self.chosen_at = real;
                let is_waiting = !self.queues.get(Queue::Background).is_empty();
                self.is_spent = is_waiting && chosen.len() < room.saturating_sub(kept);
                self.is_short = is_waiting && !self.is_spent;
            }
        }
        // What came back waits a moment for company, unless there is something to commit anyway.
        let is_time = stopping || !chosen.is_empty() || real.since(self.done_at) >= ROUND;
        if chosen.is_empty() && (self.done.is_empty() || !is_time) {
            return Ok(());
        }
        let released = self.commit(&chosen, real).await;
        self.send(chosen, released)
    }

    /// Records outcomes and commits what goes next.
    async fn commit(&mut self, chosen: &[Ready], real: RealTime) -> Result<HashSet<DeliveryId>, ActionError> {
        let done = std::mem::take(&mut self.done);
        let next: Vec<DeliveryId> = chosen.iter().map(|ready| ready.id).collect();
        let (done, lanes): (Vec<_>, Vec<_>) =
            done.into_iter().map(|Done { lane, chat, returned }| (returned, (lane, chat))).unzip();
        match settle(&self.context, &done, &next).await {
            Ok(Written { enqueued, released }) => {
                meter::came_back(done.iter().map(|returned| &returned.outcome));
                for (returned, (lane, _)) in done.iter().zip(&lanes) {
                    self.shelf.came_back(returned.id, &returned.outcome, real);
                    if matches!(returned.outcome, Outcome::Sent(_)) {
                        self.lanes.free(lane);
                    } else {
                        self.lanes.leave(lane);
                    }
                }
                self.take_up();
                if enqueued > 0 {
                    self.look_now();
                } else if !lanes.is_empty() {
                    self.look_behind();
                }
                Ok(released.into_iter().collect())
            }
            Err(error) => {
                let back = done.into_iter().zip(lanes);
                self.done.extend(back.map(|(returned, (lane, chat))| Done { lane, chat, returned }));
                Err(error)
            }
        }
    }

    /// Lets go what was committed. A commit that failed may have happened all the same: nothing has gone, so what it was
    /// about is taken back as soon as we can write.
    fn send(
        &mut self,
        chosen: Vec<Ready>,
        released: Result<HashSet<DeliveryId>, ActionError>,
    ) -> Result<(), ActionError> {
        let released = match released {
            Ok(released) => released,
            Err(error) => {
                chosen.iter().for_each(|ready| self.shelf.stayed(ready.id));
                self.unsure.extend(chosen.into_iter().map(|ready| (ready.id, ready.lane)));
                return Err(error);
            }
        };
        if released.len() < chosen.len() {
            // What superseded one of them waits behind it.
            self.look_now();
        }
        for ready in chosen {
            if released.contains(&ready.id) {
                self.carry(ready);
            } else {
                // It was cancelled or superseded since it was claimed.
                self.lanes.free(&ready.lane);
                self.shelf.stayed(ready.id);
            }
        }
        self.take_up();
        Ok(())
    }

    fn carry(&mut self, ready: Ready) {
        let (transport, requests) = (Arc::clone(&self.transport), Arc::clone(&self.requests));
        let carried = (ready.id, ready.lane.clone(), ready.chat, ready.is_counted);
        let (context, renewed_at) = (Arc::clone(&self.context), Arc::clone(&self.renewed_at));
        let task = self.tasks.spawn(async move {
            let Ready { id, lane, chat, attempts, request, trace, .. } = ready;
            let _open = requests.acquire().await;
            // It may have waited for its turn; whoever took over meanwhile must not find it going.
            let basis = Basis::Asked(context.store.returns.count());
            let outcome = if is_ours(context.clock.real(), &renewed_at) {
                patient(transport.carry(request).await, id, attempts)
            } else {
                Outcome::NotNow { after: IDLE, why: "the lease was not renewed in time".to_owned() }
            };
            Done { lane, chat, returned: Returned { id, outcome, basis, trace } }
        });
        self.carried.insert(task.id(), carried);
    }

    /// Takes back what was committed as *sending* by a commit whose answer was lost, and certainly never went.
    async fn take_back(&mut self) -> Result<(), ActionError> {
        if self.unsure.is_empty() {
            return Ok(());
        }
        let ids: Vec<DeliveryId> = self.unsure.iter().map(|(id, _)| *id).collect();
        let mut tx = self.context.store.write().await?;
        claim::take_back(&mut tx, &ids, self.context.store.epoch());
        tx.commit().await?;
        for (_, lane) in self.unsure.drain(..) {
            self.lanes.leave(&lane);
        }
        self.take_up();
        self.look_again();
        Ok(())
    }

    /// Settles what was left in doubt, and tells the pacer what went, or may have gone, in the minute before this process
    /// started.
    async fn warm(&mut self) -> Result<(), ActionError> {
        meter::doubted(settle_uncertain(&self.context).await?);
        let now = self.context.clock.real();
        let mut tx = self.context.store.read().await?;
        for (chat, private, at) in claim::sent_since(&mut tx, now - Duration::from_secs(60)).await? {
            // Under a clock that was ahead it may bear a time that is yet to come: then it counts from now.
            self.pacer.warm(chat, if private { Room::Private } else { Room::Group }, at.min(now));
        }
        Ok(())
    }

    /// What waited for a file that is on its way no longer is claimed again.
    fn take_up(&mut self) {
        let free = self.queues.no_longer_aside(&self.shelf);
        if !free.is_empty() {
            free.iter().for_each(|lane| self.lanes.free(lane));
            self.look_again();
        }
    }

    // ---- Looking --------------------------------------------------------------------------------------------------

    /// Something was enqueued: whoever waits for it does not wait for a turn of ours.
    fn look_now(&mut self) {
        self.woken_at = self.context.clock.real();
        self.look_again();
        for queue in [Queue::Urgent, Queue::Groups] {
            self.watches[queue as usize].at = RealTime(0);
        }
    }

    /// Lanes became free. Behind a lesson stands nothing urgent, unless something was enqueued a moment ago; whatever else
    /// there is, the next idle look finds.
    fn look_behind(&mut self) {
        if self.context.clock.real().since(self.woken_at) < RECENT {
            self.look_again();
        } else {
            self.watches[Queue::Background as usize].is_due = true;
        }
    }

    /// Something may have become free: each queue is worth a look.
    fn look_again(&mut self) {
        for watch in &mut self.watches {
            watch.is_due = true;
        }
    }

    /// How far ahead a queue is filled: about a second of the limits.
    fn ahead(&self) -> usize {
        (self.settings.limits.per_second as usize).clamp(32, 1_000)
    }

    /// How long until a queue is worth a look; `None` while it holds enough, or is being looked at.
    fn until_look(&self, queue: Queue, real: RealTime) -> Option<Duration> {
        let waiting = self.queues.get(queue).len();
        let enough = match queue {
            Queue::Urgent => self.ahead(),
            // Of each group there is not much.
            Queue::Groups => MOST_IN_GROUPS,
            Queue::Background => self.ahead() / 2,
        };
        let watch = self.watches[queue as usize];
        if watch.is_looking || waiting >= enough {
            return None;
        }
        let gap = match (watch.is_due, waiting < self.settings.in_flight) {
            (true, true) => LOOK_GAP,
            (true, false) => FULL_LOOK_GAP,
            (false, _) => IDLE,
        };
        Some(gap.saturating_sub(real.since(watch.at)))
    }

    /// Lanes in which a look need not look, and groups of which there is enough. A lesson that only waits in memory keeps
    /// no answer from its chat.
    fn busy(&self, queue: Queue) -> Vec<String> {
        let passed: HashSet<&str> =
            if queue == Queue::Urgent { self.queues.background_lanes().collect() } else { HashSet::new() };
        let full = if queue == Queue::Groups { self.queues.full_groups() } else { Vec::new() };
        let busy = self.lanes.iter().filter(|lane| !passed.contains(lane)).map(str::to_owned);
        busy.chain(full.into_iter().map(claim::full_group)).collect()
    }

    /// Begins the looks that are worth it.
    fn look(&mut self, real: RealTime) {
        for queue in Queue::ALL {
            if self.until_look(queue, real) != Some(Duration::ZERO) {
                continue;
            }
            self.watches[queue as usize] = Watch { is_due: false, is_looking: true, at: real };
            let (context, preparer) = (Arc::clone(&self.context), Arc::clone(&self.preparer));
            let (busy, ahead) = (self.busy(queue), self.ahead());
            self.lanes.look_begins(queue);
            self.looks.spawn(async move { (queue, look(&context, &preparer, queue, &busy, ahead).await) });
        }
    }

    /// Takes in what a look found. A lane that another look has taken meanwhile stays with that one; one in which a try
    /// failed meanwhile is looked at again.
    fn found(&mut self, found: Found) {
        let left = self.lanes.look_ends(found.queue);
        let watch = &mut self.watches[found.queue as usize];
        watch.is_looking = false;
        watch.is_due |= found.is_full || !left.is_empty();
        for ready in found.ready.into_iter().filter(|ready| !left.contains(&ready.lane)) {
            let gives_way = found.queue == Queue::Urgent && self.queues.give_way(&ready.lane);
            if self.lanes.take(&ready.lane) || gives_way {
                self.shelf.expect(&ready.request);
                self.queues.push(found.queue, ready);
            }
        }
        for (lane, chat, returned) in found.refused.into_iter().filter(|(lane, ..)| !left.contains(lane)) {
            if self.lanes.take(&lane) {
                self.returned(Done { lane, chat, returned });
            }
        }
    }

    fn take_look(&mut self, looked: Result<Looked, JoinError>) -> Result<(), ActionError> {
        let (queue, error) = match looked {
            Ok((_, Ok(found))) => {
                self.found(found);
                return Ok(());
            }
            Ok((queue, Err(error))) => (queue, error),
            Err(error) => return Err(ActionError::Missing(format!("a look at the outbox ended early: {error}"))),
        };
        // It is tried again with the next idle look.
        self.lanes.look_ends(queue);
        self.watches[queue as usize].is_looking = false;
        if !error.is_passing() {
            return Err(error);
        }
        tracing::warn!(%error, "the outbox cannot be looked at; trying on");
        Ok(())
    }

    // ---- What comes back ------------------------------------------------------------------------------------------

    fn collect(&mut self) {
        while let Some(joined) = self.tasks.try_join_next_with_id() {
            self.take_in(joined);
        }
    }

    /// Tells the pacer what an answer means for the limits.
    fn tell_pacer(&mut self, done: &Done, is_counted: bool) {
        let real = self.context.clock.real();
        if let Outcome::TooMany { retry_after } = done.returned.outcome {
            self.pacer.refused(done.chat, retry_after, real);
        }
        if is_counted {
            self.pacer.answered(done.chat, real);
        }
    }

    /// A request that came back; one whose task panicked may have gone, so its fate is unknown.
    fn take_in(&mut self, joined: Result<(Id, Done), JoinError>) {
        match joined {
            Ok((task, done)) => {
                let is_counted = self.carried.remove(&task).is_some_and(|(.., is_counted)| is_counted);
                self.tell_pacer(&done, is_counted);
                self.returned(done);
            }
            Err(error) => {
                tracing::error!(%error, "a request's task was lost");
                if let Some((id, lane, chat, _)) = self.carried.remove(&error.id()) {
                    let outcome = Outcome::Unknown { why: "the request's task was lost".to_owned() };
                    self.returned(Done {
                        lane,
                        chat,
                        returned: Returned { id, outcome, basis: Basis::Look, trace: None },
                    });
                }
            }
        }
    }

    fn returned(&mut self, done: Done) {
        let real = self.context.clock.real();
        self.allowance.came_back(real);
        if self.done.is_empty() {
            self.done_at = real;
        }
        self.done.push(done);
    }

    // ---- Waiting --------------------------------------------------------------------------------------------------

    /// How much may be added to what is in flight.
    fn room(&self) -> usize {
        self.allowance.allowed().saturating_sub(self.tasks.len())
    }

    /// While much is in flight and more comes back every moment, a commit waits for some company.
    fn is_gathering(&self, real: RealTime) -> bool {
        !self.tasks.is_empty()
            && self.room() < self.allowance.allowed() / 4
            && self.queues.get(Queue::Urgent).is_empty()
            && real.since(self.done_at) < GATHER
    }

    /// What is left waits for the limits and not for room, and nobody waits for an answer: slots go in groups.
    fn is_pacing(&self, real: RealTime) -> bool {
        self.is_spent && self.queues.get(Queue::Urgent).is_empty() && real.since(self.chosen_at) < ROUND
    }

    /// How long there is nothing to do unless something happens.
    fn nap(&self, stopping: bool) -> Duration {
        let real = self.context.clock.real();
        let left = |span: Duration, since: RealTime| span.saturating_sub(real.since(since));
        let mut nap = IDLE;
        if !self.done.is_empty() {
            let span = if self.is_gathering(real) { GATHER } else { ROUND };
            nap = nap.min(left(span, self.done_at));
        }
        if !self.queues.is_empty() && self.room() > 0 {
            let since = if self.is_pacing(real) { self.chosen_at } else { real };
            nap = nap.min(left(ROUND, since));
        }
        let queues = Queue::ALL.into_iter().filter(|_| !stopping);
        let looks = queues.filter_map(|queue| self.until_look(queue, real));
        looks.fold(nap, Duration::min).max(Duration::from_millis(1))
    }

    async fn wait(&mut self, wake: &Notify, stop: &mut watch::Receiver<bool>) -> Result<(), ActionError> {
        let nap = self.nap(*stop.borrow());
        // The first that comes back begins a round; those after it are collected with it, and wake nobody.
        let first = !self.tasks.is_empty() && (self.done.is_empty() || self.room() == 0 || *stop.borrow());
        tokio::select! {
            () = wake.notified() => self.look_now(),
            _ = stop.changed() => {}
            Some(joined) = self.tasks.join_next_with_id(), if first => self.take_in(joined),
            Some(looked) = self.looks.join_next(), if !self.looks.is_empty() => self.take_look(looked)?,
            Some(drawn) = self.studio.next(), if !self.studio.is_empty() => {
                Studio::put(&mut self.shelf, drawn, self.context.clock.real());
            }
            () = self.context.clock.pause(nap) => {}
        }
        Ok(())
    }
}

/// A holder that could not renew its lease stops sending before another may take it.
fn is_ours(real: RealTime, renewed_at: &AtomicI64) -> bool {
    real.since(RealTime(renewed_at.load(Ordering::Relaxed))) < crate::store::lease::STOP_AFTER
}

/// The delay before another try grows with the tries, and is scattered: see [`patience`].
fn patient(outcome: Outcome, id: DeliveryId, attempts: i64) -> Outcome {
    match outcome {
        Outcome::NotNow { after, why } => {
            let random = patience::scatter(id.0, attempts);
            Outcome::NotNow { after: patience::after_failure(attempts, after, random), why }
        }
        other => other,
    }
}
