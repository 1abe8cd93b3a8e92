//! Conversations over the sandbox: what people do, and what they are told.

mod support;

use darb::rules::course::Language;
use darb::rules::model::Country;
use darb::rules::press::Press;
use support::{World, utc};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_arrives_and_gets_the_first_lesson_at_their_hour() {
    let world = World::start(utc("2027-03-06 08:00")).await;
    let (code, _group) = world.cohort(utc("2027-03-07 00:00").date_naive()).await;
    let layla = world.telegram.add_user("Layla", "ar");
    world.arrives(layla, &code, Language::Ar, Country::Lebanon, 19).await;
    let before = world.telegram.chat_messages(layla).len();
    world.advance_to(utc("2027-03-07 16:59")).await;
    assert_eq!(world.telegram.chat_messages(layla).len(), before, "nothing before 19:00 in Beirut");
    world.advance_to(utc("2027-03-07 17:00")).await;
    let lesson = world.newest(layla);
    assert_eq!(world.telegram.chat_messages(layla).len(), before + 1);
    assert!(lesson.buttons.iter().flatten().any(|button| {
        button.data.as_deref().and_then(Press::decode).is_some_and(|press| matches!(press, Press::Done { .. }))
    }));
    world.end().await;
}
