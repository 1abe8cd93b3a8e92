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

/// The course in the repository with other days of rest, as `course.toml` would say them.
pub fn lessons_with(days: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_with(days, folder.path());
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
