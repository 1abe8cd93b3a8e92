//! Marks of direction: Fluent isolates every argument, and here the isolates that would do nothing, or harm, go.
//!
//! An isolate hides its content from the client's choice of a paragraph's direction (the first strong letter outside
//! isolates decides), breaks links, and is drawn wrongly by some clients; so it stays only where the directions differ.

pub(super) use crate::rules::fold::is_mark;

const FSI: char = '\u{2068}';
const PDI: char = '\u{2069}';
const LRM: char = '\u{200E}';

/// Leaves only the isolates that are needed, and puts a command in a right-to-left text on its own side.
pub(super) fn settle(text: &str, rtl: bool) -> String {
    let settled = drop_needless(text, rtl);
    if rtl { mark_commands(&settled) } else { settled }
}

/// Takes every mark of direction off, for links, commands, file names, titles of topics and button data.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|sign| !is_mark(*sign)).collect()
}

/// A letter that makes a paragraph run from right to left.
pub(super) fn is_rtl_letter(sign: char) -> bool {
    matches!(sign, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}') && sign.is_alphabetic()
}

fn is_ltr_letter(sign: char) -> bool {
    sign.is_alphabetic() && !is_rtl_letter(sign)
}

fn drop_needless(text: &str, rtl: bool) -> String {
    // The innermost open isolate is the last; each remembers where it began.
    let mut out = String::with_capacity(text.len());
    let mut open: Vec<usize> = Vec::new();
    for sign in text.chars() {
        match sign {
            FSI => {
                open.push(out.len());
                out.push(FSI);
            }
            PDI => match open.pop() {
                Some(start) if is_needed(&out[start + FSI.len_utf8()..], rtl) => out.push(PDI),
                Some(start) => {
                    out.remove(start);
                }
                None => {}
            },
            other => out.push(other),
        }
    }
    // Fluent closes what it opens; what is left over came with somebody's own words.
    for start in open.into_iter().rev() {
        out.remove(start);
    }
    out
}

fn is_needed(content: &str, rtl: bool) -> bool {
    if content.starts_with("https://") || content.starts_with("http://") {
        return false;
    }
    if rtl {
        // A sign beside figures jumps to their other side when the paragraph runs from right to left.
        content.chars().any(|sign| is_ltr_letter(sign) || matches!(sign, '-' | '+' | '%'))
    } else {
        content.chars().any(is_rtl_letter)
    }
}

/// `/today` would show its slash at the end; a mark in front of it (not in it) keeps it a command.
fn mark_commands(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let begins = matches!(before, ' ' | '\n' | '(' | '«');
        if sign == '/' && begins && signs.peek().is_some_and(char::is_ascii_lowercase) {
            out.push(LRM);
        }
        out.push(sign);
        before = sign;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_isolate_stays_only_where_directions_differ() {
        for (text, rtl, expected) in [
            ("بقي \u{2068}3\u{2069} دروس", true, "بقي 3 دروس"),
            ("الدورة \u{2068}Darb\u{2069} تبدأ", true, "الدورة \u{2068}Darb\u{2069} تبدأ"),
            ("\u{2068}بقي \u{2068}3\u{2069}\u{2069}", true, "بقي 3"),
            ("\u{2068}درس \u{2068}Canva\u{2069}\u{2069}", true, "\u{2068}درس \u{2068}Canva\u{2069}\u{2069}"),
            ("See \u{2068}صقر\u{2069}", false, "See \u{2068}صقر\u{2069}"),
            ("See \u{2068}it\u{2069}", false, "See it"),
            ("\u{2068}https://t.me/x\u{2069}", true, "https://t.me/x"),
            ("\u{2068}2027-01-31\u{2069}", true, "\u{2068}2027-01-31\u{2069}"),
            ("\u{2068}14/4\u{2069}", true, "14/4"),
            ("a \u{2068}b", true, "a b"),
            ("a\u{2069} b", true, "a b"),
        ] {
            assert_eq!(drop_needless(text, rtl), expected);
        }
    }

    #[test]
    fn a_command_keeps_its_slash_in_front() {
        assert_eq!(settle("اليوم: /today", true), "اليوم: \u{200E}/today");
        assert_eq!(settle("14/4 https://t.me/x", true), "14/4 https://t.me/x");
        assert_eq!(settle("Today: /today", false), "Today: /today");
    }
}
