//! What is known of a request's fate, for every way in which a connection can fail. A listener of our own counts what
//! came, so that nothing is posted twice behind our back.

use darb::delivery::{Request, Transport};
use darb::rules::outcome::{Outcome, Receipt};
use darb::telegram::{Api, TelegramTransport};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

const ACCEPTED: &str = r#"{"ok":true,"result":{"message_id":17}}"#;

/// What the server does with a request that it has read.
#[derive(Debug, Clone, Copy)]
enum Doing {
    /// Answers with a status and a body, and keeps the connection.
    Answer(u16, &'static str),
    /// Answers, and closes the connection, without having said that it would.
    AnswerAndClose(&'static str),
    /// Promises more than it sends.
    HalfAnAnswer(&'static str),
    Close,
    /// Reads on and says nothing.
    Silence,
    /// Sends the client to where it is already.
    Redirect(u16),
}

/// A server that does what it is told, request after request; the last is what it goes on doing.
struct Server {
    address: SocketAddr,
    /// Requests read to their end.
    requests: Arc<AtomicUsize>,
}

impl Server {
    async fn start(doings: &'static [Doing]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, doings, Arc::clone(&counted)));
            }
        });
        Self { address, requests }
    }

    fn transport(&self) -> TelegramTransport {
        transport(&format!("http://{}", self.address))
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }
}

fn transport(url: &str) -> TelegramTransport {
    TelegramTransport::new(Api::new(url, "1:token", 8).expect("a client"), 1)
}

async fn serve(mut stream: TcpStream, doings: &[Doing], requests: Arc<AtomicUsize>) {
    while read_request(&mut stream).await.is_some() {
        let index = requests.fetch_add(1, Ordering::Relaxed);
        let write = |status: u16, length: usize, body: &str| {
            format!("HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
        };
        let answer = match doings[index.min(doings.len() - 1)] {
            Doing::Answer(status, body) => write(status, body.len(), body),
            Doing::AnswerAndClose(body) => {
                drop(stream.write_all(write(200, body.len(), body).as_bytes()).await);
                return;
            }
            Doing::HalfAnAnswer(body) => {
                drop(stream.write_all(write(200, body.len() + 100, body).as_bytes()).await);
                return;
            }
            Doing::Close => return,
            Doing::Silence => std::future::pending().await,
            Doing::Redirect(status) => {
                format!("HTTP/1.1 {status} -\r\nlocation: /bot1:token/sendMessage\r\ncontent-length: 0\r\n\r\n")
            }
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Reads a request with its body; `None` when the connection ended.
async fn read_request(stream: &mut TcpStream) -> Option<()> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let length = stream.read(&mut piece).await.ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let promised = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= promised.unwrap_or(0_usize) {
            return Some(());
        }
    }
}

fn message() -> Request {
    let message = darb::text::Message { text: "A lesson".to_owned(), ..Default::default() };
    Request::Send { chat: 5, thread: None, reply_to: None, silent: false, message }
}

fn is_unknown(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Unknown { .. })
}

fn is_certainly_not(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::NotNow { .. } | Outcome::TooMany { .. } | Outcome::Refused(_))
}

fn is_delivered(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Sent(_))
}

#[tokio::test]
async fn a_request_that_was_read_is_in_doubt_unless_its_answer_says_otherwise() {
    type Test = fn(&Outcome) -> bool;
    let cases: &[(&'static [Doing], Test)] = &[
        (&[Doing::Answer(200, ACCEPTED)], is_delivered),
        (&[Doing::Answer(200, r#"{"ok": true, "result": {"message_id": }"#)], is_delivered),
        (&[Doing::Close], is_unknown),
        (&[Doing::HalfAnAnswer(r#"{"ok":tr"#)], is_unknown),
        (&[Doing::Answer(200, "<html>Welcome to the hotel's network</html>")], is_unknown),
        (&[Doing::Answer(502, "<html>Bad Gateway</html>")], is_unknown),
        (
            &[Doing::Answer(
                500,
                r#"{"ok":false,"error_code":500,"description":"Internal Server Error: Request aborted"}"#,
            )],
            is_unknown,
        ),
        (&[Doing::Answer(400, r#"{"ok":false,"error_code":400,"description":"Bad Request: x"}"#)], is_certainly_not),
        (
            &[Doing::Answer(
                429,
                r#"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":3}}"#,
            )],
            is_certainly_not,
        ),
        (&[Doing::Answer(413, "<html>Request Entity Too Large</html>")], is_certainly_not),
        (&[Doing::Redirect(302)], is_certainly_not),
        (&[Doing::Redirect(307)], is_certainly_not),
    ];
    for (doings, expected) in cases {
        let server = Server::start(doings).await;
        let outcome = server.transport().carry(message()).await;
        assert!(expected(&outcome), "{doings:?} gave {outcome:?}");
        assert_eq!(server.requests(), 1, "{doings:?}: posted once");
    }
}

#[tokio::test]
async fn silence_after_the_request_is_doubt_when_eight_seconds_are_over() {
    let server = Server::start(&[Doing::Silence]).await;
    let started = Instant::now();
    let outcome = server.transport().carry(message()).await;
    assert!(is_unknown(&outcome), "{outcome:?}");
    assert!((7..12).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn who_cannot_be_reached_has_certainly_nothing() {
    // Nobody listens there any more.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let refused = transport(&format!("http://{address}")).carry(message()).await;
    assert!(matches!(refused, Outcome::NotNow { .. }), "{refused:?}");
    // A name that cannot be one.
    let nameless = transport(&format!("http://{}.invalid", "a".repeat(70))).carry(message()).await;
    assert!(matches!(nameless, Outcome::NotNow { .. }), "{nameless:?}");
    // What listens there does not speak TLS.
    let plain = nonsense().await;
    let outcome = transport(&format!("https://{plain}")).carry(message()).await;
    assert!(matches!(outcome, Outcome::NotNow { .. }), "{outcome:?}");
}

/// Answers whoever connects with a line that is no TLS, and hangs up.
async fn nonsense() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            drop(stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await);
        }
    });
    address
}

/// A server that accepts nobody: whoever knocks once its queue is full is left standing.
#[tokio::test]
async fn no_connection_within_its_time_is_certainly_nothing() {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let listener = socket.listen(1).expect("a queue");
    let address = listener.local_addr().expect("an address");
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) = timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        queue.push(stream);
    }
    let started = Instant::now();
    let outcome = transport(&format!("http://{address}")).carry(message()).await;
    assert!(matches!(outcome, Outcome::NotNow { .. }), "{outcome:?}");
    assert!(started.elapsed() < Duration::from_secs(7), "{:?}", started.elapsed());
}

/// The client keeps connections open. One that the server closes meanwhile must neither lose a request nor double it.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_on_a_connection_that_was_closed_while_idle_is_posted_once() {
    let server = Server::start(&[Doing::AnswerAndClose(ACCEPTED)]).await;
    let transport = server.transport();
    let (mut delivered, mut in_doubt) = (0, 0);
    for round in 1..=200 {
        match transport.carry(message()).await {
            Outcome::Sent(receipt) => {
                assert_eq!(receipt, Receipt { message: Some(17), ..Receipt::default() });
                delivered += 1;
            }
            Outcome::Unknown { .. } => in_doubt += 1,
            other => panic!("{other:?}"),
        }
        // Each time the server closes at once, so some requests meet a connection that is about to end.
        assert!(server.requests() <= round, "{} posted, {round} asked for", server.requests());
    }
    assert!(server.requests() >= delivered, "what was delivered was posted");
    assert!(delivered > 100, "{delivered} delivered, {in_doubt} in doubt");
}

/// The server reads the second request and then closes: it may have carried it out, so it is not posted again.
#[tokio::test]
async fn a_request_that_was_read_on_a_used_connection_is_not_posted_again() {
    let server = Server::start(&[Doing::Answer(200, ACCEPTED), Doing::Close]).await;
    let transport = server.transport();
    assert!(is_delivered(&transport.carry(message()).await));
    let outcome = transport.carry(message()).await;
    assert!(is_unknown(&outcome), "{outcome:?}");
    assert_eq!(server.requests(), 2);
}
