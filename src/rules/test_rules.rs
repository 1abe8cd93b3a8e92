//! How a week's test is held, besides what every course has to say of it. What is as usual is left out of a version's JSON.

use super::answer::Folding;
use serde::{Deserialize, Serialize};

/// The rules of one assessment that have a usual way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TestRules {
    /// What is not told apart in typed words.
    #[serde(skip_serializing_if = "Folding::is_default")]
    pub folding: Folding,
}

impl TestRules {
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}
