//! What the sender and whoever decides share: which lanes are taken, what the limits allow, how much more may be in flight,
//! what was handed over, and what of it has landed (see [`crate::store::express`]).

use super::flights::Done;
use super::lanes::Lanes;
use super::pacer::{Pacer, Room};
use crate::clock::Clock;
use crate::meter;
use crate::rules::ids::DeliveryId;
use crate::rules::real_time::RealTime;
use crate::store::claim::Claimed;
use crate::store::express::{Carrier, Going};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

/// Closed until the sender says how much room there is.
#[derive(Debug)]
pub struct Berths {
    clock: Clock,
    shared: Mutex<Shared>,
}

#[derive(Debug)]
pub struct Shared {
    pub pacer: Pacer,
    /// Lanes with something claimed or in flight.
    pub lanes: Lanes,
    /// How much more may be promised.
    left: usize,
    /// Promised, and not heard of since.
    promised: usize,
    going: Vec<Going>,
    stayed: Vec<(DeliveryId, String)>,
    /// What was accepted and leaves nothing behind: told with whatever is committed next.
    landed: Vec<Done>,
    /// What of it is being told by whoever decides.
    telling: HashMap<DeliveryId, Done>,
    /// Whether something was told since the sender looked.
    has_told: bool,
}

impl Berths {
    pub fn new(pacer: Pacer, clock: Clock) -> Self {
        let shared = Shared {
            pacer,
            lanes: Lanes::default(),
            left: 0,
            promised: 0,
            going: Vec::new(),
            stayed: Vec::new(),
            landed: Vec::new(),
            telling: HashMap::new(),
            has_told: false,
        };
        Self { clock, shared: Mutex::new(shared) }
    }

    pub fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().expect("nothing panics while it holds the lanes")
    }
}

impl Shared {
    /// So much more may be promised, besides what is outstanding.
    pub fn leave(&mut self, left: usize) {
        self.left = left;
    }

    /// What is promised, handed over or in doubt, and not taken yet; and what has landed and is not told.
    pub fn outstanding(&self) -> usize {
        self.promised + self.going.len() + self.stayed.len() + self.landed.len() + self.telling.len()
    }

    /// What was accepted and leaves nothing behind may be told by whoever commits next.
    pub fn land(&mut self, done: Done) {
        self.landed.push(done);
    }

    pub fn has_landed(&self) -> bool {
        !self.landed.is_empty()
    }

    /// What nobody else has told.
    pub fn take_landed(&mut self) -> Vec<Done> {
        std::mem::take(&mut self.landed)
    }

    /// Whether lanes became free because something was told.
    pub fn take_told(&mut self) -> bool {
        std::mem::take(&mut self.has_told)
    }

    /// What was handed over.
    pub fn take_going(&mut self) -> Vec<Going> {
        std::mem::take(&mut self.going)
    }

    /// What may have been committed as *sending* and certainly did not go.
    pub fn take_stayed(&mut self) -> Vec<(DeliveryId, String)> {
        std::mem::take(&mut self.stayed)
    }

    /// A lane, a place in flight and a slot.
    fn promise(&mut self, claimed: &Claimed, now: RealTime) -> bool {
        if self.left == 0 || !self.lanes.take(&claimed.lane) {
            return false;
        }
        let is_counted = claimed.notice.verb().is_counted();
        if !self.pacer.take(claimed.chat, Room::Private, claimed.class, is_counted, now) {
            self.lanes.free(&claimed.lane);
            return false;
        }
        self.left -= 1;
        self.promised += 1;
        true
    }

    /// Nothing is promised, and nothing was handed over that has not been taken.
    pub fn is_idle(&self) -> bool {
        self.outstanding() == 0
    }
}

impl Carrier for Berths {
    fn has_room(&self) -> bool {
        self.lock().left > 0
    }

    fn promise(&self, claimed: &[Claimed]) -> Vec<bool> {
        let mut shared = self.lock();
        // Not before the lock is there: for the pacer time goes one way only.
        let now = self.clock.real();
        claimed.iter().map(|claimed| shared.promise(claimed, now)).collect()
    }

    fn go(&self, going: Vec<Going>) {
        let mut shared = self.lock();
        shared.promised -= going.len();
        shared.going.extend(going);
    }

    fn free(&self, lanes: Vec<String>) {
        let mut shared = self.lock();
        shared.promised -= lanes.len();
        lanes.iter().for_each(|lane| shared.lanes.free(lane));
    }

    fn stayed(&self, deliveries: Vec<(DeliveryId, String)>) {
        let mut shared = self.lock();
        shared.promised -= deliveries.len();
        shared.stayed.extend(deliveries);
    }

    fn landed(&self) -> Vec<DeliveryId> {
        let mut shared = self.lock();
        let landed = shared.take_landed();
        let ids = landed.iter().map(|done| done.returned.id).collect();
        shared.telling.extend(landed.into_iter().map(|done| (done.returned.id, done)));
        ids
    }

    fn told(&self, landed: Vec<DeliveryId>) {
        let mut shared = self.lock();
        let told: Vec<Done> = landed.iter().filter_map(|id| shared.telling.remove(id)).collect();
        told.iter().for_each(|done| shared.lanes.free(&done.lane));
        shared.has_told |= !told.is_empty();
        drop(shared);
        meter::came_back(told.iter().map(|done| &done.returned.outcome));
    }

    fn untold(&self, landed: Vec<DeliveryId>) {
        let mut shared = self.lock();
        let untold: Vec<Done> = landed.iter().filter_map(|id| shared.telling.remove(id)).collect();
        shared.landed.extend(untold);
    }
}
