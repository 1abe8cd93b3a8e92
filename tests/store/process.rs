//! One process writes: the lease, the ids of updates, ids of our own, and what happens when something goes wrong.

use crate::bench::Bench;
use crate::world::*;
use darb::rules::ids::*;
use darb::rules::model::Cohort;
use darb::rules::notice::Notice;
use darb::rules::real_time::RealTime;
use darb::store::lease::FREE_AFTER;
use darb::store::meta::{self, Fact};
use darb::store::outbox::{Mark, MarkState};
use darb::store::{Connection, Needs, Store, StoreError, claim, enrolments, in_flight, updates};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

// ---- The lease ------------------------------------------------------------------------------------------------------

pub async fn a_standby_waits_for_the_lease_until_it_is_free(bench: Bench) {
    let first = Arc::clone(&bench.store);
    let second = bench.open().await;
    assert_eq!((first.epoch(), second.epoch()), (1, 0));
    let wait = second.take_lease("second").await.expect("an answer").expect_err("it is held");
    assert!(wait <= FREE_AFTER && wait > FREE_AFTER / 2, "{wait:?}");
    assert_eq!(second.epoch(), 0);

    // One that was not renewed for long enough is free; a renewed one is not.
    let millis = i64::try_from(FREE_AFTER.as_millis()).expect("a short span");
    bench.execute(&format!("update lease set renewed_at = renewed_at - {millis}")).await;
    first.renew_lease().await.expect("still the holder's");
    assert!(second.take_lease("second").await.expect("an answer").is_err());
    bench.execute(&format!("update lease set renewed_at = renewed_at - {millis}")).await;
    assert_eq!(second.take_lease("second").await.expect("an answer"), Ok(0));
    assert_eq!(second.epoch(), 2);
    assert!(matches!(first.renew_lease().await, Err(StoreError::LeaseLost)));

    // One that was given back is free at once; giving back what was lost frees nothing.
    first.give_lease_back().await.expect("an answer");
    assert!(first.take_lease("first").await.expect("an answer").is_err());
    second.give_lease_back().await.expect("an answer");
    assert_eq!(first.take_lease("first").await.expect("an answer"), Ok(0));
    assert_eq!(first.epoch(), 3);
    // Its own lease a holder can take anew, after a restart under the same name.
    assert_eq!(first.take_lease("first").await.expect("an answer"), Ok(0));
    assert_eq!(first.epoch(), 4);
    assert_eq!(bench.rows("id, epoch", "from lease").await, ["1|4"]);
}

pub async fn who_finds_the_lock_free_takes_the_lease_of_a_dead_holder_at_once(bench: Bench) {
    let second = bench.open().await;
    let wait = second.take_lease("second").await.expect("an answer").expect_err("the holder lives");
    assert!(wait > FREE_AFTER / 2, "{wait:?}");
    // It ends without a word, as `kill -9` would end it: its lock goes with it.
    bench.store.close().await;
    assert!(heir_waits(&second, "second").await < FREE_AFTER / 2);
    assert_eq!(second.epoch(), 2);
}

pub async fn a_holder_that_never_had_the_lock_is_waited_for(bench: Bench) {
    // While the first hung, another took over by the time that went by: it cannot get the lock.
    let heir = bench.open().await;
    bench.execute("update lease set renewed_at = 1").await;
    assert_eq!(heir.take_lease("heir").await.expect("an answer"), Ok(0));
    assert_eq!(bench.rows("holder", "from lease").await, ["heir"]);
    // The one that hung ends. Its lock is free, and says nothing about the heir, who lives.
    bench.store.close().await;
    let third = bench.open().await;
    third.take_lease("third").await.expect("an answer").expect_err("the heir lives");
    // From its next renewal on the heir has the lock, and is waited for no more when it ends.
    heir.renew_lease().await.expect("the lease");
    let holder = bench.rows("holder", "from lease").await;
    assert!(holder[0].starts_with("heir ("), "{holder:?}");
    heir.close().await;
    assert!(heir_waits(&third, "third").await < FREE_AFTER / 2);
}

pub async fn who_lost_the_lease_lets_the_heir_have_the_lock(bench: Bench) {
    let heir = bench.open().await;
    bench.execute("update lease set renewed_at = 1").await;
    assert_eq!(heir.take_lease("heir").await.expect("an answer"), Ok(0));
    assert!(matches!(bench.store.renew_lease().await, Err(StoreError::LeaseLost)));
    bench.store.take_lease("first").await.expect("an answer").expect_err("the heir lives");
    heir.renew_lease().await.expect("the lease");
    let holder = bench.rows("holder", "from lease").await;
    assert!(holder[0].starts_with("heir ("), "{holder:?}");
}

/// How long somebody waits for the lease who asks ever again.
async fn heir_waits(heir: &Store, name: &str) -> Duration {
    let started = std::time::Instant::now();
    while heir.take_lease(name).await.expect("an answer").is_err() {
        tokio::task::yield_now().await;
    }
    started.elapsed()
}

pub async fn without_the_lease_nothing_is_written(bench: Bench) {
    let world = World::new(&bench).await;
    let delivery = world.to(&world.ana, Notice::Apology);
    world.enqueue([delivery.clone()]).await;
    let second = bench.open().await;
    world.store.give_lease_back().await.expect("an answer");
    assert_eq!(second.take_lease("second").await.expect("an answer"), Ok(0));
    let before = bench.dump().await;
    let lost = |result: Result<(), StoreError>| {
        let error = result.expect_err("the lease is lost");
        assert!(matches!(error, StoreError::LeaseLost), "{error}");
        assert!(error.is_transient(), "the update is somebody else's now, not a failed one");
    };
    for store in [Arc::clone(&world.store), bench.open().await] {
        let mut work = store.work(&world.library).await.expect("a unit of work");
        somebody(&mut work, CYRINE, world.cohort.id, 9);
        work.enqueue(world.to(&world.ana, Notice::Apology));
        work.mark(Mark { delivery: delivery.id, state: MarkState::Sent });
        work.put_away(7, "raw".into(), "cause".into());
        work.set_fact(Fact::Commands, Some("x".into()));
        lost(work.save(&[7], now(), REAL).await.map(|_| ()));
        lost(store.write().await.map(|_| ()));
        lost(store.add_courses(&[], now()).await.map(|_| ()));
        lost(store.renew_lease().await);
        let context = darb::actions::Context { store, ..world.context_at(now()) };
        let error = darb::actions::intake_batch::handle(&context, &[incoming_poison(8)]).await;
        assert!(error.is_err_and(|error| error.is_transient()), "nothing may be confirmed");
    }
    assert_eq!(bench.dump().await, before);
}

fn incoming_poison(id: i64) -> darb::actions::intake_batch::Incoming {
    darb::actions::intake_batch::Incoming { id, raw: "?".into(), sender: None, intent: None }
}

// ---- Updates --------------------------------------------------------------------------------------------------------

pub async fn an_update_that_was_handled_fails_the_whole_unit(bench: Bench) {
    let world = World::new(&bench).await;
    let work = world.work().await;
    work.save(&[10, 11], now(), REAL).await.expect("new updates");
    let before = bench.dump().await;
    for (ids, asked, handled) in [(vec![12, 11], 2, 1), (vec![12, 12], 2, 1), (vec![10, 11], 2, 0)] {
        let mut work = world.work().await;
        somebody(&mut work, CYRINE, world.cohort.id, 9);
        work.enqueue(world.to(&world.ana, Notice::Apology));
        let error = work.save(&ids, now(), REAL).await.expect_err("a repeat");
        let expected = matches!(error, StoreError::Repeated { asked: a, handled: h } if (a, h) == (asked, handled));
        assert!(expected, "{ids:?}: {error}");
        assert!(!error.is_transient(), "trying the same again cannot help");
        assert_eq!(bench.dump().await, before, "{ids:?} left something behind");
    }
    let mut work = world.work().await;
    let needs = Needs { updates: [9, 10, 11, 12].into(), ..Needs::default() };
    work.load(&needs).await.expect("an answer");
    assert_eq!([9, 10, 11, 12].map(|id| work.is_handled(id)), [false, true, true, false]);
}

pub async fn updates_are_forgotten_after_two_days_and_failed_ones_after_seven(bench: Bench) {
    let world = World::new(&bench).await;
    let late = REAL + updates::KEPT_FOR;
    let later = REAL + updates::FAILED_KEPT_FOR;
    let forget = async |now: RealTime| {
        let mut tx = world.store.write().await.expect("the lease");
        updates::forget_old(&mut tx, now, 1_000).await.expect("an answer");
        tx.commit().await.expect("a commit");
        (bench.count("updates").await, bench.count("failed_updates").await)
    };
    let mut work = world.work().await;
    work.put_away(1, "raw".into(), "cause".into());
    work.save(&[1, 2], now(), REAL).await.expect("new updates");
    assert_eq!(forget(late).await, (2, 1));
    assert_eq!(forget(late + Duration::from_millis(1)).await, (0, 1));
    assert_eq!(forget(later).await, (0, 1));
    assert_eq!(forget(later + Duration::from_millis(1)).await, (0, 0));
}

pub async fn a_failed_update_is_kept_once_and_sealed(bench: Bench) {
    let world = World::new(&bench).await;
    for _ in 0..2 {
        let mut work = world.work().await;
        work.put_away(70, "{\"text\":\"a secret word\"}".into(), "a cause".into());
        work.save(&[], now(), REAL).await.expect("a save");
    }
    let kept = bench.rows("update_id, cause, failed_at, sealed", "from failed_updates").await;
    assert_eq!(kept.len(), 1);
    assert!(kept[0].starts_with(&format!("70|a cause|{}|", REAL.0)), "{kept:?}");
    assert!(!kept[0].contains("secret"), "{kept:?}");
    let (_, sealed) = kept[0].rsplit_once('|').expect("four columns");
    let raw = crate::bench::sealer(crate::bench::DIGIT).open("failed update", sealed).expect("sealed with our key");
    assert_eq!(raw, b"{\"text\":\"a secret word\"}");
}

// ---- Ids ------------------------------------------------------------------------------------------------------------

pub async fn an_id_is_never_given_twice_whoever_opens_the_database(bench: Bench) {
    let world = World::new(&bench).await;
    let mut given = BTreeSet::new();
    let mut store = Arc::clone(&world.store);
    for round in 0..3 {
        // Draws an id too, and keeps where they stand; so each unit of work below has to do so itself.
        let (_, versions) = store.add_courses(&[course()], now()).await.expect("courses that can be kept");
        assert_eq!(versions, [world.version]);
        for _ in 0..5 {
            let mut work = store.work(&world.library).await.expect("a unit of work");
            let one = somebody(&mut work, 7_000_000_000 + given.len() as i64, world.cohort.id, given.len() as i64 + 10);
            for id in [one.chat.id.0, one.person.id.0, one.enrolment.id.0] {
                assert!(given.insert(id), "{id} was given before, round {round}");
            }
            work.save(&[], now(), REAL).await.expect("a save");
        }
        store.give_lease_back().await.expect("an answer");
        store = bench.open().await;
        assert_eq!(store.take_lease("next").await.expect("an answer"), Ok(0));
    }
    assert!(given.iter().all(|id| *id > world.badr.enrolment.id.0));
    assert_eq!(given.len(), 45);
}

// ---- What is due ----------------------------------------------------------------------------------------------------

pub async fn what_is_due_is_found_by_its_time(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    let mut at = |hours: Option<i64>, telegram_id: i64| {
        let one = somebody(&mut work, telegram_id, world.cohort.id, telegram_id);
        work.put_enrolment(one.enrolment.clone(), hours.map(in_hours), now());
        one.enrolment.id
    };
    let [later, never, first, second, same] =
        [(Some(3), 11), (None, 12), (Some(1), 13), (Some(2), 14), (Some(2), 15)].map(|(hours, id)| at(hours, id));
    work.save(&[], now(), REAL).await.expect("a save");
    let mut tx = world.store.read().await.expect("a reader");
    let millisecond = chrono::TimeDelta::milliseconds(1);
    for (at, limit, expected) in [
        (in_hours(1) - millisecond, 9, vec![]),
        (in_hours(1), 9, vec![first]),
        (in_hours(2), 9, vec![first, second, same]),
        (in_hours(2), 2, vec![first, second]),
        (in_hours(99), 9, vec![first, second, same, later]),
    ] {
        assert_eq!(enrolments::due(&mut tx, at, limit).await.expect("an answer"), expected, "{at}, {limit}");
        assert_eq!(enrolments::is_any_due(&mut tx, at).await.expect("an answer"), !expected.is_empty());
    }
    assert_eq!(enrolments::first_due(&mut tx).await.expect("an answer"), Some(in_hours(1)));
    let chunk = enrolments::running_after(&mut tx, later, 2).await.expect("an answer");
    assert_eq!(chunk, [never, first], "running ones by id, due or not");
    drop(tx);
    bench.execute("update enrolments set next_due_at = null").await;
    let mut tx = world.store.read().await.expect("a reader");
    assert_eq!(enrolments::first_due(&mut tx).await.expect("an answer"), None);
}

// ---- What goes wrong ------------------------------------------------------------------------------------------------

pub async fn after_a_statement_that_failed_the_next_unit_works(bench: Bench) {
    let world = World::new(&bench).await;
    let before = bench.dump().await;
    for _ in 0..3 {
        let mut work = world.work().await;
        let twin = enrolment(work.fresh_id(), world.ana.person.id, world.cohort.id, 77);
        somebody(&mut work, CYRINE, world.cohort.id, 9);
        work.put_enrolment(twin, None, now());
        let error = work.save(&[5], now(), REAL).await.expect_err("one person is in a cohort once");
        assert!(matches!(error, StoreError::Database(_)), "{error}");
        assert!(!error.is_transient(), "{error}");
        assert_eq!(bench.dump().await, before);
    }
    let mut work = world.work().await;
    somebody(&mut work, CYRINE, world.cohort.id, 9);
    work.save(&[5], now(), REAL).await.expect("the connection is fit for use");
    assert_eq!(bench.count("enrolments").await, 3);
}

/// Questions and changes that wait go together, in order: each question sees what stands before it.
pub async fn what_goes_together_goes_in_order(bench: Bench) {
    let world = World::new(&bench).await;
    let deliveries = [1, 2].map(|_| world.to(&world.ana, Notice::Apology));
    let [first, second] = deliveries.each_ref().map(|delivery| delivery.id);
    world.enqueue(deliveries).await;
    let mut tx = world.store.write().await.expect("the lease");
    claim::cancel(&mut tx, &[(first, "too late")], REAL);
    let released = in_flight::release(&mut tx, &[first, second], world.store.epoch()).await.expect("an answer");
    assert_eq!(released, [second], "the first was cancelled just before");
    tx.commit().await.expect("a commit");
    assert_eq!(bench.count("outbox where state = 'cancelled' and reason = 'too late'").await, 1);
    assert_eq!(bench.count("outbox where state = 'sending'").await, 1);
    // What was not committed is gone, whether it had its turn or not.
    let mut tx = world.store.write().await.expect("the lease");
    in_flight::take_back(&mut tx, &[second], world.store.epoch());
    drop(tx);
    let mut tx = world.store.write().await.expect("the lease");
    in_flight::take_back(&mut tx, &[second], world.store.epoch());
    tx.rollback().await.expect("an answer");
    assert_eq!(bench.count("outbox where state = 'sending'").await, 1);
}

pub async fn after_a_commit_that_failed_the_next_unit_works(bench: Bench) {
    let world = World::new(&bench).await;
    // A reference that is checked at the commit only.
    bench
        .execute("create table later (id bigint primary key references chats (id) deferrable initially deferred)")
        .await;
    let before = bench.dump().await;
    for _ in 0..3 {
        let insert = "insert into later (id) values (404)";
        let mut tx = world.store.write().await.expect("the lease");
        match &mut tx.connection {
            Connection::Sqlite(tx) => drop(sqlx::query(insert).execute(&mut **tx).await.expect("not checked yet")),
            Connection::Postgres(tx) => drop(sqlx::query(insert).execute(&mut **tx).await.expect("not checked yet")),
            Connection::Returned => unreachable!("it was not given back"),
        }
        let error = tx.commit().await.expect_err("it refers to no chat");
        assert!(!error.is_transient(), "{error}");
        world.work().await.save(&[], now(), REAL).await.expect("nothing is left of it");
    }
    assert_eq!(bench.dump().await, before);
    world.enqueue([world.to(&world.ana, Notice::Apology)]).await;
    assert_eq!(bench.count("outbox").await, 1);
}

pub async fn a_unit_that_was_rolled_back_by_hand_leaves_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let mut tx = world.store.write().await.expect("the lease");
    meta::set(&mut tx, Fact::TzdbVersion, "darb_bot").await.expect("a fact");
    assert_eq!(meta::get(&mut tx, Fact::TzdbVersion).await.expect("an answer").as_deref(), Some("darb_bot"));
    tx.rollback().await.expect("a rollback");
    let mut tx = world.store.write().await.expect("the lease");
    assert_eq!(meta::get(&mut tx, Fact::TzdbVersion).await.expect("an answer"), None);
    meta::set(&mut tx, Fact::TzdbVersion, "darb_bot").await.expect("a fact");
    meta::set(&mut tx, Fact::TzdbVersion, "darb_two_bot").await.expect("a fact");
    tx.commit().await.expect("a commit");
    let mut tx = world.store.write().await.expect("the lease");
    assert_eq!(meta::get(&mut tx, Fact::TzdbVersion).await.expect("an answer").as_deref(), Some("darb_two_bot"));
    meta::forget(&mut tx, Fact::TzdbVersion).await.expect("a fact");
    assert_eq!(meta::get(&mut tx, Fact::TzdbVersion).await.expect("an answer"), None);
}

pub async fn units_of_work_at_the_same_time_do_not_undo_each_other(bench: Bench) {
    let world = World::new(&bench).await;
    let enrol = async || {
        let mut work = world.loaded(Needs::default()).await;
        let cohort = work.cohorts.get(&world.cohort.id).cloned().expect("the cohort");
        work.cohorts.put(cohort.id, Cohort { enrolled: cohort.enrolled + 1, ..cohort });
        work.save(&[], now(), REAL).await.expect("a save");
    };
    tokio::join!(enrol(), enrol(), enrol(), enrol());
    let enrolled = world.loaded(Needs::default()).await.cohorts.get(&world.cohort.id).map(|cohort| cohort.enrolled);
    assert_eq!(enrolled, Some(world.cohort.enrolled + 4));
}

pub async fn readers_are_not_held_up_by_a_unit_of_work(bench: Bench) {
    let world = World::new(&bench).await;
    world.enqueue([world.to(&world.ana, Notice::Apology)]).await;
    let mut work = world.loaded(Needs { telegram_ids: [ANA].into(), ..Needs::default() }).await;
    work.enqueue(world.to(&world.badr, Notice::Apology));
    assert_eq!(world.claim().await.len(), 1);
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(world.claim().await.len(), 2);
}

// ---- Opening --------------------------------------------------------------------------------------------------------

pub async fn a_wrong_key_is_refused_and_nothing_is_touched(bench: Bench) {
    World::new(&bench).await;
    bench.store.close().await;
    let before = (bench.dump().await, bytes(&bench));
    let error = bench.open_with('b').await.expect_err("another key");
    let StoreError::WrongKey { expected, given } = &error else { panic!("{error}") };
    assert_ne!(expected, given);
    assert!(!error.is_transient());
    assert_eq!((bench.dump().await, bytes(&bench)), before);
    bench.open().await;
}

pub async fn a_newer_database_is_refused_and_nothing_is_touched(bench: Bench) {
    World::new(&bench).await;
    let blob = if bench.is_postgres() { "'\\x00'" } else { "x'00'" };
    bench
        .execute(&format!(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
             values (9999, 'of tomorrow', true, {blob}, 0)"
        ))
        .await;
    bench.store.close().await;
    let before = (bench.dump().await, bytes(&bench));
    // The key is not even looked at: it may be kept otherwise in the newer version.
    for digit in ['a', 'b'] {
        let error = bench.open_with(digit).await.expect_err("a newer database");
        let known = darb::store::newest();
        assert!(matches!(error, StoreError::Newer { found: 9999, known: k } if k == known), "{error}");
        assert!(!error.is_transient());
    }
    assert_eq!((bench.dump().await, bytes(&bench)), before);
    assert_eq!(bench.rows("version", "from _sqlx_migrations where version > 9000").await, ["9999"]);
}

/// The SQLite file as it is on disk, with what waits to be moved into it; nothing for a server.
fn bytes(bench: &Bench) -> Option<(Vec<u8>, u64)> {
    let path = (!bench.is_postgres()).then(|| bench.path())?;
    let log = std::fs::metadata(path.with_extension("db-wal")).map_or(0, |file| file.len());
    Some((std::fs::read(path).expect("the file"), log))
}

pub async fn an_address_of_neither_engine_is_refused(bench: Bench) {
    for url in ["", "darb.db", "mysql://localhost/darb", "postgres:/", "sqlite"] {
        let error = Store::open(url, crate::bench::sealer('a')).await.expect_err(url);
        assert!(matches!(error, StoreError::Url), "`{url}`: {error}");
    }
    assert!(!bench.url().is_empty());
}

/// Only what SQLite has.
pub mod sqlite {
    use super::*;
    use darb::store::Engine;

    pub async fn what_was_committed_survives_a_power_cut(bench: Bench) {
        let mut tx = bench.store.write().await.expect("the lease");
        let Connection::Sqlite(tx) = &mut tx.connection else { panic!("SQLite") };
        for (pragma, expected) in
            [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("secure_delete", "1")]
        {
            let sql = sqlx::AssertSqlSafe(format!("select cast({pragma} as text) from pragma_{pragma}"));
            let value: String = sqlx::query_scalar(sql).fetch_one(&mut **tx).await.expect("a pragma");
            assert_eq!(value, expected, "{pragma}");
        }
    }

    pub async fn no_statistics_of_a_quiet_hour_are_kept(bench: Bench) {
        World::new(&bench).await;
        bench.store.close().await;
        let again = bench.open().await;
        again.close().await;
        assert_eq!(bench.rows("name", "from sqlite_master where name like 'sqlite_stat%'").await, [""; 0]);
    }

    pub async fn readers_cannot_write(bench: Bench) {
        let mut tx = bench.store.read().await.expect("a reader");
        let Connection::Sqlite(tx) = &mut tx.connection else { panic!("SQLite") };
        let error = sqlx::query("delete from lease").execute(&mut **tx).await.expect_err("a reader");
        assert!(StoreError::Database(error).is_transient(), "read-only");
    }

    pub async fn a_file_that_cannot_be_written_is_a_transient_error(bench: Bench) {
        let world = World::new(&bench).await;
        world.store.give_lease_back().await.expect("an answer");
        let before = bench.dump().await;
        let url = format!("{}?mode=ro", bench.url());
        let store = Store::open(&url, crate::bench::sealer('a')).await.expect("nothing has to be written to open it");
        let error = store.take_lease("second").await.expect_err("read-only");
        assert!(error.is_transient(), "{error:?}");
        assert!(error.to_string().contains("readonly"), "{error}");
        let folder = bench.path().parent().expect("a folder").join("missing").join("darb.db");
        let error = Store::open(&format!("sqlite://{}", folder.display()), crate::bench::sealer('a')).await;
        let error = error.expect_err("a folder that is not there");
        assert!(error.to_string().contains("unable to open"), "{error}");
        assert_eq!(bench.dump().await, before);
        assert_eq!(bench.store.take_lease("first").await.expect("an answer"), Ok(0), "who may write still can");
    }

    #[cfg(unix)]
    pub async fn the_lock_is_the_same_by_whatever_name_the_data_file_is_opened(bench: Bench) {
        let link = bench.path().with_file_name("link.db");
        std::os::unix::fs::symlink(bench.path(), &link).expect("a link");
        let url = format!("sqlite://{}", link.display());
        let second = Store::open(&url, crate::bench::sealer(crate::bench::DIGIT)).await.expect("the same database");
        second.take_lease("second").await.expect("an answer").expect_err("the holder lives");
    }

    pub async fn a_second_process_waits_for_the_first_ones_write(bench: Bench) {
        let second = bench.open().await;
        bench.store.give_lease_back().await.expect("an answer");
        let open = bench.store.engine().write().await.expect("a transaction");
        let (taken, ()) = tokio::join!(second.take_lease("second"), async { drop(open) });
        assert_eq!(taken.expect("an answer"), Ok(0));
        assert!(matches!(bench.store.engine(), Engine::Sqlite { .. }));
    }
}

/// Only what a server has.
pub mod postgres {
    use super::*;

    /// What the row says of the lock.
    async fn holder(bench: &Bench) -> String {
        bench.rows("holder", "from lease").await.remove(0)
    }

    pub async fn a_holder_whose_lock_is_lost_while_it_lives_gets_it_anew_or_does_without(bench: Bench) {
        let second = bench.open().await;
        let before = holder(&bench).await;
        assert!(before.starts_with("first (session "), "{before}");
        let cut_off = "select pg_terminate_backend(pid, 5000) from pg_stat_activity \
             where application_name = 'darb lease' and datname = current_database()";
        bench.execute(cut_off).await;
        // The first look finds the session gone, and the row no longer says that there is a lock.
        bench.store.renew_lease().await.expect("still the holder's");
        assert_eq!(holder(&bench).await, "first");
        second.take_lease("second").await.expect("an answer").expect_err("the holder lives");
        // The next one has another session, which is another mark.
        bench.store.renew_lease().await.expect("still the holder's");
        let after = holder(&bench).await;
        assert!(after.starts_with("first (session ") && after != before, "{before}, {after}");
        second.take_lease("second").await.expect("an answer").expect_err("the holder lives");
    }

    pub async fn a_session_that_hangs_in_a_transaction_is_ended_by_the_server(bench: Bench) {
        let mut tx = bench.store.engine().write().await.expect("a transaction");
        let Connection::Postgres(inner) = &mut tx.connection else { panic!("Postgres") };
        let limit: String = sqlx::query_scalar("select current_setting('idle_in_transaction_session_timeout')")
            .fetch_one(&mut **inner)
            .await
            .expect("a setting");
        assert_eq!(limit, "10s");
        assert!(FREE_AFTER > Duration::from_secs(10), "who takes over need not wait for it");
    }

    pub async fn a_lock_of_before_the_server_was_restarted_proves_nothing(bench: Bench) {
        bench.store.close().await;
        bench.execute("update lease set holder = 'first (session 1.1)'").await;
        let second = bench.open().await;
        second.take_lease("second").await.expect("an answer").expect_err("the holder may live");
    }

    pub async fn an_aborted_transaction_does_not_pass_for_success(bench: Bench) {
        let world = World::new(&bench).await;
        let mut tx = world.store.write().await.expect("the lease");
        let twice = in_flight::release(&mut tx, &[DeliveryId(1)], 1).await;
        assert_eq!(twice.expect("an answer"), []);
        let Connection::Postgres(inner) = &mut tx.connection else { panic!("Postgres") };
        sqlx::query("select 1 / 0").execute(&mut **inner).await.expect_err("a statement that fails");
        let error = meta::set(&mut tx, Fact::Commands, "x").await.expect_err("the transaction is aborted");
        assert!(matches!(error, StoreError::Database(_)), "{error}");
        drop(tx);
        world.work().await.save(&[1], now(), REAL).await.expect("a save");
        assert_eq!(bench.count("meta where key = 'commands'").await, 0);
    }
}
