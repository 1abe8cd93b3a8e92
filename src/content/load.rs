//! The disk: finds a course's files and reads them. Nothing else in `content` touches it.

use super::kind::ProblemKind;
use super::layout::{self, CourseEntry, WeekEntry};
use super::media::{self, Folder, FoundFile};
use super::problem::{ContentProblem, Fault, Problems, SourceFile};
use super::validate::{self, Found, FoundWeek};
use crate::rules::course::Course;
use std::fs;
use std::path::Path;

/// Reads one course from its folder: the course, or everything that is wrong with it.
pub fn load(folder: &Path) -> Result<Course, Problems> {
    let path = shown(folder);
    let mut found = Found { path: path.clone(), ..Found::default() };
    let entries = match entries(folder) {
        Ok(entries) => entries,
        Err(error) => return Err(Problems::new(vec![unreadable(path, &error)])),
    };
    // The name behind `.` and links is wanted, too.
    found.slug = folder.canonicalize().ok().and_then(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
    for (name, is_folder) in entries {
        let entry_path = format!("{path}/{name}");
        match layout::course_entry(&name, is_folder) {
            CourseEntry::Tolerated => {}
            CourseEntry::Manifest => {
                found.has_manifest = true;
                found.manifest = read(&folder.join(&name), entry_path, &mut found.problems);
            }
            CourseEntry::Week(number) => {
                let week = load_week(&folder.join(&name), entry_path, &mut found.problems);
                found.weeks.insert(number, week);
            }
            CourseEntry::Wrong(kind) => found.problems.push(ContentProblem::of_path(entry_path, kind)),
        }
    }
    validate::course(found)
}

/// Reads every course of a folder, in the order of their names. A subfolder is a course if it has a course.toml or a
/// week.
pub fn load_all(lessons: &Path) -> Result<Vec<Course>, Problems> {
    let path = shown(lessons);
    let entries = entries(lessons).map_err(|error| Problems::new(vec![unreadable(path.clone(), &error)]))?;
    let (mut courses, mut problems) = (Vec::new(), Vec::new());
    for (name, _) in entries.into_iter().filter(|(name, is_folder)| *is_folder && !name.starts_with('.')) {
        let folder = lessons.join(name);
        if !is_course(&folder) {
            continue;
        }
        match load(&folder) {
            Ok(course) => courses.push(course),
            Err(found) => problems.extend(found.into_vec()),
        }
    }
    if courses.is_empty() && problems.is_empty() {
        problems.push(ContentProblem::of_path(path, ProblemKind::NoCourse));
    }
    if problems.is_empty() { Ok(courses) } else { Err(Problems::new(problems)) }
}

/// A folder with weeks but no course.toml counts: to pass over it in silence would lose a course.
fn is_course(folder: &Path) -> bool {
    let is_week = |(name, is_folder): &(String, bool)| *is_folder && layout::week_number(name).is_some();
    folder.join("course.toml").exists() || entries(folder).is_ok_and(|entries| entries.iter().any(is_week))
}

fn load_week(folder: &Path, path: String, problems: &mut Vec<ContentProblem>) -> FoundWeek {
    let mut week = FoundWeek { path: path.clone(), ..FoundWeek::default() };
    let entries = entries(folder).unwrap_or_else(|error| {
        problems.push(unreadable(path.clone(), &error));
        Vec::new()
    });
    for (name, is_folder) in entries {
        let entry_path = format!("{path}/{name}");
        match layout::week_entry(&name, is_folder) {
            WeekEntry::Tolerated => {}
            WeekEntry::Lesson(day, language) => {
                let file = read(&folder.join(&name), entry_path, problems);
                week.lessons.insert((day, language), file);
            }
            WeekEntry::Assessment(language) => {
                let file = read(&folder.join(&name), entry_path, problems);
                week.assessments.insert(language, file);
            }
            WeekEntry::Media => week.media = load_media(&folder.join(&name), &entry_path, problems),
            WeekEntry::Wrong(kind) => problems.push(ContentProblem::of_path(entry_path, kind)),
        }
    }
    week
}

/// The files of a week's folder `media`; what stands in folders inside of it is left alone.
fn load_media(folder: &Path, path: &str, problems: &mut Vec<ContentProblem>) -> Folder {
    let mut found = Folder::new();
    let entries = entries(folder).unwrap_or_else(|error| {
        problems.push(unreadable(path.to_owned(), &error));
        Vec::new()
    });
    for (name, _) in entries.into_iter().filter(|(name, is_folder)| !is_folder && !name.starts_with('.')) {
        let file = folder.join(&name);
        let read = is_inside(&file, folder).and_then(|inside| {
            Ok(if !inside {
                FoundFile::Elsewhere
            } else if fs::metadata(&file)?.len() > media::MAX_BYTES {
                FoundFile::TooLarge
            } else {
                FoundFile::Read(fs::read(&file)?.into())
            })
        });
        let read = read.unwrap_or_else(|error| {
            problems.push(unreadable(format!("{path}/{name}"), &error));
            FoundFile::Unreadable
        });
        found.insert(name, read);
    }
    found
}

/// Whether a file really stands below a folder: a link may lead anywhere.
fn is_inside(file: &Path, folder: &Path) -> std::io::Result<bool> {
    Ok(file.canonicalize()?.starts_with(folder.canonicalize()?))
}

/// The names in a folder, sorted, and whether each is a folder itself.
fn entries(folder: &Path) -> std::io::Result<Vec<(String, bool)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        entries.push((entry.file_name().to_string_lossy().into_owned(), entry.path().is_dir()));
    }
    entries.sort_unstable();
    Ok(entries)
}

/// Reads a text file that belongs to no course.
pub(super) fn read_source(path: &Path) -> Result<SourceFile, Problems> {
    let mut problems = Vec::new();
    read(path, shown(path), &mut problems).ok_or_else(|| Problems::new(problems))
}

/// Reads a text file; `None` with a problem if it cannot be read or is no UTF-8.
fn read(file: &Path, path: String, problems: &mut Vec<ContentProblem>) -> Option<SourceFile> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            problems.push(unreadable(path, &error));
            return None;
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Some(SourceFile::new(path, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            // What comes before the first bad byte is text, and shows the author where to look.
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            problems.push(SourceFile::new(path, text).problem(Fault::new(ProblemKind::NotUtf8, at..at + 3)));
            None
        }
    }
}

fn unreadable(path: String, error: &std::io::Error) -> ContentProblem {
    ContentProblem::of_path(path, ProblemKind::Unreadable { reason: error.kind().to_string() })
}

/// The path as it was given, with `/` on every system.
fn shown(path: &Path) -> String {
    let shown = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    shown.strip_suffix('/').unwrap_or(&shown).to_owned()
}
