//! Where the test does not suffice: lessons to revise, attempts, mentors, and never a dead end.

use crate::support::transcript::{Story, course};
use crate::support::utc;
use chrono::TimeDelta;
use darb::rules::course::Language;
use darb::rules::ids::LessonId;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::MessageView;

/// Somebody at the intro of the test of week 1, on 13/3 at nine in Amman; with a second mentor in the group.
async fn at_the_test() -> (Story, String, i64, i64, i64) {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    let huda = story.person("Huda", "ar");
    story.telegram.add_to_group(huda, group);
    story.joins(sami, &code, Language::En, Country::Jordan, 9).await;
    story.until(utc("2027-03-07 06:00")).await;
    story.does_six_lessons(sami, "Done").await;
    story.until(utc("2027-03-13 06:00")).await;
    (story, code, group, sami, huda)
}

/// Opens all lessons that the result names.
async fn revise(story: &mut Story, user: i64) {
    let messages = story.telegram.chat_messages(user);
    let labels = |message: &MessageView| -> Vec<String> {
        let labels = message.buttons.iter().flatten().map(|button| button.text.clone());
        labels.filter(|label| label.starts_with("Lesson ")).collect()
    };
    let labels = messages.iter().rev().map(labels).find(|labels| !labels.is_empty()).expect("a result");
    for label in labels {
        story.touches(user, &label).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_pass_revises_tries_again_and_mentors_give_one_more_try() {
    let (mut story, _, group, sami, huda) = at_the_test().await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 3).await;
    story.writes(sami, "/today").await;
    let started = Press::StartTest { enrolment: story.enrolment(sami), week: 1, number: 2 };
    let result = story.newest_with(sami, |press| matches!(press, Press::OpenLesson { .. })).message_id;
    story.presses_data(sami, sami, result, &started.encode(), "[Try again] before anything was revised").await;
    revise(&mut story, sami).await;
    story.touches(sami, "Try again").await;
    story.answers_all(sami, 4).await;
    let given = story.button(group, "Give one more try");
    story.touches_in(huda, group, "Give one more try").await;
    story.touches_in(huda, group, "Send as it is").await;
    story.presses_data(story.admin, group, given.0, &given.1, "[Give one more try] at the same moment").await;
    story.touches(sami, "Try again").await;
    story.answers_all(sami, 12).await;
    story.presses_data(huda, group, given.0, &given.1, "the old [Give one more try]").await;
    story.after(TimeDelta::days(1)).await;
    story.ends("revising_and_help").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_third_try_comes_next_day_and_after_the_last_the_course_goes_on_by_itself() {
    let (mut story, _, _, sami, _) = at_the_test().await;
    for attempt in 1..=2 {
        story.touches(sami, if attempt == 1 { "Start the test" } else { "Try again" }).await;
        story.answers_all(sami, 2).await;
        if attempt == 1 {
            revise(&mut story, sami).await;
        }
    }
    story.writes(sami, "/today").await;
    story.until(utc("2027-03-14 05:59")).await;
    story.until(utc("2027-03-14 06:00")).await;
    story.touches(sami, "Try again").await;
    story.answers_all(sami, 2).await;
    story.writes(sami, "/today").await;
    story.until(utc("2027-03-15 05:59")).await;
    story.until(utc("2027-03-15 06:00")).await;
    story.touches(sami, "Start week 2 now").await;
    story.writes(sami, "/today").await;
    story.writes(sami, "/progress").await;
    // The test stays open for the badge, once a day.
    story.until(utc("2027-03-16 06:00")).await;
    story.writes(sami, "/today").await;
    story.ends("all_attempts_used").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_stays_open_for_the_badge_once_a_day_until_the_cohort_closes() {
    let (mut story, _, _, sami, _) = at_the_test().await;
    for number in 1..=2 {
        let start = Press::StartTest { enrolment: story.enrolment(sami), week: 1, number };
        let newest = story.newest(sami).message_id;
        story.press_quietly(sami, newest, start).await;
        story.answers_all(sami, 0).await;
        for day in 1..=6 {
            let lesson = Press::OpenLesson { enrolment: story.enrolment(sami), lesson: LessonId::new(1, day) };
            story.press_quietly(sami, newest, lesson).await;
        }
    }
    story.until(utc("2027-03-14 06:00")).await;
    story.skip().await;
    story.touches(sami, "Try again").await;
    story.answers_all(sami, 0).await;
    story.until(utc("2027-03-15 06:00")).await;
    story.skip().await;
    story.writes(sami, "/today").await;
    story.touches(sami, "Start the test now").await;
    story.answers_all(sami, 5).await;
    story.writes(sami, "/today").await;
    story.until(utc("2027-03-16 06:30")).await;
    story.skip().await;
    story.writes(sami, "/today").await;
    story.touches(sami, "Start the test now").await;
    story.answers_all(sami, 12).await;
    story.writes(sami, "/progress").await;
    let intro = story.newest(sami).message_id;
    // 27/3 is the last day; on the 28th it is closed.
    story.until(utc("2027-03-28 10:00")).await;
    story.skip().await;
    let start = Press::StartTest { enrolment: story.enrolment(sami), week: 2, number: 1 };
    story.presses_data(sami, sami, intro, &start.encode(), "[Start the test] of week 2 after the closing").await;
    story.writes(sami, "/today").await;
    story.writes(sami, "One more thing: may I use these lessons in our association?").await;
    let rana = story.person("Rana", "en");
    let code = story.invitation().await;
    story.writes(rana, &format!("/start {code}")).await;
    story.ends("once_a_day_for_the_badge").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_opens_the_week() {
    let (mut story, _, group, sami, huda) = at_the_test().await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 0).await;
    revise(&mut story, sami).await;
    story.touches(sami, "Try again").await;
    story.answers_all(sami, 0).await;
    let open = story.button(group, "Open the next week");
    story.touches_in(huda, group, "Open the next week").await;
    story.touches_in(huda, group, "Send as it is").await;
    story.presses_data(story.admin, group, open.0, &open.1, "the old [Open the next week]").await;
    story.until(utc("2027-03-14 06:00")).await;
    story.ends("a_mentor_opens_the_week").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn today_says_what_the_next_try_waits_for() {
    let (mut story, _, _, sami, _) = at_the_test().await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 10 - 9).await;
    story.writes(sami, "/today").await;
    let today = story.newest(sami);
    assert!(today.text.contains("The next try opens once these have been opened again"), "{}", today.text);
    revise(&mut story, sami).await;
    story.touches(sami, "Try again").await;
    story.answers_all(sami, 0).await;
    story.writes(sami, "/today").await;
    let today = story.newest(sami);
    assert!(today.text.contains("Sunday 14/3 at 09:00"), "{}", today.text);
    assert!(!today.text.contains("Nothing is waiting"), "{}", today.text);
    story.until(utc("2027-03-14 06:00")).await;
    story.touches(sami, "Try again").await;
    story.answers_all(sami, 0).await;
    story.writes(sami, "/today").await;
    let today = story.newest(sami);
    assert!(today.text.contains("Monday 15/3 at 09:00"), "{}", today.text);
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_for_the_badge_is_found_in_the_next_week_too() {
    let (mut story, _, group, sami, huda) = at_the_test().await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 0).await;
    revise(&mut story, sami).await;
    story.touches(sami, "Try again").await;
    story.answers_all(sami, 0).await;
    story.touches_in(huda, group, "Open the next week").await;
    story.touches_in(huda, group, "Send as it is").await;
    story.until(utc("2027-03-14 06:00")).await;
    story.writes(sami, "/today").await;
    story.touches(sami, "Start the test now").await;
    story.answers_all(sami, 10).await;
    assert!(story.newest_text(sami, "Test passed"));
    // What stands on the result is meant, and not a lesson of the week that the person is in by now.
    let result = story.newest(sami);
    let named = result.buttons.iter().flatten().find_map(|button| match Press::decode(button.data.as_deref()?)? {
        Press::OpenLesson { lesson, .. } => Some((button.text.clone(), lesson)),
        _ => None,
    });
    let (label, lesson) = named.expect("a lesson worth another look");
    story.writes(sami, &label).await;
    let title = &course().lesson(lesson).expect("a lesson").title[&Language::En];
    assert!(lesson.week == 1 && story.newest(sami).text.contains(title.as_str()), "{}", story.newest(sami).text);
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_try_stands_below_the_button_that_starts_it_and_a_double_tap_shows_it_once() {
    let (mut story, _, _, sami, _) = at_the_test().await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 0).await;
    revise(&mut story, sami).await;
    let before = story.telegram.chat_messages(sami).len();
    let tap = story.touches(sami, "Try again").await;
    story.repeats(&tap).await;
    assert_eq!(story.telegram.chat_messages(sami).len(), before + 1);
    assert!(story.newest(sami).text.starts_with("Question 1 of 12"), "{}", story.newest(sami).text);
    story.answers(sami, true).await;
    story.touches(sami, "Continue later").await;
    story.writes(sami, "/today").await;
    story.touches(sami, "Start the test now").await;
    assert!(story.newest(sami).text.starts_with("Question 2 of 12"), "{}", story.newest(sami).text);
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_who_comes_too_late_is_told_so_as_a_mentor() {
    let (mut story, _, group, sami, huda) = at_the_test().await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 0).await;
    revise(&mut story, sami).await;
    story.touches(sami, "Try again").await;
    story.answers_all(sami, 0).await;
    let given = story.button(group, "Give one more try");
    story.touches_in(huda, group, "Give one more try").await;
    story.touches_in(huda, group, "Send as it is").await;
    story.touches(sami, "Try again").await;
    story.answers_all(sami, 12).await;
    story.presses_data(huda, group, given.0, &given.1, "the old [Give one more try]").await;
    let answer = story.telegram.callback_answers().pop().expect("an answer");
    assert_eq!(answer.text, "سبق أن تم ذلك، أو لم تعد إليه حاجة.");
    story.ends_untold().await;
}
