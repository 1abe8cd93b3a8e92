//! Use cases as transactions: a batch of updates, a tick, a round of outcomes.

use crate::bench::Bench;
use crate::world::*;
use darb::actions::intake_batch::{Incoming, handle};
use darb::actions::intent::{
    Command, GroupChat, GroupEvent, Intent, Meaning, Pressed, PressedBy, PrivateEvent, Sender, Words,
};
use darb::actions::release::release;
use darb::actions::settle::settle_uncertain;
use darb::actions::{Context, setup};
use darb::rules::course::Language;
use darb::rules::enrolment::{Enrolment, Progress, Status};
use darb::rules::grading::{Attempt, NewAttempt};
use darb::rules::ids::*;
use darb::rules::model::Cohort;
use darb::rules::notice::{Class, GroupLack, LessonKeys, NotDelivered, Notice, Toast};
use darb::rules::outcome::{Outcome, Reason, Receipt};
use darb::rules::press::Press;
use darb::rules::question::{Question, QuestionState};
use darb::rules::role::Role;
use darb::store::Needs;
use darb::store::outbox::NewDelivery;
use darb::store::people::Grant;
use darb::store::topics::Topic;
use std::time::Duration;

pub fn incoming(id: i64, telegram_id: i64, event: PrivateEvent) -> Incoming {
    let from = Sender { telegram_id, language: Some(Language::Ar) };
    Incoming {
        id,
        raw: format!("update {id} of {telegram_id}"),
        sender: Some(telegram_id),
        intent: Some(Intent::Private { from, event }),
    }
}

fn poison(id: i64) -> Incoming {
    Incoming { id, raw: format!("poison {id}"), sender: None, intent: None }
}

pub fn start(id: i64, telegram_id: i64) -> Incoming {
    incoming(id, telegram_id, PrivateEvent::Command(Command::Start(Some(INVITATION.into()))))
}

pub fn press(id: i64, telegram_id: i64, press: Press) -> Incoming {
    let pressed = Pressed { by: PressedBy::Tap(format!("callback {id}")), message: Some(9), press: Some(press) };
    incoming(id, telegram_id, PrivateEvent::Press(pressed))
}

async fn kinds(bench: &Bench) -> Vec<String> {
    bench.rows("kind", "from outbox order by id").await
}

// ---- Updates --------------------------------------------------------------------------------------------------------

pub async fn a_poison_update_costs_itself_only(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let batch = [
        incoming(1, ANA, PrivateEvent::Command(Command::Settings)),
        poison(2),
        start(3, CYRINE),
        poison(2),
        incoming(4, BADR, PrivateEvent::Command(Command::Progress)),
    ];
    handle(&context, &batch).await.expect("nothing transient");
    assert_eq!(bench.rows("update_id", "from updates order by update_id").await, ["1", "2", "3", "4"]);
    assert_eq!(kinds(&bench).await, ["settings", "onboarding", "progress"]);
    assert_eq!(bench.count("enrolments").await, 3);
    assert_eq!(bench.rows("update_id, cause", "from failed_updates").await, ["2|the update cannot be decoded"]);
    let sealed = bench.rows("sealed", "from failed_updates").await;
    assert!(!sealed[0].contains("poison"), "{sealed:?}");
}

/// A date at the end of the calendar can only stand in a database that was tampered with; looking at it panics.
pub async fn a_handler_that_panics_costs_its_update_only(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let mut work = world.work().await;
    work.cohorts.put(
        CohortId(77),
        Cohort {
            id: CohortId(77),
            starts_on: chrono::NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date"),
            invite_code: "never".into(),
            request: "by hand".into(),
            mentors: None,
            ..world.cohort.clone()
        },
    );
    work.save(&[], now(), REAL).await.expect("a save");
    let batch = [
        incoming(1, ANA, PrivateEvent::Command(Command::Settings)),
        incoming(2, CYRINE, PrivateEvent::Command(Command::Start(Some("never".into())))),
        incoming(3, BADR, PrivateEvent::Command(Command::Progress)),
    ];
    handle(&context, &batch).await.expect("nothing transient");
    assert_eq!(bench.rows("update_id", "from updates order by update_id").await, ["1", "2", "3"]);
    assert_eq!(kinds(&bench).await, ["settings", "progress"]);
    assert_eq!(bench.rows("update_id, cause", "from failed_updates").await, ["2|a handler panicked"]);
    handle(&context, &[start(4, CYRINE)]).await.expect("the next one works");
    assert_eq!(bench.count("enrolments").await, 3);
}

pub async fn a_batch_handled_again_changes_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let asks = PrivateEvent::Text { message: 31, meaning: Meaning::default(), words: Words::default() };
    let batch =
        [start(1, CYRINE), poison(2), incoming(3, ANA, asks), incoming(4, BADR, PrivateEvent::Command(Command::Today))];
    handle(&context, &batch).await.expect("nothing transient");
    let before = bench.dump().await;
    assert_eq!(before["questions"].len(), 1);
    for again in [&batch[..], &batch[..1], &batch[1..3], &[batch[3].clone(), batch[3].clone()]] {
        assert_eq!(handle(&context, again).await.expect("nothing transient"), []);
        assert_eq!(bench.dump().await, before);
    }
    // What is new in a batch with repeats counts, once.
    let news = incoming(5, ANA, PrivateEvent::Command(Command::Help));
    handle(&context, &[batch[0].clone(), news.clone(), news]).await.expect("nothing transient");
    assert_eq!(bench.count("outbox").await, before["outbox"].len() + 1);
    assert_eq!(bench.count("updates").await, 5);
}

pub async fn an_update_that_fails_alone_is_put_away_and_its_sender_hears_of_it(bench: Bench) {
    let world = World::new(&bench).await;
    // A course version that is not there: the system is at fault.
    let broken = Context { library: darb::store::Versions::default(), ..world.context_at(now()) };
    handle(&broken, &[incoming(1, ANA, PrivateEvent::Command(Command::Today)), start(2, CYRINE)])
        .await
        .expect("nothing transient");
    assert_eq!(bench.rows("chat_id, kind", "from outbox").await, [format!("{}|apology", world.ana.chat.id)]);
    assert_eq!(bench.rows("update_id", "from failed_updates order by update_id").await, ["1", "2"]);
    assert_eq!(bench.count("updates").await, 2);
    assert_eq!(bench.count("enrolments").await, 2);
}

/// An attempt of Ana's at its first item.
async fn attempt(world: &World) -> Attempt {
    let assessment = &course().weeks[0].assessment;
    let mut work = world.work().await;
    let id = AttemptId(work.fresh_id());
    let attempt = Attempt::start(
        NewAttempt { id, enrolment: world.ana.enrolment.id, version: world.version, week: 1, number: 1, seed: 5 },
        assessment,
        now(),
    );
    work.attempts.put(id, attempt.clone());
    work.save(&[], now(), REAL).await.expect("a save");
    attempt
}

pub async fn two_presses_of_one_answer_count_once(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    for together in [true, false] {
        let attempt = attempt(&world).await;
        let answer = |id, choice| press(id, ANA, Press::Answer { attempt: attempt.id, position: 0, choice });
        let presses = [answer(101, 0), answer(102, 0), answer(103, 1)];
        let mut answers = Vec::new();
        if together {
            answers.extend(handle(&context, &presses).await.expect("nothing transient"));
        } else {
            for press in presses {
                answers.extend(handle(&context, &[press]).await.expect("nothing transient"));
            }
        }
        let toasts: Vec<Toast> = answers.into_iter().map(|answer| answer.toast).collect();
        assert_eq!(toasts, [Toast::Right, Toast::AlreadyAnswered, Toast::AlreadyAnswered], "together: {together}");
        let of_attempt = format!("from answers where attempt_id = {}", attempt.id);
        assert_eq!(bench.rows("position, choice, is_right", &of_attempt).await, ["0|0|1"]);
        assert_eq!(kinds(&bench).await, ["item"], "one next item");
        bench.execute("delete from outbox").await;
        bench.execute("delete from updates").await;
        bench.execute("delete from answers").await;
        bench.execute("delete from attempts").await;
    }
}

pub async fn an_invitation_used_twice_makes_one_enrolment(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    handle(&context, &[start(1, CYRINE), start(2, CYRINE)]).await.expect("nothing transient");
    handle(&context, &[start(3, CYRINE)]).await.expect("nothing transient");
    assert_eq!(bench.count("enrolments where status = 'onboarding'").await, 1);
    assert_eq!((bench.count("people").await, bench.count("chats").await), (3, 4));
    assert_eq!(kinds(&bench).await, ["onboarding", "onboarding", "onboarding"], "each is answered");
}

pub async fn consent_declined_and_the_invitation_again_in_one_batch_begin_anew(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    handle(&context, &[start(1, CYRINE)]).await.expect("nothing transient");
    let id = bench.rows("id", "from enrolments where status = 'onboarding'").await;
    let enrolment = EnrolmentId(id[0].parse().expect("an id"));
    let batch = [
        press(2, CYRINE, Press::ChooseLanguage { enrolment, language: Language::En }),
        press(3, CYRINE, Press::Consent { enrolment, given: false }),
        start(4, CYRINE),
    ];
    handle(&context, &batch).await.expect("nothing transient");
    assert_eq!(kinds(&bench).await, ["onboarding", "onboarding", "consent_declined", "onboarding"]);
    assert_eq!(bench.count(&format!("enrolments where id = {enrolment}")).await, 0);
    assert_eq!(bench.count("enrolments where status = 'onboarding'").await, 1);
    assert_eq!(bench.count("people").await, 3);
    assert_eq!(bench.count("failed_updates").await, 0);
}

pub async fn a_claim_code_is_good_for_one(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let code = setup::prepare_owners(&context, &[]).await.expect("an answer").expect("nobody owns it yet");
    let claim = |id, who| incoming(id, who, PrivateEvent::Command(Command::Claim(Some(code.clone()))));
    handle(&context, &[claim(1, CYRINE), claim(2, BADR)]).await.expect("nothing transient");
    handle(&context, &[claim(3, ANA)]).await.expect("nothing transient");
    let work = world.loaded(Needs { telegram_ids: [CYRINE].into(), ..Needs::default() }).await;
    let cyrine = work.people.values().next().expect("who claimed is known").id;
    let roles: Vec<_> = work.roles().iter().map(|grant| (grant.person, grant.role)).collect();
    assert_eq!(roles, [(cyrine, Role::Owner)]);
    drop(work);
    assert_eq!(kinds(&bench).await, ["claimed", "set_commands", "refused", "refused"]);
}

pub async fn an_announced_topic_is_adopted(bench: Bench) {
    let world = World::new(&bench).await;
    let (_, topic, _) = handed_over(&world).await;
    announce(&world).await;
    assert_eq!(bench.rows("thread", "from topics").await, ["44"]);
    assert_eq!(bench.rows("state, reason", &format!("from outbox where id = {topic}")).await, ["sent|adopted"]);
}

pub async fn a_topic_announced_before_its_answer_was_lost_is_not_made_again(bench: Bench) {
    let world = World::new(&bench).await;
    let (_, topic, _) = handed_over(&world).await;
    world.release(&[topic]).await;
    announce(&world).await;
    let lost = vec![(topic, Outcome::Unknown { why: "no answer".into() })];
    settle(&world.context_at(now()), lost).await.expect("an outcome that settles");
    assert_eq!(bench.rows("state", &format!("from outbox where id = {topic}")).await, ["sent"]);
}

/// Ana's topic is announced, as made by the bot.
async fn announce(world: &World) {
    let event = GroupEvent::TopicMade { thread: 44, by_us: true, handle: Some(world.ana.enrolment.handle) };
    let intent = Intent::Group {
        chat: GroupChat { telegram_id: GROUP, is_forum: true, thread: Some(44) },
        from: Sender { telegram_id: 1, language: None },
        event,
    };
    let announced = Incoming { id: 900, raw: "announced".into(), sender: None, intent: Some(intent) };
    handle(&world.context_at(now()), &[announced]).await.expect("nothing transient");
}

// ---- The clock ------------------------------------------------------------------------------------------------------

pub async fn a_tick_releases_everybody_due_once(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    let mut due = Vec::new();
    for number in 0..5 {
        let mut one = somebody(&mut work, 6_000_000_000 + number, world.cohort.id, 100 + number);
        one.enrolment.status = Status::Waiting;
        // The last one is due in an hour.
        let at = if number < 4 { now() } else { in_hours(1) };
        work.put_enrolment(one.enrolment.clone(), Some(at), now());
        due.push(one);
    }
    work.save(&[], now(), REAL).await.expect("a save");
    // The hour of all of them: 19:00 in Beirut.
    let evening = in_hours(5);
    bench
        .execute(&format!(
            "update enrolments set next_due_at = {} where handle >= 104",
            in_hours(24).timestamp_millis()
        ))
        .await;
    let context = world.context_at(evening);
    assert_eq!(release(&context).await.expect("a tick"), 4);
    let mut expected: Vec<String> =
        due[..4].iter().map(|one| format!("lesson:{}:1.1:0|{}|2|lesson", one.enrolment.id, one.chat.id)).collect();
    expected.sort();
    let sent = bench.rows("dedupe_key, chat_id, class, kind", "from outbox order by dedupe_key").await;
    let mut sent = sent;
    sent.sort();
    assert_eq!(sent, expected);
    assert_eq!(bench.count("enrolments where status = 'active' and handle >= 100").await, 4);
    let next = in_hours(5 + 24).timestamp_millis();
    assert_eq!(bench.count(&format!("enrolments where next_due_at = {next}")).await, 4);

    let before = bench.dump().await;
    assert_eq!(release(&context).await.expect("a tick"), 0);
    assert_eq!(bench.dump().await, before);
    // A tick that is repeated because its effect was lost from the index says nothing twice either.
    bench.execute(&format!("update enrolments set next_due_at = {}", now().timestamp_millis())).await;
    assert_eq!(release(&context).await.expect("a tick"), 7);
    assert_eq!(bench.count("outbox").await, 4 + 2, "the two others had a lesson waiting too");
    assert_eq!(release(&context).await.expect("a tick"), 0);
}

pub async fn a_tick_takes_a_thousand_at_a_time(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    for number in 0..1_003 {
        let one = somebody(&mut work, 6_000_000_000 + number, world.cohort.id, 100 + number);
        work.put_enrolment(one.enrolment, Some(in_hours(-number)), now());
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let context = world.context_at(in_hours(5));
    let mut chunks = Vec::new();
    while chunks.last() != Some(&0) {
        chunks.push(release(&context).await.expect("a tick"));
    }
    assert_eq!(chunks, [1_000, 3, 0]);
    assert_eq!(bench.count("outbox where kind = 'lesson'").await, 1_003);
}

// ---- Outcomes -------------------------------------------------------------------------------------------------------

/// A lesson for Ana, in flight.
async fn lesson(world: &World) -> DeliveryId {
    let (enrolment, version, lesson) = (world.ana.enrolment.id, world.version, LessonId::new(1, 1));
    let keys = LessonKeys::default();
    let notice = Notice::Lesson { enrolment, version, lesson, part: 0, last: true, keys, back: false };
    let delivery = world.to(&world.ana, notice);
    world.enqueue([delivery.clone()]).await;
    world.release(&[delivery.id]).await;
    delivery.id
}

/// A question of Ana's, asked: its id, the delivery that makes the topic (in flight), and the copy that follows it.
async fn handed_over(world: &World) -> (QuestionId, DeliveryId, DeliveryId) {
    let ana = &world.ana;
    let mut work = world.work().await;
    let question = Question {
        id: QuestionId(work.fresh_id()),
        enrolment: ana.enrolment.id,
        state: QuestionState::Asked,
        message: 31,
        asked_at: now(),
        document: None,
        essay: None,
    };
    let topic = TopicId(work.fresh_id());
    let in_topic = |notice| NewDelivery {
        topic: Some(topic),
        enrolment: Some(ana.enrolment.id),
        question: Some(question.id),
        ..world.at(world.group.id, notice)
    };
    let (enrolment, handle) = (ana.enrolment.id, ana.enrolment.handle);
    let making = NewDelivery { question: None, ..in_topic(Notice::Topic { enrolment, handle }) };
    let copy = Notice::QuestionCopy { enrolment, question: question.id, message: 31, repeated: false, essay: None };
    let copy = NewDelivery { after: Some(making.id), ..in_topic(copy) };
    work.questions.put(question.id, question.clone());
    let made = Topic { id: topic, enrolment, chat: world.group.id, thread: None, delivery: making.id };
    work.topics.put(topic, made);
    work.enqueue(making.clone());
    work.enqueue(copy.clone());
    work.save(&[], now(), REAL).await.expect("a save");
    world.release(&[making.id]).await;
    (question.id, making.id, copy.id)
}

/// A question of Ana's whose topic is there, with the copy in flight.
async fn copied(world: &World) -> (QuestionId, DeliveryId) {
    let (question, making, copy) = handed_over(world).await;
    let receipt = Receipt { thread: Some(44), ..Receipt::default() };
    settle_at(world, making, Outcome::Sent(receipt)).await;
    world.release(&[copy]).await;
    (question, copy)
}

/// A reply to a question of Ana's, in flight.
async fn replied(world: &World) -> (QuestionId, DeliveryId) {
    let (question, copy) = copied(world).await;
    settle_at(world, copy, sent(70)).await;
    let enrolment = world.ana.enrolment.id;
    let notice = Notice::Reply {
        enrolment,
        question,
        group: world.group.id,
        message: 71,
        reply_to: Some(31),
        repeated: false,
        opens: None,
        opening: None,
        file: None,
    };
    let reply = NewDelivery { question: Some(question), ..world.to(&world.ana, notice) };
    world.enqueue([reply.clone()]).await;
    world.release(&[reply.id]).await;
    (question, reply.id)
}

fn sent(message: i64) -> Outcome {
    Outcome::Sent(Receipt { message: Some(message), ..Receipt::default() })
}

async fn settle_at(world: &World, delivery: DeliveryId, outcome: Outcome) {
    settle(&world.context_at(now()), vec![(delivery, outcome)]).await.expect("an outcome that settles");
}

/// How a delivery stands: state, doubts, reason, and whether it waits for a later try.
async fn row(bench: &Bench, delivery: DeliveryId) -> String {
    let columns = "state, doubts, reason, case when retry_at is null then 'at once' else 'later' end";
    bench.rows(columns, &format!("from outbox where id = {delivery}")).await.remove(0)
}

/// Kinds of what was enqueued after a delivery.
async fn since(bench: &Bench, delivery: DeliveryId) -> Vec<String> {
    bench.rows("kind, chat_id", &format!("from outbox where dedupe_key like 's{delivery}.%' order by id")).await
}

const WHY: &str = "what Telegram said";

/// Every outcome but the good one, with its name.
fn bad() -> [(&'static str, Outcome); 9] {
    let why = || WHY.to_owned();
    [
        ("not now", Outcome::NotNow { after: Duration::from_secs(5), why: why() }),
        ("too many", Outcome::TooMany { retry_after: Duration::from_secs(30) }),
        ("unknown", Outcome::Unknown { why: why() }),
        ("unreachable", Outcome::Refused(Reason::Unreachable)),
        ("no rights", Outcome::Refused(Reason::NoRights)),
        ("message gone", Outcome::Refused(Reason::MessageGone)),
        ("source gone", Outcome::Refused(Reason::SourceGone)),
        ("thread gone", Outcome::Refused(Reason::ThreadGone)),
        ("other", Outcome::Refused(Reason::Other { description: why() })),
    ]
}

pub async fn every_outcome_of_a_lesson_is_settled(bench: Bench) {
    let world = World::new(&bench).await;
    let ana = world.ana.chat.id;
    let delivery = lesson(&world).await;
    settle_at(&world, delivery, sent(20)).await;
    assert_eq!(row(&bench, delivery).await, "sent|0|-|at once");
    let screen = format!("l:{}:1.1", world.ana.enrolment.id);
    let standing = bench.rows("chat_id, message, delivery_id, screen, sent_at", "from messages").await;
    assert_eq!(standing, [format!("{ana}|20|{delivery}|{screen}|{}", now().timestamp_millis())]);
    assert_eq!(since(&bench, delivery).await, [""; 0]);

    for (name, outcome) in bad() {
        let delivery = lesson(&world).await;
        settle_at(&world, delivery, outcome).await;
        let (expected, follows) = match name {
            "not now" => (format!("pending|0|{WHY}|later"), vec![]),
            "too many" => ("pending|0|too many requests|later".to_owned(), vec![]),
            "unknown" => (format!("pending|1|{WHY}|later"), vec![]),
            "unreachable" => ("failed|0|unreachable|at once".to_owned(), vec![]),
            "no rights" => ("failed|0|not allowed|at once".to_owned(), vec![]),
            "message gone" => ("cancelled|0|the message is gone|at once".to_owned(), vec![format!("lesson|{ana}")]),
            "source gone" => ("failed|0|its author deleted it|at once".to_owned(), vec![]),
            "thread gone" => ("cancelled|0|the topic is gone|at once".to_owned(), vec![]),
            _ => (format!("failed|0|{WHY}|at once"), vec![]),
        };
        assert_eq!(row(&bench, delivery).await, expected, "{name}");
        assert_eq!(since(&bench, delivery).await, follows, "{name}");
        let unreachable = format!("chats where id = {ana} and unreachable_at = {}", now().timestamp_millis());
        assert_eq!(bench.count(&unreachable).await, usize::from(name == "unreachable"), "{name}");
        bench.execute("update chats set unreachable_at = null").await;
    }
}

pub async fn nothing_comes_to_who_cannot_be_reached(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.loaded(Needs { telegram_ids: [ANA, BADR].into(), ..Needs::default() }).await;
    for one in [&world.ana, &world.badr] {
        work.put_enrolment(one.enrolment.clone(), Some(in_hours(9)), now());
    }
    // To Badr goes something that names no enrolment.
    let apology = world.at(world.badr.chat.id, Notice::Apology);
    work.enqueue(apology.clone());
    work.save(&[], now(), REAL).await.expect("a save");
    world.release(&[apology.id]).await;
    let delivery = lesson(&world).await;
    let gone = || Outcome::Refused(Reason::Unreachable);
    settle(&world.context_at(now()), vec![(delivery, gone()), (apology.id, gone())])
        .await
        .expect("outcomes that settle");
    assert_eq!(bench.count("chats where unreachable_at is not null").await, 2);
    assert_eq!(bench.count("enrolments where next_due_at is not null").await, 0);
    assert_eq!(release(&world.context_at(in_hours(99))).await.expect("a tick"), 0);
}

pub async fn every_outcome_of_a_question_on_its_way_is_settled(bench: Bench) {
    let world = World::new(&bench).await;
    let (question, copy) = copied(&world).await;
    settle_at(&world, copy, sent(70)).await;
    let (ana, group) = (world.ana.chat.id, world.group.id);
    assert_eq!(row(&bench, copy).await, "sent|0|-|at once");
    assert_eq!(since(&bench, copy).await, [format!("received|{ana}"), format!("question_arrived|{ana}")]);
    let standing = bench.rows("chat_id, message, question_id", "from messages where message = 70").await;
    assert_eq!(standing, [format!("{group}|70|{question}")]);

    for (name, outcome) in bad() {
        forget(&bench).await;
        let (question, copy) = copied(&world).await;
        settle_at(&world, copy, outcome).await;
        let (expected, follows) = match name {
            "not now" => (format!("pending|0|{WHY}|later"), vec![]),
            "too many" => ("pending|0|too many requests|later".to_owned(), vec![]),
            "unknown" => (format!("pending|1|{WHY}|later"), vec![format!("repeat_mark|{group}")]),
            "unreachable" | "no rights" => ("pending|0|the group is out of reach|later".to_owned(), vec![]),
            "message gone" => ("cancelled|0|the message is gone|at once".to_owned(), vec![]),
            "source gone" => {
                ("failed|0|its author deleted it|at once".to_owned(), vec![format!("question_withdrawn|{ana}")])
            }
            "thread gone" => (
                "cancelled|0|the topic is gone|at once".to_owned(),
                ["topic", "topic_header", "question_copy"].map(|kind| format!("{kind}|{group}")).to_vec(),
            ),
            _ => (format!("failed|0|{WHY}|at once"), vec![format!("refused|{ana}")]),
        };
        assert_eq!(row(&bench, copy).await, expected, "{name}");
        assert_eq!(since(&bench, copy).await, follows, "{name}");
        let state = bench.rows("state", &format!("from questions where id = {question}")).await;
        let expected = match name {
            "source gone" => "withdrawn",
            "other" => "discarded",
            _ => "asked",
        };
        assert_eq!(state, [expected], "{name}");
        let repeated = bench.count(&format!("outbox where id = {copy} and notice like '%\"repeated\":true%'")).await;
        assert_eq!(repeated, usize::from(name == "unknown"), "{name}: only a relay in doubt is marked");
        let thread = bench.rows("thread", "from topics").await;
        assert_eq!(thread, [if name == "thread gone" { "-" } else { "44" }], "{name}");
        if name == "unknown" {
            settle_at(&world, copy, Outcome::Unknown { why: WHY.to_owned() }).await;
            assert_eq!(since(&bench, copy).await, follows, "one mark, however often it is in doubt");
            assert_eq!(row(&bench, copy).await, format!("pending|2|{WHY}|later"));
        }
    }
}

/// Back to a world in which nothing was said.
async fn forget(bench: &Bench) {
    for table in ["messages", "outbox", "topics", "questions"] {
        bench.execute(&format!("delete from {table}")).await;
    }
}

pub async fn every_outcome_of_a_reply_is_settled(bench: Bench) {
    let world = World::new(&bench).await;
    let (question, reply) = replied(&world).await;
    settle_at(&world, reply, sent(90)).await;
    let (group, enrolment) = (world.group.id, world.ana.enrolment.id);
    assert_eq!(row(&bench, reply).await, "sent|0|-|at once");
    assert_eq!(since(&bench, reply).await, [format!("reply_arrived|{group}")]);
    assert_eq!(bench.rows("id, state", "from questions").await, [format!("{question}|answered")]);

    for (name, outcome) in bad() {
        forget(&bench).await;
        let (question, reply) = replied(&world).await;
        settle_at(&world, reply, outcome).await;
        let failed = |why| {
            let notice = Notice::ReplyFailed { enrolment: Some(enrolment), message: 71, why };
            vec![serde_json::to_string(&notice).expect("JSON")]
        };
        let (expected, tells) = match name {
            "not now" => (format!("pending|0|{WHY}|later"), vec![]),
            "too many" => ("pending|0|too many requests|later".to_owned(), vec![]),
            "unknown" => (format!("pending|1|{WHY}|later"), vec![]),
            "unreachable" => ("failed|0|unreachable|at once".to_owned(), failed(NotDelivered::Unreachable)),
            "no rights" => ("failed|0|not allowed|at once".to_owned(), failed(NotDelivered::Refused)),
            "message gone" => ("cancelled|0|the message is gone|at once".to_owned(), vec![]),
            "source gone" => ("failed|0|its author deleted it|at once".to_owned(), failed(NotDelivered::Refused)),
            "thread gone" => ("cancelled|0|the topic is gone|at once".to_owned(), vec![]),
            _ => (format!("failed|0|{WHY}|at once"), failed(NotDelivered::Refused)),
        };
        assert_eq!(row(&bench, reply).await, expected, "{name}");
        let told = format!("from outbox where dedupe_key like 's{reply}.%' and chat_id = {group} order by id");
        assert_eq!(bench.rows("notice", &told).await, tells, "{name}");
        assert_eq!(bench.rows("id, state", "from questions").await, [format!("{question}|asked")], "{name}");
        bench.execute("update chats set unreachable_at = null").await;
    }
}

pub async fn every_outcome_of_a_topic_is_settled(bench: Bench) {
    let world = World::new(&bench).await;
    let (_, making, copy) = handed_over(&world).await;
    assert_eq!(world.claimed_ids().await, [], "the copy waits for its topic");
    settle_at(&world, making, Outcome::Sent(Receipt { thread: Some(44), ..Receipt::default() })).await;
    assert_eq!(row(&bench, making).await, "sent|0|-|at once");
    assert_eq!(bench.rows("thread", "from topics").await, ["44"]);
    assert_eq!(bench.count("messages").await, 0);
    let claimed = world.claim().await;
    assert_eq!(claimed.iter().map(|claimed| (claimed.id, claimed.thread)).collect::<Vec<_>>(), [(copy, Some(44))]);

    for (name, outcome) in bad() {
        forget(&bench).await;
        let (_, making, copy) = handed_over(&world).await;
        settle_at(&world, making, outcome).await;
        let expected = match name {
            "not now" => format!("pending|0|{WHY}|later"),
            "too many" => "pending|0|too many requests|later".to_owned(),
            "unknown" => format!("pending|1|{WHY}|later"),
            "unreachable" | "no rights" => "pending|0|the group is out of reach|later".to_owned(),
            "message gone" => "cancelled|0|the message is gone|at once".to_owned(),
            "source gone" => "failed|0|its author deleted it|at once".to_owned(),
            "thread gone" => "cancelled|0|the topic is gone|at once".to_owned(),
            _ => "pending|0|the topic cannot be made|later".to_owned(),
        };
        assert_eq!(row(&bench, making).await, expected, "{name}");
        assert_eq!(bench.rows("thread", "from topics").await, ["-"], "{name}");
        assert_eq!(bench.rows("state", &format!("from outbox where id = {copy}")).await, ["pending"], "{name}");
    }
}

pub async fn a_group_with_a_new_id_is_written_to_there(bench: Bench) {
    const SUPERGROUP: i64 = -1_009_999_999_999;
    let world = World::new(&bench).await;
    let (_, making, _) = handed_over(&world).await;
    settle_at(&world, making, Outcome::Migrated { to: SUPERGROUP }).await;
    assert_eq!(row(&bench, making).await.split('|').next(), Some("pending"));
    let work = world.loaded(Needs { telegram_ids: [SUPERGROUP, GROUP].into(), ..Needs::default() }).await;
    let known: Vec<_> = work.chats.values().map(|chat| (chat.id, chat.telegram_id)).collect();
    assert_eq!(known, [(world.group.id, SUPERGROUP)]);
}

pub async fn a_group_out_of_reach_is_told_to_the_admins_once_a_day(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    work.grant(Grant { person: world.badr.person.id, role: Role::Owner, granted_at: now() });
    work.save(&[], now(), REAL).await.expect("a save");
    let (_, making, _) = handed_over(&world).await;
    for at in [now(), now(), in_hours(1)] {
        let gone = vec![(making, Outcome::Refused(Reason::Unreachable))];
        settle(&world.context_at(at), gone).await.expect("an outcome that settles");
    }
    let told = bench.rows("chat_id, kind", "from outbox where kind = 'group_trouble'").await;
    assert_eq!(told, [format!("{}|group_trouble", world.badr.chat.id)]);
}

pub async fn a_group_that_is_fit_is_bound_and_gets_what_waited(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    let waiting = Question {
        id: QuestionId(work.fresh_id()),
        enrolment: world.ana.enrolment.id,
        state: QuestionState::Asked,
        message: 31,
        asked_at: now(),
        document: None,
        essay: None,
    };
    work.questions.put(waiting.id, waiting.clone());
    work.cohorts.put(world.cohort.id, Cohort { mentors: None, ..world.cohort.clone() });
    let checks = [1, 2].map(|_| world.at(world.group.id, Notice::CheckGroup { cohort: world.cohort.id }));
    for check in &checks {
        work.enqueue(check.clone());
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let found = |lacks: Vec<GroupLack>| Outcome::Sent(Receipt { group: Some((lacks, true)), ..Receipt::default() });
    world.release(&[checks[0].id]).await;
    settle_at(&world, checks[0].id, found(vec![GroupLack::ManageTopics])).await;
    assert_eq!(bench.count("cohorts where mentors_chat_id is null").await, 1);
    world.release(&[checks[1].id]).await;
    settle_at(&world, checks[1].id, found(vec![])).await;
    assert_eq!(bench.rows("mentors_chat_id", "from cohorts").await, [world.group.id.to_string()]);
    let said = bench.rows("kind", "from outbox where kind <> 'check_group' order by id").await;
    assert_eq!(said, ["group_unfit", "group_bound", "set_commands", "topic", "topic_header", "question_copy"]);
}

pub async fn an_outcome_that_cannot_be_settled_costs_itself_only(bench: Bench) {
    let world = World::new(&bench).await;
    let (_, copy) = copied(&world).await;
    let delivery = lesson(&world).await;
    let round = vec![(copy, sent(70)), (delivery, sent(20)), (DeliveryId(404), sent(1))];
    settle(&world.context_at(now()), round.clone()).await.expect("outcomes that settle");
    assert_eq!(bench.count("outbox where state = 'sent'").await, 3);
    let before = bench.dump().await;
    // A repeat of the whole round changes nothing but what is written over itself.
    settle(&world.context_at(now()), round.clone()).await.expect("outcomes that settle");
    let after = bench.dump().await;
    assert_eq!((&after["outbox"], &after["messages"]), (&before["outbox"], &before["messages"]));
    let broken = Context { library: darb::store::Versions::default(), ..world.context_at(now()) };
    forget(&bench).await;
    let other = lesson(&world).await;
    let (_, second) = copied(&world).await;
    settle(&broken, vec![(other, sent(21)), (second, sent(72))]).await.expect("the one that fails costs itself only");
    assert_eq!(row(&bench, other).await, "sent|0|-|at once");
    assert!(row(&bench, second).await.starts_with("failed|0|"), "a course version is missing");
}

pub async fn what_was_in_flight_when_a_process_ended_is_settled_by_method_then_class(bench: Bench) {
    let world = World::new(&bench).await;
    let (_, copy) = copied(&world).await;
    let lesson = lesson(&world).await;
    let nudge = NewDelivery { class: Class::Nudge, ..world.to(&world.badr, Notice::Apology) };
    let reply = world.to(&world.badr, Notice::Apology);
    world.enqueue([nudge.clone(), reply.clone()]).await;
    world.release(&[nudge.id, reply.id]).await;
    assert_eq!(world.store.take_lease("first").await.expect("an answer"), Ok(4));
    assert_eq!(settle_uncertain(&world.context_at(now())).await.expect("an answer"), 4);
    let why = "the process ended while it was in flight";
    for (delivery, expected) in [
        (copy, format!("pending|1|{why}|later")),
        (lesson, format!("pending|1|{why}|later")),
        (nudge.id, format!("cancelled|1|{why}|at once")),
        (reply.id, format!("pending|1|{why}|later")),
    ] {
        assert_eq!(row(&bench, delivery).await, expected);
    }
    assert_eq!(bench.count(&format!("outbox where id = {copy} and notice like '%\"repeated\":true%'")).await, 1);
    assert_eq!(settle_uncertain(&world.context_at(now())).await.expect("an answer"), 0);
}

pub async fn a_schedule_is_computed_anew_for_other_zone_rules_only(bench: Bench) {
    let world = World::new(&bench).await;
    // The line of the evening before was said.
    let progress = Progress { eve: true, ..Progress::default() };
    let waiting = Enrolment { status: Status::Waiting, progress, ..world.badr.enrolment.clone() };
    let mut work = world.loaded(Needs { telegram_ids: [BADR].into(), ..Needs::default() }).await;
    work.put_enrolment(waiting, None, now());
    work.save(&[], now(), REAL).await.expect("a save");
    let context = world.context_at(now());
    let renew = || darb::actions::release::renew_schedule(&context);
    assert_eq!(renew().await.expect("an answer"), 2);
    let first = in_hours(5).timestamp_millis();
    assert_eq!(bench.count(&format!("enrolments where next_due_at = {first}")).await, 1, "19:00 in Beirut");
    assert_eq!(renew().await.expect("an answer"), 0);
    bench.execute("update meta set value = 'of yesterday' where key = 'tzdb_version'").await;
    assert_eq!(renew().await.expect("an answer"), 2);
}
