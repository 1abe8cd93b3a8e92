//! `darb gift`: question banks checked, put in order, turned into JSON.

use super::process::Place;
use super::refused;

/// As somebody may have written it: nothing wrong, nothing in order.
const BANK: &str = "\u{feff}// Bank of week 1\r\n\r\n\r\n$CATEGORY: top/Week 1\r\n\r\n// [id:7] [tag:day-1]\r\n\
    ::w1-a::Which two?{ ~%50% one # yes\r\n// in between\r\n~%50%two ~three}\r\n\r\n::w1-b::[html]<b>كم</b>؟ { #1822:5 }\r\n";

/// The same in order.
const ORDERED: &str = "// Bank of week 1\n\n$CATEGORY: top/Week 1\n\n// [id:7] [tag:day-1]\n::w1-a::Which two? {\n\
    ~%50%one#yes\n// in between\n~%50%two\n~three\n}\n\n::w1-b::[html]<b>كم</b>؟ {#1822:5}\n";

#[test]
fn a_bank_without_a_problem() {
    let place = Place::bare();
    place.write("bank.gift", BANK);
    let checked = place.run(&["gift", "check", "bank.gift"]);
    assert_eq!((checked.code, checked.err.as_str()), (Some(0), ""));
    assert_eq!(checked.out, "bank.gift: 2 questions (1 several choices, 1 numerical), no problems\n");
}

#[test]
fn every_problem_of_every_bank_at_once() {
    let place = Place::bare();
    place.write("one.gift", "::a:: b {=c\n\n::d:: e {#3,14}\n\n::f:: g {~%33%h =i}\n");
    place.write("two.gift", "::j:: k {~%50%l ~m}\n");
    let ended = place.run(&["gift", "check", "one.gift", "two.gift", "three.gift"]);
    refused(
        &ended,
        2,
        &[
            "darb: 5 problems",
            "help: write Latin digits",
            "one.gift:1:9: this brace is not closed",
            "one.gift:3:11: `3,14` is not a number",
            "one.gift:5:11: Moodle does not take the weight `%33%`; write `%33.33333%`",
            "two.gift:1:1: the right choices of item `j` add up to 50 %",
            "three.gift:1:1: cannot be read",
        ],
    );
}

#[test]
fn a_bank_is_put_in_order_and_stays_so() {
    let place = Place::bare();
    place.write("bank.gift", BANK);
    let shown = place.run(&["gift", "fmt", "bank.gift"]);
    assert_eq!((shown.code, shown.out.as_str(), shown.err.as_str()), (Some(0), ORDERED, ""));
    assert_eq!(place.read("bank.gift"), BANK.as_bytes(), "the file itself is as it was");
    place.write("ordered.gift", ORDERED);
    let looked = place.run(&["gift", "fmt", "--check", "bank.gift", "ordered.gift"]);
    assert_eq!((looked.code, looked.out.as_str()), (Some(1), "bank.gift\n"), "{}", looked.err);
    let written = place.run(&["gift", "fmt", "--write", "bank.gift", "ordered.gift"]);
    assert_eq!((written.code, written.out.as_str(), written.err.as_str()), (Some(0), "bank.gift\n", ""));
    assert_eq!(place.read("bank.gift"), ORDERED.as_bytes());
    let again = place.run(&["gift", "fmt", "--check", "bank.gift", "ordered.gift"]);
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""));
    assert_eq!(place.files(), ["bank.gift", "ordered.gift"]);
}

#[test]
fn what_cannot_be_read_is_not_put_in_order() {
    let place = Place::bare();
    place.write("good.gift", BANK);
    place.write("bad.gift", "a {=b\n");
    refused(&place.run(&["gift", "fmt", "--write", "good.gift", "bad.gift"]), 2, &["bad.gift:1:3: this brace"]);
    assert_eq!(place.read("good.gift"), BANK.as_bytes(), "nothing was written");
    refused(&place.run(&["gift", "fmt", "good.gift", "bad.gift"]), 2, &["--write", "--check"]);
    refused(&place.run(&["gift", "to-json", "bad.gift"]), 2, &["bad.gift:1:3: this brace"]);
    // What is worth too little can be read all the same.
    place.write("short.gift", "a {~%50%b ~c}\n");
    assert_eq!(place.run(&["gift", "fmt", "short.gift"]).out, "a {\n~%50%b\n~c\n}\n");
}

#[test]
fn a_bank_as_json() {
    let place = Place::bare();
    place.write("bank.gift", BANK);
    let ended = place.run(&["gift", "to-json", "bank.gift"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    let json: serde_json::Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(json["gift"], 1);
    assert_eq!(json["pieces"][1], serde_json::json!({ "type": "category", "line": 4, "path": "top/Week 1" }));
    assert_eq!(
        json["pieces"][2],
        serde_json::json!({
            "type": "question", "line": 7, "kind": "several_choices", "name": "w1-a", "id": "7", "tags": ["day-1"],
            "format": "moodle", "text": "Which two?",
            "choices": [
                { "weight": 50.0, "text": "one", "feedback": { "text": "yes" } },
                { "weight": 50.0, "text": "two" },
                { "weight": 0.0, "text": "three" },
            ],
            "comments": [
                { "text": "[id:7] [tag:day-1]", "place": "above" },
                { "text": "in between", "place": 1 },
            ],
        })
    );
    assert_eq!(
        json["pieces"][3]["answers"][0],
        serde_json::json!({ "weight": 100.0, "number": "1822", "tolerance": "5" })
    );
}
