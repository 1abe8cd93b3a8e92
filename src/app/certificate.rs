//! `darb key public`, `darb key sign` and `darb verify`: what anybody needs to check a certificate, the check, without the
//! bot, and what is done when the key that signs was seen or is to be replaced.

use super::AppError;
use crate::clock::Clock;
use crate::config::{KeySource, Keys};
use crate::rules::certificate::Claims;
use crate::seal::certificate::Unfit;
use crate::seal::keyring::{Checked, Keyring, check_against};
use crate::seal::{Key, PublicKey, Randomness, Sealer};
use crate::store::rotation::RotationError;
use crate::store::signing::{self, Change, keyring_of};
use chrono::DateTime;

/// A public key as somebody typed it.
pub fn given_key(text: &str) -> Result<PublicKey, AppError> {
    PublicKey::parse(text)
        .ok_or_else(|| AppError::wrong_use("the public key is not 64 hexadecimal digits; `darb key public` prints it"))
}

/// The keys of the database that the settings name.
pub async fn keyring(keys: &Keys) -> Result<Keyring, AppError> {
    let keyring = keyring_of(&keys.database_url, &sealer(keys)?).await?;
    keyring.ok_or_else(|| {
        AppError::failed("this database signs no certificates yet: start the bot once with this version")
    })
}

fn sealer(keys: &Keys) -> Result<Sealer, AppError> {
    if let Some(data) = crate::config::sqlite_path(&keys.database_url).filter(|data| !data.exists()) {
        return Err(AppError::failed(format!("there is no data file `{}`", data.display())));
    }
    let key = match &keys.key {
        KeySource::Given(text) => Key::parse(text)?,
        KeySource::File(path) | KeySource::BesideData(path) => Key::read(path)?,
    };
    Ok(Sealer::new(&key, Randomness::system()))
}

/// Prints the keys whose codes are genuine, the one that signs now first; those that are refused go to standard error.
pub async fn print_public_keys(keys: &Keys) -> Result<(), AppError> {
    print(&keyring(keys).await?);
    Ok(())
}

fn print(keyring: &Keyring) {
    for key in keyring.valid() {
        println!("{key}");
    }
    for key in keyring.refused() {
        eprintln!("refused since {}: {}", key.since, key.public);
    }
}

/// Another key signs certificates from now on, or an earlier one is refused; prints what is valid then.
pub async fn change_signing(keys: &Keys, change: Change) -> Result<(), AppError> {
    let today = DateTime::from_timestamp_millis(Clock::system().real().0).unwrap_or_default().date_naive();
    let holder = format!("signing-key-{}", std::process::id());
    let changed = signing::change(&keys.database_url, &holder, &sealer(keys)?, change, today).await;
    let changed = changed.map_err(|error| match error {
        RotationError::Store(error) => error.into(),
        RotationError::InUse => AppError::failed(error.to_string()),
        other => AppError::wrong_use(other.to_string()),
    })?;
    let keyring = changed.ok_or_else(|| {
        AppError::wrong_use(
            "this key signed nothing here before; `darb key public` names those that did, and `darb key sign rotate --codes \
             refuse` takes away the one that signs now",
        )
    })?;
    print(&keyring);
    Ok(())
}

/// Against what a code is checked.
pub enum Against {
    /// Public keys that somebody gave.
    Given(Vec<PublicKey>),
    Database(Keyring),
}

/// Prints what a code says; fails where it is not genuine, or made for another name than the one behind it.
pub fn verify_code(against: &Against, text: &str, json: bool) -> Result<(), AppError> {
    let (checked, keys) = match against {
        Against::Given(keys) => (check_against(keys, text), keys.clone()),
        Against::Database(keyring) => (keyring.check(text), keyring.valid()),
    };
    let Checked { claims, name_fits, refused_since } = checked.map_err(|unfit| not_genuine(unfit, &keys))?;
    if let Some(since) = refused_since {
        return Err(AppError::failed(format!(
            "the code was signed with a key that others may have, and that is refused since {since}; whoever holds the \
             certificate can have it made again"
        )));
    }
    if json {
        println!("{}", as_json(&claims, name_fits));
    }
    if name_fits == Some(false) {
        return Err(AppError::failed("the code is genuine, but the certificate was made for another name"));
    }
    if !json {
        print_claims(&claims, name_fits.is_some());
    }
    Ok(())
}

fn not_genuine(unfit: Unfit, keys: &[PublicKey]) -> AppError {
    match unfit {
        Unfit::Garbled => AppError::failed(format!("{unfit}; copy it from its first sign to its last")),
        Unfit::OtherKey(_) => {
            let marks: Vec<String> =
                keys.iter().map(|key| format!("{:02x}{:02x}", key.mark()[0], key.mark()[1])).collect();
            AppError::failed(format!(
                "{unfit}, and this one is {}: either it was signed by somebody else, or a sign of it is wrong",
                marks.join(" or ")
            ))
        }
        Unfit::Forged => AppError::failed(unfit.to_string()),
    }
}

fn as_json(claims: &Claims, name_fits: Option<bool>) -> serde_json::Value {
    let Claims { course, starts_on, ends_on, hours, .. } = claims;
    serde_json::json!({
        "course": course, "starts_on": starts_on, "ends_on": ends_on, "hours": hours, "name_fits": name_fits,
    })
}

fn print_claims(claims: &Claims, is_name_fitting: bool) {
    let Claims { course, starts_on, ends_on, hours, .. } = claims;
    println!("The code is genuine.");
    println!("course  {course}, with its last test passed");
    println!("cohort  {starts_on} to {ends_on}");
    println!("hours   {hours}");
    let name = if is_name_fitting {
        "it is the one that the certificate was made for"
    } else {
        "not asked; give it with --name"
    };
    println!("name    {name}");
}
