//! Messages that are hidden or go by themselves, and documents on their way.

use crate::bench::Bench;
use crate::world::*;
use darb::rules::ids::{ChatId, DeliveryId, QuestionId};
use darb::rules::preferences::Preferences;
use darb::rules::question::{Document, Question, QuestionState};
use darb::store::messages::Standing;
use darb::store::tending::{self, DueMessage};

fn standing(chat: ChatId, message: i64) -> Standing {
    Standing {
        chat,
        message,
        delivery: DeliveryId(message * 2),
        screen: None,
        question: None,
        sent_at: in_hours(-30),
        hides_at: None,
        goes_at: None,
    }
}

async fn save(world: &World, messages: &[Standing]) {
    let mut work = world.work().await;
    for standing in messages {
        work.messages.put((standing.chat, standing.message), standing.clone());
    }
    work.save(&[], now(), REAL).await.expect("what can be kept");
}

async fn due(world: &World) -> (Vec<DueMessage>, Vec<DueMessage>) {
    let mut tx = world.store.read().await.expect("a reader");
    let going = tending::going(&mut tx, now(), 10).await.expect("an answer");
    let hiding = tending::hiding(&mut tx, now(), 10).await.expect("an answer");
    (going, hiding)
}

fn numbers(due: &[DueMessage]) -> Vec<i64> {
    due.iter().map(|due| due.message).collect()
}

async fn first(world: &World) -> Option<chrono::DateTime<chrono::Utc>> {
    let mut tx = world.store.read().await.expect("a reader");
    tending::first_due(&mut tx).await.expect("an answer")
}

pub async fn what_is_due_is_found_in_its_order_and_tended_to_once(bench: Bench) {
    let world = World::new(&bench).await;
    let chat = world.ana.chat.id;
    assert_eq!(first(&world).await, None);
    save(
        &world,
        &[
            Standing { goes_at: Some(in_hours(-1)), ..standing(chat, 1) },
            Standing { goes_at: Some(in_hours(-2)), screen: Some("s".into()), ..standing(chat, 2) },
            Standing { goes_at: Some(in_hours(1)), hides_at: Some(in_hours(0)), ..standing(chat, 3) },
            Standing { hides_at: Some(in_hours(2)), ..standing(chat, 4) },
            standing(chat, 5),
        ],
    )
    .await;
    let (going, hiding) = due(&world).await;
    assert_eq!((numbers(&going), numbers(&hiding)), (vec![2, 1], vec![3]));
    assert_eq!((going[0].is_telling, going[1].is_telling, going[0].sent_at), (true, false, in_hours(-30)));
    assert_eq!(first(&world).await, Some(in_hours(-2)));
    // One is being deleted, one is gone, one is being hidden; an edit of the first leaves its time.
    let mut work = world.work().await;
    work.try_deleting(going[0]);
    work.gone(chat, [1]);
    work.hide(hiding[0]);
    work.save(&[], now(), REAL).await.expect("what can be kept");
    save(&world, &[Standing { goes_at: Some(in_hours(100)), ..standing(chat, 2) }]).await;
    assert_eq!(due(&world).await, (vec![], vec![]));
    assert_eq!(first(&world).await, Some(in_hours(1)));
    let at = |hours| in_hours(hours).timestamp_millis();
    assert_eq!(
        bench.rows("message, goes_at", "from messages order by message").await,
        [format!("2|{}", at(24)), format!("3|{}", at(1)), "4|-".to_owned(), "5|-".to_owned()]
    );
}

pub async fn a_wish_is_for_what_stands_already_too(bench: Bench) {
    let world = World::new(&bench).await;
    let (ana, badr) = (world.ana.chat.id, world.badr.chat.id);
    save(&world, &[Standing { hides_at: Some(in_hours(-1)), ..standing(ana, 1) }, standing(badr, 2)]).await;
    let wish = async |preferences| {
        let mut work = world.work().await;
        work.wish(ana, preferences);
        work.save(&[], now(), REAL).await.expect("what can be kept");
        let (going, hiding) = due(&world).await;
        (numbers(&going), numbers(&hiding))
    };
    assert_eq!(wish(Preferences::NONE.guarded(true)).await, (vec![1], vec![1]), "sent thirty hours ago");
    assert_eq!(wish(Preferences { discreet: true, ..Preferences::NONE }).await, (vec![], vec![1]));
    assert_eq!(wish(Preferences::NONE).await, (vec![], vec![]));
}

pub async fn a_document_is_sealed_and_forgotten_with_its_need(bench: Bench) {
    let world = World::new(&bench).await;
    let document = Document { file_id: "BQACAgQAAxk".into(), ending: "pdf".into(), size: Some(9) };
    let asked = Question {
        id: QuestionId(70),
        enrolment: world.ana.enrolment.id,
        state: QuestionState::Asked,
        message: 31,
        asked_at: now(),
        document: Some(document),
        essay: None,
    };
    let put = async |question: Question| {
        let mut work = world.work().await;
        work.questions.put(question.id, question);
        work.save(&[], now(), REAL).await.expect("what can be kept");
    };
    put(asked.clone()).await;
    let mut work = world.work().await;
    let needs = darb::store::Needs { questions: [asked.id].into(), ..darb::store::Needs::default() };
    work.load(&needs).await.expect("what is there");
    assert_eq!(work.questions.get(&asked.id), Some(&asked));
    drop(work);
    let kept = bench.rows("sealed", "from questions where sealed is not null").await;
    assert!(kept.len() == 1 && !kept[0].contains("BQACAgQAAxk"), "{kept:?}");
    put(asked.answer().expect("an answer")).await;
    assert!(bench.rows("sealed", "from questions where sealed is not null").await.is_empty());
}
