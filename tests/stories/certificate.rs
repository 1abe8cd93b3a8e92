//! The certificate: a name that is used once, a picture with a code, and what the code says to anybody.

use crate::support::transcript::Story;
use crate::support::utc;
use chrono::TimeDelta;
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::sandbox::MessageView;

/// Somebody who has passed the last test, told from the result on; and the code of the invitation.
pub(super) async fn passes_the_course(
    story: &mut Story,
    name: &str,
    (language, phone): (Language, &str),
    words: [&str; 2],
) -> i64 {
    let (code, _) = story.opens("2027-03-07").await;
    let user = story.person(name, phone);
    story.joins(user, &code, language, Country::Jordan, 9).await;
    let [done, start] = words;
    for (first, test) in [("2027-03-07 06:00", "2027-03-13 06:00"), ("2027-03-14 06:00", "2027-03-20 06:00")] {
        story.until(utc(first)).await;
        story.does_six_lessons(user, done).await;
        story.until(utc(test)).await;
        story.touches(user, start).await;
        story.skip().await;
        story.answers_all(user, 12).await;
    }
    user
}

/// The newest certificate in a chat, and the code that a tap on it copies.
pub(super) fn certificate(story: &Story, user: i64) -> (MessageView, String) {
    let messages = story.telegram.chat_messages(user);
    let is_code = |line: &str| line.len() > 100 && line.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let found = messages.into_iter().rev().find_map(|message| {
        let code = message.text.lines().find(|line| is_code(line))?.to_owned();
        Some((message, code))
    });
    found.expect("a certificate")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_in_arabic_and_what_a_stranger_learns_from_its_code() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let layla = passes_the_course(&mut story, "Layla", (Language::Ar, "ar"), ["أنهيتُ الدرس", "بدء الاختبار"]).await;
    let known = story.count("media_files").await;
    story.touches(layla, "شهادة الإتمام").await;
    // No name, then one with tricks in it, which are taken out.
    story.writes(layla, "https://example.org/").await;
    story.writes(layla, "ليلى \u{202E}الحَسن").await;
    assert_eq!(story.count("notes").await, 1, "it waits, sealed");
    story.touches(layla, "تغيير الاسم").await;
    story.writes(layla, "ليلى الحسن المزروعة").await;
    let right = story.button(layla, "الاسم صحيح");
    story.touches(layla, "الاسم صحيح").await;
    let (message, code) = certificate(&story, layla);
    assert!(message.media.is_some(), "a picture");
    assert_eq!(story.count("notes").await, 0, "the name is forgotten");
    assert_eq!(story.count("media_files").await, known, "nothing leads back to the picture");
    let telling = "outbox where kind like 'certificate%' or kind like 'name%'";
    assert_eq!(story.count(telling).await, 0, "no row tells who has one");
    assert_eq!(story.count("outbox where notice like '%certif%' and kind <> 'verified'").await, 0);
    story.presses_data(layla, layla, right.0, &right.1, "[الاسم صحيح] again").await;
    let stranger = story.person("Stranger", "en");
    story.writes(stranger, &format!("/verify {code}")).await;
    story.writes(stranger, &format!("/verify {code} ليلي الحسن المزروعه")).await;
    story.writes(stranger, &format!("/verify {code} Sami")).await;
    let forged = code.replacen(&code[70..72], if &code[70..72] == "ZZ" { "YY" } else { "ZZ" }, 1);
    story.writes(stranger, &format!("/verify {forged}")).await;
    story.writes(stranger, &format!("/verify {}", &code[..80])).await;
    story.writes(stranger, "/verify").await;
    // The code alone, as the square on the picture says it; and of a participant.
    story.writes(stranger, &code.to_lowercase()).await;
    story.writes(layla, &format!("/verify {code}")).await;
    story.ends("certificate_in_arabic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_in_english_kept_drawn_again_and_forgotten() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let sami = passes_the_course(&mut story, "Sami", (Language::En, "en"), ["Done", "Start the test"]).await;
    story.writes(sami, "certificate").await;
    // Something else comes between: what is written next is a question again.
    story.writes(sami, "/today").await;
    story.writes(sami, "Who sees my name?").await;
    story.touches(sami, "Don't send").await;
    story.writes(sami, "/certificate").await;
    story.writes(sami, "Sami Plantagenet").await;
    // Typed, as on a bad network.
    story.writes(sami, "The name is right, keep it").await;
    let (_, first) = certificate(&story, sami);
    assert_eq!(story.count("notes where kind = 'kept_name'").await, 1, "it is kept");
    story.restarts().await;
    story.writes(sami, "/certificate").await;
    assert_eq!(certificate(&story, sami).1, first, "the same certificate");
    story.writes(sami, "/mydata").await;
    story.writes(sami, "/privacy").await;
    story.touches(sami, "Change the name").await;
    story.writes(sami, "סמי").await;
    story.writes(sami, "Change the name").await;
    story.writes(sami, "Samuel Plantagenet").await;
    story.touches(sami, "The name is right").await;
    assert_eq!(story.count("notes").await, 0, "neither name is kept");
    story.writes(sami, "/certificate").await;
    story.writes(sami, "Sami P.").await;
    story.touches(sami, "The name is right, keep it").await;
    story.touches(sami, "Forget the name").await;
    assert_eq!(story.count("notes").await, 0);
    story.ends("certificate_in_english").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_in_french_in_words_alone_with_the_picture_on_request() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let zoe = passes_the_course(&mut story, "Zoé", (Language::Fr, "fr"), ["J'ai terminé", "Commencer le test"]).await;
    story.newest_person_prefers(r#"{"text_only":true}"#).await;
    story.touches(zoe, "Attestation").await;
    story.writes(zoe, "Zoé d’Arc").await;
    story.touches(zoe, "Le nom est exact").await;
    assert!(certificate(&story, zoe).0.media.is_none(), "words alone");
    assert_eq!(story.count("notes").await, 1, "it waits for the picture");
    story.touches(zoe, "En image (PNG, environ 90 Ko)").await;
    let (message, _) = certificate(&story, zoe);
    assert!(message.media.is_some(), "the picture");
    assert_eq!(story.count("notes").await, 0);
    // Too late: what is not there any more is asked for again.
    story.touches(zoe, "En image (PNG, environ 90 Ko)").await;
    story.ends("certificate_in_french").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_never_confirmed_goes_and_a_discreet_person_can_hide_a_certificate() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let nour = passes_the_course(&mut story, "Nour", (Language::En, "en"), ["Done", "Start the test"]).await;
    story.newest_person_prefers(r#"{"discreet":true}"#).await;
    story.writes(nour, "/certificate").await;
    story.writes(nour, "Nour Planted").await;
    story.touches(nour, "The name is right").await;
    story.touches(nour, "Hide").await;
    story.touches(nour, "Read").await;
    story.touches(nour, "Certificate").await;
    story.writes(nour, "Nour Planted").await;
    assert_eq!(story.count("notes").await, 1);
    story.after(TimeDelta::hours(25)).await;
    story.restarts().await;
    // Housekeeping begins with the start of the bot.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while story.count("notes").await > 0 {
        assert!(std::time::Instant::now() < deadline, "the name stays");
    }
    // What was hidden by itself meanwhile has nothing to show any more.
    story.touches(nour, "Read").await;
    story.ends("certificate_hidden").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_passed_the_last_test_hears_what_is_missing() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let (layla, sami) = (story.person("Layla", "ar"), story.person("Sami", "en"));
    story.joins(layla, &code, Language::Ar, Country::Jordan, 9).await;
    story.joins(sami, &code, Language::En, Country::Jordan, 9).await;
    story.until(utc("2027-03-07 06:00")).await;
    story.skip().await;
    story.writes(layla, "شهادة").await;
    story.writes(sami, "/certificate").await;
    story.ends("certificate_not_yet").await;
}
