//! What became of a delivery, told apart by what can be known of it.

use super::notice::GroupLack;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What Telegram did with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Accepted.
    Sent(Receipt),
    /// Certainly not delivered; the same may work later.
    NotNow { after: Duration, why: String },
    /// Telegram asks for patience: certainly not delivered.
    TooMany { retry_after: Duration },
    /// Whether it was delivered cannot be known.
    Unknown { why: String },
    /// Certainly not delivered, and trying again cannot help.
    Refused(Reason),
    /// The group has become a supergroup with this Telegram id.
    Migrated { to: i64 },
}

/// What Telegram gave back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receipt {
    /// The number of the message that was sent, copied or edited.
    pub message: Option<i64>,
    /// The number of the topic that was made.
    pub thread: Option<i64>,
    /// What a group lacks, after a look at the bot's rights; whether it has topics.
    pub group: Option<(Vec<GroupLack>, bool)>,
}

/// Why Telegram refused for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// Blocked, deactivated, chat not found, never started.
    Unreachable,
    /// The bot is not in the group, or may not do this there.
    NoRights,
    /// The message to edit or to delete is gone; what it should show is sent anew.
    MessageGone,
    /// The message to copy is gone: its author deleted it.
    SourceGone,
    /// The topic is gone.
    ThreadGone,
    /// Anything else, in Telegram's words.
    Other { description: String },
}
