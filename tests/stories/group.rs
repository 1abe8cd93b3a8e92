//! The mentors' group: bound, plain, upgraded, lost and found again.

use crate::support::transcript::Story;
use crate::support::utc;
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::BotRights;

/// A cohort without a group, and somebody in it.
async fn without_a_group() -> (Story, i64) {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let admin = story.admin;
    story.says(admin, "/newcohort").await;
    story.says(admin, "2027-03-07").await;
    story.taps(admin, admin, |press| matches!(press, Press::CohortZone { zone: 0, .. })).await;
    story.taps(admin, admin, |press| matches!(press, Press::CohortCreate { .. })).await;
    story.skip().await;
    let code = story.invitation().await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.until(utc("2027-03-07 18:00")).await;
    story.skip().await;
    (story, layla)
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_wait_for_a_group_and_are_handed_over_when_it_is_bound() {
    let (mut story, layla) = without_a_group().await;
    let admin = story.admin;
    story.writes(layla, "متى يبدأ اللقاء؟").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    story.writes(layla, "وهل هناك شهادة؟").await;
    story.writes(layla, "وهذه أسحبها").await;
    story.touches(layla, "سحب الرسالة").await;
    let group = story.telegram.add_group("Mentors", true);
    story.call(group, "Mentors");
    story.telegram.add_to_group(admin, group);
    // First short of rights, step by step.
    story.does("the bot is an ordinary member", |world| world.telegram.set_bot_rights(group, BotRights::MEMBER)).await;
    story.writes_in(admin, group, "/mentors", None, None).await;
    let rights = BotRights { can_manage_topics: false, can_delete_messages: false, ..BotRights::ALL };
    story.does("an administrator without rights", |world| world.telegram.set_bot_rights(group, rights)).await;
    story.writes_in(admin, group, "/mentors", None, None).await;
    story.does("all rights", |world| world.telegram.set_bot_rights(group, BotRights::ALL)).await;
    story.writes_in(admin, group, "/mentors", None, None).await;
    assert_eq!(story.telegram.topics(group).len(), 1);
    let shown = story.telegram.commands_shown(group, admin);
    assert!(shown.iter().any(|command| command.command == "mentors"), "{shown:?}");
    story.writes_in(admin, group, "/help", None, None).await;
    let help = story.newest(group).text;
    assert!(help.contains("//") && !help.contains("/newcohort"), "help in the group says how the group works: {help}");
    story.ends("binding").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_group_works_and_becomes_a_supergroup_in_between() {
    let (mut story, layla) = without_a_group().await;
    let admin = story.admin;
    let group = story.telegram.add_basic_group("Mentors");
    story.call(group, "Mentors");
    story.telegram.add_to_group(admin, group);
    story.writes_in(admin, group, "/mentors", None, None).await;
    story.writes(layla, "سؤال أول").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    let copy = story.newest(group).message_id;
    story.writes_in(admin, group, "// a note", Some(copy), None).await;
    story.writes_in(admin, group, "Lunch at two?", None, None).await;
    story.writes_in(admin, group, "An answer", Some(copy), None).await;
    story.writes(layla, "سؤال قبل الترقية").await;
    assert!(story.newest(group).reply_to.is_some(), "whose question it is stands in the message that it answers");
    let supergroup = story.telegram.upgrade_group(group);
    story.call(supergroup, "Supergroup");
    story.does("the group has become a supergroup", |_| {}).await;
    story.writes(layla, "سؤال ثانٍ").await;
    let copy = story.newest(supergroup).message_id;
    story.writes_in(admin, supergroup, "A second answer", Some(copy), None).await;
    story.writes_in(admin, supergroup, "/mentors", None, None).await;
    story.ends("a_plain_group").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_becomes_a_supergroup_while_the_bot_is_away() {
    let (mut story, layla) = without_a_group().await;
    let admin = story.admin;
    let group = story.telegram.add_basic_group("Mentors");
    story.call(group, "Mentors");
    story.telegram.add_to_group(admin, group);
    story.writes_in(admin, group, "/mentors", None, None).await;
    story.writes(layla, "سؤال أول").await;
    // In one batch: the question comes before the news of the group.
    story
        .does("she sends it in the moment in which the group is upgraded", |world| {
            world.telegram.press_label(layla, layla, "إرسال إلى فريق التوجيه");
            world.presses.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            world.telegram.upgrade_group(group);
        })
        .await;
    story.ends("upgraded_in_between").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_is_removed_from_the_group_and_questions_wait_until_it_is_back() {
    let (mut story, layla) = without_a_group().await;
    let admin = story.admin;
    let group = story.telegram.add_group("Mentors", true);
    story.call(group, "Mentors");
    story.telegram.add_to_group(admin, group);
    story.writes_in(admin, group, "/mentors", None, None).await;
    story.does("the bot is removed", |world| world.telegram.remove_bot(group)).await;
    // What waits for the group is not at rest, so its effects are awaited one by one.
    story.writes(layla, "هل من أحد؟").await;
    let told = story.telegram.chat_messages(admin).len();
    story.begins_waiting();
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    story
        .awaits(|world| {
            let waits = world.newest(layla).text.contains("رسالتكم في الانتظار");
            waits && world.telegram.chat_messages(admin).len() == told + 1
        })
        .await;
    story.writes(layla, "سؤال ثانٍ").await;
    story.awaits(|world| world.telegram.unread() == 0).await;
    assert!(story.telegram.topics(group).is_empty());
    story.does("it is put back without rights", |world| world.telegram.set_bot_rights(group, BotRights::MEMBER)).await;
    story
        .awaits(|world| {
            let said = world.newest(group).text.contains("cannot serve");
            said && world.newest(admin).text.contains("not an administrator")
        })
        .await;
    story.ends_waiting();
    story.does("its rights are restored", |world| world.telegram.set_bot_rights(group, BotRights::ALL)).await;
    assert_eq!(story.telegram.topics(group).len(), 1);
    story
        .does("it loses the right to manage topics", |world| {
            world.telegram.set_bot_rights(group, BotRights { can_manage_topics: false, ..BotRights::ALL });
        })
        .await;
    let told = story.newest(admin).text;
    let only_topics = told.contains("the right to manage topics") && !told.contains("not an administrator");
    assert!(only_topics, "the admins are told too: {told}");
    story.ends("removed_and_put_back").await;
}
