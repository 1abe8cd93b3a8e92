//! What is read of a request: as little as the counting needs.

use crate::rules::press::Press;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A call of the Bot API, as far as it counts here. What is missing has its default.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct Call<'a> {
    pub chat_id: i64,
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    #[serde(borrow)]
    pub reply_markup: Option<&'a RawValue>,
    #[serde(borrow)]
    pub callback_query_id: Cow<'a, str>,
    pub message_id: Option<i64>,
    pub offset: Option<i64>,
    pub limit: usize,
    /// Seconds.
    pub timeout: u64,
}

impl Default for Call<'_> {
    fn default() -> Self {
        Self {
            chat_id: 0,
            text: Cow::Borrowed(""),
            reply_markup: None,
            callback_query_id: Cow::Borrowed(""),
            message_id: None,
            offset: None,
            limit: 100,
            timeout: 0,
        }
    }
}

impl<'a> Call<'a> {
    /// A body that is no JSON counts as an empty one.
    pub fn read(body: &'a [u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }

    /// The attempt and the position of the item that the keyboard answers.
    pub fn item(&self) -> Option<(i64, u8)> {
        let keyboard = self.reply_markup?.get();
        let (_, rest) = keyboard.split_once(r#""callback_data":""#)?;
        match Press::decode(rest.split('"').next()?)? {
            Press::Answer { attempt, position, .. } => Some((attempt.0, position)),
            _ => None,
        }
    }
}
