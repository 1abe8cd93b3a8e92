//! A certificate whose signing key is refused afterwards: it can be had anew, with a code that counts.

use super::certificate::{certificate, passes_the_course};
use crate::support::transcript::Story;
use crate::support::utc;
use darb::rules::course::Language;
use darb::seal::{Key, Randomness, Sealer};
use darb::store::signing::{Change, change};

/// What `darb key sign rotate --codes refuse` does, while the bot is ended.
async fn refuses_what_was_signed(story: &mut Story) {
    story.end_bot().await.expect("the bot ends well");
    let sealer = Sealer::new(&Key::parse(&"5e".repeat(32)).expect("a key"), Randomness::system());
    let today = utc("2027-03-21 08:00").date_naive();
    let changed = change(story.database_url(), "rotation", &sealer, Change::Replace { refuse: true }, today).await;
    assert!(changed.expect("the key is replaced").is_some());
    story.start_bot().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_kept_is_certified_anew_once_its_code_is_refused() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let sami = passes_the_course(&mut story, "Sami", (Language::En, "en"), ["Done", "Start the test"]).await;
    story.writes(sami, "/certificate").await;
    story.writes(sami, "Sami Plantagenet").await;
    story.touches(sami, "The name is right, keep it").await;
    let (_, first) = certificate(&story, sami);
    story.begins_here().await;
    refuses_what_was_signed(&mut story).await;
    let stranger = story.person("Stranger", "en");
    story.writes(stranger, &format!("/verify {first}")).await;
    assert!(story.newest(stranger).text.contains("proved nothing"), "{}", story.newest(stranger).text);
    story.writes(sami, "/certificate").await;
    let (_, second) = certificate(&story, sami);
    assert_ne!(second, first, "what is refused is not sent again");
    story.writes(stranger, &format!("/verify {second} Sami Plantagenet")).await;
    assert!(story.newest(stranger).text.contains("This code is genuine"), "{}", story.newest(stranger).text);
    assert!(story.newest(stranger).text.contains("The name you sent is the one"), "{}", story.newest(stranger).text);
    story.writes(stranger, &format!("/verify {first}")).await;
    story.restarts().await;
    story.writes(sami, "/certificate").await;
    assert_eq!(certificate(&story, sami).1, second, "from then on the same certificate");
    // Refused once more, it is made anew once more.
    refuses_what_was_signed(&mut story).await;
    story.writes(sami, "/certificate").await;
    let (_, third) = certificate(&story, sami);
    assert!(third != second && third != first);
    story.writes(stranger, &format!("/verify {third}")).await;
    story.ends("certificate_renewed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_waits_when_its_code_is_refused_comes_with_one_that_counts() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let zoe = passes_the_course(&mut story, "Zoé", (Language::Fr, "fr"), ["J'ai terminé", "Commencer le test"]).await;
    story.newest_person_prefers(r#"{"text_only":true}"#).await;
    story.touches(zoe, "Attestation").await;
    story.writes(zoe, "Zoé d’Arc").await;
    // Typed before, confirmed after.
    story.begins_here().await;
    refuses_what_was_signed(&mut story).await;
    story.touches(zoe, "Le nom est exact").await;
    let (_, in_words) = certificate(&story, zoe);
    story.writes(zoe, &format!("/verify {in_words} Zoé d’Arc")).await;
    assert!(story.newest(zoe).text.contains("Ce code est authentique"), "{}", story.newest(zoe).text);
    // Confirmed before, drawn after.
    refuses_what_was_signed(&mut story).await;
    story.touches(zoe, "En image (PNG, environ 90 Ko)").await;
    let (message, drawn) = certificate(&story, zoe);
    assert!(message.media.is_some(), "the picture");
    assert_ne!(drawn, in_words);
    story.writes(zoe, &format!("/verify {drawn}")).await;
    assert!(story.newest(zoe).text.contains("Ce code est authentique"), "{}", story.newest(zoe).text);
    story.ends("certificate_renewed_in_words").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_had_no_name_kept_is_asked_for_it_again_and_gets_a_code_that_counts() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let layla = passes_the_course(&mut story, "Layla", (Language::Ar, "ar"), ["أنهيتُ الدرس", "بدء الاختبار"]).await;
    story.touches(layla, "شهادة الإتمام").await;
    story.writes(layla, "ليلى الحسن").await;
    story.touches(layla, "الاسم صحيح").await;
    let (_, first) = certificate(&story, layla);
    story.begins_here().await;
    refuses_what_was_signed(&mut story).await;
    story.writes(layla, &format!("/verify {first}")).await;
    story.writes(layla, "/certificate").await;
    story.writes(layla, "ليلى الحسن").await;
    story.touches(layla, "الاسم صحيح").await;
    let (_, second) = certificate(&story, layla);
    assert_ne!(second, first);
    story.writes(layla, &format!("/verify {second}")).await;
    assert!(story.newest(layla).text.contains("هذا الرمز أصلي"), "{}", story.newest(layla).text);
    story.ends("certificate_renewed_by_name").await;
}
