//! Ledger and faults, clock and rest, the door.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::{HOUR, Rig, START_MS, http};
use crate::sandbox::parameters::Parameters;
use crate::sandbox::{Fault, FaultKind, Panel, PanelFuture, PanelInfo, RequestEntry};

#[tokio::test]
async fn the_ledger_keeps_what_took_effect_even_without_an_answer() {
    let rig = Rig::start(|_| ()).await;
    let ana = rig.started("Ana");
    let fault = |kind| Fault { method: Some("sendmessage".to_owned()), chat: Some(ana), skip: 0, times: 1, kind };
    let send = |text: &str| json!({"chat_id": ana, "text": text});
    rig.sandbox.add_fault(fault(FaultKind::DropBefore));
    assert_eq!(rig.try_call("sendMessage", send("lost")).await, None);
    rig.sandbox.add_fault(fault(FaultKind::DropAfter));
    assert_eq!(rig.try_call("sendMessage", send("arrived")).await, None);
    let kind = FaultKind::Refuse {
        code: 429,
        description: "Too Many Requests: retry after 7".to_owned(),
        retry_after: Some(7),
    };
    rig.sandbox.add_fault(fault(kind));
    assert_eq!(rig.call("sendMessage", send("refused")).await["parameters"]["retry_after"], json!(7));
    rig.send(ana, "answered").await;
    let texts: Vec<String> = rig.sandbox.ledger().into_iter().map(|entry| entry.text).collect();
    assert_eq!(texts, ["arrived", "answered"]);
    assert!(rig.sandbox.faults().is_empty());
}

#[tokio::test]
async fn the_journal_says_how_far_a_request_came() {
    let rig = Rig::start(|_| ()).await;
    let ana = rig.started("Ana");
    let update = rig.updates(0).await[0]["update_id"].as_i64().expect("updates have ids");
    let poll = rig.sandbox.requests(0).remove(0);
    assert_eq!(
        (poll.method, poll.handed_out.as_slice(), rig.sandbox.unread_ids()),
        ("getUpdates", &[update][..], vec![update])
    );
    let steps = |kind| {
        let fault = Fault { method: None, chat: Some(ana), skip: 0, times: 1, kind };
        rig.sandbox.add_fault(fault);
        async {
            rig.try_call("sendMessage", json!({"chat_id": ana, "text": "x"})).await;
            let entry = rig.sandbox.requests(0).pop().expect("it was noted");
            let in_order = entry.effect_at.zip(entry.answered_at).is_none_or(|(effect, answer)| effect <= answer);
            assert!(in_order && entry.chat_id == Some(ana), "{entry:?}");
            (entry.effect_at.is_some(), entry.answered_at.is_some())
        }
    };
    assert_eq!(steps(FaultKind::DropBefore).await, (false, false));
    assert_eq!(steps(FaultKind::DropAfter).await, (true, false));
    assert_eq!(steps(FaultKind::Status { code: 502 }).await, (false, true));
    assert_eq!(steps(FaultKind::Delay { ms: 5 }).await, (true, true));
    assert_eq!(steps(FaultKind::DelayAfter { ms: 5 }).await, (true, true));
    assert!(rig.sandbox.until_requests(1, Duration::ZERO, |requests| requests.len() == 5).await);
    assert!(!rig.sandbox.until_requests(6, Duration::ZERO, |requests| !requests.is_empty()).await);
}

#[tokio::test]
async fn a_delayed_poll_confirms_nothing_when_the_bot_hangs_up() {
    let rig = Rig::start(|_| ()).await;
    rig.started("Ana");
    let update = rig.updates(0).await[0]["update_id"].as_i64().expect("updates have ids");
    let kind = FaultKind::Delay { ms: 600_000 };
    rig.sandbox.add_fault(Fault { method: Some("getUpdates".to_owned()), chat: None, skip: 0, times: 1, kind });
    let query = format!("getUpdates?offset={}", update + 1);
    let request = format!("GET /bot{}/{query} HTTP/1.1\r\nHost: localhost\r\n\r\n", rig.sandbox.token());
    let mut stream = TcpStream::connect(rig.sandbox.addr()).expect("the sandbox listens");
    stream.write_all(request.as_bytes()).expect("a request can be written");
    let is_there = |requests: &[RequestEntry]| requests.iter().any(|request| request.offset == Some(update + 1));
    assert!(rig.sandbox.until_requests(0, Duration::from_secs(5), is_there).await);
    assert!(rig.sandbox.is_connected());
    drop(stream);
    while rig.sandbox.is_connected() {
        tokio::task::yield_now().await;
    }
    assert_eq!(rig.sandbox.unread_ids(), [update]);
}

#[tokio::test]
async fn the_clock_waits_for_a_change_and_remembers_who_followed() {
    let rig = Rig::start(|settings| settings.expects_clock_follower = true).await;
    let path = format!("/clock?after={START_MS}&wait=5");
    let (answer, ()) = tokio::join!(http(rig.sandbox.addr(), "GET", &path, "", ""), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        rig.sandbox.advance(HOUR);
    });
    let (_, body) = answer.expect("answered");
    let time: Value = serde_json::from_str(&body).expect("the clock answers JSON");
    assert_eq!(time, json!({"now_ms": START_MS + 3_600_000, "speed": 0}));
    let poll = rig.call("getUpdates", json!({"timeout": 1}));
    let (_, ()) = tokio::join!(poll, async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(!rig.sandbox.settled(Duration::ZERO).await, "nobody has named the newest time");
        let path = format!("/clock?after={}", START_MS + 3_600_000);
        http(rig.sandbox.addr(), "GET", &path, "", "").await;
        assert!(rig.sandbox.settled(Duration::ZERO).await);
    });
}

#[tokio::test]
async fn only_this_computer_may_act() {
    let rig = Rig::start(|_| ()).await;
    let address = rig.sandbox.addr();
    let body = r#"{"first_name": "Ana", "language_code": "ar"}"#;
    let status =
        async |headers: &str| http(address, "POST", "/act/add_user", headers, body).await.map(|answer| answer.0);
    assert_eq!(status("Host: localhost\r\nContent-Type: application/json\r\n").await, Some(200));
    assert_eq!(status("Host: localhost\r\nContent-Type: text/plain\r\n").await, Some(415));
    assert_eq!(status("Host: evil.example\r\nContent-Type: application/json\r\n").await, Some(403));
    let foreign = "Host: 127.0.0.1\r\nOrigin: https://evil.example\r\nContent-Type: application/json\r\n";
    assert_eq!(status(foreign).await, Some(403));
}

#[test]
fn parameters_come_from_forms_as_well() {
    let form = b"chat_id=5&text=a+b%20%D8%B9&show_alert=true&reply_parameters=%7B%22message_id%22%3A3%7D";
    let parameters =
        Parameters::read(Some("offset=-1"), "application/x-www-form-urlencoded", form).expect("a form can be read");
    assert_eq!(parameters.integer("chat_id"), Some(5));
    assert_eq!(parameters.integer("offset"), Some(-1));
    assert_eq!(parameters.text("text"), "a b ع");
    assert!(parameters.flag("show_alert"));
    assert_eq!(parameters.json("reply_parameters"), Some(json!({"message_id": 3})));
    let body = "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"card.png\"\r\nContent-Type: \
                image/png\r\n\r\nPNG\r\n--b\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n--b--\r\n";
    let parameters =
        Parameters::read(None, "multipart/form-data; boundary=b", body.as_bytes()).expect("a form can be read");
    assert_eq!(parameters.integer("chat_id"), Some(7));
    assert_eq!(parameters.uploads[0].bytes, b"PNG");
}

/// A panel that notes when it was asked.
#[derive(Default)]
struct Noting(Mutex<Vec<i64>>);

impl Panel for Noting {
    fn settled(&self, now_ms: i64) -> PanelFuture<'_, bool> {
        self.0.lock().expect("no test panics with it").push(now_ms);
        Box::pin(async { true })
    }

    fn about(&self) -> PanelFuture<'_, PanelInfo> {
        Box::pin(async { PanelInfo::default() })
    }
}

#[tokio::test]
async fn a_jump_stops_at_every_hour_on_the_way() {
    let rig = Rig::start(|_| ()).await;
    let panel = Arc::new(Noting::default());
    rig.sandbox.set_panel(panel.clone());
    let to_ms = START_MS + 150 * 60_000;
    let (is_settled, _) = tokio::join!(rig.sandbox.advance_stepped(to_ms, i64::MAX, Duration::from_secs(2)), async {
        rig.call("getUpdates", json!({"timeout": 1})).await
    });
    assert!(is_settled);
    let mut asked = panel.0.lock().expect("no test panics with it").clone();
    asked.dedup();
    let after_hours = [0, 1, 2].map(|hours| START_MS + hours * 3_600_000);
    assert_eq!(asked, [after_hours[0], after_hours[1], after_hours[2], to_ms]);
    assert!(!rig.sandbox.advance_stepped(to_ms + 1, 1, Duration::from_millis(20)).await, "no poll waits any more");
}
