//! A week of a course in which the process is killed again and again, each time at a moment that is aimed at, and told
//! afterwards by the evidence.

use crate::bench;
use crate::evidence::{self, Evidence, is_delivery};
use crate::order;
use crate::people::{Act, People, duplicates, morning};
use crate::process::{Ground, On, Pace};
use crate::{number, say};
use darb::clock::Clock;
use darb::sandbox::{FaultKind, RequestEntry};
use darb::seal::Randomness;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A moment at which a kill hurts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Committed as *sending*, not yet requested.
    Claimed,
    /// Requested, without an effect yet.
    BeforeEffect,
    /// Carried out, not yet answered.
    AfterEffect,
    /// Answered, not yet marked.
    Unmarked,
    /// Updates handed out, not committed.
    Uncommitted,
    /// Updates committed, not confirmed.
    Unconfirmed,
}

impl Moment {
    const ALL: [Self; 6] =
        [Self::Claimed, Self::BeforeEffect, Self::AfterEffect, Self::Unmarked, Self::Uncommitted, Self::Unconfirmed];

    /// Whether a kill fell there.
    fn is_in(self, evidence: &Evidence) -> bool {
        match self {
            Self::Claimed => evidence.claimed > 0,
            Self::BeforeEffect => evidence.before_effect > 0,
            Self::AfterEffect => evidence.after_effect > 0,
            Self::Unmarked => evidence.unmarked > 0,
            Self::Uncommitted => evidence.intake == Some(false),
            Self::Unconfirmed => evidence.intake == Some(true),
        }
    }
}

/// The four that have to be met, each of one moment or two.
const KINDS: [(&str, &[Moment]); 4] = [
    ("between claim and request", &[Moment::Claimed]),
    ("in the request", &[Moment::BeforeEffect, Moment::AfterEffect]),
    ("between answer and mark", &[Moment::Unmarked]),
    ("in intake", &[Moment::Uncommitted, Moment::Unconfirmed]),
];

/// How long and how large.
#[derive(Debug, Clone, Copy)]
struct Size {
    kills: usize,
    people: usize,
    /// How often each of the four kinds has to be met.
    each: usize,
}

struct Campaign {
    ground: Ground,
    people: People,
    random: Randomness,
    size: Size,
    /// The number of the last request before the running process.
    first: u64,
    began: Instant,
    /// The newest epoch of a process that died.
    epoch: i64,
    account: Account,
}

/// What it came to.
#[derive(Debug, Default)]
struct Account {
    kills: usize,
    /// Kills by moment; one kill can fall into several, of several rows.
    met: BTreeMap<Moment, usize>,
    /// Kills of a process that did not hold the lease yet, and of one that had nothing in flight or handed out.
    starting: usize,
    idle: usize,
    unclear: i64,
    in_doubt: i64,
    most_in_doubt: i64,
    doubtful_chats: BTreeMap<i64, i64>,
    /// From the start of a process to its first request, at most.
    slowest_start: Duration,
}

/// Kills a process in the middle of a course, on either engine; nothing when there is no such engine here.
pub async fn kill_9(on: On, name: &str) {
    let kills = number("DARB_CRASH_KILLS").map_or(14, |kills| usize::try_from(kills).expect("a number of kills"));
    let people = number("DARB_CRASH_PEOPLE").map_or(36, |people| usize::try_from(people).expect("a number of people"));
    let size = Size { kills, people, each: if kills >= 300 { 20 } else { 1 } };
    let seed = number("DARB_CRASH_SEED").unwrap_or_else(|| Clock::system().real().0.unsigned_abs() % 1_000_000);
    let started = Instant::now();
    let pace = Pace { in_flight: 8, per_second: 250, private_gap_ms: 300, group_per_minute: 6_000, delay_ms: 20 };
    let Some(mut ground) = Ground::start(on, name, pace, morning(0).timestamp_millis() - 20 * 3_600_000).await else {
        return;
    };
    say(&format!("crash (kill -9, {on:?}): DARB_CRASH_SEED={seed}"));
    let people = People::arrive(&mut ground, size.people).await;
    assert_eq!(duplicates(&ground.telegram.ledger()), BTreeMap::new(), "nothing was ended yet");
    let random = Randomness::seeded(seed);
    let (first, account) = (0, Account::default());
    let mut campaign = Campaign { ground, people, random, size, first, began: started, epoch: 0, account };
    campaign.play().await;
    campaign.check_all(seed).await;
    say(&campaign.report(&format!("{on:?}"), started.elapsed()));
    campaign.check_moments(seed);
}

/// The acts of a week, each with its share of the kills.
fn acts(size: Size, items: u8) -> Vec<(Act, usize)> {
    let mut acts = Vec::new();
    let mut round = 0;
    for day in 0..6 {
        acts.extend([Act::Morning { day }, Act::Done]);
        if day % 2 == 0 {
            acts.extend([Act::Ask { round }, Act::Send { round }, Act::Reply { round }]);
            round += 1;
        }
    }
    acts.extend([Act::Morning { day: 6 }, Act::Start { week: 1 }]);
    acts.extend((0..items).map(|position| Act::Answer { week: 1, position }));
    let count = acts.len();
    let share = |index: usize| (index + 1) * size.kills / count - index * size.kills / count;
    acts.into_iter().enumerate().map(|(index, act)| (act, share(index))).collect()
}

impl Campaign {
    async fn play(&mut self) {
        let mut owed = 0;
        for (act, kills) in acts(self.size, self.people.items()) {
            owed += kills;
            let done = self.act(act, owed).await;
            owed = owed.saturating_sub(done);
        }
        // What there was no time for, and what was not met yet.
        let mut round = 3;
        while (owed > 0 || self.least_met() < self.size.each) && self.account.kills < 3 * self.size.kills {
            for act in [Act::Ask { round }, Act::Send { round }, Act::Reply { round }] {
                let done = self.act(act, owed.max(4)).await;
                owed = owed.saturating_sub(done);
            }
            round += 1;
        }
    }

    /// Plays an act with some kills in it; returns how many there were, for it may be over before.
    async fn act(&mut self, act: Act, kills: usize) -> usize {
        let mut done = 0;
        let mut aim = self.aim(true);
        self.arm(if kills > 0 { aim } else { None });
        self.people.act(&self.ground, act);
        while done < kills {
            if !self.wait_for(aim).await {
                break;
            }
            self.kill().await;
            done += 1;
            self.begin();
            if self.draw(8) == 0 {
                // Once more, while the next process starts.
                tokio::time::sleep(Duration::from_millis(self.draw(1_000))).await;
                self.kill().await;
                done += 1;
                self.begin();
            }
            aim = self.aim(self.ground.telegram.unread() > 0);
            self.arm(aim);
        }
        self.ground.calm();
        self.ground.rest().await;
        self.people.later(&self.ground);
        self.ground.rest().await;
        self.check_act(act).await;
        done
    }

    fn begin(&mut self) {
        self.ground.begin();
        self.began = Instant::now();
    }

    fn draw(&mut self, below: u64) -> u64 {
        self.random.seed().unsigned_abs() % below.max(1)
    }

    /// What to aim at: what was met least, now and then anything. `None`: any time.
    fn aim(&mut self, has_updates: bool) -> Option<Moment> {
        let chance = self.draw(4);
        let met = |moment: Moment| self.account.met.get(&moment).copied().unwrap_or_default();
        let is_intake = |moment: Moment| matches!(moment, Moment::Uncommitted | Moment::Unconfirmed);
        let offered = Moment::ALL.into_iter().filter(|moment| has_updates || !is_intake(*moment));
        (chance > 0).then(|| offered.min_by_key(|moment| met(*moment))).flatten()
    }

    /// Makes the moment long enough to be hit.
    fn arm(&self, aim: Option<Moment>) {
        let usual = FaultKind::Delay { ms: self.ground.pace.delay_ms };
        let faults = match aim {
            Some(Moment::BeforeEffect) => vec![(None, FaultKind::Delay { ms: 60 })],
            Some(Moment::AfterEffect) => vec![(None, FaultKind::DelayAfter { ms: 60 })],
            Some(Moment::Unconfirmed) => vec![(Some("getUpdates"), FaultKind::Delay { ms: 80 }), (None, usual)],
            _ => vec![(None, usual)],
        };
        self.ground.befall(&faults);
    }

    /// Waits until the running process is near the moment, after some of its requests, and a little longer. False when all
    /// came to rest before.
    async fn wait_for(&mut self, aim: Option<Moment>) -> bool {
        let after = usize::try_from(self.draw(self.size.people.min(60) as u64 / 3)).expect("few");
        let moment = match aim {
            None => self.draw(1_500),
            Some(Moment::Claimed) => 0,
            Some(Moment::BeforeEffect | Moment::AfterEffect | Moment::Unconfirmed) => self.draw(50),
            Some(Moment::Unmarked) => self.draw(2),
            Some(Moment::Uncommitted) => self.draw(6),
        };
        let is_near = |requests: &[RequestEntry]| {
            let deliveries = || requests.iter().filter(|request| is_delivery(request.method));
            match aim {
                None => true,
                Some(Moment::Claimed) => deliveries().count() > after && is_first_of_some(deliveries()),
                Some(Moment::BeforeEffect) => deliveries().count() > after,
                Some(Moment::AfterEffect) => deliveries().filter(|request| request.effect_at.is_some()).count() > after,
                Some(Moment::Unmarked) => deliveries().filter(|request| request.answered_at.is_some()).count() > after,
                Some(Moment::Uncommitted) => {
                    requests.iter().any(|request| !request.handed_out.is_empty() && request.answered_at.is_some())
                }
                Some(Moment::Unconfirmed) => {
                    let is_waiting = |request: &RequestEntry| request.offset.is_some() && request.effect_at.is_none();
                    requests.iter().any(|request| !request.handed_out.is_empty())
                        && requests.last().is_some_and(is_waiting)
                }
            }
        };
        loop {
            // Already now, so that nothing stands between the moment and the kill.
            self.ground.look_away().await;
            if self.ground.telegram.until_requests(self.first, Duration::from_millis(250), is_near).await {
                break;
            }
            if self.ground.telegram.settled(Duration::ZERO).await {
                return false;
            }
        }
        if moment > 0 {
            tokio::time::sleep(Duration::from_millis(moment)).await;
        }
        true
    }

    /// Kills the process and tells what it was at.
    async fn kill(&mut self) {
        let died = self.ground.kill().await;
        let evidence = evidence::examine(&self.ground, self.first, died, self.epoch).await;
        let in_flight = self.ground.pace.in_flight;
        assert!(evidence.in_doubt() <= in_flight, "{evidence:?}, {in_flight} may be in flight");
        let requests = self.ground.telegram.requests(self.first);
        let took = requests.first().map(|request| request.received_at - self.began);
        self.account.slowest_start = self.account.slowest_start.max(took.unwrap_or_default());
        self.first = requests.last().map_or(self.first, |request| request.number);
        let account = &mut self.account;
        account.kills += 1;
        let met: Vec<Moment> = Moment::ALL.into_iter().filter(|moment| moment.is_in(&evidence)).collect();
        account.starting += usize::from(evidence.epoch == self.epoch);
        account.idle += usize::from(evidence.epoch != self.epoch && met.is_empty());
        for moment in met {
            *account.met.entry(moment).or_default() += 1;
        }
        account.unclear += evidence.unclear;
        account.in_doubt += evidence.in_doubt();
        account.most_in_doubt = account.most_in_doubt.max(evidence.in_doubt());
        for (chat, sending) in &evidence.sending {
            *account.doubtful_chats.entry(*chat).or_default() += sending;
        }
        self.epoch = evidence.epoch;
    }

    fn met(&self, moments: &[Moment]) -> usize {
        moments.iter().filter_map(|moment| self.account.met.get(moment)).sum()
    }

    fn least_met(&self) -> usize {
        KINDS.iter().map(|(_, moments)| self.met(moments)).min().unwrap_or_default()
    }

    /// What must hold whenever all has come to rest.
    async fn check_act(&self, act: Act) {
        let (ledger, outbox) = (self.ground.telegram.ledger(), self.ground.outbox().await);
        // Who asks for the first time is asked back; only what they then send is owed a copy.
        let lost = if matches!(act, Act::Ask { .. }) { Vec::new() } else { self.people.lost(&ledger) };
        let repeated = duplicates(&ledger);
        let count: i64 = repeated.values().sum();
        let in_doubt = self.account.in_doubt;
        assert!(
            lost.is_empty() && outbox.failed == 0 && count <= outbox.doubts && outbox.doubts <= in_doubt,
            "after {act:?}: {count} repeated, {} recorded as doubts, {in_doubt} were in flight when the process died, \
             {} failed, lost {lost:?}\n{}",
            outbox.doubts,
            outbox.failed,
            self.ground.log()
        );
        let mut by_chat: BTreeMap<i64, i64> = BTreeMap::new();
        for ((_, chat), count) in repeated {
            *by_chat.entry(chat).or_default() += count;
        }
        for (chat, count) in by_chat {
            let in_doubt = self.account.doubtful_chats.get(&chat).copied().unwrap_or_default();
            assert!(count <= in_doubt, "after {act:?}: {count} repeated in {chat}, where {in_doubt} were in doubt");
        }
    }

    async fn check_all(&mut self, seed: u64) {
        let answers = bench::rows(&self.ground.url, "attempt_id, position, choice", "from answers").await;
        let expected =
            self.people.answers.iter().map(|((attempt, position), choice)| format!("{attempt}|{position}|{choice}"));
        let (mut answers, mut expected) = (answers, expected.collect::<Vec<_>>());
        answers.sort();
        expected.sort();
        assert_eq!(answers, expected, "each item counts once, as it was answered first; seed {seed}");
        let put_away = bench::rows(&self.ground.url, "update_id, cause", "from failed_updates").await;
        assert_eq!(put_away, [""; 0], "no update was put away; seed {seed}");
        let ledger = self.ground.telegram.ledger();
        assert_eq!(order::out_of_order(&self.people, &ledger), [""; 0], "seed {seed}");
        let requests = self.ground.telegram.requests(0);
        let beyond = order::beyond_limits(self.ground.pace, self.people.group, &requests);
        assert_eq!(beyond, [""; 0], "no limit is crossed, in no window, across all restarts; seed {seed}");
        assert!(!self.ground.log().contains("panicked"), "{}", self.ground.log());
    }

    fn report(&self, on: &str, took: Duration) -> String {
        let account = &self.account;
        let kinds = KINDS.map(|(name, moments)| format!("{name} {}", self.met(moments)));
        let moments = Moment::ALL.map(|moment| format!("{moment:?} {}", self.met(&[moment])));
        let ledger = self.ground.telegram.ledger();
        let mut by_method: BTreeMap<String, i64> = BTreeMap::new();
        for ((method, _), count) in duplicates(&ledger) {
            *by_method.entry(method).or_default() += count;
        }
        let repeated: i64 = by_method.values().sum();
        format!(
            "crash (kill -9, {on}): {} people, {} kills: {} ({}); while starting {}, with nothing in flight {}; {} rows in \
             flight at a death (at most {} at one, {} may be; {} too close to tell), {repeated} duplicates {by_method:?}; \
             slowest start {:.1} s; 0 lost of {} lessons, {} questions, {} replies; {} answers each once; {} effects in order and within the \
             limits, {:.1} s",
            self.people.all.len(),
            account.kills,
            kinds.join(", "),
            moments.join(", "),
            account.starting,
            account.idle,
            account.in_doubt,
            account.most_in_doubt,
            self.ground.pace.in_flight,
            account.unclear,
            account.slowest_start.as_secs_f64(),
            self.people.lessons.len() * self.people.all.len(),
            self.people.questions.len(),
            self.people.replies.len(),
            self.people.answers.len(),
            ledger.len(),
            took.as_secs_f64()
        )
    }

    fn check_moments(&self, seed: u64) {
        for (name, moments) in KINDS {
            let (met, each) = (self.met(moments), self.size.each);
            assert!(met >= each, "{met} of the kills fell {name}, {each} have to; seed {seed}");
        }
    }
}

/// Whether the newest request came after a pause: what was released with it is about to follow.
fn is_first_of_some<'a>(requests: impl Iterator<Item = &'a RequestEntry>) -> bool {
    let at: Vec<Instant> = requests.map(|request| request.received_at).collect();
    match at.as_slice() {
        [.., before, newest] => *newest - *before > Duration::from_millis(8),
        _ => true,
    }
}
