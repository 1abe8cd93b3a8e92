//! Express: what a hundred people wait for at once goes with the commit that decides it.
//!
//! A delivery is usually born *pending*; a look of the sender finds it, and it is committed as *sending* when the limits let
//! it go. The next item of a test is an edit of the very message whose button was pressed. Where its lane is free and
//! the sender has room and a slot for it, it is born *sending* and handed over as it would have been
//! claimed: no look, no second commit, and nothing written into the indexes of what waits. At a crash it is in doubt like
//! everything in flight.
//!
//! It comes back the same way. What was accepted and leaves nothing behind is told with the next such commit, so that whoever
//! sends seldom keeps those waiting who press.

use super::arrivals::Arrived;
use super::chats::ChatKind;
use super::claim::Claimed;
use super::outbox::{self, Edit, NewDelivery};
use super::tx::Tx;
use super::work::Work;
use crate::rules::ids::{ChatId, DeliveryId};
use crate::rules::model::Person;
use crate::rules::notice::{Class, Notice};
use crate::rules::real_time::RealTime;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, Weak};

/// What goes with the commit that decided it.
#[derive(Debug, Clone, PartialEq)]
pub struct Going {
    /// As a look would have read it.
    pub claimed: Claimed,
    /// The message is noted as showing this screen, and nothing else.
    pub is_noted: bool,
}

/// Whoever sends what is handed over.
pub trait Carrier: Debug + Send + Sync {
    /// Whether it is worth asking for anything.
    fn has_room(&self) -> bool;

    /// Which of these, each of another lane, may be in flight from now on: the lane is free, and no limit is in the way. What
    /// is promised is to be told with [`Carrier::go`], [`Carrier::free`] or [`Carrier::stayed`].
    fn promise(&self, claimed: &[Claimed]) -> Vec<bool>;

    /// These are committed as *sending*.
    fn go(&self, going: Vec<Going>);

    /// Nothing was committed for these lanes.
    fn free(&self, lanes: Vec<String>);

    /// These may have been committed as *sending*, and certainly did not go.
    fn stayed(&self, deliveries: Vec<(DeliveryId, String)>);

    /// What was accepted and leaves nothing behind, and what time it is: whoever asks is about to commit that it is *sent*,
    /// and tells with [`Carrier::told`] or [`Carrier::untold`] how that went. It is in flight until then.
    fn landed(&self) -> (Vec<DeliveryId>, RealTime);

    /// These are committed as *sent*.
    fn told(&self, landed: Vec<DeliveryId>);

    /// Nobody knows whether these were committed as *sent*; to be told again, which does no harm.
    fn untold(&self, landed: Vec<DeliveryId>);
}

/// Who sends for this process, while somebody does.
#[derive(Debug, Default)]
pub struct Express(Mutex<Option<Weak<dyn Carrier>>>);

impl Express {
    /// From now on this one is asked.
    pub fn carried_by(&self, carrier: &Arc<dyn Carrier>) {
        *self.carrier() = Some(Arc::downgrade(carrier));
    }

    fn carrier(&self) -> MutexGuard<'_, Option<Weak<dyn Carrier>>> {
        self.0.lock().expect("nothing panics while it holds the carrier")
    }

    /// Asks for what of these may go at once, and for what has landed. `None` if there is neither.
    pub(super) fn ask(&self, work: &Work, deliveries: &[NewDelivery], now: DateTime<Utc>) -> Option<Promise> {
        let carrier = self.carrier().as_ref()?.upgrade()?;
        let mut asked = if carrier.has_room() { candidates(work, deliveries, now) } else { Vec::new() };
        if !asked.is_empty() {
            let mut may = carrier.promise(&asked).into_iter();
            asked.retain(|_| may.next().unwrap_or(false));
        }
        let noted = |claimed: Claimed| Going { is_noted: is_noted(work, &claimed), claimed };
        let going: Vec<Going> = asked.into_iter().map(noted).collect();
        let (landed, landed_at) = carrier.landed();
        (!going.is_empty() || !landed.is_empty()).then_some(Promise { carrier, going, landed, landed_at })
    }
}

/// What goes with the commit, and what comes back with it. If it is dropped, nobody knows whether that happened.
#[derive(Debug)]
pub(super) struct Promise {
    carrier: Arc<dyn Carrier>,
    going: Vec<Going>,
    landed: Vec<DeliveryId>,
    /// Not before any of them was accepted.
    landed_at: RealTime,
}

impl Promise {
    /// What may go.
    pub fn ids(&self) -> BTreeSet<DeliveryId> {
        self.going.iter().map(|going| going.claimed.id).collect()
    }

    /// Marks what has landed as *sent*.
    pub fn mark_landed(&self, tx: &mut Tx) {
        outbox::mark_sent(tx, self.landed.iter().copied(), self.landed_at);
    }

    /// Hands over what was committed as *sending*, and tells what as *sent*. The others wait like everything: something stood
    /// in their lane. Returns whether a look would find something of them.
    pub fn committed(mut self, sending: &BTreeSet<DeliveryId>) -> Arrived {
        self.carrier.told(std::mem::take(&mut self.landed));
        let all = std::mem::take(&mut self.going);
        let (going, waiting): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| sending.contains(&one.claimed.id));
        let arrived = if waiting.is_empty() { Arrived::EXPRESS } else { Arrived::EXPRESS.and(Arrived::ANSWERS) };
        self.carrier.go(going);
        self.carrier.free(waiting.into_iter().map(|one| one.claimed.lane).collect());
        arrived
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        let left = std::mem::take(&mut self.going);
        if !left.is_empty() {
            self.carrier.stayed(left.into_iter().map(|one| (one.claimed.id, one.claimed.lane)).collect());
        }
        let landed = std::mem::take(&mut self.landed);
        if !landed.is_empty() {
            self.carrier.untold(landed);
        }
    }
}

/// What could go at once, as a look would have claimed it: items on the message that was pressed, in chats to which nothing
/// else is said at the same time.
fn candidates(work: &Work, deliveries: &[NewDelivery], now: DateTime<Utc>) -> Vec<Claimed> {
    let mut said: BTreeMap<ChatId, usize> = BTreeMap::new();
    for delivery in deliveries {
        *said.entry(delivery.chat).or_default() += 1;
    }
    let is_one = |delivery: &&NewDelivery| {
        matches!(delivery.notice, Notice::Item { .. })
            && matches!(delivery.edit, Edit::Message(_))
            && delivery.class == Class::Reply
            && !(delivery.quiet || delivery.silent)
            && (delivery.topic, delivery.question, delivery.after) == (None, None, None)
            && delivery.due_at <= now
            && said.get(&delivery.chat) == Some(&1)
    };
    let ones = deliveries.iter().filter(is_one);
    ones.filter_map(|delivery| claimed(work, delivery, work.person_at(delivery.chat)?, now)).collect()
}

/// As a look would read it after the commit.
fn claimed(work: &Work, delivery: &NewDelivery, person: &Person, now: DateTime<Utc>) -> Option<Claimed> {
    let chat = work
        .chats
        .get(&delivery.chat)
        .filter(|chat| chat.kind == ChatKind::Private && chat.unreachable_at.is_none())?;
    let enrolment = &work.enrolment(delivery.enrolment?)?.enrolment;
    let cohort = work.cohorts.get(&enrolment.cohort)?;
    Some(Claimed {
        id: delivery.id,
        lane: format!("c{}", delivery.chat),
        chat: delivery.chat,
        telegram_id: chat.telegram_id,
        chat_kind: chat.kind,
        unreachable: false,
        topic: None,
        thread: None,
        header: None,
        enrolment: delivery.enrolment,
        status: Some(enrolment.status.name().to_owned()),
        question: None,
        question_message: None,
        class: delivery.class,
        notice: delivery.notice.clone(),
        is_readable: true,
        screen: delivery.notice.screen(),
        edit: delivery.edit,
        standing: None,
        person_telegram_id: None,
        mentors_telegram_id: None,
        document: None,
        quiet: delivery.quiet,
        silent: delivery.silent,
        due_at: delivery.due_at,
        not_after: delivery.not_after,
        attempts: 0,
        created_at: now,
        language: Some(person.language),
        handle: Some(enrolment.handle),
        hour: person.hour,
        zone: Some(person.zone.clone().unwrap_or_else(|| cohort.zone_name.clone())),
        preferences: person.preferences,
        note: None,
    })
}

/// Whether what is noted of the message stays true.
fn is_noted(work: &Work, claimed: &Claimed) -> bool {
    let Edit::Message(message) = claimed.edit else { return false };
    work.messages.get(&(claimed.chat, message)).is_some_and(|noted| {
        noted.screen == claimed.screen && (noted.question, noted.hides_at, noted.goes_at) == (None, None, None)
    })
}
