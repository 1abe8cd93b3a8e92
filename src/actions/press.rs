//! A button pressed in a private chat. Its data are untrusted: whose it is and what they may do is checked here.

use super::arrive::{self, Choice};
use super::desk::{ActionError, Desk, Participant, Place};
use super::intent::{Pressed, Sender};
use super::relay::{self, Turn};
use super::settings::{self, Stop};
use super::why::{self, Sentence};
use super::{
    admin, answering, calendar, card, certificate, correction, discreet, feedback, forget, form, items, learn,
    look_back, practice, review, safety, test, wish,
};
use crate::rules::answer::Given;
use crate::rules::enrolment::Status;
use crate::rules::ids::{PersonId, VersionId};
use crate::rules::model::Person;
use crate::rules::notice::{Notice, PickFor, Toast};
use crate::rules::press::Press;
use crate::rules::role::Act;

pub(super) fn press(
    desk: &mut Desk<'_>,
    offered: &[VersionId],
    from: Sender,
    pressed: &Pressed,
) -> Result<(), ActionError> {
    let chat = arrive::private_chat(desk, from);
    desk.pressed_in(chat, pressed.message);
    let person = desk.person_of_telegram(from.telegram_id).cloned();
    let (Some(press), Some(person)) = (pressed.press, person.as_ref()) else {
        desk.answer(pressed, person.as_ref(), Toast::OldButton);
        return Ok(());
    };
    let place = Place { chat, topic: None, enrolment: None };
    let of_person = desk.current(person.id)?.map(|participant| participant.enrolment.id);
    let here = Place { enrolment: of_person, ..place };
    if let Some(done) = personal_press(desk, pressed, person, here, press) {
        return done;
    }
    if let Some(done) = admin_press(desk, pressed, person, place, press, offered) {
        return done;
    }
    match participant_of(desk, person.id, press)? {
        Some(participant) => participant_press(desk, pressed, participant, press),
        None => {
            desk.answer(pressed, Some(person), Toast::OldButton);
            Ok(())
        }
    }
}

/// Words that stand for a press, of somebody who is in a course or in none.
pub(super) fn typed_press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    place: Place,
    person: &Person,
    participant: Option<Participant>,
    press: Press,
) -> Result<(), ActionError> {
    match (personal_press(desk, pressed, person, place, press), participant) {
        (Some(done), _) => done,
        (None, Some(participant)) => participant_press(desk, pressed, participant, press),
        (None, None) => Ok(()),
    }
}

/// A button about the person and their phone, whatever course they are in; `None` for others.
fn personal_press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    person: &Person,
    place: Place,
    press: Press,
) -> Option<Result<(), ActionError>> {
    if let Some(done) = discreet::press(desk, pressed, person, press) {
        return Some(done);
    }
    if safety::press(desk, pressed, person, place, press) {
        return Some(Ok(()));
    }
    forget::press(desk, pressed, person, place, press)
}

/// The participant that a press is about, if it is the one who pressed.
fn participant_of(desk: &Desk<'_>, person: PersonId, press: Press) -> Result<Option<Participant>, ActionError> {
    let enrolment = match press {
        Press::ChooseLanguage { enrolment, .. }
        | Press::Consent { enrolment, .. }
        | Press::ChooseCountry { enrolment, .. }
        | Press::ChooseHour { enrolment, .. }
        | Press::OnboardingBack { enrolment, .. }
        | Press::ChooseClock { enrolment, .. }
        | Press::PhoneSeen { enrolment, .. }
        | Press::AnotherName { enrolment, .. }
        | Press::Card { enrolment }
        | Press::CardHours { enrolment }
        | Press::CardHour { enrolment, .. }
        | Press::TrySample { enrolment }
        | Press::AnswerSample { enrolment, .. }
        | Press::Why { enrolment }
        | Press::ChangeWhy { enrolment }
        | Press::RemoveWhy { enrolment }
        | Press::Done { enrolment, .. }
        | Press::NextLesson { enrolment, .. }
        | Press::OpenLesson { enrolment, .. }
        | Press::ShowFile { enrolment, .. }
        | Press::StartWeek { enrolment, .. }
        | Press::AskMentor { enrolment }
        | Press::ShowWaiting { enrolment }
        | Press::StartTest { enrolment, .. }
        | Press::ShowPicture { enrolment }
        | Press::WriteSentence { enrolment, .. }
        | Press::NoSentence { enrolment, .. }
        | Press::Quote { enrolment, .. }
        | Press::Review { enrolment }
        | Press::ReviewAnswer { enrolment, .. }
        | Press::Practice { enrolment, .. }
        | Press::Form { enrolment, .. }
        | Press::Pause { enrolment }
        | Press::Leave { enrolment }
        | Press::Resume { enrolment }
        | Press::Certificate { enrolment, .. }
        | Press::Wish { enrolment, .. } => Some(enrolment),
        Press::Answer { attempt, .. }
        | Press::Toggle { attempt, .. }
        | Press::Match { attempt, .. }
        | Press::MatchBack { attempt, .. }
        | Press::Submit { attempt, .. }
        | Press::AsQuestion { attempt, .. }
        | Press::Seen { attempt, .. }
        | Press::ContinueLater { attempt }
        | Press::Continue { attempt }
        | Press::LookBack { attempt, .. }
        | Press::Rate { attempt, .. } => desk.work.attempts.get(&attempt).map(|attempt| attempt.enrolment),
        Press::SendQuestion { question }
        | Press::DiscardQuestion { question }
        | Press::Withdraw { question }
        | Press::Helped { question } => desk.work.questions.get(&question).map(|question| question.enrolment),
        _ => return desk.current(person),
    };
    let known = enrolment
        .filter(|enrolment| desk.work.enrolment(*enrolment).is_some_and(|stored| stored.enrolment.person == person));
    known.map(|enrolment| desk.participant(enrolment)).transpose()
}

pub(super) fn participant_press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: Participant,
    press: Press,
) -> Result<(), ActionError> {
    let participant = match press {
        // What it says is that no sentence comes.
        Press::NoSentence { .. } => participant,
        _ => why::let_go(desk, participant),
    };
    let is_onboarding = matches!(participant.enrolment.status, Status::Onboarding { .. });
    match press {
        Press::ChooseLanguage { language, .. } => {
            arrive::choose(desk, pressed, participant, Choice::Language(language))
        }
        Press::Consent { given, .. } => arrive::choose(desk, pressed, participant, Choice::Consent(given)),
        Press::ChooseCountry { country, .. } => arrive::choose(desk, pressed, participant, Choice::Country(country)),
        Press::ChooseHour { hour, .. } => arrive::choose(desk, pressed, participant, Choice::Hour(hour)),
        Press::OnboardingBack { from, .. } => arrive::choose(desk, pressed, participant, Choice::Back { from }),
        Press::ChooseClock { zone, minute, .. } => {
            arrive::choose(desk, pressed, participant, Choice::Clock { zone, minute })
        }
        Press::PhoneSeen { perhaps, .. } => arrive::choose(desk, pressed, participant, Choice::Phone { perhaps }),
        _ if is_onboarding => {
            desk.answer(pressed, Some(&participant.person), Toast::OldButton);
            Ok(())
        }
        Press::AnotherName { .. }
        | Press::Card { .. }
        | Press::CardHours { .. }
        | Press::CardHour { .. }
        | Press::TrySample { .. }
        | Press::AnswerSample { .. } => card::press(desk, pressed, participant, press),
        Press::Why { .. } => why::pressed(desk, pressed, participant, Sentence::See),
        Press::ChangeWhy { .. } => why::pressed(desk, pressed, participant, Sentence::Change),
        Press::RemoveWhy { .. } => why::pressed(desk, pressed, participant, Sentence::Remove),
        Press::Done { lesson, .. } => learn::done(desk, pressed, participant, lesson),
        Press::NextLesson { after, .. } => learn::next(desk, pressed, participant, after),
        Press::OpenLesson { lesson, .. } => learn::open(desk, pressed, participant, lesson),
        Press::ShowFile { lesson, number, .. } => {
            learn::file(desk, pressed, &participant, lesson, number);
            Ok(())
        }
        Press::ShowWaiting { .. } => learn::open_waiting(desk, pressed, participant),
        Press::StartWeek { week, .. } => learn::start_week(desk, pressed, participant, week),
        Press::StartTest { week, number, .. } => test::start(desk, pressed, participant, week, number),
        Press::Answer { attempt, position, choice } => match desk.work.attempts.get(&attempt).cloned() {
            Some(attempt) => test::give(desk, Some(pressed), participant, &attempt, position, Given::Choice(choice)),
            None => Ok(()),
        },
        Press::Toggle { .. }
        | Press::Match { .. }
        | Press::MatchBack { .. }
        | Press::Submit { .. }
        | Press::AsQuestion { .. }
        | Press::Seen { .. } => answering::press(desk, pressed, &participant, press).unwrap_or(Ok(())),
        Press::ContinueLater { attempt } => match desk.work.attempts.get(&attempt).cloned() {
            Some(attempt) => test::later(desk, pressed, &participant, &attempt),
            None => Ok(()),
        },
        Press::LookBack { attempt, position } => match desk.work.attempts.get(&attempt).cloned() {
            Some(attempt) => look_back::press(desk, pressed, &participant, &attempt, position),
            None => Ok(()),
        },
        Press::Continue { attempt } => match desk.work.attempts.get(&attempt).cloned() {
            Some(attempt) => test::go_on(desk, pressed, &participant, &attempt),
            None => Ok(()),
        },
        Press::Rate { attempt, question, step } => match desk.work.attempts.get(&attempt).cloned() {
            Some(attempt) => feedback::rate(desk, pressed, participant, &attempt, (question, step)),
            None => Ok(()),
        },
        Press::WriteSentence { week, .. } => {
            feedback::announce(desk, pressed, participant, week);
            Ok(())
        }
        Press::NoSentence { week, .. } => {
            feedback::forgo(desk, pressed, participant, week);
            Ok(())
        }
        Press::Quote { week, quotable, .. } => {
            feedback::quote(desk, pressed, &participant, week, quotable);
            Ok(())
        }
        Press::Form { press, .. } => form::press(desk, pressed, participant, press),
        Press::Review { .. } => {
            review::show(desk, pressed, participant);
            Ok(())
        }
        Press::ReviewAnswer { week, item, choice, .. } => {
            review::answer(desk, Some(pressed), participant, (week, item), Given::Choice(choice))
        }
        Press::Practice { week, item, step, .. } => practice::press(desk, pressed, participant, (week, item), step),
        Press::ShowPicture { .. } => {
            desk.answer(pressed, Some(&participant.person), Toast::Silent);
            learn::progress(desk, &participant, true);
            Ok(())
        }
        Press::SendQuestion { question } => question_press(desk, pressed, &participant, question, Turn::Send),
        Press::DiscardQuestion { question } => question_press(desk, pressed, &participant, question, Turn::Discard),
        Press::Withdraw { question } => question_press(desk, pressed, &participant, question, Turn::Withdraw),
        Press::Helped { question } => question_press(desk, pressed, &participant, question, Turn::Helped),
        Press::Pause { .. } => settings::stop(desk, pressed, participant, Stop::Pause),
        Press::Leave { .. } => settings::stop(desk, pressed, participant, Stop::Leave),
        Press::Resume { .. } => settings::stop(desk, pressed, participant, Stop::Resume),
        Press::Certificate { step, .. } => {
            certificate::press(desk, pressed, participant, step);
            Ok(())
        }
        Press::Wish { wish, .. } => wish::wish(desk, pressed, participant, wish),
        _ => {
            settings_press(desk, pressed, participant, press);
            Ok(())
        }
    }
}

fn question_press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: &Participant,
    question: crate::rules::ids::QuestionId,
    turn: Turn,
) -> Result<(), ActionError> {
    if let Some(question) = desk.work.questions.get(&question).cloned() {
        relay::turn(desk, pressed, participant, question, turn);
    }
    Ok(())
}

fn settings_press(desk: &mut Desk<'_>, pressed: &Pressed, participant: Participant, press: Press) {
    let enrolment = participant.enrolment.id;
    let toast = match press {
        Press::SetLanguage { .. } | Press::SetHour { .. } | Press::SetRamadanHour { .. } => Toast::Saved,
        Press::ShowLanguages
        | Press::ShowHours
        | Press::ShowRamadanHours
        | Press::ShowStop
        | Press::AskMentor { .. } => Toast::Silent,
        _ => Toast::OldButton,
    };
    desk.answer(pressed, Some(&participant.person), toast);
    match press {
        Press::AskMentor { .. } => relay::prompt(desk, &participant),
        Press::ShowLanguages => settings::choose_language(desk, &participant),
        Press::SetLanguage { language } => settings::set_language(desk, participant, Some(language)),
        Press::ShowHours => {
            desk.say(participant.place(), Notice::ChooseHour { enrolment });
        }
        Press::SetHour { hour } => settings::set_hour(desk, participant, Some(hour)),
        Press::ShowRamadanHours => calendar::ramadan_hours(desk, &participant),
        Press::SetRamadanHour { at } => calendar::set_ramadan_hour(desk, participant, at),
        Press::ShowStop => settings::choose_stop(desk, &participant),
        _ => {}
    }
}

/// A button of the admins'; `None` for other buttons. Pressed by somebody else it means nothing.
fn admin_press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    person: &Person,
    place: Place,
    press: Press,
    offered: &[VersionId],
) -> Option<Result<(), ActionError>> {
    let act = match press {
        Press::PreviewCourse { .. }
        | Press::PreviewLesson { .. }
        | Press::PreviewTest { .. }
        | Press::PreviewForm { .. } => Act::Preview,
        Press::RemoveAdmin { .. } => Act::NameAdmins,
        Press::CohortCourse { .. }
        | Press::CohortStart { .. }
        | Press::CohortZone { .. }
        | Press::CohortCreate { .. }
        | Press::Invite { .. }
        | Press::Roster { .. }
        | Press::Stats { .. }
        | Press::CorrectDays { .. }
        | Press::Items { .. }
        | Press::Regrade { .. }
        | Press::ItemsChart { .. } => Act::RunCohorts,
        _ => return None,
    };
    if !desk.may(person.id, act) {
        desk.answer(pressed, Some(person), Toast::OldButton);
        return Some(Ok(()));
    }
    if let Press::RemoveAdmin { person: removed } = press {
        admin::remove_admin(desk, pressed, person.id, place, removed);
        return Some(Ok(()));
    }
    if let Some(done) = correction::press(desk, pressed, person, place, press) {
        return Some(done);
    }
    if let Press::CorrectDays { cohort, correction } = press {
        return Some(calendar::correct_pressed(desk, pressed, person, place, (cohort, correction)));
    }
    let known = match press {
        Press::CohortCourse { version }
        | Press::CohortStart { version, .. }
        | Press::CohortZone { version, .. }
        | Press::CohortCreate { version, .. } => offered.contains(&version),
        Press::Invite { cohort }
        | Press::Roster { cohort, .. }
        | Press::Stats { cohort }
        | Press::Items { cohort, .. }
        | Press::ItemsChart { cohort, .. } => desk.cohort(cohort).is_ok(),
        _ => true,
    };
    if !known {
        desk.answer(pressed, Some(person), Toast::OldButton);
        return Some(Ok(()));
    }
    desk.answer(pressed, Some(person), Toast::Silent);
    Some(match press {
        Press::CohortCourse { version } => {
            admin::start_dates(desk, place, version);
            Ok(())
        }
        Press::CohortStart { version, starts_on } => {
            admin::zones(desk, place, version, starts_on);
            Ok(())
        }
        Press::CohortZone { version, starts_on, zone } => {
            admin::confirm(desk, place, version, starts_on, zone);
            Ok(())
        }
        Press::CohortCreate { version, starts_on, zone } => {
            admin::create(desk, pressed, person.id, place, version, starts_on, zone)
        }
        Press::Invite { cohort } => admin::show(desk, place, cohort, PickFor::Invite, 0),
        Press::Roster { cohort, page } => admin::show(desk, place, cohort, PickFor::Roster, page),
        Press::Stats { cohort } => admin::show(desk, place, cohort, PickFor::Stats, 0),
        Press::Items { cohort, week, page } => {
            let week = (week > 0).then_some(week);
            admin::show(desk, place, cohort, PickFor::Items { week }, page)
        }
        Press::ItemsChart { cohort, week, part } => items::chart(desk, place, cohort, week, part),
        Press::PreviewCourse { version, language } => {
            desk.say(place, Notice::PreviewCourse { version, language });
            Ok(())
        }
        Press::PreviewLesson { version, language, lesson } => {
            admin::preview_lesson(desk, place, version, language, lesson);
            Ok(())
        }
        Press::PreviewTest { version, language, week } => {
            admin::preview_test(desk, place, version, language, week);
            Ok(())
        }
        Press::PreviewForm { version, language } => {
            form::preview(desk, place, version, language);
            Ok(())
        }
        _ => Ok(()),
    })
}
