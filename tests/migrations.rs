//! Migrations: the same on both engines, applied one by one over rows of the version before, harmless when repeated.

#[path = "store/bench.rs"]
#[expect(dead_code, reason = "the suite of the store uses the rest")]
mod bench;

use bench::{Bench, DIGIT, on_postgres, on_sqlite, sealer};
use darb::store::{Engine, Store, applied, migrate, newest};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A file of a migration: its number, its name, its text.
struct File {
    number: i64,
    name: String,
    text: String,
}

fn files(engine: &str) -> Vec<File> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let mut files: Vec<File> = std::fs::read_dir(&folder)
        .expect("the folder of an engine")
        .map(|entry| {
            let path = entry.expect("a readable entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let number = name.split('_').next().and_then(|number| number.parse().ok());
            let number = number.unwrap_or_else(|| panic!("`{name}` does not begin with a number"));
            File { number, name, text: std::fs::read_to_string(path).expect("a readable file") }
        })
        .collect();
    files.sort_by_key(|file| file.number);
    files
}

// ---- The two folders ------------------------------------------------------------------------------------------------

#[test]
fn both_engines_have_the_same_files_numbered_without_a_gap() {
    let names = |engine| files(engine).into_iter().map(|file| file.name).collect::<Vec<_>>();
    assert_eq!(names("sqlite"), names("postgres"));
    let numbers: Vec<i64> = files("sqlite").iter().map(|file| file.number).collect();
    assert_eq!(numbers, (1..=newest()).collect::<Vec<_>>(), "all of them are built in");
}

/// A text as both engines would write it: one kind of integer, nothing about `strict`, no comments, single spaces.
fn normal(text: &str) -> String {
    let code: Vec<&str> = text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let words: Vec<&str> = code.iter().flat_map(|line| line.split_whitespace()).collect();
    let joined = format!(" {} ", words.join(" ")).to_lowercase();
    joined.replace(" bigint", " integer").replace(") strict;", ");").trim().to_owned()
}

#[test]
fn each_file_says_the_same_to_both_engines() {
    for (sqlite, postgres) in files("sqlite").iter().zip(&files("postgres")) {
        let (one, other) = (normal(&sqlite.text), normal(&postgres.text));
        for (one, other) in one.split(';').zip(other.split(';')) {
            assert_eq!(one.trim(), other.trim(), "{}", sqlite.name);
        }
        assert_eq!(one, other, "{}", sqlite.name);
        let tables = one.matches("create table ").count();
        let strict = sqlite.text.matches(") strict;").count();
        assert_eq!(strict, tables, "{}: every table is `strict` on SQLite", sqlite.name);
    }
}

#[test]
fn a_difference_between_the_engines_is_noticed() {
    let sqlite = "create table t (\n    id integer not null primary key, -- ours\n    at integer\n) strict;\n";
    let postgres = "create table t (\n    id bigint not null primary key,\n    at bigint -- when\n);\n";
    assert_eq!(normal(sqlite), normal(postgres));
    for other in [
        postgres.replace("at bigint", "at bigint not null"),
        postgres.replace("at bigint", "at text"),
        postgres.replace(",\n    at", " default 1,\n    at"),
        format!("{postgres}create index t_at on t (at);"),
    ] {
        assert_ne!(normal(sqlite), normal(&other), "{other}");
    }
}

// ---- Applied --------------------------------------------------------------------------------------------------------

/// Rows as they could stand when a migration had just been applied: one at least in each table that it makes.
fn rows_after(number: i64) -> &'static [&'static str] {
    match number {
        1 => &[
            "insert into meta (key, value) values ('commands', 'x')",
            "insert into lease (id, holder, epoch, renewed_at) values (1, 'a', 1, 0)",
            "insert into sequence (id, next) values (1, 100)",
            "insert into course_versions (id, slug, hash, body, added_at) values (1, 'a', 'h', '{}', 0)",
            "insert into chats (id, lookup, sealed, key_id, kind) values (2, 'l', 's', 'k', 'private'), (3, 'm', 's', 'k', 'forum')",
            "insert into people (id, chat_id, language, hour, has_asked) values (4, 2, 'ar', 19, 0)",
            "insert into roles (person_id, role, granted_at) values (4, 'owner', 0)",
            "insert into cohorts (id, version_id, starts_on, weeks, zone, invite_code, enrolled, salt, mentors_chat_id, request, created_at) \
             values (5, 1, '2027-03-01', 4, 'Asia/Beirut', 'i', 1, 7, 3, 'r', 0)",
            "insert into enrolments (id, person_id, cohort_id, handle, status, detail, progress, next_due_at, created_at) \
             values (6, 4, 5, 0, 'active', '{}', '{}', 1, 0)",
            "insert into attempts (id, enrolment_id, version_id, week, number, seed, item_order, started_at) \
             values (7, 6, 1, 1, 1, 5, '[0]', 0)",
            "insert into answers (attempt_id, position, item, choice, is_right, answered_at) values (7, 0, 'q', 0, 1, 0)",
            "insert into questions (id, enrolment_id, state, message, asked_at) values (8, 6, 'asked', 5, 0)",
            "insert into topics (id, enrolment_id, chat_id, thread, delivery_id) values (9, 6, 3, 44, 10)",
            "insert into messages (chat_id, message, delivery_id, screen, question_id, sent_at) values (3, 70, 10, 'c:8', 8, 0)",
            "insert into outbox (id, dedupe_key, chat_id, topic_id, enrolment_id, question_id, lane, class, kind, kind_version, \
             notice, quiet, due_at, state, attempts, doubts, created_at) \
             values (10, 'k', 3, 9, 6, 8, 't9', 1, 'apology', 1, '{\"kind\":\"apology\"}', 0, 0, 'pending', 0, 0, 0)",
            "insert into updates (update_id, seen_at) values (1, 0)",
            "insert into failed_updates (update_id, sealed, key_id, cause, failed_at) values (1, 's', 'k', 'c', 0)",
        ],
        3 => &[
            "insert into media (hash, body, added_at) values ('h', 'YQ==', 0)",
            "insert into media_files (hash, bot_id, file_id, taken_at) values ('h', 7000000001, 'f', 0)",
        ],
        4 => &["insert into health (id, epoch, written_at, figures) values (1, 1, 0, '{}')"],
        8 => &["insert into notes (enrolment_id, kind, sealed, key_id, written_at) values (6, 'why', 's', 'k', 0)"],
        5 => &["insert into delivery_counts (day, kind, state, count) values (20000, 'lesson', 'sent', 1000)"],
        10 => &["insert into erasures (id, chat_id, began_at, detail) values (11, 2, 0, '{}')"],
        11 => &[
            "insert into feedback (enrolment_id, week, question, step, answered_at) values (6, 1, 'pace', 2, 0)",
            "insert into sentences (id, enrolment_id, week, sealed, key_id, quotable, written_at) values (11, 6, 1, 's', 'k', 1, 0)",
        ],
        16 => &[
            "insert into form_answers (enrolment_id, entry, choice, answered_at) values (6, 'useful', 4, 0)",
            "insert into form_sentences (id, enrolment_id, entry, sealed, key_id, quotable, written_at) values (12, 6, 'wish', 's', 'k', 1, 0)",
        ],
        18 => &[
            "insert into regrades (request, cohort_id, week, from_version, change, state, ordered_at, changed, passing) \
             values ('r', 5, 1, 1, '{}', 'done', 0, 3, 1)",
        ],
        14 => &["update questions set sealed = 's', key_id = 'k'"],
        12 => &["update cohorts set days = '{}'"],
        13 => &["update outbox set to_come = 1"],
        15 => &[
            "insert into answers (attempt_id, position, item, choice, is_right, answered_at, mark, given) \
             values (7, 1, 'r', -1, 0, 0, 5000000, '{\"several\":[0,2]}')",
            "insert into answers (attempt_id, position, item, choice, is_right, answered_at, mark, sealed, key_id) \
             values (7, 2, 's', -1, 1, 0, 10000000, 's', 'k')",
            "update attempts set draft = '{\"position\":3}'",
        ],
        _ => &[],
    }
}

/// Applies the files by hand to a schema of their own, with rows put in between.
async fn step_by_step(bench: Bench) {
    let engine = if bench.is_postgres() { "postgres" } else { "sqlite" };
    let empty = if bench.is_postgres() {
        "drop schema public cascade; create schema public".to_owned()
    } else {
        let tables = bench.dump().await;
        let drops: Vec<String> = tables.keys().map(|table| format!("drop table {table};")).collect();
        format!("pragma foreign_keys = off; {} drop table _sqlx_migrations", drops.concat())
    };
    bench.store.close().await;
    bench.execute(&empty).await;
    assert_eq!(bench.dump().await, BTreeMap::new());
    for file in files(engine) {
        let before = bench.dump().await;
        bench.execute(&file.text).await;
        let after = bench.dump().await;
        for (table, rows) in &before {
            let kept = after.get(table).map(Vec::len);
            assert_eq!(kept, Some(rows.len()), "{}: rows of `{table}` are kept", file.name);
        }
        for row in rows_after(file.number) {
            bench.execute(row).await;
        }
    }
    let left: Vec<String> =
        bench.dump().await.into_iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table).collect();
    assert_eq!(left, [""; 0], "no rows were tried in these tables; add some to `rows_after`");
}

async fn applied_twice(bench: Bench) {
    assert_eq!(applied(bench.store.engine()).await.expect("an answer"), newest(), "opening applies all");
    let before = (bench.dump().await, bench.count("_sqlx_migrations").await);
    migrate(bench.store.engine()).await.expect("nothing to do");
    let again = Store::open(bench.url(), sealer(DIGIT)).await.expect("an up-to-date database");
    again.close().await;
    assert_eq!((bench.dump().await, bench.count("_sqlx_migrations").await), before);
    let done = bench.rows("version, success", "from _sqlx_migrations order by version").await;
    let expected: BTreeSet<String> = files("sqlite").iter().map(|file| file.number.to_string()).collect();
    assert_eq!(
        done.iter().map(|row| row.split('|').next().unwrap_or_default().to_owned()).collect::<BTreeSet<_>>(),
        expected
    );
}

async fn an_empty_one(bench: Bench) {
    let engine = match bench.store.engine() {
        Engine::Sqlite { .. } => {
            let path = bench.path().with_extension("empty");
            Engine::open(&format!("sqlite://{}", path.display())).await.expect("a new file")
        }
        Engine::Postgres { .. } => {
            bench.store.close().await;
            bench.execute("drop schema public cascade; create schema public").await;
            Engine::open(bench.url()).await.expect("the server")
        }
    };
    assert_eq!(applied(&engine).await.expect("an answer"), 0);
    migrate(&engine).await.expect("migrations that apply");
    assert_eq!(applied(&engine).await.expect("an answer"), newest());
    engine.close().await;
}

macro_rules! on_both {
    ($($name:ident: $case:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::on_sqlite(stringify!($name), super::$case); })+
        }
        mod postgres {
            $(#[test] fn $name() { super::on_postgres(stringify!($name), super::$case); })+
        }
    };
}

on_both! {
    each_migration_applies_over_rows_of_the_one_before: step_by_step,
    migrating_twice_is_harmless: applied_twice,
    an_empty_database_has_none: an_empty_one,
}
