//! Two hundred people in one test at the same time, and the process is killed in the middle of it again and again: every
//! answer that was accepted counts, and counts once.

use crate::bench;
use crate::evidence;
use crate::people::{Act, People, duplicates, morning};
use crate::process::{Ground, KEY, On, Pace};
use crate::sheet::{self, FULL};
use crate::sitters::{Sitter, Sitters};
use crate::{number, say};
use darb::clock::Clock;
use darb::rules::course::Language;
use darb::sandbox::{FaultKind, RequestEntry};
use darb::seal::{Key, Randomness, Sealer};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Longer than anything that happens here, without anybody seeing anything new.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, Default)]
struct Kills {
    all: usize,
    /// Updates were handed out and not committed; committed and not confirmed; none were handed out.
    uncommitted: usize,
    unconfirmed: usize,
    between: usize,
    starting: usize,
    in_doubt: i64,
}

struct Campaign {
    ground: Ground,
    sitters: Sitters,
    random: Randomness,
    kills: Kills,
    /// How often the process is to be killed.
    wanted: usize,
    first: u64,
    epoch: i64,
    /// At how many items shown the next kill is due.
    due: usize,
}

pub async fn kill_9(on: On, name: &str) {
    let usize_of = |name, usual| number(name).map_or(usual, |number| usize::try_from(number).expect("a number"));
    let (wanted, count) = (usize_of("DARB_CRASH_KILLS", 6), usize_of("DARB_CRASH_PEOPLE", 200));
    let seed = number("DARB_CRASH_SEED").unwrap_or_else(|| Clock::system().real().0.unsigned_abs() % 1_000_000);
    let started = Instant::now();
    let pace = Pace { in_flight: 24, per_second: 4_000, private_gap_ms: 0, group_per_minute: 6_000, delay_ms: 2 };
    // So much of everything that there is something going on at every kill.
    let items = sheet::items(1 + wanted / 40);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lessons = sheet::write(folder.path(), &items);
    let at_ms = morning(0).timestamp_millis() - 20 * 3_600_000;
    let Some(mut ground) = Ground::start_with(on, name, pace, at_ms, lessons).await else { return };
    say(&format!("crash (sittings, {on:?}): DARB_CRASH_SEED={seed}"));
    let mut people = People::arrive(&mut ground, count).await;
    for act in [Act::Morning { day: 0 }, Act::Done] {
        people.act(&ground, act);
        ground.rest().await;
    }
    let mut random = Randomness::seeded(seed);
    let sitters = Sitters::new(&people.all, items, &mut random);
    let mut campaign =
        Campaign { ground, sitters, random, kills: Kills::default(), wanted, first: 0, epoch: 0, due: 0 };
    let sat_down = Instant::now();
    campaign.play(seed).await;
    let sat = sat_down.elapsed();
    campaign.ground.rest().await;
    let answers = campaign.check_answers(seed).await;
    campaign.check_results(seed).await;
    campaign.check_messages(seed).await;
    say(&campaign.report(&format!("{on:?}"), answers, sat, started.elapsed()));
}

impl Campaign {
    async fn play(&mut self, seed: u64) {
        let mut changed = Instant::now();
        let mut seen = 0;
        self.due = self.next_due();
        while !self.sitters.are_done() {
            if self.sitters.act(&self.ground) > 0 || self.sitters.seen() > seen {
                (changed, seen) = (Instant::now(), self.sitters.seen());
            }
            let stuck = || format!("{:?}; seed {seed}\n{}", self.sitters.stuck(), self.ground.log());
            assert!(changed.elapsed() < PATIENCE, "nobody may be stuck: {}", stuck());
            if self.kills.all < self.wanted && seen >= self.due {
                self.approach().await;
                self.kill().await;
                self.due = self.next_due();
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Kills are spread over all that there is to be seen.
    fn next_due(&mut self) -> usize {
        let all = self.sitters.all.len() * self.sitters.items.len();
        let share = all / (self.wanted + 1);
        self.kills.all * share + 1 + self.draw(share.max(1) as u64) as usize
    }

    fn draw(&mut self, below: u64) -> u64 {
        self.random.seed().unsigned_abs() % below.max(1)
    }

    /// By turns any moment; shortly after updates were handed out, while they are worked on; and when they are committed
    /// and about to be confirmed.
    async fn approach(&mut self) {
        let moment = Duration::from_millis(self.draw(120));
        match self.kills.all % 3 {
            0 => tokio::time::sleep(moment).await,
            1 => {
                self.until(|requests| {
                    requests.iter().any(|request| !request.handed_out.is_empty() && request.answered_at.is_some())
                })
                .await;
                tokio::time::sleep(moment / 6).await;
            }
            _ => {
                let usual = FaultKind::Delay { ms: self.ground.pace.delay_ms };
                self.ground.befall(&[(Some("getUpdates"), FaultKind::Delay { ms: 120 }), (None, usual)]);
                self.until(|requests| {
                    let waits = |request: &RequestEntry| request.offset.is_some() && request.effect_at.is_none();
                    requests.iter().any(|request| !request.handed_out.is_empty()) && requests.iter().any(waits)
                })
                .await;
                tokio::time::sleep(moment / 3).await;
            }
        }
    }

    /// Waits for something among the requests from now on, while people go on; not for ever, for it may not come.
    async fn until(&mut self, wanted: impl Fn(&[RequestEntry]) -> bool) {
        let asked = self.ground.telegram.requests(self.first).last().map_or(self.first, |request| request.number);
        for _ in 0..40 {
            self.sitters.act(&self.ground);
            if self.ground.telegram.until_requests(asked, Duration::from_millis(50), &wanted).await {
                break;
            }
        }
    }

    async fn kill(&mut self) {
        let died = self.ground.kill().await;
        let evidence = evidence::examine(&self.ground, self.first, died, self.epoch).await;
        assert!(evidence.in_doubt() <= self.ground.pace.in_flight, "{evidence:?}");
        let kills = &mut self.kills;
        kills.all += 1;
        kills.starting += usize::from(evidence.epoch == self.epoch);
        kills.in_doubt += evidence.in_doubt();
        match evidence.intake {
            Some(false) => kills.uncommitted += 1,
            Some(true) => kills.unconfirmed += 1,
            None => kills.between += 1,
        }
        self.epoch = evidence.epoch;
        self.first = self.ground.telegram.requests(self.first).last().map_or(self.first, |request| request.number);
        self.ground.calm();
        self.ground.begin();
    }

    /// Each answer is there once, as it was meant, and worth what it is worth; and nothing else is there.
    async fn check_answers(&self, seed: u64) -> usize {
        let sealer = Sealer::new(&Key::parse(&KEY.repeat(32)).expect("a key"), Randomness::seeded(1));
        let rest = "from answers order by attempt_id, position";
        let columns = "attempt_id, position, item, choice, is_right, mark, given, sealed";
        let rows = bench::rows(&self.ground.url, columns, rest).await;
        let stored: Vec<String> = rows.iter().map(|row| opened(&sealer, row)).collect();
        let mut expected = Vec::new();
        for sitter in &self.sitters.all {
            let attempt = sitter.attempt.expect("an attempt");
            for (position, place) in sitter.shown.iter().enumerate() {
                let (item, meant) = (self.sitters.items[*place], &sitter.plans[*place].meant);
                let (choice, given) = meant.stored(sitter.language);
                let (name, worth) = (item.name(), meant.worth_of(item.kind));
                expected.push(((attempt, position), format!("{name}|{choice}|{worth}|{}", given.unwrap_or_default())));
            }
        }
        expected.sort();
        let expected: Vec<String> = expected
            .into_iter()
            .map(|((attempt, position), answer)| format!("{attempt}|{position}|{answer}"))
            .collect();
        let count = self.sitters.all.len() * self.sitters.items.len();
        assert_eq!(expected.len(), count, "everybody saw every item; seed {seed}");
        let lost: Vec<&String> = expected.iter().filter(|answer| !stored.contains(answer)).collect();
        assert!(lost.is_empty(), "{} lost, such as {:?}; seed {seed}", lost.len(), lost[0]);
        assert_eq!(stored, expected, "no answer is there that nobody gave; seed {seed}");
        count
    }

    /// Each attempt counts once: in the data, in what the course goes on by, and in what the person is told.
    async fn check_results(&self, seed: u64) {
        let columns = "a.id, a.number, case when a.finished_at is null then 0 else 1 end, e.progress";
        let rest = "from attempts a join enrolments e on e.id = a.enrolment_id order by a.id";
        let mut stored = bench::rows(&self.ground.url, columns, rest).await;
        stored.sort();
        let mut told = Vec::new();
        let mut attempts = BTreeMap::new();
        for row in &stored {
            let mut parts = row.splitn(4, '|');
            let mut part = || parts.next().expect("a column").to_owned();
            let (id, number, finished, progress) = (part(), part(), part(), part());
            let progress: serde_json::Value = serde_json::from_str(&progress).expect("JSON");
            let week = &progress["weeks"][0];
            let state = format!("{number} {finished} {} {}", week["used"], week["best"]);
            assert!(attempts.insert(id.parse::<i64>().expect("an id"), state).is_none(), "seed {seed}");
        }
        assert_eq!(attempts.len(), self.sitters.all.len(), "one attempt each; seed {seed}");
        for sitter in &self.sitters.all {
            let worth = self.worths(sitter);
            let right = worth.iter().filter(|worth| **worth == FULL).count();
            let id = sitter.attempt.expect("an attempt");
            assert_eq!(attempts[&id], format!("1 1 1 {right}"), "attempt {id}: first, finished, one used; seed {seed}");
            let is_mark = |sign: char| matches!(sign, '\u{2066}'..='\u{2069}');
            let result = sitter.result.as_deref().expect("a result").replace(is_mark, "");
            if !result.contains(&score(sitter.language, &worth)) {
                told.push(format!("{}: {result}", score(sitter.language, &worth)));
            }
        }
        assert_eq!(told, [""; 0], "everybody is told what they reached; seed {seed}");
    }

    fn worths(&self, sitter: &Sitter) -> Vec<i64> {
        self.sitters.items.iter().zip(&sitter.plans).map(|(item, plan)| plan.meant.worth_of(item.kind)).collect()
    }

    /// No update is left or put away, and nothing stands twice but what was in doubt.
    async fn check_messages(&self, seed: u64) {
        assert_eq!(self.ground.telegram.unread(), 0, "every update is confirmed; seed {seed}");
        let put_away = bench::rows(&self.ground.url, "update_id, cause", "from failed_updates").await;
        assert_eq!(put_away, [""; 0], "no update was put away; seed {seed}");
        let outbox = self.ground.outbox().await;
        let repeated: i64 = duplicates(&self.ground.telegram.ledger()).values().sum();
        let in_doubt = self.kills.in_doubt;
        assert!(
            outbox.failed == 0 && repeated <= outbox.doubts && outbox.doubts <= in_doubt,
            "{repeated} repeated, {} doubts, {in_doubt} in flight at a death, {} failed; seed {seed}",
            outbox.doubts,
            outbox.failed
        );
        assert!(!self.ground.log().contains("panicked"), "{}", self.ground.log());
        assert!(self.kills.all >= self.wanted, "{:?} of {} kills; seed {seed}", self.kills, self.wanted);
    }

    fn report(&self, on: &str, answers: usize, sat: Duration, took: Duration) -> String {
        let (kills, counts) = (&self.kills, &self.sitters.counts);
        let messages: i64 = duplicates(&self.ground.telegram.ledger()).values().sum();
        format!(
            "crash (sittings, {on}): {} attempts at once, {} kills: in intake {} (not committed {}, committed and not confirmed \
             {}), between {}, while starting {}; {} presses, {} of them again or from old keyboards, {} typed, {} not \
             readable; {answers} answers: 0 lost, 0 twice, every mark as computed, every attempt counted once, nobody stuck; \
             {} rows in flight at a death, {messages} messages twice; {:.1} s in the test, {:.1} s in all",
            self.sitters.all.len(),
            kills.all,
            kills.uncommitted + kills.unconfirmed,
            kills.uncommitted,
            kills.unconfirmed,
            kills.between,
            kills.starting,
            counts.presses + counts.repeats,
            counts.repeats,
            counts.typed,
            counts.unreadable,
            kills.in_doubt,
            sat.as_secs_f64(),
            took.as_secs_f64()
        )
    }
}

/// A row as it is expected: what was typed is opened, and a mark that is not written is all or nothing.
fn opened(sealer: &Sealer, row: &str) -> String {
    let parts: Vec<&str> = row.splitn(8, '|').collect();
    let [attempt, position, item, choice, is_right, mark, given, sealed] = parts.as_slice() else {
        panic!("eight columns: {row}");
    };
    let mark =
        if *mark == "-" { (is_right.parse::<i64>().expect("0 or 1") * FULL).to_string() } else { (*mark).to_owned() };
    assert_eq!(*is_right == "1", mark == FULL.to_string(), "{row}");
    let given = match (*given, *sealed) {
        ("-", "-") => String::new(),
        (given, "-") => given.to_owned(),
        ("-", sealed) => {
            String::from_utf8(sealer.open("answer", sealed).expect("sealed with our key")).expect("a text")
        }
        _ => panic!("both open and sealed: {row}"),
    };
    format!("{attempt}|{position}|{item}|{choice}|{mark}|{given}")
}

/// How a result says what was reached: right answers, or points where some are worth a part.
fn score(language: Language, worths: &[i64]) -> String {
    let total = worths.len();
    let is_partial = worths.iter().any(|worth| *worth > 0 && *worth < FULL);
    let reached = if is_partial {
        let hundredths = worths.iter().sum::<i64>() / (FULL / 100);
        match (hundredths / 100, hundredths % 100) {
            (whole, 0) => whole.to_string(),
            (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
            (whole, part) => format!("{whole}.{part:02}"),
        }
    } else {
        worths.iter().filter(|worth| **worth == FULL).count().to_string()
    };
    if language == Language::Ar { format!("{reached} من {total}") } else { format!("{reached} of {total}") }
}
