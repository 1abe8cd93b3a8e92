//! What comes next for a person, and when: the schedule as a function of progress, calendar, zone and hour.
//!
//! A lesson is due at the person's hour of its day, once, through every clock change: it comes on a local date later
//! than that of the lesson before. Who joins late gets the first lesson at once, one a day by itself, and two more a
//! day at most by *Next lesson*.

use super::course::Course;
use super::decision::{Decision, Refusal};
use super::enrolment::{Enrolment, Status};
use super::ids::{LessonId, VersionId};
use super::notice::{LessonKeys, NextStep, Notice, OpenedBy, WhyKey};
use super::rest::Observance;
use super::review;
use super::schedule::{Calendar, Rhythm};
use chrono::{DateTime, Days, NaiveDate, Utc};

/// What a decision about pace needs besides the enrolment: the run's dates, its course, the person's clock, and now.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    pub version: VersionId,
    pub course: &'a Course,
    pub calendar: Calendar,
    pub rhythm: &'a Rhythm,
    pub observance: Observance<'a>,
    pub now: DateTime<Utc>,
}

/// What comes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// The evening before the first lesson: one line.
    Eve,
    Lesson(LessonId),
    /// The test of a week is offered.
    Test(u8),
    /// The next attempt can start, and the person is told.
    Attempt(u8),
    /// All attempts are used and 24 hours went by: the week opens.
    GoOn(u8),
    /// A break is over.
    Return,
    /// The test of a week was offered on a day of rest, and rings now.
    Ring(u8),
    /// A reminder of the test of a week; after the last one, a break.
    Nudge(u8),
}

/// The hour of the evening before the first lesson at which a line says when it comes: local, before anybody's night.
pub const EVE_HOUR: u8 = 19;

impl Setting<'_> {
    /// The next thing that comes by itself, and when; `None` when nothing does. May lie in the past. A test goes before
    /// a lesson of the same instant: the lesson would put off a test that waits for the hour after the last one. A reminder
    /// goes last, and comes on another day if anything else did.
    pub fn next_due(&self, enrolment: &Enrolment) -> Option<(DateTime<Utc>, Due)> {
        let eve = self.eve_at(enrolment).map(|at| (at, Due::Eve));
        self.earliest(enrolment, eve.into_iter().chain(self.of_course(enrolment)).chain(self.reminder_due(enrolment)))
    }

    /// The next thing of the course that comes by itself, as [`Setting::next_due`]: what somebody looks forward to, and no
    /// line of an evening, reminder, or second sound of a test.
    pub fn next_of_course(&self, enrolment: &Enrolment) -> Option<(DateTime<Utc>, Due)> {
        self.earliest(enrolment, self.of_course(enrolment).filter(|(_, due)| !matches!(due, Due::Ring(_))))
    }

    /// Tests and the next lesson.
    fn of_course(&self, enrolment: &Enrolment) -> impl Iterator<Item = (DateTime<Utc>, Due)> {
        let lesson = self.next_lesson_at(enrolment).map(|(at, lesson)| (at, Due::Lesson(lesson)));
        self.course.weeks.iter().flat_map(|week| self.test_due(enrolment, week.number)).chain(lesson)
    }

    /// The first of these that comes before the course closes; on a break with a date of return, that alone.
    fn earliest(
        &self,
        enrolment: &Enrolment,
        due: impl Iterator<Item = (DateTime<Utc>, Due)>,
    ) -> Option<(DateTime<Utc>, Due)> {
        let closes_at = self.calendar.closes_at(&self.rhythm.zone);
        if let Some(on) = enrolment.returns_on() {
            let at = self.rhythm.on(on);
            return (at < closes_at && self.now < closes_at).then_some((at, Due::Return));
        }
        if !enrolment.is_running() {
            return None;
        }
        // After an outage over the closing nothing is caught up but the end of the course, which was due before.
        let may_come = |due| self.now < closes_at || due == Due::GoOn(self.calendar.weeks);
        due.filter(|(at, due)| *at < closes_at && may_come(*due)).min_by_key(|(at, _)| *at)
    }

    /// When the line of the evening before the first lesson is due; `None` once it was said, or is no longer needed. It
    /// keeps to the date of the lesson, whatever moves that.
    pub fn eve_at(&self, enrolment: &Enrolment) -> Option<DateTime<Utc>> {
        let progress = &enrolment.progress;
        if enrolment.status != Status::Waiting || progress.opened > 0 || progress.eve {
            return None;
        }
        let (first_at, _) = self.next_lesson_at(enrolment)?;
        Some(self.rhythm.zone.instant(self.rhythm.zone.date(first_at) - Days::new(1), EVE_HOUR))
    }

    /// When the next lesson comes by itself; `None` while it waits for a test, or when all are open.
    pub(super) fn next_lesson_at(&self, enrolment: &Enrolment) -> Option<(DateTime<Utc>, LessonId)> {
        let progress = &enrolment.progress;
        let lesson = progress.next_lesson(self.course)?;
        let mut at = self.rhythm.on(self.calendar.date_of(lesson));
        if let Some(came_on) = progress.came_on {
            at = at.max(self.rhythm.on(came_on + Days::new(1)));
        }
        if lesson.day == 1 && lesson.week > 1 {
            at = at.max(self.rhythm.next_after(progress.week(lesson.week - 1).gate.opened_at()?));
        }
        Some((at, lesson))
    }

    fn test_due(&self, enrolment: &Enrolment, week: u8) -> Option<(DateTime<Utc>, Due)> {
        let progress = enrolment.progress.week(week);
        if !enrolment.progress.week_opened(self.course, week) {
            return None;
        }
        if progress.offered_at.is_none() {
            let after_lessons = self.rhythm.next_after(enrolment.progress.opened_at?);
            let at = after_lessons.max(self.rhythm.on(self.calendar.test_on(week)));
            return Some((self.on_a_day_with_room(enrolment, at), Due::Test(week)));
        }
        let announce = progress.announce_at.map(|at| (at, Due::Attempt(week)));
        let go_on = progress.goes_on_at(self.rhythm).map(|at| (at, Due::GoOn(week)));
        let rings_on = progress.rings_on.filter(|_| progress.used == 0 && !progress.gate.is_open());
        let ring = rings_on.map(|on| (self.rhythm.on(on), Due::Ring(week)));
        announce.into_iter().chain(go_on).chain(ring).min_by_key(|(at, _)| *at)
    }

    /// The instant itself, or the hour of the next day where that day has had its messages already: after an outage the
    /// test and the lesson that were missed come on one day, and the test of the lesson would be the third.
    fn on_a_day_with_room(&self, enrolment: &Enrolment, at: DateTime<Utc>) -> DateTime<Utc> {
        let on = self.rhythm.zone.date(at.max(self.now));
        if enrolment.progress.contact.has_room_on(on) { at } else { at.max(self.rhythm.on(on + Days::new(1))) }
    }

    /// The line of the evening before, on that evening alone: *tomorrow* is not true on any other date.
    pub(super) fn say_eve(&self, enrolment: &mut Enrolment) -> Option<Notice> {
        let eve_at = self.eve_at(enrolment)?;
        let (first_at, _) = self.next_lesson_at(enrolment)?;
        enrolment.progress.eve = true;
        let zone = &self.rhythm.zone;
        let eve_on = zone.date(eve_at);
        let until = zone.instant(eve_on + Days::new(1), 0);
        (zone.date(self.now) == eve_on).then_some(Notice::Eve { enrolment: enrolment.id, first_at, until })
    }

    /// *Next lesson*: for who is behind the calendar. `after` is the lesson that the button stood under; when another
    /// was opened since, it is refused as outdated and nothing changes.
    pub fn open_next(&self, mut enrolment: Enrolment, after: LessonId) -> Result<Decision<Enrolment>, Refusal> {
        enrolment.check_running()?;
        if enrolment.progress.last_lesson(self.course).is_some_and(|last| last != after) {
            return Err(Refusal::Outdated);
        }
        let lesson = self.may_open_next(&enrolment)?;
        let mut notices = Vec::new();
        let today = self.rhythm.zone.date(self.now);
        let used = super::enrolment::EXTRA_A_DAY - enrolment.progress.extras_left(today);
        enrolment.progress.extra = Some((today, used + 1));
        self.open_lesson(&mut enrolment, lesson, &mut notices);
        Ok(Decision { next: enrolment, notices })
    }

    /// The lesson that *Next lesson* would open now, or why it opens none.
    pub fn may_open_next(&self, enrolment: &Enrolment) -> Result<LessonId, Refusal> {
        enrolment.check_running()?;
        self.check_open()?;
        let progress = &enrolment.progress;
        let lesson = progress.next_lesson(self.course).ok_or(Refusal::NothingMore)?;
        let (comes_at, _) =
            self.next_lesson_at(enrolment).ok_or(Refusal::TestFirst { week: lesson.week.saturating_sub(1) })?;
        if self.rhythm.on(self.calendar.date_of(lesson)) > self.now {
            return Err(Refusal::NotYet { at: comes_at });
        }
        if progress.extras_left(self.rhythm.zone.date(self.now)) == 0 {
            return Err(Refusal::EnoughForToday { at: Some(comes_at) });
        }
        Ok(lesson)
    }

    /// *Start week n*: for who passed after its first calendar day had begun. Counts as the lesson of the day.
    pub fn start_week(&self, mut enrolment: Enrolment, week: u8) -> Result<Decision<Enrolment>, Refusal> {
        enrolment.check_running()?;
        self.check_open()?;
        let first = LessonId::new(week, 1);
        if enrolment.progress.next_lesson(self.course) != Some(first) {
            return Err(Refusal::Outdated);
        }
        let (comes_at, _) =
            self.next_lesson_at(&enrolment).ok_or(Refusal::TestFirst { week: week.saturating_sub(1) })?;
        if !self.is_startable(week) {
            return Err(Refusal::NotYet { at: comes_at });
        }
        let mut notices = Vec::new();
        self.open_lesson(&mut enrolment, first, &mut notices);
        // After a move to the west the lesson before may bear a later date than today.
        enrolment.progress.came_on = enrolment.progress.came_on.max(Some(self.rhythm.zone.date(self.now)));
        Ok(Decision { next: enrolment, notices })
    }

    /// Whether the first calendar day of a week has begun where the person is.
    pub fn is_startable(&self, week: u8) -> bool {
        self.rhythm.zone.date(self.now) >= self.calendar.date_of(LessonId::new(week, 1))
    }

    /// Offers a week's test: at its time, or earlier by *Start the test now*.
    pub fn offer_test(&self, enrolment: &mut Enrolment, week: u8) -> Option<Notice> {
        let assessment = &self.course.week(week)?.assessment;
        let mut progress = enrolment.progress.week(week);
        progress.offered_at.get_or_insert(self.now);
        let notice = Notice::TestOffer {
            enrolment: enrolment.id,
            version: self.version,
            week,
            number: progress.used.saturating_add(1),
            items: assessment.asked().try_into().unwrap_or(u16::MAX),
            minutes: assessment.minutes,
            needed: assessment.needed().try_into().unwrap_or(u16::MAX),
            attempts_left: progress.attempts_left(assessment).max(1),
            until: self.calendar.closes_on(),
            waiting: enrolment.progress.waiting.len().try_into().unwrap_or(u8::MAX),
        };
        enrolment.progress.set_week(week, progress);
        Some(notice)
    }

    /// Opens the gate behind a week (a mentor, or 24 hours without a word). Nothing when it is open already.
    pub fn open_week(&self, enrolment: &mut Enrolment, week: u8, by: OpenedBy) -> Vec<Notice> {
        let mut progress = enrolment.progress.week(week);
        if !progress.open(by, self.now) {
            return Vec::new();
        }
        enrolment.progress.set_week(week, progress);
        match self.after_gate(enrolment, week) {
            NextStep::WeekOpen { week, lesson_at, startable } => {
                vec![Notice::WeekOpened {
                    enrolment: enrolment.id,
                    version: self.version,
                    week,
                    by,
                    lesson_at,
                    startable,
                    companions: None,
                }]
            }
            _ => vec![self.complete(enrolment)],
        }
    }

    /// What follows an open gate: the next week, or the end of the course.
    pub fn after_gate(&self, enrolment: &Enrolment, week: u8) -> NextStep {
        let next = week.saturating_add(1);
        match self.next_lesson_at(enrolment) {
            Some((lesson_at, _)) if self.course.week(next).is_some() => {
                NextStep::WeekOpen { week: next, lesson_at, startable: self.is_startable(next) }
            }
            _ => NextStep::CourseCompleted,
        }
    }

    /// The last gate is open: the course is completed.
    pub fn complete(&self, enrolment: &mut Enrolment) -> Notice {
        enrolment.status = Status::Completed { at: self.now };
        Notice::Completed {
            enrolment: enrolment.id,
            version: self.version,
            badges: enrolment.progress.badges(),
            weeks: self.calendar.weeks,
            certificate: enrolment.certified_hours(self.course).is_ok(),
        }
    }

    /// Refused once the cohort is closed.
    pub fn check_open(&self) -> Result<(), Refusal> {
        if self.calendar.is_closed(&self.rhythm.zone, self.now) {
            return Err(Refusal::CohortClosed { closed_on: self.calendar.closes_on() });
        }
        Ok(())
    }

    /// Buttons under a lesson as the person stands now.
    pub fn lesson_keys(&self, enrolment: &Enrolment, lesson: LessonId) -> LessonKeys {
        let progress = &enrolment.progress;
        let done = progress.done.contains(&lesson);
        let is_last_opened = progress.last_lesson(self.course) == Some(lesson);
        let others_wait = progress.waiting.iter().filter(|waiting| **waiting != lesson).count();
        LessonKeys {
            done: !done && enrolment.is_running(),
            next: done && is_last_opened && !progress.one_a_day && self.may_open_next(enrolment).is_ok(),
            test: (done && self.ends_week(lesson)).then(|| self.may_start_test(enrolment, lesson.week).ok()).flatten(),
            why: self.why_key(enrolment, lesson),
            review: if is_last_opened { review::due(&progress.review, self.rhythm.zone.date(self.now)) } else { 0 },
            waiting: u8::try_from(others_wait).unwrap_or(u8::MAX),
            // It stays until Ramadan begins, or an hour for it was chosen.
            ramadan: is_last_opened
                && self.rhythm.second.is_none()
                && progress.ramadan_offered.is_some_and(|from| from > self.rhythm.zone.date(self.now)),
        }
    }

    /// The person's own sentence is asked for under the second lesson, and can be changed there and under the first of
    /// each week, above which it stands.
    fn why_key(&self, enrolment: &Enrolment, lesson: LessonId) -> Option<WhyKey> {
        let is_second = self.course.lessons().nth(1).is_some_and(|second| second.id == lesson);
        match enrolment.progress.why {
            true if lesson.day == 1 || is_second => Some(WhyKey::Mine),
            false if is_second && enrolment.is_running() => Some(WhyKey::Ask),
            _ => None,
        }
    }

    /// Whether a lesson is the last of its week.
    pub fn ends_week(&self, lesson: LessonId) -> bool {
        self.course.week(lesson.week).and_then(|week| week.lessons.last()).is_some_and(|last| last.id == lesson)
    }

    /// The number of the attempt that can start now, or why none can. Before the test was offered it can start once
    /// the week's last lesson is done.
    pub fn may_start_test(&self, enrolment: &Enrolment, week: u8) -> Result<u8, Refusal> {
        enrolment.check_running()?;
        self.check_open()?;
        let of_week = self.course.week(week).ok_or(Refusal::Outdated)?;
        let mut progress = enrolment.progress.week(week);
        let last_done = of_week.lessons.last().is_some_and(|last| enrolment.progress.done.contains(&last.id));
        if progress.offered_at.is_none() && last_done && enrolment.progress.week_opened(self.course, week) {
            progress.offered_at = Some(self.now);
        }
        progress.may_start(week, &of_week.assessment, self.rhythm, self.now)
    }

    /// The test that comes after the lessons of the week that the person is in, and the last date on which it can be taken;
    /// `None` once its gate is open.
    pub fn test_ahead(&self, enrolment: &Enrolment) -> Option<(u8, NaiveDate)> {
        let next = enrolment.progress.next_lesson(self.course).or(enrolment.progress.last_lesson(self.course))?;
        let is_open = enrolment.progress.week(next.week).gate.is_open();
        (!is_open).then(|| (next.week, self.calendar.closes_on()))
    }

    /// Lessons that the calendar has reached and the person has not opened, and the minutes they take.
    pub fn behind(&self, enrolment: &Enrolment) -> (u16, u16) {
        let waiting = self.course.lessons().skip(enrolment.progress.opened.into());
        let reached = waiting.take_while(|lesson| self.rhythm.on(self.calendar.date_of(lesson.id)) <= self.now);
        reached.fold((0, 0), |(count, minutes), lesson| (count + 1, minutes + u16::from(lesson.minutes)))
    }

    /// The notices that carry a lesson, part by part, with the buttons as the person stands now.
    pub fn show_lesson(&self, enrolment: &Enrolment, lesson: LessonId) -> Vec<Notice> {
        let keys = self.lesson_keys(enrolment, lesson);
        // Parts differ by language; the one with most parts is asked for, and what a language lacks is skipped when sent.
        let parts =
            self.course.lesson(lesson).map_or(0, |lesson| lesson.body.values().map(Vec::len).max().unwrap_or(0));
        (0..parts)
            .map(|part| Notice::Lesson {
                enrolment: enrolment.id,
                version: self.version,
                lesson,
                part: part.try_into().unwrap_or(u8::MAX),
                last: part + 1 == parts,
                keys,
                back: false,
            })
            .collect()
    }

    fn open_lesson(&self, enrolment: &mut Enrolment, lesson: LessonId, notices: &mut Vec<Notice>) {
        self.count_opened(enrolment);
        notices.extend(self.show_lesson(enrolment, lesson));
    }

    /// One lesson more is open.
    pub(super) fn count_opened(&self, enrolment: &mut Enrolment) {
        enrolment.progress.opened = enrolment.progress.opened.saturating_add(1);
        enrolment.progress.opened_at = Some(self.now);
        if enrolment.status == Status::Waiting {
            enrolment.status = Status::Active;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::enrolment::Progress;
    use crate::rules::grading::fixture;
    use crate::rules::ids::{CohortId, EnrolmentId, PersonId};
    use crate::rules::model::Handle;
    use crate::rules::release::{Released, Said};
    use crate::rules::schedule::Zone;

    /// A March that starts on day 1 of a course of two weeks, with lessons at nine; the cohort closes after the 21st.
    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        date(day).and_hms_opt(hour, 0, 0).expect("an hour").and_utc()
    }

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, day).expect("a day of March")
    }

    fn look(enrolment: Enrolment, now: DateTime<Utc>) -> Released {
        let course = fixture::course();
        let rhythm = Rhythm::daily(Zone::utc(), 9);
        let observance = crate::rules::rest::fixture::every_day();
        let calendar = Calendar::new(date(1), &course);
        let version = VersionId(1);
        Setting { version, course: &course, calendar, rhythm: &rhythm, observance, now }.release(enrolment, false)
    }

    fn opened(lessons: u16, opened_at: DateTime<Utc>) -> Enrolment {
        let mut enrolment = Enrolment {
            id: EnrolmentId(1),
            person: PersonId(1),
            cohort: CohortId(1),
            handle: Handle(0),
            status: Status::Active,
            progress: Progress::default(),
        };
        enrolment.progress.opened = lessons;
        enrolment.progress.opened_at = Some(opened_at);
        enrolment.progress.came_on = Some(opened_at.date_naive());
        enrolment
    }

    fn waiting() -> Enrolment {
        let mut enrolment = opened(0, at(1, 0));
        (enrolment.status, enrolment.progress) = (Status::Waiting, Progress::default());
        enrolment
    }

    #[test]
    fn the_evening_before_is_said_on_that_evening_once_and_not_on_another_day() {
        let eve = |hour| at(1, hour) - Days::new(1);
        assert_eq!(look(waiting(), eve(18)).said, vec![]);
        let said = look(waiting(), eve(19));
        let notice = Notice::Eve { enrolment: EnrolmentId(1), first_at: at(1, 9), until: at(1, 0) };
        assert_eq!(said.said, vec![Said { notice, silent: true }]);
        let contact = said.next.progress.contact;
        assert_eq!((contact.told_on, contact.rang_on), (Some(eve(19).date_naive()), None), "it is told, and rings not");
        assert_eq!(look(said.next, eve(20)).said, vec![]);
        // An outage over the evening: nothing, and the lesson at its hour.
        let late = look(waiting(), at(1, 8));
        assert_eq!((late.said, late.next.progress.contact.told_on), (vec![], None));
        assert!(matches!(look(late.next, at(1, 9)).said[0].notice, Notice::Lesson { .. }));
    }

    #[test]
    fn the_sentence_is_asked_for_under_the_second_lesson_and_stands_above_each_weeks_first() {
        let course = fixture::course();
        let rhythm = Rhythm::daily(Zone::utc(), 9);
        let observance = crate::rules::rest::fixture::every_day();
        let (version, calendar) = (VersionId(1), Calendar::new(date(1), &course));
        let setting = Setting { version, course: &course, calendar, rhythm: &rhythm, observance, now: at(9, 9) };
        let mut enrolment = opened(7, at(8, 9));
        for (why, lesson, expected) in [
            (false, LessonId::new(1, 1), None),
            (false, LessonId::new(1, 2), Some(WhyKey::Ask)),
            (false, LessonId::new(2, 1), None),
            (false, LessonId::new(2, 2), None),
            (true, LessonId::new(1, 1), Some(WhyKey::Mine)),
            (true, LessonId::new(1, 2), Some(WhyKey::Mine)),
            (true, LessonId::new(2, 1), Some(WhyKey::Mine)),
            (true, LessonId::new(2, 2), None),
        ] {
            enrolment.progress.why = why;
            assert_eq!(setting.lesson_keys(&enrolment, lesson).why, expected, "{lesson} {why}");
        }
    }

    #[test]
    fn after_an_outage_over_the_closing_no_lesson_and_no_test_comes_any_more() {
        for lessons in [3, 6] {
            let due_before = opened(lessons, at(19, 9));
            assert!(!look(due_before.clone(), at(21, 23)).said.is_empty());
            assert_eq!(look(due_before, at(22, 0)).said, vec![]);
        }
    }

    #[test]
    fn after_an_outage_over_the_closing_who_had_waited_long_enough_has_completed_the_course() {
        let mut waiting = opened(12, at(14, 9));
        waiting.progress.weeks.resize_with(2, Default::default);
        for week in &mut waiting.progress.weeks {
            week.offered_at = Some(at(19, 9));
        }
        waiting.progress.weeks[1].exhausted_at = Some(at(20, 12));
        let looked_at = look(waiting.clone(), at(22, 8));
        assert!(matches!(looked_at.next.status, Status::Completed { .. }));
        waiting.progress.weeks[1].exhausted_at = Some(at(21, 12));
        assert_eq!(look(waiting, at(22, 13)).said, vec![]);
    }

    #[test]
    fn a_test_that_would_be_the_third_message_of_a_day_comes_the_day_after() {
        // After an outage the lessons of two days came at midnight and at nine.
        let mut told_twice = opened(6, at(8, 0));
        told_twice.progress.contact.tell(date(8), true);
        told_twice.progress.contact.tell(date(8), false);
        let same_day = look(told_twice, at(8, 9));
        assert_eq!(same_day.said, vec![]);
        let next_day = look(same_day.next, at(9, 9));
        assert!(matches!(next_day.said[0].notice, Notice::TestOffer { week: 1, .. }), "{:?}", next_day.said);
    }

    #[test]
    fn a_test_is_offered_although_a_mentor_opened_the_week_before_it_and_lessons_go_on() {
        let mut late = opened(6, at(9, 9));
        let mut week = late.progress.week(1);
        week.open(OpenedBy::Mentor, at(9, 12));
        late.progress.set_week(1, week);
        let looked_at = look(late, at(10, 9));
        assert!(matches!(looked_at.said[0].notice, Notice::TestOffer { week: 1, .. }), "{:?}", looked_at.said);
        assert_eq!(looked_at.next.progress.opened, 7);
    }
}
