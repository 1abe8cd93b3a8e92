//! Faults on request: what a network or a server does on a bad day.

use serde::{Deserialize, Serialize};

/// A rule that makes some requests fail. The first rule in the list that matches a request decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The method it is for, in any case; `None`: every method but `getUpdates`.
    #[serde(default)]
    pub method: Option<String>,
    /// The chat it is for; `None`: every request.
    #[serde(default)]
    pub chat: Option<i64>,
    /// How many matching requests pass untouched first.
    #[serde(default)]
    pub skip: u32,
    /// How many requests it then applies to; the rule is gone afterwards.
    #[serde(default = "once")]
    pub times: u32,
    pub kind: FaultKind,
}

/// What becomes of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Refused without an effect, in the words given; 429 wants `retry_after` (seconds).
    Refuse {
        code: u16,
        description: String,
        #[serde(default)]
        retry_after: Option<u32>,
    },
    /// The connection closes before anything happened.
    DropBefore,
    /// It takes effect, and the connection closes without an answer.
    DropAfter,
    /// It takes effect and is answered after so many real milliseconds, even if the bot no longer listens; a poll only if
    /// the bot still does.
    Delay { ms: u64 },
    /// It takes effect at once and is answered after so many real milliseconds.
    DelayAfter { ms: u64 },
    /// An answer with this HTTP status from in front of the Bot API, without an effect and without JSON.
    Status { code: u16 },
    /// The same, but it took effect: what stands in front gave up waiting.
    StatusAfter { code: u16 },
}

/// A request that met a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Struck {
    /// The method under its official name.
    pub method: String,
    pub chat_id: Option<i64>,
    pub kind: FaultKind,
    /// Real time at which the request came, Unix milliseconds.
    pub real_ms: i64,
    /// How many effects the ledger had by then.
    pub sequence: u64,
}

/// The rules in force.
#[derive(Debug, Default)]
pub(super) struct Faults {
    rules: Vec<Fault>,
    /// What met a fault so far, delays not counted: they change nothing.
    pub(super) struck: Vec<Struck>,
}

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.rules.push(fault);
        }
    }

    pub(super) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(super) fn rules(&self) -> &[Fault] {
        &self.rules
    }

    /// The fault for a request, counted against its rule.
    pub(super) fn take(&mut self, method: &str, chat: Option<i64>) -> Option<FaultKind> {
        let index = self.rules.iter().position(|rule| rule.matches(method, chat))?;
        let rule = &mut self.rules[index];
        if rule.skip > 0 {
            rule.skip -= 1;
            return None;
        }
        rule.times -= 1;
        let kind = rule.kind.clone();
        if rule.times == 0 {
            self.rules.remove(index);
        }
        Some(kind)
    }
}

impl Fault {
    fn matches(&self, method: &str, chat: Option<i64>) -> bool {
        let method_fits = match &self.method {
            Some(name) => name.eq_ignore_ascii_case(method),
            // A rule for everything must not be used up by the poll that is always waiting.
            None => !method.eq_ignore_ascii_case("getUpdates"),
        };
        method_fits && (self.chat.is_none() || self.chat == chat)
    }
}

fn once() -> u32 {
    1
}
