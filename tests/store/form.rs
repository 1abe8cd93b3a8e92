//! What people answer in the form after the course: the last answer counts, sentences are sealed.

use crate::bench::Bench;
use crate::world::*;
use darb::rules::form_figures::FormTap;
use darb::rules::ids::{EnrolmentId, SentenceId};
use darb::store::Needs;
use darb::store::form::{FormOf, FormQuote, FormSentence, words};

fn tap(enrolment: EnrolmentId, entry: &str, choice: u8) -> FormTap {
    FormTap { enrolment, entry: entry.to_owned(), choice, at: now() }
}

fn sentence(id: i64, enrolment: EnrolmentId, entry: &str, words: &str) -> FormSentence {
    FormSentence { id: SentenceId(id), enrolment, entry: entry.to_owned(), words: words.to_owned(), at: now() }
}

fn quote(enrolment: EnrolmentId, entry: &str) -> FormQuote {
    FormQuote { enrolment, entry: entry.to_owned(), quotable: true }
}

/// What is known of the cohort, in a stable order.
async fn known(world: &World) -> FormOf {
    let mut work = world.work().await;
    work.load(&Needs { feedback: [world.cohort.id].into(), ..Needs::default() }).await.expect("needs");
    let mut known = work.form_of(world.cohort.id).expect("loaded").clone();
    known.taps.sort_by(|one, other| (one.enrolment, &one.entry).cmp(&(other.enrolment, &other.entry)));
    known.quotable.sort_by_key(|quote| quote.id);
    known
}

async fn read(world: &World, ids: &[i64]) -> Vec<String> {
    let mut tx = world.store.read().await.expect("a reader");
    let ids: Vec<SentenceId> = ids.iter().copied().map(SentenceId).collect();
    words(&mut tx, world.store.sealer(), &ids).await.expect("an answer")
}

pub async fn the_last_answer_to_an_entry_stands(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (world.ana.enrolment.id, world.badr.enrolment.id);
    let mut work = world.work().await;
    for tap in [tap(ana, "useful", 4), tap(badr, "useful", 1), tap(ana, "useful", 3)] {
        work.form.tap(tap);
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let mut work = world.work().await;
    work.form.tap(tap(badr, "useful", 2));
    work.form.tap(tap(badr, "used", 0));
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(known(&world).await.taps, [tap(ana, "useful", 3), tap(badr, "used", 0), tap(badr, "useful", 2)]);
}

pub async fn a_sentence_of_the_form_is_sealed_and_read_only_while_it_may_be_quoted(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (world.ana.enrolment.id, world.badr.enrolment.id);
    let mut work = world.work().await;
    work.form.sentence(sentence(501, ana, "wish", "a first thought"));
    work.form.quote(quote(ana, "wish"));
    // Another one in the same batch: what was said of the first does not hold for it.
    work.form.sentence(sentence(502, ana, "wish", "more about the second lesson"));
    work.form.sentence(sentence(503, ana, "best", "the mentors"));
    work.form.sentence(sentence(504, badr, "wish", "a word of thanks"));
    work.form.quote(quote(ana, "best"));
    work.form.quote(quote(badr, "wish"));
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(bench.count("form_sentences").await, 3, "the last of an entry counts");
    assert!(bench.rows("sealed", "from form_sentences").await.iter().all(|sealed| !sealed.contains("lesson")));
    let ids: Vec<i64> = known(&world).await.quotable.iter().map(|quote| quote.id.0).collect();
    assert_eq!(ids, [503, 504]);
    assert_eq!(read(&world, &[501, 502, 503, 504]).await, ["a word of thanks", "the mentors"]);
    let mut work = world.work().await;
    work.form.unquote(ana);
    work.save(&[], now(), REAL).await.expect("a save");
    assert_eq!(read(&world, &ids).await, ["a word of thanks"], "taken back, and nobody else's with it");
}
