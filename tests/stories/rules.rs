//! A test with rules of its own: a delay between attempts, other items from the pool, which attempt counts, what is shown
//! when, a time limit, and what an outage does to it.

use crate::support::transcript::Story;
use crate::support::{Tuning, World, utc};
use chrono::{DateTime, Utc};
use darb::clock::Machine;
use darb::content::load_all;
use darb::rules::course::{Course, Item, Language};
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::MessageView;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// How long something that happens by itself may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A machine whose real time is set by hand, and runs on from there.
pub(super) struct Watch {
    pub(super) machine: Arc<Machine>,
    shift_ms: Arc<AtomicI64>,
}

impl Watch {
    pub(super) fn new() -> Self {
        let (started, shift_ms) = (Instant::now(), Arc::new(AtomicI64::new(0)));
        let shift = Arc::clone(&shift_ms);
        let counted =
            move || i64::try_from(started.elapsed().as_millis()).expect("a short time") + shift.load(Ordering::Relaxed);
        let start_ms = utc("2027-03-06 08:00").timestamp_millis();
        let wall = counted.clone();
        Self { machine: Machine::new(move || start_ms + wall(), counted), shift_ms }
    }

    pub(super) fn goes_on(&self, seconds: i64) {
        self.shift_ms.fetch_add(seconds * 1_000, Ordering::Relaxed);
    }

    /// It is never set back.
    pub(super) fn is_set_to(&self, at: DateTime<Utc>) {
        let now = darb::clock::Clock::on(&self.machine).now();
        self.shift_ms.fetch_add((at - now).num_milliseconds().max(0), Ordering::Relaxed);
    }
}

/// Somebody before the test of the course with these rules, after its two lessons; a mentor and the group; the folder.
pub(super) struct Stage {
    pub(super) story: Story,
    pub(super) person: i64,
    pub(super) mentor: i64,
    pub(super) group: i64,
    pub(super) course: Course,
    language: Language,
}

pub(super) async fn at_the_test(language: Language, rules: &str, watch: Option<&Watch>) -> Stage {
    at_the_test_of(language, lessons(rules), watch.map(|watch| &watch.machine)).await
}

/// The same in a course of one's own, with real time of a given machine.
pub(super) async fn at_the_test_of(
    language: Language,
    (folder, course): (PathBuf, Course),
    machine: Option<&Arc<Machine>>,
) -> Stage {
    let tuning = Tuning { lessons: folder, real: machine.map(Arc::clone), ..Tuning::default() };
    let mut story = Story::of(World::start_tuned(utc("2027-03-06 08:00"), tuning).await);
    let (code, group) = story.opens("2027-03-07").await;
    let (name, phone, done) =
        if language == Language::Ar { ("Huda", "ar", "أنهيتُ الدرس") } else { ("Sami", "en", "Done") };
    let person = story.person(name, phone);
    let mentor = story.person("Nour", "en");
    story.telegram.add_to_group(mentor, group);
    story.joins(person, &code, language, Country::Jordan, 9).await;
    for day in 7..=8 {
        story.until(utc(&format!("2027-03-{day:02} 06:00"))).await;
        story.touches(person, done).await;
    }
    story.skip().await;
    Stage { story, person, mentor, group, course, language }
}

/// The course of these stories with rules of its own.
pub(super) fn lessons(rules: &str) -> (PathBuf, Course) {
    lessons_with(rules, &[])
}

/// The same with other texts in some of its files, by their names in the week's folder.
pub(super) fn lessons_with(rules: &str, files: &[(&str, &str)]) -> (PathBuf, Course) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/lessons/first-aid");
    let folder = tempfile::tempdir().expect("a temporary folder").keep();
    let to = folder.join("first-aid");
    fs::create_dir_all(to.join("week-1")).expect("a folder");
    let manifest = fs::read_to_string(from.join("course.toml")).expect("a file");
    fs::write(to.join("course.toml"), manifest.replace("# the rules", rules)).expect("a file");
    for entry in fs::read_dir(from.join("week-1")).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, to.join("week-1").join(path.file_name().expect("a name"))).expect("a copy");
    }
    for (name, text) in files {
        fs::write(to.join("week-1").join(name), text).expect("a file");
    }
    let course = load_all(&folder).expect("a course without a problem").remove(0);
    (folder, course)
}

impl Stage {
    fn words<'w>(&self, ar: &'w str, en: &'w str) -> &'w str {
        if self.language == Language::Ar { ar } else { en }
    }

    pub(super) async fn touches(&mut self, ar: &str, en: &str) {
        let label = self.words(ar, en).to_owned();
        self.story.touches(self.person, &label).await;
    }

    /// *Start the test now* under the last lesson; and *Start the test*, where time runs from then on.
    pub(super) async fn starts(&mut self) {
        self.touches("بدء الاختبار الآن", "Start the test now").await;
        if self.shows(self.words("بدء الاختبار", "Start the test")) {
            self.touches("بدء الاختبار", "Start the test").await;
        }
    }

    /// The item on the screen.
    fn item(&self) -> Item {
        let message = self.message();
        let items = &self.course.weeks[0].assessment.items;
        items.iter().find(|item| message.text.contains(&item.text[&self.language])).expect("an item").clone()
    }

    pub(super) fn message(&self) -> MessageView {
        let is_item = |message: &MessageView| !message.deleted && answers(message).next().is_some();
        let messages = self.story.telegram.chat_messages(self.person);
        messages.into_iter().rev().find(is_item).expect("an item is on the screen")
    }

    /// Answers the item on the screen; the right choice is the first of the file.
    pub(super) async fn answers(&mut self, right: bool) -> String {
        let name = self.item().name;
        let message = self.message();
        let label = answers(&message).find(|(_, choice)| (*choice == 0) == right).expect("such a choice").0;
        self.story.touches(self.person, &label).await;
        name
    }

    /// Answers both items of an attempt.
    pub(super) async fn answers_both(&mut self, right: [bool; 2]) -> BTreeSet<String> {
        let mut asked = BTreeSet::new();
        for right in right {
            asked.insert(self.answers(right).await);
        }
        asked
    }

    /// Opens the lessons that the result names.
    pub(super) async fn revises(&mut self) {
        let newest = self.story.newest_with(self.person, |press| matches!(press, Press::OpenLesson { .. }));
        let opens = |data: &str| matches!(Press::decode(data), Some(Press::OpenLesson { .. }));
        let buttons = newest.buttons.iter().flatten();
        let lessons = buttons.filter(|button| button.data.as_deref().is_some_and(opens));
        let labels: Vec<String> = lessons.map(|button| button.text.clone()).collect();
        for label in labels {
            self.story.touches(self.person, &label).await;
        }
    }

    /// The text of the newest message that somebody got, bare of marks of direction.
    pub(super) fn newest(&self) -> String {
        let text = self.story.newest(self.person).text;
        text.chars().filter(|sign| !matches!(sign, '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')).collect()
    }

    /// What happens by itself, in real time.
    pub(super) async fn waits_for(&self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.newest().contains(words) {
            assert!(Instant::now() < deadline, "nothing says `{words}`: {}", self.newest());
            tokio::task::yield_now().await;
        }
        self.story.rest().await;
    }

    /// The message with the way back to the answers, and the attempt that they are of.
    fn looked_back(&self) -> (i64, darb::rules::ids::AttemptId) {
        let result = self.story.newest_with(self.person, |press| matches!(press, Press::LookBack { .. }));
        let mut buttons = result.buttons.iter().flatten();
        let attempt = buttons.find_map(|button| match Press::decode(button.data.as_deref()?)? {
            Press::LookBack { attempt, .. } => Some(attempt),
            _ => None,
        });
        (result.message_id, attempt.expect("a button"))
    }

    pub(super) fn shows(&self, label: &str) -> bool {
        let messages = self.story.telegram.chat_messages(self.person);
        messages.iter().flat_map(|message| message.buttons.iter().flatten()).any(|button| button.text == label)
    }
}

/// The buttons that answer an item of one choice, with what they choose.
pub(super) fn answers(message: &MessageView) -> impl Iterator<Item = (String, u8)> {
    message.buttons.iter().flatten().filter_map(|button| match Press::decode(button.data.as_deref()?)? {
        Press::Answer { choice, .. } => Some((button.text.clone(), choice)),
        _ => None,
    })
}

pub(super) const DRAWN: &str = "pass_percent = 60\ndraw = { day-1 = 1, day-2 = 1 }\n";

#[tokio::test(flavor = "multi_thread")]
async fn twelve_hours_lie_between_two_attempts() {
    let mut stage = at_the_test(Language::Ar, &format!("{DRAWN}delay_hours = 12\nattempts = 3"), None).await;
    stage.starts().await;
    stage.answers_both([false, false]).await;
    stage.revises().await;
    stage.story.writes(stage.person, "/today").await;
    let started = Press::StartTest { enrolment: stage.story.enrolment(stage.person), week: 1, number: 2 };
    let newest = stage.story.newest(stage.person).message_id;
    stage
        .story
        .presses_data(stage.person, stage.person, newest, &started.encode(), "[محاولة جديدة] before its hour")
        .await;
    stage.story.until(utc("2027-03-08 18:00")).await;
    stage.touches("محاولة جديدة", "").await;
    stage.answers_both([true, false]).await;
    // Twelve hours later it is night, so the message comes in the morning.
    stage.story.until(utc("2027-03-09 08:00")).await;
    stage.touches("محاولة جديدة", "").await;
    stage.answers_both([true, true]).await;
    stage.story.ends("rules_delay").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_attempt_asks_other_items_on_the_same_lessons() {
    let mut stage = at_the_test(Language::Ar, DRAWN, None).await;
    let lessons = |names: &BTreeSet<String>| {
        names.iter().map(|name| name.split('-').next().map(str::to_owned)).collect::<Vec<_>>()
    };
    stage.starts().await;
    let first = stage.answers_both([false, false]).await;
    stage.revises().await;
    stage.touches("محاولة جديدة", "").await;
    let second = stage.answers_both([false, true]).await;
    stage.story.until(utc("2027-03-09 06:00")).await;
    stage.touches("محاولة جديدة", "").await;
    let third = stage.answers_both([true, true]).await;
    let asked: BTreeSet<&String> = first.iter().chain(&second).chain(&third).collect();
    assert_eq!(asked.len(), 6, "each item of the pool once: {first:?} {second:?} {third:?}");
    for attempt in [&first, &second, &third] {
        assert_eq!(lessons(attempt), [Some("burn".to_owned()), Some("wound".to_owned())]);
    }
    stage.story.ends("rules_other_items").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_average_counts_and_who_reaches_the_mark_goes_on() {
    let mut stage = at_the_test(Language::Ar, &format!("{DRAWN}counts = \"average\""), None).await;
    stage.starts().await;
    stage.answers_both([false, false]).await;
    stage.revises().await;
    stage.touches("محاولة جديدة", "").await;
    stage.answers_both([true, true]).await;
    assert!(stage.newest().contains("50%"), "{}", stage.newest());
    stage.story.until(utc("2027-03-09 06:30")).await;
    stage.story.writes(stage.person, "/today").await;
    stage.touches("بدء الاختبار الآن", "").await;
    stage.answers_both([true, true]).await;
    assert!(stage.newest().contains("اجتزتم الاختبار"), "{}", stage.newest());
    stage.story.ends("rules_average").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_counts_and_the_first_alone_gives_the_badge_where_it_counts() {
    for (counts, passes) in [("last", true), ("first", false)] {
        let mut stage = at_the_test(Language::En, &format!("{DRAWN}counts = \"{counts}\""), None).await;
        stage.starts().await;
        stage.answers_both([false, true]).await;
        stage.revises().await;
        stage.touches("", "Try again").await;
        stage.answers_both([true, true]).await;
        assert_eq!(stage.newest().contains("Test passed"), passes, "{counts}: {}", stage.newest());
        assert_eq!(
            stage.newest().contains("What counts for the badge is your first try: 50 %"),
            !passes,
            "{}",
            stage.newest()
        );
        assert!(stage.newest().contains("That was the last week of the course"), "{}", stage.newest());
        stage.story.ends_untold().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_right_is_shown_at_the_end_and_the_right_answers_once_passed() {
    let rules = format!("{DRAWN}feedback = \"at_end\"\nreveal = \"passed\"");
    let mut stage = at_the_test(Language::Ar, &rules, None).await;
    stage.starts().await;
    stage.answers_both([true, false]).await;
    let failed = stage.looked_back();
    stage.touches("الاطلاع على إجاباتي", "").await;
    stage.touches("السؤال التالي", "").await;
    assert!(!stage.newest().contains("الصواب:"), "{}", stage.newest());
    stage.touches("السؤال السابق", "").await;
    stage.revises().await;
    stage.touches("محاولة جديدة", "").await;
    stage.answers_both([true, true]).await;
    stage.story.writes(stage.person, "الاطلاع على إجاباتي").await;
    assert!(stage.newest().starts_with("إجاباتكم: السؤال 1 من 2"), "{}", stage.newest());
    // Now that the test is passed, the answers of the first attempt show what is right as well.
    let second = Press::LookBack { attempt: failed.1, position: 1 }.encode();
    stage.story.presses_data(stage.person, stage.person, failed.0, &second, "the old [السؤال التالي]").await;
    assert!(stage.newest().contains("الصواب:"), "{}", stage.newest());
    stage.story.ends("rules_at_the_end").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_answers_are_never_shown_unless_the_course_says_so() {
    let mut stage = at_the_test(Language::En, DRAWN, None).await;
    stage.starts().await;
    stage.answers_both([true, true]).await;
    assert!(stage.newest().contains("Test passed") && !stage.shows("Look at my answers"), "{}", stage.newest());
    stage.story.writes(stage.person, "Look at my answers").await;
    assert!(!stage.newest().contains("Your answers"), "{}", stage.newest());
    stage.story.ends_untold().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mentors_open_no_week_where_the_course_forbids_it_and_the_way_is_never_closed() {
    let mut stage = at_the_test(Language::En, &format!("{DRAWN}waiver = false\nattempts = 2"), None).await;
    stage.starts().await;
    stage.answers_both([false, false]).await;
    stage.revises().await;
    stage.touches("", "Try again").await;
    stage.answers_both([false, false]).await;
    let (message, _) = stage.story.button(stage.group, "Give one more try");
    let messages = stage.story.telegram.chat_messages(stage.group);
    let mut buttons = messages.iter().flat_map(|message| message.buttons.iter().flatten());
    assert!(!buttons.any(|button| button.text == "Open the next week"));
    let open = Press::OpenWeek { enrolment: stage.story.enrolment(stage.person), week: 1 }.encode();
    stage.story.presses_data(stage.mentor, stage.group, message, &open, "[Open the next week]").await;
    let answer = stage.story.telegram.callback_answers().pop().expect("an answer");
    assert!(answer.text.starts_with("In this course mentors do not open weeks."), "{}", answer.text);
    stage.story.until(utc("2027-03-09 06:01")).await;
    assert!(stage.newest().contains("course"), "{}", stage.newest());
    stage.story.ends_untold().await;
}

pub(super) const LIMITED: &str = "pass_percent = 60\ndraw = { day-1 = 1, day-2 = 1 }\ntime_limit = 1";

#[tokio::test(flavor = "multi_thread")]
async fn when_the_time_is_over_what_was_answered_counts() {
    let watch = Watch::new();
    let mut stage = at_the_test(Language::En, LIMITED, Some(&watch)).await;
    let rana = stage.story.person("Rana", "en");
    watch.is_set_to(utc("2027-03-08 06:00"));
    stage.story.writes(rana, "hello").await;
    stage.starts().await;
    watch.goes_on(25);
    let late = stage.message();
    stage.answers(true).await;
    watch.goes_on(25);
    stage.touches("", "Continue later").await;
    watch.goes_on(25);
    // Telegram is heard after the end: it is over, without anybody pressing anything.
    stage.story.writes(rana, "anybody?").await;
    stage.waits_for("The time is over").await;
    let (label, _) = answers(&late).next().expect("a choice");
    let data = late.buttons.iter().flatten().find(|button| button.text == label).and_then(|button| button.data.clone());
    let data = data.expect("a button with data");
    stage
        .story
        .presses_data(stage.person, stage.person, late.message_id, &data, "a letter of the first question, late")
        .await;
    stage.revises().await;
    watch.goes_on(25);
    stage.touches("", "Try again").await;
    // A press that comes when the time is over ends it as well.
    for _ in 0..2 {
        watch.goes_on(25);
        stage.story.writes(rana, "still here").await;
    }
    watch.goes_on(25);
    let message = stage.message();
    let label = answers(&message).next().expect("a choice").0;
    stage.story.touches(stage.person, &label).await;
    stage.waits_for("The time is over").await;
    stage.story.ends("rules_time_over").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_that_the_bot_is_away_does_not_count() {
    let watch = Watch::new();
    let mut stage = at_the_test(Language::Ar, LIMITED, Some(&watch)).await;
    watch.is_set_to(utc("2027-03-08 06:00"));
    stage.story.writes(stage.person, "/today").await;
    stage.starts().await;
    watch.goes_on(20);
    // Nothing comes from Telegram for ten minutes; then the answer that was on its way all the time.
    watch.goes_on(600);
    stage.answers(true).await;
    // The bot itself is away for an hour.
    stage.story.end_bot().await.expect("the bot ends well");
    watch.goes_on(3_600);
    stage.story.start_bot().await;
    let rana = stage.story.person("Rana", "en");
    stage.story.writes(rana, "hello").await;
    let before = stage.newest();
    assert!(before.contains("انقطع الاتصال بعض الوقت"), "{before}");
    stage.answers(true).await;
    assert!(stage.newest().contains("اجتزتم الاختبار"), "{before}\n{}", stage.newest());
    stage.story.ends("rules_outage").await;
}
