//! `darb key rotate`: another key for what is sealed.
//!
//! With a key file the files change places at the end: the new one gets the name under which the bot looks, the old one gets
//! `.old` and its id. Each step can be the last before a crash; begun again, it goes on where it was.

use super::AppError;
use crate::config::{KeySource, Keys};
use crate::seal::{Key, Randomness, Sealer};
use crate::store::rotation::{Rotation, RotationError, fits};
use std::path::{Path, PathBuf};

/// Seals everything anew with the key in `new_key`, which is made when it is not there.
pub async fn rotate_key(keys: &Keys, new_key: Option<PathBuf>) -> Result<(), AppError> {
    let place = match &keys.key {
        KeySource::Given(_) => None,
        KeySource::File(path) | KeySource::BesideData(path) => Some(path.clone()),
    };
    let new_path = new_key.or_else(|| place.as_deref().map(|path| with_end(path, ".new"))).ok_or_else(|| {
        AppError::wrong_use("the key is given in DARB_KEY, so name a file for the new one: --new-key FILE")
    })?;
    if let Some(data) = crate::config::sqlite_path(&keys.database_url).filter(|data| !data.exists()) {
        return Err(AppError::failed(format!("there is no data file `{}`", data.display())));
    }
    if let Some(place) = place.as_deref().filter(|place| !place.exists() && new_path.exists()) {
        // Cut off between the two changes of names.
        std::fs::rename(&new_path, place).map_err(|error| renaming(&new_path, place, &error))?;
        println!("The new key is in place; the last rotation has ended.");
        return Ok(());
    }
    let old = match &keys.key {
        KeySource::Given(text) => Key::parse(text)?,
        KeySource::File(path) | KeySource::BesideData(path) => Key::read(path)?,
    };
    let is_made = !new_path.exists();
    let new = if is_made { Key::create(&new_path, &mut Randomness::system())? } else { Key::read(&new_path)? };
    let sealer = |key: &Key| Sealer::new(key, Randomness::system());
    let (old_id, new_id) = (sealer(&old).key_id().to_owned(), sealer(&new).key_id().to_owned());
    println!(
        "From key {old_id} to key {new_id}, in `{}`{}.",
        new_path.display(),
        if is_made { ", made now" } else { "" }
    );
    let holder = format!("key-rotation-{}", std::process::id());
    if fits(&keys.database_url, &sealer(&new)).await? {
        println!("Everything is sealed with key {new_id} already.");
    } else {
        match Rotation::begin(&keys.database_url, &holder, sealer(&old), sealer(&new)).await {
            Ok(rotation) => reseal(rotation).await?,
            Err(error) => {
                if is_made {
                    // Nothing was sealed with it.
                    let _left_behind = std::fs::remove_file(&new_path);
                }
                return Err(refused(error));
            }
        }
    }
    let (new_place, old_place) = match place {
        Some(place) => {
            let old_place = with_end(&place, &format!(".old-{old_id}"));
            std::fs::rename(&place, &old_place).map_err(|error| renaming(&place, &old_place, &error))?;
            std::fs::rename(&new_path, &place).map_err(|error| renaming(&new_path, &place, &error))?;
            (format!("`{}`", place.display()), format!("`{}`", old_place.display()))
        }
        None => {
            (format!("`{}`: name it in DARB_KEY_FILE, and take DARB_KEY away", new_path.display()), "DARB_KEY".into())
        }
    };
    println!("Done. The key is {new_id}, in {new_place}. Keep a copy somewhere else.");
    println!(
        "The old key {old_id} is in {old_place}. Only backups from before today need it: destroy it, with every copy, when the last of them is gone."
    );
    Ok(())
}

/// Shows on standard output how far it is.
async fn reseal(rotation: Rotation) -> Result<(), AppError> {
    let mut resealed = 0;
    while let Some(progress) = rotation.step().await? {
        resealed += progress.resealed;
        println!("{resealed} of {} sealed anew", resealed + progress.left);
    }
    Ok(rotation.end().await?)
}

fn refused(error: RotationError) -> AppError {
    match error {
        RotationError::Store(error) => error.into(),
        RotationError::InUse => AppError::failed(error.to_string()),
        other => AppError::wrong_use(other.to_string()),
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn renaming(from: &Path, to: &Path, error: &std::io::Error) -> AppError {
    AppError::failed(format!(
        "everything is sealed anew, but `{}` cannot be renamed to `{}` ({error}); begin again",
        from.display(),
        to.display()
    ))
}
