//! Corrections of a key, carried out: whatever version somebody's attempts stand on, and whatever goes wrong on the way.

use crate::acting::press;
use crate::bench::{Bench, DIGIT, sealer};
use crate::world::*;
use darb::actions::Context;
use darb::actions::intake_batch::handle;
use darb::actions::regrade::{self, Reached};
use darb::rules::answer::{Given, Written};
use darb::rules::course::{Course, Language};
use darb::rules::grading::{Attempt, NewAttempt};
use darb::rules::ids::{AttemptId, CohortId, EnrolmentId, VersionId};
use darb::rules::item::{Decimal, ItemKind, Mark, NumberAnswer, WordAnswer};
use darb::rules::model::Cohort;
use darb::rules::notice::{Notice, Toast};
use darb::rules::press::Press;
use darb::rules::regrade::{Change, Effect};
use darb::rules::review;
use darb::rules::role::Role;
use darb::store::people::Grant;
use darb::store::regrades::{self, Order};
use darb::store::{Needs, Work, dossiers};
use std::collections::BTreeSet;

async fn work_of(world: &World, context: &Context) -> Work {
    let mut work = world.store.work(&context.library).await.expect("a unit of work");
    work.load(&Needs { telegram_ids: [ANA, BADR].into(), ..Needs::default() }).await.expect("rows that load");
    work
}

fn cohort_of(work: &Work, world: &World) -> Cohort {
    work.cohorts.get(&world.cohort.id).cloned().expect("the cohort")
}

/// Somebody finishes a test, on the version of the moment.
async fn sits(
    world: &World,
    context: &Context,
    who: &Somebody,
    (week, number): (u8, u8),
    givens: &[Given],
) -> AttemptId {
    let mut work = work_of(world, context).await;
    let cohort = cohort_of(&work, world);
    let (version, id) = (cohort.version, AttemptId(work.fresh_id()));
    let course = work.library[&version].clone();
    let assessment = &course.week(week).expect("a week").assessment;
    let new = NewAttempt { id, enrolment: who.enrolment.id, version, week, number, seed: 5 };
    let mut attempt = Attempt::start(new, assessment, now());
    for (position, given) in (0..).zip(givens) {
        attempt = attempt.give(assessment, position, given.clone(), now()).expect("an answer to this item");
    }
    let mut enrolment = work.enrolment(who.enrolment.id).expect("theirs").enrolment.clone();
    let mut progress = enrolment.progress.week(week);
    progress.finish_attempt(&attempt.grade(assessment), assessment, &who.person.rhythm(&cohort, &course), now());
    enrolment.progress.set_week(week, progress);
    review::take_in(&mut enrolment.progress.review, &attempt, monday());
    work.put_enrolment(enrolment, None, now());
    work.attempts.put(id, attempt);
    work.save(&[], now(), REAL).await.expect("a save");
    id
}

fn choices(picked: [u8; 3]) -> [Given; 3] {
    picked.map(Given::Choice)
}

async fn ordered(world: &World, context: &Context, week: u8, change: Change) {
    let mut work = work_of(world, context).await;
    let cohort = cohort_of(&work, world);
    let request = format!("order {}", work.fresh_id());
    let order = Order { request, cohort: cohort.id, week, version: cohort.version, change, by: None, ordered_at: REAL };
    work.regrades.orders.push(order);
    work.save(&[], now(), REAL).await.expect("an order");
}

fn everybody(item: &str) -> Change {
    Change::Everybody { item: item.to_owned() }
}

/// Has everything done that was ordered; never without end.
async fn carry_out(context: &Context) {
    let mut reached = Reached::default();
    for _ in 0..50 {
        if !regrade::go_on(context, &mut reached).await.expect("a step") {
            return;
        }
    }
    panic!("it has no end");
}

async fn outcomes(bench: &Bench) -> Vec<String> {
    bench.rows("state, changed, passing", "from regrades order by ordered_at, request").await
}

/// Which answers of an attempt are right, and whether it stands on the version that the cohort runs.
async fn standing(bench: &Bench, attempt: AttemptId) -> (Vec<String>, bool) {
    let right = bench.rows("is_right", &format!("from answers where attempt_id = {attempt} order by position")).await;
    let versions = bench.rows("version_id", &format!("from attempts where id = {attempt}")).await;
    (right, versions == bench.rows("version_id", "from cohorts").await)
}

async fn has_badge(world: &World, context: &Context, who: EnrolmentId, week: u8) -> bool {
    let work = work_of(world, context).await;
    work.enrolment(who).expect("theirs").enrolment.progress.week(week).badge
}

pub async fn corrections_of_one_week_and_another_reach_everybodys_attempts(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let (ana, badr) = (&world.ana, &world.badr);
    let ana_1 = sits(&world, &context, ana, (1, 1), &choices([0, 1, 1])).await;
    let ana_2 = sits(&world, &context, ana, (2, 1), &choices([0, 1, 1])).await;
    let right = |answers: [&str; 3]| (answers.map(str::to_owned).to_vec(), true);

    ordered(&world, &context, 1, everybody("w1-1")).await;
    carry_out(&context).await;
    assert_eq!(standing(&bench, ana_1).await, right(["1", "1", "0"]));
    let badr_1 = sits(&world, &context, badr, (1, 1), &choices([1, 1, 1])).await;

    ordered(&world, &context, 2, everybody("w2-1")).await;
    carry_out(&context).await;
    assert_eq!(standing(&bench, ana_2).await, right(["1", "1", "0"]), "of the version before the first correction");
    let badr_2 = sits(&world, &context, badr, (2, 1), &choices([1, 1, 1])).await;

    ordered(&world, &context, 1, everybody("w1-2")).await;
    carry_out(&context).await;
    assert_eq!(standing(&bench, ana_1).await, right(["1", "1", "1"]));
    assert_eq!(standing(&bench, badr_1).await, right(["0", "1", "1"]));
    assert_eq!(standing(&bench, badr_2).await.0, ["0", "1", "0"]);
    let mut all = outcomes(&bench).await;
    all.sort();
    assert_eq!(all, ["done|1|1", "done|1|1", "done|2|1"]);
    for (who, week, expected) in [(ana, 1, true), (ana, 2, true), (badr, 1, true), (badr, 2, false)] {
        assert_eq!(has_badge(&world, &context, who.enrolment.id, week).await, expected, "week {week}");
    }
    // What comes back for practice goes by the newest key as well.
    let work = work_of(&world, &context).await;
    let cohort = cohort_of(&work, &world);
    for who in [ana, badr] {
        let missed = &work.enrolment(who.enrolment.id).expect("theirs").enrolment.progress.review;
        let of_week_1: Vec<(VersionId, u16)> =
            missed.iter().filter(|missed| missed.week == 1).map(|missed| (missed.version, missed.item)).collect();
        let expected: &[(VersionId, u16)] = if who.person.id == ana.person.id { &[] } else { &[(cohort.version, 0)] };
        assert_eq!(of_week_1, expected);
    }
}

/// A course whose first test is typed: a number, a word, and one choice.
fn typed() -> Course {
    let mut course = course();
    let items = &mut course.weeks[0].assessment.items;
    let three = Decimal::parse("3").expect("a number");
    let number = NumberAnswer { low: three, high: three, mark: Mark::FULL, feedback: Default::default() };
    items[0].kind = ItemKind::Numerical { answers: vec![number] };
    let word = WordAnswer { language: Language::En, pattern: "lid".into(), mark: Mark::FULL, feedback: String::new() };
    items[1].kind = ItemKind::ShortAnswer { answers: vec![word] };
    for item in &mut items[..2] {
        item.choices.clear();
    }
    course
}

fn answers(number: &str, word: &str, choice: u8) -> [Given; 3] {
    let word = Given::Words(Language::En, Written(word.to_owned()));
    [Given::Number(Written(number.to_owned())), word, Given::Choice(choice)]
}

async fn made_admin(world: &World, context: &Context, who: &Somebody) {
    let mut work = work_of(world, context).await;
    work.grant(Grant { person: who.person.id, role: Role::Admin, granted_at: now() });
    work.save(&[], now(), REAL).await.expect("a save");
}

/// What the newest notice of a kind says.
async fn said(bench: &Bench, kind: &str) -> Notice {
    let rest = format!("from outbox where kind = '{kind}' order by id desc");
    let rows = bench.rows("notice", &rest).await;
    serde_json::from_str(rows.first().expect("it was said")).expect("a notice")
}

async fn asked(bench: &Bench) -> (VersionId, u16, Effect, bool) {
    let Notice::RegradeAsk { version, item, effect, ordered, .. } = said(bench, "regrade_ask").await else {
        panic!("another kind")
    };
    (version, item, effect, ordered)
}

async fn pressed(context: &Context, id: i64, wanted: Press) -> Toast {
    let answers = handle(context, &[press(id, ANA, wanted)]).await.expect("nothing transient");
    answers.into_iter().next().expect("an answer").toast
}

pub async fn what_is_shown_before_a_typed_item_counts_for_everybody_is_what_it_comes_to(bench: Bench) {
    let world = World::new(&bench).await;
    let (library, versions) = world.store.add_courses(&[typed()], now()).await.expect("a course");
    let context = Context { library: darb::store::Versions::of(library), ..world.context_at(now()) };
    let mut work = work_of(&world, &context).await;
    let cohort = cohort_of(&work, &world);
    work.cohorts.put(cohort.id, Cohort { version: versions[0], ..cohort });
    work.save(&[], now(), REAL).await.expect("a save");
    made_admin(&world, &context, &world.ana).await;
    sits(&world, &context, &world.ana, (1, 1), &answers("3", "spoon", 2)).await;
    sits(&world, &context, &world.badr, (1, 1), &answers("4", "lid", 1)).await;
    for (round, item, expected) in [(0, 0_u16, (1, 1)), (1, 1, (1, 1))] {
        let version = cohort_of(&work_of(&world, &context).await, &world).version;
        let of = |sure| Press::Regrade { cohort: world.cohort.id, version, week: 1, item, choice: None, sure };
        assert_eq!(pressed(&context, 100 + round, of(false)).await, Toast::Silent);
        let (.., effect, _) = asked(&bench).await;
        assert_eq!((effect.people, effect.changed, effect.passing), (2, expected.0, expected.1), "item {item}");
        assert_eq!(pressed(&context, 200 + round, of(true)).await, Toast::Silent);
        carry_out(&context).await;
        let Notice::RegradeDone { changed, passing, refused, .. } = said(&bench, "regrade_done").await else {
            panic!("another kind")
        };
        assert_eq!((changed, passing, refused), (expected.0, expected.1, false), "item {item}");
    }
}

pub async fn another_item_of_the_same_list_is_corrected_by_its_old_button(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    made_admin(&world, &context, &world.ana).await;
    let attempt = sits(&world, &context, &world.badr, (1, 1), &choices([1, 1, 1])).await;
    let button = |item, sure| Press::Regrade {
        cohort: world.cohort.id,
        version: world.version,
        week: 1,
        item,
        choice: None,
        sure,
    };
    assert_eq!(pressed(&context, 1, button(0, true)).await, Toast::Silent);
    carry_out(&context).await;
    assert_eq!(pressed(&context, 2, button(0, true)).await, Toast::DoneAlready, "the same again");
    assert_eq!(pressed(&context, 3, button(0, false)).await, Toast::DoneAlready);
    // The list was drawn before the first correction; the second item is as it was then.
    assert_eq!(pressed(&context, 4, button(2, false)).await, Toast::Silent);
    let (version, item, effect, _) = asked(&bench).await;
    assert_ne!(version, world.version, "the next button is of the version of the moment");
    assert_eq!((item, effect), (2, Effect { people: 1, changed: 1, passing: 1 }));
    assert_eq!(pressed(&context, 5, button(2, true)).await, Toast::Silent);
    carry_out(&context).await;
    assert_eq!(standing(&bench, attempt).await, (vec!["1".to_owned(), "0".to_owned(), "1".to_owned()], true));
    assert_eq!(bench.count("regrades").await, 2);
}

pub async fn a_corrected_version_that_could_not_be_committed_is_made_anew(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let attempt = sits(&world, &context, &world.ana, (1, 1), &choices([0, 1, 1])).await;
    ordered(&world, &context, 1, everybody("w1-1")).await;
    let in_both = async || {
        let known: Vec<String> = context.library.now().keys().map(ToString::to_string).collect();
        assert_eq!(known, bench.rows("id", "from course_versions order by id").await, "in memory as in the data");
    };
    for (table, act) in [("course_versions", "insert on"), ("cohorts", "update on")] {
        let (breaks, mends) = if bench.is_postgres() {
            (
                format!(
                    "create or replace function no() returns trigger language plpgsql as \
                     'begin raise exception ''no''; end'; \
                     create trigger no before {act} {table} for each row execute function no()"
                ),
                format!("drop trigger no on {table}"),
            )
        } else {
            (
                format!("create trigger no before {act} {table} begin select raise(abort, 'no'); end"),
                "drop trigger no".to_owned(),
            )
        };
        bench.execute(&breaks).await;
        for _ in 0..3 {
            regrade::go_on(&context, &mut Reached::default()).await.expect_err("it cannot be written");
            in_both().await;
        }
        bench.execute(&mends).await;
    }
    carry_out(&context).await;
    assert_eq!(standing(&bench, attempt).await.0, ["1", "1", "0"]);
    in_both().await;
    assert_eq!(outcomes(&bench).await, ["done|1|1"]);
}

pub async fn corrected_taken_back_and_corrected_again_is_done_each_time(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    let attempt = sits(&world, &context, &world.badr, (1, 1), &choices([1, 1, 0])).await;
    let items = |right: u8| {
        let mut item = course().weeks[0].assessment.items[0].clone();
        for (place, choice) in (0_u8..).zip(&mut item.choices) {
            choice.right = place == right;
        }
        Change::Items { items: vec![item] }
    };
    let mut names = Vec::new();
    for right in [1, 0, 1, 0] {
        // As at the command line; asked for twice, it is done once.
        for _ in 0..2 {
            let mut work = work_of(&world, &context).await;
            let cohort = cohort_of(&work, &world);
            work.load(&Needs { corrections: [(cohort.id, 1)].into(), ..Needs::default() }).await.expect("orders");
            let (change, all) = (items(right), work.corrections_of(cohort.id).expect("they were loaded"));
            let request = regrades::name_of(cohort.id, 1, &change, all);
            names.push(request.clone());
            let version = cohort.version;
            let order = Order { request, cohort: cohort.id, week: 1, version, change, by: None, ordered_at: REAL };
            work.regrades.orders.push(order);
            work.save(&[], now(), REAL).await.expect("an order");
        }
        carry_out(&context).await;
        // Two of three suffice, and who has them keeps them.
        assert_eq!(standing(&bench, attempt).await, (vec!["1".to_owned(), "0".to_owned(), "1".to_owned()], true));
    }
    names.dedup();
    assert_eq!(names.len(), 4, "{names:?}");
    assert_eq!(bench.rows("state", "from regrades").await, ["done"; 4]);
    assert_eq!(bench.count("course_versions").await, 2, "the same keys are the same version");
}

pub async fn who_is_left_is_looked_for_once_however_many_there_are(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    const MANY: i64 = 2_300;
    let mut work = work_of(&world, &context).await;
    let stranger = CohortId(900);
    let (invite_code, request) = ("another".into(), "u2".into());
    work.cohorts.put(stranger, Cohort { id: stranger, invite_code, request, mentors: None, ..world.cohort.clone() });
    let assessment = &course().weeks[0].assessment;
    for number in 0..MANY {
        let cohort = if number % 3 == 0 { stranger } else { world.cohort.id };
        let who = somebody(&mut work, 100_000 + number, cohort, 10 + number);
        let new = NewAttempt {
            id: AttemptId(work.fresh_id()),
            enrolment: who.enrolment.id,
            version: world.version,
            week: 1,
            number: 1,
            seed: 5,
        };
        let mut attempt = Attempt::start(new, assessment, now());
        for position in 0..3 {
            attempt = attempt.answer(assessment, position, u8::from(position < 2), now()).expect("an answer");
        }
        work.attempts.put(new.id, attempt);
    }
    work.save(&[], now(), REAL).await.expect("a save");
    let all = usize::try_from(MANY).expect("some");
    let (mut after, mut left, mut pages) = (None, BTreeSet::new(), 0);
    loop {
        let mut tx = world.store.read().await.expect("a reader");
        let page = regrades::left(&mut tx, (world.cohort.id, 1), VersionId(77), after, 500).await.expect("a page");
        assert!(page.left.iter().all(|one| left.insert(*one)), "nobody is found twice");
        pages += 1;
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert_eq!((left.len(), pages), (all - all.div_ceil(3), all.div_ceil(500) + 1));

    ordered(&world, &context, 1, everybody("w1-1")).await;
    let mut reached = Reached::default();
    let mut steps = 0;
    // By the middle somebody else goes on, who knows nothing of how far it is.
    while regrade::go_on(&context, &mut reached).await.expect("a step") {
        steps += 1;
        if steps == 7 {
            reached = Reached::default();
        }
    }
    assert_eq!(outcomes(&bench).await, [format!("done|{0}|{0}", left.len())]);
    let of_cohort = "from attempts a join enrolments e on e.id = a.enrolment_id join cohorts c on c.id = e.cohort_id \
                     where a.version_id <> c.version_id";
    assert_eq!(bench.rows("count(*)", of_cohort).await, ["0"], "of the other cohort nobody went over");
    assert_eq!(bench.rows("count(*)", "from outbox where kind = 'regraded'").await, [left.len().to_string()]);
}

pub async fn who_ordered_a_correction_is_told_that_it_is_kept_until_they_are_forgotten(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    for who in [&world.ana, &world.badr] {
        made_admin(&world, &context, who).await;
    }
    sits(&world, &context, &world.badr, (1, 1), &choices([1, 1, 1])).await;
    for (id, telegram_id, item) in [(1, ANA, 0), (2, BADR, 2)] {
        let (cohort, version) = (world.cohort.id, world.version);
        let button = Press::Regrade { cohort, version, week: 1, item, choice: None, sure: true };
        handle(&context, &[press(id, telegram_id, button)]).await.expect("nothing transient");
        carry_out(&context).await;
    }
    let kept = async || {
        let chats = [world.ana.chat.id, world.badr.chat.id];
        let mut tx = world.store.read().await.expect("a reader");
        let found = dossiers::of_chats(&mut tx, &sealer(DIGIT), &chats).await.expect("dossiers");
        chats.map(|chat| found[&chat].corrected.iter().map(|corrected| corrected.week).collect::<Vec<u8>>())
    };
    assert_eq!(kept().await, [vec![1], vec![1]]);
    // Ana goes on running the course; it is no more known what she did.
    handle(&context, &[press(3, ANA, Press::Forget { person: world.ana.person.id })]).await.expect("nothing transient");
    assert_eq!(kept().await, [vec![], vec![1]]);
    let by = async || bench.rows("by_person", "from regrades order by ordered_at, request").await;
    let badr = world.badr.person.id.to_string();
    let mut expected = vec!["-".to_owned(), badr.clone()];
    expected.sort();
    let mut found = by().await;
    found.sort();
    assert_eq!(found, expected);
    // Badr runs nothing any more, and erases what is left.
    let mut work = work_of(&world, &context).await;
    work.revoke(world.badr.person.id);
    work.save(&[], now(), REAL).await.expect("a save");
    handle(&context, &[press(4, BADR, Press::Forget { person: world.badr.person.id })])
        .await
        .expect("nothing transient");
    assert_eq!(by().await, ["-", "-"], "what was done stays, by nobody");
    assert_eq!(bench.count("people").await, 1, "Ana, who runs it");
}

pub async fn who_orders_a_correction_and_erases_themselves_in_one_batch_is_not_named(bench: Bench) {
    let world = World::new(&bench).await;
    let context = world.context_at(now());
    made_admin(&world, &context, &world.ana).await;
    sits(&world, &context, &world.badr, (1, 1), &choices([1, 1, 1])).await;
    let (cohort, version, person) = (world.cohort.id, world.version, world.ana.person.id);
    let order = |item| Press::Regrade { cohort, version, week: 1, item, choice: None, sure: true };
    let batch = [press(1, ANA, order(0)), press(2, ANA, Press::Forget { person })];
    handle(&context, &batch).await.expect("nothing transient");
    let by = async || bench.rows("by_person", "from regrades order by ordered_at, request").await;
    assert_eq!(by().await, ["-"], "it is to be done all the same");
    carry_out(&context).await;
    assert_eq!(by().await, ["-"]);
    assert_eq!(bench.rows("state", "from regrades").await, ["done"]);
}
