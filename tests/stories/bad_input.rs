//! Bad input gets a clear answer, and nothing is lost.

use crate::support::transcript::Story;
use crate::support::utc;
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_is_unknown_or_closed_says_what_to_do() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    let layla = story.person("Layla", "ar");
    story.writes(sami, "hello?").await;
    story.writes(layla, "/start").await;
    story.writes(sami, "/start nothing-of-ours").await;
    story.writes(layla, "/start nothing-of-ours").await;
    story.writes(layla, "/today").await;
    story.sends(layla, darb::sandbox::Media::Sticker, "").await;
    story.until(utc("2027-03-28 10:00")).await;
    story.writes(sami, &format!("/start {code}")).await;
    story.writes(layla, &format!("/start {code}")).await;
    assert_eq!(story.count("enrolments").await, 0);
    story.ends("invitations").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_cohort_says_so_at_the_door_and_at_the_last_step() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    let layla = story.person("Layla", "ar");
    let rima = story.person("Rima", "ar");
    story.writes(layla, &format!("/start {code}")).await;
    story.touches(layla, "العربية").await;
    story.touches(layla, "أوافق").await;
    story.touches(layla, "لبنان").await;
    story.joins(sami, &code, Language::En, Country::Unsaid, 9).await;
    story.limit_places(1).await;
    story.touches(layla, "19:00").await;
    story.writes(rima, &format!("/start {code}")).await;
    story.ends("a_full_cohort").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_cannot_be_parsed_costs_itself_only() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.joins(sami, &code, Language::En, Country::Unsaid, 9).await;
    story
        .does("three updates in one batch, the second broken, and a kind nobody knows", |world| {
            world.telegram.send_text(sami, sami, "/progress", None, None);
            world.telegram.send_raw_update(json!({"message": {"text": 5, "chat": "nowhere"}}));
            world.telegram.send_raw_update(json!({"dream_report": {"from": {"id": 1}, "depth": 3}}));
            world.telegram.send_text(sami, sami, "/settings", None, None);
        })
        .await;
    // A kind that nobody asked for is put away like one that is broken.
    assert_eq!(story.count("failed_updates").await, 2);
    story
        .does("a message of a kind that nobody knows", |world| {
            world.telegram.send_raw_update(json!({"message": {
            "message_id": 900_001, "date": 1_804_320_000, "chat": {"id": sami, "type": "private", "first_name": "Sami"},
            "from": {"id": sami, "is_bot": false, "first_name": "Sami", "language_code": "en"},
            "hologram": {"file_id": "x", "depth": 3},
        }}));
        })
        .await;
    story.writes(sami, "/today").await;
    story.ends("broken_updates").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_by_somebody_else_or_of_nothing_changes_nothing() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    let layla = story.person("Layla", "ar");
    story.joins(sami, &code, Language::En, Country::Jordan, 9).await;
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 9).await;
    story.until(utc("2027-03-07 07:00")).await;
    story.skip().await;
    let (message, done) = story.button(sami, "Done");
    let own = story.newest(layla).message_id;
    story.presses_data(layla, layla, own, &done, "Sami's [Done]").await;
    story.presses_data(layla, layla, own, "9zz.1.2", "data of no version of ours").await;
    story.presses_data(sami, sami, message, "1an.zzzz.0.0", "an attempt that does not exist").await;
    story.presses_data(sami, sami, message, "1qw.zzzz", "a question that does not exist").await;
    story.presses_data(sami, sami, message, "1ma.1.1.0", "a mentor's button").await;
    let enrolment = story.enrolment(sami);
    let future = Press::OpenLesson { enrolment, lesson: darb::rules::ids::LessonId::new(2, 6) };
    story.presses_data(sami, sami, message, &future.encode(), "a lesson that is not open").await;
    let ahead = Press::Done { enrolment, lesson: darb::rules::ids::LessonId::new(2, 6) };
    story.presses_data(sami, sami, message, &ahead.encode(), "[Done] of a lesson that is not open").await;
    let test = Press::StartTest { enrolment, week: 1, number: 1 };
    story.presses_data(sami, sami, message, &test.encode(), "[Start the test] on the first day").await;
    let week = Press::StartWeek { enrolment, week: 2 };
    story.presses_data(sami, sami, message, &week.encode(), "[Start week 2 now] on the first day").await;
    let rana = story.person("Rana", "en");
    story.telegram.add_to_group(rana, group);
    let standing = story.newest(group).message_id;
    let open = Press::OpenWeek { enrolment, week: 1 };
    story.presses_data(rana, group, standing, &open.encode(), "[Open the next week] before there was a test").await;
    let stranger = story.telegram.add_group("Elsewhere", false);
    story.call(stranger, "Elsewhere");
    story.telegram.add_to_group(rana, stranger);
    story.writes_in(rana, stranger, "/mentors", None, None).await;
    story.writes_in(rana, stranger, "/help", None, None).await;
    story.writes_in(rana, stranger, "Hello everybody", None, None).await;
    story.ends("presses_of_strangers").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_presses_a_button_and_gets_an_answer() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.joins(sami, &code, Language::En, Country::Jordan, 9).await;
    let rana = story.person("Rana", "en");
    story.writes(rana, "/start").await;
    let shown = story.newest(rana).message_id;
    let leave = Press::Leave { enrolment: story.enrolment(sami) };
    story.presses_data(rana, rana, shown, &leave.encode(), "Sami's [Leave the course]").await;
    story.presses_data(rana, rana, shown, "nonsense", "nonsense").await;
    story.writes(sami, "/today").await;
    story.ends("a_stranger").await;
}
