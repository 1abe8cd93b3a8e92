//! Loading a unit of work: what its needs name, and whatever hangs on that.
//!
//! What hangs on a chat waits for the look by Telegram's id, and what hangs on an enrolment for the person at the chat: three
//! round trips. Of whom was met of late all is asked in the first (see [`crate::store::acquaintances`]), unless each question
//! is a round trip anyway.

use super::Work;
use crate::rules::addressing::enrolment_of_screen;
use crate::rules::ids::*;
use crate::rules::model::Handle;
use crate::rules::notice::Notice;
use crate::store::acquaintances::Acquaintance;
use crate::store::attempts::{self, AnswerRow, AttemptRow};
use crate::store::chats::{self, ChatRow};
use crate::store::cohorts::{self, CohortRow};
use crate::store::enrolments::{self, EnrolmentRow};
use crate::store::error::StoreError;
use crate::store::in_flight::{self, SettledRow};
use crate::store::messages::{self, MessageKey, MessageRow};
use crate::store::meta::{self, Fact};
use crate::store::people::{self, PersonRow, RoleRow};
use crate::store::questions::{self, QuestionRow};
use crate::store::statement::id_rows;
use crate::store::topics::{self, ThreadKey, TopicRow};
use crate::store::tx::{Asked, Tx};
use crate::store::updates::{self, UpdateIdRow};
use crate::store::{dossiers, feedback, form, regrades};
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

impl Needs {
    /// Every chat that is named by Telegram's id.
    fn telegram_ids(&self) -> Vec<i64> {
        let ids = (self.telegram_ids.iter().copied())
            .chain(self.threads.iter().map(|(chat, _)| *chat))
            .chain(self.messages.iter().map(|(chat, _)| *chat))
            .chain(self.standing.iter().copied())
            .chain(self.dossiers.iter().copied());
        ids.collect::<BTreeSet<i64>>().into_iter().collect()
    }
}

/// Telegram's ids with the chats they name.
type ChatOf = BTreeSet<(i64, ChatId)>;

/// What hangs on nothing.
struct First {
    handled: Option<Asked<UpdateIdRow>>,
    chats: Option<Asked<ChatRow>>,
    cohorts: Asked<CohortRow>,
    mentors: Asked<ChatRow>,
    roles: Asked<RoleRow>,
    deliveries: Option<Asked<SettledRow>>,
    attempts: Option<Asked<AttemptRow>>,
    answers: Option<Asked<AnswerRow>>,
}

/// What hangs on chats.
struct Here {
    people: Option<Asked<PersonRow>>,
    enrolments: Option<Asked<EnrolmentRow>>,
    standing: Option<Asked<MessageRow>>,
    newest: Option<Asked<MessageRow>>,
    topics: Option<Asked<TopicRow>>,
}

impl Here {
    fn ask(tx: &mut Tx, needs: &Needs, chats: &ChatOf) -> Self {
        let chat_of: BTreeMap<i64, ChatId> = chats.iter().copied().collect();
        let here = id_rows(chats.iter().map(|(_, chat)| chat.0));
        let of_topic = |(chat, thread): &(i64, i64)| Some(ThreadKey { chat_id: chat_of.get(chat)?.0, thread: *thread });
        let of_message =
            |(chat, message): &(i64, i64)| Some(MessageKey { chat_id: chat_of.get(chat)?.0, message: *message });
        let threads: Vec<ThreadKey> = needs.threads.iter().filter_map(of_topic).collect();
        let messages: Vec<MessageKey> = needs.messages.iter().filter_map(of_message).collect();
        let newest = id_rows(needs.standing.iter().filter_map(|chat| chat_of.get(chat)).map(|chat| chat.0));
        Self {
            people: people::ask_by_chats(tx, &here),
            enrolments: enrolments::ask_by_chats(tx, &here),
            standing: messages::ask_by_keys(tx, &messages),
            newest: messages::ask_newest(tx, &newest),
            topics: topics::ask_by_threads(tx, &threads),
        }
    }
}

/// What hangs on enrolments, and is open.
struct Open {
    topics: Option<Asked<TopicRow>>,
    attempts: Option<Asked<AttemptRow>>,
    questions: Option<Asked<QuestionRow>>,
}

impl Open {
    fn ask(tx: &mut Tx, enrolments: &BTreeSet<EnrolmentId>) -> Self {
        let of = id_rows(enrolments.iter().map(|id| id.0));
        Self {
            topics: topics::ask_of_enrolments(tx, &of),
            attempts: attempts::ask_open_of(tx, &of),
            questions: questions::ask_open_of(tx, &of),
        }
    }
}

/// What was asked about `guessed`, and of the rest of what is `there` is asked now. Who guessed what is not there asks about
/// everything anew.
fn besides<T: Ord + Copy, Q>(
    (guessed, asked): (BTreeSet<T>, Q),
    there: &BTreeSet<T>,
    mut ask: impl FnMut(&BTreeSet<T>) -> Q,
) -> Vec<Q> {
    if !guessed.is_subset(there) {
        return vec![ask(there)];
    }
    let rest: BTreeSet<T> = there.difference(&guessed).copied().collect();
    let asked = std::iter::once(asked);
    if rest.is_empty() { asked.collect() } else { asked.chain([ask(&rest)]).collect() }
}

/// What is named in what was loaded, and not loaded yet.
#[derive(Default)]
struct Named {
    enrolments: BTreeSet<EnrolmentId>,
    questions: BTreeSet<QuestionId>,
}

impl Work {
    /// Loads everything that the needs name, and everybody and everything that hangs on it.
    pub async fn load(&mut self, needs: &Needs) -> Result<(), StoreError> {
        let store = Arc::clone(&self.store);
        let telegram_ids = needs.telegram_ids();
        let met = if self.tx.goes_together() { store.acquaintances.of(&telegram_ids) } else { BTreeMap::new() };
        let met_chats: ChatOf = met.iter().map(|(telegram_id, met)| (*telegram_id, met.chat)).collect();
        let met_enrolments: BTreeSet<EnrolmentId> =
            met.values().flat_map(|met| met.enrolments.iter().copied()).collect();
        let first = self.ask_first(needs, &telegram_ids);
        let here = Here::ask(&mut self.tx, needs, &met_chats);
        let open = Open::ask(&mut self.tx, &met_enrolments);

        let mut named = Named { enrolments: needs.enrolments.clone(), questions: needs.questions.clone() };
        let (chat_of, attempts, answers) = self.read_first(needs, first, &mut named).await?;
        let here = besides((met_chats, here), &chat_of, |chats| Here::ask(&mut self.tx, needs, chats));
        self.load_dossiers(needs, &chat_of).await?;
        for here in here {
            self.read_here(here, &mut named).await?;
        }
        self.load_named(&chat_of, &mut named, (attempts, answers)).await?;
        self.load_whole(needs, &mut named).await?;
        self.load_enrolments(named, (met_enrolments, open)).await?;
        if needs.admins {
            self.load_admins().await?;
        }
        let found: BTreeMap<i64, Acquaintance> =
            chat_of.into_iter().map(|(id, chat)| (id, self.acquaintance(chat))).collect();
        if self.tx.goes_together() && found != met {
            store.acquaintances.remember(found, &met);
        }
        Ok(())
    }

    fn acquaintance(&self, chat: ChatId) -> Acquaintance {
        let of_person = self.person_at(chat).into_iter().flat_map(|person| self.enrolments_of(person.id));
        Acquaintance { chat, enrolments: of_person.map(|stored| stored.enrolment.id).collect() }
    }

    fn ask_first(&mut self, needs: &Needs, telegram_ids: &[i64]) -> First {
        let (tx, sealer) = (&mut self.tx, &self.store.sealer);
        let attempts = id_rows(needs.attempts.iter().map(|id| id.0));
        First {
            handled: updates::ask_handled(tx, needs.updates.iter().copied()),
            chats: chats::ask_by_telegram_ids(tx, sealer, telegram_ids),
            cohorts: cohorts::ask_all(tx),
            mentors: chats::ask_of_mentors(tx),
            roles: people::ask_roles(tx),
            deliveries: in_flight::ask_by_ids(tx, &id_rows(needs.deliveries.iter().map(|id| id.0))),
            attempts: attempts::ask_by_ids(tx, &attempts),
            answers: attempts::ask_answers_by_ids(tx, &attempts),
        }
    }

    /// Returns which chats there are, and the attempts that are named, with the answer to come of what was answered in them.
    async fn read_first(
        &mut self,
        needs: &Needs,
        first: First,
        named: &mut Named,
    ) -> Result<(ChatOf, Vec<AttemptRow>, Option<Asked<AnswerRow>>), StoreError> {
        let store = Arc::clone(&self.store);
        let tx = &mut self.tx;
        for cohort in cohorts::read(tx, first.cohorts).await? {
            self.cohorts.loaded(cohort.id, cohort);
        }
        self.grants = people::read_roles(tx, first.roles).await?;
        self.grants.retain(|grant| !self.revoked.contains(&grant.person));
        self.grants.extend(&self.granted);
        if needs.claim && !self.facts.iter().any(|(fact, _)| *fact == Fact::ClaimCode) {
            self.claim = meta::get(tx, Fact::ClaimCode).await?;
        }
        self.handled.extend(updates::read_handled(tx, first.handled).await?);
        for chat in chats::read(tx, &store.sealer, Some(first.mentors)).await? {
            self.chats.loaded(chat.id, chat);
        }
        let found = chats::read(tx, &store.sealer, first.chats).await?;
        let chat_of = found.iter().map(|chat| (chat.telegram_id, chat.id)).collect();
        for chat in found {
            self.chats.loaded(chat.id, chat);
        }
        for delivery in in_flight::read(tx, first.deliveries).await? {
            named.enrolments.extend(delivery.enrolment);
            named.questions.extend(delivery.question);
            self.in_flight.insert(delivery.id, delivery);
        }
        Ok((chat_of, attempts::read(tx, first.attempts).await?, first.answers))
    }

    /// People, enrolments, messages and topics of chats.
    async fn read_here(&mut self, here: Here, named: &mut Named) -> Result<(), StoreError> {
        let tx = &mut self.tx;
        for person in people::read(tx, here.people).await? {
            self.people.loaded(person.id, person);
        }
        for stored in enrolments::read(tx, here.enrolments).await? {
            self.enrolments.loaded(stored.enrolment.id, stored);
        }
        for standing in messages::read(tx, here.standing).await? {
            named.questions.extend(standing.question);
            named.enrolments.extend(standing.screen.as_deref().and_then(enrolment_of_screen));
            self.messages.loaded((standing.chat, standing.message), standing);
        }
        let newest = messages::read(tx, here.newest).await?;
        let said = in_flight::ask_by_ids(tx, &id_rows(newest.iter().map(|standing| standing.delivery.0)));
        for standing in newest {
            named.questions.extend(standing.question);
            self.messages.loaded((standing.chat, standing.message), standing);
        }
        let said = in_flight::read_known(tx, said).await?;
        let veiled = said.iter().filter_map(|delivery| match delivery.notice {
            Notice::Veiled { of } => Some(of.0),
            _ => None,
        });
        let veiled = in_flight::ask_by_ids(tx, &id_rows(veiled));
        for delivery in in_flight::read_known(tx, veiled).await?.into_iter().chain(said) {
            self.in_flight.insert(delivery.id, delivery);
        }
        for topic in topics::read(tx, here.topics).await? {
            named.enrolments.insert(topic.enrolment);
            self.topics.loaded(topic.id, topic);
        }
        Ok(())
    }

    /// What is named by its own id, and the enrolments of whoever is elsewhere.
    async fn load_named(
        &mut self,
        chat_of: &ChatOf,
        named: &mut Named,
        (attempts, answers): (Vec<AttemptRow>, Option<Asked<AnswerRow>>),
    ) -> Result<(), StoreError> {
        let store = Arc::clone(&self.store);
        let tx = &mut self.tx;
        // What names no enrolment may still find out that somebody cannot be reached.
        let nameless = self.in_flight.values().filter(|delivery| delivery.enrolment.is_none());
        let nameless = people::ask_by_chats(tx, &id_rows(nameless.map(|delivery| delivery.chat.0)));
        let questions = questions::ask_by_ids(tx, &id_rows(named.questions.iter().map(|id| id.0)));
        for person in people::read(tx, nameless).await? {
            self.people.loaded(person.id, person);
        }
        let here: BTreeSet<ChatId> = chat_of.iter().map(|(_, chat)| *chat).collect();
        let elsewhere = self.people.values().filter(|person| !here.contains(&person.chat));
        let of_others = enrolments::ask_by_chats(tx, &id_rows(elsewhere.map(|person| person.chat.0)));
        for question in questions::read(tx, &store.sealer, questions).await? {
            named.enrolments.insert(question.enrolment);
            self.questions.loaded(question.id, question);
        }
        for attempt in attempts::with_answers(tx, Some(&store.sealer), attempts, answers).await? {
            named.enrolments.insert(attempt.enrolment);
            self.answered.insert(attempt.id, attempt.answers.len());
            self.attempts.loaded(attempt.id, attempt);
        }
        for stored in enrolments::read(tx, of_others).await? {
            self.enrolments.loaded(stored.enrolment.id, stored);
        }
        Ok(())
    }

    /// What is wanted of whole cohorts.
    async fn load_whole(&mut self, needs: &Needs, named: &mut Named) -> Result<(), StoreError> {
        let store = Arc::clone(&self.store);
        let (tx, sealer) = (&mut self.tx, &store.sealer);
        for cohort in &needs.rosters {
            named.enrolments.extend(enrolments::of_cohort(tx, *cohort).await?);
        }
        named.enrolments.extend(enrolments::by_handles(tx, needs.handles.iter().copied()).await?);
        for cohort in &needs.asked_of {
            for question in questions::asked_of(tx, sealer, *cohort).await? {
                named.enrolments.insert(question.enrolment);
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
        Ok(())
    }

    /// Enrolments by id and of everybody loaded, their people, chats, open attempts, open questions and topics.
    async fn load_enrolments(&mut self, named: Named, asked: (BTreeSet<EnrolmentId>, Open)) -> Result<(), StoreError> {
        let store = Arc::clone(&self.store);
        let (tx, sealer) = (&mut self.tx, &store.sealer);
        let missing = named.enrolments.iter().filter(|id| self.enrolments.get(id).is_none()).map(|id| id.0);
        let missing = enrolments::ask_by_ids(tx, &id_rows(missing));
        for stored in enrolments::read(tx, missing).await? {
            self.enrolments.loaded(stored.enrolment.id, stored);
        }
        let people = self.enrolments.values().map(|stored| stored.enrolment.person);
        let missing: BTreeSet<PersonId> = people.filter(|id| self.people.get(id).is_none()).collect();
        let people = people::ask_by_ids(tx, &id_rows(missing.iter().map(|id| id.0)));
        let there: BTreeSet<EnrolmentId> = self.enrolments.keys().copied().collect();
        let open = besides(asked, &there, |enrolments| Open::ask(tx, enrolments));
        for person in people::read(tx, people).await? {
            self.people.loaded(person.id, person);
        }
        let mut attempts = Vec::new();
        for open in open {
            for topic in topics::read(tx, open.topics).await? {
                self.topics.loaded(topic.id, topic);
            }
            for question in questions::read(tx, sealer, open.questions).await? {
                self.questions.loaded(question.id, question);
            }
            attempts.extend(attempts::read(tx, open.attempts).await?);
        }
        attempts.retain(|attempt| self.attempts.get(&AttemptId(attempt.id)).is_none());
        let wanted: BTreeSet<ChatId> = (self.people.values().map(|person| person.chat))
            .chain(self.in_flight.values().map(|delivery| delivery.chat))
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
    async fn load_dossiers(&mut self, needs: &Needs, chat_of: &ChatOf) -> Result<(), StoreError> {
        let by_telegram = chat_of.iter().filter(|(id, _)| needs.dossiers.contains(id)).map(|(_, chat)| chat);
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
}
