//! What people think of a week and of the course: a few taps, a sentence for who wants; and what of it may be shown.
//!
//! **No cell under five.** Whoever looks at the figures sees groups of at least [`LEAST`] people and nothing from which a
//! smaller one follows:
//! - Only who answered everything counts, so that all questions of a week have the same people and no difference of two
//!   totals says anything.
//! - Answers of one question are parted into groups. Steps that few took (or nobody) stand together with others until the
//!   group has five; a step that would be known by taking the others from the total stands in a group as well.
//! - People are taken in by fives, in the order in which they finished: what is shown changes only when five more have
//!   answered, so two looks differ by five people at least. (How five newcomers are spread over the groups can be read from
//!   two looks; which of them gave which answer cannot.)

use super::ids::{AttemptId, EnrolmentId};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The fewest people of which anything is shown.
pub const LEAST: u32 = 5;

/// The questions under each week's result, in their order; each is answered with one of [`STEPS`].
pub const WEEK_QUESTIONS: [&str; 3] = ["useful", "pace", "atmosphere"];

/// Steps of each: 0 to 2.
pub const STEPS: u8 = 3;

/// How long a sentence that was announced with its button is awaited.
pub const AWAITED_MINUTES: i64 = 15;

/// How long after the last tap the words of another are taken for one.
pub const AT_HAND_MINUTES: i64 = 60;

/// The longest sentence that is kept, in characters; what is longer is cut.
pub const LONGEST: usize = 600;

/// A sentence that somebody is about to type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    /// From 1; 0: the one that the form after the course asks for.
    pub week: u8,
    /// What is typed later is an ordinary message.
    pub until: DateTime<Utc>,
}

/// Under which result somebody is asked what they think of a week, so that the words of a tap find their question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedViews {
    pub attempt: AttemptId,
    pub week: u8,
    /// When that was last touched.
    pub at: DateTime<Utc>,
    /// A sentence was written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub written: bool,
    /// Whether it may be quoted is being asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quoting: bool,
}

impl AskedViews {
    /// Whether it was just touched, so that a short word that is typed belongs to it. Later it may answer a mentor.
    pub fn is_at_hand(&self, now: DateTime<Utc>) -> bool {
        now < self.at + TimeDelta::minutes(AT_HAND_MINUTES)
    }
}

/// One tap, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tap {
    pub enrolment: EnrolmentId,
    pub week: u8,
    pub question: String,
    pub step: u8,
    pub at: DateTime<Utc>,
}

/// Steps that stand together, and how many people took one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Ascending.
    pub steps: Vec<u8>,
    pub people: u32,
}

/// What may be shown of a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekFigures {
    pub week: u8,
    /// A multiple of five.
    pub people: u32,
    /// For each question the groups, by their first step.
    pub questions: Vec<Vec<Group>>,
}

/// The people whose answers about a week are shown: who answered everything, by fives. Sentences are shown of these alone.
pub fn counted(taps: &[Tap], week: u8) -> Vec<EnrolmentId> {
    let mut of: BTreeMap<EnrolmentId, (usize, DateTime<Utc>)> = BTreeMap::new();
    for tap in taps.iter().filter(|tap| tap.week == week && WEEK_QUESTIONS.contains(&tap.question.as_str())) {
        let (count, last) = of.entry(tap.enrolment).or_insert((0, tap.at));
        *count += 1;
        *last = (*last).max(tap.at);
    }
    let mut complete: Vec<(DateTime<Utc>, EnrolmentId)> = of
        .into_iter()
        .filter(|(_, (count, _))| *count == WEEK_QUESTIONS.len())
        .map(|(enrolment, (_, last))| (last, enrolment))
        .collect();
    complete.sort();
    complete.truncate(complete.len() - complete.len() % LEAST as usize);
    complete.into_iter().map(|(_, enrolment)| enrolment).collect()
}

/// The figures of a week; `None` while fewer than five have answered.
pub fn figures(taps: &[Tap], week: u8) -> Option<WeekFigures> {
    let counted = counted(taps, week);
    if counted.is_empty() {
        return None;
    }
    let of_question = |question: &&str| {
        let mut counts = [0_u32; STEPS as usize];
        let of = taps.iter().filter(|tap| tap.week == week && tap.question == *question);
        for tap in of.filter(|tap| counted.contains(&tap.enrolment)) {
            if let Some(count) = counts.get_mut(usize::from(tap.step)) {
                *count += 1;
            }
        }
        groups(&counts)
    };
    Some(WeekFigures {
        week,
        people: u32::try_from(counted.len()).unwrap_or(u32::MAX),
        questions: WEEK_QUESTIONS.iter().map(of_question).collect(),
    })
}

/// Parts the counts of the steps into groups of which each may be shown. Empty when all together are fewer than five.
pub fn groups(counts: &[u32]) -> Vec<Group> {
    let number = |step: usize| u8::try_from(step).unwrap_or(u8::MAX);
    let mut alone: Vec<usize> = (0..counts.len()).filter(|step| counts[*step] >= LEAST).collect();
    let mut together: Vec<usize> = (0..counts.len()).filter(|step| counts[*step] < LEAST).collect();
    let sum = |steps: &[usize]| steps.iter().map(|step| counts[*step]).sum::<u32>();
    while !together.is_empty() && sum(&together) < LEAST {
        // The smallest of the others joins; without one there are too few people for anything.
        let Some(place) = (0..alone.len()).min_by_key(|place| (counts[alone[*place]], *place)) else {
            return Vec::new();
        };
        together.push(alone.remove(place));
    }
    let mut groups: Vec<Group> =
        alone.iter().map(|step| Group { steps: vec![number(*step)], people: counts[*step] }).collect();
    if !together.is_empty() {
        together.sort_unstable();
        let people = sum(&together);
        groups.push(Group { steps: together.into_iter().map(number).collect(), people });
    }
    groups.sort_by(|one, other| one.steps.cmp(&other.steps));
    groups
}

/// A sentence as it is kept: without blanks at its ends, and not endless.
pub fn sentence(words: &str) -> String {
    words.trim().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(counts: &[u32]) -> Vec<(Vec<u8>, u32)> {
        groups(counts).into_iter().map(|group| (group.steps, group.people)).collect()
    }

    #[test]
    fn small_cells_stand_together_with_others() {
        assert_eq!(shown(&[5, 6, 7]), [(vec![0], 5), (vec![1], 6), (vec![2], 7)]);
        assert_eq!(shown(&[3, 4, 8]), [(vec![0, 1], 7), (vec![2], 8)]);
        assert_eq!(shown(&[1, 6, 8]), [(vec![0, 1], 7), (vec![2], 8)], "or 15 less 14 would give the one");
        assert_eq!(shown(&[0, 0, 10]), [(vec![0, 1, 2], 10)], "that all say the same says what each of them says");
        assert_eq!(shown(&[0, 6, 9]), [(vec![0, 1], 6), (vec![2], 9)]);
        assert_eq!(shown(&[1, 1, 2]), []);
    }

    fn taps(answers: &[(i64, [u8; 3], usize)]) -> Vec<Tap> {
        let tap = |&(enrolment, steps, given): &(i64, [u8; 3], usize)| {
            (0..given).map(move |index| Tap {
                enrolment: EnrolmentId(enrolment),
                week: 1,
                question: WEEK_QUESTIONS[index].to_owned(),
                step: steps[index],
                at: DateTime::UNIX_EPOCH + TimeDelta::minutes(enrolment),
            })
        };
        answers.iter().flat_map(tap).collect()
    }

    /// Everything that follows exactly from groups and total: sums of groups, and what is left of the total.
    fn derivable(figures: &WeekFigures) -> Vec<(Vec<u8>, u32)> {
        let mut found = Vec::new();
        for groups in &figures.questions {
            for chosen in 1..1_u32 << groups.len() {
                let (mut steps, mut people) = (Vec::new(), 0);
                for (index, group) in groups.iter().enumerate() {
                    if chosen >> index & 1 == 1 {
                        steps.extend(&group.steps);
                        people += group.people;
                    }
                }
                found.push((steps.clone(), people));
                if figures.people > people {
                    found.push((Vec::new(), figures.people - people));
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn no_cell_and_no_difference_of_cells_is_under_five(
            answers in proptest::collection::vec(([0_u8..3, 0..3, 0..3], 0_usize..=3), 0..60)
        ) {
            let answers: Vec<(i64, [u8; 3], usize)> =
                (1..).zip(answers).map(|(enrolment, (steps, given))| (enrolment, steps, given)).collect();
            let complete = answers.iter().filter(|(.., given)| *given == 3).count() as u32;
            let Some(figures) = figures(&taps(&answers), 1) else {
                prop_assert!(complete < LEAST);
                return Ok(());
            };
            prop_assert_eq!(figures.people, complete - complete % LEAST);
            for (steps, people) in derivable(&figures) {
                prop_assert!(people >= LEAST, "{:?}: {}", steps, people);
            }
            for groups in &figures.questions {
                // Every question has the same total, and every step stands in one group.
                prop_assert_eq!(groups.iter().map(|group| group.people).sum::<u32>(), figures.people);
                let mut steps: Vec<u8> = groups.iter().flat_map(|group| group.steps.clone()).collect();
                steps.sort_unstable();
                prop_assert_eq!(steps, vec![0, 1, 2]);
            }
        }

        #[test]
        fn two_looks_differ_by_five_people_or_not_at_all(
            answers in proptest::collection::vec([0_u8..3, 0..3, 0..3], 1..40)
        ) {
            let answers: Vec<(i64, [u8; 3], usize)> =
                (1..).zip(answers).map(|(enrolment, steps)| (enrolment, steps, 3)).collect();
            let mut before = figures(&taps(&answers[..answers.len() - 1]), 1);
            let now = figures(&taps(&answers), 1);
            if before != now {
                let grown = now.map_or(0, |now| now.people) - before.take().map_or(0, |before| before.people);
                prop_assert_eq!(grown, LEAST);
            }
        }
    }

    #[test]
    fn a_sentence_is_kept_within_bounds() {
        assert_eq!(sentence("  good \n"), "good");
        assert_eq!(sentence(&"ب".repeat(2_000)).chars().count(), LONGEST);
    }
}
