//! Inline keyboards: what Telegram refuses in them, and their buttons as a story reads them.

use serde::Serialize;
use serde_json::Value;

use super::refusal::Refusal;

/// The most buttons on one message.
const MOST_BUTTONS: usize = 100;

/// A button as it is seen and what it carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Button {
    pub text: String,
    /// What a press sends; `None` for a button that opens a link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The inline keyboard in a `reply_markup`, checked; `None` when there is none (other kinds of markup leave nothing
/// on the message).
pub(super) fn checked(markup: Option<&Value>) -> Result<Option<Value>, Refusal> {
    let Some(rows) = markup.and_then(|markup| markup.get("inline_keyboard")) else {
        return Ok(None);
    };
    let Some(rows) = rows.as_array() else {
        return Err(Refusal::bad("field \"inline_keyboard\" must be of type Array"));
    };
    let mut count = 0;
    for row in rows {
        let Some(row) = row.as_array() else {
            return Err(Refusal::bad("can't parse inline keyboard button: an array of rows expected"));
        };
        for button in row {
            check_button(button)?;
            count += 1;
        }
    }
    if count > MOST_BUTTONS {
        return Err(Refusal::bad("reply markup is too long"));
    }
    let kept: Vec<&Value> = rows.iter().filter(|row| row.as_array().is_some_and(|row| !row.is_empty())).collect();
    Ok((!kept.is_empty()).then(|| serde_json::json!({"inline_keyboard": kept})))
}

/// The rows of buttons of a stored keyboard.
pub(super) fn rows(markup: Option<&Value>) -> Vec<Vec<Button>> {
    let rows = markup.and_then(|markup| markup["inline_keyboard"].as_array());
    rows.into_iter().flatten().map(|row| row.as_array().into_iter().flatten().map(button).collect()).collect()
}

fn button(json: &Value) -> Button {
    let field = |name: &str| json[name].as_str().map(str::to_owned);
    Button { text: field("text").unwrap_or_default(), data: field("callback_data"), url: field("url") }
}

fn check_button(json: &Value) -> Result<(), Refusal> {
    if json["text"].as_str().is_none_or(|text| text.trim().is_empty()) {
        return Err(Refusal::bad("can't parse inline keyboard button: field \"text\" must be non-empty"));
    }
    if let Some(data) = json["callback_data"].as_str() {
        return if (1..=64).contains(&data.len()) { Ok(()) } else { Err(Refusal::bad("BUTTON_DATA_INVALID")) };
    }
    if let Some(url) = json["url"].as_str() {
        let is_link = ["http://", "https://", "tg://"].iter().any(|scheme| url.starts_with(scheme))
            && !url.contains(char::is_whitespace);
        return if is_link {
            Ok(())
        } else {
            Err(Refusal::bad(&format!("inline keyboard button URL '{url}' is invalid: wrong HTTP URL")))
        };
    }
    let has_another_action =
        ["copy_text", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat", "pay"]
            .iter()
            .any(|action| json.get(action).is_some());
    if has_another_action {
        Ok(())
    } else {
        Err(Refusal::bad("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"))
    }
}
