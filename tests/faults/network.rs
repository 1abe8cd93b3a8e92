//! The network campaign: a cohort with lessons, a test and questions both ways, while connections break before and after the
//! effect, answers stall for longer than anybody waits, and Telegram asks for patience or is at a loss.

use crate::class::{Class, duplicates, later, outbox, rest};
use crate::support::{Tuning, World};
use crate::{number, say};
use chrono::TimeDelta;
use darb::clock::Clock;
use darb::rules::model::Country;
use darb::sandbox::{Fault, FaultKind, LedgerEntry, Limits, Struck};
use darb::seal::Randomness;
use std::collections::BTreeMap;
use std::time::Instant;

const PEOPLE: usize = 9;

/// Tight enough that a bot which forgot a limit would break it. The tolerance is for a busy machine: requests that left
/// evenly do not arrive evenly.
const LIMITS: Limits = Limits { overall_per_second: 60, group_per_minute: 400, private_gap_ms: 400, tolerance_ms: 250 };

pub fn tuning() -> Tuning {
    Tuning {
        limits: LIMITS,
        per_second: LIMITS.overall_per_second,
        private_gap_ms: LIMITS.private_gap_ms.unsigned_abs(),
        group_per_minute: LIMITS.group_per_minute,
        in_flight: 20,
        lessons: crate::support::lessons::lettered(),
        ..Tuning::default()
    }
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Morning(u64),
    Done,
    Ask(usize),
    Reply(usize),
    StartTest(u8),
    Answer(u8, u8),
}

/// What happens in so many rounds: the shortest campaign is a week of lessons with its test.
fn acts(rounds: usize) -> Vec<Act> {
    let mut acts = Vec::new();
    for week in 1..=2_u8 {
        let first = 7 * (u64::from(week) - 1);
        for day in 0..6 {
            acts.push(Act::Morning(first + day));
            acts.extend((day == 2).then_some(Act::Done));
            if day % 3 == 0 {
                let round = usize::from(week) * 2 + usize::from(day == 3);
                acts.extend([Act::Ask(round), Act::Reply(round)]);
            }
        }
        acts.extend([Act::Morning(first + 6), Act::StartTest(week)]);
        acts.extend((0..items(week)).map(|position| Act::Answer(week, position)));
        if rounds <= acts.len() {
            break;
        }
    }
    for round in 10.. {
        if acts.len() >= rounds {
            return acts;
        }
        acts.extend([Act::Ask(round), Act::Reply(round)]);
    }
    acts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_network_loses_nothing_and_repeats_no_more_than_was_in_doubt() {
    let started = Instant::now();
    let seed = number("DARB_FAULT_SEED").unwrap_or_else(|| Clock::system().real().0.unsigned_abs() % 1_000_000);
    say(&format!("faults: DARB_FAULT_SEED={seed}"));
    let mut weather = Weather { random: Randomness::seeded(seed), stalls_left: 2 };
    let storms = storms();
    let starts_on = "2027-01-10".parse().expect("a date");
    let world = World::start_tuned(crate::support::utc("2027-01-09 12:00"), tuning()).await;
    let mut class = Class::gather(&world, starts_on, &[(Country::Lebanon, 9); PEOPLE]).await;
    assert_eq!(duplicates(&world.telegram.ledger()), 0, "nothing was broken yet");
    let acts = acts(number("DARB_FAULT_ROUNDS").map_or(0, |rounds| rounds.try_into().expect("not so many")));
    for (index, act) in acts.iter().enumerate() {
        weather.turn(&world, &class);
        if let Some(storm) = storms.get(&(index % 20)) {
            world.telegram.clear_faults();
            world.telegram.add_fault(storm.clone());
        }
        play(&world, &mut class, *act).await;
        rest(&world).await;
        let (ledger, outbox) = (world.telegram.ledger(), outbox(&world).await);
        let (repeated, lost) = (duplicates(&ledger), class.lost(&ledger));
        assert!(
            lost.is_empty() && outbox.failed == 0 && repeated <= outbox.doubts,
            "seed {seed}, act {index} {act:?}: {} doubts, {repeated} repeated, {} failed, lost {lost:?}",
            outbox.doubts,
            outbox.failed
        );
    }
    world.telegram.clear_faults();
    rest(&world).await;
    let (ledger, struck) = (world.telegram.ledger(), world.telegram.struck());
    assert_eq!(class.overtaken(&ledger), [""; 0], "seed {seed}: order in each lane");
    assert_eq!(answers(&world).await, class.answers, "seed {seed}: each item counts once, as it was answered first");
    assert_eq!(world.count("failed_updates").await, 0, "seed {seed}: no update was put away");
    assert_eq!(world.telegram.violations(), [], "seed {seed}: no limit is broken");
    assert_eq!(impatient(&ledger, &struck), [""; 0], "seed {seed}: nothing goes to who asked for patience");
    let doubts = outbox(&world).await.doubts;
    say(&format!(
        "faults: {PEOPLE} people, {} acts, {} requests struck {:?}; {doubts} uncertain, {} duplicates, 0 lost, {} answers \
         each once, {} effects, {:.1} s",
        acts.len(),
        struck.len(),
        by_kind(&struck),
        duplicates(&ledger),
        class.answers.len(),
        ledger.len(),
        started.elapsed().as_secs_f64()
    ));
    assert!(doubts > 0, "seed {seed}: nothing was ever in doubt, so nothing was shown");
    world.end().await;
}

async fn play(world: &World, class: &mut Class, act: Act) {
    match act {
        Act::Morning(day) => class.morning(world, day),
        Act::Done => class.done(world),
        Act::Ask(round) => class.ask(world, round, 3).await,
        Act::Reply(round) => {
            class.reply(world, round, 3);
            rest(world).await;
            later(world);
        }
        Act::StartTest(week) => class.start_test(world, week),
        Act::Answer(week, position) => class.answer(world, week, position),
    }
}

/// What no campaign is without, by act: an answer that stalls for longer than anybody waits, many chats that are asked for
/// patience, and a server that is at a loss for a while, with and without having done what it was asked.
fn storms() -> BTreeMap<usize, Fault> {
    let method = Some("sendMessage".to_owned());
    let storm = |times, kind| Fault { method: method.clone(), chat: None, skip: 0, times, kind };
    let description = "Too Many Requests: retry after 1".to_owned();
    let patience = FaultKind::Refuse { code: 429, description, retry_after: Some(1) };
    BTreeMap::from([
        (3, storm(2, FaultKind::DelayAfter { ms: 20_000 })),
        (4, storm(12, patience)),
        (9, storm(12, FaultKind::Status { code: 503 })),
        (10, storm(8, FaultKind::StatusAfter { code: 504 })),
    ])
}

/// What the network is like, act by act.
struct Weather {
    random: Randomness,
    /// Stalls cost eight seconds each.
    stalls_left: u32,
}

impl Weather {
    fn draw(&mut self, most: u64) -> u64 {
        self.random.seed().unsigned_abs() % most
    }

    /// One or two kinds of trouble for the next requests; what was not met is over. More of it would meet the same message
    /// again and again, which then goes after ever longer pauses.
    fn turn(&mut self, world: &World, class: &Class) {
        world.telegram.clear_faults();
        for _ in 0..=self.draw(2) {
            let fault = match self.draw(8) {
                0 => self.poll(),
                1 | 2 => self.patience(class),
                _ => self.trouble(),
            };
            world.telegram.add_fault(fault);
        }
    }

    fn poll(&mut self) -> Fault {
        let kind = match self.draw(5) {
            0 => FaultKind::DropBefore,
            1 => FaultKind::DropAfter,
            2 => FaultKind::Status { code: 502 },
            3 => refusal(500, "Internal Server Error"),
            _ => refusal(409, "Conflict: terminated by other getUpdates request"),
        };
        Fault { method: Some("getUpdates".to_owned()), chat: None, skip: 0, times: 1, kind }
    }

    /// In one chat, or for whoever comes next: then two chats are refused within a second, and all wait.
    fn patience(&mut self, class: &Class) -> Fault {
        let seconds = 1 + self.draw(2);
        let kind = FaultKind::Refuse {
            code: 429,
            description: format!("Too Many Requests: retry after {seconds}"),
            retry_after: u32::try_from(seconds).ok(),
        };
        let pupil = self.draw(class.pupils.len() as u64);
        let chat = match self.draw(3) {
            0 => Some(class.pupils[usize::try_from(pupil).expect("a few people")].id),
            1 => Some(class.group),
            _ => None,
        };
        // An answer to a press may be lost, and asks nobody for patience.
        let method = (chat.is_none()).then(|| "sendMessage".to_owned());
        Fault { method, chat, skip: 0, times: 1 + u32::try_from(self.draw(3)).expect("a few"), kind }
    }

    fn trouble(&mut self) -> Fault {
        let method = match self.draw(10) {
            0..=4 => Some("sendMessage"),
            5 | 6 => Some("copyMessage"),
            7 => Some("editMessageText"),
            8 => Some("setMessageReaction"),
            _ => None,
        };
        let kind = match self.draw(13) {
            0..=2 => FaultKind::DropBefore,
            3..=5 => FaultKind::DropAfter,
            6 | 7 => refusal(500, "Internal Server Error: Request aborted"),
            8 | 9 => FaultKind::Status { code: 502 },
            10 | 11 => FaultKind::StatusAfter { code: 504 },
            _ if self.stalls_left == 0 => FaultKind::DropAfter,
            _ => {
                self.stalls_left -= 1;
                FaultKind::DelayAfter { ms: 20_000 }
            }
        };
        let most = if matches!(kind, FaultKind::DelayAfter { .. }) { 1 } else { 1 + self.draw(2) };
        let (skip, times) = (self.draw(4), most);
        Fault {
            method: method.map(str::to_owned),
            chat: None,
            skip: u32::try_from(skip).expect("a few"),
            times: u32::try_from(times).expect("a few"),
            kind,
        }
    }
}

fn refusal(code: u16, description: &str) -> FaultKind {
    FaultKind::Refuse { code, description: description.to_owned(), retry_after: None }
}

/// A request that left before its refusal was known here may still arrive.
const IN_FLIGHT_MS: i64 = 300;

/// What reached a chat before the patience that it had asked for was over. In a private chat, where one thing goes after
/// another, nothing at all; in a group, and when all wait, nothing that had not left.
pub fn impatient(ledger: &[LedgerEntry], struck: &[Struck]) -> Vec<String> {
    let came = ledger.iter().filter(|entry| entry.method != "answerCallbackQuery");
    let came = came.map(|entry| (entry.method.as_str(), entry.chat_id, entry.real_ms));
    let refused =
        struck.iter().filter(|struck| struck.method != "getUpdates" && struck.method != "answerCallbackQuery");
    let refused = refused.map(|struck| (struck.method.as_str(), struck.chat_id, struck.real_ms));
    let mut all: Vec<_> = came.chain(refused).collect();
    all.sort_by_key(|(.., at)| *at);
    let mut impatient = Vec::new();
    let mut last: Option<(Option<i64>, i64)> = None;
    for (chat, at, until) in struck.iter().filter_map(patience) {
        let all_wait = last.is_some_and(|(other, before)| other != chat && at - before < 700);
        last = Some((chat, at));
        let grace = if chat.is_some_and(|chat| chat > 0) { 0 } else { IN_FLIGHT_MS };
        for (method, to, came) in &all {
            let is_here = *to == chat && *came > at + grace;
            let is_elsewhere = all_wait && *came > at + IN_FLIGHT_MS;
            if (is_here || is_elsewhere) && *came < until {
                impatient.push(format!("{method} to {to:?} {} ms early", until - came));
            }
        }
    }
    impatient
}

/// Who asked for patience, when, and until when.
fn patience(struck: &Struck) -> Option<(Option<i64>, i64, i64)> {
    match &struck.kind {
        FaultKind::Refuse { code: 429, retry_after: Some(seconds), .. } if struck.chat_id.is_some() => {
            let until = struck.real_ms + TimeDelta::seconds(i64::from(*seconds)).num_milliseconds();
            Some((struck.chat_id, struck.real_ms, until))
        }
        _ => None,
    }
}

fn by_kind(struck: &[Struck]) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    for struck in struck {
        let kind = match &struck.kind {
            FaultKind::Refuse { code, .. } | FaultKind::Status { code } => code.to_string(),
            FaultKind::StatusAfter { code } => format!("{code} after"),
            FaultKind::DropBefore => "cut before".to_owned(),
            FaultKind::DropAfter => "cut after".to_owned(),
            FaultKind::DelayAfter { .. } | FaultKind::Delay { .. } => "stalled".to_owned(),
        };
        *kinds.entry(kind).or_insert(0) += 1;
    }
    kinds
}

/// How many items the test of a week has.
fn items(week: u8) -> u8 {
    let course = darb::content::load_all(&crate::support::lessons::lettered()).expect("a valid course").remove(0);
    course.week(week).expect("a week").assessment.items.len().try_into().expect("few items")
}

/// The answers in the database: what was picked at each position of each attempt.
pub async fn answers(world: &World) -> BTreeMap<(i64, u8), u8> {
    let pool = sqlx::SqlitePool::connect(world.database_url()).await.expect("the data file");
    let rows = sqlx::query_as("select attempt_id, position, choice from answers").fetch_all(&pool).await;
    let rows: Vec<(i64, i64, i64)> = rows.expect("the table of answers");
    pool.close().await;
    let small = |number: i64| u8::try_from(number).expect("a small number");
    rows.into_iter().map(|(attempt, position, choice)| ((attempt, small(position)), small(choice))).collect()
}

/// Two chats ask for patience within a second, while many wait: then nobody gets anything until the longer is over.
#[tokio::test(flavor = "multi_thread")]
async fn two_chats_that_ask_for_patience_within_a_second_hold_up_everybody() {
    let world = World::start_tuned(crate::support::utc("2027-01-09 12:00"), tuning()).await;
    let people: Vec<i64> = (0..70).map(|_| world.telegram.add_user("Sami", "en")).collect();
    let patience = |chat: i64| {
        let description = "Too Many Requests: retry after 3".to_owned();
        let kind = FaultKind::Refuse { code: 429, description, retry_after: Some(3) };
        Fault { method: Some("sendMessage".to_owned()), chat: Some(chat), skip: 0, times: 1, kind }
    };
    // One chat alone holds up nobody else.
    world.telegram.add_fault(patience(people[0]));
    for person in &people[..10] {
        world.telegram.send_text(*person, *person, "/start", None, None);
    }
    let came = || {
        let ledger = world.telegram.ledger();
        ledger.into_iter().filter(|entry| entry.method == "sendMessage").collect::<Vec<_>>()
    };
    rest(&world).await;
    let struck = world.telegram.struck();
    let until = patience_over(&struck[0]);
    let (mut others, mut early) = (0, 0);
    for entry in came() {
        let is_before = (struck[0].real_ms..until).contains(&entry.real_ms);
        others += usize::from(is_before && entry.chat_id != Some(people[0]));
        early += usize::from(is_before && entry.chat_id == Some(people[0]));
    }
    assert!(others >= 5 && early == 0, "{others} others, {early} early");
    // Two do: the first two of whom everybody else stands behind.
    world.telegram.add_fault(patience(people[10]));
    world.telegram.add_fault(patience(people[11]));
    for person in &people[10..] {
        world.telegram.send_text(*person, *person, "/start", None, None);
    }
    rest(&world).await;
    let (ledger, struck) = (came(), world.telegram.struck());
    let (second, until) = (struck[2].real_ms, patience_over(&struck[2]));
    assert!(second - struck[1].real_ms < 700, "{} ms lay between the refusals", second - struck[1].real_ms);
    let early = ledger.iter().filter(|entry| (second + IN_FLIGHT_MS..until).contains(&entry.real_ms)).count();
    assert_eq!(early, 0, "sent while all were to wait");
    let waited = ledger.iter().filter(|entry| entry.real_ms >= until).count();
    assert!(waited > 10, "only {waited} had to wait, so little was shown");
    for person in &people[10..] {
        assert!(ledger.iter().any(|entry| entry.chat_id == Some(*person)), "{person} was forgotten");
    }
    assert_eq!(impatient(&ledger, &struck), [""; 0]);
    world.end().await;
}

fn patience_over(struck: &Struck) -> i64 {
    patience(struck).map(|(.., until)| until).expect("a refusal that asks for patience")
}
