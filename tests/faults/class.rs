//! A cohort for bad days: who is in it, what they do, and what the stand-in's ledger must show for it.

use crate::support::World;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use darb::rules::course::{Course, Language};
use darb::rules::ids::LessonId;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::{LedgerEntry, MessageView};
use darb::store::in_flight::{self, OutboxCounts};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long the bot may take to come to rest on a bad day: a topic in doubt is waited for.
const PATIENCE: Duration = Duration::from_secs(90);

pub struct Pupil {
    pub id: i64,
    pub language: Language,
    pub country: Country,
    pub hour: u8,
    asked: usize,
}

pub struct Class {
    pub course: Course,
    pub starts_on: NaiveDate,
    pub group: i64,
    pub pupils: Vec<Pupil>,
    mentor: i64,
    /// Lessons that everybody must have by now.
    pub lessons: Vec<LessonId>,
    /// By who asked: message and words, in order.
    questions: BTreeMap<i64, Vec<(i64, String)>>,
    /// By who is answered: the words, in order.
    replies: BTreeMap<i64, Vec<String>>,
    /// What was pressed first at each position of each attempt.
    pub answers: BTreeMap<(i64, u8), u8>,
}

impl Class {
    /// A cohort that begins on a date, with everybody in it. They arrive together; the clock stands before that date.
    pub async fn gather(world: &World, starts_on: NaiveDate, who: &[(Country, u8)]) -> Self {
        let course = darb::content::load_all(&crate::support::lessons::lettered()).expect("a valid course").remove(0);
        let (code, group) = world.cohort(starts_on).await;
        let mentor = world.telegram.add_user("Mounir", "ar");
        world.telegram.add_to_group(mentor, group);
        let pupil = |(index, (country, hour)): (usize, &(Country, u8))| {
            let language = if index % 3 == 2 { Language::En } else { Language::Ar };
            let id = world.telegram.add_user(&format!("Pupil {index}"), language.code());
            Pupil { id, language, country: *country, hour: *hour, asked: 0 }
        };
        let pupils: Vec<Pupil> = who.iter().enumerate().map(pupil).collect();
        let (questions, replies, answers) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let class = Self { course, starts_on, group, pupils, mentor, lessons: Vec::new(), questions, replies, answers };
        class.arrive(world, &code).await;
        class
    }

    async fn arrive(&self, world: &World, code: &str) {
        for pupil in &self.pupils {
            world.telegram.send_text(pupil.id, pupil.id, &format!("/start {code}"), None, None);
        }
        rest(world).await;
        let steps: [fn(Press, &Pupil) -> bool; 3] = [
            |press, pupil| matches!(press, Press::ChooseLanguage { language, .. } if language == pupil.language),
            |press, _| matches!(press, Press::Consent { given: true, .. }),
            |press, pupil| matches!(press, Press::ChooseCountry { country, .. } if country == pupil.country),
        ];
        for step in steps {
            for pupil in &self.pupils {
                tap(world, pupil.id, |press| step(press, pupil));
            }
            rest(world).await;
        }
        for pupil in &self.pupils {
            // The hours that are offered have a button; any other is typed.
            world.telegram.send_text(pupil.id, pupil.id, &pupil.hour.to_string(), None, None);
        }
        rest(world).await;
        for pupil in &self.pupils {
            tap(world, pupil.id, |press| matches!(press, Press::PhoneSeen { perhaps: false, .. }));
        }
        rest(world).await;
    }

    /// Nine in the morning in Beirut, on a day of the course counted from 0.
    pub fn nine(&self, day: u64) -> DateTime<Utc> {
        (self.starts_on + Days::new(day)).and_hms_opt(7, 0, 0).expect("an hour").and_utc()
    }

    /// The clock comes to the hour of everybody, and a lesson to all of them. Day 7 of a week has none.
    pub fn morning(&mut self, world: &World, day: u64) {
        world.telegram.set_time(self.nine(day).timestamp_millis());
        self.owe(day);
    }

    /// From now on everybody must have the lesson of a day counted from 0.
    pub fn owe(&mut self, day: u64) {
        let small = |number: u64| u8::try_from(number).expect("a few weeks");
        let (week, day) = (small(day / 7 + 1), small(day % 7 + 1));
        if day < 7 {
            self.lessons.push(LessonId::new(week, day));
        }
    }

    /// Everybody presses *Done* under the newest lesson.
    pub fn done(&self, world: &World) {
        let lesson = *self.lessons.last().expect("a lesson came");
        for pupil in &self.pupils {
            tap(world, pupil.id, |press| matches!(press, Press::Done { lesson: of, .. } if of == lesson));
        }
    }

    pub fn start_test(&self, world: &World, week: u8) {
        for pupil in &self.pupils {
            tap(world, pupil.id, |press| matches!(press, Press::StartTest { week: of, .. } if of == week));
        }
    }

    /// Everybody answers an item rightly; every third presses something else afterwards, which must not count.
    pub fn answer(&mut self, world: &World, week: u8, position: u8) {
        let items = &self.course.week(week).expect("a week").assessment.items;
        for (index, pupil) in self.pupils.iter().enumerate() {
            let messages = world.telegram.chat_messages(pupil.id);
            let shown = messages.iter().rev().find_map(|message| {
                presses(message).find_map(|press| match press {
                    Press::Answer { attempt, position: of, .. } if of == position => Some((message, attempt)),
                    _ => None,
                })
            });
            let (message, attempt) =
                shown.unwrap_or_else(|| panic!("pupil {index} has no item {position} before them"));
            let item = items.iter().find(|item| item.text.values().any(|text| message.text.contains(text.as_str())));
            let choices = &item.expect("an item of the week").choices;
            let right = choices.iter().position(|choice| choice.right).expect("a right choice");
            let choice = u8::try_from(right).expect("few choices");
            let press = |choice| Press::Answer { attempt, position, choice }.encode();
            world.telegram.press(pupil.id, pupil.id, message.message_id, &press(choice));
            if index % 3 == 0 {
                world.telegram.press(pupil.id, pupil.id, message.message_id, &press(u8::from(choice == 0)));
            }
            self.answers.insert((attempt.0, position), choice);
        }
    }

    /// Every `of`-th asks, from the `round`-th on. Who asks for the first time is asked back, and says so at once.
    pub async fn ask(&mut self, world: &World, round: usize, of: usize) {
        let mut new = Vec::new();
        for (index, pupil) in self.pupils.iter_mut().enumerate().filter(|(index, _)| index % of == round % of) {
            pupil.asked += 1;
            let words = format!("Question {} of pupil {index}", pupil.asked);
            let message = world.telegram.send_text(pupil.id, pupil.id, &words, None, None);
            self.questions.entry(pupil.id).or_default().push((message, words));
            if pupil.asked == 1 {
                new.push(pupil.id);
            }
        }
        rest(world).await;
        for id in new {
            tap(world, id, |press| matches!(press, Press::SendQuestion { .. }));
        }
    }

    /// The mentor answers whoever asked in that round, twice, one message after the other.
    pub fn reply(&mut self, world: &World, round: usize, of: usize) {
        let messages = world.telegram.chat_messages(self.group);
        for (index, pupil) in self.pupils.iter().enumerate().filter(|(index, _)| index % of == round % of) {
            let (_, words) = self.questions[&pupil.id].last().expect("they asked");
            let copy = messages.iter().find(|message| message.text == *words).expect("the question is in the group");
            for part in ["first", "second"] {
                let words = format!("Reply {}, {part}, to pupil {index}", pupil.asked);
                world.telegram.send_text(self.mentor, self.group, &words, None, copy.thread);
                self.replies.entry(pupil.id).or_default().push(words);
            }
        }
    }

    /// Everything that the story owes and the ledger does not show.
    pub fn lost(&self, ledger: &[LedgerEntry]) -> Vec<String> {
        let has = |chat: i64, text: &str| {
            ledger.iter().any(|entry| is_message(entry) && entry.chat_id == Some(chat) && entry.text == text)
        };
        let mut lost = Vec::new();
        for pupil in &self.pupils {
            for lesson in &self.lessons {
                for (index, part) in self.parts(*lesson, pupil.language).iter().enumerate() {
                    if !has(pupil.id, part) {
                        lost.push(format!("part {index} of lesson {lesson} to {}", pupil.id));
                    }
                }
            }
        }
        for (chat, (message, words)) in self.questions.iter().flat_map(|(id, all)| all.iter().map(move |one| (id, one)))
        {
            let is_seen = |entry: &LedgerEntry| {
                let place = (entry.chat_id, entry.message_id);
                entry.method == "setMessageReaction" && place == (Some(*chat), Some(*message))
            };
            if !has(self.group, words) {
                lost.push(format!("the copy of `{words}`"));
            }
            if !ledger.iter().any(is_seen) {
                lost.push(format!("the sign that `{words}` was received"));
            }
        }
        for (chat, words) in self.replies.iter().flat_map(|(id, all)| all.iter().map(move |one| (id, one))) {
            if !has(*chat, words) {
                lost.push(format!("`{words}`"));
            }
        }
        lost
    }

    /// What came before something that it follows. A repeated message is looked at too: nothing newer stands before it.
    pub fn overtaken(&self, ledger: &[LedgerEntry]) -> Vec<String> {
        let mut overtaken = Vec::new();
        let mut check = |chat: i64, order: Vec<String>| {
            let came = ledger.iter().filter(|entry| !entry.method.starts_with("edit") && entry.chat_id == Some(chat));
            let mut newest = 0;
            for entry in came {
                let Some(place) = order.iter().position(|text| *text == entry.text) else { continue };
                if place < newest {
                    overtaken.push(format!("{} came after {}", order[place], order[newest]));
                }
                newest = newest.max(place);
            }
        };
        for pupil in &self.pupils {
            let lessons = self.lessons.iter().flat_map(|lesson| self.parts(*lesson, pupil.language));
            check(pupil.id, lessons.collect());
            check(pupil.id, self.replies.get(&pupil.id).cloned().unwrap_or_default());
            let asked = self.questions.get(&pupil.id).into_iter().flatten();
            check(self.group, asked.map(|(_, words)| words.clone()).collect());
        }
        overtaken
    }

    fn parts(&self, lesson: LessonId, language: Language) -> Vec<String> {
        let parts = &self.course.lesson(lesson).expect("a lesson").body[&language];
        parts.iter().map(|part| part.text.clone()).collect()
    }

    /// How often lessons came to somebody, whichever.
    pub fn lessons_to<'a>(&'a self, ledger: &'a [LedgerEntry], pupil: &'a Pupil) -> Vec<(LessonId, DateTime<Utc>)> {
        let mut came = Vec::new();
        for lesson in self.course.lessons() {
            let first = &lesson.body[&pupil.language][0].text;
            let sent = |entry: &&LedgerEntry| is_message(entry) && entry.chat_id == Some(pupil.id);
            for entry in ledger.iter().filter(sent).filter(|entry| entry.text == *first) {
                came.push((lesson.id, DateTime::from_timestamp_millis(entry.course_ms).expect("an instant")));
            }
        }
        came
    }
}

/// Whether a message came with it, of words alone or with a file above them.
fn is_message(entry: &LedgerEntry) -> bool {
    entry.method.starts_with("send") || entry.method == "copyMessage"
}

/// What mentors are told about a copy in doubt, as often as one is.
const REPEAT_MARK: &str = "The question above may stand here twice: the connection broke while it was on its way.";

/// What stands in a chat more often than it was meant to: beside that mark, nothing in this story says the same thing
/// twice.
pub fn duplicates(ledger: &[LedgerEntry]) -> i64 {
    let mut counts: BTreeMap<_, i64> = BTreeMap::new();
    let is_new = |entry: &&LedgerEntry| is_message(entry) || entry.method == "createForumTopic";
    for entry in ledger.iter().filter(is_new).filter(|entry| entry.text != REPEAT_MARK) {
        *counts.entry((&entry.method, entry.chat_id, &entry.text, entry.reply_to)).or_default() += 1;
    }
    counts.values().map(|count| count - 1).sum()
}

/// How the outbox stands.
pub async fn outbox(world: &World) -> OutboxCounts {
    let mut tx = world.store.read().await.expect("the data file");
    in_flight::counts(&mut tx, world.clock.now()).await.expect("the outbox")
}

/// Waits until nothing is due, in flight, in doubt or unread; also what was put off for longer than a moment.
pub async fn rest(world: &World) {
    let started = Instant::now();
    loop {
        let is_settled = world.telegram.settled(Duration::from_millis(200)).await;
        let outbox = outbox(world).await;
        if is_settled && outbox.waiting + outbox.sending + outbox.uncertain == 0 {
            return;
        }
        assert!(!world.has_ended(), "the bot ended by itself");
        assert!(
            started.elapsed() < PATIENCE,
            "the bot does not come to rest at {}: {outbox:?}, faults left {:?}",
            world.clock.now(),
            world.telegram.faults()
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A quarter of an hour later.
pub fn later(world: &World) {
    world.telegram.set_time(world.telegram.time().now_ms + TimeDelta::minutes(15).num_milliseconds());
}

fn presses(message: &MessageView) -> impl Iterator<Item = Press> {
    message.buttons.iter().flatten().filter_map(|button| Press::decode(button.data.as_deref()?))
}

/// Presses the newest button of a private chat that is for something.
fn tap(world: &World, user: i64, wanted: impl Fn(Press) -> bool) {
    let messages = world.telegram.chat_messages(user);
    let found = messages.iter().rev().filter(|message| !message.deleted).find_map(|message| {
        let mut datas = message.buttons.iter().flatten().filter_map(|button| button.data.as_deref());
        datas.find(|data| Press::decode(data).is_some_and(&wanted)).map(|data| (message.message_id, data))
    });
    let newest = messages.last().map(|message| message.text.as_str()).unwrap_or_default();
    let (message, data) = found.unwrap_or_else(|| panic!("{user} finds no such button; newest: {newest}"));
    world.telegram.press(user, user, message, data);
}
