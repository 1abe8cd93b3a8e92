//! The courses that tests play.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The course in the repository, in which every day is like any other: a story about days of rest has its own.
pub fn lessons() -> PathBuf {
    static PLAIN: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let name = format!("lessons-{}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        write_with("", &folder);
        folder
    };
    PLAIN.get_or_init(make).clone()
}

/// The same without the items that are not answered by one letter, for who counts answers by their choice.
pub fn lettered() -> PathBuf {
    static LETTERED: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lettered-{}", std::process::id()));
        copy(&lessons(), &folder);
        let course = darb::content::load_all(&folder).expect("a valid course").remove(0);
        for week in &course.weeks {
            let others = week.assessment.items.iter().filter(|item| !item.kind.is_one_of());
            let others: Vec<String> = others.map(|item| format!("::{}::", item.name)).collect();
            for language in &course.languages {
                let name = format!("{}/week-{}/assessment.{}.gift", course.slug, week.number, language.code());
                let path = folder.join(name);
                let gift = std::fs::read_to_string(&path).expect("an assessment");
                let is_kept = |block: &&str| !others.iter().any(|name| block.contains(name));
                let kept: Vec<&str> = gift.split("\n\n").filter(is_kept).collect();
                std::fs::write(&path, kept.join("\n\n")).expect("a file");
            }
        }
        folder
    };
    LETTERED.get_or_init(make).clone()
}

/// The course in the repository with other days of rest, as `course.toml` would say them.
pub fn lessons_with(days: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_with(days, folder.path());
    folder
}

/// Titles of the weeks that the course in the repository does not have yet.
const TITLES: [[&str; 3]; 2] = [["Run", "الجري", "L'élan"], ["Fly", "التحليق", "L'envol"]];

/// The course in the repository, made as long as it is meant to be: what is missing to so many weeks is made of those that
/// are there, from the first on, with their lessons, files and tests word for word under new numbers and names.
pub fn lessons_of_weeks(weeks: usize) -> tempfile::TempDir {
    let folder = lessons_with("");
    let course = folder.path().join("social-media");
    let are_there = (1..).take_while(|week| course.join(format!("week-{week}")).is_dir()).count();
    let mut more = String::new();
    for week in are_there + 1..=weeks {
        let from = (week - 1) % are_there + 1;
        let to = course.join(format!("week-{week}"));
        copy(&course.join(format!("week-{from}")), &to);
        for language in ["ar", "en", "fr"] {
            let path = to.join(format!("assessment.{language}.gift"));
            let test = std::fs::read_to_string(&path).expect("a test");
            // Names of items are never used twice.
            let renamed = test.lines().map(|line| match line.strip_prefix("::") {
                Some(rest) => format!("::again-{week}-{rest}\n"),
                None => format!("{line}\n"),
            });
            std::fs::write(&path, renamed.collect::<String>()).expect("a file");
        }
        let [en, ar, fr] = TITLES[(week - 1) % TITLES.len()];
        more += &format!("[[week]]\ntitle.en = \"{en}\"\ntitle.ar = \"{ar}\"\ntitle.fr = \"{fr}\"\n\n");
    }
    let path = course.join("course.toml");
    let manifest = std::fs::read_to_string(&path).expect("a course");
    let (weeks, form) = manifest.split_once("# ---- The form").expect("weeks and then the form");
    std::fs::write(&path, format!("{weeks}{more}# ---- The form{form}")).expect("a file");
    folder
}

fn write_with(days: &str, folder: &Path) {
    copy(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("lessons"), folder);
    let path = folder.join("social-media/course.toml");
    let manifest = std::fs::read_to_string(&path).expect("a course");
    let (plain, _) = manifest.split_once("# ---- Days of rest").expect("the course and then its days");
    std::fs::write(&path, format!("{plain}\n{days}\n")).expect("a file");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("a copy");
        }
    }
}
