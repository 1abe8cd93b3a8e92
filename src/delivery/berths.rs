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
    /// What was accepted and leaves nothing behind, and nobody is telling.
    landed: Vec<Done>,
    /// What of it goes with the commit of whoever decides.
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

    /// In flight, and in others' hands: what is promised, handed over or in doubt, and not taken yet, and what they tell.
    pub fn outstanding(&self) -> usize {
        self.promised + self.going.len() + self.stayed.len() + self.telling.len()
    }

    /// What was accepted and leaves nothing behind may be told by whoever commits next.
    pub fn land(&mut self, done: Done) {
        self.landed.push(done);
    }

    /// How much has landed that nobody is telling: like all that came back, it is in flight until that is committed.
    pub fn landed(&self) -> usize {
        self.landed.len()
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

    /// Nothing is promised, nothing was handed over that has not been taken, and all that has landed is told.
    pub fn is_idle(&self) -> bool {
        self.outstanding() == 0 && self.landed.is_empty()
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

    fn landed(&self) -> (Vec<DeliveryId>, RealTime) {
        let mut shared = self.lock();
        let landed = shared.take_landed();
        let ids = landed.iter().map(|done| done.returned.id).collect();
        shared.telling.extend(landed.into_iter().map(|done| (done.returned.id, done)));
        (ids, self.clock.real())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::settle::{Basis, Returned};
    use crate::delivery::Limits;
    use crate::rules::ids::ChatId;
    use crate::rules::outcome::{Outcome, Receipt};
    use chrono::DateTime;

    /// Of each chat one that has landed; its lane is taken.
    fn berths(chats: std::ops::Range<i64>) -> Berths {
        let clock = Clock::manual(DateTime::UNIX_EPOCH);
        let berths = Berths::new(Pacer::new(Limits::default(), clock.real()), clock);
        for chat in chats {
            let outcome = Outcome::Sent(Receipt::default());
            let returned = Returned { id: DeliveryId(chat), outcome, basis: Basis::Look, trace: None };
            let mut shared = berths.lock();
            assert!(shared.lanes.take(&format!("c{chat}")));
            shared.land(Done { lane: format!("c{chat}"), chat: ChatId(chat), returned });
        }
        berths
    }

    /// What has landed, what is in others' hands, and whether all is told.
    fn counts(berths: &Berths) -> (usize, usize, bool) {
        let shared = berths.lock();
        (shared.landed(), shared.outstanding(), shared.is_idle())
    }

    #[test]
    fn what_has_landed_is_in_flight_until_it_is_told_and_its_lane_with_it() {
        let berths = berths(1..4);
        assert_eq!(counts(&berths), (3, 0, false));
        let (landed, _) = berths.landed();
        assert_eq!(landed, [1, 2, 3].map(DeliveryId));
        assert_eq!(counts(&berths), (0, 3, false), "somebody tells it");
        assert!(berths.landed().0.is_empty() && berths.lock().take_landed().is_empty(), "nobody else does");
        berths.told(vec![DeliveryId(1), DeliveryId(2)]);
        berths.untold(vec![DeliveryId(3)]);
        assert_eq!(counts(&berths), (1, 0, false), "one is to be told again");
        let mut shared = berths.lock();
        assert_eq!(["c1", "c2", "c3"].map(|lane| shared.lanes.take(lane)), [true, true, false]);
        assert!(shared.take_told() && !shared.take_told());
        assert_eq!(shared.take_landed().len(), 1);
        assert!(shared.is_idle());
    }
}
