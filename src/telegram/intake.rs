//! The poller: takes updates from Telegram, hands each batch to `actions`, and confirms it only after the commit.

use super::api::{Answer, Api, ApiError, MOST_UPDATES};
use super::routes::{self, ALLOWED_UPDATES};
use crate::actions::intake_batch::{self, Incoming};
use crate::actions::{ActionError, Context, PressAnswer, StoreError, time_limit};
use crate::meter;
use crate::rules::model::DEFAULT_HOUR;
use crate::rules::real_time::RealTime;
use crate::text::{Catalog, Reader, toast};
use serde_json::json;
use serde_json::value::RawValue;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// Seconds that Telegram may hold a poll open.
const POLL_SECS: u64 = 25;

/// How long a poll goes before what the last batch brought.
const WAY_AHEAD: Duration = Duration::from_millis(2);

/// A token that was good and is refused so often in a row was revoked; once may be a server that is at a loss.
const REFUSALS: u32 = 3;

/// How long a refused token waits for the next try.
const REFUSAL_PAUSE: Duration = Duration::from_secs(2);

/// A lasting trouble is spoken of once in so long.
const REPORT_EVERY: Duration = Duration::from_secs(60);

/// Polls until told to stop.
pub struct Intake {
    pub context: Arc<Context>,
    pub catalog: Arc<Catalog>,
    pub api: Api,
    pub bot_id: i64,
    /// Told when something was enqueued.
    pub wake: Arc<Notify>,
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Intake").field("bot_id", &self.bot_id).finish_non_exhaustive()
    }
}

/// Why polling ended.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error("Telegram refused the bot's token; check TELOXIDE_TOKEN")]
    TokenRefused,
    #[error(transparent)]
    Action(#[from] ActionError),
}

/// What a poll brought.
enum Polled {
    Batch(Vec<Incoming>),
    /// Nothing can be had now; again after this.
    Nothing(Duration),
}

impl Intake {
    /// Runs until `stop` is set. What was handed out and not committed is handed out again.
    pub async fn run(self, mut stop: watch::Receiver<bool>) -> Result<(), IntakeError> {
        let mut offset: Option<i64> = None;
        let mut said = Said::default();
        let mut answers = None;
        while !*stop.borrow() {
            let polled = tokio::select! {
                polled = self.poll_first(offset, &mut said, &mut answers) => polled?,
                _ = stop.changed() => continue,
            };
            let batch = match polled {
                Polled::Batch(batch) => batch,
                Polled::Nothing(pause) => {
                    self.context.heard.interrupt();
                    tokio::select! {
                        () = tokio::time::sleep(pause) => continue,
                        _ = stop.changed() => continue,
                    }
                }
            };
            let heard = match self.heard().await {
                Ok(heard) => heard,
                Err(error @ ActionError::Store(StoreError::LeaseLost)) => return Err(error.into()),
                Err(error) => {
                    tracing::warn!(%error, "after an outage, limits of time are put off in a moment");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    continue;
                }
            };
            let Some(last) = batch.iter().map(|incoming| incoming.id).max() else {
                self.context.heard.note(heard);
                continue;
            };
            match intake_batch::handle(&self.context, &batch).await {
                Ok(decided) => {
                    // Not before it is handled: what cannot be written down is not heard.
                    self.context.heard.note(heard);
                    offset = Some(last + 1);
                    answers = Some(decided);
                    if batch.len() < MOST_UPDATES {
                        self.go(&mut answers);
                    }
                }
                Err(error @ ActionError::Store(StoreError::LeaseLost)) => return Err(error.into()),
                Err(error) => {
                    // Transient: nothing is confirmed, the same updates come again. Of what was promised the sender hears.
                    self.context.heard.interrupt();
                    self.wake.notify_one();
                    tracing::warn!(%error, updates = batch.len(), "a batch of updates is tried again");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
        self.go(&mut answers);
        // The last batch is confirmed, so that the next start does not get it again.
        if let Some(offset) = offset {
            let body = json!({ "offset": offset, "limit": 1, "timeout": 0, "allowed_updates": ALLOWED_UPDATES });
            let _confirmed_or_repeated = self.api.call("getUpdates", &body).await;
        }
        Ok(())
    }

    /// Telegram was heard. If it had not been for long, nobody's time ran meanwhile: that comes before what they did.
    async fn heard(&self) -> Result<RealTime, ActionError> {
        let now = self.context.clock.real();
        if let Some(gap) = self.context.heard.gap(now) {
            time_limit::make_good(&self.context, gap).await?;
            self.wake.notify_one();
        }
        Ok(now)
    }

    /// Polls, and then lets go what the last batch brought, unless that went before. Behind a full batch there are more, and
    /// everybody in it waits for the poll: a moment's way ahead of two hundred requests is worth more to them than it costs
    /// those who are answered.
    async fn poll_first(
        &self,
        offset: Option<i64>,
        said: &mut Said,
        answers: &mut Option<Vec<PressAnswer>>,
    ) -> Result<Polled, IntakeError> {
        let mut poll = pin!(self.poll(offset, said));
        if answers.is_none() {
            return poll.await;
        }
        let polled = tokio::time::timeout(WAY_AHEAD, &mut poll).await;
        self.go(answers);
        match polled {
            Ok(polled) => polled,
            Err(_) => poll.await,
        }
    }

    /// Answers the presses of a batch, and wakes the sender for what else it brought.
    fn go(&self, answers: &mut Option<Vec<PressAnswer>>) {
        if let Some(answers) = answers.take() {
            self.wake.notify_one();
            tokio::spawn(answer(self.api.clone(), Arc::clone(&self.catalog), answers));
        }
    }

    async fn poll(&self, offset: Option<i64>, said: &mut Said) -> Result<Polled, IntakeError> {
        let mut body = json!({ "limit": MOST_UPDATES, "timeout": POLL_SECS, "allowed_updates": ALLOWED_UPDATES });
        if let Some(offset) = offset {
            body["offset"] = json!(offset);
        }
        let answer = self.api.call_within("getUpdates", &body, Duration::from_secs(POLL_SECS + 10)).await;
        let now = self.context.clock.real();
        Ok(match answer {
            Ok(answer) if answer.ok => {
                said.recovered();
                let batch = self.read(&answer);
                meter::polled(batch.len());
                Polled::Batch(batch)
            }
            Ok(answer) => self.refused(&answer, said, now)?,
            Err(error) => {
                said.once_a_minute(now, || tracing::warn!(%error, "no updates; trying on"));
                Polled::Nothing(match error {
                    ApiError::NoAnswer(_) => Duration::from_millis(200),
                    _ => Duration::from_secs(1),
                })
            }
        })
    }

    fn refused(&self, answer: &Answer, said: &mut Said, now: RealTime) -> Result<Polled, IntakeError> {
        let description = answer.description.as_deref().unwrap_or_default();
        match answer.error_code {
            Some(401 | 404) => {
                said.refusals += 1;
                if said.refusals >= REFUSALS {
                    return Err(IntakeError::TokenRefused);
                }
                tracing::error!(description, "Telegram refuses the bot's token, which was good before; trying again");
                Ok(Polled::Nothing(REFUSAL_PAUSE))
            }
            Some(409) => {
                said.once_a_minute(now, || {
                    tracing::error!(
                        description,
                        "another process polls with this token, or a webhook is set; trying on"
                    );
                });
                Ok(Polled::Nothing(Duration::from_secs(3)))
            }
            _ => {
                said.once_a_minute(now, || tracing::warn!(description, "Telegram refused a poll; trying on"));
                Ok(Polled::Nothing(Duration::from_secs(answer.parameters.retry_after.unwrap_or(1).clamp(1, 60))))
            }
        }
    }

    fn read(&self, answer: &Answer) -> Vec<Incoming> {
        let raw = answer.result.as_ref().map(|raw| raw.get()).unwrap_or_default();
        let updates: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
        let read = updates.iter().filter_map(|update| {
            let read = routes::read(&self.catalog, self.bot_id, update.get());
            if read.is_none() {
                tracing::error!("an update has no number; it is passed over");
            }
            read
        });
        read.collect()
    }
}

/// Presses are answered from memory, first in line; a lost answer costs a spinning button for a moment.
async fn answer(api: Api, catalog: Arc<Catalog>, answers: Vec<PressAnswer>) {
    for answer in answers {
        let reader = Reader {
            language: answer.language,
            zone: answer.zone,
            hour: DEFAULT_HOUR,
            handle: None,
            preferences: answer.preferences,
            bot_username: String::new(),
        };
        let mut body = json!({ "callback_query_id": answer.callback_id });
        if let Some((text, alert)) = toast(&catalog, &answer.toast, &reader) {
            body["text"] = json!(text);
            body["show_alert"] = json!(alert);
        }
        let api = api.clone();
        tokio::spawn(async move {
            if let Err(error) = api.call("answerCallbackQuery", &body).await {
                tracing::debug!(%error, "a press stays unanswered");
            }
        });
    }
}

/// What was said of a trouble, and of what it was made.
#[derive(Debug, Default)]
struct Said {
    /// When a lasting trouble was last spoken of.
    at: Option<RealTime>,
    /// How often in a row the token was refused.
    refusals: u32,
}

impl Said {
    fn once_a_minute(&mut self, now: RealTime, say: impl FnOnce()) {
        if self.at.is_none_or(|at| now.since(at) >= REPORT_EVERY) {
            self.at = Some(now);
            say();
        }
    }

    fn recovered(&mut self) {
        let was_refused = std::mem::take(&mut self.refusals) > 0;
        if self.at.take().is_some() || was_refused {
            tracing::info!("updates come again");
        }
    }
}
