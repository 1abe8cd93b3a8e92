//! The key that signs certificates now, and those that signed before it: replaced because they may have been seen, or for
//! any other reason.

use super::certificate::{PublicKey, Signer, Unfit, verify};
use crate::rules::certificate::Claims;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A key that signs no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    pub public: PublicKey,
    /// The day (UTC) since which it signs no more, or, where it is refused, since which it is.
    pub since: NaiveDate,
    /// Others may have it. A code does not say when it was signed, so none of this key proves anything.
    pub refused: bool,
}

#[derive(Debug)]
pub struct Keyring {
    pub signer: Signer,
    /// The oldest first.
    pub earlier: Vec<Earlier>,
}

/// A code that bears a signature of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub claims: Claims,
    /// Whether a name that stood behind the code is the one it was made for.
    pub name_fits: Option<bool>,
    /// Since when its key is refused; `None`: the code is genuine.
    pub refused_since: Option<NaiveDate>,
}

impl Keyring {
    /// The keys whose codes are genuine, the one that signs now first.
    pub fn valid(&self) -> Vec<PublicKey> {
        let earlier = self.earlier.iter().rev().filter(|key| !key.refused).map(|key| key.public);
        std::iter::once(self.signer.public()).chain(earlier).collect()
    }

    /// Those whose codes are refused.
    pub fn refused(&self) -> impl Iterator<Item = &Earlier> {
        self.earlier.iter().filter(|key| key.refused)
    }

    /// Checks a code against all of them.
    pub fn check(&self, text: &str) -> Result<Checked, Unfit> {
        let genuine = check_against(&self.valid(), text);
        let Err(why @ (Unfit::OtherKey(_) | Unfit::Forged)) = genuine else { return genuine };
        let found = self.refused().find_map(|key| Some((key.since, verify(&key.public, text).ok()?)));
        let refused = |(since, (claims, name_fits))| Checked { claims, name_fits, refused_since: Some(since) };
        found.map(refused).ok_or(why)
    }

    /// What is to stand in place of a code of ours whose key is refused: the same facts under the key that signs now; and
    /// since when the one before is refused. Asked again it is the same. `None` for a code that needs none.
    pub fn renewed(&self, code: &str) -> Option<(String, NaiveDate)> {
        let Checked { claims, refused_since, .. } = self.check(code).ok()?;
        refused_since.map(|since| (self.signer.issue_again(claims), since))
    }
}

/// Checks a code against keys that are all as good. What is wrong is said of the key that it names.
pub fn check_against(keys: &[PublicKey], text: &str) -> Result<Checked, Unfit> {
    let mut unfit = None;
    for key in keys {
        match verify(key, text) {
            Ok((claims, name_fits)) => return Ok(Checked { claims, name_fits, refused_since: None }),
            Err(Unfit::Garbled) => return Err(Unfit::Garbled),
            // Two keys may have the same mark.
            Err(why) if unfit.is_none() || why == Unfit::Forged => unfit = Some(why),
            Err(_) => {}
        }
    }
    Err(unfit.unwrap_or(Unfit::Forged))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Randomness;
    use crate::seal::certificate::Course;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, day).expect("a day of March")
    }

    fn issued(signer: &Signer) -> String {
        let course = Course { slug: "social-media", starts_on: day(7), ends_on: day(20), hours: 20 };
        signer.issue(&course, "Layla", &mut Randomness::seeded(1))
    }

    fn signer(digit: u8) -> Signer {
        Signer::new(&[digit; 32])
    }

    #[test]
    fn a_code_counts_by_what_became_of_its_key() {
        let earlier =
            |digit, refused| Earlier { public: signer(digit).public(), since: day(u32::from(digit)), refused };
        let ring = Keyring { signer: signer(3), earlier: vec![earlier(1, false), earlier(2, true)] };
        assert_eq!(ring.valid(), [signer(3).public(), signer(1).public()]);
        for (digit, expected) in [(3, Ok(None)), (1, Ok(None)), (2, Ok(Some(day(2))))] {
            let checked = ring.check(&format!("{} Layla", issued(&signer(digit)))).map(|checked| {
                assert_eq!((checked.claims.hours, checked.name_fits), (20, Some(true)));
                checked.refused_since
            });
            assert_eq!(checked, expected, "key {digit}");
        }
        assert_eq!(ring.check(&issued(&signer(4))), Err(Unfit::OtherKey(signer(4).public().mark())));
        assert_eq!(ring.check("hello"), Err(Unfit::Garbled));
        let code = issued(&signer(2));
        let forged = code.replacen(&code[40..41], if &code[40..41] == "Z" { "Y" } else { "Z" }, 1);
        assert!(ring.check(&forged).is_err(), "a forged code of a refused key is forged");
    }

    #[test]
    fn a_refused_code_is_renewed_with_the_same_facts_and_no_other_is() {
        let earlier =
            |digit, refused| Earlier { public: signer(digit).public(), since: day(u32::from(digit)), refused };
        let ring = Keyring { signer: signer(3), earlier: vec![earlier(1, false), earlier(2, true)] };
        let old = issued(&signer(2));
        let (code, since) = ring.renewed(&old).expect("its key is refused");
        assert_eq!((since, ring.renewed(&old)), (day(2), Some((code.clone(), day(2)))), "the same again");
        let facts = |ring: &Keyring, code: &str| {
            let Checked { claims, name_fits, refused_since } = ring.check(&format!("{code} Layla")).expect("ours");
            (Claims { key_mark: [0, 0], ..claims }, name_fits, refused_since.is_some())
        };
        let (claims, name_fits, _) = facts(&ring, &old);
        assert_eq!(facts(&ring, &code), (claims, name_fits, false));
        for genuine in [issued(&signer(1)), issued(&signer(3)), code, issued(&signer(4)), "hello".to_owned()] {
            assert_eq!(ring.renewed(&genuine), None);
        }
    }

    #[test]
    fn an_earlier_key_is_kept_as_plain_data() {
        let earlier = Earlier { public: signer(1).public(), since: day(1), refused: true };
        let json = serde_json::to_string(&earlier).expect("plain data");
        assert!(json.contains(&signer(1).public().to_string()), "{json}");
        assert_eq!(serde_json::from_str::<Earlier>(&json).expect("the same"), earlier);
    }
}
