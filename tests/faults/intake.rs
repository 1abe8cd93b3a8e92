//! The poller on a bad day: another process with its token, a token that is refused, a network that is gone, and a sender
//! that is stuck.

use crate::class::rest;
use crate::support::{Tuning, World, utc};
use crate::wire::Wire;
use darb::sandbox::{Fault, FaultKind};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

fn poll(times: u32, kind: FaultKind) -> Fault {
    Fault { method: Some("getUpdates".to_owned()), chat: None, skip: 0, times, kind }
}

fn refusal(code: u16, description: &str) -> FaultKind {
    FaultKind::Refuse { code, description: description.to_owned(), retry_after: None }
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "{what}: in vain");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Ends the poll that waits, so that the next meets what was prepared for it.
fn nudge(world: &World) {
    world.telegram.send_text(world.admin, world.admin, "/start", None, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_fails_is_made_again_and_nothing_is_missed() {
    let world = World::start(utc("2027-01-09 12:00")).await;
    world.says(world.admin, "/start").await;
    for kind in [
        refusal(
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        ),
        refusal(500, "Internal Server Error"),
        refusal(401, "Unauthorized"),
        FaultKind::Status { code: 502 },
        FaultKind::DropBefore,
        FaultKind::DropAfter,
    ] {
        world.telegram.add_fault(poll(1, kind.clone()));
        let struck = world.telegram.struck().len();
        nudge(&world);
        until("the fault is met", || world.telegram.struck().len() > struck).await;
        let before = world.telegram.ledger().len();
        nudge(&world);
        until("an answer", || world.telegram.ledger().len() > before).await;
        rest(&world).await;
        assert!(!world.has_ended(), "{kind:?} ended the bot");
    }
    assert_eq!(world.count("failed_updates").await, 0);
    world.end().await;
}

/// A token that was good and is refused again and again has been revoked: only a new one helps, and only a start reads it.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_stays_refused_ends_the_bot_and_says_so() {
    let mut world = World::start(utc("2027-01-09 12:00")).await;
    world.telegram.add_fault(poll(u32::MAX, refusal(401, "Unauthorized")));
    nudge(&world);
    nudge(&world);
    until("the end", || world.has_ended()).await;
    let refused = world.telegram.struck().len();
    assert!((2..=5).contains(&refused), "one refusal may be a mistake; {refused} were met");
    let error = world.end_bot().await.expect_err("it failed");
    assert_eq!(error.exit_code, 1);
    assert!(error.to_string().contains("TELOXIDE_TOKEN"), "{error}");
    // What people did meanwhile is not lost.
    world.telegram.clear_faults();
    assert!(world.telegram.unread() > 0);
    world.start_bot().await;
    rest(&world).await;
    assert_eq!(world.telegram.unread(), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_handled_is_asked_for_also_when_the_first_poll_failed() {
    let wire = Wire::new().await;
    let leads = wire.clone();
    let tuning = Tuning { wire: Box::new(move |url| leads.lead_to(url)), ..Tuning::default() };
    let world = World::start_tuned(utc("2027-01-09 12:00"), tuning).await;
    rest(&world).await;
    let asked_for = world.telegram.allowed_updates();
    assert!(asked_for.contains(&"message".to_owned()) && asked_for.contains(&"callback_query".to_owned()));
    assert!(!asked_for.contains(&"edited_message".to_owned()), "{asked_for:?}");
    for _ in 0..2 {
        wire.cut().await;
        // As if somebody else had asked for other things in between.
        world.telegram.forget_allowed_updates();
        wire.mend().await;
        until("a poll", || !world.telegram.allowed_updates().is_empty()).await;
        assert_eq!(world.telegram.allowed_updates(), asked_for);
    }
    world.end().await;
}

/// All answers of Telegram to what is sent come late, so everything that may be in flight is; presses and messages are taken
/// and confirmed all the same.
#[tokio::test(flavor = "multi_thread")]
async fn the_poller_does_not_wait_for_the_sender() {
    let tuning = Tuning { in_flight: 2, ..Tuning::default() };
    let world = World::start_tuned(utc("2027-01-09 12:00"), tuning).await;
    rest(&world).await;
    let stall = FaultKind::DelayAfter { ms: 5_000 };
    world.telegram.add_fault(Fault {
        method: Some("sendMessage".to_owned()),
        chat: None,
        skip: 0,
        times: 4,
        kind: stall,
    });
    let people: Vec<i64> = (0..12).map(|_| world.telegram.add_user("Sami", "en")).collect();
    for person in &people {
        world.telegram.send_text(*person, *person, "/start", None, None);
    }
    let started = Instant::now();
    until("all are taken", || world.telegram.unread() == 0).await;
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    rest(&world).await;
    world.end().await;
}
