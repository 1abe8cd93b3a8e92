//! What became of a delivery, told apart by what can be known of it.

use super::course::MediaHash;
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
    /// The file that was uploaded with the message.
    pub file: Option<StoredFile>,
}

/// A file that Telegram keeps for a bot and shows again under its `file_id`, without another upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    pub hash: MediaHash,
    /// Telegram's id of the bot: another bot's `file_id` is refused.
    pub bot: i64,
    pub file_id: String,
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
    /// Telegram no longer knows a file under its `file_id`; it has to be uploaded again.
    FileGone { file: StoredFile },
    /// Telegram takes the message, but not the file that was uploaded with it.
    FileUnfit { hash: MediaHash, description: String },
    /// Anything else, in Telegram's words.
    Other { description: String },
}
