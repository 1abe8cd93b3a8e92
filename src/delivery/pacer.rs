//! The pacer: when something may go, by Telegram's limits. Pure; real time comes from outside.
//!
//! Three limits, each a setting: messages a second overall, released in even slots; the gap in a private chat; messages a
//! minute in a group, where sends, edits and new topics all count. A share of the overall rate is kept for answers and
//! relays, so that a press is answered while a hundred thousand lessons wait.

use crate::rules::ids::ChatId;
use crate::rules::notice::Class;
use crate::rules::real_time::RealTime;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// Telegram's limits as published (core.telegram.org/bots/faq, "hitting limits"), each a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Messages a second, over all chats. At least 1.
    pub per_second: u32,
    /// The least time between two messages in a private chat.
    pub private_gap: Duration,
    /// Messages in a group in any 60 seconds. At least 1.
    pub group_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_second: 30, private_gap: Duration::from_secs(1), group_per_minute: 20 }
    }
}

/// How much of the overall rate lessons and nudges may use, in percent, while somebody gets answers.
const BACKGROUND_PERCENT: i64 = crate::rules::rush::LESSON_PERCENT;

/// So long after an answer or a relay their share is kept; when nobody asks for anything, lessons may use all.
const SHARE_KEPT_FOR: Duration = Duration::from_secs(1);

/// Slots are released in groups of at most so much time's worth: a timer for each message would cost more than the message.
/// A round takes 20 ms; what a late round missed of this is made up for.
const GROUP_MS: i64 = 25;

/// Two slots, so that a slow rate does not lose what a round is late.
const LEAST_CAPACITY: i64 = 2_000;

const MINUTE: Duration = Duration::from_secs(60);

/// Chats remembered before any is forgotten.
const SWEEP_FROM: usize = 4_096;

/// Keeps count of what went and says what may go.
#[derive(Debug)]
pub struct Pacer {
    limits: Limits,
    overall: Bucket,
    background: Bucket,
    /// The next instant at which a private chat may get something.
    private: HashMap<ChatId, RealTime>,
    /// What went to a group in the last minute.
    groups: HashMap<ChatId, VecDeque<RealTime>>,
    /// Chats that Telegram asked to leave alone, until when.
    frozen: HashMap<ChatId, RealTime>,
    all_frozen_until: RealTime,
    last_refusal: Option<(ChatId, RealTime)>,
    /// When an answer or a relay last went.
    urgent_at: Option<RealTime>,
    /// At so many chats, those of which nothing need be remembered are forgotten.
    sweep_at: usize,
}

/// Whether a chat is private or a group, which have different limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    Private,
    Group,
}

/// Tokens in thousandths, filled evenly.
#[derive(Debug)]
struct Bucket {
    per_second: i64,
    tokens: i64,
    at: RealTime,
}

impl Bucket {
    fn new(per_second: i64, now: RealTime) -> Self {
        Self { per_second: per_second.max(1), tokens: 0, at: now }
    }

    fn fill(&mut self, now: RealTime) {
        let elapsed = (now.0 - self.at.0).clamp(0, 60_000);
        // A clock set back fills nothing, and is followed.
        self.at = now;
        let capacity = (self.per_second * GROUP_MS).max(LEAST_CAPACITY);
        self.tokens = (self.tokens + elapsed * self.per_second).min(capacity);
    }

    /// How long until a whole token is there.
    fn wait(&self) -> Duration {
        let missing = (1_000 - self.tokens).max(0);
        Duration::from_millis(u64::try_from((missing + self.per_second - 1) / self.per_second).unwrap_or(0))
    }
}

impl Pacer {
    pub fn new(limits: Limits, now: RealTime) -> Self {
        let per_second = i64::from(limits.per_second.max(1));
        Self {
            limits,
            overall: Bucket::new(per_second, now),
            background: Bucket::new((per_second * BACKGROUND_PERCENT / 100).max(1), now),
            private: HashMap::new(),
            groups: HashMap::new(),
            frozen: HashMap::new(),
            all_frozen_until: RealTime(0),
            last_refusal: None,
            urgent_at: None,
            sweep_at: SWEEP_FROM,
        }
    }

    /// Told of what was sent before this process started, so that a restart breaks no limit.
    pub fn warm(&mut self, chat: ChatId, room: Room, at: RealTime) {
        self.note_chat(chat, room, at);
    }

    /// Whether one more may go to a chat now; if not, the instant before which it is no use to ask again.
    pub fn may_go(&mut self, chat: ChatId, room: Room, class: Class, now: RealTime) -> Result<(), RealTime> {
        self.overall.fill(now);
        self.background.fill(now);
        if self.all_frozen_until > now {
            return Err(self.all_frozen_until);
        }
        if self.overall.tokens < 1_000 {
            return Err(now + self.overall.wait());
        }
        if class >= Class::Lesson && self.keeps_share(now) && self.background.tokens < 1_000 {
            return Err(now + self.background.wait());
        }
        if let Some(until) = self.frozen.get(&chat).filter(|until| **until > now) {
            return Err(*until);
        }
        match room {
            Room::Private => match self.private.get(&chat) {
                // A clock that was set back far must not freeze a chat.
                Some(next) if *next > now && *next <= now + self.limits.private_gap => Err(*next),
                _ => Ok(()),
            },
            Room::Group => {
                let log = self.groups.entry(chat).or_default();
                while log.front().is_some_and(|first| now.since(*first) >= MINUTE || *first > now) {
                    log.pop_front();
                }
                match log.front() {
                    Some(first) if log.len() >= self.limits.group_per_minute.max(1) as usize => Err(*first + MINUTE),
                    _ => Ok(()),
                }
            }
        }
    }

    /// Takes a slot if there is one: true when the delivery may go now. What counts against no rate needs none.
    pub fn take(&mut self, chat: ChatId, room: Room, class: Class, is_counted: bool, now: RealTime) -> bool {
        if !is_counted {
            return !self.is_frozen(chat, now);
        }
        let may = self.may_go(chat, room, class, now).is_ok();
        if may {
            self.went(chat, room, class, now);
        }
        may
    }

    /// Whether no lesson may go now, to whatever chat.
    pub fn is_spent(&mut self, now: RealTime) -> bool {
        self.overall.fill(now);
        self.background.fill(now);
        self.all_frozen_until > now
            || self.overall.tokens < 1_000
            || (self.keeps_share(now) && self.background.tokens < 1_000)
    }

    /// Whether Telegram asked for patience with this chat, or with all; for requests that count against no rate.
    fn is_frozen(&self, chat: ChatId, now: RealTime) -> bool {
        self.all_frozen_until > now || self.frozen.get(&chat).is_some_and(|until| *until > now)
    }

    /// Whether somebody was answered a moment ago.
    fn keeps_share(&self, now: RealTime) -> bool {
        self.urgent_at.is_some_and(|at| now.since(at) < SHARE_KEPT_FOR)
    }

    /// Notes that one is on its way.
    fn went(&mut self, chat: ChatId, room: Room, class: Class, now: RealTime) {
        self.overall.tokens -= 1_000;
        if class >= Class::Lesson {
            self.background.tokens = (self.background.tokens - 1_000).max(0);
        } else {
            self.urgent_at = Some(now);
        }
        self.note_chat(chat, room, now);
    }

    fn note_chat(&mut self, chat: ChatId, room: Room, at: RealTime) {
        match room {
            Room::Private if self.limits.private_gap.is_zero() => {}
            Room::Private => {
                self.private.insert(chat, at + self.limits.private_gap);
            }
            Room::Group => self.groups.entry(chat).or_default().push_back(at),
        }
        if self.private.len() >= self.sweep_at {
            self.private.retain(|_, next| *next > at);
            self.frozen.retain(|_, until| *until > at);
            self.sweep_at = (self.private.len() * 2).max(SWEEP_FROM);
        }
    }

    /// What went to a private chat was answered: Telegram took it by now, however long it was on its way, so the gap to the
    /// next counts from here.
    pub fn answered(&mut self, chat: ChatId, now: RealTime) {
        if let Some(next) = self.private.get_mut(&chat) {
            *next = (*next).max(now + self.limits.private_gap);
        }
    }

    /// Telegram asked for patience: that chat waits; all wait when two chats were refused within a second.
    pub fn refused(&mut self, chat: ChatId, retry_after: Duration, now: RealTime) {
        let until = now + retry_after;
        self.frozen.insert(chat, until);
        if let Some((other, at)) = self.last_refusal
            && other != chat
            && now.since(at) <= Duration::from_secs(1)
        {
            self.all_frozen_until = self.all_frozen_until.max(until);
        }
        self.last_refusal = Some((chat, now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GROUP: ChatId = ChatId(1);

    fn room(chat: ChatId) -> Room {
        if chat == GROUP { Room::Group } else { Room::Private }
    }

    /// Lets everything go that may, in steps of `step` ms, and returns what went when.
    fn drive(limits: Limits, demand: &[(ChatId, Class)], step: i64, span: i64) -> Vec<(ChatId, Class, i64)> {
        let mut pacer = Pacer::new(limits, RealTime(0));
        let mut waiting: Vec<(ChatId, Class)> = demand.to_vec();
        let mut gone = Vec::new();
        let mut now = 0;
        while now <= span && !waiting.is_empty() {
            waiting.retain(|(chat, class)| {
                let may = pacer.may_go(*chat, room(*chat), *class, RealTime(now)).is_ok();
                if may {
                    pacer.went(*chat, room(*chat), *class, RealTime(now));
                    gone.push((*chat, *class, now));
                }
                !may
            });
            now += step;
        }
        gone
    }

    #[test]
    fn thirty_a_second_go_evenly() {
        let demand: Vec<_> = (0..300).map(|chat| (ChatId(100 + chat), Class::Reply)).collect();
        let gone = drive(Limits::default(), &demand, 10, 20_000);
        assert_eq!(gone.len(), 300);
        let last = gone.last().map_or(0, |(_, _, at)| *at);
        assert!((9_900..10_200).contains(&last), "{last}");
        for (_, _, at) in &gone {
            let in_second = gone.iter().filter(|(_, _, other)| (*at..*at + 1_000).contains(other)).count();
            assert!(in_second <= 32, "{in_second} in the second from {at}");
        }
    }

    #[test]
    fn lessons_alone_use_every_slot() {
        let demand: Vec<_> = (0..600).map(|chat| (ChatId(100 + chat), Class::Lesson)).collect();
        let gone = drive(Limits::default(), &demand, 10, 10_000);
        assert!((298..=301).contains(&gone.len()), "{}", gone.len());
    }

    #[test]
    fn lessons_leave_a_share_while_somebody_is_answered() {
        let mut pacer = Pacer::new(Limits::default(), RealTime(0));
        let (mut lessons, mut waits, mut asked) = (0, Vec::new(), None);
        for now in (0..10_000).step_by(10).map(RealTime) {
            // One press every 700 ms.
            if now.0 % 700 == 0 {
                asked = Some(now);
            }
            if let Some(since) = asked
                && pacer.take(ChatId(1_000 + since.0), Room::Private, Class::Reply, true, now)
            {
                waits.push(now.0 - since.0);
                asked = None;
            }
            while pacer.take(ChatId(100_000 + lessons), Room::Private, Class::Lesson, true, now) {
                lessons += 1;
            }
        }
        assert_eq!(waits.len(), 15);
        assert!(waits[0] <= 40, "the first takes the next slot: {waits:?}");
        assert!(waits[1..].iter().all(|wait| *wait <= 10), "a slot is kept for the next: {waits:?}");
        assert!((260..=275).contains(&lessons), "{lessons}");
    }

    #[test]
    fn a_refusal_freezes_its_chat_and_two_freeze_all() {
        let mut pacer = Pacer::new(Limits::default(), RealTime(0));
        let (one, two, three) = (ChatId(10), ChatId(11), ChatId(12));
        pacer.refused(one, Duration::from_secs(5), RealTime(1_000));
        assert_eq!(pacer.may_go(one, Room::Private, Class::Reply, RealTime(2_000)), Err(RealTime(6_000)));
        assert_eq!(pacer.may_go(three, Room::Private, Class::Reply, RealTime(2_000)), Ok(()));
        pacer.refused(two, Duration::from_secs(3), RealTime(1_900));
        assert_eq!(pacer.may_go(three, Room::Private, Class::Reply, RealTime(2_000)), Err(RealTime(4_900)));
        assert_eq!(pacer.may_go(three, Room::Private, Class::Reply, RealTime(4_900)), Ok(()));
    }

    #[test]
    fn a_warm_start_keeps_the_groups_minute() {
        let mut pacer = Pacer::new(Limits::default(), RealTime(100_000));
        for second in 0..20 {
            pacer.warm(GROUP, Room::Group, RealTime(80_000 + second * 1_000));
        }
        assert_eq!(pacer.may_go(GROUP, Room::Group, Class::Relay, RealTime(101_000)), Err(RealTime(140_000)));
    }

    #[test]
    fn the_gap_counts_from_when_telegram_took_it() {
        let mut pacer = Pacer::new(Limits { per_second: 100, ..Limits::default() }, RealTime(0));
        let go = |pacer: &mut Pacer, chat, at| pacer.may_go(chat, room(chat), Class::Reply, RealTime(at));
        for chat in [ChatId(10), GROUP] {
            assert_eq!(go(&mut pacer, chat, 1_000), Ok(()));
            pacer.went(chat, room(chat), Class::Reply, RealTime(1_000));
            pacer.answered(chat, RealTime(1_700));
        }
        assert_eq!(go(&mut pacer, ChatId(10), 2_000), Err(RealTime(2_700)));
        assert_eq!(go(&mut pacer, ChatId(10), 2_700), Ok(()));
        assert_eq!(go(&mut pacer, GROUP, 2_000), Ok(()), "a group has its minute instead");
        pacer.answered(ChatId(11), RealTime(2_700));
        assert_eq!(go(&mut pacer, ChatId(11), 2_700), Ok(()), "a reaction is not counted");
    }

    #[test]
    fn a_clock_set_back_does_not_stop_the_pacer() {
        let mut pacer = Pacer::new(Limits::default(), RealTime(10_000_000));
        assert_eq!(pacer.may_go(ChatId(10), Room::Private, Class::Reply, RealTime(10_001_000)), Ok(()));
        pacer.went(ChatId(10), Room::Private, Class::Reply, RealTime(10_001_000));
        let _ = pacer.may_go(ChatId(10), Room::Private, Class::Reply, RealTime(6_400_000));
        assert_eq!(pacer.may_go(ChatId(10), Room::Private, Class::Reply, RealTime(6_402_000)), Ok(()));
    }

    proptest! {
        #[test]
        fn no_window_of_any_limit_is_ever_exceeded(
            demand in proptest::collection::vec((1..12i64, 0..4i64), 1..200),
            per_second in 1..60u32,
            gap in 100..2_000u64,
            per_minute in 1..30u32,
            step in 1..80i64,
        ) {
            let limits = Limits { per_second, private_gap: Duration::from_millis(gap), group_per_minute: per_minute };
            let demand: Vec<_> = demand.into_iter()
                .map(|(chat, class)| (ChatId(chat), Class::from_rank(class).expect("four classes")))
                .collect();
            let gone = drive(limits, &demand, step, 90_000);
            for (index, (chat, _, at)) in gone.iter().enumerate() {
                let later = &gone[index..];
                let overall = later.iter().take_while(|(_, _, other)| other - at < 1_000).count() as u32;
                // A group of slots may be due at the edge of the second.
                prop_assert!(overall <= per_second + (per_second / 20).max(2), "{overall} in a second of {per_second}");
                let mut same = later.iter().filter(|(other, _, _)| other == chat);
                if *chat == GROUP {
                    let in_minute = same.take_while(|(_, _, other)| other - at < 60_000).count() as u32;
                    prop_assert!(in_minute <= per_minute, "{in_minute} in a minute");
                } else if let Some((_, _, next)) = same.nth(1) {
                    prop_assert!(next - at >= gap as i64, "{} ms apart", next - at);
                }
            }
        }

        #[test]
        fn whenever_something_may_be_sent_something_is(count in 1..100i64, per_second in 2..50u32) {
            let demand: Vec<_> = (0..count).map(|chat| (ChatId(100 + chat), Class::Reply)).collect();
            let limits = Limits { per_second, ..Limits::default() };
            let gone = drive(limits, &demand, 5, 120_000);
            prop_assert_eq!(gone.len() as i64, count);
            let last = gone.last().map_or(0, |(_, _, at)| *at);
            prop_assert!(last <= count * 1_000 / i64::from(per_second) + 1_000, "{last} ms for {count}");
        }
    }
}
