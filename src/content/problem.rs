//! A problem with its place, and the list of all of them as an author gets it.

use super::kind::ProblemKind;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use thiserror::Error;

/// What a reader of one text found at some bytes of it; the file is added by [`SourceFile::problem`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: ProblemKind,
    pub span: Range<usize>,
}

impl Fault {
    pub(super) fn new(kind: ProblemKind, span: Range<usize>) -> Self {
        Self { kind, span }
    }
}

/// A text file of a course; cloning shares the text.
#[derive(Debug, Clone)]
pub(super) struct SourceFile {
    named: Arc<NamedSource<String>>,
}

impl SourceFile {
    pub(super) fn new(path: String, text: String) -> Self {
        Self { named: Arc::new(NamedSource::new(path, text)) }
    }

    pub(super) fn path(&self) -> &str {
        self.named.name()
    }

    /// The last piece of the path, to name the file in another file's problem.
    pub(super) fn file_name(&self) -> &str {
        self.path().rsplit('/').next().unwrap_or_default()
    }

    pub(super) fn text(&self) -> &str {
        self.named.inner()
    }

    /// The fault as a problem of this file.
    pub(super) fn problem(&self, fault: Fault) -> ContentProblem {
        let text = self.text();
        let start = floor(text, fault.span.start);
        let span = start..floor(text, fault.span.end).max(start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        ContentProblem {
            kind: fault.kind,
            path: self.path().to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].trim_start_matches('\u{feff}').chars().count() + 1,
            span,
            source: Some(Arc::clone(&self.named)),
        }
    }
}

/// The nearest character boundary at or before a byte, within the text.
fn floor(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// One thing an author has to mend. Line and column count from 1, the column in characters; a file that is missing or cannot
/// be read has its problem at 1:1.
#[derive(Debug, Clone, Error)]
#[error("{kind}")]
pub struct ContentProblem {
    pub kind: ProblemKind,
    /// The file as it was given to `load`, with `/` between its pieces.
    pub path: String,
    /// The bytes in question.
    pub span: Range<usize>,
    pub line: usize,
    pub column: usize,
    source: Option<Arc<NamedSource<String>>>,
}

impl ContentProblem {
    /// A problem of a file or folder that has no text to show.
    pub(super) fn of_path(path: String, kind: ProblemKind) -> Self {
        Self { kind, path, span: 0..0, line: 1, column: 1, source: None }
    }
}

impl Diagnostic for ContentProblem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.kind.code()))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.kind.help()))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| &**source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.source.as_ref()?;
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(None, self.span.clone()))))
    }
}

/// All problems of a course or of a folder of courses, by file and place; never empty in an `Err`.
///
/// Displayed as one line each, `path:line:column: what; remedy`, for editors and continuous integration.
#[derive(Debug, Clone, Default)]
pub struct Problems(Vec<ContentProblem>);

impl Problems {
    pub(super) fn new(mut problems: Vec<ContentProblem>) -> Self {
        problems.sort_by(|one, other| {
            (&one.path, one.span.start, one.kind.code()).cmp(&(&other.path, other.span.start, other.kind.code()))
        });
        problems.dedup_by(|one, other| one.path == other.path && one.span == other.span && one.kind == other.kind);
        Self(problems)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &ContentProblem> {
        self.0.iter()
    }

    pub(super) fn into_vec(self) -> Vec<ContentProblem> {
        self.0
    }

    /// The report for a person at a terminal: each problem with the lines around it.
    pub fn report(&self, colour: bool) -> String {
        let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100);
        let mut report = String::new();
        for problem in &self.0 {
            let mut one = String::new();
            // The excerpt names its own place; a problem without one needs a line for it.
            if problem.source.is_none() || handler.render_report(&mut one, problem).is_err() {
                one = format!("{}\n\n  × {problem}\n  help: {}\n", problem.kind.code(), problem.kind.help());
                one.push_str(&format!("  file: {}\n", problem.path));
            }
            report.push_str(&one);
            report.push('\n');
        }
        report
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let ContentProblem { kind, path, line, column, .. } = problem;
            let newline = if index == 0 { "" } else { "\n" };
            let sentence = format!("{kind}; {}", kind.help()).replace(['\n', '\r'], " ");
            write!(out, "{newline}{path}:{line}:{column}: {sentence}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
