//! What the rules answer: a decision (the next state and what to say) or a refusal, which is a normal value.

use super::ids::LessonId;
use super::notice::Notice;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The next state and the notices that follow from it, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<State> {
    pub next: State,
    pub notices: Vec<Notice>,
}

/// Why something cannot be, with what the person needs to hear. Never an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Refusal {
    /// No cohort has this invitation code.
    InvitationUnknown,
    InvitationClosed {
        closed_on: NaiveDate,
    },
    InvitationFull,
    /// They are in this cohort already.
    AlreadyEnrolled,
    /// They are in another cohort that is still running.
    EnrolledElsewhere,
    /// For what only an enrolled person may do.
    NotEnrolled,
    /// The enrolment is on a break; *Resume* brings it back.
    OnBreak,
    HasLeft,
    /// The cohort is closed: nothing can be taken any more.
    CohortClosed {
        closed_on: NaiveDate,
    },
    /// Nothing more to open until this instant.
    NotYet {
        at: DateTime<Utc>,
    },
    /// Two extra lessons a day at most; the next one comes at this instant.
    EnoughForToday {
        at: Option<DateTime<Utc>>,
    },
    /// The next week opens after the test.
    TestFirst {
        week: u8,
    },
    NothingMore,
    /// The test opens after the week's lessons.
    LessonsFirst {
        week: u8,
    },
    TestPassed {
        week: u8,
    },
    /// The lessons to open again before the next attempt.
    ReviseFirst {
        lessons: Vec<LessonId>,
    },
    AttemptAt {
        at: DateTime<Utc>,
    },
    NoAttemptLeft {
        goes_on_at: Option<DateTime<Utc>>,
    },
    /// Mentors have yet to read what the last attempt hangs on.
    BeingRead {
        goes_on_at: Option<DateTime<Utc>>,
    },
    /// What was typed is no number.
    NumberUnknown,
    /// The letters that were typed are none of this item's.
    LettersUnknown,
    /// Nothing is ticked yet.
    NothingPicked,
    /// A break of that length would outlast the course; so many days are left for one, none on the last day.
    BreakOutlasts {
        closes_on: NaiveDate,
        most: u16,
    },
    /// The keyboard belongs to an attempt that is over.
    PastAttempt,
    /// The time of the attempt is over.
    TimeOver,
    /// In this course mentors open no week; they can give an attempt.
    NoWaiver,
    AlreadyAnswered,
    /// A button or link that means nothing any more.
    Outdated,
    /// Documents, stickers and whatever else is not carried yet.
    KindNotCarried,
    /// This course takes no documents.
    NoDocuments,
    /// Larger than a bot may fetch.
    DocumentTooLarge,
    /// An hour was typed that is none.
    HourUnknown,
    /// An hour for Ramadan was typed that is none.
    HalfHourUnknown,
    /// Two dates were wanted, the first and the last.
    SpanUnknown,
    LanguageUnknown,
    /// A command that we do not know.
    CommandUnknown,
    WrongClaimCode,
    /// No course could be read, so no cohort can be made.
    NoCourse,
    NoCohort,
    StartInPast,
    /// The typed date is none.
    DateUnknown,
    /// It can only be asked for in a group.
    OnlyInGroup,
    /// The last owner cannot be removed.
    LastAdmin,
    /// What was asked is not theirs to ask; shown to admins only (others get silence).
    NotAllowed,
    /// A break lasts one day to so many.
    BreakLength {
        most: u16,
    },
    /// Too late: a mentor may have read it already.
    TooLateToWithdraw,
    /// The mentors know them by their name already, so there is no other.
    NameKnown,
    /// Several buttons begin with the words that were typed.
    SeveralButtons,
    /// *Read* was typed where no neutral line stands.
    NothingToRead,
    /// *Hide* was typed where nothing stands open.
    NothingToHide,
    /// The form comes after the course.
    FormNotYet,
    /// It was handed in, and stays as it is.
    FormHandedIn,
    /// A figure was typed that is none of the answers, which go from 1 to this.
    FormFigure {
        most: u8,
    },
    /// What was written is longer than so many signs, or empty.
    SentenceTooLong {
        most: u16,
    },
    /// What was typed is no name for a certificate: letters, at most so many signs.
    NameUnfit {
        most: u16,
    },
    /// This course gives no certificate.
    NoCertificate,
    /// The certificate comes with the test of this week, the last, once it is passed.
    CertificateLater {
        week: u8,
    },
}
