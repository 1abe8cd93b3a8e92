//! Arriving: an invitation, five taps, and the first lesson; and coming back.

use super::desk::{ActionError, Desk, Participant, Place};
use super::intent::{Meaning, Pressed, Sender};
use super::learn;
use crate::rules::course::Language;
use crate::rules::decision::Refusal;
use crate::rules::enrolment::{Enrolment, Progress, Status};
use crate::rules::ids::{ChatId, CohortId, EnrolmentId, PersonId};
use crate::rules::model::{Country, DEFAULT_HOUR, Handle, Person};
use crate::rules::notice::{CommandScope, Notice, OnboardingStep, Toast};
use crate::rules::preferences::Preferences;
use crate::rules::role::Act;
use crate::store::chats::{Chat, ChatKind};

/// The private chat of whoever wrote; made when it is new. Whoever writes can be reached again.
pub(super) fn private_chat(desk: &mut Desk<'_>, from: Sender) -> ChatId {
    if let Some(id) = desk.chat_of_telegram(from.telegram_id) {
        let chat = desk.work.chats.get(&id).cloned();
        if let Some(chat) = chat.filter(|chat| chat.unreachable_at.is_some()) {
            desk.work.chats.put(id, Chat { unreachable_at: None, ..chat });
        }
        return id;
    }
    let id = ChatId(desk.work.fresh_id());
    let chat = Chat {
        id,
        telegram_id: from.telegram_id,
        kind: ChatKind::Private,
        language: from.language,
        unreachable_at: None,
    };
    desk.work.chats.put(id, chat);
    id
}

/// The person behind a chat; made when they are new.
pub(super) fn person(desk: &mut Desk<'_>, from: Sender) -> Person {
    let chat = private_chat(desk, from);
    if let Some(person) = desk.work.people.values().find(|person| person.chat == chat) {
        return person.clone();
    }
    let person = Person {
        id: PersonId(desk.work.fresh_id()),
        chat,
        language: from.language.unwrap_or(Language::En),
        country: None,
        zone: None,
        hour: DEFAULT_HOUR,
        has_asked: false,
        preferences: Preferences::default(),
    };
    desk.work.people.put(person.id, person.clone());
    person
}

/// `/start`, with or without the code of an invitation.
pub(super) fn start(desk: &mut Desk<'_>, from: Sender, code: Option<&str>) -> Result<(), ActionError> {
    let chat = private_chat(desk, from);
    let known = desk.person_of_telegram(from.telegram_id).map(|person| person.id);
    let current = known.map(|person| desk.current(person)).transpose()?.flatten();
    let Some(code) = code else {
        return match (current, known) {
            (Some(participant), _) => come_back(desk, participant),
            (None, Some(person)) if desk.may(person, Act::Preview) => {
                let place = Place { chat, topic: None, enrolment: None };
                desk.say(place, Notice::SetCommands { scope: CommandScope::Admin, language: None });
                say_help(desk, chat, None, true);
                Ok(())
            }
            _ => {
                desk.say(Place { chat, topic: None, enrolment: None }, Notice::Stranger);
                Ok(())
            }
        };
    };
    let place = Place { chat, topic: None, enrolment: None };
    let cohort = desk.work.cohorts.values().find(|cohort| cohort.invite_code == code).map(|cohort| cohort.id);
    let Some(cohort) = cohort else {
        desk.refuse(place, Refusal::InvitationUnknown);
        return Ok(());
    };
    let cohort = desk.cohort(cohort)?.clone();
    if let Some(participant) = current {
        if participant.cohort.id == cohort.id {
            return come_back(desk, participant);
        }
        match participant.enrolment.status {
            Status::Left { .. } | Status::Completed { .. } => {}
            // A wrong link was opened first: nobody has arrived there.
            Status::Onboarding { .. } => desk.work.remove_enrolment(participant.enrolment.id),
            _ if participant.cohort.is_closed(desk.now) => {}
            _ => {
                desk.refuse(participant.place(), Refusal::EnrolledElsewhere);
                return Ok(());
            }
        }
    }
    let of_cohort = desk
        .work
        .enrolments()
        .find(|stored| Some(stored.enrolment.person) == known && stored.enrolment.cohort == cohort.id);
    if let Some(id) = of_cohort.map(|stored| stored.enrolment.id) {
        let participant = desk.participant(id)?;
        return come_back(desk, participant);
    }
    if cohort.is_closed(desk.now) {
        desk.refuse(place, Refusal::InvitationClosed { closed_on: cohort.calendar().closes_on() });
        return Ok(());
    }
    if cohort.is_full() {
        desk.refuse(place, Refusal::InvitationFull);
        return Ok(());
    }
    begin(desk, from, cohort.id)
}

/// The first screen of the onboarding.
fn begin(desk: &mut Desk<'_>, from: Sender, cohort: CohortId) -> Result<(), ActionError> {
    let person = person(desk, from);
    let cohort = desk.cohort(cohort)?.clone();
    let id = EnrolmentId(desk.work.fresh_id());
    let enrolment = Enrolment {
        id,
        person: person.id,
        cohort: cohort.id,
        // The real one is drawn on arrival; until then the id stands in for it, below zero where no handle is.
        handle: Handle(-id.0),
        status: Status::Onboarding { step: OnboardingStep::Language },
        progress: Progress::default(),
    };
    let course = desk.course_of(&cohort)?;
    let wanted = course.language_for(from.language.unwrap_or(person.language));
    if person.language != wanted {
        desk.work.people.put(person.id, Person { language: wanted, ..person });
    }
    desk.work.put_enrolment(enrolment, None, desk.now);
    let participant = desk.participant(id)?;
    say_step(desk, &participant, OnboardingStep::Language, false);
    Ok(())
}

/// Back after days: where they stand. Who had left or paused goes on; who could not be reached sees what was missed.
fn come_back(desk: &mut Desk<'_>, mut participant: Participant) -> Result<(), ActionError> {
    match participant.enrolment.status {
        Status::Onboarding { step } => {
            say_step(desk, &participant, step, false);
            Ok(())
        }
        Status::Paused { .. } | Status::Left { .. } => {
            match participant.enrolment.clone().resume(desk.now, &participant.course) {
                Ok(enrolment) => participant.enrolment = enrolment,
                Err(why) => {
                    desk.refuse(participant.place(), why);
                    return Ok(());
                }
            }
            desk.keep(&participant);
            let next_at = participant.next_lesson_at(desk.now);
            let id = participant.enrolment.id;
            desk.say(participant.place(), Notice::Resumed { enrolment: id, next_at });
            show_unfinished(desk, &participant);
            Ok(())
        }
        Status::Waiting | Status::Active | Status::Completed { .. } => {
            // What came while they could not be reached was cancelled, so the newest unfinished lesson is shown again.
            desk.keep(&participant);
            learn::today(desk, &participant);
            Ok(())
        }
    }
}

/// The person can be reached again after having blocked the bot: the schedule goes on, and the newest unfinished lesson,
/// which may have been lost meanwhile, is shown again.
pub(super) fn reachable_again(desk: &mut Desk<'_>, from: Sender) -> Result<(), ActionError> {
    let chat = private_chat(desk, from);
    let Some(person) = desk.work.people.values().find(|person| person.chat == chat).map(|person| person.id) else {
        return Ok(());
    };
    if let Some(participant) = desk.current(person)? {
        desk.keep(&participant);
        show_unfinished(desk, &participant);
    }
    Ok(())
}

/// The newest lesson again, if it is not done: it may have been cancelled or lost while nothing came.
pub(super) fn show_unfinished(desk: &mut Desk<'_>, participant: &Participant) {
    let progress = &participant.enrolment.progress;
    let last = progress.last_lesson(&participant.course).filter(|lesson| !progress.done.contains(lesson));
    if let Some(lesson) = last.filter(|_| participant.enrolment.is_running()) {
        learn::show(desk, participant, lesson);
    }
}

fn say_step(desk: &mut Desk<'_>, participant: &Participant, step: OnboardingStep, on_screen: bool) {
    let notice = Notice::Onboarding {
        enrolment: participant.enrolment.id,
        version: participant.cohort.version,
        step,
        offered_first: participant.person.language,
    };
    if on_screen {
        desk.say_on_screen(participant.place(), notice)
    } else {
        desk.say(participant.place(), notice)
    };
}

/// What a step of the onboarding was answered with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Choice {
    Language(Language),
    Consent(bool),
    Country(Country),
    Hour(u8),
    Back { from: u8 },
}

impl Choice {
    /// The step it answers.
    const fn step(self) -> Option<OnboardingStep> {
        Some(match self {
            Self::Language(_) => OnboardingStep::Language,
            Self::Consent(_) => OnboardingStep::Consent,
            Self::Country(_) => OnboardingStep::Country,
            Self::Hour(_) => OnboardingStep::Hour,
            Self::Back { .. } => return None,
        })
    }
}

/// A button of the onboarding. One of another step than the current changes nothing.
pub(super) fn choose(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    choice: Choice,
) -> Result<(), ActionError> {
    let Status::Onboarding { step } = participant.enrolment.status else {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return Ok(());
    };
    let fits = match choice {
        Choice::Back { from } => from == step.number(),
        _ => choice.step() == Some(step),
    };
    if !fits {
        desk.answer(pressed, Some(&participant.person), Toast::Silent);
        return Ok(());
    }
    let next = match choice {
        Choice::Language(language) => {
            participant.person.language = participant.course.language_for(language);
            OnboardingStep::Consent
        }
        Choice::Consent(true) => OnboardingStep::Country,
        Choice::Consent(false) => {
            decline(desk, &participant);
            desk.answer(pressed, Some(&participant.person), Toast::Silent);
            return Ok(());
        }
        Choice::Country(country) => {
            participant.person.country = Some(country);
            participant.person.zone = country.zone_name().map(str::to_owned);
            OnboardingStep::Hour
        }
        Choice::Hour(hour) => {
            desk.answer(pressed, Some(&participant.person), Toast::Silent);
            return arrive(desk, participant, hour);
        }
        Choice::Back { .. } => step.back(),
    };
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    desk.work.people.put(participant.person.id, participant.person.clone());
    participant.enrolment.status = Status::Onboarding { step: next };
    desk.keep(&participant);
    say_step(desk, &participant, next, false);
    Ok(())
}

/// Text where a button is awaited: an hour may be typed, for the rest it is said what is awaited.
pub(super) fn typed(
    desk: &mut Desk<'_>,
    participant: Participant,
    step: OnboardingStep,
    meaning: Meaning,
) -> Result<(), ActionError> {
    match (step, meaning.hour) {
        (OnboardingStep::Hour, Some(hour)) => arrive(desk, participant, hour),
        _ => {
            let enrolment = participant.enrolment.id;
            desk.say(participant.place(), Notice::ButtonAwaited { enrolment, step });
            Ok(())
        }
    }
}

/// Consent was declined: nothing is kept but the sealed chat, until the answer was delivered.
fn decline(desk: &mut Desk<'_>, participant: &Participant) {
    let place = Place { enrolment: None, ..participant.place() };
    desk.work.remove_enrolment(participant.enrolment.id);
    // The last word is in the language they chose.
    if let Some(chat) = desk.work.chats.get(&participant.person.chat).cloned() {
        desk.work.chats.put(chat.id, Chat { language: Some(participant.person.language), ..chat });
    }
    let person = participant.person.id;
    let is_else = desk.work.enrolments().any(|stored| stored.enrolment.person == person);
    if !is_else && desk.roles_of(person).is_empty() {
        desk.work.remove_person(person);
    }
    desk.say_on_pressed(place, Notice::ConsentDeclined);
}

/// The last step: a handle, the summary, and the first lesson if it is time.
fn arrive(desk: &mut Desk<'_>, mut participant: Participant, hour: u8) -> Result<(), ActionError> {
    let mut cohort = desk.cohort(participant.cohort.id)?.clone();
    let closed_on = cohort.calendar().closes_on();
    let why = if cohort.is_closed(desk.now) {
        Some(Refusal::InvitationClosed { closed_on })
    } else {
        cohort.is_full().then_some(Refusal::InvitationFull)
    };
    if let Some(why) = why {
        // The place that was being taken is gone; nothing of it is kept, so another invitation can be followed.
        desk.work.remove_enrolment(participant.enrolment.id);
        desk.refuse(Place { enrolment: None, ..participant.place() }, why);
        return Ok(());
    }
    let place = participant.place();
    participant.person.hour = hour;
    participant.rhythm = participant.person.rhythm(&cohort, &participant.course);
    participant.enrolment = match participant.enrolment.arrive() {
        Ok(enrolment) => enrolment,
        Err(why) => {
            desk.refuse(place, why);
            return Ok(());
        }
    };
    participant.enrolment.handle = Handle::nth(cohort.enrolled, cohort.salt);
    cohort.enrolled += 1;
    participant.cohort = cohort.clone();
    desk.work.cohorts.put(cohort.id, cohort);
    desk.work.people.put(participant.person.id, participant.person.clone());
    let first = participant.setting(desk.now).next_due(&participant.enrolment).map(|(at, _)| at);
    let notice = Notice::Welcome {
        enrolment: participant.enrolment.id,
        version: participant.cohort.version,
        starts_on: participant.cohort.starts_on,
        first_at: first.filter(|at| *at > desk.now),
    };
    desk.say_on_screen(participant.place(), notice);
    participant.enrolment.progress.contact.hear(participant.rhythm.zone.date(desk.now));
    learn::release(desk, &mut participant, true);
    Ok(())
}

/// `/help`, for whom it is.
pub(super) fn say_help(desk: &mut Desk<'_>, chat: ChatId, enrolment: Option<EnrolmentId>, admin: bool) {
    desk.say(Place { chat, topic: None, enrolment }, Notice::Help { enrolment, admin });
}
