//! `darb key public` and `darb verify`: what anybody needs to check a certificate, and the check, without the bot.

use super::AppError;
use crate::config::{KeySource, Keys};
use crate::rules::certificate::Claims;
use crate::seal::certificate::{Unfit, verify};
use crate::seal::{Key, PublicKey, Randomness, Sealer};
use crate::store::signer_of;

/// A public key as somebody typed it.
pub fn given_key(text: &str) -> Result<PublicKey, AppError> {
    PublicKey::parse(text)
        .ok_or_else(|| AppError::wrong_use("the public key is not 64 hexadecimal digits; `darb key public` prints it"))
}

/// The public key of the database that the settings name.
pub async fn public_key(keys: &Keys) -> Result<PublicKey, AppError> {
    if let Some(data) = crate::config::sqlite_path(&keys.database_url).filter(|data| !data.exists()) {
        return Err(AppError::failed(format!("there is no data file `{}`", data.display())));
    }
    let key = match &keys.key {
        KeySource::Given(text) => Key::parse(text)?,
        KeySource::File(path) | KeySource::BesideData(path) => Key::read(path)?,
    };
    let signer = signer_of(&keys.database_url, &Sealer::new(&key, Randomness::system())).await?;
    signer.map(|signer| signer.public()).ok_or_else(|| {
        AppError::failed("this database signs no certificates yet: start the bot once with this version")
    })
}

/// Prints what a code says; fails where it is not genuine, or made for another name than the one behind it.
pub fn verify_code(key: &PublicKey, text: &str, json: bool) -> Result<(), AppError> {
    let (claims, name_fits) = verify(key, text).map_err(|unfit| match unfit {
        Unfit::Garbled => AppError::failed(format!("{unfit}; copy it from its first sign to its last")),
        Unfit::OtherKey(_) => AppError::failed(format!(
            "{unfit}, and this one is {:02x}{:02x}: either it was signed by somebody else, or a sign of it is wrong",
            key.mark()[0],
            key.mark()[1]
        )),
        Unfit::Forged => AppError::failed(unfit.to_string()),
    })?;
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
