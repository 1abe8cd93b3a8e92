//! Grading again: nobody loses a pass, twice is as once, and the same key changes nothing.

use super::*;
use crate::rules::answer::Written;
use crate::rules::course::{Choice, Language, Texts};
use crate::rules::grading::{NewAttempt, fixture};
use crate::rules::ids::{AttemptId, EnrolmentId, QuestionId};
use crate::rules::item::{Decimal, ItemKind, NumberAnswer, Pair, WordAnswer};
use crate::rules::schedule::{Rhythm, Zone};
use chrono::DateTime;
use proptest::prelude::*;
use std::sync::Arc;

const OLD: VersionId = VersionId(1);
const NEW: VersionId = VersionId(2);
const EARLIER: VersionId = VersionId(3);
const KINDS: u8 = 7;

/// An item of each kind that counts, with a key that `seed` decides.
fn item(kind: u8, seed: u8) -> Item {
    let right = seed % 3;
    let weight = |choice: u8| Mark(if choice == right { 10_000_000 } else { -5_000_000 });
    let choices = |several: bool| -> Vec<Choice> {
        let one = |choice| Choice {
            text: Texts::from([(Language::En, format!("choice {choice}"))]),
            right: choice == right,
            feedback: Texts::new(),
            weight: several.then(|| weight(choice)),
        };
        (0..3).map(one).collect()
    };
    let range = |low: u8, high: u8, mark| NumberAnswer {
        low: Decimal::parse(&low.to_string()).expect("a number"),
        high: Decimal::parse(&high.to_string()).expect("a number"),
        mark,
        feedback: Texts::new(),
    };
    let word = |pattern: String, mark| WordAnswer { language: Language::En, pattern, mark, feedback: String::new() };
    let half = Mark(5_000_000);
    let (kind, choices) = match kind {
        0 => (ItemKind::SingleChoice, choices(false)),
        1 => (ItemKind::TrueFalse, choices(false).into_iter().take(2).collect()),
        2 => (ItemKind::SeveralRight, choices(true)),
        3 => {
            let pairs = [right, (right + 1) % 3].map(|choice| Pair { left: Texts::new(), choice }).to_vec();
            (ItemKind::Matching { pairs }, choices(false))
        }
        4 => {
            let answers = vec![range(right, right, Mark::FULL), range(0, 1, half)];
            (ItemKind::Numerical { answers }, Vec::new())
        }
        5 => {
            let answers = vec![word(right.to_string(), Mark::FULL), word("1*".to_owned(), half)];
            (ItemKind::ShortAnswer { answers }, Vec::new())
        }
        _ => (ItemKind::Essay, Vec::new()),
    };
    Item {
        name: String::new(),
        lesson: None,
        kind,
        text: Texts::new(),
        choices,
        feedback: Texts::new(),
        tags: Vec::new(),
        for_all: false,
    }
}

fn course(keys: &[(u8, u8)]) -> Course {
    let mut course = fixture::course();
    let named = |(place, (kind, seed)): (usize, &(u8, u8))| Item { name: format!("i{place}"), ..item(*kind, *seed) };
    course.weeks[0].assessment.items = keys.iter().enumerate().map(named).collect();
    course
}

fn test_of(course: &Course) -> &Assessment {
    &course.weeks[0].assessment
}

fn given(kind: u8, pick: u8) -> Given {
    let pick = pick % 3;
    match kind {
        0 => Given::Choice(pick),
        1 => Given::Choice(pick % 2),
        2 => Given::Several(if pick == 2 { vec![0, 2] } else { vec![pick] }),
        3 => Given::Matching(vec![pick, (pick + 1) % 3]),
        4 => Given::Number(Written(pick.to_string())),
        5 => Given::Words(Language::En, Written(pick.to_string())),
        _ => Given::Essay {
            message: 5,
            question: QuestionId(6),
            passed: [None, Some(false), Some(true)][usize::from(pick)],
        },
    }
}

/// An attempt with so many answers; finished when there is one for each item.
fn attempt(course: &Course, kinds: &[(u8, u8)], picks: &[u8]) -> Attempt {
    let now = DateTime::UNIX_EPOCH;
    let new = NewAttempt { id: AttemptId(1), enrolment: EnrolmentId(1), version: OLD, week: 1, number: 1, seed: 3 };
    let mut attempt = Attempt::start(new, test_of(course), now);
    attempt.order = (0..kinds.len()).map(|place| u16::try_from(place).expect("few")).collect();
    for (position, ((kind, _), pick)) in (0_u8..).zip(kinds.iter().zip(picks)) {
        attempt = attempt.give(test_of(course), position, given(*kind, *pick), now).expect("in order");
    }
    attempt
}

/// Kinds with a key, answers, how many of them are given, and the keys of another course.
fn cases() -> impl Strategy<Value = (Vec<(u8, u8)>, Vec<u8>, Vec<u8>)> {
    (1_usize..8).prop_flat_map(|items| {
        let keys = prop::collection::vec((0..KINDS, 0_u8..3), items);
        (keys, prop::collection::vec(0_u8..3, 1..=items), prop::collection::vec(0_u8..3, items))
    })
}

/// Somebody's finished attempts on a version, and what their week has come to by them: as in the chat, nobody tries again
/// who has passed, or while mentors read.
fn taken(
    library: &Library,
    version: VersionId,
    kinds: &[(u8, u8)],
    picks: &[Vec<u8>],
    person: i64,
) -> (Vec<Attempt>, WeekProgress) {
    let course = &library[&version];
    let mut week = WeekProgress { offered_at: Some(DateTime::UNIX_EPOCH), ..WeekProgress::default() };
    let rhythm = Rhythm::daily(Zone::utc(), 19);
    let mut attempts = Vec::new();
    for (number, picks) in (1_u8..).zip(picks) {
        let made = attempt(course, kinds, &picks[..kinds.len()]);
        let made = Attempt { enrolment: EnrolmentId(person), version, number, ..made };
        let grade = made.grade(test_of(course));
        attempts.push(made);
        if grade.undecided {
            week.wait_for_reading(DateTime::UNIX_EPOCH);
            break;
        }
        week.finish_attempt(&grade, test_of(course), &rhythm, DateTime::UNIX_EPOCH);
        if week.badge {
            break;
        }
    }
    (attempts, week)
}

fn rekeyed(kinds: &[(u8, u8)], seeds: &[u8]) -> Vec<(u8, u8)> {
    kinds.iter().zip(seeds).map(|((kind, _), seed)| (*kind, *seed)).collect()
}

proptest! {
    #[test]
    fn grading_again_never_takes_a_pass_away((kinds, picks, seeds) in cases()) {
        let (old, new) = (course(&kinds), course(&rekeyed(&kinds, &seeds)));
        let before = attempt(&old, &kinds, &picks);
        let after = before.regraded(test_of(&old), test_of(&new), NEW);
        let (was, is) = (before.grade(test_of(&old)), after.grade(test_of(&new)));
        prop_assert!(!was.passed || is.passed, "{was:?} {is:?}");
        if !before.is_finished() || was.undecided {
            let lower = before.answers.iter().zip(&after.answers).any(|(was, is)| is.mark < was.mark);
            prop_assert!(!lower, "nobody has the result yet");
        }
    }

    #[test]
    fn grading_again_twice_is_as_once((kinds, picks, seeds) in cases()) {
        let (old, new) = (course(&kinds), course(&rekeyed(&kinds, &seeds)));
        let once = attempt(&old, &kinds, &picks).regraded(test_of(&old), test_of(&new), NEW);
        prop_assert_eq!(&once.regraded(test_of(&old), test_of(&new), NEW), &once);
        prop_assert_eq!(&once.regraded(test_of(&new), test_of(&new), NEW), &once);
    }

    #[test]
    fn grading_again_by_the_same_key_changes_nothing((kinds, picks, _) in cases()) {
        let course = course(&kinds);
        let before = attempt(&course, &kinds, &picks);
        let after = before.regraded(test_of(&course), test_of(&course), NEW);
        prop_assert_eq!(&after.answers, &before.answers);
    }

    #[test]
    fn what_counts_for_everybody_is_right_whatever_was_answered((kinds, picks, _) in cases(), place in 0_usize..8) {
        let old = course(&kinds);
        let name = format!("i{}", place % kinds.len());
        let change = Change::Everybody { item: name.clone() };
        let new = change.apply(&old, 1).expect("it is there");
        prop_assert_eq!(change.apply(&new, 1), None, "twice is nothing more");
        let before = attempt(&old, &kinds, &picks);
        let after = before.regraded(test_of(&old), test_of(&new), NEW);
        for (position, (was, is)) in before.answers.iter().zip(&after.answers).enumerate() {
            let is_it = position == place % kinds.len();
            prop_assert_eq!(is.mark, if is_it { Mark::FULL } else { was.mark });
            prop_assert!(!is_it || !is.given.is_unmarked(), "nobody waits for the mentors");
        }
    }

    #[test]
    fn what_is_shown_before_is_what_grading_again_comes_to(
        (kinds, _, seeds) in cases(),
        people in prop::collection::vec(prop::collection::vec(prop::collection::vec(0_u8..3, 8), 1..4), 1..6),
        (counts, versions, place, how) in (0_usize..4, prop::collection::vec(0_usize..2, 8), 0_usize..8, 0_u8..3),
    ) {
        let counts = [Counts::Best, Counts::Last, Counts::First, Counts::Average][counts];
        let of = |keys: &[(u8, u8)]| {
            let mut course = course(keys);
            course.weeks[0].assessment.rules.counts = counts;
            course
        };
        // A correction before this one has not reached everybody yet, and the key that it had differs.
        let (earlier, current) = (of(&rekeyed(&kinds, &seeds)), of(&kinds));
        let name = format!("i{}", place % kinds.len());
        let change = match how {
            0 => Change::Everybody { item: name },
            1 => Change::Choice { item: name, choice: 1 },
            _ => Change::Items { items: test_of(&of(&rekeyed(&kinds, &[2; 8]))).items.clone() },
        };
        let Some(new) = change.apply(&current, 1) else { return Ok(()) };
        let library = Library::from([(EARLIER, Arc::new(earlier)), (OLD, Arc::new(current)), (NEW, Arc::new(new))]);
        let mut shown = Vec::new();
        let (mut changed, mut passing) = (0, 0);
        for (person, picks) in (1_i64..).zip(&people) {
            let version = [EARLIER, OLD][versions[picks.len() % 8]];
            let (attempts, mut week) = taken(&library, version, &kinds, picks, person);
            shown.extend(attempts.clone());
            let done = again(attempts, &library, 1, (NEW, test_of(&library[&NEW])));
            prop_assert!(done.attempts.iter().all(|attempt| attempt.version == NEW));
            changed += u32::from(done.changed);
            passing += u32::from(week.graded_again(&done.is, test_of(&library[&NEW])).0);
        }
        let comes_to = Effect { people: u32::try_from(people.len()).expect("few"), changed, passing };
        prop_assert_eq!(effect(&shown, &library, 1, test_of(&library[&NEW])), comes_to);
        // What was typed is not needed where the item counts whatever that was, and everybody has the same key.
        if how < 2 && versions.iter().all(|version| *version == 1) {
            for answer in shown.iter_mut().flat_map(|attempt| &mut attempt.answers) {
                answer.given = if answer.given.is_written() { Given::Sealed } else { answer.given.clone() };
            }
            prop_assert_eq!(effect(&shown, &library, 1, test_of(&library[&NEW])), comes_to);
        }
    }

    #[test]
    fn a_choice_that_is_right_too_takes_nothing_from_who_had_the_other(pick in 0_u8..3, choice in 0_u8..3) {
        let kinds = [(0, 0), (0, 1)];
        let old = course(&kinds);
        let change = Change::Choice { item: "i0".to_owned(), choice };
        let Some(new) = change.apply(&old, 1) else {
            prop_assert_eq!(choice, 0, "it is right already");
            return Ok(());
        };
        let before = attempt(&old, &kinds, &[pick, pick]);
        let after = before.regraded(test_of(&old), test_of(&new), NEW);
        prop_assert_eq!(after.answers[0].is_right(), pick == 0 || pick == choice);
        prop_assert_eq!(&after.answers[1], &before.answers[1]);
    }
}

#[test]
fn a_file_may_correct_keys_and_nothing_else() {
    let kinds: Vec<(u8, u8)> = (0..KINDS).map(|kind| (kind, 0)).collect();
    let old = course(&kinds);
    let asked = &test_of(&old).items;
    assert_eq!(corrections(asked, asked), Ok(None));
    let other = course(&rekeyed(&kinds, &[1; 7]));
    let file: Vec<Item> = test_of(&other).items.iter().rev().cloned().collect();
    let change = corrections(asked, &file).expect("keys alone").expect("other keys");
    // An essay has no key.
    assert_eq!(change.names(), ["i0", "i1", "i2", "i3", "i4", "i5"]);
    let corrected = change.apply(&old, 1).expect("it differs");
    assert_eq!(test_of(&corrected).items, test_of(&other).items, "in the order in which they were asked");
    let mut broken = asked.clone();
    broken[0].text = Texts::from([(Language::En, "Another question".to_owned())]);
    broken[1].kind = ItemKind::SingleChoice;
    broken[2].choices.swap(0, 1);
    broken[3].tags = vec!["day-9".to_owned()];
    broken[4].name = "new".to_owned();
    let what = |name: &str, what| Unlike::Changed(name.to_owned(), what);
    let expected = vec![
        Unlike::Missing("i4".to_owned()),
        Unlike::New("new".to_owned()),
        what("i0", "its question"),
        what("i1", "its kind"),
        what("i2", "its choices, or their order"),
        what("i3", "its tags"),
    ];
    assert_eq!(corrections(asked, &broken), Err(expected));
}

#[test]
fn who_passes_by_it_is_counted_once_and_who_had_passed_is_not() {
    let kinds = [(0, 0); 5];
    let old = course(&kinds);
    let new = Change::Everybody { item: "i0".to_owned() }.apply(&old, 1).expect("it is there");
    let of = |person: i64, picks: [u8; 5]| Attempt { enrolment: EnrolmentId(person), ..attempt(&old, &kinds, &picks) };
    // Three of five suffice.
    let attempts = [
        of(1, [1, 0, 0, 1, 1]),
        of(1, [1, 1, 0, 0, 1]),
        of(2, [1, 0, 0, 0, 1]),
        of(3, [0, 0, 1, 1, 1]),
        of(4, [1, 1, 1, 1, 1]),
    ];
    let library = Library::from([(OLD, Arc::new(old))]);
    let expected = Effect { people: 4, changed: 3, passing: 1 };
    assert_eq!(effect(&attempts, &library, 1, test_of(&new)), expected);
    let again = attempts.map(|attempt| attempt.regraded(test_of(&library[&OLD]), test_of(&new), NEW));
    let library = Library::from([(NEW, Arc::new(new.clone()))]);
    let nothing = Effect { people: 4, ..Effect::default() };
    assert_eq!(effect(&again, &library, 1, test_of(&new)), nothing, "they are graded so");
}

fn grade(right: u16) -> Grade {
    let (total, needed, passed) = (5, 3, right >= 3);
    Grade { right, total, needed, points: None, passed, undecided: false, missed: Vec::new() }
}

#[test]
fn the_score_that_counts_decides_and_what_was_reached_stays() {
    for (counts, before, after, expected) in [
        (Counts::Best, &[2][..], &[3][..], (true, true)),
        (Counts::Best, &[3], &[2], (false, false)),
        (Counts::Best, &[2, 1], &[2, 2], (false, false)),
        (Counts::First, &[2, 3], &[3, 4], (true, false)),
        (Counts::First, &[2, 2], &[2, 3], (false, true)),
        (Counts::Average, &[2, 3], &[3, 4], (true, false)),
        (Counts::Average, &[3, 3], &[2, 2], (false, false)),
        (Counts::Last, &[3, 2], &[3, 3], (false, false)),
        (Counts::Last, &[1, 2], &[2, 3], (true, true)),
    ] {
        let mut assessment = fixture::assessment(1);
        (assessment.rules.counts, assessment.pass_percent) = (counts, 60);
        let rhythm = Rhythm::daily(Zone::utc(), 19);
        let mut week = WeekProgress { offered_at: Some(DateTime::UNIX_EPOCH), ..WeekProgress::default() };
        for right in before {
            week.finish_attempt(&grade(*right), &assessment, &rhythm, DateTime::UNIX_EPOCH);
        }
        let had = week.clone();
        let grades: Vec<Grade> = after.iter().map(|right| grade(*right)).collect();
        assert_eq!(week.graded_again(&grades, &assessment), expected, "{counts:?} {before:?} {after:?}");
        assert!(week.badge >= had.badge && week.gate == had.gate && week.best >= had.best);
        assert!(had.shares.iter().zip(&week.shares).all(|(was, is)| is >= was), "{counts:?} {before:?} {after:?}");
        let once = week.clone();
        assert!(!week.graded_again(&grades, &assessment).0, "twice is as once");
        assert_eq!(week, once);
    }
}

#[test]
fn what_comes_back_for_practice_goes_by_the_newest_key_but_for_what_counts_for_everybody() {
    let old = course(&[(0, 0); 3]);
    let new = Change::Everybody { item: "i1".to_owned() }.apply(&old, 1).expect("it is there");
    let mut other = course(&[(0, 0); 3]);
    other.weeks[0].assessment.items.reverse();
    let library = Library::from([(OLD, Arc::new(old)), (NEW, Arc::new(new)), (EARLIER, Arc::new(other))]);
    let missed = |version, item| {
        let on = DateTime::UNIX_EPOCH.date_naive();
        Missed { version, week: 1, item, on, times: 0 }
    };
    let mut review = vec![missed(OLD, 0), missed(OLD, 1), missed(EARLIER, 0), missed(EARLIER, 1), missed(OLD, 2)];
    practise_by(&mut review, &library, NEW);
    // Of a test with other items the places mean something else.
    assert_eq!(review, [missed(NEW, 0), missed(EARLIER, 0), missed(NEW, 2)]);
}

#[test]
fn an_attempt_at_a_test_with_other_items_stays_as_it_is() {
    let kinds = [(0, 0); 3];
    let old = course(&kinds);
    let mut new = course(&[(0, 1); 3]);
    let before = attempt(&old, &kinds, &[0, 1, 0]);
    assert_ne!(before.regraded(test_of(&old), test_of(&new), NEW), before);
    new.weeks[0].assessment.items.reverse();
    assert_eq!(before.regraded(test_of(&old), test_of(&new), NEW), before);
}

#[test]
fn what_was_not_reached_in_time_counts_too_where_the_item_counts_for_everybody() {
    let kinds = [(0, 0); 5];
    let old = course(&kinds);
    let new = Change::Everybody { item: "i4".to_owned() }.apply(&old, 1).expect("it is there");
    let under_way = attempt(&old, &kinds, &[0, 0, 1]);
    let ran_out = under_way.clone().expire(DateTime::UNIX_EPOCH);
    let after = |attempt: &Attempt| attempt.regraded(test_of(&old), test_of(&new), NEW).grade(test_of(&new));
    assert_eq!((ran_out.grade(test_of(&old)).right, after(&ran_out).right, after(&ran_out).passed), (2, 3, true));
    assert_eq!(after(&under_way).right, 2, "it may still be answered");
}
