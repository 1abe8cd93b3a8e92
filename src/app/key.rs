//! `darb key rotate`: another key for what is sealed.
//!
//! With a key file the files change places at the end: the new one gets the name under which the bot looks, the old one gets
//! `.old-` and its id. Each step can be the last before a crash; begun again, it goes on where it was.
//!
//! ```text
//!   darb.key      darb.key.new    sealed with
//!   old           -               old
//!   old           new             old, or some rows with either: each says with which
//!   old           new             new
//!   -             new             new      (the old one is darb.key.old-ID)
//!   new           -               new
//! ```

use super::AppError;
use crate::config::{KeySource, Keys};
use crate::seal::{Key, Randomness, Sealer};
use crate::store::StoreError;
use crate::store::rotation::{Rotation, RotationError, check};
use std::path::{Path, PathBuf};

/// Seals everything anew with the key in `new_key`, which is made when it is not there.
pub async fn rotate_key(keys: &Keys, new_key: Option<PathBuf>) -> Result<(), AppError> {
    let url = &keys.database_url;
    let place = match &keys.key {
        KeySource::Given(_) => None,
        KeySource::File(path) | KeySource::BesideData(path) => Some(path.as_path()),
    };
    let new_path = new_key.or_else(|| place.map(|path| with_end(path, ".new"))).ok_or_else(|| {
        AppError::wrong_use("the key is given in DARB_KEY, so name a file for the new one: --new-key FILE")
    })?;
    if let Some(data) = crate::config::sqlite_path(url).filter(|data| !data.exists()) {
        return Err(AppError::failed(format!("there is no data file `{}`", data.display())));
    }
    if let Some(place) = place.filter(|place| !place.exists() && new_path.exists()) {
        return end_swap(url, &new_path, place).await;
    }
    let old = match &keys.key {
        KeySource::Given(text) => Key::parse(text)?,
        KeySource::File(path) | KeySource::BesideData(path) => Key::read(path)?,
    };
    let old_id = sealer(&old).key_id().to_owned();
    let new_id = reseal_all(url, &old, &new_path).await?;
    let (new_place, old_place) = match place {
        Some(place) => {
            let old_place = with_end(place, &format!(".old-{old_id}"));
            rename(place, &old_place)?;
            rename(&new_path, place)?;
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

/// Cut off between the two changes of names: the new key, if it is the one, gets its place.
async fn end_swap(url: &str, new_path: &Path, place: &Path) -> Result<(), AppError> {
    let new = sealer(&Key::read(new_path)?);
    check(url, &new).await.map_err(|error| match error {
        StoreError::WrongKey { expected, .. } => AppError::wrong_use(format!(
            "the key file `{}` is missing, and `{}` is not the key of this database yet; restore the file of key {expected}",
            place.display(),
            new_path.display()
        )),
        other => other.into(),
    })?;
    rename(new_path, place)?;
    println!("The new key {} is in place, in `{}`; the last rotation has ended.", new.key_id(), place.display());
    Ok(())
}

/// Seals everything with the key in a file, made where there is none. Returns its id.
async fn reseal_all(url: &str, old: &Key, new_path: &Path) -> Result<String, AppError> {
    let is_old = check(url, &sealer(old)).await;
    let is_made = !new_path.exists();
    let new = if is_made {
        // Nothing is made for a key that opens nothing.
        is_old?;
        Key::create(new_path, &mut Randomness::system())?
    } else {
        let new = Key::read(new_path)?;
        if sealer(&new).key_id() == sealer(old).key_id() {
            let (path, id) = (new_path.display(), sealer(&new).key_id().to_owned());
            return Err(AppError::wrong_use(format!("the new key in `{path}` is the old one (key {id})")));
        }
        if check(url, &sealer(&new)).await.is_ok() {
            let id = sealer(&new).key_id().to_owned();
            println!("Everything is sealed with key {id} already.");
            return Ok(id);
        }
        is_old?;
        new
    };
    let holder = format!("key-rotation-{}", std::process::id());
    let rotation = Rotation::begin(url, &holder, sealer(old), sealer(&new)).await.map_err(|error| {
        if is_made && !matches!(error, RotationError::Store(_)) {
            // Refused, so nothing was sealed with it. After a failure it is not known how far it came.
            let _left_behind = std::fs::remove_file(new_path);
        }
        refused(error)
    })?;
    let (old_id, new_id) = (sealer(old).key_id().to_owned(), sealer(&new).key_id().to_owned());
    let made = if is_made { ", made now" } else { "" };
    println!("From key {old_id} to key {new_id}, in `{}`{made}.", new_path.display());
    reseal(rotation).await?;
    Ok(new_id)
}

fn sealer(key: &Key) -> Sealer {
    Sealer::new(key, Randomness::system())
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

fn rename(from: &Path, to: &Path) -> Result<(), AppError> {
    Key::rename(from, to).map_err(|error| {
        AppError::failed(format!(
            "everything is sealed anew, but `{}` cannot be renamed to `{}` ({error}); begin again",
            from.display(),
            to.display()
        ))
    })
}
