//! Clocks that change: Lebanon at the end of March and of October 2027, Morocco on 20 September 2026.

use crate::support::transcript::Story;
use crate::support::utc;
use chrono::{DateTime, TimeDelta, Utc};
use darb::rules::course::Language;
use darb::rules::model::Country;

/// When lessons came into a chat for the first time.
fn came(story: &Story, chat: i64) -> Vec<String> {
    let ledger = story.telegram.ledger();
    let is_lesson = |text: &str| text.chars().count() > 900;
    // The notice on what is kept is as long, and stands on the one message of arriving.
    let is_new = |method: &str| method == "sendMessage";
    let came =
        ledger.iter().filter(|entry| entry.chat_id == Some(chat) && is_new(&entry.method) && is_lesson(&entry.text));
    let mut seen = std::collections::BTreeSet::new();
    let came = came.filter(move |entry| seen.insert(entry.text.lines().next()));
    let at = |ms| DateTime::<Utc>::from_timestamp_millis(ms).expect("an instant");
    came.map(|entry| at(entry.course_ms).format("%m-%d %H:%M").to_string()).collect()
}

/// Midnight of 28 March does not exist in Beirut; its lesson comes at one o'clock, which is the same instant.
#[tokio::test(flavor = "multi_thread")]
async fn lebanon_over_the_end_of_march() {
    let mut story = Story::start(utc("2027-03-25 10:00")).await;
    let (code, _) = story.opens("2027-03-26").await;
    let layla = story.person("Layla", "ar");
    let sami = story.person("Sami", "en");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 0).await;
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    story.until(utc("2027-03-29 20:00")).await;
    story.writes(layla, "/today").await;
    assert_eq!(came(&story, layla), ["03-25 22:00", "03-26 22:00", "03-27 22:00", "03-28 21:00"]);
    assert_eq!(came(&story, sami), ["03-26 17:00", "03-27 17:00", "03-28 16:00", "03-29 16:00"]);
    story.ends("lebanon_march").await;
}

/// The last hour of 30 October happens twice in Beirut; its lesson comes once, the first time.
#[tokio::test(flavor = "multi_thread")]
async fn lebanon_over_the_end_of_october() {
    let mut story = Story::start(utc("2027-10-28 10:00")).await;
    let (code, _) = story.opens("2027-10-29").await;
    let layla = story.person("Layla", "ar");
    let sami = story.person("Sami", "en");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 23).await;
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    story.until(utc("2027-11-01 22:00")).await;
    assert_eq!(came(&story, layla), ["10-29 20:00", "10-30 20:00", "10-31 21:00", "11-01 21:00"]);
    assert_eq!(came(&story, sami), ["10-29 16:00", "10-30 16:00", "10-31 17:00", "11-01 17:00"]);
    story.ends("lebanon_october").await;
}

/// Morocco is at UTC+0 from 20 September 2026 on; many systems' tables do not know it.
#[tokio::test(flavor = "multi_thread")]
async fn morocco_over_the_twentieth_of_september() {
    let mut story = Story::start(utc("2026-09-17 10:00")).await;
    let (code, _) = story.opens("2026-09-18").await;
    let amina = story.person("Amina", "ar");
    story.joins(amina, &code, Language::Ar, Country::Morocco, 19).await;
    story.until(utc("2026-09-21 12:00")).await;
    story.writes(amina, "/today").await;
    story.after(TimeDelta::hours(10)).await;
    assert_eq!(came(&story, amina), ["09-18 18:00", "09-19 18:00", "09-20 19:00", "09-21 19:00"]);
    story.ends("morocco_september").await;
}
