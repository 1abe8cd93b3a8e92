//! Against values that `tests/statistics/figures.py` computes in another way, and against what has to hold for any marks.

use super::*;
use crate::rules::answer::Given;
use crate::rules::grading::{Answer, Attempt, fixture};
use crate::rules::ids::{AttemptId, EnrolmentId, VersionId};
use chrono::DateTime;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const FIXED: &str = include_str!("../../../tests/statistics/fixed.csv");
const POOLS: &str = include_str!("../../../tests/statistics/pools.csv");
const EXPECTED: &str = include_str!("../../../tests/statistics/expected.csv");

/// How far a figure may be from the independent one, relative to 100.
const PRECISION: f64 = 1e-9;

fn number(text: &str) -> f64 {
    text.parse().expect("a number")
}

fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').skip(1)
}

/// 40 attempts at the same 12 items; some with fractional or negative marks, two with higher ones, four with choices.
fn fixed() -> Table {
    let mut lines = FIXED.lines().skip(1);
    let (most, guess) = (lines.next().expect("highest marks"), lines.next().expect("guesses"));
    let items = cells(most).zip(cells(guess));
    let items = items.map(|(max, guess)| Facts { max: number(max), guess: guess.parse().ok() }).collect();
    let scored = |(item, cell): (usize, &str)| {
        let (mark, choice) = cell.split_once('@').unwrap_or((cell, ""));
        Scored { item, mark: number(mark), choice: choice.parse().ok() }
    };
    Table { items, attempts: lines.map(|line| cells(line).enumerate().map(scored).collect()).collect() }
}

/// 36 attempts at 6 of 10 items each.
fn pools() -> Table {
    let mut lines = POOLS.lines().skip(1);
    let items = cells(lines.next().expect("highest marks"));
    let items = items.map(|max| Facts { max: number(max), guess: Some(0.25) }).collect();
    let scored = |cell: &str| {
        let (item, mark) = cell.split_once(':').expect("an item and its mark");
        Scored { item: item.parse().expect("a place"), mark: number(mark), choice: None }
    };
    Table { items, attempts: lines.map(|line| cells(line).map(scored).collect()).collect() }
}

type Named = BTreeMap<(String, String), (Option<f64>, Option<(f64, f64)>)>;

/// Every figure of a report by what it is of and its name.
fn named(report: &Report) -> Named {
    let mut found = Named::new();
    let mut put = |of: &str, index: &str, figure: Option<Figure>| {
        let interval = figure.and_then(|figure| figure.interval);
        found.insert((of.to_owned(), index.to_owned()), (figure.map(|figure| figure.value), interval));
    };
    let exact = |value: f64| Some(Figure { value, interval: None, n: report.n });
    let whole = report.whole;
    for (index, figure) in [
        ("mean", whole.mean),
        ("median", whole.median),
        ("deviation", whole.deviation),
        ("skewness", whole.skewness),
        ("kurtosis", whole.kurtosis),
        ("consistency", whole.consistency),
        ("error_ratio", whole.error_ratio),
        ("standard_error", whole.standard_error),
    ] {
        put("whole", index, figure);
    }
    for (place, item) in report.items.iter().enumerate() {
        let of = format!("item-{place}");
        put(&of, "n", exact(item.n as f64));
        put(&of, "facility", item.facility);
        put(&of, "deviation", item.deviation);
        put(&of, "discrimination", item.discrimination);
        put(&of, "efficiency", item.efficiency);
        put(&of, "intended_weight", item.intended_weight.and_then(exact));
        put(&of, "effective_weight", item.effective_weight);
        for pick in &item.picks {
            put(&of, &format!("share_{}", pick.choice), exact(pick.share));
            put(&of, &format!("strength_{}", pick.choice), pick.strength);
        }
    }
    for (place, figures) in report.places.iter().enumerate() {
        let of = format!("place-{place}");
        put(&of, "facility", figures.facility);
        put(&of, "deviation", figures.deviation);
        put(&of, "discrimination", figures.discrimination);
        put(&of, "efficiency", figures.efficiency);
        put(&of, "effective_weight", figures.effective_weight);
    }
    found
}

fn is_near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= PRECISION * 100.0_f64.max(other.abs()),
        (None, None) => true,
        _ => false,
    }
}

#[test]
fn every_figure_is_that_of_the_independent_computation() {
    let reports = [("fixed", named(&report(&fixed()))), ("pools", named(&report(&pools())))];
    let mut compared = 0;
    for line in EXPECTED.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let &[data, of, index, value, low, high] = fields.as_slice() else { panic!("{line}") };
        let found = &reports.iter().find(|(name, _)| *name == data).expect("a data set").1;
        let (is, interval) = found.get(&(of.to_owned(), index.to_owned())).unwrap_or_else(|| panic!("no {line}"));
        assert!(is_near(*is, value.parse().ok()), "{line}: {is:?}");
        let (is_low, is_high) = (interval.map(|(low, _)| low), interval.map(|(_, high)| high));
        assert!(is_near(is_low, low.parse().ok()) && is_near(is_high, high.parse().ok()), "{line}: {interval:?}");
        compared += 1;
    }
    assert!(compared > 180, "{compared}");
}

#[test]
fn the_wrong_key_of_the_data_set_is_the_only_item_in_doubt() {
    let report = report(&fixed());
    let doubts: Vec<(usize, Doubt)> =
        report.items.iter().enumerate().filter_map(|(place, item)| Some((place, item.doubt?))).collect();
    assert_eq!(doubts, [(3, Doubt::StrongPick { choice: 2 })]);
    // Without its choices the same item still shows.
    let mut table = fixed();
    table.attempts.iter_mut().flatten().for_each(|scored| scored.choice = None);
    assert_eq!(super::report(&table).items[3].doubt, Some(Doubt::Negative));
}

#[test]
fn what_is_shown_in_the_chat_is_the_same_rounded() {
    let table = fixed();
    let (quick, all) = (brief(&table), report(&table));
    for (quick, all) in quick.iter().zip(&all.items) {
        assert_eq!((quick.facility, quick.discrimination, quick.doubt), (all.facility, all.discrimination, all.doubt));
        assert_eq!((&quick.picks, quick.efficiency), (&all.picks, None));
    }
    let source = |item| Source { name: format!("q{item}"), version: VersionId(4), item };
    let shown = lines(&Gathered { table, sources: (0..12).map(source).collect(), ticks: Vec::new() });
    let share = |value, low, high| Some(Share { value, interval: Some((low, high)) });
    assert_eq!((shown[3].facility, shown[3].n), (share(60, 44, 74), 40));
    assert_eq!(shown[3].picks, [(0, 24), (2, 15), (3, 1)]);
    assert_eq!(shown[9].facility, Some(Share { value: 18, interval: None }));
}

#[test]
fn an_item_that_is_worse_than_guessing_is_in_doubt() {
    let mut table = fixed();
    table.items[0].guess = Some(0.99);
    table.attempts.iter_mut().flatten().for_each(|scored| scored.choice = None);
    assert_eq!(report(&table).items[0].doubt, Some(Doubt::BelowGuess));
}

#[test]
fn few_attempts_are_passed_over_in_silence() {
    let mut table = fixed();
    table.attempts.truncate(MIN_ATTEMPTS - 1);
    let silent = report(&table);
    assert_eq!((silent.n, silent.whole), (9, WholeFigures::default()));
    for item in &silent.items {
        assert_eq!((item.facility, item.discrimination, item.effective_weight), (None, None, None));
        assert!(item.picks.is_empty() && item.doubt.is_none());
    }
    let mut table = fixed();
    table.attempts.truncate(MIN_ATTEMPTS);
    let first = report(&table);
    assert!(first.whole.mean.is_some() && first.items[0].facility.is_some());
    // Of a pool an item may have few where the test has many.
    let mut table = pools();
    table.attempts.truncate(15);
    let of_pools = report(&table);
    assert!(of_pools.items.iter().any(|item| item.n < MIN_ATTEMPTS && item.facility.is_none()));
    assert!(of_pools.whole.mean.is_some());
}

#[test]
fn nothing_is_made_of_nothing() {
    for table in [Table::default(), Table { attempts: Vec::new(), ..fixed() }] {
        let report = report(&table);
        assert_eq!((report.n, report.whole, report.places.len()), (0, WholeFigures::default(), 0));
    }
    // Everybody has everything right: there is a mean, but nothing to compare.
    let mut table = fixed();
    for scored in table.attempts.iter_mut().flatten() {
        scored.mark = table.items[scored.item].max;
    }
    let report = report(&table);
    assert_eq!(report.whole.mean.expect("a mean").value, 100.0);
    assert_eq!((report.whole.skewness, report.whole.consistency), (None, None));
    assert!(report.items.iter().all(|item| item.discrimination.is_none() && item.doubt.is_none()));
}

/// Tables of the same items, of pools, and with gaps in between; 10 to 30 attempts.
fn tables() -> impl Strategy<Value = Table> {
    let attempts = prop::collection::vec(prop::collection::vec((0_u8..5, 0_u8..4), 6), 10..30);
    (attempts, 3_usize..=6).prop_map(|(attempts, held)| {
        let items = (0..6).map(|item| Facts { max: f64::from(1 + item / 4), guess: Some(0.25) }).collect::<Vec<_>>();
        let attempt = |(number, marks): (usize, Vec<(u8, u8)>)| {
            let scored = |(item, (fifths, choice)): (usize, (u8, u8))| Scored {
                item,
                mark: f64::from(fifths) / 4.0 * items[item].max,
                choice: Some(choice),
            };
            let mut row: Vec<Scored> = marks.into_iter().enumerate().map(scored).collect();
            row.rotate_left(number % 6);
            row.truncate(held);
            row
        };
        let attempts = attempts.into_iter().enumerate().map(attempt).collect();
        Table { items, attempts }
    })
}

/// Everything but the intervals of the jackknife, which of more than 200 attempts depend on their order.
fn values(report: &Report) -> BTreeMap<(String, String), Option<f64>> {
    named(report).into_iter().map(|(name, (value, _))| (name, value)).collect()
}

fn assert_same(one: &Report, other: &Report) -> Result<(), TestCaseError> {
    let other = values(other);
    for (name, value) in values(one) {
        prop_assert!(
            matches!((value, other[&name]), (None, None)) || is_near(value, other[&name]),
            "{:?}: {:?} and {:?}",
            &name,
            value,
            &other[&name]
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn figures_are_within_their_bounds(table in tables()) {
        let report = report(&table);
        for item in &report.items {
            for (figure, low, high) in [
                (item.facility, 0.0, 100.0),
                (item.deviation, 0.0, 75.0),
                (item.discrimination, -100.0, 100.0),
                (item.efficiency, f64::NEG_INFINITY, 100.0 + 1e-9),
                (item.effective_weight, 0.0, 100.0 + 1e-9),
            ] {
                let Some(figure) = figure else { continue };
                prop_assert!((low..=high).contains(&figure.value), "{:?}", figure);
                if let Some((from, to)) = figure.interval {
                    prop_assert!(from <= figure.value + 1e-9 && figure.value <= to + 1e-9, "{:?}", figure);
                }
            }
            let shares: f64 = item.picks.iter().map(|pick| pick.share).sum();
            prop_assert!(item.picks.is_empty() || (shares - 100.0).abs() < 1e-9);
        }
        let weights: f64 = report.items.iter().filter_map(|item| item.effective_weight).map(|weight| weight.value).sum();
        let of_places: f64 =
            report.places.iter().filter_map(|place| place.effective_weight).map(|weight| weight.value).sum();
        prop_assert!(weights + of_places == 0.0 || (weights + of_places - 100.0).abs() < 1e-9);
        prop_assert!(report.whole.mean.is_some_and(|mean| (0.0..=100.0).contains(&mean.value)));
        prop_assert!(report.whole.consistency.is_none_or(|consistency| consistency.value <= 100.0 + 1e-9));
    }

    #[test]
    fn the_order_of_attempts_means_nothing(table in tables(), by in 0_usize..30) {
        let mut turned = table.clone();
        let length = turned.attempts.len();
        turned.attempts.rotate_left(by % length);
        turned.attempts.swap(0, length - 1);
        assert_same(&report(&table), &report(&turned))?;
    }

    #[test]
    fn the_order_of_items_means_nothing_where_all_hold_the_same(table in tables()) {
        prop_assume!(table.is_fixed());
        let mut turned = table.clone();
        turned.attempts.iter_mut().enumerate().for_each(|(number, attempt)| attempt.rotate_left(number % 6));
        assert_same(&report(&table), &report(&turned))?;
    }

    #[test]
    fn an_item_that_everybody_has_right_changes_nothing_for_the_others(table in tables()) {
        prop_assume!(table.is_fixed());
        let before = report(&table);
        let mut table = table;
        let item = table.items.len();
        table.items.push(Facts { max: 1.0, guess: None });
        table.attempts.iter_mut().for_each(|attempt| attempt.push(Scored { item, mark: 1.0, choice: None }));
        let after = report(&table);
        for (before, after) in before.items.iter().zip(&after.items) {
            prop_assert!(is_near(before.facility.map(|it| it.value), after.facility.map(|it| it.value)));
            prop_assert!(is_near(before.discrimination.map(|it| it.value), after.discrimination.map(|it| it.value)));
            prop_assert!(is_near(before.efficiency.map(|it| it.value), after.efficiency.map(|it| it.value)));
            prop_assert!(is_near(before.effective_weight.map(|it| it.value), after.effective_weight.map(|it| it.value)));
        }
        let constant = after.items.last().expect("it was added");
        prop_assert_eq!((constant.discrimination, constant.efficiency), (None, None));
        prop_assert!(constant.effective_weight.is_none_or(|weight| weight.value == 0.0));
    }

    #[test]
    fn marks_on_another_scale_give_the_same_figures(table in tables()) {
        let mut larger = table.clone();
        larger.items.iter_mut().for_each(|facts| facts.max *= 8.0);
        larger.attempts.iter_mut().flatten().for_each(|scored| scored.mark *= 8.0);
        assert_same(&report(&table), &report(&larger))?;
    }
}

/// An attempt at the fixture's ten items, of which the first so many are right.
fn attempt(id: i64, enrolment: i64, number: u8, right: u8, version: VersionId) -> Attempt {
    let at = DateTime::UNIX_EPOCH;
    Attempt {
        draft: Default::default(),
        id: AttemptId(id),
        enrolment: EnrolmentId(enrolment),
        version,
        week: 1,
        number,
        seed: id,
        order: (0..10).rev().collect(),
        answers: (0..10).rev().map(|item| Answer::choice(u8::from(item >= right), item < right, at)).collect(),
        started_at: at,
        finished_at: Some(at),
        ends_at: None,
    }
}

#[test]
fn of_each_person_the_attempts_that_were_asked_for_are_taken() {
    let version = VersionId(1);
    let library = [(version, Arc::new(fixture::course()))].into();
    let mut attempts = vec![
        attempt(1, 1, 1, 4, version),
        attempt(2, 1, 2, 9, version),
        attempt(3, 1, 3, 7, version),
        attempt(4, 2, 1, 5, version),
    ];
    attempts.push(Attempt { finished_at: None, ..attempt(5, 3, 1, 10, version) });
    for (which, expected) in [
        (Which::First, vec![4.0, 5.0]),
        (Which::Best, vec![9.0, 5.0]),
        (Which::Last, vec![7.0, 5.0]),
        (Which::All, vec![4.0, 9.0, 7.0, 5.0]),
    ] {
        let gathered = gather(&attempts, &library, 1, version, which);
        let marks: Vec<f64> = gathered.table.attempts.iter().map(|attempt| table::total(attempt)).collect();
        assert_eq!(marks, expected, "{which:?}");
        assert_eq!((gathered.table.items.len(), gathered.table.items[0].guess), (10, Some(1.0 / 3.0)));
    }
}

#[test]
fn an_item_whose_key_was_mended_is_another_and_one_whose_words_were_is_not() {
    let (old, new) = (VersionId(1), VersionId(2));
    let mut mended = fixture::course();
    let items = &mut mended.weeks[0].assessment.items;
    items[0].feedback.insert(crate::rules::course::Language::En, "clearer".into());
    items[3].choices[0].right = false;
    items[3].choices[1].right = true;
    let library = [(old, Arc::new(fixture::course())), (new, Arc::new(mended))].into();
    let attempts = [attempt(1, 1, 1, 4, old), attempt(2, 2, 1, 5, new)];
    let gathered = gather(&attempts, &library, 1, new, Which::First);
    assert_eq!(gathered.table.items.len(), 11);
    assert_eq!(gathered.sources[3], Source { name: "w1-3".into(), version: new, item: 3 });
    assert_eq!(gathered.sources[10], Source { name: "w1-3".into(), version: old, item: 3 });
    let counts: Vec<usize> = report(&gathered.table).items.iter().map(|item| item.n).collect();
    assert_eq!(counts, [2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1]);
}

#[test]
fn an_item_that_was_not_answered_brought_nothing() {
    let version = VersionId(1);
    let library = [(version, Arc::new(fixture::course()))].into();
    let mut cut = attempt(1, 1, 1, 10, version);
    cut.answers.truncate(7);
    let gathered = gather(&[cut], &library, 1, version, Which::First);
    let scored = &gathered.table.attempts[0];
    assert_eq!((scored.len(), table::total(scored), scored[9].choice), (10, 7.0, None));
}

#[test]
fn of_several_right_choices_each_is_counted_that_was_ticked_and_not_under_the_minimum() {
    let version = VersionId(1);
    let mut course = fixture::course();
    course.weeks[0].assessment.items[2].kind = crate::rules::item::ItemKind::SeveralRight;
    let library = [(version, Arc::new(course))].into();
    let sit = |id: i64| {
        let mut sitting = attempt(id, id, 1, 6, version);
        let position = sitting.order.iter().position(|item| *item == 2).expect("it is asked");
        sitting.answers[position].given = Given::Several(if id % 2 == 0 { vec![0, 1] } else { vec![1] });
        sitting
    };
    for (count, expected) in [(12, vec![(0, 6), (1, 12)]), (3, vec![])] {
        let attempts: Vec<Attempt> = (1..=count).map(sit).collect();
        let shown = lines(&gather(&attempts, &library, 1, version, Which::First));
        assert_eq!((&shown[2].picks, shown[2].doubt), (&expected, None), "{count} people");
    }
}
