//! Course files: a valid course loads as it should, each mistake gives its one problem at its place, and no text makes
//! it panic.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use darb::content::split::{Limits, split};
use darb::content::{ProblemKind, Problems, gift, load, load_all, markdown};
use darb::rules::answer::Folding;
use darb::rules::course::{Course, Entity, EntityKind, GateRule, ItemKind, Language, MediaKind, Part};
use darb::rules::draw::{Draw, Quota};
use darb::rules::form::EntryKind;
use darb::rules::ids::LessonId;
use darb::rules::test_rules::{Counts, FeedbackTime, Reveal, Scoring, TestRules};
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/content");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    code: String,
    #[serde(default = "tiny")]
    name: String,
    #[serde(default)]
    all: bool,
    /// The one file to be looked at, without its course: a question bank.
    gift: Option<String>,
    edits: Vec<Edit>,
    expect: String,
}

fn tiny() -> String {
    "tiny".to_owned()
}

/// One change to a file of the course; the empty name is the course's folder.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    replace: Option<(String, String)>,
    #[serde(default = "once")]
    times: usize,
    write: Option<String>,
    bytes: Option<Vec<u8>>,
    length: Option<u64>,
    #[serde(default)]
    delete: bool,
}

fn once() -> usize {
    1
}

impl Edit {
    fn apply(&self, course: &Path) {
        let file = course.join(&self.file);
        if self.file.is_empty() {
            return fs::remove_dir_all(course).unwrap();
        }
        if self.delete {
            return fs::remove_file(file).unwrap();
        }
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        if let Some((from, to)) = &self.replace {
            let text = fs::read_to_string(&file).unwrap();
            assert_eq!(text.matches(from).count(), 1, "{from} must stand once in {}", self.file);
            fs::write(&file, text.replace(from, &to.repeat(self.times))).unwrap();
        }
        if let Some(text) = &self.write {
            fs::write(&file, text).unwrap();
        }
        if let Some(bytes) = &self.bytes {
            fs::write(&file, bytes).unwrap();
        }
        if let Some(length) = self.length {
            fs::File::create(&file).unwrap().set_len(length).unwrap();
        }
    }
}

/// A folder of courses with a copy of the valid one in it.
fn copy_of_valid(name: &str) -> TempDir {
    let lessons = tempfile::tempdir().unwrap();
    let valid = Path::new(FIXTURES).join("valid");
    for folder in ["", "week-1"] {
        fs::create_dir(lessons.path().join(name).join(folder)).unwrap();
        for entry in fs::read_dir(valid.join(folder)).unwrap() {
            let from = entry.unwrap().path();
            if from.is_file() {
                fs::copy(&from, lessons.path().join(name).join(folder).join(from.file_name().unwrap())).unwrap();
            }
        }
    }
    lessons
}

fn problems_of(case: &Case, lessons: &TempDir) -> Problems {
    let course = lessons.path().join(&case.name);
    for edit in &case.edits {
        edit.apply(&course);
    }
    if let Some(file) = &case.gift {
        return gift::read_file(&course.join(file)).map_or_else(|problems| problems, |file| file.problems());
    }
    let result = if case.all { load_all(lessons.path()).map(|_| ()) } else { load(&course).map(|_| ()) };
    result.err().unwrap_or_default()
}

#[test]
fn each_mistake_gives_its_one_problem() {
    let table = fs::read_to_string(Path::new(FIXTURES).join("cases.toml")).unwrap();
    let cases: Cases = toml::from_str(&table).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let lessons = copy_of_valid(&case.name);
        let problems = problems_of(case, &lessons);
        let folder = lessons.path().to_string_lossy().into_owned();
        let shown = problems.to_string().replace(&format!("{folder}/"), "").replace(&folder, "lessons");
        let codes: Vec<&str> = problems.iter().map(|problem| problem.kind.code()).collect();
        if shown != case.expect || codes != [case.code.as_str()] {
            wrong.push(format!("{}\n  expected {}\n  got      {shown}", case.code, case.expect));
        }
        let report = problems.report(false);
        assert!(report.contains(&case.code) && report.contains("help: "), "{report}");
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.case.len(), wrong.join("\n"));
    let covered: BTreeSet<&str> = cases.case.iter().map(|case| case.code.as_str()).collect();
    let known: BTreeSet<&str> = ProblemKind::CODES.iter().copied().collect();
    assert_eq!(covered, known, "every kind has a case");
    assert_eq!(known.len(), ProblemKind::CODES.len(), "every kind has a code of its own");
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_files() {
    let lessons = copy_of_valid("tiny");
    let edit = |file: &str, from: &str, to: &str| {
        let replace = Some((from.to_owned(), to.to_owned()));
        Edit { file: file.to_owned(), replace, times: 1, write: None, bytes: None, length: None, delete: false }
            .apply(&lessons.path().join("tiny"));
    };
    edit("course.toml", "attempts = 2", "atempts = 2\ngaet = \"taken\"\nminutes = \"9\"");
    edit("week-1/day-1.en.md", "# Who", "Who");
    edit("week-1/day-1.en.md", "https:", "ftp:");
    edit("week-1/assessment.en.gift", "=A code", "~A code");
    edit("week-1/assessment.en.gift", "{FALSE", "{maybe");
    let problems = load(&lessons.path().join("tiny")).unwrap_err();
    let found: Vec<_> =
        problems.iter().map(|problem| (problem.path.rsplit('/').next().unwrap(), problem.kind.code())).collect();
    assert_eq!(
        found,
        [
            ("course.toml", "content::toml::unknown_key"),
            ("course.toml", "content::toml::unknown_key"),
            ("course.toml", "content::toml::wrong_type"),
            ("assessment.en.gift", "content::gift::not_a_choice"),
            ("assessment.en.gift", "content::item::no_right_choice"),
            ("day-1.en.md", "content::lesson::no_title"),
            ("day-1.en.md", "content::markdown::bad_link"),
        ]
    );
    assert_eq!(problems.len(), 7);
}

#[test]
fn the_report_shows_the_line_and_the_same_place() {
    let lessons = copy_of_valid("tiny");
    let file = lessons.path().join("tiny/week-1/day-1.ar.md");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("https:", "ftp:")).unwrap();
    let report = load(&lessons.path().join("tiny")).unwrap_err().report(false);
    assert!(report.contains("day-1.ar.md:3:32]") && report.contains("3 │ اكتب **لشخص واحد**"), "{report}");
    // A line of any length has its report, though not its picture.
    fs::write(&file, text.replace("تعرفه", &"تعرفه ".repeat(20_000)).replace("https:", "ftp:")).unwrap();
    let report = load(&lessons.path().join("tiny")).unwrap_err().report(false);
    assert!(report.contains("day-1.ar.md:3:120027]") && !report.contains("3 │"), "{report}");
}

#[test]
fn the_courses_we_ship_are_without_a_problem() {
    let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    if let Err(problems) = load_all(&lessons) {
        panic!("{}\n{problems}", problems.report(false));
    }
}

#[test]
fn the_valid_course_loads() {
    let course = load(&Path::new(FIXTURES).join("valid")).unwrap();
    assert_eq!((course.slug.as_str(), course.source), ("valid", Language::En));
    assert_eq!(course.languages, [Language::Ar, Language::En]);
    let [week] = &course.weeks[..] else { panic!("one week") };
    assert_eq!((week.number, week.title[&Language::En].as_str()), (1, "Crawl"));
    assert_eq!(
        week.lessons.iter().map(|lesson| (lesson.id, lesson.minutes)).collect::<Vec<_>>(),
        [(LessonId::new(1, 1), 1), (LessonId::new(1, 2), 3)]
    );
    let assessment = &week.assessment;
    assert_eq!((assessment.pass_percent, assessment.attempts, assessment.gate), (50, 2, GateRule::Passed));
    assert_eq!((assessment.shuffle, assessment.minutes, assessment.needed()), (true, 4, 2));
}

#[test]
fn a_lesson_is_text_and_entities() {
    let course = load(&Path::new(FIXTURES).join("valid")).unwrap();
    let lesson = course.lesson(LessonId::new(1, 1)).unwrap();
    let [part] = &lesson.body[&Language::En][..] else { panic!("one part") };
    assert_eq!(
        part.text,
        "Who reads you\n\nWrite for one person you know. See the guide.\n\n• Name them.\n• Ask what they need."
    );
    let entity = |kind, offset, length, url: Option<&str>| Entity { kind, offset, length, url: url.map(str::to_owned) };
    assert_eq!(
        part.entities,
        [
            entity(EntityKind::Bold, 0, 13, None),
            entity(EntityKind::Bold, 25, 10, None),
            entity(EntityKind::TextLink, 50, 9, Some("https://example.org/guide")),
        ]
    );
    assert_eq!(lesson.title[&Language::Ar], "من يقرأ لك");
}

#[test]
fn items_have_their_languages_put_together() {
    let course = load(&Path::new(FIXTURES).join("valid")).unwrap();
    let [reader, code, step] = &course.weeks[0].assessment.items[..] else { panic!("three items") };
    assert_eq!(
        (reader.name.as_str(), reader.kind.clone(), reader.lesson),
        ("w1-reader", ItemKind::SingleChoice, Some(LessonId::new(1, 1)))
    );
    assert_eq!(reader.choices.iter().map(|choice| choice.right).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(reader.choices[1].text[&Language::Ar], "للجميع");
    assert_eq!(reader.choices[1].feedback[&Language::En], "Nobody feels spoken to.");
    assert!(reader.choices[2].feedback.is_empty());
    assert_eq!(reader.feedback[&Language::En], "Picture the reader first.");
    // True comes first; who picks it is wrong here.
    assert_eq!((code.kind.clone(), code.choices[0].right, code.choices[1].right), (ItemKind::TrueFalse, false, true));
    let [useful, used, wish] = course.form.as_slice() else { panic!("three entries: {:?}", course.form) };
    assert!(matches!(&useful.kind, EntryKind::Scale { steps: 4, low, .. } if low[&Language::Ar] == "قليلًا"));
    assert!(matches!(&used.kind, EntryKind::Choice { options } if options[1][&Language::En] == "Not yet"));
    assert_eq!((wish.name.as_str(), &wish.kind), ("wish", &EntryKind::Sentence));
    assert_eq!(code.choices[0].feedback[&Language::En], "It never does.");
    assert!(code.choices[0].text.is_empty());
    assert_eq!((step.lesson, step.choices[1].right), (None, true));
}

#[test]
fn the_rules_of_an_assessment_are_read() {
    let lessons = copy_of_valid("tiny");
    let edit = |file: &str, from: &str, to: &str| {
        let replace = Some((from.to_owned(), to.to_owned()));
        Edit { file: file.to_owned(), replace, times: 1, write: None, bytes: None, length: None, delete: false }
            .apply(&lessons.path().join("tiny"));
    };
    edit(
        "course.toml",
        "pass_percent = 50",
        "counts = \"last\"\ndelay_hours = 12\nfeedback = \"at_end\"\ntime_limit = 30",
    );
    let own = "counts = \"average\"\ndraw = { day-1 = 1, reader = 1 }\ntags.code = \"day-2\"\nreveal = \"last\"\n\
               scoring = \"whole\"\nwaiver = false\nshuffle_choices = false\nfold = [\"case\"]";
    edit("course.toml", "attempts = 2", own);
    for language in ["ar", "en"] {
        let file = format!("week-1/assessment.{language}.gift");
        edit(&file, "// [tag:day-1]", "// [tag:reader]");
        edit(&file, "// [tag:day-2]", "// [tag:code] [tag:reader]");
        edit(&file, "::w1-second-step::", "// [tag:day-1]\n::w1-second-step::");
    }
    let course = load(&lessons.path().join("tiny")).unwrap();
    let assessment = &course.weeks[0].assessment;
    let said: Vec<_> =
        assessment.items.iter().map(|item| (item.lesson.map(|lesson| lesson.day), item.tags.join(" "))).collect();
    assert_eq!(said, [(None, "reader".into()), (Some(2), "code reader".into()), (Some(1), String::new())]);
    assert_eq!((assessment.asked(), assessment.minutes), (2, 3), "what is drawn, and the minutes for that");
    let quota = |tag: &str| Quota { tag: tag.to_owned(), items: 1 };
    let rules = TestRules {
        folding: Folding { case: true, marks: false, alef: false },
        counts: Counts::Average,
        delay_hours: Some(12),
        draw: Some(Draw::ByTag(vec![quota("day-1"), quota("reader")])),
        shuffle_choices: Some(false),
        feedback: FeedbackTime::AtEnd,
        reveal: Reveal::Last,
        scoring: Scoring::Whole,
        waiver: false,
        time_limit: Some(30),
    };
    assert_eq!(assessment.rules, rules);
    let kept = serde_json::to_string(&course).unwrap();
    assert_eq!(serde_json::from_str::<Course>(&kept).unwrap(), course);
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let lessons = copy_of_valid("tiny");
    let week = lessons.path().join("tiny/week-1");
    fs::create_dir(week.join("media")).unwrap();
    for file in ["media/photo.png", "README.ar.md", ".day-1.en.md.swp"] {
        fs::write(week.join(file), [0xff]).unwrap();
    }
    fs::create_dir(lessons.path().join("drafts")).unwrap();
    let courses: Vec<Course> = load_all(lessons.path()).unwrap();
    assert_eq!(courses.iter().map(|course| course.slug.as_str()).collect::<Vec<_>>(), ["tiny"]);
}

/// A PNG as far as anybody looks: its mark, and its size.
fn png(width: u8, height: u8) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0".as_slice(), &[width, 0, 0, 0, height, 8]].concat()
}

#[test]
fn a_picture_is_kept_by_its_hash_with_its_words_under_it() {
    let lessons = copy_of_valid("tiny");
    let course = lessons.path().join("tiny");
    let lesson = course.join("week-1/day-1.en.md");
    fs::create_dir(course.join("week-1/media")).unwrap();
    fs::write(course.join("week-1/media/cat.png"), png(40, 30)).unwrap();
    let text = fs::read_to_string(&lesson).unwrap();
    fs::write(&lesson, text.replace("- Name", "![A cat](media/cat.png)\n\n- Name")).unwrap();
    let course = load(&course).unwrap();
    let [part] = &course.lesson(LessonId::new(1, 1)).unwrap().body[&Language::En][..] else { panic!("one part") };
    assert!(part.text.ends_with("See the guide.\n\nA cat\n\n• Name them.\n• Ask what they need."), "{}", part.text);
    assert!(part.entities.is_sorted_by_key(|entity| entity.offset) && part.entities.len() == 4);
    let media = part.media.as_ref().unwrap();
    assert_eq!(
        (media.kind, media.name.as_str(), media.bytes.as_deref()),
        (MediaKind::Photo, "cat.png", Some(&png(40, 30)[..]))
    );
    let json = serde_json::to_string(&course).unwrap();
    assert!(json.contains(&media.hash.0) && !json.contains("bytes"), "{json}");
    // Where there is no file, nothing is said of one: a version that was kept before has the same hash.
    assert_eq!(json.matches("\"media\"").count(), 1, "{json}");
    assert_eq!(course.media().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_folder() {
    let lessons = copy_of_valid("tiny");
    let week = lessons.path().join("tiny/week-1");
    fs::create_dir(week.join("media")).unwrap();
    fs::write(lessons.path().join("secret.png"), png(9, 9)).unwrap();
    std::os::unix::fs::symlink("../../../secret.png", week.join("media/a.png")).unwrap();
    let lesson = week.join("day-1.en.md");
    let text = fs::read_to_string(&lesson).unwrap();
    fs::write(&lesson, text.replace("- Name", "![A cat](media/a.png)\n\n- Name")).unwrap();
    let problems = load(&lessons.path().join("tiny")).unwrap_err();
    let codes: Vec<_> = problems.iter().map(|problem| problem.kind.code()).collect();
    assert_eq!(codes, ["content::media::outside"]);
}

#[test]
fn a_file_from_windows_is_read_as_any_other() {
    let lessons = copy_of_valid("valid");
    let course = lessons.path().join("valid");
    for file in ["course.toml", "week-1/day-1.ar.md", "week-1/day-2.en.md", "week-1/assessment.en.gift"] {
        let text = fs::read_to_string(course.join(file)).unwrap();
        fs::write(course.join(file), format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    }
    assert_eq!(load(&course).unwrap(), load(&Path::new(FIXTURES).join("valid")).unwrap());
}

fn units_of(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap()
}

/// Splits and checks what holds for every text.
fn parts_of(whole: &Part, limits: Limits) -> Vec<Part> {
    let parts = split(whole, limits);
    for part in &parts {
        let units: Vec<u16> = part.text.encode_utf16().collect();
        assert!(units.len() <= limits.units as usize && part.entities.len() <= limits.entities);
        assert!(!part.text.trim().is_empty());
        for entity in &part.entities {
            let (from, to) = (entity.offset as usize, (entity.offset + entity.length) as usize);
            assert!(from < to && to <= units.len());
            assert!(String::from_utf16(&units[from..to]).is_ok(), "entities keep to whole characters");
        }
    }
    let solid = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    let joined: String = parts.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(solid(&joined), solid(&whole.text), "no character is lost");
    parts
}

#[test]
fn cuts_fall_at_the_best_place() {
    let check = |text: &str, units: u32, expected: &[&str]| {
        let whole = Part { text: text.to_owned(), entities: Vec::new(), media: None };
        let parts = parts_of(&whole, Limits { units, entities: 9 });
        assert_eq!(parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>(), expected);
    };
    check("one two\n\nthree\nfour five", 20, &["one two", "three\nfour five"]);
    check("one two\nthree four five", 20, &["one two", "three four five"]);
    check("a\n\nbcdefgh ijklm nop", 16, &["a\n\nbcdefgh ijklm", "nop"]);
    check("abcdefghij", 4, &["abcd", "efgh", "ij"]);
    check("😀😀😀", 3, &["😀", "😀", "😀"]);
    check("abc\u{301}d", 3, &["ab", "c\u{301}d"]);
    check("ab👩\u{200d}👧c", 6, &["ab", "👩\u{200d}👧c"]);
    check(" \n ", 5, &[]);
}

#[test]
fn entities_are_clipped_and_a_heading_is_not_left_behind() {
    let bold = |offset, length| Entity { kind: EntityKind::Bold, offset, length, url: None };
    let whole = Part {
        text: "aaa bbb ccc\n\nHead\n\nddd eee".to_owned(),
        entities: vec![bold(4, 7), bold(13, 4)],
        media: None,
    };
    let parts = parts_of(&whole, Limits { units: 18, entities: 9 });
    assert_eq!(parts[0], Part { text: "aaa bbb ccc".to_owned(), entities: vec![bold(4, 7)], media: None });
    assert_eq!(parts[1], Part { text: "Head\n\nddd eee".to_owned(), entities: vec![bold(0, 4)], media: None });
    let parts = parts_of(&whole, Limits { units: 8, entities: 9 });
    assert_eq!(parts[0].entities, [bold(4, 3)]);
    assert_eq!(parts[1], Part { text: "ccc".to_owned(), entities: vec![bold(0, 3)], media: None });
}

#[test]
fn too_many_entities_make_another_message() {
    let (rendered, faults) = markdown::render(&"**a** b ".repeat(200), false);
    assert!(faults.is_empty());
    let parts = parts_of(&rendered.whole, Limits::TELEGRAM);
    assert_eq!(parts.iter().map(|part| part.entities.len()).collect::<Vec<_>>(), [95, 95, 10]);
}

/// Texts with a good share of the signs that mean something to one of the readers.
fn busy_text() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec![
        "{",
        "}",
        "=",
        "~",
        "#",
        "####",
        "::",
        "->",
        "\\",
        "%50%",
        "[html]",
        "[tag:day-1]",
        "//",
        "$CATEGORY: a",
        "T",
        "FALSE",
        "\n",
        "\r\n",
        "\n\n",
        " ",
        "- ",
        "1. ",
        "> ",
        "# ",
        "**",
        "*",
        "`",
        "```\n",
        "~~",
        "[a](https://b)",
        "[](x)",
        "![a](b)",
        "<b>",
        "| a |\n|-|\n",
        "[^1]",
        "[^1]: a",
        "+++",
        "+++\n",
        "minutes = 3",
        "title = \"a\"",
        "[[week]]",
        "\u{feff}",
        "\0",
        "😀",
        "e\u{301}",
        "👩\u{200d}👧",
        "مرحبا",
        "Facebook",
    ]);
    let piece = prop_oneof![4 => sign.prop_map(str::to_owned), 1 => "\\PC{0,6}"];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Words with a style each, and what stands behind them.
fn styled_text() -> impl Strategy<Value = Part> {
    let word = prop::sample::select(vec!["a", "word", "كلمة", "سمِّه", "😀😀", "e\u{301}t", "👩\u{200d}👧", "ab cd"]);
    let style = prop::option::of(prop::sample::select(vec![
        EntityKind::Bold,
        EntityKind::Code,
        EntityKind::TextLink,
        EntityKind::Pre,
    ]));
    let space = prop::sample::select(vec!["", " ", "\n", "\n\n", " \n\n "]);
    prop::collection::vec((word, style, space), 0..40).prop_map(|pieces| {
        let mut part = Part::default();
        for (word, style, space) in pieces {
            let (offset, length) = (units_of(&part.text), units_of(word));
            part.entities.extend(style.map(|kind| Entity { kind, offset, length, url: None }));
            part.text.push_str(word);
            part.text.push_str(space);
        }
        part
    })
}

/// The lengths of the entities that must not be cut.
fn atoms(entities: &[Entity]) -> Vec<u32> {
    entities.iter().filter(|entity| entity.kind != EntityKind::Bold).map(|entity| entity.length).collect()
}

proptest! {
    #[test]
    fn gift_never_panics(text in busy_text()) {
        let (_, faults) = gift::read(&text);
        for fault in faults {
            prop_assert!(text.get(fault.span).is_some(), "a fault keeps to whole characters");
        }
    }

    #[test]
    fn markdown_never_panics(text in busy_text(), rtl: bool, units in 2_u32..200) {
        let (rendered, faults) = markdown::render(&text, rtl);
        for fault in faults {
            prop_assert!(fault.span.end <= text.len());
        }
        parts_of(&rendered.whole, Limits::TELEGRAM);
        parts_of(&rendered.whole, Limits { units, entities: 3 });
    }

    #[test]
    fn links_and_code_stay_whole(whole in styled_text(), units in 10_u32..60, entities in 1_usize..9) {
        let parts = parts_of(&whole, Limits { units, entities });
        let found: Vec<u32> = parts.iter().flat_map(|part| atoms(&part.entities)).collect();
        prop_assert_eq!(found, atoms(&whole.entities));
        for part in &parts {
            let torn = part.text.starts_with(['\u{301}', '\u{200d}', '\u{0650}', '\u{0651}']);
            prop_assert!(!torn, "a mark was parted from its letter");
        }
    }

    #[test]
    fn any_entities_are_kept_in_bounds(
        text in "[a\u{301}😀 \n]{0,80}",
        ranges in prop::collection::vec((0_usize..80, 0_usize..80, any::<bool>()), 0..12),
        units in 2_u32..30,
    ) {
        let starts: Vec<u32> = text.char_indices().map(|(at, _)| units_of(&text[..at])).collect();
        let entities = ranges.into_iter().filter_map(|(from, to, atom)| {
            let (from, to) = (*starts.get(from)?, *starts.get(to)?);
            let kind = if atom { EntityKind::Code } else { EntityKind::Italic };
            (from < to).then(|| Entity { kind, offset: from, length: to - from, url: None })
        });
        let whole = Part { entities: entities.collect(), text, media: None };
        parts_of(&whole, Limits { units, entities: 4 });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_course_of_nonsense_is_reported_not_fatal(texts in prop::collection::vec(busy_text(), 3), manifest: bool) {
        let lessons = copy_of_valid("tiny");
        let third = if manifest { "course.toml" } else { "week-1/day-2.en.md" };
        let files = ["week-1/day-1.ar.md", "week-1/assessment.en.gift", third];
        for (file, text) in files.iter().zip(&texts) {
            fs::write(lessons.path().join("tiny").join(file), text).unwrap();
        }
        if let Err(problems) = load_all(lessons.path()) {
            prop_assert!(!problems.is_empty());
            prop_assert_eq!(problems.to_string().lines().count(), problems.len());
            prop_assert!(!problems.report(true).is_empty());
        }
    }
}
