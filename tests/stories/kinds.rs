//! A test with an item of each kind: ticked, matched, typed, written for the mentors; by taps and by words, once each,
//! whatever comes twice.

use crate::support::transcript::Story;
use crate::support::{World, utc};
use darb::rules::course::Language;
use darb::rules::model::Country;
use std::path::Path;

/// At the offer of the test, after the two lessons of the week.
async fn at_the_test(language: Language) -> (Story, i64, i64, i64) {
    let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/lessons");
    let folder = tempfile::tempdir().expect("a temporary folder").keep();
    copy(&lessons.join("every-kind"), &folder.join("every-kind"));
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), folder).await);
    let (code, group) = story.opens("2027-03-07").await;
    let (name, phone) = if language == Language::Ar { ("Huda", "ar") } else { ("Sami", "en") };
    let person = story.person(name, phone);
    let mentor = story.person("Nour", "en");
    story.telegram.add_to_group(mentor, group);
    story.joins(person, &code, language, Country::Jordan, 9).await;
    let done = if language == Language::Ar { "أنهيتُ الدرس" } else { "Done" };
    for day in 7..=8 {
        story.until(utc(&format!("2027-03-{day:02} 06:00"))).await;
        story.touches(person, done).await;
    }
    story.skip().await;
    (story, person, mentor, group)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_is_answered_by_taps_and_an_essay_is_read() {
    let (mut story, sami, nour, group) = at_the_test(Language::En).await;
    story.touches(sami, "Start the test now").await;
    story.touches(sami, "Continue").await;
    story.touches(sami, "A").await;
    // Several right: two letters of one drawing, one of them again, one taken back.
    let first = story.button(sami, "A");
    let third = story.button(sami, "C");
    story.touches(sami, "A").await;
    story.presses_data(sami, sami, third.0, &third.1, "[C] as it was drawn before").await;
    story.presses_data(sami, sami, first.0, &first.1, "the first [A] again").await;
    story.touches(sami, "✓ C").await;
    story.presses_data(sami, sami, third.0, &third.1, "the first [C] again, late").await;
    let submit = story.button(sami, "Submit");
    story.touches(sami, "Submit").await;
    story.presses_data(sami, sami, submit.0, &submit.1, "the same [Submit] on another phone").await;
    story.touches(sami, "False").await;
    // Matching: one wrong, back, right.
    let match_first = story.button(sami, "B");
    story.touches(sami, "B").await;
    story.presses_data(sami, sami, match_first.0, &match_first.1, "the same [B] again").await;
    story.touches(sami, "Back").await;
    story.touches(sami, "A").await;
    story.touches(sami, "A").await;
    story.restarts().await;
    story.touches(sami, "A").await;
    story.touches(sami, "Submit").await;
    story.writes(sami, "a minute or so").await;
    story.writes(sami, "3").await;
    story.writes(sami, "A plate").await;
    // An essay; what was written first was a question.
    story.writes(sami, "Can I answer in Arabic too?").await;
    story.touches(sami, "A message to the mentors instead").await;
    story.touches(sami, "Send to the mentors").await;
    story.writes(sami, "In a jar without a lid. I would buy a lid.").await;
    let hand_in = story.button(sami, "Submit");
    story.touches(sami, "Submit").await;
    story.presses_data(sami, sami, hand_in.0, &hand_in.1, "the same [Submit] again").await;
    story.writes(sami, "/today").await;
    // It is read.
    let passes = story.button(group, "Passes");
    let topic = story.topic(group);
    story.touches_in(nour, group, "Passes").await;
    story.presses_data(story.admin, group, passes.0, &passes.1, "the old [Passes]").await;
    story.writes_in(nour, group, "Well seen: a lid is all it takes.", Some(passes.0), Some(topic)).await;
    story.ends("each_kind_by_taps").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_is_answered_by_words_and_nothing_typed_is_lost() {
    let (mut story, huda, nour, group) = at_the_test(Language::Ar).await;
    story.touches(huda, "بدء الاختبار الآن").await;
    story.writes(huda, "متابعة").await;
    story.writes(huda, "أ").await;
    story.writes(huda, "أ ز").await;
    story.writes(huda, "أ، ب").await;
    story.writes(huda, "خطأ").await;
    story.writes(huda, "ب").await;
    story.writes(huda, "رجوع").await;
    for _ in 0..3 {
        story.writes(huda, "أ").await;
    }
    story.writes(huda, "تقديم").await;
    story.writes(huda, "نحو دقيقة").await;
    story.touches(huda, "المتابعة لاحقًا").await;
    story.writes(huda, "ماذا أفعل إن لم أجد وقودًا").await;
    story.touches(huda, "إرسال إلى فريق التوجيه").await;
    story.touches(huda, "متابعة الاختبار").await;
    story.writes(huda, "١٫٥").await;
    story.writes(huda, "غِطاءٌ").await;
    story.sends(huda, darb::sandbox::Media::Voice, "").await;
    story.writes(huda, "نحفظه في جرّة بلا غطاء.").await;
    story.writes(huda, "تقديم الإجابة").await;
    story.touches_in(nour, group, "Needs work").await;
    story.ends("each_kind_by_words").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_essay_that_nobody_reads_holds_nobody_up() {
    let (mut story, sami, nour, group) = at_the_test(Language::En).await;
    story.touches(sami, "Start the test now").await;
    story.touches(sami, "Continue").await;
    for label in ["B", "A", "Submit", "False", "A", "A", "A", "Submit"] {
        story.touches(sami, label).await;
    }
    for answer in ["1", "a lid of cloth", "We keep it in a pot."] {
        story.writes(sami, answer).await;
    }
    story.touches(sami, "Submit").await;
    story.skip().await;
    story.until(utc("2027-03-09 06:00")).await;
    story.writes(sami, "/today").await;
    story.until(utc("2027-03-10 06:00")).await;
    // Late, and still of use.
    story.touches_in(nour, group, "Passes").await;
    story.ends("an_essay_that_nobody_reads").await;
}
