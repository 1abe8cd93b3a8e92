//! From the first question to the second week: arriving over days, without a country, by another name; the evening before;
//! the sentence of one's own; what is kept and who sees it.

use crate::support::transcript::Story;
use crate::support::utc;
use chrono::TimeDelta;
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_comes_back_after_days_to_the_question_they_left() {
    let mut story = Story::start(utc("2027-03-01 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.writes(layla, &format!("/start {code}")).await;
    story.touches(layla, "العربية").await;
    story.touches(layla, "أوافق").await;
    story.after(TimeDelta::days(3)).await;
    story.restarts().await;
    // The buttons still stand there, after three days and another process.
    story.touches(layla, "المغرب").await;
    story.after(TimeDelta::days(1)).await;
    story.writes(layla, &format!("/start {code}")).await;
    story.touches(layla, "20:00").await;
    story.touches(layla, "ربما").await;
    assert_eq!(story.count("people where preferences like '%discreet%'").await, 1);
    story.ends("arriving_over_days").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_names_no_country_says_what_time_it_is() {
    let mut story = Story::start(utc("2027-03-05 08:07")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.writes(sami, &format!("/start {code}")).await;
    story.touches(sami, "English").await;
    story.touches(sami, "I agree").await;
    story.touches(sami, "I'd rather not say").await;
    story.writes(sami, "no idea").await;
    // Half an hour later the times on the buttons are past: they are drawn anew.
    story.after(TimeDelta::minutes(30)).await;
    story.touches(sami, "11:07").await;
    story.touches(sami, "11:37").await;
    story.touches(sami, "Back").await;
    story.touches(sami, "Back").await;
    story.touches(sami, "Another country").await;
    // Calcutta, half an hour between the whole hours.
    story.writes(sami, "14:05").await;
    story.touches(sami, "17:00").await;
    story.touches(sami, "No").await;
    story.until(utc("2027-03-07 11:29")).await;
    let before = story.telegram.chat_messages(sami).len();
    story.until(utc("2027-03-07 11:30")).await;
    assert_eq!(story.telegram.chat_messages(sami).len(), before + 1, "five in the afternoon where they are");
    story.ends("arriving_without_a_country").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_summary_gives_another_name_another_hour_and_something_to_try() {
    let mut story = Story::start(utc("2027-03-04 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let (sami, layla) = (story.person("Sami", "en"), story.person("Layla", "en"));
    story.joins(layla, &code, Language::En, Country::Jordan, 19).await;
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    let old = story.button(sami, "Another name");
    story.press_quietly(sami, old.0, Press::decode(&old.1).expect("ours")).await;
    story.touches(sami, "Another name").await;
    // The name that the old button stood under is gone already: nothing is drawn for it.
    let names = story.count("enrolments where handle >= 0").await;
    story.presses_data(sami, sami, old.0, &old.1, "the first [Another name]").await;
    assert_eq!(names, 2);
    assert_eq!(story.count("cohorts where names = 4 and enrolled = 2").await, 1);
    story.touches(sami, "Change the hour").await;
    story.touches(sami, "Back").await;
    story.touches(sami, "Change the hour").await;
    story.touches(sami, "07:00").await;
    story.touches(sami, "Try how it works").await;
    story.touches(sami, "A").await;
    story.touches(sami, "Try again").await;
    story.touches(sami, "B").await;
    assert_eq!(story.count("attempts").await + story.count("answers").await, 0, "nothing is recorded");
    // Once the mentors know them by their name, it stays.
    story.writes(sami, "What should I prepare?").await;
    story.touches(sami, "Send to the mentors").await;
    let card = story.button(sami, "Another name");
    story.presses_data(sami, sami, card.0, &card.1, "[Another name]").await;
    assert_eq!(story.count("cohorts where names = 4").await, 1);
    story.ends("the_summary").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_name_can_be_had_five_times() {
    let mut story = Story::start(utc("2027-03-04 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    for _ in 0..5 {
        story.touches(sami, "Another name").await;
    }
    let card = story.newest_with(sami, |press| matches!(press, Press::CardHours { .. }));
    assert!(card.buttons.iter().flatten().all(|button| button.text != "Another name"), "{card:?}");
    assert_eq!(story.count("cohorts where names = 6").await, 1);
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_evening_before_one_silent_line_says_when_it_begins() {
    let mut story = Story::start(utc("2027-03-04 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let (layla, sami) = (story.person("Layla", "ar"), story.person("Sami", "en"));
    story.joins(layla, &code, Language::Ar, Country::Morocco, 19).await;
    story.joins(sami, &code, Language::En, Country::Lebanon, 7).await;
    story.until(utc("2027-03-06 17:00")).await;
    let line = story.newest(sami);
    assert!(line.text.starts_with("We begin tomorrow"), "{}", line.text);
    assert_eq!(story.count("outbox where kind = 'eve' and class = 3").await, 1, "a nudge makes no sound");
    story.touches(sami, "Change the hour").await;
    story.touches(sami, "09:00").await;
    story.until(utc("2027-03-06 20:00")).await;
    // Whoever arrives later that evening has just read it.
    let rima = story.person("Rima", "en");
    story.joins(rima, &code, Language::En, Country::Egypt, 9).await;
    story.until(utc("2027-03-07 20:00")).await;
    story.ends("the_evening_before").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_on_a_break_over_the_evening_is_told_nothing_about_tomorrow() {
    let mut story = Story::start(utc("2027-03-04 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    story.writes(sami, "/stop").await;
    story.touches(sami, "A break of a week").await;
    story.until(utc("2027-03-07 08:00")).await;
    story.touches(sami, "Go on with the course").await;
    story.until(utc("2027-03-07 17:00")).await;
    let said = story.telegram.ledger();
    assert!(said.iter().all(|entry| !entry.text.contains("tomorrow")), "{said:?}");
    let came = story.newest(sami);
    assert!(came.buttons.iter().flatten().any(|button| button.text == "Done"), "the first lesson: {came:?}");
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentence_of_the_second_day_stands_above_the_second_week() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.until(utc("2027-03-08 17:00")).await;
    story.touches(layla, "لماذا تهمّني هذه الدورة").await;
    story.writes(layla, &"كلمة ".repeat(80)).await;
    story.writes(layla, "شكرا").await;
    story.writes(layla, "لأن جمعيتنا في Saida تحتاج إلى صوت").await;
    assert_eq!(story.count("notes").await, 1);
    assert_eq!(
        story.count("notes where sealed like '%Saida%'").await
            + story.count("outbox where notice like '%Saida%'").await,
        0
    );
    story.touches(layla, "تغيير الجملة").await;
    // Another button, and what is written goes to the mentors again.
    story.touches(layla, "أنهيتُ الدرس").await;
    story.writes(layla, "هل من درس غدًا؟").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    assert_eq!(story.telegram.topics(group).len(), 1);
    story.touches(layla, "جملتي عن الدورة").await;
    story.touches(layla, "تغيير الجملة").await;
    story.touches(layla, "رجوع").await;
    story.touches(layla, "تغيير الجملة").await;
    story.writes(layla, "لأن قريتنا تحتاج إلى صوت").await;
    story.skips_to_the_second_week(layla, utc("2027-03-14 17:00")).await;
    let first = story.newest_with(layla, |press| matches!(press, Press::Why { .. }));
    assert!(first.text.contains("قريتنا"), "{}", first.text);
    story.writes(layla, "/today").await;
    story.touches(layla, "جملتي عن الدورة").await;
    story.touches(layla, "حذف الجملة").await;
    assert_eq!(story.count("notes").await, 0);
    story.writes(layla, "/today").await;
    let again = story.telegram.ledger();
    let lessons = again.iter().rev().filter(|entry| entry.buttons.iter().any(|button| button.text == "أنهيتُ الدرس"));
    assert!(lessons.take(1).all(|entry| !entry.text.contains("قريتنا")), "removed is removed");
    story.ends("a_sentence_of_ones_own").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentence_that_was_asked_for_and_forgotten_is_a_question_after_an_hour() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.joins(sami, &code, Language::En, Country::Lebanon, 9).await;
    story.until(utc("2027-03-08 07:00")).await;
    story.touches(sami, "Why this course matters to me").await;
    story.after(TimeDelta::minutes(61)).await;
    story.writes(sami, "How do I change my password").await;
    assert!(story.newest(sami).text.starts_with("This is your first message to the mentors"));
    assert_eq!(story.count("notes").await, 0);
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_can_be_read_before_arriving_on_the_way_and_afterwards() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let (sami, layla) = (story.person("Sami", "en"), story.person("Layla", "ar"));
    story.writes(sami, "/privacy").await;
    story.writes(layla, &format!("/start {code}")).await;
    story.touches(layla, "العربية").await;
    story.touches(layla, "أوافق").await;
    story.writes(layla, "الخصوصية").await;
    story.touches(layla, "لبنان").await;
    story.touches(layla, "19:00").await;
    story.touches(layla, "ربما").await;
    story.writes(layla, "/privacy").await;
    story.ends("what_is_kept").await;
}
