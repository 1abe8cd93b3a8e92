//! A small world to act in: a course, a cohort with a mentors' group, and two participants.

use crate::bench::{Bench, DIGIT, sealer};
use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use darb::actions::settle::{self, Basis, Returned};
use darb::actions::{ActionError, Context};
use darb::clock::Clock;
use darb::rules::answer::Draft;
use darb::rules::contact::Contact;
use darb::rules::course::*;
use darb::rules::draw::Met;
use darb::rules::enrolment::{Enrolment, Progress, Status};
use darb::rules::feedback::{AskedViews, Awaited};
use darb::rules::form_progress::FormProgress;
use darb::rules::gate::{Gate, WeekProgress};
use darb::rules::ids::*;
use darb::rules::model::{Cohort, Country, Handle, Person};
use darb::rules::notice::{Class, Notice, OpenedBy};
use darb::rules::outcome::Outcome;
use darb::rules::practice::Practice;
use darb::rules::preferences::Preferences;
use darb::rules::real_time::RealTime;
use darb::rules::rest::{CohortDays, Days};
use darb::rules::review::Missed;
use darb::rules::score::Share;
use darb::seal::Randomness;
use darb::store::chats::{Chat, ChatKind};
use darb::store::claim::{self, Claimed, Look};
use darb::store::in_flight;
use darb::store::outbox::{Edit, NewDelivery};
use darb::store::{Needs, Store, Work};
use std::sync::{Arc, Mutex};

pub const ANA: i64 = 5_000_000_001;
pub const BADR: i64 = 5_000_000_002;
/// Nobody knows them yet.
pub const CYRINE: i64 = 5_000_000_003;
pub const GROUP: i64 = -1_002_000_000_001;
pub const INVITATION: &str = "invitation";

/// Monday, the first day of the cohort, at noon.
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 3, 1, 12, 0, 0).single().expect("a plain instant")
}

pub fn in_hours(hours: i64) -> DateTime<Utc> {
    now() + TimeDelta::hours(hours)
}

pub fn monday() -> NaiveDate {
    now().date_naive()
}

pub const REAL: RealTime = RealTime(1_800_000_000_000);

/// Two weeks of two lessons; three items a week, the right choice always the first, none shuffled.
pub fn course() -> Course {
    let texts = |text: &str| Texts::from([(Language::Ar, format!("{text} بالعربية")), (Language::En, text.to_owned())]);
    let lesson = |week, day| Lesson {
        id: LessonId::new(week, day),
        minutes: 3,
        title: texts("A lesson"),
        body: [(Language::En, vec![Part { text: "A lesson".into(), entities: vec![], media: None }])].into(),
    };
    let item = |week, number| Item {
        name: format!("w{week}-{number}"),
        lesson: Some(LessonId::new(week, 1)),
        kind: ItemKind::SingleChoice,
        text: texts("An item"),
        choices: (0..3)
            .map(|choice| Choice { text: texts("A choice"), right: choice == 0, feedback: Texts::new(), weight: None })
            .collect(),
        feedback: Texts::new(),
        tags: Vec::new(),
        for_all: false,
    };
    let week = |number| Week {
        number,
        title: texts("A week"),
        lessons: vec![lesson(number, 1), lesson(number, 2)],
        assessment: Assessment {
            items: (0..3).map(|place| item(number, place)).collect(),
            pass_percent: 60,
            attempts: 3,
            gate: GateRule::Passed,
            shuffle: false,
            minutes: 4,
            rules: Default::default(),
        },
    };
    Course {
        slug: "first-steps".into(),
        source: Language::En,
        languages: vec![Language::Ar, Language::En],
        title: texts("First steps"),
        weeks: vec![week(1), week(2)],
        documents: false,
        protect_content: false,
        certificate_hours: None,
        form: Vec::new(),
        days: Days::default(),
    }
}

/// A participant.
#[derive(Debug, Clone)]
pub struct Somebody {
    pub chat: Chat,
    pub person: Person,
    pub enrolment: Enrolment,
}

pub struct World {
    pub store: Arc<Store>,
    pub library: Arc<Library>,
    pub version: VersionId,
    pub group: Chat,
    pub cohort: Cohort,
    pub ana: Somebody,
    pub badr: Somebody,
}

/// Far into the course, with something in every field.
pub fn progress() -> Progress {
    Progress {
        naming: Some(darb::rules::certificate::Naming { until: now(), shown: true }),
        name_kept: true,
        one_a_day: true,
        opened: 3,
        done: [LessonId::new(1, 1), LessonId::new(1, 2)].into(),
        came_on: Some(monday()),
        opened_at: Some(now()),
        extra: Some((monday(), 2)),
        weeks: vec![
            WeekProgress {
                offered_at: Some(in_hours(-9)),
                used: 3,
                granted: 1,
                missed: vec![LessonId::new(1, 1), LessonId::new(1, 2)],
                reopened: vec![LessonId::new(1, 2)],
                available_at: Some(in_hours(1)),
                announce_at: Some(in_hours(2)),
                exhausted_at: Some(in_hours(3)),
                gate: Gate::Open { at: in_hours(4), by: OpenedBy::Mentor },
                badge: true,
                best: 2,
                being_read_since: Some(in_hours(5)),
                views: 2,
                rings_on: Some(monday()),
                shares: vec![Share(4_000_000), Share(6_666_666)],
                shown: Some(AttemptId(2)),
                met: Some(Met { version: VersionId(1), items: vec![2, 0, 1] }),
                unoffered: true,
            },
            WeekProgress::default(),
        ],
        eve: true,
        renamed: 2,
        why: true,
        why_asked_at: Some(in_hours(-1)),
        review: vec![Missed { version: VersionId(7), week: 1, item: 2, on: monday(), times: 1 }],
        awaited: Some(Awaited { week: 1, until: in_hours(1) }),
        views: Some(AskedViews { attempt: AttemptId(9), week: 1, at: now(), written: true, quoting: true }),
        practising: Some(now()),
        practice: Some(Practice { week: 1, item: 2, draft: Draft::at(1) }),
        form: Some(FormProgress {
            version: VersionId(7),
            at: 2,
            quoting: true,
            answered: 0b111,
            quotable: 0b100,
            touched_at: now(),
            handed_in_at: Some(in_hours(1)),
        }),
        waiting: vec![LessonId::new(1, 3)],
        contact: Contact {
            told_on: Some(monday()),
            told: 1,
            rang_on: Some(monday()),
            heard_on: Some(monday()),
            nudges: 2,
            held_back_on: Some(monday()),
        },
        ramadan_offered: Some(monday()),
    }
}

pub fn private(id: i64, telegram_id: i64) -> Chat {
    Chat { id: ChatId(id), telegram_id, kind: ChatKind::Private, language: None, unreachable_at: None }
}

pub fn person(id: i64, chat: ChatId) -> Person {
    Person {
        id: PersonId(id),
        chat,
        language: Language::En,
        country: None,
        zone: None,
        hour: 19,
        has_asked: false,
        preferences: Preferences::default(),
    }
}

pub fn enrolment(id: i64, person: PersonId, cohort: CohortId, handle: i64) -> Enrolment {
    Enrolment {
        id: EnrolmentId(id),
        person,
        cohort,
        handle: Handle(handle),
        status: Status::Active,
        progress: Progress::default(),
    }
}

impl World {
    /// Nothing comes by itself to anybody.
    pub async fn new(bench: &Bench) -> Self {
        let store = Arc::clone(&bench.store);
        let (library, versions) = store.add_courses(&[course()], now()).await.expect("a course that can be kept");
        let (library, version) = (Arc::new(library), versions[0]);
        let mut work = store.work(&library).await.expect("a unit of work");
        let group = Chat {
            id: ChatId(work.fresh_id()),
            telegram_id: GROUP,
            kind: ChatKind::Forum,
            language: Some(Language::Ar),
            unreachable_at: None,
        };
        let cohort = Cohort {
            id: CohortId(work.fresh_id()),
            version,
            starts_on: monday(),
            weeks: 2,
            zone_name: "Asia/Beirut".into(),
            invite_code: INVITATION.into(),
            capacity: Some(40),
            enrolled: 2,
            names: 2,
            salt: 7,
            mentors: Some(group.id),
            request: "u1".into(),
            created_at: in_hours(-100),
            days: CohortDays::default(),
        };
        work.chats.put(group.id, group.clone());
        work.cohorts.put(cohort.id, cohort.clone());
        let mut ana = somebody(&mut work, ANA, cohort.id, 0);
        ana.person.country = Some(Country::Egypt);
        ana.person.zone = Some("Africa/Cairo".into());
        ana.person.language = Language::Ar;
        ana.person.hour = 7;
        ana.person.has_asked = true;
        ana.enrolment.progress.opened = 1;
        work.people.put(ana.person.id, ana.person.clone());
        work.put_enrolment(ana.enrolment.clone(), None, in_hours(-50));
        let badr = somebody(&mut work, BADR, cohort.id, 1);
        work.save(&[], now(), REAL).await.expect("a first save");
        Self { store, library, version, group, cohort, ana, badr }
    }

    pub async fn work(&self) -> Work {
        self.store.work(&self.library).await.expect("a unit of work")
    }

    /// A unit of work with these needs loaded.
    pub async fn loaded(&self, needs: Needs) -> Work {
        let mut work = self.work().await;
        work.load(&needs).await.expect("rows that load");
        work
    }

    /// What the use cases work with; course time stands at this instant.
    pub fn context_at(&self, at: DateTime<Utc>) -> Context {
        Context {
            store: Arc::clone(&self.store),
            library: Arc::clone(&self.library).into(),
            offered: vec![self.version],
            kept_days: 30,
            clock: Clock::manual(at),
            randomness: Mutex::new(Randomness::seeded(7)),
            watched: darb::actions::Watched::default(),
            heard: darb::actions::time_limit::Heard::default(),
            labels: Arc::new(darb::actions::NoLabels),
            files: Arc::new(darb::actions::NoFiles),
        }
    }

    /// A delivery to somebody's private chat, due now.
    pub fn to(&self, somebody: &Somebody, notice: Notice) -> NewDelivery {
        NewDelivery { enrolment: Some(somebody.enrolment.id), ..self.at(somebody.chat.id, notice) }
    }

    /// A delivery to a chat, due now.
    pub fn at(&self, chat: ChatId, notice: Notice) -> NewDelivery {
        let id = DeliveryId(self.fresh_id());
        NewDelivery {
            id,
            dedupe_key: format!("key of {id}"),
            chat,
            topic: None,
            enrolment: None,
            question: None,
            class: notice.class(),
            notice,
            edit: Edit::No,
            quiet: false,
            silent: false,
            due_at: now(),
            not_after: None,
            after: None,
        }
    }

    /// Ids of hand-made deliveries, far from those of the store; a later one is greater.
    fn fresh_id(&self) -> i64 {
        use std::sync::atomic::{AtomicI64, Ordering};
        static NEXT: AtomicI64 = AtomicI64::new(1_000_000);
        NEXT.fetch_add(1, Ordering::Relaxed)
    }

    pub async fn enqueue(&self, deliveries: impl IntoIterator<Item = NewDelivery>) {
        let mut work = self.work().await;
        for delivery in deliveries {
            work.enqueue(delivery);
        }
        work.save(&[], now(), REAL).await.expect("deliveries that can be kept");
    }

    pub async fn claim_from(&self, classes: (Class, Class), busy: &[&str], limit: i64) -> Vec<Claimed> {
        let mut tx = self.store.read().await.expect("a reader");
        let mut claimed = Vec::new();
        for private in [true, false] {
            let look = Look { classes, private, now: now(), real: REAL, limit };
            let mut of_room = claim::claim(&mut tx, &sealer(DIGIT), busy.iter().copied(), look).await.expect("a claim");
            if of_room.has_come {
                // As the sender does.
                let mut writing = self.store.write().await.expect("the lease");
                claim::come(&mut writing, classes, now()).await.expect("an answer");
                writing.commit().await.expect("a commit");
                of_room = claim::claim(&mut tx, &sealer(DIGIT), busy.iter().copied(), look).await.expect("a claim");
            }
            claimed.extend(of_room.deliveries);
        }
        claimed.sort_by_key(|claimed| (claimed.class, claimed.id));
        claimed.truncate(usize::try_from(limit).expect("a small limit"));
        claimed
    }

    /// What may go now.
    pub async fn claim(&self) -> Vec<Claimed> {
        self.claim_from((Class::Reply, Class::Nudge), &[], 100).await
    }

    pub async fn claimed_ids(&self) -> Vec<DeliveryId> {
        self.claim().await.into_iter().map(|claimed| claimed.id).collect()
    }

    /// Commits that these are about to go. Returns which did.
    pub async fn release(&self, ids: &[DeliveryId]) -> Vec<DeliveryId> {
        let mut tx = self.store.write().await.expect("the lease");
        let mut released = in_flight::release(&mut tx, ids, self.store.epoch()).await.expect("a release");
        tx.commit().await.expect("a commit");
        released.sort();
        released
    }
}

/// A participant, put into a unit of work.
pub fn somebody(work: &mut Work, telegram_id: i64, cohort: CohortId, handle: i64) -> Somebody {
    let chat = private(work.fresh_id(), telegram_id);
    let person = person(work.fresh_id(), chat.id);
    let enrolment = enrolment(work.fresh_id(), person.id, cohort, handle);
    work.chats.put(chat.id, chat.clone());
    work.people.put(person.id, person.clone());
    work.put_enrolment(enrolment.clone(), None, in_hours(-50));
    Somebody { chat, person, enrolment }
}

/// Settles outcomes of which nothing is known but the number of the delivery.
pub async fn settle(context: &Context, outcomes: Vec<(DeliveryId, Outcome)>) -> Result<(), ActionError> {
    let returned: Vec<Returned> = outcomes
        .into_iter()
        .map(|(id, outcome)| Returned { id, outcome, basis: Basis::Asked(0), trace: None })
        .collect();
    settle::settle(context, &returned, &[]).await.map(|_| ())
}
