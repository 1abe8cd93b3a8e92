//! A number of a numerical answer, kept as it was written.

use std::fmt;

/// A number as its author wrote it, Latin digits with a point: `3.10`, `-7`, `1e3`. Always finite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// Reads what PHP takes for a number, white space around it left out; `None` if it is none, or too large.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.trim_start_matches(['+', '-']);
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
        let value: f64 = text.parse().ok()?;
        (is_plain && value.is_finite()).then(|| Self(text.to_owned()))
    }

    /// Nought, as it stands for a tolerance that is not given.
    pub fn zero() -> Self {
        Self("0".to_owned())
    }

    /// The number; nought in one way of writing.
    pub fn or_zero(self) -> Self {
        if self.value() == 0.0 { Self::zero() } else { self }
    }

    pub fn value(&self) -> f64 {
        self.0.parse().expect("it was a number when it was made")
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_moodle() {
        for good in ["3", " -7.50 ", ".5", "5.", "+1", "1e3", "1.5E-2"] {
            assert!(Number::new(good).is_some(), "{good}");
        }
        for bad in ["", "3,14", "٣", "one", "inf", "NaN", "1e999", "0x10", "1 2", "--1", ".", "e", "1_000"] {
            assert!(Number::new(bad).is_none(), "{bad}");
        }
        assert_eq!(Number::new("-7.50").map(|number| number.value()), Some(-7.5));
    }
}
