//! The form after the course: gone through with a change of mind, in part typed, skipped; and what admins see of it.

use crate::support::transcript::Story;
use crate::support::utc;
use chrono::TimeDelta;
use darb::rules::course::Language;
use darb::rules::form_progress::FormPress;
use darb::rules::model::Country;
use darb::rules::press::Press;

/// Both tests, passed; the transcript passes over everything but the last result of who is `shown`.
async fn completes(story: &mut Story, people: &[i64], shown: &[i64]) {
    for at in ["2027-03-13 08:00", "2027-03-20 08:00"] {
        story.until(utc(at)).await;
        story.skip().await;
        for user in people.iter().copied() {
            story.taps(user, user, |press| matches!(press, Press::StartTest { .. })).await;
            story.skip().await;
            story.answers_all(user, 12).await;
            if !shown.contains(&user) || at.starts_with("2027-03-13") {
                story.skip().await;
            }
        }
    }
}

/// The button of the form on the newest message that has it.
async fn taps(story: &mut Story, user: i64, press: FormPress) {
    story.taps(user, user, |other| matches!(other, Press::Form { press: of, .. } if of == press)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_after_the_course_is_gone_through_with_a_change_of_mind_and_shown_from_five_on() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let layla = story.person("Layla", "ar");
    let claire = story.person("Claire", "fr");
    let others = ["Sami", "Badr", "Nour", "Rana"].map(|name| story.person(name, "en"));
    story.joins(layla, &code, Language::Ar, Country::Jordan, 9).await;
    story.joins(claire, &code, Language::Fr, Country::Tunisia, 9).await;
    for user in others {
        story.joins(user, &code, Language::En, Country::Jordan, 9).await;
    }
    let people: Vec<i64> = [layla, claire].into_iter().chain(others).collect();
    completes(&mut story, &people, &[layla]).await;

    // Arabic: a change of mind, a figure and words that are typed, one that is none of the answers.
    let opened = story.touches(layla, "إبداء رأيي في الدورة").await;
    story.repeats(&opened).await;
    let first = story.button(layla, "5");
    let tap = story.touches(layla, "5").await;
    story.repeats(&tap).await;
    story.touches(layla, "رجوع").await;
    story.touches(layla, "4").await;
    story.writes(layla, "٩").await;
    story.writes(layla, "٢").await;
    story.writes(layla, "نعم، مع آخرين").await;
    story.presses_data(layla, layla, first.0, &first.1, "[5] of the first question on another phone").await;
    story.writes(layla, "تخطي").await;
    story.touches(layla, "رجوع").await;
    story.touches(layla, "2. أفادت قليلًا").await;
    // A message to the mentors in between stays one.
    story.writes(layla, "هل تُعقد دورة ثانية في الخريف؟").await;
    story.writes(layla, "إبداء رأيي في الدورة").await;
    story.touches(layla, "5").await;
    story.writes(layla, "المزيد من الأمثلة عن العمل بلا ميزانية").await;
    story.touches(layla, "رجوع").await;
    story.writes(layla, "أمثلة أكثر عن العمل بلا ميزانية").await;
    story.writes(layla, "نعم").await;
    story.touches(layla, "رجوع").await;
    story.touches(layla, "إبقاء إجابتي").await;
    story.writes(layla, "تسليم رأيي").await;
    story.writes(layla, "2").await;
    story.writes(layla, "/today").await;
    story.writes(layla, "/mydata").await;
    story.touches(layla, "في ملف").await;
    let sent = story.newest(layla);
    let (_, bytes) = story.telegram.file(&sent.file_id.expect("a file")).expect("it was uploaded");
    let page = String::from_utf8(bytes).expect("UTF-8");
    for own in ["أمثلة أكثر عن العمل بلا ميزانية", "هل طبّقتم شيئًا منها في جمعيتكم؟ – نعم، مع آخرين", "يُسمح باقتباسها"]
    {
        assert!(page.contains(own), "{own}: {page}");
    }

    // French: almost everything is skipped, the sentence waits too long.
    story.touches(claire, "Mon avis sur la formation").await;
    story.touches(claire, "Passer").await;
    story.touches(claire, "2. Bien dosées").await;
    for _ in 0..3 {
        story.touches(claire, "Passer").await;
    }
    story.after(TimeDelta::minutes(16)).await;
    story.writes(claire, "Une deuxième session est-elle prévue ?").await;
    story.writes(claire, "mon avis").await;
    story.writes(claire, "passer").await;
    story.writes(claire, "remettre").await;
    let admin = story.admin;
    story.writes(admin, "/stats").await;

    // Four have handed it in, and one has answered everything but that.
    let answers = [[4, 1, 0, 0, 4], [3, 1, 0, 3, 3], [4, 1, 1, 3, 4], [2, 0, 2, 3, 4]];
    for (user, choices) in others.into_iter().zip(answers) {
        taps(&mut story, user, FormPress::Open).await;
        for (entry, choice) in (0..).zip(choices) {
            taps(&mut story, user, FormPress::Answer { entry, choice }).await;
        }
        taps(&mut story, user, FormPress::Skip { entry: 5 }).await;
        if user != others[2] && user != others[3] {
            taps(&mut story, user, FormPress::HandIn).await;
        }
    }
    story.skip().await;
    story.writes(admin, "/stats").await;
    taps(&mut story, others[2], FormPress::HandIn).await;
    story.skip().await;
    story.writes(admin, "/stats").await;
    // A sixth changes nothing that is shown; a sentence is taken back.
    taps(&mut story, others[3], FormPress::HandIn).await;
    story.skip().await;
    story.touches(layla, "سحب إذن الاقتباس").await;
    story.writes(admin, "/stats").await;
    assert_eq!((story.count("form_answers").await, story.count("form_sentences").await), (26, 1));
    assert_eq!(story.count("form_sentences where quotable = 1").await, 0);
    assert_eq!(story.count("outbox where notice like '%ميزانية%'").await, 0);
    assert_eq!(story.count("form_sentences where sealed like '%ميزانية%'").await, 0);
    story.ends("form").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_think_of_a_week_and_practice_can_be_typed() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let (layla, sami) = (story.person("Layla", "ar"), story.person("Sami", "en"));
    story.joins(layla, &code, Language::Ar, Country::Jordan, 9).await;
    story.joins(sami, &code, Language::En, Country::Jordan, 9).await;
    story.until(utc("2027-03-13 06:00")).await;
    story.skip().await;
    // Arabic: all three taps, a sentence and a yes are typed; the same word later is a message again.
    story.writes(layla, "بدء الاختبار").await;
    story.skip().await;
    story.answers_all(layla, 10).await;
    for word in ["كبيرة", "مناسبه", "طيبة"] {
        story.writes(layla, word).await;
    }
    story.writes(layla, "إضافة جملة").await;
    story.writes(layla, "لا داعي").await;
    story.writes(layla, "إضافة جملة").await;
    story.writes(layla, "كانت الأمثلة قريبة من عملنا").await;
    story.writes(layla, "نعم").await;
    story.writes(layla, "دون اقتباس").await;
    assert_eq!((story.count("feedback").await, story.count("sentences where quotable = 1").await), (3, 0));
    // English: the words of another question, and words that come too late, are no tap.
    story.taps(sami, sami, |press| matches!(press, Press::StartTest { .. })).await;
    story.answers_all(sami, 12).await;
    story.skip().await;
    story.writes(sami, "Too fast").await;
    story.writes(sami, "very").await;
    story.after(TimeDelta::minutes(61)).await;
    story.writes(sami, "Just right").await;
    assert_eq!(story.count("feedback").await, 4);
    // Practice, with a word and letters.
    story.until(utc("2027-03-15 06:00")).await;
    story.skip().await;
    story.writes(layla, "مراجعة").await;
    story.writes(layla, "ب").await;
    story.writes(layla, "السؤال التالي (بقي 1)").await;
    story.writes(layla, "أ").await;
    story.writes(layla, "أ").await;
    story.ends("typed_views").await;
}
