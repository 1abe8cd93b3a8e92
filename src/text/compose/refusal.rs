//! What cannot be, kindly, and what can instead.

use super::result::lesson_buttons;
use super::{Draft, Message, Voice};
use crate::rules::decision::Refusal;
use crate::rules::ids::{EnrolmentId, LessonId};
use crate::rules::press::Press;

/// The sentence, and the button that leads on where there is one.
pub(super) fn message(voice: &Voice<'_>, enrolment: Option<EnrolmentId>, why: &Refusal) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&match (why, enrolment) {
        // The way back is the button below.
        (Refusal::OnBreak, Some(_)) => voice.say("on-break"),
        (Refusal::HasLeft, Some(_)) => voice.say("has-left"),
        _ => sentence(voice, why),
    });
    match why {
        Refusal::HalfHourUnknown => {
            draft.button(voice.say("button-ramadan"), Press::ShowRamadanHours);
        }
        Refusal::HourUnknown => {
            draft.button(voice.say("button-hour"), Press::ShowHours);
        }
        Refusal::LanguageUnknown => {
            draft.button(voice.say("button-language"), Press::ShowLanguages);
        }
        _ => {}
    }
    if let Some(enrolment) = enrolment {
        add_way_on(voice, &mut draft, enrolment, why);
    }
    draft.finish()
}

fn add_way_on(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId, why: &Refusal) {
    match why {
        Refusal::OnBreak => {
            draft.button(voice.say("button-resume"), Press::Resume { enrolment });
        }
        Refusal::HasLeft => {
            draft.button(voice.say("button-come-back"), Press::Resume { enrolment });
        }
        Refusal::ReviseFirst { lessons } => {
            draft.grid(3, lesson_buttons(voice, enrolment, lessons));
        }
        Refusal::NotYet { .. }
        | Refusal::EnoughForToday { .. }
        | Refusal::TestFirst { .. }
        | Refusal::NothingMore
        | Refusal::LessonsFirst { .. }
        | Refusal::TestPassed { .. }
        | Refusal::AttemptAt { .. }
        | Refusal::NoAttemptLeft { .. }
        | Refusal::NoCertificate
        | Refusal::CertificateLater { .. }
        | Refusal::KindNotCarried
        | Refusal::NoDocuments
        | Refusal::DocumentTooLarge => {
            draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
        }
        _ => {}
    }
}

pub fn sentence(voice: &Voice<'_>, why: &Refusal) -> String {
    let key = match why {
        Refusal::InvitationUnknown => "refused-invitation-unknown",
        Refusal::InvitationClosed { closed_on } => {
            return voice.fill("refused-invitation-closed", &[("date", voice.date(*closed_on).into())]);
        }
        Refusal::InvitationFull => "refused-invitation-full",
        Refusal::NameKnown => "refused-name-known",
        Refusal::SeveralButtons => "refused-several-buttons",
        Refusal::NothingToRead => "refused-nothing-to-read",
        Refusal::NothingToHide => "refused-nothing-to-hide",
        Refusal::SentenceTooLong { most } => {
            return voice.fill("refused-sentence-long", &[("most", (*most).into())]);
        }
        Refusal::NameUnfit { most } => return voice.fill("refused-name-unfit", &[("most", (*most).into())]),
        Refusal::NoCertificate => "refused-no-certificate",
        Refusal::CertificateLater { week } => {
            return voice.fill("refused-certificate-later", &[("week", (*week).into())]);
        }
        Refusal::FormNotYet => "refused-form-not-yet",
        Refusal::FormHandedIn => "refused-form-handed-in",
        Refusal::FormFigure { most } => return voice.fill("refused-form-figure", &[("most", (*most).into())]),
        Refusal::AlreadyEnrolled => "refused-already-enrolled",
        Refusal::EnrolledElsewhere => "refused-enrolled-elsewhere",
        Refusal::NotEnrolled => "refused-not-enrolled",
        Refusal::OnBreak => "refused-on-break",
        Refusal::HasLeft => "refused-has-left",
        Refusal::CohortClosed { closed_on } => {
            return voice.fill("refused-course-closed", &[("date", voice.date(*closed_on).into())]);
        }
        Refusal::NotYet { at } => return voice.fill("refused-not-yet", &[("at", voice.moment(*at).into())]),
        Refusal::EnoughForToday { at: Some(at) } => {
            return voice.fill("refused-enough-today", &[("at", voice.moment(*at).into())]);
        }
        Refusal::EnoughForToday { at: None } => "refused-enough-today-open",
        Refusal::TestFirst { week } => return voice.fill("refused-test-first", &[("week", (*week).into())]),
        Refusal::NothingMore => "refused-nothing-more",
        Refusal::LessonsFirst { week } => return voice.fill("refused-lessons-first", &[("week", (*week).into())]),
        Refusal::TestPassed { week } => return voice.fill("refused-test-passed", &[("week", (*week).into())]),
        Refusal::ReviseFirst { lessons } => {
            return voice.fill("refused-revise-first", &[("lessons", lesson_list(voice, lessons).into())]);
        }
        Refusal::AttemptAt { at } => return voice.fill("refused-attempt-at", &[("at", voice.moment(*at).into())]),
        Refusal::NoAttemptLeft { goes_on_at: Some(at) } => {
            return voice.fill("refused-no-attempt", &[("at", voice.moment(*at).into())]);
        }
        Refusal::NoAttemptLeft { goes_on_at: None } => "refused-no-attempt-open",
        Refusal::BeingRead { goes_on_at: Some(at) } => {
            return voice.fill("refused-being-read-until", &[("at", voice.moment(*at).into())]);
        }
        Refusal::BeingRead { goes_on_at: None } => "refused-being-read",
        Refusal::NumberUnknown => "refused-number",
        Refusal::LettersUnknown => "refused-letters",
        Refusal::NothingPicked => "refused-nothing-picked",
        Refusal::PastAttempt => "refused-past-attempt",
        Refusal::TimeOver => "refused-time-over",
        Refusal::NoWaiver => "refused-no-waiver",
        Refusal::AlreadyAnswered => "refused-already-answered",
        Refusal::Outdated => "refused-outdated",
        Refusal::KindNotCarried => "refused-kind",
        Refusal::NoDocuments => "refused-document",
        Refusal::DocumentTooLarge => "refused-document-large",
        Refusal::HourUnknown => "refused-hour",
        Refusal::BreakOutlasts { closes_on, most: 0 } => {
            return voice.fill("refused-break-last-day", &[("date", voice.date(*closes_on).into())]);
        }
        Refusal::BreakOutlasts { closes_on, most } => {
            let args = [("date", voice.date(*closes_on).into()), ("days", voice.count("break-days", *most).into())];
            return voice.fill("refused-break-outlasts", &args);
        }
        Refusal::BreakLength { most } => {
            return voice.fill("refused-break", &[("days", voice.count("break-days", *most).into())]);
        }
        Refusal::HalfHourUnknown => "refused-half-hour",
        Refusal::SpanUnknown => "refused-span",
        Refusal::LanguageUnknown => "refused-language",
        Refusal::CommandUnknown => "refused-command",
        Refusal::WrongClaimCode => "refused-claim-code",
        Refusal::NoCourse => "refused-no-course",
        Refusal::NoCohort => "refused-no-cohort",
        Refusal::StartInPast => "refused-start-past",
        Refusal::DateUnknown => "refused-date",
        Refusal::OnlyInGroup => "refused-only-group",
        Refusal::LastAdmin => "refused-last-admin",
        Refusal::NotAllowed => "refused-not-allowed",
        Refusal::TooLateToWithdraw => "refused-too-late",
    };
    voice.say(key)
}

/// "Lesson 2, Lesson 4".
fn lesson_list(voice: &Voice<'_>, lessons: &[LessonId]) -> String {
    let labels: Vec<String> = lessons.iter().map(|lesson| voice.lesson_label(*lesson)).collect();
    labels.join(&format!("{} ", voice.say("list-comma")))
}
