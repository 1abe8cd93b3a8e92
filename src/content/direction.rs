//! The direction a line of text is set in: Telegram's clients take it from the line's first strong letter.

/// The byte and the letter that would set an Arabic line from left to right; `None` if the line is fine or has no
/// Arabic in it.
///
/// Marks of direction count as letters, so an author may put U+200F before a Latin word. A line all in Latin letters
/// (an address, a quotation) is meant to run from left to right.
pub(super) fn latin_first(line: &str) -> Option<(usize, char)> {
    let (at, first) = line.char_indices().find(|&(_, letter)| is_rtl(letter) || is_ltr(letter))?;
    (is_ltr(first) && line.chars().any(is_rtl)).then_some((at, first))
}

fn is_rtl(letter: char) -> bool {
    let range = matches!(letter, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}');
    letter == '\u{200f}' || (range && letter.is_alphabetic()) || letter == '\u{061c}'
}

fn is_ltr(letter: char) -> bool {
    letter == '\u{200e}' || (letter.is_alphabetic() && !is_rtl(letter))
}

#[cfg(test)]
mod tests {
    use super::latin_first;

    #[test]
    fn the_first_strong_letter_decides() {
        assert_eq!(latin_first("«Facebook» موقع"), Some((2, 'F')));
        assert_eq!(latin_first("1. موقع Facebook"), None);
        assert_eq!(latin_first("\u{200f}Facebook موقع"), None);
        assert_eq!(latin_first("https://example.org"), None);
        assert_eq!(latin_first("• 2026"), None);
    }
}
