//! What a unit of work saves it loads again, whoever looks and whatever it contains.

use crate::bench::Bench;
use crate::world::*;
use darb::rules::answer::Draft;
use darb::rules::course::Language;
use darb::rules::enrolment::{Enrolment, Status};
use darb::rules::grading::{Answer, Attempt};
use darb::rules::ids::*;
use darb::rules::model::{Cohort, Country, Handle, Person};
use darb::rules::notice::{Class, Notice, OnboardingStep};
use darb::rules::question::{Question, QuestionState};
use darb::rules::real_time::RealTime;
use darb::rules::role::Role;
use darb::store::Needs;
use darb::store::chats::{Chat, ChatKind};
use darb::store::in_flight::InFlight;
use darb::store::messages::Standing;
use darb::store::meta::Fact;
use darb::store::outbox::{Edit, NewDelivery};
use darb::store::people::Grant;
use darb::store::topics::Topic;

fn attempt(world: &World, id: i64) -> Attempt {
    Attempt {
        id: AttemptId(id),
        enrolment: world.ana.enrolment.id,
        version: world.version,
        week: 1,
        number: 2,
        seed: i64::MAX,
        order: vec![2, 0, 1],
        answers: vec![Answer::choice(2, false, now()), Answer::choice(0, true, in_hours(1))],
        draft: Draft::default(),
        started_at: in_hours(-1),
        finished_at: None,
        ends_at: Some(RealTime(1_900_000_000_123)),
    }
}

fn question(world: &World, id: i64, state: QuestionState) -> Question {
    Question {
        id: QuestionId(id),
        enrolment: world.ana.enrolment.id,
        state,
        message: id + 7,
        asked_at: in_hours(-2),
        document: None,
        essay: None,
    }
}

fn standing(world: &World, message: i64, screen: Option<&str>) -> Standing {
    Standing {
        chat: world.group.id,
        message,
        delivery: DeliveryId(message * 2),
        screen: screen.map(str::to_owned),
        question: screen.map(|_| QuestionId(500)),
        sent_at: in_hours(-3),
        hides_at: Some(in_hours(9)),
        goes_at: Some(in_hours(21)),
    }
}

fn topic(world: &World, thread: Option<i64>) -> Topic {
    let (enrolment, chat) = (world.ana.enrolment.id, world.group.id);
    Topic { id: TopicId(600), enrolment, chat, thread, delivery: DeliveryId(601) }
}

pub async fn every_noun_is_loaded_as_it_was_saved(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    let open = attempt(&world, 400);
    let finished = Attempt { id: AttemptId(401), number: 1, finished_at: Some(in_hours(2)), ..open.clone() };
    let questions: Vec<Question> =
        (500..).zip(QuestionState::ALL).map(|(id, state)| question(&world, id, state)).collect();
    let standings = [standing(&world, 70, Some("c:500")), standing(&world, 71, None)];
    let topic = topic(&world, Some(44));
    let progressed = Enrolment { progress: progress(), ..world.ana.enrolment.clone() };
    for attempt in [&open, &finished] {
        work.attempts.put(attempt.id, attempt.clone());
    }
    for question in &questions {
        work.questions.put(question.id, question.clone());
    }
    for standing in &standings {
        work.messages.put((standing.chat, standing.message), standing.clone());
    }
    work.topics.put(topic.id, topic.clone());
    work.load(&Needs { enrolments: [progressed.id].into(), ..Needs::default() }).await.expect("an enrolment");
    work.put_enrolment(progressed.clone(), Some(in_hours(7)), now());
    work.save(&[], now(), REAL).await.expect("a save");

    let needs = Needs {
        telegram_ids: [ANA, BADR, CYRINE, GROUP].into(),
        attempts: [finished.id].into(),
        questions: questions.iter().map(|question| question.id).collect(),
        messages: [(GROUP, 70), (GROUP, 71), (GROUP, 72), (CYRINE, 70)].into(),
        ..Needs::default()
    };
    let work = world.loaded(needs).await;
    let chats: Vec<&Chat> = work.chats.values().collect();
    assert_eq!(chats, [&world.group, &world.ana.chat, &world.badr.chat]);
    assert_eq!(work.people.values().collect::<Vec<_>>(), [&world.ana.person, &world.badr.person]);
    assert_eq!(work.cohorts.values().collect::<Vec<_>>(), [&world.cohort]);
    let ana = work.enrolment(progressed.id).expect("saved");
    assert_eq!((&ana.enrolment, ana.next_due_at, ana.created_at), (&progressed, Some(in_hours(7)), in_hours(-50)));
    let badr = work.enrolment(world.badr.enrolment.id).expect("saved");
    assert_eq!((&badr.enrolment, badr.next_due_at), (&world.badr.enrolment, None));
    assert_eq!(work.enrolments().count(), 2);
    assert_eq!(work.attempts.values().collect::<Vec<_>>(), [&open, &finished]);
    assert_eq!(work.questions.values().cloned().collect::<Vec<_>>(), questions);
    assert_eq!(work.messages.values().cloned().collect::<Vec<_>>(), standings);
    assert_eq!(work.topics.values().collect::<Vec<_>>(), [&topic]);
}

pub async fn what_changed_is_saved_again(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    work.attempts.put(AttemptId(400), attempt(&world, 400));
    work.questions.put(QuestionId(500), question(&world, 500, QuestionState::Asked));
    work.topics.put(TopicId(600), topic(&world, None));
    work.messages.put((world.group.id, 70), standing(&world, 70, None));
    work.save(&[], now(), REAL).await.expect("a save");

    let chat = Chat {
        telegram_id: GROUP * 10,
        kind: ChatKind::Group,
        language: None,
        unreachable_at: Some(in_hours(1)),
        ..world.group.clone()
    };
    let person = Person {
        language: Language::Fr,
        country: Some(Country::Unsaid),
        zone: Some("Africa/Tunis".into()),
        hour: 0,
        has_asked: true,
        ..world.badr.person.clone()
    };
    let cohort = Cohort { weeks: 3, capacity: None, enrolled: 9, names: 11, mentors: None, ..world.cohort.clone() };
    let mut finished = attempt(&world, 400);
    finished.answers.push(Answer::choice(1, false, in_hours(2)));
    finished.finished_at = Some(in_hours(2));
    let question = question(&world, 500, QuestionState::Withdrawn);
    let topic = topic(&world, Some(45));
    let standing = standing(&world, 70, Some("c:501"));
    let mut work = world.work().await;
    work.chats.put(chat.id, chat.clone());
    work.people.put(person.id, person.clone());
    work.cohorts.put(cohort.id, cohort.clone());
    work.attempts.put(finished.id, finished.clone());
    work.questions.put(question.id, question.clone());
    work.topics.put(topic.id, topic.clone());
    work.messages.put((standing.chat, standing.message), standing.clone());
    work.save(&[], now(), REAL).await.expect("a save");

    let needs = Needs {
        telegram_ids: [ANA, BADR].into(),
        attempts: [finished.id].into(),
        questions: [question.id].into(),
        threads: [(GROUP * 10, 45)].into(),
        messages: [(GROUP * 10, 70)].into(),
        ..Needs::default()
    };
    let work = world.loaded(needs).await;
    assert_eq!(work.chats.get(&chat.id), Some(&chat));
    assert_eq!(work.people.get(&person.id), Some(&person));
    assert_eq!(work.cohorts.get(&cohort.id), Some(&cohort));
    assert_eq!(work.attempts.get(&finished.id), Some(&finished));
    assert_eq!(work.questions.get(&question.id), Some(&question));
    assert_eq!(work.topics.get(&topic.id), Some(&topic));
    assert_eq!(work.messages.get(&(standing.chat, 70)), Some(&standing));
}

pub async fn every_status_is_loaded_as_it_was_saved(bench: Bench) {
    let world = World::new(&bench).await;
    for status in [
        Status::Onboarding { step: OnboardingStep::Country },
        Status::Waiting,
        Status::Active,
        Status::Paused { since: now(), until: None },
        Status::Completed { at: in_hours(1) },
        Status::Left { at: in_hours(2) },
    ] {
        let enrolment = Enrolment { status, ..world.ana.enrolment.clone() };
        let mut work = world.work().await;
        work.put_enrolment(enrolment.clone(), None, now());
        work.save(&[], now(), REAL).await.expect("a save");
        let work = world.loaded(Needs { enrolments: [enrolment.id].into(), ..Needs::default() }).await;
        assert_eq!(work.enrolment(enrolment.id).expect("saved").enrolment, enrolment);
        drop(work);
        assert_eq!(bench.rows("status", "from enrolments order by id limit 1").await, [status.name()]);
    }
}

pub async fn needs_bring_everybody_and_everything_that_hangs_on_them(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    work.attempts.put(AttemptId(400), attempt(&world, 400));
    work.questions.put(QuestionId(500), question(&world, 500, QuestionState::Asked));
    work.questions.put(QuestionId(501), question(&world, 501, QuestionState::Discarded));
    work.topics.put(TopicId(600), topic(&world, Some(44)));
    work.messages.put((world.group.id, 70), standing(&world, 70, Some("c:500")));
    let delivery = world.to(&world.ana, Notice::Apology);
    work.enqueue(delivery.clone());
    work.save(&[], now(), REAL).await.expect("a save");

    let (ana, cohort, handle) = (world.ana.enrolment.id, world.cohort.id, world.ana.enrolment.handle);
    let each = [
        ("an enrolment", Needs { enrolments: [ana].into(), ..Needs::default() }),
        ("a person", Needs { telegram_ids: [ANA].into(), ..Needs::default() }),
        ("an attempt", Needs { attempts: [AttemptId(400)].into(), ..Needs::default() }),
        ("a question", Needs { questions: [QuestionId(500)].into(), ..Needs::default() }),
        ("a topic", Needs { threads: [(GROUP, 44)].into(), ..Needs::default() }),
        ("a message", Needs { messages: [(GROUP, 70)].into(), ..Needs::default() }),
        ("a delivery", Needs { deliveries: [delivery.id].into(), ..Needs::default() }),
        ("a handle", Needs { handles: [(cohort, handle)].into(), ..Needs::default() }),
        ("what was asked", Needs { asked_of: [cohort].into(), ..Needs::default() }),
    ];
    for (what, needs) in each {
        let work = world.loaded(needs).await;
        assert!(work.enrolment(ana).is_some(), "{what} brings the enrolment");
        assert_eq!(work.people.get(&world.ana.person.id), Some(&world.ana.person), "{what}");
        assert_eq!(work.chats.get(&world.ana.chat.id), Some(&world.ana.chat), "{what}");
        assert_eq!(work.chats.get(&world.group.id), Some(&world.group), "{what} brings the mentors' group");
        assert!(work.attempts.get(&AttemptId(400)).is_some(), "{what} brings the open attempt");
        assert!(work.questions.get(&QuestionId(500)).is_some(), "{what} brings the open question");
        assert!(work.questions.get(&QuestionId(501)).is_none(), "{what} brings no discarded question");
        assert!(work.topics.get(&TopicId(600)).is_some(), "{what} brings the topic");
        assert!(work.enrolment(world.badr.enrolment.id).is_none(), "{what} brings nobody else");
    }
    let work = world.loaded(Needs { rosters: [cohort].into(), ..Needs::default() }).await;
    assert_eq!(work.enrolments().count(), 2, "a roster brings everybody of the cohort");
}

pub async fn a_delivery_to_settle_brings_whoever_it_went_to(bench: Bench) {
    let world = World::new(&bench).await;
    let named = NewDelivery { question: Some(QuestionId(5)), ..world.to(&world.ana, Notice::ConsentDeclined) };
    let nameless = world.at(world.badr.chat.id, Notice::Apology);
    world.enqueue([named.clone(), nameless.clone()]).await;
    world.release(&[named.id]).await;
    let work = world.loaded(Needs { deliveries: [named.id, nameless.id].into(), ..Needs::default() }).await;
    let expected = InFlight {
        id: named.id,
        chat: world.ana.chat.id,
        topic: None,
        enrolment: named.enrolment,
        question: named.question,
        class: Class::Reply,
        notice: named.notice,
        screen: None,
        edit: Edit::No,
        is_open: true,
        attempts: 1,
        doubts: 0,
    };
    assert_eq!(work.in_flight.get(&named.id), Some(&expected));
    assert_eq!(work.in_flight.get(&nameless.id).map(|delivery| delivery.attempts), Some(0));
    // Who blocked the bot is found out by any delivery, also by one that names no enrolment.
    assert!(work.enrolment(world.badr.enrolment.id).is_some());
}

pub async fn roles_are_granted_once_and_revoked_together(bench: Bench) {
    let world = World::new(&bench).await;
    let grants = Role::ALL.map(|role| Grant { person: world.ana.person.id, role, granted_at: now() });
    for _ in 0..2 {
        let mut work = world.work().await;
        for grant in grants {
            work.grant(grant);
        }
        work.grant(Grant { person: world.badr.person.id, role: Role::Admin, granted_at: in_hours(1) });
        work.save(&[], now(), REAL).await.expect("a save");
    }
    let mut work = world.loaded(Needs::default()).await;
    let roles = |person: PersonId, grants: &[Grant]| {
        grants.iter().filter(|grant| grant.person == person).map(|grant| grant.role).collect::<Vec<_>>()
    };
    let mut of_ana = roles(world.ana.person.id, work.roles());
    of_ana.sort();
    assert_eq!(of_ana, Role::ALL);
    assert_eq!(work.roles().last().map(|grant| grant.granted_at), Some(in_hours(1)));
    work.grant(grants[0]);
    work.revoke(world.ana.person.id);
    work.save(&[], now(), REAL).await.expect("a save");
    let work = world.loaded(Needs { admins: true, ..Needs::default() }).await;
    assert_eq!(roles(world.ana.person.id, work.roles()), []);
    assert_eq!(roles(world.badr.person.id, work.roles()), [Role::Admin]);
    assert_eq!(work.people.values().collect::<Vec<_>>(), [&world.badr.person]);
    assert_eq!(work.chats.get(&world.badr.chat.id), Some(&world.badr.chat));
}

pub async fn a_second_load_does_not_undo_what_was_decided(bench: Bench) {
    let world = World::new(&bench).await;
    let everything = Needs { telegram_ids: [ANA, BADR].into(), claim: true, ..Needs::default() };
    let mut work = world.loaded(everything.clone()).await;
    let changed = Person { hour: 3, ..world.ana.person.clone() };
    let paused = Enrolment { status: Status::Paused { since: now(), until: None }, ..world.ana.enrolment.clone() };
    let grant = Grant { person: changed.id, role: Role::Owner, granted_at: now() };
    work.people.put(changed.id, changed.clone());
    work.cohorts.put(world.cohort.id, Cohort { enrolled: 3, ..world.cohort.clone() });
    work.put_enrolment(paused.clone(), None, now());
    work.grant(grant);
    work.set_claim_code("code", REAL);
    work.load(&everything).await.expect("a second load");
    assert_eq!(work.people.get(&changed.id), Some(&changed));
    assert_eq!(work.cohorts.get(&world.cohort.id).map(|cohort| cohort.enrolled), Some(3));
    assert_eq!(work.enrolment(paused.id).map(|stored| &stored.enrolment), Some(&paused));
    assert_eq!(work.roles(), [grant]);
    assert_eq!(work.claim_code(), Some(("code".to_owned(), REAL)));
    work.set_fact(Fact::ClaimCode, None);
    assert_eq!(work.claim_code(), None, "a code that was used is closed at once");
    work.save(&[], now(), REAL).await.expect("a save");
    let work = world.loaded(everything).await;
    assert_eq!(work.people.get(&changed.id), Some(&changed));
    assert_eq!(work.enrolment(paused.id).map(|stored| &stored.enrolment), Some(&paused));
    assert_eq!(work.claim_code(), None);
}

pub async fn a_unit_of_work_that_is_not_saved_leaves_nothing(bench: Bench) {
    let world = World::new(&bench).await;
    let before = bench.dump().await;
    let mut work = world.work().await;
    somebody(&mut work, CYRINE, world.cohort.id, 9);
    work.enqueue(world.to(&world.ana, Notice::Apology));
    work.set_fact(Fact::Commands, Some("x".into()));
    drop(work);
    assert_eq!(bench.dump().await, before);
}

pub async fn telegram_ids_and_claim_codes_stand_nowhere_in_the_clear(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    somebody(&mut work, CYRINE, world.cohort.id, 9);
    work.set_claim_code("code-in-the-clear", REAL);
    work.enqueue(world.to(&world.ana, Notice::Stranger));
    work.put_away(77, format!("{{\"from\":{{\"id\":{CYRINE}}}}}"), "it cannot be decoded".into());
    work.save(&[77], now(), REAL).await.expect("a save");
    let dump = bench.dump().await;
    assert_eq!(dump["chats"].len(), 4);
    assert_eq!(dump["failed_updates"].len(), 1);
    for (table, rows) in dump {
        for secret in [ANA, BADR, CYRINE, GROUP.abs()]
            .map(|id| id.to_string())
            .iter()
            .map(String::as_str)
            .chain(["code-in-the-clear"])
        {
            assert!(!rows.iter().any(|row| row.contains(secret)), "{secret} stands in `{table}`: {rows:?}");
        }
    }
}

pub async fn words_of_every_kind_survive(bench: Bench) {
    let world = World::new(&bench).await;
    let words = [
        "it's \"quoted\" \\ with {braces}, [brackets] and $1 $.x ? %s",
        "'); drop table people; --",
        "خطوة أولى \u{200F}(مرحبا)\u{200E} ١٢٣",
        "👩🏽‍💻🇱🇧 e\u{301} 𝒳 \u{FFFD}",
        "two\nlines\r\n\tand a tab \u{1} \u{7F} \u{2028}",
        "null",
        "",
        "[1,2]",
    ];
    let mut work = world.work().await;
    let mut cohorts = Vec::new();
    for (number, word) in (0..).zip(words) {
        let cohort = Cohort {
            id: CohortId(900 + number),
            invite_code: format!("code {word}"),
            request: word.to_owned(),
            zone_name: word.to_owned(),
            ..world.cohort.clone()
        };
        let notice = Notice::CohortCreated {
            cohort: cohort.id,
            version: world.version,
            starts_on: monday(),
            invite_code: word.to_owned(),
        };
        work.enqueue(NewDelivery { dedupe_key: format!("key {word}"), ..world.to(&world.ana, notice) });
        work.cohorts.put(cohort.id, cohort.clone());
        cohorts.push(cohort);
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let deliveries = bench.rows("id", "from outbox order by id").await;
    let deliveries = deliveries.iter().map(|id| DeliveryId(id.parse().expect("an id"))).collect();
    let work = world.loaded(Needs { deliveries, ..Needs::default() }).await;
    for (cohort, delivery) in cohorts.iter().zip(work.in_flight.values()) {
        assert_eq!(work.cohorts.get(&cohort.id), Some(cohort));
        let Notice::CohortCreated { invite_code, .. } = &delivery.notice else { panic!("{delivery:?}") };
        assert_eq!(invite_code, &cohort.request);
    }
    assert_eq!(work.in_flight.len(), words.len());
    drop(work);
    let keys = bench.rows("dedupe_key", "from outbox order by id").await;
    assert_eq!(keys, words.map(|word| format!("key {word}")));
}

pub async fn what_is_not_there_stays_not_there(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    // From nothing to something and back to nothing: a null must overwrite.
    work.people.put(world.ana.person.id, Person { country: None, zone: None, ..world.ana.person.clone() });
    work.cohorts.put(world.cohort.id, Cohort { capacity: None, mentors: None, ..world.cohort.clone() });
    work.chats.put(world.group.id, Chat { language: None, ..world.group.clone() });
    work.topics.put(TopicId(600), topic(&world, Some(4)));
    work.save(&[], now(), REAL).await.expect("a save");
    let mut work = world.work().await;
    work.topics.put(TopicId(600), topic(&world, None));
    work.enqueue(world.at(world.badr.chat.id, Notice::Apology));
    work.save(&[], now(), REAL).await.expect("a save");
    for (table, nulls) in [
        ("people", "country is null and zone is null"),
        ("cohorts", "capacity is null and mentors_chat_id is null"),
        ("chats", "kind = 'forum' and language is null and unreachable_at is null"),
        ("enrolments", "next_due_at is null"),
        ("topics", "thread is null"),
        (
            "outbox",
            "topic_id is null and enrolment_id is null and question_id is null and screen is null and edit is null \
             and not_after is null and after_id is null and retry_at is null and epoch is null and reason is null \
             and settled_at is null",
        ),
    ] {
        assert_ne!(bench.count(&format!("{table} where {nulls}")).await, 0, "{table}: {nulls}");
    }
    let work = world.loaded(Needs { telegram_ids: [ANA, GROUP].into(), ..Needs::default() }).await;
    let person = work.people.get(&world.ana.person.id).expect("saved");
    assert_eq!((person.country, &person.zone), (None, &None));
    let cohort = work.cohorts.get(&world.cohort.id).expect("saved");
    assert_eq!((cohort.capacity, cohort.mentors), (None, None));
    assert_eq!(work.chats.get(&world.group.id).map(|chat| chat.language), Some(None));
    assert_eq!(work.topics.get(&TopicId(600)).map(|topic| topic.thread), Some(None));
}

pub async fn great_and_negative_numbers_survive(bench: Bench) {
    const GREAT: i64 = 1 << 62;
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    let chat = private(GREAT, i64::MIN);
    let group = Chat { kind: ChatKind::Group, ..private(GREAT + 1, i64::MAX) };
    let person = person(GREAT, chat.id);
    let cohort = Cohort {
        id: CohortId(GREAT),
        invite_code: "great".into(),
        request: "great".into(),
        capacity: Some(u32::MAX),
        enrolled: u32::MAX,
        names: u32::MAX,
        salt: i64::MAX,
        mentors: Some(group.id),
        ..world.cohort.clone()
    };
    let enrolment = enrolment(GREAT, person.id, cohort.id, -GREAT);
    let attempt =
        Attempt { id: AttemptId(GREAT), enrolment: enrolment.id, week: u8::MAX, number: u8::MAX, ..attempt(&world, 1) };
    let question = Question {
        id: QuestionId(GREAT),
        enrolment: enrolment.id,
        message: GREAT,
        ..question(&world, 1, QuestionState::Asked)
    };
    let topic = Topic {
        id: TopicId(GREAT),
        enrolment: enrolment.id,
        chat: group.id,
        thread: Some(GREAT),
        delivery: DeliveryId(GREAT),
    };
    let standing = Standing { chat: chat.id, message: GREAT, delivery: DeliveryId(GREAT), ..standing(&world, 1, None) };
    let delivery = NewDelivery {
        id: DeliveryId(GREAT),
        topic: Some(topic.id),
        enrolment: Some(enrolment.id),
        question: Some(question.id),
        edit: Edit::Message(GREAT),
        after: Some(DeliveryId(GREAT - 1)),
        ..world.at(chat.id, Notice::Received { enrolment: enrolment.id, message: GREAT })
    };
    work.chats.put(chat.id, chat.clone());
    work.chats.put(group.id, group.clone());
    work.people.put(person.id, person.clone());
    work.cohorts.put(cohort.id, cohort.clone());
    work.put_enrolment(enrolment.clone(), None, now());
    work.attempts.put(attempt.id, attempt.clone());
    work.questions.put(question.id, question.clone());
    work.topics.put(topic.id, topic.clone());
    work.messages.put((chat.id, GREAT), standing.clone());
    work.enqueue(delivery.clone());
    work.save(&[GREAT], now(), REAL).await.expect("a save");

    let mut work = world.work().await;
    let needs = Needs {
        updates: [GREAT - 1, GREAT].into(),
        telegram_ids: [i64::MIN, i64::MAX].into(),
        messages: [(i64::MIN, GREAT)].into(),
        threads: [(i64::MAX, GREAT)].into(),
        deliveries: [delivery.id].into(),
        ..Needs::default()
    };
    work.load(&needs).await.expect("rows that load");
    assert_eq!([GREAT - 1, GREAT].map(|id| work.is_handled(id)), [false, true]);
    assert_eq!(work.chats.get(&chat.id), Some(&chat));
    assert_eq!(work.chats.get(&group.id), Some(&group));
    assert_eq!(work.people.get(&person.id), Some(&person));
    assert_eq!(work.cohorts.get(&cohort.id), Some(&cohort));
    assert_eq!(work.enrolment(enrolment.id).map(|stored| stored.enrolment.handle), Some(Handle(-GREAT)));
    assert_eq!(work.attempts.get(&attempt.id), Some(&attempt));
    assert_eq!(work.questions.get(&question.id), Some(&question));
    assert_eq!(work.topics.get(&topic.id), Some(&topic));
    assert_eq!(work.messages.get(&(chat.id, GREAT)), Some(&standing));
    let loaded = &work.in_flight[&delivery.id];
    assert_eq!((&loaded.notice, loaded.edit, loaded.topic), (&delivery.notice, delivery.edit, delivery.topic));
    drop(work);
    assert_eq!(bench.rows("after_id", "from outbox").await, [(GREAT - 1).to_string()]);
}

pub async fn an_answer_saved_twice_stands_once(bench: Bench) {
    let world = World::new(&bench).await;
    let first = attempt(&world, 400);
    let mut other = first.clone();
    other.answers[1] = Answer::choice(2, false, in_hours(5));
    for attempt in [&first, &first, &other] {
        let mut work = world.work().await;
        work.attempts.put(attempt.id, attempt.clone());
        work.save(&[], now(), REAL).await.expect("a save");
    }
    let expected = ["400|0|w1-2|2|0", "400|1|w1-0|0|1"];
    let answers = bench.rows("attempt_id, position, item, choice, is_right", "from answers order by position").await;
    assert_eq!(answers, expected, "the first answer to an item counts");
    let work = world.loaded(Needs { attempts: [first.id].into(), ..Needs::default() }).await;
    assert_eq!(work.attempts.get(&first.id), Some(&first));
}

pub async fn a_thousand_enrolments_are_one_unit_of_work(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.work().await;
    let mut expected = Vec::new();
    for number in 0..1_000 {
        let mut somebody = somebody(&mut work, 6_000_000_000 + number, world.cohort.id, 100 + number);
        somebody.enrolment.progress = progress();
        somebody.enrolment.progress.opened = u16::try_from(number).expect("small");
        work.put_enrolment(somebody.enrolment.clone(), Some(in_hours(number)), now());
        expected.push(somebody);
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let needs = Needs { enrolments: expected.iter().map(|one| one.enrolment.id).collect(), ..Needs::default() };
    let work = world.loaded(needs).await;
    for (hours, one) in (0..).zip(&expected) {
        let stored = work.enrolment(one.enrolment.id).expect("saved");
        assert_eq!((&stored.enrolment, stored.next_due_at), (&one.enrolment, Some(in_hours(hours))));
        assert_eq!(work.people.get(&one.person.id), Some(&one.person));
        assert_eq!(work.chats.get(&one.chat.id), Some(&one.chat));
    }
    assert_eq!(work.enrolments().count(), 1_000);
}

pub async fn who_was_forgotten_can_come_again_in_the_same_unit(bench: Bench) {
    let world = World::new(&bench).await;
    let mut work = world.loaded(Needs { telegram_ids: [ANA, BADR].into(), ..Needs::default() }).await;
    work.remove_enrolment(world.ana.enrolment.id);
    work.remove_person(world.ana.person.id);
    work.remove_enrolment(world.badr.enrolment.id);
    let again = person(work.fresh_id(), world.ana.chat.id);
    let enrolments = [
        enrolment(work.fresh_id(), again.id, world.cohort.id, world.ana.enrolment.handle.0),
        enrolment(work.fresh_id(), world.badr.person.id, world.cohort.id, world.badr.enrolment.handle.0),
    ];
    work.people.put(again.id, again.clone());
    for enrolment in &enrolments {
        work.put_enrolment(enrolment.clone(), None, now());
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let work = world.loaded(Needs { telegram_ids: [ANA, BADR].into(), ..Needs::default() }).await;
    assert_eq!(work.people.values().collect::<Vec<_>>(), [&world.badr.person, &again]);
    assert_eq!(
        work.enrolments().map(|stored| &stored.enrolment).collect::<Vec<_>>(),
        enrolments.iter().collect::<Vec<_>>()
    );
}

pub async fn a_course_version_is_kept_once_by_its_content(bench: Bench) {
    let world = World::new(&bench).await;
    let mut changed = course();
    changed.weeks[0].lessons[0].minutes = 4;
    let given = [changed.clone(), course(), changed.clone()];
    let (library, versions) = world.store.add_courses(&given, now()).await.expect("courses that can be kept");
    assert_eq!(versions[1], world.version);
    assert_eq!(versions[0], versions[2]);
    assert_ne!(versions[0], versions[1]);
    assert_eq!(library.len(), 2);
    assert_eq!(*library[&world.version], course());
    assert_eq!(*library[&versions[0]], changed);
    assert_eq!(bench.count("course_versions").await, 2);
}
