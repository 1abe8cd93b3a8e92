//! How the items of a test do: what admins see in the chat, and what `darb items` prints.

use crate::support::transcript::Story;
use crate::support::{lessons, utc};
use darb::app::{ItemsOptions, Which, items_text};
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::MessageView;
use serde_json::Value;

/// The item whose key is wrong in this story: those who know best pick another choice.
const WRONG: &str = "w1-search-picture-no-copy";

fn pressed(message: &MessageView) -> impl Iterator<Item = Press> {
    message.buttons.iter().flatten().filter_map(|button| Press::decode(button.data.as_deref()?))
}

/// Takes the test of week 1, out of the transcript. Who is strong has all right but the item with the wrong key, where
/// they pick the second choice; who is weak knows that one as it is marked, and so many others.
async fn takes(story: &mut Story, user: i64, strong: bool, knows: usize) {
    story.taps(user, user, |press| matches!(press, Press::StartTest { .. })).await;
    let mut others = 0;
    while let Some((item, message)) = story.item(user).filter(|_| story.is_in_test(user)) {
        let is_right = if item.name == WRONG {
            !strong
        } else {
            others += 1;
            strong || others <= knows
        };
        if !item.kind.is_one_of() {
            story.skip().await;
            story.answers_quietly(user, is_right).await;
            continue;
        }
        let wanted = |choice: &u8| match (item.name == WRONG, strong) {
            (true, true) => *choice == 1,
            _ => item.choices[usize::from(*choice)].right == is_right,
        };
        let picked = pressed(&message).find(|press| matches!(press, Press::Answer { choice, .. } if wanted(choice)));
        let picked = picked.expect("such a choice");
        story.taps(user, user, |press| press == picked).await;
    }
    story.skip().await;
}

async fn arrive(story: &mut Story, code: &str, names: &[&str]) -> Vec<i64> {
    let mut people = Vec::new();
    for name in names {
        let user = story.person(name, "en");
        story.joins(user, code, Language::En, Country::Jordan, 9).await;
        people.push(user);
    }
    people
}

/// The six lessons of the week, out of the transcript, until everybody has the test.
async fn days_go_by(story: &mut Story) {
    story.advance_to(utc("2027-03-13 06:00")).await;
    story.skip().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_seen_by_admins_and_only_from_ten_people_on() {
    const NAMES: [&str; 12] =
        ["Ali", "Badr", "Cyrine", "Dima", "Elias", "Farah", "Ghada", "Hani", "Ines", "Jad", "Kamal", "Layla"];
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let people = arrive(&mut story, &code, &NAMES).await;
    days_go_by(&mut story).await;
    let dana = story.admin;
    story.writes(dana, "/items").await;
    for (number, user) in people.iter().enumerate() {
        if number == 9 {
            story.does("nine people have finished the test of week 1", |_| ()).await;
            story.writes(dana, "/items 1").await;
        }
        takes(&mut story, *user, number % 2 == 0, 2 + number / 2).await;
    }
    story.does("all twelve have finished it", |_| ()).await;
    story.touches(dana, "Another week").await;
    story.touches(dana, "Week 1: Crawl").await;
    story.touches(dana, "Picture: questions 1 to 6 (PNG)").await;
    story.touches(dana, "Picture: questions 7 to 12 (PNG)").await;
    // Nobody else sees any of it.
    story.writes(people[0], "/items 1").await;
    let mentor = story.person("Mona", "en");
    story.telegram.add_to_group(mentor, group);
    story.writes_in(mentor, group, "/items 1", None, None).await;
    let (_, data) = story.button(dana, "Picture: questions 1 to 6 (PNG)");
    let message = story.newest(people[0]).message_id;
    story.presses_data(people[0], people[0], message, &data, "the admin's button").await;
    // Another admin, in Arabic.
    let karim = story.person("Karim", "ar");
    story.writes(dana, "/admins").await;
    let claim = story.newest(dana).text.split("/claim ").nth(1).expect("a code").trim().to_owned();
    story.writes(karim, &format!("/claim {claim}")).await;
    story.writes(karim, "/items ١").await;
    story.touches(karim, "صورة: الأسئلة من 1 إلى 6 (PNG)").await;
    let photos =
        |user: i64| story.telegram.chat_messages(user).into_iter().filter(|message| message.media.is_some()).count();
    assert_eq!((photos(dana), photos(karim), photos(people[0])), (2, 1, 0));
    // The line is the one where the item begins.
    let file = std::fs::read_to_string(lessons().join("social-media/week-1/assessment.ar.gift")).expect("a file");
    let line = 1 + file.lines().position(|line| line.starts_with(&format!("::{WRONG}::"))).expect("the item");
    let place = format!("social-media/week-1/assessment.ar.gift:{line}");
    assert!(story.newest_text(karim, &place) && story.newest_text(dana, &place), "{place}");
    // The transcript cuts what is long; here it is whole.
    for (user, sign, name) in [(dana, "Right:", "items_english"), (karim, "إجابات صحيحة:", "items_arabic")] {
        let list = story.telegram.chat_messages(user).into_iter().find(|message| message.text.contains(sign));
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, list.expect("the list").text);
        });
    }
    story.ends("items").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_a_cohort_are_printed_with_files_and_lines() {
    const NAMES: [&str; 10] = ["Ali", "Badr", "Cyrine", "Dima", "Elias", "Farah", "Ghada", "Hani", "Ines", "Jad"];
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let people = arrive(&mut story, &code, &NAMES).await;
    days_go_by(&mut story).await;
    for (number, user) in people.iter().enumerate() {
        takes(&mut story, *user, number % 2 == 0, 2 + number / 2).await;
    }
    let options = ItemsOptions { cohort: None, week: None, attempts: Which::First, json: false, lessons: lessons() };
    let printed = async |options: &ItemsOptions| items_text(story.database_url(), options).await;
    let text = printed(&options).await.expect("figures");
    let root = lessons().display().to_string();
    let json = ItemsOptions { json: true, week: Some(1), ..options.clone() };
    let value: Value = serde_json::from_str(&printed(&json).await.expect("figures")).expect("JSON");
    let cohort = value["cohort"].to_string();
    let masked = text.replace(&root, "lessons").replacen(&format!("Cohort {cohort}:"), "Cohort N:", 1);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("items_printed", masked);
    });
    // The line is the one where the item begins.
    let file = std::fs::read_to_string(lessons().join("social-media/week-1/assessment.ar.gift")).expect("a file");
    let line = 1 + file.lines().position(|line| line.starts_with(&format!("::{WRONG}::"))).expect("the item");
    assert!(masked.contains(&format!("lessons/social-media/week-1/assessment.ar.gift:{line}\n")), "{masked}");
    // The same for machines, of one week, whether the cohort is named by its number or by its date.
    for named in [cohort, "2027-03-07".to_owned()] {
        let named = ItemsOptions { cohort: Some(named), ..json.clone() };
        assert_eq!(serde_json::from_str::<Value>(&printed(&named).await.expect("figures")).expect("JSON"), value);
    }
    let item = &value["weeks"][0]["items"][3];
    assert_eq!((&item["name"], &item["doubt"]["because"]), (&WRONG.into(), &"strong_pick".into()), "{item}");
    assert_eq!((&item["n"], &item["files"][0]["line"], &item["changed"]), (&10.into(), &line.into(), &false.into()));
    assert_eq!(value["weeks"][0]["assessment"]["mean"]["n"], 10);
    // A course that was changed since says so.
    let changed = tempfile::tempdir().expect("a folder");
    copy(&lessons().join("social-media"), &changed.path().join("social-media"));
    for language in ["ar", "en", "fr"] {
        let path = changed.path().join(format!("social-media/week-1/assessment.{language}.gift"));
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let at = text.find(&format!("::{WRONG}::")).expect("the item");
        let (before, item) = text.split_at(at);
        let item = item.replacen("\n=", "\n~", 1).replacen("\n~", "\n=", 1);
        std::fs::write(&path, format!("// A note of two\n// lines.\n\n{before}{item}")).expect("a writable file");
    }
    let elsewhere = ItemsOptions { lessons: changed.path().to_owned(), ..options.clone() };
    let text = printed(&elsewhere).await.expect("figures");
    assert!(text.contains(&format!("assessment.ar.gift:{}\n", line + 3)), "{text}");
    assert!(text.contains("it was changed since it was answered"), "{text}");
    // What cannot be shown.
    for (cohort, week, words) in
        [(Some("999999"), None, "there is no cohort `999999`"), (None, Some(9), "has no week 9")]
    {
        let wrong = ItemsOptions { cohort: cohort.map(str::to_owned), week, ..options.clone() };
        let error = printed(&wrong).await.expect_err("wrong use");
        assert!(error.exit_code == 2 && error.message.contains(words), "{}", error.message);
    }
    let none = ItemsOptions { week: Some(2), ..options };
    assert!(printed(&none).await.expect("figures").contains("Week 2: first finished attempts, 0"));
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).map(|_| ()).expect("a file")
        }
    }
}
