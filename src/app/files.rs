//! Where items stand in the folder of courses, for admins who ask in the chat.

use crate::actions::ItemFiles;
use crate::content::item_places;
use crate::rules::course::Language;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The folder of courses as it is when it is asked for: a correction moves lines.
#[derive(Debug)]
pub(super) struct CourseFiles(pub PathBuf);

impl ItemFiles for CourseFiles {
    fn lines(&self, course: &str, week: u8) -> BTreeMap<String, Vec<(Language, u32)>> {
        let places = item_places(&self.0.join(course), week).into_iter();
        let line = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
        places
            .map(|(name, places)| (name, places.into_iter().map(|at| (at.language, line(at.line))).collect()))
            .collect()
    }
}
