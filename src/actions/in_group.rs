//! What happens in a group: a mentor writes, presses, or the group itself changes.

use super::desk::{ActionError, Desk, Place};
use super::intent::{Command, GroupChat, GroupEvent, Pressed, Sender};
use super::relay::{self};
use super::{essays, group, help};
use crate::rules::ids::PersonId;
use crate::rules::notice::{GroupLack, Toast};
use crate::rules::press::Press;
use crate::rules::role::Act;

pub(super) fn in_group(
    desk: &mut Desk<'_>,
    chat: GroupChat,
    from: Sender,
    event: &GroupEvent,
) -> Result<(), ActionError> {
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
        GroupEvent::Message { message, kind, file, note, reply_to } => {
            let is_bound = desk.work.cohorts.values().any(|cohort| cohort.mentors == Some(id));
            if *note || !is_bound {
                return Ok(());
            }
            let topic = chat.thread.and_then(|thread| {
                desk.work.topics.values().find(|topic| topic.chat == id && topic.thread == Some(thread)).cloned()
            });
            relay::reply(desk, id, topic.as_ref(), (*message, *kind, *file), *reply_to)
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
    if let Some(done) = pressed.press.and_then(|press| help::press(desk, pressed, place, by, press)) {
        return done;
    }
    match pressed.press {
        Some(Press::MarkEssay { attempt, position, pass }) => {
            essays::mark(desk, pressed, place, by, (attempt, position), pass)
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
