//! Another key for everything that is sealed.

use crate::bench::{Bench, DIGIT, sealer};
use crate::world::*;
use darb::rules::answer::{Draft, Given, Written};
use darb::rules::course::Language;
use darb::rules::grading::{Answer, Attempt};
use darb::rules::ids::{AttemptId, QuestionId, SentenceId};
use darb::rules::item::Mark;
use darb::rules::question::{Document, Question, QuestionState};
use darb::store::dossiers;
use darb::store::feedback::NewSentence;
use darb::store::form::FormSentence;
use darb::store::notes::NoteKind;
use darb::store::rotation::{Rotation, RotationError, tables};
use darb::store::{Needs, StoreError, updates};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

const NEW: char = 'b';

pub async fn everything_sealed_opens_with_the_new_key_alone_also_after_a_crash_in_between(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    for index in 0..700 {
        let chat = private(2_000 + index, 90_000 + index);
        work.chats.put(chat.id, chat);
    }
    work.put_note(world.ana.enrolment.id, NoteKind::Why, "for the library of Saida".to_owned());
    let (id, enrolment) = (SentenceId(800_000), world.ana.enrolment.id);
    work.sentence(NewSentence { id, enrolment, week: 1, words: "the second lesson".to_owned(), at: now() });
    let (id, entry) = (SentenceId(800_001), "wish".to_owned());
    work.form.sentence(FormSentence { id, enrolment, entry, words: "more examples".to_owned(), at: now() });
    // A document that waits for the mentors' group.
    let document = Document { file_id: "BQACAgQAAxk".into(), ending: "pdf".into(), size: Some(9) };
    let waiting = question(&world, document);
    work.questions.put(waiting.id, waiting.clone());
    // An answer that was typed.
    let typed = attempt(&world);
    work.attempts.put(typed.id, typed.clone());
    work.save(&[], now(), REAL).await.expect("a save");
    let mut tx = world.store.write().await.expect("the lease");
    updates::fail(&mut tx, world.store.sealer(), 5, "{}", "undecodable", REAL);
    tx.commit().await.expect("a commit");
    bench.store.give_lease_back().await.expect("given back");
    let begin = || Rotation::begin(bench.url(), "rotation", sealer(DIGIT), sealer(NEW));
    let rotation = begin().await.expect("nobody runs");
    let first = rotation.step().await.expect("a step").expect("there is more");
    assert_eq!((first.resealed, first.left), (500, 709 - 500));
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
        assert_eq!(progress.left, 709 - resealed);
    }
    rotation.end().await.expect("it ends");
    assert!(matches!(bench.open_with(DIGIT).await, Err(StoreError::WrongKey { .. })), "the old key opens nothing");
    let store = bench.open_with(NEW).await.expect("the new key fits");
    store.take_lease("after").await.expect("an answer").expect("it is free");
    let mut work = store.work(&world.library).await.expect("a unit of work");
    let needs = Needs {
        telegram_ids: [ANA, 90_699, GROUP].into(),
        questions: [waiting.id].into(),
        attempts: [typed.id].into(),
        ..Needs::default()
    };
    work.load(&needs).await.expect("rows that open");
    assert_eq!(work.questions.get(&waiting.id), Some(&waiting), "the document can still be fetched");
    assert_eq!(work.attempts.get(&typed.id), Some(&typed), "what was typed can still be read");
    assert!(work.people.get(&world.ana.person.id).is_some(), "people are found by the new hash");
    assert_eq!(work.chats.values().filter(|chat| [ANA, 90_699, GROUP].contains(&chat.telegram_id)).count(), 3);
    let dossiers =
        dossiers::of_chats(&mut store.read().await.expect("a reader"), store.sealer(), &[world.ana.chat.id]).await;
    let dossier = dossiers.expect("sealed anew").remove(&world.ana.chat.id).expect("hers");
    let said = &dossier.enrolments[0].views;
    assert_eq!(said.sentences, [(1, "the second lesson".to_owned(), false)]);
    assert_eq!(said.form_sentences, [("wish".to_owned(), "more examples".to_owned(), false)]);
    assert_eq!(dossier.enrolments[0].why.as_deref(), Some("for the library of Saida"));
    drop(work);
    for table in tables() {
        let keys = bench.rows("key_id", &format!("from {table} where sealed is not null group by key_id")).await;
        assert_eq!(keys, [sealer(NEW).key_id()], "{table}");
    }
    store.give_lease_back().await.expect("given back");
    assert!(matches!(begin().await, Err(RotationError::Done(_))), "twice is once");
    store.close().await;
}

/// An attempt with one answer, in words.
fn attempt(world: &World) -> Attempt {
    let given = Given::Words(Language::En, Written("a lid".to_owned()));
    Attempt {
        id: AttemptId(800_002),
        enrolment: world.ana.enrolment.id,
        version: world.version,
        week: 1,
        number: 1,
        seed: 1,
        order: vec![0, 1, 2],
        answers: vec![Answer { given, mark: Mark::FULL, at: now() }],
        draft: Draft::default(),
        started_at: now(),
        finished_at: None,
        ends_at: None,
    }
}

fn question(world: &World, document: Document) -> Question {
    Question {
        id: QuestionId(800_001),
        enrolment: world.ana.enrolment.id,
        state: QuestionState::Asked,
        message: 31,
        asked_at: now(),
        document: Some(document),
        essay: None,
    }
}

/// A version before sealed documents with the key of its day and left them behind at a rotation: nobody can open those, and
/// they hold up nothing.
pub async fn a_document_that_no_key_opens_is_given_up(bench: Bench) {
    let world = World::new(&bench).await;
    let document = Document { file_id: "BQACAgQAAxk".into(), ending: "pdf".into(), size: None };
    let mut work = world.work().await;
    let lost = question(&world, document);
    work.questions.put(lost.id, lost.clone());
    work.save(&[], now(), REAL).await.expect("a save");
    let foreign = sealer('c').seal("document", b"{}");
    bench.execute(&format!("update questions set sealed = '{foreign}'")).await;
    bench.store.give_lease_back().await.expect("given back");
    let rotation = Rotation::begin(bench.url(), "rotation", sealer(DIGIT), sealer(NEW)).await.expect("nobody runs");
    while rotation.step().await.expect("a step").is_some() {}
    rotation.end().await.expect("it ends");
    assert_eq!(bench.rows("state, sealed, key_id", "from questions").await, ["asked|-|-"], "the question itself stays");
}

/// Whatever ends the process in a step, at each instant at which it waits for the database: what is in the database is as it
/// was before the step or as it is after it, and each row opens with the key that it names.
pub async fn a_rotation_that_is_cut_off_within_a_step_goes_on(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    for index in 0..1_100 {
        let chat = private(2_000 + index, 90_000 + index);
        work.chats.put(chat.id, chat);
    }
    work.save(&[], now(), REAL).await.expect("a save");
    bench.store.give_lease_back().await.expect("given back");
    bench.store.close().await;
    let (mut polls, mut cut_off, mut in_steps, mut rounds) = (0, 0, 0, 0);
    loop {
        rounds += 1;
        assert!(rounds < 1_000, "it never ends");
        let rotation = Rotation::begin(bench.url(), "rotation", sealer(DIGIT), sealer(NEW)).await.expect("it goes on");
        let done = {
            let mut step = pin!(rotation.step());
            let mut left = polls;
            poll_fn(|context| {
                let polled = step.as_mut().poll(context);
                left -= 1;
                if left < 0 { Poll::Ready(None) } else { polled.map(Some) }
            })
            .await
        };
        match done {
            // Dropped in the middle, with its connections, as by the end of the process.
            None => (polls, cut_off) = (polls + 1, cut_off + 1),
            Some(progress) => {
                in_steps += 1;
                polls = 0;
                if progress.expect("a step").is_none() {
                    rotation.end().await.expect("it ends");
                    break;
                }
            }
        }
        let mut by_key = [0, 0];
        for row in bench.rows("key_id, sealed, lookup", "from chats").await {
            let parts: Vec<&str> = row.split('|').collect();
            let place = usize::from(parts[0] == sealer(NEW).key_id());
            by_key[place] += 1;
            let with = sealer([DIGIT, NEW][place]);
            assert_eq!(parts[0], with.key_id());
            assert_eq!(with.lookup(with.open_chat(parts[1]).expect("its key opens it")), parts[2]);
        }
        assert!([0, 500, 1_000, 1_103].contains(&by_key[1]), "a step is whole or not at all: {by_key:?}");
    }
    // What was cut off while it was committed may have taken effect.
    assert!(cut_off > 4 && (1..=4).contains(&in_steps), "{cut_off} cut off, {in_steps} ended");
    let store = bench.open_with(NEW).await.expect("the new key fits");
    assert_eq!(bench.rows("key_id", "from chats group by key_id").await, [sealer(NEW).key_id()]);
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
