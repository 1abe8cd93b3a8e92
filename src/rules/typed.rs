//! What a person can type instead of pressing a button: the wish, without the button's data.
//!
//! On a bad network a message arrives later, and a press does not. Which button is meant is found where the person stands
//! (`actions::typed`); words that stand for nothing there are a message to the mentors like any other.

use super::course::Language;
use super::model::Country;
use super::preferences::Safeguard;
use super::press::Press;
use super::schedule::HalfHour;

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
    /// Back to the answers of the last attempt.
    LookBack,
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
    // Settings
    Hour(u8),
    Pause,
    Leave,
    Resume,
    Settings,
    Place,
    Clock,
    WeekOff,
    /// A break of so many days.
    Break(u16),
    OneADay(bool),
    ArabicIndicDigits(bool),
    RamadanHour(HalfHour),
    RamadanUsual,
    // The summary, and the person's own sentence
    AnotherName,
    Try,
    Why,
    ChangeWhy,
    RemoveWhy,
    // Practice, lessons from days of rest, the picture of how far somebody is
    Review,
    Waiting,
    Picture,
    // Safety
    Safeguard(Safeguard, bool),
    Read,
    Hide,
    // What is kept, and forgetting
    DataFile,
    /// The words of the button that erases everything: where it is not on the screen, they only ask.
    EraseAll,
    KeepAll,
    // The certificate
    NameRight,
    NameKeep,
    NameChange,
    NameForget,
}

/// What words are on a message that stands in the chat: the label of a button, or the beginning of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labelled {
    Nothing,
    Press(Press),
    /// Several buttons begin like this, so it is not known which is meant.
    Several,
}

/// Longer than any button, in signs: what is longer is no label.
pub const LONGEST_LABEL: usize = 64;
