//! Lessons with pictures: uploaded once, then sent by the `file_id` that Telegram gave.

use crate::support::transcript::Story;
use crate::support::{World, utc};
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::sandbox::{Fault, FaultKind};
use std::path::PathBuf;

/// A bot with the course of the stories about pictures.
async fn with_pictures() -> (Story, String) {
    let lessons = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories/lessons");
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), lessons).await);
    let (code, _) = story.opens("2027-03-07").await;
    (story, code)
}

/// The next photo is refused in Telegram's words.
fn refuse_photo(world: &World, description: &str) {
    let kind = FaultKind::Refuse { code: 400, description: format!("Bad Request: {description}"), retry_after: None };
    world.telegram.add_fault(Fault { method: Some("sendPhoto".to_owned()), chat: None, skip: 0, times: 1, kind });
}

fn uploads(story: &Story) -> usize {
    story.telegram.ledger().iter().filter(|entry| entry.uploaded).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_uploaded_once_for_everybody() {
    let (mut story, code) = with_pictures().await;
    let (layla, sami) = (story.person("Layla", "ar"), story.person("Sami", "en"));
    let (badr, nour) = (story.person("Badr", "ar"), story.person("Nour", "ar"));
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    story.joins(badr, &code, Language::Ar, Country::Lebanon, 19).await;
    story.joins(nour, &code, Language::Ar, Country::Lebanon, 20).await;
    story.until(utc("2027-03-07 17:00")).await;
    assert_eq!((uploads(&story), story.count("media").await, story.count("media_files").await), (2, 2, 2));
    story.until(utc("2027-03-07 18:00")).await;
    assert_eq!(uploads(&story), 2, "an hour later, too");
    // The buttons of a picture change like any others.
    story.touches(layla, "أنهيتُ الدرس").await;
    // Another language has another picture, and that goes by its file_id as well.
    story.writes(layla, "/language en").await;
    story.writes(nour, "/language en").await;
    story.writes(nour, "/today").await;
    story.restarts().await;
    story.until(utc("2027-03-08 17:00")).await;
    assert_eq!(uploads(&story), 2, "a restart forgets nothing");
    story.ends("pictures_once").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_id_that_telegram_refuses_is_uploaded_again_once() {
    let (mut story, code) = with_pictures().await;
    let (layla, badr) = (story.person("Layla", "ar"), story.person("Badr", "ar"));
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.joins(badr, &code, Language::Ar, Country::Lebanon, 20).await;
    story.until(utc("2027-03-07 17:00")).await;
    story
        .does("Telegram forgets the picture", |world| {
            refuse_photo(world, "wrong file identifier/HTTP URL specified");
        })
        .await;
    story.until(utc("2027-03-07 18:00")).await;
    assert_eq!((uploads(&story), story.count("media_files").await), (2, 1));
    story.writes(layla, "/today").await;
    assert_eq!(uploads(&story), 2, "the new file_id is good");
    story.ends("pictures_refused").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_come_without_a_picture_that_telegram_does_not_take() {
    let (mut story, code) = with_pictures().await;
    let (layla, badr) = (story.person("Layla", "ar"), story.person("Badr", "ar"));
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.joins(badr, &code, Language::Ar, Country::Lebanon, 19).await;
    refuse_photo(&story, "IMAGE_PROCESS_FAILED");
    story.until(utc("2027-03-07 17:00")).await;
    assert_eq!(uploads(&story), 0);
    story.ends("pictures_unfit").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_first_may_be_out_of_reach() {
    let (mut story, code) = with_pictures().await;
    let (layla, badr) = (story.person("Layla", "ar"), story.person("Badr", "ar"));
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.joins(badr, &code, Language::Ar, Country::Lebanon, 19).await;
    let description = "Forbidden: bot was blocked by the user".to_owned();
    let kind = FaultKind::Refuse { code: 403, description, retry_after: None };
    story.telegram.add_fault(Fault {
        method: Some("sendPhoto".to_owned()),
        chat: Some(layla),
        skip: 0,
        times: 1,
        kind,
    });
    story.until(utc("2027-03-07 17:00")).await;
    assert_eq!(uploads(&story), 1, "the next one brings it along");
    let received = |user| story.telegram.chat_messages(user).iter().any(|message| message.media.is_some());
    assert_eq!((received(layla), received(badr)), (false, true));
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_whose_answer_was_lost_is_in_doubt_like_anything_else() {
    let (mut story, code) = with_pictures().await;
    let (layla, badr) = (story.person("Layla", "ar"), story.person("Badr", "ar"));
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.joins(badr, &code, Language::Ar, Country::Lebanon, 19).await;
    let method = Some("sendPhoto".to_owned());
    story.telegram.add_fault(Fault { method, chat: None, skip: 0, times: 1, kind: FaultKind::DropAfter });
    story.until(utc("2027-03-07 17:00")).await;
    let of = |user| {
        story
            .telegram
            .ledger()
            .iter()
            .filter(|entry| entry.chat_id == Some(user) && entry.method == "sendPhoto")
            .count()
    };
    assert_eq!((of(layla) + of(badr), uploads(&story)), (3, 2), "one of the two has it twice, and that is recorded");
    assert_eq!(story.count("outbox where doubts > 0").await, 1);
    story.ends_untold().await;
}
