//! What comes by itself is carried out: each thing once, at the right volume, and within the budget of messages.
//!
//! On a day of rest nothing rings: a lesson is opened without a message and waits, to be found in *Today* and under the
//! lesson that rings next; a test arrives without a sound and rings on the next working day. What somebody has just asked
//! for (a new hour that has passed already, *Resume*) is none of this: it comes at once and counts for nothing.

use super::contact::NUDGES;
use super::decision::Refusal;
use super::enrolment::Enrolment;
use super::ids::LessonId;
use super::notice::{Notice, OpenedBy};
use super::pace::{Due, Setting};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

/// How long before Ramadan another hour for it is offered at the earliest.
const RAMADAN_AHEAD: Days = Days::new(7);

/// A reminder that could not come within so long of its hour waits for the next one.
const LATE: TimeDelta = TimeDelta::hours(1);

/// Something said by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub notice: Notice,
    pub silent: bool,
}

/// What became due: the next state, and what is said of it, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Released {
    pub next: Enrolment,
    pub said: Vec<Said>,
}

impl Released {
    fn add(&mut self, notice: Notice, silent: bool) {
        self.said.push(Said { notice, silent });
    }
}

impl Setting<'_> {
    /// Carries out everything that is due by now. What comes once a day comes once, however long nobody looked. `asked`:
    /// it is due because of what the person has just done.
    pub fn release(&self, enrolment: Enrolment, asked: bool) -> Released {
        let mut released = Released { next: enrolment, said: Vec::new() };
        let mut is_back = false;
        while let Some((at, due)) = self.next_due(&released.next) {
            if at > self.now {
                break;
            }
            match due {
                // It makes no sound, also on a day of rest, and counts as told that day.
                Due::Eve => {
                    if let Some(notice) = self.say_eve(&mut released.next) {
                        self.tell(&mut released, notice, false);
                    }
                }
                Due::Lesson(lesson) => self.release_lesson(&mut released, lesson, asked),
                Due::Test(week) => self.release_test(&mut released, week, asked),
                Due::Ring(week) => {
                    // Where nobody looked on its day, this may be one of rest too.
                    let another = self.observance.workday_from(self.today() + Days::new(1));
                    let mut progress = released.next.progress.week(week);
                    progress.rings_on = self.is_rest().then_some(another);
                    released.next.progress.set_week(week, progress);
                    if let Some(notice) = self.offer_test(&mut released.next, week).filter(|_| !self.is_rest()) {
                        self.tell(&mut released, notice, true);
                    }
                }
                Due::Attempt(week) => {
                    if let Some(notice) = self.announce_attempt(&mut released.next, week) {
                        self.tell(&mut released, notice, !self.is_rest());
                    }
                }
                Due::GoOn(week) => {
                    for notice in self.open_week(&mut released.next, week, OpenedBy::Waiting) {
                        // Where its first lesson comes today, that is what rings.
                        let lesson_follows = match notice {
                            Notice::WeekOpened { lesson_at, .. } => self.rhythm.zone.date(lesson_at) == self.today(),
                            _ => false,
                        };
                        self.tell(&mut released, notice, !lesson_follows && !self.is_rest());
                    }
                }
                Due::Return => match released.next.clone().resume(self.now, self.course) {
                    Ok(resumed) => (released.next, is_back) = (resumed, true),
                    Err(_) => break,
                },
                // Whoever has just come back is reminded of nothing that day.
                Due::Nudge(_) if is_back => released.next.progress.contact.held_back_on = Some(self.today()),
                Due::Nudge(week) => self.remind(&mut released, week, at),
            }
        }
        if is_back {
            self.say_back(&mut released, asked);
        }
        released
    }

    /// When a reminder of a test that can be taken may come: at the hour of a day without another message, never on a day
    /// of rest. `None` while there is nothing to take, or something else is on its way.
    pub(super) fn reminder_due(&self, enrolment: &Enrolment) -> Option<(DateTime<Utc>, Due)> {
        let number = enrolment.progress.last_lesson(self.course)?.week;
        let week = enrolment.progress.week(number);
        let offered_at = week.offered_at.filter(|_| !week.gate.is_open())?;
        let comes_itself = week.announce_at.is_some() || (week.rings_on.is_some() && week.used == 0);
        if comes_itself || week.attempts_left(&self.course.week(number)?.assessment) == 0 {
            return None;
        }
        let earliest = enrolment.progress.contact.may_remind_on(self.rhythm.zone.date(offered_at));
        Some((self.rhythm.on(self.observance.workday_from(earliest)), Due::Nudge(number)))
    }

    /// That a break is over stands above the lesson of the day; where none comes, in a message of its own.
    fn say_back(&self, released: &mut Released, asked: bool) {
        for Said { notice, .. } in &mut released.said {
            if let Notice::Lesson { back, .. } = notice {
                *back = true;
                return;
            }
        }
        if !released.said.is_empty() {
            return;
        }
        let enrolment = &released.next;
        let week = enrolment.progress.last_lesson(self.course).map_or(1, |lesson| lesson.week);
        let next_at = match self.next_of_course(enrolment) {
            Some((at, Due::Lesson(_))) => Some(at),
            _ => None,
        };
        let test = self.may_start_test(enrolment, week).ok();
        let notice = Notice::Back { enrolment: enrolment.id, version: self.version, week, test, next_at };
        if asked {
            released.add(notice, false);
        } else {
            self.tell(released, notice, !self.is_rest());
        }
    }

    fn release_lesson(&self, released: &mut Released, lesson: LessonId, asked: bool) {
        let is_first = released.next.progress.opened == 0;
        let is_rest = self.is_rest() && !asked;
        self.count_opened(&mut released.next);
        released.next.progress.came_on = Some(self.today());
        if is_rest && !is_first {
            released.next.progress.waiting.push(lesson);
            return;
        }
        if let Some(from) = self.ramadan_to_offer(&released.next) {
            released.next.progress.ramadan_offered = Some(from);
        }
        let rings = asked || released.next.progress.contact.tell(self.today(), !is_rest);
        for (place, part) in self.show_lesson(&released.next, lesson).into_iter().enumerate() {
            // A lesson of several messages rings once.
            released.add(part, place > 0 || !rings);
        }
    }

    fn release_test(&self, released: &mut Released, week: u8, asked: bool) {
        let Some(notice) = self.offer_test(&mut released.next, week) else { return };
        if asked {
            released.add(notice, false);
            return;
        }
        if self.is_rest() {
            let mut progress = released.next.progress.week(week);
            progress.rings_on = Some(self.observance.workday_from(self.today() + Days::new(1)));
            released.next.progress.set_week(week, progress);
        }
        self.tell(released, notice, !self.is_rest());
    }

    /// A reminder; or it is held back, where a whole country is silent, nobody looked at its hour, or nothing can be done
    /// now; or the break after the
    /// last one.
    fn remind(&self, released: &mut Released, week: u8, due_at: DateTime<Utc>) {
        let notice = match self.may_start_test(&released.next, week) {
            _ if self.observance.is_cut_off() || self.is_rest() || self.now - due_at > LATE => None,
            Ok(_) | Err(Refusal::ReviseFirst { .. }) => self.nudge(&released.next, week),
            Err(_) => None,
        };
        let Some(notice) = notice else {
            released.next.progress.contact.held_back_on = Some(self.today());
            return;
        };
        if released.next.progress.contact.nudges < NUDGES {
            released.next.progress.contact.nudges += 1;
            self.tell(released, notice, false);
        } else if let Ok(paused) = released.next.clone().pause(self.now) {
            released.next = paused;
            let enrolment = released.next.id;
            self.tell(released, Notice::SelfPaused { enrolment }, false);
        }
    }

    fn nudge(&self, enrolment: &Enrolment, week: u8) -> Option<Notice> {
        let progress = enrolment.progress.week(week);
        let revise = progress.to_revise();
        let to_read = revise.iter().filter_map(|lesson| self.course.lesson(*lesson));
        let minutes = match to_read.map(|lesson| u16::from(lesson.minutes)).sum() {
            0 => u16::from(self.course.week(week)?.assessment.minutes),
            reading => reading,
        };
        Some(Notice::Nudge {
            enrolment: enrolment.id,
            version: self.version,
            week,
            number: progress.used.saturating_add(1),
            revise,
            minutes,
            wording: enrolment.progress.contact.wording(enrolment.id),
            until: self.calendar.closes_on(),
        })
    }

    /// The beginning of the Ramadan before which the lesson that comes now is the last one that rings.
    fn ramadan_to_offer(&self, enrolment: &Enrolment) -> Option<NaiveDate> {
        let (today, progress) = (self.today(), &enrolment.progress);
        let is_near =
            |from: NaiveDate| from > today && from <= today + RAMADAN_AHEAD && from <= self.calendar.last_day();
        let from = self.observance.ramadan().iter().map(|span| span.from).find(|from| is_near(*from))?;
        if self.rhythm.second.is_some() || progress.ramadan_offered == Some(from) {
            return None;
        }
        let next_on = self.next_lesson_at(enrolment).map(|(at, _)| self.rhythm.zone.date(at));
        let another =
            next_on.is_some_and(|on| on.iter_days().take_while(|on| *on < from).any(|on| !self.observance.is_rest(on)));
        (!another).then_some(from)
    }

    /// Says what nobody asked for.
    fn tell(&self, released: &mut Released, notice: Notice, wants_to_ring: bool) {
        let rings = released.next.progress.contact.tell(self.today(), wants_to_ring);
        released.add(notice, !rings);
    }

    /// The next attempt can start; nothing where missed lessons have to be opened first, with the last of which it is said.
    fn announce_attempt(&self, enrolment: &mut Enrolment, week: u8) -> Option<Notice> {
        let mut progress = enrolment.progress.week(week);
        progress.announce_at = None;
        let (number, is_ready) = (progress.used.saturating_add(1), progress.to_revise().is_empty());
        enrolment.progress.set_week(week, progress);
        let notice = self.attempt_ready(enrolment, week, number, false);
        is_ready.then_some(notice)
    }

    /// An attempt can start.
    pub fn attempt_ready(&self, enrolment: &Enrolment, week: u8, number: u8, given_by_mentor: bool) -> Notice {
        let limit = self.course.week(week).and_then(|week| week.assessment.rules.time_limit);
        Notice::AttemptReady { enrolment: enrolment.id, week, number, given_by_mentor, limit }
    }

    /// Whether today is a day of rest where the person is.
    pub fn is_rest(&self) -> bool {
        self.observance.is_rest(self.today())
    }

    fn today(&self) -> NaiveDate {
        self.rhythm.zone.date(self.now)
    }
}
