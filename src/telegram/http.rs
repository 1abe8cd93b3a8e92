//! A pool of HTTP/1.1 connections to one server, over hyper.
//!
//! Of our own because of what it tells: whether a request certainly never left, or may have been carried out. hyper knows
//! (it gives back a request that it did not begin to write); a client that hides connections does not pass it on, and
//! costs as much again as the request itself. Never a retry of what may have left, never a redirect, never a proxy.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// How long finding the address, connecting and agreeing on keys may take together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection that nobody used for so long is not used again: something in between may have forgotten it silently.
const IDLE_FOR: Duration = Duration::from_secs(50);

/// One that is still busy with its last request after so long is given up.
const READY_WITHIN: Duration = Duration::from_millis(500);

/// A body of more bytes than this, a file, goes over a connection of its own.
const LONG: usize = 64 * 1024;

/// Room for what is read at once, which every connection keeps; more than Telegram's headers need.
const READ_AT_ONCE: usize = 4 * 1024;

type Body = Full<Bytes>;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The request certainly never reached the server.
    #[error("{0}")]
    NotReached(String),
    /// It may have.
    #[error("{0}")]
    NoAnswer(String),
}

/// A server and the connections to it. Clones share them.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    host: String,
    port: u16,
    /// As the header says it.
    authority: HeaderValue,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    most_idle: usize,
    /// The one used last is used next.
    idle: Mutex<VecDeque<Idle>>,
}

struct Idle {
    connection: Connection,
    since: Instant,
}

/// A connection and what moves it. Whoever waits for an answer moves it; while it waits for a request nobody does, and
/// its next user finds out whether it was closed. A task of its own for each connection would wake twice a request.
struct Connection {
    requests: SendRequest<Body>,
    /// Gone when either side has closed.
    driver: Option<Driver>,
}

type Driver = Pin<Box<dyn Future<Output = Result<(), hyper::Error>> + Send>>;

impl Connection {
    /// Moves the connection until `asked` is answered.
    async fn drive<T>(driver: &mut Option<Driver>, asked: impl Future<Output = T>) -> T {
        let mut asked = pin!(asked);
        poll_fn(|context| {
            if let Poll::Ready(answer) = asked.as_mut().poll(context) {
                return Poll::Ready(answer);
            }
            if let Some(moving) = driver
                && let Poll::Ready(ended) = moving.as_mut().poll(context)
            {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection to Telegram ended");
                }
                // What was asked hears of it when nobody is left who could answer.
                *driver = None;
            }
            asked.as_mut().poll(context)
        })
        .await
    }

    async fn ready(&mut self) -> Result<(), hyper::Error> {
        Self::drive(&mut self.driver, self.requests.ready()).await
    }

    fn is_closed(&self) -> bool {
        self.driver.is_none() || self.requests.is_closed()
    }

    async fn exchange(&mut self, request: Request<Body>) -> Result<(u16, Bytes), Broken> {
        Self::drive(&mut self.driver, exchange(&mut self.requests, request)).await
    }
}

impl Client {
    /// `server` is `http://` or `https://` with a host, perhaps a port, and nothing else.
    pub fn new(server: &Uri, most_idle: usize) -> Result<Self, String> {
        let host = server.host().ok_or("the server has no name")?;
        let is_secure = server.scheme_str() == Some("https");
        let port = server.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
        let authority = server.authority().map_or(host, |authority| authority.as_str());
        let authority = HeaderValue::from_str(authority).map_err(|_| "the server's name cannot be sent")?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let tls = if is_secure {
            let name = ServerName::try_from(host.clone()).map_err(|error| error.to_string())?;
            Some((connector()?, name))
        } else {
            None
        };
        Ok(Self(Arc::new(Shared { host, port, authority, tls, most_idle, idle: Mutex::default() })))
    }

    /// Posts a body and reads the answer: its status and its bytes. `timeout` is for all of it, connecting included.
    pub async fn post(
        &self,
        path: &Uri,
        content_type: &HeaderValue,
        body: Bytes,
        timeout: Duration,
    ) -> Result<(u16, Bytes), HttpError> {
        let is_long = body.len() > LONG;
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = path.clone();
        request.headers_mut().insert(CONTENT_TYPE, content_type.clone());
        self.ask(request, is_long, timeout).await
    }

    /// Fetches what stands at a path: its status and its bytes.
    pub async fn get(&self, path: &Uri, timeout: Duration) -> Result<(u16, Bytes), HttpError> {
        let mut request = Request::new(Full::new(Bytes::new()));
        *request.uri_mut() = path.clone();
        self.ask(request, false, timeout).await
    }

    async fn ask(
        &self,
        mut request: Request<Body>,
        is_long: bool,
        timeout: Duration,
    ) -> Result<(u16, Bytes), HttpError> {
        let deadline = Instant::now() + timeout;
        request.headers_mut().insert(HOST, self.0.authority.clone());
        loop {
            let waiting = if is_long { None } else { self.idle().await };
            let is_fresh = waiting.is_none();
            let mut connection = match waiting {
                Some(connection) => connection,
                // Boxed: what a handshake needs would make every request's task a multiple of its size.
                None => Box::pin(self.connect(is_long, deadline)).await?,
            };
            match tokio::time::timeout_at(deadline, connection.exchange(request)).await {
                Ok(Ok(answer)) => {
                    if !is_long {
                        self.keep(connection);
                    }
                    return Ok(answer);
                }
                // The server had closed a connection that waited: nothing was written, so another is as good.
                Ok(Err(Broken::Before(back, _))) if !is_fresh => request = *back,
                Ok(Err(Broken::Before(_, error))) => return Err(HttpError::NotReached(chain(&error))),
                Ok(Err(Broken::After(error))) => return Err(HttpError::NoAnswer(chain(&error))),
                Err(_) => return Err(HttpError::NoAnswer(format!("nothing came within {} s", timeout.as_secs()))),
            }
        }
    }

    /// A connection that waits and is still open.
    async fn idle(&self) -> Option<Connection> {
        loop {
            let Idle { mut connection, since } = self.waiting().pop_back()?;
            let ready = tokio::time::timeout(READY_WITHIN, connection.ready());
            if since.elapsed() < IDLE_FOR && matches!(ready.await, Ok(Ok(()))) {
                return Some(connection);
            }
        }
    }

    fn keep(&self, connection: Connection) {
        let now = Instant::now();
        let mut waiting = self.waiting();
        // Those that nobody needed lately are closed.
        while waiting.pop_front_if(|idle| now.duration_since(idle.since) >= IDLE_FOR).is_some() {}
        if waiting.len() < self.0.most_idle && !connection.is_closed() {
            waiting.push_back(Idle { connection, since: now });
        }
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Idle>> {
        self.0.idle.lock().expect("nothing panics while it holds the connections")
    }

    /// Tries the server's addresses one after another, each for its share of the time: one that swallows everything must
    /// not keep the others from being tried.
    async fn reach(&self, deadline: Instant) -> std::io::Result<TcpStream> {
        let addresses: Vec<_> = tokio::net::lookup_host((self.0.host.as_str(), self.0.port)).await?.collect();
        let mut failed = std::io::Error::new(std::io::ErrorKind::NotFound, "the server's name has no address");
        for (place, address) in addresses.iter().enumerate() {
            let left = deadline.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(addresses.len() - place).unwrap_or(1);
            match tokio::time::timeout(share, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => failed = error,
                Err(_) => failed = std::io::ErrorKind::TimedOut.into(),
            }
        }
        Err(failed)
    }

    async fn connect(&self, is_long: bool, deadline: Instant) -> Result<Connection, HttpError> {
        let deadline = deadline.min(Instant::now() + CONNECT_TIMEOUT);
        let connected = tokio::time::timeout_at(deadline, async {
            let stream = self.reach(deadline).await?;
            stream.set_nodelay(true)?;
            match &self.0.tls {
                None => Ok(begin(stream, is_long).await?),
                Some((connector, name)) => Ok(begin(connector.connect(name.clone(), stream).await?, is_long).await?),
            }
        });
        let connected: Result<_, Box<dyn std::error::Error + Send + Sync>> =
            connected.await.unwrap_or_else(|_| Err("connecting takes too long".into()));
        connected.map_err(|error| HttpError::NotReached(chain(error.as_ref())))
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Client").field("host", &self.0.host).finish_non_exhaustive()
    }
}

/// What became of a request that has no answer.
enum Broken {
    /// Nothing of it was written.
    Before(Box<Request<Body>>, hyper::Error),
    After(hyper::Error),
}

async fn exchange(connection: &mut SendRequest<Body>, request: Request<Body>) -> Result<(u16, Bytes), Broken> {
    let response = match connection.try_send_request(request).await {
        Ok(response) => response,
        Err(mut error) => {
            return Err(match error.take_message() {
                Some(request) => Broken::Before(Box::new(request), error.into_error()),
                None => Broken::After(error.into_error()),
            });
        }
    };
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.map_err(Broken::After)?;
    Ok((status, body.to_bytes()))
}

/// HTTP/1.1 over a stream. What is short is copied behind its headers and goes as one piece, which costs the system less
/// than two; a connection keeps room for the longest that it carried so.
async fn begin(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    is_long: bool,
) -> Result<Connection, hyper::Error> {
    let mut http = http1::Builder::new();
    http.writev(is_long).read_buf_exact_size(Some(READ_AT_ONCE));
    let (requests, driver) = http.handshake(TokioIo::new(stream)).await?;
    Ok(Connection { requests, driver: Some(Box::pin(driver)) })
}

/// Trusts the roots that browsers trust, as they were when this program was built.
fn connector() -> Result<TlsConnector, String> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// An error with its causes, which say more than it does.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// What the server does with one connection.
    #[derive(Debug, Clone, Copy)]
    enum Manner {
        /// Answers so many requests, then closes.
        Answers(usize),
        /// Reads a request and closes without a word.
        Reads,
        /// Reads a request and says nothing.
        Stalls,
        /// Sends half of an answer.
        Half,
    }

    const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"ok\":true}";

    /// A server that meets its connections in these manners, one after another, and counts the requests it read.
    async fn server(manners: Vec<Manner>) -> (Client, tokio::task::JoinHandle<usize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let reading = tokio::spawn(async move {
            let mut read = 0;
            let mut open = Vec::new();
            for manner in manners {
                let (mut stream, _) = listener.accept().await.expect("a connection");
                let answers = if let Manner::Answers(count) = manner { count } else { 1 };
                for _ in 0..answers {
                    let mut bytes = vec![0; 4_096];
                    if stream.read(&mut bytes).await.expect("bytes") == 0 {
                        break;
                    }
                    read += 1;
                    match manner {
                        Manner::Answers(_) => stream.write_all(ANSWER.as_bytes()).await.expect("written"),
                        Manner::Half => stream.write_all(&ANSWER.as_bytes()[..45]).await.expect("written"),
                        Manner::Reads | Manner::Stalls => {}
                    }
                }
                if matches!(manner, Manner::Stalls) {
                    open.push(stream);
                }
            }
            read
        });
        (client(port), reading)
    }

    /// A server that says back every request when it has read all of it, and over which connection each came.
    async fn patient_server() -> (Client, tokio::sync::mpsc::UnboundedReceiver<(usize, usize)>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (said, heard) = tokio::sync::mpsc::unbounded_channel();
        tokio::spawn(async move {
            for connection in 0.. {
                let (mut stream, _) = listener.accept().await.expect("a connection");
                let said = said.clone();
                tokio::spawn(async move {
                    let mut text = Vec::new();
                    while stream.read_buf(&mut text).await.is_ok_and(|count| count > 0) {
                        let Some(end) = text.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
                        let head = String::from_utf8_lossy(&text[..end]).to_lowercase();
                        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
                        let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
                        if text.len() == end + 4 + length {
                            said.send((connection, length)).expect("somebody listens");
                            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
                            stream.write_all(head.as_bytes()).await.expect("written");
                            stream.write_all(&text[end + 4..]).await.expect("written");
                            text.clear();
                        }
                    }
                });
            }
        });
        (client(port), heard)
    }

    fn client(port: u16) -> Client {
        let uri = format!("http://127.0.0.1:{port}").parse().expect("a URI");
        Client::new(&uri, 8).expect("a client")
    }

    async fn post(client: &Client) -> Result<(u16, Bytes), HttpError> {
        let path = Uri::from_static("/bot1:a/sendMessage");
        let json = HeaderValue::from_static("application/json");
        client.post(&path, &json, Bytes::from_static(b"{}"), Duration::from_millis(300)).await
    }

    #[tokio::test]
    async fn a_connection_is_used_again_and_replaced_when_the_server_closed_it() {
        let (client, reading) = server(vec![Manner::Answers(2), Manner::Answers(1)]).await;
        for _ in 0..3 {
            assert_eq!(post(&client).await.expect("an answer").0, 200);
            // So that the driver of the connection sees that it was closed.
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(reading.await.expect("a count"), 3, "nothing was sent twice");
    }

    #[tokio::test]
    async fn a_file_has_a_connection_of_its_own_and_leaves_those_that_wait_alone() {
        let (client, mut heard) = patient_server().await;
        let (path, json) = (Uri::from_static("/bot1:a/send"), HeaderValue::from_static("application/json"));
        let mut over = Vec::new();
        for length in [2, LONG + 1, LONG, 3 * LONG, 2] {
            let body = Bytes::from(vec![b'a'; length]);
            let answer = client.post(&path, &json, body.clone(), Duration::from_secs(5)).await.expect("an answer");
            assert_eq!(answer, (200, body), "however little is read at once");
            over.push(heard.recv().await.expect("a request"));
        }
        assert_eq!(over, [(0, 2), (1, LONG + 1), (0, LONG), (2, 3 * LONG), (0, 2)]);
    }

    #[tokio::test]
    async fn what_the_server_read_is_in_doubt_and_never_sent_again() {
        for manner in [Manner::Reads, Manner::Half, Manner::Stalls] {
            let (client, reading) = server(vec![manner]).await;
            let error = post(&client).await.expect_err("no answer");
            assert!(matches!(error, HttpError::NoAnswer(_)), "{manner:?}: {error}");
            assert_eq!(reading.await.expect("a count"), 1, "{manner:?}");
        }
    }

    #[tokio::test]
    async fn nobody_listening_is_certain() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        assert!(matches!(post(&client(port)).await, Err(HttpError::NotReached(_))));
    }

    #[tokio::test]
    async fn a_server_that_speaks_no_tls_was_certainly_not_reached() {
        let (plain, _reading) = server(vec![Manner::Reads]).await;
        let uri = format!("https://localhost:{}", plain.0.port).parse().expect("a URI");
        let client = Client::new(&uri, 8).expect("a client");
        assert!(matches!(post(&client).await, Err(HttpError::NotReached(_))));
    }
}
