//! Where items stand in the files on disk, for whoever has to change one.

use super::gift;
use crate::rules::course::Language;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where an item stands in the file of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemPlace {
    pub language: Language,
    /// The file below the folder that was given, with `/` between its pieces.
    pub path: String,
    /// The line of its name, from 1.
    pub line: usize,
}

/// The places of each item of a week by its name, in all languages that have it. Files that cannot be read, and items that
/// have a problem, are passed over: `check` tells of them.
pub fn item_places(course: &Path, week: u8) -> BTreeMap<String, Vec<ItemPlace>> {
    let mut found: BTreeMap<String, Vec<ItemPlace>> = BTreeMap::new();
    for language in Language::ALL {
        let file = course.join(format!("week-{week}")).join(format!("assessment.{}.gift", language.code()));
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let path = file.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let (gift, _) = gift::read(&text);
        for name in gift.questions().filter_map(|item| item.name.as_ref()) {
            let line = text.get(..name.span.start).map_or(1, |before| before.matches('\n').count() + 1);
            found.entry(name.it.clone()).or_default().push(ItemPlace { language, path: path.clone(), line });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_found_in_every_language_at_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let week = folder.path().join("week-2");
        fs::create_dir(&week).expect("a folder");
        let english = "// [tag:day-1]\n::one:: 1? {T}\n\n\n// a note\n::two::\n2? {=a ~b}\n\n::broken:: {";
        fs::write(week.join("assessment.en.gift"), english).expect("a file");
        fs::write(week.join("assessment.ar.gift"), "::two:: ٢؟ {=أ ~ب}\n").expect("a file");
        let found = item_places(folder.path(), 2);
        let of = |name: &str| -> Vec<(Language, usize)> {
            found.get(name).into_iter().flatten().map(|place| (place.language, place.line)).collect()
        };
        assert_eq!(of("one"), [(Language::En, 2)]);
        assert_eq!(of("two"), [(Language::Ar, 1), (Language::En, 6)]);
        assert!(found["two"][1].path.ends_with("week-2/assessment.en.gift"), "{found:?}");
        assert_eq!(found.len(), 2);
        assert!(item_places(folder.path(), 3).is_empty());
    }
}
