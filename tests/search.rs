//! Everything of a whole run is searched for who took part: the data file and its log, the bot's log at its most talkative,
//! and what stands in the mentors' group. The same search finds all of it where nothing is sealed.

#[path = "support/search.rs"]
mod search;
#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;

use darb::config::sqlite_path;
use darb::rules::course::Language;
use darb::rules::form_progress::FormPress;
use darb::rules::model::{Country, Handle};
use darb::rules::press::Press;
use darb::sandbox::Media;
use search::{Place, Planted, files_of, nothing_of};
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::transcript::{Story, course};
use support::utc;

/// Of an account so old that four bytes hold it.
const SAMI: i64 = 1_234_567_891;

const LAYLA_NAME: &str = "ليلى المزروعة";
const LAYLA_USER_NAME: &str = "layla_planted_77";
const LAYLA_PHONE: &str = "96170123457";
const SAMI_NAME: &str = "Sami Plantagenet";
const HUDA_NAME: &str = "Hudá Gepflanzt";
const QUESTION: &str = "كلمات مزروعة في سؤال";
const CAPTION: &str = "planted words under a picture";
const REPLY: &str = "A planted reply of a mentor";
const NOTE: &str = "// a planted note among mentors";
/// A sentence of her own: kept, but sealed.
const WHY: &str = "لأن مكتبتنا المزروعة تستحق";

/// What she says of a week, and of the course in the form: kept until it is forgotten, but sealed; one may be quoted.
const OF_THE_WEEK: &str = "أسبوع مزروع بالأمثلة";
const OF_THE_COURSE: &str = "دورة مزروعة نعيدها في الخريف";

/// The name on her certificate: used once, and forgotten.
const CERTIFIED: &str = "ليلى بنت المزروعين";

/// Everything that is logged in this process.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nothing panics while it logs").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// All that is logged, but what the stand-in for Telegram and its libraries say of themselves: they are no part of the bot.
fn listen() -> Log {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    log
}

struct Stage {
    story: Story,
    log: Log,
    data: PathBuf,
    code: String,
    group: i64,
    layla: i64,
    sami: i64,
    huda: i64,
}

impl Stage {
    async fn set(log: Log) -> Self {
        let mut story = Story::start(utc("2027-03-06 08:00")).await;
        let (code, group) = story.opens("2027-03-07").await;
        let layla = story.person(LAYLA_NAME, "ar");
        let sami = story.telegram.add_user_with_id(SAMI, SAMI_NAME, "en");
        story.call(sami, SAMI_NAME);
        let huda = story.person(HUDA_NAME, "ar");
        story.telegram.add_to_group(huda, group);
        let data = sqlite_path(story.database_url()).expect("a data file");
        Self { story, log, data, code, group, layla, sami, huda }
    }

    fn planted(&self) -> Vec<Planted> {
        let ids = [self.layla, self.sami, self.huda, self.story.admin, self.group].map(Planted::Id);
        // A group's id is told in other places without its sign and prefix.
        let names = [LAYLA_NAME, LAYLA_USER_NAME, LAYLA_PHONE, SAMI_NAME, HUDA_NAME].map(Planted::words);
        ids.into_iter().chain(names).collect()
    }

    fn words() -> Vec<Planted> {
        [QUESTION, CAPTION, REPLY, NOTE, WHY, OF_THE_WEEK, OF_THE_COURSE, CERTIFIED].map(Planted::words).into()
    }

    fn log(&self) -> Place {
        Place { name: "the log".to_owned(), bytes: self.log.0.lock().expect("nothing panics while it logs").clone() }
    }

    /// What the bot said in the mentors' group.
    fn said_to_mentors(&self) -> Place {
        let entries = self.story.telegram.ledger().into_iter().filter(|entry| entry.chat_id == Some(self.group));
        let said: Vec<String> = entries.map(|entry| format!("{} {:?}", entry.text, entry.buttons)).collect();
        Place { name: "the mentors' group".to_owned(), bytes: said.join("\n").into_bytes() }
    }

    /// Nobody can be found by anything, and no word of a message stands in a file or in the log.
    fn nobody_is_found(&self, when: &str) {
        let mut places = files_of(&self.data);
        assert!(places.iter().any(|place| place.bytes.len() > 50_000), "the data file is there");
        places.push(self.log());
        nothing_of(&Self::words(), &places, when);
        places.push(self.said_to_mentors());
        nothing_of(&self.planted(), &places, when);
    }

    /// As Telegram tells of a person who has a surname, a user name and a phone.
    fn from(&self) -> Value {
        json!({
            "id": self.layla, "is_bot": false, "first_name": LAYLA_NAME, "last_name": LAYLA_NAME,
            "username": LAYLA_USER_NAME, "language_code": "ar",
        })
    }

    async fn raw(&mut self, message: Value) {
        self.story.telegram.send_raw_update(json!({ "message": message }));
        self.story.rest().await;
    }

    /// A week of two people and a mentor, with everything that can be said.
    async fn plays(&mut self) {
        let (code, layla, sami) = (self.code.clone(), self.layla, self.sami);
        self.story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
        self.story.joins(sami, &code, Language::En, Country::Egypt, 9).await;
        self.story.until(utc("2027-03-07 18:00")).await;
        self.story.does_six_lessons(layla, "أنهيتُ الدرس").await;
        self.story.touches(layla, "لماذا تهمّني هذه الدورة").await;
        self.story.writes(layla, WHY).await;
        assert_eq!(self.story.count("notes").await, 1, "the sentence is kept");
        self.asks().await;
        self.story.until(utc("2027-03-14 18:00")).await;
        for (who, label, right) in [(layla, "بدء الاختبار", 12), (sami, "Start the test", 3)] {
            self.story.touches(who, label).await;
            self.story.answers_all(who, right).await;
        }
        self.says_what_she_thinks_of_the_week().await;
        self.is_certified().await;
        self.says_what_she_thinks_of_the_course().await;
        self.says_who_she_is().await;
    }

    /// She passes the last test as well, and has a certificate.
    async fn is_certified(&mut self) {
        let layla = self.layla;
        self.story.until(utc("2027-03-15 18:00")).await;
        self.story.does_six_lessons(layla, "أنهيتُ الدرس").await;
        self.story.until(utc("2027-03-21 18:00")).await;
        self.story.touches(layla, "بدء الاختبار").await;
        self.story.answers_all(layla, 12).await;
        self.story.touches(layla, "شهادة الإتمام").await;
        self.story.writes(layla, CERTIFIED).await;
        self.story.touches(layla, "الاسم صحيح").await;
        assert!(self.story.newest_text(layla, CERTIFIED), "it stands under the picture");
        assert_eq!(self.story.count("notes").await, 1, "the sentence is kept, the name is not");
    }

    async fn says_what_she_thinks_of_the_week(&mut self) {
        let layla = self.layla;
        for question in 0..3 {
            let is_of = |press| matches!(press, Press::Rate { question: of, step: 2, .. } if of == question);
            self.story.taps(layla, layla, is_of).await;
        }
        self.story.taps(layla, layla, |press| matches!(press, Press::WriteSentence { .. })).await;
        self.story.writes(layla, OF_THE_WEEK).await;
        self.story.taps(layla, layla, |press| matches!(press, Press::Quote { quotable: true, .. })).await;
        assert_eq!(self.story.count("sentences where quotable = 1").await, 1, "it is kept, and may be quoted");
    }

    /// The form: a tap, then a sentence that nobody may quote, and it is handed in.
    async fn says_what_she_thinks_of_the_course(&mut self) {
        let layla = self.layla;
        let form =
            |wanted: fn(FormPress) -> bool| move |press| matches!(press, Press::Form { press: of, .. } if wanted(of));
        self.story.taps(layla, layla, form(|press| press == FormPress::Open)).await;
        self.story.taps(layla, layla, form(|press| matches!(press, FormPress::Answer { entry: 0, choice: 4 }))).await;
        for _ in 1..course().form.len() - 1 {
            self.story.taps(layla, layla, form(|press| matches!(press, FormPress::Skip { .. }))).await;
        }
        self.story.writes(layla, OF_THE_COURSE).await;
        self.story.taps(layla, layla, form(|press| matches!(press, FormPress::Quote { quotable: false, .. }))).await;
        self.story.taps(layla, layla, form(|press| press == FormPress::HandIn)).await;
        assert_eq!(self.story.count("form_sentences").await, 1, "it is kept");
        assert_eq!(self.story.count("form_answers").await, 1);
    }

    async fn asks(&mut self) {
        let (layla, sami, group, huda) = (self.layla, self.sami, self.group, self.huda);
        self.story.writes(layla, QUESTION).await;
        self.story.touches(layla, "إرسال إلى فريق التوجيه").await;
        let topic = self.story.topic(group);
        self.story.writes_in(huda, group, REPLY, None, Some(topic)).await;
        self.story.writes_in(huda, group, NOTE, None, Some(topic)).await;
        self.story.sends(sami, Media::Photo, CAPTION).await;
        self.story.touches(sami, "Send to the mentors").await;
    }

    /// Everything that Telegram tells of a person comes with each of their messages; and one comes that cannot be read.
    async fn says_who_she_is(&mut self) {
        let chat = json!({
            "id": self.layla, "type": "private", "first_name": LAYLA_NAME, "username": LAYLA_USER_NAME,
        });
        let contact = json!({ "phone_number": LAYLA_PHONE, "first_name": LAYLA_NAME, "user_id": self.layla });
        let date = self.story.telegram.time().now_ms / 1_000;
        let from = self.from();
        self.raw(json!({ "message_id": 9_001, "date": date, "chat": chat, "from": from, "contact": contact })).await;
        self.raw(json!({ "message_id": 9_002, "date": date, "chat": chat, "from": from, "text": "/today" })).await;
        self.raw(json!({ "message_id": "?", "date": date, "chat": chat, "from": from, "text": QUESTION })).await;
        assert_eq!(self.story.count("failed_updates").await, 1, "the one that cannot be read was put away");
    }

    /// What tells of an enrolment in the files: the numbers under which everything about it stands.
    async fn traces_of(&self, user: usize) -> Vec<Planted> {
        let pool = sqlx::SqlitePool::connect(self.story.database_url()).await.expect("the data file");
        let enrolments: Vec<(i64, i64)> =
            sqlx::query_as("select id, handle from enrolments order by id").fetch_all(&pool).await.expect("enrolments");
        let (enrolment, handle) = enrolments[user];
        let attempts: Vec<i64> = sqlx::query_scalar("select id from attempts where enrolment_id = $1")
            .bind(enrolment)
            .fetch_all(&pool)
            .await
            .expect("attempts");
        let questions: Vec<i64> = sqlx::query_scalar("select id from questions where enrolment_id = $1")
            .bind(enrolment)
            .fetch_all(&pool)
            .await
            .expect("questions");
        pool.close().await;
        assert!(!attempts.is_empty() && !questions.is_empty(), "there is something to be forgotten");
        let mut traces = vec![
            format!("\"enrolment\":{enrolment},"),
            format!("lesson:{enrolment}:"),
            format!("l:{enrolment}:1."),
            format!("t:{enrolment}:1"),
            format!("o:{enrolment}\""),
            format!("\"handle\":{handle},"),
        ];
        traces.extend(attempts.iter().map(|attempt| format!("\"attempt\":{attempt},")));
        traces.extend(questions.iter().map(|question| format!("\"question\":{question},")));
        traces.extend(Language::ALL.map(|language| darb::text::handle_name(Handle(handle), language)));
        traces.into_iter().map(Planted::Words).collect()
    }

    /// Waits until forgetting has ended and the log of the data file was emptied.
    async fn until_forgotten(&self, traces: &[Planted]) {
        let pool = sqlx::SqlitePool::connect(self.story.database_url()).await.expect("the data file");
        let deadline = Instant::now() + Duration::from_secs(30);
        let open = || sqlx::query_scalar::<_, i64>("select count(*) from erasures").fetch_one(&pool);
        while open().await.expect("a count") > 0 {
            assert!(Instant::now() < deadline, "forgetting does not end");
        }
        let left: Vec<(i64, String, String, i64)> = sqlx::query_as(
            "select id, kind, state, enrolment_id from outbox where enrolment_id is not null and enrolment_id not in (select id from enrolments)",
        )
        .fetch_all(&pool)
        .await
        .expect("rows");
        assert_eq!(left, [], "no delivery of theirs is left");
        pool.close().await;
        // The file is cleaned right after the last commit.
        while !search::search(traces, &files_of(&self.data)).is_empty() && Instant::now() < deadline {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_found_in_what_a_run_leaves_behind_and_nothing_of_who_was_forgotten() {
    let mut stage = Stage::set(listen()).await;
    stage.plays().await;
    stage.nobody_is_found("after a run");
    control(&stage).await;

    let (layla, sami) = (stage.layla, stage.sami);
    stage.story.writes(layla, "/mydata").await;
    stage.story.touches(layla, "في ملف").await;
    stage.nobody_is_found("after /mydata");
    let page = [Planted::words("<html"), Planted::words("document.html")];
    nothing_of(&page, &files_of(&stage.data), "a file that was made for one message is kept nowhere");

    let (of_layla, of_sami) = (stage.traces_of(0).await, stage.traces_of(1).await);
    let before = search::search(&of_layla, &files_of(&stage.data));
    assert!(before.len() >= 6, "before, the same search finds what there is: {before:?}");
    stage.story.writes(layla, "/forget").await;
    stage.story.touches(layla, "حذف كل شيء").await;
    stage.until_forgotten(&of_layla).await;
    stage.nobody_is_found("after /forget");
    nothing_of(&of_layla, &files_of(&stage.data), "nothing is left of who was forgotten");
    assert_eq!(stage.story.count("enrolments").await, 1);
    for table in ["notes", "feedback", "sentences", "form_answers", "form_sentences"] {
        assert_eq!(stage.story.count(table).await, 0, "what she wrote and tapped is forgotten: {table}");
    }
    assert_eq!(stage.story.count("chats").await, 4, "the admin, Sami, the group, and the chat of nobody");
    assert_eq!(stage.story.count("failed_updates").await, 0, "what of hers could not be read is forgotten too");

    let before = search::search(&of_sami, &files_of(&stage.data));
    assert!(before.len() >= 6, "Sami is still there: {before:?}");
    stage.story.writes(sami, "/panic").await;
    stage.until_forgotten(&of_sami).await;
    stage.nobody_is_found("after /panic");
    nothing_of(&of_sami, &files_of(&stage.data), "nothing is left of who was forgotten");
    for table in ["enrolments", "attempts", "answers", "questions", "topics"] {
        assert_eq!(stage.story.count(table).await, 0, "{table}");
    }
    stage.story.ends_untold().await;
}

/// The same rows in the clear, in a copy of the data file, are found in every form; so is a name in the log and in the group.
async fn control(stage: &Stage) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let copy = folder.path().join("clear.db");
    let pool = sqlx::SqlitePool::connect(stage.story.database_url()).await.expect("the data file");
    let into = format!("vacuum into '{}'", copy.display());
    sqlx::query(sqlx::AssertSqlSafe(into)).execute(&pool).await.expect("a copy");
    pool.close().await;
    assert_eq!(search::search(&stage.planted(), &files_of(&copy)), [], "a copy of sealed rows is as silent");
    let url = format!("sqlite://{}", copy.display());
    let pool = sqlx::SqlitePool::connect(&url).await.expect("the copy");
    sqlx::query("create table clear (id integer, form blob)").execute(&pool).await.expect("a table");
    for planted in stage.planted().into_iter().chain(Stage::words()) {
        if let Planted::Id(id) = planted {
            // As people who do not seal would have it: a column of integers.
            sqlx::query("insert into clear (id) values ($1)").bind(id).execute(&pool).await.expect("a row");
        }
        // What a column of integers makes of an id by itself is not put there by hand.
        let others = planted.forms().into_iter().filter(|form| !matches!(form.name, "4 bytes" | "6 bytes"));
        for form in others {
            sqlx::query("insert into clear (form) values ($1)").bind(form.bytes).execute(&pool).await.expect("a row");
        }
    }
    pool.close().await;
    let clear = files_of(&copy);
    for planted in stage.planted().into_iter().chain(Stage::words()) {
        let found: Vec<&str> =
            search::search(std::slice::from_ref(&planted), &clear).iter().map(|found| found.form).collect();
        for form in planted.forms() {
            // The column takes four bytes for an id that fits, and no six then.
            let is_shorter = form.name == "6 bytes" && found.contains(&"4 bytes");
            assert!(found.contains(&form.name) || is_shorter, "{planted:?} is not found as {}", form.name);
        }
    }
    let told =
        Place { name: "a log that tells".to_owned(), bytes: format!("user={LAYLA_NAME} id={SAMI}").into_bytes() };
    let found = search::search(&stage.planted(), &[told]);
    assert_eq!(found.len(), 2, "{found:?}");
    // What people wrote to the mentors stands in their group, and the same search finds it there.
    let carried = search::search(&[Planted::words(QUESTION)], &[stage.said_to_mentors()]);
    assert_eq!(carried.len(), 1, "{carried:?}");
}
