//! The mentors' group: binding it, its buttons, and what happens to it.

use super::admin;
use super::arrive;
use super::desk::{ActionError, Desk, Place};
use super::intent::GroupChat;
use super::relay;
use crate::rules::decision::Refusal;
use crate::rules::ids::{ChatId, CohortId, PersonId};
use crate::rules::model::{Cohort, Handle};
use crate::rules::notice::{GroupLack, Notice};
use crate::store::chats::{Chat, ChatKind};
use crate::store::topics::Topic;

/// The chat of a group; made when it is new.
pub(super) fn group_chat(desk: &mut Desk<'_>, group: GroupChat) -> ChatId {
    let kind = if group.is_forum { ChatKind::Forum } else { ChatKind::Group };
    match desk.chat_of_telegram(group.telegram_id) {
        Some(id) => id,
        None => {
            let id = ChatId(desk.work.fresh_id());
            let chat = Chat { id, telegram_id: group.telegram_id, kind, language: None, unreachable_at: None };
            desk.work.chats.put(id, chat);
            id
        }
    }
}

/// `/mentors` typed in a group by an admin: looks up the bot's rights there and binds it. Of several cohorts one is chosen.
pub(super) fn mentors(desk: &mut Desk<'_>, group: GroupChat, by: PersonId) {
    let chat = group_chat(desk, group);
    let place = Place { chat, topic: None, enrolment: None };
    speak_like(desk, chat, by);
    let open: Vec<CohortId> =
        desk.work.cohorts.values().filter(|cohort| !cohort.is_closed(desk.now)).map(|cohort| cohort.id).collect();
    match open.as_slice() {
        [] => desk.refuse(place, Refusal::NoCohort),
        [cohort] => check(desk, place, *cohort),
        _ => {
            let cohorts = admin::lines(desk).into_iter().filter(|line| !line.closed).collect();
            desk.say(place, Notice::ChooseCohort { cohorts });
        }
    }
}

/// `/help` in a group: how it serves the mentors; in one that is not bound yet, how to bind it.
pub(super) fn help_here(desk: &mut Desk<'_>, chat: ChatId, thread: Option<i64>) {
    let in_topic = |topic: &&Topic| topic.chat == chat && topic.thread.is_some() && topic.thread == thread;
    let topic = desk.work.topics.values().find(in_topic).map(|topic| topic.id);
    let place = Place { chat, topic, enrolment: None };
    let bound: Vec<Cohort> =
        desk.work.cohorts.values().filter(|cohort| cohort.mentors == Some(chat)).cloned().collect();
    if bound.is_empty() {
        arrive::say_help(desk, chat, None, true);
    }
    let forum = desk.work.chats.get(&chat).is_some_and(|chat| chat.kind == ChatKind::Forum);
    for Cohort { id: cohort, version, starts_on, .. } in bound {
        desk.say(place, Notice::GroupBound { cohort, version, starts_on, forum });
    }
}

/// A group is written to in the language of the admin who bound it.
fn speak_like(desk: &mut Desk<'_>, chat: ChatId, by: PersonId) {
    let language = desk.work.people.get(&by).map(|person| person.language);
    if let Some(chat) = desk.work.chats.get(&chat).cloned() {
        desk.work.chats.put(chat.id, Chat { language, ..chat });
    }
}

/// Looks up the bot's rights; binding follows when they are known.
pub(super) fn check(desk: &mut Desk<'_>, place: Place, cohort: CohortId) {
    desk.say(place, Notice::CheckGroup { cohort });
}

/// The rights of the bot in a group are known: the group is bound, or it is said what is missing.
pub(super) fn checked(
    desk: &mut Desk<'_>,
    place: Place,
    cohort: CohortId,
    lacks: Vec<GroupLack>,
    forum: bool,
) -> Result<(), ActionError> {
    if !lacks.is_empty() {
        if desk.cohort(cohort)?.mentors == Some(place.chat) {
            // It served until now: whoever runs things hears of it too.
            trouble(desk, place.chat, &lacks, &format!("lacks:{}", desk.real.0));
        }
        desk.say(place, Notice::GroupUnfit { cohort, lacks });
        return Ok(());
    }
    let bound = desk.cohort(cohort)?.clone();
    if let Some(before) = bound.mentors.filter(|before| *before != place.chat) {
        desk.work.stop_relays(before);
    }
    if let Some(chat) = desk.work.chats.get(&place.chat).cloned() {
        let kind = if forum { ChatKind::Forum } else { ChatKind::Group };
        if chat.kind != kind && bound.mentors == Some(chat.id) {
            // Topics were switched on or off: what waits is handed over below in the new way.
            desk.work.reset_topics(chat.id);
        }
        desk.work.chats.put(chat.id, Chat { kind, unreachable_at: None, ..chat });
    }
    desk.work.cohorts.put(cohort, Cohort { mentors: Some(place.chat), ..bound.clone() });
    desk.work.retry_now(place.chat);
    desk.say(place, Notice::GroupBound { cohort, version: bound.version, starts_on: bound.starts_on, forum });
    desk.say(place, Notice::SetCommands { scope: crate::rules::notice::CommandScope::Mentors, language: None });
    // Questions that waited for a group are handed over; a copy that is on its way already has its key.
    let waiting: Vec<_> = desk
        .work
        .questions
        .values()
        .filter(|question| question.state == crate::rules::question::QuestionState::Asked)
        .cloned()
        .collect();
    for question in waiting {
        let participant = desk.participant(question.enrolment)?;
        if participant.cohort.id == cohort {
            relay::hand_over(desk, &participant, &question);
        }
    }
    Ok(())
}

/// A topic was announced. One that the bot made and whose answer was lost is adopted.
pub(super) fn topic_made(desk: &mut Desk<'_>, chat: ChatId, thread: i64, handle: Option<Handle>) {
    let enrolment_of = |topic: &Topic| desk.work.enrolment(topic.enrolment).map(|stored| stored.enrolment.handle);
    let mine = desk
        .work
        .topics
        .values()
        .find(|topic| topic.chat == chat && topic.thread.is_none() && enrolment_of(topic) == handle);
    if let Some(topic) = mine.filter(|_| handle.is_some()).cloned() {
        desk.work.fulfil(topic.delivery);
        desk.work.topics.put(topic.id, Topic { thread: Some(thread), ..topic });
        return;
    }
    let is_anybodys = desk.work.enrolments().any(|stored| Some(stored.enrolment.handle) == handle);
    if handle.is_some() && !is_anybodys {
        // Whoever it was made for was forgotten while it was made.
        desk.say(Place { chat, topic: None, enrolment: None }, Notice::EraseTopic { thread });
    }
}

/// The group is gone, or its rights are: questions wait in the outbox, and the admins are told, once for each occasion.
pub(super) fn trouble(desk: &mut Desk<'_>, chat: ChatId, lacks: &[GroupLack], occasion: &str) {
    let cohorts: Vec<Cohort> =
        desk.work.cohorts.values().filter(|cohort| cohort.mentors == Some(chat)).cloned().collect();
    for cohort in cohorts {
        let notice = Notice::GroupTrouble {
            cohort: cohort.id,
            version: cohort.version,
            starts_on: cohort.starts_on,
            lacks: lacks.to_vec(),
        };
        desk.tell_admins(&format!("trouble:{chat}:{occasion}"), &notice);
    }
}

/// The bot's rights in a bound group have changed: they are looked up anew.
pub(super) fn recheck(desk: &mut Desk<'_>, chat: ChatId) {
    let cohorts: Vec<CohortId> =
        desk.work.cohorts.values().filter(|cohort| cohort.mentors == Some(chat)).map(|cohort| cohort.id).collect();
    for cohort in cohorts {
        check(desk, Place { chat, topic: None, enrolment: None }, cohort);
    }
}

/// The group has become a supergroup: everything goes to its new id.
pub(super) fn migrated(desk: &mut Desk<'_>, chat: ChatId, to: i64) {
    if desk.work.chats.get(&chat).is_some_and(|known| known.telegram_id == to) {
        // It is known: a request that was made before has come back late.
        desk.work.retry_now(chat);
        return;
    }
    if desk.chat_of_telegram(to).is_some_and(|other| other != chat) {
        // Something already came from the new id; the bound cohorts follow it there.
        let new = desk.chat_of_telegram(to);
        let bound: Vec<Cohort> =
            desk.work.cohorts.values().filter(|cohort| cohort.mentors == Some(chat)).cloned().collect();
        desk.work.stop_relays(chat);
        for cohort in bound {
            desk.work.cohorts.put(cohort.id, Cohort { mentors: new, ..cohort.clone() });
            if let Some(chat) = new {
                // What waits is handed over there once the rights are known.
                check(desk, Place { chat, topic: None, enrolment: None }, cohort.id);
            }
        }
        return;
    }
    if let Some(group) = desk.work.chats.get(&chat).cloned() {
        let group_kind = group.kind;
        desk.work.chats.put(chat, Chat { telegram_id: to, unreachable_at: None, ..group });
        desk.work.renumber(chat);
        if group_kind == ChatKind::Group {
            desk.work.forget_topics(chat);
        }
        desk.work.retry_now(chat);
    }
}
