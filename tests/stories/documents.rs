//! Documents of participants, refused and allowed, and lessons that cannot be forwarded.

use crate::support::transcript::Story;
use crate::support::{World, lessons, utc};
use darb::rules::course::Language;
use darb::rules::model::Country;
use std::fs;
use std::path::Path;

const PLAN: &[u8] = b"%PDF-1.7 what was planned";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a file");
        }
    }
}

/// Somebody in a course whose settings have these lines, and a mentor.
async fn in_a_course(folder: &Path, settings: &str) -> (Story, i64, i64, i64) {
    copy(&lessons(), folder);
    let manifest = folder.join("social-media/course.toml");
    let toml = fs::read_to_string(&manifest).expect("the manifest");
    fs::write(&manifest, format!("{settings}\n{toml}")).expect("the manifest");
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), folder.to_owned()).await);
    let (code, group) = story.opens("2027-03-07").await;
    let (sami, huda) = (story.person("Sami", "en"), story.person("Huda", "ar"));
    story.telegram.add_to_group(huda, group);
    story.joins(sami, &code, Language::En, Country::Lebanon, 19).await;
    story.until(utc("2027-03-07 17:00")).await;
    story.skip().await;
    (story, group, sami, huda)
}

fn send_plan(world: &World, user: i64) {
    world.telegram.send_file(user, "Plan of Sami Haddad.pdf", "application/pdf", PLAN.to_vec(), "from Sami Haddad");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_refused_with_the_reason_where_the_course_does_not_allow_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut story, group, sami, _) = in_a_course(folder.path(), "").await;
    story.does("Sami sends a document", |world| send_plan(world, sami)).await;
    assert!(story.telegram.topics(group).is_empty());
    story.ends("documents_refused").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_goes_to_the_mentors_without_its_name_where_the_course_allows_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut story, group, sami, huda) = in_a_course(folder.path(), "documents = true").await;
    story.does("Sami sends a document", |world| send_plan(world, sami)).await;
    story.touches(sami, "Send to the mentors").await;
    let copy = story.newest(group);
    let (name, bytes) = story.telegram.file_of(group, copy.message_id).expect("a document");
    assert_eq!((name.as_str(), bytes.as_slice(), copy.text.as_str()), ("document.pdf", PLAN, ""));
    let topic = story.topic(group);
    story.writes_in(huda, group, "A good plan.", None, Some(topic)).await;
    story
        .does("Sami sends a film of 30 MB as a document", |world| {
            let film = vec![0; 30 * 1024 * 1024];
            world.telegram.send_file(sami, "film.bin", "application/octet-stream", film, "");
        })
        .await;
    story.does("Sami sends a document again", |world| send_plan(world, sami)).await;
    story.touches(sami, "Don't send").await;
    story.ends("documents_allowed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_document_stands_in_the_data_in_plain() {
    let folder = tempfile::tempdir().expect("a folder");
    let (story, group, sami, _) = in_a_course(folder.path(), "documents = true").await;
    let mut story = story;
    story.does("Sami sends a document", |world| send_plan(world, sami)).await;
    story.touches(sami, "Send to the mentors").await;
    let held = story.telegram.chat_messages(sami);
    let file_id = held.iter().rev().find_map(|message| message.file_id.clone()).expect("the document");
    let file = story.database_url().trim_start_matches("sqlite://").to_owned();
    let mut data = fs::read(&file).expect("the data file");
    data.extend(fs::read(format!("{file}-wal")).unwrap_or_default());
    let holds = |part: &[u8]| data.windows(part.len()).any(|window| window == part);
    assert!(holds(b"question_copy"), "the search finds what is there");
    for part in [file_id.as_bytes(), PLAN, b"Haddad"] {
        assert!(!holds(part), "{}", String::from_utf8_lossy(part));
    }
    assert!(story.newest(group).media.is_some());
    story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lessons_are_protected_only_where_the_course_says_so() {
    for (settings, expected) in [("", false), ("protect_content = true", true)] {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut story, _, sami, _) = in_a_course(folder.path(), settings).await;
        assert_eq!(story.newest(sami).protected, expected, "{settings}");
        // The bot's own words are nobody's lesson.
        story.writes(sami, "/help").await;
        assert!(!story.newest(sami).protected);
        story.ends_untold().await;
    }
}
