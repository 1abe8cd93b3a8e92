//! What admins see of the form after the course.
//!
//! **No cell under five**, as in [`super::feedback`]: people are taken in by fives, in the order in which they handed it in;
//! each answer of an entry is a step, *skipped* is one more, and steps are joined into groups of five at least. What was
//! handed in cannot be changed, so two looks differ by five people or not at all.

use super::feedback::{Group, LEAST, groups};
use super::form::FormEntry;
use super::ids::EnrolmentId;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// An answer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormTap {
    pub enrolment: EnrolmentId,
    /// The name of the entry.
    pub entry: String,
    pub choice: u8,
    pub at: DateTime<Utc>,
}

/// The people whose answers are shown: who has handed it in, by fives, in the order in which they did.
pub fn counted(handed_in: &[(DateTime<Utc>, EnrolmentId)]) -> Vec<EnrolmentId> {
    let mut all = handed_in.to_vec();
    all.sort_unstable();
    all.truncate(all.len() - all.len() % LEAST as usize);
    all.into_iter().map(|(_, enrolment)| enrolment).collect()
}

/// The groups of each entry; empty for a sentence. Who skipped an entry stands there as one choice more, behind the last,
/// so that all entries have the same people and no difference of two totals says anything.
pub fn figures(entries: &[FormEntry], taps: &[FormTap], counted: &[EnrolmentId]) -> Vec<Vec<Group>> {
    let of_entry = |entry: &FormEntry| {
        if entry.is_sentence() {
            return Vec::new();
        }
        let of: BTreeMap<EnrolmentId, u8> =
            taps.iter().filter(|tap| tap.entry == entry.name).map(|tap| (tap.enrolment, tap.choice)).collect();
        let mut counts = vec![0_u32; usize::from(entry.taps()) + 1];
        for enrolment in counted {
            let choice = of.get(enrolment).copied().unwrap_or(u8::MAX).min(entry.taps());
            counts[usize::from(choice)] += 1;
        }
        groups(&counts)
    };
    entries.iter().map(of_entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::form::fixture;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    proptest! {
        #[test]
        fn no_cell_is_under_five_and_all_entries_have_the_same_people(
            answers in proptest::collection::vec((0_u8..6, 0_u8..4), 0..60)
        ) {
            let entries = fixture();
            let handed_in: Vec<(DateTime<Utc>, EnrolmentId)> =
                (1..).zip(&answers).map(|(id, _)| (at(id), EnrolmentId(id))).collect();
            // One more than there are choices stands for an entry that was skipped.
            let taps: Vec<FormTap> = (1..)
                .zip(&answers)
                .flat_map(|(id, &(scale, choice))| [("useful", scale, 5), ("used", choice, 3)].map(|tap| (id, tap)))
                .filter(|(_, (_, choice, most))| choice < most)
                .map(|(id, (entry, choice, _))| {
                    FormTap { enrolment: EnrolmentId(id), entry: entry.to_owned(), choice, at: at(id) }
                })
                .collect();
            let counted = counted(&handed_in);
            prop_assert_eq!(counted.len(), answers.len() - answers.len() % 5);
            for (entry, groups) in entries.iter().zip(figures(&entries, &taps, &counted)) {
                if entry.is_sentence() || counted.is_empty() {
                    prop_assert!(groups.is_empty());
                    continue;
                }
                prop_assert_eq!(groups.iter().map(|group| group.people as usize).sum::<usize>(), counted.len());
                prop_assert!(groups.iter().all(|group| group.people >= LEAST), "{:?}", groups);
            }
        }
    }
}
