//! Two hundred people have taken a test, its keys are corrected one after another, and the process is killed again and again
//! while it grades: each attempt is graded once by each key, nobody loses a pass, who passes by it hears of it once.

use crate::bench;
use crate::evidence;
use crate::people::{Act, People, morning};
use crate::process::{Ground, On, Pace};
use crate::sheet::{self, FULL, Item, Kind, REKEYED};
use crate::sitters::{Sitter, Sitters};
use crate::{number, say};
use darb::clock::Clock;
use darb::rules::course::Assessment;
use darb::rules::ids::{CohortId, VersionId};
use darb::rules::regrade::corrections;
use darb::seal::Randomness;
use darb::store::regrades::{self, Order};
use darb::store::{Engine, in_flight::OutboxCounts};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Longer than anything that happens here.
const PATIENCE: Duration = Duration::from_secs(60);

/// Corrections that follow each other at least: the keys go there and back.
const ROUNDS: usize = 6;

/// Kills within one correction at most, so that each comes to its end.
const KILLS_A_ROUND: usize = 4;

/// In the line to who passes by it, and in the word to the admin.
const LINES: [&str; 2] = ["and it was ours", "وهو منا"];
const DONE: &str = "Graded again";

/// How far a correction was when the process died.
#[derive(Debug, Default)]
struct Kills {
    all: usize,
    ordered: usize,
    begun: usize,
    midway: usize,
    graded: usize,
    over: usize,
    in_doubt: i64,
}

/// What somebody's attempt is worth by the keys so far, by a rule written down once more here.
struct Standing {
    marks: Vec<i64>,
    passed: bool,
    /// Lines that they are owed.
    lines: i64,
}

struct Campaign {
    ground: Ground,
    sitters: Sitters,
    random: Randomness,
    seed: u64,
    standings: Vec<Standing>,
    kills: Kills,
    wanted: usize,
    first: u64,
    epoch: i64,
    rekeyed: BTreeSet<Kind>,
    /// Whose marks each correction has changed, and who passed by it.
    expected: Vec<(usize, usize)>,
    before: OutboxCounts,
}

pub async fn kill_9(on: On, name: &str) {
    let usize_of = |name, usual| number(name).map_or(usual, |number| usize::try_from(number).expect("a number"));
    let (wanted, count) = (usize_of("DARB_CRASH_KILLS", 6), usize_of("DARB_CRASH_PEOPLE", 200));
    let seed = number("DARB_CRASH_SEED").unwrap_or_else(|| Clock::system().real().0.unsigned_abs() % 1_000_000);
    let started = Instant::now();
    let pace = Pace { in_flight: 24, per_second: 4_000, private_gap_ms: 0, group_per_minute: 6_000, delay_ms: 2 };
    let items = sheet::items(1);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lessons = sheet::write(folder.path(), &items);
    let at_ms = morning(0).timestamp_millis() - 20 * 3_600_000;
    let Some(mut ground) = Ground::start_with(on, name, pace, at_ms, lessons).await else { return };
    say(&format!("crash (regrading, {on:?}): DARB_CRASH_SEED={seed}"));
    let mut people = People::arrive(&mut ground, count).await;
    for act in [Act::Morning { day: 0 }, Act::Done] {
        people.act(&ground, act);
        ground.rest().await;
    }
    let mut random = Randomness::seeded(seed);
    let mut sitters = Sitters::new(&people.all, items, &mut random);
    let sat_down = Instant::now();
    while !sitters.are_done() {
        sitters.act(&ground);
        assert!(sat_down.elapsed() < 5 * PATIENCE, "nobody may be stuck: {:?}; seed {seed}", sitters.stuck());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    ground.rest().await;
    let standings = sitters.all.iter().map(|sitter| Standing::of(sitter, &sitters.items)).collect();
    let before = ground.outbox().await;
    let (kills, rekeyed, expected) = (Kills::default(), BTreeSet::new(), Vec::new());
    let mut campaign = Campaign {
        ground,
        sitters,
        random,
        seed,
        standings,
        kills,
        wanted,
        first: 0,
        epoch: 0,
        rekeyed,
        expected,
        before,
    };
    let began = Instant::now();
    while campaign.expected.len() < ROUNDS || campaign.kills.all < wanted {
        campaign.round().await;
    }
    let took = began.elapsed();
    let (lines, repeated) = campaign.check_messages().await;
    say(&campaign.report(&format!("{on:?}"), (lines, repeated), took, started.elapsed()));
}

impl Standing {
    fn of(sitter: &Sitter, items: &[Item]) -> Self {
        let marks: Vec<i64> =
            items.iter().zip(&sitter.plans).map(|(item, plan)| plan.meant.worth_of(item.kind)).collect();
        Self { passed: passes(&marks), marks, lines: 0 }
    }

    /// Whether the marks differ by it, and whether the test is passed by it.
    fn rekey(&mut self, sitter: &Sitter, items: &[Item], kind: Kind, is_rekeyed: bool) -> (bool, bool) {
        let before = self.marks.clone();
        for (place, item) in items.iter().enumerate().filter(|(_, item)| item.kind == kind) {
            self.marks[place] = sitter.plans[place].meant.worth_by(item.kind, is_rekeyed);
        }
        if passes(&before) && !passes(&self.marks) {
            self.marks = before.iter().zip(&self.marks).map(|(was, is)| *was.max(is)).collect();
        }
        let is_new = passes(&self.marks) && !self.passed;
        self.passed |= is_new;
        self.lines += i64::from(is_new);
        (before != self.marks, is_new)
    }
}

/// Sixty in a hundred, as the course says.
fn passes(marks: &[i64]) -> bool {
    let all = i64::try_from(marks.len()).expect("few") * FULL;
    marks.iter().sum::<i64>() * 100 >= all * 60
}

impl Campaign {
    /// One key is corrected, or taken back. By turns the bot runs when it is ordered, or is dead.
    async fn round(&mut self) {
        let round = self.expected.len();
        let kind = REKEYED[usize::try_from(self.draw(REKEYED.len() as u64)).expect("few")];
        let was = self.rekeyed.clone();
        let is_rekeyed = self.rekeyed.insert(kind) || !self.rekeyed.remove(&kind);
        if round % 2 == 1 && self.kills.all < self.wanted {
            self.kill().await;
            self.order(&was).await;
            self.ground.begin();
        } else {
            self.order(&was).await;
        }
        for _ in 0..KILLS_A_ROUND {
            if self.kills.all >= self.wanted || !self.approach().await {
                break;
            }
            self.kill().await;
            self.ground.begin();
        }
        self.ground.rest().await;
        let mut came_to = (0, 0);
        for (standing, sitter) in self.standings.iter_mut().zip(&self.sitters.all) {
            let (changed, passed) = standing.rekey(sitter, &self.sitters.items, kind, is_rekeyed);
            came_to = (came_to.0 + usize::from(changed), came_to.1 + usize::from(passed));
        }
        self.expected.push(came_to);
        self.check_marks().await;
    }

    fn draw(&mut self, below: u64) -> u64 {
        self.random.seed().unsigned_abs() % below.max(1)
    }

    /// Writes the order down as `darb regrade` does.
    async fn order(&self, was: &BTreeSet<Kind>) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let test = |rekeyed: &BTreeSet<Kind>| -> Assessment {
            let lessons = sheet::write_rekeyed(folder.path(), &self.sitters.items, rekeyed);
            darb::content::load_all(&lessons).expect("a valid course").remove(0).weeks.remove(0).assessment
        };
        let (asked, file) = (test(was), test(&self.rekeyed));
        let change = corrections(&asked.items, &file.items).expect("keys alone").expect("another key");
        let row = bench::rows(&self.ground.url, "id, version_id", "from cohorts").await.remove(0);
        let (cohort, version) = row.split_once('|').expect("two columns");
        let id = |text: &str| text.parse::<i64>().expect("an id");
        let (cohort, version) = (CohortId(id(cohort)), VersionId(id(version)));
        let engine = Engine::open(&self.ground.url).await.expect("the data");
        let mut tx = engine.write().await.expect("the writer");
        let all = regrades::of_cohort(&mut tx, cohort).await.expect("the orders");
        let request = regrades::name_of(cohort, 1, &change, &all);
        let ordered_at = Clock::system().real();
        regrades::order(&mut tx, &Order { request, cohort, week: 1, version, change, by: None, ordered_at });
        tx.commit().await.expect("an order");
        engine.close().await;
    }

    /// How far the newest correction is, and how many attempts have gone over.
    async fn look(url: &str) -> (String, usize) {
        let moved = "(select count(*) from attempts a where a.version_id = g.to_version)";
        let columns = format!("g.state, {moved}");
        let rows = bench::rows(url, &columns, "from regrades g order by g.ordered_at desc, g.request").await;
        let (state, moved) = rows[0].split_once('|').expect("two columns");
        (state.to_owned(), moved.parse().expect("a number"))
    }

    /// By turns any moment; once it was begun; once some attempts have gone over. False when it is over before.
    async fn approach(&mut self) -> bool {
        let turn = self.kills.all % 3;
        if turn == 0 {
            tokio::time::sleep(Duration::from_millis(self.draw(1_200))).await;
        }
        let since = Instant::now();
        loop {
            let (state, moved) = Self::look(&self.ground.url).await;
            match state.as_str() {
                "done" => return false,
                "running" if turn < 2 || moved > 0 => break,
                _ if turn == 0 => break,
                _ => assert!(since.elapsed() < PATIENCE, "it stands still\n{}", self.ground.log()),
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        tokio::time::sleep(Duration::from_millis(self.draw(60))).await;
        true
    }

    async fn kill(&mut self) {
        let died = self.ground.kill().await;
        let evidence = evidence::examine(&self.ground, self.first, died, self.epoch).await;
        assert!(evidence.in_doubt() <= self.ground.pace.in_flight, "{evidence:?}");
        let (kills, all) = (&mut self.kills, self.sitters.all.len());
        kills.all += 1;
        kills.in_doubt += evidence.in_doubt();
        self.epoch = evidence.epoch;
        self.first = self.ground.telegram.requests(self.first).last().map_or(self.first, |request| request.number);
        match Self::look(&evidence::copy(&self.ground).await).await {
            (state, _) if state == "ordered" => kills.ordered += 1,
            (state, 0) if state == "running" => kills.begun += 1,
            (state, moved) if state == "running" && moved < all => kills.midway += 1,
            (state, _) if state == "running" => kills.graded += 1,
            _ => kills.over += 1,
        }
    }

    /// Each attempt is on the version that the cohort runs, each mark as it must be, each pass kept, each correction done and
    /// counted once.
    async fn check_marks(&self) {
        let (seed, round) = (self.seed, self.expected.len());
        let rows = bench::rows(&self.ground.url, "attempt_id, item, mark, is_right", "from answers").await;
        let mut stored: BTreeMap<(i64, String), i64> = BTreeMap::new();
        for row in &rows {
            let parts: Vec<&str> = row.split('|').collect();
            let is_right = parts[3] == "1";
            let mark = if parts[2] == "-" { i64::from(is_right) * FULL } else { parts[2].parse().expect("a mark") };
            assert_eq!(mark == FULL, is_right, "{row}; seed {seed}");
            stored.insert((parts[0].parse().expect("an id"), parts[1].to_owned()), mark);
        }
        let mut expected = BTreeMap::new();
        for (standing, sitter) in self.standings.iter().zip(&self.sitters.all) {
            let attempt = sitter.attempt.expect("an attempt");
            for (item, mark) in self.sitters.items.iter().zip(&standing.marks) {
                expected.insert((attempt, item.name()), *mark);
            }
        }
        let wrong: Vec<_> = expected.iter().filter(|(key, mark)| stored.get(key) != Some(mark)).collect();
        assert!(wrong.is_empty(), "round {round}: {} wrong, such as {:?}; seed {seed}", wrong.len(), wrong[0]);
        assert_eq!(stored.len(), expected.len(), "round {round}; seed {seed}");
        let others = "from attempts a join enrolments e on e.id = a.enrolment_id join cohorts c on c.id = e.cohort_id \
             where a.version_id <> c.version_id";
        assert_eq!(bench::rows(&self.ground.url, "count(*)", others).await, ["0"], "round {round}; seed {seed}");
        let columns = "a.id, e.progress";
        let rest = "from attempts a join enrolments e on e.id = a.enrolment_id";
        let mut badges: BTreeMap<i64, bool> = BTreeMap::new();
        for row in bench::rows(&self.ground.url, columns, rest).await {
            let (id, progress) = row.split_once('|').expect("two columns");
            let progress: serde_json::Value = serde_json::from_str(progress).expect("JSON");
            let badge = progress["weeks"][0]["badge"].as_bool().expect("said");
            badges.insert(id.parse().expect("an id"), badge);
        }
        for (standing, sitter) in self.standings.iter().zip(&self.sitters.all) {
            let badge = badges[&sitter.attempt.expect("an attempt")];
            assert_eq!(badge, standing.passed, "{}: round {round}; seed {seed}", sitter.id);
        }
        let of_orders = "from regrades order by ordered_at, request";
        let done = bench::rows(&self.ground.url, "state, changed, passing", of_orders).await;
        let wanted: Vec<String> =
            self.expected.iter().map(|(changed, passing)| format!("done|{changed}|{passing}")).collect();
        assert_eq!(done, wanted, "seed {seed}");
    }

    /// Who passes by a correction has one line of it, nobody else has any, and the admin one word of each; what stands twice
    /// was in doubt. Returns the lines, and what stands twice.
    async fn check_messages(&self) -> (i64, i64) {
        let seed = self.seed;
        let ledger = self.ground.telegram.ledger();
        let mut found: BTreeMap<i64, i64> = BTreeMap::new();
        let mut done = 0;
        for entry in ledger.iter().filter(|entry| entry.method == "sendMessage") {
            let chat = entry.chat_id.expect("a chat");
            if LINES.iter().any(|line| entry.text.contains(line)) {
                *found.entry(chat).or_default() += 1;
            }
            done += i64::from(chat == self.ground.admin && entry.text.contains(DONE));
        }
        let rounds = i64::try_from(self.expected.len()).expect("few");
        assert!(done >= rounds, "the admin heard of {done} of {rounds}; seed {seed}");
        let (mut repeated, mut lines) = (done - rounds, 0);
        for (standing, sitter) in self.standings.iter().zip(&self.sitters.all) {
            let heard = found.remove(&sitter.id).unwrap_or(0);
            let owed = standing.lines;
            assert!(heard >= owed && (owed > 0 || heard == 0), "{}: {heard} of {owed}; seed {seed}", sitter.id);
            (repeated, lines) = (repeated + heard - owed, lines + owed);
        }
        assert_eq!(found, BTreeMap::new(), "nobody else has one; seed {seed}");
        let outbox = self.ground.outbox().await;
        let doubts = outbox.doubts - self.before.doubts;
        assert!(
            outbox.failed == 0 && repeated <= doubts && doubts <= self.kills.in_doubt,
            "{repeated} repeated, {doubts} doubts, {} in flight at a death, {} failed; seed {seed}",
            self.kills.in_doubt,
            outbox.failed
        );
        assert!(lines > 0, "somebody passed; seed {seed}");
        assert!(!self.ground.log().contains("panicked"), "{}", self.ground.log());
        (lines, repeated)
    }

    fn report(&self, on: &str, (lines, repeated): (i64, i64), took: Duration, all: Duration) -> String {
        let kills = &self.kills;
        let changed: usize = self.expected.iter().map(|(changed, _)| changed).sum();
        format!(
            "crash (regrading, {on}): {} attempts, {} corrections, {} kills: ordered and not begun {}, begun {}, some graded {}, \
             all graded and not over {}, over {}; {changed} people with another score, every mark as computed, each \
             correction counted once, no pass lost; {lines} lines to who passed; {} rows in flight at a death, {repeated} \
             messages twice; {:.1} s of grading, {:.1} s in all",
            self.sitters.all.len(),
            self.expected.len(),
            kills.all,
            kills.ordered,
            kills.begun,
            kills.midway,
            kills.graded,
            kills.over,
            kills.in_doubt,
            took.as_secs_f64(),
            all.as_secs_f64()
        )
    }
}
