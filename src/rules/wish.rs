//! What somebody asks for about how the course comes to them: settings, a break, old lessons, another language.
//!
//! The data of these buttons stand in the family of [`super::press`]: a tag of two letters, the enrolment, then numbers.

use super::course::Language;
use super::ids::LessonId;
use super::model::Country;
use super::press::{date, day_number, language, language_number, lesson, small};
use chrono::NaiveDate;

/// A wish. Each that sets something names the state it asks for, so a repeated press changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    ShowSettings,
    ShowPlaces,
    SetPlace {
        country: Country,
    },
    ShowZones,
    /// A place in [`super::model::COHORT_ZONES`].
    SetZone {
        zone: u8,
    },
    /// A place in [`super::place::ZONES`], from the times that were drawn in this minute since 1970.
    SetClock {
        zone: u8,
        minute: u32,
    },
    SetTextOnly {
        on: bool,
    },
    /// Arabic-Indic digits in Arabic sentences.
    SetDigits {
        arabic_indic: bool,
    },
    ShowBreaks,
    /// A break until a local date.
    PauseUntil {
        until: NaiveDate,
    },
    /// No further lessons of a day are offered; or they are again.
    SetOneADay {
        on: bool,
    },
    /// The opened lessons of a week.
    ShowLessons {
        week: u8,
    },
    /// This part of a lesson, from 0, in another language.
    ShowLessonIn {
        lesson: LessonId,
        part: u8,
        language: Language,
    },
    EraseEverything,
}

impl Wish {
    /// The tag of two letters and the numbers behind the enrolment.
    pub(super) fn encode(self) -> (&'static str, Vec<i64>) {
        use Wish::*;
        match self {
            ShowSettings => ("ws", vec![]),
            ShowPlaces => ("wp", vec![]),
            SetPlace { country } => ("wP", vec![country.number()]),
            ShowZones => ("wz", vec![]),
            SetZone { zone } => ("wZ", vec![zone.into()]),
            SetClock { zone, minute } => ("wk", vec![zone.into(), minute.into()]),
            SetTextOnly { on } => ("wx", vec![on.into()]),
            SetDigits { arabic_indic } => ("wd", vec![arabic_indic.into()]),
            ShowBreaks => ("wb", vec![]),
            PauseUntil { until } => ("wB", vec![day_number(until)]),
            SetOneADay { on } => ("wo", vec![on.into()]),
            ShowLessons { week } => ("wl", vec![week.into()]),
            ShowLessonIn { lesson, part, language } => {
                ("wi", vec![lesson.week.into(), lesson.day.into(), part.into(), language_number(language)])
            }
            EraseEverything => ("we", vec![]),
        }
    }

    /// `None` for what is no wish.
    pub(super) fn decode(tag: &str, numbers: &[i64]) -> Option<Self> {
        use Wish::*;
        Some(match (tag, numbers) {
            ("ws", &[]) => ShowSettings,
            ("wp", &[]) => ShowPlaces,
            ("wP", &[country]) => SetPlace { country: Country::from_number(country)? },
            ("wz", &[]) => ShowZones,
            ("wZ", &[zone]) => SetZone { zone: small(zone)? },
            ("wk", &[zone, minute]) => SetClock { zone: small(zone)?, minute: u32::try_from(minute).ok()? },
            ("wx", &[on @ (0 | 1)]) => SetTextOnly { on: on == 1 },
            ("wd", &[on @ (0 | 1)]) => SetDigits { arabic_indic: on == 1 },
            ("wb", &[]) => ShowBreaks,
            ("wB", &[day]) => PauseUntil { until: date(day)? },
            ("wo", &[on @ (0 | 1)]) => SetOneADay { on: on == 1 },
            ("wl", &[week]) => ShowLessons { week: small(week)? },
            ("wi", &[w, d, part, of]) => {
                ShowLessonIn { lesson: lesson(w, d)?, part: small(part)?, language: language(of)? }
            }
            ("we", &[]) => EraseEverything,
            _ => return None,
        })
    }

    /// One of each kind, with the largest figures.
    #[cfg(test)]
    pub(super) fn every() -> Vec<Self> {
        let lesson = LessonId::new(255, 255);
        let until = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date");
        let mut all = vec![
            Self::ShowSettings,
            Self::ShowPlaces,
            Self::SetPlace { country: Country::Unsaid },
            Self::ShowZones,
            Self::SetZone { zone: 255 },
            Self::SetClock { zone: 255, minute: u32::MAX },
            Self::ShowBreaks,
            Self::PauseUntil { until },
            Self::ShowLessons { week: 255 },
            Self::ShowLessonIn { lesson, part: 255, language: Language::Fr },
            Self::EraseEverything,
        ];
        for on in [true, false] {
            all.extend([Self::SetTextOnly { on }, Self::SetDigits { arabic_indic: on }, Self::SetOneADay { on }]);
        }
        all
    }
}
