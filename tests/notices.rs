//! Every shape of a notice that was ever written to an outbox goes on decoding: `notices/v1.jsonl` has at least one line
//! for each kind. `DARB_WRITE_FIXTURES=1` adds the shapes that are new; a line that stands there is never changed.

#[path = "locales/notices.rs"]
#[expect(dead_code, reason = "the test of the sentences uses the rest")]
mod said;

use darb::rules::course::Language;
use darb::rules::ids::{ChatId, EnrolmentId, QuestionId};
use darb::rules::model::{Country, Handle};
use darb::rules::notice::{CommandScope, Notice};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

macro_rules! kinds {
    ($($variant:ident => $name:literal)+) => {
        const KINDS: &[&str] = &[$($name),+];

        /// The kind under which a variant is stored. One that is missing here does not compile.
        fn name(notice: &Notice) -> &'static str {
            match notice {
                $(Notice::$variant { .. } => $name,)+
            }
        }
    };
}

kinds! {
    Onboarding => "onboarding"
    Welcome => "welcome"
    CardHours => "card_hours"
    Sample => "sample"
    Eve => "eve"
    Privacy => "privacy"
    WhyAsk => "why_ask"
    WhyMine => "why_mine"
    WhyRemoved => "why_removed"
    ConsentDeclined => "consent_declined"
    Stranger => "stranger"
    Lesson => "lesson"
    LessonButtons => "lesson_buttons"
    DoneNoted => "done_noted"
    LessonIn => "lesson_in"
    Lessons => "lessons"
    Back => "back"
    Today => "today"
    CertificateAsk => "certificate_ask"
    CertificateName => "certificate_name"
    Certificate => "certificate"
    NameForgotten => "name_forgotten"
    Gone => "gone"
    Verified => "verified"
    Progress => "progress"
    Views => "views"
    SentencePrompt => "sentence_prompt"
    SentenceDropped => "sentence_dropped"
    SentenceKept => "sentence_kept"
    Quotes => "quotes"
    FormEntry => "form_entry"
    FormQuote => "form_quote"
    FormEnd => "form_end"
    FormThanks => "form_thanks"
    FormStats => "form_stats"
    FormQuotes => "form_quotes"
    ReviewItem => "review_item"
    ReviewAnswered => "review_answered"
    TestOffer => "test_offer"
    Item => "item"
    LookedBack => "looked_back"
    AttemptPaused => "attempt_paused"
    TestResult => "test_result"
    AttemptReady => "attempt_ready"
    WeekOpened => "week_opened"
    Completed => "completed"
    AskPrompt => "ask_prompt"
    QuestionHeld => "question_held"
    QuestionArrived => "question_arrived"
    QuestionWaits => "question_waits"
    QuestionDiscarded => "question_discarded"
    QuestionWithdrawn => "question_withdrawn"
    Received => "received"
    Reply => "reply"
    ReplyFile => "reply_file"
    MentorSays => "mentor_says"
    ReplyClosed => "reply_closed"
    Nudge => "nudge"
    SelfPaused => "self_paused"
    RamadanHours => "ramadan_hours"
    RamadanHourSet => "ramadan_hour_set"
    Topic => "topic"
    TopicHeader => "topic_header"
    QuestionCopy => "question_copy"
    QuestionRemove => "question_remove"
    EssayHeader => "essay_header"
    EssaySettled => "essay_settled"
    EssayNoted => "essay_noted"
    EssayMarked => "essay_marked"
    RepeatMark => "repeat_mark"
    ReplyArrived => "reply_arrived"
    ReplyFailed => "reply_failed"
    RegradeAsk => "regrade_ask"
    RegradeDone => "regrade_done"
    Regraded => "regraded"
    NeedsHelp => "needs_help"
    HelpDraft => "help_draft"
    HelpGiven => "help_given"
    HelpAsk => "help_ask"
    HelpAnswered => "help_answered"
    CheckGroup => "check_group"
    ChooseCohort => "choose_cohort"
    GroupBound => "group_bound"
    GroupUnfit => "group_unfit"
    Help => "help"
    Settings => "settings"
    ChoosePlace => "choose_place"
    ChooseZone => "choose_zone"
    ChooseBreak => "choose_break"
    ChooseLanguage => "choose_language"
    ChooseHour => "choose_hour"
    LanguageSet => "language_set"
    HourSet => "hour_set"
    ChooseStop => "choose_stop"
    Paused => "paused"
    Left => "left"
    Resumed => "resumed"
    Refused => "refused"
    ButtonAwaited => "button_awaited"
    Apology => "apology"
    Claimed => "claimed"
    Admins => "admins"
    AdminRemoved => "admin_removed"
    NewCohortCourse => "new_cohort_course"
    NewCohortStart => "new_cohort_start"
    NewCohortZone => "new_cohort_zone"
    NewCohortConfirm => "new_cohort_confirm"
    CohortCreated => "cohort_created"
    Cohorts => "cohorts"
    Invitation => "invitation"
    ItemsWeeks => "items_weeks"
    Items => "items"
    ItemsChart => "items_chart"
    Roster => "roster"
    Stats => "stats"
    PickCohort => "pick_cohort"
    PreviewMenu => "preview_menu"
    PreviewCourse => "preview_course"
    PreviewLesson => "preview_lesson"
    PreviewRules => "preview_rules"
    PreviewItem => "preview_item"
    PreviewForm => "preview_form"
    GroupTrouble => "group_trouble"
    Rush => "rush"
    MyData => "my_data"
    MyDataFile => "my_data_file"
    ForgetAsk => "forget_ask"
    ForgetKept => "forget_kept"
    Erased => "erased"
    EraseMessages => "erase_messages"
    EraseTopic => "erase_topic"
    RetentionDue => "retention_due"
    PickDays => "pick_days"
    CohortDays => "cohort_days"
    CountrySilent => "country_silent"
    SetCommands => "set_commands"
    Veiled => "veiled"
    LessonFile => "lesson_file"
    ReplyGone => "reply_gone"
    Safety => "safety"
    Sweep => "sweep"
    Dot => "dot"
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/notices/v1.jsonl")
}

fn lines() -> Vec<String> {
    std::fs::read_to_string(path()).expect("the fixture").lines().map(str::to_owned).collect()
}

fn decoded(line: &str) -> Notice {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}\ndoes not decode any more: {error}"))
}

/// Whether everything that an old line says is said by the new one; that may say more, by a default.
fn keeps(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.iter().all(|(key, value)| new.get(key).is_some_and(|new| keeps(value, new)))
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| keeps(old, new))
        }
        _ => old == new,
    }
}

#[test]
fn a_line_of_the_outbox_says_the_same_as_when_it_was_written() {
    for line in lines() {
        let notice = decoded(&line);
        let old: Value = serde_json::from_str(&line).expect("JSON");
        let new = serde_json::to_value(&notice).expect("a notice is plain data");
        assert!(keeps(&old, &new), "{line}\nbecame\n{new}");
        assert_eq!(decoded(&new.to_string()), notice, "{line}");
    }
}

#[test]
fn every_kind_of_notice_has_a_line() {
    if std::env::var_os("DARB_WRITE_FIXTURES").is_some_and(|write| write == "1") {
        write();
    }
    let kinds: BTreeSet<&str> = lines().iter().map(|line| name(&decoded(line))).collect();
    let missing: Vec<_> = KINDS.iter().filter(|kind| !kinds.contains(**kind)).collect();
    assert!(missing.is_empty(), "no line for {missing:?}; run this test with DARB_WRITE_FIXTURES=1");
    for line in lines() {
        let notice = decoded(&line);
        assert_eq!(notice.kind(), name(&notice), "a kind that is stored is never renamed");
    }
}

#[test]
fn a_field_that_is_lost_or_changed_is_noticed() {
    let value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    for (old, new, expected) in [
        ("{\"a\":1}", "{\"a\":1,\"b\":null}", true),
        ("{\"a\":1,\"b\":null}", "{\"a\":1}", false),
        ("{\"a\":[1,{\"c\":2}]}", "{\"a\":[1,{\"c\":2,\"d\":false}]}", true),
        ("{\"a\":[1,2]}", "{\"a\":[1]}", false),
        ("{\"a\":1}", "{\"a\":2}", false),
        ("{\"a\":1}", "[1]", false),
    ] {
        assert_eq!(keeps(&value(old), &value(new)), expected, "{old} {new}");
    }
}

/// Values inside notices that the sentences do not tell apart.
fn turns() -> Vec<Notice> {
    let enrolment = EnrolmentId(3);
    let countries = Country::NAMED.into_iter().chain([Country::Other, Country::Unsaid]).map(|country| {
        let (handle, language, country) = (Handle(33), Language::En, Some(country));
        Notice::TopicHeader { enrolment, handle, language, country, week: 1, day: 1 }
    });
    let scopes = [CommandScope::Participants, CommandScope::Admin, CommandScope::Mentors];
    let languages = || std::iter::once(None).chain(Language::ALL.map(Some));
    let commands =
        scopes.into_iter().flat_map(|scope| languages().map(move |language| Notice::SetCommands { scope, language }));
    let mentor_first = Notice::Reply {
        enrolment,
        question: QuestionId(3),
        group: ChatId(4),
        message: 5,
        reply_to: None,
        repeated: false,
        opens: None,
        file: None,
        opening: None,
    };
    countries.chain(commands).chain([mentor_first]).collect()
}

/// Adds the shapes of today that no line has yet.
fn write() {
    let mut all = std::fs::read_to_string(path()).unwrap_or_default();
    let known: BTreeSet<String> = all.lines().map(str::to_owned).collect();
    for notice in said::notices(said::Size::Plain).into_iter().chain(turns()) {
        let line = serde_json::to_string(&notice).expect("a notice is plain data");
        if !known.contains(&line) && !all.lines().any(|written| written == line) {
            all.push_str(&line);
            all.push('\n');
        }
    }
    std::fs::create_dir_all(path().parent().expect("a folder")).expect("a folder for the fixture");
    std::fs::write(path(), all).expect("a fixture that can be written");
}
