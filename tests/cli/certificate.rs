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
