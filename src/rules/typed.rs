//! What a person can type instead of pressing a button: the wish, without the button's data.
//!
//! On a bad network a message arrives later, and a press does not. Which button is meant is found where the person stands
//! (`actions::typed`); words that stand for nothing there are a message to the mentors like any other.

use super::course::Language;
use super::model::Country;

/// A wish in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    // Arriving
    Yes,
    No,
    Perhaps,
    Back,
    Country(Country),
    Language(Language),
    // Lessons
    Done,
    NextLesson,
    /// The very first lesson, before its time.
    FirstLesson,
    /// A lesson by its day; without a week, of the week the person is in.
    Lesson {
        week: Option<u8>,
        day: u8,
    },
    StartWeek(u8),
    // The week's test
    StartTest,
    True,
    False,
    Later,
    /// Back to the test, or to the course.
    Continue,
    /// What was ticked, matched or written is the answer.
    Submit,
    /// What was written is no answer but a message to the mentors.
    AsQuestion,
    // Questions to the mentors
    Send,
    Discard,
    Withdraw,
    Helped,
    // What people think
    /// A step of one of the questions about a week.
    Rate {
        question: u8,
        step: u8,
    },
    Sentence,
    NoSentence,
    Quote(bool),
    Unquote,
    Form,
    Skip,
    HandIn,
    // Practice
    Review,
    // Settings
    Hour(u8),
    Pause,
    Leave,
    Resume,
}
