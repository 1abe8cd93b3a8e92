//! What somebody receives who does everything in a course of four weeks, counted at the stand-in for Telegram: messages,
//! edits, bytes of text (with the labels of buttons) and bytes of pictures and files, as they would be downloaded. Growth
//! beyond the budget fails here; the table is in `docs/messages.md`.

use crate::support::lessons::lessons_of_weeks;
use crate::support::transcript::{Story, course};
use crate::support::{World, utc};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use darb::rules::certificate::Step;
use darb::rules::course::Language;
use darb::rules::form_progress::FormPress;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::LedgerEntry;
use std::collections::{BTreeMap, BTreeSet};

/// As long as the course is meant to be.
const WEEKS: usize = 4;

/// Messages of a week that nobody asked for; about 13 with a live chat and its reminder.
const UNASKED_A_WEEK: usize = 13;

/// Messages of a day that nobody asked for.
const UNASKED_A_DAY: usize = 2;

/// Of these, what makes a sound.
const RINGING_A_DAY: usize = 1;

/// All messages of a week, what was asked for included.
const MESSAGES_A_WEEK: usize = 20;

/// Bytes of a week: texts (two an Arabic letter), and everything.
const TEXT_A_WEEK: usize = 60_000;
const FULL_A_WEEK: usize = 200_000;

/// What one person received.
#[derive(Debug, Default)]
struct Count {
    messages: usize,
    unasked: BTreeMap<NaiveDate, usize>,
    ringing: BTreeMap<NaiveDate, usize>,
    edits: usize,
    text: usize,
    media: usize,
}

/// Somebody and what is counted of them.
struct Reader {
    user: i64,
    language: Language,
    text_only: bool,
    count: Count,
    has_asked: bool,
}

fn bytes_of(entry: &LedgerEntry) -> usize {
    entry.text.len() + entry.buttons.iter().map(|button| button.text.len()).sum::<usize>()
}

/// Where they live: Amman, three hours ahead all year.
fn local_date(ms: i64) -> NaiveDate {
    let amman = FixedOffset::east_opt(3 * 3_600).expect("an offset");
    DateTime::<Utc>::from_timestamp_millis(ms).expect("an instant").with_timezone(&amman).date_naive()
}

/// Adds what has come since the ledger had so many entries; `asked`: because of what somebody did.
fn count(story: &Story, readers: &mut [Reader], from: usize, asked: bool) {
    let ledger = story.telegram.ledger();
    for entry in &ledger[from..] {
        let Some(reader) = readers.iter_mut().find(|reader| Some(reader.user) == entry.chat_id) else { continue };
        let count = &mut reader.count;
        let is_new = entry.method.starts_with("send") || entry.method == "copyMessage";
        if is_new {
            count.messages += 1;
            let mut messages = story.telegram.chat_messages(reader.user).into_iter();
            let shown = messages.find(|message| Some(message.message_id) == entry.message_id);
            let file = shown.and_then(|message| story.telegram.file(&message.file_id?));
            count.media += file.map_or(0, |(_, bytes)| bytes.len());
            if !asked {
                *count.unasked.entry(local_date(entry.course_ms)).or_default() += 1;
                if !entry.silent {
                    *count.ringing.entry(local_date(entry.course_ms)).or_default() += 1;
                }
            }
        } else if entry.method.starts_with("edit") {
            count.edits += 1;
        }
        if is_new || entry.method.starts_with("edit") {
            count.text += bytes_of(entry);
        }
    }
}

/// Taps the newest button that asks for such a thing, if there is one.
async fn taps(story: &Story, user: i64, wanted: impl Fn(Press) -> bool) -> bool {
    let messages = story.telegram.chat_messages(user);
    let mut buttons =
        messages.iter().filter(|message| !message.deleted).flat_map(|message| message.buttons.iter().flatten());
    let is_there = buttons.any(|button| button.data.as_deref().and_then(Press::decode).is_some_and(&wanted));
    if is_there {
        story.taps(user, user, wanted).await;
    }
    is_there
}

/// All that can be done on a day. The answers to tests are right but for the last two, so that there is something to review.
async fn does_everything(story: &mut Story, reader: &mut Reader, group: i64, seen: &mut BTreeSet<String>) {
    let user = reader.user;
    let mut once = |press: &Press| seen.insert(format!("{user}:{}", press.encode()));
    let newest = |story: &Story, wanted: fn(&Press) -> bool| {
        let messages = story.telegram.chat_messages(user);
        let since = story.telegram.time().now_ms - 86_400_000;
        messages.iter().rev().filter(|message| !message.deleted && message.sent_ms > since).find_map(|message| {
            let mut presses =
                message.buttons.iter().flatten().filter_map(|button| Press::decode(button.data.as_deref()?));
            presses.find(wanted)
        })
    };
    for wanted in [
        (|press| matches!(press, Press::ShowFile { .. })) as fn(&Press) -> bool,
        |press| matches!(press, Press::Done { .. }),
        |press| matches!(press, Press::Review { .. }),
    ] {
        // Text only is chosen by who wants no files: they leave those buttons alone.
        let found = newest(story, wanted).filter(|press| !matches!(press, Press::ShowFile { .. }) || !reader.text_only);
        if let Some(press) = found.filter(|press| matches!(press, Press::Review { .. }) || once(press)) {
            taps(story, user, |other| other == press).await;
        }
    }
    for _ in 0..4 {
        if !taps(story, user, |press| matches!(press, Press::ReviewAnswer { .. })).await {
            break;
        }
    }
    if let Some(press) = newest(story, |press| matches!(press, Press::StartTest { .. })).filter(&mut once) {
        taps(story, user, |other| other == press).await;
        let items = course().weeks[0].assessment.items.len();
        story.answers_all(user, items - 2).await;
        for question in 0..3_u8 {
            taps(story, user, |press| matches!(press, Press::Rate { question: of, step: 1, .. } if of == question))
                .await;
        }
        if taps(story, user, |press| matches!(press, Press::WriteSentence { .. })).await {
            story.says(user, "The examples from other associations helped most.").await;
            taps(story, user, |press| matches!(press, Press::Quote { quotable: true, .. })).await;
        }
        story.says(user, "/progress").await;
        story.says(user, "/today").await;
        if taps(story, user, |press| matches!(press, Press::Form { press: FormPress::Open, .. })).await {
            completes(story, user).await;
        }
    }
    if !reader.has_asked {
        reader.has_asked = true;
        story.says(user, "How many people should know the password of our page?").await;
        taps(story, user, |press| matches!(press, Press::SendQuestion { .. })).await;
        let topic = story.telegram.topics(group).last().expect("a topic").0;
        story.telegram.send_text(story.admin, group, "Two, and both write it down.", None, Some(topic));
        story.rest().await;
        taps(story, user, |press| matches!(press, Press::Helped { .. })).await;
    }
}

/// The form after the course, and the certificate.
async fn completes(story: &Story, user: i64) {
    for entry in 0..u8::try_from(course().form.len()).expect("few entries") {
        let answers = |press| matches!(press, Press::Form { press: FormPress::Answer { entry: of, choice: 0 }, .. } if of == entry);
        if !taps(story, user, answers).await {
            story.says(user, "More examples of work without a budget.").await;
            let quotes = |press| matches!(press, Press::Form { press: FormPress::Quote { quotable: true, .. }, .. });
            assert!(taps(story, user, quotes).await, "a sentence is asked for");
        }
    }
    assert!(taps(story, user, |press| matches!(press, Press::Form { press: FormPress::HandIn, .. })).await);
    story.says(user, "/certificate").await;
    story.says(user, "Rana Reader").await;
    assert!(
        taps(story, user, |press| matches!(press, Press::Certificate { step: Step::Right { keep: false }, .. })).await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_participant_receives_keeps_to_the_budget() {
    let lessons = lessons_of_weeks(WEEKS);
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), lessons.path().to_owned()).await);
    let (code, group) = story.opens("2027-03-07").await;
    let mut readers = Vec::new();
    for language in [Language::Ar, Language::En, Language::Fr] {
        for text_only in [false, true] {
            let user = story.person("Reader", language.code());
            story.joins(user, &code, language, Country::Jordan, 19).await;
            if text_only {
                story.newest_person_prefers(r#"{"text_only":true}"#).await;
            }
            readers.push(Reader { user, language, text_only, count: Count::default(), has_asked: false });
        }
    }
    let weeks = WEEKS;
    let mut seen = BTreeSet::new();
    // A week more than the lessons last, so that nothing stays uncounted.
    for day in 0..(weeks as i64 + 1) * 7 {
        let from = story.telegram.ledger().len();
        story.advance_to(utc("2027-03-07 16:30") + TimeDelta::days(day)).await;
        count(&story, &mut readers, from, false);
        for place in 0..readers.len() {
            let from = story.telegram.ledger().len();
            does_everything(&mut story, &mut readers[place], group, &mut seen).await;
            count(&story, &mut readers, from, true);
        }
    }
    story.skip().await;
    println!(
        "| language | | messages | of them unasked | edits | text, kB | pictures, kB |\n|---|---|---|---|---|---|---|"
    );
    for Reader { language, text_only, count, .. } in &readers {
        let unasked: usize = count.unasked.values().sum();
        let (how, kb) = (if *text_only { "text only" } else { "in full" }, |bytes: usize| bytes.div_ceil(1_000));
        println!(
            "| {} | {how} | {} | {unasked} | {} | {} | {} |",
            language.code(),
            count.messages,
            count.edits,
            kb(count.text),
            kb(count.media)
        );
    }
    for Reader { language, text_only, count, .. } in &readers {
        let (who, unasked) = (format!("{} {text_only}", language.code()), count.unasked.values().sum::<usize>());
        assert!(unasked >= weeks * 6, "{who}: not even the lessons came: {count:?}");
        assert!(count.unasked.values().all(|day| *day <= UNASKED_A_DAY), "{who}: {:?}", count.unasked);
        assert!(count.ringing.values().all(|day| *day <= RINGING_A_DAY), "{who}: {:?}", count.ringing);
        assert!(unasked <= weeks * UNASKED_A_WEEK, "{who}: {unasked} in {weeks} weeks");
        assert!(count.messages <= weeks * MESSAGES_A_WEEK, "{who}: {count:?}");
        assert!(count.text <= weeks * TEXT_A_WEEK, "{who}: {count:?}");
        assert!(count.text + count.media <= weeks * FULL_A_WEEK, "{who}: {count:?}");
        assert!(!text_only || count.media == 0, "{who}: text only, and {} bytes of files", count.media);
    }
    story.ends_untold().await;
}
