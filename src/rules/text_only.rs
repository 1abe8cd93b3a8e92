//! A lesson without its files: the same words in as few messages as they fit into.

use super::course::{Entity, Media, Part};

/// What one message may hold: UTF-16 units and entities (as `content` cuts them).
const MOST_UNITS: u32 = 4_096;
const MOST_ENTITIES: usize = 95;

const BETWEEN: &str = "\n\n";

/// The parts of a lesson for who wants no files: what stood under a file is text like any other, and parts that fit
/// together are one. Never more parts than there were. Empty only where nothing but files was.
pub fn text_only(parts: &[Part]) -> Vec<Part> {
    let mut plain: Vec<(Part, u32)> = Vec::with_capacity(parts.len());
    for part in parts.iter().filter(|part| !part.text.trim().is_empty()) {
        let more = units(&part.text);
        match plain.last_mut() {
            Some((last, length))
                if *length + units(BETWEEN) + more <= MOST_UNITS
                    && last.entities.len() + part.entities.len() <= MOST_ENTITIES =>
            {
                let shift = *length + units(BETWEEN);
                last.text.push_str(BETWEEN);
                last.text.push_str(&part.text);
                let shifted = |entity: &Entity| Entity { offset: entity.offset + shift, ..entity.clone() };
                last.entities.extend(part.entities.iter().map(shifted));
                *length = shift + more;
            }
            _ => plain.push((Part { media: None, ..part.clone() }, more)),
        }
    }
    plain.into_iter().map(|(part, _)| part).collect()
}

/// The files of a lesson in their order.
pub fn files(parts: &[Part]) -> impl Iterator<Item = &Media> {
    parts.iter().filter_map(|part| part.media.as_ref())
}

fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::course::{EntityKind, MediaHash, MediaKind};

    fn part(text: &str, bold: Option<(u32, u32)>, has_file: bool) -> Part {
        let entity = |(offset, length)| Entity { kind: EntityKind::Bold, offset, length, url: None };
        let file = || Media {
            hash: MediaHash("aa".into()),
            kind: MediaKind::Photo,
            mime: "image/png".into(),
            name: "a.png".into(),
            bytes: None,
            size: None,
        };
        Part { text: text.to_owned(), entities: bold.map(entity).into_iter().collect(), media: has_file.then(file) }
    }

    #[test]
    fn what_stood_under_a_picture_joins_the_text_with_its_formatting() {
        let parts =
            [part("Title 😀", Some((0, 5)), false), part("Below it", Some((6, 2)), true), part("End", None, false)];
        let plain = text_only(&parts);
        assert_eq!(plain.len(), 1);
        assert_eq!(plain[0].text, "Title 😀\n\nBelow it\n\nEnd");
        assert_eq!(plain[0].media, None);
        let places: Vec<_> = plain[0].entities.iter().map(|entity| (entity.offset, entity.length)).collect();
        assert_eq!(places, [(0, 5), (16, 2)]);
        assert_eq!(files(&parts).count(), 1);
    }

    #[test]
    fn a_message_is_never_longer_than_it_may_be() {
        for (lengths, expected) in [
            (vec![4_000, 94], vec![4_096]),
            (vec![4_000, 95], vec![4_000, 95]),
            (vec![4_096, 1], vec![4_096, 1]),
            (vec![10, 0, 10], vec![22]),
            (vec![0], vec![]),
        ] {
            let parts: Vec<Part> = lengths.iter().map(|length| part(&"x".repeat(*length), None, true)).collect();
            let plain: Vec<usize> = text_only(&parts).iter().map(|part| part.text.len()).collect();
            assert_eq!(plain, expected, "{lengths:?}");
        }
        let many =
            Part { entities: vec![part("", Some((0, 1)), false).entities[0].clone(); 60], ..part("x", None, false) };
        assert_eq!(text_only(&[many.clone(), many]).len(), 2);
    }
}
