//! The sender: looks for what is due, releases what the pacer allows, and hands outcomes to `settle`.
//!
//! *Claimed* is memory. *Sending* is committed only for what goes at once; a row is in flight from that commit to the
//! commit of its outcome, and its lane with it, so nothing overtakes anything in a chat. A round is one transaction: what
//! came back is recorded and what goes next is committed together. Where people press all the time there may be no round at
//! all: see [`crate::store::express`].

use super::allowance::Allowance;
use super::berths::{Berths, Shared};
use super::flights::{Done, Flights, is_ours};
use super::look::{Found, look};
use super::lookout::{IDLE, Looked, Lookout};
use super::pacer::{Limits, Pacer, Room};
use super::prepare::Preparer;
use super::queue::{Queue, Queues, Ready};
use super::shelf::Shelf;
use super::studio::Studio;
use super::transport::Transport;
use crate::actions::settle::{settle_in, settle_uncertain};
use crate::actions::{ActionError, Context};
use crate::meter;
use crate::rules::ids::DeliveryId;
use crate::rules::outcome::Outcome;
use crate::rules::real_time::RealTime;
use crate::store::express::Carrier;
use crate::store::{Work, Written, claim, in_flight};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::JoinError;

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

/// How long results wait for company before they are recorded, and slots for theirs.
const ROUND: Duration = Duration::from_millis(20);

/// While much is in flight, results wait so long for company before the next are let go.
const GATHER: Duration = Duration::from_millis(3);

/// The share of the rows in flight, in percent, that lessons and nudges leave to whatever somebody waits for.
const KEPT_PERCENT: usize = 10;

/// Takes deliveries to Telegram until it is told to stop.
pub struct Sender<T> {
    context: Arc<Context>,
    preparer: Arc<Preparer>,
    transport: Arc<T>,
    /// Real time, in ms, at which the lease was last renewed; nothing goes when that is too long ago.
    renewed_at: Arc<AtomicI64>,
    /// The files that messages carry.
    shelf: Shelf,
    /// Where those of ours are drawn.
    studio: Studio,
    queues: Queues,
    lookout: Lookout,
    /// Lanes with something claimed or in flight, and what is handed over with the commit that decides it.
    berths: Arc<Berths>,
    flights: Flights,
    /// What came back and is not recorded, besides what has landed at the berths.
    done: Vec<Done>,
    /// When the first of that came back, or of what others were about to record meanwhile.
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
        let shelf = Shelf::new(transport.bot_id());
        let pacer = Pacer::new(settings.limits, context.clock.real());
        let berths = Arc::new(Berths::new(pacer, context.clock.clone()));
        let carrier: Arc<dyn Carrier> = Arc::clone(&berths) as _;
        context.store.express.carried_by(&carrier);
        Self {
            context,
            preparer: Arc::new(preparer),
            transport,
            renewed_at,
            shelf,
            studio: Studio::default(),
            queues: Queues::default(),
            lookout: Lookout::new(settings.limits.per_second, settings.in_flight),
            berths,
            flights: Flights::new(settings.requests.max(1)),
            done: Vec::new(),
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
            self.depart();
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
            // When it is closed and nothing is on its way here, nothing comes any more.
            let is_last = self.make_room(stopping || !is_warm);
            if stopping && is_last && self.flights.is_empty() && self.done.is_empty() && self.unsure.is_empty() {
                return Ok(());
            }
            self.wait(&wake, &mut stop).await?;
        }
    }

    /// Says how much may be handed over: nothing when it is `closed`, or when others wait for a slot. What came back is in
    /// flight until its outcome is committed. Returns whether nothing is on its way here.
    fn make_room(&self, closed: bool) -> bool {
        let mut shared = self.berths.lock();
        let real = self.context.clock.real();
        let is_open = !closed && is_ours(real, &self.renewed_at);
        let is_open = is_open && (self.queues.get(Queue::Urgent).is_empty() || !shared.pacer.is_spent(real));
        let back = self.done.len() + shared.landed() + self.unsure.len();
        let room = self.room_beside(&shared).saturating_sub(back);
        shared.leave(if is_open { room } else { 0 });
        shared.is_idle()
    }

    /// A fault that may pass is waited out; another ends the sender.
    async fn rest_after(&self, error: ActionError) -> Result<(), ActionError> {
        self.make_room(true);
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
        }
        let is_open = !stopping && is_ours(real, &self.renewed_at) && !self.is_gathering(real) && !self.is_pacing(real);
        if is_open {
            self.shelf.fill(&self.context.store, real).await?;
            self.studio.begin(&mut self.shelf);
            if std::mem::take(&mut self.is_short) {
                self.allowance.exhausted(self.flights.len());
            }
            self.choose(&mut chosen);
        }
        // What came back waits a moment for company, unless there is something to commit anyway.
        let is_time = stopping || !chosen.is_empty() || real.since(self.done_at) >= ROUND;
        if chosen.is_empty() && (!self.has_done() || !is_time) {
            return Ok(());
        }
        let mut looked = Ok(());
        let released = match self.context.store.work(&self.context.library).await {
            Ok(work) => {
                looked = self.catch_up(is_open, &mut chosen);
                self.commit(work, &chosen, real).await
            }
            Err(error) => Err(error.into()),
        };
        self.send(chosen, released)?;
        // A look that ends the sender does so behind what came back.
        looked
    }

    /// Adds what may go now to what goes with the next commit. Returns how much that is.
    fn choose(&mut self, chosen: &mut Vec<Ready>) -> usize {
        let mut shared = self.berths.lock();
        let room = self.room_beside(&shared).saturating_sub(chosen.len());
        let kept = self.allowance.allowed() * KEPT_PERCENT / 100;
        // What was promised meanwhile was promised later than this round began.
        let now = self.context.clock.real();
        let more = self.queues.choose(&mut shared.pacer, &mut self.shelf, room, kept, now);
        let count = more.len();
        chosen.extend(more);
        if !chosen.is_empty() {
            // With them go the marks of what has landed: whose room they take, nobody else tells.
            self.done.append(&mut shared.take_landed());
        }
        // What is promised from now on may be committed before this is.
        let taken = count + self.done.len() + shared.landed();
        shared.leave(room.saturating_sub(taken));
        drop(shared);
        self.chosen_at = now;
        let is_waiting = !self.queues.get(Queue::Background).is_empty();
        self.is_spent = is_waiting && count < room.saturating_sub(kept);
        self.is_short = is_waiting && !self.is_spent;
        count
    }

    /// It may have been others' turn to write for as long as a tick takes: what came back and what was found meanwhile goes
    /// with this commit, and needs none of its own. Nothing is chosen unless that `is_open`.
    fn catch_up(&mut self, is_open: bool, chosen: &mut Vec<Ready>) -> Result<(), ActionError> {
        self.collect();
        let mut looks = Ok(());
        while looks.is_ok()
            && let Some(looked) = self.lookout.try_next()
        {
            looks = self.take_look(looked);
        }
        let stood = (self.is_spent, self.is_short);
        if is_open && self.choose(chosen) == 0 {
            // What was found meanwhile may wait for a file that is not looked up yet, and not for the limits.
            (self.is_spent, self.is_short) = stood;
        }
        self.done.append(&mut self.berths.lock().take_landed());
        looks
    }

    /// Records outcomes and commits what goes next.
    async fn commit(
        &mut self,
        work: Work,
        chosen: &[Ready],
        real: RealTime,
    ) -> Result<HashSet<DeliveryId>, ActionError> {
        let done = std::mem::take(&mut self.done);
        let next: Vec<DeliveryId> = chosen.iter().map(|ready| ready.id).collect();
        let (done, lanes): (Vec<_>, Vec<_>) =
            done.into_iter().map(|Done { lane, chat, returned }| (returned, (lane, chat))).unzip();
        match settle_in(&self.context, work, &done, &next).await {
            Ok(Written { enqueued, released }) => {
                meter::came_back(done.iter().map(|returned| &returned.outcome));
                for (returned, (lane, _)) in done.iter().zip(&lanes) {
                    self.shelf.came_back(returned.id, &returned.outcome, real);
                    if matches!(returned.outcome, Outcome::Sent(_)) {
                        self.berths.lock().lanes.free(lane);
                    } else {
                        self.berths.lock().lanes.leave(lane);
                    }
                }
                self.take_up();
                if enqueued > 0 {
                    self.look_now();
                }
                if !lanes.is_empty() {
                    let is_left = done.iter().any(|returned| !matches!(returned.outcome, Outcome::Sent(_)));
                    self.lookout.look_behind(is_left, self.context.clock.real());
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
                self.flights.begin(ready, &self.transport, &self.context, &self.renewed_at);
            } else {
                // It was cancelled or superseded since it was claimed.
                self.berths.lock().lanes.free(&ready.lane);
                self.shelf.stayed(ready.id);
            }
        }
        self.take_up();
        Ok(())
    }

    /// Takes back what was committed as *sending* by a commit whose answer was lost, and certainly never went.
    async fn take_back(&mut self) -> Result<(), ActionError> {
        if self.unsure.is_empty() {
            return Ok(());
        }
        let ids: Vec<DeliveryId> = self.unsure.iter().map(|(id, _)| *id).collect();
        let mut tx = self.context.store.write().await?;
        in_flight::take_back(&mut tx, &ids, self.context.store.epoch());
        tx.commit().await?;
        for (_, lane) in self.unsure.drain(..) {
            self.berths.lock().lanes.leave(&lane);
        }
        self.take_up();
        self.lookout.look_again();
        Ok(())
    }

    /// Settles what was left in doubt, and tells the pacer what went, or may have gone, in the minute before this process
    /// started.
    async fn warm(&mut self) -> Result<(), ActionError> {
        meter::doubted(settle_uncertain(&self.context).await?);
        let now = self.context.clock.real();
        let mut tx = self.context.store.read().await?;
        for (chat, private, at) in in_flight::sent_since(&mut tx, now - Duration::from_secs(60)).await? {
            // Under a clock that was ahead it may bear a time that is yet to come: then it counts from now.
            self.berths.lock().pacer.warm(chat, if private { Room::Private } else { Room::Group }, at.min(now));
        }
        Ok(())
    }

    /// What waited for a file that is on its way no longer is claimed again.
    fn take_up(&mut self) {
        let free = self.queues.no_longer_aside(&self.shelf);
        if !free.is_empty() {
            free.iter().for_each(|lane| self.berths.lock().lanes.free(lane));
            self.lookout.look_again();
        }
    }

    /// Lets go what was handed over: it is committed, and has its slot.
    fn depart(&mut self) {
        let (going, stayed, has_told) = {
            let mut shared = self.berths.lock();
            (shared.take_going(), shared.take_stayed(), shared.take_told())
        };
        self.unsure.extend(stayed);
        if has_told {
            self.lookout.look_behind(false, self.context.clock.real());
        }
        for going in going {
            let Self { flights, preparer, transport, context, renewed_at, .. } = self;
            flights.begin_express(going, preparer, transport, context, renewed_at);
        }
    }

    // ---- Looking --------------------------------------------------------------------------------------------------

    /// Something was enqueued.
    fn look_now(&mut self) {
        let arrived = self.context.store.arrivals.take();
        self.lookout.look_now(arrived, self.context.clock.real());
    }

    /// Lanes in which a look need not look, and groups of which there is enough. A lesson that only waits in memory keeps
    /// no answer from its chat.
    fn busy(&self, queue: Queue) -> Vec<String> {
        let passed: HashSet<&str> =
            if queue == Queue::Urgent { self.queues.background_lanes().collect() } else { HashSet::new() };
        let full = if queue == Queue::Groups { self.queues.full_groups() } else { Vec::new() };
        let shared = self.berths.lock();
        let busy = shared.lanes.iter().filter(|lane| !passed.contains(lane)).map(str::to_owned);
        busy.chain(full.into_iter().map(claim::full_group)).collect()
    }

    fn until_look(&self, queue: Queue, real: RealTime) -> Option<Duration> {
        self.lookout.until_look(queue, self.queues.get(queue).len(), real)
    }

    /// Begins the looks that are worth it.
    fn look(&mut self, real: RealTime) {
        for queue in Queue::ALL {
            if self.until_look(queue, real) != Some(Duration::ZERO) {
                continue;
            }
            let (context, preparer) = (Arc::clone(&self.context), Arc::clone(&self.preparer));
            let (busy, ahead) = (self.busy(queue), self.lookout.ahead());
            self.berths.lock().lanes.look_begins(queue);
            self.lookout.begin(queue, async move { look(&context, &preparer, queue, &busy, ahead).await }, real);
        }
    }

    /// Takes in what a look found. A lane that another look has taken meanwhile stays with that one; one in which a try
    /// failed meanwhile is looked at again.
    fn found(&mut self, found: Found) {
        let left = self.berths.lock().lanes.look_ends(found.queue);
        if !found.ready.is_empty() {
            self.lookout.found(found.queue, self.context.clock.real());
        }
        self.lookout.ended(found.queue, found.is_full || !left.is_empty(), found.is_void);
        for ready in found.ready.into_iter().filter(|ready| !left.contains(&ready.lane)) {
            let gives_way = found.queue == Queue::Urgent && self.queues.give_way(&ready.lane);
            if self.berths.lock().lanes.take(&ready.lane) || gives_way {
                self.shelf.expect(&ready.request);
                self.queues.push(found.queue, ready);
            }
        }
        for (lane, chat, returned) in found.refused.into_iter().filter(|(lane, ..)| !left.contains(lane)) {
            if self.berths.lock().lanes.take(&lane) {
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
        self.berths.lock().lanes.look_ends(queue);
        self.lookout.ended(queue, false, false);
        if !error.is_passing() {
            return Err(error);
        }
        tracing::warn!(%error, "the outbox cannot be looked at; trying on");
        Ok(())
    }

    // ---- What comes back ------------------------------------------------------------------------------------------

    fn collect(&mut self) {
        while let Some(landed) = self.flights.try_next() {
            self.take_in(landed);
        }
    }

    /// Tells the pacer what an answer means for the limits, and keeps it to be recorded.
    fn take_in(&mut self, (done, is_counted): (Done, bool)) {
        let real = self.context.clock.real();
        if let Outcome::TooMany { retry_after } = done.returned.outcome {
            self.berths.lock().pacer.refused(done.chat, retry_after, real);
        }
        if is_counted {
            self.berths.lock().pacer.answered(done.chat, real);
        }
        self.returned(done);
    }

    fn returned(&mut self, done: Done) {
        let real = self.context.clock.real();
        self.allowance.came_back(real);
        if !self.has_done() {
            self.done_at = real;
        }
        if done.returned.leaves_nothing() {
            self.berths.lock().land(done);
        } else {
            self.done.push(done);
        }
    }

    /// Whether something came back that nobody is recording.
    fn has_done(&self) -> bool {
        !self.done.is_empty() || self.berths.lock().landed() > 0
    }

    // ---- Waiting --------------------------------------------------------------------------------------------------

    /// How much may be added to what is in flight.
    fn room(&self) -> usize {
        self.room_beside(&self.berths.lock())
    }

    fn room_beside(&self, shared: &Shared) -> usize {
        self.allowance.allowed().saturating_sub(self.flights.len() + shared.outstanding())
    }

    /// While much is in flight and more comes back every moment, a commit waits for some company.
    fn is_gathering(&self, real: RealTime) -> bool {
        !self.flights.is_empty()
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
        if self.has_done() {
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
        let first = !self.flights.is_empty() && (!self.has_done() || self.room() == 0 || *stop.borrow());
        tokio::select! {
            () = wake.notified() => self.look_now(),
            _ = stop.changed() => {}
            Some(landed) = self.flights.next(), if first => self.take_in(landed),
            Some(looked) = self.lookout.next(), if !self.lookout.is_empty() => self.take_look(looked)?,
            Some(drawn) = self.studio.next(), if !self.studio.is_empty() => {
                Studio::put(&mut self.shelf, drawn, self.context.clock.real());
            }
            () = self.context.clock.pause(nap) => {}
        }
        Ok(())
    }
}
