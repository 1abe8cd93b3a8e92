//! Settings, words instead of commands, a break, leaving and coming back.

use crate::support::transcript::Story;
use crate::support::utc;
use darb::rules::course::Language;
use darb::rules::model::Country;
use std::collections::BTreeSet;

/// Somebody on the evening before the first lesson at 19:00 in Beirut (17:00 UTC).
async fn before_the_start() -> (Story, String, i64) {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    (story, code, layla)
}

/// How many different lessons stand in the chat.
fn lessons(story: &Story, user: i64) -> usize {
    let messages = story.telegram.chat_messages(user);
    let lessons = messages.iter().filter(|message| message.from_bot && message.text.chars().count() > 900);
    lessons.filter_map(|message| message.text.lines().next()).collect::<BTreeSet<_>>().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_hour_are_changed_by_word_command_and_button() {
    let (mut story, _, layla) = before_the_start().await;
    story.writes(layla, "إعدادات").await;
    story.touches(layla, "تغيير اللغة").await;
    story.touches(layla, "English").await;
    story.writes(layla, "language").await;
    story.touches(layla, "العربية").await;
    story.writes(layla, "/language tr").await;
    story.writes(layla, "/language").await;
    story.writes(layla, "الساعة").await;
    story.touches(layla, "21:00").await;
    story.writes(layla, "/hour ٢٥").await;
    story.writes(layla, "/hour 6").await;
    story.writes(layla, "مساعدة").await;
    story.writes(layla, "اليوم").await;
    story.writes(layla, "تقدمي").await;
    story.writes(layla, "سؤال").await;
    story.writes(layla, "توقف").await;
    story.writes(layla, "/dance").await;
    story.writes(layla, "/newcohort").await;
    story.ends("settings").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_changed_before_or_after_the_days_lesson_neither_doubles_nor_loses_one() {
    let (mut story, _, layla) = before_the_start().await;
    // Before today's lesson, to a later hour, then to one that has passed.
    story.until(utc("2027-03-07 15:00")).await;
    story.writes(layla, "/hour 20").await;
    story.until(utc("2027-03-07 17:30")).await;
    assert_eq!(lessons(&story, layla), 0);
    story.writes(layla, "/hour 9").await;
    assert_eq!(lessons(&story, layla), 1, "the hour has passed, so the lesson of today comes now");
    // After today's lesson, to a later hour of the same day.
    story.writes(layla, "/hour 22").await;
    story.until(utc("2027-03-07 21:00")).await;
    assert_eq!(lessons(&story, layla), 1);
    story.until(utc("2027-03-08 21:00")).await;
    assert_eq!(lessons(&story, layla), 2);
    story.ends("another_hour").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_break_brings_nothing_and_no_pile_after_it() {
    let (mut story, _, layla) = before_the_start().await;
    story.until(utc("2027-03-07 17:00")).await;
    story.writes(layla, "/stop").await;
    story.touches(layla, "استراحة أسبوع").await;
    story.writes(layla, "/today").await;
    story.until(utc("2027-03-11 10:00")).await;
    assert_eq!(lessons(&story, layla), 1);
    story.writes(layla, "سؤال في الاستراحة").await;
    story.touches(layla, "متابعة الدورة").await;
    assert_eq!(lessons(&story, layla), 2, "one that was due meanwhile comes at once");
    story.until(utc("2027-03-11 18:00")).await;
    assert_eq!(lessons(&story, layla), 2);
    story.until(utc("2027-03-12 18:00")).await;
    assert_eq!(lessons(&story, layla), 3);
    story.ends("a_break").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_comes_back_by_start_and_who_blocked_finds_the_lesson_again() {
    let (mut story, code, layla) = before_the_start().await;
    story.until(utc("2027-03-07 17:00")).await;
    story.writes(layla, "/stop").await;
    story.touches(layla, "مغادرة مع حفظ مكاني").await;
    story.until(utc("2027-03-09 10:00")).await;
    story.writes(layla, "/today").await;
    story.writes(layla, "هل يمكنني العودة؟").await;
    story.writes(layla, &format!("/start {code}")).await;
    story.until(utc("2027-03-09 17:00")).await;
    story.does("Layla blocks the bot", |world| world.telegram.block(layla)).await;
    story.until(utc("2027-03-12 10:00")).await;
    story.does("Layla unblocks the bot", |world| world.telegram.unblock(layla)).await;
    story.writes(layla, "/start").await;
    story.until(utc("2027-03-12 17:00")).await;
    story.ends("leaving_and_coming_back").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_an_hour_that_has_passed() {
    let (mut story, code, layla) = before_the_start().await;
    story.until(utc("2027-03-07 17:00")).await;
    story.writes(layla, "/stop").await;
    story.touches(layla, "مغادرة مع حفظ مكاني").await;
    story.until(utc("2027-03-09 10:00")).await;
    let before = story.telegram.chat_messages(layla).len();
    story.writes(layla, &format!("/start {code}")).await;
    let said = &story.telegram.chat_messages(layla)[before + 1];
    assert!(said.text.contains("أهلًا بعودتكم") && !said.text.contains("8/3"), "{}", said.text);
    // Nor is the test called a lesson.
    story.until(utc("2027-03-14 10:00")).await;
    story.writes(layla, "/hour 18").await;
    let said = story.newest(layla).text;
    assert!(said.contains("18:00") && !said.contains("الدرس التالي"), "{said}");
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn today_in_a_break_points_to_its_button_and_not_to_itself() {
    let (mut story, _, layla) = before_the_start().await;
    story.writes(layla, "/stop").await;
    story.touches(layla, "استراحة أسبوع").await;
    story.writes(layla, "/today").await;
    let said = story.newest(layla);
    assert!(!said.text.contains("/today") && said.buttons.len() == 1, "{}", said.text);
    story.ends_untold().await;
}
