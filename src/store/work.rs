//! A unit of work: what a batch needs is loaded with one statement a noun, decided in memory, and written with one
//! statement a noun, in one transaction.
//!
//! It is an identity map: each intent of a batch sees what the ones before it decided. A batch of one is the same code.

use super::attempts::{self, Saved};
use super::chats::{self, Chat};
use super::claim::{self, InFlight};
use super::cohorts;
use super::engine::{IdRow, Tx, id_rows};
use super::enrolments::{self, Stored};
use super::error::StoreError;
use super::media;
use super::messages::{self, MessageKey, Standing};
use super::meta::{self, Fact};
use super::outbox::{self, Mark, NewDelivery};
use super::people::{self, Grant};
use super::questions;
use super::topics::{self, ThreadKey, Topic};
use super::{Store, updates};
use crate::rules::addressing::enrolment_of_screen;
use crate::rules::course::Library;
use crate::rules::enrolment::Enrolment;
use crate::rules::grading::Attempt;
use crate::rules::ids::*;
use crate::rules::model::{Cohort, Handle, Person};
use crate::rules::outcome::StoredFile;
use crate::rules::question::Question;
use crate::rules::real_time::RealTime;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a batch is about, said before anything is loaded. Ids of Telegram are looked up by their hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Chats by Telegram's id: persons and groups.
    pub telegram_ids: BTreeSet<i64>,
    /// Topics by the group's Telegram id and the thread.
    pub threads: BTreeSet<(i64, i64)>,
    /// Our messages by the chat's Telegram id and number.
    pub messages: BTreeSet<(i64, i64)>,
    pub enrolments: BTreeSet<EnrolmentId>,
    pub attempts: BTreeSet<AttemptId>,
    pub questions: BTreeSet<QuestionId>,
    /// Deliveries whose outcome came.
    pub deliveries: BTreeSet<DeliveryId>,
    /// Cohorts of which every enrolment is wanted (rosters and counts).
    pub rosters: BTreeSet<CohortId>,
    /// Cohorts whose unanswered questions are wanted (a group was bound).
    pub asked_of: BTreeSet<CohortId>,
    /// Enrolments by their handle in a cohort (a topic was announced).
    pub handles: BTreeSet<(CohortId, Handle)>,
    /// Whether somebody claims the bot.
    pub claim: bool,
    /// Whether every admin may have to be told something.
    pub admins: bool,
}

/// What a saved unit of work did to the outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Deliveries enqueued; also those whose key was there already.
    pub enqueued: usize,
    /// Of those to be released, the ones that may go.
    pub released: Vec<DeliveryId>,
}

/// A noun in memory: what was loaded, and which of it changed.
#[derive(Debug)]
pub struct Map<Key, Value> {
    entries: BTreeMap<Key, Value>,
    changed: BTreeSet<Key>,
}

impl<Key, Value> Default for Map<Key, Value> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), changed: BTreeSet::new() }
    }
}

impl<Key: Ord + Clone, Value> Map<Key, Value> {
    pub fn get(&self, key: &Key) -> Option<&Value> {
        self.entries.get(key)
    }

    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.entries.values()
    }

    /// Puts a changed or new value; it is written at the end.
    pub fn put(&mut self, key: Key, value: Value) {
        self.changed.insert(key.clone());
        self.entries.insert(key, value);
    }

    fn loaded(&mut self, key: Key, value: Value) {
        self.entries.entry(key).or_insert(value);
    }

    fn remove(&mut self, key: &Key) {
        self.entries.remove(key);
        self.changed.remove(key);
    }

    fn written(&self) -> Vec<&Value> {
        self.changed.iter().filter_map(|key| self.entries.get(key)).collect()
    }
}

/// The state of a batch, between one load and one save.
#[derive(Debug)]
pub struct Work {
    tx: Tx,
    store: Arc<Store>,
    pub library: Arc<Library>,
    pub chats: Map<ChatId, Chat>,
    pub people: Map<PersonId, Person>,
    pub cohorts: Map<CohortId, Cohort>,
    pub attempts: Map<AttemptId, Attempt>,
    pub questions: Map<QuestionId, Question>,
    pub topics: Map<TopicId, Topic>,
    pub messages: Map<(ChatId, i64), Standing>,
    pub in_flight: BTreeMap<DeliveryId, InFlight>,
    enrolments: Map<EnrolmentId, Stored>,
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
    looked_at_again: Vec<CohortId>,
    stopped: Vec<EnrolmentId>,
    withdrawn: Vec<QuestionId>,
    left_groups: Vec<ChatId>,
    ready_chats: Vec<ChatId>,
    renumbered: Vec<ChatId>,
    reset: Vec<ChatId>,
    marks: Vec<Mark>,
    released: Vec<DeliveryId>,
    rewritten: Vec<(DeliveryId, crate::rules::notice::Notice)>,
    fulfilled: Vec<DeliveryId>,
    uploaded: Vec<StoredFile>,
    lost_files: Vec<StoredFile>,
}

impl Work {
    /// Opens the transaction.
    pub(super) fn new(tx: Tx, store: Arc<Store>, library: Arc<Library>) -> Self {
        Self {
            tx,
            store,
            library,
            chats: Map::default(),
            people: Map::default(),
            cohorts: Map::default(),
            attempts: Map::default(),
            questions: Map::default(),
            topics: Map::default(),
            messages: Map::default(),
            in_flight: BTreeMap::new(),
            enrolments: Map::default(),
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
        }
    }

    /// Loads everything that the needs name, and everybody and everything that hangs on it.
    pub async fn load(&mut self, needs: &Needs) -> Result<(), StoreError> {
        let store = Arc::clone(&self.store);
        let (tx, sealer) = (&mut self.tx, &store.sealer);
        for cohort in cohorts::all(tx).await? {
            self.cohorts.loaded(cohort.id, cohort);
        }
        self.grants = people::roles(tx).await?;
        self.grants.retain(|grant| !self.revoked.contains(&grant.person));
        self.grants.extend(&self.granted);
        if needs.claim && !self.facts.iter().any(|(fact, _)| *fact == Fact::ClaimCode) {
            self.claim = meta::get(tx, Fact::ClaimCode).await?;
        }

        let telegram_ids: BTreeSet<i64> = needs
            .telegram_ids
            .iter()
            .copied()
            .chain(needs.threads.iter().map(|(chat, _)| *chat))
            .chain(needs.messages.iter().map(|(chat, _)| *chat))
            .collect();
        let telegram_ids: Vec<i64> = telegram_ids.into_iter().collect();
        let found = chats::by_telegram_ids(tx, sealer, &telegram_ids).await?;
        let chat_of: BTreeMap<i64, ChatId> = found.iter().map(|chat| (chat.telegram_id, chat.id)).collect();
        for person in people::by_chats(tx, &id_rows(found.iter().map(|chat| chat.id.0))).await? {
            self.people.loaded(person.id, person);
        }
        for chat in found {
            self.chats.loaded(chat.id, chat);
        }

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
        let mut question_ids: BTreeSet<QuestionId> = needs.questions.clone();
        let mut introduced = Vec::new();
        for standing in messages::by_keys(tx, &message_keys).await? {
            question_ids.extend(standing.question);
            introduced.extend(standing.screen.as_deref().and_then(enrolment_of_screen));
            self.messages.loaded((standing.chat, standing.message), standing);
        }
        let mut enrolment_ids: BTreeSet<EnrolmentId> = needs.enrolments.clone();
        enrolment_ids.extend(introduced);
        for delivery in claim::by_ids(tx, &id_rows(needs.deliveries.iter().map(|id| id.0))).await? {
            enrolment_ids.extend(delivery.enrolment);
            question_ids.extend(delivery.question);
            self.in_flight.insert(delivery.id, delivery);
        }
        // What names no enrolment may still find out that somebody cannot be reached.
        let nameless = self.in_flight.values().filter(|delivery| delivery.enrolment.is_none());
        for person in people::by_chats(tx, &id_rows(nameless.map(|delivery| delivery.chat.0))).await? {
            self.people.loaded(person.id, person);
        }
        for cohort in &needs.rosters {
            enrolment_ids.extend(enrolments::of_cohort(tx, *cohort).await?);
        }
        enrolment_ids.extend(enrolments::by_handles(tx, needs.handles.iter().copied()).await?);
        for cohort in &needs.asked_of {
            for question in questions::asked_of(tx, *cohort).await? {
                enrolment_ids.insert(question.enrolment);
                self.questions.loaded(question.id, question);
            }
        }
        for question in questions::by_ids(tx, &id_rows(question_ids.iter().map(|id| id.0))).await? {
            enrolment_ids.insert(question.enrolment);
            self.questions.loaded(question.id, question);
        }
        for attempt in attempts::by_ids(tx, &id_rows(needs.attempts.iter().map(|id| id.0))).await? {
            enrolment_ids.insert(attempt.enrolment);
            self.answered.insert(attempt.id, attempt.answers.len());
            self.attempts.loaded(attempt.id, attempt);
        }
        for topic in topics::by_threads(tx, &thread_keys).await? {
            enrolment_ids.insert(topic.enrolment);
            self.topics.loaded(topic.id, topic);
        }
        self.load_enrolments(&enrolment_ids).await?;
        if needs.admins {
            self.load_admins().await?;
        }
        Ok(())
    }

    /// Enrolments by id and of everybody loaded, their people, chats, open attempts, open questions and topics.
    async fn load_enrolments(&mut self, ids: &BTreeSet<EnrolmentId>) -> Result<(), StoreError> {
        let store = Arc::clone(&self.store);
        let (tx, sealer) = (&mut self.tx, &store.sealer);
        for stored in enrolments::by_people(tx, &id_rows(self.people.entries.keys().map(|id| id.0))).await? {
            self.enrolments.loaded(stored.enrolment.id, stored);
        }
        let missing = ids.iter().filter(|id| self.enrolments.get(id).is_none()).map(|id| id.0);
        for stored in enrolments::by_ids(tx, &id_rows(missing)).await? {
            self.enrolments.loaded(stored.enrolment.id, stored);
        }
        let people = self.enrolments.values().map(|stored| stored.enrolment.person);
        let missing: BTreeSet<PersonId> = people.filter(|id| self.people.get(id).is_none()).collect();
        for person in people::by_ids(tx, &id_rows(missing.iter().map(|id| id.0))).await? {
            self.people.loaded(person.id, person);
        }
        let topics_of: Vec<IdRow> = id_rows(self.enrolments.entries.keys().map(|id| id.0));
        for topic in topics::of_enrolments(tx, &topics_of).await? {
            self.topics.loaded(topic.id, topic);
        }
        for attempt in attempts::open_of(tx, &topics_of).await? {
            self.answered.insert(attempt.id, attempt.answers.len());
            self.attempts.loaded(attempt.id, attempt);
        }
        for question in questions::open_of(tx, &topics_of).await? {
            self.questions.loaded(question.id, question);
        }
        let wanted: BTreeSet<ChatId> = (self.people.values().map(|person| person.chat))
            .chain(self.in_flight.values().map(|delivery| delivery.chat))
            .chain(self.cohorts.values().filter_map(|cohort| cohort.mentors))
            .filter(|id| self.chats.get(id).is_none())
            .collect();
        for chat in chats::by_ids(tx, sealer, &id_rows(wanted.iter().map(|id| id.0))).await? {
            self.chats.loaded(chat.id, chat);
        }
        Ok(())
    }

    /// The people who run things: loaded on demand, because a notice may have to reach every admin.
    async fn load_admins(&mut self) -> Result<(), StoreError> {
        let missing: BTreeSet<PersonId> =
            self.grants.iter().map(|grant| grant.person).filter(|id| self.people.get(id).is_none()).collect();
        let people = people::by_ids(&mut self.tx, &id_rows(missing.iter().map(|id| id.0))).await?;
        let sealer = Arc::clone(&self.store);
        let ids = id_rows(people.iter().map(|person| person.chat.0));
        for chat in chats::by_ids(&mut self.tx, &sealer.sealer, &ids).await? {
            self.chats.loaded(chat.id, chat);
        }
        for person in people {
            self.people.loaded(person.id, person);
        }
        Ok(())
    }

    /// Of these updates, the ones that were handled already.
    pub async fn seen(&mut self, update_ids: &[i64]) -> Result<Vec<i64>, StoreError> {
        updates::seen(&mut self.tx, update_ids).await
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

    pub fn enrolment(&self, id: EnrolmentId) -> Option<&Stored> {
        self.enrolments.get(&id)
    }

    pub fn enrolments(&self) -> impl Iterator<Item = &Stored> {
        self.enrolments.values()
    }

    /// Puts a changed or new enrolment, with the instant at which something comes by itself.
    pub fn put_enrolment(&mut self, enrolment: Enrolment, next_due_at: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        let created_at = self.enrolments.get(&enrolment.id).map_or(now, |stored| stored.created_at);
        self.enrolments.put(enrolment.id, Stored { enrolment, next_due_at, created_at });
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

    pub fn rewrite(&mut self, delivery: DeliveryId, notice: crate::rules::notice::Notice) {
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

    /// Writes what changed and commits. `updates` are the ids of the updates that the batch handled, the last statement.
    pub async fn save(mut self, updates: &[i64], now: DateTime<Utc>, real: RealTime) -> Result<Written, StoreError> {
        let store = Arc::clone(&self.store);
        let tx = &mut self.tx;
        store.check_lease(tx).await?;
        outbox::mark(tx, &self.marks, real).await?;
        outbox::rewrite(tx, &self.rewritten).await?;
        outbox::fulfil(tx, &self.fulfilled, real).await?;
        media::forget(tx, &self.lost_files).await?;
        media::keep(tx, &self.uploaded, real).await?;
        // What goes makes room first: who was forgotten may have come again in the same batch.
        enrolments::remove(tx, &self.removed).await?;
        people::remove(tx, &self.forgotten).await?;
        chats::save(tx, &store.sealer, &self.chats.written()).await?;
        people::save(tx, &self.people.written()).await?;
        people::revoke(tx, &self.revoked).await?;
        people::grant(tx, &self.granted).await?;
        cohorts::save(tx, &self.cohorts.written()).await?;
        enrolments::save(tx, &self.enrolments.written()).await?;
        enrolments::look_again(tx, &self.looked_at_again, now).await?;
        let saved: Vec<Saved<'_>> = (self.attempts.written().into_iter())
            .map(|attempt| named(&self.library, attempt, self.answered.get(&attempt.id).copied().unwrap_or(0)))
            .collect();
        attempts::save(tx, &saved).await?;
        questions::save(tx, &self.questions.written()).await?;
        messages::save(tx, &self.messages.written()).await?;
        outbox::cancel_of_enrolments(tx, &self.stopped, real).await?;
        outbox::cancel_copies(tx, &self.withdrawn, real).await?;
        outbox::cancel_of_chats(tx, &self.left_groups, real).await?;
        outbox::cancel_copies_from(tx, &self.renumbered, real).await?;
        messages::forget_of_chats(tx, &self.renumbered).await?;
        topics::forget_of_chats(tx, &self.reset).await?;
        topics::save(tx, &self.topics.written()).await?;
        outbox::retry_now(tx, &self.ready_chats).await?;
        outbox::insert(tx, &self.deliveries, now, real).await?;
        let released = claim::release(tx, &self.released, store.epoch()).await?;
        for (fact, value) in &self.facts {
            match value {
                Some(value) => meta::set(tx, *fact, value).await?,
                None => meta::forget(tx, *fact).await?,
            }
        }
        for (update_id, raw, cause) in &self.put_away {
            updates::fail(tx, &store.sealer, *update_id, raw, cause, real).await?;
        }
        let sequence = store.save_sequence(tx).await?;
        updates::record(tx, updates, real).await?;
        let enqueued = self.deliveries.len();
        self.tx.commit().await?;
        store.sequence_saved(sequence);
        Ok(Written { enqueued, released })
    }
}

/// An attempt with the names of its items, which are the business key of its answers.
fn named<'a>(library: &Library, attempt: &'a Attempt, answered: usize) -> Saved<'a> {
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
