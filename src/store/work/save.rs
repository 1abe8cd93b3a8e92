//! Saving a unit of work: what changed goes with one statement a noun, each after what it hangs on, and is committed.

use super::{Draft, Work, Written};
use crate::rules::course::Library;
use crate::rules::grading::Attempt;
use crate::rules::ids::*;
use crate::rules::real_time::RealTime;
use crate::store::arrivals::Arrived;
use crate::store::attempts::{self, Saved};
use crate::store::chats::{self, ChatKind};
use crate::store::error::StoreError;
use crate::store::express::Promise;
use crate::store::in_flight::{self, ReleasedRow};
use crate::store::map::Indexed;
use crate::store::outbox::{self, NewDelivery};
use crate::store::statement::id_rows;
use crate::store::tx::{Asked, Tx};
use crate::store::{
    Store, cohorts, compaction, enrolments, erasures, feedback, form, media, messages, meta, notes, people, questions,
    regrades, tending, topics, updates,
};
use chrono::{DateTime, Utc};
use std::sync::Arc;

impl Work {
    /// Writes what changed and commits; a draft that is [`StoreError::Outdated`] writes nothing. `updates` are the ids of the
    /// updates that the batch handled, the last statement.
    pub async fn save(mut self, updates: &[i64], now: DateTime<Utc>, real: RealTime) -> Result<Written, StoreError> {
        let store = Arc::clone(&self.store);
        debug_assert!(self.draft.is_none() || !self.is_express, "nothing of a draft goes before it has its turn");
        let express = if self.is_express { store.express.ask(&self, &self.deliveries, now) } else { None };
        let at_once = express.as_ref().map(Promise::ids).unwrap_or_default();
        debug_assert!(self.released.is_empty() || at_once.is_empty(), "whoever sends lets nothing go with the commit");
        let deliveries = std::mem::take(&mut self.deliveries);
        let enqueued = deliveries.len();
        let (going, waiting): (Vec<_>, Vec<_>) = deliveries.into_iter().partition(|one| at_once.contains(&one.id));
        let mut arrived = self.arrived(&waiting);
        if let Some(express) = &express {
            express.mark_landed(&mut self.tx);
        }
        self.write_outcomes(real).await?;
        self.write_state(now).await?;
        self.write_stops(real);
        let released = self.write_deliveries(&going, &waiting, now, real);
        drop((going, waiting));
        self.write_books(real).await?;
        if !self.erasures.is_empty() {
            store.acquaintances.forget();
        }
        let sequence = store.save_sequence(&mut self.tx);
        updates::record(&mut self.tx, updates, real);
        let tx = match self.draft {
            Some(draft) => self.into_turn(draft).await?,
            None => self.tx,
        };
        let released = tx.commit_and_answer(released).await?;
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

    /// What became of requests.
    async fn write_outcomes(&mut self, real: RealTime) -> Result<(), StoreError> {
        let tx = &mut self.tx;
        outbox::mark(tx, &self.marks, real);
        outbox::rewrite(tx, &self.rewritten);
        outbox::fulfil(tx, &self.fulfilled, real);
        if !self.untold.is_empty() {
            let ids: Vec<_> = id_rows(self.untold.iter().map(|id| id.0));
            compaction::count_and_forget(tx, &ids).await?;
        }
        media::forget(tx, &self.lost_files);
        media::keep(tx, &self.uploaded, real);
        Ok(())
    }

    /// What is known of people, and what they said.
    async fn write_state(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let (tx, sealer) = (&mut self.tx, &self.store.sealer);
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
        chats::save(tx, sealer, &self.chats.written());
        people::save(tx, &self.people.written());
        people::revoke(tx, &self.revoked);
        people::grant(tx, &self.granted);
        cohorts::save(tx, &self.cohorts.written());
        enrolments::save(tx, &self.enrolments.written());
        if self.draft.is_some() {
            // A thousand of them and what is said to them take some memory.
            self.enrolments = Indexed::default();
        }
        enrolments::look_again(tx, &self.looked_at_again, now);
        notes::remove(tx, &self.removed_notes);
        notes::save(tx, sealer, &self.notes, now);
        notes::keep_names(tx, &self.kept_names);
        let saved: Vec<Saved<'_>> = (self.attempts.written().into_iter())
            .map(|attempt| named(&self.library, attempt, self.answered.get(&attempt.id).copied()))
            .collect();
        attempts::save(tx, sealer, &saved);
        regrades::save(tx, &self.regrades);
        questions::save(tx, sealer, &self.questions.written());
        feedback::save(tx, sealer, &self.taps, &self.sentences, &self.quotes);
        form::save(tx, sealer, &self.form);
        messages::save(tx, &self.messages.written());
        tending::save(tx, &self.tended, now);
        Ok(())
    }

    /// What waits and shall not go any more, or not there.
    fn write_stops(&mut self, real: RealTime) {
        let tx = &mut self.tx;
        outbox::cancel_of_enrolments(tx, &self.stopped, real);
        outbox::cancel_copies(tx, &self.withdrawn, real);
        outbox::cancel_of_chats(tx, &self.left_groups, real);
        outbox::cancel_copies_from(tx, &self.renumbered, real);
        messages::forget_of_chats(tx, &self.renumbered);
        topics::forget_of_chats(tx, &self.reset);
        topics::save(tx, &self.topics.written());
        outbox::retry_now(tx, &self.ready_chats);
    }

    /// What is said, and what may go now: what goes with this commit, or what a round of sending chose.
    fn write_deliveries(
        &mut self,
        going: &[NewDelivery],
        waiting: &[NewDelivery],
        now: DateTime<Utc>,
        real: RealTime,
    ) -> Option<Asked<ReleasedRow>> {
        let (tx, epoch) = (&mut self.tx, self.store.epoch());
        outbox::insert_going(tx, going, epoch, now, real);
        let is_private = |chat| self.chats.get(&chat).is_some_and(|chat| chat.kind == ChatKind::Private);
        outbox::insert(tx, waiting, is_private, now, real);
        for erasure in self.erasures.iter().chain(&self.strays_of) {
            erasures::save(tx, erasure);
        }
        match going.iter().map(|one| one.id).min() {
            Some(first) => in_flight::ask_sending_from(tx, first, epoch),
            None => in_flight::ask_release(tx, &self.released, epoch),
        }
    }

    /// Facts, and the updates that could not be handled.
    async fn write_books(&mut self, real: RealTime) -> Result<(), StoreError> {
        let tx = &mut self.tx;
        for (fact, value) in &self.facts {
            match value {
                Some(value) => meta::set(tx, *fact, value).await?,
                None => meta::forget(tx, *fact).await?,
            }
        }
        for (update_id, raw, cause) in &self.put_away {
            updates::fail(tx, &self.store.sealer, *update_id, raw, cause, real);
        }
        Ok(())
    }

    /// What a draft writes, in a transaction that can. All else is forgotten before it waits for its turn.
    async fn into_turn(self, draft: Draft) -> Result<Tx, StoreError> {
        let (store, mut collected) = self.into_parts();
        let mut tx = store.turn_of(draft).await?;
        match collected.hand_over(&mut tx) {
            Ok(()) => Ok(tx),
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    }

    fn into_parts(self) -> (Arc<Store>, Tx) {
        (self.store, self.tx)
    }

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
