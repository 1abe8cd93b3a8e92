//! Plays the scripts, hour by hour and beat by beat, and looks at what came.

use crate::cast::{Cohort, Person};
use crate::script::{Beat, Button, Script, script};
use crate::support::World;
use crate::support::answering::{Deed, Shown, attempt_of, deeds, position_of, shown_of};
use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use darb::rules::course::{Course, Language};
use darb::rules::ids::{EnrolmentId, LessonId};
use darb::rules::press::Press;
use darb::sandbox::{LedgerEntry, MessageView};
use std::collections::{BTreeMap, HashMap};

/// A person on the stage.
pub struct Actor {
    pub person: Person,
    pub script: Script,
    /// The private chat.
    pub id: i64,
}

pub struct Stage<'a> {
    world: &'a World,
    course: Course,
    actors: Vec<Actor>,
    code: String,
    group: i64,
    mentor: i64,
    starts_at: DateTime<Utc>,
}

/// The day before the course begins, at six: when the organisers set everything up.
pub fn opening(cohort: &Cohort) -> DateTime<Utc> {
    cohort.starts_on.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(18)
}

impl<'a> Stage<'a> {
    pub async fn new(world: &'a World, cohort: Cohort) -> Self {
        let course = darb::content::load_all(&crate::support::lessons()).expect("a valid course").remove(0);
        let (code, group) = world.cohort(cohort.starts_on).await;
        let mentor = world.telegram.add_user("Mounir", "ar");
        world.telegram.add_to_group(mentor, group);
        let starts_at = cohort.starts_on.and_time(NaiveTime::MIN).and_utc();
        let actors = cohort.people.into_iter().map(|person| {
            let id = world.telegram.add_user(&person.name, person.language.code());
            Actor { script: script(&person, &course, cohort.starts_on), person, id }
        });
        let actors = actors.collect();
        Self { world, course, actors, code, group, mentor, starts_at }
    }

    /// Every hour until a day of the course is over. All zones of the ten countries lie whole hours from UTC.
    pub async fn play_until(&self, day: u64) {
        let end = self.starts_at + Days::new(day);
        let mut now = DateTime::from_timestamp_millis(self.world.telegram.time().now_ms).expect("an instant");
        while now < end {
            now += TimeDelta::hours(1);
            self.world.telegram.set_time(now.timestamp_millis());
            self.world.rest().await;
            self.act(now).await;
        }
    }

    /// Everybody's beats of an instant, the first of all together, then the second.
    async fn act(&self, now: DateTime<Utc>) {
        let mut playing: Vec<_> =
            self.actors.iter().filter_map(|actor| Some((actor, actor.script.beats.get(&now)?.iter()))).collect();
        while !playing.is_empty() {
            playing.retain_mut(|(actor, beats)| beats.next().map(|beat| self.beat(actor, beat)).is_some());
            self.world.rest().await;
        }
    }

    fn beat(&self, actor: &Actor, beat: &Beat) {
        let telegram = &self.world.telegram;
        match beat {
            Beat::Start => {
                telegram.send_text(actor.id, actor.id, &format!("/start {}", self.code), None, None);
            }
            Beat::Say(text) => {
                telegram.send_text(actor.id, actor.id, text, None, None);
            }
            Beat::Tap(button) => self.tap(actor.id, actor.id, |press| button.is(press), actor, beat),
            Beat::Answer { week, position, knows } => self.answer(actor, *week, *position, *knows),
            Beat::Block => telegram.block(actor.id),
            Beat::Unblock => telegram.unblock(actor.id),
            Beat::MentorWrites(text) => {
                let thread = self.thread_of(actor);
                telegram.send_text(self.mentor, self.group, text, None, Some(thread));
            }
            Beat::MentorTaps(button) => {
                let enrolment = self.enrolment(actor);
                let is_theirs = |press: Press| match press {
                    Press::GiveAttempt { enrolment: of, .. }
                    | Press::OpenWeek { enrolment: of, .. }
                    | Press::Help { enrolment: of, .. } => of == enrolment && button.is(press),
                    _ => false,
                };
                self.tap(self.mentor, self.group, is_theirs, actor, beat);
            }
        }
    }

    /// Presses the newest button of a chat that is for something.
    fn tap(&self, by: i64, chat: i64, wanted: impl Fn(Press) -> bool, actor: &Actor, beat: &Beat) {
        let messages = self.world.telegram.chat_messages(chat);
        let found = messages.iter().rev().filter(|message| !message.deleted).find_map(|message| {
            let mut datas = message.buttons.iter().flatten().filter_map(|button| button.data.as_deref());
            let data = datas.find(|data| Press::decode(data).is_some_and(&wanted))?;
            Some((message.message_id, data))
        });
        let newest = messages.last().map(|message| message.text.as_str()).unwrap_or_default();
        let now = self.world.clock.now();
        let (message, data) = found.unwrap_or_else(|| {
            panic!("{} ({:?}) cannot do {beat:?} at {now}; newest: {newest}", actor.person.name, actor.person.plan)
        });
        self.world.telegram.press(by, chat, message, data);
    }

    fn answer(&self, actor: &Actor, week: u8, position: u8, knows: u8) {
        let messages = self.world.telegram.chat_messages(actor.id);
        // An item that is typed does not say where it stands.
        let is_here = |message: &&MessageView| position_of(message).is_none_or(|of| of == position);
        let found = messages.iter().rev().find(|message| attempt_of(message).is_some()).filter(is_here);
        let message = found.unwrap_or_else(|| {
            let newest = messages.last().map(|message| message.text.as_str()).unwrap_or_default();
            panic!("{:?} has no item {position} before them; newest: {newest}", actor.person)
        });
        let items = &self.course.week(week).expect("a week").assessment.items;
        let shown = shown_of(items, message);
        let (item, language) = shown.unwrap_or_else(|| panic!("an item of week {week}: {}", message.text));
        let knows_it = item.lesson.is_some_and(|lesson| lesson.day <= knows);
        let attempt = attempt_of(message).expect("found by it");
        for deed in deeds(&Shown { item, attempt, position, language }, knows_it) {
            match deed {
                Deed::Presses(press) => {
                    self.world.telegram.press(actor.id, actor.id, message.message_id, &press.encode());
                }
                Deed::Types(text) => {
                    self.world.telegram.send_text(actor.id, actor.id, &text, None, None);
                }
            }
        }
    }

    /// The topic that holds the person's first question.
    fn thread_of(&self, actor: &Actor) -> i64 {
        let (_, question) = actor.script.questions.first().expect("a question of theirs");
        let messages = self.world.telegram.chat_messages(self.group);
        let copy = messages.iter().find(|message| &message.text == question).expect("their question in the group");
        copy.thread.expect("it stands in a topic")
    }

    fn enrolment(&self, actor: &Actor) -> EnrolmentId {
        let messages = self.world.telegram.chat_messages(actor.id);
        let mut found = messages.iter().flat_map(presses).filter_map(|press| match press {
            Press::Done { enrolment, .. } | Press::AskMentor { enrolment } => Some(enrolment),
            _ => None,
        });
        found.next().expect("a button that names the enrolment")
    }
}

fn presses(message: &MessageView) -> impl Iterator<Item = Press> {
    message.buttons.iter().flatten().filter_map(|button| Press::decode(button.data.as_deref()?))
}

/// A lesson in a private chat: who, when, which, in which language, which part.
type Came = (String, DateTime<Utc>, LessonId, Language, usize);

/// What must hold at the end.
impl Stage<'_> {
    pub fn check_deliveries(&self) {
        let ledger = self.world.telegram.ledger();
        self.check_lessons(&ledger);
        self.check_offers(&ledger);
        self.check_relays(&ledger);
        check_repeats(&ledger);
        assert_eq!(self.world.telegram.violations(), [], "no sending limit is broken");
    }

    pub fn lessons(&self) -> usize {
        self.actors.iter().map(|actor| actor.script.lessons.len()).sum()
    }

    fn check_lessons(&self, ledger: &[LedgerEntry]) {
        let mut parts = HashMap::new();
        for lesson in self.course.lessons() {
            for (language, texts) in &lesson.body {
                for (index, part) in texts.iter().enumerate() {
                    parts.insert(part.text.as_str(), (lesson.id, *language, index));
                }
            }
        }
        let names: HashMap<i64, &str> =
            self.actors.iter().map(|actor| (actor.id, actor.person.name.as_str())).collect();
        let came = ledger.iter().filter_map(|entry| {
            let (lesson, language, part) = parts.get(entry.text.as_str())?;
            if entry.method.starts_with("edit") {
                // Its buttons changed, not the lesson.
                return None;
            }
            assert!(
                matches!(entry.method.as_str(), "sendMessage" | "sendPhoto"),
                "how a lesson comes: {}",
                entry.method
            );
            let name = entry.chat_id.and_then(|chat| names.get(&chat)).expect("a lesson goes to participants only");
            let at = DateTime::from_timestamp_millis(entry.course_ms).expect("an instant");
            Some((Came::from(((*name).to_owned(), at, *lesson, *language, *part)), 1))
        });
        let must = self.actors.iter().flat_map(|actor| {
            actor.script.lessons.iter().flat_map(|(at, lesson, language)| {
                let parts = self.course.lesson(*lesson).expect("a lesson").body[language].len();
                let name = &actor.person.name;
                (0..parts).map(move |part| (Came::from((name.clone(), *at, *lesson, *language, part)), 1))
            })
        });
        compare("lessons", must, came);
    }

    fn check_offers(&self, ledger: &[LedgerEntry]) {
        let offers = |entry: &LedgerEntry| {
            let mut presses = entry.buttons.iter().filter_map(|button| Press::decode(button.data.as_deref()?));
            presses.find_map(|press| match press {
                Press::StartTest { week, number: 1, .. } => Some(week),
                _ => None,
            })
        };
        // A reminder has the same button, and makes no sound.
        let said = ledger.iter().filter(|entry| entry.method == "sendMessage" && !entry.silent);
        let came = said.filter_map(|entry| {
            let at = DateTime::from_timestamp_millis(entry.course_ms).expect("an instant");
            Some(((entry.chat_id.unwrap_or_default(), at, offers(entry)?), 1))
        });
        let must = self
            .actors
            .iter()
            .flat_map(|actor| actor.script.offers.iter().map(move |(at, week)| ((actor.id, *at, *week), 1)));
        compare("offers of tests", must, came);
    }

    fn check_relays(&self, ledger: &[LedgerEntry]) {
        let came = ledger.iter().filter(|entry| entry.method == "copyMessage").map(|entry| {
            let at = DateTime::from_timestamp_millis(entry.course_ms).expect("an instant");
            ((entry.chat_id.unwrap_or_default(), at, entry.text.clone()), 1)
        });
        let must = self.actors.iter().flat_map(|actor| {
            let questions = actor.script.questions.iter().map(|(at, text)| ((self.group, *at, text.clone()), 1));
            let replies = actor.script.replies.iter().map(|(at, text)| ((actor.id, *at, text.clone()), 1));
            questions.chain(replies)
        });
        compare("questions and replies", must, came);
        // Who asked, and who failed twice, has a topic; nobody has two.
        let with_topic = self.actors.iter().filter(|actor| {
            let failed = actor.script.beats.values().flatten();
            let tries =
                failed.filter(|beat| matches!(beat, Beat::Tap(Button::StartTest { week: 1, number: 3 }))).count();
            tries > 0 || !actor.script.questions.is_empty()
        });
        assert_eq!(self.world.telegram.topics(self.group).len(), with_topic.count(), "topics");
        let failed: usize = self.actors.iter().map(|actor| actor.script.failed_replies).sum();
        let told = ledger.iter().filter(|entry| {
            entry.chat_id == Some(self.group)
                && entry.text.contains("This did not arrive: the participant cannot be reached")
        });
        assert_eq!(told.count(), failed, "replies that could not arrive");
    }

    /// `/stats` and `/roster` say what the story says.
    pub async fn check_figures(&self) {
        let count = |of: &dyn Fn(&Script) -> bool| self.actors.iter().filter(|actor| of(&actor.script)).count();
        let completed = count(&|script| script.completed);
        let questions: usize = self.actors.iter().map(|actor| actor.script.questions.len()).sum();
        let all = self.actors.len();
        self.world.says(self.world.admin, "/stats").await;
        // What people thought of the whole course stands below, in a message of its own.
        let messages = self.world.telegram.chat_messages(self.world.admin);
        let figures = messages.iter().rev().map(|message| plain(&message.text));
        let stats = figures.into_iter().find(|text| text.contains("Registering: ")).unwrap_or_default();
        for line in [
            "Registering: 0".to_owned(),
            "Waiting for the start: 0".to_owned(),
            format!("On the way: {}", all - completed),
            format!("Completed: {completed}"),
            "Cannot be reached: 0".to_owned(),
            format!("Week 1: begun by {all}, test passed by {}", count(&|script| script.passed[0])),
            format!("Week 2: begun by {all}, test passed by {}", count(&|script| script.passed[1])),
            format!("Questions: 0 waiting for a reply, {questions} answered"),
        ] {
            assert!(stats.lines().any(|has| has == line), "`{line}` is not among the figures:\n{stats}");
        }
        let must = self.actors.iter().map(|actor| {
            let badges = actor.script.passed.iter().filter(|passed| **passed).count();
            let tail = if actor.script.completed { ", completed" } else { "" };
            (format!("week 2, lessons 12 ({} done), tests {badges}{tail}", actor.script.done), 1)
        });
        compare("lines of the roster", must, self.roster().await.into_iter().map(|line| (line, 1)));
    }

    /// The lines of all pages, without the names.
    async fn roster(&self) -> Vec<String> {
        self.world.says(self.world.admin, "/roster").await;
        let mut lines = Vec::new();
        for page in 1_u8.. {
            let message = self.world.newest(self.world.admin);
            let text = plain(&message.text);
            lines.extend(
                text.lines()
                    .filter_map(|line| Some(line.split_once(": week ")?.1.to_owned()))
                    .map(|line| format!("week {line}")),
            );
            let mut turns = presses(&message);
            if !turns.any(|press| matches!(press, Press::Roster { page: to, .. } if to == page)) {
                return lines;
            }
            let is_next = |press| matches!(press, Press::Roster { page: to, .. } if to == page);
            self.world.taps(self.world.admin, self.world.admin, is_next).await;
        }
        lines
    }
}

/// No message stands twice in a chat, but the lessons that somebody opened again.
fn check_repeats(ledger: &[LedgerEntry]) {
    let mut counts = BTreeMap::new();
    for entry in
        ledger.iter().filter(|entry| matches!(entry.method.as_str(), "sendMessage" | "sendPhoto" | "copyMessage"))
    {
        let key = (entry.chat_id, entry.thread_id, &entry.text, entry.reply_to, entry.course_ms);
        *counts.entry(key).or_insert(0) += 1;
    }
    counts.retain(|_, count| *count > 1);
    assert!(counts.is_empty(), "said twice: {counts:#?}");
}

/// The same things the same number of times.
fn compare<T: Ord + std::fmt::Debug>(
    what: &str,
    must: impl Iterator<Item = (T, i32)>,
    came: impl Iterator<Item = (T, i32)>,
) {
    let mut difference = BTreeMap::new();
    let mut count = 0;
    for (thing, times) in came {
        count += times;
        *difference.entry(thing).or_insert(0) += times;
    }
    for (thing, times) in must {
        *difference.entry(thing).or_insert(0) -= times;
    }
    difference.retain(|_, times| *times != 0);
    let lines: Vec<_> = difference.iter().take(20).map(|(thing, times)| format!("{times:+} {thing:?}")).collect();
    assert!(
        difference.is_empty(),
        "{what}: {} of {count} differ (+ too many, - missing)\n{}",
        difference.len(),
        lines.join("\n")
    );
}

/// Without the invisible marks around arguments.
fn plain(text: &str) -> String {
    text.chars().filter(|sign| !matches!(sign, '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')).collect()
}
