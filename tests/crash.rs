//! `kill -9` of the separate binary in the middle of a cohort, and what the next process makes of it: nothing is lost, and
//! duplicates <= uncertain <= in flight. From the ledger of the stand-in for Telegram, against what the story owes.
//!
//! `DARB_CRASH_KILLS=200` makes the campaign longer, `DARB_CRASH_SEED=...` repeats one.

#[path = "crash/people.rs"]
mod people;
#[path = "crash/process.rs"]
mod process;

use darb::clock::Clock;
use darb::sandbox::{Fault, FaultKind};
use darb::seal::Randomness;
use people::{Act, PEOPLE, People, duplicates, morning};
use process::{Ending, Ground, IN_FLIGHT};
use sqlx::{Connection, Row, SqliteConnection};
use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_in_the_middle_of_a_cohort_loses_nothing_and_repeats_no_more_than_was_in_doubt() {
    campaign(Ending::Killed, number("DARB_CRASH_KILLS").unwrap_or(12)).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_planned_restart_in_the_middle_of_a_cohort_repeats_nothing() {
    campaign(Ending::Asked, 5).await;
}

/// What is said after a doubt must not stand in the way of what is said once the doubt is over.
#[tokio::test(flavor = "multi_thread")]
async fn a_question_whose_copy_was_in_doubt_is_received_all_the_same() {
    let mut ground = Ground::start(morning(0).timestamp_millis() - 20 * 3_600_000).await;
    let mut people = People::arrive(&mut ground, 1).await;
    let lost_answer =
        Fault { method: Some("copyMessage".into()), chat: None, skip: 0, times: 1, kind: FaultKind::DropAfter };
    ground.telegram.clear_faults();
    ground.telegram.add_fault(lost_answer);
    for act in [Act::Ask { round: 0 }, Act::Send { round: 0 }, Act::Reply { round: 0 }] {
        people.act(&ground, act);
        ground.rest().await;
    }
    let ledger = ground.telegram.ledger();
    assert_eq!(people.lost(&ledger), [""; 0]);
    assert_eq!(duplicates(&ledger), BTreeMap::from([("copyMessage".to_owned(), 1)]));
    assert_eq!(ground.outbox().await.doubts, 1);
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What a campaign came to.
#[derive(Debug, Default)]
struct Account {
    endings: u64,
    /// Endings that left something in doubt.
    doubtful: u64,
    doubts: i64,
    duplicates: i64,
    most_doubts: i64,
    /// Effects between the signal to end and the end.
    meanwhile: usize,
}

/// A scene is what happens between two times of rest, act by act.
fn scenes(endings: u64) -> Vec<Vec<Act>> {
    let mut scenes = Vec::new();
    let mut round = 0;
    let mut questions = |scenes: &mut Vec<Vec<Act>>| {
        scenes.push(vec![Act::Ask { round }, Act::Send { round }, Act::Reply { round }]);
        round += 1;
    };
    let weeks = if endings <= 16 { 1 } else { 2 };
    for week in 1..=weeks {
        for day in 0..6 {
            scenes.push(vec![Act::Morning { day: 7 * (u64::from(week) - 1) + day }, Act::Done]);
            questions(&mut scenes);
        }
        scenes.push(vec![Act::Morning { day: 7 * u64::from(week) - 1 }, Act::Start { week }]);
        for position in [0, 3, 6, 9] {
            scenes.push((position..position + 3).map(|position| Act::Answer { week, position }).collect());
        }
    }
    while (scenes.len() as u64) < endings {
        questions(&mut scenes);
    }
    scenes
}

async fn campaign(ending: Ending, endings: u64) {
    let started = Instant::now();
    let seed = number("DARB_CRASH_SEED").unwrap_or_else(|| Clock::system().real().0.unsigned_abs() % 1_000_000);
    let name = if ending == Ending::Killed { "kill -9" } else { "SIGTERM" };
    say(&format!("crash ({name}): DARB_CRASH_SEED={seed}"));
    let mut random = Randomness::seeded(seed);
    let mut ground = Ground::start(morning(0).timestamp_millis() - 20 * 3_600_000).await;
    let mut people = People::arrive(&mut ground, PEOPLE).await;
    let mut account = Account::default();
    assert_eq!(duplicates(&ground.telegram.ledger()), BTreeMap::new(), "nothing was ended yet");
    let scenes = scenes(endings);
    let count = scenes.len() as u64;
    for (index, scene) in scenes.into_iter().enumerate() {
        let index = index as u64;
        let has_one = (index + 1) * endings / count > index * endings / count;
        let (ended, meanwhile) = play(&mut ground, &mut people, &scene, has_one.then_some(ending), &mut random).await;
        let (ledger, outbox) = (ground.telegram.ledger(), ground.outbox().await);
        let repeated = duplicates(&ledger).values().sum::<i64>() - account.duplicates;
        let in_doubt = outbox.doubts - account.doubts;
        let lost = people.lost(&ledger);
        let allowed = if ending == Ending::Killed { IN_FLIGHT * ended } else { 0 };
        assert!(
            lost.is_empty() && outbox.failed == 0 && repeated <= in_doubt && in_doubt <= allowed,
            "seed {seed}, scene {index} {scene:?}, ended {ended} times: {in_doubt} in doubt of at most {allowed}, \
             {repeated} repeated, {} failed, lost {lost:?}\n{}",
            outbox.failed,
            ground.log()
        );
        account.endings += ended.unsigned_abs();
        account.doubtful += u64::from(in_doubt > 0);
        account.doubts += in_doubt;
        account.duplicates += repeated;
        account.most_doubts = account.most_doubts.max(in_doubt);
        account.meanwhile += meanwhile;
    }
    assert_eq!(answers(&ground).await, people.answers, "each item counts once, as it was answered first");
    assert_eq!(rows(&ground, "failed_updates").await, 0, "no update was put away");
    let by_method = duplicates(&ground.telegram.ledger());
    let Account { endings, doubtful, doubts, duplicates, most_doubts, meanwhile } = account;
    say(&format!(
        "crash ({name}): {PEOPLE} people, {endings} endings, {meanwhile} effects between signal and end; {doubts} uncertain \
         in {doubtful} scenes (at most {most_doubts} in one, {IN_FLIGHT} in flight), {duplicates} duplicates {by_method:?}, \
         0 lost, {} answers each once, {:.1} s",
        people.answers.len(),
        started.elapsed().as_secs_f64()
    ));
    if ending == Ending::Killed {
        assert!(doubtful > 0, "no ending met anything in flight, so nothing was shown; seed {seed}");
    } else {
        assert!(meanwhile > 0, "no ending met anything in flight, so nothing was shown; seed {seed}");
    }
    assert!(!ground.log().contains("panicked"), "{}", ground.log());
}

/// Plays a scene, with or without an ending in its middle. Returns how often the process was ended, and how much took
/// effect while it ended.
async fn play(
    ground: &mut Ground,
    people: &mut People,
    scene: &[Act],
    ending: Option<Ending>,
    random: &mut Randomness,
) -> (i64, usize) {
    let mut draw = |most: usize| usize::try_from(random.seed()).unwrap_or(0) % most.max(1);
    // After so many effects of one of the acts, and a moment.
    let at_act = draw(scene.len());
    let (effects, moment) = (draw(scene[at_act].cast()), Duration::from_millis(draw(40) as u64));
    // Now and then once more, while the next process starts.
    let again = (ending == Some(Ending::Killed) && draw(4) == 0).then(|| Duration::from_millis(draw(1_500) as u64));
    let (mut ended, mut meanwhile) = (0, 0);
    for (index, act) in scene.iter().enumerate() {
        let before = ground.telegram.ledger().len();
        people.act(ground, *act);
        if let Some(ending) = ending.filter(|_| index == at_act) {
            while ground.telegram.ledger().len() < before + effects && !ground.telegram.settled(Duration::ZERO).await {}
            tokio::time::sleep(moment).await;
            meanwhile += ground.finish(ending).await;
            ended += 1;
            ground.begin();
            if let Some(moment) = again {
                tokio::time::sleep(moment).await;
                meanwhile += ground.finish(ending).await;
                ended += 1;
                ground.begin();
            }
        }
        ground.rest().await;
        people.later(ground);
        ground.rest().await;
    }
    (ended, meanwhile)
}

async fn rows(ground: &Ground, table: &'static str) -> i64 {
    let mut connection = SqliteConnection::connect(&ground.database_url).await.expect("the data file");
    let count = sqlx::query(sqlx::AssertSqlSafe(format!("select count(*) as count from {table}")));
    count.fetch_one(&mut connection).await.expect("a table").get("count")
}

/// The answers in the database: what was picked at each position of each attempt.
async fn answers(ground: &Ground) -> BTreeMap<(i64, u8), u8> {
    let mut connection = SqliteConnection::connect(&ground.database_url).await.expect("the data file");
    let rows = sqlx::query("select attempt_id, position, choice from answers").fetch_all(&mut connection).await;
    let small = |number: i64| u8::try_from(number).expect("a small number");
    rows.expect("the table of answers")
        .iter()
        .map(|row| ((row.get("attempt_id"), small(row.get("position"))), small(row.get("choice"))))
        .collect()
}

/// Says something past the capture of the test harness.
fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error");
}
