//! The separate binary is killed, hung, and told to end, in the middle of a cohort, and the next process makes the best of
//! it: nothing is lost, and duplicates <= uncertain <= in flight. From what the stand-in for Telegram saw, against what the
//! story owes. On SQLite, and on Postgres when `TEST_POSTGRES_URL` names a server.
//!
//! The long version, for either engine:
//!
//! ```text
//! DARB_CRASH_KILLS=300 DARB_CRASH_PEOPLE=1000 cargo test --test crash sqlite::kill_9 -- --nocapture
//! DARB_CRASH_KILLS=300 DARB_CRASH_PEOPLE=1000 cargo test --test crash postgres::kill_9 -- --nocapture
//! ```
//!
//! The same for 200 people in one test at once (`sittings`):
//!
//! ```text
//! DARB_CRASH_KILLS=100 cargo test --test crash sqlite::every_answer -- --nocapture
//! ```
//!
//! And for tests that are graded again by one corrected key after another (`regrading`):
//!
//! ```text
//! DARB_CRASH_KILLS=100 cargo test --test crash sqlite::every_attempt -- --nocapture
//! ```
//!
//! `DARB_CRASH_SEED=...` draws the same plan again; when exactly a process dies is the machine's doing.
#![cfg(unix)]

#[path = "store/bench.rs"]
#[expect(dead_code, reason = "the suite of the store uses the rest")]
mod bench;
#[path = "crash/campaign.rs"]
mod campaign;
#[path = "crash/evidence.rs"]
mod evidence;
#[path = "crash/lease.rs"]
mod lease;
#[expect(dead_code, reason = "stories use the rest")]
#[path = "support/lessons.rs"]
mod lessons;
#[path = "crash/limits.rs"]
mod limits;
#[path = "crash/order.rs"]
mod order;
#[path = "crash/people.rs"]
mod people;
#[path = "crash/planned.rs"]
mod planned;
#[path = "crash/process.rs"]
mod process;
#[path = "crash/regrading.rs"]
mod regrading;
#[path = "crash/sheet.rs"]
mod sheet;
#[path = "crash/sitters.rs"]
mod sitters;
#[path = "crash/sittings.rs"]
mod sittings;

use darb::sandbox::{Fault, FaultKind};
use people::{Act, People, duplicates, morning};
use process::{Ground, On, Pace};
use std::collections::BTreeMap;
use std::io::Write;

macro_rules! on_both {
    ($($name:ident: $case:path),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                $case(crate::process::On::Sqlite, stringify!($name)).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                $case(crate::process::On::Postgres, stringify!($name)).await;
            })+
        }
    };
}

on_both! {
    kill_9_loses_nothing_and_repeats_no_more_than_was_in_doubt: crate::campaign::kill_9,
    every_answer_of_200_attempts_counts_once_through_kill_9: crate::sittings::kill_9,
    every_attempt_is_graded_again_once_by_each_key_through_kill_9: crate::regrading::kill_9,
    a_planned_restart_a_take_over_and_the_limits: crate::others,
}

/// What mostly waits, at the same time: planned restarts under load double nothing; a second process takes over from one
/// that dies or hangs; Telegram's limits hold across kills.
async fn others(on: On, name: &str) {
    tokio::join!(planned::restart(on, name), lease::take_over(on, name), limits::hold(on, name));
}

/// What is said after a doubt must not stand in the way of what is said once the doubt is over.
#[tokio::test(flavor = "multi_thread")]
async fn a_question_whose_copy_was_in_doubt_is_received_all_the_same() {
    let pace = Pace { in_flight: 8, per_second: 120, private_gap_ms: 0, group_per_minute: 60_000, delay_ms: 50 };
    let at_ms = morning(0).timestamp_millis() - 20 * 3_600_000;
    let name = "a_question_whose_copy_was_in_doubt_is_received_all_the_same";
    let mut ground = Ground::start(On::Sqlite, name, pace, at_ms).await.expect("SQLite");
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
    assert_eq!(duplicates(&ledger), BTreeMap::from([(("copyMessage".to_owned(), people.group), 1)]));
    assert_eq!(ground.outbox().await.doubts, 1);
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Says something past the capture of the test harness.
fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error");
}
