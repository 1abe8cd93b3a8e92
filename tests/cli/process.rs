//! A `darb` of its own, as an operator starts it: its two streams, its end, its exit code.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take that is awaited; on an idle machine nothing takes a tenth of it.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Part of every token here. No output may ever contain it.
pub const SECRET: &str = "AAsecretsecretsecret";

/// A folder in which `darb` is started.
pub struct Place {
    folder: TempDir,
    environment: Vec<(String, String)>,
}

impl Place {
    /// With nothing in it, and nothing set.
    pub fn bare() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), environment: Vec::new() }
    }

    /// With all that `darb run` needs: a token, a server, the shipped lessons.
    pub fn on(api_url: &str) -> Self {
        Self::bare()
            .with("TELOXIDE_TOKEN", &format!("7000000001:{SECRET}"))
            .with("TELOXIDE_API_URL", api_url)
            .with("DARB_LESSONS", shipped_lessons().to_str().expect("a path in UTF-8"))
    }

    /// Sets a variable, or another value for it.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(other, _)| other != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a writable file");
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("a readable file")
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The names of everything in the folder.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("a readable folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_darb"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().envs(self.environment.iter().cloned());
        Running::start(command)
    }

    /// Starts it and awaits its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.start(arguments).end()
    }
}

/// The courses in the repository.
pub fn shipped_lessons() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons")
}

/// A process that was started; killed when dropped.
pub struct Running {
    child: Child,
    out: Arc<Said>,
    err: Arc<Said>,
}

/// How a process ended, and all that it said.
#[derive(Debug)]
pub struct Ended {
    /// `None` when a signal ended it.
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Running {
    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let out = Said::listen(child.stdout.take().expect("a pipe"));
        let err = Said::listen(child.stderr.take().expect("a pipe"));
        Self { child, out, err }
    }

    /// Awaits words on standard output, and returns the line they stand in.
    pub fn says(&self, words: &str) -> String {
        self.out.await_words(words).unwrap_or_else(|all| panic!("`{words}` was not said, but: {all}"))
    }

    /// Awaits words on standard error, and returns the line they stand in.
    pub fn logs(&self, words: &str) -> String {
        self.err.await_words(words).unwrap_or_else(|all| panic!("`{words}` was not logged, but: {all}"))
    }

    /// Sends a signal by its name, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(sent.expect("there is a `kill`").success(), "the process is there");
    }

    /// Awaits the end.
    pub fn end(mut self) -> Ended {
        let (out, err) = (self.out.await_end(), self.err.await_end());
        let code = self.child.wait().expect("a child of ours").code();
        for said in [&out, &err] {
            assert!(!said.contains(SECRET), "the token was told: {said}");
        }
        Ended { code, out, err }
    }

    /// Ends it as an operator does, by SIGTERM; it must end well.
    pub fn stop(self) -> Ended {
        self.signal("TERM");
        let ended = self.end();
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        ended
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone_already = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came from one stream so far.
#[derive(Default)]
struct Said {
    text: Mutex<(String, bool)>,
    more: Condvar,
}

impl Said {
    fn listen(mut stream: impl Read + Send + 'static) -> Arc<Self> {
        let said = Arc::new(Self::default());
        let listener = Arc::clone(&said);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let count = stream.read(&mut buffer).unwrap_or(0);
                let mut text = listener.text.lock().unwrap_or_else(PoisonError::into_inner);
                text.0.push_str(&String::from_utf8_lossy(&buffer[..count]));
                text.1 = count == 0;
                drop(text);
                listener.more.notify_all();
                if count == 0 {
                    return;
                }
            }
        });
        said
    }

    /// The first whole line with these words; all that was said if they do not come.
    fn await_words(&self, words: &str) -> Result<String, String> {
        let line = |text: &str| {
            let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
            whole.lines().find(|line| line.contains(words)).map(str::to_owned)
        };
        let text = self.wait(|text, ended| line(text).is_some() || ended);
        line(&text).ok_or(text)
    }

    fn await_end(&self) -> String {
        let mut is_over = false;
        let text = self.wait(|_, ended| {
            is_over = ended;
            ended
        });
        assert!(is_over, "it does not end; it said: {text}");
        text
    }

    fn wait(&self, mut is_enough: impl FnMut(&str, bool) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        while !is_enough(&text.0, text.1) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            text = self.more.wait_timeout(text, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        text.0.clone()
    }
}
