//! A GIFT file by itself, for who works on a question bank outside of a course.

use super::tree::Gift;
use crate::content::load;
use crate::content::problem::{Problems, SourceFile};
use std::path::Path;

/// A file that could be read, whatever is wrong with it.
#[derive(Debug)]
pub struct GiftFile {
    file: SourceFile,
    pub gift: Gift,
    /// What keeps questions from being read at all; they are not in `gift`.
    pub syntax: Problems,
    /// What is wrong with the questions that could be read.
    pub questions: Problems,
}

impl GiftFile {
    /// The file as it is.
    pub fn text(&self) -> &str {
        self.file.text()
    }

    /// The line of a byte, counted from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.text()[..byte].matches('\n').count() + 1
    }

    /// All problems in the order of the file; none if nothing is wrong.
    pub fn problems(&self) -> Problems {
        Problems::new(self.syntax.iter().chain(self.questions.iter()).cloned().collect())
    }
}

/// Reads a file and checks its questions. The error is a file that cannot be read at all or is not UTF-8.
pub fn read_file(path: &Path) -> Result<GiftFile, Problems> {
    let file = load::read_source(path)?;
    let (gift, faults) = super::read(file.text());
    let problems = |faults: Vec<_>| Problems::new(faults.into_iter().map(|fault| file.problem(fault)).collect());
    let (syntax, questions) = (problems(faults), problems(super::check(&gift)));
    Ok(GiftFile { file, gift, syntax, questions })
}
