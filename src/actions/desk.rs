//! Where a use case works: the unit of work, the time, and the ways to say something.

use super::files::{ItemFiles, NoFiles};
use super::intent::{Pressed, PressedBy};
use super::labels::Labels;
use super::typed;
use crate::rules::addressing::{Verb, language_of_screen};
use crate::rules::course::{Course, Language};
use crate::rules::decision::Refusal;
use crate::rules::enrolment::{Enrolment, Status};
use crate::rules::ids::{ChatId, CohortId, DeliveryId, EnrolmentId, PersonId, TopicId};
use crate::rules::model::{Cohort, Person};
use crate::rules::notice::{Class, Notice, Toast};
use crate::rules::pace::{Due, Setting};
use crate::rules::preferences::Preferences;
use crate::rules::privacy::PERSONS_KEPT_DAYS;
use crate::rules::real_time::RealTime;
use crate::rules::role::{Act, Role, allowed};
use crate::rules::schedule::{Rhythm, Zone};
use crate::seal::Randomness;
use crate::store::Work;
use crate::store::chats::{Chat, ChatKind};
use crate::store::outbox::{Edit, NewDelivery};
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::Arc;

/// Why a use case could not do its work. The system is at fault, not the person.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    #[error("{0} is not in the database, though something refers to it")]
    Missing(String),
    #[error("the update cannot be decoded")]
    Undecodable,
    /// A handler panicked; the message stays in the log of the panic.
    #[error("a handler panicked")]
    Panicked,
}

impl ActionError {
    /// Whether the cause may go away by itself, or is a lost lease: nothing is to be confirmed, or done one by one instead.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_transient())
    }

    /// Whether it is worth trying on in this process: the cause may go away by itself, and the lease is not lost.
    pub fn is_passing(&self) -> bool {
        self.is_transient() && !matches!(self, Self::Store(crate::store::StoreError::LeaseLost))
    }
}

/// The short answer to a press, to be sent from memory after the commit.
#[derive(Debug, Clone, PartialEq)]
pub struct PressAnswer {
    pub callback_id: String,
    pub toast: Toast,
    pub language: Language,
    pub zone: Zone,
    pub preferences: Preferences,
}

/// Why something is said: which key makes saying it twice harmless, and whether a person waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    Update(i64),
    /// The clock.
    Tick,
    /// What became of a delivery.
    Outcome {
        delivery: DeliveryId,
        /// How often it had gone by then: one that is refused or in doubt has further outcomes, which say other things.
        attempts: i64,
    },
}

/// Where something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub chat: ChatId,
    pub topic: Option<TopicId>,
    pub enrolment: Option<EnrolmentId>,
}

/// The desk of one intent, due person or outcome within a unit of work.
#[derive(Debug)]
pub struct Desk<'a> {
    pub work: &'a mut Work,
    pub now: DateTime<Utc>,
    pub real: RealTime,
    /// What clocks show that people look at; where nobody is told a time by them, real time will do.
    pub wall: Option<DateTime<Utc>>,
    pub randomness: &'a mut Randomness,
    pub answers: &'a mut Vec<PressAnswer>,
    /// The language of the phone of whoever does something, for who is nobody to us.
    pub phone: Option<Language>,
    /// Days after a course closes for which what is kept about its persons stays, as they are told it.
    pub kept_days: u16,
    /// Reads words as the buttons that stand in a chat; nobody types where it is missing.
    pub labels: Option<Arc<dyn Labels>>,
    /// Knows where items stand in the files.
    pub files: Arc<dyn ItemFiles>,
    /// When what is said was due, if not now: what comes late waits for morning rather than ring at night.
    pub due_at: Option<DateTime<Utc>>,
    cause: Cause,
    said: u32,
    /// The message that was pressed and the screen it shows.
    pressed: Option<(i64, String)>,
    /// It was typed: what answers it stands below, where the person looks, and edits nothing above.
    typed: bool,
}

/// A participant with everything that a decision about them needs.
#[derive(Debug, Clone)]
pub struct Participant {
    pub person: Person,
    pub enrolment: Enrolment,
    pub cohort: Cohort,
    pub course: Arc<Course>,
    pub rhythm: Rhythm,
}

impl Participant {
    pub fn setting(&self, now: DateTime<Utc>) -> Setting<'_> {
        Setting {
            version: self.cohort.version,
            course: &self.course,
            calendar: self.cohort.calendar(),
            rhythm: &self.rhythm,
            observance: self.person.observance(&self.cohort, &self.course),
            now,
        }
    }

    /// Somebody else has something said to them now: today needs no reminder.
    pub fn is_told(&mut self, now: DateTime<Utc>) {
        let today = self.rhythm.zone.date(now);
        self.enrolment.progress.contact.is_answered(today);
    }

    /// When the next lesson comes by itself, if that is next and still ahead.
    pub fn next_lesson_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.setting(now).next_of_course(&self.enrolment) {
            Some((at, Due::Lesson(_))) if at > now => Some(at),
            _ => None,
        }
    }

    /// The date where the person is.
    pub fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        self.rhythm.zone.date(now)
    }

    pub fn place(&self) -> Place {
        Place { chat: self.person.chat, topic: None, enrolment: Some(self.enrolment.id) }
    }
}

impl<'a> Desk<'a> {
    pub fn new(
        work: &'a mut Work,
        now: DateTime<Utc>,
        real: RealTime,
        randomness: &'a mut Randomness,
        answers: &'a mut Vec<PressAnswer>,
        cause: Cause,
    ) -> Self {
        Self {
            work,
            now,
            real,
            wall: None,
            randomness,
            answers,
            phone: None,
            kept_days: PERSONS_KEPT_DAYS,
            labels: None,
            files: Arc::new(NoFiles),
            due_at: None,
            cause,
            said: 0,
            pressed: None,
            typed: false,
        }
    }

    // ---- Who ------------------------------------------------------------------------------------------------------

    pub fn person_of_telegram(&self, telegram_id: i64) -> Option<&Person> {
        let chat = self.chat_of_telegram(telegram_id)?;
        self.work.person_at(chat)
    }

    pub fn chat_of_telegram(&self, telegram_id: i64) -> Option<ChatId> {
        self.work.chat_of_telegram(telegram_id).map(|chat| chat.id)
    }

    /// The chat of nobody: what is told to Telegram rather than to a chat goes through it (Telegram id 0).
    pub fn nobody(&mut self) -> ChatId {
        if let Some(id) = self.chat_of_telegram(0) {
            return id;
        }
        let id = ChatId(self.work.fresh_id());
        let chat = Chat { id, telegram_id: 0, kind: ChatKind::Private, language: None, unreachable_at: None };
        self.work.chats.put(id, chat);
        id
    }

    pub fn cohort(&self, id: CohortId) -> Result<&Cohort, ActionError> {
        self.work.cohorts.get(&id).ok_or_else(|| ActionError::Missing(format!("cohort {id}")))
    }

    pub fn course_of(&self, cohort: &Cohort) -> Result<Arc<Course>, ActionError> {
        let course = self.work.library.get(&cohort.version).cloned();
        course.ok_or_else(|| ActionError::Missing(format!("course version {}", cohort.version)))
    }

    /// A participant by enrolment.
    pub fn participant(&self, id: EnrolmentId) -> Result<Participant, ActionError> {
        let missing = |what: String| ActionError::Missing(what);
        let enrolment = self.work.enrolment(id).ok_or_else(|| missing(format!("enrolment {id}")))?.enrolment.clone();
        let person = self.work.people.get(&enrolment.person).cloned();
        let person = person.ok_or_else(|| missing(format!("person {}", enrolment.person)))?;
        let cohort = self.cohort(enrolment.cohort)?.clone();
        let course = self.course_of(&cohort)?;
        let rhythm = person.rhythm(&cohort, &course);
        Ok(Participant { person, enrolment, cohort, course, rhythm })
    }

    /// The enrolment that a person means when they name none: the newest they have not left, else the newest.
    pub fn current(&self, person: PersonId) -> Result<Option<Participant>, ActionError> {
        let of_person = self.work.enrolments_of(person).map(|stored| &stored.enrolment);
        let newest = of_person.max_by_key(|enrolment| (!matches!(enrolment.status, Status::Left { .. }), enrolment.id));
        newest.map(|enrolment| self.participant(enrolment.id)).transpose()
    }

    pub fn roles_of(&self, person: PersonId) -> Vec<Role> {
        self.work.roles().iter().filter(|grant| grant.person == person).map(|grant| grant.role).collect()
    }

    pub fn may(&self, person: PersonId, act: Act) -> bool {
        allowed(&self.roles_of(person), act)
    }

    // ---- Keeping --------------------------------------------------------------------------------------------------

    /// Keeps a changed enrolment, and when something comes by itself. Nothing comes to who cannot be reached.
    pub fn keep(&mut self, participant: &Participant) {
        let reachable = self.work.chats.get(&participant.person.chat).is_some_and(|chat| chat.unreachable_at.is_none());
        let due = reachable.then(|| participant.setting(self.now).next_due(&participant.enrolment)).flatten();
        // What somebody has just asked for is on time, however long the calendar has been ahead; what was due before is late.
        let stored = self.work.enrolment(participant.enrolment.id).and_then(|stored| stored.next_due_at);
        let was_due = self.cause == Cause::Tick || stored.is_some_and(|at| at < self.now);
        let at = due.map(|(at, _)| if was_due { at } else { at.max(self.now) });
        self.work.put_enrolment(participant.enrolment.clone(), at, self.now);
    }

    /// Computes anew what comes to the person of a chat, in every cohort: whether they can be reached has changed.
    pub fn keep_all_of(&mut self, chat: ChatId) -> Result<(), ActionError> {
        let person = self.work.person_at(chat).map(|person| person.id);
        let of_person = person.into_iter().flat_map(|person| self.work.enrolments_of(person));
        let enrolments: Vec<EnrolmentId> = of_person.map(|stored| stored.enrolment.id).collect();
        for enrolment in enrolments {
            let participant = self.participant(enrolment)?;
            self.keep(&participant);
        }
        Ok(())
    }

    // ---- Saying ---------------------------------------------------------------------------------------------------

    /// Remembers which message was pressed, so that an answer that shows the same screen edits it.
    pub fn pressed_in(&mut self, chat: ChatId, message: Option<i64>) {
        self.pressed = message.and_then(|message| {
            let screen = self.work.messages.get(&(chat, message))?.screen.clone()?;
            Some((message, screen))
        });
    }

    /// From here on answers go below what was typed.
    pub fn answers_below(&mut self) {
        self.typed = true;
    }

    /// The delivery whose words stand in the message that was pressed.
    pub fn pressed_delivery(&self, chat: ChatId, pressed: &Pressed) -> Option<DeliveryId> {
        self.work.messages.get(&(chat, pressed.message?)).map(|standing| standing.delivery)
    }

    /// What the message shows that was pressed.
    pub fn pressed_screen(&self) -> Option<&str> {
        self.pressed.as_ref().map(|(_, screen)| screen.as_str())
    }

    /// The language that the lesson stands in that was pressed, where one was chosen for it.
    pub fn pressed_language(&self) -> Option<Language> {
        self.pressed_screen().and_then(language_of_screen)
    }

    /// Says something: on the message that was pressed when it shows the same screen, else in a new message.
    pub fn say(&mut self, place: Place, notice: Notice) -> DeliveryId {
        self.enqueue(place, notice, Edit::No, None, true)
    }

    /// Says it on the newest message that shows its screen; below what was typed.
    pub fn say_on_screen(&mut self, place: Place, notice: Notice) -> DeliveryId {
        let edit = if self.typed { Edit::No } else { Edit::Screen };
        self.enqueue(place, notice, edit, None, true)
    }

    /// Says it on the message that was pressed, whatever that shows; in a new message when none was.
    pub fn say_on_pressed(&mut self, place: Place, notice: Notice) -> DeliveryId {
        let edit = self.pressed.as_ref().map_or(Edit::No, |(message, _)| Edit::Message(*message));
        self.enqueue(place, notice, edit, None, true)
    }

    /// Says it on this very message.
    pub fn say_on(&mut self, place: Place, notice: Notice, message: i64) -> DeliveryId {
        self.enqueue(place, notice, Edit::Message(message), None, false)
    }

    /// Says it in a new message, whatever was pressed.
    pub fn say_new(&mut self, place: Place, notice: Notice) -> DeliveryId {
        let pressed = self.pressed.take();
        let id = self.enqueue(place, notice, Edit::No, None, true);
        self.pressed = pressed;
        id
    }

    /// Says again what is said by itself only once.
    pub fn say_again(&mut self, place: Place, notice: Notice) -> DeliveryId {
        self.enqueue(place, notice, Edit::No, None, false)
    }

    /// Says it once another delivery was sent.
    pub fn say_after(&mut self, place: Place, notice: Notice, after: Option<DeliveryId>) -> DeliveryId {
        self.enqueue(place, notice, Edit::No, after, true)
    }

    /// Says it at this instant at the earliest.
    pub fn say_at(&mut self, place: Place, notice: Notice, at: DateTime<Utc>) -> DeliveryId {
        let id = self.say(place, notice);
        self.work.put_off(id, at);
        id
    }

    /// Without a sound, once it was said.
    pub fn silence(&mut self, said: DeliveryId) {
        self.work.silence(said);
    }

    /// Says it under a key of its own, so that the same occasion never says it twice.
    pub fn say_once(&mut self, key: String, place: Place, notice: Notice, after: Option<DeliveryId>) -> DeliveryId {
        let id = self.enqueue(place, notice, Edit::No, after, false);
        self.work.rekey(id, key);
        id
    }

    fn enqueue(
        &mut self,
        place: Place,
        notice: Notice,
        edit: Edit,
        after: Option<DeliveryId>,
        once: bool,
    ) -> DeliveryId {
        let id = DeliveryId(self.work.fresh_id());
        let screen = notice.screen();
        let edit = match (&self.pressed, &screen) {
            (Some((message, pressed)), Some(screen)) if pressed == screen && is_editable(&notice) => {
                Edit::Message(*message)
            }
            _ if notice.verb() == Verb::Keyboard => Edit::Screen,
            _ => edit,
        };
        let by_person = !matches!(self.cause, Cause::Tick);
        let class = if by_person && notice.class() != Class::Relay { Class::Reply } else { notice.class() };
        let own_key = match self.cause {
            Cause::Update(update) => format!("u{update}:{}", self.said),
            Cause::Outcome { delivery, attempts } => format!("s{delivery}.{attempts}:{}", self.said),
            Cause::Tick => format!("d{id}"),
        };
        self.said += 1;
        let dedupe_key = if once { notice.once_key().unwrap_or(own_key) } else { own_key };
        self.work.enqueue(NewDelivery {
            id,
            dedupe_key,
            chat: place.chat,
            topic: place.topic,
            enrolment: place.enrolment,
            question: question_of(&notice),
            class,
            quiet: class > Class::Relay && !notice.is_tending(),
            silent: false,
            not_after: notice.not_after(),
            notice,
            edit,
            due_at: self.due_at.unwrap_or(self.now).min(self.now),
            after,
        });
        id
    }

    /// Answers a press with a toast or an alert; words that stand for one, in the chat.
    pub fn answer(&mut self, pressed: &Pressed, person: Option<&Person>, toast: Toast) {
        let callback_id = match &pressed.by {
            PressedBy::Tap(callback_id) => callback_id.clone(),
            PressedBy::Words(message) => return typed::answer(self, pressed, *message, person, toast),
        };
        let zone = person.and_then(|person| person.zone.as_deref()).and_then(Zone::named);
        self.answers.push(PressAnswer {
            callback_id,
            toast,
            language: person.map_or(self.phone.unwrap_or(Language::En), |person| person.language),
            zone: zone.unwrap_or_else(Zone::utc),
            preferences: person.map(|person| person.preferences).unwrap_or_default(),
        });
    }

    pub fn refuse(&mut self, place: Place, why: Refusal) {
        self.say(place, Notice::Refused { enrolment: place.enrolment, why });
    }

    /// Tells every admin something, in their private chats.
    pub fn tell_admins(&mut self, key: &str, notice: &Notice) {
        let admins: Vec<PersonId> = self
            .work
            .roles()
            .iter()
            .filter(|grant| grant.role.may(Act::RunCohorts))
            .map(|grant| grant.person)
            .collect();
        for person in admins {
            if let Some(chat) = self.work.people.get(&person).map(|person| person.chat) {
                let place = Place { chat, topic: None, enrolment: None };
                self.say_once(format!("{key}:{person}"), place, notice.clone(), None);
            }
        }
    }
}

/// What changes a message that stands; a copy or a new topic never does.
fn is_editable(notice: &Notice) -> bool {
    matches!(notice.verb(), Verb::Message | Verb::Keyboard)
}

fn question_of(notice: &Notice) -> Option<crate::rules::ids::QuestionId> {
    match notice {
        Notice::QuestionHeld { question, .. }
        | Notice::QuestionArrived { question, .. }
        | Notice::QuestionWaits { question, .. }
        | Notice::QuestionDiscarded { question, .. }
        | Notice::QuestionWithdrawn { question, .. }
        | Notice::Reply { question, .. }
        | Notice::ReplyClosed { question, .. }
        | Notice::QuestionCopy { question, .. }
        | Notice::EssaySettled { question, .. }
        | Notice::QuestionRemove { question, .. } => Some(*question),
        _ => None,
    }
}
