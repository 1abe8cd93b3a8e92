//! An attempt at an assessment: its order of items, its answers, its grade.
//!
//! An attempt pins the course version it was started on; a choice is stored by its position in the source language,
//! never by its place on the screen.

use super::answer::{Draft, Given, Worth};
use super::course::Assessment;
use super::decision::Refusal;
use super::draw::{Lots, draw};
use super::ids::{AttemptId, EnrolmentId, LessonId, VersionId};
use super::item::{Item, Mark};
use super::real_time::RealTime;
use super::time_limit::is_over;
use chrono::{DateTime, Utc};
use std::time::Duration;

/// One go at a week's assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub enrolment: EnrolmentId,
    pub version: VersionId,
    pub week: u8,
    /// From 1.
    pub number: u8,
    /// Decides the order of items and choices; the same seed gives the same order.
    pub seed: i64,
    /// Items in the order in which they are asked, by place in the assessment.
    pub order: Vec<u16>,
    /// Answers by position, as far as given.
    pub answers: Vec<Answer>,
    /// What is ticked, matched or written for the current item but not submitted yet.
    pub draft: Draft,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// When its time is over; `None` where it has no limit.
    pub ends_at: Option<RealTime>,
}

/// The answer to the item at one position of the attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub given: Given,
    pub mark: Mark,
    pub at: DateTime<Utc>,
}

impl Answer {
    /// A choice that was right or not.
    pub const fn choice(choice: u8, right: bool, at: DateTime<Utc>) -> Self {
        Self { given: Given::Choice(choice), mark: if right { Mark::FULL } else { Mark::ZERO }, at }
    }

    /// Whether it is worth all that the item is.
    pub const fn is_right(&self) -> bool {
        self.mark.is_full()
    }
}

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// Answers worth all that their item is.
    pub right: u16,
    /// Items that count.
    pub total: u16,
    pub needed: u16,
    /// What all answers are worth together, where some are worth a part; `None` where [`Grade::right`] says it all.
    pub points: Option<Mark>,
    pub passed: bool,
    /// It hangs on what mentors have yet to read whether it is passed.
    pub undecided: bool,
    /// Lessons of the missed items, each once, in course order.
    pub missed: Vec<LessonId>,
}

/// What an attempt is started with, besides its assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAttempt {
    pub id: AttemptId,
    pub enrolment: EnrolmentId,
    pub version: VersionId,
    pub week: u8,
    /// From 1.
    pub number: u8,
    /// Comes from outside, so that nothing here is random.
    pub seed: i64,
}

impl Attempt {
    /// Draws the items and their order, for who was asked none before.
    pub fn start(new: NewAttempt, assessment: &Assessment, now: DateTime<Utc>) -> Self {
        Self::start_after(new, assessment, &[], now)
    }

    /// Draws the items and their order. `met`: the items that the person was asked before, by place in this assessment,
    /// longest ago first.
    pub fn start_after(new: NewAttempt, assessment: &Assessment, met: &[u16], now: DateTime<Utc>) -> Self {
        let NewAttempt { id, enrolment, version, week, number, seed } = new;
        Self {
            id,
            enrolment,
            version,
            week,
            number,
            seed,
            order: order(assessment, met, &new),
            answers: Vec::new(),
            draft: Draft::default(),
            started_at: now,
            finished_at: None,
            ends_at: None,
        }
    }

    /// Gives it the time that its assessment allows, from now on.
    pub fn limited(mut self, assessment: &Assessment, now: RealTime) -> Self {
        let minutes = assessment.rules.time_limit.map(u64::from);
        self.ends_at = minutes.map(|minutes| now + Duration::from_secs(60 * minutes));
        self
    }

    /// Whether its time is over, though it has not ended.
    pub fn is_overdue(&self, now: RealTime) -> bool {
        !self.is_finished() && self.ends_at.is_some_and(|ends_at| is_over(ends_at, now))
    }

    /// Its time is over: it ends with what was answered. One that has ended stays as it is.
    pub fn expire(mut self, now: DateTime<Utc>) -> Self {
        self.finished_at.get_or_insert(now);
        self
    }

    /// Whether it ended before everything was answered.
    pub fn ran_out(&self) -> bool {
        self.is_finished() && self.answers.len() < self.order.len()
    }

    /// Items answered so far, which is also the position of the current item.
    pub fn position(&self) -> u8 {
        self.answers.len().try_into().unwrap_or(u8::MAX)
    }

    pub fn total(&self) -> u8 {
        self.order.len().try_into().unwrap_or(u8::MAX)
    }

    /// The place of a position among the items that count, from 1, and how many those are.
    pub fn place(&self, assessment: &Assessment, position: u8) -> (u8, u8) {
        let counts = |position: &u8| self.item(assessment, *position).is_some_and(|item| item.kind.is_counted());
        let count = |positions: u8| (0..positions).filter(counts).count().try_into().unwrap_or(u8::MAX);
        (count(position.saturating_add(1)), count(self.total()))
    }

    pub fn is_finished(&self) -> bool {
        self.finished_at.is_some()
    }

    /// The choices of the item at a position in the order on the screen, by place in the source language. True and
    /// false keep their order.
    pub fn choices(&self, assessment: &Assessment, position: u8) -> Vec<u8> {
        let Some(item) = self.item(assessment, position) else { return Vec::new() };
        let mut choices: Vec<u8> = (0..item.choices.len()).map(|choice| choice.try_into().unwrap_or(u8::MAX)).collect();
        if assessment.shuffles_choices() && item.kind.may_shuffle() {
            shuffle(
                &mut choices,
                self.seed.cast_unsigned() ^ (u64::from(position) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15),
            );
        }
        choices
    }

    /// The item at a position of this attempt.
    pub fn item<'a>(&self, assessment: &'a Assessment, position: u8) -> Option<&'a Item> {
        assessment.items.get(usize::from(*self.order.get(usize::from(position))?))
    }

    /// What is under way for the current item; empty when the draft is of an earlier one.
    pub fn draft(&self) -> Draft {
        let position = self.position();
        Some(&self.draft).filter(|draft| draft.position == position).cloned().unwrap_or_else(|| Draft::at(position))
    }

    /// Whether the item at this position can be answered now: an earlier one is answered, a later one was never shown.
    pub fn check_current(&self, position: u8) -> Result<(), Refusal> {
        if self.is_finished() {
            return Err(Refusal::PastAttempt);
        }
        match position.cmp(&self.position()) {
            std::cmp::Ordering::Less => Err(Refusal::AlreadyAnswered),
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => Err(Refusal::Outdated),
        }
    }

    /// Records the choice for the current item; see [`Attempt::give`].
    pub fn answer(
        self,
        assessment: &Assessment,
        position: u8,
        choice: u8,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        self.give(assessment, position, Given::Choice(choice), now)
    }

    /// Records the answer to the current item. An answer to an earlier item is refused as already answered, one to a
    /// later item or of another kind as outdated; the attempt stays as it was. The last answer finishes the attempt.
    pub fn give(
        mut self,
        assessment: &Assessment,
        position: u8,
        given: Given,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        self.check_current(position)?;
        let item = self.item(assessment, position).ok_or(Refusal::Outdated)?;
        let mark = given.worth(item, &assessment.rules).ok_or(Refusal::Outdated)?.mark;
        self.answers.push(Answer { given, mark, at: now });
        if self.answers.len() == self.order.len() {
            self.finished_at = Some(now);
        }
        Ok(self)
    }

    /// What the answer at a position hit; `None` where there is none.
    pub fn worth(&self, assessment: &Assessment, position: u8) -> Option<Worth> {
        self.answers.get(usize::from(position))?.given.worth(self.item(assessment, position)?, &assessment.rules)
    }

    /// A mentor said what an essay is worth. The first word stands: said again it is refused as done already.
    pub fn mark_essay(mut self, position: u8, pass: bool) -> Result<Self, Refusal> {
        let answer = self.answers.get_mut(usize::from(position)).ok_or(Refusal::Outdated)?;
        let Given::Essay { passed, .. } = &mut answer.given else { return Err(Refusal::Outdated) };
        if passed.is_some() {
            return Err(Refusal::AlreadyAnswered);
        }
        *passed = Some(pass);
        answer.mark = if pass { Mark::FULL } else { Mark::ZERO };
        Ok(self)
    }

    /// Whether a mentor has yet to read something in it.
    pub fn is_being_read(&self) -> bool {
        self.answers.iter().any(|answer| answer.given.is_unmarked())
    }

    /// Counts what the answers are worth against what suffices.
    pub fn grade(&self, assessment: &Assessment) -> Grade {
        let counted: Vec<(&Item, Option<&Answer>)> = (0..self.total())
            .filter_map(|position| Some((self.item(assessment, position)?, self.answers.get(usize::from(position)))))
            .filter(|(item, _)| item.kind.is_counted())
            .collect();
        let answers = || counted.iter().filter_map(|(_, answer)| *answer);
        // What counts for everybody counts also for who had no time left for it.
        let is_given =
            |(item, answer): &&(&Item, Option<&Answer>)| item.for_all && answer.is_none() && self.is_finished();
        let given = counted.iter().filter(is_given).count();
        let right = answers().filter(|answer| answer.is_right()).count() + given;
        let given = i64::try_from(given).unwrap_or(0) * Mark::FULL.0;
        let points: i64 = answers().map(|answer| answer.mark.0).sum::<i64>() + given;
        let unmarked = answers().filter(|answer| answer.given.is_unmarked() && !answer.is_right()).count();
        let all = i64::try_from(counted.len()).unwrap_or(i64::MAX) * Mark::FULL.0;
        let suffices = |points: i64| points * 100 >= all * i64::from(assessment.pass_percent);
        let passed = suffices(points);
        let at_most = points + i64::try_from(unmarked).unwrap_or(0) * Mark::FULL.0;
        let is_missed = |(item, answer): &&(&Item, Option<&Answer>)| {
            !item.for_all && !answer.is_some_and(|answer| answer.is_right() || answer.given.is_unmarked())
        };
        let mut missed: Vec<LessonId> = counted.iter().filter(is_missed).filter_map(|(item, _)| item.lesson).collect();
        missed.sort();
        missed.dedup();
        Grade {
            right: small(right),
            total: small(counted.len()),
            needed: small((counted.len() * usize::from(assessment.pass_percent)).div_ceil(100)),
            points: answers().any(|answer| answer.mark.is_partial()).then_some(Mark(points)),
            passed,
            undecided: !passed && suffices(at_most),
            missed,
        }
    }
}

/// What makes the numbers that draw items others than those that order them.
const DRAWING: u64 = 0xD1B5_4A32_D192_ED03;

/// The items of an attempt in their order. A description goes before the item that it stood before, and with it.
fn order(assessment: &Assessment, met: &[u16], new: &NewAttempt) -> Vec<u16> {
    let seed = new.seed;
    let person = new.enrolment.0.cast_unsigned().wrapping_mul(64).wrapping_add(new.week.into());
    let lots = Lots { items: seed.cast_unsigned() ^ DRAWING, lessons: person.wrapping_mul(DRAWING) };
    let drawn = assessment.rules.draw.as_ref().map(|rule| draw(assessment, rule, met, lots));
    let mut blocks: Vec<Vec<u16>> = Vec::new();
    let mut open = false;
    for (place, item) in assessment.items.iter().enumerate() {
        match blocks.last_mut().filter(|_| open) {
            Some(block) => block.push(small(place)),
            None => blocks.push(vec![small(place)]),
        }
        open = !item.kind.is_counted();
        if !open && drawn.as_ref().is_some_and(|drawn| !drawn.contains(&place)) {
            blocks.pop();
        }
    }
    if assessment.shuffle {
        shuffle(&mut blocks, seed.cast_unsigned());
    }
    blocks.concat()
}

fn small(count: usize) -> u16 {
    count.try_into().unwrap_or(u16::MAX)
}

/// Fisher and Yates' shuffle over the numbers of splitmix64 (Steele, Lea and Flood 2014).
pub(super) fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for last in (1..items.len()).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = state;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^= number >> 31;
        items.swap(last, (number % (last as u64 + 1)) as usize);
    }
}

/// A small course for the tests of the rules.
#[cfg(test)]
pub mod fixture {
    use crate::rules::course::*;
    use crate::rules::ids::LessonId;

    /// Two weeks of six lessons; ten items a week, right choice always the first, two for each of lessons 1 to 5.
    pub fn course() -> Course {
        Course {
            slug: "fixture".into(),
            source: Language::En,
            languages: vec![Language::En],
            title: Texts::new(),
            weeks: (1..=2).map(week).collect(),
            documents: false,
            protect_content: false,
            certificate_hours: None,
            form: Vec::new(),
            days: crate::rules::rest::Days::default(),
        }
    }

    fn week(number: u8) -> Week {
        Week {
            number,
            title: Texts::new(),
            lessons: (1..=6)
                .map(|day| Lesson {
                    id: LessonId::new(number, day),
                    minutes: 3,
                    title: Texts::new(),
                    body: [(Language::En, vec![Part::default()])].into(),
                })
                .collect(),
            assessment: assessment(number),
        }
    }

    pub fn assessment(week: u8) -> Assessment {
        Assessment {
            items: (0..10u8)
                .map(|item| Item {
                    name: format!("w{week}-{item}"),
                    lesson: Some(LessonId::new(week, item / 2 + 1)),
                    kind: ItemKind::SingleChoice,
                    text: Texts::new(),
                    choices: (0..3)
                        .map(|choice| Choice {
                            text: Texts::new(),
                            right: choice == 0,
                            feedback: Texts::new(),
                            weight: None,
                        })
                        .collect(),
                    feedback: Texts::new(),
                    tags: Vec::new(),
                    for_all: false,
                })
                .collect(),
            pass_percent: 60,
            attempts: 3,
            gate: GateRule::Passed,
            shuffle: true,
            minutes: 12,
            rules: Default::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn attempt(seed: i64) -> Attempt {
        let now = DateTime::UNIX_EPOCH;
        let (id, enrolment, version) = (AttemptId(1), EnrolmentId(1), VersionId(1));
        let new = NewAttempt { id, enrolment, version, week: 1, number: 1, seed };
        Attempt::start(new, &fixture::assessment(1), now)
    }

    #[test]
    fn an_answer_counts_once_and_only_for_the_current_item() {
        let assessment = fixture::assessment(1);
        let now = DateTime::UNIX_EPOCH;
        let first = attempt(7).answer(&assessment, 0, 1, now).expect("the first item is current");
        assert_eq!(first.clone().answer(&assessment, 0, 0, now), Err(Refusal::AlreadyAnswered));
        assert_eq!(first.clone().answer(&assessment, 2, 0, now), Err(Refusal::Outdated));
        assert_eq!(first.clone().answer(&assessment, 1, 9, now), Err(Refusal::Outdated));
        assert_eq!(first.answers[0].given, Given::Choice(1));
    }

    #[test]
    fn the_last_answer_finishes_and_a_finished_attempt_takes_no_more() {
        let assessment = fixture::assessment(1);
        let mut attempt = attempt(7);
        for position in 0..10 {
            attempt = attempt.answer(&assessment, position, 0, DateTime::UNIX_EPOCH).expect("in order");
        }
        assert!(attempt.is_finished());
        assert_eq!(attempt.answer(&assessment, 9, 0, DateTime::UNIX_EPOCH), Err(Refusal::PastAttempt));
    }

    #[test]
    fn six_of_ten_suffice_at_sixty_percent_and_missed_lessons_are_named_once() {
        let assessment = fixture::assessment(1);
        for (right, passed) in [(5, false), (6, true), (10, true)] {
            let mut attempt = Attempt { order: (0..10).collect(), ..attempt(0) };
            for position in 0..10 {
                let choice = u8::from(position >= right);
                attempt = attempt.answer(&assessment, position, choice, DateTime::UNIX_EPOCH).expect("in order");
            }
            let grade = attempt.grade(&assessment);
            assert_eq!((grade.right, grade.needed, grade.passed), (u16::from(right), 6, passed));
            let mut unique = grade.missed.clone();
            unique.dedup();
            assert_eq!(unique, grade.missed);
        }
    }

    #[test]
    fn what_was_not_answered_in_time_is_missed_and_nothing_more_is_taken() {
        let mut assessment = fixture::assessment(1);
        assessment.rules.time_limit = Some(2);
        let (start, now) = (RealTime(1_000_000), DateTime::UNIX_EPOCH);
        let attempt = Attempt { order: (0..10).collect(), ..attempt(0) }.limited(&assessment, start);
        let attempt = attempt.answer(&assessment, 0, 0, now).expect("in time");
        for (second, overdue) in [(0, false), (120, false), (130, false), (131, true)] {
            assert_eq!(attempt.is_overdue(start + Duration::from_secs(second)), overdue, "{second}");
        }
        let attempt = attempt.expire(now);
        assert!(attempt.ran_out() && !attempt.is_overdue(start + Duration::from_secs(900)));
        let grade = attempt.grade(&assessment);
        assert_eq!((grade.right, grade.total, grade.passed, grade.missed.len()), (1, 10, false, 5));
        assert_eq!(attempt.clone().expire(DateTime::<Utc>::MAX_UTC), attempt, "it ends once");
        assert_eq!(attempt.answer(&assessment, 1, 0, now), Err(Refusal::PastAttempt));
    }

    #[test]
    fn what_suffices_is_rounded_up() {
        let mut assessment = fixture::assessment(1);
        for (items, percent, needed) in [(10, 60, 6), (8, 60, 5), (3, 50, 2), (1, 1, 1), (10, 100, 10)] {
            assessment.items.truncate(items.min(assessment.items.len()));
            assessment.items.resize(items, fixture::assessment(1).items[0].clone());
            assessment.pass_percent = percent;
            assert_eq!(assessment.needed(), needed, "{items} items, {percent} %");
        }
    }

    proptest! {
        #[test]
        fn every_order_holds_each_item_and_each_choice_once(seed: i64) {
            let assessment = fixture::assessment(1);
            let attempt = attempt(seed);
            let mut order = attempt.order.clone();
            order.sort();
            prop_assert_eq!(order, (0..10).collect::<Vec<u16>>());
            for position in 0..10 {
                let mut choices = attempt.choices(&assessment, position);
                choices.sort();
                prop_assert_eq!(choices, vec![0, 1, 2]);
            }
        }
    }
}
