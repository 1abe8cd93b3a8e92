//! What the sender finds when much waits: how much a look costs, and in which order things come.

use crate::bench::{Bench, DIGIT, sealer};
use crate::world::*;
use chrono::{DateTime, Utc};
use darb::rules::ids::DeliveryId;
use darb::rules::notice::{Class, Notice};
use darb::store::claim::{self, Batch, Look};
use darb::store::outbox::NewDelivery;
use darb::store::{Connection, Tx};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Ids of chats and deliveries that are filled in by the thousand begin here.
const MANY: i64 = 900_000_000;

/// So many lessons in chats of their own, all like `like`, which is taken away.
async fn many(bench: &Bench, like: &NewDelivery, count: i64) -> Vec<DeliveryId> {
    let numbers = if bench.is_postgres() {
        format!("select i from generate_series(1, {count}) as i")
    } else {
        format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) select i from n")
    };
    let (chat, like) = (like.chat, like.id);
    bench
        .execute(&format!(
            "insert into chats (id, lookup, sealed, key_id, kind) select {MANY} + n.i, 'l' || n.i, c.sealed, c.key_id, c.kind \
             from ({numbers}) as n join chats c on c.id = {chat}"
        ))
        .await;
    bench
        .execute(&format!(
            "insert into outbox (id, dedupe_key, chat_id, enrolment_id, lane, class, kind, kind_version, notice, quiet, due_at, \
             state, attempts, doubts, created_at) select {MANY} + n.i, 'many ' || n.i, {MANY} + n.i, o.enrolment_id, \
             'c' || ({MANY} + n.i), o.class, o.kind, o.kind_version, o.notice, o.quiet, o.due_at, o.state, 0, 0, o.created_at \
             from ({numbers}) as n join outbox o on o.id = {like}"
        ))
        .await;
    bench.execute(&format!("delete from outbox where id = {like}")).await;
    (1..=count).map(|number| DeliveryId(MANY + number)).collect()
}

const LESSONS: (Class, Class) = (Class::Lesson, Class::Nudge);

/// A look for lessons in private chats, as the sender has it.
async fn look_at(tx: &mut Tx, at: DateTime<Utc>) -> Batch {
    let look = Look { classes: LESSONS, private: true, now: at, real: REAL, limit: 32 };
    claim::claim(tx, &sealer(DIGIT), [], look).await.expect("a claim")
}

fn ids(batch: &Batch) -> Vec<DeliveryId> {
    batch.deliveries.iter().map(|claimed| claimed.id).collect()
}

/// How many hundreds of steps SQLite's machine takes for a look; `None` on Postgres.
async fn steps(world: &World, at: DateTime<Utc>) -> Option<u64> {
    let mut tx = world.store.read().await.expect("a reader");
    // The statement is made ready first: what is counted is the look itself.
    look_at(&mut tx, at).await;
    let counted = Arc::new(AtomicU64::new(0));
    let Connection::Sqlite(connection) = &mut tx.connection else { return None };
    let count = Arc::clone(&counted);
    connection.lock_handle().await.expect("a connection").set_progress_handler(100, move || {
        count.fetch_add(1, Ordering::Relaxed);
        true
    });
    look_at(&mut tx, at).await;
    let Connection::Sqlite(connection) = &mut tx.connection else { return None };
    connection.lock_handle().await.expect("a connection").remove_progress_handler();
    Some(counted.load(Ordering::Relaxed))
}

pub async fn what_was_put_off_until_morning_costs_a_look_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let lesson = || NewDelivery { class: Class::Lesson, ..world.to(&world.ana, Notice::Apology) };
    let like = lesson();
    world.enqueue([like.clone()]).await;
    let waiting = many(&bench, &like, 20_000).await;
    let due = [lesson(), lesson()];
    let later = NewDelivery { due_at: in_hours(5), ..lesson() };
    world.enqueue(due.iter().cloned().chain([later.clone()])).await;
    let (off, first) = waiting.split_at(waiting.len() - 1);
    let mut tx = world.store.write().await.expect("the lease");
    let until: Vec<_> = off.iter().map(|id| (*id, in_hours(9))).collect();
    claim::postpone(&mut tx, &until);
    tx.commit().await.expect("a commit");
    let mut tx = world.store.read().await.expect("a reader");
    assert_eq!(ids(&look_at(&mut tx, now()).await), [due[0].id, first[0]]);
    drop(tx);
    if let Some(steps) = steps(&world, now()).await {
        assert!(steps < 50, "a look took {steps} hundreds of steps");
    }
}

pub async fn what_was_put_off_comes_in_its_time_before_what_is_younger(bench: Bench) {
    let world = World::new(&bench).await;
    let lesson = |to| NewDelivery { class: Class::Lesson, ..world.to(to, Notice::Apology) };
    let (first, second, other) = (lesson(&world.ana), lesson(&world.ana), lesson(&world.badr));
    let later = NewDelivery { due_at: in_hours(2), ..lesson(&world.badr) };
    world.enqueue([first.clone(), second.clone(), other.clone(), later.clone()]).await;
    let mut tx = world.store.write().await.expect("the lease");
    claim::postpone(&mut tx, &[(first.id, in_hours(2)), (other.id, in_hours(3))]);
    tx.commit().await.expect("a commit");
    let look = async |at| look_at(&mut world.store.read().await.expect("a reader"), at).await;
    let found = look(in_hours(1)).await;
    assert_eq!((ids(&found), found.has_come), (vec![second.id], false));
    // What has come may stand before what is found: it is told first.
    assert!(look(in_hours(2)).await.has_come);
    let mut tx = world.store.write().await.expect("the lease");
    let has_more = claim::come(&mut tx, LESSONS, in_hours(2)).await.expect("an answer");
    tx.commit().await.expect("a commit");
    assert!(!has_more);
    let found = look(in_hours(2)).await;
    assert_eq!((ids(&found), found.has_come), (vec![first.id, later.id], false), "the older one of each lane");
    assert!(look(in_hours(3)).await.has_come, "each in its own time");
    let urgent = Look { classes: (Class::Reply, Class::Relay), private: true, now: in_hours(3), real: REAL, limit: 32 };
    let mut tx = world.store.read().await.expect("a reader");
    let found = claim::claim(&mut tx, &sealer(DIGIT), [], urgent).await.expect("a claim");
    assert!(!found.has_come, "an answer does not wait for lessons to come");
}
