//! `darb regrade` where it cannot be done; what it does stands in the stories.

use super::process::Place;
use super::refused;

#[test]
fn grading_again_needs_a_cohort_a_week_and_a_database() {
    let place = Place::bare();
    refused(&place.run(&["regrade"]), 2, &["<COHORT>", "<WEEK>"]);
    refused(&place.run(&["regrade", "41", "many"]), 2, &["many", "<WEEK>"]);
    refused(&place.run(&["regrade", "41", "1"]), 1, &["there is no data file"]);
    assert!(place.files().is_empty(), "{:?}", place.files());
    place.write("darb.db", "");
    refused(&place.run(&["regrade", "41", "1", "--dry-run"]), 1, &["the database is empty"]);
}
