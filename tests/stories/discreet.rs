//! Whoever says that somebody might look at their phone: neutral lines, what is opened and hidden, what goes by itself.

use crate::support::transcript::Story;
use crate::support::{World, utc};
use chrono::TimeDelta;
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::sandbox::{Media, MessageView};
use std::path::PathBuf;

const LINE: &str = "لديكم جديد.";

/// Somebody in the course of the repository who has switched everything on, on the evening before the first lesson.
async fn with_everything_on() -> (Story, i64, i64, i64) {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let (layla, huda) = (story.person("Layla", "ar"), story.person("Huda", "ar"));
    story.telegram.add_to_group(huda, group);
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.writes(layla, "/safety").await;
    for label in ["تفعيل السطور المحايدة", "تفعيل التنظيف التلقائي", "النص فقط"]
    {
        story.touches(layla, label).await;
    }
    (story, group, layla, huda)
}

/// What the bot has standing in a chat.
fn standing(story: &Story, user: i64) -> Vec<MessageView> {
    let messages = story.telegram.chat_messages(user);
    messages.into_iter().filter(|message| message.from_bot && !message.deleted).collect()
}

/// Whether nothing of the course can be read there.
fn is_bare(story: &Story, user: i64) -> bool {
    standing(story, user).iter().all(|message| matches!(message.text.as_str(), LINE | ".") && message.media.is_none())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_searched_shows_neutral_lines() {
    let (mut story, group, layla, huda) = with_everything_on().await;
    story.until(utc("2027-03-07 16:59")).await;
    assert!(is_bare(&story, layla), "what told of the course has gone after a day; the line of the evening stands");
    // The lesson: opened, hidden, opened, and hidden by itself.
    story.until(utc("2027-03-07 17:00")).await;
    story.looks_at_the_phone_of(layla);
    assert!(is_bare(&story, layla));
    let read = story.touches(layla, "عرض").await;
    story.repeats(&read).await;
    assert_eq!(standing(&story, layla).len(), 1);
    story.touches(layla, "إخفاء").await;
    story.looks_at_the_phone_of(layla);
    assert!(is_bare(&story, layla));
    story.touches(layla, "عرض").await;
    story.touches(layla, "أنهيتُ الدرس").await;
    story.touches(layla, "إخفاء").await;
    story.touches(layla, "عرض").await;
    story.until(utc("2027-03-08 05:00")).await;
    story.looks_at_the_phone_of(layla);
    assert!(is_bare(&story, layla), "hidden after twelve hours");
    // A question, and its answer.
    story.writes(layla, "كيف أعرف أن الصفحة حقيقية؟").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    let topic = story.topic(group);
    story.until(utc("2027-03-08 09:00")).await;
    story.writes_in(huda, group, "انظروا إلى تاريخ إنشائها أولًا.", None, Some(topic)).await;
    let newest = story.newest(layla);
    assert_eq!((newest.text.as_str(), newest.reply_to), (LINE, None), "nothing in the notification");
    let read = story.touches(layla, "عرض").await;
    story.repeats(&read).await;
    let answers =
        |story: &Story| standing(story, layla).iter().filter(|message| message.text.contains("تاريخ إنشائها")).count();
    assert_eq!(answers(&story), 1, "a repeated press brings it once");
    story.touches(layla, "أفادني الرد").await;
    story.touches(layla, "إخفاء").await;
    assert_eq!(answers(&story), 0);
    story.touches(layla, "عرض").await;
    assert_eq!(answers(&story), 1);
    story.until(utc("2027-03-08 16:30")).await;
    story.looks_at_the_phone_of(layla);
    story.until(utc("2027-03-08 21:10")).await;
    assert_eq!(answers(&story), 0, "hidden after twelve hours, like the rest");
    story.looks_at_the_phone_of(layla);
    assert!(is_bare(&story, layla));
    // One that its author took back before it was read.
    let answer = story.writes_in(huda, group, "وإلى عدد متابعيها.", None, Some(topic)).await;
    story.does("Huda deletes it", |world| world.telegram.delete_message_by_user(huda, group, answer)).await;
    story.touches(layla, "عرض").await;
    story.until(utc("2027-03-10 16:00")).await;
    story.looks_at_the_phone_of(layla);
    assert!(is_bare(&story, layla));
    // Switched off, the next lesson comes as it is.
    story.writes(layla, "/safety").await;
    let off = story.touches(layla, "إلغاء السطور المحايدة").await;
    story.repeats(&off).await;
    story.touches(layla, "إلغاء التنظيف التلقائي").await;
    story.until(utc("2027-03-13 16:00")).await;
    assert!(standing(&story, layla).iter().any(|message| message.text.chars().count() > 900), "nothing hides or goes");
    story.ends("a_searched_phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_can_be_hidden_on_the_way_and_gone_on_with() {
    let (mut story, _, layla, _) = with_everything_on().await;
    story.until(utc("2027-03-07 17:00")).await;
    for _ in 0..6 {
        story.touches(layla, "عرض").await;
        story.touches(layla, "أنهيتُ الدرس").await;
        story.touches(layla, "إخفاء").await;
        story.after(TimeDelta::days(1)).await;
    }
    story.skip().await;
    story.touches(layla, "عرض").await;
    story.touches(layla, "بدء الاختبار").await;
    story.answers(layla, true).await;
    story.touches(layla, "إخفاء").await;
    assert!(is_bare(&story, layla));
    story.touches(layla, "عرض").await;
    story.answers_all(layla, 9).await;
    story.touches(layla, "إخفاء").await;
    assert!(is_bare(&story, layla));
    story.ends("a_hidden_test").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_too_old_to_be_deleted_a_dot_is_left() {
    let lessons = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories/lessons");
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), lessons).await);
    let (code, group) = story.opens("2027-03-07").await;
    let (sami, huda) = (story.person("Sami", "en"), story.person("Huda", "ar"));
    story.telegram.add_to_group(huda, group);
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    story.until(utc("2027-03-07 17:00")).await;
    story.writes(sami, "How cold may the water be?").await;
    story.touches(sami, "Send to the mentors").await;
    let topic = story.topic(group);
    story.sends_in(huda, group, Media::Voice, "", None, Some(topic)).await;
    story.until(utc("2027-03-10 17:00")).await;
    story.writes(sami, "/today").await;
    story.skip().await;
    story.writes(sami, "/safety").await;
    story.looks_at_the_phone_of(sami);
    story.touches(sami, "Clearing away on").await;
    story.looks_at_the_phone_of(sami);
    let old = |story: &Story| -> Vec<MessageView> {
        let is_old = |message: &MessageView| message.sent_ms < utc("2027-03-08 17:00").timestamp_millis();
        standing(story, sami).into_iter().filter(is_old).collect()
    };
    for message in old(&story) {
        assert!(message.text == "." && message.buttons.is_empty(), "{message:?}");
    }
    // They are left alone from then on, and the rest goes in its time.
    let edits = story.telegram.ledger().len();
    story.until(utc("2027-03-12 18:00")).await;
    let dotted = story.telegram.ledger()[edits..].iter().filter(|entry| entry.text == ".").count();
    assert_eq!(dotted, 0);
    assert!(standing(&story, sami).iter().all(|message| message.text == "."));
    story.ends("dots").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_blocked_the_bot_is_cleared_up_after_when_they_are_back() {
    let (mut story, _, layla, _) = with_everything_on().await;
    story.does("Layla blocks the bot", |world| world.telegram.block(layla)).await;
    story.until(utc("2027-03-07 09:00")).await;
    assert!(!standing(&story, layla).is_empty(), "nothing can be deleted now");
    story.does("Layla unblocks the bot", |world| world.telegram.unblock(layla)).await;
    story.until(utc("2027-03-08 09:00")).await;
    assert!(is_bare(&story, layla));
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn text_only_brings_a_picture_when_it_is_asked_for() {
    let lessons = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories/lessons");
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), lessons).await);
    let (code, _) = story.opens("2027-03-07").await;
    let (layla, sami) = (story.person("Layla", "ar"), story.person("Sami", "en"));
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    for (user, label) in [(layla, "النص فقط"), (sami, "Text only on")] {
        story.writes(user, "/safety").await;
        story.touches(user, label).await;
    }
    story.until(utc("2027-03-07 17:00")).await;
    let pictures = |story: &Story, user| {
        let ledger = story.telegram.ledger();
        ledger.iter().filter(|entry| entry.chat_id == Some(user) && entry.method == "sendPhoto").count()
    };
    assert_eq!((pictures(&story, layla), pictures(&story, sami)), (0, 0));
    let asked = story.touches(sami, "Picture, 1 KB").await;
    story.repeats(&asked).await;
    assert_eq!(pictures(&story, sami), 1, "a repeated press brings it once");
    story.touches(layla, "صورة، 1 ك.ب").await;
    // The button stays when the lesson is done, and the picture comes again on another day, now by its file_id.
    story.touches(sami, "Done").await;
    story.until(utc("2027-03-08 17:00")).await;
    let lessons = standing(&story, sami).iter().filter(|message| message.text.contains("Before you cook")).count();
    assert_eq!(lessons, 1, "a lesson is one message");
    story.touches(sami, "Picture, 1 KB").await;
    assert_eq!(pictures(&story, sami), 2);
    let uploaded = story.telegram.ledger().iter().filter(|entry| entry.uploaded).count();
    assert_eq!(uploaded, 2, "each language's picture once");
    story.ends("text_only").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discreet_person_may_have_pictures_too() {
    let lessons = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories/lessons");
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), lessons).await);
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    story.writes(sami, "/safety").await;
    story.touches(sami, "Neutral lines on").await;
    story.skip().await;
    story.until(utc("2027-03-07 17:00")).await;
    story.touches(sami, "Read").await;
    assert!(standing(&story, sami).iter().any(|message| message.media.is_some()));
    story.touches(sami, "Hide").await;
    assert!(standing(&story, sami).iter().all(|message| message.media.is_none()));
    story.touches(sami, "Read").await;
    story.touches(sami, "Done").await;
    story.until(utc("2027-03-08 09:00")).await;
    assert!(standing(&story, sami).iter().all(|message| message.media.is_none()), "hidden by itself");
    story.touches(sami, "Read").await;
    assert!(standing(&story, sami).iter().any(|message| message.media.is_some()));
    story.ends("a_hidden_picture").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_change_a_deleted_message_comes_as_a_new_one() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.until(utc("2027-03-07 17:00")).await;
    story.does_six_lessons(layla, "أنهيتُ الدرس").await;
    story.touches(layla, "بدء الاختبار الآن").await;
    let item = story.newest(layla).message_id;
    story
        .does("Layla deletes the question of the test", |world| {
            world.telegram.delete_message_by_user(layla, layla, item);
        })
        .await;
    story.writes(layla, "أ").await;
    let newest = story.newest(layla);
    assert!(newest.message_id > item && newest.text.contains("2"), "{newest:?}");
    story.ends("an_edit_of_what_was_deleted").await;
}
