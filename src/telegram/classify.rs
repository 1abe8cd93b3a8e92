//! From Telegram's answer to what is known of a request's fate (sources: the server's own texts, tdlib/telegram-bot-api).
//!
//! | what came back | what is known |
//! |---|---|
//! | no connection: refused, no name, no TLS, not within its time | certainly not |
//! | the connection broke, or time ran out, after the request went | unknown |
//! | any 5xx, also as JSON | unknown |
//! | `"ok":true`, whatever follows it | delivered |
//! | 429 | certainly not, and Telegram asks for patience |
//! | any other `"ok":false` | certainly not |
//! | a page that is no JSON, with 3xx or 4xx: something in front of the Bot API | certainly not |
//! | any other page | unknown |

use super::api::{Answer, ApiError};
use crate::rules::outcome::{Outcome, Reason, Receipt};
use std::time::Duration;

/// What a failure to get an answer means: a request that never left is certain; one that did is in doubt.
pub fn no_answer(error: &ApiError) -> Outcome {
    match error {
        ApiError::NotReached(_) => Outcome::NotNow { after: Duration::from_secs(1), why: error.to_string() },
        // "ok":true that does not parse was delivered all the same.
        ApiError::Unreadable { says_ok: true, .. } => Outcome::Sent(Receipt::default()),
        // Turned away before it came to the Bot API.
        ApiError::Unreadable { status: 300..=499, .. } => {
            Outcome::NotNow { after: Duration::from_secs(30), why: error.to_string() }
        }
        ApiError::NoAnswer(_) | ApiError::Unreadable { .. } => Outcome::Unknown { why: error.to_string() },
    }
}

/// What a request was about, where the same words mean different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// What is gone already is as good as deleted.
    Deleting,
    Copying,
    Other,
}

/// What Telegram says of a message or a topic to delete that is not there any more.
const GONE: [&str; 4] =
    ["message to delete not found", "message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID"];

/// What a refusal means.
pub fn refusal(answer: &Answer, what: Doing) -> Outcome {
    let code = answer.error_code.unwrap_or(0);
    let description = answer.description.clone().unwrap_or_default();
    if let Some(to) = answer.parameters.migrate_to_chat_id {
        return Outcome::Migrated { to };
    }
    if code == 429 {
        let retry_after = Duration::from_secs(answer.parameters.retry_after.unwrap_or(5));
        return Outcome::TooMany { retry_after };
    }
    if code >= 500 {
        return Outcome::Unknown { why: description };
    }
    if code == 401 || code == 404 {
        // The token is refused, or the server does not know the method yet: nothing a delivery could do about.
        return Outcome::NotNow { after: Duration::from_secs(30), why: description };
    }
    let says = |parts: &[&str]| parts.iter().any(|part| description.contains(part));
    if says(&["message is not modified"]) || (what == Doing::Deleting && says(&GONE)) {
        return Outcome::Sent(Receipt::default());
    }
    Outcome::Refused(if what == Doing::Copying && says(&["MESSAGE_ID_INVALID"]) {
        Reason::SourceGone
    } else if says(&[
        "message to edit not found",
        "message can't be edited",
        "MESSAGE_ID_INVALID",
        // It shows a file: words cannot take its place, and stand in a message of their own.
        "there is no text in the message to edit",
    ]) {
        Reason::MessageGone
    } else if says(&["message to copy not found", "MESSAGE_EMPTY", "message can't be copied"]) {
        Reason::SourceGone
    } else if says(&["message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID"]) {
        Reason::ThreadGone
    } else if says(&[
        "bot was blocked",
        "user is deactivated",
        "can't initiate conversation",
        "chat not found",
        "bot was kicked",
        "bot is not a member",
        "PEER_ID_INVALID",
        "group chat was deleted",
    ]) {
        Reason::Unreachable
    } else if code == 403
        || says(&[
            "not enough rights",
            "CHAT_ADMIN_REQUIRED",
            "administrator rights",
            "have no rights",
            "the chat is not a forum",
            "TOPIC_CLOSED",
        ])
    {
        Reason::NoRights
    } else {
        Reason::Other { description }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::api::Parameters;

    fn answer(code: u16, description: &str) -> Answer {
        Answer {
            ok: false,
            result: None,
            error_code: Some(code),
            description: Some(description.to_owned()),
            parameters: Parameters::default(),
        }
    }

    #[test]
    fn telegrams_words_are_told_apart() {
        for (code, description, expected) in [
            (403, "Forbidden: bot was blocked by the user", Reason::Unreachable),
            (403, "Forbidden: user is deactivated", Reason::Unreachable),
            (403, "Forbidden: bot can't initiate conversation with a user", Reason::Unreachable),
            (403, "Forbidden: bot was kicked from the supergroup chat", Reason::Unreachable),
            (400, "Bad Request: chat not found", Reason::Unreachable),
            (400, "Bad Request: message to edit not found", Reason::MessageGone),
            (400, "Bad Request: there is no text in the message to edit", Reason::MessageGone),
            (400, "Bad Request: message to copy not found", Reason::SourceGone),
            (400, "Bad Request: message thread not found", Reason::ThreadGone),
            (400, "Bad Request: not enough rights to create a topic", Reason::NoRights),
        ] {
            assert_eq!(refusal(&answer(code, description), Doing::Other), Outcome::Refused(expected), "{description}");
        }
        let other = refusal(&answer(400, "Bad Request: message is too long"), Doing::Other);
        assert!(matches!(other, Outcome::Refused(Reason::Other { .. })));
    }

    #[test]
    fn what_is_already_so_counts_as_done() {
        let same =
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same";
        assert_eq!(refusal(&answer(400, same), Doing::Other), Outcome::Sent(Receipt::default()));
        let gone = "Bad Request: message to delete not found";
        assert_eq!(refusal(&answer(400, gone), Doing::Deleting), Outcome::Sent(Receipt::default()));
        let gone = "Bad Request: message thread not found";
        assert_eq!(refusal(&answer(400, gone), Doing::Deleting), Outcome::Sent(Receipt::default()));
    }

    #[test]
    fn a_server_error_leaves_doubt_and_a_lost_connection_does_not() {
        assert!(matches!(refusal(&answer(500, "Internal Server Error"), Doing::Other), Outcome::Unknown { .. }));
        assert!(matches!(no_answer(&ApiError::NotReached(String::new())), Outcome::NotNow { .. }));
        assert!(matches!(no_answer(&ApiError::NoAnswer(String::new())), Outcome::Unknown { .. }));
        let delivered = ApiError::Unreadable { status: 200, says_ok: true };
        assert_eq!(no_answer(&delivered), Outcome::Sent(Receipt::default()));
    }

    #[test]
    fn a_page_that_is_no_answer_is_told_apart_by_its_status() {
        for (status, is_certain) in
            [(200, false), (302, true), (403, true), (413, true), (500, false), (502, false), (504, false)]
        {
            let outcome = no_answer(&ApiError::Unreadable { status, says_ok: false });
            assert_eq!(matches!(outcome, Outcome::NotNow { .. }), is_certain, "{status}");
            assert_eq!(matches!(outcome, Outcome::Unknown { .. }), !is_certain, "{status}");
        }
    }

    #[test]
    fn every_code_of_a_refusal_says_whether_something_may_have_happened() {
        for (code, is_certain) in [(400, true), (401, true), (403, true), (404, true), (409, true), (413, true)] {
            let outcome = refusal(&answer(code, "no"), Doing::Other);
            assert_eq!(!matches!(outcome, Outcome::Unknown { .. }), is_certain, "{code}");
        }
        for code in [500, 502, 503, 504] {
            let aborted = refusal(&answer(code, "Internal Server Error: Request aborted"), Doing::Copying);
            assert!(matches!(aborted, Outcome::Unknown { .. }), "{code}");
        }
        let mut too_many = answer(429, "Too Many Requests: retry after 17");
        too_many.parameters.retry_after = Some(17);
        let patience = Outcome::TooMany { retry_after: Duration::from_secs(17) };
        assert_eq!(refusal(&too_many, Doing::Other), patience);
    }
}
