//! Refusals in Telegram's words.

use serde_json::{Map, Value, json};

/// A request that Telegram would not carry out: its code and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: u16,
    pub(super) description: String,
    pub(super) retry_after: Option<u32>,
    pub(super) migrate_to_chat_id: Option<i64>,
}

impl Refusal {
    pub(super) fn new(code: u16, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), retry_after: None, migrate_to_chat_id: None }
    }

    /// 400, with `Bad Request: ` put before `what`.
    pub(super) fn bad(what: &str) -> Self {
        Self::new(400, format!("Bad Request: {what}"))
    }

    /// 403, with `Forbidden: ` put before `what`.
    pub(super) fn forbidden(what: &str) -> Self {
        Self::new(403, format!("Forbidden: {what}"))
    }

    /// 429 with the seconds to wait.
    pub(super) fn too_many(retry_after_secs: u32) -> Self {
        let mut refusal = Self::new(429, format!("Too Many Requests: retry after {retry_after_secs}"));
        refusal.retry_after = Some(retry_after_secs);
        refusal
    }

    /// 400 that names the supergroup a group has become.
    pub(super) fn migrated(to: i64) -> Self {
        let mut refusal = Self::bad("group chat was upgraded to a supergroup chat");
        refusal.migrate_to_chat_id = Some(to);
        refusal
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(401, "Unauthorized")
    }

    pub(super) fn no_such_method() -> Self {
        Self::new(404, "Not Found: method not found")
    }

    pub(super) fn to_json(&self) -> Value {
        let mut parameters = Map::new();
        if let Some(seconds) = self.retry_after {
            parameters.insert("retry_after".to_owned(), json!(seconds));
        }
        if let Some(chat) = self.migrate_to_chat_id {
            parameters.insert("migrate_to_chat_id".to_owned(), json!(chat));
        }
        let mut body = json!({"ok": false, "error_code": self.code, "description": self.description});
        if !parameters.is_empty() {
            body["parameters"] = Value::Object(parameters);
        }
        body
    }
}
