//! A wrong key on a Sunday: an admin sees who would pass, has it graded again, and those concerned hear of it in one line.

use crate::support::transcript::Story;
use crate::support::{lessons, utc};
use darb::app::{AppError, ItemsOptions, RegradeOptions, Which, items_text, regrade};
use darb::config::{KeySource, Keys};
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use std::path::{Path, PathBuf};

/// The item whose key is wrong in this story.
const WRONG: &str = "w1-search-picture-no-copy";

/// What somebody does at the test: so many of the other items right, and at the wrong one the second choice, which is
/// right, or the one that is marked.
#[derive(Clone, Copy)]
struct Sitting {
    knows: usize,
    second: bool,
}

async fn takes(story: &mut Story, user: i64, sitting: Sitting) {
    story.taps(user, user, |press| matches!(press, Press::StartTest { .. })).await;
    let mut others = 0;
    while let Some((item, message)) = story.item(user).filter(|_| story.is_in_test(user)) {
        let is_wrong_one = item.name == WRONG;
        others += usize::from(!is_wrong_one);
        if !item.kind.is_one_of() {
            story.skip().await;
            story.answers_quietly(user, others <= sitting.knows).await;
            continue;
        }
        let wanted = |choice: &u8| match (is_wrong_one, sitting.second) {
            (true, true) => *choice == 1,
            (true, false) => item.choices[usize::from(*choice)].right,
            _ => item.choices[usize::from(*choice)].right == (others <= sitting.knows),
        };
        let mut presses = message.buttons.iter().flatten().filter_map(|button| Press::decode(button.data.as_deref()?));
        let picked = presses.find(|press| matches!(press, Press::Answer { choice, .. } if wanted(choice)));
        let picked = picked.expect("such a choice");
        story.taps(user, user, |press| press == picked).await;
    }
    story.skip().await;
}

/// A cohort whose first week is over: five who know nearly everything, five who know little, and two who lack one right
/// answer, which the wrong key took from them: Sami and Layla.
async fn after_the_test() -> (Story, i64, i64) {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let mut people = Vec::new();
    for number in 0..10 {
        let user = story.person(&format!("Person {number}"), "en");
        story.joins(user, &code, Language::En, Country::Jordan, 9).await;
        people.push(user);
    }
    let (sami, layla) = (story.person("Sami", "en"), story.person("Layla", "ar"));
    story.joins(sami, &code, Language::En, Country::Jordan, 9).await;
    story.joins(layla, &code, Language::Ar, Country::Jordan, 9).await;
    story.advance_to(utc("2027-03-13 06:00")).await;
    story.skip().await;
    for (number, user) in people.into_iter().enumerate() {
        let strong = number % 2 == 0;
        takes(&mut story, user, Sitting { knows: if strong { 11 } else { 1 + number / 3 }, second: strong }).await;
    }
    for user in [sami, layla] {
        takes(&mut story, user, Sitting { knows: 7, second: true }).await;
    }
    story.begins_here().await;
    (story, sami, layla)
}

fn keys(story: &Story) -> Keys {
    Keys { database_url: story.database_url().to_owned(), key: KeySource::Given("5e".repeat(32)) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_counted_for_everybody() {
    let (mut story, sami, layla) = after_the_test().await;
    let dana = story.admin;
    story.writes(dana, "/items 1").await;
    let (list, plain) = story.button(dana, "4. Count it for everybody");
    story.touches(dana, "4. Count it for everybody").await;
    story.touches(dana, "Back to the questions").await;
    story.touches(dana, "4. Count it for everybody").await;
    let (_, sure) = story.button(dana, "Grade again");
    // Nobody else's button.
    let own = story.newest(sami).message_id;
    story.presses_data(sami, sami, own, &sure, "the admin's [Grade again]").await;
    let tap = story.touches(dana, "Grade again").await;
    story.repeats(&tap).await;
    assert!(story.newest_text(sami, "test passed") && story.newest_text(layla, "اجتزتم الاختبار"));
    story.presses_data(dana, dana, list, &sure, "the old [Grade again]").await;
    story.presses_data(dana, dana, list, &plain, "the old [4. Count it for everybody]").await;
    story.restarts().await;
    story.writes(dana, "/items 1").await;
    assert!(story.newest_text(dana, "It counts for everybody"));
    story.writes(sami, "/today").await;
    story.until(utc("2027-03-14 06:00")).await;
    let options = ItemsOptions { cohort: None, week: Some(1), attempts: Which::First, json: false, lessons: lessons() };
    let text = items_text(story.database_url(), &options).await.expect("figures");
    assert!(text.contains("counts for everybody") && !text.contains("Worth a look"), "{text}");
    story.ends("counted_for_everybody").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_is_right_too_and_whoever_sleeps_hears_in_the_morning() {
    let (mut story, sami, layla) = after_the_test().await;
    let karim = story.person("Karim", "ar");
    story.writes(story.admin, "/admins").await;
    let claim = story.newest(story.admin).text.split("/claim ").nth(1).expect("a code").trim().to_owned();
    story.writes(karim, &format!("/claim {claim}")).await;
    story.until(utc("2027-03-13 22:00")).await;
    story.begins_here().await;
    story.writes(karim, "/items ١").await;
    story.touches(karim, "4. ب صحيحة أيضًا").await;
    story.touches(karim, "إعادة التصحيح").await;
    for user in [sami, layla] {
        assert!(!story.newest_text(user, "test passed") && !story.newest_text(user, "واجتزتم"), "it is one at night");
    }
    story.until(utc("2027-03-14 04:00")).await;
    assert!(story.newest_text(sami, "test passed") && story.newest_text(layla, "واجتزتم"));
    story.until(utc("2027-03-14 06:00")).await;
    story.ends("right_too").await;
}

// ---- `darb regrade` -------------------------------------------------------------------------------------------------

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}

/// Changes the item in the files of every language.
fn edited(folder: &Path, edit: impl Fn(&str) -> String) {
    for language in ["ar", "en", "fr"] {
        let path = folder.join(format!("social-media/week-1/assessment.{language}.gift"));
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let at = text.find(&format!("::{WRONG}::")).expect("the item");
        let end = text[at..].find("\n}").map_or(text.len(), |end| at + end);
        let (before, item, after) = (&text[..at], &text[at..end], &text[end..]);
        std::fs::write(&path, format!("{before}{}{after}", edit(item))).expect("a writable file");
    }
}

/// The second choice is the right one.
fn mended(item: &str) -> String {
    let mut choices = 0;
    let line = |line: &str| {
        let Some(rest) = line.strip_prefix(['=', '~']) else { return line.to_owned() };
        choices += 1;
        format!("{}{rest}", if choices == 2 { '=' } else { '~' })
    };
    item.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn options(lessons: PathBuf, dry_run: bool) -> RegradeOptions {
    RegradeOptions { cohort: "2027-03-07".to_owned(), week: 1, dry_run, lessons }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_file_is_graded_again_while_the_bot_runs() {
    let (mut story, sami, layla) = after_the_test().await;
    let folder = tempfile::tempdir().expect("a folder");
    copy(&lessons().join("social-media"), &folder.path().join("social-media"));
    let corrected = || folder.path().to_owned();
    let run = async |story: &Story, dry_run| -> Result<(), AppError> {
        let (keys, options) = (keys(story), options(corrected(), dry_run));
        regrade(&keys, &options).await
    };
    run(&story, false).await.expect("nothing to do");
    // More than the key.
    edited(folder.path(), |item| item.replacen('?', "???", 1).replacen('؟', "؟؟", 1));
    let error = run(&story, false).await.expect_err("another question");
    assert_eq!(error.exit_code, 2);
    assert!(error.message.contains(&format!("`{WRONG}`: its question")), "{}", error.message);
    std::fs::remove_dir_all(folder.path().join("social-media")).expect("a folder");
    copy(&lessons().join("social-media"), &folder.path().join("social-media"));
    edited(folder.path(), mended);
    run(&story, true).await.expect("a look");
    story.skip().await;
    assert!(!story.newest_text(sami, "test passed"), "it was only looked at");
    run(&story, false).await.expect("graded again");
    story.does("the file was corrected, and `darb regrade 2027-03-07 1` run", |_| ()).await;
    assert!(story.newest_text(sami, "test passed") && story.newest_text(layla, "واجتزتم"));
    run(&story, false).await.expect("nothing to do any more");
    story.does("`darb regrade` once more", |_| ()).await;
    // There and back again: the same correction is another act once it was taken back.
    let times = |story: &Story| {
        let told = story.telegram.chat_messages(story.admin);
        told.iter().filter(|message| message.text.contains("Graded again")).count()
    };
    assert_eq!(times(&story), 1);
    for (what, is_mended, times_by_then) in [("taken back", false, 2), ("corrected once more", true, 3)] {
        std::fs::remove_dir_all(folder.path().join("social-media")).expect("a folder");
        copy(&lessons().join("social-media"), &folder.path().join("social-media"));
        if is_mended {
            edited(folder.path(), mended);
        }
        run(&story, false).await.expect("graded again");
        story.does(&format!("the file was {what}, and `darb regrade` run"), |_| ()).await;
        assert_eq!(times(&story), times_by_then, "{what}");
    }
    // The figures go by the corrected key.
    let shown = ItemsOptions { cohort: None, week: Some(1), attempts: Which::First, json: false, lessons: corrected() };
    let text = items_text(story.database_url(), &shown).await.expect("figures");
    assert!(!text.contains("Worth a look"), "{text}");
    for (cohort, week, words) in [("999", 1, "there is no cohort `999`"), ("2027-03-07", 9, "has no week 9")] {
        let wrong = RegradeOptions { cohort: cohort.to_owned(), week, ..options(corrected(), true) };
        let error = regrade(&keys(&story), &wrong).await.expect_err("wrong use");
        assert!(error.exit_code == 2 && error.message.contains(words), "{}", error.message);
    }
    story.ends("a_corrected_file").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_bot_runs_it_is_done_at_the_next_start() {
    let (mut story, sami, layla) = after_the_test().await;
    let folder = tempfile::tempdir().expect("a folder");
    copy(&lessons().join("social-media"), &folder.path().join("social-media"));
    edited(folder.path(), mended);
    let keys = keys(&story);
    story.end_bot().await.expect("the bot ends well");
    for _twice in 0..2 {
        regrade(&keys, &options(folder.path().to_owned(), false)).await.expect("ordered");
    }
    assert!(!story.newest_text(sami, "test passed"), "nobody was there to do it");
    story.start_bot().await;
    story.rest().await;
    for (user, words) in [(sami, "test passed"), (layla, "واجتزتم")] {
        let messages = story.telegram.chat_messages(user);
        assert_eq!(messages.iter().filter(|message| message.text.contains(words)).count(), 1, "{words}");
    }
    let told = story.telegram.chat_messages(story.admin);
    assert_eq!(told.iter().filter(|message| message.text.contains("Ordered at the command line")).count(), 1);
    story.ends_untold().await;
}
