//! Who may take over at once, and who has to wait: the lock beside the data file.

use darb::seal::{Key, Randomness, Sealer};
use darb::store::Store;
use darb::store::lease::FREE_AFTER;
use std::sync::Arc;

async fn open(url: &str) -> Arc<Store> {
    let key = Key::parse(&"5e".repeat(32)).expect("a key");
    Store::open(url, Sealer::new(&key, Randomness::seeded(1))).await.expect("a database")
}

fn url(path: &std::path::Path) -> String {
    format!("sqlite://{}", path.display())
}

#[tokio::test]
async fn who_finds_the_lock_free_takes_the_lease_of_a_dead_holder_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = url(&folder.path().join("darb.db"));
    let first = open(&url).await;
    assert_eq!(first.take_lease("first").await.expect("an answer"), Ok(0));
    let second = open(&url).await;
    let wait = second.take_lease("second").await.expect("an answer").expect_err("the holder lives");
    assert!(wait > FREE_AFTER / 2, "{wait:?}");
    // It ends without a word, as `kill -9` would end it: the kernel lets go of its lock.
    drop(first);
    assert_eq!(second.take_lease("second").await.expect("an answer"), Ok(0));
    assert_eq!(second.epoch(), 2);
}

#[tokio::test]
async fn the_lock_is_the_same_by_whatever_name_the_data_file_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("darb.db");
    let first = open(&url(&path)).await;
    assert_eq!(first.take_lease("first").await.expect("an answer"), Ok(0));
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).expect("a link");
    let second = open(&url(&link)).await;
    second.take_lease("second").await.expect("an answer").expect_err("the holder lives");
}

#[tokio::test]
async fn a_holder_that_never_had_the_lock_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = url(&folder.path().join("darb.db"));
    let hung = open(&url).await;
    assert_eq!(hung.take_lease("hung").await.expect("an answer"), Ok(0));
    // While it hung, another took over by the time that went by: it cannot get the lock.
    let engine = hung.engine().clone();
    let heir = open(&url).await;
    age(&engine).await;
    assert_eq!(heir.take_lease("heir").await.expect("an answer"), Ok(0));
    // The one that hung ends. Its lock is free, and says nothing about the heir, who lives.
    drop(hung);
    let third = open(&url).await;
    third.take_lease("third").await.expect("an answer").expect_err("the heir lives");
}

/// Makes the lease look as if it had not been renewed for long.
async fn age(engine: &darb::store::Engine) {
    let darb::store::Engine::Sqlite { writer, .. } = engine else { panic!("a data file") };
    sqlx::query("update lease set renewed_at = 1").execute(writer).await.expect("the lease");
}
