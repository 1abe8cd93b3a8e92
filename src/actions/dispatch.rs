//! From an intent to its use case, and what each needs loaded. Reads as a table.

use super::arrive::{self, Choice};
use super::desk::{ActionError, Desk, Participant, Place};
use super::intent::{Command, GroupChat, GroupEvent, Intent, Meaning, Pressed, PrivateEvent, Sender, Update};
use super::relay::{self, Turn};
use super::settings::{self, Stop};
use super::{admin, group, learn, test};
use crate::rules::decision::Refusal;
use crate::rules::enrolment::Status;
use crate::rules::ids::{EnrolmentId, PersonId, VersionId};
use crate::rules::model::Person;
use crate::rules::notice::{GroupLack, Notice, PickFor, Toast};
use crate::rules::press::Press;
use crate::rules::question::MessageKind;
use crate::rules::role::Act;
use crate::store::chats::Chat;
use crate::store::{Needs, Work};
use chrono::{DateTime, Utc};

/// What an intent is about.
pub(super) fn needs(intent: &Intent, needs: &mut Needs) {
    let (chat, pressed) = match intent {
        Intent::Private { from, event } => {
            needs.telegram_ids.insert(from.telegram_id);
            match event {
                PrivateEvent::Command(Command::Claim(_)) => {
                    needs.claim = true;
                    return;
                }
                PrivateEvent::Press(pressed) => (from.telegram_id, pressed),
                _ => return,
            }
        }
        Intent::Group { chat, from, event } => {
            needs.telegram_ids.extend([chat.telegram_id, from.telegram_id]);
            needs.threads.extend(chat.thread.map(|thread| (chat.telegram_id, thread)));
            match event {
                GroupEvent::Message { reply_to: Some(message), .. } => {
                    needs.messages.insert((chat.telegram_id, *message));
                    return;
                }
                GroupEvent::BotRemoved | GroupEvent::BotChanged => {
                    needs.admins = true;
                    return;
                }
                GroupEvent::Migrated { to } => {
                    needs.telegram_ids.insert(*to);
                    return;
                }
                GroupEvent::Press(pressed) => (chat.telegram_id, pressed),
                _ => return,
            }
        }
        Intent::Ignored => return,
    };
    needs.messages.extend(pressed.message.map(|message| (chat, message)));
    match pressed.press {
        Some(Press::Answer { attempt, .. } | Press::ContinueLater { attempt } | Press::Continue { attempt }) => {
            needs.attempts.insert(attempt);
        }
        Some(
            Press::SendQuestion { question }
            | Press::DiscardQuestion { question }
            | Press::Withdraw { question }
            | Press::Helped { question },
        ) => {
            needs.questions.insert(question);
        }
        Some(Press::GiveAttempt { enrolment, .. } | Press::OpenWeek { enrolment, .. }) => {
            needs.enrolments.insert(enrolment);
        }
        Some(Press::Roster { cohort, .. } | Press::Stats { cohort }) => {
            needs.rosters.insert(cohort);
        }
        Some(Press::RemoveAdmin { .. }) => needs.admins = true,
        _ => {}
    }
}

/// What can only be known once the first needs are loaded: of which cohort a roster is wanted, and which topics exist
/// that an announcement could be of.
pub(super) fn second_needs(work: &Work, updates: &[Update], now: DateTime<Utc>) -> Option<Needs> {
    let mut more = Needs::default();
    for update in updates {
        match &update.intent {
            Intent::Private { event: PrivateEvent::Command(Command::Roster | Command::Stats), .. } => {
                let mut open = work.cohorts.values().filter(|cohort| !cohort.is_closed(now));
                if let (Some(cohort), None) = (open.next(), open.next()) {
                    more.rosters.insert(cohort.id);
                }
            }
            Intent::Group { chat, event: GroupEvent::TopicMade { by_us: true, handle: Some(handle), .. }, .. } => {
                let group = work.chats.values().find(|known| known.telegram_id == chat.telegram_id).map(|chat| chat.id);
                let cohorts =
                    work.cohorts.values().filter(|cohort| cohort.mentors.is_some() && cohort.mentors == group);
                more.handles.extend(cohorts.map(|cohort| (cohort.id, *handle)));
            }
            _ => {}
        }
    }
    (more != Needs::default()).then_some(more)
}

/// Carries an intent out.
pub(super) fn carry_out(desk: &mut Desk<'_>, offered: &[VersionId], intent: &Intent) -> Result<(), ActionError> {
    desk.phone = match intent {
        Intent::Private { from, .. } | Intent::Group { from, .. } => from.language,
        Intent::Ignored => None,
    };
    match intent {
        Intent::Ignored => Ok(()),
        Intent::Private { from, event } => private(desk, offered, *from, event),
        Intent::Group { chat, from, event } => in_group(desk, *chat, *from, event),
    }
}

fn private(desk: &mut Desk<'_>, offered: &[VersionId], from: Sender, event: &PrivateEvent) -> Result<(), ActionError> {
    let chat = desk.chat_of_telegram(from.telegram_id).and_then(|id| desk.work.chats.get(&id));
    let was_unreachable = chat.is_some_and(|chat| chat.unreachable_at.is_some());
    if was_unreachable && !matches!(event, PrivateEvent::Blocked | PrivateEvent::Unblocked) {
        // Whoever writes can be reached, whatever we were told or missed.
        arrive::reachable_again(desk, from)?;
    }
    match event {
        PrivateEvent::Blocked => {
            if let Some(chat) = desk.chat_of_telegram(from.telegram_id).and_then(|id| desk.work.chats.get(&id)).cloned()
            {
                desk.work.chats.put(chat.id, Chat { unreachable_at: Some(desk.now), ..chat });
                keep_all(desk, from)?;
            }
            Ok(())
        }
        PrivateEvent::Unblocked => arrive::reachable_again(desk, from),
        PrivateEvent::Command(command) => private_command(desk, offered, from, command),
        PrivateEvent::Text { message, meaning } => text(desk, from, *message, *meaning, offered),
        PrivateEvent::Media { message, kind } => media(desk, from, *message, *kind),
        PrivateEvent::Press(pressed) => press(desk, offered, from, pressed),
    }
}

/// Computes anew what comes to somebody whose reachability changed.
fn keep_all(desk: &mut Desk<'_>, from: Sender) -> Result<(), ActionError> {
    let person = desk.person_of_telegram(from.telegram_id).map(|person| person.id);
    let enrolments: Vec<EnrolmentId> = desk
        .work
        .enrolments()
        .filter(|stored| Some(stored.enrolment.person) == person)
        .map(|stored| stored.enrolment.id)
        .collect();
    for enrolment in enrolments {
        let participant = desk.participant(enrolment)?;
        desk.keep(&participant);
    }
    Ok(())
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
    let person = desk.person_of_telegram(from.telegram_id).cloned();
    let current = person.as_ref().map(|person| desk.current(person.id)).transpose()?.flatten();
    let is_admin = person.as_ref().is_some_and(|person| desk.may(person.id, Act::RunCohorts));
    let may_preview = person.as_ref().is_some_and(|person| desk.may(person.id, Act::Preview));
    if let (Some(person), true) = (&person, is_admin)
        && admin_command(desk, offered, person, place, command)?
    {
        return Ok(());
    }
    if may_preview && *command == Command::Preview {
        admin::preview(desk, place, offered);
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
        Command::Mentors => desk.refuse(place, Refusal::OnlyInGroup),
        _ => return Ok(false),
    }
    Ok(true)
}

fn participant_command(
    desk: &mut Desk<'_>,
    participant: Participant,
    command: &Command,
    is_admin: bool,
) -> Result<(), ActionError> {
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
        Command::Progress => learn::progress(desk, &participant),
        Command::Settings => {
            desk.say(participant.place(), Notice::Settings { enrolment });
        }
        Command::Help => arrive::say_help(desk, participant.person.chat, Some(enrolment), is_admin),
        Command::Language(None) => settings::choose_language(desk, &participant),
        Command::Language(Some(code)) => {
            settings::set_language(desk, participant, crate::rules::course::Language::from_code(code));
        }
        Command::Hour(None) => {
            desk.say(participant.place(), Notice::ChooseHour { enrolment });
        }
        Command::Hour(Some(hour)) => settings::set_hour(desk, participant, *hour),
        Command::Stop => {
            desk.say(participant.place(), Notice::ChooseStop { enrolment });
        }
        _ => desk.refuse(participant.place(), Refusal::CommandUnknown),
    }
    Ok(())
}

fn text(
    desk: &mut Desk<'_>,
    from: Sender,
    message: i64,
    meaning: Meaning,
    offered: &[VersionId],
) -> Result<(), ActionError> {
    let chat = arrive::private_chat(desk, from);
    let place = Place { chat, topic: None, enrolment: None };
    let person = desk.person_of_telegram(from.telegram_id).map(|person| person.id);
    let current = person.map(|person| desk.current(person)).transpose()?.flatten();
    let Some(participant) = current else {
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
    if let Status::Onboarding { step } = participant.enrolment.status {
        return arrive::typed(desk, participant, step, meaning);
    }
    if let Some(letter) = meaning.letter
        && test::typed(desk, &participant, letter)?
    {
        return Ok(());
    }
    relay::ask(desk, &participant, message, MessageKind::Text, meaning.small_talk)
}

fn media(desk: &mut Desk<'_>, from: Sender, message: i64, kind: MessageKind) -> Result<(), ActionError> {
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
            _ => relay::ask(desk, &participant, message, kind, false),
        },
    }
}

fn press(desk: &mut Desk<'_>, offered: &[VersionId], from: Sender, pressed: &Pressed) -> Result<(), ActionError> {
    let chat = arrive::private_chat(desk, from);
    desk.pressed_in(chat, pressed.message);
    let person = desk.person_of_telegram(from.telegram_id).cloned();
    let (Some(press), Some(person)) = (pressed.press, person.as_ref()) else {
        desk.answer(pressed, person.as_ref(), Toast::OldButton);
        return Ok(());
    };
    let place = Place { chat, topic: None, enrolment: None };
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

/// The participant that a press is about, if it is the one who pressed.
fn participant_of(desk: &Desk<'_>, person: PersonId, press: Press) -> Result<Option<Participant>, ActionError> {
    let enrolment = match press {
        Press::ChooseLanguage { enrolment, .. }
        | Press::Consent { enrolment, .. }
        | Press::ChooseCountry { enrolment, .. }
        | Press::ChooseHour { enrolment, .. }
        | Press::OnboardingBack { enrolment, .. }
        | Press::Done { enrolment, .. }
        | Press::NextLesson { enrolment, .. }
        | Press::OpenLesson { enrolment, .. }
        | Press::StartWeek { enrolment, .. }
        | Press::AskMentor { enrolment }
        | Press::StartTest { enrolment, .. }
        | Press::Pause { enrolment }
        | Press::Leave { enrolment }
        | Press::Resume { enrolment } => Some(enrolment),
        Press::Answer { attempt, .. } | Press::ContinueLater { attempt } | Press::Continue { attempt } => {
            desk.work.attempts.get(&attempt).map(|attempt| attempt.enrolment)
        }
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

fn participant_press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: Participant,
    press: Press,
) -> Result<(), ActionError> {
    let is_onboarding = matches!(participant.enrolment.status, Status::Onboarding { .. });
    match press {
        Press::ChooseLanguage { language, .. } => {
            arrive::choose(desk, pressed, participant, Choice::Language(language))
        }
        Press::Consent { given, .. } => arrive::choose(desk, pressed, participant, Choice::Consent(given)),
        Press::ChooseCountry { country, .. } => arrive::choose(desk, pressed, participant, Choice::Country(country)),
        Press::ChooseHour { hour, .. } => arrive::choose(desk, pressed, participant, Choice::Hour(hour)),
        Press::OnboardingBack { from, .. } => arrive::choose(desk, pressed, participant, Choice::Back { from }),
        _ if is_onboarding => {
            desk.answer(pressed, Some(&participant.person), Toast::OldButton);
            Ok(())
        }
        Press::Done { lesson, .. } => learn::done(desk, pressed, participant, lesson),
        Press::NextLesson { after, .. } => learn::next(desk, pressed, participant, after),
        Press::OpenLesson { lesson, .. } => learn::open(desk, pressed, participant, lesson),
        Press::StartWeek { week, .. } => learn::start_week(desk, pressed, participant, week),
        Press::StartTest { week, number, .. } => test::start(desk, pressed, participant, week, number),
        Press::Answer { attempt, position, choice } => match desk.work.attempts.get(&attempt).cloned() {
            Some(attempt) => test::answer(desk, Some(pressed), participant, &attempt, position, choice),
            None => Ok(()),
        },
        Press::ContinueLater { attempt } => {
            if let Some(attempt) = desk.work.attempts.get(&attempt).cloned() {
                test::later(desk, pressed, &participant, &attempt);
            }
            Ok(())
        }
        Press::Continue { attempt } => match desk.work.attempts.get(&attempt).cloned() {
            Some(attempt) => test::go_on(desk, pressed, &participant, &attempt),
            None => Ok(()),
        },
        Press::SendQuestion { question } => question_press(desk, pressed, &participant, question, Turn::Send),
        Press::DiscardQuestion { question } => question_press(desk, pressed, &participant, question, Turn::Discard),
        Press::Withdraw { question } => question_press(desk, pressed, &participant, question, Turn::Withdraw),
        Press::Helped { question } => question_press(desk, pressed, &participant, question, Turn::Helped),
        Press::Pause { .. } => settings::stop(desk, pressed, participant, Stop::Pause),
        Press::Leave { .. } => settings::stop(desk, pressed, participant, Stop::Leave),
        Press::Resume { .. } => settings::stop(desk, pressed, participant, Stop::Resume),
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
        Press::SetLanguage { .. } | Press::SetHour { .. } => Toast::Saved,
        Press::ShowLanguages | Press::ShowHours | Press::ShowStop | Press::AskMentor { .. } => Toast::Silent,
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
        Press::ShowStop => {
            desk.say(participant.place(), Notice::ChooseStop { enrolment });
        }
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
        Press::PreviewCourse { .. } | Press::PreviewLesson { .. } | Press::PreviewTest { .. } => Act::Preview,
        Press::RemoveAdmin { .. } => Act::NameAdmins,
        Press::CohortCourse { .. }
        | Press::CohortStart { .. }
        | Press::CohortZone { .. }
        | Press::CohortCreate { .. }
        | Press::Invite { .. }
        | Press::Roster { .. }
        | Press::Stats { .. } => Act::RunCohorts,
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
    let known = match press {
        Press::CohortCourse { version }
        | Press::CohortStart { version, .. }
        | Press::CohortZone { version, .. }
        | Press::CohortCreate { version, .. } => offered.contains(&version),
        Press::Invite { cohort } | Press::Roster { cohort, .. } | Press::Stats { cohort } => {
            desk.cohort(cohort).is_ok()
        }
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
        _ => Ok(()),
    })
}

fn in_group(desk: &mut Desk<'_>, chat: GroupChat, from: Sender, event: &GroupEvent) -> Result<(), ActionError> {
    let by = desk.person_of_telegram(from.telegram_id).map(|person| person.id);
    let is_admin = by.is_some_and(|by| desk.may(by, Act::RunCohorts));
    if let (GroupEvent::Command { command: Command::Mentors, .. }, Some(by), true) = (event, by, is_admin) {
        group::mentors(desk, chat, by);
        return Ok(());
    }
    // Groups that serve no cohort, and are not about to, are none of our business.
    let Some(id) = desk.chat_of_telegram(chat.telegram_id) else { return Ok(()) };
    match event {
        GroupEvent::Press(pressed) => {
            desk.pressed_in(id, pressed.message);
            group_press(desk, chat, id, by, is_admin, pressed)
        }
        GroupEvent::Message { message, kind, note, reply_to } => {
            let is_bound = desk.work.cohorts.values().any(|cohort| cohort.mentors == Some(id));
            if *note || !is_bound {
                return Ok(());
            }
            let topic = chat.thread.and_then(|thread| {
                desk.work.topics.values().find(|topic| topic.chat == id && topic.thread == Some(thread)).cloned()
            });
            relay::reply(desk, id, topic.as_ref(), *message, *kind, *reply_to)
        }
        GroupEvent::Command { command: Command::Help, .. }
            if is_admin || desk.work.cohorts.values().any(|cohort| cohort.mentors == Some(id)) =>
        {
            group::help_here(desk, id, chat.thread);
            Ok(())
        }
        GroupEvent::Command { .. } => Ok(()),
        GroupEvent::TopicMade { thread, by_us, handle } => {
            if *by_us {
                group::topic_made(desk, id, *thread, *handle);
            }
            Ok(())
        }
        GroupEvent::BotRemoved => {
            group::trouble(desk, id, &[GroupLack::Gone], &format!("removed:{}", desk.now.timestamp()));
            Ok(())
        }
        GroupEvent::BotChanged => {
            group::recheck(desk, id);
            Ok(())
        }
        GroupEvent::Migrated { to } => {
            group::migrated(desk, id, *to);
            Ok(())
        }
    }
}

fn group_press(
    desk: &mut Desk<'_>,
    chat: GroupChat,
    id: crate::rules::ids::ChatId,
    by: Option<PersonId>,
    is_admin: bool,
    pressed: &Pressed,
) -> Result<(), ActionError> {
    let place = Place { chat: id, topic: None, enrolment: None };
    match pressed.press {
        Some(Press::GiveAttempt { enrolment, week, granted }) if desk.work.enrolment(enrolment).is_some() => {
            group::help(desk, pressed, place, by, enrolment, week, Some(granted))
        }
        Some(Press::OpenWeek { enrolment, week }) if desk.work.enrolment(enrolment).is_some() => {
            group::help(desk, pressed, place, by, enrolment, week, None)
        }
        Some(Press::BindMentors { cohort }) if is_admin && desk.cohort(cohort).is_ok() => {
            let who = by.and_then(|by| desk.work.people.get(&by)).cloned();
            desk.answer(pressed, who.as_ref(), Toast::Silent);
            let id = group::group_chat(desk, chat);
            group::check(desk, Place { chat: id, ..place }, cohort);
            Ok(())
        }
        _ => {
            let who = by.and_then(|by| desk.work.people.get(&by)).cloned();
            desk.answer(pressed, who.as_ref(), Toast::DoneAlready);
            Ok(())
        }
    }
}
