//! Course versions in memory. More come while the bot runs, when a key is corrected; none ever goes.

use crate::rules::course::{Course, Library};
use crate::rules::ids::VersionId;
use std::sync::{Arc, PoisonError, RwLock};

/// Every version in the database; shared by all that compose or decide.
#[derive(Debug, Default)]
pub struct Versions(RwLock<Arc<Library>>);

impl Versions {
    pub fn of(library: Library) -> Self {
        Self(RwLock::new(Arc::new(library)))
    }

    /// As they are now. What is decided in one unit of work goes by one look.
    pub fn now(&self) -> Arc<Library> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// One more. Added twice, the first stays: a version never changes.
    pub fn add(&self, version: VersionId, course: Arc<Course>) {
        let mut library = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut library).entry(version).or_insert(course);
    }
}

impl From<Arc<Library>> for Versions {
    fn from(library: Arc<Library>) -> Self {
        Self(RwLock::new(library))
    }
}

/// Where a unit of work finds the versions of courses.
pub trait Known {
    fn known(&self) -> Arc<Library>;
}

impl Known for Versions {
    fn known(&self) -> Arc<Library> {
        self.now()
    }
}

impl Known for Arc<Library> {
    fn known(&self) -> Arc<Library> {
        Arc::clone(self)
    }
}
