//! The keys of certificates in a database: read beside a running bot, and replaced while none runs.

use super::engine::Engine;
use super::error::StoreError;
use super::meta::{self, Fact};
use super::rotation::{RotationError, take_alone};
use super::tx::Tx;
use super::{applied, lease, newest};
use crate::seal::keyring::{Earlier, Keyring};
use crate::seal::{PublicKey, Sealer};
use chrono::NaiveDate;

/// What signs and what signed, drawn once for a database, at its first start.
pub(super) async fn keyring(tx: &mut Tx, sealer: &Sealer) -> Result<Keyring, StoreError> {
    Ok(Keyring { signer: meta::signer(tx, sealer).await?, earlier: earlier(tx).await? })
}

/// The keys of a database, read without opening it for anything else; `None` where it signs nothing yet.
pub async fn keyring_of(url: &str, sealer: &Sealer) -> Result<Option<Keyring>, StoreError> {
    let engine = Engine::open_read_only(url).await?;
    let mut tx = engine.read().await?;
    let keys = match meta::is_key_checked(&mut tx, sealer).await {
        Ok(_) => read(&mut tx, sealer).await,
        Err(error) => Err(error),
    };
    drop(tx);
    engine.close().await;
    keys
}

async fn read(tx: &mut Tx, sealer: &Sealer) -> Result<Option<Keyring>, StoreError> {
    let Some(signer) = meta::read_signer(tx, sealer).await? else { return Ok(None) };
    Ok(Some(Keyring { signer, earlier: earlier(tx).await? }))
}

async fn earlier(tx: &mut Tx) -> Result<Vec<Earlier>, StoreError> {
    let Some(json) = meta::get(tx, Fact::SignedBefore).await? else { return Ok(Vec::new()) };
    let wrong = |_| StoreError::Row { table: "meta", id: 0, what: "`signed_before` does not decode".to_owned() };
    serde_json::from_str(&json).map_err(wrong)
}

async fn keep(tx: &mut Tx, earlier: &[Earlier]) -> Result<(), StoreError> {
    let json = serde_json::to_string(earlier).expect("keys and dates are plain data");
    meta::set(tx, Fact::SignedBefore, &json).await
}

/// What is done to the keys of certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Another key signs from now on; `refuse`: what the one before it signed is refused.
    Replace { refuse: bool },
    /// What an earlier key signed is refused from now on.
    Refuse(PublicKey),
}

/// Changes the keys of certificates, in one commit, while no bot runs on the database. `None`: there is no such earlier
/// key. To refuse what is refused already changes nothing, not even its date.
pub async fn change(
    url: &str,
    holder: &str,
    sealer: &Sealer,
    change: Change,
    today: NaiveDate,
) -> Result<Option<Keyring>, RotationError> {
    let engine = Engine::open(url).await?;
    if (1..=newest()).contains(&applied(&engine).await?) {
        // Before an older database is migrated.
        let mut tx = engine.read().await?;
        if let Some(to) = meta::get(&mut tx, Fact::KeyRotation).await? {
            return Err(RotationError::Another(to));
        }
        meta::is_key_checked(&mut tx, sealer).await?;
    }
    let (lock, mut tx, lease) = take_alone(&engine, url, holder).await?;
    meta::check_key(&mut tx, sealer).await?;
    let changed = carry_out(&mut tx, sealer, change, today).await?;
    lease::give_back(&mut tx, &lease);
    tx.commit().await?;
    lock.close().await;
    engine.close().await;
    Ok(changed)
}

async fn carry_out(
    tx: &mut Tx,
    sealer: &Sealer,
    change: Change,
    today: NaiveDate,
) -> Result<Option<Keyring>, StoreError> {
    let mut before = earlier(tx).await?;
    match change {
        Change::Replace { refuse } => {
            let public = meta::signer(tx, sealer).await?.public();
            before.push(Earlier { public, since: today, refused: refuse });
            meta::draw_signer(tx, sealer).await?;
        }
        Change::Refuse(public) => {
            let Some(key) = before.iter_mut().find(|key| key.public == public) else { return Ok(None) };
            if !key.refused {
                (key.refused, key.since) = (true, today);
            }
        }
    }
    keep(tx, &before).await?;
    keyring(tx, sealer).await.map(Some)
}
