//! What is ready to go, in memory: three queues, and which of them may go now.

use super::pacer::{Pacer, Room};
use super::shelf::Shelf;
use super::transport::Request;
use crate::actions::settle::Trace;
use crate::rules::ids::{ChatId, DeliveryId};
use crate::rules::notice::Class;
use crate::rules::real_time::RealTime;
use crate::store::chats::ChatKind;
use crate::store::claim::Claimed;
use std::collections::VecDeque;

/// Which of the queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Answers and relays to private chats.
    Urgent,
    /// Whatever goes to groups: twenty a minute for each, so it must not stand before anybody else.
    Groups,
    /// Lessons and nudges to private chats.
    Background,
}

impl Queue {
    pub const ALL: [Self; 3] = [Self::Urgent, Self::Groups, Self::Background];

    /// From the first class to the last, and whether in private chats.
    pub const fn of(self) -> ((Class, Class), bool) {
        match self {
            Self::Urgent => ((Class::Reply, Class::Relay), true),
            Self::Groups => ((Class::Reply, Class::Nudge), false),
            Self::Background => ((Class::Lesson, Class::Nudge), true),
        }
    }
}

/// A delivery that is ready to go.
#[derive(Debug)]
pub struct Ready {
    pub id: DeliveryId,
    pub lane: String,
    pub chat: ChatId,
    pub room: Room,
    pub class: Class,
    /// Whether it counts against the limits.
    pub is_counted: bool,
    /// How often it went before.
    pub attempts: i64,
    pub request: Request,
    pub trace: Option<Trace>,
}

impl Ready {
    pub fn new(claimed: Claimed, request: Request) -> Self {
        Self {
            id: claimed.id,
            chat: claimed.chat,
            room: match claimed.chat_kind {
                ChatKind::Private => Room::Private,
                ChatKind::Group | ChatKind::Forum => Room::Group,
            },
            class: claimed.class,
            is_counted: claimed.notice.verb().is_counted(),
            attempts: claimed.attempts,
            request,
            trace: Trace::of(&claimed),
            lane: claimed.lane,
        }
    }
}

/// The queues, each in the order in which things go.
#[derive(Debug, Default)]
pub struct Queues {
    urgent: VecDeque<Ready>,
    groups: VecDeque<Ready>,
    background: VecDeque<Ready>,
}

impl Queues {
    pub const fn get(&self, queue: Queue) -> &VecDeque<Ready> {
        match queue {
            Queue::Urgent => &self.urgent,
            Queue::Groups => &self.groups,
            Queue::Background => &self.background,
        }
    }

    pub fn push(&mut self, queue: Queue, ready: Ready) {
        self.get_mut(queue).push_back(ready);
    }

    /// Takes out the lesson or nudge that waits in a lane; it is claimed again when the lane is free. True if there was one.
    pub fn give_way(&mut self, lane: &str) -> bool {
        let waiting = self.background.iter().position(|ready| ready.lane == lane);
        waiting.and_then(|place| self.background.remove(place)).is_some()
    }

    pub fn is_empty(&self) -> bool {
        Queue::ALL.into_iter().all(|queue| self.get(queue).is_empty())
    }

    /// Takes what may go now, at most `room`: urgent first; what waits for its chat or its file stays. Lessons and nudges
    /// leave `kept` of the room to whoever comes next.
    pub fn choose(
        &mut self,
        pacer: &mut Pacer,
        shelf: &mut Shelf,
        room: usize,
        kept: usize,
        now: RealTime,
    ) -> Vec<Ready> {
        let mut chosen = Vec::new();
        for queue in Queue::ALL {
            let room = if queue == Queue::Background { room.saturating_sub(kept) } else { room };
            let waiting = self.get_mut(queue);
            let mut passed = VecDeque::new();
            while chosen.len() < room {
                let Some(mut ready) = waiting.pop_front() else { break };
                if shelf.is_ready(&ready.request)
                    && pacer.take(ready.chat, ready.room, ready.class, ready.is_counted, now)
                {
                    ready.request = shelf.take(ready.id, ready.request);
                    chosen.push(ready);
                } else {
                    passed.push_back(ready);
                    // Lessons all wait for the same thing: looking at each of a thousand finds nothing more.
                    if queue == Queue::Background && pacer.is_spent(now) {
                        break;
                    }
                }
            }
            while let Some(ready) = passed.pop_back() {
                waiting.push_front(ready);
            }
        }
        chosen
    }

    const fn get_mut(&mut self, queue: Queue) -> &mut VecDeque<Ready> {
        match queue {
            Queue::Urgent => &mut self.urgent,
            Queue::Groups => &mut self.groups,
            Queue::Background => &mut self.background,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::pacer::Limits;

    fn ready(id: i64, lane: &str, class: Class) -> Ready {
        Ready {
            id: DeliveryId(id),
            lane: lane.to_owned(),
            chat: ChatId(id),
            room: Room::Private,
            class,
            is_counted: true,
            attempts: 0,
            request: Request::Delete { chat: id, target: 1 },
            trace: None,
        }
    }

    #[test]
    fn a_lesson_that_waits_gives_way_to_the_answer_in_its_chat() {
        let mut queues = Queues::default();
        for (id, lane) in [(1, "c1"), (2, "c2"), (3, "c3")] {
            queues.push(Queue::Background, ready(id, lane, Class::Lesson));
        }
        assert!(queues.give_way("c2"));
        assert!(!queues.give_way("c2"), "there is one for each lane");
        let left: Vec<i64> = queues.get(Queue::Background).iter().map(|ready| ready.id.0).collect();
        assert_eq!(left, [1, 3]);
    }

    #[test]
    fn urgent_things_go_first_and_lessons_leave_room() {
        let mut queues = Queues::default();
        for id in 0..10 {
            queues.push(Queue::Background, ready(id, &format!("c{id}"), Class::Lesson));
        }
        queues.push(Queue::Urgent, ready(20, "c20", Class::Reply));
        let limits = Limits { per_second: 1_000, ..Limits::default() };
        let mut pacer = Pacer::new(limits, RealTime(0));
        let chosen = queues.choose(&mut pacer, &mut Shelf::new(1), 6, 2, RealTime(1_000));
        let chosen: Vec<i64> = chosen.iter().map(|ready| ready.id.0).collect();
        assert_eq!(chosen, [20, 0, 1, 2], "six places, two of them kept");
    }
}
