//! Time limits on bad days: short silences, clocks that are set, answers that are typed after an outage.

use super::helping::standing;
use super::rules::{LIMITED, Watch, at_the_test, at_the_test_of, lessons, lessons_with};
use crate::support::utc;
use chrono::TimeDelta;
use darb::clock::{Clock, Machine};
use darb::rules::course::Language;
use darb::sandbox::{Fault, FaultKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The next polls are cut off.
fn cut(times: u32) -> Fault {
    Fault { method: Some("getUpdates".to_owned()), chat: None, skip: 0, times, kind: FaultKind::DropBefore }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_silence_of_telegram_takes_nobodys_time() {
    let watch = Watch::new();
    let mut stage = at_the_test(Language::En, LIMITED, Some(&watch)).await;
    let rana = stage.story.person("Rana", "en");
    watch.is_set_to(utc("2027-03-08 06:00"));
    stage.story.writes(rana, "hello").await;
    stage.starts().await;
    watch.goes_on(25);
    // The next poll breaks off, and forty seconds long nothing is heard.
    stage.story.telegram.add_fault(cut(1));
    stage.story.writes(rana, "anybody?").await;
    stage.story.awaits(|world| world.telegram.faults().is_empty()).await;
    watch.goes_on(40);
    stage.story.writes(rana, "still here").await;
    stage.answers(true).await;
    // By now 95 seconds have passed since the start of a minute; forty of them do not count.
    watch.goes_on(20);
    stage.answers(true).await;
    assert!(stage.newest().contains("Test passed"), "{}", stage.newest());
    stage.story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polls_that_bring_nothing_and_a_break_of_a_moment_put_nothing_off() {
    let watch = Watch::new();
    let mut stage = at_the_test(Language::En, LIMITED, Some(&watch)).await;
    let rana = stage.story.person("Rana", "en");
    watch.is_set_to(utc("2027-03-08 06:00"));
    stage.story.writes(rana, "hello").await;
    stage.starts().await;
    for (seconds, words) in [(25, "one"), (25, "two")] {
        watch.goes_on(seconds);
        stage.story.writes(rana, words).await;
    }
    stage.story.telegram.add_fault(cut(2));
    stage.story.writes(rana, "three").await;
    stage.story.awaits(|world| world.telegram.faults().is_empty()).await;
    watch.goes_on(8);
    stage.story.writes(rana, "four").await;
    watch.goes_on(15);
    stage.story.writes(rana, "five").await;
    stage.waits_for("The time is over").await;
    stage.story.ends_untold().await;
}

/// A machine of which wall and monotonic clock are moved apart.
fn machine_with_a_wall() -> (Arc<Machine>, Arc<AtomicI64>, Arc<AtomicI64>) {
    let started = std::time::Instant::now();
    let (wall, counted) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
    let runs = move || i64::try_from(started.elapsed().as_millis()).expect("a short time");
    let start_ms = utc("2027-03-06 08:00").timestamp_millis();
    let (of_wall, of_counted) = (Arc::clone(&wall), Arc::clone(&counted));
    let counted_of_wall = Arc::clone(&counted);
    let machine = Machine::new(
        move || start_ms + runs() + counted_of_wall.load(Ordering::Relaxed) + of_wall.load(Ordering::Relaxed),
        move || runs() + of_counted.load(Ordering::Relaxed),
    );
    (machine, wall, counted)
}

#[tokio::test(flavor = "multi_thread")]
async fn until_when_is_told_by_the_clock_that_people_see_after_it_was_set() {
    let (machine, wall, counted) = machine_with_a_wall();
    let mut stage = at_the_test_of(Language::En, lessons(LIMITED), Some(&machine)).await;
    let now = Clock::on(&machine).now();
    counted.fetch_add((utc("2027-03-08 06:00") - now).num_milliseconds().max(0), Ordering::Relaxed);
    let rana = stage.story.person("Rana", "en");
    stage.story.writes(rana, "hello").await;
    // The machine had started with a clock that was two hours slow, and was put right since.
    wall.fetch_add(TimeDelta::hours(2).num_milliseconds(), Ordering::Relaxed);
    stage.starts().await;
    // Amman is three hours ahead of UTC: it is eleven there.
    assert!(stage.newest().contains("Until 11:01"), "{}", stage.newest());
    stage.answers_both([true, true]).await;
    assert!(stage.newest().contains("Test passed"), "{}", stage.newest());
    stage.story.ends_untold().await;
}

const IN_WORDS: [(&str, &str); 2] = [
    (
        "assessment.en.gift",
        "// [tag:day-1]\n::burn::What goes on a fresh burn? {=water}\n\n// [tag:day-2]\n::wound::What goes on a wound? {=cloth}\n",
    ),
    (
        "assessment.ar.gift",
        "// [tag:day-1]\n::burn::ماذا يوضع على الحرق؟ {=ماء}\n\n// [tag:day-2]\n::wound::ماذا يوضع على الجرح؟ {=قماش}\n",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_after_an_outage_answers_the_question_that_is_shown_again() {
    let watch = Watch::new();
    let rules = "pass_percent = 50\nshuffle = false\ntime_limit = 120";
    let mut stage = at_the_test_of(Language::En, lessons_with(rules, &IN_WORDS), Some(&watch.machine)).await;
    let rana = stage.story.person("Rana", "en");
    watch.is_set_to(utc("2027-03-08 06:00"));
    stage.story.writes(rana, "hello").await;
    stage.starts().await;
    // For longer than a question is waited upon nothing gets through; then it stands there again.
    stage.story.until(utc("2027-03-08 07:30")).await;
    watch.goes_on(90 * 60);
    stage.story.writes(rana, "anybody?").await;
    assert!(stage.newest().contains("For a while nothing got through"), "{}", stage.newest());
    stage.story.writes(stage.person, "ice").await;
    assert!(stage.newest().contains("What goes on a wound?"), "{}", stage.newest());
    stage.story.writes(stage.person, "cloth").await;
    assert!(stage.newest().contains("Test passed"), "{}", stage.newest());
    stage.story.ends("rules_typed_after_an_outage").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_after_an_outage_answers_nothing_that_was_set_aside() {
    let watch = Watch::new();
    let rules = "pass_percent = 50\nshuffle = false\ntime_limit = 120";
    let mut stage = at_the_test_of(Language::En, lessons_with(rules, &IN_WORDS), Some(&watch.machine)).await;
    let rana = stage.story.person("Rana", "en");
    watch.is_set_to(utc("2027-03-08 06:00"));
    stage.story.writes(rana, "hello").await;
    stage.starts().await;
    stage.touches("", "Continue later").await;
    stage.story.until(utc("2027-03-08 06:20")).await;
    watch.goes_on(20 * 60);
    stage.story.writes(rana, "anybody?").await;
    stage.story.writes(stage.person, "ice").await;
    let is_next = |text: &str| text.contains("What goes on a wound?");
    assert!(
        !standing(&stage.story, stage.person).iter().any(|message| is_next(&message.text)),
        "it was for the mentors"
    );
}
