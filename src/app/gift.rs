//! Question banks by themselves: looked at, put in order, turned into JSON.

use super::AppError;
use crate::content::gift::tree::{Answer, Count, Gift};
use crate::content::gift::{self, GiftFile, json};
use crate::content::{ContentProblem, Problems};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Checks files and returns a line about each; all problems of all files at once.
pub fn check_gift(paths: &[PathBuf], colour: bool) -> Result<Vec<String>, AppError> {
    let files = read_all(paths, colour, GiftFile::problems)?;
    Ok(paths.iter().zip(&files).map(|(path, file)| format!("{}: {}", path.display(), summary(&file.gift))).collect())
}

/// A file put in order. What is wrong with single questions does not matter, only that every one can be read.
pub fn format_gift(path: &Path, colour: bool) -> Result<String, AppError> {
    let files = read_all(&[path.to_owned()], colour, |file| file.syntax.clone())?;
    Ok(files.iter().map(|file| gift::write(&file.gift)).collect())
}

/// Those of the files that are not in order; with `write` they are put in order. Nothing is written if one of them
/// cannot be read.
pub fn reformat_gift(paths: &[PathBuf], write: bool, colour: bool) -> Result<Vec<PathBuf>, AppError> {
    let files = read_all(paths, colour, |file| file.syntax.clone())?;
    let mut changed = Vec::new();
    for (path, file) in paths.iter().zip(&files) {
        let written = gift::write(&file.gift);
        if written == file.text() {
            continue;
        }
        if write {
            replace(path, &written)
                .map_err(|error| AppError::failed(format!("`{}` cannot be written: {error}", path.display())))?;
        }
        changed.push(path.clone());
    }
    Ok(changed)
}

/// A file as JSON; see `docs/gift.md`.
pub fn gift_to_json(path: &Path, colour: bool) -> Result<String, AppError> {
    let files = read_all(&[path.to_owned()], colour, |file| file.syntax.clone())?;
    let json = |file: &GiftFile| serde_json::to_string_pretty(&json::file(&file.gift, |byte| file.line(byte)));
    let all: Result<String, _> = files.iter().map(json).collect();
    all.map_err(|error| AppError::failed(error.to_string()))
}

/// Reads files; the problems that count are an error, with a report.
fn read_all(
    paths: &[PathBuf],
    colour: bool,
    counts: impl Fn(&GiftFile) -> Problems,
) -> Result<Vec<GiftFile>, AppError> {
    let (mut files, mut all) = (Vec::new(), Vec::<ContentProblem>::new());
    for path in paths {
        match gift::read_file(path) {
            Ok(file) => {
                all.extend(counts(&file).iter().cloned());
                files.push(file);
            }
            Err(problems) => all.extend(problems.iter().cloned()),
        }
    }
    if all.is_empty() {
        return Ok(files);
    }
    let count = if all.len() == 1 { "1 problem".to_owned() } else { format!("{} problems", all.len()) };
    let problems = Problems::from_iter(all);
    Err(AppError::wrong_use(format!("{count}\n\n{}\n{problems}", problems.report(colour))))
}

/// Writes a file anew so that at no time half of it is there; a link goes on pointing to it.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = path.canonicalize()?;
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(std::fs::metadata(&path)?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

/// `3 questions (2 single choice, 1 essay), no problems`.
fn summary(gift: &Gift) -> String {
    let mut kinds = BTreeMap::<(usize, &str), usize>::new();
    for question in gift.questions() {
        *kinds.entry(kind(&question.answer)).or_default() += 1;
    }
    let count: usize = kinds.values().sum();
    let questions = if count == 1 { "1 question".to_owned() } else { format!("{count} questions") };
    let kinds: Vec<String> = kinds.iter().map(|((_, name), count)| format!("{count} {name}")).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    format!("{questions}{kinds}, no problems")
}

/// What a kind is called, and its place among the others.
fn kind(answer: &Answer) -> (usize, &'static str) {
    match answer {
        Answer::Choices { count: Count::One, .. } => (0, "single choice"),
        Answer::Choices { count: Count::Several, .. } => (1, "several choices"),
        Answer::TrueFalse { .. } => (2, "true or false"),
        Answer::Matching(_) => (3, "matching"),
        Answer::Numerical { .. } => (4, "numerical"),
        Answer::ShortAnswer(_) => (5, "short answer"),
        Answer::Essay => (6, "essay"),
        Answer::Description => (7, "description"),
    }
}
