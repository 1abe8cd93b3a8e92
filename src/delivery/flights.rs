//! Requests under way, each in a task of its own.

use super::lookout::IDLE;
use super::prepare::Preparer;
use super::queue::Ready;
use super::transport::Transport;
use crate::actions::Context;
use crate::actions::settle::{Basis, Returned};
use crate::rules::ids::{ChatId, DeliveryId};
use crate::rules::outcome::Outcome;
use crate::rules::patience;
use crate::rules::real_time::RealTime;
use crate::store::express::Going;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::{Id, JoinError, JoinSet};

/// A request that came back.
#[derive(Debug)]
pub struct Done {
    pub lane: String,
    pub chat: ChatId,
    pub returned: Returned,
}

/// Carries requests and says what came of them.
#[derive(Debug)]
pub struct Flights {
    /// Requests open at once, at most.
    requests: Arc<Semaphore>,
    tasks: JoinSet<Done>,
    /// What each task carries, should it be lost; and whether it counts against the limits.
    carried: HashMap<Id, (DeliveryId, String, ChatId, bool)>,
}

impl Flights {
    pub fn new(requests: usize) -> Self {
        Self { requests: Arc::new(Semaphore::new(requests)), tasks: JoinSet::new(), carried: HashMap::new() }
    }

    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Lets go what was committed. `renewed_at` is the real time, in ms, at which the lease was last renewed.
    pub fn begin<T: Transport>(
        &mut self,
        ready: Ready,
        transport: &Arc<T>,
        context: &Arc<Context>,
        renewed_at: &Arc<AtomicI64>,
    ) {
        let (transport, requests) = (Arc::clone(transport), Arc::clone(&self.requests));
        let carried = (ready.id, ready.lane.clone(), ready.chat, ready.is_counted);
        let (context, renewed_at) = (Arc::clone(context), Arc::clone(renewed_at));
        let task = self.tasks.spawn(async move { carry(ready, &requests, &*transport, &context, &renewed_at).await });
        self.carried.insert(task.id(), carried);
    }

    /// Lets go what was handed over with the commit that decided it. It is made ready on the way, so that a hundred hold up
    /// nobody.
    pub fn begin_express<T: Transport>(
        &mut self,
        going: Going,
        preparer: &Arc<Preparer>,
        transport: &Arc<T>,
        context: &Arc<Context>,
        renewed_at: &Arc<AtomicI64>,
    ) {
        let (transport, requests) = (Arc::clone(transport), Arc::clone(&self.requests));
        let Going { claimed, is_noted } = going;
        let is_counted = claimed.notice.verb().is_counted();
        let carried = (claimed.id, claimed.lane.clone(), claimed.chat, is_counted);
        let (context, renewed_at) = (Arc::clone(context), Arc::clone(renewed_at));
        let preparer = Arc::clone(preparer);
        let task = self.tasks.spawn(async move {
            match preparer.edit(&context.library.now(), &claimed, context.clock.now()) {
                Some(request) => {
                    let mut ready = Ready::new(claimed, request);
                    ready.trace = ready.trace.map(|trace| trace.noted(is_noted));
                    carry(ready, &requests, &*transport, &context, &renewed_at).await
                }
                // Whatever there is to say about it, a look says.
                None => {
                    let outcome = Outcome::NotNow { after: Duration::ZERO, why: "it takes its turn".to_owned() };
                    let returned = Returned { id: claimed.id, outcome, basis: Basis::Look, trace: None };
                    Done { lane: claimed.lane, chat: claimed.chat, returned }
                }
            }
        });
        self.carried.insert(task.id(), carried);
    }

    /// One that has come back already, and whether it counted against the limits.
    pub fn try_next(&mut self) -> Option<(Done, bool)> {
        loop {
            let joined = self.tasks.try_join_next_with_id()?;
            if let Some(landed) = self.landed(joined) {
                return Some(landed);
            }
        }
    }

    /// The next that comes back; `None` when nothing is under way.
    pub async fn next(&mut self) -> Option<(Done, bool)> {
        loop {
            let joined = self.tasks.join_next_with_id().await?;
            if let Some(landed) = self.landed(joined) {
                return Some(landed);
            }
        }
    }

    /// One whose task panicked may have gone, so its fate is unknown.
    fn landed(&mut self, joined: Result<(Id, Done), JoinError>) -> Option<(Done, bool)> {
        match joined {
            Ok((task, done)) => {
                let is_counted = self.carried.remove(&task).is_some_and(|(.., is_counted)| is_counted);
                Some((done, is_counted))
            }
            Err(error) => {
                tracing::error!(%error, "a request's task was lost");
                let (id, lane, chat, _) = self.carried.remove(&error.id())?;
                let outcome = Outcome::Unknown { why: "the request's task was lost".to_owned() };
                let returned = Returned { id, outcome, basis: Basis::Look, trace: None };
                Some((Done { lane, chat, returned }, false))
            }
        }
    }
}

/// Carries one, when it is its turn.
async fn carry<T: Transport>(
    ready: Ready,
    requests: &Semaphore,
    transport: &T,
    context: &Context,
    renewed_at: &AtomicI64,
) -> Done {
    let Ready { id, lane, chat, attempts, request, trace, .. } = ready;
    let _open = requests.acquire().await;
    let basis = Basis::Asked(context.store.returns.count());
    // It may have waited for its turn; whoever took over meanwhile must not find it going.
    let outcome = if is_ours(context.clock.real(), renewed_at) {
        // Whoever still waits for a turn holds no room for a request on its way, which takes five kilobytes.
        patient(Box::pin(transport.carry(*request)).await, id, attempts)
    } else {
        Outcome::NotNow { after: IDLE, why: "the lease was not renewed in time".to_owned() }
    };
    Done { lane, chat, returned: Returned { id, outcome, basis, trace } }
}

/// A holder that could not renew its lease stops sending before another may take it.
pub fn is_ours(real: RealTime, renewed_at: &AtomicI64) -> bool {
    real.since(RealTime(renewed_at.load(Ordering::Relaxed))) < crate::store::lease::STOP_AFTER
}

/// The delay before another try grows with the tries, and is scattered: see [`patience`].
fn patient(outcome: Outcome, id: DeliveryId, attempts: i64) -> Outcome {
    match outcome {
        Outcome::NotNow { after, why } => {
            let random = patience::scatter(id.0, attempts);
            Outcome::NotNow { after: patience::after_failure(attempts, after, random), why }
        }
        other => other,
    }
}
