//! Questions to the mentors and their answers.

use crate::support::transcript::Story;
use crate::support::utc;
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::sandbox::Media;

/// Somebody in the first week, and a mentor in the group.
async fn in_the_first_week() -> (Story, i64, i64, i64) {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    let huda = story.person("Huda", "ar");
    story.telegram.add_to_group(huda, group);
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.until(utc("2027-03-08 18:00")).await;
    story.skip().await;
    (story, group, layla, huda)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_goes_to_a_mentor_and_its_answer_comes_back() {
    let (mut story, group, layla, huda) = in_the_first_week().await;
    story.touches(layla, "سؤال إلى فريق التوجيه").await;
    story.writes(layla, "كيف أعرف أن الصفحة حقيقية؟").await;
    let send = story.touches(layla, "إرسال إلى فريق التوجيه").await;
    story.repeats(&send).await;
    let topic = story.topic(group);
    story.writes_in(huda, group, "// من يعرف جوابًا؟", None, Some(topic)).await;
    let answer = story.writes_in(huda, group, "انظروا إلى تاريخ إنشائها أولًا.", None, Some(topic)).await;
    assert!(story.telegram.chat_messages(group).iter().any(|m| m.message_id == answer && !m.reactions.is_empty()));
    story.writes(layla, "شكرًا لكم").await;
    story.writes(layla, "👍").await;
    story.touches(layla, "أفادني الرد").await;
    // The second question goes at once.
    story.writes(layla, "وهل يكفي ذلك؟").await;
    story.touches(layla, "سحب الرسالة").await;
    story.writes(layla, "وماذا عن الصور؟").await;
    let copy = story.newest(group).message_id;
    story.sends_in(huda, group, Media::Photo, "هكذا", Some(copy), Some(topic)).await;
    story.touches(layla, "سحب الرسالة").await;
    story.sends_in(huda, group, Media::Document, "ملف", None, Some(topic)).await;
    story.writes_in(huda, group, "حديث بيننا خارج المواضيع", None, None).await;
    story.ends("a_question").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_and_voices_are_held_and_documents_kindly_refused() {
    let (mut story, group, layla, huda) = in_the_first_week().await;
    story.sends(layla, Media::Document, "خطة").await;
    story.sends(layla, Media::Sticker, "").await;
    story.sends(layla, Media::Photo, "هل هذا خبر صحيح؟").await;
    story.touches(layla, "عدم الإرسال").await;
    story.sends(layla, Media::Photo, "هل هذا خبر صحيح؟").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    story.sends(layla, Media::Voice, "").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    story.sends(layla, Media::Video, "").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    let topic = story.topic(group);
    story.sends_in(huda, group, Media::Voice, "", None, Some(topic)).await;
    story.ends("pictures_and_voices").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_sees_there_why_an_answer_did_not_arrive() {
    let (mut story, group, layla, huda) = in_the_first_week().await;
    story.writes(layla, "سؤال قبل أن أغيب").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    let topic = story.topic(group);
    story.does("Layla blocks the bot", |world| world.telegram.block(layla)).await;
    story.writes_in(huda, group, "هل ما زلتِ معنا؟", None, Some(topic)).await;
    story.does("Layla unblocks the bot", |world| world.telegram.unblock(layla)).await;
    story.writes(layla, "/stop").await;
    story.touches(layla, "مغادرة مع حفظ مكاني").await;
    story.writes_in(huda, group, "نأمل أن نراكم قريبًا.", None, Some(topic)).await;
    story.writes(layla, "سؤال بعد المغادرة").await;
    story.ends("an_answer_that_does_not_arrive").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_ask_have_two_topics_and_a_held_question_can_be_deleted_before_it_goes() {
    let (mut story, group, layla, huda) = in_the_first_week().await;
    let code = story.invitation().await;
    let sami = story.person("Sami", "en");
    story.joins(sami, &code, Language::En, Country::Unsaid, 9).await;
    story.writes(sami, "What is two-step verification?").await;
    story.touches(sami, "Send to the mentors").await;
    let asked = story.writes(layla, "سؤال يُحذف").await;
    story.does("Layla deletes her message", |world| world.telegram.delete_message_by_user(layla, layla, asked)).await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    story.writes(layla, "سؤال يبقى").await;
    for (thread, _, _) in story.telegram.topics(group) {
        story.writes_in(huda, group, "جواب", None, Some(thread)).await;
    }
    story.ends("two_topics").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_edited_after_it_was_sent_changes_nothing_yet() {
    let (mut story, _, layla, _) = in_the_first_week().await;
    let asked = story.writes(layla, "سؤال عن الصور").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    story
        .does("Layla edits her message", |world| world.telegram.edit_text(layla, layla, asked, "سؤال عن الفيديو"))
        .await;
    story.ends("an_edited_question").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_on_a_question_that_comes_twice_is_answered_twice_alike() {
    let (mut story, group, layla, huda) = in_the_first_week().await;
    let alike = |story: &Story| {
        let answers = story.telegram.callback_answers();
        let [.., first, second] = answers.as_slice() else { panic!("two answers") };
        assert_eq!((&first.text, first.show_alert), (&second.text, second.show_alert));
    };
    story.writes(layla, "ما الفرق بين الصفحة والمجموعة؟").await;
    let tap = story.touches(layla, "إرسال إلى فريق التوجيه").await;
    story.repeats(&tap).await;
    alike(&story);
    let topic = story.topic(group);
    story.writes_in(huda, group, "الصفحة للإعلان والمجموعة للحديث.", None, Some(topic)).await;
    let tap = story.touches(layla, "أفادني الرد").await;
    story.repeats(&tap).await;
    alike(&story);
    story.writes(layla, "سؤال ثانٍ").await;
    let tap = story.touches(layla, "سحب الرسالة").await;
    story.repeats(&tap).await;
    alike(&story);
    assert_eq!(story.telegram.topics(group).len(), 1);
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_was_deleted_before_it_went_leaves_no_dead_buttons() {
    let (mut story, _, layla, _) = in_the_first_week().await;
    let asked = story.writes(layla, "سؤال يُحذف").await;
    story.does("Layla deletes her message", |world| world.telegram.delete_message_by_user(layla, layla, asked)).await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    let held = story.newest(layla);
    assert!(held.text.contains("سُحبت الرسالة"), "{}", held.text);
    story.ends_untold().await;
}
