//! Keeping pace: settings, breaks with a date of return, lessons read again, catching up, being away and back.

use crate::support::transcript::Story;
use crate::support::{World, utc};
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::{Fault, FaultKind};
use std::path::PathBuf;

/// Somebody on the evening before the first lesson at 19:00 in Beirut (17:00 UTC).
async fn before_the_start() -> (Story, String, i64) {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    (story, code, layla)
}

/// Messages of the bot in a chat that were sent, not edited.
fn messages(story: &Story, user: i64) -> usize {
    story.telegram.chat_messages(user).iter().filter(|message| message.from_bot).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_setting_is_changed_and_changed_back_on_one_message() {
    let (mut story, _, layla) = before_the_start().await;
    story.writes(layla, "/settings").await;
    let before = messages(&story, layla);
    story.touches(layla, "تغيير اللغة").await;
    story.touches(layla, "English").await;
    story.touches(layla, "Change the language").await;
    story.touches(layla, "العربية").await;
    story.touches(layla, "تغيير الساعة").await;
    story.touches(layla, "21:00").await;
    story.touches(layla, "تغيير الساعة").await;
    story.touches(layla, "19:00").await;
    story.touches(layla, "تغيير البلد").await;
    story.touches(layla, "المغرب").await;
    story.touches(layla, "تغيير البلد").await;
    story.touches(layla, "أفضّل عدم الذكر").await;
    story.touches(layla, "11:00").await;
    story.touches(layla, "تغيير البلد").await;
    story.touches(layla, "لبنان").await;
    let on = story.button(layla, "النص فقط");
    story.touches(layla, "النص فقط").await;
    story.presses_data(layla, layla, on.0, &on.1, "the same [النص فقط] again").await;
    story.touches(layla, "النص مع الصور").await;
    story.touches(layla, "الأرقام المشرقية").await;
    story.touches(layla, "أخذ استراحة").await;
    story.touches(layla, "العودة إلى الإعدادات").await;
    story.touches(layla, "الأرقام اللاتينية").await;
    story.touches(layla, "السلامة على هذا الهاتف").await;
    story.touches(layla, "تفعيل التنظيف التلقائي").await;
    story.touches(layla, "إلغاء التنظيف التلقائي").await;
    assert_eq!(messages(&story, layla), before, "everything happened on the one message");
    story.ends("settings_on_one_message").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_break_of_days_ends_by_itself_with_one_lesson() {
    let (mut story, _, layla) = before_the_start().await;
    story.until(utc("2027-03-08 17:00")).await;
    story.writes(layla, "استراحة").await;
    let days = story.button(layla, "3 أيام، حتى الخميس 11/3");
    let week = story.button(layla, "7 أيام، حتى الاثنين 15/3");
    story.touches(layla, "3 أيام، حتى الخميس 11/3").await;
    story.presses_data(layla, layla, week.0, &week.1, "another length on the same keyboard").await;
    story.writes(layla, "/pause 3").await;
    story.writes(layla, "/today").await;
    story.writes(layla, "/pause 400").await;
    story.writes(layla, "/pause طويلة").await;
    let before = messages(&story, layla);
    story.until(utc("2027-03-11 16:59")).await;
    assert_eq!(messages(&story, layla), before, "nothing comes in a break");
    story.until(utc("2027-03-11 17:00")).await;
    assert_eq!(messages(&story, layla), before + 1, "one lesson, and no message of its own");
    story.until(utc("2027-03-12 17:00")).await;
    assert_eq!(messages(&story, layla), before + 2);
    // An old button of a day that has passed.
    story.presses_data(layla, layla, days.0, &days.1, "the old [3 أيام، حتى الخميس 11/3]").await;
    story.ends("a_break_of_days").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_asks_once_and_offers_a_week_leaving_and_erasing() {
    let (mut story, _, layla) = before_the_start().await;
    story.until(utc("2027-03-07 17:00")).await;
    story.writes(layla, "/stop").await;
    story.touches(layla, "حذف كل بياناتي").await;
    story.writes(layla, "/stop").await;
    story.touches(layla, "استراحة أسبوع").await;
    story.touches(layla, "متابعة الدورة").await;
    story.writes(layla, "/stop").await;
    story.touches(layla, "مغادرة مع حفظ مكاني").await;
    story.writes(layla, "/pause 3").await;
    story.touches(layla, "العودة إلى الدورة").await;
    story.ends("stopping").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opened_lesson_is_found_by_its_week_and_opens_again() {
    let (mut story, _, layla) = before_the_start().await;
    story.writes(layla, "/lessons").await;
    story.until(utc("2027-03-07 17:00")).await;
    story.does_six_lessons(layla, "أنهيتُ الدرس").await;
    story.until(utc("2027-03-13 17:00")).await;
    story.touches(layla, "بدء الاختبار").await;
    story.answers_all(layla, 12).await;
    story.until(utc("2027-03-14 17:00")).await;
    story.writes(layla, "دروسي").await;
    story.touches(layla, "الأسبوع الأول").await;
    let label = story.newest(layla).buttons[1][0].text.clone();
    story.touches(layla, &label).await;
    story.ends("lessons_by_week").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_is_shown_in_another_language_and_back() {
    let (mut story, _, layla) = before_the_start().await;
    story.until(utc("2027-03-07 17:00")).await;
    let before = messages(&story, layla);
    let english = story.button(layla, "English");
    story.touches(layla, "English").await;
    story.presses_data(layla, layla, english.0, &english.1, "the same [English] again").await;
    story.touches(layla, "أنهيتُ الدرس").await;
    story.touches(layla, "العربية").await;
    assert_eq!(messages(&story, layla), before, "always on the same message");
    // A stranger to the lesson gets nothing by its data.
    let closed = Press::Wish {
        enrolment: story.enrolment(layla),
        wish: darb::rules::wish::Wish::ShowLessonIn {
            lesson: darb::rules::ids::LessonId::new(2, 1),
            part: 0,
            language: Language::En,
        },
    };
    story.presses_data(layla, layla, english.0, &closed.encode(), "a lesson that has not come").await;
    story.ends("a_lesson_in_another_language").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_picture_its_caption_changes_the_language() {
    let lessons = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories/lessons");
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), lessons).await);
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.until(utc("2027-03-07 17:00")).await;
    let before = messages(&story, layla);
    story.touches(layla, "English").await;
    story.touches(layla, "العربية").await;
    assert_eq!(messages(&story, layla), before, "the picture stays, its caption changes");
    let captions = story.telegram.ledger().iter().filter(|entry| entry.method == "editMessageCaption").count();
    assert_eq!(captions, 2);
    story.ends("a_picture_in_another_language").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_words_came_without_their_picture_they_change_the_language_all_the_same() {
    let lessons = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories/lessons");
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), lessons).await);
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    let description = "Bad Request: IMAGE_PROCESS_FAILED".to_owned();
    let kind = FaultKind::Refuse { code: 400, description, retry_after: None };
    story.telegram.add_fault(Fault { method: Some("sendPhoto".to_owned()), chat: None, skip: 0, times: 1, kind });
    story.until(utc("2027-03-07 17:00")).await;
    let before = messages(&story, layla);
    story.touches(layla, "English").await;
    let newest = story.newest(layla);
    assert_eq!((messages(&story, layla), newest.media), (before, None));
    assert!(newest.text.contains("Wash for as long as a song"), "{}", newest.text);
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_late_catches_up_or_takes_one_a_day() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let (yasin, mona) = (story.person("Yasin", "ar"), story.person("Mona", "en"));
    story.until(utc("2027-03-11 18:00")).await;
    story.joins(yasin, &code, Language::Ar, Country::Yemen, 19).await;
    story.joins(mona, &code, Language::En, Country::Lebanon, 19).await;
    // One catches up.
    story.writes(yasin, "/today").await;
    story.touches(yasin, "الدرس التالي").await;
    story.writes(yasin, "/today").await;
    // The other takes one a day: shown on the spot, and not offered again.
    story.writes(mona, "/today").await;
    let one_a_day = story.button(mona, "One a day suits me");
    story.touches(mona, "One a day suits me").await;
    story.presses_data(mona, mona, one_a_day.0, &one_a_day.1, "the same [One a day suits me] again").await;
    story.touches(mona, "Done").await;
    let offered = story.newest(mona).buttons.iter().flatten().any(|button| button.text == "Next lesson");
    assert!(!offered);
    story.until(utc("2027-03-13 17:00")).await;
    story.writes(mona, "/today").await;
    // Until asked.
    story.writes(mona, "/settings").await;
    story.touches(mona, "More than one lesson a day").await;
    story.writes(mona, "/today").await;
    story.ends("one_a_day").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_closed_is_out_of_reach_at_once_and_its_mentors_hear_so() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.until(utc("2027-03-07 17:00")).await;
    story.writes(layla, "كيف أعرف أن الصفحة حقيقية؟").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    let unreachable = "chats where unreachable_at is not null";
    assert_eq!(story.count(unreachable).await, 0);
    story.begins_here().await;
    // Nobody tells a bot: it is noticed by the first message that is refused.
    story.does("Layla closes her account", |world| world.telegram.deactivate(layla)).await;
    let topic = story.topic(group);
    story.writes_in(story.admin, group, "Look at its date first.", None, Some(topic)).await;
    assert_eq!(story.count(unreachable).await, 1);
    let before = messages(&story, layla);
    story.until(utc("2027-03-10 17:00")).await;
    assert_eq!(messages(&story, layla), before, "nothing more is tried");
    assert_eq!(story.count("outbox where state = 'pending' and kind = 'lesson'").await, 0);
    assert_eq!(story.count("enrolments").await, 1, "the place is kept");
    // Housekeeping comes with the start: 30 days later they are forgotten, as by /forget.
    story.until(utc("2027-04-07 18:00")).await;
    story.restarts().await;
    story.awaits(|world| world.telegram.topics(group).is_empty()).await;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while story.count("enrolments").await > 0 {
        assert!(std::time::Instant::now() < deadline, "they are never forgotten");
    }
    story.ends("a_closed_account").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_blocks_the_bot_finds_their_place_again() {
    let (mut story, code, layla) = before_the_start().await;
    story.until(utc("2027-03-07 17:00")).await;
    story.does("Layla blocks the bot", |world| world.telegram.block(layla)).await;
    let before = messages(&story, layla);
    story.until(utc("2027-03-12 10:00")).await;
    assert_eq!(messages(&story, layla), before);
    assert_eq!(story.count("chats where unreachable_at is not null").await, 1);
    assert_eq!(story.count("outbox where state = 'pending'").await, 0, "nothing piles up behind the block");
    story.does("Layla unblocks the bot", |world| world.telegram.unblock(layla)).await;
    story.writes(layla, &format!("/start {code}")).await;
    assert_eq!(story.count("chats where unreachable_at is not null").await, 0);
    story.until(utc("2027-03-13 17:00")).await;
    story.ends("block_and_return").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_five_on_it_is_told_how_many_of_the_group_are_in_the_week() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let mut people = Vec::new();
    for name in ["Layla", "Sami", "Nour", "Badr", "Hala", "Omar", "Rim"] {
        let user = story.person(name, "en");
        story.joins(user, &code, Language::En, Country::Lebanon, 19).await;
        people.push(user);
    }
    // Five of them are in the second week when the sixth takes the test; the seventh took it when they were few.
    let mut days = 7..=13;
    for day in &mut days {
        story.until(utc(&format!("2027-03-{day:02} 17:00"))).await;
    }
    story.skip().await;
    for user in &people[..5] {
        story.touches(*user, "Start the test").await;
        story.answers_all(*user, 12).await;
    }
    story.until(utc("2027-03-14 17:00")).await;
    story.until(utc("2027-03-15 17:00")).await;
    story.skip().await;
    story.touches(people[5], "Start the test").await;
    story.answers_all(people[5], 12).await;
    let said = story.telegram.chat_messages(people[5]);
    assert!(said.iter().any(|message| message.text.contains("5 of the group are in week 2")), "{:?}", said.last());
    let first = story.telegram.chat_messages(people[0]);
    assert!(!first.iter().any(|message| message.text.contains("of the group")), "nobody was there yet");
    story.ends_untold().await;
}
