//! A unit of work: what a batch needs is loaded with one statement a noun, decided in memory, and written with one
//! statement a noun, in one transaction.
//!
//! It is an identity map: each intent of a batch sees what the ones before it decided. A batch of one is the same code.

mod load;
mod save;

pub use load::Needs;

use super::Store;
use super::changes;
use super::chats::Chat;
use super::enrolments::Stored;
use super::erasures::Erasure;
use super::error::StoreError;
use super::feedback::{NewSentence, Quotable};
use super::form::{FormOf, FormWrites};
use super::in_flight::InFlight;
use super::map::{Found, Indexed, Map};
use super::messages::{MessageKey, Standing};
use super::meta::{self, Fact};
use super::notes::{Note, NoteKind};
use super::outbox::{Mark, NewDelivery};
use super::people::Grant;
use super::regrades::{Regrade, RegradeWrites};
use super::tending::{DueMessage, Tended};
use super::topics::Topic;
use super::tx::Tx;
use crate::rules::course::Library;
use crate::rules::dossier::Dossier;
use crate::rules::enrolment::Enrolment;
use crate::rules::feedback::Tap;
use crate::rules::grading::Attempt;
use crate::rules::ids::*;
use crate::rules::model::{Cohort, Person};
use crate::rules::notice::Notice;
use crate::rules::outcome::StoredFile;
use crate::rules::preferences::Preferences;
use crate::rules::question::Question;
use crate::rules::real_time::RealTime;
use crate::seal::{Keyring, Signer};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

/// What a draft rests on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft {
    pub mark: changes::Mark,
    /// Of the lease.
    pub epoch: i64,
}

/// The state of a batch, between one load and one save.
#[derive(Debug)]
pub struct Work {
    tx: Tx,
    /// It is decided while others write, and `tx` collects what it writes.
    draft: Option<Draft>,
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
            draft: None,
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

    /// Loads what is decided on while others write, and gives the connection back.
    pub(super) async fn drafted(mut self, draft: Draft, enrolments: BTreeSet<EnrolmentId>) -> Result<Self, StoreError> {
        self.load(&Needs { enrolments, ..Needs::default() }).await?;
        self.tx.give_back();
        self.draft = Some(draft);
        Ok(self)
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
}
