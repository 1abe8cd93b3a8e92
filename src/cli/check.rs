//! `darb check`.

use crate::app::{self, AppError};
use clap::Args;
use std::io::IsTerminal;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder of courses
    #[arg(env = "DARB_LESSONS", default_value = "lessons")]
    lessons: PathBuf,
}

pub fn execute(arguments: &Arguments) -> Result<(), AppError> {
    let courses = app::check(&arguments.lessons, std::io::stderr().is_terminal())?;
    for course in courses {
        let lessons = course.lessons().count();
        let items: usize = course.weeks.iter().map(|week| week.assessment.items.len()).sum();
        let languages: Vec<&str> = course.languages.iter().map(|language| language.code()).collect();
        println!("{}: {lessons} lessons and {items} items in {}; no problems", course.slug, languages.join(", "));
    }
    Ok(())
}
