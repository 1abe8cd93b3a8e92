//! What is ready to go, in memory: three queues, and which of them may go now.
//!
//! What waits for something other than its turn takes no place that others need: of each group only so much is claimed
//! ahead, and what waits for a file that is on its way is put aside.

use super::pacer::{Pacer, Room};
use super::shelf::Shelf;
use super::transport::Request;
use crate::actions::settle::Trace;
use crate::rules::course::MediaHash;
use crate::rules::ids::{ChatId, DeliveryId};
use crate::rules::notice::Class;
use crate::rules::real_time::RealTime;
use crate::store::arrivals::Arrived;
use crate::store::chats::ChatKind;
use crate::store::claim::{self, Claimed};
use std::collections::{HashMap, VecDeque};

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

    /// What of that which is enqueued belongs to it.
    pub const fn sort(self) -> Arrived {
        match self {
            Self::Urgent => Arrived::ANSWERS,
            Self::Groups => Arrived::TO_GROUPS,
            Self::Background => Arrived::LESSONS,
        }
    }

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
    /// Apart from the rest: hundreds wait here, and each passes through several hands.
    pub request: Box<Request>,
    pub trace: Option<Trace>,
}

impl Ready {
    pub fn new(claimed: Claimed, request: Box<Request>) -> Self {
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
    /// Lanes whose message waits for a file that is on its way. The message itself is claimed again when that is there.
    aside: HashMap<MediaHash, Vec<(Queue, String)>>,
}

/// So many lanes are put aside at most: every look is told of them.
const MOST_ASIDE: usize = 4_096;

/// Of so many claimed ahead a group has enough: it gets twenty a minute, and others wait too.
const AHEAD_OF_GROUP: usize = claim::AHEAD_OF_GROUP;

impl Queues {
    pub const fn get(&self, queue: Queue) -> &VecDeque<Ready> {
        match queue {
            Queue::Urgent => &self.urgent,
            Queue::Groups => &self.groups,
            Queue::Background => &self.background,
        }
    }

    /// Puts it behind what is as urgent: a group may wait for minutes.
    pub fn push(&mut self, queue: Queue, ready: Ready) {
        let waiting = self.get_mut(queue);
        let behind =
            waiting.iter().rev().take_while(|other| other.class > ready.class && queue == Queue::Groups).count();
        waiting.insert(waiting.len() - behind, ready);
    }

    /// Groups of which enough is claimed ahead.
    pub fn full_groups(&self) -> Vec<ChatId> {
        let mut ahead: HashMap<ChatId, usize> = HashMap::new();
        for ready in &self.groups {
            *ahead.entry(ready.chat).or_default() += 1;
        }
        ahead.into_iter().filter(|(_, count)| *count >= AHEAD_OF_GROUP).map(|(chat, _)| chat).collect()
    }

    /// Lanes in which nothing but a lesson or nudge waits.
    pub fn background_lanes(&self) -> impl Iterator<Item = &str> {
        let aside = self.aside.values().flatten().filter(|(queue, _)| *queue == Queue::Background);
        self.background.iter().map(|ready| ready.lane.as_str()).chain(aside.map(|(_, lane)| lane.as_str()))
    }

    /// Takes out the lesson or nudge that waits in a lane; it is claimed again when the lane is free. True if there was one.
    pub fn give_way(&mut self, lane: &str) -> bool {
        if let Some(place) = self.background.iter().position(|ready| ready.lane == lane) {
            return self.background.remove(place).is_some();
        }
        self.aside.values_mut().any(|lanes| {
            let place = lanes.iter().position(|(queue, other)| *queue == Queue::Background && other == lane);
            place.map(|place| lanes.swap_remove(place)).is_some()
        })
    }

    /// Takes out the lanes whose file is on its way no longer, there or not: they are free.
    pub fn no_longer_aside(&mut self, shelf: &Shelf) -> Vec<String> {
        let mut free = Vec::new();
        self.aside.retain(|hash, lanes| {
            let stays = shelf.is_on_its_way(hash);
            if !stays {
                free.extend(lanes.drain(..).map(|(_, lane)| lane));
            }
            stays
        });
        free
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
            let mut aside_room = MOST_ASIDE.saturating_sub(self.aside.values().map(Vec::len).sum());
            let mut aside = Vec::new();
            let waiting = self.get_mut(queue);
            let mut passed = VecDeque::new();
            while chosen.len() < room {
                let Some(mut ready) = waiting.pop_front() else { break };
                if shelf.is_ready(&ready.request)
                    && pacer.take(ready.chat, ready.room, ready.class, ready.is_counted, now)
                {
                    shelf.take(ready.id, &mut ready.request);
                    chosen.push(ready);
                } else if let Some(file) = shelf.on_its_way(&ready.request).filter(|_| aside_room > 0) {
                    aside_room -= 1;
                    aside.push((file.clone(), ready.lane));
                } else {
                    passed.push_back(ready);
                    // Lessons all wait for the same thing: looking at each of them finds nothing more.
                    if queue == Queue::Background && pacer.is_spent(now) {
                        break;
                    }
                }
            }
            while let Some(ready) = passed.pop_back() {
                waiting.push_front(ready);
            }
            for (file, lane) in aside {
                self.aside.entry(file).or_default().push((queue, lane));
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
    use crate::rules::course::{Media, MediaKind};
    use crate::text::Message;

    fn ready(id: i64, lane: &str, class: Class) -> Ready {
        Ready {
            id: DeliveryId(id),
            lane: lane.to_owned(),
            chat: ChatId(id),
            room: Room::Private,
            class,
            is_counted: true,
            attempts: 0,
            request: Box::new(Request::Delete { chat: id, target: 1 }),
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

    fn with_file(id: i64, lane: &str, class: Class) -> Ready {
        let media = Media {
            hash: MediaHash("aa".to_owned()),
            kind: MediaKind::Photo,
            mime: "image/png".to_owned(),
            name: "a.png".to_owned(),
            bytes: None,
            size: None,
        };
        let request = Request::SendFile {
            chat: id,
            thread: None,
            reply_to: None,
            silent: false,
            message: Message::default(),
            media,
            drawing: None,
            source: None,
        };
        Ready { request: Box::new(request), ..ready(id, lane, class) }
    }

    #[test]
    fn what_waits_for_a_file_on_its_way_leaves_the_queue_to_others() {
        let now = RealTime(1_000_000);
        let mut queues = Queues::default();
        for id in 0..300 {
            queues.push(Queue::Background, with_file(id, &format!("c{id}"), Class::Lesson));
        }
        queues.push(Queue::Background, ready(300, "c300", Class::Lesson));
        let mut shelf = Shelf::new(1);
        shelf.drawn(&MediaHash("aa".to_owned()), Some([1].as_slice().into()), now);
        let limits = Limits { per_second: 1_000, ..Limits::default() };
        let mut pacer = Pacer::new(limits, RealTime(0));
        let chosen = queues.choose(&mut pacer, &mut shelf, 10, 0, now);
        let chosen: Vec<i64> = chosen.iter().map(|ready| ready.id.0).collect();
        assert_eq!(chosen, [0, 300], "one takes the file there, and who needs none goes on");
        assert!(queues.get(Queue::Background).is_empty(), "there is room for more");
        assert_eq!(queues.background_lanes().count(), 299, "a look passes over the others");
        assert_eq!(queues.no_longer_aside(&shelf), Vec::<String>::new());
        assert!(queues.give_way("c7"), "an answer in the same chat does not wait for the file");
        shelf.stayed(DeliveryId(0));
        assert_eq!(queues.no_longer_aside(&shelf).len(), 298, "now another can take it there");
        assert_eq!(queues.background_lanes().count(), 0);
    }

    #[test]
    fn of_each_group_so_much_is_enough_and_answers_go_first() {
        let mut queues = Queues::default();
        let of = |chat, id, class| Ready { chat: ChatId(chat), room: Room::Group, ..ready(id, "t", class) };
        for id in 0..8 {
            queues.push(Queue::Groups, of(1, id, Class::Relay));
        }
        queues.push(Queue::Groups, of(2, 8, Class::Relay));
        assert_eq!(queues.full_groups(), [ChatId(1)]);
        queues.push(Queue::Groups, of(1, 9, Class::Reply));
        queues.push(Queue::Groups, of(2, 10, Class::Reply));
        let order: Vec<i64> = queues.get(Queue::Groups).iter().map(|ready| ready.id.0).collect();
        assert_eq!(order, [9, 10, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    }
}
