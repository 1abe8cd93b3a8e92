//! The sandbox against itself: requests as a bot sends them, over real HTTP.

mod chats;
mod polling;
mod refusals;
mod rest;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::{NoPanel, Sandbox, Settings};

const START_MS: i64 = 1_757_916_000_000;
const HOUR: Duration = Duration::from_secs(3600);

/// A sandbox whose real time is moved by hand.
struct Rig {
    sandbox: Sandbox,
    real_ms: Arc<AtomicI64>,
}

impl Rig {
    async fn start(change: impl FnOnce(&mut Settings)) -> Self {
        let real_ms = Arc::new(AtomicI64::new(START_MS));
        let reader = Arc::clone(&real_ms);
        let mut settings = Settings::new(START_MS, Arc::new(move || reader.load(Ordering::Relaxed)));
        settings.expects_clock_follower = false;
        change(&mut settings);
        let sandbox = Sandbox::start(settings, Arc::new(NoPanel)).await.expect("loopback has a free port");
        Self { sandbox, real_ms }
    }

    /// Calls a method; real time goes on a minute, so that no limit is touched by accident.
    async fn call(&self, method: &str, parameters: Value) -> Value {
        self.real_ms.fetch_add(60_000, Ordering::Relaxed);
        self.call_now(method, parameters).await
    }

    async fn call_now(&self, method: &str, parameters: Value) -> Value {
        self.try_call(method, parameters).await.expect("the connection stays open")
    }

    async fn try_call(&self, method: &str, parameters: Value) -> Option<Value> {
        let path = format!("/bot{}/{method}", self.sandbox.token());
        let (_, body) = http(self.sandbox.addr(), "POST", &path, "", &parameters.to_string()).await?;
        serde_json::from_str(&body).ok()
    }

    /// The description of the refusal of a call.
    async fn refusal(&self, method: &str, parameters: Value) -> String {
        let answer = self.call(method, parameters).await;
        assert_eq!(answer["ok"], json!(false), "{method} was to be refused");
        answer["description"].as_str().unwrap_or_default().to_owned()
    }

    async fn send(&self, chat: i64, text: &str) -> i64 {
        let answer = self.call("sendMessage", json!({"chat_id": chat, "text": text})).await;
        answer["result"]["message_id"].as_i64().unwrap_or_else(|| panic!("refused: {answer}"))
    }

    async fn updates(&self, offset: i64) -> Vec<Value> {
        let answer = self.call("getUpdates", json!({"offset": offset})).await;
        answer["result"].as_array().cloned().unwrap_or_default()
    }

    /// A person who has started the bot.
    fn started(&self, name: &str) -> i64 {
        let user = self.sandbox.add_user(name, "ar");
        self.sandbox.send_text(user, user, "/start", None, None);
        user
    }
}

/// One request on a connection of its own; `None` when it is closed without an answer.
async fn http(address: SocketAddr, method: &str, path: &str, headers: &str, body: &str) -> Option<(u16, String)> {
    let headers = if headers.is_empty() { "Host: localhost\r\nContent-Type: application/json\r\n" } else { headers };
    let length = body.len();
    let request =
        format!("{method} {path} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    // The standard library's stream on a thread of its own: tokio's would need a feature that nothing else here does.
    let exchange = move || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map(|_| answer)
    };
    let answer = tokio::task::spawn_blocking(exchange).await.expect("it does not panic").ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, body.to_owned()))
}
