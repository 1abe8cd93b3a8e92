//! Answers typed instead of pressed: a letter or a figure in either script.

use super::bidi;

/// The place (from 0) of the choice that a typed answer names: `b`, `B.`, `ب)`, `2`, `٢`, `۲`; `None` for anything else.
pub fn answer_position(text: &str) -> Option<u8> {
    let mut signs = text.trim().chars().filter(|sign| !bidi::is_mark(*sign) && *sign != '\u{0640}' && *sign != '✓');
    let first = signs.find(|sign| *sign != '(' && !sign.is_whitespace())?;
    let position = match first {
        'A' | 'a' | 'أ' | 'ا' | 'إ' | 'آ' | '1' | '١' | '۱' => 0,
        'B' | 'b' | 'ب' | '2' | '٢' | '۲' => 1,
        'C' | 'c' | 'ج' | '3' | '٣' | '۳' => 2,
        'D' | 'd' | 'د' | '4' | '٤' | '۴' => 3,
        'E' | 'e' | 'ه' | '5' | '٥' | '۵' => 4,
        'F' | 'f' | 'و' | '6' | '٦' | '۶' => 5,
        'G' | 'g' | 'ز' | '7' | '٧' | '۷' => 6,
        'H' | 'h' | 'ح' | '8' | '٨' | '۸' => 7,
        _ => return None,
    };
    let rest: String = signs.collect();
    matches!(rest.trim(), "" | "." | ")" | "-" | ".)" | ":").then_some(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_figures_of_either_script_name_a_choice() {
        for (typed, expected) in [
            ("A", Some(0)),
            ("b", Some(1)),
            (" C. ", Some(2)),
            ("(d)", Some(3)),
            ("✓ B", Some(1)),
            ("أ", Some(0)),
            ("ا", Some(0)),
            ("ب)", Some(1)),
            ("ج.", Some(2)),
            ("د", Some(3)),
            ("1", Some(0)),
            ("٢", Some(1)),
            ("۳", Some(2)),
            ("٤)", Some(3)),
            ("هـ", Some(4)),
            ("5", Some(4)),
            ("H", Some(7)),
            ("ح.", Some(7)),
            ("9", None),
            ("12", None),
            ("I", None),
            ("هل", None),
            ("ab", None),
            ("دار", None),
            ("", None),
            ("A good question", None),
        ] {
            assert_eq!(answer_position(typed), expected, "{typed}");
        }
    }
}
