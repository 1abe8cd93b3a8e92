//! What is a participant's own: the name that they chose among many, and the sentence that they wrote for themselves.

use crate::acting::{incoming, press, start};
use crate::bench::Bench;
use crate::world::*;
use darb::actions::intake_batch::handle;
use darb::actions::intent::{Meaning, PrivateEvent, Words};
use darb::rules::course::Language;
use darb::rules::ids::{EnrolmentId, LessonId};
use darb::rules::model::{Country, Handle};
use darb::rules::notice::{LessonKeys, Notice, WhyKey};
use darb::rules::press::Press;
use std::collections::BTreeSet;

pub async fn other_names_asked_for_at_once_are_all_different(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let (ana, badr) = (world.ana.enrolment.id, world.badr.enrolment.id);
    let other = |id, who, enrolment, than| press(id, who, Press::AnotherName { enrolment, than: Handle(than) });
    // Both at once, Ana twice on the same button; and somebody arrives in between.
    handle(&context, &[start(1, CYRINE)]).await.expect("nothing transient");
    let cyrine = bench.rows("id", "from enrolments where status = 'onboarding'").await;
    let enrolment = EnrolmentId(cyrine[0].parse().expect("an id"));
    let steps = [
        Press::ChooseLanguage { enrolment, language: Language::En },
        Press::Consent { enrolment, given: true },
        Press::ChooseCountry { enrolment, country: Country::Lebanon },
        Press::ChooseHour { enrolment, hour: 9 },
        Press::PhoneSeen { enrolment, perhaps: true },
    ];
    let mut batch = vec![other(2, ANA, ana, 0), other(3, BADR, badr, 1), other(4, ANA, ana, 0)];
    batch.extend((5..).zip(steps).map(|(id, step)| press(id, CYRINE, step)));
    batch.push(other(10, BADR, badr, 1));
    handle(&context, &batch).await.expect("nothing transient");
    assert_eq!(bench.count("failed_updates").await, 0);
    let handles: BTreeSet<String> = bench.rows("handle", "from enrolments").await.into_iter().collect();
    let first: BTreeSet<String> = ["0", "1"].map(str::to_owned).into();
    assert_eq!(handles.len(), 3);
    assert!(handles.is_disjoint(&first), "a name that was given up is nobody's: {handles:?}");
    assert_eq!(bench.rows("enrolled, names", "from cohorts").await, ["3|5"]);
}

fn text(id: i64, who: i64, words: &str) -> darb::actions::intake_batch::Incoming {
    let event = PrivateEvent::Text { message: 30 + id, meaning: Meaning::default(), words: Words(words.to_owned()) };
    incoming(id, who, event)
}

pub async fn a_sentence_is_kept_sealed_and_read_back_for_its_writer_alone(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let enrolment = world.ana.enrolment.id;
    let batch = [
        press(1, ANA, Press::Why { enrolment }),
        // Somebody else's button is nobody's.
        press(2, BADR, Press::ChangeWhy { enrolment }),
        text(3, ANA, "for the library of Saida"),
    ];
    handle(&context, &batch).await.expect("nothing transient");
    let written = bench.dump().await;
    let all = format!("{written:?}");
    assert!(!all.contains("Saida") && !all.contains("library of"), "{:?}", written["notes"]);
    assert_eq!(written["notes"].len(), 1);
    assert_eq!(bench.count("questions").await, 0, "it went to no mentor");
    let lesson = |somebody, why| {
        let (enrolment, keys) = (world.ana.enrolment.id, LessonKeys { why, ..LessonKeys::default() });
        let lesson = LessonId::new(1, 1);
        let notice =
            Notice::Lesson { enrolment, version: world.version, lesson, part: 0, last: true, keys, back: false };
        world.to(somebody, notice)
    };
    bench.execute("delete from outbox").await;
    let shown = [world.to(&world.ana, Notice::WhyMine { enrolment }), lesson(&world.badr, Some(WhyKey::Mine))];
    world.enqueue(shown).await;
    let notes: Vec<Option<String>> = world.claim().await.into_iter().map(|claimed| claimed.note).collect();
    assert_eq!(notes, [Some("for the library of Saida".to_owned()), None], "Badr has none");
    bench.execute("delete from outbox").await;
    world.enqueue([lesson(&world.ana, Some(WhyKey::Mine)), lesson(&world.badr, None)]).await;
    let notes: Vec<Option<String>> = world.claim().await.into_iter().map(|claimed| claimed.note).collect();
    assert_eq!(notes, [Some("for the library of Saida".to_owned()), None]);
    bench.execute("delete from outbox").await;
    world.enqueue([lesson(&world.ana, Some(WhyKey::Ask))]).await;
    assert_eq!(world.claim().await[0].note, None, "it is read only for what shows it");
    // Another sentence replaces it.
    let again = [press(4, ANA, Press::ChangeWhy { enrolment }), text(5, ANA, "for us")];
    handle(&context, &again).await.expect("nothing transient");
    assert_eq!(bench.count("notes").await, 1);
    bench.execute("delete from outbox").await;
    world.enqueue([world.to(&world.ana, Notice::WhyMine { enrolment })]).await;
    assert_eq!(world.claim().await[0].note.as_deref(), Some("for us"));
    // One that cannot be read holds up nothing.
    bench.execute("update notes set sealed = 'of another key'").await;
    assert_eq!(world.claim().await[0].note, None);
}

pub async fn a_sentence_written_and_removed_in_one_batch_leaves_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let enrolment = world.ana.enrolment.id;
    let batch = [
        press(1, ANA, Press::Why { enrolment }),
        text(2, ANA, "for us"),
        press(3, ANA, Press::RemoveWhy { enrolment }),
        press(4, ANA, Press::RemoveWhy { enrolment }),
    ];
    handle(&context, &batch).await.expect("nothing transient");
    assert_eq!(bench.count("notes").await, 0);
    assert_eq!(bench.count("failed_updates").await, 0);
}
