//! After a second try that did not suffice: mentors help, and the person hears from a person.

use crate::support::transcript::Story;
use crate::support::utc;
use darb::rules::course::Language;
use darb::rules::ids::LessonId;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::{Media, MessageView};

/// The lessons of which these people know nothing yet.
const MISSED: [u8; 3] = [2, 4, 5];

/// Somebody at the test of week 1, on 13/3 at nine in Amman or seven in the evening in Beirut; with a mentor in the group,
/// which reads English.
pub(super) async fn at_the_test(name: &str, language: Language) -> (Story, i64, i64, i64) {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let (user, huda) = (story.person(name, language.code()), story.person("Huda", "ar"));
    story.telegram.add_to_group(huda, group);
    story.joins(user, &code, language, Country::Jordan, 9).await;
    story.until(utc("2027-03-07 06:00")).await;
    story.does_six_lessons(user, "Done").await;
    story.until(utc("2027-03-13 06:00")).await;
    (story, group, user, huda)
}

async fn starts(story: &mut Story, user: i64, number: u8) {
    let start = Press::StartTest { enrolment: story.enrolment(user), week: 1, number };
    let newest = story.newest(user).message_id;
    story.press_quietly(user, newest, start).await;
}

/// Answers everything; the items of these lessons wrongly. Only the last answer is told.
async fn answers_all_but(story: &mut Story, user: i64, missed: &[u8]) {
    while let Some((item, message)) = story.item(user).filter(|_| story.is_in_test(user)) {
        let knows = !item.lesson.is_some_and(|lesson| missed.contains(&lesson.day));
        if story.is_last(item, &message).await {
            story.answers(user, knows).await;
            return;
        }
        story.answers_quietly(user, knows).await;
    }
}

/// Two tries that did not suffice; told from the end of the second.
pub(super) async fn fails_twice(story: &mut Story, user: i64) {
    starts(story, user, 1).await;
    answers_all_but(story, user, &MISSED).await;
    for day in MISSED {
        let lesson = Press::OpenLesson { enrolment: story.enrolment(user), lesson: LessonId::new(1, day) };
        let newest = story.newest(user).message_id;
        story.press_quietly(user, newest, lesson).await;
    }
    starts(story, user, 2).await;
    story.begins_here().await;
    answers_all_but(story, user, &MISSED).await;
}

pub(super) fn standing(story: &Story, user: i64) -> Vec<MessageView> {
    let messages = story.telegram.chat_messages(user);
    messages.into_iter().filter(|message| message.from_bot && !message.deleted).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_gives_a_try_in_their_own_words_and_the_person_passes() {
    let (mut story, group, sami, huda) = at_the_test("Sami", Language::En).await;
    fails_twice(&mut story, sami).await;
    let (call, open) = story.button(group, "Open the next week");
    story.touches_in(huda, group, "Give one more try").await;
    // Another mentor presses what stood there a moment ago: nothing changes under who may be writing.
    story.presses_data(story.admin, group, call, &open, "[Open the next week], which was gone").await;
    story.touches_in(huda, group, "Cancel").await;
    story.touches_in(huda, group, "Give one more try").await;
    let (draft, send) = story.button(group, "Send as it is");
    let topic = story.topic(group);
    story.writes_in(story.admin, group, "// I leave this one to you, Huda.", Some(draft), Some(topic)).await;
    let own = "Hello! Searching is the tricky part: try the quotation marks once on your own page, then begin again.";
    story.writes_in(huda, group, own, Some(draft), Some(topic)).await;
    story.presses_data(story.admin, group, draft, &send, "[Send as it is] at the same moment").await;
    // A reply to what was done is a message like any other.
    story.writes_in(huda, group, "Good luck!", Some(draft), Some(topic)).await;
    let heard =
        standing(&story, sami).into_iter().filter(|message| message.text.contains("Searching is the tricky part"));
    assert_eq!(heard.count(), 1);
    story.touches(sami, "Try again").await;
    answers_all_but(&mut story, sami, &[]).await;
    assert!(story.newest_text(sami, "Test passed"));
    story.ends("a_try_in_a_mentors_words").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_opens_the_week_with_the_ready_sentence_in_the_persons_language() {
    let (mut story, group, layla, huda) = at_the_test("Layla", Language::Ar).await;
    fails_twice(&mut story, layla).await;
    story.touches_in(huda, group, "Open the next week").await;
    let (draft, send) = story.button(group, "Send as it is");
    story.touches_in(huda, group, "Send as it is").await;
    story.presses_data(story.admin, group, draft, &send, "[Send as it is] at the same moment").await;
    story.until(utc("2027-03-14 06:00")).await;
    story.ends("a_week_with_the_ready_sentence").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_comes_with_a_voice_message_to_who_wants_text_and_neutral_lines() {
    let (mut story, group, layla, huda) = at_the_test("Layla", Language::Ar).await;
    fails_twice(&mut story, layla).await;
    story.writes(layla, "/safety").await;
    for label in ["تفعيل السطور المحايدة", "النص فقط"] {
        story.touches(layla, label).await;
    }
    story.begins_here().await;
    story.touches_in(huda, group, "Give one more try").await;
    let (draft, _) = story.button(group, "Send as it is");
    let topic = story.topic(group);
    story.sends_in(huda, group, Media::Voice, "", Some(draft), Some(topic)).await;
    assert_eq!(story.newest(layla).text, "لديكم جديد.");
    story.touches(layla, "عرض").await;
    story.touches(layla, "محاولة جديدة").await;
    assert!(story.is_in_test(layla));
    story.ends("a_try_with_a_voice_message").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentors_words_that_were_deleted_leave_the_try_and_the_ready_sentence() {
    let (mut story, group, layla, huda) = at_the_test("Layla", Language::Ar).await;
    fails_twice(&mut story, layla).await;
    story.writes(layla, "/safety").await;
    story.touches(layla, "تفعيل السطور المحايدة").await;
    story.begins_here().await;
    story.touches_in(huda, group, "Give one more try").await;
    let (draft, _) = story.button(group, "Send as it is");
    let topic = story.topic(group);
    let own = story.writes_in(huda, group, "مرحبًا، المحاولة مفتوحة.", Some(draft), Some(topic)).await;
    story.does("Huda deletes it", |world| world.telegram.delete_message_by_user(huda, group, own)).await;
    story.touches(layla, "عرض").await;
    assert!(standing(&story, layla).iter().any(|message| {
        message
            .buttons
            .iter()
            .flatten()
            .any(|button| button.data.as_deref().is_some_and(|data| data.starts_with("1dr")))
    }));
    story.touches(layla, "عرض").await;
    story.touches(layla, "محاولة جديدة").await;
    assert!(story.is_in_test(layla));
    story.ends("a_try_whose_words_were_deleted").await;
}
