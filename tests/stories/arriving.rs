//! Arriving: an invitation, five taps, the first lesson.

use crate::support::transcript::Story;
use crate::support::utc;
use darb::rules::course::Language;
use darb::rules::model::Country;
use std::sync::atomic::Ordering;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_arrives_in_arabic_with_second_thoughts_at_each_step() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.writes(layla, &format!("/start {code}")).await;
    story.writes(layla, "مرحبا").await;
    story.touches(layla, "English").await;
    story.touches(layla, "Back").await;
    story.touches(layla, "العربية").await;
    story.writes(layla, "ما هذا؟").await;
    story.writes(layla, "/help").await;
    story.touches(layla, "رجوع").await;
    story.touches(layla, "العربية").await;
    story.touches(layla, "أوافق").await;
    story.touches(layla, "رجوع").await;
    story.touches(layla, "أوافق").await;
    story.writes(layla, "بيروت").await;
    story.touches(layla, "مصر").await;
    story.touches(layla, "رجوع").await;
    story.touches(layla, "لبنان").await;
    story.writes(layla, "مساءً").await;
    story.writes(layla, "٢٥").await;
    story.writes(layla, "٢٢").await;
    story.touches(layla, "رجوع").await;
    story.touches(layla, "21:00").await;
    story.writes(layla, "لا أدري").await;
    story.touches(layla, "رجوع").await;
    story.writes(layla, "٢٢").await;
    story.touches(layla, "لا").await;
    story.writes(layla, "/settings").await;
    // Nothing before ten in the evening in Beirut, but for the line of the evening before.
    let before = story.telegram.chat_messages(layla).len();
    story.until(utc("2027-03-07 19:59")).await;
    assert_eq!(story.telegram.chat_messages(layla).len(), before + 1);
    story.until(utc("2027-03-07 20:00")).await;
    assert_eq!(story.telegram.chat_messages(layla).len(), before + 2);
    story.ends("arriving_in_arabic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_arrives_in_english_by_five_taps() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.writes(sami, &format!("/start {code}")).await;
    let taps = story.presses.load(Ordering::Relaxed);
    story.touches(sami, "English").await;
    story.touches(sami, "I agree").await;
    story.touches(sami, "Lebanon").await;
    let old = story.button(sami, "Back");
    story.touches(sami, "09:00").await;
    story.touches(sami, "No").await;
    assert_eq!(story.presses.load(Ordering::Relaxed) - taps, 5, "five taps, and no typing");
    let mine = story.telegram.ledger().into_iter().filter(|entry| entry.chat_id == Some(sami));
    assert_eq!(mine.filter(|entry| entry.method == "sendMessage").count(), 1, "one message, edited in place");
    // An old keyboard of the onboarding, from another phone.
    story.presses_data(sami, sami, old.0, &old.1, "an old [Back]").await;
    story.writes(sami, &format!("/start {code}")).await;
    story.until(utc("2027-03-07 08:00")).await;
    story.ends("arriving_in_english").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declines_leaves_nothing_behind() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let people = story.count("people").await;
    let rima = story.person("Rima", "ar");
    story.writes(rima, &format!("/start {code}")).await;
    story.touches(rima, "العربية").await;
    let agree = story.button(rima, "أوافق");
    story.touches(rima, "لا، شكرًا").await;
    assert_eq!(story.count("enrolments").await, 0);
    assert_eq!(story.count("people").await, people);
    story.presses_data(rima, rima, agree.0, &agree.1, "the old [أوافق]").await;
    story.writes(rima, "ندمت، أريد الدخول").await;
    story.writes(rima, &format!("/start {code}")).await;
    assert_eq!(story.count("enrolments").await, 1);
    story.ends("declining").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_arrives_with_a_phone_in_another_language_gets_a_choice() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let amina = story.person("Amina", "fr");
    story.writes(amina, &format!("/start {code}")).await;
    story.touches(amina, "العربية").await;
    story.ends("arriving_from_a_french_phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_arrives_twice_at_once_and_is_enrolled_once() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.telegram.send_text(layla, layla, &format!("/start {code}"), None, None);
    story.telegram.send_text(layla, layla, &format!("/start {code}"), None, None);
    story.rest().await;
    assert_eq!(story.count("enrolments").await, 1);
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    assert_eq!(story.count("enrolments").await, 1);
    story.ends("arriving_twice").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declines_is_answered_in_the_language_they_chose() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let amina = story.person("Amina", "fr");
    story.writes(amina, &format!("/start {code}")).await;
    story.touches(amina, "العربية").await;
    let agree = story.button(amina, "أوافق");
    story.touches(amina, "لا، شكرًا").await;
    assert!(story.newest(amina).text.starts_with("كما تشاؤون"), "{}", story.newest(amina).text);
    // Whoever is nobody any more is still spoken to in the language of their phone.
    let layla = story.person("Layla", "ar");
    story.writes(layla, "/start").await;
    let shown = story.newest(layla).message_id;
    story.presses_data(layla, layla, shown, &agree.1, "Amina's [أوافق]").await;
    let answer = story.telegram.callback_answers().pop().expect("an answer");
    assert!(answer.text.starts_with("لم يعد هذا الزر"), "{}", answer.text);
    story.ends("declining_in_a_chosen_language").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn help_while_somebody_arrives_says_what_is_awaited_and_has_no_dead_button() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.writes(sami, &format!("/start {code}")).await;
    story.touches(sami, "English").await;
    story.writes(sami, "/help").await;
    assert_eq!(story.newest(sami).text, "Please choose with one of the buttons above, or type its words.");
    story.ends_untold().await;
}
