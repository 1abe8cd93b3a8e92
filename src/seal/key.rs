//! The operator's key: 32 bytes, kept outside the data file.

use super::Randomness;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The secret from which sealing and look-up keys are derived. Never printed.
#[derive(Clone)]
pub struct Key(pub(super) [u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Key(..)")
    }
}

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key is not 64 hexadecimal digits; make one with `openssl rand -hex 32`")]
    Malformed,
    #[error("cannot read the key file `{path}`: {cause}")]
    Unreadable { path: String, cause: std::io::Error },
    #[error("cannot write the key file `{path}`: {cause}")]
    Unwritable { path: String, cause: std::io::Error },
}

impl Key {
    /// Reads 64 hexadecimal digits; white space around them is ignored.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(KeyError::Malformed);
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| KeyError::Malformed)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| KeyError::Malformed)?;
        }
        Ok(Self(bytes))
    }

    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let text = std::fs::read_to_string(path)
            .map_err(|cause| KeyError::Unreadable { path: path.display().to_string(), cause })?;
        Self::parse(&text)
    }

    /// Makes a key and writes it to a new file that only its owner can read. Fails when the file is there already.
    pub fn create(path: &Path, randomness: &mut Randomness) -> Result<Self, KeyError> {
        let unwritable = |cause| KeyError::Unwritable { path: path.display().to_string(), cause };
        let bytes = randomness.bytes::<32>();
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(unwritable)?;
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(file, "{digits}").and_then(|()| file.sync_all()).map_err(unwritable)?;
        keep_names(path).map_err(unwritable)?;
        Ok(Self(bytes))
    }

    /// Gives a key file another name, on another disk too. Whatever ends the process, the key stands whole under one of the
    /// two names, or both.
    pub fn rename(from: &Path, to: &Path) -> std::io::Result<()> {
        match std::fs::rename(from, to) {
            Err(error) if error.kind() == ErrorKind::CrossesDevices => {
                let mut part = to.as_os_str().to_owned();
                part.push(".part");
                std::fs::copy(from, &part)?;
                std::fs::File::open(&part)?.sync_all()?;
                std::fs::rename(&part, to)?;
                keep_names(to)?;
                std::fs::remove_file(from)
            }
            renamed => renamed.and_then(|()| keep_names(to)),
        }
    }
}

/// The names in a file's folder survive a loss of power: what is sealed with a key must not outlive it.
fn keep_names(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_64_hexadecimal_digits_and_nothing_else() {
        assert!(Key::parse(&format!(" {}\n", "0f".repeat(32))).is_ok());
        for wrong in ["", "0f", &"0g".repeat(32), &"0f".repeat(33), &"é".repeat(32)] {
            assert!(matches!(Key::parse(wrong), Err(KeyError::Malformed)), "{wrong}");
        }
    }

    #[test]
    fn a_made_key_is_read_back_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("darb.key");
        let made = Key::create(&path, &mut Randomness::seeded(1)).expect("a new file");
        assert_eq!(Key::read(&path).expect("it is there").0, made.0);
        assert!(matches!(Key::create(&path, &mut Randomness::seeded(2)), Err(KeyError::Unwritable { .. })));
        let other = folder.path().join("other.key");
        Key::rename(&path, &other).expect("a name that is free");
        assert_eq!(Key::read(&other).expect("it is there").0, made.0);
        assert!(!path.exists());
    }
}
