//! `darb items` where there is nothing to read; what it prints stands in the stories.

use super::process::Place;
use super::refused;

#[test]
fn figures_of_what_is_not_there() {
    let place = Place::bare();
    refused(&place.run(&["items"]), 1, &["there is no data file `darb.db`", "DATABASE_URL"]);
    refused(&place.run(&["items", "--attempts", "second"]), 2, &["second", "first, best, last, all"]);
    assert!(place.files().is_empty(), "{:?}", place.files());
    place.write("darb.db", "");
    refused(&place.run(&["items", "--json"]), 1, &["the database is empty"]);
}
