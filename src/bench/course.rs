//! The course of the benchmark: one lesson of 600 characters with its buttons, and a test of as many items as it takes.

use crate::app::AppError;
use crate::content;
use crate::rules::course::{Course, Language};
use std::fmt::Write as _;
use std::path::Path;

/// Characters of the lesson, its title included.
const LENGTH: usize = 600;

const TITLE: &str = "Lesson one";

const SENTENCE: &str = "Read it slowly, then tap Done. ";

const MANIFEST: &str = "source = \"en\"\nlanguages = [\"en\"]\ntitle.en = \"A course to measure with\"\n\n\
    [rules]\nshuffle = false\n\n[[week]]\ntitle.en = \"The week\"\n";

/// The most items that a test may have here.
pub const MOST_ITEMS: usize = 200;

/// Writes the course into a folder of courses and reads it back as the product does.
pub fn write(lessons: &Path, items: usize) -> Result<Course, AppError> {
    let folder = lessons.join("bench");
    let week = folder.join("week-1");
    let written = std::fs::create_dir_all(&week)
        .and_then(|()| std::fs::write(folder.join("course.toml"), MANIFEST))
        .and_then(|()| std::fs::write(week.join("day-1.en.md"), lesson()))
        .and_then(|()| std::fs::write(week.join("assessment.en.gift"), assessment(items)));
    written.map_err(|error| AppError::failed(format!("{} cannot be written: {error}", lessons.display())))?;
    content::load(&folder).map_err(|problems| AppError::failed(format!("the course of the benchmark: {problems}")))
}

/// What the lesson says, as it is sent.
pub fn text(course: &Course) -> String {
    let lesson = course.lessons().next();
    let parts = lesson.and_then(|lesson| lesson.body.get(&Language::En));
    parts.and_then(|parts| parts.first()).map(|part| part.text.clone()).unwrap_or_default()
}

fn lesson() -> String {
    let room = LENGTH - TITLE.len() - "\n\n".len();
    let words: String = SENTENCE.chars().cycle().take(room - 1).collect();
    format!("# {TITLE}\n\n{}.\n", words.trim_end())
}

fn assessment(items: usize) -> String {
    let mut text = String::new();
    for number in 1..=items.clamp(1, MOST_ITEMS) {
        let written = writeln!(
            text,
            "// [tag:day-1]\n::item-{number}::Question {number}: which one is right? {{\n=This one#Yes.\n~That one#Not quite.\n}}\n"
        );
        written.expect("memory takes what is written to it");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_course_is_valid_and_its_lesson_has_the_length_that_was_promised() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let course = write(folder.path(), 12).expect("a valid course");
        assert_eq!(course.weeks[0].assessment.items.len(), 12);
        let length = text(&course).chars().count();
        assert!((LENGTH - 5..=LENGTH).contains(&length), "{length}: {}", text(&course));
    }
}
