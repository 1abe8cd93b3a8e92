//! Days and pace: Ramadan, quiet hours, days of rest, silence that ends in a break, a country that falls silent.

use crate::support::lessons::lessons_with;
use crate::support::transcript::{Story, course};
use crate::support::{World, utc};
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;

/// What has come into a chat: without a sound or not.
fn sounds(story: &Story, chat: i64) -> Vec<bool> {
    let ledger = story.telegram.ledger();
    let came = ledger.iter().filter(|entry| entry.chat_id == Some(chat));
    came.filter(|entry| entry.method.starts_with("send") || entry.method == "copyMessage")
        .map(|entry| !entry.silent)
        .collect()
}

const RAMADAN: &str = "[[ramadan]]\nfrom = 2027-02-08\nuntil = 2027-03-09\n";

/// An hour of 22:30 for Ramadan, offered once under the last lesson before it, and the moon a day late; then a reply at night
/// and a break.
#[tokio::test(flavor = "multi_thread")]
async fn an_hour_for_ramadan_holds_in_it_and_the_night_does_not_hold_it_back() {
    let lessons = lessons_with(RAMADAN);
    let mut story = Story::of(World::start_of(utc("2027-01-31 08:00"), lessons.path().to_owned()).await);
    let (code, group) = story.opens("2027-02-01").await;
    let layla = story.person("Layla", "ar");
    story.joins(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    story.until(utc("2027-02-01 17:00")).await;
    story.does_six_lessons(layla, "أنهيتُ الدرس").await;
    story.touches(layla, "ساعة أخرى في رمضان").await;
    story.touches(layla, "22:30").await;
    // The moon is seen a day later than the course says.
    story.writes(story.admin, "/ramadan").await;
    story.writes(story.admin, "/ramadan 2027-02-09").await;
    story.writes(story.admin, "/ramadan 2027-02-09 2027-03-10").await;
    story.until(utc("2027-02-07 17:00")).await;
    story.touches(layla, "بدء الاختبار").await;
    story.answers_all(layla, 12).await;
    story.until(utc("2027-02-08 17:00")).await;
    // From here on it is Ramadan: 22:30 in Beirut is 20:30.
    story.until(utc("2027-02-09 20:29")).await;
    story.until(utc("2027-02-09 20:30")).await;
    assert_eq!(sounds(&story, layla).last(), Some(&true), "a chosen hour wins over quiet hours");
    story.writes(layla, "رمضان").await;
    story.writes(layla, "/ramadan 22:15").await;
    story.touches(layla, "كالمعتاد، 19:00").await;
    story.until(utc("2027-02-10 17:00")).await;
    story.writes(layla, "/ramadan ٢٣:٣٠").await;
    story.until(utc("2027-02-11 21:30")).await;
    // A reply at three in the morning makes no sound, and answers what was just done come at once.
    story.writes(layla, "كيف أعرف أن الصفحة حقيقية؟").await;
    story.touches(layla, "إرسال إلى فريق التوجيه").await;
    story.until(utc("2027-02-12 01:00")).await;
    let topic = story.topic(group);
    story.writes_in(story.admin, group, "انظروا إلى تاريخ إنشائها أولًا.", None, Some(topic)).await;
    assert_eq!(sounds(&story, layla).last(), Some(&false), "a reply at night makes no sound");
    story.writes(layla, "/pause 2").await;
    let before = sounds(&story, layla).len();
    story.until(utc("2027-02-14 21:29")).await;
    assert_eq!(sounds(&story, layla).len(), before, "nothing comes in a break");
    // Back on the day that was said, at the hour of Ramadan, with one lesson and no pile.
    story.until(utc("2027-02-14 21:30")).await;
    assert_eq!(sounds(&story, layla)[before..], [true]);
    story.ends("ramadan").await;
}

/// By night: an answer to what was just done, a mentor's reply without a sound, a lesson at the chosen hour, nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn at_night_nothing_rings_but_a_lesson_at_the_chosen_hour() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.joins(sami, &code, Language::En, Country::Jordan, 23).await;
    // 23:00 in Amman is 20:00.
    story.until(utc("2027-03-07 20:00")).await;
    assert_eq!(sounds(&story, sami).last(), Some(&true));
    story.writes(sami, "How many people should know the password?").await;
    story.touches(sami, "Send to the mentors").await;
    let topic = story.topic(group);
    story.writes_in(story.admin, group, "Two, and no more.", None, Some(topic)).await;
    assert_eq!(sounds(&story, sami).last(), Some(&false), "a reply at night makes no sound");
    story.does_six_lessons(sami, "Done").await;
    story.until(utc("2027-03-13 20:00")).await;
    story.touches(sami, "Start the test").await;
    story.answers_all(sami, 0).await;
    story.skip().await;
    for day in 1..=6 {
        let lesson = darb::rules::ids::LessonId::new(1, day);
        let shown = story.newest_with(sami, |press| matches!(press, Press::AskMentor { .. })).message_id;
        let press = Press::OpenLesson { enrolment: story.enrolment(sami), lesson };
        story.press_quietly(sami, shown, press).await;
    }
    story.does("Sami has read the missed lessons again", |_| {}).await;
    story.taps_noted(sami, |press| matches!(press, Press::StartTest { number: 2, .. })).await;
    story.answers_all(sami, 0).await;
    story.until(utc("2027-03-14 20:30")).await;
    story.taps_noted(sami, |press| matches!(press, Press::StartTest { number: 3, .. })).await;
    story.answers_all(sami, 0).await;
    // A day after 23:30 is night again: it is said in the morning, at 7:00 in Amman.
    story.until(utc("2027-03-16 03:59")).await;
    story.until(utc("2027-03-16 04:00")).await;
    story.until(utc("2027-03-16 20:00")).await;
    story.ends("quiet_hours").await;
}

/// A weekend of two days and a holiday: lessons wait in *Today*, the test comes without a sound and rings on Sunday.
#[tokio::test(flavor = "multi_thread")]
async fn on_days_of_rest_lessons_wait_and_the_test_rings_afterwards() {
    let days = "[rest]\nweekends = true\n[[holiday]]\nfrom = 2027-03-09\nuntil = 2027-03-10\ncountries = [\"jo\"]\n";
    let lessons = lessons_with(days);
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), lessons.path().to_owned()).await);
    let (code, _) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    let samar = story.person("Samar", "ar");
    story.joins(sami, &code, Language::En, Country::Jordan, 9).await;
    story.joins(samar, &code, Language::Ar, Country::Tunisia, 9).await;
    story.until(utc("2027-03-08 12:00")).await;
    story.touches(sami, "Done").await;
    // A holiday in Jordan, none in Tunisia.
    story.until(utc("2027-03-09 12:00")).await;
    story.writes(sami, "/today").await;
    story.until(utc("2027-03-11 12:00")).await;
    story.taps_noted(sami, |press| matches!(press, Press::ShowWaiting { .. })).await;
    story.taps_noted(sami, |press| matches!(press, Press::Done { .. })).await;
    // Friday and Saturday in Jordan; in Tunisia Saturday and Sunday.
    story.until(utc("2027-03-13 12:00")).await;
    let came = story.telegram.chat_messages(sami).last().map(|message| message.text.clone());
    assert!(came.is_some_and(|text| text.contains("short test")), "the test has come");
    assert_eq!(sounds(&story, sami).last(), Some(&false));
    story.until(utc("2027-03-14 12:00")).await;
    assert_eq!(sounds(&story, sami).last(), Some(&true), "it rings the day after");
    story.until(utc("2027-03-15 12:00")).await;
    assert_eq!(sounds(&story, samar).last(), Some(&true), "where Sunday is a day of rest too, on Monday");
    // An admin gives everybody a day off.
    story.writes(story.admin, "/rest").await;
    story.writes(story.admin, "/rest 2027-03-16").await;
    let before = story.telegram.ledger().len();
    story.until(utc("2027-03-16 20:00")).await;
    assert_eq!(story.telegram.ledger().len(), before, "nobody is reminded on a day off");
    story.writes(story.admin, "/rest -").await;
    story.until(utc("2027-03-17 12:00")).await;
    story.ends("days_of_rest").await;
}

/// Two cohorts are open: a day of rest holds for the one that the admin chose, and is taken back with one press.
#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_rest_holds_for_the_cohort_that_was_chosen() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (first, _) = story.opens("2027-03-07").await;
    let (second, _) = story.opens("2027-03-08").await;
    let sami = story.person("Sami", "en");
    let samar = story.person("Samar", "ar");
    story.joins(sami, &first, Language::En, Country::Jordan, 9).await;
    story.joins(samar, &second, Language::Ar, Country::Jordan, 9).await;
    story.until(utc("2027-03-08 12:00")).await;
    story.skip().await;
    let admin = story.admin;
    story.writes(admin, "/rest 2027-03-09").await;
    let picked = story.newest(admin);
    let datas: Vec<String> = picked.buttons.iter().flatten().filter_map(|button| button.data.clone()).collect();
    let [of_first, of_second] = &datas[..] else { panic!("a button for each cohort: {datas:?}") };
    story.presses_data(admin, admin, picked.message_id, of_first, "the button of the first cohort").await;
    story.presses_data(admin, admin, picked.message_id, of_first, "the same button again").await;
    let before = (sounds(&story, sami).len(), sounds(&story, samar).len());
    story.until(utc("2027-03-09 12:00")).await;
    let after = (sounds(&story, sami).len(), sounds(&story, samar).len());
    assert_eq!(after, (before.0, before.1 + 1), "a lesson came to the other cohort alone");
    story.writes(admin, "/rest -").await;
    story.taps_noted(admin, |press| matches!(press, Press::CorrectDays { .. })).await;
    story.touches(admin, "Undo").await;
    let undo = story.button(admin, "Undo");
    story.touches(admin, "Undo").await;
    story.presses_data(admin, admin, undo.0, &undo.1, "an Undo that was used").await;
    // Somebody who is no admin has got hold of a button.
    let own = story.newest(sami).message_id;
    story.presses_data(sami, sami, own, of_second, "a button of the admin").await;
    story.writes(admin, "/rest").await;
    story.ends("days_of_rest_by_cohort").await;
}

/// On the last open day nobody could come back from a break, and before it only so many days are left.
#[tokio::test(flavor = "multi_thread")]
async fn a_break_that_would_outlast_the_course_is_refused() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let people = [("Sami", "en", Language::En), ("Layla", "ar", Language::Ar), ("Nour", "fr", Language::Fr)];
    let people = people.map(|(name, phone, language)| (story.person(name, phone), language));
    for (user, language) in people {
        story.joins(user, &code, language, Country::Jordan, 9).await;
    }
    let closes = course().weeks.len() as i64 * 7 + 6;
    let last_day = utc("2027-03-07 12:00") + chrono::TimeDelta::days(closes);
    story.advance_to(last_day - chrono::TimeDelta::days(2)).await;
    story.skip().await;
    for (user, _) in people {
        story.writes(user, "/pause 9").await;
    }
    story.advance_to(last_day).await;
    story.skip().await;
    for (user, _) in people {
        story.writes(user, "/pause").await;
        story.writes(user, "/pause 3").await;
    }
    story.ends("a_break_too_late").await;
}

/// Nobody is there: lessons, the test, five reminders put in five ways, a break; and back after a week.
#[tokio::test(flavor = "multi_thread")]
async fn silence_ends_in_a_break_and_one_press_brings_back() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let nour = story.person("Nour", "ar");
    let sami = story.person("Sami", "en");
    story.joins(nour, &code, Language::Ar, Country::Egypt, 19).await;
    story.joins(sami, &code, Language::En, Country::Egypt, 19).await;
    story.until(utc("2027-03-13 12:00")).await;
    story.skip().await;
    story.until(utc("2027-03-15 12:00")).await;
    // Sami says a word, and is left alone for a day and a half.
    story.writes(sami, "/today").await;
    let reminded = sounds(&story, sami).len();
    story.until(utc("2027-03-16 20:00")).await;
    assert_eq!(sounds(&story, sami).len(), reminded, "reminders stop at any answer");
    story.until(utc("2027-03-21 12:00")).await;
    assert!(sounds(&story, nour).ends_with(&[false; 6]), "neither reminders nor the break make a sound");
    story.touches(nour, "متابعة الدورة").await;
    story.touches(nour, "بدء الاختبار").await;
    story.answers_all(nour, 12).await;
    story.until(utc("2027-03-22 18:00")).await;
    story.ends("silence").await;
}

/// Six people of one country fall silent at once, those of another do not: their reminders wait, and the admin hears why.
#[tokio::test(flavor = "multi_thread")]
async fn a_country_that_falls_silent_is_not_reminded() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let mut cut_off = Vec::new();
    let mut others = Vec::new();
    for number in 0..11 {
        let (name, country) = if number < 6 { ("Iraqi", Country::Iraq) } else { ("Egyptian", Country::Egypt) };
        let user = story.person(&format!("{name} {number}"), "en");
        story.joins(user, &code, Language::En, country, 19).await;
        if country == Country::Iraq { cut_off.push(user) } else { others.push(user) }
    }
    for day in 7..=12 {
        story.advance_to(utc(&format!("2027-03-{day:02} 18:00"))).await;
        let heard = others.iter().chain(cut_off.iter().filter(|_| day <= 10));
        for user in heard {
            story.taps(*user, *user, |press| matches!(press, Press::Done { .. })).await;
        }
    }
    story.skip().await;
    // The test comes to all, and the admin hears what was seen.
    story.until(utc("2027-03-13 12:00")).await;
    let told = |story: &Story| story.newest(story.admin).text;
    story.advance_to(utc("2027-03-13 18:00")).await;
    assert!(told(&story).contains("Iraq"), "{}", told(&story));
    for user in &others {
        story.says(*user, "/today").await;
    }
    let before: Vec<usize> = cut_off.iter().map(|user| sounds(&story, *user).len()).collect();
    story.advance_to(utc("2027-03-17 18:00")).await;
    let after: Vec<usize> = cut_off.iter().map(|user| sounds(&story, *user).len()).collect();
    assert_eq!(before, after, "reminders for Iraq are held back");
    // The net is back.
    for user in &cut_off[..4] {
        story.says(*user, "/progress").await;
    }
    story.advance_to(utc("2027-03-18 12:00")).await;
    for user in &others {
        story.says(*user, "/progress").await;
    }
    story.advance_to(utc("2027-03-18 18:00")).await;
    assert!(told(&story).contains("again"), "{}", told(&story));
    let silent_still = cut_off[5];
    let text = story.newest(silent_still).text;
    assert!(text.contains("the test of week 1"), "who is silent still is reminded again: {text}");
    let admin = story.admin;
    let messages = story.telegram.chat_messages(admin);
    let told: Vec<String> =
        messages.iter().filter(|message| message.text.contains("Iraq")).map(|message| message.text.clone()).collect();
    assert_eq!(told.len(), 2, "once when it begins, once when it ends: {told:?}");
    insta::with_settings!({
        snapshot_path => "../stories/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("a_silent_country", told.join("\n\n—\n\n"));
    });
    story.skip().await;
    story.ends_untold().await;
}
