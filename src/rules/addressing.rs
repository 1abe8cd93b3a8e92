//! How a notice travels: by which kind of request, in which class, and on which *screen*.
//!
//! A screen names what a message shows (`t:7:2`: the test of week 2 of enrolment 7), so that a later notice for the same
//! screen can edit that message instead of sending another. Screens are unique within a chat.

use super::course::Language;
use super::help::Opening;
use super::help_screen::{Help, HelpScreen, Stands, Stood};
use super::ids::{ChatId, DeliveryId, EnrolmentId};
use super::notice::{Class, NextStep, Notice};
use super::preferences::Preferences;
use chrono::{DateTime, Utc};

/// The kind of request that carries a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// A message; or an edit of the one that shows the screen.
    Message,
    /// The keyboard of a message alone.
    Keyboard,
    /// A copy of somebody's message.
    Copy,
    Topic,
    Delete,
    /// Deletes several messages at once.
    Sweep,
    /// Leaves a dot of a message.
    Dot,
    /// Many messages at once.
    DeleteMany,
    /// A topic with all that stands in it.
    DeleteTopic,
    React,
    /// Looks up the bot's rights in a group.
    CheckGroup,
    Commands,
}

impl Verb {
    /// Whether doing it twice is the same as doing it once, so that after a doubt it is just repeated.
    pub const fn is_idempotent(self) -> bool {
        matches!(
            self,
            Self::Keyboard
                | Self::Delete
                | Self::DeleteMany
                | Self::DeleteTopic
                | Self::Sweep
                | Self::Dot
                | Self::React
                | Self::CheckGroup
                | Self::Commands
        )
    }

    /// Whether it counts against Telegram's sending limits.
    pub const fn is_counted(self) -> bool {
        matches!(self, Self::Message | Self::Keyboard | Self::Copy | Self::Topic | Self::Dot)
    }
}

impl Notice {
    pub const fn verb(&self) -> Verb {
        match self {
            Self::LessonButtons { .. } | Self::ReplyClosed { .. } | Self::EssaySettled { .. } => Verb::Keyboard,
            Self::Reply { .. } | Self::QuestionCopy { .. } => Verb::Copy,
            Self::Topic { .. } => Verb::Topic,
            Self::QuestionRemove { .. } => Verb::Delete,
            Self::EraseMessages { .. } => Verb::DeleteMany,
            Self::EraseTopic { .. } => Verb::DeleteTopic,
            Self::Received { .. } | Self::ReplyArrived { .. } => Verb::React,
            Self::Sweep { .. } => Verb::Sweep,
            Self::Dot { .. } => Verb::Dot,
            Self::CheckGroup { .. } => Verb::CheckGroup,
            Self::SetCommands { .. } => Verb::Commands,
            _ => Verb::Message,
        }
    }

    /// Whether it tells what is kept about its reader, which is looked up when it goes.
    pub const fn needs_dossier(&self) -> bool {
        matches!(self, Self::MyData | Self::MyDataFile)
    }

    /// The class when it comes by itself; an answer to what a person just did is [`Class::Reply`] unless it is a relay.
    pub const fn class(&self) -> Class {
        match self {
            Self::Topic { .. }
            | Self::TopicHeader { .. }
            | Self::QuestionCopy { .. }
            | Self::QuestionRemove { .. }
            | Self::RepeatMark { .. }
            | Self::Reply { .. }
            | Self::ReplyFile { .. }
            | Self::ReplyFailed { .. }
            | Self::EssayHeader { .. }
            | Self::EssayNoted { .. }
            | Self::EssaySettled { .. }
            | Self::NeedsHelp { .. }
            | Self::HelpDraft { .. }
            | Self::HelpAsk { .. } => Class::Relay,
            Self::Lesson { .. }
            | Self::TestOffer { .. }
            | Self::AttemptReady { .. }
            | Self::MentorSays { .. }
            | Self::Regraded { .. }
            | Self::WeekOpened { .. }
            | Self::Completed { .. }
            | Self::Back { .. }
            | Self::RetentionDue { .. }
            | Self::SetCommands { .. } => Class::Lesson,
            Self::Eve { .. } | Self::Nudge { .. } | Self::SelfPaused { .. } => Class::Nudge,
            Self::Veiled { .. } | Self::Sweep { .. } | Self::Dot { .. } => Class::Nudge,
            _ => Class::Reply,
        }
    }

    /// What the message shows; `None` for what is never edited.
    pub fn screen(&self) -> Option<String> {
        Some(match self {
            Self::Onboarding { enrolment, .. } | Self::Welcome { enrolment, .. } | Self::CardHours { enrolment } => {
                format!("o:{enrolment}")
            }
            Self::Sample { enrolment, .. } => format!("p:{enrolment}"),
            Self::WhyAsk { enrolment, .. } | Self::WhyMine { enrolment } | Self::WhyRemoved { enrolment } => {
                format!("w:{enrolment}")
            }
            Self::Lesson { enrolment, lesson, .. } | Self::LessonButtons { enrolment, lesson, shown: None, .. } => {
                format!("l:{enrolment}:{lesson}")
            }
            Self::LessonIn { enrolment, lesson, language, .. }
            | Self::LessonButtons { enrolment, lesson, shown: Some(language), .. } => {
                format!("l:{enrolment}:{lesson}:{}", language.code())
            }
            Self::Lessons { enrolment, .. } => format!("ll:{enrolment}"),
            Self::Today { enrolment, .. } => format!("y:{enrolment}"),
            Self::TestOffer { enrolment, week, .. }
            | Self::Item { enrolment, week, .. }
            | Self::AttemptPaused { enrolment, week, .. }
            | Self::TestResult { enrolment, week, .. } => format!("t:{enrolment}:{week}"),
            Self::LookedBack { enrolment, week, .. } => format!("lb:{enrolment}:{week}"),
            Self::Views { enrolment, week, .. } => views_screen(*enrolment, *week),
            Self::SentencePrompt { enrolment, week }
            | Self::SentenceDropped { enrolment, week }
            | Self::SentenceKept { enrolment, week, .. } => format!("w:{enrolment}:{week}"),
            Self::FormEntry { enrolment, .. }
            | Self::FormQuote { enrolment, .. }
            | Self::FormEnd { enrolment, .. }
            | Self::FormThanks { enrolment, .. } => format!("x:{enrolment}"),
            Self::ReviewItem { enrolment, .. } | Self::ReviewAnswered { enrolment, .. } => format!("v:{enrolment}"),
            Self::QuestionHeld { question, .. }
            | Self::QuestionArrived { question, .. }
            | Self::QuestionWaits { question, .. }
            | Self::QuestionDiscarded { question, .. }
            | Self::QuestionWithdrawn { question, .. } => format!("q:{question}"),
            Self::TopicHeader { enrolment, .. } => format!("i:{enrolment}"),
            Self::QuestionCopy { question, .. }
            | Self::QuestionRemove { question, .. }
            | Self::EssaySettled { question, .. } => format!("c:{question}"),
            Self::Reply { question, .. } | Self::ReplyFile { question, .. } | Self::ReplyClosed { question, .. } => {
                format!("r:{question}")
            }
            Self::NeedsHelp { .. }
            | Self::HelpDraft { .. }
            | Self::HelpGiven { .. }
            | Self::HelpAsk { .. }
            | Self::HelpAnswered { .. } => self.help_screen()?.encode(),
            Self::Settings { .. }
            | Self::ChooseLanguage { .. }
            | Self::ChooseHour { .. }
            | Self::LanguageSet { .. }
            | Self::HourSet { .. }
            | Self::ChooseStop { .. }
            | Self::ChoosePlace { .. }
            | Self::ChooseZone { .. }
            | Self::ChooseBreak { .. }
            | Self::RamadanHours { .. }
            | Self::RamadanHourSet { .. }
            | Self::Paused { .. }
            | Self::Left { .. }
            | Self::Resumed { .. }
            | Self::Safety { .. } => "s".to_owned(),
            Self::NewCohortCourse { .. }
            | Self::NewCohortStart { .. }
            | Self::NewCohortZone { .. }
            | Self::NewCohortConfirm { .. }
            | Self::CohortCreated { .. } => "n".to_owned(),
            Self::Roster { cohort, .. } => format!("ro:{cohort}"),
            Self::Items { cohort, .. } | Self::ItemsWeeks { cohort, .. } | Self::RegradeAsk { cohort, .. } => {
                format!("it:{cohort}")
            }
            Self::Admins { .. } | Self::AdminRemoved { .. } => "ad".to_owned(),
            Self::ChooseCohort { .. } => "b".to_owned(),
            Self::ForgetAsk { .. } | Self::ForgetKept => "fg".to_owned(),
            _ => return None,
        })
    }

    /// What a message about help shows.
    fn help_screen(&self) -> Option<HelpScreen> {
        let (enrolment, week, stands, stood) = match self {
            Self::NeedsHelp { enrolment, week, stood, .. } => (enrolment, week, Stands::Call, *stood),
            Self::HelpDraft { enrolment, week, aid, stood, .. } => (enrolment, week, Stands::Sentence(*aid), *stood),
            Self::HelpGiven { enrolment, week, opened, stood, .. } => {
                let help = if *opened { Help::Week } else { Help::Attempt };
                (enrolment, week, Stands::Done(help), *stood)
            }
            Self::HelpAsk { enrolment, week, words, .. } => {
                (enrolment, week, Stands::Question(words.message), Stood::default())
            }
            Self::HelpAnswered { enrolment, week, .. } => (enrolment, week, Stands::Call, Stood::default()),
            _ => return None,
        };
        Some(HelpScreen { enrolment: *enrolment, week: *week, stands, stood })
    }

    /// The key that makes enqueuing twice harmless, for what happens once in an enrolment's life; `None` for answers to
    /// what a person did, whose key is the update.
    pub fn once_key(&self) -> Option<String> {
        Some(match self {
            Self::Lesson { enrolment, lesson, part, .. } => format!("lesson:{enrolment}:{lesson}:{part}"),
            Self::TestOffer { enrolment, week, .. } => format!("test:{enrolment}:{week}"),
            Self::AttemptReady { enrolment, week, number, .. } => format!("attempt:{enrolment}:{week}:{number}"),
            Self::WeekOpened { enrolment, week, .. } => format!("week:{enrolment}:{week}"),
            Self::Completed { enrolment, .. } => format!("completed:{enrolment}"),
            Self::Regraded { enrolment, week, .. } => format!("regraded:{enrolment}:{week}"),
            Self::MentorSays { enrolment, opening, .. } => match opening {
                Opening::Attempt { week, number } => format!("attempt:{enrolment}:{week}:{number}"),
                Opening::Week { week, .. } => format!("week:{enrolment}:{week}"),
                Opening::End { .. } => format!("completed:{enrolment}"),
            },
            Self::Eve { enrolment, .. } => format!("eve:{enrolment}"),
            _ => return None,
        })
    }

    /// After which instant it would not be true any more, so that it does not go; `None` for what stays true.
    pub const fn not_after(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Eve { until, .. } => Some(*until),
            _ => None,
        }
    }

    /// The group that a message is copied from; a participant's message is copied from their own chat.
    pub const fn source(&self) -> Option<ChatId> {
        match self {
            Self::Reply { group, .. } => Some(*group),
            _ => None,
        }
    }

    /// The delivery whose words stand in the message that this one drew: a keyboard alone says nothing of its own.
    pub const fn shown_by(&self, this: DeliveryId) -> DeliveryId {
        match self {
            Self::ReplyClosed { of: Some(of), .. } => *of,
            _ => this,
        }
    }

    /// What stands instead of a mentor's picture, film or recording for who wants no files: a button. `None` for whatever
    /// comes as it is, a file that was asked for included.
    pub fn for_text_only(&self, this: DeliveryId, preferences: Preferences) -> Option<Self> {
        match *self {
            Self::Reply { enrolment, question, repeated, file: Some(file), ref opening, .. }
                if preferences.text_only =>
            {
                let opening = opening.clone().map(|opening| (enrolment, opening));
                Some(Self::ReplyFile { question, of: this, file, repeated, opening })
            }
            _ => None,
        }
    }

    /// Whether it only takes care of what stands already: it never rings, so it need not wait for morning.
    pub const fn is_tending(&self) -> bool {
        matches!(self, Self::Veiled { .. } | Self::Sweep { .. } | Self::Dot { .. })
    }

    /// The notice as it is stored.
    pub fn encode(&self) -> String {
        serde_json::to_string(self).expect("a notice is plain data")
    }

    /// The name under which its kind is stored.
    pub fn kind(&self) -> String {
        Self::kind_of(&self.encode()).to_owned()
    }

    /// The kind of a stored notice: serde writes the tag first.
    pub fn kind_of(encoded: &str) -> &str {
        let rest = encoded.strip_prefix(r#"{"kind":""#).unwrap_or_default();
        rest.split('"').next().unwrap_or_default()
    }

    /// The same, with how many are in the week that opens, where a week does.
    pub fn accompanied(mut self, count: impl FnOnce(u8) -> Option<u32>) -> Self {
        match &mut self {
            Self::WeekOpened { week, companions, .. }
            | Self::MentorSays { opening: Opening::Week { week, companions, .. }, .. }
            | Self::Regraded { next: NextStep::WeekOpen { week, .. }, companions, .. }
            | Self::TestResult { next: NextStep::WeekOpen { week, .. }, companions, .. } => *companions = count(*week),
            _ => {}
        }
        self
    }

    /// The same relay, marked as possibly repeated.
    pub fn marked_repeated(mut self) -> Self {
        if let Self::Reply { repeated, .. } | Self::QuestionCopy { repeated, .. } = &mut self {
            *repeated = true;
        }
        self
    }
}

/// The screen of what is asked about a week below what was typed, apart from its result.
pub fn views_screen(enrolment: EnrolmentId, week: u8) -> String {
    format!("u:{enrolment}:{week}")
}

/// The language that a lesson stands in, where the person chose one for it.
pub fn language_of_screen(screen: &str) -> Option<Language> {
    let mut fields = screen.split(':');
    (fields.next()? == "l").then(|| fields.nth(2)).flatten().and_then(Language::from_code)
}

/// The enrolment that a screen of the mentors' group is about: a participant's introduction or a call for help.
pub fn enrolment_of_screen(screen: &str) -> Option<EnrolmentId> {
    let mut fields = screen.split(':');
    match (fields.next()?, fields.next()?.parse()) {
        ("i" | "h", Ok(id)) => Some(EnrolmentId(id)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_in_another_language_says_so_on_its_screen() {
        for (screen, expected) in
            [("l:7:1.2:en", Some(Language::En)), ("l:7:1.2", None), ("t:7:2:en", None), ("s", None)]
        {
            assert_eq!(language_of_screen(screen), expected, "{screen}");
        }
    }

    #[test]
    fn only_introductions_and_calls_for_help_name_an_enrolment() {
        for (screen, expected) in [("i:7", Some(7)), ("h:7:2", Some(7)), ("c:7", None), ("i:x", None), ("s", None)] {
            assert_eq!(enrolment_of_screen(screen), expected.map(EnrolmentId), "{screen}");
        }
    }
}
