//! A question to the mentors and its life: held, asked, answered, closed; or discarded, or withdrawn.
//!
//! ```text
//! held --send--> asked --reply--> answered --that helped--> closed
//!  |               |                 |  ^ reply
//!  +-discard-> discarded  +-withdraw-> withdrawn
//! ```

use super::course::MediaKind;
use super::decision::Refusal;
use super::ids::{AttemptId, EnrolmentId, QuestionId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What kind of message it was; its words are never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    Text,
    Photo,
    Voice,
    Video,
    /// Carried where the course allows it.
    Document,
    /// Stickers, places, and kinds that this version does not know.
    Other,
}

impl MessageKind {
    pub const fn is_carried(self) -> bool {
        !matches!(self, Self::Other | Self::Document)
    }

    /// Whether a mentor's message of this kind is copied to a participant.
    pub const fn is_carried_back(self) -> bool {
        !matches!(self, Self::Other)
    }

    /// A picture, a voice or a document can show more than was meant, so these are held for a second look.
    pub const fn is_held(self) -> bool {
        matches!(self, Self::Photo | Self::Voice | Self::Video | Self::Document)
    }
}

/// What a mentor's message carries beside words: its kind, and its size as far as Telegram says so. For who wants no files
/// it is a button, and the message is copied when that is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub kind: MediaKind,
    /// In bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Words stand under it, which come with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub words: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuestionState {
    Held,
    Asked,
    Answered,
    Closed,
    Discarded,
    Withdrawn,
}

impl QuestionState {
    pub const ALL: [Self; 6] =
        [Self::Held, Self::Asked, Self::Answered, Self::Closed, Self::Discarded, Self::Withdrawn];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Closed => "closed",
            Self::Discarded => "discarded",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A document of a participant as Telegram keeps it. Its name and what was written under it are not known to us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub file_id: String,
    /// The end of its neutral name, such as `pdf`.
    pub ending: String,
    /// In bytes, as far as Telegram says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

impl Document {
    /// The largest that a bot may fetch.
    pub const MAX_BYTES: u64 = 20 * 1024 * 1024;

    /// The end of the name for a type of file; what is not known is `bin`.
    pub fn ending_of(mime: Option<&str>) -> &'static str {
        match mime.unwrap_or_default() {
            "application/pdf" => "pdf",
            "application/msword" => "doc",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
            "application/vnd.ms-excel" => "xls",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
            "application/vnd.ms-powerpoint" => "ppt",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "pptx",
            "application/vnd.oasis.opendocument.text" => "odt",
            "text/plain" => "txt",
            "text/csv" => "csv",
            "image/png" => "png",
            "image/jpeg" => "jpg",
            _ => "bin",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub id: QuestionId,
    pub enrolment: EnrolmentId,
    pub state: QuestionState,
    /// The participant's message in their private chat.
    pub message: i64,
    pub asked_at: DateTime<Utc>,
    /// Where it is a document: how to fetch it.
    pub document: Option<Document>,
    /// Where it is the answer to an item that mentors read.
    pub essay: Option<Essay>,
}

/// The answer that a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Essay {
    pub attempt: AttemptId,
    /// Of the item in the attempt, from 0.
    pub position: u8,
}

impl Question {
    /// A message becomes a question: held when it is the first ever, or shows or sounds; asked otherwise.
    pub fn new(
        id: QuestionId,
        enrolment: EnrolmentId,
        kind: MessageKind,
        first: bool,
        message: i64,
        now: DateTime<Utc>,
    ) -> Self {
        let state = if first || kind.is_held() { QuestionState::Held } else { QuestionState::Asked };
        Self { id, enrolment, state, message, asked_at: now, document: None, essay: None }
    }

    /// *Send to the mentors*. A second press changes nothing and is refused as outdated.
    pub fn send(mut self) -> Result<Self, Refusal> {
        self.go(&[QuestionState::Held], QuestionState::Asked)?;
        Ok(self)
    }

    /// *Don't send*.
    pub fn discard(mut self) -> Result<Self, Refusal> {
        self.go(&[QuestionState::Held], QuestionState::Discarded)?;
        self.document = None;
        Ok(self)
    }

    /// *Withdraw*, until a mentor has answered.
    pub fn withdraw(mut self) -> Result<Self, Refusal> {
        if matches!(self.state, QuestionState::Answered | QuestionState::Closed) {
            return Err(Refusal::TooLateToWithdraw);
        }
        self.go(&[QuestionState::Asked], QuestionState::Withdrawn)?;
        self.document = None;
        Ok(self)
    }

    /// A mentor's reply was accepted for delivery. Further replies leave it answered; a closed one is answered again.
    pub fn answer(mut self) -> Result<Self, Refusal> {
        self.go(&[QuestionState::Asked, QuestionState::Answered, QuestionState::Closed], QuestionState::Answered)?;
        // It arrived, and is not fetched again.
        self.document = None;
        Ok(self)
    }

    /// *That helped*.
    pub fn close(mut self) -> Result<Self, Refusal> {
        self.go(&[QuestionState::Answered], QuestionState::Closed)?;
        Ok(self)
    }

    fn go(&mut self, from: &[QuestionState], to: QuestionState) -> Result<(), Refusal> {
        if !from.contains(&self.state) {
            return Err(Refusal::Outdated);
        }
        self.state = to;
        Ok(())
    }
}

/// Whether a text is only thanks or only signs (an emoji, dots), which opens no question.
///
/// `thanks` are the words of thanks in the person's language, lower case.
pub fn is_small_talk(text: &str, thanks: &[&str]) -> bool {
    let words: Vec<String> = text
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().filter(|sign| !is_arabic_mark(*sign)).collect::<String>().to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return !text.contains(['?', '؟']);
    }
    words.len() <= 4 && words.iter().all(|word| thanks.contains(&word.as_str())) && !text.contains(['?', '؟'])
}

/// Harakat and tatweel, which a word may be written with or without.
fn is_arabic_mark(sign: char) -> bool {
    matches!(sign, '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{0640}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(state: QuestionState) -> Question {
        Question {
            id: QuestionId(1),
            enrolment: EnrolmentId(1),
            state,
            message: 5,
            asked_at: DateTime::UNIX_EPOCH,
            document: None,
            essay: None,
        }
    }

    #[test]
    fn every_transition_is_in_the_table() {
        use QuestionState::*;
        type Go = fn(Question) -> Result<Question, Refusal>;
        type Row = (&'static str, Go, &'static [(QuestionState, QuestionState)]);
        let table: [Row; 5] = [
            ("send", Question::send, &[(Held, Asked)]),
            ("discard", Question::discard, &[(Held, Discarded)]),
            ("withdraw", Question::withdraw, &[(Asked, Withdrawn)]),
            ("answer", Question::answer, &[(Asked, Answered), (Answered, Answered), (Closed, Answered)]),
            ("close", Question::close, &[(Answered, Closed)]),
        ];
        for (name, go, allowed) in table {
            for from in QuestionState::ALL {
                let expected = allowed.iter().find(|(allowed_from, _)| *allowed_from == from).map(|(_, to)| *to);
                assert_eq!(go(question(from)).ok().map(|question| question.state), expected, "{name} from {from:?}");
            }
        }
    }

    #[test]
    fn the_first_message_and_all_that_shows_or_sounds_is_held() {
        for (kind, first, expected) in [
            (MessageKind::Text, true, QuestionState::Held),
            (MessageKind::Text, false, QuestionState::Asked),
            (MessageKind::Photo, false, QuestionState::Held),
            (MessageKind::Voice, false, QuestionState::Held),
            (MessageKind::Video, false, QuestionState::Held),
        ] {
            let made = Question::new(QuestionId(1), EnrolmentId(1), kind, first, 1, DateTime::UNIX_EPOCH);
            assert_eq!(made.state, expected, "{kind:?} {first}");
        }
    }

    #[test]
    fn thanks_and_lone_signs_open_no_question() {
        let thanks = ["thanks", "thank", "you", "شكرا", "لكم", "merci"];
        for (text, expected) in [
            ("Thanks!", true),
            ("thank you 🙏", true),
            ("شكرًا لكم", true),
            ("👍", true),
            ("...", true),
            ("?", false),
            ("thanks?", false),
            ("Thanks, but how do I do that", false),
            ("كيف أغيّر كلمة السر", false),
        ] {
            assert_eq!(is_small_talk(text, &thanks), expected, "{text}");
        }
    }
}
