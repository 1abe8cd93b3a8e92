//! Randomness, passed in: the machine's in the product, seeded in tests.

use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};

/// Where random bytes come from.
#[derive(Debug)]
pub struct Randomness(Source);

#[derive(Debug)]
enum Source {
    System(SystemRandom),
    /// SHA-256 over seed and counter: repeatable, for tests only.
    Seeded {
        seed: u64,
        counter: u64,
    },
}

impl Randomness {
    pub fn system() -> Self {
        Self(Source::System(SystemRandom::new()))
    }

    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded { seed, counter: 0 })
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        match &mut self.0 {
            Source::System(random) => random.fill(&mut bytes).expect("the machine has randomness"),
            Source::Seeded { seed, counter } => {
                for chunk in bytes.chunks_mut(32) {
                    let block = digest(&SHA256, format!("{seed}:{counter}").as_bytes());
                    *counter += 1;
                    chunk.copy_from_slice(&block.as_ref()[..chunk.len()]);
                }
            }
        }
        bytes
    }

    /// A seed that fits a positive bigint.
    pub fn seed(&mut self) -> i64 {
        i64::from_be_bytes(self.bytes()) & i64::MAX
    }

    /// A code of letters and digits that cannot be mistaken for each other.
    pub fn code(&mut self, length: usize) -> String {
        const SIGNS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
        let bytes = self.bytes::<64>();
        bytes.iter().take(length.min(64)).map(|byte| SIGNS[usize::from(byte % 31)] as char).collect()
    }
}
