//! The wire between the bot and the stand-in, which can be taken away: then nobody can be reached, and what was open is
//! closed.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Passes connections on to an address, as long as it is there.
#[derive(Clone)]
pub struct Wire {
    from: SocketAddr,
    to: Arc<Mutex<Option<SocketAddr>>>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Wire {
    /// A wire that leads nowhere yet. Needs a tokio runtime.
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let wire = Self { from: listener.local_addr().expect("an address"), to: Arc::default(), task: Arc::default() };
        wire.listen(listener);
        wire
    }

    /// Leads to where `url` is served from now on; returns the URL at this end.
    pub fn lead_to(&self, url: &str) -> String {
        let address = url.strip_prefix("http://").and_then(|address| address.parse().ok());
        *self.to.lock().expect("nobody panics with it") = Some(address.expect("an address"));
        format!("http://{}", self.from)
    }

    fn listen(&self, listener: TcpListener) {
        let to = Arc::clone(&self.to);
        let task = tokio::spawn(async move {
            // Dropped with the task, and everything open with it.
            let mut open = tokio::task::JoinSet::new();
            while let Ok((mut here, _)) = listener.accept().await {
                let to = *to.lock().expect("nobody panics with it");
                open.spawn(async move {
                    let Some(to) = to else { return };
                    if let Ok(mut there) = TcpStream::connect(to).await {
                        drop(tokio::io::copy_bidirectional(&mut here, &mut there).await);
                    }
                });
            }
        });
        *self.task.lock().expect("nobody panics with it") = Some(task);
    }

    /// Nobody can be reached, and what was open is closed.
    pub async fn cut(&self) {
        let task = self.task.lock().expect("nobody panics with it").take();
        if let Some(task) = task {
            task.abort();
            drop(task.await);
        }
    }

    pub async fn mend(&self) {
        self.listen(TcpListener::bind(self.from).await.expect("the port is still ours"));
    }
}
