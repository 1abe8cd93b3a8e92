//! A press as Telegram tells of it: read here, with nothing but what is used, because presses come by the hundred. The
//! library's types for it buffer the whole message that the button stood on, several times over.

use crate::actions::intent::{GroupChat, GroupEvent, Intent, Pressed, PressedBy, PrivateEvent, Sender};
use crate::rules::course::Language;
use crate::rules::press::Press;
use serde::Deserialize;
use std::borrow::Cow;

/// A `callback_query`.
#[derive(Debug, Deserialize)]
pub(super) struct CallbackQuery<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    from: From<'a>,
    /// The message with the button; one that is too old comes without what it says.
    #[serde(borrow, default)]
    message: Option<Message<'a>>,
    #[serde(borrow, default)]
    data: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
struct From<'a> {
    id: i64,
    #[serde(borrow, default)]
    language_code: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
struct Message<'a> {
    message_id: i64,
    #[serde(borrow)]
    chat: Chat<'a>,
    #[serde(default)]
    is_topic_message: bool,
    #[serde(default)]
    message_thread_id: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Chat<'a> {
    id: i64,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(default)]
    is_forum: bool,
}

impl CallbackQuery<'_> {
    /// What is pressed, by whom and where. Data that mean nothing are a press of nothing.
    pub(super) fn intent(self) -> Intent {
        let language = self.from.language_code.as_deref().and_then(Language::from_code);
        let from = Sender { telegram_id: self.from.id, language };
        let pressed = Pressed {
            by: PressedBy::Tap(self.id.into_owned()),
            message: self.message.as_ref().map(|message| message.message_id),
            press: self.data.as_deref().and_then(Press::decode),
        };
        match self.message {
            Some(message) if message.chat.kind != "private" => {
                let thread = message.message_thread_id.filter(|_| message.is_topic_message);
                let chat = GroupChat { telegram_id: message.chat.id, is_forum: message.chat.is_forum, thread };
                Intent::Group { chat, from, event: GroupEvent::Press(pressed) }
            }
            _ => Intent::Private { from, event: PrivateEvent::Press(pressed) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::ids::AttemptId;

    fn read(text: &str) -> Option<Intent> {
        serde_json::from_str::<CallbackQuery<'_>>(text).ok().map(CallbackQuery::intent)
    }

    fn pressed(message: Option<i64>, press: Option<Press>) -> Pressed {
        Pressed { by: PressedBy::Tap("77".to_owned()), message, press }
    }

    #[test]
    fn a_press_is_read_with_who_and_where() {
        let answer = Press::Answer { attempt: AttemptId(5), position: 0, choice: 2 };
        let from = Sender { telegram_id: 42, language: Some(Language::Ar) };
        let user = r#""from":{"id":42,"is_bot":false,"first_name":"\u0645","language_code":"ar"}"#;
        let private = format!(
            r#"{{"id":"77",{user},"message":{{"message_id":9,"date":1,"chat":{{"id":42,"first_name":"x","type":"private"}},"text":"a\"b"}},
            "chat_instance":"1","data":"{}"}}"#,
            answer.encode()
        );
        let expected = Intent::Private { from, event: PrivateEvent::Press(pressed(Some(9), Some(answer))) };
        assert_eq!(read(&private), Some(expected));
        let forum = format!(
            r#"{{"id":"77",{user},"message":{{"message_id":9,"message_thread_id":3,"is_topic_message":true,"date":1,
            "chat":{{"id":-100,"title":"t","is_forum":true,"type":"supergroup"}}}},"chat_instance":"1","data":"?"}}"#
        );
        let chat = GroupChat { telegram_id: -100, is_forum: true, thread: Some(3) };
        let expected = Intent::Group { chat, from, event: GroupEvent::Press(pressed(Some(9), None)) };
        assert_eq!(read(&forum), Some(expected));
    }

    #[test]
    fn what_is_too_old_or_has_no_message_is_a_press_all_the_same() {
        let from = Sender { telegram_id: 42, language: None };
        for (message, number) in [
            (r#","message":{"message_id":9,"date":0,"chat":{"id":42,"type":"private"}}"#, Some(9)),
            (r#","inline_message_id":"x""#, None),
            (r#","message":null"#, None),
        ] {
            let text =
                format!(r#"{{"id":"77","from":{{"id":42,"is_bot":false,"first_name":"x"}}{message},"data":"1sl"}}"#);
            let press = pressed(number, Some(Press::ShowLanguages));
            assert_eq!(read(&text), Some(Intent::Private { from, event: PrivateEvent::Press(press) }), "{text}");
        }
        assert_eq!(read(r#"{"id":"77","data":"1sl"}"#), None, "nobody pressed");
    }
}
