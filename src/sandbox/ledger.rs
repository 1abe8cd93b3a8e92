//! The ledger: what took effect, in order. Stories compare it with what they expect.

use serde::Serialize;

use super::keyboard::Button;

/// One effect of a Bot API request. A refused request leaves no entry; one whose answer was dropped on purpose does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerEntry {
    /// 1 for the first effect.
    pub sequence: u64,
    /// The method under its official name, such as `sendMessage`.
    pub method: String,
    /// `None` where a method has no chat (`setMyCommands`).
    pub chat_id: Option<i64>,
    pub thread_id: Option<i64>,
    pub message_id: Option<i64>,
    /// The message's text or caption, the topic's name, the answer's text or the reaction.
    pub text: String,
    /// All buttons, row after row.
    pub buttons: Vec<Button>,
    pub reply_to: Option<i64>,
    /// Whether it brought a file along; one that was sent again by its `file_id` did not.
    pub uploaded: bool,
    /// Whether it came without a sound.
    pub silent: bool,
    /// Course time, Unix milliseconds.
    pub course_ms: i64,
    /// Real time, Unix milliseconds.
    pub real_ms: i64,
}
