//! Files of lessons: kept once by what is in them, and known by the `file_id` that Telegram gave a bot.

use crate::bench::Bench;
use crate::world::*;
use darb::rules::course::{Course, Language, Media, MediaHash, MediaKind};
use darb::rules::ids::DeliveryId;
use darb::rules::notice::Notice;
use darb::rules::outcome::{Outcome, Reason, Receipt, StoredFile};
use darb::store::media::{Source, sources};

const BOT: i64 = 7_000_000_001;

fn picture(hash: &str, bytes: &[u8]) -> Media {
    Media {
        hash: MediaHash(hash.to_owned()),
        kind: MediaKind::Photo,
        mime: "image/png".to_owned(),
        name: "a.png".to_owned(),
        bytes: Some(bytes.into()),
        size: Some(bytes.len() as u64),
    }
}

/// The course of the world with a picture in each lesson.
fn course_with(picture: &Media) -> Course {
    let mut course = course();
    for part in course.weeks.iter_mut().flat_map(|week| &mut week.lessons).flat_map(|lesson| lesson.body.values_mut()) {
        part[0].media = Some(picture.clone());
    }
    course
}

async fn source(world: &World, bot: i64, hash: &str) -> Option<Source> {
    let mut tx = world.store.read().await.expect("a reader");
    let found = sources(&mut tx, bot, [&MediaHash(hash.to_owned())]).await.expect("an answer");
    found.into_iter().next().map(|(_, source)| source)
}

pub async fn a_file_is_kept_once_with_every_byte(bench: Bench) {
    let world = World::new(&bench).await;
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let (one, other) = (course_with(&picture("aa", &bytes)), course_with(&picture("bb", &[])));
    for given in [vec![one.clone(), other.clone()], vec![one.clone()]] {
        world.store.add_courses(&given, now()).await.expect("courses that can be kept");
    }
    assert_eq!(bench.rows("hash", "from media order by hash").await, ["aa", "bb"]);
    assert_eq!(source(&world, BOT, "aa").await, Some(Source::Bytes(bytes.into())));
    assert_eq!(source(&world, BOT, "bb").await, Some(Source::Bytes([].into())));
    assert_eq!(source(&world, BOT, "cc").await, None);
    // The version says which file it shows; what is in it does not stand there again.
    let (library, versions) = world.store.add_courses(&[one], now()).await.expect("a course that can be kept");
    let lesson = library[&versions[0]].lessons().next().expect("a lesson");
    let media = lesson.body[&Language::En][0].media.clone().expect("a picture");
    assert_eq!(media, Media { bytes: None, size: Some(100_000), ..picture("aa", &[]) });
}

pub async fn a_file_that_cannot_be_read_holds_up_no_other(bench: Bench) {
    let world = World::new(&bench).await;
    world.store.add_courses(&[course_with(&picture("aa", b"a"))], now()).await.expect("a course that can be kept");
    bench.execute("insert into media (hash, body, added_at) values ('bb', 'no base64!', 0)").await;
    let mut tx = world.store.read().await.expect("a reader");
    let hashes = ["aa", "bb"].map(|hash| MediaHash(hash.to_owned()));
    let found = sources(&mut tx, BOT, &hashes).await.expect("an answer");
    assert_eq!(found, [(hashes[0].clone(), Source::Bytes(b"a".as_slice().into()))]);
}

pub async fn what_telegram_keeps_is_recorded_with_the_message_and_forgotten_when_refused(bench: Bench) {
    let world = World::new(&bench).await;
    world.store.add_courses(&[course_with(&picture("aa", b"a"))], now()).await.expect("a course that can be kept");
    let stored = |file_id: &str| StoredFile { hash: MediaHash("aa".to_owned()), bot: BOT, file_id: file_id.to_owned() };
    let uploaded =
        |file_id| Outcome::Sent(Receipt { message: Some(7), file: Some(stored(file_id)), ..Receipt::default() });
    let by_id = |file_id: &str| Some(Source::Stored(file_id.to_owned()));

    // Two of one round, as after a doubt: the last counts.
    let [one, other] = in_flight(&world).await;
    settle(&world.context_at(now()), vec![(one, uploaded("x")), (other, uploaded("y"))]).await.expect("a round");
    assert_eq!(source(&world, BOT, "aa").await, by_id("y"));
    assert_eq!(source(&world, BOT + 1, "aa").await, Some(Source::Bytes(b"a".as_slice().into())), "another bot's");

    let [one, other] = in_flight(&world).await;
    let gone = |file_id| Outcome::Refused(Reason::FileGone { file: stored(file_id) });
    settle(&world.context_at(now()), vec![(one, gone("x"))]).await.expect("a round");
    assert_eq!(source(&world, BOT, "aa").await, by_id("y"), "an old one was refused");
    settle(&world.context_at(now()), vec![(other, gone("y"))]).await.expect("a round");
    assert_eq!(source(&world, BOT, "aa").await, Some(Source::Bytes(b"a".as_slice().into())));

    let [unfit, _] = in_flight(&world).await;
    let reason = Reason::FileUnfit { hash: MediaHash("aa".to_owned()), description: "IMAGE_PROCESS_FAILED".to_owned() };
    settle(&world.context_at(now()), vec![(unfit, Outcome::Refused(reason))]).await.expect("a round");
    for again in [one, other, unfit] {
        assert_eq!(bench.rows("state, doubts", &format!("from outbox where id = {again}")).await, ["pending|0"]);
    }
}

/// Two deliveries that were released, to two people.
async fn in_flight(world: &World) -> [DeliveryId; 2] {
    let deliveries = [world.to(&world.ana, Notice::Apology), world.to(&world.badr, Notice::Apology)];
    let ids = deliveries.each_ref().map(|delivery| delivery.id);
    world.enqueue(deliveries).await;
    world.release(&ids).await;
    ids
}
