//! A database that goes away, a disk that is full, and a data file that cannot be written.

use crate::class::{Class, duplicates, outbox, rest};
use crate::network::tuning;
use crate::say;
use crate::support::{Tuning, World, utc};
use darb::rules::model::Country;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long something that must happen may take.
const PATIENCE: Duration = Duration::from_secs(60);

async fn class(database_url: String) -> (World, Class) {
    let tuning = Tuning { database_url: Some(database_url), ..tuning() };
    let world = World::start_tuned(utc("2027-01-09 12:00"), tuning).await;
    let class = Class::gather(&world, "2027-01-10".parse().expect("a date"), &[(Country::Lebanon, 9); 6]).await;
    (world, class)
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < PATIENCE, "{what}: in vain");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

// ---- Postgres -------------------------------------------------------------------------------------------------------

/// A throw-away server of our own, which can be stopped and started.
struct Server {
    programs: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
    /// The server refuses to run as root.
    user: Option<&'static str>,
}

impl Server {
    /// `None`, and said so, where there is no Postgres.
    fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            say("SKIPPED: Postgres restarted in the middle (initdb was not found)");
            return None;
        };
        let is_root =
            Path::new("/proc/self").metadata().is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        let user = is_root.then_some("postgres");
        let folder = tempfile::tempdir().expect("a folder");
        if let Some(user) = user {
            assert!(run(Command::new("chown").arg(user).arg(folder.path())), "a user {user}");
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let server = Self { programs, folder, port: port.expect("a free port").port(), user };
        let made = server.run("initdb", &["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"]);
        assert!(made, "initdb");
        server.begin();
        Some(server)
    }

    fn begin(&self) {
        let folder = self.folder.path().display();
        let options =
            format!("-F -p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{folder}'", self.port);
        let log = format!("--log={folder}/log");
        assert!(self.run("pg_ctl", &["start", "--wait", &log, "--options", &options]), "the server starts");
    }

    /// As a crash of the server would: connections break where they are.
    fn stop(&self) {
        assert!(self.run("pg_ctl", &["stop", "--wait", "--mode=immediate"]), "the server stops");
    }

    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let program = self.programs.join(program);
        let data = format!("--pgdata={}/data", self.folder.path().display());
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        run(command.arg(data).args(arguments).current_dir("/"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run("pg_ctl", &["stop", "--mode=immediate"]);
    }
}

fn run(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// The folder with Postgres' programs: the newest of Debian's.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<PathBuf> = versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).collect();
    folders.sort();
    folders.into_iter().rev().find(|folder| folder.join("initdb").exists())
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_that_restarts_in_the_middle_costs_nothing() {
    let Some(server) = Server::start() else { return };
    let (world, mut class) = class(server.url()).await;
    for (round, seconds) in [(0, 0), (1, 3)] {
        class.morning(&world, round);
        let before = world.telegram.ledger().len();
        until("something goes", async || world.telegram.ledger().len() > before + 2).await;
        server.stop();
        // What people do meanwhile waits at Telegram.
        let asked = class.pupils[0].id;
        world.telegram.send_text(asked, asked, "/progress", None, None);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        assert!(world.telegram.unread() > 0, "nothing is confirmed that was not committed");
        server.begin();
        rest(&world).await;
        class.ask(&world, usize::try_from(round).expect("a few"), 3).await;
        rest(&world).await;
        class.reply(&world, usize::try_from(round).expect("a few"), 3);
        rest(&world).await;
    }
    let (ledger, outbox) = (world.telegram.ledger(), outbox(&world).await);
    assert_eq!(class.lost(&ledger), [""; 0]);
    assert_eq!(class.overtaken(&ledger), [""; 0]);
    // `/progress` says the same twice: once a round.
    let asked = class.pupils[0].id;
    let progress = ledger.iter().filter(|entry| entry.chat_id == Some(asked) && entry.text.contains("1/")).count();
    assert!(progress <= 2 + usize::try_from(outbox.doubts).expect("a few"), "{progress}");
    assert!(duplicates(&ledger) <= outbox.doubts + 1, "{} repeated, {} in doubt", duplicates(&ledger), outbox.doubts);
    world.end().await;
}

// ---- A full disk ----------------------------------------------------------------------------------------------------

/// A small file system of our own, in memory.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None`, and said so, where nothing may be mounted.
    fn mount(what: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        if !run(Command::new("mount").args(["-t", "tmpfs", "-o", "size=12m", "tmpfs"]).arg(folder.path())) {
            say(&format!("SKIPPED: {what} (nothing may be mounted here)"));
            return None;
        }
        Some(Self(folder))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn make_read_only(&self) {
        assert!(run(Command::new("mount").args(["-o", "remount,ro"]).arg(self.0.path())), "it is ours");
    }

    /// Takes all the room there is.
    fn fill(&self) {
        let mut ballast = File::create(self.path("ballast")).expect("a file");
        for size in [65_536, 4_096, 512] {
            let piece = vec![7; size];
            while ballast.write_all(&piece).is_ok() {}
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.path("ballast")).expect("the ballast");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        run(Command::new("umount").arg("-l").arg(self.0.path()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_confirms_nothing_and_is_got_over() {
    let Some(disk) = SmallDisk::mount("a full disk") else { return };
    let (world, mut class) = class(format!("sqlite://{}", disk.path("darb.db").display())).await;
    class.morning(&world, 0);
    rest(&world).await;
    disk.fill();
    // More than fits into what is left in the file itself.
    let before = world.telegram.ledger().len();
    for round in 0..40 {
        for pupil in &class.pupils {
            let words = format!("{round} {}", "A question that nobody needs to answer. ".repeat(20));
            world.telegram.send_text(pupil.id, pupil.id, &words, None, None);
        }
    }
    class.morning(&world, 1);
    let started = Instant::now();
    until("it is stuck", async || started.elapsed() > Duration::from_secs(4)).await;
    assert!(!world.has_ended(), "a full disk ends nothing");
    let waiting = world.telegram.unread();
    assert!(waiting > 0, "all was taken although there is no room; {} effects", world.telegram.ledger().len() - before);
    disk.make_room();
    rest(&world).await;
    let (ledger, outbox) = (world.telegram.ledger(), outbox(&world).await);
    assert_eq!(class.lost(&ledger), [""; 0]);
    assert_eq!(world.telegram.unread(), 0);
    assert_eq!(world.count("failed_updates").await, 0, "a full disk is nobody's fault");
    assert_eq!(world.count("questions").await, 6 * 40, "each question is taken once");
    assert_eq!(outbox.failed, 0);
    world.end().await;
}

// ---- A data file that cannot be written -----------------------------------------------------------------------------

/// Runs the binary on a data file until it ends by itself; its exit code and what it said.
fn ends(data: &Path, api_url: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_darb"));
    command.env_clear().arg("run").env("TELOXIDE_TOKEN", "1:token").env("TELOXIDE_API_URL", api_url);
    command.env("DATABASE_URL", format!("sqlite://{}", data.display())).env("DARB_KEY", "5e".repeat(32));
    command.env("DARB_LESSONS", crate::support::lessons()).current_dir("/").stdin(Stdio::null());
    let output = command.output().expect("the binary of this package");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_file_that_cannot_be_written_is_refused_and_not_touched() {
    let Some(disk) = SmallDisk::mount("a data file that is read-only") else { return };
    let data = disk.path("darb.db");
    let (world, class) = class(format!("sqlite://{}", data.display())).await;
    let api_url = world.telegram.api_url();
    drop(class);
    world.end().await;
    disk.make_read_only();
    let before = std::fs::read(&data).expect("the data file");
    let (code, said) = tokio::task::spawn_blocking({
        let data = data.clone();
        move || ends(&data, &api_url)
    })
    .await
    .expect("it ends");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("read-only") || said.contains("cannot be opened"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(std::fs::read(&data).expect("the data file"), before, "it was touched");
}
