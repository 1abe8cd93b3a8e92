//! A search for what must stand nowhere: names, numbers and words that were planted, in every form in which a data file, its
//! log, or the bot's own log could hold them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::fmt;
use std::path::Path;

/// Something that was planted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Planted {
    /// A Telegram id.
    Id(i64),
    /// A name, a phone number, words of a message.
    Words(String),
}

/// One form of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub planted: Planted,
    pub form: &'static str,
    pub place: String,
    pub at: usize,
}

impl fmt::Display for Found {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?} as {} in {} at byte {}", self.planted, self.form, self.place, self.at)
    }
}

impl Planted {
    pub fn words(text: &str) -> Self {
        Self::Words(text.to_owned())
    }

    /// Every form in which it could be kept. A column of SQLite holds an integer big-endian in as few bytes as it needs, of
    /// 1, 2, 3, 4, 6 and 8.
    pub fn forms(&self) -> Vec<Form> {
        let form = |name, bytes: Vec<u8>| Form { name, bytes };
        match self {
            Self::Id(id) => {
                let eight = id.to_be_bytes();
                let text = id.to_string();
                let mut forms = vec![
                    form("decimal text", text.clone().into_bytes()),
                    form("8 bytes", eight.to_vec()),
                    form("base64 of the text", STANDARD_NO_PAD.encode(&text).into_bytes()),
                    form("base64 of 8 bytes", STANDARD.encode(eight).into_bytes()),
                    form("base64 of 8 bytes for URLs", URL_SAFE_NO_PAD.encode(eight).into_bytes()),
                ];
                if eight[..2] == [0, 0] {
                    forms.push(form("6 bytes", eight[2..].to_vec()));
                    forms.push(form("base64 of 6 bytes", STANDARD.encode(&eight[2..]).into_bytes()));
                }
                if eight[..4] == [0, 0, 0, 0] {
                    forms.push(form("4 bytes", eight[4..].to_vec()));
                }
                forms
            }
            Self::Words(text) => {
                let units: Vec<u16> = text.encode_utf16().collect();
                vec![
                    form("UTF-8", text.clone().into_bytes()),
                    form("UTF-16 LE", units.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
                    form("UTF-16 BE", units.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
                    form("JSON with escapes", escaped(&units)),
                    form("base64", STANDARD_NO_PAD.encode(text).into_bytes()),
                ]
            }
        }
    }
}

/// `\u0627\u0644`: all that is not ASCII.
fn escaped(units: &[u16]) -> Vec<u8> {
    let sign = |unit: &u16| match u8::try_from(*unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    };
    units.iter().map(sign).collect::<String>().into_bytes()
}

/// Bytes to be searched, and where they stand.
#[derive(Debug, Clone)]
pub struct Place {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The data file and everything that stands beside it under its name.
pub fn files_of(data: &Path) -> Vec<Place> {
    let stem = data.file_name().expect("a file").to_string_lossy().into_owned();
    let folder = std::fs::read_dir(data.parent().expect("a folder")).expect("a readable folder");
    let files = folder.filter_map(Result::ok).filter(|entry| entry.file_name().to_string_lossy().starts_with(&stem));
    files
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            // The lock and a file that went meanwhile hold nothing.
            std::fs::read(entry.path()).ok().map(|bytes| Place { name, bytes })
        })
        .collect()
}

/// Everything planted that stands in one of the places, in whatever form.
pub fn search(planted: &[Planted], places: &[Place]) -> Vec<Found> {
    let mut found = Vec::new();
    for planted in planted {
        for form in planted.forms() {
            for place in places {
                if let Some(at) = position(&place.bytes, &form.bytes) {
                    found.push(Found { planted: planted.clone(), form: form.name, place: place.name.clone(), at });
                }
            }
        }
    }
    found
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(next) = bytes[from..].iter().position(|byte| *byte == first) {
        let at = from + next;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Fails with all that was found.
#[track_caller]
pub fn nothing_of(planted: &[Planted], places: &[Place], when: &str) {
    let found = search(planted, places);
    let lines: Vec<String> = found.iter().map(Found::to_string).collect();
    assert!(found.is_empty(), "{when}:\n{}", lines.join("\n"));
}
