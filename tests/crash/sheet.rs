//! A test with items of every kind that can be answered at once, as the files of a course; and what each answer to it is
//! worth, by arithmetic of its own.

use darb::rules::course::Language;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// All that an item is worth, in the ten-millionths in which marks are kept.
pub const FULL: i64 = 10_000_000;

/// Left sides of a matching item; the right side of each has its number, and one more belongs to none.
pub const PAIRS: u8 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Single,
    Several,
    TrueFalse,
    Matching,
    Number,
    Words,
}

/// An item of the test: the kind, and how many of this kind come before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    pub kind: Kind,
    number: usize,
}

/// What somebody means to answer in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    One(u8),
    Several(BTreeSet<u8>),
    Matching(Vec<u8>),
    /// As typed, and as a number.
    Number(String, u32),
    /// As typed, and which of the three things that can be typed it is.
    Words(String, usize),
}

const KINDS: [Kind; 6] = [Kind::Single, Kind::Several, Kind::TrueFalse, Kind::Matching, Kind::Number, Kind::Words];

/// The kinds of which there is another key, for files that are corrected.
pub const REKEYED: [Kind; 5] = [Kind::Single, Kind::Words, Kind::TrueFalse, Kind::Number, Kind::Several];

/// What is typed where words are awaited: right, half right, wrong.
const WORDS: [(Language, [&str; 3]); 2] =
    [(Language::En, ["Lid ", "a cloth of mine", "spoon"]), (Language::Ar, ["غِطاءٌ", "قماش نظيف", "ملعقة"])];

/// The items, so many of each kind.
pub fn items(copies: usize) -> Vec<Item> {
    (0..copies).flat_map(|number| KINDS.map(|kind| Item { kind, number })).collect()
}

/// What is typed to mean one of the three things.
pub fn words(language: Language, which: usize) -> String {
    WORDS.iter().find(|(of, _)| *of == language).expect("a language of the course").1[which].to_owned()
}

impl Item {
    /// Whether none of its kind comes before it.
    pub fn is_first(self) -> bool {
        self.number == 0
    }

    /// In the files, and in the data.
    pub fn name(self) -> String {
        format!("{:?}-{}", self.kind, self.number).to_lowercase()
    }

    /// The question; in nobody else's.
    pub fn question(self, language: Language) -> String {
        let what = match (self.kind, language) {
            (Kind::Single, Language::Ar) => "واحدة صحيحة",
            (Kind::Several, Language::Ar) => "بعضها صحيح",
            (Kind::TrueFalse, Language::Ar) => "صح أم خطأ",
            (Kind::Matching, Language::Ar) => "أزواج",
            (Kind::Number, Language::Ar) => "عدد",
            (Kind::Words, Language::Ar) => "كلمة",
            (Kind::Single, _) => "One is right",
            (Kind::Several, _) => "Some are right",
            (Kind::TrueFalse, _) => "True or false",
            (Kind::Matching, _) => "Pairs",
            (Kind::Number, _) => "A number",
            (Kind::Words, _) => "A word",
        };
        format!("{what} ({}).", self.number)
    }

    fn gift(self, language: Language, is_rekeyed: bool) -> String {
        let answers = match (self.kind, is_rekeyed) {
            (Kind::Single, false) => "=one\n~two\n~three\n".to_owned(),
            (Kind::Single, true) => "~one\n=two\n~three\n".to_owned(),
            (Kind::Several, false) => "~%50%one\n~%50%two\n~%-50%three\n~%-50%four\n".to_owned(),
            (Kind::Several, true) => "~%-50%one\n~%-50%two\n~%50%three\n~%50%four\n".to_owned(),
            (Kind::TrueFalse, false) => "FALSE".to_owned(),
            (Kind::TrueFalse, true) => "TRUE".to_owned(),
            (Kind::Matching, _) => (1..=PAIRS).map(|side| format!("=left {side} -> right {side}\n")).collect(),
            (Kind::Number, false) => "#\n=12:0\n=%50%10..14\n~# No.\n".to_owned(),
            (Kind::Number, true) => "#\n=14:0\n=%50%10..13\n~# No.\n".to_owned(),
            (Kind::Words, is_rekeyed) => {
                let (whole, part) =
                    if language == Language::Ar { ("غطاء", "*قماش*") } else { ("lid", "*cloth*") };
                let (full, half) = if is_rekeyed { (part, whole) } else { (whole, part) };
                format!("={full}\n=%50%{half}\n")
            }
        };
        let stray = if self.kind == Kind::Matching { "= -> right 5\n" } else { "" };
        format!("// [tag:day-1]\n::{}::{} {{\n{answers}{stray}}}\n\n", self.name(), self.question(language))
    }
}

impl Meant {
    /// What it is worth as an answer to an item of this kind, by what the files say, in ten-millionths.
    pub fn worth_of(&self, kind: Kind) -> i64 {
        self.worth_by(kind, false)
    }

    /// The same, where the files may have been given the other key.
    pub fn worth_by(&self, kind: Kind, is_rekeyed: bool) -> i64 {
        let percent = match self {
            // What is right stands first in a single choice, and second where something is true or false; by the other key
            // the other way round.
            Self::One(choice) => match (kind, choice, is_rekeyed) {
                (Kind::Single, 0, false) | (Kind::TrueFalse, 1, false) => 100,
                (Kind::Single, 1, true) | (Kind::TrueFalse, 0, true) => 100,
                _ => 0,
            },
            Self::Several(picked) => {
                let right = picked.iter().filter(|choice| (**choice < 2) != is_rekeyed).count();
                let wrong = picked.len() - right;
                50 * right.saturating_sub(wrong)
            }
            Self::Matching(picked) => 25 * (0..).zip(picked).filter(|(left, right)| left == *right).count(),
            Self::Number(_, number) if *number == if is_rekeyed { 14 } else { 12 } => 100,
            Self::Number(_, 10..=14) => 50,
            Self::Number(..) => 0,
            Self::Words(_, which) => (if is_rekeyed { [50, 100, 0] } else { [100, 50, 0] })[*which],
        };
        i64::try_from(percent).expect("at most 100") * (FULL / 100)
    }

    /// How the data hold it: the choice, or what is more than a choice as JSON.
    pub fn stored(&self, language: Language) -> (i64, Option<String>) {
        let json = match self {
            Self::One(choice) => return (i64::from(*choice), None),
            Self::Several(picked) => serde_json::json!({ "several": picked }),
            Self::Matching(picked) => serde_json::json!({ "matching": picked }),
            Self::Number(typed, _) => serde_json::json!({ "number": typed.trim() }),
            Self::Words(typed, _) => serde_json::json!({ "words": [language.code(), typed.trim()] }),
        };
        (-1, Some(json.to_string()))
    }
}

/// Writes a course of one lesson with this test; returns the folder of courses.
pub fn write(folder: &Path, items: &[Item]) -> PathBuf {
    write_rekeyed(folder, items, &BTreeSet::new())
}

/// The same, where these kinds have the other key.
pub fn write_rekeyed(folder: &Path, items: &[Item], rekeyed: &BTreeSet<Kind>) -> PathBuf {
    let lessons = folder.join("lessons");
    let week = lessons.join("every-kind/week-1");
    std::fs::create_dir_all(&week).expect("a folder");
    let put = |path: PathBuf, text: String| std::fs::write(path, text).expect("a file");
    let manifest = "source = \"en\"\nlanguages = [\"ar\", \"en\"]\n\n[title]\nen = \"Kinds\"\nar = \"أنواع\"\n\n\
                    [rules]\nshuffle = true\npass_percent = 60\n\n[[week]]\ntitle.en = \"One week\"\ntitle.ar = \"أسبوع واحد\"\n";
    put(lessons.join("every-kind/course.toml"), manifest.to_owned());
    for (language, lesson) in [(Language::En, "# A lesson\n\nRead me.\n"), (Language::Ar, "# درس\n\nنص للقراءة.\n")]
    {
        let code = language.code();
        put(week.join(format!("day-1.{code}.md")), lesson.to_owned());
        let gift = |item: &Item| item.gift(language, rekeyed.contains(&item.kind));
        put(week.join(format!("assessment.{code}.gift")), items.iter().map(gift).collect());
    }
    lessons
}
