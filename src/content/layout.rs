//! What a name in a course folder stands for.

use super::kind::ProblemKind;
use super::media;
use crate::rules::course::Language;

/// The lessons a week can have: six days, then the assessment.
pub(super) const MAX_DAYS: u8 = 6;

/// What stands directly in the course's folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CourseEntry {
    Manifest,
    Week(u8),
    /// A README, a hidden file or the `media/` folder: not ours to judge.
    Tolerated,
    Wrong(ProblemKind),
}

/// What stands in a week's folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WeekEntry {
    Lesson(u8, Language),
    Assessment(Language),
    /// The folder with the files that the week's lessons show.
    Media,
    Tolerated,
    Wrong(ProblemKind),
}

pub(super) fn course_entry(name: &str, is_folder: bool) -> CourseEntry {
    if tolerated(name, is_folder) {
        CourseEntry::Tolerated
    } else if name == "course.toml" && !is_folder {
        CourseEntry::Manifest
    } else {
        match week_number(name).filter(|_| is_folder) {
            Some(week) => CourseEntry::Week(week),
            None => CourseEntry::Wrong(ProblemKind::UnknownName { name: name.to_owned() }),
        }
    }
}

/// The number in `week-3`; `None` for any other name.
pub(super) fn week_number(name: &str) -> Option<u8> {
    number(name.strip_prefix("week-")?)
}

pub(super) fn week_entry(name: &str, is_folder: bool) -> WeekEntry {
    if is_folder && name == media::FOLDER {
        return WeekEntry::Media;
    }
    if tolerated(name, is_folder) {
        return WeekEntry::Tolerated;
    }
    let wrong = || WeekEntry::Wrong(ProblemKind::UnknownName { name: name.to_owned() });
    let mut pieces = name.split('.');
    let (Some(stem), Some(code), Some(ending), None) = (pieces.next(), pieces.next(), pieces.next(), pieces.next())
    else {
        return wrong();
    };
    let language = Language::ALL.into_iter().find(|language| language.code() == code);
    let unknown = || WeekEntry::Wrong(ProblemKind::UnknownLanguage { code: code.to_owned() });
    match (stem, stem.strip_prefix("day-"), ending) {
        _ if is_folder => wrong(),
        ("assessment", _, "gift") => language.map_or_else(unknown, WeekEntry::Assessment),
        (_, Some(day), "md") if !day.is_empty() && day.bytes().all(|byte| byte.is_ascii_digit()) => {
            match number(day).filter(|&day| day <= MAX_DAYS) {
                Some(day) => language.map_or_else(unknown, |language| WeekEntry::Lesson(day, language)),
                // `day-01` is a day too, but two spellings of one lesson would hide each other.
                None if day.len() > 1 && day.starts_with('0') => wrong(),
                None => WeekEntry::Wrong(ProblemKind::UnknownDay { day: day.to_owned() }),
            }
        }
        _ => wrong(),
    }
}

fn tolerated(name: &str, is_folder: bool) -> bool {
    name.starts_with('.')
        || (is_folder && name == media::FOLDER)
        || (!is_folder && name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("readme")))
}

/// A number from 1 as people write it: digits without a leading zero.
fn number(digits: &str) -> Option<u8> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_week() {
        assert_eq!(week_entry("day-2.ar.md", false), WeekEntry::Lesson(2, Language::Ar));
        assert_eq!(week_entry("assessment.fr.gift", false), WeekEntry::Assessment(Language::Fr));
        assert_eq!(week_entry("Readme.txt", false), WeekEntry::Tolerated);
        let day = |day: &str| WeekEntry::Wrong(ProblemKind::UnknownDay { day: day.to_owned() });
        assert_eq!(week_entry("day-7.en.md", false), day("7"));
        assert_eq!(week_entry("day-300.en.md", false), day("300"));
        for name in
            ["day-1.md", "day-01.en.md", "day-1.en.txt", "Day1.md", "day-.en.md", "day-+1.en.md", "day-1.en.md~", ""]
        {
            let wrong = WeekEntry::Wrong(ProblemKind::UnknownName { name: name.to_owned() });
            assert_eq!(week_entry(name, false), wrong, "{name}");
        }
    }

    #[test]
    fn weeks_are_folders() {
        assert_eq!(course_entry("week-12", true), CourseEntry::Week(12));
        for (name, is_folder) in
            [("week-1", false), ("week-0", true), ("week-01", true), ("week-256", true), ("media", false)]
        {
            assert!(matches!(course_entry(name, is_folder), CourseEntry::Wrong(_)), "{name}");
        }
    }
}
