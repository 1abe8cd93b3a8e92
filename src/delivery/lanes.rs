//! Which lanes have something claimed or in flight: of each lane one delivery at most, so that nothing overtakes anything
//! in a chat.
//!
//! A look reads the outbox as it was when it began. If meanwhile a try failed in a lane, what the look found there may be
//! younger than what has to be tried again: it is left for the next look.

use super::queue::Queue;
use std::collections::HashSet;

/// The lanes that are taken, and what happened to them while looks were under way.
#[derive(Debug, Default)]
pub struct Lanes {
    taken: HashSet<String>,
    /// By queue, while it is looked at: lanes in which something was left to wait since that look began.
    left: [Option<HashSet<String>>; 3],
}

impl Lanes {
    /// A queue begins to be looked at.
    pub fn look_begins(&mut self, queue: Queue) {
        self.left[queue as usize] = Some(HashSet::new());
    }

    /// The look has ended. Returns the lanes of which it cannot know what comes next.
    pub fn look_ends(&mut self, queue: Queue) -> HashSet<String> {
        self.left[queue as usize].take().unwrap_or_default()
    }

    /// True if the lane was free.
    pub fn take(&mut self, lane: &str) -> bool {
        !self.taken.contains(lane) && self.taken.insert(lane.to_owned())
    }

    /// What was in the lane is settled, or was none of ours.
    pub fn free(&mut self, lane: &str) {
        self.taken.remove(lane);
    }

    /// What was in the lane stays there, and is tried again.
    pub fn leave(&mut self, lane: &str) {
        self.taken.remove(lane);
        for left in self.left.iter_mut().flatten() {
            left.insert(lane.to_owned());
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.taken.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_taken_once() {
        let mut lanes = Lanes::default();
        assert!(lanes.take("c1") && !lanes.take("c1"));
        lanes.free("c1");
        assert!(lanes.take("c1"));
    }

    #[test]
    fn a_look_that_began_before_a_try_failed_knows_nothing_of_that_lane() {
        let mut lanes = Lanes::default();
        lanes.look_begins(Queue::Background);
        lanes.take("c1");
        lanes.take("c2");
        lanes.leave("c1");
        lanes.free("c2");
        lanes.look_begins(Queue::Urgent);
        assert_eq!(lanes.look_ends(Queue::Background), HashSet::from(["c1".to_owned()]));
        assert!(lanes.look_ends(Queue::Urgent).is_empty(), "it began afterwards");
        lanes.look_begins(Queue::Background);
        assert!(lanes.look_ends(Queue::Background).is_empty(), "and so does the next");
    }
}
