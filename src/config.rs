//! Settings: `darb.toml`, overridden by the environment; validated once, all problems at once.

use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// A validated configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The bot's token; never logged.
    pub token: String,
    /// The Bot API server, without a slash at the end.
    pub api_url: String,
    pub database_url: String,
    /// The folder of courses.
    pub lessons: PathBuf,
    /// Telegram ids of the first admins.
    pub admins: Vec<i64>,
    pub key: KeySource,
    /// How many times faster than real time course time runs; 1 but for rehearsals.
    pub speed: u32,
    /// Messages a second over all chats.
    pub per_second: u32,
    /// Whether Telegram may charge for what goes beyond its free rate.
    pub paid_broadcast: bool,
    /// Milliseconds between two messages in a private chat.
    pub private_gap_ms: u64,
    /// Messages a minute in a group.
    pub group_per_minute: u32,
    /// Deliveries in flight at once, from the commit that lets them go to the commit of what became of them.
    pub in_flight: usize,
    /// Requests open at once; as many as may be in flight unless set.
    pub requests: usize,
    /// Where figures are given to a Prometheus server; an address of this machine.
    pub metrics: Option<SocketAddr>,
    pub retention: Retention,
}

/// How long what is about persons is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// Days after a cohort's last open day.
    pub days: u32,
    /// Why that is longer than [`RETENTION_DAYS`]; the admins read it in the report before everything goes.
    pub reason: Option<String>,
}

/// What is kept about persons goes so many days after their cohort's last open day, unless the settings say otherwise.
pub const RETENTION_DAYS: u32 = 30;

impl Default for Retention {
    fn default() -> Self {
        Self { days: RETENTION_DAYS, reason: None }
    }
}

/// A database and where its key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    pub database_url: String,
    pub key: KeySource,
}

/// Where the key that seals identities comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// The key itself, as 64 hexadecimal digits.
    Given(String),
    File(PathBuf),
    /// A file beside the data file, made when it is not there. SQLite only.
    BesideData(PathBuf),
}

/// Where the data are when nobody says otherwise.
const DATABASE: &str = "sqlite://darb.db";

/// Telegram's own server.
pub const TELEGRAM: &str = "https://api.telegram.org";

/// What it takes a second of a bot: for nothing, and of one that pays for the rest.
const FREE_PER_SECOND: u64 = 30;
const PAID_PER_SECOND: u64 = 1_000;

/// `darb.toml`: the same settings under names of their own.
#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    token: Option<String>,
    api_url: Option<String>,
    database_url: Option<String>,
    lessons: Option<String>,
    admins: Option<Vec<i64>>,
    key: Option<String>,
    key_file: Option<String>,
    speed: Option<u32>,
    per_second: Option<u32>,
    paid_broadcast: Option<bool>,
    private_gap_ms: Option<u64>,
    group_per_minute: Option<u32>,
    in_flight: Option<usize>,
    requests: Option<usize>,
    metrics: Option<String>,
    retention_days: Option<u32>,
    retention_reason: Option<String>,
}

/// The keys of `darb.toml`.
const KEYS: [&str; 17] = [
    "token",
    "api_url",
    "database_url",
    "lessons",
    "admins",
    "key",
    "key_file",
    "speed",
    "per_second",
    "paid_broadcast",
    "private_gap_ms",
    "group_per_minute",
    "in_flight",
    "requests",
    "metrics",
    "retention_days",
    "retention_reason",
];

/// The variables of the environment that are ours.
const VARIABLES: [&str; 18] = [
    "TELOXIDE_TOKEN",
    "TELOXIDE_API_URL",
    "DATABASE_URL",
    "DARB_LESSONS",
    "DARB_ADMINS",
    "DARB_KEY",
    "DARB_KEY_FILE",
    "DARB_SPEED",
    "DARB_PER_SECOND",
    "DARB_PAID_BROADCAST",
    "DARB_PRIVATE_GAP_MS",
    "DARB_GROUP_PER_MINUTE",
    "DARB_IN_FLIGHT",
    "DARB_REQUESTS",
    "DARB_METRICS",
    "DARB_RETENTION_DAYS",
    "DARB_RETENTION_REASON",
    "DARB_CONFIG",
];

/// Variables of the tests that share our prefix.
const FOREIGN: [&str; 2] = ["DARB_NEED_POSTGRES", "DARB_ENGINE_COUNTS"];

/// All that is wrong with the settings.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{}", .0.join("\n"))]
pub struct ConfigProblems(pub Vec<String>);

impl Config {
    /// Reads `darb.toml` (or the file that `DARB_CONFIG` names) and the environment.
    pub fn read(environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigProblems> {
        let environment: Vec<(String, String)> = environment.into_iter().collect();
        let (path, text) = file_of(&environment)?;
        Self::from_parts(&path, &text, &environment)
    }

    /// The database alone, for whoever looks on and needs neither the token nor the key.
    pub fn read_database_url(
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<String, ConfigProblems> {
        let environment: Vec<(String, String)> = environment.into_iter().collect();
        let (path, text) = file_of(&environment)?;
        database_url(&path, &text, &environment)
    }

    /// The database and its key, for whoever changes the key and needs no token.
    pub fn read_keys(environment: impl IntoIterator<Item = (String, String)>) -> Result<Keys, ConfigProblems> {
        let environment: Vec<(String, String)> = environment.into_iter().collect();
        let (path, text) = file_of(&environment)?;
        let database_url = database_url(&path, &text, &environment)?;
        let mut problems = Vec::new();
        let file = File::read(&path, &text, &mut problems).unwrap_or_default();
        let given = |name: &str| {
            let found = environment.iter().find(|(other, value)| other == name && !value.trim().is_empty());
            found.map(|(_, value)| value.trim().to_owned())
        };
        let (key, key_file) = (given("DARB_KEY").or(file.key), given("DARB_KEY_FILE").or(file.key_file));
        let key = key_source(key, key_file, &database_url, &mut problems);
        if problems.is_empty() { Ok(Keys { database_url, key }) } else { Err(ConfigProblems(problems)) }
    }

    fn from_parts(path: &Path, text: &str, environment: &[(String, String)]) -> Result<Self, ConfigProblems> {
        let mut problems = Vec::new();
        let file = File::read(path, text, &mut problems);
        let is_file_read = file.is_some();
        let file = file.unwrap_or_default();
        for (name, _) in environment {
            if name.starts_with("DARB_") && !VARIABLES.contains(&name.as_str()) && !FOREIGN.contains(&name.as_str()) {
                problems.push(format!("`{name}` is no setting; the settings are {}", VARIABLES.join(", ")));
            }
        }
        let given = |name: &str| {
            environment
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, value)| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let token = given("TELOXIDE_TOKEN").or(file.token).unwrap_or_default();
        if token.is_empty() && is_file_read {
            problems.push("`TELOXIDE_TOKEN` is missing; ask @BotFather on Telegram for a token".to_owned());
        } else if !token.is_empty() && !token.contains(':') {
            problems.push("`TELOXIDE_TOKEN` has not the form of a token (`123456:ABC...`)".to_owned());
        }
        let api_url = given("TELOXIDE_API_URL").or(file.api_url).unwrap_or_else(|| TELEGRAM.to_owned());
        let api_url = api_url.trim_end_matches('/').to_owned();
        if !api_url.starts_with("https://") && !api_url.starts_with("http://") {
            problems.push(format!("`TELOXIDE_API_URL` is `{api_url}`; it begins with `https://` or `http://`"));
        }
        let database_url = given("DATABASE_URL").or(file.database_url).unwrap_or_else(|| DATABASE.to_owned());
        let key = key_source(
            given("DARB_KEY").or(file.key),
            given("DARB_KEY_FILE").or(file.key_file),
            &database_url,
            &mut problems,
        );
        let admins = match given("DARB_ADMINS") {
            None => file.admins.unwrap_or_default(),
            Some(list) => admins(&list, &mut problems),
        };
        let mut number = |name: &str, from_file: Option<u64>, default: u64, least: u64, most: u64| {
            let value = match given(name) {
                None => Some(from_file.unwrap_or(default)),
                Some(text) => text.parse().ok(),
            };
            value.filter(|value| (least..=most).contains(value)).unwrap_or_else(|| {
                problems.push(format!("`{name}` must be a whole number from {least} to {most}"));
                default
            })
        };
        let speed = number("DARB_SPEED", file.speed.map(Into::into), 1, 1, 10_000);
        let per_second = number("DARB_PER_SECOND", file.per_second.map(Into::into), 30, 1, 100_000);
        let private_gap_ms = number("DARB_PRIVATE_GAP_MS", file.private_gap_ms, 1_000, 0, 60_000);
        let group_per_minute = number("DARB_GROUP_PER_MINUTE", file.group_per_minute.map(Into::into), 20, 1, 100_000);
        let in_flight = number("DARB_IN_FLIGHT", file.in_flight.map(|count| count as u64), 60, 1, 1_000);
        let requests = number("DARB_REQUESTS", file.requests.map(|count| count as u64), in_flight, 1, 1_000);
        let days = number("DARB_RETENTION_DAYS", file.retention_days.map(Into::into), RETENTION_DAYS.into(), 0, 3_650);
        let reason = given("DARB_RETENTION_REASON").or(file.retention_reason);
        let retention = retention(days, reason, &mut problems);
        let paid_broadcast = paid_broadcast(given("DARB_PAID_BROADCAST"), file.paid_broadcast, &mut problems);
        if api_url == TELEGRAM {
            problems.extend(beyond_telegram(per_second, paid_broadcast));
        }
        let metrics = given("DARB_METRICS").or(file.metrics).and_then(|address| metrics(&address, &mut problems));
        if !problems.is_empty() {
            return Err(ConfigProblems(problems));
        }
        Ok(Self {
            token,
            api_url,
            database_url,
            lessons: given("DARB_LESSONS").or(file.lessons).unwrap_or_else(|| "lessons".to_owned()).into(),
            admins,
            key,
            speed: speed.try_into().unwrap_or(1),
            per_second: per_second.try_into().unwrap_or(30),
            paid_broadcast,
            private_gap_ms,
            group_per_minute: group_per_minute.try_into().unwrap_or(20),
            in_flight: in_flight.try_into().unwrap_or(60),
            requests: requests.try_into().unwrap_or(60),
            metrics,
            retention,
        })
    }
}

/// `darb.toml`, or the file that `DARB_CONFIG` names, and what stands in it.
fn file_of(environment: &[(String, String)]) -> Result<(PathBuf, String), ConfigProblems> {
    let named = environment.iter().find(|(name, _)| name == "DARB_CONFIG").map(|(_, path)| PathBuf::from(path));
    let path = named.clone().unwrap_or_else(|| PathBuf::from("darb.toml"));
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok((path, text)),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok((path, String::new())),
        Err(error) => Err(ConfigProblems(vec![format!("{}: {error}", path.display())])),
    }
}

fn database_url(path: &Path, text: &str, environment: &[(String, String)]) -> Result<String, ConfigProblems> {
    let mut problems = Vec::new();
    let file = File::read(path, text, &mut problems).ok_or_else(|| ConfigProblems(problems.clone()))?;
    let given = environment.iter().find(|(name, value)| name == "DATABASE_URL" && !value.trim().is_empty());
    let url = given.map(|(_, value)| value.trim().to_owned()).or(file.database_url);
    Ok(url.unwrap_or_else(|| DATABASE.to_owned()))
}

impl File {
    /// `None` when it cannot be read, so that nobody is told that what stands in it is missing.
    fn read(path: &Path, text: &str, problems: &mut Vec<String>) -> Option<Self> {
        let keys: toml::Table = toml::from_str(text).unwrap_or_default();
        for key in keys.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            problems.push(format!("{}: `{key}` is no setting; the settings are {}", path.display(), KEYS.join(", ")));
        }
        toml::from_str(text)
            .map_err(|error| {
                let at = error.span().map_or(0, |span| span.start);
                let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
                problems.push(format!("{}:{line}: {}", path.display(), error.message()));
            })
            .ok()
    }
}

fn paid_broadcast(given: Option<String>, from_file: Option<bool>, problems: &mut Vec<String>) -> bool {
    match given.as_deref() {
        None => from_file.unwrap_or_default(),
        Some("true") => true,
        Some("false") => false,
        Some(other) => {
            problems.push(format!("`DARB_PAID_BROADCAST` is `{other}`; it is `true` or `false`"));
            false
        }
    }
}

/// Why Telegram's own server would refuse so many messages a second.
fn beyond_telegram(per_second: u64, is_paid: bool) -> Option<String> {
    if per_second > FREE_PER_SECOND && !is_paid {
        return Some(format!(
            "`DARB_PER_SECOND` is {per_second}: Telegram takes {FREE_PER_SECOND} messages a second for nothing; with `DARB_PAID_BROADCAST=true` up to {PAID_PER_SECOND}, each of them beyond {FREE_PER_SECOND} paid in Telegram Stars"
        ));
    }
    (per_second > PAID_PER_SECOND).then(|| {
        format!("`DARB_PER_SECOND` is {per_second}: Telegram takes no more than {PAID_PER_SECOND} messages a second, paid or not")
    })
}

/// The figures tell how many people there are and what they do, so they are not for everybody on the network.
fn metrics(address: &str, problems: &mut Vec<String>) -> Option<SocketAddr> {
    let found = address.parse().ok().filter(|address: &SocketAddr| address.ip().is_loopback());
    if found.is_none() {
        problems
            .push("`DARB_METRICS` must be an address of this machine with a port, such as `127.0.0.1:9464`".to_owned());
    }
    found
}

/// Longer than is usual needs a reason in words, which those who run the course read.
fn retention(days: u64, reason: Option<String>, problems: &mut Vec<String>) -> Retention {
    const LEAST: usize = 20;
    let days = u32::try_from(days).unwrap_or(RETENTION_DAYS);
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let is_given = reason.as_ref().is_some_and(|reason| (LEAST..=500).contains(&reason.chars().count()));
    if days > RETENTION_DAYS && !is_given {
        problems.push(format!(
            "`DARB_RETENTION_DAYS` is {days}: longer than {RETENTION_DAYS} needs a reason, a sentence of {LEAST} to 500 signs in `DARB_RETENTION_REASON` (`retention_reason` in darb.toml)"
        ));
    }
    Retention { days, reason: reason.filter(|_| days > RETENTION_DAYS) }
}

fn admins(list: &str, problems: &mut Vec<String>) -> Vec<i64> {
    let parsed: Vec<Option<i64>> = list
        .split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(|id| id.parse().ok().filter(|id| *id > 0))
        .collect();
    if parsed.iter().any(Option::is_none) {
        problems.push("`DARB_ADMINS` must be Telegram ids (whole numbers), separated by commas".to_owned());
    }
    parsed.into_iter().flatten().collect()
}

fn key_source(key: Option<String>, file: Option<String>, database_url: &str, problems: &mut Vec<String>) -> KeySource {
    match (key, file) {
        (Some(_), Some(_)) => {
            problems.push("`DARB_KEY` and `DARB_KEY_FILE` are both set; set one of them".to_owned());
            KeySource::Given(String::new())
        }
        (Some(key), None) => KeySource::Given(key),
        (None, Some(file)) => KeySource::File(file.into()),
        (None, None) => {
            match sqlite_path(database_url) {
                Some(path) => KeySource::BesideData(path.with_extension("key")),
                None if database_url.starts_with("postgres") => {
                    problems.push("`DARB_KEY` or `DARB_KEY_FILE` is required with Postgres; make a key with `openssl rand -hex 32`".to_owned());
                    KeySource::Given(String::new())
                }
                None => {
                    // It may hold a password, so it is not shown.
                    problems.push("`DATABASE_URL` must begin with `sqlite://` or `postgres://`".to_owned());
                    KeySource::Given(String::new())
                }
            }
        }
    }
}

/// The data file of a `sqlite://` URL.
pub fn sqlite_path(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))?;
    let path = rest.split('?').next().unwrap_or(rest);
    (!path.is_empty() && path != ":memory:").then(|| PathBuf::from(path))
}

/// Whether a server's URL names this machine.
pub fn is_loopback(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or_default().split('/').next().unwrap_or_default();
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host == *name || host.starts_with(&format!("{name}:")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigProblems> {
        let environment: Vec<_> =
            environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::from_parts(Path::new("darb.toml"), text, &environment)
    }

    #[test]
    fn the_environment_wins_over_the_file_and_defaults_fill_the_rest() {
        let config =
            read("token = \"1:a\"\nspeed = 2", &[("TELOXIDE_TOKEN", "2:b"), ("DARB_ADMINS", "5, 6")]).expect("valid");
        assert_eq!((config.token.as_str(), config.speed, config.per_second), ("2:b", 2, 30));
        assert_eq!(config.admins, [5, 6]);
        assert_eq!(config.database_url, "sqlite://darb.db");
        assert_eq!(config.key, KeySource::BesideData("darb.key".into()));
    }

    #[test]
    fn longer_than_thirty_days_needs_a_reason() {
        let token = "token = \"1:a\"\n";
        let reason = "The funder audits certificates for a year.";
        let retention = |text: &str| read(&format!("{token}{text}"), &[]).map(|config| config.retention);
        assert_eq!(retention("").expect("valid"), Retention::default());
        let of = |days, reason: Option<&str>| Ok(Retention { days, reason: reason.map(str::to_owned) });
        assert_eq!(retention("retention_days = 10"), of(10, None), "shorter is always well");
        let given = format!("retention_days = 365\nretention_reason = \"{reason}\"");
        assert_eq!(retention(&given), of(365, Some(reason)));
        for wrong in ["retention_days = 31", "retention_days = 31\nretention_reason = \"so\"", "retention_days = 9999"]
        {
            assert!(retention(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn beyond_thirty_a_second_telegram_wants_to_be_paid() {
        let of = |text: &str| {
            let read = read(&format!("token = \"1:a\"\n{text}"), &[]);
            read.map(|config| (config.per_second, config.paid_broadcast)).map_err(|problems| problems.0.len())
        };
        assert_eq!(of(""), Ok((30, false)));
        assert_eq!(of("per_second = 31"), Err(1));
        assert_eq!(of("paid_broadcast = true"), Ok((30, true)));
        assert_eq!(of("per_second = 1000\npaid_broadcast = true"), Ok((1_000, true)));
        assert_eq!(of("per_second = 1001\npaid_broadcast = true"), Err(1));
        let own = "api_url = \"http://127.0.0.1:8081\"\nper_second = 5000";
        assert_eq!(of(own), Ok((5_000, false)), "a server of one's own has limits of its own");
        let given =
            |value| read("token = \"1:a\"", &[("DARB_PAID_BROADCAST", value)]).map(|config| config.paid_broadcast);
        assert_eq!((given("true"), given("false")), (Ok(true), Ok(false)));
        assert!(given("yes").is_err());
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let environment = [
            ("DATABASE_URL", "mysql://x"),
            ("DARB_ADMINS", "me"),
            ("DARB_SPEED", "0"),
            ("DARB_SPEDE", "1"),
            ("TELOXIDE_API_URL", "api"),
            ("DARB_METRICS", "0.0.0.0:9464"),
        ];
        let problems = read("tokn = \"1:a\"", &environment).expect_err("much is wrong").0;
        for part in [
            "tokn",
            "TELOXIDE_TOKEN",
            "DATABASE_URL",
            "DARB_ADMINS",
            "DARB_SPEED`",
            "DARB_SPEDE",
            "TELOXIDE_API_URL",
            "DARB_METRICS",
        ] {
            assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:?}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_hides_no_token() {
        let typed = read("token = \"1:a\"\nspeed = \"fast\"", &[]).expect_err("a wrong type").0;
        assert!(typed.len() == 1 && typed[0].starts_with("darb.toml:2: "), "{typed:?}");
        let unknown = read("tokn = 1\ntoken = \"1:a\"\nlesons = 2", &[]).expect_err("unknown keys").0;
        assert!(unknown.len() == 2 && unknown[0].contains("lesons") && unknown[1].contains("tokn"), "{unknown:?}");
    }

    #[test]
    fn every_key_of_the_file_is_read() {
        for key in KEYS.into_iter().filter(|key| *key != "admins") {
            assert!(toml::from_str::<File>(&format!("{key} = []")).is_err(), "nobody looks at `{key}`");
        }
    }

    #[test]
    fn figures_stay_on_this_machine() {
        let of = |address: &str| read("token = \"1:a\"", &[("DARB_METRICS", address)]).ok().and_then(|it| it.metrics);
        assert_eq!(of("127.0.0.1:9464"), "127.0.0.1:9464".parse().ok());
        assert_eq!(of("[::1]:9464"), "[::1]:9464".parse().ok());
        for address in ["9464", "localhost:9464", "192.0.2.1:9464", "0.0.0.0:9464"] {
            assert_eq!(of(address), None, "{address}");
        }
    }

    #[test]
    fn whoever_looks_on_needs_the_database_alone() {
        let of = |text: &str, given: &[(&str, &str)]| {
            let given: Vec<_> = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            database_url(Path::new("darb.toml"), text, &given).expect("nothing is wrong")
        };
        assert_eq!(of("", &[]), "sqlite://darb.db");
        assert_eq!(of("database_url = \"sqlite://a.db\"", &[]), "sqlite://a.db");
        assert_eq!(of("database_url = \"sqlite://a.db\"", &[("DATABASE_URL", "sqlite://b.db")]), "sqlite://b.db");
    }

    #[test]
    fn postgres_needs_a_key() {
        let problems = read("token = \"1:a\"\ndatabase_url = \"postgres://h/d\"", &[]).expect_err("no key");
        assert!(problems.to_string().contains("DARB_KEY"), "{problems}");
    }

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        assert!(is_loopback("http://127.0.0.1:8081"));
        assert!(is_loopback("http://localhost/x"));
        assert!(!is_loopback("https://api.telegram.org"));
        assert!(!is_loopback("http://127.0.0.1.example.org"));
    }
}
