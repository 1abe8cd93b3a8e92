//! The people of the story, what they do, and what they are owed.

use crate::process::Ground;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use darb::rules::course::{Course, Language};
use darb::rules::ids::LessonId;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::{LedgerEntry, MessageView};
use std::collections::{BTreeMap, BTreeSet};

/// A Sunday in winter: Beirut is two hours before UTC, and no clock changes. Lessons come at nine, so at 07:00 UTC.
pub fn starts_on() -> NaiveDate {
    "2027-01-10".parse().expect("a date")
}

/// The hour of everybody, on a day of the course counted from 0.
pub fn morning(day: u64) -> DateTime<Utc> {
    (starts_on() + Days::new(day)).and_hms_opt(7, 0, 0).expect("an hour").and_utc()
}

pub struct Person {
    pub id: i64,
    pub language: Language,
    asked: u32,
}

/// Everybody, with what the story owes them by now.
pub struct People {
    pub course: Course,
    pub all: Vec<Person>,
    code: String,
    pub group: i64,
    mentor: i64,
    /// Lessons that must have come to everybody.
    pub lessons: Vec<LessonId>,
    /// Questions by chat and message, with their words; and replies by chat.
    pub questions: Vec<(i64, i64, String)>,
    pub replies: Vec<(i64, String)>,
    /// What was pressed first at each position of each attempt.
    pub answers: BTreeMap<(i64, u8), u8>,
}

/// Something that many do at the same time.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Morning {
        day: u64,
    },
    /// *Done* under the newest lesson.
    Done,
    Start {
        week: u8,
    },
    /// The item at a position; some press twice, the second time something else.
    Answer {
        week: u8,
        position: u8,
    },
    /// Every third person asks; who has never asked is asked back.
    Ask {
        round: usize,
    },
    Send {
        round: usize,
    },
    Reply {
        round: usize,
    },
}

impl People {
    /// The organisers prepare the cohort, and everybody arrives the day before.
    pub async fn arrive(ground: &mut Ground, count: usize) -> Self {
        let course = darb::content::load_all(&ground.lessons).expect("a valid course").remove(0);
        let admin = ground.admin;
        let group = ground.telegram.add_group("Mentors", true);
        ground.telegram.add_to_group(admin, group);
        for text in ["/start".to_owned(), "/newcohort".to_owned(), starts_on().to_string()] {
            ground.telegram.send_text(admin, admin, &text, None, None);
            ground.rest().await;
        }
        tap(ground, admin, |press| matches!(press, Press::CohortZone { zone: 0, .. }));
        ground.rest().await;
        tap(ground, admin, |press| matches!(press, Press::CohortCreate { .. }));
        ground.rest().await;
        ground.telegram.send_text(admin, group, "/mentors", None, None);
        ground.rest().await;
        let told = ground.telegram.chat_messages(admin);
        let link = told.iter().rev().find_map(|message| message.text.split("start=").nth(1)).expect("an invitation");
        let code = link.split_whitespace().next().expect("a code").to_owned();
        let mentor = ground.telegram.add_user("Mounir", "ar");
        ground.telegram.add_to_group(mentor, group);
        let person = |index: usize| {
            let language = if index % 3 == 2 { Language::En } else { Language::Ar };
            Person { id: ground.telegram.add_user(&format!("Person {index}"), language.code()), language, asked: 0 }
        };
        let all = (0..count).map(person).collect();
        let (questions, replies, answers) = (Vec::new(), Vec::new(), BTreeMap::new());
        let people = Self { course, all, code, group, mentor, lessons: Vec::new(), questions, replies, answers };
        people.onboard(ground).await;
        people
    }

    async fn onboard(&self, ground: &mut Ground) {
        for person in &self.all {
            ground.telegram.send_text(person.id, person.id, &format!("/start {}", self.code), None, None);
        }
        ground.rest().await;
        let steps: [fn(Press, Language) -> bool; 5] = [
            |press, language| matches!(press, Press::ChooseLanguage { language: of, .. } if of == language),
            |press, _| matches!(press, Press::Consent { given: true, .. }),
            |press, _| matches!(press, Press::ChooseCountry { country: Country::Lebanon, .. }),
            |press, _| matches!(press, Press::ChooseHour { hour: 9, .. }),
            |press, _| matches!(press, Press::PhoneSeen { perhaps: false, .. }),
        ];
        for step in steps {
            for person in &self.all {
                tap(ground, person.id, |press| step(press, person.language));
            }
            ground.rest().await;
        }
    }

    /// Everybody who takes part acts; nobody waits for the bot.
    pub fn act(&mut self, ground: &Ground, act: Act) {
        match act {
            Act::Morning { day } => {
                ground.telegram.set_time(morning(day).timestamp_millis());
                let (week, day) = (day / 7 + 1, day % 7 + 1);
                if day <= 6 {
                    let small = |number: u64| u8::try_from(number).expect("two weeks");
                    self.lessons.push(LessonId::new(small(week), small(day)));
                }
            }
            Act::Done => {
                let lesson = *self.lessons.last().expect("a lesson came");
                for person in &self.all {
                    tap(ground, person.id, |press| matches!(press, Press::Done { lesson: of, .. } if of == lesson));
                }
            }
            Act::Start { week } => {
                for person in &self.all {
                    let is_it = |press| matches!(press, Press::StartTest { week: of, number: 1, .. } if of == week);
                    tap(ground, person.id, is_it);
                }
            }
            Act::Answer { week, position } => self.answer(ground, week, position),
            Act::Ask { round } => {
                for index in self.askers(round) {
                    let person = &mut self.all[index];
                    person.asked += 1;
                    let words = format!("Question {} of person {index}", person.asked);
                    let message = ground.telegram.send_text(person.id, person.id, &words, None, None);
                    self.questions.push((person.id, message, words));
                }
            }
            Act::Send { round } => {
                for index in self.askers(round).filter(|index| self.all[*index].asked == 1) {
                    tap(ground, self.all[index].id, |press| matches!(press, Press::SendQuestion { .. }));
                }
            }
            Act::Reply { round } => {
                let threads = self.threads(ground);
                for index in self.askers(round) {
                    let person = &self.all[index];
                    let thread = *threads
                        .get(&person.id)
                        .unwrap_or_else(|| panic!("no question of person {index} is in the group"));
                    let words = format!("Reply {} to person {index}", person.asked);
                    ground.telegram.send_text(self.mentor, self.group, &words, None, Some(thread));
                    self.replies.push((person.id, words));
                }
            }
        }
    }

    /// How many items the test of week 1 has.
    pub fn items(&self) -> u8 {
        self.course.week(1).expect("a week").assessment.items.len().try_into().expect("few items")
    }

    /// A quarter of an hour later, so that nothing is put off as too early or too late.
    pub fn later(&self, ground: &Ground) {
        let minutes = TimeDelta::minutes(15).num_milliseconds();
        ground.telegram.set_time(ground.telegram.time().now_ms + minutes);
    }

    fn answer(&mut self, ground: &Ground, week: u8, position: u8) {
        let items = &self.course.week(week).expect("a week").assessment.items;
        for (index, person) in self.all.iter().enumerate() {
            let messages = ground.telegram.chat_messages(person.id);
            let found = messages.iter().rev().find_map(|message| {
                let mut answers = presses(message).filter_map(|press| match press {
                    Press::Answer { attempt, position: of, .. } if of == position => Some(attempt),
                    _ => None,
                });
                answers.next().map(|attempt| (message, attempt))
            });
            let (message, attempt) = found.unwrap_or_else(|| {
                panic!(
                    "person {index} has no item {position}; newest: {:?}",
                    messages.last().map(|newest| &newest.text)
                )
            });
            let shown = |text: &String| message.text.contains(text.as_str());
            let item = items.iter().find(|item| item.text.values().any(shown)).expect("an item of the course");
            let right = item.choices.iter().position(|choice| choice.right).expect("a right choice");
            let choice = u8::try_from(right).expect("few choices");
            let press = |choice| Press::Answer { attempt, position, choice }.encode();
            ground.telegram.press(person.id, person.id, message.message_id, &press(choice));
            if (index + usize::from(position)) % 3 == 0 {
                let other = if choice == 0 { 1 } else { 0 };
                ground.telegram.press(person.id, person.id, message.message_id, &press(other));
            }
            self.answers.insert((attempt.0, position), choice);
        }
    }

    fn askers(&self, round: usize) -> impl Iterator<Item = usize> + use<> {
        (0..self.all.len()).filter(move |index| index % 3 == round % 3)
    }

    /// The topics of people: where the newest copy of something they asked stands.
    fn threads(&self, ground: &Ground) -> BTreeMap<i64, i64> {
        let askers: BTreeMap<&str, i64> =
            self.questions.iter().map(|(chat, _, words)| (words.as_str(), *chat)).collect();
        let messages = ground.telegram.chat_messages(self.group);
        messages.iter().filter_map(|message| Some((*askers.get(message.text.as_str())?, message.thread?))).collect()
    }

    /// What the story owes and the ledger does not show.
    pub fn lost(&self, ledger: &[LedgerEntry]) -> Vec<String> {
        let sent = |entry: &&LedgerEntry| matches!(entry.method.as_str(), "sendMessage" | "sendPhoto" | "copyMessage");
        let mut shown: BTreeMap<(i64, &str), usize> = BTreeMap::new();
        for entry in ledger.iter().filter(sent) {
            *shown.entry((entry.chat_id.unwrap_or_default(), entry.text.as_str())).or_default() += 1;
        }
        let mut lost = Vec::new();
        for person in &self.all {
            for lesson in &self.lessons {
                for part in &self.course.lesson(*lesson).expect("a lesson").body[&person.language] {
                    if !shown.contains_key(&(person.id, part.text.as_str())) {
                        lost.push(format!("lesson {lesson} to {}", person.id));
                    }
                }
            }
        }
        let reactions = ledger.iter().filter(|entry| entry.method == "setMessageReaction");
        let seen: BTreeSet<_> = reactions.map(|entry| (entry.chat_id, entry.message_id)).collect();
        for (chat, message, words) in &self.questions {
            if !shown.contains_key(&(self.group, words.as_str())) {
                lost.push(format!("the copy of `{words}`"));
            }
            if !seen.contains(&(Some(*chat), Some(*message))) {
                lost.push(format!("the sign that `{words}` was received"));
            }
        }
        for (chat, words) in &self.replies {
            if !shown.contains_key(&(*chat, words.as_str())) {
                lost.push(format!("`{words}`"));
            }
        }
        lost
    }
}

/// What mentors are told about a copy in doubt, as often as one is.
const REPEAT_MARK: &str = "The question above may stand here twice: the connection broke while it was on its way.";

/// What stands in a chat more often than it was meant to, by method and chat: beside that mark, nothing in this story says
/// the same thing twice.
pub fn duplicates(ledger: &[LedgerEntry]) -> BTreeMap<(String, i64), i64> {
    let mut counts: BTreeMap<_, i64> = BTreeMap::new();
    let methods = ["sendMessage", "sendPhoto", "copyMessage", "createForumTopic"];
    for entry in ledger.iter().filter(|entry| methods.contains(&entry.method.as_str()) && entry.text != REPEAT_MARK) {
        *counts.entry((&entry.method, entry.chat_id, &entry.text, entry.reply_to)).or_default() += 1;
    }
    let mut duplicates = BTreeMap::new();
    for ((method, chat, ..), count) in counts.into_iter().filter(|(_, count)| *count > 1) {
        *duplicates.entry((method.clone(), chat.unwrap_or_default())).or_default() += count - 1;
    }
    duplicates
}

pub fn presses(message: &MessageView) -> impl Iterator<Item = Press> {
    message.buttons.iter().flatten().filter_map(|button| Press::decode(button.data.as_deref()?))
}

/// Presses the newest button of a private chat that is for something.
fn tap(ground: &Ground, user: i64, wanted: impl Fn(Press) -> bool) {
    let messages = ground.telegram.chat_messages(user);
    let found = messages.iter().rev().filter(|message| !message.deleted).find_map(|message| {
        let mut datas = message.buttons.iter().flatten().filter_map(|button| button.data.as_deref());
        datas.find(|data| Press::decode(data).is_some_and(&wanted)).map(|data| (message.message_id, data))
    });
    let newest = messages.last().map(|message| message.text.as_str()).unwrap_or_default();
    let (message, data) = found.unwrap_or_else(|| panic!("{user} finds no such button; newest: {newest}"));
    ground.telegram.press(user, user, message, data);
}
