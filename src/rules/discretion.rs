//! What may stand on a phone that somebody else looks at: what comes by itself is a neutral line, what was opened can be
//! hidden again, and what was written goes.

use super::addressing::Verb;
use super::notice::{Class, Notice, OpenedBy};
use super::preferences::Preferences;
use chrono::TimeDelta;

/// What was opened, or said in answer, becomes a neutral line again after this, counted from when it was last drawn.
pub const HIDES_AFTER: TimeDelta = TimeDelta::hours(12);

/// With self-cleaning a message goes this long after it was sent.
pub const GOES_AFTER: TimeDelta = TimeDelta::hours(24);

/// Telegram deletes what is less than 48 hours old; an hour of it is left to what waits in the queue.
pub const DELETABLE_FOR: TimeDelta = TimeDelta::hours(47);

/// A message that could not be made to go yet (the person blocked the bot, say) is tried again after this.
pub const AGAIN_AFTER: TimeDelta = TimeDelta::hours(24);

/// Messages that one request deletes, at most.
pub const MOST_DELETED: usize = 100;

/// How a delivery stands in the private chat of its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// As it is.
    Plain,
    /// As a neutral line with *Read*.
    Veiled,
    /// As it is, with *Hide*.
    Hideable,
    /// Not at all: it is read together with the part that comes first.
    Left,
}

/// How a delivery stands in a private chat. `is_edit`: it changes a message that stands already.
pub fn shape(preferences: Preferences, notice: &Notice, class: Class, is_edit: bool) -> Shape {
    let is_written = matches!(notice.verb(), Verb::Message | Verb::Keyboard | Verb::Copy);
    if !preferences.discreet || !is_written || matches!(notice, Notice::Veiled { .. }) {
        return Shape::Plain;
    }
    if is_edit || !is_unasked(notice, class) {
        return Shape::Hideable;
    }
    match notice {
        Notice::Lesson { part: 1.., .. } => Shape::Left,
        _ => Shape::Veiled,
    }
}

/// Whether it comes by itself, and not in answer to what the reader just did.
fn is_unasked(notice: &Notice, class: Class) -> bool {
    match notice {
        Notice::Reply { opens, .. } => opens.is_none(),
        // A mentor's press is an update like any other, but not the reader's.
        Notice::AttemptReady { given_by_mentor: true, .. } | Notice::WeekOpened { by: OpenedBy::Mentor, .. } => true,
        Notice::MentorSays { .. } => true,
        Notice::RegradeDone { .. } => true,
        Notice::Rush { .. } | Notice::GroupTrouble { .. } | Notice::CountrySilent { .. } => true,
        _ => class >= Class::Lesson,
    }
}

/// What is done with a message of ours by itself, later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tending {
    /// It is hidden.
    pub hides: bool,
    /// It is deleted.
    pub goes: bool,
}

impl Tending {
    /// For what stands in a private chat once a delivery was accepted.
    pub fn of(preferences: Preferences, notice: &Notice, class: Class, is_edit: bool) -> Self {
        let shape = shape(preferences, notice, class, is_edit);
        // A lesson can be had again, a mentor's answer cannot: its line waits until it was read.
        let waits = shape == Shape::Veiled && matches!(notice, Notice::Reply { .. });
        Self { hides: shape == Shape::Hideable, goes: preferences.cleaning && !waits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::ids::{ChatId, EnrolmentId, LessonId, QuestionId, VersionId};
    use crate::rules::notice::LessonKeys;

    const PERHAPS: Preferences = Preferences::guarded(Preferences::NONE, true);
    const ENROLMENT: EnrolmentId = EnrolmentId(1);

    fn lesson(part: u8) -> Notice {
        let (lesson, keys) = (LessonId::new(1, 1), LessonKeys::default());
        Notice::Lesson { enrolment: ENROLMENT, version: VersionId(1), lesson, part, last: true, keys, back: false }
    }

    fn reply(opens: Option<crate::rules::ids::DeliveryId>) -> Notice {
        let (question, group) = (QuestionId(2), ChatId(3));
        Notice::Reply {
            enrolment: ENROLMENT,
            question,
            group,
            message: 4,
            reply_to: None,
            repeated: false,
            opens,
            file: None,
            opening: None,
        }
    }

    #[test]
    fn what_comes_by_itself_is_veiled_and_what_was_asked_for_can_be_hidden() {
        let again = AttemptReady(true);
        for (notice, class, is_edit, expected) in [
            (lesson(0), Class::Lesson, false, Shape::Veiled),
            (lesson(1), Class::Lesson, false, Shape::Left),
            (lesson(0), Class::Reply, false, Shape::Hideable),
            (lesson(1), Class::Reply, false, Shape::Hideable),
            (lesson(0), Class::Reply, true, Shape::Hideable),
            (reply(None), Class::Relay, false, Shape::Veiled),
            (reply(Some(crate::rules::ids::DeliveryId(9))), Class::Relay, false, Shape::Hideable),
            (again.notice(), Class::Reply, false, Shape::Veiled),
            (AttemptReady(false).notice(), Class::Reply, false, Shape::Hideable),
            (Notice::Apology, Class::Reply, false, Shape::Hideable),
            (Notice::Veiled { of: crate::rules::ids::DeliveryId(9) }, Class::Nudge, true, Shape::Plain),
            (Notice::Received { enrolment: ENROLMENT, message: 5 }, Class::Reply, false, Shape::Plain),
        ] {
            assert_eq!(shape(PERHAPS, &notice, class, is_edit), expected, "{notice:?}");
            assert_eq!(shape(Preferences::NONE, &notice, class, is_edit), Shape::Plain, "{notice:?}");
        }
    }

    #[test]
    fn a_neutral_line_has_nothing_to_hide_and_goes_like_all_else() {
        let of = |notice: &Notice, class| Tending::of(PERHAPS, notice, class, false);
        assert_eq!(of(&lesson(0), Class::Lesson), Tending { hides: false, goes: true });
        assert_eq!(of(&lesson(0), Class::Reply), Tending { hides: true, goes: true });
        assert_eq!(of(&reply(None), Class::Relay), Tending::default(), "it was not read yet");
        assert_eq!(Tending::of(Preferences::NONE, &lesson(0), Class::Reply, false), Tending::default());
    }

    struct AttemptReady(bool);

    impl AttemptReady {
        fn notice(self) -> Notice {
            Notice::AttemptReady { enrolment: ENROLMENT, week: 1, number: 2, given_by_mentor: self.0, limit: None }
        }
    }
}
