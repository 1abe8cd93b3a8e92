//! Another key for everything that is sealed.

use crate::bench::{Bench, DIGIT, sealer};
use crate::world::*;
use darb::rules::ids::SentenceId;
use darb::store::dossiers;
use darb::store::feedback::NewSentence;
use darb::store::notes::NoteKind;
use darb::store::rotation::{Rotation, RotationError, tables};
use darb::store::{Needs, StoreError, updates};

const NEW: char = 'b';

pub async fn everything_sealed_opens_with_the_new_key_alone_also_after_a_crash_in_between(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    for index in 0..700 {
        let chat = private(2_000 + index, 90_000 + index);
        work.chats.put(chat.id, chat);
    }
    work.put_note(world.ana.enrolment.id, NoteKind::Why, "for the library of Saida".to_owned());
    let enrolment = world.ana.enrolment.id;
    let words = "a word of thanks".to_owned();
    work.sentence(NewSentence { id: SentenceId(501), enrolment, week: 1, words, at: now() });
    work.save(&[], now(), REAL).await.expect("a save");
    let mut tx = world.store.write().await.expect("the lease");
    updates::fail(&mut tx, world.store.sealer(), 5, "{}", "undecodable", REAL);
    tx.commit().await.expect("a commit");
    bench.store.give_lease_back().await.expect("given back");
    let begin = || Rotation::begin(bench.url(), "rotation", sealer(DIGIT), sealer(NEW));
    let rotation = begin().await.expect("nobody runs");
    let first = rotation.step().await.expect("a step").expect("there is more");
    assert_eq!((first.resealed, first.left), (500, 706 - 500));
    rotation.interrupt().await.expect("given back");
    for digit in [DIGIT, NEW] {
        assert!(matches!(bench.open_with(digit).await, Err(StoreError::Rotating(_))), "no bot begins in between");
    }
    let other = Rotation::begin(bench.url(), "rotation", sealer(DIGIT), sealer('c')).await;
    assert!(matches!(other, Err(RotationError::Another(_))), "{other:?}");
    let rotation = begin().await.expect("it goes on");
    let mut resealed = first.resealed;
    while let Some(progress) = rotation.step().await.expect("a step") {
        resealed += progress.resealed;
        assert_eq!(progress.left, 706 - resealed);
    }
    rotation.end().await.expect("it ends");
    assert!(matches!(bench.open_with(DIGIT).await, Err(StoreError::WrongKey { .. })), "the old key opens nothing");
    let store = bench.open_with(NEW).await.expect("the new key fits");
    store.take_lease("after").await.expect("an answer").expect("it is free");
    let mut work = store.work(&world.library).await.expect("a unit of work");
    work.load(&Needs { telegram_ids: [ANA, 90_699, GROUP].into(), ..Needs::default() }).await.expect("rows that open");
    assert!(work.people.get(&world.ana.person.id).is_some(), "people are found by the new hash");
    assert_eq!(work.chats.values().filter(|chat| [ANA, 90_699, GROUP].contains(&chat.telegram_id)).count(), 3);
    let dossiers =
        dossiers::of_chats(&mut store.read().await.expect("a reader"), store.sealer(), &[world.ana.chat.id]).await;
    let dossier = dossiers.expect("sealed anew").remove(&world.ana.chat.id).expect("hers");
    assert_eq!(dossier.enrolments[0].why.as_deref(), Some("for the library of Saida"));
    drop(work);
    store.give_lease_back().await.expect("given back");
    for table in tables() {
        let keys = bench.rows("key_id", &format!("from {table} group by key_id")).await;
        assert_eq!(keys, [sealer(NEW).key_id()], "{table}");
    }
    assert!(matches!(begin().await, Err(RotationError::Done(_))), "twice is once");
    store.close().await;
}

pub async fn a_key_is_not_changed_while_a_bot_runs_or_with_a_wrong_key(bench: Bench) {
    let _world = World::new(&bench).await;
    let sealed = if bench.is_postgres() {
        "from information_schema.columns where table_schema = current_schema() and column_name = 'sealed' order by 1"
    } else {
        "from sqlite_master m join pragma_table_info(m.name) c on c.name = 'sealed' where m.type = 'table' order by 1"
    };
    let name = if bench.is_postgres() { "table_name" } else { "m.name" };
    assert_eq!(bench.rows(name, sealed).await, tables(), "every column with something sealed is sealed anew");
    let begin = |old, new| Rotation::begin(bench.url(), "rotation", sealer(old), sealer(new));
    let running = begin(DIGIT, NEW).await;
    assert!(matches!(running, Err(RotationError::InUse)), "{running:?}");
    bench.store.give_lease_back().await.expect("given back");
    let chats = bench.rows("sealed", "from chats order by id").await;
    assert!(matches!(begin(DIGIT, DIGIT).await, Err(RotationError::SameKey(_))));
    assert!(matches!(begin('c', NEW).await, Err(RotationError::Store(StoreError::WrongKey { .. }))));
    assert_eq!(bench.rows("sealed", "from chats order by id").await, chats, "nothing was touched");
    assert_eq!(bench.rows("value", "from meta where key = 'key_rotation'").await, [""; 0]);
    assert!(bench.open_with(DIGIT).await.is_ok(), "the key is what it was");
}
