//! `darb key rotate`: the command with its files, ended at any point, with a wrong key, begun twice.

use super::process::{Ended, Place};
use super::refused;
use darb::rules::ids::ChatId;
use darb::seal::{Key, Randomness, Sealer};
use darb::store::chats::{Chat, ChatKind};
use darb::store::{Store, StoreError};
use sqlx::{Connection, Row, SqliteConnection};
use std::sync::Arc;

/// Telegram ids whose chats stand in the data file.
const IDS: std::ops::Range<i64> = 5_000_000_000..5_000_001_700;

fn block_on<Done>(work: impl Future<Output = Done>) -> Done {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

fn key(place: &Place, name: &str) -> Key {
    Key::read(&place.path(name)).unwrap_or_else(|error| panic!("{error}; there are {:?}", place.files()))
}

fn sealer(key: &Key) -> Sealer {
    Sealer::new(key, Randomness::seeded(1))
}

fn id(place: &Place, name: &str) -> String {
    sealer(&key(place, name)).key_id().to_owned()
}

/// A data file with people in it, and its key, as a bot that was ended leaves them.
fn with_people() -> Place {
    let place = Place::bare().with("DATABASE_URL", "sqlite://darb.db");
    let made = Key::create(&place.path("darb.key"), &mut Randomness::seeded(9)).expect("a new file");
    block_on(async {
        let store = Store::open(&url(&place), sealer(&made)).await.expect("a new database");
        store.take_lease("bot").await.expect("an answer").expect("it is free");
        let library = Arc::default();
        let mut work = store.work(&library).await.expect("a unit of work");
        for (number, telegram_id) in (1..).zip(IDS) {
            let kind = ChatKind::Private;
            let chat = Chat { id: ChatId(number), telegram_id, kind, language: None, unreachable_at: None };
            work.chats.put(chat.id, chat);
        }
        let real = darb::rules::real_time::RealTime(1_800_000_000_000);
        work.save(&[], chrono::DateTime::UNIX_EPOCH, real).await.expect("rows that can be kept");
        store.give_lease_back().await.expect("given back");
        store.close().await;
    });
    assert_eq!(place.files(), ["darb.db", "darb.db.lock", "darb.key"]);
    place
}

fn url(place: &Place) -> String {
    format!("sqlite://{}", place.path("darb.db").display())
}

/// How many rows are sealed with each of the keys in these files: every row opens with the one that it names, and is found
/// by its hash.
fn sealed_with<const FILES: usize>(place: &Place, files: [&str; FILES]) -> [usize; FILES] {
    let sealers = files.map(|name| sealer(&key(place, name)));
    let rows = block_on(async {
        let mut connection = SqliteConnection::connect(&url(place)).await.expect("a connection");
        let rows = sqlx::query("select key_id, sealed, lookup from chats order by id").fetch_all(&mut connection).await;
        connection.close().await.expect("a connection that closes");
        rows.expect("the table of chats")
    });
    assert_eq!(rows.len(), IDS.count());
    let mut counts = [0; FILES];
    for (row, telegram_id) in rows.iter().zip(IDS) {
        let key_id: String = row.get("key_id");
        let by = sealers.iter().position(|sealer| sealer.key_id() == key_id).expect("a key that is there");
        counts[by] += 1;
        assert_eq!(sealers[by].open_chat(row.get("sealed")).expect("its key opens it"), telegram_id);
        assert_eq!(sealers[by].lookup(telegram_id), row.get::<String, _>("lookup"));
    }
    counts
}

fn opens_with(place: &Place, name: &str) -> Result<(), StoreError> {
    block_on(async {
        let store = Store::open(&url(place), sealer(&key(place, name))).await?;
        store.close().await;
        Ok(())
    })
}

fn rotate(place: &Place) -> Ended {
    place.run(&["key", "rotate"])
}

/// It has ended: the new key is where the bot looks, the old one beside it, and nothing else is left.
fn has_ended(place: &Place, old_id: &str) {
    let old_file = format!("darb.key.old-{old_id}");
    // Whoever was refused may have left the log of the data file beside it, empty.
    let files = place.files().into_iter().filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    assert_eq!(files.collect::<Vec<_>>(), ["darb.db", "darb.db.lock", "darb.key", &old_file]);
    assert_ne!(id(place, "darb.key"), old_id);
    assert_eq!(id(place, &old_file), old_id);
    assert_eq!(sealed_with(place, ["darb.key", &old_file]), [IDS.count(), 0]);
    opens_with(place, "darb.key").expect("the new key fits");
    assert!(matches!(opens_with(place, &old_file), Err(StoreError::WrongKey { .. })));
}

#[test]
fn a_key_is_changed_with_its_files_and_again() {
    let place = with_people();
    let first = id(&place, "darb.key");
    let ended = rotate(&place);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{}", ended.out);
    let second = id(&place, "darb.key");
    for said in [
        format!("From key {first} to key {second}, in `darb.key.new`, made now."),
        "500 of 1700 sealed anew".to_owned(),
        "1700 of 1700 sealed anew".to_owned(),
        format!("Done. The key is {second}, in `darb.key`."),
        format!("The old key {first} is in `darb.key.old-{first}`."),
    ] {
        assert!(ended.out.contains(&said), "`{said}` was not said, but: {}", ended.out);
    }
    has_ended(&place, &first);
    // Twice is twice: another key again, and both old ones are kept for their backups.
    let again = rotate(&place);
    assert_eq!((again.code, again.err.as_str()), (Some(0), ""));
    let (first, second) = (format!("darb.key.old-{first}"), format!("darb.key.old-{second}"));
    assert_eq!(sealed_with(&place, ["darb.key", &second, &first]), [IDS.count(), 0, 0]);
}

/// Killed after each line that it says, and begun again each time.
#[test]
fn killed_while_rows_are_sealed_it_goes_on_and_every_row_has_its_key() {
    let place = with_people();
    let old_id = id(&place, "darb.key");
    let (mut before, mut killed_between) = (0, 0);
    for said in ["From key", "of 1", "of ", "of "] {
        let running = place.start(&["key", "rotate"]);
        running.says(said);
        running.signal("KILL");
        if running.end().code == Some(0) || !place.has("darb.key.new") {
            break;
        }
        let [old, new] = sealed_with(&place, ["darb.key", "darb.key.new"]);
        assert!(new >= before, "what was sealed anew stays so: {new} after {before}");
        killed_between += usize::from(old > 0 && new > 0);
        before = new;
        if old > 0 && new > 0 {
            for name in ["darb.key", "darb.key.new"] {
                assert!(matches!(opens_with(&place, name), Err(StoreError::Rotating(_))), "no bot begins in between");
            }
        }
    }
    assert!(killed_between > 0, "it was never killed in the middle");
    let ended = rotate(&place);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{}", ended.out);
    has_ended(&place, &old_id);
}

/// The ends of a process between two steps with the files, made by hand.
#[test]
fn cut_off_between_two_steps_with_the_files_it_goes_on() {
    // The new key was made, and nothing else was done.
    let place = with_people();
    let old_id = id(&place, "darb.key");
    Key::create(&place.path("darb.key.new"), &mut Randomness::seeded(3)).expect("a new file");
    let new_id = id(&place, "darb.key.new");
    opens_with(&place, "darb.key").expect("the old key is the key");
    let ended = rotate(&place);
    assert!(ended.out.contains(&format!("to key {new_id}, in `darb.key.new`.")), "{}{}", ended.out, ended.err);
    has_ended(&place, &old_id);
    assert_eq!(id(&place, "darb.key"), new_id);
    let old = format!("darb.key.old-{old_id}");
    let rename = |from: &str, to: &str| std::fs::rename(place.path(from), place.path(to)).expect("a file");
    // All is sealed anew, and no file has another name yet.
    rename("darb.key", "darb.key.new");
    rename(&old, "darb.key");
    assert!(matches!(opens_with(&place, "darb.key"), Err(StoreError::WrongKey { .. })));
    let ended = rotate(&place);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert!(ended.out.contains("is sealed with key"), "{}", ended.out);
    has_ended(&place, &old_id);
    // The old one has its new name, the new one has not.
    rename("darb.key", "darb.key.new");
    let ended = rotate(&place);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert!(ended.out.contains(&new_id) && ended.out.contains("the last rotation has ended"), "{}", ended.out);
    has_ended(&place, &old_id);
}

#[test]
fn with_a_key_that_does_not_fit_nothing_is_touched() {
    let place = with_people();
    let (expected, data) = (id(&place, "darb.key"), place.read("darb.db"));
    let untouched = |place: &Place, files: &[&str]| {
        assert!(place.read("darb.db") == data, "the data file was touched");
        assert_eq!(place.files(), files);
    };
    let right = std::fs::read_to_string(place.path("darb.key")).expect("the key");
    place.write("darb.key", &"0f".repeat(32));
    refused(&rotate(&place), 2, &["does not fit", &expected]);
    untouched(&place, &["darb.db", "darb.db.lock", "darb.key"]);
    // A new key that was made before changes nothing of that.
    place.write("darb.key.new", &"1f".repeat(32));
    refused(&rotate(&place), 2, &["does not fit", &expected]);
    // Nor does a new key take the place of one that is missing, while it opens nothing.
    std::fs::remove_file(place.path("darb.key")).expect("a file");
    refused(&rotate(&place), 2, &["`darb.key` is missing", "`darb.key.new`", &expected]);
    untouched(&place, &["darb.db", "darb.db.lock", "darb.key.new"]);
    // The old key as the new one.
    place.write("darb.key", &right);
    place.write("darb.key.new", &right);
    refused(&rotate(&place), 2, &["is the old one", &expected]);
    place.write("darb.key.new", "not a key");
    refused(&rotate(&place), 2, &["64 hexadecimal digits"]);
    untouched(&place, &["darb.db", "darb.db.lock", "darb.key", "darb.key.new"]);
    opens_with(&place, "darb.key").expect("the key is what it was");
}

#[test]
fn a_key_that_is_no_file_needs_a_file_for_the_new_one() {
    let place = with_people();
    let old = std::fs::read_to_string(place.path("darb.key")).expect("the key");
    std::fs::remove_file(place.path("darb.key")).expect("a file");
    let place = place.with("DARB_KEY", old.trim());
    refused(&rotate(&place), 2, &["--new-key"]);
    for said in ["1700 of 1700 sealed anew", "already"] {
        let ended = place.run(&["key", "rotate", "--new-key", "next.key"]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
        assert!(ended.out.contains(said) && ended.out.contains("DARB_KEY_FILE"), "{}", ended.out);
        assert_eq!(sealed_with(&place, ["next.key"]), [IDS.count()], "twice is once");
    }
    assert_eq!(place.files(), ["darb.db", "darb.db.lock", "next.key"]);
}

#[test]
fn while_a_bot_runs_the_key_stays_what_it_is() {
    let place = with_people();
    let old_id = id(&place, "darb.key");
    block_on(async {
        let store = Store::open(&url(&place), sealer(&key(&place, "darb.key"))).await.expect("the key fits");
        store.take_lease("bot").await.expect("an answer").expect("it is free");
        refused(&rotate(&place), 1, &["a bot runs on this database", "end it"]);
        store.give_lease_back().await.expect("given back");
        store.close().await;
    });
    assert_eq!(place.files(), ["darb.db", "darb.db.lock", "darb.key"], "no key was made");
    assert_eq!(sealed_with(&place, ["darb.key"]), [IDS.count()]);
    assert_eq!(id(&place, "darb.key"), old_id);
}
