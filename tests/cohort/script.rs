//! What each does and what must come to them, written down before anything runs: from the story and the committed
//! table of instants alone.

use crate::cast::{Person, Plan};
use crate::table::TABLE;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Timelike, Utc};
use darb::rules::course::{Course, Language};
use darb::rules::help::HelpStep;
use darb::rules::ids::LessonId;
use darb::rules::model::OFFERED_HOURS;
use darb::rules::press::Press;
use std::collections::BTreeMap;

/// One thing that somebody does; who acts at the same instant acts at the same time, beat by beat.
#[derive(Debug, Clone)]
pub enum Beat {
    /// Opens the invitation.
    Start,
    Tap(Button),
    Say(String),
    /// Answers the item at a position, right if it is about a lesson that they know.
    Answer {
        week: u8,
        position: u8,
        knows: u8,
    },
    Block,
    Unblock,
    /// A mentor writes in this person's topic.
    MentorWrites(String),
    /// A mentor presses a button under the call for help.
    MentorTaps(Button),
}

/// A button by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    Language(Language),
    Consent,
    Country(darb::rules::model::Country),
    Hour(u8),
    /// *No*: nobody might look at their phone.
    Phone,
    Done(LessonId),
    Next(LessonId),
    Open(LessonId),
    StartWeek(u8),
    StartTest {
        week: u8,
        number: u8,
    },
    SendQuestion,
    GiveAttempt {
        week: u8,
    },
    /// Sends the ready sentence of either.
    SendHelp,
    OpenWeek {
        week: u8,
    },
}

impl Button {
    pub fn is(self, press: Press) -> bool {
        match press {
            Press::ChooseLanguage { language, .. } => self == Self::Language(language),
            Press::Consent { given: true, .. } => self == Self::Consent,
            Press::ChooseCountry { country, .. } => self == Self::Country(country),
            Press::ChooseHour { hour, .. } => self == Self::Hour(hour),
            Press::PhoneSeen { perhaps: false, .. } => self == Self::Phone,
            Press::Done { lesson, .. } => self == Self::Done(lesson),
            Press::NextLesson { after, .. } => self == Self::Next(after),
            Press::OpenLesson { lesson, .. } => self == Self::Open(lesson),
            Press::StartWeek { week, .. } => self == Self::StartWeek(week),
            Press::StartTest { week, number, .. } => self == Self::StartTest { week, number },
            Press::SendQuestion { .. } => self == Self::SendQuestion,
            Press::GiveAttempt { week, .. } => self == Self::GiveAttempt { week },
            Press::Help { step: HelpStep::Send(_), .. } => self == Self::SendHelp,
            Press::OpenWeek { week, .. } => self == Self::OpenWeek { week },
            _ => false,
        }
    }
}

/// The story of one person.
#[derive(Debug, Default)]
pub struct Script {
    pub beats: BTreeMap<DateTime<Utc>, Vec<Beat>>,
    /// Every lesson that must come, in order; one that is opened again comes again.
    pub lessons: Vec<(DateTime<Utc>, LessonId, Language)>,
    /// Every offer of a test.
    pub offers: Vec<(DateTime<Utc>, u8)>,
    /// Questions that must reach the mentors, replies that must come back, and when.
    pub questions: Vec<(DateTime<Utc>, String)>,
    pub replies: Vec<(DateTime<Utc>, String)>,
    /// Messages of mentors that cannot arrive.
    pub failed_replies: usize,
    /// Tests passed, by week.
    pub passed: [bool; 2],
    /// Lessons on which *Done* was pressed.
    pub done: usize,
    pub completed: bool,
}

/// Knows all lessons of a week but the last, which suffices; or the first two only, which does not.
const SUFFICES: u8 = 5;
const TOO_LITTLE: u8 = 2;

/// Hours of UTC at which those who are not in a hurry sit down, so that many act at the same time.
const LEISURE: [u32; 3] = [4, 10, 20];

/// The first of them from an instant on; less than a day later.
fn next_leisure(mut at: DateTime<Utc>) -> DateTime<Utc> {
    while !LEISURE.contains(&at.hour()) {
        at += TimeDelta::hours(1);
    }
    at
}

struct Writer<'a> {
    person: &'a Person,
    course: &'a Course,
    starts_on: NaiveDate,
    hour: u8,
    language: Language,
    finishes: bool,
    script: Script,
}

/// Writes a person's story. Days count from 0; `at(6)` is the person's hour on the seventh.
pub fn script(person: &Person, course: &Course, starts_on: NaiveDate) -> Script {
    let finishes = !matches!(person.plan, Plan::LeavesTheSecondTest | Plan::Blocks { finishes: false });
    let (hour, language) = (person.hour, person.language);
    let mut writer = Writer { person, course, starts_on, hour, language, finishes, script: Script::default() };
    writer.story();
    writer.script
}

impl Writer<'_> {
    fn story(&mut self) {
        let two_hours = TimeDelta::hours(2);
        match self.person.plan {
            Plan::JoinsOnDayFive | Plan::JoinsOnDayThree => {}
            _ => self.arrives(self.utc(0, 9) - TimeDelta::days(1)),
        }
        match self.person.plan {
            Plan::AtOnce => {
                self.week(1, 0);
                self.offered(1, 6);
                self.passes(self.at(6), 1, 1);
                self.week(2, 7);
                self.offered(2, 13);
                self.passes(self.at(13), 2, 1);
            }
            Plan::WhenThereIsTime => {
                self.week(1, 0);
                self.test(1, 6);
                self.week(2, 7);
                self.test(2, 13);
            }
            Plan::Asks => {
                self.week(1, 0);
                self.asks(self.at(1) + TimeDelta::hours(1), 1);
                self.asks(self.at(4), 2);
                self.test(1, 6);
                self.week(2, 7);
                self.asks(self.at(9) + two_hours, 3);
                self.test(2, 13);
            }
            Plan::SwitchesLanguage => {
                self.days(1, 1..=5, 0);
                let other = if self.language == Language::Ar { Language::En } else { Language::Ar };
                self.switches(self.at(4) + TimeDelta::hours(1), other);
                self.days(1, 6..=6, 5);
                self.test(1, 6);
                self.week(2, 7);
                self.test(2, 13);
            }
            Plan::SecondTry => {
                self.week(1, 0);
                self.offered(1, 6);
                self.fails(self.at(6), 1, 1);
                self.revises(self.at(6), 1);
                self.passes(self.at(6), 1, 2);
                self.week(2, 7);
                self.test(2, 13);
            }
            Plan::ThirdTry => {
                self.fails_twice();
                self.passes(self.at(7), 1, 3);
                self.tap(self.at(7), Button::StartWeek(2));
                self.week(2, 7);
                self.test(2, 13);
            }
            Plan::OpenedByMentor => {
                self.fails_twice();
                self.fails(self.at(7), 1, 3);
                self.beat(self.at(7) + two_hours, Beat::MentorTaps(Button::OpenWeek { week: 1 }));
                self.beat(self.at(7) + two_hours, Beat::MentorTaps(Button::SendHelp));
                self.week(2, 8);
                self.test(2, 14);
            }
            Plan::GivenAnAttempt => {
                self.fails_twice();
                self.fails(self.at(7), 1, 3);
                self.beat(self.at(7) + two_hours, Beat::MentorTaps(Button::GiveAttempt { week: 1 }));
                self.beat(self.at(7) + two_hours, Beat::MentorTaps(Button::SendHelp));
                self.passes(self.at(7) + two_hours, 1, 4);
                self.week(2, 8);
                self.test(2, 14);
            }
            Plan::GoesOnByItself => {
                self.fails_twice();
                self.fails(self.at(7), 1, 3);
                // 24 hours later, which is the person's hour of day 8; the first lesson comes at the next.
                self.week(2, 9);
                self.test(2, 15);
            }
            Plan::JoinsOnDayFive => {
                let joins = self.utc(4, 10);
                self.arrives(joins);
                self.catches_up(joins, 1..=3);
                self.catches_up(self.at(5), 4..=6);
                self.test(1, 6);
                self.week(2, 7);
                self.test(2, 13);
            }
            Plan::JoinsOnDayThree => {
                let joins = self.utc(2, 10);
                self.arrives(joins);
                self.lesson(joins, 1, 1);
                self.days(1, 2..=6, 3);
                // At the first hour after the sixth lesson.
                self.test(1, 8);
                self.week(2, 9);
                self.test(2, 15);
            }
            Plan::Blocks { .. } => {
                self.days(1, 1..=3, 0);
                self.asks(self.at(1) + TimeDelta::hours(1), 1);
                self.beat(self.at(2) + TimeDelta::hours(3), Beat::Block);
                self.beat(self.utc(4, 8), Beat::MentorWrites(self.words("Are you there,", 1)));
                self.script.failed_replies += 1;
                let back = self.utc(5, 15);
                self.beat(back, Beat::Unblock);
                if !self.finishes {
                    self.comes(back, 1, 3);
                }
                self.lesson(back, 1, 4);
                self.days(1, 5..=6, 6);
                self.test(1, 8);
                self.week(2, 9);
                self.test(2, 15);
            }
            Plan::ChangesHourAndLanguage => {
                self.days(1, 1..=4, 0);
                let later = self.at(3) + TimeDelta::hours(4);
                self.beat(later, Beat::Say("/hour 21".into()));
                self.switches(later, Language::En);
                self.hour = 21;
                self.days(1, 5..=6, 4);
                self.test(1, 6);
                self.days(2, 1..=3, 7);
                self.beat(self.at(9) + TimeDelta::hours(1), Beat::Say("/hour 7".into()));
                self.hour = 7;
                self.days(2, 4..=6, 10);
                self.test(2, 13);
            }
            Plan::StartsTestNow => {
                self.week(1, 0);
                // Under the lesson: no intro comes any more.
                self.passes(self.at(5), 1, 1);
                self.week(2, 7);
                self.test(2, 13);
            }
            Plan::LeavesTheSecondTest => {
                self.week(1, 0);
                self.test(1, 6);
                self.week(2, 7);
                self.offered(2, 13);
            }
        }
    }

    /// The person's hour on a day of the course, by the table.
    fn at(&self, day: u64) -> DateTime<Utc> {
        TABLE.instant(self.person.zone, self.starts_on + Days::new(day), self.hour)
    }

    /// An hour of a day of the course in UTC.
    fn utc(&self, day: u64, hour: u32) -> DateTime<Utc> {
        (self.starts_on + Days::new(day)).and_hms_opt(hour, 0, 0).expect("an hour").and_utc()
    }

    fn beat(&mut self, at: DateTime<Utc>, beat: Beat) {
        self.script.beats.entry(at).or_default().push(beat);
    }

    fn tap(&mut self, at: DateTime<Utc>, button: Button) {
        self.beat(at, Beat::Tap(button));
    }

    fn arrives(&mut self, at: DateTime<Utc>) {
        self.beat(at, Beat::Start);
        self.tap(at, Button::Language(self.language));
        self.tap(at, Button::Consent);
        self.tap(at, Button::Country(self.person.country));
        if OFFERED_HOURS.contains(&self.hour) {
            self.tap(at, Button::Hour(self.hour));
        } else {
            self.beat(at, Beat::Say(self.hour.to_string()));
        }
        self.tap(at, Button::Phone);
    }

    /// A lesson must come.
    fn comes(&mut self, at: DateTime<Utc>, week: u8, day: u8) {
        self.script.lessons.push((at, LessonId::new(week, day), self.language));
    }

    /// A lesson comes, and is done.
    fn lesson(&mut self, at: DateTime<Utc>, week: u8, day: u8) {
        self.comes(at, week, day);
        if self.finishes {
            let then = if self.promptly() { at } else { next_leisure(at) };
            self.tap(then, Button::Done(LessonId::new(week, day)));
            self.script.done += 1;
        }
    }

    /// Lessons of a week, one a day from a day of the course on.
    fn days(&mut self, week: u8, lessons: std::ops::RangeInclusive<u8>, from_day: u64) {
        for (day, lesson) in (from_day..).zip(lessons) {
            self.lesson(self.at(day), week, lesson);
        }
    }

    /// All six.
    fn week(&mut self, week: u8, from_day: u64) {
        self.days(week, 1..=6, from_day);
    }

    /// The first by itself, the others by *Next lesson*.
    fn catches_up(&mut self, at: DateTime<Utc>, lessons: std::ops::RangeInclusive<u8>) {
        for lesson in lessons.clone() {
            self.lesson(at, 1, lesson);
            if lesson != *lessons.end() {
                self.tap(at, Button::Next(LessonId::new(1, lesson)));
            }
        }
    }

    fn offered(&mut self, week: u8, day: u64) {
        self.script.offers.push((self.at(day), week));
    }

    /// Offered on a day, and passed when there is time, before the next hour of the person.
    fn test(&mut self, week: u8, day: u64) {
        self.offered(week, day);
        self.passes(next_leisure(self.at(day)), week, 1);
    }

    /// Presses *Done* the moment a lesson comes.
    const fn promptly(&self) -> bool {
        matches!(self.person.plan, Plan::AtOnce | Plan::Blocks { .. } | Plan::StartsTestNow | Plan::JoinsOnDayFive)
    }

    fn sits(&mut self, at: DateTime<Utc>, week: u8, number: u8, knows: u8) {
        self.tap(at, Button::StartTest { week, number });
        let items = self.course.week(week).expect("a week").assessment.items.len();
        for position in 0..u8::try_from(items).expect("few items") {
            self.beat(at, Beat::Answer { week, position, knows });
        }
    }

    fn passes(&mut self, at: DateTime<Utc>, week: u8, number: u8) {
        self.sits(at, week, number, SUFFICES);
        self.script.passed[usize::from(week) - 1] = true;
        self.script.completed |= week == 2;
    }

    fn fails(&mut self, at: DateTime<Utc>, week: u8, number: u8) {
        self.sits(at, week, number, TOO_LITTLE);
    }

    /// Opens every missed lesson again; each comes once more.
    fn revises(&mut self, at: DateTime<Utc>, week: u8) {
        for day in TOO_LITTLE + 1..=6 {
            self.tap(at, Button::Open(LessonId::new(week, day)));
            self.comes(at, week, day);
        }
    }

    /// The first week and two tries on day 6.
    fn fails_twice(&mut self) {
        self.week(1, 0);
        self.offered(1, 6);
        self.fails(self.at(6), 1, 1);
        self.revises(self.at(6), 1);
        self.fails(self.at(6), 1, 2);
    }

    fn switches(&mut self, at: DateTime<Utc>, language: Language) {
        self.beat(at, Beat::Say(format!("/language {}", language.code())));
        self.language = language;
    }

    fn words(&self, what: &str, number: u8) -> String {
        format!("{what} {} ({number})?", self.person.name)
    }

    /// A question, held back when it is the first, and the mentors' reply an hour later.
    fn asks(&mut self, at: DateTime<Utc>, number: u8) {
        let (question, reply) = (self.words("What is this, asks", number), self.words("Did you read it,", number));
        self.beat(at, Beat::Say(question.clone()));
        if number == 1 {
            self.tap(at, Button::SendQuestion);
        }
        self.script.questions.push((at, question));
        let then = at + TimeDelta::hours(1);
        self.beat(then, Beat::MentorWrites(reply.clone()));
        self.script.replies.push((then, reply));
    }
}
