//! A person walking through a course: time goes on, the clock is looked at or not, buttons are pressed; and after each
//! step the promises are checked against dates and the table of instants, not against what the rules say of themselves.

use super::table::TABLE;
use chrono::{DateTime, Days as DaysLater, NaiveDate, Utc};
use darb::rules::course::{Assessment, Choice, Course, GateRule, Item, ItemKind, Language, Lesson, Part, Texts, Week};
use darb::rules::decision::Refusal;
use darb::rules::enrolment::{Enrolment, Progress, Status};
use darb::rules::grading::{Attempt, Grade, NewAttempt};
use darb::rules::ids::{AttemptId, CohortId, EnrolmentId, LessonId, PersonId, VersionId};
use darb::rules::model::{Country, Handle};
use darb::rules::notice::{NextStep, Notice};
use darb::rules::pace::{Due, Setting};
use darb::rules::pause::return_on;
use darb::rules::release::Said;
use darb::rules::rest::{CohortDays, Days, Observance};
use darb::rules::schedule::{Calendar, Rhythm, Zone};

/// How a lesson came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Itself,
    NextLesson,
    StartWeek,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    pub lesson: LessonId,
    pub at: DateTime<Utc>,
    /// The date where the person was.
    pub on: NaiveDate,
    pub by: By,
}

pub struct Walk {
    pub course: Course,
    pub calendar: Calendar,
    pub rhythm: Rhythm,
    pub days: Days,
    pub cohort: CohortDays,
    pub country: Country,
    /// What was said without being asked for, and when.
    pub said: Vec<(DateTime<Utc>, Said)>,
    /// What comes next was asked for.
    is_asked: bool,
    pub enrolment: Enrolment,
    pub now: DateTime<Utc>,
    pub came: Vec<Came>,
    /// The weeks whose test was offered, and when.
    pub offered: Vec<(u8, DateTime<Utc>)>,
    /// Whether they pass each test in the moment in which it is offered.
    pub passes_at_once: bool,
    /// The local date of each message that came by itself; a lesson of several parts is one.
    pub unasked: Vec<NaiveDate>,
}

impl Walk {
    /// Somebody who has arrived and waits for the first lesson. `lessons` says how many each week has.
    pub fn new(lessons: &[u8], starts_on: NaiveDate, zone: &str, hour: u8, now: DateTime<Utc>) -> Self {
        let course = course(lessons);
        let enrolment = Enrolment {
            id: EnrolmentId(1),
            person: PersonId(1),
            cohort: CohortId(1),
            handle: Handle(0),
            status: Status::Waiting,
            progress: Progress::default(),
        };
        Self {
            calendar: Calendar::new(starts_on, &course),
            rhythm: Rhythm::daily(Zone::named(zone).expect("a zone of the table"), hour),
            days: Days::default(),
            cohort: CohortDays::default(),
            country: Country::Unsaid,
            said: Vec::new(),
            is_asked: false,
            course,
            enrolment,
            now,
            came: Vec::new(),
            offered: Vec::new(),
            passes_at_once: false,
            unasked: Vec::new(),
        }
    }

    pub fn setting(&self) -> Setting<'_> {
        Setting {
            version: VersionId(1),
            course: &self.course,
            calendar: self.calendar,
            rhythm: &self.rhythm,
            observance: Observance { days: &self.days, cohort: &self.cohort, country: self.country },
            now: self.now,
        }
    }

    pub fn is_completed(&self) -> bool {
        matches!(self.enrolment.status, Status::Completed { .. })
    }

    pub fn next_due(&self) -> Option<(DateTime<Utc>, Due)> {
        self.setting().next_due(&self.enrolment)
    }

    /// The clock is looked at: whatever is due comes.
    pub fn look(&mut self) {
        let asked = std::mem::take(&mut self.is_asked);
        let released = self.setting().release(self.enrolment.clone(), asked);
        let opened = released.next.progress.opened - self.enrolment.progress.opened;
        self.enrolment = released.next;
        let notices: Vec<Notice> = released.said.iter().map(|said| said.notice.clone()).collect();
        let shown = notices.iter().filter(|notice| matches!(notice, Notice::Lesson { part: 0, .. })).count();
        self.take(&notices, By::Itself, asked);
        // What was opened on a day of rest waits without a word.
        if usize::from(opened) > shown {
            let waiting = *self.enrolment.progress.waiting.last().expect("a lesson that waits");
            self.take_lesson(waiting, By::Itself);
        }
        if !asked {
            self.said.extend(released.said.into_iter().map(|said| (self.now, said)));
        }
        if self.passes_at_once && self.offered.last().is_some_and(|(_, at)| *at == self.now) {
            self.pass_offered_test();
        }
        if let Some((at, due)) = self.next_due() {
            assert!(at > self.now, "{due:?} of {at} was left undone at {}", self.now);
            assert!(at < self.closes_at(), "{due:?} is to come at {at}, after the closing");
        }
        self.check_nothing_owed();
    }

    /// Time goes on, and everything is done when it is due.
    pub fn go_to(&mut self, at: DateTime<Utc>) {
        while let Some((due_at, _)) = self.next_due().filter(|(due_at, _)| *due_at <= at) {
            self.now = self.now.max(due_at);
            self.look();
        }
        self.now = self.now.max(at);
    }

    /// A break of so many days from now; the date of return.
    pub fn pause(&mut self, days: u16) -> Result<NaiveDate, Refusal> {
        let until = return_on(&self.calendar, self.today(), days)?;
        self.enrolment = self.enrolment.clone().pause_until(until, self.now)?;
        Ok(until)
    }

    /// Whoever presses anything is heard, and comes back from a break that has no date of return.
    pub fn is_heard(&mut self) {
        self.enrolment.progress.contact.hear(self.today());
        if self.enrolment.returns_on().is_some() {
            return;
        }
        if let Ok(back) = self.enrolment.clone().resume(self.now, &self.course) {
            self.enrolment = back;
            self.comes_at_once();
        }
    }

    /// What is due because of what was just done comes at once, and counts as asked for.
    pub fn comes_at_once(&mut self) {
        if self.next_due().is_some_and(|(at, _)| at <= self.now) {
            self.is_asked = true;
            self.look();
        }
    }

    /// *Next lesson* under the last lesson. Opens one exactly when the rule says so.
    pub fn press_next(&mut self) {
        self.is_heard();
        let Some(last) = self.came.last().map(|came| came.lesson) else { return };
        let may = self.may_press_next();
        match self.setting().open_next(self.enrolment.clone(), last) {
            Ok(decision) => {
                assert!(may, "a lesson was opened at {} that should not be", self.now);
                self.enrolment = decision.next;
                self.take(&decision.notices, By::NextLesson, true);
            }
            Err(refusal) => assert!(!may, "refused at {}: {refusal:?}", self.now),
        }
    }

    /// *Start week n*. Opens its first lesson or nothing.
    pub fn press_start_week(&mut self) {
        self.is_heard();
        let Some(next) = self.next_lesson().filter(|next| next.day == 1 && next.week > 1) else { return };
        if let Ok(decision) = self.setting().start_week(self.enrolment.clone(), next.week) {
            self.enrolment = decision.next;
            self.take(&decision.notices, By::StartWeek, true);
        }
    }

    /// Takes the test that was offered last and gets `right` items of ten right. A refusal changes nothing.
    pub fn take_test(&mut self, week: u8, right: u8) -> Result<Grade, Refusal> {
        self.is_heard();
        let number = self.setting().may_start_test(&self.enrolment, week)?;
        let assessment = self.course.week(week).expect("a week of the course").assessment.clone();
        let seed = i64::from(number);
        let ids = (AttemptId(1), self.enrolment.id, VersionId(1));
        let mut attempt = Attempt::start(
            NewAttempt { id: ids.0, enrolment: ids.1, version: ids.2, week, number, seed },
            &assessment,
            self.now,
        );
        for position in 0..attempt.total() {
            attempt = attempt.answer(&assessment, position, u8::from(position >= right), self.now)?;
        }
        let grade = attempt.grade(&assessment);
        let mut progress = self.enrolment.progress.week(week);
        progress.offered_at.get_or_insert(self.now);
        let verdict = progress.finish_attempt(&grade, &assessment, &self.rhythm, self.now);
        self.enrolment.progress.set_week(week, progress);
        if verdict.opened && self.setting().after_gate(&self.enrolment, week) == NextStep::CourseCompleted {
            self.enrolment.status = Status::Completed { at: self.now };
        }
        Ok(grade)
    }

    /// Passes the test of the last offered week, if it can be taken.
    pub fn pass_offered_test(&mut self) {
        if let Some((week, _)) = self.offered.last().copied() {
            let _ = self.take_test(week, 10);
        }
    }

    /// The hour on a date, by the table, which knows no half hours.
    pub fn hour_on(&self, on: NaiveDate) -> DateTime<Utc> {
        if let Some(second) =
            self.rhythm.second.as_ref().filter(|second| second.spans.iter().any(|span| span.contains(on)))
        {
            return self.rhythm.zone.at(on, second.at);
        }
        TABLE.instant(self.rhythm.zone.name(), on, self.rhythm.hour)
    }

    /// The first of the person's hours after an instant, by the table.
    pub fn hour_after(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let before = at.date_naive() - DaysLater::new(2);
        before.iter_days().map(|on| self.hour_on(on)).find(|hour| *hour > at).expect("every day has the hour")
    }

    /// By day the instant itself; between 22:00 and 7:00 the morning, or the person's hour if that is sooner. By the table.
    pub fn by_day(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let hours = |hour| (0..3).map(move |day| (at.date_naive() - DaysLater::new(1) + DaysLater::new(day), hour));
        let zone = self.rhythm.zone.name();
        let instants = |hour| hours(hour).map(|(on, hour)| TABLE.instant(zone, on, hour)).collect::<Vec<_>>();
        let (mornings, evenings) = (instants(7), instants(22));
        let is_night = evenings
            .iter()
            .any(|evening| *evening <= at && mornings.iter().all(|morning| *morning <= *evening || *morning > at));
        if !is_night {
            return at;
        }
        let own = instants(self.rhythm.hour);
        mornings.into_iter().chain(own).filter(|instant| *instant >= at).min().expect("a morning")
    }

    /// The calendar day of a lesson: the course's weeks have seven days each and never stretch.
    pub fn date_of(&self, lesson: LessonId) -> NaiveDate {
        self.day(7 * u64::from(lesson.week - 1) + u64::from(lesson.day))
    }

    /// A day of the course, from 1.
    pub fn day(&self, number: u64) -> NaiveDate {
        self.calendar.starts_on + DaysLater::new(number - 1)
    }

    /// Midnight after the seven days that follow the last of the course.
    pub fn closes_at(&self) -> DateTime<Utc> {
        let first_closed = self.day(7 * self.course.weeks.len() as u64 + 8);
        TABLE.instant(self.rhythm.zone.name(), first_closed, 0)
    }

    fn next_lesson(&self) -> Option<LessonId> {
        self.course.lessons().nth(self.came.len()).map(|lesson| lesson.id)
    }

    pub fn today(&self) -> NaiveDate {
        self.rhythm.zone.date(self.now)
    }

    fn gate_before(&self, lesson: LessonId) -> Option<DateTime<Utc>> {
        self.enrolment.progress.week(lesson.week - 1).gate.opened_at()
    }

    /// The last date on which a lesson came that counts as the lesson of the day.
    fn came_on(&self) -> Option<NaiveDate> {
        self.came.iter().filter(|came| came.by != By::NextLesson).map(|came| came.on).max()
    }

    fn take(&mut self, notices: &[Notice], by: By, asked: bool) {
        // After an outage over the closing, the end of the course is made good; nothing else comes.
        let may_come = |notice| self.now < self.closes_at() || matches!(notice, &Notice::Completed { .. });
        assert!(notices.iter().all(may_come), "{notices:?} after the closing, at {}", self.now);
        for notice in notices {
            if by == By::Itself && !asked && !matches!(notice, Notice::Lesson { part: 1.., .. }) {
                self.unasked.push(self.today());
            }
            match notice {
                Notice::Lesson { lesson, part: 0, .. } => self.take_lesson(*lesson, by),
                Notice::TestOffer { week, .. } => self.take_offer(*week),
                _ => {}
            }
        }
    }

    fn take_lesson(&mut self, lesson: LessonId, by: By) {
        let (at, on) = (self.now, self.today());
        assert_eq!(Some(lesson), self.next_lesson(), "at {at}: each lesson once, in order, none skipped");
        assert!(on >= self.date_of(lesson), "{lesson} came on {on}, before its day");
        if by != By::StartWeek {
            assert!(at >= self.hour_on(self.date_of(lesson)), "{lesson} came at {at}, before the hour of its day");
        }
        if by == By::Itself {
            assert!(self.came_on() < Some(on), "two lessons by themselves on {on}");
        }
        if lesson.day == 1 && lesson.week > 1 {
            assert!(self.gate_before(lesson).is_some_and(|opened_at| opened_at <= at), "{lesson} before the gate");
        }
        self.came.push(Came { lesson, at, on, by });
        let presses = self.came.iter().filter(|came| came.by == By::NextLesson && came.on == on).count();
        assert!(presses <= 2, "{presses} lessons more on {on}");
    }

    fn take_offer(&mut self, week: u8) {
        let last = self.course.week(week).and_then(|week| week.lessons.last()).expect("a week has lessons").id;
        assert!(self.came.iter().any(|came| came.lesson == last), "test {week} was offered before lesson {last}");
        let silently = |at: &DateTime<Utc>| self.said.iter().any(|(said_at, said)| said_at == at && said.silent);
        let before: Vec<_> = self.offered.iter().filter(|(offered, _)| *offered == week).collect();
        let rings = before.len() == 1 && silently(&before[0].1);
        assert!(before.is_empty() || rings, "test {week} was offered twice");
        let test_on = self.day(7 * u64::from(week));
        assert!(self.now >= self.hour_on(test_on), "test {week} was offered at {}, before {test_on}", self.now);
        self.offered.push((week, self.now));
    }

    /// Nothing is lost: when the hour of today has struck, the lesson of the day has come.
    fn check_nothing_owed(&self) {
        let (Some(next), today) = (self.next_lesson(), self.today()) else { return };
        let hour = self.hour_on(today);
        let gate_is_open = next.day > 1 || next.week == 1 || self.gate_before(next).is_some_and(|at| at < hour);
        let is_paused = matches!(self.enrolment.status, Status::Paused { .. });
        let owed = !is_paused
            && hour <= self.now
            && self.date_of(next) <= today
            && self.came_on() < Some(today)
            && gate_is_open;
        assert!(!owed || self.now >= self.closes_at(), "{next} has not come by {}", self.now);
    }

    fn may_press_next(&self) -> bool {
        let Some(next) = self.next_lesson() else { return false };
        if matches!(self.enrolment.status, Status::Paused { .. }) {
            return false;
        }
        let gate_is_open = next.day > 1 || next.week == 1 || self.gate_before(next).is_some();
        let today = self.today();
        let presses = self.came.iter().filter(|came| came.by == By::NextLesson && came.on == today).count();
        let reached = self.hour_on(self.date_of(next)) <= self.now;
        gate_is_open && reached && presses < 2 && self.now < self.closes_at()
    }
}

/// A course whose weeks have so many lessons; ten items a week, the right choice always the first.
fn course(lessons: &[u8]) -> Course {
    let weeks = lessons.iter().zip(1..).map(|(lessons, number)| Week {
        number,
        title: Texts::new(),
        lessons: (1..=*lessons).map(|day| lesson(LessonId::new(number, day))).collect(),
        assessment: assessment(number, *lessons),
    });
    Course {
        slug: "walk".into(),
        source: Language::En,
        languages: vec![Language::En],
        title: Texts::new(),
        weeks: weeks.collect(),
        documents: false,
        protect_content: false,
        certificate_hours: None,
        form: Vec::new(),
        days: Days::default(),
    }
}

fn lesson(id: LessonId) -> Lesson {
    let body = [(Language::En, vec![Part::default(), Part::default()])].into();
    Lesson { id, minutes: 3, title: Texts::new(), body }
}

fn assessment(week: u8, lessons: u8) -> Assessment {
    let choice = |right| Choice { text: Texts::new(), right, feedback: Texts::new(), weight: None };
    let item = |number: u8| Item {
        name: format!("item-{number}"),
        lesson: Some(LessonId::new(week, number % lessons + 1)),
        kind: ItemKind::SingleChoice,
        text: Texts::new(),
        choices: vec![choice(true), choice(false), choice(false)],
        feedback: Texts::new(),
        tags: Vec::new(),
        for_all: false,
    };
    Assessment {
        items: (0..10).map(item).collect(),
        pass_percent: 60,
        attempts: 3,
        gate: GateRule::Passed,
        shuffle: true,
        minutes: 12,
        rules: Default::default(),
    }
}
