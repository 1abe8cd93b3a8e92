//! The reference cohort: people of ten countries in their zones, two weeks on the manual clock, every lesson at its
//! instant of the committed table exactly once. What is expected is written down before anything runs, from the story
//! and the table alone.

#[path = "cohort/cast.rs"]
mod cast;
#[path = "cohort/engine.rs"]
mod engine;
#[path = "cohort/script.rs"]
mod script;
#[path = "cohort/stage.rs"]
mod stage;
#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;
#[expect(dead_code, reason = "made for the tests of the schedule; a part of it is used here")]
#[path = "schedule/table.rs"]
mod table;

use cast::Cohort;
use stage::Stage;
use std::collections::BTreeSet;
use std::time::Instant;
use support::World;

/// Cairo's clocks go back on the evening of day 4 (23:00 comes twice), Hebron's on day 6, Beirut's on the evening of day 6
/// (23:00 twice).
#[test]
fn sixty_six_people_of_ten_countries_walk_two_weeks_while_clocks_go_back() {
    engine::on_sqlite(|url| walk("SQLite, autumn", cast::cohort("2027-10-24", 66), url));
}

/// Hebron's clocks go forward on day 6, Beirut's on day 7 (no midnight).
#[test]
fn a_smaller_cohort_walks_two_weeks_while_clocks_go_forward() {
    engine::on_sqlite(|url| walk("SQLite, spring", cast::cohort("2027-03-21", 12), url));
}

/// Cairo's clocks go forward on day 5 (no midnight).
#[test]
fn a_smaller_cohort_walks_two_weeks_on_postgres() {
    engine::on_postgres(|url| walk("Postgres, Cairo's spring", cast::cohort("2027-04-25", 12), url));
}

async fn walk(name: &str, cohort: Cohort, database_url: Option<String>) {
    let started = Instant::now();
    let people = cohort.people.len();
    let world = World::start_on(stage::opening(&cohort), database_url).await;
    let stage = Stage::new(&world, cohort).await;
    stage.play_until(17).await;
    stage.check_deliveries();
    stage.check_figures().await;
    // Nothing more comes, neither until the cohort closes nor after, but reminders to who has not taken the last test.
    let before = world.telegram.ledger().len();
    stage.play_until(22).await;
    let after = world.telegram.ledger().split_off(before);
    let sounding: Vec<_> = after.iter().filter(|entry| !entry.silent).collect();
    assert!(sounding.is_empty(), "something came after the end: {sounding:#?}");
    let reminded: BTreeSet<_> = after.iter().map(|entry| entry.chat_id).collect();
    assert!(reminded.len() <= 1 && after.len() <= 5, "more than one person's reminders: {after:#?}");
    stage.check_deliveries();
    let (lessons, entries) = (stage.lessons(), before);
    world.end().await;
    engine::say(&format!(
        "cohort ({name}): {people} people, {lessons} lessons at their instants, {entries} effects, {:.1} s",
        started.elapsed().as_secs_f64()
    ));
}
