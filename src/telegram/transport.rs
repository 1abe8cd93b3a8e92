//! Carries the sender's requests to Telegram, each as one call, and says what is known of its fate.

use super::api::{Answer, Api, ApiError};
use super::classify::{self, Doing};
use super::{document, dot, markup, upload};
use crate::delivery::transport::{Request, Transport};
use crate::rules::course::Language;
use crate::rules::notice::{CommandScope, GroupLack};
use crate::rules::outcome::{Outcome, Reason, Receipt};
use crate::text::Message;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug)]
pub struct TelegramTransport {
    api: Api,
    bot_id: i64,
    is_paying: bool,
}

impl TelegramTransport {
    /// Pays for nothing.
    pub fn new(api: Api, bot_id: i64) -> Self {
        Self { api, bot_id, is_paying: false }
    }

    /// Whether Telegram may charge for messages beyond its free rate. Said with every new message; edits know no such thing.
    #[must_use]
    pub fn paying(self, is_paying: bool) -> Self {
        Self { is_paying, ..self }
    }

    async fn call(&self, method: &str, body: &impl Serialize, doing: Doing) -> Result<Answer, Outcome> {
        match self.api.call(method, body).await {
            Ok(answer) if answer.ok => Ok(answer),
            Ok(answer) => Err(classify::refusal(&answer, doing)),
            Err(error) => Err(classify::no_answer(&error)),
        }
    }

    async fn plain(&self, method: &str, body: impl Serialize) -> Outcome {
        let doing = match method {
            "deleteMessage" | "deleteMessages" | "deleteForumTopic" => Doing::Deleting,
            "copyMessage" => Doing::Copying,
            _ => Doing::Other,
        };
        match self.call(method, &body, doing).await {
            Ok(answer) => Outcome::Sent(Receipt { message: message_id(&answer), ..Receipt::default() }),
            Err(outcome) => outcome,
        }
    }

    /// An edit stands on the message that was edited, also when nothing had to change.
    async fn edit(&self, method: &str, body: impl Serialize, target: i64) -> Outcome {
        match self.plain(method, body).await {
            Outcome::Sent(receipt) => Outcome::Sent(Receipt { message: Some(target), ..receipt }),
            other => other,
        }
    }

    async fn create_topic(&self, chat: i64, title: &str) -> Outcome {
        match self.call("createForumTopic", &json!({ "chat_id": chat, "name": title }), Doing::Other).await {
            Ok(answer) => {
                let topic = answer.result.and_then(|raw| serde_json::from_str::<Topic>(raw.get()).ok());
                Outcome::Sent(Receipt { thread: topic.map(|topic| topic.message_thread_id), ..Receipt::default() })
            }
            Err(outcome) => outcome,
        }
    }

    async fn check_group(&self, chat: i64) -> Outcome {
        let (group, member) = match self.look_up(chat).await {
            Ok(found) => found,
            Err(Outcome::Refused(_)) => return checked(vec![GroupLack::Gone], false),
            Err(outcome) => return outcome,
        };
        let mut lacks = Vec::new();
        if !matches!(member.status.as_str(), "administrator" | "creator") {
            lacks.push(GroupLack::NotAdmin);
        }
        if group.is_forum && !member.can_manage_topics {
            lacks.push(GroupLack::ManageTopics);
        }
        if !member.can_delete_messages {
            lacks.push(GroupLack::DeleteMessages);
        }
        checked(lacks, group.is_forum)
    }

    async fn look_up(&self, chat: i64) -> Result<(Group, Member), Outcome> {
        let group = self.call("getChat", &json!({ "chat_id": chat }), Doing::Other).await?;
        let member =
            self.call("getChatMember", &json!({ "chat_id": chat, "user_id": self.bot_id }), Doing::Other).await?;
        Ok((read(group)?, read(member)?))
    }
}

#[derive(Deserialize)]
struct Topic {
    message_thread_id: i64,
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    is_forum: bool,
}

#[derive(Deserialize)]
struct Member {
    status: String,
    #[serde(default)]
    can_manage_topics: bool,
    #[serde(default)]
    can_delete_messages: bool,
}

#[derive(Deserialize)]
struct MessageId {
    message_id: i64,
}

fn checked(lacks: Vec<GroupLack>, forum: bool) -> Outcome {
    Outcome::Sent(Receipt { group: Some((lacks, forum)), ..Receipt::default() })
}

fn message_id(answer: &Answer) -> Option<i64> {
    let result = answer.result.as_ref()?;
    serde_json::from_str::<MessageId>(result.get()).ok().map(|message| message.message_id)
}

fn read<T: for<'de> Deserialize<'de>>(answer: Answer) -> Result<T, Outcome> {
    let unread = || classify::no_answer(&ApiError::NoAnswer("a look-up that cannot be read".to_owned()));
    let raw = answer.result.ok_or_else(unread)?;
    serde_json::from_str(raw.get()).map_err(|_| unread())
}

/// The message has no file: its words came without it. This is certain, and the other way of editing is the right one.
const NO_CAPTION: &str = "there is no caption in the message to edit";

fn says(description: &str, words: &str) -> bool {
    description.contains(words)
}

/// The body of `editMessageCaption`.
fn caption(chat: i64, target: i64, message: &Message) -> Value {
    let body = json!({
        "chat_id": chat, "message_id": target, "caption": message.text, "caption_entities": message.entities,
    });
    with(body, "reply_markup", (!message.keyboard.is_empty()).then(|| markup::keyboard(&message.keyboard)))
}

/// The field that says that a message may be paid for.
pub(super) const PAID: &str = "allow_paid_broadcast";

/// Sets a field when there is a value for it.
pub(super) fn with(mut body: Value, field: &str, value: Option<Value>) -> Value {
    if let Some(value) = value {
        body[field] = value;
    }
    body
}

/// A reply to a message that is gone is sent all the same.
pub(super) fn reply_parameters(reply_to: Option<i64>) -> Option<Value> {
    reply_to.map(|message| json!({ "message_id": message, "allow_sending_without_reply": true }))
}

fn scope(scope: CommandScope, chat: i64) -> Value {
    match scope {
        CommandScope::Participants => json!({ "type": "all_private_chats" }),
        CommandScope::Admin | CommandScope::Mentors | CommandScope::Former => {
            json!({ "type": "chat", "chat_id": chat })
        }
    }
}

impl Transport for TelegramTransport {
    fn bot_id(&self) -> i64 {
        self.bot_id
    }

    async fn carry(&self, request: Request) -> Outcome {
        match request {
            Request::Send { chat, thread, reply_to, silent, message } => {
                let text = markup::Text {
                    message_thread_id: thread,
                    reply_parameters: reply_parameters(reply_to),
                    disable_notification: silent.then_some(true),
                    protect_content: message.is_protected.then_some(true),
                    allow_paid_broadcast: self.is_paying.then_some(true),
                    ..markup::Text::new(chat, &message)
                };
                self.plain("sendMessage", text).await
            }
            Request::SendFile { .. } => Box::pin(upload::carry(&self.api, self.bot_id, request, self.is_paying)).await,
            Request::Edit { chat, target, message } => {
                let text = markup::Text { message_id: Some(target), ..markup::Text::new(chat, &message) };
                match self.edit("editMessageText", text, target).await {
                    // It has a file, or is gone: then this says so once more.
                    Outcome::Refused(Reason::MessageGone) => {
                        self.edit("editMessageCaption", caption(chat, target, &message), target).await
                    }
                    other => other,
                }
            }
            Request::EditCaption { chat, target, message } => {
                match self.edit("editMessageCaption", caption(chat, target, &message), target).await {
                    Outcome::Refused(Reason::Other { description }) if says(&description, NO_CAPTION) => {
                        let text = markup::Text { message_id: Some(target), ..markup::Text::new(chat, &message) };
                        self.edit("editMessageText", text, target).await
                    }
                    other => other,
                }
            }
            Request::EditKeyboard { chat, target, keyboard } => {
                let body =
                    json!({ "chat_id": chat, "message_id": target, "reply_markup": markup::keyboard(&keyboard) });
                self.edit("editMessageReplyMarkup", body, target).await
            }
            Request::Copy { chat, thread, reply_to, silent, from_chat, source, keyboard } => {
                let body = json!({ "chat_id": chat, "from_chat_id": from_chat, "message_id": source });
                let body = with(body, "message_thread_id", thread.map(Value::from));
                let body = with(body, "disable_notification", silent.then_some(Value::Bool(true)));
                let body = with(body, "reply_parameters", reply_parameters(reply_to));
                let body = with(body, PAID, self.is_paying.then_some(Value::Bool(true)));
                let keyboard = (!keyboard.is_empty()).then(|| markup::keyboard(&keyboard));
                self.plain("copyMessage", with(body, "reply_markup", keyboard)).await
            }
            Request::CreateTopic { chat, title } => self.create_topic(chat, &title).await,
            Request::Delete { chat, target } => {
                let outcome = self.plain("deleteMessage", json!({ "chat_id": chat, "message_id": target })).await;
                match outcome {
                    // The message is gone, so nothing of ours stands there any more.
                    Outcome::Sent(_) => Outcome::Sent(Receipt::default()),
                    other => other,
                }
            }
            Request::DeleteMany { chat, targets } => {
                self.plain("deleteMessages", json!({ "chat_id": chat, "message_ids": targets })).await
            }
            Request::DeleteTopic { chat, thread } => {
                self.plain("deleteForumTopic", json!({ "chat_id": chat, "message_thread_id": thread })).await
            }
            Request::Dot { chat, target, text } => dot::carry(&self.api, chat, target, &text).await,
            Request::SendDocument { chat, thread, reply_to, document, keyboard } => {
                let way = document::Way { chat, thread, reply_to, keyboard: &keyboard, is_paying: self.is_paying };
                Box::pin(document::carry(&self.api, way, &document)).await
            }
            Request::React { chat, target, emoji } => {
                let reaction = json!([{ "type": "emoji", "emoji": emoji }]);
                let body = json!({ "chat_id": chat, "message_id": target, "reaction": reaction });
                match self.plain("setMessageReaction", body).await {
                    Outcome::Sent(_) => Outcome::Sent(Receipt::default()),
                    other => other,
                }
            }
            Request::CheckGroup { chat } => self.check_group(chat).await,
            Request::SetCommands { scope: of, chat, language, commands } => {
                let commands: Vec<Value> = commands
                    .iter()
                    .map(|(command, description)| json!({ "command": command, "description": description }))
                    .collect();
                let body = json!({ "commands": commands, "scope": scope(of, chat) });
                self.plain(
                    "setMyCommands",
                    with(body, "language_code", language.map(|language: Language| json!(language.code()))),
                )
                .await
            }
        }
    }
}
