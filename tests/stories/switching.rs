//! Two mentors at one ready sentence: a reply is never carried out as something that its writer did not see.

use super::helping::{at_the_test, fails_twice, standing};
use crate::support::transcript::Story;
use crate::support::utc;
use darb::rules::course::Language;

const OWN: &str = "Hello! Read lesson 2 once more, then take your third try: it is open.";

/// Huda begins to answer the ready sentence of one more try; meanwhile Dana turns it to the open week.
async fn turned_under_a_reply(language: Language) -> (Story, i64, i64, i64, i64) {
    let (mut story, group, person, huda) = at_the_test("Sami", language).await;
    fails_twice(&mut story, person).await;
    story.begins_here().await;
    story.touches_in(huda, group, "Give one more try").await;
    let (draft, _) = story.button(group, "Send as it is");
    let dana = story.admin;
    story.touches_in(dana, group, "Cancel").await;
    story.touches_in(dana, group, "Open the next week").await;
    (story, group, person, huda, draft)
}

fn has_heard(story: &Story, user: i64, words: &str) -> bool {
    standing(story, user).iter().any(|message| message.text.contains(words))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_to_a_sentence_that_was_turned_is_not_carried_out_as_the_other() {
    let (mut story, group, sami, huda, draft) = turned_under_a_reply(Language::En).await;
    let topic = story.topic(group);
    story.writes_in(huda, group, OWN, Some(draft), Some(topic)).await;
    assert!(!has_heard(&story, sami, "Read lesson 2"), "nothing goes before it is known with what");
    assert!(!story.newest_text(group, "can go on past week 1"), "the week stays closed");
    story.touches_in(huda, group, "With one more try").await;
    assert!(has_heard(&story, sami, "Read lesson 2"));
    story.touches(sami, "Try again").await;
    assert!(story.is_in_test(sami));
    // Dana's sentence about the week still stands, and does what it says.
    story.touches_in(story.admin, group, "Send as it is").await;
    story.ends("a_reply_to_a_turned_sentence").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_to_a_sentence_that_was_taken_back_is_asked_about_and_can_go_alone() {
    let (mut story, group, layla, huda) = at_the_test("Layla", Language::Ar).await;
    fails_twice(&mut story, layla).await;
    story.begins_here().await;
    story.touches_in(huda, group, "Give one more try").await;
    let (draft, _) = story.button(group, "Send as it is");
    story.touches_in(story.admin, group, "Cancel").await;
    let topic = story.topic(group);
    story.writes_in(huda, group, "مرحبًا، المحاولة مفتوحة.", Some(draft), Some(topic)).await;
    assert!(!has_heard(&story, layla, "المحاولة مفتوحة"));
    let alone = story.button(group, "My reply alone");
    story.touches_in(huda, group, "My reply alone").await;
    assert!(has_heard(&story, layla, "المحاولة مفتوحة"));
    // Pressed twice it goes once.
    story.presses_data(story.admin, group, alone.0, &alone.1, "[My reply alone] again").await;
    let heard = standing(&story, layla).into_iter().filter(|message| message.text.contains("المحاولة مفتوحة"));
    assert_eq!(heard.count(), 1);
    story.ends("a_reply_to_a_sentence_taken_back").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_comes_after_the_other_help_was_given_does_not_say_what_is_not_so() {
    let (mut story, group, sami, huda, draft) = turned_under_a_reply(Language::En).await;
    story.touches_in(story.admin, group, "Send as it is").await;
    let topic = story.topic(group);
    story.writes_in(huda, group, OWN, Some(draft), Some(topic)).await;
    assert!(!has_heard(&story, sami, "Read lesson 2"));
    // What was opened by then is not offered again, and one more try still is.
    let messages = story.telegram.chat_messages(group);
    let labels: Vec<String> = messages
        .iter()
        .flat_map(|message| message.buttons.iter().flatten())
        .map(|button| button.text.clone())
        .collect();
    assert!(!labels.iter().any(|label| label.starts_with("With week 2")), "{labels:?}");
    story.touches_in(huda, group, "Don't send").await;
    assert!(!has_heard(&story, sami, "Read lesson 2"));
    story.until(utc("2027-03-14 06:00")).await;
    story.ends("a_reply_after_the_other_help").await;
}
