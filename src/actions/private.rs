//! What happens in a private chat: commands, words, pictures, being blocked.

use super::arrive::{self};
use super::desk::{ActionError, Desk, Participant, Place};
use super::intent::{Command, Meaning, PrivateEvent, RamadanWish, Sender, Words};
use super::press::press;
use super::relay::{self};
use super::settings::{self};
use super::{
    admin, answering, calendar, certificate, feedback, forget, form, learn, pause, practice, privacy, reread, safety,
    test, typed, why,
};
use crate::rules::decision::Refusal;
use crate::rules::enrolment::Status;
use crate::rules::ids::VersionId;
use crate::rules::model::Person;
use crate::rules::notice::{Notice, PickFor};
use crate::rules::question::{Document, MessageKind};
use crate::rules::role::Act;
use crate::store::chats::Chat;

pub(super) fn private(
    desk: &mut Desk<'_>,
    offered: &[VersionId],
    from: Sender,
    event: &PrivateEvent,
) -> Result<(), ActionError> {
    let chat = desk.chat_of_telegram(from.telegram_id).and_then(|id| desk.work.chats.get(&id));
    let was_unreachable = chat.is_some_and(|chat| chat.unreachable_at.is_some());
    if let Some(chat) = chat.filter(|_| was_unreachable || matches!(event, PrivateEvent::Unblocked)) {
        desk.work.came_back(chat.id);
    }
    let says_nothing = matches!(event, PrivateEvent::Blocked | PrivateEvent::Unblocked | PrivateEvent::Panic { .. });
    if was_unreachable && !says_nothing {
        // Whoever writes can be reached, whatever we were told or missed.
        arrive::reachable_again(desk, from)?;
    }
    if !says_nothing {
        calendar::hear(desk, from.telegram_id)?;
    }
    match event {
        PrivateEvent::Blocked => {
            if let Some(chat) = desk.chat_of_telegram(from.telegram_id).and_then(|id| desk.work.chats.get(&id)).cloned()
            {
                let id = chat.id;
                desk.work.chats.put(id, Chat { unreachable_at: Some(desk.now), ..chat });
                desk.keep_all_of(id)?;
            }
            Ok(())
        }
        PrivateEvent::Unblocked => arrive::reachable_again(desk, from),
        PrivateEvent::Command(command) => private_command(desk, offered, from, command),
        PrivateEvent::Text { message, meaning, words } => text(desk, from, (*message, *meaning, words), offered),
        PrivateEvent::Media { message, kind, document } => media(desk, from, *message, *kind, document.as_ref()),
        PrivateEvent::Press(pressed) => press(desk, offered, from, pressed),
        PrivateEvent::Panic { message } => forget::panic(desk, from, *message),
    }
}

fn private_command(
    desk: &mut Desk<'_>,
    offered: &[VersionId],
    from: Sender,
    command: &Command,
) -> Result<(), ActionError> {
    match command {
        Command::Start(code) => return arrive::start(desk, from, code.as_deref()),
        Command::Claim(code) => return admin::claim(desk, from, code.as_deref()),
        _ => {}
    }
    let chat = arrive::private_chat(desk, from);
    let place = Place { chat, topic: None, enrolment: None };
    if let Command::Verify(words) = command {
        certificate::verify(desk, place, words);
        return Ok(());
    }
    let person = desk.person_of_telegram(from.telegram_id).cloned();
    let current = person.as_ref().map(|person| desk.current(person.id)).transpose()?.flatten();
    let is_admin = person.as_ref().is_some_and(|person| desk.may(person.id, Act::RunCohorts));
    let may_preview = person.as_ref().is_some_and(|person| desk.may(person.id, Act::Preview));
    if let (Some(person), true) = (&person, is_admin)
        && admin_command(desk, offered, person, place, command)?
    {
        return Ok(());
    }
    let here = Place { enrolment: current.as_ref().map(|participant| participant.enrolment.id), ..place };
    match command {
        Command::MyData => {
            forget::show(desk, here);
            return Ok(());
        }
        Command::Forget => {
            forget::ask_at(desk, here, person.as_ref());
            return Ok(());
        }
        _ => {}
    }
    if may_preview && *command == Command::Preview {
        admin::preview(desk, place, offered);
        return Ok(());
    }
    if *command == Command::Privacy {
        privacy::notice(desk, place, offered, person.as_ref(), current.as_ref());
        return Ok(());
    }
    let Some(participant) = current else {
        match command {
            Command::Help => arrive::say_help(desk, chat, None, is_admin),
            _ if is_admin => desk.refuse(place, Refusal::CommandUnknown),
            // Who is not an admin is told nothing about admin commands.
            _ => {
                desk.say(place, Notice::Stranger);
            }
        }
        return Ok(());
    };
    participant_command(desk, participant, command, is_admin)
}

/// True when the command was one for admins.
fn admin_command(
    desk: &mut Desk<'_>,
    offered: &[VersionId],
    person: &Person,
    place: Place,
    command: &Command,
) -> Result<bool, ActionError> {
    match command {
        Command::Admins => admin::admins(desk, person.id, place),
        Command::NewCohort => admin::new_cohort(desk, place, offered),
        Command::Cohorts => admin::cohorts(desk, place),
        Command::Invite => admin::for_cohort(desk, place, PickFor::Invite)?,
        Command::Roster => admin::for_cohort(desk, place, PickFor::Roster)?,
        Command::Stats => admin::for_cohort(desk, place, PickFor::Stats)?,
        Command::Items(week) => admin::for_cohort(desk, place, PickFor::Items { week: *week })?,
        Command::Mentors => desk.refuse(place, Refusal::OnlyInGroup),
        Command::Rest(wish) => calendar::correct_rest(desk, place, *wish)?,
        // An admin who takes part has an hour like everybody; dates are an admin's in any case.
        Command::Ramadan(wish) if is_about_dates(*wish) || desk.current(person.id)?.is_none() => {
            calendar::correct_ramadan(desk, place, *wish)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn is_about_dates(wish: RamadanWish) -> bool {
    matches!(wish, RamadanWish::Dates(_))
}

fn participant_command(
    desk: &mut Desk<'_>,
    participant: Participant,
    command: &Command,
    is_admin: bool,
) -> Result<(), ActionError> {
    let participant = why::let_go(desk, participant);
    let enrolment = participant.enrolment.id;
    if let Status::Onboarding { step } = participant.enrolment.status {
        return match command {
            // What participants can do comes after the last step.
            Command::Help if is_admin => {
                arrive::say_help(desk, participant.person.chat, None, true);
                Ok(())
            }
            _ => arrive::typed(desk, participant, step, Meaning::default()),
        };
    }
    match command {
        Command::Today => learn::today(desk, &participant),
        Command::Ask => relay::prompt(desk, &participant),
        Command::Progress => learn::progress(desk, &participant, false),
        Command::Settings => settings::show(desk, &participant),
        Command::Lessons => reread::list(desk, &participant, None),
        Command::Pause(None) => pause::choose(desk, &participant),
        Command::Pause(Some(days)) => pause::typed(desk, participant, *days),
        Command::Help => arrive::say_help(desk, participant.person.chat, Some(enrolment), is_admin),
        Command::Language(None) => settings::choose_language(desk, &participant),
        Command::Language(Some(code)) => {
            settings::set_language(desk, participant, crate::rules::course::Language::from_code(code));
        }
        Command::Hour(None) => {
            desk.say(participant.place(), Notice::ChooseHour { enrolment });
        }
        Command::Hour(Some(hour)) => settings::set_hour(desk, participant, *hour),
        Command::Safety => safety::show(desk, participant.place()),
        Command::Ramadan(wish) => calendar::ramadan(desk, participant, *wish),
        Command::Stop => settings::choose_stop(desk, &participant),
        Command::Certificate => certificate::get(desk, participant),
        _ => desk.refuse(participant.place(), Refusal::CommandUnknown),
    }
    Ok(())
}

fn text(
    desk: &mut Desk<'_>,
    from: Sender,
    (message, meaning, words): (i64, Meaning, &Words),
    offered: &[VersionId],
) -> Result<(), ActionError> {
    let chat = arrive::private_chat(desk, from);
    let place = Place { chat, topic: None, enrolment: None };
    let person = desk.person_of_telegram(from.telegram_id).map(|person| person.id);
    let current = person.map(|person| desk.current(person)).transpose()?.flatten();
    let Some(participant) = current else {
        let known = person.and_then(|person| desk.work.people.get(&person)).cloned();
        if let Some(wish) = meaning.typed
            && typed::carry_out_for_anybody(desk, place, message, known.as_ref(), wish)?
        {
            return Ok(());
        }
        if person.is_some_and(|person| desk.may(person, Act::RunCohorts)) {
            match (meaning.date, offered) {
                (Some(date), [version, ..]) => admin::zones(desk, place, *version, date),
                _ => arrive::say_help(desk, chat, None, true),
            }
        } else {
            desk.say(place, Notice::Stranger);
        }
        return Ok(());
    };
    let has_arrived = !matches!(participant.enrolment.status, Status::Onboarding { .. });
    if has_arrived && practice::fits(desk, &participant, words)? {
        return Ok(());
    }
    if has_arrived && answering::fits(desk, &participant, words)? {
        return Ok(());
    }
    if form::typed(desk, &participant, message, words)? {
        return Ok(());
    }
    if typed::carry_out(desk, &participant, message, meaning, words)? {
        return Ok(());
    }
    if let Status::Onboarding { step } = participant.enrolment.status {
        desk.answers_below();
        return arrive::typed(desk, participant, step, meaning);
    }
    if feedback::typed(desk, &participant, words) || certificate::typed(desk, &participant, words) {
        return Ok(());
    }
    if practice::typed(desk, &participant, message, (meaning, words))? {
        return Ok(());
    }
    if let Some(letter) = meaning.letter
        && test::typed(desk, &participant, letter)?
    {
        return Ok(());
    }
    if answering::typed(desk, &participant, message, (meaning, words))? {
        return Ok(());
    }
    if !meaning.small_talk && participant.enrolment.awaits_why(desk.now) {
        why::written(desk, participant, words);
        return Ok(());
    }
    relay::ask(desk, &participant, message, MessageKind::Text, meaning.small_talk)
}

fn media(
    desk: &mut Desk<'_>,
    from: Sender,
    message: i64,
    kind: MessageKind,
    document: Option<&Document>,
) -> Result<(), ActionError> {
    let chat = arrive::private_chat(desk, from);
    let person = desk.person_of_telegram(from.telegram_id).map(|person| person.id);
    let current = person.map(|person| desk.current(person)).transpose()?.flatten();
    match current {
        None => {
            desk.say(Place { chat, topic: None, enrolment: None }, Notice::Stranger);
            Ok(())
        }
        Some(participant) => match participant.enrolment.status {
            Status::Onboarding { step } => arrive::typed(desk, participant, step, Meaning::default()),
            // A picture or a voice may be the answer that mentors read.
            _ if kind.is_carried() && answering::written(desk, &participant, message)? => Ok(()),
            _ => match document {
                Some(document) => relay::ask_with_document(desk, &participant, message, document),
                None => relay::ask(desk, &participant, message, kind, false),
            },
        },
    }
}
