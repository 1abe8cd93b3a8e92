//! What to say, typed: ids, figures and instants, never a sentence and never a person's words.
//!
//! A notice is kept as JSON in the outbox under its `kind` and [`KIND_VERSION`]; every shape ever written must go on
//! decoding. Who reads it (language, zone, handle) is looked up when it is sent; `text` makes the sentence.

use super::answer::Drawn;
use super::certificate;
use super::correction::Correction;
use super::course::Language;
use super::decision::Refusal;
use super::erasing::Counts;
use super::feedback::{Group, WeekFigures};
use super::help::{Aid, Opening};
use super::help_screen::Stood;
use super::ids::{
    AttemptId, ChatId, CohortId, DeliveryId, EnrolmentId, LessonId, PersonId, QuestionId, SentenceId, VersionId,
};
use super::item::Mark;
use super::model::{Country, Handle};
use super::own_words::{OwnWords, Unclear};
use super::privacy::Switches;
use super::question::Attachment;
use super::regrade::{Brief, Effect};
use super::rest::Span;
use super::schedule::HalfHour;
use super::score::Besides;
use super::sketch::WeekSketch;
use super::statistics::ItemLine;
use super::time_limit::TimeLeft;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Raised when a kind changes its meaning; additions with a default do not need it.
pub const KIND_VERSION: i64 = 1;

/// Who is served first. Within a chat the higher class goes first, then the older delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// To what a person just did.
    Reply,
    /// A question on its way to the mentors, or an answer on its way back.
    Relay,
    Lesson,
    Nudge,
}

impl Class {
    pub const ALL: [Self; 4] = [Self::Reply, Self::Relay, Self::Lesson, Self::Nudge];

    /// The number stored, smallest first served.
    pub const fn rank(self) -> i64 {
        self as i64
    }

    pub fn from_rank(rank: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.rank() == rank)
    }
}

/// A step of the onboarding, each with its own question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnboardingStep {
    Language,
    Consent,
    Country,
    /// What time it is where they are; asked only where the country does not tell.
    Clock,
    Hour,
    /// Whether somebody might look at their phone.
    Phone,
}

impl OnboardingStep {
    pub const ALL: [Self; 6] = [Self::Language, Self::Consent, Self::Country, Self::Clock, Self::Hour, Self::Phone];

    /// As it stands in a press; never renumbered.
    pub const fn number(self) -> u8 {
        match self {
            Self::Language => 1,
            Self::Consent => 2,
            Self::Country => 3,
            Self::Hour => 4,
            Self::Phone => 5,
            Self::Clock => 6,
        }
    }

    /// The step before; `by_clock` where the clock is asked for, between country and hour.
    pub const fn back(self, by_clock: bool) -> Self {
        match self {
            Self::Language | Self::Consent => Self::Language,
            Self::Country => Self::Consent,
            Self::Clock => Self::Country,
            Self::Hour if by_clock => Self::Clock,
            Self::Hour => Self::Country,
            Self::Phone => Self::Hour,
        }
    }
}

/// The button under a lesson that is about the person's own sentence, *why this course matters to me*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyKey {
    /// Under the second lesson: a sentence may be written.
    Ask,
    /// Where one is kept, under the second lesson and each week's first: it can be changed or removed.
    Mine,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// Buttons under a lesson, besides *Ask a mentor*, which is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LessonKeys {
    /// *Done*; gone once pressed.
    #[serde(default)]
    pub done: bool,
    /// *Next lesson*, for who is behind the calendar.
    #[serde(default)]
    pub next: bool,
    /// *Start the test now*, with the number of the attempt it starts.
    #[serde(default)]
    pub test: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<WhyKey>,
    /// Missed items that are due for practice, in *Review*.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub review: u8,
    /// *Lessons of the days of rest*: how many others wait unread.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub waiting: u8,
    /// *Another hour in Ramadan*.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ramadan: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_zero(count: &u8) -> bool {
    *count == 0
}

/// What was just answered, shown above what comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Place of the item in its assessment, from 0.
    pub item: u16,
    /// The choice picked, by its place in the source language; nothing where there is a verdict.
    pub choice: u8,
    /// Of an answer that is more than one choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

/// What an answer that is more than one choice came to. What was typed stands nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub mark: Mark,
    /// What of the item it hit: see [`super::answer::Worth`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hits: Vec<u8>,
    /// An essay that nobody has read yet.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unread: bool,
}

/// The answer to an item that a copied message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EssayOf {
    pub attempt: AttemptId,
    pub position: u8,
}

/// What follows a finished attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "next")]
pub enum NextStep {
    /// The next week is open; its first lesson comes at `lesson_at`, or now by a button where `startable`.
    WeekOpen { week: u8, lesson_at: DateTime<Utc>, startable: bool },
    /// That was the last week.
    CourseCompleted,
    /// The next attempt (its number) opens as soon as the missed lessons were opened again.
    ReviseThenRetry {
        number: u8,
        /// Not before this instant either; a notice will come.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<Utc>>,
    },
    /// The next attempt can start now.
    RetryNow { number: u8 },
    /// The next attempt can start at this instant; a notice will come.
    RetryAt {
        number: u8,
        at: DateTime<Utc>,
        /// It is night then, and the notice waits for the morning.
        #[serde(default, skip_serializing_if = "is_false")]
        quiet: bool,
    },
    /// All attempts are used: mentors were told; whoever hears from nobody goes on at this instant.
    Mentors { goes_on_at: DateTime<Utc> },
    /// It hangs on what mentors have yet to read. Whoever hears from nobody goes on at this instant, if the way is closed.
    BeingRead { goes_on_at: Option<DateTime<Utc>> },
    /// The week was open already, so nothing hangs on this attempt.
    Nothing,
    /// The result is looked at again later: what followed has followed.
    GoneOn,
}

/// How a week's gate was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenedBy {
    Passed,
    Taken,
    /// A mentor or admin opened it.
    Mentor,
    /// All attempts used and 24 hours without a word.
    Waiting,
}

/// One line of the roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterLine {
    pub handle: Handle,
    /// As [`super::enrolment::Status::name`].
    pub status: String,
    /// The week they are in, 0 before the first lesson.
    pub week: u8,
    pub lessons_opened: u16,
    pub lessons_done: u16,
    /// Weeks whose test they passed.
    pub badges: u8,
    /// True when all attempts are used and the gate is closed.
    pub stuck: bool,
    pub unreachable: bool,
}

/// Counts of a cohort; nobody's own figures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CohortCounts {
    pub onboarding: u32,
    pub waiting: u32,
    pub active: u32,
    pub paused: u32,
    pub completed: u32,
    pub left: u32,
    pub unreachable: u32,
    /// By week from the first: how many have its first lesson, and how many passed its test.
    pub weeks: Vec<(u32, u32)>,
    pub questions_open: u32,
    pub questions_answered: u32,
}

/// What is kept about the persons of a cohort, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CohortRows {
    pub enrolments: u32,
    pub attempts: u32,
    pub answers: u32,
    pub questions: u32,
    pub topics: u32,
    /// Taps about the weeks, and answers in the form after the course.
    #[serde(default)]
    pub views: u32,
    /// Sentences that were kept sealed: about the weeks, in the form, and why the course matters to them.
    #[serde(default)]
    pub sentences: u32,
}

/// A cohort as admins see it in lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortLine {
    pub cohort: CohortId,
    pub version: VersionId,
    pub starts_on: NaiveDate,
    pub closes_on: NaiveDate,
    pub enrolled: u32,
    pub has_mentors: bool,
    pub closed: bool,
}

/// Why the mentors' group cannot serve yet, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupLack {
    NotAdmin,
    ManageTopics,
    DeleteMessages,
    /// The bot is not in the group any more, or the group is gone.
    Gone,
}

/// A scope for which a list of commands is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandScope {
    /// Everybody's private chat.
    Participants,
    /// The chat of this delivery, which is an admin's private chat.
    Admin,
    /// The chat of this delivery, which is a mentors' group.
    Mentors,
    /// The chat of this delivery, whose person runs nothing any more: what everybody sees.
    Former,
}

/// Why something could not be carried to a participant, as a mentor is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotDelivered {
    /// They blocked the bot or deleted their account.
    Unreachable,
    /// They have left the course.
    Left,
    /// Telegram refused this message.
    Refused,
    /// There is no question here to answer, or the message is of a kind that cannot be copied.
    NoQuestion,
}

/// What the settings show besides what stands in a person's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsCard {
    /// As far as it was said.
    pub country: Option<Country>,
    /// When the next lesson comes by itself.
    pub next_at: Option<DateTime<Utc>>,
    pub on_break: bool,
    /// The date of return.
    pub until: Option<NaiveDate>,
    pub one_a_day: bool,
    /// Whether a break or leaving can be chosen at all.
    pub running: bool,
    /// The Ramadan that lies in the course and is not over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramadan: Option<Span>,
    /// When this was so: for who lives by a clock that has no name here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn_at: Option<DateTime<Utc>>,
}

/// Everything the bot says or does on Telegram by way of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Notice {
    // ---- Arriving ------------------------------------------------------------------------------------------------
    /// A question of the onboarding; one message, edited from step to step. `languages` are those of the course;
    /// `offered_first` is the one of the phone.
    Onboarding {
        enrolment: EnrolmentId,
        version: VersionId,
        step: OnboardingStep,
        offered_first: Language,
        /// For the consent: what is kept and who sees it, as things are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        privacy: Option<Switches>,
        /// For the clock: the zones to choose from, by place in [`super::place::ZONES`], and when they were drawn.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        zones: Vec<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drawn_at: Option<DateTime<Utc>>,
    },
    /// The summary that ends the onboarding: dates with weekday, weeks by title, the handle, the hour. `first_at` is the
    /// first lesson's instant; `None` when it comes at once.
    Welcome {
        enrolment: EnrolmentId,
        version: VersionId,
        starts_on: NaiveDate,
        first_at: Option<DateTime<Utc>>,
        /// *Another name* can be had.
        #[serde(default, skip_serializing_if = "is_false")]
        rename: bool,
        /// The course has begun for them: `first_at` is that of the next lesson, if one comes by itself.
        #[serde(default, skip_serializing_if = "is_false")]
        begun: bool,
    },
    /// The summary's hours to choose from.
    CardHours {
        enrolment: EnrolmentId,
    },
    /// One harmless practice item, with its feedback once a choice (from 0) was picked. Nothing is recorded.
    Sample {
        enrolment: EnrolmentId,
        answered: Option<u8>,
    },
    /// The evening before the first lesson: when it comes. True until midnight where the person is.
    Eve {
        enrolment: EnrolmentId,
        first_at: DateTime<Utc>,
        until: DateTime<Utc>,
    },
    /// `/privacy`: what is kept and who sees it, as things are.
    Privacy {
        enrolment: Option<EnrolmentId>,
        switches: Switches,
    },
    /// Asks for the person's own sentence, *why this course matters to me*; `kept`: in place of one that is kept.
    WhyAsk {
        enrolment: EnrolmentId,
        kept: bool,
    },
    /// Shows the sentence that is kept, with the ways to change and to remove it.
    WhyMine {
        enrolment: EnrolmentId,
    },
    /// The sentence is kept no longer, or none was written.
    WhyRemoved {
        enrolment: EnrolmentId,
    },
    /// The invitation is fine but consent was declined: nothing is kept, `/start CODE` begins anew.
    ConsentDeclined,
    /// Somebody wrote who has no enrolment: what this is, and that an invitation link is needed.
    Stranger,

    // ---- Lessons -------------------------------------------------------------------------------------------------
    /// A part (from 0) of a lesson; buttons under the last.
    Lesson {
        enrolment: EnrolmentId,
        version: VersionId,
        lesson: LessonId,
        part: u8,
        last: bool,
        keys: LessonKeys,
        /// The first after a break, which is over by itself: said above the lesson.
        #[serde(default, skip_serializing_if = "is_not")]
        back: bool,
    },
    /// The buttons under a lesson that stands already: changes the keyboard alone.
    LessonButtons {
        enrolment: EnrolmentId,
        lesson: LessonId,
        keys: LessonKeys,
        /// Names the languages that the lesson can be shown in, and the files that *text only* shows as buttons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<VersionId>,
        /// The language in which it stands there; `None`: the person's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<Language>,
    },
    /// A part of a lesson in a language that the person chose for it, on the message that was pressed.
    LessonIn {
        enrolment: EnrolmentId,
        version: VersionId,
        lesson: LessonId,
        part: u8,
        language: Language,
        keys: LessonKeys,
    },
    /// `/lessons`: the opened lessons of a week, and the way to the other weeks. `opened`: lessons opened in all, in the
    /// order of the course.
    Lessons {
        enrolment: EnrolmentId,
        version: VersionId,
        week: u8,
        opened: u16,
        done: Vec<LessonId>,
    },
    /// A break is over by itself and no lesson comes with it: what does, or which test can be taken.
    Back {
        enrolment: EnrolmentId,
        version: VersionId,
        week: u8,
        test: Option<u8>,
        next_at: Option<DateTime<Utc>>,
    },
    /// *Done* was typed: when the next lesson comes, with the buttons that are left under the lesson.
    DoneNoted {
        enrolment: EnrolmentId,
        lesson: LessonId,
        keys: LessonKeys,
        next_at: Option<DateTime<Utc>>,
    },
    /// `/today`: where the person stands. `next_at`: when the next lesson comes by itself; `behind` lessons that could be
    /// opened already; `minutes` they take; `test` the number of the attempt that can be started now, for `week`.
    Today {
        enrolment: EnrolmentId,
        version: VersionId,
        lesson: Option<LessonId>,
        next_at: Option<DateTime<Utc>>,
        behind: u16,
        minutes: u16,
        week: u8,
        test: Option<u8>,
        /// Whether *Next lesson* may be pressed now.
        may_open_next: bool,
        /// What the next attempt at the test of the week waits for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        waits: Option<Refusal>,
        /// A test that waits behind the lessons, and the last date on which it can be taken.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        test_waits: Option<(u8, NaiveDate)>,
        /// *One a day suits me* was pressed.
        #[serde(default, skip_serializing_if = "is_not")]
        one_a_day: bool,
        /// The form after the course is open to them, and not handed in.
        #[serde(default, skip_serializing_if = "is_not")]
        form: bool,
    },
    /// `/progress`: lessons opened and done, of how many; per week from the first whether its test was passed.
    Progress {
        enrolment: EnrolmentId,
        version: VersionId,
        opened: u16,
        done: u16,
        lessons: u16,
        badges: Vec<bool>,
        /// What its picture shows; empty in rows that were written before there was one.
        #[serde(default)]
        weeks: Vec<WeekSketch>,
        /// The picture was asked for with its button.
        #[serde(default)]
        picture: bool,
    },

    // ---- The week's test -----------------------------------------------------------------------------------------
    /// The intro of a test: what it is, how many items, minutes, right answers needed, attempts left, until when;
    /// with the button that starts attempt `number`.
    TestOffer {
        enrolment: EnrolmentId,
        version: VersionId,
        week: u8,
        number: u8,
        items: u16,
        minutes: u8,
        needed: u16,
        attempts_left: u8,
        /// The last date on which it can be taken.
        until: NaiveDate,
        /// *Lessons of the days of rest*: how many wait unread.
        #[serde(default, skip_serializing_if = "is_zero")]
        waiting: u8,
    },
    /// An item, on the one message of the attempt; `previous` is what was just answered, with its feedback above.
    Item {
        enrolment: EnrolmentId,
        attempt: AttemptId,
        version: VersionId,
        week: u8,
        /// From 0, out of `total`.
        position: u8,
        total: u8,
        /// Place of the item in its assessment, from 0.
        item: u16,
        /// Choices in the order on the screen, by place in the source language.
        choices: Vec<u8>,
        previous: Option<Answered>,
        /// Its place among the items that count and how many those are, where some do not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<(u8, u8)>,
        /// What is ticked, matched or written so far.
        #[serde(default, skip_serializing_if = "Drawn::is_blank")]
        drawn: Drawn,
        /// Where the attempt has a time limit: what is left of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Option<TimeLeft>,
        /// Nothing was said of the test before: what to expect stands above its first item.
        #[serde(default, skip_serializing_if = "is_not")]
        unoffered: bool,
    },
    /// An item of an attempt that is over, with what was answered (nothing: it was not) and, where the course says so now,
    /// what is right. What was typed stands nowhere. `place`: among the items that count, and how many those are.
    LookedBack {
        enrolment: EnrolmentId,
        attempt: AttemptId,
        version: VersionId,
        week: u8,
        position: u8,
        place: (u8, u8),
        item: u16,
        choices: Vec<u8>,
        answered: Option<Answered>,
        /// The positions of the items before and after it, where there are such.
        neighbours: (Option<u8>, Option<u8>),
        reveal: bool,
    },
    /// A mentor has read an essay whose attempt was decided already, or hangs on others too.
    EssayMarked {
        enrolment: EnrolmentId,
        version: VersionId,
        week: u8,
        item: u16,
        passed: bool,
    },
    /// *Continue later* was pressed: how far it is, until when it can be finished, and the button to go on.
    AttemptPaused {
        enrolment: EnrolmentId,
        attempt: AttemptId,
        week: u8,
        answered: u8,
        total: u8,
        until: NaiveDate,
        /// Its time runs on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Option<TimeLeft>,
    },
    /// The end of an attempt: score, what to revise as buttons, what comes next and when.
    TestResult {
        enrolment: EnrolmentId,
        attempt: AttemptId,
        version: VersionId,
        week: u8,
        number: u8,
        right: u16,
        total: u16,
        needed: u16,
        passed: bool,
        missed: Vec<LessonId>,
        next: NextStep,
        previous: Option<Answered>,
        /// What the answers are worth together, where some are worth a part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<Mark>,
        /// How many of the cohort are in the week that opens; `None` for few.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        companions: Option<u32>,
        /// Taps of feedback given so far, where the week asks for them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        views: Option<u8>,
        /// The lessons behind the most of what was missed, at most two.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        foremost: Vec<LessonId>,
        #[serde(default, skip_serializing_if = "Besides::is_nothing")]
        besides: Besides,
    },
    /// What is asked about a week after a tap that was typed: so many were given. The result stands above.
    Views {
        enrolment: EnrolmentId,
        attempt: AttemptId,
        week: u8,
        views: u8,
    },
    /// *Add a sentence* was pressed: the next message is one.
    SentencePrompt {
        enrolment: EnrolmentId,
        week: u8,
    },
    /// *Rather not*.
    SentenceDropped {
        enrolment: EnrolmentId,
        week: u8,
    },
    /// The sentence is kept; whether it may be quoted, once that was said.
    SentenceKept {
        enrolment: EnrolmentId,
        week: u8,
        quotable: Option<bool>,
    },
    /// A missed item once more, as practice; `left` are due, this one among them.
    ReviewItem {
        enrolment: EnrolmentId,
        version: VersionId,
        week: u8,
        item: u16,
        choices: Vec<u8>,
        left: u8,
        /// What is ticked or matched of it so far.
        #[serde(default, skip_serializing_if = "Drawn::is_blank")]
        drawn: Drawn,
    },
    /// What was right about it, and the next where some are left.
    ReviewAnswered {
        enrolment: EnrolmentId,
        version: VersionId,
        week: u8,
        item: u16,
        /// Nothing where there is a verdict.
        choice: u8,
        left: u8,
        /// Of an answer that is more than one choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verdict: Option<Verdict>,
    },
    /// The missed lessons were opened again, or the waiting is over, or a mentor gave one: attempt `number` can start.
    AttemptReady {
        enrolment: EnrolmentId,
        week: u8,
        number: u8,
        given_by_mentor: bool,
        /// Minutes that it may last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u8>,
    },
    /// A week opened otherwise than by the result just shown.
    WeekOpened {
        enrolment: EnrolmentId,
        version: VersionId,
        week: u8,
        by: OpenedBy,
        lesson_at: DateTime<Utc>,
        startable: bool,
        /// How many of the cohort are in this week; `None` for few.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        companions: Option<u32>,
    },
    /// The course is behind the person; questions and opened lessons stay.
    Completed {
        enrolment: EnrolmentId,
        version: VersionId,
        badges: u8,
        weeks: u8,
        /// *Certificate*.
        #[serde(default, skip_serializing_if = "is_not")]
        certificate: bool,
    },

    /// A question of a week's test was wrong, and graded again the test is passed.
    Regraded {
        enrolment: EnrolmentId,
        version: VersionId,
        week: u8,
        right: u16,
        total: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<Mark>,
        next: NextStep,
        /// *Certificate*.
        #[serde(default, skip_serializing_if = "is_not")]
        certificate: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        companions: Option<u32>,
    },

    // ---- The certificate -----------------------------------------------------------------------------------------
    /// Asks for the name that shall stand on it.
    CertificateAsk {
        enrolment: EnrolmentId,
        version: VersionId,
    },
    /// Shows the name that was typed, which waits sealed and is looked up when this goes.
    CertificateName {
        enrolment: EnrolmentId,
        version: VersionId,
    },
    /// The certificate. The name and the code are looked up when it goes. `kept`: for the name that is kept for another
    /// time; `picture`: the picture was asked for with its button.
    Certificate {
        enrolment: EnrolmentId,
        version: VersionId,
        #[serde(default, skip_serializing_if = "is_not")]
        kept: bool,
        #[serde(default, skip_serializing_if = "is_not")]
        picture: bool,
    },
    /// The name that was kept is forgotten.
    NameForgotten {
        enrolment: EnrolmentId,
    },
    /// Stands in the outbox in place of what was said once it has arrived, where *Hide* needs a row. `file`: it was one.
    Gone {
        enrolment: EnrolmentId,
        #[serde(default, skip_serializing_if = "is_not")]
        file: bool,
    },
    /// What a code says, for whoever asks. `version`: one of the course's, for its title.
    Verified {
        answer: certificate::Answer,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<VersionId>,
    },

    // ---- The form after the course ---------------------------------------------------------------------------------
    /// An entry of the form (from 0), on its one message; `answered`: another answer replaces the one that was given.
    FormEntry {
        enrolment: EnrolmentId,
        version: VersionId,
        entry: u8,
        #[serde(default, skip_serializing_if = "is_not")]
        answered: bool,
    },
    /// The sentence of an entry is kept: may it be quoted?
    FormQuote {
        enrolment: EnrolmentId,
        version: VersionId,
        entry: u8,
    },
    /// Behind the last entry: so many of so many are answered; *Hand in*.
    FormEnd {
        enrolment: EnrolmentId,
        version: VersionId,
        answered: u8,
        total: u8,
    },
    /// It is handed in. `quotable`: a sentence may be quoted, which can be taken back.
    FormThanks {
        enrolment: EnrolmentId,
        quotable: bool,
    },
    /// To admins: what a cohort answered, as far as it may be shown. `entries` are the groups of each entry of the form of
    /// `version`; nobody and none while fewer than five have handed it in.
    FormStats {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        people: u32,
        /// The place of the first of these entries, from 0.
        first: u8,
        entries: Vec<Vec<Group>>,
    },
    /// To admins: sentences of the form that may be quoted, by entry; their words are looked up when it goes.
    FormQuotes {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        sentences: Vec<(u8, Vec<SentenceId>)>,
        #[serde(skip)]
        words: Vec<(u8, Vec<String>)>,
    },

    // ---- Days and pace -------------------------------------------------------------------------------------------
    /// A reminder of the week's test: attempt `number`, or the lessons to `revise` before it, with the minutes that what
    /// comes next takes; in one of several wordings (from 0). Without a sound.
    Nudge {
        enrolment: EnrolmentId,
        version: VersionId,
        week: u8,
        number: u8,
        revise: Vec<LessonId>,
        minutes: u16,
        wording: u8,
        until: NaiveDate,
    },
    /// The last reminder had no answer: a break began by itself, with *Resume*. Without a sound.
    SelfPaused {
        enrolment: EnrolmentId,
    },
    /// The hours for Ramadan, as buttons; `at` is the one that holds now, if there is one.
    RamadanHours {
        enrolment: EnrolmentId,
        span: Option<Span>,
        at: Option<HalfHour>,
    },
    /// The hour for Ramadan is kept; `None`: the usual one.
    RamadanHourSet {
        enrolment: EnrolmentId,
        span: Option<Span>,
        at: Option<HalfHour>,
    },

    // ---- Questions: the participant's side -----------------------------------------------------------------------
    /// `/ask`: how to ask.
    AskPrompt {
        enrolment: EnrolmentId,
    },
    /// Held back for a second look: *Send to the mentors* or *Don't send*. `first` when it is the first message ever.
    QuestionHeld {
        enrolment: EnrolmentId,
        question: QuestionId,
        first: bool,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        document: bool,
    },
    /// Telegram has accepted it in the mentors' group; carries *Withdraw*.
    QuestionArrived {
        enrolment: EnrolmentId,
        question: QuestionId,
    },
    /// There is no mentors' group yet (or it is out of reach): the question waits and will be handed over.
    QuestionWaits {
        enrolment: EnrolmentId,
        question: QuestionId,
    },
    QuestionDiscarded {
        enrolment: EnrolmentId,
        question: QuestionId,
    },
    QuestionWithdrawn {
        enrolment: EnrolmentId,
        question: QuestionId,
    },
    /// A reaction on the person's own message: received.
    Received {
        enrolment: EnrolmentId,
        message: i64,
    },
    /// A mentor's message, copied to the participant in reply to the question (`reply_to`, the person's own message).
    Reply {
        enrolment: EnrolmentId,
        question: QuestionId,
        /// Where the mentor wrote it; `message` is a number in this group.
        group: ChatId,
        message: i64,
        reply_to: Option<i64>,
        repeated: bool,
        /// The delivery that a discreet person had as a neutral line and opened now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opens: Option<DeliveryId>,
        /// What it carries beside words, until it was asked for; `None` for words alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<Attachment>,
        /// What the mentor opened with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opening: Option<Opening>,
    },
    /// A mentor's message with a file, for who wants none: a button that brings it. `of` is the delivery of the reply.
    ReplyFile {
        question: QuestionId,
        of: DeliveryId,
        file: Attachment,
        repeated: bool,
        /// What the mentor opened with it, and for whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opening: Option<(EnrolmentId, Opening)>,
    },
    /// A mentor sent the ready sentence, with what it opens; lessons behind what was missed as buttons.
    MentorSays {
        enrolment: EnrolmentId,
        version: VersionId,
        /// The week whose test it is about.
        week: u8,
        missed: Vec<LessonId>,
        opening: Opening,
    },
    /// *That helped* was pressed: the keyboard goes, the question is closed.
    ReplyClosed {
        enrolment: EnrolmentId,
        question: QuestionId,
        /// The delivery of the reply.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<DeliveryId>,
    },

    // ---- Questions: the mentors' side ----------------------------------------------------------------------------
    /// Makes the participant's topic, titled with the handle.
    Topic {
        enrolment: EnrolmentId,
        handle: Handle,
    },
    /// The first message of a topic: language, week and day of the participant. In a plain group, above the first question.
    TopicHeader {
        enrolment: EnrolmentId,
        handle: Handle,
        language: Language,
        country: Option<Country>,
        week: u8,
        day: u8,
    },
    /// A participant's message, copied into the topic.
    QuestionCopy {
        enrolment: EnrolmentId,
        question: QuestionId,
        message: i64,
        repeated: bool,
        /// It is an essay to be marked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        essay: Option<EssayOf>,
    },
    /// Above an essay: what it answers, and how it is marked.
    EssayHeader {
        enrolment: EnrolmentId,
        version: VersionId,
        handle: Handle,
        week: u8,
        item: u16,
    },
    /// The essay is marked: its buttons go.
    EssaySettled {
        enrolment: EnrolmentId,
        question: QuestionId,
    },
    /// Below it: how it was marked, and how a comment reaches who wrote it.
    EssayNoted {
        enrolment: EnrolmentId,
        handle: Handle,
        week: u8,
        passed: bool,
    },
    /// Takes a withdrawn question's copy away again.
    QuestionRemove {
        enrolment: EnrolmentId,
        question: QuestionId,
    },
    /// Below a question that was sent again because its fate was unknown: it may stand here twice.
    RepeatMark {
        enrolment: EnrolmentId,
    },
    /// A reaction on a mentor's message: it reached the participant.
    ReplyArrived {
        enrolment: EnrolmentId,
        message: i64,
    },
    /// It could not be carried, and why; in reply to the mentor's message.
    ReplyFailed {
        enrolment: Option<EnrolmentId>,
        message: i64,
        why: NotDelivered,
    },
    /// After a second try that did not suffice: which lessons to help with, *Give an attempt*, *Open the week*.
    NeedsHelp {
        enrolment: EnrolmentId,
        version: VersionId,
        handle: Handle,
        week: u8,
        missed: Vec<LessonId>,
        granted: u8,
        exhausted: bool,
        /// Sentences that stood here and were taken back.
        #[serde(default, skip_serializing_if = "Stood::is_nothing")]
        stood: Stood,
    },
    /// What a mentor is about to do for somebody, with the ready sentence in `language`, that of the person, and in that of
    /// the group. Sent as it is, or a reply to this message goes instead.
    HelpDraft {
        enrolment: EnrolmentId,
        version: VersionId,
        handle: Handle,
        week: u8,
        missed: Vec<LessonId>,
        aid: Aid,
        opening: Opening,
        language: Language,
        #[serde(default, skip_serializing_if = "Stood::is_nothing")]
        stood: Stood,
    },
    /// A mentor's button did its work.
    HelpGiven {
        enrolment: EnrolmentId,
        handle: Handle,
        week: u8,
        /// The way on, and not one more attempt.
        opened: bool,
        /// The way on from the last week is the end of the course.
        #[serde(default, skip_serializing_if = "is_false")]
        completed: bool,
        #[serde(default, skip_serializing_if = "Stood::is_nothing")]
        stood: Stood,
    },
    /// A mentor's reply to a message that has changed: what is it to go with? In reply to it.
    HelpAsk {
        enrolment: EnrolmentId,
        handle: Handle,
        week: u8,
        words: OwnWords,
        #[serde(flatten)]
        unclear: Unclear,
        /// What it can go with: one more attempt, by the number of those given before; and what the open way leads to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        granted: Option<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opens: Option<Opening>,
    },
    /// The reply went alone, or stays in the group.
    HelpAnswered {
        enrolment: EnrolmentId,
        handle: Handle,
        week: u8,
        sent: bool,
    },
    /// `/mentors` in a group: looks up the bot's rights there.
    CheckGroup {
        cohort: CohortId,
    },
    /// Several cohorts could be meant: one button each.
    ChooseCohort {
        cohorts: Vec<CohortLine>,
    },
    GroupBound {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        forum: bool,
    },
    GroupUnfit {
        cohort: CohortId,
        lacks: Vec<GroupLack>,
    },

    // ---- Settings and words --------------------------------------------------------------------------------------
    Help {
        enrolment: Option<EnrolmentId>,
        admin: bool,
    },
    /// `/settings`: everything, with its buttons. What the reader's own row says is read when it goes.
    Settings {
        enrolment: EnrolmentId,
        #[serde(default)]
        card: SettingsCard,
    },
    ChoosePlace {
        enrolment: EnrolmentId,
    },
    /// For whose country none was said: whose hour to go by.
    ChooseZone {
        enrolment: EnrolmentId,
        /// The clocks to choose from, places in [`super::place::ZONES`], as they were drawn at `drawn_at`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        zones: Vec<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drawn_at: Option<DateTime<Utc>>,
    },
    /// Breaks to choose from: days and date of return.
    ChooseBreak {
        enrolment: EnrolmentId,
        breaks: Vec<(u16, NaiveDate)>,
    },
    ChooseLanguage {
        enrolment: EnrolmentId,
        version: VersionId,
    },
    ChooseHour {
        enrolment: EnrolmentId,
    },
    LanguageSet {
        enrolment: EnrolmentId,
    },
    /// `next_at`: when the next thing comes by itself with the new hour.
    HourSet {
        enrolment: EnrolmentId,
        next_at: Option<DateTime<Utc>>,
    },
    /// `/stop`: a break, or leaving; each with its own button.
    ChooseStop {
        enrolment: EnrolmentId,
        /// The date of return from a break of a week.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
        /// Days after the closing for which what is kept about a person stays.
        #[serde(default = "kept_days")]
        kept_days: u16,
    },
    Paused {
        enrolment: EnrolmentId,
        /// When lessons go on by themselves; `None`: when the person comes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
    },
    Left {
        enrolment: EnrolmentId,
        /// Days after the closing for which what is kept about a person stays.
        #[serde(default = "kept_days")]
        kept_days: u16,
    },
    Resumed {
        enrolment: EnrolmentId,
        next_at: Option<DateTime<Utc>>,
    },
    /// What cannot be, kindly, and what can.
    Refused {
        enrolment: Option<EnrolmentId>,
        why: Refusal,
    },
    /// Text came where a button is awaited.
    ButtonAwaited {
        enrolment: EnrolmentId,
        step: OnboardingStep,
    },
    /// Something went wrong on our side; nothing the person did is to blame.
    Apology,

    // ---- Discretion ----------------------------------------------------------------------------------------------
    /// A neutral line with *Read*, for what this delivery says.
    Veiled {
        of: DeliveryId,
    },
    /// A file of a lesson that was asked for; `number` counts the lesson's files from 0.
    LessonFile {
        enrolment: EnrolmentId,
        version: VersionId,
        lesson: LessonId,
        number: u8,
    },
    /// A mentor's message was to be opened, but its author deleted it.
    ReplyGone {
        enrolment: EnrolmentId,
    },
    /// What protects the person here, and what only Telegram itself can do.
    Safety {
        /// For the way back to the settings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        enrolment: Option<EnrolmentId>,
    },
    /// Deletes messages of ours in this chat: at most a hundred, each less than 48 hours old.
    Sweep {
        messages: Vec<i64>,
    },
    /// Makes a single dot of a message of ours that is too old to be deleted.
    Dot {
        message: i64,
    },

    // ---- Admins --------------------------------------------------------------------------------------------------
    Claimed,
    /// Who runs things; for an owner with a fresh code, good for an hour, that makes another admin (`/claim CODE`).
    Admins {
        admins: Vec<(PersonId, NaiveDate)>,
        you: PersonId,
        owner: bool,
        #[serde(default)]
        claim_code: Option<String>,
    },
    AdminRemoved {
        person: PersonId,
    },
    NewCohortCourse {
        versions: Vec<VersionId>,
    },
    NewCohortStart {
        version: VersionId,
        today: NaiveDate,
    },
    NewCohortZone {
        version: VersionId,
        starts_on: NaiveDate,
    },
    NewCohortConfirm {
        version: VersionId,
        starts_on: NaiveDate,
        zone: u8,
    },
    CohortCreated {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        invite_code: String,
    },
    Cohorts {
        cohorts: Vec<CohortLine>,
    },
    Invitation {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        invite_code: String,
        enrolled: u32,
        capacity: Option<u32>,
    },
    Roster {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        page: u8,
        pages: u8,
        lines: Vec<RosterLine>,
    },
    Stats {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        counts: CohortCounts,
        /// What people think of each week, as far as it may be shown.
        #[serde(default)]
        feedback: Vec<WeekFigures>,
    },
    /// Sentences that may be quoted, by their ids; what they say is looked up when it goes, and stands in no row.
    Quotes {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        sentences: Vec<SentenceId>,
        #[serde(skip)]
        words: Vec<String>,
    },
    /// `/items`: of which week's test?
    ItemsWeeks {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
    },
    /// How the items of a week's test do, from so many first attempts; no lines where those are too few. `first`: the place
    /// (from 0) of the first line among all, of which there are `count`.
    Items {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        week: u8,
        attempts: u32,
        first: u16,
        count: u16,
        lines: Vec<ItemLine>,
    },
    /// Which choices were picked, as a picture of some of the items.
    ItemsChart {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        week: u8,
        attempts: u32,
        lines: Vec<ItemLine>,
    },
    /// What a correction of an item (by its place, from 0) would come to: it is counted for everybody, or this choice is right
    /// too; with the button that does it, or, `ordered`, on its way.
    RegradeAsk {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        week: u8,
        item: u16,
        choice: Option<u8>,
        effect: Effect,
        #[serde(default, skip_serializing_if = "is_not")]
        ordered: bool,
    },
    /// To every admin: a correction was carried out, or, `refused`, could not be. `by`: who ordered it; `None` at the
    /// command line.
    RegradeDone {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        week: u8,
        change: Brief,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        changed: u32,
        passing: u32,
        #[serde(default, skip_serializing_if = "is_not")]
        refused: bool,
    },
    /// A cohort has to be chosen for a command: one button each, of this kind.
    PickCohort {
        cohorts: Vec<CohortLine>,
        what: PickFor,
    },
    PreviewMenu {
        versions: Vec<VersionId>,
    },
    PreviewCourse {
        version: VersionId,
        language: Language,
    },
    PreviewLesson {
        version: VersionId,
        language: Language,
        lesson: LessonId,
        part: u8,
    },
    /// The rules of a week's test, in words.
    PreviewRules {
        version: VersionId,
        week: u8,
    },
    /// One item with its right choice and every feedback.
    PreviewItem {
        version: VersionId,
        language: Language,
        week: u8,
        item: u16,
    },
    /// Some entries of the form after the course, from `first` (from 0) on, as many as a message shows.
    PreviewForm {
        version: VersionId,
        language: Language,
        first: u8,
    },
    /// The mentors' group cannot be reached or lacks rights: questions wait.
    GroupTrouble {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        lacks: Vec<GroupLack>,
    },

    /// So many lessons fall due at this instant that they take long at the rate that is kept for them (messages a
    /// second); when the last of them comes. The hour is that of `zone`, where most of them are.
    Rush {
        at: DateTime<Utc>,
        zone: String,
        lessons: u32,
        per_second: u32,
        minutes: u32,
        last_at: DateTime<Utc>,
    },

    /// For which cohort are its days to be corrected so? One button each.
    PickDays {
        cohorts: Vec<CohortLine>,
        correction: Correction,
    },
    /// Days of rest and Ramadan of a cohort as they hold now: with how to correct them, or with what has just been corrected
    /// and the number under which that can be taken back (`None`: it stood so already).
    CohortDays {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        ramadan: Vec<Span>,
        rest: Vec<Span>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done: Option<(Correction, Option<u32>)>,
    },
    /// From most people of a country nothing has been heard since a date (`silent` of `people` who were heard before); or,
    /// `over`, they are heard again. Reminders are held back meanwhile.
    CountrySilent {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        country: Country,
        people: u32,
        silent: u32,
        since: NaiveDate,
        over: bool,
    },

    // ---- What is kept, and forgetting --------------------------------------------------------------------------------
    /// `/mydata`: everything that is kept about the reader, looked up when it goes.
    MyData,
    /// The same as a file, made when it goes.
    MyDataFile,
    /// `/forget`: asks once.
    ForgetAsk {
        person: PersonId,
    },
    /// It was asked, and everything is kept.
    ForgetKept,
    /// The receipt.
    Erased {
        counts: Counts,
    },
    /// Takes messages away from the chat of this delivery, at most 100.
    EraseMessages {
        messages: Vec<i64>,
    },
    /// Takes a topic away from the group of this delivery, with all that stands in it.
    EraseTopic {
        thread: i64,
    },
    /// To the admins, a week before everything about the persons of a cohort goes (`on`): what goes, and what stays.
    RetentionDue {
        cohort: CohortId,
        version: VersionId,
        starts_on: NaiveDate,
        on: NaiveDate,
        counts: CohortRows,
        /// Days after the cohort's last open day.
        kept_days: u32,
        /// Why they are kept longer than is usual, in the words of the settings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },

    // ---- Housekeeping --------------------------------------------------------------------------------------------
    /// Sets the list of commands; `None`: for every language without a list of its own.
    SetCommands {
        scope: CommandScope,
        language: Option<Language>,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_not(flag: &bool) -> bool {
    !flag
}

/// What stood behind notices that did not say it yet.
const fn kept_days() -> u16 {
    super::privacy::PERSONS_KEPT_DAYS
}

/// For which command a cohort is being chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PickFor {
    Invite,
    Roster,
    Stats,
    /// The items of a week's test; `None`: the week has to be chosen, too.
    Items {
        week: Option<u8>,
    },
}

/// A short answer to a press, shown as a toast or an alert; goes from memory, may be lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toast {
    /// Acknowledged without words.
    Silent,
    /// *Done*: when the next thing comes.
    LessonDone {
        next_at: Option<DateTime<Utc>>,
    },
    Right,
    PartlyRight,
    NotQuite,
    AlreadyAnswered,
    /// The keyboard belongs to an attempt that is over. Alert.
    PastAttempt,
    /// The button means nothing any more. Alert.
    OldButton,
    /// The same in a mentors' group: it was done already, or is not needed any more. Alert.
    DoneAlready,
    /// In a mentors' group: another sentence for this person is being written in this very message. Alert.
    BeingWritten,
    /// Shown as an alert.
    Refused(Refusal),
    Sent,
    Saved,
}
