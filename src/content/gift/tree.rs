//! What a GIFT file says: its questions, categories and comments, each with its bytes.
//!
//! Nothing of a file is lost in its tree but white space that has no meaning, so that it can be written
//! again.

use super::number::Number;
use super::weight::Weight;
use std::ops::Range;

/// A file, its pieces in their order. Blank lines stand between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gift {
    pub pieces: Vec<Piece>,
    /// The names of questions that are there but could not be read; `None` for one whose name is not known either.
    pub broken: Vec<Option<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Comments without a question under them.
    Comments(Vec<Comment>),
    Category(Category),
    Question(Box<Question>),
}

/// `$CATEGORY: top/Week 1`: where the questions after it belong in a question bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The path as it is written, with `/` between its names.
    pub path: Said<String>,
    /// [`Place::Above`] or [`Place::Below`] the line.
    pub comments: Vec<Comment>,
}

/// A comment: a whole line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The line without white space around it.
    pub span: Range<usize>,
    /// What follows the two slashes, without white space after it.
    pub text: String,
    pub place: Place,
}

/// Where a comment stands in its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Above the question, or among the lines of its text.
    Above,
    /// Right before the answer with this index, counted from 0; after the last one it is the number of answers.
    Answer(usize),
    /// Under the closing brace, or under a question without braces.
    Below,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question's bytes from its name to its last sign, comments above and below it left out.
    pub span: Range<usize>,
    /// The bytes from `{` to `}`; empty, at the end, where there are none.
    pub braces: Range<usize>,
    /// `None` if it has none or an empty one.
    pub name: Option<Said<String>>,
    /// What is asked. Where a word is missing, the words before and after the gap are one text.
    pub text: Text,
    /// The byte of `text.words` where the missing word belongs; `None` if the answers stand at the end, where no word
    /// is missing.
    pub gap: Option<usize>,
    pub answer: Answer,
    /// `####`: shown after any answer.
    pub feedback: Option<Text>,
    /// The `[tag:...]` of its comments, in their order.
    pub tags: Vec<Said<String>>,
    /// The `[id:...]` of its comments.
    pub id: Option<Said<String>>,
    pub comments: Vec<Comment>,
}

/// What is awaited. Lists of a tree that was read have at least one entry, which may be without words; see `check`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Only a text, without braces: nothing is asked.
    Description,
    /// `{}`: free words, for a person to mark.
    Essay,
    /// `{T}`. Feedback is for who answered wrongly and for who answered rightly.
    TrueFalse { truth: bool, wrong: Option<Text>, right: Option<Text> },
    /// `{=right ~wrong}`.
    Choices { count: Count, choices: Vec<Choice> },
    /// `{=one way to say it =%50%another}`: typed words.
    ShortAnswer(Vec<ShortAnswer>),
    /// `{=left -> right}`: pairs to be found.
    Matching(Vec<Pair>),
    /// `{#1822:5}`: a typed number. `wrong` is the feedback for any other number (`~#...`).
    Numerical { answers: Vec<NumericalAnswer>, wrong: Option<Text> },
}

/// How many choices a person may take. As in Moodle a `=` anywhere makes it one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// At least one choice has a `=`. There may be more, and others may have weights; see `check`.
    One,
    /// No choice has a `=`, so what each is worth is in its weight alone.
    Several,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// From its sign to its last letter, feedback included.
    pub span: Range<usize>,
    /// `=` is the whole, `~` nothing, `~%50%` half.
    pub weight: Weight,
    pub text: Text,
    /// For who took it.
    pub feedback: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortAnswer {
    /// From its sign to its last letter, feedback included.
    pub span: Range<usize>,
    /// `=` is the whole, `=%50%` half.
    pub weight: Weight,
    /// What may be typed; `*` stands for any letters, `\*` for the sign itself.
    pub text: Text,
    /// For who typed it.
    pub feedback: Option<Text>,
}

/// A left side and what belongs to it. The same right side may belong to several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// From its sign to its last letter.
    pub span: Range<usize>,
    /// `None` for a distractor (`= -> nobody's`): a right side that belongs to nothing.
    pub left: Option<Text>,
    /// Plain in every format: Moodle knows no mark here.
    pub right: Said<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumericalAnswer {
    /// From its sign to its last letter, feedback included.
    pub span: Range<usize>,
    /// `=` is the whole, `=%50%` half.
    pub weight: Weight,
    pub value: Value,
    /// For who typed it.
    pub feedback: Option<Text>,
}

/// The numbers that an answer takes, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `1822:5`; the tolerance is not negative, and zero where none is given.
    Around { number: Number, tolerance: Number },
    /// `1817..1827`; the first is not greater than the second.
    Between { low: Number, high: Number },
    /// `*`: any number.
    Any,
}

/// A text with its escapes undone. Neither it nor its lines have white space around them, but for what stands next to
/// an escaped line break or a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The bytes of the text, its mark of format included, without white space around it.
    pub span: Range<usize>,
    /// The mark before it; without one it is in the format of its question, a question in Moodle's own.
    pub format: Option<Format>,
    pub words: String,
}

/// The marks `[moodle]`, `[plain]`, `[html]` and `[markdown]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text in which Moodle shows HTML, links and line breaks.
    Moodle,
    Plain,
    Html,
    Markdown,
}

/// A thing and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    pub span: Range<usize>,
    pub it: T,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Moodle, Self::Plain, Self::Html, Self::Markdown];

    /// The word between the brackets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Moodle => "moodle",
            Self::Plain => "plain",
            Self::Html => "html",
            Self::Markdown => "markdown",
        }
    }
}

impl Gift {
    /// The questions in their order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Question(question) => Some(&**question),
            Piece::Comments(_) | Piece::Category(_) => None,
        })
    }
}

impl Question {
    /// The format of the text and of whatever has no mark of its own.
    pub fn format(&self) -> Format {
        self.text.format.unwrap_or(Format::Moodle)
    }

    /// The text with `blank` where a word is missing.
    pub fn text_with(&self, blank: &str) -> String {
        match self.gap {
            Some(gap) => [&self.text.words[..gap], blank, &self.text.words[gap..]].concat(),
            None => self.text.words.clone(),
        }
    }
}
