//! Seals and opens small secrets, and makes the keyed hash under which an identity is looked up.

use super::{Key, Randomness};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{hkdf, hmac};
use std::sync::Mutex;

/// A key that seals: ChaCha20-Poly1305 (RFC 8439) with random nonces, HMAC-SHA-256 for look-ups, both keys derived by
/// HKDF (RFC 5869). Random 96-bit nonces stay safe far beyond the number of rows this product can have.
pub struct Sealer {
    sealing: LessSafeKey,
    lookup: hmac::Key,
    key_id: String,
    randomness: Mutex<Randomness>,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Sealer").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("a sealed value cannot be opened: it was sealed with another key, or changed")]
    CannotOpen,
}

struct Length32;

impl hkdf::KeyType for Length32 {
    fn len(&self) -> usize {
        32
    }
}

impl Sealer {
    pub fn new(key: &Key, randomness: Randomness) -> Self {
        let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, b"darb").extract(&key.0);
        let derive = |purpose: &[u8]| {
            let mut bytes = [0; 32];
            secret
                .expand(&[purpose], Length32)
                .and_then(|derived| derived.fill(&mut bytes))
                .expect("32 bytes are within what HKDF gives");
            bytes
        };
        let sealing = UnboundKey::new(&CHACHA20_POLY1305, &derive(b"seal")).expect("32 bytes are a key of ChaCha20");
        let key_id = derive(b"id").iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Self {
            sealing: LessSafeKey::new(sealing),
            lookup: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"look up")),
            key_id,
            randomness: Mutex::new(randomness),
        }
    }

    /// Names the key without telling anything of it; stands in each sealed row.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Seals bytes for one purpose; the same bytes come out different each time. Base64 text.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> String {
        let nonce: [u8; NONCE_LEN] = self.randomness.lock().expect("nothing panics while drawing").bytes();
        let mut sealed = plain.to_vec();
        self.sealing
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose), &mut sealed)
            .expect("what we seal is far below the cipher's limit");
        let mut whole = nonce.to_vec();
        whole.extend(sealed);
        BASE64.encode(whole)
    }

    /// Opens what was sealed for the same purpose with the same key.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<Vec<u8>, SealError> {
        let whole = BASE64.decode(sealed).map_err(|_| SealError::CannotOpen)?;
        let (nonce, rest) = whole.split_at_checked(NONCE_LEN).ok_or(SealError::CannotOpen)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::CannotOpen)?;
        let mut rest = rest.to_vec();
        let plain = self.sealing.open_in_place(nonce, Aad::from(purpose), &mut rest);
        plain.map(|plain| plain.to_vec()).map_err(|_| SealError::CannotOpen)
    }

    /// A fresh secret, to be kept sealed.
    pub fn secret(&self) -> [u8; 32] {
        self.randomness.lock().expect("nothing panics while drawing").bytes()
    }

    /// Seals a Telegram chat id.
    pub fn seal_chat(&self, telegram_id: i64) -> String {
        self.seal("chat", telegram_id.to_string().as_bytes())
    }

    pub fn open_chat(&self, sealed: &str) -> Result<i64, SealError> {
        let plain = self.open("chat", sealed)?;
        std::str::from_utf8(&plain).ok().and_then(|text| text.parse().ok()).ok_or(SealError::CannotOpen)
    }

    /// The keyed hash under which a Telegram chat id is found again.
    pub fn lookup(&self, telegram_id: i64) -> String {
        BASE64.encode(hmac::sign(&self.lookup, format!("chat:{telegram_id}").as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(digit: &str) -> Sealer {
        Sealer::new(&Key::parse(&digit.repeat(64)).expect("64 digits"), Randomness::seeded(5))
    }

    #[test]
    fn what_was_sealed_opens_with_the_same_key_and_purpose_only() {
        let sealed = sealer("a").seal("chat", b"5000000001");
        assert_eq!(sealer("a").open("chat", &sealed).expect("the same key"), b"5000000001");
        assert!(sealer("b").open("chat", &sealed).is_err());
        assert!(sealer("a").open("note", &sealed).is_err());
        assert!(sealer("a").open("chat", &sealed[..10]).is_err());
        assert!(sealer("a").open("chat", "not base64 !").is_err());
    }

    #[test]
    fn sealing_twice_differs_and_looking_up_does_not() {
        let sealer = sealer("a");
        assert_ne!(sealer.seal_chat(7), sealer.seal_chat(7));
        assert_eq!(sealer.lookup(7), sealer.lookup(7));
        assert_ne!(sealer.lookup(7), sealer.lookup(8));
        assert!(!sealer.lookup(5_000_000_001).contains("5000000001"));
    }
}
