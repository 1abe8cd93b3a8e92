//! Numbers as people write them, exactly: no binary fraction stands between 0.1 and 0.1.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// A number of up to 18 digits before the decimal sign and 12 after it; kept in units of the last of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Decimal(i128);

/// Digits after the decimal sign.
const PLACES: u32 = 12;
const ONE: i128 = 10_i128.pow(PLACES);
/// Less than this from nought.
const LIMIT: i128 = ONE * 10_i128.pow(18);

impl Decimal {
    pub const LEAST: Self = Self(1 - LIMIT);
    pub const GREATEST: Self = Self(LIMIT - 1);

    /// Reads plain notation, `-12.5`, or with an exponent, `1.25e3`; `None` for anything else and for what has more digits
    /// than are kept.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().ok().filter(|by| by.abs() <= 40)?),
            None => (text, 0),
        };
        let (negative, number) = match number.strip_prefix(['-', '+']) {
            Some(rest) => (number.starts_with('-'), rest),
            None => (false, number),
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let all = || whole.bytes().chain(part.bytes());
        if all().next().is_none() || !all().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = format!("{whole}{part}");
        let digits = digits.trim_start_matches('0');
        // The place of the last digit, from the unit of the twelfth.
        let mut shift = i32::try_from(PLACES).ok()? + exponent - i32::try_from(part.len()).ok()?;
        let mut kept = digits;
        while shift < 0 && kept.ends_with('0') {
            kept = &kept[..kept.len() - 1];
            shift += 1;
        }
        let value = if kept.is_empty() {
            0
        } else {
            let shift = u32::try_from(shift).ok().filter(|shift| *shift <= 36)?;
            kept.parse::<i128>().ok()?.checked_mul(10_i128.pow(shift))?
        };
        (value < LIMIT).then_some(Self(if negative { -value } else { value }))
    }

    /// `None` where the sum has more digits than are kept.
    pub fn plus(self, other: Self) -> Option<Self> {
        let sum = self.0 + other.0;
        (sum.abs() < LIMIT).then_some(Self(sum))
    }

    /// `None` where the difference has more digits than are kept.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self(-other.0))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0.abs() / ONE, self.0.abs() % ONE);
        let sign = if self.0 < 0 { "-" } else { "" };
        let part = format!("{part:012}");
        let part = part.trim_end_matches('0');
        if part.is_empty() { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{part}") }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not a number that is kept"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_and_shown_as_briefly_as_can_be() {
        for (text, expected) in [
            ("12", Some("12")),
            ("-0.50", Some("-0.5")),
            ("+3.", Some("3")),
            (".25", Some("0.25")),
            ("1.25e3", Some("1250")),
            ("5e-3", Some("0.005")),
            ("0e-40", Some("0")),
            ("0.000000000001", Some("0.000000000001")),
            ("0.0000000000001", None),
            ("999999999999999999", Some("999999999999999999")),
            ("1000000000000000000", None),
            ("1.", Some("1")),
            (".", None),
            ("", None),
            ("1,5", None),
            ("1e99", None),
            ("x", None),
        ] {
            assert_eq!(Decimal::parse(text).map(|number| number.to_string()).as_deref(), expected, "{text}");
        }
        let number = |text| Decimal::parse(text).expect("a number");
        assert_eq!(number("0.1").plus(number("0.2")), Some(number("0.3")));
        assert_eq!(number("3").minus(number("3.5")), Some(number("-0.5")));
        assert!(number("-2") < number("-1.9"));
        assert_eq!(serde_json::to_string(&number("2.50")).expect("plain data"), r#""2.5""#);
    }
}
