//! The words on a picture, finished: what `picture` draws is nothing else.

use super::catalog::Catalog;
use super::compose::caption_fits;
use super::message::{Message, Reader};
use super::voice::Voice;
use crate::rules::course::Library;
use crate::rules::notice::Notice;
use crate::rules::sketch::{Mark, TestMark};
use serde::Serialize;

/// How far somebody is. It names nobody, so people who are equally far share one picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
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

/// The card that goes with a message: none for who wants text only, unless they asked for it with its button, and none
/// where the text is too long to stand under a picture.
pub fn card(catalog: &Catalog, notice: &Notice, reader: &Reader, library: &Library, message: &Message) -> Option<Card> {
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
    Some(Card {
        from_right: voice.is_rtl(),
        title: say(voice.title(course)),
        line: say(voice.fill("progress-lessons", &args)),
        share: (*done, *lessons),
        weeks: (1_u8..).zip(weeks).map(card_week).collect(),
        badges: say(voice.fill("completed-badges", &of)),
        legend: ["picture-done", "picture-opened", "picture-ahead"].map(|key| voice.say(key)),
    })
}
