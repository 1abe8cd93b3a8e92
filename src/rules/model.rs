//! People and cohorts: what stands behind an enrolment.

use super::course::{Course, Language};
use super::grading::shuffle;
use super::ids::{ChatId, CohortId, PersonId, VersionId};
use super::preferences::Preferences;
use super::rest::{CohortDays, Observance};
use super::schedule::{Calendar, Rhythm, SecondHour, Zone};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Where a participant lives, as far as they said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Country {
    Iraq,
    Jordan,
    Lebanon,
    Egypt,
    Morocco,
    Palestine,
    Sudan,
    Syria,
    Tunisia,
    Yemen,
    /// Somewhere else; the cohort's zone is used.
    Other,
    /// They would rather not say; the cohort's zone is used.
    Unsaid,
}

impl Country {
    /// The ten countries of the reference course.
    pub const NAMED: [Self; 10] = [
        Self::Iraq,
        Self::Jordan,
        Self::Lebanon,
        Self::Egypt,
        Self::Morocco,
        Self::Palestine,
        Self::Sudan,
        Self::Syria,
        Self::Tunisia,
        Self::Yemen,
    ];

    /// The ISO 3166 code in lower case, or a word for the last two; a key in texts and in the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Iraq => "iq",
            Self::Jordan => "jo",
            Self::Lebanon => "lb",
            Self::Egypt => "eg",
            Self::Morocco => "ma",
            Self::Palestine => "ps",
            Self::Sudan => "sd",
            Self::Syria => "sy",
            Self::Tunisia => "tn",
            Self::Yemen => "ye",
            Self::Other => "other",
            Self::Unsaid => "unsaid",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::NAMED.into_iter().chain([Self::Other, Self::Unsaid]).find(|country| country.code() == code)
    }

    /// The zone of a country that has one; `None` where the cohort's zone must do.
    pub const fn zone_name(self) -> Option<&'static str> {
        match self.zones() {
            [most, ..] => Some(most),
            [] => None,
        }
    }

    /// All its zones, the one that most live by first; empty where the cohort's must do.
    pub const fn zones(self) -> &'static [&'static str] {
        match self {
            Self::Iraq => &["Asia/Baghdad"],
            Self::Jordan => &["Asia/Amman"],
            Self::Lebanon => &["Asia/Beirut"],
            Self::Egypt => &["Africa/Cairo"],
            Self::Morocco => &["Africa/Casablanca", "Africa/El_Aaiun"],
            Self::Palestine => &["Asia/Hebron", "Asia/Gaza"],
            Self::Sudan => &["Africa/Khartoum"],
            Self::Syria => &["Asia/Damascus"],
            Self::Tunisia => &["Africa/Tunis"],
            Self::Yemen => &["Asia/Aden"],
            Self::Other | Self::Unsaid => &[],
        }
    }

    pub(super) fn number(self) -> i64 {
        Self::NAMED.into_iter().chain([Self::Other, Self::Unsaid]).position(|country| country == self).unwrap_or(0)
            as i64
    }

    pub(super) fn from_number(number: i64) -> Option<Self> {
        let index = usize::try_from(number).ok()?;
        Self::NAMED.into_iter().chain([Self::Other, Self::Unsaid]).nth(index)
    }
}

/// The hours offered as buttons; any other can be typed with `/hour`.
pub const OFFERED_HOURS: [u8; 8] = [7, 9, 12, 14, 17, 19, 20, 21];

/// The hour of who has not chosen one.
pub const DEFAULT_HOUR: u8 = 19;

/// The zones offered for a cohort as buttons, by place in a press.
pub const COHORT_ZONES: [&str; 11] = [
    "Asia/Beirut",
    "Africa/Cairo",
    "Asia/Amman",
    "Asia/Damascus",
    "Asia/Baghdad",
    "Asia/Hebron",
    "Asia/Aden",
    "Africa/Khartoum",
    "Africa/Tunis",
    "Africa/Casablanca",
    "UTC",
];

/// Somebody who has written to the bot. Who they are stands sealed beside their chat, nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub chat: ChatId,
    pub language: Language,
    pub country: Option<Country>,
    /// A name of the zone database; `None` until a country or a cohort gives one.
    pub zone: Option<String>,
    /// The hour at which lessons come, 0 to 23, local.
    pub hour: u8,
    /// Whether a question of theirs was ever sent on; the first one is held back for a second look.
    pub has_asked: bool,
    pub preferences: Preferences,
}

impl Person {
    /// Somebody of whom nothing is known but where they write and in which language.
    pub fn new(id: PersonId, chat: ChatId, language: Language) -> Self {
        Self {
            id,
            chat,
            language,
            country: None,
            zone: None,
            hour: DEFAULT_HOUR,
            has_asked: false,
            preferences: Preferences::default(),
        }
    }

    /// Their zone and hours; the cohort's zone where they have none.
    pub fn rhythm(&self, cohort: &Cohort, course: &Course) -> Rhythm {
        let named = self.zone.as_deref().and_then(Zone::named);
        let observance = self.observance(cohort, course);
        let spans = observance.ramadan();
        let second = self.preferences.ramadan_hour.filter(|_| !spans.is_empty());
        Rhythm {
            zone: named.unwrap_or_else(|| cohort.zone()),
            hour: self.hour,
            second: second.map(|at| SecondHour { spans: spans.to_vec(), at }),
        }
    }

    /// The days that hold for them.
    pub fn observance<'a>(&self, cohort: &'a Cohort, course: &'a Course) -> Observance<'a> {
        Observance { days: &course.days, cohort: &cohort.days, country: self.country.unwrap_or(Country::Unsaid) }
    }
}

/// A run of one course version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    pub id: CohortId,
    pub version: VersionId,
    pub starts_on: NaiveDate,
    /// Weeks of its course version, kept here so that the calendar needs no course.
    pub weeks: u8,
    /// A name of the zone database: the zone of who gave none.
    pub zone_name: String,
    /// What stands behind `?start=` in the invitation link.
    pub invite_code: String,
    /// How many may enrol; `None` for no limit.
    pub capacity: Option<u32>,
    /// Who arrived so far.
    pub enrolled: u32,
    /// Handles drawn so far: the sequence from which the next one comes. At least as many as arrived; more where somebody
    /// wanted another name, because the one they gave back is given to nobody else.
    pub names: u32,
    /// Decides the order in which handles are given; random, told to nobody.
    pub salt: i64,
    /// The mentors' group, once bound and found fit.
    pub mentors: Option<ChatId>,
    /// The act that made it, so that pressing *Create* twice makes one.
    pub request: String,
    pub created_at: DateTime<Utc>,
    pub days: CohortDays,
}

impl Cohort {
    pub fn zone(&self) -> Zone {
        Zone::named(&self.zone_name).unwrap_or_else(Zone::utc)
    }

    pub fn calendar(&self) -> Calendar {
        Calendar { starts_on: self.starts_on, weeks: self.weeks }
    }

    pub fn is_closed(&self, now: DateTime<Utc>) -> bool {
        self.calendar().is_closed(&self.zone(), now)
    }

    /// Draws a handle that nobody in this cohort ever had.
    pub fn draw_handle(&mut self) -> Handle {
        let handle = Handle::nth(self.names, self.salt);
        self.names += 1;
        handle
    }

    pub fn is_full(&self) -> bool {
        self.capacity.is_some_and(|capacity| self.enrolled >= capacity)
    }
}

/// A participant's name for mentors and circle: a number that `text` turns into two words in the reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handle(pub i64);

/// Words in each of the two lists of handles, in every language.
pub const HANDLE_WORDS: i64 = 50;

impl Handle {
    /// The handle of the n-th (from 0) who arrives in a cohort: all pairs of words in an order that only the cohort's salt
    /// tells, then the same pairs again with a figure behind. Who knows when somebody arrived does not know their handle.
    pub fn nth(n: u32, salt: i64) -> Self {
        let pairs = HANDLE_WORDS * HANDLE_WORDS;
        let n = i64::from(n);
        let mut order: Vec<i64> = (0..pairs).collect();
        shuffle(&mut order, salt.cast_unsigned());
        Self(n / pairs * pairs + order[(n % pairs) as usize])
    }

    /// Places in the two word lists, and the figure behind (from 2) when all pairs were used once.
    pub fn words(self) -> (usize, usize, Option<i64>) {
        let pairs = HANDLE_WORDS * HANDLE_WORDS;
        let pair = self.0.rem_euclid(pairs);
        let round = self.0.div_euclid(pairs);
        let figure = (round > 0).then_some(round + 1);
        ((pair / HANDLE_WORDS) as usize, (pair % HANDLE_WORDS) as usize, figure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn handles_of_a_cohort_are_all_different() {
        let handles: HashSet<_> = (0..6_000).map(|n| Handle::nth(n, 3).words()).collect();
        assert_eq!(handles.len(), 6_000);
    }

    #[test]
    fn another_salt_gives_another_order() {
        let first = |salt| (0..20).map(|n| Handle::nth(n, salt)).collect::<Vec<_>>();
        assert_eq!(first(7), first(7));
        assert_ne!(first(7), first(8));
    }

    #[test]
    fn every_named_country_has_a_zone_that_exists() {
        for country in Country::NAMED {
            let name = country.zone_name().expect("a named country has a zone");
            assert!(Zone::named(name).is_some(), "{name}");
            assert_eq!(Country::from_code(country.code()), Some(country));
        }
    }

    #[test]
    fn every_offered_zone_exists() {
        for name in COHORT_ZONES {
            assert!(Zone::named(name).is_some(), "{name}");
        }
    }
}
