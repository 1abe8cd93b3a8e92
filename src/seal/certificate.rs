//! Signing and checking certificates: Ed25519 (RFC 8032), with a key of its own that a change of the sealing key leaves as
//! it is. The name that stands on a certificate is no part of its code; a slow hash of it is, so that a name on a picture
//! can be checked and a list of names takes long to try.

use super::Randomness;
use crate::rules::certificate::{Claims, Garbled, Read, folded, read, written};
use chrono::NaiveDate;
use ring::digest::{SHA256, digest};
use ring::pbkdf2;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// Rounds of PBKDF2 for the check of a name: some milliseconds each time.
const ROUNDS: NonZeroU32 = NonZeroU32::new(20_000).expect("not zero");

/// What is signed begins with this, so that no signature of ours means anything else.
const PURPOSE: &[u8] = b"darb certificate\n";

/// The half of the key that everybody may have; kept as its 64 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// Stands in each code that it fits: tells a code for another key from a forged one.
    pub fn mark(&self) -> [u8; 2] {
        let hash = digest(&SHA256, &self.0);
        [hash.as_ref()[0], hash.as_ref()[1]]
    }
}

impl TryFrom<String> for PublicKey {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a public key is 64 hexadecimal digits")
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

/// The half that signs. Never printed.
pub struct Signer(Ed25519KeyPair);

impl std::fmt::Debug for Signer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Signer(..)")
    }
}

/// What a certificate is for, but for the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course<'c> {
    pub slug: &'c str,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub hours: u8,
}

/// Why a code is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("this is no whole code")]
    Garbled,
    #[error("the code names another public key, {:02x}{:02x}", .0[0], .0[1])]
    OtherKey([u8; 2]),
    #[error("the signature does not fit: the code is forged, or a sign of it is wrong")]
    Forged,
}

impl From<Garbled> for Unfit {
    fn from(_: Garbled) -> Self {
        Self::Garbled
    }
}

impl Signer {
    /// From a secret of 32 random bytes.
    pub fn new(seed: &[u8; 32]) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are a seed of Ed25519"))
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.public_key().as_ref().try_into().expect("a public key has 32 bytes"))
    }

    /// A code for a name that passed [`crate::rules::certificate::name`]; each time another one.
    pub fn issue(&self, course: &Course<'_>, name: &str, randomness: &mut Randomness) -> String {
        let salt = randomness.bytes::<8>();
        let claims = Claims {
            key_mark: self.public().mark(),
            starts_on: course.starts_on,
            ends_on: course.ends_on,
            hours: course.hours,
            salt,
            name_check: name_check(&salt, name),
            course: course.slug.to_owned(),
        };
        self.sign(&claims)
    }

    /// A code for what an earlier key had certified: always the same one, for the salt stays, and so does the name that
    /// fits.
    pub fn issue_again(&self, claims: Claims) -> String {
        self.sign(&Claims { key_mark: self.public().mark(), ..claims })
    }

    fn sign(&self, claims: &Claims) -> String {
        let mut bytes = claims.encode();
        let signature = self.0.sign(&[PURPOSE, &bytes].concat());
        bytes.extend(signature.as_ref());
        written(&bytes)
    }
}

fn name_check(salt: &[u8; 8], name: &str) -> [u8; 8] {
    let mut check = [0; 8];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, salt, folded(name).as_bytes(), &mut check);
    check
}

/// Checks a code, and whether a name that stands behind it is the one it was made for.
pub fn verify(key: &PublicKey, text: &str) -> Result<(Claims, Option<bool>), Unfit> {
    let Read { claims, signed, signature, rest } = read(text)?;
    if claims.key_mark != key.mark() {
        return Err(Unfit::OtherKey(claims.key_mark));
    }
    let public = UnparsedPublicKey::new(&ED25519, key.0);
    public.verify(&[PURPOSE, &signed].concat(), &signature).map_err(|_| Unfit::Forged)?;
    // Only now: what it takes is spent on genuine codes alone.
    let name_fits = (!rest.is_empty()).then(|| name_check(&claims.salt, rest) == claims.name_check);
    Ok((claims, name_fits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(name: &str, seed: u64) -> (Signer, String) {
        let signer = Signer::new(&Randomness::seeded(3).bytes());
        let date = |month, day| NaiveDate::from_ymd_opt(2027, month, day).expect("a date");
        let course = Course { slug: "social-media", starts_on: date(3, 7), ends_on: date(4, 3), hours: 20 };
        let code = signer.issue(&course, name, &mut Randomness::seeded(seed));
        (signer, code)
    }

    #[test]
    fn a_code_says_what_it_was_made_for_and_whose_name_fits() {
        let (signer, code) = issued("ليلى الحسن", 1);
        let key = PublicKey::parse(&signer.public().to_string()).expect("64 digits");
        let (claims, asked) = verify(&key, &code).expect("genuine");
        assert_eq!((claims.course.as_str(), claims.hours, asked), ("social-media", 20, None));
        for (name, fits) in [("ليلي الحَسن", true), ("سامي", false)] {
            assert_eq!(verify(&key, &format!("{code} {name}")).expect("genuine").1, Some(fits), "{name}");
        }
        assert_ne!(issued("ليلى الحسن", 2).1, code, "another one for the same name");
    }

    #[test]
    fn no_code_with_another_sign_is_genuine() {
        let (signer, code) = issued("Layla", 1);
        let key = signer.public();
        for at in 0..code.len() {
            for other in ['2', 'Z'] {
                let mut forged = code.clone();
                forged.replace_range(at..=at, &other.to_string());
                assert_eq!(verify(&key, &forged).is_ok(), forged == code, "sign {at}");
            }
        }
        let other = Signer::new(&[5; 32]).public();
        assert_eq!(verify(&other, &code), Err(Unfit::OtherKey(key.mark())));
        assert_eq!(verify(&key, "hello"), Err(Unfit::Garbled));
    }

    #[test]
    fn a_public_key_is_64_hexadecimal_digits() {
        for wrong in ["", "00", &"0g".repeat(32), &"é".repeat(32)] {
            assert_eq!(PublicKey::parse(wrong), None, "{wrong}");
        }
    }
}
