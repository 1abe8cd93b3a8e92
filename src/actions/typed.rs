//! Words typed instead of a press: which button they stand for, where the person is.
//!
//! A message typed on a bad network arrives later; a press does not. So everything that a button does can be typed, and
//! goes the way of the press from here on. Words that stand for nothing where the person is are left to be a message to
//! the mentors.

use super::desk::{ActionError, Desk, Participant, Place};
use super::intent::{Meaning, Pressed, PressedBy, Words};
use super::labels::{self, Open};
use super::{answering, certificate, discreet, learn, practice, press, test, typed_views, why, wish};
use crate::rules::answer::Draft;
use crate::rules::course::{Item, ItemKind};
use crate::rules::decision::Refusal;
use crate::rules::enrolment::Status;
use crate::rules::ids::{LessonId, QuestionId};
use crate::rules::model::Person;
use crate::rules::notice::{Notice, OnboardingStep, Toast};
use crate::rules::pause::{WEEK, return_on};
use crate::rules::practice::Step;
use crate::rules::press::Press;
use crate::rules::question::{Question, QuestionState};
use crate::rules::schedule::HalfHour;
use crate::rules::typed::{Labelled, Typed};
use crate::rules::wish::Wish;
use chrono::{NaiveTime, TimeDelta, Timelike};

/// So long *yes* and *no* are taken for the answer to *Shall it be sent?*; later they may answer a mentor.
const JUST_ASKED: TimeDelta = TimeDelta::hours(1);

/// What words stand for.
#[derive(Debug, Clone, PartialEq)]
enum Meant {
    Press(Press),
    /// A lesson that cannot be opened yet: where the person stands, and when what comes.
    Today,
    /// A neutral line that is opened.
    Read(Open),
    /// A message that is made a neutral line again.
    Hide(Open),
    /// The time on the person's clock.
    Clock(NaiveTime),
    Refused(Refusal),
}

/// Does what a button would. False when the words stand for none where the person is.
///
/// What stands on the newest message goes first, because that is what the person has before them; then words that say by
/// themselves what is meant; then what stands above.
pub(super) fn carry_out(
    desk: &mut Desk<'_>,
    participant: &Participant,
    message: i64,
    meaning: Meaning,
    words: &Words,
) -> Result<bool, ActionError> {
    let place = participant.place();
    let meant = match participant.enrolment.status {
        Status::Onboarding { step } => match meaning.typed {
            Some(typed) => in_onboarding(participant, step, typed).or(of_anybody(desk, &participant.person, typed)),
            None => None,
        },
        _ => in_course(desk, participant, meaning, words)?,
    };
    let Some(meant) = meant else { return Ok(false) };
    desk.answers_below();
    match meant {
        Meant::Today => {
            let participant = why::let_go(desk, participant.clone());
            learn::today(desk, &participant);
        }
        Meant::Refused(why) => desk.refuse(place, why),
        Meant::Read(line) => discreet::open_below(desk, place, &line)?,
        Meant::Hide(open) => discreet::close(desk, place, &open),
        Meant::Clock(time) => return wish::typed_clock(desk, participant, time),
        Meant::Press(press) => {
            let pressed = Pressed { by: PressedBy::Words(message), message: None, press: Some(press) };
            press::typed_press(desk, &pressed, place, &participant.person, Some(participant.clone()), press)?;
        }
    }
    Ok(true)
}

/// The same for who is in no course: what is kept about them, and the safety of their phone. `None`: of a stranger nothing
/// is kept.
pub(super) fn carry_out_for_anybody(
    desk: &mut Desk<'_>,
    place: Place,
    message: i64,
    person: Option<&Person>,
    typed: Typed,
) -> Result<bool, ActionError> {
    let Some(person) = person else { return Ok(false) };
    let Some(Meant::Press(press)) = of_anybody(desk, person, typed) else { return Ok(false) };
    desk.answers_below();
    let pressed = Pressed { by: PressedBy::Words(message), message: None, press: Some(press) };
    press::typed_press(desk, &pressed, place, person, None, press)?;
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
        Toast::OldButton | Toast::DoneAlready | Toast::BeingWritten => desk.refuse(place, Refusal::Outdated),
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

fn in_course(
    desk: &Desk<'_>,
    participant: &Participant,
    meaning: Meaning,
    words: &Words,
) -> Result<Option<Meant>, ActionError> {
    let standing = labels::standing(desk, &participant.person);
    let (newest, above) = match labels::readable(&standing) {
        [newest, above @ ..] => (Some(newest), above),
        [] => (None, [].as_slice()),
    };
    let labelled = |open: &Open| match labels::read(desk, participant, &words.0, open) {
        Labelled::Nothing => None,
        // These are short words that may answer a mentor: they count while it is fresh what they answer, and are read so.
        Labelled::Press(press) if typed_views::is_view(press) => None,
        // Letters of an item are read together, and in its own order.
        Labelled::Press(Press::Practice { step: Step::Toggle { .. } | Step::Match { .. }, .. }) => None,
        Labelled::Press(press) => Some(Meant::Press(press)),
        Labelled::Several => Some(Meant::Refused(Refusal::SeveralButtons)),
    };
    if let Some(newest) = newest {
        let on_newest = labelled(newest).or_else(|| figures(participant, newest, meaning));
        // What cannot be undone has a rule of its own.
        let is_final = matches!(on_newest, Some(Meant::Press(Press::Forget { .. })));
        if let Some(meant) = on_newest.filter(|_| !is_final) {
            return Ok(Some(meant));
        }
    }
    if let Some(typed) = meaning.typed {
        let meant = of_anybody(desk, &participant.person, typed).or_else(|| of_lines(&standing, participant, typed));
        let meant = match meant {
            None => wished(desk, participant, typed)?,
            known => known,
        };
        if meant.is_some() {
            return Ok(meant);
        }
    }
    // A bare figure or letter means what stands lowest, or nothing.
    let is_bare = meaning.letter.is_some() || meaning.hour.is_some() || meaning.time.is_some();
    let is_final = |meant: &Meant| matches!(meant, Meant::Press(Press::Forget { .. }));
    Ok(above.iter().filter(|_| !is_bare).find_map(labelled).filter(|meant| !is_final(meant)))
}

/// An hour, a time or a number of days, typed below the card that asks for one.
fn figures(participant: &Participant, newest: &Open, meaning: Meaning) -> Option<Meant> {
    let enrolment = participant.enrolment.id;
    let half_hour = || {
        let (hour, minute) = (meaning.time?.hour(), meaning.time?.minute());
        let number = hour * 2 + minute / 30;
        HalfHour::new(u8::try_from(number).ok()?).filter(|_| minute % 30 == 0)
    };
    Some(Meant::Press(match newest.notice {
        Notice::ChooseHour { .. } | Notice::Eve { .. } => Press::SetHour { hour: meaning.hour? },
        Notice::CardHours { .. } => Press::CardHour { enrolment, hour: meaning.hour? },
        Notice::RamadanHours { .. } => {
            Press::SetRamadanHour { at: Some(half_hour().or(meaning.hour.map(HalfHour::full))?) }
        }
        Notice::ChooseZone { .. } => return meaning.time.map(Meant::Clock),
        _ => return None,
    }))
}

/// What everybody may wish who is known: what is kept about them, and the safety of their phone.
fn of_anybody(desk: &Desk<'_>, person: &Person, typed: Typed) -> Option<Meant> {
    Some(Meant::Press(match typed {
        Typed::Safeguard(safeguard, on) => Press::SetSafeguard { safeguard, on },
        Typed::DataFile => Press::ShowMyDataFile,
        Typed::KeepAll => Press::KeepAll,
        // The words of the button, where the button was asked for just now and nothing came after it; else they ask.
        Typed::EraseAll => match labels::standing(desk, person).first() {
            Some(Open { notice: Notice::ForgetAsk { person: of }, sent_at, .. })
                if *of == person.id && desk.now - *sent_at < JUST_ASKED =>
            {
                Press::Forget { person: *of }
            }
            _ => Press::ShowForget,
        },
        _ => return None,
    }))
}

/// *Read* opens the lowest neutral line, *Hide* closes the lowest message that can be; said again, the one above.
fn of_lines(standing: &[Open], participant: &Participant, typed: Typed) -> Option<Meant> {
    let is_discreet = participant.person.preferences.discreet;
    match typed {
        Typed::Read => match standing.iter().find(|open| open.is_veiled) {
            Some(line) => Some(Meant::Read(line.clone())),
            None => is_discreet.then_some(Meant::Refused(Refusal::NothingToRead)),
        },
        Typed::Hide => match standing.iter().find(|open| open.hides) {
            Some(open) => Some(Meant::Hide(open.clone())),
            None => is_discreet.then_some(Meant::Refused(Refusal::NothingToHide)),
        },
        _ => None,
    }
}

fn wished(desk: &Desk<'_>, participant: &Participant, typed: Typed) -> Result<Option<Meant>, ActionError> {
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
        Typed::Back if participant.enrolment.awaits_why(desk.now) => return Ok(Some(Meant::Today)),
        Typed::Back => match practice::button(desk, participant, false) {
            Some(press) => Some(press),
            None => answering::button(
                desk,
                participant,
                |item, draft| !item.pairs().is_empty() && !draft.matched.is_empty(),
                |attempt, position, draft| Press::MatchBack { attempt: attempt.id, position, revision: draft.revision },
            )?,
        },
        Typed::Submit => submit(desk, participant)?,
        Typed::AsQuestion => answering::button(
            desk,
            participant,
            |_, draft| draft.essay.is_some(),
            |attempt, position, _| Press::AsQuestion { attempt: attempt.id, position },
        )?,
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
        Typed::Resume => resume,
        Typed::LookBack => {
            let attempt = progress.weeks.iter().rev().find_map(|week| week.shown);
            attempt.map(|attempt| Press::LookBack { attempt, position: 0 })
        }
        Typed::NameRight | Typed::NameKeep | Typed::NameChange | Typed::NameForget => {
            certificate::meant(&participant.enrolment, typed, desk.now)
        }
        Typed::Waiting => (!progress.waiting.is_empty()).then_some(Press::ShowWaiting { enrolment }),
        other => of_settings(desk, participant, other),
    };
    Ok(press.map(Meant::Press))
}

/// How the course comes to somebody, and what they keep for themselves.
fn of_settings(desk: &Desk<'_>, participant: &Participant, typed: Typed) -> Option<Press> {
    let enrolment = participant.enrolment.id;
    let break_of = |days: u16| {
        let until = return_on(&participant.cohort.calendar(), participant.today(desk.now), days).ok();
        until.map_or(Wish::ShowBreaks, |until| Wish::PauseUntil { until })
    };
    let wish = match typed {
        Typed::Hour(hour) => return Some(Press::SetHour { hour }),
        Typed::RamadanHour(at) => return Some(Press::SetRamadanHour { at: Some(at) }),
        Typed::RamadanUsual => return Some(Press::SetRamadanHour { at: None }),
        Typed::Leave => return Some(Press::Leave { enrolment }),
        Typed::AnotherName => return Some(Press::AnotherName { enrolment, than: participant.enrolment.handle }),
        Typed::Try => return Some(Press::TrySample { enrolment }),
        Typed::Why => return Some(Press::Why { enrolment }),
        Typed::ChangeWhy => return Some(Press::ChangeWhy { enrolment }),
        Typed::RemoveWhy => return Some(Press::RemoveWhy { enrolment }),
        Typed::Review => return Some(Press::Review { enrolment }),
        Typed::Picture => return Some(Press::ShowPicture { enrolment }),
        Typed::Settings => Wish::ShowSettings,
        Typed::Place => Wish::ShowPlaces,
        Typed::Clock => Wish::ShowZones,
        Typed::Pause => Wish::ShowBreaks,
        Typed::WeekOff => break_of(WEEK),
        Typed::Break(days) => break_of(days),
        Typed::OneADay(on) => Wish::SetOneADay { on },
        Typed::ArabicIndicDigits(arabic_indic) => Wish::SetDigits { arabic_indic },
        _ => return None,
    };
    Some(Press::Wish { enrolment, wish })
}

/// *Submit* under what is ticked, matched or written.
fn submit(desk: &Desk<'_>, participant: &Participant) -> Result<Option<Press>, ActionError> {
    if let Some(press) = practice::button(desk, participant, true) {
        return Ok(Some(press));
    }
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
