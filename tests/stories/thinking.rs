//! How far somebody is, as a picture and in words; what people think; and what comes back of a test.

use crate::support::answering::{button_of, matched, ticked};
use crate::support::transcript::{Story, course};
use crate::support::utc;
use chrono::TimeDelta;
use darb::rules::course::{ItemKind, Language};
use darb::rules::model::Country;
use darb::rules::practice::Step;
use darb::rules::press::Press;

/// How many messages from the bot with a picture stand in a chat.
fn pictures(story: &Story, user: i64) -> usize {
    story.telegram.chat_messages(user).iter().filter(|message| message.from_bot && message.media.is_some()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_a_picture_and_says_the_same_in_words() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let (layla, sami) = (story.person("Layla", "ar"), story.person("Sami", "en"));
    let (badr, nour) = (story.person("Badr", "ar"), story.person("Nour", "en"));
    story.joins(layla, &code, Language::Ar, Country::Jordan, 9).await;
    // No lesson yet; and somebody as far as that, who gets the picture that Telegram has.
    story.writes(layla, "/progress").await;
    story.joins(badr, &code, Language::Ar, Country::Jordan, 9).await;
    story.newest_person_prefers(r#"{"digits":"arabic_indic"}"#).await;
    story.writes(badr, "/progress").await;
    story.joins(sami, &code, Language::En, Country::Jordan, 9).await;
    story.joins(nour, &code, Language::En, Country::Jordan, 9).await;
    story.newest_person_prefers(r#"{"text_only":true}"#).await;
    story.until(utc("2027-03-09 06:00")).await;
    story.skip().await;
    story.touches(sami, "Done").await;
    story.writes(sami, "/progress").await;
    let before = story.telegram.ledger().iter().filter(|entry| entry.uploaded).count();
    story.writes(sami, "/progress").await;
    let after = story.telegram.ledger().iter().filter(|entry| entry.uploaded).count();
    assert_eq!(before, after, "the same picture is drawn and uploaded once");
    // Text only: words, and the picture when it is asked for.
    story.writes(nour, "/progress").await;
    assert_eq!(pictures(&story, nour), 0);
    story.touches(nour, "As a picture (PNG, about 50 kB)").await;
    assert_eq!(pictures(&story, nour), 1);
    // The rest of the course.
    story.until(utc("2027-03-13 06:00")).await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 12).await;
    story.until(utc("2027-03-14 06:00")).await;
    story.does_six_lessons(sami, "Done").await;
    story.until(utc("2027-03-20 06:00")).await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 12).await;
    story.skip().await;
    story.writes(sami, "/progress").await;
    story.ends("progress").await;
}

/// Somebody takes the test of week 1 and passes, which the transcript passes over.
async fn passes(story: &mut Story, user: i64, start: &str) {
    story.touches(user, start).await;
    story.answers_all(user, 12).await;
    story.skip().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_think_is_three_taps_and_a_sentence_and_shown_from_five_on() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let names = ["Layla", "Sami", "Badr", "Nour", "Ziad", "Rana"];
    let people = names.map(|name| story.person(name, if name == "Layla" { "ar" } else { "en" }));
    for (index, user) in people.into_iter().enumerate() {
        let language = if index == 0 { Language::Ar } else { Language::En };
        story.joins(user, &code, language, Country::Jordan, 9).await;
    }
    story.until(utc("2027-03-13 06:00")).await;
    story.skip().await;
    let [layla, sami, others @ ..] = people;
    // Arabic, with a sentence that is not to be quoted.
    story.touches(layla, "بدء الاختبار").await;
    story.skip().await;
    story.answers_all(layla, 12).await;
    let first = story.button(layla, "كبيرة");
    let tap = story.touches(layla, "كبيرة").await;
    story.repeats(&tap).await;
    story.presses_data(layla, layla, first.0, &first.1, "the first question on another phone").await;
    story.touches(layla, "مناسبة").await;
    story.touches(layla, "طيبة").await;
    story.touches(layla, "إضافة جملة").await;
    story.writes(layla, "كانت الأمثلة قريبة من عملنا").await;
    story.touches(layla, "دون اقتباس").await;
    // A question is a question again.
    story.writes(layla, "كيف أغيّر كلمة السر؟").await;
    // English, with one that may be quoted; first it is forgone, then it takes too long.
    passes(&mut story, sami, "Start the test").await;
    for step in ["Very", "Too fast", "Good"] {
        story.touches(sami, step).await;
    }
    story.touches(sami, "Add a sentence").await;
    story.touches(sami, "Rather not").await;
    story.touches(sami, "Add a sentence").await;
    story.after(TimeDelta::minutes(16)).await;
    story.writes(sami, "Is this still my sentence?").await;
    story.touches(sami, "Add a sentence").await;
    story.writes(sami, "Short lessons fit my evenings").await;
    story.touches(sami, "It may be quoted").await;
    let admin = story.admin;
    story.writes(admin, "/stats").await;
    let [badr, nour, ziad, rana] = others;
    for (user, steps) in [(badr, ["Very", "Just right", "Good"]), (nour, ["Fairly", "Just right", "Good"])] {
        passes(&mut story, user, "Start the test").await;
        for step in steps {
            story.touches(user, step).await;
        }
    }
    story.skip().await;
    // Four: nothing is shown. Somebody who stops after two taps is no fifth.
    passes(&mut story, ziad, "Start the test").await;
    story.touches(ziad, "Very").await;
    story.touches(ziad, "Just right").await;
    story.skip().await;
    story.writes(admin, "/stats").await;
    story.touches(ziad, "Good").await;
    story.writes(admin, "/stats").await;
    // A sixth changes nothing that is shown.
    passes(&mut story, rana, "Start the test").await;
    for step in ["Not very", "Too slow", "Uneasy"] {
        story.touches(rana, step).await;
    }
    story.skip().await;
    story.writes(admin, "/stats").await;
    // Taken back.
    story.touches(sami, "Not quoted").await;
    story.writes(admin, "/stats").await;
    assert_eq!((story.count("feedback").await, story.count("sentences where quotable = 1").await), (18, 0));
    assert_eq!(story.count("outbox where notice like '%evenings%' or notice like '%الأمثلة%'").await, 0);
    story.ends("thinking").await;
}

/// The buttons with which an item is practised: of which item, and which choice they are for; none for *Submit*.
fn practised(press: Press) -> Option<(u8, u16, Option<u8>)> {
    match press {
        Press::ReviewAnswer { week, item, choice, .. } => Some((week, item, Some(choice))),
        Press::Practice { week, item, step: Step::Toggle { choice, .. } | Step::Match { choice, .. }, .. } => {
            Some((week, item, Some(choice)))
        }
        Press::Practice { week, item, step: Step::Submit, .. } => Some((week, item, None)),
        _ => None,
    }
}

/// Answers the item that is practised, by taps. Returns the last button.
async fn practises(story: &mut Story, user: i64, right: bool) -> (i64, String) {
    let shown = story.newest_with(user, |press| practised(press).is_some());
    let presses = shown.buttons.iter().flatten().filter_map(|button| Press::decode(button.data.as_deref()?));
    let (week, item, _) = presses.filter_map(practised).next().expect("an item to practise");
    let item = &course().week(week).expect("a week").assessment.items[usize::from(item)];
    let wanted: Vec<Option<u8>> = match &item.kind {
        ItemKind::SeveralRight => ticked(item, right).into_iter().map(Some).chain([None]).collect(),
        ItemKind::Matching { .. } => matched(item, right).into_iter().map(Some).chain([None]).collect(),
        _ => {
            let choice = item.choices.iter().position(|choice| choice.right == right).expect("such a choice");
            vec![Some(u8::try_from(choice).expect("few choices"))]
        }
    };
    let mut last = None;
    for choice in wanted {
        let is_it = |press| practised(press).is_some_and(|(.., of)| of == choice);
        let message = story.newest_with(user, is_it);
        let button = button_of(&message, is_it).expect("it has such a button").clone();
        story.touches(user, &button.text).await;
        last = Some((message.message_id, button.data.expect("a button with data")));
    }
    last.expect("something was tapped")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_comes_back_after_two_and_after_seven_days() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Jordan, 9).await;
    story.until(utc("2027-03-12 06:00")).await;
    story.skip().await;
    story.touches(layla, "أنهيتُ الدرس").await;
    story.touches(layla, "بدء الاختبار الآن").await;
    story.answers_all(layla, 10).await;
    let score = story.count("answers").await;
    story.skip().await;
    // Two days later it stands under the lesson.
    story.until(utc("2027-03-14 06:00")).await;
    let under_lesson = story.button(layla, "مراجعة: سؤالان");
    story.touches(layla, "مراجعة: سؤالان").await;
    let shown = practises(&mut story, layla, false).await;
    story.presses_data(layla, layla, shown.0, &shown.1, "the same letter on another phone").await;
    story.touches(layla, "السؤال التالي (بقي 1)").await;
    practises(&mut story, layla, true).await;
    story.presses_data(layla, layla, under_lesson.0, &under_lesson.1, "the old [مراجعة]").await;
    // Done and not done any other day.
    story.until(utc("2027-03-18 06:00")).await;
    story.until(utc("2027-03-19 06:00")).await;
    story.touches(layla, "مراجعة: سؤالان").await;
    practises(&mut story, layla, true).await;
    story.touches(layla, "السؤال التالي (بقي 1)").await;
    practises(&mut story, layla, true).await;
    assert_eq!(story.count("answers").await, score, "practice is not counted");
    story.writes(layla, "/progress").await;
    story.ends("review").await;
}
