//! The course files on disk, for who has to change something there.

use crate::rules::course::Language;
use std::collections::BTreeMap;

/// Where the items of a test stand in the files as they are now. Files are none of a use case's business, so this comes
/// from outside; it is asked for by an admin's command alone.
pub trait ItemFiles: std::fmt::Debug + Send + Sync {
    /// By the name of an item, in which languages' files of this week it stands, and in which line, from 1. Nothing where
    /// the files cannot be read.
    fn lines(&self, course: &str, week: u8) -> BTreeMap<String, Vec<(Language, u32)>>;
}

/// For where there are no files.
#[derive(Debug)]
pub struct NoFiles;

impl ItemFiles for NoFiles {
    fn lines(&self, _: &str, _: u8) -> BTreeMap<String, Vec<(Language, u32)>> {
        BTreeMap::new()
    }
}
