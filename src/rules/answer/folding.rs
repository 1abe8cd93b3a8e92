//! Which ways of writing the same words are one, and whether words fit a pattern.

use serde::{Deserialize, Serialize};

/// What is not told apart in typed words, as the course says. Digits of any script, spaces and the sign at the end of a
/// sentence never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Folding {
    /// Capital and small letters.
    pub case: bool,
    /// Harakat, tatweel and the accents of Latin letters.
    pub marks: bool,
    /// The forms of alef, and alef maqsura and ya.
    pub alef: bool,
}

impl Default for Folding {
    fn default() -> Self {
        Self { case: true, marks: true, alef: true }
    }
}

impl Folding {
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// One form for what counts as the same.
    pub fn fold(self, text: &str) -> String {
        let mut folded = String::with_capacity(text.len());
        for sign in text.chars() {
            if is_invisible(sign) || (self.marks && is_mark(sign)) {
                continue;
            }
            if sign.is_whitespace() {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
                continue;
            }
            let sign = latin_digit(if self.alef { plain_alef(sign) } else { sign });
            if self.case {
                sign.to_lowercase().for_each(|small| push(&mut folded, small, self.marks));
            } else {
                push(&mut folded, sign, self.marks);
            }
        }
        folded.trim_end_matches(|sign: char| sign == ' ' || ENDS.contains(&sign)).to_owned()
    }

    /// Whether folded words are what a pattern says: `*` stands for any signs, or none; `\*` for itself.
    pub fn fits(self, pattern: &str, folded: &str) -> bool {
        // An asterisk of its own is taken out of the way while the pattern is folded.
        const STAR: char = '\u{E000}';
        let escaped = pattern.replace("\\*", &STAR.to_string());
        let pieces: Vec<String> = escaped.split('*').map(|piece| self.piece(piece).replace(STAR, "*")).collect();
        let [first, rest @ ..] = pieces.as_slice() else { return false };
        let Some((last, between)) = rest.split_last() else { return first.trim() == folded };
        let Some(mut left) = folded.strip_prefix(first.trim_start()) else { return false };
        for piece in between {
            let Some(at) = left.find(piece.as_str()) else { return false };
            left = &left[at + piece.len()..];
        }
        left.ends_with(last.trim_end())
    }

    /// A piece of a pattern, with the spaces at its ends.
    fn piece(self, piece: &str) -> String {
        let space = |is: bool| if is { " " } else { "" };
        let core = self.fold(piece);
        if core.is_empty() {
            return space(piece.contains(char::is_whitespace)).to_owned();
        }
        let (before, after) = (piece.starts_with(char::is_whitespace), piece.ends_with(char::is_whitespace));
        format!("{}{core}{}", space(before), space(after))
    }
}

/// What may stand at the end of a sentence and says nothing.
const ENDS: [char; 7] = ['.', '!', '?', '؟', '…', '،', ','];

fn push(folded: &mut String, sign: char, without_accents: bool) {
    match sign {
        'à' | 'á' | 'â' | 'ä' | 'ã' if without_accents => folded.push('a'),
        'ç' if without_accents => folded.push('c'),
        'è' | 'é' | 'ê' | 'ë' if without_accents => folded.push('e'),
        'î' | 'ï' | 'í' if without_accents => folded.push('i'),
        'ñ' if without_accents => folded.push('n'),
        'ô' | 'ö' | 'ó' if without_accents => folded.push('o'),
        'ù' | 'û' | 'ü' | 'ú' if without_accents => folded.push('u'),
        'œ' if without_accents => folded.push_str("oe"),
        '’' | 'ʼ' => folded.push('\''),
        other => folded.push(other),
    }
}

fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{0640}' | '\u{0300}'..='\u{036F}')
}

/// Marks of direction and joining.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}' | '\u{FEFF}')
}

fn plain_alef(sign: char) -> char {
    match sign {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        other => other,
    }
}

/// Arabic-Indic and Persian digits as Latin ones.
pub(super) fn latin_digit(sign: char) -> char {
    let digit = |zero: u32| char::from_digit(sign as u32 - zero, 10).unwrap_or(sign);
    match sign {
        '\u{0660}'..='\u{0669}' => digit(0x0660),
        '\u{06F0}'..='\u{06F9}' => digit(0x06F0),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_are_one_as_far_as_the_course_says() {
        let all = Folding::default();
        let exact = Folding { case: false, marks: false, alef: false };
        for (one, other, strictly) in [
            ("Password", "password", false),
            ("كَلِمة", "كلمة", false),
            ("كلـمة", "كلمة", false),
            ("أمان", "امان", false),
            ("مستشفى", "مستشفي", false),
            ("Référence", "reference", false),
            ("٢٠٢٧", "2027", true),
            ("۲۰۲۷", "2027", true),
            ("  two   words. ", "two words", true),
            ("\u{2068}link\u{2069}", "link", true),
            ("l’eau", "l'eau", true),
        ] {
            assert_eq!(all.fold(one), all.fold(other), "{one}");
            assert_eq!(exact.fold(one) == exact.fold(other), strictly, "{one}");
        }
        assert_ne!(all.fold("مدرسة"), all.fold("مدرس"));
    }

    #[test]
    fn an_asterisk_stands_for_anything() {
        for (pattern, typed, expected) in [
            ("password", "password", true),
            ("password", "a password", false),
            ("*password*", "a password of mine", true),
            ("strong *", "strong password", true),
            ("strong *", "strongest", false),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("ab*ba", "aba", false),
            (r"2 \* 3", "2 * 3", true),
            (r"2 \* 3", "2 + 3", false),
            ("*", "anything", true),
            ("كلمة *", "كلمة السر", true),
            ("", "", true),
        ] {
            let folding = Folding::default();
            assert_eq!(folding.fits(pattern, &folding.fold(typed)), expected, "{pattern} / {typed}");
        }
    }
}
