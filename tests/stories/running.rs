//! Running things: claiming, cohorts, invitations, figures, previews.

use crate::support::transcript::Story;
use crate::support::{World, utc};
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_without_an_owner_is_claimed_and_a_second_admin_is_made_and_removed() {
    let mut story = Story::of(World::start_unowned(utc("2027-03-06 08:00")).await);
    let dana = story.admin;
    story.writes(dana, "/start").await;
    story.writes(dana, "/newcohort").await;
    story.writes(dana, "/claim").await;
    story.writes(dana, "/claim WRONGCODE1").await;
    story.writes(dana, &format!("/claim {}", World::claim_code())).await;
    story.writes(dana, "/help").await;
    let karim = story.person("Karim", "ar");
    story.writes(karim, &format!("/claim {}", World::claim_code())).await;
    story.writes(dana, "/admins").await;
    let code =
        story.newest(dana).text.split("/claim ").nth(1).expect("a code").split_whitespace().next().map(str::to_owned);
    story.writes(karim, &format!("/claim {}", code.expect("a code"))).await;
    story.writes(karim, "/admins").await;
    story.writes(karim, "/help").await;
    story.writes(dana, "/admins").await;
    let remove = story.newest_with(dana, |press| matches!(press, Press::RemoveAdmin { .. }));
    let (message, buttons) = (remove.message_id, remove.buttons.concat());
    let data = buttons.iter().find_map(|button| button.data.clone()).expect("a button");
    story.presses_data(karim, karim, story.newest(karim).message_id, &data, "Dana's [Remove]").await;
    story.presses_data(dana, dana, message, &data, "[Remove] beside Karim").await;
    story.writes(karim, "/cohorts").await;
    let shown = story.telegram.commands_shown(karim, karim);
    assert!(
        shown.iter().all(|command| command.command != "cohorts"),
        "an admin no more sees none of the admins' commands"
    );
    story.ends("admins").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cohort_is_made_by_buttons_and_create_pressed_twice_makes_one() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let dana = story.admin;
    story.writes(dana, "/start").await;
    story.writes(dana, "/cohorts").await;
    story.writes(dana, "/invite").await;
    story.writes(dana, "/newcohort").await;
    story.writes(dana, "2020-01-01").await;
    story.writes(dana, "next week").await;
    story.touches(dana, "Sunday 7/3").await;
    story.touches(dana, "Cairo").await;
    let create = story.touches(dana, "Create").await;
    story.repeats(&create).await;
    assert_eq!(story.count("cohorts").await, 1);
    story.writes(dana, "/cohorts").await;
    story.writes(dana, "/invite").await;
    story.writes(dana, "/roster").await;
    story.writes(dana, "/stats").await;
    let code = story.invitation().await;
    let sami = story.person("Sami", "en");
    let layla = story.person("Layla", "ar");
    story.joins(sami, &code, Language::En, Country::Other, 9).await;
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.until(utc("2027-03-07 08:00")).await;
    story.skip().await;
    story.does("Layla blocks the bot", |world| world.telegram.block(layla)).await;
    story.touches(sami, "Done").await;
    story.writes(dana, "/roster").await;
    story.writes(dana, "/stats").await;
    story.writes(dana, "/mentors").await;
    // A second cohort: now a command without one asks which.
    story.writes(dana, "/newcohort").await;
    story.touches(dana, "Sunday 14/3").await;
    story.touches(dana, "Beirut").await;
    story.touches(dana, "Create").await;
    story.writes(dana, "/cohorts").await;
    story.writes(dana, "/invite").await;
    let labels: Vec<String> = story.newest(dana).buttons.concat().into_iter().map(|button| button.text).collect();
    assert_ne!(labels[0], labels[1], "two cohorts of one month are told apart");
    story.writes(dana, "/stats").await;
    for command in ["/cohorts", "/newcohort", "/invite", "/roster", "/stats", "/preview", "/admins", "/mentors"] {
        story.writes(sami, command).await;
    }
    story.ends("cohorts").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_previews_a_lesson_and_a_test() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let dana = story.admin;
    story.writes(dana, "/preview").await;
    story.taps_noted(dana, |press| matches!(press, Press::PreviewCourse { .. })).await;
    story.taps_noted(dana, |press| matches!(press, Press::PreviewCourse { language: Language::Ar, .. })).await;
    story
        .taps_noted(
            dana,
            |press| matches!(press, Press::PreviewLesson { lesson, language: Language::Ar, .. } if lesson.day == 2),
        )
        .await;
    story.taps_noted(dana, |press| matches!(press, Press::PreviewTest { week: 1, language: Language::Ar, .. })).await;
    story.taps_noted(dana, |press| matches!(press, Press::PreviewForm { language: Language::Ar, .. })).await;
    story.ends("preview").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_commands_follow_scope_and_language() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (_, group) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    let names = |story: &Story, chat: i64, user: i64| -> Vec<String> {
        story.telegram.commands_shown(chat, user).into_iter().map(|command| command.command).collect()
    };
    assert_eq!(
        names(&story, layla, layla),
        ["today", "lessons", "ask", "progress", "certificate", "settings", "privacy", "mydata", "verify", "help"]
    );
    let admin = story.admin;
    assert!(names(&story, admin, admin).contains(&"newcohort".to_owned()));
    assert_eq!(names(&story, group, admin), ["mentors", "help"]);
    let everybody = json!({"type": "all_private_chats"});
    let of = |language: &str| {
        let set = story.telegram.commands(Some(&everybody), language);
        set.into_iter().map(|command| command.description).collect::<Vec<_>>().join("\n")
    };
    insta_lists(&[("", of("")), ("ar", of("ar")), ("en", of("en")), ("fr", of("fr"))]);
    story.ends("command_lists").await;
}

fn insta_lists(lists: &[(&str, String)]) {
    for (language, list) in lists {
        assert!(!list.is_empty(), "no list for everybody in {language:?}");
        assert!(list.lines().all(|line| !line.contains("command-")), "{list}");
    }
    assert_ne!(lists[1].1, lists[2].1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_lost_its_lease_stands_by_and_serves_again() {
    use darb::store::Connection;
    let world = World::start(utc("2027-03-06 08:00")).await;
    world.rest().await;
    let epoch_of = async || {
        let mut tx = world.store.read().await.expect("a reader");
        let Connection::Sqlite(tx) = &mut tx.connection else { panic!("SQLite") };
        let epoch: i64 = sqlx::query_scalar("select epoch from lease").fetch_one(&mut **tx).await.expect("a lease");
        epoch
    };
    let before = epoch_of().await;
    let mut tx = world.store.write().await.expect("the lease");
    let Connection::Sqlite(inner) = &mut tx.connection else { panic!("SQLite") };
    let taken = "update lease set epoch = epoch + 1, holder = 'another', renewed_at = 0";
    sqlx::query(taken).execute(&mut **inner).await.expect("another took it, and is gone");
    tx.commit().await.expect("a commit");
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    while epoch_of().await < before + 2 {
        assert!(tokio::time::Instant::now() < deadline, "it does not take the lease again");
        tokio::task::yield_now().await;
    }
    world.says(world.admin, "/start").await;
    assert!(!world.newest(world.admin).text.is_empty());
    world.end().await;
}
