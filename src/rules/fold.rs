//! One form for what people write in many.

/// No harakat, tatweel, accents or marks; one alef, one ya, one ta marbuta; Latin digits; lower case; single spaces
/// instead of whatever is no letter and no digit.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for sign in text.chars().filter(|sign| !is_dropped(*sign)).flat_map(char::to_lowercase) {
        match sign {
            'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
            'ى' => folded.push('ي'),
            'ة' => folded.push('ه'),
            'à' | 'â' | 'ä' => folded.push('a'),
            'ç' => folded.push('c'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'î' | 'ï' => folded.push('i'),
            'ô' | 'ö' => folded.push('o'),
            'ù' | 'û' | 'ü' => folded.push('u'),
            'œ' => folded.push_str("oe"),
            '\u{0660}'..='\u{0669}' => folded.push(latin(sign, '\u{0660}')),
            '\u{06F0}'..='\u{06F9}' => folded.push(latin(sign, '\u{06F0}')),
            other if other.is_alphanumeric() => folded.push(other),
            _ => folded.push(' '),
        }
    }
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A mark of direction, which is seen by nobody.
pub fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_dropped(sign: char) -> bool {
    // Harakat, superscript alef, tatweel; accents that stand by themselves.
    let is_over_a_letter = matches!(sign, '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{0640}' | '\u{0300}'..='\u{036F}');
    is_mark(sign) || is_over_a_letter
}

fn latin(sign: char, zero: char) -> char {
    char::from_digit(sign as u32 - zero as u32, 10).unwrap_or(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_ways_of_writing_are_one() {
        for (one, other) in [
            ("اليَـــوم.", "اليوم"),
            ("الإعدادات", "الاعدادات"),
            ("الدرس ٣", "الدرس 3"),
            ("الدرس ۲.۳", "الدرس 2 3"),
            ("Leçon 3 !", "lecon 3"),
            ("Lec\u{0327}on\u{202F}3", "lecon 3"),
            ("D’ACCORD", "d'accord"),
            ("\u{2068}Lesson\u{2069} 2.3", "lesson 2 3"),
            ("  Done…  ", "done"),
        ] {
            assert_eq!(fold(one), fold(other), "{one}");
        }
        assert_eq!(fold("؟ !"), "");
    }
}
