//! Arriving: an invitation, five taps (six where the country does not tell the clock), and the first lesson; and coming
//! back.

use super::desk::{ActionError, Desk, Participant, Place};
use super::intent::{Meaning, Pressed, Sender};
use super::{card, learn, privacy, safety};
use crate::rules::course::Language;
use crate::rules::decision::Refusal;
use crate::rules::enrolment::{Enrolment, Progress, Status};
use crate::rules::ids::{ChatId, CohortId, EnrolmentId, PersonId};
use crate::rules::model::{Country, Handle, Person};
use crate::rules::notice::{CommandScope, Notice, OnboardingStep, Toast};
use crate::rules::place;
use crate::rules::role::Act;
use crate::store::chats::{Chat, ChatKind};
use chrono::DateTime;

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
    if let Some(person) = desk.work.person_at(chat) {
        return person.clone();
    }
    let person = Person::new(PersonId(desk.work.fresh_id()), chat, from.language.unwrap_or(Language::En));
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
    let Some(person) = desk.work.person_at(chat).map(|person| person.id) else {
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

/// A step on the message that was pressed, or in a new one where nothing was; `on_screen`: on the one that stands.
fn say_step(desk: &mut Desk<'_>, participant: &Participant, step: OnboardingStep, on_screen: bool) {
    let is_clock = step == OnboardingStep::Clock;
    let notice = Notice::Onboarding {
        enrolment: participant.enrolment.id,
        version: participant.cohort.version,
        step,
        offered_first: participant.person.language,
        privacy: (step == OnboardingStep::Consent).then(|| privacy::of(desk, participant)),
        zones: if is_clock { clocks(desk, participant) } else { Vec::new() },
        drawn_at: is_clock.then_some(desk.now),
    };
    if on_screen {
        desk.say_on_screen(participant.place(), notice);
    } else {
        desk.say(participant.place(), notice);
    }
}

/// The clocks that who has named this country can choose from.
fn clocks(desk: &Desk<'_>, participant: &Participant) -> Vec<u8> {
    let country = participant.person.country;
    country.map(|country| place::clocks(country, &participant.cohort, desk.now)).unwrap_or_default()
}

/// What a step of the onboarding was answered with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Choice {
    Language(Language),
    Consent(bool),
    Country(Country),
    /// `minute` since 1970: when the times on the buttons were drawn.
    Clock {
        zone: u8,
        minute: u32,
    },
    Hour(u8),
    Phone {
        perhaps: bool,
    },
    Back {
        from: u8,
    },
}

impl Choice {
    /// The step it answers.
    const fn step(self) -> Option<OnboardingStep> {
        Some(match self {
            Self::Language(_) => OnboardingStep::Language,
            Self::Consent(_) => OnboardingStep::Consent,
            Self::Country(_) => OnboardingStep::Country,
            Self::Clock { .. } => OnboardingStep::Clock,
            Self::Hour(_) => OnboardingStep::Hour,
            Self::Phone { .. } => OnboardingStep::Phone,
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
            after_country(desk, &participant)
        }
        Choice::Clock { zone, minute } => after_clock(desk, &mut participant, zone, minute),
        Choice::Hour(hour) => {
            participant.person.hour = hour;
            OnboardingStep::Phone
        }
        Choice::Phone { perhaps } => {
            participant.person.preferences = participant.person.preferences.guarded(perhaps);
            safety::wish(desk, &participant.person, participant.person.preferences);
            desk.answer(pressed, Some(&participant.person), Toast::Silent);
            return arrive(desk, participant);
        }
        Choice::Back { .. } => step.back(after_country(desk, &participant) == OnboardingStep::Clock),
    };
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    go_to(desk, participant, next);
    Ok(())
}

/// Keeps what was answered so far, which stays for days, and asks the next question.
fn go_to(desk: &mut Desk<'_>, mut participant: Participant, next: OnboardingStep) {
    desk.work.people.put(participant.person.id, participant.person.clone());
    participant.enrolment.status = Status::Onboarding { step: next };
    desk.keep(&participant);
    // Also what was typed is answered on the one message.
    say_step(desk, &participant, next, true);
}

/// The clock is asked for where the country does not tell it.
fn after_country(desk: &Desk<'_>, participant: &Participant) -> OnboardingStep {
    if clocks(desk, participant).is_empty() { OnboardingStep::Hour } else { OnboardingStep::Clock }
}

/// The chosen clock. The times on old buttons are not those that people compare with theirs: they are drawn anew.
fn after_clock(desk: &Desk<'_>, participant: &mut Participant, zone: u8, minute: u32) -> OnboardingStep {
    let drawn_at = DateTime::from_timestamp(i64::from(minute) * 60, 0);
    let is_fresh = drawn_at.is_some_and(|at| desk.now - at < place::DRAWN_FOR);
    match place::zone_name(zone).filter(|_| is_fresh) {
        Some(name) => {
            participant.person.zone = Some(name.to_owned());
            OnboardingStep::Hour
        }
        None => OnboardingStep::Clock,
    }
}

/// Text where a button is awaited: an hour and the time on a clock may be typed, for the rest it is said what is awaited.
pub(super) fn typed(
    desk: &mut Desk<'_>,
    mut participant: Participant,
    step: OnboardingStep,
    meaning: Meaning,
) -> Result<(), ActionError> {
    let clock = meaning.time.filter(|_| step == OnboardingStep::Clock);
    let zone = clock.and_then(|time| place::typed(time, &clocks(desk, &participant), desk.now));
    match (step, meaning.hour, zone) {
        (OnboardingStep::Hour, Some(hour), _) => {
            participant.person.hour = hour;
            go_to(desk, participant, OnboardingStep::Phone);
            Ok(())
        }
        (OnboardingStep::Clock, _, Some(zone)) => {
            participant.person.zone = Some(zone);
            go_to(desk, participant, OnboardingStep::Hour);
            Ok(())
        }
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
    let is_else = desk.work.enrolments_of(person).next().is_some();
    if !is_else && desk.roles_of(person).is_empty() {
        desk.work.remove_person(person);
    }
    desk.say_on_pressed(place, Notice::ConsentDeclined);
}

/// The last step: a handle, the summary, and the first lesson if it is time.
fn arrive(desk: &mut Desk<'_>, mut participant: Participant) -> Result<(), ActionError> {
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
    participant.rhythm = participant.person.rhythm(&cohort, &participant.course);
    participant.enrolment = match participant.enrolment.arrive() {
        Ok(enrolment) => enrolment,
        Err(why) => {
            desk.refuse(place, why);
            return Ok(());
        }
    };
    participant.enrolment.handle = cohort.draw_handle();
    cohort.enrolled += 1;
    participant.cohort = cohort.clone();
    desk.work.cohorts.put(cohort.id, cohort);
    desk.work.people.put(participant.person.id, participant.person.clone());
    // Who arrives after that evening has just read when it begins.
    let eve_at = participant.setting(desk.now).eve_at(&participant.enrolment);
    participant.enrolment.progress.eve = eve_at.is_none_or(|at| at <= desk.now);
    let notice = card::card(desk, &participant);
    desk.say_on_screen(participant.place(), notice);
    participant.enrolment.progress.contact.hear(participant.rhythm.zone.date(desk.now));
    learn::release(desk, &mut participant, true);
    Ok(())
}

/// `/help`, for whom it is.
pub(super) fn say_help(desk: &mut Desk<'_>, chat: ChatId, enrolment: Option<EnrolmentId>, admin: bool) {
    desk.say(Place { chat, topic: None, enrolment }, Notice::Help { enrolment, admin });
}
