//! A course with a certificate in which not the best attempt counts: whoever reaches the pass mark can have one.

use super::certificate::certificate;
use super::rules::{DRAWN, Stage, at_the_test_of, lessons};
use crate::support::utc;
use darb::content::load_all;
use darb::rules::course::{Course, Language};
use std::fs::{read_to_string, write};
use std::path::PathBuf;

/// The small course with these rules, and a certificate at its end.
fn certified(rules: &str) -> (PathBuf, Course) {
    let (folder, _) = lessons(rules);
    let path = folder.join("first-aid/course.toml");
    let manifest = read_to_string(&path).expect("a course");
    write(&path, manifest.replace("[title]", "certificate = true\nhours = 2\n\n[title]")).expect("a file");
    let course = load_all(&folder).expect("a course without a problem").remove(0);
    (folder, course)
}

async fn gets_the_certificate(stage: &mut Stage, labels: [&str; 2], name: &str) {
    let (person, story) = (stage.person, &mut stage.story);
    story.touches(person, labels[0]).await;
    story.writes(person, name).await;
    story.touches(person, labels[1]).await;
    let (_, code) = certificate(story, person);
    story.writes(person, &format!("/verify {code} {name}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reaches_the_mark_later_gets_the_certificate_where_the_first_attempt_counts() {
    let course = certified(&format!("{DRAWN}counts = \"first\""));
    let mut stage = at_the_test_of(Language::En, course, None).await;
    stage.starts().await;
    stage.answers_both([false, true]).await;
    stage.revises().await;
    stage.touches("", "Try again").await;
    stage.answers_both([true, true]).await;
    assert!(stage.newest().contains("What counts for the badge is your first try: 50 %"), "{}", stage.newest());
    gets_the_certificate(&mut stage, ["Certificate", "The name is right"], "Sami Plantagenet").await;
    assert!(stage.newest().contains("This code is genuine"), "{}", stage.newest());
    stage.story.ends("certificate_where_the_first_counts").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_let_on_by_a_mentor_can_still_reach_the_mark_and_the_certificate() {
    let course = certified(&format!("{DRAWN}counts = \"average\""));
    let mut stage = at_the_test_of(Language::Ar, course, None).await;
    stage.starts().await;
    stage.answers_both([false, false]).await;
    stage.revises().await;
    stage.touches("محاولة جديدة", "").await;
    stage.answers_both([false, false]).await;
    stage.story.touches_in(stage.mentor, stage.group, "Complete the course").await;
    stage.story.touches_in(stage.mentor, stage.group, "Send as it is").await;
    stage.story.writes(stage.person, "/certificate").await;
    stage.story.until(utc("2027-03-09 06:30")).await;
    stage.story.writes(stage.person, "/today").await;
    stage.touches("بدء الاختبار الآن", "").await;
    stage.answers_both([true, true]).await;
    assert!(stage.newest().contains("وبهذا بلغتم نسبة الاجتياز"), "{}", stage.newest());
    gets_the_certificate(&mut stage, ["شهادة الإتمام", "الاسم صحيح"], "هدى الحسن").await;
    assert!(stage.newest().contains("هذا الرمز أصلي"), "{}", stage.newest());
    stage.story.ends("certificate_where_the_average_counts").await;
}
