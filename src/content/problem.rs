//! A problem with its place, and the list of all of them as an author gets it.

use super::kind::ProblemKind;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
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
pub(super) struct SourceFile(Arc<NamedText>);

#[derive(Debug)]
struct NamedText {
    path: String,
    text: String,
}

impl SourceFile {
    pub(super) fn new(path: String, text: String) -> Self {
        Self(Arc::new(NamedText { path, text }))
    }

    /// The last piece of the path, to name the file in another file's problem.
    pub(super) fn file_name(&self) -> &str {
        self.0.path.rsplit('/').next().unwrap_or_default()
    }

    pub(super) fn text(&self) -> &str {
        &self.0.text
    }

    /// The fault as a problem of this file.
    pub(super) fn problem(&self, fault: Fault) -> ContentProblem {
        let text = self.text();
        let start = floor(text, fault.span.start);
        let span = start..floor(text, fault.span.end).max(start);
        let line = text[..start].matches('\n').count() + 1;
        let column = letters_before(text, start) + 1;
        ContentProblem { kind: fault.kind, path: self.0.path.clone(), span, line, column, file: Some(self.clone()) }
    }
}

/// Where a line of text ends for a terminal: longer lines are not shown, and miette cannot draw under the longest.
const MAX_SHOWN_LINE: usize = 2_000;

impl NamedText {
    /// Whether the lines around a span can be shown to a person.
    fn is_showable(&self, span: &Range<usize>) -> bool {
        let contents = self.text.read_span(&span.clone().into(), 1, 1);
        contents.is_ok_and(|shown| shown.data().split(|&byte| byte == b'\n').all(|line| line.len() <= MAX_SHOWN_LINE))
    }
}

impl SourceCode for NamedText {
    /// As miette reads a text, but with the column in letters: it counts bytes, which in Arabic names another place.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let shown = self.text.read_span(span, lines_before, lines_after)?;
        let column = letters_before(&self.text, shown.span().offset());
        let (span, line, count) = (*shown.span(), shown.line(), shown.line_count());
        Ok(Box::new(MietteSpanContents::new_named(self.path.clone(), shown.data(), span, line, column, count)))
    }
}

/// The letters between the beginning of a line and a byte of it; a byte-order mark is none.
fn letters_before(text: &str, byte: usize) -> usize {
    let before = &text[..byte];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    before[line_start..].trim_start_matches('\u{feff}').chars().count()
}

/// The nearest character boundary at or before a byte, within the text.
fn floor(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// One thing an author has to mend. Line and column count from 1, the column in characters; a file that is missing or
/// cannot be read has its problem at 1:1.
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
    file: Option<SourceFile>,
}

impl ContentProblem {
    /// A problem of a file or folder that has no text to show.
    pub(super) fn of_path(path: String, kind: ProblemKind) -> Self {
        Self { kind, path, span: 0..0, line: 1, column: 1, file: None }
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
        self.file.as_ref().map(|file| &*file.0 as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.file.as_ref()?;
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
            let showable = problem.file.as_ref().is_some_and(|file| file.0.is_showable(&problem.span));
            if !showable || handler.render_report(&mut one, problem).is_err() {
                let ContentProblem { kind, path, line, column, .. } = problem;
                one = format!("{}\n\n  × {kind}\n   ─[{path}:{line}:{column}]\n  help: {}\n", kind.code(), kind.help());
            }
            report.push_str(&one);
            report.push('\n');
        }
        report
    }
}

impl FromIterator<ContentProblem> for Problems {
    fn from_iter<I: IntoIterator<Item = ContentProblem>>(problems: I) -> Self {
        Self::new(problems.into_iter().collect())
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
