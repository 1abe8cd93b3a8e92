//! A unit of work: what a batch needs is loaded with one statement a noun, decided in memory, and written with one
//! statement a noun, in one transaction.
//!
//! It is an identity map: each intent of a batch sees what the ones before it decided. A batch of one is the same code.

use super::arrivals::Arrived;
use super::attempts::{self, Saved};
use super::chats::{self, Chat, ChatKind};
use super::claim::{self, InFlight};
use super::cohorts;
use super::compaction;
use super::dossiers;
use super::engine::{Asked, IdRow, Tx, id_rows};
use super::enrolments::{self, EnrolmentRow, Stored};
use super::erasures::{self, Erasure};
use super::error::StoreError;
use super::express::Promise;
use super::feedback::{self, NewSentence, Quotable};
use super::form::{self, FormOf, FormWrites};
use super::map::{Found, Indexed, Map};
use super::media;
use super::messages::{self, MessageKey, Standing};
use super::meta::{self, Fact};
use super::notes::{self, Note, NoteKind};
use super::outbox::{self, Mark, NewDelivery};
use super::people::{self, Grant};
use super::questions;
use super::regrades::{self, Regrade, RegradeWrites};
use super::tending::{self, DueMessage, Tended};
use super::topics::{self, ThreadKey, Topic};
use super::{Store, updates};
use crate::rules::addressing::enrolment_of_screen;
use crate::rules::course::Library;
use crate::rules::dossier::Dossier;
use crate::rules::enrolment::Enrolment;
use crate::rules::feedback::Tap;
use crate::rules::grading::Attempt;
use crate::rules::ids::*;
use crate::rules::model::{Cohort, Handle, Person};
use crate::rules::notice::Notice;
use crate::rules::outcome::StoredFile;
use crate::rules::preferences::Preferences;
use crate::rules::question::Question;
use crate::rules::real_time::RealTime;
use crate::seal::{Keyring, Signer};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a batch is about, said before anything is loaded. Ids of Telegram are looked up by their hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Updates by their number: which of them were handled already.
    pub updates: BTreeSet<i64>,
    /// Chats by Telegram's id: persons and groups.
    pub telegram_ids: BTreeSet<i64>,
    /// Topics by the group's Telegram id and the thread.
    pub threads: BTreeSet<(i64, i64)>,
    /// Our messages by the chat's Telegram id and number.
    pub messages: BTreeSet<(i64, i64)>,
    /// Private chats by Telegram's id whose newest messages are wanted, with what they say.
    pub standing: BTreeSet<i64>,
    pub enrolments: BTreeSet<EnrolmentId>,
    pub attempts: BTreeSet<AttemptId>,
    pub questions: BTreeSet<QuestionId>,
    /// Deliveries whose outcome came.
    pub deliveries: BTreeSet<DeliveryId>,
    /// Cohorts of which every enrolment is wanted (rosters and counts).
    pub rosters: BTreeSet<CohortId>,
    /// Cohorts whose unanswered questions are wanted (a group was bound).
    pub asked_of: BTreeSet<CohortId>,
    /// Cohorts and weeks of which every finished attempt is wanted (how the items of a test do).
    pub sittings: BTreeSet<(CohortId, u8)>,
    /// The same with what was typed, and with every correction that was ordered for the cohort (a key is to be corrected).
    pub corrections: BTreeSet<(CohortId, u8)>,
    /// Cohorts of which it is wanted what people think.
    pub feedback: BTreeSet<CohortId>,
    /// Enrolments by their handle in a cohort (a topic was announced).
    pub handles: BTreeSet<(CohortId, Handle)>,
    /// Whether somebody claims the bot.
    pub claim: bool,
    /// Whether every admin may have to be told something.
    pub admins: bool,
    /// Whose dossiers are wanted, by Telegram's id of their private chat, or by ours.
    pub dossiers: BTreeSet<i64>,
    pub dossiers_of: BTreeSet<ChatId>,
}

/// What a saved unit of work did to the outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Deliveries enqueued; also those whose key was there already.
    pub enqueued: usize,
    /// Of those to be released, the ones that may go.
    pub released: Vec<DeliveryId>,
}

impl Found for Chat {
    /// Telegram's id.
    type By = i64;

    fn by(&self) -> i64 {
        self.telegram_id
    }
}

impl Found for Person {
    type By = ChatId;

    fn by(&self) -> ChatId {
        self.chat
    }
}

impl Found for Stored {
    type By = PersonId;

    fn by(&self) -> PersonId {
        self.enrolment.person
    }
}

/// The state of a batch, between one load and one save.
#[derive(Debug)]
pub struct Work {
    tx: Tx,
    store: Arc<Store>,
    pub library: Arc<Library>,
    pub chats: Indexed<ChatId, Chat>,
    pub people: Indexed<PersonId, Person>,
    pub cohorts: Map<CohortId, Cohort>,
    pub attempts: Map<AttemptId, Attempt>,
    pub questions: Map<QuestionId, Question>,
    pub topics: Map<TopicId, Topic>,
    pub messages: Map<(ChatId, i64), Standing>,
    pub in_flight: BTreeMap<DeliveryId, InFlight>,
    enrolments: Indexed<EnrolmentId, Stored>,
    /// Of the updates in the needs, those that were handled already.
    handled: BTreeSet<i64>,
    /// How many answers of an attempt stand in the database.
    answered: BTreeMap<AttemptId, usize>,
    grants: Vec<Grant>,
    granted: Vec<Grant>,
    revoked: Vec<PersonId>,
    removed: Vec<EnrolmentId>,
    forgotten: Vec<PersonId>,
    facts: Vec<(Fact, Option<String>)>,
    claim: Option<String>,
    put_away: Vec<(i64, String, String)>,
    deliveries: Vec<NewDelivery>,
    /// Whether what somebody waits for may go with the commit.
    is_express: bool,
    looked_at_again: Vec<CohortId>,
    stopped: Vec<EnrolmentId>,
    withdrawn: Vec<QuestionId>,
    left_groups: Vec<ChatId>,
    ready_chats: Vec<ChatId>,
    renumbered: Vec<ChatId>,
    reset: Vec<ChatId>,
    marks: Vec<Mark>,
    released: Vec<DeliveryId>,
    rewritten: Vec<(DeliveryId, Notice)>,
    fulfilled: Vec<DeliveryId>,
    uploaded: Vec<StoredFile>,
    lost_files: Vec<StoredFile>,
    notes: Vec<Note>,
    removed_notes: Vec<(EnrolmentId, NoteKind)>,
    kept_names: Vec<EnrolmentId>,
    untold: Vec<DeliveryId>,
    tended: Tended,
    dossiers: BTreeMap<ChatId, Dossier>,
    erasures: Vec<Erasure>,
    strays_of: Vec<Erasure>,
    sittings: BTreeMap<(CohortId, u8), Vec<Attempt>>,
    corrections: BTreeMap<CohortId, Vec<Regrade>>,
    feedback: BTreeMap<CohortId, (Vec<Tap>, Vec<Quotable>)>,
    taps: Vec<Tap>,
    sentences: Vec<NewSentence>,
    quotes: Vec<(EnrolmentId, u8, bool)>,
    forms: BTreeMap<CohortId, FormOf>,
    /// What is answered in the form after the course.
    pub form: FormWrites,
    /// What becomes of corrected keys.
    pub regrades: RegradeWrites,
}

impl Work {
    /// Opens the transaction.
    pub(super) fn new(tx: Tx, store: Arc<Store>, library: Arc<Library>) -> Self {
        Self {
            tx,
            store,
            library,
            chats: Indexed::default(),
            people: Indexed::default(),
            cohorts: Map::default(),
            attempts: Map::default(),
            questions: Map::default(),
            topics: Map::default(),
            messages: Map::default(),
            in_flight: BTreeMap::new(),
            enrolments: Indexed::default(),
            handled: BTreeSet::new(),
            answered: BTreeMap::new(),
            grants: Vec::new(),
            granted: Vec::new(),
            revoked: Vec::new(),
            removed: Vec::new(),
            forgotten: Vec::new(),
            facts: Vec::new(),
            claim: None,
            put_away: Vec::new(),
            deliveries: Vec::new(),
            is_express: false,
            looked_at_again: Vec::new(),
            stopped: Vec::new(),
            withdrawn: Vec::new(),
            left_groups: Vec::new(),
            ready_chats: Vec::new(),
            renumbered: Vec::new(),
            reset: Vec::new(),
            marks: Vec::new(),
            released: Vec::new(),
            rewritten: Vec::new(),
            fulfilled: Vec::new(),
            uploaded: Vec::new(),
            lost_files: Vec::new(),
            notes: Vec::new(),
            removed_notes: Vec::new(),
            kept_names: Vec::new(),
            untold: Vec::new(),
            tended: Tended::default(),
            dossiers: BTreeMap::new(),
            erasures: Vec::new(),
            strays_of: Vec::new(),
            sittings: BTreeMap::new(),
            corrections: BTreeMap::new(),
            feedback: BTreeMap::new(),
            taps: Vec::new(),
            sentences: Vec::new(),
            quotes: Vec::new(),
            forms: BTreeMap::new(),
            form: FormWrites::default(),
            regrades: RegradeWrites::default(),
        }
    }

    /// Loads everything that the needs name, and everybody and everything that hangs on it: what hangs on nothing, then what
    /// hangs on a chat, then the enrolments and what hangs on them, each in one round trip.
    pub async fn load(&mut self, needs: &Needs) -> Result<(), StoreError> {
        let chat_of = self.load_chats(needs).await?;
        self.load_dossiers(needs, &chat_of).await?;
        let (enrolment_ids, of_others) = self.load_named(needs, &chat_of).await?;
        self.load_enrolments(&enrolment_ids, of_others).await?;
        if needs.admins {
            self.load_admins().await?;
        }
        Ok(())
    }

    /// Cohorts, roles, and the chats that are named by Telegram's ids, which are returned with ours.
    async fn load_chats(&mut self, needs: &Needs) -> Result<BTreeMap<i64, ChatId>, StoreError> {
        let store = Arc::clone(&self.store);
        let (tx, sealer) = (&mut self.tx, &store.sealer);
        let telegram_ids: BTreeSet<i64> = needs
            .telegram_ids
            .iter()
            .copied()
            .chain(needs.threads.iter().map(|(chat, _)| *chat))
            .chain(needs.messages.iter().map(|(chat, _)| *chat))
            .chain(needs.standing.iter().copied())
            .chain(needs.dossiers.iter().copied())
            .collect();
        let telegram_ids: Vec<i64> = telegram_ids.into_iter().collect();
        let handled = updates::ask_handled(tx, needs.updates.iter().copied());
        let found = chats::ask_by_telegram_ids(tx, sealer, &telegram_ids);
        let cohorts = cohorts::ask_all(tx);
        let roles = people::ask_roles(tx);
        for cohort in cohorts::read(tx, cohorts).await? {
            self.cohorts.loaded(cohort.id, cohort);
        }
        self.grants = people::read_roles(tx, roles).await?;
        self.grants.retain(|grant| !self.revoked.contains(&grant.person));
        self.grants.extend(&self.granted);
        if needs.claim && !self.facts.iter().any(|(fact, _)| *fact == Fact::ClaimCode) {
            self.claim = meta::get(tx, Fact::ClaimCode).await?;
        }
        self.handled.extend(updates::read_handled(tx, handled).await?);
        let found = chats::read(tx, sealer, found).await?;
        let chat_of = found.iter().map(|chat| (chat.telegram_id, chat.id)).collect();
        for chat in found {
            self.chats.loaded(chat.id, chat);
        }
        Ok(chat_of)
    }

    /// People, messages, deliveries, questions, attempts and topics that the needs name. Returns the enrolments they are of,
    /// and the answer to come of the enrolments of whoever else was loaded.
    async fn load_named(
        &mut self,
        needs: &Needs,
        chat_of: &BTreeMap<i64, ChatId>,
    ) -> Result<(BTreeSet<EnrolmentId>, Option<Asked<EnrolmentRow>>), StoreError> {
        let store = Arc::clone(&self.store);
        let (tx, sealer) = (&mut self.tx, &store.sealer);
        let thread_keys: Vec<ThreadKey> = needs
            .threads
            .iter()
            .filter_map(|(chat, thread)| Some(ThreadKey { chat_id: chat_of.get(chat)?.0, thread: *thread }))
            .collect();
        let message_keys: Vec<MessageKey> = needs
            .messages
            .iter()
            .filter_map(|(chat, message)| Some(MessageKey { chat_id: chat_of.get(chat)?.0, message: *message }))
            .collect();
        let here = id_rows(chat_of.values().map(|chat| chat.0));
        let people = people::ask_by_chats(tx, &here);
        let of_people = enrolments::ask_by_chats(tx, &here);
        let standing = messages::ask_by_keys(tx, &message_keys);
        let of_chats = id_rows(needs.standing.iter().filter_map(|chat| chat_of.get(chat)).map(|chat| chat.0));
        let newest = messages::ask_newest(tx, &of_chats);
        let deliveries = claim::ask_by_ids(tx, &id_rows(needs.deliveries.iter().map(|id| id.0)));
        let attempt_ids = id_rows(needs.attempts.iter().map(|id| id.0));
        let attempts = attempts::ask_by_ids(tx, &attempt_ids);
        let answers = attempts::ask_answers_by_ids(tx, &attempt_ids);
        let topics = topics::ask_by_threads(tx, &thread_keys);
        for person in people::read(tx, people).await? {
            self.people.loaded(person.id, person);
        }
        for stored in enrolments::read(tx, of_people).await? {
            self.enrolments.loaded(stored.enrolment.id, stored);
        }
        let mut question_ids: BTreeSet<QuestionId> = needs.questions.clone();
        let mut enrolment_ids: BTreeSet<EnrolmentId> = needs.enrolments.clone();
        for standing in messages::read(tx, standing).await? {
            question_ids.extend(standing.question);
            enrolment_ids.extend(standing.screen.as_deref().and_then(enrolment_of_screen));
            self.messages.loaded((standing.chat, standing.message), standing);
        }
        let newest = messages::read(tx, newest).await?;
        let said = claim::ask_by_ids(tx, &id_rows(newest.iter().map(|standing| standing.delivery.0)));
        for standing in newest {
            question_ids.extend(standing.question);
            self.messages.loaded((standing.chat, standing.message), standing);
        }
        let said = claim::read_known(tx, said).await?;
        let veiled = said.iter().filter_map(|delivery| match delivery.notice {
            Notice::Veiled { of } => Some(of.0),
            _ => None,
        });
        let veiled = claim::ask_by_ids(tx, &id_rows(veiled));
        for delivery in claim::read_known(tx, veiled).await?.into_iter().chain(said) {
            self.in_flight.insert(delivery.id, delivery);
        }
        for delivery in claim::read(tx, deliveries).await? {
            enrolment_ids.extend(delivery.enrolment);
            question_ids.extend(delivery.question);
            self.in_flight.insert(delivery.id, delivery);
        }
        let attempts = attempts::read(tx, attempts).await?;
        for topic in topics::read(tx, topics).await? {
            enrolment_ids.insert(topic.enrolment);
            self.topics.loaded(topic.id, topic);
        }
        // What names no enrolment may still find out that somebody cannot be reached.
        let nameless = self.in_flight.values().filter(|delivery| delivery.enrolment.is_none());
        let nameless = people::ask_by_chats(tx, &id_rows(nameless.map(|delivery| delivery.chat.0)));
        let questions = questions::ask_by_ids(tx, &id_rows(question_ids.iter().map(|id| id.0)));
        for person in people::read(tx, nameless).await? {
            self.people.loaded(person.id, person);
        }
        let here: BTreeSet<&ChatId> = chat_of.values().collect();
        let elsewhere = self.people.values().filter(|person| !here.contains(&person.chat));
        let of_others = enrolments::ask_by_chats(tx, &id_rows(elsewhere.map(|person| person.chat.0)));
        for question in questions::read(tx, sealer, questions).await? {
            enrolment_ids.insert(question.enrolment);
            self.questions.loaded(question.id, question);
        }
        for attempt in attempts::with_answers(tx, Some(sealer), attempts, answers).await? {
            enrolment_ids.insert(attempt.enrolment);
            self.answered.insert(attempt.id, attempt.answers.len());
            self.attempts.loaded(attempt.id, attempt);
        }
        for cohort in &needs.rosters {
            enrolment_ids.extend(enrolments::of_cohort(tx, *cohort).await?);
        }
        enrolment_ids.extend(enrolments::by_handles(tx, needs.handles.iter().copied()).await?);
        for cohort in &needs.asked_of {
            for question in questions::asked_of(tx, sealer, *cohort).await? {
                enrolment_ids.insert(question.enrolment);
                self.questions.loaded(question.id, question);
            }
        }
        let essays = self.questions.values().filter_map(|question| question.essay);
        let essays: BTreeSet<i64> =
            if needs.asked_of.is_empty() { BTreeSet::new() } else { essays.map(|essay| essay.attempt.0).collect() };
        let missing = essays.into_iter().filter(|id| self.attempts.get(&AttemptId(*id)).is_none());
        let asked = attempts::ask_by_ids(tx, &id_rows(missing));
        let of_essays = attempts::read(tx, asked).await?;
        let answers = attempts::ask_answers(tx, &of_essays);
        for attempt in attempts::with_answers(tx, Some(sealer), of_essays, answers).await? {
            self.answered.insert(attempt.id, attempt.answers.len());
            self.attempts.loaded(attempt.id, attempt);
        }
        for (cohort, week) in &needs.sittings {
            let found = attempts::finished_of(tx, *cohort, *week).await?;
            self.sittings.insert((*cohort, *week), found);
        }
        for (cohort, week) in &needs.corrections {
            let found = attempts::finished_of_opened(tx, sealer, *cohort, *week).await?;
            self.sittings.insert((*cohort, *week), found);
            self.corrections.insert(*cohort, regrades::of_cohort(tx, *cohort).await?);
        }
        for cohort in &needs.feedback {
            let found = feedback::of_cohort(tx, *cohort).await?;
            self.feedback.insert(*cohort, found);
            self.forms.insert(*cohort, form::of_cohort(tx, *cohort).await?);
        }
        Ok((enrolment_ids, of_others))
    }

    /// Enrolments by id and of everybody loaded, their people, chats, open attempts, open questions and topics.
    async fn load_enrolments(
        &mut self,
        ids: &BTreeSet<EnrolmentId>,
        of_others: Option<Asked<EnrolmentRow>>,
    ) -> Result<(), StoreError> {
        let store = Arc::clone(&self.store);
        let (tx, sealer) = (&mut self.tx, &store.sealer);
        for stored in enrolments::read(tx, of_others).await? {
            self.enrolments.loaded(stored.enrolment.id, stored);
        }
        let missing = ids.iter().filter(|id| self.enrolments.get(id).is_none()).map(|id| id.0);
        let missing = enrolments::ask_by_ids(tx, &id_rows(missing));
        for stored in enrolments::read(tx, missing).await? {
            self.enrolments.loaded(stored.enrolment.id, stored);
        }
        let people = self.enrolments.values().map(|stored| stored.enrolment.person);
        let missing: BTreeSet<PersonId> = people.filter(|id| self.people.get(id).is_none()).collect();
        let of: Vec<IdRow> = id_rows(self.enrolments.keys().map(|id| id.0));
        let people = people::ask_by_ids(tx, &id_rows(missing.iter().map(|id| id.0)));
        let topics = topics::ask_of_enrolments(tx, &of);
        let attempts = attempts::ask_open_of(tx, &of);
        let questions = questions::ask_open_of(tx, &of);
        for person in people::read(tx, people).await? {
            self.people.loaded(person.id, person);
        }
        for topic in topics::read(tx, topics).await? {
            self.topics.loaded(topic.id, topic);
        }
        for question in questions::read(tx, sealer, questions).await? {
            self.questions.loaded(question.id, question);
        }
        let mut attempts = attempts::read(tx, attempts).await?;
        attempts.retain(|attempt| self.attempts.get(&AttemptId(attempt.id)).is_none());
        let wanted: BTreeSet<ChatId> = (self.people.values().map(|person| person.chat))
            .chain(self.in_flight.values().map(|delivery| delivery.chat))
            .chain(self.cohorts.values().filter_map(|cohort| cohort.mentors))
            .filter(|id| self.chats.get(id).is_none())
            .collect();
        let answers = attempts::ask_answers(tx, &attempts);
        let chats = chats::ask_by_ids(tx, &id_rows(wanted.iter().map(|id| id.0)));
        for attempt in attempts::with_answers(tx, Some(sealer), attempts, answers).await? {
            self.answered.insert(attempt.id, attempt.answers.len());
            self.attempts.loaded(attempt.id, attempt);
        }
        for chat in chats::read(tx, sealer, chats).await? {
            self.chats.loaded(chat.id, chat);
        }
        Ok(())
    }

    /// Everything that is kept about those who ask, or have it erased.
    async fn load_dossiers(&mut self, needs: &Needs, chat_of: &BTreeMap<i64, ChatId>) -> Result<(), StoreError> {
        let by_telegram = needs.dossiers.iter().filter_map(|id| chat_of.get(id));
        let wanted: Vec<ChatId> = by_telegram.chain(&needs.dossiers_of).copied().collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let store = Arc::clone(&self.store);
        let ids = id_rows(wanted.iter().map(|id| id.0));
        let tx = &mut self.tx;
        let (chats, people) = (chats::ask_by_ids(tx, &ids), people::ask_by_chats(tx, &ids));
        for chat in chats::read(tx, &store.sealer, chats).await? {
            self.chats.loaded(chat.id, chat);
        }
        for person in people::read(tx, people).await? {
            self.people.loaded(person.id, person);
        }
        self.dossiers.extend(dossiers::of_chats(tx, &store.sealer, &wanted).await?);
        Ok(())
    }

    /// The people who run things: loaded on demand, because a notice may have to reach every admin.
    async fn load_admins(&mut self) -> Result<(), StoreError> {
        let store = Arc::clone(&self.store);
        let tx = &mut self.tx;
        let missing: BTreeSet<PersonId> =
            self.grants.iter().map(|grant| grant.person).filter(|id| self.people.get(id).is_none()).collect();
        let people = people::ask_by_ids(tx, &id_rows(missing.iter().map(|id| id.0)));
        let people = people::read(tx, people).await?;
        let chats = chats::ask_by_ids(tx, &id_rows(people.iter().map(|person| person.chat.0)));
        for chat in chats::read(tx, &store.sealer, chats).await? {
            self.chats.loaded(chat.id, chat);
        }
        for person in people {
            self.people.loaded(person.id, person);
        }
        Ok(())
    }

    /// Whether one of the updates in the needs was handled already.
    pub fn is_handled(&self, update_id: i64) -> bool {
        self.handled.contains(&update_id)
    }

    /// A fact about the database.
    pub async fn fact(&mut self, fact: Fact) -> Result<Option<String>, StoreError> {
        meta::get(&mut self.tx, fact).await
    }

    /// The claim code that is open, and until when. Loaded with the needs that name it.
    pub fn claim_code(&self) -> Option<(String, RealTime)> {
        let (until, sealed) = self.claim.as_deref()?.split_once(':')?;
        let code = self.store.sealer.open("claim", sealed).ok()?;
        Some((String::from_utf8(code).ok()?, RealTime(until.parse().ok()?)))
    }

    /// Opens a claim code; an older one is closed by it.
    pub fn set_claim_code(&mut self, code: &str, until: RealTime) {
        let sealed = self.store.sealer.seal("claim", code.as_bytes());
        self.set_fact(Fact::ClaimCode, Some(format!("{}:{sealed}", until.0)));
    }

    pub fn set_fact(&mut self, fact: Fact, value: Option<String>) {
        if fact == Fact::ClaimCode {
            // The next intent of the batch sees it: a code that was used is closed.
            self.claim.clone_from(&value);
        }
        self.facts.push((fact, value));
    }

    /// An id that no row of any noun has.
    pub fn fresh_id(&self) -> i64 {
        self.store.fresh_id()
    }

    /// How many of a cohort are in a week, as last counted; `None` for few.
    pub fn companions(&self, cohort: CohortId, week: u8) -> Option<u32> {
        self.store.companions.in_week(cohort, week)
    }

    pub fn enrolment(&self, id: EnrolmentId) -> Option<&Stored> {
        self.enrolments.get(&id)
    }

    pub fn enrolments(&self) -> impl Iterator<Item = &Stored> {
        self.enrolments.values()
    }

    pub fn enrolments_of(&self, person: PersonId) -> impl Iterator<Item = &Stored> {
        self.enrolments.of(&person)
    }

    /// Who is at a private chat.
    pub fn person_at(&self, chat: ChatId) -> Option<&Person> {
        self.people.of(&chat).next()
    }

    /// A chat by Telegram's id.
    pub fn chat_of_telegram(&self, telegram_id: i64) -> Option<&Chat> {
        self.chats.of(&telegram_id).next()
    }

    /// Puts a changed or new enrolment, with the instant at which something comes by itself.
    pub fn put_enrolment(&mut self, enrolment: Enrolment, next_due_at: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        let before = self.enrolments.get(&enrolment.id);
        let (created_at, kept) = before.map_or((now, None), |stored| (stored.created_at, stored.kept));
        self.enrolments.put(enrolment.id, Stored { enrolment, next_due_at, created_at, kept });
    }

    /// Forgets an enrolment that never was one (consent declined).
    pub fn remove_enrolment(&mut self, id: EnrolmentId) {
        self.enrolments.remove(&id);
        self.removed.push(id);
    }

    /// Forgets a person of whom nothing is left but their row.
    pub fn remove_person(&mut self, id: PersonId) {
        self.people.remove(&id);
        self.forgotten.push(id);
    }

    /// What was kept about the person of a chat when this unit of work began. Loaded with the needs that name them.
    pub fn dossier(&self, chat: ChatId) -> Option<&Dossier> {
        self.dossiers.get(&chat)
    }

    /// Forgets everything that this unit of work knows of somebody, and what it was about to say to them. What is said
    /// afterwards is said to who they are then.
    pub fn forget_all_of(&mut self, chat: ChatId) {
        let person = self.person_at(chat).map(|person| person.id);
        let of_person = person.into_iter().flat_map(|person| self.enrolments.of(&person));
        let gone: BTreeSet<EnrolmentId> = of_person.map(|stored| stored.enrolment.id).collect();
        self.deliveries.retain(|delivery| {
            delivery.chat != chat && delivery.enrolment.is_none_or(|enrolment| !gone.contains(&enrolment))
        });
        self.enrolments.retain(|id, _| !gone.contains(id));
        self.attempts.retain(|_, attempt| !gone.contains(&attempt.enrolment));
        self.questions.retain(|_, question| !gone.contains(&question.enrolment));
        self.topics.retain(|_, topic| !gone.contains(&topic.enrolment));
        self.messages.retain(|(of, _), _| *of != chat);
        self.notes.retain(|note| !gone.contains(&note.enrolment));
        self.taps.retain(|tap| !gone.contains(&tap.enrolment));
        self.sentences.retain(|sentence| !gone.contains(&sentence.enrolment));
        self.form.forget(&gone);
        if let Some(person) = person {
            self.people.remove(&person);
            self.regrades.forget(person);
        }
        self.dossiers.insert(chat, Dossier::default());
    }

    /// Takes out of the database what is kept about somebody, and marks their chat. Deliveries that carry it out are those
    /// of this unit of work that it names.
    pub fn erase(&mut self, erasure: Erasure) {
        self.erasures.push(erasure);
    }

    /// Messages that arrived after everything was forgotten are on their way to be deleted, by the delivery last named.
    pub fn erase_strays(&mut self, erasure: Erasure) {
        self.strays_of.push(erasure);
    }

    pub fn roles(&self) -> &[Grant] {
        &self.grants
    }

    pub fn grant(&mut self, grant: Grant) {
        self.grants.push(grant);
        self.granted.push(grant);
    }

    pub fn revoke(&mut self, person: PersonId) {
        self.grants.retain(|grant| grant.person != person);
        self.granted.retain(|grant| grant.person != person);
        self.revoked.push(person);
    }

    /// A chat can be reached again: refusals that are still on their way say nothing about it any more.
    pub fn came_back(&self, chat: ChatId) {
        self.store.returns.came_back(chat);
    }

    pub fn enqueue(&mut self, delivery: NewDelivery) {
        self.deliveries.push(delivery);
    }

    /// Puts away an update that failed alone.
    pub fn put_away(&mut self, update_id: i64, raw: String, cause: String) {
        self.put_away.push((update_id, raw, cause));
    }

    /// Gives a delivery of this unit of work another key.
    pub fn rekey(&mut self, id: DeliveryId, key: String) {
        if let Some(delivery) = self.deliveries.iter_mut().rev().find(|delivery| delivery.id == id) {
            delivery.dedupe_key = key;
        }
    }

    /// A delivery of this unit of work goes at this instant at the earliest.
    pub fn put_off(&mut self, id: DeliveryId, at: DateTime<Utc>) {
        if let Some(delivery) = self.deliveries.iter_mut().rev().find(|delivery| delivery.id == id) {
            delivery.due_at = delivery.due_at.max(at);
        }
    }

    /// A delivery of this unit of work goes without a sound.
    pub fn silence(&mut self, id: DeliveryId) {
        if let Some(delivery) = self.deliveries.iter_mut().rev().find(|delivery| delivery.id == id) {
            delivery.silent = true;
        }
    }

    /// What is due to everybody of a cohort is computed anew by the next tick.
    pub fn look_again(&mut self, cohort: CohortId) {
        self.looked_at_again.push(cohort);
    }

    /// Lessons and nudges that wait for this enrolment do not go.
    pub fn stop_deliveries(&mut self, enrolment: EnrolmentId) {
        self.stopped.push(enrolment);
    }

    /// A copy of this question that waits does not go.
    pub fn stop_copies(&mut self, question: QuestionId) {
        self.withdrawn.push(question);
    }

    /// Relays that wait for this group do not go: another one serves now.
    pub fn stop_relays(&mut self, chat: ChatId) {
        self.left_groups.push(chat);
    }

    /// The numbers of messages in this group mean nothing any more: it became a supergroup, which counts anew. Answers that
    /// wait to be copied from it by number do not go.
    pub fn renumber(&mut self, chat: ChatId) {
        self.renumbered.push(chat);
    }

    /// The group's topics are made anew, and relays that wait for it do not go: topics were switched on or off.
    pub fn reset_topics(&mut self, chat: ChatId) {
        self.left_groups.push(chat);
        self.forget_topics(chat);
    }

    /// Participants are introduced anew in this group with their next question; what is on its way there goes.
    pub fn forget_topics(&mut self, chat: ChatId) {
        self.reset.push(chat);
        let of_chat: Vec<TopicId> =
            self.topics.values().filter(|topic| topic.chat == chat).map(|topic| topic.id).collect();
        for id in of_chat {
            self.topics.remove(&id);
        }
    }

    /// What waits for this chat after a refusal is tried at once.
    pub fn retry_now(&mut self, chat: ChatId) {
        self.ready_chats.push(chat);
    }

    pub fn mark(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// Commits that these are about to go; the ones that are not *pending* any more do not.
    pub fn release(&mut self, deliveries: &[DeliveryId]) {
        self.released.extend(deliveries);
    }

    /// What people wait for with their eyes on the message may go with the commit, and what came back be told with it (see
    /// [`super::express`]).
    pub fn go_express(&mut self) {
        self.is_express = true;
    }

    pub fn rewrite(&mut self, delivery: DeliveryId, notice: Notice) {
        self.rewritten.push((delivery, notice));
    }

    /// A delivery whose effect was seen otherwise.
    pub fn fulfil(&mut self, delivery: DeliveryId) {
        self.fulfilled.push(delivery);
    }

    /// Telegram keeps this file now.
    pub fn keep_file(&mut self, file: StoredFile) {
        self.uploaded.push(file);
    }

    /// Telegram no longer knows this file.
    pub fn forget_file(&mut self, file: StoredFile) {
        self.lost_files.push(file);
    }

    /// Keeps what somebody wrote for themselves, instead of what they wrote before.
    pub fn put_note(&mut self, enrolment: EnrolmentId, kind: NoteKind, words: String) {
        self.remove_note(enrolment, kind);
        self.notes.push(Note { enrolment, kind, words });
    }

    pub fn remove_note(&mut self, enrolment: EnrolmentId, kind: NoteKind) {
        self.notes.retain(|note| note.enrolment != enrolment || note.kind != kind);
        self.removed_notes.push((enrolment, kind));
    }

    /// A delivery that was settled becomes a count at once.
    pub fn untell(&mut self, delivery: DeliveryId) {
        self.untold.push(delivery);
    }

    /// The name that waits for the certificate is kept.
    pub fn keep_name(&mut self, enrolment: EnrolmentId) {
        self.kept_names.push(enrolment);
    }

    /// What signs certificates.
    pub fn signer(&self) -> &Signer {
        self.store.signer()
    }

    /// Whose codes are known here.
    pub fn keyring(&self) -> &Keyring {
        self.store.keyring()
    }

    /// This message is being hidden.
    pub fn hide(&mut self, due: DueMessage) {
        self.tended.hidden.push(MessageKey { chat_id: due.chat.0, message: due.message });
    }

    /// This message is being deleted; it is tried again a day later, unless [`Work::gone`] says that it is gone.
    pub fn try_deleting(&mut self, due: DueMessage) {
        self.tended.tried.push(MessageKey { chat_id: due.chat.0, message: due.message });
    }

    /// These messages stand there no more.
    pub fn gone(&mut self, chat: ChatId, messages: impl IntoIterator<Item = i64>) {
        for message in messages {
            self.messages.remove(&(chat, message));
            self.tended.gone.push(MessageKey { chat_id: chat.0, message });
        }
    }

    /// The person of a private chat wishes something else: what stands there is tended to accordingly.
    pub fn wish(&mut self, chat: ChatId, preferences: Preferences) {
        self.tended.wishes.push((chat, preferences));
    }

    /// What stands in a private chat from the last two days becomes neutral lines soon, but for this message.
    pub fn veil_recent(&mut self, chat: ChatId, except: Option<i64>) {
        self.tended.veiled.push((chat, except));
    }

    /// Keeps a tap; the first answer to a question stays.
    pub fn tap(&mut self, tap: Tap) {
        self.taps.push(tap);
    }

    /// Keeps a sentence, sealed.
    pub fn sentence(&mut self, sentence: NewSentence) {
        self.sentences.push(sentence);
    }

    /// Whether the sentence of an enrolment about a week may be quoted.
    pub fn quote(&mut self, enrolment: EnrolmentId, week: u8, quotable: bool) {
        self.quotes.push((enrolment, week, quotable));
    }

    /// The finished attempts of a cohort at a week's test; nothing where they were not loaded.
    pub fn sittings_of(&self, cohort: CohortId, week: u8) -> &[Attempt] {
        self.sittings.get(&(cohort, week)).map_or(&[], Vec::as_slice)
    }

    /// Every correction that was ordered for a cohort, the oldest first; `None` where that was not loaded.
    pub fn corrections_of(&self, cohort: CohortId) -> Option<&[Regrade]> {
        self.corrections.get(&cohort).map(Vec::as_slice)
    }

    /// What the people of a cohort think, and their sentences that may be quoted; nothing where that was not loaded.
    pub fn feedback_of(&self, cohort: CohortId) -> (&[Tap], &[Quotable]) {
        self.feedback.get(&cohort).map_or((&[], &[]), |(taps, quotable)| (taps, quotable))
    }

    /// What a cohort answered in the form after the course; nothing where that was not loaded.
    pub fn form_of(&self, cohort: CohortId) -> Option<&FormOf> {
        self.forms.get(&cohort)
    }

    /// Writes what changed and commits. `updates` are the ids of the updates that the batch handled, the last statement.
    pub async fn save(mut self, updates: &[i64], now: DateTime<Utc>, real: RealTime) -> Result<Written, StoreError> {
        let store = Arc::clone(&self.store);
        let express = if self.is_express { store.express.ask(&self, &self.deliveries, now) } else { None };
        let at_once = express.as_ref().map(Promise::ids).unwrap_or_default();
        let deliveries = std::mem::take(&mut self.deliveries);
        let enqueued = deliveries.len();
        let (going, waiting): (Vec<_>, Vec<_>) = deliveries.into_iter().partition(|one| at_once.contains(&one.id));
        let mut arrived = self.arrived(&waiting);
        let tx = &mut self.tx;
        if let Some(express) = &express {
            express.mark_landed(tx);
        }
        outbox::mark(tx, &self.marks, real);
        outbox::rewrite(tx, &self.rewritten);
        outbox::fulfil(tx, &self.fulfilled, real);
        if !self.untold.is_empty() {
            let ids: Vec<_> = id_rows(self.untold.iter().map(|id| id.0));
            compaction::count_and_forget(tx, &ids).await?;
        }
        media::forget(tx, &self.lost_files);
        media::keep(tx, &self.uploaded, real);
        // What goes makes room first: who was forgotten may have come again in the same batch.
        for erasure in &mut self.erasures {
            let in_flight = erasures::forget(tx, erasure).await?;
            erasure.deliveries.extend(in_flight);
        }
        for erasure in &self.strays_of {
            erasures::forget_strays(tx, erasure);
        }
        enrolments::remove(tx, &self.removed);
        people::remove(tx, &self.forgotten);
        chats::save(tx, &store.sealer, &self.chats.written());
        people::save(tx, &self.people.written());
        people::revoke(tx, &self.revoked);
        people::grant(tx, &self.granted);
        cohorts::save(tx, &self.cohorts.written());
        enrolments::save(tx, &self.enrolments.written());
        enrolments::look_again(tx, &self.looked_at_again, now);
        notes::remove(tx, &self.removed_notes);
        notes::save(tx, &store.sealer, &self.notes, now);
        notes::keep_names(tx, &self.kept_names);
        let saved: Vec<Saved<'_>> = (self.attempts.written().into_iter())
            .map(|attempt| named(&self.library, attempt, self.answered.get(&attempt.id).copied()))
            .collect();
        attempts::save(tx, &store.sealer, &saved);
        regrades::save(tx, &self.regrades);
        questions::save(tx, &store.sealer, &self.questions.written());
        feedback::save(tx, &store.sealer, &self.taps, &self.sentences, &self.quotes);
        form::save(tx, &store.sealer, &self.form);
        messages::save(tx, &self.messages.written());
        tending::save(tx, &self.tended, now);
        outbox::cancel_of_enrolments(tx, &self.stopped, real);
        outbox::cancel_copies(tx, &self.withdrawn, real);
        outbox::cancel_of_chats(tx, &self.left_groups, real);
        outbox::cancel_copies_from(tx, &self.renumbered, real);
        messages::forget_of_chats(tx, &self.renumbered);
        topics::forget_of_chats(tx, &self.reset);
        topics::save(tx, &self.topics.written());
        outbox::retry_now(tx, &self.ready_chats);
        outbox::insert_going(tx, &going, store.epoch(), now, real);
        outbox::insert(tx, &waiting, now, real);
        for erasure in self.erasures.iter().chain(&self.strays_of) {
            erasures::save(tx, erasure);
        }
        debug_assert!(self.released.is_empty() || at_once.is_empty(), "whoever sends lets nothing go with the commit");
        let released = match at_once.first() {
            Some(first) => claim::ask_sending_from(tx, *first, store.epoch()),
            None => claim::ask_release(tx, &self.released, store.epoch()),
        };
        for (fact, value) in &self.facts {
            match value {
                Some(value) => meta::set(tx, *fact, value).await?,
                None => meta::forget(tx, *fact).await?,
            }
        }
        for (update_id, raw, cause) in &self.put_away {
            updates::fail(tx, &store.sealer, *update_id, raw, cause, real);
        }
        let sequence = store.save_sequence(tx);
        updates::record(tx, updates, real);
        let released = self.tx.commit_and_answer(released).await?;
        store.sequence_saved(sequence);
        let released: Vec<DeliveryId> = released.into_iter().map(|row| DeliveryId(row.id)).collect();
        let Some(express) = express else {
            store.arrivals.note(arrived);
            return Ok(Written { enqueued, released });
        };
        arrived = arrived.and(express.committed(&released.into_iter().collect()));
        store.arrivals.note(arrived);
        Ok(Written { enqueued, released: Vec::new() })
    }
}

impl Work {
    /// What a look of the sender would find of what is written now.
    fn arrived(&self, deliveries: &[NewDelivery]) -> Arrived {
        if !self.ready_chats.is_empty() || !self.fulfilled.is_empty() {
            return Arrived::ALL;
        }
        let of = |delivery: &NewDelivery| match self.chats.get(&delivery.chat) {
            Some(chat) => Arrived::of(delivery.class, chat.kind == ChatKind::Private),
            None => Arrived::ALL,
        };
        deliveries.iter().map(of).fold(Arrived::NONE, Arrived::and)
    }
}

/// An attempt with the names of its items, which are the business key of its answers.
fn named<'a>(library: &Library, attempt: &'a Attempt, answered: Option<usize>) -> Saved<'a> {
    let assessment =
        library.get(&attempt.version).and_then(|course| course.week(attempt.week)).map(|week| &week.assessment);
    let items = (0..attempt.total())
        .map(|position| {
            let item = assessment.and_then(|assessment| attempt.item(assessment, position));
            item.map_or_else(|| format!("#{position}"), |item| item.name.clone())
        })
        .collect();
    Saved { attempt, items, answered }
}
