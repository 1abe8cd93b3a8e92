//! On a network where presses are lost and messages arrive late: everything is typed.

use crate::support::transcript::Story;
use crate::support::utc;
use chrono::TimeDelta;
use darb::rules::course::Language;
use darb::rules::model::Country;

#[tokio::test(flavor = "multi_thread")]
async fn a_week_is_done_without_pressing_anything() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    let huda = story.person("Huda", "ar");
    story.telegram.add_to_group(huda, group);
    story.writes(layla, &format!("/start {code}")).await;
    story.writes(layla, "مرحبا").await;
    story.writes(layla, "العربية").await;
    story.writes(layla, "نعم").await;
    story.writes(layla, "رجوع").await;
    story.writes(layla, "موافق").await;
    story.writes(layla, "اليمن").await;
    story.writes(layla, "١٩").await;
    story.writes(layla, "لا").await;
    story.until(utc("2027-03-07 17:00")).await;
    story.writes(layla, "انهيت").await;
    story.writes(layla, "الدرس التالي").await;
    story.writes(layla, "الدرس ١").await;
    story.writes(layla, "الدرس الخامس").await;
    story.writes(layla, "بدء الاختبار").await;
    // A question, looked at once more, sent, answered.
    story.writes(layla, "كيف أعرف أن الصفحة حقيقية؟").await;
    story.writes(layla, "نعم").await;
    let topic = story.topic(group);
    story.writes_in(huda, group, "انظروا إلى تاريخ إنشائها أولًا.", None, Some(topic)).await;
    story.writes(layla, "أفادني").await;
    story.writes(layla, "وهل يكفي ذلك؟").await;
    story.writes(layla, "سحب الرسالة").await;
    // A break, the hour, the language.
    story.writes(layla, "أخذ استراحة").await;
    story.writes(layla, "الدرس التالي").await;
    story.writes(layla, "العودة").await;
    story.writes(layla, "ساعة ٢٠").await;
    story.writes(layla, "English").await;
    story.writes(layla, "in Arabic").await;
    // The days until the test, each with a word.
    story.after(TimeDelta::days(1)).await;
    story.skip().await;
    for _ in 0..4 {
        story.writes(layla, "أنهيت الدرس").await;
        story.skip().await;
        story.after(TimeDelta::days(1)).await;
        story.skip().await;
    }
    story.writes(layla, "أنهيت الدرس").await;
    story.writes(layla, "بدء الاختبار الآن").await;
    story.types_answer(layla, true).await;
    story.types_answer(layla, false).await;
    story.writes(layla, "لاحقًا").await;
    story.writes(layla, "متابعة").await;
    while story.is_in_test(layla) {
        story.types_answer(layla, true).await;
    }
    story.writes(layla, "بدء الأسبوع الثاني الآن").await;
    story.after(TimeDelta::days(2)).await;
    story.writes(layla, "الدرس 1.6").await;
    story.writes(layla, "مغادرة الدورة").await;
    story.writes(layla, "العودة إلى الدورة").await;
    story.ends("a_week_typed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_arrives_and_learns_in_french_by_taps_and_by_words() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let amina = story.person("Amina", "fr");
    let huda = story.person("Huda", "ar");
    story.telegram.add_to_group(huda, group);
    story.writes(amina, &format!("/start {code}")).await;
    story.touches(amina, "Français").await;
    story.touches(amina, "J’accepte").await;
    story.touches(amina, "Maroc").await;
    story.touches(amina, "19:00").await;
    story.touches(amina, "Non").await;
    story.writes(amina, "aide").await;
    story.writes(amina, "réglages").await;
    story.until(utc("2027-03-07 20:00")).await;
    story.writes(amina, "terminé").await;
    story.writes(amina, "leçon suivante").await;
    story.writes(amina, "Peut-on changer le nom d'une page ?").await;
    story.writes(amina, "non").await;
    story.writes(amina, "Peut-on changer le nom d'une page plus tard ?").await;
    story.writes(amina, "envoyer aux mentors").await;
    story.writes(amina, "Aujourd'hui").await;
    story.writes(amina, "ma progression").await;
    story.ends("in_french").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_stand_for_nothing_here_go_to_the_mentors() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let sami = story.person("Sami", "en");
    story.joins(sami, &code, Language::En, Country::Jordan, 9).await;
    story.until(utc("2027-03-07 07:00")).await;
    story.writes(sami, "Is my page safe?").await;
    story.writes(sami, "Send").await;
    let copies = |story: &Story| story.telegram.chat_messages(group).len();
    // None of these is asked for just now, so each is a message to the mentors like any other.
    for words in
        ["yes", "no", "B", "true", "later", "continue", "I am back", "Lebanon", "back", "send", "week 2", "19:00"]
    {
        let before = copies(&story);
        story.writes(sami, words).await;
        assert_eq!(copies(&story), before + 1, "{words}");
    }
    story.writes(sami, "done").await;
    let before = copies(&story);
    story.writes(sami, "done").await;
    assert_eq!(copies(&story), before + 1, "it was done already");
    story.ends_untold().await;
}
