//! What people think: taps as they are, sentences sealed.

use crate::bench::Bench;
use crate::world::*;
use darb::rules::feedback::Tap;
use darb::rules::ids::{EnrolmentId, SentenceId};
use darb::store::Needs;
use darb::store::feedback::{NewSentence, Quotable, words};

fn tap(enrolment: EnrolmentId, question: &str, step: u8) -> Tap {
    Tap { enrolment, week: 1, question: question.to_owned(), step, at: now() }
}

fn sentence(id: i64, enrolment: EnrolmentId, words: &str) -> NewSentence {
    NewSentence { id: SentenceId(id), enrolment, week: 1, words: words.to_owned(), at: now() }
}

/// What is known of the cohort.
async fn known(world: &World) -> (Vec<Tap>, Vec<Quotable>) {
    let mut work = world.work().await;
    work.load(&Needs { feedback: [world.cohort.id].into(), ..Needs::default() }).await.expect("needs");
    let (taps, quotable) = work.feedback_of(world.cohort.id);
    let mut taps = taps.to_vec();
    taps.sort_by(|one, other| (one.enrolment, &one.question).cmp(&(other.enrolment, &other.question)));
    (taps, quotable.to_vec())
}

async fn read(world: &World, ids: &[i64]) -> Vec<String> {
    let mut tx = world.store.read().await.expect("a reader");
    let ids: Vec<SentenceId> = ids.iter().copied().map(SentenceId).collect();
    words(&mut tx, world.store.sealer(), &ids).await.expect("an answer")
}

pub async fn the_first_tap_stays_and_a_cohort_is_read_with_all_of_its_taps(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (world.ana.enrolment.id, world.badr.enrolment.id);
    let mut work = world.work().await;
    for tap in [tap(ana, "useful", 2), tap(ana, "useful", 0), tap(badr, "pace", 1)] {
        work.tap(tap);
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let mut work = world.work().await;
    work.tap(tap(badr, "pace", 2));
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(known(&world).await, (vec![tap(ana, "useful", 2), tap(badr, "pace", 1)], vec![]));
}

pub async fn a_sentence_is_sealed_and_read_only_while_it_may_be_quoted(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (world.ana.enrolment.id, world.badr.enrolment.id);
    let mut work = world.work().await;
    for sentence in [
        sentence(501, ana, "a first thought"),
        sentence(502, ana, "what helped me: the second lesson"),
        sentence(503, badr, "a word of thanks"),
    ] {
        work.sentence(sentence);
    }
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(bench.count("sentences").await, 2, "the last of a week counts");
    assert_eq!(read(&world, &[501, 502, 503]).await, [""; 0], "nobody has allowed it");
    assert!(bench.rows("sealed", "from sentences").await.iter().all(|sealed| !sealed.contains("lesson")));
    let mut work = world.work().await;
    work.quote(ana, 1, true);
    work.quote(badr, 1, true);
    work.save(&[], now(), REAL).await.expect("a save");
    let ids: Vec<i64> = known(&world).await.1.iter().map(|quote| quote.id.0).collect();
    assert_eq!(read(&world, &ids).await, ["a word of thanks", "what helped me: the second lesson"]);
    let mut work = world.work().await;
    work.quote(badr, 1, false);
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(read(&world, &ids).await, ["what helped me: the second lesson"], "taken back");
    // A new sentence asks anew.
    let mut work = world.work().await;
    work.sentence(sentence(504, ana, "another"));
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(known(&world).await.1, []);
}

pub async fn who_is_forgotten_leaves_neither_taps_nor_sentences(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (world.ana.enrolment.id, world.badr.enrolment.id);
    let mut work = world.work().await;
    for enrolment in [ana, badr] {
        work.tap(tap(enrolment, "useful", 2));
        work.sentence(sentence(600 + enrolment.0, enrolment, "words"));
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let mut tx = world.store.write().await.expect("the lease");
    let forgotten = darb::store::feedback::forget(&mut tx, &[ana]).await.expect("an answer");
    tx.commit().await.expect("a commit");
    assert_eq!(forgotten, 2);
    assert_eq!(bench.rows("enrolment_id", "from feedback").await, [badr.to_string()]);
    assert_eq!(bench.rows("enrolment_id", "from sentences").await, [badr.to_string()]);
}
