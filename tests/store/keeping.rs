//! Who is out of reach for long, and how many are in each week: read for whole sets, from an index or for a cohort.

use crate::bench::Bench;
use crate::world::*;
use chrono::TimeDelta;
use darb::actions::{census, release};
use darb::rules::enrolment::{Enrolment, Status};
use darb::rules::ids::ChatId;
use darb::store::Needs;
use darb::store::chats::Chat;
use darb::store::companions;
use darb::store::erasures;

pub async fn who_is_out_of_reach_for_long_is_found_the_longest_first(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (&world.ana, &world.badr);
    let found = async |before, limit| {
        let mut tx = world.store.read().await.expect("a reader");
        erasures::long_unreachable(&mut tx, before + TimeDelta::milliseconds(1), limit).await.expect("a search")
    };
    let nobody: Vec<ChatId> = Vec::new();
    assert_eq!(found(in_hours(1_000), 9).await, nobody, "everybody can be reached");
    let mut work = world.loaded(Needs { telegram_ids: [ANA, BADR, GROUP].into(), ..Needs::default() }).await;
    work.chats.put(ana.chat.id, Chat { unreachable_at: Some(in_hours(2)), ..ana.chat.clone() });
    work.chats.put(badr.chat.id, Chat { unreachable_at: Some(in_hours(1)), ..badr.chat.clone() });
    work.chats.put(world.group.id, Chat { unreachable_at: Some(now()), ..world.group.clone() });
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(found(in_hours(2), 9).await, [badr.chat.id, ana.chat.id], "the group is nobody");
    assert_eq!(found(in_hours(2), 1).await, [badr.chat.id]);
    assert_eq!(found(in_hours(1), 9).await, [badr.chat.id]);
    assert_eq!(found(in_hours(1) - TimeDelta::milliseconds(1), 9).await, nobody);
    // Back again, nobody looks for them.
    let mut work = world.loaded(Needs { telegram_ids: [BADR].into(), ..Needs::default() }).await;
    work.chats.put(badr.chat.id, badr.chat.clone());
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(found(in_hours(1_000), 9).await, [ana.chat.id]);
}

pub async fn how_many_are_in_a_week_is_counted_for_a_cohort_and_told_from_five_on(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.loaded(Needs { telegram_ids: [ANA, BADR].into(), ..Needs::default() }).await;
    let lessons = i64::try_from(world.library[&world.version].lessons().count()).expect("a few");
    let mut in_week_one = 0;
    for index in 0..9_i64 {
        let mut somebody = somebody(&mut work, 7_000 + index, world.cohort.id, 10 + index);
        let (opened, status) = match index {
            0..=3 => (1, Status::Active),
            4 => (0, Status::Waiting),
            5 => (1, Status::Paused { since: now(), until: None }),
            _ => (u16::try_from(lessons).expect("a few"), Status::Active),
        };
        in_week_one += u32::from(opened == 1 && status == Status::Active);
        somebody.enrolment.progress.opened = opened;
        let enrolment = Enrolment { status, ..somebody.enrolment };
        work.put_enrolment(enrolment, None, now());
    }
    let cohort = darb::rules::model::Cohort { enrolled: 11, ..world.cohort.clone() };
    work.cohorts.put(cohort.id, cohort);
    work.save(&[], now(), REAL).await.expect("a save");
    let mut tx = world.store.read().await.expect("a reader");
    let opened = companions::opened(&mut tx, world.cohort.id).await.expect("a count");
    drop(tx);
    // Ana has opened one as well, Badr none.
    assert_eq!(opened.iter().find(|(lessons, _)| *lessons == 1), Some(&(1, in_week_one + 1)));
    assert_eq!(opened.iter().map(|(_, people)| people).sum::<u32>(), 9);
    let told = |week| world.store.companions.in_week(world.cohort.id, week);
    assert_eq!(told(1), None, "nothing was counted yet");
    census::count(&world.context_at(now())).await.expect("a count");
    assert_eq!((told(1), told(2)), (Some(5), None), "three in the last week are too few to be told of");
}

pub async fn a_break_ends_by_itself_at_its_instant(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.loaded(Needs { telegram_ids: [ANA].into(), ..Needs::default() }).await;
    let until = monday() + chrono::Days::new(3);
    let paused = world.ana.enrolment.clone().pause_until(until, now()).expect("a break");
    let rhythm = world.ana.person.rhythm(&world.cohort, &course());
    work.put_enrolment(paused, Some(rhythm.on(until)), now());
    work.save(&[], now(), REAL).await.expect("a save");
    let status = async || {
        let work = world.loaded(Needs { telegram_ids: [ANA].into(), ..Needs::default() }).await;
        work.enrolment(world.ana.enrolment.id).expect("Ana's").enrolment.status
    };
    let early = world.context_at(rhythm.on(until) - TimeDelta::milliseconds(1));
    assert_eq!(release::release(&early).await.expect("a tick"), 0);
    assert!(matches!(status().await, Status::Paused { .. }));
    let context = world.context_at(rhythm.on(until));
    assert_eq!(release::release(&context).await.expect("a tick"), 1);
    assert_eq!(status().await, Status::Active);
    assert_eq!(release::release(&context).await.expect("a tick"), 0, "the same instant twice brings nothing more");
}
