//! Words typed instead of a press: which button they stand for, where the person is.
//!
//! A message typed on a bad network arrives later; a press does not. So everything that a button does can be typed, and
//! goes the way of the press from here on. Words that stand for nothing where the person is are left to be a message to
//! the mentors.

use super::desk::{ActionError, Desk, Participant};
use super::intent::{Pressed, PressedBy};
use super::{answering, learn, press, test, typed_views};
use crate::rules::answer::Draft;
use crate::rules::course::{Item, ItemKind};
use crate::rules::decision::Refusal;
use crate::rules::enrolment::Status;
use crate::rules::ids::{LessonId, QuestionId};
use crate::rules::model::Person;
use crate::rules::notice::{Notice, OnboardingStep, Toast};
use crate::rules::press::Press;
use crate::rules::question::{Question, QuestionState};
use crate::rules::typed::Typed;
use crate::rules::wish::Wish;
use chrono::TimeDelta;

/// So long *yes* and *no* are taken for the answer to *Shall it be sent?*; later they may answer a mentor.
const JUST_ASKED: TimeDelta = TimeDelta::hours(1);

/// What words stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    Press(Press),
    /// A lesson that cannot be opened yet: where the person stands, and when what comes.
    Today,
}

/// Does what a button would. False when the words stand for none where the person is.
pub(super) fn carry_out(
    desk: &mut Desk<'_>,
    participant: &Participant,
    message: i64,
    typed: Typed,
) -> Result<bool, ActionError> {
    let meant = match participant.enrolment.status {
        Status::Onboarding { step } => in_onboarding(participant, step, typed),
        _ => in_course(desk, participant, typed)?,
    };
    let Some(meant) = meant else { return Ok(false) };
    desk.answers_below();
    match meant {
        Meant::Today => learn::today(desk, participant),
        Meant::Press(press) => {
            let pressed = Pressed { by: PressedBy::Words(message), message: None, press: Some(press) };
            press::participant_press(desk, &pressed, participant.clone(), press)?;
        }
    }
    Ok(true)
}

/// What a toast would say, in the chat. Where the answer is a message anyway, nothing is added to it.
pub(super) fn answer(desk: &mut Desk<'_>, pressed: &Pressed, message: i64, person: Option<&Person>, toast: Toast) {
    let current = person.and_then(|person| desk.current(person.id).ok().flatten());
    let Some(participant) = current else { return };
    let (place, enrolment) = (participant.place(), participant.enrolment.id);
    // What becomes of these is told above, or to nobody.
    let is_turn =
        matches!(pressed.press, Some(Press::SendQuestion { .. } | Press::Withdraw { .. } | Press::Helped { .. }));
    match toast {
        Toast::Sent | Toast::Saved if is_turn => {
            desk.say(place, Notice::Received { enrolment, message });
        }
        Toast::Silent
        | Toast::LessonDone { .. }
        | Toast::Right
        | Toast::PartlyRight
        | Toast::NotQuite
        | Toast::Sent
        | Toast::Saved => {}
        Toast::AlreadyAnswered => desk.refuse(place, Refusal::AlreadyAnswered),
        Toast::PastAttempt => desk.refuse(place, Refusal::PastAttempt),
        Toast::OldButton | Toast::DoneAlready => desk.refuse(place, Refusal::Outdated),
        Toast::Refused(why) => desk.refuse(place, why),
    }
}

/// An answer to the step that is asked, or a step back. Hours are read where they are typed.
fn in_onboarding(participant: &Participant, step: OnboardingStep, typed: Typed) -> Option<Meant> {
    let enrolment = participant.enrolment.id;
    Some(Meant::Press(match (step, typed) {
        (OnboardingStep::Language, Typed::Language(language)) if participant.course.languages.contains(&language) => {
            Press::ChooseLanguage { enrolment, language }
        }
        (OnboardingStep::Consent, Typed::Yes) => Press::Consent { enrolment, given: true },
        (OnboardingStep::Consent, Typed::No) => Press::Consent { enrolment, given: false },
        (OnboardingStep::Country, Typed::Country(country)) => Press::ChooseCountry { enrolment, country },
        (OnboardingStep::Phone, Typed::No) => Press::PhoneSeen { enrolment, perhaps: false },
        (OnboardingStep::Phone, Typed::Perhaps) => Press::PhoneSeen { enrolment, perhaps: true },
        (OnboardingStep::Language, Typed::Back) => return None,
        (_, Typed::Back) => Press::OnboardingBack { enrolment, from: step.number() },
        _ => return None,
    }))
}

fn in_course(desk: &Desk<'_>, participant: &Participant, typed: Typed) -> Result<Option<Meant>, ActionError> {
    let enrolment = participant.enrolment.id;
    let progress = &participant.enrolment.progress;
    let last = progress.last_lesson(&participant.course);
    let is_stopped = matches!(participant.enrolment.status, Status::Paused { .. } | Status::Left { .. });
    let resume = is_stopped.then_some(Press::Resume { enrolment });
    let attempt = test::open_attempt(desk, participant).map(|attempt| attempt.id);
    if let Some(press) = typed_views::press(desk, participant, typed) {
        return Ok(Some(Meant::Press(press)));
    }
    let press = match typed {
        Typed::Country(_) | Typed::Perhaps => None,
        Typed::Back => answering::button(
            desk,
            participant,
            |item, draft| !item.pairs().is_empty() && !draft.matched.is_empty(),
            |attempt, position, draft| Press::MatchBack { attempt: attempt.id, position, revision: draft.revision },
        )?,
        Typed::Submit => submit(desk, participant)?,
        Typed::AsQuestion => answering::button(
            desk,
            participant,
            |_, draft| draft.essay.is_some(),
            |attempt, position, _| Press::AsQuestion { attempt: attempt.id, position },
        )?,
        Typed::Rate { .. }
        | Typed::Sentence
        | Typed::NoSentence
        | Typed::Quote(_)
        | Typed::Unquote
        | Typed::Form
        | Typed::Skip
        | Typed::HandIn
        | Typed::Review => None,
        Typed::Yes => held(desk, participant, true).map(|question| Press::SendQuestion { question }),
        Typed::No => held(desk, participant, true).map(|question| Press::DiscardQuestion { question }),
        Typed::Send => match held(desk, participant, false) {
            Some(question) => Some(Press::SendQuestion { question }),
            None => submit(desk, participant)?,
        },
        Typed::Discard => held(desk, participant, false).map(|question| Press::DiscardQuestion { question }),
        Typed::Withdraw => to_withdraw(desk, participant).map(|question| Press::Withdraw { question }),
        Typed::Helped => {
            let answered = newest(desk, participant, &[QuestionState::Answered]);
            answered.map(|question| Press::Helped { question: question.id })
        }
        Typed::Language(language) => Some(Press::SetLanguage { language }),
        Typed::Hour(hour) => Some(Press::SetHour { hour }),
        Typed::Done => {
            let lesson = last.filter(|lesson| !progress.done.contains(lesson));
            lesson.map(|lesson| Press::Done { enrolment, lesson })
        }
        Typed::NextLesson => Some(match last {
            Some(after) => Press::NextLesson { enrolment, after },
            None => Press::StartWeek { enrolment, week: 1 },
        }),
        Typed::FirstLesson => return Ok(lesson(participant, LessonId::new(1, 1))),
        Typed::Lesson { week, day } => {
            let week = week.or(last.map(|lesson| lesson.week)).unwrap_or(1);
            return Ok(lesson(participant, LessonId::new(week, day)));
        }
        Typed::StartWeek(week) => {
            let is_next = progress.next_lesson(&participant.course) == Some(LessonId::new(week, 1));
            is_next.then_some(Press::StartWeek { enrolment, week })
        }
        Typed::StartTest => Some(start_test(desk, participant)),
        Typed::True => test::true_or_false(desk, participant, true)?,
        Typed::False => test::true_or_false(desk, participant, false)?,
        Typed::Later => attempt.map(|attempt| Press::ContinueLater { attempt }),
        Typed::Continue => resume.or(seen(desk, participant)?).or(attempt.map(|attempt| Press::Continue { attempt })),
        Typed::Pause => Some(Press::Wish { enrolment, wish: Wish::ShowBreaks }),
        Typed::Leave => Some(Press::Leave { enrolment }),
        Typed::Resume => resume,
    };
    Ok(press.map(Meant::Press))
}

/// *Submit* under what is ticked, matched or written.
fn submit(desk: &Desk<'_>, participant: &Participant) -> Result<Option<Press>, ActionError> {
    let is_under_way = |item: &Item, draft: &Draft| {
        let pairs = item.pairs().len();
        draft.essay.is_some() || !draft.picked().is_empty() || (pairs > 0 && draft.matched.len() == pairs)
    };
    answering::button(desk, participant, is_under_way, |attempt, position, _| Press::Submit {
        attempt: attempt.id,
        position,
    })
}

/// *Continue* under a description.
fn seen(desk: &Desk<'_>, participant: &Participant) -> Result<Option<Press>, ActionError> {
    answering::button(
        desk,
        participant,
        |item, draft| item.kind == ItemKind::Description && !draft.set_aside,
        |attempt, position, _| Press::Seen { attempt: attempt.id, position },
    )
}

/// A lesson by its place: opened again, or opened now if it is the next; `None` if the course has none there, or was left.
fn lesson(participant: &Participant, id: LessonId) -> Option<Meant> {
    let (course, progress) = (&participant.course, &participant.enrolment.progress);
    let enrolment = participant.enrolment.id;
    course.lesson(id).filter(|_| participant.enrolment.may_ask())?;
    if progress.has_opened(course, id) {
        return Some(Meant::Press(Press::OpenLesson { enrolment, lesson: id }));
    }
    if progress.next_lesson(course) != Some(id) {
        return Some(Meant::Today);
    }
    Some(Meant::Press(match progress.last_lesson(course) {
        Some(after) if id.day > 1 => Press::NextLesson { enrolment, after },
        _ => Press::StartWeek { enrolment, week: id.week },
    }))
}

/// The test that can be started, the newest week first; where none can, the one of the current week, to say why.
fn start_test(desk: &Desk<'_>, participant: &Participant) -> Press {
    let enrolment = participant.enrolment.id;
    let setting = participant.setting(desk.now);
    let last = participant.enrolment.progress.last_lesson(&participant.course);
    let current = last.map_or(1, |lesson| lesson.week);
    let under_way = test::open_attempt(desk, participant).map(|attempt| (attempt.week, attempt.number));
    let startable = || {
        (1..=current).rev().find_map(|week| Some((week, setting.may_start_test(&participant.enrolment, week).ok()?)))
    };
    let (week, number) = under_way.or_else(startable).unwrap_or((current, 0));
    Press::StartTest { enrolment, week, number }
}

/// The message that waits for *Send to the mentors* or *Don't send*; `fresh`: only one that was just written.
fn held(desk: &Desk<'_>, participant: &Participant, fresh: bool) -> Option<QuestionId> {
    let question = newest(desk, participant, &[QuestionState::Held])?;
    (!fresh || desk.now - question.asked_at < JUST_ASKED).then_some(question.id)
}

/// The newest message that can be withdrawn; where a mentor has answered the newest, that one, to say so.
fn to_withdraw(desk: &Desk<'_>, participant: &Participant) -> Option<QuestionId> {
    let asked = newest(desk, participant, &[QuestionState::Asked]);
    let answered = || {
        let newest = newest(desk, participant, &[QuestionState::Answered, QuestionState::Closed]);
        // Without a message a mentor wrote first.
        newest.filter(|question| question.message > 0)
    };
    asked.or_else(answered).map(|question| question.id)
}

fn newest<'d>(desk: &'d Desk<'_>, participant: &Participant, states: &[QuestionState]) -> Option<&'d Question> {
    // An essay is an answer, and not taken back.
    let of_person = (desk.work.questions.values())
        .filter(|question| question.enrolment == participant.enrolment.id && question.essay.is_none());
    of_person.filter(|question| states.contains(&question.state)).max_by_key(|question| question.id)
}
