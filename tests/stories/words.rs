//! What stands on buttons, typed: settings, safety, erasing; and what words mean by what stands open.

use crate::support::lessons::lessons_with;
use crate::support::transcript::Story;
use crate::support::{World, utc};
use chrono::TimeDelta;
use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use darb::sandbox::{Media, MessageView};

const LINE: &str = "Something new for you.";

async fn in_the_first_week(name: &str, language: Language, hour: u8) -> (Story, i64, i64) {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, group) = story.opens("2027-03-07").await;
    let person = story.person(name, language.code());
    story.joins(person, &code, language, Country::Lebanon, hour).await;
    story.until(utc("2027-03-07 17:00")).await;
    (story, group, person)
}

/// What the bot has standing in a chat.
fn standing(story: &Story, user: i64) -> Vec<MessageView> {
    let messages = story.telegram.chat_messages(user);
    messages.into_iter().filter(|message| message.from_bot && !message.deleted).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_set_in_arabic_without_a_press() {
    let (mut story, _, layla) = in_the_first_week("Layla", Language::Ar, 19).await;
    story.writes(layla, "الإعدادات").await;
    story.writes(layla, "تغيير البلد").await;
    story.writes(layla, "اليمن").await;
    story.writes(layla, "بحسب الساعة عندي").await;
    story.writes(layla, "٢١:٠٠").await;
    story.writes(layla, "تغيير البلد").await;
    story.writes(layla, "لبنان").await;
    story.writes(layla, "تغيير الساعة").await;
    story.writes(layla, "20:00").await;
    story.writes(layla, "الأرقام المشرقية").await;
    story.writes(layla, "الأرقام اللاتينية").await;
    story.writes(layla, "النص فقط").await;
    story.writes(layla, "أخذ استراحة").await;
    story.writes(layla, "3 أيام").await;
    story.writes(layla, "متابعة الدورة").await;
    story.writes(layla, "دروسي").await;
    story.writes(layla, "لماذا تهمّني هذه الدورة").await;
    story.writes(layla, "رجوع").await;
    story.writes(layla, "لماذا تهمّني هذه الدورة").await;
    story.writes(layla, "من أجل قريتنا").await;
    story.writes(layla, "حذف الجملة").await;
    story.writes(layla, "مغادرة أو حذف").await;
    story.writes(layla, "استراحة أسبوع").await;
    story.ends("settings_typed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_erased_by_the_words_of_the_button_and_only_where_it_stands() {
    let (mut story, _, amina) = in_the_first_week("Amina", Language::Fr, 19).await;
    story.writes(amina, "réglages").await;
    // Nothing is asked yet: this only asks.
    story.writes(amina, "Tout effacer").await;
    story.writes(amina, "tout garder").await;
    assert_eq!(story.count("enrolments").await, 1);
    // Asked, but something came in between.
    story.writes(amina, "effacer toutes mes données").await;
    story.writes(amina, "aujourd'hui").await;
    story.writes(amina, "tout effacer").await;
    assert_eq!(story.count("enrolments").await, 1, "it asks once more");
    // Asked long ago.
    story.after(TimeDelta::hours(2)).await;
    story.writes(amina, "tout effacer").await;
    assert_eq!(story.count("enrolments").await, 1, "it asks once more");
    story.writes(amina, "Tout effacer").await;
    assert_eq!(story.count("enrolments").await, 0);
    story.ends("erased_by_words").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neutral_lines_are_read_and_hidden_by_words_and_cover_what_came_before() {
    let (mut story, group, sami) = in_the_first_week("Sami", Language::En, 19).await;
    let huda = story.person("Huda", "ar");
    story.telegram.add_to_group(huda, group);
    story.writes(sami, "How do I know that a page is real?").await;
    story.writes(sami, "send").await;
    let topic = story.topic(group);
    story.writes_in(huda, group, "Look at its date first.", None, Some(topic)).await;
    story.writes(sami, "Safety on this phone").await;
    story.writes(sami, "Neutral lines on").await;
    story.after(TimeDelta::minutes(1)).await;
    story.looks_at_the_phone_of(sami);
    let telling = |story: &Story| {
        let all = standing(story, sami).into_iter();
        all.filter(|message| message.text != LINE).map(|message| message.text).collect::<Vec<_>>()
    };
    assert!(telling(&story).iter().all(|text| text.starts_with("Safety")), "{:?}", telling(&story));
    // Words open the lowest line, and close what is open.
    story.writes(sami, "Back to the settings").await;
    story.writes(sami, "hide").await;
    story.writes(sami, "read").await;
    story.writes(sami, "Hide").await;
    story.writes(sami, "hide").await;
    story.writes(sami, "hide").await;
    story.until(utc("2027-03-08 17:00")).await;
    story.writes(sami, "READ").await;
    assert!(telling(&story).iter().any(|text| text.chars().count() > 900), "the lesson is open");
    story.writes(sami, "done").await;
    story.writes(sami, "hide").await;
    story.ends("lines_by_words").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentors_picture_waits_behind_a_button_for_who_wants_text_only() {
    let (mut story, group, sami) = in_the_first_week("Sami", Language::En, 19).await;
    let huda = story.person("Huda", "ar");
    story.telegram.add_to_group(huda, group);
    story.writes(sami, "text only on").await;
    story.writes(sami, "What does a verified page look like?").await;
    story.writes(sami, "send").await;
    let topic = story.topic(group);
    story.sends_in(huda, group, Media::Photo, "Like this one.", None, Some(topic)).await;
    let files = |story: &Story| standing(story, sami).iter().filter(|message| message.media.is_some()).count();
    assert_eq!(files(&story), 0, "nothing is loaded that nobody asked for");
    let pressed = story.newest_with(sami, |press| matches!(press, Press::ShowReply { .. }));
    assert!(!pressed.text.contains("Like this"), "its words are nowhere but there");
    let label = pressed.buttons[0][0].text.clone();
    let query = story.touches(sami, &label).await;
    story.repeats(&query).await;
    assert_eq!(files(&story), 1, "once, however often the press comes");
    story.sends_in(huda, group, Media::Voice, "", None, Some(topic)).await;
    story.writes(sami, "recording").await;
    assert_eq!(files(&story), 2);
    story.sends_in(huda, group, Media::Video, "", None, Some(topic)).await;
    story.sends_in(huda, group, Media::Document, "", None, Some(topic)).await;
    story.writes(sami, "Document").await;
    assert_eq!(files(&story), 3);
    story.writes(sami, "That helped").await;
    // What a stranger, or a message of another, asks for is not shown.
    let other = story.person("Karim", "en");
    story.writes(other, "/start").await;
    let press = story.newest_with(sami, |press| matches!(press, Press::ShowReply { .. }));
    let data = press.buttons.iter().flatten().find_map(|button| button.data.clone()).expect("a button");
    let message = story.newest(other).message_id;
    story.presses_data(other, other, message, &data, "a button of Sami's").await;
    assert!(story.telegram.chat_messages(other).iter().all(|message| message.media.is_none()));
    // Another language of the lesson, as text only too.
    story.until(utc("2027-03-08 17:00")).await;
    story.writes(sami, "Français").await;
    story.writes(sami, "Done").await;
    // The buttons of the lesson that was read last are those that change.
    let is_done = |message: &MessageView| {
        let presses = message.buttons.iter().flatten().filter_map(|button| Press::decode(button.data.as_deref()?));
        presses.into_iter().all(|press| !matches!(press, Press::Done { .. }))
    };
    let all = standing(&story, sami);
    let lessons: Vec<bool> = all.iter().filter(|message| message.text.chars().count() > 900).map(is_done).collect();
    assert_eq!(lessons.last(), Some(&true), "{lessons:?}");
    story.ends("text_only_replies").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_mean_what_stands_before_one() {
    let (mut story, group, sami) = in_the_first_week("Sami", Language::En, 19).await;
    let huda = story.person("Huda", "ar");
    story.telegram.add_to_group(huda, group);
    // Under a lesson a language is that of the lesson; under the settings it is one's own.
    story.writes(sami, "Français").await;
    assert!(story.newest(sami).text.chars().count() > 900, "the lesson in French");
    story.writes(sami, "language").await;
    story.writes(sami, "Français").await;
    assert!(story.newest(sami).text.chars().count() < 300, "the person's own language");
    story.writes(sami, "English").await;
    // A number of days is a break where breaks are offered, and nothing elsewhere.
    story.writes(sami, "take a break").await;
    story.writes(sami, "7 days").await;
    story.writes(sami, "go on with the course").await;
    // The practice item; what a mentor asks is answered, though an hour could be chosen above.
    story.writes(sami, "try how it works").await;
    story.writes(sami, "b").await;
    story.writes(sami, "change the hour").await;
    story.writes(sami, "Is eight too early?").await;
    story.writes(sami, "send to the mentors").await;
    let topic = story.topic(group);
    story.writes_in(huda, group, "Which hour would suit you?", None, Some(topic)).await;
    let before = story.telegram.chat_messages(group).len();
    story.writes(sami, "20:00").await;
    assert_eq!(story.telegram.chat_messages(group).len(), before + 1, "that is an answer to a mentor");
    story.ends("words_and_what_is_open").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hour_for_ramadan_stands_in_the_settings_and_is_changed_and_cleared_there() {
    let lessons = lessons_with("[[ramadan]]\nfrom = 2027-03-10\nuntil = 2027-04-08\n");
    let mut story = Story::of(World::start_of(utc("2027-03-06 08:00"), lessons.path().to_owned()).await);
    let (code, _) = story.opens("2027-03-07").await;
    let amina = story.person("Amina", "fr");
    story.joins(amina, &code, Language::Fr, Country::Morocco, 19).await;
    story.writes(amina, "réglages").await;
    story.writes(amina, "Une autre heure pendant le ramadan").await;
    story.writes(amina, "22:30").await;
    story.touches(amina, "Retour aux réglages").await;
    story.touches(amina, "Une autre heure pendant le ramadan").await;
    story.writes(amina, "comme d'habitude").await;
    story.writes(amina, "ramadan 4:30").await;
    story.writes(amina, "vers les réglages").await;
    story.touches(amina, "Sécurité sur ce téléphone").await;
    story.touches(amina, "Retour aux réglages").await;
    story.ends("ramadan_in_the_settings").await;
}
