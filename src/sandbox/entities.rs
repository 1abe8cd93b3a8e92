//! Texts and their entities: what Telegram cleans, checks and finds by itself. Offsets are UTF-16 code units.

use serde_json::{Value, json};

use super::refusal::Refusal;

/// The longest text of a message, Unicode code points.
pub(super) const LONGEST_TEXT: usize = 4096;
/// The longest caption, Unicode code points.
pub(super) const LONGEST_CAPTION: usize = 1024;
/// Entities beyond so many are ignored without a word.
const MOST_ENTITIES: usize = 100;

const KINDS: [&str; 20] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "date_time",
];

/// A text without the marks that Telegram's server takes out (U+2028 to U+202E and control characters).
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter(|letter| !matches!(letter, '\u{2028}'..='\u{202e}'))
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect()
}

/// The entities a bot gave for `text`, checked.
pub(super) fn checked(text: &str, given: &[Value]) -> Result<Vec<Value>, Refusal> {
    let boundaries = boundaries(text);
    let mut entities = Vec::new();
    for entity in given.iter().take(MOST_ENTITIES) {
        let kind = entity["type"].as_str().unwrap_or_default();
        if !KINDS.contains(&kind) {
            return Err(unparsable("unsupported type specified"));
        }
        let (Some(offset), Some(length)) = (entity["offset"].as_u64(), entity["length"].as_u64()) else {
            return Err(unparsable("offset and length must be numbers"));
        };
        let end = offset.saturating_add(length);
        if length == 0 || end >= boundaries.len() as u64 {
            let units = boundaries.len() - 1;
            return Err(unparsable(&format!("entity {offset}+{length} is outside of a text of {units} units")));
        }
        // Both are below the length of a vector now, so they fit.
        if !boundaries[offset as usize] || !boundaries[end as usize] {
            return Err(unparsable(&format!("entity {offset}+{length} cuts a UTF-16 symbol")));
        }
        if kind == "text_link" && entity["url"].as_str().is_none_or(str::is_empty) {
            return Err(unparsable("a text_link needs a url"));
        }
        entities.push(entity.clone());
    }
    Ok(entities)
}

/// Adds what Telegram finds by itself, in texts of people and bots alike: commands and web addresses.
pub(super) fn with_found(text: &str, mut entities: Vec<Value>) -> Vec<Value> {
    for (offset, word) in words(text) {
        let (kind, length) = if let Some(length) = command_length(word) {
            ("bot_command", length)
        } else if word.starts_with("https://") || word.starts_with("http://") {
            ("url", word.trim_end_matches(['.', ',', ')', '»', '،', ';', ':', '!', '?']).encode_utf16().count())
        } else {
            continue;
        };
        let end = offset + length;
        let is_free = entities.iter().all(|entity| {
            let start = entity["offset"].as_u64().unwrap_or(0) as usize;
            let finish = start + entity["length"].as_u64().unwrap_or(0) as usize;
            finish <= offset || start >= end
        });
        if is_free {
            entities.push(json!({"type": kind, "offset": offset, "length": length}));
        }
    }
    entities.sort_by_key(|entity| entity["offset"].as_u64());
    entities
}

/// For each UTF-16 offset from 0 to the text's length, whether a character begins there.
fn boundaries(text: &str) -> Vec<bool> {
    let mut boundaries = Vec::with_capacity(text.len() + 1);
    for letter in text.chars() {
        boundaries.push(true);
        boundaries.extend(std::iter::repeat_n(false, letter.len_utf16() - 1));
    }
    boundaries.push(true);
    boundaries
}

/// The words of a text with their UTF-16 offsets; isolates and marks of direction around a word do not belong to it.
fn words(text: &str) -> Vec<(usize, &str)> {
    let is_mark = |letter| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}');
    let is_gap = |letter: char| letter.is_whitespace() || is_mark(letter) || matches!(letter, '(' | '«');
    let mut words = Vec::new();
    let mut units = 0;
    let mut start: Option<(usize, usize)> = None;
    for (index, letter) in text.char_indices() {
        match (is_gap(letter), start) {
            (true, Some((from, offset))) => {
                words.push((offset, &text[from..index]));
                start = None;
            }
            (false, None) => start = Some((index, units)),
            _ => {}
        }
        units += letter.len_utf16();
    }
    if let Some((from, offset)) = start {
        words.push((offset, &text[from..]));
    }
    words
}

/// The length of the command `word` starts with, `@username` included.
fn command_length(word: &str) -> Option<usize> {
    let name = word.strip_prefix('/')?;
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    if !(1..=32).contains(&length) {
        return None;
    }
    let rest = &name[length..];
    let address = rest.strip_prefix('@').map_or(0, |address| {
        1 + address.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
    });
    Some(1 + length + address)
}

fn unparsable(why: &str) -> Refusal {
    Refusal::bad(&format!("can't parse entities: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_beside_what_sets_a_direction() {
        for (text, found) in [
            ("/help", Some((0, 5))),
            ("لاحقًا: \u{200e}/settings.", Some((9, 9))),
            ("«/today»", Some((1, 6))),
            ("\u{2066}/menu@darb_bot\u{2069}", Some((1, 14))),
            ("and/or", None),
            ("1/2", None),
        ] {
            let expected =
                found.map(|(offset, length)| json!({"type": "bot_command", "offset": offset, "length": length}));
            assert_eq!(with_found(text, Vec::new()), Vec::from_iter(expected), "{text}");
        }
    }
}
