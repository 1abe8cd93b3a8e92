//! The command line: what an operator types, what is said on which stream, and with which code it ends. The binary is a
//! process of its own with nothing in its environment but what a test sets.

#[path = "cli/certificate.rs"]
mod certificate;
#[path = "cli/gift.rs"]
mod gift;
#[path = "cli/items.rs"]
mod items;
#[path = "cli/key.rs"]
mod key;
#[path = "cli/process.rs"]
mod process;
#[path = "cli/regrade.rs"]
mod regrade;
#[path = "cli/status.rs"]
mod status;

use darb::clock::Clock;
use darb::sandbox::{NoPanel, Sandbox, Settings};
use process::{Ended, PATIENCE, Place, SECRET, shipped_lessons};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

// ---- Help and wrong use ---------------------------------------------------------------------------------------------

#[test]
fn help_and_version_go_to_standard_output() {
    let help = Place::bare().run(&["--help"]);
    assert_eq!((help.code, help.err.as_str()), (Some(0), ""));
    for subcommand in ["sandbox", "run", "check", "gift", "status"] {
        assert!(help.out.contains(&format!("  {subcommand} ")), "{}", help.out);
    }
    assert!(!help.out.contains("--clock"), "it is for tests");
    assert!(!help.out.contains("bench"), "it is for who changes the product");
    let version = Place::bare().run(&["--version"]);
    assert_eq!((version.code, version.err.as_str()), (Some(0), ""));
    assert_eq!(version.out.trim(), format!("darb {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_slip_of_the_fingers_gets_a_suggestion() {
    for (arguments, suggestion) in
        [(&["sandbx"][..], "'sandbox'"), (&["chek"], "'check'"), (&["sandbox", "--prt", "0"], "'--port'")]
    {
        refused(&Place::bare().run(arguments), 2, &["similar", suggestion]);
    }
    refused(&Place::bare().run(&[]), 2, &["Usage: darb <COMMAND>"]);
    refused(&Place::bare().run(&["sandbox", "--port", "many"]), 2, &["--port", "many"]);
}

// ---- Settings -------------------------------------------------------------------------------------------------------

#[test]
fn without_a_token_it_is_said_where_one_comes_from() {
    let place = Place::bare();
    refused(&place.run(&["run"]), 2, &["TELOXIDE_TOKEN", "@BotFather"]);
    assert!(place.files().is_empty(), "nothing was made: {:?}", place.files());
}

#[test]
fn all_that_is_wrong_with_the_settings_is_said_at_once() {
    let place = Place::bare()
        .with("DATABASE_URL", "mysql://user:hidden@host/darb")
        .with("DARB_ADMINS", "dana")
        .with("DARB_SPEED", "0")
        .with("DARB_SPEDE", "60")
        .with("DARB_IN_FLIGHT", "many")
        .with("TELOXIDE_API_URL", "api.telegram.org");
    place.write("darb.toml", "tokn = \"1:a\"\nlesons = \"lessons\"\n");
    let ended = place.run(&["run"]);
    let named = [
        "`tokn`",
        "`lesons`",
        "`DARB_SPEDE`",
        "`TELOXIDE_TOKEN` is missing",
        "`DATABASE_URL`",
        "`DARB_ADMINS`",
        "`DARB_SPEED` must",
        "`DARB_IN_FLIGHT`",
        "`TELOXIDE_API_URL`",
    ];
    refused(&ended, 2, &named);
    assert_eq!(ended.err.lines().count(), named.len(), "a line each: {}", ended.err);
    assert!(!ended.err.contains("hidden"), "a database's password is not told: {}", ended.err);
}

#[test]
fn a_setting_that_is_none_is_named_with_those_there_are() {
    let place = Place::on(NOBODY);
    place.write("darb.toml", "sped = 60\n");
    refused(&place.run(&["run"]), 2, &["darb.toml", "`sped`", "speed"]);
    refused(&Place::on(NOBODY).with("DARB_SPED", "60").run(&["run"]), 2, &["`DARB_SPED`", "DARB_SPEED"]);
    let elsewhere = Place::on(NOBODY).with("DARB_CONFIG", "elsewhere.toml");
    refused(&elsewhere.run(&["run"]), 2, &["elsewhere.toml"]);
    elsewhere.write("elsewhere.toml", "token = \n");
    refused(&elsewhere.run(&["run"]), 2, &["elsewhere.toml:1"]);
}

#[test]
fn the_example_of_a_configuration_names_settings_that_exist() {
    let example = include_str!("../darb.example.toml");
    let is_setting = |line: &str| line.starts_with('#') && !line.starts_with("# ") && line.contains(" = ");
    let settings: Vec<&str> = example.lines().filter(|line| is_setting(line)).map(|line| &line[1..]).collect();
    assert_eq!(settings.len(), 17, "every setting stands there once: {settings:?}");
    let place = Place::bare();
    place.write("darb.toml", example);
    refused(&place.run(&["run"]), 2, &["`TELOXIDE_TOKEN` is missing"]);
    // With all of them taken in, nothing is wrong but that the key is given twice.
    place.write("darb.toml", &settings.join("\n"));
    let ended = place.run(&["run"]);
    refused(&ended, 2, &["`DARB_KEY` and `DARB_KEY_FILE` are both set"]);
    assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
}

#[test]
fn a_key_is_asked_for_and_looked_at() {
    let postgres = Place::on(NOBODY).with("DATABASE_URL", "postgres://127.0.0.1/darb");
    refused(&postgres.run(&["run"]), 2, &["DARB_KEY", "Postgres", "openssl rand -hex 32"]);
    let short = Place::on(NOBODY).with("DARB_KEY", "5e5e");
    refused(&short.run(&["run"]), 2, &["64 hexadecimal digits", "openssl rand -hex 32"]);
    assert!(short.files().is_empty(), "{:?}", short.files());
    let nowhere = Place::on(NOBODY).with("DARB_KEY_FILE", "no.key");
    refused(&nowhere.run(&["run"]), 2, &["no.key"]);
}

#[test]
fn a_clock_is_followed_only_next_to_a_server_on_this_machine() {
    let place = Place::on("https://api.telegram.org");
    refused(&place.run(&["run", "--clock", "http://127.0.0.1:1/clock"]), 2, &["--clock", "this machine"]);
    assert!(place.files().is_empty(), "{:?}", place.files());
}

// ---- Content --------------------------------------------------------------------------------------------------------

#[test]
fn the_shipped_lessons_are_without_a_problem() {
    let lessons = shipped_lessons();
    let checked = Place::bare().run(&["check", lessons.to_str().expect("a path in UTF-8")]);
    assert_eq!((checked.code, checked.err.as_str()), (Some(0), ""));
    assert!(checked.out.contains("social-media") && checked.out.contains("no problems"), "{}", checked.out);
}

#[test]
fn invalid_content_is_refused_with_every_problem() {
    let place = Place::on(NOBODY);
    let course = place.path("lessons/tiny");
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/content/valid"), &course);
    std::fs::remove_file(course.join("week-1/day-2.ar.md")).expect("it was copied");
    std::fs::write(course.join("week-1/day-1.en.md"), "# One\n\n<b>Bold</b>\n").expect("a writable file");
    let place = place.with("DARB_LESSONS", "lessons");
    for arguments in [["check"], ["run"]] {
        let ended = place.run(&arguments);
        let missing = "week-1/day-2.ar.md:1:1: the lesson is missing in `ar`";
        let html = "week-1/day-1.en.md:3:1: HTML is not supported";
        refused(&ended, 2, &["problems in the courses of `lessons`", missing, html, "<b>Bold</b>"]);
    }
    assert_eq!(place.files(), ["lessons"], "no data file and no key were made");
    refused(
        &place.run(&["check", "elsewhere"]),
        2,
        &["1 problem in the courses of `elsewhere`", "check that it is there"],
    );
}

#[test]
fn the_guide_for_authors_shows_a_sound_course_and_a_true_report() {
    let guide = include_str!("../docs/authors.md");
    let place = Place::bare();
    let course = place.path("lessons/first-steps");
    std::fs::create_dir_all(course.join("week-1")).expect("a folder");
    // A file's name on a line of its own, and its text in the block below.
    let blocks: Vec<&str> = guide.split("\n```").collect();
    for pair in blocks.windows(2) {
        let name = pair[0].lines().last().unwrap_or_default().trim_matches('`');
        if name.contains('.') && !name.contains(' ') {
            let (_, text) = pair[1].split_once('\n').expect("a block");
            std::fs::write(course.join(name), format!("{text}\n")).expect("a writable file");
        }
    }
    let checked = place.run(&["check"]);
    assert_eq!((checked.code, checked.err.as_str()), (Some(0), ""));
    assert!(checked.out.contains("first-steps: 2 lessons and 2 items in ar, en"), "{}", checked.out);
    // The two slips whose report the guide shows.
    slip(&course.join("week-1/assessment.en.gift"), "=One person", "~One person");
    slip(&course.join("week-1/day-1.ar.md"), "> من يكتب للجميع", "> Facebook يقول");
    let ended = place.run(&["check"]);
    refused(&ended, 2, &["2 problems"]);
    let said: Vec<&str> = ended.err.lines().map(str::trim_end).collect();
    assert!(guide.contains(said.join("\n").trim_end()), "the guide shows something else than: {}", ended.err);
}

#[test]
fn the_guide_for_authors_quotes_questions_of_the_shipped_course() {
    let guide = include_str!("../docs/authors.md");
    let course = shipped_lessons().join("social-media");
    let files = ["week-1/assessment.en.gift", "week-2/assessment.ar.gift", "week-2/assessment.en.gift"];
    let gifts = files.map(|file| std::fs::read_to_string(course.join(file)).expect("an assessment"));
    let blocks = guide.split("```gift\n").skip(1).map(|rest| rest.split("\n```").next().expect("a block"));
    let quoted: Vec<&str> = blocks.flat_map(|block| block.split("\n\n")).collect();
    assert_eq!(quoted.len(), 4);
    for question in quoted {
        let stands = |gift: &String| gift.split("\n\n").any(|block| block.trim_end() == question);
        assert!(gifts.iter().any(stands), "the course has no such question any more:\n{question}");
    }
}

// ---- Telegram out of reach ------------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_ends_it_at_once_and_the_right_one_starts_it_at_once() {
    let telegram = telegram(0).await;
    let place = Place::on(&telegram.api_url()).with("TELOXIDE_TOKEN", &format!("7000000001:{SECRET}-wrong"));
    let started = Instant::now();
    refused(&place.run(&["run"]), 1, &["Telegram refused the bot's token", "TELOXIDE_TOKEN"]);
    let place = place.with("TELOXIDE_TOKEN", telegram.token());
    let bot = place.start(&["run"]);
    bot.logs("the bot is running");
    assert!(started.elapsed() < Duration::from_secs(10), "the lease was given back: {:?}", started.elapsed());
    assert!(!bot.stop().err.contains("standing by"));
    telegram.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_it_keeps_trying_and_says_so_once() {
    // Bound, but nobody listens: connections are refused, and nobody else gets the port.
    let held = tokio::net::TcpSocket::new_v4().expect("a socket");
    held.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
    let port = held.local_addr().expect("an address").port();
    let place = Place::on(&format!("http://127.0.0.1:{port}"));
    let bot = place.start(&["run"]);
    bot.logs("Telegram cannot be reached; trying on");
    // Then there is one.
    drop(held);
    let telegram = telegram(port).await;
    bot.logs("the bot is running");
    let ended = bot.stop();
    assert_eq!(ended.err.matches("cannot be reached").count(), 1, "{}", ended.err);
    assert_eq!(ended.out, "", "logs go to standard error");
    telegram.stop().await;
}

#[test]
fn it_ends_well_while_there_is_no_network() {
    for signal in ["TERM", "INT"] {
        let place = Place::on(NOBODY);
        let bot = place.start(&["run"]);
        bot.logs("Telegram cannot be reached");
        bot.signal(signal);
        let ended = bot.end();
        assert_eq!(ended.code, Some(0), "{}", ended.err);
    }
}

// ---- The first start, and the end -----------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_makes_a_key_and_prints_a_claim_code_that_works() {
    let telegram = telegram(0).await;
    let place = Place::on(&telegram.api_url());
    let bot = place.start(&["run"]);
    bot.logs("a key was made");
    let code = bot.logs("/claim ").split("/claim ").nth(1).expect("a code").trim().to_owned();
    bot.logs("the bot is running");
    assert!(place.has("darb.key"), "{:?}", place.files());
    #[cfg(unix)]
    {
        let rights = std::fs::metadata(place.path("darb.key")).expect("the key").permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&rights) & 0o777, 0o600);
    }
    let dana = telegram.add_user("Dana", "en");
    telegram.send_text(dana, dana, &format!("/claim {code}"), None, None);
    until("the bot answers", || telegram.chat_messages(dana).iter().any(|message| message.text.contains("/newcohort")))
        .await;
    bot.signal("INT");
    let ended = bot.end();
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
    assert!(!ended.err.contains(&dana.to_string()), "no ids of people in the log: {}", ended.err);
    assert!(place.has("darb.db") && !place.has("darb.db-wal"), "it was closed well: {:?}", place.files());
    // Somebody owns it now.
    let bot = place.start(&["run"]);
    bot.logs("the bot is running");
    let ended = bot.stop();
    assert!(!ended.err.contains("/claim") && !ended.err.contains("a key was made"), "{}", ended.err);
    telegram.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_stands_by_and_takes_over() {
    let telegram = telegram(0).await;
    let place = Place::on(&telegram.api_url()).with("DARB_ADMINS", "5000000009");
    let first = place.start(&["run"]);
    first.logs("the bot is running");
    let second = place.start(&["run"]);
    second.logs("another process holds the lease; standing by");
    let asked_at = Instant::now();
    let ended = first.stop();
    assert!(!ended.err.contains("/claim"), "somebody owns it: {}", ended.err);
    second.logs("the bot is running");
    assert!(asked_at.elapsed() < Duration::from_secs(10), "the lease was given back: {:?}", asked_at.elapsed());
    second.stop();
    telegram.stop().await;
}

#[test]
fn a_standby_can_be_ended_too() {
    let place = Place::on(NOBODY);
    let first = place.start(&["run"]);
    first.logs("Telegram cannot be reached");
    let second = place.start(&["run"]);
    second.logs("standing by");
    second.stop();
    first.stop();
}

// ---- The database ---------------------------------------------------------------------------------------------------

#[test]
fn a_wrong_key_touches_nothing() {
    let place = with_data(Place::on(NOBODY).with("DARB_KEY", &"5e".repeat(32)));
    let before = place.read("darb.db");
    let place = place.with("DARB_KEY", &"a7".repeat(32));
    refused(&place.run(&["run"]), 2, &["the key does not fit this database", "DARB_KEY", "it was made with"]);
    assert!(place.read("darb.db") == before, "the data file was touched");
}

#[test]
fn a_data_file_without_its_key_file_touches_nothing_and_makes_no_key() {
    let place = with_data(Place::on(NOBODY));
    std::fs::remove_file(place.path("darb.key")).expect("it was made");
    let before = place.read("darb.db");
    refused(&place.run(&["run"]), 2, &["darb.key", "is missing", "restore it", "DARB_KEY_FILE"]);
    assert!(!place.has("darb.key"), "no key was made");
    assert!(place.read("darb.db") == before, "the data file was touched");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_not_touched() {
    let place = with_data(Place::on(NOBODY));
    let url = format!("sqlite://{}", place.path("darb.db").display());
    let pool = sqlx::SqlitePool::connect(&url).await.expect("a data file");
    sqlx::query("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'later', 1, x'00', 0)")
        .execute(&pool)
        .await
        .expect("a row");
    pool.close().await;
    let before = place.read("darb.db");
    refused(&place.run(&["run"]), 2, &["newer version of darb", "9999"]);
    assert!(place.read("darb.db") == before, "the data file was touched");
}

#[test]
fn a_rehearsal_and_a_real_course_never_share_a_database() {
    let place = with_data(Place::on(NOBODY)).with("DARB_SPEED", "60");
    refused(&place.run(&["run"]), 2, &["DARB_SPEED is for rehearsals", "DATABASE_URL"]);
    let place = with_data(Place::on(NOBODY).with("DARB_SPEED", "60")).with("DARB_SPEED", "1");
    let started = Instant::now();
    refused(&place.run(&["run"]), 2, &["made for a rehearsal", "DARB_SPEED"]);
    // The mistake is put right and holds nobody up.
    let place = with_data(place.with("DARB_SPEED", "120"));
    assert!(started.elapsed() < Duration::from_secs(10), "the lease was given back: {:?}", started.elapsed());
    drop(place);
}

#[test]
fn a_read_only_data_file_is_told_apart() {
    let place = with_data(Place::on(NOBODY));
    let file = place.path("darb.db");
    let Some(_guard) = ReadOnly::make(&file) else {
        eprintln!("SKIPPED: nothing here can make a file read-only for this user");
        return;
    };
    refused(&place.run(&["run"]), 1, &["the data file is read-only", "the right to write"]);
}

#[test]
fn a_data_file_in_no_folder_is_a_failure() {
    let place = Place::on(NOBODY).with("DATABASE_URL", "sqlite://no/folder.db");
    refused(&place.run(&["run"]), 1, &["no/folder.key", "cannot write"]);
    let place = place.with("DARB_KEY", &"5e".repeat(32));
    refused(&place.run(&["run"]), 1, &["the data file cannot be opened", "folder"]);
}

#[test]
fn a_database_server_that_is_not_there_is_a_failure() {
    let place = Place::on(NOBODY)
        .with("DATABASE_URL", &format!("postgres://user:{SECRET}@127.0.0.1:9/darb"))
        .with("DARB_KEY", &"5e".repeat(32));
    refused(&place.run(&["run"]), 1, &["the database", "DATABASE_URL"]);
}

// ---- The sandbox ----------------------------------------------------------------------------------------------------

#[test]
fn a_port_in_use_is_said_with_a_remedy() {
    let (port, _held) = port_in_use();
    let place = Place::bare().with("DARB_LESSONS", shipped_lessons().to_str().expect("a path in UTF-8"));
    refused(&place.run(&["sandbox", "--port", &port.to_string()]), 1, &[&port.to_string(), "--port"]);
}

#[test]
fn the_sandbox_prints_its_page_and_leaves_nothing() {
    let lessons = shipped_lessons();
    let place = Place::bare();
    let sandbox = place.start(&["sandbox", "--port", "0", "--lessons", lessons.to_str().expect("a path in UTF-8")]);
    sandbox.says("The sandbox is ready: http://127.0.0.1:");
    sandbox.says("https://t.me/darb_sandbox_bot?start=");
    let ended = sandbox.stop();
    assert!(!ended.err.contains("WARN") && !ended.err.contains("ERROR"), "nothing to worry about: {}", ended.err);
    assert!(place.files().is_empty(), "{:?}", place.files());
}

// ---- What they share ------------------------------------------------------------------------------------------------

/// A server that is not there: port 9 is not among those that are given out, and hardly anybody serves it any more.
const NOBODY: &str = "http://127.0.0.1:9";

/// Ended with this code, said all of this on standard error and nothing on standard output.
#[track_caller]
fn refused(ended: &Ended, code: i32, words: &[&str]) {
    assert_eq!(ended.code, Some(code), "{}", ended.err);
    assert_eq!(ended.out, "", "{}", ended.err);
    for words in words {
        assert!(ended.err.contains(words), "`{words}` is not in: {}", ended.err);
    }
}

/// A stand-in for Telegram with the token that [`Place::on`] sets.
async fn telegram(port: u16) -> Sandbox {
    let real = Clock::system();
    let mut settings = Settings::new(real.now().timestamp_millis(), Arc::new(move || real.real().0));
    settings.port = port;
    settings.token = format!("7000000001:{SECRET}");
    Sandbox::start(settings, Arc::new(NoPanel)).await.expect("a free port")
}

/// A port of this machine that something listens on, as long as the listener is kept.
fn port_in_use() -> (u16, std::net::TcpListener) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    (listener.local_addr().expect("an address").port(), listener)
}

/// Makes the data file by a start that never reaches Telegram.
fn with_data(place: Place) -> Place {
    let bot = place.start(&["run"]);
    bot.logs("Telegram cannot be reached");
    bot.stop();
    place
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Replaces words that stand in a file once.
fn slip(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("a readable file");
    assert_eq!(text.matches(from).count(), 1, "{}", file.display());
    std::fs::write(file, text.replace(from, to)).expect("a writable file");
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// A file that cannot be written until this is dropped. Rights do not bind root, so root makes it immutable.
struct ReadOnly<'a>(&'a Path);

impl<'a> ReadOnly<'a> {
    fn make(file: &'a Path) -> Option<Self> {
        let guard = Self(file);
        let mut rights = std::fs::metadata(file).expect("the file is there").permissions();
        rights.set_readonly(true);
        std::fs::set_permissions(file, rights).expect("a file of ours");
        let is_writable = || std::fs::OpenOptions::new().append(true).open(file).is_ok();
        if is_writable() {
            let _made = Command::new("chattr").arg("+i").arg(file).output();
        }
        (!is_writable()).then_some(guard)
    }
}

impl Drop for ReadOnly<'_> {
    fn drop(&mut self) {
        let _made = Command::new("chattr").arg("-i").arg(self.0).output();
    }
}
