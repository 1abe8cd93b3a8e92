//! Identifiers: one newtype a noun, so that a cohort's id can never stand where a person's is asked for.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }
    )*};
}

id! {
    /// A chat as we number it: a person's private chat or a group. Never Telegram's own id.
    ChatId;
    /// A person who has written to the bot.
    PersonId;
    /// A run of one course version.
    CohortId;
    /// A person in a cohort.
    EnrolmentId;
    /// One go at a week's assessment.
    AttemptId;
    /// What a participant asked the mentors.
    QuestionId;
    /// A participant's place in the mentors' group.
    TopicId;
    /// A row of the outbox.
    DeliveryId;
    /// A sentence that a participant wrote about a week.
    SentenceId;
    /// A stored version of a course's content.
    VersionId;
}

/// A lesson by its place in the course: week and day, both from 1.
///
/// The place is the identity: a course never re-uses it for another lesson once a version with it was run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LessonId {
    pub week: u8,
    pub day: u8,
}

impl LessonId {
    pub const fn new(week: u8, day: u8) -> Self {
        Self { week, day }
    }
}

impl fmt::Display for LessonId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.week, self.day)
    }
}

impl std::str::FromStr for LessonId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (week, day) = text.split_once('.').ok_or(())?;
        Ok(Self { week: week.parse().map_err(|_| ())?, day: day.parse().map_err(|_| ())? })
    }
}

impl Serialize for LessonId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LessonId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom("a lesson id is week.day"))
    }
}
