//! Presses of buttons that wait for the bot's answer.

use std::collections::BTreeMap;

use serde::Serialize;

use super::refusal::Refusal;

/// How long a press can be answered, real milliseconds.
const ANSWERABLE_MS: i64 = 150_000;

/// What a bot answered to a press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallbackAnswer {
    pub query_id: String,
    pub user_id: i64,
    pub chat_id: i64,
    pub message_id: i64,
    /// Empty when the bot only ended the button's waiting.
    pub text: String,
    /// Whether it is shown as an alert to close instead of a line that passes.
    pub show_alert: bool,
    /// Real time, Unix milliseconds.
    pub real_ms: i64,
}

/// One press.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) user_id: i64,
    pub(super) chat_id: i64,
    pub(super) message_id: i64,
    pub(super) data: String,
    pub(super) pressed_real_ms: i64,
    pub(super) is_answered: bool,
}

/// All presses, and the answers in order.
#[derive(Debug, Default)]
pub(super) struct Queries {
    queries: BTreeMap<String, Query>,
    pub(super) answers: Vec<CallbackAnswer>,
}

impl Queries {
    pub(super) fn add(&mut self, query: Query) -> String {
        let id = (4_611_686_018_000_000_001_u64 + self.queries.len() as u64).to_string();
        self.queries.insert(id.clone(), query);
        id
    }

    pub(super) fn get(&self, id: &str) -> Option<&Query> {
        self.queries.get(id)
    }

    pub(super) fn answer(&mut self, id: &str, text: &str, show_alert: bool, real_ms: i64) -> Result<&Query, Refusal> {
        let is_late = |query: &Query| query.is_answered || real_ms - query.pressed_real_ms > ANSWERABLE_MS;
        let Some(query) = self.queries.get_mut(id).filter(|query| !is_late(query)) else {
            return Err(Refusal::bad("query is too old and response timeout expired or query ID is invalid"));
        };
        query.is_answered = true;
        self.answers.push(CallbackAnswer {
            query_id: id.to_owned(),
            user_id: query.user_id,
            chat_id: query.chat_id,
            message_id: query.message_id,
            text: text.to_owned(),
            show_alert,
            real_ms,
        });
        Ok(query)
    }
}
