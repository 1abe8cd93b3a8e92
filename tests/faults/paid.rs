//! Beyond its free rate Telegram wants to be paid, and to be told with each message that it may charge for it.

use darb::clock::Clock;
use darb::delivery::transport::Source;
use darb::delivery::{Request, Transport};
use darb::rules::course::{Media, MediaHash, MediaKind};
use darb::rules::outcome::Outcome;
use darb::sandbox::{NoPanel, Sandbox, Settings};
use darb::telegram::{Api, TelegramTransport};
use darb::text::Message;
use std::sync::Arc;

/// In one go, to as many people.
const MESSAGES: usize = 90;

/// Texts, files and copies in turn.
fn request(number: usize, chat: i64, source: i64) -> Request {
    let message = Message { text: "A lesson".to_owned(), ..Message::default() };
    let (thread, reply_to, silent) = (None, None, false);
    match number % 3 {
        0 => Request::Send { chat, thread, reply_to, silent, message },
        1 => {
            let media = Media {
                hash: MediaHash(format!("{number:064x}")),
                kind: MediaKind::Document,
                mime: "text/plain".to_owned(),
                name: "a.txt".to_owned(),
                bytes: None,
                size: None,
            };
            let source = Some(Source::Bytes(b"A lesson".as_slice().into()));
            Request::SendFile { chat, thread, reply_to, silent, message, media, drawing: None, source }
        }
        _ => Request::Copy { chat, thread, reply_to, silent, from_chat: chat, source, keyboard: Vec::new() },
    }
}

/// How many were let through.
async fn accepted(is_paying: bool) -> usize {
    let real = Clock::system();
    let mut settings = Settings::new(0, Arc::new(move || real.real().0));
    settings.enforce = true;
    let telegram = Sandbox::start(settings, Arc::new(NoPanel)).await.expect("a free port");
    let people: Vec<(i64, i64)> = (0..MESSAGES)
        .map(|number| {
            let id = telegram.add_user(&format!("Pupil {number}"), "en");
            (id, telegram.send_text(id, id, "/start", None, None))
        })
        .collect();
    let api = Api::new(&telegram.api_url(), telegram.token(), 16).expect("a client");
    let transport = Arc::new(TelegramTransport::new(api, 1).paying(is_paying));
    let mut tasks = tokio::task::JoinSet::new();
    for (number, (chat, message)) in people.into_iter().enumerate() {
        let transport = Arc::clone(&transport);
        tasks.spawn(async move { transport.carry(request(number, chat, message)).await });
    }
    let outcomes = tasks.join_all().await;
    let refused = |outcome: &&Outcome| matches!(outcome, Outcome::TooMany { .. });
    let accepted = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Sent(_))).count();
    assert_eq!(accepted + outcomes.iter().filter(refused).count(), MESSAGES, "{outcomes:?}");
    accepted
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pays_is_let_through_beyond_thirty_a_second_with_texts_files_and_copies() {
    assert_eq!(accepted(true).await, MESSAGES);
    assert!(accepted(false).await < MESSAGES, "who does not pay is asked for patience");
}
