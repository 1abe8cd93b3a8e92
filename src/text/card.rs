//! The words on a picture, finished: what `picture` draws is nothing else.

use super::catalog::Catalog;
use super::compose::{caption_fits, choices_card};
use super::message::{Message, Reader};
use super::voice::Voice;
use crate::rules::course::Library;
use crate::rules::notice::Notice;
use crate::rules::sketch::{Mark, TestMark};
use serde::Serialize;

/// The words and figures of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "card")]
pub enum Card {
    Progress(ProgressCard),
    Choices(ChoicesCard),
    Certificate(CertificateCard),
}

impl Card {
    /// Whether it is somebody's own: such a picture goes to them and is kept nowhere, not even under Telegram's name for it.
    pub const fn is_personal(&self) -> bool {
        matches!(self, Self::Certificate(_))
    }

    /// The file's name.
    pub const fn file_name(&self) -> &'static str {
        match self {
            Self::Progress(_) => "progress.png",
            Self::Choices(_) => "choices.png",
            Self::Certificate(_) => "certificate.png",
        }
    }
}

/// A certificate. It bears a name, so there is one for each.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct CertificateCard {
    /// Whether it is read from the right.
    pub from_right: bool,
    pub title: String,
    pub bears: String,
    pub name: String,
    pub completed: String,
    pub course: String,
    pub passed: String,
    pub dates: String,
    pub label: String,
    /// The code as it is written, in groups.
    pub lines: Vec<String>,
    pub check: String,
    /// The code as the square says it.
    pub code: String,
}

impl std::fmt::Debug for CertificateCard {
    /// Neither name nor code: a request is told in logs.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("CertificateCard").field("title", &self.title).finish_non_exhaustive()
    }
}

/// How far somebody is. It names nobody, so people who are equally far share one picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgressCard {
    /// Whether it is read from the right.
    pub from_right: bool,
    pub title: String,
    pub line: String,
    /// Lessons done, of how many.
    pub share: (u16, u16),
    pub weeks: Vec<CardWeek>,
    pub badges: String,
    /// What the marks of done, opened and coming lessons mean.
    pub legend: [String; 3],
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardWeek {
    pub number: String,
    pub title: String,
    pub lessons: Vec<Mark>,
    pub test: TestMark,
    pub status: String,
}

/// Which choices of a test's items were picked. It is about at least ten people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoicesCard {
    /// Whether it is read from the right.
    pub from_right: bool,
    pub title: String,
    pub line: String,
    pub items: Vec<ChoicesItem>,
    /// What the mark of the right choice means.
    pub legend: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoicesItem {
    pub title: String,
    pub status: String,
    pub in_doubt: bool,
    /// Empty where too few have answered.
    pub choices: Vec<ChoiceBar>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceBar {
    pub letter: String,
    pub words: String,
    /// In percent, 0 to 100.
    pub share: u8,
    /// The share in words.
    pub label: String,
    pub right: bool,
}

/// The card that goes with a message, if there is one.
pub fn card(catalog: &Catalog, notice: &Notice, reader: &Reader, library: &Library, message: &Message) -> Option<Card> {
    match notice {
        Notice::Progress { .. } => progress(catalog, notice, reader, library, message).map(Card::Progress),
        // It was asked for with its button, so whoever wants text only wants it, too.
        Notice::ItemsChart { .. } => choices_card(&Voice { catalog, reader, library }, notice).map(Card::Choices),
        _ => None,
    }
}

/// The card of how far somebody is: none for who wants text only, unless they asked for it with its button, and none
/// where the text is too long to stand under a picture.
fn progress(
    catalog: &Catalog,
    notice: &Notice,
    reader: &Reader,
    library: &Library,
    message: &Message,
) -> Option<ProgressCard> {
    let Notice::Progress { version, opened, done, lessons, badges, weeks, picture, .. } = notice else { return None };
    if weeks.is_empty() || (reader.preferences.text_only && !picture) || !caption_fits(&message.text) {
        return None;
    }
    let voice = &Voice { catalog, reader, library };
    let course = voice.course(*version)?;
    let say = |text: String| voice.figures(text);
    let card_week = |(number, week): (u8, &crate::rules::sketch::WeekSketch)| {
        let title = voice.week_title(course, number).unwrap_or_default();
        let status = match week.test {
            TestMark::Passed => "picture-test-passed",
            TestMark::Open => "picture-test-open",
            TestMark::Ahead => "picture-test-ahead",
        };
        CardWeek {
            number: say(number.to_string()),
            title: say(voice.fill("picture-week", &[("week", number.into()), ("title", title.into())])),
            lessons: week.lessons.clone(),
            test: week.test,
            status: voice.say(status),
        }
    };
    let passed = badges.iter().filter(|passed| **passed).count();
    let of = [("n", passed.into()), ("weeks", badges.len().into())];
    let args = [("opened", (*opened).into()), ("done", (*done).into()), ("n", (*lessons).into())];
    Some(ProgressCard {
        from_right: voice.is_rtl(),
        title: say(voice.title(course)),
        line: say(voice.fill("progress-lessons", &args)),
        share: (*done, *lessons),
        weeks: (1_u8..).zip(weeks).map(card_week).collect(),
        badges: say(voice.fill("completed-badges", &of)),
        legend: ["picture-done", "picture-opened", "picture-ahead"].map(|key| voice.say(key)),
    })
}
