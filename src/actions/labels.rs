//! What stands open in somebody's chat, and which of its buttons words stand for.
//!
//! The newest messages of ours are looked at, down to the last message of a mentor: what is typed below that is likely an
//! answer to it. What answers an item of a test is read by `test` and `answering`, which know how far the item is.

use super::desk::{Desk, Participant};
use super::test;
use crate::rules::addressing::language_of_screen;
use crate::rules::course::{Language, Library};
use crate::rules::discretion::{Shape, shape};
use crate::rules::ids::{DeliveryId, LessonId};
use crate::rules::model::Person;
use crate::rules::notice::Notice;
use crate::rules::press::Press;
use crate::rules::typed::Labelled;
use crate::store::outbox::Edit;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Reads words as a button of a message. Sentences are none of a use case's business, so this comes from outside.
pub trait Labels: std::fmt::Debug + Send + Sync {
    /// The button of what a notice says to this person now.
    fn read(&self, words: &str, notice: &Notice, participant: &Participant, library: &Library) -> Labelled;
}

/// For where nobody types: no words are a button's.
#[derive(Debug)]
pub struct NoLabels;

impl Labels for NoLabels {
    fn read(&self, _: &str, _: &Notice, _: &Participant, _: &Library) -> Labelled {
        Labelled::Nothing
    }
}

/// A message of ours that stands in a private chat.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Open {
    pub message: i64,
    pub delivery: DeliveryId,
    pub notice: Notice,
    pub sent_at: DateTime<Utc>,
    /// It is a neutral line.
    pub is_veiled: bool,
    /// It becomes one by itself, and can be hidden before.
    pub hides: bool,
}

/// The newest messages of ours in a private chat, the newest first. Loaded with the needs of whoever types.
pub(super) fn standing(desk: &Desk<'_>, person: &Person) -> Vec<Open> {
    let of_chat = desk.work.messages.values().filter(|standing| standing.chat == person.chat);
    let mut open: Vec<Open> = of_chat
        .filter_map(|standing| {
            let said = desk.work.in_flight.get(&standing.delivery)?;
            let hides = standing.hides_at.is_some();
            let shape = shape(person.preferences, &said.notice, said.class, said.edit != Edit::No);
            let is_veiled = matches!(said.notice, Notice::Veiled { .. }) || (shape == Shape::Veiled && !hides);
            let as_button = said.notice.for_text_only(said.id, person.preferences).filter(|_| !is_veiled);
            Some(Open {
                message: standing.message,
                delivery: said.id,
                notice: as_button.unwrap_or_else(|| said.notice.clone()),
                sent_at: standing.sent_at,
                is_veiled,
                hides,
            })
        })
        .collect();
    open.sort_by_key(|open| std::cmp::Reverse(open.message));
    open
}

/// Of those, what words may stand on: down to the last message of a mentor.
pub(super) fn readable(standing: &[Open]) -> &[Open] {
    let is_mentors = |open: &Open| matches!(open.notice, Notice::Reply { .. } | Notice::ReplyFile { .. });
    let until = standing.iter().position(is_mentors).map_or(standing.len(), |last| last + 1);
    &standing[..until]
}

/// The button of one of these messages that words stand for.
pub(super) fn read(desk: &Desk<'_>, participant: &Participant, words: &str, open: &Open) -> Labelled {
    let Some(labels) = desk.labels.clone().filter(|_| !open.is_veiled) else {
        return Labelled::Nothing;
    };
    let labels: Arc<dyn Labels> = labels;
    let Some(notice) = stands_there(desk, participant, open) else {
        return Labelled::Nothing;
    };
    match labels.read(words, &notice, participant, &desk.work.library) {
        Labelled::Press(press) if answers_item(press) => Labelled::Nothing,
        found => found,
    }
}

/// What a message says now. Of a test's message no more is known than how it began, since it is edited with every answer:
/// what stands there is the result, once there is one; until then its buttons answer the item, or are words that are read
/// anywhere.
fn stands_there(desk: &Desk<'_>, participant: &Participant, open: &Open) -> Option<Notice> {
    let is_of_test = open.notice.screen().is_some_and(|screen| screen.starts_with("t:"));
    if !is_of_test {
        return Some(open.notice.clone());
    }
    let asked = participant.enrolment.progress.views?;
    let attempt = desk.work.attempts.get(&asked.attempt).filter(|attempt| attempt.is_finished())?;
    let is_over = test::open_attempt(desk, participant).is_none();
    is_over.then(|| test::result_again(desk, participant, attempt).ok()).flatten()
}

/// The language in which the newest message of a lesson shows it, where that is another than the person's own.
pub(super) fn language_of(desk: &Desk<'_>, participant: &Participant, lesson: LessonId) -> Option<Language> {
    let own = format!("l:{}:{lesson}", participant.enrolment.id);
    let is_of_lesson =
        |screen: &String| screen.strip_prefix(&own).is_some_and(|rest| matches!(rest.as_bytes(), [] | [b':', ..]));
    let standing = standing(desk, &participant.person);
    let screen = standing.iter().find_map(|open| open.notice.screen().filter(is_of_lesson))?;
    language_of_screen(&screen)
}

/// Whether a button is a step in answering the item of a test that is on the screen.
const fn answers_item(press: Press) -> bool {
    matches!(
        press,
        Press::Answer { .. }
            | Press::Toggle { .. }
            | Press::Match { .. }
            | Press::MatchBack { .. }
            | Press::Submit { .. }
            | Press::AsQuestion { .. }
            | Press::Seen { .. }
    )
}
