//! Everything that is kept about somebody, read together: for whoever asks what that is, and for whoever has it erased.

use super::answer::Written;
use super::enrolment::{Progress, Status};
use super::ids::{ChatId, EnrolmentId, VersionId};
use super::model::{Handle, Person};
use super::question::QuestionState;
use super::role::Role;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// What is kept about the person of a private chat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dossier {
    /// `None` for a stranger, of whom the sealed chat alone is kept, for as long as something is on its way there.
    pub person: Option<Person>,
    pub roles: Vec<Role>,
    /// What they ordered as an admin, the oldest first.
    pub corrected: Vec<Corrected>,
    /// The oldest first.
    pub enrolments: Vec<Enrolled>,
    /// Our messages in their chat, as far as they are known.
    pub messages: Vec<Known>,
    /// What waits to be sent to them.
    pub waiting: u32,
}

/// That they ordered a week's test to be graded again by another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    pub week: u8,
    /// Real time.
    pub at: DateTime<Utc>,
}

/// What is kept about a participant of a cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    pub id: EnrolmentId,
    pub version: VersionId,
    /// The first day of the cohort.
    pub starts_on: NaiveDate,
    /// The last day on which anything can be done in the cohort.
    pub closes_on: NaiveDate,
    pub handle: Handle,
    pub since: DateTime<Utc>,
    pub status: Status,
    pub progress: Progress,
    /// *Why this course matters to me*, as they wrote it.
    pub why: Option<String>,
    /// The name for their certificate, kept or waiting.
    pub name: Option<String>,
    /// What they think of the weeks, and of the course.
    pub views: Views,
    pub attempts: Vec<Tried>,
    /// What they typed as answers.
    pub written: Vec<WrittenAnswer>,
    pub questions: Vec<Asked>,
    /// What mentors' groups hold; more than one where another group has taken over.
    pub groups: Vec<Held>,
}

/// What somebody said of the weeks in taps and sentences, and answered in the form after the course.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Views {
    /// Week, question and step.
    pub taps: Vec<(u8, String, u8)>,
    /// Week, words, and whether they may be quoted.
    pub sentences: Vec<(u8, String, bool)>,
    /// Entry and choice.
    pub form: Vec<(String, u8)>,
    /// Entry, words, and whether they may be quoted.
    pub form_sentences: Vec<(String, String, bool)>,
}

/// An attempt at a week's test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    pub week: u8,
    pub number: u8,
    pub started_at: DateTime<Utc>,
    /// `None` while it goes on.
    pub finished_at: Option<DateTime<Utc>>,
    pub answers: u32,
    pub right: u32,
}

/// What was typed in answer to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenAnswer {
    pub week: u8,
    /// The item's name.
    pub item: String,
    pub words: Written,
}

/// A question to the mentors; its words are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub state: QuestionState,
    pub asked_at: DateTime<Utc>,
}

/// What stands about a participant in a mentors' group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub chat: ChatId,
    /// Whether the group has topics.
    pub forum: bool,
    /// The topic, once it was made.
    pub thread: Option<i64>,
    /// Messages of ours there, as far as they are known.
    pub messages: Vec<Known>,
}

/// A message of ours by Telegram's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub message: i64,
    /// Course time.
    pub sent_at: DateTime<Utc>,
}

/// For so long Telegram lets a bot delete a message: 48 hours, less what a request may wait.
pub const DELETABLE: TimeDelta = TimeDelta::minutes(48 * 60 - 10);

/// The numbers of those that can still be deleted, oldest first, and how many cannot.
pub fn deletable(messages: &[Known], now: DateTime<Utc>) -> (Vec<i64>, u32) {
    let fresh = |known: &&Known| now - known.sent_at < DELETABLE;
    let numbers: Vec<i64> = messages.iter().filter(fresh).map(|known| known.message).collect();
    let older = messages.len() - numbers.len();
    (numbers, u32::try_from(older).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_telegram_would_refuse_to_delete_is_counted_and_not_tried() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let known = |message, hours, minutes| Known {
            message,
            sent_at: now - TimeDelta::hours(hours) - TimeDelta::minutes(minutes),
        };
        let messages = [known(1, 60, 0), known(2, 48, 0), known(3, 47, 51), known(4, 47, 49), known(5, 0, 0)];
        assert_eq!(deletable(&messages, now), (vec![4, 5], 3));
    }
}
