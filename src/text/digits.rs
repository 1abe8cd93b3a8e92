//! The figures of Arabic sentences in the digits that somebody chose; commands, links and codes keep theirs.

use super::bidi;

/// Latin digits as Arabic-Indic ones, in figures alone: not in a command or what is typed behind it, not in a link, not
/// in a word with Latin letters, and not in a date with hyphens, which would turn round. Twice is the same as once.
pub(super) fn arabic_indic(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut after_command = false;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = bidi::bare(word.trim());
        let bare = bare.trim_matches(|sign: char| matches!(sign, '(' | ')' | '«' | '»' | '.' | '،' | ':'));
        let is_command =
            bare.strip_prefix('/').is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_lowercase()));
        let is_typed = after_command && !bare.is_empty() && bare.chars().all(|sign| sign.is_ascii_alphanumeric());
        let keeps = is_command || is_typed || bare.contains(|sign: char| sign.is_ascii_alphabetic() || sign == '-');
        out.extend(word.chars().map(|sign| match sign.to_digit(10) {
            Some(digit) if !keeps && sign.is_ascii_digit() => char::from_u32(0x0660 + digit).unwrap_or(sign),
            _ => sign,
        }));
        // A command at the end of its line has nothing behind it.
        after_command = is_command && !word.ends_with('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_change_and_what_is_typed_or_pressed_does_not() {
        for (text, expected) in [
            ("بقي 3 دروس، نحو 35 دقيقة.", "بقي ٣ دروس، نحو ٣٥ دقيقة."),
            ("الثلاثاء 14/4، الساعة 19:00", "الثلاثاء ١٤/٤، الساعة ١٩:٠٠"),
            ("أجبتم عن 10 من 12.", "أجبتم عن ١٠ من ١٢."),
            ("اكتبوها هكذا: \u{200E}/hour 18", "اكتبوها هكذا: \u{200E}/hour 18"),
            ("هكذا: /pause 5\n7 أيام", "هكذا: /pause 5\n٧ أيام"),
            ("الأمر /today\n3 دروس", "الأمر /today\n٣ دروس"),
            ("https://t.me/x?start=a1", "https://t.me/x?start=a1"),
            ("\u{2068}UTC+3\u{2069}", "\u{2068}UTC+3\u{2069}"),
            ("من \u{2068}2027-03-07\u{2069}", "من \u{2068}2027-03-07\u{2069}"),
            ("دفعة 3/2027", "دفعة ٣/٢٠٢٧"),
            ("٣ دروس", "٣ دروس"),
            ("", ""),
        ] {
            assert_eq!(arabic_indic(text), expected);
            assert_eq!(arabic_indic(expected), expected);
        }
    }
}
