//! `darb key public` and `darb verify`: a certificate is checked with the public key alone.

use super::process::Place;
use super::refused;
use chrono::NaiveDate;
use darb::seal::certificate::Course;
use darb::seal::{Key, Randomness, Sealer, Signer};
use darb::store::Store;

fn signer(seed: u64) -> Signer {
    Signer::new(&Randomness::seeded(seed).bytes())
}

fn issued(signer: &Signer) -> String {
    let date = |month, day| NaiveDate::from_ymd_opt(2027, month, day).expect("a date");
    let course = Course { slug: "social-media", starts_on: date(3, 7), ends_on: date(3, 20), hours: 2 };
    signer.issue(&course, "ليلى الحسن", &mut Randomness::seeded(9))
}

#[test]
fn a_code_is_checked_with_the_public_key_and_nothing_else() {
    let place = Place::bare();
    let (signer, code) = (signer(1), issued(&signer(1)));
    let key = signer.public().to_string();
    let ended = place.run(&["verify", &code, "--key", &key]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    for said in ["genuine", "social-media", "2027-03-07 to 2027-03-20", "hours   2", "not asked"] {
        assert!(ended.out.contains(said), "{}", ended.out);
    }
    // In groups, as it stands on the picture.
    let groups: Vec<String> =
        code.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let mut arguments = vec!["verify", "--json", "--key", &key, "--name", "ليلي الحَسن"];
    arguments.extend(groups.iter().map(String::as_str));
    let ended = place.run(&arguments);
    let said: serde_json::Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!((ended.code, &said["name_fits"], &said["hours"]), (Some(0), &true.into(), &2.into()));
    refused(&place.run(&["verify", &code, "--key", &key, "--name", "Sami"]), 1, &["another name"]);
    let forged = code.replacen(&code[40..41], if &code[40..41] == "Z" { "Y" } else { "Z" }, 1);
    refused(&place.run(&["verify", &forged, "--key", &key]), 1, &["forged"]);
    refused(&place.run(&["verify", &code[..90], "--key", &key]), 1, &["no whole code"]);
    let other = self::signer(2).public().to_string();
    refused(&place.run(&["verify", &code, "--key", &other]), 1, &["names another public key"]);
    refused(&place.run(&["verify", &code, "--key", "abc"]), 2, &["64 hexadecimal digits", "darb key public"]);
    refused(&place.run(&["verify", &code]), 1, &["there is no data file"]);
    assert!(place.files().is_empty(), "{:?}", place.files());
}

/// A database that signs, with the key that seals it beside it, and a code that it signed.
async fn signing_place() -> (Place, String) {
    let place = Place::bare();
    let key = Key::create(&place.path("darb.db.key"), &mut Randomness::seeded(4)).expect("a key file");
    let url = format!("sqlite://{}", place.path("darb.db").display());
    let store = Store::open(&url, Sealer::new(&key, Randomness::seeded(5))).await.expect("a database");
    let code = issued(store.signer());
    store.close().await;
    (place.with("DARB_KEY_FILE", "darb.db.key"), code)
}

/// The same database, as a bot that starts now opens it.
async fn reopened(place: &Place) -> std::sync::Arc<Store> {
    let key = Key::read(&place.path("darb.db.key")).expect("the key");
    let url = format!("sqlite://{}", place.path("darb.db").display());
    Store::open(&url, Sealer::new(&key, Randomness::seeded(6))).await.expect("it opens")
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_signs_and_what_the_one_before_signed_stays_or_is_refused() {
    let (place, first_code) = signing_place().await;
    let first = lines(&place.run(&["key", "public"]).out).remove(0);
    refused(&place.run(&["key", "sign", "rotate"]), 2, &["--codes"]);
    // Lost, or changed once a year: older codes stay genuine.
    let kept = place.run(&["key", "sign", "rotate", "--codes", "keep"]);
    assert_eq!((kept.code, kept.err.as_str()), (Some(0), ""), "{}", kept.out);
    let [second, older] = lines(&kept.out).try_into().expect("two keys");
    assert!(older == first && second != first, "{}", kept.out);
    assert_eq!(place.run(&["verify", &first_code]).code, Some(0));
    let store = reopened(&place).await;
    assert_eq!(store.signer().public().to_string(), second);
    let second_code = issued(store.signer());
    store.close().await;
    assert_eq!(place.run(&["verify", &second_code]).code, Some(0));
    // Leaked: from now on nothing of it counts, wherever it is asked; what the first signed still does.
    let replaced = place.run(&["key", "sign", "rotate", "--codes", "refuse"]);
    let [third, older] = lines(&replaced.out).try_into().expect("two keys are valid");
    assert!(replaced.code == Some(0) && older == first && replaced.err.contains(&second), "{}", replaced.err);
    refused(&place.run(&["verify", &second_code]), 1, &["refused since", "made again"]);
    assert_eq!(place.run(&["verify", &first_code]).code, Some(0));
    refused(&place.run(&["verify", &second_code, "--key", &third, "--key", &first]), 1, &["names another public key"]);
    assert_eq!(place.run(&["verify", &first_code, "--key", &third, "--key", &first]).code, Some(0));
    // It turns out later that the first was seen as well.
    let both = place.run(&["key", "sign", "refuse", &first]);
    assert_eq!((both.code, lines(&both.out), lines(&both.err).len()), (Some(0), vec![third.clone()], 2));
    refused(&place.run(&["verify", &first_code]), 1, &["refused since"]);
    refused(&place.run(&["key", "sign", "refuse", &third]), 2, &["signed nothing here before"]);
    assert_eq!(place.run(&["key", "public"]).out.trim(), third);
    // A change of the key that seals leaves all of this as it is.
    assert_eq!(place.run(&["key", "rotate"]).code, Some(0));
    assert_eq!(place.run(&["key", "public"]).out.trim(), third);
    refused(&place.run(&["verify", &second_code]), 1, &["refused since"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_signs_is_not_changed_under_a_running_bot() {
    let (place, code) = signing_place().await;
    let public = place.run(&["key", "public"]).out;
    let store = reopened(&place).await;
    store.take_lease("bot").await.expect("an answer").expect("it is free");
    refused(&place.run(&["key", "sign", "rotate", "--codes", "refuse"]), 1, &["a bot runs on this database"]);
    store.give_lease_back().await.expect("given back");
    store.close().await;
    assert_eq!(place.run(&["key", "public"]).out, public);
    assert_eq!(place.run(&["verify", &code]).code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_certificate_is_genuine_after_the_sealing_key_was_changed() {
    let place = Place::bare();
    let key = Key::create(&place.path("darb.db.key"), &mut Randomness::seeded(4)).expect("a key file");
    let url = format!("sqlite://{}", place.path("darb.db").display());
    let store = Store::open(&url, Sealer::new(&key, Randomness::seeded(5))).await.expect("a database");
    let code = issued(store.signer());
    store.close().await;
    let place = place.with("DARB_KEY_FILE", "darb.db.key");
    let public = place.run(&["key", "public"]);
    assert_eq!((public.code, public.out.trim().len(), public.err.as_str()), (Some(0), 64, ""));
    assert_eq!(place.run(&["verify", &code]).code, Some(0), "with the key of the database");
    let rotated = place.run(&["key", "rotate"]);
    assert_eq!(rotated.code, Some(0), "{}{}", rotated.out, rotated.err);
    assert_eq!(place.run(&["key", "public"]).out, public.out, "it is another key that was changed");
    assert_eq!(place.run(&["verify", &code]).code, Some(0));
    let reopened = Key::read(&place.path("darb.db.key")).expect("the new key");
    let store = Store::open(&url, Sealer::new(&reopened, Randomness::seeded(6))).await.expect("it opens");
    assert_eq!(store.signer().public().to_string(), public.out.trim(), "the bot signs with it still");
    store.close().await;
}
