//! A week as it should go: lessons, the test, the next week.

use crate::support::transcript::Story;
use crate::support::utc;
use chrono::TimeDelta;
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;

#[tokio::test(flavor = "multi_thread")]
async fn a_week_goes_by_and_its_test_survives_everything() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.writes(layla, "/today").await;
    story.until(utc("2027-03-07 17:00")).await;
    let done = story.touches(layla, "أنهيتُ الدرس").await;
    story.repeats(&done).await;
    story.writes(layla, "/today").await;
    for day in 8..=12 {
        story.until(utc(&format!("2027-03-{day:02} 17:00"))).await;
        story.touches(layla, "أنهيتُ الدرس").await;
    }
    story.writes(layla, "/progress").await;
    let start = story.button(layla, "بدء الاختبار الآن");
    // One tap, and the app repeats it.
    let tap = story.touches(layla, "بدء الاختبار الآن").await;
    story.repeats(&tap).await;
    // By taps and by typed letters.
    story.answers(layla, true).await;
    for letter in ["ب", "B", "٢"] {
        story.comes_to_letters(layla).await;
        story.writes(layla, letter).await;
    }
    story.touches(layla, "المتابعة لاحقًا").await;
    story.until(utc("2027-03-12 18:00")).await;
    story.restarts().await;
    story.touches(layla, "متابعة الاختبار").await;
    story.answers(layla, true).await;
    // A double tap: the app repeats the press; and the same keyboard seen on another phone.
    story.comes_to_letters(layla).await;
    let old = story.button(layla, &story.choice(layla, true));
    let label = story.choice(layla, true);
    let tap = story.touches(layla, &label).await;
    story.repeats(&tap).await;
    story.presses_data(layla, layla, old.0, &old.1, "the same letter on another phone").await;
    // Deleted in the middle: a fresh message, not an error.
    story.comes_to_letters(layla).await;
    let shown = story.item(layla).expect("an item").1.message_id;
    story
        .does("Layla deletes the message of the test", |world| {
            world.telegram.delete_message_by_user(layla, layla, shown);
        })
        .await;
    story.writes(layla, "أ").await;
    story.restarts().await;
    let last = story.newest_with(layla, |press| matches!(press, Press::ContinueLater { .. }));
    let last = (last.message_id, last.buttons[0][0].data.clone().expect("a button that says what it does"));
    story.answers_all(layla, 12).await;
    story.presses_data(layla, layla, last.0, &last.1, "an old keyboard of the test").await;
    story.presses_data(layla, layla, start.0, &start.1, "the old [بدء الاختبار الآن]").await;
    story.writes(layla, "/today").await;
    story.writes(layla, "/progress").await;
    story.until(utc("2027-03-14 16:59")).await;
    story.until(utc("2027-03-14 17:00")).await;
    story.ends("a_week").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_passes_on_the_seventh_day_gets_week_two_the_next_day_and_completes_the_course() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.joins(sami, &code, Language::En, Country::Jordan, 9).await;
    story.until(utc("2027-03-07 06:00")).await;
    story.does_six_lessons(sami, "Done").await;
    story.until(utc("2027-03-13 05:59")).await;
    story.until(utc("2027-03-13 06:00")).await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 12).await;
    story.until(utc("2027-03-14 06:00")).await;
    story.does_six_lessons(sami, "Done").await;
    story.until(utc("2027-03-20 06:00")).await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 12).await;
    story.writes(sami, "/today").await;
    story.writes(sami, "/progress").await;
    story.writes(sami, "What comes after this course?").await;
    story.ends("the_whole_course").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_comes_at_the_hour_of_the_seventh_day_even_if_nothing_was_done() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let nour = story.person("Nour", "ar");
    story.joins(nour, &code, Language::Ar, Country::Morocco, 20).await;
    story.until(utc("2027-03-15 20:00")).await;
    story.touches(nour, "بدء الاختبار").await;
    story.answers_all(nour, 9).await;
    story.touches(nour, "بدء الأسبوع الثاني الآن").await;
    story.after(TimeDelta::days(1)).await;
    story.ends("nothing_done").await;
}
