//! A soak: 24 virtual hours of a course with people in ten countries and at every hour, the bot as a process of its own.
//! Its memory stays flat, its file grows by what is said and no more, and a minute in which nothing is due costs the bot as
//! little at the end as at the beginning. `DARB_SOAK_PEOPLE=10000` is the long one.

use crate::{number, say};
use chrono::{DateTime, TimeDelta};
use darb::app::StorePanel;
use darb::clock::Clock;
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::{Limits, NoPanel, Sandbox, Settings};
use darb::store::Engine;
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const COUNTRIES: [Country; 10] = [
    Country::Iraq,
    Country::Jordan,
    Country::Lebanon,
    Country::Egypt,
    Country::Morocco,
    Country::Palestine,
    Country::Sudan,
    Country::Syria,
    Country::Tunisia,
    Country::Yemen,
];

/// How many arrive at a time: presses that wait for longer than 150 s are forgotten by Telegram.
const TOGETHER: usize = 500;

/// How many minutes with nothing due are measured in each hour.
const IDLE_MINUTES: u32 = 5;

struct Soak {
    telegram: Sandbox,
    /// Opened once the bot has made it.
    engine: Option<Engine>,
    admin: i64,
    people: Vec<i64>,
    bot: Child,
    folder: tempfile::TempDir,
}

/// How things stand at the end of an hour.
#[derive(Debug, Clone, Copy)]
struct Reading {
    resident_kb: u64,
    file_bytes: u64,
    rows: i64,
    /// What a minute with nothing due takes of the bot's own time on a processor. On the wall it would be the stand-in's.
    idle: Duration,
    effects: usize,
}

impl Soak {
    async fn start() -> Self {
        let at = crate::support::utc("2027-01-09 12:00").timestamp_millis();
        let real = Clock::system();
        let mut settings = Settings::new(at, Arc::new(move || real.real().0));
        settings.limits =
            Limits { overall_per_second: 50_000, group_per_minute: 100_000, private_gap_ms: 0, ..Limits::default() };
        let telegram = Sandbox::start(settings, Arc::new(NoPanel)).await.expect("a free port");
        let admin = telegram.add_user("Dana", "en");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("soak.db").display());
        let log = std::fs::File::create(folder.path().join("log")).expect("a log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_darb"));
        command.env_clear().args(["run", "--clock", &telegram.clock_url()]);
        command.env("TELOXIDE_TOKEN", telegram.token()).env("TELOXIDE_API_URL", telegram.api_url());
        command.env("DATABASE_URL", &url).env("DARB_KEY", "5e".repeat(32)).env("DARB_ADMINS", admin.to_string());
        command.env("DARB_LESSONS", crate::support::lessons()).env("DARB_PER_SECOND", "10000");
        command.env("DARB_PRIVATE_GAP_MS", "0").env("DARB_GROUP_PER_MINUTE", "100000").env("DARB_IN_FLIGHT", "60");
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let bot = command.spawn().expect("the binary of this package");
        let mut soak = Self { telegram, engine: None, admin, people: Vec::new(), bot, folder };
        soak.rest().await;
        let engine = Engine::open(&url).await.expect("the data file");
        soak.telegram.set_panel(Arc::new(StorePanel { engine: engine.clone(), clock: None, lines: Vec::new() }));
        soak.engine = Some(engine);
        soak
    }

    async fn rest(&mut self) {
        let patience = Duration::from_secs(60 + self.people.len() as u64 / 50);
        let started = Instant::now();
        while !self.telegram.settled(Duration::from_millis(500)).await {
            let ended = self.bot.try_wait().expect("a process of ours");
            let log = || std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(ended.is_none(), "the bot ended by itself: {ended:?}\n{}", log());
            assert!(started.elapsed() < patience, "the bot does not come to rest\n{}", log());
        }
    }

    async fn says(&mut self, user: i64, chat: i64, text: &str) {
        self.telegram.send_text(user, chat, text, None, None);
        self.rest().await;
    }

    /// Presses the newest button of a chat that is for something, if there is one.
    fn taps(&self, user: i64, wanted: impl Fn(Press) -> bool) -> bool {
        let messages = self.telegram.chat_messages(user);
        let found = messages.iter().rev().find_map(|message| {
            let mut datas = message.buttons.iter().flatten().filter_map(|button| button.data.as_deref());
            datas.find(|data| Press::decode(data).is_some_and(&wanted)).map(|data| (message.message_id, data))
        });
        found.map(|(message, data)| self.telegram.press(user, user, message, data)).is_some()
    }

    /// A cohort, its group, and everybody in it.
    async fn gather(&mut self, count: usize) -> i64 {
        let admin = self.admin;
        let group = self.telegram.add_group("Mentors", true);
        self.telegram.add_to_group(admin, group);
        for text in ["/start", "/newcohort", "2027-01-10"] {
            self.says(admin, admin, text).await;
        }
        assert!(self.taps(admin, |press| matches!(press, Press::CohortZone { zone: 0, .. })));
        self.rest().await;
        assert!(self.taps(admin, |press| matches!(press, Press::CohortCreate { .. })));
        self.rest().await;
        self.says(admin, group, "/mentors").await;
        let told = self.telegram.chat_messages(admin);
        let link = told.iter().rev().find_map(|message| message.text.split("start=").nth(1)).expect("an invitation");
        let code = link.split_whitespace().next().expect("a code").to_owned();
        self.people = (0..count).map(|_| self.telegram.add_user("Somebody", "en")).collect();
        for start in (0..count).step_by(TOGETHER) {
            self.arrive(&code, start..count.min(start + TOGETHER)).await;
        }
        group
    }

    /// Some of the people, by number, arrive together.
    async fn arrive(&mut self, code: &str, who: std::ops::Range<usize>) {
        for person in &self.people[who.clone()] {
            self.telegram.send_text(*person, *person, &format!("/start {code}"), None, None);
        }
        self.rest().await;
        let steps: [fn(Press, Country) -> bool; 3] = [
            |press, _| matches!(press, Press::ChooseLanguage { language: Language::En, .. }),
            |press, _| matches!(press, Press::Consent { given: true, .. }),
            |press, country| matches!(press, Press::ChooseCountry { country: of, .. } if of == country),
        ];
        for step in steps {
            for (index, person) in self.people.iter().enumerate().take(who.end).skip(who.start) {
                assert!(self.taps(*person, |press| step(press, COUNTRIES[index % 10])), "person {index}");
            }
            self.rest().await;
        }
        for (index, person) in self.people.iter().enumerate().take(who.end).skip(who.start) {
            self.telegram.send_text(*person, *person, &(index / 10 % 24).to_string(), None, None);
        }
        self.rest().await;
        for (index, person) in self.people.iter().enumerate().take(who.end).skip(who.start) {
            assert!(self.taps(*person, |press| matches!(press, Press::PhoneSeen { .. })), "person {index}");
        }
        self.rest().await;
    }

    /// An hour of the course: lessons for whose hour it is, *Done* by one in six, a question by one in a hundred, and a
    /// reply to each.
    async fn hour(&mut self, group: i64, hour: usize) -> Reading {
        let now_ms = self.telegram.time().now_ms + TimeDelta::hours(1).num_milliseconds();
        self.telegram.set_time(now_ms - now_ms % 3_600_000);
        self.rest().await;
        for (index, person) in self.people.iter().enumerate() {
            if (index + hour).is_multiple_of(6) {
                self.taps(*person, |press| matches!(press, Press::Done { .. }));
            }
            if (index + hour).is_multiple_of(100) {
                self.telegram.send_text(*person, *person, &format!("Question of hour {hour}"), None, None);
            }
        }
        self.rest().await;
        for (index, person) in self.people.iter().enumerate() {
            if (index + hour).is_multiple_of(100) {
                self.taps(*person, |press| matches!(press, Press::SendQuestion { .. }));
            }
        }
        self.rest().await;
        let topics = self.telegram.topics(group);
        for (thread, ..) in topics.iter().rev().take(self.people.len() / 100) {
            self.telegram.send_text(self.admin, group, &format!("Reply of hour {hour}"), None, Some(*thread));
        }
        self.rest().await;
        self.read().await
    }

    async fn read(&mut self) -> Reading {
        let before = time_by_thread(self.bot.id());
        for _ in 0..IDLE_MINUTES {
            let minute = self.telegram.time().now_ms + 60_000;
            self.telegram.set_time(minute);
            self.rest().await;
        }
        let took =
            |(thread, time): (u32, Duration)| time.saturating_sub(before.get(&thread).copied().unwrap_or_default());
        let idle = time_by_thread(self.bot.id()).into_iter().map(took).sum::<Duration>() / IDLE_MINUTES;
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.bot.id())).expect("a running process");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident = resident.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok());
        let Some(Engine::Sqlite { readers, .. }) = &self.engine else { panic!("a data file") };
        let rows = sqlx::query_scalar("select count(*) from outbox").fetch_one(readers).await.expect("a number");
        Reading {
            resident_kb: resident.expect("a number"),
            file_bytes: self.path().metadata().expect("the data file").len(),
            rows,
            idle,
            effects: self.telegram.ledger().len(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("soak.db")
    }
}

impl Drop for Soak {
    fn drop(&mut self) {
        let _gone_already = self.bot.kill();
        let _gone = self.bot.wait();
    }
}

/// How long each thread of a process has been on a processor, to the nanosecond: the first field of `schedstat`, as Linux'
/// `Documentation/scheduler/sched-stats` has it. The times in `stat` count in hundredths of a second.
fn time_by_thread(process: u32) -> HashMap<u32, Duration> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("a running process");
    let time = |thread: std::fs::DirEntry| {
        // A thread may have ended in between.
        let times = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        let on_processor = times.split(' ').next().and_then(|ns| ns.parse().ok()).expect("a number");
        let number = thread.file_name().to_str().and_then(|name| name.parse().ok()).expect("a number");
        Some((number, Duration::from_nanos(on_processor)))
    };
    threads.filter_map(|thread| time(thread.expect("a thread"))).collect()
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_a_course_leaves_memory_flat_and_ticks_as_short_as_they_were() {
    let count = number("DARB_SOAK_PEOPLE").map_or(300, |people| people.try_into().expect("not so many"));
    let started = Instant::now();
    let mut soak = Soak::start().await;
    let group = soak.gather(count).await;
    let gathered = started.elapsed();
    // The first half day fills caches and brings the first lessons.
    soak.telegram.set_time(crate::support::utc("2027-01-10 00:00").timestamp_millis());
    soak.rest().await;
    let mut readings = Vec::new();
    for hour in 0..36 {
        let reading = soak.hour(group, hour).await;
        if hour % 6 == 5 {
            let at = DateTime::from_timestamp_millis(soak.telegram.time().now_ms).expect("an instant");
            let at = at.format("%d %H:%M");
            let Reading { resident_kb, file_bytes, rows, idle, effects } = reading;
            say(&format!(
                "soak: {at} {resident_kb} kB resident, {rows} rows, {} kB in the file, an idle minute {idle:.1?}, \
                 {effects} effects",
                file_bytes / 1024
            ));
        }
        readings.push(reading);
    }
    let day = &readings[12..];
    let most = |readings: &[Reading]| readings.iter().map(|reading| reading.resident_kb).max().expect("some");
    let least = |readings: &[Reading]| readings.iter().map(|reading| reading.idle).min().expect("some");
    let (first, last) = (&day[..6], &day[18..]);
    let rows = last[5].rows - day[0].rows;
    let bytes_a_row = last[5].file_bytes.saturating_sub(day[0].file_bytes) / rows.unsigned_abs().max(1);
    say(&format!(
        "soak: {count} people, gathered in {:.0} s, 24 hours in {:.0} s; resident {} kB in the first six hours, {} kB in \
         the last; an idle minute {:.1?}, then {:.1?}; {rows} rows more, {bytes_a_row} bytes for each",
        gathered.as_secs_f64(),
        (started.elapsed() - gathered).as_secs_f64(),
        most(first),
        most(last),
        least(first),
        least(last)
    ));
    assert!(most(last) <= most(first) + most(first) / 8 + 4_096, "memory grows: {day:?}");
    assert!(least(last) <= least(first) * 2 + Duration::from_millis(5), "ticks grow: {day:?}");
    assert!(rows > i64::try_from(count).expect("not so many"), "little happened: {day:?}");
    assert!(bytes_a_row < 2_048, "the file grows by more than what is said: {day:?}");
}
