//! Which items of a pool an attempt asks: so many of each tag, those that the person has not met before first.
//!
//! A function of the pool, of what was met, and of a seed. An item may bear several tags, and counts for one of them alone;
//! so the items are matched with what is asked like guests with seats. What comes first in the order of preference gets a
//! seat whenever any seating of those before it leaves one, so as many new items are drawn as there can be, and never fewer
//! items than are asked for when the pool has them.

use super::course::{Assessment, Library};
use super::grading::shuffle;
use super::ids::VersionId;
use super::item::Item;
use serde::{Deserialize, Serialize};

/// What an attempt asks of its pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Draw {
    /// So many, spread evenly over the lessons that the items are about.
    Number(u16),
    /// So many of each tag.
    ByTag(Vec<Quota>),
}

/// So many items that bear a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    pub tag: String,
    /// 1 or more.
    pub items: u16,
}

impl Draw {
    /// How many items that is.
    pub fn items(&self) -> usize {
        match self {
            Self::Number(items) => usize::from(*items),
            Self::ByTag(quotas) => quotas.iter().map(|quota| usize::from(quota.items)).sum(),
        }
    }
}

/// The items of a week's pool that somebody was asked, where an attempt asks but a part of it. Kept with the progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Met {
    pub version: VersionId,
    /// By place in the assessment of that version, each once, longest ago first.
    pub items: Vec<u16>,
}

impl Met {
    /// The same in another version of the course, where items are known by their names; what is not there is left out.
    pub fn in_version(&self, library: &Library, week: u8, version: VersionId) -> Vec<u16> {
        if version == self.version {
            return self.items.clone();
        }
        let items = |version| Some(&library.get(&version)?.week(week)?.assessment.items);
        let (Some(old), Some(new)) = (items(self.version), items(version)) else { return Vec::new() };
        let place = |item: &u16| {
            let name = &old.get(usize::from(*item))?.name;
            u16::try_from(new.iter().position(|one| one.name == *name)?).ok()
        };
        self.items.iter().filter_map(place).collect()
    }

    /// What is asked now comes last; `before` are those of [`Met::in_version`].
    pub fn and(version: VersionId, before: &[u16], asked: &[u16]) -> Self {
        let others = before.iter().filter(|item| !asked.contains(item));
        Self { version, items: others.chain(asked).copied().collect() }
    }
}

/// Seats for items: how many there are of a kind, and who may sit there.
struct Seats<'p> {
    wanted: usize,
    fits: Box<dyn Fn(&Item) -> bool + 'p>,
    taken: Vec<usize>,
}

/// What chance has to say in a draw: numbers from outside, so that the same ones draw the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lots {
    /// Of the attempt: which items.
    pub items: u64,
    /// Of the person and the week: which lessons have their turn first, where not all have one. The same in each attempt,
    /// for who has opened missed lessons again is asked about these.
    pub lessons: u64,
}

/// The items to ask, by place in the assessment, in that order. `met`: those that the person was asked before, longest ago
/// first. Descriptions are not drawn.
pub fn draw(assessment: &Assessment, rule: &Draw, met: &[u16], lots: Lots) -> Vec<usize> {
    let mut pool: Vec<usize> =
        (0..assessment.items.len()).filter(|place| assessment.items[*place].kind.is_counted()).collect();
    let mut seats = seats(assessment, &pool, rule, lots.lessons);
    shuffle(&mut pool, lots.items);
    let met_at = |place: usize| met.iter().rposition(|one| usize::from(*one) == place).map_or(0, |at| at + 1);
    pool.sort_by_key(|place| met_at(*place));
    for place in pool {
        let mut tried = vec![false; seats.len()];
        sit(&mut seats, &assessment.items, place, &mut tried);
    }
    let mut drawn: Vec<usize> = seats.into_iter().flat_map(|seats| seats.taken).collect();
    drawn.sort_unstable();
    drawn
}

fn seats<'p>(assessment: &Assessment, pool: &[usize], rule: &'p Draw, lot: u64) -> Vec<Seats<'p>> {
    match rule {
        Draw::ByTag(quotas) => {
            let of_quota = |quota: &'p Quota| Seats {
                wanted: quota.items.into(),
                fits: Box::new(|item: &Item| item.bears(&quota.tag)),
                taken: Vec::new(),
            };
            quotas.iter().map(of_quota).collect()
        }
        Draw::Number(items) => {
            let mut lessons: Vec<_> = pool.iter().map(|place| assessment.items[*place].lesson).collect();
            lessons.sort_unstable();
            let room = |lesson| lessons.iter().filter(|one| **one == lesson).count();
            let mut groups: Vec<_> = lessons.clone();
            groups.dedup();
            // Whose turn it is first: otherwise the last lessons would be asked of nobody where there are fewer items.
            shuffle(&mut groups, lot);
            let mut wanted = vec![0; groups.len()];
            let mut left = usize::from(*items).min(pool.len());
            while left > 0 {
                for (group, wanted) in groups.iter().zip(&mut wanted) {
                    if left > 0 && *wanted < room(*group) {
                        (*wanted, left) = (*wanted + 1, left - 1);
                    }
                }
            }
            let of_lesson = |(lesson, wanted)| Seats {
                wanted,
                fits: Box::new(move |item: &Item| item.lesson == lesson),
                taken: Vec::new(),
            };
            groups.into_iter().zip(wanted).map(of_lesson).collect()
        }
    }
}

/// Gives an item a seat, if need be by moving others to other seats. True when it has one. Whoever sits keeps a seat.
fn sit(seats: &mut [Seats<'_>], items: &[Item], place: usize, tried: &mut [bool]) -> bool {
    for at in 0..seats.len() {
        if tried[at] || !(seats[at].fits)(&items[place]) {
            continue;
        }
        tried[at] = true;
        if seats[at].taken.len() < seats[at].wanted {
            seats[at].taken.push(place);
            return true;
        }
        for chair in 0..seats[at].taken.len() {
            let other = seats[at].taken[chair];
            if sit(seats, items, other, tried) {
                seats[at].taken[chair] = place;
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::grading::fixture;
    use crate::rules::ids::LessonId;
    use crate::rules::item::ItemKind;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::sync::Arc;

    /// A pool in which each item bears these tags.
    fn pool(tags: &[Vec<u8>]) -> Assessment {
        let mut assessment = fixture::assessment(1);
        let item = assessment.items[0].clone();
        assessment.items = (tags.iter().enumerate())
            .map(|(place, tags)| Item {
                name: format!("i{place}"),
                lesson: None,
                tags: tags.iter().map(|tag| format!("t{tag}")).collect(),
                ..item.clone()
            })
            .collect();
        assessment
    }

    fn by_tag(quotas: &[u16]) -> Draw {
        let quota = |(tag, items): (usize, &u16)| Quota { tag: format!("t{tag}"), items: *items };
        Draw::ByTag(quotas.iter().enumerate().map(quota).collect())
    }

    fn met(drawn: &[usize]) -> Vec<u16> {
        drawn.iter().map(|place| u16::try_from(*place).expect("a small pool")).collect()
    }

    fn lots(items: u64) -> Lots {
        Lots { items, lessons: 0 }
    }

    fn days(assessment: &Assessment, drawn: &[usize]) -> Vec<u8> {
        drawn.iter().filter_map(|place| Some(assessment.items[*place].lesson?.day)).collect()
    }

    #[test]
    fn a_number_is_spread_over_the_lessons() {
        // Two items for each of five lessons.
        let assessment = fixture::assessment(1);
        let mut twice = BTreeSet::new();
        for seed in 0..40 {
            let lots = Lots { items: seed, lessons: seed };
            let lessons = days(&assessment, &draw(&assessment, &Draw::Number(7), &[], lots));
            assert_eq!(lessons.iter().collect::<BTreeSet<_>>().len(), 5, "each lesson once at least: {lessons:?}");
            twice.extend(lessons.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]));
        }
        assert_eq!(twice.len(), 5, "no lesson is always asked twice, and none never: {twice:?}");
        assert_eq!(draw(&assessment, &Draw::Number(99), &[], lots(1)), (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn where_there_are_fewer_items_than_lessons_every_lesson_has_its_turn() {
        let assessment = fixture::assessment(1);
        let drawn = |items, lessons, met: &[u16]| draw(&assessment, &Draw::Number(3), met, Lots { items, lessons });
        let mut asked = [0; 6];
        for person in 0..500 {
            let first = drawn(person, person, &[]);
            for day in days(&assessment, &first) {
                asked[usize::from(day)] += 1;
            }
            // The next attempt of the same person is about the same lessons.
            let second = drawn(person + 7_000, person, &met(&first));
            assert_eq!(days(&assessment, &second), days(&assessment, &first));
            assert!(second.iter().all(|place| !first.contains(place)), "{first:?} {second:?}");
        }
        // Three of five: three hundred each, give or take.
        assert!(asked[1..].iter().all(|count| (240..=360).contains(count)), "{asked:?}");
    }

    #[test]
    fn after_an_attempt_the_other_items_on_the_same_lessons_come() {
        let assessment = fixture::assessment(1);
        let first = draw(&assessment, &Draw::Number(5), &[], lots(3));
        let second = draw(&assessment, &Draw::Number(5), &met(&first), lots(4));
        let both: BTreeSet<usize> = first.iter().chain(&second).copied().collect();
        assert_eq!(both.len(), 10, "{first:?} {second:?}");
        let days = |drawn: &[usize]| drawn.iter().map(|place| assessment.items[*place].lesson).collect::<Vec<_>>();
        assert_eq!(days(&first), days(&second));
        // Then what was asked longest ago.
        let asked = [met(&first), met(&second)].concat();
        assert_eq!(draw(&assessment, &Draw::Number(5), &asked, lots(5)), first);
    }

    #[test]
    fn what_was_met_is_known_by_name_in_a_later_version() {
        let old = fixture::course();
        let mut new = old.clone();
        let items = &mut new.weeks[0].assessment.items;
        items.rotate_right(3);
        items.remove(3);
        let library: Library = [(VersionId(1), Arc::new(old)), (VersionId(2), Arc::new(new))].into();
        // The first item is gone; the others stand two places on.
        let met = Met { version: VersionId(1), items: vec![4, 0, 1] };
        assert_eq!(met.in_version(&library, 1, VersionId(2)), [6, 3]);
        assert_eq!(met.in_version(&library, 1, VersionId(1)), [4, 0, 1]);
        assert_eq!(met.in_version(&library, 1, VersionId(9)), Vec::<u16>::new());
        assert_eq!(Met::and(VersionId(2), &[6, 3], &[1, 6]).items, [3, 1, 6]);
    }

    #[test]
    fn a_lesson_is_named_by_its_day() {
        let assessment = fixture::assessment(1);
        let rule = Draw::ByTag(vec![Quota { tag: "day-3".to_owned(), items: 2 }]);
        let drawn = draw(&assessment, &rule, &[], lots(9));
        assert!(drawn.iter().all(|place| assessment.items[*place].lesson == Some(LessonId::new(1, 3))), "{drawn:?}");
        assert_eq!(drawn.len(), 2);
    }

    #[test]
    fn an_item_with_two_tags_takes_the_seat_that_leaves_most() {
        // The first item alone bears the second tag.
        let assessment = pool(&[vec![0, 1], vec![0]]);
        for seed in 0..8 {
            assert_eq!(draw(&assessment, &by_tag(&[1, 1]), &[], lots(seed)), [0, 1]);
        }
    }

    #[test]
    fn what_is_only_read_is_not_drawn() {
        let mut assessment = fixture::assessment(1);
        assessment.items[0].kind = ItemKind::Description;
        assert_eq!(draw(&assessment, &Draw::Number(20), &[], lots(1)), (1..10).collect::<Vec<_>>());
    }

    prop_compose! {
        /// Quotas, and a pool that can meet them: for each seat an item with its tag, more items, and more tags.
        fn feasible()(quotas in proptest::collection::vec(1_u16..4, 1..5))(
            more in proptest::collection::vec(proptest::collection::vec(0_u8..5, 0..3), 0..14),
            extra in proptest::collection::vec(proptest::collection::vec(0_u8..5, 0..2),
                quotas.iter().map(|items| usize::from(*items)).sum::<usize>()),
            quotas in Just(quotas),
        ) -> (Vec<u16>, Vec<Vec<u8>>) {
            let seats = quotas.iter().enumerate().flat_map(|(tag, items)| (0..*items).map(move |_| tag as u8));
            let mut tags: Vec<Vec<u8>> = seats.zip(extra).map(|(tag, extra)| [vec![tag], extra].concat()).collect();
            tags.extend(more);
            (quotas, tags)
        }
    }

    proptest! {
        #[test]
        fn every_quota_is_met_whatever_was_met_before(
            (quotas, tags) in feasible(), before in proptest::collection::vec(0_u16..30, 0..30), seed: u64,
        ) {
            let (assessment, rule) = (pool(&tags), by_tag(&quotas));
            let drawn = draw(&assessment, &rule, &before, lots(seed));
            prop_assert_eq!(drawn.len(), rule.items(), "as many as asked, since the pool has them");
            prop_assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), drawn.len(), "none twice");
            for (tag, items) in quotas.iter().enumerate() {
                let bear = drawn.iter().filter(|place| tags[**place].contains(&(tag as u8))).count();
                prop_assert!(bear >= usize::from(*items), "tag {}: {:?}", tag, drawn);
            }
            prop_assert_eq!(draw(&assessment, &rule, &before, lots(seed)), drawn, "the same again");
        }

        #[test]
        fn nothing_that_was_met_comes_where_the_pool_has_something_new(
            pools in proptest::collection::vec((1_u16..4, 0_u16..8), 1..5), first: u64, second: u64,
        ) {
            // Tags that do not overlap: so many asked, and so many more in the pool.
            let tags: Vec<Vec<u8>> = (pools.iter().enumerate())
                .flat_map(|(tag, (asked, more))| (0..asked + more).map(move |_| vec![tag as u8]))
                .collect();
            let quotas: Vec<u16> = pools.iter().map(|(asked, _)| *asked).collect();
            let (assessment, rule) = (pool(&tags), by_tag(&quotas));
            let before = draw(&assessment, &rule, &[], lots(first));
            let drawn = draw(&assessment, &rule, &met(&before), lots(second));
            for (tag, (asked, more)) in pools.iter().enumerate() {
                let again = drawn.iter().filter(|place| before.contains(place) && tags[**place] == [tag as u8]);
                prop_assert_eq!(again.count(), usize::from(asked.saturating_sub(*more)), "tag {}", tag);
            }
        }

        #[test]
        fn fewer_come_only_where_the_pool_has_fewer(
            quotas in proptest::collection::vec(1_u16..5, 1..4),
            tags in proptest::collection::vec(proptest::collection::vec(0_u8..4, 0..3), 0..9), seed: u64,
        ) {
            let assessment = pool(&tags);
            let drawn = draw(&assessment, &by_tag(&quotas), &[], lots(seed));
            // Hall: what can be seated is the least, over all sets of quotas, of what their tags have and of the other seats.
            let most = (0..1_u32 << quotas.len()).map(|set| {
                let is_in = |tag: usize| set & (1 << tag) != 0;
                let bear = tags.iter().filter(|tags| tags.iter().any(|tag| usize::from(*tag) < quotas.len() && is_in((*tag).into())));
                let others = quotas.iter().enumerate().filter(|(tag, _)| !is_in(*tag)).map(|(_, items)| usize::from(*items));
                bear.count() + others.sum::<usize>()
            });
            prop_assert_eq!(Some(drawn.len()), most.min());
        }
    }
}
