//! What `getUpdates` gives, and when.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;

use super::Rig;

#[tokio::test]
async fn an_update_is_confirmed_by_a_larger_offset_only() {
    let rig = Rig::start(|_| ()).await;
    let ana = rig.started("Ana");
    rig.sandbox.send_text(ana, ana, "one", None, None);
    rig.sandbox.send_text(ana, ana, "two", None, None);
    let first = rig.updates(0).await;
    assert_eq!(first.len(), 3);
    assert_eq!(first, rig.updates(0).await, "unconfirmed updates come again");
    let second_id = first[1]["update_id"].as_i64().expect("updates have ids");
    assert_eq!(rig.updates(second_id).await.len(), 2);
    assert_eq!(rig.updates(-1).await[0]["message"]["text"], json!("two"));
    assert_eq!(rig.updates(second_id + 1000).await.len(), 1, "an offset far beyond the queue is ignored");
    assert!(rig.updates(second_id + 2).await.is_empty());
    assert_eq!(rig.sandbox.unread(), 0);
}

#[tokio::test]
async fn a_second_poll_ends_the_first() {
    let rig = Rig::start(|_| ()).await;
    let (first, second) = tokio::join!(rig.call("getUpdates", json!({"timeout": 5})), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        rig.call("getUpdates", json!({"timeout": 0})).await
    });
    assert_eq!(first["error_code"], json!(409));
    assert!(first["description"].as_str().is_some_and(|text| text.starts_with("Conflict: terminated by other")));
    assert_eq!(second["ok"], json!(true));
}

#[tokio::test]
async fn a_waiting_poll_answers_as_soon_as_something_is_there() {
    let rig = Rig::start(|_| ()).await;
    let ana = rig.started("Ana");
    let next = rig.updates(0).await[0]["update_id"].as_i64().expect("updates have ids") + 1;
    let (updates, ()) = tokio::join!(rig.call("getUpdates", json!({"timeout": 30, "offset": next})), async {
        assert!(rig.sandbox.settled(Duration::from_secs(5)).await, "a waiting poll and nothing unread is rest");
        rig.sandbox.send_text(ana, ana, "/help me", None, None);
        assert!(!rig.sandbox.settled(Duration::ZERO).await);
    });
    let message = &updates["result"][0]["message"];
    assert_eq!(message["entities"], json!([{"type": "bot_command", "offset": 0, "length": 5}]));
    assert_eq!(message["from"]["id"], json!(ana));
}

#[tokio::test]
async fn allowed_updates_are_remembered_and_presses_expire_in_the_queue() {
    let rig = Rig::start(|_| ()).await;
    let ana = rig.started("Ana");
    let lesson = rig.send(ana, "lesson").await;
    rig.call("getUpdates", json!({"offset": -1, "allowed_updates": ["callback_query"]})).await;
    rig.sandbox.send_text(ana, ana, "unheard", None, None);
    rig.sandbox.press(ana, ana, lesson, "open:1");
    let updates = rig.updates(0).await;
    assert_eq!(updates.last().expect("the press is queued")["callback_query"]["data"], json!("open:1"));
    assert!(updates.iter().all(|update| update["message"]["text"] != json!("unheard")));
    rig.real_ms.fetch_add(151_000, Ordering::Relaxed);
    assert!(rig.updates(0).await.iter().all(|update| update.get("callback_query").is_none()));
}

#[tokio::test]
async fn a_bot_that_was_killed_no_longer_polls() {
    let rig = Rig::start(|_| ()).await;
    let request = format!("GET /bot{}/getUpdates?timeout=30 HTTP/1.1\r\nHost: localhost\r\n\r\n", rig.sandbox.token());
    let mut stream = TcpStream::connect(rig.sandbox.addr()).expect("the sandbox listens");
    stream.write_all(request.as_bytes()).expect("a request can be written");
    assert!(rig.sandbox.settled(Duration::from_secs(5)).await);
    drop(stream);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!rig.sandbox.settled(Duration::ZERO).await);
}
