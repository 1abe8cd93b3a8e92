//! Chats, topics, supergroups, commands.

use serde_json::{Value, json};

use super::Rig;
use crate::sandbox::BotRights;

#[tokio::test]
async fn private_chats_share_a_message_counter_and_supergroups_do_not() {
    let rig = Rig::start(|_| ()).await;
    let (ana, omar) = (rig.started("Ana"), rig.started("Omar"));
    let basic = rig.sandbox.add_basic_group("small");
    let forum = rig.sandbox.add_group("mentors", true);
    let ids = [rig.send(ana, "x").await, rig.send(omar, "x").await, rig.send(basic, "x").await];
    assert_eq!(ids, [3, 4, 5]);
    assert_eq!(rig.send(forum, "x").await, 1);
}

#[tokio::test]
async fn a_new_topic_is_announced_to_the_bot_and_closed_to_those_without_rights() {
    let rig = Rig::start(|_| ()).await;
    let mona = rig.started("Mona");
    let forum = rig.sandbox.add_group("mentors", true);
    rig.sandbox.add_to_group(mona, forum);
    let topic = rig.call("createForumTopic", json!({"chat_id": forum, "name": "Calm Falcon"})).await;
    let thread = topic["result"]["message_thread_id"].as_i64().expect("a topic has a thread");
    rig.sandbox.send_text(mona, forum, "hello", None, Some(thread));
    let updates = rig.updates(0).await;
    let announced = &updates[updates.len() - 2]["message"];
    assert_eq!(announced["forum_topic_created"]["name"], json!("Calm Falcon"));
    assert_eq!(announced["message_thread_id"], json!(thread));
    assert_eq!(announced["is_topic_message"], json!(true));
    assert_eq!(announced["from"]["is_bot"], json!(true));
    let hello = &updates[updates.len() - 1]["message"];
    assert_eq!(hello["reply_to_message"]["message_id"], json!(thread), "in a topic everything answers its opening");
    rig.sandbox.set_bot_rights(forum, BotRights { can_manage_topics: false, ..BotRights::ALL });
    let words = rig.refusal("createForumTopic", json!({"chat_id": forum, "name": "x"})).await;
    assert_eq!(words, "Bad Request: not enough rights to create a topic");
    rig.sandbox.remove_bot(forum);
    let words = rig.refusal("sendMessage", json!({"chat_id": forum, "text": "x"})).await;
    assert_eq!(words, "Forbidden: bot was kicked from the supergroup chat");
}

#[tokio::test]
async fn a_group_that_became_a_supergroup_names_it() {
    let rig = Rig::start(|_| ()).await;
    let group = rig.sandbox.add_basic_group("mentors");
    let supergroup = rig.sandbox.upgrade_group(group);
    let answer = rig.call("sendMessage", json!({"chat_id": group, "text": "x"})).await;
    assert_eq!(answer["error_code"], json!(400));
    assert_eq!(answer["parameters"]["migrate_to_chat_id"], json!(supergroup));
    let updates = rig.updates(0).await;
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], json!("administrator"));
    assert_eq!(updates[1]["message"]["migrate_to_chat_id"], json!(supergroup));
    assert_eq!(updates[2]["message"]["migrate_from_chat_id"], json!(group));
    assert_eq!(rig.send(supergroup, "x").await, 2);
}

#[tokio::test]
async fn a_copy_carries_the_content_but_neither_author_nor_keyboard() {
    let rig = Rig::start(|_| ()).await;
    let ana = rig.started("Ana");
    let forum = rig.sandbox.add_group("mentors", true);
    let asked = rig.sandbox.send_photo(ana, ana, "what is this?");
    let answer = rig.call("copyMessage", json!({"chat_id": forum, "from_chat_id": ana, "message_id": asked})).await;
    assert_eq!(answer["result"], json!({"message_id": 1}));
    let copy = &rig.sandbox.chat_messages(forum)[0];
    assert_eq!((copy.text.as_str(), copy.media.as_deref(), copy.from_bot), ("what is this?", Some("photo"), true));
    rig.sandbox.delete_message_by_user(ana, ana, asked);
    let words = rig.refusal("copyMessage", json!({"chat_id": forum, "from_chat_id": ana, "message_id": asked})).await;
    assert_eq!(words, "Bad Request: message to copy not found");
}

#[tokio::test]
async fn a_person_sees_the_commands_of_the_narrowest_scope_in_their_language() {
    let rig = Rig::start(|_| ()).await;
    let (ana, omar) = (rig.started("Ana"), rig.sandbox.add_user("Omar", "en"));
    let set = async |scope: Value, language: &str, description: &str| {
        let commands = json!([{"command": "help", "description": description}]);
        let parameters = json!({"commands": commands, "scope": scope, "language_code": language});
        assert_eq!(rig.call("setMyCommands", parameters).await["ok"], json!(true));
    };
    set(Value::Null, "", "Help").await;
    set(Value::Null, "ar", "مساعدة").await;
    set(json!({"type": "chat", "chat_id": omar}), "", "Help for admins").await;
    let seen = |user| rig.sandbox.commands_shown(user, user)[0].description.clone();
    assert_eq!([seen(ana), seen(omar)], ["مساعدة", "Help for admins"]);
    let words = rig.refusal("setMyCommands", json!({"commands": [{"command": "Help!", "description": "x"}]})).await;
    assert_eq!(words, "Bad Request: BOT_COMMAND_INVALID");
}
