//! Facts about the database itself: which key seals it, which zone rules it was computed with, where a rehearsal began.

use super::error::StoreError;
use super::statement::{Value, row, statement};
use super::tx::Tx;
use crate::seal::{SealError, Sealer, Signer};

/// The keys of `meta`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// A sealed word and the key's id: a wrong key is refused before anything is touched.
    KeyCheck,
    TzdbVersion,
    /// Speed and anchor of a rehearsal; absent on a database for real courses.
    Rehearsal,
    /// The hash of the claim code that is open, and when it was made.
    ClaimCode,
    /// The id of the key to which everything is being sealed anew; absent unless a rotation was begun and has not ended.
    KeyRotation,
    /// The hash of the command lists that Telegram was last given.
    Commands,
    /// A fingerprint of the days of rest that what is due was computed with.
    Days,
    /// The secret that signs certificates, sealed. It is no part of the sealing key, and outlives a change of that.
    Signing,
    /// When Telegram last answered a poll, real time; kept where a course has a time limit.
    HeardAt,
    /// The public keys that signed before it, JSON of [`crate::seal::keyring::Earlier`], the oldest first.
    SignedBefore,
}

impl Fact {
    const fn key(self) -> &'static str {
        match self {
            Self::KeyCheck => "key_check",
            Self::TzdbVersion => "tzdb_version",
            Self::Rehearsal => "rehearsal",
            Self::ClaimCode => "claim_code",
            Self::KeyRotation => "key_rotation",
            Self::Commands => "commands",
            Self::Days => "days",
            Self::Signing => "signing",
            Self::HeardAt => "heard_at",
            Self::SignedBefore => "signed_before",
        }
    }
}

row! {
    struct ValueRow { value: String }
}

statement!(GET, [], "select value from meta where key = $1");
statement!(
    SET,
    [],
    "insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value"
);
statement!(FORGET, [], "delete from meta where key = $1");

pub async fn get(tx: &mut Tx, fact: Fact) -> Result<Option<String>, StoreError> {
    let rows = tx.fetch::<ValueRow>(&GET, [fact.key().into()]).await?;
    Ok(rows.into_iter().next().map(|row| row.value))
}

pub async fn set(tx: &mut Tx, fact: Fact, value: &str) -> Result<(), StoreError> {
    tx.execute(&SET, [fact.key().into(), Value::from(value)]).await?;
    Ok(())
}

pub async fn forget(tx: &mut Tx, fact: Fact) -> Result<(), StoreError> {
    tx.execute(&FORGET, [fact.key().into()]).await?;
    Ok(())
}

statement!(ADD, [], "insert into meta (key, value) values ($1, $2) on conflict (key) do nothing");

/// What the secret that signs is sealed for.
const SIGNING: &str = "signing";

/// What signs certificates; drawn once for a database, at its first start.
pub async fn signer(tx: &mut Tx, sealer: &Sealer) -> Result<Signer, StoreError> {
    if get(tx, Fact::Signing).await?.is_none() {
        // Of two that start at once the first stays.
        let sealed = sealer.seal(SIGNING, &sealer.secret());
        tx.execute(&ADD, [Fact::Signing.key().into(), Value::from(sealed.as_str())]).await?;
    }
    read_signer(tx, sealer).await?.ok_or(StoreError::Seal(SealError::CannotOpen))
}

/// Draws another secret in its place.
pub async fn draw_signer(tx: &mut Tx, sealer: &Sealer) -> Result<(), StoreError> {
    set(tx, Fact::Signing, &sealer.seal(SIGNING, &sealer.secret())).await
}

/// The same, where it was drawn already.
pub async fn read_signer(tx: &mut Tx, sealer: &Sealer) -> Result<Option<Signer>, StoreError> {
    let Some(sealed) = get(tx, Fact::Signing).await? else { return Ok(None) };
    let seed = sealer.open(SIGNING, &sealed)?;
    let seed = seed.as_slice().try_into().map_err(|_| StoreError::Seal(SealError::CannotOpen))?;
    Ok(Some(Signer::new(seed)))
}

/// Seals the secret that signs with another key; the secret stays, so that older certificates go on being genuine.
pub async fn reseal_signing(tx: &mut Tx, old: &Sealer, new: &Sealer) -> Result<(), StoreError> {
    if let Some(sealed) = get(tx, Fact::Signing).await? {
        set(tx, Fact::Signing, &new.seal(SIGNING, &old.open(SIGNING, &sealed)?)).await?;
    }
    Ok(())
}

const WORD: &[u8] = b"darb";

/// Checks that the key fits the database; writes the check value into one that has none yet.
pub async fn check_key(tx: &mut Tx, sealer: &Sealer) -> Result<(), StoreError> {
    if is_key_checked(tx, sealer).await? {
        return Ok(());
    }
    set(tx, Fact::KeyCheck, &format!("{}:{}", sealer.key_id(), sealer.seal("key check", WORD))).await
}

/// Whether the key was checked and fits; false for a database that has no check value yet.
pub async fn is_key_checked(tx: &mut Tx, sealer: &Sealer) -> Result<bool, StoreError> {
    let Some(check) = get(tx, Fact::KeyCheck).await? else { return Ok(false) };
    let (key_id, sealed) = check.split_once(':').unwrap_or_default();
    match sealer.open("key check", sealed) {
        Ok(word) if word == WORD => Ok(true),
        _ => Err(StoreError::WrongKey { expected: key_id.to_owned(), given: sealer.key_id().to_owned() }),
    }
}
