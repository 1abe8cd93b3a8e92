//! The certificate: who gets one, which name may stand on it, and what its code carries.
//!
//! The code says what is certified by itself, so whoever checks it needs the public key and nothing of ours:
//!
//! ```text
//! byte   0      1..3      3..5       5..7     7      8..16   16..24      24      25..25+n   64 bytes
//!      version  key mark  starts on  ends on  hours  salt    name check  n       course     signature
//! ```
//!
//! Numbers are big-endian, dates count days since 2000-01-01, the signature (Ed25519, made in `seal`) is over everything
//! before it. It is written in Crockford's base 32. `docs/certificate.md` says what follows from it and what does not.
//!
//! The dates are those of the cohort, and no language and no name stand in it: nothing tells one participant of a cohort
//! from another, so that a certificate that is found leads to nobody's progress.

use super::course::Course;
use super::decision::Refusal;
use super::enrolment::{Enrolment, Status};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The version that stands in the first byte.
const VERSION: u8 = 1;

/// Where the course's short name begins.
const HEADER: usize = 25;

/// Bytes of the signature at the end.
pub const SIGNATURE: usize = 64;

/// The longest short name of a course that a code can carry.
pub const LONGEST_SLUG: usize = 40;

/// Signs that a name may have.
pub const LONGEST_NAME: u16 = 60;

/// How long what is typed next is taken for the name. Later it is a message to the mentors again.
pub const AWAITED_FOR: TimeDelta = TimeDelta::hours(1);

/// A name that was typed and never confirmed is forgotten after this.
pub const WAITS_FOR: TimeDelta = TimeDelta::hours(24);

/// What a code certifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The first bytes of the hash of the public key that it is signed for.
    pub key_mark: [u8; 2],
    /// The first and the last day of the cohort's weeks.
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub hours: u8,
    /// Drawn anew for each certificate.
    pub salt: [u8; 8],
    /// From the salt and the name; see `seal::certificate`.
    pub name_check: [u8; 8],
    /// The course by its short name.
    pub course: String,
}

/// Why a text is no code: a part is missing, or it was never one. Says nothing of the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Garbled;

fn epoch() -> NaiveDate {
    NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date")
}

/// Days since 2000, within what two bytes hold (until 2179).
fn day(date: NaiveDate) -> [u8; 2] {
    let days = (date - epoch()).num_days().clamp(0, u16::MAX.into());
    u16::try_from(days).unwrap_or(u16::MAX).to_be_bytes()
}

fn date(bytes: [u8; 2]) -> NaiveDate {
    epoch() + Days::new(u16::from_be_bytes(bytes).into())
}

impl Claims {
    /// The bytes that are signed. A course's name longer than [`LONGEST_SLUG`] bytes is cut.
    pub fn encode(&self) -> Vec<u8> {
        let course = &self.course.as_bytes()[..self.course.len().min(LONGEST_SLUG)];
        let mut bytes = vec![VERSION];
        bytes.extend(self.key_mark);
        bytes.extend(day(self.starts_on));
        bytes.extend(day(self.ends_on));
        bytes.push(self.hours);
        bytes.extend(self.salt);
        bytes.extend(self.name_check);
        bytes.push(u8::try_from(course.len()).expect("at most forty"));
        bytes.extend(course);
        bytes
    }

    /// Reads what [`Claims::encode`] wrote; `None` for everything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (header, course) = bytes.split_at_checked(HEADER)?;
        if header[0] != VERSION || usize::from(header[24]) != course.len() || course.len() > LONGEST_SLUG {
            return None;
        }
        let is_short_name = course.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let claims = Self {
            key_mark: header[1..3].try_into().ok()?,
            starts_on: date(header[3..5].try_into().ok()?),
            ends_on: date(header[5..7].try_into().ok()?),
            hours: header[7],
            salt: header[8..16].try_into().ok()?,
            name_check: header[16..24].try_into().ok()?,
            course: String::from_utf8(course.to_vec()).ok().filter(|_| is_short_name)?,
        };
        Some(claims)
    }
}

// ---- The code as it is written --------------------------------------------------------------------------------------

/// Crockford's alphabet: no I, L, O and U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Bytes as letters and figures.
pub fn written(bytes: &[u8]) -> String {
    let mut text = String::with_capacity((bytes.len() * 8).div_ceil(5));
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(LETTERS[(bits >> count & 31) as usize] as char);
        }
        bits &= (1 << count) - 1;
    }
    if count > 0 {
        text.push(LETTERS[(bits << (5 - count) & 31) as usize] as char);
    }
    text
}

/// The value of a sign, as people read it from a picture: small letters too, O for 0, I and L for 1.
fn value(sign: char) -> Option<u8> {
    let sign = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = LETTERS.iter().position(|letter| char::from(*letter) == sign)?;
    u8::try_from(place).ok()
}

/// `None` unless the bits that are left over are zero, so that a code has one form.
fn bytes(values: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(values.len() * 5 / 8);
    let (mut bits, mut count) = (0_u32, 0);
    for value in values {
        bits = bits << 5 | u32::from(*value);
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 255) as u8);
        }
        bits &= (1 << count) - 1;
    }
    (count < 5 && bits == 0).then_some(out)
}

/// A code as somebody sent it, and what stands behind it: the name that is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<'t> {
    pub claims: Claims,
    pub signed: Vec<u8>,
    pub signature: [u8; SIGNATURE],
    pub rest: &'t str,
}

/// Reads a code, whatever spaces, line breaks and hyphens stand in it, and what follows it.
pub fn read(text: &str) -> Result<Read<'_>, Garbled> {
    let mut values = Vec::new();
    let mut wanted = None;
    for (at, sign) in text.char_indices() {
        if wanted == Some(values.len()) {
            return finish(&values, text[at..].trim_matches(|sign: char| sign.is_whitespace() || is_invisible(sign)));
        }
        if sign.is_whitespace() || matches!(sign, '-' | '\u{2010}' | '\u{2011}') || is_invisible(sign) {
            continue;
        }
        values.push(value(sign).ok_or(Garbled)?);
        // As soon as the length of the course's name is there, it is known how long all is.
        if wanted.is_none() && values.len() == (HEADER * 8).div_ceil(5) {
            let header = bytes(&values).ok_or(Garbled)?;
            let course = usize::from(header[HEADER - 1]);
            if header[0] != VERSION || course > LONGEST_SLUG {
                return Err(Garbled);
            }
            wanted = Some(((HEADER + course + SIGNATURE) * 8).div_ceil(5));
        }
    }
    if wanted == Some(values.len()) { finish(&values, "") } else { Err(Garbled) }
}

fn finish<'t>(values: &[u8], rest: &'t str) -> Result<Read<'t>, Garbled> {
    let bytes = bytes(values).ok_or(Garbled)?;
    let (signed, signature) = bytes.split_at(bytes.len() - SIGNATURE);
    Ok(Read {
        claims: Claims::decode(signed).ok_or(Garbled)?,
        signed: signed.to_vec(),
        signature: signature.try_into().map_err(|_| Garbled)?,
        rest,
    })
}

// ---- The name -------------------------------------------------------------------------------------------------------

/// Signs that draw nothing and only change how others stand: marks of direction and tricks with them, joiners that no
/// script of ours needs, soft hyphens.
fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn is_over_a_letter(sign: char) -> bool {
    matches!(sign, '\u{0300}'..='\u{036F}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}')
}

/// The name as it will stand there: one line of letters in whatever scripts, with what belongs into names. What is
/// invisible is left out, so nothing can turn the line or hide in it.
pub fn name(typed: &str) -> Result<String, Refusal> {
    let visible: String = typed.chars().filter(|sign| !is_invisible(*sign)).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let name = words.join(" ");
    let belongs = |sign: char| {
        let is_between =
            matches!(sign, ' ' | '\'' | '’' | 'ʼ' | '-' | '\u{2010}' | '\u{2011}' | '.' | '·' | ',' | '،' | 'ـ');
        is_between || is_over_a_letter(sign) || sign.is_alphabetic()
    };
    let mut heap = 0;
    let is_heaped = name.chars().any(|sign| {
        heap = if is_over_a_letter(sign) { heap + 1 } else { 0 };
        heap > 3
    });
    let signs = name.chars().count();
    let is_name = signs <= usize::from(LONGEST_NAME)
        && name.chars().next().is_some_and(char::is_alphabetic)
        && name.chars().all(belongs)
        && !is_heaped;
    if is_name { Ok(name) } else { Err(Refusal::NameUnfit { most: LONGEST_NAME }) }
}

/// The one form for a name that is written in many: letters alone, small, without marks; one alef, one ya, one ta marbuta.
pub fn folded(name: &str) -> String {
    let letters = name.chars().filter(|sign| !is_over_a_letter(*sign) && *sign != 'ـ').flat_map(char::to_lowercase);
    let one = letters.map(|letter| match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ñ' => 'n',
        'ô' | 'ö' | 'ó' | 'õ' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        other => other,
    });
    one.filter(|letter| letter.is_alphabetic()).collect()
}

// ---- Who gets one ---------------------------------------------------------------------------------------------------

/// A name that is asked for, or was typed and shown to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Naming {
    /// What is typed later is an ordinary message.
    pub until: DateTime<Utc>,
    /// A name was typed and shown.
    #[serde(default)]
    pub shown: bool,
}

impl Enrolment {
    /// The hours that their certificate says, for who has reached the pass mark of the last week's test in any attempt,
    /// whichever of them the course counts: else who began badly could do nothing for it any more. A week that opened by
    /// waiting or by a mentor opens the way on, and certifies nothing. A course may give no certificate.
    pub fn certified_hours(&self, course: &Course) -> Result<u8, Refusal> {
        match self.status {
            Status::Onboarding { .. } => return Err(Refusal::NotEnrolled),
            Status::Left { .. } => return Err(Refusal::HasLeft),
            _ => {}
        }
        let hours = course.certificate_hours.ok_or(Refusal::NoCertificate)?;
        let Some(last) = course.weeks.last() else { return Err(Refusal::NoCertificate) };
        let has_reached = self.progress.week(last.number).has_reached(&last.assessment);
        if has_reached { Ok(hours) } else { Err(Refusal::CertificateLater { week: last.number }) }
    }

    /// Whether what is typed now is taken for the name.
    pub fn awaits_name(&self, now: DateTime<Utc>) -> bool {
        self.progress.naming.is_some_and(|naming| !naming.shown && now < naming.until)
    }

    /// Whether a name was typed and waits to be confirmed.
    pub fn has_name_shown(&self, now: DateTime<Utc>) -> bool {
        self.progress.naming.is_some_and(|naming| naming.shown && now < naming.until)
    }
}

/// What a button of the certificate asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The certificate: drawn again where a name is kept, else the name is asked for.
    Get,
    /// Another name.
    Rename,
    /// The name is right; `keep` it for another time, or forget it once it was used.
    Right { keep: bool },
    /// The picture, for who gets none by itself.
    Picture,
    /// The name that is kept goes.
    Forget,
}

impl Step {
    pub const ALL: [Self; 6] =
        [Self::Get, Self::Rename, Self::Right { keep: false }, Self::Right { keep: true }, Self::Picture, Self::Forget];

    /// As it stands in a press; never renumbered.
    pub const fn number(self) -> u8 {
        match self {
            Self::Get => 0,
            Self::Rename => 1,
            Self::Right { keep: false } => 2,
            Self::Right { keep: true } => 3,
            Self::Picture => 4,
            Self::Forget => 5,
        }
    }

    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|step| i64::from(step.number()) == number)
    }
}

/// A name with the code that was made for it, as both wait sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    pub code: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub hours: u8,
}

impl Named {
    pub fn encode(&self) -> String {
        serde_json::to_string(self).expect("plain data")
    }

    /// `None` for what is none.
    pub fn decode(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// What somebody hears who asks about a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum Answer {
    /// No code was given: how to ask.
    How,
    /// It is no whole code.
    Garbled,
    /// It does not bear our signature.
    Forged,
    /// It bears that of a key which others may have; none of that key counts since a day.
    Refused { since: NaiveDate },
    /// It is genuine, and this is what it says. `course` by its short name; `name_fits` where one was asked about.
    Genuine { course: String, starts_on: NaiveDate, ends_on: NaiveDate, hours: u8, name_fits: Option<bool> },
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn claims(course: &str) -> Claims {
        Claims {
            key_mark: [7, 9],
            starts_on: NaiveDate::from_ymd_opt(2027, 3, 7).expect("a date"),
            ends_on: NaiveDate::from_ymd_opt(2027, 4, 3).expect("a date"),
            hours: 20,
            salt: *b"saltsalt",
            name_check: *b"namename",
            course: course.to_owned(),
        }
    }

    fn code(claims: &Claims) -> String {
        let mut bytes = claims.encode();
        bytes.extend([0xA5; SIGNATURE]);
        written(&bytes)
    }

    #[test]
    fn a_code_comes_back_however_it_was_copied() {
        let claims = claims("social-media");
        let code = code(&claims);
        assert_eq!(code.len(), 162, "{code}");
        let grouped: String = code.chars().enumerate().fold(String::new(), |text, (at, sign)| {
            text + if at % 4 == 0 { if at % 20 == 0 { "\n" } else { "-" } } else { "" } + &sign.to_string()
        });
        let misread = code.replace('0', "o").replace('1', "l").to_lowercase();
        for text in [code.clone(), grouped, misread, format!("\u{2068}{code}\u{2069} ")] {
            let read = read(&text).expect("a code");
            assert_eq!((&read.claims, read.signed, read.rest), (&claims, claims.encode(), ""), "{text}");
            assert_eq!(read.signature, [0xA5; SIGNATURE]);
        }
        let asked = format!("{code} ليلى الحسن");
        assert_eq!(read(&asked).expect("a code").rest, "ليلى الحسن");
    }

    #[test]
    fn half_a_code_and_what_never_was_one_is_garbled() {
        let code = code(&claims("tiny"));
        for text in
            ["", "hello", "Layla", "0", &code[..code.len() - 1], &code[1..], &format!("*{code}"), &"0".repeat(300)]
        {
            assert_eq!(read(text), Err(Garbled), "{text}");
        }
        let other_version = code.replacen("04", "08", 1);
        assert!(other_version != code && read(&other_version).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_sent_never_panics(text in "\\PC{0,220}") {
            let _any = read(&text);
        }

        #[test]
        fn bytes_are_written_and_read(data in proptest::collection::vec(any::<u8>(), 0..120)) {
            let values: Vec<u8> = written(&data).chars().map(|sign| value(sign).expect("ours")).collect();
            prop_assert_eq!(bytes(&values), Some(data));
        }

        #[test]
        fn a_name_has_nothing_invisible(text in "\\PC{0,80}") {
            if let Ok(name) = name(&text) {
                prop_assert!(!name.chars().any(|sign| is_invisible(sign) || sign.is_control()));
                prop_assert!(name.chars().count() <= usize::from(LONGEST_NAME));
            }
        }
    }

    #[test]
    fn a_name_is_a_line_of_letters() {
        for (typed, expected) in [
            ("  Layla\n al-Hasan ", Some("Layla al-Hasan")),
            ("ليلى الحَسن", Some("ليلى الحَسن")),
            ("Zoë d’Arc, Jr.", Some("Zoë d’Arc, Jr.")),
            ("ليلى Layla", Some("ليلى Layla")),
            ("\u{202E}nasaH\u{202C}", Some("nasaH")),
            ("La\u{200B}yla\u{200F}", Some("Layla")),
            ("", None),
            ("\u{202E}", None),
            ("- -", None),
            ("How do I ask?", None),
            ("Layla 7", None),
            ("http://a.b", None),
            ("L\u{0301}\u{0301}\u{0301}\u{0301}ayla", None),
            ("😀", None),
        ] {
            assert_eq!(name(typed).ok().as_deref(), expected, "{typed:?}");
        }
        assert!(name(&"a".repeat(60)).is_ok() && name(&"a".repeat(61)).is_err());
    }

    #[test]
    fn a_name_is_compared_by_its_letters() {
        for (one, other) in [
            ("ليلى الحَسن", "ليلي الحسن"),
            ("أسماء فاطمة", "اسماء  فاطمه"),
            ("Zoë D’Arc", "zoe d'arc"),
            ("Layla al-Hasan", "LAYLA AL HASAN"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_ne!(folded("Layla"), folded("Laila"));
    }

    #[test]
    fn only_who_passed_the_last_test_gets_one() {
        use crate::rules::enrolment::Progress;
        use crate::rules::gate::{Gate, WeekProgress};
        use crate::rules::ids::{CohortId, EnrolmentId, PersonId};
        use crate::rules::model::Handle;
        use crate::rules::notice::OpenedBy;
        use crate::rules::score::Share;
        use crate::rules::test_rules::Counts;
        let mut course = crate::rules::grading::fixture::course();
        let last = course.weeks.last().expect("weeks").number;
        let mut enrolment = Enrolment {
            id: EnrolmentId(1),
            person: PersonId(1),
            cohort: CohortId(1),
            handle: Handle(0),
            status: Status::Active,
            progress: Progress::default(),
        };
        assert_eq!(enrolment.certified_hours(&course), Err(Refusal::NoCertificate));
        course.certificate_hours = Some(12);
        assert_eq!(enrolment.certified_hours(&course), Err(Refusal::CertificateLater { week: last }));
        let mut week = enrolment.progress.week(last);
        week.badge = true;
        enrolment.progress.set_week(last, week);
        assert_eq!(enrolment.certified_hours(&course), Ok(12));
        // Whichever attempt counts: the second was good enough.
        for (counts, gate, percents, expected) in [
            (Counts::First, Gate::Closed, &[30][..], false),
            (Counts::First, Gate::Open { at: DateTime::UNIX_EPOCH, by: OpenedBy::Mentor }, &[30], false),
            (Counts::First, Gate::Open { at: DateTime::UNIX_EPOCH, by: OpenedBy::Mentor }, &[30, 60], true),
            (Counts::Average, Gate::Open { at: DateTime::UNIX_EPOCH, by: OpenedBy::Waiting }, &[0, 100], true),
            (Counts::Average, Gate::Open { at: DateTime::UNIX_EPOCH, by: OpenedBy::Waiting }, &[0, 59], false),
            (Counts::Best, Gate::Open { at: DateTime::UNIX_EPOCH, by: OpenedBy::Passed }, &[], true),
            (Counts::Best, Gate::Open { at: DateTime::UNIX_EPOCH, by: OpenedBy::Taken }, &[], false),
        ] {
            course.weeks.last_mut().expect("weeks").assessment.rules.counts = counts;
            let shares = percents.iter().map(|percent| Share(percent * 100_000)).collect();
            enrolment.progress.set_week(last, WeekProgress { gate, shares, ..WeekProgress::default() });
            assert_eq!(enrolment.certified_hours(&course).is_ok(), expected, "{counts:?} {gate:?} {percents:?}");
        }
        enrolment.status = Status::Left { at: DateTime::UNIX_EPOCH };
        assert_eq!(enrolment.certified_hours(&course), Err(Refusal::HasLeft));
    }
}
