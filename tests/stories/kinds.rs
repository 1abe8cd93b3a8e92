//! A test with an item of each kind: ticked, matched, typed, written for the mentors; by taps and by words, once each,
//! whatever comes twice; in Arabic and in English. And what was missed of them, practised.

use crate::support::transcript::Story;
use crate::support::{World, utc};
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use std::fs::{read_to_string, write};
use std::path::{Path, PathBuf};

/// What stands on the buttons that these stories press.
#[derive(Clone, Copy)]
struct Labels {
    done: &'static str,
    start_now: &'static str,
    go_on: &'static str,
    letters: [&'static str; 3],
    is_false: &'static str,
    back: &'static str,
    submit: &'static str,
    later: &'static str,
    resume: &'static str,
    as_question: &'static str,
    send: &'static str,
}

const ENGLISH: Labels = Labels {
    done: "Done",
    start_now: "Start the test now",
    go_on: "Continue",
    letters: ["A", "B", "C"],
    is_false: "False",
    back: "Back",
    submit: "Submit",
    later: "Continue later",
    resume: "Continue the test",
    as_question: "A message to the mentors instead",
    send: "Send to the mentors",
};

const ARABIC: Labels = Labels {
    done: "أنهيتُ الدرس",
    start_now: "بدء الاختبار الآن",
    go_on: "متابعة",
    letters: ["أ", "ب", "ج"],
    is_false: "خطأ",
    back: "رجوع",
    submit: "تقديم الإجابة",
    later: "المتابعة لاحقًا",
    resume: "متابعة الاختبار",
    as_question: "بل هي رسالة إلى فريق التوجيه",
    send: "إرسال إلى فريق التوجيه",
};

/// What is written, by taps or by words, where the one or the other language is read.
fn said(language: Language, english: &'static str, arabic: &'static str) -> &'static str {
    if language == Language::Ar { arabic } else { english }
}

struct Sitting {
    story: Story,
    /// Who takes the test.
    person: i64,
    mentor: i64,
    group: i64,
    labels: Labels,
}

/// The course with an item of each kind.
fn lessons() -> PathBuf {
    let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/lessons");
    let folder = tempfile::tempdir().expect("a temporary folder").keep();
    copy(&lessons.join("every-kind"), &folder.join("every-kind"));
    folder
}

/// The same with a second week like the first, and a test that one right answer passes.
fn two_weeks() -> PathBuf {
    let folder = lessons();
    let course = folder.join("every-kind");
    copy(&course.join("week-1"), &course.join("week-2"));
    for language in ["ar", "en"] {
        let path = course.join(format!("week-2/assessment.{language}.gift"));
        let gift = read_to_string(&path).expect("an assessment").replace("::w1-", "::w2-");
        write(path, gift).expect("a file");
    }
    let manifest = read_to_string(course.join("course.toml")).expect("a course");
    let manifest = manifest.replace("pass_percent = 70", "pass_percent = 10");
    let second = "\n[[week]]\ntitle.en = \"Water on the way\"\ntitle.ar = \"الماء في الطريق\"\n";
    write(course.join("course.toml"), format!("{manifest}{second}")).expect("a file");
    folder
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

/// At the offer of the test, after the two lessons of the week.
async fn at_the_test(language: Language, lessons: PathBuf) -> Sitting {
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), lessons).await);
    let (code, group) = story.opens("2027-03-07").await;
    let (name, phone) = if language == Language::Ar { ("Huda", "ar") } else { ("Sami", "en") };
    let person = story.person(name, phone);
    let mentor = story.person("Nour", "en");
    story.telegram.add_to_group(mentor, group);
    story.joins(person, &code, language, Country::Jordan, 9).await;
    let labels = if language == Language::Ar { ARABIC } else { ENGLISH };
    for day in 7..=8 {
        story.until(utc(&format!("2027-03-{day:02} 06:00"))).await;
        story.touches(person, labels.done).await;
    }
    story.skip().await;
    Sitting { story, person, mentor, group, labels }
}

/// Taps wherever there is something to tap, some of them twice, late, or on another phone; returns before the essay.
async fn by_taps(sitting: &mut Sitting, language: Language) {
    let Sitting { ref mut story, person: who, labels, .. } = *sitting;
    let [a, b, c] = labels.letters;
    for label in [labels.start_now, labels.go_on, a] {
        story.touches(who, label).await;
    }
    // Several right: two letters of one drawing, one of them again, one taken back.
    let first = story.button(who, a);
    let third = story.button(who, c);
    story.touches(who, a).await;
    story.presses_data(who, who, third.0, &third.1, "the third letter as it was drawn before").await;
    story.presses_data(who, who, first.0, &first.1, "the first letter again").await;
    story.touches(who, &format!("✓ {c}")).await;
    story.presses_data(who, who, third.0, &third.1, "the third letter again, late").await;
    let submit = story.button(who, labels.submit);
    story.touches(who, labels.submit).await;
    story.presses_data(who, who, submit.0, &submit.1, "the same [Submit] on another phone").await;
    story.touches(who, labels.is_false).await;
    // Matching: one wrong, back, right.
    let match_first = story.button(who, b);
    story.touches(who, b).await;
    story.presses_data(who, who, match_first.0, &match_first.1, "the same letter again").await;
    for label in [labels.back, a, a] {
        story.touches(who, label).await;
    }
    story.restarts().await;
    story.touches(who, a).await;
    story.touches(who, labels.submit).await;
    story.writes(who, said(language, "a minute or so", "دقيقة تقريبًا")).await;
    story.writes(who, said(language, "3", "٣")).await;
    story.writes(who, said(language, "A plate", "صحن")).await;
}

/// An essay, after something that was a question; handed in twice.
async fn writes_the_essay(sitting: &mut Sitting, language: Language) {
    let Sitting { ref mut story, person: who, labels, .. } = *sitting;
    story.writes(who, said(language, "Can I answer in Arabic too?", "هل يكفي سطران؟")).await;
    story.touches(who, labels.as_question).await;
    story.touches(who, labels.send).await;
    let essay = said(language, "In a jar without a lid. I would buy a lid.", "في جرّة بلا غطاء، وسأشتري لها غطاء.");
    story.writes(who, essay).await;
    let hand_in = story.button(who, labels.submit);
    story.touches(who, labels.submit).await;
    story.presses_data(who, who, hand_in.0, &hand_in.1, "the same [Submit] again").await;
    story.writes(who, "/today").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_is_answered_by_taps_and_an_essay_is_read() {
    let mut sitting = at_the_test(Language::En, lessons()).await;
    by_taps(&mut sitting, Language::En).await;
    writes_the_essay(&mut sitting, Language::En).await;
    let Sitting { mut story, mentor: nour, group, .. } = sitting;
    let passes = story.button(group, "Passes");
    let topic = story.topic(group);
    story.touches_in(nour, group, "Passes").await;
    story.presses_data(story.admin, group, passes.0, &passes.1, "the old [Passes]").await;
    story.writes_in(nour, group, "Well seen: a lid is all it takes.", Some(passes.0), Some(topic)).await;
    story.ends("each_kind_by_taps").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_is_answered_by_taps_in_arabic_and_an_essay_needs_work() {
    let mut sitting = at_the_test(Language::Ar, lessons()).await;
    by_taps(&mut sitting, Language::Ar).await;
    writes_the_essay(&mut sitting, Language::Ar).await;
    let Sitting { mut story, mentor: nour, group, .. } = sitting;
    let needs_work = story.button(group, "Needs work");
    let topic = story.topic(group);
    story.touches_in(nour, group, "Needs work").await;
    story.writes_in(nour, group, "لم تُذكر نظافة الجرّة نفسها.", Some(needs_work.0), Some(topic)).await;
    story.ends("each_kind_by_taps_in_arabic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_is_answered_by_words_and_nothing_typed_is_lost() {
    let Sitting { mut story, person: huda, mentor: nour, group, .. } = at_the_test(Language::Ar, lessons()).await;
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
async fn each_kind_is_answered_by_words_in_english_and_what_cannot_be_read_is_asked_again() {
    let Sitting { mut story, person: sami, mentor: nour, group, .. } = at_the_test(Language::En, lessons()).await;
    story.touches(sami, ENGLISH.start_now).await;
    story.writes(sami, "continue").await;
    let old = story.button(sami, "B");
    story.writes(sami, "f").await;
    story.writes(sami, "a").await;
    story.presses_data(sami, sami, old.0, &old.1, "[B] on the keyboard above").await;
    story.writes(sami, "a and z").await;
    story.writes(sami, "A and B").await;
    story.writes(sami, "false").await;
    story.writes(sami, "b").await;
    story.writes(sami, "z").await;
    story.writes(sami, "back").await;
    for _ in 0..3 {
        story.writes(sami, "A").await;
    }
    story.writes(sami, "submit").await;
    story.writes(sami, "one or two").await;
    story.touches(sami, ENGLISH.later).await;
    story.writes(sami, "What if there is no fuel?").await;
    story.touches(sami, ENGLISH.send).await;
    story.touches(sami, ENGLISH.resume).await;
    story.writes(sami, "1,0").await;
    // A question is no answer, and a word with a slip of the hand is a wrong one.
    story.writes(sami, "Is the jar round?").await;
    story.writes(sami, "  LID.  ").await;
    story.sends(sami, darb::sandbox::Media::Photo, "our jar").await;
    story.writes(sami, "We keep it in a jar without a lid.").await;
    story.writes(sami, "Submit").await;
    let needs_work = story.button(group, "Needs work");
    let topic = story.topic(group);
    story.touches_in(nour, group, "Needs work").await;
    story.writes_in(nour, group, "And who takes water from it?", Some(needs_work.0), Some(topic)).await;
    story.ends("each_kind_by_words_in_english").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_essay_that_nobody_reads_holds_nobody_up() {
    let Sitting { mut story, person: sami, mentor: nour, group, .. } = at_the_test(Language::En, lessons()).await;
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

/// Takes the test with little luck, and practises what was missed a week later.
async fn practises(language: Language) -> Story {
    let Sitting { mut story, person: who, labels, .. } = at_the_test(language, two_weeks()).await;
    let [a, b, c] = labels.letters;
    let is_true = said(language, "True", "صواب");
    for label in [labels.start_now, labels.go_on, a, a, c, labels.submit, is_true, b, b, a, labels.submit] {
        story.touches(who, label).await;
    }
    for answer in [said(language, "9", "٩"), said(language, "a plate", "صحن"), said(language, "In a pot.", "في قِدر.")]
    {
        story.writes(who, answer).await;
    }
    story.touches(who, labels.submit).await;
    story.skip().await;
    let answers = story.count("answers").await;
    story.until(utc("2027-03-14 06:00")).await;
    let next = |press: Press| matches!(press, Press::Review { .. });
    story.taps_noted(who, next).await;
    // Ticked and submitted, twice.
    story.touches(who, a).await;
    let submit = story.button(who, labels.submit);
    story.touches(who, b).await;
    story.touches(who, labels.submit).await;
    story.presses_data(who, who, submit.0, &submit.1, "[Submit] again").await;
    story.taps_noted(who, next).await;
    story.writes(who, labels.is_false).await;
    // Matched, one back, and submitted by a word.
    story.taps_noted(who, next).await;
    story.writes(who, said(language, "z", "ي")).await;
    for label in [b, labels.back, a] {
        story.touches(who, label).await;
    }
    story.restarts().await;
    story.touches(who, a).await;
    story.writes(who, a).await;
    story.writes(who, labels.submit).await;
    story.taps_noted(who, next).await;
    story.writes(who, said(language, "not long", "قليلًا")).await;
    story.writes(who, said(language, "2", "٢")).await;
    story.taps_noted(who, next).await;
    story.writes(who, said(language, "What is a lid?", "ما الغطاء؟")).await;
    // Something else was done: it is shown again before it is answered.
    story.taps_noted(who, next).await;
    story.writes(who, said(language, "a lid", "غطاء")).await;
    assert_eq!(story.count("answers").await, answers, "practice counts nowhere");
    assert_eq!(story.count("enrolments where progress like '%practi%'").await, 0, "nothing of it is left");
    story
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_that_can_be_practised_is() {
    practises(Language::En).await.ends("practice_of_each_kind").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_that_can_be_practised_is_in_arabic() {
    practises(Language::Ar).await.ends("practice_of_each_kind_in_arabic").await;
}
