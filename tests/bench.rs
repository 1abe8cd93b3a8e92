//! `darb bench`: that each job does its work and counts it. How fast is nobody's business here.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// A `darb bench` with nothing in its environment but what is named.
fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_darb"));
    command.arg("bench").args(arguments).env_clear().envs(environment.iter().copied());
    command
}

fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    command(arguments, environment).output().expect("a darb that can be started")
}

/// Runs a job and returns the medians of its figures.
fn measured(arguments: &[&str]) -> Value {
    let ended = run(arguments, &[]);
    let (out, err) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{out}\n{err}");
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"));
    assert_eq!(report["faults"], serde_json::json!([]));
    report["medians"].clone()
}

#[track_caller]
fn check(figures: &Value, expected: &[(&str, f64)]) {
    for (name, value) in expected {
        assert_eq!(figures[name].as_f64(), Some(*value), "{name} of {figures:#}");
    }
}

#[track_caller]
fn refused(ended: &Output, code: i32, parts: &[&str]) {
    let err = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(code), "{err}");
    for part in parts {
        assert!(err.contains(part), "`{part}` is missing in: {err}");
    }
}

#[test]
fn every_lesson_of_a_broadcast_arrives_once_and_is_recorded() {
    let figures = measured(&["broadcast", "--n", "200", "--rounds", "2", "--json"]);
    check(&figures, &[("sent", 200.0), ("marked", 200.0), ("duplicates", 0.0), ("refused", 0.0)]);
    assert!(figures["lessons_per_second"].as_f64() > Some(1.0), "{figures:#}");
}

#[test]
fn a_limit_is_kept_to() {
    let figures = measured(&["broadcast", "--n", "60", "--rate", "60", "--json"]);
    check(&figures, &[("sent", 60.0), ("refused", 0.0)]);
    assert!(figures["most_in_a_second"].as_f64() <= Some(66.0), "{figures:#}");
}

#[test]
fn every_press_is_answered_recorded_and_led_to_an_edit() {
    let figures = measured(&["updates", "--n", "300", "--users", "60", "--json"]);
    check(&figures, &[("answered", 300.0), ("rows", 300.0), ("handed_again", 0.0)]);
    let edits = figures["edits"].as_f64().zip(figures["superseded"].as_f64());
    assert!(edits.is_some_and(|(went, needless)| went + needless == 300.0), "{figures:#}");
}

#[test]
fn presses_are_answered_while_lessons_wait() {
    let job =
        ["waiting", "--n", "100", "--rate", "50", "--presses", "10", "--seconds", "1", "--latency", "5", "--json"];
    check(&measured(&job), &[("presses", 10.0), ("edited", 10.0), ("refused", 0.0)]);
}

#[test]
fn growth_has_a_column_for_each_size() {
    let figures = measured(&["growth", "--most", "1000", "--json"]);
    check(&figures, &[("deliveries", 1_000.0)]);
}

/// The stand-in for a foreign harness; it ends with the test.
struct Harness {
    sink: Child,
    address: String,
}

impl Drop for Harness {
    fn drop(&mut self) {
        let _may_have_ended = self.sink.kill();
        let _reaped = self.sink.wait();
    }
}

impl Harness {
    fn start() -> Self {
        let mut sink = command(&["sink", "--port", "0"], &[]).stdout(Stdio::piped()).spawn().expect("a stand-in");
        let mut address = String::new();
        let said = BufReader::new(sink.stdout.take().expect("its output")).read_line(&mut address);
        said.expect("a line with its address");
        Self { sink, address: address.trim().to_owned() }
    }
}

fn prepared(file: &Path, arguments: &[&str]) -> Output {
    let file = file.to_str().expect("a path in UTF-8");
    run(&[&["seed", "--file", file], arguments].concat(), &[])
}

#[test]
fn a_contestant_sends_what_is_due_in_the_file_that_was_prepared_and_ends() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("darb.db");
    let made = prepared(&file, &["--due", "50"]);
    assert!(made.status.success() && String::from_utf8_lossy(&made.stdout).contains("first_attempt"), "{made:?}");
    let harness = Harness::start();
    let database = file.to_str().expect("a path in UTF-8");
    let ended = run(&["contestant", "broadcast"], &[("API_BASE", &harness.address), ("DB", database), ("CONC", "20")]);
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    refused(&prepared(&file, &["--due", "50"]), 2, &["is there already"]);
}

#[test]
fn wrong_use_is_named() {
    refused(&run(&["contestant", "updates"], &[]), 2, &["`API_BASE` is not set"]);
    refused(&run(&["broadcast", "--database", "sqlite://x.db", "--n", "1"], &[]), 2, &["Postgres server"]);
    refused(&run(&["updates", "--n", "1000", "--users", "2"], &[]), 2, &["1000 presses of 2", "--users"]);
    refused(&run(&["broadcast", "--in-flight", "0"], &[]), 2, &["--in-flight"]);
    refused(&run(&["growth", "--most", "10"], &[]), 2, &["--most"]);
}
