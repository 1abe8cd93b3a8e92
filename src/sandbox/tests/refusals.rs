//! What Telegram would refuse.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;

use super::{HOUR, Rig, http};

#[tokio::test]
async fn telegram_refuses_in_its_own_words() {
    let rig = Rig::start(|_| ()).await;
    let ana = rig.started("Ana");
    let stranger = rig.sandbox.add_user("Sami", "ar");
    let sent = rig.send(ana, "سلام 🌱").await;
    let button = |data: String| json!({"inline_keyboard": [[{"text": "x", "callback_data": data}]]});
    let entity = |offset, length| json!([{"type": "bold", "offset": offset, "length": length}]);
    let long_edit = "message is not modified: specified new message content and reply markup are exactly the same as a \
                     current content and reply markup of the message";
    let cases = [
        ("sendMessage", json!({"chat_id": ana, "text": " \n"}), "message text is empty"),
        ("sendMessage", json!({"chat_id": ana, "text": "é".repeat(4097)}), "message is too long"),
        ("sendMessage", json!({"chat_id": 1, "text": "x"}), "chat not found"),
        (
            "sendMessage",
            json!({"chat_id": ana, "text": "x", "reply_markup": button("ع".repeat(33))}),
            "BUTTON_DATA_INVALID",
        ),
        ("sendMessage", json!({"chat_id": ana, "text": "x", "message_thread_id": 7}), "message thread not found"),
        (
            "sendMessage",
            json!({"chat_id": ana, "text": "x", "reply_parameters": {"message_id": 99}}),
            "message to be replied not found",
        ),
        ("editMessageText", json!({"chat_id": ana, "message_id": 99, "text": "x"}), "message to edit not found"),
        ("editMessageText", json!({"chat_id": ana, "message_id": 1, "text": "x"}), "message can't be edited"),
        ("editMessageText", json!({"chat_id": ana, "message_id": sent, "text": "سلام 🌱"}), long_edit),
        ("editMessageCaption", json!({"chat_id": ana, "message_id": 99, "caption": "x"}), "message to edit not found"),
        (
            "editMessageCaption",
            json!({"chat_id": ana, "message_id": sent, "caption": "x"}),
            "there is no caption in the message to edit",
        ),
        ("copyMessage", json!({"chat_id": ana, "from_chat_id": ana, "message_id": 99}), "message to copy not found"),
        ("deleteMessage", json!({"chat_id": ana, "message_id": 99}), "message to delete not found"),
        ("answerCallbackQuery", json!({"callback_query_id": "1", "text": "x".repeat(201)}), "MESSAGE_TOO_LONG"),
        (
            "setMessageReaction",
            json!({"chat_id": ana, "message_id": sent, "reaction": [{"type": "emoji", "emoji": "✅"}]}),
            "REACTION_INVALID",
        ),
        ("createForumTopic", json!({"chat_id": ana, "name": "x"}), "the chat is not a forum"),
        ("sendPhoto", json!({"chat_id": ana, "photo": "nothing"}), "wrong file identifier/HTTP URL specified"),
        ("sendVideo", json!({"chat_id": ana, "video": "nothing"}), "wrong file identifier/HTTP URL specified"),
    ];
    for (method, parameters, words) in cases {
        assert_eq!(rig.refusal(method, parameters).await, format!("Bad Request: {words}"));
    }
    for (offset, length) in [(0, 8), (6, 1), (5, 0)] {
        let words = rig
            .refusal("sendMessage", json!({"chat_id": ana, "text": "سلام 🌱", "entities": entity(offset, length)}))
            .await;
        assert!(words.starts_with("Bad Request: can't parse entities: "), "{words}");
    }
    let forbidden = "Forbidden: bot can't initiate conversation with a user";
    assert_eq!(rig.refusal("sendMessage", json!({"chat_id": stranger, "text": "x"})).await, forbidden);
    rig.sandbox.block(ana);
    assert_eq!(
        rig.refusal("sendMessage", json!({"chat_id": ana, "text": "x"})).await,
        "Forbidden: bot was blocked by the user"
    );
    rig.sandbox.deactivate(ana);
    assert_eq!(
        rig.refusal("sendMessage", json!({"chat_id": ana, "text": "x"})).await,
        "Forbidden: user is deactivated"
    );
    assert_eq!(rig.refusal("sendDice", json!({})).await, "Not Found: method not found");
    let wrong_token = http(rig.sandbox.addr(), "POST", "/bot1:x/getMe", "", "{}").await.expect("answered");
    assert_eq!(wrong_token.0, 401);
}

#[tokio::test]
async fn a_press_is_answered_once_and_in_time() {
    let rig = Rig::start(|_| ()).await;
    let ana = rig.started("Ana");
    let keyboard = json!({"inline_keyboard": [[{"text": "متابعة", "callback_data": "go:1"}]]});
    rig.call("sendMessage", json!({"chat_id": ana, "text": "x", "reply_markup": keyboard})).await;
    let query = rig.sandbox.press_label(ana, ana, "متابعة");
    let repeated = rig.sandbox.press_repeat(&query);
    assert_ne!(query, repeated);
    let answer = rig.call("answerCallbackQuery", json!({"callback_query_id": query, "text": "تم"})).await;
    assert_eq!(answer["result"], json!(true));
    let words = rig.refusal("answerCallbackQuery", json!({"callback_query_id": query})).await;
    assert_eq!(words, "Bad Request: query is too old and response timeout expired or query ID is invalid");
    rig.real_ms.fetch_add(151_000, Ordering::Relaxed);
    assert_eq!(rig.refusal("answerCallbackQuery", json!({"callback_query_id": repeated})).await, words);
    assert_eq!(rig.sandbox.callback_answers()[0].text, "تم");
}

#[tokio::test]
async fn a_message_can_be_deleted_for_two_days_of_course_time() {
    let rig = Rig::start(|_| ()).await;
    let ana = rig.started("Ana");
    let (early, late) = (rig.send(ana, "x").await, rig.send(ana, "y").await);
    rig.sandbox.advance(48 * HOUR);
    let deleted = rig.call("deleteMessage", json!({"chat_id": ana, "message_id": early})).await;
    assert_eq!(deleted["result"], json!(true));
    rig.sandbox.advance(Duration::from_secs(1));
    let words = rig.refusal("deleteMessage", json!({"chat_id": ana, "message_id": late})).await;
    assert_eq!(words, "Bad Request: message can't be deleted for everyone");
}

#[tokio::test]
async fn sending_too_fast_is_recorded_and_refused_when_enforced() {
    let rig = Rig::start(|_| ()).await;
    let ana = rig.started("Ana");
    let send = json!({"chat_id": ana, "text": "x"});
    rig.call_now("sendMessage", send.clone()).await;
    rig.real_ms.fetch_add(950, Ordering::Relaxed);
    rig.call_now("sendMessage", send.clone()).await;
    assert_eq!(rig.sandbox.violations(), []);
    rig.real_ms.fetch_add(500, Ordering::Relaxed);
    rig.call_now("sendMessage", send.clone()).await;
    assert_eq!(rig.sandbox.violations()[0].limit, "private");

    let strict = Rig::start(|settings| settings.enforce = true).await;
    let group = strict.sandbox.add_group("mentors", false);
    for _ in 0..20 {
        assert_eq!(strict.call_now("sendMessage", json!({"chat_id": group, "text": "x"})).await["ok"], json!(true));
    }
    let refused = strict.call_now("sendMessage", json!({"chat_id": group, "text": "x"})).await;
    assert_eq!(refused["parameters"]["retry_after"], json!(60));
    assert_eq!(strict.sandbox.violations()[0].limit, "group");
}
