//! What somebody heard of us without having asked, and whether we hear of them: the budget of messages, and reminders.
//!
//! In a day nobody gets more than two messages that they did not ask for, of which one rings. A reminder comes at most
//! once a day, without a sound, on a day without any other message, and never the day after somebody was heard. After
//! five of them without an answer comes a break that *Resume* ends.

use super::ids::EnrolmentId;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Reminders without an answer before the break.
pub const NUDGES: u8 = 5;

/// The ways in which a reminder is put; `text` has a sentence for each.
pub const WORDINGS: u8 = 5;

/// Messages in a day that somebody did not ask for.
const TOLD_A_DAY: u8 = 2;

/// Days without a reminder after somebody was heard.
const LEFT_ALONE: Days = Days::new(2);

/// Kept with the progress; dates are local.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// The last date on which something came that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_on: Option<NaiveDate>,
    /// How many such messages came on that date.
    #[serde(skip_serializing_if = "is_zero")]
    pub told: u8,
    /// The last date on which such a message rang.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rang_on: Option<NaiveDate>,
    /// The last date on which they pressed or wrote anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard_on: Option<NaiveDate>,
    /// Reminders since they were heard last.
    #[serde(skip_serializing_if = "is_zero")]
    pub nudges: u8,
    /// The last date on which a reminder was held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_back_on: Option<NaiveDate>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_zero(count: &u8) -> bool {
    *count == 0
}

impl Contact {
    /// They were told something today that they did not ask for. True when it may ring, which then it does.
    pub fn tell(&mut self, today: NaiveDate, wants_to_ring: bool) -> bool {
        let rings = wants_to_ring && self.rang_on != Some(today);
        let before = if self.told_on == Some(today) { self.told } else { 0 };
        (self.told_on, self.told) = (Some(today), before.saturating_add(1));
        if rings {
            self.rang_on = Some(today);
        }
        rings
    }

    /// Somebody answered them today, which they had asked for: no day for a reminder, and none the fuller for it.
    pub fn is_answered(&mut self, today: NaiveDate) {
        if self.told_on != Some(today) {
            (self.told_on, self.told) = (Some(today), 0);
        }
    }

    /// Whether another message can come on a date without being asked for. What must come that day comes all the same.
    pub fn has_room_on(&self, on: NaiveDate) -> bool {
        self.told_on != Some(on) || self.told < TOLD_A_DAY
    }

    /// They pressed or wrote something. True when that changes anything; once a day is enough.
    pub fn hear(&mut self, today: NaiveDate) -> bool {
        let changes = self.heard_on != Some(today) || self.nudges > 0;
        self.heard_on = Some(today);
        self.nudges = 0;
        changes
    }

    /// The first date on which a reminder may come of what was put before them on `since`.
    pub fn may_remind_on(&self, since: NaiveDate) -> NaiveDate {
        let tomorrow = |on: NaiveDate| on + Days::new(1);
        let told = self.told_on.max(self.held_back_on).map(tomorrow);
        let heard = self.heard_on.map(|on| on + LEFT_ALONE);
        tomorrow(since).max(told.unwrap_or(NaiveDate::MIN)).max(heard.unwrap_or(NaiveDate::MIN))
    }

    /// How the next reminder is put: another way each time, and not for everybody the same.
    pub fn wording(&self, enrolment: EnrolmentId) -> u8 {
        let first = enrolment.0.rem_euclid(i64::from(WORDINGS));
        u8::try_from((first + i64::from(self.nudges)) % i64::from(WORDINGS)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, number).expect("a day of March")
    }

    #[test]
    fn one_message_a_day_rings() {
        let mut contact = Contact::default();
        let told = [(1, false, false), (1, true, true), (1, true, false), (2, true, true), (3, false, false)];
        for (on, wants, rings) in told {
            assert_eq!(contact.tell(day(on), wants), rings, "on the {on}th");
        }
    }

    #[test]
    fn a_day_has_room_for_two_messages() {
        let mut contact = Contact::default();
        for (told_on, has_room) in [(1, true), (1, false), (2, true), (2, false), (2, false)] {
            contact.tell(day(told_on), false);
            assert_eq!(contact.has_room_on(day(told_on)), has_room, "{contact:?}");
            assert!(contact.has_room_on(day(told_on + 1)));
        }
        contact.is_answered(day(3));
        assert!(contact.told_on == Some(day(3)) && contact.has_room_on(day(3)));
    }

    #[test]
    fn a_reminder_comes_on_a_day_of_its_own_and_not_soon_after_an_answer() {
        let contact = |told: Option<u32>, heard: Option<u32>, held_back: Option<u32>| Contact {
            told_on: told.map(day),
            heard_on: heard.map(day),
            held_back_on: held_back.map(day),
            ..Contact::default()
        };
        for (contact, expected) in [
            (contact(None, None, None), 8),
            (contact(Some(7), None, None), 8),
            (contact(Some(9), None, None), 10),
            (contact(Some(7), Some(7), None), 9),
            (contact(Some(7), Some(3), None), 8),
            (contact(Some(9), Some(9), None), 11),
            (contact(Some(7), None, Some(12)), 13),
        ] {
            assert_eq!(contact.may_remind_on(day(7)), day(expected), "{contact:?}");
        }
    }

    #[test]
    fn reminders_in_a_row_are_all_put_otherwise() {
        for id in 0..7 {
            let of = |nudges| Contact { nudges, ..Contact::default() }.wording(EnrolmentId(id));
            let wordings: std::collections::BTreeSet<u8> = (0..NUDGES).map(of).collect();
            assert_eq!(wordings.len(), usize::from(NUDGES));
            assert!(wordings.iter().all(|wording| *wording < WORDINGS));
        }
    }

    #[test]
    fn hearing_somebody_again_the_same_day_changes_nothing() {
        let mut contact = Contact { nudges: 2, heard_on: Some(day(3)), ..Contact::default() };
        assert!(contact.hear(day(3)));
        assert_eq!(contact.nudges, 0);
        assert!(!contact.hear(day(3)));
        assert!(contact.hear(day(4)));
    }

    #[test]
    fn what_was_never_told_takes_no_room() {
        assert_eq!(serde_json::to_string(&Contact::default()).expect("plain data"), "{}");
        assert_eq!(serde_json::from_str::<Contact>("{}").expect("an older one"), Contact::default());
    }
}
