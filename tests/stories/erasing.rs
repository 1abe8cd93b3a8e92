//! What is kept about somebody, and forgetting it: asked for, in a panic, out of reach, and when a cohort is long over.

use crate::support::transcript::Story;
use crate::support::utc;
use chrono::TimeDelta;
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::{Fault, FaultKind};

struct Stage {
    story: Story,
    code: String,
    group: i64,
    layla: i64,
    huda: i64,
}

/// Somebody who did the first week's lessons and asked a mentor, who answered.
async fn after_a_week() -> Stage {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    let huda = story.person("Huda", "ar");
    story.telegram.add_to_group(huda, group);
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.until(utc("2027-03-07 18:00")).await;
    story.does_six_lessons(layla, "أنهيتُ الدرس").await;
    asks_and_is_answered(&mut story, group, layla, huda).await;
    story.begins_here().await;
    Stage { story, code, group, layla, huda }
}

async fn asks_and_is_answered(story: &mut Story, group: i64, layla: i64, huda: i64) {
    story.writes(layla, "كيف أعرف أن الصفحة حقيقية؟").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    let topic = story.topic(group);
    story.writes_in(huda, group, "انظروا إلى تاريخ إنشائها أولًا.", None, Some(topic)).await;
}

/// Waits until whoever is being forgotten is forgotten.
async fn until_forgotten(story: &Story) {
    until_gone(story, "select count(*) from erasures").await;
}

async fn until_gone(story: &Story, count: &'static str) {
    let pool = sqlx::SqlitePool::connect(story.database_url()).await.expect("the data file");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while sqlx::query_scalar::<_, i64>(count).fetch_one(&pool).await.expect("a count") > 0 {
        assert!(std::time::Instant::now() < deadline, "it is never over: {count}");
        tokio::task::yield_now().await;
    }
    pool.close().await;
}

/// Nothing is left of participants; the admin has a row of their own.
async fn nobody_is_left(story: &Story) {
    for table in ["enrolments", "attempts", "answers", "questions", "topics"] {
        assert_eq!(story.count(table).await, 0, "{table}");
    }
    assert_eq!(story.count("people").await, 1, "the admin");
}

/// What stands in a chat and is not deleted.
fn standing(story: &Story, chat: i64) -> Vec<String> {
    let messages = story.telegram.chat_messages(chat).into_iter();
    messages.filter(|message| !message.deleted).map(|message| message.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_told_in_plain_words_and_comes_as_a_file_on_request() {
    let Stage { mut story, layla, .. } = after_a_week().await;
    story.until(utc("2027-03-13 18:00")).await;
    story.touches(layla, "بدء الاختبار").await;
    story.answers_all(layla, 4).await;
    story.begins_here().await;
    story.writes(layla, "/mydata").await;
    story.touches(layla, "في ملف").await;
    let sent = story.newest(layla);
    let (name, bytes) = story.telegram.file(&sent.file_id.expect("a file")).expect("it was uploaded");
    let page = String::from_utf8(bytes).expect("UTF-8");
    assert_eq!(name, "document.html", "the name tells nothing");
    assert!(page.contains(r#"<html lang="ar" dir="rtl">"#) && page.contains("لبنان"), "{page}");
    assert_eq!(page.matches("المحاولة الأولى").count(), 1, "each try by itself: {page}");
    assert_eq!(story.count("media_files").await, 0, "nobody else is shown the file");
    story.writes(layla, "/language en").await;
    story.writes(layla, "my data").await;
    story.touches(layla, "As a file").await;
    let sent = story.newest(layla);
    let (_, bytes) = story.telegram.file(&sent.file_id.expect("a file")).expect("it was uploaded");
    let mut page = String::from_utf8(bytes).expect("UTF-8");
    for (name, stands_for) in story.drawn_names().await {
        // In the file as on the screen.
        page = page.replace(&name, &stands_for);
    }
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("my_data_file", page);
    });
    let nobody = story.person("Nobody", "en");
    story.writes(nobody, "/mydata").await;
    story.writes(nobody, "/forget").await;
    story.ends("my_data").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_forgotten_after_one_confirmation_and_the_receipt_says_what() {
    let Stage { mut story, code, group, layla, huda } = after_a_week().await;
    story.writes(layla, "/forget").await;
    story.touches(layla, "الاحتفاظ بكل شيء").await;
    story.writes(layla, "/mydata").await;
    story.touches(layla, "حذف كل بياناتي").await;
    let (message, forget) = story.button(layla, "حذف كل شيء");
    story.touches(layla, "حذف كل شيء").await;
    until_forgotten(&story).await;
    nobody_is_left(&story).await;
    assert!(story.telegram.topics(group).is_empty(), "the topic is gone with everything in it");
    let said = story.newest(layla).text;
    assert!(said.starts_with("حُذفت كل بياناتكم"), "{said}");
    // The lesson of the next day does not come, and a mentor who writes to nobody in particular reaches nobody.
    let told = story.telegram.chat_messages(layla).len();
    story.until(utc("2027-03-15 20:00")).await;
    story.writes_in(huda, group, "هل وصلكم جوابي؟", None, None).await;
    assert_eq!(story.telegram.chat_messages(layla).len(), told);
    // Whoever comes back is somebody new, whom the old button does not forget.
    story.writes(layla, &format!("/start {code}")).await;
    story.presses_data(layla, layla, message, &forget, "the old button [حذف كل شيء]").await;
    assert_eq!(story.count("enrolments").await, 1);
    story.ends("forgetting").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_plain_group_what_can_be_deleted_is_and_the_rest_is_counted() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let admin = story.admin;
    story.says(admin, "/newcohort").await;
    story.says(admin, "2027-03-07").await;
    story.taps(admin, admin, |press| matches!(press, Press::CohortZone { zone: 0, .. })).await;
    story.taps(admin, admin, |press| matches!(press, Press::CohortCreate { .. })).await;
    story.skip().await;
    let code = story.invitation().await;
    let group = story.telegram.add_basic_group("Mentors");
    story.call(group, "Mentors");
    story.telegram.add_to_group(admin, group);
    story.says(admin, "/start").await;
    story.writes_in(admin, group, "/mentors", None, None).await;
    let (layla, sami) = (story.person("Layla", "ar"), story.person("Sami", "en"));
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    story.until(utc("2027-03-07 18:00")).await;
    story.writes(sami, "How do I begin?").await;
    story.touches(sami, "Send to the mentors").await;
    story.writes(layla, "سؤال قديم").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    story.after(TimeDelta::days(3)).await;
    story.writes(layla, "سؤال جديد").await;
    story.begins_here().await;
    story.writes(layla, "/forget").await;
    story.touches(layla, "حذف كل شيء").await;
    until_forgotten(&story).await;
    let left = standing(&story, group);
    assert!(left.iter().any(|text| text == "سؤال قديم") && !left.iter().any(|text| text == "سؤال جديد"), "{left:?}");
    assert!(left.iter().any(|text| text == "How do I begin?"), "what is not hers stands");
    assert_eq!(story.count("enrolments").await, 1, "so does Sami's place");
    story.ends("forgetting_in_a_plain_group").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_takes_everything_away_without_a_word() {
    let Stage { mut story, code, group, layla, .. } = after_a_week().await;
    let asked = story.writes(layla, "/panic").await;
    until_forgotten(&story).await;
    nobody_is_left(&story).await;
    assert!(story.telegram.topics(group).is_empty());
    let messages = story.telegram.chat_messages(layla);
    let asking = messages.iter().find(|message| message.message_id == asked).expect("it was sent");
    assert!(asking.deleted, "the message that asked for it");
    assert!(!messages.iter().any(|message| message.message_id > asked), "nothing is said");
    let recent =
        messages.iter().filter(|message| message.from_bot && message.sent_ms > asking.sent_ms - 47 * 3_600_000);
    assert!(recent.clone().count() > 1 && recent.clone().all(|message| message.deleted));
    assert!(story.telegram.commands_shown(layla, layla).iter().all(|command| command.command != "panic"));
    // At once, as somebody new.
    story.writes(layla, &format!("/start {code}")).await;
    story.writes(layla, "/panic").await;
    until_forgotten(&story).await;
    nobody_is_left(&story).await;
    assert_eq!(story.count("chats").await, 3, "the admin, the group and the chat of nobody");
    let stranger = story.person("Stranger", "en");
    let asked = story.writes(stranger, "/panic").await;
    until_forgotten(&story).await;
    assert!(
        story.telegram.chat_messages(stranger).iter().all(|message| message.deleted && message.message_id == asked)
    );
    story.ends("panic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_to_be_sent_does_not_come_to_who_was_forgotten() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "en");
    story.joins(layla, &code, Language::En, Country::Lebanon, 19).await;
    // The server does not know the method for a while: what goes waits half a minute for another try.
    let kind = FaultKind::Refuse { code: 404, description: "Not Found".to_owned(), retry_after: None };
    story.telegram.add_fault(Fault {
        method: Some("sendMessage".to_owned()),
        chat: Some(layla),
        skip: 0,
        times: 1,
        kind,
    });
    story.until(utc("2027-03-07 17:00")).await;
    assert_eq!(story.telegram.struck().len(), 1, "the lesson was refused for now");
    story.writes(layla, "/forget").await;
    story.touches(layla, "Erase everything").await;
    until_forgotten(&story).await;
    nobody_is_left(&story).await;
    let pool = sqlx::SqlitePool::connect(story.database_url()).await.expect("the data file");
    let waiting = sqlx::query_scalar("select count(*) from outbox where kind = 'lesson'").fetch_one(&pool).await;
    assert_eq!(waiting.ok(), Some(0_i64), "no lesson is left to come");
    pool.close().await;
    story.until(utc("2027-03-10 18:00")).await;
    story.ends("forgetting_while_a_lesson_waits").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_begins_again_while_being_forgotten_is_somebody_new() {
    let Stage { mut story, code, group, layla, .. } = after_a_week().await;
    // The topic cannot be deleted yet, so forgetting has not ended.
    let kind = FaultKind::Refuse { code: 404, description: "Not Found".to_owned(), retry_after: None };
    story.telegram.add_fault(Fault {
        method: Some("deleteForumTopic".to_owned()),
        chat: Some(group),
        skip: 0,
        times: 1,
        kind,
    });
    story.writes(layla, "/panic").await;
    story.writes(layla, &format!("/start {code}")).await;
    assert_eq!((story.count("erasures").await, story.count("enrolments").await), (1, 1));
    story.touches(layla, "العربية").await;
    story.touches(layla, "أوافق").await;
    assert_eq!(story.count("erasures").await, 1, "both at once");
    let text = story.newest(layla).text;
    assert!(text.contains("في أي بلد"), "{text}");
    story.ends("new_while_being_forgotten").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_blocked_the_bot_for_thirty_days_is_forgotten_without_a_receipt() {
    let Stage { mut story, code, group, layla, .. } = after_a_week().await;
    story.does("Layla blocks the bot", |world| world.telegram.block(layla)).await;
    story.until(utc("2027-04-11 10:00")).await;
    story.restarts().await;
    assert_eq!(story.count("enrolments").await, 1, "29 days are not 30");
    story.until(utc("2027-04-12 19:00")).await;
    story.restarts().await;
    // Housekeeping comes with the start.
    story.awaits(|world| world.telegram.topics(group).is_empty()).await;
    until_forgotten(&story).await;
    nobody_is_left(&story).await;
    story.does("Layla unblocks the bot", |world| world.telegram.unblock(layla)).await;
    story.writes(layla, &format!("/start {code}")).await;
    story.ends("forgotten_after_thirty_days").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_cohort_is_long_over_its_persons_go_and_the_admins_hear_of_it_a_week_before() {
    let Stage { mut story, group, .. } = after_a_week().await;
    let admin = story.admin;
    let closes_on = {
        let pool = sqlx::SqlitePool::connect(story.database_url()).await.expect("the data file");
        let weeks: i64 = sqlx::query_scalar("select weeks from cohorts").fetch_one(&pool).await.expect("a cohort");
        pool.close().await;
        let starts_on = utc("2027-03-07 00:00").date_naive();
        darb::rules::schedule::Calendar { starts_on, weeks: u8::try_from(weeks).expect("few") }.closes_on()
    };
    let goes_at = closes_on.and_hms_opt(8, 0, 0).expect("a time").and_utc() + TimeDelta::days(31);
    story.until(goes_at - TimeDelta::days(8)).await;
    story.skip().await;
    story.restarts().await;
    let told = story.telegram.chat_messages(admin).len();
    story.until(goes_at - TimeDelta::days(6)).await;
    story.restarts().await;
    story.awaits(|world| world.telegram.chat_messages(admin).len() == told + 1).await;
    story.restarts().await;
    assert_eq!(story.telegram.chat_messages(admin).len(), told + 1, "once");
    assert_eq!(story.count("enrolments").await, 1);
    story.until(goes_at).await;
    story.restarts().await;
    story.awaits(|world| world.telegram.topics(group).is_empty()).await;
    until_gone(&story, "select count(*) - 1 from people").await;
    nobody_is_left(&story).await;
    assert!(story.count("delivery_counts").await > 0, "counts stay");
    story.writes(admin, "/cohorts").await;
    story.ends("a_cohort_long_over").await;
}
