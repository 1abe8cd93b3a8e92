//! Answers that are typed: numbers and letters as people write them.

use super::folding::latin_digit;
use crate::rules::item::Decimal;

/// What was typed is nothing that the item can be answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// The longest text that may be a number.
const LONGEST: usize = 80;

/// A typed number: in Latin, Arabic-Indic or Persian digits, with a point, a comma or the Arabic sign before the decimals,
/// spaces or signs between thousands. Two readings where a sign can be either: `1,250` is 1250 or 1.25.
pub fn numbers(text: &str) -> Result<Vec<Decimal>, Unreadable> {
    if text.len() > LONGEST {
        return Err(Unreadable);
    }
    let plain: String = text.chars().filter_map(plain_sign).collect();
    let plain = plain.trim_end_matches('%');
    let parse = |text: String| Decimal::parse(&text);
    let points = plain.matches('.').count();
    let commas = plain.matches(',').count();
    let found: Vec<Decimal> = match (points, commas) {
        (0, 0) => vec![parse(plain.to_owned())],
        // Both: the last is the decimal sign, the others part thousands.
        (points, commas) if points > 0 && commas > 0 => {
            let (decimal, thousands) = if plain.rfind('.') > plain.rfind(',') { ('.', ',') } else { (',', '.') };
            let is_one = plain.matches(decimal).count() == 1;
            let whole = plain.split(decimal).next().unwrap_or_default();
            let fits = is_one && parts_thousands(whole, thousands);
            vec![fits.then(|| parse(plain.replace(thousands, "").replace(decimal, "."))).flatten()]
        }
        (points, commas) => {
            let sign = if points > 0 { '.' } else { ',' };
            let is_single = points + commas == 1;
            let decimal = is_single.then(|| parse(plain.replace(sign, "."))).flatten();
            let grouped = parts_thousands(plain, sign).then(|| parse(plain.replace(sign, ""))).flatten();
            vec![decimal, grouped]
        }
    }
    .into_iter()
    .flatten()
    .collect();
    if found.is_empty() { Err(Unreadable) } else { Ok(found) }
}

/// Whether a sign stands before each three digits, and nowhere else.
fn parts_thousands(number: &str, sign: char) -> bool {
    let mut groups = number.trim_start_matches(['-', '+']).split(sign);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && first != "0" && groups.all(|group| group.len() == 3)
}

/// A sign as it is read in a number; `None` for what says nothing there.
fn plain_sign(sign: char) -> Option<char> {
    match sign {
        '\u{066B}' => Some(','),
        '\u{066A}' => Some('%'),
        '−' | '–' => Some('-'),
        // The Arabic sign between thousands, an apostrophe, marks of direction.
        '\u{066C}' | '\'' | '’' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2066}'..='\u{2069}' => None,
        '،' => Some(','),
        sign if sign.is_whitespace() => None,
        sign => Some(latin_digit(sign)),
    }
}

/// Letters of choices, typed one after the other: `A C`, `أ، ج`, `ac`, `1 3`; `position_of` reads one of them. Ascending,
/// each once; `None` for anything else.
pub fn picks(text: &str, position_of: impl Fn(&str) -> Option<u8>) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let parts: Vec<&str> = text
        .split(|sign: char| sign.is_whitespace() || ",،;؛+&/".contains(sign))
        .filter(|part| !part.is_empty())
        .collect();
    let is_and = |part: &str| matches!(part, "and" | "et" | "و") && parts.len() > 1;
    let read = |parts: &[&str]| -> Option<Vec<u8>> {
        parts.iter().filter(|part| !is_and(part)).map(|part| position_of(part)).collect()
    };
    let mut picked = read(&parts).or_else(|| {
        // Without anything between them.
        let [word] = parts.as_slice() else { return None };
        let letters: Vec<String> = word.chars().filter(|sign| sign.is_alphanumeric()).map(String::from).collect();
        read(&letters.iter().map(String::as_str).collect::<Vec<_>>())
    })?;
    picked.sort_unstable();
    picked.dedup();
    (!picked.is_empty()).then_some(picked)
}

/// Whether a text is letters or figures alone, each by itself, as somebody writes who means choices, whatever choices there
/// are: `z`, `a and z`.
pub fn are_letters(text: &str) -> bool {
    const MOST: usize = 6;
    let parts: Vec<&str> = text
        .split(|sign: char| sign.is_whitespace() || ",،;؛+&/.)".contains(sign))
        .filter(|part| !part.is_empty())
        .collect();
    let is_letter = |part: &&str| {
        let mut signs = part.chars();
        matches!((signs.next(), signs.next()), (Some(sign), None) if sign.is_alphanumeric())
    };
    let is_and = |part: &&str| matches!(*part, "and" | "et");
    (1..=MOST).contains(&parts.len())
        && is_letter(&parts[0])
        && parts.iter().all(|part| is_letter(part) || is_and(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_from_words_whether_they_fit_or_not() {
        for (text, expected) in [
            ("z", true),
            ("a and z", true),
            ("أ ز", true),
            ("ي", true),
            ("B.", true),
            ("9", true),
            ("", false),
            ("12", false),
            ("no", false),
            ("and", false),
            ("I see", false),
            ("a question about b", false),
            ("?", false),
        ] {
            assert_eq!(are_letters(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_in_every_script_and_with_either_sign() {
        for (text, expected) in [
            ("12", &["12"][..]),
            (" 12.5 ", &["12.5"]),
            ("12,5", &["12.5"]),
            ("١٢٫٥", &["12.5"]),
            ("۱۲٫۵", &["12.5"]),
            ("١٢,٥", &["12.5"]),
            ("-3", &["-3"]),
            ("−3", &["-3"]),
            ("+3", &["3"]),
            ("1,250", &["1.25", "1250"]),
            ("1.250", &["1.25", "1250"]),
            ("١٬٢٥٠", &["1250"]),
            ("1 250", &["1250"]),
            ("1,250,000", &["1250000"]),
            ("1,250.5", &["1250.5"]),
            ("1.250,5", &["1250.5"]),
            ("0,250", &["0.25"]),
            ("25%", &["25"]),
            ("٢٥٪", &["25"]),
            ("3e2", &["300"]),
            ("12a", &[]),
            ("about 12", &[]),
            ("1,25,0", &[]),
            ("12.5.5", &[]),
            ("", &[]),
            ("%", &[]),
            ("-", &[]),
        ] {
            let read = numbers(text).unwrap_or_default();
            assert_eq!(read.iter().map(Decimal::to_string).collect::<Vec<_>>(), expected, "{text}");
        }
        assert_eq!(numbers(&"1".repeat(200)), Err(Unreadable));
    }

    #[test]
    fn letters_are_read_however_they_are_parted() {
        let position = |text: &str| match text {
            "A" | "a" | "أ" => Some(0),
            "B" | "b" | "ب" => Some(1),
            "C" | "c" | "ج" => Some(2),
            _ => None,
        };
        for (text, expected) in [
            ("A C", Some(&[0, 2][..])),
            ("c,a", Some(&[0, 2])),
            ("أ، ج", Some(&[0, 2])),
            ("A and B", Some(&[0, 1])),
            ("أ و ب", Some(&[0, 1])),
            ("ac", Some(&[0, 2])),
            ("B", Some(&[1])),
            ("a a", Some(&[0])),
            ("a cab", None),
            ("add", None),
            ("", None),
        ] {
            assert_eq!(picks(text, position).as_deref(), expected, "{text}");
        }
    }
}
