//! Fills a database with what a job needs: people with sealed chats, enrolments, and either a lesson that is due or a test
//! that is open.

use super::course;
use super::sink::{FIRST_USER, PRESSED_MESSAGE};
use crate::actions::release::days_fingerprint;
use crate::app::AppError;
use crate::clock::Clock;
use crate::rules::course::{Assessment, Course, Language, Library};
use crate::rules::enrolment::{Enrolment, Progress, Status};
use crate::rules::grading::{Attempt, NewAttempt};
use crate::rules::ids::*;
use crate::rules::model::{Cohort, Country, Handle, Person};
use crate::rules::preferences::Preferences;
use crate::rules::role::Role;
use crate::rules::schedule::{Zone, tzdb_version};
use crate::seal::{Key, Randomness, Sealer};
use crate::store::chats::{Chat, ChatKind};
use crate::store::messages::Standing;
use crate::store::meta::Fact;
use crate::store::people::Grant;
use crate::store::seed::{hurry, look_over};
use crate::store::{Store, Work};
use crate::text::COMMANDS_FINGERPRINT;
use chrono::{DateTime, Days, NaiveDate, Timelike, Utc};
use std::path::Path;
use std::sync::Arc;

/// The key of every database that is made here. Nothing in them is anybody's secret.
pub const KEY: &str = "ab64000000000000000000000000000000000000000000000000000000000046";

/// Telegram's id of the owner, whom nothing is sent.
const OWNER: i64 = 900_000;

/// People of one cohort; the next begin another.
const COHORT: usize = 100_000;

/// People that one unit of work writes.
const CHUNK: usize = 20_000;

/// The hour at which everybody's lesson comes: everybody lives where it is noon.
const NOON: u8 = 12;

/// How many people there are, and where they stand. Their Telegram ids follow each other in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Plan {
    /// In a test, with every item still to answer.
    pub in_test: usize,
    /// With a lesson that is due.
    pub due: usize,
    /// With a lesson that comes tomorrow.
    pub later: usize,
    /// Items of the test.
    pub items: usize,
}

/// What a job has to know of a database that was filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    /// The attempt of the first person in a test; the others follow.
    pub first_attempt: i64,
    /// A cohort whose lesson is due.
    pub due_cohort: CohortId,
}

/// The moment and place of everybody.
struct Setting {
    now: DateTime<Utc>,
    zone: String,
    today: NaiveDate,
    due_at: DateTime<Utc>,
}

impl Setting {
    fn new(clock: &Clock) -> Self {
        let now = clock.now();
        let east = i64::from(NOON) - i64::from(now.hour());
        // The sign of these zones is turned around.
        let name = format!("Etc/GMT{:+}", -east);
        let zone = Zone::named(&name).unwrap_or_else(Zone::utc);
        let today = zone.date(now);
        Self { now, due_at: zone.instant(today, NOON), zone: name, today }
    }
}

/// The sealer of every database here.
pub fn sealer() -> Result<Sealer, AppError> {
    Ok(Sealer::new(&Key::parse(KEY)?, Randomness::system()))
}

/// Fills a new database. `progress` is told how many people there are so far.
pub async fn seed(url: &str, lessons: &Path, plan: Plan, progress: impl Fn(usize)) -> Result<Seeded, AppError> {
    let course = course::write(lessons, plan.items)?;
    let store = Store::open(url, sealer()?).await?;
    hurry(store.engine()).await?;
    if store.take_lease("seed").await?.is_err() {
        return Err(AppError::failed("the database is in use"));
    }
    let clock = Clock::system();
    let (library, versions) = store.add_courses(std::slice::from_ref(&course), clock.now()).await?;
    let version = *versions.first().ok_or_else(|| AppError::failed("the course was not stored"))?;
    let total = plan.in_test + plan.due + plan.later;
    let seeder = Seeder {
        store: &store,
        library: Arc::new(library),
        version,
        course: &course,
        setting: Setting::new(&clock),
        clock: &clock,
        ids: Ids::draw(&store, total),
        plan,
    };
    seeder.start().await?;
    for first in (0..total).step_by(CHUNK) {
        seeder.people(first..(first + CHUNK).min(total)).await?;
        progress((first + CHUNK).min(total));
    }
    look_over(store.engine()).await?;
    store.give_lease_back().await?;
    store.close().await;
    Ok(Seeded { first_attempt: seeder.ids.attempts, due_cohort: CohortId(seeder.ids.cohorts) })
}

/// Where the ids of each noun begin.
struct Ids {
    owner: i64,
    cohorts: i64,
    people: i64,
    attempts: i64,
}

impl Ids {
    fn draw(store: &Store, total: usize) -> Self {
        let cohorts = 2 * total.div_ceil(COHORT).max(1);
        let draw = |count: usize| {
            let first = store.fresh_id();
            (1..count).for_each(|_| {
                store.fresh_id();
            });
            first
        };
        Self { owner: draw(2), cohorts: draw(cohorts), people: draw(total * 4), attempts: 0 }.with_attempts(total)
    }

    /// Behind the rows of the people, so that attempts follow each other.
    fn with_attempts(mut self, total: usize) -> Self {
        self.attempts = self.people + 3 * total as i64;
        self
    }
}

struct Seeder<'a> {
    store: &'a Arc<Store>,
    library: Arc<Library>,
    version: VersionId,
    course: &'a Course,
    setting: Setting,
    clock: &'a Clock,
    ids: Ids,
    plan: Plan,
}

impl Seeder<'_> {
    /// What a bot that has run before knows: an owner, its commands, the zone rules, the cohorts.
    async fn start(&self) -> Result<(), AppError> {
        let mut work = self.store.work(&self.library).await?;
        let (chat, person) = (ChatId(self.ids.owner), PersonId(self.ids.owner + 1));
        self.put_person(&mut work, chat, person, OWNER);
        work.grant(Grant { person, role: Role::Owner, granted_at: self.setting.now });
        work.set_fact(Fact::TzdbVersion, Some(tzdb_version().to_owned()));
        work.set_fact(Fact::Days, Some(days_fingerprint(&self.library)));
        work.set_fact(Fact::Commands, Some(COMMANDS_FINGERPRINT.to_owned()));
        let pairs = (self.plan.in_test + self.plan.due + self.plan.later).div_ceil(COHORT).max(1);
        for pair in 0..pairs as i64 {
            self.put_cohort(&mut work, self.ids.cohorts + 2 * pair, self.setting.today);
            self.put_cohort(&mut work, self.ids.cohorts + 2 * pair + 1, self.setting.today + Days::new(1));
        }
        work.save(&[], self.setting.now, self.clock.real()).await?;
        Ok(())
    }

    fn put_cohort(&self, work: &mut Work, id: i64, starts_on: NaiveDate) {
        let cohort = Cohort {
            id: CohortId(id),
            version: self.version,
            starts_on,
            weeks: 1,
            zone_name: self.setting.zone.clone(),
            invite_code: format!("bench{id}"),
            capacity: None,
            enrolled: u32::try_from(COHORT).unwrap_or(u32::MAX),
            names: u32::try_from(COHORT).unwrap_or(u32::MAX),
            salt: id,
            mentors: None,
            request: format!("bench:{id}"),
            created_at: self.setting.now,
            days: crate::rules::rest::CohortDays::default(),
        };
        work.cohorts.put(cohort.id, cohort);
    }

    async fn people(&self, numbers: std::ops::Range<usize>) -> Result<(), AppError> {
        let mut work = self.store.work(&self.library).await?;
        for number in numbers {
            self.put_participant(&mut work, number);
        }
        work.save(&[], self.setting.now, self.clock.real()).await?;
        Ok(())
    }

    fn put_participant(&self, work: &mut Work, number: usize) {
        let row = self.ids.people + 3 * number as i64;
        let (chat, person, id) = (ChatId(row), PersonId(row + 1), EnrolmentId(row + 2));
        self.put_person(work, chat, person, FIRST_USER + number as i64);
        let is_in_test = number < self.plan.in_test;
        let is_due = !is_in_test && number < self.plan.in_test + self.plan.due;
        let is_later = !is_in_test && !is_due;
        let cohort = self.ids.cohorts + 2 * (number / COHORT) as i64 + i64::from(is_later);
        let mut enrolment = Enrolment {
            id,
            person,
            cohort: CohortId(cohort),
            handle: Handle(number as i64),
            status: Status::Waiting,
            progress: Progress { eve: true, ..Progress::default() },
        };
        let tomorrow = self.setting.due_at + chrono::TimeDelta::days(1);
        let mut due_at = Some(if is_due { self.setting.due_at } else { tomorrow });
        if is_in_test && let Some(week) = self.course.weeks.first() {
            self.open_test(work, &mut enrolment, number, chat, &week.assessment);
            due_at = None;
        }
        work.put_enrolment(enrolment, due_at, self.setting.now);
    }

    fn put_person(&self, work: &mut Work, chat: ChatId, person: PersonId, telegram_id: i64) {
        let kind = ChatKind::Private;
        work.chats.put(chat, Chat { id: chat, telegram_id, kind, language: None, unreachable_at: None });
        let zone = Some(self.setting.zone.clone());
        let country = Some(Country::Other);
        let (language, preferences) = (Language::En, Preferences::default());
        let row = Person { id: person, chat, language, country, zone, hour: NOON, has_asked: false, preferences };
        work.people.put(person, row);
    }

    /// The lesson was read, the test stands in the chat, its first item waits.
    fn open_test(&self, work: &mut Work, enrolment: &mut Enrolment, number: usize, chat: ChatId, test: &Assessment) {
        let now = self.setting.now;
        enrolment.status = Status::Active;
        enrolment.progress.opened = 1;
        enrolment.progress.opened_at = Some(now);
        enrolment.progress.came_on = Some(self.setting.today);
        enrolment.progress.done.extend(self.course.lessons().map(|lesson| lesson.id));
        let mut week = enrolment.progress.week(1);
        week.offered_at = Some(now);
        enrolment.progress.set_week(1, week);
        let id = AttemptId(self.ids.attempts + number as i64);
        let new = NewAttempt { id, enrolment: enrolment.id, version: self.version, week: 1, number: 1, seed: 1 };
        work.attempts.put(id, Attempt::start(new, test, now));
        let screen = Some(format!("t:{}:1", enrolment.id));
        let (message, delivery) = (PRESSED_MESSAGE, DeliveryId(id.0));
        let (question, hides_at, goes_at) = (None, None, None);
        let standing = Standing { chat, message, delivery, screen, question, sent_at: now, hides_at, goes_at };
        work.messages.put((chat, message), standing);
    }
}
