//! How a week's test is held, besides what every course has to say of it. What is as usual is left out of a version's JSON.

use super::answer::Folding;
use serde::{Deserialize, Serialize};

/// The rules of one assessment that have a usual way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TestRules {
    /// What is not told apart in typed words.
    #[serde(skip_serializing_if = "Folding::is_default")]
    pub folding: Folding,
    /// Whether mentors may open the next week to who has not passed. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub waiver: bool,
}

impl Default for TestRules {
    fn default() -> Self {
        Self { folding: Folding::default(), waiver: true }
    }
}

impl TestRules {
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_true(value: &bool) -> bool {
    *value
}
