//! The shipped lessons in French have the same typography as the sentences around them.

use std::path::{Path, PathBuf};

const NARROW: char = '\u{202F}';

fn french_files() -> Vec<PathBuf> {
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/social-media");
    let weeks = std::fs::read_dir(course).expect("the course").map(|entry| entry.expect("an entry").path());
    let files = weeks.filter(|week| week.is_dir()).flat_map(|week| std::fs::read_dir(week).expect("a week"));
    let paths = files.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.to_string_lossy().contains(".fr.")).collect()
}

/// Without code, whose signs are not French, and without the signs that GIFT wants before a colon.
fn prose(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`").replace("\\:", ":")
}

#[test]
fn french_lessons_have_narrow_spaces_and_real_apostrophes() {
    let files = french_files();
    assert_eq!(files.len(), 14, "twelve lessons and two tests");
    for path in files {
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        for line in text.lines() {
            // Names and marks of GIFT, comments and pictures' files are no prose.
            let line = prose(line.rsplit("::").next().unwrap_or(line));
            let signs: Vec<char> = line.chars().collect();
            assert!(!line.contains('\''), "{}: {line}", path.display());
            for (index, sign) in signs.iter().enumerate() {
                let before = index.checked_sub(1).map(|index| signs[index]);
                if matches!(sign, ';' | '!' | '?' | ':' | '»') && before == Some(' ') {
                    panic!("{}: an ordinary space before {sign}: {line}", path.display());
                }
                if *sign == '»' {
                    assert_eq!(before, Some(NARROW), "{}: {line}", path.display());
                }
                if *sign == '«' {
                    assert_eq!(signs.get(index + 1), Some(&NARROW), "{}: {line}", path.display());
                }
            }
        }
    }
}
