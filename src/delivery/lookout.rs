//! When each queue is worth a look at the outbox, and the looks that are under way.

use super::look::Found;
use super::queue::Queue;
use crate::actions::ActionError;
use crate::rules::real_time::RealTime;
use crate::store::arrivals::Arrived;
use std::future::Future;
use std::time::Duration;
use tokio::task::{JoinError, JoinSet};

/// A queue is looked at so often when nobody says that it is worth it.
pub const IDLE: Duration = Duration::from_secs(1);

/// A queue is not looked at again sooner than this because lanes became free.
const LOOK_GAP: Duration = Duration::from_millis(10);

/// The same while there is enough for the moment: a look passes over everything that is claimed already.
const FULL_LOOK_GAP: Duration = Duration::from_millis(30);

/// A look claims so much at most, when less than half of it waits; each lesson that waits here takes two kilobytes.
const MOST_AHEAD: usize = 512;

/// What is claimed ahead for groups, at most.
const MOST_IN_GROUPS: usize = 4_096;

/// So long after something was enqueued or found, more of it may stand behind what is in flight in its lane.
const RECENT: Duration = Duration::from_secs(2);

pub type Looked = (Queue, Result<Found, ActionError>);

/// A queue's next look.
#[derive(Debug, Clone, Copy)]
struct Watch {
    /// Something was enqueued or became free since the last look began.
    is_due: bool,
    /// One is on its way.
    is_looking: bool,
    at: RealTime,
    /// When something was last enqueued for the queue, as far as we were told, or found in it.
    busy_at: RealTime,
    /// Nothing waited in it when it was last looked at, and as far as we were told nothing was enqueued since.
    is_void: bool,
    /// Lanes became free since the look began that is on its way.
    is_freed: bool,
}

impl Watch {
    fn begun(&mut self, real: RealTime) {
        (self.is_due, self.is_looking, self.is_freed, self.at) = (false, true, false, real);
    }
}

/// Keeps watch over the queues.
#[derive(Debug)]
pub struct Lookout {
    watches: [Watch; 3],
    looks: JoinSet<Looked>,
    /// How much a look claims.
    ahead: usize,
    /// Rows in flight at once, at most: so much is enough for the moment.
    in_flight: usize,
}

impl Lookout {
    /// A look claims what goes in a second of the limits, or as much as it ever does.
    pub fn new(per_second: u32, in_flight: usize) -> Self {
        let (at, busy_at) = (RealTime(0), RealTime(0));
        let watch = Watch { is_due: true, is_looking: false, at, busy_at, is_void: false, is_freed: false };
        Self {
            watches: [watch; 3],
            looks: JoinSet::new(),
            ahead: (per_second as usize).clamp(32, MOST_AHEAD),
            in_flight,
        }
    }

    pub const fn ahead(&self) -> usize {
        self.ahead
    }

    /// Something was enqueued: whoever waits for it does not wait for a turn of ours. Where nobody said what, each queue is
    /// worth a look.
    pub fn look_now(&mut self, arrived: Arrived, real: RealTime) {
        for queue in Queue::ALL {
            if arrived != Arrived::NONE && !arrived.has(queue.sort()) {
                continue;
            }
            let watch = &mut self.watches[queue as usize];
            (watch.is_due, watch.busy_at, watch.is_void) = (true, real, false);
            if queue != Queue::Background {
                watch.at = RealTime(0);
            }
        }
    }

    /// Lanes became free. Something may stand behind them in the queues that were not empty a moment ago; whatever else there
    /// is, the next idle look finds. `is_left`: something was left to wait in one of them.
    pub fn look_behind(&mut self, is_left: bool, real: RealTime) {
        for watch in &mut self.watches {
            let is_recent = real.since(watch.busy_at) < RECENT;
            // A look on its way sees for itself whether anything waits.
            watch.is_freed |= is_recent && watch.is_looking;
            watch.is_due |= is_left || is_recent && !watch.is_looking && !watch.is_void;
            watch.is_void &= !is_left;
        }
    }

    /// Something may have become free: each queue is worth a look.
    pub fn look_again(&mut self) {
        for watch in &mut self.watches {
            watch.is_due = true;
        }
    }

    /// How long until a queue in which so much waits is worth a look; `None` while that is enough, or it is being looked at.
    pub fn until_look(&self, queue: Queue, waiting: usize, real: RealTime) -> Option<Duration> {
        let enough = match queue {
            Queue::Urgent => self.ahead,
            // Of each group there is not much.
            Queue::Groups => MOST_IN_GROUPS,
            Queue::Background => self.ahead / 2,
        };
        let watch = self.watches[queue as usize];
        if watch.is_looking || waiting >= enough {
            return None;
        }
        let gap = match (watch.is_due, waiting < self.in_flight) {
            (true, true) => LOOK_GAP,
            (true, false) => FULL_LOOK_GAP,
            (false, _) => IDLE,
        };
        Some(gap.saturating_sub(real.since(watch.at)))
    }

    /// Begins a look. To be told with [`Lookout::ended`] that it has ended.
    pub fn begin(
        &mut self,
        queue: Queue,
        look: impl Future<Output = Result<Found, ActionError>> + Send + 'static,
        real: RealTime,
    ) {
        self.watches[queue as usize].begun(real);
        self.looks.spawn(async move { (queue, look.await) });
    }

    /// A look has ended; `is_due`: the next is worth it at once; `is_void`: it saw that nothing waits.
    pub fn ended(&mut self, queue: Queue, is_due: bool, is_void: bool) {
        let watch = &mut self.watches[queue as usize];
        watch.is_looking = false;
        watch.is_due |= is_due || watch.is_freed && !is_void;
        // What was enqueued while it looked it may have missed.
        watch.is_void = is_void && !watch.is_due;
    }

    /// A look found something.
    pub fn found(&mut self, queue: Queue, real: RealTime) {
        self.watches[queue as usize].busy_at = real;
    }

    pub fn is_empty(&self) -> bool {
        self.looks.is_empty()
    }

    /// What a look brought that has ended already.
    pub fn try_next(&mut self) -> Option<Result<Looked, JoinError>> {
        self.looks.try_join_next()
    }

    /// What a look brought; `None` when none is under way.
    pub async fn next(&mut self) -> Option<Result<Looked, JoinError>> {
        self.looks.join_next().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: RealTime = RealTime(1_000_000);
    const URGENT: Queue = Queue::Urgent;

    /// A look at answers that ended as said, after something had been enqueued.
    fn looked(is_void: bool) -> Lookout {
        let mut lookout = Lookout::new(1_000, 100);
        lookout.look_now(Arrived::ANSWERS, NOW);
        lookout.watches[URGENT as usize].begun(NOW);
        lookout.ended(URGENT, false, is_void);
        lookout
    }

    fn gap(lookout: &Lookout) -> Option<Duration> {
        lookout.until_look(URGENT, 0, NOW)
    }

    #[test]
    fn lanes_that_become_free_uncover_nothing_where_nothing_waits() {
        for (is_void, is_left, expected) in
            [(false, false, LOOK_GAP), (true, false, IDLE), (true, true, LOOK_GAP), (false, true, LOOK_GAP)]
        {
            let mut lookout = looked(is_void);
            lookout.look_behind(is_left, NOW);
            assert_eq!(gap(&lookout), Some(expected), "void: {is_void}, left: {is_left}");
        }
    }

    #[test]
    fn what_is_enqueued_while_a_look_is_under_way_is_looked_for_again() {
        let mut lookout = looked(true);
        lookout.watches[URGENT as usize].begun(NOW);
        lookout.look_now(Arrived::ANSWERS, NOW);
        assert_eq!(gap(&lookout), None, "one is under way");
        lookout.ended(URGENT, false, true);
        assert_eq!(gap(&lookout), Some(Duration::ZERO), "somebody waits");
        lookout.watches[URGENT as usize].begun(NOW);
        lookout.ended(URGENT, false, false);
        lookout.look_behind(false, NOW);
        assert_eq!(gap(&lookout), Some(LOOK_GAP), "something may stand behind");
    }

    #[test]
    fn lanes_that_become_free_under_a_look_uncover_what_it_saw_waiting() {
        for (is_void, is_left, expected) in
            [(false, false, LOOK_GAP), (true, false, IDLE), (true, true, LOOK_GAP), (false, true, LOOK_GAP)]
        {
            // It was void before, and what is to come came with this look.
            let mut lookout = looked(true);
            lookout.watches[URGENT as usize].begun(NOW);
            lookout.look_behind(is_left, NOW);
            lookout.ended(URGENT, false, is_void);
            assert_eq!(gap(&lookout), Some(expected), "void: {is_void}, left: {is_left}");
        }
    }
}
